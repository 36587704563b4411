//! Her words: which of them name a need, which are to be looked for in names and descriptions, and
//! which typing errors are forgiven.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use crate::model::{Term, plain_words};

/// Words that say nothing about what is sought.
const EMPTY: [&str; 70] = [
    "a",
    "an",
    "and",
    "the",
    "of",
    "for",
    "to",
    "in",
    "on",
    "at",
    "with",
    "my",
    "me",
    "i",
    "im",
    "is",
    "am",
    "are",
    "be",
    "it",
    "or",
    "by",
    "near",
    "need",
    "needs",
    "help",
    "helps",
    "helping",
    "want",
    "get",
    "getting",
    "find",
    "finding",
    "some",
    "any",
    "service",
    "services",
    "support",
    "please",
    "about",
    "from",
    "who",
    "where",
    "can",
    "do",
    "does",
    "have",
    "has",
    "that",
    "this",
    "there",
    "their",
    "her",
    "she",
    "woman",
    "women",
    "womens",
    "girls",
    "ladies",
    "female",
    "local",
    "place",
    "places",
    "somewhere",
    "someone",
    "group",
    "groups",
    "advice",
    "centre",
    "we",
];

/// Where a word was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WhereFound {
    /// In the name of the service.
    Name,
    /// In the name of its organisation.
    Organisation,
    /// In what it does.
    Description,
}

/// What her words were understood to ask for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Needs that she named.
    pub terms: BTreeSet<Term>,
    /// Words to be looked for, each with its right spelling where one was guessed.
    pub words: Vec<String>,
    /// Words that were put right: as typed, as understood.
    pub put_right: BTreeMap<String, String>,
}

/// Every way of naming a need, in words.
static PHRASES: LazyLock<HashMap<String, Term>> = LazyLock::new(|| {
    let mut found = HashMap::new();
    for term in Term::all() {
        for phrase in term.synonyms().iter().map(String::as_str).chain([term.name()]) {
            found.entry(plain_words(phrase)).or_insert(term);
        }
    }
    found
});

/// Every word of those phrases, in order.
static VOCABULARY: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    PHRASES.keys().flat_map(|phrase| phrase.split(' ')).map(str::to_owned).collect()
});

/// Words that stand in the phrases of one term alone, and so name it by themselves: "bailiff's",
/// "landlord", but not "prison".
static ALONE: LazyLock<HashMap<String, Term>> = LazyLock::new(|| {
    let mut found: HashMap<String, Option<Term>> = HashMap::new();
    for (phrase, term) in PHRASES.iter() {
        for word in phrase.split(' ').filter(|word| is_worth(word) && word.len() > 3) {
            let of_it = found.entry(word.to_owned()).or_insert(Some(*term));
            if *of_it != Some(*term) {
                *of_it = None;
            }
        }
    }
    found.into_iter().filter_map(|(word, term)| Some((word, term?))).collect()
});

/// Is this, whole, a way of naming a need, or an empty word?
pub(super) fn is_known(text: &str) -> bool {
    let plain = plain_words(text);
    PHRASES.contains_key(&plain)
        || plain.split(' ').all(|word| EMPTY.contains(&word) || VOCABULARY.contains(word))
}

/// The needs that a name says.
pub(super) fn named_in(name: &str) -> BTreeSet<Term> {
    understand(name, |_| true, |_| None).terms
}

/// The words of a text that are worth looking for, each once.
pub(super) fn worth(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in plain_words(text).split(' ') {
        if word.chars().count() > 1 && !EMPTY.contains(&word) && !found.iter().any(|w| w == word) {
            found.push(word.to_owned());
        }
    }
    found
}

