//! What comes in: Open Referral UK 3.0 and 1.0, HSDS packages of tables, tables by a mapping, and
//! probation's women's contracts.
//!
//! Liberal in what it reads: a wrong field is a [`RowError`] and the rest goes in; the record as it
//! came is kept beside the entry. An entry that was taken in is unconfirmed, so the public does not
//! see it until its provider says that it is right. Nothing here fetches, stores or follows an
//! address; a `$ref` in a feed is a field like any other.

mod carried;
mod contracts;
mod document;
mod fields;
mod mapping;
mod parts;
mod plain_text;
mod quality;
mod record;
mod tables;
mod trouble;

use jiff::civil::Date;
use serde_json::Value;

use crate::model::{Entry, IdRegister, SourceName};

pub use carried::{carried_contracts, known_services};
pub use contracts::{contract, providers};
pub use document::{PageFacts, feed_document, open_page};
pub use mapping::{Mapping, NotAMapping, csv_by_mapping, workbook_by_mapping};
pub use plain_text::plain_text;
pub use quality::Quality;
pub use tables::{package_files, package_zip};
pub use trouble::{NotReadable, RowError, Trouble};

/// From whom and when something is read, and whose each id is. One for a whole import.
#[derive(Debug)]
pub struct Intake {
    /// The source.
    pub source: SourceName,
    /// Where it was fetched from, to make relative addresses of pages whole.
    pub base: Option<String>,
    /// The day on which it is read.
    pub today: Date,
    /// Public ids in use, of every source.
    pub ids: IdRegister,
}

/// One entry that was read, with the record as it came.
#[derive(Debug, Clone, PartialEq)]
pub struct TakenEntry {
    /// The entry, unconfirmed.
    pub entry: Entry,
    /// The record as it came. May hold what the entry withholds: kept where its owner's rows are kept.
    pub raw: Value,
}

/// What was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Taken {
    /// The entries.
    pub entries: Vec<TakenEntry>,
    /// What could not be read, row by row.
    pub errors: Vec<RowError>,
    /// How good the source is.
    pub quality: Quality,
}

impl Taken {
    /// Adds what was read of the next page or file.
    pub fn and(&mut self, next: Self) {
        self.entries.extend(next.entries);
        self.errors.extend(next.errors);
        self.quality.and(&next.quality);
    }
}

impl Intake {
    /// Begins an import.
    #[must_use]
    pub fn new(source: SourceName, today: Date) -> Self {
        Self { source, base: None, today, ids: IdRegister::default() }
    }

    /// Reads records one after the other: those of a page, of a package, of a table. A service that
    /// came before in `taken` is an error of its row, and the first stays.
    fn records(&mut self, records: impl IntoIterator<Item = Value>, first_row: usize) -> Taken {
        let mut taken = Taken::default();
        let mut seen = std::collections::HashSet::new();
        for (index, raw) in records.into_iter().enumerate() {
            let mut log = trouble::Log::new(first_row + index);
            taken.quality.count(&raw, self.base.as_deref());
            if let Some(entry) = record::service(self, raw.clone(), &mut log) {
                if seen.insert(entry.service.ident.id) {
                    taken.entries.push(TakenEntry { entry, raw });
                } else {
                    log.note("id", Trouble::Twice);
                }
            }
            taken.errors.extend(log.errors);
        }
        taken
    }
}
