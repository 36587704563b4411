//! The answer as a page with a map in dots and the curve, and as CSV. Not for the working out.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;

use models::siting::knee;
use places::{Nation, Places};

use super::Aim;
use super::said::{Told, number};
use crate::Trouble;
use crate::files::{Outputs, csv_field};
use crate::report::{
    Axis, Chart, Line, Mark, Numeral, Part, Place, PlaceKind, Plot, Point, Report, Source, Stroke,
    Table, Tone,
};

/// Writes everything into the folder and says what was written.
pub(super) fn write(told: &Told<'_>, folder: &Path) -> Result<Vec<String>, Trouble> {
    let mut outputs = Outputs::begin();
    let written = report(told).write_among(&mut outputs, folder, "report")?;
    let mut lines = written.lines();
    let mut put = |name: &str, rows: Vec<Vec<String>>| -> Result<(), Trouble> {
        let path = folder.join(name);
        let mut text = Vec::new();
        for row in rows {
            for (k, cell) in row.iter().enumerate() {
                if k > 0 {
                    text.push(b',');
                }
                csv_field(&mut text, cell);
            }
            text.push(b'\n');
        }
        outputs.write(&path, |file| file.write_all(&text))?;
        lines.push(format!("Table: {}", path.display()));
        Ok(())
    };
    put("places.csv", places_rows(told))?;
    put("sites.csv", sites_rows(told))?;
    if !told.curve.is_empty() {
        put("curve.csv", curve_rows(told))?;
    }
    outputs.keep()?;
    Ok(lines)
}

fn cells(words: &[&str]) -> Vec<String> {
    words.iter().map(|&w| w.to_owned()).collect()
}

fn places_rows(told: &Told<'_>) -> Vec<Vec<String>> {
    let mut rows = vec![cells(&["place", "demand", "distance", "distance_before", "saved", "to"])];
    rows.extend(told.by_place().into_iter().map(|p| {
        let far = |d: Option<f64>| d.map_or_else(String::new, |d| format!("{d:.2}"));
        let saved = p.before.zip(p.now).map(|(b, n)| b - n);
        vec![
            p.name.to_owned(),
            format!("{}", p.demand),
            far(p.now),
            far(p.before),
            far(saved),
            p.to.join("; "),
        ]
    }));
    rows
}

fn sites_rows(told: &Told<'_>) -> Vec<Vec<String>> {
    let mut rows = vec![cells(&["site", "kind", "serves"])];
    rows.extend(
        told.open_sites()
            .into_iter()
            .map(|(name, kind, held)| vec![name.to_owned(), kind.to_owned(), format!("{held}")]),
    );
    rows
}

fn curve_rows(told: &Told<'_>) -> Vec<Vec<String>> {
    let mut rows = vec![cells(&["new_sites", "mean_distance", "longest", "proven", "sites"])];
    rows.extend(told.curve.iter().map(|(new, s)| {
        vec![
            new.to_string(),
            format!("{:.3}", s.reading.mean),
            format!("{:.3}", s.reading.worst),
            if s.answer.is_proven() { "yes" } else { "no" }.to_owned(),
            told.new_names(s).join("; "),
        ]
    }));
    rows
}

fn report(told: &Told<'_>) -> Report {
    let lengths = &told.posed.lengths;
    let names = told.new_names(&told.main);
    let title = format!("Where to put {} new sites: {}", names.len(), names.join(", "));
    let summary = told.summary().join(" ");
    let mut report = Report::new("Siting", &title, &summary);
    let mut first = Vec::new();
    if let Some(map) = map(told) {
        first.push(map.into());
    }
    if !told.main.answer.is_proven() {
        first.push(Part::Notice(
            Tone::Care,
            format!(
                "This choice is not proven to be the best: it is at most {:.3}% from it.",
                100.0 * told.main.answer.gap()
            ),
        ));
    }
    report = report.with("Where", first);
    if let Some(curve) = curve(told) {
        report = report.with("What each added site buys", vec![curve.into()]);
    }
    let mut by_place = told.by_place();
    by_place.sort_by(|a, b| {
        b.now.unwrap_or(0.0).total_cmp(&a.now.unwrap_or(0.0)).then(a.name.cmp(b.name))
    });
    let rows = by_place.into_iter().map(|p| {
        let far = |d: Option<f64>| d.map_or_else(|| "–".to_owned(), |d| number(d, 1));
        let saved = p.before.zip(p.now).map(|(b, n)| b - n);
        vec![p.name.to_owned(), number(p.demand, 0), far(p.now), far(p.before), far(saved)]
    });
    let now = format!("Distance ({lengths})");
    let table = Table::of_figures(
        "By place, who still travels farthest first",
        &["Place", "Demand", &now, "Before", "Saved"],
        rows.collect(),
    );
    report = report.with("Distance saved, and who still travels far", vec![table.into()]);
    if !told.money.is_empty() {
        let lines = told.money.iter().cloned().map(Part::Paragraph).collect();
        report = report.with("Staff, money and what siting does not mend", lines);
    }
    report.assumptions = vec![
        "Distance is as the crow flies between points, or along the network where one is given; \
         roads and railways are longer."
            .to_owned(),
        "Everybody goes to the nearest open site, or, where sites hold only so much, as the \
         cheapest allocation has it; the demand of one place may be split."
            .to_owned(),
    ];
    if told.is_women() {
        report.assumptions.extend([
            "All women of a police area are taken to live at one point, the middle of its \
             postcodes; within an area nobody travels."
                .to_owned(),
            "Women sentenced in the courts of an area are taken to be from there.".to_owned(),
            "The wait for a site, neighbours' objections and building are not in the model."
                .to_owned(),
        ]);
    }
    for words in &told.posed.sources {
        report.sources.push(Source { words: words.clone(), address: None });
    }
    for figure in &told.figures {
        report.sources.push(Source {
            words: format!("{} ({}): {}", figure.figure, figure.date, figure.source),
            address: None,
        });
    }
    report.made = vec![
        ("Command".to_owned(), "alongside-engines plan siting".to_owned()),
        ("Problem".to_owned(), told.ask.problem.clone()),
        ("Seed".to_owned(), told.ask.seed.to_string()),
    ];
    report
}

