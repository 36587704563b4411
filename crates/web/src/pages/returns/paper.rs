//! A return as PDF, from the same report as the workbook and the CSV. Not for: what the funder may
//! see, which the report has decided already.

use access::action::act;
use axum::response::Response;
use documents::{Document, Fact, Figure, FigureLine, Notes, Passage, ReturnPaper};
use evidence::report::{Report, Shown};
use evidence::service;
use evidence::{Definition, Period};
use kernel::time;

use super::show::{number, of_words};
use super::{permit, programme};
use crate::errors::PageError;
use crate::printing;
use crate::shell::Staff;
use crate::text::{Text, key};

/// Makes the PDF, keeps a copy of what it says, enters it, and hands it over.
pub(super) async fn hand_over(
    staff: &Staff,
    reference: &str,
    definition: &Definition,
    period: Period,
) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    let programme = programme(staff, &mut uow, reference).await?;
    let exporting = permit::<act::ExportReturn>(staff, &mut uow, &programme).await?;
    staff.printing.ready()?;
    let report =
        service::report_for_pdf(&staff.ctx, &mut uow, &exporting, definition, period).await?;
    drop(uow);
    let paper = paper(staff.t, &staff.who.organisation_name, &report);
    let pdf = staff.printing.set(staff.t, paper).await?;
    let mut uow = staff.begin().await?;
    let name = service::keep_pdf(&staff.ctx, &mut uow, &exporting, &report).await?;
    uow.commit().await?;
    printing::answer(pdf, &name)
}

fn paper(t: Text, organisation: &str, report: &Report) -> Document {
    let fact = |name: &str, value: String| Fact { name: t.say(name).to_string(), value };
    let programme = format!("{} ({})", report.programme, report.programme_reference);
    let mut facts = vec![
        fact(key("returns-pdf-programme"), programme),
        fact(key("returns-pdf-funder"), report.funder.clone()),
        fact(key("returns-pdf-counted"), t.moment(time::from_micros(report.counted_at))),
    ];
    if report.threshold > 1 {
        let small = t.say("returns-pdf-small-words").with("threshold", report.threshold);
        facts.push(fact(key("returns-pdf-small"), small.to_string()));
    }
    let figures = report.figures.iter().map(|figure| Figure {
        label: figure.label.clone(),
        note: figure.note.clone(),
        value: number(figure.shown, t),
        of: of_words(figure.shown, t),
        is_held: matches!(figure.shown, Shown::Hidden | Shown::Nothing),
        lines: figure
            .lines
            .iter()
            .map(|line| FigureLine { label: line.label.clone(), value: number(line.shown, t) })
            .collect(),
    });
    let answers = report.answers.iter().map(|answer| Passage {
        heading: answer.question.clone(),
        words: match answer.answer.trim() {
            "" => t.say("returns-pdf-unanswered").to_string(),
            _ => answer.answer.clone(),
        }
        .into(),
    });
    let notes = (!report.notes.is_empty()).then(|| Notes {
        heading: t.say("returns-said").to_string(),
        sentences: report.notes.clone(),
    });
    Document::Return(ReturnPaper {
        title: report.title.clone(),
        organisation: organisation.to_owned(),
        period: report.period_words.clone(),
        facts,
        figures_heading: t.say("returns-figures").to_string(),
        figures: figures.collect(),
        columns: [t.say("returns-row"), t.say("returns-pdf-number")].map(String::from),
        answers: answers.collect(),
        notes,
    })
}
