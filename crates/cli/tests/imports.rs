//! Files from elsewhere, imported by the command as somebody at a terminal runs it: what it says it
//! would do, what it does, and that a second run changes nothing.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions
)]

use std::path::Path;
use std::process::{Command, Output, Stdio};

/// A contract that the demo's first centre delivers.
const PROGRAMME: &str = "PRJ_12498_GWENT";

/// The columns of probation's performance report, in its order.
const COLUMNS: &str = "referral_ref,referral_id,contract_ref,organisation_id,caseworker_id,\
    service_user_crn,date_referral_received,date_saa_first_arranged,date_saa_first_scheduled_for,\
    date_saa_first_not_attended,date_saa_first_attended,date_saa_first_completed,\
    saa_attended_on_time,date_first_action_plan_submitted,date_of_first_action_plan_approval,\
    date_of_first_attended_session,outcomes_to_be_achieved_count,outcomes_achieved,\
    count_of_sessions_expected,count_of_sessions_attended,end_requested_by_pp_at,\
    end_requested_by_pp_reason,date_eosr_submitted,concluded_at,referral_end_state,\
    date_intervention_to_be_completed_by,end_of_sentence_date";

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

fn done(words: &[&str]) -> String {
    let output = alongside(words);
    assert!(output.status.success(), "{words:?}: {}", said(&output));
    said(&output)
}

/// A small demo in a folder of its own.
fn demo(folder: &Path) -> String {
    let data = folder.join("data").display().to_string();
    done(&["demo", "--data", &data, "--women", "12", "--services", "60", "--no-serve"]);
    data
}

/// A made-up row of the report. Nobody in it exists.
fn row(reference: &str, crn: &str, attended: &str) -> String {
    format!(
        "{reference},00000000-0000-4000-8000-0000000000{attended:0>2},{PROGRAMME},P1,\
         worker@example.org,{crn},2026-03-02T09:15:00Z,,,,,,,,,,3,,8,{attended},,,,,,2026-09-01,"
    )
}

fn report(folder: &Path, name: &str, rows: &[String]) -> String {
    let file = folder.join(name);
    std::fs::write(&file, format!("{COLUMNS}\n{}\n", rows.join("\n"))).unwrap();
    file.display().to_string()
}

#[test]
fn a_report_says_what_it_would_do_does_it_once_and_never_overwrites() {
    let folder = tempfile::tempdir().unwrap();
    let data = demo(folder.path());
    let rows = [
        row("AB1234CD", "X900001", "1"),
        row("AB1235CD", "X900002", "2"),
        row("AB1236CD", "X900003", "3"),
        row("not a reference", "X900004", "4"),
    ];
    let file = report(folder.path(), "report.csv", &rows);
    let import = |file: &str, more: &[&str]| {
        let words = ["import", "rm-report", file, "--programme", PROGRAMME, "--data", &data];
        done(&[&words, more].concat())
    };

    let would = import(&file, &["--dry-run"]);
    for words in [
        "3 rows read, 1 rejected.",
        "3 new in the inbox as a referral without a person.",
        "not taken, line 5",
        "Nothing was changed: this was a dry run.",
    ] {
        assert!(would.contains(words), "{words}: {would}");
    }
    assert!(!would.contains("not a reference"), "a value is never repeated");
    assert_eq!(import(&file, &["--dry-run"]), would, "a dry run changed something");

    let first = import(&file, &[]);
    assert!(first.contains("3 new in the inbox") && first.contains("Done."), "{first}");
    let second = import(&file, &[]);
    assert!(second.contains("0 new in the inbox"), "{second}");
    assert!(second.contains("0 rows change, 3 are as before."), "{second}");

    // The next month's report: one row says more, one says something else.
    let mut later = rows.to_vec();
    later[0] = row("AB1234CD", "X900001", "1").replace(",8,1,", ",10,1,");
    let later = report(folder.path(), "later.csv", &later[..3]);
    let changed = import(&later, &[]);
    assert!(changed.contains("1 rows change, 2 are as before."), "{changed}");
    assert!(changed.contains("count_of_sessions_expected: 1"), "{changed}");
    assert!(changed.contains("ours stands until then"), "{changed}");
    assert!(done(&["audit", "verify", "--data", &data]).contains("whole"));
}

