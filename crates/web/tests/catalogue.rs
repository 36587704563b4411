//! Every phrase that a template or a handler asks for is there in English; what has no Welsh yet and
//! what nobody asks for is listed.
#![allow(
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a test file; outside #[test] clippy does not know that"
)]
#![allow(clippy::print_stdout, reason = "the list is what the test is for")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The calls whose first or second argument is a key.
const ASKING: [&str; 6] = ["say(", "key(", "must(", "refuse(", "parsed(", "add("];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs" || e == "html") {
            found.push(path);
        }
    }
}

fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    files(&root.join("src"), &mut found);
    files(&root.join("templates"), &mut found);
    found
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            // A test may ask for what is not there.
            let text = text.split("#[cfg(test)]").next().unwrap_or_default();
            let text = without_comments(text, path.extension().is_some_and(|e| e == "html"));
            let shown = path.strip_prefix(root).unwrap().to_owned();
            (shown, text)
        })
        .collect()
}

/// Examples in comments ask for phrases of rooms that may not be there.
fn without_comments(text: &str, is_template: bool) -> String {
    if is_template {
        let mut parts = text.split("{#");
        let first = parts.next().unwrap_or_default();
        let rest = parts.map(|part| part.split_once("#}").map_or("", |(_, after)| after));
        return std::iter::once(first).chain(rest).collect();
    }
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.map(|line| format!("{line}\n")).collect()
}

fn keys(language: &str) -> BTreeSet<&'static str> {
    let mut keys = BTreeSet::new();
    for (_, file, text) in web::text::sources().iter().filter(|(l, ..)| *l == language) {
        for line in text.lines() {
            let Some((key, _)) = line.split_once('=') else { continue };
            let key = key.trim_end();
            if key.starts_with(|c: char| c.is_ascii_lowercase()) && is_key(key) {
                assert!(keys.insert(key), "{language}/{file}: {key} is there twice");
            }
        }
    }
    keys
}

fn is_key(text: &str) -> bool {
    text.contains('-')
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// Literals that stand directly in an asking call, on the same line or the next.
fn asked(text: &str) -> BTreeSet<&str> {
    let mut asked = BTreeSet::new();
    for call in ASKING {
        for (index, _) in text.match_indices(call) {
            let rest = &text[index + call.len()..];
            let arguments: String = rest.chars().take_while(|c| *c != ')').collect();
            let arguments = &rest[..arguments.len()];
            for literal in arguments.split('"').skip(1).step_by(2) {
                let is_plain_add = call == "add(" && arguments.starts_with('"');
                if is_key(literal) && !(is_plain_add && arguments.matches('"').count() == 2) {
                    asked.insert(literal);
                }
            }
        }
    }
    // The keys of faults that a reader makes itself.
    for (index, _) in text.match_indices("\"form-") {
        let literal = text[index + 1..].split('"').next().unwrap_or_default();
        asked.insert(literal);
    }
    asked
}

#[test]
fn every_phrase_asked_for_is_there_in_english() {
    let english = keys("en");
    assert!(english.len() > 100, "the catalogue was not read");
    let mut missing = Vec::new();
    for (path, text) in sources() {
        for key in asked(&text) {
            if !english.contains(key) {
                missing.push(format!("{}: {key}", path.display()));
            }
        }
    }
    assert!(missing.is_empty(), "without English:\n{}", missing.join("\n"));
}

#[test]
fn a_phrase_that_is_nowhere_would_be_found() {
    assert!(asked(r#"{{ t.say("no-such-key").with("count", 1) }}"#).contains("no-such-key"));
    assert!(asked(r#"read.line("name").must("name-needed")"#).contains("name-needed"));
    assert!(asked(r#"read.refuse("until", "until-before-from")"#).contains("until-before-from"));
    assert!(asked("Self::Open => key(\n    \"stage-open\",\n)").contains("stage-open"));
}

#[test]
fn welsh_says_nothing_that_english_does_not() {
    let english = keys("en");
    let only_welsh: Vec<_> = keys("cy").into_iter().filter(|key| !english.contains(key)).collect();
    assert!(only_welsh.is_empty(), "Welsh without English: {only_welsh:?}");
}

#[test]
fn phrases_without_welsh_and_phrases_that_nobody_asks_for_are_listed() {
    let (english, welsh) = (keys("en"), keys("cy"));
    let everything: String = sources().into_iter().map(|(_, text)| text).collect();
    let unused: Vec<_> =
        english.iter().filter(|key| !everything.contains(&format!("\"{key}\""))).collect();
    let without: Vec<_> = english.difference(&welsh).collect();
    println!("{} phrases in English, {} of them without Welsh", english.len(), without.len());
    println!("not asked for by a literal: {unused:?}");
    assert!(
        unused.len() * 10 < english.len(),
        "more than a tenth of the phrases are asked for by nobody: {unused:?}"
    );
}

#[test]
fn every_catalogue_is_well_formed() {
    for (language, file, text) in web::text::sources() {
        let parsed = fluent_bundle::FluentResource::try_new((*text).to_owned());
        assert!(parsed.is_ok(), "{language}/{file}: {:?}", parsed.err().map(|(_, errors)| errors));
    }
}

#[test]
fn the_finder_says_everything_in_welsh_too() {
    let (english, welsh) = (keys("en"), keys("cy"));
    let all = english.iter().filter(|key| key.starts_with("find-") || key.starts_with("public-"));
    let missing: Vec<_> = all.filter(|key| !welsh.contains(*key)).collect();
    assert!(missing.is_empty(), "without Welsh: {missing:?}");
    assert!(welsh.iter().filter(|key| key.starts_with("find-")).count() > 200);
}
