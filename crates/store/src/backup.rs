//! Backup and restore.
//!
//! A backup folder holds `data/`, one encrypted file for each time, and `keys/`, where each key
//! store replaces the one before: so whoever was erased since is gone from every older data file
//! too. Both are SQLCipher files under keys derived from the root; the key file itself is never
//! copied. Beside each file stands a manifest with its length and keyed digest, so that a cut or
//! altered file is refused before anything is touched.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use kernel::Ctx;
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};

use crate::db::{file, make_private, raw_key, sqlite_options};
use crate::erase::Shared;
use crate::key_file::RootKey;
use crate::migration::{self, Migration};
use crate::{Db, Erasure, KEY_BYTES, KEY_STORE, Place, Store, StoreError, copy, disk, erase};

/// What stands beside a backup file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The file it is about.
    pub file: String,
    /// Its length.
    pub bytes: u64,
    /// Keyed digest of its content, as hex.
    pub digest: String,
    /// When it was taken, UTC.
    pub taken_at: String,
    /// Rows by table.
    pub rows: BTreeMap<String, i64>,
}

/// A backup that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// The data file.
    pub data: PathBuf,
    /// The key store.
    pub keys: PathBuf,
    /// The data file's manifest.
    pub manifest: Manifest,
}

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Rows by table after restoring.
    pub rows: BTreeMap<String, i64>,
    /// Who had been erased since the data was backed up, or before.
    pub erasures: Vec<Erasure>,
    /// The rows taken out because of that, by table.
    pub erased: erase::Erased,
}

/// Why a backup cannot be restored.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The folder holds no backup.
    #[error("there is no backup in {0}")]
    Missing(String),
    /// The file is shorter or other than when it was written.
    #[error("the backup file {0} is not as it was written: it is cut short or was changed")]
    Changed(String),
    /// The target already holds an installation.
    #[error("{0} already holds an installation; restore into an empty folder")]
    Occupied(String),
    /// Anything else.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Backs up a running installation into a folder. The program goes on serving meanwhile.
///
/// # Errors
/// By what is wrong; a half-written file never gets a backup's name.
pub async fn back_up(
    ctx: &Ctx,
    store: &Store,
    steps: &[Migration],
    folder: &Path,
) -> Result<Backup, StoreError> {
    let stamp = ctx.now().strftime("%Y%m%dT%H%M%SZ").to_string();
    let data = folder.join("data").join(format!("alongside-{stamp}.db"));
    let keys = folder.join("keys").join("keys.db");
    // Data first: a woman taken on meanwhile then has a key without rows, never rows without a key.
    let manifest = write_one(ctx, store, &store.db, steps, &data, "data").await?;
    write_one(ctx, store, store.keys.db(), KEY_STORE, &keys, "keys").await?;
    Ok(Backup { data, keys, manifest })
}

async fn write_one(
    ctx: &Ctx,
    store: &Store,
    db: &Db,
    steps: &[Migration],
    path: &Path,
    what: &str,
) -> Result<Manifest, StoreError> {
    let folder = path.parent().unwrap_or(path);
    disk::make_folder(folder).map_err(|e| file(folder, "make the folder", e))?;
    let half = path.with_extension("half-written");
    remove_database(&half)?;
    let root = store.keys.root();
    let key = backup_key(root, what);
    match db {
        Db::Sqlite { .. } => {
            let (source, key_name) = match what {
                "data" => (store.place.data_file(), "database"),
                _ => (store.place.keys_file(), "key store"),
            };
            export(&source, &root.derive(key_name), &half, &key).await?;
        }
        Db::Postgres(_) => {
            let target = Db::open_sqlite(&half, &key).await?;
            migration::same_steps(db, &target, steps).await?;
            copy::copy_all(db, &target).await?;
            target.close().await;
        }
    }
    let copy = Db::open_sqlite(&half, &key).await?;
    let rows = copy::counts(&copy).await?;
    copy.close().await;
    let bytes = fs::read(&half).map_err(|e| file(&half, "read", e))?;
    let manifest = Manifest {
        file: path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
        bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        digest: hex(&root.digest("backup manifest", &[&bytes])),
        taken_at: ctx.now().to_string(),
        rows,
    };
    let text = serde_json::to_vec_pretty(&manifest)
        .map_err(|_| StoreError::Other("the manifest cannot be written".to_owned()))?;
    // The key store's backup replaces the one before, on which every older data file depends. So the
    // new manifest is there before its file is, and the old one until then: whenever the machine dies,
    // one of both fits.
    let next = next_manifest_of(path);
    disk::write_whole(&next, &text).map_err(|e| file(&next, "write", e))?;
    settle(&half, path)?;
    settle(&next, &manifest_of(path))?;
    Ok(manifest)
}

/// Copies an open SQLCipher database into a new file under another key, at one moment.
async fn export(
    source: &Path,
    source_key: &[u8; KEY_BYTES],
    target: &Path,
    target_key: &[u8; KEY_BYTES],
) -> Result<(), StoreError> {
    if !source.exists() {
        return Err(file(source, "open", std::io::ErrorKind::NotFound.into()));
    }
    // The attached file is opened with the same flags, so this connection must be able to create.
    let options = sqlite_options(source, source_key);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    let name = target.to_string_lossy().replace('\'', "''");
    let attach = format!("attach database '{name}' as backup key {}", raw_key(target_key));
    sqlx::raw_sql(AssertSqlSafe(attach)).execute(&mut connection).await?;
    sqlx::raw_sql("select sqlcipher_export('backup')").execute(&mut connection).await?;
    sqlx::raw_sql("detach database backup").execute(&mut connection).await?;
    connection.close().await?;
    Ok(())
}

