//! One draw of a setting, all numbers, month by month: what the cohort model and its twin both step
//! through. Not for ranges (`setting`) and not for stocks (`cohort`).

use super::curve::{self, Curve, Served};
use super::units::Units;
use super::{Applies, Law, Month, Outcome, Provision, Setting};

/// A band in a world.
#[derive(Debug, Clone, PartialEq)]
pub struct WorldBand {
    /// Its name.
    pub name: String,
    /// Share that leaves each month, for an indeterminate sentence.
    pub leaves: Option<f64>,
}

/// A key of the cohort: an area and an offence group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// Index of the area in [`World::areas`].
    pub area: usize,
    /// Index of the offence group.
    pub offence: usize,
}

/// Over which areas a world is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Areas {
    /// All areas as one: what the draws use.
    Together,
    /// Each area for itself.
    Each,
}

/// Numbers of one month. Shares are of the flow or stock named.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Step {
    /// Index into the curves, for women sentenced this month.
    pub set: usize,
    /// Whether women already inside go over to it too.
    pub everyone: bool,
    /// `[band][offence]`: share of sentences suspended because of the law.
    pub suspended: Vec<f64>,
    /// `[band][offence]`: share replaced by a community order because of the law.
    pub community: Vec<f64>,
    /// `[band]`: share diverted before a sentence.
    pub diverted: Vec<f64>,
    /// Share of women remanded at the magistrates' courts and the Crown Court who get bail instead.
    pub bailed: [f64; 2],
    /// Women remanded for each woman sentenced, at the two courts.
    pub remanded: [f64; 2],
    /// Share of women on remand at the two courts who leave in the month.
    pub remand_leaves: [f64; 2],
    /// Recalls of the month where published; `None` once the chance is held.
    pub recalls: Option<f64>,
    /// What the held chance of recall is multiplied with.
    pub recall_factor: f64,
    /// Share of recalls for a fixed term.
    pub recall_fixed: f64,
    /// Share of the two kinds of recalled women who leave in the month.
    pub recall_leaves: [f64; 2],
    /// Share of suspended orders that end in custody in the month.
    pub breach: f64,
    /// `[key]`: share of women on orders who come back to custody in the month.
    pub order_returns: Vec<f64>,
}

/// One draw, all numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct World {
    /// The first month.
    pub start: Month,
    /// Months.
    pub months: usize,
    /// Bands.
    pub bands: Vec<WorldBand>,
    /// Areas.
    pub areas: Vec<String>,
    /// Names of the offence groups.
    pub offences: Vec<String>,
    /// Keys.
    pub keys: Vec<Key>,
    /// `[month][band][key]`, women sentenced to immediate custody under the law before.
    pub(crate) intake: Vec<f64>,
    /// `[band][age][key]`-like: how much higher sentences were so many months before the start.
    pub(crate) before: f64,
    /// Curves: `[set][band][origin]`, origin 0 on bail, 1 on remand.
    pub(crate) sets: Vec<Vec<[Curve; 2]>>,
    pub(crate) steps: Vec<Step>,
    /// Share of remanded women given custody at the two courts.
    pub(crate) remand_custody: [f64; 2],
    /// Of the others: not sentenced, community order.
    pub(crate) remand_other: [f64; 2],
    /// Share of released women who come back to custody in a month.
    pub(crate) returns: f64,
    pub(crate) suspended_months: usize,
    pub(crate) community_months: usize,
    /// `[band]`: under a year, the sentences that magistrates pass; women who come back get these.
    pub(crate) first_group: Vec<bool>,
    /// The band into which a sentence just above the line falls, where there is a line.
    pub(crate) above: Option<usize>,
    pub(crate) up_tariff: f64,
    pub(crate) net_widening: f64,
    pub(crate) diversion_widening: f64,
    pub(crate) more_remand: f64,
    /// `[key]`: share of women remanded, of all keys.
    pub(crate) key_weight: Vec<f64>,
    /// Share of women who are primary carers.
    pub carers: f64,
    pub(crate) units: Units,
}

/// Months for which women on licence or after release are followed.
pub(crate) const FOLLOWED: usize = 12;

