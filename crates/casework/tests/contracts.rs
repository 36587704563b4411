//! The real contracts, where they are at hand (folder `shared` beside the repository, or
//! `ALONGSIDE_SHARED`), and the tables that the program carries of them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stderr)]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use casework::need::NeedArea;
use casework::programme::carried;
use casework::programme::crs::{
    Admits, Batch, Contract, ContractError, Method, Providers, Reach, UnreadField, read_contract,
    read_contracts,
};
use places::UnknownArea;

fn source() -> Option<PathBuf> {
    let root = std::env::var_os("ALONGSIDE_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let folder = root.join("data/directory/crs-contracts");
    if folder.exists() {
        return Some(folder);
    }
    eprintln!("SKIPPED: {} is absent; set ALONGSIDE_SHARED to read it", folder.display());
    None
}

fn read_source() -> Option<(Batch, Providers)> {
    let folder = source()?;
    let providers =
        Providers::read(&fs::read_to_string(folder.join("providers.json")).unwrap()).unwrap();
    let files = fs::read_dir(folder).unwrap().filter_map(|entry| {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name != "providers.json").then(|| (name, fs::read_to_string(&path).unwrap()))
    });
    Some((read_contracts(files, &providers), providers))
}

const PROVIDERS: &str = r#"[{"code": "EXAMPLE", "name": "Example Women's Centre"}]"#;

fn contract(change: impl Fn(&mut serde_json::Value)) -> Result<Contract, ContractError> {
    let mut json = serde_json::json!({
        "contract_reference": "EX_1",
        "contract_type_id": "WOS",
        "region": {"nps_region_code": null, "pcc_region_code": "devon-and-cornwall"},
        "eligibility": {
            "allows_female": true, "allows_male": false, "minimum_age": 18, "maximum_age": null
        },
        "scheduling": {"hide_before": "2021-01-01", "hide_after": "2024-03-28T23:59:00+00"},
        "providers": {"prime_provider_code": "EXAMPLE", "subcontractor_codes": []},
        "intervention_title": "Women's Services in Devon and Cornwall",
        "activities": [
            {"need_area": "ETE", "activity": "Job club.", "delivery_method": "1:1, group",
             "delivery_location": "Truro"},
            {"need_area": "Horses", "activity": "", "delivery_method": "on foot",
             "delivery_location": ""},
        ],
    });
    change(&mut json);
    read_contract(&json.to_string(), &Providers::read(PROVIDERS).unwrap())
}

#[test]
fn all_fifty_eight_real_contracts_are_read_and_none_is_refused() {
    let Some((batch, _)) = read_source() else { return };
    assert_eq!(batch.rejected, []);
    assert_eq!(batch.contracts.len(), 58);
    assert!(batch.contracts.iter().all(|contract| contract.admits == Admits::Women));
    let activities: usize = batch.contracts.iter().map(|contract| contract.activities.len()).sum();
    assert_eq!(activities, 1_274);
    let unread: Vec<_> = batch.contracts.iter().flat_map(|contract| &contract.unread).collect();
    assert!(unread.iter().all(|unread| unread.field == UnreadField::DeliveryMethod), "{unread:?}");
    assert!((1..=6).contains(&unread.len()), "{unread:?}");
}

#[test]
fn the_tables_the_program_carries_are_what_the_import_makes_of_the_source() {
    let Some((batch, providers)) = read_source() else { return };
    let made = carried::write(&batch.contracts, &providers).unwrap();
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/programmes"));
    for (file, table) in [
        ("crs-contracts.csv", made.contracts),
        ("crs-activities.csv", made.activities),
        ("providers.csv", made.providers),
    ] {
        let there = fs::read_to_string(root.join(file)).unwrap();
        assert!(there == table, "{file} is old: run the example carry_contracts");
    }
}

#[test]
fn the_carried_tables_are_read_whole_and_written_back_the_same() {
    let carried = carried::built_in();
    assert!(carried.problems.is_empty(), "{:?}", carried.problems);
    assert_eq!(carried.contracts.len(), 58);
    let references: BTreeSet<_> = carried.contracts.iter().map(|c| &c.reference).collect();
    assert_eq!(references.len(), 58);
    let titles: BTreeSet<_> = carried.contracts.iter().map(|c| &c.title).collect();
    assert_eq!(titles.len(), 58, "a title tells one contract from another");
    let regions = |letter| {
        carried.contracts.iter().filter(|c| c.reach == Reach::ProbationRegion(letter)).count()
    };
    assert_eq!((regions('J'), regions('L')), (5, 9));

    let tables = carried::write(&carried.contracts, &carried.providers).unwrap();
    assert_eq!(&carried::read(&tables.contracts, &tables.activities, &tables.providers), carried);
}

