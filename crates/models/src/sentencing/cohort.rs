//! The cohort model: stocks and flows of women in monthly steps. Nobody is lost: in every month the
//! women in all stocks are those of the month before, plus those who entered, less those who left.
//! Published sentences to custody already hold women who came back; so a run of the law before
//! tells how many were new (`Before`), and a run of another law takes those and adds its own
//! returns, breaches and recalls. Not for ranges: one run is one world.
#![allow(
    clippy::needless_range_loop,
    reason = "a key runs through a dozen stocks and flows beside each other"
)]

use super::world::{FOLLOWED, World};

/// Where a woman came from to her sentence.
const BAIL: usize = 0;
const REMAND: usize = 1;

/// What a run of the law before tells runs of other laws.
#[derive(Debug, Clone, PartialEq)]
pub struct Before {
    /// `[month][band][key]`: women sentenced who came on bail and were not here before.
    fresh: Vec<f64>,
    /// `[month]`: chance of recall.
    recall: Vec<f64>,
    /// The most by which women known here exceeded the published sentences of a month and key.
    pub overflow: f64,
}

impl Before {
    /// The chance of recall in a month.
    pub(crate) fn recall(&self, t: usize) -> f64 {
        self.recall[t]
    }

    /// New women sentenced on bail in a month, of a band and key.
    pub(crate) fn fresh(
        &self,
        t: usize,
        band: usize,
        key: usize,
        bands: usize,
        keys: usize,
    ) -> f64 {
        self.fresh[(t * bands + band) * keys + key]
    }
}

/// A month's totals.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Totals {
    /// Women sent to custody by band: sentenced, or a suspended sentence activated.
    pub received: Vec<f64>,
    /// Women remanded.
    pub remanded: f64,
    /// Women recalled.
    pub recalled: f64,
    /// Suspended sentences activated, by band.
    pub activated: Vec<f64>,
    /// Women turned away from custody by the law.
    pub turned_away: f64,
    /// Women diverted before sentence.
    pub diverted: f64,
    /// Women drawn in who would have had less.
    pub drawn_in: f64,
    /// Inside under sentence, by band, at the month's end.
    pub inside: Vec<f64>,
    /// Inside on remand, magistrates' courts and Crown Court.
    pub on_remand: [f64; 2],
    /// Inside on recall, fixed-term and standard.
    pub on_recall: [f64; 2],
    /// Of the women in prison, those in small units.
    pub in_units: f64,
    /// Under home detention curfew.
    pub on_curfew: f64,
    /// On a suspended sentence that this model follows.
    pub suspended: f64,
    /// On a community order that this model follows.
    pub community: f64,
    /// Released within twelve months.
    pub released: f64,
    /// Entered from outside since the start.
    pub entered: f64,
    /// Left for good since the start.
    pub left: f64,
}

impl Totals {
    /// Women in prison, those in small units among them.
    #[must_use]
    pub fn population(&self) -> f64 {
        self.inside.iter().sum::<f64>()
            + self.on_remand.iter().sum::<f64>()
            + self.on_recall.iter().sum::<f64>()
    }

    /// Women sent to custody, all bands.
    #[must_use]
    pub fn receptions(&self) -> f64 {
        self.received.iter().sum()
    }

    /// Women in all stocks.
    #[must_use]
    pub fn everyone(&self) -> f64 {
        self.population() + self.on_curfew + self.suspended + self.community + self.released
    }
}

/// A run.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// Each month.
    pub months: Vec<Totals>,
    /// Women in all stocks at the start.
    pub at_start: f64,
    /// `[key]`: women sentenced to custody in the last twelve months.
    pub received_by_key: Vec<f64>,
    /// `[key]`: women in prison, mean of the last twelve months.
    pub inside_by_key: Vec<f64>,
    /// `[band][key]`: inside under sentence at the end.
    pub inside_by_band_and_key: Vec<f64>,
}

/// Women in custody of one band and origin by month of entry.
struct Inside {
    /// `[slot][key]` of entrants; `head` is the newest.
    entrants: Vec<f64>,
    /// By slot: share still inside, and the curve they follow.
    alive: Vec<f64>,
    set: Vec<usize>,
    head: usize,
    slots: usize,
    stock: Vec<f64>,
}

