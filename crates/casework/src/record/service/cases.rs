//! Opening, pausing, taking up, closing a case, and who funds it.

use access::Permit;
use access::action::{Woman, act};
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::ctx::OrganisationMark;
use kernel::{Ctx, Id, Personal, time};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use store::{Uow, values};
use uuid::Uuid;

use super::{day, some_day};
use crate::fault::Fault;
use crate::record::case::{
    Case, CaseEvent, CaseEventKind, CaseSigns, CloseReason, ClosingWarning, PauseReason,
    ReturnRule, Stage, SupportCase, stage,
};
use crate::record::sql;
use crate::trail;

#[derive(FromRow)]
struct CaseRow {
    id: Uuid,
    referral_id: Option<Uuid>,
    opened_at: i64,
    closed_on: Option<String>,
    close_reason: Option<String>,
}

#[derive(FromRow)]
struct EventRow {
    id: Uuid,
    case_id: Uuid,
    at: i64,
    kind: String,
    reason: Option<String>,
    made_by: Option<Uuid>,
    sealed: Option<Vec<u8>>,
}

#[derive(FromRow)]
struct Count {
    many: i64,
}

#[derive(FromRow)]
struct AttendedRow {
    first_attended: Option<i64>,
    last_attended: Option<i64>,
}

#[derive(Serialize, Deserialize)]
struct Note {
    note: String,
}

/// A case to be opened.
#[derive(Debug, Clone)]
pub struct CaseDraft {
    /// The referral it comes from.
    pub referral: Option<Uuid>,
    /// When it began; not after now.
    pub opened_at: Timestamp,
    /// A note.
    pub note: Personal<String>,
}

/// Opens a case.
///
/// # Errors
/// [`Fault::ImpossibleDate`] when it is to begin in the future; [`Fault::AlreadyDone`] when a case
/// is open.
pub async fn open_case(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteRecord>,
    draft: &CaseDraft,
) -> Result<Id<Case>, Fault> {
    trail::wrote(ctx, uow, permit, "case opened").await?;
    if draft.opened_at > ctx.now() {
        return Err(Fault::ImpossibleDate);
    }
    let (organisation, woman) = (permit.organisation(), permit.id());
    if load_cases(uow, organisation, woman).await?.iter().any(|case| case.closed.is_none()) {
        return Err(Fault::AlreadyDone);
    }
    let case: Id<Case> = ctx.new_id();
    uow.execute(
        &sql::ADD_CASE,
        values![
            case,
            organisation,
            woman,
            draft.referral,
            draft.opened_at,
            ctx.now(),
            ctx.account()
        ],
    )
    .await?;
    let event = NewEvent { at: draft.opened_at, kind: CaseEventKind::Opened, reason: None };
    add_event(ctx, uow, organisation, woman, case, event, draft.note.reveal()).await?;
    Ok(case)
}

struct NewEvent {
    at: Timestamp,
    kind: CaseEventKind,
    reason: Option<&'static str>,
}

async fn add_event(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    woman: Id<Woman>,
    case: Id<Case>,
    event: NewEvent,
    note: &str,
) -> Result<(), Fault> {
    let id = ctx.new_uuid();
    let sealed = if note.trim().is_empty() {
        None
    } else {
        let note = Note { note: note.to_owned() };
        Some(uow.seal(ctx, woman.uuid(), "case_event", id, &note).await?)
    };
    uow.execute(
        &sql::ADD_CASE_EVENT,
        values![
            id,
            organisation,
            case,
            woman,
            event.at,
            event.kind.code(),
            event.reason,
            ctx.now(),
            ctx.account(),
            sealed
        ],
    )
    .await?;
    Ok(())
}

/// Her cases, the newest first.
///
/// # Errors
/// By what is wrong.
pub async fn cases(
    uow: &mut Uow,
    permit: &Permit<Woman, act::SeeBand>,
) -> Result<Vec<SupportCase>, Fault> {
    load_cases(uow, permit.organisation(), permit.id()).await
}

/// Reads ahead the cases of several women and what their stages stand on.
pub(crate) async fn read_cases_ahead(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    women: &[Uuid],
) -> Result<(), Fault> {
    let here = values![organisation];
    let each = |owner| values![organisation, owner].to_vec();
    uow.read_ahead(&sql::ahead::CASES, women, here, each).await?;
    uow.read_ahead(&sql::ahead::CASE_EVENTS, women, here, each).await?;
    let mut cases = Vec::new();
    for woman in women {
        let hers: Vec<CaseRow> = uow.all(&sql::CASES, values![organisation, *woman]).await?;
        cases.extend(hers.iter().map(|case| case.id));
    }
    uow.read_ahead(&sql::ahead::ATTENDED, &cases, here, each).await?;
    crate::plan::read_first_agreed_ahead(uow, organisation, &cases).await?;
    Ok(())
}

