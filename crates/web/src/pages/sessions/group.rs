//! A group or a prison visit: put together by ticking names, recorded by ticking names.

use access::act;
use access::action::{Calendar, Woman};
use access::{Permit, VisibleWomen};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use casework::session::service::{
    GroupEntry, Invited, Tickable, book, named_between, one, put_down, record_group,
    record_walk_in, tickable,
};
use casework::session::{
    AttendanceState, Days, Duty, Entry, Happened, Place, Session, SessionDraft, SessionError,
    SessionKind, Words,
};
use kernel::Personal;
use store::Uow;

use super::book::{read_slot, refuse, warned_notice};
use super::common::{Choosing, kind_key, listed, session_of, span};
use super::record::state_key;
use crate::errors::PageError;
use crate::form::{Choice, Fields, Form};
use crate::page;
use crate::parts::Notice;
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};

/// One woman of the list.
#[derive(Debug, Clone)]
pub struct TickRow {
    /// Her reference, in the form's names.
    pub reference: String,
    /// What to call her.
    pub called: Personal<String>,
    /// Her line on the paper, or nothing.
    pub line: String,
    /// The version that this page showed.
    pub version: i64,
    /// The state that stands, by its code; empty before anything is recorded.
    pub state: &'static str,
    /// The same in words.
    pub said: String,
}

impl TickRow {
    fn is(&self, code: &str) -> bool {
        self.state == code
    }
}

/// A group that is booked: ticking who came.
#[derive(Debug, Template)]
#[template(path = "sessions/group.html")]
pub struct GroupPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// The group's name.
    pub heading: String,
    /// When and where.
    pub when: String,
    /// Where the form goes.
    pub action: String,
    /// Where the paper is, for a prison visit.
    pub sheet: Option<String>,
    /// What was typed.
    pub form: Form,
    /// Who is put down.
    pub rows: Vec<TickRow>,
    /// Who may be added.
    pub others: Vec<Choice>,
    /// How many are put down whom she does not see.
    pub unseen: i64,
    /// Where it is called off, while that can still be done.
    pub off: Option<String>,
    /// Whether it did not take place.
    pub is_off: bool,
}

impl GroupPage {
    fn note_of(&self, row: &TickRow) -> String {
        format!("note-{}", row.reference)
    }

    fn states(&self) -> [(&'static str, String); 4] {
        [
            AttendanceState::Attended,
            AttendanceState::Late,
            AttendanceState::MissedReason,
            AttendanceState::MissedNoReason,
        ]
        .map(|state| (state.code(), self.t.say(state_key(state)).to_string()))
    }
}

/// A group that is being booked.
#[derive(Debug, Template)]
#[template(path = "sessions/group_new.html")]
pub struct NewGroupPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// What was typed.
    pub form: Form,
    /// Kinds.
    pub kinds: Vec<Choice>,
    /// Who may be put down.
    pub women: Vec<Choice>,
    /// Rooms.
    pub places: Vec<Choice>,
    /// Workers.
    pub workers: Vec<Choice>,
    /// Warnings to accept, by code.
    pub warned: Vec<&'static str>,
}

impl NewGroupPage {
    fn notice(&self) -> Option<Notice> {
        warned_notice(self.t, &self.warned)
    }
}

const KINDS: [SessionKind; 2] = [SessionKind::Group, SessionKind::PrisonVisit];

pub(super) async fn sees(staff: &Staff, uow: &mut Uow) -> Result<VisibleWomen, PageError> {
    let actor = staff.desk.gate.actor(&staff.ctx, uow).await?;
    Ok(VisibleWomen::load(&staff.ctx, uow, &actor).await?)
}

/// Everybody who is put down, as far as she sees them, and whoever else may be ticked.
pub(super) async fn women_for(
    uow: &mut Uow,
    calendar: &Permit<Calendar, act::ReadCalendar>,
    sees: &VisibleWomen,
    session: &Session,
) -> Result<Vec<Tickable>, PageError> {
    let mut women = tickable(uow, calendar, sees).await?;
    for one in named_between(uow, calendar, sees, Days::one(session.day())).await? {
        if !women.iter().any(|there| there.woman == one.woman) {
            women.push(one);
        }
    }
    Ok(women)
}

fn choices(women: &[Tickable]) -> Vec<Choice> {
    women.iter().map(|one| Choice::new(one.reference.compact(), one.called.reveal())).collect()
}

async fn new_page(
    staff: &Staff,
    form: Form,
    warned: Vec<&'static str>,
) -> Result<NewGroupPage, PageError> {
    let mut uow = staff.read().await?;
    let calendar = staff.place::<act::ReadCalendar>(&mut uow).await?;
    let sees = sees(staff, &mut uow).await?;
    let women = tickable(&mut uow, &calendar, &sees).await?;
    let choosing = Choosing::load(staff, &mut uow).await?;
    drop(uow);
    listed(staff, &calendar, women.iter().map(|one| one.woman).collect()).await?;
    let t = staff.t;
    Ok(NewGroupPage {
        t,
        shell: staff.shell(Room::Calendar),
        form,
        kinds: KINDS.map(|kind| Choice::new(kind.code(), t.say(kind_key(kind)))).to_vec(),
        women: choices(&women),
        places: choosing.places(t),
        workers: choosing.workers(staff.who.account),
        warned,
    })
}

