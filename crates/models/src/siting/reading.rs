//! An answer read in the user's own units: means, the farthest, distance saved, and where a curve
//! bends. Not for words (crate `engines`).

use super::problem::{PER_UNIT, Problem};
use super::solve::Answer;

/// What one whole unit of the problem stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Units {
    /// Units of demand to one person.
    pub demand: f64,
    /// Units of distance to one mile, or whatever the user measures in.
    pub distance: f64,
}

/// Why demands cannot be counted in whole numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoCount {
    /// Not a number, or below nought.
    #[error("record {0} has no demand, or one below nought: write 0 where nobody is")]
    Negative(usize),
    /// Too large to be counted.
    #[error("record {0} is too large a demand")]
    TooLarge(usize),
}

/// Demands as whole numbers: as they are, or in thousandths where some have decimals. Records are
/// counted from one in errors.
///
/// # Errors
///
/// [`NoCount`] where one is missing, negative or too large.
pub fn count_demand(demand: &[f64]) -> Result<(Vec<u64>, f64), NoCount> {
    let whole = demand.iter().all(|d| d.fract() == 0.0);
    let per = if whole { 1.0 } else { PER_UNIT };
    let each = demand.iter().enumerate().map(|(k, &d)| {
        if !d.is_finite() || d < 0.0 {
            Err(NoCount::Negative(k + 1))
        } else if d * per > 1e15 {
            Err(NoCount::TooLarge(k + 1))
        } else {
            Ok((d * per).round() as u64)
        }
    });
    Ok((each.collect::<Result<_, _>>()?, per))
}

/// A place in an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceReading {
    /// Demand, in the user's units.
    pub demand: f64,
    /// Mean distance of its demand, in the user's units; none where nobody of it is served.
    pub distance: Option<f64>,
    /// Sites it goes to with how many, most first.
    pub to: Vec<(usize, f64)>,
    /// How many find no room.
    pub unserved: f64,
}

/// An answer in the user's units.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// All demand.
    pub demand: f64,
    /// Mean distance of all who are served.
    pub mean: f64,
    /// The longest distance that anybody has.
    pub worst: f64,
    /// By place.
    pub places: Vec<PlaceReading>,
    /// Demand held by site.
    pub held: Vec<f64>,
    /// The value in the user's units: demand times distance, or distance, or demand.
    pub value: f64,
    /// The bound in the same.
    pub bound: f64,
}

impl Reading {
    /// Reads an answer; `value_units` is how many whole units go to one of the user's in its value.
    #[must_use]
    pub fn of(problem: &Problem, answer: &Answer, units: Units, value_units: f64) -> Self {
        let mut places =
            vec![
                PlaceReading { demand: 0.0, distance: None, to: Vec::new(), unserved: 0.0 };
                problem.places()
            ];
        let mut held = vec![0.0; problem.sites()];
        let (mut sum, mut served, mut worst) = (0.0, 0.0, 0.0_f64);
        let mut sums = vec![(0.0, 0.0); problem.places()];
        for (place, &demand) in places.iter_mut().zip(problem.demand()) {
            place.demand = demand as f64 / units.demand;
        }
        for part in &answer.allocation {
            let amount = part.amount as f64 / units.demand;
            let distance = f64::from(part.distance) / units.distance;
            let place = &mut places[part.place];
            let Some(site) = part.site else {
                place.unserved += amount;
                continue;
            };
            place.to.push((site, amount));
            held[site] += amount;
            let sums = &mut sums[part.place];
            sums.0 += amount * distance;
            sums.1 += amount;
            if part.amount > 0 {
                sum += amount * distance;
                served += amount;
                worst = worst.max(distance);
            } else {
                place.distance = Some(distance);
            }
        }
        for (place, (far, amount)) in places.iter_mut().zip(sums) {
            if amount > 0.0 {
                place.distance = Some(far / amount);
            }
            place.to.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        }
        Self {
            demand: problem.total_demand() as f64 / units.demand,
            mean: if served > 0.0 { sum / served } else { 0.0 },
            worst,
            places,
            held,
            value: answer.value as f64 / value_units,
            bound: answer.bound as f64 / value_units,
        }
    }
}

/// Where a falling curve bends most: the point farthest below the straight line between its ends
/// (the "kneedle" of Satopää and others, ICDCS Workshops 2011, without smoothing). Index into the
/// curve; `None` where it has fewer than three points or never lies below the line.
#[must_use]
pub fn knee(curve: &[f64]) -> Option<usize> {
    let (first, last) = (*curve.first()?, *curve.last()?);
    let steps = curve.len() - 1;
    let below = |k: usize| first + (last - first) * k as f64 / steps as f64 - curve[k];
    let most = (1..steps).max_by(|&a, &b| below(a).total_cmp(&below(b)).then(b.cmp(&a)))?;
    (below(most) > 1e-12 * first.abs()).then_some(most)
}
