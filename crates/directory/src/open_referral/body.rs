//! The bodies of the feed: the API itself, services, organisations, services at places.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::parts::{
    Body, accessibility, address, area, attribute, contact, cost, funding, identifier, language,
    phone, schedule,
};
use super::terms::held;
use crate::model::{
    Area, Freshness, Ident, Kind, LocationKind, Organisation, Said, Taxonomy, WomenOnly, derived_id,
};
use crate::publish::{Published, PublishedPlace, Reached, Shown};

/// With or without what Open Referral UK does not name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Profile {
    /// The national profile and nothing else.
    #[default]
    Plain,
    /// Also source ids, fields of other sources, and ours under `alongside`.
    Extended,
}

/// How much of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Detail {
    /// Id and date of change.
    Minimal,
    /// What there is one of: `full=false`.
    #[default]
    Summary,
    /// Everything.
    Full,
}

/// What the feed says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Where it is served, without a slash at its end: `https://…/open-referral/v3`.
    pub base: String,
    /// A mailbox of the group that keeps the directory, never a person's.
    pub assurer_email: Option<String>,
    /// The profile that it serves.
    pub profile: Profile,
}

/// `GET /`.
#[must_use]
pub fn api_details(feed: &Feed) -> Value {
    let profile = match feed.profile {
        Profile::Plain => "https://docs.openreferraluk.org/en/latest/".to_owned(),
        Profile::Extended => format!("{}/profile", feed.base),
    };
    json!({
        "version": "HSDS-UK-3.0",
        "profile": profile,
        "openapi_url": format!("{}/openapi.json", feed.base),
    })
}

/// A service.
#[must_use]
pub fn service(published: &Published, feed: &Feed, detail: Detail) -> Value {
    let (service, profile) = (&published.service, feed.profile);
    let mut body = Body::of(&service.ident, profile);
    let modified = service.modified.map_or_else(
        || {
            let told = published.provenance.whole.on;
            told.to_zoned(TimeZone::UTC)
                .map_or_else(|_| String::new(), |z| z.timestamp().to_string())
        },
        |at| at.to_string(),
    );
    if detail == Detail::Minimal {
        body.text("modified_date", Some(&modified));
        body.text("last_modified", Some(&modified));
        return body.close();
    }
    body.set("name", service.name.as_str());
    body.set("status", service.status.code());
    body.set("organization_id", published.organisation.ident.id.to_string());
    body.text("alternate_name", service.other_name.as_deref());
    body.text("description", service.description.as_deref());
    body.page("url", service.url.as_deref());
    body.mail("email", service.email.as_deref());
    body.text("fees", service.fees.as_deref());
    body.text("accreditations", service.accreditations.as_deref());
    if let Some(age) = service.eligibility.ages.from {
        body.set("minimum_age", age);
    }
    if let Some(age) = service.eligibility.ages.to {
        body.set("maximum_age", age);
    }
    let told = published.provenance.whole.on;
    let assured = published.freshness.checked().max(service.assured).unwrap_or(told);
    body.date("assured_date", Some(assured));
    body.mail("assurer_email", service.assurer_email.as_deref().or(feed.assurer_email.as_deref()));
    body.text("alert", service.alert.as_deref());
    body.text("last_modified", Some(&modified));
    let org_detail = if detail == Detail::Full { Detail::Full } else { Detail::Summary };
    body.set("organization", organisation(&published.organisation, feed, org_detail));
    if profile == Profile::Extended {
        body.set("alongside", ours(published));
    }
    if detail == Detail::Summary {
        return body.close();
    }
    body.list("schedules", &service.schedules, schedule);
    body.list("service_areas", &service.areas, area);
    body.list("languages", &service.languages, language);
    body.list("funding", &service.funding, funding);
    body.list("cost_options", &service.costs, cost);
    body.list("contacts", &service.contacts, contact);
    body.list("phones", &service.phones, phone);
    let at = service_at_locations(published, feed, Detail::Full);
    if !at.is_empty() {
        body.set("service_at_locations", at);
    }
    let mut attributes: Vec<Value> =
        service.attributes.iter().map(|one| attribute(one, profile)).collect();
    attributes.extend(our_terms(published, profile));
    if !attributes.is_empty() {
        body.set("attributes", attributes);
    }
    body.with(&service.extra)
}

/// An organisation. Its services are the caller's to add, where asked.
#[must_use]
pub fn organisation(organisation: &Organisation, feed: &Feed, detail: Detail) -> Value {
    let profile = feed.profile;
    let mut body = Body::of(&organisation.ident, profile);
    body.set("name", organisation.name.as_str());
    // Required by the specification; a name is the least that can be said.
    let said = organisation.description.as_deref().filter(|text| !text.is_empty());
    body.set("description", said.unwrap_or(&organisation.name));
    if detail == Detail::Minimal {
        return body.close();
    }
    body.text("alternate_name", organisation.other_name.as_deref());
    body.mail("email", organisation.email.as_deref());
    body.page("website", organisation.website.as_deref());
    body.text("logo", organisation.logo.as_deref());
    body.page("uri", organisation.uri.as_deref());
    body.uuid("parent_organization_id", organisation.parent);
    if detail == Detail::Summary {
        return body.close();
    }
    body.list("organization_identifiers", &organisation.identifiers, identifier);
    body.list("phones", &organisation.phones, phone);
    body.list("contacts", &organisation.contacts, contact);
    body.list("attributes", &organisation.attributes, attribute);
    body.with(&organisation.extra)
}

