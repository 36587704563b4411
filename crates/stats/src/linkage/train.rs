//! Learning λ, u and m: λ from pairs that certain rules find, u from random pairs, m by
//! expectation–maximisation on counted comparison vectors, which is exact and costs a few hundred
//! vectors a round and not millions of pairs. Sources: Fellegi and Sunter 1969; Winkler 1988;
//! Splink's way of sessions (Linacre et al. 2022). Nothing here depends on the number of threads or on the order of
//! rows: counts are whole numbers, samples are drawn by number from a seed. Not for scoring.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use rand::{Rng as _, RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use rustc_hash::FxHasher;

use super::block::Blocks;
use super::compare::{BindError, Comparer};
use super::condition::{Condition, Value};
use super::records::Records;
use super::settings::{Level, LinkType, Matches, Recipe, Rule, Settings, Training};

/// Pairs of one task.
const STRETCH: u64 = 1 << 13;

/// Why nothing can be learned.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TrainError {
    /// The settings do not fit the records.
    #[error(transparent)]
    Bind(#[from] BindError),
    /// There is no recipe in the settings.
    #[error(
        "the settings say nothing of training; add a part \"training\" or give a trained model"
    )]
    NoRecipe,
    /// Fewer than two records.
    #[error("there is nothing to compare: give at least two records")]
    TooFew,
    /// The rules that are to be certain find nobody.
    #[error("no pair meets the deterministic rules; λ cannot be learned from them")]
    NothingCertain,
    /// A session's rule finds nobody.
    #[error("no pair meets the training rule {0}; choose another")]
    EmptySession(String),
    /// A comparison that every session blocks on, or that is missing everywhere.
    #[error(
        "comparison {0} cannot be learned: every session blocks on it, or it is missing everywhere; add a \
         session that does not, leave it out, or give its m probabilities"
    )]
    Unlearned(String),
}

/// What a session learned, for the summary.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// What it blocked on.
    pub rule: String,
    /// Pairs looked at.
    pub pairs: u64,
    /// Pairs under the rule.
    pub of: u64,
    /// Different comparison vectors among them.
    pub vectors: usize,
    /// Rounds until nothing moved.
    pub rounds: u32,
    /// Whether it came to rest before its rounds were over.
    pub at_rest: bool,
}

type Counts = HashMap<u128, u64, BuildHasherDefault<FxHasher>>;

/// Learns the parameters of settings from records.
#[derive(Debug)]
pub struct Trainer<'a> {
    settings: Settings,
    recipe: Recipe,
    comparer: Comparer<'a>,
}

impl<'a> Trainer<'a> {
    /// Binds settings to records.
    ///
    /// # Errors
    ///
    /// There is no recipe, or a column is absent.
    pub fn new(settings: &Settings, records: &'a Records) -> Result<Self, TrainError> {
        let recipe = settings.recipe.clone().ok_or(TrainError::NoRecipe)?;
        if records.rows() < 2 {
            return Err(TrainError::TooFew);
        }
        let comparer = Comparer::new(records, &settings.comparisons)?;
        Ok(Self { settings: settings.clone(), recipe, comparer })
    }

    /// λ = pairs under the deterministic rules / the share of all true pairs they find / all pairs.
    ///
    /// # Errors
    ///
    /// No pair meets them.
    pub fn learn_prior(&mut self) -> Result<u64, TrainError> {
        let rules = self
            .recipe
            .deterministic
            .clone()
            .iter()
            .map(|rule| self.comparer.rule(rule))
            .collect::<Result<Vec<_>, _>>()?;
        let mut found = 0_u64;
        for place in 0..rules.len() {
            let blocks = Blocks::of(&self.comparer, &rules, place, self.settings.link_type);
            found += stretches(blocks.pairs())
                .into_par_iter()
                .map(|(from, to)| {
                    let mut kept = 0_u64;
                    blocks.each(from, to, |_, _| kept += 1);
                    kept
                })
                .sum::<u64>();
        }
        let all = all_pairs(self.comparer.records, self.settings.link_type);
        if found == 0 || all == 0.0 {
            return Err(TrainError::NothingCertain);
        }
        let prior = found as f64 / self.recipe.recall / all;
        // Small files of near copies: more than every second pair cannot be the rule.
        self.settings.prior = prior.min(0.5);
        Ok(found)
    }

