//! Reading the file: RFC 4180, UTF-8, the 27 columns in any order. Pure.
//!
//! A file that is not whole is refused as a whole: half a report read as a whole one would look
//! like women who vanished. A single bad value refuses its row by line and column, never by value.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::{Identifier, IdentifierKind, Validity};
use serde::{Deserialize, Serialize};

/// The columns, in the order in which probation's system writes them.
pub const COLUMNS: [&str; 27] = [
    "referral_ref",
    "referral_id",
    "contract_ref",
    "organisation_id",
    "caseworker_id",
    "service_user_crn",
    "date_referral_received",
    "date_saa_first_arranged",
    "date_saa_first_scheduled_for",
    "date_saa_first_not_attended",
    "date_saa_first_attended",
    "date_saa_first_completed",
    "saa_attended_on_time",
    "date_first_action_plan_submitted",
    "date_of_first_action_plan_approval",
    "date_of_first_attended_session",
    "outcomes_to_be_achieved_count",
    "outcomes_achieved",
    "count_of_sessions_expected",
    "count_of_sessions_attended",
    "end_requested_by_pp_at",
    "end_requested_by_pp_reason",
    "date_eosr_submitted",
    "concluded_at",
    "referral_end_state",
    "date_intervention_to_be_completed_by",
    "end_of_sentence_date",
];

/// What a column must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Text,
    RmReference,
    Uuid,
    Crn,
    Instant { required: bool },
    Date,
    Whole,
    Decimal,
    YesNo,
    EndState,
}

/// Never `bool` parameters; two names instead.
const fn instant(required: bool) -> Shape {
    Shape::Instant { required }
}

const SHAPES: [Shape; 27] = [
    Shape::RmReference,
    Shape::Uuid,
    Shape::Text,
    Shape::Text,
    Shape::Text,
    Shape::Crn,
    instant(true),
    instant(false),
    instant(false),
    instant(false),
    instant(false),
    instant(false),
    Shape::YesNo,
    instant(false),
    instant(false),
    instant(false),
    Shape::Whole,
    Shape::Decimal,
    Shape::Whole,
    Shape::Whole,
    instant(false),
    Shape::Text,
    instant(false),
    instant(false),
    Shape::EndState,
    Shape::Date,
    Shape::Date,
];

/// The file cannot be taken. Nothing of it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAReport {
    /// It holds nothing.
    #[error("the file is empty; nothing was changed. Download the report again")]
    Empty,
    /// It is not UTF-8.
    #[error(
        "the file is not in UTF-8 (byte {byte} cannot be read); it may have been saved from a \
         spreadsheet. Download the report again and import it as it comes. Nothing was changed"
    )]
    Encoding {
        /// The first byte that cannot be read, from 1.
        byte: usize,
    },
    /// A column is missing, named twice, or unknown.
    #[error(
        "{0}. Download the performance report again and import it as it comes. Nothing was changed"
    )]
    Columns(String),
    /// A row has fewer or more fields than columns: the download broke off, or a quote is open.
    #[error(
        "line {line} has {found} of 27 fields: the file is cut off, or a quotation mark is not \
         closed. Download it again. Nothing was changed"
    )]
    HalfARow {
        /// The line on which the row begins, from 1.
        line: u64,
        /// How many fields it has.
        found: usize,
    },
    /// A quotation mark is open at the end.
    #[error(
        "a quotation mark is opened and never closed: the file is cut off. Download it again. \
         Nothing was changed"
    )]
    OpenQuote,
}

/// A single value that cannot be right. Holds no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowProblem {
    /// It must not be empty.
    Missing,
    /// Not two letters, four digits, two letters without I and O.
    Reference,
    /// Not a letter and six digits.
    Crn,
    /// No UUID.
    Uuid,
    /// No instant with an offset.
    Instant,
    /// No date.
    Date,
    /// No number.
    Number,
    /// Neither true nor false.
    YesNo,
    /// None of completed, cancelled, ended.
    EndState,
    /// Another line says something else of the same referral.
    SaidTwice,
}

