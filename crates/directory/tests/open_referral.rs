//! The feed against what the national validator asks of one: its schemas, and its two generations of
//! paging checks, rebuilt here from the published specification. The schemas lie in the shared folder
//! (`shared` beside the repository, or `ALONGSIDE_SHARED`); the paging checks need nothing.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions,
    clippy::print_stderr
)]

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Mutex;

use directory::invented::invented;
use directory::model::{Taxonomy, Withheld, taxonomies};
use directory::open_referral::*;
use directory::{Audience, Published, publish};
use jiff::civil::date;
use kernel::ctx::Seeded;
use serde_json::{Value, json};

/// A server of the feed without a network.
struct Server {
    feed: Feed,
    rows: Vec<Published>,
}

impl Server {
    fn of(count: usize, profile: Profile) -> Self {
        let today = date(2026, 11, 22);
        let mut rows = Vec::new();
        // Entries that are not public are left out, so a few more are invented.
        let entries = invented(&Seeded::new(7), today, count + count / 4 + 20);
        let withheld = Withheld::of(&entries);
        for entry in &entries {
            if rows.len() < count {
                rows.extend(publish(entry, &withheld, Audience::Public, today).ok());
            }
        }
        assert_eq!(rows.len(), count);
        let base = "https://alongside.example.org/open-referral/v3".to_owned();
        Self { feed: Feed { base, assurer_email: None, profile }, rows }
    }

    fn get(&self, path: &str) -> Value {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let pairs: Vec<(&str, &str)> =
            query.split('&').filter_map(|pair| pair.split_once('=')).collect();
        let one = |id: &str| self.rows.iter().find(|row| row.service.ident.id.to_string() == id);
        match path.trim_start_matches('/').split('/').collect::<Vec<_>>().as_slice() {
            [""] => api_details(&self.feed),
            ["services"] => {
                let query = ServicesQuery::parse(pairs).unwrap();
                let rows = query.paging.rows(self.rows.len());
                let contents = self.rows[rows].iter();
                let contents = contents.map(|row| service(row, &self.feed, query.detail)).collect();
                json!(Envelope::of(query.paging, self.rows.len(), contents))
            }
            ["services", id] => service(one(id).unwrap(), &self.feed, Detail::Full),
            ["organizations"] => {
                let query = OrganisationsQuery::parse(pairs).unwrap();
                let range = query.paging.rows(self.rows.len());
                let contents = self.rows[range].iter();
                let contents =
                    contents.map(|row| organisation(&row.organisation, &self.feed, query.detail));
                json!(Envelope::of(query.paging, self.rows.len(), contents.collect()))
            }
            ["service_at_locations"] => {
                let query = ServiceAtLocationsQuery::parse(pairs).unwrap().0;
                let all: Vec<Value> = self
                    .rows
                    .iter()
                    .flat_map(|row| row.places.iter().map(move |at| (row, at)))
                    .filter_map(|(row, at)| service_at_location(row, at, &self.feed, query.detail))
                    .collect();
                let range = query.paging.rows(all.len());
                json!(Envelope::of(query.paging, all.len(), all[range].to_vec()))
            }
            ["taxonomies"] => {
                let paging = TaxonomiesQuery::parse(pairs).unwrap().paging;
                let all: Vec<Value> =
                    Taxonomy::ALL.iter().map(|one| taxonomy(*one, self.feed.profile)).collect();
                json!(Envelope::of(paging, all.len(), all[paging.rows(all.len())].to_vec()))
            }
            ["taxonomy_terms"] => {
                let paging = TaxonomyTermsQuery::parse(pairs).unwrap().paging;
                let rows = &taxonomies()[paging.rows(taxonomies().len())];
                let rows = rows.iter().map(|one| taxonomy_term(one, self.feed.profile)).collect();
                json!(Envelope::of(paging, taxonomies().len(), rows))
            }
            other => panic!("{other:?}"),
        }
    }
}

