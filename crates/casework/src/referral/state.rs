//! The states of a referral, derived from who-and-when events. Nothing stores a state, so none can
//! disagree with what happened.
//!
//! received → triaged → accepted | waiting | signposted | declined | returned | withdrawn | duplicate,
//! as the programme allows.

use jiff::Timestamp;

use crate::codes::coded;
use crate::programme::{Answer, Answers};

coded! {
    /// Something that happened to a referral.
    EventKind {
        /// Somebody began to look at it.
        Triaged = "triaged",
        /// She was taken on.
        Accepted = "accepted",
        /// She went to the waiting list.
        Waiting = "waiting",
        /// She was offered another service.
        Signposted = "signposted",
        /// Not taken.
        Declined = "declined",
        /// Sent back to the referrer.
        Returned = "returned",
        /// She or the referrer took it back.
        Withdrawn = "withdrawn",
        /// The same as another referral that is open.
        Duplicate = "duplicate",
        /// The referrer was told.
        Answered = "answered",
    }
}

impl EventKind {
    /// Whether nothing more is to be decided about the referral after it.
    #[must_use]
    pub const fn ends(self) -> bool {
        match self {
            Self::Accepted
            | Self::Signposted
            | Self::Declined
            | Self::Returned
            | Self::Withdrawn
            | Self::Duplicate => true,
            Self::Triaged | Self::Waiting | Self::Answered => false,
        }
    }
}

coded! {
    /// Why a referral was not taken, or taken back.
    Reason {
        /// Outside what the programme may take: age, area, dates.
        NotEligible = "not_eligible",
        /// No room.
        NoRoom = "no_room",
        /// Another service already supports her with this.
        SupportedElsewhere = "supported_elsewhere",
        /// She does not want it.
        SheSaidNo = "she_said_no",
        /// She could not be reached in a safe way.
        NotReached = "not_reached",
        /// It would not be safe for her or for women here.
        NotSafeHere = "not_safe_here",
        /// The service is for women only; another was offered by name.
        WomenOnly = "women_only",
        /// Sent by mistake.
        Mistake = "mistake",
        /// Something else; the note says what.
        Other = "other",
    }
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: EventKind,
    /// Why, where a reason is due.
    pub reason: Option<Reason>,
    /// Which account did it; nobody when the program did.
    pub by: Option<uuid::Uuid>,
}

/// Where a referral stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It came in.
    Received,
    /// Somebody looks at it.
    Triaged,
    /// On the waiting list since then.
    Waiting(Timestamp),
    /// It ended.
    Ended(Ending, Timestamp),
}

/// How a referral ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// She was taken on.
    Accepted,
    /// She was offered another service.
    Signposted,
    /// Not taken.
    Declined,
    /// Sent back.
    Returned,
    /// Taken back.
    Withdrawn,
    /// The same as another.
    Duplicate,
}

/// The step is not open from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StepRefused {
    /// It has ended.
    #[error("this referral has already been answered")]
    Ended,
    /// The programme does not allow this answer.
    #[error("the programme does not allow this answer")]
    NotAllowed,
    /// It is on the waiting list already.
    #[error("she is already on the waiting list")]
    AlreadyWaiting,
}

/// What somebody decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Begin to look at it.
    Triage,
    /// Give an answer.
    Answer(Answer),
    /// Take it back.
    Withdraw,
    /// It is the same as another.
    Duplicate,
}

impl Step {
    /// The event that it leaves.
    #[must_use]
    pub const fn event(self) -> EventKind {
        match self {
            Self::Triage => EventKind::Triaged,
            Self::Answer(Answer::Accept) => EventKind::Accepted,
            Self::Answer(Answer::Wait) => EventKind::Waiting,
            Self::Answer(Answer::Signpost) => EventKind::Signposted,
            Self::Answer(Answer::Decline) => EventKind::Declined,
            Self::Answer(Answer::Return) => EventKind::Returned,
            Self::Withdraw => EventKind::Withdrawn,
            Self::Duplicate => EventKind::Duplicate,
        }
    }
}

