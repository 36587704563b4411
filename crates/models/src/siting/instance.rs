//! A p-median in the form in which it is solved: for each place of demand, the sites in order of
//! distance; for each site, its distances. Cover is the same with distances nought and one. Not
//! for capacities (`capacitated`) nor for the worst distance (`centre`).

use super::problem::{Distances, Problem};

/// More pairs than this are kept as each place's nearest sites only.
const WHOLE: usize = 10_000_000;
/// So many pairs are kept at most where lists are cut short.
const CUT: usize = 12_000_000;

/// A site and how far it is, in the order of [`Instance::near`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Near {
    /// Distance in the problem's units.
    pub far: u32,
    /// Which candidate (an index into [`Instance::candidates`], or of a core's free sites).
    pub site: u32,
}

/// A p-median: choose `p` candidates so that the weighted distance to the nearest is least.
pub(super) struct Instance {
    /// How many to choose.
    pub p: usize,
    /// The problem's number of each candidate.
    pub candidates: Vec<usize>,
    /// Demand by place.
    pub weight: Vec<i64>,
    /// Distance by place to what stands already; [`u32::MAX`] where nothing does.
    pub cap: Vec<u32>,
    /// From this distance on, a place's list may lack sites; [`u32::MAX`] where it is whole.
    pub horizon: Vec<u32>,
    /// Where each place's list begins; one more than places.
    begin: Vec<usize>,
    near: Vec<Near>,
    columns: Columns,
    /// Every cost is a multiple of this.
    pub grain: i64,
}

/// By site, the places and their distances.
enum Columns {
    /// All of them, site by site.
    Whole(Vec<u32>),
    /// Those in whose lists the site stands.
    Cut { begin: Vec<usize>, items: Vec<(u32, u32)> },
}

impl Instance {
    /// The median itself.
    pub fn median(problem: &Problem, p: usize) -> Self {
        Self::of(problem, p, |d| d, None)
    }

    /// Cover within a distance: nought within, one beyond or unserved.
    pub fn cover(problem: &Problem, p: usize, within: u32) -> Self {
        Self::of(problem, p, |d| u32::from(d > within), Some(1))
    }

