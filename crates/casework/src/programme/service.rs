//! Keeping programmes, sites and rooms. Nothing here is about a person, so reading asks only for the
//! organisation; changing asks for a permit.

use std::collections::BTreeSet;

use access::Permit;
use access::action::{Settings, act::ManageProgrammes};
use kernel::ctx::OrganisationMark;
use kernel::{Ctx, Id};
use store::{StoreError, Uow, values};
use uuid::Uuid;

use super::model::{
    Answers, Delivery, Facts, FunderKind, OpenTo, PlanAgreedBy, Programme, ProgrammeDraft,
    ProgrammeId, ProgrammeKind, Room, Site, SiteKind,
};
use super::sql::{self, AreaRow, IdRow, ProgrammeRow, RoomRow, SiteRow};
use crate::trail;

/// The permit that every change of this file asks for.
pub type MayManage = Permit<Settings, ManageProgrammes>;

/// A programme could not be kept.
#[derive(Debug, thiserror::Error)]
pub enum ProgrammeError {
    /// It has no reference or no name.
    #[error("a programme needs a reference and a name")]
    Nameless,
    /// Its last day is before its first, or its oldest age below its youngest.
    #[error("the last day is before the first, or the oldest age is below the youngest")]
    UpsideDown,
    /// Somebody changed it meanwhile.
    #[error("somebody changed this programme meanwhile")]
    Stale,
    /// A name that is there already.
    #[error("there is already one of this name")]
    Taken,
    /// There is no such programme or site.
    #[error("no such programme or site")]
    NotFound,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What saving came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// It was not there.
    Added,
    /// It was there and said something else.
    Changed,
    /// It was there and said the same: nothing was written.
    Same,
}

/// Adds a programme, or brings the one with the same reference to what the draft says.
///
/// # Errors
/// [`ProgrammeError`], by what is wrong.
pub async fn save_programme(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &MayManage,
    draft: &ProgrammeDraft,
) -> Result<(ProgrammeId, Saved), ProgrammeError> {
    check(draft)?;
    let organisation = permit.organisation();
    match programme_by_reference(uow, organisation, &draft.reference).await? {
        None => {
            trail::did(ctx, uow, permit, None).await?;
            Ok((add(ctx, uow, organisation, draft).await?, Saved::Added))
        }
        Some(there) if there.draft == *draft => Ok((there.id, Saved::Same)),
        Some(there) => {
            trail::did(ctx, uow, permit, None).await?;
            change(ctx, uow, organisation, &there, draft).await?;
            Ok((there.id, Saved::Changed))
        }
    }
}

/// Changes a programme that somebody had open at `version`.
///
/// # Errors
/// [`ProgrammeError::Stale`] when it was changed since; others by what is wrong.
pub async fn change_programme(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &MayManage,
    id: ProgrammeId,
    version: i64,
    draft: &ProgrammeDraft,
) -> Result<(), ProgrammeError> {
    check(draft)?;
    let organisation = permit.organisation();
    let there = programme(uow, organisation, id).await?.ok_or(ProgrammeError::NotFound)?;
    if there.version != version {
        return Err(ProgrammeError::Stale);
    }
    trail::did(ctx, uow, permit, None).await?;
    change(ctx, uow, organisation, &there, draft).await
}

/// Every programme of an organisation, its own first.
///
/// # Errors
/// By what is wrong with the store.
pub async fn programmes(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
) -> Result<Vec<Programme>, StoreError> {
    let rows: Vec<ProgrammeRow> = uow.all(&sql::PROGRAMMES, values![organisation]).await?;
    let areas: Vec<AreaRow> = uow.all(&sql::AREAS, values![organisation]).await?;
    rows.into_iter().map(|row| read(row, &areas)).collect()
}

/// One programme.
///
/// # Errors
/// By what is wrong with the store.
pub async fn programme(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    id: ProgrammeId,
) -> Result<Option<Programme>, StoreError> {
    let row: Option<ProgrammeRow> =
        uow.optional(&sql::PROGRAMME_BY_ID, values![organisation, id]).await?;
    with_areas(uow, organisation, row).await
}

