//! The words every room shares: ids, the clock and chance of a request, identifiers of women,
//! dates with their precision, working days, names and how alike they sound.
//!
//! Not for: input or output, databases, async, or anything that looks at the real clock. Time and
//! randomness are handed in as a [`Ctx`], so a rule with a date in it can be tested on any day.

pub mod ctx;
pub mod id;
pub mod personal;
pub mod time;

pub use ctx::{Actor, Chance, Clock, Ctx};
pub use id::{Id, Reference};
pub use personal::Personal;
