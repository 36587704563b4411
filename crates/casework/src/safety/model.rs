//! The words and states of safety: what can be recorded, and what follows from who-and-when.
//!
//! Not for dates that fall due (`due.rs`) and not for rows. No state is stored: each is read off
//! the instants of its row, so that a status can never disagree with what happened.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::ctx::AccountMark;
use kernel::{Id, Personal};
use serde::{Deserialize, Serialize};

/// A sentence about a woman, or somebody's name. Shows nothing in a log line.
pub type Words = Personal<String>;

crate::safety::safety_codes! {
    /// What the danger is.
    RiskKind {
        /// She hurts herself.
        SelfHarm = "self_harm",
        /// She thinks of ending her life.
        Suicide = "suicide",
        /// She may overdose.
        Overdose = "overdose",
        /// Somebody may hurt her.
        FromOthers = "from_others",
        /// She may hurt somebody.
        ToOthers = "to_others",
    }

    /// How great a danger is, in the words of the Risk of Serious Harm scale of probation, and
    /// the state before anybody has judged it.
    Level {
        /// Raised and still to be checked with her.
        ToCheck = "to_check",
        /// Low.
        Low = "low",
        /// Medium.
        Medium = "medium",
        /// High.
        High = "high",
        /// Very high.
        VeryHigh = "very_high",
    }

    /// Who said it.
    Source {
        /// She did.
        SheSaid = "she_said",
        /// A worker or volunteer saw it.
        WeSaw = "we_saw",
        /// An answer in an assessment.
        Assessment = "assessment",
        /// Family or a friend.
        Family = "family",
        /// The referrer.
        Referrer = "referrer",
        /// Probation.
        Probation = "probation",
        /// Police.
        Police = "police",
        /// Prison.
        Prison = "prison",
        /// A health service.
        Health = "health",
        /// Social care.
        SocialCare = "social_care",
        /// Somebody else.
        Other = "other",
    }

    /// Whom a safeguarding concern is about.
    About {
        /// A child.
        Child = "child",
        /// An adult: most often the woman herself.
        Adult = "adult",
    }

    /// Whether the safeguarding threshold was judged met.
    Threshold {
        /// Met.
        Met = "met",
        /// Not met.
        NotMet = "not_met",
    }

    /// Who was told of a concern.
    ToldWho {
        /// Our safeguarding lead.
        SafeguardingLead = "safeguarding_lead",
        /// A manager of ours.
        Manager = "manager",
        /// The council's children's social care.
        ChildrensSocialCare = "childrens_social_care",
        /// The council's adult social care.
        AdultSocialCare = "adult_social_care",
        /// Police.
        Police = "police",
        /// An independent domestic violence adviser.
        Idva = "idva",
        /// Ambulance, hospital, GP or mental health crisis team.
        Health = "health",
        /// Probation.
        Probation = "probation",
        /// A school.
        School = "school",
        /// Somebody else outside.
        Other = "other",
    }

    /// What came of a concern.
    Outcome {
        /// Children's social care took it on.
        ChildrensSocialCare = "childrens_social_care",
        /// Adult social care took it on.
        AdultSocialCare = "adult_social_care",
        /// Police took it on.
        Police = "police",
        /// Early help.
        EarlyHelp = "early_help",
        /// Support goes on here.
        SupportHere = "support_here",
        /// Nothing further was needed.
        NothingFurther = "nothing_further",
        /// Something else.
        Other = "other",
    }

    /// A worker's own judgement of the danger to her from others.
    Judgement {
        /// Not yet made.
        NotYet = "not_yet",
        /// Standard risk.
        Standard = "standard",
        /// Medium risk.
        Medium = "medium",
        /// High risk of serious harm or murder. Always suffices for a referral.
        High = "high",
    }

    /// Whether things get worse.
    Escalation {
        /// No sign of it, or not asked.
        NotSeen = "not_seen",
        /// More often or worse than before.
        Seen = "seen",
    }

    /// To whom a high-risk referral goes.
    MaracKind {
        /// The multi-agency risk assessment conference.
        Marac = "marac",
        /// An independent domestic violence adviser.
        Idva = "idva",
    }

    /// Why a high-risk referral is due. The three criteria of practice, and the repeat.
    Criterion {
        /// A worker's professional judgement.
        Judgement = "judgement",
        /// The number of yes answers reaches the local threshold.
        Score = "score",
        /// It is getting worse.
        Escalation = "escalation",
        /// A new incident within twelve months of the referral before.
        Repeat = "repeat",
    }

    /// With her consent, or why without. None of them stops a referral.
    SentWith {
        /// She was asked and agreed.
        With = "with",
        /// Asking would not have been safe.
        NotSafeToAsk = "not_safe_to_ask",
        /// She said no, and the danger outweighed it.
        SheSaidNo = "she_said_no",
        /// Nobody wrote it down.
        NotRecorded = "not_recorded",
    }

    /// Why a high-risk referral was closed.
    ReferralEnd {
        /// Every action agreed is done.
        ActionsDone = "actions_done",
        /// It was not accepted.
        NotAccepted = "not_accepted",
        /// It proved not to be needed.
        NotNeeded = "not_needed",
        /// Another reason.
        Other = "other",
    }

    /// With whom something was shared.
    Recipient {
        /// Police.
        Police = "police",
        /// Ambulance, hospital, GP or mental health crisis team.
        Health = "health",
        /// Children's social care.
        ChildrensSocialCare = "childrens_social_care",
        /// Adult social care.
        AdultSocialCare = "adult_social_care",
        /// An independent domestic violence adviser.
        Idva = "idva",
        /// The MARAC co-ordinator.
        Marac = "marac",
        /// Probation.
        Probation = "probation",
        /// Prison.
        Prison = "prison",
        /// Housing.
        Housing = "housing",
        /// A school.
        School = "school",
        /// Somebody else.
        Other = "other",
    }

    /// On what basis something was shared.
    Basis {
        /// Safeguarding (DPA 2018, schedule 1, paragraph 18).
        Safeguarding = "safeguarding",
        /// To save life (UK GDPR, Articles 6(1)(d) and 9(2)(c)).
        VitalInterest = "vital_interest",
        /// A legal duty.
        LegalDuty = "legal_duty",
        /// A contract or a court's order.
        ContractOrCourt = "contract_or_court",
        /// Her consent.
        Consent = "consent",
    }

    /// Whether she was told that something was shared.
    SheWasTold {
        /// Yes.
        Yes = "yes",
        /// No.
        No = "no",
        /// Nobody wrote it down.
        NotRecorded = "not_recorded",
    }

    /// Whether she may carry her safety plan with her.
    Copy {
        /// Not asked yet, which counts as no.
        NotAsked = "not_asked",
        /// She says it is safe.
        SafeToCarry = "safe_to_carry",
        /// It stays here.
        KeepHere = "keep_here",
    }
}

