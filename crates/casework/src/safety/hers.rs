//! Whose row it is, in which organisation, and who writes it: what every insert needs, taken from
//! a permit and from nowhere else.

use access::{Act, Permit, action::Woman};
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::ctx::{AccountMark, Actor, OrganisationMark};
use kernel::{Ctx, Id, time};
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::{StoreError, Uow};
use uuid::Uuid;

use super::SafetyError;
use super::model::WhoWhen;

/// The woman, the organisation and the writer that a permit names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hers {
    pub(crate) woman: Id<Woman>,
    pub(crate) organisation: Id<OrganisationMark>,
    pub(crate) by: Option<Id<AccountMark>>,
}

impl<A: Act<On = Woman>> From<&Permit<Woman, A>> for Hers {
    fn from(permit: &Permit<Woman, A>) -> Self {
        Self { woman: permit.id(), organisation: permit.organisation(), by: who(permit.actor()) }
    }
}

/// The account behind an actor; the program itself has none.
pub(crate) const fn who(actor: Actor) -> Option<Id<AccountMark>> {
    match actor {
        Actor::Account { account, .. } => Some(account),
        Actor::System { .. } | Actor::Visitor => None,
    }
}

impl Hers {
    /// Seals under her key.
    pub(crate) async fn seal<T: Serialize + Sync>(
        self,
        ctx: &Ctx,
        uow: &Uow,
        table: &'static str,
        row: Uuid,
        value: &T,
    ) -> Result<Vec<u8>, StoreError> {
        uow.seal(ctx, self.woman.uuid(), table, row, value).await
    }

    /// Opens with her key.
    pub(crate) async fn open<T: DeserializeOwned>(
        self,
        uow: &Uow,
        table: &'static str,
        row: Uuid,
        sealed: &[u8],
    ) -> Result<T, StoreError> {
        uow.open(self.woman.uuid(), table, row, sealed).await
    }
}

/// Who and when, from a row.
pub(crate) fn stamp(at: i64, by: Option<Uuid>) -> WhoWhen {
    WhoWhen { at: time::from_micros(at), by: by.map(Id::from_uuid) }
}

/// A stored date.
pub(crate) fn day(text: &str) -> Result<Date, StoreError> {
    text.parse().map_err(|_| StoreError::Damaged)
}

/// The moment given, or now. A moment ahead of now cannot have happened.
pub(crate) fn checked_now(ctx: &Ctx, given: Option<Timestamp>) -> Result<Timestamp, SafetyError> {
    match given {
        None => Ok(ctx.now()),
        Some(at) if at > ctx.now() => Err(SafetyError::InTheFuture),
        Some(at) => Ok(at),
    }
}

/// One changed row is a change; none means somebody was faster.
pub(crate) const fn one_changed(rows: u64) -> Result<(), SafetyError> {
    if rows == 1 { Ok(()) } else { Err(SafetyError::ChangedMeanwhile) }
}
