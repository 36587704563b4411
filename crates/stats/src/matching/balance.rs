//! How alike the two groups are, covariate by covariate. Not a test: a large group makes any
//! difference significant.

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

/// The balance of one covariate.
#[must_use]
pub fn balance(
    values: impl Iterator<Item = f64> + Clone,
    treated: &[bool],
    weights: &[f64],
) -> Balance {
    // Sums of 1, x, x² before and of w, w·x after, for each group.
    let mut before = [[0.0_f64; 3]; 2];
    let mut after = [[0.0_f64; 2]; 2];
    let pivot = values.clone().next().unwrap_or(0.0);
    for ((x, &t), &w) in values.zip(treated).zip(weights) {
        let (group, x) = (usize::from(t), x - pivot);
        before[group][0] += 1.0;
        before[group][1] += x;
        before[group][2] += x * x;
        after[group][0] += w;
        after[group][1] += w * x;
    }
    let mean = |[n, sum, _]: [f64; 3]| sum / n;
    let variance = |[n, sum, squares]: [f64; 3]| ((squares - sum * sum / n) / (n - 1.0)).max(0.0);
    let matched = |[w, sum]: [f64; 2]| sum / w;
    let spread = f64::midpoint(variance(before[1]), variance(before[0])).sqrt();
    let standard = |difference: f64, by: f64| {
        if difference.abs() < 1e-12 * (1.0 + pivot.abs()) { 0.0 } else { 100.0 * difference / by }
    };
    let after_difference = matched(after[1]) - matched(after[0]);
    Balance {
        treated: mean(before[1]) + pivot,
        control: mean(before[0]) + pivot,
        treated_matched: matched(after[1]) + pivot,
        control_matched: matched(after[0]) + pivot,
        before: standard(mean(before[1]) - mean(before[0]), spread),
        after: standard(after_difference, spread),
        after_by_treated: standard(after_difference, variance(before[1]).sqrt()),
    }
}
