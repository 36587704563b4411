//! Her safety plan: versions, merged by field, handed on at the end of support.

use access::action::Woman;
use access::{Permit, act};
use jiff::civil::Date;
use kernel::{Ctx, Id, Merged, merge_field};
use store::{Uow, values};

use crate::safety::model::{Copy, PlanWords, SafetyPlan, Words};
use crate::safety::trail;
use crate::safety::{Hers, SafetyError, day, due, one_changed, sql, stamp};

const TABLE: &str = "safety_plan";

/// What somebody wrote into the plan's form.
#[derive(Debug, Clone)]
pub struct PlanDraft {
    /// The version the form began from; 0 when there was none.
    pub from: i64,
    /// What it holds now.
    pub words: PlanWords,
    /// Gone through again by; four weeks when left out.
    pub review_by: Option<Date>,
}

/// What became of it.
#[derive(Debug, Clone)]
pub enum Written {
    /// Stored as this version.
    Version(Box<SafetyPlan>),
    /// Somebody else wrote another text into the same part meanwhile: both are shown, nothing was
    /// stored.
    Clash {
        /// The version that stands now.
        theirs: Box<SafetyPlan>,
        /// The parts in which both differ.
        parts: Vec<&'static str>,
        /// The form to show again: every part that could be settled, and mine where not.
        joined: Box<PlanWords>,
    },
}

/// Writes a version of her plan. The one before is kept.
///
/// # Errors
/// By what is wrong with the store. Of two people who save in the same instant the second is
/// refused by the unique version number, and tries again.
pub async fn write_plan(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteSafety>,
    draft: PlanDraft,
) -> Result<Written, SafetyError> {
    let hers = Hers::from(permit);
    let versions = all(uow, hers).await?;
    let began = versions.iter().find(|plan| plan.number == draft.from);
    let blank = PlanWords::default();
    let began = began.map_or(&blank, |plan| &plan.words);
    let words = match versions.first() {
        Some(now) if now.number != draft.from => {
            let (joined, parts) = join(began, &draft.words, &now.words);
            if !parts.is_empty() {
                let (theirs, joined) = (Box::new(now.clone()), Box::new(joined));
                return Ok(Written::Clash { theirs, parts, joined });
            }
            joined
        }
        _ => draft.words,
    };
    let plan = add(ctx, uow, hers, versions.first(), words, draft.review_by).await?;
    trail::wrote(ctx, uow, permit, TABLE, plan.id).await?;
    Ok(Written::Version(Box::new(plan)))
}

fn join(began: &PlanWords, mine: &PlanWords, theirs: &PlanWords) -> (PlanWords, Vec<&'static str>) {
    let mut joined = mine.clone();
    let mut clashes = Vec::new();
    for (((name, slot), (_, base)), (_, now)) in
        joined.parts_mut().into_iter().zip(began.parts()).zip(theirs.parts())
    {
        match merge_field(base, slot.clone(), now.clone()) {
            Merged::Clash { .. } => clashes.push(name),
            Merged::Same(words) | Merged::Mine(words) | Merged::Theirs(words) => *slot = words,
        }
    }
    // Two answers to whether a copy is safe: the careful one, until somebody asks her.
    joined.copy =
        merge_field(&began.copy, mine.copy, theirs.copy).settled().unwrap_or(Copy::KeepHere);
    (joined, clashes)
}

/// Starts her plan, or adds to the one that stands. Nothing that was written is lost.
pub(super) async fn start(
    ctx: &Ctx,
    uow: &mut Uow,
    hers: Hers,
    more: &PlanWords,
) -> Result<Option<Id<SafetyPlan>>, SafetyError> {
    let standing = last(uow, hers).await?;
    let words = match &standing {
        Some(plan) => {
            let words = plan.words.clone().and(more);
            if words == plan.words {
                return Ok(None);
            }
            words
        }
        None => more.clone(),
    };
    // Whatever was agreed in a moment of danger is gone through again the next working day.
    let review_by = Some(due::next_working_day(ctx.now()));
    Ok(Some(add(ctx, uow, hers, standing.as_ref(), words, review_by).await?.id))
}

