//! Linear programmes in whole numbers: how small and how large an unknown count can be, given the
//! sums that are known. Bounded simplex by integer pivoting: every figure is an integer over one
//! common denominator, so no rounding error can make an uncovered count look covered
//! (docs/decisions/0095). Not a general solver: it is dense and made for tables.
//!
//! Source: Dantzig's method for bounded variables; integer pivoting after Edmonds (1967) and
//! Bareiss (1968); Bland's rule (1977), so that it ends.

/// Why a programme has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LpError {
    /// No counts fit the sums: they contradict each other.
    #[error("the sums contradict each other: no counts fit them all")]
    Contradiction,
    /// The numbers grew past 128 bits. Nothing is known, so nothing may be published.
    #[error("the table is too entangled to be checked exactly")]
    TooLarge,
}

/// The best value of an objective.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Best {
    /// It can grow without end.
    Unbounded,
    /// `over / under`, with `under` above nought.
    At {
        /// Numerator.
        over: i128,
        /// Denominator, positive.
        under: i128,
    },
}

impl Best {
    /// Rounded down to a whole number; `None` when unbounded.
    #[must_use]
    pub const fn floor(self) -> Option<i128> {
        match self {
            Self::Unbounded => None,
            Self::At { over, under } => Some(over.div_euclid(under)),
        }
    }
}

/// Rows `Σ a·x = b` with `0 <= x <= upper`, brought to a first feasible corner.
#[derive(Debug, Clone)]
pub struct Programme {
    columns: usize,
    /// Row by row, `columns + 1` wide, the right-hand side last; all over `under`.
    rows: Vec<Vec<i128>>,
    under: i128,
    basis: Vec<usize>,
    basic: Vec<bool>,
    upper: Vec<Option<i128>>,
    /// A column that stands for `upper - x`.
    turned: Vec<bool>,
}

enum Step {
    Leaves { row: usize, at_upper: bool },
    Turns,
}

impl Programme {
    /// Finds a first corner. Each row is a list of (column, coefficient) and its right-hand side.
    ///
    /// # Errors
    ///
    /// [`LpError::Contradiction`] when no point fits; [`LpError::TooLarge`] past 128 bits.
    pub fn new(upper: &[Option<i64>], rows: &[(Vec<(usize, i64)>, i64)]) -> Result<Self, LpError> {
        let (given, count) = (upper.len(), rows.len());
        let columns = given + count;
        let mut made = Vec::with_capacity(count);
        for (r, (terms, sum)) in rows.iter().enumerate() {
            let sign = if *sum < 0 { -1 } else { 1 };
            let mut row = vec![0_i128; columns + 1];
            for &(column, a) in terms {
                row[column] += i128::from(a) * sign;
            }
            row[given + r] = 1;
            row[columns] = i128::from(*sum) * sign;
            made.push(row);
        }
        let mut bounds: Vec<_> = upper.iter().map(|u| u.map(i128::from)).collect();
        bounds.resize(columns, None);
        let mut basic = vec![false; columns];
        basic[given..].fill(true);
        let mut programme = Self {
            columns,
            rows: made,
            under: 1,
            basis: (given..columns).collect(),
            basic,
            upper: bounds,
            turned: vec![false; columns],
        };
        let costs: Vec<(usize, i64)> = (given..columns).map(|c| (c, -1)).collect();
        match programme.largest(&costs)? {
            Best::At { over: 0, .. } => {}
            _ => return Err(LpError::Contradiction),
        }
        programme.drop_artificial(given)?;
        Ok(programme)
    }

    /// The largest value of `Σ c·x`, from the corner where the last question ended.
    ///
    /// # Errors
    ///
    /// [`LpError::TooLarge`] past 128 bits.
    pub fn largest(&mut self, costs: &[(usize, i64)]) -> Result<Best, LpError> {
        let mut objective = self.priced(costs)?;
        loop {
            // Bland: the first column that would better it.
            let Some(entering) = (0..self.columns)
                .find(|&j| !self.basic[j] && objective[j] < 0 && self.upper[j] != Some(0))
            else {
                return Ok(Best::At { over: objective[self.columns], under: self.under });
            };
            match self.step(entering)? {
                None => return Ok(Best::Unbounded),
                Some(Step::Turns) => self.turn_column(entering, &mut objective)?,
                Some(Step::Leaves { row, at_upper }) => {
                    if at_upper {
                        self.turn_row(row)?;
                    }
                    self.pivot(row, entering, Some(&mut objective))?;
                }
            }
        }
    }

