//! Safeguarding concerns: raised, told, judged, closed.

use access::action::Woman;
use access::{Permit, act};
use kernel::{Ctx, Id, time};
use store::{Uow, values};

use crate::family::Child;
use crate::safety::model::{
    About, Anybody, Concern, ConcernDraft, ConcernState, ConcernWords, Outcome, Threshold, Told,
    ToldDraft, ToldWho, Words,
};
use crate::safety::service::risk::RaisesDanger;
use crate::safety::trail;
use crate::safety::{Hers, SafetyError, checked_now, day, due, one_changed, sql, stamp};

const TABLE: &str = "concern";
const TOLD: &str = "concern_told";

/// Raises a concern, with whoever was told already. Telling somebody is due the same working day.
///
/// # Errors
/// [`SafetyError::InTheFuture`] for a telling that cannot have happened;
/// [`SafetyError::ChangedMeanwhile`] for a child who is not (or no longer) on her record.
pub async fn raise_concern<A: RaisesDanger>(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, A>,
    draft: &ConcernDraft,
) -> Result<Id<Concern>, SafetyError> {
    hers_or_none(uow, permit.into(), draft.child).await?;
    let id = add(ctx, uow, permit.into(), draft).await?;
    trail::wrote(ctx, uow, permit, TABLE, id).await?;
    Ok(id)
}

pub(super) async fn add(
    ctx: &Ctx,
    uow: &mut Uow,
    hers: Hers,
    draft: &ConcernDraft,
) -> Result<Id<Concern>, SafetyError> {
    let id: Id<Concern> = ctx.new_id();
    let tell_by = due::same_working_day(ctx.now());
    let sealed = hers.seal(ctx, uow, TABLE, id.uuid(), &draft.words).await?;
    let Hers { organisation, woman, by } = hers;
    uow.execute(
        &sql::ADD_CONCERN,
        values![id, organisation, woman, draft.child, draft.about, tell_by, ctx.now(), by, sealed],
    )
    .await?;
    for told in &draft.told {
        tell(ctx, uow, hers, id, told).await?;
    }
    Ok(id)
}

async fn tell(
    ctx: &Ctx,
    uow: &mut Uow,
    hers: Hers,
    concern: Id<Concern>,
    draft: &ToldDraft,
) -> Result<Id<Told>, SafetyError> {
    let id: Id<Told> = ctx.new_id();
    let at = checked_now(ctx, draft.at)?;
    let sealed = hers.seal(ctx, uow, TOLD, id.uuid(), &draft.words).await?;
    let Hers { organisation, woman, by } = hers;
    let values = values![id, organisation, concern, woman, draft.who, at, ctx.now(), by, sealed];
    uow.execute(&sql::ADD_TOLD, values).await?;
    Ok(id)
}

/// Writes down that somebody was told of a concern, and when.
///
/// # Errors
/// [`SafetyError::InTheFuture`]; [`store::StoreError::NotFound`] when it is no concern of hers.
pub async fn add_told<A: RaisesDanger>(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, A>,
    concern: Id<Concern>,
    draft: &ToldDraft,
) -> Result<Id<Told>, SafetyError> {
    let hers = Hers::from(permit);
    row(uow, hers, concern).await?;
    let id = tell(ctx, uow, hers, concern, draft).await?;
    trail::wrote(ctx, uow, permit, TOLD, id).await?;
    Ok(id)
}

/// Says which child of hers a concern is about, or that it is none who is on her record.
///
/// # Errors
/// [`SafetyError::ChangedMeanwhile`] when another version stands now, it is closed or about an adult,
/// or the child is not (or no longer) on her record.
pub async fn tie_concern(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteSafety>,
    (concern, version): (Id<Concern>, i64),
    child: Option<Id<Child>>,
) -> Result<(), SafetyError> {
    let hers = Hers::from(permit);
    hers_or_none(uow, hers, child).await?;
    let values = values![hers.organisation, hers.woman, concern, version, child];
    one_changed(uow.execute(&sql::TIE_CONCERN, values).await?)?;
    trail::wrote(ctx, uow, permit, TABLE, concern).await
}

async fn hers_or_none(
    uow: &mut Uow,
    hers: Hers,
    child: Option<Id<Child>>,
) -> Result<(), SafetyError> {
    let Some(child) = child else { return Ok(()) };
    let found: Vec<sql::IdRow> =
        uow.all(&sql::HER_CHILD, values![hers.organisation, hers.woman, child]).await?;
    one_changed(u64::try_from(found.len()).unwrap_or_default())
}