/// One programme by its reference.
///
/// # Errors
/// By what is wrong with the store.
pub async fn programme_by_reference(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    reference: &str,
) -> Result<Option<Programme>, StoreError> {
    let row: Option<ProgrammeRow> =
        uow.optional(&sql::PROGRAMME_BY_REFERENCE, values![organisation, reference]).await?;
    with_areas(uow, organisation, row).await
}

/// Adds a site.
///
/// # Errors
/// [`ProgrammeError::Taken`] when the name is there already.
pub async fn add_site(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &MayManage,
    name: &str,
    kind: SiteKind,
) -> Result<Uuid, ProgrammeError> {
    let name = named(name)?;
    trail::did(ctx, uow, permit, None).await?;
    let id = ctx.new_uuid();
    let row = values![id, permit.organisation(), ctx.now(), ctx.account(), name, kind.code()];
    uow.execute(&sql::ADD_SITE, row).await.map_err(taken)?;
    Ok(id)
}

/// Adds a room to a site.
///
/// # Errors
/// [`ProgrammeError::Taken`] when the site has one of this name, [`ProgrammeError::NotFound`] when
/// there is no such site.
pub async fn add_room(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &MayManage,
    site: Uuid,
    name: &str,
) -> Result<Uuid, ProgrammeError> {
    let name = named(name)?;
    trail::did(ctx, uow, permit, None).await?;
    let id = ctx.new_uuid();
    let row = values![id, permit.organisation(), ctx.now(), ctx.account(), site, name];
    match uow.execute(&sql::ADD_ROOM, row).await.map_err(taken)? {
        0 => Err(ProgrammeError::NotFound),
        _ => Ok(id),
    }
}

/// Every site with its rooms.
///
/// # Errors
/// By what is wrong with the store.
pub async fn sites(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
) -> Result<Vec<Site>, StoreError> {
    let sites: Vec<SiteRow> = uow.all(&sql::SITES, values![organisation]).await?;
    let rooms: Vec<RoomRow> = uow.all(&sql::ROOMS, values![organisation]).await?;
    Ok(sites
        .into_iter()
        .map(|site| Site {
            id: site.id,
            name: site.name,
            kind: SiteKind::from_code(&site.kind).unwrap_or(SiteKind::Other),
            rooms: rooms
                .iter()
                .filter(|room| room.site_id == site.id)
                .map(|room| Room { id: room.id, name: room.name.clone() })
                .collect(),
        })
        .collect())
}

fn named(name: &str) -> Result<&str, ProgrammeError> {
    let name = name.trim();
    if name.is_empty() { Err(ProgrammeError::Nameless) } else { Ok(name) }
}

fn taken(error: StoreError) -> ProgrammeError {
    match error {
        StoreError::Refused(_) => ProgrammeError::Taken,
        other => other.into(),
    }
}

fn check(draft: &ProgrammeDraft) -> Result<(), ProgrammeError> {
    named(&draft.reference)?;
    named(&draft.name)?;
    named(&draft.funder)?;
    let dates = draft.starts_on.zip(draft.ends_on).is_some_and(|(first, last)| last < first);
    let ages = draft.minimum_age.zip(draft.maximum_age).is_some_and(|(least, most)| most < least);
    if dates || ages { Err(ProgrammeError::UpsideDown) } else { Ok(()) }
}

async fn funder(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    draft: &ProgrammeDraft,
) -> Result<Uuid, StoreError> {
    let name = draft.funder.trim();
    let there: Option<IdRow> =
        uow.optional(&sql::FUNDER_BY_NAME, values![organisation, name]).await?;
    if let Some(row) = there {
        return Ok(row.id);
    }
    let id = ctx.new_uuid();
    let kind = draft.funder_kind.code();
    let row = values![id, organisation, ctx.now(), ctx.account(), name, kind];
    uow.execute(&sql::ADD_FUNDER, row).await?;
    Ok(id)
}

fn facts_text(facts: &Facts) -> Result<String, StoreError> {
    serde_json::to_string(facts).map_err(|_| StoreError::Other("facts of a programme".to_owned()))
}