impl ToldWho {
    /// The recipient outside our organisation, when telling them is sharing.
    #[must_use]
    pub const fn outside(self) -> Option<Recipient> {
        match self {
            Self::SafeguardingLead | Self::Manager => None,
            Self::ChildrensSocialCare => Some(Recipient::ChildrensSocialCare),
            Self::AdultSocialCare => Some(Recipient::AdultSocialCare),
            Self::Police => Some(Recipient::Police),
            Self::Idva => Some(Recipient::Idva),
            Self::Health => Some(Recipient::Health),
            Self::Probation => Some(Recipient::Probation),
            Self::School => Some(Recipient::School),
            Self::Other => Some(Recipient::Other),
        }
    }
}

/// Who did something, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WhoWhen {
    /// When.
    pub at: Timestamp,
    /// Who; the program itself has no account.
    pub by: Option<Id<AccountMark>>,
}

/// A danger as it stands on her record.
#[derive(Debug, Clone)]
pub struct Risk {
    /// Its id.
    pub id: Id<Risk>,
    /// What the danger is.
    pub kind: RiskKind,
    /// How great.
    pub level: Level,
    /// Who said it.
    pub source: Source,
    /// Looked at again by this day.
    pub review_by: Date,
    /// Written down.
    pub made: WhoWhen,
    /// Over, or judged anew.
    pub ended: Option<WhoWhen>,
    /// What was said and done.
    pub words: RiskWords,
}

