//! A report with every kind of part and chart, of invented numbers. Also read by the tests.

use engines::report::{
    Axis, Balance, Band, Bar, Chart, Lever, Line, Mark, Numeral, Part, Place, PlaceKind, Plot,
    Point, Range, Report, Source, Stroke, Table, Threshold, Tone, Weight,
};

pub fn report() -> Report {
    let mut report = Report::new(
        "Sample of invented numbers",
        "What would a change do, and how sure can one be?",
        "Receptions could fall by between 20 and 32 in 100 within two years; the number of women in \
         prison on a day falls less, by between 4 and 11. Nothing here is real.",
    )
    .with("Over time", vec![
        Part::Paragraph("The line is the middle of 1,000 draws; nine in ten lie in the wide band.".to_owned()),
        over_time().into(),
        Part::Notice(Tone::Care, "Before 22 March 2026 the figures are under the old law.".to_owned()),
    ])
    .with("What each unit buys", vec![bought().into()])
    .with("What would change it most", vec![tornado().into(), who_pays().into()])
    .with("Beside other results", vec![beside().into()])
    .with("Were they alike?", vec![love().into()])
    .with("Where", vec![map().into()])
    .with("In numbers", vec![
        Part::Facts(vec![
            ("Sent".to_owned(), "212 women".to_owned()),
            ("Analysed".to_owned(), "131; the 81 others may differ".to_owned()),
        ]),
        Part::List(vec!["A sentence & another <sentence>.".to_owned(), "And \"one\" more.".to_owned()]),
        Part::Notice(Tone::Note, "Worth knowing.".to_owned()),
        Part::Notice(Tone::Wrong, "The total of 2017 does not add up.".to_owned()),
        Table::of_figures("Women by age", &["Age", "Women", "In 100", "Before", "After"], vec![
            ["18 to 24", "114", "12", "10", "11"].map(str::to_owned).to_vec(),
            vec!["25 and over".to_owned(), "836".to_owned()],
        ])
        .into(),
    ]);
    report.assumptions = vec!["Courts follow the Act in nine of ten cases.".to_owned()];
    report.sources = vec![
        Source {
            words: "A table, 2025".to_owned(),
            address: Some("https://example.org/a?b=1&c=2".to_owned()),
        },
        Source { words: "A paper without an address, 2019".to_owned(), address: None },
    ];
    report.made = vec![
        (
            "Command".to_owned(),
            "alongside-engines plan sentencing --draws 1000 --seed 7".to_owned(),
        ),
        ("Version".to_owned(), "0.1.0".to_owned()),
    ];
    report
}

pub fn over_time() -> Chart {
    let months: Vec<f64> = (0..48).map(|month| 2025.0 + f64::from(month) / 12.0).collect();
    let line = |name: &str, from: f64, fall: f64, stroke| Line {
        name: name.to_owned(),
        stroke,
        points: months
            .iter()
            .map(|at| Point { across: *at, up: from - fall * (at - 2025.0).powf(1.2) })
            .collect(),
        bands: vec![],
    };
    let mut receptions = line("Receptions a year", 5_900.0, 310.0, Stroke::Line);
    for (name, wide) in [("90% range", 160.0), ("50% range", 60.0)] {
        receptions.bands.push(Band {
            name: name.to_owned(),
            edges: receptions
                .points
                .iter()
                .map(|p| {
                    let about = wide * (p.across - 2025.0 + 0.2);
                    (p.across, p.up - about, p.up + about)
                })
                .collect(),
        });
    }
    let mut counted = line("Counted", 5_870.0, 330.0, Stroke::Points);
    counted.points = counted.points.into_iter().step_by(6).take(4).collect();
    let mut gap = line("Women in prison on a day", 3_566.0, 60.0, Stroke::LineAndPoints);
    gap.points = gap.points.into_iter().step_by(4).collect();
    if let Some(point) = gap.points.get_mut(3) {
        point.up = f64::NAN;
    }
    Chart::new(
        "Women received and women in prison",
        "Receptions fall from 5,900 to about 4,300 a year by the end of 2028; the number in prison falls less.",
        Plot::Lines {
            across: Axis::years("Month"),
            up: Axis::from_nought("Women", Numeral::WHOLE),
            lines: vec![receptions, gap, counted, line("Old law", 5_900.0, 20.0, Stroke::Line)],
            marks: vec![Mark { across: 2026.22, word: "the Act".to_owned() }],
        },
    )
    .caption("Figures before March 2026 are under the old law.")
}

