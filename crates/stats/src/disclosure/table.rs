//! Tables of counts, alone or linked, as cells and the sums between them. Not for deciding what may
//! be shown (see [`super::suppress`]).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::exact::{LpError, Programme};

/// Which cell: a category for each variable that it is broken down by. Variables that are absent
/// are summed over; the empty key is everybody.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Key(pub(super) BTreeMap<String, String>);

impl Key {
    /// The cell of these (variable, category) pairs.
    pub fn of<V: Into<String>, C: Into<String>>(pairs: impl IntoIterator<Item = (V, C)>) -> Self {
        Self(pairs.into_iter().map(|(v, c)| (v.into(), c.into())).collect())
    }

    /// The category in a variable; `None` where it is summed over.
    #[must_use]
    pub fn category(&self, variable: &str) -> Option<&str> {
        self.0.get(variable).map(String::as_str)
    }

    /// The same cell, broken down further.
    #[must_use]
    pub fn with(&self, variable: &str, category: &str) -> Self {
        let mut key = self.clone();
        key.0.insert(variable.to_owned(), category.to_owned());
        key
    }
}

/// What was counted in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tally {
    /// So many persons; nought is a number like another, and a small one.
    Of(u64),
    /// Nobody can be here (a structural zero): shown as it is, for it tells of nobody.
    CannotBe,
}

impl Tally {
    /// The number of persons.
    #[must_use]
    pub const fn count(self) -> u64 {
        match self {
            Self::Of(n) => n,
            Self::CannotBe => 0,
        }
    }
}

/// Why rows make no table. No category is quoted: a category may name a person's case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// A table needs a variable to be broken down by.
    #[error("a table needs at least one column to break the count down by")]
    NoVariables,
    /// A table needs rows.
    #[error("the table has no rows")]
    NoRows,
    /// Two columns have one name.
    #[error("two columns have the same name")]
    SameVariable,
    /// A row has more or fewer categories than there are variables.
    #[error("row {row} has {found} categories, but the table has {expected} columns of them")]
    Ragged {
        /// Row, counted from 1.
        row: usize,
        /// Categories in it.
        found: usize,
        /// Variables of the table.
        expected: usize,
    },
    /// Two rows are for the same cell.
    #[error("rows {first} and {second} are for the same cell: add them together first")]
    Twice {
        /// Row, counted from 1.
        first: usize,
        /// Row, counted from 1.
        second: usize,
    },
    /// Two linked tables disagree on a cell that both have.
    #[error(
        "tables {first} and {second} disagree on a total that both have: they do not count the same people"
    )]
    Disagree {
        /// Table, counted from 1.
        first: usize,
        /// Table, counted from 1.
        second: usize,
    },
    /// More cells than are checked exactly.
    #[error(
        "the table has {cells} cells; {limit} is the most that are checked exactly: break it down by fewer columns"
    )]
    TooLarge {
        /// Cells asked for.
        cells: usize,
        /// The limit.
        limit: usize,
    },
    /// There is no such column.
    #[error("the table has no column of that name to merge")]
    NoSuchVariable,
}

/// The most cells, totals included, that a table may have.
pub const MOST_CELLS: usize = 20_000;

/// Persons counted in the cells of one cross-classification. Cells that were not given are nought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountTable {
    variables: Vec<String>,
    /// Categories of each variable, in the order in which they were met.
    categories: Vec<Vec<String>>,
    cells: HashMap<Key, Tally>,
}