/// What stands sealed in a risk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskWords {
    /// What was said or seen.
    #[serde(default)]
    pub said: Words,
    /// What was done about it.
    #[serde(default)]
    pub done: Words,
    /// Why it ended.
    #[serde(default)]
    pub ended: Words,
}

/// A danger to write down. Nothing but the kind is needed.
#[derive(Debug, Clone)]
pub struct RiskDraft {
    /// What the danger is.
    pub kind: RiskKind,
    /// How great; leave [`Level::ToCheck`] when nobody has judged it.
    pub level: Level,
    /// Who said it.
    pub source: Source,
    /// Looked at again by; the level's own date when left out.
    pub review_by: Option<Date>,
    /// What was said and done.
    pub words: RiskWords,
}

/// Her safety plan, in her words. Every part may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanWords {
    /// How she notices that danger is coming.
    #[serde(default)]
    pub signs: Words,
    /// What helps when she is alone.
    #[serde(default)]
    pub alone: Words,
    /// People and places that help.
    #[serde(default)]
    pub people: Words,
    /// Whom she can ask for help at any hour.
    #[serde(default)]
    pub help: Words,
    /// How to get out, and where to.
    #[serde(default)]
    pub way_out: Words,
    /// What to take with her.
    #[serde(default)]
    pub take: Words,
    /// A word or sign that means: come, or ring the police.
    #[serde(default)]
    pub word: Words,
    /// The children.
    #[serde(default)]
    pub children: Words,
    /// Making the place, the phone and the way home safer.
    #[serde(default)]
    pub safer: Words,
    /// What she goes on for.
    #[serde(default)]
    pub reasons: Words,
    /// Whether she may carry a copy.
    #[serde(default = "not_asked")]
    pub copy: Copy,
    /// To whom it was handed on at the end of support.
    #[serde(default)]
    pub handed_to: Words,
    /// In which way it was handed on.
    #[serde(default)]
    pub handed_how: Words,
}

const fn not_asked() -> Copy {
    Copy::NotAsked
}

impl Default for PlanWords {
    fn default() -> Self {
        let none = Words::default;
        Self {
            signs: none(),
            alone: none(),
            people: none(),
            help: none(),
            way_out: none(),
            take: none(),
            word: none(),
            children: none(),
            safer: none(),
            reasons: none(),
            copy: Copy::NotAsked,
            handed_to: none(),
            handed_how: none(),
        }
    }
}

