//! Judging outcomes and looking back with her: `(ctx, uow, permit, draft)`.

use access::Permit;
use access::action::{Woman, act};
use jiff::civil::Date;
use kernel::{Ctx, Id, time};
use serde::{Deserialize, Serialize};
use store::{StoreError, Uow, values};

use super::model::{
    ContactAfter, ExitReview, ExitReviewDraft, ExitReviewMark, Judgement, JudgementDraft,
    JudgementMark, OutcomeResult,
};
use super::sql::{self, Count, JudgementRow, ReviewRow};
use crate::assessment::DoneHow;
use crate::plan::hers::Hers;
use crate::programme::framework::OutcomeFramework;
use crate::record::Case;
use crate::trail;

/// An outcome or review could not be kept or read. Holds no personal data.
#[derive(Debug, thiserror::Error)]
pub enum OutcomeError {
    /// The case is not hers.
    #[error("no such case")]
    NotFound,
    /// The framework has no such outcome.
    #[error("the framework has no such outcome")]
    UnknownItem,
    /// A judgement needs its evidence.
    #[error("evidence is needed")]
    EvidenceNeeded,
    /// A review says what changed.
    #[error("a review says what changed")]
    NothingSaid,
    /// The day is still to come.
    #[error("that day cannot be")]
    ImpossibleDate,
    /// A stored code that this version does not know.
    #[error("column {0} holds a code that this version does not know")]
    UnknownCode(&'static str),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[derive(Serialize, Deserialize)]
struct SealedJudgement {
    evidence: String,
}

#[derive(Serialize, Deserialize)]
struct SealedReview {
    changed: String,
    #[serde(default)]
    next: String,
    #[serde(default)]
    about_us: String,
}

/// Judges an outcome for a programme. A judgement before it stays, and no longer counts.
///
/// # Errors
/// [`OutcomeError::UnknownItem`] when the programme's framework has no such outcome,
/// [`OutcomeError::EvidenceNeeded`] without evidence.
pub async fn judge_outcome(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteFunding>,
    framework: &OutcomeFramework,
    draft: &JudgementDraft,
) -> Result<Id<JudgementMark>, OutcomeError> {
    if draft.on > ctx.today() {
        return Err(OutcomeError::ImpossibleDate);
    }
    if !framework.items.iter().any(|item| item.code == draft.item) {
        return Err(OutcomeError::UnknownItem);
    }
    if draft.evidence.reveal().trim().is_empty() {
        return Err(OutcomeError::EvidenceNeeded);
    }
    let hers = Hers::from(permit);
    of_her(uow, hers, draft.case).await?;
    let Hers { organisation, woman, by } = hers;
    uow.execute(
        &sql::SUPERSEDE,
        values![
            organisation,
            woman,
            draft.case,
            draft.programme,
            framework.code.as_str(),
            draft.item.as_str(),
            ctx.now()
        ],
    )
    .await?;
    let id: Id<JudgementMark> = ctx.new_id();
    let sealed = SealedJudgement { evidence: draft.evidence.reveal().clone() };
    let sealed = hers.seal(ctx, uow, "outcome_judgement", id.uuid(), &sealed).await?;
    uow.execute(
        &sql::ADD_JUDGEMENT,
        values![
            id,
            organisation,
            draft.case,
            woman,
            draft.programme,
            framework.code.as_str(),
            draft.item.as_str(),
            draft.result.code(),
            draft.on,
            draft.mapping.as_deref(),
            ctx.now(),
            by,
            sealed
        ],
    )
    .await?;
    trail::wrote(ctx, uow, permit, "outcome judged").await?;
    Ok(id)
}

/// Every judgement of hers, the newest first; those that no longer count are marked.
///
/// # Errors
/// By what is wrong with the store.
pub async fn judgements(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadFunding>,
) -> Result<Vec<Judgement>, OutcomeError> {
    all_judgements(uow, permit.into()).await
}

pub(crate) async fn all_judgements(
    uow: &mut Uow,
    hers: Hers,
) -> Result<Vec<Judgement>, OutcomeError> {
    let values = values![hers.organisation, hers.woman];
    let rows: Vec<JudgementRow> = uow.all(&sql::JUDGEMENTS, values).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let sealed: SealedJudgement =
            hers.open(uow, "outcome_judgement", row.id, &row.sealed).await?;
        found.push(Judgement {
            id: Id::from_uuid(row.id),
            case: Id::from_uuid(row.case_id),
            programme: row.programme_id,
            framework: row.framework,
            item: row.item,
            result: OutcomeResult::from_code(&row.result)
                .ok_or(OutcomeError::UnknownCode("outcome_judgement.result"))?,
            on: day("outcome_judgement.judged_on", &row.judged_on)?,
            evidence: sealed.evidence.into(),
            mapping: row.mapping,
            superseded_at: row.superseded_at.map(time::from_micros),
            by: row.made_by,
        });
    }
    Ok(found)
}

/// A programme that funds a case, with the framework it counts by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Funded {
    /// The programme.
    pub programme: uuid::Uuid,
    /// Its name.
    pub name: String,
    /// The code of its framework, if it has one.
    pub framework: Option<String>,
}

