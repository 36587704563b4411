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
    between(file, (FIRST, LAST), table)
}

/// Puts a table between two marks of a file.
pub(super) fn between(file: &Path, (first, last): (&str, &str), table: &str) -> Result<(), Stop> {
    let failed = |why: String| Stop::Failed(format!("{}: {why}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|error| failed(error.to_string()))?;
    let parts =
        text.split_once(first).and_then(|(before, rest)| Some((before, rest.split_once(last)?.1)));
    let (before, after) = parts.ok_or_else(|| failed(format!("no lines {first} and {last}")))?;
    let text = format!("{before}{first}\n{table}{last}{after}");
    std::fs::write(file, text).map_err(|error| failed(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(peer: Peer) -> Line {
        let ours = Run { seconds: 0.5, megabytes: Some(80.4), ..Run::default() };
        Line { name: "a", work: "some work", ours, quality: "F1 0.95".to_owned(), peer }
    }

    #[test]
    fn the_ratio_is_taken_against_the_peers_own_clock() {
        let run = Run { seconds: 9.0, ..Run::default() };
        let ran = |own| Peer::Ran { name: "peer", run: run.clone(), own, quality: String::new() };
        assert_eq!(line(ran(Some(4.0))).ratio(), Some(8.0));
        assert_eq!(line(ran(None)).ratio(), Some(18.0));
    }

    #[test]
    fn a_peer_that_did_not_run_has_a_reason_and_no_figure() {
        let table = written(&[line(Peer::Not("R is not here".to_owned()))]);
        let last = table.lines().next_back().unwrap();
        assert_eq!(
            last,
            "| a | some work | 0.50 |  | 80 MB | F1 0.95 | none measured: R is not here | | | | | |"
        );
        let bars = |line: &str| line.matches('|').count();
        assert!(table.lines().skip(2).all(|line| bars(line) == bars(last)), "{table}");
    }

    #[test]
    fn the_table_is_put_between_its_marks_and_nothing_else_changes() {
        let file = std::env::temp_dir().join(format!("alongside-table-{}", std::process::id()));
        std::fs::write(&file, format!("before\n{FIRST}\nold\n{LAST}\nafter\n")).unwrap();
        keep(&file, "new\n").unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, "no marks").unwrap();
        let without = keep(&file, "new\n");
        std::fs::remove_file(&file).unwrap();
        assert_eq!(text, format!("before\n{FIRST}\nnew\n{LAST}\nafter\n"));
        assert!(without.is_err());
    }
}
