//! `match`, `power`, `jdl` and `disclose` as an analyst meets them: the examples that their help
//! prints, and files that are not as they should be.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn run(words: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_alongside-engines");
    Command::new(program).current_dir(root()).args(words).output().unwrap()
}

fn said(words: &[&str]) -> String {
    let output = run(words);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn refused(words: &[&str], code: i32) -> String {
    let output = run(words);
    assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr).unwrap()
}

/// The commands that a help text shows, without the program's name.
fn examples(help: &[&str]) -> Vec<Vec<String>> {
    let text = said(help);
    let after = text.split_once("xample").unwrap().1;
    // As a shell reads it: a line goes on after a backslash at its end, and nowhere else.
    after
        .replace("\\\n", " ")
        .lines()
        .filter_map(|line| line.trim().strip_prefix("alongside-engines "))
        .map(|command| command.split_whitespace().map(str::to_owned).collect())
        .collect()
}

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        std::fs::write(self.path(name), bytes).unwrap();
        self.path(name)
    }
}

const EXAMPLE: [&str; 12] = [
    "match",
    "data/matching/example.csv",
    "--treat",
    "supported",
    "--outcome",
    "reoffended",
    "--covariates",
    "age,previous_offences,housing,short_sentence",
    "--method",
    "nearest",
    "--caliper",
    "0.2",
];

#[test]
fn the_examples_of_the_helps_run_as_printed() {
    let desk = Desk::new();
    for help in [
        &["match", "--help"] as &[&str],
        &["power", "rate", "--help"],
        &["power", "mean", "--help"],
        &["jdl", "word", "--help"],
        &["jdl", "check", "--help"],
        &["disclose", "--help"],
    ] {
        let commands = examples(help);
        assert!(!commands.is_empty(), "{help:?}");
        for mut words in commands {
            // The example writes into the working folder; the test into one of its own.
            if let Some(at) = words.iter().position(|word| word == "--out") {
                words[at + 1] = desk.path("example");
            }
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let code = run(&words).status.code();
            let expected = if words[..2] == ["jdl", "check"] { 4 } else { 0 };
            assert_eq!(code, Some(expected), "{words:?}");
        }
    }
    assert!(Path::new(&desk.path("example/report.html")).is_file());
}

#[test]
fn a_comparison_leaves_weights_pairs_balance_and_a_report() {
    let desk = Desk::new();
    let out = desk.path("matched");
    let mut words = EXAMPLE.to_vec();
    words.extend(["--id", "id", "--out", &out, "--json"]);
    let told: serde_json::Value = serde_json::from_str(&said(&words)).unwrap();
    assert_eq!(told["incomplete"], 3);
    assert!(told["smd_after"].as_f64().unwrap() < told["smd_before"].as_f64().unwrap());
    let read = |name: &str| std::fs::read_to_string(Path::new(&out).join(name)).unwrap();
    let weights = read("weights.csv");
    assert_eq!(weights.lines().count(), 1 + 897);
    let sum: f64 = weights
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect::<Vec<_>>())
        .filter(|fields| fields[1] == "0")
        .map(|fields| fields[3].parse::<f64>().unwrap())
        .sum();
    assert!((sum - told["matched_comparison"].as_f64().unwrap()).abs() < 1e-6);
    assert_eq!(
        read("pairs.csv").lines().count() as u64,
        1 + told["matched_treated"].as_u64().unwrap()
    );
    assert!(read("balance.csv").contains("housing: nowhere"));
    assert!(read("report.html").contains("Differences before and after matching"));
    // Again, the same bytes.
    said(&words);
    assert_eq!(read("weights.csv"), weights);
}

#[test]
fn radius_and_splitting_ties_run_from_file_to_report() {
    let desk = Desk::new();
    let common: Vec<&str> = EXAMPLE.iter().take(8).copied().collect();
    for how in [
        &["--method", "radius", "--caliper", "0.1"] as &[&str],
        &["--method", "nearest", "--replace", "--ties", "split", "--ratio", "5"],
        &["--method", "nearest", "--exact", "housing"],
    ] {
        let out = desk.path("out");
        let mut words = common.clone();
        words.extend(how);
        words.extend(["--out", &out]);
        let text = said(&words);
        assert!(text.contains("treated rows are matched"), "{text}");
        assert!(!text.contains("works") && !text.contains("no effect"), "{text}");
    }
}

