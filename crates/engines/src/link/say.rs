//! What a run of `link` says: a summary in words or as JSON, and a bar on the terminal.

use std::collections::HashMap;
use std::io::IsTerminal as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value as Json, json};
use stats::linkage::{Lexicon, Quality, probability};

use super::Found;

/// Progress on standard error, and only where that is a terminal.
pub(super) struct Bar(Option<ProgressBar>);

impl Bar {
    pub(super) fn new() -> Self {
        if !std::io::stderr().is_terminal() {
            return Self(None);
        }
        let bar = ProgressBar::new(100);
        if let Ok(style) = ProgressStyle::with_template("{msg:34} {bar:30} {percent:>3} %") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Self(Some(bar))
    }

    pub(super) fn phase(&self, what: &'static str) {
        if let Some(bar) = &self.0 {
            bar.set_message(what);
        }
    }

    pub(super) fn at(&self, rule: usize, rules: usize, done: u64, of: u64) {
        if let Some(bar) = &self.0 {
            bar.set_message(format!("scoring, rule {} of {rules}", rule.saturating_add(1)));
            bar.set_length(of);
            bar.set_position(done);
        }
    }

    pub(super) fn end(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

/// How many records are in no cluster but their own.
pub(super) fn alone(clusters: &[u32]) -> usize {
    let mut sizes = vec![0_u32; clusters.len()];
    for &cluster in clusters {
        if let Some(size) = usize::try_from(cluster).ok().and_then(|at| sizes.get_mut(at)) {
            *size = size.saturating_add(1);
        }
    }
    sizes.into_iter().filter(|&size| size == 1).count()
}

pub(super) fn group_name(names: &Lexicon, group: u32) -> String {
    match group {
        0 => "(missing)".to_owned(),
        _ => String::from_utf8_lossy(names.text(group)).into_owned(),
    }
}

/// The most memory that the process had, in bytes, where the system tells.
pub(super) fn peak_memory() -> Option<u64> {
    let told = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = told.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
}

pub(super) fn json(found: &Found) -> String {
    let seconds: serde_json::Map<String, Json> =
        found.seconds.iter().map(|(name, s)| ((*name).to_owned(), json!(s))).collect();
    let by: serde_json::Map<String, Json> =
        found.by.iter().map(|(name, q)| (name.clone(), quality(Some(*q)))).collect();
    let sessions: Vec<Json> = found
        .sessions
        .iter()
        .map(|s| {
            json!({"rule": s.rule, "pairs": s.pairs, "of": s.of, "vectors": s.vectors, "rounds": s.rounds,
                   "at_rest": s.at_rest})
        })
        .collect();
    let explained = found.explained.as_ref().map(|(prior, parts)| {
        let total = parts
            .iter()
            .fold(*prior, |sum, part| sum + part.weight + part.frequency.unwrap_or(0.0));
        let parts: Vec<Json> = parts
            .iter()
            .map(|p| {
                json!({"comparison": p.comparison, "level": p.level, "weight": p.weight, "frequency": p.frequency})
            })
            .collect();
        json!({"prior": prior, "parts": parts, "weight": total, "probability": probability(total)})
    });
    let all = json!({
        "records": found.records,
        "comparable_pairs": found.comparable,
        "probability_two_random_records_match": found.prior,
        "deterministic_pairs": found.certain,
        "random_pairs": found.random_pairs,
        "sessions": sessions,
        "scored_pairs": found.scored,
        "written_pairs": found.written,
        "linked_pairs": found.linked,
        "clusters": found.clusters,
        "records_alone": found.alone,
        "links_cut": found.cut,
        "pairs": quality(found.pairs),
        "of_clusters": quality(found.of_clusters),
        "by": by,
        "explained": explained,
        "seconds": seconds,
        "seconds_in_all": found.seconds.iter().map(|(_, s)| s).sum::<f64>(),
        "peak_memory_bytes": peak_memory(),
        "remarks": found.remarks,
    });
    format!("{all}\n")
}

fn quality(quality: Option<Quality>) -> Json {
    quality.map_or(Json::Null, |q| {
        json!({"precision": q.precision(), "recall": q.recall(), "f1": q.f1(), "right": q.right, "said": q.said,
               "real": q.real})
    })
}

pub(super) fn text(found: &Found, threshold: f64) -> String {
    let mut lines = Vec::new();
    lines.push(format!("records          {}", found.records));
    if let Some(certain) = found.certain {
        lines.push(format!(
            "learned from     {certain} certain pairs, {} random pairs, {} sessions",
            found.random_pairs.unwrap_or(0),
            found.sessions.len()
        ));
    }
    lines.push(format!("one in           {:.0} random pairs is one person", 1.0 / found.prior));
    lines.push(format!("pairs scored     {}", found.scored));
    lines.push(format!("pairs kept       {}", found.written));
    lines.push(format!("pairs linked     {} (probability {threshold} or more)", found.linked));
    lines.push(format!("clusters         {} ({} of one record)", found.clusters, found.alone));
    if found.cut > 0 {
        lines.push(format!("links cut        {} (they alone joined groups)", found.cut));
    }
    for (name, quality) in [("pairs", found.pairs), ("clusters", found.of_clusters)] {
        if let Some(q) = quality {
            lines.push(format!("{name:<16} {}", said(q)));
        }
    }
    for (name, q) in &found.by {
        lines.push(format!("  {name:<14} {}", said(*q)));
    }
    if let Some((prior, parts)) = &found.explained {
        lines.push(format!("why: {prior:+8.3}  two records at random"));
        let mut total = *prior;
        let mut names: HashMap<&str, usize> = HashMap::new();
        for part in parts {
            *names.entry(part.comparison.as_str()).or_default() += 1;
            total += part.weight + part.frequency.unwrap_or(0.0);
            lines.push(format!("     {:+8.3}  {}", part.weight, part.level));
            if let Some(frequency) = part.frequency.filter(|f| *f != 0.0) {
                lines.push(format!("     {frequency:+8.3}  how rare that {} is", part.comparison));
            }
        }
        lines.push(format!("     {total:+8.3}  in all: probability {:.6}", probability(total)));
    }
    let seconds: Vec<String> =
        found.seconds.iter().map(|(name, s)| format!("{name} {s:.2}")).collect();
    lines.push(format!("seconds          {}", seconds.join(", ")));
    if let Some(bytes) = peak_memory() {
        lines.push(format!("memory           {} MB at most", bytes / (1 << 20)));
    }
    lines.extend(found.remarks.iter().map(|remark| format!("note: {remark}")));
    lines.push(String::new());
    lines.join("\n")
}

fn said(q: Quality) -> String {
    let share = |share: Option<f64>| share.map_or("none".to_owned(), |s| format!("{s:.4}"));
    format!(
        "precision {}, recall {}, F1 {}",
        share(q.precision()),
        share(q.recall()),
        share(q.f1())
    )
}
