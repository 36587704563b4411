//! Many draws of a scenario beside what it is compared with, so that every result is a median with
//! a 50 per cent and a 90 per cent range. The two share the draws of every number that they share,
//! so a difference is a difference of law and not of chance. Not for words or files.

use rayon::prelude::*;

use super::cohort::{self, Path};
use super::fit::{self, Slopes};
use super::range::{normal, walk};
use super::{Areas, CountedBy, Month, Setting, World};

/// A median with its ranges.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Spread {
    /// 5 % of draws are lower.
    pub low90: f64,
    /// 25 % are lower.
    pub low50: f64,
    /// Half are lower.
    pub median: f64,
    /// 25 % are higher.
    pub high50: f64,
    /// 5 % are higher.
    pub high90: f64,
}

impl Spread {
    /// Of these values.
    #[must_use]
    pub fn of(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        let at = |share: f64| -> f64 {
            let Some(last) = values.len().checked_sub(1) else { return 0.0 };
            let position = share * last as f64;
            let (a, b) = (position.floor() as usize, position.ceil() as usize);
            values[a] + (values[b] - values[a]) * (position - a as f64)
        };
        Self {
            low90: at(0.05),
            low50: at(0.25),
            median: at(0.5),
            high50: at(0.75),
            high90: at(0.95),
        }
    }
}

/// What is followed month by month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follow {
    /// Women in prison.
    Population,
    /// Women sent to prison under sentence in the month.
    Receptions,
    /// Inside under sentence, a band.
    Inside(usize),
    /// Sent to prison under sentence, a band.
    Received(usize),
    /// On remand.
    Remand,
    /// On recall.
    Recall,
    /// Remanded in the month.
    Remanded,
    /// Recalled in the month.
    Recalled,
    /// Of the women in prison, those in small units.
    InUnits,
    /// Under curfew.
    Curfew,
    /// On a suspended sentence that the model follows.
    Suspended,
    /// On a community order that the model follows.
    Community,
    /// Turned away from custody in the month.
    TurnedAway,
    /// Suspended sentences activated in the month.
    Activated,
    /// Drawn in, in the month.
    DrawnIn,
}

impl Follow {
    /// Everything followed, for so many bands.
    #[must_use]
    pub fn all(bands: usize) -> Vec<Self> {
        let mut all = vec![Self::Population, Self::Receptions];
        all.extend((0..bands).map(Self::Inside));
        all.extend((0..bands).map(Self::Received));
        all.extend([
            Self::Remand,
            Self::Recall,
            Self::Remanded,
            Self::Recalled,
            Self::InUnits,
            Self::Curfew,
            Self::Suspended,
            Self::Community,
            Self::TurnedAway,
            Self::Activated,
            Self::DrawnIn,
        ]);
        all
    }

    fn of(self, totals: &cohort::Totals) -> f64 {
        match self {
            Self::Population => totals.population(),
            Self::Receptions => totals.receptions(),
            Self::Inside(band) => totals.inside[band],
            Self::Received(band) => totals.received[band],
            Self::Remand => totals.on_remand.iter().sum(),
            Self::Recall => totals.on_recall.iter().sum(),
            Self::Remanded => totals.remanded,
            Self::Recalled => totals.recalled,
            Self::InUnits => totals.in_units,
            Self::Curfew => totals.on_curfew,
            Self::Suspended => totals.suspended,
            Self::Community => totals.community,
            Self::TurnedAway => totals.turned_away,
            Self::Activated => totals.activated.iter().sum(),
            Self::DrawnIn => totals.drawn_in,
        }
    }
}

/// The ranges of one quantity.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranges {
    /// Which.
    pub what: Follow,
    /// The scenario, each month.
    pub scenario: Vec<Spread>,
    /// What it is compared with, each month.
    pub compared: Vec<Spread>,
    /// The difference, each month.
    pub difference: Vec<Spread>,
}

/// Results of a year: sums of flows, means of stocks.
#[derive(Debug, Clone, PartialEq)]
pub struct Year {
    /// Which.
    pub what: Follow,
    /// The year, from one.
    pub year: usize,
    /// The scenario.
    pub scenario: Spread,
    /// What it is compared with.
    pub compared: Spread,
    /// The difference.
    pub difference: Spread,
}

