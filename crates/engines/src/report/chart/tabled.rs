//! The table of a chart, made of the numbers that are drawn. Not for tables that say more: a chart
//! takes those with [`super::Chart::beside`].

use super::super::{Numeral, Table};
use super::rows::{by_reach, numeral};
use super::{Axis, Line, Place, PlaceKind, Plot, Scale, map};

pub(super) fn table(title: &str, plot: &Plot) -> Table {
    match plot {
        Plot::Lines { across, up, lines, .. } => of_lines(title, across, up, lines),
        Plot::Bars { across, bars } => {
            let numeral = numeral(across);
            let rows = bars.iter().map(|bar| {
                let range = bar.range.map(|(low, high)| numeral.range(low, high));
                vec![bar.name.clone(), numeral.write(bar.value), range.unwrap_or_default()]
            });
            pruned(title, &["What", &across.label, "Range"], rows.collect())
        }
        Plot::Ranges { across, ranges } => {
            let numeral = numeral(across);
            let rows = ranges.iter().map(|range| {
                let middle = range.middle.map_or("not held".to_owned(), |at| numeral.write(at));
                vec![range.name.clone(), middle, numeral.range(range.low, range.high)]
            });
            Table::of_figures(title, &["What", &across.label, "Range"], rows.collect())
        }
        Plot::Tornado { across, middle, levers } => {
            let numeral = numeral(across);
            let rows = by_reach(levers).into_iter().map(|lever| {
                vec![
                    lever.name.clone(),
                    lever.low.0.clone(),
                    numeral.write(lever.low.1),
                    lever.high.0.clone(),
                    numeral.write(lever.high.1),
                ]
            });
            let title = format!("{title}. Unchanged: {}", numeral.write(*middle));
            let headings =
                ["What is changed", "Lower value", "Result", "Higher value", "Result there"];
            Table::of_figures(&title, &headings, rows.collect())
        }
        Plot::Love { covariates, .. } => {
            let numeral = Numeral::decimals(1);
            let rows = covariates.iter().map(|one| {
                vec![one.name.clone(), numeral.write(one.before), numeral.write(one.after)]
            });
            let headings = ["Covariate", "Before, % of a SD", "After, % of a SD"];
            Table::of_figures(title, &headings, rows.collect())
        }
        Plot::Map { places, weight, .. } => of_places(title, places, weight),
    }
}

fn of_lines(title: &str, across: &Axis, up: &Axis, lines: &[Line]) -> Table {
    let numeral = numeral(up);
    let mut places: Vec<f64> = lines
        .iter()
        .flat_map(|line| {
            let points = line.points.iter().map(|point| point.across);
            points.chain(line.bands.iter().flat_map(|band| band.edges.iter().map(|edge| edge.0)))
        })
        .collect();
    places.sort_by(f64::total_cmp);
    places.dedup();
    let mut headings = vec![across.label.as_str()];
    let ranges: Vec<String> = lines
        .iter()
        .flat_map(|line| line.bands.iter().map(|band| format!("{}, {}", line.name, band.name)))
        .collect();
    let mut range = ranges.iter();
    for line in lines {
        headings.push(&line.name);
        headings.extend(range.by_ref().take(line.bands.len()).map(String::as_str));
    }
    let rows = places.iter().map(|at| {
        let mut row = vec![match across.scale {
            Scale::Numbers(numeral) => numeral.write(*at),
            Scale::Years => month(*at),
        }];
        for line in lines {
            let point = line.points.iter().find(|point| point.across == *at);
            row.push(point.map(|point| numeral.write(point.up)).unwrap_or_default());
            for band in &line.bands {
                let edge = band.edges.iter().find(|edge| edge.0 == *at);
                row.push(edge.map(|edge| numeral.range(edge.1, edge.2)).unwrap_or_default());
            }
        }
        row
    });
    let title =
        if up.label.is_empty() { title.to_owned() } else { format!("{title}: {}", up.label) };
    Table::of_figures(&title, &headings, rows.collect())
}

fn of_places(title: &str, places: &[Place], weight: &str) -> Table {
    let numbers = map::numbers(places);
    let named = |index: usize| {
        let number = numbers.get(index).copied().flatten()?;
        Some(format!("{number:.0}. {}", places.get(index)?.name))
    };
    let rows = places.iter().enumerate().map(|(index, place)| match place.kind {
        PlaceKind::Demand { weight, to } => vec![
            place.name.clone(),
            "demand".to_owned(),
            Numeral::WHOLE.write(weight),
            to.and_then(named).unwrap_or_default(),
        ],
        PlaceKind::Site => {
            vec![
                named(index).unwrap_or_default(),
                "chosen".to_owned(),
                String::new(),
                String::new(),
            ]
        }
        PlaceKind::Fixed => vec![
            named(index).unwrap_or_default(),
            "there already".to_owned(),
            String::new(),
            String::new(),
        ],
    });
    pruned(title, &["Place", "What it is", weight, "Served by"], rows.collect())
}

/// A table without the columns in which nothing stands.
fn pruned(title: &str, headings: &[&str], mut rows: Vec<Vec<String>>) -> Table {
    let holds = |column: usize| {
        column == 0 || rows.iter().any(|row| row.get(column).is_some_and(|cell| !cell.is_empty()))
    };
    let kept: Vec<bool> = (0..headings.len()).map(holds).collect();
    let is_kept = |column: usize| kept.get(column).copied().unwrap_or(false);
    for row in &mut rows {
        let cells = std::mem::take(row).into_iter().enumerate();
        *row = cells.filter(|(column, _)| is_kept(*column)).map(|(_, cell)| cell).collect();
    }
    let headings: Vec<&str> = headings
        .iter()
        .enumerate()
        .filter(|(column, _)| is_kept(*column))
        .map(|(_, heading)| *heading)
        .collect();
    Table::of_figures(title, &headings, rows)
}

/// The month of a year with decimals: "March 2026".
fn month(year: f64) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    if !year.is_finite() {
        return "not known".to_owned();
    }
    let months = (year * 12.0).round();
    let within = months.rem_euclid(12.0);
    let name = (0_u32..).zip(MONTHS).find(|(index, _)| f64::from(*index) == within);
    format!("{} {:.0}", name.map_or("", |(_, name)| name), ((months - within) / 12.0))
}
