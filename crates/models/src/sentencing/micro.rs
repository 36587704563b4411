//! The twin: the same world woman by woman, each with her own area, offence group, time served and
//! chances. It shares no arithmetic of stocks with the cohort model, so that each checks the other.
//! Not for results that are published: those come from the cohort model and its draws.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::World;
use super::cohort::Before;
use super::world::FOLLOWED;

/// Women counted in a month.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Count {
    /// Sent to custody, by band.
    pub received: Vec<u32>,
    /// Inside under sentence, by band.
    pub inside: Vec<u32>,
    /// Inside on remand.
    pub on_remand: u32,
    /// Inside on recall.
    pub on_recall: u32,
    /// Recalled in the month.
    pub recalled: u32,
    /// Mothers or other primary carers among women sent to custody.
    pub carers: u32,
    /// On suspended or community orders.
    pub on_orders: u32,
    /// Entered since the start.
    pub entered: u64,
    /// Left for good since the start.
    pub left: u64,
    /// All women followed.
    pub everyone: u64,
}

impl Count {
    /// Women in prison.
    #[must_use]
    pub fn population(&self) -> u32 {
        self.inside.iter().sum::<u32>() + self.on_remand + self.on_recall
    }
}

/// Where a woman is.
#[derive(Debug, Clone, Copy)]
enum Place {
    Remand { court: u8 },
    Inside { band: u8, remand: bool, months: u16, u: f32, set: u16 },
    ForLife { band: u8 },
    Recall { kind: u8 },
    Curfew { leaves: f32 },
    Suspended { band: u8, months: u16 },
    Community { months: u16 },
    Released { months: u16 },
    Left,
}

#[derive(Debug, Clone, Copy)]
struct Woman {
    key: u16,
    place: Place,
}

/// A sentence to be passed this month.
struct Case {
    key: u16,
    band: usize,
    remand: bool,
    fresh: bool,
}

/// Runs a world woman by woman, from nobody: the caller gives `warm` months before counting, in which
/// the first month's numbers are repeated until all stocks but the longest are full. `before` is
/// from the cohort's run of the law before.
#[must_use]
pub fn run(world: &World, before: &Before, warm: usize, seed: u64) -> Vec<Count> {
    let mut twin = Twin {
        world,
        before,
        rng: ChaCha8Rng::seed_from_u64(seed),
        women: Vec::with_capacity(32_768),
        entered: 0,
        left: 0,
        more_remand: 0.0,
    };
    for _ in 0..warm {
        twin.month(0);
    }
    (0..world.months).map(|t| twin.month(t)).collect()
}

struct Twin<'a> {
    world: &'a World,
    before: &'a Before,
    rng: ChaCha8Rng,
    women: Vec<Woman>,
    entered: u64,
    left: u64,
    more_remand: f64,
}

