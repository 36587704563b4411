//! Lower bounds that prove a choice best. Each place is given a price that it will pay to be
//! served; a site earns what the places would save there; prices plus the `p` best sites' earnings
//! never exceed the true cost, whatever the prices (Lagrangean relaxation of "each place is served
//! once": Cornuéjols, Fisher and Nemhauser, Management Science 23, 1977; Beasley, EJOR 21, 1985).
//! Prices are climbed by a subgradient. They are whole numbers in fine units, so a bound is reckoned
//! exactly, and no rounding can prove too much. Not the search over what is left open: `branch`.

use super::instance::{Instance, Near};

/// A price stands for this power of two to one unit of distance.
pub(super) type Shift = u32;

/// A choice beats the best known only if it costs at most `goal`, in the core's fine units.
#[derive(Clone, Copy)]
pub(super) struct Goal(pub i64);

/// What is left of an instance after some sites are opened and some shut for good.
#[derive(Clone)]
pub(super) struct Core {
    /// How many more to open.
    pub p: usize,
    /// Candidates already opened.
    pub opened: Vec<u32>,
    /// The candidate of each free site.
    pub free: Vec<u32>,
    begin: Vec<u32>,
    near: Vec<Near>,
    /// The same by free site: place and distance. Who is served more or less than once is counted
    /// along the few sites taken, not along every list.
    column_begin: Vec<u32>,
    column: Vec<(u32, u32)>,
    weight: Vec<i64>,
    /// A price is never above this (what stands or has been opened would serve at it).
    ceiling: Vec<i64>,
    /// Cost of places that no free site can serve better.
    base: i64,
    shift: Shift,
    /// Current prices, by place of the core.
    pub price: Vec<i64>,
}

/// What a climb came to.
pub(super) enum Climb {
    /// Nothing better than the goal is left here.
    Closed,
    /// Open questions remain.
    Left,
}

/// Fate of a free site.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Free,
    Open,
    Shut,
}

/// How long and how boldly to climb.
#[derive(Clone, Copy)]
pub(super) struct Effort {
    /// Steps at most.
    pub steps: usize,
    /// First factor of the step.
    pub boldness: f64,
    /// Steps without gain before the factor is halved.
    pub patience: usize,
}

/// Room for one evaluation, kept between calls.
#[derive(Default)]
pub(super) struct Desk {
    earns: Vec<i64>,
    served: Vec<i32>,
    order: Vec<u32>,
    chosen: Vec<bool>,
    /// By free site, how often it has been chosen of late, 0 to 1.
    pub share: Vec<f64>,
    heading: Vec<f64>,
    best_price: Vec<i64>,
}

impl Core {
    /// The whole instance.
    pub fn root(of: &Instance, shift: Shift) -> Self {
        let n = of.places();
        let mut core = Self {
            p: of.p,
            opened: Vec::new(),
            free: (0..of.candidates.len() as u32).collect(),
            begin: vec![0],
            near: Vec::new(),
            column_begin: Vec::new(),
            column: Vec::new(),
            weight: Vec::new(),
            ceiling: Vec::new(),
            base: 0,
            shift,
            price: Vec::new(),
        };
        for place in 0..n {
            let near = of.near(place);
            let weight = of.weight[place];
            // Beyond the last of a whole list there is nothing to pay for.
            let last = near.last().map_or(0, |l| l.far);
            let ceiling = if of.cap[place] == u32::MAX {
                if of.horizon[place] == u32::MAX { last } else { of.horizon[place] }
            } else {
                of.cap[place].min(of.horizon[place])
            };
            let ceiling = i64::from(ceiling) << shift;
            if near.is_empty() {
                core.base += weight * ceiling;
                continue;
            }
            if weight == 0 {
                continue;
            }
            core.near.extend_from_slice(near);
            core.begin.push(core.near.len() as u32);
            core.weight.push(weight);
            core.ceiling.push(ceiling);
            core.price.push(0);
        }
        core.turn();
        core
    }