#[test]
fn a_report_that_is_cut_off_or_of_no_programme_changes_nothing_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let data = demo(folder.path());
    let whole = [row("AB1234CD", "X900001", "1"), row("AB1235CD", "X900002", "2")];
    let file = report(folder.path(), "report.csv", &whole);
    let refused = |words: &[&str]| {
        let output = alongside(words);
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        said(&output)
    };
    let no_programme = ["import", "rm-report", &file, "--programme", "NONE", "--data", &data];
    assert!(refused(&no_programme).contains("no programme with this reference"));
    let text = std::fs::read_to_string(&file).unwrap();
    let cut = folder.path().join("cut.csv");
    std::fs::write(&cut, &text[..text.len() - 40]).unwrap();
    let cut = cut.display().to_string();
    let words = ["import", "rm-report", &cut, "--programme", PROGRAMME, "--data", &data];
    let told = refused(&words);
    assert!(told.contains("cut off") && told.contains("Nothing was changed"), "{told}");
    let nothing = ["import", "rm-report", "nowhere.csv", "--programme", PROGRAMME, "--data", &data];
    assert!(refused(&nothing).contains("nowhere.csv cannot be read"));
    let words = ["import", "rm-report", &file, "--programme", PROGRAMME, "--data", &data];
    assert!(done(&words).contains("2 new in the inbox"), "nothing of the cut file was kept");
}

#[test]
fn the_real_contracts_are_read_and_a_second_run_changes_nothing() {
    let Some(shared) = std::env::var_os("ALONGSIDE_SHARED") else {
        println!("SKIPPED: the published contracts are not here; set ALONGSIDE_SHARED");
        return;
    };
    let contracts = Path::new(&shared).join("data/directory/crs-contracts").display().to_string();
    let folder = tempfile::tempdir().unwrap();
    let data = demo(folder.path());
    let words = ["import", "crs-contracts", &contracts, "--data", &data];
    let first = done(&words);
    assert!(first.contains("58 contracts read, 0 rejected"), "{first}");
    let second = done(&words);
    assert!(second.contains("0 added, 0 changed, 58 as before."), "{second}");
}

#[test]
fn the_wording_of_others_is_loaded_by_right_once_and_says_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let data = demo(folder.path());
    // Words of nobody on the form of another's questionnaire.
    let mut words = String::from("instrument = \"gad-7\"\nversion = 1\n");
    for code in 1..=7 {
        words += &format!("[[item]]\ncode = \"{code}\"\ntext = \"Invented {code}?\"\n");
    }
    for value in 0..=3 {
        words += &format!("[[answer]]\nscale = \"days\"\nvalue = {value}\ntext = \"A{value}\"\n");
    }
    let file = folder.path().join("gad.toml");
    let path = file.display().to_string();
    let load = |right: &str| {
        alongside(&["import", "instrument", &path, "--right", right, "--data", &data])
    };
    std::fs::write(&file, words.replace("Invented 4?", "")).unwrap();
    let missing = load("invented for a test");
    assert_eq!(missing.status.code(), Some(1));
    assert!(said(&missing).contains("the words of “4” are missing"), "{}", said(&missing));
    std::fs::write(&file, words.replace("gad-7", "nobody-knows")).unwrap();
    assert!(said(&load("invented for a test")).contains("--definition"));
    std::fs::write(&file, &words).unwrap();
    assert_eq!(load(" ").status.code(), Some(1));
    assert!(said(&load("invented for a test")).contains("gad-7, version 1, is loaded."));
    assert!(said(&load("invented for a test")).contains("was loaded before."));
}

