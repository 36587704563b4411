//! The machine dies, and its disk forgets what nobody synced. Whatever the program had said to be done
//! is there all the same: installation, records, keys, the audit trail, erasures, dropped referrals,
//! backups.
//!
//! A worker (this test itself, started once more) makes an installation and works in it while every
//! write and sync is recorded. Then the folder is rebuilt as the disk could look at a random point,
//! and the real program opens it: 40 points, 1,000 with `ALONGSIDE_DEEP=1`, as many as one likes by
//! `cargo xtask forget --points N`. How a disk may forget stands in `testkit::forgetful`. Not for
//! PostgreSQL, which answers for its own disk.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::print_stdout, reason = "the worker tells by it what is done")]

#[path = "forgotten/acknowledged.rs"]
mod acknowledged;
#[path = "forgotten/worker.rs"]
mod worker;

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};

use acknowledged::Acknowledged;
use kernel::ctx::{Seeded, SetClock};
use kernel::{Actor, Ctx};
use testkit::forgetful::{Deed, Disk, Keeps, Recorder, Syncs, Trace, scratch, write_out};
use worker::Worker;

const NAME: &str = "whatever_was_acknowledged_outlives_a_disk_that_forgets";

fn steps() -> Vec<store::Migration> {
    [access::MIGRATIONS, casework::MIGRATIONS, evidence::MIGRATIONS].concat()
}

/// A point at which the machine dies, and how its disk looks.
struct Death {
    what: String,
    look: std::collections::BTreeMap<std::path::PathBuf, Option<Vec<u8>>>,
    before: Acknowledged,
    restores: bool,
}

/// What came of many deaths.
#[derive(Debug, Default)]
struct Tally {
    deaths: usize,
    acknowledged: usize,
    lost: Vec<String>,
}

/// Records one worker: what she did, and the folder that she left.
fn recorded(recorder: &Recorder, root: &Path, seed: u64, rounds: u64, syncs: Syncs) -> Trace {
    let scratch = scratch().unwrap();
    let to = scratch.path().join("trace");
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([NAME, "--exact", "--nocapture"]).stdout(Stdio::null()).stdin(Stdio::null());
    Worker::told(&mut command, root, seed, rounds);
    recorder.record(&mut command, root, &to, syncs).unwrap();
    let done = command.stderr(Stdio::piped()).output().unwrap();
    let stderr = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "the worker could not work: {stderr}");
    Trace::read(&to, root).unwrap()
}

/// Kills the machine at `points` points of a recording. Half of them are right behind something that
/// was acknowledged, where most is at stake; half of the disks keep nothing that they need not.
fn deaths(trace: &Trace, points: usize, seed: u64, mut each: impl FnMut(Death)) {
    let (clock, chance) =
        (SetClock::new("2026-11-24T18:00:00Z".parse().unwrap()), Seeded::new(seed));
    let ctx = Ctx::new(Arc::new(clock), Arc::new(chance), Actor::Visitor);
    let below = |limit: usize| usize::try_from(u64::from_le_bytes(ctx.random())).unwrap() % limit;
    let said: Vec<usize> = (0..trace.deeds.len())
        .filter(|at| matches!(&trace.deeds[*at], Deed::Said(text) if Acknowledged::is_one(text)))
        .collect();
    let first = said[0];
    let mut at: Vec<(usize, usize)> = (0..points)
        .map(|nth| match nth % 2 {
            0 => (first + below(trace.deeds.len() - first), nth),
            _ => (said[below(said.len())], nth),
        })
        .collect();
    at.sort_unstable();
    let mut at = at.into_iter().peekable();
    let (mut disk, mut before) = (Disk::default(), Acknowledged::default());
    for (now, deed) in trace.deeds.iter().enumerate() {
        disk.happened(deed);
        if let Deed::Said(text) = deed {
            before.hear(text);
        }
        while let Some((_, nth)) = at.next_if(|(at, _)| *at == now) {
            let number = seed * 1_000_000 + u64::try_from(nth).unwrap();
            let keeps = if nth % 4 < 2 { Keeps::NOTHING } else { Keeps::some(number) };
            each(Death {
                what: format!("worker {seed}, deed {now}, {keeps:?}"),
                look: disk.after_death(keeps),
                before: before.clone(),
                restores: nth % 8 == 1,
            });
        }
    }
}

