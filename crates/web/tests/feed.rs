//! The feed over HTTP: what the national validators check, for any size; open to every site, without a
//! cookie; nothing of a private place; plain sentences for errors.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions
)]

mod shared;

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Router;
use directory::invented::invented;
use directory::model::{Entry, Withheld};
use directory::open_referral::{Feed, Profile};
use directory::served::Shelf;
use directory::{Audience, Published, publish, snapshot};
use jiff::civil::date;
use kernel::ctx::Seeded;
use serde_json::Value;
use shared::{Answer, app, ask, get, post};
use tempfile::TempDir;
use testkit::open_referral::{Schemas, walked_by_fives, walked_whole};
use tokio::runtime::Runtime;

const PLAIN: &str = "/open-referral/v3";
const EXTENDED: &str = "/open-referral/v3/extended";
const LISTS: [&str; 5] =
    ["/services", "/organizations", "/service_at_locations", "/taxonomies", "/taxonomy_terms"];

struct House {
    router: Router,
    entries: Vec<Entry>,
    rows: Vec<Published>,
    runtime: Runtime,
    _folder: TempDir,
}

impl House {
    fn of(count: usize) -> Self {
        let today = date(2026, 11, 24);
        let entries = invented(&Seeded::new(7), today, count + count / 4 + 20);
        let withheld = Withheld::of(&entries);
        let shown = |entry| publish(entry, &withheld, Audience::Public, today).ok();
        let rows: Vec<Published> = entries.iter().filter_map(shown).take(count).collect();
        assert_eq!(rows.len(), count);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("directory");
        snapshot::write(&path, today, &rows).unwrap();
        let shelf = Shelf::at(path);
        shelf.refresh().unwrap();
        let (router, _) = web::house(app().with_directory(Arc::new(shelf)));
        Self { router, entries, rows, runtime: runtime(), _folder: folder }
    }

    fn ask(&self, path: &str) -> Answer {
        self.runtime.block_on(ask(&self.router, get(path)))
    }

