//! The effect on the treated: a weighted difference in means, with the Data Lab's interval and that
//! of Abadie and Imbens; and a second look by regression. Not for wording.

use rayon::prelude::*;

use super::logit::{outer, solve};
use super::{MatchError, Matched, Radius};
use crate::jdl::{Comparison, Difference, Method, Spread, effective_size, means, rates};

/// An interval of the effect, 95 per cent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The effect on the treated.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// Treated rows that are matched.
    pub treated: usize,
    /// Comparison rows that are used.
    pub controls: usize,
    /// Their effective number, `(Σw)²/Σw²`.
    pub effective: f64,
    /// Mean outcome of the matched treated rows.
    pub mean_treated: f64,
    /// Weighted mean outcome of the comparison rows.
    pub mean_control: f64,
    /// The first less the second.
    pub att: f64,
    /// With the Data Lab's interval; `None` when neither group varies.
    pub difference: Option<Difference>,
    /// The interval of Abadie and Imbens (2006), which knows that matches are not exact and rows are
    /// used again.
    pub abadie_imbens: Option<Interval>,
}

/// The effect on the treated of a matched comparison; `outcome` is 0 or 1 throughout, or any number.
///
/// # Errors
///
/// [`MatchError::Lengths`], [`MatchError::NotANumber`] for a used row without an outcome, and
/// [`MatchError::FewTreated`] or [`MatchError::FewControls`] for fewer than two used rows.
pub fn effect(
    matched: &Matched,
    radius: Option<&Radius>,
    scores: &[f64],
    treated: &[bool],
    outcome: &[f64],
) -> Result<Effect, MatchError> {
    let n = treated.len();
    if outcome.len() != n || scores.len() != n || matched.weights.len() != n {
        return Err(MatchError::Lengths);
    }
    let used = |row: &usize| matched.weights[*row] > 0.0;
    if let Some(row) = (0..n).filter(used).find(|&row| !outcome[row].is_finite()) {
        return Err(MatchError::NotANumber { row: row + 1 });
    }
    let ours: Vec<usize> = (0..n).filter(|row| treated[*row]).filter(used).collect();
    let theirs: Vec<usize> = (0..n).filter(|row| !treated[*row]).filter(used).collect();
    if ours.len() < 2 {
        return Err(MatchError::FewTreated { found: ours.len() });
    }
    if theirs.len() < 2 {
        return Err(MatchError::FewControls { found: theirs.len() });
    }
    let weights: Vec<f64> = theirs.iter().map(|&row| matched.weights[row]).collect();
    let effective = effective_size(&weights);
    let total: f64 = weights.iter().sum();
    let mean_treated = ours.iter().map(|&row| outcome[row]).sum::<f64>() / ours.len() as f64;
    let of_theirs = |f: &dyn Fn(f64) -> f64| -> f64 {
        theirs.iter().zip(&weights).map(|(&row, w)| w * f(outcome[row])).sum::<f64>() / total
    };
    let mean_control = of_theirs(&|y| y);
    let binary = ours.iter().chain(&theirs).all(|&row| outcome[row] == 0.0 || outcome[row] == 1.0);
    let size = Comparison::Effective(effective);
    let figure = if binary {
        rates(ours.len() as f64, mean_treated, mean_control, size, Method::Wald)
    } else {
        let squares: f64 = ours.iter().map(|&row| (outcome[row] - mean_treated).powi(2)).sum();
        let spread = of_theirs(&|y| (y - mean_control).powi(2));
        means(
            Spread {
                n: ours.len() as f64,
                mean: mean_treated,
                variance: squares / (ours.len() as f64 - 1.0),
            },
            Spread {
                n: effective,
                mean: mean_control,
                variance: spread * effective / (effective - 1.0).max(f64::MIN_POSITIVE),
            },
        )
    };
    let att = mean_treated - mean_control;
    Ok(Effect {
        treated: ours.len(),
        controls: theirs.len(),
        effective,
        mean_treated,
        mean_control,
        att,
        difference: figure.ok().map(|f| f.difference),
        abadie_imbens: abadie_imbens(matched, radius, scores, outcome, (&ours, &theirs), att),
    })
}

