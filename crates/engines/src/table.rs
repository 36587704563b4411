//! Tables from files: CSV and Parquet into columns of text that lie in one piece of memory each. What
//! a reader of the result must know (an old encoding, dates as Excel has them) is said in remarks. Not
//! for deciding what a column means, and not for writing (see `files`).

mod comma;
mod dates;
mod pages;

use std::path::Path;

use crate::Trouble;

/// Which columns are to be read; the others cost neither time nor memory.
#[derive(Debug, Clone, Copy)]
pub enum Wanted<'a> {
    /// Every column, in the file's order.
    All,
    /// Those named, in the order in which they are named.
    Named(&'a [&'a str]),
}

/// One column of text. An empty text is a missing value; white space at either end is taken off.
#[derive(Debug, Clone, Default)]
pub struct Column {
    name: String,
    text: String,
    ends: Vec<u32>,
}

impl Column {
    /// An empty column.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), text: String::new(), ends: Vec::new() }
    }

    /// As the file's heading has it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether it has no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text of a row, counted from nought; empty where it is missing or there is no such row.
    #[must_use]
    pub fn get(&self, row: usize) -> &str {
        let begin = match row.checked_sub(1) {
            Some(before) => self.ends.get(before),
            None => Some(&0),
        };
        match (begin, self.ends.get(row)) {
            (Some(&begin), Some(&end)) => self.text.get(wide(begin)..wide(end)).unwrap_or_default(),
            _ => "",
        }
    }

    /// The texts in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> + Clone {
        let mut begin = 0;
        self.ends.iter().map(move |&end| {
            let text = self.text.get(begin..wide(end)).unwrap_or_default();
            begin = wide(end);
            text
        })
    }

    /// Adds a row.
    ///
    /// # Errors
    ///
    /// The column holds more than 4 GiB of text.
    pub fn push(&mut self, text: &str) -> Result<(), Trouble> {
        self.text.push_str(text.trim_ascii());
        self.close()
    }

    fn close(&mut self) -> Result<(), Trouble> {
        let end = u32::try_from(self.text.len()).map_err(|_| self.too_long())?;
        self.ends.push(end);
        Ok(())
    }

    /// Adds the rows of another.
    ///
    /// # Errors
    ///
    /// The column would hold more than 4 GiB of text.
    pub fn append(&mut self, other: &Self) -> Result<(), Trouble> {
        let shift = u32::try_from(self.text.len()).map_err(|_| self.too_long())?;
        if shift.checked_add(other.ends.last().copied().unwrap_or(0)).is_none() {
            return Err(self.too_long());
        }
        self.text.push_str(&other.text);
        self.ends.extend(other.ends.iter().map(|end| end.saturating_add(shift)));
        Ok(())
    }

    /// Bytes of memory in use.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.text.capacity().saturating_add(self.ends.capacity().saturating_mul(4))
    }

    /// The column as numbers; missing values (empty, `NA`, `NaN`, `NULL`) are NaN.
    ///
    /// # Errors
    ///
    /// A row that is no number, or is infinite, named by its place and not by what stands there.
    pub fn numbers(&self) -> Result<Vec<f64>, Trouble> {
        self.iter()
            .enumerate()
            .map(|(row, text)| match text {
                "" | "NA" | "NaN" | "nan" | "NULL" | "null" => Ok(f64::NAN),
                _ => text.parse::<f64>().ok().filter(|x| x.is_finite()).ok_or_else(|| {
                    Trouble::Said(format!(
                        "column {}: record {} is not a number; mend it, or leave it empty if it is not known",
                        self.name,
                        row.saturating_add(1)
                    ))
                }),
            })
            .collect()
    }

    /// Turns a column of dates that are all day/month/year, or all Excel's numbers of days, into ISO
    /// dates (2026-11-22), and says so. A column that is neither stays as it is.
    ///
    /// # Errors
    ///
    /// Dates of both kinds, day first and month first, stand in one column.
    pub fn dates_to_iso(&mut self) -> Result<Option<String>, Trouble> {
        dates::to_iso(self)
    }

    fn too_long(&self) -> Trouble {
        Trouble::Said(format!(
            "column {} holds more than 4 GB of text; split the file by rows",
            self.name
        ))
    }
}

/// Columns of equal length, and what the reader noticed.
#[derive(Debug, Clone, Default)]
pub struct Table {
    columns: Vec<Column>,
    rows: usize,
    remarks: Vec<String>,
}

impl Table {
    /// Reads a file; Parquet by its first bytes, anything else as CSV (comma, semicolon or tab).
    ///
    /// # Errors
    ///
    /// The file is absent, empty, cut off, ragged, holds a heading twice, lacks a wanted column, or is
    /// larger than the memory that is free: a sentence that says what to do.
    pub fn read(path: &Path, wanted: Wanted<'_>) -> Result<Self, Trouble> {
        let mut whole = Self::default();
        let remarks = for_each_batch(path, wanted, &mut |batch: Self| whole.append(batch))?;
        whole.remarks = remarks;
        Ok(whole)
    }