fn shared() -> Option<PathBuf> {
    let root = std::env::var_os("ALONGSIDE_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let folder = root.join("data/directory/oruk-spec/3.0/schema");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED: {} is absent; set ALONGSIDE_SHARED to check against it", folder.display());
    None
}

/// Reads the part of JSON Schema that the specification uses: type, required, properties, items,
/// enum, format and `$ref` to another of its files. A word that it does not know fails the test.
struct Schemas {
    folder: PathBuf,
    files: Mutex<HashMap<String, Value>>,
}

const KNOWN: [&str; 7] = ["type", "required", "properties", "items", "enum", "format", "allOf"];
const SAYS_NOTHING: [&str; 19] = [
    "name",
    "title",
    "description",
    "path",
    "datapackage_metadata",
    "constraints",
    "example",
    "core",
    "datapackage_type",
    "order_by",
    "$schema",
    "$id",
    "tabular_required",
    "additionalProperties",
    "examples",
    "codelist",
    "openCodelist",
    "profile",
    "default",
];

impl Schemas {
    fn of(&self, name: &str) -> Value {
        let mut files = self.files.lock().unwrap();
        files
            .entry(name.to_owned())
            .or_insert_with(|| {
                let text =
                    std::fs::read_to_string(self.folder.join(format!("{name}.json"))).unwrap();
                serde_json::from_str(&text).unwrap()
            })
            .clone()
    }

    fn faults(&self, name: &str, value: &Value) -> Vec<String> {
        let mut faults = Vec::new();
        self.check(&self.of(name), value, name, &mut faults);
        faults
    }

    fn check(&self, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let (file, inside) = reference.split_once('#').unwrap_or((reference, ""));
            let file = file.rsplit('/').next().unwrap().trim_end_matches(".json");
            // The envelope is described in the specification's OpenAPI document.
            let file = if file.is_empty() || file == "openapi" { "open_api" } else { file };
            let schema = self.of(file).pointer(inside).cloned();
            let schema = schema.unwrap_or_else(|| panic!("{reference} leads nowhere"));
            return self.check(&schema, value, at, faults);
        }
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            self.check(part, value, at, faults);
        }
        let mut fault = |what: String| faults.push(format!("{at}: {what}"));
        if let Some(kind) = schema.get("type").and_then(Value::as_str) {
            let right = match kind {
                "object" => value.is_object(),
                "array" => value.is_array(),
                "string" => value.is_string(),
                "number" => value.is_number(),
                "integer" => value.is_i64() || value.is_u64(),
                "boolean" => value.is_boolean(),
                other => panic!("type {other}"),
            };
            if !right {
                return fault(format!("is no {kind}"));
            }
        }
        if let Some(words) = schema.get("enum").and_then(Value::as_array)
            && !words.contains(value)
        {
            fault("is not one of the words".into());
        }
        if let (Some(format), Some(text)) =
            (schema.get("format").and_then(Value::as_str), value.as_str())
        {
            let right = match format {
                "uuid" => uuid::Uuid::try_parse(text).is_ok() && text.len() == 36,
                "uri" => text.split_once("://").is_some_and(|(scheme, rest)| {
                    !scheme.is_empty() && !rest.is_empty() && !text.contains(char::is_whitespace)
                }),
                "email" => {
                    text.split_once('@').is_some_and(|(a, b)| !a.is_empty() && b.contains('.'))
                }
                "date-time" => text.parse::<jiff::Timestamp>().is_ok(),
                "HH:MM" | "time" => true,
                other => panic!("format {other}"),
            };
            if !right {
                fault(format!("is no {format}"));
            }
        }
        for name in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
            if value.get(name.as_str().unwrap()).is_none() {
                fault(format!("lacks {name}"));
            }
        }
        for key in schema.as_object().unwrap().keys() {
            assert!(
                KNOWN.contains(&key.as_str()) || SAYS_NOTHING.contains(&key.as_str()),
                "the schema says {key}, which this test does not read"
            );
        }
        if let (Some(properties), Some(fields)) =
            (schema.get("properties").and_then(Value::as_object), value.as_object())
        {
            for (name, field) in fields {
                if let Some(schema) = properties.get(name) {
                    self.check(schema, field, &format!("{at}.{name}"), faults);
                } else if field.is_null() {
                    faults.push(format!("{at}.{name}: is null"));
                }
            }
        }
        if let (Some(items), Some(values)) = (schema.get("items"), value.as_array()) {
            for (index, value) in values.iter().enumerate() {
                self.check(items, value, &format!("{at}[{index}]"), faults);
            }
        }
    }
}

