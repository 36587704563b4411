//! An HSDS package of tables: a folder or zip of CSVs, joined to the records that a feed would send.

use std::collections::{BTreeMap, HashMap};
use std::io::{Cursor, Read as _};

use serde_json::{Map, Value};

use super::trouble::NotReadable;
use super::{Intake, Taken};

/// The most that one table of a zip may unpack to: a zip of a few kilobytes can hold terabytes.
const LARGEST_TABLE: u64 = 256 * 1024 * 1024;

type Rows = Vec<Map<String, Value>>;

/// Which table hangs on which: table, the column that points, and the name of the list there.
const ON_SERVICE: [(&str, &str); 9] = [
    ("schedules", "schedules"),
    ("service_areas", "service_areas"),
    ("languages", "languages"),
    ("funding", "funding"),
    ("cost_options", "cost_options"),
    ("contacts", "contacts"),
    ("phones", "phones"),
    ("service_at_locations", "service_at_locations"),
    ("attributes", "attributes"),
];

/// Reads a package that lies open: pairs of file name and bytes, in any folder.
///
/// # Errors
/// [`NotReadable::NoColumn`] without `services.csv`.
pub fn package_files(
    intake: &mut Intake,
    files: impl IntoIterator<Item = (String, Vec<u8>)>,
) -> Result<Taken, NotReadable> {
    let mut tables: BTreeMap<String, Rows> = BTreeMap::new();
    for (name, bytes) in files {
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default().to_ascii_lowercase();
        let Some(table) = name.strip_suffix(".csv") else { continue };
        tables.insert(table.to_owned(), rows(&bytes));
    }
    let records = joined(tables)?;
    // Row 1 of a table is its heading.
    Ok(intake.records(records, 2))
}

/// Reads a package that is a zip.
///
/// # Errors
/// [`NotReadable`].
pub fn package_zip(intake: &mut Intake, zip: &[u8]) -> Result<Taken, NotReadable> {
    let mut zip = zip::ZipArchive::new(Cursor::new(zip)).map_err(|_| NotReadable::NotAZip)?;
    let mut files = Vec::new();
    for index in 0..zip.len() {
        let file = zip.by_index(index).map_err(|_| NotReadable::NotAZip)?;
        let name = file.name().map_err(|_| NotReadable::NotAZip)?.into_owned();
        let mut bytes = Vec::new();
        let read = file.take(LARGEST_TABLE + 1).read_to_end(&mut bytes);
        if read.map_err(|_| NotReadable::NotAZip)?
            > usize::try_from(LARGEST_TABLE).unwrap_or(usize::MAX)
        {
            return Err(NotReadable::TooLarge);
        }
        files.push((name, bytes));
    }
    package_files(intake, files)
}

/// The rows of a table, each with the columns that are not empty.
pub(super) fn rows(bytes: &[u8]) -> Rows {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let heads: Vec<String> = reader.byte_headers().map_or_else(
        |_| Vec::new(),
        |heads| heads.iter().map(|head| lossy(head).trim().to_owned()).collect(),
    );
    let mut found = Rows::new();
    for record in reader.byte_records() {
        let Ok(record) = record else { continue };
        let cells = heads.iter().zip(record.iter());
        let row = cells
            .map(|(head, cell)| (head.clone(), lossy(cell)))
            .filter(|(_, cell)| !cell.trim().is_empty())
            .map(|(head, cell)| (head, Value::String(cell)))
            .collect();
        found.push(row);
    }
    found
}

/// UTF-8, or the bytes one by one where it is not: an old spreadsheet's £ and é come out right.
fn lossy(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes)
        .map_or_else(|_| bytes.iter().map(|byte| char::from(*byte)).collect(), str::to_owned)
}

fn joined(mut tables: BTreeMap<String, Rows>) -> Result<Vec<Value>, NotReadable> {
    let mut take = |name: &str| tables.remove(name).unwrap_or_default();
    let services = take("services");
    if services.is_empty() {
        return Err(NotReadable::NoColumn { table: "services".into(), column: "id".into() });
    }
    let mut organisations = take("organizations");
    hang(
        &mut organisations,
        take("organization_identifiers"),
        "organization_id",
        "organization_identifiers",
    );
    let mut locations = take("locations");
    for (table, list) in [
        ("addresses", "addresses"),
        ("physical_addresses", "addresses"),
        ("accessibility", "accessibility"),
    ] {
        hang(&mut locations, take(table), "location_id", list);
    }
    let terms = by_id(take("taxonomy_terms"));
    let mut contacts = take("contacts");
    let (of_contacts, phones): (Rows, Rows) =
        take("phones").into_iter().partition(|row| row.contains_key("contact_id"));
    hang(&mut contacts, of_contacts, "contact_id", "phones");
    let (at_place, schedules): (Rows, Rows) =
        take("schedules").into_iter().partition(|row| row.contains_key("service_at_location_id"));
    let locations = by_id(locations);
    let mut at = take("service_at_locations");
    hang(&mut at, at_place, "service_at_location_id", "schedules");
    for row in &mut at {
        put(row, "location_id", "location", &locations);
    }
    let attributes = take("attributes").into_iter().map(|mut row| {
        put(&mut row, "taxonomy_term_id", "taxonomy_term", &terms);
        if let Some(link) = row.get("link_id").cloned() {
            row.insert("service_id".into(), link);
        }
        row
    });
    let attributes: Rows = attributes.collect();
    let mut services = services;
    for (table, list) in ON_SERVICE {
        let rows = match table {
            "schedules" => schedules.clone(),
            "contacts" => contacts.clone(),
            "phones" => phones.clone(),
            "service_at_locations" => at.clone(),
            "attributes" => attributes.clone(),
            other => take(other),
        };
        hang(&mut services, rows, "service_id", list);
    }
    let organisations = by_id(organisations);
    for row in &mut services {
        put(row, "organization_id", "organization", &organisations);
    }
    Ok(services.into_iter().map(Value::Object).collect())
}

fn id_of(row: &Map<String, Value>, column: &str) -> Option<String> {
    row.get(column).and_then(Value::as_str).map(|text| text.trim().to_owned())
}

fn by_id(rows: Rows) -> HashMap<String, Map<String, Value>> {
    rows.into_iter().filter_map(|row| Some((id_of(&row, "id")?, row))).collect()
}

/// Puts the row that a column points to under a name; the column stays for the reader.
fn put(
    row: &mut Map<String, Value>,
    column: &str,
    name: &str,
    rows: &HashMap<String, Map<String, Value>>,
) {
    if let Some(found) = id_of(row, column).and_then(|id| rows.get(&id)) {
        row.insert(name.into(), Value::Object(found.clone()));
    }
}

/// Hangs rows on those that their column points to, as a list.
fn hang(on: &mut Rows, rows: Rows, column: &str, list: &str) {
    let mut lists: HashMap<String, Vec<Value>> = HashMap::new();
    for row in rows {
        if let Some(id) = id_of(&row, column) {
            lists.entry(id).or_default().push(Value::Object(row));
        }
    }
    for row in on {
        if let Some(found) = id_of(row, "id").and_then(|id| lists.remove(&id)) {
            let slot = row.entry(list).or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(values) = slot {
                values.extend(found);
            }
        }
    }
}
