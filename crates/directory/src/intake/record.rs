//! One service of a source, in 3.0's shape or 1.0's, made an entry.

use serde_json::Value;

use super::Intake;
use super::fields::Fields;
use super::parts::{
    accessibility, address, area, attribute, contact, cost, funding, identifier, language,
    old_eligibility, phone, schedule,
};
use super::trouble::{Log, Trouble};
use crate::model::{
    Attribute, Circumstance, Confirmation, Dated, Entry, IdRegister, Ident, Kind, LegalStage,
    Listing, Location, LocationKind, Organisation, Origin, Provenance, Referrer, Run, Said,
    Service, ServicePlace, Spot, Status, Taxonomy, Term, WomenOnly, derived_id, taxonomies,
};

/// Reads a service; none where there is nothing to find it by again.
pub(super) fn service(intake: &mut Intake, raw: Value, log: &mut Log) -> Option<Entry> {
    let Value::Object(map) = raw else {
        log.note("service", Trouble::WrongShape);
        return None;
    };
    let (source, base, ids) = (&intake.source, intake.base.as_deref(), &mut intake.ids);
    let mut f = Fields::new(map, source, base, log);
    let own = f.own_id();
    if own.is_none() {
        f.note("id", Trouble::Missing);
    }
    let name = f.name(&["name"]);
    if name.is_none() {
        f.note("name", Trouble::Missing);
    }
    let own = own.or_else(|| name.as_ref().map(|name| format!("name:{name}")))?;
    f.log.about(&own);
    let ident = ids.ident(Kind::Service, source, &own);
    f.root = ident.id.to_string();
    let said_organisation = f.name(&["organization_id"]);
    let organisation = organisation(&mut f, ids, said_organisation.as_deref());
    // Without a name it is listed under its organisation's.
    let mut service = Service::named(ident, name.unwrap_or_else(|| organisation.name.clone()));
    let word = f.text(&["status"]);
    service.status = match word.as_deref().map(|word| word.trim().to_lowercase()) {
        None => Status::Active,
        Some(word) => Status::from_code(&word).unwrap_or_else(|| {
            f.note("status", Trouble::UnknownWord);
            Status::Inactive
        }),
    };
    service.other_name = f.name(&["alternate_name"]);
    service.description = f.text(&["description"]);
    service.url = f.page(&["url"]);
    service.email = f.mail(&["email"]);
    service.fees = f.text(&["fees"]);
    service.accreditations = f.text(&["accreditations"]);
    service.assured = f.date(&["assured_date"]);
    service.assurer_email = f.mail(&["assurer_email"]);
    service.alert = f.text(&["alert"]);
    service.modified = f.instant(&["last_modified", "modified_date"]);
    service.schedules = f.each(&["schedules", "regular_schedules"], schedule);
    service.areas = f.each(&["service_areas"], area);
    service.languages = f.each(&["languages"], language);
    service.funding = f.each(&["funding", "fundings"], funding);
    service.costs = f.each(&["cost_options"], cost);
    service.contacts = f.each(&["contacts"], contact);
    service.phones = f.each(&["phones"], phone);
    let attributes = f.each(&["attributes", "service_taxonomys"], attribute);
    let (mut ages, words) = old_eligibility(&mut f);
    ages.from = f.small(&["minimum_age"]).or(ages.from);
    ages.to = f.small(&["maximum_age"]).or(ages.to);
    if ages.from > ages.to && ages.to.is_some() {
        f.note("maximum_age", Trouble::NotANumber);
        ages.to = None;
    }
    service.eligibility.ages = ages;
    let women = words.iter().map(|text| text.to_lowercase().replace('-', " "));
    if women.into_iter().any(|text| text.contains("women only") || text.contains("females only")) {
        service.eligibility.women_only = WomenOnly::Yes;
    }
    if !words.is_empty() {
        let joined = words.join("\n");
        service.extra.0.insert("eligibility_description".into(), joined.into());
    }
    service.eligibility.languages = service
        .languages
        .iter()
        .filter_map(|one| language_code(one.code.as_deref().or(one.name.as_deref())?))
        .collect();
    for attribute in attributes {
        terms(&mut service, attribute);
    }
    let mut places = Vec::new();
    for (index, map) in f.objects(&["service_at_locations"]).into_iter().enumerate() {
        places.extend(at_location(&mut f, ids, map, &service.ident, index));
    }
    let mut run = Run::default();
    if let Some(Value::Object(said)) = f.take(&["alongside"]) {
        ours(&mut service, &mut run, &said);
    }
    f.forget(&["original_id"]);
    let more = f.rest();
    service.extra.0.extend(more.0);
    Some(Entry {
        origin: Some(Origin { source: intake.source.clone(), id: own }),
        organisation,
        service,
        places,
        listing: Listing::Public,
        confirmation: Confirmation::Never,
        run,
        provenance: Provenance::all(intake.source.clone(), intake.today),
    })
}

