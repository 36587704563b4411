//! Writing, sending and agreeing a plan: `(ctx, uow, permit, draft)`.

use std::collections::BTreeMap;

use access::Permit;
use access::action::{Woman, act};
use jiff::civil::Date;
use kernel::ctx::OrganisationMark;
use kernel::{Ctx, Id, Personal, time};
use serde::{Deserialize, Serialize};
use store::{StoreError, Uow, values};
use uuid::Uuid;

use super::hers::Hers;
use super::merge::{PlanClash, merge_plans, with_ids};
use super::model::{
    ActionMark, ActionOwner, ActionText, Agreed, Goal, GoalMark, GoalText, NotNow, OnHerCopy, Plan,
    PlanAction, PlanGap, PlanMark, PlanState, PlanText, Progress, WhoAgrees,
};
use super::sql::{self, ActionRow, Count, GoalRow, Instant, Of, PlanRow, TextRow};
use crate::need::NeedArea;
use crate::record::Case;
use crate::trail;

/// A plan could not be kept or read. Holds no personal data.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// There is no such plan, goal, step or case of hers.
    #[error("no such plan, goal, step or case")]
    NotFound,
    /// A version is being written already: go on with that one.
    #[error("a version is being written already")]
    BeingWritten(Id<PlanMark>),
    /// Its state does not allow it.
    #[error(transparent)]
    NotNow(#[from] NotNow),
    /// Something is missing that it cannot be agreed without.
    #[error("the plan is not complete")]
    Gaps(Vec<PlanGap>),
    /// Say why it goes back.
    #[error("a reason is needed")]
    ReasonNeeded,
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
struct SealedPlan {
    #[serde(default)]
    helps: String,
    /// Why it came back, each time.
    #[serde(default)]
    returns: Vec<String>,
    #[serde(default)]
    agreed_name: String,
}

#[derive(Serialize, Deserialize)]
struct SealedGoal {
    words: String,
    #[serde(default)]
    note: String,
    copy: OnHerCopy,
}

#[derive(Serialize, Deserialize)]
struct SealedAction {
    what: String,
    #[serde(default)]
    who: String,
    name: OnHerCopy,
}

/// A plan with what is sealed beside it.
struct Held {
    plan: Plan,
    sealed: SealedPlan,
}

/// Begins a plan, or the next version of it: then it starts as a copy of what is agreed.
///
/// # Errors
/// [`PlanError::BeingWritten`] when a version is not agreed yet; [`PlanError::NotFound`] when the
/// case is not hers.
pub async fn begin_plan(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WritePlan>,
    case: Id<Case>,
) -> Result<Id<PlanMark>, PlanError> {
    let hers = Hers::from(permit);
    let Hers { organisation, woman, by } = hers;
    let of_her: Count = uow.one(&sql::CASE, values![organisation, woman, case]).await?;
    if of_her.many == 0 {
        return Err(PlanError::NotFound);
    }
    let so_far: Vec<Plan> = all(uow, hers).await?.into_iter().filter(|p| p.case == case).collect();
    let open = so_far
        .iter()
        .find(|plan| !matches!(plan.state, PlanState::Agreed(_) | PlanState::Superseded { .. }));
    if let Some(open) = open {
        return Err(PlanError::BeingWritten(open.id));
    }
    let before = so_far.iter().max_by_key(|plan| plan.number);
    let number = before.map_or(1, |plan| plan.number + 1);
    let id: Id<PlanMark> = ctx.new_id();
    let mut text = before.map(Plan::text).unwrap_or_default();
    let mut follows = BTreeMap::new();
    let mut renamed = |id: &mut Option<Uuid>| {
        let old = *id;
        let new = ctx.new_uuid();
        *id = Some(new);
        if let Some(old) = old {
            follows.insert(new, old);
        }
    };
    for goal in &mut text.goals {
        renamed(&mut goal.id);
        for action in &mut goal.actions {
            renamed(&mut action.id);
        }
    }
    let sealed =
        SealedPlan { helps: text.helps.clone(), returns: Vec::new(), agreed_name: String::new() };
    let sealed = hers.seal(ctx, uow, "plan", id.uuid(), &sealed).await?;
    let values = values![id, organisation, woman, case, number, ctx.now(), by, sealed];
    uow.execute(&sql::ADD, values).await?;
    put_pieces(ctx, uow, hers, id, &text, &follows).await?;
    add_text(ctx, uow, hers, id, 1, &text).await?;
    trail::wrote(ctx, uow, permit, "plan begun").await?;
    Ok(id)
}

/// What became of saving.
#[derive(Debug, Clone)]
pub enum Saved {
    /// Stored; a page goes on from this version.
    Version(i64),
    /// Somebody else changed the same fields meanwhile. Nothing was stored: show both texts, and
    /// send the form again from `version`.
    Clash {
        /// The plan as far as it could be merged; a field that clashes holds what was just written.
        text: PlanText,
        /// Both texts of each such field.
        clashes: Vec<PlanClash>,
        /// The version that stands.
        version: i64,
    },
}

/// Saves the text of a plan that is being written. `from` is the version the page was filled with:
/// what two people wrote into different fields is merged.
///
/// # Errors
/// [`PlanError::NotNow`] once it is sent or agreed; [`PlanError::NotFound`] when it is not hers or
/// there is no such version.
pub async fn save_plan(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WritePlan>,
    plan: Id<PlanMark>,
    from: i64,
    mine: PlanText,
) -> Result<Saved, PlanError> {
    let hers = Hers::from(permit);
    let mut held = hold(uow, hers, plan).await?;
    held.plan.state.editable()?;
    let values = values![hers.organisation, plan, from];
    let base: Option<TextRow> = uow.optional(&sql::TEXT, values).await?;
    let base = base.ok_or(PlanError::NotFound)?;
    let base: PlanText = hers.open(uow, "plan_text", base.id, &base.sealed).await?;
    let theirs = held.plan.text();
    let mine = with_ids(&base, mine, || ctx.new_uuid());
    let merged = merge_plans(&base, mine, theirs.clone());
    if !merged.clashes.is_empty() {
        let version = held.plan.version;
        return Ok(Saved::Clash { text: merged.text, clashes: merged.clashes, version });
    }
    if merged.text == theirs {
        return Ok(Saved::Version(held.plan.version));
    }
    let version = held.plan.version + 1;
    held.sealed.helps.clone_from(&merged.text.helps);
    let sealed = hers.seal(ctx, uow, "plan", plan.uuid(), &held.sealed).await?;
    let values = values![hers.organisation, hers.woman, plan, version, sealed];
    uow.execute(&sql::SAVED, values).await?;
    let values = values![hers.organisation, hers.woman, plan, ctx.now()];
    uow.execute(&sql::DROP_ACTIONS, values).await?;
    uow.execute(&sql::DROP_GOALS, values).await?;
    put_pieces(ctx, uow, hers, plan, &merged.text, &BTreeMap::new()).await?;
    add_text(ctx, uow, hers, plan, version, &merged.text).await?;
    trail::wrote(ctx, uow, permit, "plan written").await?;
    Ok(Saved::Version(version))
}

async fn put_pieces(
    ctx: &Ctx,
    uow: &mut Uow,
    hers: Hers,
    plan: Id<PlanMark>,
    text: &PlanText,
    follows: &BTreeMap<Uuid, Uuid>,
) -> Result<(), PlanError> {
    let Hers { organisation, woman, by } = hers;
    for (position, goal) in (0i64..).zip(&text.goals) {
        let id = goal.id.ok_or(PlanError::NotFound)?;
        let sealed =
            SealedGoal { words: goal.words.clone(), note: goal.note.clone(), copy: goal.copy };
        let sealed = hers.seal(ctx, uow, "goal", id, &sealed).await?;
        uow.execute(
            &sql::PUT_GOAL,
            values![
                id,
                organisation,
                plan,
                woman,
                follows.get(&id).copied(),
                goal.need.code(),
                position,
                ctx.now(),
                by,
                sealed
            ],
        )
        .await?;
        for (position, action) in (0i64..).zip(&goal.actions) {
            let action_id = action.id.ok_or(PlanError::NotFound)?;
            let sealed = SealedAction {
                what: action.what.clone(),
                who: action.who.clone(),
                name: action.name,
            };
            let sealed = hers.seal(ctx, uow, "plan_action", action_id, &sealed).await?;
            uow.execute(
                &sql::PUT_ACTION,
                values![
                    action_id,
                    organisation,
                    id,
                    plan,
                    woman,
                    follows.get(&action_id).copied(),
                    action.owner.code(),
                    position,
                    action.due,
                    ctx.now(),
                    by,
                    sealed
                ],
            )
            .await?;
        }
    }
    Ok(())
}

async fn add_text(
    ctx: &Ctx,
    uow: &mut Uow,
    hers: Hers,
    plan: Id<PlanMark>,
    version: i64,
    text: &PlanText,
) -> Result<(), PlanError> {
    let id = ctx.new_uuid();
    let sealed = hers.seal(ctx, uow, "plan_text", id, text).await?;
    let Hers { organisation, woman, by } = hers;
    let values = values![id, organisation, plan, woman, version, ctx.now(), by, sealed];
    uow.execute(&sql::ADD_TEXT, values).await?;
    Ok(())
}

/// Sends a plan to whoever has to agree it.
///
/// # Errors
/// [`PlanError::Gaps`] when it is not complete; [`PlanError::NotNow`] when it is not being written.
pub async fn send_plan(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WritePlan>,
    plan: Id<PlanMark>,
) -> Result<(), PlanError> {
    let hers = Hers::from(permit);
    let held = hold(uow, hers, plan).await?;
    complete(&held.plan)?;
    held.plan.state.send(ctx.now(), hers.by)?;
    let values = values![hers.organisation, hers.woman, plan, ctx.now(), hers.by];
    uow.execute(&sql::SENT, values).await?;
    trail::wrote(ctx, uow, permit, "plan sent").await?;
    Ok(())
}

/// Takes a sent plan back, to go on writing.
///
/// # Errors
/// [`PlanError::NotNow`] unless it is sent.
pub async fn take_plan_back(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WritePlan>,
    plan: Id<PlanMark>,
) -> Result<(), PlanError> {
    let hers = Hers::from(permit);
    let held = hold(uow, hers, plan).await?;
    held.plan.state.take_back()?;
    uow.execute(&sql::TAKEN_BACK, values![hers.organisation, hers.woman, plan]).await?;
    trail::wrote(ctx, uow, permit, "plan taken back").await?;
    Ok(())
}

/// A sent plan comes back with what should change.
///
/// # Errors
/// [`PlanError::ReasonNeeded`] without words; [`PlanError::NotNow`] unless it is sent.
pub async fn return_plan(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WritePlan>,
    plan: Id<PlanMark>,
    why: &str,
) -> Result<(), PlanError> {
    if why.trim().is_empty() {
        return Err(PlanError::ReasonNeeded);
    }
    let hers = Hers::from(permit);
    let mut held = hold(uow, hers, plan).await?;
    held.plan.state.give_back(ctx.now(), why.into())?;
    held.sealed.returns.push(why.to_owned());
    let sealed = hers.seal(ctx, uow, "plan", plan.uuid(), &held.sealed).await?;
    let values = values![hers.organisation, hers.woman, plan, ctx.now(), sealed];
    uow.execute(&sql::RETURNED, values).await?;
    trail::wrote(ctx, uow, permit, "plan returned").await?;
    Ok(())
}

/// How a plan is agreed.
#[derive(Debug, Clone)]
pub struct AgreeDraft {
    /// What her programmes ask for: [`WhoAgrees::strictest`].
    pub rule: WhoAgrees,
    /// The day she, and whoever else has to, agreed; not after today.
    pub on: Date,
    /// The practitioner's name, where it is a practitioner.
    pub name: Personal<String>,
}

/// The plan is agreed; the version before it is over, and what was done in that one stays done.
///
/// # Errors
/// [`PlanError::NotNow`] when its state or the programme's rule does not allow it,
/// [`PlanError::Gaps`] when it is not complete.
pub async fn agree_plan(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WritePlan>,
    plan: Id<PlanMark>,
    draft: &AgreeDraft,
) -> Result<(), PlanError> {
    let hers = Hers::from(permit);
    let Hers { organisation, woman, by } = hers;
    let mut held = hold(uow, hers, plan).await?;
    complete(&held.plan)?;
    let case = held.plan.case;
    let agreed = Agreed { on: draft.on, by: draft.rule, account: by, name: draft.name.clone() };
    held.plan.state.agree(draft.rule, agreed, ctx.today())?;
    held.sealed.agreed_name.clone_from(draft.name.reveal());
    let sealed = hers.seal(ctx, uow, "plan", plan.uuid(), &held.sealed).await?;
    let values =
        values![organisation, woman, plan, ctx.now(), draft.on, draft.rule.code(), by, sealed];
    uow.execute(&sql::AGREED, values).await?;
    uow.execute(&sql::CARRY_DONE, values![organisation, woman, plan]).await?;
    uow.execute(&sql::CARRY_PROGRESS, values![organisation, woman, plan]).await?;
    let values = values![organisation, woman, case, plan, ctx.now()];
    uow.execute(&sql::SUPERSEDE, values).await?;
    trail::wrote(ctx, uow, permit, "plan agreed").await?;
    Ok(())
}

fn complete(plan: &Plan) -> Result<(), PlanError> {
    let gaps = plan.text().gaps();
    if gaps.is_empty() { Ok(()) } else { Err(PlanError::Gaps(gaps)) }
}

/// Whether a step is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Done on this day.
    Done(Date),
    /// Not done after all.
    Open,
}

