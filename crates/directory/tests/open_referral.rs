//! The feed against what the national validator asks of one: its schemas, and its two generations of
//! paging checks, rebuilt in `testkit::open_referral` from the published specification. The schemas lie in the shared folder
//! (`shared` beside the repository, or `ALONGSIDE_SHARED`); the paging checks need nothing.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions
)]

use directory::invented::invented;
use directory::model::{Taxonomy, Withheld, taxonomies};
use directory::open_referral::*;
use directory::{Audience, Published, publish};
use jiff::civil::date;
use kernel::ctx::Seeded;
use serde_json::{Value, json};
use testkit::open_referral::{Schemas, walked_by_fives, walked_whole};

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
    let Some(schemas) = Schemas::shared_or_skip() else { return };
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
    let Some(schemas) = Schemas::shared_or_skip() else { return };
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
