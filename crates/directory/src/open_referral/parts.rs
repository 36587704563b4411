//! The parts of a body: objects in which absent fields are left out.

use jiff::civil::{Date, Time};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::body::Profile;
use crate::model::{
    Accessibility, Address, Attribute, Contact, CostOption, Extra, ForeignTerm, Funding, Ident,
    Language, OrganisationIdentifier, Phone, Schedule, ServiceArea,
};
use crate::web_words::{mailbox, page_address};

/// Names that the specification itself gives; what a source says under one of them, and we do not
/// read, stands in the plain profile too.
const SPECIFIED: [&str; 8] = [
    "service_area",
    "accessibility",
    "attributes",
    "logo",
    "external_identifier",
    "organization_identifiers",
    "region",
    "attention",
];

/// An object under way.
pub(super) struct Body {
    fields: Map<String, Value>,
    profile: Profile,
}

impl Body {
    /// An object with its id and, in the extended profile, the source's own.
    pub(super) fn of(ident: &Ident, profile: Profile) -> Self {
        let mut body = Self::bare(profile);
        body.set("id", ident.id.to_string());
        if profile == Profile::Extended {
            body.text("original_id", ident.original.as_deref());
        }
        body
    }

    pub(super) fn bare(profile: Profile) -> Self {
        Self { fields: Map::new(), profile }
    }

    pub(super) fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.fields.insert(name.to_owned(), value.into());
    }

    pub(super) fn text(&mut self, name: &str, value: Option<&str>) {
        if let Some(text) = value.filter(|text| !text.is_empty()) {
            self.set(name, text);
        }
    }

    pub(super) fn page(&mut self, name: &str, value: Option<&str>) {
        self.text(name, value.and_then(|text| page_address(text, None)).as_deref());
    }

    pub(super) fn mail(&mut self, name: &str, value: Option<&str>) {
        self.text(name, value.and_then(mailbox).as_deref());
    }

    pub(super) fn date(&mut self, name: &str, value: Option<Date>) {
        self.text(name, value.map(|date| date.to_string()).as_deref());
    }

    pub(super) fn time(&mut self, name: &str, value: Option<Time>) {
        let text = value.map(|time| time.strftime("%H:%M:%S").to_string());
        self.text(name, text.as_deref());
    }

    pub(super) fn number(&mut self, name: &str, value: Option<f64>) {
        let Some(value) = value.filter(|value| value.is_finite()) else { return };
        // 35 and not 35.0, as it came.
        let whole = format!("{value}").parse::<i64>();
        self.set(name, whole.map_or_else(|_| Value::from(value), Value::from));
    }

    pub(super) fn uuid(&mut self, name: &str, value: Option<Uuid>) {
        self.text(name, value.map(|id| id.to_string()).as_deref());
    }

    pub(super) fn list<T>(
        &mut self,
        name: &str,
        values: &[T],
        write: impl Fn(&T, Profile) -> Value,
    ) {
        if !values.is_empty() {
            let profile = self.profile;
            let list: Vec<Value> = values.iter().map(|value| write(value, profile)).collect();
            self.set(name, list);
        }
    }

    /// Adds what a source says beyond what we read, and closes the object.
    pub(super) fn with(mut self, extra: &Extra) -> Value {
        for (name, value) in &extra.0 {
            let told = self.profile == Profile::Extended || SPECIFIED.contains(&name.as_str());
            if told && !value.is_null() && !self.fields.contains_key(name) {
                self.fields.insert(name.clone(), value.clone());
            }
        }
        self.close()
    }

    pub(super) fn close(self) -> Value {
        Value::Object(self.fields)
    }
}

pub(super) fn schedule(schedule: &Schedule, profile: Profile) -> Value {
    let mut body = Body::of(&schedule.ident, profile);
    body.date("valid_from", schedule.valid_from);
    body.date("valid_to", schedule.valid_to);
    body.date("dtstart", schedule.starts);
    body.text("freq", schedule.frequency.map(|f| f.code()));
    if let Some(interval) = schedule.interval {
        body.set("interval", interval);
    }
    let days: Vec<String> = schedule.days.iter().map(|day| String::from(*day)).collect();
    body.text("byday", Some(&days.join(",")));
    let days: Vec<String> = schedule.month_days.iter().map(u8::to_string).collect();
    body.text("bymonthday", Some(&days.join(",")));
    body.text("description", schedule.description.as_deref());
    body.time("opens_at", schedule.opens);
    body.time("closes_at", schedule.closes);
    body.page("schedule_link", schedule.link.as_deref());
    body.text("attending_type", schedule.attending.as_deref());
    body.text("notes", schedule.notes.as_deref());
    body.with(&schedule.extra)
}