/// Women followed for a number of months under a monthly chance.
struct Followed {
    /// `[slot][key]`.
    women: Vec<f64>,
    head: usize,
    slots: usize,
    stock: Vec<f64>,
}

impl Followed {
    fn new(slots: usize, keys: usize) -> Self {
        Self { women: vec![0.0; slots * keys], head: 0, slots, stock: vec![0.0; keys] }
    }

    /// Takes out a share of each key, and those whose time is over.
    fn step(&mut self, share: impl Fn(usize) -> f64, out: &mut [f64], over: &mut f64) {
        let keys = self.stock.len();
        self.head = (self.head + 1) % self.slots;
        // The slot now reused holds the oldest: their time is over.
        for key in 0..keys {
            let women = &mut self.women[self.head * keys + key];
            *over += *women;
            self.stock[key] -= *women;
            *women = 0.0;
        }
        for key in 0..keys {
            let leave = share(key);
            out[key] = self.stock[key] * leave;
            if leave > 0.0 {
                for slot in 0..self.slots {
                    self.women[slot * keys + key] *= 1.0 - leave;
                }
                self.stock[key] *= 1.0 - leave;
            }
        }
    }

    fn add(&mut self, key: usize, women: f64) {
        let keys = self.stock.len();
        self.women[self.head * keys + key] += women;
        self.stock[key] += women;
    }

    fn total(&self) -> f64 {
        self.stock.iter().sum()
    }
}

impl Inside {
    fn new(slots: usize, keys: usize, set: usize) -> Self {
        Self {
            entrants: vec![0.0; slots * keys],
            alive: vec![0.0; slots],
            set: vec![set; slots],
            head: 0,
            slots,
            stock: vec![0.0; keys],
        }
    }

    /// Fills it as a steady state of these entrants, more of them the longer ago.
    fn fill(&mut self, world: &World, band: usize, origin: usize, entrants: &[f64]) {
        let keys = entrants.len();
        let curve = &world.sets[self.set[0]][band][origin].alive;
        for (age, alive) in curve.iter().enumerate().take(self.slots) {
            let slot = (self.head + self.slots - age) % self.slots;
            let more = 1.0 + world.before * (age as f64 / 12.0).min(4.0);
            self.alive[slot] = *alive;
            for key in 0..keys {
                self.entrants[slot * keys + key] = entrants[key] * more;
                self.stock[key] += entrants[key] * more * alive;
            }
        }
    }

    /// A month: everybody a month older, the new women in, those whose time is over into `out`.
    fn step(
        &mut self,
        world: &World,
        at: (usize, usize),
        set: usize,
        everyone: bool,
        new: &[f64],
        out: &mut [f64],
    ) {
        let (band, origin) = at;
        let keys = new.len();
        self.head = (self.head + 1) % self.slots;
        let head = self.head;
        // What is left in the slot now reused leaves.
        let last = self.alive[head];
        for key in 0..keys {
            out[key] = self.entrants[head * keys + key] * last;
            self.entrants[head * keys + key] = new[key];
        }
        self.alive[head] = 1.0;
        self.set[head] = set;
        for age in 0..self.slots {
            let slot = if age <= head { head - age } else { head + self.slots - age };
            if self.alive[slot] <= 0.0 {
                continue;
            }
            if everyone {
                self.set[slot] = set;
            }
            let curve = &world.sets[self.set[slot]][band][origin].alive;
            let now = curve.get(age).copied().unwrap_or(0.0).min(self.alive[slot]);
            let gone = self.alive[slot] - now;
            if gone > 0.0 {
                let entrants = &self.entrants[slot * keys..(slot + 1) * keys];
                for (leaving, women) in out.iter_mut().zip(entrants) {
                    *leaving += women * gone;
                }
                self.alive[slot] = now;
            }
        }
        for key in 0..keys {
            self.stock[key] += new[key] - out[key];
        }
    }
}

/// Runs a world. Without `before` it is the run of the law before: sentences to custody are the
/// published ones. With it, they follow from the law.
#[must_use]
pub fn run(world: &World, before: Option<&Before>) -> (Path, Before) {
    Run::new(world).all(before)
}

struct Run<'a> {
    world: &'a World,
    keys: usize,
    bands: usize,
    inside: Vec<[Inside; 2]>,
    for_life: Vec<Vec<f64>>,
    remand: [Vec<f64>; 2],
    recall: [Vec<f64>; 2],
    curfew: Vec<f64>,
    curfew_leaves: f64,
    released: Followed,
    suspended: Vec<Followed>,
    community: Followed,
    entered: f64,
    left: f64,
    more_remand: f64,
}