fn bad(rows: &str, covariates: &str) -> String {
    let desk = Desk::new();
    let file = desk.put("bad.csv", rows);
    let out = desk.path("out");
    let words = [
        "match",
        &file,
        "--treat",
        "t",
        "--outcome",
        "y",
        "--covariates",
        covariates,
        "--method",
        "nearest",
        "--id",
        "id",
        "--out",
        &out,
    ];
    let sentence = refused(&words, 1);
    assert!(!Path::new(&out).exists(), "half-written");
    assert!(!sentence.contains("Secret"), "{sentence}");
    sentence
}

#[test]
fn bad_files_are_told_in_a_sentence_and_leave_nothing() {
    let head = "id,t,y,a,b\n";
    let rows = |f: &dyn Fn(usize) -> String| {
        let lines: Vec<String> = (0..12).map(f).collect();
        format!("{head}{}\n", lines.join("\n"))
    };
    let t = |i: usize| usize::from(i.is_multiple_of(3));
    let good = |i: usize| format!("p{i},{},{},{},{}", t(i), i % 2, i * 7 % 5, i * 3 % 4);
    for (file, covariates, words) in [
        (
            rows(&|i| format!("p{i},{},{},{},1", t(i), i % 2, t(i))),
            "a",
            "tells treated from untreated",
        ),
        (rows(&|i| format!("p{i},{},{},4,1", t(i), i % 2)), "a", "nothing to match on"),
        (rows(&|i| format!("p{i},{},{},,1", t(i), i % 2)), "a", "holds no value"),
        (
            rows(&|i| format!("p{i},{},{},{},1", usize::from(i == 4), i % 2, i % 5)),
            "a",
            "1 treated rows",
        ),
        (
            rows(&|i| format!("p{i},{},{},{},1", t(i), i % 2, if i == 7 { "Secret" } else { "3" })),
            "a",
            "record 8 is not a number",
        ),
        (
            rows(&|i| format!("Secret,{},{},{},1", t(i), i % 2, i % 5)),
            "a",
            "records 1 and 2 have the same identifier",
        ),
        (rows(&|i| format!("p{i},perhaps,{},{},1", i % 2, i % 5)), "a", "neither 1 nor 0"),
        (rows(&good), "a,c", "no column c"),
        (rows(&good), "a,a", "named twice"),
        (head.to_owned(), "a", "column a holds no value"),
    ] {
        let sentence = bad(&file, covariates);
        assert!(sentence.contains(words), "{words}: {sentence}");
    }
    // Dates in a hundred forms are no covariate.
    let dates: Vec<String> = (0..90)
        .map(|i| format!("p{i},{},{},{:02}/{:02}/2026,1", t(i), i % 2, 1 + i % 28, 1 + i % 12))
        .collect();
    let sentence = bad(&format!("{head}{}\n", dates.join("\n")), "a");
    assert!(sentence.contains("turn dates into ages"), "{sentence}");
}

#[test]
fn power_says_which_comparison_it_means() {
    let told = said(&["power", "rate", "--base", "28", "--treated", "114"]);
    assert!(told.contains("11.8 points"), "{told}");
    assert!(told.contains("so large that its own error is nil"), "{told}");
    let told = said(&["power", "rate", "--base", "28", "--treated", "717"]);
    assert!(told.contains("4.7 points"), "{told}");
    let told = said(&["power", "rate", "--base", "28", "--difference", "5"]);
    assert!(told.starts_with("633 "), "{told}");
    let arms = ["power", "rate", "--base", "28", "--difference", "5", "--arms", "equal"];
    let told = said(&arms);
    assert!(told.starts_with("1189 ") && told.contains("two equal arms"), "{told}");
    let none = ["power", "rate", "--base", "28", "--difference", "0"];
    assert!(refused(&none, 1).contains("a difference of nothing"));
}