/// Judges the threshold. May be judged again while the concern is open.
///
/// # Errors
/// [`SafetyError::ChangedMeanwhile`] when another version stands now, or it is closed.
pub async fn decide_concern(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteSafety>,
    (concern, version): (Id<Concern>, i64),
    threshold: Threshold,
    why: Words,
) -> Result<(), SafetyError> {
    let hers = Hers::from(permit);
    let words = ConcernWords { why, ..words_of(uow, hers, concern).await? };
    let sealed = hers.seal(ctx, uow, TABLE, concern.uuid(), &words).await?;
    let Hers { organisation, woman, by } = hers;
    let values = values![organisation, woman, concern, version, threshold, ctx.now(), by, sealed];
    one_changed(uow.execute(&sql::DECIDE_CONCERN, values).await?)?;
    trail::wrote(ctx, uow, permit, TABLE, concern).await
}

/// Closes a concern with what came of it.
///
/// # Errors
/// [`SafetyError::ChangedMeanwhile`] when another version stands now, or it is closed.
pub async fn close_concern(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteSafety>,
    (concern, version): (Id<Concern>, i64),
    outcome: Outcome,
    in_words: Words,
) -> Result<(), SafetyError> {
    let hers = Hers::from(permit);
    let words = ConcernWords { outcome: in_words, ..words_of(uow, hers, concern).await? };
    let sealed = hers.seal(ctx, uow, TABLE, concern.uuid(), &words).await?;
    let Hers { organisation, woman, by } = hers;
    let values = values![organisation, woman, concern, version, outcome, ctx.now(), by, sealed];
    one_changed(uow.execute(&sql::CLOSE_CONCERN, values).await?)?;
    trail::wrote(ctx, uow, permit, TABLE, concern).await
}

/// Her concerns with everybody who was told, open ones first.
///
/// # Errors
/// By what is wrong with the store.
pub async fn concerns(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadSafety>,
) -> Result<Vec<Concern>, SafetyError> {
    let hers = Hers::from(permit);
    let rows: Vec<sql::ConcernRow> =
        uow.all(&sql::CONCERNS, values![hers.organisation, hers.woman]).await?;
    let told_rows: Vec<sql::ToldRow> =
        uow.all(&sql::TOLD, values![hers.organisation, hers.woman]).await?;
    let mut told = Vec::with_capacity(told_rows.len());
    for row in told_rows {
        let one = Told {
            id: Id::from_uuid(row.id),
            who: ToldWho::parse(&row.who)?,
            at: time::from_micros(row.at),
            made: stamp(row.made_at, row.made_by),
            words: hers.open(uow, TOLD, row.id, &row.sealed).await?,
        };
        told.push((row.concern_id, one));
    }
    let mut concerns = Vec::with_capacity(rows.len());
    for row in rows {
        let of_this = told.iter().filter(|(of, _)| *of == row.id);
        let told: Vec<Told> = of_this.map(|(_, one)| one.clone()).collect();
        concerns.push(read(uow, hers, row, told).await?);
    }
    Ok(concerns)
}

async fn row(
    uow: &mut Uow,
    hers: Hers,
    concern: Id<Concern>,
) -> Result<sql::ConcernRow, SafetyError> {
    Ok(uow.one(&sql::CONCERN, values![hers.organisation, hers.woman, concern]).await?)
}

async fn words_of(
    uow: &mut Uow,
    hers: Hers,
    concern: Id<Concern>,
) -> Result<ConcernWords, SafetyError> {
    let row = row(uow, hers, concern).await?;
    Ok(hers.open(uow, TABLE, row.id, &row.sealed).await?)
}

async fn read(
    uow: &Uow,
    hers: Hers,
    row: sql::ConcernRow,
    told: Vec<Told>,
) -> Result<Concern, SafetyError> {
    let threshold = row.threshold.as_deref().map(Threshold::parse).transpose()?;
    let outcome = row.outcome.as_deref().map(Outcome::parse).transpose()?;
    let closed = outcome.zip(row.closed_at.map(|at| stamp(at, row.closed_by)));
    let anybody = if told.is_empty() { Anybody::No } else { Anybody::Yes };
    Ok(Concern {
        id: Id::from_uuid(row.id),
        about: About::parse(&row.about)?,
        child: row.child_id.map(Id::from_uuid),
        tell_by: day(&row.tell_by)?,
        state: ConcernState::of(anybody, threshold, outcome),
        threshold,
        closed,
        made: stamp(row.made_at, row.made_by),
        told,
        words: hers.open(uow, TABLE, row.id, &row.sealed).await?,
        version: row.version,
    })
}
