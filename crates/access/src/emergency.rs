//! Emergency access: opened at once with a reason, eight hours at most, inside one organisation,
//! reviewed by another within two working days.

use jiff::SignedDuration;
use jiff::civil::Date;
use kernel::ctx::{AccountMark, OrganisationMark};
use kernel::{Ctx, Id, Personal, time, working_day};
use store::{StoreError, Uow, values};

use crate::action::{Act, Deed, Woman, act};
use crate::audit::{Entry, record_in};
use crate::gate::{DeedDone, Denied, Gate};
use crate::permit::Permit;
use crate::sql::{EmergencyRow, SpanRow, records};

/// The longest that emergency access lasts.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(8);
/// Working days within which another must have looked at it.
pub const REVIEW_WITHIN: u16 = 2;

/// Why emergency access did not open or was not reviewed.
#[derive(Debug, thiserror::Error)]
pub enum EmergencyError {
    /// A reason is needed; one line will do.
    #[error("say why in a few words")]
    NoReason,
    /// It lasts more than no time and eight hours at most.
    #[error("emergency access lasts eight hours at most")]
    TooLong,
    /// Only an account can hold it.
    #[error("only a person can open or review emergency access")]
    NoPerson,
    /// Somebody reviewed it already.
    #[error("somebody reviewed it already")]
    Reviewed,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Opens emergency access and enters it in the audit trail, in one unit of work.
///
/// # Errors
/// [`EmergencyError`], by what is wrong.
pub async fn open(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::OpenEmergency>,
    reason: Personal<String>,
    lasts: SignedDuration,
) -> Result<Id<Deed>, EmergencyError> {
    let account = ctx.account().ok_or(EmergencyError::NoPerson)?;
    if reason.reveal().trim().is_empty() {
        return Err(EmergencyError::NoReason);
    }
    if lasts > LONGEST || lasts <= SignedDuration::ZERO {
        return Err(EmergencyError::TooLong);
    }
    let id: Id<Deed> = ctx.new_id();
    let woman = permit.id().uuid();
    let sealed = uow.seal(ctx, woman, "emergency_access", id.uuid(), &reason).await?;
    let opened = ctx.now_micros();
    let ends = opened.saturating_add(i64::try_from(lasts.as_micros()).unwrap_or(0));
    let review_by = time::london(working_day::add_working_days(ctx.now(), REVIEW_WITHIN)).date();
    let organisation = permit.organisation();
    let row = values![id, organisation, permit.id(), account, opened, ends, review_by, sealed];
    uow.execute(&records::OPEN_EMERGENCY, row).await?;
    record_in(ctx, uow, Entry::of(permit).details(reason)).await?;
    Ok(id)
}

/// Ends one's own emergency access before its time.
///
/// # Errors
/// [`StoreError::NotFound`] when it is not live or not hers.
pub async fn end(ctx: &Ctx, uow: &mut Uow, emergency: Id<Deed>) -> Result<(), StoreError> {
    let ended = values![emergency, ctx.account(), ctx.now()];
    if uow.execute(&records::END_EMERGENCY, ended).await? == 0 {
        return Err(StoreError::NotFound);
    }
    let row: EmergencyRow = uow.one(&records::EMERGENCY, values![emergency]).await?;
    let entry = Entry::plain(Id::from_uuid(row.organisation_id), ctx.account(), "end-emergency");
    record_in(ctx, uow, entry.on(Id::from_uuid(row.woman_id))).await
}

/// The actor's own emergency access to this record that is live now, for the strip on its pages.
///
/// # Errors
/// By what is wrong with the store.
pub async fn live<A: Act<On = Woman>>(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, A>,
) -> Result<Option<Live>, StoreError> {
    let Some(account) = ctx.account() else { return Ok(None) };
    let now = uow.moment(ctx).as_microsecond();
    let spans: Vec<SpanRow> =
        uow.all(&records::EMERGENCY_TO, values![permit.id(), account]).await?;
    let live = spans.iter().find(|span| span.is_live(now));
    Ok(live.map(|span| Live { id: Id::from_uuid(span.id), ends_at: span.until_at }))
}

/// One's own emergency access while it lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Live {
    /// Its id, to end it by.
    pub id: Id<Deed>,
    /// Until when, in microseconds since 1970 UTC.
    pub ends_at: i64,
}

