//! How many it takes to see a difference, and what difference so many can see: two proportions or two
//! means, equal or unequal arms, or a comparison group so large that its own error is nil. Not for
//! results (see [`crate::jdl`]): power is a matter of before.
//!
//! Source: the normal approximation, `n = (z_{1−α/2} + z_{power})² · variance / difference²`
//! (Fleiss, Levin and Paik 2003, ch. 4, without continuity correction); design effect after Kish.

use statrs::distribution::{ContinuousCDF, Normal};

/// What a test is held to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Demands {
    /// Two-sided level, in (0, 1): 0.05 is usual.
    pub level: f64,
    /// Chance to see a difference that is there, in (0, 1): 0.8 is usual.
    pub power: f64,
    /// By how much the variance is larger than that of persons drawn one by one; 1 where they are.
    pub design_effect: f64,
}

impl Default for Demands {
    fn default() -> Self {
        Self { level: 0.05, power: 0.8, design_effect: 1.0 }
    }
}

/// Kish's design effect of clusters of a mean size with an intra-class correlation:
/// `1 + (size − 1)·icc`.
#[must_use]
pub fn design_effect(cluster_size: f64, icc: f64) -> f64 {
    1.0 + (cluster_size - 1.0) * icc
}

/// How large the comparison group is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Against {
    /// So large that its own error is nil.
    Unlimited,
    /// So many comparison persons for each treated one; 1 is two equal arms.
    Ratio(f64),
    /// So many, whatever the treated group's size.
    Fixed(f64),
}

/// Which way a difference is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The treated lie lower.
    Lower,
    /// The treated lie higher.
    Higher,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum PowerError {
    /// A rate outside 0 to 1.
    #[error("a rate lies above 0 and below 100 per cent")]
    Rate,
    /// A level or power outside 0 to 1, or a power that chance alone has.
    #[error("level and power lie above 0 and below 100 per cent, and the power above the level")]
    Demands,
    /// A size that is not positive.
    #[error("sizes, ratios, deviations and design effects are numbers above 0")]
    Size,
    /// The two are the same.
    #[error("a difference of nothing cannot be seen by any number")]
    NoDifference,
    /// The comparison group alone is too small.
    #[error(
        "no number of treated persons suffices: the comparison group is too small for this difference"
    )]
    ComparisonTooSmall,
    /// Not even the largest difference that there can be is seen.
    #[error(
        "so few could not be told from chance even if the rate fell to nothing (or rose to everybody)"
    )]
    TooFew,
}

/// The smallest difference between the rate of `treated` persons and `base` (both 0 to 1) that is seen.
/// Against an unlimited group the variance is taken at `base`; otherwise each arm has its own.
///
/// # Errors
///
/// [`PowerError`].
pub fn detectable_rate(
    base: f64,
    treated: f64,
    against: Against,
    direction: Direction,
    demands: Demands,
) -> Result<f64, PowerError> {
    let z = sum_of_z(demands)?;
    rate(base)?;
    positive(treated)?;
    let (treated_arm, comparison) = arms(treated, against)?;
    let effect = demands.design_effect;
    if matches!(against, Against::Unlimited) {
        let seen = z * (variance(base) * effect / treated_arm).sqrt();
        let most = if direction == Direction::Lower { base } else { 1.0 - base };
        return if seen <= most { Ok(seen) } else { Err(PowerError::TooFew) };
    }
    let needed = |d: f64| {
        let other = if direction == Direction::Lower { base - d } else { base + d };
        let spread = variance(other) / treated_arm + variance(base) / comparison;
        z * (spread * effect).sqrt()
    };
    let most = if direction == Direction::Lower { base } else { 1.0 - base };
    if needed(most) > most {
        return Err(PowerError::TooFew);
    }
    // `d − needed(d)` crosses nought once from below: halve.
    let (mut low, mut high) = (0.0, most);
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if middle >= needed(middle) { high = middle } else { low = middle }
    }
    Ok(high)
}

