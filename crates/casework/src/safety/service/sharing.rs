//! Sharing: at once to prevent serious harm, reviewed after; or signed off first when there is time.
//!
//! Nothing in this file delays sharing at once: it takes what is known and asks for no sign-off.

use access::action::{self, Woman};
use access::gate::DeedDone;
use access::{Denied, Gate, Permit, act};
use kernel::{Ctx, Id, time};
use store::{SealError, StoreError, Uow, values};
use uuid::Uuid;

use crate::safety::model::{
    Basis, Recipient, Sharing, SharingDraft, SharingState, SharingWords, SheWasTold, Words,
};
use crate::safety::trail;
use crate::safety::{Hers, SafetyError, checked_now, day, due, hers, one_changed, sql, stamp};

const TABLE: &str = "sharing";

/// As many as a page of reviews shows at once; the one due first comes first.
const AT_ONCE: i64 = 200;

/// Something shared at once that waits, with the permit to review it.
#[derive(Debug)]
pub struct SharingWaiting {
    /// The leave to review it.
    pub permit: Permit<action::Deed, act::ReviewSharing>,
    /// About whom.
    pub woman: Id<Woman>,
    /// What was shared.
    pub sharing: Sharing,
}

/// Something proposed that this actor may sign off.
#[derive(Debug)]
pub struct SharingProposed {
    /// The leave to sign it off.
    pub permit: Permit<Woman, act::ApproveSharing>,
    /// What is proposed.
    pub sharing: Sharing,
}

/// What somebody who signs off says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignOff {
    /// It may be shared.
    Yes,
    /// It may not.
    No,
}

/// Writes down what was shared at once to prevent serious harm. Another person reviews it by the
/// next working day.
///
/// # Errors
/// [`SafetyError::InTheFuture`] for a time still to come.
pub async fn share_at_once(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::ShareToPreventHarm>,
    draft: &SharingDraft,
) -> Result<Id<Sharing>, SafetyError> {
    let id = at_once(ctx, uow, permit.into(), draft).await?;
    trail::wrote(ctx, uow, permit, TABLE, id).await?;
    Ok(id)
}

pub(super) async fn at_once(
    ctx: &Ctx,
    uow: &mut Uow,
    hers: Hers,
    draft: &SharingDraft,
) -> Result<Id<Sharing>, SafetyError> {
    let at = checked_now(ctx, draft.at)?;
    // The review runs from when it was written down: what was shared on Friday night and recorded
    // on Monday is looked at on Tuesday, and was never held back.
    let review_by = due::next_working_day(ctx.now());
    add(ctx, uow, hers, draft, Some((at, review_by))).await
}

/// Proposes sharing that is not urgent; nothing is shared yet.
///
/// # Errors
/// By what is wrong with the store.
pub async fn propose_sharing(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::ProposeSharing>,
    draft: &SharingDraft,
) -> Result<Id<Sharing>, SafetyError> {
    let id = add(ctx, uow, permit.into(), draft, None).await?;
    trail::wrote(ctx, uow, permit, TABLE, id).await?;
    Ok(id)
}

async fn add(
    ctx: &Ctx,
    uow: &mut Uow,
    hers: Hers,
    draft: &SharingDraft,
    urgent: Option<(jiff::Timestamp, jiff::civil::Date)>,
) -> Result<Id<Sharing>, SafetyError> {
    let id: Id<Sharing> = ctx.new_id();
    let sealed = hers.seal(ctx, uow, TABLE, id.uuid(), &draft.words).await?;
    let Hers { organisation, woman, by } = hers;
    uow.execute(
        &sql::ADD_SHARING,
        values![
            id,
            organisation,
            woman,
            draft.recipient,
            draft.basis,
            urgent.map(|(at, _)| at),
            draft.told,
            urgent.is_some(),
            urgent.map(|(_, review_by)| review_by),
            ctx.now(),
            by,
            sealed
        ],
    )
    .await?;
    Ok(id)
}

