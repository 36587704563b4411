//! A result's record: each group's mean and interval, the difference with its interval, p and the
//! number needed. Source: the Data Lab's published method (Welch's t, two-sided, 95 per cent).

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// Why there is no result.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum ResultError {
    /// Fewer than two persons.
    #[error("a group needs at least two persons")]
    TooFew,
    /// A rate outside 0 to 1.
    #[error("a rate lies between 0 and 100 per cent")]
    Rate,
    /// A mean or variance that is no number, or a variance below nought.
    #[error("means are numbers, and variances are not below nought")]
    Spread,
    /// There is no spread at all, so no interval.
    #[error("neither group varies: nothing can be said about a difference")]
    NoSpread,
}

/// How large the comparison group is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Comparison {
    /// Its size is not published, or so large that its own error is nil.
    Unlimited,
    /// Its effective size, `(Σw)²/Σw²`.
    Effective(f64),
}

/// The effective size of weighted persons, `(Σw)²/Σw²` (Kish); nought of none.
#[must_use]
pub fn effective_size(weights: &[f64]) -> f64 {
    let (sum, squares) =
        weights.iter().fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
    if squares > 0.0 { sum * sum / squares } else { 0.0 }
}

/// How the interval of a difference in rates is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// Wald's, with Welch's t: the Data Lab's.
    #[default]
    Wald,
    /// Newcombe's (1998) hybrid of two Wilson score intervals: keeps inside what is possible.
    Wilson,
}

/// One group: what the interval is around.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Group {
    /// Persons, or effective persons.
    pub n: f64,
    /// Mean (a rate is the mean of noughts and ones).
    pub mean: f64,
    /// Half the width of its 95 per cent interval.
    pub half_width: f64,
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// `n·p`: for a rate, the persons of whom it holds.
    pub times: f64,
}

/// The spread of a measure in a group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// Persons.
    pub n: f64,
    /// Mean.
    pub mean: f64,
    /// Sample variance.
    pub variance: f64,
}

/// A difference, treated less comparison.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The difference.
    pub difference: f64,
    /// Half the width of its 95 per cent interval (for Wilson's, of the wider side).
    pub half_width: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Two-sided p by Welch's t.
    pub p: f64,
    /// How many treated persons would make this difference significant, the comparison group staying
    /// as it is; `None` when no number suffices.
    pub number_needed: Option<u64>,
}

/// A result's record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// Those who were supported.
    pub treated: Group,
    /// Those they are compared with; of an unlimited group the interval is its mean.
    pub comparison: Group,
    /// The difference.
    pub difference: Difference,
}

/// The difference of two rates (0 to 1).
///
/// # Errors
///
/// [`ResultError`].
pub fn rates(
    treated_n: f64,
    treated: f64,
    comparison: f64,
    size: Comparison,
    method: Method,
) -> Result<Figure, ResultError> {
    if !(0.0..=1.0).contains(&treated) || !(0.0..=1.0).contains(&comparison) {
        return Err(ResultError::Rate);
    }
    let binomial = |p: f64| p * (1.0 - p);
    let mut figure = difference(
        Spread { n: treated_n, mean: treated, variance: binomial(treated) },
        comparison,
        binomial(comparison),
        size,
    )?;
    if method == Method::Wilson {
        let t = wilson(treated, treated_n);
        let c = match size {
            Comparison::Unlimited => (comparison, comparison),
            Comparison::Effective(n) => wilson(comparison, n),
        };
        let (low, high) = newcombe(treated, t, comparison, c);
        let d = &mut figure.difference;
        (d.low, d.high) = (low, high);
        d.half_width = (d.difference - low).max(high - d.difference);
        let set = |group: &mut Group, (low, high): (f64, f64)| {
            (group.low, group.high) = (low, high);
            group.half_width = (group.mean - low).max(high - group.mean);
        };
        set(&mut figure.treated, t);
        set(&mut figure.comparison, c);
    }
    Ok(figure)
}

/// The difference of two means (offences a person, days to the first).
///
/// # Errors
///
/// [`ResultError`].
pub fn means(treated: Spread, comparison: Spread) -> Result<Figure, ResultError> {
    difference(treated, comparison.mean, comparison.variance, Comparison::Effective(comparison.n))
}

