//! Recording a session in thirty seconds.

use access::act;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use casework::session::service::{Move, Opened, both_texts, moves, open, record};
use casework::session::{
    AttendanceState, Clash, Concern, Duty, Entry, Field, Probation, Rang, SessionError,
    SessionKind, Words,
};
use kernel::Personal;

use super::common::{Choosing, HerBand, her_band, kind_key, session_of, woman_of};
use super::moving::{asked_key, reason_key};
use crate::errors::PageError;
use crate::form::{Choice, Fields, Form};
use crate::page;
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};

/// The page of one session of hers.
#[derive(Debug, Template)]
#[template(path = "sessions/record.html")]
pub struct RecordPage {
    /// Words.
    pub t: Text,
    /// Where the form goes.
    pub action: String,
    /// Frame.
    pub shell: Shell,
    /// Whose session it is.
    pub band: HerBand,
    /// "Session 9".
    pub heading: String,
    /// When and where.
    pub when: String,
    /// Where it is moved.
    pub move_href: Option<String>,
    /// What was typed or stands.
    pub form: Form,
    /// Whether probation's word is asked.
    pub duty: Duty,
    /// The kind, since a call asks who rang.
    pub kind: SessionKind,
    /// Each time it was moved, oldest first, in words.
    pub moved: Vec<String>,
    /// When it was first recorded, as shown; empty before.
    pub recorded: String,
    /// A call that the gate has not let through yet.
    pub gate_first: bool,
    /// What two people wrote differently.
    pub clashes: Vec<Wordings>,
}

/// Two wordings of one field.
#[derive(Debug, Clone)]
pub struct Wordings {
    /// What the field is called.
    pub label: String,
    /// What the second one wrote; it still stands in the form.
    pub yours: Personal<String>,
    /// What stands in the record.
    pub theirs: Personal<String>,
}

impl RecordPage {
    fn states(&self) -> Vec<Choice> {
        let all = AttendanceState::ALL.iter().filter(|state| state.is_recorded());
        all.map(|state| Choice::new(state.code(), self.t.say(state_key(*state)))).collect()
    }

    fn worries(&self) -> [Choice; 3] {
        worries(self.t)
    }

    fn judgements(&self) -> [Choice; 3] {
        [
            Choice::new("none", self.t.say("session-probation-none")),
            Choice::new(Probation::Acceptable.code(), self.t.say("session-probation-acceptable")),
            Choice::new(
                Probation::Unacceptable.code(),
                self.t.say("session-probation-unacceptable"),
            ),
        ]
    }

    fn rangs(&self) -> [Choice; 2] {
        rangs(self.t)
    }
}

/// Whether anything worried her worker.
pub(super) fn worries(t: Text) -> [Choice; 3] {
    [
        Choice::new("none", t.say("session-worry-none")),
        Choice::new(Concern::Her.code(), t.say("session-worry-her")),
        Choice::new(Concern::Child.code(), t.say("session-worry-child")),
    ]
}

/// Who rang, for a call.
pub(super) fn rangs(t: Text) -> [Choice; 2] {
    [
        Choice::new(Rang::She.code(), t.say("session-rang-she")),
        Choice::new(Rang::We.code(), t.say("session-rang-we")),
    ]
}

fn entry_form(t: Text, entry: &Entry, version: i64) -> Form {
    let state = match entry.state {
        AttendanceState::Expected => "",
        other => other.code(),
    };
    Form::blank(t)
        .with("version", version)
        .with("state", state)
        .with("minutes", entry.minutes.map(|minutes| minutes.to_string()).unwrap_or_default())
        .with("note", entry.words.summary.reveal())
        .with("tell", entry.words.tell.reveal())
        .with("worry", entry.concern.map_or("none", Concern::code))
        .with("probation", entry.probation.map_or("none", Probation::code))
        .with("rang", entry.words.rang.map_or("", Rang::code))
}

/// What stands, with the booked length where none was recorded.
fn form_of(t: Text, opened: &Opened) -> Form {
    let minutes = opened.entry.minutes.or(Some(opened.session.minutes));
    entry_form(t, &Entry { minutes, ..opened.entry.clone() }, opened.version)
}