/// Opens each with the real program, as many at once as there are cores.
fn judged(trace: &Trace, points: usize, seed: u64, tally: &mut Tally) {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let (send, receive) = mpsc::sync_channel::<Death>(2 * cores);
    let receive = Mutex::new(receive);
    let lost = Mutex::new(Vec::new());
    let (many, acknowledged) = (AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                let runtime = runtime.unwrap();
                loop {
                    let next = receive.lock().unwrap().recv();
                    let Ok(death) = next else { break };
                    let folder = scratch().unwrap();
                    write_out(&death.look, folder.path()).unwrap();
                    many.fetch_add(1, Ordering::Relaxed);
                    acknowledged.fetch_add(death.before.len(), Ordering::Relaxed);
                    let found = death.before.is_there(folder.path(), death.restores);
                    if let Err(missing) = runtime.block_on(found) {
                        lost.lock().unwrap().push(format!("{}: {missing}", death.what));
                    }
                }
            });
        }
        deaths(trace, points, seed, |death| send.send(death).unwrap());
        drop(send);
    });
    tally.deaths += many.into_inner();
    tally.acknowledged += acknowledged.into_inner();
    tally.lost.extend(lost.into_inner().unwrap());
}

#[test]
fn whatever_was_acknowledged_outlives_a_disk_that_forgets() {
    if Worker::work_if_told() {
        return;
    }
    let usual = if std::env::var_os("ALONGSIDE_DEEP").is_some() { 1000 } else { 40 };
    let asked = std::env::var("ALONGSIDE_POINTS").ok();
    let points: usize = asked.map_or(usual, |points| points.parse().unwrap());
    // A few recordings, so that luck in one says little.
    let recordings = points.div_ceil(250).max(2);
    let recorder = Recorder::build().unwrap();
    let mut tally = Tally::default();
    for seed in 1..=u64::try_from(recordings).unwrap() {
        let root = scratch().unwrap();
        let trace = recorded(&recorder, root.path(), seed, 36, Syncs::Kept);
        // The recording holds everything: a disk that keeps all looks as the folder looks.
        let mut disk = Disk::default();
        trace.deeds.iter().for_each(|deed| disk.happened(deed));
        let rebuilt = scratch().unwrap();
        write_out(&disk.after_death(Keeps::ALL), rebuilt.path()).unwrap();
        same(root.path(), rebuilt.path());
        drop((root, rebuilt));
        judged(&trace, points.div_ceil(recordings), seed, &mut tally);
    }
    let Tally { deaths, acknowledged, lost } = &tally;
    println!(
        "{deaths} deaths of {recordings} machines, {acknowledged} acknowledgements looked for, {} lost",
        lost.len()
    );
    assert!(lost.is_empty(), "{} of {deaths}:\n{}", lost.len(), lost.join("\n"));
    assert!(*deaths >= points && *acknowledged > 20 * points);
}

#[test]
fn a_disk_whose_syncs_do_nothing_is_found_out() {
    let recorder = Recorder::build().unwrap();
    let root = scratch().unwrap();
    let trace = recorded(&recorder, root.path(), 7, 12, Syncs::Lost);
    let mut tally = Tally::default();
    judged(&trace, 8, 7, &mut tally);
    assert!(tally.lost.len() >= 4, "{tally:?}");
}

/// Both folders hold the same. Not looked at is what SQLite shares by memory and makes anew.
fn same(one: &Path, other: &Path) {
    let names = |folder: &Path| -> Vec<_> {
        let mut names: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .filter(|name| !name.to_string_lossy().ends_with("-shm"))
            .collect();
        names.sort();
        names
    };
    assert_eq!(names(one), names(other), "in {}", one.display());
    for name in names(one) {
        let (one, other) = (one.join(&name), other.join(&name));
        if one.is_dir() {
            same(&one, &other);
        } else {
            let equal = std::fs::read(&one).unwrap() == std::fs::read(&other).unwrap();
            assert!(equal, "{} was not recorded as it is", one.display());
        }
    }
}
