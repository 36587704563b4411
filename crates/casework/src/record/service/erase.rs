//! Erasing a woman: her key, every row of hers, and each row that points to one.
//!
//! UK GDPR article 17 gives the right, article 17(3) its limits: an information governance lead
//! decides, not the program. What stays is that a record with this random id was erased, when, by
//! whom and on which ground.

use access::Permit;
use access::action::{Woman, act};
use access::audit::{Entry, record_in};
use kernel::{Ctx, Personal};
use store::erase::Erased;
use store::{Uow, values};

use crate::SHARED;
use crate::codes::coded;
use crate::fault::Fault;
use crate::record::sql;

coded! {
    /// Why she is erased.
    EraseGround {
        /// She asked, and nothing in the law says that it must be kept.
        SheAsked = "she_asked",
        /// It was kept as long as the retention rule says.
        KeptLongEnough = "kept_long_enough",
        /// It should never have been recorded.
        NeverRight = "never_right",
        /// A court or the Information Commissioner ordered it.
        Ordered = "ordered",
    }
}

/// What was decided.
#[derive(Debug, Clone)]
pub struct EraseDraft {
    /// On which ground.
    pub ground: EraseGround,
    /// Who decided and where that is written down. Stays, so it must not name her.
    pub decided: Personal<String>,
}

/// Erases her. Once the unit of work commits this cannot be taken back, and a data backup from
/// before shows nothing of her when it is restored with today's keys. Returns the rows that went, by
/// table; the caller forgets her names in memory ([`crate::record::NameIndex::forget`]).
///
/// # Errors
/// [`Fault::ReasonNeeded`] without words on who decided.
pub async fn erase_woman(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::EraseWoman>,
    draft: &EraseDraft,
) -> Result<Erased, Fault> {
    let decided = draft.decided.reveal().trim();
    if decided.is_empty() {
        return Err(Fault::ReasonNeeded);
    }
    record_in(ctx, uow, Entry::of(permit)).await?;
    // In an entry of its own, under the organisation's key: under hers it would go with her.
    let why = format!("{}: {decided}", draft.ground.code());
    record_in(ctx, uow, Entry::about_place(permit).details(why)).await?;
    let erased = uow.erase(ctx, permit.id().uuid(), SHARED).await?;
    // Other nodes hear by the count that a name changed.
    uow.execute(&sql::COUNT_NAME_CHANGE, values![permit.organisation()]).await?;
    Ok(erased)
}
