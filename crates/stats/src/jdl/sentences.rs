//! Reads the text of a report and marks sentences that say more than a result can. A reader over
//! somebody's shoulder, not a judge: it knows phrases and not meaning, and a text without marks may
//! still mislead.

use super::words::Verdict;

/// Why a sentence is unsafe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsafe {
    /// "Works", "is effective".
    Works,
    /// "Does not work", "no effect", "the same".
    NoEffect,
    /// "Proves", "guarantees".
    Certain,
    /// "Almost significant", "a trend towards".
    Almost,
    /// A single figure for a difference, without its interval.
    Bare,
    /// A direction, where the interval crosses nought.
    Direction,
    /// "Caused", "thanks to".
    Cause,
}

impl Unsafe {
    /// What to write instead.
    #[must_use]
    pub const fn advice(self) -> &'static str {
        match self {
            Self::Works => "say what was measured, by how much between which ends, and of how many",
            Self::NoEffect => {
                "an interval across nought cannot show that nothing changed: say how far either way it could be, and that more people would be needed"
            }
            Self::Certain => {
                "one comparison is evidence, not proof: say \"is statistically significant\" if it is"
            }
            Self::Almost => "it is significant or it is not: give the interval",
            Self::Bare => {
                "give both ends of the interval (\"lower by between … and …\"), not one figure"
            }
            Self::Direction => {
                "this result crosses nought: \"could be lower by as many as … or higher by as many as …\""
            }
            Self::Cause => {
                "a matched comparison cannot rule out what it did not match on: say \"those supported\", not \"because of\""
            }
        }
    }
}

/// A sentence that says more than it may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which sentence, from 1.
    pub number: usize,
    /// The sentence.
    pub sentence: String,
    /// Why.
    pub why: Unsafe,
}

/// Marks unsafe sentences of a text; at most one finding a reason and sentence. With `verdict`
/// inconclusive, a sentence that claims a direction is marked too.
#[must_use]
pub fn check(text: &str, verdict: Option<Verdict>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, sentence) in sentences(text).into_iter().enumerate() {
        let words = words(&sentence);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        for why in reasons(&words, verdict) {
            findings.push(Finding { number: at + 1, sentence: sentence.clone(), why });
        }
    }
    findings
}

const NOT_SAID: [&str; 11] = [
    "cannot say",
    "can not say",
    "can't say",
    "cannot tell",
    "can't tell",
    "cannot show",
    "does not show",
    "does not mean",
    "whether",
    "not possible to say",
    "impossible to say",
];
const NO_EFFECT: [&str; 24] = [
    "no effect",
    "no impact",
    "no difference",
    "no change in",
    "no benefit",
    "the same",
    "ineffective",
    "not effective",
    "does not work",
    "do not work",
    "did not work",
    "doesn't work",
    "don't work",
    "didn't work",
    "has not worked",
    "failed to reduce",
    "did not reduce",
    "does not reduce",
    "didn't reduce",
    "doesn't reduce",
    "not made a difference",
    "no better",
    "no worse",
    "as likely",
];
const WORKS: [&str; 16] = [
    "is effective",
    "are effective",
    "was effective",
    "were effective",
    "be effective",
    "an effective",
    "highly effective",
    "very effective",
    "most effective",
    "effectiveness of",
    "it worked",
    "to work",
    "that work",
    "success in reducing",
    "successfully reduces",
    "successfully reduced",
];
const CERTAIN: [&str; 12] = [
    "proves",
    "proved",
    "proven to",
    "proof that",
    "guarantees",
    "guaranteed",
    "conclusively",
    "definitely",
    "undoubtedly",
    "without doubt",
    "certainly",
    "clearly shows",
];
const ALMOST: [&str; 11] = [
    "almost significant",
    "nearly significant",
    "approaching significance",
    "approached significance",
    "close to significance",
    "trend towards",
    "trend toward",
    "borderline",
    "just missed",
    "marginally significant",
    "just short of significance",
];
const CAUSE: [&str; 9] = [
    "thanks to",
    "because of our",
    "because of the service",
    "caused",
    "due to our",
    "due to the",
    "as a result of our",
    "as a result of the",
    "led to a",
];
/// After "works" these make it a person at work.
const AT_WORK: [&str; 19] = [
    "with",
    "for",
    "in",
    "at",
    "on",
    "closely",
    "alongside",
    "as",
    "across",
    "from",
    "towards",
    "by",
    "together",
    "within",
    "there",
    "under",
    "part",
    "full",
    "to",
];
const DOWN: [&str; 22] = [
    "reduced",
    "reduces",
    "reduce",
    "reducing",
    "reduction",
    "cut",
    "cuts",
    "lowered",
    "lowers",
    "lower",
    "decreased",
    "decrease",
    "fell",
    "fewer",
    "less",
    "dropped",
    "drop",
    "halved",
    "down",
    "higher",
    "increased",
    "rose",
];
const HEDGED: [&str; 9] =
    ["could", "might", "may", "cannot", "not", "whether", "between", "aim", "aims"];

