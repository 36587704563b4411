//! The search that makes a proof: climb the bound, open and shut what it decides, and where a
//! question stays open try a site open and then shut, depth first, until nothing better can be left
//! (branch and bound). Not for capacities (`capacitated`).

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::instance::Instance;
use super::lagrange::{Climb, Core, Desk, Effort, Goal};
use super::problem::Distances;
use super::swap::{self, Choice};

/// How far to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thoroughness {
    /// Until the best is proven, or the caller's patience ends.
    Proven,
    /// A good choice and an honest bound, at once.
    Quick,
}

/// When to be content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aim {
    /// With the least cost.
    Least,
    /// With any choice of at most this cost, or the proof that there is none.
    AtMost(i64),
}

/// What came of the search.
pub(super) struct Found {
    /// Candidates chosen.
    pub sites: Vec<u32>,
    /// Weighted distance.
    pub cost: i64,
    /// No choice costs less than this.
    pub bound: i64,
    /// Branches looked at.
    pub branches: u64,
}

/// More starts find the best choice oftener; a proof needs it early.
const STARTS: usize = 3;

struct Search<'a> {
    of: &'a Instance,
    distances: &'a Distances,
    farthest: u32,
    shift: u32,
    aim: Aim,
    best: Choice,
    desk: Desk,
    branches: u64,
    stop: &'a dyn Fn() -> bool,
    stopped: bool,
    /// Least bound among branches given up at the end of patience.
    given_up: i64,
    tried: std::collections::BTreeSet<Vec<u32>>,
}

/// Solves an uncapacitated median. `stop` is asked now and then whether patience has ended.
pub(super) fn solve(
    of: &Instance,
    distances: &Distances,
    farthest: u32,
    thoroughness: Thoroughness,
    aim: Aim,
    seed: u64,
    stop: &dyn Fn() -> bool,
) -> Found {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let m = of.candidates.len();
    let total: i64 = of.weight.iter().sum();
    // As fine as the sums allow, at most 1/4096 of a unit.
    let sums = total.max(1).saturating_mul(i64::from(farthest) + 1).saturating_mul(of.p as i64 + 2);
    let room = (i64::MAX >> 2) / sums;
    let shift = (63 - room.max(1).leading_zeros()).min(12);
    let start = swap::greedy(of, distances, farthest, Vec::new());
    let many = m > 2000;
    let most = if many && thoroughness == Thoroughness::Quick { 400 } else { usize::MAX };
    let mut best = swap::exchange(of, distances, farthest, start, most);
    if !many {
        for _ in 0..STARTS {
            // Half of the best choice, filled up by chance and mended by exchange.
            let mut sites = best.sites.clone();
            shuffle(&mut rng, &mut sites);
            sites.truncate(of.p / 2);
            while sites.len() < of.p {
                let site = (rng.next_u64() % m as u64) as u32;
                if !sites.contains(&site) {
                    sites.push(site);
                }
            }
            let other = swap::exchange(of, distances, farthest, sites, most);
            if other.cost < best.cost {
                best = other;
            }
        }
    }
    best.cost = of.cost(&best.sites, distances);
    let mut search = Search {
        of,
        distances,
        farthest,
        shift,
        aim,
        best,
        desk: Desk::default(),
        branches: 0,
        stop,
        stopped: false,
        given_up: i64::MAX,
        tried: std::collections::BTreeSet::new(),
    };
    let mut root = Core::root(of, shift);
    root.price_from(&search.best.sites);
    let effort = match thoroughness {
        Thoroughness::Proven => Effort { steps: 1500, boldness: 1.0, patience: 20 },
        Thoroughness::Quick if many => Effort { steps: 220, boldness: 1.0, patience: 10 },
        Thoroughness::Quick => Effort { steps: 500, boldness: 1.0, patience: 15 },
    };
    let least = search.descend(root, effort, thoroughness, 0);
    // Where a cost was to be reached, what is closed is known only to cost more than that.
    let closed = match aim {
        Aim::Least => i64::MAX,
        Aim::AtMost(enough) => ((enough + 1) << shift).max(0),
    };
    let bound_fine = least.min(search.given_up).min(closed);
    let cost = search.best.cost;
    // Round up to the next cost that can be.
    let unit = of.grain << shift;
    let bound = (bound_fine.clamp(0, i64::MAX - unit) + unit - 1) / unit * of.grain;
    let mut sites = search.best.sites;
    sites.sort_unstable();
    Found { sites, cost, bound: bound.min(cost), branches: search.branches }
}