/// What an account pays more (or, below 0, less), a year, over the scenario's years.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// Index of the cost in the setting.
    pub cost: usize,
    /// Pounds a year, more than compared.
    pub pounds: Spread,
}

/// One area's or one offence group's part in the last year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// Women in prison, mean of the year.
    pub inside: Spread,
    /// The same, less compared.
    pub inside_more: Spread,
    /// Sent to prison under sentence in the year.
    pub received: Spread,
    /// The same, less compared.
    pub received_more: Spread,
}

/// The last year by area and by offence group, in the order of the setting.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Split {
    /// By the area that sentenced them.
    pub areas: Vec<Part>,
    /// By offence group.
    pub offences: Vec<Part>,
}

/// All results.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// The first month told.
    pub from: Month,
    /// Month by month.
    pub ranges: Vec<Ranges>,
    /// Year by year.
    pub years: Vec<Year>,
    /// Who pays and who saves.
    pub accounts: Vec<Account>,
    /// Receptions of all kinds in the last year over those of the compared, as a share.
    pub receptions_ratio: Spread,
    /// How many draws.
    pub draws: usize,
}

/// What a model misses, as a walk of its logarithm by months.
#[derive(Debug, Clone)]
pub(crate) struct Wander {
    from: f64,
    steps: Vec<f64>,
}

impl Wander {
    /// A walk whose standard deviation is `a_year` after a year.
    pub(crate) fn new(from: f64, until: f64, a_year: f64, seed: u64, draw: u64) -> Self {
        let months = (until - from).ceil().max(0.0) as usize + 1;
        let mut rng = walk(seed, draw);
        let mut at = 0.0;
        let steps = (0..months)
            .map(|_| {
                let this = at;
                at += rng() * a_year / 12.0_f64.sqrt();
                this
            })
            .collect();
        Self { from, steps }
    }

    /// How far it is off at a position.
    pub(crate) fn at(&self, position: f64) -> f64 {
        let at = (position - self.from).round().max(0.0) as usize;
        self.steps.get(at.min(self.steps.len() - 1)).copied().unwrap_or(0.0)
    }
}

/// A scenario, what it is compared with and the law before, ready to be drawn.
#[derive(Debug)]
pub struct Race<'a> {
    /// The scenario.
    pub scenario: &'a Setting,
    /// What it is compared with.
    pub compared: &'a Setting,
    /// The law before, under which the published figures arose.
    pub before: &'a Setting,
    /// The fit at the most likely values, and its slopes.
    fitted: Option<([f64; 2], Slopes)>,
    figures: Vec<(f64, f64)>,
}

/// What is kept of one draw: `[followed][month]`, pounds by account, receptions of all kinds.
struct One {
    scenario: Vec<f64>,
    compared: Vec<f64>,
    accounts: Vec<f64>,
    ratio: f64,
}

/// The two runs of one draw.
struct Pair {
    scenario: Path,
    compared: Path,
    skip: usize,
    factor: Vec<f64>,
    cost: Vec<f64>,
}

impl<'a> Race<'a> {
    /// Prepares: slopes of the fit are taken once, at the most likely values.
    #[must_use]
    pub fn new(scenario: &'a Setting, compared: &'a Setting, before: &'a Setting) -> Self {
        let figures = before.population.0.clone();
        let fitted = (figures.len() > fit::FITTED).then(|| {
            let fitted = fit::fit(before, &figures);
            let mut values = before.middle();
            values[before.time_served.0] = fitted.time_served;
            values[before.time_served_drift.0] = fitted.drift;
            let slopes = fit::slopes(before, &values, &figures);
            ([fitted.time_served, fitted.drift], slopes)
        });
        Self { scenario, compared, before, fitted, figures }
    }

