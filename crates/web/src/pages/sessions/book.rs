//! Booking a session for one woman: a slot, one question asked twice at most.

use access::act;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use casework::session::service::{Invited, book};
use casework::session::{
    Duty, Place, SessionDraft, SessionError, SessionKind, Warning, london_start,
};
use kernel::ctx::AccountMark;
use kernel::{Id, Personal};
use uuid::Uuid;

use super::common::{Choosing, HerBand, her_band, kind_key, warning_key, woman_of};
use crate::errors::PageError;
use crate::form::{Choice, Fields, Form, Noted, Reader};
use crate::page;
use crate::parts::{Notice, Tone};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};

/// The form of a booking.
#[derive(Debug, Template)]
#[template(path = "sessions/book.html")]
pub struct BookPage {
    /// Words.
    pub t: Text,
    /// Where the form goes.
    pub action: String,
    /// Frame.
    pub shell: Shell,
    /// Whom it is for; nothing for a group.
    pub band: HerBand,
    /// What was typed.
    pub form: Form,
    /// Kinds.
    pub kinds: Vec<Choice>,
    /// Rooms.
    pub places: Vec<Choice>,
    /// Workers.
    pub workers: Vec<Choice>,
    /// Warnings to accept, by code.
    pub warned: Vec<&'static str>,
}

impl BookPage {
    /// Says what is unusual, above the form.
    #[must_use]
    pub fn notice(&self) -> Option<Notice> {
        warned_notice(self.t, &self.warned)
    }

    fn duties(&self) -> [Choice; 2] {
        [
            Choice::new(Duty::Chosen.code(), self.t.say("session-duty-chosen")),
            Choice::new(Duty::Required.code(), self.t.say("session-duty-required")),
        ]
    }
}

/// What is unusual about a slot.
pub(super) fn warned_notice(t: Text, codes: &[&'static str]) -> Option<Notice> {
    if codes.is_empty() {
        return None;
    }
    let mut notice = Notice::new(Tone::Amber, t.say("session-warned"));
    for warning in codes.iter().filter_map(|code| Warning::parse(code)) {
        notice = notice.sentence(t.say(warning_key(warning)));
    }
    Some(notice)
}

/// The part of a form that says when, where, how long and with whom.
#[derive(Debug)]
pub(super) struct Slot {
    pub starts_at: jiff::Timestamp,
    pub minutes: i64,
    pub site: Option<Uuid>,
    pub room: Option<Uuid>,
    pub staff: Id<AccountMark>,
    pub accepted: Vec<Warning>,
}

/// Reads a slot; every fault is among the reader's errors.
pub(super) fn read_slot(read: &mut Reader<'_>, choosing: &Choosing) -> Result<Slot, Noted> {
    let date = read.date("on").must("session-needs-day");
    let at = read.time("at").must("session-needs-time");
    let minutes = read.whole("minutes", 1..=720).must("session-needs-minutes");
    let place = read.choice("place", |code| choosing.place(code)).may();
    let staff = read.choice("staff", |code| choosing.worker(code)).must("session-needs-worker");
    let accepted = read.choices("accepted", Warning::parse).may();
    let starts_at = match (date, at) {
        (Ok(date), Ok(at)) => london_start(date.to_datetime(at))
            .map_err(|_| read.refuse("at", key("session-time-skipped"))),
        _ => Err(Noted),
    };
    let place = place?;
    Ok(Slot {
        starts_at: starts_at?,
        minutes: i64::from(minutes?),
        site: place.map(|(site, _)| site),
        room: place.and_then(|(_, room)| room),
        staff: staff?,
        accepted: accepted?.unwrap_or_default(),
    })
}

/// What a booking was refused for, beside its field; anything else is a fault of ours.
pub(super) fn refuse(
    read: &mut Reader<'_>,
    error: SessionError,
) -> Result<Vec<&'static str>, PageError> {
    match error {
        SessionError::NotThisSlot => read.refuse("at", key("session-not-this-slot")),
        SessionError::InThePast => read.refuse("on", key("session-in-the-past")),
        SessionError::Minutes => read.refuse("minutes", key("session-needs-minutes")),
        SessionError::WomenOfKind => read.refuse("kind", key("session-needs-women")),
        SessionError::ChangedMeanwhile => read.refuse("on", key("session-changed-meanwhile")),
        SessionError::Warned(warned) => return Ok(warned.into_iter().map(Warning::code).collect()),
        other => return Err(other.into()),
    };
    Ok(Vec::new())
}

