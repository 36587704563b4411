//! What a programme is, and the rules that it sets for referrals and plans.

use std::collections::BTreeSet;

use jiff::civil::Date;
use kernel::Id;
use serde::{Deserialize, Serialize};

use crate::codes::coded;

/// The id of a programme, under the label that access decides by.
pub type ProgrammeId = Id<access::action::Programme>;

coded! {
    /// What sort of money it is.
    ProgrammeKind {
        /// A contract with probation.
        Probation = "probation",
        /// Money of a police and crime commissioner.
        Pcc = "pcc",
        /// A grant.
        Grant = "grant",
        /// Anything else.
        Other = "other",
    }
}

coded! {
    /// What sort of body pays.
    FunderKind {
        /// The probation service.
        Probation = "probation",
        /// A police and crime commissioner.
        Pcc = "pcc",
        /// A health body.
        Health = "health",
        /// A council.
        Council = "council",
        /// A trust or foundation.
        Trust = "trust",
        /// Anything else.
        Other = "other",
    }
}

coded! {
    /// How a referral may be answered.
    Answer {
        /// She is taken on.
        Accept = "accept",
        /// She goes to the waiting list.
        Wait = "wait",
        /// She is offered another service.
        Signpost = "signpost",
        /// Not taken, with a reason.
        Decline = "decline",
        /// Sent back to the referrer, who keeps the responsibility.
        Return = "return",
    }
}

coded! {
    /// Who agrees a plan.
    PlanAgreedBy {
        /// The woman, and nobody else.
        She = "she",
        /// The woman, and then a colleague.
        Colleague = "colleague",
        /// The woman, and then her probation practitioner, on a date.
        Practitioner = "practitioner",
    }
}

coded! {
    /// What sort of place it is.
    SiteKind {
        /// A women's centre.
        Centre = "centre",
        /// Somewhere else in the community.
        Outreach = "outreach",
        /// A prison.
        Prison = "prison",
        /// A court.
        Court = "court",
        /// Anything else.
        Other = "other",
    }
}

/// The answers a programme allows. Never empty: one who may not answer may at least accept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers(BTreeSet<Answer>);

impl Answers {
    /// These answers; with none, all of them.
    #[must_use]
    pub fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        let set: BTreeSet<Answer> = answers.into_iter().collect();
        if set.is_empty() { Self::all() } else { Self(set) }
    }

    /// Every answer.
    #[must_use]
    pub fn all() -> Self {
        Self(Answer::ALL.iter().copied().collect())
    }

    /// Whether this answer may be given.
    #[must_use]
    pub fn allow(&self, answer: Answer) -> bool {
        self.0.contains(&answer)
    }

    /// In the order in which they are offered.
    pub fn iter(&self) -> impl Iterator<Item = Answer> + '_ {
        self.0.iter().copied()
    }

    /// As stored: codes with a space between.
    #[must_use]
    pub fn to_codes(&self) -> String {
        self.0.iter().map(|a| a.code()).collect::<Vec<_>>().join(" ")
    }

    /// As stored. Unknown words are left out.
    #[must_use]
    pub fn from_codes(text: &str) -> Self {
        Self::new(text.split_whitespace().filter_map(Answer::from_code))
    }
}

coded! {
    /// What part a provider has in a contract.
    ProviderPart {
        /// Holds the contract.
        Prime = "prime",
        /// Delivers a part of it.
        Subcontractor = "subcontractor",
    }
}

/// A provider of a published contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provider {
    /// Its code in the source, empty where there is none.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its part.
    pub part: ProviderPart,
}

/// What is done, for which need, where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// The category of need, in the source's words.
    pub need: String,
    /// What is done.
    pub activity: String,
    /// How: one to one, in a group.
    #[serde(default)]
    pub method: String,
    /// Where.
    #[serde(default)]
    pub place: String,
}

/// Why a service is for women only: Equality Act 2010, schedule 3, paragraphs 26 to 28, and for a
/// post schedule 9, paragraph 1.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct EqualityNote {
    /// The ground in the Act.
    pub ground: String,
    /// The aim.
    pub aim: String,
    /// Why it is a proportionate means to that aim.
    pub proportionate: String,
    /// Who decided, by office.
    pub decided_by: String,
    /// When to look at it again.
    pub review_on: Option<Date>,
    /// The service that a person it cannot take is offered, by name.
    pub instead: String,
}

/// What is published about a programme.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Facts {
    /// What it is, in a paragraph.
    #[serde(default)]
    pub summary: String,
    /// Who delivers it.
    #[serde(default)]
    pub providers: Vec<Provider>,
    /// The region in the source's words.
    #[serde(default)]
    pub region: String,
    /// What is done.
    #[serde(default)]
    pub activities: Vec<Activity>,
    /// Where the facts come from.
    #[serde(default)]
    pub source: String,
    /// Why it is for women only, where it is ours.
    #[serde(default)]
    pub women_only: Option<EqualityNote>,
}

