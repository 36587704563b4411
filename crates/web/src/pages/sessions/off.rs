//! Calling off a group or a visit: why, and who has been told. Whoever has not becomes a task for her
//! worker; telling her goes through her safe-contact rule.

use access::act;
use access::action::Woman;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use casework::contact;
use casework::session::service::{call_off_several, one};
use casework::session::{AskedBy, AttendanceState, MoveReason, Session, SessionError, SessionKind};
use kernel::{Id, Personal};
use store::Uow;

use super::common::{contact as reach_now, kind_key, listed, session_of, span};
use super::group::{sees, women_for};
use super::moving::{askers, reasons};
use crate as web;
use crate::errors::PageError;
use crate::form::{Choice, Fields, Form};
use crate::page;
use crate::parts::SafeContact;
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};

/// One woman who is put down.
#[derive(Debug, Clone)]
pub struct ToTell {
    /// Her reference, in the form's values.
    pub reference: String,
    /// What to call her.
    pub called: Personal<String>,
    /// How it is safe to reach her now.
    pub contact: SafeContact,
    /// Whether it was ticked that she has been told.
    pub is_told: bool,
}

/// `GET /sessions/{session}/off`.
#[derive(Debug, Template)]
#[template(path = "sessions/off.html")]
pub struct OffPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// The group's name.
    pub heading: String,
    /// When it is.
    pub when: String,
    /// The group's own page.
    pub back: String,
    /// Who is put down.
    pub women: Vec<ToTell>,
    /// How many are put down whom the reader does not see.
    pub unseen: i64,
    /// Fields `version`, `asked`, `reason`, `words`, `told`.
    pub form: Form,
}

impl OffPage {
    fn askers(&self) -> Vec<Choice> {
        // One woman cannot ask for a group to be called off.
        askers(self.t).into_iter().filter(|one| one.code != AskedBy::She.code()).collect()
    }

    fn reasons(&self) -> Vec<Choice> {
        reasons(self.t)
    }
}

fn heading(t: Text, session: &Session) -> String {
    match session.place.group.as_str() {
        "" => t.say(kind_key(session.kind)).to_string(),
        group => group.to_owned(),
    }
}

fn when(t: Text, session: &Session) -> String {
    let day = t.weekday_date(session.day());
    format!("{day}, {}", span(t, session.starts_at, session.minutes))
}

async fn several(staff: &Staff, uow: &mut Uow, address: &str) -> Result<Session, PageError> {
    let calendar = staff.place::<act::ReadCalendar>(uow).await?;
    let sees = sees(staff, uow).await?;
    let id = session_of(staff, uow, address).await?;
    let session = one(uow, &calendar, &sees, id).await?;
    let is_several = matches!(session.kind, SessionKind::Group | SessionKind::PrisonVisit);
    if is_several && session.happened.is_none() { Ok(session) } else { Err(PageError::NotFound) }
}

async fn load(staff: &Staff, address: &str, form: Form) -> Result<OffPage, PageError> {
    let t = staff.t;
    let mut uow = staff.read().await?;
    let session = several(staff, &mut uow, address).await?;
    let calendar = staff.place::<act::ReadCalendar>(&mut uow).await?;
    let sees = sees(staff, &mut uow).await?;
    let names = vec![staff.who.organisation_name.clone()];
    let mut women = Vec::new();
    let mut shown = Vec::new();
    for her in women_for(&mut uow, &calendar, &sees, &session).await? {
        let line = session.women.iter().find(|line| line.woman == her.woman);
        if line.is_none_or(|line| line.state != AttendanceState::Expected) {
            continue;
        }
        let permit = staff.permit::<act::SeeBand>(&mut uow, her.woman).await?;
        let standing = contact::standing(&staff.ctx, &mut uow, &permit, &names).await?;
        let reach = standing.reach(staff.ctx.now());
        let reference = her.reference.compact();
        let contact = reach_now(t, &reach, &format!("/women/{reference}/contact"));
        let is_told = form.all("told").contains(&reference);
        women.push(ToTell { reference, called: her.called, contact, is_told });
        shown.push(her.woman);
    }
    drop(uow);
    listed(staff, &calendar, shown).await?;
    let unseen = session.put_down - i64::try_from(session.women.len()).unwrap_or_default();
    Ok(OffPage {
        t,
        shell: staff.shell(Room::Calendar),
        heading: heading(t, &session),
        when: when(t, &session),
        back: format!("/sessions/{address}"),
        women,
        unseen,
        form,
    })
}

pub(super) async fn ask(staff: Staff, Path(address): Path<String>) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    let session = several(&staff, &mut uow, &address).await?;
    drop(uow);
    let form = Form::blank(staff.t).with("version", session.version);
    Ok(page::show(&load(&staff, &address, form).await?))
}

pub(super) async fn call_it_off(
    staff: Staff,
    Path(address): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let t = staff.t;
    let mut uow = staff.begin().await?;
    let session = several(&staff, &mut uow, &address).await?;
    let calendar = staff.place::<act::ReadCalendar>(&mut uow).await?;
    let sees = sees(&staff, &mut uow).await?;
    let mut read = fields.read();
    let version = read.version("version").must(key("form-choice"));
    let asked = read
        .choice("asked", |code| AskedBy::parse(code).ok().filter(|by| *by != AskedBy::She))
        .must(key("session-needs-asked"));
    let reason =
        read.choice("reason", |code| MoveReason::parse(code).ok()).must(key("session-needs-why"));
    let words = read.long("words").may();
    if let (Ok(version), Ok(asked), Ok(reason), Ok(words)) = (version, asked, reason, words) {
        let ticked: Vec<&str> = fields.all("told").collect();
        let women = women_for(&mut uow, &calendar, &sees, &session).await?;
        let told: Vec<Id<Woman>> = women
            .iter()
            .filter(|her| ticked.contains(&her.reference.compact().as_str()))
            .map(|her| her.woman)
            .collect();
        let words: Personal<String> = words.unwrap_or_default().into();
        let task = t
            .say("session-off-task")
            .with("group", heading(t, &session))
            .with("when", when(t, &session));
        let task: Personal<String> = task.to_string().into();
        let (which, why) = ((session.id, version), (asked, reason, &words));
        let ctx = &staff.ctx;
        match call_off_several(ctx, &mut uow, &calendar, which, why, &told, &task).await {
            Ok(_) => {
                uow.commit().await?;
                return Ok(page::see_other(format!("/sessions/{address}")));
            }
            Err(SessionError::ChangedMeanwhile) => {
                read.refuse("asked", key("session-changed-meanwhile"));
            }
            Err(other) => return Err(other.into()),
        }
    }
    drop(uow);
    let form = Form::refused(t, &fields, read.errors());
    Ok(page::refused(&load(&staff, &address, form).await?))
}
