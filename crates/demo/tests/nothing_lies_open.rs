//! Whoever steals the database, opens it, or finds a backup or a dump of it reads nobody's name,
//! date, number, address or sentence. Every value that is sealed anywhere in a whole demo is looked
//! for in all of them: as it is, as hex, and as base64 at each of its three offsets.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use aho_corasick::AhoCorasick;
use data_encoding::{BASE64_NOPAD, HEXLOWER, HEXUPPER};
use demo::{Wish, invent};
use serde_json::Value as Json;
use store::{Column, Form, Place, RootKey, Store};
use testkit::{BareRow, Cell, House, bare_rows, carried_away, files_under};
use uuid::Uuid;

const WOMEN: u32 = 20;
const SERVICES: usize = 200;

fn steps() -> Vec<store::Migration> {
    [access::MIGRATIONS, casework::MIGRATIONS, evidence::MIGRATIONS, directory::MIGRATIONS].concat()
}

fn register() -> Vec<Column> {
    let rooms = [casework::COLUMNS, evidence::COLUMNS, directory::COLUMNS].concat();
    [access::COLUMNS].into_iter().chain(rooms).flatten().copied().collect()
}

/// A copy of the installation on an embedded database, by way of its backup.
async fn restored(house: &House, backup: &Path, into: &Path) -> Store {
    let data = store::backup::newest(backup).unwrap();
    let key = RootKey::read(&house.store.place.key_file()).unwrap();
    let place = Place::embedded(into.join("restored"));
    let shared = casework::SHARED;
    store::backup::restore(&house.ctx, backup, &data, key, place.clone(), &steps(), shared)
        .await
        .unwrap();
    Store::open(place, &steps()).await.unwrap()
}

fn ids(row: &BareRow) -> impl Iterator<Item = Uuid> {
    row.cells.iter().filter_map(|(_, cell)| match cell {
        Cell::Bytes(bytes) => Uuid::from_slice(bytes).ok(),
        _ => None,
    })
}

/// Opens a sealed value with the key of whichever of the row's ids has the right one.
async fn opened(store: &Store, row: &BareRow, sealed: &[u8]) -> Option<Json> {
    let own: Vec<Uuid> = ids(row).collect();
    for owner in &own {
        let Ok(key) = store.keys.load(*owner).await else { continue };
        let found = own.iter().find_map(|id| key.open::<Json>(&row.table, *id, sealed).ok());
        if found.is_some() {
            return found;
        }
    }
    None
}

/// The texts of a sealed value that would tell something: no random ids, and no codes such as
/// `not_asked`, which stand in plain columns too.
fn texts(value: &Json, found: &mut BTreeSet<String>) {
    match value {
        Json::String(text) => {
            for line in text.lines().map(str::trim) {
                let code = line.chars().all(|c| c.is_ascii_lowercase() || c == '_');
                let id = Uuid::parse_str(line).is_ok();
                if line.len() >= 4 && !code && !id && !is_day_of_now(line) {
                    found.insert(line.to_owned());
                }
            }
        }
        Json::Array(values) => values.iter().for_each(|value| texts(value, found)),
        Json::Object(fields) => fields.values().for_each(|value| texts(value, found)),
        _ => {}
    }
}

/// The directory is public but for where some places are: of these, street and postcode.
fn hidden_places(value: &Json, found: &mut BTreeSet<String>) {
    let Some(location) = value.get("location") else {
        match value {
            Json::Array(values) => values.iter().for_each(|value| hidden_places(value, found)),
            Json::Object(fields) => fields.values().for_each(|value| hidden_places(value, found)),
            _ => {}
        }
        return;
    };
    if location["visibility"] == "public" {
        return;
    }
    for address in location["spot"]["addresses"].as_array().into_iter().flatten() {
        for part in ["street", "postcode"] {
            found.extend(address[part].as_str().map(str::to_owned));
        }
    }
}

/// A day or time of recent years: when a plan was agreed, not when somebody was born.
fn is_day_of_now(text: &str) -> bool {
    let year = text.get(..4).and_then(|year| year.parse::<u16>().ok());
    text.as_bytes().get(4) == Some(&b'-') && year.is_some_and(|year| year >= 2010)
}

/// Each text in every shape in which it could lie.
fn shapes(texts: &BTreeSet<String>) -> Vec<Vec<u8>> {
    let mut shapes = Vec::new();
    for text in texts {
        let bytes = text.as_bytes();
        shapes.push(bytes.to_vec());
        shapes.push(HEXLOWER.encode(bytes).into_bytes());
        shapes.push(HEXUPPER.encode(bytes).into_bytes());
        for offset in 0..3 {
            let shifted = [&b"\0\0\0"[..offset], bytes].concat();
            let whole = BASE64_NOPAD.encode(&shifted[..shifted.len() / 3 * 3]);
            // The letters before depend on what stands before the text.
            let begin = [0, 2, 3][offset];
            if whole.len() >= begin + 6 {
                shapes.push(whole.as_bytes()[begin..].to_vec());
            }
        }
    }
    shapes
}

