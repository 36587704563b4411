//! The audit entry of each deed, in the same unit of work.
//!
//! Not for a deed about one woman alone: that is the room's own trail.

use access::action::{Calendar, Woman};
use access::audit::{Entry, record_in};
use access::{Act, Permit};
use kernel::{Ctx, Id};
use store::{StoreError, Uow};

pub(super) use crate::trail::wrote;

/// Something was written in the calendar, for these women or for nobody by name.
pub(super) async fn wrote_for<A: Act<On = Calendar>>(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Calendar, A>,
    what: &'static str,
    women: Vec<Id<Woman>>,
) -> Result<(), StoreError> {
    let entry = Entry::about_place(permit).listing(women).details(what.to_owned());
    record_in(ctx, uow, entry).await
}
