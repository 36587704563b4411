//! Every answer of the exact methods against trying all choices, on thousands of small seeded
//! problems of each objective, with and without capacities and sites that stand already. The
//! allocation of a choice is found here by trying all splits, not by the crate's own flow.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions
)]

use std::collections::HashMap;

use models::siting::{Distances, Objective, Problem, Question, Thoroughness};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

const EACH: u64 = 2_000;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Median,
    Centre,
    Cover,
}

struct Small {
    demand: Vec<u64>,
    table: Vec<u32>,
    sites: usize,
    existing: Vec<usize>,
    capacity: Option<Vec<u64>>,
    new: usize,
    within: u32,
}

impl Small {
    fn draw(seed: u64, limited: Limits, stands: Stands) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut below = |n: u64| rng.next_u64() % n;
        let places = 2 + below(5) as usize;
        let sites = 3 + below(5) as usize;
        let existing: Vec<usize> = match stands {
            Stands::Nothing => vec![],
            Stands::Some => {
                let first = below(sites as u64) as usize;
                if below(2) == 0 { vec![first] } else { vec![first, (first + 1) % sites] }
            }
        };
        let least = usize::from(existing.is_empty());
        let new = least + below(3.min(sites as u64 - existing.len() as u64)) as usize;
        // Few different distances: ties are where proofs go wrong.
        let spread = [4, 12, 1000][below(3) as usize];
        let mut demand: Vec<u64> = (0..places).map(|_| below(4)).collect();
        demand[0] += 1;
        let table = (0..places * sites).map(|_| below(spread) as u32).collect();
        let capacity = match limited {
            Limits::None => None,
            Limits::Some => Some((0..sites).map(|_| below(8)).collect()),
        };
        Self { demand, table, sites, existing, capacity, new, within: below(spread) as u32 }
    }

    fn problem(&self) -> Problem {
        let cells = self.table.clone();
        let distances = Distances::Table { sites: self.sites, cells };
        Problem::new(self.demand.clone(), distances, self.existing.clone(), self.capacity.clone())
            .unwrap()
    }

    fn far(&self, place: usize, site: usize) -> u32 {
        self.table[place * self.sites + site]
    }

    /// The value of a choice; `None` where it cannot serve all.
    fn value(&self, open: &[usize], kind: Kind) -> Option<u64> {
        let Some(capacity) = &self.capacity else {
            let nearest = |place: usize| open.iter().map(|&s| self.far(place, s)).min().unwrap();
            let each = (0..self.demand.len()).filter(|&i| self.demand[i] > 0);
            return Some(match kind {
                Kind::Median => each.map(|i| self.demand[i] * u64::from(nearest(i))).sum(),
                Kind::Centre => each.map(|i| u64::from(nearest(i))).max().unwrap(),
                Kind::Cover => {
                    each.filter(|&i| nearest(i) > self.within).map(|i| self.demand[i]).sum()
                }
            });
        };
        let room: Vec<u64> = open.iter().map(|&s| capacity[s]).collect();
        self.best_split(0, room, open, kind, &mut HashMap::new())
    }

    /// Least value of serving the places from `place` on with what room is left, over all splits.
    fn best_split(
        &self,
        place: usize,
        room: Vec<u64>,
        open: &[usize],
        kind: Kind,
        known: &mut HashMap<(usize, Vec<u64>), Option<u64>>,
    ) -> Option<u64> {
        if place == self.demand.len() {
            return Some(0);
        }
        let key = (place, room.clone());
        if let Some(value) = known.get(&key) {
            return *value;
        }
        let mut best: Option<u64> = None;
        let mut split = vec![0; open.len()];
        Self::splits(self.demand[place], 0, &mut split, &room, &mut |split, unserved| {
            if unserved > 0 && kind != Kind::Cover {
                return;
            }
            let left = room.iter().zip(split).map(|(r, s)| r - s).collect();
            let Some(rest) = self.best_split(place + 1, left, open, kind, known) else { return };
            let parts = || split.iter().zip(open).filter(|(n, _)| **n > 0);
            let here = match kind {
                Kind::Median => parts().map(|(n, &s)| n * u64::from(self.far(place, s))).sum(),
                Kind::Centre => {
                    parts().map(|(_, &s)| u64::from(self.far(place, s))).max().unwrap_or(0)
                }
                Kind::Cover => {
                    let beyond = parts().filter(|(_, s)| self.far(place, **s) > self.within);
                    unserved + beyond.map(|(n, _)| n).sum::<u64>()
                }
            };
            let value = if kind == Kind::Centre { here.max(rest) } else { here + rest };
            best = Some(best.map_or(value, |b| b.min(value)));
        });
        known.insert(key, best);
        best
    }

    fn splits(
        rest: u64,
        k: usize,
        split: &mut Vec<u64>,
        room: &[u64],
        each: &mut dyn FnMut(&[u64], u64),
    ) {
        if k == split.len() {
            each(split, rest);
            return;
        }
        for amount in 0..=rest.min(room[k]) {
            split[k] = amount;
            Self::splits(rest - amount, k + 1, split, room, each);
        }
        split[k] = 0;
    }

    /// The best value over all choices.
    fn best(&self, kind: Kind) -> Option<u64> {
        let free: Vec<usize> = (0..self.sites).filter(|s| !self.existing.contains(s)).collect();
        (0_u32..1 << free.len())
            .filter(|mask| mask.count_ones() as usize == self.new)
            .filter_map(|mask| {
                let chosen = (0..free.len()).filter(|k| mask >> k & 1 == 1).map(|k| free[k]);
                let open: Vec<usize> = self.existing.iter().copied().chain(chosen).collect();
                self.value(&open, kind)
            })
            .min()
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Limits {
    None,
    Some,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Stands {
    Nothing,
    Some,
}

fn question(objective: Objective, new: usize) -> Question<'static> {
    Question { new, objective, thoroughness: Thoroughness::Proven, seed: 5, stop: &|| false }
}

fn compare(kind: Kind, limits: Limits, stands: Stands) {
    let (mut solved, mut impossible) = (0, 0);
    for seed in 0..EACH {
        let small = Small::draw(seed, limits, stands);
        let objective = match kind {
            Kind::Median => Objective::Median,
            Kind::Centre => Objective::Centre,
            Kind::Cover => Objective::Cover { within: small.within },
        };
        let answer = small.problem().answer(&question(objective, small.new));
        let Some(best) = small.best(kind) else {
            assert!(answer.is_err(), "seed {seed}: {kind:?} {limits:?} {stands:?} has no answer");
            impossible += 1;
            continue;
        };
        let answer = answer.unwrap_or_else(|e| panic!("seed {seed} {kind:?} {limits:?}: {e}"));
        solved += 1;
        assert_eq!(answer.value, best, "seed {seed} {kind:?} {limits:?} {stands:?}");
        assert_eq!(answer.bound, best, "seed {seed} {kind:?} {limits:?} {stands:?}: the proof");
        assert_eq!(answer.new.len(), small.new);
        let open: Vec<usize> = small.existing.iter().chain(&answer.new).copied().collect();
        assert_eq!(small.value(&open, kind), Some(best), "seed {seed}: the sites named");
        // Nobody is lost, nothing is overfull, and the allocation is worth what was said.
        let mut went = vec![0; small.demand.len()];
        let mut held = vec![0; small.sites];
        let (mut sum, mut worst, mut beyond) = (0, 0, 0);
        for part in &answer.allocation {
            went[part.place] += part.amount;
            let Some(site) = part.site else {
                beyond += part.amount;
                continue;
            };
            assert!(open.contains(&site));
            assert_eq!(part.distance, small.far(part.place, site));
            held[site] += part.amount;
            sum += part.amount * u64::from(part.distance);
            worst = if part.amount > 0 { worst.max(part.distance) } else { worst };
            beyond += if part.distance > small.within { part.amount } else { 0 };
        }
        assert_eq!(went, small.demand, "seed {seed} {kind:?} {limits:?}");
        if let Some(capacity) = &small.capacity {
            assert!(held.iter().zip(capacity).all(|(h, c)| h <= c), "seed {seed}");
        }
        let told = match kind {
            Kind::Median => sum,
            Kind::Centre => u64::from(worst),
            Kind::Cover => beyond,
        };
        assert_eq!(told, best, "seed {seed} {kind:?} {limits:?} {stands:?}: the allocation");
    }
    assert!(solved > EACH / 3, "{solved} solved, {impossible} impossible");
}

#[test]
fn the_median_is_the_best_of_all_choices() {
    compare(Kind::Median, Limits::None, Stands::Nothing);
    compare(Kind::Median, Limits::None, Stands::Some);
}

#[test]
fn the_median_with_capacities_is_the_best_of_all_choices() {
    compare(Kind::Median, Limits::Some, Stands::Nothing);
    compare(Kind::Median, Limits::Some, Stands::Some);
}

#[test]
fn the_centre_is_the_best_of_all_choices() {
    compare(Kind::Centre, Limits::None, Stands::Nothing);
    compare(Kind::Centre, Limits::None, Stands::Some);
}

#[test]
fn the_centre_with_capacities_is_the_best_of_all_choices() {
    compare(Kind::Centre, Limits::Some, Stands::Nothing);
    compare(Kind::Centre, Limits::Some, Stands::Some);
}

#[test]
fn the_cover_is_the_best_of_all_choices() {
    compare(Kind::Cover, Limits::None, Stands::Nothing);
    compare(Kind::Cover, Limits::None, Stands::Some);
}

#[test]
fn the_cover_with_capacities_is_the_best_of_all_choices() {
    compare(Kind::Cover, Limits::Some, Stands::Nothing);
    compare(Kind::Cover, Limits::Some, Stands::Some);
}