#[test]
fn the_search_finds_a_text_in_every_shape_and_at_every_offset() {
    let text = "Siân lives at 4 Heol y Bryn".to_owned();
    let shapes = shapes(&BTreeSet::from([text.clone()]));
    let search = AhoCorasick::new(&shapes).unwrap();
    for before in ["", "a", "ab", "abc"] {
        let open = format!("{before}{text}, and more");
        let bytes = open.as_bytes();
        assert!(search.is_match(&open));
        for shape in [HEXLOWER.encode(bytes), HEXUPPER.encode(bytes), BASE64_NOPAD.encode(bytes)] {
            assert!(search.is_match(&shape), "{shape}");
        }
    }
    assert!(!search.is_match("something else altogether"));
}

#[tokio::test]
async fn no_value_of_anybody_lies_open_in_a_database_its_log_a_backup_or_a_dump() {
    for house in House::on_each_database(&steps()).await {
        let wish = Wish { women: WOMEN, seed: 11, sessions: None };
        invent(&house.ctx, &house.store, &wish, |_| {}).await.unwrap();
        demo::invent_services(&house.ctx, &house.store, "Teasel House", SERVICES, 11)
            .await
            .unwrap();
        let scratch = tempfile::tempdir().unwrap();
        let backup = scratch.path().join("backup");
        store::backup::back_up(&house.ctx, &house.store, &steps(), &backup).await.unwrap();
        let copy = restored(&house, &backup, scratch.path()).await;
        let rows = bare_rows(&copy.place).await;
        let register = register();
        let registered = |table: &str, column: &str| {
            register.iter().find(|c| c.table == table && c.column == column)
        };

        let mut hidden = BTreeSet::new();
        let (mut said, mut sealed) = (BTreeSet::new(), BTreeMap::<String, usize>::new());
        let mut places = BTreeSet::new();
        // The steps that ran, the sizes that the planner is told, which table was written last: names of
        // tables, and no measure of anybody.
        let not_ours = ["migration", "sqlite_stat1", "changed"];
        let ours = |row: &&BareRow| !not_ours.contains(&row.table.as_str());
        for row in rows.iter().filter(ours) {
            for (column, cell) in &row.cells {
                let place = format!("{}.{column}", row.table);
                let registered = registered(&row.table, column);
                let registered =
                    registered.unwrap_or_else(|| panic!("{place} stands in no register"));
                match (registered.form, cell) {
                    // Courts and prisons where we work; a note may name one too.
                    (Form::Plain, Cell::Text(text)) if place == "site.name" => {
                        places.insert(text.clone());
                    }
                    (_, Cell::Nothing) | (Form::Plain, _) => {}
                    (Form::Blind, Cell::Bytes(bytes)) => assert_eq!(bytes.len(), 16, "{place}"),
                    (Form::Sealed, Cell::Bytes(bytes)) => {
                        let value = opened(&copy, row, bytes).await;
                        let value = value.unwrap_or_else(|| panic!("{place} opens by no key"));
                        match row.table.starts_with("directory_") {
                            true => hidden_places(&value, &mut hidden),
                            false => texts(&value, &mut said),
                        }
                        *sealed.entry(row.table.clone()).or_default() += 1;
                    }
                    (form, cell) => panic!("{place} is registered as {form:?} and holds {cell:?}"),
                }
            }
        }
        said.retain(|text| !places.contains(text));
        assert!(hidden.len() >= 8, "only {} parts of hidden addresses were found", hidden.len());
        said.extend(hidden);
        assert!(sealed["woman"] >= WOMEN as usize && sealed["child"] > 0, "{sealed:?}");
        assert!(sealed["referral"] > 0 && sealed["safety_plan"] > 0, "{sealed:?}");
        assert!(said.len() > 300, "only {} texts were found to look for", said.len());

        let mut taken = carried_away(&house.store).await;
        files_under(&backup, &mut taken);
        let shapes = shapes(&said);
        let search = AhoCorasick::new(&shapes).unwrap();
        for (what, bytes) in taken {
            let found: BTreeSet<_> = search
                .find_iter(&bytes)
                .map(|found| String::from_utf8_lossy(&shapes[found.pattern()]).into_owned())
                .collect();
            assert!(found.is_empty(), "{what} on {} shows {found:?}", house.store.db.name());
        }
    }
}
