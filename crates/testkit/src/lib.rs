//! What the tests of every crate share: a private PostgreSQL, the tally of which test ran on which
//! database, and how many cases a repeated test runs. Not for the program itself: only
//! `dev-dependencies` name this crate.
#![allow(
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    reason = "only tests link this crate; failing loudly is its purpose"
)]

mod bare;
mod cluster;
#[cfg(target_os = "linux")]
pub mod forgetful;
mod house;
pub mod open_referral;
mod page;
mod postgres;
mod tally;

pub use bare::{BareRow, Cell, bare_rows, carried_away, files_under};
pub use cluster::{Cluster, Replication};
pub use house::House;
pub use page::{faults_of_page, page_is_sound};
pub use postgres::{PostgresError, postgres_from_template, postgres_or_skip, postgres_url};
pub use tally::{Database, cases, ran_on};
