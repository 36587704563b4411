//! A report as the program for documents takes it. Not for typesetting, which is that program's.

use documents::{
    Document, Fact, Language, ReportChart, ReportPaper, ReportPart, ReportSection, ReportSource,
    ReportTable, Request,
};

use super::{Cells, Part, Report, Table};

/// What the program is asked for.
pub(super) fn request(report: &Report) -> Request {
    let sections = report.sections.iter().map(|section| ReportSection {
        heading: section.heading.clone(),
        parts: section.parts.iter().map(part).collect(),
    });
    let paper = ReportPaper {
        kicker: report.kicker.clone(),
        title: report.title.clone(),
        summary: report.summary.clone(),
        sections: sections.collect(),
        assumptions_heading: "What was assumed".to_owned(),
        assumptions: report.assumptions.clone(),
        sources_heading: "Sources".to_owned(),
        sources: report
            .sources
            .iter()
            .map(|source| ReportSource {
                words: source.words.clone(),
                address: source.address.clone(),
            })
            .collect(),
        made_heading: "How this was made".to_owned(),
        made: facts(&report.made),
    };
    Request::new(Language::English, Document::Report(paper))
}

fn part(part: &Part) -> ReportPart {
    match part {
        Part::Paragraph(words) => ReportPart::Paragraph(words.clone()),
        Part::List(items) => ReportPart::List(items.clone()),
        Part::Notice(tone, words) => {
            ReportPart::Notice(Fact { name: tone.word().to_owned(), value: words.clone() })
        }
        Part::Facts(names) => ReportPart::Facts(facts(names)),
        Part::Table(table) => ReportPart::Table(tabled(table)),
        Part::Chart(chart) => ReportPart::Chart(ReportChart {
            title: chart.title.clone(),
            description: chart.description.clone(),
            caption: chart.caption.clone(),
            svg: chart.svg(),
            table: tabled(&chart.table()),
        }),
    }
}

fn facts(facts: &[(String, String)]) -> Vec<Fact> {
    let fact = |(name, value): &(String, String)| Fact { name: name.clone(), value: value.clone() };
    facts.iter().map(fact).collect()
}

fn tabled(table: &Table) -> ReportTable {
    let wide = table.columns.len();
    // The paper's grid wants every cell.
    let whole = |row: &Vec<String>| {
        let cells = row.iter().cloned().chain(std::iter::repeat(String::new()));
        cells.take(wide).collect()
    };
    ReportTable {
        caption: table.caption.clone(),
        columns: table.columns.iter().map(|column| column.heading.clone()).collect(),
        are_figures: table.columns.iter().map(|column| column.cells == Cells::Figures).collect(),
        rows: table.rows.iter().map(whole).collect(),
    }
}