/// Marks a step of the agreed plan.
///
/// # Errors
/// [`PlanError::NotNow`] unless its plan is agreed; [`PlanError::ImpossibleDate`] for a day to come.
pub async fn mark_step(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WritePlan>,
    action: Id<ActionMark>,
    step: Step,
) -> Result<(), PlanError> {
    let done_on = match step {
        Step::Done(day) if day > ctx.today() => return Err(PlanError::ImpossibleDate),
        Step::Done(day) => Some(day),
        Step::Open => None,
    };
    let hers = Hers::from(permit);
    let values = values![hers.organisation, hers.woman, action];
    let of: Option<Of> = uow.optional(&sql::PLAN_OF_ACTION, values).await?;
    agreed_now(uow, hers, of).await?;
    let values = values![hers.organisation, hers.woman, action, done_on];
    uow.execute(&sql::DONE, values).await?;
    trail::wrote(ctx, uow, permit, "step marked").await?;
    Ok(())
}

/// Says how far a goal of the agreed plan has come.
///
/// # Errors
/// [`PlanError::NotNow`] unless its plan is agreed.
pub async fn set_progress(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WritePlan>,
    goal: Id<GoalMark>,
    progress: Progress,
) -> Result<(), PlanError> {
    let hers = Hers::from(permit);
    let values = values![hers.organisation, hers.woman, goal];
    let of: Option<Of> = uow.optional(&sql::PLAN_OF_GOAL, values).await?;
    agreed_now(uow, hers, of).await?;
    let values = values![hers.organisation, hers.woman, goal, progress.code()];
    uow.execute(&sql::PROGRESS, values).await?;
    trail::wrote(ctx, uow, permit, "progress of a goal").await?;
    Ok(())
}