impl PlanWords {
    /// The parts in the order of the form, each with its name there.
    #[must_use]
    pub const fn parts(&self) -> [(&'static str, &Words); 10] {
        [
            ("signs", &self.signs),
            ("alone", &self.alone),
            ("people", &self.people),
            ("help", &self.help),
            ("way_out", &self.way_out),
            ("take", &self.take),
            ("word", &self.word),
            ("children", &self.children),
            ("safer", &self.safer),
            ("reasons", &self.reasons),
        ]
    }

    /// The same parts, to be written.
    pub const fn parts_mut(&mut self) -> [(&'static str, &mut Words); 10] {
        [
            ("signs", &mut self.signs),
            ("alone", &mut self.alone),
            ("people", &mut self.people),
            ("help", &mut self.help),
            ("way_out", &mut self.way_out),
            ("take", &mut self.take),
            ("word", &mut self.word),
            ("children", &mut self.children),
            ("safer", &mut self.safer),
            ("reasons", &mut self.reasons),
        ]
    }

    /// Whether nothing is written in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.parts().iter().all(|(_, words)| words.reveal().trim().is_empty())
    }

    /// Adds what another says below what stands here. Nothing that was written is lost.
    #[must_use]
    pub fn and(mut self, more: &Self) -> Self {
        for ((_, mine), (_, added)) in self.parts_mut().into_iter().zip(more.parts()) {
            let added = added.reveal().trim();
            if added.is_empty() || mine.reveal().contains(added) {
                continue;
            }
            let before = mine.reveal().trim_end();
            *mine = if before.is_empty() {
                Words::new(added.to_owned())
            } else {
                Words::new(format!("{before}\n{added}"))
            };
        }
        if more.copy != Copy::NotAsked {
            self.copy = more.copy;
        }
        self
    }
}

/// One version of her safety plan.
#[derive(Debug, Clone)]
pub struct SafetyPlan {
    /// Its id.
    pub id: Id<SafetyPlan>,
    /// Its version, from 1.
    pub number: i64,
    /// Gone through again by this day.
    pub review_by: Date,
    /// Handed on at the end of support.
    pub handed_on: Option<Date>,
    /// Written.
    pub made: WhoWhen,
    /// What it says.
    pub words: PlanWords,
}

/// What stands sealed in a concern.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConcernWords {
    /// What was said or seen.
    #[serde(default)]
    pub said: Words,
    /// What she wants to happen.
    #[serde(default)]
    pub her_wish: Words,
    /// Why the threshold was judged so.
    #[serde(default)]
    pub why: Words,
    /// The outcome in words.
    #[serde(default)]
    pub outcome: Words,
}

/// Somebody who was told.
#[derive(Debug, Clone)]
pub struct Told {
    /// Its id.
    pub id: Id<Told>,
    /// Who.
    pub who: ToldWho,
    /// When.
    pub at: Timestamp,
    /// Written down.
    pub made: WhoWhen,
    /// Name, their reference, what they said.
    pub words: ToldWords,
}

/// What stands sealed in a telling.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldWords {
    /// The person's name.
    #[serde(default)]
    pub name: Words,
    /// A reference they gave.
    #[serde(default)]
    pub reference: Words,
    /// What they said they would do.
    #[serde(default)]
    pub answer: Words,
}

/// Somebody who was told, to write down. Without a time it was now.
#[derive(Debug, Clone)]
pub struct ToldDraft {
    /// Who.
    pub who: ToldWho,
    /// When.
    pub at: Option<Timestamp>,
    /// Name, their reference, what they said.
    pub words: ToldWords,
}

/// A safeguarding concern as it stands.
#[derive(Debug, Clone)]
pub struct Concern {
    /// Its id.
    pub id: Id<Concern>,
    /// Child or adult.
    pub about: About,
    /// The child, when she or he is on the record.
    pub child: Option<Id<crate::family::Child>>,
    /// Somebody must have been told by this day.
    pub tell_by: Date,
    /// Where it stands.
    pub state: ConcernState,
    /// What was judged.
    pub threshold: Option<Threshold>,
    /// The outcome, and when it was closed with it.
    pub closed: Option<(Outcome, WhoWhen)>,
    /// Raised.
    pub made: WhoWhen,
    /// Who was told, oldest first.
    pub told: Vec<Told>,
    /// What was said, wished and decided.
    pub words: ConcernWords,
    /// Counts edits.
    pub version: i64,
}

/// Where a concern stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConcernState {
    /// Nobody has been told yet.
    Raised,
    /// Somebody was told; the threshold is not judged.
    Told,
    /// The threshold was judged.
    Decided(Threshold),
    /// Closed, with its outcome.
    Closed(Outcome),
}

