//! What was read already: by a unit of work that only reads, and by those before it.
//!
//! A unit of work that only reads sees one moment, so the same statement with the same values gives
//! the same rows again, however often one page asks who she is and who may see it ([`Memory`]).
//! Rows stay known to later units of work too ([`Remembered`]) for as long as no table they were
//! read from was written: each commit leaves the number of its change beside the names of the tables
//! it wrote, in the database itself, so that a change by another process or node counts as well
//! (docs/decisions/0006). Not for a unit of work that has written: there the next answer may differ.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row as _};
use uuid::Uuid;

use crate::uow::{RowType, Tx};
use crate::value::Value;
use crate::{StoreError, values};

mod sql {
    crate::statements! {
        /// Which tables changed after a change.
        CHANGED_SINCE = "select name, number from changed where number > $1";
        /// The next number, and with it the lock on it until the end of the transaction.
        NEXT = "insert into changed (name, number) values ('', 1) on conflict (name) do update set number = changed.number + 1 returning number";
        /// A table that was written by this change.
        CHANGED = "insert into changed (name, number) values ($1, $2) on conflict (name) do update set number = excluded.number";
    }
}
pub use sql::ALL as CHANGE_STATEMENTS;

/// The number of the last change of each table; the empty name is that of the last change of all.
pub(crate) const TABLE: &str = "create table if not exists changed (
    name text not null primary key,
    number bigint not null
)";

/// The name that stands for every table.
const EVERY_TABLE: &str = "*";

/// Tables that every look at a page writes. What is read from them is not kept, and writing them is
/// no change.
const TRAIL: [&str; 3] = ["audit_entry", "audit_head", "audit_listed"];

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

/// Which statement, and its values.
pub(crate) type Asked = (Cow<'static, str>, Vec<Value>);

/// Rows that one unit of work remembers at most: enough for any page, and little for a return that
/// walks through everybody.
const MOST_ROWS: usize = 5_000;

/// Rows that are kept beyond a unit of work at most, twice: what was asked for lately, and what
/// was before.
const MOST_KEPT: usize = 3_000;

/// What was read in this moment.
#[derive(Debug)]
pub(crate) struct Memory {
    moment: Option<Timestamp>,
    known: HashMap<Asked, Known>,
    rows: usize,
    /// The last change that this moment sees.
    seen: i64,
    remembered: Arc<Remembered>,
}

impl Memory {
    /// The memory of a unit of work that begins now.
    pub(crate) async fn begin(
        tx: &mut Tx,
        remembered: Arc<Remembered>,
    ) -> Result<Self, StoreError> {
        let known = remembered.lock().newest;
        let changes: Vec<Change> = tx.all(&sql::CHANGED_SINCE, values![known]).await?;
        let seen = remembered.lock().learn(known, changes);
        Ok(Self { moment: None, known: HashMap::new(), rows: 0, seen, remembered })
    }

    /// The instant of this moment, as first asked.
    pub(crate) fn moment(&mut self, now: impl FnOnce() -> Timestamp) -> Timestamp {
        *self.moment.get_or_insert_with(now)
    }

    pub(crate) fn all(&mut self, asked: &Asked) -> Option<Arc<Rows>> {
        self.find(asked, |known| known.is_whole)
    }

    pub(crate) fn first(&mut self, asked: &Asked) -> Option<Arc<Rows>> {
        self.find(asked, |_| true)
    }

    fn find(&mut self, asked: &Asked, fits: impl Fn(&Known) -> bool) -> Option<Arc<Rows>> {
        if let Some(known) = self.known.get(asked).filter(|known| fits(known)) {
            return Some(Arc::clone(&known.rows));
        }
        let known = self.remembered.lock().find(asked, self.seen).filter(|known| fits(known))?;
        let rows = Arc::clone(&known.rows);
        self.keep_here(asked.clone(), known);
        Some(rows)
    }

    pub(crate) fn keep_all(&mut self, asked: Asked, text: &str, rows: &Arc<Rows>) {
        self.keep(asked, text, Known { rows: Arc::clone(rows), is_whole: true });
    }

    pub(crate) fn keep_first(&mut self, asked: Asked, text: &str, rows: &Arc<Rows>) {
        self.keep(asked, text, Known { rows: Arc::clone(rows), is_whole: false });
    }

    fn keep(&mut self, asked: Asked, text: &str, known: Known) {
        if self.rows < MOST_ROWS {
            self.remembered.lock().keep(asked.clone(), text, known.clone(), self.seen);
            self.keep_here(asked, known);
        }
    }

    fn keep_here(&mut self, asked: Asked, known: Known) {
        let many = known.rows.len().max(1);
        if self.rows + many <= MOST_ROWS {
            self.rows += many;
            self.known.insert(asked, known);
        }
    }
}

#[derive(FromRow)]
struct Change {
    name: String,
    number: i64,
}

#[derive(FromRow)]
struct Number {
    number: i64,
}

/// Writes down which tables this transaction wrote, at its end: from here until it commits, every
/// other transaction that writes waits.
pub(crate) async fn note_change(
    tx: &mut Tx,
    tables: &BTreeSet<String>,
    everything: bool,
) -> Result<(), StoreError> {
    let changed: Vec<&str> = if everything {
        vec![EVERY_TABLE]
    } else {
        tables.iter().map(String::as_str).filter(|name| !TRAIL.contains(name)).collect()
    };
    if changed.is_empty() {
        return Ok(());
    }
    let next: Option<Number> = tx.optional(&sql::NEXT, values![]).await?;
    let number = next.ok_or(StoreError::NotFound)?.number;
    for name in changed {
        tx.execute(&sql::CHANGED, values![name, number]).await?;
    }
    Ok(())
}

/// What units of work that are over have read, with the change after which each read it.
#[derive(Debug, Default)]
pub(crate) struct Remembered(Mutex<Kept>);

#[derive(Debug)]
struct Kept {
    /// The last change that is known of.
    newest: i64,
    /// The last change of each table, by its place.
    changed: Vec<i64>,
    everything: i64,
    places: HashMap<String, usize>,
    /// The tables that a statement reads; none for one that is not kept.
    reads: HashMap<String, Option<Arc<[usize]>>>,
    /// What was asked for lately.
    young: HashMap<Asked, Read>,
    rows: usize,
    /// What was asked for before that. It goes when there is more of the young than is kept.
    old: HashMap<Asked, Read>,
}

#[derive(Debug)]
struct Read {
    known: Known,
    after: i64,
    from: Arc<[usize]>,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            // So that the first look learns of every table.
            newest: -1,
            changed: Vec::new(),
            everything: 0,
            places: HashMap::new(),
            reads: HashMap::new(),
            young: HashMap::new(),
            rows: 0,
            old: HashMap::new(),
        }
    }
}