async fn agreed_now(uow: &mut Uow, hers: Hers, of: Option<Of>) -> Result<(), PlanError> {
    let plan = Id::from_uuid(of.ok_or(PlanError::NotFound)?.plan_id);
    match hold(uow, hers, plan).await?.plan.state {
        PlanState::Agreed(_) => Ok(()),
        PlanState::Superseded { .. } => Err(NotNow::IsSuperseded.into()),
        PlanState::Draft | PlanState::Sent { .. } | PlanState::Returned { .. } => {
            Err(NotNow::NotAgreed.into())
        }
    }
}

/// Her plans, the newest first.
///
/// # Errors
/// By what is wrong with the store.
pub async fn plans(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadPlan>,
) -> Result<Vec<Plan>, PlanError> {
    all(uow, permit.into()).await
}

/// One version of her plan.
///
/// # Errors
/// [`PlanError::NotFound`] when it is not hers.
pub async fn plan(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadPlan>,
    id: Id<PlanMark>,
) -> Result<Plan, PlanError> {
    let all = all(uow, permit.into()).await?;
    all.into_iter().find(|plan| plan.id == id).ok_or(PlanError::NotFound)
}

/// A saved text of a plan: who wrote it and when.
#[derive(Debug, Clone)]
pub struct SavedText {
    /// The version of the text.
    pub version: i64,
    /// When it was saved.
    pub at: jiff::Timestamp,
    /// By whom.
    pub by: Option<Uuid>,
    /// The text.
    pub text: PlanText,
}