impl World {
    /// The numbers of one draw, from a month on, for so many months.
    #[must_use]
    pub fn build(
        setting: &Setting,
        values: &[f64],
        areas: Areas,
        start: Month,
        months: usize,
    ) -> Self {
        let value = |id: super::ParamId| values[id.0];
        let all = [setting.place.clone()];
        let area_names: Vec<String> = match areas {
            Areas::Together => all.to_vec(),
            Areas::Each => setting.intake.iter().map(|intake| intake.area.clone()).collect(),
        };
        let offences = setting.offences.len();
        let keys: Vec<Key> = (0..area_names.len())
            .flat_map(|area| (0..offences).map(move |offence| Key { area, offence }))
            .collect();
        let (n_bands, n_keys) = (setting.bands.len(), keys.len());

        // Weights of bands within their published total.
        let mut weights: Vec<f64> = setting.bands.iter().map(|band| value(band.weight)).collect();
        for group in 0..setting.groups.len() {
            let of = |b: usize| setting.bands[b].group == group;
            let sum: f64 = (0..n_bands).filter(|b| of(*b)).map(|b| weights[b]).sum();
            (0..n_bands).filter(|b| of(*b)).for_each(|b| weights[b] /= sum.max(1e-12));
        }
        let national: Vec<Vec<f64>> = national(setting);
        let yearly = |area: usize, month: Month, group: usize| -> f64 {
            let published = setting.intake_until().0 - setting.intake_from.0;
            let since = month.0 - setting.intake_from.0;
            let year = since.clamp(0, published - 1).div_euclid(12) as usize;
            let count: f64 = match areas {
                Areas::Together => national[year][group],
                Areas::Each => setting.intake[area].years[year][group],
            };
            // From the middle of the last published year, so that a year's growth is a year's.
            let beyond =
                if since < published { 0.0 } else { (f64::from(since - published) + 6.5) / 12.0 };
            if beyond > 0.0 {
                count * (1.0 + value(setting.groups[group].growth)).powf(beyond)
            } else {
                count
            }
        };
        let mut intake = vec![0.0; months * n_bands * n_keys];
        for t in 0..months {
            let month = start.plus(t as i32);
            for area in 0..area_names.len() {
                for (b, band) in setting.bands.iter().enumerate() {
                    let women = yearly(area, month, band.group) / 12.0 * weights[b];
                    for offence in 0..offences {
                        intake[(t * n_bands + b) * n_keys + area * offences + offence] =
                            women * setting.offences[offence].share_of_band[b];
                    }
                }
            }
        }
        let first_total: f64 = intake[..n_bands * n_keys].iter().sum();
        let mut key_weight = vec![0.0; n_keys];
        for (i, women) in intake[..n_bands * n_keys].iter().enumerate() {
            key_weight[i % n_keys] += women / first_total.max(1e-12);
        }

        let totals: Vec<f64> = national.iter().map(|groups| groups.iter().sum()).collect();
        let mut steps: Vec<Step> = Vec::with_capacity(months);
        let mut sets: Vec<Vec<[Curve; 2]>> = Vec::new();
        for t in 0..months {
            let month = start.plus(t as i32);
            let changed = setting.laws.iter().any(|law| {
                effective(law) == month
                    && matches!(law.provision, Provision::Release { .. } | Provision::Curfew { .. })
            });
            let learning =
                f64::from(month.0) <= setting.drift_until + 12.0 || setting.remand.is_some();
            let yearly = month.of_year() == 1 && learning;
            if t == 0 || changed || yearly {
                sets.push(curves(setting, values, month, &totals));
            }
            let everyone = changed
                && setting.laws.iter().any(|law| {
                    effective(law) == month
                        && match law.provision {
                            Provision::Release { applies, .. } => applies == Applies::Everyone,
                            Provision::Curfew { .. } => true,
                            _ => false,
                        }
                });
            steps.push(step(
                setting,
                values,
                month,
                (sets.len() - 1, everyone),
                &keys,
                &area_names,
                &totals,
            ));
        }
        let line = setting.laws.iter().rev().find_map(|law| match law.provision {
            Provision::Suspend { above, .. } => Some(above),
            _ => None,
        });
        let above = line.and_then(|line| {
            setting.bands.iter().position(|band| {
                !band.indeterminate && band.high > line + 1e-9 && band.low + 1e-9 >= line
            })
        });
        let effect = |id: fn(&super::SideEffects) -> super::ParamId| {
            setting.side_effects.as_ref().map_or(0.0, |effects| value(id(effects)))
        };
        let (remand_custody, remand_other) =
            setting.remand.as_ref().map_or(([0.0; 2], [0.0; 2]), |remand| {
                (
                    [value(remand.magistrates.custody), value(remand.crown.custody)],
                    [value(remand.not_sentenced), value(remand.community)],
                )
            });
        Self {
            start,
            months,
            bands: setting
                .bands
                .iter()
                .map(|band| WorldBand {
                    name: band.name.clone(),
                    leaves: band.indeterminate.then(|| 1.0 / (1.0 + band.high)),
                })
                .collect(),
            areas: area_names,
            offences: setting.offences.iter().map(|offence| offence.name.clone()).collect(),
            keys,
            intake,
            before: value(setting.before),
            sets,
            steps,
            remand_custody,
            remand_other,
            returns: monthly(value(setting.reoffending) * value(setting.back_to_custody)),
            suspended_months: value(setting.suspended_months).round().max(1.0) as usize,
            community_months: value(setting.community_months).round().max(1.0) as usize,
            first_group: setting.bands.iter().map(short).collect(),
            above,
            up_tariff: effect(|effects| effects.up_tariff),
            net_widening: effect(|effects| effects.net_widening),
            diversion_widening: effect(|effects| effects.diversion_widening),
            more_remand: effect(|effects| effects.more_remand),
            key_weight,
            carers: value(setting.carers),
            units: Units::of(setting),
        }
    }

