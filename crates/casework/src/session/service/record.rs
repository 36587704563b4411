//! Recording what happened: one woman, a group, or something that was never booked.
//!
//! Nothing recorded is overwritten. Each earlier version is kept, and when two people save over the
//! same version their fields are merged; where both wrote different things, the second is asked.

use access::Permit;
use access::action::Woman;
use access::action::act::{ReadSessions, RecordAttendance};
use jiff::Timestamp;
use kernel::ctx::{AccountMark, OrganisationMark};
use kernel::{Ctx, Id, Personal, time};
use store::{Uow, values};
use uuid::Uuid;

use super::book::{add_line, check_minutes, insert};
use super::day::first_came;
use super::read::{ATTENDANCE, EarlierWords, coded, duty, entry, load_line, load_session};
use super::trail;
use crate::record::note_engaged;
use crate::session::SessionError;
use crate::session::model::{
    AttendanceState, Clash, Concern, Days, Duty, Entry, Field, Probation, Rang, Session,
    SessionDraft, SessionId, SessionKind, merge,
};
use crate::session::sql::{self, AttendanceRow, EarlierRow, IdRow, ManyRow};

const EARLIER: &str = "attendance_earlier";

/// Her line at a session, open to be recorded.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The session, with her alone.
    pub session: Session,
    /// The case it is counted to.
    pub case: Option<Uuid>,
    /// How many sessions of this case she came to before.
    pub came_before: i64,
    /// Whether she has to come: then probation's word may be given.
    pub duty: Duty,
    /// What stands.
    pub entry: Entry,
    /// When it was first recorded; `None` while it is booked or a draft.
    pub recorded_at: Option<Timestamp>,
    /// To be handed back when saving.
    pub version: i64,
}

/// What saving came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded {
    /// The version that stands now.
    pub version: i64,
    /// A worry that was not there before. The page of safety comes next.
    pub worry: Option<Concern>,
}

/// One woman of a group.
#[derive(Debug)]
pub struct GroupEntry<'p> {
    /// That it may be recorded.
    pub permit: &'p Permit<Woman, RecordAttendance>,
    /// The version that the page showed.
    pub opened: i64,
    /// What is recorded.
    pub entry: Entry,
}

/// A session that was never booked: she dropped by, or rang.
#[derive(Debug, Clone)]
pub struct Unplanned {
    /// The session. Its warnings are not asked about: it has been.
    pub session: SessionDraft,
    /// Whether she has to come.
    pub duty: Duty,
    /// What is recorded.
    pub entry: Entry,
}

/// An earlier version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// Its number.
    pub version: i64,
    /// What stood.
    pub entry: Entry,
    /// What replaced it.
    pub ended: Ended,
}

/// When, by whom and why a version was replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Option<Id<AccountMark>>,
    /// Why. Empty for a draft, and where two edits were merged.
    pub why: Personal<String>,
}

/// Opens her line to record it.
///
/// # Errors
/// [`SessionError::NotFound`] when she is not put down for it.
pub async fn open(
    uow: &mut Uow,
    permit: &Permit<Woman, RecordAttendance>,
    session: SessionId,
) -> Result<Opened, SessionError> {
    let organisation = permit.organisation();
    let session = load_session(uow, organisation, session).await?;
    let row = load_line(uow, organisation, session.id, permit.id().uuid()).await?;
    let came_before = match row.case_id {
        None => 0,
        Some(case) => {
            let before = values![organisation, case, session.starts_at];
            uow.one::<ManyRow>(&sql::CAME_BEFORE, before).await?.many
        }
    };
    let entry = entry(uow, &row).await?;
    Ok(Opened {
        session,
        case: row.case_id,
        came_before,
        duty: duty(row.required),
        entry,
        recorded_at: row.recorded_at.map(time::from_micros),
        version: row.version,
    })
}