pub(crate) async fn load_cases(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    woman: Id<Woman>,
) -> Result<Vec<SupportCase>, Fault> {
    let rows: Vec<CaseRow> = uow.all(&sql::CASES, values![organisation, woman]).await?;
    let events: Vec<EventRow> = uow.all(&sql::CASE_EVENTS, values![organisation, woman]).await?;
    let mut cases = Vec::with_capacity(rows.len());
    for row in rows {
        let mut of_case = Vec::new();
        for event in events.iter().filter(|event| event.case_id == row.id) {
            let note = match &event.sealed {
                None => String::new(),
                Some(sealed) => {
                    let note: Note = uow.open(woman.uuid(), "case_event", event.id, sealed).await?;
                    note.note
                }
            };
            of_case.push(CaseEvent {
                at: time::from_micros(event.at),
                kind: CaseEventKind::from_code(&event.kind)
                    .ok_or(Fault::UnknownCode("case_event.kind"))?,
                reason: event.reason.clone(),
                note: note.into(),
                by: event.made_by,
            });
        }
        let attended: AttendedRow = uow.one(&sql::ATTENDED, values![organisation, row.id]).await?;
        let signs = CaseSigns {
            first_attended: attended.first_attended.map(time::from_micros),
            last_attended: attended.last_attended.map(time::from_micros),
            plan_agreed: crate::plan::first_agreed(uow, organisation, Id::from_uuid(row.id))
                .await?,
        };
        let closed = match (&row.closed_on, &row.close_reason) {
            (Some(on), Some(reason)) => Some((
                day("support_case.closed_on", on)?,
                CloseReason::from_code(reason)
                    .ok_or(Fault::UnknownCode("support_case.close_reason"))?,
            )),
            _ => None,
        };
        cases.push(SupportCase {
            id: Id::from_uuid(row.id),
            woman,
            referral: row.referral_id,
            opened_at: time::from_micros(row.opened_at),
            closed,
            stage: stage(&of_case, signs),
            events: of_case,
        });
    }
    Ok(cases)
}

async fn the_case(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    woman: Id<Woman>,
    case: Id<Case>,
) -> Result<SupportCase, Fault> {
    load_cases(uow, organisation, woman)
        .await?
        .into_iter()
        .find(|found| found.id == case)
        .ok_or(Fault::NotFound)
}

/// She came to a first session. Called by the slice of sessions; a second call changes nothing.
///
/// # Errors
/// [`Fault::NotFound`] when the case is not hers.
pub async fn note_engaged(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::RecordAttendance>,
    case: Id<Case>,
    at: Timestamp,
) -> Result<(), Fault> {
    trail::wrote(ctx, uow, permit, "first session attended").await?;
    let (organisation, woman) = (permit.organisation(), permit.id());
    let found = the_case(uow, organisation, woman, case).await?;
    if found.events.iter().any(|event| event.kind == CaseEventKind::Engaged) {
        return Ok(());
    }
    let event = NewEvent { at, kind: CaseEventKind::Engaged, reason: None };
    add_event(ctx, uow, organisation, woman, case, event, "").await
}

/// Pauses a case.
///
/// # Errors
/// [`Fault::AlreadyDone`] when it is paused or closed.
pub async fn pause_case(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteRecord>,
    case: Id<Case>,
    reason: PauseReason,
    note: &str,
) -> Result<(), Fault> {
    trail::wrote(ctx, uow, permit, "case paused").await?;
    let (organisation, woman) = (permit.organisation(), permit.id());
    let found = the_case(uow, organisation, woman, case).await?;
    if matches!(found.stage, Stage::Paused | Stage::Closed) {
        return Err(Fault::AlreadyDone);
    }
    let event =
        NewEvent { at: ctx.now(), kind: CaseEventKind::Paused, reason: Some(reason.code()) };
    add_event(ctx, uow, organisation, woman, case, event, note).await
}

/// Takes a paused case up again.
///
/// # Errors
/// [`Fault::AlreadyDone`] when it is not paused.
pub async fn resume_case(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteRecord>,
    case: Id<Case>,
    note: &str,
) -> Result<(), Fault> {
    trail::wrote(ctx, uow, permit, "case resumed").await?;
    let (organisation, woman) = (permit.organisation(), permit.id());
    let found = the_case(uow, organisation, woman, case).await?;
    if found.stage != Stage::Paused {
        return Err(Fault::AlreadyDone);
    }
    let event = NewEvent { at: ctx.now(), kind: CaseEventKind::Resumed, reason: None };
    add_event(ctx, uow, organisation, woman, case, event, note).await
}