impl CountTable {
    /// Reads rows of (a category for each variable, count).
    ///
    /// # Errors
    ///
    /// [`TableError`], by row number.
    pub fn read(variables: &[String], rows: &[(Vec<String>, Tally)]) -> Result<Self, TableError> {
        if variables.is_empty() {
            return Err(TableError::NoVariables);
        }
        if rows.is_empty() {
            return Err(TableError::NoRows);
        }
        if variables.iter().collect::<BTreeSet<_>>().len() < variables.len() {
            return Err(TableError::SameVariable);
        }
        let mut categories = vec![Vec::<String>::new(); variables.len()];
        let mut seen: HashMap<Key, usize> = HashMap::new();
        let mut cells = HashMap::new();
        for (r, (row, tally)) in rows.iter().enumerate() {
            if row.len() != variables.len() {
                return Err(TableError::Ragged {
                    row: r + 1,
                    found: row.len(),
                    expected: variables.len(),
                });
            }
            for (known, category) in categories.iter_mut().zip(row) {
                if !known.contains(category) {
                    known.push(category.clone());
                }
            }
            let key = Key::of(variables.iter().cloned().zip(row.iter().cloned()));
            if let Some(first) = seen.insert(key.clone(), r + 1) {
                return Err(TableError::Twice { first, second: r + 1 });
            }
            cells.insert(key, *tally);
        }
        let size =
            categories.iter().fold(1_usize, |size, known| size.saturating_mul(known.len() + 1));
        if size > MOST_CELLS {
            return Err(TableError::TooLarge { cells: size, limit: MOST_CELLS });
        }
        Ok(Self { variables: variables.to_vec(), categories, cells })
    }

    /// The variables, in their order.
    #[must_use]
    pub fn variables(&self) -> &[String] {
        &self.variables
    }

    /// The categories of each variable, in the order met.
    #[must_use]
    pub fn categories(&self) -> &[Vec<String>] {
        &self.categories
    }

    /// Every key of the table, inner cells and totals; totals come after their parts.
    #[must_use]
    pub fn keys(&self) -> Vec<Key> {
        let mut keys = vec![Key::default()];
        for (variable, known) in self.variables.iter().zip(&self.categories) {
            keys = keys
                .iter()
                .flat_map(|key| {
                    known.iter().map(|c| key.with(variable, c)).chain(std::iter::once(key.clone()))
                })
                .collect();
        }
        keys
    }

    /// What was counted in an inner cell.
    #[must_use]
    pub fn tally(&self, key: &Key) -> Tally {
        self.cells.get(key).copied().unwrap_or(Tally::Of(0))
    }

    /// Merges neighbouring categories of a variable (in their order) until each counts at least
    /// `threshold` persons in all: areas merged rather than hidden. The merged category is named
    /// "A + B".
    ///
    /// # Errors
    ///
    /// [`TableError::NoSuchVariable`].
    pub fn merge_small(&self, variable: &str, threshold: u64) -> Result<Self, TableError> {
        let at =
            self.variables.iter().position(|v| v == variable).ok_or(TableError::NoSuchVariable)?;
        let total = |category: &String| -> u64 {
            let of = |(key, t): (&Key, &Tally)| {
                (key.category(variable) == Some(category)).then(|| t.count())
            };
            self.cells.iter().filter_map(of).sum()
        };
        let mut groups: Vec<(Vec<&String>, u64)> = Vec::new();
        for category in &self.categories[at] {
            let here = total(category);
            match groups.last_mut() {
                Some((members, sum)) if *sum < threshold => {
                    members.push(category);
                    *sum += here;
                }
                _ => groups.push((vec![category], here)),
            }
        }
        // What is left over at the end joins its neighbour before it.
        if let [.., _, (_, last)] = groups.as_slice()
            && *last < threshold
            && let Some((members, sum)) = groups.pop()
            && let Some(before) = groups.last_mut()
        {
            before.0.extend(members);
            before.1 += sum;
        }
        let named: HashMap<&String, String> = groups
            .iter()
            .flat_map(|(members, _)| {
                let name = members.iter().map(|m| m.as_str()).collect::<Vec<_>>().join(" + ");
                members.iter().map(move |m| (*m, name.clone())).collect::<Vec<_>>()
            })
            .collect();
        let mut cells: HashMap<Key, Tally> = HashMap::new();
        for (key, tally) in &self.cells {
            let mut key = key.clone();
            if let Some(category) = key.0.get_mut(variable)
                && let Some(name) = named.get(category)
            {
                category.clone_from(name);
            }
            let cell = cells.entry(key).or_insert(Tally::CannotBe);
            *cell = match (*cell, *tally) {
                (Tally::CannotBe, Tally::CannotBe) => Tally::CannotBe,
                (a, b) => Tally::Of(a.count() + b.count()),
            };
        }
        let mut categories = self.categories.clone();
        categories[at] = Vec::new();
        for category in &self.categories[at] {
            if let Some(name) = named.get(category)
                && !categories[at].contains(name)
            {
                categories[at].push(name.clone());
            }
        }
        Ok(Self { variables: self.variables.clone(), categories, cells })
    }
}

