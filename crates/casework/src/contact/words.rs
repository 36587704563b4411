//! What we agreed to say. A first name signs; we never say who we are where somebody else may read
//! or hear it, and never pretend to be somebody else: a made-up surgery or salon is found out by
//! one call back, and then she is asked why.
//!
//! Not a filter for what workers write about her, and no proof that a sentence is harmless: it
//! catches what must never be there.

use kernel::name;
use serde::{Deserialize, Serialize};

/// What may be said on a channel.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "with")]
pub enum AgreedWords {
    /// Nothing was agreed: nothing may be left, and nothing said to anybody but her.
    #[default]
    None,
    /// Only these words, each by itself.
    OnlyThese(Vec<String>),
    /// Plain words that tell nothing about her or us, signed with this first name.
    SignedWith(FirstName),
    /// Anything, because only she hears it. For speech alone; never for words that stay behind.
    AnythingToHer,
}

impl AgreedWords {
    /// Whether any words may be left where others can read or hear them.
    #[must_use]
    pub fn allow_left_words(&self) -> bool {
        match self {
            Self::None | Self::AnythingToHer => false,
            Self::OnlyThese(phrases) => phrases.iter().any(|phrase| !plain(phrase).is_empty()),
            Self::SignedWith(_) => true,
        }
    }
}

/// The name that signs: one word, no title.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FirstName(String);

/// The text is not one first name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a first name by itself: one word, no title and no surname")]
pub struct NotAFirstName;

const TITLES: [&str; 17] = [
    "dr",
    "doctor",
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "pc",
    "dc",
    "ds",
    "sgt",
    "nurse",
    "sister",
    "officer",
    "constable",
    "probation",
    "reverend",
];