    /// u of each level: the exact levels from how often each value stands, which needs no sample; the
    /// others from random pairs. A level that no random pair shows counts as half a pair.
    ///
    /// # Errors
    ///
    /// A column is absent.
    pub fn learn_u(&mut self) -> Result<u64, TrainError> {
        let (counts, pairs) = self.random_vectors();
        let width = self.comparer.width();
        let mut of_level = vec![[0_u64; 32]; width];
        for (vector, count) in &counts {
            for (place, of_level) in of_level.iter_mut().enumerate() {
                of_level[level(*vector, place)] += count;
            }
        }
        for (place, seen) in of_level.iter().enumerate() {
            let exact = self.exact_u(place)?;
            let comparison = &mut self.settings.comparisons[place];
            let share = |at: usize| (seen[at] as f64).max(0.5);
            let counted: Vec<usize> = (0..comparison.levels.len())
                .filter(|&at| !comparison.levels[at].missing && exact.is_none_or(|(e, _)| e != at))
                .collect();
            let whole: f64 = counted.iter().map(|&at| share(at)).sum();
            let rest = 1.0 - exact.map_or(0.0, |(_, u)| u);
            for &at in &counted {
                let level = &mut comparison.levels[at];
                if level.u_training == Training::Free {
                    level.u = Some(rest * share(at) / whole);
                }
            }
            if let Some((at, u)) = exact
                && comparison.levels[at].u_training == Training::Free
            {
                comparison.levels[at].u = Some(u);
            }
        }
        Ok(pairs)
    }

    /// m of each level, as the mean over sessions.
    ///
    /// # Errors
    ///
    /// A session has no pairs, or a comparison is learned by none.
    pub fn learn_m(&mut self) -> Result<Vec<Session>, TrainError> {
        let given = self.settings.clone();
        let sessions = self.maximise_all()?;
        if self.recipe.matches == Matches::Kept {
            return Ok(sessions);
        }
        self.take_matches_out();
        // m was learned against a u that held matches: once more, from where m stood at first.
        for (now, given) in self.settings.comparisons.iter_mut().zip(&given.comparisons) {
            for (now, given) in now.levels.iter_mut().zip(&given.levels) {
                now.m = given.m;
            }
        }
        self.maximise_all()
    }

    /// u' = (u − λm)/(1−λ), never less than a twentieth of u: what is not seen is not known so well.
    fn take_matches_out(&mut self) {
        let prior = self.settings.prior;
        for comparison in &mut self.settings.comparisons {
            let mut whole = 0.0;
            for level in comparison.levels.iter_mut().filter(|level| !level.missing) {
                if let (Some(m), Some(u), Training::Free) = (level.m, level.u, level.u_training) {
                    level.u = Some(((u - prior * m) / (1.0 - prior)).max(u / 20.0));
                }
                whole += level.u.unwrap_or(0.0);
            }
            for level in comparison.levels.iter_mut().filter(|level| !level.missing) {
                if level.u_training == Training::Free {
                    level.u = level.u.map(|u| u / whole);
                }
            }
        }
    }

    fn maximise_all(&mut self) -> Result<Vec<Session>, TrainError> {
        let mut learned: Vec<Vec<Vec<f64>>> =
            self.settings.comparisons.iter().map(|c| vec![Vec::new(); c.levels.len()]).collect();
        let mut sessions = Vec::new();
        for rule in self.recipe.sessions.clone() {
            let (session, found) = self.session(&rule)?;
            sessions.push(session);
            for (place, levels) in found {
                for (level, m) in levels.into_iter().enumerate() {
                    learned[place][level].extend(m);
                }
            }
        }
        for (comparison, learned) in self.settings.comparisons.iter_mut().zip(learned) {
            for (level, found) in comparison.levels.iter_mut().zip(learned) {
                if !level.missing && level.m_training == Training::Free && !found.is_empty() {
                    level.m = Some(found.iter().sum::<f64>() / found.len() as f64);
                }
            }
            if comparison.levels.iter().any(|l| !l.missing && l.m.is_none()) {
                return Err(TrainError::Unlearned(comparison.name.clone()));
            }
        }
        Ok(sessions)
    }

    /// The settings, with what was learned.
    #[must_use]
    pub fn into_settings(self) -> Settings {
        self.settings
    }

