//! The file between both sides: whole or not at all, and nothing of a private place in it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions
)]

use std::fs;
use std::path::PathBuf;

use directory::invented::invented;
use directory::model::{Entry, Withheld};
use directory::open_referral::{Detail, Feed, Profile, service};
use directory::snapshot::{BodyKind, NotRead, NotWritten, Snapshot, SnapshotWriter, write};
use directory::{Audience, Published, publish};
use jiff::civil::{Date, date};
use kernel::ctx::Seeded;
use tempfile::TempDir;

fn today() -> Date {
    date(2026, 11, 22)
}

fn entries(count: usize) -> Vec<Entry> {
    invented(&Seeded::new(5), today(), count)
}

fn published(entries: &[Entry], audience: Audience) -> Vec<Published> {
    let withheld = Withheld::of(entries);
    entries.iter().filter_map(|one| publish(one, &withheld, audience, today()).ok()).collect()
}

fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("directory.jsonl");
    (folder, path)
}

#[test]
fn what_was_written_is_read_back_with_its_bodies() {
    let (folder, path) = place();
    let rows = published(&entries(120), Audience::Public);
    assert_eq!(write(&path, today(), &rows).unwrap(), rows.len());
    let snapshot = Snapshot::read(&path).unwrap();
    assert_eq!((snapshot.len(), snapshot.made_on()), (rows.len(), today()));
    let feed = Feed { base: "unused".to_owned(), assurer_email: None, profile: Profile::Plain };
    for (nth, row) in rows.iter().enumerate() {
        assert_eq!(snapshot.entry(nth).unwrap(), *row);
        for (kind, detail) in [(BodyKind::Summary, Detail::Summary), (BodyKind::Full, Detail::Full)]
        {
            let body = String::from_utf8(snapshot.body(nth, kind).unwrap()).unwrap();
            assert_eq!(body, service(row, &feed, detail).to_string());
        }
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing half-written is left");
}

#[test]
fn an_empty_directory_is_a_directory() {
    let (_folder, path) = place();
    assert!(matches!(Snapshot::read(&path), Err(NotRead::NotThere)));
    assert_eq!(write(&path, today(), Vec::<Published>::new()).unwrap(), 0);
    assert!(Snapshot::read(&path).unwrap().is_empty());
}

#[test]
fn an_entry_for_professionals_never_goes_in_and_the_file_before_stays() {
    let (folder, path) = place();
    let all = entries(60);
    write(&path, today(), published(&all, Audience::Public)).unwrap();
    let before = fs::read(&path).unwrap();
    let refused = write(&path, today(), published(&all, Audience::Professional));
    assert!(matches!(refused, Err(NotWritten::NotPublic)));
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_writer_that_stops_half_way_leaves_the_file_before() {
    let (folder, path) = place();
    let rows = published(&entries(20), Audience::Public);
    write(&path, today(), &rows).unwrap();
    let before = fs::read(&path).unwrap();
    let mut writer = SnapshotWriter::begin(&path, today(), None).unwrap();
    writer.add(&rows[0]).unwrap();
    drop(writer);
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_file_that_was_cut_or_changed_anywhere_is_refused() {
    let (_folder, path) = place();
    write(&path, today(), published(&entries(6), Audience::Public)).unwrap();
    let whole = fs::read(&path).unwrap();
    for long in (0..whole.len()).step_by(997) {
        fs::write(&path, &whole[..long]).unwrap();
        assert!(Snapshot::read(&path).is_err(), "cut after {long}");
    }
    for at in (0..whole.len()).step_by(613) {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        fs::write(&path, &changed).unwrap();
        assert!(Snapshot::read(&path).is_err(), "changed at {at}");
    }
    fs::write(&path, [whole.as_slice(), b"more\n"].concat()).unwrap();
    assert!(matches!(Snapshot::read(&path), Err(NotRead::Digest)));
    fs::write(&path, "a letter\n").unwrap();
    assert!(matches!(Snapshot::read(&path), Err(NotRead::OtherForm)));
    fs::write(&path, &whole).unwrap();
    assert!(Snapshot::read(&path).is_ok());
}

#[test]
fn a_file_that_is_open_stays_readable_when_another_takes_its_place() {
    let (_folder, path) = place();
    let rows = published(&entries(40), Audience::Public);
    write(&path, today(), &rows).unwrap();
    let first = Snapshot::read(&path).unwrap();
    write(&path, today(), &rows[..1]).unwrap();
    assert_eq!(first.entry(rows.len() - 1).unwrap(), rows[rows.len() - 1]);
    assert_ne!(Snapshot::read(&path).unwrap().digest(), first.digest());
}

#[test]
fn nothing_of_a_withheld_place_stands_in_the_file() {
    let (_folder, path) = place();
    let all = entries(900);
    write(&path, today(), published(&all, Audience::Public)).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let mut private = 0;
    let mut open = 0;
    for at in all.iter().flat_map(|entry| &entry.places) {
        let spot = at.location.spot_for_its_owner();
        let secrets = [
            at.location.ident.id.to_string(),
            at.ident.id.to_string(),
            spot.latitude.unwrap().to_string(),
        ];
        let found = secrets.iter().filter(|secret| text.contains(secret.as_str())).count();
        if at.location.public_spot().is_some() {
            open += found;
        } else {
            private += 1;
            assert_eq!(found, 0);
            let address = &spot.addresses[0];
            let both = [address.street.as_deref().unwrap(), address.postcode.as_deref().unwrap()];
            let line = text.lines().find(|line| both.iter().all(|word| line.contains(word)));
            assert!(line.is_none());
        }
    }
    assert!(private > 15 && open > 1000, "{private} private, {open} open");
}