impl ConcernState {
    /// Reads the state off the row's instants.
    #[must_use]
    pub const fn of(
        anybody_told: Anybody,
        threshold: Option<Threshold>,
        closed: Option<Outcome>,
    ) -> Self {
        match (closed, threshold, anybody_told) {
            (Some(outcome), _, _) => Self::Closed(outcome),
            (None, Some(threshold), _) => Self::Decided(threshold),
            (None, None, Anybody::Yes) => Self::Told,
            (None, None, Anybody::No) => Self::Raised,
        }
    }
}

/// Whether anybody was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anybody {
    /// At least one person or agency.
    Yes,
    /// Nobody.
    No,
}

/// A concern to raise. Nothing but whom it is about is needed.
#[derive(Debug, Clone)]
pub struct ConcernDraft {
    /// Child or adult.
    pub about: About,
    /// The child, when on the record.
    pub child: Option<Id<crate::family::Child>>,
    /// What was said and wished.
    pub words: ConcernWords,
    /// Who was told already.
    pub told: Vec<ToldDraft>,
}

/// A DASH result: counts and judgement. The instrument's questions are not ours to hold.
#[derive(Debug, Clone)]
pub struct Dash {
    /// Its id.
    pub id: Id<Dash>,
    /// The day.
    pub done_on: Date,
    /// The counts.
    pub score: DashScore,
    /// The worker's judgement.
    pub judgement: Judgement,
    /// Whether it gets worse.
    pub escalation: Escalation,
    /// Written down.
    pub made: WhoWhen,
    /// Why.
    pub why: Words,
}

/// How many of the 24 questions were answered how. May be incomplete, never more than 24.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DashScore {
    /// Yes.
    pub yes: u8,
    /// No.
    pub no: u8,
    /// Not known.
    pub dont_know: u8,
}

/// Questions in the DASH list.
pub const DASH_QUESTIONS: u8 = 24;

impl DashScore {
    /// How many were answered at all.
    #[must_use]
    pub fn answered(self) -> u16 {
        u16::from(self.yes) + u16::from(self.no) + u16::from(self.dont_know)
    }

    /// Whether so many answers can be.
    #[must_use]
    pub fn is_possible(self) -> bool {
        self.answered() <= u16::from(DASH_QUESTIONS)
    }
}

/// A DASH result to write down.
#[derive(Debug, Clone)]
pub struct DashDraft {
    /// The day; today when left out.
    pub done_on: Option<Date>,
    /// The counts.
    pub score: DashScore,
    /// The worker's judgement.
    pub judgement: Judgement,
    /// Whether it gets worse.
    pub escalation: Escalation,
    /// Why.
    pub why: Words,
}

/// How many yes answers make a referral due where the local partnership has set nothing else.
pub const USUAL_THRESHOLD: u8 = 14;

/// The local number of yes answers from which a referral is due, 1 to 24.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MaracThreshold(u8);

impl Default for MaracThreshold {
    fn default() -> Self {
        Self(USUAL_THRESHOLD)
    }
}

impl MaracThreshold {
    /// A threshold, when it is one of 1 to 24.
    #[must_use]
    pub const fn new(yes: u8) -> Option<Self> {
        if yes >= 1 && yes <= DASH_QUESTIONS { Some(Self(yes)) } else { None }
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }

    /// Why a result makes a referral due, if it does. Judgement comes first and always suffices;
    /// no score, however low, takes it back.
    #[must_use]
    pub const fn criterion(
        self,
        score: DashScore,
        judgement: Judgement,
        escalation: Escalation,
    ) -> Option<Criterion> {
        match (judgement, escalation) {
            (Judgement::High, _) => Some(Criterion::Judgement),
            _ if score.yes >= self.0 => Some(Criterion::Score),
            (_, Escalation::Seen) => Some(Criterion::Escalation),
            (_, Escalation::NotSeen) => None,
        }
    }
}

