//! Good choices quickly: sites added one by one where each helps most, then exchanged as long as an
//! exchange helps. The saving of every exchange of one candidate is reckoned in one pass over its
//! places (Whitaker, INFOR 21, 1983; Resende and Werneck, EJOR 182, 2007). Not a proof: that is
//! `lagrange`'s and `branch`'s.

use super::instance::Instance;
use super::problem::Distances;

/// A choice with what it costs.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    /// Candidates chosen, in rising order.
    pub sites: Vec<u32>,
    /// Weighted distance, exact.
    pub cost: i64,
}

const NOBODY: u32 = u32::MAX;

/// The state of an exchange search: by place, the nearest two open sites.
struct State<'a> {
    of: &'a Instance,
    distances: &'a Distances,
    chosen: Vec<u32>,
    /// By candidate, its slot among the chosen.
    slot: Vec<u32>,
    /// By place: nearest slot (or [`NOBODY`] for what stands already), its distance, and the next.
    first: Vec<u32>,
    d1: Vec<i64>,
    second: Vec<u32>,
    d2: Vec<i64>,
    /// Farther than anything.
    beyond: i64,
}

impl<'a> State<'a> {
    fn new(of: &'a Instance, distances: &'a Distances, chosen: Vec<u32>, farthest: u32) -> Self {
        let n = of.places();
        let mut slot = vec![NOBODY; of.candidates.len()];
        for (k, &site) in chosen.iter().enumerate() {
            slot[site as usize] = k as u32;
        }
        let mut state = Self {
            of,
            distances,
            chosen,
            slot,
            first: vec![NOBODY; n],
            d1: vec![0; n],
            second: vec![NOBODY; n],
            d2: vec![0; n],
            beyond: i64::from(farthest) + 1,
        };
        for place in 0..n {
            state.look(place);
        }
        state
    }

    /// Finds the nearest two of a place anew.
    fn look(&mut self, place: usize) {
        let cap = self.of.cap[place];
        let cap = if cap == u32::MAX { self.beyond } else { i64::from(cap) };
        let mut found = [(cap, NOBODY), (cap, NOBODY)];
        let mut count = 0;
        for near in self.of.near(place) {
            let slot = self.slot[near.site as usize];
            if slot != NOBODY {
                found[count] = (i64::from(near.far), slot);
                count += 1;
                if count == 2 {
                    break;
                }
            }
        }
        if count < 2 && self.of.horizon[place] != u32::MAX {
            // The list is cut short: ask every open site.
            found = [(cap, NOBODY), (cap, NOBODY)];
            for (slot, &site) in self.chosen.iter().enumerate() {
                let far = self.distances.between(place, self.of.candidates[site as usize]);
                let here = (i64::from(far), slot as u32);
                if here.0 < found[0].0 {
                    found = [here, found[0]];
                } else if here.0 < found[1].0 {
                    found[1] = here;
                }
            }
        }
        (self.d1[place], self.first[place]) = found[0];
        (self.d2[place], self.second[place]) = found[1];
    }

    fn cost(&self) -> i64 {
        self.of.weight.iter().zip(&self.d1).map(|(w, d)| w * d).sum()
    }

    /// By slot, what its closing costs.
    fn losses(&self) -> Vec<i64> {
        let mut loss = vec![0; self.chosen.len()];
        for place in 0..self.of.places() {
            if self.first[place] != NOBODY {
                loss[self.first[place] as usize] +=
                    self.of.weight[place] * (self.d2[place] - self.d1[place]);
            }
        }
        loss
    }

    /// The best exchange that brings in `site`: the change of cost, and the slot that gives way.
    fn best_for(&self, site: usize, loss: &[i64], keep: &mut [i64]) -> (i64, usize) {
        keep.copy_from_slice(loss);
        let mut gain = 0;
        self.of.column(site, |place, far| {
            let far = i64::from(far);
            if far < self.d2[place] {
                let (d1, weight) = (self.d1[place], self.of.weight[place]);
                if far < d1 {
                    gain += weight * (d1 - far);
                }
                let slot = self.first[place];
                if slot != NOBODY {
                    keep[slot as usize] -= weight * (self.d2[place] - far.max(d1));
                }
            }
        });
        let mut best = (i64::MAX, 0);
        for (slot, &kept) in keep.iter().enumerate() {
            if kept < best.0 {
                best = (kept, slot);
            }
        }
        (best.0 - gain, best.1)
    }

