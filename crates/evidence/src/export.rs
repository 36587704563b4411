//! A report as a workbook or as CSV. Both are written from one table, so they cannot differ.

use kernel::time;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use crate::report::Report;

/// The file types of a download.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileType {
    /// A workbook.
    Xlsx,
    /// Comma-separated text.
    Csv,
}

impl FileType {
    /// `xlsx` or `csv`, as in rows and file names.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }

    /// Reads it.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Xlsx, Self::Csv].into_iter().find(|kind| kind.code() == code)
    }

    /// For the browser.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The workbook.
    #[error("the workbook could not be written")]
    Workbook(#[from] XlsxError),
    /// The CSV.
    #[error("the CSV could not be written")]
    Csv,
}

/// The head of the table of figures.
pub const HEAD: [&str; 8] =
    ["Code", "Figure", "Row code", "Row", "Number", "Part", "Whole", "As shown"];

/// The most characters that a cell of a workbook takes, less a little.
const LONGEST_CELL: usize = 32_000;

/// The most characters that a workbook's own title takes.
const LONGEST_TITLE: usize = 255;

/// The figures as a table, a line a figure and a line a row of its table.
#[must_use]
pub fn table(report: &Report) -> Vec<[String; 8]> {
    let mut rows = Vec::new();
    for figure in &report.figures {
        let of = |shown: crate::report::Shown| match shown.of() {
            Some((part, whole)) => (part.to_string(), whole.to_string()),
            None => (String::new(), String::new()),
        };
        let mut row = |line: Option<&crate::report::LineShown>| {
            let shown = line.map_or(figure.shown, |line| line.shown);
            let (part, whole) = of(shown);
            rows.push([
                figure.code.clone(),
                figure.label.clone(),
                line.map(|line| line.code.clone()).unwrap_or_default(),
                line.map(|line| line.label.clone()).unwrap_or_default(),
                shown.number().unwrap_or_default(),
                part,
                whole,
                shown.words(),
            ]);
        };
        row(None);
        for line in &figure.lines {
            row(Some(line));
        }
    }
    rows
}

fn heading(report: &Report) -> Vec<[String; 2]> {
    let counted = time::spelt_with_time(time::from_micros(report.counted_at));
    let mut rows = vec![
        ["Return".to_owned(), report.title.clone()],
        ["Period".to_owned(), report.period_words.clone()],
        ["Programme".to_owned(), format!("{} ({})", report.programme, report.programme_reference)],
        ["Funder".to_owned(), report.funder.clone()],
        ["Counted".to_owned(), counted],
    ];
    if report.threshold > 1 {
        rows.push([
            "Small numbers".to_owned(),
            format!("Numbers under {} are not shown", report.threshold),
        ]);
    }
    rows
}

fn words(report: &Report) -> Vec<[String; 2]> {
    let mut rows = Vec::new();
    rows.extend(report.notes.iter().map(|note| ["Note".to_owned(), note.clone()]));
    for answer in &report.answers {
        rows.push([answer.question.clone(), answer.answer.clone()]);
    }
    rows
}

/// Writes the CSV: UTF-8 with a mark for Excel, CRLF, every cell safe from being run as a formula.
///
/// # Errors
/// [`ExportError::Csv`]; not met when writing to memory.
pub fn csv(report: &Report) -> Result<Vec<u8>, ExportError> {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer(b"\xEF\xBB\xBF".to_vec());
    let mut write = |cells: &[String]| {
        let cells = cells.iter().map(|cell| safe_cell(cell));
        writer.write_record(cells).map_err(|_| ExportError::Csv)
    };
    for row in heading(report) {
        write(&row)?;
    }
    write(&[String::new()])?;
    write(&HEAD.map(str::to_owned))?;
    for row in table(report) {
        write(&row)?;
    }
    let words = words(report);
    if !words.is_empty() {
        write(&[String::new()])?;
    }
    for row in words {
        write(&row)?;
    }
    writer.into_inner().map_err(|_| ExportError::Csv)
}

/// A cell that no spreadsheet runs as a formula: one that begins like one gets an apostrophe before
/// it. A plain number stays a number.
#[must_use]
pub fn safe_cell(cell: &str) -> String {
    let dangerous = |c: char| {
        matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '|' | '%')
            || matches!(c, '＝' | '＋' | '－' | '＠')
    };
    let first = cell.chars().next();
    let visible = cell.chars().find(|c| !c.is_whitespace() && !c.is_control());
    if is_number(cell) || ![first, visible].into_iter().flatten().any(dangerous) {
        return cell.to_owned();
    }
    format!("'{cell}")
}

