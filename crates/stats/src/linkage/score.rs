//! Weights of pairs: M = log2(λ/(1−λ)) + Σ log2(m/u) + what rare values add, and the probability
//! 2^M/(1+2^M). Sources: Fellegi and Sunter 1969; term frequencies as Splink has them, log2(u_exact /
//! max(tf_l, tf_r)). Not for learning, and not for who belongs together (see `cluster`).

use rayon::prelude::*;

use super::block::Blocks;
use super::compare::{BindError, BoundRule, Comparer};
use super::records::Records;
use super::settings::{LinkType, Settings};
use super::train::stretches;

/// No probability counts as less, so that no weight is infinite; as in Splink.
const LEAST: f64 = 1e-300;

/// Stretches of pairs that are worked on before their results are handed over.
const WAVE: usize = 64;

/// Why pairs cannot be scored.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ScoreError {
    /// The settings do not fit the records.
    #[error(transparent)]
    Bind(#[from] BindError),
    /// A level was never trained.
    #[error("the model is not trained: {0} lacks m or u; train it, or give the values")]
    Untrained(String),
    /// A term frequency without an exact level to measure it by.
    #[error(
        "comparison {0} adjusts for rare values, but has no level that asks for that column to be equal"
    )]
    NoExactLevel(String),
}

/// A pair and what it weighs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// The row whose id comes first.
    pub left: u32,
    /// The other row.
    pub right: u32,
    /// The match weight M.
    pub weight: f64,
    /// The place of the first blocking rule that it meets.
    pub rule: u16,
}

impl Pair {
    /// The probability that both are one person.
    #[must_use]
    pub fn probability(&self) -> f64 {
        probability(self.weight)
    }
}

/// 2^M / (1 + 2^M), without overflow.
#[must_use]
pub fn probability(weight: f64) -> f64 {
    if weight >= 0.0 {
        1.0 / (1.0 + (-weight).exp2())
    } else {
        let odds = weight.exp2();
        odds / (1.0 + odds)
    }
}

/// The weight at a probability.
#[must_use]
pub fn weight_at(probability: f64) -> f64 {
    (probability / (1.0 - probability)).log2()
}

/// What one comparison adds to a pair's weight.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The comparison's name.
    pub comparison: String,
    /// The level's label.
    pub level: String,
    /// log2(m/u).
    pub weight: f64,
    /// What the rareness of the value adds; absent where the comparison does not adjust for it.
    pub frequency: Option<f64>,
}

#[derive(Debug)]
struct Adjustment {
    column: usize,
    weight: f64,
    log_u: f64,
    log_least: f64,
}

#[derive(Debug)]
struct Scored {
    weights: Vec<f64>,
    adjustments: Vec<Option<Adjustment>>,
}

/// A model, bound to records.
#[derive(Debug)]
pub struct Scorer<'a> {
    comparer: Comparer<'a>,
    settings: &'a Settings,
    rules: Vec<BoundRule>,
    prior: f64,
    comparisons: Vec<Scored>,
    /// log2 of how often each value stands, by column, where that is asked for.
    frequencies: Vec<Option<Vec<f64>>>,
}

impl<'a> Scorer<'a> {
    /// Binds a trained model to records.
    ///
    /// # Errors
    ///
    /// A column is absent, or a level was never trained.
    pub fn new(settings: &'a Settings, records: &'a Records) -> Result<Self, ScoreError> {
        if let Some(level) = settings.untrained().into_iter().next() {
            return Err(ScoreError::Untrained(level));
        }
        let mut comparer = Comparer::new(records, &settings.comparisons)?;
        let rules =
            settings.rules.iter().map(|rule| comparer.rule(rule)).collect::<Result<Vec<_>, _>>()?;
        let mut frequencies: Vec<Option<Vec<f64>>> = records.columns.iter().map(|_| None).collect();
        let mut comparisons = Vec::with_capacity(settings.comparisons.len());
        for comparison in &settings.comparisons {
            let mut scored = Scored { weights: Vec::new(), adjustments: Vec::new() };
            for level in &comparison.levels {
                let (m, u) = (level.m.unwrap_or(1.0), level.u.unwrap_or(1.0));
                scored.weights.push(if level.missing {
                    0.0
                } else {
                    (m.max(LEAST) / u.max(LEAST)).log2()
                });
                let frequency = level.frequency.as_ref().filter(|f| {
                    f.weight != 0.0
                        && !level.missing
                        && level.condition != super::condition::Condition::Otherwise
                });
                let Some(frequency) = frequency else {
                    scored.adjustments.push(None);
                    continue;
                };
                let column = records
                    .column(&frequency.column)
                    .ok_or_else(|| BindError::NoColumn(frequency.column.clone()))?;
                frequencies[column].get_or_insert_with(|| logs(records, column));
                let exact = comparison.levels.iter().find(|level| {
                    level.condition.exact_columns() == Some(vec![frequency.column.as_str()])
                });
                let u = match (frequency.own_u, exact) {
                    (true, _) => u,
                    (false, Some(exact)) => exact.u.unwrap_or(1.0),
                    (false, None) => {
                        return Err(ScoreError::NoExactLevel(comparison.name.clone()));
                    }
                };
                scored.adjustments.push(Some(Adjustment {
                    column,
                    weight: frequency.weight,
                    log_u: u.max(LEAST).log2(),
                    log_least: frequency.minimum.log2(),
                }));
            }
            comparisons.push(scored);
        }
        Ok(Self {
            prior: weight_at(settings.prior),
            comparer,
            settings,
            rules,
            comparisons,
            frequencies,
        })
    }