/// What is known of a cell from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// It is at least this.
    pub low: u64,
    /// It is at most this; `None`: nothing is known.
    pub high: Option<u64>,
}

impl Bounds {
    /// Exactly this.
    #[must_use]
    pub const fn exactly(n: u64) -> Self {
        Self { low: n, high: Some(n) }
    }

    /// Nothing but that it is a count.
    pub const UNKNOWN: Self = Self { low: 0, high: None };

    /// How many whole numbers wider than one number; `None`: without end.
    #[must_use]
    pub fn width(self) -> Option<u64> {
        self.high.map(|high| high.saturating_sub(self.low))
    }

    /// Whether it leaves at least `threshold` of doubt.
    #[must_use]
    pub fn as_wide_as(self, threshold: u64) -> bool {
        self.width().is_none_or(|width| width >= threshold)
    }
}

/// A total and the cells that it sums.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Sum {
    /// Index of the total.
    pub total: usize,
    /// Indices of the parts.
    pub parts: Vec<usize>,
}

/// Cells and the sums between them, of one table or of several that share totals.
#[derive(Debug, Clone, Default)]
pub struct Cells {
    pub(super) keys: Vec<Key>,
    pub(super) index: HashMap<Key, usize>,
    /// What was counted; `None` for a cell that no table shows but that ties tables together.
    pub(super) tallies: Vec<Option<Tally>>,
    pub(super) sums: Vec<Sum>,
    written: HashSet<Sum>,
    /// The most variables that a cell is broken down by.
    finest: usize,
}

/// The largest joint table that is added to tie linked tables together.
const MOST_JOINT: usize = 600;

impl Cells {
    /// Takes tables of the same people together: a total that two have is one cell.
    ///
    /// Three or more linked tables are tied by their joint table too, where it has no more than 600
    /// cells, for then their shared totals alone say less than a reader can work out.
    ///
    /// # Errors
    ///
    /// [`TableError::Disagree`].
    pub fn of(tables: &[CountTable]) -> Result<Self, TableError> {
        let mut cells = Self::default();
        let mut owner: HashMap<usize, usize> = HashMap::new();
        cells.finest = tables.iter().map(|t| t.variables.len()).max().unwrap_or(0);
        for (number, table) in tables.iter().enumerate() {
            for (key, tally) in totals(table) {
                let at = cells.place(key);
                match cells.tallies[at] {
                    Some(had) if had.count() != tally.count() => {
                        let first = owner.get(&at).map_or(0, |n| n + 1);
                        return Err(TableError::Disagree { first, second: number + 1 });
                    }
                    Some(Tally::Of(_)) => {}
                    _ => cells.tallies[at] = Some(tally),
                }
                owner.entry(at).or_insert(number);
            }
            cells.add_sums(table);
        }
        if tables.len() > 2 {
            cells.tie(tables);
        }
        Ok(cells)
    }

    /// How many cells.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Where a cell stands.
    #[must_use]
    pub fn at(&self, key: &Key) -> Option<usize> {
        self.index.get(key).copied()
    }

    /// The key of a cell.
    #[must_use]
    pub fn key(&self, at: usize) -> &Key {
        &self.keys[at]
    }

    /// What was counted in it; `None` for a cell that no table shows.
    #[must_use]
    pub fn tally(&self, at: usize) -> Option<Tally> {
        self.tallies[at]
    }

