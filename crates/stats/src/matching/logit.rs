//! Propensity scores: logistic regression by iteratively reweighted least squares, with Cholesky on
//! standardised columns. Not for outcomes.
//!
//! Source: McCullagh and Nelder (1989), ch. 4. Columns that are constant or follow from earlier ones
//! are left out and named, as R's `glm` does. Separation does not pass silently: when coefficients
//! still run after thirty rounds, there is no maximum (Albert and Anderson 1984).

use rayon::prelude::*;

use super::MatchError;

/// Why a column has no coefficient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// Every row has the same value.
    Constant,
    /// It follows from columns before it.
    Follows,
}

/// A fitted score.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// The intercept, on the logit scale and in the columns' own units.
    pub intercept: f64,
    /// A coefficient for each column; `Err` for one that was left out.
    pub coefficients: Vec<Result<f64, Left>>,
    /// The chance of being treated, row by row.
    pub scores: Vec<f64>,
    /// Rounds that it took.
    pub rounds: usize,
}

/// Rows whose sums are added up before they are added to the others: always the same ones, so that
/// the number of threads changes nothing.
const BLOCK: usize = 4_096;
const MOST_ROUNDS: usize = 30;

/// Fits the chance of being treated. `rows` holds `columns` values a row, one row after the other.
///
/// # Errors
///
/// [`MatchError`]: too few of either, a value that is no number, separation, nothing to match on.
pub fn fit(rows: &[f64], columns: usize, treated: &[bool]) -> Result<Fit, MatchError> {
    let n = treated.len();
    if columns == 0 {
        return Err(MatchError::NothingToMatchOn);
    }
    if rows.len() != n * columns {
        return Err(MatchError::Lengths);
    }
    let count = treated.iter().filter(|t| **t).count();
    if count < 2 {
        return Err(MatchError::FewTreated { found: count });
    }
    if n - count < 2 {
        return Err(MatchError::FewControls { found: n - count });
    }
    let (means, deviations) = moments(rows, columns)?;
    let (kept, left) = independent(rows, columns, &means, &deviations);
    if kept.is_empty() {
        return Err(MatchError::NothingToMatchOn);
    }
    // Column 0 is the intercept.
    let p = kept.len() + 1;
    let share = count as f64 / n as f64;
    let mut beta = vec![0.0; p];
    beta[0] = (share / (1.0 - share)).ln();
    let standard: Vec<(usize, f64, f64)> =
        kept.iter().map(|&c| (c, means[c], 1.0 / deviations[c])).collect();
    let mut rounds = 0;
    loop {
        rounds += 1;
        let (information, gradient) = sums(rows, columns, treated, &standard, &beta);
        let runs = || MatchError::Separation { column: furthest(&beta, &kept) };
        let step = solve(information, gradient, p).ok_or_else(runs)?;
        let mut largest = 0.0_f64;
        for (b, s) in beta.iter_mut().zip(&step) {
            *b += s;
            largest = largest.max(s.abs());
        }
        if !largest.is_finite() || (rounds >= MOST_ROUNDS && largest > 1e-9) {
            return Err(MatchError::Separation { column: furthest(&beta, &kept) });
        }
        if largest <= 1e-9 {
            break;
        }
    }
    let mut coefficients: Vec<Result<f64, Left>> = left.into_iter().map(Err).collect();
    let mut intercept = beta[0];
    for (&(column, mean, scale), b) in standard.iter().zip(&beta[1..]) {
        coefficients[column] = Ok(b * scale);
        intercept -= b * mean * scale;
    }
    let scores = rows
        .par_chunks(columns)
        .with_min_len(BLOCK)
        .map(|row| chance(linear(row, &standard, &beta)))
        .collect();
    Ok(Fit { intercept, coefficients, scores, rounds })
}

fn furthest(beta: &[f64], kept: &[usize]) -> usize {
    let size = |i: &usize| beta.get(i + 1).map_or(0.0, |b| if b.is_nan() { 0.0 } else { b.abs() });
    (0..kept.len()).max_by(|a, b| size(a).total_cmp(&size(b))).map_or(0, |i| kept[i])
}

fn linear(row: &[f64], standard: &[(usize, f64, f64)], beta: &[f64]) -> f64 {
    let mut sum = beta[0];
    for (&(column, mean, scale), b) in standard.iter().zip(&beta[1..]) {
        sum += (row[column] - mean) * scale * b;
    }
    sum
}

fn chance(eta: f64) -> f64 {
    1.0 / (1.0 + (-eta).exp())
}

fn moments(rows: &[f64], columns: usize) -> Result<(Vec<f64>, Vec<f64>), MatchError> {
    let n = (rows.len() / columns) as f64;
    let add = |blocks: Vec<Vec<f64>>| {
        blocks.into_iter().fold(vec![0.0; columns], |mut sum, block| {
            sum.iter_mut().zip(block).for_each(|(s, b)| *s += b);
            sum
        })
    };
    let means: Vec<f64> = add(rows
        .par_chunks(columns * BLOCK)
        .map(|block| {
            let mut sum = vec![0.0; columns];
            for row in block.chunks_exact(columns) {
                sum.iter_mut().zip(row).for_each(|(s, x)| *s += x);
            }
            sum
        })
        .collect())
    .into_iter()
    .map(|sum| sum / n)
    .collect();
    if means.iter().any(|m| !m.is_finite()) {
        let row = rows.iter().position(|x| !x.is_finite()).map_or(0, |at| at / columns);
        return Err(MatchError::NotANumber { row: row + 1 });
    }
    let squares: Vec<f64> = add(rows
        .par_chunks(columns * BLOCK)
        .map(|block| {
            let mut sum = vec![0.0; columns];
            for row in block.chunks_exact(columns) {
                for ((s, x), m) in sum.iter_mut().zip(row).zip(&means) {
                    *s += (x - m) * (x - m);
                }
            }
            sum
        })
        .collect());
    Ok((means, squares.into_iter().map(|s| (s / n).sqrt()).collect()))
}

