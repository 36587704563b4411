//! Siting where each site holds only so much. Prices as in `lagrange`, but what a site earns is what
//! fills it best (a fractional knapsack), so the bound knows of capacities; the search opens and
//! shuts, and what is fully opened is settled by the cheapest allocation (`transport`). Demand may be
//! split. Not for thousands of sites: each bound looks at every pair.

use super::branch::Aim;
use super::problem::Problem;
use super::transport::{Flow, NEVER, allocate};

/// What is sought among choices of sites with limited room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Charge {
    /// Distance; all must be served.
    Distance,
    /// One for each that is not served within a distance.
    Beyond(u32),
}

/// What came of the search.
pub(super) struct Found {
    /// New sites, as the problem numbers them; `None` where no choice serves all.
    pub sites: Option<Vec<usize>>,
    /// Its cost.
    pub cost: i64,
    /// No choice costs less.
    pub bound: i64,
    /// Branches looked at.
    pub branches: u64,
}

const FINE: u32 = 8;

struct Search<'a> {
    places: usize,
    sites: usize,
    /// Cost by place and site.
    cost: Vec<i64>,
    weight: Vec<i64>,
    room: &'a [u64],
    existing: &'a [usize],
    unserved: Option<i64>,
    /// No price is higher: sums stay whole numbers, and any price gives a true bound.
    top: i64,
    p: usize,
    best: Option<Vec<usize>>,
    best_cost: i64,
    aim: Aim,
    given_up: i64,
    branches: u64,
    stop: &'a dyn Fn() -> bool,
    stopped: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Free,
    Open,
    Shut,
}

/// Chooses `p` new sites at the least charge.
pub(super) fn solve(
    problem: &Problem,
    room: &[u64],
    p: usize,
    charge: Charge,
    aim: Aim,
    stop: &dyn Fn() -> bool,
) -> Found {
    let (places, sites) = (problem.places(), problem.sites());
    let mut cost = Vec::with_capacity(places * sites);
    for place in 0..places {
        for site in 0..sites {
            let far = problem.distances().between(place, site);
            cost.push(match charge {
                Charge::Distance => i64::from(far),
                Charge::Beyond(within) => i64::from(far > within),
            });
        }
    }
    let weight: Vec<i64> = problem.demand().iter().map(|&w| w as i64).collect();
    let unserved = match charge {
        Charge::Distance => None,
        Charge::Beyond(_) => Some(1),
    };
    let all: i64 = weight.iter().sum();
    let room_for_sums = (1_i64 << 60) / (all.max(1).saturating_mul(sites as i64 + 2));
    let chain = (i64::from(problem.farthest()) + 1) << (FINE + 6);
    let top = unserved.map_or(chain.min(room_for_sums), |u| u << FINE);
    let mut search = Search {
        places,
        sites,
        cost,
        weight,
        room,
        existing: problem.existing(),
        unserved,
        top,
        p,
        best: None,
        best_cost: i64::MAX,
        aim,
        given_up: i64::MAX,
        branches: 0,
        stop,
        stopped: false,
    };
    search.begin();
    let mut fate = vec![Fate::Free; sites];
    for &site in problem.existing() {
        fate[site] = Fate::Open;
    }
    let prices = search.first_prices();
    let left = search.descend(fate, p, prices, 0);
    let fine = left.min(search.given_up);
    // Where a cost was to be reached, what is closed is known only to cost more than that.
    let bound = if fine == i64::MAX {
        match aim {
            Aim::Least => search.best_cost,
            Aim::AtMost(enough) => search.best_cost.min(enough + 1),
        }
    } else {
        ((fine.max(0) + (1 << FINE) - 1) >> FINE).min(search.best_cost)
    };
    Found { sites: search.best, cost: search.best_cost, bound, branches: search.branches }
}

/// The cheapest allocation to `open` sites.
pub(super) fn settle(
    open: &[usize],
    cost: impl Fn(usize, usize) -> i64,
    weight: &[i64],
    room: &[u64],
    unserved: Option<i64>,
) -> Option<Flow> {
    let mut holds: Vec<i64> =
        open.iter().map(|&s| i64::try_from(room[s]).unwrap_or(i64::MAX / 4)).collect();
    let columns = open.len() + usize::from(unserved.is_some());
    let mut table = Vec::with_capacity(weight.len() * columns);
    for place in 0..weight.len() {
        table.extend(open.iter().map(|&s| cost(place, s)));
        table.extend(unserved);
    }
    if unserved.is_some() {
        holds.push(i64::MAX / 4);
    }
    allocate(weight, &holds, &table)
}

