//! The paper for a prison visit, to print or as PDF: reference and initials, room to tick and write; nothing else.

use access::{VisibleWomen, act};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use casework::session::service::{SheetLine, make_sheet, one};
use documents::{Document, VisitSheet};
use jiff::civil::Date;

use super::common::{listed, session_of};
use crate::errors::PageError;
use crate::page;
use crate::printing;
use crate::shell::{Room, Shell, Staff};
use crate::text::Text;

/// A sheet as it is printed.
#[derive(Debug, Template)]
#[template(path = "sessions/sheet.html")]
pub struct SheetPage {
    /// Words.
    pub t: Text,
    /// Frame; not printed.
    pub shell: Shell,
    /// The day. Not the prison, and not who we are.
    pub when: String,
    /// Where it is entered afterwards.
    pub back: String,
    /// Where it is as PDF, where that can be made now.
    pub pdf: Option<String>,
    /// Its lines.
    pub lines: Vec<SheetLine>,
}

/// The PDF's name: not the day, not the place.
const FILE_NAME: &str = "sheet.pdf";

pub(super) async fn show(staff: Staff, Path(address): Path<String>) -> Result<Response, PageError> {
    let (day, lines) = made(&staff, &address, |_| Ok(())).await?;
    Ok(page::show(&SheetPage {
        t: staff.t,
        shell: staff.shell(Room::Calendar),
        when: staff.t.weekday_date(day),
        pdf: staff.pdf_at(format!("/sessions/{address}/sheet/pdf")),
        back: format!("/sessions/{address}"),
        lines,
    }))
}

pub(super) async fn pdf(staff: Staff, Path(address): Path<String>) -> Result<Response, PageError> {
    let (day, lines) = made(&staff, &address, |staff| staff.printing.ready()).await?;
    let pdf = staff.printing.set(staff.t, paper(staff.t, day, lines)).await?;
    printing::answer(pdf, FILE_NAME)
}

/// The sheet as it is set: the same words as on the page.
fn paper(t: Text, day: Date, lines: Vec<SheetLine>) -> Document {
    let lines = lines.into_iter().map(|line| documents::SheetLine {
        number: line.line,
        reference: line.reference,
        initials: line.initials,
    });
    Document::VisitSheet(VisitSheet {
        title: t.say("session-sheet").to_string(),
        day: t.weekday_date(day),
        columns: [
            t.say("session-sheet-line"),
            t.say("session-sheet-reference"),
            t.say("session-sheet-initials"),
            t.say("session-sheet-came"),
            t.say("session-sheet-minutes"),
            t.say("session-sheet-note"),
        ]
        .map(String::from),
        lines: lines.collect(),
    })
}

/// Makes the sheet, or reads it again, and enters who stands on it. `may_go_on` is asked once the
/// reader's permits are there and nothing is written yet.
async fn made(
    staff: &Staff,
    address: &str,
    may_go_on: impl FnOnce(&Staff) -> Result<(), PageError>,
) -> Result<(Date, Vec<SheetLine>), PageError> {
    let mut uow = staff.begin().await?;
    let calendar = staff.place::<act::ReadCalendar>(&mut uow).await?;
    let actor = staff.desk.gate.actor(&staff.ctx, &mut uow).await?;
    let sees = VisibleWomen::load(&staff.ctx, &mut uow, &actor).await?;
    let id = session_of(staff, &mut uow, address).await?;
    let session = one(&mut uow, &calendar, &sees, id).await?;
    let mut permits = Vec::new();
    for line in &session.women {
        permits.push(staff.permit::<act::ReadSessions>(&mut uow, line.woman).await?);
    }
    may_go_on(staff)?;
    let lines = make_sheet(&staff.ctx, &mut uow, id, &permits).await?;
    uow.commit().await?;
    listed(staff, &calendar, lines.iter().map(|line| line.woman).collect()).await?;
    Ok((session.day(), lines))
}