impl<'a> Run<'a> {
    fn new(world: &'a World) -> Self {
        let (keys, bands) = (world.keys.len(), world.bands.len());
        let slots = |band: usize, origin: usize| {
            world.sets.iter().map(|set| set[band][origin].alive.len()).max().unwrap_or(1) + 1
        };
        let mut run = Self {
            world,
            keys,
            bands,
            inside: (0..bands)
                .map(|band| [BAIL, REMAND].map(|origin| Inside::new(slots(band, origin), keys, 0)))
                .collect(),
            for_life: vec![vec![0.0; keys]; bands],
            remand: [vec![0.0; keys], vec![0.0; keys]],
            recall: [vec![0.0; keys], vec![0.0; keys]],
            curfew: vec![0.0; keys],
            curfew_leaves: 0.5,
            released: Followed::new(FOLLOWED, keys),
            suspended: (0..bands).map(|_| Followed::new(world.suspended_months, keys)).collect(),
            community: Followed::new(world.community_months, keys),
            entered: 0.0,
            left: 0.0,
            more_remand: 0.0,
        };
        run.fill();
        run
    }

    /// A steady state of the first month, by Little's law for each stock.
    fn fill(&mut self) {
        let world = self.world;
        let step = &world.steps[0];
        let (mut sentenced, mut remanded) = (0.0, [0.0; 2]);
        let mut by_band = vec![vec![0.0; self.keys]; self.bands];
        for (band, row) in by_band.iter_mut().enumerate() {
            for (key, women) in row.iter_mut().enumerate() {
                *women = world.sentenced(0, band, key);
                sentenced += *women;
            }
        }
        for court in 0..2 {
            let flow = step.remanded[court] * sentenced;
            remanded[court] = flow;
            for key in 0..self.keys {
                self.remand[court][key] =
                    flow * world.key_weight[key] * (1.0 - step.remand_leaves[court])
                        / step.remand_leaves[court];
            }
        }
        let flow = [remanded[0] * world.remand_custody[0], remanded[1] * world.remand_custody[1]];
        for band in 0..self.bands {
            if let Some(leaves) = world.bands[band].leaves {
                for key in 0..self.keys {
                    self.for_life[band][key] = by_band[band][key] * (1.0 - leaves) / leaves;
                }
                continue;
            }
            let share = self.share_remanded(0, band, &flow);
            let on_remand: Vec<f64> = by_band[band].iter().map(|women| women * share).collect();
            let on_bail: Vec<f64> =
                by_band[band].iter().map(|women| women * (1.0 - share)).collect();
            self.inside[band][BAIL].fill(world, band, BAIL, &on_bail);
            self.inside[band][REMAND].fill(world, band, REMAND, &on_remand);
        }
        // Released women of the year before, and the recalled among them.
        let recalls = step.recalls.unwrap_or(0.0);
        for slot in 0..FOLLOWED {
            let left = (1.0 - world.returns).powi(slot as i32 + 1);
            self.released.head = slot;
            for key in 0..self.keys {
                let women: f64 = (0..self.bands).map(|band| by_band[band][key]).sum();
                self.released.add(key, (women + recalls * world.key_weight[key]) * left * 0.9);
            }
        }
        for kind in 0..2 {
            let share = if kind == 0 { step.recall_fixed } else { 1.0 - step.recall_fixed };
            let leaves = step.recall_leaves[kind];
            for key in 0..self.keys {
                self.recall[kind][key] =
                    recalls * share * world.key_weight[key] * (1.0 - leaves) / leaves;
            }
        }
    }

    /// The share of a band's sentences that fall to women on remand, when so many leave the two
    /// courts for custody.
    fn share_remanded(&self, t: usize, band: usize, flow: &[f64; 2]) -> f64 {
        let world = self.world;
        let first = world.first_group[band];
        let all: f64 = (0..self.bands)
            .filter(|b| world.first_group[*b] == first && world.bands[*b].leaves.is_none())
            .map(|b| (0..self.keys).map(|key| world.sentenced(t, b, key)).sum::<f64>())
            .sum();
        if all > 0.0 { (flow[usize::from(!first)] / all).min(0.9) } else { 0.0 }
    }