/// What somebody typed or a file holds about a programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgrammeDraft {
    /// The contract's or grant's reference, unique in the organisation.
    pub reference: String,
    /// Its title.
    pub name: String,
    /// What sort of money.
    pub kind: ProgrammeKind,
    /// Who pays, by name.
    pub funder: String,
    /// What sort of body pays.
    pub funder_kind: FunderKind,
    /// Whether this organisation delivers it.
    pub delivery: Delivery,
    /// First day.
    pub starts_on: Option<Date>,
    /// Last day.
    pub ends_on: Option<Date>,
    /// Youngest age.
    pub minimum_age: Option<i64>,
    /// Oldest age.
    pub maximum_age: Option<i64>,
    /// Who may come.
    pub open_to: OpenTo,
    /// The code of its outcome framework.
    pub framework: Option<String>,
    /// Allowed answers.
    pub answers: Answers,
    /// Working days to answer a referral.
    pub answer_days: u16,
    /// Who agrees a plan.
    pub plan_agreed_by: PlanAgreedBy,
    /// A return within so many months is the same case.
    pub return_months: u16,
    /// Counts below this are not shown to the funder.
    pub small_numbers: u16,
    /// Codes of the police areas it covers; none means it is not bound to an area.
    pub areas: BTreeSet<String>,
    /// What is published.
    pub facts: Facts,
}

/// Whether this organisation delivers a programme or only knows of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Delivered here: referrals may count to it.
    Ours,
    /// Known from a published list.
    Known,
}

/// Who may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenTo {
    /// Women only.
    Women,
    /// Anybody.
    Anybody,
}

/// A programme as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programme {
    /// Its id.
    pub id: ProgrammeId,
    /// Counts edits.
    pub version: i64,
    /// What it says.
    pub draft: ProgrammeDraft,
}

/// Whether one fact about a woman meets a programme's rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// It does.
    Yes,
    /// It does not. A warning, never a bar: the worker decides.
    No,
    /// Not known yet.
    Unknown,
}

/// What a programme's rules say to a referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Eligibility {
    /// Her age, between its ages.
    pub age: Fit,
    /// Where she lives, in its areas.
    pub area: Fit,
    /// The day, between its first and last.
    pub dates: Fit,
}

impl Eligibility {
    /// The answer in one word: no when anything says no, yes when all say yes.
    #[must_use]
    pub fn all(self) -> Fit {
        let each = [self.age, self.area, self.dates];
        if each.contains(&Fit::No) {
            Fit::No
        } else if each.contains(&Fit::Unknown) {
            Fit::Unknown
        } else {
            Fit::Yes
        }
    }
}

impl ProgrammeDraft {
    /// Holds the rules against what is known. `age` in whole years, `area` the code of a police
    /// area.
    #[must_use]
    pub fn eligibility(&self, age: Option<i16>, area: Option<&str>, today: Date) -> Eligibility {
        let age = if self.minimum_age.is_none() && self.maximum_age.is_none() {
            Fit::Yes
        } else {
            age.map_or(Fit::Unknown, |age| {
                let age = i64::from(age);
                let young = self.minimum_age.is_some_and(|least| age < least);
                let old = self.maximum_age.is_some_and(|most| age > most);
                if young || old { Fit::No } else { Fit::Yes }
            })
        };
        let area = if self.areas.is_empty() {
            Fit::Yes
        } else {
            area.map_or(Fit::Unknown, |a| if self.areas.contains(a) { Fit::Yes } else { Fit::No })
        };
        let early = self.starts_on.is_some_and(|first| today < first);
        let late = self.ends_on.is_some_and(|last| today > last);
        Eligibility { age, area, dates: if early || late { Fit::No } else { Fit::Yes } }
    }
}

/// A place of work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its id.
    pub id: uuid::Uuid,
    /// Its name.
    pub name: String,
    /// What sort of place.
    pub kind: SiteKind,
    /// Its rooms, by name.
    pub rooms: Vec<Room>,
}

/// A room of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// Its id.
    pub id: uuid::Uuid,
    /// Its name.
    pub name: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    pub(crate) fn draft() -> ProgrammeDraft {
        ProgrammeDraft {
            reference: "SAFER".into(),
            name: "Safer Starts".into(),
            kind: ProgrammeKind::Pcc,
            funder: "A commissioner".into(),
            funder_kind: FunderKind::Pcc,
            delivery: Delivery::Ours,
            starts_on: Some(date(2026, 4, 1)),
            ends_on: Some(date(2027, 3, 31)),
            minimum_age: Some(18),
            maximum_age: None,
            open_to: OpenTo::Women,
            framework: None,
            answers: Answers::new([Answer::Accept, Answer::Return]),
            answer_days: 2,
            plan_agreed_by: PlanAgreedBy::She,
            return_months: 6,
            small_numbers: 5,
            areas: ["E23000036".to_owned()].into(),
            facts: Facts::default(),
        }
    }

    #[test]
    fn a_programme_says_who_fits_and_what_it_does_not_know() {
        let today = date(2026, 11, 21);
        let known = draft().eligibility(Some(18), Some("E23000036"), today);
        assert_eq!(known.all(), Fit::Yes);
        assert_eq!(draft().eligibility(Some(17), Some("E23000036"), today).age, Fit::No);
        assert_eq!(draft().eligibility(None, None, today).all(), Fit::Unknown);
        assert_eq!(draft().eligibility(None, Some("W15000004"), today).all(), Fit::No);
        assert_eq!(draft().eligibility(None, None, date(2027, 4, 1)).dates, Fit::No);
    }

    #[test]
    fn answers_are_stored_and_read_back() {
        let some = Answers::new([Answer::Return, Answer::Accept]);
        assert_eq!(Answers::from_codes(&some.to_codes()), some);
        assert!(!some.allow(Answer::Wait));
        assert_eq!(Answers::from_codes(""), Answers::all());
    }
}
