//! Which test ran on which database, and how often a repeated test repeats. `cargo ci` hands each
//! test process a file of its own in `ALONGSIDE_TALLY` and counts the lines afterwards; without the
//! variable nothing is written. Not a test report: passing and failing is the runner's to say.

use std::env;
use std::fs::OpenOptions;
use std::io::Write;

/// The two databases that the program runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    /// The embedded default, encrypted by SQLCipher.
    Sqlite,
    /// PostgreSQL 15 or newer.
    Postgres,
}

/// Notes that the running test used this database.
///
/// # Panics
///
/// When the tally cannot be written: a wrong count would be worse than a red test.
pub fn ran_on(database: Database) {
    let Some(path) = env::var_os("ALONGSIDE_TALLY") else { return };
    let word = match database {
        Database::Sqlite => "sqlite",
        Database::Postgres => "postgres",
    };
    let written = OpenOptions::new()
        .create(true)
        .append(true)
        .open(&path)
        .and_then(|mut file| writeln!(file, "{word}"));
    if let Err(error) = written {
        panic!("the tally of databases cannot be written: {error}");
    }
}

/// How many cases a repeated test runs: all of `full` under `cargo ci --deep`, a tenth (but at
/// least one) otherwise.
#[must_use]
pub fn cases(full: u32) -> u32 {
    if env::var_os("ALONGSIDE_DEEP").is_some() { full } else { (full / 10).max(1) }
}
