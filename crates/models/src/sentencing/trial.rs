//! Do the ranges hold? Worlds are made up whose every number is drawn from the setting's own
//! ranges, with what a model misses and with errors of figures; the model is fitted to the figures of
//! each up to a day, and its 90 per cent ranges are held against the figures after it. Not a test of
//! the model against the real world: that is the real held-out figures' part.

use rayon::prelude::*;

use super::Setting;
use super::draws::{Spread, Wander};
use super::fit::{self, POINT_ERROR};
use super::range::walk;

/// How many held-out figures the ranges covered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trial {
    /// Worlds.
    pub worlds: usize,
    /// Held-out figures in all.
    pub figures: usize,
    /// Share of them within the 90 per cent range.
    pub within90: f64,
    /// Share of them within the 50 per cent range.
    pub within50: f64,
}

/// Makes worlds and tries the ranges. `known` and `held` are positions of figures, in order.
#[must_use]
pub fn trial(
    setting: &Setting,
    known: &[f64],
    held: &[f64],
    worlds: u64,
    draws: u64,
    seed: u64,
) -> Trial {
    let mut setting = setting.clone();
    setting.drift_until = known.last().copied().unwrap_or(setting.drift_until);
    let setting = &setting;
    let positions: Vec<(f64, f64)> = known.iter().chain(held).map(|at| (*at, 1.0)).collect();
    let (from, until) =
        (positions.first().map_or(0.0, |p| p.0), positions.last().map_or(0.0, |p| p.0) + 1.0);
    let (s, d) = (setting.time_served.0, setting.time_served_drift.0);
    let told = |values: &[f64]| -> Vec<f64> {
        fit::meets(setting, values, &positions).points.iter().map(|point| point.2.ln()).collect()
    };
    let middle = setting.middle();
    let centre = [middle[s], middle[d]];
    let slopes = fit::slopes(setting, &middle, &positions);
    let first = slopes.part(0..known.len());
    // The model's own draws, before they are fitted: the same for every world.
    let bank: Vec<Vec<f64>> = (0..draws)
        .into_par_iter()
        .map(|draw| {
            let mut values = setting.draw(seed, draw);
            values[s] = centre[0];
            values[d] = centre[1];
            told(&values)
        })
        .collect();
    let covered: Vec<[usize; 2]> = (0..worlds)
        .into_par_iter()
        .map(|world| {
            let other = seed.wrapping_add(0x5eed);
            let truth = told(&setting.draw(other, world));
            let missed = Wander::new(from, until, setting.missed, other, world);
            let mut error = walk(other.wrapping_add(1), world);
            let seen: Vec<f64> = truth
                .iter()
                .zip(&positions)
                .map(|(log, (at, _))| log + missed.at(*at) + error() * POINT_ERROR)
                .collect();
            let predicted: Vec<Vec<f64>> = bank
                .iter()
                .zip(0_u64..)
                .map(|(own, draw)| {
                    let missed = Wander::new(from, until, setting.missed, seed ^ (world + 1), draw);
                    let mut error = walk(seed ^ (world + 1).rotate_left(32), draw);
                    let misses: Vec<f64> = (0..known.len())
                        .map(|i| {
                            seen[i] - missed.at(positions[i].0) + error() * POINT_ERROR - own[i]
                        })
                        .collect();
                    let by = fit::step(centre, &misses, &first);
                    (known.len()..positions.len())
                        .map(|i| {
                            own[i]
                                + slopes.moved(i, by)
                                + missed.at(positions[i].0)
                                + error() * POINT_ERROR
                        })
                        .collect()
                })
                .collect();
            let mut within = [0; 2];
            for (j, seen) in seen[known.len()..].iter().enumerate() {
                let spread = Spread::of(predicted.iter().map(|run| run[j]).collect());
                within[0] += usize::from(spread.low90 <= *seen && *seen <= spread.high90);
                within[1] += usize::from(spread.low50 <= *seen && *seen <= spread.high50);
            }
            within
        })
        .collect();
    let figures = covered.len() * held.len();
    let share = |which: usize| {
        covered.iter().map(|within| within[which]).sum::<usize>() as f64 / figures.max(1) as f64
    };
    Trial { worlds: covered.len(), figures, within90: share(0), within50: share(1) }
}
