//! The key store: one key a person, in a database of its own.
//!
//! A data backup never holds it, so destroying a woman's key erases her from every data backup
//! that was ever made. Keys lie wrapped by the root key, or by another owner's key: a referral's
//! key is wrapped by hers once she is accepted, and goes when hers goes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use sqlx::FromRow;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::db::Db;
use crate::erase::Gone;
use crate::key_file::{RootKey, keyed_digest};
use crate::migration::{self, Migration};
use crate::seal::{SealError, SubjectKey};
use crate::uow::{NewKey, Rewrap};
use crate::{KEY_BYTES, StoreError, values};

mod sql {
    crate::statements! {
        /// A new key.
        ADD_KEY = "insert into subject_key (owner_id, kind, wrapped_by, wrapped, made_at) values ($1, $2, $3, $4, $5)";
        /// One owner's key.
        KEY_BY_OWNER = "select wrapped_by, wrapped from subject_key where owner_id = $1";
        /// The same key under another lock.
        REWRAP = "update subject_key set wrapped_by = $2, wrapped = $3 where owner_id = $1";
        /// The key is gone.
        DESTROY = "delete from subject_key where owner_id = $1 or wrapped_by = $1";
        /// That it is gone.
        ADD_ERASURE = "insert into erasure (owner_id, erased_on) values ($1, $2) on conflict (owner_id) do nothing";
        /// Every erasure, for a restore.
        ERASURES = "select owner_id, erased_on from erasure order by erased_on, owner_id";
        /// How many keys there are.
        COUNT = "select count(*) as many from subject_key";
        /// A value that must survive outside the data: the audit's count and head.
        SET_MARK = "insert into mark (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value";
        /// Reads it back.
        MARK = "select value from mark where name = $1";
    }
}
pub use sql::ALL as KEY_STATEMENTS;

/// The tables of the key store.
pub const KEY_STORE: &[Migration] =
    &[Migration { room: "keys", number: 1, sql: include_str!("../migrations/keys_0001.sql") }];

crate::columns! {
    /// The columns of the key store.
    pub KEY_COLUMNS:
    subject_key {
        owner_id: Internal Plain "random id of the record that the key opens";
        kind: Internal Plain "whose key it is: woman, referral, account, organisation or group";
        wrapped_by: Internal Plain "random id of the key that wraps this one";
        wrapped: Internal Sealed "the key itself, wrapped";
        made_at: Internal Plain "when it was made";
    }
    erasure {
        owner_id: Internal Plain "random id of a record that was erased";
        erased_on: Internal Plain "the day it was erased";
    }
    mark {
        name: Internal Plain "what the mark is for";
        value: Internal Plain "a small value of the program, nothing about a person";
    }
}

/// Whose key it is, for counts and the doctor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubjectKind {
    /// A woman's record and all that hangs on it.
    Woman,
    /// A referral that is not accepted yet, or a draft.
    Referral,
    /// A member of staff or volunteer.
    Account,
    /// What belongs to an organisation as a whole.
    Organisation,
    /// A group's own notes.
    Group,
}

impl SubjectKind {
    const fn code(self) -> &'static str {
        match self {
            Self::Woman => "woman",
            Self::Referral => "referral",
            Self::Account => "account",
            Self::Organisation => "organisation",
            Self::Group => "group",
        }
    }
}

/// An owner whose key was destroyed, and when. Holds nothing else about anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// The random id.
    pub owner: Uuid,
    /// The day.
    pub on: Date,
}

/// Unwrapped keys that are kept in memory; at most 64 bytes each, so about 10 MB.
const CACHED: usize = 150_000;

/// The keys of an installation.
pub struct Keys {
    root: RootKey,
    wrap: SubjectKey,
    index: Zeroizing<[u8; KEY_BYTES]>,
    db: Db,
    cache: Mutex<HashMap<Uuid, Arc<SubjectKey>>>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

#[derive(FromRow)]
struct KeyRow {
    wrapped_by: Option<Uuid>,
    wrapped: Vec<u8>,
}

#[derive(FromRow)]
struct ErasureRow {
    owner_id: Uuid,
    erased_on: String,
}

#[derive(FromRow)]
struct Count {
    many: i64,
}

#[derive(FromRow)]
struct Mark {
    value: Vec<u8>,
}

impl Keys {
    pub(crate) async fn open(root: RootKey, db: Db) -> Result<Self, StoreError> {
        migration::run(&db, KEY_STORE, 0).await?;
        let wrap = SubjectKey::from_bytes(*root.derive("wrap"));
        let index = root.derive("blind index");
        Ok(Self { root, wrap, index, db, cache: Mutex::default() })
    }

