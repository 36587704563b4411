//! The records to be linked: each column as numbers of distinct texts. Rows stand in the order of their
//! ids, so that neither the order of a file nor of its columns changes any result. Not for reading
//! files.

use super::lexicon::Lexicon;

/// Columns that are set against each other, and so number the same text in the same way.
#[derive(Debug, Default)]
pub struct Domain {
    lexicon: Lexicon,
    columns: Vec<(String, Vec<u32>)>,
}

impl Domain {
    /// Adds a column, row by row; an empty text is missing.
    pub fn add<'a>(&mut self, name: &str, texts: impl Iterator<Item = &'a str>) {
        let ids = texts.map(|text| self.lexicon.number(text.as_bytes())).collect();
        self.columns.push((name.to_owned(), ids));
    }
}

/// A column of [`Records`].
#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) lexicon: usize,
}

/// Why columns do not make records.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum RecordsError {
    /// Columns of different length.
    #[error("column {0} has another number of rows than those before it")]
    Ragged(String),
    /// More rows than can be numbered.
    #[error("more than four thousand million records cannot be linked at once")]
    TooMany,
}

/// All records, of all sources, in the order of source and id.
#[derive(Debug)]
pub struct Records {
    pub(super) rows: usize,
    pub(super) lexicons: Vec<Lexicon>,
    pub(super) columns: Vec<Column>,
    /// The numbers of a row's texts beside each other: a pair then costs two reaches into memory and
    /// not two a column.
    cells: Vec<u32>,
    pub(super) sources: Vec<u16>,
    pub(super) fresh: Option<Vec<bool>>,
}

impl Records {
    /// Records of so many rows.
    ///
    /// # Errors
    ///
    /// A column has another length.
    pub fn new(rows: usize, domains: Vec<Domain>) -> Result<Self, RecordsError> {
        if u32::try_from(rows).is_err() {
            return Err(RecordsError::TooMany);
        }
        let mut records = Self {
            rows,
            lexicons: Vec::new(),
            columns: Vec::new(),
            cells: Vec::new(),
            sources: Vec::new(),
            fresh: None,
        };
        let mut texts = Vec::new();
        for mut domain in domains {
            domain.lexicon.close();
            let lexicon = records.lexicons.len();
            records.lexicons.push(domain.lexicon);
            for (name, ids) in domain.columns {
                if ids.len() != rows {
                    return Err(RecordsError::Ragged(name));
                }
                records.columns.push(Column { name, lexicon });
                texts.push(ids);
            }
        }
        let width = texts.len();
        records.cells = vec![0; rows * width];
        // A stretch of rows at a time stays near.
        for (from, cells) in records.cells.chunks_mut((width * 4096).max(1)).enumerate() {
            for (place, ids) in texts.iter().enumerate() {
                let ids = ids.iter().skip(from * 4096);
                for (cell, id) in cells.iter_mut().skip(place).step_by(width).zip(ids) {
                    *cell = *id;
                }
            }
        }
        Ok(records)
    }

    /// Says of which source each row is, for linking between sources.
    ///
    /// # Errors
    ///
    /// Not as many as there are rows.
    pub fn with_sources(mut self, sources: Vec<u16>) -> Result<Self, RecordsError> {
        if sources.len() != self.rows {
            return Err(RecordsError::Ragged("source".to_owned()));
        }
        self.sources = sources;
        Ok(self)
    }

    /// Says which rows are new: only pairs with a new record are then looked for, and all rows count
    /// for how often a value stands.
    ///
    /// # Errors
    ///
    /// Not as many as there are rows.
    pub fn with_new(mut self, new: Vec<bool>) -> Result<Self, RecordsError> {
        if new.len() != self.rows {
            return Err(RecordsError::Ragged("new".to_owned()));
        }
        self.fresh = Some(new);
        Ok(self)
    }

    /// How many.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// The text of a column in a row; empty where it is missing or there is no such column.
    #[must_use]
    pub fn text(&self, column: &str, row: u32) -> &[u8] {
        self.column(column).map_or(&[], |place| {
            self.lexicons[self.columns[place].lexicon].text(self.row(row)[place])
        })
    }

    /// The numbers of a row's texts, in the order of the columns.
    pub(super) fn row(&self, row: u32) -> &[u32] {
        let width = self.columns.len();
        &self.cells[row as usize * width..(row as usize + 1) * width]
    }

    /// The numbers of a column's texts, in the order of the rows.
    pub(super) fn down(&self, column: usize) -> impl Iterator<Item = u32> {
        self.cells.iter().skip(column).step_by(self.columns.len().max(1)).copied()
    }

    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    pub(super) fn same_source(&self, a: u32, b: u32) -> bool {
        self.sources.is_empty() || self.sources[a as usize] == self.sources[b as usize]
    }

    pub(super) fn is_new(&self, row: u32) -> bool {
        self.fresh.as_ref().is_none_or(|fresh| fresh[row as usize])
    }
}
