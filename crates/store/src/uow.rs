//! The unit of work: one transaction, and the keys it makes and uses.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use kernel::Ctx;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Postgres, Sqlite, Transaction};
use uuid::Uuid;

use crate::StoreError;
use crate::dialect;
use crate::erase::{self, Erased, Gone, Shared};
use crate::keys::{Keys, SubjectKind};
use crate::memory::{Memory, Rows, note_change};
use crate::seal::{SealError, SubjectKey};
use crate::statement::{Ahead, Sql, TOGETHER};
use crate::value::Value;

/// A row type that both databases can fill; `#[derive(sqlx::FromRow)]` gives it. Fields are `i64`
/// (also for 0 and 1), `String`, `Vec<u8>`, `Uuid` and options of these; a sum is cast to bigint.
pub trait RowType:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}
impl<T> RowType for T where
    T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

/// A transaction on one of the two databases.
#[derive(Debug)]
pub(crate) enum Tx {
    /// SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

/// Binds the values of a statement, whichever database it is for.
macro_rules! bound {
    ($query:expr, $values:expr) => {{
        let mut query = $query;
        for value in $values {
            query = match value {
                Value::Int(v) => query.bind(*v),
                Value::Text(v) => query.bind(v.clone()),
                Value::Bytes(v) => query.bind(v.clone()),
                Value::Id(v) => query.bind(*v),
            };
        }
        query
    }};
}

/// Runs the same lines on whichever database the transaction is for.
macro_rules! on_backend {
    ($tx:expr, $connection:ident => $body:expr) => {
        match $tx {
            Tx::Sqlite(tx) => {
                let $connection = &mut **tx;
                $body
            }
            Tx::Postgres(tx) => {
                let $connection = &mut **tx;
                $body
            }
        }
    };
}

pub(crate) use on_backend;

impl Tx {
    pub(crate) async fn execute(
        &mut self,
        statement: &impl Sql,
        values: &[Value],
    ) -> Result<u64, StoreError> {
        Ok(on_backend!(self, connection => {
            bound!(sqlx::query(statement.text()), values).execute(connection).await?.rows_affected()
        }))
    }

    pub(crate) async fn all<T: RowType>(
        &mut self,
        statement: &impl Sql,
        values: &[Value],
    ) -> Result<Vec<T>, StoreError> {
        Ok(on_backend!(self, connection => {
            bound!(sqlx::query_as(statement.text()), values).fetch_all(connection).await?
        }))
    }

    pub(crate) async fn optional<T: RowType>(
        &mut self,
        statement: &impl Sql,
        values: &[Value],
    ) -> Result<Option<T>, StoreError> {
        Ok(on_backend!(self, connection => {
            bound!(sqlx::query_as(statement.text()), values).fetch_optional(connection).await?
        }))
    }

    /// Every row as the database gives it, to be read later, and more than once.
    async fn rows(&mut self, statement: &impl Sql, values: &[Value]) -> Result<Rows, StoreError> {
        Ok(match self {
            Self::Sqlite(tx) => Rows::Sqlite(
                bound!(sqlx::query(statement.text()), values).fetch_all(&mut **tx).await?,
            ),
            Self::Postgres(tx) => Rows::Postgres(
                bound!(sqlx::query(statement.text()), values).fetch_all(&mut **tx).await?,
            ),
        })
    }

    /// The first row as the database gives it.
    async fn row(&mut self, statement: &impl Sql, values: &[Value]) -> Result<Rows, StoreError> {
        Ok(match self {
            Self::Sqlite(tx) => Rows::Sqlite(
                bound!(sqlx::query(statement.text()), values)
                    .fetch_optional(&mut **tx)
                    .await?
                    .into_iter()
                    .collect(),
            ),
            Self::Postgres(tx) => Rows::Postgres(
                bound!(sqlx::query(statement.text()), values)
                    .fetch_optional(&mut **tx)
                    .await?
                    .into_iter()
                    .collect(),
            ),
        })
    }

