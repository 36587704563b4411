//! Her sessions: what was booked and what was recorded, the newest first.

use access::act;
use access::audit::Entry;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use casework::session::service::{address, hers};

use super::common::{Choosing, kind_key};
use super::record::state_key;
use crate::errors::PageError;
use crate::page;
use crate::pages::women::{Band, Tab};
use crate::parts::{Row, Tag, Tone, Work};
use crate::shell::{Room, Shell, Staff};
use crate::text::Text;

/// The sub-page of her record.
#[derive(Debug, Template)]
#[template(path = "sessions/hers.html")]
pub struct HersPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Her band.
    pub band: Band,
    /// Whether the reader may book.
    pub may_book: bool,
    /// Whether the reader may record.
    pub may_record: bool,
    /// Her sessions; each leads to where it is recorded.
    pub work: Work,
}

pub(super) async fn show(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    let band = Band::open(&staff, &mut uow, &reference, Tab::Sessions).await?;
    let permit = staff.permit::<act::ReadSessions>(&mut uow, band.woman).await?;
    let calendar = staff.place::<act::ReadToday>(&mut uow).await?;
    let choosing = Choosing::load(&staff, &mut uow).await?;
    let t = staff.t;
    let mut rows = Vec::new();
    for held in hers(&mut uow, &permit).await? {
        let session = address(&mut uow, &calendar, held.session).await?;
        let tone = match held.entry.state.came() {
            true => Tone::Green,
            false if held.entry.state.is_recorded() => Tone::Amber,
            false => Tone::Quiet,
        };
        let summary = held.entry.words.summary.reveal();
        let with = choosing.name_of(held.staff);
        let kind = t.say(kind_key(held.kind));
        let more = match summary.is_empty() {
            true => format!("{kind}. {with}"),
            false => format!("{kind}. {summary} ({with})"),
        };
        let state = match held.entry.state.is_recorded() || held.starts_at < staff.ctx.now() {
            true => t.say(state_key(held.entry.state)).to_string(),
            false => t.say("session-ahead").to_string(),
        };
        let href = band.href(&format!("sessions/{}", session.compact()));
        rows.push(Row::new(href, t.moment(held.starts_at)).more(more).tag(Tag::new(tone, state)));
    }
    let gate = &staff.desk.gate;
    let (ctx, actor, woman) = (&staff.ctx, &band.actor, band.woman);
    let may_book = gate.may::<act::BookSession>(ctx, &mut uow, actor, woman).await?;
    let may_record = gate.may::<act::RecordAttendance>(ctx, &mut uow, actor, woman).await?;
    drop(uow);
    staff.entered(Entry::of(&permit)).await?;
    let shell = staff.shell(Room::Women);
    let work = Work::new(rows);
    Ok(page::show(&HersPage { t, shell, band, may_book, may_record, work }))
}
