//! Charts: what is drawn, as data. Each has a title, a sentence that says what it shows to whoever
//! does not see it, and its table, which cannot be left out: it is made of the same numbers.
//!
//! Not for: pictures. What a table says better is no chart.

mod axis;
mod bars;
mod canvas;
mod lines;
mod map;
mod rows;
mod tabled;

pub(in crate::report) use canvas::Form;

use super::{Numeral, Table};

/// A chart with its words.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// What it is of; also the caption of its table.
    pub title: String,
    /// What it shows, in a sentence or two with the numbers that matter. Screen readers read it.
    pub description: String,
    /// What is drawn.
    pub plot: Plot,
    /// What to know while reading it, under it; may be empty.
    pub caption: String,
    table: Option<Table>,
}

/// What is drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum Plot {
    /// Lines with ranges about them, over time or over a count: receptions by month, what each
    /// added unit buys.
    Lines {
        /// Along the bottom.
        across: Axis,
        /// Up the side.
        up: Axis,
        /// The lines; at most six.
        lines: Vec<Line>,
        /// Upright marks with a word each: the day of an Act, the knee of a curve.
        marks: Vec<Mark>,
    },
    /// Lying bars from nought, with a range where there is one.
    Bars {
        /// What their length is.
        across: Axis,
        /// The bars in order.
        bars: Vec<Bar>,
    },
    /// Ranges about a middle under each other: results beside each other, low, middle and high.
    Ranges {
        /// What is measured. A line stands at nought when nought is within.
        across: Axis,
        /// The ranges in order.
        ranges: Vec<Range>,
    },
    /// What a result becomes when one thing is changed and all else stays (a tornado).
    Tornado {
        /// The result.
        across: Axis,
        /// The result when nothing is changed.
        middle: f64,
        /// The things, drawn by how far they move the result.
        levers: Vec<Lever>,
    },
    /// How unlike the treated and the compared are in each covariate, before and after (a love
    /// plot). Without their signs, in hundredths of a standard deviation.
    Love {
        /// The covariates in order.
        covariates: Vec<Balance>,
        /// Lines to read it by: 5 and 10.
        thresholds: Vec<Threshold>,
    },
    /// Points of a country by their coordinates, sites with numbers, and which site serves which.
    Map {
        /// Points of the land as (longitude, latitude) in degrees, to know where one is; may be
        /// empty.
        land: Vec<(f64, f64)>,
        /// The places.
        places: Vec<Place>,
        /// What the weight of a demand is: "women a year".
        weight: String,
    },
}

/// An axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// What it measures, with its unit.
    pub label: String,
    /// What its numbers are.
    pub scale: Scale,
    /// Where it begins.
    pub start: Start,
}

/// What the numbers of an axis are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Numbers of this kind.
    Numbers(Numeral),
    /// Years with decimals: 2026.0 is January 2026, one twelfth more is February.
    Years,
}

/// Where an axis begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// At nought, as every length that is compared must.
    Nought,
    /// Where the numbers begin.
    First,
}

/// A line with its ranges.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its name.
    pub name: String,
    /// How it is drawn.
    pub stroke: Stroke,
    /// Its points from left to right. A value that is no number leaves a gap.
    pub points: Vec<Point>,
    /// Ranges about it, the widest first.
    pub bands: Vec<Band>,
}

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stroke {
    /// As a line.
    Line,
    /// As points only: what was counted, beside what was worked out.
    Points,
    /// As a line with its points.
    LineAndPoints,
}

/// A point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Along the bottom.
    pub across: f64,
    /// Up the side.
    pub up: f64,
}

/// A range about a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// Its name: "90% range".
    pub name: String,
    /// Where along the bottom, its low end and its high end.
    pub edges: Vec<(f64, f64, f64)>,
}

/// An upright mark.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Where along the bottom.
    pub across: f64,
    /// Its word, at most about twenty letters.
    pub word: String,
}

/// A bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Its name.
    pub name: String,
    /// Its length.
    pub value: f64,
    /// The range about its end.
    pub range: Option<(f64, f64)>,
}