    /// What it costs to hide a cell: its persons, and one for being a cell; as often again as
    /// variables are summed over.
    #[must_use]
    pub fn cost(&self, at: usize) -> u64 {
        let summed = self.finest.saturating_sub(self.keys[at].0.len());
        let times = u64::try_from(summed).unwrap_or(0).saturating_add(1);
        self.tallies[at].map_or(0, Tally::count).saturating_add(1).saturating_mul(times)
    }

    /// The sums.
    #[must_use]
    pub fn sums(&self) -> &[Sum] {
        &self.sums
    }

    pub(super) fn place(&mut self, key: Key) -> usize {
        if let Some(&at) = self.index.get(&key) {
            return at;
        }
        let at = self.keys.len();
        self.index.insert(key.clone(), at);
        self.keys.push(key);
        self.tallies.push(None);
        at
    }

    fn add_sums(&mut self, table: &CountTable) {
        for key in table.keys() {
            let missing = table
                .variables
                .iter()
                .zip(&table.categories)
                .find(|(v, _)| key.category(v).is_none());
            if let Some((variable, known)) = missing {
                let parts = known.iter().map(|c| self.place(key.with(variable, c))).collect();
                let total = self.place(key);
                let sum = Sum { total, parts };
                if self.written.insert(sum.clone()) {
                    self.sums.push(sum);
                }
            }
        }
    }

    fn tie(&mut self, tables: &[CountTable]) {
        let mut variables: Vec<String> = Vec::new();
        let mut categories: Vec<Vec<String>> = Vec::new();
        for table in tables {
            for (v, known) in table.variables.iter().zip(&table.categories) {
                match variables.iter().position(|have| have == v) {
                    None => {
                        variables.push(v.clone());
                        categories.push(known.clone());
                    }
                    Some(at) => {
                        for c in known {
                            if !categories[at].contains(c) {
                                categories[at].push(c.clone());
                            }
                        }
                    }
                }
            }
        }
        let size = categories.iter().fold(1_usize, |s, k| s.saturating_mul(k.len()));
        if size > MOST_JOINT || tables.iter().any(|t| t.variables.len() == variables.len()) {
            return;
        }
        let joint = CountTable { variables, categories, cells: HashMap::new() };
        let inner: Vec<(usize, Key)> = joint
            .keys()
            .into_iter()
            .filter(|k| k.0.len() == joint.variables.len())
            .map(|k| (self.place(k.clone()), k))
            .collect();
        for table in tables {
            for key in table.keys().into_iter().filter(|k| k.0.len() == table.variables.len()) {
                let total = self.place(key.clone());
                let within = |k: &Key| key.0.iter().all(|(v, c)| k.category(v) == Some(c));
                let parts = inner.iter().filter(|(_, k)| within(k)).map(|(at, _)| *at).collect();
                self.sums.push(Sum { total, parts });
            }
        }
    }

    /// What can be worked out of each asked cell, given what is known of every cell: exact bounds by
    /// linear programming, rounded inwards to whole numbers.
    ///
    /// # Errors
    ///
    /// [`LpError`].
    pub fn feasible(&self, known: &[Bounds], asked: &[usize]) -> Result<Vec<Bounds>, LpError> {
        feasible(&self.sums, known, asked)
    }
}

/// Inner cells and every total of a table.
fn totals(table: &CountTable) -> Vec<(Key, Tally)> {
    let mut made: HashMap<Key, Tally> = HashMap::new();
    let keys = table.keys();
    for key in &keys {
        let missing =
            table.variables.iter().zip(&table.categories).find(|(v, _)| key.category(v).is_none());
        let tally = match missing {
            None => table.tally(key),
            Some((variable, known)) => known
                .iter()
                .filter_map(|c| made.get(&key.with(variable, c)).copied())
                .fold(Tally::CannotBe, |sum, part| match (sum, part) {
                    (Tally::CannotBe, Tally::CannotBe) => Tally::CannotBe,
                    (a, b) => Tally::Of(a.count() + b.count()),
                }),
        };
        made.insert(key.clone(), tally);
    }
    keys.into_iter()
        .map(|key| {
            let tally = made.get(&key).copied().unwrap_or(Tally::Of(0));
            (key, tally)
        })
        .collect()
}

