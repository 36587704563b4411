//! Runs the workspace's Rust tests: a process for each test, as many at once as there are cores,
//! each timed. Not a general test runner; docs/decisions/0030 says why it is our own.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError, mpsc};
use std::time::{Duration, Instant};
use std::{env, fs, process, thread};

use crate::{Stop, cargo, folder, root};

/// A test that runs longer than this hangs, and is ended.
const LONGEST: Duration = Duration::from_secs(600);

/// The program that makes PDFs, with what its tests ask for. It is built by itself, so that the others
/// are not built with the features that typst asks of shared crates (docs/decisions/0085).
pub(crate) const DOCUMENTS: [&str; 4] =
    ["--package", "documents-typst", "--features", "documents-typst/checked"];

/// What came of all tests.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) on_sqlite: usize,
    pub(crate) on_postgres: usize,
    /// Tests that said they skipped something.
    pub(crate) skipping: usize,
}

/// A test binary as cargo built it.
struct Binary {
    name: String,
    file: PathBuf,
    package: PathBuf,
}

struct Case {
    binary: usize,
    number: usize,
    name: String,
}

struct Outcome {
    name: String,
    passed: bool,
    took: Duration,
    output: String,
    databases: String,
}

/// Builds and runs the tests of every package, or of those whose name has `only` in it.
pub(crate) fn run(only: Option<&str>, deep: bool) -> Result<Tally, Stop> {
    let binaries = build(only)?;
    let scratch = env::temp_dir().join(format!("alongside-ci-{}", process::id()));
    fs::create_dir_all(&scratch).map_err(|e| Stop::Failed(format!("{scratch:?}: {e}")))?;
    let postgres = Postgres::for_this_run();

    let mut queue = VecDeque::new();
    for (index, binary) in binaries.iter().enumerate() {
        if !list(binary, &["--ignored"])?.is_empty() {
            let name = &binary.name;
            return Err(Stop::Failed(format!("{name} has an ignored test; mend it or delete it")));
        }
        queue.extend(list(binary, &[])?.into_iter().enumerate().map(|(number, name)| Case {
            binary: index,
            number,
            name,
        }));
    }
    let total = queue.len();
    println!("{total} tests in {} binaries", binaries.len());

    let outcomes = in_parallel(&binaries, queue, &scratch, &postgres, deep);
    drop(postgres);
    let _left_to_the_system = fs::remove_dir_all(&scratch);
    if outcomes.len() != total {
        return Err(Stop::Failed(format!("only {} of {total} tests ran", outcomes.len())));
    }
    Ok(sum_up(outcomes))
}

/// The examples in documentation, which cargo alone can run.
pub(crate) fn run_examples() -> Result<(usize, usize), Stop> {
    let mut command = cargo();
    command.args(["test", "--doc", "--workspace", "--quiet", "--no-fail-fast"]);
    let said = command.stderr(Stdio::inherit()).output();
    let said = said.map_err(|e| Stop::Failed(format!("cargo test --doc: {e}")))?;
    let text = String::from_utf8_lossy(&said.stdout);
    let (mut passed, mut failed) = (0, 0);
    for line in text.lines().filter_map(|line| line.strip_prefix("test result: ")) {
        let count = |word: &str| -> usize {
            let words: Vec<&str> = line.split([' ', ';']).collect();
            words
                .windows(2)
                .find_map(|pair| match pair {
                    [number, found] if *found == word => number.parse().ok(),
                    _ => None,
                })
                .unwrap_or(0)
        };
        passed += count("passed");
        failed += count("failed");
    }
    if !said.status.success() {
        println!("{text}");
        failed = failed.max(1);
    }
    Ok((passed, failed))
}

fn build(only: Option<&str>) -> Result<Vec<Binary>, Stop> {
    let Some(word) = only else {
        return Ok([built(&["--workspace"])?, built(&DOCUMENTS)?].into_iter().flatten().collect());
    };
    let packages: Vec<String> = packages().filter(|name| name.contains(word)).collect();
    if packages.is_empty() {
        return Err(Stop::Failed(format!("no package has '{word}' in its name")));
    }
    let (documents, others): (Vec<_>, Vec<_>) =
        packages.iter().partition(|name| DOCUMENTS.contains(&name.as_str()));
    let mut binaries = Vec::new();
    if !others.is_empty() {
        let words: Vec<&str> = others.iter().flat_map(|name| ["--package", name]).collect();
        binaries.extend(built(&words)?);
    }
    if !documents.is_empty() {
        binaries.extend(built(&DOCUMENTS)?);
    }
    Ok(binaries)
}

