//! From rows to values, shared by the use-cases.

use kernel::ctx::OrganisationMark;
use kernel::{Id, Reference, time};
use serde::{Deserialize, Serialize};
use store::{StoreError, Uow, values};
use uuid::Uuid;

use crate::session::SessionError;
use crate::session::model::{
    Attendance, AttendanceState, Concern, Duty, Entry, Happened, Place, Probation, Session,
    SessionId, SessionKind, Visits, Words,
};
use crate::session::sql::{self, AttendanceRow, LineRow, SessionRow};

pub(super) const SESSION: &str = "support_session";
pub(super) const ATTENDANCE: &str = "attendance";

/// The words of an earlier version, and why they were changed.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct EarlierWords {
    #[serde(default)]
    pub words: Words,
    #[serde(default)]
    pub why: kernel::Personal<String>,
}

pub(super) const fn duty(required: i64) -> Duty {
    if required == 0 { Duty::Chosen } else { Duty::Required }
}

pub(super) fn reference(text: &str) -> Result<Reference, StoreError> {
    Reference::parse(text).map_err(|_| StoreError::Damaged)
}

pub(super) async fn place(
    uow: &Uow,
    organisation: Id<OrganisationMark>,
    row: Uuid,
    sealed: Option<&[u8]>,
) -> Result<Place, StoreError> {
    match sealed {
        None => Ok(Place::default()),
        Some(sealed) => uow.open(organisation.uuid(), SESSION, row, sealed).await,
    }
}

pub(super) async fn session(
    uow: &Uow,
    organisation: Id<OrganisationMark>,
    row: SessionRow,
) -> Result<Session, SessionError> {
    Ok(Session {
        id: Id::from_uuid(row.id),
        reference: reference(&row.reference)?,
        kind: SessionKind::parse(&row.kind)?,
        site: row.site_id,
        room: row.room_id,
        place: place(uow, organisation, row.id, row.sealed.as_deref()).await?,
        starts_at: time::from_micros(row.starts_at),
        minutes: row.minutes,
        staff: Id::from_uuid(row.staff_id),
        happened: row.happened.as_deref().map(Happened::parse).transpose()?,
        version: row.version,
        women: Vec::new(),
        put_down: 0,
        visits: Visits::default(),
    })
}

pub(super) fn line(row: &LineRow) -> Result<Attendance, SessionError> {
    Ok(Attendance {
        id: row.id,
        woman: Id::from_uuid(row.woman_id),
        case: row.case_id,
        duty: duty(row.required),
        state: AttendanceState::parse(&row.state)?,
        minutes: row.minutes,
        version: row.version,
    })
}

pub(super) async fn load_session(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    id: SessionId,
) -> Result<Session, SessionError> {
    let row: Option<SessionRow> = uow.optional(&sql::SESSION, values![organisation, id]).await?;
    session(uow, organisation, row.ok_or(SessionError::NotFound)?).await
}

pub(super) async fn load_line(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    id: SessionId,
    woman: Uuid,
) -> Result<AttendanceRow, SessionError> {
    uow.optional(&sql::ATTENDANCE, values![organisation, id, woman])
        .await?
        .ok_or(SessionError::NotFound)
}

/// An entry as it stands.
pub(super) async fn entry(uow: &Uow, row: &AttendanceRow) -> Result<Entry, SessionError> {
    let words = match &row.sealed {
        None => Words::default(),
        Some(sealed) => uow.open(row.woman_id, ATTENDANCE, row.id, sealed).await?,
    };
    coded(&row.state, row.probation.as_deref(), row.minutes, row.concern.as_deref(), words)
}

/// An entry from its codes.
pub(super) fn coded(
    state: &str,
    probation: Option<&str>,
    minutes: Option<i64>,
    concern: Option<&str>,
    words: Words,
) -> Result<Entry, SessionError> {
    Ok(Entry {
        state: AttendanceState::parse(state)?,
        probation: probation.map(Probation::parse).transpose()?,
        minutes,
        concern: concern.map(Concern::parse).transpose()?,
        words,
    })
}
