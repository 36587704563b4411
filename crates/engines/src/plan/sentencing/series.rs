//! Published series as the model takes them: sentences by area, women in prison, remand, recalls.
//! Where a figure is known to be incomplete another edition is used, and the sources say so. Not
//! for finding what is incomplete (`figures::checks`).

use std::collections::BTreeMap;

use models::sentencing::{Children, Date, Intake, Month, Series, Setting};

use crate::Trouble;
use crate::plan::figures::tidy::Figure;

const ALL: &str = "women sentenced to immediate custody";
const SHORT: &str = "women sentenced to immediate custody, under 6 months";

/// The position of a dated figure: a day where it is one, the middle of a month or year.
#[must_use]
pub fn position(date: &str) -> Option<f64> {
    let parts: Option<Vec<i32>> = date.split('-').map(|part| part.parse().ok()).collect();
    match parts?.as_slice() {
        [year, month, day] => Date::new(*year, *month, *day).map(Date::position),
        [year, month] if (1..=12).contains(month) => {
            Some(f64::from(Month::new(*year, *month).0) + 0.5)
        }
        [year] => Some(f64::from(Month::new(*year, 1).0) + 6.0),
        _ => None,
    }
}

/// A dated series of an area.
#[must_use]
pub fn dated(figures: &[Figure], series: &str, area: &str) -> Series {
    let mut points: Vec<(f64, f64)> = figures
        .iter()
        .filter(|figure| figure.series == series && figure.area == area)
        .filter_map(|figure| Some((position(&figure.date)?, figure.value?)))
        .collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    points.dedup_by(|a, b| (a.0 - b.0).abs() < 1e-9);
    Series(points)
}

/// Women in prison: single dated figures and one of each month, from a month on.
#[must_use]
pub fn population(figures: &[Figure], area: &str, from: Option<Month>) -> Series {
    let mut points = dated(figures, "women in prison", area).0;
    points.extend(dated(figures, "women in prison, monthly", area).0);
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    points.dedup_by(|a, b| (a.0 - b.0).abs() < 0.05);
    let first = from.map_or(f64::NEG_INFINITY, |month| f64::from(month.0));
    Series(points.into_iter().filter(|point| point.0 >= first).collect())
}

/// Women remanded and dealt with by a kind of court, for each woman sentenced to custody.
#[must_use]
pub fn remand_flow(figures: &[Figure], area: &str, court: &str) -> Series {
    let dealt = dated(figures, &format!("women remanded in custody and dealt with, {court}"), area);
    let sentenced = national(figures);
    Series(
        dealt
            .0
            .into_iter()
            .filter_map(|(at, women)| {
                let year = Month::containing(at).year();
                sentenced.get(&year).map(|all| (at, women / all))
            })
            .collect(),
    )
}

/// National sentences a year: the newest edition, but an older one where that is much fuller (the
/// 2017 total of the 2025 edition is incomplete: 5,398 against 7,182).
fn national(figures: &[Figure]) -> BTreeMap<i32, f64> {
    let mut years: BTreeMap<i32, Vec<(&str, f64)>> = BTreeMap::new();
    for figure in figures.iter().filter(|f| f.series == ALL && f.area == "England and Wales") {
        if let (Ok(year), Some(value)) = (figure.date.parse(), figure.value) {
            years.entry(year).or_default().push((&figure.edition, value));
        }
    }
    years
        .into_iter()
        .filter_map(|(year, mut editions)| {
            editions.sort_unstable_by(|a, b| a.0.cmp(b.0));
            let newest = editions.last()?.1;
            let fullest = editions.iter().map(|edition| edition.1).fold(0.0, f64::max);
            Some((year, if newest < 0.9 * fullest { fullest } else { newest }))
        })
        .collect()
}

/// Sentences by area, year and published total, and the first month. Without `series` names the
/// totals are under six months and the rest, of England and Wales's police areas.
///
/// # Errors
///
/// There are none of that name.
pub fn sentences(
    figures: &[Figure],
    area: &str,
    series: &[Option<String>],
    until: Option<&str>,
) -> Result<(Month, Vec<Intake>), Trouble> {
    let named: Option<Vec<&str>> = series.iter().map(Option::as_deref).collect();
    match named {
        Some(names) if !names.is_empty() => by_series(figures, area, &names, until),
        _ => by_police_area(figures),
    }
}

