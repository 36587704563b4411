//! Outcomes as judged, and looking back with her.

use jiff::civil::Date;
use kernel::{Id, Personal};
use uuid::Uuid;

use crate::assessment::DoneHow;
use crate::codes::coded;
use crate::record::Case;

/// Labels an [`Id`] as a judgement's.
#[derive(Debug)]
pub enum JudgementMark {}
/// Labels an [`Id`] as an exit review's.
#[derive(Debug)]
pub enum ExitReviewMark {}

coded! {
    /// What became of an outcome.
    OutcomeResult {
        /// Achieved.
        Achieved = "achieved",
        /// In part.
        Partly = "partly",
        /// Not.
        Not = "not",
    }
}

coded! {
    /// What she answered when she was asked about contact after closing.
    ContactAfter {
        /// Yes. A consent of its own is given besides.
        Yes = "yes",
        /// No.
        No = "no",
        /// She could not be asked.
        NotAsked = "not_asked",
    }
}

/// A judgement to be written down.
#[derive(Debug, Clone)]
pub struct JudgementDraft {
    /// The case.
    pub case: Id<Case>,
    /// The programme it is judged for.
    pub programme: Uuid,
    /// The outcome's code in the programme's framework.
    pub item: String,
    /// What became of it.
    pub result: OutcomeResult,
    /// The day; not after today.
    pub on: Date,
    /// What it rests on.
    pub evidence: Personal<String>,
    /// The code of the mapping that proposed it, when one did.
    pub mapping: Option<String>,
}

/// A judgement as read.
#[derive(Debug, Clone)]
pub struct Judgement {
    /// Its id.
    pub id: Id<JudgementMark>,
    /// The case.
    pub case: Id<Case>,
    /// The programme.
    pub programme: Uuid,
    /// The framework's code.
    pub framework: String,
    /// The outcome's code.
    pub item: String,
    /// What became of it.
    pub result: OutcomeResult,
    /// The day.
    pub on: Date,
    /// What it rests on.
    pub evidence: Personal<String>,
    /// The mapping that proposed it.
    pub mapping: Option<String>,
    /// When a later judgement took its place.
    pub superseded_at: Option<jiff::Timestamp>,
    /// By whom.
    pub by: Option<Uuid>,
}

/// Looking back with her, before closing.
#[derive(Debug, Clone)]
pub struct ExitReviewDraft {
    /// The case.
    pub case: Id<Case>,
    /// The day; not after today.
    pub held_on: Date,
    /// With her, by her, or without her.
    pub how: DoneHow,
    /// What changed, in her words where she was there.
    pub changed: Personal<String>,
    /// What comes next.
    pub next: Personal<String>,
    /// What she wants to say about us.
    pub about_us: Personal<String>,
    /// Contact after closing.
    pub contact_after: ContactAfter,
}

/// An exit review as read.
#[derive(Debug, Clone)]
pub struct ExitReview {
    /// Its id.
    pub id: Id<ExitReviewMark>,
    /// What was written.
    pub review: ExitReviewDraft,
    /// When it was written down.
    pub made_at: jiff::Timestamp,
    /// By whom.
    pub made_by: Option<Uuid>,
}