/// Columns that add something to those before them; and of the others, why not.
fn independent(
    rows: &[f64],
    columns: usize,
    means: &[f64],
    deviations: &[f64],
) -> (Vec<usize>, Vec<Left>) {
    let n = (rows.len() / columns) as f64;
    let mut left = vec![Left::Follows; columns];
    let varies: Vec<usize> = (0..columns)
        .filter(|&c| {
            let constant = deviations[c] <= 1e-12 * means[c].abs().max(1e-300);
            if constant {
                left[c] = Left::Constant;
            }
            !constant
        })
        .collect();
    if varies.is_empty() {
        return (Vec::new(), left);
    }
    let k = varies.len();
    let blocks: Vec<Vec<f64>> = rows
        .par_chunks(columns * BLOCK)
        .map(|block| {
            let mut sum = vec![0.0; k * k];
            let mut z = vec![0.0; k];
            for row in block.chunks_exact(columns) {
                for (z, &c) in z.iter_mut().zip(&varies) {
                    *z = (row[c] - means[c]) / deviations[c];
                }
                outer(&mut sum, &z, 1.0);
            }
            sum
        })
        .collect();
    let mut correlation = vec![0.0; k * k];
    for block in blocks {
        correlation.iter_mut().zip(block).for_each(|(s, b)| *s += b / n);
    }
    // Cholesky, column after column, passing over those whose remainder is nothing.
    let mut kept: Vec<usize> = Vec::new();
    let mut lower: Vec<Vec<f64>> = Vec::new();
    for i in 0..k {
        let mut line: Vec<f64> = Vec::with_capacity(kept.len() + 1);
        for (at, &j) in kept.iter().enumerate() {
            let dot: f64 = line.iter().zip(&lower[at]).map(|(a, b)| a * b).sum();
            line.push((correlation[j * k + i] - dot) / lower[at][at]);
        }
        let rest = correlation[i * k + i] - line.iter().map(|a| a * a).sum::<f64>();
        if rest > 1e-10 {
            line.push(rest.sqrt());
            lower.push(line);
            kept.push(i);
        }
    }
    (kept.into_iter().map(|i| varies[i]).collect(), left)
}

/// Adds `weight · z zᵀ` to the upper triangle.
pub(super) fn outer(sum: &mut [f64], z: &[f64], weight: f64) {
    let k = z.len();
    for (i, (line, &a)) in sum.chunks_exact_mut(k).zip(z).enumerate() {
        let wa = weight * a;
        for (s, b) in line[i..].iter_mut().zip(&z[i..]) {
            *s += wa * b;
        }
    }
}

/// The information matrix (upper triangle) and the gradient.
fn sums(
    rows: &[f64],
    columns: usize,
    treated: &[bool],
    standard: &[(usize, f64, f64)],
    beta: &[f64],
) -> (Vec<f64>, Vec<f64>) {
    let p = beta.len();
    let blocks: Vec<(Vec<f64>, Vec<f64>)> = rows
        .par_chunks(columns * BLOCK)
        .zip(treated.par_chunks(BLOCK))
        .map(|(block, treated)| {
            let mut information = vec![0.0; p * p];
            let mut gradient = vec![0.0; p];
            let mut z = vec![1.0; p];
            for (row, &t) in block.chunks_exact(columns).zip(treated) {
                let mut eta = beta[0];
                for ((z, &(column, mean, scale)), b) in
                    z[1..].iter_mut().zip(standard).zip(&beta[1..])
                {
                    *z = (row[column] - mean) * scale;
                    eta += *z * b;
                }
                let mu = chance(eta);
                let residual = f64::from(u8::from(t)) - mu;
                outer(&mut information, &z, mu * (1.0 - mu));
                gradient.iter_mut().zip(&z).for_each(|(g, z)| *g += residual * z);
            }
            (information, gradient)
        })
        .collect();
    let mut information = vec![0.0; p * p];
    let mut gradient = vec![0.0; p];
    for (i, g) in blocks {
        information.iter_mut().zip(i).for_each(|(s, b)| *s += b);
        gradient.iter_mut().zip(g).for_each(|(s, b)| *s += b);
    }
    (information, gradient)
}

/// Solves a symmetric positive system of which the upper triangle is given; `None` when it is not
/// positive.
pub(super) fn solve(mut a: Vec<f64>, mut b: Vec<f64>, p: usize) -> Option<Vec<f64>> {
    for i in 0..p {
        for k in 0..i {
            let factor = a[k * p + i];
            for j in i..p {
                a[i * p + j] -= factor * a[k * p + j];
            }
            b[i] -= factor * b[k];
        }
        let pivot = a[i * p + i];
        if pivot.is_nan() || pivot <= 1e-300 {
            return None;
        }
        let root = pivot.sqrt();
        for j in i..p {
            a[i * p + j] /= root;
        }
        b[i] /= root;
    }
    for i in (0..p).rev() {
        for j in i + 1..p {
            b[i] -= a[i * p + j] * b[j];
        }
        b[i] /= a[i * p + i];
    }
    Some(b)
}
