//! A matcher that looks at everybody each time.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;
use stats::matching::{
    MatchError, Nearest, Order, Replacement, Ties, balance, effect, nearest, radius,
};

struct World {
    scores: Vec<f64>,
    treated: Vec<bool>,
    strata: Vec<u32>,
    outcome: Vec<f64>,
}

fn draw(rng: &mut ChaCha12Rng) -> World {
    let n = rng.random_range(6..60);
    // Eighths and thirty-seconds: differences of scores are exact, and many are tied.
    let grid = f64::from([8_u32, 32, 1 << 20][rng.random_range(0..3)]);
    let share = rng.random_range(0.1..0.6);
    World {
        scores: (0..n).map(|_| (rng.random::<f64>() * grid).floor() / grid).collect(),
        treated: (0..n).map(|i| i < 2 || (i > 3 && rng.random::<f64>() < share)).collect(),
        strata: (0..n).map(|_| rng.random_range(0..3)).collect(),
        outcome: (0..n).map(|_| rng.random_range(0..2).into()).collect(),
    }
}

/// Controls of the stratum within the caliper, by distance, side and place.
fn ranked(world: &World, strata: bool, row: usize, caliper: Option<f64>) -> Vec<(f64, usize)> {
    let score = world.scores[row];
    let mut of: Vec<(f64, usize)> = (0..world.scores.len())
        .filter(|&c| !world.treated[c] && (!strata || world.strata[c] == world.strata[row]))
        .map(|c| ((world.scores[c] - score).abs(), c))
        .filter(|(d, _)| caliper.is_none_or(|most| *d <= most))
        .collect();
    of.sort_by(|a, b| {
        let below = |c: usize| world.scores[c] < score;
        a.0.total_cmp(&b.0).then_with(|| match (below(a.1), below(b.1)) {
            (true, true) => b.1.cmp(&a.1),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => a.1.cmp(&b.1),
        })
    });
    of
}

fn by_looking(world: &World, strata: bool, how: &Nearest) -> Vec<(usize, Vec<(usize, f64)>)> {
    let rows: Vec<usize> = (0..world.scores.len()).filter(|&r| world.treated[r]).collect();
    let mut sets: Vec<(usize, Vec<(usize, f64)>)> = rows.iter().map(|&r| (r, vec![])).collect();
    match how.replacement {
        Replacement::With(ties) => {
            for (row, controls) in &mut sets {
                let near = ranked(world, strata, *row, how.caliper);
                let taken = &near[..how.ratio.min(near.len())];
                let each = 1.0 / taken.len() as f64;
                *controls = match (ties, taken.last()) {
                    (_, None) => vec![],
                    (Ties::ByPlace, _) => taken.iter().map(|(_, c)| (*c, each)).collect(),
                    (Ties::Split, Some((last, _))) => {
                        let places = taken.iter().filter(|(d, _)| d == last).count();
                        let tied = near.iter().filter(|(d, _)| d == last).count();
                        let share = |d: f64| {
                            if d < *last { each } else { each * places as f64 / tied as f64 }
                        };
                        let all = near.iter().filter(|(d, _)| d <= last);
                        all.map(|(d, c)| (*c, share(*d))).collect()
                    }
                };
            }
        }
        Replacement::Without => {
            let mut order: Vec<usize> = (0..rows.len()).collect();
            if how.order == Order::LargestFirst {
                order.sort_by(|a, b| world.scores[rows[*b]].total_cmp(&world.scores[rows[*a]]));
            }
            let mut used = BTreeSet::new();
            for _ in 0..how.ratio {
                for &at in &order {
                    let near = ranked(world, strata, rows[at], how.caliper);
                    if let Some((_, c)) = near.iter().find(|(_, c)| !used.contains(c)) {
                        used.insert(*c);
                        sets[at].1.push((*c, 1.0));
                    }
                }
            }
            for (_, controls) in &mut sets {
                let share = 1.0 / controls.len() as f64;
                controls.iter_mut().for_each(|(_, s)| *s = share);
            }
        }
    }
    sets.retain(|(_, controls)| !controls.is_empty());
    sets
}

