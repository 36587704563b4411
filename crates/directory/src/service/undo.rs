//! Taking a whole import back.

use access::Permit;
use access::action::{Directory, act};
use kernel::{Ctx, Reference};
use store::{Uow, values};

use super::entries::{self, Deed};
use super::{DirectoryError, How, Standing, did, merges};
use crate::sql::{self, ImportRow, ImportedRow};

/// What taking an import back came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Undone {
    /// Entries that it had brought, which are not in the directory any more.
    pub taken_back: usize,
    /// Entries that say again what they said before it.
    pub put_back: usize,
    /// Entries that somebody or another import changed since; they stay as they are.
    pub left: usize,
}

/// Takes back everything that an import did and nobody has changed since. Addresses that were
/// withheld meanwhile stay withheld, and nothing is thrown away: versions and records remain.
///
/// # Errors
/// [`DirectoryError::NotFound`] for a reference that there is not, [`DirectoryError::AlreadyUndone`].
pub async fn undo_import(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Directory, act::ImportDirectory>,
    reference: &str,
) -> Result<Undone, DirectoryError> {
    let keeper = permit.organisation();
    let typed = Reference::parse(reference).map_err(|_| DirectoryError::NotFound)?;
    let reference = typed.to_string();
    let row: Option<ImportRow> =
        uow.optional(&sql::IMPORT_BY_REFERENCE, values![keeper, reference.as_str()]).await?;
    let import = row.ok_or(DirectoryError::NotFound)?;
    let stamp = values![keeper, import.id, ctx.now(), ctx.account()];
    if uow.execute(&sql::IMPORT_UNDONE, stamp).await? == 0 {
        return Err(DirectoryError::AlreadyUndone);
    }
    did(ctx, uow, permit, format!("import {reference} taken back")).await?;
    let versions: Vec<ImportedRow> =
        uow.all(&sql::VERSIONS_OF_IMPORT, values![keeper, import.id]).await?;
    let mut undone = Undone::default();
    for version in versions {
        if version.present != version.number {
            undone.left += 1;
        } else if version.appears == 1 {
            let taken_back = Standing::TakenBack.code();
            uow.execute(&sql::SET_STANDING, values![keeper, version.entry_id, taken_back]).await?;
            // What was merged into it would be seen nowhere.
            merges::part_all(ctx, uow, keeper, version.entry_id).await?;
            undone.taken_back += 1;
        } else {
            let now = entries::by_id(uow, keeper, version.entry_id).await?;
            let before =
                entries::version_of(uow, keeper, version.entry_id, version.number - 1).await?;
            // As a source would say it again, so that what was withheld since stays so.
            let entry = now.entry.clone().receive(before.entry);
            let deed = Deed::of(How::Undo);
            entries::change(ctx, uow, keeper, &now, &entry, None, deed).await?;
            undone.put_back += 1;
        }
    }
    Ok(undone)
}