async fn add(
    ctx: &Ctx,
    uow: &mut Uow,
    hers: Hers,
    standing: Option<&SafetyPlan>,
    words: PlanWords,
    review_by: Option<Date>,
) -> Result<SafetyPlan, SafetyError> {
    let id: Id<SafetyPlan> = ctx.new_id();
    let number = standing.map_or(0, |plan| plan.number).saturating_add(1);
    let review_by = review_by.unwrap_or_else(|| due::plan_review(ctx.now()));
    let (handed_to, handed_how) = (Words::default(), Words::default());
    let words = PlanWords { handed_to, handed_how, ..words };
    let sealed = hers.seal(ctx, uow, TABLE, id.uuid(), &words).await?;
    let Hers { organisation, woman, by } = hers;
    let values = values![id, organisation, woman, number, review_by, ctx.now(), by, sealed];
    uow.execute(&sql::ADD_PLAN, values).await?;
    let made = stamp(ctx.now_micros(), by.map(Id::uuid));
    Ok(SafetyPlan { id, number, review_by, handed_on: None, made, words })
}

/// How the plan was handed on.
#[derive(Debug, Clone)]
pub struct HandOn {
    /// To whom: herself, or whoever supports her next.
    pub to: Words,
    /// In which way, such as gone through together, or read out.
    pub how: Words,
    /// On which day; today when left out.
    pub on: Option<Date>,
}

/// Hands the standing plan on at the end of support: to her, or to whom supports her next.
///
/// # Errors
/// [`store::StoreError::NotFound`] when there is none, [`SafetyError::InTheFuture`],
/// [`SafetyError::ChangedMeanwhile`] when it was handed on before.
pub async fn hand_plan_on(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteSafety>,
    draft: HandOn,
) -> Result<(), SafetyError> {
    let on = draft.on.unwrap_or_else(|| ctx.today());
    if on > ctx.today() {
        return Err(SafetyError::InTheFuture);
    }
    let hers = Hers::from(permit);
    let plan = last(uow, hers).await?.ok_or(store::StoreError::NotFound)?;
    let words = PlanWords { handed_to: draft.to, handed_how: draft.how, ..plan.words };
    let sealed = hers.seal(ctx, uow, TABLE, plan.id.uuid(), &words).await?;
    let Hers { organisation, woman, by } = hers;
    let values = values![organisation, woman, plan.id, on, by, sealed];
    one_changed(uow.execute(&sql::HAND_PLAN_ON, values).await?)?;
    trail::wrote(ctx, uow, permit, TABLE, plan.id).await
}

/// Every version, the newest first.
///
/// # Errors
/// By what is wrong with the store.
pub async fn plans(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadSafety>,
) -> Result<Vec<SafetyPlan>, SafetyError> {
    all(uow, permit.into()).await
}

/// The version that stands. Closing asks it whether the plan was handed on.
///
/// # Errors
/// By what is wrong with the store.
pub async fn standing_plan(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadSafety>,
) -> Result<Option<SafetyPlan>, SafetyError> {
    last(uow, permit.into()).await
}

async fn all(uow: &mut Uow, hers: Hers) -> Result<Vec<SafetyPlan>, SafetyError> {
    let rows: Vec<sql::PlanRow> =
        uow.all(&sql::PLANS, values![hers.organisation, hers.woman]).await?;
    let mut plans = Vec::with_capacity(rows.len());
    for row in rows {
        plans.push(read(uow, hers, row).await?);
    }
    Ok(plans)
}

async fn last(uow: &mut Uow, hers: Hers) -> Result<Option<SafetyPlan>, SafetyError> {
    let row: Option<sql::PlanRow> =
        uow.optional(&sql::LAST_PLAN, values![hers.organisation, hers.woman]).await?;
    match row {
        Some(row) => Ok(Some(read(uow, hers, row).await?)),
        None => Ok(None),
    }
}

async fn read(uow: &Uow, hers: Hers, row: sql::PlanRow) -> Result<SafetyPlan, SafetyError> {
    Ok(SafetyPlan {
        id: Id::from_uuid(row.id),
        number: row.number,
        review_by: day(&row.review_by)?,
        handed_on: row.handed_on.as_deref().map(day).transpose()?,
        made: stamp(row.made_at, row.made_by),
        words: hers.open(uow, TABLE, row.id, &row.sealed).await?,
    })
}
