//! Comparing those who were supported with those who are like them: propensity scores, nearest and
//! radius matching, balance, the effect on the treated with its interval, and how much hidden
//! difference would undo it. Not for saying what a result means (see [`crate::jdl`]).
//!
//! Rows are numbered as they were given. Scores lie between 0 and 1.

mod balance;
mod effect;
mod logit;
mod nearest;
mod radius;
mod sensitivity;

use rayon::prelude::*;

pub use balance::{Balance, Light, balance, balances};
pub use effect::{Effect, Interval, doubly_robust, effect};
pub use logit::{Fit, Left, fit};
pub use nearest::{Nearest, Order, Replacement, Ties, nearest};
pub use radius::{Radius, radius};
pub use sensitivity::{EValue, e_value, e_value_of_means, rosenbaum};

/// Why there is no comparison.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum MatchError {
    /// Nobody, or one person, was treated.
    #[error("{found} treated rows are complete: at least two are needed")]
    FewTreated {
        /// Treated rows.
        found: usize,
    },
    /// Nobody, or one person, to compare with.
    #[error("{found} comparison rows are complete: at least two are needed")]
    FewControls {
        /// Comparison rows.
        found: usize,
    },
    /// No covariate tells anybody from anybody.
    #[error("every covariate is constant or follows from the others: there is nothing to match on")]
    NothingToMatchOn,
    /// A covariate, alone or with others, tells the treated from the others without fail.
    #[error(
        "covariate {column} (alone or with others) tells treated from untreated rows without fail, so no score can be fitted: leave it out, or match on it exactly"
    )]
    Separation {
        /// Index of the covariate that runs away furthest.
        column: usize,
    },
    /// A value is no number.
    #[error("row {row} holds a value that is no number")]
    NotANumber {
        /// Row, from 1.
        row: usize,
    },
    /// The columns are not equally long.
    #[error("the columns are not equally long")]
    Lengths,
    /// A caliper or radius that lets nobody in.
    #[error("a caliper is a number above 0")]
    Caliper,
    /// No treated row found a comparison row.
    #[error(
        "no treated row has a comparison row near enough: widen the caliper, or match on fewer columns exactly"
    )]
    NobodyMatched,
}

/// A treated row and those it is compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct Set {
    /// The treated row.
    pub treated: usize,
    /// Comparison rows, the nearest first, with their shares of one.
    pub controls: Vec<(usize, f64)>,
}

/// Who is compared with whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Matched {
    /// One set for each matched treated row, in the order of rows. Empty for radius matching of many,
    /// where only weights are kept.
    pub sets: Vec<Set>,
    /// A weight for each row: 1 for a matched treated row; for comparison rows their shares, scaled
    /// so that they sum to the number of comparison rows used; 0 for whoever is not used.
    pub weights: Vec<f64>,
    /// Shares of each row before scaling: they sum to the number of matched treated rows.
    pub shares: Vec<f64>,
}

impl Matched {
    /// How many treated rows are matched.
    #[must_use]
    pub fn treated(&self, treated: &[bool]) -> usize {
        self.weights.iter().zip(treated).filter(|(w, t)| **t && **w > 0.0).count()
    }

    /// How many comparison rows are used.
    #[must_use]
    pub fn controls(&self, treated: &[bool]) -> usize {
        self.weights.iter().zip(treated).filter(|(w, t)| !**t && **w > 0.0).count()
    }

    /// Of sets chosen in whatever way: weights and shares follow. `rows` is how many there are in all.
    #[must_use]
    pub fn of_sets(sets: Vec<Set>, rows: usize) -> Self {
        let mut shares = vec![0.0; rows];
        let mut is_treated = vec![false; rows];
        for set in &sets {
            shares[set.treated] = 1.0;
            is_treated[set.treated] = true;
            for &(control, share) in &set.controls {
                shares[control] += share;
            }
        }
        let weights = scaled(&shares, &is_treated);
        Self { sets, weights, shares }
    }
}

/// Shares of comparison rows, scaled so that they sum to how many rows they are.
fn scaled(shares: &[f64], is_treated: &[bool]) -> Vec<f64> {
    let controls = || shares.iter().zip(is_treated).filter(|(s, t)| !**t && **s > 0.0);
    let sum: f64 = controls().map(|(s, _)| s).sum();
    let factor = if sum > 0.0 { controls().count() as f64 / sum } else { 0.0 };
    shares.iter().zip(is_treated).map(|(s, t)| if *t { *s } else { s * factor }).collect()
}

/// The standard deviation of all scores: what a caliper is measured in.
#[must_use]
pub fn deviation(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt()
}

/// Checks what every way of matching needs.
fn sound(scores: &[f64], treated: &[bool], strata: Option<&[u32]>) -> Result<(), MatchError> {
    if scores.len() != treated.len() || strata.is_some_and(|s| s.len() != scores.len()) {
        return Err(MatchError::Lengths);
    }
    if let Some(row) = scores.iter().position(|s| !s.is_finite()) {
        return Err(MatchError::NotANumber { row: row + 1 });
    }
    Ok(())
}

/// Comparison rows of each stratum, by score and then by row.
fn pools(scores: &[f64], treated: &[bool], strata: Option<&[u32]>) -> Vec<Vec<(f64, usize)>> {
    let stratum = |row: usize| strata.map_or(0, |s| s[row] as usize);
    let count = strata.map_or(1, |s| s.iter().max().map_or(1, |most| *most as usize + 1));
    let mut pools = vec![Vec::new(); count];
    for (row, score) in scores.iter().enumerate() {
        if !treated[row] {
            pools[stratum(row)].push((*score, row));
        }
    }
    for pool in &mut pools {
        pool.par_sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    }
    pools
}
