//! The few texts in which the two databases differ. Nothing here knows a room's tables.

use sqlx::{AssertSqlSafe, Executor as _, FromRow, SqlSafeStr as _};

use crate::uow::Tx;
use crate::{Db, StoreError, values};

mod sql {
    crate::statements! {
        /// Every column of SQLite's tables, in the order in which the tables were made.
        SQLITE_COLUMNS = "select m.name as table_name, p.name as column_name, lower(p.type) as kind from sqlite_master m join pragma_table_info(m.name) p where m.type = 'table' and m.name not like 'sqlite_%' and m.name <> 'changed' order by m.rowid, p.cid";
        /// Every column of PostgreSQL's tables in our schema, in the order in which they were made.
        POSTGRES_COLUMNS = "select c.relname::text as table_name, a.attname::text as column_name, format_type(a.atttypid, a.atttypmod)::text as kind from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid where n.nspname = current_schema() and c.relkind = 'r' and c.relname <> 'changed' and a.attnum > 0 and not a.attisdropped order by c.oid, a.attnum";
        /// Which column of SQLite's tables points to which.
        SQLITE_REFERENCES = "select m.name as from_table, f.\"from\" as from_column, f.\"table\" as to_table, f.\"to\" as to_column from sqlite_master m join pragma_foreign_key_list(m.name) f where m.type = 'table' order by m.rowid, f.id";
        /// Which column of PostgreSQL's tables points to which.
        POSTGRES_REFERENCES = "select t.relname::text as from_table, a.attname::text as from_column, r.relname::text as to_table, b.attname::text as to_column from pg_constraint k join pg_class t on t.oid = k.conrelid join pg_namespace n on n.oid = t.relnamespace join pg_class r on r.oid = k.confrelid join pg_attribute a on a.attrelid = t.oid and a.attnum = k.conkey[1] join pg_attribute b on b.attrelid = r.oid and b.attnum = k.confkey[1] where n.nspname = current_schema() and k.contype = 'f' order by t.oid, k.oid";
        /// The foreign keys of PostgreSQL's tables, to take off while a backup is filled in.
        POSTGRES_FOREIGN_KEYS = "select t.relname::text as table_name, k.conname::text as name, pg_get_constraintdef(k.oid)::text as definition from pg_constraint k join pg_class t on t.oid = k.conrelid join pg_namespace n on n.oid = t.relnamespace where n.nspname = current_schema() and k.contype = 'f'";
    }
}

/// One of the four types a column can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `uuid`
    Id,
    /// `bigint`
    Int,
    /// `text`
    Text,
    /// `bytea`
    Bytes,
}

/// A table as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns with their types, in order.
    pub columns: Vec<(String, Kind)>,
}

impl Table {
    /// Whether it has this column.
    #[must_use]
    pub fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|(name, _)| name == column)
    }
}

#[derive(FromRow)]
struct ColumnRow {
    table_name: String,
    column_name: String,
    kind: String,
}

/// A foreign key of PostgreSQL, to be put back as it was.
#[derive(Debug, FromRow)]
pub(crate) struct ForeignKey {
    pub(crate) table_name: String,
    pub(crate) name: String,
    pub(crate) definition: String,
}

/// A column that points to another table's row.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub(crate) struct Reference {
    #[sqlx(rename = "from_table")]
    pub(crate) from: String,
    #[sqlx(rename = "from_column")]
    pub(crate) column: String,
    #[sqlx(rename = "to_table")]
    pub(crate) to: String,
    pub(crate) to_column: String,
}

/// Every table as it is, in the order in which they were made: a table that points to another
/// stands after it. The store's own table of changes is not among them: it is true of one database
/// and not of its copy.
///
/// # Errors
/// [`StoreError::Other`] for a column of another type than the four, or by what is wrong.
pub async fn tables(db: &Db) -> Result<Vec<Table>, StoreError> {
    tables_in(&mut db.begin_read().await?).await
}

