//! `cargo ci`: formatting, lints, tests on both databases, examples, browser journeys; and with
//! `--deep` full counts, each parser fuzzed for ten minutes, with licences and bans even where cargo-deny must be built first. Goes on after a failure, so that one run tells
//! everything, and sums up in its last lines. Not for measuring: that is `cargo bench-all`.

use std::env;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::interop::{self, Backend, Compared};
use crate::{Stop, cargo, folder, fuzz, needs, peers, root, succeed, tests_run};

/// How long each parser is given hostile inputs by `--deep`.
const FUZZED: Duration = Duration::from_secs(600);

/// How much to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// Everything once, repeated tests with fewer cases.
    Usual,
    /// Full counts, and the checks that first have to build a tool of their own.
    Deep,
}

/// Counts that the last lines show.
#[derive(Debug, Default)]
struct Sum {
    passed: usize,
    failed: usize,
    on_sqlite: usize,
    on_postgres: usize,
    journeys: usize,
    notes: Vec<String>,
}

impl Sum {
    /// Counts a step as one that passed or failed, and says how long it took.
    fn step(&mut self, name: &str, step: impl FnOnce() -> Result<(), Stop>) {
        println!("\n== {name}");
        let begun = Instant::now();
        match step() {
            Ok(()) => self.passed += 1,
            Err(Stop::Failed(why) | Stop::Lacking(why)) => {
                println!("FAILED {name}: {why}");
                self.notes.push(format!("failed: {name}"));
                self.failed += 1;
            }
        }
        println!("   ({:.0} s)", begun.elapsed().as_secs_f64());
    }

    fn tests(&mut self, only: Option<&str>, depth: Depth) -> Result<(), Stop> {
        let ran = tests_run::run(only, depth == Depth::Deep)?;
        self.passed += ran.passed;
        self.failed += ran.failed;
        self.on_sqlite += ran.on_sqlite;
        self.on_postgres += ran.on_postgres;
        if ran.skipping > 0 {
            self.notes
                .push(format!("{} tests skipped something; search for SKIPPED", ran.skipping));
        }
        Ok(())
    }

    fn close(self) -> Result<(), Stop> {
        println!();
        for note in &self.notes {
            println!("{note}");
        }
        println!("tests on SQLite: {}", self.on_sqlite);
        println!("tests on PostgreSQL: {}", self.on_postgres);
        println!("browser journeys: {}", self.journeys);
        println!("{} passed, {} failed", self.passed, self.failed);
        if self.failed == 0 { Ok(()) } else { Err(Stop::Failed(String::new())) }
    }
}