/// Abadie and Imbens (2006), for the effect on the treated: the spread of the matched differences,
/// and of each comparison row that is used `K` times `(K² − K')·σ²`, its variance from the nearest
/// other comparison row that is used.
fn abadie_imbens(
    matched: &Matched,
    radius: Option<&Radius>,
    scores: &[f64],
    outcome: &[f64],
    (ours, theirs): (&[usize], &[usize]),
    att: f64,
) -> Option<Interval> {
    let n = ours.len() as f64;
    let mut squares = 0.0;
    // K' is the sum of squared shares.
    let mut second = vec![0.0; scores.len()];
    if let Some(radius) = radius {
        for &row in ours {
            let (_, mean) = radius.within[row]?;
            squares += (outcome[row] - mean - att).powi(2);
        }
        // Shares of many are so small that their squares are left out, which widens the interval.
    } else {
        for set in &matched.sets {
            let mean: f64 = set.controls.iter().map(|&(row, share)| share * outcome[row]).sum();
            squares += (outcome[set.treated] - mean - att).powi(2);
            for &(row, share) in &set.controls {
                second[row] += share * share;
            }
        }
    }
    let mut sorted: Vec<usize> = theirs.to_vec();
    sorted.par_sort_unstable_by(|a, b| scores[*a].total_cmp(&scores[*b]).then(a.cmp(b)));
    let mut used_again = 0.0;
    for (at, &row) in sorted.iter().enumerate() {
        let before = at.checked_sub(1).map(|i| sorted[i]);
        let after = sorted.get(at + 1).copied();
        let distance = |other: usize| (scores[other] - scores[row]).abs();
        let other = match (before, after) {
            (Some(b), Some(a)) => {
                if distance(b) <= distance(a) {
                    b
                } else {
                    a
                }
            }
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => return None,
        };
        let variance = 0.5 * (outcome[row] - outcome[other]).powi(2);
        let k = matched.shares[row];
        used_again += (k * k - second[row]).max(0.0) * variance;
    }
    let error = (squares + used_again).sqrt() / n;
    let half = crate::jdl::quantile_95(n - 1.0) * error;
    Some(Interval { low: att - half, high: att + half })
}

/// A second look: the outcome of comparison rows is regressed on the covariates with the matching
/// weights, and the treated are compared with what it foretells for them. Right when either the
/// matching or the regression is (Ho, Imai, King and Stuart 2007). `None` when the covariates are too
/// many for the rows or follow from each other.
#[must_use]
pub fn doubly_robust(
    matched: &Matched,
    rows: &[f64],
    columns: &[usize],
    width: usize,
    treated: &[bool],
    outcome: &[f64],
) -> Option<f64> {
    let p = columns.len() + 1;
    let used = |row: usize| matched.weights[row] > 0.0;
    let ours: Vec<usize> = (0..treated.len()).filter(|&r| treated[r] && used(r)).collect();
    let n = ours.len() as f64;
    // Centred on the treated and scaled, so that the intercept is what is foretold for them.
    let value = |row: usize, c: usize| rows[row * width + c];
    let means: Vec<f64> =
        columns.iter().map(|&c| ours.iter().map(|&r| value(r, c)).sum::<f64>() / n).collect();
    let theirs: Vec<usize> = (0..treated.len()).filter(|&r| !treated[r] && used(r)).collect();
    if theirs.len() <= p {
        return None;
    }
    // Always the same blocks, so that the number of threads changes no digit.
    let blocks: Vec<Vec<f64>> = theirs
        .par_chunks(4_096)
        .map(|block| {
            let mut squares = vec![0.0; columns.len()];
            for &row in block {
                for ((s, &c), m) in squares.iter_mut().zip(columns).zip(&means) {
                    *s += matched.weights[row] * (value(row, c) - m).powi(2);
                }
            }
            squares
        })
        .collect();
    let mut scales = vec![0.0; columns.len()];
    for block in blocks {
        scales.iter_mut().zip(block).for_each(|(s, b)| *s += b);
    }
    for s in &mut scales {
        *s = (*s / theirs.len() as f64).sqrt();
    }
    // A covariate that no used comparison row varies in says nothing.
    let live: Vec<usize> = (0..columns.len()).filter(|&i| scales[i] > 1e-12).collect();
    let p = live.len() + 1;
    let blocks: Vec<(Vec<f64>, Vec<f64>)> = theirs
        .par_chunks(4_096)
        .map(|block| {
            let mut information = vec![0.0; p * p];
            let mut right = vec![0.0; p];
            let mut z = vec![1.0; p];
            for &row in block {
                let w = matched.weights[row];
                for (z, &i) in z[1..].iter_mut().zip(&live) {
                    *z = (value(row, columns[i]) - means[i]) / scales[i];
                }
                outer(&mut information, &z, w);
                right.iter_mut().zip(&z).for_each(|(r, z)| *r += w * z * outcome[row]);
            }
            (information, right)
        })
        .collect();
    let mut information = vec![0.0; p * p];
    let mut right = vec![0.0; p];
    for (i, r) in blocks {
        information.iter_mut().zip(i).for_each(|(s, b)| *s += b);
        right.iter_mut().zip(r).for_each(|(s, b)| *s += b);
    }
    for i in 0..p {
        // A covariate that follows from others among the used rows makes the sums singular: a
        // millionth of a ridge decides for the smallest coefficients.
        if i > 0 {
            information[i * p + i] *= 1.0 + 1e-9;
        }
    }
    let foretold = *solve(information, right, p)?.first()?;
    let mean = ours.iter().map(|&r| outcome[r]).sum::<f64>() / n;
    Some(mean - foretold)
}
