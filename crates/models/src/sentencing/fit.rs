//! Fits two numbers to dated figures of women in prison: the scale of time served for sentences of a
//! year and more, and its change a year. Everything else stays at its sourced range. Least squares
//! on logarithms by Gauss and Newton's steps. Not for the ranges: each draw is fitted on figures
//! shaken by their own error (randomised maximum likelihood, Chen and Oliver 2012), in `draws`.

use super::cohort::{self, Path};
use super::{Areas, Month, Setting, World};

/// How well a run meets dated figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Meets {
    /// Position, published, modelled.
    pub points: Vec<(f64, f64, f64)>,
}

impl Meets {
    /// Mean absolute error, as a share of the published figure.
    #[must_use]
    pub fn mean_error(&self) -> f64 {
        let sum: f64 = self.points.iter().map(|(_, seen, told)| (told / seen - 1.0).abs()).sum();
        sum / (self.points.len().max(1) as f64)
    }

    /// The largest absolute error, as a share.
    #[must_use]
    pub fn worst_error(&self) -> f64 {
        self.points.iter().map(|(_, seen, told)| (told / seen - 1.0).abs()).fold(0.0, f64::max)
    }
}

/// A fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Scale of time served in the first published year.
    pub time_served: f64,
    /// Its change a year.
    pub drift: f64,
    /// How it meets the figures it was fitted to.
    pub meets: Meets,
}

/// The numbers fitted: two.
pub const FITTED: usize = 2;

/// Runs the law before, from the first published year to a position.
#[must_use]
pub fn replay(setting: &Setting, values: &[f64], until: f64) -> (Path, Month) {
    let start = setting.intake_from;
    let months = (until.floor() as i32 - start.0 + 1).max(1) as usize;
    let world = World::build(setting, values, Areas::Together, start, months);
    (cohort::run(&world, None).0, start)
}

/// Women in prison at a position, between two month ends.
#[must_use]
pub fn population_at(path: &Path, start: Month, position: f64) -> f64 {
    // The end of month t stands at start + t + 1.
    let at = position - f64::from(start.0) - 1.0;
    let last = path.months.len() - 1;
    let floor = at.floor().clamp(0.0, last as f64);
    let (a, b) = (floor as usize, (floor as usize + 1).min(last));
    let share = (at - floor).clamp(0.0, 1.0);
    path.months[a].population() * (1.0 - share) + path.months[b].population() * share
}

/// How a run with these values meets dated figures.
#[must_use]
pub fn meets(setting: &Setting, values: &[f64], figures: &[(f64, f64)]) -> Meets {
    let until = figures.last().map_or(f64::from(setting.intake_from.0), |figure| figure.0);
    let (path, start) = replay(setting, values, until);
    let points =
        figures.iter().map(|(at, seen)| (*at, *seen, population_at(&path, start, *at))).collect();
    Meets { points }
}

/// Slopes of the logarithm of each figure by the two fitted numbers, at some values.
#[derive(Debug, Clone, PartialEq)]
pub struct Slopes(Vec<[f64; 2]>);

/// The slopes at these values, by differences.
#[must_use]
pub fn slopes(setting: &Setting, values: &[f64], figures: &[(f64, f64)]) -> Slopes {
    let base = meets(setting, values, figures);
    let mut slopes = vec![[0.0; 2]; figures.len()];
    for (which, (id, by)) in
        [(setting.time_served, 0.02), (setting.time_served_drift, 0.002)].into_iter().enumerate()
    {
        let mut moved = values.to_vec();
        moved[id.0] += by;
        let other = meets(setting, &moved, figures);
        for (slope, (a, b)) in slopes.iter_mut().zip(base.points.iter().zip(&other.points)) {
            slope[which] = (b.2 / a.2).ln() / by;
        }
    }
    Slopes(slopes)
}

impl Slopes {
    /// The slopes of these figures only.
    #[must_use]
    pub fn part(&self, range: std::ops::Range<usize>) -> Self {
        Self(self.0[range].to_vec())
    }

    /// How far the logarithm of figure `i` moves with the two numbers.
    #[must_use]
    pub fn moved(&self, i: usize, by: [f64; 2]) -> f64 {
        self.0[i][0] * by[0] + self.0[i][1] * by[1]
    }
}

/// One step of Gauss and Newton: how the two numbers move for these misses (logarithms of published
/// over modelled). Priors keep a fit to few figures sensible: the scale within about a fifth of 1,
/// the change within about 4 per cent a year.
#[must_use]
pub fn step(from: [f64; 2], misses: &[f64], slopes: &Slopes) -> [f64; 2] {
    let mut normal = [[(POINT_ERROR / 0.2).powi(2), 0.0], [0.0, (POINT_ERROR / 0.04).powi(2)]];
    let mut right = [normal[0][0] * (1.0 - from[0]), -normal[1][1] * from[1]];
    for (miss, slope) in misses.iter().zip(&slopes.0) {
        for i in 0..2 {
            right[i] += slope[i] * miss;
            for j in 0..2 {
                normal[i][j] += slope[i] * slope[j];
            }
        }
    }
    let det = normal[0][0] * normal[1][1] - normal[0][1] * normal[1][0];
    if det.abs() < 1e-300 {
        return [0.0; 2];
    }
    [
        (right[0] * normal[1][1] - right[1] * normal[0][1]) / det,
        (right[1] * normal[0][0] - right[0] * normal[1][0]) / det,
    ]
}

/// One step from the values, with slopes that may have been taken elsewhere, and how the values
/// before it met the figures.
pub fn improve(
    setting: &Setting,
    values: &mut [f64],
    figures: &[(f64, f64)],
    slopes: &Slopes,
) -> Meets {
    let now = meets(setting, values, figures);
    let (s, d) = (setting.time_served.0, setting.time_served_drift.0);
    let misses: Vec<f64> = now.points.iter().map(|(_, seen, told)| (seen / told).ln()).collect();
    let by = step([values[s], values[d]], &misses, slopes);
    values[s] = (values[s] + by[0]).clamp(0.3, 3.0);
    values[d] = (values[d] + by[1]).clamp(-0.2, 0.2);
    now
}

/// The error of one figure, as a share: what is not modelled within a year (weeks, seasons).
pub const POINT_ERROR: f64 = 0.015;

/// Fits to the figures, all other numbers at their most likely value.
#[must_use]
pub fn fit(setting: &Setting, figures: &[(f64, f64)]) -> Fit {
    let mut values = setting.middle();
    for _ in 0..6 {
        let slopes = slopes(setting, &values, figures);
        improve(setting, &mut values, figures, &slopes);
    }
    Fit {
        time_served: values[setting.time_served.0],
        drift: values[setting.time_served_drift.0],
        meets: meets(setting, &values, figures),
    }
}
