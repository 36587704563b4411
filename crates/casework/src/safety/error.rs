//! What can go wrong when safety is recorded. Holds no word of anybody.

use store::StoreError;

/// A failure of a safety use-case, one variant for each thing a caller can act on.
#[derive(Debug, thiserror::Error)]
pub enum SafetyError {
    /// The moment given lies in the future: ask for the time again.
    #[error("the time given lies in the future")]
    InTheFuture,
    /// More answers than the list has questions: ask for the counts again.
    #[error("more answers than questions")]
    TooManyAnswers,
    /// Somebody else changed it meanwhile, or the step was already taken: show what stands now.
    #[error("somebody else changed it meanwhile")]
    ChangedMeanwhile,
    /// Whoever did it cannot review it: another person must.
    #[error("another person must review it")]
    AnotherMustReview,
    /// The pair would be a woman with herself.
    #[error("nobody is kept apart from herself")]
    OneAndTheSame,
    /// A last day before the first.
    #[error("the last day lies before the first")]
    EndsBeforeItStarts,
    /// A row holds what no form of ours writes.
    #[error("a stored value is not one of the known codes")]
    UnknownCode(#[from] super::UnknownCode),
    /// Her contact rules could not be marked as stale; then nothing of the deed is kept.
    #[error(transparent)]
    Contact(#[from] crate::Fault),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}
