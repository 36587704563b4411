//! The parts of a service as sources write them: 3.0's names and 1.0's.

use super::fields::Fields;
use super::trouble::Trouble;
use crate::model::{
    Accessibility, Address, Ages, Attribute, Contact, CostOption, ForeignTerm, Frequency, Funding,
    Language, LocationKind, NthDay, OrganisationIdentifier, Phone, Schedule, ServiceArea,
    area_named,
};

pub(super) fn schedule(f: &mut Fields<'_>, place: &str) -> Option<Schedule> {
    let mut schedule = Schedule::new(f.part_ident(place));
    f.forget(&["service_id", "service_at_location_id", "location_id"]);
    schedule.valid_from = f.date(&["valid_from"]);
    schedule.valid_to = f.date(&["valid_to"]);
    schedule.starts = f.date(&["dtstart"]);
    schedule.frequency = f.text(&["freq"]).and_then(|word| {
        let read = Frequency::from_code(&word.trim().to_ascii_uppercase());
        if read.is_none() {
            f.note("freq", Trouble::UnknownWord);
        }
        read
    });
    schedule.interval = f.small(&["interval"]);
    // 1.0 has `weekday` where `byday` is meant.
    let mut days = f.text(&["byday"]).unwrap_or_default();
    if let Some(weekday) = f.text(&["weekday"])
        && days.is_empty()
    {
        days = weekday;
    }
    for day in days.split([',', ';']).map(str::trim).filter(|day| !day.is_empty()) {
        match NthDay::parse(day) {
            Ok(day) if schedule.days.contains(&day) => {}
            Ok(day) => schedule.days.push(day),
            Err(_) => f.note("byday", Trouble::UnknownWord),
        }
    }
    for day in f.text(&["bymonthday"]).unwrap_or_default().split(',').map(str::trim) {
        match day.parse::<u8>() {
            Ok(day @ 1..=31) => schedule.month_days.push(day),
            _ if day.is_empty() => {}
            _ => f.note("bymonthday", Trouble::NotANumber),
        }
    }
    schedule.opens = f.time(&["opens_at"]);
    schedule.closes = f.time(&["closes_at"]);
    schedule.description = f.text(&["description"]);
    schedule.link = f.page(&["schedule_link"]);
    schedule.attending = f.text(&["attending_type"]);
    schedule.notes = f.text(&["notes"]);
    schedule.extra = f.rest();
    Some(schedule)
}

pub(super) fn area(f: &mut Fields<'_>, place: &str) -> Option<ServiceArea> {
    let ident = f.part_ident(place);
    f.forget(&["service_id"]);
    let name = f.text(&["name"]);
    let old_name = f.text(&["service_area"]);
    let uri = f.text(&["uri"]);
    let extent_type = f.text(&["extent_type"]);
    let extent = f.text(&["extent"]);
    let mut areas = Vec::new();
    for code in f.objects_or_texts("area_codes") {
        areas.extend(area_named(&code));
    }
    // The last part of an address such as …/id/statistical-geography/E06000023.
    let code = uri.as_deref().and_then(|uri| uri.trim_end_matches('/').rsplit('/').next());
    for text in [code, name.as_deref(), old_name.as_deref()].into_iter().flatten() {
        if areas.is_empty() {
            areas = area_named(text);
        }
    }
    if areas.is_empty() && (name.is_some() || old_name.is_some()) {
        f.note("name", Trouble::UnknownArea);
    }
    let mut extra = f.rest();
    let name = match (name, old_name) {
        (Some(name), Some(old)) => {
            extra.0.insert("service_area".into(), old.into());
            Some(name)
        }
        (name, old) => name.or(old),
    };
    Some(ServiceArea { ident, name, areas, extent, extent_type, uri, extra })
}

impl Fields<'_> {
    /// The texts of a list.
    pub(super) fn objects_or_texts(&mut self, name: &str) -> Vec<String> {
        match self.take(&[name]) {
            Some(serde_json::Value::Array(values)) => {
                values.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect()
            }
            Some(serde_json::Value::String(text)) => text.split(',').map(str::to_owned).collect(),
            _ => Vec::new(),
        }
    }
}

pub(super) fn cost(f: &mut Fields<'_>, place: &str) -> Option<CostOption> {
    let ident = f.part_ident(place);
    f.forget(&["service_id"]);
    Some(CostOption {
        ident,
        from: f.date(&["valid_from"]),
        to: f.date(&["valid_to"]),
        option: f.text(&["option"]),
        amount: f.number(&["amount"]),
        per: f.text(&["amount_description"]),
        extra: f.rest(),
    })
}

pub(super) fn funding(f: &mut Fields<'_>, place: &str) -> Option<Funding> {
    let ident = f.part_ident(place);
    f.forget(&["service_id", "organization_id"]);
    Some(Funding { ident, source: f.text(&["source"]), extra: f.rest() })
}

pub(super) fn language(f: &mut Fields<'_>, place: &str) -> Option<Language> {
    let ident = f.part_ident(place);
    f.forget(&["service_id", "phone_id", "location_id"]);
    let name = f.name(&["name", "language"]);
    Some(Language { ident, name, code: f.name(&["code"]), extra: f.rest() })
}

