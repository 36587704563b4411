//! A plan: goals in her words, what each needs, and how far it has come.

use access::action::Woman;
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::{Id, Personal};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::codes::coded;
use crate::need::NeedArea;
use crate::record::Case;

/// Labels an [`Id`] as a plan's.
#[derive(Debug)]
pub enum PlanMark {}
/// Labels an [`Id`] as a goal's.
#[derive(Debug)]
pub enum GoalMark {}
/// Labels an [`Id`] as an action's.
#[derive(Debug)]
pub enum ActionMark {}

coded! {
    /// Who agrees a plan, as the programme says.
    WhoAgrees {
        /// She alone.
        She = "she",
        /// She, and a colleague of the worker who sent it.
        Colleague = "colleague",
        /// She, and the probation practitioner, on a date.
        Practitioner = "practitioner",
    }
}

impl WhoAgrees {
    /// What applies when several programmes fund her support: the one that asks for most. Without
    /// any programme she agrees alone.
    #[must_use]
    pub fn strictest(rules: impl IntoIterator<Item = Self>) -> Self {
        rules.into_iter().max().unwrap_or(Self::She)
    }
}

coded! {
    /// Who does an action.
    ActionOwner {
        /// She herself.
        She = "she",
        /// Her worker.
        Worker = "worker",
        /// Somebody else.
        Other = "other",
    }
}

coded! {
    /// How far a goal has come, in her eyes.
    Progress {
        /// Not begun.
        NotStarted = "not_started",
        /// On the way.
        OnTheWay = "on_the_way",
        /// Reached.
        Reached = "reached",
        /// She no longer wants it.
        NoLongerWanted = "no_longer_wanted",
    }
}

coded! {
    /// Whether something stands on the copy that she takes with her. Somebody may find it.
    OnHerCopy {
        /// It stands there.
        Shown = "shown",
        /// It is left out.
        LeftOut = "left_out",
    }
}

/// One step towards a goal.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionText {
    /// Its id; none while it is new.
    pub id: Option<Uuid>,
    /// What is to be done.
    pub what: String,
    /// Who does it.
    pub owner: ActionOwner,
    /// The name of whoever does it, when it is somebody else.
    #[serde(default)]
    pub who: String,
    /// Whether she chose to have that name on her copy.
    pub name: OnHerCopy,
    /// By when.
    pub due: Option<Date>,
}

/// One goal.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoalText {
    /// Its id; none while it is new.
    pub id: Option<Uuid>,
    /// The part of life it is about. Never printed.
    pub need: NeedArea,
    /// The goal in her words.
    pub words: String,
    /// How it stands, in the worker's words.
    #[serde(default)]
    pub note: String,
    /// Whether the goal stands on her copy at all.
    pub copy: OnHerCopy,
    /// The steps.
    #[serde(default)]
    pub actions: Vec<ActionText>,
}

/// Everything in a plan that is written.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanText {
    /// What helps her when it gets hard, in her words.
    #[serde(default)]
    pub helps: String,
    /// The goals in order.
    #[serde(default)]
    pub goals: Vec<GoalText>,
}

macro_rules! shows_nothing {
    ($($name:ident),*) => {$(
        /// Shows nothing: every word in it is about her.
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "[personal]"))
            }
        }
    )*};
}
shows_nothing!(ActionText, GoalText, PlanText);

/// What is missing from a plan. Warned of where it can wait, refused where it says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanGap {
    /// There is no goal.
    NoGoal,
    /// The goal at this place has no words.
    GoalWithoutWords(usize),
    /// The action at this place (goal, action) says nothing.
    ActionWithoutWords(usize, usize),
    /// An action of somebody else does not say who it is.
    OtherWithoutName(usize, usize),
}