fn shuffle(rng: &mut ChaCha8Rng, items: &mut [u32]) {
    for k in (1..items.len()).rev() {
        items.swap(k, (rng.next_u64() % (k as u64 + 1)) as usize);
    }
}

impl Search<'_> {
    /// A choice is worth having if it costs no more than this.
    fn goal(&self) -> Goal {
        let better = self.best.cost - self.of.grain;
        Goal(
            match self.aim {
                Aim::Least => better,
                Aim::AtMost(enough) => better.min(enough),
            } << self.shift,
        )
    }

    fn content(&self) -> bool {
        match self.aim {
            Aim::Least => self.best.cost == 0,
            Aim::AtMost(enough) => self.best.cost <= enough,
        }
    }

    /// Looks at one branch and all below it. Returns the least fine cost that could be left in it:
    /// `i64::MAX` where nothing better than the best can be.
    fn descend(
        &mut self,
        mut core: Core,
        effort: Effort,
        thoroughness: Thoroughness,
        depth: usize,
    ) -> i64 {
        if self.content() {
            return i64::MAX;
        }
        self.branches += 1;
        if !self.stopped && depth > 0 && (self.stop)() {
            self.stopped = true;
        }
        let mut bound = i64::MIN;
        let mut goal = self.goal();
        let mut desk = std::mem::take(&mut self.desk);
        let stop = self.stop;
        let mut stopped = self.stopped;
        let climb = core.climb(&mut desk, effort, &mut goal, &mut bound, &mut |_, cost, sites| {
            stopped = stopped || stop();
            self.consider(cost, sites, depth)
        });
        self.stopped = stopped;
        self.desk = desk;
        if matches!(climb, Climb::Closed) {
            return i64::MAX;
        }
        if core.free.len() <= core.p {
            let mut desk = std::mem::take(&mut self.desk);
            core.open_all(&mut desk);
            self.desk = desk;
            core.p = 0;
        }
        if core.p == 0 {
            let mut sites = core.opened.clone();
            // Fewer than asked where sites ran out: any other does no harm.
            let mut open = vec![false; self.of.candidates.len()];
            for &s in &sites {
                open[s as usize] = true;
            }
            let spare = (0..self.of.candidates.len() as u32).filter(|&s| !open[s as usize]);
            let lacking = self.of.p - sites.len();
            sites.extend(spare.take(lacking));
            let cost = self.of.cost(&sites, self.distances);
            if cost < self.best.cost {
                self.best = Choice { sites, cost };
            }
            return i64::MAX;
        }
        if self.stopped || thoroughness == Thoroughness::Quick {
            self.given_up = self.given_up.min(bound);
            return bound;
        }
        // The site that is most nearly half open in the bound's recent choices.
        let share = &self.desk.share;
        let ask = (0..core.free.len())
            .max_by(|&a, &b| {
                let half = |j: usize| -(share[j] - 0.6).abs();
                half(a).total_cmp(&half(b)).then(b.cmp(&a))
            })
            .unwrap_or(0);
        let below = Effort { steps: 120, boldness: 0.3, patience: 12 };
        let mut desk = std::mem::take(&mut self.desk);
        let open = core.with_open(ask, &mut desk);
        self.desk = desk;
        let one = self.descend(open, below, thoroughness, depth + 1);
        let mut desk = std::mem::take(&mut self.desk);
        let shut = core.with_shut(ask, &mut desk);
        self.desk = desk;
        drop(core);
        let two = self.descend(shut, below, thoroughness, depth + 1);
        one.min(two)
    }

    /// A choice that the bound suggests: kept if better, and mended by exchange where promising.
    fn consider(&mut self, fine: i64, sites: Vec<u32>, depth: usize) -> Goal {
        let rough = fine >> self.shift;
        let near = rough - self.best.cost < self.best.cost / 50;
        if near && sites.len() == self.of.p {
            let mut key = sites.clone();
            key.sort_unstable();
            if self.tried.len() < 40 + depth && self.tried.insert(key) {
                let most = if self.of.candidates.len() > 2000 { 20 } else { usize::MAX };
                let mut other = swap::exchange(self.of, self.distances, self.farthest, sites, most);
                other.cost = self.of.cost(&other.sites, self.distances);
                if other.cost < self.best.cost {
                    self.best = other;
                }
            } else if rough < self.best.cost {
                let cost = self.of.cost(&sites, self.distances);
                if cost < self.best.cost {
                    self.best = Choice { sites, cost };
                }
            }
        }
        self.goal()
    }
}