/// Begins looking back with her.
///
/// # Errors
/// [`Fault::AlreadyDone`] when the case is closed or the review has begun.
pub async fn start_exit_review(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteRecord>,
    case: Id<Case>,
    note: &str,
) -> Result<(), Fault> {
    trail::wrote(ctx, uow, permit, "exit review begun").await?;
    let (organisation, woman) = (permit.organisation(), permit.id());
    let found = the_case(uow, organisation, woman, case).await?;
    if matches!(found.stage, Stage::Closed | Stage::ExitReview) {
        return Err(Fault::AlreadyDone);
    }
    let event = NewEvent { at: ctx.now(), kind: CaseEventKind::ExitReview, reason: None };
    add_event(ctx, uow, organisation, woman, case, event, note).await
}

/// A case to be closed.
#[derive(Debug, Clone)]
pub struct CloseDraft {
    /// Which.
    pub case: Id<Case>,
    /// The last day; not after today.
    pub on: Date,
    /// Why.
    pub reason: CloseReason,
    /// A note.
    pub note: Personal<String>,
}

/// What is not finished. The page shows it before it closes; it never blocks.
///
/// # Errors
/// By what is wrong.
pub async fn closing_warnings(
    uow: &mut Uow,
    permit: &Permit<Woman, act::CloseCase>,
    case: Id<Case>,
) -> Result<Vec<ClosingWarning>, Fault> {
    let (organisation, woman) = (permit.organisation(), permit.id());
    let found = the_case(uow, organisation, woman, case).await?;
    let mut warnings = Vec::new();
    let open: Count = uow.one(&sql::OPEN_TASKS, values![organisation, woman]).await?;
    if open.many > 0 {
        warnings.push(ClosingWarning::OpenTasks(open.many));
    }
    let not_handed_on: Count =
        uow.one(&sql::SAFETY_PLAN_NOT_HANDED_ON, values![organisation, woman]).await?;
    if not_handed_on.many > 0 {
        warnings.push(ClosingWarning::SafetyPlanNotHandedOn);
    }
    if !found.events.iter().any(|event| event.kind == CaseEventKind::ExitReview) {
        warnings.push(ClosingWarning::NoExitReview);
    }
    Ok(warnings)
}

/// Closes a case.
///
/// # Errors
/// [`Fault::ImpossibleDate`] before it was opened or after today; [`Fault::AlreadyDone`] when it is
/// closed.
pub async fn close_case(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::CloseCase>,
    draft: &CloseDraft,
) -> Result<(), Fault> {
    trail::wrote(ctx, uow, permit, "case closed").await?;
    let (organisation, woman) = (permit.organisation(), permit.id());
    let found = the_case(uow, organisation, woman, draft.case).await?;
    if draft.on > ctx.today() || draft.on < time::london(found.opened_at).date() {
        return Err(Fault::ImpossibleDate);
    }
    let values = values![organisation, woman, draft.case, draft.on, draft.reason.code()];
    if uow.execute(&sql::CLOSE_CASE, values).await? == 0 {
        return Err(Fault::AlreadyDone);
    }
    let event =
        NewEvent { at: ctx.now(), kind: CaseEventKind::Closed, reason: Some(draft.reason.code()) };
    add_event(ctx, uow, organisation, woman, draft.case, event, draft.note.reveal()).await
}

/// She comes back: the case that was closed last goes on, or a new one is opened, as the programme
/// says.
///
/// # Errors
/// [`Fault::AlreadyDone`] when a case is open.
pub async fn return_to_case(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteRecord>,
    rule: ReturnRule,
    draft: &CaseDraft,
) -> Result<Id<Case>, Fault> {
    trail::wrote(ctx, uow, permit, "return").await?;
    let (organisation, woman) = (permit.organisation(), permit.id());
    let all = load_cases(uow, organisation, woman).await?;
    if all.iter().any(|case| case.closed.is_none()) {
        return Err(Fault::AlreadyDone);
    }
    let last = all.iter().filter_map(|case| Some((case.closed?.0, case.id))).max();
    let goes_on = last.filter(|(closed, _)| rule.same_case(*closed, ctx.today()));
    let Some((_, case)) = goes_on else {
        return open_case(ctx, uow, permit, draft).await;
    };
    uow.execute(&sql::REOPEN_CASE, values![organisation, woman, case]).await?;
    let event = NewEvent { at: ctx.now(), kind: CaseEventKind::Resumed, reason: None };
    add_event(ctx, uow, organisation, woman, case, event, draft.note.reveal()).await?;
    Ok(case)
}

#[derive(FromRow)]
struct FundingRow {
    id: Uuid,
    case_id: Uuid,
    programme_id: Uuid,
    from_on: String,
    until_on: Option<String>,
    sealed: Option<Vec<u8>>,
}