impl fmt::Display for RowProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "is empty",
            Self::Reference => "is no referral reference (AB1234CD)",
            Self::Crn => "is no CRN (a letter and six digits)",
            Self::Uuid => "is no identifier of a referral",
            Self::Instant => "is no date and time with an offset",
            Self::Date => "is no date",
            Self::Number => "is no number",
            Self::YesNo => "is neither true nor false",
            Self::EndState => "is none of completed, cancelled, ended",
            Self::SaidTwice => "stands on more than one line, and they do not agree",
        })
    }
}

/// A row that was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowFault {
    /// Its line, from 1.
    pub line: u64,
    /// Which column.
    pub column: &'static str,
    /// What is wrong.
    pub problem: RowProblem,
}

impl fmt::Display for RowFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {} {}", self.line, self.column, self.problem)
    }
}

/// A row as read: the 27 values as the file has them, with references and CRN in canonical form.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row(BTreeMap<String, String>);

crate::referral::model::says_nothing!(Row);

impl Row {
    /// A value as the file has it; empty when the file has none.
    #[must_use]
    pub fn value(&self, column: &str) -> &str {
        self.0.get(column).map_or("", String::as_str)
    }

    /// A value as an instant.
    #[must_use]
    pub fn instant(&self, column: &str) -> Option<Timestamp> {
        read_instant(self.value(column))
    }

    /// A value as a date.
    #[must_use]
    pub fn date(&self, column: &str) -> Option<Date> {
        self.value(column).parse().ok()
    }

    /// Whether both mean the same: instants are compared as instants, numbers as numbers.
    #[must_use]
    pub fn agrees(&self, other: &Self, column: &str) -> bool {
        let (ours, theirs) = (self.value(column), other.value(column));
        if ours == theirs {
            return true;
        }
        let instants = read_instant(ours).zip(read_instant(theirs));
        let numbers = ours.parse::<f64>().ok().zip(theirs.parse::<f64>().ok());
        instants.is_some_and(|(a, b)| a == b)
            || numbers.is_some_and(|(a, b)| (a - b).abs() < f64::EPSILON)
    }

    /// The columns in which both say different things.
    #[must_use]
    pub fn differs(&self, other: &Self) -> Vec<&'static str> {
        COLUMNS.iter().copied().filter(|column| !self.agrees(other, column)).collect()
    }
}

/// A file that could be read.
#[derive(Debug, Default)]
pub struct Report {
    /// Good rows with their lines, one a referral.
    pub rows: Vec<(u64, Row)>,
    /// Rows that were not taken.
    pub faults: Vec<RowFault>,
    /// Lines that say again what another line said.
    pub repeated: usize,
}

/// Reads the file.
///
/// # Errors
/// [`NotAReport`] when it cannot be taken as a whole.
pub fn read(bytes: &[u8]) -> Result<Report, NotAReport> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes)
        .map_err(|error| NotAReport::Encoding { byte: error.valid_up_to() + 1 })?;
    if text.trim().is_empty() {
        return Err(NotAReport::Empty);
    }
    // Inside quotes a quotation mark is doubled, so a whole file has an even number of them.
    if text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1 {
        return Err(NotAReport::OpenQuote);
    }
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut records = reader.records();
    let headings = match records.next() {
        Some(Ok(record)) => record,
        _ => return Err(NotAReport::Empty),
    };
    let places = places(&headings)?;
    let mut report = Report::default();
    let mut seen: BTreeMap<String, Vec<(u64, Row)>> = BTreeMap::new();
    let mut order: Vec<String> = Vec::new();
    for record in records {
        let Ok(record) = record else { return Err(NotAReport::OpenQuote) };
        let line = record.position().map_or(0, csv::Position::line);
        if record.len() != COLUMNS.len() {
            return Err(NotAReport::HalfARow { line, found: record.len() });
        }
        match read_row(line, &record, &places) {
            Err(fault) => report.faults.push(fault),
            Ok(row) => {
                let reference = row.value("referral_ref").to_owned();
                let before = seen.entry(reference.clone()).or_default();
                if before.is_empty() {
                    order.push(reference);
                }
                if before.iter().any(|(_, other)| other.differs(&row).is_empty()) {
                    report.repeated += 1;
                } else {
                    before.push((line, row));
                }
            }
        }
    }
    for reference in order {
        let mut rows = seen.remove(&reference).unwrap_or_default();
        if rows.len() > 1 {
            let column = "referral_ref";
            report.faults.extend(rows.iter().map(|(line, _)| RowFault {
                line: *line,
                column,
                problem: RowProblem::SaidTwice,
            }));
        } else {
            report.rows.append(&mut rows);
        }
    }
    report.faults.sort_by_key(|fault| fault.line);
    Ok(report)
}

