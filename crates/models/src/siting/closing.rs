//! A world without women's prisons: units open year by year, and each year the prisons close that
//! can, as long as everybody has a place and the mean distance stays within a limit. Who goes where
//! is the cheapest allocation of each year; where the next units open, and which prison closes first,
//! follow simple rules, so a schedule that succeeds is a proof and one that fails is none: then the
//! limit that binds is looked for. Not for building or money.

use super::branch::Thoroughness;
use super::capacitated::settle;
use super::problem::{Distances, Problem, Unfit};
use super::solve::{Objective, Question};

/// What is given.
#[derive(Debug, Clone, PartialEq)]
pub struct World {
    /// Women who need a place, by area.
    pub need: Vec<u64>,
    /// Distances from area to area, row by row.
    pub between: Vec<u32>,
    /// Distances from area to prison, row by row.
    pub to_prison: Vec<u32>,
    /// Places by prison.
    pub prisons: Vec<u64>,
    /// Places of a unit.
    pub unit: u64,
    /// Units that open each year.
    pub a_year: u32,
    /// Years looked at.
    pub years: u32,
    /// The mean distance that must not be passed; none: that of today.
    pub limit: Option<f64>,
}

/// A year.
#[derive(Debug, Clone, PartialEq)]
pub struct Year {
    /// Which, from nought (today).
    pub year: u32,
    /// Units open.
    pub units: u32,
    /// Prisons open.
    pub open: Vec<usize>,
    /// Mean distance.
    pub mean: f64,
    /// No fewer prisons could be open for want of places, wherever units stand.
    pub least_open: usize,
}

/// How it ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum End {
    /// All prisons are closed in this year.
    Closed(u32),
    /// Proven impossible in the years looked at: all units together lack so many places. They would
    /// suffice in the year named, if none sooner.
    Capacity {
        /// Places lacking at the end.
        short: u64,
        /// First year in which all units together hold everybody.
        enough_in: u64,
    },
    /// Proven impossible in the years looked at: even the best places for so many units leave a
    /// mean distance above the limit.
    Distance {
        /// No choice of places for the units has a lower mean.
        least_mean: f64,
    },
    /// The rules found no way, and no proof was found that there is none.
    NotFound,
}

/// A schedule.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    /// The mean distance that was not to be passed.
    pub limit: f64,
    /// Year by year, from today.
    pub years: Vec<Year>,
    /// How it ends.
    pub end: End,
}

impl World {
    /// Works the schedule out.
    ///
    /// # Errors
    ///
    /// [`Unfit`] where tables have the wrong shape, or today's prisons do not hold everybody.
    pub fn close(&self) -> Result<Schedule, Unfit> {
        let (areas, prisons) = (self.need.len(), self.prisons.len());
        for (cells, columns) in [(&self.between, areas), (&self.to_prison, prisons)] {
            if cells.len() != areas * columns {
                return Err(Unfit::Shape { there: cells.len(), wanted: areas * columns });
            }
        }
        let all: u64 = self.need.iter().sum();
        if all == 0 {
            return Err(Unfit::NoDemand);
        }
        let mut open: Vec<usize> = (0..prisons).collect();
        let mut units = vec![0_u32; areas];
        let hold: u64 = self.prisons.iter().sum();
        let Some(today) = self.mean(&open, &units) else {
            return Err(Unfit::CannotHold { demand: all, hold, asked: 0 });
        };
        let limit = self.limit.unwrap_or(today);
        let mut years = vec![self.year(0, &units, &open, today)];
        let mut closed_in = None;
        for year in 1..=self.years {
            for _ in 0..self.a_year {
                let next = self.next_unit(&open, &units);
                units[next] += 1;
            }
            let mut mean = self.mean(&open, &units).unwrap_or(today);
            // The prison that is missed least, until none can be missed.
            loop {
                let tries = open.iter().filter_map(|&prison| {
                    let rest: Vec<usize> = open.iter().copied().filter(|&p| p != prison).collect();
                    let mean = self.mean(&rest, &units).filter(|&m| m <= limit + 1e-9)?;
                    Some((mean, rest))
                });
                let best = tries.min_by(|a, b| a.0.total_cmp(&b.0));
                let Some((after, rest)) = best else { break };
                (mean, open) = (after, rest);
            }
            years.push(self.year(year, &units, &open, mean));
            if open.is_empty() {
                closed_in = Some(year);
                break;
            }
        }
        let end = match closed_in {
            Some(year) => End::Closed(year),
            None => self.why_not(all, limit)?,
        };
        Ok(Schedule { limit, years, end })
    }

