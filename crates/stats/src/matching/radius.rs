//! Everybody within a radius, each treated row's weight shared equally. By prefix sums: a treated row
//! costs two searches, however many lie within. Not for few comparison rows.

use super::{MatchError, Matched, pools, scaled, sound};

/// What radius matching found.
#[derive(Debug, Clone, PartialEq)]
pub struct Radius {
    /// Weights and shares; no sets.
    pub matched: Matched,
    /// For each row: how many comparison rows lie within, and their mean outcome; `None` for a row
    /// that is not treated or has nobody near.
    pub within: Vec<Option<(usize, f64)>>,
}

/// Matches each treated row with everybody of its stratum whose score differs by at most `caliper`.
///
/// # Errors
///
/// [`MatchError`].
pub fn radius(
    scores: &[f64],
    treated: &[bool],
    strata: Option<&[u32]>,
    outcome: &[f64],
    caliper: f64,
) -> Result<Radius, MatchError> {
    sound(scores, treated, strata)?;
    if outcome.len() != scores.len() {
        return Err(MatchError::Lengths);
    }
    if caliper.is_nan() || caliper <= 0.0 {
        return Err(MatchError::Caliper);
    }
    let pools = pools(scores, treated, strata);
    let sums: Vec<Vec<f64>> = pools
        .iter()
        .map(|pool| {
            let mut sum = 0.0;
            let running = pool.iter().map(|(_, row)| {
                sum += outcome[*row];
                sum
            });
            std::iter::once(0.0).chain(running).collect()
        })
        .collect();
    // Where shares begin and end, in the order of the pools.
    let mut changes: Vec<Vec<f64>> = pools.iter().map(|pool| vec![0.0; pool.len() + 1]).collect();
    let mut shares = vec![0.0; scores.len()];
    let mut within = vec![None; scores.len()];
    let mut covered: Vec<Vec<i32>> = pools.iter().map(|pool| vec![0; pool.len() + 1]).collect();
    for row in (0..scores.len()).filter(|&row| treated[row]) {
        let stratum = strata.map_or(0, |s| s[row] as usize);
        let pool = &pools[stratum];
        let from = pool.partition_point(|(s, _)| scores[row] - *s > caliper);
        let to = pool.partition_point(|(s, _)| *s - scores[row] <= caliper);
        if to <= from {
            continue;
        }
        let count = to - from;
        let share = 1.0 / count as f64;
        changes[stratum][from] += share;
        changes[stratum][to] -= share;
        covered[stratum][from] += 1;
        covered[stratum][to] -= 1;
        shares[row] = 1.0;
        let mean = (sums[stratum][to] - sums[stratum][from]) * share;
        within[row] = Some((count, mean));
    }
    if within.iter().all(Option::is_none) {
        return Err(MatchError::NobodyMatched);
    }
    for ((pool, changes), covered) in pools.iter().zip(&changes).zip(&covered) {
        let (mut share, mut by) = (0.0, 0);
        for (((_, row), change), more) in pool.iter().zip(changes).zip(covered) {
            share += change;
            by += more;
            // Whoever nobody covers has no share, whatever rounding left over.
            shares[*row] = if by > 0 { share } else { 0.0 };
            if by == 0 {
                share = 0.0;
            }
        }
    }
    let weights = scaled(&shares, treated);
    Ok(Radius { matched: Matched { sets: Vec::new(), weights, shares }, within })
}
