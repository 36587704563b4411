//! One question in, one answer out: which sites, what it costs, who goes where, and how far the
//! proof reached. Not for the methods themselves.

use super::branch::{self, Aim, Thoroughness};
use super::capacitated::{self, Charge};
use super::instance::Instance;
use super::problem::{Problem, Unfit};

/// What is to be least, or most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objective {
    /// The sum of demand times distance (p-median).
    Median,
    /// The longest distance that anybody with demand has (p-centre).
    Centre,
    /// The demand within a distance (maximal cover).
    Cover {
        /// The distance, in the problem's units.
        within: u32,
    },
}

/// A question.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// How many new sites, beside those that stand.
    pub new: usize,
    /// What is sought.
    pub objective: Objective,
    /// Proof, or a quick answer with a gap.
    pub thoroughness: Thoroughness,
    /// Where chance begins; the same seed gives the same answer.
    pub seed: u64,
    /// Asked now and then: has patience ended? The answer then is the best so far with its gap.
    pub stop: &'a dyn Fn() -> bool,
}

/// Part of a place's demand and where it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allocation {
    /// Which place.
    pub place: usize,
    /// Which site; `None` where there is no room left for it (cover with capacities only).
    pub site: Option<usize>,
    /// How much of the demand.
    pub amount: u64,
    /// How far, in the problem's units.
    pub distance: u32,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The new sites, in rising order.
    pub new: Vec<usize>,
    /// Median: demand times distance. Centre: the longest distance. Cover: demand not within the
    /// distance.
    pub value: u64,
    /// No choice has a lower value.
    pub bound: u64,
    /// Who goes where: to the nearest open site, or where capacities allow.
    pub allocation: Vec<Allocation>,
    /// Branches that the proof looked at.
    pub branches: u64,
}

impl Answer {
    /// Whether the value is proven to be the best.
    #[must_use]
    pub const fn is_proven(&self) -> bool {
        self.bound >= self.value
    }

    /// How far the value may be from the best, as a share of the value: 0.01 is one per cent.
    #[must_use]
    pub fn gap(&self) -> f64 {
        if self.value == 0 { 0.0 } else { (self.value - self.bound) as f64 / self.value as f64 }
    }
}

/// More pairs than this are not searched for the worst distance, or with capacities.
const PAIRS: usize = 10_000_000;

impl Problem {
    /// Answers a question.
    ///
    /// # Errors
    ///
    /// [`Unfit`] where the question does not fit the problem.
    pub fn answer(&self, question: &Question<'_>) -> Result<Answer, Unfit> {
        self.admits(question.new)?;
        if !matches!(question.objective, Objective::Cover { .. }) {
            self.holds(question.new)?;
        }
        let large = self.places().saturating_mul(self.sites()) > PAIRS;
        match (question.objective, self.capacity()) {
            (_, Some(_)) | (Objective::Centre, None) if large => Err(Unfit::TooMany),
            (Objective::Median, None) => {
                let of = Instance::median(self, question.new);
                Ok(self.of_instance(&of, question, Aim::Least))
            }
            (Objective::Cover { within }, None) => {
                let of = Instance::cover(self, question.new, within);
                Ok(self.of_instance(&of, question, Aim::Least))
            }
            (Objective::Median, Some(room)) => self.with_room(room, question, Charge::Distance),
            (Objective::Cover { within }, Some(room)) => {
                self.with_room(room, question, Charge::Beyond(within))
            }
            (Objective::Centre, _) => self.centre(question),
        }
    }

    fn of_instance(&self, of: &Instance, question: &Question<'_>, aim: Aim) -> Answer {
        let found = branch::solve(
            of,
            self.distances(),
            self.farthest(),
            question.thoroughness,
            aim,
            question.seed,
            question.stop,
        );
        let new: Vec<usize> = found.sites.iter().map(|&k| of.candidates[k as usize]).collect();
        Answer {
            allocation: self.to_the_nearest(&new),
            new,
            value: found.cost.unsigned_abs(),
            bound: found.bound.unsigned_abs(),
            branches: found.branches,
        }
    }

    fn with_room(
        &self,
        room: &[u64],
        question: &Question<'_>,
        charge: Charge,
    ) -> Result<Answer, Unfit> {
        let found = capacitated::solve(self, room, question.new, charge, Aim::Least, question.stop);
        // `holds` has shown that the roomiest sites serve all, so there is a choice.
        let new = found.sites.unwrap_or_default();
        let within = match charge {
            Charge::Distance => u32::MAX,
            Charge::Beyond(within) => within,
        };
        Ok(Answer {
            allocation: self.by_room(room, &new, within),
            new,
            value: found.cost.unsigned_abs(),
            bound: found.bound.unsigned_abs(),
            branches: found.branches,
        })
    }