/// The checks that the validator of 3.0 makes on a page.
fn page_faults(page: &Value, number: u64, pages: u64, per_page: u64) -> Vec<&'static str> {
    let count = page["contents"].as_array().map_or(0, Vec::len) as u64;
    let last = page["last_page"] == true;
    let mut faults = Vec::new();
    let mut hold = |right: bool, what| {
        if !right {
            faults.push(what);
        }
    };
    hold((page["first_page"] == true) == (number == 1), "first_page");
    hold(last == (number == pages), "last_page");
    hold((page["empty"] == true) == (count == 0), "empty");
    hold(count == per_page || (count < per_page && last), "items per page");
    hold(page["size"] == count, "size");
    hold(page["page_number"] == number, "page_number");
    for name in ["total_items", "total_pages"] {
        hold(page[name].is_u64(), name);
    }
    faults
}

/// The newer validator: five a page, the first, some between, the last.
fn walked_by_fives(get: impl Fn(&str) -> Value, path: &str) -> Vec<&'static str> {
    let ask = |page: u64| get(&format!("{path}?per_page=5&page={page}"));
    let first = ask(1);
    let pages = first["total_pages"].as_u64().unwrap_or(0);
    let mut faults = page_faults(&first, 1, pages, 5);
    for page in [2, pages / 2, pages.saturating_sub(1), pages] {
        if page > 1 && page <= pages {
            faults.extend(page_faults(&ask(page), page, pages, 5));
        }
    }
    faults
}

/// The older one: what comes without asking sets the size, and the sizes of all pages add up; the
/// size may also be asked for as `perPage`.
fn walked_whole(get: impl Fn(&str) -> Value, path: &str) -> Vec<&'static str> {
    let first = get(path);
    let (total, size) = (first["total_items"].as_u64().unwrap(), first["size"].as_u64().unwrap());
    let pages = if size == 0 { 1 } else { total.div_ceil(size) };
    let mut faults = Vec::new();
    if first["total_pages"] != pages {
        faults.push("total_pages");
    }
    let mut seen = 0;
    for page in 1..=pages {
        let got = get(&format!("{path}?page={page}"));
        faults.extend(page_faults(&got, page, pages, size));
        let asked = get(&format!("{path}?page={page}&perPage={size}"));
        if asked != got {
            faults.push("perPage");
        }
        seen += got["contents"].as_array().unwrap().len() as u64;
    }
    if seen != total {
        faults.push("total_items");
    }
    faults
}

const LISTS: [&str; 5] =
    ["/services", "/organizations", "/service_at_locations", "/taxonomies", "/taxonomy_terms"];

#[test]
fn a_feed_of_any_size_passes_the_paging_checks_of_both_validators() {
    for count in [3, 25, 57, 60, 65, 100] {
        let server = Server::of(count, Profile::Plain);
        for path in LISTS {
            assert_eq!(
                walked_by_fives(|p| server.get(p), path),
                Vec::<&str>::new(),
                "{count} {path}"
            );
            assert_eq!(walked_whole(|p| server.get(p), path), Vec::<&str>::new(), "{count} {path}");
        }
    }
    let server = Server::of(5000, Profile::Plain);
    assert!(walked_by_fives(|p| server.get(p), "/services").is_empty());
    assert!(walked_whole(|p| server.get(p), "/services").is_empty());
}

#[test]
fn an_empty_feed_is_one_empty_page() {
    let server = Server::of(0, Profile::Plain);
    assert!(walked_by_fives(|p| server.get(p), "/services").is_empty());
}