pub(super) fn phone(f: &mut Fields<'_>, place: &str) -> Option<Phone> {
    let ident = f.part_ident(place);
    f.forget(&[
        "contact_id",
        "service_id",
        "organization_id",
        "location_id",
        "service_at_location_id",
    ]);
    let Some(number) = f.name(&["number"]) else {
        f.note("number", Trouble::Missing);
        return None;
    };
    Some(Phone {
        ident,
        number,
        description: f.text(&["description"]),
        languages: f.each(&["languages"], language),
        extra: f.rest(),
    })
}

pub(super) fn contact(f: &mut Fields<'_>, place: &str) -> Option<Contact> {
    let ident = f.part_ident(place);
    f.forget(&["service_id", "organization_id", "location_id", "service_at_location_id"]);
    Some(Contact {
        ident,
        name: f.name(&["name"]),
        title: f.text(&["title"]),
        email: f.mail(&["email"]),
        phones: f.each(&["phones"], phone),
        attributes: f.each(&["attributes"], attribute),
        extra: f.rest(),
    })
}

pub(super) fn attribute(f: &mut Fields<'_>, place: &str) -> Option<Attribute> {
    let ident = f.part_ident(place);
    f.forget(&["taxonomy_term_id"]);
    // 1.0 calls the term `taxonomy`.
    let term = f.each(&["taxonomy_term", "taxonomy"], term).into_iter().next();
    Some(Attribute {
        ident,
        link_type: f.text(&["link_type"]),
        link: f.uuid(&["link_id"]),
        term,
        extra: f.rest(),
    })
}

fn term(f: &mut Fields<'_>, place: &str) -> Option<ForeignTerm> {
    let ident = f.part_ident(place);
    let Some(name) = f.text(&["name"]) else {
        f.note("name", Trouble::Missing);
        return None;
    };
    Some(ForeignTerm {
        ident,
        name,
        description: f.text(&["description"]),
        parent: f.uuid(&["parent_id"]),
        taxonomy: f.text(&["taxonomy", "vocabulary"]),
        taxonomy_id: f.uuid(&["taxonomy_id"]),
        uri: f.page(&["term_uri"]),
        short: f.text(&["term", "code"]),
        extra: f.rest(),
    })
}

pub(super) fn identifier(f: &mut Fields<'_>, place: &str) -> Option<OrganisationIdentifier> {
    let ident = f.part_ident(place);
    f.forget(&["organization_id"]);
    let scheme = f.name(&["identifier_scheme"]);
    let kind = f.name(&["identifier_type"]).or_else(|| scheme.clone());
    let (Some(kind), Some(number)) = (kind, f.name(&["identifier"])) else {
        f.note("identifier", Trouble::Missing);
        return None;
    };
    Some(OrganisationIdentifier { ident, scheme, kind, number, extra: f.rest() })
}

pub(super) fn address(f: &mut Fields<'_>, place: &str) -> Option<Address> {
    let ident = f.part_ident(place);
    f.forget(&["location_id"]);
    let kind = f.text(&["address_type"]);
    let kind = kind.and_then(|word| LocationKind::from_code(word.trim()));
    Some(Address {
        ident,
        attention: f.text(&["attention"]),
        street: f.text(&["address_1"]),
        city: f.name(&["city"]),
        region: f.name(&["region"]),
        county: f.name(&["state_province"]),
        postcode: f.name(&["postal_code"]),
        country: f.name(&["country"]),
        kind: kind.unwrap_or(LocationKind::Physical),
        extra: f.rest(),
    })
}

pub(super) fn accessibility(f: &mut Fields<'_>, place: &str) -> Option<Accessibility> {
    let ident = f.part_ident(place);
    f.forget(&["location_id"]);
    let description = f.text(&["description"]);
    let old = f.text(&["accessibility"]);
    let details = f.text(&["details"]);
    let url = f.page(&["url"]);
    let mut extra = f.rest();
    let description = match (description, old) {
        (Some(description), Some(old)) => {
            extra.0.insert("accessibility".into(), old.into());
            Some(description)
        }
        (description, old) => description.or(old),
    };
    Some(Accessibility { ident, description, details, url, extra })
}

/// 1.0 has ages in `eligibilitys`; the widest of them, and the words.
pub(super) fn old_eligibility(f: &mut Fields<'_>) -> (Ages, Vec<String>) {
    let mut words = Vec::new();
    let ages: Vec<Ages> = f.each(&["eligibilitys"], |f, _| {
        words.extend(f.text(&["eligibility"]));
        Some(Ages { from: f.small(&["minimum_age"]), to: f.small(&["maximum_age"]) })
    });
    let from = ages.iter().map(|ages| ages.from).collect::<Option<Vec<u8>>>();
    let to = ages.iter().map(|ages| ages.to).collect::<Option<Vec<u8>>>();
    let widest = Ages {
        from: from.and_then(|all| all.into_iter().min()),
        to: to.and_then(|all| all.into_iter().max()),
    };
    (widest, words)
}
