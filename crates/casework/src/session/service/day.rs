//! Days and weeks: what is booked, for whom, and what waits to be recorded.

use std::collections::HashMap;

use access::action::act::{FrontDeskVisits, ReadCalendar, ReadSessions, ReadToday};
use access::action::{Calendar, Woman};
use access::{Act, Permit, VisibleWomen};
use jiff::{Timestamp, ToSpan as _};
use kernel::ctx::{AccountMark, OrganisationMark};
use kernel::{Ctx, Id, Personal, Reference, time};
use store::{SealError, Statement, StoreError, Uow, Value, values};
use uuid::Uuid;

use super::read::{self, duty, entry, line};
use super::visit::on_paper;
use crate::record::Identity;
use crate::session::SessionError;
use crate::session::model::{
    AttendanceState, Days, Duty, Entry, Happened, Session, SessionId, SessionKind, Visits,
};
use crate::session::sql::{
    self, AtRow, CountRow, DeskRow, HersRow, IdRow, LineRow, SessionRow, VisitCountRow, WomanRow,
};
use crate::timeline::{TimelineItem, TimelineTone};

/// How far back a session that nobody recorded is still shown, in days.
const LOOK_BACK_DAYS: i64 = 60;

/// Which part of the calendar.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Part {
    /// Of one worker.
    pub staff: Option<Id<AccountMark>>,
    /// At one site.
    pub site: Option<Uuid>,
}

/// One of her sessions, with what was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The session.
    pub session: SessionId,
    /// Its kind.
    pub kind: SessionKind,
    /// When.
    pub starts_at: Timestamp,
    /// How long it was booked for.
    pub booked: i64,
    /// The worker.
    pub staff: Id<AccountMark>,
    /// Whether it took place.
    pub happened: Option<Happened>,
    /// The case it is counted to.
    pub case: Option<Uuid>,
    /// Whether she had to come.
    pub duty: Duty,
    /// What was recorded.
    pub entry: Entry,
    /// When it was first recorded.
    pub recorded_at: Option<Timestamp>,
    /// Edits of her line.
    pub version: i64,
    /// Edits of the session: for moving it.
    pub session_version: i64,
}

/// Somebody the front desk expects. Not who she is: initials at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// When.
    pub starts_at: Timestamp,
    /// What kind.
    pub kind: SessionKind,
    /// Which room.
    pub room: Option<Uuid>,
    /// Which site.
    pub site: Option<Uuid>,
    /// Whom she comes to see.
    pub staff: Id<AccountMark>,
    /// Whose initials these are, for the audit trail; never shown.
    pub woman: Option<Id<Woman>>,
    /// `K. M.`; nothing for a group, a hidden name or a restricted record.
    pub initials: Option<Personal<String>>,
    /// How many are expected.
    pub many: i64,
}

/// The calendar of some days, with the women in sight only.
///
/// # Errors
/// By what is wrong with the store.
pub async fn between(
    uow: &mut Uow,
    permit: &Permit<Calendar, ReadCalendar>,
    sees: &VisibleWomen,
    days: Days,
    part: Part,
) -> Result<Vec<Session>, SessionError> {
    load(uow, permit, sees, days, part).await
}

/// Somebody's own day.
///
/// # Errors
/// By what is wrong with the store.
pub async fn own_day(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Calendar, ReadToday>,
    sees: &VisibleWomen,
    days: Days,
) -> Result<Vec<Session>, SessionError> {
    let Some(staff) = ctx.account() else { return Ok(Vec::new()) };
    load(uow, permit, sees, days, Part { staff: Some(staff), site: None }).await
}

/// Somebody's own sessions that are over without a word about them, oldest first.
///
/// # Errors
/// By what is wrong with the store.
pub async fn unrecorded(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Calendar, ReadToday>,
    sees: &VisibleWomen,
) -> Result<Vec<Session>, SessionError> {
    let Some(staff) = ctx.account() else { return Ok(Vec::new()) };
    let organisation = permit.organisation();
    let today = Days::one(ctx.today());
    let since = today.begins().saturating_sub((LOOK_BACK_DAYS * 24).hours());
    let since = since.unwrap_or(Timestamp::MIN);
    let waiting = values![organisation, staff, since, ctx.now()];
    let rows: Vec<SessionRow> = uow.all(&sql::UNRECORDED, waiting).await?;
    let mut sessions = Vec::with_capacity(rows.len());
    for row in rows {
        let mut session = read::session(uow, organisation, row).await?;
        fill(uow, organisation, sees, &mut session).await?;
        sessions.push(session);
    }
    Ok(sessions)
}

