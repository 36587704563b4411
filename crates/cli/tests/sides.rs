//! Both sides as processes of their own. Whoever takes over the public one wholly has its files, its
//! environment, its open descriptors and its memory's inputs: this test looks at all of them.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod served;

use std::path::{Path, PathBuf};
use std::process::Command;

use served::{PROGRAM, Process, invented};

fn files_under(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_under(&path, found);
        } else {
            found.push(path);
        }
    }
}

#[test]
fn a_public_process_that_is_taken_over_holds_no_record_no_key_and_no_way_to_either() {
    let place = tempfile::tempdir().unwrap();
    let path = |name: &str| place.path().join(name).display().to_string();
    let (data, between) = (path("data"), path("between"));
    invented(&data);

    let staff = ["--side", "staff", "--data", &data, "--front", &between];
    let staff = Process::serving(&staff, place.path());
    let elsewhere = tempfile::tempdir().unwrap();
    let open = Process::serving(&["--side", "public", "--front", &between], elsewhere.path());

    // Each side answers for itself alone.
    assert_eq!(open.get("/refer").0, 200);
    assert_eq!(open.get("/").0, 303);
    for closed in ["/sign-in", "/women", "/today", "/settings", "/referrals", "/style"] {
        assert_eq!(open.get(closed).0, 404, "{closed} on the public side");
    }
    assert_eq!(staff.get("/refer").0, 404);
    assert_eq!(staff.get("/sign-in").0, 200);

    // What it has open, what it has mapped, what it was started with. The staff side shows that the
    // look finds something where there is something.
    let opened = |process: &Process| {
        let all = std::fs::read_dir(process.proc("fd")).unwrap();
        all.filter_map(|entry| std::fs::read_link(entry.unwrap().path()).ok())
            .filter(|target| target.starts_with(&data))
            .count()
    };
    assert!(opened(&staff) > 0, "the staff side has its database open");
    assert_eq!(opened(&open), 0, "the public side has something of the installation open");
    let maps = std::fs::read_to_string(open.proc("maps")).unwrap();
    assert!(maps.contains("alongside") && !maps.contains(&data));
    for told in ["environ", "cmdline"] {
        let told = String::from_utf8_lossy(&std::fs::read(open.proc(told)).unwrap()).into_owned();
        assert!(!told.contains(&data) && !told.to_lowercase().contains("key"), "{told}");
    }

    // What it may read: the names of the site and a public key, the directory that everybody may see,
    // and nothing of the installation's own. The staff side writes the directory soon after its start.
    let directory = PathBuf::from(format!("{between}/directory.snapshot"));
    let turns = (0..5_000).take_while(|_| !directory.exists() && staff.get("/sign-in").0 == 200);
    assert!(turns.count() < 5_000, "the directory was not written");
    let mut files = Vec::new();
    files_under(Path::new(&between), &mut files);
    files.sort();
    assert_eq!(files, [directory.clone(), PathBuf::from(format!("{between}/front.toml"))]);
    let read = directory::snapshot::Snapshot::read(&directory).unwrap();
    assert!(read.len() > 100, "the demo's services are public");
    let root = std::fs::read_to_string(format!("{data}/alongside.key")).unwrap();
    for file in files {
        let given = std::fs::read(file).unwrap();
        for secret in root.split_whitespace().filter(|word| word.len() >= 8) {
            let secret = secret.as_bytes();
            assert!(
                !given.windows(secret.len()).any(|window| window == secret),
                "a part of the key"
            );
        }
    }

    // It goes on alone when the staff side is down.
    drop(staff);
    assert_eq!(open.get("/refer").0, 200);
}

#[test]
fn nothing_that_a_stranger_asks_for_stands_in_the_log_however_much_it_tells() {
    let place = tempfile::tempdir().unwrap();
    let path = |name: &str| place.path().join(name).display().to_string();
    let (data, between) = (path("data"), path("between"));
    invented(&data);
    // The staff side writes into the folder what the public side needs, and may then go.
    drop(Process::serving(
        &["--side", "staff", "--data", &data, "--front", &between],
        place.path(),
    ));
    let log = std::fs::File::create(path("log")).unwrap();
    let mut command = Command::new(PROGRAM);
    command.args(["serve", "--port", "0", "--json", "--side", "public", "--front", &between]);
    let open = Process::telling(&mut command, place.path(), "trace", log);
    for asked in [
        "/open-referral/v3/services?postcode=LS1+4AP&search=bailiffs",
        "/open-referral/v3/services?postcode=QQ99+9QQ&search=bailiffs",
        "/find-support?place=LS1+4AP&need=debt&words=bailiffs",
        "/find-support?place=nowhere+bailiffs",
    ] {
        assert!(open.get(asked).0 < 500, "{asked}");
    }
    let told = std::fs::read_to_string(path("log")).unwrap();
    assert!(!told.is_empty(), "the log was not told anything at all");
    for hers in ["LS1", "4AP", "QQ99", "bailiffs", "postcode="] {
        assert!(!told.contains(hers), "{hers} stands in the log: {told}");
    }
}

#[test]
fn a_public_side_without_its_folder_says_what_is_missing() {
    let place = tempfile::tempdir().unwrap();
    let run = |words: &[&str]| {
        Command::new(PROGRAM).arg("serve").args(words).env_clear().output().unwrap()
    };
    assert_eq!(run(&["--side", "public"]).status.code(), Some(2), "it must be told the folder");
    let nothing = place.path().join("nothing").display().to_string();
    let output = run(&["--side", "public", "--front", &nothing, "--port", "0"]);
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("the staff side writes it"), "{told}");
}
