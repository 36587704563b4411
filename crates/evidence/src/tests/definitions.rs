//! What a definition may say, and how a file that says something else is answered.

use proptest::prelude::*;

use crate::definition::words::{Count, Dim};
use crate::{Definition, Definitions};

const GOOD: &str = r#"
title = "Our return"
for = ["grant"]
period = "quarter"

[[figure]]
code = "started"
label = "Women who started"
count = "women"
in = "started"
where = { source = ["police", "court"] }
by = "age"
bands = [18, 25, 45]
"#;

fn faults(text: &str) -> Vec<String> {
    match Definition::read("ours.toml", "ours", text) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn the_three_returns_that_are_built_in_are_sound_and_each_fits_its_programme() {
    let all = Definitions::built_in();
    assert_eq!(all.faults, []);
    let codes = |kind| all.fitting(kind, "X").map(|d| d.code.as_str()).collect::<Vec<_>>();
    assert_eq!(codes("probation"), ["prime-month"]);
    assert_eq!(codes("pcc"), ["pcc-quarter"]);
    assert_eq!(codes("grant"), ["grant-story"]);
    assert!(!all.by_code("grant-story").unwrap().questions.is_empty());
    assert!(all.by_code("pcc-quarter").unwrap().needs_births());
}

#[test]
fn an_unknown_word_is_named_with_file_line_and_what_would_be_right() {
    for (from, to, line, word) in [
        ("count = \"women\"", "count = \"ladies\"", 9, "ladies"),
        ("in = \"started\"", "in = \"begun\"", 10, "begun"),
        ("in = \"started\"", "in = \"answered\"", 10, "answered"),
        ("\"court\"", "\"magistrates\"", 11, "magistrates"),
        ("source =", "sauce =", 11, "sauce"),
        ("by = \"age\"", "by = \"shoe_size\"", 12, "shoe_size"),
        ("period = \"quarter\"", "period = \"fortnight\"", 4, "fortnight"),
        ("[\"grant\"]", "[\"lottery\"]", 3, "lottery"),
        ("bands = ", "bends = ", 13, "bends"),
        ("label = \"Women who started\"", "label = \"\"", 8, "1 to 300"),
        ("[18, 25, 45]", "[25, 18]", 13, "rising"),
        ("{ source = [\"police\", \"court\"] }", "{ wait = { about = 3 } }", 11, "about"),
        ("{ source = [\"police\", \"court\"] }", "{ age = \"18-24\" }", 11, "bounded"),
        ("{ source = [\"police\", \"court\"] }", "{ source = 3 }", 11, "text"),
        ("{ source = [\"police\", \"court\"] }", "{ source = [] }", 11, "empty"),
    ] {
        assert!(GOOD.contains(from), "{from}");
        let said = faults(&GOOD.replace(from, to)).join("\n");
        assert!(said.contains(&format!("ours.toml, line {line}: ")), "{to}: {said}");
        assert!(said.contains(word), "{to}: {said}");
    }
    assert_eq!(faults(GOOD), Vec::<String>::new());
}

#[test]
fn a_word_of_another_count_is_refused() {
    let text = GOOD.replace("by = \"age\"\nbands = [18, 25, 45]", "by = \"urgency\"");
    assert!(faults(&text).join("").contains("“urgency” is not something women are told apart by"));
}

#[test]
fn a_code_in_two_rows_a_code_twice_and_a_share_of_nothing_are_refused() {
    let rows = "by = \"source\"\nrows = [{ code = \"A\", label = \"a\", of = [\"police\"] }, \
                { code = \"B\", label = \"b\", of = [\"police\"] }]";
    let twice = GOOD.replace("by = \"age\"\nbands = [18, 25, 45]", rows);
    assert!(faults(&twice).join("").contains("is in two rows"));
    let same = format!("{GOOD}\n[[question]]\ncode = \"started\"\nlabel = \"Why?\"\n");
    assert!(faults(&same).join("").contains("second time"));
    let share = GOOD.replace("by = \"age\"\nbands = [18, 25, 45]", "share_of = \"nothing\"");
    assert!(faults(&share).join("").contains("is not a figure of this return"));
}

#[test]
fn a_file_of_an_installation_is_added_or_takes_the_place_of_a_built_in_one() {
    let folder = tempfile::tempdir().unwrap();
    let returns = folder.path().join("returns");
    std::fs::create_dir(&returns).unwrap();
    std::fs::write(returns.join("fourth.toml"), GOOD).unwrap();
    std::fs::write(returns.join("grant-story.toml"), GOOD).unwrap();
    std::fs::write(returns.join("broken.toml"), "title = ").unwrap();
    std::fs::write(returns.join("binary.toml"), [0xff, 0xfe, 0x00]).unwrap();
    std::fs::write(returns.join("Large Name!.toml"), GOOD).unwrap();
    std::fs::write(returns.join("large.toml"), "#".repeat(300_000)).unwrap();
    std::fs::write(returns.join("notes.txt"), "not a return").unwrap();
    let all = Definitions::of_installation(folder.path());
    assert_eq!(all.by_code("fourth").unwrap().title, "Our return");
    assert_eq!(all.by_code("grant-story").unwrap().title, "Our return");
    assert!(all.by_code("pcc-quarter").is_some());
    let mut files: Vec<_> = all.faults.iter().map(|fault| fault.file.as_str()).collect();
    files.sort_unstable();
    assert_eq!(files, ["Large Name!.toml", "binary.toml", "broken.toml", "large.toml"]);
}

#[test]
fn no_text_of_a_definition_is_ever_taken_for_a_word() {
    let sql = "'; drop table woman; --";
    let text = GOOD.replace("\"court\"", &format!("{sql:?}"));
    assert!(faults(&text).join("").contains("is not a value of source"));
    // In a label it is a text like any other.
    let label = GOOD.replace("Women who started", sql);
    assert_eq!(faults(&label), Vec::<String>::new());
}

#[test]
fn every_dimension_that_a_count_has_can_be_asked_by_it() {
    for count in Count::ALL {
        for dim in Dim::ALL.iter().filter(|dim| count.has(**dim)) {
            let text = format!(
                "title = \"t\"\nfor = [\"grant\"]\nperiod = \"month\"\n[[figure]]\ncode = \"a\"\n\
                 label = \"a\"\ncount = \"{}\"\nby = \"{}\"\n",
                count.code(),
                dim.code()
            );
            assert_eq!(faults(&text), Vec::<String>::new(), "{text}");
        }
    }
}

#[test]
fn nested_brackets_by_the_thousand_are_refused_without_a_crash() {
    let deep = format!("title = {}{}", "[".repeat(5000), "]".repeat(5000));
    assert!(!faults(&deep).is_empty());
    let tables = "[a".to_owned() + &".a".repeat(5000) + "]\n";
    assert!(!faults(&tables).is_empty());
}

proptest! {
    #[test]
    fn any_text_is_a_return_or_a_fault_with_a_line(text in "\\PC{0,300}") {
        if let Err(faults) = Definition::read("ours.toml", "ours", &text) {
            prop_assert!(!faults.is_empty());
            for fault in faults {
                prop_assert!(fault.line >= 1 && fault.line <= text.matches('\n').count() + 1);
            }
        }
    }

    #[test]
    fn a_return_cut_or_changed_anywhere_is_a_return_or_a_fault(
        at in 0usize..300, with in "\\PC{0,6}", keep in 0usize..320
    ) {
        let chars: Vec<char> = GOOD.chars().collect();
        let changed: String = chars.iter().take(at.min(chars.len())).copied()
            .chain(with.chars())
            .chain(chars.iter().skip(at + 1).copied())
            .take(keep)
            .collect();
        if let Err(faults) = Definition::read("ours.toml", "ours", &changed) {
            prop_assert!(!faults.is_empty());
        }
    }
}