/// Records what happened, amends it, or with [`AttendanceState::Expected`] keeps a draft.
///
/// `opened` is the version that the page showed. When somebody saved meanwhile, fields are merged;
/// a merge is no amendment, so it asks for no reason. `why` says why something recorded is changed.
///
/// # Errors
/// [`SessionError::Clash`], [`SessionError::ReasonNeeded`], [`SessionError::StateNeeded`],
/// [`SessionError::NotYet`], [`SessionError::NotRequired`], [`SessionError::GateFirst`],
/// [`SessionError::Minutes`], [`SessionError::NotFound`].
pub async fn record(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, RecordAttendance>,
    session: SessionId,
    (opened, mine): (i64, &Entry),
    why: &Personal<String>,
) -> Result<Recorded, SessionError> {
    let organisation = permit.organisation();
    let there = load_session(uow, organisation, session).await?;
    let row = load_line(uow, organisation, session, permit.id().uuid()).await?;
    let theirs = entry(uow, &row).await?;
    let settled = settle(uow, organisation, &row, opened, mine, &theirs).await?;
    if settled == theirs {
        return Ok(Recorded { version: row.version, worry: None });
    }
    // A merge is no amendment: the second one never saw what the first recorded.
    if row.recorded_at.is_some() && opened == row.version && why.reveal().trim().is_empty() {
        return Err(SessionError::ReasonNeeded);
    }
    check(ctx, uow, permit, (&there, &row), &settled).await?;
    keep_earlier(ctx, uow, organisation, &row, &theirs, why).await?;
    engaged(ctx, uow, permit, (&there, &row), &settled).await?;
    write(ctx, uow, organisation, &row, &settled).await?;
    if settled.state.is_recorded() {
        let happened = values![organisation, session, ctx.now(), ctx.account()];
        uow.execute(&sql::SET_HAPPENED, happened).await?;
    }
    let what = match (row.recorded_at, settled.state.is_recorded()) {
        (Some(_), _) => "attendance amended",
        (None, true) => "attendance recorded",
        (None, false) => "attendance drafted",
    };
    trail::wrote(ctx, uow, permit, what).await?;
    let worry = settled.concern.filter(|_| settled.concern != theirs.concern);
    Ok(Recorded { version: row.version + 1, worry })
}