    /// The root key, for purposes that stand outside the rows: the audit chain, backups.
    #[must_use]
    pub fn root(&self) -> &RootKey {
        &self.root
    }

    /// The key store's database, for backup.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.db
    }

    pub(crate) async fn store(&self, new: &[NewKey]) -> Result<(), StoreError> {
        let mut tx = self.db.begin_write().await?;
        for NewKey { owner, kind, key, made } in new {
            let wrapped = seal_key(&self.wrap, *owner, key, nonce_of(&self.index, *owner, *made))?;
            tx.execute(&sql::ADD_KEY, values![*owner, kind.code(), None::<Uuid>, wrapped, *made])
                .await?;
        }
        tx.commit().await?;
        for NewKey { owner, key, .. } in new {
            self.remember(*owner, Arc::clone(key));
        }
        Ok(())
    }

    /// One owner's key.
    ///
    /// # Errors
    /// [`SealError::Erased`] when it was destroyed or never made.
    pub async fn load(&self, owner: Uuid) -> Result<Arc<SubjectKey>, StoreError> {
        if let Some(key) = self.remembered(owner) {
            return Ok(key);
        }
        let mut tx = self.db.begin_read().await?;
        let row: Option<KeyRow> = tx.optional(&sql::KEY_BY_OWNER, values![owner]).await?;
        let row = row.ok_or(SealError::Erased)?;
        let bytes = match row.wrapped_by {
            None => open_key(&self.wrap, owner, &row.wrapped)?,
            // A key is wrapped by another owner's at most once: a referral's by hers.
            Some(parent) => {
                let parent_row: Option<KeyRow> =
                    tx.optional(&sql::KEY_BY_OWNER, values![parent]).await?;
                let parent_row = parent_row.ok_or(SealError::Erased)?;
                let parent_key = open_key(&self.wrap, parent, &parent_row.wrapped)?;
                open_key(&SubjectKey::from_bytes(*parent_key), owner, &row.wrapped)?
            }
        };
        let key = Arc::new(SubjectKey::from_bytes(*bytes));
        self.remember(owner, Arc::clone(&key));
        Ok(key)
    }

    /// Puts one owner's key under another's, so that it goes when hers goes.
    ///
    /// # Errors
    /// [`SealError::Erased`] when either key is gone.
    pub async fn rewrap(
        &self,
        ctx: &kernel::Ctx,
        owner: Uuid,
        under: Uuid,
    ) -> Result<(), StoreError> {
        self.rewrap_each(&[Rewrap { owner, under, nonce: ctx.random() }]).await
    }

    pub(crate) async fn rewrap_each(&self, rewraps: &[Rewrap]) -> Result<(), StoreError> {
        if rewraps.is_empty() {
            return Ok(());
        }
        let mut wrapped = Vec::with_capacity(rewraps.len());
        for Rewrap { owner, under, nonce } in rewraps {
            let (key, parent) = (self.load(*owner).await?, self.load(*under).await?);
            wrapped.push((*owner, *under, seal_key(&parent, *owner, &key, *nonce)?));
        }
        let mut tx = self.db.begin_write().await?;
        for (owner, under, wrapped) in wrapped {
            tx.execute(&sql::REWRAP, values![owner, under, wrapped]).await?;
        }
        tx.commit().await
    }

    /// Destroys an owner's key and every key under it, here and in each later key-store backup,
    /// and writes down that it did. This cannot be taken back.
    ///
    /// # Errors
    /// By what is wrong.
    pub async fn destroy(&self, owner: Uuid, on: Date) -> Result<(), StoreError> {
        self.destroy_all(&Gone { owner, rows: Vec::new(), on }).await
    }

    /// As [`Self::destroy`], for an owner and the rows that go with her, some of which have a key of
    /// their own: a referral's, for instance. A backup from before it was known to be hers holds
    /// such a row apart, so each key's end is written down.
    pub(crate) async fn destroy_all(&self, gone: &Gone) -> Result<(), StoreError> {
        let Gone { owner, rows, on } = gone;
        let mut tx = self.db.begin_write().await?;
        for row in rows.iter().filter(|row| *row != owner) {
            let key: Option<KeyRow> = tx.optional(&sql::KEY_BY_OWNER, values![*row]).await?;
            if key.is_some() {
                tx.execute(&sql::ADD_ERASURE, values![*row, *on]).await?;
                tx.execute(&sql::DESTROY, values![*row]).await?;
            }
        }
        tx.execute(&sql::ADD_ERASURE, values![*owner, *on]).await?;
        tx.execute(&sql::DESTROY, values![*owner]).await?;
        tx.commit().await?;
        // Keys under hers may be cached too, and a cache cannot be asked which.
        self.cache.lock().unwrap_or_else(PoisonError::into_inner).clear();
        if let Db::Sqlite { writer, .. } = &self.db {
            sqlx::raw_sql("pragma wal_checkpoint(truncate)").execute(writer).await?;
        }
        Ok(())
    }