async fn page_of(
    staff: &Staff,
    (reference, address): (&str, &str),
    form: Option<Form>,
) -> Result<RecordPage, PageError> {
    let mut uow = staff.read().await?;
    let woman = woman_of(staff, &mut uow, reference).await?;
    let permit = staff.permit::<act::RecordAttendance>(&mut uow, woman).await?;
    let id = session_of(staff, &mut uow, address).await?;
    let opened = open(&mut uow, &permit, id).await?;
    let choosing = Choosing::load(staff, &mut uow).await?;
    let band = her_band(staff, &mut uow, woman).await?;
    let t = staff.t;
    let moved = match staff.permit::<act::ReadSessions>(&mut uow, woman).await {
        Ok(reads) => moves(&mut uow, &reads, id).await?,
        Err(PageError::Forbidden(_)) => Vec::new(),
        Err(other) => return Err(other),
    };
    let may_move = match staff.permit::<act::BookSession>(&mut uow, woman).await {
        Ok(_) => true,
        Err(PageError::Forbidden(_)) => false,
        Err(other) => return Err(other),
    };
    drop(uow);
    staff.entered(access::audit::Entry::of(&permit)).await?;
    let session = &opened.session;
    let kind = t.say(kind_key(session.kind)).to_string();
    let place = choosing.called(session.site, session.room);
    let place = if place.is_empty() { opened.entry.words.place.reveal().clone() } else { place };
    let when = t.moment(session.starts_at);
    Ok(RecordPage {
        t,
        action: format!("/women/{reference}/sessions/{address}"),
        shell: staff.shell(Room::Calendar),
        band,
        heading: t
            .say("session-number")
            .with("kind", kind)
            .with("number", opened.came_before + 1)
            .to_string(),
        when: if place.is_empty() { when } else { format!("{when}, {place}") },
        move_href: may_move.then(|| format!("/women/{reference}/sessions/{address}/move")),
        form: form.unwrap_or_else(|| form_of(t, &opened)),
        duty: opened.duty,
        kind: session.kind,
        moved: moved.iter().map(|one| moved_words(t, one)).collect(),
        recorded: opened.recorded_at.map(|at| t.moment(at)).unwrap_or_default(),
        gate_first: false,
        clashes: Vec::new(),
    })
}

/// "Moved from 3 March 2026, 2:00pm. She asked: children. Her boy is ill."
fn moved_words(t: Text, one: &Move) -> String {
    let why = t.say(reason_key(one.reason)).to_string();
    let phrase = match one.to {
        Some(_) => t.say("session-was-moved"),
        None => t.say("session-was-called-off"),
    };
    let said = phrase
        .with("from", t.moment(one.from))
        .with("asked", t.say(asked_key(one.asked_by)).to_string())
        .with("why", why)
        .to_string();
    format!("{said} {}", one.words.reveal()).trim().to_owned()
}

pub(super) async fn show(
    staff: Staff,
    Path((reference, address)): Path<(String, String)>,
) -> Result<Response, PageError> {
    Ok(page::show(&page_of(&staff, (&reference, &address), None).await?))
}

