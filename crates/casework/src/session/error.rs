//! What can go wrong with a session. Holds no word of anybody.

use store::StoreError;

use super::model::{Clash, Warning};

/// A failure, one variant for each thing a caller can act on.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// She must not meet somebody who is there then. Who and why is never said: ask for another
    /// time, place or worker.
    #[error("not this slot")]
    NotThisSlot,
    /// Something to ask about once. Book again with these accepted.
    #[error("booking this asks for a second look")]
    Warned(Vec<Warning>),
    /// No minutes, or more than a day at court.
    #[error("a session lasts between one minute and twelve hours")]
    Minutes,
    /// A session of this kind is of one woman, or of at least one.
    #[error("the wrong number of women for a session of this kind")]
    WomenOfKind,
    /// It lies in the past: record it instead of booking it.
    #[error("it lies in the past")]
    InThePast,
    /// Nobody can have come to a session of a day to come.
    #[error("it has not been yet")]
    NotYet,
    /// It was recorded before; say why it is changed.
    #[error("say why it is changed")]
    ReasonNeeded,
    /// What was recorded cannot become unrecorded; say whether she came.
    #[error("say whether she came")]
    StateNeeded,
    /// Probation's word belongs to a session that an order or licence requires.
    #[error("acceptable or unacceptable is only for a session that she has to come to")]
    NotRequired,
    /// A call of ours that did not pass the safe contact gate that day.
    #[error("the safe contact gate comes before a call")]
    GateFirst,
    /// Two people wrote different things. Show both and let the second one choose.
    #[error("two people wrote different things")]
    Clash(Box<Clash>),
    /// It was moved, called off or recorded meanwhile: show what stands now.
    #[error("somebody else changed it meanwhile")]
    ChangedMeanwhile,
    /// There is no such session, or she is not put down for it.
    #[error("no such session")]
    NotFound,
    /// Her record could not follow, for instance note that her case is engaged.
    #[error(transparent)]
    Record(#[from] Box<crate::Fault>),
    /// A row holds what no form of ours writes.
    #[error("a stored value is not one of the known codes")]
    UnknownCode(#[from] crate::safety::UnknownCode),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}
