//! Probation's performance report: 27 columns that its referral system lets a provider download.
//!
//! Reading it updates referrals that are known by reference or CRN and shows what differs. It never
//! overwrites silently, and never makes a woman: a row that nobody here knows becomes a referral
//! without a person, which somebody completes. Importing the same file again changes nothing.
//!
//! Not for copying our figures into probation's system (crate evidence has that list).

pub mod fixture;
pub mod report;
pub mod service;
pub mod sql;

pub use report::{COLUMNS, NotAReport, Row, RowFault, RowProblem, read};
pub use service::{
    Choice, Difference, RmError, RmMode, RmOutcome, RmRowShown, differing_rows, import_rm_report,
    settle,
};