/// Everything that was ever saved of a plan, the newest first.
///
/// # Errors
/// By what is wrong with the store.
pub async fn saved_texts(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadPlan>,
    plan: Id<PlanMark>,
) -> Result<Vec<SavedText>, PlanError> {
    let hers = Hers::from(permit);
    let values = values![hers.organisation, hers.woman, plan];
    let rows: Vec<TextRow> = uow.all(&sql::TEXTS, values).await?;
    let mut texts = Vec::with_capacity(rows.len());
    for row in rows {
        texts.push(SavedText {
            version: row.version,
            at: time::from_micros(row.made_at),
            by: row.made_by,
            text: hers.open(uow, "plan_text", row.id, &row.sealed).await?,
        });
    }
    Ok(texts)
}

/// Who agrees the plan of a case: what the strictest of the programmes that fund it today asks for.
///
/// # Errors
/// By what is wrong with the store.
pub async fn who_agrees<A: access::Act<On = Woman>>(
    uow: &mut Uow,
    permit: &Permit<Woman, A>,
    case: Id<Case>,
    today: Date,
) -> Result<WhoAgrees, PlanError> {
    let values = values![permit.organisation(), permit.id(), case, today];
    let rows: Vec<sql::Code> = uow.all(&sql::WHO_AGREES, values).await?;
    let rules = rows.iter().map(|row| {
        let unknown = PlanError::UnknownCode("programme.plan_agreed_by");
        WhoAgrees::from_code(&row.code).ok_or(unknown)
    });
    Ok(WhoAgrees::strictest(rules.collect::<Result<Vec<_>, _>>()?))
}

