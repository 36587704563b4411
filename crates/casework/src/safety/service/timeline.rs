//! What safety adds to the record's timeline: codes and instants, no words.

use access::action::Woman;
use access::{Permit, act};
use jiff::Timestamp;
use kernel::Id;
use kernel::ctx::AccountMark;
use kernel::time;
use store::Uow;
use uuid::Uuid;

use super::{concern, dash, marac, plan, risk, sharing};
use crate::safety::SafetyError;
use crate::safety::model::{
    About, Judgement, Level, MaracKind, Outcome, Recipient, RiskKind, SharingState, ToldWho,
};
use crate::timeline::{TimelineItem, TimelineTone};

/// Something that happened.
#[derive(Debug, Clone)]
pub struct SafetyEvent {
    /// What.
    pub what: Happened,
    /// When.
    pub at: Timestamp,
    /// By whom, where somebody of ours did it.
    pub by: Option<Id<AccountMark>>,
    /// The row it stands in.
    pub row: Uuid,
}

/// What happened, as a title without personal words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// A danger was written down.
    RiskSeen(RiskKind, Level),
    /// A danger ended or was judged anew.
    RiskEnded(RiskKind),
    /// A version of her safety plan.
    PlanWritten(i64),
    /// A concern was raised.
    ConcernRaised(About),
    /// Somebody was told of it.
    Told(ToldWho),
    /// A concern was closed.
    ConcernClosed(Outcome),
    /// A DASH was gone through.
    DashDone(Judgement),
    /// High risk was seen and a referral became due.
    ReferralDue(MaracKind),
    /// The referral was sent.
    ReferralSent(MaracKind),
    /// Something was shared.
    Shared(Recipient),
}

/// Everything that happened in safety, the newest first.
///
/// # Errors
/// By what is wrong with the store.
pub async fn timeline(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadSafety>,
) -> Result<Vec<SafetyEvent>, SafetyError> {
    let mut events = Vec::new();
    let mut push = |what, at, by, row| events.push(SafetyEvent { what, at, by, row });
    for one in risk::risks(uow, permit).await? {
        let (made, row) = (one.made, one.id.uuid());
        push(Happened::RiskSeen(one.kind, one.level), made.at, made.by, row);
        if let Some(ended) = one.ended {
            push(Happened::RiskEnded(one.kind), ended.at, ended.by, row);
        }
    }
    for one in plan::plans(uow, permit).await? {
        push(Happened::PlanWritten(one.number), one.made.at, one.made.by, one.id.uuid());
    }
    for one in concern::concerns(uow, permit).await? {
        let row = one.id.uuid();
        push(Happened::ConcernRaised(one.about), one.made.at, one.made.by, row);
        for told in &one.told {
            push(Happened::Told(told.who), told.at, told.made.by, row);
        }
        if let Some((outcome, closed)) = one.closed {
            push(Happened::ConcernClosed(outcome), closed.at, closed.by, row);
        }
    }
    for one in dash::dashes(uow, permit).await? {
        let at = time::at_london(one.done_on.at(12, 0, 0, 0)).min(one.made.at);
        push(Happened::DashDone(one.judgement), at, one.made.by, one.id.uuid());
    }
    for one in marac::maracs(uow, permit).await? {
        let row = one.id.uuid();
        push(Happened::ReferralDue(one.kind), one.identified.at, one.identified.by, row);
        if let Some(sent) = one.sent {
            push(Happened::ReferralSent(one.kind), sent.at, sent.by, row);
        }
    }
    for one in sharing::sharings(uow, permit).await? {
        let at = match one.state {
            SharingState::ToReview { at, .. }
            | SharingState::Reviewed { at, .. }
            | SharingState::Shared(at) => at,
            SharingState::Proposed | SharingState::SignedOff(_) | SharingState::Refused(_) => {
                continue;
            }
        };
        push(Happened::Shared(one.recipient), at, one.made.by, one.id.uuid());
    }
    events.sort_by_key(|event| std::cmp::Reverse(event.at));
    Ok(events)
}

impl SafetyEvent {
    /// The event as a line of the record's timeline. Its words are codes; what was said stays on
    /// the Safety page.
    #[must_use]
    pub fn line(&self) -> TimelineItem {
        let (tone, title_key, code) = match self.what {
            Happened::RiskSeen(kind, _) => {
                (TimelineTone::Red, "safety-happened-risk", kind.code().to_owned())
            }
            Happened::RiskEnded(kind) => {
                (TimelineTone::Plain, "safety-happened-risk-ended", kind.code().to_owned())
            }
            Happened::PlanWritten(number) => {
                (TimelineTone::Green, "safety-happened-plan", number.to_string())
            }
            Happened::ConcernRaised(about) => {
                (TimelineTone::Red, "safety-happened-concern", about.code().to_owned())
            }
            Happened::Told(who) => {
                (TimelineTone::Plain, "safety-happened-told", who.code().to_owned())
            }
            Happened::ConcernClosed(outcome) => {
                (TimelineTone::Plain, "safety-happened-concern-closed", outcome.code().to_owned())
            }
            Happened::DashDone(judgement) => {
                (TimelineTone::Amber, "safety-happened-dash", judgement.code().to_owned())
            }
            Happened::ReferralDue(kind) => {
                (TimelineTone::Red, "safety-happened-referral-due", kind.code().to_owned())
            }
            Happened::ReferralSent(kind) => {
                (TimelineTone::Plain, "safety-happened-referral-sent", kind.code().to_owned())
            }
            Happened::Shared(with) => {
                (TimelineTone::Amber, "safety-happened-shared", with.code().to_owned())
            }
        };
        TimelineItem {
            at: self.at,
            tone,
            title_key,
            title_args: vec![("code", code)],
            detail: kernel::Personal::default(),
            by: self.by.map(Id::uuid),
        }
    }
}

/// The same events as lines of the record's timeline.
///
/// # Errors
/// As [`timeline`].
pub async fn timeline_lines(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadSafety>,
) -> Result<Vec<TimelineItem>, SafetyError> {
    Ok(timeline(uow, permit).await?.iter().map(SafetyEvent::line).collect())
}