/// How many treated persons it takes to tell `rate_of_treated` from `base`.
///
/// # Errors
///
/// [`PowerError`].
pub fn treated_for_rate(
    base: f64,
    rate_of_treated: f64,
    against: Against,
    demands: Demands,
) -> Result<u64, PowerError> {
    let z = sum_of_z(demands)?;
    rate(base)?;
    rate(rate_of_treated)?;
    let own = match against {
        Against::Unlimited => variance(base),
        Against::Ratio(_) | Against::Fixed(_) => variance(rate_of_treated),
    };
    size(z, base - rate_of_treated, own, variance(base), against, demands)
}

/// The smallest difference in means that is seen, in the unit of the standard deviations.
///
/// # Errors
///
/// [`PowerError`].
pub fn detectable_mean(
    deviation_of_treated: f64,
    deviation_of_comparison: f64,
    treated: f64,
    against: Against,
    demands: Demands,
) -> Result<f64, PowerError> {
    let z = sum_of_z(demands)?;
    positive(treated)?;
    positive(deviation_of_treated)?;
    positive(deviation_of_comparison)?;
    let (treated, comparison) = arms(treated, against)?;
    let spread =
        deviation_of_treated.powi(2) / treated + deviation_of_comparison.powi(2) / comparison;
    Ok(z * (spread * demands.design_effect).sqrt())
}

/// How many treated persons it takes to see a difference in means.
///
/// # Errors
///
/// [`PowerError`].
pub fn treated_for_mean(
    deviation_of_treated: f64,
    deviation_of_comparison: f64,
    difference: f64,
    against: Against,
    demands: Demands,
) -> Result<u64, PowerError> {
    let z = sum_of_z(demands)?;
    positive(deviation_of_treated)?;
    positive(deviation_of_comparison)?;
    let (own, other) = (deviation_of_treated.powi(2), deviation_of_comparison.powi(2));
    size(z, difference, own, other, against, demands)
}

fn size(
    z: f64,
    difference: f64,
    own: f64,
    other: f64,
    against: Against,
    demands: Demands,
) -> Result<u64, PowerError> {
    if difference == 0.0 || !difference.is_finite() {
        return Err(PowerError::NoDifference);
    }
    let allowed = (difference / z).powi(2) / demands.design_effect;
    let n = match against {
        Against::Unlimited => own / allowed,
        Against::Ratio(ratio) => {
            positive(ratio)?;
            (own + other / ratio) / allowed
        }
        Against::Fixed(comparison) => {
            positive(comparison)?;
            let left = allowed - other / comparison;
            if left <= 0.0 {
                return Err(PowerError::ComparisonTooSmall);
            }
            own / left
        }
    };
    Ok(n.ceil().max(1.0) as u64)
}

fn arms(treated: f64, against: Against) -> Result<(f64, f64), PowerError> {
    let comparison = match against {
        Against::Unlimited => f64::INFINITY,
        Against::Ratio(ratio) => treated * positive(ratio)?,
        Against::Fixed(comparison) => positive(comparison)?,
    };
    Ok((treated, comparison))
}

fn sum_of_z(demands: Demands) -> Result<f64, PowerError> {
    let Demands { level, power, design_effect } = demands;
    let inside = |x: f64| x > 0.0 && x < 1.0;
    if !inside(level) || !inside(power) || power <= level {
        return Err(PowerError::Demands);
    }
    positive(design_effect)?;
    let normal = Normal::standard();
    Ok(normal.inverse_cdf(1.0 - level / 2.0) + normal.inverse_cdf(power))
}

fn variance(p: f64) -> f64 {
    p * (1.0 - p)
}

fn rate(p: f64) -> Result<f64, PowerError> {
    if p > 0.0 && p < 1.0 { Ok(p) } else { Err(PowerError::Rate) }
}

fn positive(x: f64) -> Result<f64, PowerError> {
    if x > 0.0 && x.is_finite() { Ok(x) } else { Err(PowerError::Size) }
}
