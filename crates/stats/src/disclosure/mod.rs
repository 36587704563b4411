//! Disclosure control: what may leave of a table of counts, so that nobody small can be found in it.
//!
//! Road: [`CountTable::read`] → [`Protected::make`] (small cells hidden, others hidden for their
//! sake, checked exactly) → [`Ledger::publish`] (held against everything published before, rounded)
//! → [`Safe`], which nothing else can make. Not for deciding who may see true counts (`access`).

pub mod exact;
mod ledger;
mod regions;
mod round;
mod safe;
mod suppress;
mod table;

use serde::{Deserialize, Serialize};

pub use ledger::{About, Audience, Entry, EntryId, Ledger, Refusal};
pub use round::{Base, Rounding, RoundingKey};
pub use safe::{Published, Safe, Shape, Shown};
pub use suppress::{Loss, Protected, Standing, SuppressError};
pub use table::{Bounds, Cells, CountTable, Key, MOST_CELLS, Sum, TableError, Tally};

/// The smallest count that is shown, and the least doubt that is left of a hidden one. Nought is a
/// count like another: only structural zeros are shown. Under 1, everything is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Threshold(u64);

impl Threshold {
    /// What the public sees: nothing under ten.
    pub const PUBLIC: Self = Self(10);

    /// What an agreement says: none (0), 3, 5, 10 or another.
    #[must_use]
    pub const fn new(threshold: u64) -> Self {
        Self(threshold)
    }

    /// As a number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

/// Under which rule a figure was made safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Nothing under it is shown.
    pub threshold: Threshold,
    /// Shown counts are rounded to it; `None`: shown as counted.
    pub base: Option<Base>,
}