impl State {
    /// The state that these events, oldest first, lead to.
    #[must_use]
    pub fn of(events: &[Event]) -> Self {
        events.iter().fold(Self::Received, |state, event| match (state, event.kind) {
            (Self::Ended(..), _) | (_, EventKind::Answered) => state,
            (Self::Waiting(_), EventKind::Triaged) => state,
            (_, EventKind::Triaged) => Self::Triaged,
            (_, EventKind::Waiting) => Self::Waiting(event.at),
            (_, EventKind::Accepted) => Self::Ended(Ending::Accepted, event.at),
            (_, EventKind::Signposted) => Self::Ended(Ending::Signposted, event.at),
            (_, EventKind::Declined) => Self::Ended(Ending::Declined, event.at),
            (_, EventKind::Returned) => Self::Ended(Ending::Returned, event.at),
            (_, EventKind::Withdrawn) => Self::Ended(Ending::Withdrawn, event.at),
            (_, EventKind::Duplicate) => Self::Ended(Ending::Duplicate, event.at),
        })
    }

    /// Whether an answer is still due.
    #[must_use]
    pub const fn awaits_answer(self) -> bool {
        matches!(self, Self::Received | Self::Triaged)
    }

    /// Whether this step is open, under these rules.
    ///
    /// # Errors
    /// [`StepRefused`], by why not.
    pub fn check(self, step: Step, answers: &Answers) -> Result<(), StepRefused> {
        match (self, step) {
            (Self::Ended(..), _) => Err(StepRefused::Ended),
            (Self::Waiting(_), Step::Triage | Step::Answer(Answer::Wait)) => {
                Err(StepRefused::AlreadyWaiting)
            }
            (_, Step::Answer(answer)) if !answers.allow(answer) => Err(StepRefused::NotAllowed),
            _ => Ok(()),
        }
    }

    /// The code, for lists and filters.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Triaged => "triaged",
            Self::Waiting(_) => "waiting",
            Self::Ended(Ending::Accepted, _) => "accepted",
            Self::Ended(Ending::Signposted, _) => "signposted",
            Self::Ended(Ending::Declined, _) => "declined",
            Self::Ended(Ending::Returned, _) => "returned",
            Self::Ended(Ending::Withdrawn, _) => "withdrawn",
            Self::Ended(Ending::Duplicate, _) => "duplicate",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn event(kind: EventKind, at: i64) -> Event {
        let at = Timestamp::from_second(at).unwrap();
        Event { at, kind, reason: None, by: None }
    }

    #[test]
    fn a_referral_that_waits_can_still_be_taken_on() {
        let waits = State::of(&[event(EventKind::Triaged, 1), event(EventKind::Waiting, 2)]);
        assert_eq!(waits.code(), "waiting");
        assert!(!waits.awaits_answer());
        assert_eq!(waits.check(Step::Answer(Answer::Accept), &Answers::all()), Ok(()));
        let again = waits.check(Step::Answer(Answer::Wait), &Answers::all());
        assert_eq!(again, Err(StepRefused::AlreadyWaiting));
    }

    #[test]
    fn an_answer_that_the_programme_does_not_allow_is_refused() {
        let rules = Answers::new([Answer::Accept, Answer::Return]);
        let refused = State::Received.check(Step::Answer(Answer::Wait), &rules);
        assert_eq!(refused, Err(StepRefused::NotAllowed));
        assert_eq!(State::Received.check(Step::Withdraw, &rules), Ok(()));
        assert_eq!(State::Triaged.check(Step::Answer(Answer::Return), &rules), Ok(()));
    }

    proptest! {
        #[test]
        fn what_has_ended_stays_as_it_ended(
            kinds in prop::collection::vec(0usize..EventKind::ALL.len(), 0..12),
        ) {
            let events: Vec<Event> = kinds
                .iter()
                .enumerate()
                .map(|(at, kind)| event(EventKind::ALL[*kind], i64::try_from(at).unwrap()))
                .collect();
            let mut ended = None;
            for many in 0..=events.len() {
                let state = State::of(&events[..many]);
                if let Some(first) = ended {
                    prop_assert_eq!(state, first);
                } else if matches!(state, State::Ended(..)) {
                    ended = Some(state);
                    for step in [Step::Triage, Step::Withdraw, Step::Answer(Answer::Accept)] {
                        prop_assert_eq!(
                            state.check(step, &Answers::all()), Err(StepRefused::Ended));
                    }
                }
            }
        }
    }
}
