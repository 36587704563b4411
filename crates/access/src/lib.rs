//! Who may see what, and who looked: Cedar policies, permits, and the facts both stand on.
//!
//! A decision goes one way only: the loader reads facts about the actor and the resource, Cedar
//! decides by the policies in `policies/`, and out comes a [`Permit`] or a [`Refusal`]. No other
//! crate can make a permit, so a function that asks for one cannot be reached without a decision.
//!
//! Not for: what a woman's record holds (casework), or how a page looks (web).

pub mod accounts;
pub mod action;
pub mod asking;
pub mod audit;
pub mod book;
pub mod columns;
mod decide;
mod decided;
pub mod emergency;
pub mod facts;
pub mod gate;
pub mod passkeys;
pub mod permit;
pub mod records;
pub mod refusal;
pub mod role;
pub mod sessions;
pub mod sign_in;
pub mod sql;
pub mod visible;

pub use action::{Act, Action, act};
pub use audit::{AuditLog, AuditUnavailable};
pub use book::{PolicyBook, Promise, Rule};
pub use columns::{COLUMNS, MIGRATIONS};
pub use facts::{ActorFacts, WomanFacts};
pub use gate::{Denied, Gate};
pub use permit::Permit;
pub use refusal::{Refusal, Refused};
pub use role::Role;
pub use sql::STATEMENTS;
pub use visible::VisibleWomen;

#[cfg(test)]
mod tests;