/// The map, where places are on the earth.
fn map(told: &Told<'_>) -> Option<Chart> {
    let posed = told.posed;
    let mut drawn: Vec<Place> = Vec::new();
    let mut at = vec![None; posed.sites.len()];
    let existing = posed.problem.existing();
    let open = existing.iter().map(|&s| (s, PlaceKind::Fixed));
    let open = open.chain(told.main.answer.new.iter().map(|&s| (s, PlaceKind::Site)));
    for (site, kind) in open {
        let named = posed.sites.get(site)?;
        let (latitude, longitude) = named.at?;
        if let Some(slot) = at.get_mut(site) {
            *slot = Some(drawn.len());
        }
        drawn.push(Place { name: named.name.clone(), longitude, latitude, kind });
    }
    for (named, place) in posed.places.iter().zip(&told.main.reading.places) {
        let (latitude, longitude) = named.at?;
        let to = place.to.first().and_then(|(site, _)| at.get(*site).copied().flatten());
        let kind = PlaceKind::Demand { weight: place.demand, to };
        drawn.push(Place { name: named.name.clone(), longitude, latitude, kind });
    }
    let names = told.new_names(&told.main).join(", ");
    Some(Chart::new(
        "Places, sites, and which site serves which place",
        &format!(
            "New sites: {names}. Mean distance {} {}, the longest {}.",
            number(told.main.reading.mean, 1),
            posed.lengths,
            number(told.main.reading.worst, 1)
        ),
        Plot::Map { land: land(told), places: drawn, weight: posed.people.clone() },
    ))
}

/// One dot for each square of ten kilometres of England and Wales that has postcodes.
fn land(told: &Told<'_>) -> Vec<(f64, f64)> {
    if !told.is_women() {
        return Vec::new();
    }
    let mut seen = BTreeSet::new();
    let ours = |n: Nation| matches!(n, Nation::England | Nation::Wales);
    Places::built_in()
        .sectors()
        .filter(|(_, located)| ours(located.nation))
        .filter(|(_, l)| seen.insert((l.grid.easting / 10_000, l.grid.northing / 10_000)))
        .map(|(_, located)| (located.point.lon, located.point.lat))
        .collect()
}

fn curve(told: &Told<'_>) -> Option<Chart> {
    if told.curve.len() < 2 {
        return None;
    }
    let values = told.curve_values();
    let count = |new: usize| u32::try_from(new).map_or(0.0, f64::from);
    let points: Vec<Point> = told
        .curve
        .iter()
        .zip(&values)
        .map(|((new, _), &up)| Point { across: count(*new), up })
        .collect();
    let bend = knee(&values).and_then(|k| told.curve.get(k)).map(|(new, _)| *new);
    let what = match told.ask.objective {
        Aim::Median => format!("Mean distance ({})", told.posed.lengths),
        Aim::Centre => format!("Longest distance ({})", told.posed.lengths),
        Aim::Cover => "Not within the distance".to_owned(),
    };
    let description = bend.map_or_else(
        || "Each added site buys about as much as the one before.".to_owned(),
        |bend| {
            format!(
                "Of the numbers drawn, the curve bends most at {bend}: up to there each added \
                 site buys much, beyond it less."
            )
        },
    );
    Some(Chart::new(
        "What each added site buys",
        &description,
        Plot::Lines {
            across: Axis::of("New sites", Numeral::WHOLE),
            up: Axis::from_nought(&what, Numeral::decimals(0)),
            lines: vec![Line {
                name: what.clone(),
                stroke: Stroke::Line,
                points,
                bands: Vec::new(),
            }],
            marks: bend
                .map(|bend| Mark { across: count(bend), word: format!("bend at {bend}") })
                .into_iter()
                .collect(),
        },
    ))
}