/// An emergency access as its reviewer sees it.
#[derive(Debug, Clone)]
pub struct Emergency {
    /// Its id.
    pub id: Id<Deed>,
    /// The organisation.
    pub organisation: Id<OrganisationMark>,
    /// About whom.
    pub woman: Id<Woman>,
    /// Who opened it.
    pub account: Id<AccountMark>,
    /// From when, in microseconds since 1970 UTC.
    pub opened_at: i64,
    /// Until when.
    pub ends_at: i64,
    /// The day by which another must have looked at it.
    pub review_by: Option<Date>,
    /// Why. Nothing when she was erased since.
    pub reason: Option<Personal<String>>,
}

impl Emergency {
    /// Whether nobody looked at it in time.
    #[must_use]
    pub fn is_overdue(&self, today: Date) -> bool {
        self.review_by.is_some_and(|day| day < today)
    }
}

/// The emergency accesses that wait for a review and that this actor may review.
///
/// # Errors
/// By what is wrong with the store.
pub async fn to_review(
    ctx: &Ctx,
    uow: &mut Uow,
    gate: &Gate,
) -> Result<Vec<Emergency>, StoreError> {
    let Some(organisation) = ctx.organisation() else { return Ok(Vec::new()) };
    let rows: Vec<EmergencyRow> =
        uow.all(&records::EMERGENCY_TO_REVIEW, values![organisation]).await?;
    let mut waiting = Vec::new();
    for row in rows {
        let deed = deed_of(&row);
        match gate.permit_review::<act::ReviewEmergency>(ctx, uow, deed).await {
            Ok(_) => waiting.push(shown(uow, row).await?),
            Err(Denied::Refused(_)) => {}
            Err(Denied::Store(error)) => return Err(error),
        }
    }
    Ok(waiting)
}

/// A permit to review one emergency access, and what it was.
///
/// # Errors
/// [`Denied`]: refused, also to the one who opened it, or the store failed.
pub async fn for_review(
    ctx: &Ctx,
    uow: &mut Uow,
    gate: &Gate,
    emergency: Id<Deed>,
) -> Result<(Permit<Deed, act::ReviewEmergency>, Emergency), Denied> {
    let row: EmergencyRow = uow.one(&records::EMERGENCY, values![emergency]).await?;
    let permit = gate.permit_review(ctx, uow, deed_of(&row)).await?;
    Ok((permit, shown(uow, row).await?))
}

/// What a reviewer found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// It was right to open it.
    Right,
    /// It should not have been opened.
    Wrong,
    /// Something has to follow.
    FollowUp,
}

/// Writes the review down.
///
/// # Errors
/// [`EmergencyError::Reviewed`] when another was first.
pub async fn review(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Deed, act::ReviewEmergency>,
    finding: Finding,
    words: Personal<String>,
) -> Result<(), EmergencyError> {
    let by = ctx.account().ok_or(EmergencyError::NoPerson)?;
    let row: EmergencyRow = uow.one(&records::EMERGENCY, values![permit.id()]).await?;
    if row.reviewed_at.is_some() {
        return Err(EmergencyError::Reviewed);
    }
    let sealed = uow.seal(ctx, row.woman_id, "emergency_access", row.id, &words).await?;
    let code = match finding {
        Finding::Right => "right",
        Finding::Wrong => "wrong",
        Finding::FollowUp => "follow_up",
    };
    let values = values![permit.id(), ctx.now(), by, code, sealed];
    if uow.execute(&records::REVIEW_EMERGENCY, values).await? == 0 {
        return Err(EmergencyError::Reviewed);
    }
    let entry = Entry::about_place(permit).on(Id::from_uuid(row.woman_id));
    record_in(ctx, uow, entry).await?;
    Ok(())
}

fn deed_of(row: &EmergencyRow) -> DeedDone {
    DeedDone {
        deed: Id::from_uuid(row.id),
        organisation: Id::from_uuid(row.organisation_id),
        done_by: Id::from_uuid(row.account_id),
        about: Some(Id::from_uuid(row.woman_id)),
    }
}

async fn shown(uow: &Uow, row: EmergencyRow) -> Result<Emergency, StoreError> {
    let reason = match uow.open(row.woman_id, "emergency_access", row.id, &row.sealed).await {
        Ok(reason) => Some(reason),
        Err(StoreError::Seal(store::SealError::Erased)) => None,
        Err(error) => return Err(error),
    };
    Ok(Emergency {
        id: Id::from_uuid(row.id),
        organisation: Id::from_uuid(row.organisation_id),
        woman: Id::from_uuid(row.woman_id),
        account: Id::from_uuid(row.account_id),
        opened_at: row.opened_at,
        ends_at: row.ends_at,
        review_by: row.review_by.parse().ok(),
        reason,
    })
}
