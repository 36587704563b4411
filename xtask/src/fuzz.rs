//! `cargo xtask fuzz`: hostile inputs for every parser, by libFuzzer, guided by which code they reach. On
//! stable Rust and offline: the coverage is LLVM's own (`-Cpasses=sancov-module`), and libFuzzer is built
//! from its sources by a C++ compiler (docs/decisions/0074). What it found before is kept in the target
//! folder and begun with the next time; what breaks something is to be put into `fuzz/found`.
//!
//! Not for the targets themselves: `fuzz/src/targets.rs`.

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use crate::{Stop, cargo, needs, peers, root, succeed};

/// What LLVM puts into the code so that libFuzzer sees where it goes and what it compares.
const COVERAGE: &str = "--cfg fuzzing -Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";

/// What came of one target.
struct Outcome {
    target: String,
    /// Inputs tried.
    tried: u64,
    /// Edges of the code that were reached.
    reached: u64,
    /// The file with the input that broke it, or how it ended otherwise.
    broke: Option<String>,
}

/// What the command line asks for.
pub(crate) fn asked(words: &[&str]) -> Result<(), Stop> {
    let seconds = |text: &str| -> Result<Duration, Stop> {
        match text.parse() {
            Ok(seconds @ 1..=86_400) => Ok(Duration::from_secs(seconds)),
            _ => Err(Stop::Failed(format!("'{text}' is no number of seconds up to a day"))),
        }
    };
    match words {
        [] => every(Duration::from_secs(60)),
        ["--seconds", text] => every(seconds(text)?),
        [target] => some(&[(*target).to_owned()], Duration::from_secs(60)),
        [target, "--seconds", text] => some(&[(*target).to_owned()], seconds(text)?),
        _ => Err(Stop::Failed("cargo xtask fuzz [TARGET] [--seconds N]".to_owned())),
    }
}

/// Each target for so long.
pub(crate) fn every(each: Duration) -> Result<(), Stop> {
    some(&targets()?, each)
}

fn some(wanted: &[String], each: Duration) -> Result<(), Stop> {
    let known = targets()?;
    if let Some(unknown) = wanted.iter().find(|wanted| !known.contains(wanted)) {
        return Err(Stop::Failed(format!(
            "there is no target '{unknown}'; there are: {}",
            known.join(", ")
        )));
    }
    needs::ensure(&needs::TO_FUZZ)?;
    let program = build()?;
    let cores = thread::available_parallelism().map_or(1, usize::from).min(wanted.len());
    let rounds = wanted.len().div_ceil(cores);
    println!(
        "{} targets, {} s each, {cores} at once: about {} minutes.",
        wanted.len(),
        each.as_secs(),
        (each * u32::try_from(rounds).unwrap_or(u32::MAX)).as_secs().div_ceil(60)
    );
    let queue = Mutex::new(wanted.iter().cloned().collect::<VecDeque<_>>());
    let outcomes = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().map(|mut queue| queue.pop_front());
                    let Ok(Some(target)) = next else { break };
                    let outcome = run(&program, target, each);
                    println!("{}", line(&outcome));
                    if let Ok(mut outcomes) = outcomes.lock() {
                        outcomes.push(outcome);
                    }
                }
            });
        }
    });
    let outcomes = outcomes.into_inner().unwrap_or_default();
    let tried: u64 = outcomes.iter().map(|outcome| outcome.tried).sum();
    let broken = outcomes.iter().filter(|outcome| outcome.broke.is_some()).count();
    println!("{} targets, {tried} inputs, {broken} broken", outcomes.len());
    match (broken, outcomes.len() == wanted.len()) {
        (0, true) => Ok(()),
        _ => Err(Stop::Failed("a parser fell over; its input belongs into fuzz/found".to_owned())),
    }
}

fn line(outcome: &Outcome) -> String {
    let Outcome { target, tried, reached, broke } = outcome;
    let broke = broke.as_deref().map_or_else(String::new, |why| format!("  BROKEN: {why}"));
    format!("  {target:<20} {tried:>12} inputs  {reached:>7} edges{broke}")
}

/// The targets by their seeds; a test holds that each has some.
fn targets() -> Result<Vec<String>, Stop> {
    let folders = crate::folder(&root().join("fuzz/seeds"));
    let names: Vec<String> = folders
        .iter()
        .filter_map(|path| path.file_name().map(|name| name.to_string_lossy().into_owned()))
        .collect();
    if names.is_empty() { Err(Stop::Failed("fuzz/seeds is empty".to_owned())) } else { Ok(names) }
}

/// Where the program, what it has learned and what it found stand.
fn folder() -> PathBuf {
    peers::target().join("fuzz")
}

fn build() -> Result<PathBuf, Stop> {
    let told = Command::new("rustc").arg("-vV").output();
    let told = told.map_err(|error| Stop::Failed(format!("rustc: {error}")))?;
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.ok_or_else(|| Stop::Failed("rustc does not name its host".to_owned()))?;
    let mut build = cargo();
    // With a target named, the flags are not for build scripts and macros.
    build.args(["build", "--locked", "--release", "--quiet", "--target", host]);
    build.current_dir(root().join("fuzz")).env("RUSTFLAGS", COVERAGE);
    succeed(build.env("CARGO_TARGET_DIR", folder()), "building the targets")?;
    Ok(folder().join(host).join("release/fuzz"))
}

fn run(program: &Path, target: String, each: Duration) -> Outcome {
    let learned = folder().join("learned").join(&target);
    let broken = folder().join("broken");
    let log = folder().join(format!("{target}.log"));
    let made = fs::create_dir_all(&learned).and_then(|()| fs::create_dir_all(&broken));
    let ran = made.and_then(|()| fs::File::create(&log)).and_then(|out| {
        let mut fuzz = Command::new(program);
        fuzz.arg(&learned).arg(root().join("fuzz/seeds").join(&target));
        let found = root().join("fuzz/found").join(&target);
        if found.is_dir() {
            fuzz.arg(found);
        }
        fuzz.arg(format!("-max_total_time={}", each.as_secs()))
            .arg(format!("-artifact_prefix={}/{target}-", broken.display()))
            .args(["-timeout=10", "-rss_limit_mb=2048", "-max_len=16384", "-print_final_stats=1"])
            .env("ALONGSIDE_FUZZ", &target)
            .env("RUST_BACKTRACE", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(out)
            .status()
    });
    let said = fs::read(&log).unwrap_or_default();
    let said = String::from_utf8_lossy(&said);
    let after = |word: &str| -> Option<u64> {
        let (_, rest) = said.rsplit_once(word)?;
        rest.split_whitespace().next()?.parse().ok()
    };
    let broke = match ran {
        Ok(status) if status.success() => None,
        Ok(status) => {
            let written = said.lines().find_map(|line| line.split_once("Test unit written to "));
            Some(written.map_or_else(
                || format!("{status}, see {}", log.display()),
                |(_, at)| at.to_owned(),
            ))
        }
        Err(error) => Some(format!("could not be started: {error}")),
    };
    Outcome {
        tried: after("stat::number_of_executed_units:").unwrap_or(0),
        reached: after(" cov: ").unwrap_or(0),
        target,
        broke,
    }
}
