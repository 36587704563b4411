//! A report of an engine as it is printed: counted facts and no woman's own words, so nothing in it
//! is `Personal`. Not for how it is worked out, nor for how a chart is drawn.

use serde::{Deserialize, Serialize};

use crate::model::Fact;

/// A report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportPaper {
    /// What kind of report it is; may be empty.
    pub kicker: String,
    /// Its title.
    pub title: String,
    /// What it says in plain words; an empty line begins a new paragraph.
    pub summary: String,
    /// Its sections.
    pub sections: Vec<ReportSection>,
    /// The heading over what was assumed.
    pub assumptions_heading: String,
    /// What was assumed.
    pub assumptions: Vec<String>,
    /// The heading over the sources.
    pub sources_heading: String,
    /// Where the figures come from.
    pub sources: Vec<ReportSource>,
    /// The heading over how it was made.
    pub made_heading: String,
    /// How it was made.
    pub made: Vec<Fact>,
}

/// A section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportSection {
    /// Its heading.
    pub heading: String,
    /// What stands below it.
    pub parts: Vec<ReportPart>,
}

/// One thing in a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "content", rename_all = "snake_case", deny_unknown_fields)]
pub enum ReportPart {
    /// A paragraph.
    Paragraph(String),
    /// Sentences with a dot before each.
    List(Vec<String>),
    /// What must not be missed, under a word for its kind.
    Notice(Fact),
    /// Names with their values.
    Facts(Vec<Fact>),
    /// A table.
    Table(ReportTable),
    /// A chart with its table.
    Chart(ReportChart),
}

/// A table. The first column heads its rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportTable {
    /// What it shows.
    pub caption: String,
    /// The headings of its columns.
    pub columns: Vec<String>,
    /// Which columns hold figures; as many as there are columns.
    pub are_figures: Vec<bool>,
    /// Its rows; each has as many cells as there are columns.
    pub rows: Vec<Vec<String>>,
}

/// A chart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportChart {
    /// What it is of.
    pub title: String,
    /// What it shows, for whoever does not see it.
    pub description: String,
    /// What to know while reading it; may be empty.
    pub caption: String,
    /// The picture as SVG, 720 pixels wide or less. One that names a file or another host is not
    /// set.
    pub svg: String,
    /// The same as a table.
    pub table: ReportTable,
}

/// Where figures come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportSource {
    /// What it is.
    pub words: String,
    /// Where it stands on the web.
    pub address: Option<String>,
}
