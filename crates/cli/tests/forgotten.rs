//! The machine dies right after the program said that it was done, and the disk keeps nothing that was
//! not synced: the installation that `setup` made is whole, and so is what the public side is given.
//!
//! Records, audit and backups under many deaths: `crates/demo/tests/forgotten.rs`.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use testkit::forgetful::{Disk, Keeps, Recorder, Syncs, Trace, scratch, write_out};

const PROGRAM: &str = env!("CARGO_BIN_EXE_alongside");

fn alongside(words: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(words).env_remove("ALONGSIDE_DATA").env_remove("ALONGSIDE_DATABASE");
    command.stdin(Stdio::null());
    command
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn path(root: &Path, name: &str) -> String {
    root.join(name).display().to_string()
}

/// What is left of a recording on a disk that keeps nothing that it need not.
fn left(mut disk: Disk, trace: &Trace) -> tempfile::TempDir {
    trace.deeds.iter().for_each(|deed| disk.happened(deed));
    let folder = scratch().unwrap();
    write_out(&disk.after_death(Keeps::NOTHING), folder.path()).unwrap();
    folder
}

#[test]
fn an_installation_is_there_when_setup_says_so_and_the_public_side_has_its_file_when_staff_is_up() {
    let recorder = Recorder::build().unwrap();
    let (root, beside) = (scratch().unwrap(), scratch().unwrap());
    let to = beside.path().join("trace");
    let answers = beside.path().join("answers.toml");
    let backup = path(root.path(), "to keep");
    std::fs::write(
        &answers,
        format!(
            "organisation = \"Canolfan Menywod y Bont\"\nbackup = {backup:?}\n\
             [manager]\nname = \"Ruth Example\"\nemail = \"ruth@centre.example.org\"\n\
             [second]\nname = \"Bronwen Example\"\nemail = \"bronwen@centre.example.org\"\n"
        ),
    )
    .unwrap();
    let me = Command::new("id").arg("-un").output().unwrap();
    let me = String::from_utf8(me.stdout).unwrap();
    let mut setup = alongside(&[
        "setup",
        "--answers",
        &answers.display().to_string(),
        "--data",
        &path(root.path(), "data"),
        "--units",
        &path(beside.path(), "units"),
        "--user",
        me.trim(),
    ]);
    recorder.record(&mut setup, root.path(), &to, Syncs::Kept).unwrap();
    let done = setup.output().unwrap();
    assert!(done.status.success(), "{}", said(&done));

    let after = left(Disk::default(), &Trace::read(&to, root.path()).unwrap());
    let data = path(after.path(), "data");
    // A recording holds no modes; that the key file is closed is looked at elsewhere.
    let closed = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(after.path().join("data/alongside.key"), closed).unwrap();
    for words in [["doctor", "--data", &data].as_slice(), &["audit", "verify", "--data", &data]] {
        let output = alongside(words).output().unwrap();
        assert!(output.status.success(), "{words:?}: {}", said(&output));
    }
    let settings = |root: &Path| std::fs::read_to_string(root.join("data/settings.toml")).unwrap();
    assert_eq!(settings(after.path()), settings(root.path()));
    let key = path(after.path(), "data/alongside.key");
    let into = path(after.path(), "restored");
    let output = alongside(&["restore", &path(after.path(), "to keep"), "--key-file", &key])
        .args(["--data", &into])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", said(&output));

    // The staff side writes what the public side reads before it says that it listens.
    let begin = Disk::of(root.path()).unwrap();
    std::fs::remove_file(&to).unwrap();
    let between = path(root.path(), "between");
    let mut staff = alongside(&["serve", "--side", "staff", "--port", "0", "--json"]);
    staff.args(["--data", &path(root.path(), "data"), "--front", &between]);
    recorder.record(&mut staff, root.path(), &to, Syncs::Kept).unwrap();
    let mut staff = staff.stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(staff.stdout.take().unwrap()).read_line(&mut line).unwrap();
    staff.kill().unwrap();
    staff.wait().unwrap();
    assert!(line.contains("url"), "{line}");
    let after = left(begin, &Trace::read(&to, root.path()).unwrap());
    let given = |root: &Path| std::fs::read_to_string(root.join("between/front.toml")).unwrap();
    assert_eq!(given(after.path()), given(root.path()));
    assert!(given(root.path()).contains("Canolfan Menywod y Bont"));
    assert!(after.path().join("between/drops").is_dir());
}
