//! How it is safe to reach her: rules whose default is no, and the one gate every message passes.
//!
//! [`may_reach`] decides. It is a pure function of her rules, of what happened since they were
//! confirmed, and of one message; it makes the only [`Reachable`], the value without which nothing
//! is sent to a woman. [`reach_now`] says the same for the band at the top of her record.
//!
//! Not for sending (mail), not for who may ask (access), and not for words on a page (web): what is
//! said here is said in codes that the catalogue turns into sentences.

mod gate;
mod reach;
mod review;
mod rule;
mod service;
mod sql;
mod words;

pub use gate::{
    Circumstances, Expired, Ground, Message, Reachable, Refused, Sending, Support, may_reach,
};
pub use reach::{ChannelReach, Headline, Reach, ReachState, reach_now};
pub use review::{OverrideWaiting, override_to_review, overrides_to_review, review_override};
pub use rule::{
    Answer, Channel, Confirmed, NumberShows, RECHECK_DAYS, RuleDraft, RuleError, SafeContactRule,
    StaleMark, StaleWhy, Terms, WhoMayAnswer,
};
pub(crate) use service::read_ahead;
pub use service::{
    Attempt, AttemptDraft, AttemptResult, Standing, ask_again_by, attempts, confirm_rule,
    mark_stale, override_gate, record_contact_attempt, set_contact_rule, standing, timeline_items,
};
pub use sql::ALL as STATEMENTS;
pub use words::{AgreedWords, FirstName, NotAFirstName, Telling, telling};
