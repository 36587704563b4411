//! One episode of support, and how far it has come. The stage is derived from events, each with who
//! and when; no row stores it, so no row can disagree.

use access::action::Woman;
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::{Id, Personal};
use uuid::Uuid;

use crate::codes::coded;

/// Labels an [`Id`] as a case's.
#[derive(Debug)]
pub enum Case {}

coded! {
    /// What happens to a case.
    CaseEventKind {
        /// Opened.
        Opened = "opened",
        /// She came to a first session.
        Engaged = "engaged",
        /// Paused.
        Paused = "paused",
        /// Taken up again.
        Resumed = "resumed",
        /// Looking back with her before closing.
        ExitReview = "exit_review",
        /// Closed.
        Closed = "closed",
    }
}

impl CaseEventKind {
    /// The key of its line in the timeline.
    #[must_use]
    pub const fn timeline_key(self) -> &'static str {
        match self {
            Self::Opened => "timeline-case-opened",
            Self::Engaged => "timeline-case-engaged",
            Self::Paused => "timeline-case-paused",
            Self::Resumed => "timeline-case-resumed",
            Self::ExitReview => "timeline-case-exit-review",
            Self::Closed => "timeline-case-closed",
        }
    }
}

coded! {
    /// Why a case is closed.
    CloseReason {
        /// What she came for is done.
        Completed = "completed",
        /// Ended early, by agreement.
        EndedEarly = "ended_early",
        /// She stopped coming.
        StoppedComing = "stopped_coming",
        /// She moved away.
        Moved = "moved",
        /// She went to prison.
        Custody = "custody",
        /// She died.
        Died = "died",
        /// The service can no longer take her.
        NoLongerEligible = "no_longer_eligible",
    }
}

coded! {
    /// Why a case is paused.
    PauseReason {
        /// She is in prison.
        Custody = "custody",
        /// She is in hospital.
        Hospital = "hospital",
        /// She asked for it.
        HerRequest = "her_request",
    }
}

coded! {
    /// How far a case has come.
    Stage {
        /// Opened; she has not been yet.
        Open = "open",
        /// She came to a first session.
        Engaged = "engaged",
        /// A plan is agreed.
        Planned = "planned",
        /// She came again after the plan was agreed.
        Delivering = "delivering",
        /// Looking back with her before closing.
        ExitReview = "exit_review",
        /// Paused.
        Paused = "paused",
        /// Closed.
        Closed = "closed",
    }
}

/// Something that happened to a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseEvent {
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: CaseEventKind,
    /// The code of a pause's or a closing's reason.
    pub reason: Option<String>,
    /// A note in the worker's words.
    pub note: Personal<String>,
    /// Who wrote it down.
    pub by: Option<Uuid>,
}

/// What other slices know about a case, as instants.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CaseSigns {
    /// The first session she came to.
    pub first_attended: Option<Timestamp>,
    /// The first plan was agreed.
    pub plan_agreed: Option<Timestamp>,
    /// The last session she came to.
    pub last_attended: Option<Timestamp>,
}

/// How far a case has come, from its events in any order and the signs of other slices.
#[must_use]
pub fn stage(events: &[CaseEvent], signs: CaseSigns) -> Stage {
    let last = |kinds: &[CaseEventKind]| {
        events.iter().filter(|event| kinds.contains(&event.kind)).map(|event| event.at).max()
    };
    // Whoever comes back to the same case resumes it, also after it was closed.
    let resumed = last(&[CaseEventKind::Resumed]);
    let since_resumed = |kind| last(&[kind]).filter(|at| resumed.is_none_or(|r| *at > r));
    if since_resumed(CaseEventKind::Closed).is_some() {
        return Stage::Closed;
    }
    if since_resumed(CaseEventKind::Paused).is_some() {
        return Stage::Paused;
    }
    if since_resumed(CaseEventKind::ExitReview).is_some() {
        return Stage::ExitReview;
    }
    let engaged = signs.first_attended.is_some() || last(&[CaseEventKind::Engaged]).is_some();
    match (signs.plan_agreed, signs.last_attended) {
        (Some(agreed), Some(attended)) if attended > agreed => Stage::Delivering,
        (Some(_), _) => Stage::Planned,
        (None, _) if engaged => Stage::Engaged,
        (None, _) => Stage::Open,
    }
}

