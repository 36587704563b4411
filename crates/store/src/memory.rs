//! What a unit of work that only reads has read already.
//!
//! It sees one moment, so the same statement with the same values gives the same rows again, however
//! often one page asks who she is and who may see it. Not for a unit of work that writes: there the
//! next answer may differ. Gone with the unit of work, so nothing is ever out of date.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use uuid::Uuid;

use crate::StoreError;
use crate::uow::RowType;
use crate::value::Value;

/// Rows as the database gave them.
#[derive(Debug)]
pub(crate) enum Rows {
    Sqlite(Vec<SqliteRow>),
    Postgres(Vec<PgRow>),
}

/// Rows remembered, of all or of the first only.
#[derive(Debug, Clone)]
struct Known {
    rows: Arc<Rows>,
    is_whole: bool,
}

/// What was read in this moment.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    moment: Option<Timestamp>,
    known: HashMap<(&'static str, Vec<Value>), Known>,
    rows: usize,
}

/// Rows that one unit of work remembers at most: enough for any page, and little for a return that
/// walks through everybody.
const MOST_ROWS: usize = 5_000;

impl Memory {
    /// The instant of this moment, as first asked.
    pub(crate) fn moment(&mut self, now: impl FnOnce() -> Timestamp) -> Timestamp {
        *self.moment.get_or_insert_with(now)
    }

    pub(crate) fn all(&self, text: &'static str, values: &[Value]) -> Option<Arc<Rows>> {
        self.find(text, values).filter(|known| known.is_whole).map(|known| Arc::clone(&known.rows))
    }

    pub(crate) fn first(&self, text: &'static str, values: &[Value]) -> Option<Arc<Rows>> {
        self.find(text, values).map(|known| Arc::clone(&known.rows))
    }

    fn find(&self, text: &'static str, values: &[Value]) -> Option<&Known> {
        // The key's owned list is made for the question too: a few values, against a statement.
        self.known.get(&(text, values.to_vec()))
    }

    pub(crate) fn keep_all(&mut self, text: &'static str, values: Vec<Value>, rows: &Arc<Rows>) {
        self.keep(text, values, Known { rows: Arc::clone(rows), is_whole: true });
    }

    pub(crate) fn keep_first(&mut self, text: &'static str, values: Vec<Value>, rows: &Arc<Rows>) {
        self.keep(text, values, Known { rows: Arc::clone(rows), is_whole: false });
    }

    fn keep(&mut self, text: &'static str, values: Vec<Value>, known: Known) {
        let many = known.rows.len().max(1);
        if self.rows + many <= MOST_ROWS {
            self.rows += many;
            self.known.insert((text, values), known);
        }
    }
}

impl Rows {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Sqlite(rows) => rows.len(),
            Self::Postgres(rows) => rows.len(),
        }
    }

    /// Reads each as what the statement gives.
    pub(crate) fn typed<T: RowType>(&self) -> Result<Vec<T>, StoreError> {
        let typed = match self {
            Self::Sqlite(rows) => rows.iter().map(T::from_row).collect::<Result<_, _>>()?,
            Self::Postgres(rows) => rows.iter().map(T::from_row).collect::<Result<_, _>>()?,
        };
        Ok(typed)
    }

    /// Reads the first.
    pub(crate) fn first<T: RowType>(&self) -> Result<Option<T>, StoreError> {
        let first = match self {
            Self::Sqlite(rows) => rows.first().map(T::from_row).transpose()?,
            Self::Postgres(rows) => rows.first().map(T::from_row).transpose()?,
        };
        Ok(first)
    }

    /// Those of each owner, by the column `owner_id`; none for whoever has none.
    pub(crate) fn by_owner(self, owners: &[Uuid]) -> Result<Vec<Self>, StoreError> {
        Ok(match self {
            Self::Sqlite(rows) => {
                let mut of = parted(rows, |row| row.try_get("owner_id"))?;
                owners.iter().map(|id| Self::Sqlite(of.remove(id).unwrap_or_default())).collect()
            }
            Self::Postgres(rows) => {
                let mut of = parted(rows, |row| row.try_get("owner_id"))?;
                owners.iter().map(|id| Self::Postgres(of.remove(id).unwrap_or_default())).collect()
            }
        })
    }
}

fn parted<R>(
    rows: Vec<R>,
    owner: impl Fn(&R) -> Result<Uuid, sqlx::Error>,
) -> Result<HashMap<Uuid, Vec<R>>, StoreError> {
    let mut parts: HashMap<Uuid, Vec<R>> = HashMap::new();
    for row in rows {
        parts.entry(owner(&row)?).or_default().push(row);
    }
    Ok(parts)
}