    /// Every erasure, oldest first.
    ///
    /// # Errors
    /// By what is wrong.
    pub async fn erasures(&self) -> Result<Vec<Erasure>, StoreError> {
        let mut tx = self.db.begin_read().await?;
        let rows: Vec<ErasureRow> = tx.all(&sql::ERASURES, values![]).await?;
        rows.into_iter()
            .map(|row| {
                let on = row.erased_on.parse().map_err(|_| StoreError::Damaged)?;
                Ok(Erasure { owner: row.owner_id, on })
            })
            .collect()
    }

    /// How many keys there are.
    ///
    /// # Errors
    /// By what is wrong.
    pub async fn count(&self) -> Result<i64, StoreError> {
        let mut tx = self.db.begin_read().await?;
        let count: Option<Count> = tx.optional(&sql::COUNT, values![]).await?;
        Ok(count.map_or(0, |c| c.many))
    }

    /// Keeps a small value outside the data, so that cutting the data can be noticed.
    ///
    /// # Errors
    /// By what is wrong.
    pub async fn set_mark(&self, name: &str, value: Vec<u8>) -> Result<(), StoreError> {
        let mut tx = self.db.begin_write().await?;
        tx.execute(&sql::SET_MARK, values![name, value]).await?;
        tx.commit().await
    }

    /// Reads a mark back.
    ///
    /// # Errors
    /// By what is wrong.
    pub async fn mark(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let mut tx = self.db.begin_read().await?;
        let mark: Option<Mark> = tx.optional(&sql::MARK, values![name]).await?;
        Ok(mark.map(|m| m.value))
    }

    /// See [`crate::Uow::blind`].
    #[must_use]
    pub fn blind(&self, organisation: Uuid, purpose: &str, canonical: &str) -> Vec<u8> {
        let digest = keyed_digest(
            &self.index,
            &[organisation.as_bytes(), purpose.as_bytes(), canonical.as_bytes()],
        );
        digest.iter().take(16).copied().collect()
    }

    pub(crate) async fn close(&self) {
        self.db.close().await;
    }

    fn remembered(&self, owner: Uuid) -> Option<Arc<SubjectKey>> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner).get(&owner).cloned()
    }

    fn remember(&self, owner: Uuid, key: Arc<SubjectKey>) {
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        if cache.len() >= CACHED {
            cache.clear();
        }
        cache.insert(owner, key);
    }
}

const KEY_TABLE: &[u8] = b"subject_key";

fn key_place(owner: Uuid) -> Vec<u8> {
    [KEY_TABLE, owner.as_bytes()].concat()
}

fn seal_key(
    under: &SubjectKey,
    owner: Uuid,
    key: &SubjectKey,
    nonce: [u8; 24],
) -> Result<Vec<u8>, SealError> {
    under.seal_bytes(nonce, &key_place(owner), key.bytes())
}

fn open_key(
    under: &SubjectKey,
    owner: Uuid,
    wrapped: &[u8],
) -> Result<Zeroizing<[u8; KEY_BYTES]>, SealError> {
    let bytes = under.open_bytes(&key_place(owner), wrapped)?;
    let bytes: [u8; KEY_BYTES] = bytes.as_slice().try_into().map_err(|_| SealError::DoesNotOpen)?;
    Ok(Zeroizing::new(bytes))
}

/// A nonce that no other wrapping under the same key has: each owner is wrapped by the root once,
/// so a keyed digest of the owner and the instant cannot repeat.
fn nonce_of(index: &[u8; KEY_BYTES], owner: Uuid, made: i64) -> [u8; 24] {
    let digest = keyed_digest(index, &[b"nonce", owner.as_bytes(), &made.to_le_bytes()]);
    let mut nonce = [0u8; 24];
    for (slot, byte) in nonce.iter_mut().zip(digest) {
        *slot = byte;
    }
    nonce
}