    /// The law before's values in a draw, fitted on figures shaken by their own error; draw 0 with
    /// `middle` is the most likely values, fitted on the figures as they are.
    pub(super) fn values(
        &self,
        seed: u64,
        draw: Option<u64>,
        only: Option<(&str, f64)>,
    ) -> Vec<f64> {
        let mut values =
            draw.map_or_else(|| self.before.middle(), |draw| self.before.draw(seed, draw));
        if let Some((key, value)) = only {
            for (slot, param) in values.iter_mut().zip(&self.before.params) {
                if param.key == key {
                    *slot = value;
                }
            }
        }
        let Some((fitted, slopes)) = &self.fitted else { return values };
        // Each draw begins at the fit of the most likely values: from there one step of Gauss and
        // Newton is within a tenth of a per cent (docs/planning-validation.md).
        values[self.before.time_served.0] = fitted[0];
        values[self.before.time_served_drift.0] = fitted[1];
        if draw.is_none() && only.is_none() {
            return values;
        }
        let shaken: Vec<(f64, f64)> = match draw {
            None => self.figures.clone(),
            Some(draw) => {
                let wander = self.wander(seed, draw);
                let shake = |(i, (at, seen)): (usize, &(f64, f64))| {
                    let error = normal(&format!("figure {i}"), seed, draw) * fit::POINT_ERROR;
                    (*at, seen * (error - wander.at(*at)).exp())
                };
                self.figures.iter().enumerate().map(shake).collect()
            }
        };
        fit::improve(self.before, &mut values, &shaken, slopes);
        values
    }

    /// What the model misses in a draw, from the first figure to the scenario's end: a walk by months.
    fn wander(&self, seed: u64, draw: u64) -> Wander {
        let from = self.figures.first().map_or(f64::from(self.scenario.from.0), |figure| figure.0);
        let until = f64::from(self.scenario.from.0) + self.scenario.months as f64 + 1.0;
        Wander::new(from, until, self.before.missed, seed, draw)
    }

    /// The values of another setting: its own draws, but the fitted numbers of the law before.
    pub(super) fn of(
        &self,
        setting: &Setting,
        seed: u64,
        draw: Option<u64>,
        only: Option<(&str, f64)>,
        before: &[f64],
    ) -> Vec<f64> {
        let mut values = draw.map_or_else(|| setting.middle(), |draw| setting.draw(seed, draw));
        if let Some((key, value)) = only {
            for (slot, param) in values.iter_mut().zip(&setting.params) {
                if param.key == key {
                    *slot = value;
                }
            }
        }
        values[setting.time_served.0] = before[self.before.time_served.0];
        values[setting.time_served_drift.0] = before[self.before.time_served_drift.0];
        values
    }

    fn pair(&self, seed: u64, draw: Option<u64>, areas: Areas, only: Option<(&str, f64)>) -> Pair {
        let start = self.before.intake_from;
        let skip = (self.scenario.from.0 - start.0).max(0) as usize;
        let months = skip + self.scenario.months;
        let before = self.values(seed, draw, only);
        let world = World::build(self.before, &before, areas, start, months);
        let (first, told) = cohort::run(&world, None);
        let run = |setting: &Setting| -> Path {
            if setting == self.before {
                return first.clone();
            }
            let values = self.of(setting, seed, draw, only, &before);
            cohort::run(&World::build(setting, &values, areas, start, months), Some(&told)).0
        };
        let compared = run(self.compared);
        let scenario = run(self.scenario);
        let values = self.of(self.scenario, seed, draw, only, &before);
        let cost = self.scenario.costs.iter().map(|cost| values[cost.pounds.0]).collect();
        // What the model misses is the same for both laws; a published figure also has its own error.
        let wander = draw.map(|draw| (draw, self.wander(seed, draw)));
        let factor = (0..self.scenario.months)
            .map(|t| {
                let Some((draw, wander)) = &wander else { return 1.0 };
                let at = f64::from(self.scenario.from.0) + t as f64 + 1.0;
                let error = normal(&format!("month {t}"), seed, *draw) * fit::POINT_ERROR;
                (wander.at(at) + error).exp()
            })
            .collect();
        Pair { scenario, compared, skip, factor, cost }
    }

    /// The most likely run of each area, scenario and compared, from the first published year.
    #[must_use]
    pub fn by_area(&self) -> (Path, Path, World) {
        let pair = self.pair(0, None, Areas::Each, None);
        let values = self.values(0, None, None);
        let start = self.before.intake_from;
        let world = World::build(self.before, &values, Areas::Each, start, 1);
        (pair.scenario, pair.compared, world)
    }

