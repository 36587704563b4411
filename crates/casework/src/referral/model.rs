//! What a referral says. Everything said is sealed as one value; only codes stand beside it.
//!
//! Not for the states (see `state`), nor for what a page asks (see `form`).

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::{Id, Identifier, IdentifierKind, PartialDate, Reference};
use serde::{Deserialize, Serialize};

use crate::codes::coded;
use crate::need::NeedArea;
use crate::programme::ProgrammeId;

/// The id of a referral, under the label that access decides by.
pub type ReferralId = Id<access::action::Referral>;
/// The id of a woman's record.
pub type WomanId = Id<access::action::Woman>;

coded! {
    /// Who refers.
    Source {
        /// She herself.
        Herself = "herself",
        /// A police officer.
        Police = "police",
        /// A liaison and diversion team.
        Liaison = "liaison",
        /// A court or its staff.
        Court = "court",
        /// A probation practitioner.
        Probation = "probation",
        /// A prison.
        Prison = "prison",
        /// A GP, hospital, midwife or drug service.
        Health = "health",
        /// A council: housing, social care.
        Council = "council",
        /// Anybody else: another charity, a friend.
        Other = "other",
    }
}

coded! {
    /// How soon.
    Urgency {
        /// Today.
        Today = "today",
        /// This week.
        Week = "week",
        /// As usual.
        Usual = "usual",
    }
}

coded! {
    /// By which door it came.
    Via {
        /// The public form.
        Public = "public",
        /// A member of staff wrote it down.
        Staff = "staff",
        /// Probation's report.
        Import = "import",
    }
}

coded! {
    /// Where she is.
    Custody {
        /// In the community.
        Community = "community",
        /// In prison.
        Prison = "prison",
        /// Nobody said.
        NotKnown = "not_known",
    }
}

coded! {
    /// Whether she needs an interpreter.
    Interpreter {
        /// She does.
        Yes = "yes",
        /// She does not.
        No = "no",
        /// Nobody asked her.
        NotAsked = "not_asked",
    }
}

coded! {
    /// How much there is to a need, in the referrer's view.
    Complexity {
        /// Little.
        Low = "low",
        /// Some.
        Medium = "medium",
        /// Much.
        High = "high",
        /// The referrer did not say.
        NotKnown = "not_known",
    }
}

coded! {
    /// Who said something about danger. A sentence about risk never stands without it.
    SaidBy {
        /// She herself.
        She = "she",
        /// Whoever refers.
        Referrer = "referrer",
        /// A record of another agency.
        Record = "record",
        /// Family, a friend, a neighbour.
        OtherPerson = "other_person",
    }
}

coded! {
    /// A way to reach her.
    Way {
        /// A call to her telephone.
        Call = "call",
        /// A text.
        Text = "text",
        /// An e-mail.
        Email = "email",
        /// A letter.
        Post = "post",
        /// Through somebody she trusts, or through the referrer.
        Through = "through",
        /// Not safe, or not known: then nothing is allowed.
        None = "none",
    }
}

coded! {
    /// How the receipt may be sent.
    ReceiptBy {
        /// Not at all: it is on the page.
        Page = "page",
        /// By text.
        Text = "text",
        /// By e-mail.
        Email = "email",
    }
}

/// A `Debug` that shows nothing of a struct full of personal values.
macro_rules! says_nothing {
    ($($name:ident),* $(,)?) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "[personal]"))
            }
        }
    )*};
}
pub(crate) use says_nothing;

/// A number by which another service knows her, as somebody typed it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentifierSaid {
    /// Whose number.
    pub kind: IdentifierKind,
    /// Exactly as typed, also when it is wrong.
    pub raw: String,
}

/// Who refers, and where the answer goes.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Referrer {
    /// Name.
    pub name: String,
    /// What she or he does.
    pub role: String,
    /// For whom.
    pub organisation: String,
    /// E-mail.
    pub email: String,
    /// Telephone.
    pub telephone: String,
}

/// A sentence about danger and whose it is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskSaid {
    /// The sentence.
    pub words: String,
    /// Who said it.
    pub said_by: SaidBy,
}

/// How it is safe to reach her, as the form heard it. Only her own words, in a form that she herself
/// sent, count as confirmed with her; a referrer's report allows nothing.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ReachSaid {
    /// The ways ticked.
    pub ways: Vec<Way>,
    /// Telephone number.
    pub number: String,
    /// E-mail address.
    pub email: String,
    /// Postal address.
    pub address: String,
    /// When it is safe, as typed: "9:30am to 3:00pm, not at weekends".
    pub when: String,
    /// What to say when somebody else answers.
    pub words: String,
    /// Through whom.
    pub through: String,
}

/// What she agreed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Agreed {
    /// That she is referred.
    pub referral: bool,
    /// That the referrer learns whether she was taken on.
    pub answer: bool,
    /// That the referrer learns whether she came.
    pub attendance: bool,
}