    /// Runs a text of several statements. For migrations and tests of the register only.
    pub(crate) async fn script(&mut self, text: &'static str) -> Result<(), StoreError> {
        on_backend!(self, connection => {
            sqlx::raw_sql(text).execute(connection).await?;
        });
        Ok(())
    }

    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

/// One unit of work. Dropped without [`Uow::commit`], nothing of it happened.
#[derive(Debug)]
pub struct Uow {
    tx: Tx,
    keys: Arc<Keys>,
    /// What was read already, until something is written.
    memory: Option<Memory>,
    /// Whether it sees one moment to its end.
    purpose: Purpose,
    /// Keys made here and not yet in the key store.
    new_keys: Vec<NewKey>,
    /// Keys to be put under another owner's when this commits.
    rewraps: Vec<Rewrap>,
    erased: Vec<Gone>,
    written: Written,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Read,
    Write,
}

#[derive(Debug)]
pub(crate) struct Rewrap {
    pub(crate) owner: Uuid,
    pub(crate) under: Uuid,
    pub(crate) nonce: [u8; 24],
}

#[derive(Debug)]
pub(crate) struct NewKey {
    pub(crate) owner: Uuid,
    pub(crate) kind: SubjectKind,
    pub(crate) key: Arc<SubjectKey>,
    pub(crate) made: i64,
}

/// Which tables a unit of work wrote: for whoever remembers what was read from them, and so that no
/// test and no developer's own run passes with a write to a woman's record that leaves no trace, which
/// is checked where debug assertions are on.
#[derive(Debug, Default)]
struct Written {
    tables: BTreeSet<String>,
    audited: bool,
    /// An erasure goes through whatever is hers.
    everything: bool,
}

/// Tables with a woman's id whose rows also change without anybody doing something to her record.
const UNAUDITED: [&str; 1] = [
    // A job writes down that a message was handed to its carrier; queueing it was audited.
    "message",
];

impl Written {
    fn note(&mut self, statement: &impl Sql) {
        let text = statement.text();
        let text = text.as_str();
        // Holds a row until the end, so that nobody else changes it; changes nothing itself.
        if text.contains("set version = version where") {
            return;
        }
        let mut words = text.split_whitespace();
        let table = match (words.next(), words.next(), words.next()) {
            (Some("insert"), Some("into"), Some(table))
            | (Some("delete"), Some("from"), Some(table))
            | (Some("update"), Some(table), _) => table,
            _ => {
                self.everything = true;
                return;
            }
        };
        self.audited |= table == "audit_entry";
        if !self.tables.contains(table) {
            self.tables.insert(table.to_owned());
        }
    }

    async fn check(&self, tx: &mut Tx) -> Result<(), StoreError> {
        if self.audited || self.tables.is_empty() {
            return Ok(());
        }
        let tables = dialect::tables_in(tx).await?;
        // A store without a trail is a made-up one of a test.
        if !tables.iter().any(|table| table.name == "audit_head") {
            return Ok(());
        }
        let hers = tables.iter().find(|table| {
            let name = table.name.as_str();
            table.has("woman_id") && self.tables.contains(name) && !UNAUDITED.contains(&name)
        });
        match hers {
            None => Ok(()),
            Some(table) => Err(StoreError::Other(format!(
                "{} was written without an audit entry in the same unit of work",
                table.name
            ))),
        }
    }
}

impl Uow {
    pub(crate) fn that_reads(tx: Tx, keys: Arc<Keys>, memory: Memory) -> Self {
        Self { purpose: Purpose::Read, ..Self::that_writes(tx, keys, Some(memory)) }
    }

    /// `memory` where nobody else can write until this is over.
    pub(crate) fn that_writes(tx: Tx, keys: Arc<Keys>, memory: Option<Memory>) -> Self {
        Self {
            tx,
            keys,
            memory,
            purpose: Purpose::Write,
            new_keys: Vec::new(),
            rewraps: Vec::new(),
            erased: Vec::new(),
            written: Written::default(),
        }
    }

    /// Runs a statement that gives no rows. Returns how many rows it changed.
    ///
    /// # Errors
    /// By what is wrong.
    pub async fn execute(
        &mut self,
        statement: &impl Sql,
        values: &[Value],
    ) -> Result<u64, StoreError> {
        self.memory = None;
        let changed = self.tx.execute(statement, values).await?;
        if changed > 0 {
            self.written.note(statement);
        }
        Ok(changed)
    }

    /// What this statement is known by where its rows may be kept. One that writes and gives rows is
    /// noted, and from then on nothing is remembered.
    fn known_as(&mut self, statement: &impl Sql) -> Option<Cow<'static, str>> {
        if !statement.text().as_str().starts_with("select") {
            self.memory = None;
            self.written.note(statement);
        }
        self.memory.as_ref().and_then(|_| statement.known_as())
    }