fn organisation(f: &mut Fields<'_>, ids: &mut IdRegister, said: Option<&str>) -> Organisation {
    let source = f.source;
    let root = f.root.clone();
    let read = f.each(&["organization"], |f, _| {
        let own = f.own_id().or_else(|| said.map(str::to_owned));
        let name = f.name(&["name"]);
        if name.is_none() {
            f.note("name", Trouble::Missing);
        }
        let key = own.or_else(|| name.as_ref().map(|name| format!("name:{name}")))?;
        let ident = ids.ident(Kind::Organisation, source, &key);
        f.root = ident.id.to_string();
        let mut one = Organisation::named(ident, name.unwrap_or_else(|| "Not named".into()));
        one.other_name = f.name(&["alternate_name"]);
        one.description = f.text(&["description"]);
        one.email = f.mail(&["email"]);
        one.website = f.page(&["website", "url"]);
        one.logo = f.text(&["logo"]);
        one.uri = f.page(&["uri"]);
        one.parent = f.uuid(&["parent_organization_id"]);
        one.identifiers = f.each(&["organization_identifiers"], identifier);
        one.phones = f.each(&["phones"], phone);
        one.contacts = f.each(&["contacts"], contact);
        one.attributes = f.each(&["attributes"], attribute);
        f.forget(&["services", "original_id"]);
        one.extra = f.rest();
        Some(one)
    });
    if let Some(one) = read.into_iter().next() {
        return one;
    }
    f.note("organization", Trouble::Missing);
    let key = said.map_or_else(|| format!("of:{root}"), str::to_owned);
    Organisation::named(ids.ident(Kind::Organisation, source, &key), "Not named")
}

fn at_location(
    f: &mut Fields<'_>,
    ids: &mut IdRegister,
    map: serde_json::Map<String, Value>,
    service: &Ident,
    index: usize,
) -> Option<ServicePlace> {
    let source = f.source;
    let place = format!("service_at_locations[{}]", index + 1);
    let mut inner = Fields::new(map, source, f.base, f.log);
    inner.root = format!("{}/{place}", service.id);
    let own = inner.own_id();
    let key = own.unwrap_or_else(|| inner.root.clone());
    let ident = ids.ident(Kind::ServiceAtLocation, source, &key);
    let said = inner.name(&["location_id"]);
    inner.forget(&["service_id", "service", "original_id"]);
    let root = inner.root.clone();
    let location = inner.each(&["location"], |f, _| {
        let own = f.own_id().or_else(|| said.clone());
        let key = own.unwrap_or_else(|| root.clone());
        let ident = ids.ident(Kind::Location, source, &key);
        f.root = ident.id.to_string();
        Some(read_location(f, ident))
    });
    let Some(location) = location.into_iter().next() else {
        inner.note("location", Trouble::Missing);
        return None;
    };
    let schedules = inner.each(&["schedules", "regular_schedule", "regular_schedules"], schedule);
    Some(ServicePlace { ident, location, schedules, extra: inner.rest() })
}

fn read_location(f: &mut Fields<'_>, ident: Ident) -> Location {
    let word = f.text(&["location_type"]);
    let kind = word.and_then(|word| LocationKind::from_code(word.trim()));
    f.forget(&["original_id", "organization_id"]);
    let spot = Spot {
        name: f.name(&["name"]),
        description: f.text(&["description"]),
        latitude: f.number(&["latitude"]),
        longitude: f.number(&["longitude"]),
        external_identifier: f.name(&["external_identifier"]),
        external_identifier_type: f.name(&["external_identifier_type"]),
        addresses: f.each(&["addresses", "physical_addresses"], address),
        accessibility: f.each(&["accessibility", "accessibility_for_disabilities"], accessibility),
        phones: f.each(&["phones"], phone),
        attributes: f.each(&["attributes"], attribute),
        extra: f.rest(),
    };
    Location::public(ident, kind.unwrap_or(LocationKind::Physical), spot)
}

