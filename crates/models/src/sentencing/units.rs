//! Small units: how many of the women inside live in one. A unit moves nobody out of custody and
//! shortens no sentence; it is where some of those inside are, nearer to home. Not for where units
//! should stand (`siting`).

use super::{Month, Setting};

/// The units of a setting, with the women who could live in each as shares of all women inside.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Units {
    units: Vec<Opens>,
    /// `[area][band]`: the area's share of all sentences of that band.
    of_band: Vec<Vec<f64>>,
    /// `[area]`: the area's share of all sentences, by which remand is shared out.
    of_all: Vec<f64>,
}

#[derive(Debug, Clone, PartialEq)]
struct Opens {
    from: Month,
    places: f64,
    areas: Vec<usize>,
    bands: Vec<usize>,
    remand: bool,
}

impl Units {
    /// Of a setting. Women inside are shared out to areas as the last published year's sentences are:
    /// no count of women inside by the area that sentenced them is published.
    pub(crate) fn of(setting: &Setting) -> Self {
        if setting.units.is_empty() {
            return Self::default();
        }
        let last = |area: &super::Intake, group: usize| {
            area.years.last().and_then(|year| year.get(group)).copied().unwrap_or(0.0)
        };
        let total = |group: usize| -> f64 { setting.intake.iter().map(|a| last(a, group)).sum() };
        let totals: Vec<f64> = (0..setting.groups.len()).map(total).collect();
        let all: f64 = totals.iter().sum();
        let mut units: Vec<Opens> = setting
            .units
            .iter()
            .map(|unit| Opens {
                from: if unit.from.day > 1 { unit.from.month.plus(1) } else { unit.from.month },
                places: unit.places,
                areas: unit
                    .serves
                    .iter()
                    .filter_map(|name| setting.intake.iter().position(|a| &a.area == name))
                    .collect(),
                bands: unit.bands.clone(),
                remand: unit.remand,
            })
            .collect();
        units.sort_by_key(|unit| unit.from);
        Self {
            units,
            of_band: setting
                .intake
                .iter()
                .map(|area| {
                    let share =
                        |band: &super::Band| last(area, band.group) / totals[band.group].max(1e-12);
                    setting.bands.iter().map(share).collect()
                })
                .collect(),
            of_all: setting
                .intake
                .iter()
                .map(|area| {
                    area.years.last().map_or(0.0, |y| y.iter().sum::<f64>()) / all.max(1e-12)
                })
                .collect(),
        }
    }

    /// Women in units in a month, given who is inside under sentence by band and how many on remand.
    /// Units fill in the order in which they open; nobody is counted in two.
    pub(crate) fn hold(&self, month: Month, inside: &[f64], on_remand: f64) -> f64 {
        let mut left: Vec<Vec<f64>> = self
            .of_band
            .iter()
            .zip(&self.of_all)
            .map(|(shares, all)| {
                let sentenced = shares.iter().zip(inside).map(|(share, women)| share * women);
                sentenced.chain([all * on_remand]).collect()
            })
            .collect();
        let mut held = 0.0;
        for unit in self.units.iter().filter(|unit| unit.from <= month) {
            let mut which = unit.bands.clone();
            if unit.remand {
                which.push(inside.len());
            }
            let women: f64 = unit
                .areas
                .iter()
                .map(|area| which.iter().map(|place| left[*area][*place]).sum::<f64>())
                .sum();
            if women <= 0.0 {
                continue;
            }
            let taken = unit.places.min(women);
            held += taken;
            for area in &unit.areas {
                for place in &which {
                    left[*area][*place] *= 1.0 - taken / women;
                }
            }
        }
        held
    }
}
