//! What the model is held against: published figures, and the law before as somebody knew it in
//! January 2020. Used by the acceptance and by its plots.
#![allow(dead_code, reason = "each of the two uses a part")]

use engines::plan::figures::tidy::{self, Figure};
use engines::plan::sentencing::{scenario, series};
use models::sentencing::draws::Race;
use models::sentencing::fit::{self, Fit};
use models::sentencing::{Month, Setting};

const PLACE: &str = "England and Wales";

pub fn figures() -> Vec<Figure> {
    tidy::shipped().unwrap()
}

pub fn january_2020() -> f64 {
    f64::from(Month::new(2020, 1).0) + 0.3
}

/// The law before, knowing nothing after January 2020: recalls stay as they were, time served too.
pub fn knowing_until_2020(remand_as_published: bool) -> Setting {
    let mut setting = scenario::load("law-before-22-march-2026.toml", &figures()).unwrap().before;
    setting.drift_until = january_2020();
    let recalls = setting.recalls_after;
    setting.fix(recalls, 1.0);
    if !remand_as_published {
        let remand = setting.remand.as_mut().unwrap();
        remand.stock.0.retain(|point| point.0 < january_2020());
    }
    setting
}

/// Every figure of women in prison from 2014 to January 2020.
pub fn all_known() -> Vec<(f64, f64)> {
    let start = f64::from(Month::new(2014, 1).0);
    let all = series::population(&figures(), PLACE, None).0;
    all.into_iter().filter(|point| point.0 >= start && point.0 < january_2020()).collect()
}

/// The four dated figures that the table of single figures holds for those years.
pub fn four_known() -> Vec<(f64, f64)> {
    let start = f64::from(Month::new(2014, 1).0);
    let four = series::dated(&figures(), "women in prison", PLACE).0;
    four.into_iter().filter(|point| point.0 >= start && point.0 < january_2020()).collect()
}

/// The dated figures after it; the two of May 2025 are a week apart and both are kept.
pub fn held_out() -> Vec<(f64, f64)> {
    let held = series::dated(&figures(), "women in prison", PLACE).0;
    held.into_iter().filter(|point| point.0 > january_2020()).collect()
}

pub fn fitted(setting: &Setting, known: &[(f64, f64)]) -> (Fit, Vec<f64>) {
    let fit = fit::fit(setting, known);
    let mut values = setting.middle();
    values[setting.time_served.0] = fit.time_served;
    values[setting.time_served_drift.0] = fit.drift;
    (fit, values)
}

/// How Scottish sentences to prison changed from 2010-11 to 2011-12, as shares: as published and as
/// replayed, under the line, just over it and in all.
pub fn scotland() -> [(&'static str, (f64, f64)); 3] {
    let figures = figures();
    let loaded = scenario::load("scotland-2010-12.toml", &figures).unwrap();
    let race = Race::new(&loaded.scenario, &loaded.compared, &loaded.before);
    let path = race.middle().0;
    let year: Vec<&models::sentencing::cohort::Totals> =
        path.months.iter().rev().take(12).collect();
    let published = |name: &str, date: &str| -> f64 {
        let series = format!("sentenced receptions, {name}");
        figures.iter().find(|f| f.series == series && f.date == date).and_then(|f| f.value).unwrap()
    };
    let told = |bands: std::ops::Range<usize>| -> f64 {
        bands.map(|band| year.iter().map(|month| month.received[band]).sum::<f64>()).sum()
    };
    let change = |bands: std::ops::Range<usize>, names: &[&str]| -> (f64, f64) {
        let before: f64 = names.iter().map(|name| published(name, "2010-11")).sum();
        let after: f64 = names.iter().map(|name| published(name, "2011-12")).sum();
        (after / before - 1.0, told(bands) / before - 1.0)
    };
    [
        ("under three months", change(0..3, &["under 30 days", "30-59 days", "60-89 days"])),
        ("over 3 and under 6 months", change(4..5, &["over 3 and under 6 months"])),
        ("all", change(0..9, &["total"])),
    ]
}