/// A high-risk referral as it stands.
#[derive(Debug, Clone)]
pub struct Marac {
    /// Its id.
    pub id: Id<Marac>,
    /// MARAC or IDVA.
    pub kind: MaracKind,
    /// Why it is due.
    pub criterion: Criterion,
    /// When high risk was seen, and by whom.
    pub identified: WhoWhen,
    /// The working day it is due.
    pub due_on: Date,
    /// The referral of the twelve months before.
    pub repeat_of: Option<Id<Marac>>,
    /// With her consent or why without, once sent.
    pub consent: Option<SentWith>,
    /// When it was sent, and by whom.
    pub sent: Option<WhoWhen>,
    /// Where it stands.
    pub state: MaracState,
    /// What made the risk high, how it was sent, what was agreed.
    pub words: MaracWords,
    /// Counts edits.
    pub version: i64,
}

/// What stands sealed in a high-risk referral.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaracWords {
    /// What makes the risk high.
    #[serde(default)]
    pub why: Words,
    /// How and to whom it was sent.
    #[serde(default)]
    pub sent: Words,
    /// Actions agreed.
    #[serde(default)]
    pub actions: Words,
    /// Closing words.
    #[serde(default)]
    pub closed: Words,
}

/// Where a high-risk referral stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MaracState {
    /// Seen and not sent.
    Identified,
    /// Sent.
    Sent,
    /// Accepted.
    Accepted,
    /// The meeting was held, or the first contact made.
    Met(Date),
    /// Closed.
    Closed(ReferralEnd),
}

impl MaracState {
    /// Reads the state off the row's instants.
    #[must_use]
    pub const fn of(
        sent_at: Option<i64>,
        accepted_at: Option<i64>,
        met_on: Option<Date>,
        closed: Option<ReferralEnd>,
    ) -> Self {
        match (closed, met_on, accepted_at, sent_at) {
            (Some(end), _, _, _) => Self::Closed(end),
            (None, Some(day), _, _) => Self::Met(day),
            (None, None, Some(_), _) => Self::Accepted,
            (None, None, None, Some(_)) => Self::Sent,
            (None, None, None, None) => Self::Identified,
        }
    }
}

/// A sharing decision as it stands.
#[derive(Debug, Clone)]
pub struct Sharing {
    /// Its id.
    pub id: Id<Sharing>,
    /// To whom.
    pub recipient: Recipient,
    /// On what basis.
    pub basis: Basis,
    /// Whether she was told.
    pub told: SheWasTold,
    /// Where it stands.
    pub state: SharingState,
    /// Written down.
    pub made: WhoWhen,
    /// Recipient, what and why.
    pub words: SharingWords,
    /// Counts edits.
    pub version: i64,
}

/// What stands sealed in a sharing decision.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharingWords {
    /// The recipient's name.
    #[serde(default)]
    pub name: Words,
    /// What was shared.
    #[serde(default)]
    pub items: Words,
    /// Why.
    #[serde(default)]
    pub why: Words,
    /// Why she was not told.
    #[serde(default)]
    pub not_told: Words,
    /// The reviewer's words, or those of whoever signed off or refused.
    #[serde(default)]
    pub review: Words,
}

/// Where a sharing decision stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SharingState {
    /// Shared at once to prevent serious harm; another person reviews it by this day.
    ToReview {
        /// When it was shared.
        at: Timestamp,
        /// The next working day.
        by: Date,
    },
    /// Shared at once, and reviewed.
    Reviewed {
        /// When it was shared.
        at: Timestamp,
        /// The review.
        review: WhoWhen,
    },
    /// Not urgent, and waits for sign-off.
    Proposed,
    /// Not urgent; signed off and not yet shared.
    SignedOff(WhoWhen),
    /// Not urgent; sign-off was refused.
    Refused(Timestamp),
    /// Not urgent; signed off and shared.
    Shared(Timestamp),
}

/// A sharing decision to write down.
#[derive(Debug, Clone)]
pub struct SharingDraft {
    /// To whom.
    pub recipient: Recipient,
    /// On what basis.
    pub basis: Basis,
    /// When; now when left out.
    pub at: Option<Timestamp>,
    /// Whether she was told.
    pub told: SheWasTold,
    /// Recipient, what and why.
    pub words: SharingWords,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn score(yes: u8) -> DashScore {
        DashScore { yes, no: DASH_QUESTIONS - yes, dont_know: 0 }
    }