pub(super) async fn blank(staff: Staff) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    let choosing = Choosing::load(&staff, &mut uow).await?;
    drop(uow);
    let form = Form::blank(staff.t)
        .with("kind", SessionKind::Group.code())
        .with("minutes", 90)
        .with("staff", choosing.reference_of(staff.who.account));
    Ok(page::show(&new_page(&staff, form, Vec::new()).await?))
}

/// The permits for the women who were ticked; nobody out of sight can be.
async fn permits<A: access::Act<On = Woman>>(
    staff: &Staff,
    uow: &mut Uow,
    women: &[Tickable],
    ticked: &[String],
) -> Result<Vec<Permit<Woman, A>>, PageError> {
    let mut permits = Vec::new();
    for one in women.iter().filter(|one| ticked.contains(&one.reference.compact())) {
        permits.push(staff.permit::<A>(uow, one.woman).await?);
    }
    Ok(permits)
}

pub(super) async fn book_it(staff: Staff, fields: Fields) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let calendar = staff.place::<act::ReadCalendar>(&mut uow).await?;
    let choosing = Choosing::load(&staff, &mut uow).await?;
    let sees = sees(&staff, &mut uow).await?;
    let women = tickable(&mut uow, &calendar, &sees).await?;
    let mut read = fields.read();
    let kind = read
        .choice("kind", |code| KINDS.into_iter().find(|kind| kind.code() == code))
        .must("session-needs-kind");
    let name = read.line("name").must("session-needs-name");
    let slot = read_slot(&mut read, &choosing);
    let ticked: Vec<String> = fields.all("women").map(str::to_owned).collect();
    let mut warned = Vec::new();
    if let (Ok(kind), Ok(name), Ok(slot)) = (kind, name, slot) {
        let permits = permits::<act::BookSession>(&staff, &mut uow, &women, &ticked).await?;
        let invited: Vec<Invited<'_>> = permits
            .iter()
            .map(|permit| Invited { permit, duty: Duty::Chosen, meet: Personal::default() })
            .collect();
        let place = match kind {
            SessionKind::PrisonVisit => Place { place: name, ..Place::default() },
            _ => Place { group: name, ..Place::default() },
        };
        let draft = SessionDraft {
            kind,
            site: slot.site,
            room: slot.room,
            place,
            starts_at: slot.starts_at,
            minutes: slot.minutes,
            staff: slot.staff,
            accepted: slot.accepted,
        };
        match book(&staff.ctx, &mut uow, &calendar, &invited, &draft).await {
            Ok(id) => {
                let booked = one(&mut uow, &calendar, &sees, id).await?;
                uow.commit().await?;
                return Ok(page::see_other(format!("/sessions/{}", booked.reference.compact())));
            }
            Err(error) => warned = refuse(&mut read, error)?,
        }
    }
    drop(uow);
    let form = Form::refused(staff.t, &fields, read.errors());
    Ok(page::refused(&new_page(&staff, form, warned).await?))
}

async fn page_of(staff: &Staff, address: &str, form: Form) -> Result<GroupPage, PageError> {
    let mut uow = staff.read().await?;
    let calendar = staff.place::<act::ReadCalendar>(&mut uow).await?;
    let sees = sees(staff, &mut uow).await?;
    let id = session_of(staff, &mut uow, address).await?;
    let session = one(&mut uow, &calendar, &sees, id).await?;
    if !matches!(session.kind, SessionKind::Group | SessionKind::PrisonVisit) {
        return Err(PageError::NotFound);
    }
    let women = women_for(&mut uow, &calendar, &sees, &session).await?;
    let choosing = Choosing::load(staff, &mut uow).await?;
    drop(uow);
    listed(staff, &calendar, women.iter().map(|one| one.woman).collect()).await?;
    let t = staff.t;
    let rows = rows(t, &session, &women);
    let others: Vec<Tickable> = women
        .into_iter()
        .filter(|one| !session.women.iter().any(|line| line.woman == one.woman))
        .collect();
    let place = match choosing.called(session.site, session.room) {
        place if place.is_empty() => session.place.place.clone(),
        place => place,
    };
    let day = t.weekday_date(session.day());
    let when = [day, span(t, session.starts_at, session.minutes), place];
    let when: Vec<String> = when.into_iter().filter(|part| !part.is_empty()).collect();
    let unseen = session.put_down - i64::try_from(session.women.len()).unwrap_or_default();
    let is_visit = session.kind == SessionKind::PrisonVisit;
    Ok(GroupPage {
        t,
        shell: staff.shell(Room::Calendar),
        heading: match session.place.group.as_str() {
            "" => t.say(kind_key(session.kind)).to_string(),
            group => group.to_owned(),
        },
        when: when.join(", "),
        action: format!("/sessions/{address}"),
        sheet: is_visit.then(|| format!("/sessions/{address}/sheet")),
        form,
        rows,
        others: choices(&others),
        unseen,
        off: session.happened.is_none().then(|| format!("/sessions/{address}/off")),
        is_off: session.happened == Some(Happened::No),
    })
}