/// When a case had its first agreed plan: one of the signs its stage is derived from.
///
/// # Errors
/// By what is wrong with the store.
/// Reads ahead when the first plan of each of several cases was agreed.
pub(crate) async fn read_first_agreed_ahead(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    cases: &[Uuid],
) -> Result<(), StoreError> {
    let each = |case| values![organisation, case].to_vec();
    uow.read_ahead(&sql::FIRST_AGREED_AHEAD, cases, values![organisation], each).await
}

pub(crate) async fn first_agreed(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    case: Id<Case>,
) -> Result<Option<jiff::Timestamp>, StoreError> {
    let found: Instant = uow.one(&sql::FIRST_AGREED, values![organisation, case]).await?;
    Ok(found.at.map(time::from_micros))
}

async fn hold(uow: &mut Uow, hers: Hers, plan: Id<PlanMark>) -> Result<Held, PlanError> {
    let values = values![hers.organisation, hers.woman, plan];
    if uow.execute(&sql::HOLD, values).await? == 0 {
        return Err(PlanError::NotFound);
    }
    let all = held(uow, hers).await?;
    all.into_iter().find(|held| held.plan.id == plan).ok_or(PlanError::NotFound)
}

pub(crate) async fn all(uow: &mut Uow, hers: Hers) -> Result<Vec<Plan>, PlanError> {
    Ok(held(uow, hers).await?.into_iter().map(|held| held.plan).collect())
}

