//! The only SQL of plans, and the rows it gives.

use sqlx::FromRow;
use uuid::Uuid;

#[derive(FromRow)]
pub(super) struct PlanRow {
    pub(super) id: Uuid,
    pub(super) case_id: Uuid,
    pub(super) number: i64,
    pub(super) sent_at: Option<i64>,
    pub(super) sent_by: Option<Uuid>,
    pub(super) returned_at: Option<i64>,
    pub(super) agreed_at: Option<i64>,
    pub(super) agreed_on: Option<String>,
    pub(super) agreed_by: Option<String>,
    pub(super) agreed_account: Option<Uuid>,
    pub(super) superseded_at: Option<i64>,
    pub(super) version: i64,
    pub(super) made_at: i64,
    pub(super) made_by: Option<Uuid>,
    pub(super) sealed: Vec<u8>,
}

#[derive(FromRow)]
pub(super) struct GoalRow {
    pub(super) id: Uuid,
    pub(super) plan_id: Uuid,
    pub(super) need: String,
    pub(super) progress: String,
    pub(super) sealed: Vec<u8>,
}

#[derive(FromRow)]
pub(super) struct ActionRow {
    pub(super) id: Uuid,
    pub(super) goal_id: Uuid,
    pub(super) owner: String,
    pub(super) due_on: Option<String>,
    pub(super) done_on: Option<String>,
    pub(super) sealed: Vec<u8>,
}

#[derive(FromRow)]
pub(super) struct TextRow {
    pub(super) id: Uuid,
    pub(super) version: i64,
    pub(super) made_at: i64,
    pub(super) made_by: Option<Uuid>,
    pub(super) sealed: Vec<u8>,
}

#[derive(FromRow)]
pub(super) struct Count {
    pub(super) many: i64,
}

#[derive(FromRow)]
pub(super) struct Instant {
    pub(super) at: Option<i64>,
}

#[derive(FromRow)]
pub(super) struct Of {
    pub(super) plan_id: Uuid,
}

#[derive(FromRow)]
pub(super) struct Code {
    pub(super) code: String,
}