    /// Women sentenced in a month to a band under the law before, of one key.
    #[must_use]
    pub fn sentenced(&self, t: usize, band: usize, key: usize) -> f64 {
        self.intake[(t * self.bands.len() + band) * self.keys.len() + key]
    }
}

/// Whether a band is of sentences under a year.
fn short(band: &super::Band) -> bool {
    !band.indeterminate && band.high <= 12.0 + 1e-9
}

/// The share that leaves in a month so that a share `year` has left after twelve.
fn monthly(year: f64) -> f64 {
    1.0 - (1.0 - year.clamp(0.0, 0.999)).powf(1.0 / FOLLOWED as f64)
}

/// The first month that is wholly or mostly under a law.
fn effective(law: &Law) -> Month {
    if law.from.day > 15 { law.from.month.plus(1) } else { law.from.month }
}

/// How far a law is in use in a month: the share of the month after its date, or the rise of its
/// ramp.
fn in_use(law: &Law, month: Month, ramp: f64) -> f64 {
    let since = f64::from(month.0) + 1.0 - law.from.position();
    if since <= 0.0 {
        0.0
    } else if ramp > 1.0 {
        // The mean of a straight rise from 0 to 1 over `ramp` months, over this month.
        let mean = (since.min(ramp).powi(2) - (since - 1.0).max(0.0).min(ramp).powi(2))
            / (2.0 * ramp)
            + (since - (since - 1.0).max(ramp)).max(0.0);
        mean.min(1.0)
    } else {
        since.min(1.0)
    }
}

/// The curves of all bands in a month.
fn curves(setting: &Setting, values: &[f64], month: Month, totals: &[f64]) -> Vec<[Curve; 2]> {
    let value = |id: super::ParamId| values[id.0];
    let mut release = (1.0, 0.0, 1.0, f64::INFINITY);
    let mut curfew = (0.0, 0.0);
    for law in setting.laws.iter().filter(|law| effective(law) <= month) {
        match law.provision {
            Provision::Release { share, spared_from, spared, spared_share, .. } => {
                release = (share, value(spared), spared_share, spared_from);
            }
            Provision::Curfew { max_days, take_up } => {
                curfew = (max_days / 30.4375, value(take_up))
            }
            _ => {}
        }
    }
    let years =
        (f64::from(month.0).min(setting.drift_until) - f64::from(setting.intake_from.0)) / 12.0;
    let scale =
        value(setting.time_served) * (1.0 + value(setting.time_served_drift) * years).max(0.2);
    let stays = setting.remand.as_ref().map(|remand| stays(setting, remand, values, month, totals));
    setting
        .bands
        .iter()
        .map(|band| {
            let spared = if band.low + 1e-9 >= release.3 { release.1 } else { 0.0 };
            // Curfew is for sentences under four years (Criminal Justice Act 2003, section 246).
            let curfew = if band.high <= 48.0 && band.low >= 2.9 { curfew } else { (0.0, 0.0) };
            let served = Served {
                low: band.low,
                high: band.high,
                release: release.0,
                spared,
                spared_release: release.2,
                curfew: curfew.0,
                take_up: curfew.1,
                credit: 0.0,
                scale: if band.low >= 12.0 - 1e-9 { scale } else { 1.0 },
            };
            let credit = stays.map_or(0.0, |stays| if short(band) { stays[0] } else { stays[1] });
            if band.indeterminate {
                let none = Curve { alive: vec![0.0], to_curfew: 0.0, curfew_months: 0.0 };
                [none.clone(), none]
            } else {
                [curve::curve(&served), curve::curve(&Served { credit, ..served })]
            }
        })
        .collect()
}

