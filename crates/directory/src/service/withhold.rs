//! Withholding where a place is, and letting it be shown again.
//!
//! Withholding asks for little and works at once: a mistake hides a library for a day. Lifting asks
//! for the owner's leave in words, and for whoever writes it down to say again who she is.

use access::Permit;
use access::action::{Directory, act};
use kernel::Ctx;
use serde::{Deserialize, Serialize};
use store::{Uow, values};
use uuid::Uuid;

use super::entries::{self, Deed, Kept, Which};
use super::{DirectoryError, How, Keeper, did};
use crate::model::{Area, Entry, Location, OwnersLeave, Visibility};
use crate::sql::{self, WithheldRow};

/// How much of a place is to be kept from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keep {
    /// All but the area.
    AreaOnly(Area),
    /// All; the area is the widest that its owner lets be told, if any.
    Withheld(Option<Area>),
}

/// A place to withhold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withholding {
    /// The service that is met there.
    pub service: Uuid,
    /// Which of its places, by the id of the location.
    pub location: Uuid,
    /// How much is kept.
    pub keep: Keep,
    /// Why, for whoever looks later.
    pub reason: String,
}

/// A row of the register of withheld places.
#[derive(Serialize, Deserialize)]
pub(super) struct WithheldPlaceRow {
    pub(super) location: Location,
    reason: String,
    #[serde(default)]
    leave: Option<String>,
}

const TABLE: &str = "directory_withheld";

impl WithheldPlaceRow {
    pub(super) async fn opened(
        uow: &Uow,
        keeper: Keeper,
        row: &WithheldRow,
    ) -> Result<Self, DirectoryError> {
        Ok(uow.open(keeper.uuid(), TABLE, row.id, &row.sealed).await?)
    }
}

/// Withholds a place, in every entry of its organisation and from every source, until its owner
/// lifts it. Returns how many entries show less from now on.
///
/// # Errors
/// [`DirectoryError::NotFound`] when the service has no such place, [`DirectoryError::ReasonNeeded`].
pub async fn withhold(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Directory, act::WithholdPlace>,
    draft: &Withholding,
) -> Result<usize, DirectoryError> {
    let keeper = permit.organisation();
    if draft.reason.trim().is_empty() {
        return Err(DirectoryError::ReasonNeeded);
    }
    let entry = entries::by_service(uow, keeper, draft.service).await?;
    let entry = entry.ok_or(DirectoryError::NotFound)?.entry;
    let location = location_of(&entry, draft.location)?;
    did(ctx, uow, permit, format!("location {}", draft.location)).await?;
    let hidden = hidden(location.clone(), &draft.keep, ctx);
    let provider = entry.organisation.ident.id;
    let id = ctx.new_uuid();
    let row = WithheldPlaceRow { location: hidden, reason: draft.reason.clone(), leave: None };
    let sealed = uow.seal(ctx, keeper.uuid(), TABLE, id, &row).await?;
    let row = values![id, keeper, ctx.now(), ctx.account(), draft.location, provider, sealed];
    uow.execute(&sql::ADD_WITHHELD, row).await?;
    rewrite(ctx, uow, keeper, provider, draft.location, How::Withhold, |location| {
        hidden_unless_more(location, &draft.keep, ctx)
    })
    .await
}

/// Shows a withheld place again, in every entry of its organisation. `leave` says who gave leave for
/// the owner, how and when. Returns how many entries show more from now on.
///
/// # Errors
/// [`DirectoryError::NotFound`] when the service has no such place or it is not withheld,
/// [`DirectoryError::ReasonNeeded`].
pub async fn lift(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Directory, act::LiftWithheld>,
    service: Uuid,
    location: Uuid,
    leave: &str,
) -> Result<usize, DirectoryError> {
    let keeper = permit.organisation();
    if leave.trim().is_empty() {
        return Err(DirectoryError::ReasonNeeded);
    }
    let entry = entries::by_service(uow, keeper, service).await?;
    let entry = entry.ok_or(DirectoryError::NotFound)?.entry;
    if location_of(&entry, location)?.visibility() == Visibility::Public {
        return Err(DirectoryError::NotFound);
    }
    did(ctx, uow, permit, format!("location {location}")).await?;
    let rows: Vec<WithheldRow> = uow.all(&sql::WITHHELD_PLACE, values![keeper, location]).await?;
    for row in rows {
        let mut place = WithheldPlaceRow::opened(uow, keeper, &row).await?;
        place.leave = Some(leave.to_owned());
        let sealed = uow.seal(ctx, keeper.uuid(), TABLE, row.id, &place).await?;
        let values = values![keeper, row.id, ctx.now(), ctx.account(), sealed];
        uow.execute(&sql::LIFT, values).await?;
    }
    let given = OwnersLeave::given(ctx.today());
    let provider = entry.organisation.ident.id;
    rewrite(ctx, uow, keeper, provider, location, How::Lift, |location| location.lift(given)).await
}

fn location_of(entry: &Entry, id: Uuid) -> Result<&Location, DirectoryError> {
    let mut locations = entry.places.iter().map(|at| &at.location);
    locations.find(|location| location.ident.id == id).ok_or(DirectoryError::NotFound)
}

fn hidden(location: Location, keep: &Keep, ctx: &Ctx) -> Location {
    match keep {
        Keep::AreaOnly(area) => location.show_area_only(area.clone(), ctx.today()),
        Keep::Withheld(area) => location.withhold(area.clone(), ctx.today()),
    }
}

/// A place of which less is told already stays as it is.
fn hidden_unless_more(location: Location, keep: &Keep, ctx: &Ctx) -> Location {
    match (location.visibility(), keep) {
        (Visibility::Withheld { .. }, _) => location,
        _ => hidden(location, keep, ctx),
    }
}

/// Writes a place otherwise wherever its organisation lists it.
async fn rewrite(
    ctx: &Ctx,
    uow: &mut Uow,
    keeper: Keeper,
    provider: Uuid,
    location: Uuid,
    how: How,
    change: impl Fn(Location) -> Location,
) -> Result<usize, DirectoryError> {
    let mut found: Vec<Kept> = Vec::new();
    entries::each(uow, keeper, Which::Of(provider), |kept| {
        if kept.entry.places.iter().any(|at| at.location.ident.id == location) {
            found.push(kept);
        }
    })
    .await?;
    let mut changed = 0;
    for kept in found {
        let mut entry = kept.entry.clone();
        for at in entry.places.iter_mut().filter(|at| at.location.ident.id == location) {
            at.location = change(at.location.clone());
        }
        if entry != kept.entry {
            let said = kept.said.clone();
            entries::change(ctx, uow, keeper, &kept, &entry, said, Deed::of(how)).await?;
            changed += 1;
        }
    }
    Ok(changed)
}