/// Understands what was typed. `known` tells whether a word stands in the index, `nearest` gives the
/// word of the index that is nearest to one that does not.
pub(super) fn understand(
    typed: &str,
    known: impl Fn(&str) -> bool,
    nearest: impl Fn(&str) -> Option<(usize, String)>,
) -> Asked {
    let mut asked = Asked::default();
    let plain = plain_words(&typed.chars().take(300).collect::<String>());
    let mut words: Vec<String> = Vec::new();
    for word in plain.split(' ').filter(|word| !word.is_empty()).take(24) {
        let is_known = VOCABULARY.contains(word) || EMPTY.contains(&word) || known(word);
        let right = if is_known { None } else { put_right(word, &nearest) };
        if let Some(right) = right {
            asked.put_right.insert(word.to_owned(), right.clone());
            words.push(right);
        } else {
            words.push(word.to_owned());
        }
    }
    let mut at = 0;
    while at < words.len() {
        let long = (1..=5.min(words.len() - at)).rev().find_map(|long| {
            let span = words.get(at..at + long)?.join(" ");
            PHRASES.get(&span).or_else(|| one_of(&span)).map(|term| (long, *term))
        });
        match long {
            Some((long, term)) => {
                asked.terms.insert(term);
                at += long;
            }
            None => {
                let word = words.get(at).filter(|word| is_worth(word));
                match word
                    .and_then(|word| ALONE.get(word))
                    .filter(|_| !word.is_some_and(|w| known(w)))
                {
                    Some(term) => {
                        asked.terms.insert(*term);
                    }
                    None => asked.words.extend(word.cloned()),
                }
                at += 1;
            }
        }
    }
    asked.words.dedup();
    asked
}

/// "debts" for "debt", "counsellors" for "counsellor".
fn one_of(span: &str) -> Option<&'static Term> {
    let single = span.strip_suffix('s').filter(|rest| rest.len() > 3)?;
    PHRASES.get(single)
}

fn is_worth(word: &str) -> bool {
    word.chars().count() > 1 && !EMPTY.contains(&word)
}

/// How many errors are forgiven in a word of so many letters.
pub(super) const fn forgiven(letters: usize) -> usize {
    match letters {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

fn put_right(word: &str, nearest: &impl Fn(&str) -> Option<(usize, String)>) -> Option<String> {
    let allowed = forgiven(word.chars().count());
    if allowed == 0 || word.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let of_needs = closest(word, VOCABULARY.iter().map(String::as_str), allowed);
    match (of_needs, nearest(word)) {
        (Some((apart, own)), Some((other, _))) if apart <= other => Some(own),
        (_, Some((_, other))) => Some(other),
        (Some((_, own)), None) => Some(own),
        (None, None) => None,
    }
}

/// The nearest of some words within so many errors: fewest errors, then the same first letter, then
/// the order of the alphabet.
pub(super) fn closest<'a>(
    word: &str,
    among: impl Iterator<Item = &'a str>,
    allowed: usize,
) -> Option<(usize, String)> {
    let first = word.chars().next();
    among
        .filter(|other| other.len().abs_diff(word.len()) <= allowed && other.len() > 3)
        .map(|other| (strsim::osa_distance(word, other), other.chars().next() != first, other))
        .filter(|(apart, ..)| *apart <= allowed)
        .min()
        .map(|(apart, _, other)| (apart, other.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needs(typed: &str) -> Vec<&'static str> {
        let asked = understand(typed, |_| false, |_| None);
        asked.terms.into_iter().map(Term::code).collect()
    }

    #[test]
    fn the_words_of_the_field_name_needs() {
        for (typed, codes) in [
            ("debt", vec!["debt"]),
            ("help with DV", vec!["abuse"]),
            ("domestc voilence", vec!["abuse"]),
            ("somewhere to live", vec!["accommodation"]),
            ("bailiffs and universal credit", vec!["debt", "benefits"]),
            ("councelling", vec!["counselling"]),
            ("my kids were taken into care", vec!["family", "social_care"]),
            ("I've been drinking too much", vec!["alcohol"]),
            ("safe house", vec!["refuge"]),
            ("imigration solicitor", vec!["legal", "immigration"]),
            ("teasel house", vec!["accommodation"]),
            ("", vec![]),
        ] {
            let mut found = needs(typed);
            found.sort_unstable();
            let mut codes = codes;
            codes.sort_unstable();
            assert_eq!(found, codes, "{typed}");
        }
    }

    #[test]
    fn a_word_that_was_put_right_is_said() {
        let asked = understand("hosing", |_| false, |_| None);
        assert_eq!(asked.put_right.get("hosing").map(String::as_str), Some("housing"));
    }
}