fn reasons(words: &[&str], verdict: Option<Verdict>) -> Vec<Unsafe> {
    let mut found = Vec::new();
    let any = |phrases: &[&str]| phrases.iter().any(|p| has(words, p));
    let open = any(&NOT_SAID);
    if !open && any(&NO_EFFECT) {
        found.push(Unsafe::NoEffect);
    }
    let negated = found.contains(&Unsafe::NoEffect);
    if !open && !negated && (any(&WORKS) || it_works(words)) {
        found.push(Unsafe::Works);
    }
    if any(&CERTAIN) {
        found.push(Unsafe::Certain);
    }
    if any(&ALMOST) {
        found.push(Unsafe::Almost);
    }
    let of_result = words.iter().any(|w| {
        w.contains("reoffen") || w.contains("re-offen") || w.contains("reconvict") || *w == "crime"
    });
    let moved = words.iter().enumerate().any(|(i, w)| DOWN.contains(w) && !is_a_limit(&words[i..]));
    let counted = words.iter().any(|w| w.starts_with(|c: char| c.is_ascii_digit()))
        || words.contains(&"halved")
        || any(&["by half", "by a third", "by a quarter"]);
    let both_ends = (words.contains(&"between") && words.contains(&"and")) || any(&["as many as"]);
    if of_result && moved && counted && !both_ends {
        found.push(Unsafe::Bare);
    }
    let hedged = words.iter().any(|w| HEDGED.contains(w));
    if verdict == Some(Verdict::Inconclusive) && of_result && moved && !hedged {
        found.push(Unsafe::Direction);
    }
    if (of_result || moved) && any(&CAUSE) {
        found.push(Unsafe::Cause);
    }
    found
}

/// "Fewer than 30": how many there are, not how many fewer.
fn is_a_limit(words: &[&str]) -> bool {
    matches!(words, ["fewer" | "less", "than", limit, ..] if limit.starts_with(|c: char| c.is_ascii_digit()))
}

/// "Works" of a service, not of a person at work, nor in "what works".
fn it_works(words: &[&str]) -> bool {
    words.iter().enumerate().any(|(i, w)| {
        matches!(*w, "works" | "worked")
            && !words.get(i + 1).is_some_and(|next| AT_WORK.contains(next))
            && !(i > 0 && matches!(words[i - 1], "what" | "she" | "he" | "they" | "we" | "who"))
    })
}

fn has(words: &[&str], phrase: &str) -> bool {
    let parts: Vec<&str> = phrase.split(' ').collect();
    words.windows(parts.len()).any(|window| window == parts.as_slice())
}

fn sentences(text: &str) -> Vec<String> {
    let mut made = Vec::new();
    let mut current = String::new();
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        current.push(c);
        let next = letters.peek().copied();
        // A full stop inside a number ends nothing; an empty line ends everything.
        let ends = matches!(c, '.' | '!' | '?') && next.is_none_or(char::is_whitespace)
            || c == '\n' && next == Some('\n');
        if ends {
            push(&mut made, &mut current);
        }
    }
    push(&mut made, &mut current);
    made
}

fn push(made: &mut Vec<String>, current: &mut String) {
    let sentence = current.split_whitespace().collect::<Vec<_>>().join(" ");
    if !sentence.is_empty() {
        made.push(sentence);
    }
    current.clear();
}

fn words(sentence: &str) -> Vec<String> {
    sentence
        .to_lowercase()
        .replace('\u{2019}', "'")
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '-' | '%')))
        .map(|w| w.trim_matches(['\'', '-']).to_owned())
        .filter(|w| !w.is_empty())
        .collect()
}