/// A term of ours becomes what it means; another's is kept, and its name read for a need.
fn terms(service: &mut Service, attribute: Attribute) {
    let Some(term) = &attribute.term else {
        service.attributes.push(attribute);
        return;
    };
    let Some(own) = taxonomies().iter().find(|own| own.id == term.ident.id) else {
        service.needs.extend(Term::called(&term.name));
        service.attributes.push(attribute);
        return;
    };
    let whom = &mut service.eligibility;
    match own.taxonomy {
        Taxonomy::Needs => service.needs.extend(Term::from_code(own.code)),
        Taxonomy::Stages => whom.stages.extend(LegalStage::from_code(own.code)),
        Taxonomy::Referrers => whom.referrers.extend(Referrer::from_code(own.code)),
        Taxonomy::For => {
            if let Some(only) = WomenOnly::from_code(own.code) {
                whom.women_only = only;
            } else if let Some(one) = Circumstance::from_code(own.code) {
                whom.circumstances.insert(one, Said::Yes);
            }
        }
    }
}

/// What another house of ours says beyond the national profile.
fn ours(service: &mut Service, run: &mut Run, said: &serde_json::Map<String, Value>) {
    let text = |name: &str| said.get(name).and_then(Value::as_str);
    let list = |name: &str| {
        let values = said.get(name).and_then(Value::as_array);
        values.into_iter().flatten().filter_map(Value::as_str)
    };
    let whom = &mut service.eligibility;
    if let Some(only) = text("women_only").and_then(WomenOnly::from_code) {
        whom.women_only = only;
    }
    for (code, answer) in said.get("circumstances").and_then(Value::as_object).into_iter().flatten()
    {
        let answer = answer.as_str().and_then(Said::from_code);
        if let (Some(one), Some(answer)) = (Circumstance::from_code(code), answer) {
            whom.circumstances.insert(one, answer);
        }
    }
    service.needs.extend(list("needs").filter_map(Term::from_code));
    whom.stages.extend(list("legal_stages").filter_map(LegalStage::from_code));
    whom.referrers.extend(list("who_may_refer").filter_map(Referrer::from_code));
    whom.languages.extend(list("works_in").map(str::to_owned));
    service.capacity = said.get("capacity").and_then(dated);
    service.waiting = said.get("waiting").and_then(dated);
    run.from = text("runs_from").and_then(|text| text.parse().ok());
    run.hide_after = text("hide_after").and_then(|text| text.parse().ok());
}

fn dated<T: serde::de::DeserializeOwned>(value: &Value) -> Option<Dated<T>> {
    serde_json::from_value(value.clone()).ok()
}

/// The ISO 639 code of a language by code or by English name; English itself is none.
pub(super) fn language_code(text: &str) -> Option<String> {
    const KNOWN: [(&str, &str); 24] = [
        ("welsh", "cy"),
        ("polish", "pl"),
        ("romanian", "ro"),
        ("urdu", "ur"),
        ("punjabi", "pa"),
        ("panjabi", "pa"),
        ("bengali", "bn"),
        ("arabic", "ar"),
        ("somali", "so"),
        ("farsi", "fa"),
        ("persian", "fa"),
        ("french", "fr"),
        ("spanish", "es"),
        ("portuguese", "pt"),
        ("lithuanian", "lt"),
        ("albanian", "sq"),
        ("vietnamese", "vi"),
        ("turkish", "tr"),
        ("kurdish", "ku"),
        ("tigrinya", "ti"),
        ("ukrainian", "uk"),
        ("gujarati", "gu"),
        ("hindi", "hi"),
        ("british sign language", "bfi"),
    ];
    let lower = text.trim().to_lowercase();
    if let Some((_, code)) = KNOWN.iter().find(|(name, _)| *name == lower) {
        return Some((*code).to_owned());
    }
    let code = lower.split('-').next().unwrap_or_default();
    let is_code = (2..=3).contains(&code.len()) && code.chars().all(|c| c.is_ascii_lowercase());
    (is_code && code != "en" && code != "eng").then(|| code.to_owned())
}

/// A stable id for a thing that a source has no id for.
pub(super) fn nameless(parts: &[&str]) -> String {
    derived_id(parts).to_string()
}