#[test]
fn a_matcher_that_looks_at_everybody_agrees_on_a_thousand_random_sets() {
    let mut rng = ChaCha12Rng::seed_from_u64(11);
    let mut compared = 0;
    for _ in 0..1_000 {
        let world = draw(&mut rng);
        let how = Nearest {
            ratio: rng.random_range(1..5),
            replacement: match rng.random_range(0..3) {
                0 => Replacement::Without,
                1 => Replacement::With(Ties::ByPlace),
                _ => Replacement::With(Ties::Split),
            },
            caliper: (rng.random_range(0..2) == 0).then(|| rng.random_range(0.01..0.4)),
            order: if rng.random_range(0..2) == 0 { Order::LargestFirst } else { Order::AsGiven },
        };
        let strata = rng.random_range(0..2) == 0;
        let expected = by_looking(&world, strata, &how);
        let given = strata.then_some(world.strata.as_slice());
        match nearest(&world.scores, &world.treated, given, &how) {
            Err(MatchError::NobodyMatched) => assert!(expected.is_empty()),
            Err(why) => panic!("{why}"),
            Ok(matched) => {
                assert_eq!(matched.sets.len(), expected.len(), "{how:?}");
                for (ours, (row, controls)) in matched.sets.iter().zip(&expected) {
                    assert_eq!(ours.treated, *row);
                    let name = |c: &[(usize, f64)]| c.iter().map(|(c, _)| *c).collect::<Vec<_>>();
                    assert_eq!(name(&ours.controls), name(controls), "{how:?}");
                    for ((_, a), (_, b)) in ours.controls.iter().zip(controls) {
                        assert!((a - b).abs() < 1e-12);
                    }
                    let sum: f64 = ours.controls.iter().map(|(_, share)| share).sum();
                    assert!((sum - 1.0).abs() < 1e-9);
                }
                compared += 1;
            }
        }
    }
    assert!(compared > 900);
}

#[test]
fn a_radius_by_prefix_sums_weighs_as_one_by_looking() {
    let mut rng = ChaCha12Rng::seed_from_u64(12);
    for _ in 0..1_000 {
        let world = draw(&mut rng);
        let caliper = rng.random_range(0.01..0.4);
        let (scores, treated) = (&world.scores, &world.treated);
        let mut shares = vec![0.0; scores.len()];
        let mut means = vec![None; scores.len()];
        for row in (0..scores.len()).filter(|&r| treated[r]) {
            let near = ranked(&world, true, row, Some(caliper));
            if near.is_empty() {
                continue;
            }
            shares[row] = 1.0;
            let count = near.len() as f64;
            near.iter().for_each(|(_, c)| shares[*c] += 1.0 / count);
            let sum: f64 = near.iter().map(|(_, c)| world.outcome[*c]).sum();
            means[row] = Some((near.len(), sum / count));
        }
        match radius(scores, treated, Some(&world.strata), &world.outcome, caliper) {
            Err(MatchError::NobodyMatched) => assert!(means.iter().all(Option::is_none)),
            Err(why) => panic!("{why}"),
            Ok(found) => {
                for (ours, theirs) in found.matched.shares.iter().zip(&shares) {
                    assert!((ours - theirs).abs() < 1e-9 && (*ours > 0.0) == (*theirs > 0.0));
                }
                for (ours, theirs) in found.within.iter().zip(&means) {
                    match (ours, theirs) {
                        (Some((n, mean)), Some((m, other))) => {
                            assert!(n == m && (mean - other).abs() < 1e-9);
                        }
                        (ours, theirs) => assert_eq!(ours, theirs),
                    }
                }
                // The effect by weights is the mean of each treated row less its neighbours.
                let done = effect(&found.matched, Some(&found), scores, treated, &world.outcome);
                if let Ok(done) = done {
                    let pairs = (0..scores.len())
                        .filter_map(|r| found.within[r].map(|(_, mean)| world.outcome[r] - mean));
                    let differences: Vec<f64> = pairs.collect();
                    let mean = differences.iter().sum::<f64>() / differences.len() as f64;
                    assert!((done.att - mean).abs() < 1e-9);
                }
            }
        }
    }
}

#[test]
fn the_order_of_rows_changes_no_weight_where_ties_are_split() {
    let mut rng = ChaCha12Rng::seed_from_u64(13);
    for _ in 0..300 {
        let world = draw(&mut rng);
        let n = world.scores.len();
        let how = Nearest {
            ratio: 2,
            replacement: Replacement::With(Ties::Split),
            caliper: None,
            order: Order::LargestFirst,
        };
        let turned = |values: &[f64]| values.iter().rev().copied().collect::<Vec<_>>();
        let treated: Vec<bool> = world.treated.iter().rev().copied().collect();
        let one = nearest(&world.scores, &world.treated, None, &how).unwrap();
        let two = nearest(&turned(&world.scores), &treated, None, &how).unwrap();
        for row in 0..n {
            assert!((one.shares[row] - two.shares[n - 1 - row]).abs() < 1e-12);
        }
        let before = balance(world.outcome.iter().copied(), &world.treated, &one.weights);
        let after = balance(world.outcome.iter().rev().copied(), &treated, &two.weights);
        assert!((before.after - after.after).abs() < 1e-6 || before.after.is_nan());
    }
}
