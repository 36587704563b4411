//! What a women's centre can hold: women who wait for a place on a worker's caseload, formulas for
//! how long (M/M/c and M/G/c), and a twin that plays it out day by day. Time is in working days, five
//! to a week. Not for reading files (crate `engines`), nor for any one woman.

mod formula;
mod outlook;
mod stay;
mod twin;

pub use formula::{Never, Queue, erlang_c};
pub use outlook::{Outlook, Spread, outlook};
pub use stay::{NoStay, Stay};
pub use twin::{Arrivals, Day, Played, Twin, TwinFault};
