//! For people: a report with charts, tables, assumptions and sources.

use models::sentencing::draws::{Follow, Part as Share, Spread};

use super::{CANNOT, NOT_COUNTED, SAME, Told, UNITS, capital, in_words, signed, whole};
use crate::report::{
    Axis, Band, Chart, Lever as Bar, Line, Mark, Numeral, Part, Plot, Point, Range, Report, Source,
    Stroke, Table, Tone, Weight,
};

impl Told<'_> {
    /// Parts of the whole, the largest fall of sentences first.
    fn split_table(caption: &str, heading: &'static str, mut parts: Vec<(&str, &Share)>) -> Part {
        parts.sort_by(|a, b| a.1.received_more.median.total_cmp(&b.1.received_more.median));
        let range = |s: &Spread| format!("{} to {}", signed(s.low90), signed(s.high90));
        let row = |(name, part): (&str, &Share)| {
            vec![
                name.to_owned(),
                whole(part.received.median),
                range(&part.received_more),
                whole(part.inside.median),
                range(&part.inside_more),
            ]
        };
        Part::Table(Table::of_figures(
            caption,
            &[
                heading,
                "Sent to prison",
                "Difference, 90% range",
                "In prison",
                "Difference, 90% range",
            ],
            parts.into_iter().map(row).collect(),
        ))
    }

    fn lines(&self, what: Follow, title: &str, up: &str) -> Option<Chart> {
        let ranges = self.drawn.ranges.iter().find(|ranges| ranges.what == what)?;
        let at = |t: usize| f64::from(self.drawn.from.plus(i32::try_from(t).unwrap_or(0)).0) / 12.0;
        let points = |spreads: &[Spread]| -> Vec<Point> {
            spreads.iter().enumerate().map(|(t, s)| Point { across: at(t), up: s.median }).collect()
        };
        let edges = |low: fn(&Spread) -> f64, high: fn(&Spread) -> f64| -> Vec<(f64, f64, f64)> {
            ranges.scenario.iter().enumerate().map(|(t, s)| (at(t), low(s), high(s))).collect()
        };
        let lines = vec![
            Line {
                name: self.scenario().title.clone(),
                stroke: Stroke::Line,
                points: points(&ranges.scenario),
                bands: vec![
                    Band { name: "90% range".to_owned(), edges: edges(|s| s.low90, |s| s.high90) },
                    Band { name: "50% range".to_owned(), edges: edges(|s| s.low50, |s| s.high50) },
                ],
            },
            Line {
                name: self.loaded.compared.title.clone(),
                stroke: Stroke::Line,
                points: points(&ranges.compared),
                bands: Vec::new(),
            },
        ];
        let first = self.drawn.from;
        let marks = self
            .scenario()
            .laws
            .iter()
            .filter(|law| law.from.month > first && !self.loaded.before.laws.contains(law))
            .map(|law| Mark { across: law.from.position() / 12.0, word: law.id.clone() })
            .collect();
        let last = ranges.scenario.last()?;
        let compared = ranges.compared.last()?;
        let description = format!(
            "In the last month {} under this law, and {} as compared.",
            in_words(last, whole),
            whole(compared.median)
        );
        let rows = (0..ranges.scenario.len())
            .step_by(6)
            .filter_map(|t| {
                let (a, b) = (ranges.scenario.get(t)?, ranges.compared.get(t)?);
                let month = self.drawn.from.plus(i32::try_from(t).unwrap_or(0)).to_string();
                Some(vec![
                    month,
                    whole(a.median),
                    whole(a.low50),
                    whole(a.high50),
                    whole(a.low90),
                    whole(a.high90),
                    whole(b.median),
                ])
            })
            .collect();
        let table = Table::of_figures(
            title,
            &["Month", "Median", "50% from", "to", "90% from", "to", "Compared, median"],
            rows,
        );
        Some(
            Chart::new(
                title,
                &description,
                Plot::Lines {
                    across: Axis::years("Month"),
                    up: Axis::from_nought(up, Numeral::WHOLE),
                    lines,
                    marks,
                },
            )
            .beside(table),
        )
    }

    fn by_band(&self, stock: fn(usize) -> Follow, caption: &str) -> Table {
        let rows = self
            .scenario()
            .bands
            .iter()
            .enumerate()
            .filter_map(|(b, band)| {
                let year = self.last(stock(b))?;
                let d = &year.difference;
                Some(vec![
                    band.name.clone(),
                    whole(year.scenario.median),
                    format!("{} to {}", whole(year.scenario.low90), whole(year.scenario.high90)),
                    whole(year.compared.median),
                    signed(d.median),
                    format!("{} to {}", signed(d.low90), signed(d.high90)),
                ])
            })
            .collect();
        Table::of_figures(
            caption,
            &["Band", "This law", "90% range", "Compared", "Difference", "90% range"],
            rows,
        )
    }

    fn units(&self) -> Vec<Part> {
        let bands = &self.scenario().bands;
        let rows = self.scenario().units.iter().map(|unit| {
            let mut who: Vec<&str> = unit
                .bands
                .iter()
                .filter_map(|band| bands.get(*band))
                .map(|band| band.name.as_str())
                .collect();
            if unit.remand {
                who.push("on remand");
            }
            vec![
                unit.area.clone(),
                whole(unit.places),
                unit.from.to_string(),
                who.join(", "),
                unit.serves.join(", "),
            ]
        });
        let mut parts: Vec<Part> = self.units_in_words().map(Part::Paragraph).into_iter().collect();
        parts.push(Part::Table(Table::of_words(
            "The units of this scenario",
            &["Where", "Places", "From", "Who", "From which areas"],
            rows.collect(),
        )));
        parts.push(Part::Notice(Tone::Care, UNITS.to_owned()));
        parts
    }

    /// The report.
    pub fn report(&self) -> Report {
        let setting = self.scenario();
        let receptions = self.last(Follow::Receptions);
        let population = self.last(Follow::Population);
        let mut summary = setting.question.clone();
        if let Some(sent) = receptions {
            summary.push_str(&format!(
                " In year {} {} women are sent to prison under sentence, {} than compared with: {}.",
                sent.year,
                in_words(&sent.scenario, whole),
                if sent.difference.median < 0.0 { "fewer" } else { "no fewer" },
                in_words(&sent.difference, signed)
            ));
        }
        if let (Some(inside), true) = (population, self.followed()) {
            summary.push_str(&format!(
                " Women in prison are {}: {}. Short sentences are most of the receptions and a small part of the stock, so the \
                 two must be read together.",
                in_words(&inside.scenario, whole),
                in_words(&inside.difference, signed)
            ));
        }
        let mut report = Report::new("Sentencing what-if", &setting.title, &summary);
        let mut first: Vec<Part> = Vec::new();
        first.extend(
            self.lines(
                Follow::Receptions,
                "Women sent to prison under sentence, by month",
                "women a month",
            )
            .map(|chart| Part::Chart(Box::new(chart))),
        );
        if self.followed() {
            first.extend(
                self.lines(Follow::Population, "Women in prison, by month", "women")
                    .map(|chart| Part::Chart(Box::new(chart))),
            );
        }
        report = report.with("Receptions and population", first);
        let mut bands =
            vec![Part::Table(self.by_band(
                Follow::Received,
                "Sent to prison under sentence in the last year, by band",
            ))];
        if self.followed() {
            bands.push(Part::Table(
                self.by_band(
                    Follow::Inside,
                    "Inside under sentence, mean of the last year, by band",
                ),
            ));
            let rows = [
                Follow::Remand,
                Follow::Recall,
                Follow::Remanded,
                Follow::Recalled,
                Follow::Curfew,
                Follow::Suspended,
                Follow::Community,
                Follow::TurnedAway,
                Follow::Activated,
                Follow::DrawnIn,
            ]
            .into_iter()
            .filter_map(|what| {
                let year = self.last(what)?;
                Some(vec![
                    capital(&self.name(what)),
                    whole(year.scenario.median),
                    format!("{} to {}", whole(year.scenario.low90), whole(year.scenario.high90)),
                    whole(year.compared.median),
                    format!(
                        "{} to {}",
                        signed(year.difference.low90),
                        signed(year.difference.high90)
                    ),
                ])
            })
            .collect();
            bands.push(Part::Table(Table::of_figures(
                "Elsewhere, last year (flows in the year, stocks as its mean)",
                &["What", "This law", "90% range", "Compared", "Difference, 90% range"],
                rows,
            )));
        }
        report = report.with("By band", bands);
        let children = self.children();
        if !children.is_empty() {
            let ranges = children
                .iter()
                .map(|(estimate, _, s)| Range {
                    name: estimate.clone(),
                    low: s.low90,
                    middle: Some(s.median),
                    high: s.high90,
                    weight: Weight::Beside,
                })
                .collect();
            report = report.with(
                "Children",
                vec![
                    Part::Paragraph(
                        "Published estimates of the children separated from a mother by prison in a year run from 2,544 to \
                         17,240. Each is moved here as receptions move; they are never averaged."
                            .to_owned(),
                    ),
                    Part::Chart(Box::new(Chart::new(
                        "Children affected in the last year, by published estimate",
                        "Each estimate for itself, with the 90% range of receptions.",
                        Plot::Ranges { across: Axis::from_nought("children a year", Numeral::WHOLE), ranges },
                    ))),
                ],
            );
        }
        let accounts = self.accounts();
        if !accounts.is_empty() {
            let rows = accounts
                .iter()
                .map(|(department, what, s)| {
                    let money = |value: f64| Numeral::POUNDS.signed().write(value);
                    vec![
                        department.clone(),
                        what.clone(),
                        money(s.low90),
                        money(s.median),
                        money(s.high90),
                    ]
                })
                .collect();
            let mut parts = vec![
                Part::Table(Table::of_figures(
                    "Pounds a year more (+) or less (-) than compared, mean of all years",
                    &["Department", "For", "Low (5%)", "Middle", "High (95%)"],
                    rows,
                )),
                Part::Notice(Tone::Care, "Ranges are not added up: a total of lows and highs would claim more than is known.".to_owned()),
            ];
            parts.push(Part::List(NOT_COUNTED.iter().map(|line| (*line).to_owned()).collect()));
            report = report.with("Who pays and who saves", parts);
        }
        if self.has_units() {
            report = report.with("Small units", self.units());
        }
        for (title, caption, heading, parts) in [
            (
                "By police area",
                "Women sent to prison in the last year and women in prison, by the area that sentenced them",
                "Area",
                self.areas(),
            ),
            (
                "By offence group",
                "Women sent to prison in the last year and women in prison, by offence group",
                "Offence group",
                self.offences(),
            ),
        ] {
            if !parts.is_empty() {
                report = report.with(title, vec![Self::split_table(caption, heading, parts)]);
            }
        }
        let levers: Vec<Bar> = self
            .tornado
            .iter()
            .take(12)
            .map(|lever| Bar {
                name: lever.label.clone(),
                low: (lever.low.to_string(), lever.at_low[1]),
                high: (lever.high.to_string(), lever.at_high[1]),
            })
            .collect();
        if let Some(first) =
            self.tornado.first().filter(|_| self.followed() && self.hangs_on_something())
        {
            report = report.with(
                "What would change the answer most",
                vec![Part::Chart(Box::new(Chart::new(
                    "Difference in women in prison when one number is at its low or its high",
                    &format!(
                        "With every number at its most likely the difference is {}. '{}' moves it most.",
                        signed(first.middle[1]),
                        first.label
                    ),
                    Plot::Tornado {
                        across: Axis::of("women in prison, difference", Numeral::WHOLE.signed()),
                        middle: first.middle[1],
                        levers,
                    },
                )))],
            );
        }
        if !self.hangs_on_something() {
            let same = vec![Part::Paragraph(SAME.to_owned())];
            report = report.with("What would change the answer most", same);
        }
        report = report.with(
            "What the model cannot know",
            vec![Part::List(CANNOT.iter().map(|line| (*line).to_owned()).collect())],
        );
        let laws = setting
            .laws
            .iter()
            .map(|law| vec![law.from.to_string(), law.name.clone(), law.source.clone()])
            .collect();
        report = report.with(
            "The law of this scenario",
            vec![Part::Table(Table::of_words(
                "In order of date",
                &["From", "What", "Where it stands"],
                laws,
            ))],
        );
        report.assumptions = setting
            .params
            .iter()
            .map(|param| {
                let range = param.range;
                if range.low < range.high {
                    format!(
                        "{}: {} ({} to {}). {}",
                        capital(&param.label),
                        range.mid,
                        range.low,
                        range.high,
                        param.source
                    )
                } else {
                    format!("{}: {}. {}", capital(&param.label), range.mid, param.source)
                }
            })
            .collect();
        report.sources = self
            .loaded
            .sources
            .iter()
            .map(|source| Source {
                words: source.clone(),
                address: source
                    .split([' ', ','])
                    .find(|word| word.starts_with("https://"))
                    .map(str::to_owned),
            })
            .collect();
        report.made = vec![
            ("Command".to_owned(), self.command.clone()),
            ("Version".to_owned(), env!("CARGO_PKG_VERSION").to_owned()),
        ];
        report
    }
}