    fn year(&self, year: u32, units: &[u32], open: &[usize], mean: f64) -> Year {
        let count: u32 = units.iter().sum();
        let mut lacking =
            self.need.iter().sum::<u64>().saturating_sub(u64::from(count) * self.unit);
        let mut largest = self.prisons.clone();
        largest.sort_unstable_by(|a, b| b.cmp(a));
        let mut least_open = 0;
        for places in largest {
            if lacking == 0 {
                break;
            }
            lacking = lacking.saturating_sub(places);
            least_open += 1;
        }
        Year { year, units: count, open: open.to_vec(), mean, least_open }
    }

    /// The area whose women without a place of their own travel most, taken together.
    fn next_unit(&self, open: &[usize], units: &[u32]) -> usize {
        let prisons = self.prisons.len();
        let miles = |area: usize| {
            let own = u64::from(units[area]) * self.unit;
            let away = self.need[area].saturating_sub(own);
            let far = open.iter().map(|&p| self.to_prison[area * prisons + p]).min();
            away * u64::from(far.unwrap_or(1).max(1))
        };
        (0..self.need.len()).max_by(|&a, &b| miles(a).cmp(&miles(b)).then(b.cmp(&a))).unwrap_or(0)
    }

    /// Mean distance of the cheapest allocation; `None` where there is no room for all.
    fn mean(&self, open: &[usize], units: &[u32]) -> Option<f64> {
        let (areas, prisons) = (self.need.len(), self.prisons.len());
        let with_units: Vec<usize> = (0..areas).filter(|&a| units[a] > 0).collect();
        // Sites: prisons first, then areas with units.
        let mut room: Vec<u64> = self.prisons.clone();
        room.extend(units.iter().map(|&u| u64::from(u) * self.unit));
        let sites: Vec<usize> =
            open.iter().copied().chain(with_units.iter().map(|a| prisons + a)).collect();
        let all: u64 = self.need.iter().sum();
        if sites.iter().map(|&s| room[s]).sum::<u64>() < all {
            return None;
        }
        let cost = |area: usize, site: usize| {
            i64::from(if site < prisons {
                self.to_prison[area * prisons + site]
            } else {
                self.between[area * areas + site - prisons]
            })
        };
        let weight: Vec<i64> = self.need.iter().map(|&n| n as i64).collect();
        let flow = settle(&sites, cost, &weight, &room, None)?;
        Some(flow.cost as f64 / all as f64)
    }

    /// Which limit binds in the last year, if one provably does.
    fn why_not(&self, all: u64, limit: f64) -> Result<End, Unfit> {
        let units = u64::from(self.years) * u64::from(self.a_year);
        let hold = units * self.unit;
        if hold < all {
            let a_year = (u64::from(self.a_year) * self.unit).max(1);
            return Ok(End::Capacity { short: all - hold, enough_in: all.div_ceil(a_year) });
        }
        let areas = self.need.len();
        let distances = Distances::Table { sites: areas, cells: self.between.clone() };
        let problem = Problem::new(self.need.clone(), distances, Vec::new(), None)?;
        let answer = problem.answer(&Question {
            new: areas.min(usize::try_from(units).unwrap_or(areas)),
            objective: Objective::Median,
            thoroughness: Thoroughness::Proven,
            seed: 1,
            stop: &|| false,
        })?;
        let least_mean = answer.bound as f64 / all as f64;
        Ok(if least_mean > limit { End::Distance { least_mean } } else { End::NotFound })
    }
}
