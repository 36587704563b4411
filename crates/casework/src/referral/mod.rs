//! Referrals in: by the public form, by staff, by probation's report; first words before any
//! referral; triage; the answer to the referrer; and the messages that leave for it.
//!
//! Not for the record of a woman (slice `record`), nor for pages (web).

pub mod columns;
pub mod drops;
pub mod form;
pub mod model;
pub mod service;
pub mod sql;
pub mod state;

pub use model::{
    Agreed, Complexity, Custody, IdentifierSaid, Interpreter, NameShown, ReachSaid, ReceiptBy,
    Referral, ReferralDraft, ReferralId, Referrer, RiskSaid, Said, SaidBy, Source, Urgency, Via,
    Way, WomanId,
};
pub use state::{Ending, Event, EventKind, Reason, State, Step, StepRefused};