impl Remembered {
    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    /// Takes in what changed after `known`, and says which change the asker sees.
    fn learn(&mut self, known: i64, changes: Vec<Change>) -> i64 {
        let mut seen = known.max(0);
        for change in changes {
            seen = seen.max(change.number);
            match change.name.as_str() {
                "" => {}
                EVERY_TABLE => self.forget(change.number),
                name => {
                    let place = self.place(name);
                    if let Some(last) = self.changed.get_mut(place) {
                        *last = (*last).max(change.number);
                    }
                }
            }
        }
        self.newest = self.newest.max(seen);
        seen
    }

    /// Whoever was erased is gone from here too, and not only no longer asked for.
    fn forget(&mut self, number: i64) {
        if number > self.everything {
            self.everything = number;
            self.young.clear();
            self.old.clear();
            self.rows = 0;
        }
    }

    fn place(&mut self, name: &str) -> usize {
        if let Some(place) = self.places.get(name) {
            return *place;
        }
        let place = self.changed.len();
        self.changed.push(0);
        self.places.insert(name.to_owned(), place);
        place
    }

    /// Whether rows read after one change are still those that somebody sees after another. Where a
    /// table changed after both, nobody can tell from its last change alone; then they are not.
    fn still_so(&self, read: &Read, seen: i64) -> bool {
        let both = read.after.min(seen);
        self.everything <= both
            && read
                .from
                .iter()
                .all(|table| self.changed.get(*table).is_none_or(|last| *last <= both))
    }

    fn find(&mut self, asked: &Asked, seen: i64) -> Option<Known> {
        if let Some(read) = self.young.get(asked) {
            return self.still_so(read, seen).then(|| read.known.clone());
        }
        let read = self.old.remove(asked)?;
        if !self.still_so(&read, seen) {
            return None;
        }
        let known = read.known.clone();
        self.put(asked.clone(), read);
        Some(known)
    }

    fn keep(&mut self, asked: Asked, text: &str, known: Known, seen: i64) {
        if known.rows.len() > MOST_KEPT / 4 {
            return;
        }
        let Some(from) = self.reads(&asked.0, text) else { return };
        let read = Read { known, after: seen, from };
        if self.still_so(&read, seen) {
            self.put(asked, read);
        }
    }

    fn put(&mut self, asked: Asked, read: Read) {
        self.rows += read.known.rows.len().max(1);
        if let Some(before) = self.young.insert(asked, read) {
            self.rows -= before.known.rows.len().max(1);
        }
        if self.rows > MOST_KEPT {
            self.old = std::mem::take(&mut self.young);
            self.rows = 0;
        }
    }

    fn reads(&mut self, name: &str, text: &str) -> Option<Arc<[usize]>> {
        if let Some(known) = self.reads.get(name) {
            return known.clone();
        }
        let names = tables_of(text);
        let is_kept = !names.iter().any(|table| TRAIL.contains(table));
        let places = is_kept.then(|| names.iter().map(|table| self.place(table)).collect());
        self.reads.insert(name.to_owned(), places.clone());
        places
    }
}

/// The tables that a statement of ours names: whatever stands behind `from`, `join`, `into` and
/// `update`. A test holds this against every table's name in every statement.
#[must_use]
pub fn tables_of(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.'));
    let mut tables = BTreeSet::new();
    let mut before = "";
    for word in words.filter(|word| !word.is_empty()) {
        if matches!(before, "from" | "join" | "into" | "update") {
            tables.insert(word);
        }
        before = word;
    }
    tables
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