store::statements! {
    /// Who agrees a plan by each programme that funds a case on a day.
    WHO_AGREES = "select programme.plan_agreed_by as code from funding join programme on programme.id = funding.programme_id where funding.organisation_id = $1 and funding.woman_id = $2 and funding.case_id = $3 and funding.from_on <= $4 and (funding.until_on is null or funding.until_on >= $4)";
    /// A new version of her plan.
    ADD = "insert into plan (id, organisation_id, woman_id, case_id, number, version, made_at, made_by, sealed) values ($1, $2, $3, $4, $5, 1, $6, $7, $8)";
    /// Takes hold of a plan, so that two who save at once wait for each other.
    HOLD = "update plan set version = version where organisation_id = $1 and woman_id = $2 and id = $3";
    /// Her plans, the newest version first.
    OF_WOMAN = "select id, case_id, number, sent_at, sent_by, returned_at, agreed_at, agreed_on, agreed_by, agreed_account, superseded_at, version, made_at, made_by, sealed from plan where organisation_id = $1 and woman_id = $2 order by made_at desc, number desc, id desc";
    /// Whether a case is hers.
    CASE = "select count(*) as many from support_case where organisation_id = $1 and woman_id = $2 and id = $3";
    /// The goals of her plans.
    GOALS = "select id, plan_id, need, progress, sealed from goal where organisation_id = $1 and woman_id = $2 and dropped_at is null order by position, id";
    /// The steps of her plans.
    ACTIONS = "select id, goal_id, owner, due_on, done_on, sealed from plan_action where organisation_id = $1 and woman_id = $2 and dropped_at is null order by position, id";
    /// The saved text of a version.
    TEXT = "select id, version, made_at, made_by, sealed from plan_text where organisation_id = $1 and plan_id = $2 and version = $3";
    /// Every saved text, the newest first.
    TEXTS = "select id, version, made_at, made_by, sealed from plan_text where organisation_id = $1 and woman_id = $2 and plan_id = $3 order by version desc";
    /// Saves the text of a version.
    ADD_TEXT = "insert into plan_text (id, organisation_id, plan_id, woman_id, version, made_at, made_by, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// The next version of the text.
    SAVED = "update plan set version = $4, sealed = $5 where organisation_id = $1 and woman_id = $2 and id = $3";
    /// Writes a goal, new or changed.
    PUT_GOAL = "insert into goal (id, organisation_id, plan_id, woman_id, follows, need, position, progress, made_at, made_by, sealed) values ($1, $2, $3, $4, $5, $6, $7, 'not_started', $8, $9, $10) on conflict (id) do update set need = excluded.need, position = excluded.position, sealed = excluded.sealed, dropped_at = null, version = goal.version + 1";
    /// Writes a step, new or changed.
    PUT_ACTION = "insert into plan_action (id, organisation_id, goal_id, plan_id, woman_id, follows, owner, position, due_on, made_at, made_by, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (id) do update set owner = excluded.owner, position = excluded.position, due_on = excluded.due_on, sealed = excluded.sealed, dropped_at = null, version = plan_action.version + 1";
    /// Takes every goal out of a plan; those that stay are written again at once.
    DROP_GOALS = "update goal set dropped_at = $4 where organisation_id = $1 and woman_id = $2 and plan_id = $3 and dropped_at is null";
    /// Takes every step out of a plan.
    DROP_ACTIONS = "update plan_action set dropped_at = $4 where organisation_id = $1 and woman_id = $2 and plan_id = $3 and dropped_at is null";
    /// Sent to be agreed.
    SENT = "update plan set sent_at = $4, sent_by = $5, returned_at = null where organisation_id = $1 and woman_id = $2 and id = $3";
    /// Taken back.
    TAKEN_BACK = "update plan set sent_at = null, sent_by = null where organisation_id = $1 and woman_id = $2 and id = $3";
    /// Came back.
    RETURNED = "update plan set returned_at = $4, sealed = $5 where organisation_id = $1 and woman_id = $2 and id = $3";
    /// Agreed.
    AGREED = "update plan set agreed_at = $4, agreed_on = $5, agreed_by = $6, agreed_account = $7, sealed = $8 where organisation_id = $1 and woman_id = $2 and id = $3";
    /// The versions before it are over.
    SUPERSEDE = "update plan set superseded_at = $5 where organisation_id = $1 and woman_id = $2 and case_id = $3 and id <> $4 and agreed_at is not null and superseded_at is null";
    /// What was done in the version before is done in this one.
    CARRY_DONE = "update plan_action set done_on = (select before.done_on from plan_action before where before.id = plan_action.follows) where organisation_id = $1 and woman_id = $2 and plan_id = $3 and follows is not null";
    /// How far the goals had come in the version before.
    CARRY_PROGRESS = "update goal set progress = coalesce((select before.progress from goal before where before.id = goal.follows), progress) where organisation_id = $1 and woman_id = $2 and plan_id = $3 and follows is not null";
    /// A step is done, or not after all.
    DONE = "update plan_action set done_on = $4, version = version + 1 where organisation_id = $1 and woman_id = $2 and id = $3 and dropped_at is null";
    /// How far a goal has come.
    PROGRESS = "update goal set progress = $4, version = version + 1 where organisation_id = $1 and woman_id = $2 and id = $3 and dropped_at is null";
    /// The plan that a step is in.
    PLAN_OF_ACTION = "select plan_id from plan_action where organisation_id = $1 and woman_id = $2 and id = $3 and dropped_at is null";
    /// The plan that a goal is in.
    PLAN_OF_GOAL = "select plan_id from goal where organisation_id = $1 and woman_id = $2 and id = $3 and dropped_at is null";
    /// When a case had its first agreed plan.
    FIRST_AGREED = "select min(agreed_at) as at from plan where organisation_id = $1 and case_id = $2";
    /// The same of several cases.
    FIRST_AGREED_OF_MANY = concat!("select c.id as owner_id, (select min(p.agreed_at) from plan p \
        where p.organisation_id = $21 and p.case_id = c.id) as at \
        from support_case c where c.id in (", store::of_many!(), ")");
}

/// When the first plan of each of several cases was agreed.
pub const FIRST_AGREED_AHEAD: store::Ahead =
    store::Ahead { each: FIRST_AGREED, many: FIRST_AGREED_OF_MANY };