async fn held(uow: &mut Uow, hers: Hers) -> Result<Vec<Held>, PlanError> {
    let values = values![hers.organisation, hers.woman];
    let rows: Vec<PlanRow> = uow.all(&sql::OF_WOMAN, values).await?;
    let goals: Vec<GoalRow> = uow.all(&sql::GOALS, values).await?;
    let actions: Vec<ActionRow> = uow.all(&sql::ACTIONS, values).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let mut of_plan = Vec::new();
        for goal in goals.iter().filter(|goal| goal.plan_id == row.id) {
            of_plan.push(read_goal(uow, hers, goal, &actions).await?);
        }
        let sealed: SealedPlan = hers.open(uow, "plan", row.id, &row.sealed).await?;
        let plan = Plan {
            id: Id::from_uuid(row.id),
            woman: hers.woman,
            case: Id::from_uuid(row.case_id),
            number: row.number,
            version: row.version,
            state: state(&row, &sealed)?,
            helps: sealed.helps.clone().into(),
            goals: of_plan,
            made_at: time::from_micros(row.made_at),
            made_by: row.made_by,
        };
        found.push(Held { plan, sealed });
    }
    Ok(found)
}

/// Where it stands, from what happened last.
fn state(row: &PlanRow, sealed: &SealedPlan) -> Result<PlanState, PlanError> {
    if let Some(at) = row.superseded_at {
        return Ok(PlanState::Superseded { at: time::from_micros(at) });
    }
    if let (Some(on), Some(by)) = (&row.agreed_on, &row.agreed_by)
        && row.agreed_at.is_some()
    {
        return Ok(PlanState::Agreed(Agreed {
            on: day("plan.agreed_on", on)?,
            by: WhoAgrees::from_code(by).ok_or(PlanError::UnknownCode("plan.agreed_by"))?,
            account: row.agreed_account,
            name: sealed.agreed_name.clone().into(),
        }));
    }
    Ok(match (row.sent_at, row.returned_at) {
        (_, Some(at)) => PlanState::Returned {
            at: time::from_micros(at),
            why: sealed.returns.last().cloned().unwrap_or_default().into(),
        },
        (Some(at), None) => PlanState::Sent { at: time::from_micros(at), by: row.sent_by },
        (None, None) => PlanState::Draft,
    })
}

async fn read_goal(
    uow: &Uow,
    hers: Hers,
    row: &GoalRow,
    actions: &[ActionRow],
) -> Result<Goal, PlanError> {
    let mut steps = Vec::new();
    for action in actions.iter().filter(|action| action.goal_id == row.id) {
        steps.push(read_action(uow, hers, action).await?);
    }
    let sealed: SealedGoal = hers.open(uow, "goal", row.id, &row.sealed).await?;
    Ok(Goal {
        id: Id::from_uuid(row.id),
        progress: Progress::from_code(&row.progress)
            .ok_or(PlanError::UnknownCode("goal.progress"))?,
        text: GoalText {
            id: Some(row.id),
            need: NeedArea::from_code(&row.need).ok_or(PlanError::UnknownCode("goal.need"))?,
            words: sealed.words,
            note: sealed.note,
            copy: sealed.copy,
            actions: steps.iter().map(|step| step.text.clone()).collect(),
        },
        actions: steps,
    })
}

async fn read_action(uow: &Uow, hers: Hers, row: &ActionRow) -> Result<PlanAction, PlanError> {
    let sealed: SealedAction = hers.open(uow, "plan_action", row.id, &row.sealed).await?;
    let some_day = |column, text: &Option<String>| match text {
        None => Ok(None),
        Some(text) => day(column, text).map(Some),
    };
    Ok(PlanAction {
        id: Id::from_uuid(row.id),
        done_on: some_day("plan_action.done_on", &row.done_on)?,
        text: ActionText {
            id: Some(row.id),
            what: sealed.what,
            owner: ActionOwner::from_code(&row.owner)
                .ok_or(PlanError::UnknownCode("plan_action.owner"))?,
            who: sealed.who,
            name: sealed.name,
            due: some_day("plan_action.due_on", &row.due_on)?,
        },
    })
}

fn day(column: &'static str, text: &str) -> Result<Date, PlanError> {
    text.parse().map_err(|_| PlanError::UnknownCode(column))
}