impl Twin<'_> {
    fn chance(&mut self, share: f64) -> bool {
        self.rng.random::<f64>() < share
    }

    /// How many come in a month when so many are expected (Poisson, by Knuth 1969 for small numbers
    /// and by its normal limit above 50).
    fn arrivals(&mut self, expected: f64) -> u32 {
        if expected <= 0.0 {
            return 0;
        }
        if expected > 50.0 {
            let (u, v) = (1.0 - self.rng.random::<f64>(), self.rng.random::<f64>());
            let normal = (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos();
            return (expected + expected.sqrt() * normal).round().max(0.0) as u32;
        }
        let limit = (-expected).exp();
        let mut product = self.rng.random::<f64>();
        let mut count = 0;
        while product > limit {
            product *= self.rng.random::<f64>();
            count += 1;
        }
        count
    }

    #[allow(clippy::too_many_lines, reason = "one month in the order in which it happens")]
    fn month(&mut self, t: usize) -> Count {
        let world = self.world;
        let step = &world.steps[t];
        let (bands, keys) = (world.bands.len(), world.keys.len());
        let offences = world.offences.len();
        let mut count =
            Count { received: vec![0; bands], inside: vec![0; bands], ..Count::default() };
        let mut cases: Vec<Case> = Vec::new();
        let mut women = std::mem::take(&mut self.women);
        let recall = self.before.recall(t);
        let mix = |first: bool, life: bool| -> Vec<f64> {
            (0..bands)
                .map(|b| {
                    let counts =
                        world.first_group[b] == first && (life || world.bands[b].leaves.is_none());
                    if counts { (0..keys).map(|key| world.sentenced(t, b, key)).sum() } else { 0.0 }
                })
                .collect()
        };
        let mixes = [mix(true, true), mix(false, false)];

        // Everybody who is here already.
        for woman in &mut women {
            woman.place = match woman.place {
                Place::Released { months } => {
                    if usize::from(months) + 1 >= FOLLOWED {
                        Place::Left
                    } else if self.chance(1.0 - (1.0 - recall) * (1.0 - world.returns)) {
                        if self.chance(recall / (recall + world.returns)) {
                            count.recalled += 1;
                            let kind = u8::from(!self.chance(step.recall_fixed));
                            if self.chance(step.recall_leaves[usize::from(kind)]) {
                                Place::Released { months: 0 }
                            } else {
                                Place::Recall { kind }
                            }
                        } else {
                            let band = self.pick(&mixes[0]);
                            cases.push(Case { key: woman.key, band, remand: false, fresh: false });
                            Place::Left
                        }
                    } else {
                        Place::Released { months: months + 1 }
                    }
                }
                Place::Recall { kind } => {
                    if self.chance(step.recall_leaves[usize::from(kind)]) {
                        Place::Released { months: 0 }
                    } else {
                        Place::Recall { kind }
                    }
                }
                Place::Curfew { leaves } => {
                    if self.chance(f64::from(leaves)) {
                        Place::Released { months: 0 }
                    } else {
                        Place::Curfew { leaves }
                    }
                }
                Place::Community { months } => {
                    if usize::from(months) + 1 >= world.community_months {
                        Place::Left
                    } else if self.chance(step.order_returns[usize::from(woman.key)]) {
                        let band = self.pick(&mixes[0]);
                        cases.push(Case { key: woman.key, band, remand: false, fresh: false });
                        Place::Left
                    } else {
                        Place::Community { months: months + 1 }
                    }
                }
                Place::Suspended { band, months } => {
                    let returns = step.order_returns[usize::from(woman.key)];
                    if usize::from(months) + 1 >= world.suspended_months {
                        Place::Left
                    } else if self.chance(1.0 - (1.0 - step.breach) * (1.0 - returns)) {
                        if self.chance(step.breach / (step.breach + returns)) {
                            count.received[usize::from(band)] += 1;
                            self.enter(t, usize::from(band), false)
                        } else {
                            let band = self.pick(&mixes[0]);
                            cases.push(Case { key: woman.key, band, remand: false, fresh: false });
                            Place::Left
                        }
                    } else {
                        Place::Suspended { band, months: months + 1 }
                    }
                }
                Place::Inside { band, remand, months, u, set } => {
                    let set = if step.everyone { step.set as u16 } else { set };
                    let curve =
                        &world.sets[usize::from(set)][usize::from(band)][usize::from(remand)];
                    let months = months + 1;
                    let alive = curve.alive.get(usize::from(months)).copied().unwrap_or(0.0);
                    if f64::from(u) < alive {
                        Place::Inside { band, remand, months, u, set }
                    } else {
                        self.leave(t, usize::from(band), remand)
                    }
                }
                Place::ForLife { band } => {
                    if self.chance(world.bands[usize::from(band)].leaves.unwrap_or(0.0)) {
                        Place::Released { months: 0 }
                    } else {
                        Place::ForLife { band }
                    }
                }
                Place::Remand { court } => {
                    self.after_remand(t, court, woman.key, &mixes, &mut cases)
                }
                Place::Left => Place::Left,
            };
        }

        // New women on remand, and those whose remand ends in the same month.
        let sentenced: f64 =
            (0..bands).map(|b| (0..keys).map(|key| world.sentenced(t, b, key)).sum::<f64>()).sum();
        let extra = std::mem::take(&mut self.more_remand);
        for court in 0..2_u8 {
            let sent = step.remanded[usize::from(court)] * (1.0 - step.bailed[usize::from(court)]);
            let more = if court == 0 { extra } else { 0.0 };
            for key in 0..keys {
                let expected = (sentenced * sent + more) * world.key_weight[key];
                for _ in 0..self.arrivals(expected) {
                    self.entered += 1;
                    let place = self.after_remand(t, court, key as u16, &mixes, &mut cases);
                    women.push(Woman { key: key as u16, place });
                }
            }
        }

        // New women for sentence.
        for band in 0..bands {
            for key in 0..keys {
                let expected = self.before.fresh(t, band, key, bands, keys);
                let drawn = expected * step.diverted[band] * world.diversion_widening;
                let drawn = u64::from(self.arrivals(drawn));
                self.entered += drawn;
                self.left += drawn;
                for _ in 0..self.arrivals(expected) {
                    self.entered += 1;
                    cases.push(Case { key: key as u16, band, remand: false, fresh: true });
                }
            }
        }

        // Sentences.
        for case in cases {
            let (b, key) = (case.band, usize::from(case.key));
            let cell = b * offences + world.keys[key].offence;
            let (suspended, community) = (step.suspended[cell], step.community[cell]);
            let place = if case.fresh && self.chance(step.diverted[b]) {
                Place::Left
            } else if self.chance(suspended + community) {
                self.more_remand += world.more_remand;
                match world.above {
                    Some(above) if self.chance(world.up_tariff) => {
                        self.sent(above, &mut count);
                        self.enter(t, above, false)
                    }
                    _ => {
                        let is_suspended = self.chance(suspended / (suspended + community));
                        let order = |months| {
                            if is_suspended {
                                Place::Suspended { band: b as u8, months }
                            } else {
                                Place::Community { months }
                            }
                        };
                        if self.chance(world.net_widening) {
                            self.entered += 1;
                            women.push(Woman { key: case.key, place: order(0) });
                        }
                        order(0)
                    }
                }
            } else {
                self.sent(b, &mut count);
                self.enter(t, b, case.remand)
            };
            women.push(Woman { key: case.key, place });
        }
        // A woman who came before the court was put down as gone and again as where she went.
        let before = women.len();
        women.retain(|woman| !matches!(woman.place, Place::Left));
        let _ = before;
        for woman in &women {
            match woman.place {
                Place::Inside { band, .. } | Place::ForLife { band } => {
                    count.inside[usize::from(band)] += 1
                }
                Place::Remand { .. } => count.on_remand += 1,
                Place::Recall { .. } => count.on_recall += 1,
                Place::Suspended { .. } | Place::Community { .. } => count.on_orders += 1,
                Place::Curfew { .. } | Place::Released { .. } | Place::Left => {}
            }
        }
        count.everyone = women.len() as u64;
        count.entered = self.entered;
        // Who entered and is not here has left.
        self.left = self.entered - count.everyone;
        count.left = self.left;
        self.women = women;
        count
    }

    fn sent(&mut self, band: usize, count: &mut Count) {
        count.received[band] += 1;
        if self.chance(self.world.carers) {
            count.carers += 1;
        }
    }

    fn pick(&mut self, weights: &[f64]) -> usize {
        let mut at = self.rng.random::<f64>() * weights.iter().sum::<f64>();
        for (index, weight) in weights.iter().enumerate() {
            at -= weight;
            if at < 0.0 {
                return index;
            }
        }
        weights.iter().rposition(|weight| *weight > 0.0).unwrap_or(0)
    }

    /// Into custody; who serves less than the month is out again at its end.
    fn enter(&mut self, t: usize, band: usize, remand: bool) -> Place {
        let world = self.world;
        let step = &world.steps[t];
        if let Some(leaves) = world.bands[band].leaves {
            return if self.chance(leaves) {
                Place::Released { months: 0 }
            } else {
                Place::ForLife { band: band as u8 }
            };
        }
        let u = self.rng.random::<f32>();
        let curve = &world.sets[step.set][band][usize::from(remand)];
        if f64::from(u) < curve.alive.first().copied().unwrap_or(0.0) {
            Place::Inside { band: band as u8, remand, months: 0, u, set: step.set as u16 }
        } else {
            self.leave(t, band, remand)
        }
    }

    fn leave(&mut self, t: usize, band: usize, remand: bool) -> Place {
        let curve = &self.world.sets[self.world.steps[t].set][band][usize::from(remand)];
        let (share, mean) = (curve.to_curfew, curve.curfew_months);
        if self.chance(share) {
            let leaves = 1.0 / (1.0 + mean);
            if self.chance(leaves) {
                Place::Released { months: 0 }
            } else {
                Place::Curfew { leaves: leaves as f32 }
            }
        } else {
            Place::Released { months: 0 }
        }
    }

    fn after_remand(
        &mut self,
        t: usize,
        court: u8,
        key: u16,
        mixes: &[Vec<f64>; 2],
        cases: &mut Vec<Case>,
    ) -> Place {
        let world = self.world;
        let step = &world.steps[t];
        let c = usize::from(court);
        if !self.chance(step.remand_leaves[c]) {
            return Place::Remand { court };
        }
        let custody = (world.remand_custody[c] / (1.0 - step.bailed[c]).max(1e-9)).min(1.0);
        if self.chance(custody) {
            let band = self.pick(&mixes[c]);
            cases.push(Case { key, band, remand: true, fresh: false });
            return Place::Left;
        }
        if self.chance(world.remand_other[0]) {
            Place::Left
        } else if self.chance(world.remand_other[1] / (1.0 - world.remand_other[0]).max(1e-9)) {
            Place::Community { months: 0 }
        } else {
            Place::Suspended { band: 0, months: 0 }
        }
    }
}