impl PlanText {
    /// What is missing before it can be sent or agreed.
    #[must_use]
    pub fn gaps(&self) -> Vec<PlanGap> {
        let mut gaps = Vec::new();
        if self.goals.is_empty() {
            gaps.push(PlanGap::NoGoal);
        }
        for (g, goal) in self.goals.iter().enumerate() {
            if goal.words.trim().is_empty() {
                gaps.push(PlanGap::GoalWithoutWords(g));
            }
            for (a, action) in goal.actions.iter().enumerate() {
                if action.what.trim().is_empty() {
                    gaps.push(PlanGap::ActionWithoutWords(g, a));
                }
                if action.owner == ActionOwner::Other && action.who.trim().is_empty() {
                    gaps.push(PlanGap::OtherWithoutName(g, a));
                }
            }
        }
        gaps
    }
}

/// How a plan was agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreed {
    /// The day.
    pub on: Date,
    /// By whose word it stands, besides hers.
    pub by: WhoAgrees,
    /// The colleague's account.
    pub account: Option<Uuid>,
    /// The practitioner's name.
    pub name: Personal<String>,
}

/// Where a plan stands, derived from when what happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanState {
    /// Being written.
    Draft,
    /// Sent to whoever has to agree.
    Sent {
        /// When.
        at: Timestamp,
        /// By which account.
        by: Option<Uuid>,
    },
    /// Came back to be written again.
    Returned {
        /// When.
        at: Timestamp,
        /// Why.
        why: Personal<String>,
    },
    /// Agreed.
    Agreed(Agreed),
    /// A later version took its place.
    Superseded {
        /// When.
        at: Timestamp,
    },
}

/// A step that the plan's state does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotNow {
    /// It is with whoever has to agree: take it back first.
    #[error("the plan is sent and waits to be agreed")]
    IsSent,
    /// It is agreed: begin the next version.
    #[error("the plan is agreed")]
    IsAgreed,
    /// A later version took its place.
    #[error("a later version took its place")]
    IsSuperseded,
    /// It has not been sent.
    #[error("the plan has not been sent")]
    NotSent,
    /// It is not agreed yet.
    #[error("the plan is not agreed")]
    NotAgreed,
    /// The programme asks for more than her own word.
    #[error("the programme asks that it is sent first")]
    MustBeSentFirst,
    /// Whoever sent it cannot agree it.
    #[error("another person must agree it")]
    AnotherMustAgree,
    /// The practitioner's name is missing.
    #[error("the practitioner's name is missing")]
    NameMissing,
    /// The day is to come, or before it was sent.
    #[error("that day cannot be")]
    ImpossibleDay,
}

impl PlanState {
    /// Whether its text can be changed.
    ///
    /// # Errors
    /// Why it cannot.
    pub const fn editable(&self) -> Result<(), NotNow> {
        match self {
            Self::Draft | Self::Returned { .. } => Ok(()),
            Self::Sent { .. } => Err(NotNow::IsSent),
            Self::Agreed(_) => Err(NotNow::IsAgreed),
            Self::Superseded { .. } => Err(NotNow::IsSuperseded),
        }
    }

    /// Sent to whoever has to agree.
    ///
    /// # Errors
    /// Unless it is being written.
    pub fn send(self, at: Timestamp, by: Option<Uuid>) -> Result<Self, NotNow> {
        self.editable()?;
        Ok(Self::Sent { at, by })
    }

    /// Taken back by whoever wrote it, to go on writing.
    ///
    /// # Errors
    /// Unless it is sent.
    pub fn take_back(self) -> Result<Self, NotNow> {
        match self {
            Self::Sent { .. } => Ok(Self::Draft),
            other => Err(other.not_sent()),
        }
    }

    /// Came back to be written again.
    ///
    /// # Errors
    /// Unless it is sent.
    pub fn give_back(self, at: Timestamp, why: Personal<String>) -> Result<Self, NotNow> {
        match self {
            Self::Sent { .. } => Ok(Self::Returned { at, why }),
            other => Err(other.not_sent()),
        }
    }

