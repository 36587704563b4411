//! Nearest neighbours by score, greedily, with or without putting back. Not optimal matching.

use super::{MatchError, Matched, Set, pools, sound};

/// Whether a comparison row serves once or often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replacement {
    /// Once.
    Without,
    /// As often as it is nearest.
    With(Ties),
}

/// Who is taken of comparison rows that are equally near, when they are put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ties {
    /// The first that one meets going away from the treated row among rows sorted by score and place
    /// in the file: below it the last in the file, at or above it the first. `MatchIt` goes so.
    ByPlace,
    /// All of them, the weight split.
    Split,
}

/// In which order treated rows choose, when nothing is put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// The largest score first: the hardest to match. Equal ones by their place.
    #[default]
    LargestFirst,
    /// As they stand in the file.
    AsGiven,
}

/// How to match.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nearest {
    /// Comparison rows for each treated one; taken in rounds, one each, when nothing is put back.
    pub ratio: usize,
    /// Whether rows are put back.
    pub replacement: Replacement,
    /// The furthest that a score may be, as a difference of scores; `None`: any distance.
    pub caliper: Option<f64>,
    /// Who chooses first.
    pub order: Order,
}

/// Matches each treated row with those of its stratum that are nearest by score.
///
/// Of one below and one above at equal distance the one below is taken.
///
/// # Errors
///
/// [`MatchError`].
pub fn nearest(
    scores: &[f64],
    treated: &[bool],
    strata: Option<&[u32]>,
    how: &Nearest,
) -> Result<Matched, MatchError> {
    sound(scores, treated, strata)?;
    if how.caliper.is_some_and(|c| c.is_nan() || c <= 0.0) {
        return Err(MatchError::Caliper);
    }
    let pools = pools(scores, treated, strata);
    let stratum = |row: usize| strata.map_or(0, |s| s[row] as usize);
    let rows: Vec<usize> = (0..scores.len()).filter(|&row| treated[row]).collect();
    let mut found: Vec<Vec<(usize, f64)>> = vec![Vec::new(); rows.len()];
    match how.replacement {
        Replacement::With(ties) => {
            for (row, controls) in rows.iter().zip(&mut found) {
                *controls = choose(&pools[stratum(*row)], scores[*row], how, ties);
            }
        }
        Replacement::Without => {
            let mut order: Vec<usize> = (0..rows.len()).collect();
            if how.order == Order::LargestFirst {
                order.sort_by(|a, b| scores[rows[*b]].total_cmp(&scores[rows[*a]]));
            }
            let mut free: Vec<Free> = pools.iter().map(|pool| Free::of(pool.len())).collect();
            for _ in 0..how.ratio {
                for &at in &order {
                    let row = rows[at];
                    let (pool, free) = (&pools[stratum(row)], &mut free[stratum(row)]);
                    if let Some(place) = closest(pool, free, scores[row], how.caliper) {
                        free.take(place);
                        found[at].push((pool[place].1, 1.0));
                    }
                }
            }
            for controls in &mut found {
                let share = 1.0 / controls.len() as f64;
                controls.iter_mut().for_each(|(_, s)| *s = share);
            }
        }
    }
    let sets: Vec<Set> = rows
        .into_iter()
        .zip(found)
        .filter(|(_, controls)| !controls.is_empty())
        .map(|(treated, controls)| Set { treated, controls })
        .collect();
    if sets.is_empty() {
        return Err(MatchError::NobodyMatched);
    }
    Ok(Matched::of_sets(sets, scores.len()))
}

fn within(distance: f64, caliper: Option<f64>) -> bool {
    caliper.is_none_or(|most| distance <= most)
}

/// The nearest, put back after.
fn choose(pool: &[(f64, usize)], score: f64, how: &Nearest, ties: Ties) -> Vec<(usize, f64)> {
    let start = pool.partition_point(|(s, _)| *s < score);
    let (mut below, mut above) = (start, start);
    let mut taken: Vec<(f64, usize)> = Vec::with_capacity(how.ratio);
    loop {
        let down = below.checked_sub(1).map(|at| (score - pool[at].0, at));
        let up = pool.get(above).map(|(s, _)| (s - score, above));
        let (distance, place) = match (down, up) {
            (Some(d), Some(u)) => {
                if d.0 <= u.0 {
                    d
                } else {
                    u
                }
            }
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => break,
        };
        let last = taken.last().map(|(d, _)| *d);
        let full = taken.len() >= how.ratio;
        let tied = ties == Ties::Split && last == Some(distance);
        if !within(distance, how.caliper) || (full && !tied) {
            break;
        }
        taken.push((distance, pool[place].1));
        if place < start { below = place } else { above = place + 1 }
    }
    // Rows at the last distance share what the nearer ones left of the ratio.
    let places = how.ratio.min(taken.len());
    let Some(&(last, _)) = taken.last() else { return Vec::new() };
    let nearer = taken.iter().filter(|(d, _)| *d < last).count();
    let at_last = (taken.len() - nearer) as f64;
    let each = 1.0 / places as f64;
    let shared = (places - nearer) as f64 / at_last * each;
    taken.into_iter().map(|(d, row)| (row, if d < last { each } else { shared })).collect()
}

fn closest(
    pool: &[(f64, usize)],
    free: &mut Free,
    score: f64,
    caliper: Option<f64>,
) -> Option<usize> {
    let start = pool.partition_point(|(s, _)| *s < score);
    let down = free.below(start).map(|at| (score - pool[at].0, at));
    let up = free.above(start).map(|at| (pool[at].0 - score, at));
    let (distance, place) = match (down, up) {
        (Some(d), Some(u)) => {
            if d.0 <= u.0 {
                d
            } else {
                u
            }
        }
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => return None,
    };
    within(distance, caliper).then_some(place)
}

/// Which places of a pool are free, answered in nearly constant time by forests with path halving.
struct Free {
    /// `up[i]`: the first free place at or after `i`, as far as known.
    up: Vec<usize>,
    /// `down[i]`: one more than the last free place before `i`, as far as known.
    down: Vec<usize>,
}

impl Free {
    fn of(places: usize) -> Self {
        Self { up: (0..=places).collect(), down: (0..=places).collect() }
    }

    fn take(&mut self, place: usize) {
        self.up[place] = place + 1;
        self.down[place + 1] = place;
    }

    fn above(&mut self, start: usize) -> Option<usize> {
        let at = root(&mut self.up, start);
        (at + 1 < self.up.len()).then_some(at)
    }

    fn below(&mut self, start: usize) -> Option<usize> {
        root(&mut self.down, start).checked_sub(1)
    }
}

fn root(forest: &mut [usize], mut at: usize) -> usize {
    while forest[at] != at {
        forest[at] = forest[forest[at]];
        at = forest[at];
    }
    at
}