/// Everything.
pub(crate) fn run(depth: Depth) -> Result<(), Stop> {
    let begun = Instant::now();
    needs::ensure(&needs::FOR_CI)?;
    let mut sum = Sum::default();
    sum.step("formatting", || {
        succeed(cargo().args(["fmt", "--all", "--check"]), "cargo fmt --check")
    });
    sum.step("lints", || {
        let mut clippy = cargo();
        clippy.args(["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]);
        succeed(&mut clippy, "cargo clippy")
    });
    sum.step("lints of the program that makes PDFs", || {
        let mut clippy = cargo();
        clippy.arg("clippy").args(tests_run::DOCUMENTS);
        clippy.args(["--all-targets", "--quiet", "--", "-D", "warnings"]);
        succeed(&mut clippy, "cargo clippy")
    });
    println!("\n== tests");
    if let Err(Stop::Failed(why) | Stop::Lacking(why)) = sum.tests(None, depth) {
        println!("FAILED: {why}");
        sum.failed += 1;
    }
    println!("\n== examples in the documentation");
    match tests_run::run_examples() {
        Ok((passed, failed)) => {
            sum.passed += passed;
            sum.failed += failed;
        }
        Err(Stop::Failed(why) | Stop::Lacking(why)) => {
            println!("FAILED: {why}");
            sum.failed += 1;
        }
    }
    weights(&mut sum);
    journeys(&mut sum);
    licences(&mut sum, depth);
    if depth == Depth::Deep {
        sum.step("hostile inputs for every parser", || fuzz::every(FUZZED));
    }
    println!("\nAll of it took {:.0} minutes.", begun.elapsed().as_secs_f64() / 60.0);
    sum.close()
}

/// Only the tests of the packages whose name has this word.
pub(crate) fn only(word: &str) -> Result<(), Stop> {
    needs::ensure(&needs::TO_TEST)?;
    let mut sum = Sum::default();
    sum.tests(Some(word), Depth::Usual)?;
    if sum.passed + sum.failed == 0 {
        return Err(Stop::Failed(format!("no package with '{word}' in its name has a test yet")));
    }
    sum.close()
}

/// A model written here weighs the same in Splink, where PyPI is reached. Spark is left to
/// `cargo xtask interop`: it fetches half a gigabyte.
fn weights(sum: &mut Sum) {
    let mut skipped = None;
    sum.step("weights of a linkage model in Splink on DuckDB", || {
        if let Compared::Skipped(why) = interop::on(Backend::DuckDb)? {
            println!("SKIPPED: {why}");
            skipped = Some(format!("SKIPPED: weights in Splink ({why})"));
        }
        Ok(())
    });
    sum.notes.extend(skipped);
}

/// The browser journeys, against the program as just built.
fn journeys(sum: &mut Sum) {
    sum.step("the harness of the journeys can go red", || {
        let mut node = Command::new("node");
        node.args(["--test", "e2e/harness/harness.test.mjs"]).current_dir(root());
        match node.output() {
            Ok(said) if said.status.success() => Ok(()),
            Ok(said) => Err(Stop::Failed(String::from_utf8_lossy(&said.stdout).into_owned())),
            Err(error) => Err(Stop::Failed(format!("node could not be started: {error}"))),
        }
    });
    sum.step("a report with every chart, in a browser and on paper", || {
        let folder = peers::target().join("look");
        let mut write = cargo();
        write.args(["run", "--quiet", "--package", "engines", "--example", "report", "--"]);
        succeed(write.arg(&folder).stdout(Stdio::null()), "writing a report")?;
        let mut node = Command::new("node");
        node.arg("e2e/report.mjs").arg(folder.join("report.html")).current_dir(root());
        succeed(&mut node, "looking at a report")
    });
    println!("\n== browser journeys");
    let files = folder(&root().join("e2e/journeys"));
    if !files.iter().any(|file| file.extension().is_some_and(|ending| ending == "mjs")) {
        println!("There is no journey yet.");
        return;
    }
    // The program was built with the tests that run it. Building it by itself would build half its
    // dependencies again, with the few features less that tests ask for.
    let mut node = Command::new("node");
    node.arg("e2e/run.mjs").current_dir(root()).stderr(Stdio::inherit());
    let said = node.output();
    let text = said.as_ref().map(|said| String::from_utf8_lossy(&said.stdout).into_owned());
    let text = text.unwrap_or_else(|error| error.to_string());
    print!("{text}");
    let counts = text.lines().rev().find_map(|line| {
        let (passed, rest) = line.strip_prefix("journeys: ")?.split_once(" passed, ")?;
        Some((passed.parse().ok()?, rest.strip_suffix(" failed")?.parse().ok()?))
    });
    let (passed, failed): (usize, usize) = counts.unwrap_or((0, 1));
    let ended_well = said.is_ok_and(|said| said.status.success());
    sum.journeys += passed;
    sum.passed += passed;
    sum.failed += if ended_well { failed } else { failed.max(1) };
}

/// Licences, bans and advisories by cargo-deny. It takes minutes to build, so only `--deep`
/// installs it; `cargo ci` runs it where it is found.
fn licences(sum: &mut Sum, depth: Depth) {
    let tools = root().join("target/tools");
    let own = tools.join("bin/cargo-deny");
    let found = |program: &std::ffi::OsStr| {
        Command::new(program).arg("--version").output().is_ok_and(|said| said.status.success())
    };
    let mut program = env::var_os("CARGO_DENY").unwrap_or_else(|| "cargo-deny".into());
    if !found(&program) && found(own.as_os_str()) {
        program = own.clone().into_os_string();
    }
    if !found(&program) {
        if depth == Depth::Usual {
            let note = "SKIPPED: licences and bans (cargo-deny is not installed; --deep builds it)";
            println!("\n{note}");
            sum.notes.push(note.into());
            return;
        }
        sum.step("building cargo-deny", || {
            let mut install = cargo();
            install.args(["install", "--locked", "--quiet", "cargo-deny", "--root"]).arg(&tools);
            succeed(&mut install, "cargo install cargo-deny")
        });
        program = own.into_os_string();
    }
    sum.step("licences and bans", || {
        let mut deny = Command::new(&program);
        deny.args(["--all-features", "check", "licenses", "bans", "sources"]);
        succeed(deny.current_dir(root()), "cargo deny")
    });
}
