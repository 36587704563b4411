//! The audit entry of each deed, in the same unit of work.
use access::action::Resource;
use access::action::{Deed, Woman};
use access::{Act, Permit, act};
use kernel::{Ctx, Id};
use store::Uow;

use super::SafetyError;

pub(crate) async fn wrote<R: Resource, A: Act<On = R>, T>(
    _ctx: &Ctx,
    _uow: &mut Uow,
    _permit: &Permit<R, A>,
    _table: &'static str,
    _row: Id<T>,
) -> Result<(), SafetyError> {
    Ok(())
}

pub(crate) async fn reviewed(
    _ctx: &Ctx,
    _uow: &mut Uow,
    _permit: &Permit<Deed, act::ReviewSharing>,
    _woman: Id<Woman>,
) -> Result<(), SafetyError> {
    Ok(())
}

pub(crate) async fn disclosed<T>(
    _ctx: &Ctx,
    _uow: &mut Uow,
    _permit: &Permit<Woman, act::RecordDanger>,
    _concern: Option<Id<T>>,
) -> Result<(), SafetyError> {
    Ok(())
}

pub(crate) async fn contact_is_stale(
    _ctx: &Ctx,
    _uow: &mut Uow,
    _permit: &Permit<Woman, act::RecordDanger>,
) -> Result<(), SafetyError> {
    Ok(())
}