pub(super) fn area(area: &ServiceArea, profile: Profile) -> Value {
    let mut body = Body::of(&area.ident, profile);
    body.text("name", area.name.as_deref());
    body.text("extent", area.extent.as_deref());
    body.text("extent_type", area.extent_type.as_deref());
    body.text("uri", area.uri.as_deref());
    if profile == Profile::Extended && !area.areas.is_empty() {
        let codes: Vec<&str> = area.areas.iter().map(|one| one.code()).collect();
        body.set("area_codes", codes);
    }
    body.with(&area.extra)
}

pub(super) fn cost(cost: &CostOption, profile: Profile) -> Value {
    let mut body = Body::of(&cost.ident, profile);
    body.date("valid_from", cost.from);
    body.date("valid_to", cost.to);
    body.text("option", cost.option.as_deref());
    body.number("amount", cost.amount);
    body.text("amount_description", cost.per.as_deref());
    body.with(&cost.extra)
}

pub(super) fn funding(funding: &Funding, profile: Profile) -> Value {
    let mut body = Body::of(&funding.ident, profile);
    body.text("source", funding.source.as_deref());
    body.with(&funding.extra)
}

pub(super) fn language(language: &Language, profile: Profile) -> Value {
    let mut body = Body::of(&language.ident, profile);
    body.text("name", language.name.as_deref());
    body.text("code", language.code.as_deref());
    body.with(&language.extra)
}

pub(super) fn phone(phone: &Phone, profile: Profile) -> Value {
    let mut body = Body::of(&phone.ident, profile);
    body.set("number", phone.number.as_str());
    body.text("description", phone.description.as_deref());
    body.list("languages", &phone.languages, language);
    body.with(&phone.extra)
}

pub(super) fn contact(contact: &Contact, profile: Profile) -> Value {
    let mut body = Body::of(&contact.ident, profile);
    body.text("name", contact.name.as_deref());
    body.text("title", contact.title.as_deref());
    body.mail("email", contact.email.as_deref());
    body.list("phones", &contact.phones, phone);
    body.list("attributes", &contact.attributes, attribute);
    body.with(&contact.extra)
}

pub(super) fn attribute(attribute: &Attribute, profile: Profile) -> Value {
    let mut body = Body::of(&attribute.ident, profile);
    body.text("link_type", attribute.link_type.as_deref());
    body.uuid("link_id", attribute.link);
    if let Some(term) = &attribute.term {
        body.set("taxonomy_term_id", term.ident.id.to_string());
        body.set("taxonomy_term", foreign_term(term, profile));
    }
    body.with(&attribute.extra)
}

fn foreign_term(term: &ForeignTerm, profile: Profile) -> Value {
    let mut body = Body::of(&term.ident, profile);
    body.set("name", term.name.as_str());
    body.set("description", term.description.as_deref().unwrap_or(&term.name));
    body.uuid("parent_id", term.parent);
    body.text("taxonomy", term.taxonomy.as_deref());
    body.uuid("taxonomy_id", term.taxonomy_id);
    body.page("term_uri", term.uri.as_deref());
    body.text("term", term.short.as_deref());
    body.with(&term.extra)
}

pub(super) fn identifier(identifier: &OrganisationIdentifier, profile: Profile) -> Value {
    let mut body = Body::of(&identifier.ident, profile);
    body.text("identifier_scheme", identifier.scheme.as_deref());
    body.set("identifier_type", identifier.kind.as_str());
    body.set("identifier", identifier.number.as_str());
    body.with(&identifier.extra)
}

/// An address, where it has all that the specification asks for.
pub(super) fn address(address: &Address, profile: Profile) -> Option<Value> {
    let street = address.street.as_deref().filter(|street| !street.is_empty())?;
    let city = address.city.as_deref().filter(|city| !city.is_empty())?;
    let postcode = address.postcode.as_deref().filter(|postcode| !postcode.is_empty())?;
    let mut body = Body::of(&address.ident, profile);
    body.text("attention", address.attention.as_deref());
    body.set("address_1", street);
    body.set("city", city);
    body.text("region", address.region.as_deref());
    // Required; where a source gives no county, the town stands for it.
    body.set("state_province", address.county.as_deref().unwrap_or(city));
    body.set("postal_code", postcode);
    body.set("country", address.country.as_deref().unwrap_or("GB"));
    body.set("address_type", address.kind.code());
    Some(body.with(&address.extra))
}

pub(super) fn accessibility(access: &Accessibility, profile: Profile) -> Value {
    let mut body = Body::of(&access.ident, profile);
    body.text("description", access.description.as_deref());
    body.text("details", access.details.as_deref());
    body.page("url", access.url.as_deref());
    body.with(&access.extra)
}