fn difference(
    treated: Spread,
    mean: f64,
    variance: f64,
    size: Comparison,
) -> Result<Figure, ResultError> {
    let sound = |x: f64| x.is_finite() && x >= 0.0;
    if !treated.mean.is_finite()
        || !mean.is_finite()
        || !sound(treated.variance)
        || !sound(variance)
    {
        return Err(ResultError::Spread);
    }
    let many = |n: f64| if n >= 2.0 && n.is_finite() { Ok(n) } else { Err(ResultError::TooFew) };
    many(treated.n)?;
    let of_comparison = match size {
        Comparison::Unlimited => 0.0,
        Comparison::Effective(n) => variance / many(n)?,
    };
    let of_treated = treated.variance / treated.n;
    let error = (of_treated + of_comparison).sqrt();
    if error == 0.0 {
        return Err(ResultError::NoSpread);
    }
    let degrees = |own: f64, n: f64| {
        let other = match size {
            Comparison::Unlimited => 0.0,
            Comparison::Effective(n) => of_comparison.powi(2) / (n - 1.0),
        };
        (own + of_comparison).powi(2) / (own.powi(2) / (n - 1.0) + other)
    };
    let d = treated.mean - mean;
    let freedom = degrees(of_treated, treated.n);
    let half_width = quantile_95(freedom) * error;
    let p = two_sided(d.abs() / error, freedom);
    // Smallest n with t·SE(n) <= |d|: the left side falls as n grows, so halve.
    let enough = |n: u64| {
        let own = treated.variance / n as f64;
        quantile_95(degrees(own, n as f64)) * (own + of_comparison).sqrt() <= d.abs()
    };
    let most = 1_u64 << 40; // more than there are people
    let number_needed = (d != 0.0 && enough(most)).then(|| {
        let (mut low, mut high) = (1, most);
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if enough(middle) { high = middle } else { low = middle }
        }
        high
    });
    let comparison_n = match size {
        Comparison::Unlimited => f64::INFINITY,
        Comparison::Effective(n) => n,
    };
    Ok(Figure {
        treated: group(treated.n, treated.mean, treated.variance),
        comparison: group(comparison_n, mean, variance),
        difference: Difference {
            difference: d,
            half_width,
            low: d - half_width,
            high: d + half_width,
            p,
            number_needed,
        },
    })
}

fn group(n: f64, mean: f64, variance: f64) -> Group {
    let half_width = if n.is_finite() { quantile_95(n - 1.0) * (variance / n).sqrt() } else { 0.0 };
    Group { n, mean, half_width, low: mean - half_width, high: mean + half_width, times: n * mean }
}

/// The two-sided p of a t: by the incomplete beta function, and past ten thousand degrees by the
/// normal distribution with its correction of the first order (Abramowitz and Stegun 26.7.8).
fn two_sided(t: f64, freedom: f64) -> f64 {
    let tail = match StudentsT::new(0.0, 1.0, freedom) {
        Ok(student) if freedom < 1e4 => student.sf(t),
        _ => {
            let z = t * (1.0 - 0.25 / freedom) / (1.0 + t * t / (2.0 * freedom)).sqrt();
            Normal::standard().sf(z)
        }
    };
    2.0 * tail
}

/// The t that 95 per cent lie within. From two hundred degrees on by the expansion of Fisher and
/// Cornish (1960; Abramowitz and Stegun 26.7.5), right to nine digits there: the library's search by
/// the inverse beta function does not end for very many degrees.
pub(crate) fn quantile_95(freedom: f64) -> f64 {
    if let (true, Ok(student)) = (freedom < 200.0, StudentsT::new(0.0, 1.0, freedom)) {
        return student.inverse_cdf(0.975);
    }
    let z = Normal::standard().inverse_cdf(0.975);
    let power = |n: i32| z.powi(n);
    z + (power(3) + z) / (4.0 * freedom)
        + (5.0 * power(5) + 16.0 * power(3) + 3.0 * z) / (96.0 * freedom.powi(2))
        + (3.0 * power(7) + 19.0 * power(5) + 17.0 * power(3) - 15.0 * z)
            / (384.0 * freedom.powi(3))
}

fn wilson(p: f64, n: f64) -> (f64, f64) {
    let z = Normal::standard().inverse_cdf(0.975);
    let z2 = z * z;
    let middle = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt() / (1.0 + z2 / n);
    (middle - half, middle + half)
}

fn newcombe(p1: f64, (l1, u1): (f64, f64), p2: f64, (l2, u2): (f64, f64)) -> (f64, f64) {
    let d = p1 - p2;
    let below = ((p1 - l1).powi(2) + (u2 - p2).powi(2)).sqrt();
    let above = ((u1 - p1).powi(2) + (p2 - l2).powi(2)).sqrt();
    (d - below, d + above)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_t_of_many_degrees_meets_that_of_few() {
        let student = |f: f64| StudentsT::new(0.0, 1.0, f).unwrap();
        assert!((student(199.999).inverse_cdf(0.975) - quantile_95(200.0)).abs() < 1e-6);
        // Tables: t(1000) = 1.962339, t(∞) = 1.959964.
        assert!((quantile_95(1_000.0) - 1.962_339).abs() < 1e-6);
        assert!((quantile_95(1e12) - 1.959_964).abs() < 1e-6);
        assert!((two_sided(2.0, 9_999.9) - two_sided(2.0, 10_000.1)).abs() < 1e-6);
    }
}