fn rows(t: Text, session: &Session, women: &[Tickable]) -> Vec<TickRow> {
    let lines = session.women.iter().filter_map(|line| {
        let her = women.iter().find(|one| one.woman == line.woman)?;
        Some(TickRow {
            reference: her.reference.compact(),
            called: her.called.clone(),
            line: String::new(),
            version: line.version,
            state: if line.state.is_recorded() { line.state.code() } else { "" },
            said: t.say(state_key(line.state)).to_string(),
        })
    });
    lines.collect()
}

pub(super) async fn show(staff: Staff, Path(address): Path<String>) -> Result<Response, PageError> {
    let form = Form::blank(staff.t);
    Ok(page::show(&page_of(&staff, &address, form).await?))
}

pub(super) async fn tick(
    staff: Staff,
    Path(address): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let calendar = staff.place::<act::ReadCalendar>(&mut uow).await?;
    let sees = sees(&staff, &mut uow).await?;
    let id = session_of(&staff, &mut uow, &address).await?;
    let session = one(&mut uow, &calendar, &sees, id).await?;
    let women = women_for(&mut uow, &calendar, &sees, &session).await?;
    let mut read = fields.read();
    let there: Vec<String> = rows(staff.t, &session, &women)
        .into_iter()
        .map(|row| row.reference)
        .filter(|reference| !fields.first(&format!("state-{reference}")).is_empty())
        .collect();
    let permits = permits::<act::RecordAttendance>(&staff, &mut uow, &women, &there).await?;
    let mut entries = Vec::new();
    for permit in &permits {
        let Some(her) = women.iter().find(|one| one.woman == permit.id()) else { continue };
        let her = her.reference.compact();
        let state = AttendanceState::parse(fields.first(&format!("state-{her}")))
            .map_err(|_| PageError::Unreadable)?;
        let standing = session.women.iter().find(|line| line.woman == permit.id());
        // A line that stands as it was is not recorded again.
        if standing.is_some_and(|line| line.state == state) {
            continue;
        }
        let opened =
            fields.first(&format!("version-{her}")).parse().map_err(|_| PageError::Unreadable)?;
        let words = Words {
            summary: fields.first(&format!("note-{her}")).trim().into(),
            ..Words::default()
        };
        let minutes = state.came().then_some(session.minutes);
        let entry = Entry { state, minutes, words, ..Entry::default() };
        entries.push(GroupEntry { permit, opened, entry });
    }
    let done = record_group(&staff.ctx, &mut uow, id, &entries).await;
    let walked_in: Vec<String> = fields.all("more").map(str::to_owned).collect();
    let done = match done {
        Err(error) => Err(error),
        Ok(_) => add(&staff, &mut uow, &session, &women, &walked_in).await?,
    };
    match done {
        Ok(()) => {
            uow.commit().await?;
            return Ok(page::see_other(format!("/sessions/{address}")));
        }
        Err(SessionError::NotThisSlot) => read.refuse("more", key("session-not-this-slot")),
        Err(SessionError::NotYet) => read.refuse("more", key("session-not-yet")),
        Err(SessionError::ReasonNeeded) => read.refuse("more", key("session-amend-one")),
        Err(SessionError::Clash(_) | SessionError::ChangedMeanwhile) => {
            read.refuse("more", key("session-changed-meanwhile"))
        }
        Err(other) => return Err(other.into()),
    };
    drop(uow);
    let form = Form::refused(staff.t, &fields, read.errors());
    Ok(page::refused(&page_of(&staff, &address, form).await?))
}

/// Adds women: before the session they are put down, which asks whom they must not meet; once it
/// has begun they came, and what happened is recorded.
async fn add(
    staff: &Staff,
    uow: &mut Uow,
    session: &Session,
    women: &[Tickable],
    ticked: &[String],
) -> Result<Result<(), SessionError>, PageError> {
    if ticked.is_empty() {
        return Ok(Ok(()));
    }
    if session.starts_at > staff.ctx.now() {
        let permits = permits::<act::BookSession>(staff, uow, women, ticked).await?;
        let invited: Vec<Invited<'_>> = permits
            .iter()
            .map(|permit| Invited { permit, duty: Duty::Chosen, meet: Personal::default() })
            .collect();
        // She was ticked by name a moment ago: what is merely unusual is not asked about twice.
        let seen = casework::session::Warning::ALL;
        return Ok(put_down(&staff.ctx, uow, session.id, &invited, &seen).await);
    }
    let came = Entry { state: AttendanceState::Attended, ..Entry::default() };
    for permit in permits::<act::RecordAttendance>(staff, uow, women, ticked).await? {
        if let Err(error) = record_walk_in(&staff.ctx, uow, &permit, session.id, &came).await {
            return Ok(Err(error));
        }
    }
    Ok(Ok(()))
}