    fn total(&self) -> f64 {
        let sum = |row: &Vec<f64>| row.iter().sum::<f64>();
        self.inside.iter().flatten().map(|inside| sum(&inside.stock)).sum::<f64>()
            + self.for_life.iter().map(sum).sum::<f64>()
            + self.remand.iter().map(sum).sum::<f64>()
            + self.recall.iter().map(sum).sum::<f64>()
            + sum(&self.curfew)
            + self.released.total()
            + self.suspended.iter().map(Followed::total).sum::<f64>()
            + self.community.total()
    }

    fn all(mut self, before: Option<&Before>) -> (Path, Before) {
        let world = self.world;
        let at_start = self.total();
        let mut months = Vec::with_capacity(world.months);
        let mut told = Before {
            fresh: vec![0.0; world.months * self.bands * self.keys],
            recall: vec![0.0; world.months],
            overflow: 0.0,
        };
        let mut received_by_key = vec![0.0; self.keys];
        let mut inside_by_key = vec![0.0; self.keys];
        let mut held = 0.0;
        for t in 0..world.months {
            let in_last_year = t + 12 >= world.months;
            let totals = self.month(
                t,
                before,
                &mut told,
                &mut held,
                in_last_year.then_some(&mut received_by_key),
            );
            if in_last_year {
                for (key, inside) in inside_by_key.iter_mut().enumerate() {
                    *inside += self.of_key(key) / world.months.min(12) as f64;
                }
            }
            months.push(totals);
        }
        let mut by_band = vec![0.0; self.bands * self.keys];
        for band in 0..self.bands {
            for key in 0..self.keys {
                by_band[band * self.keys + key] = self.inside[band][0].stock[key]
                    + self.inside[band][1].stock[key]
                    + self.for_life[band][key];
            }
        }
        let path = Path {
            months,
            at_start,
            received_by_key,
            inside_by_key,
            inside_by_band_and_key: by_band,
        };
        (path, told)
    }

    /// Women in prison of a key.
    fn of_key(&self, key: usize) -> f64 {
        self.inside.iter().flatten().map(|inside| inside.stock[key]).sum::<f64>()
            + self.for_life.iter().map(|row| row[key]).sum::<f64>()
            + self.remand.iter().chain(&self.recall).map(|row| row[key]).sum::<f64>()
    }

