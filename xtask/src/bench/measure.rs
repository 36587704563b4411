//! One run of one program: how long the whole process took, how much memory it held at most, and
//! what it said. Not for judging.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// What a run came to.
#[derive(Debug, Clone, Default)]
pub(super) struct Run {
    /// Seconds from start to end of the process.
    pub(super) seconds: f64,
    /// Seconds that it computed on all cores together, where the machine tells.
    pub(super) computed: Option<f64>,
    /// Megabytes (2^20) that it held at most, where the machine tells.
    pub(super) megabytes: Option<f64>,
    /// What it printed.
    pub(super) said: String,
}

/// GNU time, which asks the system for the peak when the process has ended.
const TIME: &str = "/usr/bin/time";

/// Runs a command to its end; `Err` says why there is no figure.
pub(super) fn run(words: &[String], env: &[(&str, &str)], notes: &Path) -> Result<Run, String> {
    let (program, rest) = words.split_first().ok_or("nothing to run")?;
    let is_told = Path::new(TIME).exists();
    let mut command = if is_told {
        let mut time = Command::new(TIME);
        time.args(["-q", "-f", "%U %S %M", "-o"]).arg(notes).arg("--").arg(program);
        time
    } else {
        Command::new(program)
    };
    command.args(rest).envs(env.iter().copied()).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let begun = Instant::now();
    let mut child = command.spawn().map_err(|error| format!("{program}: {error}"))?;
    let watched = if is_told { None } else { watch(&child) };
    let said = reader(child.stdout.take());
    let complained = reader(child.stderr.take());
    let status = child.wait().map_err(|error| error.to_string())?;
    let seconds = begun.elapsed().as_secs_f64();
    let said = said.join().unwrap_or_default();
    let complained = complained.join().unwrap_or_default();
    if !status.success() {
        let why = complained.lines().next_back().unwrap_or("it said nothing");
        return Err(format!("{program} ended with {status}: {why}"));
    }
    let mut run = Run { seconds, said, ..Run::default() };
    if is_told {
        let told = std::fs::read_to_string(notes).unwrap_or_default();
        let mut numbers = told.split_whitespace().map(|word| word.parse::<f64>().ok());
        if let (Some(Some(user)), Some(Some(system)), Some(Some(kilobytes))) =
            (numbers.next(), numbers.next(), numbers.next())
        {
            run.computed = Some(user + system);
            run.megabytes = Some(kilobytes / 1024.0);
        }
    } else {
        run.megabytes = watched.and_then(|watched| watched.join().ok().flatten());
    }
    Ok(run)
}

/// Reads the peak of a running process until it has ended; the last hundredth of a second is not
/// seen.
fn watch(child: &Child) -> Option<thread::JoinHandle<Option<f64>>> {
    let status = format!("/proc/{}/status", child.id());
    Path::new(&status).exists().then(|| {
        thread::spawn(move || {
            let mut peak = None;
            while let Ok(told) = std::fs::read_to_string(&status) {
                let Some(line) = told.lines().find_map(|line| line.strip_prefix("VmHWM:")) else {
                    break;
                };
                let kilobytes = line.split_whitespace().next().and_then(|n| n.parse::<f64>().ok());
                peak = kilobytes.map(|kilobytes| kilobytes / 1024.0).or(peak);
                thread::sleep(Duration::from_millis(5));
            }
            peak
        })
    })
}

fn reader(from: Option<impl std::io::Read + Send + 'static>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut text = Vec::new();
        if let Some(mut from) = from {
            // What cannot be read is not there; the status tells whether all went well.
            let _ = from.read_to_end(&mut text);
        }
        String::from_utf8_lossy(&text).into_owned()
    })
}

/// The run whose time is in the middle, with the most memory of all.
pub(super) fn median(mut runs: Vec<Run>) -> Option<Run> {
    runs.sort_by(|one, other| one.seconds.total_cmp(&other.seconds));
    let most = runs.iter().filter_map(|run| run.megabytes).reduce(f64::max);
    let middle = runs.len() / 2;
    runs.into_iter().nth(middle).map(|run| Run { megabytes: most, ..run })
}

/// The first number that follows these keys, one after the other, in a text of JSON.
pub(super) fn number(text: &str, keys: &[&str]) -> Option<f64> {
    let mut rest = text;
    for key in keys {
        rest = rest.split_once(&format!("\"{key}\""))?.1;
    }
    let rest = rest.trim_start_matches([':', ' ', '[', '\n', '\t']);
    let end = rest.find(|c: char| !matches!(c, '0'..='9' | '.' | '-' | '+' | 'e' | 'E'));
    rest.get(..end.unwrap_or(rest.len()))?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_behind_its_keys() {
        let text = r#"{"pairs": {"f1": 0.9}, "of_clusters": {"f1": 0.95}, "clusters@0.95": [0.99, 0.9, 0.94]}"#;
        assert_eq!(number(text, &["of_clusters", "f1"]), Some(0.95));
        assert_eq!(number(text, &["clusters@0.95"]), Some(0.99));
        assert_eq!(number(text, &["no such"]), None);
    }

    #[test]
    fn the_middle_of_five_runs_is_told_with_the_most_memory() {
        let run =
            |seconds, megabytes| Run { seconds, megabytes: Some(megabytes), ..Run::default() };
        let runs = vec![run(5.0, 1.0), run(1.0, 9.0), run(3.0, 2.0), run(2.0, 2.0), run(4.0, 2.0)];
        let middle = median(runs).unwrap();
        assert_eq!((middle.seconds, middle.megabytes), (3.0, Some(9.0)));
    }

    #[test]
    fn a_program_that_fails_gives_no_figure() {
        let words = ["sh", "-c", "echo why >&2; exit 3"].map(str::to_owned);
        let notes = std::env::temp_dir().join(format!("alongside-measure-{}", std::process::id()));
        assert!(run(&words, &[], &notes).unwrap_err().ends_with("why"));
        let _ = std::fs::remove_file(notes);
    }
}
