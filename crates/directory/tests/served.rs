//! A directory that is served: the same answers as the entries themselves give, changed only by a
//! file that is whole.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions
)]

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

use directory::invented::invented;
use directory::model::Withheld;
use directory::open_referral::*;
use directory::served::{Refreshed, Selection, Served, Shelf};
use directory::snapshot::{NotRead, Snapshot, write};
use directory::{Audience, Published, PublishedPlace, publish};
use jiff::civil::{Date, date};
use kernel::ctx::Seeded;
use serde_json::Value;

fn today() -> Date {
    date(2026, 11, 22)
}

fn published(count: usize) -> Vec<Published> {
    let entries = invented(&Seeded::new(11), today(), count);
    let withheld = Withheld::of(&entries);
    let shown = |entry| publish(entry, &withheld, Audience::Public, today()).ok();
    entries.iter().filter_map(shown).collect()
}

fn served(rows: &[Published]) -> Arc<Served> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("directory");
    write(&path, today(), rows).unwrap();
    Arc::new(Served::of(Snapshot::read(&path).unwrap()).unwrap())
}

fn page(selection: &Selection, paging: Paging) -> Value {
    serde_json::from_slice(&selection.page(paging).unwrap()).unwrap()
}

fn all(selection: &Selection) -> Vec<Value> {
    let text = String::from_utf8(selection.lines(0..usize::MAX).unwrap()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn id(value: &Value) -> String {
    value["id"].as_str().unwrap().to_owned()
}

#[test]
fn pages_and_lines_hold_the_same_rows_in_order_of_id_each_once() {
    let rows = published(130);
    let served = served(&rows);
    let query = ServicesQuery::default();
    for profile in [Profile::Plain, Profile::Extended] {
        let selection = Selection::services(Arc::clone(&served), &query, profile, None);
        let lines: Vec<String> = all(&selection).iter().map(id).collect();
        assert!(lines.is_sorted());
        assert_eq!(lines.len(), rows.len());
        let mut paged = Vec::new();
        for number in 1.. {
            let page = page(&selection, Paging { page: number, size: 20 });
            let contents = page["contents"].as_array().unwrap();
            assert_eq!(page["size"], contents.len());
            paged.extend(contents.iter().map(id));
            if page["last_page"] == true {
                break;
            }
        }
        assert_eq!(paged, lines);
    }
}

#[test]
fn a_body_from_the_file_is_the_body_of_its_entry() {
    let rows = published(60);
    let served = served(&rows);
    for profile in [Profile::Plain, Profile::Extended] {
        let feed = Feed { base: String::new(), assurer_email: None, profile };
        for row in &rows {
            let service_id = row.service.ident.id;
            let body = served.service_body(service_id, profile).unwrap().unwrap();
            let body: Value = serde_json::from_slice(&body).unwrap();
            assert_eq!(body, service(row, &feed, Detail::Full));
            assert_eq!(served.entry(service_id).unwrap().as_ref(), Some(row));
            for at in row.places.iter() {
                let body = served.at_location_body(at.ident.id, profile).unwrap();
                let wanted = service_at_location(row, at, &feed, Detail::Full);
                let body: Option<Value> = body.map(|body| serde_json::from_slice(&body).unwrap());
                assert_eq!(body, wanted);
            }
        }
        for detail in [Detail::Minimal, Detail::Summary, Detail::Full] {
            let query = ServicesQuery { detail, ..ServicesQuery::default() };
            let selection = Selection::services(Arc::clone(&served), &query, profile, None);
            for body in all(&selection) {
                let row = rows.iter().find(|row| row.service.ident.id.to_string() == id(&body));
                assert_eq!(body, service(row.unwrap(), &feed, detail));
            }
        }
    }
    assert!(served.service_body(uuid::Uuid::nil(), Profile::Plain).unwrap().is_none());
    assert!(served.at_location_body(uuid::Uuid::nil(), Profile::Plain).unwrap().is_none());
    assert!(served.organisation_body(uuid::Uuid::nil(), true, Profile::Plain).unwrap().is_none());
}

#[test]
fn every_organisation_is_listed_once_with_all_its_services() {
    let rows = published(150);
    let served = served(&rows);
    let selection = Selection::organisations(
        Arc::clone(&served),
        &OrganisationsQuery::default(),
        Profile::Plain,
    );
    let listed: Vec<String> = all(&selection).iter().map(id).collect();
    let wanted: BTreeSet<String> =
        rows.iter().map(|row| row.organisation.ident.id.to_string()).collect();
    assert_eq!(listed, wanted.into_iter().collect::<Vec<_>>());
    for organisation in &listed {
        let own: BTreeSet<String> = rows
            .iter()
            .filter(|row| row.organisation.ident.id.to_string() == *organisation)
            .map(|row| row.service.ident.id.to_string())
            .collect();
        for full_service in [false, true] {
            let body = served
                .organisation_body(organisation.parse().unwrap(), full_service, Profile::Plain)
                .unwrap();
            let body: Value = serde_json::from_slice(&body.unwrap()).unwrap();
            let services = body["services"].as_array().unwrap();
            assert_eq!(services.iter().map(id).collect::<BTreeSet<_>>(), own);
            assert!(services.iter().all(|one| one.get("organization").is_none()));
            assert_eq!(services.iter().any(|one| one.get("phones").is_some()), full_service);
        }
    }
    let name = rows[0].organisation.name.split(' ').next().unwrap().to_owned();
    let query = OrganisationsQuery { search: Some(name), ..OrganisationsQuery::default() };
    let found = Selection::organisations(served, &query, Profile::Plain);
    assert!(!found.is_empty() && found.len() < listed.len());
}

#[test]
fn places_are_chosen_by_their_own_distance_and_a_private_one_is_no_row() {
    let rows = published(500);
    let served = served(&rows);
    let listed = |query: &str| {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let query = ServiceAtLocationsQuery::parse(pairs).unwrap();
        all(&Selection::at_locations(Arc::clone(&served), &query, Profile::Plain, None))
    };
    let open = |at: &&PublishedPlace| at.is_open();
    let count = rows.iter().flat_map(|row| &row.places).filter(open).count();
    assert_eq!(listed("").len(), count);
    let near = listed("postcode=LS1&proximity=20000");
    assert!(!near.is_empty() && near.len() < count);
    let leeds = directory::search::read_place("LS1").unwrap().point.unwrap();
    for row in near {
        let location = &row["location"];
        let own = places::Point {
            lat: location["latitude"].as_f64().unwrap(),
            lon: location["longitude"].as_f64().unwrap(),
        };
        assert!(places::distance_km(own, leeds) <= 20.0);
    }
}

#[test]
fn our_terms_are_filtered_as_asked() {
    let top = TaxonomyTermsQuery::parse([("top_only", "true")]).unwrap();
    assert!(
        all(&Selection::terms(&top, Profile::Plain)).iter().all(|t| t.get("parent_id").is_none())
    );
    let debt = TaxonomyTermsQuery::parse([("search", "debt")]).unwrap();
    assert!(!Selection::terms(&debt, Profile::Plain).is_empty());
    let all_of_them = TaxonomiesQuery::default();
    assert_eq!(Selection::taxonomies(&all_of_them, Profile::Plain).len(), 4);
}

#[test]
fn the_shelf_takes_a_new_file_and_keeps_the_last_good_one_when_it_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("directory");
    let shelf = Shelf::at(path.clone());
    assert!(matches!(shelf.refresh(), Err(NotRead::NotThere)));
    assert!(shelf.served().is_none());
    let rows = published(40);
    write(&path, today(), &rows).unwrap();
    assert_eq!(shelf.refresh().unwrap(), Refreshed::Anew(rows.len()));
    assert_eq!(shelf.refresh().unwrap(), Refreshed::Same);
    let held = shelf.served().unwrap();
    let whole = fs::read(&path).unwrap();
    // As a file that another program put in its place; nobody writes into the one that is open.
    fs::remove_file(&path).unwrap();
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    assert!(matches!(shelf.refresh(), Err(NotRead::CutOff { .. })));
    assert_eq!(shelf.refresh().unwrap(), Refreshed::Same, "it is told once");
    assert_eq!(shelf.served().unwrap().digest(), held.digest());
    write(&path, today(), &rows[..10]).unwrap();
    assert_eq!(shelf.refresh().unwrap(), Refreshed::Anew(10));
    fs::remove_file(&path).unwrap();
    assert!(matches!(shelf.refresh(), Err(NotRead::NotThere)));
    assert_eq!(shelf.served().unwrap().len(), 10);
    // Whoever began with the old one reads it to its end.
    assert_eq!(
        held.entry(rows[rows.len() - 1].service.ident.id).unwrap().as_ref(),
        Some(&rows[rows.len() - 1])
    );
}