/// A woman who can be ticked or put down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tickable {
    /// She.
    pub woman: Id<Woman>,
    /// Her reference.
    pub reference: Reference,
    /// What to call her; initials where her name is hidden.
    pub called: Personal<String>,
}

/// The women in sight by name, for ticking. Enter it as a list that was read.
///
/// # Errors
/// By what is wrong with the store.
pub async fn tickable<A: Act<On = Calendar>>(
    uow: &mut Uow,
    _permit: &Permit<Calendar, A>,
    sees: &VisibleWomen,
) -> Result<Vec<Tickable>, SessionError> {
    let newest = sql::seen::WOMEN.with(VisibleWomen::FRAGMENT).with(sql::NEWEST);
    let rows: Vec<WomanRow> = uow.all(&newest, &sees.values()).await?;
    called(uow, rows).await
}

/// Of the women in sight, those whose worker or volunteer the actor is.
///
/// # Errors
/// By what is wrong with the store.
pub async fn own_women<A: Act<On = Calendar>>(
    uow: &mut Uow,
    _permit: &Permit<Calendar, A>,
    sees: &VisibleWomen,
) -> Result<Vec<Tickable>, SessionError> {
    let rows: Vec<WomanRow> = seen(uow, sees, &sql::seen::OWN, values![]).await?;
    called(uow, rows).await
}

/// Of the women in sight, those put down for the sessions of some days.
///
/// # Errors
/// By what is wrong with the store.
pub async fn named_between<A: Act<On = Calendar>>(
    uow: &mut Uow,
    _permit: &Permit<Calendar, A>,
    sees: &VisibleWomen,
    days: Days,
) -> Result<Vec<Tickable>, SessionError> {
    let span = values![days.begins(), days.ends()];
    let rows: Vec<WomanRow> = seen(uow, sees, &sql::seen::NAMES_BETWEEN, span).await?;
    called(uow, rows).await
}

async fn called(uow: &Uow, rows: Vec<WomanRow>) -> Result<Vec<Tickable>, SessionError> {
    let mut women = Vec::with_capacity(rows.len());
    let mut whole_names = HashMap::new();
    for row in rows {
        let identity: Identity = match uow.open(row.id, "woman", row.id, &row.sealed).await {
            Err(StoreError::Seal(SealError::Erased)) => continue,
            other => other?,
        };
        let called = match row.name_hidden {
            0 => identity.called().to_owned(),
            _ => identity.initials(),
        };
        let reference = read::reference(&row.reference)?;
        let woman = Id::from_uuid(row.id);
        if row.name_hidden == 0 {
            whole_names.insert(row.id, identity.legal_name.trim().to_owned());
        }
        women.push(Tickable { woman, reference, called: Personal::new(called) });
    }
    // Two of one name must not be mistaken for each other: first her whole name tells them apart,
    // then the reference.
    for one in shared(&women) {
        let whole = whole_names.get(&one.woman.uuid()).filter(|whole| !whole.is_empty());
        if let Some(whole) = whole {
            call(&mut women, one.woman, whole);
        }
    }
    for one in shared(&women) {
        let told_apart = format!("{}, {}", one.called.reveal(), one.reference);
        call(&mut women, one.woman, &told_apart);
    }
    women.sort_by_cached_key(|one| (one.called.reveal().to_lowercase(), one.reference));
    Ok(women)
}

/// Those who are called as somebody else of the list is.
fn shared(women: &[Tickable]) -> Vec<Tickable> {
    let name = |one: &Tickable| one.called.reveal().to_lowercase();
    let mut times: HashMap<String, usize> = HashMap::new();
    for one in women {
        *times.entry(name(one)).or_default() += 1;
    }
    let twice = |one: &&Tickable| times.get(&name(one)).is_some_and(|times| *times > 1);
    women.iter().filter(twice).cloned().collect()
}

fn call(women: &mut [Tickable], woman: Id<Woman>, name: &str) {
    if let Some(her) = women.iter_mut().find(|one| one.woman == woman) {
        her.called = Personal::new(name.to_owned());
    }
}

/// The session with this reference, as it stands in an address.
///
/// # Errors
/// [`SessionError::NotFound`].
pub async fn find(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    reference: Reference,
) -> Result<SessionId, SessionError> {
    let one = values![organisation, reference.compact()];
    let row: Option<IdRow> = uow.optional(&sql::SESSION_BY_REFERENCE, one).await?;
    Ok(Id::from_uuid(row.ok_or(SessionError::NotFound)?.id))
}