/// The test binaries of the packages that `words` choose, built.
fn built(words: &[&str]) -> Result<Vec<Binary>, Stop> {
    let mut command = cargo();
    command.args(["test", "--no-run", "--message-format=json-render-diagnostics"]).args(words);
    let built = command.stderr(Stdio::inherit()).output();
    let built = built.map_err(|e| Stop::Failed(format!("cargo test --no-run: {e}")))?;
    if !built.status.success() {
        return Err(Stop::Failed("the tests do not compile".into()));
    }
    let lines = String::from_utf8_lossy(&built.stdout);
    let binaries = lines
        .lines()
        .filter(|line| line.contains(r#""reason":"compiler-artifact""#))
        .filter(|line| is_test(line) && !line.contains(r#""executable":null"#))
        .filter_map(|line| {
            let file = PathBuf::from(text_after(line, r#""executable":""#)?);
            let manifest = PathBuf::from(text_after(line, r#""manifest_path":""#)?);
            let package = manifest.parent()?.to_owned();
            let krate = package.file_name()?.to_string_lossy().into_owned();
            let stem = file.file_name()?.to_string_lossy().into_owned();
            let target = stem.rsplit_once('-').map_or(stem.as_str(), |(name, _)| name);
            let name = if target == krate { krate } else { format!("{krate}::{target}") };
            Some(Binary { name, file, package })
        })
        .collect();
    Ok(binaries)
}

/// The names in the `Cargo.toml` of each member of the workspace.
fn packages() -> impl Iterator<Item = String> {
    folder(&root().join("crates")).into_iter().chain([root().join("xtask")]).filter_map(|member| {
        let manifest = fs::read_to_string(member.join("Cargo.toml")).ok()?;
        let name = manifest.lines().find_map(|line| line.strip_prefix("name = "))?;
        Some(name.trim_matches('"').to_owned())
    })
}

/// The JSON text that follows `key`, which cargo writes on one line without spaces.
fn text_after(line: &str, key: &str) -> Option<String> {
    let (_, rest) = line.split_once(key)?;
    let mut text = String::new();
    let mut letters = rest.chars();
    loop {
        match letters.next()? {
            '"' => return Some(text),
            '\\' => text.push(letters.next()?),
            letter => text.push(letter),
        }
    }
}

fn list(binary: &Binary, more: &[&str]) -> Result<Vec<String>, Stop> {
    let wrong =
        |why: String| Stop::Failed(format!("{} does not list its tests: {why}", binary.name));
    let mut command = Command::new(&binary.file);
    command.args(["--list", "--format", "terse"]).args(more).current_dir(&binary.package);
    let said = command.output().map_err(|e| wrong(e.to_string()))?;
    if !said.status.success() {
        return Err(wrong(String::from_utf8_lossy(&said.stderr).into_owned()));
    }
    let text = String::from_utf8_lossy(&said.stdout);
    Ok(text.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned).collect())
}

fn in_parallel(
    binaries: &[Binary],
    queue: VecDeque<Case>,
    scratch: &Path,
    postgres: &Postgres,
    deep: bool,
) -> Vec<Outcome> {
    let total = queue.len();
    let queue = Mutex::new(queue);
    let running: Mutex<BTreeMap<u32, Instant>> = Mutex::default();
    let workers = thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| {
        let (send, receive) = mpsc::channel();
        for _ in 0..workers {
            let (send, queue, running) = (send.clone(), &queue, &running);
            scope.spawn(move || {
                while let Some(case) = held(queue).pop_front() {
                    let Some(binary) = binaries.get(case.binary) else { continue };
                    let outcome = run_one(binary, &case, scratch, postgres, deep, running);
                    if send.send(outcome).is_err() {
                        return;
                    }
                }
            });
        }
        drop(send);
        let mut outcomes: Vec<Outcome> = Vec::with_capacity(total);
        loop {
            match receive.recv_timeout(Duration::from_secs(5)) {
                Ok(outcome) => {
                    if !outcome.passed {
                        println!("\nFAILED {}\n{}", outcome.name, outcome.output);
                    }
                    outcomes.push(outcome);
                    if outcomes.len().is_multiple_of(100) {
                        println!("  {} of {total} tests", outcomes.len());
                    }
                }
                Err(mpsc::RecvTimeoutError::Timeout) => end_what_hangs(&running),
                Err(mpsc::RecvTimeoutError::Disconnected) => return outcomes,
            }
        }
    })
}

fn run_one(
    binary: &Binary,
    case: &Case,
    scratch: &Path,
    postgres: &Postgres,
    deep: bool,
    running: &Mutex<BTreeMap<u32, Instant>>,
) -> Outcome {
    let name = format!("{} {}", binary.name, case.name);
    let tally = scratch.join(format!("{}-{}", case.binary, case.number));
    let begun = Instant::now();
    let mut command = Command::new(&binary.file);
    command
        .args(["--exact", &case.name])
        .current_dir(&binary.package)
        .env("CARGO_MANIFEST_DIR", &binary.package)
        .env("ALONGSIDE_TALLY", &tally)
        .env("ALONGSIDE_POSTGRES_DIR", &postgres.folder)
        .env("RUST_BACKTRACE", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    if deep {
        command.env("ALONGSIDE_DEEP", "1");
    }
    let ran = command.spawn().and_then(|child| {
        let id = child.id();
        held(running).insert(id, begun);
        let output = child.wait_with_output();
        held(running).remove(&id);
        output
    });
    let took = begun.elapsed();
    let (passed, output) = match ran {
        Ok(said) => {
            let out = String::from_utf8_lossy(&said.stdout);
            let err = String::from_utf8_lossy(&said.stderr);
            let one_ran = out.contains("test result: ok. 1 passed");
            (said.status.success() && one_ran, format!("{out}{err}({})", said.status))
        }
        Err(error) => (false, format!("could not be started: {error}")),
    };
    let databases = fs::read_to_string(&tally).unwrap_or_default();
    Outcome { name, passed, took, output, databases }
}

fn end_what_hangs(running: &Mutex<BTreeMap<u32, Instant>>) {
    for (id, begun) in held(running).iter() {
        if begun.elapsed() > LONGEST {
            println!("a test has run for {} s and is ended", LONGEST.as_secs());
            let _it_may_have_ended = Command::new("kill").args(["-9", &id.to_string()]).status();
        }
    }
}

fn sum_up(mut outcomes: Vec<Outcome>) -> Tally {
    let mut tally = Tally::default();
    for outcome in &outcomes {
        if outcome.passed {
            tally.passed += 1;
        } else {
            tally.failed += 1;
        }
        let ran_on = |word: &str| usize::from(outcome.databases.lines().any(|line| line == word));
        tally.on_sqlite += ran_on("sqlite");
        tally.on_postgres += ran_on("postgres");
        if outcome.output.contains("SKIPPED") {
            tally.skipping += 1;
        }
    }
    outcomes.sort_by_key(|outcome| std::cmp::Reverse(outcome.took));
    println!("\nThe ten slowest tests:");
    for outcome in outcomes.iter().take(10) {
        println!("  {:>7.2} s  {}", outcome.took.as_secs_f64(), outcome.name);
    }
    let failed: Vec<&Outcome> = outcomes.iter().filter(|outcome| !outcome.passed).collect();
    if !failed.is_empty() {
        println!("\nFailed:");
        for outcome in failed {
            println!("  {}", outcome.name);
        }
    }
    tally
}

/// The folder where the tests of this run keep their PostgreSQL (see `testkit`); stopped at the end.
struct Postgres {
    folder: PathBuf,
}

impl Postgres {
    fn for_this_run() -> Self {
        Self { folder: PathBuf::from(format!("/tmp/alongside-postgres-ci-{}", process::id())) }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let Ok(text) = fs::read_to_string(self.folder.join("data/postmaster.pid")) else { return };
        if let Some(id) = text.lines().next() {
            let _gone_either_way = Command::new("kill").args(["-INT", id]).status();
        }
        for _ in 0..50 {
            if !self.folder.join("data/postmaster.pid").exists() {
                break;
            }
            thread::sleep(Duration::from_millis(100));
        }
        let _left_to_the_system = fs::remove_dir_all(&self.folder);
    }
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether an artifact was built as a test. Its target says only whether it could be; its profile
/// says whether it was: the program itself is also built, for the tests that run it.
fn is_test(line: &str) -> bool {
    line.split_once(r#""profile":{"#)
        .and_then(|(_, profile)| profile.split_once('}'))
        .is_some_and(|(profile, _)| profile.contains(r#""test":true"#))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_of_a_test_binary_is_read_from_what_cargo_says() {
        let line = r#"{"reason":"compiler-artifact","executable":"/a \"b\"/c","fresh":true}"#;
        assert_eq!(text_after(line, r#""executable":""#).unwrap(), "/a \"b\"/c");
        assert_eq!(text_after(line, r#""nothing":""#), None);
    }

    #[test]
    fn the_program_that_tests_run_is_no_test_itself() {
        let line = |was| format!(r#"{{"target":{{"test":true}},"profile":{{"test":{was}}}}}"#);
        assert!(is_test(&line(true)));
        assert!(!is_test(&line(false)));
    }
}