    /// The worst distance: the least distance within which everybody can be served, found by
    /// halving among all distances that occur (Minieka, SIAM Review 12, 1970).
    fn centre(&self, question: &Question<'_>) -> Result<Answer, Unfit> {
        let mut lengths = Vec::with_capacity(self.places() * self.sites());
        // Nothing can be served nearer than the farthest place's nearest site.
        let mut least = 0;
        for place in (0..self.places()).filter(|&i| self.demand()[i] > 0) {
            let mut nearest = u32::MAX;
            for site in 0..self.sites() {
                let far = self.distances().between(place, site);
                lengths.push(far);
                nearest = nearest.min(far);
            }
            least = least.max(nearest);
        }
        lengths.sort_unstable();
        lengths.dedup();
        let (mut low, mut high) = (lengths.partition_point(|&l| l < least), lengths.len() - 1);
        let mut branches = 0;
        let first = self.within(question, lengths[high], &mut branches);
        let mut best = match first {
            Within::Yes(sites) => sites,
            // At the longest distance all choices serve all that they have room for.
            Within::No | Within::Unknown => return Err(Unfit::NoChoice),
        };
        high = self.reached(&best, &lengths, high);
        let mut unknown = None;
        while low < high {
            // Good choices are found early, so look below the middle.
            let middle = low + (high - low) / 2;
            match self.within(question, lengths[middle], &mut branches) {
                Within::Yes(sites) => {
                    high = self.reached(&sites, &lengths, middle);
                    best = sites;
                }
                Within::No => low = middle + 1,
                Within::Unknown => {
                    unknown = Some(unknown.unwrap_or(low).min(low));
                    low = middle + 1;
                }
            }
        }
        let value = lengths[high];
        let bound = unknown.map_or(value, |l| lengths[l]);
        let allocation = match self.capacity() {
            None => self.to_the_nearest(&best),
            Some(room) => self.by_room(room, &best, value),
        };
        Ok(Answer {
            new: best,
            value: u64::from(value),
            bound: u64::from(bound),
            allocation,
            branches,
        })
    }

    /// Index of the longest distance that a choice really needs, at most `most`.
    fn reached(&self, new: &[usize], lengths: &[u32], most: usize) -> usize {
        if self.capacity().is_some() {
            return most;
        }
        let needed = self.to_the_nearest(new);
        let longest = needed.iter().filter(|a| a.amount > 0).map(|a| a.distance).max();
        lengths.partition_point(|&l| l < longest.unwrap_or(0)).min(most)
    }

    fn within(&self, question: &Question<'_>, length: u32, branches: &mut u64) -> Within {
        match self.capacity() {
            Some(room) => {
                let charge = Charge::Beyond(length);
                let aim = Aim::AtMost(0);
                let found =
                    capacitated::solve(self, room, question.new, charge, aim, question.stop);
                *branches += found.branches;
                match found.sites {
                    Some(sites) if found.cost == 0 => Within::Yes(sites),
                    _ if found.bound > 0 => Within::No,
                    _ => Within::Unknown,
                }
            }
            None => {
                let of = Instance::cover(self, question.new, length);
                let answer = self.of_instance(&of, question, Aim::AtMost(0));
                *branches += answer.branches;
                if answer.value == 0 {
                    Within::Yes(answer.new)
                } else if answer.bound > 0 {
                    Within::No
                } else {
                    Within::Unknown
                }
            }
        }
    }

    /// Everybody to the nearest of what stands and what is new; the lower number where two are as
    /// near.
    fn to_the_nearest(&self, new: &[usize]) -> Vec<Allocation> {
        let open: Vec<usize> = self.existing().iter().chain(new).copied().collect();
        (0..self.places())
            .map(|place| {
                let far = open.iter().map(|&s| (self.distances().between(place, s), s));
                let (distance, site) = far.min().unwrap_or((0, 0));
                Allocation { place, site: Some(site), amount: self.demand()[place], distance }
            })
            .collect()
    }

    /// By room: as many as can be within the distance, then the least distance.
    fn by_room(&self, room: &[u64], new: &[usize], within: u32) -> Vec<Allocation> {
        let open: Vec<usize> = self.existing().iter().chain(new).copied().collect();
        let weight: Vec<i64> = self.demand().iter().map(|&w| w as i64).collect();
        // Leaving one unserved costs more than any chain of moves could save.
        let chain = (self.places() + open.len() + 1) as i64 * 2;
        let unserved =
            (within != u32::MAX).then(|| chain.saturating_mul(i64::from(self.farthest()) + 1));
        let cost = |place: usize, site: usize| {
            let far = self.distances().between(place, site);
            if far > within { super::transport::NEVER } else { i64::from(far) }
        };
        let columns = open.len() + usize::from(unserved.is_some());
        let flow = capacitated::settle(&open, cost, &weight, room, unserved);
        let mut allocation = Vec::new();
        for (at, &amount) in flow.iter().flat_map(|f| &f.amounts).enumerate() {
            if amount > 0 {
                let (place, k) = (at / columns, at % columns);
                let site = open.get(k).copied();
                let distance = site.map_or(0, |s| self.distances().between(place, s));
                allocation.push(Allocation {
                    place,
                    site,
                    amount: amount.unsigned_abs(),
                    distance,
                });
            }
        }
        allocation
    }
}

/// Whether everybody can be served within a distance.
enum Within {
    /// So.
    Yes(Vec<usize>),
    /// Proven not.
    No,
    /// Patience ended before it was known.
    Unknown,
}