#[derive(FromRow)]
struct ExternalRow {
    id: Uuid,
    case_id: Uuid,
    woman_id: Uuid,
}

#[derive(Serialize, Deserialize)]
struct External {
    reference: String,
}

/// A programme that funds a case.
#[derive(Debug, Clone)]
pub struct FundingDraft {
    /// The case.
    pub case: Id<Case>,
    /// The programme.
    pub programme: Uuid,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Option<Date>,
    /// How the funder's own system calls her; empty when it does not.
    pub external: Personal<String>,
}

/// A funding as read.
#[derive(Debug, Clone)]
pub struct Funding {
    /// Its row.
    pub id: Uuid,
    /// The case.
    pub case: Id<Case>,
    /// The programme.
    pub programme: Uuid,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Option<Date>,
    /// How the funder's own system calls her.
    pub external: Personal<String>,
}

/// What a funder's reference is found by.
fn external_text(reference: &str) -> String {
    reference.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// Lets a programme count her support.
///
/// # Errors
/// [`Fault::ImpossibleDate`] when it would end before it begins; [`Fault::NotFound`] when the case
/// is not hers.
pub async fn fund_case(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteFunding>,
    draft: &FundingDraft,
) -> Result<Uuid, Fault> {
    trail::wrote(ctx, uow, permit, "funding added").await?;
    if draft.until.is_some_and(|until| until < draft.from) {
        return Err(Fault::ImpossibleDate);
    }
    let (organisation, woman) = (permit.organisation(), permit.id());
    the_case(uow, organisation, woman, draft.case).await?;
    let id = ctx.new_uuid();
    let reference = draft.external.reveal().trim();
    let canonical = external_text(reference);
    let (blind, sealed) = if canonical.is_empty() {
        (None, None)
    } else {
        let external = External { reference: reference.to_owned() };
        let sealed = uow.seal(ctx, woman.uuid(), "funding", id, &external).await?;
        (Some(uow.blind(organisation.uuid(), "funding", &canonical)), Some(sealed))
    };
    uow.execute(
        &sql::ADD_FUNDING,
        values![
            id,
            organisation,
            draft.case,
            woman,
            draft.programme,
            draft.from,
            draft.until,
            blind,
            ctx.now(),
            ctx.account(),
            sealed
        ],
    )
    .await?;
    Ok(id)
}

/// The programme counts her support up to that day.
///
/// # Errors
/// [`Fault::NotFound`] when it is not hers or begins later.
pub async fn end_funding(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteFunding>,
    funding: Uuid,
    until: Date,
) -> Result<(), Fault> {
    trail::wrote(ctx, uow, permit, "funding ended").await?;
    let values = values![permit.organisation(), permit.id(), funding, until];
    match uow.execute(&sql::END_FUNDING, values).await? {
        0 => Err(Fault::NotFound),
        _ => Ok(()),
    }
}

/// Who funds her cases.
///
/// # Errors
/// By what is wrong.
pub async fn fundings(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadFunding>,
) -> Result<Vec<Funding>, Fault> {
    let (organisation, woman) = (permit.organisation(), permit.id());
    let rows: Vec<FundingRow> = uow.all(&sql::FUNDINGS, values![organisation, woman]).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let external = match &row.sealed {
            None => String::new(),
            Some(sealed) => {
                let external: External = uow.open(woman.uuid(), "funding", row.id, sealed).await?;
                external.reference
            }
        };
        found.push(Funding {
            id: row.id,
            case: Id::from_uuid(row.case_id),
            programme: row.programme_id,
            from: day("funding.from_on", &row.from_on)?,
            until: some_day("funding.until_on", row.until_on.as_deref())?,
            external: external.into(),
        });
    }
    Ok(found)
}

/// The funding, case and woman that a funder knows by this reference, the latest first. For
/// imported reports, which know nothing else.
///
/// # Errors
/// By what is wrong.
pub async fn funding_by_external(
    uow: &mut Uow,
    permit: &Permit<access::action::Inbox, act::ImportReferrals>,
    reference: &str,
) -> Result<Option<(Uuid, Id<Case>, Id<Woman>)>, Fault> {
    let organisation = permit.organisation();
    let canonical = external_text(reference);
    if canonical.is_empty() {
        return Ok(None);
    }
    let blind = uow.blind(organisation.uuid(), "funding", &canonical);
    let row: Option<ExternalRow> =
        uow.optional(&sql::FUNDING_BY_EXTERNAL, values![organisation, blind]).await?;
    Ok(row.map(|row| (row.id, Id::from_uuid(row.case_id), Id::from_uuid(row.woman_id))))
}
