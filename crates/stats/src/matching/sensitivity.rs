//! How strong a hidden difference would have to be to explain a result away. Not evidence that there
//! is none.

use statrs::distribution::{Binomial, ContinuousCDF, DiscreteCDF, Normal};

use super::Matched;

/// The least association, on the scale of risk ratios, that something unmeasured must have with
/// both treatment and outcome to explain a result away (VanderWeele and Ding 2017).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EValue {
    /// For the estimate.
    pub estimate: f64,
    /// For the end of the interval nearer to nothing; 1 when the interval holds nothing.
    pub interval: f64,
}

/// The E-value of a difference in rates (0 to 1) with its interval. `None` when a rate is nought.
#[must_use]
pub fn e_value(treated: f64, comparison: f64, low: f64, high: f64) -> Option<EValue> {
    if treated <= 0.0 || comparison <= 0.0 {
        return None;
    }
    let ratio = treated / comparison;
    let of_end = |end: f64| {
        let rate = comparison + end;
        if rate <= 0.0 { f64::INFINITY } else { needed(rate / comparison) }
    };
    let interval = if low > 0.0 {
        of_end(low)
    } else if high < 0.0 {
        of_end(high)
    } else {
        1.0
    };
    Some(EValue { estimate: needed(ratio), interval })
}

/// The E-value of a difference in means, by the ratio `exp(0.91·d)` of its standardised size.
#[must_use]
pub fn e_value_of_means(difference: f64, low: f64, high: f64, deviation: f64) -> Option<EValue> {
    if deviation.is_nan() || deviation <= 0.0 {
        return None;
    }
    let of = |d: f64| needed((0.91 * d / deviation).exp());
    let interval = if low > 0.0 {
        of(low)
    } else if high < 0.0 {
        of(high)
    } else {
        1.0
    };
    Some(EValue { estimate: of(difference), interval })
}

fn needed(ratio: f64) -> f64 {
    let ratio = if ratio < 1.0 { 1.0 / ratio } else { ratio };
    ratio + (ratio * (ratio - 1.0)).sqrt()
}

/// Rosenbaum's Γ (2002, ch. 4): by how much the odds of treatment within a pair may differ before
/// the result is no longer significant at 5 per cent, two-sided; 1 when it never was. Of pairs only:
/// `None` unless each set has one comparison row that serves once. For noughts and ones by McNemar's
/// test, for other outcomes by Wilcoxon's signed ranks (normal approximation).
#[must_use]
pub fn rosenbaum(matched: &Matched, outcome: &[f64]) -> Option<f64> {
    let mut used = std::collections::HashSet::new();
    let mut differences = Vec::with_capacity(matched.sets.len());
    for set in &matched.sets {
        let [(control, _)] = set.controls.as_slice() else { return None };
        if !used.insert(*control) {
            return None;
        }
        differences.push(outcome[set.treated] - outcome[*control]);
    }
    let binary = matched.sets.iter().all(|set| {
        let is = |y: f64| y == 0.0 || y == 1.0;
        is(outcome[set.treated]) && set.controls.iter().all(|(c, _)| is(outcome[*c]))
    });
    differences.retain(|d| *d != 0.0);
    if differences.is_empty() {
        return Some(1.0);
    }
    // The side on which the result lies.
    let ranks = ranks(&differences);
    let side = |positive: bool| -> f64 {
        let of = differences.iter().zip(&ranks).filter(|(d, _)| (**d > 0.0) == positive);
        of.map(|(_, rank)| if binary { 1.0 } else { *rank }).sum()
    };
    let statistic = side(true).max(side(false));
    let significant = |gamma: f64| {
        let chance = gamma / (1.0 + gamma);
        let p = if binary {
            let Ok(law) = Binomial::new(chance, differences.len() as u64) else { return false };
            let at = statistic as u64;
            if at == 0 { 1.0 } else { law.sf(at - 1) }
        } else {
            let sum: f64 = ranks.iter().sum();
            let squares: f64 = ranks.iter().map(|r| r * r).sum();
            let spread = (chance * (1.0 - chance) * squares).sqrt();
            Normal::standard().sf((statistic - chance * sum) / spread)
        };
        p <= 0.025
    };
    if !significant(1.0) {
        return Some(1.0);
    }
    let (mut low, mut high) = (1.0, 2.0);
    while significant(high) && high < 1e6 {
        high *= 2.0;
    }
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if significant(middle) { low = middle } else { high = middle }
    }
    Some(low)
}

/// Ranks of sizes, equal ones at their middle.
fn ranks(differences: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..differences.len()).collect();
    order.sort_by(|a, b| differences[*a].abs().total_cmp(&differences[*b].abs()));
    let mut ranks = vec![0.0; differences.len()];
    let mut from = 0;
    while from < order.len() {
        let size = differences[order[from]].abs();
        let to = from + order[from..].iter().take_while(|i| differences[**i].abs() == size).count();
        let middle = (from + 1 + to) as f64 / 2.0;
        order[from..to].iter().for_each(|&i| ranks[i] = middle);
        from = to;
    }
    ranks
}
