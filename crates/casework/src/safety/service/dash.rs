//! DASH results: counts and judgement, and the referral that follows from them.
//!
//! The instrument's questions are not here and must not be: a centre that may use them loads them
//! itself.

use access::action::{Settings, Woman};
use access::{Permit, act};
use kernel::ctx::OrganisationMark;
use kernel::{Ctx, Id};
use store::{Uow, values};

use super::marac::{self, MaracDraft, Raised};
use crate::safety::model::{
    Dash, DashDraft, DashScore, Escalation, Judgement, MaracKind, MaracThreshold, Words,
};
use crate::safety::trail;
use crate::safety::{Hers, SafetyError, day, hers, sql, stamp};

const TABLE: &str = "dash_result";

/// A result, and the referrals that it made due.
#[derive(Debug, Clone)]
pub struct Dashed {
    /// The result.
    pub id: Id<Dash>,
    /// MARAC and IDVA, when one of the criteria is met.
    pub due: Vec<Raised>,
}

/// Writes a result down. When judgement, score or escalation says so, MARAC and IDVA referrals
/// are due the same working day.
///
/// # Errors
/// [`SafetyError::TooManyAnswers`]; [`SafetyError::InTheFuture`].
pub async fn record_dash(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteSafety>,
    draft: &DashDraft,
) -> Result<Dashed, SafetyError> {
    if !draft.score.is_possible() {
        return Err(SafetyError::TooManyAnswers);
    }
    let done_on = draft.done_on.unwrap_or_else(|| ctx.today());
    if done_on > ctx.today() {
        return Err(SafetyError::InTheFuture);
    }
    let hers = Hers::from(permit);
    let id: Id<Dash> = ctx.new_id();
    let sealed = hers.seal(ctx, uow, TABLE, id.uuid(), &draft.why).await?;
    let Hers { organisation, woman, by } = hers;
    uow.execute(
        &sql::ADD_DASH,
        values![
            id,
            organisation,
            woman,
            done_on,
            i64::from(draft.score.yes),
            i64::from(draft.score.no),
            i64::from(draft.score.dont_know),
            draft.judgement,
            draft.escalation == Escalation::Seen,
            ctx.now(),
            by,
            sealed
        ],
    )
    .await?;
    let threshold = standing_threshold(uow, organisation).await?;
    let criterion = threshold.criterion(draft.score, draft.judgement, draft.escalation);
    let mut due = Vec::new();
    if let Some(criterion) = criterion {
        let why = MaracDraft { criterion, why: draft.why.clone() };
        for kind in MaracKind::ALL {
            due.push(marac::add_by_result(ctx, uow, hers, *kind, &why).await?);
        }
    }
    trail::wrote(ctx, uow, permit, TABLE, id).await?;
    Ok(Dashed { id, due })
}

/// Her results, the newest first.
///
/// # Errors
/// By what is wrong with the store.
pub async fn dashes(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadSafety>,
) -> Result<Vec<Dash>, SafetyError> {
    let hers = Hers::from(permit);
    let rows: Vec<sql::DashRow> =
        uow.all(&sql::DASHES, values![hers.organisation, hers.woman]).await?;
    let mut dashes = Vec::with_capacity(rows.len());
    for row in rows {
        let why: Words = hers.open(uow, TABLE, row.id, &row.sealed).await?;
        let count = |many: i64| u8::try_from(many).unwrap_or(u8::MAX);
        dashes.push(Dash {
            id: Id::from_uuid(row.id),
            done_on: day(&row.done_on)?,
            score: DashScore {
                yes: count(row.yes),
                no: count(row.no),
                dont_know: count(row.dont_know),
            },
            judgement: Judgement::parse(&row.judgement)?,
            escalation: if row.escalation == 1 { Escalation::Seen } else { Escalation::NotSeen },
            made: stamp(row.made_at, row.made_by),
            why,
        });
    }
    Ok(dashes)
}

/// The threshold that stands in her organisation: 14 where nobody set another.
///
/// # Errors
/// By what is wrong with the store.
pub async fn threshold(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadSafety>,
) -> Result<MaracThreshold, SafetyError> {
    standing_threshold(uow, permit.organisation()).await
}

/// The local threshold, for whoever sets it.
///
/// # Errors
/// By what is wrong with the store.
pub async fn local_threshold(
    uow: &mut Uow,
    permit: &Permit<Settings, act::ManageForms>,
) -> Result<MaracThreshold, SafetyError> {
    standing_threshold(uow, permit.organisation()).await
}

async fn standing_threshold(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
) -> Result<MaracThreshold, SafetyError> {
    let row: Option<sql::ThresholdRow> =
        uow.optional(&sql::THRESHOLD, values![organisation]).await?;
    let set = row.and_then(|row| u8::try_from(row.marac_threshold).ok());
    Ok(set.and_then(MaracThreshold::new).unwrap_or_default())
}

/// Sets the local threshold, as the area's partnership has agreed it.
///
/// # Errors
/// By what is wrong with the store.
pub async fn set_threshold(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Settings, act::ManageForms>,
    threshold: MaracThreshold,
) -> Result<(), SafetyError> {
    let (id, yes) = (ctx.new_uuid(), i64::from(threshold.get()));
    let by = hers::who(permit.actor());
    let values = values![id, permit.organisation(), yes, ctx.now(), by];
    uow.execute(&sql::SET_THRESHOLD, values).await?;
    trail::wrote_in_place(ctx, uow, permit, "safety_setting").await
}
