//! Casework: one woman from the first word to closing.
//!
//! A folder a slice: `record` (who she is, her cases, tasks, agreements), `contact` (how it is
//! safe to reach her), and so on, each with `model.rs`, `sql.rs` and services. Not for pages (web),
//! not for who may see what (access), not for counting (evidence).

pub mod assessment;
mod codes;
pub mod contact;
pub mod family;
mod fault;
pub mod keep_apart;
pub mod need;
pub mod outcome;
pub mod plan;
pub mod programme;
pub mod record;
pub mod referral;
pub mod rm_import;
pub mod safety;
pub mod session;
pub mod timeline;
mod trail;

pub use fault::Fault;

/// The steps of this room's tables, in the order in which they run.
pub const MIGRATIONS: &[store::Migration] = &[
    store::Migration {
        room: "casework",
        number: 1,
        sql: include_str!("../migrations/0001_record.sql"),
    },
    store::Migration {
        room: "casework",
        number: 2,
        sql: include_str!("../migrations/0002_safety.sql"),
    },
    store::Migration {
        room: "casework",
        number: 3,
        sql: include_str!("../migrations/0003_referral.sql"),
    },
    store::Migration {
        room: "casework",
        number: 4,
        sql: include_str!("../migrations/0004_session.sql"),
    },
    store::Migration {
        room: "casework",
        number: 5,
        sql: include_str!("../migrations/0005_plan.sql"),
    },
    store::Migration {
        room: "casework",
        number: 6,
        sql: include_str!("../migrations/0006_programme.sql"),
    },
    store::Migration {
        room: "casework",
        number: 7,
        sql: include_str!("../migrations/0007_post.sql"),
    },
    store::Migration {
        room: "casework",
        number: 8,
        sql: include_str!("../migrations/0008_growth.sql"),
    },
];

/// Rows on which several women can be: erasing one takes such a row when nobody else is on it.
pub const SHARED: &[store::erase::Shared] = &[store::erase::Shared {
    table: "support_session",
    through: "attendance",
    by: "session_id",
    kept_by: &[("drop_in_visit", "session_id")],
}];

/// The column registers, one a slice.
pub const COLUMNS: &[&[store::Column]] = &[
    record::COLUMNS,
    safety::COLUMNS,
    referral::columns::COLUMNS,
    session::COLUMNS,
    plan::COLUMNS,
    programme::columns::COLUMNS,
];

/// The statements, one register a `sql.rs`, for the test that prepares each.
pub const STATEMENTS: &[&[store::Statement]] = &[
    assessment::STATEMENTS,
    contact::STATEMENTS,
    family::STATEMENTS,
    keep_apart::STATEMENTS,
    outcome::STATEMENTS,
    plan::STATEMENTS,
    programme::sql::ALL,
    record::STATEMENTS,
    referral::sql::ALL,
    rm_import::sql::ALL,
    safety::STATEMENTS,
    session::STATEMENTS,
];
