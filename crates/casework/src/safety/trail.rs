//! The audit entry of each deed, in the unit of work that does it: both are kept, or neither.

use access::action::{Deed, Resource, Woman};
use access::audit::{Entry, record_in};
use access::{Act, Permit, act};
use kernel::{Ctx, Id};
use store::Uow;

use super::SafetyError;

/// Something about her was written. The details name the table and row, never a word of hers.
pub(crate) async fn wrote<A: Act<On = Woman>, T>(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, A>,
    table: &'static str,
    row: Id<T>,
) -> Result<(), SafetyError> {
    let entry = Entry::of(permit).details(format!("{table} {}", row.uuid()));
    Ok(record_in(ctx, uow, entry).await?)
}

/// Something of the organisation was written.
pub(crate) async fn wrote_in_place<R: Resource, A: Act<On = R>>(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<R, A>,
    table: &'static str,
) -> Result<(), SafetyError> {
    let entry = Entry::about_place(permit).details(format!("{table} {}", permit.id().uuid()));
    Ok(record_in(ctx, uow, entry).await?)
}

/// A deed about her was reviewed by another.
pub(crate) async fn reviewed(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Deed, act::ReviewSharing>,
    woman: Id<Woman>,
) -> Result<(), SafetyError> {
    let entry = Entry::about_place(permit).on(woman);
    let entry = entry.details(format!("sharing {}", permit.id().uuid()));
    Ok(record_in(ctx, uow, entry).await?)
}