    fn json(&self, path: &str) -> Value {
        let answer = self.ask(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        assert_eq!(answer.header("content-type"), "application/json; charset=utf-8", "{path}");
        serde_json::from_str(&answer.body).unwrap()
    }
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

#[test]
fn a_feed_of_any_size_passes_the_paging_checks_of_both_validators() {
    for count in [3, 25, 57, 60, 65, 100] {
        let house = House::of(count);
        for feed in [PLAIN, EXTENDED] {
            for path in LISTS {
                let get = |path: &str| house.json(&format!("{feed}{path}"));
                assert_eq!(walked_by_fives(get, path), Vec::<&str>::new(), "{count} {path}");
                assert_eq!(walked_whole(get, path), Vec::<&str>::new(), "{count} {path}");
            }
        }
    }
    let house = House::of(5000);
    let get = |path: &str| house.json(&format!("{PLAIN}{path}"));
    assert_eq!(walked_by_fives(get, "/services"), Vec::<&str>::new());
    assert_eq!(walked_whole(get, "/services"), Vec::<&str>::new());
}

#[test]
fn every_answer_is_valid_by_the_published_schemas() {
    let Some(schemas) = Schemas::shared_or_skip() else { return };
    let none = Vec::<String>::new();
    for count in [3, 65] {
        let house = House::of(count);
        for feed in [PLAIN, EXTENDED] {
            let details = house.json(&format!("{feed}/"));
            assert_eq!(schemas.faults("api_details", &details), none);
            assert_eq!(details["version"], "HSDS-UK-3.0");
            for (path, list, one) in [
                ("/services", "service_list", "service"),
                ("/organizations", "organization_list", "organization"),
                ("/service_at_locations", "service_at_location_list", "service_at_location"),
                ("/taxonomies", "taxonomy_list", "taxonomy"),
                ("/taxonomy_terms", "taxonomy_term_list", "taxonomy_term"),
            ] {
                for query in ["", "?per_page=100&full=true"] {
                    let page = house.json(&format!("{feed}{path}{query}"));
                    assert_eq!(schemas.faults(list, &page), none, "{path}{query}");
                    for row in page["contents"].as_array().unwrap() {
                        let id = row["id"].as_str().unwrap();
                        let body = house.json(&format!("{feed}{path}/{id}"));
                        assert_eq!(schemas.faults(one, &body), none, "{path}/{id}");
                    }
                }
            }
        }
    }
}

#[test]
fn the_extended_feed_says_more_and_the_plain_one_nothing_else() {
    let house = House::of(25);
    let id = house.rows[0].service.ident.id;
    let plain = house.json(&format!("{PLAIN}/services/{id}"));
    let extended = house.json(&format!("{EXTENDED}/services/{id}"));
    assert!(plain.get("alongside").is_none());
    assert!(extended["alongside"]["women_only"].is_string());
    let details = house.json(EXTENDED);
    let profile = details["profile"].as_str().unwrap();
    let path = profile.strip_prefix("http://localhost").unwrap();
    assert!(house.json(path)["name"].is_string(), "the profile's address leads somewhere");
}

#[test]
fn anybody_may_read_it_from_any_site_and_nothing_is_left_on_her_device() {
    let house = House::of(25);
    let id = house.rows[0].service.ident.id;
    for path in ["", "/", "/services", "/services?format=ndjson", "/openapi.json", "/nowhere"]
        .map(str::to_owned)
        .into_iter()
        .chain([format!("/services/{id}"), "/services/4711".into(), "/services?page=0".into()])
    {
        let answer = house.ask(&format!("{PLAIN}{path}"));
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert!(answer.headers.get("set-cookie").is_none(), "{path}");
    }
    let kept = |path: &str| house.ask(&format!("{PLAIN}{path}")).header("cache-control").to_owned();
    assert_eq!(kept("/services?page=2&per_page=5"), "public, max-age=60");
    // Where she is and what she seeks is kept nowhere.
    for path in ["/services?postcode=LS1", "/services?search=debt", "/services?taxonomy_term_id="] {
        assert_eq!(kept(path), "no-store", "{path}");
    }
}

#[test]
fn who_has_the_answer_already_is_told_so_until_the_directory_changes() {
    let house = House::of(3);
    let path = format!("{PLAIN}/services");
    let first = house.ask(&path);
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with("W/\""));
    let again = |tag: &str| {
        let mut request = get(&path);
        request.headers_mut().insert("if-none-match", tag.parse().unwrap());
        house.runtime.block_on(ask(&house.router, request))
    };
    let same = again(&tag);
    assert_eq!((same.status.as_u16(), same.body.as_str()), (304, ""));
    assert_eq!(again("W/\"another\"").status, 200);
}

#[test]
fn everything_line_by_line_is_what_all_pages_hold() {
    let house = House::of(300);
    for (path, query) in [
        ("/services", ""),
        ("/services", "&full=true"),
        ("/services", "&postcode=LS1"),
        ("/organizations", ""),
        ("/service_at_locations", ""),
        ("/taxonomy_terms", ""),
    ] {
        let lines = house.ask(&format!("{PLAIN}{path}?format=ndjson{query}"));
        assert_eq!(lines.header("content-type"), "application/x-ndjson; charset=utf-8");
        let lines: Vec<Value> =
            lines.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let page = house.json(&format!("{PLAIN}{path}?per_page=1000{query}"));
        assert_eq!(page["contents"], Value::from(lines), "{path}{query}");
    }
}

#[test]
fn errors_are_json_in_plain_sentences_and_repeat_nothing_that_was_asked() {
    let house = House::of(3);
    let id = house.rows[0].service.ident.id;
    for (path, status, words) in [
        ("/services?postcode=SW1A+2AAX".to_owned(), 400, "postcode must be a postcode"),
        ("/services?page=0".to_owned(), 400, "page must be a whole number from 1."),
        ("/services?proximity=100".to_owned(), 400, "together with a postcode"),
        ("/organizations?full=perhaps".to_owned(), 400, "full must be true or false."),
        (format!("/organizations/{id}?full_service=x"), 400, "full_service"),
        ("/services/4711".to_owned(), 404, "There is no service with this id."),
        (format!("/organizations/{id}"), 404, "There is no organization with this id."),
        ("/taxonomies/x".to_owned(), 404, "There is no taxonomy with this id."),
        ("/elsewhere".to_owned(), 404, "There is no such endpoint"),
        ("/services/1/2".to_owned(), 404, "There is no such endpoint"),
    ] {
        let answer = house.ask(&format!("{PLAIN}{path}"));
        assert_eq!(answer.status.as_u16(), status, "{path}");
        let body: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(body["error"]["status"], status);
        let said = body["error"]["message"].as_str().unwrap();
        assert!(said.contains(words) && said.ends_with('.'), "{path}: {said}");
        assert!(!answer.body.contains("SW1A"));
    }
    let sent = house.runtime.block_on(ask(&house.router, post(&format!("{PLAIN}/services"), "")));
    assert_eq!(sent.status, 405);
}

#[test]
fn without_a_directory_every_list_is_one_empty_page() {
    let runtime = runtime();
    let folder = tempfile::tempdir().unwrap();
    let unread = Shelf::at(folder.path().join("directory"));
    for app in [app(), app().with_directory(Arc::new(unread))] {
        let (router, _) = web::house(app);
        let get = |path: &str| {
            let answer = runtime.block_on(ask(&router, get(&format!("{PLAIN}{path}"))));
            assert_eq!(answer.status, 200, "{path}");
            serde_json::from_str::<Value>(&answer.body).unwrap()
        };
        for path in ["/services", "/organizations", "/service_at_locations"] {
            assert_eq!(walked_by_fives(get, path), Vec::<&str>::new());
        }
        assert_eq!(get("/taxonomies")["total_items"], 4);
        assert_eq!(get("/")["version"], "HSDS-UK-3.0");
    }
}

#[test]
fn nothing_of_a_withheld_place_stands_in_any_answer_of_the_feed() {
    let house = House::of(300);
    let mut everything = String::new();
    for feed in [PLAIN, EXTENDED] {
        for path in LISTS {
            everything += &house.ask(&format!("{feed}{path}?format=ndjson&full=true")).body;
        }
        everything +=
            &house.ask(&format!("{feed}/organizations?format=ndjson&full_service=true")).body;
    }
    let (mut private, mut open) = (0, 0);
    for at in house.entries.iter().flat_map(|entry| &entry.places) {
        let spot = at.location.spot_for_its_owner();
        let secrets = [
            spot.latitude.unwrap().to_string(),
            spot.longitude.unwrap().to_string(),
            at.location.ident.id.to_string(),
            at.ident.id.to_string(),
            spot.addresses[0].ident.id.to_string(),
        ];
        let found = secrets.iter().filter(|secret| everything.contains(secret.as_str())).count();
        match at.location.public_spot() {
            Some(_) => open += found,
            None => {
                private += 1;
                assert_eq!(found, 0);
            }
        }
    }
    assert!(private > 6 && open > 500, "{private} private, {open} open");
}

/// Asks from a ring of postcodes how far it is to each private place: the distances must not depend on
/// where the place is. Everywhere the feed answers as if the place stood in the middle of its area.
#[test]
fn distances_asked_from_many_postcodes_lead_to_no_private_place() {
    let today = date(2026, 11, 24);
    let answers = |moved: bool| {
        let mut entries = invented(&Seeded::new(7), today, 400);
        for entry in &mut entries {
            for at in &mut entry.places {
                if moved && at.location.public_spot().is_none() {
                    let mut spot = at.location.spot_for_its_owner().clone();
                    spot.latitude = Some(50.1);
                    spot.longitude = Some(-5.2);
                    at.location = at.location.clone().rewritten_by_its_owner(spot);
                }
            }
        }
        let withheld = Withheld::of(&entries);
        let shown = |entry| publish(entry, &withheld, Audience::Public, today).ok();
        let rows: Vec<Published> = entries.iter().filter_map(shown).collect();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("directory");
        snapshot::write(&path, today, &rows).unwrap();
        let shelf = Shelf::at(path);
        shelf.refresh().unwrap();
        let (router, _) = web::house(app().with_directory(Arc::new(shelf)));
        let runtime = runtime();
        let mut found = Vec::new();
        for postcode in ["LS1", "NP20", "M1", "TR1", "B1", "CF10", "S1", "BS1"] {
            for metres in [1000, 5000, 20_000, 80_000, 300_000] {
                for list in ["services", "service_at_locations"] {
                    let path = format!(
                        "{PLAIN}/{list}?postcode={postcode}&proximity={metres}&per_page=1000"
                    );
                    found.push(runtime.block_on(ask(&router, get(&path))).body);
                }
            }
        }
        found
    };
    assert!(answers(false) == answers(true), "moving a private place changes an answer");
}

#[test]
fn the_document_lists_every_route_and_every_parameter_that_is_read() {
    let (_, table) = web::house(app());
    for (base, profile) in [(PLAIN, Profile::Plain), (EXTENDED, Profile::Extended)] {
        let feed = Feed { base: base.into(), assurer_email: None, profile };
        let document = web::pages::open_referral::document(&feed);
        assert_eq!(document["openapi"], "3.1.0");
        let served: BTreeSet<String> = table
            .iter()
            .filter_map(|route| route.path.strip_prefix(base))
            .filter(|path| !path.starts_with("/extended") && !path.contains("{*"))
            .filter(|path| !["", "/openapi.json", "/profile"].contains(path))
            .map(str::to_owned)
            .collect();
        let listed: BTreeSet<String> =
            document["paths"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(served, listed);
        // Every reference leads to something.
        let text = document.to_string();
        for part in text.split("\"$ref\":\"#").skip(1) {
            let pointer = part.split('"').next().unwrap();
            assert!(document.pointer(pointer).is_some(), "{pointer}");
        }
        let says_ours = document.pointer("/components/schemas/Alongside").is_some();
        assert_eq!(says_ours, profile == Profile::Extended);
    }
    let house = House::of(3);
    let declared = house.json(&format!("{PLAIN}/openapi.json"));
    for (path, operation) in declared["paths"].as_object().unwrap() {
        let parameters = operation["get"]["parameters"].as_array();
        for one in parameters.into_iter().flatten().filter(|one| one["in"] == "query") {
            let name = one["name"].as_str().unwrap();
            if name == "search" {
                continue;
            }
            // What is declared is read: a value that cannot be understood is refused by its name.
            let path = path.replace("/{id}", &format!("/{}", house.rows[0].organisation.ident.id));
            let answer = house.ask(&format!("{PLAIN}{path}?{name}=%3F%3F"));
            assert_eq!(answer.status, 400, "{path} {name}");
            let said: Value = serde_json::from_str(&answer.body).unwrap();
            assert_eq!(said["error"]["parameter"], name);
        }
    }
}
