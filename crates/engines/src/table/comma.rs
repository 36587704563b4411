//! CSV into columns: cut into blocks at line ends outside quotation marks, blocks read beside each
//! other, columns put together in the file's order. UTF-8 with or without a byte order mark, or
//! Windows-1252 (what older exports call Latin-1), said aloud.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use rayon::prelude::*;

use super::{Column, Table, Wanted, places};
use crate::Trouble;

/// Bytes of a block: large enough that its beginning costs nothing, small enough that a file of half a
/// megabyte keeps two cores busy.
const BLOCK: usize = 1 << 18;

/// A record longer than this is a quotation mark that was never closed.
const LONGEST: usize = 1 << 26;

pub(super) fn read(
    path: &Path,
    first: Vec<u8>,
    file: File,
    wanted: Wanted<'_>,
    each: &mut dyn FnMut(Table) -> Result<(), Trouble>,
) -> Result<Vec<String>, Trouble> {
    let said = |what: String| Trouble::Said(format!("{}: {what}", path.display()));
    if first.starts_with(&[0xff, 0xfe]) || first.starts_with(&[0xfe, 0xff]) {
        return Err(said("is in UTF-16; save it as CSV in UTF-8".to_owned()));
    }
    let mut blocks = Blocks { path, file, held: first, over: false };
    if blocks.held.starts_with(&[0xef, 0xbb, 0xbf]) {
        blocks.held.drain(..3);
    }
    let mut encoding = Encoding::Ascii;
    let Some(mut block) = blocks.next()? else {
        return Err(said("is empty; its first line must name the columns".to_owned()));
    };
    encoding = encoding.admit(&mut block).map_err(said)?;
    let separator = separator(&block);
    let mut reader = reader(separator, &block);
    let mut names = csv::ByteRecord::new();
    if !reader.read_byte_record(&mut names).map_err(|e| said(e.to_string()))? {
        return Err(said("is empty; its first line must name the columns".to_owned()));
    }
    let begin = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
    let names: Vec<String> =
        names.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
    let places = places(path, &names, wanted)?;
    let plan = Plan { separator, fields: names.len(), names: &names, places: &places };
    block.drain(..begin.min(block.len()));
    let mut rows_before = 0_usize;
    let mut waiting = vec![block];
    let side_by_side = rayon::current_num_threads().saturating_mul(2);
    loop {
        let mut over = false;
        while waiting.len() < side_by_side {
            let Some(mut block) = blocks.next()? else {
                over = true;
                break;
            };
            encoding = encoding.admit(&mut block).map_err(said)?;
            waiting.push(block);
        }
        let tables: Vec<Result<Table, Wrong>> =
            waiting.par_iter().map(|block| plan.table(block)).collect();
        waiting.clear();
        for table in tables {
            let table = table.map_err(|wrong| match wrong {
                Wrong::Fields { row, found } => said(format!(
                    "record {} has {found} fields where the heading has {}; mend that row (a comma inside a \
                     text needs quotation marks round the text)",
                    rows_before.saturating_add(row),
                    plan.fields
                )),
                Wrong::Text { row } => said(format!(
                    "record {} cannot be read as text; save the file as CSV in UTF-8",
                    rows_before.saturating_add(row)
                )),
                Wrong::Long(trouble) => trouble,
            })?;
            rows_before = rows_before.saturating_add(table.rows);
            each(table)?;
        }
        if over {
            return Ok(match encoding {
                Encoding::Old => vec![format!(
                    "{} is not in UTF-8 and was read as Windows-1252 (Latin-1); look whether names with accents \
                     are right",
                    path.display()
                )],
                Encoding::Ascii | Encoding::Unicode => Vec::new(),
            });
        }
    }
}

/// What a file turned out to be written in, so far.
#[derive(Debug, Clone, Copy)]
enum Encoding {
    Ascii,
    Unicode,
    Old,
}

impl Encoding {
    fn admit(self, block: &mut Vec<u8>) -> Result<Self, String> {
        if block.is_ascii() {
            return Ok(self);
        }
        match (self, std::str::from_utf8(block)) {
            (Self::Ascii | Self::Unicode, Ok(_)) => Ok(Self::Unicode),
            (Self::Unicode, Err(_)) => {
                Err("is partly in UTF-8 and partly in an older encoding; save it \
                                            as CSV in UTF-8"
                    .to_owned())
            }
            (Self::Ascii | Self::Old, _) => {
                let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(block);
                *block = text.into_owned().into_bytes();
                Ok(Self::Old)
            }
        }
    }
}

