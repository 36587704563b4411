//! The two databases behind one type, and the installation's folder that holds the keys.

use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use sqlx::ConnectOptions as _;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, SqlitePool};

use crate::key_file::RootKey;
use crate::keys::Keys;
use crate::memory::{Memory, Remembered};
use crate::migration::{self, Migration};
use crate::uow::{Tx, Uow};
use crate::{KEY_BYTES, StoreError, disk, ending};

/// Decrypted pages that each connection keeps, as SQLite takes it: 8 MiB. Each page read anew is
/// decrypted and its digest checked.
const CACHE: &str = "-8192";
/// Readers beside the one writer of an embedded database.
const READERS: u32 = 4;
/// Connections of one web node to PostgreSQL.
const CONNECTIONS: u32 = 16;

/// Statements that a connection keeps prepared: more than the program has, so that none is
/// prepared twice.
const STATEMENTS: usize = 1_000;

/// Where an installation lives.
#[derive(Debug, Clone)]
pub struct Place {
    /// The folder of this installation: key file, embedded database, key store, audit head.
    pub folder: PathBuf,
    /// `postgres://…`, or nothing for the embedded database in the folder.
    pub database: Option<String>,
}

impl Place {
    /// An embedded installation in this folder.
    #[must_use]
    pub fn embedded(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), database: None }
    }

    /// The key file.
    #[must_use]
    pub fn key_file(&self) -> PathBuf {
        self.folder.join("alongside.key")
    }

    /// The embedded database.
    #[must_use]
    pub fn data_file(&self) -> PathBuf {
        self.folder.join("alongside.db")
    }

    /// The key store of an embedded installation.
    #[must_use]
    pub fn keys_file(&self) -> PathBuf {
        self.folder.join("keys.db")
    }
}

/// A database: readers and a writer.
#[derive(Debug, Clone)]
pub enum Db {
    /// SQLite under SQLCipher. One writer, so that units of work wait in a queue and never fail
    /// each other; readers see the last commit and never wait.
    Sqlite {
        /// The one connection that writes.
        writer: SqlitePool,
        /// Connections that only read.
        readers: SqlitePool,
    },
    /// PostgreSQL.
    Postgres(PgPool),
}

impl Db {
    /// Opens an encrypted SQLite file, making it when it is not there.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`] when the key does not fit; others by what is wrong.
    pub async fn open_sqlite(path: &Path, key: &[u8; KEY_BYTES]) -> Result<Self, StoreError> {
        let options = sqlite_options(path, key);
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(Duration::from_secs(30))
            .test_before_acquire(false)
            .connect_with(options.clone())
            .await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(Duration::from_secs(30))
            // A file of this machine does not hang up; asking whether it did costs as much as a statement.
            .test_before_acquire(false)
            .connect_with(options.create_if_missing(false).pragma("query_only", "1"))
            .await?;
        ending::wait_for_databases();
        Ok(Self::Sqlite { writer, readers })
    }

    /// Connects to PostgreSQL. `schema` is where the tables stand; it is made when missing.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`] and others by what is wrong.
    pub async fn connect_postgres(url: &str, schema: &str) -> Result<Self, StoreError> {
        let options = PgConnectOptions::from_str(url)
            .map_err(|_| StoreError::Other("the database address cannot be read".to_owned()))?
            .options([("search_path", schema)])
            .statement_cache_capacity(STATEMENTS)
            .disable_statement_logging();
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(Duration::from_secs(30))
            .connect_with(options)
            .await?;
        migration::make_schema(&pool, schema).await?;
        Ok(Self::Postgres(pool))
    }

    /// Begins a transaction that may write.
    pub(crate) async fn begin_write(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite { writer, .. } => Tx::Sqlite(begin_immediate(writer).await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// Begins a transaction that sees one moment and only reads.
    pub(crate) async fn begin_read(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Tx::Sqlite(readers.begin().await?),
            Self::Postgres(pool) => Tx::Postgres(
                pool.begin_with("begin transaction isolation level repeatable read, read only")
                    .await?,
            ),
        })
    }

    /// Which of the two, for messages.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => "SQLite",
            Self::Postgres(_) => "PostgreSQL",
        }
    }

    /// Closes every connection; on SQLite this folds the write-ahead log into the file.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// Begins on the one connection that writes. After a full disk SQLite has rolled back by itself,
/// and the connection still counts a transaction that is over; it would refuse every later one. So
/// such a connection is put away and a new one takes its place, without a restart.
async fn begin_immediate(
    writer: &SqlitePool,
) -> Result<sqlx::Transaction<'static, sqlx::Sqlite>, sqlx::Error> {
    match writer.begin_with("begin immediate").await {
        Err(sqlx::Error::InvalidSavePointStatement) => {
            writer.acquire().await?.close().await?;
            writer.begin_with("begin immediate").await
        }
        begun => begun,
    }
}

