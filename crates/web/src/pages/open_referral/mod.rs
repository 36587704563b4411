//! The directory as Open Referral UK 3.0, for whoever wants it: no key, no cookie, any site.
//!
//! Two feeds of the same: under [`PLAIN`] the national profile and nothing else, under [`EXTENDED`]
//! with what we say beyond it. Answers come from the published snapshot alone. Not for what stands in a
//! body or how a query is read: that is `directory::open_referral`.

mod answers;
mod openapi;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use directory::model::{Taxonomy, taxonomies};
use directory::open_referral::{
    Feed, OrganisationsQuery, Profile, QueryError, ServiceAtLocationsQuery, ServicesQuery,
    TaxonomiesQuery, TaxonomyTermsQuery, api_details, taxonomy, taxonomy_term,
};
use directory::served::Selection;
use uuid::Uuid;

use crate::app::App;
use crate::routes::{Needs, Routes};

use answers::{Caller, body, fault, listed, not_found, unreadable};

pub use openapi::document;

/// Where the plain feed begins.
pub const PLAIN: &str = "/open-referral/v3";
/// Where the extended feed begins.
pub const EXTENDED: &str = "/open-referral/v3/extended";

/// Every route of a feed, with the paths of both.
macro_rules! both {
    ($routes:expr, $path:literal, $handler:expr) => {
        $routes
            .get(
                concat!("/open-referral/v3", $path),
                Needs::Anybody,
                async |State(app): State<App>, uri: Uri, headers: HeaderMap| {
                    ($handler)(Caller::new(app, Profile::Plain, uri, &headers))
                },
            )
            .get(
                concat!("/open-referral/v3/extended", $path),
                Needs::Anybody,
                async |State(app): State<App>, uri: Uri, headers: HeaderMap| {
                    ($handler)(Caller::new(app, Profile::Extended, uri, &headers))
                },
            )
    };
    ($routes:expr, $path:literal, id $handler:expr) => {
        $routes
            .get(
                concat!("/open-referral/v3", $path),
                Needs::Anybody,
                async |State(app): State<App>,
                       Path(id): Path<String>,
                       uri: Uri,
                       headers: HeaderMap| {
                    ($handler)(Caller::new(app, Profile::Plain, uri, &headers), &id)
                },
            )
            .get(
                concat!("/open-referral/v3/extended", $path),
                Needs::Anybody,
                async |State(app): State<App>,
                       Path(id): Path<String>,
                       uri: Uri,
                       headers: HeaderMap| {
                    ($handler)(Caller::new(app, Profile::Extended, uri, &headers), &id)
                },
            )
    };
}

/// The routes of both feeds.
pub fn routes() -> Routes {
    let routes = Routes::new();
    let routes = both!(routes, "", |caller: Caller| details(&caller));
    let routes = both!(routes, "/", |caller: Caller| details(&caller));
    let routes = both!(routes, "/openapi.json", |caller: Caller| described(&caller));
    let routes = both!(routes, "/profile", |caller: Caller| profile(&caller));
    let routes = both!(routes, "/services", services);
    let routes = both!(routes, "/services/{id}", id one_service);
    let routes = both!(routes, "/service_at_locations", at_locations);
    let routes = both!(routes, "/service_at_locations/{id}", id one_at_location);
    let routes = both!(routes, "/organizations", organisations);
    let routes = both!(routes, "/organizations/{id}", id one_organisation);
    let routes = both!(routes, "/taxonomies", all_taxonomies);
    let routes = both!(routes, "/taxonomies/{id}", id one_taxonomy);
    let routes = both!(routes, "/taxonomy_terms", terms);
    let routes = both!(routes, "/taxonomy_terms/{id}", id one_term);
    routes.get("/open-referral/v3/{*rest}", Needs::Anybody, async || {
        fault(StatusCode::NOT_FOUND, "There is no such endpoint; openapi.json lists them all.")
    })
}

fn feed(caller: &Caller) -> Feed {
    let base = match caller.profile {
        Profile::Plain => PLAIN,
        Profile::Extended => EXTENDED,
    };
    let base = format!("{}{base}", caller.app.site().public_url.trim_end_matches('/'));
    Feed { base, assurer_email: None, profile: caller.profile }
}

fn details(caller: &Caller) -> Response {
    body(caller, api_details(&feed(caller)).to_string().into_bytes())
}

fn described(caller: &Caller) -> Response {
    body(caller, document(&feed(caller)).to_string().into_bytes())
}