    /// Agreed by the rule of her programmes.
    ///
    /// # Errors
    /// When the state or the rule does not allow it.
    pub fn agree(self, rule: WhoAgrees, agreed: Agreed, today: Date) -> Result<Self, NotNow> {
        if agreed.on > today {
            return Err(NotNow::ImpossibleDay);
        }
        match (&self, rule) {
            (Self::Draft | Self::Returned { .. }, WhoAgrees::She) => {}
            (Self::Draft | Self::Returned { .. }, _) => return Err(NotNow::MustBeSentFirst),
            (Self::Sent { at, by }, rule) => {
                if agreed.on < kernel::time::london(*at).date() {
                    return Err(NotNow::ImpossibleDay);
                }
                let own_word = agreed.account.is_none() || agreed.account == *by;
                if rule == WhoAgrees::Colleague && own_word {
                    return Err(NotNow::AnotherMustAgree);
                }
                if rule == WhoAgrees::Practitioner && agreed.name.reveal().trim().is_empty() {
                    return Err(NotNow::NameMissing);
                }
            }
            (Self::Agreed(_), _) => return Err(NotNow::IsAgreed),
            (Self::Superseded { .. }, _) => return Err(NotNow::IsSuperseded),
        }
        Ok(Self::Agreed(Agreed { by: rule, ..agreed }))
    }

    /// A later version took its place.
    ///
    /// # Errors
    /// Unless it is agreed.
    pub fn supersede(self, at: Timestamp) -> Result<Self, NotNow> {
        match self {
            Self::Agreed(_) => Ok(Self::Superseded { at }),
            Self::Superseded { .. } => Err(NotNow::IsSuperseded),
            Self::Draft | Self::Sent { .. } | Self::Returned { .. } => Err(NotNow::NotAgreed),
        }
    }

    const fn not_sent(&self) -> NotNow {
        match self {
            Self::Agreed(_) => NotNow::IsAgreed,
            Self::Superseded { .. } => NotNow::IsSuperseded,
            Self::Draft | Self::Sent { .. } | Self::Returned { .. } => NotNow::NotSent,
        }
    }

    /// The code of the state, for its words in the catalogue.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Sent { .. } => "sent",
            Self::Returned { .. } => "returned",
            Self::Agreed(_) => "agreed",
            Self::Superseded { .. } => "superseded",
        }
    }
}

/// An action as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanAction {
    /// Its id.
    pub id: Id<ActionMark>,
    /// What is written.
    pub text: ActionText,
    /// The day it was done.
    pub done_on: Option<Date>,
}

/// A goal as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goal {
    /// Its id.
    pub id: Id<GoalMark>,
    /// What is written. Its `actions` hold the same as [`Self::actions`].
    pub text: GoalText,
    /// How far it has come.
    pub progress: Progress,
    /// Its steps.
    pub actions: Vec<PlanAction>,
}

impl Goal {
    /// Steps done, and all steps.
    #[must_use]
    pub fn steps(&self) -> (usize, usize) {
        let done = self.actions.iter().filter(|action| action.done_on.is_some()).count();
        (done, self.actions.len())
    }
}

/// A plan as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its id.
    pub id: Id<PlanMark>,
    /// Whose.
    pub woman: Id<Woman>,
    /// The case.
    pub case: Id<Case>,
    /// Which version of her plan it is, from 1.
    pub number: i64,
    /// Counts saved edits of its text; a page sends back the one it was filled with.
    pub version: i64,
    /// Where it stands.
    pub state: PlanState,
    /// What helps her when it gets hard.
    pub helps: Personal<String>,
    /// The goals in order.
    pub goals: Vec<Goal>,
    /// When it was begun.
    pub made_at: Timestamp,
    /// By whom.
    pub made_by: Option<Uuid>,
}

