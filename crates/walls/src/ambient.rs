//! Wall 6 and the source half of wall 2: time, chance and ids come from `Ctx`. Clippy refuses the
//! functions in `clippy.toml`; this check finds what clippy was told to overlook, and that the list
//! itself was not shortened.

use std::fs;
use std::path::Path;

use crate::Breach;
use crate::source::{Token, flat, tokens};
use crate::tree::{SourceFile, program};

/// Functions that `clippy.toml` must refuse, each with a reason.
const REFUSED: [&str; 8] = [
    "std::time::SystemTime::now",
    "std::time::Instant::now",
    "jiff::Timestamp::now",
    "jiff::Zoned::now",
    "uuid::Uuid::new_v4",
    "uuid::Uuid::now_v7",
    "rand::rng",
    "rand::random",
];

/// Pairs of names that ask the machine for the time, for chance or for an id.
const AMBIENT: [(&str, &str); 10] = [
    ("SystemTime", "now"),
    ("Instant", "now"),
    ("Timestamp", "now"),
    ("Zoned", "now"),
    ("Uuid", "new_v4"),
    ("Uuid", "now_v7"),
    ("rand", "rng"),
    ("rand", "random"),
    ("getrandom", "fill"),
    ("OsRng", "try_fill_bytes"),
];

/// Where the real clock and the real chance are made, and nowhere else: the edge, where a `Ctx` begins;
/// the stopwatch that tells how long a phase of an engine took, and the key with which it rounds.
const EDGE: [(&str, &str); 3] =
    [("cli", "src/real.rs"), ("engines", "src/chance.rs"), ("engines", "src/stopwatch.rs")];

/// Paths that a pure crate may not name: files, network, environment, processes, threads that wait.
const OUTSIDE: [(&str, &str); 5] =
    [("std", "fs"), ("std", "net"), ("std", "env"), ("std", "process"), ("std", "io")];
const PURE: [&str; 3] = ["kernel", "stats", "models"];

/// Entries that `clippy.toml` lacks, or that stand there without a reason.
#[must_use]
pub fn listed_in_clippy_toml(root: &Path) -> Vec<Breach> {
    let list = fs::read_to_string(root.join("clippy.toml")).unwrap_or_default();
    REFUSED
        .iter()
        .filter(|function| {
            let entry = format!("path = \"{function}\"");
            !list.lines().any(|line| line.contains(&entry) && line.contains("reason = \""))
        })
        .map(|function| {
            Breach::new("clippy.toml", format!("must refuse {function}, with a reason"))
        })
        .collect()
}

/// Code of the program that asks the machine for the time, for chance or for an id outside the one
/// place where the real clock stands; and pure crates that reach outside at all.
#[must_use]
pub fn ambient_time_and_chance(root: &Path) -> Vec<Breach> {
    program(root).iter().flat_map(in_file).collect()
}

fn in_file(file: &SourceFile) -> Vec<Breach> {
    let row = match tokens(&file.text) {
        Ok(row) => flat(row),
        Err(error) => return vec![Breach::new(file.at(1), error)],
    };
    let pure = PURE.contains(&file.krate.as_str());
    let edge = EDGE.contains(&(file.krate.as_str(), file.path.as_str()));
    let mut breaches = Vec::new();
    for part in row.windows(4) {
        if let [
            (line, Token::Name(from)),
            (_, Token::Sign(':')),
            (_, Token::Sign(':')),
            (_, Token::Name(to)),
        ] = part
        {
            let pair = (from.as_str(), to.as_str());
            if AMBIENT.contains(&pair) && !edge {
                let what = format!("{from}::{to} asks the machine; take it from Ctx");
                breaches.push(Breach::new(file.at(*line), what));
            }
            if pure && OUTSIDE.contains(&pair) {
                let what = format!("{} is pure and may not name {from}::{to}", file.krate);
                breaches.push(Breach::new(file.at(*line), what));
            }
        }
    }
    if pure {
        for (line, token) in &row {
            if *token == Token::Name("async".into()) {
                breaches.push(Breach::new(file.at(*line), "a pure crate has no async code"));
            }
        }
    }
    breaches
}
