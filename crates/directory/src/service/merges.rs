//! Entries that are one service: proposed by [`crate::alike`], merged by a person, parted again when
//! she was wrong. Also who watches an entry.

use access::Permit;
use access::action::{Directory, act};
use kernel::Ctx;
use store::{Uow, values};
use uuid::Uuid;

use super::entries::{self, Which};
use super::{DirectoryError, Keeper, Standing, did};
use crate::alike::{Double, Features, doubles};
use crate::sql::{self, WatchedRow};

/// Every two kept entries of different sources that may be one, the likeliest first.
///
/// # Errors
/// By what is wrong with the store.
pub async fn proposed_merges(
    uow: &mut Uow,
    permit: &Permit<Directory, act::MergeEntries>,
) -> Result<Vec<Double>, DirectoryError> {
    let mut features = Vec::new();
    entries::each(uow, permit.organisation(), Which::Kept, |kept| {
        features.push(Features::of(&kept.entry));
    })
    .await?;
    Ok(doubles(&features))
}

/// Shows one entry in the place of another from now on. Both stay as they are, so it can be undone, and
/// both are still read from their sources.
///
/// # Errors
/// [`DirectoryError::NotFound`] unless both are kept and two.
pub async fn merge(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Directory, act::MergeEntries>,
    gone: Uuid,
    stays: Uuid,
) -> Result<(), DirectoryError> {
    let keeper = permit.organisation();
    let mut ids = Vec::with_capacity(2);
    for service in [gone, stays] {
        let found = entries::by_service(uow, keeper, service).await?;
        let found = found.filter(|kept| kept.standing == Standing::Kept);
        ids.push(found.ok_or(DirectoryError::NotFound)?.id);
    }
    let [from, into] = *ids.as_slice() else { return Err(DirectoryError::NotFound) };
    if from == into {
        return Err(DirectoryError::NotFound);
    }
    did(ctx, uow, permit, format!("{gone} merged into {stays}")).await?;
    // What was merged into the one that goes is parted first: nothing hangs on what is not shown.
    part_all(ctx, uow, keeper, from).await?;
    let row = values![ctx.new_uuid(), keeper, ctx.now(), ctx.account(), from, into];
    uow.execute(&sql::ADD_MERGE, row).await?;
    uow.execute(&sql::SET_STANDING, values![keeper, from, Standing::Merged.code()]).await?;
    Ok(())
}

/// Parts an entry again from the one that it was merged into.
///
/// # Errors
/// [`DirectoryError::NotFound`] when it is not merged.
pub async fn part(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Directory, act::MergeEntries>,
    gone: Uuid,
) -> Result<(), DirectoryError> {
    let keeper = permit.organisation();
    let found = entries::by_service(uow, keeper, gone).await?;
    let found = found.filter(|kept| kept.standing == Standing::Merged);
    let id = found.ok_or(DirectoryError::NotFound)?.id;
    did(ctx, uow, permit, format!("{gone} parted again")).await?;
    uow.execute(&sql::PART, values![keeper, id, ctx.now(), ctx.account()]).await?;
    uow.execute(&sql::SET_STANDING, values![keeper, id, Standing::Kept.code()]).await?;
    Ok(())
}

/// Parts everything that was merged into an entry.
pub(super) async fn part_all(
    ctx: &Ctx,
    uow: &mut Uow,
    keeper: Keeper,
    into: Uuid,
) -> Result<(), DirectoryError> {
    uow.execute(&sql::KEEP_PARTED, values![keeper, into]).await?;
    uow.execute(&sql::PART_ALL, values![keeper, into, ctx.now(), ctx.account()]).await?;
    Ok(())
}

/// Whoever acts wants to know when an entry changes.
///
/// # Errors
/// [`DirectoryError::NotFound`] when there is no such entry, or nobody is signed in.
pub async fn watch(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Directory, act::ReadDirectory>,
    service: Uuid,
) -> Result<(), DirectoryError> {
    let keeper = permit.organisation();
    let account = ctx.account().ok_or(DirectoryError::NotFound)?;
    let kept = entries::by_service(uow, keeper, service).await?.ok_or(DirectoryError::NotFound)?;
    let row = values![ctx.new_uuid(), keeper, ctx.now(), account, kept.id, kept.number];
    uow.execute(&sql::WATCH, row).await?;
    Ok(())
}

/// Whoever acts does not want to know any more.
///
/// # Errors
/// By what is wrong with the store.
pub async fn unwatch(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Directory, act::ReadDirectory>,
    service: Uuid,
) -> Result<(), DirectoryError> {
    let row = values![permit.organisation(), ctx.account(), service];
    uow.execute(&sql::UNWATCH, row).await?;
    Ok(())
}

/// The entries that whoever acts watches and that changed since she last looked.
///
/// # Errors
/// By what is wrong with the store.
pub async fn changed_since_seen(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Directory, act::ReadDirectory>,
) -> Result<Vec<Uuid>, DirectoryError> {
    let keeper = permit.organisation();
    let rows: Vec<WatchedRow> =
        uow.all(&sql::WATCHED_CHANGED, values![keeper, ctx.account()]).await?;
    Ok(rows.into_iter().map(|row| row.service_id).collect())
}

/// She has looked at an entry that she watches.
///
/// # Errors
/// By what is wrong with the store.
pub async fn seen(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Directory, act::ReadDirectory>,
    service: Uuid,
) -> Result<(), DirectoryError> {
    uow.execute(&sql::SEEN, values![permit.organisation(), ctx.account(), service]).await?;
    Ok(())
}