/// What stands in the address of a session.
///
/// # Errors
/// [`SessionError::NotFound`].
pub async fn address<A: Act<On = Calendar>>(
    uow: &mut Uow,
    permit: &Permit<Calendar, A>,
    session: SessionId,
) -> Result<Reference, SessionError> {
    Ok(read::load_session(uow, permit.organisation(), session).await?.reference)
}

/// One session with the women in sight.
///
/// # Errors
/// [`SessionError::NotFound`].
pub async fn one<A: Act<On = Calendar>>(
    uow: &mut Uow,
    permit: &Permit<Calendar, A>,
    sees: &VisibleWomen,
    session: SessionId,
) -> Result<Session, SessionError> {
    let organisation = permit.organisation();
    let mut session = read::load_session(uow, organisation, session).await?;
    fill(uow, organisation, sees, &mut session).await?;
    Ok(session)
}

/// Her sessions with what was recorded, the newest first.
///
/// # Errors
/// By what is wrong with the store.
pub async fn hers(
    uow: &mut Uow,
    permit: &Permit<Woman, ReadSessions>,
) -> Result<Vec<Held>, SessionError> {
    let rows: Vec<HersRow> =
        uow.all(&sql::HERS, values![permit.organisation(), permit.id()]).await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        all.push(Held {
            session: Id::from_uuid(row.line.session_id),
            kind: SessionKind::parse(&row.kind)?,
            starts_at: time::from_micros(row.starts_at),
            booked: row.booked,
            staff: Id::from_uuid(row.staff_id),
            happened: row.happened.as_deref().map(Happened::parse).transpose()?,
            case: row.line.case_id,
            duty: duty(row.line.required),
            entry: entry(uow, &row.line).await?,
            recorded_at: row.line.recorded_at.map(time::from_micros),
            version: row.line.version,
            session_version: row.session_version,
        });
    }
    Ok(all)
}

/// Her sessions as lines of her timeline; the summary below the heading.
///
/// # Errors
/// By what is wrong with the store.
pub async fn timeline_items(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, ReadSessions>,
) -> Result<Vec<TimelineItem>, SessionError> {
    let all = hers(uow, permit).await?;
    Ok(all
        .into_iter()
        .map(|held| {
            let (tone, title_key) = match held.entry.state {
                AttendanceState::Expected if held.starts_at > ctx.now() => {
                    (TimelineTone::Ahead, ahead_key(held.kind))
                }
                AttendanceState::Expected => (TimelineTone::Amber, "timeline-session-to-record"),
                AttendanceState::Attended => (TimelineTone::Green, came_key(held.kind)),
                AttendanceState::Late => (TimelineTone::Green, "timeline-session-came-late"),
                AttendanceState::MissedReason => (TimelineTone::Amber, "timeline-session-missed"),
                AttendanceState::MissedNoReason => {
                    (TimelineTone::Red, "timeline-session-missed-no-reason")
                }
                AttendanceState::OurFault => (TimelineTone::Plain, "timeline-session-our-fault"),
            };
            TimelineItem {
                at: held.starts_at,
                tone,
                title_key,
                title_args: Vec::new(),
                detail: held.entry.words.summary,
                by: Some(held.staff.uuid()),
            }
        })
        .collect())
}

const fn ahead_key(kind: SessionKind) -> &'static str {
    match kind {
        SessionKind::Group | SessionKind::DropIn => "timeline-session-ahead-group",
        SessionKind::Call => "timeline-session-ahead-call",
        SessionKind::PrisonVisit => "timeline-session-ahead-prison",
        SessionKind::Court => "timeline-session-ahead-court",
        SessionKind::Gate => "timeline-session-ahead-gate",
        SessionKind::OneToOne | SessionKind::Outreach => "timeline-session-ahead",
    }
}

const fn came_key(kind: SessionKind) -> &'static str {
    match kind {
        SessionKind::Group => "timeline-session-came-group",
        SessionKind::DropIn => "timeline-session-came-drop-in",
        SessionKind::Call => "timeline-session-came-call",
        SessionKind::PrisonVisit => "timeline-session-came-prison",
        SessionKind::Court => "timeline-session-came-court",
        SessionKind::Gate => "timeline-session-came-gate",
        SessionKind::OneToOne | SessionKind::Outreach => "timeline-session-came",
    }
}

/// When she first came to a session of a case: from then on it is engaged.
///
/// # Errors
/// By what is wrong with the store.
pub async fn first_came(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    case: Uuid,
) -> Result<Option<Timestamp>, SessionError> {
    let row: Option<AtRow> = uow.optional(&sql::FIRST_CAME, values![organisation, case]).await?;
    Ok(row.map(|row| time::from_micros(row.at)))
}