    fn random_vectors(&self) -> (Vec<(u128, u64)>, u64) {
        let records = self.comparer.records;
        let rows = records.rows as u64;
        let all = rows * (rows - 1) / 2;
        let wanted = self.recipe.random_pairs;
        let link = self.settings.link_type;
        let every = all <= wanted;
        let pairs = if every { all } else { wanted };
        let counts = counted(stretches(pairs), &self.comparer, |(from, to), give| {
            if every {
                for number in from..to {
                    let (l, r) = triangle(number);
                    if link != LinkType::LinkOnly || !records.same_source(l, r) {
                        give(l, r);
                    }
                }
                return;
            }
            // Each stretch has a stream of its own: what it draws depends on the seed alone.
            let mut chance = ChaCha8Rng::seed_from_u64(self.recipe.seed);
            chance.set_stream(from / STRETCH);
            for _ in from..to {
                loop {
                    let a = chance.random_range(0..rows) as u32;
                    let b = chance.random_range(0..rows) as u32;
                    if a == b || (link == LinkType::LinkOnly && records.same_source(a, b)) {
                        // Sources of one record each end this loop; a single source never starts it.
                        if records.sources.is_empty() || chance.next_u32() % 64 != 0 {
                            continue;
                        }
                        break;
                    }
                    give(a.min(b), a.max(b));
                    break;
                }
            }
        });
        (counts, pairs)
    }

    /// The place and u of a first level that asks for a column to be equal.
    fn exact_u(&mut self, place: usize) -> Result<Option<(usize, f64)>, TrainError> {
        let levels = &self.settings.comparisons[place].levels;
        let Some(at) = levels.iter().position(|level| !level.missing) else { return Ok(None) };
        let Some(columns) = levels[at].condition.exact_columns() else { return Ok(None) };
        let [column] = columns.as_slice() else { return Ok(None) };
        let column = Value { column: (*column).to_owned(), steps: Vec::new() };
        let missing = match levels[..at].iter().map(|level| &level.condition).collect::<Vec<_>>()[..]
        {
            [] => column.clone(),
            [Condition::Any(parts)] => match parts.as_slice() {
                [Condition::MissingLeft(l), Condition::MissingRight(r)] if l == r => l.clone(),
                _ => return Ok(None),
            },
            _ => return Ok(None),
        };
        let (here, there) = (self.comparer.bind(&column)?, self.comparer.bind(&missing)?);
        let records = self.comparer.records;
        let mut by_source: HashMap<(u32, u16), u64, BuildHasherDefault<FxHasher>> =
            HashMap::default();
        let between = self.settings.link_type == LinkType::LinkOnly && !records.sources.is_empty();
        let mut alone = if between {
            Vec::new()
        } else {
            vec![0_u64; records.lexicons[records.columns[here.column()].lexicon].numbers()]
        };
        let mut present: HashMap<u16, u64> = HashMap::new();
        for row in 0..records.rows as u32 {
            if self.comparer.number(there, row) == 0 {
                continue;
            }
            let number = self.comparer.number(here, row);
            if number == 0 {
                continue;
            }
            if between {
                let source = records.sources[row as usize];
                *by_source.entry((number, source)).or_default() += 1;
                *present.entry(source).or_default() += 1;
            } else {
                alone[number as usize] += 1;
                *present.entry(0).or_default() += 1;
            }
        }
        let (equal, all) = if between {
            let mut of_value: HashMap<u32, (f64, f64), BuildHasherDefault<FxHasher>> =
                HashMap::default();
            let mut entries: Vec<_> = by_source.into_iter().collect();
            entries.sort_unstable();
            for ((number, _), count) in entries {
                let (sum, squares) = of_value.entry(number).or_default();
                *sum += count as f64;
                *squares += (count * count) as f64;
            }
            let mut values: Vec<_> = of_value.into_iter().collect();
            values.sort_unstable_by_key(|(number, _)| *number);
            let equal: f64 = values.iter().map(|(_, (s, q))| (s * s - q) / 2.0).sum();
            let mut counts: Vec<u64> = present.values().copied().collect();
            counts.sort_unstable();
            let sum: f64 = counts.iter().map(|&c| c as f64).sum();
            let squares: f64 = counts.iter().map(|&c| (c * c) as f64).sum();
            (equal, (sum * sum - squares) / 2.0)
        } else {
            let equal: u64 = alone.iter().map(|&c| c * c.saturating_sub(1) / 2).sum();
            let n = present.get(&0).copied().unwrap_or(0);
            (equal as f64, (n * n.saturating_sub(1) / 2) as f64)
        };
        if all == 0.0 {
            return Ok(None);
        }
        Ok(Some((at, equal.max(0.5) / all)))
    }