    /// Makes the columns of the lists.
    fn turn(&mut self) {
        let m = self.free.len();
        self.column_begin.clear();
        self.column_begin.resize(m + 1, 0);
        for near in &self.near {
            self.column_begin[near.site as usize + 1] += 1;
        }
        for j in 0..m {
            self.column_begin[j + 1] += self.column_begin[j];
        }
        let mut fill = self.column_begin.clone();
        self.column.clear();
        self.column.resize(self.near.len(), (0, 0));
        for place in 0..self.weight.len() {
            let list = self.begin[place] as usize..self.begin[place + 1] as usize;
            for near in &self.near[list] {
                let at = &mut fill[near.site as usize];
                self.column[*at as usize] = (place as u32, near.far);
                *at += 1;
            }
        }
    }

    /// Prices to begin with: what the second nearest of a good choice would cost, or the nearest's
    /// and a little more.
    pub fn price_from(&mut self, open: &[u32]) {
        let mut is_open = vec![false; self.free.iter().max().map_or(0, |m| *m as usize + 1)];
        for &site in open {
            if let Some(slot) = is_open.get_mut(site as usize) {
                *slot = true;
            }
        }
        for k in 0..self.price.len() {
            let list = &self.near[self.begin[k] as usize..self.begin[k + 1] as usize];
            let mut found = list.iter().filter(|n| is_open[self.free[n.site as usize] as usize]);
            let first = found.next().map(|n| i64::from(n.far) << self.shift);
            let second = found.next().map(|n| i64::from(n.far) << self.shift);
            let top = self.ceiling[k];
            let first = first.unwrap_or(top);
            let second = second.unwrap_or(top);
            self.price[k] = (first + (second - first) / 3).clamp(0, top);
        }
    }

    /// The bound at the current prices; earnings are left on the desk, which tells also
    /// which sites were taken.
    fn bound(&self, desk: &mut Desk) -> i64 {
        let m = self.free.len();
        desk.earns.clear();
        desk.earns.resize(m, 0);
        let mut total = self.base;
        for k in 0..self.price.len() {
            let (price, weight) = (self.price[k], self.weight[k]);
            total += weight * price;
            let list = &self.near[self.begin[k] as usize..self.begin[k + 1] as usize];
            for near in list {
                let saved = price - (i64::from(near.far) << self.shift);
                if saved <= 0 {
                    break;
                }
                desk.earns[near.site as usize] += weight * saved;
            }
        }
        desk.order.clear();
        desk.order.extend(0..m as u32);
        let earns = &desk.earns;
        if self.p < m && self.p > 0 {
            desk.order.select_nth_unstable_by_key(self.p - 1, |&j| {
                (std::cmp::Reverse(earns[j as usize]), j)
            });
        }
        desk.chosen.clear();
        desk.chosen.resize(m, false);
        for &j in desk.order.iter().take(self.p) {
            total -= earns[j as usize];
            desk.chosen[j as usize] = true;
        }
        total
    }

    /// Cost of opening the sites taken on the desk, in fine units, by the lists of this core: exact
    /// where lists are whole, a lower bound where they are cut short.
    fn cost_of_taken(&self, desk: &Desk) -> i64 {
        let mut total = self.base;
        for k in 0..self.price.len() {
            let list = &self.near[self.begin[k] as usize..self.begin[k + 1] as usize];
            let found = list.iter().find(|n| desk.chosen[n.site as usize]);
            let far = found
                .map_or(self.ceiling[k], |n| (i64::from(n.far) << self.shift).min(self.ceiling[k]));
            total += self.weight[k] * far;
        }
        total
    }

