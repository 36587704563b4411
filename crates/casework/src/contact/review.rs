//! Reviews of overrides: somebody else looks at each contact that went past her rule.
//!
//! Not for overriding (`service.rs`): nothing here can hold an override back.

use access::action::{Deed, act};
use access::gate::DeedDone;
use access::{Denied, Gate, Permit};
use kernel::{Ctx, Id, Personal};
use store::{SealError, StoreError, Uow, values};

use super::service::{Attempt, AttemptResult, AttemptRow, SealedAttempt, read_attempt};
use super::sql;
use crate::fault::Fault;
use crate::trail;

/// As many as a page of reviews shows at once; the one due first comes first.
const AT_ONCE: i64 = 200;

/// An override that waits, with the permit to review it.
#[derive(Debug)]
pub struct OverrideWaiting {
    /// The leave to review it.
    pub permit: Permit<Deed, act::ReviewOverride>,
    /// What was done.
    pub attempt: Attempt,
}

/// The overrides that wait for a review and that this actor may review, the one due first on top.
/// Neither her own, nor what was done about herself or somebody she is linked to.
///
/// # Errors
/// By what is wrong.
pub async fn overrides_to_review(
    ctx: &Ctx,
    uow: &mut Uow,
    gate: &Gate,
) -> Result<Vec<OverrideWaiting>, Fault> {
    let Some(organisation) = ctx.organisation() else { return Ok(Vec::new()) };
    let rows: Vec<AttemptRow> =
        uow.all(&sql::OVERRIDES_TO_REVIEW, values![organisation, AT_ONCE]).await?;
    let mut waiting = Vec::new();
    for row in rows {
        let deed = DeedDone {
            deed: Id::from_uuid(row.id),
            organisation,
            done_by: Id::from_uuid(row.made_by.unwrap_or_default()),
            about: Some(Id::from_uuid(row.woman_id)),
        };
        let permit = match gate.permit_review::<act::ReviewOverride>(ctx, uow, deed).await {
            Ok(permit) => permit,
            Err(Denied::Refused(_)) => continue,
            Err(Denied::Store(error)) => return Err(error.into()),
        };
        match read_attempt(uow, row).await {
            Ok(attempt) => waiting.push(OverrideWaiting { permit, attempt }),
            // She was erased meanwhile: there is nothing left to look at.
            Err(Fault::Store(StoreError::Seal(SealError::Erased))) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(waiting)
}

/// One override, for whoever may review it.
///
/// # Errors
/// [`Fault::NotFound`] when there is none.
pub async fn override_to_review(
    uow: &mut Uow,
    permit: &Permit<Deed, act::ReviewOverride>,
) -> Result<Attempt, Fault> {
    let row: Option<AttemptRow> =
        uow.optional(&sql::ATTEMPT, values![permit.organisation(), permit.id()]).await?;
    let attempt = read_attempt(uow, row.ok_or(Fault::NotFound)?).await?;
    if attempt.result == AttemptResult::Override { Ok(attempt) } else { Err(Fault::NotFound) }
}

/// Somebody else looked at an override and says what she found.
///
/// # Errors
/// [`Fault::AnotherMustReview`] to whoever did it; [`Fault::AlreadyDone`] when it is reviewed;
/// [`Fault::ReasonNeeded`] without words.
pub async fn review_override(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Deed, act::ReviewOverride>,
    finding: &Personal<String>,
) -> Result<(), Fault> {
    let reviewer = ctx.account().ok_or(Fault::NobodySignedIn)?;
    if finding.reveal().trim().is_empty() {
        return Err(Fault::ReasonNeeded);
    }
    let attempt = override_to_review(uow, permit).await?;
    if attempt.by == Some(reviewer.uuid()) {
        return Err(Fault::AnotherMustReview);
    }
    trail::did(ctx, uow, permit, Some(attempt.woman)).await?;
    let inside = SealedAttempt {
        words: attempt.words.into_inner(),
        to: attempt.to.into_inner(),
        reason: attempt.reason.into_inner(),
        review: finding.reveal().clone(),
    };
    let woman = attempt.woman.uuid();
    let sealed = uow.seal(ctx, woman, "contact_attempt", attempt.id, &inside).await?;
    let values = values![permit.organisation(), attempt.id, ctx.now(), reviewer, sealed];
    match uow.execute(&sql::REVIEW_OVERRIDE, values).await? {
        0 => Err(Fault::AlreadyDone),
        _ => Ok(()),
    }
}