pub fn bought() -> Chart {
    let points = [61.0, 48.5, 41.0, 38.2, 36.9, 36.1, 35.8];
    let points = (1..).zip(points).map(|(units, up)| Point { across: f64::from(units), up });
    Chart::new(
        "Mean distance from home by number of units",
        "Each unit up to the third saves more than five miles; after the fourth one buys about a mile.",
        Plot::Lines {
            across: Axis::of("Small units", Numeral::WHOLE),
            up: Axis::from_nought("Mean miles from home", Numeral::WHOLE),
            lines: vec![Line {
                name: "Nearest unit".to_owned(),
                stroke: Stroke::LineAndPoints,
                points: points.collect(),
                bands: vec![],
            }],
            marks: vec![Mark { across: 4.0, word: "knee".to_owned() }],
        },
    )
}

pub fn tornado() -> Chart {
    let lever = |name: &str, low: (&str, f64), high: (&str, f64)| Lever {
        name: name.to_owned(),
        low: (low.0.to_owned(), low.1),
        high: (high.0.to_owned(), high.1),
    };
    Chart::new(
        "What moves the number of women in prison in 2028",
        "Use of exceptions moves it most, from 3,120 to 3,410.",
        Plot::Tornado {
            across: Axis::of("Women in prison on a day", Numeral::WHOLE),
            middle: 3_240.0,
            levers: vec![
                lever("Breach of suspended sentences", ("5%", 3_200.0), ("15%", 3_330.0)),
                lever(
                    "Exceptional circumstances, as a share of the sentences that the Act would suspend",
                    ("one in ten", 3_120.0),
                    ("one in two", 3_410.0),
                ),
                lever("Remand", ("−10%", 3_180.0), ("+10%", 3_300.0)),
            ],
        },
    )
}

pub fn who_pays() -> Chart {
    let bar = |name: &str, value, range| Bar { name: name.to_owned(), value, range };
    Chart::new(
        "Who pays and who saves, a year",
        "Prisons save between 4 and 15 million pounds; councils pay up to 3 million.",
        Plot::Bars {
            across: Axis::from_nought("Pounds a year, saved", Numeral::POUNDS.signed()),
            bars: vec![
                bar("Prisons", 9.1e6, Some((4.2e6, 15.3e6))),
                bar("Probation", -2.4e6, Some((-4.1e6, -0.9e6))),
                bar("Councils", -1.2e6, Some((-3.0e6, 0.2e6))),
                bar("Health", 0.4e6, None),
            ],
        },
    )
}

pub fn beside() -> Chart {
    let range = |name: &str, low, middle, high, weight| Range {
        name: name.to_owned(),
        low,
        middle,
        high,
        weight,
    };
    Chart::new(
        "Difference in reoffending within a year",
        "Ours runs from 12 fewer to 2 more and crosses zero.",
        Plot::Ranges {
            across: Axis::of("Percentage points", Numeral::WHOLE.signed()),
            ranges: vec![
                range("Safer Starts, Teasel House (ours)", -12.0, Some(-5.0), 2.0, Weight::Ours),
                range("A published result", -9.0, None, -1.0, Weight::Beside),
                range("Another published result", -23.0, Some(-12.0), -1.0, Weight::Beside),
            ],
        },
    )
}

pub fn love() -> Chart {
    let one = |name: &str, before, after| Balance { name: name.to_owned(), before, after };
    Chart::new(
        "How unlike the two groups were, before and after matching",
        "After matching no covariate differs by more than 6% of a standard deviation; before, age differed by 31%.",
        Plot::Love {
            covariates: vec![
                one("Age at index date", -31.0, 2.4),
                one("Previous convictions", 22.0, -5.8),
                one("Housing", 8.0, 1.0),
            ],
            thresholds: vec![
                Threshold { at: 5.0, word: "5".to_owned() },
                Threshold { at: 10.0, word: "10".to_owned() },
            ],
        },
    )
}

pub fn map() -> Chart {
    let place = |name: &str, longitude, latitude, kind| Place {
        name: name.to_owned(),
        longitude,
        latitude,
        kind,
    };
    let demand = |weight, to| PlaceKind::Demand { weight, to: Some(to) };
    Chart::new(
        "Two units and whom they serve",
        "A unit in the north at Durham and one in the south at Bristol.",
        Plot::Map {
            land: (0..40).map(|at| (-5.0 + f64::from(at % 8), 50.5 + f64::from(at / 8))).collect(),
            places: vec![
                place("Durham", -1.57, 54.78, PlaceKind::Fixed),
                place("Bristol", -2.59, 51.45, PlaceKind::Site),
                place("Cumbria", -2.75, 54.66, demand(90.0, 0)),
                place("Greater Manchester", -2.24, 53.48, demand(420.0, 0)),
                place("Dyfed-Powys", -4.3, 51.86, demand(60.0, 1)),
                place("Kent", 0.52, 51.27, demand(210.0, 1)),
            ],
            weight: "women a year".to_owned(),
        },
    )
}
