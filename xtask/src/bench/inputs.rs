//! What the contests are run on. Made once by generators of invented people, kept under
//! `target/bench`. Not for data of anybody.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::chance::Chance;
use super::contests::{Kit, Not};
use super::measure;
use crate::peers::Peers;

/// A file of the shared data, which is not carried in this repository.
pub(super) fn shared(kit: &Kit, path: &str) -> Result<PathBuf, Not> {
    let folder = kit.shared.as_ref().ok_or_else(|| {
        Not::Here("the shared data and scripts are absent; set ALONGSIDE_SHARED".to_owned())
    })?;
    let file = folder.join(path);
    if file.exists() { Ok(file) } else { Err(Not::Here(format!("{} is absent", file.display()))) }
}

/// So many records of invented people at 40 organisations, with one seed.
pub(super) fn people(kit: &Kit, many: u32) -> Result<PathBuf, Not> {
    let script = shared(kit, "bench/gen_people.py")?;
    let file = kit.folder.join(format!("people-{many}.csv"));
    made(&file, |to| vec!["python3".into(), text(&script), many.to_string(), to])
}

/// Invented treated and compared, 20 covariates, a known effect.
pub(super) fn treated(kit: &Kit) -> Result<PathBuf, Not> {
    let script = shared(kit, "bench/gen_psm.py")?;
    let python = Peers::Linkage.python().map_err(Not::Here)?;
    let file = kit.folder.join("treated-1000-200000.csv");
    made(&file, |to| vec![text(&python), text(&script), "1000".into(), "200000".into(), to])
}

/// A network of OR-Library's construction with its own seed: `nodes` towns, about twice as many
/// roads of 1 to 100, all reached by a chain through them (a road drawn twice is left out).
pub(super) fn network(kit: &Kit, nodes: u64, p: u64, seed: u64) -> Result<PathBuf, Not> {
    let file = kit.folder.join(format!("network-{nodes}-{p}-{seed}.txt"));
    let mut chance = Chance(seed);
    let mut order: Vec<(u64, u64)> = (1..=nodes).map(|node| (chance.next(), node)).collect();
    order.sort_unstable();
    let mut roads: Vec<(u64, u64)> =
        order.iter().zip(order.iter().skip(1)).map(|(one, other)| (one.1, other.1)).collect();
    for _ in roads.len()..usize::try_from(2 * nodes).unwrap_or_default() {
        let (one, other) = (chance.below(nodes) + 1, chance.below(nodes) + 1);
        let is_there = roads.iter().any(|road| *road == (one, other) || *road == (other, one));
        if one != other && !is_there {
            roads.push((one, other));
        }
    }
    let mut text = format!(" {nodes} {} {p}\n", roads.len());
    for (one, other) in roads {
        let _ = writeln!(text, " {one} {other} {}", chance.below(100) + 1);
    }
    std::fs::write(&file, text)
        .map_err(|error| Not::Well(format!("{}: {error}", file.display())))?;
    Ok(file)
}

/// So many invented towns on a plane, most near one of forty cities, with demand.
pub(super) fn towns(kit: &Kit, many: u64, seed: u64) -> Result<PathBuf, Not> {
    let file = kit.folder.join(format!("towns-{many}-{seed}.csv"));
    let mut chance = Chance(seed);
    let cities: Vec<(f64, f64)> =
        (0..40).map(|_| (chance.share() * 400.0, chance.share() * 500.0)).collect();
    let mut text = String::from("name,x,y,demand\n");
    for town in 0..many {
        let city = usize::try_from(chance.below(40)).unwrap_or_default();
        let (x, y) = cities.get(city).copied().unwrap_or_default();
        // The sum of four shares is near enough to a bell.
        let mut about = || (0..4).map(|_| chance.share() - 0.5).sum::<f64>() * 30.0;
        let (x, y) = (x + about(), y + about());
        let _ = writeln!(text, "town {town},{x:.3},{y:.3},{}", chance.below(60) + 1);
    }
    std::fs::write(&file, text)
        .map_err(|error| Not::Well(format!("{}: {error}", file.display())))?;
    Ok(file)
}

/// A file that a generator writes, unless it is there.
fn made(file: &Path, words: impl FnOnce(String) -> Vec<String>) -> Result<PathBuf, Not> {
    if !file.exists() {
        println!("   making {}", file.display());
        let beside = file.with_extension("part");
        let notes = file.with_extension("notes");
        measure::run(&words(text(&beside)), &[], &notes).map_err(Not::Well)?;
        let _ = std::fs::remove_file(notes);
        let place = std::fs::rename(&beside, file);
        place.map_err(|error| Not::Well(format!("{}: {error}", file.display())))?;
    }
    Ok(file.to_owned())
}

pub(super) fn text(path: &Path) -> String {
    path.display().to_string()
}
