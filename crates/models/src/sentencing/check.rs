//! A scenario played woman by woman beside the cohort: whether the two still agree, for the law that a
//! user wrote and not only for those that ship. Not for results.

use rayon::prelude::*;

use super::draws::Race;
use super::{Areas, World, cohort, micro};

/// Months in which the twin fills from nobody before it is counted: indeterminate sentences last long.
const WARM: usize = 600;

/// The two models at the end of a scenario, every number at its most likely.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// Months that were played, without those in which the twin fills.
    pub months: usize,
    /// The cohort: women in prison in the last month, sentenced to prison in the last year.
    pub cohort: [f64; 2],
    /// The same, each time that it was played woman by woman.
    pub twins: Vec<[f64; 2]>,
}

impl Check {
    /// Mean of the plays.
    #[must_use]
    pub fn mean(&self) -> [f64; 2] {
        let plays = self.twins.len().max(1) as f64;
        [0, 1].map(|which| self.twins.iter().map(|twin| twin[which]).sum::<f64>() / plays)
    }
}

impl Race<'_> {
    /// Plays the scenario woman by woman so many times.
    #[must_use]
    pub fn check(&self, plays: u64, seed: u64) -> Check {
        let start = self.before.intake_from;
        let months = (self.scenario.from.0 - start.0).max(0) as usize + self.scenario.months;
        let before = self.values(0, None, None);
        let world = World::build(self.before, &before, Areas::Together, start, months);
        let (_, told) = cohort::run(&world, None);
        let values = self.of(self.scenario, 0, None, None, &before);
        let world = World::build(self.scenario, &values, Areas::Together, start, months);
        let (path, _) = cohort::run(&world, Some(&told));
        let year = |month: fn(&cohort::Totals) -> f64| -> f64 {
            path.months.iter().rev().take(12).map(month).sum()
        };
        let last = path.months.last().map_or(0.0, cohort::Totals::population);
        let twins = (0..plays)
            .into_par_iter()
            .map(|play| {
                let counts = micro::run(&world, &told, WARM, seed + play);
                let received = counts.iter().rev().take(12).flat_map(|count| &count.received);
                let inside = counts.last().map_or(0.0, |count| f64::from(count.population()));
                [inside, received.map(|women| f64::from(*women)).sum()]
            })
            .collect();
        Check { months, cohort: [last, year(cohort::Totals::receptions)], twins }
    }
}
