//! The audit entry of each deed, in the unit of work that does it: both are kept, or neither.

use access::action::{Resource, Woman};
use access::audit::{Entry, record_in};
use access::{Act, Permit};
use kernel::{Ctx, Id};
use store::{StoreError, Uow};

/// Something was written in her record. `what` is one of our own words, never anybody's text.
pub(crate) async fn wrote<A: Act<On = Woman>>(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, A>,
    what: &'static str,
) -> Result<(), StoreError> {
    record_in(ctx, uow, Entry::of(permit).details(what)).await
}

/// Something was done under a permit that is not about one woman; `woman` is whom it concerns.
pub(crate) async fn did<R: Resource, A: Act<On = R>>(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<R, A>,
    woman: Option<Id<Woman>>,
) -> Result<(), StoreError> {
    let entry = Entry::about_place(permit).listing(woman.into_iter().collect());
    record_in(ctx, uow, entry).await
}
