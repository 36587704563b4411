//! What somebody asks of the finder: read from a form or from a link that was shared, and never kept.

use directory::model::{Area, Circumstance, LegalStage, Referrer, Term};
use directory::search::{NotAPlace, Query, Sought, Unsuitable, Woman, read_place};
use jiff::Timestamp;
use places::{Nation, NotLocated};

use crate::form::{Errors, Fields};
use crate::text::{Text, key};

/// So many are shown at first, and so many more at each step.
pub(super) const AT_ONCE: usize = 10;
/// The most that are weighed for one page.
const MOST: usize = 400;
/// Fields that make up a question, in the order of the form.
const FIELDS: [&str; 9] =
    ["place", "need", "words", "age", "stage", "first", "about", "language", "only"];

/// Languages that can be asked for. A service that does not say its languages is never left out.
pub(super) const LANGUAGES: [(&str, &str); 12] = [
    ("cy", key("find-language-cy")),
    ("ar", key("find-language-ar")),
    ("bn", key("find-language-bn")),
    ("fa", key("find-language-fa")),
    ("pa", key("find-language-pa")),
    ("pl", key("find-language-pl")),
    ("pt", key("find-language-pt")),
    ("ro", key("find-language-ro")),
    ("so", key("find-language-so")),
    ("es", key("find-language-es")),
    ("uk", key("find-language-uk")),
    ("ur", key("find-language-ur")),
];

/// A question that was understood.
pub(super) struct Question {
    pub(super) query: Query,
    /// How many times "show more" was pressed.
    pub(super) more: usize,
    /// What was sent, to be sent again by the page's own buttons.
    pub(super) again: Vec<(String, String)>,
}

impl Question {
    /// Reads a form. Nothing that was typed is in an error.
    pub(super) fn read(fields: &Fields, now: Timestamp) -> Result<Self, Errors> {
        let today = kernel::time::london(now).date();
        let mut read = fields.read();
        let place = read
            .line_up_to("place", 80)
            .parsed(|text| read_place(&text).map_err(|why| words_for(&why)))
            .may();
        let need = read.choice("need", Term::from_code).may();
        let words = read.line_up_to("words", 200).may();
        let age = read.whole("age", 10..=110).may();
        let stage = read.choice("stage", LegalStage::from_code).may();
        let first = read.choice("first", Referrer::from_code).may();
        let about = read.choices("about", Circumstance::from_code).may();
        let language = read.choice("language", language).may();
        let (Ok(place), Ok(need), Ok(words), Ok(age)) = (place, need, words, age) else {
            return Err(read.errors());
        };
        let (Ok(stage), Ok(first), Ok(about), Ok(language)) = (stage, first, about, language)
        else {
            return Err(read.errors());
        };
        if place.is_none() && need.is_none() && words.is_none() {
            let _ = read.refuse("place", key("find-wrong-nothing"));
            return Err(read.errors());
        }
        let only: Vec<&str> = fields.all("only").collect();
        let woman = Woman {
            age: age.and_then(|age| u8::try_from(age).ok()),
            circumstances: about.unwrap_or_default().into_iter().collect(),
            languages: language.into_iter().map(str::to_owned).collect(),
        };
        let query = Query {
            place,
            needs: need.into_iter().collect(),
            words: words.unwrap_or_default(),
            woman,
            stage,
            // Most who look here look for themselves; whoever does not says so.
            referrer: Some(first.unwrap_or(Referrer::Herself)),
            women_only: only.contains(&"women"),
            open_at: only.contains(&"open").then_some(now),
            taking_referrals: only.contains(&"taking"),
            unsuitable: Unsuitable::ShowThere,
            most: MOST,
            ..Query::new(today)
        };
        let more = fields.first("more").parse::<usize>().unwrap_or(1).clamp(1, MOST / AT_ONCE);
        let again = fields
            .iter()
            .filter(|(name, value)| FIELDS.contains(name) && !value.is_empty())
            .take(40)
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Ok(Self { query, more, again })
    }

    /// What a link may hold that is shown to others: the first half of a postcode, and what would help.
    /// Her age, and what she said of herself, stay out of it.
    pub(super) fn shared(&self) -> String {
        let mut pairs = Vec::new();
        if let Some(place) = &self.query.place {
            pairs.push(("place", place.label.clone()));
        }
        pairs.extend(self.query.needs.first().map(|need| ("need", need.code().to_owned())));
        let encoded = |text: &str| {
            percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC)
                .to_string()
        };
        let pairs: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        pairs.join("&")
    }

    /// What she asked for, in a few words, without the place.
    pub(super) fn in_words(&self, t: Text) -> Vec<String> {
        let query = &self.query;
        let mut words: Vec<String> = query.needs.iter().map(|need| term_words(t, *need)).collect();
        if let Some(age) = query.woman.age {
            words.push(t.say("find-asked-age").with("age", age).to_string());
        }
        let about = query.woman.circumstances.iter();
        words.extend(about.map(|one| t.say(about_key(*one)).to_string()));
        words.extend(query.stage.map(|stage| t.say(stage_key(stage)).to_string()));
        words
    }
}

