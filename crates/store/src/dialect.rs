//! The few texts in which the two databases differ. Nothing here knows a room's tables.

use sqlx::{AssertSqlSafe, Executor as _, FromRow, SqlSafeStr as _};

use crate::{Db, StoreError, values};

mod sql {
    crate::statements! {
        /// Every column of SQLite's tables.
        SQLITE_COLUMNS = "select m.name as table_name, p.name as column_name from sqlite_master m join pragma_table_info(m.name) p where m.type = 'table' and m.name not like 'sqlite_%' order by m.name, p.cid";
        /// Every column of PostgreSQL's tables in our schema.
        POSTGRES_COLUMNS = "select table_name::text as table_name, column_name::text as column_name from information_schema.columns where table_schema = current_schema() order by table_name, ordinal_position";
    }
}

#[derive(FromRow)]
struct ColumnRow {
    table_name: String,
    column_name: String,
}

/// Every table and column as they are, for the check of the column register and for backups.
///
/// # Errors
/// By what is wrong.
pub async fn columns(db: &Db) -> Result<Vec<(String, String)>, StoreError> {
    let mut tx = db.begin_read().await?;
    let rows: Vec<ColumnRow> = match db {
        Db::Sqlite { .. } => tx.all(&sql::SQLITE_COLUMNS, values![]).await?,
        Db::Postgres(_) => tx.all(&sql::POSTGRES_COLUMNS, values![]).await?,
    };
    Ok(rows.into_iter().map(|row| (row.table_name, row.column_name)).collect())
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