pub(crate) async fn tables_in(tx: &mut Tx) -> Result<Vec<Table>, StoreError> {
    let rows: Vec<ColumnRow> = match tx {
        Tx::Sqlite(_) => tx.all(&sql::SQLITE_COLUMNS, values![]).await?,
        Tx::Postgres(_) => tx.all(&sql::POSTGRES_COLUMNS, values![]).await?,
    };
    let mut tables: Vec<Table> = Vec::new();
    for row in rows {
        let kind = match row.kind.as_str() {
            "uuid" => Kind::Id,
            "bigint" => Kind::Int,
            "text" => Kind::Text,
            "bytea" => Kind::Bytes,
            other => {
                let ColumnRow { table_name, column_name, .. } = &row;
                let text = format!("{table_name}.{column_name} has the type {other}");
                return Err(StoreError::Other(text));
            }
        };
        match tables.last_mut() {
            Some(table) if table.name == row.table_name => {
                table.columns.push((row.column_name, kind));
            }
            _ => {
                tables.push(Table { name: row.table_name, columns: vec![(row.column_name, kind)] })
            }
        }
    }
    Ok(tables)
}

pub(crate) async fn references_in(tx: &mut Tx) -> Result<Vec<Reference>, StoreError> {
    match tx {
        Tx::Sqlite(_) => tx.all(&sql::SQLITE_REFERENCES, values![]).await,
        Tx::Postgres(_) => tx.all(&sql::POSTGRES_REFERENCES, values![]).await,
    }
}

pub(crate) async fn foreign_keys(tx: &mut Tx) -> Result<Vec<ForeignKey>, StoreError> {
    match tx {
        Tx::Sqlite(_) => Ok(Vec::new()),
        Tx::Postgres(_) => tx.all(&sql::POSTGRES_FOREIGN_KEYS, values![]).await,
    }
}

/// Lets the database read a statement without running it.
///
/// # Errors
/// With the database's own words about the statement.
pub async fn prepare(db: &Db, text: &str) -> Result<(), StoreError> {
    let text = AssertSqlSafe(text.to_owned()).into_sql_str();
    let refused = |error: sqlx::Error| StoreError::Other(error.to_string());
    match db {
        Db::Sqlite { writer, .. } => {
            writer.acquire().await?.prepare(text).await.map_err(refused)?;
        }
        Db::Postgres(pool) => {
            pool.acquire().await?.prepare(text).await.map_err(refused)?;
        }
    }
    Ok(())
}

/// How SQLite would read a statement's tables, in its own words, one line a table. For the test that
/// nothing a page asks reads a whole table. Nothing on PostgreSQL, which decides by what tables hold.
///
/// # Errors
/// By what is wrong.
pub async fn plan(db: &Db, text: &str) -> Result<Vec<String>, StoreError> {
    let Db::Sqlite { writer, .. } = db else { return Ok(Vec::new()) };
    let text = AssertSqlSafe(format!("explain query plan {text}")).into_sql_str();
    let rows: Vec<(i64, i64, i64, String)> = sqlx::query_as(text).fetch_all(writer).await?;
    Ok(rows.into_iter().map(|(_, _, _, line)| line).collect())
}

/// Reads every page of an embedded database and says, in the database's words, what is not as it
/// was written; nothing when all is well. PostgreSQL checks its own pages.
///
/// # Errors
/// By what is wrong.
pub async fn integrity(db: &Db) -> Result<Vec<String>, StoreError> {
    let Db::Sqlite { readers, .. } = db else { return Ok(Vec::new()) };
    let ciphers: Vec<(String,)> =
        sqlx::query_as("pragma cipher_integrity_check").fetch_all(readers).await?;
    let structure: Vec<(String,)> =
        sqlx::query_as("pragma integrity_check(20)").fetch_all(readers).await?;
    let words = ciphers.into_iter().chain(structure).map(|(words,)| words);
    Ok(words.filter(|words| words != "ok").collect())
}