#[test]
fn results_are_worded_and_kept_apart() {
    let told = said(&["jdl", "word", "data/jdl/results-example.csv"]);
    let (summary, rest) = told.split_once("To be read with care").unwrap();
    assert!(
        summary.contains("Rowan Centre") && !summary.contains("Hazel House: The rate"),
        "{told}"
    );
    assert!(rest.contains("could be lower by as many as 11 or higher by as many as 5"), "{told}");
    assert!(told.contains("Not to be given:"), "{told}");
    for never in ["works", "no effect", "the same"] {
        assert!(!told.contains(never), "{never}: {told}");
    }
}

#[test]
fn an_unsafe_report_is_marked_and_ends_with_code_four() {
    let output = run(&["jdl", "check", "data/jdl/report-example.txt", "--crosses-nought"]);
    assert_eq!(output.status.code(), Some(4));
    let told = String::from_utf8(output.stdout).unwrap();
    for sentence in ["Our support works.", "almost significant", "Thanks to our mentors"] {
        assert!(told.contains(sentence), "{told}");
    }
    assert!(
        !told.contains("by as many as 11 or higher by as many as 5 women in every 100; more"),
        "{told}"
    );
}

#[test]
fn a_table_is_published_once_and_its_sister_is_refused() {
    let desk = Desk::new();
    let (ledger, out, key) = (desk.path("ledger.json"), desk.path("out.csv"), desk.path("key"));
    let first = desk.put("first.csv", "age,count\n18-24,40\n25+,60\nTotal,100\n");
    let publish = |file: &str, more: &[&str]| {
        let mut words = vec![
            "disclose",
            file,
            "--threshold",
            "10",
            "--ledger",
            &ledger,
            "--population",
            "Q1",
            "--dated",
            "2026-04-01",
            "--out",
            &out,
        ];
        words.extend(more);
        run(&words)
    };
    let told = publish(&first, &[]);
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    assert_eq!(std::fs::read_to_string(&out).unwrap(), "age,count\n18-24,40\n25+,60\nTotal,100\n");
    let kept = std::fs::read(&ledger).unwrap();
    let sister = desk.put("second.csv", "age,count\n18-25,43\n26+,57\n");
    let told = publish(&sister, &[]);
    assert_eq!(told.status.code(), Some(4));
    let why = String::from_utf8(told.stderr).unwrap();
    assert!(why.contains("together with entry 1") && !why.contains('3'), "{why}");
    // Nothing was written.
    assert_eq!(std::fs::read(&ledger).unwrap(), kept);
    assert!(std::fs::read_to_string(&out).unwrap().contains("18-24"));
    // Rounded, the same cell rounds the same way each time, by a key that is kept.
    let round = ["--round", "5", "--round-key", &key];
    let numbers = desk.put("third.csv", "site,count\nA,41\nB,63\nC,32\n");
    let mut words = vec!["disclose", &numbers, "--threshold", "10"];
    words.extend(round);
    let told = said(&words);
    assert_eq!(std::fs::read(&key).unwrap().len(), 32);
    assert_eq!(told, said(&words));
    desk.put("ledger.json", &kept[..kept.len() / 2]);
    let told = publish(&first, &[]);
    assert_eq!(told.status.code(), Some(1));
    assert!(String::from_utf8(told.stderr).unwrap().contains("was cut off"));
}

#[test]
fn a_rate_goes_with_its_numerator_and_those_for_whom_it_does_not_hold() {
    let desk = Desk::new();
    let file = desk.put("rates.csv", "site,housed,clients\nA,4,50\nB,22,60\nC,30,61\nD,45,48\n");
    let words = ["disclose", &file, "--threshold", "10", "--count", "housed", "--among", "clients"];
    let told = said(&words);
    let line = |site: &str| told.lines().find(|l| l.starts_with(site)).unwrap().to_owned();
    assert!(told.starts_with("site,count,among,rate"), "{told}");
    for site in ["A,", "D,"] {
        assert!(line(site).ends_with("[c]"), "{told}");
    }
    let bad = desk.put("bad.csv", "site,count\nA,few\n");
    let why = refused(&["disclose", &bad, "--threshold", "10"], 1);
    assert!(why.contains("record 1 is not a whole number") && !why.contains("few"), "{why}");
}
