//! Outcomes as a worker judges them for each funder, and looking back before closing.
//!
//! Not for counting them (evidence), nor for closing the case itself (record).

pub mod mapping;
mod model;
mod service;
mod sql;

pub use mapping::{OutcomeMapping, Proposal};
pub use model::{
    ContactAfter, ExitReview, ExitReviewDraft, ExitReviewMark, Judgement, JudgementDraft,
    JudgementMark, OutcomeResult,
};
pub(crate) use service::all_reviews;
pub use service::{
    Funded, OutcomeError, exit_reviews, funded_by, hold_exit_review, judge_outcome, judgements,
};
pub use sql::ALL as STATEMENTS;