/// What was shared at once, waits for a review, and may be reviewed by this actor; the one due first
/// on top. Neither her own, nor what is about herself or somebody she is linked to.
///
/// # Errors
/// By what is wrong with the store.
pub async fn sharings_to_review(
    ctx: &Ctx,
    uow: &mut Uow,
    gate: &Gate,
) -> Result<Vec<SharingWaiting>, SafetyError> {
    let Some(organisation) = ctx.organisation() else { return Ok(Vec::new()) };
    let rows: Vec<sql::SharingWaits> =
        uow.all(&sql::SHARINGS_TO_REVIEW, values![organisation, AT_ONCE]).await?;
    let mut waiting = Vec::new();
    for one in rows {
        let woman: Id<Woman> = Id::from_uuid(one.woman_id);
        let deed = DeedDone {
            deed: Id::from_uuid(one.id),
            organisation,
            done_by: Id::from_uuid(one.made_by.unwrap_or_default()),
            about: Some(woman),
        };
        let permit = match gate.permit_review::<act::ReviewSharing>(ctx, uow, deed).await {
            Ok(permit) => permit,
            Err(Denied::Refused(_)) => continue,
            Err(Denied::Store(error)) => return Err(error.into()),
        };
        let hers = Hers { woman, organisation, by: hers::who(ctx.actor) };
        let row = row(uow, hers, Id::from_uuid(one.id)).await?;
        match read(uow, hers, row).await {
            Ok(sharing) => waiting.push(SharingWaiting { permit, woman, sharing }),
            // She was erased meanwhile: there is nothing left to look at.
            Err(SafetyError::Store(StoreError::Seal(SealError::Erased))) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(waiting)
}

/// Reviews what was shared at once. The policies already refuse whoever did it; the row says it
/// once more, because a review by oneself is none.
///
/// # Errors
/// [`SafetyError::AnotherMustReview`]; [`SafetyError::ChangedMeanwhile`] when it was reviewed
/// before; [`StoreError::NotFound`] when it is no urgent sharing of this organisation.
pub async fn review_sharing(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<action::Deed, act::ReviewSharing>,
    review: Words,
) -> Result<(), SafetyError> {
    let (organisation, sharing) = (permit.organisation(), permit.id().uuid());
    let reviewer = hers::who(permit.actor());
    let of: sql::SharingOf = uow.one(&sql::SHARING_OF, values![organisation, sharing]).await?;
    another(of.made_by, reviewer.map(Id::uuid))?;
    let hers = Hers { woman: Id::from_uuid(of.woman_id), organisation, by: reviewer };
    let words = SharingWords { review, ..words_of(uow, hers, Id::from_uuid(sharing)).await? };
    let sealed = hers.seal(ctx, uow, TABLE, sharing, &words).await?;
    let values = values![organisation, sharing, ctx.now(), reviewer, sealed];
    one_changed(uow.execute(&sql::REVIEW_SHARING, values).await?)?;
    trail::reviewed(ctx, uow, permit, hers.woman).await
}

fn another(did: Option<Uuid>, reviews: Option<Uuid>) -> Result<(), SafetyError> {
    match reviews {
        // The program itself reviews nothing.
        None => Err(SafetyError::AnotherMustReview),
        some if some == did => Err(SafetyError::AnotherMustReview),
        Some(_) => Ok(()),
    }
}

/// What was proposed, waits for a sign-off, and may be signed off by this actor; the oldest first. Not
/// her own.
///
/// # Errors
/// By what is wrong with the store.
pub async fn sharings_to_sign_off(
    ctx: &Ctx,
    uow: &mut Uow,
    gate: &Gate,
) -> Result<Vec<SharingProposed>, SafetyError> {
    let Some(organisation) = ctx.organisation() else { return Ok(Vec::new()) };
    let rows: Vec<sql::SharingWaits> =
        uow.all(&sql::SHARINGS_TO_SIGN_OFF, values![organisation, AT_ONCE]).await?;
    let mut waiting = Vec::new();
    for one in rows {
        let woman: Id<Woman> = Id::from_uuid(one.woman_id);
        let permit = match gate.permit::<act::ApproveSharing>(ctx, uow, woman).await {
            Ok(permit) => permit,
            Err(Denied::Refused(_)) => continue,
            Err(Denied::Store(error)) => return Err(error.into()),
        };
        let hers = Hers::from(&permit);
        if another(one.made_by, hers.by.map(Id::uuid)).is_err() {
            continue;
        }
        let row = row(uow, hers, Id::from_uuid(one.id)).await?;
        match read(uow, hers, row).await {
            Ok(sharing) => waiting.push(SharingProposed { permit, sharing }),
            // She was erased meanwhile: there is nothing left to share.
            Err(SafetyError::Store(StoreError::Seal(SealError::Erased))) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(waiting)
}

/// Signs off sharing that is not urgent, or refuses it with words.
///
/// # Errors
/// [`SafetyError::AnotherMustReview`] for one's own; [`SafetyError::ChangedMeanwhile`].
pub async fn sign_off(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::ApproveSharing>,
    sharing: Id<Sharing>,
    answer: SignOff,
    review: Words,
) -> Result<(), SafetyError> {
    let hers = Hers::from(permit);
    let row = row(uow, hers, sharing).await?;
    another(row.made_by, hers.by.map(Id::uuid))?;
    let words = SharingWords { review, ..words_of(uow, hers, sharing).await? };
    let sealed = hers.seal(ctx, uow, TABLE, sharing.uuid(), &words).await?;
    let statement = match answer {
        SignOff::Yes => &sql::APPROVE_SHARING,
        SignOff::No => &sql::REFUSE_SHARING,
    };
    let Hers { organisation, woman, by } = hers;
    let values = values![organisation, woman, sharing, ctx.now(), by, sealed];
    one_changed(uow.execute(statement, values).await?)?;
    trail::wrote(ctx, uow, permit, TABLE, sharing).await
}

/// What was signed off is shared now.
///
/// # Errors
/// [`SafetyError::ChangedMeanwhile`] when it was not signed off, or shared before.
pub async fn share_signed_off(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::ProposeSharing>,
    sharing: Id<Sharing>,
) -> Result<(), SafetyError> {
    let values = values![permit.organisation(), permit.id(), sharing, ctx.now()];
    one_changed(uow.execute(&sql::SHARE, values).await?)?;
    trail::wrote(ctx, uow, permit, TABLE, sharing).await
}

/// Everything shared or proposed, the newest first.
///
/// # Errors
/// By what is wrong with the store.
pub async fn sharings(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadSafety>,
) -> Result<Vec<Sharing>, SafetyError> {
    let hers = Hers::from(permit);
    let rows: Vec<sql::SharingRow> =
        uow.all(&sql::SHARINGS, values![hers.organisation, hers.woman]).await?;
    let mut sharings = Vec::with_capacity(rows.len());
    for row in rows {
        sharings.push(read(uow, hers, row).await?);
    }
    Ok(sharings)
}

async fn row(
    uow: &mut Uow,
    hers: Hers,
    sharing: Id<Sharing>,
) -> Result<sql::SharingRow, SafetyError> {
    Ok(uow.one(&sql::SHARING, values![hers.organisation, hers.woman, sharing]).await?)
}

async fn words_of(
    uow: &mut Uow,
    hers: Hers,
    sharing: Id<Sharing>,
) -> Result<SharingWords, SafetyError> {
    let row = row(uow, hers, sharing).await?;
    Ok(hers.open(uow, TABLE, row.id, &row.sealed).await?)
}

async fn read(uow: &Uow, hers: Hers, row: sql::SharingRow) -> Result<Sharing, SafetyError> {
    Ok(Sharing {
        id: Id::from_uuid(row.id),
        recipient: Recipient::parse(&row.recipient_kind)?,
        basis: Basis::parse(&row.basis)?,
        told: SheWasTold::parse(&row.told)?,
        state: state(&row)?,
        made: stamp(row.made_at, row.made_by),
        words: hers.open(uow, TABLE, row.id, &row.sealed).await?,
        version: row.version,
    })
}

/// Reads the state off the row's instants.
fn state(row: &sql::SharingRow) -> Result<SharingState, StoreError> {
    let instant = time::from_micros;
    Ok(match (row.urgent == 1, row.at) {
        (true, Some(at)) => match (row.reviewed_at, &row.review_by) {
            (Some(reviewed), _) => {
                SharingState::Reviewed { at: instant(at), review: stamp(reviewed, row.reviewed_by) }
            }
            (None, Some(by)) => SharingState::ToReview { at: instant(at), by: day(by)? },
            (None, None) => return Err(StoreError::Damaged),
        },
        (true, None) => return Err(StoreError::Damaged),
        (false, Some(at)) => SharingState::Shared(instant(at)),
        (false, None) => match (row.approved_at, row.refused_at) {
            (_, Some(refused)) => SharingState::Refused(instant(refused)),
            (Some(at), None) => SharingState::SignedOff(stamp(at, row.approved_by)),
            (None, None) => SharingState::Proposed,
        },
    })
}
