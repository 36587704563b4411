//! A centre's report: page, chart, PDF where it can be set, and the months as CSV. Not for the
//! working out.

use std::io::Write as _;
use std::path::Path;

use super::{RUNS, Told};
use crate::Trouble;
use crate::files::{Outputs, csv_field};
use crate::plan::siting::number;
use crate::report::{
    Axis, Band, Chart, Line, Mark, Numeral, Part, Plot, Point, Report, Source, Stroke, Table, Tone,
};

/// Years with decimals, as the chart's axis wants them.
fn year(date: jiff::civil::Date) -> f64 {
    f64::from(date.year()) + (f64::from(date.day_of_year()) - 1.0) / f64::from(date.days_in_year())
}

/// Writes everything into the folder and says what was written.
pub(super) fn write(told: &Told, folder: &Path) -> Result<Vec<String>, Trouble> {
    let mut outputs = Outputs::begin();
    let report = report(told);
    let written = report.write_among(&mut outputs, folder, "report")?;
    let months = folder.join("months.csv");
    outputs.write(&months, |file| file.write_all(&csv(told)))?;
    outputs.keep()?;
    let mut lines = written.lines();
    lines.push(format!("By month: {}", months.display()));
    Ok(lines)
}

fn csv(told: &Told) -> Vec<u8> {
    let mut text = b"until,waiting_median,waiting_low_90,waiting_high_90,held_median\n".to_vec();
    let each = told.months.iter().zip(&told.outlook.waiting).zip(&told.outlook.held);
    for ((month, waiting), held) in each {
        let numbers = [waiting.median, waiting.low_90, waiting.high_90, held.median];
        csv_field(&mut text, &month.to_string());
        for number in numbers {
            text.push(b',');
            csv_field(&mut text, &format!("{number:.1}"));
        }
        text.push(b'\n');
    }
    text
}

fn report(told: &Told) -> Report {
    let centre = &told.centre;
    let summary = told.words().into_iter().take(2).collect::<Vec<_>>().join(" ");
    let title = match centre.grant {
        Some(grant) => format!("{}: what the end of a grant on {} does", centre.name, grant.ends),
        None => format!("{}: how long women wait", centre.name),
    };
    let mut report = Report::new("A centre's capacity", &title, &summary);
    let line = |name: &str, outlook: &models::capacity::Outlook, bands: bool| {
        let each = || told.months.iter().zip(&outlook.waiting);
        let mut line = Line {
            name: name.to_owned(),
            stroke: Stroke::Line,
            points: each().map(|(&m, s)| Point { across: year(m), up: s.median }).collect(),
            bands: Vec::new(),
        };
        if bands {
            line.bands = vec![
                Band {
                    name: "90% of runs".to_owned(),
                    edges: each().map(|(&m, s)| (year(m), s.low_90, s.high_90)).collect(),
                },
                Band {
                    name: "50% of runs".to_owned(),
                    edges: each().map(|(&m, s)| (year(m), s.low_50, s.high_50)).collect(),
                },
            ];
        }
        line
    };
    let mut lines = vec![line("Women waiting", &told.outlook, true)];
    if let Some(otherwise) = &told.otherwise {
        lines.push(line("Had the grant gone on", otherwise, false));
    }
    let marks = centre.grant.map(|g| Mark { across: year(g.ends), word: "grant ends".to_owned() });
    let end = told.outlook.waiting.last().map_or(0.0, |s| s.median);
    let chart = Chart::new(
        "Women waiting for a first offer",
        &format!(
            "Median of {RUNS} runs at each month's end, with ranges. At the end {} wait.",
            number(end, 0)
        ),
        Plot::Lines {
            across: Axis::years("Month"),
            up: Axis::from_nought("Women waiting", Numeral::WHOLE),
            lines,
            marks: marks.into_iter().collect(),
        },
    );
    let mut first: Vec<Part> = told
        .words()
        .into_iter()
        .skip(1)
        .filter(|l| !l.starts_with("  "))
        .map(Part::Paragraph)
        .collect();
    if told.now.is_err() || told.then.as_ref().is_some_and(Result::is_err) {
        first.push(Part::Notice(
            Tone::Care,
            "Where more women come than places become free, no wait is ever settled: the list \
             grows until fewer come, stays are shorter or workers are found."
                .to_owned(),
        ));
    }
    report = report.with("What it says", first).with("The list by month", vec![chart.into()]);
    let routes =
        centre.routes.iter().map(|(route, women)| vec![route.clone(), number(*women, 1)]).collect();
    report = report.with(
        "What was given",
        vec![Table::of_figures("Women a week by route", &["Route", "Women a week"], routes).into()],
    );
    report.assumptions = vec![
        "Women come by chance at a steady rate by weekday (Poisson) and are offered a place in the \
         order in which they came; nobody gives up waiting."
            .to_owned(),
        "Sessions lie between the least and the most given with the mean given; of all such \
         distributions the one that assumes no more is taken."
            .to_owned(),
        "When a grant ends, women who have a place keep it with the workers who stay; nobody new \
         is taken on until the caseload fits. Bank holidays count as worked."
            .to_owned(),
        "Formulas: Erlang C (M/M/c, exact for exponential stays); M/G/c between M/D/c and M/M/c by \
         the spread of stays (Tijms; Cosmetatos), within about four in a hundred."
            .to_owned(),
    ];
    if centre.cost.is_some() {
        report.sources.push(Source {
            words:
                "Cost a woman where the file takes the published range: £1,223 to £4,125 (2020), \
                    Women's Budget Group"
                    .to_owned(),
            address: None,
        });
    }
    report.made = vec![
        ("Command".to_owned(), "alongside-engines plan centre".to_owned()),
        ("Seed".to_owned(), told.seed.to_string()),
        ("Runs".to_owned(), RUNS.to_string()),
    ];
    report
}
