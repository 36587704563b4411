//! What was published before, and whether something new would uncover anybody together with it. Not
//! a store: whoever holds it keeps it, whole, as the value that it is.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::exact::LpError;
use super::regions::Regions;
use super::safe::{Published, Safe, Shape, Shown};
use super::suppress::{Protected, Standing};
use super::table::{Tally, feasible};
use super::{Rounding, Rule};

/// The number of an entry, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EntryId(pub u64);

impl std::fmt::Display for EntryId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Who will see a table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Everybody.
    Public,
    /// One funder or body, under its agreement.
    Named(String),
}

/// What a table is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Where it was counted from.
    pub source: String,
    /// Of whom, and when: "Women supported, January to March 2026". Tables that name the same
    /// population are held against each other.
    pub population: String,
    /// A wider population, published before, of which this one is a part.
    pub within: Option<String>,
    /// The day of publishing, ISO 8601.
    pub dated: String,
    /// Who will see it.
    pub audience: Audience,
}

/// One publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number.
    pub id: EntryId,
    /// What it is about.
    pub about: About,
    /// Under which rule.
    pub rule: Rule,
    /// What was shown: never what was hidden.
    pub published: Published,
}

/// Why a table may not be published. Says of no cell what it counts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Taken from what was published before, it would uncover a small number.
    #[error("together with {} published before it would uncover a small number: hide, merge or round more, or leave it out", named(.with))]
    Uncovers {
        /// The earlier entries of the same people.
        with: Vec<EntryId>,
    },
    /// It says something else of the same people than an earlier one: the difference may be one
    /// woman.
    #[error("it says something else of the same people than {}: name the population by its own date or scope, and the wider one it lies within", named(.with))]
    SaysOtherwise {
        /// The earlier entries of the same people.
        with: Vec<EntryId>,
    },
    /// The wider population that was named was never published.
    #[error("nothing was published before of the population that this one is said to lie within")]
    NoSuchPopulation,
    /// It could not be checked exactly.
    #[error(
        "it cannot be checked exactly against what was published before: publish fewer breakdowns, or with the same bands as before"
    )]
    TooEntangled,
}

fn named(entries: &[EntryId]) -> String {
    let numbers: Vec<String> = entries.iter().map(ToString::to_string).collect();
    match entries.len() {
        0 => "what was".to_owned(),
        1 => format!("entry {}, which was", numbers.join("")),
        _ => format!("entries {}, which were", numbers.join(", ")),
    }
}

/// Every table that was published.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Ledger {
    entries: Vec<Entry>,
}

impl Ledger {
    /// Every entry, the first one first.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What an entry showed; `None` when there is none of that number.
    #[must_use]
    pub fn recall(&self, id: EntryId) -> Option<Safe<Published>> {
        self.entries.iter().find(|entry| entry.id == id).map(safe)
    }

    /// Holds a table against everything that its readers have seen, and publishes it: the only way to
    /// a [`Safe`] figure.
    ///
    /// Readers are thought of as the public, as each funder with the public's tables, and as any two
    /// funders who lay their returns side by side; each combination keeps the least of its thresholds.
    ///
    /// # Errors
    ///
    /// [`Refusal`]; the ledger is then as it was.
    pub fn publish(
        &mut self,
        table: &Protected,
        rounding: &Rounding,
        about: About,
    ) -> Result<Safe<Published>, Refusal> {
        let family = self.family(&about)?;
        let rule = Rule { threshold: table.threshold(), base: rounding.base() };
        let id = EntryId(self.entries.last().map_or(1, |last| last.id.0 + 1));
        let entry = Entry { id, published: show(table, rounding, &about.population), about, rule };
        let others: BTreeSet<&Audience> = self
            .entries
            .iter()
            .map(|e| &e.about.audience)
            .filter(|a| **a != Audience::Public && **a != entry.about.audience)
            .collect();
        let mut readers: Vec<Vec<&Audience>> = vec![vec![&entry.about.audience]];
        for (i, one) in others.iter().enumerate() {
            readers.push(vec![&entry.about.audience, one]);
            if entry.about.audience == Audience::Public {
                for two in others.iter().skip(i + 1) {
                    readers.push(vec![&entry.about.audience, one, two]);
                }
            }
        }
        for reader in readers {
            let seen: Vec<&Entry> = self
                .entries
                .iter()
                .filter(|e| family.contains(&e.about.population))
                .filter(|e| {
                    e.about.audience == Audience::Public || reader.contains(&&e.about.audience)
                })
                .chain(std::iter::once(&entry))
                .collect();
            check(&seen)?;
        }
        let made = safe(&entry);
        self.entries.push(entry);
        Ok(made)
    }

    /// The populations that share people with a new one, as far as it was said.
    fn family(&self, about: &About) -> Result<BTreeSet<String>, Refusal> {
        let mut family = BTreeSet::from([about.population.clone()]);
        if let Some(whole) = &about.within {
            if !self.entries.iter().any(|e| e.about.population == *whole) {
                return Err(Refusal::NoSuchPopulation);
            }
            family.insert(whole.clone());
        }
        loop {
            let before = family.len();
            for entry in &self.entries {
                if let Some(whole) = &entry.about.within
                    && (family.contains(whole) || family.contains(&entry.about.population))
                {
                    family.insert(whole.clone());
                    family.insert(entry.about.population.clone());
                }
            }
            if family.len() == before {
                return Ok(family);
            }
        }
    }
}

fn safe(entry: &Entry) -> Safe<Published> {
    let About { source, dated, .. } = entry.about.clone();
    Safe::made(entry.published.clone(), source, dated, entry.rule, entry.id)
}

fn show(table: &Protected, rounding: &Rounding, population: &str) -> Published {
    let shapes = table
        .tables()
        .iter()
        .map(|t| Shape { variables: t.variables().to_vec(), categories: t.categories().to_vec() })
        .collect();
    let mut cells = BTreeMap::new();
    for at in 0..table.cells.len() {
        let shown = match (table.cells.tally(at), table.standings[at]) {
            (None, _) => continue,
            (Some(Tally::CannotBe), _) => Shown::CannotBe,
            (Some(Tally::Of(n)), Standing::Shown) => {
                Shown::Count(rounding.round(population, table.cells.key(at), n))
            }
            (Some(Tally::Of(_)), _) => Shown::Hidden,
        };
        cells.insert(table.cells.key(at).clone(), shown);
    }
    Published::made(shapes, cells)
}

/// Whether a reader who sees all of these could work out a small number: a region that is certainly
/// not at the threshold or above, with less than the threshold of doubt.
fn check(seen: &[&Entry]) -> Result<(), Refusal> {
    let with = || seen.iter().rev().skip(1).map(|e| e.id).collect::<BTreeSet<_>>();
    let with = || with().into_iter().collect::<Vec<_>>();
    let Some(t) = seen.iter().map(|e| e.rule.threshold.get()).min() else { return Ok(()) };
    let regions = Regions::of(seen).map_err(|_| Refusal::TooEntangled)?;
    if regions.contradictory {
        return Err(Refusal::SaysOtherwise { with: with() });
    }
    let asked: Vec<usize> = (0..regions.known.len()).filter(|&at| regions.asked[at]).collect();
    let bounds = feasible(&regions.sums, &regions.known, &asked).map_err(|why| match why {
        LpError::Contradiction => Refusal::SaysOtherwise { with: with() },
        LpError::TooLarge => Refusal::TooEntangled,
    })?;
    if bounds.iter().any(|b| b.low < t && !b.as_wide_as(t)) {
        return Err(Refusal::Uncovers { with: with() });
    }
    Ok(())
}