pub(super) async fn save(
    staff: Staff,
    Path((reference, address)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut read = fields.read();
    let version = read.version("version").must("form-choice");
    let is_draft = fields.has("draft");
    let state = read.choice("state", |code| AttendanceState::parse(code).ok()).may();
    let minutes = read.whole("minutes", 0..=720).may();
    let none_or = |code: &str| code == "none";
    let worry = read
        .choice("worry", |code| {
            if none_or(code) { Some(None) } else { Concern::parse(code).ok().map(Some) }
        })
        .may();
    let probation = read
        .choice("probation", |code| {
            if none_or(code) { Some(None) } else { Probation::parse(code).ok().map(Some) }
        })
        .may();
    let rang = read.choice("rang", |code| Rang::parse(code).ok()).may();
    let note = read.long("note").may();
    let tell = read.line("tell").may();
    let why = read.line("why").may();
    let state = match state {
        Ok(Some(state)) if state.is_recorded() && !is_draft => Ok(state),
        Ok(_) if is_draft => Ok(AttendanceState::Expected),
        Ok(_) => Err(read.refuse("state", key("session-needs-state"))),
        Err(noted) => Err(noted),
    };
    let mut gate_first = false;
    if let (Ok(version), Ok(state), Ok(minutes), Ok(worry), Ok(probation), Ok(rang), Ok(note)) =
        (version, state, minutes, worry, probation, rang, note)
        && let (Ok(tell), Ok(why)) = (tell, why)
    {
        let mut uow = staff.begin().await?;
        let woman = woman_of(&staff, &mut uow, &reference).await?;
        let permit = staff.permit::<act::RecordAttendance>(&mut uow, woman).await?;
        let id = session_of(&staff, &mut uow, &address).await?;
        let before = open(&mut uow, &permit, id).await?;
        let entry = Entry {
            state,
            probation: probation.flatten(),
            minutes: minutes.filter(|_| state.came() || is_draft).map(i64::from),
            concern: worry.flatten(),
            words: Words {
                summary: note.unwrap_or_default().into(),
                tell: tell.unwrap_or_default().into(),
                // Not on this form, so as they stand.
                place: before.entry.words.place.clone(),
                goals: before.entry.words.goals.clone(),
                rang,
            },
        };
        let why: Personal<String> = why.unwrap_or_default().into();
        match record(&staff.ctx, &mut uow, &permit, id, (version, &entry), &why).await {
            Ok(done) => {
                uow.commit().await?;
                let next = match done.worry {
                    Some(_) => format!("/women/{reference}/told"),
                    None => format!("/women/{reference}/sessions"),
                };
                return Ok(page::see_other(next));
            }
            Err(SessionError::Clash(clash)) => {
                drop(uow);
                let form = entry_form(staff.t, &clash.mine, clash.version)
                    .with("why", staff.t.say("session-joined"));
                let mut shown = page_of(&staff, (&reference, &address), Some(form)).await?;
                shown.clashes = both_wordings(staff.t, &clash);
                return Ok(page::with_status(StatusCode::CONFLICT, &shown));
            }
            Err(SessionError::GateFirst) => {
                read.refuse("rang", key("session-gate-first"));
                gate_first = true;
            }
            Err(SessionError::ReasonNeeded) => {
                read.refuse("why", key("session-needs-reason"));
            }
            Err(SessionError::NotYet) => {
                read.refuse("state", key("session-not-yet"));
            }
            Err(SessionError::StateNeeded) => {
                read.refuse("state", key("session-needs-state"));
            }
            Err(SessionError::ChangedMeanwhile) => {
                read.refuse("state", key("session-changed-meanwhile"));
            }
            Err(other) => return Err(other.into()),
        }
    }
    let form = Form::refused(staff.t, &fields, read.errors());
    let mut shown = page_of(&staff, (&reference, &address), Some(form)).await?;
    shown.gate_first = gate_first;
    Ok(page::refused(&shown))
}

/// Both wordings of each field that clashes, for the second one to choose.
fn both_wordings(t: Text, clash: &Clash) -> Vec<Wordings> {
    let named = [
        (Field::State, key("session-ask-state")),
        (Field::Probation, key("session-ask-probation")),
        (Field::Minutes, key("session-ask-minutes")),
        (Field::Concern, key("session-ask-worry")),
        (Field::Rang, key("session-ask-rang")),
        (Field::Summary, key("session-ask-note")),
        (Field::Tell, key("session-ask-tell")),
    ];
    let clashing = named.into_iter().filter(|(field, _)| clash.fields.contains(field));
    clashing
        .map(|(field, label)| {
            let (yours, theirs) = match both_texts(clash, field) {
                Some((mine, theirs)) => (mine.clone(), theirs.clone()),
                None => (said(t, field, &clash.mine).into(), said(t, field, &clash.theirs).into()),
            };
            Wordings { label: t.say(label).to_string(), yours, theirs }
        })
        .collect()
}

/// A field that is chosen and not written, in words.
fn said(t: Text, field: Field, entry: &Entry) -> String {
    let words = match field {
        Field::State => state_key(entry.state),
        Field::Probation => match entry.probation {
            None => key("session-probation-none"),
            Some(Probation::Acceptable) => key("session-probation-acceptable"),
            Some(Probation::Unacceptable) => key("session-probation-unacceptable"),
        },
        Field::Concern => match entry.concern {
            None => key("session-worry-none"),
            Some(Concern::Her) => key("session-worry-her"),
            Some(Concern::Child) => key("session-worry-child"),
        },
        Field::Rang => match entry.words.rang {
            None => key("session-rang-unsaid"),
            Some(Rang::She) => key("session-rang-she"),
            Some(Rang::We) => key("session-rang-we"),
        },
        Field::Minutes => {
            return entry.minutes.map(|minutes| minutes.to_string()).unwrap_or_default();
        }
        Field::Summary | Field::Tell | Field::Place | Field::Goals => return String::new(),
    };
    t.say(words).to_string()
}

/// The key of how it went.
pub(super) const fn state_key(state: AttendanceState) -> &'static str {
    match state {
        AttendanceState::Expected => key("session-to-record"),
        AttendanceState::Attended => key("session-came"),
        AttendanceState::Late => key("session-came-late"),
        AttendanceState::MissedReason => key("session-missed-reason"),
        AttendanceState::MissedNoReason => key("session-missed-no-reason"),
        AttendanceState::OurFault => key("session-our-fault"),
    }
}