    /// Women in prison and sentences to custody of each area and of each offence group, by so many
    /// draws.
    #[must_use]
    pub fn split(&self, draws: u64, seed: u64) -> Split {
        let (areas, offences) = (self.scenario.intake.len(), self.scenario.offences.len());
        // `[part]`, areas before offence groups: keys run by area, then by offence.
        let parts = |by_key: &[f64]| -> Vec<f64> {
            let of_area = by_key.chunks(offences).map(|row| row.iter().sum());
            let of_offence = (0..offences).map(|o| by_key.iter().skip(o).step_by(offences).sum());
            of_area.chain(of_offence).collect()
        };
        let runs: Vec<[Vec<f64>; 4]> = (0..draws)
            .into_par_iter()
            .map(|draw| {
                let pair = self.pair(seed, Some(draw), Areas::Each, None);
                [&pair.scenario, &pair.compared]
                    .map(|path| [parts(&path.inside_by_key), parts(&path.received_by_key)])
                    .concat()
                    .try_into()
                    .unwrap_or_default()
            })
            .collect();
        let spread = |part: usize| {
            let of = |value: &dyn Fn(&[Vec<f64>; 4]) -> f64| {
                Spread::of(runs.iter().map(value).collect())
            };
            Part {
                inside: of(&|run| run[0][part]),
                inside_more: of(&|run| run[0][part] - run[2][part]),
                received: of(&|run| run[1][part]),
                received_more: of(&|run| run[1][part] - run[3][part]),
            }
        };
        Split {
            areas: (0..areas).map(spread).collect(),
            offences: (areas..areas + offences).map(spread).collect(),
        }
    }

    /// Draws.
    #[must_use]
    pub fn draw(&self, draws: u64, seed: u64) -> Drawn {
        let follow = Follow::all(self.scenario.bands.len());
        let months = self.scenario.months;
        let cells = follow.len() * months;
        let runs: Vec<One> = (0..draws)
            .into_par_iter()
            .map(|draw| {
                let pair = self.pair(seed, Some(draw), Areas::Together, None);
                let values = |path: &Path| -> Vec<f64> {
                    let mut values = Vec::with_capacity(cells);
                    for what in &follow {
                        for (totals, factor) in path.months[pair.skip..].iter().zip(&pair.factor) {
                            values.push(what.of(totals) * factor);
                        }
                    }
                    values
                };
                let (scenario, compared) = (values(&pair.scenario), values(&pair.compared));
                let accounts = self.accounts(&follow, &scenario, &compared, &pair.cost);
                let all = |path: &Path| -> f64 {
                    path.months
                        .iter()
                        .rev()
                        .take(12)
                        .map(|m| m.receptions() + m.remanded + m.recalled)
                        .sum()
                };
                let ratio = all(&pair.scenario) / all(&pair.compared).max(1e-9);
                One { scenario, compared, accounts, ratio }
            })
            .collect();
        let spread = |of: &(dyn Fn(&One) -> f64 + Sync)| Spread::of(runs.iter().map(of).collect());
        let ranges = follow
            .par_iter()
            .enumerate()
            .map(|(w, what)| {
                let at = |t: usize| w * months + t;
                Ranges {
                    what: *what,
                    scenario: (0..months).map(|t| spread(&|run| run.scenario[at(t)])).collect(),
                    compared: (0..months).map(|t| spread(&|run| run.compared[at(t)])).collect(),
                    difference: (0..months)
                        .map(|t| spread(&|run| run.scenario[at(t)] - run.compared[at(t)]))
                        .collect(),
                }
            })
            .collect();
        let mut years = Vec::new();
        for (w, what) in follow.iter().enumerate() {
            for year in 0..months / 12 {
                let of = |values: &[f64]| {
                    year_of(*what, &values[w * months + year * 12..w * months + year * 12 + 12])
                };
                years.push(Year {
                    what: *what,
                    year: year + 1,
                    scenario: spread(&|run| of(&run.scenario)),
                    compared: spread(&|run| of(&run.compared)),
                    difference: spread(&|run| of(&run.scenario) - of(&run.compared)),
                });
            }
        }
        let accounts = (0..self.scenario.costs.len())
            .map(|cost| Account { cost, pounds: spread(&|run| run.accounts[cost]) })
            .collect();
        Drawn {
            from: self.scenario.from,
            ranges,
            years,
            accounts,
            receptions_ratio: spread(&|run| run.ratio),
            draws: draws as usize,
        }
    }