/// Whom the front desk expects at a site on a day. Court, prison, gate, street and calls are not
/// visits and are left out.
///
/// # Errors
/// By what is wrong with the store.
pub async fn expected(
    uow: &mut Uow,
    permit: &Permit<Calendar, FrontDeskVisits>,
    days: Days,
) -> Result<Vec<Expected>, SessionError> {
    let organisation = permit.organisation();
    let rows: Vec<DeskRow> =
        uow.all(&sql::DESK, values![organisation, days.begins(), days.ends()]).await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let kind = SessionKind::parse(&row.kind)?;
        let shown = match (kind, row.only_id) {
            (SessionKind::OneToOne, Some(woman)) if row.closed == 0 => {
                Some((woman, on_paper(uow, organisation.uuid(), woman).await?.1))
            }
            _ => None,
        };
        let (woman, initials) = shown.unzip();
        all.push(Expected {
            starts_at: time::from_micros(row.starts_at),
            kind,
            room: row.room_id,
            site: row.site_id,
            staff: Id::from_uuid(row.staff_id),
            woman: woman.map(Id::from_uuid),
            initials,
            many: row.many,
        });
    }
    Ok(all)
}

async fn load<A: Act<On = Calendar>>(
    uow: &mut Uow,
    permit: &Permit<Calendar, A>,
    sees: &VisibleWomen,
    days: Days,
    part: Part,
) -> Result<Vec<Session>, SessionError> {
    let organisation = permit.organisation();
    let (from, to) = (days.begins(), days.ends());
    let span = values![organisation, from, to, part.staff, part.site];
    let rows: Vec<SessionRow> = uow.all(&sql::SESSIONS_BETWEEN, span).await?;
    let span = values![organisation, from, to];
    let put_down: Vec<CountRow> = uow.all(&sql::PUT_DOWN, span).await?;
    let put_down: HashMap<Uuid, i64> = put_down.into_iter().map(|r| (r.id, r.many)).collect();
    let visits: Vec<VisitCountRow> = uow.all(&sql::VISITS_BETWEEN, span).await?;
    let visits: HashMap<Uuid, Visits> =
        visits.into_iter().map(|r| (r.id, counts(r.many, r.named))).collect();
    let own = values![from, to, part.staff, part.site];
    let lines: Vec<LineRow> = seen(uow, sees, &sql::seen::BETWEEN, own).await?;
    let mut women: HashMap<Uuid, Vec<LineRow>> = HashMap::new();
    for line in lines {
        women.entry(line.session_id).or_default().push(line);
    }
    let mut sessions = Vec::with_capacity(rows.len());
    for row in rows {
        let mut session = read::session(uow, organisation, row).await?;
        let id = session.id.uuid();
        session.put_down = put_down.get(&id).copied().unwrap_or_default();
        session.visits = visits.get(&id).copied().unwrap_or_default();
        session.women = sorted(women.remove(&id).unwrap_or_default())?;
        sessions.push(session);
    }
    Ok(sessions)
}

/// A list as far as its women are in sight.
async fn seen<T: store::RowType>(
    uow: &mut Uow,
    sees: &VisibleWomen,
    list: &Statement,
    own: &[Value],
) -> Result<Vec<T>, SessionError> {
    let mut values = sees.values();
    values.extend_from_slice(own);
    Ok(uow.all(&list.with(VisibleWomen::FRAGMENT), &values).await?)
}

async fn fill(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    sees: &VisibleWomen,
    session: &mut Session,
) -> Result<(), SessionError> {
    let lines: Vec<LineRow> = seen(uow, sees, &sql::seen::AT, values![session.id]).await?;
    session.women = sorted(lines)?;
    let all: Vec<LineRow> = uow.all(&sql::ATTENDANCE_OF, values![organisation, session.id]).await?;
    session.put_down = i64::try_from(all.len()).unwrap_or(i64::MAX);
    let visits: sql::VisitTotalRow =
        uow.one(&sql::COUNT_VISITS, values![organisation, session.id]).await?;
    session.visits = counts(visits.many, visits.named);
    Ok(())
}

const fn counts(all: i64, named: i64) -> Visits {
    Visits { all, named, nameless: all - named }
}

fn sorted(mut lines: Vec<LineRow>) -> Result<Vec<crate::session::model::Attendance>, SessionError> {
    lines.sort_by_key(|row| row.id);
    lines.iter().map(line).collect()
}
