//! The words every room shares: ids, the clock and chance of a request, identifiers of women,
//! dates with their precision, working days, names and how alike they sound.
//!
//! Not for: input or output, databases, async, or anything that looks at the real clock. Time and
//! randomness are handed in as a [`Ctx`], so a rule with a date in it can be tested on any day.

pub mod conflict;
pub mod ctx;
pub mod hours;
pub mod id;
pub mod identifier;
pub mod money;
pub mod name;
pub mod partial_date;
pub mod personal;
pub mod postcode;
pub mod time;
pub mod working_day;

pub use conflict::{Merged, merge_field};
pub use ctx::{Actor, Chance, Clock, Ctx};
pub use hours::WeekHours;
pub use id::{Id, Reference};
pub use identifier::{Identifier, IdentifierKind, Validity};
pub use money::Pence;
pub use partial_date::PartialDate;
pub use personal::Personal;
pub use postcode::{Outcode, Postcode, Sector};