    /// Climbs towards the best bound; opens and shuts sites as the bound allows. `goal` gives what
    /// must be beaten and may fall as `try_choice` finds better. Returns the best bound in `best`.
    pub fn climb(
        &mut self,
        desk: &mut Desk,
        effort: Effort,
        goal: &mut Goal,
        best: &mut i64,
        try_choice: &mut dyn FnMut(&Self, i64, Vec<u32>) -> Goal,
    ) -> Climb {
        let mut boldness = effort.boldness;
        let mut stale = 0;
        let mut here = i64::MIN;
        desk.share.clear();
        desk.share.resize(self.free.len(), self.p as f64 / self.free.len().max(1) as f64);
        desk.heading.clear();
        desk.heading.resize(self.price.len(), 0.0);
        desk.best_price.clone_from(&self.price);
        for step in 0..effort.steps {
            if self.p == 0 || self.free.len() <= self.p {
                break;
            }
            let bound = self.bound(desk);
            *best = (*best).max(bound);
            if bound > goal.0 {
                return Climb::Closed;
            }
            for (share, &chosen) in desk.share.iter_mut().zip(&desk.chosen) {
                *share += 0.05 * (f64::from(u8::from(chosen)) - *share);
            }
            let better = bound > here;
            if better {
                here = bound;
                stale = 0;
                desk.best_price.clone_from(&self.price);
            } else {
                stale += 1;
                if stale >= effort.patience {
                    boldness /= 2.0;
                    stale = 0;
                    // Begin again from the best prices known.
                    self.price.clone_from(&desk.best_price);
                    desk.heading.fill(0.0);
                    if boldness < 0.004 {
                        break;
                    }
                    continue;
                }
            }
            if better || step % 8 == 0 {
                let cost = self.cost_of_taken(desk);
                let sites = desk.order.iter().take(self.p).map(|&j| self.free[j as usize]);
                let mut sites: Vec<u32> = sites.collect();
                sites.extend_from_slice(&self.opened);
                *goal = try_choice(self, cost, sites);
            }
            if better && self.fix(desk, bound, *goal) {
                here = here.max(bound);
                continue;
            }
            // The heading: how far each place is from being served once, smoothed.
            desk.served.clear();
            desk.served.resize(self.price.len(), 0);
            for &j in desk.order.iter().take(self.p) {
                let column = self.column_begin[j as usize] as usize
                    ..self.column_begin[j as usize + 1] as usize;
                for &(place, far) in &self.column[column] {
                    let pays = (i64::from(far) << self.shift) < self.price[place as usize];
                    desk.served[place as usize] += i32::from(pays);
                }
            }
            let mut norm = 0.0;
            let mut length = 0.0;
            for k in 0..self.price.len() {
                let mut lack = f64::from(1 - desk.served[k]);
                if lack > 0.0 && self.price[k] >= self.ceiling[k] {
                    lack = 0.0;
                }
                let heading = lack + 0.6 * desk.heading[k];
                desk.heading[k] = heading;
                norm += self.weight[k] as f64 * heading * heading;
                length += self.weight[k] as f64 * lack * lack;
            }
            if length == 0.0 || norm == 0.0 {
                break;
            }
            let target = (goal.0 as f64).max(bound as f64 + 1.0) * 1.0005;
            let stride = boldness * (target - bound as f64) / norm;
            for k in 0..self.price.len() {
                let change = stride * desk.heading[k];
                let list = self.begin[k] as usize;
                let floor = i64::from(self.near[list].far) << self.shift;
                let top = self.ceiling[k];
                // `round` away from nought is the same on every machine.
                self.price[k] = (self.price[k] + change.round() as i64).clamp(floor.min(top), top);
            }
        }
        self.price.clone_from(&desk.best_price);
        if self.p == 0 || self.free.len() <= self.p {
            return Climb::Left;
        }
        // Leave the desk as it stands at the best prices.
        let bound = self.bound(desk);
        *best = (*best).max(bound);
        if bound > goal.0 {
            return Climb::Closed;
        }
        if self.fix(desk, bound, *goal) && self.p > 0 && self.free.len() > self.p {
            let bound = self.bound(desk);
            *best = (*best).max(bound);
            if bound > goal.0 {
                return Climb::Closed;
            }
        }
        Climb::Left
    }

