//! Evidence: returns to funders, counted from the records by definitions that are kept as data.
//!
//! A definition (`definition`) says in a small, closed language what a funder asks for. The facts of
//! a programme and a period are loaded once (`facts`), counted (`count`), and shown as the agreement
//! with the funder allows (`small`, `report`). Every figure keeps the ids of the rows behind it, so
//! opening them is exact. What is missing (`missing`) is said before the funder sees it.
//!
//! Not for: who may open a return (access), the records themselves (casework), or how a page looks
//! (web).

mod columns;
pub mod count;
pub mod definition;
pub mod entered;
pub mod export;
pub mod facts;
pub mod missing;
pub mod period;
pub mod probation;
pub mod report;
pub mod service;
pub mod small;
pub mod sql;

#[cfg(test)]
mod tests;

pub use count::{Counted, Mismatch, reconcile};
pub use definition::{Definition, DefinitionFault, Definitions};
pub use period::{Period, PeriodKind};
pub use report::{Audience, Report, Shown};
pub use service::{EvidenceError, ReturnMade};

/// The steps of this room's tables, in the order in which they run.
pub const MIGRATIONS: &[store::Migration] = &[store::Migration {
    room: "evidence",
    number: 1,
    sql: include_str!("../migrations/0001_evidence.sql"),
}];

/// The column registers.
pub const COLUMNS: &[&[store::Column]] = &[columns::COLUMNS];

/// The statements, one register a `sql.rs`, for the test that prepares each.
pub const STATEMENTS: &[&[store::Statement]] = &[sql::ALL, facts::sql::ALL];
