//! What stands in the rows of safety, in words for her Safety page.
//!
//! Not for reading rows (casework) and not for what may be done with them (`steps.rs`).

use std::collections::BTreeMap;

use casework::family::Child;
use casework::safety::{
    About, Concern, ConcernState, Dash, Escalation, Judgement, Marac, MaracKind, MaracState, Risk,
    SafetyPlan, Sharing, SharingState, Threshold, WhoWhen,
};
use jiff::civil::Date;
use kernel::ctx::AccountMark;
use kernel::{Id, Personal};

use super::phrases::coded;
use super::view::{
    ConcernShown, DashShown, MaracShown, May, PastShown, RiskShown, SharingShown, SharingStep,
    ToldShown, clock, level_tag,
};
use crate::parts::{Tag, Tone};
use crate::text::{Text, key};

/// What every row needs to be said.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said<'n> {
    pub(super) t: Text,
    pub(super) today: Date,
    pub(super) names: &'n BTreeMap<Id<AccountMark>, Personal<String>>,
}

impl Said<'_> {
    /// "24 November 2026, 10am, Nia Prosser".
    fn stamped(&self, stamp: WhoWhen) -> String {
        let when = self.t.moment(stamp.at);
        match stamp.by.and_then(|by| self.names.get(&by)) {
            Some(name) => self
                .t
                .say("safety-stamped")
                .with("who", name.reveal().as_str())
                .with("when", when)
                .to_string(),
            None => when,
        }
    }

    pub(super) fn risk(&self, risk: &Risk) -> RiskShown {
        let t = self.t;
        let meta = t
            .say("safety-said-on")
            .with("who", coded(t, "source", risk.source.code()))
            .with("when", t.moment(risk.made.at));
        RiskShown {
            row: risk.id.uuid().to_string(),
            what: coded(t, "risk", risk.kind.code()),
            level: level_tag(t, risk.level),
            meta: meta.to_string(),
            said: risk.words.said.clone(),
            done: risk.words.done.clone(),
            clock: clock(t, risk.review_by, self.today),
        }
    }

    /// A danger that was judged anew or is over.
    pub(super) fn past_risk(&self, risk: &Risk) -> Option<PastShown> {
        let t = self.t;
        let line = t
            .say("safety-past-risk")
            .with("what", coded(t, "risk", risk.kind.code()))
            .with("level", coded(t, "level", risk.level.code()))
            .with("from", t.date(kernel::time::london(risk.made.at).date()))
            .with("until", self.stamped(risk.ended?));
        Some(PastShown { line: line.to_string(), words: risk.words.ended.clone() })
    }

    pub(super) fn handed(&self, plan: &SafetyPlan) -> Option<PastShown> {
        let line = self.t.say("safety-plan-handed").with("date", self.t.date(plan.handed_on?));
        let said = [plan.words.handed_to.reveal(), plan.words.handed_how.reveal()];
        let said: Vec<&str> =
            said.into_iter().map(|words| words.trim()).filter(|words| !words.is_empty()).collect();
        Some(PastShown { line: line.to_string(), words: said.join("\n").into() })
    }

    pub(super) fn concern(
        &self,
        concern: &Concern,
        children: &[(Id<Child>, String)],
    ) -> ConcernShown {
        let child = children.iter().find(|(id, _)| Some(*id) == concern.child);
        let t = self.t;
        let (tone, state) = match concern.state {
            ConcernState::Raised => (Tone::Red, "raised"),
            ConcernState::Told => (Tone::Amber, "told"),
            ConcernState::Decided(Threshold::Met) => (Tone::Amber, "met"),
            ConcernState::Decided(Threshold::NotMet) => (Tone::Plain, "not-met"),
            ConcernState::Closed(_) => (Tone::Plain, "closed"),
        };
        let told = concern.told.iter().map(|told| ToldShown {
            line: t
                .say("safety-told-line")
                .with("who", coded(t, "who", told.who.code()))
                .with("when", t.moment(told.at))
                .to_string(),
            words: told.words.name.clone(),
        });
        let closed = concern.closed.map(|(outcome, stamp)| PastShown {
            line: t
                .say("safety-concern-outcome")
                .with("outcome", coded(t, "outcome", outcome.code()))
                .with("when", self.stamped(stamp))
                .to_string(),
            words: concern.words.outcome.clone(),
        });
        ConcernShown {
            row: concern.id.uuid().to_string(),
            version: concern.version,
            about: coded(t, "about", concern.about.code()),
            state: Tag::new(tone, coded(t, "concern", state)),
            meta: self.stamped(concern.made),
            child: child.map(|(_, name)| name.clone().into()),
            of_child: concern.about == About::Child,
            said: concern.words.said.clone(),
            her_wish: concern.words.her_wish.clone(),
            why: concern.words.why.clone(),
            told: told.collect(),
            is_open: closed.is_none(),
            closed,
        }
    }

    pub(super) fn marac(&self, marac: &Marac) -> MaracShown {
        let t = self.t;
        let (tone, state) = match (marac.state, marac.kind) {
            (MaracState::Identified, _) => (Tone::Red, "identified"),
            (MaracState::Sent, _) => (Tone::Amber, "sent"),
            (MaracState::Accepted, _) => (Tone::Violet, "accepted"),
            (MaracState::Met(_), MaracKind::Marac) => (Tone::Green, "met"),
            (MaracState::Met(_), MaracKind::Idva) => (Tone::Green, "spoke"),
            (MaracState::Closed(_), _) => (Tone::Plain, "closed"),
        };
        let unsent = marac.state == MaracState::Identified;
        let met_label = match marac.kind {
            MaracKind::Marac => key("safety-meet-marac"),
            MaracKind::Idva => key("safety-meet-idva"),
        };
        MaracShown {
            row: marac.id.uuid().to_string(),
            version: marac.version,
            kind: coded(t, "referral", marac.kind.code()),
            why: coded(t, "criterion", marac.criterion.code()),
            state: Tag::new(tone, coded(t, "marac", state)),
            clock: unsent.then(|| clock(t, marac.due_on, self.today)),
            is_repeat: marac.repeat_of.is_some(),
            steps: self.steps(marac),
            can_accept: marac.state == MaracState::Sent,
            can_meet: matches!(marac.state, MaracState::Sent | MaracState::Accepted),
            met_label: t.say(met_label).to_string(),
            is_open: !matches!(marac.state, MaracState::Closed(_)),
        }
    }

    fn steps(&self, marac: &Marac) -> Vec<PastShown> {
        let t = self.t;
        let mut steps = Vec::new();
        if let Some(sent) = marac.sent {
            let consent = marac.consent.map(|consent| coded(t, "consent", consent.code()));
            let line = t
                .say("safety-marac-sent-line")
                .with("when", self.stamped(sent))
                .with("consent", consent.unwrap_or_default());
            steps.push(PastShown { line: line.to_string(), words: marac.words.sent.clone() });
        }
        let actions = marac.words.actions.clone();
        match marac.state {
            MaracState::Met(day) => {
                let line = t.say("safety-marac-met-line").with("date", t.date(day));
                steps.push(PastShown { line: line.to_string(), words: actions });
            }
            MaracState::Closed(end) => {
                if !actions.reveal().trim().is_empty() {
                    let line = t.say("safety-marac-actions").to_string();
                    steps.push(PastShown { line, words: actions });
                }
                let line = t.say("safety-marac-closed-line");
                let line = line.with("why", coded(t, "end", end.code())).to_string();
                steps.push(PastShown { line, words: marac.words.closed.clone() });
            }
            MaracState::Identified | MaracState::Sent | MaracState::Accepted => {}
        }
        steps
    }

    pub(super) fn dash(&self, dash: &Dash) -> DashShown {
        let t = self.t;
        let tone = match dash.judgement {
            Judgement::High => Tone::Red,
            Judgement::Medium | Judgement::NotYet => Tone::Amber,
            Judgement::Standard => Tone::Plain,
        };
        let worse = match dash.escalation {
            Escalation::Seen => t.say("safety-dash-worse").to_string(),
            Escalation::NotSeen => String::new(),
        };
        DashShown {
            on: t.date(dash.done_on),
            counts: t
                .say("safety-dash-counts")
                .with("yes", i64::from(dash.score.yes))
                .with("no", i64::from(dash.score.no))
                .with("unknown", i64::from(dash.score.dont_know))
                .to_string(),
            judgement: Tag::new(tone, coded(t, "judgement", dash.judgement.code())),
            worse,
            why: dash.why.clone(),
        }
    }

    pub(super) fn sharing(
        &self,
        sharing: &Sharing,
        may: May,
        reader: Option<Id<AccountMark>>,
    ) -> SharingShown {
        let t = self.t;
        let (tone, state, at, by) = match sharing.state {
            SharingState::ToReview { at, by } => (Tone::Amber, "to-review", at, Some(by)),
            SharingState::Reviewed { at, .. } => (Tone::Green, "reviewed", at, None),
            SharingState::Proposed => (Tone::Amber, "proposed", sharing.made.at, None),
            SharingState::SignedOff(signed) => (Tone::Violet, "signed-off", signed.at, None),
            SharingState::Refused(at) => (Tone::Plain, "refused", at, None),
            SharingState::Shared(at) => (Tone::Green, "shared", at, None),
        };
        let words = &sharing.words;
        let words = [&words.name, &words.items, &words.why, &words.not_told];
        let words = words.into_iter().filter(|words| !words.reveal().trim().is_empty());
        SharingShown {
            line: t
                .say("safety-told-line")
                .with("who", coded(t, "who", sharing.recipient.code()))
                .with("when", t.moment(at))
                .to_string(),
            state: Tag::new(tone, coded(t, "sharing", state)),
            clock: by.map(|by| clock(t, by, self.today)),
            words: words.cloned().collect(),
            review: sharing.words.review.clone(),
            row: sharing.id.uuid().to_string(),
            step: match sharing.state {
                SharingState::Proposed if may.approve && sharing.made.by != reader => {
                    SharingStep::SignOff
                }
                SharingState::SignedOff(_) if may.propose => SharingStep::Share,
                _ => SharingStep::None,
            },
        }
    }
}
