//! The table of docs/benchmarks.md. Not for figures that this run did not measure.

use std::fmt::Write as _;
use std::path::Path;

use super::machine;
use super::measure::Run;
use crate::Stop;

/// Between these lines of docs/benchmarks.md stands the table.
const FIRST: &str = "<!-- measured: begin -->";
const LAST: &str = "<!-- measured: end -->";

/// What a contest came to.
pub(super) struct Line {
    pub(super) name: &'static str,
    pub(super) work: &'static str,
    pub(super) ours: Run,
    pub(super) quality: String,
    pub(super) peer: Peer,
}

/// The peer's side.
pub(super) enum Peer {
    /// It ran beside ours.
    Ran {
        name: &'static str,
        run: Run,
        /// Its own clock: without its start, and without what checks its answer.
        own: Option<f64>,
        quality: String,
    },
    /// Not, and why.
    Not(String),
}

impl Line {
    /// By how many times the peer took longer; by its own clock where it has one.
    fn ratio(&self) -> Option<f64> {
        match &self.peer {
            Peer::Ran { run, own, .. } => Some(own.unwrap_or(run.seconds) / self.ours.seconds),
            Peer::Not(_) => None,
        }
    }

    pub(super) fn in_words(&self) -> String {
        let beside = match &self.peer {
            Peer::Ran { name, run, quality, .. } => {
                format!("; {name} {}{quality}", said(run))
            }
            Peer::Not(why) => format!("; no peer: {why}"),
        };
        let ratio = self.ratio().map(|ratio| format!("; {ratio:.1} times")).unwrap_or_default();
        format!("ours {}{}{beside}{ratio}", said(&self.ours), self.quality)
    }
}

fn said(run: &Run) -> String {
    format!("{:.2} s, {} ", run.seconds, memory(run))
}

fn memory(run: &Run) -> String {
    run.megabytes.map_or("not told".to_owned(), |megabytes| format!("{megabytes:.0} MB"))
}

/// The table in Markdown.
pub(super) fn written(lines: &[Line]) -> String {
    let mut table = format!("{}\n\n", machine::sentence());
    table.push_str(
        "| contest | work | ours, s | ours computed, s | ours, memory | ours found | peer | peer, s | by its own clock, s | peer, memory | peer found | ratio |\n\
         |---|---|---:|---:|---:|---|---|---:|---:|---:|---|---:|\n",
    );
    for line in lines {
        let computed = line.ours.computed.map(|s| format!("{s:.2}")).unwrap_or_default();
        let _ = write!(
            table,
            "| {} | {} | {:.2} | {computed} | {} | {} | ",
            line.name,
            line.work,
            line.ours.seconds,
            memory(&line.ours),
            line.quality
        );
        let _ = match &line.peer {
            Peer::Ran { name, run, own, quality } => writeln!(
                table,
                "{name} | {:.2} | {} | {} | {quality} | {:.1} |",
                run.seconds,
                own.map(|own| format!("{own:.2}")).unwrap_or_default(),
                memory(run),
                line.ratio().unwrap_or(f64::NAN)
            ),
            Peer::Not(why) => writeln!(table, "none measured: {why} | | | | | |"),
        };
    }
    table
}

/// Puts the table between its two marks.
pub(super) fn keep(file: &Path, table: &str) -> Result<(), Stop> {
    let failed = |why: String| Stop::Failed(format!("{}: {why}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|error| failed(error.to_string()))?;
    let parts =
        text.split_once(FIRST).and_then(|(before, rest)| Some((before, rest.split_once(LAST)?.1)));
    let (before, after) = parts.ok_or_else(|| failed(format!("no lines {FIRST} and {LAST}")))?;
    let text = format!("{before}{FIRST}\n{table}{LAST}{after}");
    std::fs::write(file, text).map_err(|error| failed(error.to_string()))
}
