//! Who did what to whose record, in a chain that shows when it was altered.
//!
//! Every organisation has a chain of its own. Each entry carries a keyed digest (HMAC-SHA-256) of
//! the entry before and of itself, so nobody without the key can change, remove or add one
//! unseen. A write is entered in the unit of work that makes it ([`record_in`]); a read through
//! [`AuditLog`], which returns when the entry is on disk.

mod log;
mod read;
mod reserve;
mod verify;

use kernel::ctx::{AccountMark, Actor, OrganisationMark};
use kernel::{Ctx, Id, Personal};
use store::{StoreError, Uow, Value, values};
use uuid::Uuid;

use crate::action::{Act, Resource, Woman};
use crate::permit::Permit;
use crate::sql::{EntryRow, NextRow, trail};

pub use log::{AuditLog, AuditUnavailable};
pub use read::{Line, about, listed, newest};
pub use verify::{Broken, ChainReport, HeadFile, Report, renew_heads, verify, write_heads};

/// One entry to be made.
#[derive(Debug, Clone)]
pub struct Entry {
    organisation: Id<OrganisationMark>,
    account: Option<Id<AccountMark>>,
    action: &'static str,
    woman: Option<Id<Woman>>,
    listed: Vec<Id<Woman>>,
    details: Option<Personal<String>>,
}

impl Entry {
    /// What a permit on a woman's record was used for.
    #[must_use]
    pub fn of<A: Act<On = Woman>>(permit: &Permit<Woman, A>) -> Self {
        Self { woman: Some(permit.id()), ..Self::about_place(permit) }
    }

    /// What a permit on anything else was used for.
    #[must_use]
    pub fn about_place<R: Resource, A: Act<On = R>>(permit: &Permit<R, A>) -> Self {
        let account = match permit.actor() {
            Actor::Account { account, .. } => Some(account),
            Actor::System { .. } | Actor::Visitor => None,
        };
        Self {
            organisation: permit.organisation(),
            account,
            action: permit.action().code(),
            woman: None,
            listed: Vec::new(),
            details: None,
        }
    }

    /// Something outside the policies, such as signing in. `action` is a code.
    #[must_use]
    pub(crate) fn plain(
        organisation: Id<OrganisationMark>,
        account: Option<Id<AccountMark>>,
        action: &'static str,
    ) -> Self {
        Self { organisation, account, action, woman: None, listed: Vec::new(), details: None }
    }

    /// What the program did by itself, for this organisation.
    #[must_use]
    pub fn by_the_program(organisation: Id<OrganisationMark>, what: Unattended) -> Self {
        Self::plain(organisation, None, what.code())
    }

    /// The woman it is about, when the permit was for a place: a woman who was just added, a
    /// referral that was accepted.
    #[must_use]
    pub fn on(self, woman: Id<Woman>) -> Self {
        Self { woman: Some(woman), ..self }
    }

    /// The women whom a list showed.
    #[must_use]
    pub fn listing(self, women: Vec<Id<Woman>>) -> Self {
        Self { listed: women, ..self }
    }

    /// What was searched for or changed, in words. Sealed with the woman's key when the entry is
    /// about one woman, otherwise with the organisation's.
    #[must_use]
    pub fn details(self, words: impl Into<Personal<String>>) -> Self {
        Self { details: Some(words.into()), ..self }
    }
}

/// What the program does to a referral by itself, when nobody is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unattended {
    /// It took in a form that was sent on the public side.
    CollectReferral,
    /// It forgot a referral that led to no support and is past its time.
    ForgetReferral,
    /// Whoever looks after the machine accepted that the end of the trail was lost with a machine.
    AcceptLoss,
}

impl Unattended {
    const fn code(self) -> &'static str {
        match self {
            Self::CollectReferral => "collect-referral",
            Self::ForgetReferral => "forget-referral",
            Self::AcceptLoss => "accept-loss",
        }
    }
}

