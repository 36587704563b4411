//! The paper for a prison visit: reference and initials, room to tick and write; nothing else.

use access::{VisibleWomen, act};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use casework::session::service::{SheetLine, make_sheet, one};

use super::common::{listed, session_of};
use crate::errors::PageError;
use crate::page;
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
    /// Its lines.
    pub lines: Vec<SheetLine>,
}

pub(super) async fn show(staff: Staff, Path(address): Path<String>) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let calendar = staff.place::<act::ReadCalendar>(&mut uow).await?;
    let actor = staff.desk.gate.actor(&staff.ctx, &mut uow).await?;
    let sees = VisibleWomen::load(&staff.ctx, &mut uow, &actor).await?;
    let id = session_of(&staff, &mut uow, &address).await?;
    let session = one(&mut uow, &calendar, &sees, id).await?;
    let mut permits = Vec::new();
    for line in &session.women {
        permits.push(staff.permit::<act::ReadSessions>(&mut uow, line.woman).await?);
    }
    let lines = make_sheet(&staff.ctx, &mut uow, id, &permits).await?;
    uow.commit().await?;
    listed(&staff, &calendar, lines.iter().map(|line| line.woman).collect()).await?;
    Ok(page::show(&SheetPage {
        t: staff.t,
        shell: staff.shell(Room::Calendar),
        when: staff.t.weekday_date(session.day()),
        back: format!("/sessions/{address}"),
        lines,
    }))
}