/// Mean months on remand at the two courts, learned from stock over flow.
fn stays(
    setting: &Setting,
    remand: &super::Remand,
    values: &[f64],
    month: Month,
    totals: &[f64],
) -> [f64; 2] {
    let value = |id: super::ParamId| values[id.0];
    let last = remand.stock.last().unwrap_or(0.0);
    let (now, after) = if f64::from(month.0) > last {
        (last, value(remand.after))
    } else {
        (f64::from(month.0), 1.0)
    };
    let since =
        (now - f64::from(setting.intake_from.0)).clamp(0.0, 12.0 * totals.len() as f64 - 1.0);
    let sentences = totals[(since / 12.0).floor() as usize] / 12.0;
    let flows =
        [remand.magistrates.flow.at(now) * sentences, remand.crown.flow.at(now) * sentences];
    let longer = value(remand.longer);
    let short = remand.stock.at(now) / (flows[0] + longer * flows[1]).max(1e-9);
    [short * after, short * longer * after]
}

/// The numbers of a month.
fn step(
    setting: &Setting,
    values: &[f64],
    month: Month,
    (set, everyone): (usize, bool),
    keys: &[Key],
    areas: &[String],
    totals: &[f64],
) -> Step {
    let value = |id: super::ParamId| values[id.0];
    let offences = setting.offences.len();
    let n_bands = setting.bands.len();
    let mut suspended = vec![0.0; n_bands * offences];
    let mut community = vec![0.0; n_bands * offences];
    let mut diverted = vec![0.0; n_bands];
    let mut bailed = [0.0; 2];
    let mut recall = (0.5, 0.7, 3.0);
    let mut activated = 0.0;
    for law in &setting.laws {
        let used = in_use(law, month, 0.0);
        if used <= 0.0 {
            continue;
        }
        match &law.provision {
            Provision::Suspend { up_to, exceptions, ramp, outcome, offences: only, .. } => {
                let share = in_use(law, month, value(*ramp)) * (1.0 - value(*exceptions));
                for (b, band) in
                    setting.bands.iter().enumerate().filter(|(_, band)| !band.indeterminate)
                {
                    let covered = curve::under(band.low, band.high, *up_to);
                    for o in (0..offences).filter(|o| only.is_empty() || only.contains(o)) {
                        let into = match outcome {
                            Outcome::Suspended => &mut suspended,
                            Outcome::Community => &mut community,
                        };
                        let other: f64 = into[b * offences + o];
                        into[b * offences + o] = other.max(share * covered);
                    }
                }
            }
            Provision::SuspendLonger { over, up_to, share } => {
                for (b, band) in
                    setting.bands.iter().enumerate().filter(|(_, band)| !band.indeterminate)
                {
                    let covered = curve::under(band.low, band.high, *up_to)
                        - curve::under(band.low, band.high, *over);
                    for o in 0..offences {
                        suspended[b * offences + o] += used * value(*share) * covered.max(0.0);
                    }
                }
            }
            Provision::Divert { share, up_to } => {
                for (b, band) in
                    setting.bands.iter().enumerate().filter(|(_, band)| !band.indeterminate)
                {
                    let covered = curve::under(band.low, band.high, *up_to);
                    diverted[b] =
                        1.0 - (1.0 - diverted[b]) * (1.0 - used * value(*share) * covered);
                }
            }
            Provision::RemandTest { turned_away } => {
                if let Some(remand) = &setting.remand {
                    for (court, custody) in
                        [remand.magistrates.custody, remand.crown.custody].into_iter().enumerate()
                    {
                        bailed[court] = used * value(*turned_away) * (1.0 - value(custody));
                    }
                }
            }
            Provision::Recall { fixed, fixed_months, standard_months } => {
                let new = (value(*fixed), value(*fixed_months), value(*standard_months));
                recall = (
                    recall.0 + used * (new.0 - recall.0),
                    recall.1 + used * (new.1 - recall.1),
                    recall.2 + used * (new.2 - recall.2),
                );
            }
            Provision::Breach { activated: share } => activated = value(*share),
            Provision::Release { .. } | Provision::Curfew { .. } => {}
        }
    }
    for (s, c) in suspended.iter_mut().zip(&mut community) {
        *c = c.clamp(0.0, 1.0);
        *s = s.clamp(0.0, 1.0 - *c);
    }
    let (remanded, remand_leaves) =
        setting.remand.as_ref().map_or(([0.0; 2], [1.0; 2]), |remand| {
            let stays = stays(setting, remand, values, month, totals);
            let at = f64::from(month.0);
            (
                [remand.magistrates.flow.at(at), remand.crown.flow.at(at)],
                [1.0 / (1.0 + stays[0]), 1.0 / (1.0 + stays[1])],
            )
        });
    let last = setting.recalls.last();
    let at = f64::from(month.0);
    let recalls = last.and_then(|last| (at <= last).then(|| setting.recalls.at(at) / 12.0));
    let fewer = value(setting.order_fewer);
    let base = value(setting.reoffending) - fewer;
    let back = value(setting.back_to_custody);
    let plain = monthly(base.max(0.0) * back);
    let order_returns = keys
        .iter()
        .map(|key| {
            if setting.centre_effect.is_none() {
                return plain;
            }
            let (cover, effect) = match setting.centre_effect {
                Some(effect) => (covered(setting, month, areas, key.area), value(effect)),
                None => (0.0, 0.0),
            };
            monthly((base - cover * effect).max(0.0) * back)
        })
        .collect();
    let order_months = value(setting.suspended_months).round().max(1.0);
    Step {
        set,
        everyone,
        suspended,
        community,
        diverted,
        bailed,
        remanded,
        remand_leaves,
        recalls,
        recall_factor: last.map_or(0.0, |last| {
            // Reached step by step over six years from the last figure.
            1.0 + (value(setting.recalls_after) - 1.0) * ((at - last) / 72.0).clamp(0.0, 1.0)
        }),
        recall_fixed: recall.0,
        recall_leaves: [1.0 / (1.0 + recall.1), 1.0 / (1.0 + recall.2)],
        breach: 1.0 - (1.0 - activated.clamp(0.0, 0.999)).powf(1.0 / order_months),
        order_returns,
    }
}