/// Everything that was said. Sealed as a whole.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Said {
    /// Full name.
    pub name: String,
    /// What she likes to be called.
    pub called: String,
    /// Other names she has had.
    pub other_names: Vec<String>,
    /// Date of birth with its precision, ISO.
    pub born: String,
    /// Numbers of other services.
    pub identifiers: Vec<IdentifierSaid>,
    /// Postcode, or the first part of it, or a town: where she lives.
    pub lives: String,
    /// Language, when she needs an interpreter.
    pub language: String,
    /// Who refers; nobody when she refers herself.
    pub referrer: Option<Referrer>,
    /// Why now.
    pub reason: String,
    /// Order, licence, bail or out-of-court resolution.
    pub order: String,
    /// Danger, with who said so.
    pub risks: Vec<RiskSaid>,
    /// Which prison.
    pub prison: String,
    /// Expected release, ISO date.
    pub release: String,
    /// Why the release date is not known.
    pub release_unknown: String,
    /// End of sentence, ISO date.
    pub sentence_end: String,
    /// Children, in the referrer's or her words.
    pub children: String,
    /// What else would help, in words.
    pub needs: String,
    /// How to reach her.
    pub reach: ReachSaid,
    /// What she agreed to.
    pub agreed: Agreed,
}

says_nothing!(IdentifierSaid, Referrer, RiskSaid, ReachSaid, Said);

impl Said {
    /// Whether anybody is named.
    #[must_use]
    pub fn is_named(&self) -> bool {
        !self.name.trim().is_empty() || !self.called.trim().is_empty()
    }

    /// What a page calls her: the name she likes, else the full name.
    #[must_use]
    pub fn shown_name(&self) -> &str {
        let called = self.called.trim();
        if called.is_empty() { self.name.trim() } else { called }
    }

    /// `A. M.`, for lists when the name is hidden.
    #[must_use]
    pub fn initials(&self) -> String {
        let full = if self.name.trim().is_empty() { &self.called } else { &self.name };
        full.split_whitespace()
            .filter_map(|word| word.chars().next())
            .map(|letter| format!("{}.", letter.to_uppercase()))
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Every name that may find her.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        [self.name.as_str(), self.called.as_str()]
            .into_iter()
            .chain(self.other_names.iter().map(String::as_str))
            .filter(|name| !name.trim().is_empty())
    }

    /// Her date of birth, when one was said.
    #[must_use]
    pub fn born(&self) -> Option<PartialDate> {
        PartialDate::from_iso(&self.born).ok()
    }

    /// The numbers that were said, checked.
    #[must_use]
    pub fn checked_identifiers(&self, this_year: i16) -> Vec<Identifier> {
        self.identifiers
            .iter()
            .map(|said| Identifier::read(said.kind, &said.raw, this_year))
            .collect()
    }

    /// End of sentence, when one was said.
    #[must_use]
    pub fn sentence_end(&self) -> Option<Date> {
        self.sentence_end.parse().ok()
    }
}

/// A referral to be written down.
#[derive(Clone, PartialEq, Eq)]
pub struct ReferralDraft {
    /// For which programme, if that is known.
    pub programme: Option<ProgrammeId>,
    /// Who refers.
    pub source: Source,
    /// How soon.
    pub urgency: Urgency,
    /// By which door.
    pub via: Via,
    /// When it came in.
    pub received_at: Timestamp,
    /// Where she is.
    pub custody: Custody,
    /// Whether she needs an interpreter.
    pub interpreter: Interpreter,
    /// Whether lists show her name.
    pub name_shown: NameShown,
    /// What is hard, with how much there is to it.
    pub needs: BTreeMap<NeedArea, Complexity>,
    /// Everything said.
    pub said: Said,
}

says_nothing!(ReferralDraft);

/// Whether lists show her name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum NameShown {
    /// They do.
    Shown,
    /// They show her initials.
    Hidden,
}

/// A referral as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referral {
    /// Its id.
    pub id: ReferralId,
    /// Its reference.
    pub reference: Reference,
    /// Counts edits.
    pub version: i64,
    /// When an answer is due.
    pub answer_due_at: Timestamp,
    /// Whose it is, once accepted.
    pub woman: Option<WomanId>,
    /// What it says.
    pub draft: ReferralDraft,
    /// What happened to it, oldest first.
    pub events: Vec<super::state::Event>,
}

impl Referral {
    /// Its state, out of its events.
    #[must_use]
    pub fn state(&self) -> super::state::State {
        super::state::State::of(&self.events)
    }

    /// What a list calls it: her name, her initials when it is hidden, nothing when nobody is named.
    #[must_use]
    pub fn listed_as(&self) -> String {
        match self.draft.name_shown {
            NameShown::Shown => self.draft.said.shown_name().to_owned(),
            NameShown::Hidden => self.draft.said.initials(),
        }
    }

    /// Her age in whole years on that day, when her date of birth is known to the day.
    #[must_use]
    pub fn age_on(&self, day: Date) -> Option<i16> {
        let born: Date = self.draft.said.born.parse().ok()?;
        Some(kernel::time::age_on(born, day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_stand_for_a_hidden_name() {
        let said = Said { name: "Élan Mair Prys".into(), ..Said::default() };
        assert_eq!(said.initials(), "É. M. P.");
        assert_eq!(format!("{said:?}"), "Said[personal]");
    }

    #[test]
    fn a_said_value_of_an_older_version_still_opens() {
        let said: Said = serde_json::from_str(r#"{"name":"Kay"}"#).unwrap();
        assert_eq!(said.name, "Kay");
        assert!(said.is_named() && said.referrer.is_none());
    }
}