/// [`Cells::feasible`] over any sums. Cells that hang together are solved together, once for all
/// that is asked of them.
pub(super) fn feasible(
    sums: &[Sum],
    known: &[Bounds],
    asked: &[usize],
) -> Result<Vec<Bounds>, LpError> {
    let open: Vec<bool> = known.iter().map(|b| b.high != Some(b.low)).collect();
    let mut group: Vec<usize> = (0..known.len()).collect();
    for sum in sums {
        let mut cells = sum.parts.iter().chain([&sum.total]).filter(|&&c| open[c]);
        if let Some(&first) = cells.next() {
            for &cell in cells {
                let (a, b) = (root(&mut group, first), root(&mut group, cell));
                group[a] = b;
            }
        }
    }
    let mut of_group: HashMap<usize, Vec<usize>> = HashMap::new();
    for (s, sum) in sums.iter().enumerate() {
        match sum.parts.iter().chain([&sum.total]).find(|&&c| open[c]) {
            Some(&cell) => of_group.entry(root(&mut group, cell)).or_default().push(s),
            None => {
                let parts: u64 = sum.parts.iter().map(|&p| known[p].low).sum();
                if parts != known[sum.total].low {
                    return Err(LpError::Contradiction);
                }
            }
        }
    }
    let mut solved: HashMap<usize, (Programme, HashMap<usize, usize>)> = HashMap::new();
    let mut answers = Vec::with_capacity(asked.len());
    // Contradictions are looked for everywhere, not only near what is asked.
    for (&g, members) in &of_group {
        solved.insert(g, programme(sums, members, known, &open)?);
    }
    for &cell in asked {
        if !open[cell] {
            answers.push(known[cell]);
            continue;
        }
        let Some((lp, columns)) = solved.get_mut(&root(&mut group, cell)) else {
            answers.push(known[cell]);
            continue;
        };
        let column = columns[&cell];
        let shift = i128::from(known[cell].low);
        let high = lp.largest(&[(column, 1)])?.floor().map(|h| h + shift);
        let low = lp.largest(&[(column, -1)])?.floor().map_or(0, |l| shift - l);
        answers.push(Bounds {
            low: u64::try_from(low).map_err(|_| LpError::TooLarge)?,
            high: high.map(u64::try_from).transpose().map_err(|_| LpError::TooLarge)?,
        });
    }
    Ok(answers)
}

fn programme(
    sums: &[Sum],
    members: &[usize],
    known: &[Bounds],
    open: &[bool],
) -> Result<(Programme, HashMap<usize, usize>), LpError> {
    let mut columns: HashMap<usize, usize> = HashMap::new();
    let mut upper = Vec::new();
    let mut rows = Vec::with_capacity(members.len());
    let whole = |n: u64| i64::try_from(n).map_err(|_| LpError::TooLarge);
    for &s in members {
        let (mut terms, mut fixed) = (Vec::new(), 0_i64);
        let signed = sums[s].parts.iter().map(|&p| (p, 1)).chain([(sums[s].total, -1)]);
        for (cell, sign) in signed {
            fixed = fixed.checked_sub(sign * whole(known[cell].low)?).ok_or(LpError::TooLarge)?;
            if open[cell] {
                let column = match columns.get(&cell) {
                    Some(&column) => column,
                    None => {
                        upper.push(match known[cell].high {
                            None => None,
                            Some(high) => Some(
                                whole(high)?
                                    .checked_sub(whole(known[cell].low)?)
                                    .filter(|u| *u >= 0)
                                    .ok_or(LpError::Contradiction)?,
                            ),
                        });
                        columns.insert(cell, upper.len() - 1);
                        upper.len() - 1
                    }
                };
                terms.push((column, sign));
            }
        }
        rows.push((terms, fixed));
    }
    Ok((Programme::new(&upper, &rows)?, columns))
}

fn root(group: &mut [usize], mut at: usize) -> usize {
    while group[at] != at {
        group[at] = group[group[at]];
        at = group[at];
    }
    at
}
