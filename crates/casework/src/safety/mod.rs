//! Safety: danger is seen, written down, told, referred on and looked at again.
//!
//! Every table here answers who and when; states are read off those, never stored. Nothing in
//! this slice holds anybody back: what is missing can be filled in afterwards, sharing to prevent
//! serious harm is recorded and only then reviewed, and a due date is a reminder, not a lock.
//!
//! Not for: the wording of any risk instrument (we hold counts and judgement only), children and
//! relationships (`family`), who is kept apart (`keep_apart`), or contact (`contact`).

mod code;
mod columns;
pub mod due;
mod error;
mod hers;
pub mod model;
pub mod service;
mod sql;
pub(crate) mod trail;

pub use code::UnknownCode;
pub(crate) use code::safety_codes;
pub use columns::COLUMNS;
pub use error::SafetyError;
pub(crate) use hers::{Hers, checked_now, day, one_changed, stamp};
pub use sql::ALL as STATEMENTS;

#[doc(inline)]
pub use model::*;
pub use service::board::{Due, DueItem, board, due_of};
pub use service::concern::{
    add_told, close_concern, concerns, decide_concern, raise_concern, tie_concern,
};
pub use service::dash::{Dashed, dashes, local_threshold, record_dash, set_threshold, threshold};
pub use service::disclosure::{ChildAtRisk, Disclosed, Disclosure, HighRisk, disclose};
pub use service::marac::{
    MaracDraft, Raised, accept_marac, close_marac, marac_met, maracs, raise_marac, send_marac,
};
pub use service::plan::{
    HandOn, PlanDraft, Written, hand_plan_on, plans, standing_plan, write_plan,
};
pub use service::risk::{
    RaisesDanger, end_risk, judge_risk, open_self_harm_check, record_risk, risks,
};
pub use service::sharing::{
    SharingProposed, SharingWaiting, SignOff, propose_sharing, review_sharing, share_at_once,
    share_signed_off, sharings, sharings_to_review, sharings_to_sign_off, sign_off,
};
pub use service::timeline::{Happened, SafetyEvent, timeline, timeline_lines};
