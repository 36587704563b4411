//! The ground under every room: one database behind one SQL text, a unit of work, migrations,
//! sealed columns and the keys that open them.
//!
//! Not for: business SQL (that stands in each room's `sql.rs`), permissions, or pages. Two
//! databases live behind [`Db`]: SQLite encrypted as a whole by SQLCipher, for one cheap machine,
//! and PostgreSQL 15 or newer. What is personal is sealed before it reaches either.

pub mod backup;
pub mod column;
pub mod copy;
mod db;
pub mod dialect;
pub mod disk;
mod ending;
pub mod erase;
mod error;
mod key_file;
mod keys;
pub mod memory;
pub mod migration;
mod planner;
mod seal;
mod statement;
mod uow;
mod value;

pub use column::{Class, Column, Form};
pub use db::{Db, Place, Store};
pub use error::StoreError;
pub use key_file::{KeyFileError, RootKey};
pub use keys::{Erasure, KEY_COLUMNS, KEY_STATEMENTS, KEY_STORE, Keys, SubjectKind};
pub use migration::Migration;
pub use seal::{SealError, SubjectKey};
pub use statement::{Ahead, Fragment, Joined, Sql, Statement, TOGETHER};
pub use uow::{RowType, Uow};
pub use value::Value;

/// Bytes of a key or digest.
pub const KEY_BYTES: usize = 32;