    /// Where each of the first `count` columns stands now: `(over, under)`.
    #[must_use]
    pub fn point(&self, count: usize) -> Vec<(i128, i128)> {
        let mut values = vec![0_i128; self.columns];
        for (row, &b) in self.rows.iter().zip(&self.basis) {
            values[b] = row[self.columns];
        }
        (0..count.min(self.columns))
            .map(|j| match (self.turned[j], self.upper[j]) {
                (true, Some(u)) => (u * self.under - values[j], self.under),
                _ => (values[j], self.under),
            })
            .collect()
    }

    fn priced(&self, costs: &[(usize, i64)]) -> Result<Vec<i128>, LpError> {
        let mut by_column = vec![0_i128; self.columns];
        let mut objective = vec![0_i128; self.columns + 1];
        for &(j, c) in costs {
            let mut c = i128::from(c);
            if let (true, Some(u)) = (self.turned[j], self.upper[j]) {
                objective[self.columns] += times(times(c, u)?, self.under)?;
                c = -c;
            }
            by_column[j] += c;
        }
        for (o, c) in objective.iter_mut().zip(&by_column) {
            *o -= times(*c, self.under)?;
        }
        for (row, &b) in self.rows.iter().zip(&self.basis) {
            let c = by_column[b];
            if c != 0 {
                for (o, a) in objective.iter_mut().zip(row) {
                    *o = o.checked_add(times(c, *a)?).ok_or(LpError::TooLarge)?;
                }
            }
        }
        Ok(objective)
    }

    /// The first bound that the entering column meets; `None` when it meets none.
    fn step(&self, entering: usize) -> Result<Option<Step>, LpError> {
        let mut best: Option<(i128, i128, Step)> =
            self.upper[entering].map(|u| (u, 1, Step::Turns));
        let mut label = usize::MAX;
        for (r, row) in self.rows.iter().enumerate() {
            let (a, b) = (row[entering], row[self.columns]);
            let basic = self.basis[r];
            let (over, under, at_upper) = if a > 0 {
                (b, a, false)
            } else if let (true, Some(u)) = (a < 0, self.upper[basic]) {
                (times(u, self.under)? - b, -a, true)
            } else {
                continue;
            };
            let better = match &best {
                None => true,
                Some((o, u, _)) => {
                    let (mine, theirs) = (times(over, *u)?, times(*o, under)?);
                    mine < theirs || (mine == theirs && basic < label)
                }
            };
            if better {
                best = Some((over, under, Step::Leaves { row: r, at_upper }));
                label = basic;
            }
        }
        Ok(best.map(|(_, _, step)| step))
    }

    fn turn_column(&mut self, j: usize, objective: &mut [i128]) -> Result<(), LpError> {
        let Some(u) = self.upper[j] else { return Ok(()) };
        let last = self.columns;
        for row in self.rows.iter_mut().map(Vec::as_mut_slice).chain(std::iter::once(objective)) {
            row[last] -= times(row[j], u)?;
            row[j] = -row[j];
        }
        self.turned[j] = !self.turned[j];
        Ok(())
    }

    fn turn_row(&mut self, r: usize) -> Result<(), LpError> {
        let b = self.basis[r];
        let Some(u) = self.upper[b] else { return Ok(()) };
        let full = times(u, self.under)?;
        let row = &mut self.rows[r];
        for (j, a) in row.iter_mut().enumerate() {
            if j == self.columns {
                *a = full - *a;
            } else if j != b {
                *a = -*a;
            }
        }
        self.turned[b] = !self.turned[b];
        Ok(())
    }

