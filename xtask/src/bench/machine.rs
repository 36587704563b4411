//! What a figure was measured on. Not for choosing what to run.

use std::process::Command;

use crate::root;

/// One sentence: processor, cores, memory, Rust, day and commit.
pub(super) fn sentence() -> String {
    let read = |path| std::fs::read_to_string(path).unwrap_or_default();
    let after = |text: &str, key: &str| {
        let line = text.lines().find(|line| line.starts_with(key))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let processor = after(&read("/proc/cpuinfo"), "model name").unwrap_or("not told".to_owned());
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let memory = after(&read("/proc/meminfo"), "MemTotal")
        .and_then(|words| words.split_whitespace().next()?.parse::<f64>().ok())
        .map_or("not told".to_owned(), |kilobytes| format!("{:.0} GB", kilobytes / 1_048_576.0));
    let load = read("/proc/loadavg");
    let load = load.split_whitespace().next().unwrap_or("not told");
    format!(
        "Measured on {} at commit {} on {processor}, {cores} cores, {memory}, {}, load {load} when it ended.",
        said("date", &["-u", "+%-d %B %Y"]),
        commit(),
        said("rustc", &["--version"]),
    )
}

fn commit() -> String {
    let commit = said("git", &["rev-parse", "--short", "HEAD"]);
    let changed = said("git", &["status", "--porcelain", "--untracked-files=no"]);
    if changed.is_empty() || changed == "not told" {
        commit
    } else {
        format!("{commit} with changes")
    }
}

fn said(program: &str, words: &[&str]) -> String {
    let output = Command::new(program).args(words).current_dir(root()).output();
    output.ok().filter(|output| output.status.success()).map_or("not told".to_owned(), |output| {
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    })
}