#[test]
fn every_answer_is_valid_by_the_published_schemas() {
    let Some(folder) = shared() else { return };
    let schemas = Schemas { folder, files: Mutex::default() };
    for (count, profile) in [(3, Profile::Plain), (65, Profile::Extended), (5000, Profile::Plain)] {
        let server = Server::of(count, profile);
        let none = Vec::<String>::new();
        assert_eq!(schemas.faults("api_details", &server.get("/")), none);
        for (path, list, full, one) in [
            ("/services", "service_list", "&full=true", "service"),
            ("/organizations", "organization_list", "&full=true", "organization"),
            (
                "/service_at_locations",
                "service_at_location_list",
                "&full=true",
                "service_at_location",
            ),
            ("/taxonomies", "taxonomy_list", "", "taxonomy"),
            ("/taxonomy_terms", "taxonomy_term_list", "", "taxonomy_term"),
        ] {
            let page = server.get(&format!("{path}?per_page=100"));
            assert_eq!(schemas.faults(list, &page), none, "{path}");
            let page = server.get(&format!("{path}?per_page=150{full}"));
            assert_eq!(schemas.faults(list, &page), none, "{path}");
            for row in page["contents"].as_array().unwrap() {
                assert_eq!(schemas.faults(one, row), none, "{path}");
            }
        }
        let id = server.rows[0].service.ident.id;
        let body = server.get(&format!("/services/{id}"));
        assert_eq!(schemas.faults("service", &body), none);
        assert!(body["assured_date"].is_string() && body["organization_id"].is_string());
    }
}

#[test]
fn a_broken_feed_is_caught() {
    let server = Server::of(57, Profile::Plain);
    for (broken, expected) in [
        ("first_page", json!(false)),
        ("last_page", json!(true)),
        ("empty", json!(true)),
        ("size", json!(4)),
        ("total_pages", json!(11)),
        ("total_pages", Value::Null),
    ] {
        let get = |path: &str| {
            let mut page = server.get(path);
            page[broken] = expected.clone();
            page
        };
        assert!(!walked_by_fives(get, "/services").is_empty(), "{broken}");
    }
    let Some(folder) = shared() else { return };
    let schemas = Schemas { folder, files: Mutex::default() };
    let id = server.rows[0].service.ident.id;
    for (field, wrong) in [
        ("id", json!("4711")),
        ("name", Value::Null),
        ("status", json!("open")),
        ("url", json!("/relative")),
        ("email", json!("nobody")),
        ("minimum_age", json!("18")),
        ("contacts", Value::Null),
        ("last_modified", json!("yesterday")),
        ("organization", json!({"id": id.to_string(), "name": "No description"})),
    ] {
        let mut body = server.get(&format!("/services/{id}"));
        body[field] = wrong;
        assert!(!schemas.faults("service", &body).is_empty(), "{field}");
    }
}

#[test]
fn no_address_and_no_point_of_a_private_place_stands_in_the_feed() {
    let today = date(2026, 11, 22);
    let entries = invented(&Seeded::new(7), today, 600);
    let withheld = Withheld::of(&entries);
    let mut private = 0;
    for profile in [Profile::Plain, Profile::Extended] {
        let feed = Feed { base: "https://a.example.org".into(), assurer_email: None, profile };
        for entry in &entries {
            let Ok(row) = publish(entry, &withheld, Audience::Public, today) else { continue };
            let body = service(&row, &feed, Detail::Full).to_string();
            for at in entry.places.iter().filter(|at| at.location.public_spot().is_none()) {
                private += 1;
                let spot = at.location.spot_for_its_owner();
                let address = &spot.addresses[0];
                for secret in [
                    address.street.clone().unwrap(),
                    address.postcode.clone().unwrap(),
                    spot.latitude.unwrap().to_string(),
                    at.location.ident.id.to_string(),
                    at.ident.id.to_string(),
                ] {
                    assert!(!body.contains(&secret));
                }
            }
        }
    }
    assert!(private > 20);
}
