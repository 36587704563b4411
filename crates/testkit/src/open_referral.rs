//! What the two generations of the national validator ask of a feed, rebuilt from the published
//! specification: its schemas, which lie in the shared folder (`shared` beside the repository, or
//! `ALONGSIDE_SHARED`), and the paging checks, which need nothing.
#![allow(clippy::unwrap_used, clippy::as_conversions, reason = "only tests link this crate")]

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Mutex;

use serde_json::Value;

fn folder() -> Option<PathBuf> {
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

/// The published schemas. Reads the part of JSON Schema that the specification uses: type, required,
/// properties, items, enum, format and `$ref` to another of its files. A word that it does not know
/// fails the test.
pub struct Schemas {
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
    /// Those of the shared folder; says loudly that a test is skipped where it is absent.
    #[must_use]
    pub fn shared_or_skip() -> Option<Self> {
        folder().map(|folder| Self { folder, files: Mutex::default() })
    }

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

    /// What is wrong with a value by the schema of that name.
    #[must_use]
    pub fn faults(&self, name: &str, value: &Value) -> Vec<String> {
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
#[must_use]
pub fn walked_by_fives(get: impl Fn(&str) -> Value, path: &str) -> Vec<&'static str> {
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
#[must_use]
pub fn walked_whole(get: impl Fn(&str) -> Value, path: &str) -> Vec<&'static str> {
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

impl fmt::Debug for Schemas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Schemas")
    }
}