#[test]
fn services_are_rehearsed_taken_in_once_and_taken_back_whole() {
    let folder = tempfile::tempdir().unwrap();
    let data = demo(folder.path());
    let file = folder.path().join("newport.json");
    let service = |number: u8, name: &str| {
        serde_json::json!({
            "id": format!("5f2b8a1e-0000-4000-8000-0000000000{number:02}"), "name": name,
            "status": "active", "description": "Somebody to talk to.",
            "organization": {"id": "5f2b8a1e-0000-4000-8000-000000000099", "name": "Wren Room"},
        })
    };
    let page = |services: &[serde_json::Value]| {
        std::fs::write(&file, serde_json::json!({ "contents": services }).to_string()).unwrap();
    };
    let path = file.display().to_string();
    let import = |more: &[&str]| done(&[&["import", "directory", "--data", &data], more].concat());
    page(&[service(1, "Room to talk"), service(2, "Money advice"), serde_json::json!({"fees": 7})]);
    let rehearsed = import(&[&path, "--dry-run"]);
    assert!(rehearsed.contains("Would go in: 2 new, 0 changed, 0 as before."), "{rehearsed}");
    assert!(rehearsed.contains("row 3: id is missing"), "{rehearsed}");
    assert!(rehearsed.contains("Nothing was changed."), "{rehearsed}");
    let first = import(&[&path]);
    assert!(first.contains("Taken in: 2 new, 0 changed, 0 as before."), "{first}");
    assert!(import(&[&path]).contains("0 new, 0 changed, 2 as before."));
    page(&[service(1, "Room to talk and think")]);
    let changed = import(&[&path]);
    assert!(changed.contains("0 new, 1 changed, 0 as before."), "{changed}");
    assert!(changed.contains("1 entries are not in this source any more"), "{changed}");
    let reference = changed.rsplit(' ').next().unwrap().trim();
    let undone = import(&["--undo", reference]);
    assert!(undone.contains("0 entries are gone again, 1 say again"), "{undone}");
    let again = alongside(&["import", "directory", "--undo", reference, "--data", &data]);
    assert!(said(&again).contains("was taken back before"), "{}", said(&again));
    let reference = first.rsplit(' ').next().unwrap().trim();
    let left = import(&["--undo", reference]);
    assert!(
        left.contains("1 entries are gone again, 0 say again")
            && left.contains("1 were changed since")
    );
    assert!(done(&["audit", "verify", "--data", &data]).contains("whole"));
}

#[test]
fn a_table_asks_for_its_mapping_and_the_real_contracts_go_in_by_their_folder() {
    let folder = tempfile::tempdir().unwrap();
    let data = demo(folder.path());
    let table = folder.path().join("list.csv");
    std::fs::write(&table, "Service,Charity,Tel\nRoom to talk,Wren Room,07700 900123\n").unwrap();
    let table = table.display().to_string();
    let bare = alongside(&["import", "directory", &table, "--data", &data]);
    assert_eq!(bare.status.code(), Some(1));
    assert!(said(&bare).contains("--mapping FILE"), "{}", said(&bare));
    let mapping = folder.path().join("columns.json");
    let columns = r#"{"name": "Service", "organization.name": "Charity", "phone": "Tel"}"#;
    std::fs::write(&mapping, columns).unwrap();
    let mapping = mapping.display().to_string();
    let words = ["import", "directory", &table, "--mapping", &mapping, "--data", &data];
    assert!(done(&words).contains("1 new, 0 changed"));
    assert!(done(&words).contains("0 new, 0 changed, 1 as before."));
    let Some(shared) = std::env::var_os("ALONGSIDE_SHARED") else {
        println!("SKIPPED: the published contracts are not here; set ALONGSIDE_SHARED");
        return;
    };
    let contracts = Path::new(&shared).join("data/directory/crs-contracts").display().to_string();
    let words = ["import", "directory", &contracts, "--data", &data];
    let first = done(&words);
    assert!(first.contains("58 new, 0 changed"), "{first}");
    assert!(done(&words).contains("0 new, 0 changed, 58 as before."));
}