    fn pivot(
        &mut self,
        r: usize,
        c: usize,
        objective: Option<&mut Vec<i128>>,
    ) -> Result<(), LpError> {
        let chosen = std::mem::take(&mut self.rows[r]);
        let (p, under) = (chosen[c], self.under);
        for row in self.rows.iter_mut().chain(objective) {
            if row.is_empty() {
                continue;
            }
            let factor = row[c];
            if factor == 0 && p == under {
                continue;
            }
            for (a, b) in row.iter_mut().zip(&chosen) {
                let value =
                    times(*a, p)?.checked_sub(times(factor, *b)?).ok_or(LpError::TooLarge)?;
                // A table's sums mostly keep the denominator at one, and division is dear.
                *a = if under == 1 { value } else { value / under };
            }
        }
        self.rows[r] = chosen;
        self.under = p;
        self.basic[self.basis[r]] = false;
        self.basic[c] = true;
        self.basis[r] = c;
        Ok(())
    }

    /// Takes the artificial columns out again, and rows that say nothing new.
    fn drop_artificial(&mut self, given: usize) -> Result<(), LpError> {
        let mut r = 0;
        while r < self.rows.len() {
            if self.basis[r] >= given {
                match (0..given).find(|&j| !self.basic[j] && self.rows[r][j] != 0) {
                    Some(j) => {
                        // Its right-hand side is nought, so the row may be turned round.
                        if self.rows[r][j] < 0 {
                            let own = self.basis[r];
                            for (k, a) in self.rows[r].iter_mut().enumerate() {
                                if k != own {
                                    *a = -*a;
                                }
                            }
                        }
                        self.pivot(r, j, None)?;
                    }
                    None => {
                        self.basic[self.basis[r]] = false;
                        self.rows.swap_remove(r);
                        self.basis.swap_remove(r);
                        continue;
                    }
                }
            }
            r += 1;
        }
        let last = self.columns;
        for row in &mut self.rows {
            row[given] = row[last];
            row.truncate(given + 1);
        }
        self.columns = given;
        self.basic.truncate(given);
        self.upper.truncate(given);
        self.turned.truncate(given);
        Ok(())
    }
}

fn times(a: i128, b: i128) -> Result<i128, LpError> {
    a.checked_mul(b).ok_or(LpError::TooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bounded_programme_has_the_corner_that_one_draws_by_hand() {
        // x + y = 4 with x <= 3: x is largest at 3, y at 4, 2x + y at 7.
        let mut lp = Programme::new(&[Some(3), None], &[(vec![(0, 1), (1, 1)], 4)]).unwrap();
        assert_eq!(lp.largest(&[(0, 1)]).unwrap().floor(), Some(3));
        assert_eq!(lp.largest(&[(1, 1)]).unwrap().floor(), Some(4));
        assert_eq!(lp.largest(&[(0, 2), (1, 1)]).unwrap().floor(), Some(7));
        assert_eq!(lp.largest(&[(1, -1)]).unwrap().floor(), Some(-1));
        assert_eq!(lp.point(2), vec![(3, 1), (1, 1)]);
    }

    #[test]
    fn sums_that_contradict_are_told_apart_from_sums_that_leave_room() {
        let rows = [(vec![(0, 1), (1, 1)], 4), (vec![(0, 1), (1, 1)], 5)];
        let contradiction = Programme::new(&[None, None], &rows);
        assert_eq!(contradiction.err(), Some(LpError::Contradiction));
        let mut open = Programme::new(&[None, None], &[(vec![(0, 1), (1, -1)], 0)]).unwrap();
        assert_eq!(open.largest(&[(0, 1)]).unwrap(), Best::Unbounded);
        assert_eq!(open.largest(&[(0, -1)]).unwrap().floor(), Some(0));
    }

    #[test]
    fn a_fraction_is_kept_whole_over_its_denominator() {
        // 2x + 3y = 7, x = y: both 7/5.
        let rows = [(vec![(0, 2), (1, 3)], 7), (vec![(0, 1), (1, -1)], 0)];
        let mut lp = Programme::new(&[None, None], &rows).unwrap();
        let Best::At { over, under } = lp.largest(&[(0, 1)]).unwrap() else { panic!("bounded") };
        assert_eq!(over * 5, under * 7);
    }
}
