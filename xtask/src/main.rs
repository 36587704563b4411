//! The chores of this repository, run by cargo aliases: `cargo demo`, `cargo ci`,
//! `cargo bench-all`. Depends on nothing but Rust's own library, so that a fresh machine with Rust
//! and a C compiler can begin here. Not for anything that a centre runs: that is `alongside`.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a chore talks to the terminal and times its steps; no rule of the field is here"
)]

mod bench;
mod beside;
mod ci;
mod deb;
mod fuzz;
mod interop;
mod needs;
mod peers;
mod tests_run;

use std::env;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

use beside::Beside;

const HELP: &str = "\
Chores of Alongside.

  cargo demo [OPTIONS]   build the program, invent two centres and serve them on this machine
  cargo ci               everything that must hold before a change lands (at most an hour)
  cargo ci --deep        the same with full counts, licences checked, and ten minutes of hostile
                         inputs for each parser (hours)
  cargo bench-all        the engines beside their peers, and the house under load; WORD only those
                         with it in their name, --deep also the long ones, --keep puts the tables
                         in docs/benchmarks.md
  cargo xtask interop    a model written here gives the same weights in Splink, on DuckDB and Spark
  cargo xtask crash --kills N
                         the program is killed N times while it writes; nothing acknowledged is lost
  cargo xtask deb        a Debian package of the program, for a centre's machine
  cargo xtask forget --points N
                         the machine dies at N points and its disk forgets what was not synced; nothing
                         acknowledged is lost
  cargo xtask crowd --connections N
                         so many slow strangers on the public side; the staff side still answers
  cargo xtask fuzz [TARGET] [--seconds N]
                         hostile inputs for every parser, guided by coverage (N seconds each, 60 if left
                         out, as many at once as there are cores)
  cargo xtask walls      only the tests of the walls between the crates
  cargo xtask test WORD  only the tests of the packages whose name has this word

What is missing is installed on Debian when run as root; elsewhere the command to install it is
printed and the exit code is 3. Exit codes: 0 done, 1 something failed, 2 not understood, 3 the
machine lacks something.";

/// Why a chore stopped.
#[derive(Debug)]
enum Stop {
    /// A step failed and has said why.
    Failed(String),
    /// The machine lacks something that cannot be installed from here.
    Lacking(String),
}

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["demo", rest @ ..] => demo(rest),
        ["ci"] => ci::run(ci::Depth::Usual),
        ["ci", "--deep"] => ci::run(ci::Depth::Deep),
        ["bench-all", words @ ..] => bench::run(words),
        ["interop"] => interop::all(),
        ["crash", "--kills", kills] => crash(kills),
        ["deb"] => deb::build(),
        ["forget", "--points", points] => forget(points),
        ["crowd", "--connections", strangers] => crowd(strangers),
        ["fuzz", words @ ..] => fuzz::asked(words),
        ["walls"] => ci::only("walls"),
        ["test", word] => ci::only(word),
        ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        _ => {
            eprintln!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop::Failed(why)) => {
            if !why.is_empty() {
                eprintln!("{why}");
            }
            ExitCode::FAILURE
        }
        Err(Stop::Lacking(what)) => {
            eprintln!("{what}");
            ExitCode::from(3)
        }
    }
}

/// Builds `alongside` and runs its demo with the remaining words. Once the first page is up, the
/// program that makes PDFs is built too.
fn demo(rest: &[&str]) -> Result<(), Stop> {
    needs::ensure(&needs::TO_BUILD)?;
    let mut cargo = cargo();
    cargo.args(["run", "--package", "alongside", "--bin", "alongside", "--", "demo"]);
    let started = cargo.args(rest).stdout(Stdio::piped()).spawn();
    let failed = |error| Stop::Failed(format!("the demo could not be started: {error}"));
    let mut child = started.map_err(failed)?;
    let mut beside = None;
    for line in child.stdout.take().into_iter().flat_map(|out| BufReader::new(out).lines()) {
        let Ok(line) = line else { break };
        println!("{line}");
        if beside.is_none() && serves(&line) {
            beside = Beside::begin();
        }
    }
    match child.wait() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Stop::Failed(format!("the demo failed ({status})"))),
        Err(error) => Err(failed(error)),
    }
}

/// Runs the test that kills a writer, so many times.
fn crash(kills: &str) -> Result<(), Stop> {
    if !kills.parse().is_ok_and(|kills: u64| (1..=100_000).contains(&kills)) {
        return Err(Stop::Failed(format!("'{kills}' is no number of kills between 1 and 100,000")));
    }
    needs::ensure(&needs::TO_BUILD)?;
    let mut cargo = cargo();
    cargo.args(["test", "--quiet", "--workspace", "--test", "killed", "--", "--nocapture"]);
    succeed(cargo.env("ALONGSIDE_KILLS", kills), "a kill")
}

/// Runs the test that lets a disk forget, at so many points.
fn forget(points: &str) -> Result<(), Stop> {
    if !points.parse().is_ok_and(|points: u64| (1..=100_000).contains(&points)) {
        return Err(Stop::Failed(format!(
            "'{points}' is no number of points between 1 and 100,000"
        )));
    }
    needs::ensure(&needs::TO_BUILD)?;
    let mut cargo = cargo();
    cargo.args(["test", "--quiet", "--workspace", "--test", "forgotten", "--", "--nocapture"]);
    succeed(cargo.env("ALONGSIDE_POINTS", points), "a point")
}

/// Runs the test of many slow strangers, with so many.
fn crowd(strangers: &str) -> Result<(), Stop> {
    if !strangers.parse().is_ok_and(|many: u64| (100..=50_000).contains(&many)) {
        return Err(Stop::Failed(format!("'{strangers}' is no number between 100 and 50,000")));
    }
    needs::ensure(&needs::TO_BUILD)?;
    let mut cargo = cargo();
    cargo.args([
        "test",
        "--quiet",
        "--workspace",
        "--test",
        "crowd",
        "--",
        "--nocapture",
        "strangers",
    ]);
    succeed(cargo.env("ALONGSIDE_CROWD", strangers), "a crowd")
}

/// Whether the demo says by this line that it serves, in words or to a machine.
fn serves(line: &str) -> bool {
    line.starts_with("Listening on ") || line.starts_with("{\"url\":")
}

/// The workspace's root folder.
fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map(PathBuf::from).unwrap_or(here)
}

/// What a folder holds, in order; nothing when it is not there.
fn folder(path: &std::path::Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(path)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    found.sort();
    found
}

/// The cargo that runs this chore, in the workspace's root.
fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// Runs a command whose output goes to the terminal.
fn succeed(command: &mut Command, what: &str) -> Result<(), Stop> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Stop::Failed(format!("{what} failed ({status})"))),
        Err(error) => Err(Stop::Failed(format!("{what} could not be started: {error}"))),
    }
}
