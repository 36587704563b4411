//! What is done with referrals. Every function that touches what was said asks for a permit.

mod accept;
mod alike;
mod answer;
mod collect;
mod first_word;
mod inbox;
mod keep;
mod outbox;
mod take;

pub use accept::{Accepted, accept, make_record, probe_of, woman_draft};
pub use alike::{Alike, AlikeReferral, AlikeWoman, Likeness, alike};
pub use answer::{AnswerWords, Decision, answer_words, decide, told_by_hand};
pub use collect::{Collected, collect_drops};
pub use first_word::{
    FirstWord, FirstWordSaid, NamedAs, first_words, first_words_in_time, name_first_word,
    take_first_word, words_of_referral,
};
pub use inbox::{Listed, awaiting, inbox, read_referral, referrals_of_woman};
pub use keep::{Forgotten, KEEP_DAYS, forget_old_referrals};
pub use outbox::{
    OutboxRow, Outgoing, QueuedMessage, due_messages, outbox, refuse_message, release, sent,
};
pub use take::{Taken, TakenFrom, change_referral, take_referral};

pub(crate) use inbox::load;
pub(crate) use take::{Written, free_reference, rewrite, write_down};

use store::StoreError;

use super::state::StepRefused;

/// A referral could not be written down, read or answered.
#[derive(Debug, thiserror::Error)]
pub enum ReferralError {
    /// Nobody is named, not even by what she likes to be called.
    #[error("a referral needs a name, or what she likes to be called")]
    Nameless,
    /// There is no such referral here.
    #[error("no such referral")]
    NotFound,
    /// Somebody changed it meanwhile.
    #[error("somebody changed this referral meanwhile")]
    Stale,
    /// The step is not open.
    #[error(transparent)]
    Step(#[from] StepRefused),
    /// Declining, returning and taking back ask for a reason.
    #[error("say why")]
    ReasonMissing,
    /// Signposting asks for the service that was offered.
    #[error("say which service was offered")]
    ServiceMissing,
    /// A referral without a person cannot be accepted before somebody has completed it.
    #[error("say first who she is")]
    WithoutPerson,
    /// Her record could not be made or joined.
    #[error(transparent)]
    Record(#[from] crate::Fault),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