const KINDS: [SessionKind; 6] = [
    SessionKind::OneToOne,
    SessionKind::Call,
    SessionKind::Outreach,
    SessionKind::PrisonVisit,
    SessionKind::Court,
    SessionKind::Gate,
];

fn kind_of(code: &str) -> Option<SessionKind> {
    KINDS.into_iter().find(|kind| kind.code() == code)
}

pub(super) async fn blank(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    let woman = woman_of(&staff, &mut uow, &reference).await?;
    let permit = staff.permit::<act::BookSession>(&mut uow, woman).await?;
    let choosing = Choosing::load(&staff, &mut uow).await?;
    let form = Form::blank(staff.t)
        .with("kind", SessionKind::OneToOne.code())
        .with("minutes", 60)
        .with("duty", Duty::Chosen.code())
        .with("place", choosing.centre())
        .with("staff", choosing.reference_of(staff.who.account));
    let band = her_band(&staff, &mut uow, woman).await?;
    drop(uow);
    staff.entered(access::audit::Entry::of(&permit)).await?;
    Ok(page::show(&filled(&staff, band, form, &choosing, Vec::new())))
}

fn filled(
    staff: &Staff,
    band: HerBand,
    form: Form,
    choosing: &Choosing,
    warned: Vec<&'static str>,
) -> BookPage {
    let t = staff.t;
    BookPage {
        t,
        action: format!("{}/sessions/book", band.href),
        shell: staff.shell(Room::Calendar),
        band,
        form,
        kinds: KINDS.map(|kind| Choice::new(kind.code(), t.say(kind_key(kind)))).to_vec(),
        places: choosing.places(t),
        workers: choosing.workers(staff.who.account),
        warned,
    }
}

pub(super) async fn book_it(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let woman = woman_of(&staff, &mut uow, &reference).await?;
    let permit = staff.permit::<act::BookSession>(&mut uow, woman).await?;
    let calendar = staff.place::<act::ReadCalendar>(&mut uow).await?;
    let choosing = Choosing::load(&staff, &mut uow).await?;
    let mut read = fields.read();
    let kind = read.choice("kind", kind_of).must("session-needs-kind");
    let slot = read_slot(&mut read, &choosing);
    let duty = read.choice("duty", |code| Duty::parse(code).ok()).must("form-choice");
    let elsewhere = read.line("elsewhere").may();
    let mut warned = Vec::new();
    if let (Ok(kind), Ok(slot), Ok(duty), Ok(elsewhere)) = (kind, slot, duty, elsewhere) {
        let draft = SessionDraft {
            kind,
            site: slot.site,
            room: slot.room,
            place: Place::default(),
            starts_at: slot.starts_at,
            minutes: slot.minutes,
            staff: slot.staff,
            accepted: slot.accepted,
        };
        // Where they meet says something about her, so it is kept with her key.
        let meet = Personal::new(elsewhere.unwrap_or_default());
        let invited = [Invited { permit: &permit, duty, meet }];
        match book(&staff.ctx, &mut uow, &calendar, &invited, &draft).await {
            Ok(_) => {
                uow.commit().await?;
                return Ok(page::see_other(format!("/women/{reference}/sessions")));
            }
            Err(error) => warned = refuse(&mut read, error)?,
        }
    }
    drop(uow);
    let mut uow = staff.read().await?;
    let band = her_band(&staff, &mut uow, woman).await?;
    drop(uow);
    staff.entered(access::audit::Entry::of(&permit)).await?;
    let form = Form::refused(staff.t, &fields, read.errors());
    Ok(page::refused(&filled(&staff, band, form, &choosing, warned)))
}