/// The newest data backup of a folder.
///
/// # Errors
/// [`RestoreError::Missing`].
pub fn newest(folder: &Path) -> Result<PathBuf, RestoreError> {
    let missing = || RestoreError::Missing(folder.display().to_string());
    let entries = fs::read_dir(folder.join("data")).map_err(|_| missing())?;
    entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "db"))
        .max()
        .ok_or_else(missing)
}

/// Restores a data file and the folder's key store into an empty place, takes out whoever was
/// erased since, and brings the tables up to this program's step.
///
/// # Errors
/// [`RestoreError`]; the place is left without a database then.
pub async fn restore(
    ctx: &Ctx,
    folder: &Path,
    data: &Path,
    root: RootKey,
    place: Place,
    steps: &[Migration],
    shared: &[Shared],
) -> Result<Restored, RestoreError> {
    if place.key_file().exists() || place.data_file().exists() {
        return Err(RestoreError::Occupied(place.folder.display().to_string()));
    }
    let keys = folder.join("keys").join("keys.db");
    verify(&root, data)?;
    verify(&root, &keys)?;
    make_private(&place.folder)?;
    let outcome = fill(ctx, data, &keys, &root, place.clone(), steps).await;
    let outcome = match outcome {
        Ok(store) => take_out_erased(store, shared).await,
        Err(error) => Err(error),
    };
    if outcome.is_err() && place.database.is_none() {
        // Nothing half restored may look like an installation.
        for path in [place.data_file(), place.keys_file()] {
            remove_database(&path)?;
        }
        let _ = fs::remove_file(place.key_file());
    }
    outcome
}

async fn fill(
    ctx: &Ctx,
    data: &Path,
    keys: &Path,
    root: &RootKey,
    place: Place,
    steps: &[Migration],
) -> Result<Store, RestoreError> {
    root.write_new(&place.key_file()).map_err(StoreError::from)?;
    if place.database.is_none() {
        let to = place.data_file();
        export(data, &backup_key(root, "data"), &to, &root.derive("database")).await?;
        let to = place.keys_file();
        export(keys, &backup_key(root, "keys"), &to, &root.derive("key store")).await?;
    } else {
        let store = Store::open(place.clone(), steps).await?;
        store.migrate(ctx, steps).await?;
        for (path, what, db) in [(data, "data", &store.db), (keys, "keys", store.keys.db())] {
            let source = Db::open_sqlite(path, &backup_key(root, what)).await?;
            migration::run(&source, if what == "data" { steps } else { KEY_STORE }, 0).await?;
            copy::copy_all(&source, db).await?;
            source.close().await;
        }
        store.close().await;
    }
    let store = Store::open(place, steps).await?;
    store.migrate(ctx, steps).await?;
    Ok(store)
}

async fn take_out_erased(store: Store, shared: &[Shared]) -> Result<Restored, RestoreError> {
    let erasures = store.keys.erasures().await?;
    let owners: Vec<_> = erasures.iter().map(|e| e.owner).collect();
    let erased = erase::erase_rows(&store.db, &owners, shared).await?;
    let rows = copy::counts(&store.db).await?;
    store.close().await;
    Ok(Restored { rows, erasures, erased })
}

/// Checks a backup file against its manifest.
///
/// # Errors
/// [`RestoreError::Missing`] or [`RestoreError::Changed`].
pub fn verify(root: &RootKey, path: &Path) -> Result<Manifest, RestoreError> {
    let name = path.display().to_string();
    let bytes = fs::read(path).map_err(|_| RestoreError::Missing(name.clone()))?;
    let digest = hex(&root.digest("backup manifest", &[&bytes]));
    let texts = [manifest_of(path), next_manifest_of(path)].map(|path| fs::read(path).ok());
    if texts.iter().all(Option::is_none) {
        return Err(RestoreError::Missing(name));
    }
    texts
        .into_iter()
        .flatten()
        .filter_map(|text| serde_json::from_slice::<Manifest>(&text).ok())
        .find(|manifest| {
            let same_length = u64::try_from(bytes.len()).is_ok_and(|n| n == manifest.bytes);
            same_length && digest == manifest.digest
        })
        .ok_or(RestoreError::Changed(name))
}

fn backup_key(root: &RootKey, what: &str) -> [u8; KEY_BYTES] {
    *root.derive(&format!("backup {what}"))
}

fn manifest_of(path: &Path) -> PathBuf {
    path.with_extension("manifest.json")
}

/// The manifest of a file that is about to get this name.
fn next_manifest_of(path: &Path) -> PathBuf {
    path.with_extension("next.manifest.json")
}

/// Gives a finished file its name, once it is on the disk.
fn settle(half: &Path, path: &Path) -> Result<(), StoreError> {
    let sync = || -> std::io::Result<()> {
        fs::File::open(half)?.sync_all()?;
        fs::rename(half, path)?;
        path.parent().map_or(Ok(()), disk::sync_folder)
    };
    sync().map_err(|e| file(path, "write", e))
}

/// Removes a database file with its write-ahead log.
fn remove_database(path: &Path) -> Result<(), StoreError> {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        match fs::remove_file(&name) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                return Err(file(path, "remove", e));
            }
            _ => {}
        }
    }
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
