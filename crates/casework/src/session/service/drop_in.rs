//! Drop-in: tick who is known, count the rest, name them later.
//!
//! Everybody through the door is one visit. A visit without a name has at most what the paper sheet
//! calls her, sealed with a key of its own; when she is named, that key goes under hers.

use access::Permit;
use access::action::act::{RecordAttendance, RecordDropIn};
use access::action::{Calendar, Woman};
use jiff::Timestamp;
use kernel::ctx::AccountMark;
use kernel::{Ctx, Id, Personal, Reference};
use store::{SealError, StoreError, SubjectKind, Uow, values};
use uuid::Uuid;

use super::book::{check_minutes, insert};
use super::read::load_session;
use super::record::{Recorded, record_walk_in};
use super::{read, trail};
use crate::session::SessionError;
use crate::session::model::{
    AttendanceState, Days, Entry, Place, Session, SessionDraft, SessionId, SessionKind, Visits,
};
use crate::session::sql::{self, IdRow, SessionRow, VisitRow, VisitTotalRow};

const VISIT: &str = "drop_in_visit";

/// A drop-in at one of our sites.
#[derive(Debug, Clone)]
pub struct DropInDraft {
    /// Where.
    pub site: Uuid,
    /// In which room.
    pub room: Option<Uuid>,
    /// When it opened.
    pub starts_at: Timestamp,
    /// How long, in minutes.
    pub minutes: i64,
    /// Who holds it.
    pub staff: Id<AccountMark>,
}

/// What the paper sheet calls somebody: a first name, a mark, or nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Label(pub Personal<String>);

/// A visit without a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamelessVisit {
    /// Its id, which is also the owner of its key.
    pub id: Uuid,
    /// What stands in forms.
    pub reference: Reference,
    /// What the paper calls her.
    pub label: Label,
}

/// What naming a visit came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// It is hers now.
    Hers(Recorded),
    /// It is hers now, and she had been ticked: look whether one woman was counted twice.
    TickedBefore,
}

/// Opens the drop-in of a site and day, or finds the one that is open.
///
/// # Errors
/// [`SessionError::Minutes`].
pub async fn open_drop_in(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Calendar, RecordDropIn>,
    draft: &DropInDraft,
) -> Result<SessionId, SessionError> {
    check_minutes(draft.minutes)?;
    let organisation = permit.organisation();
    let day = Days::one(kernel::time::london(draft.starts_at).date());
    let there = values![organisation, draft.site, day.begins(), day.ends()];
    let there: Option<SessionRow> = uow.optional(&sql::DROP_IN, there).await?;
    if let Some(row) = there {
        return Ok(Id::from_uuid(row.id));
    }
    let session = SessionDraft {
        kind: SessionKind::DropIn,
        site: Some(draft.site),
        room: draft.room,
        place: Place::default(),
        starts_at: draft.starts_at,
        minutes: draft.minutes,
        staff: draft.staff,
        accepted: Vec::new(),
    };
    let id = insert(ctx, uow, organisation, &session).await?;
    trail::wrote_for(ctx, uow, permit, "drop-in opened", Vec::new()).await?;
    Ok(id)
}

/// Enters a paper sheet: one label a line, empty for "one more". `batch` is the form's own id: the
/// same form sent twice counts once. Returns how many lines were new.
///
/// # Errors
/// [`SessionError::NotFound`] when it is no drop-in, [`SessionError::NotYet`] for a day to come.
pub async fn enter_visits(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Calendar, RecordDropIn>,
    session: SessionId,
    batch: Uuid,
    labels: &[Label],
) -> Result<u64, SessionError> {
    let organisation = permit.organisation();
    drop_in(ctx, uow, permit, session).await?;
    let mut entered = 0;
    for (line, label) in (1_i64..).zip(labels) {
        let id = ctx.new_uuid();
        let sealed = match label.0.reveal().trim() {
            // A stroke on the sheet holds nothing personal, so it needs no key.
            "" => None,
            text => {
                uow.new_key(ctx, id, SubjectKind::Referral);
                Some(uow.seal(ctx, id, VISIT, id, &text).await?)
            }
        };
        let row = values![
            id,
            organisation,
            session,
            batch,
            line,
            None::<Uuid>,
            None::<i64>,
            None::<Uuid>,
            ctx.now(),
            ctx.account(),
            sealed,
            ctx.new_reference().compact(),
        ];
        entered += uow.execute(&sql::ADD_VISIT, row).await?;
    }
    happened(ctx, uow, permit, session).await?;
    trail::wrote_for(ctx, uow, permit, "drop-in sheet entered", Vec::new()).await?;
    Ok(entered)
}