/// Pieces of a file that end where a record ends.
struct Blocks<'a> {
    path: &'a Path,
    file: File,
    held: Vec<u8>,
    over: bool,
}

impl Blocks<'_> {
    fn next(&mut self) -> Result<Option<Vec<u8>>, Trouble> {
        loop {
            if self.over {
                let last = std::mem::take(&mut self.held);
                if memchr::memchr_iter(b'"', &last).count() % 2 == 1 {
                    return Err(self.unclosed());
                }
                return Ok((!last.is_empty()).then_some(last));
            }
            let had = u64::try_from(self.held.len()).unwrap_or(u64::MAX);
            let size = u64::try_from(BLOCK).unwrap_or(u64::MAX).max(had);
            let got = (&mut self.file)
                .take(size)
                .read_to_end(&mut self.held)
                .map_err(|why| crate::files::trouble(self.path, why))?;
            if got == 0 {
                self.over = true;
                continue;
            }
            if let Some(end) = last_record_end(&self.held) {
                let rest = self.held.split_off(end);
                return Ok(Some(std::mem::replace(&mut self.held, rest)));
            }
            if self.held.len() > LONGEST {
                return Err(self.unclosed());
            }
        }
    }

    fn unclosed(&self) -> Trouble {
        Trouble::Said(format!(
            "{}: a quotation mark is opened and never closed; mend the row, or write a quotation mark inside a \
             text twice",
            self.path.display()
        ))
    }
}

/// Just after the last line end that stands outside quotation marks.
fn last_record_end(block: &[u8]) -> Option<usize> {
    if memchr::memchr(b'"', block).is_none() {
        return memchr::memrchr(b'\n', block).map(|at| at.saturating_add(1));
    }
    let (mut quoted, mut end) = (false, None);
    for at in memchr::memchr2_iter(b'"', b'\n', block) {
        match block.get(at) {
            Some(b'"') => quoted = !quoted,
            _ if !quoted => end = Some(at.saturating_add(1)),
            _ => {}
        }
    }
    end
}

/// A heading without a comma but with semicolons or tabs is how Excel writes CSV in other places.
fn separator(block: &[u8]) -> u8 {
    let end = memchr::memchr(b'\n', block).unwrap_or(block.len());
    let heading = block.get(..end).unwrap_or_default();
    let counts = |byte: u8| memchr::memchr_iter(byte, heading).count();
    match (counts(b','), counts(b';'), counts(b'\t')) {
        (0, semicolons, tabs) if semicolons > 0 && semicolons >= tabs => b';',
        (0, _, tabs) if tabs > 0 => b'\t',
        _ => b',',
    }
}

fn reader(separator: u8, block: &[u8]) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .buffer_capacity(1 << 14)
        .from_reader(block)
}

/// What a block is cut into.
struct Plan<'a> {
    separator: u8,
    fields: usize,
    names: &'a [String],
    places: &'a [usize],
}

enum Wrong {
    Fields { row: usize, found: usize },
    Text { row: usize },
    Long(Trouble),
}

impl Plan<'_> {
    fn table(&self, block: &[u8]) -> Result<Table, Wrong> {
        let mut columns: Vec<Column> = self
            .places
            .iter()
            .map(|&place| Column::new(self.names.get(place).map_or("", String::as_str)))
            .collect();
        let mut reader = reader(self.separator, block);
        let mut record = csv::StringRecord::new();
        let mut rows = 0_usize;
        loop {
            let row = rows.saturating_add(1);
            match reader.read_record(&mut record) {
                Ok(true) => rows = row,
                Ok(false) => break,
                Err(_) => return Err(Wrong::Text { row }),
            }
            // Spreadsheets end rows with empty cells beyond the heading; anything else is a slip.
            if record.len() != self.fields
                && (record.len() < self.fields
                    || record.iter().skip(self.fields).any(|field| !field.is_empty()))
            {
                return Err(Wrong::Fields { row, found: record.len() });
            }
            for (column, &place) in columns.iter_mut().zip(self.places) {
                column.push(record.get(place).unwrap_or_default()).map_err(Wrong::Long)?;
            }
        }
        Ok(Table { columns, rows, remarks: Vec::new() })
    }
}
