//! What can go wrong in casework, one variant for each thing a caller can act on.

use store::StoreError;

use crate::contact::RuleError;
use crate::record::{DraftError, FieldClash};

/// A use-case of casework failed. Nothing of it was kept. Holds no personal data.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The row is not there, or not hers.
    #[error("no such row")]
    NotFound,
    /// Somebody else finished it first: a task done, an override reviewed, a case closed.
    #[error("somebody else has already done this")]
    AlreadyDone,
    /// Two people changed the same fields to different values. Show both and ask.
    #[error("two people changed the same fields")]
    Clash(Vec<FieldClash>),
    /// What was filled in about her cannot be.
    #[error("what was filled in cannot be")]
    Draft(Vec<DraftError>),
    /// A safe contact rule is not complete.
    #[error("the safe contact rule is not complete")]
    Rule(Vec<RuleError>),
    /// A date that cannot be: before it began, or still to come.
    #[error("that date cannot be")]
    ImpossibleDate,
    /// Words are missing where somebody must say why.
    #[error("a reason is needed")]
    ReasonNeeded,
    /// Whoever did it cannot review it.
    #[error("another person must review this")]
    AnotherMustReview,
    /// Only an account can do this, not the program by itself.
    #[error("somebody must be signed in to do this")]
    NobodySignedIn,
    /// A stored code that this version does not know.
    #[error("column {0} holds a code that this version does not know")]
    UnknownCode(&'static str),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A key is gone or a value does not open.
    #[error(transparent)]
    Seal(#[from] store::SealError),
}