    fn of(problem: &Problem, p: usize, cost: impl Fn(u32) -> u32, unserved: Option<u32>) -> Self {
        let places = problem.places();
        let mut stands = vec![false; problem.sites()];
        for &site in problem.existing() {
            stands[site] = true;
        }
        let candidates: Vec<usize> = (0..problem.sites()).filter(|&s| !stands[s]).collect();
        let whole = places.saturating_mul(candidates.len()) <= WHOLE;
        let keep = if whole {
            candidates.len()
        } else {
            (CUT / places.max(1)).min(8 * candidates.len() / p.max(1)).max(40).min(candidates.len())
        };
        let distances = problem.distances();
        let mut cap = Vec::with_capacity(places);
        let mut horizon = Vec::with_capacity(places);
        let mut begin = Vec::with_capacity(places + 1);
        let mut near = Vec::with_capacity(if whole { places * candidates.len() } else { 0 });
        let mut row = Vec::new();
        let mut keys: Vec<u64> = Vec::new();
        begin.push(0);
        for place in 0..places {
            let from_existing = problem.existing().iter();
            let nearest = from_existing.map(|&s| cost(distances.between(place, s))).min();
            let mut cap_here = nearest.unwrap_or(u32::MAX);
            if let Some(unserved) = unserved {
                cap_here = cap_here.min(unserved);
            }
            let mut horizon_here = u32::MAX;
            if whole {
                distances.row(place, &mut row);
            } else {
                // Those that are surely the nearest, by a measure that is cheap to reckon.
                distances.ranks(place, &candidates, &mut keys);
                if keys.len() > keep {
                    keys.select_nth_unstable(keep - 1);
                    keys.truncate(keep);
                    row.resize(problem.sites(), u32::MAX);
                    row.fill(u32::MAX);
                }
                let mut last = 0;
                for key in &keys {
                    let site = candidates[*key as u32 as usize];
                    row[site] = distances.between(place, site);
                    last = last.max(row[site]);
                }
                // The cheap measure is good to one part in a million: none that was left out is
                // nearer than this.
                horizon_here = cost(last - last.min(last / 500_000 + 2));
            }
            keys.clear();
            keys.extend(candidates.iter().enumerate().filter_map(|(k, &s)| {
                let d = if row[s] == u32::MAX { u32::MAX } else { cost(row[s]) };
                (d < cap_here).then_some((u64::from(d) << 32) | k as u64)
            }));
            keys.sort_unstable();
            near.extend(keys.iter().map(|k| Near { far: (k >> 32) as u32, site: *k as u32 }));
            begin.push(near.len());
            cap.push(cap_here);
            horizon.push(horizon_here);
        }
        let columns = if whole {
            let mut all = vec![u32::MAX; places * candidates.len()];
            for place in 0..places {
                for n in &near[begin[place]..begin[place + 1]] {
                    all[n.site as usize * places + place] = n.far;
                }
            }
            Columns::Whole(all)
        } else {
            let mut counts = vec![0_usize; candidates.len() + 1];
            for n in &near {
                counts[n.site as usize + 1] += 1;
            }
            for k in 0..candidates.len() {
                counts[k + 1] += counts[k];
            }
            let mut fill = counts.clone();
            let mut items = vec![(0, 0); near.len()];
            for place in 0..places {
                for n in &near[begin[place]..begin[place + 1]] {
                    let at = &mut fill[n.site as usize];
                    items[*at] = (place as u32, n.far);
                    *at += 1;
                }
            }
            Columns::Cut { begin: counts, items }
        };
        let weight: Vec<i64> = problem.demand().iter().map(|&w| w as i64).collect();
        let mut grain = 0_u64;
        for place in 0..places {
            let mut here = u64::from(if cap[place] == u32::MAX { 0 } else { cap[place] });
            for n in &near[begin[place]..begin[place + 1]] {
                if grain == 1 {
                    break;
                }
                here = gcd(here, u64::from(n.far));
            }
            grain = gcd(grain, here * problem.demand()[place]);
        }
        Self {
            p,
            candidates,
            weight,
            cap,
            horizon,
            begin,
            near,
            columns,
            grain: grain.max(1) as i64,
        }
    }

    /// How many places.
    pub fn places(&self) -> usize {
        self.weight.len()
    }

    /// A place's list, nearest first.
    pub fn near(&self, place: usize) -> &[Near] {
        &self.near[self.begin[place]..self.begin[place + 1]]
    }

    /// Calls `each` with place and distance for every place in whose list the site stands.
    #[inline]
    pub fn column(&self, site: usize, mut each: impl FnMut(usize, u32)) {
        match &self.columns {
            Columns::Whole(all) => {
                let n = self.places();
                for (place, &far) in all[site * n..(site + 1) * n].iter().enumerate() {
                    each(place, far);
                }
            }
            Columns::Cut { begin, items } => {
                for &(place, far) in &items[begin[site]..begin[site + 1]] {
                    each(place as usize, far);
                }
            }
        }
    }

    /// The true cost of a choice, also where lists are cut short: `distances` answers then.
    pub fn cost(&self, chosen: &[u32], distances: &Distances) -> i64 {
        let mut open = vec![false; self.candidates.len()];
        for &k in chosen {
            open[k as usize] = true;
        }
        let mut total = 0;
        for place in 0..self.places() {
            let listed = self.near(place).iter().find(|n| open[n.site as usize]);
            let far = listed.map_or_else(
                || {
                    if self.horizon[place] == u32::MAX {
                        self.cap[place]
                    } else {
                        let sought = chosen
                            .iter()
                            .map(|&k| distances.between(place, self.candidates[k as usize]));
                        sought.min().unwrap_or(u32::MAX).min(self.cap[place])
                    }
                },
                |n| n.far,
            );
            total += self.weight[place] * i64::from(far);
        }
        total
    }
}

/// Greatest common divisor; of nought and x, x.
pub(super) fn gcd(a: u64, b: u64) -> u64 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
