//! The program as somebody at a terminal meets it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::path::Path;
use std::process::{Command, Output, Stdio};

fn alongside(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_alongside"))
        .args(words)
        .env_remove("ALONGSIDE_DATA")
        .env_remove("ALONGSIDE_DATABASE")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn done(words: &[&str]) -> String {
    let output = alongside(words);
    assert!(output.status.success(), "{words:?}: {}", said(&output));
    said(&output)
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// A small demo in a folder of its own.
fn demo(folder: &Path) -> String {
    let data = folder.join("data").display().to_string();
    done(&["demo", "--data", &data, "--women", "12", "--no-serve"]);
    data
}

#[test]
fn a_demo_is_backed_up_and_restored_elsewhere_by_the_key_file_and_by_the_sheet() {
    let folder = tempfile::tempdir().unwrap();
    let data = demo(folder.path());
    let backup = folder.path().join("backup").display().to_string();
    let first = done(&["backup", &backup, "--data", &data]);
    let rows = first.lines().next().unwrap().replace("Backed up", "Restored").replace('.', "");

    let by_file = folder.path().join("by-file").display().to_string();
    let key = format!("{data}/alongside.key");
    let restored = done(&["restore", &backup, "--data", &by_file, "--key-file", &key]);
    assert!(restored.starts_with(&rows), "{restored}");
    assert!(done(&["audit", "verify", "--data", &by_file]).contains("whole"));
    done(&["doctor", "--data", &by_file]);

    let sheet = folder.path().join("sheet.txt");
    let printed = done(&["key", "sheet", "--data", &data]);
    let groups: String =
        printed.lines().filter_map(|line| line.strip_prefix("    ")).collect::<Vec<_>>().join("\n");
    std::fs::write(&sheet, groups).unwrap();
    let by_sheet = folder.path().join("by-sheet").display().to_string();
    let restored = Command::new(env!("CARGO_BIN_EXE_alongside"))
        .args(["restore", &backup, "--data", &by_sheet, "--key-sheet"])
        .stdin(std::fs::File::open(&sheet).unwrap())
        .output()
        .unwrap();
    assert!(restored.status.success(), "{}", said(&restored));
}

#[test]
fn a_wrong_key_a_cut_database_and_a_cut_backup_are_each_said_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let data = demo(folder.path());
    let backup = folder.path().join("backup").display().to_string();
    done(&["backup", &backup, "--data", &data]);

    let other = folder.path().join("other");
    std::fs::create_dir(&other).unwrap();
    let elsewhere = demo(&other);
    let key = folder.path().join("kept.key");
    std::fs::rename(format!("{data}/alongside.key"), &key).unwrap();
    std::fs::copy(format!("{elsewhere}/alongside.key"), format!("{data}/alongside.key")).unwrap();
    let output = alongside(&["audit", "verify", "--data", &data]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("cannot be opened with this key"), "{}", said(&output));
    std::fs::copy(&key, format!("{data}/alongside.key")).unwrap();

    let file = std::fs::read_dir(format!("{backup}/data"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|e| e == "db"))
        .unwrap();
    let whole = std::fs::read(&file).unwrap();
    std::fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    let fresh = folder.path().join("fresh").display().to_string();
    let key = key.display().to_string();
    let output = alongside(&["restore", &backup, "--data", &fresh, "--key-file", &key]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("cut short or was changed"), "{}", said(&output));
    assert!(!Path::new(&fresh).join("alongside.db").exists());

    let database = format!("{data}/alongside.db");
    let whole = std::fs::read(&database).unwrap();
    std::fs::write(&database, &whole[..whole.len() / 2]).unwrap();
    let output = alongside(&["doctor", "--data", &data]);
    assert_eq!(output.status.code(), Some(4), "{}", said(&output));
    assert!(said(&output).contains("WRONG"), "{}", said(&output));
}

#[test]
fn a_demo_never_takes_the_place_of_an_installation() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("letter.txt"), "hers").unwrap();
    let data = folder.path().display().to_string();
    let output = alongside(&["demo", "--data", &data, "--no-serve"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("is no demo"), "{}", said(&output));
    assert!(folder.path().join("letter.txt").exists());
}

#[test]
fn without_a_certificate_it_serves_only_this_machine() {
    let folder = tempfile::tempdir().unwrap();
    let data = demo(folder.path());
    let output = alongside(&["serve", "--data", &data, "--bind", "0.0.0.0", "--port", "0"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("without a certificate"), "{}", said(&output));
}

#[test]
fn a_wrong_command_line_and_no_installation_are_told_apart() {
    assert_eq!(alongside(&["frobnicate"]).status.code(), Some(2));
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("nothing").display().to_string();
    let output = alongside(&["audit", "verify", "--data", &data]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("there is no key file"), "{}", said(&output));
}

#[test]
fn a_command_whose_reader_has_gone_does_its_work_and_says_nothing_more() {
    let folder = tempfile::tempdir().unwrap();
    let data = demo(folder.path());
    let backup = folder.path().join("backup").display().to_string();
    let mut child = Command::new(env!("CARGO_BIN_EXE_alongside"))
        .args(["backup", &backup, "--data", &data])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", said(&output));
    let copy = folder.path().join("copy").display().to_string();
    let key = folder.path().join("data/alongside.key").display().to_string();
    done(&["restore", &backup, "--data", &copy, "--key-file", &key]);
}

#[test]
#[cfg(target_os = "linux")]
fn what_could_not_be_written_down_is_told_and_changes_the_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let data = demo(folder.path());
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_alongside"))
        .args(["key", "sheet", "--data", &data])
        .stdin(Stdio::null())
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(said(&output).matches("could not be written").count(), 1, "{}", said(&output));
}
