//! Dangers: written down, judged, looked at again, over.

use access::action::Woman;
use access::{Act, Permit, act};
use kernel::{Ctx, Id};
use store::{Uow, values};

use crate::safety::model::{Level, Risk, RiskDraft, RiskKind, RiskWords, Source, Words};
use crate::safety::trail;
use crate::safety::{Hers, SafetyError, day, due, one_changed, sql, stamp};

const TABLE: &str = "risk_item";

/// Actions that may raise a danger on a record, also without the right to read safety: whoever
/// works with her must be able to write down what she sees.
pub trait RaisesDanger: Act<On = Woman> {}
impl RaisesDanger for act::RecordDanger {}
impl RaisesDanger for act::WriteSafety {}
impl RaisesDanger for act::WritePlan {}
impl RaisesDanger for act::RecordAttendance {}

/// Writes a danger down.
///
/// # Errors
/// By what is wrong with the store.
pub async fn record_risk<A: RaisesDanger>(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, A>,
    draft: &RiskDraft,
) -> Result<Id<Risk>, SafetyError> {
    let id = add(ctx, uow, permit.into(), draft).await?;
    trail::wrote(ctx, uow, permit, TABLE, id).await?;
    Ok(id)
}

pub(super) async fn add(
    ctx: &Ctx,
    uow: &mut Uow,
    hers: Hers,
    draft: &RiskDraft,
) -> Result<Id<Risk>, SafetyError> {
    let id: Id<Risk> = ctx.new_id();
    let review_by = draft.review_by.unwrap_or_else(|| due::review_of(draft.level, ctx.now()));
    let sealed = hers.seal(ctx, uow, TABLE, id.uuid(), &draft.words).await?;
    let Hers { organisation, woman, by } = hers;
    uow.execute(
        &sql::ADD_RISK,
        values![
            id,
            organisation,
            woman,
            draft.kind,
            draft.level,
            draft.source,
            review_by,
            ctx.now(),
            by,
            sealed
        ],
    )
    .await?;
    Ok(id)
}

/// Judges a danger anew: the judgement before stays, ended, and the new one takes its place.
///
/// # Errors
/// [`SafetyError::ChangedMeanwhile`] when it was judged or ended by somebody else before.
pub async fn judge_risk(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteSafety>,
    risk: Id<Risk>,
    draft: &RiskDraft,
) -> Result<Id<Risk>, SafetyError> {
    let hers = Hers::from(permit);
    let id = add(ctx, uow, hers, draft).await?;
    let words = one(uow, hers, risk).await?.words;
    end(ctx, uow, hers, risk, &words, Some(id)).await?;
    trail::wrote(ctx, uow, permit, TABLE, id).await?;
    Ok(id)
}

/// A danger is over.
///
/// # Errors
/// [`SafetyError::ChangedMeanwhile`] when it ended before.
pub async fn end_risk(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteSafety>,
    risk: Id<Risk>,
    why: Words,
) -> Result<(), SafetyError> {
    let hers = Hers::from(permit);
    let words = RiskWords { ended: why, ..one(uow, hers, risk).await?.words };
    end(ctx, uow, hers, risk, &words, None).await?;
    trail::wrote(ctx, uow, permit, TABLE, risk).await
}

async fn end(
    ctx: &Ctx,
    uow: &mut Uow,
    hers: Hers,
    risk: Id<Risk>,
    words: &RiskWords,
    replaced_by: Option<Id<Risk>>,
) -> Result<(), SafetyError> {
    let sealed = hers.seal(ctx, uow, TABLE, risk.uuid(), words).await?;
    let Hers { organisation, woman, by } = hers;
    let values = values![organisation, woman, risk, ctx.now(), by, replaced_by, sealed];
    one_changed(uow.execute(&sql::END_RISK, values).await?)
}

/// An answer about self-harm above zero, or a worry about it, opens the self-harm check: a danger
/// still to be checked with her, due the same working day. One that is open already is not doubled.
///
/// # Errors
/// By what is wrong with the store.
pub async fn open_self_harm_check<A: RaisesDanger>(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, A>,
    said: Words,
) -> Result<Id<Risk>, SafetyError> {
    let hers = Hers::from(permit);
    let values = values![hers.organisation, hers.woman, RiskKind::SelfHarm];
    let open: Option<sql::IdRow> = uow.optional(&sql::OPEN_CHECK, values).await?;
    if let Some(row) = open {
        return Ok(Id::from_uuid(row.id));
    }
    let draft = RiskDraft {
        kind: RiskKind::SelfHarm,
        level: Level::ToCheck,
        source: Source::Assessment,
        review_by: None,
        words: RiskWords { said, ..RiskWords::default() },
    };
    record_risk(ctx, uow, permit, &draft).await
}

/// Her dangers, those that stand first, each group the newest first.
///
/// # Errors
/// By what is wrong with the store.
pub async fn risks(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadSafety>,
) -> Result<Vec<Risk>, SafetyError> {
    let hers = Hers::from(permit);
    let rows: Vec<sql::RiskRow> =
        uow.all(&sql::RISKS, values![hers.organisation, hers.woman]).await?;
    let mut risks = Vec::with_capacity(rows.len());
    for row in rows {
        risks.push(read(uow, hers, row).await?);
    }
    Ok(risks)
}

async fn one(uow: &mut Uow, hers: Hers, risk: Id<Risk>) -> Result<Risk, SafetyError> {
    let row = uow.one(&sql::RISK, values![hers.organisation, hers.woman, risk]).await?;
    read(uow, hers, row).await
}

async fn read(uow: &Uow, hers: Hers, row: sql::RiskRow) -> Result<Risk, SafetyError> {
    Ok(Risk {
        id: Id::from_uuid(row.id),
        kind: RiskKind::parse(&row.kind)?,
        level: Level::parse(&row.level)?,
        source: Source::parse(&row.source)?,
        review_by: day(&row.review_by)?,
        made: stamp(row.made_at, row.made_by),
        ended: row.ended_at.map(|at| stamp(at, row.ended_by)),
        words: hers.open(uow, TABLE, row.id, &row.sealed).await?,
    })
}
