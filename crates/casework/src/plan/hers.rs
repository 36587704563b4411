//! Whose rows, and in whose name: what every inner step of these slices needs of a permit.

use access::action::Woman;
use access::{Act, Permit};
use kernel::ctx::OrganisationMark;
use kernel::{Ctx, Id};
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::{StoreError, Uow};
use uuid::Uuid;

/// A woman, the organisation that holds her record, and the account that acts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hers {
    pub(crate) organisation: Id<OrganisationMark>,
    pub(crate) woman: Id<Woman>,
    pub(crate) by: Option<Uuid>,
}

impl Hers {
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

impl<A: Act<On = Woman>> From<&Permit<Woman, A>> for Hers {
    fn from(permit: &Permit<Woman, A>) -> Self {
        let by = match permit.actor() {
            kernel::Actor::Account { account, .. } => Some(account.uuid()),
            kernel::Actor::System { .. } | kernel::Actor::Visitor => None,
        };
        Self { organisation: permit.organisation(), woman: permit.id(), by }
    }
}