/// Ticks a woman who is known: one visit and one row of attendance, once.
///
/// # Errors
/// [`SessionError::NotFound`] when it is no drop-in, [`SessionError::NotYet`] for a day to come.
pub async fn tick(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Calendar, RecordDropIn>,
    session: SessionId,
    woman: &Permit<Woman, RecordAttendance>,
) -> Result<Recorded, SessionError> {
    let organisation = permit.organisation();
    let there = drop_in(ctx, uow, permit, session).await?;
    let before: Option<IdRow> =
        uow.optional(&sql::HER_VISIT, values![organisation, session, woman.id()]).await?;
    if before.is_none() {
        let id = ctx.new_uuid();
        let row = values![
            id,
            organisation,
            session,
            id,
            1_i64,
            woman.id(),
            ctx.now(),
            ctx.account(),
            ctx.now(),
            ctx.account(),
            None::<Vec<u8>>,
            ctx.new_reference().compact(),
        ];
        uow.execute(&sql::ADD_VISIT, row).await?;
    }
    record_walk_in(ctx, uow, woman, there.id, &came()).await
}

/// The visits of a drop-in that have no name yet, as on the paper.
///
/// # Errors
/// By what is wrong with the store.
pub async fn nameless(
    uow: &mut Uow,
    permit: &Permit<Calendar, RecordDropIn>,
    session: SessionId,
) -> Result<Vec<NamelessVisit>, SessionError> {
    let rows: Vec<VisitRow> =
        uow.all(&sql::NAMELESS, values![permit.organisation(), session]).await?;
    let mut visits = Vec::with_capacity(rows.len());
    for row in rows {
        let opened = match &row.sealed {
            None => Ok(Personal::default()),
            Some(sealed) => uow.open(row.id, VISIT, row.id, sealed).await,
        };
        // Naming that was broken off may have left the key under a woman who was erased since: the
        // visit still counts, what the paper called her is gone.
        let label = match opened {
            Err(StoreError::Seal(SealError::Erased)) => Personal::default(),
            other => other?,
        };
        let reference = read::reference(&row.reference)?;
        visits.push(NamelessVisit { id: row.id, reference, label: Label(label) });
    }
    Ok(visits)
}

/// Says who a visit was. Its key goes under hers: what erases her erases what the paper called her.
///
/// # Errors
/// [`SessionError::ChangedMeanwhile`] when it has a name already.
pub async fn name_visit(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Calendar, RecordDropIn>,
    (session, visit): (SessionId, Reference),
    woman: &Permit<Woman, RecordAttendance>,
) -> Result<Named, SessionError> {
    let organisation = permit.organisation();
    let row: VisitRow = uow
        .optional(&sql::VISIT, values![organisation, session, visit.compact()])
        .await?
        .ok_or(SessionError::NotFound)?;
    let visit = row.id;
    let ticked: Option<IdRow> =
        uow.optional(&sql::HER_VISIT, values![organisation, session, woman.id()]).await?;
    let name = values![organisation, visit, woman.id(), ctx.now(), ctx.account()];
    if uow.execute(&sql::NAME_VISIT, name).await? != 1 {
        return Err(SessionError::ChangedMeanwhile);
    }
    if row.sealed.is_some() {
        let keys = std::sync::Arc::clone(uow.keys());
        keys.rewrap(ctx, visit, woman.id().uuid()).await?;
    }
    let recorded = record_walk_in(ctx, uow, woman, session, &came()).await?;
    trail::wrote(ctx, uow, woman, "drop-in visit named").await?;
    Ok(if ticked.is_some() { Named::TickedBefore } else { Named::Hers(recorded) })
}

/// Counts of a drop-in.
///
/// # Errors
/// By what is wrong with the store.
pub async fn count_visits(
    uow: &mut Uow,
    permit: &Permit<Calendar, RecordDropIn>,
    session: SessionId,
) -> Result<Visits, SessionError> {
    let counts = values![permit.organisation(), session];
    let row: VisitTotalRow = uow.one(&sql::COUNT_VISITS, counts).await?;
    Ok(Visits { all: row.many, named: row.named, nameless: row.many - row.named })
}

fn came() -> Entry {
    Entry { state: AttendanceState::Attended, ..Entry::default() }
}

async fn drop_in(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Calendar, RecordDropIn>,
    session: SessionId,
) -> Result<Session, SessionError> {
    let there = load_session(uow, permit.organisation(), session).await?;
    if there.kind != SessionKind::DropIn {
        return Err(SessionError::NotFound);
    }
    if there.day() > ctx.today() {
        return Err(SessionError::NotYet);
    }
    Ok(there)
}

async fn happened(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Calendar, RecordDropIn>,
    session: SessionId,
) -> Result<(), SessionError> {
    let happened = values![permit.organisation(), session, ctx.now(), ctx.account()];
    uow.execute(&sql::SET_HAPPENED, happened).await?;
    Ok(())
}
