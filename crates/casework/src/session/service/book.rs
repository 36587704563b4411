//! Booking, moving and calling off.

use access::Permit;
use access::action::act::{BookSession, ReadCalendar, ReadSessions};
use access::action::{Calendar, Woman};
use jiff::Timestamp;
use kernel::ctx::{AccountMark, OrganisationMark};
use kernel::{Ctx, Id, Personal, time};
use store::{StoreError, Uow, values};
use uuid::Uuid;

use super::read::{ATTENDANCE, SESSION, load_session};
use super::slot::Slot;
use super::trail;
use crate::record::{TaskDraft, TaskKind, put_task};
use crate::session::SessionError;
use crate::session::model::{
    AskedBy, AttendanceState, Duty, LONGEST_MINUTES, MoveReason, Session, SessionDraft, SessionId,
    SessionKind, Warning, Words, ends_at,
};
use crate::session::sql::{self, IdRow, LineRow, MoveRow};

const SESSION_MOVE: &str = "session_move";

/// One woman who is put down.
#[derive(Debug, Clone)]
pub struct Invited<'p> {
    /// That she may be booked.
    pub permit: &'p Permit<Woman, BookSession>,
    /// Whether she has to come.
    pub duty: Duty,
    /// Where they meet, when the session is hers alone and not at a site of ours.
    pub meet: Personal<String>,
}

/// By what right a session is moved: the permit for the one woman it is for, or the calendar for a
/// session of several.
#[derive(Debug, Clone, Copy)]
pub enum Authority<'p> {
    /// Hers alone.
    Woman(&'p Permit<Woman, BookSession>),
    /// A group, drop-in or visit.
    Several(&'p Permit<Calendar, ReadCalendar>),
}

impl Authority<'_> {
    fn organisation(self) -> Id<OrganisationMark> {
        match self {
            Self::Woman(permit) => permit.organisation(),
            Self::Several(permit) => permit.organisation(),
        }
    }

    async fn wrote(
        self,
        ctx: &Ctx,
        uow: &mut Uow,
        what: &'static str,
        women: &[Id<Woman>],
    ) -> Result<(), SessionError> {
        match self {
            Self::Woman(permit) => trail::wrote(ctx, uow, permit, what).await?,
            Self::Several(permit) => {
                trail::wrote_for(ctx, uow, permit, what, women.to_vec()).await?;
            }
        }
        Ok(())
    }

    /// Whether it reaches this session with these women.
    fn reaches(self, session: &Session, women: &[Id<Woman>]) -> Result<(), SessionError> {
        let reaches = match self {
            Self::Woman(permit) => women == [permit.id()],
            Self::Several(_) => session.kind.takes_several(),
        };
        if reaches { Ok(()) } else { Err(SessionError::NotFound) }
    }
}

/// Another time, and why.
#[derive(Debug, Clone)]
pub struct MoveDraft {
    /// When instead.
    pub starts_at: Timestamp,
    /// How long, in minutes.
    pub minutes: i64,
    /// In which room of the same site.
    pub room: Option<Uuid>,
    /// With whom.
    pub staff: Id<AccountMark>,
    /// Who asked.
    pub asked_by: AskedBy,
    /// Why, coded.
    pub reason: MoveReason,
    /// Why, in words. May be empty.
    pub words: Personal<String>,
    /// What she who moves it was warned of and does all the same.
    pub accepted: Vec<Warning>,
}

/// A move as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// When it was to start.
    pub from: Timestamp,
    /// When instead; nothing when it was called off.
    pub to: Option<Timestamp>,
    /// Who asked.
    pub asked_by: AskedBy,
    /// Why.
    pub reason: MoveReason,
    /// Why, in words.
    pub words: Personal<String>,
    /// When it was moved.
    pub at: Timestamp,
    /// By whom.
    pub by: Option<Id<AccountMark>>,
}

