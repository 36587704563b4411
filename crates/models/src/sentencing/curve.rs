//! How long women of a band are inside: the share still there at the end of each month after
//! entering. The share at the end of month k is the integral of the survival of time served over
//! `[k, k+1]`, for women who enter evenly over a month; so the shares add up to the mean time
//! served, and the stock of a steady state is Little's (1961), exactly. Not for hazards: recall,
//! breach and reoffending are in `cohort`.

/// How many quantiles stand for the sentence lengths of a band.
const QUANTILES: usize = 24;

/// Means of the thirds of an exponential distribution with mean 1: three quantiles for time on
/// remand, which is counted against the sentence.
const CREDIT: [f64; 3] = [0.189_072_973, 0.712_317_936, 2.098_609_091];

/// What decides the time served of a band.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Served {
    /// Sentence, from so many months.
    pub low: f64,
    /// Sentence, to so many months.
    pub high: f64,
    /// Share of the sentence before release.
    pub release: f64,
    /// Share of women who keep an older share.
    pub spared: f64,
    /// That older share.
    pub spared_release: f64,
    /// Most months of curfew before release.
    pub curfew: f64,
    /// Share of women who get it.
    pub take_up: f64,
    /// Mean months on remand counted against it; 0 for women who came on bail.
    pub credit: f64,
    /// Scale of time served.
    pub scale: f64,
}

/// Sentence lengths that stand for a band: logarithmically even between its ends, each with the
/// same weight.
#[must_use]
pub fn lengths(low: f64, high: f64) -> Vec<f64> {
    let low = low.max(0.23);
    let ratio = (high / low).powf(1.0 / QUANTILES as f64);
    let mut length = low * ratio.sqrt();
    (0..QUANTILES)
        .map(|_| {
            let this = length;
            length *= ratio;
            this
        })
        .collect()
}

/// The share of a band at or under a line (months), by its lengths.
#[must_use]
pub fn under(low: f64, high: f64, line: f64) -> f64 {
    if line >= high {
        return 1.0;
    }
    let low = low.max(0.23);
    if line <= low {
        return 0.0;
    }
    // How many of `lengths` lie at or under the line, without making them.
    let count = QUANTILES as f64;
    ((line / low).ln() / (high / low).ln() * count + 0.5).floor().clamp(0.0, count) / count
}

/// A band's curve, and how many leave it to curfew and for how long.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Share inside at the end of month 0, 1, 2 …; falling; its sum is the mean time served.
    pub alive: Vec<f64>,
    /// Share of leavers who go home under curfew.
    pub to_curfew: f64,
    /// Mean months under curfew of those.
    pub curfew_months: f64,
}

impl Curve {
    /// Mean months inside.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.alive.iter().sum()
    }
}

/// The curve of a band.
#[must_use]
pub fn curve(served: &Served) -> Curve {
    let mut ends: Vec<f64> = Vec::new();
    let mut curfew_weight = 0.0;
    let mut curfew_time = 0.0;
    let credits: &[f64] = if served.credit > 0.0 { &CREDIT } else { &[0.0] };
    let each = 1.0 / (QUANTILES * credits.len()) as f64;
    for length in lengths(served.low, served.high) {
        for (weight, release) in
            [(1.0 - served.spared, served.release), (served.spared, served.spared_release)]
        {
            if weight <= 0.0 {
                continue;
            }
            let point = length * release * served.scale;
            // Curfew: not under four years is decided by the caller; at least a quarter of the sentence
            // and 28 days are served first (Criminal Justice Act 2003, section 246).
            let curfew = served.curfew.min(point - (length / 4.0).max(0.92)).max(0.0);
            for credit in credits {
                let full = (point - credit * served.credit).max(0.0);
                let at_home = curfew.min(full);
                if served.take_up > 0.0 && at_home > 0.0 {
                    add(&mut ends, full - at_home, weight * each * served.take_up);
                    add(&mut ends, full, weight * each * (1.0 - served.take_up));
                    curfew_weight += weight * each * served.take_up;
                    curfew_time += weight * each * served.take_up * at_home;
                } else {
                    add(&mut ends, full, weight * each);
                }
            }
        }
    }
    // `ends` holds differences of the curve: from the back, each is what is still inside.
    let mut inside = 0.0;
    for share in ends.iter_mut().rev() {
        inside += *share;
        *share = inside;
    }
    let curfew_months = if curfew_weight > 0.0 { curfew_time / curfew_weight } else { 0.0 };
    Curve { alive: ends, to_curfew: curfew_weight, curfew_months }
}

/// Adds women who serve `time` months: 1 for each whole month, the rest in the month they leave.
fn add(ends: &mut Vec<f64>, time: f64, weight: f64) {
    let whole = time.floor() as usize;
    if ends.len() < whole + 1 {
        ends.resize(whole + 1, 0.0);
    }
    let rest = time - whole as f64;
    ends[whole] += weight * rest;
    if whole > 0 {
        ends[whole - 1] += weight * (1.0 - rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Served = Served {
        low: 12.0,
        high: 24.0,
        release: 0.5,
        spared: 0.0,
        spared_release: 0.5,
        curfew: 0.0,
        take_up: 0.0,
        credit: 0.0,
        scale: 1.0,
    };

    #[test]
    fn a_curve_adds_up_to_the_mean_time_served() {
        let lengths = lengths(12.0, 24.0);
        let mean = lengths.iter().sum::<f64>() / lengths.len() as f64 * 0.5;
        assert!((curve(&PLAIN).mean() - mean).abs() < 1e-12);
    }

    #[test]
    fn a_curve_never_rises_and_begins_at_one_or_less() {
        for served in [PLAIN, Served { credit: 4.0, curfew: 4.5, take_up: 0.4, ..PLAIN }] {
            let curve = curve(&served);
            assert!(curve.alive[0] <= 1.0 + 1e-12);
            assert!(curve.alive.windows(2).all(|pair| pair[1] <= pair[0] + 1e-12));
        }
    }

    #[test]
    fn time_under_curfew_is_time_not_inside() {
        let with = curve(&Served { curfew: 4.5, take_up: 0.4, ..PLAIN });
        let saved = curve(&PLAIN).mean() - with.mean();
        assert!((saved - with.to_curfew * with.curfew_months).abs() < 1e-12);
    }

    #[test]
    fn a_third_of_an_exponential_has_these_means() {
        assert!((CREDIT.iter().sum::<f64>() / 3.0 - 1.0).abs() < 1e-6);
    }
}