/// Enters it in the unit of work that does it: both are kept, or neither.
///
/// # Errors
/// By what is wrong with the store; then the unit of work must not be committed.
pub async fn record_in(ctx: &Ctx, uow: &mut Uow, entry: Entry) -> Result<(), StoreError> {
    let id = ctx.new_uuid();
    let organisation = entry.organisation.uuid();
    let (owner, sealed) = match &entry.details {
        None => (None, None),
        Some(details) => {
            let owner = entry.woman.map_or(organisation, Id::uuid);
            (Some(owner), Some(uow.seal(ctx, owner, "audit_entry", id, details).await?))
        }
    };
    let next = next_number(uow, organisation).await?;
    let mut row = EntryRow {
        id,
        sequence: next.sequence,
        at: ctx.now_micros(),
        account_id: entry.account.map(Id::uuid),
        action: entry.action.to_owned(),
        woman_id: entry.woman.map(Id::uuid),
        owner_id: owner,
        listed: i64::try_from(entry.listed.len()).unwrap_or(i64::MAX),
        sealed,
        chain: Vec::new(),
    };
    let listed: Vec<Uuid> = entry.listed.iter().map(|woman| woman.uuid()).collect();
    row.chain = link(uow, organisation, &next.chain, &row, &listed);
    uow.execute(
        &trail::ADD_ENTRY,
        values![
            row.id,
            organisation,
            row.sequence,
            row.at,
            row.account_id,
            row.action.clone(),
            row.woman_id,
            row.owner_id,
            row.listed,
            row.sealed.clone(),
            row.chain.clone()
        ],
    )
    .await?;
    add_listed(uow, row.id, &listed).await?;
    uow.execute(&trail::SET_HEAD, values![organisation, row.chain]).await?;
    Ok(())
}

/// The next number of the chain, and the lock on it until the unit of work ends.
async fn next_number(uow: &mut Uow, organisation: Uuid) -> Result<NextRow, StoreError> {
    if let Some(next) = uow.optional(&trail::NEXT, values![organisation]).await? {
        return Ok(next);
    }
    let first = first_link(uow, organisation);
    uow.execute(&trail::ADD_HEAD, values![organisation, first]).await?;
    uow.one(&trail::NEXT, values![organisation]).await
}

/// The women whom a list showed, in its order.
async fn add_listed(uow: &mut Uow, entry: Uuid, women: &[Uuid]) -> Result<(), StoreError> {
    let mut position = 0i64;
    let (pages, rest) = women.as_chunks::<25>();
    let (fives, rest) = rest.as_chunks::<5>();
    let many = pages.iter().map(|page| (&trail::ADD_PAGE_LISTED, page.as_slice()));
    let many = many.chain(fives.iter().map(|five| (&trail::ADD_FIVE_LISTED, five.as_slice())));
    for (statement, some) in many.chain(rest.chunks(1).map(|one| (&trail::ADD_LISTED, one))) {
        let mut row = values![entry, position].to_vec();
        row.extend(some.iter().copied().map(Value::from));
        uow.execute(statement, &row).await?;
        position += i64::try_from(some.len()).unwrap_or_default();
    }
    Ok(())
}

/// What stands before the first entry.
fn first_link(uow: &Uow, organisation: Uuid) -> Vec<u8> {
    uow.keys().root().digest("audit chain", &[b"first", organisation.as_bytes()]).to_vec()
}

/// The keyed digest of an entry and the one before it. Every column is in it, and the ids of a
/// list; of details only the sealed bytes, so that the chain holds after an erasure.
fn link(uow: &Uow, organisation: Uuid, before: &[u8], row: &EntryRow, listed: &[Uuid]) -> Vec<u8> {
    let bytes = |id: Option<Uuid>| id.map(|id| id.as_bytes().to_vec()).unwrap_or_default();
    let women: Vec<u8> = listed.iter().flat_map(|woman| *woman.as_bytes()).collect();
    let (has_details, details) = match &row.sealed {
        Some(sealed) => (&b"sealed"[..], sealed.as_slice()),
        None => (&b"none"[..], &b""[..]),
    };
    uow.keys()
        .root()
        .digest(
            "audit chain",
            &[
                before,
                organisation.as_bytes(),
                row.id.as_bytes(),
                &row.sequence.to_le_bytes(),
                &row.at.to_le_bytes(),
                &bytes(row.account_id),
                row.action.as_bytes(),
                &bytes(row.woman_id),
                &bytes(row.owner_id),
                &row.listed.to_le_bytes(),
                &women,
                has_details,
                details,
            ],
        )
        .to_vec()
}