/// Records a group: one row a woman, all of them or none.
///
/// # Errors
/// As [`record`], for the first woman for whom it cannot be.
pub async fn record_group(
    ctx: &Ctx,
    uow: &mut Uow,
    session: SessionId,
    entries: &[GroupEntry<'_>],
) -> Result<Vec<Recorded>, SessionError> {
    let mut recorded = Vec::with_capacity(entries.len());
    let why = Personal::default();
    for GroupEntry { permit, opened, entry } in entries {
        recorded.push(record(ctx, uow, permit, session, (*opened, entry), &why).await?);
    }
    Ok(recorded)
}

/// Records somebody who came to a session of several without being put down. She was there, so
/// nothing is asked about and no slot is refused.
///
/// # Errors
/// As [`record`]; [`SessionError::WomenOfKind`] for a session of one.
pub async fn record_walk_in(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, RecordAttendance>,
    session: SessionId,
    entry: &Entry,
) -> Result<Recorded, SessionError> {
    let organisation = permit.organisation();
    if !load_session(uow, organisation, session).await?.kind.takes_several() {
        return Err(SessionError::WomenOfKind);
    }
    let meet = Personal::default();
    add_line(ctx, uow, organisation, session, permit.id(), Duty::Chosen, &meet).await?;
    let row = load_line(uow, organisation, session, permit.id().uuid()).await?;
    if row.recorded_at.is_some() {
        return Ok(Recorded { version: row.version, worry: None });
    }
    record(ctx, uow, permit, session, (row.version, entry), &Personal::default()).await
}

/// Records a session that was never booked.
///
/// # Errors
/// As [`record`]; [`SessionError::StateNeeded`] unless it says whether she came.
pub async fn record_unplanned(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, RecordAttendance>,
    draft: &Unplanned,
) -> Result<(SessionId, Recorded), SessionError> {
    check_minutes(draft.session.minutes)?;
    if !draft.entry.state.is_recorded() {
        return Err(SessionError::StateNeeded);
    }
    if draft.session.starts_at > ctx.now() {
        return Err(SessionError::NotYet);
    }
    let organisation = permit.organisation();
    let session = insert(ctx, uow, organisation, &draft.session).await?;
    let meet = &draft.entry.words.place;
    add_line(ctx, uow, organisation, session, permit.id(), draft.duty, meet).await?;
    let why = Personal::default();
    let recorded = record(ctx, uow, permit, session, (1, &draft.entry), &why).await?;
    Ok((session, recorded))
}

/// Every earlier version of her line at a session, oldest first.
///
/// # Errors
/// [`SessionError::NotFound`] when she is not put down for it.
pub async fn earlier(
    uow: &mut Uow,
    permit: &Permit<Woman, ReadSessions>,
    session: SessionId,
) -> Result<Vec<Earlier>, SessionError> {
    let organisation = permit.organisation();
    let row = load_line(uow, organisation, session, permit.id().uuid()).await?;
    let mut all = Vec::new();
    for row in versions(uow, organisation, row.id).await? {
        all.push(past(uow, permit.id().uuid(), row).await?);
    }
    Ok(all)
}

async fn versions(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    attendance: Uuid,
) -> Result<Vec<EarlierRow>, SessionError> {
    Ok(uow.all(&sql::EARLIER, values![organisation, attendance]).await?)
}

async fn past(uow: &Uow, woman: Uuid, row: EarlierRow) -> Result<Earlier, SessionError> {
    let EarlierWords { words, why } = uow.open(woman, EARLIER, row.id, &row.sealed).await?;
    let (probation, concern) = (row.probation.as_deref(), row.concern.as_deref());
    Ok(Earlier {
        version: row.version,
        entry: coded(&row.state, probation, row.minutes, concern, words)?,
        ended: Ended {
            at: time::from_micros(row.made_at),
            by: row.made_by.map(Id::from_uuid),
            why,
        },
    })
}

/// What is to be stored, after what somebody else may have stored meanwhile.
async fn settle(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    row: &AttendanceRow,
    opened: i64,
    mine: &Entry,
    theirs: &Entry,
) -> Result<Entry, SessionError> {
    if opened == row.version {
        return Ok(mine.clone());
    }
    let base = versions(uow, organisation, row.id).await?;
    let base = base.into_iter().find(|earlier| earlier.version == opened);
    let base = past(uow, row.woman_id, base.ok_or(SessionError::ChangedMeanwhile)?).await?;
    merge(&base.entry, mine, theirs).map_err(|clash| {
        let (fields, mine) = *clash;
        let theirs = theirs.clone();
        SessionError::Clash(Box::new(Clash { fields, mine, theirs, version: row.version }))
    })
}

/// The impossible, and nothing else.
async fn check(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, RecordAttendance>,
    (session, row): (&Session, &AttendanceRow),
    entry: &Entry,
) -> Result<(), SessionError> {
    if row.recorded_at.is_some() && !entry.state.is_recorded() {
        return Err(SessionError::StateNeeded);
    }
    if entry.probation.is_some() && duty(row.required) == Duty::Chosen {
        return Err(SessionError::NotRequired);
    }
    if let Some(minutes) = entry.minutes.filter(|minutes| *minutes != 0) {
        check_minutes(minutes)?;
    }
    if entry.state.came() && session.day() > ctx.today() {
        return Err(SessionError::NotYet);
    }
    let we_rang = entry.state.came()
        && session.kind == SessionKind::Call
        && entry.words.rang != Some(Rang::She);
    if we_rang {
        let day = Days::one(session.day());
        let (from, to) = (day.begins(), day.ends());
        let passed = values![permit.organisation(), permit.id(), from, to];
        let passed: Option<IdRow> = uow.optional(&sql::CALL_PASSED_GATE, passed).await?;
        passed.ok_or(SessionError::GateFirst)?;
    }
    Ok(())
}

/// The first session she came to makes her case engaged. The stage itself is read off, never stored.
async fn engaged(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, RecordAttendance>,
    (session, row): (&Session, &AttendanceRow),
    entry: &Entry,
) -> Result<(), SessionError> {
    let Some(case) = row.case_id.filter(|_| entry.state.came()) else { return Ok(()) };
    if first_came(uow, permit.organisation(), case).await?.is_some() {
        return Ok(());
    }
    let noted = note_engaged(ctx, uow, permit, Id::from_uuid(case), session.starts_at).await;
    noted.map_err(|fault| SessionError::Record(Box::new(fault)))
}

async fn keep_earlier(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    row: &AttendanceRow,
    before: &Entry,
    why: &Personal<String>,
) -> Result<(), SessionError> {
    let id = ctx.new_uuid();
    let words = EarlierWords { words: before.words.clone(), why: why.clone() };
    let sealed = uow.seal(ctx, row.woman_id, EARLIER, id, &words).await?;
    let values = values![
        id,
        organisation,
        row.id,
        row.woman_id,
        row.version,
        before.state.code(),
        before.probation.map(Probation::code),
        before.minutes,
        before.concern.map(Concern::code),
        row.recorded_at,
        row.recorded_by,
        ctx.now(),
        ctx.account(),
        sealed,
    ];
    uow.execute(&sql::KEEP_EARLIER, values).await?;
    Ok(())
}

async fn write(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    row: &AttendanceRow,
    entry: &Entry,
) -> Result<(), SessionError> {
    let sealed = match entry.words.is_empty() {
        true => None,
        false => Some(uow.seal(ctx, row.woman_id, ATTENDANCE, row.id, &entry.words).await?),
    };
    let recorded = entry.state != AttendanceState::Expected;
    let values = values![
        organisation,
        row.id,
        row.version,
        entry.state.code(),
        entry.probation.map(Probation::code),
        entry.minutes,
        entry.concern.map(Concern::code),
        sealed,
        recorded.then(|| ctx.now()),
        ctx.account().filter(|_| recorded),
    ];
    match uow.execute(&sql::RECORD, values).await? {
        1 => Ok(()),
        _ => Err(SessionError::ChangedMeanwhile),
    }
}

/// The two wordings of a field that clashes, as a page shows them: mine, then what stands.
#[must_use]
pub fn both_texts(clash: &Clash, field: Field) -> Option<(&Personal<String>, &Personal<String>)> {
    let (mine, theirs) = (&clash.mine.words, &clash.theirs.words);
    match field {
        Field::Summary => Some((&mine.summary, &theirs.summary)),
        Field::Tell => Some((&mine.tell, &theirs.tell)),
        Field::Place => Some((&mine.place, &theirs.place)),
        Field::State
        | Field::Probation
        | Field::Minutes
        | Field::Concern
        | Field::Goals
        | Field::Rang => None,
    }
}