/// A case as read.
#[derive(Debug, Clone)]
pub struct SupportCase {
    /// Its id.
    pub id: Id<Case>,
    /// Whose.
    pub woman: Id<Woman>,
    /// The referral it came from.
    pub referral: Option<Uuid>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// The day it was closed, and why.
    pub closed: Option<(Date, CloseReason)>,
    /// Everything that happened to it, oldest first.
    pub events: Vec<CaseEvent>,
    /// How far it has come.
    pub stage: Stage,
}

/// What is not finished when a case is closed. Warned of, never blocked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClosingWarning {
    /// Tasks are open.
    OpenTasks(i64),
    /// A safety plan was not handed on.
    SafetyPlanNotHandedOn,
    /// Nobody looked back with her.
    NoExitReview,
}

/// What a programme says about a woman who comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReturnRule {
    /// Within so many months of closing it is the same case.
    SameCaseWithin(i8),
    /// Always a new case.
    NewCase,
}

impl ReturnRule {
    /// Whether a return on this day goes on with the case that was closed then.
    #[must_use]
    pub fn same_case(self, closed: Date, today: Date) -> bool {
        match self {
            Self::NewCase => false,
            Self::SameCaseWithin(months) => {
                let last = closed.saturating_add(jiff::Span::new().months(i64::from(months)));
                today <= last
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(kind: CaseEventKind, at: &str) -> CaseEvent {
        CaseEvent {
            at: at.parse().unwrap(),
            kind,
            reason: None,
            note: Personal::default(),
            by: None,
        }
    }

    #[test]
    fn a_stage_follows_from_what_happened() {
        use CaseEventKind as K;
        let opened = event(K::Opened, "2026-08-03T10:00:00Z");
        let mut signs = CaseSigns::default();
        assert_eq!(stage(std::slice::from_ref(&opened), signs), Stage::Open);
        signs.first_attended = "2026-08-10T10:00:00Z".parse().ok();
        signs.last_attended = signs.first_attended;
        assert_eq!(stage(std::slice::from_ref(&opened), signs), Stage::Engaged);
        signs.plan_agreed = "2026-09-21T10:00:00Z".parse().ok();
        assert_eq!(stage(std::slice::from_ref(&opened), signs), Stage::Planned);
        signs.last_attended = "2026-09-28T10:00:00Z".parse().ok();
        assert_eq!(stage(std::slice::from_ref(&opened), signs), Stage::Delivering);
        let paused = event(K::Paused, "2026-10-01T10:00:00Z");
        assert_eq!(stage(&[opened.clone(), paused.clone()], signs), Stage::Paused);
        let resumed = event(K::Resumed, "2026-10-20T10:00:00Z");
        assert_eq!(stage(&[opened.clone(), paused, resumed.clone()], signs), Stage::Delivering);
        let review = event(K::ExitReview, "2026-11-01T10:00:00Z");
        assert_eq!(stage(&[opened.clone(), review.clone()], signs), Stage::ExitReview);
        let closed = event(K::Closed, "2026-11-20T10:00:00Z");
        let all = [closed, review, resumed, opened];
        assert_eq!(stage(&all, signs), Stage::Closed);
        let back = event(K::Resumed, "2026-12-01T10:00:00Z");
        assert_eq!(stage(&[all.as_slice(), &[back]].concat(), signs), Stage::Delivering);
    }

    #[test]
    fn a_return_is_the_same_case_until_the_programmes_months_are_over() {
        let closed = "2026-05-31".parse().unwrap();
        let rule = ReturnRule::SameCaseWithin(6);
        assert!(rule.same_case(closed, "2026-11-30".parse().unwrap()));
        assert!(!rule.same_case(closed, "2026-12-01".parse().unwrap()));
        assert!(!ReturnRule::NewCase.same_case(closed, closed));
    }
}