#[test]
fn the_carried_tables_hold_names_and_no_sentences() {
    for activity in carried::built_in().contracts.iter().flat_map(|c| &c.activities) {
        assert_eq!(activity.description, None);
        if let Some(name) = &activity.name {
            assert!(name.split_whitespace().count() <= 8 && !name.contains(". "), "{name}");
        }
    }
}

#[test]
fn no_contract_offers_help_under_abuse_or_sex_work_since_probation_has_no_such_category() {
    let needs: BTreeSet<NeedArea> = carried::built_in()
        .contracts
        .iter()
        .flat_map(|contract| &contract.activities)
        .filter_map(|activity| activity.need)
        .collect();
    assert_eq!(needs.len(), 8);
    assert!(needs.iter().all(|need| need.commissioned_category().is_some()));
}

#[test]
fn a_broken_row_of_the_tables_is_named_and_the_rest_is_read() {
    let carried = carried::built_in();
    let tables = carried::write(&carried.contracts, &carried.providers).unwrap();
    let broken = tables.contracts.replacen(",women,", ",ladies,", 1);
    let read = carried::read(&broken, &tables.activities, &tables.providers);
    assert_eq!(read.contracts.len(), 57);
    assert!(read.problems.contains(&"crs-contracts.csv, row 1".to_owned()));
}

#[test]
fn a_contract_is_read_and_its_unknown_words_are_kept_with_their_row() {
    let contract = contract(|_| {}).unwrap();
    assert_eq!(contract.title, "Women's support in Devon and Cornwall");
    assert_eq!(contract.reach, Reach::PoliceArea("devon-and-cornwall".into()));
    assert_eq!(contract.hide_after.unwrap().to_string(), "2024-03-28");
    let first = &contract.activities[0];
    assert_eq!((first.need, first.name.as_deref()), (Some(NeedArea::Work), Some("Job club")));
    assert_eq!(first.methods, [Method::OneToOne, Method::Group]);
    assert_eq!(first.places, ["Truro"]);
    assert_eq!(contract.activities[1].need, None);
    let unread: Vec<_> =
        contract.unread.iter().map(|u| (u.row, u.field, u.word.as_str())).collect();
    assert_eq!(
        unread,
        [(2, UnreadField::NeedArea, "Horses"), (2, UnreadField::DeliveryMethod, "on foot")]
    );
}

#[test]
fn a_contract_with_a_wrong_frame_is_refused_with_its_reason() {
    use serde_json::{Value, json};
    let refused = |pointer: &str, value: Value| {
        contract(|json| *json.pointer_mut(pointer).unwrap() = value.clone()).unwrap_err()
    };
    assert_eq!(
        refused("/region/pcc_region_code", json!("borsetshire")),
        ContractError::UnknownArea(UnknownArea::NotKnown { name: "borsetshire".into() })
    );
    assert_eq!(refused("/region/pcc_region_code", Value::Null), ContractError::NoArea);
    assert_eq!(
        refused("/region", json!({"nps_region_code": "Z", "pcc_region_code": null})),
        ContractError::UnknownRegion { letter: "Z".into() }
    );
    assert_eq!(
        refused("/providers/prime_provider_code", json!("NOBODY")),
        ContractError::UnknownProvider { code: "NOBODY".into() }
    );
    assert!(matches!(
        refused("/scheduling/hide_before", json!("soon")),
        ContractError::NotADate { field: "hide_before", .. }
    ));
    for (pointer, value) in [
        ("/eligibility/allows_female", json!(false)),
        ("/eligibility/maximum_age", json!(17)),
        ("/scheduling/hide_before", json!("2025-01-01")),
    ] {
        assert!(matches!(refused(pointer, value), ContractError::AdmitsNobody { .. }));
    }
    assert!(matches!(refused("/activities", json!("none")), ContractError::NotAContract { .. }));
    let broken_off = read_contract("{\"contract", &Providers::default());
    assert!(matches!(broken_off, Err(ContractError::NotAContract { .. })));
    assert!(Providers::read("{}").is_err());
}

#[test]
fn one_refused_file_does_not_stop_the_others() {
    let providers = Providers::read(PROVIDERS).unwrap();
    let files = [("a.json".to_owned(), "half".to_owned()), ("b.json".to_owned(), "{}".to_owned())];
    let batch = read_contracts(files, &providers);
    let names: Vec<_> = batch.rejected.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!((names, batch.contracts.len()), (vec!["a.json", "b.json"], 0));
}