    /// One session: what it saw, and m of each level of each comparison it could learn.
    #[allow(clippy::type_complexity, reason = "comparison, then m of each level where it was seen")]
    fn session(
        &mut self,
        rule: &Rule,
    ) -> Result<(Session, Vec<(usize, Vec<Option<f64>>)>), TrainError> {
        let blocked: Vec<&str> = rule
            .blocking
            .equal
            .iter()
            .flat_map(|s| [s.left.column.as_str(), s.right.column.as_str()])
            .collect();
        let mut used = Vec::new();
        let mut odds = self.settings.prior / (1.0 - self.settings.prior);
        for (place, comparison) in self.settings.comparisons.iter().enumerate() {
            let mut values = Vec::new();
            comparison.levels.iter().for_each(|level| level.condition.values(&mut values));
            if values.iter().any(|value| blocked.contains(&value.column.as_str())) {
                // Blocked pairs agree on this: λ among them is so much the larger.
                let exact = comparison.levels.iter().enumerate().find(|(_, level)| {
                    level
                        .condition
                        .exact_columns()
                        .is_some_and(|columns| columns.iter().all(|c| blocked.contains(c)))
                });
                if let Some((at, level)) = exact {
                    let m = level.m.unwrap_or_else(|| first_m(&comparison.levels, at));
                    odds *= m / level.u.unwrap_or(1.0).max(1e-300);
                }
            } else {
                used.push(place);
            }
        }
        let bound = [self.comparer.rule(rule)?];
        let blocks = Blocks::of(&self.comparer, &bound, 0, self.settings.link_type);
        let of = blocks.pairs();
        let take = of.min(self.recipe.session_pairs);
        let counts = counted(stretches(take), &self.comparer, |(from, to), give| {
            if take == of {
                blocks.each(from, to, give);
                return;
            }
            // One pair out of each of `take` equal stretches of the numbers, at a place drawn from it.
            let mut chance = ChaCha8Rng::seed_from_u64(self.recipe.seed);
            chance.set_stream(from / STRETCH);
            for sample in from..to {
                let begin = (u128::from(sample) * u128::from(of) / u128::from(take)) as u64;
                let end = (u128::from(sample + 1) * u128::from(of) / u128::from(take)) as u64;
                let number = chance.random_range(begin..end.max(begin + 1));
                blocks.each(number, number + 1, &mut *give);
            }
        });
        if counts.is_empty() {
            return Err(TrainError::EmptySession(rule.sql.clone()));
        }
        let mut session = Session {
            rule: rule.sql.clone(),
            pairs: counts.iter().map(|(_, count)| count).sum(),
            of,
            vectors: counts.len(),
            rounds: 0,
            at_rest: false,
        };
        let learned = self.maximise(&used, odds / (1.0 + odds), &counts, &mut session);
        Ok((session, learned))
    }

    fn maximise(
        &self,
        used: &[usize],
        prior: f64,
        counts: &[(u128, u64)],
        session: &mut Session,
    ) -> Vec<(usize, Vec<Option<f64>>)> {
        let comparisons = &self.settings.comparisons;
        let mut m: Vec<Vec<f64>> = used
            .iter()
            .map(|&place| {
                let levels = &comparisons[place].levels;
                let given = |at: usize| levels[at].m.unwrap_or_else(|| first_m(levels, at));
                (0..levels.len()).map(given).collect()
            })
            .collect();
        let mut prior = prior;
        let mut seen: Vec<Vec<f64>> = m.iter().map(|levels| vec![0.0; levels.len()]).collect();
        while session.rounds < self.settings.rounds && !session.at_rest {
            session.rounds += 1;
            let ratio: Vec<Vec<f64>> = used
                .iter()
                .zip(&m)
                .map(|(&place, m)| {
                    let levels = &comparisons[place].levels;
                    levels
                        .iter()
                        .zip(m)
                        .map(|(level, m)| match level.u {
                            Some(u) if !level.missing => m.max(1e-300) / u.max(1e-300),
                            _ => 1.0,
                        })
                        .collect()
                })
                .collect();
            seen.iter_mut().for_each(|levels| levels.fill(0.0));
            let (mut matched, mut all) = (0.0, 0.0);
            for &(vector, count) in counts {
                let odds = used
                    .iter()
                    .zip(&ratio)
                    .fold(prior / (1.0 - prior), |odds, (&p, r)| odds * r[level(vector, p)]);
                let share = if odds.is_finite() { odds / (1.0 + odds) } else { 1.0 };
                let share = share * count as f64;
                matched += share;
                all += count as f64;
                for (&place, seen) in used.iter().zip(&mut seen) {
                    seen[level(vector, place)] += share;
                }
            }
            let mut moved: f64 = 0.0;
            for ((&place, seen), m) in used.iter().zip(&seen).zip(&mut m) {
                let levels = &comparisons[place].levels;
                let whole: f64 =
                    seen.iter().zip(levels).filter(|(_, l)| !l.missing).map(|(s, _)| s).sum();
                if whole <= 0.0 {
                    continue;
                }
                for ((m, seen), level) in m.iter_mut().zip(seen).zip(levels) {
                    if !level.missing && level.m_training == Training::Free {
                        let now = seen / whole;
                        moved = moved.max((now - *m).abs());
                        *m = now;
                    }
                }
            }
            let now = (matched / all).clamp(1e-12, 1.0 - 1e-12);
            moved = moved.max((now - prior).abs());
            prior = now;
            session.at_rest = moved < self.settings.convergence;
        }
        used.iter()
            .zip(m.iter().zip(&seen))
            .map(|(&place, (m, seen))| {
                let levels = &comparisons[place].levels;
                let whole: f64 =
                    seen.iter().zip(levels).filter(|(_, l)| !l.missing).map(|(s, _)| s).sum();
                // A level that no match shows counts as half a pair, as with u.
                let least = 0.5 / whole.max(0.5);
                let learned =
                    |m: f64| (whole > 0.0).then_some(if m < least { least.min(0.5) } else { m });
                (place, m.iter().map(|&m| learned(m)).collect())
            })
            .collect()
    }
}