/// The places of a service, as its body holds them. A place of which nothing may be told is left out.
#[must_use]
pub fn service_at_locations(published: &Published, feed: &Feed, detail: Detail) -> Vec<Value> {
    published.places.iter().filter_map(|at| place(at, feed.profile, detail)).collect()
}

/// One row of `/service_at_locations`: a place with its service.
#[must_use]
pub fn service_at_location(
    published: &Published,
    at: &PublishedPlace,
    feed: &Feed,
    detail: Detail,
) -> Option<Value> {
    let mut row = place(at, feed.profile, detail)?;
    if let Value::Object(fields) = &mut row {
        fields.insert("service_id".into(), published.service.ident.id.to_string().into());
        fields.insert("service".into(), service(published, feed, Detail::Summary));
    }
    Some(row)
}

fn place(at: &PublishedPlace, profile: Profile, detail: Detail) -> Option<Value> {
    let mut body = Body::of(&at.ident, profile);
    match &at.shown {
        Shown::Private { .. } => return None,
        Shown::Area { area } => body.set("location", in_area(&at.ident, area, profile)),
        Shown::Open { ident, kind, spot } => {
            let mut location = Body::of(ident, profile);
            location.set("location_type", kind.code());
            location.text("name", spot.name.as_deref());
            location.text("description", spot.description.as_deref());
            location.number("latitude", spot.latitude);
            location.number("longitude", spot.longitude);
            location.text("external_identifier", spot.external_identifier.as_deref());
            location.text("external_identifier_type", spot.external_identifier_type.as_deref());
            if detail == Detail::Full {
                let addresses: Vec<Value> =
                    spot.addresses.iter().filter_map(|one| address(one, profile)).collect();
                if !addresses.is_empty() {
                    location.set("addresses", addresses);
                }
                location.list("accessibility", &spot.accessibility, accessibility);
                location.list("phones", &spot.phones, phone);
                location.list("attributes", &spot.attributes, attribute);
            }
            body.set("location", location.with(&spot.extra));
        }
    }
    if detail == Detail::Full {
        body.list("schedules", &at.schedules, schedule);
    }
    Some(body.with(&at.extra))
}

/// A place that is shown by its area: no point, no address, and an id that stands in no other list.
fn in_area(at: &Ident, area: &Area, profile: Profile) -> Value {
    let id = derived_id(&[Kind::Location.word(), "area", &at.id.to_string()]);
    let mut location = Body::of(&Ident::of(id), profile);
    location.set("location_type", LocationKind::Physical.code());
    location.set("name", area.name());
    location.set("description", "The address is not published.");
    location.close()
}

/// Our facts as terms of our taxonomies, for readers who know only the national profile.
fn our_terms(published: &Published, profile: Profile) -> Vec<Value> {
    let service = &published.service;
    let whom = &service.eligibility;
    let needs = service.needs.iter().map(|term| (Taxonomy::Needs, term.code()));
    let women =
        (whom.women_only != WomenOnly::Unknown).then_some((Taxonomy::For, whom.women_only.code()));
    let met = whom.circumstances.iter().filter(|(_, said)| **said == Said::Yes);
    let met = met.map(|(one, _)| (Taxonomy::For, one.code()));
    let stages = whom.stages.iter().map(|one| (Taxonomy::Stages, one.code()));
    let referrers = whom.referrers.iter().map(|one| (Taxonomy::Referrers, one.code()));
    needs
        .chain(women)
        .chain(met)
        .chain(stages)
        .chain(referrers)
        .filter_map(|(taxonomy, code)| held(&service.ident, taxonomy, code, profile))
        .collect()
}

/// What we say beyond the national profile.
fn ours(published: &Published) -> Value {
    let service = &published.service;
    let whom = &service.eligibility;
    let mut body = Body::bare(Profile::Extended);
    body.set("women_only", whom.women_only.code());
    let met: serde_json::Map<String, Value> = whom
        .circumstances
        .iter()
        .map(|(one, said)| (one.code().into(), said.code().into()))
        .collect();
    if !met.is_empty() {
        body.set("circumstances", met);
    }
    let lists: [(&str, Vec<&str>); 4] = [
        ("needs", service.needs.iter().map(|one| one.code()).collect()),
        ("legal_stages", whom.stages.iter().map(|one| one.code()).collect()),
        ("who_may_refer", whom.referrers.iter().map(|one| one.code()).collect()),
        ("works_in", whom.languages.iter().map(String::as_str).collect()),
    ];
    for (name, list) in lists {
        if !list.is_empty() {
            body.set(name, list);
        }
    }
    if let Some(capacity) = &service.capacity {
        body.set("capacity", serde_json::to_value(capacity).unwrap_or_default());
    }
    if let Some(waiting) = &service.waiting {
        body.set("waiting", serde_json::to_value(waiting).unwrap_or_default());
    }
    let freshness = match published.freshness {
        Freshness::Fresh { .. } => "fresh",
        Freshness::Sinking { .. } => "sinking",
        Freshness::Unconfirmed { .. } | Freshness::Hidden { .. } => "unconfirmed",
    };
    body.set("freshness", freshness);
    body.date("checked", published.freshness.checked());
    body.date("runs_from", published.run.from);
    body.date("hide_after", published.run.hide_after);
    if matches!(published.reached, Reached::ByLine(_)) {
        body.set("reached_by", "line");
    }
    let private = published.places.iter().filter(|at| !at.is_open()).count();
    if private > 0 {
        body.set("private_places", private);
    }
    if let Some(origin) = &published.origin {
        body.set("source", json!({"name": origin.source.text(), "id": origin.id}));
    }
    body.set("told", serde_json::to_value(&published.provenance).unwrap_or_default());
    body.close()
}