/// How Alongside opens a SQLite file: encrypted, durable at every commit, with foreign keys. No
/// statement is logged, not even a slow one: a backup of a large database is slow and nothing is wrong.
#[must_use]
pub(crate) fn sqlite_options(path: &Path, key: &[u8; KEY_BYTES]) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .pragma("key", raw_key(key))
        .pragma("cipher_log_level", "NONE")
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(20))
        .pragma("secure_delete", "1")
        .pragma("temp_store", "memory")
        .pragma("cache_size", CACHE)
        .statement_cache_capacity(STATEMENTS)
        .disable_statement_logging()
}

/// A raw key as SQLCipher's pragma takes it: 64 hex digits, used as it is and not stretched.
pub(crate) fn raw_key(key: &[u8; KEY_BYTES]) -> String {
    let digits: String = key.iter().map(|b| format!("{b:02x}")).collect();
    format!("\"x'{digits}'\"")
}

/// An open installation: its database and its keys.
#[derive(Debug, Clone)]
pub struct Store {
    /// The data.
    pub db: Db,
    /// The keys.
    pub keys: Arc<Keys>,
    /// Where it lives.
    pub place: Place,
    remembered: Arc<Remembered>,
}

impl Store {
    /// Makes a new installation: folder, key file, databases, tables.
    ///
    /// # Errors
    /// Refuses a folder that already holds a key; others by what is wrong.
    pub async fn create(
        ctx: &kernel::Ctx,
        place: Place,
        steps: &[Migration],
    ) -> Result<Self, StoreError> {
        make_private(&place.folder)?;
        RootKey::from_bytes(ctx.random()).write_new(&place.key_file())?;
        let store = Self::connect(place).await?;
        migration::run(&store.db, steps, ctx.now_micros()).await?;
        Ok(store)
    }

    /// Opens an existing installation and refuses one made by a newer Alongside. Steps that are
    /// still to run are left to [`Self::migrate`], so that a backup can be taken first.
    ///
    /// # Errors
    /// By what is wrong.
    pub async fn open(place: Place, steps: &[Migration]) -> Result<Self, StoreError> {
        if place.database.is_none() && !place.data_file().exists() {
            RootKey::read(&place.key_file())?;
            return Err(file(
                &place.data_file(),
                "open the database",
                std::io::ErrorKind::NotFound.into(),
            ));
        }
        let store = Self::connect(place).await?;
        migration::check(&store.db, steps).await?;
        Ok(store)
    }

    /// Runs the steps that have not run yet. Returns how many did.
    ///
    /// # Errors
    /// By what is wrong; a step that fails leaves nothing of itself behind.
    pub async fn migrate(
        &self,
        ctx: &kernel::Ctx,
        steps: &[Migration],
    ) -> Result<usize, StoreError> {
        migration::run(&self.db, steps, ctx.now_micros()).await
    }

    async fn connect(place: Place) -> Result<Self, StoreError> {
        let root = RootKey::read(&place.key_file())?;
        let (db, keys_db) = match &place.database {
            None => (
                Db::open_sqlite(&place.data_file(), &root.derive("database")).await?,
                Db::open_sqlite(&place.keys_file(), &root.derive("key store")).await?,
            ),
            Some(url) => (
                Db::connect_postgres(url, "alongside").await?,
                Db::connect_postgres(url, "alongside_keys").await?,
            ),
        };
        let keys = Arc::new(Keys::open(root, keys_db).await?);
        Ok(Self { db, keys, place, remembered: Arc::default() })
    }

    /// Begins a unit of work that may write. Nothing of it is kept unless it is committed.
    ///
    /// # Errors
    /// [`StoreError::Busy`] and others by what is wrong.
    pub async fn begin(&self) -> Result<Uow, StoreError> {
        let mut tx = self.db.begin_write().await?;
        // On PostgreSQL others write meanwhile, and each statement sees what they did.
        let memory = match &tx {
            Tx::Sqlite(_) => Some(Memory::begin(&mut tx, Arc::clone(&self.remembered)).await?),
            Tx::Postgres(_) => None,
        };
        Ok(Uow::that_writes(tx, Arc::clone(&self.keys), memory))
    }

    /// Begins a unit of work that reads one moment.
    ///
    /// # Errors
    /// By what is wrong.
    pub async fn read(&self) -> Result<Uow, StoreError> {
        let mut tx = self.db.begin_read().await?;
        let memory = Memory::begin(&mut tx, Arc::clone(&self.remembered)).await?;
        Ok(Uow::that_reads(tx, Arc::clone(&self.keys), memory))
    }

    /// Closes every connection.
    pub async fn close(&self) {
        self.db.close().await;
        self.keys.close().await;
    }
}

/// Makes a folder that no other account of this machine can look into.
pub(crate) fn make_private(folder: &Path) -> Result<(), StoreError> {
    disk::make_folder(folder).map_err(|source| file(folder, "make the folder", source))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
            .map_err(|source| file(folder, "close the folder to others", source))?;
    }
    Ok(())
}

pub(crate) fn file(path: &Path, doing: &str, source: std::io::Error) -> StoreError {
    StoreError::from_file(path, doing, source)
}
