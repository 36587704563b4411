//! Who owns an entry: a post of the organisation that offers the service, reached by e-mail.
//!
//! An owner is asked whether her entries are right, and her changes count as her organisation's word.
//! Not for accounts: an owner needs none.

use access::Permit;
use access::action::{Directory, act};
use kernel::{Ctx, Personal};
use serde::{Deserialize, Serialize};
use store::{Uow, values};
use uuid::Uuid;

use super::{DirectoryError, Keeper, did};
use crate::model::Entry;
use crate::sql::{self, OwnerRow};
use crate::web_words::mailbox;

const TABLE: &str = "directory_owner";

/// What an owner owns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owned {
    /// Every entry of an organisation, by its public id.
    Organisation(Uuid),
    /// One service of an organisation.
    Service {
        /// The organisation.
        organisation: Uuid,
        /// The service.
        service: Uuid,
    },
}

/// An owner.
#[derive(Debug)]
pub struct Owner {
    /// Her row.
    pub id: Uuid,
    /// What she owns.
    pub owned: Owned,
    /// Her mailbox, by preference a post's.
    pub email: Personal<String>,
}

#[derive(Serialize, Deserialize)]
struct SealedOwner {
    email: String,
}

/// Names an owner.
///
/// # Errors
/// [`DirectoryError::NotAMailbox`].
pub async fn name_owner(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Directory, act::EditDirectory>,
    owned: Owned,
    email: &str,
) -> Result<Uuid, DirectoryError> {
    let keeper = permit.organisation();
    let email = mailbox(email).ok_or(DirectoryError::NotAMailbox)?;
    let (organisation, service) = match owned {
        Owned::Organisation(organisation) => (organisation, None),
        Owned::Service { organisation, service } => (organisation, Some(service)),
    };
    did(ctx, uow, permit, format!("owner of {}", service.unwrap_or(organisation))).await?;
    let id = ctx.new_uuid();
    let sealed = uow.seal(ctx, keeper.uuid(), TABLE, id, &SealedOwner { email }).await?;
    let row = values![id, keeper, ctx.now(), ctx.account(), organisation, service, sealed];
    uow.execute(&sql::ADD_OWNER, row).await?;
    Ok(id)
}

/// Somebody owns nothing any more.
///
/// # Errors
/// [`DirectoryError::NotFound`].
pub async fn end_owner(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Directory, act::EditDirectory>,
    owner: Uuid,
) -> Result<(), DirectoryError> {
    let keeper = permit.organisation();
    did(ctx, uow, permit, "an owner ended".to_owned()).await?;
    match uow.execute(&sql::END_OWNER, values![keeper, owner, ctx.now()]).await? {
        0 => Err(DirectoryError::NotFound),
        _ => Ok(()),
    }
}

/// The owners of an organisation's entries.
///
/// # Errors
/// By what is wrong with the store.
pub async fn owners(
    uow: &mut Uow,
    permit: &Permit<Directory, act::EditDirectory>,
    organisation: Uuid,
) -> Result<Vec<Owner>, DirectoryError> {
    of_organisation(uow, permit.organisation(), organisation).await
}

async fn of_organisation(
    uow: &mut Uow,
    keeper: Keeper,
    organisation: Uuid,
) -> Result<Vec<Owner>, DirectoryError> {
    let rows: Vec<OwnerRow> = uow.all(&sql::OWNERS, values![keeper, organisation]).await?;
    let mut owners = Vec::with_capacity(rows.len());
    for row in rows {
        let SealedOwner { email } = uow.open(keeper.uuid(), TABLE, row.id, &row.sealed).await?;
        let owned = match row.service_id {
            None => Owned::Organisation(organisation),
            Some(service) => Owned::Service { organisation, service },
        };
        owners.push(Owner { id: row.id, owned, email: Personal::new(email) });
    }
    Ok(owners)
}

/// The mailboxes of those who own an entry; whoever owns the one service before whoever owns all.
pub(super) async fn owners_of(
    uow: &mut Uow,
    keeper: Keeper,
    entry: &Entry,
) -> Result<Vec<Personal<String>>, DirectoryError> {
    let (organisation, its) = (entry.organisation.ident.id, entry.service.ident.id);
    let all = of_organisation(uow, keeper, organisation).await?;
    let (own, of_all): (Vec<Owner>, Vec<Owner>) = all
        .into_iter()
        .filter(|owner| match owner.owned {
            Owned::Organisation(_) => true,
            Owned::Service { service, .. } => service == its,
        })
        .partition(|owner| matches!(owner.owned, Owned::Service { .. }));
    let these = if own.is_empty() { of_all } else { own };
    Ok(these.into_iter().map(|owner| owner.email).collect())
}
