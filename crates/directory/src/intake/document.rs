//! A page or a whole file of a feed: what stands around the services, and the services.

use serde_json::Value;

use super::trouble::{Log, NotReadable, Trouble};
use super::{Intake, Taken};

/// What a page says of itself, however it writes it. Totals move while a feed is read: go on until
/// [`PageFacts::is_last`] or a page brings nothing new, and never by the total alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PageFacts {
    /// Its number as it says it, from 0 or from 1.
    pub number: Option<u64>,
    /// How many pages it says there are.
    pub pages: Option<u64>,
    /// How many services it says there are.
    pub total: Option<u64>,
    /// How many are on it, counted.
    pub services: usize,
    /// Whether it says that it is the last.
    pub last: Option<bool>,
}

impl PageFacts {
    /// Is there nothing after it? A page without a service is always the last.
    #[must_use]
    pub fn is_last(&self) -> bool {
        self.services == 0 || self.last == Some(true) || self.pages.is_some_and(|pages| pages <= 1)
    }
}

/// What a page holds, before anything of it is read: its records as they came, and what it says of
/// itself.
///
/// # Errors
/// [`NotReadable`] when it is neither a page nor a list.
pub fn open_page(text: &str) -> Result<(Vec<Value>, PageFacts), NotReadable> {
    let document = serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}'));
    let document = document.map_err(|error| NotReadable::NotJson { line: error.line() })?;
    let (records, mut facts) = opened(document)?;
    facts.services = records.len();
    Ok((records, facts))
}

/// Reads a document: a page of 3.0 or 1.0, a list, one service, or one service a line.
///
/// # Errors
/// [`NotReadable`] when nothing of it can be read.
pub fn feed_document(intake: &mut Intake, text: &str) -> Result<(Taken, PageFacts), NotReadable> {
    match serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')) {
        Ok(document) => {
            let (records, mut facts) = opened(document)?;
            facts.services = records.len();
            Ok((intake.records(records, 1), facts))
        }
        Err(error) => lines(intake, text).ok_or(NotReadable::NotJson { line: error.line() }),
    }
}

fn opened(document: Value) -> Result<(Vec<Value>, PageFacts), NotReadable> {
    let mut map = match document {
        Value::Array(records) => return Ok((records, PageFacts::default())),
        Value::Object(map) => map,
        _ => return Err(NotReadable::NoServices),
    };
    let number = |names: [&str; 2]| names.iter().find_map(|name| map.get(*name)?.as_u64());
    let facts = PageFacts {
        number: number(["page_number", "number"]),
        pages: number(["total_pages", "totalPages"]),
        total: number(["total_items", "totalElements"]),
        services: 0,
        last: ["last_page", "last"].iter().find_map(|name| map.get(*name)?.as_bool()),
    };
    for name in ["contents", "content", "services", "items", "data"] {
        if let Some(Value::Array(records)) = map.remove(name) {
            return Ok((records, facts));
        }
    }
    if map.contains_key("id") && map.contains_key("name") {
        return Ok((vec![Value::Object(map)], facts));
    }
    // An empty page may say so in words alone.
    let empty = map.get("empty").and_then(Value::as_bool) == Some(true);
    if empty { Ok((Vec::new(), facts)) } else { Err(NotReadable::NoServices) }
}

/// One service a line; a line that is none is an error of its row. None where not one line is.
fn lines(intake: &mut Intake, text: &str) -> Option<(Taken, PageFacts)> {
    let mut taken = Taken::default();
    let mut services = 0;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        if let Ok(record @ Value::Object(_)) = serde_json::from_str::<Value>(line) {
            services += 1;
            taken.and(intake.records([record], index + 1));
        } else {
            let mut log = Log::new(index + 1);
            log.note("the line", Trouble::NotJson);
            taken.errors.extend(log.errors);
        }
    }
    let facts = PageFacts { services, ..PageFacts::default() };
    (services > 0).then_some((taken, facts))
}
