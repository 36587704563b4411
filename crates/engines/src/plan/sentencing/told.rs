//! What a drawn scenario has to say: words for the terminal, tables, an object for programs and a
//! report. Every figure is a median with its ranges; receptions and population always stand beside
//! each other. Not for drawing (crate `models`).

use models::sentencing::draws::{Drawn, Follow, Lever, Spread, Year};
use models::sentencing::{CountedBy, Setting};
use serde_json::{Value, json};

use super::scenario::Loaded;
use crate::report::{
    Axis, Band, Chart, Lever as Bar, Line, Mark, Numeral, Part, Plot, Point, Range, Report, Source,
    Stroke, Table, Tone, Weight,
};

/// A drawn scenario.
pub struct Told<'a> {
    pub loaded: &'a Loaded,
    pub drawn: &'a Drawn,
    pub tornado: &'a [Lever],
    pub areas: &'a [[Spread; 4]],
    pub seed: u64,
    pub command: String,
}

/// What the model cannot know.
const CANNOT: [&str; 6] = [
    "What judges and magistrates will do: how often exceptions are used is a range that nobody has measured yet.",
    "New offences, and what the police and prosecutors will charge.",
    "Orders that courts gave before: no published count of women's suspended sentences by length was carried, so only \
     orders that follow from the law or from remand are followed, and breaches of older orders stand inside the published sentences.",
    "Whether neighbours consent: a unit of 12 beds in Swansea met 215 objections and years of appeal.",
    "How long building takes.",
    "What the Act's later steps (release at a third) will be in practice; their day is an assumption.",
];

/// What is not counted for want of a figure.
const NOT_COUNTED: [&str; 4] = [
    "Local authorities (children taken into care): no unit cost is held. Not counted is not nought.",
    "Health: no unit cost is held.",
    "Work, benefits and housing: no unit cost is held.",
    "Victims and the police: no unit cost is held.",
];

fn whole(value: f64) -> String {
    Numeral::WHOLE.write(value)
}

fn signed(value: f64) -> String {
    Numeral::WHOLE.signed().write(value)
}

fn in_words(spread: &Spread, write: fn(f64) -> String) -> String {
    format!(
        "{} (50 %: {} to {}; 90 %: {} to {})",
        write(spread.median),
        write(spread.low50),
        write(spread.high50),
        write(spread.low90),
        write(spread.high90)
    )
}