impl Search<'_> {
    /// A better choice must cost no more than this, in fine units.
    fn goal(&self) -> i64 {
        let least = self.best_cost.saturating_sub(1);
        let goal = match self.aim {
            Aim::Least => least,
            Aim::AtMost(enough) => least.min(enough),
        };
        if goal > i64::MAX >> (FINE + 1) { i64::MAX >> 1 } else { goal << FINE }
    }

    fn content(&self) -> bool {
        matches!(self.aim, Aim::AtMost(enough) if self.best_cost <= enough)
    }

    fn try_sites(&mut self, new: &[usize]) -> i64 {
        let mut open = self.existing.to_vec();
        open.extend_from_slice(new);
        let cost = |place: usize, site: usize| self.cost[place * self.sites + site];
        let Some(flow) = settle(&open, cost, &self.weight, self.room, self.unserved) else {
            return NEVER;
        };
        if flow.cost < self.best_cost {
            self.best_cost = flow.cost;
            let mut sites = new.to_vec();
            sites.sort_unstable();
            self.best = Some(sites);
        }
        flow.cost
    }

    /// First choice: the roomiest sites, then exchanges as long as they help.
    fn begin(&mut self) {
        let mut free: Vec<usize> = (0..self.sites).filter(|s| !self.existing.contains(s)).collect();
        free.sort_by_key(|&s| (std::cmp::Reverse(self.room[s]), s));
        let mut chosen: Vec<usize> = free.iter().copied().take(self.p).collect();
        let mut now = self.try_sites(&chosen);
        let mut tries = 0;
        let budget = 40_000 / (self.places * (self.p + self.existing.len())).max(1) + 60;
        let mut improved = true;
        while improved && !self.content() {
            improved = false;
            for slot in 0..chosen.len() {
                for &site in &free {
                    if chosen.contains(&site) {
                        continue;
                    }
                    tries += 1;
                    if tries > budget {
                        return;
                    }
                    let gone = std::mem::replace(&mut chosen[slot], site);
                    let cost = self.try_sites(&chosen);
                    if cost < now {
                        now = cost;
                        improved = true;
                    } else {
                        chosen[slot] = gone;
                    }
                }
            }
        }
    }

    fn first_prices(&self) -> Vec<i64> {
        (0..self.places)
            .map(|place| {
                let row = &self.cost[place * self.sites..(place + 1) * self.sites];
                let mut row = row.to_vec();
                row.sort_unstable();
                let at = (self.sites / (self.p + self.existing.len()).max(1)).min(row.len() - 1);
                (row[at] << FINE).min(self.top)
            })
            .collect()
    }

    /// What site earns at these prices, and how much of each place it takes.
    fn earn(&self, site: usize, prices: &[i64], order: &mut Vec<(i64, usize)>) -> i64 {
        order.clear();
        for (place, price) in prices.iter().enumerate() {
            let saved = price - (self.cost[place * self.sites + site] << FINE);
            if saved > 0 && self.weight[place] > 0 {
                order.push((-saved, place));
            }
        }
        order.sort_unstable();
        let mut room = i64::try_from(self.room[site]).unwrap_or(i64::MAX);
        let mut sum = 0;
        let mut used = 0;
        for &(loss, place) in order.iter() {
            let taken = self.weight[place].min(room);
            if taken == 0 {
                break;
            }
            sum -= loss * taken;
            room -= taken;
            used += 1;
        }
        order.truncate(used);
        sum
    }

    fn descend(&mut self, mut fate: Vec<Fate>, mut p: usize, prices: Vec<i64>, depth: u32) -> i64 {
        self.branches += 1;
        if self.content() {
            return i64::MAX;
        }
        if depth > 0 && !self.stopped && (self.stop)() {
            self.stopped = true;
        }
        if self.unserved.is_none() && !self.can_hold(&fate, p) {
            return i64::MAX;
        }
        let free = fate.iter().filter(|f| **f == Fate::Free).count();
        if p == 0 || free <= p {
            self.leaf(&fate, p);
            return i64::MAX;
        }
        let (mut here, mut boldness, mut stale) = (i64::MIN, 1.0, 0);
        let steps = if depth == 0 { 400 } else { 60 };
        let mut now = prices;
        let mut kept = now.clone();
        let mut heading = vec![0.0_f64; self.places];
        let mut share = vec![0.0_f64; self.sites];
        let mut order = Vec::new();
        let mut earns = vec![0_i64; self.sites];
        let mut queue: Vec<usize> = Vec::new();
        for step in 0..steps {
            let mut bound: i64 = now.iter().zip(&self.weight).map(|(a, w)| a * w).sum();
            let mut served = vec![0_i64; self.places];
            queue.clear();
            for site in 0..self.sites {
                match fate[site] {
                    Fate::Shut => {}
                    Fate::Open => {
                        bound -= self.earn(site, &now, &mut order);
                        self.fill(site, &order, &mut served);
                    }
                    Fate::Free => {
                        earns[site] = self.earn(site, &now, &mut order);
                        queue.push(site);
                    }
                }
            }
            queue.sort_by_key(|&s| (std::cmp::Reverse(earns[s]), s));
            for (k, &site) in queue.iter().enumerate() {
                let chosen = k < p;
                share[site] += 0.08 * (f64::from(u8::from(chosen)) - share[site]);
                if chosen {
                    bound -= earns[site];
                    self.earn(site, &now, &mut order);
                    self.fill(site, &order, &mut served);
                }
            }
            let goal = self.goal();
            if bound > goal {
                return i64::MAX;
            }
            if bound > here {
                here = bound;
                stale = 0;
                kept.clone_from(&now);
                if depth < 3 && step % 5 == 0 {
                    let mut chosen: Vec<usize> = queue.iter().copied().take(p).collect();
                    chosen.extend(self.opened(&fate));
                    self.try_sites(&chosen);
                    if self.content() {
                        return i64::MAX;
                    }
                }
                let goal = self.goal();
                let (last_in, first_out) = (earns[queue[p - 1]], earns[queue[p]]);
                let mut changed = false;
                for (k, &site) in queue.iter().enumerate() {
                    if k < p {
                        if bound + earns[site] - first_out > goal {
                            fate[site] = Fate::Open;
                            changed = true;
                        }
                    } else if bound + last_in - earns[site] > goal {
                        fate[site] = Fate::Shut;
                        changed = true;
                    }
                }
                if changed {
                    p = self.p + self.existing.len()
                        - fate.iter().filter(|f| **f == Fate::Open).count();
                    let free = fate.iter().filter(|f| **f == Fate::Free).count();
                    if self.unserved.is_none() && !self.can_hold(&fate, p) {
                        return i64::MAX;
                    }
                    if p == 0 || free <= p {
                        self.leaf(&fate, p);
                        return i64::MAX;
                    }
                }
            } else {
                stale += 1;
                if stale >= 12 {
                    boldness /= 2.0;
                    stale = 0;
                    now.clone_from(&kept);
                    heading.fill(0.0);
                    if boldness < 0.01 {
                        break;
                    }
                    continue;
                }
            }
            let mut norm = 0.0;
            for place in 0..self.places {
                if self.weight[place] == 0 {
                    continue;
                }
                let weight = self.weight[place] as f64;
                let mut lack = 1.0 - served[place] as f64 / weight;
                if (lack > 0.0 && now[place] >= self.top) || (lack < 0.0 && now[place] <= 0) {
                    lack = 0.0;
                }
                heading[place] = lack + 0.5 * heading[place];
                norm += weight * heading[place] * heading[place];
            }
            if norm == 0.0 {
                break;
            }
            let target = (goal.min(i64::MAX >> 2) as f64).max(bound as f64 + 1.0);
            // Without a choice yet, a third more than the bound is something to climb to.
            let target = target.min((bound.max(1) as f64) * 1.3 + 1000.0);
            let stride = boldness * (target - bound as f64) / norm;
            for place in 0..self.places {
                let change = (stride * heading[place]).round() as i64;
                now[place] = now[place].saturating_add(change).clamp(0, self.top);
            }
        }
        if self.stopped {
            self.given_up = self.given_up.min(here);
            return here;
        }
        let ask = (0..self.sites).filter(|&s| fate[s] == Fate::Free).max_by(|&a, &b| {
            let half = |s: usize| -(share[s] - 0.6).abs();
            half(a).total_cmp(&half(b)).then(b.cmp(&a))
        });
        let Some(ask) = ask else { return here };
        let mut open = fate.clone();
        open[ask] = Fate::Open;
        let one = self.descend(open, p - 1, kept.clone(), depth + 1);
        fate[ask] = Fate::Shut;
        let two = self.descend(fate, p, kept, depth + 1);
        one.min(two)
    }

    /// Adds what a site takes, by the order that [`Search::earn`] left.
    fn fill(&self, site: usize, order: &[(i64, usize)], served: &mut [i64]) {
        let mut room = i64::try_from(self.room[site]).unwrap_or(i64::MAX);
        for &(_, place) in order {
            let taken = self.weight[place].min(room);
            served[place] += taken;
            room -= taken;
        }
    }

    fn opened(&self, fate: &[Fate]) -> Vec<usize> {
        (0..self.sites).filter(|s| fate[*s] == Fate::Open && !self.existing.contains(s)).collect()
    }

    fn leaf(&mut self, fate: &[Fate], p: usize) {
        let mut chosen = self.opened(fate);
        chosen.extend((0..self.sites).filter(|&s| fate[s] == Fate::Free));
        // Fewer than asked where the others are shut: any other does no harm.
        let lacking = self.p.saturating_sub(chosen.len());
        debug_assert!(p == 0 || chosen.len() <= self.p);
        chosen.extend((0..self.sites).filter(|&s| fate[s] == Fate::Shut).take(lacking));
        if p == 0 {
            chosen = self.opened(fate);
        }
        self.try_sites(&chosen);
    }

    fn can_hold(&self, fate: &[Fate], p: usize) -> bool {
        let mut hold: u64 = 0;
        let mut rest = Vec::new();
        for (fate, &room) in fate.iter().zip(self.room) {
            match fate {
                Fate::Open => hold = hold.saturating_add(room),
                Fate::Free => rest.push(room),
                Fate::Shut => {}
            }
        }
        rest.sort_unstable_by(|a, b| b.cmp(a));
        let hold = rest.iter().take(p).fold(hold, |sum, &r| sum.saturating_add(r));
        hold >= self.weight.iter().sum::<i64>().unsigned_abs()
    }
}