/// Where each column stands in this file.
fn places(headings: &csv::StringRecord) -> Result<[usize; 27], NotAReport> {
    let mut places = [0; 27];
    for (slot, column) in places.iter_mut().zip(COLUMNS) {
        let mut found = headings
            .iter()
            .enumerate()
            .filter(|(_, heading)| heading.trim() == column)
            .map(|(place, _)| place);
        *slot = found
            .next()
            .ok_or_else(|| NotAReport::Columns(format!("the column {column} is missing")))?;
        if found.next().is_some() {
            return Err(NotAReport::Columns(format!("the column {column} stands there twice")));
        }
    }
    if headings.len() == COLUMNS.len() {
        Ok(places)
    } else {
        Err(NotAReport::Columns(format!("the file has {} columns, not 27", headings.len())))
    }
}

fn read_row(line: u64, record: &csv::StringRecord, places: &[usize; 27]) -> Result<Row, RowFault> {
    let mut row = BTreeMap::new();
    for ((column, place), shape) in COLUMNS.into_iter().zip(places).zip(SHAPES) {
        let value = record.get(*place).unwrap_or("").trim();
        let value = check(value, shape).map_err(|problem| RowFault { line, column, problem })?;
        row.insert(column.to_owned(), value);
    }
    Ok(Row(row))
}

fn check(value: &str, shape: Shape) -> Result<String, RowProblem> {
    let canonical = |kind, problem| {
        let read = Identifier::read(kind, value, 2100);
        match (read.validity, read.canonical) {
            (Validity::Valid, Some(canonical)) => Ok(canonical.into_inner()),
            _ => Err(problem),
        }
    };
    let as_it_is = |good: bool, problem| {
        if good { Ok(value.to_owned()) } else { Err(problem) }
    };
    match shape {
        Shape::RmReference if value.is_empty() => Err(RowProblem::Missing),
        Shape::RmReference => canonical(IdentifierKind::RmReference, RowProblem::Reference),
        Shape::Crn if value.is_empty() => Err(RowProblem::Missing),
        Shape::Crn => canonical(IdentifierKind::Crn, RowProblem::Crn),
        Shape::Instant { required: true } if value.is_empty() => Err(RowProblem::Missing),
        Shape::Instant { .. } => {
            as_it_is(value.is_empty() || read_instant(value).is_some(), RowProblem::Instant)
        }
        _ if value.is_empty() => Ok(String::new()),
        Shape::Text => Ok(value.to_owned()),
        Shape::Uuid => as_it_is(value.parse::<uuid::Uuid>().is_ok(), RowProblem::Uuid),
        Shape::Date => as_it_is(value.parse::<Date>().is_ok(), RowProblem::Date),
        Shape::Whole => as_it_is(value.parse::<u32>().is_ok(), RowProblem::Number),
        Shape::Decimal => {
            let number = value.parse::<f64>().ok();
            as_it_is(number.is_some_and(|n| n.is_finite() && n >= 0.0), RowProblem::Number)
        }
        Shape::YesNo => match value.to_ascii_lowercase().as_str() {
            yes_no @ ("true" | "false") => Ok(yes_no.to_owned()),
            _ => Err(RowProblem::YesNo),
        },
        Shape::EndState => {
            as_it_is(matches!(value, "completed" | "cancelled" | "ended"), RowProblem::EndState)
        }
    }
}