impl Plan {
    /// Everything in it that is written.
    #[must_use]
    pub fn text(&self) -> PlanText {
        PlanText {
            helps: self.helps.reveal().clone(),
            goals: self.goals.iter().map(|goal| goal.text.clone()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn agreed(on: &str, account: Option<u128>, name: &str) -> Agreed {
        Agreed {
            on: day(on),
            by: WhoAgrees::She,
            account: account.map(Uuid::from_u128),
            name: name.into(),
        }
    }

    const TODAY: &str = "2026-11-24";

    #[test]
    fn she_alone_agrees_a_draft_and_nobody_else_is_asked() {
        let state =
            PlanState::Draft.agree(WhoAgrees::She, agreed(TODAY, None, ""), day(TODAY)).unwrap();
        assert_eq!(state.code(), "agreed");
        assert_eq!(state.clone().send(at("2026-11-24T10:00:00Z"), None), Err(NotNow::IsAgreed));
        assert_eq!(state.editable(), Err(NotNow::IsAgreed));
    }

    #[test]
    fn a_colleague_is_somebody_other_than_whoever_sent_it() {
        let rule = WhoAgrees::Colleague;
        let today = day(TODAY);
        let early = PlanState::Draft.agree(rule, agreed(TODAY, Some(2), ""), today);
        assert_eq!(early, Err(NotNow::MustBeSentFirst));
        let sent =
            PlanState::Draft.send(at("2026-11-23T10:00:00Z"), Some(Uuid::from_u128(1))).unwrap();
        let own = sent.clone().agree(rule, agreed(TODAY, Some(1), ""), today);
        assert_eq!(own, Err(NotNow::AnotherMustAgree));
        let nobody = sent.clone().agree(rule, agreed(TODAY, None, ""), today);
        assert_eq!(nobody, Err(NotNow::AnotherMustAgree));
        let other = sent.agree(rule, agreed(TODAY, Some(2), ""), today).unwrap();
        assert!(matches!(other, PlanState::Agreed(Agreed { by: WhoAgrees::Colleague, .. })));
    }

    #[test]
    fn a_practitioner_agrees_by_name_on_a_day_between_sending_and_today() {
        let sent = PlanState::Draft.send(at("2026-11-20T10:00:00Z"), None).unwrap();
        let agree = |on, name| {
            sent.clone().agree(WhoAgrees::Practitioner, agreed(on, Some(1), name), day(TODAY))
        };
        assert_eq!(agree("2026-11-23", " "), Err(NotNow::NameMissing));
        assert_eq!(agree("2026-11-19", "B. Achebe"), Err(NotNow::ImpossibleDay));
        assert_eq!(agree("2026-11-25", "B. Achebe"), Err(NotNow::ImpossibleDay));
        assert!(agree("2026-11-23", "B. Achebe").is_ok());
    }

    #[test]
    fn a_returned_plan_is_written_again_and_sent_again_and_only_an_agreed_one_is_superseded() {
        let first = at("2026-11-20T10:00:00Z");
        let sent = PlanState::Draft.send(first, None).unwrap();
        assert_eq!(sent.editable(), Err(NotNow::IsSent));
        let back = sent.clone().give_back(first, "one more goal".into()).unwrap();
        assert_eq!(back.editable(), Ok(()));
        assert!(back.clone().send(first, None).is_ok());
        assert_eq!(back.clone().give_back(first, Personal::default()), Err(NotNow::NotSent));
        assert_eq!(back.supersede(first), Err(NotNow::NotAgreed));
        assert_eq!(sent.take_back(), Ok(PlanState::Draft));
        let agreed =
            PlanState::Draft.agree(WhoAgrees::She, agreed(TODAY, None, ""), day(TODAY)).unwrap();
        let over = agreed.supersede(first).unwrap();
        assert_eq!(over.clone().supersede(first), Err(NotNow::IsSuperseded));
        assert_eq!(over.take_back(), Err(NotNow::IsSuperseded));
    }

    #[test]
    fn of_several_programmes_the_one_that_asks_for_most_decides() {
        assert_eq!(WhoAgrees::strictest([]), WhoAgrees::She);
        assert_eq!(
            WhoAgrees::strictest([WhoAgrees::She, WhoAgrees::Practitioner, WhoAgrees::Colleague]),
            WhoAgrees::Practitioner
        );
    }

    #[test]
    fn a_debug_line_of_a_plan_shows_none_of_her_words() {
        let text = PlanText { helps: "my sister".to_owned(), goals: Vec::new() };
        assert!(!format!("{text:?}").contains("sister"));
    }
}
