//! What somebody would hold who took a database *and* opened it: every byte of the rows as they
//! lie, before any of the program's own keys is used.

use std::fs;
use std::path::Path;
use std::process::Command;

use sqlx::sqlite::{SqliteConnectOptions, SqliteRow};
use sqlx::{
    AssertSqlSafe, Column as _, ConnectOptions as _, Connection as _, Row as _, SqliteConnection,
    TypeInfo as _, ValueRef as _,
};
use store::{Db, Place, RootKey, Store};
use tempfile::TempDir;

use crate::postgres;

/// One value of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// None there.
    Nothing,
    /// A whole number.
    Number(i64),
    /// Text.
    Text(String),
    /// Bytes: an id, a blind digest, something sealed.
    Bytes(Vec<u8>),
}

/// One row with the names of its columns.
#[derive(Debug, Clone)]
pub struct BareRow {
    /// The table.
    pub table: String,
    /// Columns and values.
    pub cells: Vec<(String, Cell)>,
}

/// Every row of an embedded installation, opened with its own key and nothing else.
///
/// # Panics
/// When it cannot be read.
pub async fn bare_rows(place: &Place) -> Vec<BareRow> {
    let folder = TempDir::new().unwrap_or_else(|error| panic!("a folder: {error}"));
    let plain = without_encryption(place, "database", &place.data_file(), folder.path()).await;
    let mut connection = open(SqliteConnectOptions::new().filename(&plain)).await;
    let mut rows = Vec::new();
    let names: Vec<(String,)> =
        sqlx::query_as("select name from sqlite_master where type = 'table'")
            .fetch_all(&mut connection)
            .await
            .unwrap_or_else(|error| panic!("the tables: {error}"));
    for (table,) in names {
        let every = AssertSqlSafe(format!("select * from {table}"));
        let found = sqlx::query(every).fetch_all(&mut connection).await;
        let found = found.unwrap_or_else(|error| panic!("{table}: {error}"));
        rows.extend(found.iter().map(|row| BareRow { table: table.clone(), cells: cells(row) }));
    }
    close(connection).await;
    rows
}

fn cells(row: &SqliteRow) -> Vec<(String, Cell)> {
    let cell = |place: usize| {
        let raw = row.try_get_raw(place).ok()?;
        Some(match raw.type_info().name() {
            _ if raw.is_null() => Cell::Nothing,
            "TEXT" => Cell::Text(row.try_get(place).ok()?),
            "BLOB" => Cell::Bytes(row.try_get(place).ok()?),
            _ => Cell::Number(row.try_get(place).ok()?),
        })
    };
    row.columns()
        .iter()
        .map(|column| {
            let value = cell(column.ordinal());
            let name = column.name().to_owned();
            (name.clone(), value.unwrap_or_else(|| panic!("{name} cannot be read")))
        })
        .collect()
}

/// Everything of an installation that somebody could carry away, each with what it is: the files as
/// they lie, the embedded databases laid open with their own keys, or what `pg_dump` prints.
///
/// # Panics
/// When it cannot be read.
pub async fn carried_away(store: &Store) -> Vec<(String, Vec<u8>)> {
    let place = &store.place;
    let mut found = Vec::new();
    files_under(&place.folder, &mut found);
    let folder = TempDir::new().unwrap_or_else(|error| panic!("a folder: {error}"));
    match (&store.db, &place.database) {
        (Db::Sqlite { .. }, _) => {
            for (purpose, file) in
                [("database", place.data_file()), ("key store", place.keys_file())]
            {
                let plain = without_encryption(place, purpose, &file, folder.path()).await;
                found.push((format!("{purpose}, opened with its own key"), read(&plain)));
            }
        }
        (Db::Postgres(_), Some(url)) => {
            let program = postgres::program("pg_dump").unwrap_or_else(|| panic!("no pg_dump"));
            let dump = Command::new(program).args(["--dbname", url]).output();
            let dump = dump.unwrap_or_else(|error| panic!("pg_dump: {error}"));
            assert!(dump.status.success(), "{}", String::from_utf8_lossy(&dump.stderr));
            found.push(("the dump of PostgreSQL".to_owned(), dump.stdout));
        }
        (Db::Postgres(_), None) => panic!("an installation on PostgreSQL has an address"),
    }
    found
}

/// Every file under a folder, with its path.
///
/// # Panics
/// When one cannot be read.
pub fn files_under(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    for entry in entries.filter_map(Result::ok) {
        let path = entry.path();
        if path.is_dir() {
            files_under(&path, found);
        } else {
            found.push((path.display().to_string(), read(&path)));
        }
    }
}

fn read(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A copy of an embedded database with SQLCipher's layer taken off, write-ahead log included.
async fn without_encryption(
    place: &Place,
    purpose: &str,
    file: &Path,
    into: &Path,
) -> std::path::PathBuf {
    let root = RootKey::read(&place.key_file()).unwrap_or_else(|error| panic!("{error}"));
    let digits: String = root.derive(purpose).iter().map(|byte| format!("{byte:02x}")).collect();
    // The attached copy is opened with the same flags, so this connection must be able to create.
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .pragma("key", format!("\"x'{digits}'\""));
    let mut connection = open(options).await;
    let plain = into.join(purpose.replace(' ', "-"));
    for text in [
        format!("attach database '{}' as plain key ''", plain.display()),
        "select sqlcipher_export('plain')".to_owned(),
        "detach database plain".to_owned(),
    ] {
        let done = sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut connection).await;
        done.unwrap_or_else(|error| panic!("{purpose}: {error}"));
    }
    close(connection).await;
    plain
}

async fn open(options: SqliteConnectOptions) -> SqliteConnection {
    options.connect().await.unwrap_or_else(|error| panic!("the database: {error}"))
}

async fn close(connection: SqliteConnection) {
    connection.close().await.unwrap_or_else(|error| panic!("closing: {error}"));
}