    /// Every row of a statement.
    ///
    /// # Errors
    /// By what is wrong.
    pub async fn all<T: RowType>(
        &mut self,
        statement: &impl Sql,
        values: &[Value],
    ) -> Result<Vec<T>, StoreError> {
        let Some(name) = self.known_as(statement) else {
            return self.tx.all(statement, values).await;
        };
        let asked = (name, values.to_vec());
        if let Some(rows) = self.memory.as_mut().and_then(|memory| memory.all(&asked)) {
            return rows.typed();
        }
        let rows = Arc::new(self.tx.rows(statement, values).await?);
        if let Some(memory) = &mut self.memory {
            memory.keep_all(asked, statement.text().as_str(), &rows);
        }
        rows.typed()
    }

    /// Reads what a statement gives for each of these owners, in one statement for many, so that
    /// asking for each one afterwards asks no database. `beside` are the values of the statement for
    /// one that are not the owner's, `each` all of them in their order. A unit of work that has written
    /// reads nothing ahead: there each is asked for when it is needed.
    ///
    /// # Errors
    /// By what is wrong.
    pub async fn read_ahead(
        &mut self,
        ahead: &Ahead,
        owners: &[Uuid],
        beside: &[Value],
        each: impl Fn(Uuid) -> Vec<Value>,
    ) -> Result<(), StoreError> {
        let Some(memory) = &mut self.memory else { return Ok(()) };
        let asked = |owner| (Cow::Borrowed(ahead.each.name), each(owner));
        // Each once: the rows of an owner are given out once.
        let owners: BTreeSet<Uuid> = owners.iter().copied().collect();
        let owners: Vec<Uuid> =
            owners.into_iter().filter(|owner| memory.all(&asked(*owner)).is_none()).collect();
        for some in owners.chunks(TOGETHER) {
            let places = some.iter().copied().chain(std::iter::repeat(Uuid::nil()));
            let mut values: Vec<Value> = places.take(TOGETHER).map(Value::from).collect();
            values.extend_from_slice(beside);
            let rows = self.tx.rows(&ahead.many, &values).await?;
            for (owner, rows) in some.iter().zip(rows.by_owner(some)?) {
                memory.keep_all(asked(*owner), ahead.each.sql, &Arc::new(rows));
            }
        }
        Ok(())
    }

    /// The instant to judge by: of a unit of work that only reads, always the same one, like all that
    /// it reads; of one that writes, now.
    pub fn moment(&mut self, ctx: &Ctx) -> jiff::Timestamp {
        match (&mut self.memory, self.purpose) {
            (Some(memory), Purpose::Read) => memory.moment(|| ctx.now()),
            _ => ctx.now(),
        }
    }

    /// The first row of a statement, or nothing.
    ///
    /// # Errors
    /// By what is wrong.
    pub async fn optional<T: RowType>(
        &mut self,
        statement: &impl Sql,
        values: &[Value],
    ) -> Result<Option<T>, StoreError> {
        let Some(name) = self.known_as(statement) else {
            return self.tx.optional(statement, values).await;
        };
        let asked = (name, values.to_vec());
        if let Some(rows) = self.memory.as_mut().and_then(|memory| memory.first(&asked)) {
            return rows.first();
        }
        let rows = Arc::new(self.tx.row(statement, values).await?);
        if let Some(memory) = &mut self.memory {
            memory.keep_first(asked, statement.text().as_str(), &rows);
        }
        rows.first()
    }

    /// The first row of a statement.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub async fn one<T: RowType>(
        &mut self,
        statement: &impl Sql,
        values: &[Value],
    ) -> Result<T, StoreError> {
        self.optional(statement, values).await?.ok_or(StoreError::NotFound)
    }

    /// Makes a key for a new owner: a woman, a draft, an account. It is stored when this unit of
    /// work commits, just before its rows are, so that no sealed row is ever without its key.
    pub fn new_key(&mut self, ctx: &Ctx, owner: Uuid, kind: SubjectKind) {
        let key = Arc::new(SubjectKey::from_bytes(ctx.random()));
        self.new_keys.push(NewKey { owner, kind, key, made: ctx.now_micros() });
    }