impl Told<'_> {
    fn scenario(&self) -> &Setting {
        &self.loaded.scenario
    }

    fn name(&self, what: Follow) -> String {
        let band = |b: usize| {
            self.scenario().bands.get(b).map_or_else(String::new, |band| band.name.clone())
        };
        match what {
            Follow::Population => "women in prison".to_owned(),
            Follow::Receptions => "sent to prison under sentence".to_owned(),
            Follow::Inside(b) => format!("inside under sentence, {}", band(b)),
            Follow::Received(b) => format!("sent to prison under sentence, {}", band(b)),
            Follow::Remand => "inside on remand".to_owned(),
            Follow::Recall => "inside on recall".to_owned(),
            Follow::Remanded => "remanded".to_owned(),
            Follow::Recalled => "recalled".to_owned(),
            Follow::Curfew => "under home detention curfew".to_owned(),
            Follow::Suspended => "on a suspended sentence that the model follows".to_owned(),
            Follow::Community => "on a community order that the model follows".to_owned(),
            Follow::TurnedAway => "turned away from custody".to_owned(),
            Follow::Activated => "suspended sentences activated".to_owned(),
            Follow::DrawnIn => "drawn in who would have had less".to_owned(),
        }
    }

    /// Remand, recall and women inside are followed only where the place has figures of them.
    fn followed(&self) -> bool {
        self.scenario().remand.is_some()
    }

    fn last(&self, what: Follow) -> Option<&Year> {
        self.drawn.years.iter().filter(|year| year.what == what).max_by_key(|year| year.year)
    }

    /// Children affected a year: each published estimate for itself, moved as receptions move.
    fn children(&self) -> Vec<(String, f64, Spread)> {
        let setting = self.scenario();
        let Some(year) = self.last(Follow::Receptions) else { return Vec::new() };
        setting
            .children
            .iter()
            .map(|estimate| {
                let each = estimate.children / setting.children_receptions.max(1.0);
                let spread = Spread {
                    low90: each * year.scenario.low90,
                    low50: each * year.scenario.low50,
                    median: each * year.scenario.median,
                    high50: each * year.scenario.high50,
                    high90: each * year.scenario.high90,
                };
                (estimate.estimate.clone(), estimate.children, spread)
            })
            .collect()
    }

    /// For the terminal.
    pub fn words(&self) -> String {
        let setting = self.scenario();
        let compared = &self.loaded.compared;
        let mut lines = vec![
            format!("{} beside: {}", setting.title, compared.title),
            setting.question.clone(),
            format!(
                "Law as it stands in the scenario; {} to {}; {} draws, seed {}",
                setting.from,
                super::scenario::end(setting).plus(-1),
                self.drawn.draws,
                self.seed
            ),
            String::new(),
        ];
        let told: &[Follow] = if self.followed() {
            &[
                Follow::Receptions,
                Follow::Population,
                Follow::Remand,
                Follow::Recall,
                Follow::TurnedAway,
                Follow::Activated,
            ]
        } else {
            &[Follow::Receptions]
        };
        for what in told {
            let Some(year) = self.last(*what) else { continue };
            lines.push(format!("{}, year {}", capital(&self.name(*what)), year.year));
            lines.push(format!("  this law     {}", in_words(&year.scenario, whole)));
            lines.push(format!("  compared     {}", in_words(&year.compared, whole)));
            lines.push(format!("  difference   {}", in_words(&year.difference, signed)));
        }
        lines.push(String::new());
        lines.push(format!("By band, year {}: sent to prison, this law less compared; inside, this law less compared", self.last(Follow::Receptions).map_or(0, |year| year.year)));
        for (b, band) in setting.bands.iter().enumerate() {
            let (Some(sent), Some(inside)) =
                (self.last(Follow::Received(b)), self.last(Follow::Inside(b)))
            else {
                continue;
            };
            let stock = if self.followed() {
                format!(
                    "; {} [{} to {}]",
                    signed(inside.difference.median),
                    signed(inside.difference.low90),
                    signed(inside.difference.high90)
                )
            } else {
                String::new()
            };
            lines.push(format!(
                "  {:26} {} [{} to {}]{stock}",
                band.name,
                signed(sent.difference.median),
                signed(sent.difference.low90),
                signed(sent.difference.high90)
            ));
        }
        let children = self.children();
        if let (Some(low), Some(high)) = (
            children.iter().map(|row| row.2.low90).min_by(f64::total_cmp),
            children.iter().map(|row| row.2.high90).max_by(f64::total_cmp),
        ) {
            lines.push(String::new());
            lines.push(format!(
                "Children affected in a year: {} to {}, by which published estimate and draw",
                whole(low),
                whole(high)
            ));
        }
        if !self.drawn.accounts.is_empty() {
            lines.push(String::new());
            lines.push("Who pays more (+) and who saves (-), pounds a year, 90 % range".to_owned());
            for (department, what, spread) in self.accounts() {
                lines.push(format!(
                    "  {department}, {what}: {} to {}",
                    signed(spread.low90),
                    signed(spread.high90)
                ));
            }
            lines.push("  Not counted for want of a figure: local authorities, health, benefits and housing, police.".to_owned());
        }
        lines.push(String::new());
        lines.push(if self.followed() {
            "What would change the difference in women in prison most (each number at its low, its high)".to_owned()
        } else {
            "What would change the answer most".to_owned()
        });
        for lever in self.tornado.iter().take(8) {
            lines.push(format!(
                "  {:+7.0} {:+7.0}  {} ({} to {})",
                lever.at_low[1], lever.at_high[1], lever.label, lever.low, lever.high
            ));
        }
        lines.join("\n")
    }

    fn accounts(&self) -> Vec<(String, String, Spread)> {
        self.drawn
            .accounts
            .iter()
            .filter_map(|account| {
                let cost = self.scenario().costs.get(account.cost)?;
                let counted = match cost.by {
                    CountedBy::TurnedAway => " (turned away or drawn in)",
                    _ => "",
                };
                Some((cost.department.clone(), format!("{}{counted}", cost.what), account.pounds))
            })
            .collect()
    }

    /// CSV tables by file name.
    pub fn tables(&self) -> Vec<(&'static str, String)> {
        let mut months = String::from("month,series,law,median,low50,high50,low90,high90\n");
        let mut years = String::from("year,series,law,median,low50,high50,low90,high90\n");
        let row = |table: &mut String, at: &str, what: &str, law: &str, spread: &Spread| {
            let Spread { median, low50, high50, low90, high90 } = spread;
            table.push_str(&format!(
                "{at},\"{what}\",{law},{median:.2},{low50:.2},{high50:.2},{low90:.2},{high90:.2}\n"
            ));
        };
        for ranges in self.drawn.ranges.iter().filter(|ranges| self.is_told(ranges.what)) {
            let what = self.name(ranges.what);
            for (law, spreads) in [
                ("scenario", &ranges.scenario),
                ("compared", &ranges.compared),
                ("difference", &ranges.difference),
            ] {
                for (month, spread) in (0..).zip(spreads) {
                    row(&mut months, &self.drawn.from.plus(month).to_string(), &what, law, spread);
                }
            }
        }
        for year in self.drawn.years.iter().filter(|year| self.is_told(year.what)) {
            let what = self.name(year.what);
            for (law, spread) in [
                ("scenario", &year.scenario),
                ("compared", &year.compared),
                ("difference", &year.difference),
            ] {
                row(&mut years, &year.year.to_string(), &what, law, spread);
            }
        }
        let mut tornado = String::from(
            "number,low,high,women_in_prison_at_low,women_in_prison_at_high,difference_at_low,difference_at_high\n",
        );
        for lever in self.tornado {
            tornado.push_str(&format!(
                "\"{}\",{},{},{:.1},{:.1},{:.1},{:.1}\n",
                lever.label.replace('"', "'"),
                lever.low,
                lever.high,
                lever.at_low[0],
                lever.at_high[0],
                lever.at_low[1],
                lever.at_high[1]
            ));
        }
        let mut assumptions = String::from("key,what,low,most_likely,high,source\n");
        for param in &self.scenario().params {
            assumptions.push_str(&format!(
                "{},\"{}\",{},{},{},\"{}\"\n",
                param.key,
                param.label.replace('"', "'"),
                param.range.low,
                param.range.mid,
                param.range.high,
                param.source.replace('"', "'")
            ));
        }
        let mut pays = String::from("department,what,median,low50,high50,low90,high90\n");
        for (department, what, s) in self.accounts() {
            pays.push_str(&format!(
                "\"{department}\",\"{what}\",{:.0},{:.0},{:.0},{:.0},{:.0}\n",
                s.median, s.low50, s.high50, s.low90, s.high90
            ));
        }
        let mut children = String::from("estimate,published_a_year,median,low90,high90\n");
        for (estimate, published, s) in self.children() {
            children.push_str(&format!(
                "\"{estimate}\",{published},{:.0},{:.0},{:.0}\n",
                s.median, s.low90, s.high90
            ));
        }
        let mut tables = vec![
            ("months.csv", months),
            ("years.csv", years),
            ("tornado.csv", tornado),
            ("assumptions.csv", assumptions),
            ("who-pays.csv", pays),
            ("children.csv", children),
        ];
        if !self.areas.is_empty() {
            let mut areas = String::from(
                "area,women_in_prison,low90,high90,difference,difference_low90,difference_high90,sent_to_prison,sent_low90,\
                 sent_high90,sent_difference,sent_difference_low90,sent_difference_high90\n",
            );
            for (intake, [inside, more, sent, more_sent]) in
                self.scenario().intake.iter().zip(self.areas)
            {
                areas.push_str(&intake.area);
                for s in [inside, more, sent, more_sent] {
                    areas.push_str(&format!(",{:.1},{:.1},{:.1}", s.median, s.low90, s.high90));
                }
                areas.push('\n');
            }
            tables.push(("areas.csv", areas));
        }
        tables
    }

    fn is_told(&self, what: Follow) -> bool {
        self.followed()
            || matches!(what, Follow::Receptions | Follow::Received(_) | Follow::TurnedAway)
    }

    /// For programs.
    pub fn json(&self) -> Value {
        let spread = |s: &Spread| json!({"median": s.median, "low50": s.low50, "high50": s.high50, "low90": s.low90, "high90": s.high90});
        let setting = self.scenario();
        json!({
            "scenario": setting.name,
            "title": setting.title,
            "compared_with": self.loaded.compared.name,
            "from": setting.from.to_string(),
            "months": setting.months,
            "draws": self.drawn.draws,
            "seed": self.seed,
            "law": setting.laws.iter().map(|law| json!({"id": law.id, "name": law.name, "from": law.from.to_string(), "source": law.source})).collect::<Vec<_>>(),
            "years": self.drawn.years.iter().filter(|year| self.is_told(year.what)).map(|year| json!({
                "year": year.year, "series": self.name(year.what),
                "scenario": spread(&year.scenario), "compared": spread(&year.compared), "difference": spread(&year.difference),
            })).collect::<Vec<_>>(),
            "months_of": self.drawn.ranges.iter().filter(|ranges| self.is_told(ranges.what)).map(|ranges| json!({
                "series": self.name(ranges.what),
                "scenario": ranges.scenario.iter().map(spread).collect::<Vec<_>>(),
                "difference": ranges.difference.iter().map(spread).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "children": self.children().iter().map(|(estimate, published, s)| json!({"estimate": estimate, "published": published, "in_the_last_year": spread(s)})).collect::<Vec<_>>(),
            "who_pays": self.accounts().iter().map(|(department, what, s)| json!({"department": department, "what": what, "pounds_a_year": spread(s)})).collect::<Vec<_>>(),
            "not_counted": NOT_COUNTED,
            "tornado": self.tornado.iter().map(|lever| json!({"number": lever.label, "low": lever.low, "high": lever.high, "difference_at_low": lever.at_low[1], "difference_at_high": lever.at_high[1]})).collect::<Vec<_>>(),
            "assumptions": setting.params.iter().map(|param| json!({"key": param.key, "what": param.label, "low": param.range.low, "mid": param.range.mid, "high": param.range.high, "source": param.source})).collect::<Vec<_>>(),
            "sources": self.loaded.sources,
            "cannot_know": CANNOT,
        })
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
        if !self.areas.is_empty() {
            let mut rows: Vec<(f64, Vec<String>)> = self
                .scenario()
                .intake
                .iter()
                .zip(self.areas)
                .map(|(intake, [inside, more, sent, more_sent])| {
                    (
                        more_sent.median,
                        vec![
                            intake.area.clone(),
                            whole(sent.median),
                            format!("{} to {}", signed(more_sent.low90), signed(more_sent.high90)),
                            whole(inside.median),
                            format!("{} to {}", signed(more.low90), signed(more.high90)),
                        ],
                    )
                })
                .collect();
            rows.sort_by(|a, b| a.0.total_cmp(&b.0));
            report = report.with(
                "By police area",
                vec![Part::Table(Table::of_figures(
                    "Women sent to prison in the last year and women in prison, by the area that sentenced them",
                    &["Area", "Sent to prison", "Difference, 90% range", "In prison", "Difference, 90% range"],
                    rows.into_iter().map(|row| row.1).collect(),
                ))],
            );
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
        if let Some(first) = self.tornado.first().filter(|_| self.followed()) {
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

fn capital(text: &str) -> String {
    let mut signs = text.chars();
    signs.next().map_or_else(String::new, |first| first.to_uppercase().chain(signs).collect())
}
