//! A session that nobody booked: she came by, she rang, a worker met her at court. One page, and it
//! is recorded; booking it first in the past would be a lie about the calendar.

use access::act;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use casework::session::service::{Unplanned, record_unplanned};
use casework::session::{
    AttendanceState, Concern, Duty, Entry, Place, Rang, SessionDraft, SessionError, SessionKind,
    Words, london_start,
};
use jiff::ToSpan as _;
use kernel::{Personal, time};

use super::common::{Choosing, HerBand, her_band, kind_key, woman_of};
use super::record::{rangs, worries};
use crate::errors::PageError;
use crate::form::{Choice, Fields, Form};
use crate::page;
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};

/// How long a talk in passing is taken to have been until somebody says otherwise.
const MINUTES: i64 = 30;

const KINDS: [SessionKind; 5] = [
    SessionKind::OneToOne,
    SessionKind::Call,
    SessionKind::Outreach,
    SessionKind::Court,
    SessionKind::Gate,
];

/// The form of a session that was not booked.
#[derive(Debug, Template)]
#[template(path = "sessions/unplanned.html")]
pub struct UnplannedPage {
    /// Words.
    pub t: Text,
    /// Where the form goes.
    pub action: String,
    /// Frame.
    pub shell: Shell,
    /// Whose session it was.
    pub band: HerBand,
    /// What was typed.
    pub form: Form,
    /// Kinds.
    pub kinds: Vec<Choice>,
    /// Places.
    pub places: Vec<Choice>,
    /// A call that the gate has not let through.
    pub gate_first: bool,
}

impl UnplannedPage {
    fn rangs(&self) -> [Choice; 2] {
        rangs(self.t)
    }

    fn worries(&self) -> [Choice; 3] {
        worries(self.t)
    }
}

pub(super) async fn blank(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let began = staff.ctx.now().saturating_sub(MINUTES.minutes()).unwrap_or(staff.ctx.now());
    let day = time::london(began).date();
    let form = |choosing: &Choosing| {
        Form::blank(staff.t)
            .with("kind", SessionKind::OneToOne.code())
            .with("on-day", day.day())
            .with("on-month", day.month())
            .with("on-year", day.year())
            .with("at", staff.t.time(began))
            .with("minutes", MINUTES)
            .with("place", choosing.centre())
            .with("worry", "none")
    };
    Ok(page::show(&page_of(&staff, &reference, form).await?))
}

async fn page_of(
    staff: &Staff,
    reference: &str,
    form: impl FnOnce(&Choosing) -> Form,
) -> Result<UnplannedPage, PageError> {
    let mut uow = staff.read().await?;
    let woman = woman_of(staff, &mut uow, reference).await?;
    let permit = staff.permit::<act::RecordAttendance>(&mut uow, woman).await?;
    let choosing = Choosing::load(staff, &mut uow).await?;
    let band = her_band(staff, &mut uow, woman).await?;
    drop(uow);
    staff.entered(access::audit::Entry::of(&permit)).await?;
    let t = staff.t;
    Ok(UnplannedPage {
        t,
        action: format!("{}/sessions/unplanned", band.href),
        shell: staff.shell(Room::Calendar),
        band,
        form: form(&choosing),
        kinds: KINDS.map(|kind| Choice::new(kind.code(), t.say(kind_key(kind)))).to_vec(),
        places: choosing.places(t),
        gate_first: false,
    })
}

pub(super) async fn save(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let woman = woman_of(&staff, &mut uow, &reference).await?;
    let permit = staff.permit::<act::RecordAttendance>(&mut uow, woman).await?;
    let choosing = Choosing::load(&staff, &mut uow).await?;
    let mut read = fields.read();
    let kind_of = |code: &str| KINDS.into_iter().find(|kind| kind.code() == code);
    let kind = read.choice("kind", kind_of).must(key("session-needs-kind"));
    let date = read.date("on").must(key("session-needs-day"));
    let at = read.time("at").must(key("session-needs-time"));
    let minutes = read.whole("minutes", 1..=720).must(key("session-needs-minutes"));
    let place = read.choice("place", |code| choosing.place(code)).may();
    let rang = read.choice("rang", |code| Rang::parse(code).ok()).may();
    let note = read.long("note").may();
    let tell = read.line("tell").may();
    let worry = read
        .choice("worry", |code| match code {
            "none" => Some(None),
            other => Concern::parse(other).ok().map(Some),
        })
        .may();
    let starts_at = match (&date, &at) {
        (Ok(date), Ok(at)) => match london_start(date.to_datetime(*at)) {
            Ok(starts_at) => Some(starts_at),
            Err(_) => {
                read.refuse("at", key("session-time-skipped"));
                None
            }
        },
        _ => None,
    };
    let mut gate_first = false;
    if let (Ok(kind), Ok(minutes), Ok(place), Ok(rang), Ok(note), Ok(tell), Ok(worry)) =
        (kind, minutes, place, rang, note, tell, worry)
        && let Some(starts_at) = starts_at
    {
        let minutes = i64::from(minutes);
        let draft = Unplanned {
            session: SessionDraft {
                kind,
                site: place.map(|(site, _)| site),
                room: place.and_then(|(_, room)| room),
                place: Place::default(),
                starts_at,
                minutes,
                staff: staff.who.account,
                accepted: Vec::new(),
            },
            duty: Duty::Chosen,
            entry: Entry {
                state: AttendanceState::Attended,
                minutes: Some(minutes),
                concern: worry.flatten(),
                words: Words {
                    summary: Personal::new(note.unwrap_or_default()),
                    tell: Personal::new(tell.unwrap_or_default()),
                    rang: rang.filter(|_| kind == SessionKind::Call),
                    ..Words::default()
                },
                ..Entry::default()
            },
        };
        match record_unplanned(&staff.ctx, &mut uow, &permit, &draft).await {
            Ok((_, done)) => {
                uow.commit().await?;
                let next = match done.worry {
                    Some(_) => format!("/women/{reference}/told"),
                    None => format!("/women/{reference}/sessions"),
                };
                return Ok(page::see_other(next));
            }
            Err(SessionError::GateFirst) => {
                read.refuse("rang", key("session-gate-first"));
                gate_first = true;
            }
            Err(SessionError::NotYet) => {
                read.refuse("at", key("session-not-been"));
            }
            Err(other) => return Err(other.into()),
        }
    }
    drop(uow);
    let form = Form::refused(staff.t, &fields, read.errors());
    let mut shown = page_of(&staff, &reference, |_| form).await?;
    shown.gate_first = gate_first;
    Ok(page::refused(&shown))
}
