//! Which cells stay hidden: small ones, and as many others as it takes that no small one can be
//! worked out from the totals. Not for tables that were published before (see [`super::ledger`]).

use super::Threshold;
use super::exact::{Best, LpError, Programme};
use super::table::{Bounds, Cells, CountTable, Key, TableError, Tally};

/// Why a cell is shown or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Shown.
    Shown,
    /// Hidden because it is small.
    Small,
    /// Hidden for a small one's sake.
    ForAnother,
}

/// Why a table could not be made safe.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SuppressError {
    /// The rows make no table.
    #[error(transparent)]
    Table(#[from] TableError),
    /// It could not be checked exactly.
    #[error(transparent)]
    Check(#[from] LpError),
}

/// Tables of which nothing small can be worked out: checked exactly when it was made. Holds true
/// counts, so it is for inside; [`super::Ledger::publish`] makes of it what may leave.
#[derive(Debug, Clone)]
pub struct Protected {
    pub(super) tables: Vec<CountTable>,
    pub(super) cells: Cells,
    pub(super) standings: Vec<Standing>,
    pub(super) threshold: Threshold,
}

/// What hiding cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Loss {
    /// Cells that could be shown: every cell, totals included, that is no structural zero.
    pub cells: usize,
    /// Cells hidden because they are small.
    pub small: usize,
    /// Cells hidden for another's sake.
    pub for_another: usize,
    /// Persons counted in the cells hidden for another's sake.
    pub persons: u64,
    /// What was kept least: persons and one a cell, a total twice and a grand total more, for
    /// readers miss totals most.
    pub cost: u64,
}

impl Protected {
    /// Hides small cells of tables that count the same people, and what would uncover them.
    ///
    /// Each hidden cell keeps a feasible interval at least the threshold wide, by linear programming
    /// over all sums of all the tables together.
    ///
    /// # Errors
    ///
    /// [`SuppressError`].
    pub fn make(tables: Vec<CountTable>, threshold: Threshold) -> Result<Self, SuppressError> {
        let cells = Cells::of(&tables)?;
        let standings = (0..cells.len())
            .map(|at| match cells.tally(at) {
                Some(Tally::Of(n)) if n < threshold.get() => Standing::Small,
                _ => Standing::Shown,
            })
            .collect();
        let mut made = Self { tables, cells, standings, threshold };
        made.hide_others()?;
        made.show_again()?;
        Ok(made)
    }

    /// How a cell stands; `None` when no table has it.
    #[must_use]
    pub fn standing(&self, key: &Key) -> Option<Standing> {
        let at = self.cells.at(key)?;
        self.cells.tally(at).map(|_| self.standings[at])
    }

    /// What can be worked out from outside of each hidden cell.
    ///
    /// # Errors
    ///
    /// [`LpError`].
    pub fn intervals(&self) -> Result<Vec<(Key, Bounds)>, LpError> {
        let hidden = self.hidden();
        let bounds = self.cells.feasible(&self.known(), &hidden)?;
        Ok(hidden.iter().map(|&at| self.cells.key(at).clone()).zip(bounds).collect())
    }

    /// Rows and columns of which a reader would learn that everybody counted is in one cell (group
    /// disclosure): the keys of those cells. A table made here has none.
    ///
    /// # Errors
    ///
    /// [`LpError`].
    pub fn all_in_one_cell(&self) -> Result<Vec<Key>, LpError> {
        let every: Vec<usize> = (0..self.cells.len()).collect();
        let bounds = self.cells.feasible(&self.known(), &every)?;
        let mut found = Vec::new();
        for sum in self.cells.sums() {
            let can_be = |p: &&usize| self.cells.tally(**p) != Some(Tally::CannotBe);
            if sum.parts.iter().filter(can_be).count() < 2 {
                continue;
            }
            for &part in &sum.parts {
                let others = sum.parts.iter().filter(|&&p| p != part);
                if bounds[part].low > 0 && others.clone().all(|&p| bounds[p].high == Some(0)) {
                    found.push(self.cells.key(part).clone());
                }
            }
        }
        found.sort();
        found.dedup();
        Ok(found)
    }

    /// What hiding cost.
    #[must_use]
    pub fn loss(&self) -> Loss {
        let mut loss = Loss::default();
        for (at, standing) in self.standings.iter().enumerate() {
            let Some(Tally::Of(n)) = self.cells.tally(at) else { continue };
            loss.cells += 1;
            match standing {
                Standing::Shown => {}
                Standing::Small => loss.small += 1,
                Standing::ForAnother => {
                    loss.for_another += 1;
                    loss.persons += n;
                    loss.cost += self.cells.cost(at);
                }
            }
        }
        loss
    }

    /// The tables that were protected together.
    #[must_use]
    pub fn tables(&self) -> &[CountTable] {
        &self.tables
    }

    /// The threshold they were protected to.
    #[must_use]
    pub const fn threshold(&self) -> Threshold {
        self.threshold
    }

    fn hidden(&self) -> Vec<usize> {
        (0..self.cells.len()).filter(|&at| self.standings[at] != Standing::Shown).collect()
    }

    fn known(&self) -> Vec<Bounds> {
        known(&self.cells, &self.standings)
    }

