//! The first day, with answers from a file: an installation that two people can open, units, a backup
//! that was taken back on trial; and answers that cannot be.
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

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

const TWO: &str = "[manager]\nname = \"Ruth Example\"\nemail = \"ruth@centre.example.org\"\n\
                   [second]\nname = \"Bronwen Example\"\nemail = \"bronwen@centre.example.org\"\n";

/// Runs setup with these answers in this folder, under whoever runs the test.
fn setup(folder: &Path, answers: &str) -> Output {
    let me = Command::new("id").arg("-un").output().unwrap();
    let me = String::from_utf8(me.stdout).unwrap();
    let file = folder.join("answers.toml");
    std::fs::write(&file, answers).unwrap();
    let path = |name: &str| folder.join(name).display().to_string();
    alongside(&[
        "setup",
        "--answers",
        &file.display().to_string(),
        "--data",
        &path("data"),
        "--units",
        &path("units"),
        "--user",
        me.trim(),
    ])
}

#[test]
fn answers_make_an_installation_with_units_and_a_backup_that_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("to keep");
    let reach =
        "[reach]\nhow = \"name\"\nname = \"records.example.org\"\ncontact = \"it@example.org\"\n";
    let answers = format!(
        "organisation = \"Canolfan Menywod y Bont\"\nbackup = {:?}\n{TWO}{reach}",
        backup.display().to_string()
    );
    let output = setup(folder.path(), &answers);
    let told = said(&output);
    assert!(output.status.success(), "{told}");
    assert!(told.contains("taken back on trial"), "{told}");
    let password = |email: &str| {
        let line = told.lines().find(|line| line.contains(email)).unwrap();
        line.split_whitespace().next_back().unwrap().to_owned()
    };
    let (first, second) = (password("ruth@"), password("bronwen@"));
    assert!(first != second && first.len() >= 16, "{first} {second}");

    let unit = std::fs::read_to_string(folder.path().join("units/alongside.service")).unwrap();
    for wanted in ["--acme \"records.example.org\"", "--port 443", "ProtectSystem=strict"] {
        assert!(unit.contains(wanted), "{unit}");
    }
    assert!(folder.path().join("units/alongside-backup.timer").exists());
    let data = folder.path().join("data").display().to_string();
    for words in [&["doctor", "--data", &data][..], &["audit", "verify", "--data", &data]] {
        let output = alongside(words);
        assert!(output.status.success(), "{}", said(&output));
    }
    // Nothing of what was told stands open in the folder but the organisation's own name.
    let settings = std::fs::read_to_string(folder.path().join("data/settings.toml")).unwrap();
    assert!(settings.contains("Canolfan Menywod y Bont") && settings.contains("required"));
    for file in std::fs::read_dir(folder.path().join("data")).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            for open in ["Ruth Example", "ruth@centre", first.as_str()] {
                let found = bytes.windows(open.len()).any(|window| window == open.as_bytes());
                assert!(!found, "{open} in {}", path.display());
            }
        }
    }
    // A folder that holds anything else is refused, and keeps it.
    let other = folder.path().join("other");
    std::fs::create_dir_all(other.join("data")).unwrap();
    std::fs::write(other.join("data/photographs"), "ours").unwrap();
    let refused = setup(&other, &answers);
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains("holds something else already"), "{}", said(&refused));
    assert_eq!(std::fs::read_to_string(other.join("data/photographs")).unwrap(), "ours");
    // What is there is left as it is.
    let again = setup(folder.path(), &answers);
    assert_eq!(again.status.code(), Some(1));
    assert!(said(&again).contains("holds an installation already"), "{}", said(&again));
}

#[test]
fn answers_that_cannot_be_are_said_in_a_sentence_and_leave_nothing_behind() {
    let good = format!("organisation = \"Y Bont\"\n{TWO}");
    for (answers, wanted) in [
        (TWO.to_owned(), "organisation"),
        (good.replace("Y Bont", "  "), "a name is missing"),
        (good.replace("ruth@centre.example.org", "ruth at home"), "is no e-mail address"),
        (good.replace("bronwen@", "RUTH@"), "somebody else"),
        (format!("orgnisation = \"x\"\n{good}"), "orgnisation"),
        (
            format!("{good}[reach]\nhow = \"name\"\nname = \"https://x.org\"\n"),
            "no name on the internet",
        ),
        (format!("{good}[reach]\nhow = \"carrier pigeon\"\n"), "carrier pigeon"),
        (
            format!(
                "{good}[reach]\nhow = \"certificate\"\nname = \"x.example.org\"\ncertificate = \"/no/such\"\nkey = \"/no/such\"\n"
            ),
            "cannot be read",
        ),
        (format!("backup = \"/proc/no/such\"\n{good}"), "cannot be written to"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let output = setup(folder.path(), &answers);
        assert_eq!(output.status.code(), Some(1), "{answers}");
        assert!(said(&output).contains(wanted), "{}", said(&output));
        assert!(!folder.path().join("data").exists(), "{wanted}: something was left behind");
        assert!(!folder.path().join("units").exists(), "{wanted}");
    }
}

#[test]
fn without_a_terminal_and_without_answers_it_says_how_to_give_them() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").display().to_string();
    let output = alongside(&["setup", "--data", &data]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("--answers"), "{}", said(&output));
    assert!(!folder.path().join("data").exists());
}

