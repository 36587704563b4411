//! Reads Code-Point Open, Ordnance Survey's file of every postcode of Great Britain, as it is
//! handed out: `codepo_gb.zip` with one headerless CSV a postcode area in `Data/CSV/`.
//!
//! Columns as its `Doc/Code-Point_Open_Column_Headers.csv` names them: postcode, positional quality,
//! eastings, northings, country, regional health authority, health authority, county, district, ward.
//! A row that cannot be read is handed out as a problem with its file and line; the rows after it
//! are still read. A file that breaks off ends the reading with [`CodePointProblem::File`].

use std::io::{Cursor, Read, Seek};

use csv::StringRecord;
use kernel::Postcode;
use zip::ZipArchive;

use crate::grid::Grid;

/// A part larger than this is not one of a postcode area (the largest has 5 MB).
const LARGEST_PART: u64 = 64 * 1024 * 1024;

/// One postcode of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodePointRow {
    /// The postcode.
    pub postcode: Postcode,
    /// Where it is; none where the file has no coordinates for it (positional quality 90).
    pub grid: Option<Grid>,
    /// Code of its district, where given.
    pub local_authority_code: Option<String>,
}

/// What is wrong with a row, or with one part of the zip.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodePointProblem {
    /// One row cannot be read; the next may.
    #[error("{file}, line {line}: {column} cannot be read")]
    Row {
        /// The file in the zip.
        file: String,
        /// Its line, from 1.
        line: u64,
        /// Which column.
        column: &'static str,
    },
    /// A part of the zip breaks off or is damaged; nothing after it is read.
    #[error("{file} in the zip is damaged or cut off")]
    File {
        /// The file in the zip.
        file: String,
    },
}

/// The file is not Code-Point Open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotCodePoint {
    /// Not a zip, or only the beginning of one.
    #[error("the file is not a whole zip: it may be half downloaded")]
    NotAWholeZip,
    /// A zip without `Data/CSV/*.csv`.
    #[error("the zip has no Data/CSV/*.csv: is it codepo_gb.zip of Code-Point Open?")]
    NoTables,
}

/// The rows of an opened Code-Point Open file, part after part.
pub struct CodePointOpen<R> {
    zip: ZipArchive<R>,
    /// Parts still to be read, the next one last.
    left: Vec<String>,
    open: Option<(String, csv::StringRecordsIntoIter<Cursor<Vec<u8>>>)>,
}

/// Opens the official zip.
///
/// # Errors
/// When it is no whole zip, or not this one.
pub fn read_code_point_open<R: Read + Seek>(file: R) -> Result<CodePointOpen<R>, NotCodePoint> {
    let zip = ZipArchive::new(file).map_err(|_| NotCodePoint::NotAWholeZip)?;
    let mut left: Vec<String> = zip
        .file_names()
        .filter_map(|name| name.ok().map(std::borrow::Cow::into_owned))
        .filter(|name| {
            let name = name.to_ascii_lowercase();
            name.contains("data/csv/") && name.ends_with(".csv")
        })
        .collect();
    if left.is_empty() {
        return Err(NotCodePoint::NoTables);
    }
    left.sort_unstable_by(|a, b| b.cmp(a));
    Ok(CodePointOpen { zip, left, open: None })
}

impl<R> CodePointOpen<R> {
    /// How many parts (postcode areas) are still to be opened, for a progress bar.
    #[must_use]
    pub const fn parts_left(&self) -> usize {
        self.left.len()
    }
}

impl<R: Read + Seek> CodePointOpen<R> {
    fn part(&mut self, name: &str) -> Option<Vec<u8>> {
        let part = self.zip.by_name(name).ok()?;
        let mut bytes = Vec::new();
        // The whole part is read before its first row, so that its checksum is proved first.
        let read = part.take(LARGEST_PART + 1).read_to_end(&mut bytes).ok()?;
        (u64::try_from(read).ok()? <= LARGEST_PART).then_some(bytes)
    }
}

impl<R: Read + Seek> Iterator for CodePointOpen<R> {
    type Item = Result<CodePointRow, CodePointProblem>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((file, records)) = &mut self.open {
                if let Some(record) = records.next() {
                    let line =
                        record.as_ref().ok().and_then(|r| r.position().map(csv::Position::line));
                    let row = record.map_err(|_| "the row").and_then(|record| row(&record));
                    return Some(row.map_err(|column| CodePointProblem::Row {
                        file: file.clone(),
                        line: line.unwrap_or_else(|| records.reader().position().line()),
                        column,
                    }));
                }
                self.open = None;
            }
            let name = self.left.pop()?;
            let Some(bytes) = self.part(&name) else {
                self.left.clear();
                return Some(Err(CodePointProblem::File { file: name }));
            };
            let reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(Cursor::new(bytes));
            self.open = Some((name, reader.into_records()));
        }
    }
}

/// Reads one row; the error names the column.
fn row(record: &StringRecord) -> Result<CodePointRow, &'static str> {
    let column = |index: usize, name: &'static str| record.get(index).ok_or(name);
    let postcode = Postcode::parse(column(0, "the postcode")?).map_err(|_| "the postcode")?;
    let quality: u8 =
        column(1, "the quality")?.trim().parse().map_err(|_| "the positional quality")?;
    let easting: u32 = column(2, "the easting")?.trim().parse().map_err(|_| "the easting")?;
    let northing: u32 = column(3, "the northing")?.trim().parse().map_err(|_| "the northing")?;
    if easting > 700_000 {
        return Err("the easting");
    }
    if northing > 1_300_000 {
        return Err("the northing");
    }
    // 90 is "no coordinates"; the file then writes noughts, a place in the Atlantic.
    let grid = (quality < 90).then_some(Grid { easting, northing });
    let district = column(8, "the district")?.trim();
    Ok(CodePointRow {
        postcode,
        grid,
        local_authority_code: (!district.is_empty()).then(|| district.to_owned()),
    })
}

impl<R> std::fmt::Debug for CodePointOpen<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CodePointOpen({} parts left)", self.left.len())
    }
}