    /// Puts `site` into `slot`.
    fn exchange(&mut self, site: u32, slot: usize) {
        let gone = std::mem::replace(&mut self.chosen[slot], site);
        self.slot[gone as usize] = NOBODY;
        self.slot[site as usize] = slot as u32;
        let slot = slot as u32;
        let mut again = Vec::new();
        for place in 0..self.of.places() {
            if self.first[place] == slot || self.second[place] == slot {
                again.push(place);
            }
        }
        let (first, d1, second, d2) =
            (&mut self.first, &mut self.d1, &mut self.second, &mut self.d2);
        self.of.column(site as usize, |place, far| {
            let far = i64::from(far);
            if far < d1[place] {
                (d2[place], second[place]) = (d1[place], first[place]);
                (d1[place], first[place]) = (far, slot);
            } else if far < d2[place] {
                (d2[place], second[place]) = (far, slot);
            }
        });
        for place in again {
            self.look(place);
        }
    }
}

/// Exchanges from a given choice until none helps, or `most` have been made.
pub(super) fn exchange(
    of: &Instance,
    distances: &Distances,
    farthest: u32,
    start: Vec<u32>,
    most: usize,
) -> Choice {
    let mut state = State::new(of, distances, start, farthest);
    let slots = state.chosen.len();
    let mut cost = state.cost();
    let mut made = 0;
    if slots > 0 {
        let mut loss = state.losses();
        let mut keep = vec![0; slots];
        let m = of.candidates.len();
        let (mut site, mut idle) = (0, 0);
        while idle < m && made < most {
            if state.slot[site] == NOBODY {
                let (change, slot) = state.best_for(site, &loss, &mut keep);
                if change < 0 {
                    let gone = state.chosen[slot];
                    state.exchange(site as u32, slot);
                    let now = state.cost();
                    if now < cost {
                        cost = now;
                        made += 1;
                        idle = 0;
                    } else {
                        // Only where lists are cut short can the forecast be wrong.
                        state.exchange(gone, slot);
                    }
                    loss = state.losses();
                }
            }
            idle += 1;
            site = (site + 1) % m;
        }
    }
    let mut sites = state.chosen;
    sites.sort_unstable();
    Choice { sites, cost }
}

/// Adds to `start` the site that saves most, until there are `p`.
pub(super) fn greedy(
    of: &Instance,
    distances: &Distances,
    farthest: u32,
    start: Vec<u32>,
) -> Vec<u32> {
    let state = State::new(of, distances, start, farthest);
    let (mut chosen, mut d1) = (state.chosen, state.d1);
    let mut open = vec![false; of.candidates.len()];
    for &site in &chosen {
        open[site as usize] = true;
    }
    // Savings only shrink as sites are added, so an old saving is an upper bound: the front of the
    // queue is reckoned again until it stays in front.
    let saving = |site: usize, d1: &[i64]| {
        let mut sum = 0;
        of.column(site, |place, far| {
            let far = i64::from(far);
            if far < d1[place] {
                sum += of.weight[place] * (d1[place] - far);
            }
        });
        sum
    };
    let mut queue: std::collections::BinaryHeap<(i64, std::cmp::Reverse<usize>)> =
        (0..of.candidates.len())
            .filter(|&s| !open[s])
            .map(|s| (i64::MAX, std::cmp::Reverse(s)))
            .collect();
    while chosen.len() < of.p {
        let Some((_, std::cmp::Reverse(site))) = queue.pop() else { break };
        let now = saving(site, &d1);
        let stays = queue.peek().is_none_or(|next| (now, std::cmp::Reverse(site)) >= *next);
        if stays {
            chosen.push(site as u32);
            of.column(site, |place, far| d1[place] = d1[place].min(i64::from(far)));
        } else {
            queue.push((now, std::cmp::Reverse(site)));
        }
    }
    chosen
}
