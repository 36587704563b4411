//! What a command has to say, as one file that a person can read, print and pass on: a title, a plain
//! summary, sections with tables and charts, what was assumed and where the figures come from.
//! Written as HTML ([`Report::html`]), each chart also as SVG, and as PDF where the program for
//! documents is there ([`Report::write`]).
//!
//! Not for: working anything out. Who writes a report has the figures and the words ready; here is
//! no clock, no chance and no rounding but that of [`Numeral`], so the same report gives the same
//! bytes.

mod chart;
mod html;
mod numeral;
mod palette;
mod pdf;
mod write;

pub use chart::{
    Axis, Balance, Band, Bar, Chart, Lever, Line, Mark, Place, PlaceKind, Plot, Point, Range,
    Scale, Start, Stroke, Threshold, Weight,
};
pub use numeral::Numeral;
pub use write::{NoPdf, Written};

/// A report. All texts are plain text; nothing in them is read as markup.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// What kind of report it is, in a few words over the title: "Matched comparison".
    pub kicker: String,
    /// The question or the answer in one line.
    pub title: String,
    /// What it says, in plain words, for somebody who reads nothing else.
    pub summary: String,
    /// The sections in order.
    pub sections: Vec<Section>,
    /// What was taken as given, one sentence each.
    pub assumptions: Vec<String>,
    /// Where the figures come from.
    pub sources: Vec<Source>,
    /// How it was made: command, seed, version; a name and a value each. Never the day: the same
    /// input gives the same file.
    pub made: Vec<(String, String)>,
}

/// A section under a heading.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// The heading. No two of a report are alike.
    pub heading: String,
    /// What stands below it.
    pub parts: Vec<Part>,
}

/// One thing in a section.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// A paragraph.
    Paragraph(String),
    /// Sentences with a dot before each.
    List(Vec<String>),
    /// A sentence that must not be missed.
    Notice(Tone, String),
    /// Names with their values.
    Facts(Vec<(String, String)>),
    /// A table.
    Table(Table),
    /// A chart with its table.
    Chart(Box<Chart>),
}

impl From<Chart> for Part {
    fn from(chart: Chart) -> Self {
        Self::Chart(Box::new(chart))
    }
}

impl From<Table> for Part {
    fn from(table: Table) -> Self {
        Self::Table(table)
    }
}

/// Of what kind a notice is. The word for it is written too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Worth knowing.
    Note,
    /// To be read with care.
    Care,
    /// Something is wrong or missing.
    Wrong,
}

impl Tone {
    const fn word(self) -> &'static str {
        match self {
            Self::Note => "Note",
            Self::Care => "Take care",
            Self::Wrong => "Missing or wrong",
        }
    }

    /// The name of the house's colour for it.
    const fn colour(self) -> &'static str {
        match self {
            Self::Note => "violet",
            Self::Care => "amber",
            Self::Wrong => "red",
        }
    }
}

/// A table. The first column heads its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// The columns in order.
    pub columns: Vec<Column>,
    /// The rows; each has as many cells as there are columns (a missing cell is shown empty).
    pub rows: Vec<Vec<String>>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub heading: String,
    /// How its cells stand.
    pub cells: Cells,
}

/// How the cells of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cells {
    /// Words, from the left.
    Words,
    /// Figures, to the right, each digit as wide as the next.
    Figures,
}

/// Where figures come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What it is: publisher, title, date.
    pub words: String,
    /// Where it stands on the web, when it does: `https://…`.
    pub address: Option<String>,
}

impl Report {
    /// A report with nothing but its head.
    #[must_use]
    pub fn new(kicker: &str, title: &str, summary: &str) -> Self {
        Self {
            kicker: kicker.to_owned(),
            title: title.to_owned(),
            summary: summary.to_owned(),
            sections: Vec::new(),
            assumptions: Vec::new(),
            sources: Vec::new(),
            made: Vec::new(),
        }
    }

    /// The same with one section more.
    #[must_use]
    pub fn with(mut self, heading: &str, parts: Vec<Part>) -> Self {
        self.sections.push(Section { heading: heading.to_owned(), parts });
        self
    }

    /// Its charts in order.
    pub fn charts(&self) -> impl Iterator<Item = &Chart> {
        self.sections.iter().flat_map(|section| &section.parts).filter_map(|part| match part {
            Part::Chart(chart) => Some(chart.as_ref()),
            _ => None,
        })
    }
}

impl Table {
    /// A table of words and figures: the first column is words, the others are figures.
    #[must_use]
    pub fn of_figures(caption: &str, headings: &[&str], rows: Vec<Vec<String>>) -> Self {
        let columns = headings.iter().enumerate().map(|(index, heading)| Column {
            heading: (*heading).to_owned(),
            cells: if index == 0 { Cells::Words } else { Cells::Figures },
        });
        Self { caption: caption.to_owned(), columns: columns.collect(), rows }
    }

    /// A table of words only.
    #[must_use]
    pub fn of_words(caption: &str, headings: &[&str], rows: Vec<Vec<String>>) -> Self {
        let columns = headings
            .iter()
            .map(|heading| Column { heading: (*heading).to_owned(), cells: Cells::Words });
        Self { caption: caption.to_owned(), columns: columns.collect(), rows }
    }
}
