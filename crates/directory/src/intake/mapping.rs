//! A table of somebody's own, by a mapping that says which column is what.
//!
//! The mapping is JSON: `{"name": "Service", "organization.name": "Charity", "phone": "Tel",
//! "need": "Topics"}`, our field to the table's heading. Where a field holds several values, signs
//! `;` or `|` stand between them.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::Reader as _;
use serde_json::{Map, Value, json};

use super::trouble::NotReadable;
use super::{Intake, Taken, record, tables};
use crate::model::{Taxonomy, Term, WomenOnly};

/// The fields that a mapping may name.
const FIELDS: [&str; 20] = [
    "id",
    "name",
    "description",
    "url",
    "email",
    "status",
    "fees",
    "phone",
    "minimum_age",
    "maximum_age",
    "organization.name",
    "organization.description",
    "organization.url",
    "organization.charity_number",
    "address.street",
    "address.town",
    "address.postcode",
    "area",
    "need",
    "women_only",
];

/// Which column of a table is what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping(BTreeMap<String, String>);

/// The text is no mapping.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAMapping {
    /// Not JSON, or not names to names.
    #[error("a mapping is JSON with our field to the table's heading: {{\"name\": \"Service\"}}")]
    Form,
    /// A field that there is not.
    #[error("there is no field “{field}”; there are {}", FIELDS.join(", "))]
    NoField {
        /// Its name.
        field: String,
    },
    /// It does not say which column is the name.
    #[error("the mapping must say which column is the “name”")]
    NoName,
}

impl Mapping {
    /// Reads a mapping.
    ///
    /// # Errors
    /// [`NotAMapping`].
    pub fn parse(text: &str) -> Result<Self, NotAMapping> {
        let map: BTreeMap<String, String> =
            serde_json::from_str(text).map_err(|_| NotAMapping::Form)?;
        if let Some(field) = map.keys().find(|field| !FIELDS.contains(&field.as_str())) {
            return Err(NotAMapping::NoField { field: field.clone() });
        }
        if map.contains_key("name") { Ok(Self(map)) } else { Err(NotAMapping::NoName) }
    }

    fn check(&self, heads: &[String]) -> Result<(), NotReadable> {
        let missing = self.0.values().find(|head| !heads.contains(head));
        missing.map_or(Ok(()), |head| {
            Err(NotReadable::NoColumn { table: "the table".into(), column: head.clone() })
        })
    }