    /// Hides, for each cell that leaves too little doubt, the cheapest others that widen it: a linear
    /// programme over how the table could be otherwise, with the same totals shown.
    ///
    /// Source: the heuristic of Kelly, Golden and Assad (1992), as in Fischetti and Salazar (2001).
    fn hide_others(&mut self) -> Result<(), LpError> {
        loop {
            let hidden = self.hidden();
            let bounds = self.cells.feasible(&self.known(), &hidden)?;
            let t = self.threshold.get();
            let narrow = hidden.iter().zip(&bounds).find(|(_, b)| !b.as_wide_as(t));
            let Some((&cell, &bound)) = narrow else { return Ok(()) };
            let count = self.cells.tally(cell).map_or(0, Tally::count);
            let up = bound.low + t - count.min(bound.low + t);
            let mut choices = vec![self.otherwise(cell, up, Turn::Up)?];
            if let Some(high) = bound.high
                && high >= t
                && count + t > high
            {
                choices.push(self.otherwise(cell, count + t - high, Turn::Down)?);
            }
            let cheapest = choices
                .into_iter()
                .flatten()
                .filter(|cells| !cells.is_empty())
                .min_by_key(|cells| cells.iter().map(|&at| self.cost(at)).sum::<u64>());
            let next = match cheapest {
                Some(cells) => cells,
                // Only the joint table ties it: hide what stands nearest, least first.
                None => self.nearest(cell).into_iter().collect(),
            };
            if next.is_empty() {
                return Err(LpError::TooLarge);
            }
            for at in next {
                self.standings[at] = Standing::ForAnother;
            }
        }
    }

    /// What a cell costs to hide now: nothing when it is hidden already.
    fn cost(&self, at: usize) -> u64 {
        if self.standings[at] == Standing::Shown { self.cells.cost(at) } else { 0 }
    }

    /// The shown cells that change in the cheapest other table in which `cell` differs by `by`.
    fn otherwise(&self, cell: usize, by: u64, turn: Turn) -> Result<Option<Vec<usize>>, LpError> {
        let whole = |n: u64| i64::try_from(n).map_err(|_| LpError::TooLarge);
        // Two columns a cell: how much more, and how much less than was counted.
        let mut upper = Vec::with_capacity(self.cells.len() * 2);
        let mut costs = Vec::new();
        for at in 0..self.cells.len() {
            let (more, less) = match (self.cells.tally(at), turn) {
                (Some(Tally::CannotBe), _) => (Some(0), Some(0)),
                // Nothing is known of a cell that no table shows.
                (None, _) => (None, None),
                (Some(Tally::Of(_)), Turn::Up) if at == cell => (Some(whole(by)?), Some(0)),
                (Some(Tally::Of(_)), Turn::Down) if at == cell => (Some(0), Some(whole(by)?)),
                (Some(Tally::Of(n)), _) => (None, Some(whole(n)?)),
            };
            upper.extend([more, less]);
            let cost = whole(self.cost(at))?;
            if cost > 0 {
                costs.extend([(2 * at, -cost), (2 * at + 1, -cost)]);
            }
        }
        let mut rows: Vec<_> = self
            .cells
            .sums()
            .iter()
            .map(|sum| {
                let signed = sum.parts.iter().map(|&p| (p, 1)).chain([(sum.total, -1)]);
                let terms: Vec<_> =
                    signed.flat_map(|(p, sign)| [(2 * p, sign), (2 * p + 1, -sign)]).collect();
                (terms, 0_i64)
            })
            .collect();
        let turned = match turn {
            Turn::Up => 2 * cell,
            Turn::Down => 2 * cell + 1,
        };
        rows.push((vec![(turned, 1)], whole(by)?));
        let mut lp = match Programme::new(&upper, &rows) {
            Ok(lp) => lp,
            Err(LpError::Contradiction) => return Ok(None),
            Err(why) => return Err(why),
        };
        if let Best::Unbounded = lp.largest(&costs)? {
            return Ok(None);
        }
        let point = lp.point(upper.len());
        let changed = |at: usize| point[2 * at].0 != point[2 * at + 1].0;
        Ok(Some(
            (0..self.cells.len())
                .filter(|&at| self.cost(at) > 0 && self.cells.tally(at).is_some() && changed(at))
                .collect(),
        ))
    }

    fn nearest(&self, cell: usize) -> Option<usize> {
        let shown = |&at: &usize| {
            self.standings[at] == Standing::Shown
                && matches!(self.cells.tally(at), Some(Tally::Of(_)))
        };
        let near = self
            .cells
            .sums()
            .iter()
            .filter(|sum| sum.total == cell || sum.parts.contains(&cell))
            .flat_map(|sum| sum.parts.iter().copied().chain([sum.total]))
            .filter(shown)
            .min_by_key(|&at| self.cost(at));
        near.or_else(|| (0..self.cells.len()).filter(shown).min_by_key(|&at| self.cost(at)))
    }

    /// Shows again what turned out not to be needed, the dearest first.
    fn show_again(&mut self) -> Result<(), LpError> {
        let mut others: Vec<usize> = (0..self.cells.len())
            .filter(|&at| self.standings[at] == Standing::ForAnother)
            .collect();
        others.sort_by_key(|&at| std::cmp::Reverse(self.cells.cost(at)));
        for at in others {
            self.standings[at] = Standing::Shown;
            if !self.holds()? {
                self.standings[at] = Standing::ForAnother;
            }
        }
        Ok(())
    }

    fn holds(&self) -> Result<bool, LpError> {
        let hidden = self.hidden();
        let bounds = self.cells.feasible(&self.known(), &hidden)?;
        Ok(bounds.iter().all(|b| b.as_wide_as(self.threshold.get())))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Up,
    Down,
}

/// What a reader knows of each cell when these are hidden.
pub(super) fn known(cells: &Cells, standings: &[Standing]) -> Vec<Bounds> {
    standings
        .iter()
        .enumerate()
        .map(|(at, standing)| match (cells.tally(at), standing) {
            (Some(Tally::CannotBe), _) => Bounds::exactly(0),
            (Some(Tally::Of(n)), Standing::Shown) => Bounds::exactly(n),
            _ => Bounds::UNKNOWN,
        })
        .collect()
}