    #[test]
    fn fourteen_yes_answers_make_a_referral_due_unless_the_area_says_otherwise() {
        let usual = MaracThreshold::default();
        let plain = |yes| usual.criterion(score(yes), Judgement::Standard, Escalation::NotSeen);
        assert_eq!(plain(13), None);
        assert_eq!(plain(14), Some(Criterion::Score));
        let ten = MaracThreshold::new(10).unwrap();
        let at_ten = ten.criterion(score(10), Judgement::NotYet, Escalation::NotSeen);
        assert_eq!(at_ten, Some(Criterion::Score));
        assert!(MaracThreshold::new(0).is_none() && MaracThreshold::new(25).is_none());
    }

    proptest! {
        #[test]
        fn professional_judgement_always_suffices(yes in 0u8..=24, threshold in 1u8..=24) {
            let threshold = MaracThreshold::new(threshold).unwrap();
            for escalation in [Escalation::Seen, Escalation::NotSeen] {
                let found = threshold.criterion(score(yes), Judgement::High, escalation);
                prop_assert_eq!(found, Some(Criterion::Judgement));
            }
        }

        #[test]
        fn adding_to_a_safety_plan_never_loses_a_word(
            before in prop::collection::vec("[a-z ]{0,12}", 10),
            added in prop::collection::vec("[a-z ]{0,12}", 10),
        ) {
            let mut plan = PlanWords::default();
            let mut more = PlanWords::default();
            for ((_, slot), text) in plan.parts_mut().into_iter().zip(&before) {
                *slot = Words::new(text.clone());
            }
            for ((_, slot), text) in more.parts_mut().into_iter().zip(&added) {
                *slot = Words::new(text.clone());
            }
            let both = plan.and(&more);
            for ((_, now), (was, new)) in both.parts().iter().zip(before.iter().zip(&added)) {
                prop_assert!(now.reveal().contains(was.trim()));
                prop_assert!(now.reveal().contains(new.trim()));
            }
        }
    }

    #[test]
    fn more_than_24_answers_cannot_be() {
        assert!(score(24).is_possible());
        assert!(!DashScore { yes: 20, no: 4, dont_know: 1 }.is_possible());
        assert!(!DashScore { yes: 255, no: 255, dont_know: 255 }.is_possible());
    }

    #[test]
    fn a_concern_walks_from_raised_to_closed_by_what_happened() {
        use {Anybody::*, ConcernState as S};
        assert_eq!(S::of(No, None, None), S::Raised);
        assert_eq!(S::of(Yes, None, None), S::Told);
        assert_eq!(S::of(No, Some(Threshold::Met), None), S::Decided(Threshold::Met));
        let closed = S::of(Yes, Some(Threshold::NotMet), Some(Outcome::SupportHere));
        assert_eq!(closed, S::Closed(Outcome::SupportHere));
    }

    #[test]
    fn a_referral_walks_from_identified_to_closed_by_what_happened() {
        use MaracState as S;
        let day = jiff::civil::date(2026, 12, 3);
        assert_eq!(S::of(None, None, None, None), S::Identified);
        assert_eq!(S::of(Some(1), None, None, None), S::Sent);
        assert_eq!(S::of(Some(1), Some(2), None, None), S::Accepted);
        assert_eq!(S::of(Some(1), Some(2), Some(day), None), S::Met(day));
        let end = ReferralEnd::ActionsDone;
        assert_eq!(S::of(Some(1), Some(2), Some(day), Some(end)), S::Closed(end));
    }

    #[test]
    fn every_code_is_read_back() {
        for kind in RiskKind::ALL {
            assert_eq!(RiskKind::parse(kind.code()), Ok(*kind));
        }
        assert!(RiskKind::parse("none").is_err());
    }
}
