//! Another time for a session of hers, or none: who asked, and why. What was before is kept.

use access::act;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use casework::session::service::{Authority, MoveDraft, call_off, one, reschedule};
use casework::session::{AskedBy, MoveReason, Session};
use kernel::{Personal, time};

use super::book::{read_slot, refuse, warned_notice};
use super::common::{Choosing, HerBand, her_band, session_of, woman_of};
use crate::errors::PageError;
use crate::form::{Choice, Fields, Form};
use crate::page;
use crate::parts::Notice;
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};

/// The form of a move.
#[derive(Debug, Template)]
#[template(path = "sessions/move.html")]
pub struct MovePage {
    /// Words.
    pub t: Text,
    /// Where the form goes.
    pub action: String,
    /// Frame.
    pub shell: Shell,
    /// Whose session it is.
    pub band: HerBand,
    /// When it is booked now.
    pub now: String,
    /// What was typed.
    pub form: Form,
    /// Rooms.
    pub places: Vec<Choice>,
    /// Workers.
    pub workers: Vec<Choice>,
    /// Warnings to accept, by code.
    pub warned: Vec<&'static str>,
}

impl MovePage {
    /// Says what is unusual, above the form.
    #[must_use]
    pub fn notice(&self) -> Option<Notice> {
        warned_notice(self.t, &self.warned)
    }

    fn askers(&self) -> Vec<Choice> {
        askers(self.t)
    }

    fn reasons(&self) -> Vec<Choice> {
        reasons(self.t)
    }
}

/// The key of who asked for a move.
pub(super) const fn asked_key(asked: AskedBy) -> &'static str {
    match asked {
        AskedBy::She => key("session-asked-she"),
        AskedBy::Us => key("session-asked-us"),
        AskedBy::Justice => key("session-asked-justice"),
        AskedBy::Other => key("session-asked-other"),
    }
}

/// The key of why it was moved.
pub(super) const fn reason_key(reason: MoveReason) -> &'static str {
    match reason {
        MoveReason::Ill => key("session-why-ill"),
        MoveReason::Childcare => key("session-why-childcare"),
        MoveReason::Appointment => key("session-why-appointment"),
        MoveReason::Work => key("session-why-work"),
        MoveReason::Travel => key("session-why-travel"),
        MoveReason::Safety => key("session-why-safety"),
        MoveReason::Place => key("session-why-place"),
        MoveReason::Other => key("session-why-other"),
    }
}

/// Who can ask for another time, or for none.
pub(super) fn askers(t: Text) -> Vec<Choice> {
    let all = AskedBy::ALL.iter();
    all.map(|asked| Choice::new(asked.code(), t.say(asked_key(*asked)))).collect()
}

/// Why a session is moved or called off.
pub(super) fn reasons(t: Text) -> Vec<Choice> {
    let all = MoveReason::ALL.iter();
    all.map(|reason| Choice::new(reason.code(), t.say(reason_key(*reason)))).collect()
}

async fn shown(staff: &Staff, uow: &mut store::Uow, address: &str) -> Result<Session, PageError> {
    let calendar = staff.place::<act::ReadCalendar>(uow).await?;
    let actor = staff.desk.gate.actor(&staff.ctx, uow).await?;
    let sees = access::VisibleWomen::load(&staff.ctx, uow, &actor).await?;
    let id = session_of(staff, uow, address).await?;
    Ok(one(uow, &calendar, &sees, id).await?)
}

pub(super) async fn blank(
    staff: Staff,
    Path((reference, address)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    let woman = woman_of(&staff, &mut uow, &reference).await?;
    let permit = staff.permit::<act::BookSession>(&mut uow, woman).await?;
    let session = shown(&staff, &mut uow, &address).await?;
    if !session.women.iter().any(|line| line.woman == woman) || session.kind.takes_several() {
        return Err(PageError::NotFound);
    }
    let choosing = Choosing::load(&staff, &mut uow).await?;
    let starts = time::london(session.starts_at);
    let form = Form::blank(staff.t)
        .with("version", session.version)
        .with("on-day", starts.day())
        .with("on-month", starts.month())
        .with("on-year", starts.year())
        .with("at", staff.t.time(session.starts_at))
        .with("minutes", session.minutes)
        .with("place", choosing.called(session.site, session.room))
        .with("staff", choosing.reference_of(session.staff));
    let band = her_band(&staff, &mut uow, woman).await?;
    drop(uow);
    staff.entered(access::audit::Entry::of(&permit)).await?;
    Ok(page::show(&filled(&staff, band, &session, form, &choosing, Vec::new())))
}

fn filled(
    staff: &Staff,
    band: HerBand,
    session: &Session,
    form: Form,
    choosing: &Choosing,
    warned: Vec<&'static str>,
) -> MovePage {
    let address = session.reference.compact();
    MovePage {
        t: staff.t,
        action: format!("{}/sessions/{address}/move", band.href),
        shell: staff.shell(Room::Calendar),
        band,
        now: staff.t.moment(session.starts_at),
        form,
        places: choosing.places(staff.t),
        workers: choosing.workers(staff.who.account),
        warned,
    }
}

pub(super) async fn move_it(
    staff: Staff,
    Path((reference, address)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let woman = woman_of(&staff, &mut uow, &reference).await?;
    let permit = staff.permit::<act::BookSession>(&mut uow, woman).await?;
    let session = shown(&staff, &mut uow, &address).await?;
    let choosing = Choosing::load(&staff, &mut uow).await?;
    let mut read = fields.read();
    let version = read.version("version").must("form-choice");
    let asked = read.choice("asked", |code| AskedBy::parse(code).ok()).must("session-needs-asked");
    let reason =
        read.choice("reason", |code| MoveReason::parse(code).ok()).must("session-needs-why");
    let words = read.long("words").may();
    let mut warned = Vec::new();
    let calls_off = fields.has("off");
    let slot = if calls_off { None } else { Some(read_slot(&mut read, &choosing)) };
    if let (Ok(version), Ok(asked_by), Ok(reason), Ok(words)) = (version, asked, reason, words) {
        let words: Personal<String> = words.unwrap_or_default().into();
        let hers = Authority::Woman(&permit);
        let done = match slot {
            None => {
                let why = (asked_by, reason, &words);
                Some(call_off(&staff.ctx, &mut uow, hers, session.id, version, why).await)
            }
            Some(Ok(slot)) => {
                let to = MoveDraft {
                    starts_at: slot.starts_at,
                    minutes: slot.minutes,
                    room: slot.room,
                    staff: slot.staff,
                    asked_by,
                    reason,
                    words,
                    accepted: slot.accepted,
                };
                Some(reschedule(&staff.ctx, &mut uow, hers, session.id, version, &to).await)
            }
            Some(Err(_)) => None,
        };
        match done {
            Some(Ok(())) => {
                uow.commit().await?;
                return Ok(page::see_other(format!("/women/{reference}/sessions")));
            }
            Some(Err(error)) => warned = refuse(&mut read, error)?,
            None => {}
        }
    }
    drop(uow);
    let mut uow = staff.read().await?;
    let band = her_band(&staff, &mut uow, woman).await?;
    drop(uow);
    staff.entered(access::audit::Entry::of(&permit)).await?;
    let form = Form::refused(staff.t, &fields, read.errors());
    Ok(page::refused(&filled(&staff, band, &session, form, &choosing, warned)))
}