/// A range.
#[derive(Debug, Clone, PartialEq)]
pub struct Range {
    /// Its name.
    pub name: String,
    /// Its low end.
    pub low: f64,
    /// Its middle, where that figure is held.
    pub middle: Option<f64>,
    /// Its high end.
    pub high: f64,
    /// How it stands among the others.
    pub weight: Weight,
}

/// How a range stands among others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// The one that the report is about.
    Ours,
    /// One to read it beside.
    Beside,
}

/// A thing that moves a result.
#[derive(Debug, Clone, PartialEq)]
pub struct Lever {
    /// Its name.
    pub name: String,
    /// Its lower value in words, and the result there.
    pub low: (String, f64),
    /// Its higher value in words, and the result there.
    pub high: (String, f64),
}

/// A covariate before and after matching.
#[derive(Debug, Clone, PartialEq)]
pub struct Balance {
    /// Its name.
    pub name: String,
    /// The standardised difference before, in hundredths of a standard deviation.
    pub before: f64,
    /// The same after.
    pub after: f64,
}

/// A line to read a love plot by.
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold {
    /// Where.
    pub at: f64,
    /// Its word: "small".
    pub word: String,
}

/// A place on a map.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Its name.
    pub name: String,
    /// Degrees east.
    pub longitude: f64,
    /// Degrees north.
    pub latitude: f64,
    /// What it is.
    pub kind: PlaceKind,
}

/// What a place is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PlaceKind {
    /// Somewhere people are from, drawn as large as they are many; `to` counts in the list of
    /// places, from nought, and says which site serves it.
    Demand {
        /// How many.
        weight: f64,
        /// Which site serves it.
        to: Option<usize>,
    },
    /// A site that was chosen; numbered in the order of the list.
    Site,
    /// A site that was there.
    Fixed,
}

impl Axis {
    /// An axis of numbers that begins at nought.
    #[must_use]
    pub fn from_nought(label: &str, numeral: Numeral) -> Self {
        Self { label: label.to_owned(), scale: Scale::Numbers(numeral), start: Start::Nought }
    }

    /// An axis of numbers that begins where they begin.
    #[must_use]
    pub fn of(label: &str, numeral: Numeral) -> Self {
        Self { label: label.to_owned(), scale: Scale::Numbers(numeral), start: Start::First }
    }

    /// An axis of years.
    #[must_use]
    pub fn years(label: &str) -> Self {
        Self { label: label.to_owned(), scale: Scale::Years, start: Start::First }
    }
}

impl Chart {
    /// A chart whose table is made of its own numbers.
    #[must_use]
    pub fn new(title: &str, description: &str, plot: Plot) -> Self {
        Self {
            title: title.to_owned(),
            description: description.to_owned(),
            plot,
            caption: String::new(),
            table: None,
        }
    }

    /// The same with a caption.
    #[must_use]
    pub fn caption(self, caption: &str) -> Self {
        Self { caption: caption.to_owned(), ..self }
    }

    /// The same beside a table that says more, or one month a year instead of all.
    #[must_use]
    pub fn beside(self, table: Table) -> Self {
        Self { table: Some(table), ..self }
    }

    /// Its table.
    #[must_use]
    pub fn table(&self) -> Table {
        self.table.clone().unwrap_or_else(|| tabled::table(&self.title, &self.plot))
    }

    /// As a picture in a file of its own: 720 wide, with its title and description inside.
    #[must_use]
    pub fn svg(&self) -> String {
        self.drawn(Form::File, "chart")
    }

    /// The picture in this form; `id` is its own on a page.
    pub(in crate::report) fn drawn(&self, form: Form, id: &str) -> String {
        let canvas = match &self.plot {
            Plot::Lines { across, up, lines, marks } => lines::draw(form, across, up, lines, marks),
            Plot::Bars { across, bars } => bars::draw(form, across, bars),
            Plot::Ranges { across, ranges } => rows::ranges(form, across, ranges),
            Plot::Tornado { across, middle, levers } => {
                rows::tornado(form, across, *middle, levers)
            }
            Plot::Love { covariates, thresholds } => rows::love(form, covariates, thresholds),
            Plot::Map { land, places, weight } => map::draw(form, land, places, weight),
        };
        canvas.finish(&self.title, &self.description, id)
    }
}