/// Books a session.
///
/// # Errors
/// [`SessionError::NotThisSlot`], [`SessionError::Warned`] until the warnings are accepted,
/// [`SessionError::InThePast`], [`SessionError::Minutes`], [`SessionError::WomenOfKind`].
pub async fn book(
    ctx: &Ctx,
    uow: &mut Uow,
    calendar: &Permit<Calendar, ReadCalendar>,
    invited: &[Invited<'_>],
    draft: &SessionDraft,
) -> Result<SessionId, SessionError> {
    let organisation = calendar.organisation();
    let right = match draft.kind.takes_several() {
        true => draft.kind != SessionKind::PrisonVisit || !invited.is_empty(),
        false => invited.len() == 1,
    };
    if !right {
        return Err(SessionError::WomenOfKind);
    }
    check_minutes(draft.minutes)?;
    if draft.ends_at() < ctx.now() {
        return Err(SessionError::InThePast);
    }
    let women = women(organisation, invited)?;
    let slot = Slot {
        organisation,
        site: draft.site,
        room: draft.room,
        staff: draft.staff,
        starts_at: draft.starts_at,
        ends_at: draft.ends_at(),
        moved: None,
    };
    slot.keeps_apart(uow, &women).await?;
    accepted(slot.warnings(ctx, uow, &women).await?, &draft.accepted)?;
    let id = insert(ctx, uow, organisation, draft).await?;
    for invited in invited {
        add_line(ctx, uow, organisation, id, invited.permit.id(), invited.duty, &invited.meet)
            .await?;
        trail::wrote(ctx, uow, invited.permit, "session booked").await?;
    }
    if invited.is_empty() {
        trail::wrote_for(ctx, uow, calendar, "session booked", Vec::new()).await?;
    }
    Ok(id)
}

/// Puts further women down for a session of several that has not begun.
///
/// # Errors
/// As [`book`].
pub async fn put_down(
    ctx: &Ctx,
    uow: &mut Uow,
    session: SessionId,
    invited: &[Invited<'_>],
    seen: &[Warning],
) -> Result<(), SessionError> {
    let Some(first) = invited.first() else { return Err(SessionError::WomenOfKind) };
    let organisation = first.permit.organisation();
    let women = women(organisation, invited)?;
    let there = load_session(uow, organisation, session).await?;
    if !there.kind.takes_several() {
        return Err(SessionError::WomenOfKind);
    }
    if there.happened.is_some() {
        return Err(SessionError::ChangedMeanwhile);
    }
    let slot = slot_of(organisation, &there);
    slot.keeps_apart(uow, &women).await?;
    // Room and worker were asked about when the session was booked.
    let hers = |w: &Warning| matches!(w, Warning::SheIsBusy | Warning::NoOpenCase);
    let warnings = slot.warnings(ctx, uow, &women).await?.into_iter().filter(hers).collect();
    accepted(warnings, seen)?;
    for invited in invited {
        add_line(ctx, uow, organisation, session, invited.permit.id(), invited.duty, &invited.meet)
            .await?;
        trail::wrote(ctx, uow, invited.permit, "session booked").await?;
    }
    Ok(())
}

/// Moves a session to another time, room or worker. What was before is kept, with who asked and
/// why.
///
/// # Errors
/// As [`book`], and [`SessionError::ChangedMeanwhile`] when it is no longer at `version` or was
/// recorded.
pub async fn reschedule(
    ctx: &Ctx,
    uow: &mut Uow,
    authority: Authority<'_>,
    session: SessionId,
    version: i64,
    draft: &MoveDraft,
) -> Result<(), SessionError> {
    let organisation = authority.organisation();
    let there = load_session(uow, organisation, session).await?;
    let women = women_of(uow, organisation, session).await?;
    authority.reaches(&there, &women)?;
    check_minutes(draft.minutes)?;
    let ends_at = ends_at(draft.starts_at, draft.minutes);
    if ends_at < ctx.now() {
        return Err(SessionError::InThePast);
    }
    let slot = Slot {
        room: draft.room,
        staff: draft.staff,
        starts_at: draft.starts_at,
        ends_at,
        ..slot_of(organisation, &there)
    };
    slot.keeps_apart(uow, &women).await?;
    accepted(slot.warnings(ctx, uow, &women).await?, &draft.accepted)?;
    let moved = values![
        organisation,
        session,
        version,
        draft.starts_at,
        draft.minutes,
        draft.room,
        draft.staff,
    ];
    if uow.execute(&sql::MOVE_SESSION, moved).await? != 1 {
        return Err(SessionError::ChangedMeanwhile);
    }
    authority.wrote(ctx, uow, "session moved", &women).await?;
    let why = Why { by: draft.asked_by, reason: draft.reason, words: &draft.words };
    keep_move(ctx, uow, organisation, &there, &women, Some(draft.starts_at), why).await
}

/// Calls a session off. Those put down get "our fault" unless she asked: it is never counted
/// against her.
///
/// # Errors
/// [`SessionError::ChangedMeanwhile`] when it is no longer at `version` or was recorded.
pub async fn call_off(
    ctx: &Ctx,
    uow: &mut Uow,
    authority: Authority<'_>,
    session: SessionId,
    version: i64,
    (asked_by, reason, words): (AskedBy, MoveReason, &Personal<String>),
) -> Result<(), SessionError> {
    let organisation = authority.organisation();
    let there = load_session(uow, organisation, session).await?;
    let women = women_of(uow, organisation, session).await?;
    authority.reaches(&there, &women)?;
    let off = values![organisation, session, version, ctx.now(), ctx.account()];
    if uow.execute(&sql::CALL_OFF, off).await? != 1 {
        return Err(SessionError::ChangedMeanwhile);
    }
    let state = match asked_by {
        AskedBy::She => AttendanceState::MissedReason,
        AskedBy::Us | AskedBy::Justice | AskedBy::Other => AttendanceState::OurFault,
    };
    let hers = values![organisation, session, state.code(), ctx.now(), ctx.account()];
    uow.execute(&sql::CALL_OFF_WOMEN, hers).await?;
    authority.wrote(ctx, uow, "session called off", &women).await?;
    let why = Why { by: asked_by, reason, words };
    keep_move(ctx, uow, organisation, &there, &women, None, why).await
}

/// Calls a session of several off, and leaves nobody waiting at the door: whoever is not among
/// `told` becomes a task for her worker today, or for whoever was to hold the session. Telling her
/// goes through her safe-contact rule like any other contact.
///
/// Gives how many are still to be told.
///
/// # Errors
/// As [`call_off`].
pub async fn call_off_several(
    ctx: &Ctx,
    uow: &mut Uow,
    calendar: &Permit<Calendar, ReadCalendar>,
    (session, version): (SessionId, i64),
    why: (AskedBy, MoveReason, &Personal<String>),
    told: &[Id<Woman>],
    task: &Personal<String>,
) -> Result<usize, SessionError> {
    let organisation = calendar.organisation();
    let there = load_session(uow, organisation, session).await?;
    let lines: Vec<LineRow> = uow.all(&sql::ATTENDANCE_OF, values![organisation, session]).await?;
    call_off(ctx, uow, Authority::Several(calendar), session, version, why).await?;
    let expected = AttendanceState::Expected.code();
    let waiting = lines.iter().filter(|line| line.state == expected);
    let mut to_tell = Vec::new();
    for woman in waiting.map(|line| Id::from_uuid(line.woman_id)) {
        if told.contains(&woman) {
            continue;
        }
        let worker: Option<IdRow> =
            uow.optional(&sql::WORKER_OF, values![organisation, woman]).await?;
        let draft = TaskDraft {
            owner: worker.map_or(there.staff, |row| Id::from_uuid(row.id)),
            due: ctx.today(),
            kind: TaskKind::Other,
            words: task.clone(),
        };
        put_task(ctx, uow, organisation, woman, &draft).await.map_err(Box::new)?;
        to_tell.push(woman);
    }
    let many = to_tell.len();
    trail::wrote_for(ctx, uow, calendar, "to be told it is off", to_tell).await?;
    Ok(many)
}

/// Every move of one of her sessions, oldest first.
///
/// # Errors
/// [`SessionError::NotFound`] when she is not put down for it.
pub async fn moves(
    uow: &mut Uow,
    permit: &Permit<Woman, ReadSessions>,
    session: SessionId,
) -> Result<Vec<Move>, SessionError> {
    let organisation = permit.organisation();
    super::read::load_line(uow, organisation, session, permit.id().uuid()).await?;
    let rows: Vec<MoveRow> = uow.all(&sql::MOVES, values![organisation, session]).await?;
    let mut moves = Vec::with_capacity(rows.len());
    for row in rows {
        let owner = row.woman_id.unwrap_or(organisation.uuid());
        let words = match &row.sealed {
            None => Personal::default(),
            Some(sealed) => uow.open(owner, SESSION_MOVE, row.id, sealed).await?,
        };
        moves.push(Move {
            from: time::from_micros(row.from_at),
            to: row.to_at.map(time::from_micros),
            asked_by: AskedBy::parse(&row.asked_by)?,
            reason: MoveReason::parse(&row.reason)?,
            words,
            at: time::from_micros(row.made_at),
            by: row.made_by.map(Id::from_uuid),
        });
    }
    Ok(moves)
}

pub(super) const fn check_minutes(minutes: i64) -> Result<(), SessionError> {
    if minutes >= 1 && minutes <= LONGEST_MINUTES { Ok(()) } else { Err(SessionError::Minutes) }
}

fn accepted(warnings: Vec<Warning>, accepted: &[Warning]) -> Result<(), SessionError> {
    if warnings.iter().all(|warning| accepted.contains(warning)) {
        return Ok(());
    }
    Err(SessionError::Warned(warnings))
}

fn women(
    organisation: Id<OrganisationMark>,
    invited: &[Invited<'_>],
) -> Result<Vec<Id<Woman>>, SessionError> {
    // A permit of another organisation has no place here.
    if invited.iter().any(|one| one.permit.organisation() != organisation) {
        return Err(SessionError::NotFound);
    }
    Ok(invited.iter().map(|one| one.permit.id()).collect())
}

async fn women_of(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    session: SessionId,
) -> Result<Vec<Id<Woman>>, SessionError> {
    let rows: Vec<LineRow> = uow.all(&sql::ATTENDANCE_OF, values![organisation, session]).await?;
    Ok(rows.into_iter().map(|row| row.woman_id.into()).collect())
}

fn slot_of(organisation: Id<OrganisationMark>, session: &Session) -> Slot {
    Slot {
        organisation,
        site: session.site,
        room: session.room,
        staff: session.staff,
        starts_at: session.starts_at,
        ends_at: ends_at(session.starts_at, session.minutes),
        moved: Some(session.id),
    }
}

pub(super) async fn insert(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    draft: &SessionDraft,
) -> Result<SessionId, SessionError> {
    let id: SessionId = ctx.new_id();
    let sealed = match draft.place.is_empty() {
        true => None,
        false => Some(uow.seal(ctx, organisation.uuid(), SESSION, id.uuid(), &draft.place).await?),
    };
    for _ in 0..REFERENCES_TRIED {
        let row = values![
            id,
            organisation,
            draft.kind.code(),
            draft.site,
            draft.room,
            draft.starts_at,
            draft.minutes,
            draft.staff,
            ctx.now(),
            ctx.account(),
            sealed.clone(),
            ctx.new_reference().compact(),
        ];
        if uow.execute(&sql::ADD_SESSION, row).await? == 1 {
            return Ok(id);
        }
    }
    Err(StoreError::Other("no reference was free for a session".to_owned()).into())
}

/// References that are drawn for a session until one is free. Among a million sessions the first is,
/// but once in 25,000.
const REFERENCES_TRIED: usize = 8;

/// Puts her down, once.
pub(super) async fn add_line(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    session: SessionId,
    woman: Id<Woman>,
    duty: Duty,
    meet: &Personal<String>,
) -> Result<(), SessionError> {
    let case: Option<IdRow> = uow.optional(&sql::OPEN_CASE, values![organisation, woman]).await?;
    let id = ctx.new_uuid();
    let words = Words { place: meet.clone(), ..Words::default() };
    let sealed = match words.is_empty() {
        true => None,
        false => Some(uow.seal(ctx, woman.uuid(), ATTENDANCE, id, &words).await?),
    };
    let row = values![
        id,
        organisation,
        session,
        woman,
        case.map(|row| row.id),
        duty == Duty::Required,
        AttendanceState::Expected.code(),
        ctx.now(),
        ctx.account(),
        sealed,
    ];
    uow.execute(&sql::ADD_ATTENDANCE, row).await?;
    Ok(())
}

struct Why<'w> {
    by: AskedBy,
    reason: MoveReason,
    words: &'w Personal<String>,
}

async fn keep_move(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    before: &Session,
    women: &[Id<Woman>],
    to: Option<Timestamp>,
    why: Why<'_>,
) -> Result<(), SessionError> {
    let id = ctx.new_uuid();
    // The words of a session that is hers alone go with her key.
    let hers = match women {
        [only] if !before.kind.takes_several() => Some(only.uuid()),
        _ => None,
    };
    let owner = hers.unwrap_or(organisation.uuid());
    let sealed = match why.words.reveal().is_empty() {
        true => None,
        false => Some(uow.seal(ctx, owner, SESSION_MOVE, id, why.words).await?),
    };
    let row = values![
        id,
        organisation,
        before.id,
        hers,
        before.starts_at,
        to,
        before.minutes,
        before.room,
        before.staff,
        why.by.code(),
        why.reason.code(),
        ctx.now(),
        ctx.account(),
        sealed,
    ];
    uow.execute(&sql::ADD_MOVE, row).await?;
    Ok(())
}