/// Before anything is known: the first level after the missing one has 0.95, the others share the rest.
fn first_m(levels: &[Level], at: usize) -> f64 {
    let known = levels.iter().filter(|level| !level.missing).count();
    if levels.iter().position(|level| !level.missing) == Some(at) {
        0.95
    } else {
        0.05 / known.saturating_sub(1).max(1) as f64
    }
}

/// The level of a comparison in a packed vector: five bits each.
fn level(vector: u128, place: usize) -> usize {
    (vector >> (5 * place) & 31) as usize
}

/// How many pairs show each comparison vector, in the order of the vectors.
fn counted(
    stretches: Vec<(u64, u64)>,
    comparer: &Comparer<'_>,
    pairs: impl Fn((u64, u64), &mut dyn FnMut(u32, u32)) + Sync,
) -> Vec<(u128, u64)> {
    let merge = |mut a: Counts, mut b: Counts| {
        if a.len() < b.len() {
            std::mem::swap(&mut a, &mut b);
        }
        for (vector, count) in b {
            *a.entry(vector).or_default() += count;
        }
        a
    };
    let counts = stretches
        .into_par_iter()
        .fold(Counts::default, |mut counts, stretch| {
            let mut levels = vec![0_u8; comparer.width()];
            pairs(stretch, &mut |l, r| {
                comparer.levels(l, r, &mut levels);
                let vector = levels
                    .iter()
                    .enumerate()
                    .fold(0_u128, |v, (place, &level)| v | u128::from(level) << (5 * place));
                *counts.entry(vector).or_default() += 1;
            });
            counts
        })
        .reduce(Counts::default, merge);
    let mut counts: Vec<(u128, u64)> = counts.into_iter().collect();
    counts.sort_unstable();
    counts
}

pub(super) fn stretches(pairs: u64) -> Vec<(u64, u64)> {
    (0..pairs.div_ceil(STRETCH)).map(|at| (at * STRETCH, ((at + 1) * STRETCH).min(pairs))).collect()
}

/// The pair under a number, counted (0,1), (0,2), (1,2), (0,3) …
fn triangle(number: u64) -> (u32, u32) {
    let mut r = ((2.0 * number as f64 + 0.25).sqrt() + 0.5) as u64;
    while r * (r - 1) / 2 > number {
        r -= 1;
    }
    while r * (r + 1) / 2 <= number {
        r += 1;
    }
    ((number - r * (r - 1) / 2) as u32, r as u32)
}

/// How many pairs could be compared at all.
#[must_use]
pub fn all_pairs(records: &Records, link: LinkType) -> f64 {
    let n = records.rows as f64;
    if link != LinkType::LinkOnly || records.sources.is_empty() {
        return n * (n - 1.0) / 2.0;
    }
    let mut of_source: HashMap<u16, u64> = HashMap::new();
    for source in &records.sources {
        *of_source.entry(*source).or_default() += 1;
    }
    let mut counts: Vec<u64> = of_source.into_values().collect();
    counts.sort_unstable();
    let squares: f64 = counts.iter().map(|&c| (c * c) as f64).sum();
    (n * n - squares) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_pair_has_one_number() {
        let pairs: Vec<_> = (0..6).map(triangle).collect();
        assert_eq!(pairs, [(0, 1), (0, 2), (1, 2), (0, 3), (1, 3), (2, 3)]);
        for n in [10_u64, 1000, 4_000_000_000] {
            let last = n * (n - 1) / 2 - 1;
            assert_eq!(triangle(last), (n as u32 - 2, n as u32 - 1));
        }
    }
}