async fn add(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    draft: &ProgrammeDraft,
) -> Result<ProgrammeId, ProgrammeError> {
    let funder = funder(ctx, uow, organisation, draft).await?;
    let id: ProgrammeId = ctx.new_id();
    let row = values![
        id,
        organisation,
        ctx.now(),
        ctx.account(),
        draft.reference.as_str(),
        draft.name.as_str(),
        draft.kind.code(),
        funder,
        draft.delivery == Delivery::Ours,
        draft.starts_on,
        draft.ends_on,
        draft.minimum_age,
        draft.maximum_age,
        draft.open_to == OpenTo::Women,
        draft.framework.as_deref(),
        draft.answers.to_codes(),
        i64::from(draft.answer_days),
        draft.plan_agreed_by.code(),
        i64::from(draft.return_months),
        i64::from(draft.small_numbers),
        facts_text(&draft.facts)?,
    ];
    uow.execute(&sql::ADD_PROGRAMME, row).await.map_err(taken)?;
    set_areas(ctx, uow, organisation, id, &BTreeSet::new(), &draft.areas).await?;
    Ok(id)
}

async fn change(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    there: &Programme,
    draft: &ProgrammeDraft,
) -> Result<(), ProgrammeError> {
    let funder = funder(ctx, uow, organisation, draft).await?;
    let row = values![
        organisation,
        there.id,
        there.version,
        draft.name.as_str(),
        draft.kind.code(),
        funder,
        draft.delivery == Delivery::Ours,
        draft.starts_on,
        draft.ends_on,
        draft.minimum_age,
        draft.maximum_age,
        draft.open_to == OpenTo::Women,
        draft.framework.as_deref(),
        draft.answers.to_codes(),
        i64::from(draft.answer_days),
        draft.plan_agreed_by.code(),
        i64::from(draft.return_months),
        i64::from(draft.small_numbers),
        facts_text(&draft.facts)?,
    ];
    if uow.execute(&sql::CHANGE_PROGRAMME, row).await? == 0 {
        return Err(ProgrammeError::Stale);
    }
    set_areas(ctx, uow, organisation, there.id, &there.draft.areas, &draft.areas).await?;
    Ok(())
}

async fn set_areas(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    id: ProgrammeId,
    before: &BTreeSet<String>,
    now: &BTreeSet<String>,
) -> Result<(), StoreError> {
    for gone in before.difference(now) {
        uow.execute(&sql::DROP_AREA, values![organisation, id, gone.as_str()]).await?;
    }
    for new in now.difference(before) {
        let row = values![ctx.new_uuid(), organisation, ctx.now(), ctx.account(), id, new.as_str()];
        uow.execute(&sql::ADD_AREA, row).await?;
    }
    Ok(())
}

async fn with_areas(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    row: Option<ProgrammeRow>,
) -> Result<Option<Programme>, StoreError> {
    let Some(row) = row else { return Ok(None) };
    let areas: Vec<AreaRow> = uow.all(&sql::AREAS_OF, values![organisation, row.id]).await?;
    read(row, &areas).map(Some)
}

fn read(row: ProgrammeRow, areas: &[AreaRow]) -> Result<Programme, StoreError> {
    let day = |text: Option<String>| text.and_then(|t| t.parse().ok());
    let small = |number: i64| u16::try_from(number).unwrap_or(0);
    let facts = serde_json::from_str(&row.facts).map_err(|_| StoreError::Damaged)?;
    let areas = areas.iter().filter(|a| a.programme_id == row.id);
    Ok(Programme {
        id: Id::from_uuid(row.id),
        version: row.version,
        draft: ProgrammeDraft {
            reference: row.reference,
            name: row.name,
            kind: ProgrammeKind::from_code(&row.kind).unwrap_or(ProgrammeKind::Other),
            funder: row.funder,
            funder_kind: FunderKind::from_code(&row.funder_kind).unwrap_or(FunderKind::Other),
            delivery: if row.ours == 0 { Delivery::Known } else { Delivery::Ours },
            starts_on: day(row.starts_on),
            ends_on: day(row.ends_on),
            minimum_age: row.minimum_age,
            maximum_age: row.maximum_age,
            open_to: if row.women_only == 0 { OpenTo::Anybody } else { OpenTo::Women },
            framework: row.framework,
            answers: Answers::from_codes(&row.answers),
            answer_days: small(row.answer_days),
            plan_agreed_by: PlanAgreedBy::from_code(&row.plan_agreed_by)
                .unwrap_or(PlanAgreedBy::She),
            return_months: small(row.return_months),
            small_numbers: small(row.small_numbers),
            areas: areas.map(|a| a.area_code.clone()).collect(),
            facts,
        },
    })
}