/// ISO 8601 with an offset; seconds may be missing (`2026-03-02T09:30Z`) or carry fractions.
fn read_instant(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rm_import::fixture;
    use proptest::prelude::*;

    fn whole(rows: usize) -> String {
        fixture::report(7, rows)
    }

    #[test]
    fn a_report_is_read_with_and_without_a_byte_order_mark() {
        let plain = read(whole(20).as_bytes()).unwrap();
        assert_eq!((plain.rows.len(), plain.faults.len()), (20, 0));
        let marked = format!("\u{feff}{}", whole(20));
        assert_eq!(read(marked.as_bytes()).unwrap().rows, plain.rows);
        let windows = whole(20).replace('\n', "\r\n");
        assert_eq!(read(windows.as_bytes()).unwrap().rows.len(), 20);
    }

    #[test]
    fn instants_are_read_without_seconds_and_with_fractions() {
        for text in ["2026-03-02T09:30Z", "2026-03-02T09:30:00.123456Z", "2026-03-02T10:30+01:00"] {
            assert!(read_instant(text).is_some(), "{text}");
        }
        for text in ["2026-03-02T09:30", "2026-03-02", "yesterday", "2026-13-02T09:30Z"] {
            assert!(read_instant(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_file_that_is_not_whole_is_refused_with_a_sentence() {
        let said = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
        assert!(said(b"").contains("empty"));
        assert!(said(b" \n").contains("empty"));
        let text = whole(3);
        let cut = text.get(..text.len() - 40).unwrap();
        assert!(said(cut.as_bytes()).contains("cut off"), "{}", said(cut.as_bytes()));
        let mut latin = whole(1).into_bytes();
        latin.push(0xe9);
        assert!(said(&latin).contains("UTF-8"));
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(read(&utf16).is_err());
        let fewer = text.replacen("referral_ref,", "", 1);
        assert!(said(fewer.as_bytes()).contains("referral_ref"));
        let open = format!("{text}\"");
        assert!(said(open.as_bytes()).contains("quotation mark"));
    }

    #[test]
    fn a_report_without_rows_is_a_report() {
        let none = read(whole(0).as_bytes()).unwrap();
        assert!(none.rows.is_empty() && none.faults.is_empty());
    }

    #[test]
    fn a_line_that_comes_twice_counts_once_and_two_that_disagree_are_not_taken() {
        let text = whole(2);
        let mut lines: Vec<&str> = text.lines().collect();
        lines.push(lines[1]);
        let again = read(lines.join("\n").as_bytes()).unwrap();
        assert_eq!((again.rows.len(), again.repeated), (2, 1));
        let other = lines[1].replace(",2026-", ",2025-");
        lines.push(&other);
        let clash = read(lines.join("\n").as_bytes()).unwrap();
        assert_eq!(clash.rows.len(), 1);
        assert_eq!(clash.faults.len(), 2);
        assert!(clash.faults[0].to_string().contains("do not agree"));
    }

    #[test]
    fn a_bad_value_is_named_by_line_and_column_and_not_repeated() {
        let text = whole(1);
        let reference = text.lines().nth(1).unwrap().split(',').next().unwrap().to_owned();
        let bad = text.replace(&reference, "OI1234XX");
        let read = read(bad.as_bytes()).unwrap();
        let said = read.faults[0].to_string();
        assert_eq!(said, "line 2: referral_ref is no referral reference (AB1234CD)");
    }

    #[test]
    fn values_that_mean_the_same_do_not_differ() {
        let row =
            |at: &str| Row([("concluded_at".to_owned(), at.to_owned())].into_iter().collect());
        let differs = row("2026-03-02T09:30Z").differs(&row("2026-03-02T09:30:00.000Z"));
        assert!(differs.is_empty());
        assert_eq!(row("2026-03-02T09:30Z").differs(&row("")), ["concluded_at"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(testkit::cases(2000)))]
        #[test]
        fn any_bytes_are_a_report_or_a_clear_no(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            let _ = read(&bytes);
        }

        #[test]
        fn a_report_cut_anywhere_is_never_taken_as_another(cut in 0usize..4000) {
            let text = whole(8);
            let cut = cut.min(text.len());
            let full = read(text.as_bytes()).unwrap();
            if let Ok(part) = read(&text.as_bytes()[..cut]) {
                // What is read is a beginning of the file, or a last row that ends in a date.
                prop_assert!(part.rows.len() <= full.rows.len());
            }
        }
    }
}
