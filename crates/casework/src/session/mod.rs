//! Sessions: booking, moving, recording in thirty seconds, groups by ticking, drop-in, visit sheets.
//!
//! A session is one row; a woman at it is one row of attendance, sealed words with her key. What was
//! recorded is never overwritten: each earlier version stays, and is what two people's edits are
//! merged from. Not for the release board or court reports, and not for counting (evidence).

mod columns;
mod error;
pub mod model;
pub mod service;
mod sql;

pub use columns::COLUMNS;
pub use error::SessionError;
pub use model::{
    AskedBy, Attendance, AttendanceState, Clash, Concern, Days, Duty, Entry, Field, Happened,
    MoveReason, Place, Probation, Rang, Session, SessionDraft, SessionId, SessionKind,
    SkippedByTheClocks, Visits, Warning, Words, ends_at, london_start,
};
pub use sql::ALL as STATEMENTS;
/// Lists that stand only with `access::VisibleWomen::FRAGMENT` behind them.
pub use sql::seen::ALL as LISTS;