/// What the profile is: the address that `GET /` names leads somewhere.
fn profile(caller: &Caller) -> Response {
    let feed = feed(caller);
    let said = serde_json::json!({
        "name": match caller.profile {
            Profile::Plain => "Open Referral UK 3.0",
            Profile::Extended => "Open Referral UK 3.0 with the facts of services for women",
        },
        "based_on": "https://docs.openreferraluk.org/en/latest/",
        "openapi_url": format!("{}/openapi.json", feed.base),
    });
    body(caller, said.to_string().into_bytes())
}

fn services(caller: Caller) -> Response {
    let query = match caller.query(|pairs| ServicesQuery::parse(pairs)) {
        Ok(query) => query,
        Err(answer) => return *answer,
    };
    let (paging, form) = (query.paging, query.form);
    let selection = match caller.served() {
        Some(served) => Selection::services(served, &query, caller.profile, None),
        None => Selection::nothing(),
    };
    listed(&caller, selection, paging, form)
}

fn at_locations(caller: Caller) -> Response {
    let query = match caller.query(|pairs| ServiceAtLocationsQuery::parse(pairs)) {
        Ok(query) => query,
        Err(answer) => return *answer,
    };
    let (mut paging, form) = (query.0.paging, query.0.form);
    // Only a list of ids and dates may be all on one page.
    paging.size = paging.size.min(directory::open_referral::LARGEST_SIZE);
    let selection = match caller.served() {
        Some(served) => Selection::at_locations(served, &query, caller.profile, None),
        None => Selection::nothing(),
    };
    listed(&caller, selection, paging, form)
}

fn organisations(caller: Caller) -> Response {
    let query = match caller.query(|pairs| OrganisationsQuery::parse(pairs)) {
        Ok(query) => query,
        Err(answer) => return *answer,
    };
    let (paging, form) = (query.paging, query.form);
    let selection = match caller.served() {
        Some(served) => Selection::organisations(served, &query, caller.profile),
        None => Selection::nothing(),
    };
    listed(&caller, selection, paging, form)
}

fn all_taxonomies(caller: Caller) -> Response {
    match caller.query(|pairs| TaxonomiesQuery::parse(pairs)) {
        Ok(query) => {
            let selection = Selection::taxonomies(&query, caller.profile);
            listed(&caller, selection, query.paging, query.form)
        }
        Err(answer) => *answer,
    }
}

fn terms(caller: Caller) -> Response {
    match caller.query(|pairs| TaxonomyTermsQuery::parse(pairs)) {
        Ok(query) => {
            let selection = Selection::terms(&query, caller.profile);
            listed(&caller, selection, query.paging, query.form)
        }
        Err(answer) => *answer,
    }
}

fn one_service(caller: Caller, id: &str) -> Response {
    one(&caller, id, "service", |served, id| served.service_body(id, caller.profile))
}

fn one_at_location(caller: Caller, id: &str) -> Response {
    one(&caller, id, "service at a location", |served, id| {
        served.at_location_body(id, caller.profile)
    })
}

fn one_organisation(caller: Caller, id: &str) -> Response {
    let query = match caller.query(|pairs| OrganisationsQuery::parse(pairs)) {
        Ok(query) => query,
        Err(answer) => return *answer,
    };
    one(&caller, id, "organization", |served, id| {
        served.organisation_body(id, query.full_service, caller.profile)
    })
}

fn one_taxonomy(caller: Caller, id: &str) -> Response {
    let found = Uuid::try_parse(id).ok().and_then(Taxonomy::from_id);
    match found {
        Some(found) => body(&caller, taxonomy(found, caller.profile).to_string().into_bytes()),
        None => not_found("taxonomy"),
    }
}

fn one_term(caller: Caller, id: &str) -> Response {
    let id = Uuid::try_parse(id).ok();
    let found = id.and_then(|id| taxonomies().iter().find(|term| term.id == id));
    match found {
        Some(found) => body(&caller, taxonomy_term(found, caller.profile).to_string().into_bytes()),
        None => not_found("taxonomy term"),
    }
}

fn one(
    caller: &Caller,
    id: &str,
    what: &'static str,
    find: impl FnOnce(
        &directory::served::Served,
        Uuid,
    ) -> Result<Option<Vec<u8>>, directory::snapshot::NotRead>,
) -> Response {
    let (Ok(id), Some(served)) = (Uuid::try_parse(id), caller.served()) else {
        return not_found(what);
    };
    match find(&served, id) {
        Ok(Some(found)) => body(caller, found),
        Ok(None) => not_found(what),
        Err(error) => unreadable(&error),
    }
}

/// What both kinds of list need to know of a query.
type Parsed<T> = Result<T, QueryError>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extended_feed_lies_under_the_plain_one() {
        assert!(EXTENDED.starts_with(PLAIN));
    }
}