    /// Opens and shuts for good what the bound decides: a site whose forced opening (or shutting)
    /// would lift the bound beyond the goal. Tells whether anything was.
    fn fix(&mut self, desk: &mut Desk, bound: i64, goal: Goal) -> bool {
        let m = self.free.len();
        let last_in = desk.earns[desk.order[self.p - 1] as usize];
        let first_out = desk.order[self.p..].iter().map(|&j| desk.earns[j as usize]).max();
        let first_out = first_out.unwrap_or(0);
        let mut fate = vec![Fate::Free; m];
        let (mut opens, mut shuts) = (0, 0);
        for (j, fate) in fate.iter_mut().enumerate() {
            if desk.chosen[j] {
                if bound + desk.earns[j] - first_out > goal.0 {
                    *fate = Fate::Open;
                    opens += 1;
                }
            } else if bound + last_in - desk.earns[j] > goal.0 {
                *fate = Fate::Shut;
                shuts += 1;
            }
        }
        // Building the core anew costs as much as a few steps: only for a tenth of the sites.
        if opens * 10 + shuts < (m / 10).max(1) {
            return false;
        }
        self.rebuild(&fate, desk);
        true
    }

    /// The core in which free site `j` is opened.
    pub fn with_open(&self, j: usize, desk: &mut Desk) -> Self {
        let mut fate = vec![Fate::Free; self.free.len()];
        fate[j] = Fate::Open;
        let mut core = self.clone();
        core.rebuild(&fate, desk);
        core
    }

    /// The core in which free site `j` is shut.
    pub fn with_shut(&self, j: usize, desk: &mut Desk) -> Self {
        let mut fate = vec![Fate::Free; self.free.len()];
        fate[j] = Fate::Shut;
        let mut core = self.clone();
        core.rebuild(&fate, desk);
        core
    }

    /// Opens every free site.
    pub fn open_all(&mut self, desk: &mut Desk) {
        let fate = vec![Fate::Open; self.free.len()];
        self.rebuild(&fate, desk);
    }

    fn rebuild(&mut self, fate: &[Fate], desk: &mut Desk) {
        let mut to = vec![u32::MAX; fate.len()];
        let mut free = Vec::new();
        let mut share = Vec::new();
        for (j, f) in fate.iter().enumerate() {
            match f {
                Fate::Free => {
                    to[j] = free.len() as u32;
                    free.push(self.free[j]);
                    share.push(desk.share.get(j).copied().unwrap_or(0.0));
                }
                Fate::Open => {
                    self.opened.push(self.free[j]);
                    self.p -= 1;
                }
                Fate::Shut => {}
            }
        }
        let keep_desk =
            desk.heading.len() == self.price.len() && desk.best_price.len() == self.price.len();
        let (mut write, mut place, mut from) = (0, 0, 0);
        for k in 0..self.price.len() {
            let until = self.begin[k + 1] as usize;
            let start = write;
            let mut ceiling = self.ceiling[k];
            for at in from..until {
                let near = self.near[at];
                let far = i64::from(near.far) << self.shift;
                if far >= ceiling {
                    break;
                }
                match fate[near.site as usize] {
                    Fate::Open => {
                        ceiling = far;
                        break;
                    }
                    Fate::Free => {
                        self.near[write] = Near { far: near.far, site: to[near.site as usize] };
                        write += 1;
                    }
                    Fate::Shut => {}
                }
            }
            from = until;
            if write == start {
                self.base += self.weight[k] * ceiling;
                continue;
            }
            self.weight[place] = self.weight[k];
            self.ceiling[place] = ceiling;
            self.price[place] = self.price[k].min(ceiling);
            if keep_desk {
                desk.heading[place] = desk.heading[k];
                desk.best_price[place] = desk.best_price[k].min(ceiling);
            }
            place += 1;
            self.begin[place] = write as u32;
        }
        self.begin.truncate(place + 1);
        self.near.truncate(write);
        self.weight.truncate(place);
        self.ceiling.truncate(place);
        self.price.truncate(place);
        if keep_desk {
            desk.heading.truncate(place);
            desk.best_price.truncate(place);
        }
        self.free = free;
        self.turn();
        desk.share = share;
    }
}