    /// The weight of a pair; `levels` is room for one level a comparison.
    pub fn weight(&self, left: u32, right: u32, levels: &mut [u8]) -> f64 {
        self.comparer.levels(left, right, levels);
        self.comparisons.iter().zip(levels.iter()).fold(self.prior, |sum, (scored, &level)| {
            let level = usize::from(level);
            let adjusted = scored.adjustments[level]
                .as_ref()
                .map_or(0.0, |adjustment| self.adjusted(adjustment, left, right));
            sum + scored.weights[level] + adjusted
        })
    }

    /// How many comparisons.
    #[must_use]
    pub fn width(&self) -> usize {
        self.comparisons.len()
    }

    /// How a pair's weight comes about: what λ gives, then each comparison.
    #[must_use]
    pub fn waterfall(&self, left: u32, right: u32) -> (f64, Vec<Part>) {
        let (left, right) = (left.min(right), left.max(right));
        let mut levels = vec![0; self.width()];
        self.comparer.levels(left, right, &mut levels);
        let parts = self
            .settings
            .comparisons
            .iter()
            .zip(&self.comparisons)
            .zip(&levels)
            .map(|((comparison, scored), &level)| {
                let level = usize::from(level);
                let adjusts = scored.adjustments.iter().any(Option::is_some);
                Part {
                    comparison: comparison.name.clone(),
                    level: comparison.levels[level].label.clone(),
                    weight: scored.weights[level],
                    frequency: adjusts.then(|| {
                        scored.adjustments[level]
                            .as_ref()
                            .map_or(0.0, |adjustment| self.adjusted(adjustment, left, right))
                    }),
                }
            })
            .collect();
        (self.prior, parts)
    }

    /// Finds and scores every pair under the blocking rules. `work` is given the pairs of one stretch
    /// on any thread; what it makes of them is handed to `take` in an order that depends on nothing but
    /// records and rules. Each stretch is told with how many of the rule's pairs are done, and their
    /// number.
    ///
    /// # Errors
    ///
    /// What `take` says.
    pub fn find<T: Send, E>(
        &self,
        work: impl Fn(&[Pair]) -> T + Sync,
        mut take: impl FnMut(T, Progress) -> Result<(), E>,
    ) -> Result<(), E> {
        for place in 0..self.rules.len() {
            let link: LinkType = self.settings.link_type;
            let blocks = Blocks::of(&self.comparer, &self.rules, place, link);
            let all = stretches(blocks.pairs());
            for wave in all.chunks(WAVE) {
                let made: Vec<(u64, T)> = wave
                    .par_iter()
                    .map_init(
                        || (vec![0_u8; self.width()], Vec::new()),
                        |(levels, pairs), &(from, to)| {
                            pairs.clear();
                            blocks.each(from, to, |left, right| {
                                let weight = self.weight(left, right, levels);
                                pairs.push(Pair { left, right, weight, rule: place as u16 });
                            });
                            (to, work(pairs))
                        },
                    )
                    .collect();
                for (done, made) in made {
                    take(made, Progress { rule: place, done, of: blocks.pairs() })?;
                }
            }
        }
        Ok(())
    }

    /// How many pairs the blocks of each rule hold, before those are left out that an earlier rule
    /// keeps.
    #[must_use]
    pub fn block_sizes(&self) -> Vec<u64> {
        (0..self.rules.len())
            .map(|place| {
                Blocks::of(&self.comparer, &self.rules, place, self.settings.link_type).pairs()
            })
            .collect()
    }

    fn adjusted(&self, adjustment: &Adjustment, left: u32, right: u32) -> f64 {
        let records = self.comparer.records;
        let (a, b) = (records.row(left)[adjustment.column], records.row(right)[adjustment.column]);
        let Some(logs) = &self.frequencies[adjustment.column] else { return 0.0 };
        let log = match (a, b) {
            (0, 0) => return 0.0,
            (0, id) | (id, 0) => logs[id as usize],
            (a, b) => logs[a as usize].max(logs[b as usize]),
        };
        adjustment.weight * (adjustment.log_u - log.max(adjustment.log_least))
    }
}

/// How far the search is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The place of the rule.
    pub rule: usize,
    /// Pairs of its blocks that are done.
    pub done: u64,
    /// Pairs of its blocks.
    pub of: u64,
}

/// log2 of the share of each value among the rows where the column is not missing.
fn logs(records: &Records, column: usize) -> Vec<f64> {
    let mut counts = vec![0_u32; records.lexicons[records.columns[column].lexicon].numbers()];
    for id in records.down(column) {
        counts[id as usize] += 1;
    }
    let present: u64 = counts.iter().skip(1).map(|&c| u64::from(c)).sum();
    counts.iter().map(|&count| (f64::from(count) / present as f64).log2()).collect()
}