    /// How many rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The columns in order.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The columns, given away.
    #[must_use]
    pub fn into_columns(self) -> Vec<Column> {
        self.columns
    }

    /// What the reader noticed and whoever reads the result should know.
    #[must_use]
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// The column of this name.
    ///
    /// # Errors
    ///
    /// There is none; the sentence lists those that there are.
    pub fn column(&self, name: &str) -> Result<&Column, Trouble> {
        self.columns.iter().find(|column| column.name == name).ok_or_else(|| {
            no_such(name, &self.columns.iter().map(|c| c.name.clone()).collect::<Vec<_>>())
        })
    }

    fn append(&mut self, batch: Self) -> Result<(), Trouble> {
        if self.columns.is_empty() {
            *self = batch;
            return Ok(());
        }
        for (column, more) in self.columns.iter_mut().zip(&batch.columns) {
            column.append(more)?;
        }
        self.rows = self.rows.saturating_add(batch.rows);
        Ok(())
    }
}

/// Reads a file in batches of some ten thousand rows, in order, and gives back the remarks. At least
/// one batch is given, which holds the columns' names.
///
/// # Errors
///
/// As [`Table::read`], and whatever `each` says.
pub fn for_each_batch(
    path: &Path,
    wanted: Wanted<'_>,
    each: &mut dyn FnMut(Table) -> Result<(), Trouble>,
) -> Result<Vec<String>, Trouble> {
    use std::io::Read as _;
    let mut file = std::fs::File::open(path).map_err(|why| crate::files::trouble(path, why))?;
    let mut first = Vec::with_capacity(4);
    (&mut file).take(4).read_to_end(&mut first).map_err(|why| crate::files::trouble(path, why))?;
    let free = free_memory();
    let name = path.display().to_string();
    let mut held = 0_usize;
    let mut guarded = |batch: Table| {
        held = held.saturating_add(batch.columns.iter().map(Column::bytes).sum());
        if free.is_some_and(|free| held > free) {
            return Err(Trouble::Said(format!(
                "{name} is larger than the memory that is free; split it by rows, or leave out columns"
            )));
        }
        each(batch)
    };
    if first == *b"PAR1" {
        drop(file);
        pages::read(path, wanted, &mut guarded)
    } else {
        comma::read(path, first, file, wanted, &mut guarded)
    }
}

/// The names that a file's heading holds, without reading its rows.
///
/// # Errors
///
/// As [`Table::read`].
pub fn heading(path: &Path) -> Result<Vec<String>, Trouble> {
    let mut names = None;
    let stop = Trouble::Said(String::new());
    let read = for_each_batch(path, Wanted::All, &mut |batch| {
        names = Some(batch.columns.into_iter().map(|column| column.name).collect());
        Err(Trouble::Said(String::new()))
    });
    match (names, read) {
        (Some(names), _) => Ok(names),
        (None, Err(trouble)) => Err(trouble),
        (None, Ok(_)) => Err(stop),
    }
}

/// Places of the wanted columns in a file's heading.
fn places(path: &Path, names: &[String], wanted: Wanted<'_>) -> Result<Vec<usize>, Trouble> {
    let mut seen = std::collections::HashSet::new();
    let twice = names.iter().find(|name| !name.is_empty() && !seen.insert(name.as_str()));
    match wanted {
        Wanted::All => match twice {
            Some(name) => Err(said_twice(path, name)),
            None => Ok((0..names.len()).collect()),
        },
        Wanted::Named(wanted) => wanted
            .iter()
            .map(|&want| {
                let mut at = names.iter().enumerate().filter(|(_, name)| *name == want);
                match (at.next(), at.next()) {
                    (Some((place, _)), None) => Ok(place),
                    (Some(_), Some(_)) => Err(said_twice(path, want)),
                    (None, _) => Err(match no_such(want, names) {
                        Trouble::Said(said) => Trouble::Said(format!("{}: {said}", path.display())),
                        other => other,
                    }),
                }
            })
            .collect(),
    }
}

fn said_twice(path: &Path, name: &str) -> Trouble {
    Trouble::Said(format!(
        "{}: two columns are called {name}; give each a name of its own",
        path.display()
    ))
}

fn no_such(name: &str, names: &[String]) -> Trouble {
    Trouble::Said(format!("there is no column {name}; the file has {}", names.join(", ")))
}

/// Bytes of memory that the machine can still give, where it says so.
fn free_memory() -> Option<usize> {
    let told = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = told.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<usize>().ok()?.checked_mul(1024)
}

/// A place in memory from a place in a column; `usize` has at least 32 bits wherever this runs.
fn wide(place: u32) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