fn language(code: &str) -> Option<&'static str> {
    LANGUAGES.iter().find(|(own, _)| *own == code).map(|(own, _)| *own)
}

/// What to do about a place that was not understood.
const fn words_for(why: &NotAPlace) -> &'static str {
    match why {
        NotAPlace::Postcode(NotLocated::NorthernIreland) => key("find-wrong-ni"),
        NotAPlace::Postcode(NotLocated::CrownDependency) => key("find-wrong-islands"),
        NotAPlace::Postcode(NotLocated::NotAPostcode | NotLocated::Unknown) => {
            key("find-wrong-postcode")
        }
        NotAPlace::NotKnown => key("find-wrong-place"),
    }
}

/// The nation that a place lies in, where all of it lies in one.
pub(super) fn nation_of(place: &Sought) -> Option<Nation> {
    place.around.iter().find_map(|area| match area {
        Area::Nation(nation) => Some(*nation),
        _ => None,
    })
}

/// The name of a need in the reader's language, as it stands inside a sentence.
pub(super) fn term_words(t: Text, term: Term) -> String {
    t.say(&format!("find-term-{}", term.code().replace('_', "-"))).to_string()
}

/// What she said of herself, as a box to tick says it.
pub(super) const fn about_key(one: Circumstance) -> &'static str {
    match one {
        Circumstance::Children => key("find-about-children"),
        Circumstance::Pregnant => key("find-about-pregnant"),
        Circumstance::NoRecourse => key("find-about-no-recourse"),
        Circumstance::StepFree => key("find-about-step-free"),
        Circumstance::SignLanguage => key("find-about-sign-language"),
    }
}

/// Where she is in the justice system, as a choice says it.
pub(super) const fn stage_key(stage: LegalStage) -> &'static str {
    match stage {
        LegalStage::PoliceDiversion => key("find-stage-police"),
        LegalStage::OutOfCourt => key("find-stage-out-of-court"),
        LegalStage::AwaitingSentence => key("find-stage-awaiting"),
        LegalStage::Community => key("find-stage-community"),
        LegalStage::Licence => key("find-stage-licence"),
        LegalStage::Custody => key("find-stage-custody"),
        LegalStage::None => key("find-stage-none"),
    }
}

/// Who would make the first contact, as a choice says it.
pub(super) const fn first_key(referrer: Referrer) -> &'static str {
    match referrer {
        Referrer::Herself => key("find-first-herself"),
        Referrer::Police => key("find-first-police"),
        Referrer::Liaison => key("find-first-liaison"),
        Referrer::Court => key("find-first-court"),
        Referrer::Probation => key("find-first-probation"),
        Referrer::Prison => key("find-first-prison"),
        Referrer::Health => key("find-first-health"),
        Referrer::Council => key("find-first-council"),
        Referrer::Other => key("find-first-other"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(body: &str) -> Result<Question, Errors> {
        let now = "2026-11-24T10:00:00Z".parse().unwrap();
        Question::read(&Fields::parse(body.as_bytes()).unwrap(), now)
    }

    #[test]
    fn a_link_to_share_holds_half_of_the_postcode_and_nothing_of_her() {
        let asked = asked("place=NP20+4AA&need=debt&age=34&about=pregnant&words=my+ex").unwrap();
        assert_eq!(asked.shared(), "place=NP20&need=debt");
    }

    #[test]
    fn each_place_that_cannot_be_used_says_what_would_help() {
        for (body, wanted) in [
            ("place=BT1+1AA", "find-wrong-ni"),
            ("place=JE2+3AB", "find-wrong-islands"),
            ("place=12345", "find-wrong-postcode"),
            ("place=nowhere+at+all", "find-wrong-place"),
            ("", "find-wrong-nothing"),
        ] {
            let errors = asked(body).err().unwrap();
            assert_eq!(errors.of("place").unwrap().key, wanted, "{body}");
        }
        assert!(asked("need=debt").is_ok(), "a need alone is a question");
        assert!(asked("need=debt&age=200").is_err());
    }

    #[test]
    fn every_need_has_a_name_in_both_languages() {
        for language in [crate::text::Language::English, crate::text::Language::Welsh] {
            for term in Term::all() {
                let words = term_words(Text::new(language), term);
                assert!(!words.contains('⟦') && !words.is_empty(), "{}", term.code());
            }
        }
    }
}