/// Sentences of all areas by year and published total.
fn national(setting: &Setting) -> Vec<Vec<f64>> {
    let years = setting.intake.first().map_or(0, |area| area.years.len());
    let sum =
        |year: usize, group: usize| setting.intake.iter().map(|area| area.years[year][group]).sum();
    (0..years)
        .map(|year| (0..setting.groups.len()).map(|group| sum(year, group)).collect())
        .collect()
}

/// The share of an area's women who could be turned from custody whom its added centres can take.
fn covered(setting: &Setting, month: Month, areas: &[String], area: usize) -> f64 {
    let last = |intake: &super::Intake| intake.years.last().map_or(0.0, |groups| groups[0]);
    let share = |name: &str, women: f64| {
        let places: f64 = setting
            .centres
            .iter()
            .filter(|centre| centre.area == name && centre.from.month <= month)
            .map(|centre| centre.women_a_year)
            .sum();
        places.min(women)
    };
    let together = areas.len() == 1 && setting.intake.len() > 1;
    let (mut places, mut women) = (0.0, 0.0);
    for intake in setting.intake.iter().filter(|intake| together || intake.area == areas[area]) {
        places += share(&intake.area, last(intake));
        women += last(intake);
    }
    if women > 0.0 { places / women } else { 0.0 }
}
