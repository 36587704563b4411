//! A report as one HTML file: stylesheet and charts inside, nothing from anywhere else, no script.
//! It reads on a telephone and on paper. Not for serving: a page of the house has its own templates.

use askama::Template;

use super::chart::Form;
use super::{Cells, Chart, Part, Report, Section, Table, Tone, palette};

/// The house's own sheets, so that a report looks like the house without a second copy.
const HOUSE: [&str; 11] = [
    include_str!("../../../web/assets/css/10-tokens.css"),
    include_str!("../../../web/assets/css/15-base.css"),
    include_str!("../../../web/assets/css/20-layout.css"),
    include_str!("../../../web/assets/css/22-masthead.css"),
    include_str!("../../../web/assets/css/26-page.css"),
    include_str!("../../../web/assets/css/28-foot.css"),
    include_str!("../../../web/assets/css/48-panel.css"),
    include_str!("../../../web/assets/css/54-notice.css"),
    include_str!("../../../web/assets/css/58-summary.css"),
    include_str!("../../../web/assets/css/60-table.css"),
    include_str!("../../../web/assets/css/80-chart.css"),
];
const SMALL: &str = include_str!("../../../web/assets/css/90-small-words.css");
const MODES: &str = include_str!("../../../web/assets/css/95-modes.css");
/// What only a report has.
const OWN: &str = include_str!("../../assets/report.css");

/// A table of more rows than this beside a chart is folded. Print shows it whole.
const FOLDED: usize = 14;

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    report: &'a Report,
    sections: Vec<Shown<'a>>,
    rules: String,
}

/// A section as it is shown.
struct Shown<'a> {
    id: String,
    section: &'a Section,
    parts: Vec<ShownPart<'a>>,
}

/// A part as it is shown.
enum ShownPart<'a> {
    Paragraph(&'a str),
    List(&'a [String]),
    Notice(Tone, &'a str),
    Facts(&'a [(String, String)]),
    Table(&'a Table),
    Chart { chart: &'a Chart, svg: String, table: Table, is_folded: bool },
}

impl Report {
    /// The report as one HTML file.
    #[must_use]
    pub fn html(&self) -> String {
        let mut charts = 0;
        let sections = self.sections.iter().zip(1..).map(|(section, number)| {
            let parts = section.parts.iter().map(|part| match part {
                Part::Paragraph(words) => ShownPart::Paragraph(words),
                Part::List(items) => ShownPart::List(items),
                Part::Notice(tone, words) => ShownPart::Notice(*tone, words),
                Part::Facts(facts) => ShownPart::Facts(facts),
                Part::Table(table) => ShownPart::Table(table),
                Part::Chart(chart) => {
                    charts += 1;
                    let table = chart.table();
                    ShownPart::Chart {
                        chart,
                        svg: chart.drawn(Form::Page, &format!("chart-{charts}")),
                        is_folded: table.rows.len() > FOLDED,
                        table,
                    }
                }
            });
            Shown { id: format!("section-{number}"), section, parts: parts.collect() }
        });
        let page = Page { report: self, sections: sections.collect(), rules: rules() };
        // Writing into memory cannot fail; the template has no filter of its own that could.
        page.render().unwrap_or_default()
    }
}

/// Every rule of the page.
fn rules() -> String {
    let mut rules = HOUSE.join("\n");
    for more in [OWN, &palette::of_page(), SMALL, MODES] {
        rules.push('\n');
        rules.push_str(more);
    }
    rules
}

impl Cells {
    const fn class(self) -> &'static str {
        match self {
            Self::Words => "",
            Self::Figures => "num",
        }
    }
}

impl Table {
    /// A row's cells with the class of their column, as many as there are columns.
    fn cells<'a>(
        &'a self,
        row: &'a [String],
    ) -> impl Iterator<Item = (usize, &'static str, &'a str)> {
        let words = row.iter().map(String::as_str).chain(std::iter::repeat(""));
        self.columns
            .iter()
            .zip(words)
            .enumerate()
            .map(|(at, (column, cell))| (at, column.cells.class(), cell))
    }

    /// Whether it is wide enough to need a frame of its own on a telephone.
    fn class(&self) -> &'static str {
        if self.columns.len() > 3 { "table table-wide" } else { "table" }
    }
}