#[test]
fn whoever_looks_after_the_machine_lets_somebody_in_again_and_the_trail_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let output = setup(folder.path(), &format!("organisation = \"Canolfan y Bont\"\n{TWO}"));
    assert!(output.status.success(), "{}", said(&output));
    let data = folder.path().join("data").display().to_string();
    let user = |words: &[&str]| {
        let output = alongside(&[&["user"], words, &["--data", &data]].concat());
        (output.status.code(), said(&output))
    };
    let (code, list) = user(&["list"]);
    assert_eq!(code, Some(0), "{list}");
    assert!(
        list.contains("ruth@centre.example.org  Ruth Example  manager administrator"),
        "{list}"
    );

    let (code, told) = user(&["reset", "Ruth@centre.example.org"]);
    assert_eq!(code, Some(0), "{told}");
    assert!(
        told.starts_with("Password for Ruth Example: ") && told.contains("in person"),
        "{told}"
    );
    let (code, told) = user(&["reset", "nobody@centre.example.org"]);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("nobody here signs in"), "{told}");

    let add = |email: &str, role: &str| {
        user(&["add", "--name", "Siân Example", "--email", email, "--role", role])
    };
    let (code, told) = add("sian@centre.example.org", "administrator");
    assert_eq!(code, Some(0), "{told}");
    let (code, told) = add("sian@centre.example.org", "administrator");
    assert!(code == Some(1) && told.contains("somebody has an account"), "{told}");
    let (code, told) = add("lowri@centre.example.org", "queen");
    assert!(code == Some(2) && told.contains("caseworker"), "{told}");
    assert!(user(&["list"]).1.contains("Siân Example  administrator"));
    let (code, told) = user(&["reopen", "sian@centre.example.org"]);
    assert!(code == Some(0) && told.contains("can sign in again"), "{told}");

    let output = alongside(&["audit", "verify", "--data", &data]);
    assert!(output.status.success(), "{}", said(&output));
    let loss = alongside(&["audit", "accept-loss", "--entries", "3", "--data", &data]);
    assert!(
        !loss.status.success() && said(&loss).contains("0 entries are lost"),
        "{}",
        said(&loss)
    );
}

#[test]
fn what_was_restored_on_another_machine_is_put_into_service_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let reach = "[reach]\nhow = \"proxy\"\nname = \"records.example.org\"\nproxy = \"10.1.1.1\"\n";
    let answers =
        format!("organisation = \"The Bridge\"\nbackup = {:?}\n{TWO}{reach}", path("to keep"));
    assert!(setup(folder.path(), &answers).status.success());
    let key = folder.path().join("data/alongside.key");
    std::fs::copy(key, folder.path().join("alongside.key")).unwrap();
    for lost in ["data", "units"] {
        std::fs::remove_dir_all(folder.path().join(lost)).unwrap();
    }
    let me = Command::new("id").arg("-un").output().unwrap();
    let me = String::from_utf8(me.stdout).unwrap();
    let into_service = || {
        let (answers, data, units) = (path("answers.toml"), path("data"), path("units"));
        let words = ["setup", "--restored", "--answers", &answers, "--data", &data];
        alongside(&[&words[..], &["--units", &units, "--user", me.trim()]].concat())
    };
    let early = into_service();
    assert!(!early.status.success());
    assert!(said(&early).contains("alongside restore"), "{}", said(&early));

    let (backup, data, key) = (path("to keep"), path("data"), path("alongside.key"));
    let restored = alongside(&["restore", &backup, "--data", &data, "--key-file", &key]);
    assert!(said(&restored).contains("setup --restored"), "{}", said(&restored));
    let served = into_service();
    assert!(served.status.success(), "{}", said(&served));
    let unit = std::fs::read_to_string(folder.path().join("units/alongside.service")).unwrap();
    assert!(unit.contains("--behind-proxy 10.1.1.1") && unit.contains(&data), "{unit}");
    let backed_up =
        std::fs::read_to_string(folder.path().join("units/alongside-backup.service")).unwrap();
    assert!(backed_up.contains("to keep"), "{backed_up}");
}
