//! The inbox: what waits for an answer, the most urgent clock first; and one referral as it stands.

use std::collections::{BTreeMap, HashMap};

use access::Permit;
use access::action::{Inbox, Woman, act};
use jiff::Timestamp;
use kernel::ctx::OrganisationMark;
use kernel::{Id, Reference, time};
use store::{StoreError, Uow, values};

use super::ReferralError;
use crate::need::NeedArea;
use crate::referral::model::{
    Complexity, Custody, Interpreter, NameShown, Referral, ReferralDraft, ReferralId, Said, Source,
    Urgency, Via,
};
use crate::referral::sql::{self, CountRow, EventRow, NeedRow, ReferralRow};
use crate::referral::state::{Event, EventKind, Reason, State};

/// One row of the inbox.
#[derive(Clone)]
pub struct Listed {
    /// Its id.
    pub id: ReferralId,
    /// Its reference.
    pub reference: Reference,
    /// Her name, or initials when it is hidden; empty for a referral without a person.
    pub name: String,
    /// Her age, when her date of birth is known to the day.
    pub age: Option<i16>,
    /// Who refers.
    pub source: Source,
    /// How soon.
    pub urgency: Urgency,
    /// By which door.
    pub via: Via,
    /// For which programme.
    pub programme: Option<crate::programme::ProgrammeId>,
    /// When it came in.
    pub received_at: Timestamp,
    /// When an answer is due.
    pub answer_due_at: Timestamp,
    /// Where it stands.
    pub state: State,
    /// Whether anybody is named.
    pub named: bool,
}

crate::referral::model::says_nothing!(Listed);

/// Everything that waits: for an answer, or on the waiting list.
///
/// # Errors
/// By what is wrong with the store.
pub async fn inbox(
    ctx: &kernel::Ctx,
    uow: &mut Uow,
    permit: &Permit<Inbox, act::ReadInbox>,
) -> Result<Vec<Listed>, ReferralError> {
    let organisation = permit.organisation();
    let rows: Vec<ReferralRow> = uow.all(&sql::OPEN, values![organisation]).await?;
    let events: Vec<EventRow> = uow.all(&sql::OPEN_EVENTS, values![organisation]).await?;
    let mut by_referral: HashMap<uuid::Uuid, Vec<Event>> = HashMap::new();
    for row in events {
        let id = row.referral_id;
        by_referral.entry(id).or_default().push(read_event(row)?);
    }
    let mut listed = Vec::with_capacity(rows.len());
    for row in rows {
        let events = by_referral.remove(&row.id).unwrap_or_default();
        let referral = open(uow, row, events, BTreeMap::new()).await?;
        listed.push(Listed {
            id: referral.id,
            reference: referral.reference,
            name: referral.listed_as(),
            age: referral.age_on(ctx.today()),
            source: referral.draft.source,
            urgency: referral.draft.urgency,
            via: referral.draft.via,
            programme: referral.draft.programme,
            received_at: referral.draft.received_at,
            answer_due_at: referral.answer_due_at,
            state: referral.state(),
            named: referral.draft.said.is_named(),
        });
    }
    Ok(listed)
}

/// How many referrals wait for an answer, for the number beside the inbox.
///
/// # Errors
/// By what is wrong with the store.
pub async fn awaiting(
    uow: &mut Uow,
    permit: &Permit<Inbox, act::ReadInbox>,
) -> Result<u32, StoreError> {
    let row: CountRow = uow.one(&sql::AWAITING, values![permit.organisation()]).await?;
    Ok(u32::try_from(row.many).unwrap_or(u32::MAX))
}

/// One referral with everything said.
///
/// # Errors
/// [`ReferralError::NotFound`], also for a referral of another organisation.
pub async fn read_referral(
    uow: &mut Uow,
    permit: &Permit<Inbox, act::ReadInbox>,
    reference: Reference,
) -> Result<Referral, ReferralError> {
    let organisation = permit.organisation();
    let row: ReferralRow = uow
        .optional(&sql::BY_REFERENCE, values![organisation, reference.compact()])
        .await?
        .ok_or(ReferralError::NotFound)?;
    whole(uow, organisation, row).await
}

/// The referrals that led to a woman's record, oldest first.
///
/// # Errors
/// By what is wrong with the store.
pub async fn referrals_of_woman(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadRecord>,
) -> Result<Vec<Referral>, ReferralError> {
    let organisation = permit.organisation();
    let rows: Vec<ReferralRow> =
        uow.all(&sql::OF_WOMAN, values![organisation, permit.id()]).await?;
    let mut referrals = Vec::with_capacity(rows.len());
    for row in rows {
        referrals.push(whole(uow, organisation, row).await?);
    }
    Ok(referrals)
}

pub(crate) async fn load(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    id: ReferralId,
) -> Result<Option<Referral>, ReferralError> {
    let row: Option<ReferralRow> = uow.optional(&sql::BY_ID, values![organisation, id]).await?;
    match row {
        None => Ok(None),
        Some(row) => whole(uow, organisation, row).await.map(Some),
    }
}

async fn whole(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    row: ReferralRow,
) -> Result<Referral, ReferralError> {
    let events: Vec<EventRow> = uow.all(&sql::EVENTS, values![organisation, row.id]).await?;
    let events = events.into_iter().map(read_event).collect::<Result<_, _>>()?;
    let needs: Vec<NeedRow> = uow.all(&sql::NEEDS, values![organisation, row.id]).await?;
    let needs = needs
        .into_iter()
        .filter_map(|row| {
            let need = NeedArea::from_code(&row.need)?;
            Some((need, Complexity::from_code(&row.complexity)?))
        })
        .collect();
    open(uow, row, events, needs).await
}

async fn open(
    uow: &Uow,
    row: ReferralRow,
    events: Vec<Event>,
    needs: BTreeMap<NeedArea, Complexity>,
) -> Result<Referral, ReferralError> {
    // Forgotten after its time: the codes are left for counting, nothing that was said.
    let said: Said = match &row.sealed {
        Some(sealed) => uow.open(row.id, "referral", row.id, sealed).await?,
        None => Said::default(),
    };
    let damaged = || StoreError::Damaged;
    Ok(Referral {
        id: Id::from_uuid(row.id),
        reference: Reference::parse(&row.reference).map_err(|_| damaged())?,
        version: row.version,
        answer_due_at: time::from_micros(row.answer_due_at),
        woman: row.woman_id.map(Id::from_uuid),
        draft: ReferralDraft {
            programme: row.programme_id.map(Id::from_uuid),
            source: Source::from_code(&row.source).ok_or_else(damaged)?,
            urgency: Urgency::from_code(&row.urgency).ok_or_else(damaged)?,
            via: Via::from_code(&row.via).ok_or_else(damaged)?,
            received_at: time::from_micros(row.received_at),
            custody: Custody::from_code(&row.custody).ok_or_else(damaged)?,
            interpreter: Interpreter::from_code(&row.interpreter).ok_or_else(damaged)?,
            name_shown: if row.name_hidden == 0 { NameShown::Shown } else { NameShown::Hidden },
            needs,
            said,
        },
        events,
    })
}

fn read_event(row: EventRow) -> Result<Event, StoreError> {
    Ok(Event {
        at: time::from_micros(row.at),
        kind: EventKind::from_code(&row.kind).ok_or(StoreError::Damaged)?,
        reason: row.reason.as_deref().and_then(Reason::from_code),
        by: row.made_by,
    })
}
