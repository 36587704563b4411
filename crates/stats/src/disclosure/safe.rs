//! The one door out: a figure that carries where it came from and under which rule it was made safe.
//! Only this module's neighbours can make one; everything public is read-only.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::table::Key;
use super::{EntryId, Rule};

/// A figure that may leave: nothing small can be worked out of it, alone or together with what was
/// published before. Nothing outside [`crate::disclosure`] can make one:
///
/// ```compile_fail
/// let forged = stats::disclosure::Safe { value: 3 };
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Safe<T> {
    value: T,
    source: String,
    dated: String,
    rule: Rule,
    entry: EntryId,
}

impl<T> Safe<T> {
    pub(super) const fn made(
        value: T,
        source: String,
        dated: String,
        rule: Rule,
        entry: EntryId,
    ) -> Self {
        Self { value, source, dated, rule, entry }
    }

    /// The figure.
    #[must_use]
    pub const fn value(&self) -> &T {
        &self.value
    }

    /// Where it was counted from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The day it was published, ISO 8601.
    #[must_use]
    pub fn dated(&self) -> &str {
        &self.dated
    }

    /// Under which rule.
    #[must_use]
    pub const fn rule(&self) -> Rule {
        self.rule
    }

    /// Its entry in the ledger.
    #[must_use]
    pub const fn entry(&self) -> EntryId {
        self.entry
    }
}

/// What a reader sees of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// So many (rounded, where the rule says so).
    Count(u64),
    /// Nothing, and not why.
    Hidden,
    /// That nobody can be here.
    CannotBe,
}

/// How a table is laid out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// Its variables.
    pub variables: Vec<String>,
    /// The categories of each.
    pub categories: Vec<Vec<String>>,
}

/// Tables as readers see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    shapes: Vec<Shape>,
    #[serde(with = "listed")]
    cells: BTreeMap<Key, Shown>,
}

impl Published {
    pub(super) const fn made(shapes: Vec<Shape>, cells: BTreeMap<Key, Shown>) -> Self {
        Self { shapes, cells }
    }

    /// The tables' layouts.
    #[must_use]
    pub fn shapes(&self) -> &[Shape] {
        &self.shapes
    }

    /// What is seen of each cell, totals included.
    #[must_use]
    pub const fn cells(&self) -> &BTreeMap<Key, Shown> {
        &self.cells
    }
}

impl Safe<Published> {
    /// What is seen of one cell; `None` when no table has it.
    #[must_use]
    pub fn cell(&self, key: &Key) -> Option<Safe<Shown>> {
        let shown = *self.value.cells.get(key)?;
        Some(Safe::made(shown, self.source.clone(), self.dated.clone(), self.rule, self.entry))
    }

    /// One cell as a share of another, out of what is shown of both: a rate hidden with its
    /// numerator or its denominator, and rounded with them. `None` where either is not shown.
    #[must_use]
    pub fn rate(&self, numerator: &Key, denominator: &Key) -> Option<Safe<f64>> {
        match (self.value.cells.get(numerator)?, self.value.cells.get(denominator)?) {
            (Shown::Count(over), Shown::Count(under)) if *under > 0 => Some(Safe::made(
                *over as f64 / *under as f64,
                self.source.clone(),
                self.dated.clone(),
                self.rule,
                self.entry,
            )),
            _ => None,
        }
    }
}

/// A map of cells as a list of pairs: JSON knows only texts as keys.
mod listed {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Key, Shown};

    pub fn serialize<S: Serializer>(
        cells: &BTreeMap<Key, Shown>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        cells.iter().collect::<Vec<_>>().serialize(to)
    }

    pub fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<BTreeMap<Key, Shown>, D::Error> {
        Ok(Vec::<(Key, Shown)>::deserialize(from)?.into_iter().collect())
    }
}