fn by_series(
    figures: &[Figure],
    area: &str,
    names: &[&str],
    until: Option<&str>,
) -> Result<(Month, Vec<Intake>), Trouble> {
    let mut years: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for (group, name) in names.iter().enumerate() {
        let mut any = false;
        for figure in figures.iter().filter(|f| f.series == *name && f.area == area) {
            if until.is_some_and(|until| figure.date.as_str() > until) {
                continue;
            }
            any = true;
            let row = years.entry(&figure.date).or_insert_with(|| vec![0.0; names.len()]);
            if let (Some(cell), Some(value)) = (row.get_mut(group), figure.value) {
                *cell = value;
            }
        }
        if !any {
            return Err(Trouble::Said(format!("no published series '{name}' of {area}")));
        }
    }
    let first =
        years.keys().next().and_then(|date| date.get(..4)).and_then(|year| year.parse().ok());
    let from_april = years.keys().next().is_some_and(|date| date.contains('-'));
    let month = Month::new(first.unwrap_or(2000), if from_april { 4 } else { 1 });
    Ok((month, vec![Intake { area: area.to_owned(), years: years.into_values().collect() }]))
}

fn by_police_area(figures: &[Figure]) -> Result<(Month, Vec<Intake>), Trouble> {
    let national = national(figures);
    let mut areas: BTreeMap<&str, BTreeMap<i32, [Option<f64>; 2]>> = BTreeMap::new();
    for figure in figures.iter().filter(|f| f.area != "England and Wales" && f.edition == "2025") {
        let which = match figure.series.as_str() {
            ALL => 0,
            SHORT => 1,
            _ => continue,
        };
        let Ok(year) = figure.date.parse::<i32>() else { continue };
        let row = areas.entry(&figure.area).or_default().entry(year).or_default();
        if let Some(cell) = row.get_mut(which) {
            *cell = figure.value;
        }
    }
    let years: Vec<i32> =
        areas.values().next().map(|years| years.keys().copied().collect()).unwrap_or_default();
    let Some(first) = years.first() else {
        return Err(Trouble::Said("no sentences by police area among the figures".to_owned()));
    };
    let at = |area: &BTreeMap<i32, [Option<f64>; 2]>, year: i32| -> [f64; 2] {
        area.get(&year).map_or([0.0; 2], |row| [row[0].unwrap_or(0.0), row[1].unwrap_or(0.0)])
    };
    let sum = |year: i32| -> [f64; 2] {
        areas.values().map(|area| at(area, year)).fold([0.0; 2], |a, b| [a[0] + b[0], a[1] + b[1]])
    };
    let mut intake: Vec<Intake> =
        areas.keys().map(|area| Intake { area: (*area).to_owned(), years: Vec::new() }).collect();
    for year in &years {
        let total = sum(*year);
        let published = national.get(year).copied().unwrap_or(total[0]);
        // An incomplete year: the national total of the fuller edition, spread as the years on
        // either side were.
        let incomplete = total[0] < 0.9 * published;
        let (before, after) = (sum(year - 1), sum(year + 1));
        for (area, row) in intake.iter_mut().zip(areas.values()) {
            let [all, short] = if incomplete && before[0] > 0.0 && after[0] > 0.0 {
                let (a, b) = (at(row, year - 1), at(row, year + 1));
                let share = f64::midpoint(a[0] / before[0], b[0] / after[0]);
                let short = (a[1] + b[1]) / (a[0] + b[0]).max(1.0);
                [published * share, published * share * short]
            } else {
                let factor = if total[0] > 0.0 { published / total[0] } else { 1.0 };
                at(row, *year).map(|women| women * factor)
            };
            row_of(area, short, all);
        }
    }
    Ok((Month::new(*first, 1), intake))
}

fn row_of(area: &mut Intake, short: f64, all: f64) {
    area.years.push(vec![short, (all - short).max(0.0)]);
}

/// Published estimates of children.
#[must_use]
pub fn children(figures: &[Figure], area: &str) -> Vec<Children> {
    let of = |series: &'static str| {
        figures.iter().filter(move |figure| figure.series == series && figure.area == area)
    };
    of("children separated from a mother by prison, a year")
        .filter_map(|figure| {
            let mothers = of("mothers imprisoned a year")
                .find(|other| other.edition == figure.edition)?
                .value?;
            Some(Children {
                estimate: figure.edition.clone(),
                mothers,
                children: figure.value?,
                source: figure.source.clone(),
            })
        })
        .collect()
}

/// The sources of the figures that a setting takes.
#[must_use]
pub fn used(setting: &Setting, figures: &[Figure]) -> Vec<String> {
    let scotland = setting.place == "Scotland";
    let mut sources: Vec<String> = figures
        .iter()
        .filter(|figure| {
            if scotland {
                figure.area == "Scotland" && figure.series.starts_with("sentenced receptions")
            } else {
                figure.series.starts_with(ALL)
                    || figure.series.starts_with("women in prison")
                    || figure.series.starts_with("women on remand")
                    || figure.series.starts_with("women remanded")
                    || figure.series.starts_with("recalls of women")
                    || figure.series.starts_with("children separated")
            }
        })
        .filter(|figure| !figure.source.is_empty())
        .map(|figure| format!("{} ({})", figure.source, figure.licence))
        .collect();
    sources.sort();
    sources.dedup();
    sources
}
