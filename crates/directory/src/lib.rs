//! The directory: services for women, what they do, for whom and where.
//!
//! [`model`] says what an entry is; [`publish`] makes of it what others may see; [`open_referral`]
//! writes that as Open Referral UK, [`intake`] reads
//! what others send, [`search`] finds; all of that is pure: what day it is and what stands in a
//! file is handed in. [`service`] keeps entries in the database, under permits; [`snapshot`] is the
//! file by which the public side learns of them, [`served`] what it makes of that.
//!
//! Not for casework: nothing here knows of any woman.

pub mod alike;
mod codes;
mod columns;
pub mod gaps;
pub mod intake;
pub mod invented;
pub mod model;
pub mod open_referral;
pub mod publish;
pub mod search;
pub mod served;
pub mod service;
pub mod snapshot;
pub mod sql;
pub mod towns;
pub mod web_words;

pub use publish::{Audience, NotShown, Published, PublishedPlace, Reached, Shown, publish};
pub use service::DirectoryError;

/// The steps of this room's tables, in the order in which they run.
pub const MIGRATIONS: &[store::Migration] = &[
    store::Migration {
        room: "directory",
        number: 1,
        sql: include_str!("../migrations/0001_directory.sql"),
    },
    store::Migration {
        room: "directory",
        number: 2,
        sql: include_str!("../migrations/0002_upkeep.sql"),
    },
];

/// The column registers.
pub const COLUMNS: &[&[store::Column]] = &[columns::COLUMNS];

/// The statements, one register a `sql.rs`, for the test that prepares each.
pub const STATEMENTS: &[&[store::Statement]] = &[sql::ALL];

/// The fragments, each with the statement it stands behind.
pub const FRAGMENTS: &[(store::Statement, store::Fragment)] = sql::FRAGMENTS;
