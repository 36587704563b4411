//! The plan: goals in her words, steps with an owner and a day, agreed as her programmes ask.
//!
//! A version is written, sent, agreed, and over when the next is agreed; where it stands is read off
//! when what happened. Two people who edit lose nothing (`merge`). Her own copy names nobody she
//! did not choose (`copy`). Not for how hard life is (`assessment`), nor for what a funder counts
//! (`outcome`).

mod columns;
mod copy;
pub(crate) mod hers;
mod merge;
mod model;
mod service;
mod sql;
mod timeline;

pub use columns::COLUMNS;
pub use copy::{CopyGoal, CopyStep, CopyWho, HerCopy, her_copy};
pub use merge::{MergedPlan, PlanClash, PlanField, merge_plans, with_ids};
pub use model::{
    ActionMark, ActionOwner, ActionText, Agreed, Goal, GoalMark, GoalText, NotNow, OnHerCopy, Plan,
    PlanAction, PlanGap, PlanMark, PlanState, PlanText, Progress, WhoAgrees,
};
pub use service::{
    AgreeDraft, PlanError, Saved, SavedText, Step, agree_plan, begin_plan, mark_step, plan, plans,
    return_plan, save_plan, saved_texts, send_plan, set_progress, take_plan_back, who_agrees,
};
pub(crate) use service::{first_agreed, read_first_agreed_ahead};
pub use sql::ALL as STATEMENTS;
pub use timeline::timeline_items;
