//! A centre played out: women come by weekday, wait in order for a place on the caseload, stay for
//! their sessions and leave; places may be lost on a day, as when a grant ends. Seeded: the same seed
//! gives the same run. Not for a state that has settled, which the formulas tell at once.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::stay::Stay;

/// How women come.
#[derive(Debug, Clone, PartialEq)]
pub enum Arrivals {
    /// At one rate at all times: women a working day.
    Even(f64),
    /// Women on a Monday, Tuesday and so on to Friday, on average.
    ByWeekday([f64; 5]),
}

/// A day of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// How many wait at its end.
    pub waiting: u32,
    /// How many are on the caseload.
    pub held: u32,
}

/// A run.
#[derive(Debug, Clone, PartialEq)]
pub struct Played {
    /// Day by day, where asked for.
    pub days: Vec<Day>,
    /// Of each woman offered a place: the day she came and how long she waited, in working days.
    pub offers: Vec<(f64, f64)>,
    /// How many came.
    pub came: usize,
    /// Of each woman who still waited at the end: the day she came and her wait so far.
    pub still_waiting: Vec<(f64, f64)>,
    /// How many were still on the caseload at the end.
    pub left_held: usize,
}

/// Why a centre cannot be played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TwinFault {
    /// A rate that is none.
    #[error("arrivals must be numbers of nought or more")]
    Arrivals,
    /// Changes out of order.
    #[error("changes of places must be in order of day, the first on day nought")]
    Changes,
}

/// A centre to be played.
#[derive(Debug, Clone, PartialEq)]
pub struct Twin {
    arrivals: Arrivals,
    stay: Stay,
    /// From day on, places.
    places: Vec<(f64, u32)>,
}

/// A moment in order.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Moment(f64);

impl Eq for Moment {}

impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Moment {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl Twin {
    /// A centre; `places` says from which day (0 first) there are how many.
    ///
    /// # Errors
    ///
    /// [`TwinFault`] where rates or days are none.
    pub fn new(arrivals: Arrivals, stay: Stay, places: Vec<(f64, u32)>) -> Result<Self, TwinFault> {
        let sound = |rate: f64| rate.is_finite() && rate >= 0.0;
        let rates_sound = match &arrivals {
            Arrivals::Even(rate) => sound(*rate),
            Arrivals::ByWeekday(days) => days.iter().all(|&d| sound(d)),
        };
        if !rates_sound {
            return Err(TwinFault::Arrivals);
        }
        let ordered = places.windows(2).all(|w| w[0].0 < w[1].0);
        if !ordered || places.first().is_none_or(|first| first.0 != 0.0) {
            return Err(TwinFault::Changes);
        }
        Ok(Self { arrivals, stay, places })
    }

    /// Plays `days` working days, Monday first, from an empty centre.
    #[must_use]
    pub fn play(&self, days: u32, seed: u64, stream: u64) -> Played {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        let mut chance = move || (rng.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
        let end = f64::from(days);
        let mut ends: BinaryHeap<Reverse<Moment>> = BinaryHeap::new();
        let mut line: VecDeque<f64> = VecDeque::new();
        let mut played = Played {
            days: Vec::with_capacity(days as usize),
            offers: Vec::new(),
            came: 0,
            still_waiting: Vec::new(),
            left_held: 0,
        };
        let (mut change, mut places) = (0, 0);
        let mut next = self.next_arrival(0.0, &mut chance);
        let mut next_day = 1.0;
        loop {
            let leave = ends.peek().map_or(f64::INFINITY, |Reverse(m)| m.0);
            let changes = self.places.get(change).map_or(f64::INFINITY, |c| c.0);
            let now = next.min(leave).min(changes).min(next_day);
            if now > end {
                break;
            }
            // Of things at one moment: places change, women leave, women come, the day is counted.
            if changes <= now {
                places = self.places[change].1 as usize;
                change += 1;
            } else if leave <= now {
                ends.pop();
            } else if next <= now {
                played.came += 1;
                line.push_back(now);
                next = self.next_arrival(now, &mut chance);
            } else {
                played.days.push(Day { waiting: line.len() as u32, held: ends.len() as u32 });
                next_day += 1.0;
            }
            // Where places were lost, those who have one keep it; nobody is taken on until it fits.
            while ends.len() < places {
                let Some(came) = line.pop_front() else { break };
                played.offers.push((came, now - came));
                ends.push(Reverse(Moment(now + self.stay.draw(chance()))));
            }
        }
        played.still_waiting = line.iter().map(|&came| (came, end - came)).collect();
        played.left_held = ends.len();
        played
    }

    /// The next moment after `now` at which a woman comes.
    fn next_arrival(&self, now: f64, chance: &mut impl FnMut() -> f64) -> f64 {
        let mut amount = -(1.0 - chance()).ln();
        match &self.arrivals {
            Arrivals::Even(rate) => {
                if *rate > 0.0 {
                    now + amount / rate
                } else {
                    f64::INFINITY
                }
            }
            Arrivals::ByWeekday(rates) => {
                if rates.iter().all(|&r| r == 0.0) {
                    return f64::INFINITY;
                }
                // A day's rate uses up the drawn amount until it is spent (time change of a Poisson
                // process: exact for rates that are constant by day).
                let mut at = now;
                loop {
                    let day = at.floor();
                    let rate = rates[(day as u64 % 5) as usize];
                    let rest = day + 1.0 - at;
                    if rate > 0.0 && amount <= rate * rest {
                        return at + amount / rate;
                    }
                    amount -= rate * rest;
                    at = day + 1.0;
                }
            }
        }
    }
}
