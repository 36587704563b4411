//! Copies every row of one database into another, whichever of the two each of them is.
//!
//! This is how a backup of PostgreSQL becomes an encrypted file, how a file becomes PostgreSQL
//! again, and how a centre that outgrows its one machine moves. Both sides have run the same
//! migrations, so tables and columns have the same names.

use std::collections::BTreeMap;

use futures_util::TryStreamExt as _;
use sqlx::{AssertSqlSafe, FromRow, Row as _, SqlSafeStr as _, SqlStr};
use uuid::Uuid;

use crate::dialect::{self, Kind, Table};
use crate::statement::Sql;
use crate::uow::{Tx, on_backend};
use crate::value::Value;
use crate::{Db, StoreError, values};

/// A statement made of the database's own names of tables and columns. Nothing typed by anybody
/// reaches it.
pub(crate) struct OfNames(String);

impl Sql for OfNames {
    fn text(&self) -> SqlStr {
        AssertSqlSafe(self.0.clone()).into_sql_str()
    }
}

impl OfNames {
    pub(crate) fn new(text: String) -> Self {
        Self(text)
    }
}

#[derive(FromRow)]
struct Count {
    many: i64,
}

/// A row of any table, as values.
struct AnyRow(Vec<Value>);

macro_rules! any_row {
    ($row:ty) => {
        impl<'r> FromRow<'r, $row> for AnyRow {
            fn from_row(row: &'r $row) -> Result<Self, sqlx::Error> {
                use sqlx::{Column as _, TypeInfo as _, ValueRef as _};
                let mut values = Vec::with_capacity(row.len());
                for column in row.columns() {
                    let place = column.ordinal();
                    let raw = row.try_get_raw(place)?;
                    // SQLite tells how this value lies, and an id lies there as 16 bytes;
                    // PostgreSQL tells the column's type.
                    let kind = if raw.is_null() {
                        "null".to_owned()
                    } else {
                        raw.type_info().name().to_lowercase()
                    };
                    values.push(match kind.as_str() {
                        "null" => Value::Text(None),
                        "int8" | "bigint" | "integer" | "numeric" => {
                            Value::Int(row.try_get(place)?)
                        }
                        "text" => Value::Text(row.try_get(place)?),
                        "bytea" | "blob" => Value::Bytes(row.try_get(place)?),
                        _ => Value::Id(row.try_get(place)?),
                    });
                }
                Ok(Self(values))
            }
        }
    };
}
any_row!(sqlx::sqlite::SqliteRow);
any_row!(sqlx::postgres::PgRow);

/// Makes a value of the type that its column has on the other side.
fn fitted(value: Value, kind: Kind) -> Result<Value, StoreError> {
    let damaged = || StoreError::Other("a value does not fit its column".to_owned());
    Ok(match (kind, value) {
        (Kind::Id, Value::Bytes(Some(bytes))) => {
            Value::Id(Some(Uuid::from_slice(&bytes).map_err(|_| damaged())?))
        }
        (Kind::Id, Value::Text(None)) => Value::Id(None),
        (Kind::Int, Value::Text(None)) => Value::Int(None),
        (Kind::Bytes, Value::Text(None)) => Value::Bytes(None),
        (Kind::Id, value @ Value::Id(_))
        | (Kind::Int, value @ Value::Int(_))
        | (Kind::Text, value @ Value::Text(_))
        | (Kind::Bytes, value @ Value::Bytes(_)) => value,
        _ => return Err(damaged()),
    })
}

/// How many rows every table has.
///
/// # Errors
/// By what is wrong.
pub async fn counts(db: &Db) -> Result<BTreeMap<String, i64>, StoreError> {
    let mut tx = db.begin_read().await?;
    let mut counts = BTreeMap::new();
    for table in dialect::tables_in(&mut tx).await? {
        let statement = OfNames::new(format!("select count(*) as many from {}", table.name));
        let row: Option<Count> = tx.optional(&statement, values![]).await?;
        counts.insert(table.name, row.map_or(0, |row| row.many));
    }
    Ok(counts)
}

/// Copies every row of `from` as it is at one moment into the empty tables of `to`, in one
/// transaction: afterwards all of it is there, or none.
///
/// # Errors
/// By what is wrong, on either side.
pub async fn copy_all(from: &Db, to: &Db) -> Result<BTreeMap<String, i64>, StoreError> {
    let mut source = from.begin_read().await?;
    let mut target = to.begin_write().await?;
    let keys = dialect::foreign_keys(&mut target).await?;
    for key in &keys {
        let text = format!("alter table {} drop constraint {}", key.table_name, key.name);
        target.execute(&OfNames::new(text), values![]).await?;
    }
    if let Tx::Sqlite(_) = target {
        let off = OfNames::new("pragma defer_foreign_keys = 1".to_owned());
        target.execute(&off, values![]).await?;
    }
    let mut copied = BTreeMap::new();
    let tables = dialect::tables_in(&mut target).await?;
    for table in &tables {
        let many = copy_table(&mut source, &mut target, table).await?;
        copied.insert(table.name.clone(), many);
    }
    for key in &keys {
        let text = format!(
            "alter table {} add constraint {} {}",
            key.table_name, key.name, key.definition
        );
        target.execute(&OfNames::new(text), values![]).await?;
    }
    target.commit().await?;
    Ok(copied)
}

async fn copy_table(source: &mut Tx, target: &mut Tx, table: &Table) -> Result<i64, StoreError> {
    let names: Vec<&str> = table.columns.iter().map(|(name, _)| name.as_str()).collect();
    let list = names.join(", ");
    let slots: Vec<String> = (1..=names.len()).map(|n| format!("${n}")).collect();
    let insert = OfNames::new(format!(
        "insert into {} ({list}) values ({}) on conflict do nothing",
        table.name,
        slots.join(", ")
    ));
    let select = OfNames::new(format!("select {list} from {}", table.name));
    let mut many = 0i64;
    on_backend!(source, connection => {
        let mut rows = sqlx::query_as::<_, AnyRow>(select.text()).fetch(connection);
        while let Some(AnyRow(row)) = rows.try_next().await? {
            let fitted: Vec<Value> = row
                .into_iter()
                .zip(&table.columns)
                .map(|(value, (_, kind))| fitted(value, *kind))
                .collect::<Result<_, _>>()?;
            target.execute(&insert, &fitted).await?;
            many += 1;
        }
    });
    Ok(many)
}