    #[allow(clippy::too_many_lines, reason = "one month in the order in which it happens")]
    fn month(
        &mut self,
        t: usize,
        before: Option<&Before>,
        told: &mut Before,
        held: &mut f64,
        by_key: Option<&mut Vec<f64>>,
    ) -> Totals {
        let world = self.world;
        let step = &world.steps[t];
        let (keys, bands) = (self.keys, self.bands);
        let offences = world.offences.len();
        let at = |band: usize, key: usize| (t * bands + band) * keys + key;
        let mut totals =
            Totals { received: vec![0.0; bands], activated: vec![0.0; bands], ..Totals::default() };
        let sentenced: f64 = (0..bands * keys).map(|i| world.intake[t * bands * keys + i]).sum();

        // 1. Released women and women on orders: some come back to court, some have their year over.
        let released = self.released.total();
        let recall_chance = match before {
            Some(before) => before.recall[t],
            None => match step.recalls {
                Some(recalls) => {
                    *held = if released > 0.0 { (recalls / released).min(0.5) } else { 0.0 };
                    *held
                }
                None => (*held * step.recall_factor).min(0.5),
            },
        };
        told.recall[t] = recall_chance;
        let mut back = vec![0.0; keys];
        let leave = 1.0 - (1.0 - recall_chance) * (1.0 - world.returns);
        self.released.step(|_| leave, &mut back, &mut self.left);
        let both = recall_chance + world.returns;
        let recalled_share = if both > 0.0 { recall_chance / both } else { 0.0 };
        let recalled: Vec<f64> = back.iter().map(|women| women * recalled_share).collect();
        for (women, recalled) in back.iter_mut().zip(&recalled) {
            *women -= recalled;
        }
        totals.recalled = recalled.iter().sum();
        let mut out = vec![0.0; keys];
        self.community.step(|key| step.order_returns[key], &mut out, &mut self.left);
        for key in 0..keys {
            back[key] += out[key];
        }
        let mut activated = vec![0.0; bands * keys];
        for band in 0..bands {
            if self.suspended[band].total() <= 0.0 {
                continue;
            }
            let leave = |key: usize| 1.0 - (1.0 - step.breach) * (1.0 - step.order_returns[key]);
            self.suspended[band].step(leave, &mut out, &mut self.left);
            for key in 0..keys {
                let both = step.breach + step.order_returns[key];
                let breached = if both > 0.0 { out[key] * step.breach / both } else { 0.0 };
                activated[band * keys + key] = breached;
                totals.activated[band] += breached;
                back[key] += out[key] - breached;
            }
        }

        // 2. Remand: who leaves it, for what, and who comes.
        let mut to_custody = vec![[0.0; 2]; keys];
        let mut new_orders = vec![[0.0; 2]; keys]; // suspended, community
        for court in 0..2 {
            let sent = step.remanded[court] * (1.0 - step.bailed[court]);
            let extra = if court == 0 { self.more_remand } else { 0.0 };
            for key in 0..keys {
                let new = (sentenced * sent + extra) * world.key_weight[key];
                totals.remanded += new;
                self.entered += new;
                let stock = self.remand[court][key] + new;
                let leaving = stock * step.remand_leaves[court];
                self.remand[court][key] = stock - leaving;
                // Women given bail instead were none of those who then go to custody.
                let custody =
                    (world.remand_custody[court] / (1.0 - step.bailed[court]).max(1e-9)).min(1.0);
                to_custody[key][court] += leaving * custody;
                let other = leaving * (1.0 - custody);
                self.left += other * world.remand_other[0];
                new_orders[key][1] += other * world.remand_other[1];
                new_orders[key][0] += other * (1.0 - world.remand_other[0] - world.remand_other[1]);
            }
        }
        self.more_remand = 0.0;

        // 3. Sentences.
        let flow: [f64; 2] = [0, 1].map(|court| to_custody.iter().map(|women| women[court]).sum());
        let back_bands: f64 = (0..bands)
            .filter(|band| world.first_group[*band])
            .map(|band| (0..keys).map(|key| world.sentenced(t, band, key)).sum::<f64>())
            .sum();
        let groups: [f64; 2] = [true, false].map(|first| {
            (0..bands)
                .filter(|b| world.first_group[*b] == first && world.bands[*b].leaves.is_none())
                .map(|b| (0..keys).map(|key| world.sentenced(t, b, key)).sum::<f64>())
                .sum()
        });
        let mut new = vec![[0.0; 2]; bands * keys];
        let mut up = vec![0.0; keys];
        let mut from_remand_total = 0.0;
        for band in 0..bands {
            let first = world.first_group[band];
            let court = usize::from(!first);
            let life = world.bands[band].leaves.is_some();
            for key in 0..keys {
                let published = world.intake[at(band, key)];
                let group = groups[court];
                let remand =
                    if life || group <= 0.0 { 0.0 } else { flow[court] * published / group };
                // Women who come back are sentenced as the first group is, of their own key.
                let returning = if first && back_bands > 0.0 {
                    let of_band: f64 = (0..keys).map(|k| world.intake[at(band, k)]).sum();
                    back[key] * of_band / back_bands
                } else {
                    0.0
                };
                from_remand_total += remand;
                let fresh = match before {
                    Some(before) => before.fresh[at(band, key)],
                    None => {
                        let fresh = published - remand - returning - activated[band * keys + key];
                        told.overflow = told.overflow.max(-fresh);
                        fresh.max(0.0)
                    }
                };
                told.fresh[at(band, key)] = fresh;
                let offence = world.keys[key].offence;
                let away = step.diverted[band];
                let suspended = step.suspended[band * offences + offence];
                let community = step.community[band * offences + offence];
                // Diversion reaches women before a sentence: only those who are new here.
                let diverted = fresh * away;
                totals.diverted += diverted;
                let drawn = diverted * world.diversion_widening;
                totals.drawn_in += drawn;
                self.entered += fresh + drawn;
                self.left += diverted + drawn;
                for (origin, women) in [(BAIL, fresh - diverted + returning), (REMAND, remand)] {
                    let turned = women * (suspended + community);
                    totals.turned_away += turned;
                    let above = if world.above.is_some() { world.up_tariff } else { 0.0 };
                    up[key] += turned * above;
                    let order = turned * (1.0 - above);
                    let drawn = order * world.net_widening;
                    totals.drawn_in += drawn;
                    self.entered += drawn;
                    let share = if suspended + community > 0.0 {
                        suspended / (suspended + community)
                    } else {
                        0.0
                    };
                    self.suspended[band].add(key, (order + drawn) * share);
                    self.community.add(key, (order + drawn) * (1.0 - share));
                    self.more_remand += turned * world.more_remand;
                    new[band * keys + key][origin] += women - turned;
                }
            }
        }
        if let Some(above) = world.above {
            for key in 0..keys {
                new[above * keys + key][BAIL] += up[key];
            }
        }
        // Women who left remand for custody that no published band could take are not lost.
        self.left += flow[0] + flow[1] - from_remand_total;

        // 4. Inside: new women in, those whose time is over out.
        let mut leaving = vec![0.0; keys];
        let mut to_release = vec![0.0; keys];
        let mut entering = [vec![0.0; keys], vec![0.0; keys]];
        let (mut curfew_time, mut curfew_women) = (0.0, 0.0);
        let mut to_curfew = vec![0.0; keys];
        let mut by_key = by_key;
        for band in 0..bands {
            for key in 0..keys {
                let women = new[band * keys + key];
                let received = women[BAIL] + women[REMAND] + activated[band * keys + key];
                totals.received[band] += received;
                if let Some(by_key) = by_key.as_deref_mut() {
                    by_key[key] += received;
                }
                entering[BAIL][key] = women[BAIL] + activated[band * keys + key];
                entering[REMAND][key] = women[REMAND];
            }
            if let Some(leaves) = world.bands[band].leaves {
                for key in 0..keys {
                    let stock = self.for_life[band][key] + entering[0][key] + entering[1][key];
                    to_release[key] += stock * leaves;
                    self.for_life[band][key] = stock * (1.0 - leaves);
                }
                continue;
            }
            for origin in [BAIL, REMAND] {
                self.inside[band][origin].step(
                    world,
                    (band, origin),
                    step.set,
                    step.everyone,
                    &entering[origin],
                    &mut leaving,
                );
                let curve = &world.sets[step.set][band][origin];
                for key in 0..keys {
                    let home = leaving[key] * curve.to_curfew;
                    to_curfew[key] += home;
                    to_release[key] += leaving[key] - home;
                    curfew_women += home;
                    curfew_time += home * curve.curfew_months;
                }
            }
        }
        if curfew_women > 0.0 {
            self.curfew_leaves = 1.0 / (1.0 + curfew_time / curfew_women);
        }
        for key in 0..keys {
            let stock = self.curfew[key] + to_curfew[key];
            let out = stock * self.curfew_leaves;
            self.curfew[key] = stock - out;
            to_release[key] += out;
        }

        // 5. Recall.
        for kind in 0..2 {
            let share = if kind == 0 { step.recall_fixed } else { 1.0 - step.recall_fixed };
            for key in 0..keys {
                let stock = self.recall[kind][key] + recalled[key] * share;
                let out = stock * step.recall_leaves[kind];
                self.recall[kind][key] = stock - out;
                to_release[key] += out;
            }
        }
        for key in 0..keys {
            self.released.add(key, to_release[key]);
            self.community.add(key, new_orders[key][1]);
            // Suspended after remand: followed as the shortest band, whose activation is short.
            self.suspended[0].add(key, new_orders[key][0]);
        }

        totals.inside = (0..bands)
            .map(|band| {
                self.inside[band].iter().map(|inside| inside.stock.iter().sum::<f64>()).sum::<f64>()
                    + self.for_life[band].iter().sum::<f64>()
            })
            .collect();
        totals.on_remand = [0, 1].map(|court| self.remand[court].iter().sum());
        totals.on_recall = [0, 1].map(|kind| self.recall[kind].iter().sum());
        totals.in_units = world.units.hold(
            world.start.plus(t as i32),
            &totals.inside,
            totals.on_remand.iter().sum(),
        );
        totals.on_curfew = self.curfew.iter().sum();
        totals.suspended = self.suspended.iter().map(Followed::total).sum();
        totals.community = self.community.total();
        totals.released = self.released.total();
        totals.entered = self.entered;
        totals.left = self.left;
        totals
    }
}