    /// As [`Self::new_key`], for an owner whose id came from elsewhere and may come again: when a unit of
    /// work was cut short between its keys and its rows, the key that it left is taken.
    ///
    /// # Errors
    /// By what is wrong with the key store.
    pub async fn new_key_unless_left(
        &mut self,
        ctx: &Ctx,
        owner: Uuid,
        kind: SubjectKind,
    ) -> Result<(), StoreError> {
        match self.keys.load(owner).await {
            Err(StoreError::Seal(SealError::Erased)) => {
                self.new_key(ctx, owner, kind);
                Ok(())
            }
            left => left.map(|_| ()),
        }
    }

    /// Puts one owner's key under another's when this unit of work commits: a referral's under hers
    /// once she is accepted, so that it goes when hers goes.
    pub fn rewrap_key(&mut self, ctx: &Ctx, owner: Uuid, under: Uuid) {
        self.rewraps.push(Rewrap { owner, under, nonce: ctx.random() });
    }

    /// Takes every row of an owner out. Her key, and each key of a row that goes, is destroyed when
    /// this unit of work commits, just before its rows are gone.
    ///
    /// # Errors
    /// By what is wrong.
    pub async fn erase(
        &mut self,
        ctx: &Ctx,
        owner: Uuid,
        shared: &[Shared],
    ) -> Result<Erased, StoreError> {
        let rows = erase::find(&mut self.tx, owner, shared).await?;
        self.memory = None;
        self.written.everything = true;
        self.erased.push(Gone { owner, rows: rows.ids(), on: ctx.today() });
        erase::delete(&mut self.tx, &rows).await
    }

    /// The key of an owner, for many rows at once.
    ///
    /// # Errors
    /// [`crate::SealError::Erased`] when it was destroyed or never made.
    pub async fn key(&self, owner: Uuid) -> Result<Arc<SubjectKey>, StoreError> {
        match self.new_keys.iter().rev().find(|new| new.owner == owner) {
            Some(new) => Ok(Arc::clone(&new.key)),
            None => self.keys.load(owner).await,
        }
    }

    /// Seals a value for one row under its owner's key.
    ///
    /// # Errors
    /// As [`Self::key`].
    pub async fn seal<T: Serialize + Sync>(
        &self,
        ctx: &Ctx,
        owner: Uuid,
        table: &'static str,
        row: Uuid,
        value: &T,
    ) -> Result<Vec<u8>, StoreError> {
        Ok(self.key(owner).await?.seal(ctx.random(), table, row, value)?)
    }

    /// Opens a sealed value of one row.
    ///
    /// # Errors
    /// As [`Self::key`], or when the value does not open.
    pub async fn open<T: DeserializeOwned>(
        &self,
        owner: Uuid,
        table: &'static str,
        row: Uuid,
        sealed: &[u8],
    ) -> Result<T, StoreError> {
        Ok(self.key(owner).await?.open(table, row, sealed)?)
    }

    /// A keyed digest that finds whole values: the same canonical text gives the same 16 bytes
    /// within one organisation and purpose, and tells nothing without the index key.
    #[must_use]
    pub fn blind(&self, organisation: Uuid, purpose: &str, canonical: &str) -> Vec<u8> {
        self.keys.blind(organisation, purpose, canonical)
    }

    /// The keys of the installation.
    #[must_use]
    pub fn keys(&self) -> &Arc<Keys> {
        &self.keys
    }

    /// Whether this unit of work is on PostgreSQL, for the few texts in a dialect.
    #[must_use]
    pub const fn is_postgres(&self) -> bool {
        matches!(self.tx, Tx::Postgres(_))
    }

    /// Keeps everything: first the new keys, then the rows. When this returns, both are on disk.
    ///
    /// # Errors
    /// By what is wrong; then none of the rows is kept. A key without rows may remain, and harms
    /// nobody.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        if cfg!(debug_assertions) {
            self.written.check(&mut self.tx).await?;
        }
        if !self.new_keys.is_empty() {
            self.keys.store(&self.new_keys).await?;
        }
        // Before the rows: if they fail, a key lies under another that opens it as well; the other
        // way round, a crash in between would leave a key that outlives hers.
        self.keys.rewrap_each(&self.rewraps).await?;
        // Before the rows too: after a crash in between, what is left cannot be read, and erasing
        // again finds it.
        for gone in &self.erased {
            self.keys.destroy_all(gone).await?;
        }
        let Written { tables, everything, .. } = &self.written;
        note_change(&mut self.tx, tables, *everything).await?;
        self.tx.commit().await
    }
}
