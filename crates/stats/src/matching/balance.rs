//! How alike the two groups are, covariate by covariate. Not a test: a large group makes any
//! difference significant.

use rayon::prelude::*;

/// Green up to 5, amber to 10, red above, in hundredths of a standard deviation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Light {
    /// Alike.
    Green,
    /// Nearly.
    Amber,
    /// Not alike.
    Red,
}

/// Means and standardised differences of one covariate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Balance {
    /// Mean of all treated rows.
    pub treated: f64,
    /// Mean of all comparison rows.
    pub control: f64,
    /// Mean of the matched treated rows.
    pub treated_matched: f64,
    /// Weighted mean of the comparison rows used.
    pub control_matched: f64,
    /// Before: `100·(m_t − m_c)/sqrt((s_t² + s_c²)/2)`, deviations of all rows.
    pub before: f64,
    /// After, by the same deviations, so that the two compare.
    pub after: f64,
    /// After, by the deviation of the treated alone, as `MatchIt` and `cobalt` give it, in hundredths.
    pub after_by_treated: f64,
}

impl Balance {
    /// How alike they are after matching.
    #[must_use]
    pub fn light(&self) -> Light {
        match self.after.abs() {
            d if d <= 5.0 => Light::Green,
            d if d <= 10.0 => Light::Amber,
            _ => Light::Red,
        }
    }
}

/// Sums of one covariate in each group: of 1, x, x² before, of w and w·x after.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    before: [[f64; 3]; 2],
    after: [[f64; 2]; 2],
}

impl Sums {
    fn add(&mut self, x: f64, group: usize, w: f64) {
        let before = &mut self.before[group];
        before[0] += 1.0;
        before[1] += x;
        before[2] += x * x;
        let after = &mut self.after[group];
        after[0] += w;
        after[1] += w * x;
    }

    fn join(&mut self, other: &Self) {
        for group in 0..2 {
            for (a, b) in self.before[group].iter_mut().zip(other.before[group]) {
                *a += b;
            }
            for (a, b) in self.after[group].iter_mut().zip(other.after[group]) {
                *a += b;
            }
        }
    }

    /// `pivot` was taken from each value, so that squares do not drown differences.
    fn balance(&self, pivot: f64) -> Balance {
        let mean = |[n, sum, _]: [f64; 3]| sum / n;
        let variance =
            |[n, sum, squares]: [f64; 3]| ((squares - sum * sum / n) / (n - 1.0)).max(0.0);
        let matched = |[w, sum]: [f64; 2]| sum / w;
        let (theirs, ours) = (self.before[0], self.before[1]);
        let spread = f64::midpoint(variance(ours), variance(theirs)).sqrt();
        let standard = |difference: f64, by: f64| {
            let nothing = difference.abs() < 1e-12 * (1.0 + pivot.abs());
            if nothing { 0.0 } else { 100.0 * difference / by }
        };
        let after_difference = matched(self.after[1]) - matched(self.after[0]);
        Balance {
            treated: mean(ours) + pivot,
            control: mean(theirs) + pivot,
            treated_matched: matched(self.after[1]) + pivot,
            control_matched: matched(self.after[0]) + pivot,
            before: standard(mean(ours) - mean(theirs), spread),
            after: standard(after_difference, spread),
            after_by_treated: standard(after_difference, variance(ours).sqrt()),
        }
    }
}

/// The balance of one covariate.
#[must_use]
pub fn balance(
    values: impl Iterator<Item = f64> + Clone,
    treated: &[bool],
    weights: &[f64],
) -> Balance {
    let pivot = values.clone().next().unwrap_or(0.0);
    let mut sums = Sums::default();
    for ((x, &t), &w) in values.zip(treated).zip(weights) {
        sums.add(x - pivot, usize::from(t), w);
    }
    sums.balance(pivot)
}

/// The balance of every covariate; `rows` holds `columns` values a row, one row after the other.
#[must_use]
pub fn balances(rows: &[f64], columns: usize, treated: &[bool], weights: &[f64]) -> Vec<Balance> {
    const BLOCK: usize = 4_096;
    let pivot: Vec<f64> = rows.iter().take(columns).copied().collect();
    let blocks: Vec<Vec<Sums>> = rows
        .par_chunks((columns * BLOCK).max(1))
        .zip(treated.par_chunks(BLOCK).zip(weights.par_chunks(BLOCK)))
        .map(|(block, (treated, weights))| {
            let mut sums = vec![Sums::default(); columns];
            for ((row, &t), &w) in block.chunks_exact(columns).zip(treated).zip(weights) {
                for ((sums, x), pivot) in sums.iter_mut().zip(row).zip(&pivot) {
                    sums.add(x - pivot, usize::from(t), w);
                }
            }
            sums
        })
        .collect();
    let mut sums = vec![Sums::default(); columns];
    for block in &blocks {
        sums.iter_mut().zip(block).for_each(|(a, b)| a.join(b));
    }
    sums.iter().zip(&pivot).map(|(sums, pivot)| sums.balance(*pivot)).collect()
}