    /// Pounds a year that each account pays more.
    fn accounts(
        &self,
        follow: &[Follow],
        scenario: &[f64],
        compared: &[f64],
        cost: &[f64],
    ) -> Vec<f64> {
        let months = self.scenario.months;
        let mean = |values: &[f64], of: &[Follow]| -> f64 {
            follow
                .iter()
                .enumerate()
                .filter(|(_, what)| of.contains(what))
                .map(|(w, _)| {
                    values[w * months..(w + 1) * months].iter().sum::<f64>() / months as f64
                })
                .sum()
        };
        let more = |of: &[Follow]| mean(scenario, of) - mean(compared, of);
        self.scenario
            .costs
            .iter()
            .zip(cost)
            .map(|(item, pounds)| {
                let count = match item.by {
                    CountedBy::PrisonYears => more(&[Follow::Population]),
                    CountedBy::OrderYears => more(&[Follow::Suspended, Follow::Community]),
                    CountedBy::Receptions => {
                        12.0 * more(&[Follow::Receptions, Follow::Remanded, Follow::Recalled])
                    }
                    CountedBy::TurnedAway => 12.0 * more(&[Follow::TurnedAway, Follow::DrawnIn]),
                    CountedBy::CentreWomen => {
                        let all = |setting: &Setting| {
                            setting.centres.iter().map(|c| c.women_a_year).sum::<f64>()
                        };
                        all(self.scenario) - all(self.compared)
                    }
                    CountedBy::UnitsBuilt => {
                        let more = self.scenario.units.len() as f64;
                        (more - self.compared.units.len() as f64) / self.scenario.years()
                    }
                };
                count * pounds
            })
            .collect()
    }

    /// What would change the answer most: each number at its low and its high, all others at their
    /// most likely, in order of the change of women in prison in the scenario's last year.
    #[must_use]
    pub fn tornado(&self) -> Vec<Lever> {
        let last = |only: Option<(&str, f64)>| -> [f64; 2] {
            let pair = self.pair(0, None, Areas::Together, only);
            let mean = |path: &Path| -> f64 {
                path.months.iter().rev().take(12).map(cohort::Totals::population).sum::<f64>()
                    / 12.0
            };
            let scenario = mean(&pair.scenario);
            [scenario, scenario - mean(&pair.compared)]
        };
        let middle = last(None);
        let fitted = [self.scenario.time_served, self.scenario.time_served_drift];
        let costs: Vec<_> = self.scenario.costs.iter().map(|cost| cost.pounds).collect();
        let mut levers: Vec<Lever> = self
            .scenario
            .params
            .par_iter()
            .enumerate()
            .filter(|(i, param)| {
                let id = super::ParamId(*i);
                param.range.low < param.range.high && !fitted.contains(&id) && !costs.contains(&id)
            })
            .map(|(_, param)| Lever {
                key: param.key.clone(),
                label: param.label.clone(),
                low: param.range.low,
                high: param.range.high,
                at_low: last(Some((&param.key, param.range.low))),
                at_high: last(Some((&param.key, param.range.high))),
                middle,
            })
            .collect();
        levers.sort_by(|a, b| b.width().total_cmp(&a.width()).then_with(|| a.key.cmp(&b.key)));
        levers
    }

    /// The most likely run of the scenario and of what it is compared with.
    #[must_use]
    pub fn middle(&self) -> (Path, Path) {
        let pair = self.pair(0, None, Areas::Together, None);
        (pair.scenario, pair.compared)
    }
}

/// One number's weight in the answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Lever {
    /// Its key.
    pub key: String,
    /// In words.
    pub label: String,
    /// Its low.
    pub low: f64,
    /// Its high.
    pub high: f64,
    /// At its low: women in prison, and the difference to what is compared.
    pub at_low: [f64; 2],
    /// At its high.
    pub at_high: [f64; 2],
    /// At the most likely.
    pub middle: [f64; 2],
}

impl Lever {
    /// How far the difference moves between low and high, or the population where that moves more.
    #[must_use]
    pub fn width(&self) -> f64 {
        (self.at_high[1] - self.at_low[1]).abs()
    }
}

/// Sum of a flow, mean of a stock, over twelve months.
fn year_of(what: Follow, months: &[f64]) -> f64 {
    let sum: f64 = months.iter().sum();
    match what {
        Follow::Receptions
        | Follow::Received(_)
        | Follow::Remanded
        | Follow::Recalled
        | Follow::TurnedAway
        | Follow::Activated
        | Follow::DrawnIn => sum,
        _ => sum / months.len().max(1) as f64,
    }
}