    fn record(&self, row: &Map<String, Value>, source: &str) -> Value {
        let cell = |field: &str| {
            let text = row.get(self.0.get(field)?)?.as_str()?.trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        let several = |field: &str| -> Vec<String> {
            let text = cell(field).unwrap_or_default();
            text.split([';', '|'])
                .map(|part| part.trim().to_owned())
                .filter(|p| !p.is_empty())
                .collect()
        };
        let mut service = Map::new();
        for field in [
            "id",
            "name",
            "description",
            "url",
            "email",
            "status",
            "fees",
            "minimum_age",
            "maximum_age",
        ] {
            if let Some(text) = cell(field) {
                service.insert(field.into(), text.into());
            }
        }
        let organisation = cell("organization.name").or_else(|| cell("name")).unwrap_or_default();
        if !service.contains_key("id") {
            let name = cell("name").unwrap_or_default();
            let at = cell("address.postcode").unwrap_or_default();
            service
                .insert("id".into(), record::nameless(&[source, &organisation, &name, &at]).into());
        }
        let mut charity = json!({"id": record::nameless(&[source, "organisation", &organisation]), "name": organisation});
        for (field, name) in
            [("organization.description", "description"), ("organization.url", "website")]
        {
            if let (Some(text), Value::Object(map)) = (cell(field), &mut charity) {
                map.insert(name.into(), text.into());
            }
        }
        if let (Some(number), Value::Object(map)) =
            (cell("organization.charity_number"), &mut charity)
        {
            let one = json!({"identifier_scheme": "GB-CHC", "identifier_type": "Charity number", "identifier": number});
            map.insert("organization_identifiers".into(), json!([one]));
        }
        service.insert("organization".into(), charity);
        let phones: Vec<Value> =
            several("phone").into_iter().map(|number| json!({"number": number})).collect();
        if !phones.is_empty() {
            service.insert("phones".into(), phones.into());
        }
        let areas: Vec<Value> =
            several("area").into_iter().map(|name| json!({"name": name})).collect();
        if !areas.is_empty() {
            service.insert("service_areas".into(), areas.into());
        }
        let street = [
            ("address_1", "address.street"),
            ("city", "address.town"),
            ("postal_code", "address.postcode"),
        ];
        let address: Map<String, Value> = street
            .into_iter()
            .filter_map(|(name, field)| Some((name.to_owned(), Value::from(cell(field)?))))
            .collect();
        if !address.is_empty() {
            let place = json!({"location": {"location_type": "physical", "addresses": [address]}});
            service.insert("service_at_locations".into(), json!([place]));
        }
        let needs = several("need").into_iter().map(|word| match Term::called(&word) {
            Some(term) => {
                json!({"taxonomy_term": {"id": term.id().to_string(), "name": term.name()}})
            }
            None => json!({"taxonomy_term": {"name": word}}),
        });
        let women = cell("women_only").filter(|text| {
            ["yes", "y", "true", "1", "women only", "women"].contains(&text.to_lowercase().as_str())
        });
        let women = women.map(|_| {
            let only = WomenOnly::Yes;
            json!({"taxonomy_term": {"id": Taxonomy::For.term_id(only.code()).to_string(), "name": only.words()}})
        });
        let attributes: Vec<Value> = needs.chain(women).collect();
        if !attributes.is_empty() {
            service.insert("attributes".into(), attributes.into());
        }
        Value::Object(service)
    }
}

/// Reads a CSV by a mapping.
///
/// # Errors
/// [`NotReadable::NoColumn`] when the mapping names a heading that is not there.
pub fn csv_by_mapping(
    intake: &mut Intake,
    mapping: &Mapping,
    bytes: &[u8],
) -> Result<Taken, NotReadable> {
    let plain = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(plain);
    let heads: Vec<String> = reader.byte_headers().map_or_else(
        |_| Vec::new(),
        |heads| heads.iter().map(|head| String::from_utf8_lossy(head).trim().to_owned()).collect(),
    );
    mapping.check(&heads)?;
    let source = intake.source.text().to_owned();
    let rows = tables::rows(bytes);
    let records: Vec<Value> = rows.iter().map(|row| mapping.record(row, &source)).collect();
    Ok(intake.records(records, 2))
}

/// Reads the first sheet of a workbook (XLSX, XLS, ODS) by a mapping.
///
/// # Errors
/// [`NotReadable`].
pub fn workbook_by_mapping(
    intake: &mut Intake,
    mapping: &Mapping,
    bytes: &[u8],
) -> Result<Taken, NotReadable> {
    let not_a_workbook = |_| NotReadable::NotAWorkbook;
    let mut book =
        calamine::open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(not_a_workbook)?;
    let sheet = book.worksheet_range_at(0).ok_or(NotReadable::NotAWorkbook)?;
    let sheet = sheet.map_err(not_a_workbook)?;
    let mut rows = sheet.rows().map(|row| row.iter().map(cell_text).collect::<Vec<String>>());
    let heads: Vec<String> = rows.next().unwrap_or_default();
    mapping.check(&heads)?;
    let source = intake.source.text().to_owned();
    let records: Vec<Value> = rows
        .map(|cells| {
            let cells = heads.iter().cloned().zip(cells.into_iter().map(Value::String));
            mapping.record(&cells.collect(), &source)
        })
        .collect();
    Ok(intake.records(records, 2))
}

fn cell_text(cell: &calamine::Data) -> String {
    match cell {
        calamine::Data::Empty | calamine::Data::Error(_) => String::new(),
        other => other.to_string().trim().to_owned(),
    }
}