impl FirstName {
    /// Reads a first name.
    ///
    /// # Errors
    /// [`NotAFirstName`] for a title, two words, digits, or nothing.
    pub fn parse(text: &str) -> Result<Self, NotAFirstName> {
        let text = text.trim();
        let letters = text.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'));
        let folded = name::fold(text);
        let length = text.chars().count();
        if !letters || folded.is_empty() || length > 40 || TITLES.contains(&folded.as_str()) {
            return Err(NotAFirstName);
        }
        Ok(Self(text.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for FirstName {
    type Error = NotAFirstName;
    fn try_from(text: String) -> Result<Self, NotAFirstName> {
        Self::parse(&text)
    }
}

impl From<FirstName> for String {
    fn from(name: FirstName) -> Self {
        name.0
    }
}

/// What words give away. Holds none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Telling {
    /// The name of the centre, or what it is.
    WhoWeAre,
    /// That police, courts, prison, abuse or treatment come into it.
    HerTrouble,
    /// A trade or place that we are not.
    MadeUp,
}

impl Telling {
    /// The key of the words that explain it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::WhoWeAre => "who-we-are",
            Self::HerTrouble => "her-trouble",
            Self::MadeUp => "made-up",
        }
    }
}

/// Words that say what we are. Folded; a space stands for any gap between words.
const WHO_WE_ARE: &[&str] = &[
    "women s centre",
    "womens centre",
    "women centre",
    "support worker",
    "caseworker",
    "case worker",
    "key worker",
    "keyworker",
    "charity",
    "refuge",
    "outreach worker",
    "advocate",
    "idva",
    "isva",
    "women s aid",
    "womens aid",
    "drop in",
    "canolfan menywod",
];

const HER_TROUBLE: &[&str] = &[
    "probation",
    "police",
    "court",
    "magistrate",
    "magistrates",
    "judge",
    "prison",
    "hmp",
    "offender",
    "offending",
    "offence",
    "conviction",
    "sentence",
    "licence recall",
    "tag",
    "curfew",
    "solicitor",
    "marac",
    "safeguarding",
    "social services",
    "social worker",
    "domestic",
    "abuse",
    "abuser",
    "violence",
    "violent",
    "rape",
    "assault",
    "perpetrator",
    "drug",
    "drugs",
    "alcohol",
    "methadone",
    "naloxone",
    "detox",
    "rehab",
    "addiction",
    "sex work",
    "overdose",
    "self harm",
    "suicide",
    "mental health",
    "therapy",
    "therapist",
    "counselling",
    "counsellor",
    "pregnant",
    "pregnancy",
    "heddlu",
    "carchar",
    "llys",
];

const MADE_UP: &[&str] = &[
    "dentist",
    "dental",
    "doctor",
    "doctors",
    "gp",
    "surgery",
    "nurse",
    "clinic",
    "hospital",
    "hairdresser",
    "hairdressers",
    "hairdressing",
    "salon",
    "beautician",
    "nail bar",
    "optician",
    "opticians",
    "pharmacy",
    "chemist",
    "vet",
    "vets",
    "school",
    "nursery",
    "college",
    "library",
    "gym",
    "yoga",
    "church",
    "bank",
    "building society",
    "council",
    "catalogue",
    "delivery",
    "parcel",
    "courier",
    "insurance",
    "estate agent",
    "garage",
    "plumber",
    "survey",
    "job centre",
    "jobcentre",
    "recruitment",
    "agency",
    "cleaner",
    "avon",
];

/// What these words give away, if anything: by themselves or because they name us.
#[must_use]
pub fn telling(words: &str, our_names: &[String]) -> Option<Telling> {
    let text = padded(words);
    let holds = |phrase: &str| {
        let phrase = padded(phrase);
        phrase.trim() != "" && text.contains(phrase.as_str())
    };
    if our_names.iter().any(|ours| holds(ours)) || WHO_WE_ARE.iter().any(|ours| holds(ours)) {
        return Some(Telling::WhoWeAre);
    }
    if HER_TROUBLE.iter().any(|trouble| holds(trouble)) {
        return Some(Telling::HerTrouble);
    }
    MADE_UP.iter().any(|place| holds(place)).then_some(Telling::MadeUp)
}

/// ` folded words with one blank on either side of each `.
fn padded(text: &str) -> String {
    format!(" {} ", name::fold(text))
}

/// The words without differences of blanks at their ends or between them.
pub(super) fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether the text ends with this first name as a word of its own.
pub(super) fn signed_with(text: &str, first_name: &FirstName) -> bool {
    let last = text
        .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '!' | 'x' | ')' | '"'))
        .split_whitespace()
        .next_back()
        .unwrap_or_default();
    name::fold(last) == name::fold(first_name.as_str()) && !name::fold(last).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_name_stands_by_itself() {
        for name in ["Nia", "Siân", "Anne-Marie", "D’Arcy"] {
            assert_eq!(FirstName::parse(name).unwrap().as_str(), name);
        }
        for not in ["", "  ", "Nia Prosser", "Dr", "PC", "Nia3", "-", "nurse", &"a".repeat(41)] {
            assert!(FirstName::parse(not).is_err(), "{not}");
        }
    }

    #[test]
    fn words_that_tell_are_found_however_they_are_written() {
        let ours = ["Teasel House".to_owned()];
        let found = |words| telling(words, &ours);
        assert_eq!(found("It's Nia from teasel-house"), Some(Telling::WhoWeAre));
        assert_eq!(found("the WOMEN'S CENTRE rang"), Some(Telling::WhoWeAre));
        assert_eq!(found("see you after Court"), Some(Telling::HerTrouble));
        assert_eq!(found("This is the dentist."), Some(Telling::MadeUp));
        assert_eq!(found("Your next appointment is Tue 1 Dec at 11am. Nia"), None);
        assert_eq!(found("Please ring"), None);
        assert_eq!(found("courtesy call from Scourt"), None, "whole words only");
    }

    #[test]
    fn a_message_is_signed_with_the_name_at_its_end() {
        let nia = FirstName::parse("Nia").unwrap();
        assert!(signed_with("See you at 11. Nia", &nia));
        assert!(signed_with("See you at 11\nnia x", &nia));
        assert!(!signed_with("Nia will see you at 11", &nia));
        assert!(!signed_with("See you at 11. Hernia", &nia));
        assert!(!signed_with("", &nia));
    }
}