/// The programmes that fund a case, or funded it: for each of them outcomes are judged.
///
/// # Errors
/// By what is wrong with the store.
pub async fn funded_by(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadFunding>,
    case: Id<Case>,
) -> Result<Vec<Funded>, OutcomeError> {
    let values = values![permit.organisation(), permit.id(), case];
    let rows: Vec<sql::FundedRow> = uow.all(&sql::FUNDED, values).await?;
    let funded = |row: sql::FundedRow| Funded {
        programme: row.programme_id,
        name: row.name,
        framework: row.framework,
    };
    Ok(rows.into_iter().map(funded).collect())
}

/// Writes down what was seen when looking back. The case's own event is
/// `record::start_exit_review`; a yes to contact after closing is a consent of its own.
///
/// # Errors
/// [`OutcomeError::NothingSaid`] when it does not say what changed.
pub async fn hold_exit_review(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WritePlan>,
    draft: &ExitReviewDraft,
) -> Result<Id<ExitReviewMark>, OutcomeError> {
    if draft.held_on > ctx.today() {
        return Err(OutcomeError::ImpossibleDate);
    }
    if draft.changed.reveal().trim().is_empty() {
        return Err(OutcomeError::NothingSaid);
    }
    let hers = Hers::from(permit);
    of_her(uow, hers, draft.case).await?;
    let id: Id<ExitReviewMark> = ctx.new_id();
    let sealed = SealedReview {
        changed: draft.changed.reveal().clone(),
        next: draft.next.reveal().clone(),
        about_us: draft.about_us.reveal().clone(),
    };
    let sealed = hers.seal(ctx, uow, "exit_review", id.uuid(), &sealed).await?;
    let Hers { organisation, woman, by } = hers;
    uow.execute(
        &sql::ADD_REVIEW,
        values![
            id,
            organisation,
            woman,
            draft.case,
            draft.held_on,
            draft.how.code(),
            draft.contact_after.code(),
            ctx.now(),
            by,
            sealed
        ],
    )
    .await?;
    trail::wrote(ctx, uow, permit, "exit review written").await?;
    Ok(id)
}

/// Her exit reviews, the newest first.
///
/// # Errors
/// By what is wrong with the store.
pub async fn exit_reviews(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadPlan>,
) -> Result<Vec<ExitReview>, OutcomeError> {
    all_reviews(uow, permit.into()).await
}

pub(crate) async fn all_reviews(
    uow: &mut Uow,
    hers: Hers,
) -> Result<Vec<ExitReview>, OutcomeError> {
    let values = values![hers.organisation, hers.woman];
    let rows: Vec<ReviewRow> = uow.all(&sql::REVIEWS, values).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let sealed: SealedReview = hers.open(uow, "exit_review", row.id, &row.sealed).await?;
        found.push(ExitReview {
            id: Id::from_uuid(row.id),
            review: ExitReviewDraft {
                case: Id::from_uuid(row.case_id),
                held_on: day("exit_review.held_on", &row.held_on)?,
                how: DoneHow::from_code(&row.how)
                    .ok_or(OutcomeError::UnknownCode("exit_review.how"))?,
                changed: sealed.changed.into(),
                next: sealed.next.into(),
                about_us: sealed.about_us.into(),
                contact_after: ContactAfter::from_code(&row.contact_after)
                    .ok_or(OutcomeError::UnknownCode("exit_review.contact_after"))?,
            },
            made_at: time::from_micros(row.made_at),
            made_by: row.made_by,
        });
    }
    Ok(found)
}

async fn of_her(uow: &mut Uow, hers: Hers, case: Id<Case>) -> Result<(), OutcomeError> {
    let values = values![hers.organisation, hers.woman, case];
    let count: Count = uow.one(&sql::CASE, values).await?;
    if count.many == 0 { Err(OutcomeError::NotFound) } else { Ok(()) }
}

fn day(column: &'static str, text: &str) -> Result<Date, OutcomeError> {
    text.parse().map_err(|_| OutcomeError::UnknownCode(column))
}