fn is_number(cell: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let size = cell.strip_prefix('-').unwrap_or(cell);
    match size.split_once('.') {
        Some((whole, part)) => digits(whole) && digits(part),
        None => digits(size),
    }
}

/// Writes the workbook: a sheet of figures, and one of words where there are any. Every text is
/// written as a text, never as a formula.
///
/// # Errors
/// [`ExportError::Workbook`].
pub fn xlsx(report: &Report) -> Result<Vec<u8>, ExportError> {
    let mut workbook = Workbook::new();
    // The writer would otherwise ask the machine's clock.
    let counted = time::from_micros(report.counted_at).as_second();
    let properties = DocProperties::new()
        .set_title(clean(&report.title).concat().chars().take(LONGEST_TITLE).collect::<String>())
        .set_creation_datetime(&ExcelDateTime::from_timestamp(counted)?);
    workbook.set_properties(&properties);
    let bold = Format::new().set_bold();
    let wrap = Format::new().set_text_wrap();
    let plain = Format::new();

    let sheet = workbook.add_worksheet();
    sheet.set_name("Figures")?;
    for (column, width) in [(0, 18), (1, 46), (2, 16), (3, 40), (4, 10), (5, 8), (6, 8), (7, 22)] {
        sheet.set_column_width(column, width)?;
    }
    let mut at: u32 = 0;
    for [name, value] in heading(report) {
        sheet.write_string_with_format(at, 0, name, &bold)?;
        at = write_text(sheet, (at, 1), &value, &plain)?;
    }
    at += 1;
    for (column, name) in (0u16..).zip(HEAD) {
        sheet.write_string_with_format(at, column, name, &bold)?;
    }
    at += 1;
    for row in table(report) {
        let mut next = at + 1;
        for (column, cell) in (0u16..).zip(row) {
            match (column, cell.parse::<f64>()) {
                (_, _) if cell.is_empty() => {}
                (4..=6, Ok(number)) => {
                    sheet.write_number(at, column, number)?;
                }
                _ => {
                    next = next.max(write_text(sheet, (at, column), &cell, &wrap)?);
                }
            }
        }
        at = next;
    }
    let words = words(report);
    if !words.is_empty() {
        let sheet = workbook.add_worksheet();
        sheet.set_name("In words")?;
        sheet.set_column_width(0, 46)?;
        sheet.set_column_width(1, 100)?;
        let mut at: u32 = 0;
        for [question, answer] in words {
            let asked = write_text(sheet, (at, 0), &question, &wrap)?;
            at = write_text(sheet, (at, 1), &answer, &wrap)?.max(asked);
        }
    }
    Ok(workbook.save_to_buffer()?)
}

/// Writes a text from a cell downwards, in as many cells as it needs. Returns the row after it.
fn write_text(
    sheet: &mut Worksheet,
    (from, column): (u32, u16),
    text: &str,
    format: &Format,
) -> Result<u32, XlsxError> {
    let mut at = from;
    for part in clean(text) {
        sheet.write_string_with_format(at, column, part, format)?;
        at += 1;
    }
    Ok(at)
}

/// A text in pieces that a cell takes, without the signs that XML 1.0 cannot hold.
fn clean(text: &str) -> Vec<String> {
    let allowed = |c: &char| {
        (!c.is_control() || matches!(c, '\n' | '\t')) && !matches!(c, '\u{FFFE}' | '\u{FFFF}')
    };
    let mut parts = vec![String::new()];
    let mut many = 0;
    // A workbook counts UTF-16 units.
    for c in text.chars().filter(allowed) {
        if many + c.len_utf16() > LONGEST_CELL {
            parts.push(String::new());
            many = 0;
        }
        many += c.len_utf16();
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts
}

/// The file's name: no name of a person, no space. `ending` is `xlsx`, `csv` or `pdf`.
#[must_use]
pub fn file_name(report: &Report, ending: &str) -> String {
    let plain = |text: &str| -> String {
        text.chars()
            .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
            .collect()
    };
    format!(
        "{}-{}-{}.{}",
        plain(&report.programme_reference),
        plain(&report.definition),
        plain(&report.period),
        ending
    )
}
