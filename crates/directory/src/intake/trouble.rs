//! What is wrong with a row, said so that whoever keeps the source can mend it. Never the value.

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Trouble {
    /// It is not there and should be.
    #[error("is missing: give it one")]
    Missing,
    /// It should be a text.
    #[error("should be a text: put it between quotation marks")]
    NotText,
    /// It should be a number.
    #[error("should be a number")]
    NotANumber,
    /// It should be a date.
    #[error("should be a date such as 2026-03-03")]
    NotADate,
    /// It should be an instant.
    #[error("should be an instant such as 2026-03-03T14:30:00Z")]
    NotAnInstant,
    /// It should be a time.
    #[error("should be a time such as 09:30")]
    NotATime,
    /// It should be the address of a page.
    #[error("should be a whole address that begins with https://")]
    NotAPage,
    /// It should be a mailbox.
    #[error("should be a mailbox such as office@example.org")]
    NotAMailbox,
    /// A word that is not one of the few that are allowed.
    #[error("holds a word that is not one of those allowed; see the specification")]
    UnknownWord,
    /// It should be a list or an object.
    #[error("has another shape than the specification gives it")]
    WrongShape,
    /// A text was cut.
    #[error("is longer than we keep and was cut: shorten it")]
    TooLong,
    /// No area of that name is known.
    #[error(
        "names no area that is known: use the name or code of a council, police area, region or nation"
    )]
    UnknownArea,
    /// A provider is not in the list of providers.
    #[error("names a provider that is not in the list")]
    UnknownProvider,
    /// The same service came before.
    #[error("came before in the same source; the first one was kept")]
    Twice,
    /// A row of a table points to a row that is not there.
    #[error("points to a row that is not there")]
    PointsNowhere,
    /// The line is no JSON.
    #[error("is not JSON")]
    NotJson,
}

/// One thing that could not be read. The rest of the row went in, unless its service is missing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("row {row}{}: {field} {trouble}", id.as_ref().map(|id| format!(" ({id})")).unwrap_or_default())]
pub struct RowError {
    /// Which row of the page, table or file, from 1.
    pub row: usize,
    /// The source's id of the service, where it looks like one.
    pub id: Option<String>,
    /// The field, as a path: `schedules[2].byday`.
    pub field: String,
    /// What is wrong, and what to do.
    pub trouble: Trouble,
}

/// A document that cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotReadable {
    /// Not JSON.
    #[error("the document is not JSON: it goes wrong in line {line}")]
    NotJson {
        /// Where.
        line: usize,
    },
    /// JSON, but neither a page nor a list of services.
    #[error("the document holds no services: it is neither a page of Open Referral nor a list")]
    NoServices,
    /// A table without a column that is needed.
    #[error("the table “{table}” is missing, or has no column “{column}”")]
    NoColumn {
        /// Which table.
        table: String,
        /// Which column.
        column: String,
    },
    /// Not a zip, or a damaged one.
    #[error("the file is not a whole zip")]
    NotAZip,
    /// Larger than is taken in.
    #[error("the file is larger than is taken in")]
    TooLarge,
    /// Not a workbook.
    #[error("the file is not a workbook that can be read")]
    NotAWorkbook,
    /// Not a contract.
    #[error("the file cannot be read as a contract")]
    NotAContract,
}

/// The errors of one row under way.
#[derive(Debug)]
pub(super) struct Log {
    row: usize,
    id: Option<String>,
    pub(super) errors: Vec<RowError>,
}

/// One row tells at most so many of its errors: a hostile one would fill the disk.
const MOST: usize = 50;

impl Log {
    pub(super) const fn new(row: usize) -> Self {
        Self { row, id: None, errors: Vec::new() }
    }

    /// Names the service from now on, if its id is short and plain.
    pub(super) fn about(&mut self, id: &str) {
        let plain = id.len() <= 64
            && id.chars().all(|c| c.is_ascii_hexdigit() || matches!(c, '-' | '_' | ':'));
        self.id = plain.then(|| id.to_owned());
    }

    pub(super) fn note(&mut self, field: impl Into<String>, trouble: Trouble) {
        if self.errors.len() < MOST {
            let (row, id) = (self.row, self.id.clone());
            self.errors.push(RowError { row, id, field: field.into(), trouble });
        }
    }
}
