//! Who she is: names, numbers, cases, tasks, agreements and consents.

mod columns;

pub use columns::COLUMNS;
