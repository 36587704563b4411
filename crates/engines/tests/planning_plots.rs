//! The plots of docs/planning-validation.md are those of this model: drawn anew and held against the
//! files there. After a change that moves them, look at them and write them anew with
//! `ALONGSIDE_BLESS=1 cargo test --workspace --test planning_plots`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions
)]

#[path = "sentencing/known.rs"]
mod known;

use std::path::Path;

use engines::report::{Axis, Bar, Chart, Line, Mark, Numeral, Plot, Point, Stroke};
use known::{all_known, fitted, held_out, january_2020, knowing_until_2020, scotland};
use models::sentencing::{Month, fit};

fn held_against(name: &str, svg: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/pictures").join(name);
    if std::env::var_os("ALONGSIDE_BLESS").is_some() {
        std::fs::write(&path, svg).unwrap();
        return;
    }
    let drawn = parts(svg);
    let kept = parts(&std::fs::read_to_string(&path).unwrap());
    assert!(drawn.0 == kept.0, "{name} is not what the model draws now");
    // Another processor may round the last digit of a coordinate the other way.
    let far = drawn.1.iter().zip(&kept.1).position(|(a, b)| (a - b).abs() > 0.2);
    assert_eq!((drawn.1.len(), far), (kept.1.len(), None), "{name}: a number has moved");
}

/// A drawing without its numbers, and its numbers.
fn parts(svg: &str) -> (String, Vec<f64>) {
    let (mut words, mut numbers, mut number) = (String::new(), Vec::new(), String::new());
    for sign in svg.chars().chain([' ']) {
        if sign.is_ascii_digit() || (sign == '.' && !number.is_empty()) {
            number.push(sign);
            continue;
        }
        if !number.is_empty() {
            numbers.push(number.trim_end_matches('.').parse().unwrap());
            number.clear();
            words.push('#');
        }
        words.push(sign);
    }
    (words, numbers)
}

fn year(position: f64) -> f64 {
    position / 12.0
}

#[test]
fn the_plot_of_women_in_prison_published_fitted_and_predicted() {
    let run = |remand_as_published: bool| -> Vec<Point> {
        let setting = knowing_until_2020(remand_as_published);
        let (_, values) = fitted(&setting, &all_known());
        let (path, _) = fit::replay(&setting, &values, f64::from(Month::new(2025, 12).0));
        let at = |t: usize| f64::from(setting.intake_from.0) + t as f64 + 1.0;
        let point = |(t, totals): (usize, &models::sentencing::cohort::Totals)| Point {
            across: year(at(t)),
            up: totals.population(),
        };
        let from = if remand_as_published { 0.0 } else { january_2020() };
        path.months.iter().enumerate().filter(|(t, _)| at(*t) >= from).map(point).collect()
    };
    let seen = |points: Vec<(f64, f64)>| -> Vec<Point> {
        points.into_iter().map(|(at, up)| Point { across: year(at), up }).collect()
    };
    let line = |name: &str, stroke, points| Line {
        name: name.to_owned(),
        stroke,
        points,
        bands: Vec::new(),
    };
    let chart = Chart::new(
        "Women in prison, England and Wales: published, fitted to January 2020 and predicted from there",
        "The model meets the figures to January 2020; from there it is told sentences and remand, and meets the dated \
         figures of 2021 to 2025 within a tenth. With remand held as it was it stays too low.",
        Plot::Lines {
            across: Axis::years("Year"),
            up: Axis::from_nought("women", Numeral::WHOLE),
            lines: vec![
                line("model, remand as published", Stroke::Line, run(true)),
                line("model, remand held at January 2020", Stroke::Line, run(false)),
                line("published, fitted to", Stroke::Points, seen(all_known())),
                line("published, held out", Stroke::Points, seen(held_out())),
            ],
            marks: vec![Mark { across: year(january_2020()), word: "known until here".to_owned() }],
        },
    );
    held_against("planning-women-in-prison.svg", &chart.svg());
}

#[test]
fn the_plot_of_scotlands_drift_published_and_replayed() {
    let bars = scotland()
        .into_iter()
        .flat_map(|(name, (published, replayed))| {
            [("published", published), ("replayed", replayed)].map(|(which, value)| Bar {
                name: format!("{name}, {which}"),
                value: 100.0 * value,
                range: None,
            })
        })
        .collect();
    let chart = Chart::new(
        "Scotland, change of sentences to prison from 2010-11 to 2011-12",
        "Short bands fell, the band just above the line rose, the total hardly moved; the replay has the sign and the order.",
        Plot::Bars { across: Axis::of("change, per cent", Numeral::WHOLE.signed()), bars },
    );
    held_against("planning-scotland.svg", &chart.svg());
}

#[test]
fn the_plot_of_what_each_small_unit_buys() {
    let folder = tempfile::tempdir().unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_alongside-engines"))
        .args(["plan", "siting", "--problem", "women", "--p", "5", "--fixed", "court-prisons"])
        .args(["--curve", "8", "--out"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut drawn = None;
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|end| end == "svg") {
            let svg = std::fs::read_to_string(path).unwrap();
            if svg.contains("What each added site buys") {
                drawn = Some(svg);
            }
        }
    }
    held_against("planning-units.svg", &drawn.expect("no curve was written"));
}
