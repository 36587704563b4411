//! Reading the trail: who looked at her, and what happened last.

use kernel::ctx::{AccountMark, OrganisationMark};
use kernel::{Id, Personal};
use store::{SealError, StoreError, Uow, values};
use uuid::Uuid;

use crate::action::{AuditTrail, Woman, act};
use crate::permit::Permit;
use crate::sql::{EntryRow, IdRow, trail};

/// One entry, to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The entry's id.
    pub id: Uuid,
    /// Its number in the organisation's chain.
    pub sequence: i64,
    /// When, in microseconds since 1970 UTC.
    pub at: i64,
    /// Who; nobody when the program itself acted.
    pub account: Option<Id<AccountMark>>,
    /// What, as a code such as `read-record`.
    pub action: String,
    /// About whom.
    pub woman: Option<Id<Woman>>,
    /// How many women a list showed.
    pub listed: i64,
    /// What was searched for or changed. Nothing when there is none or she was erased.
    pub details: Option<Personal<String>>,
}

/// Who looked at her: opened, changed, or saw her in a list. Newest first, 100 before a number;
/// begin with `i64::MAX`.
///
/// # Errors
/// By what is wrong with the store.
pub async fn about(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadWhoLooked>,
    before: i64,
) -> Result<Vec<Line>, StoreError> {
    let organisation = permit.organisation();
    let rows = uow.all(&trail::ABOUT, values![organisation, permit.id(), before]).await?;
    let mut lines = shown(uow, rows).await?;
    for line in &mut lines {
        // A search that also showed her may name others; here only that she was listed counts.
        if line.woman.is_none() {
            line.details = None;
        }
    }
    Ok(lines)
}

/// What happened last in the organisation, newest first, 100 before a number.
///
/// # Errors
/// By what is wrong with the store.
pub async fn newest(
    uow: &mut Uow,
    permit: &Permit<AuditTrail, act::ReadAudit>,
    before: i64,
) -> Result<Vec<Line>, StoreError> {
    let organisation: Id<OrganisationMark> = permit.organisation();
    let rows = uow.all(&trail::NEWEST, values![organisation, before]).await?;
    shown(uow, rows).await
}

/// The women whom the list of an entry showed.
///
/// # Errors
/// By what is wrong with the store.
pub async fn listed(
    uow: &mut Uow,
    _permit: &Permit<AuditTrail, act::ReadAudit>,
    line: &Line,
) -> Result<Vec<Id<Woman>>, StoreError> {
    let rows: Vec<IdRow> = uow.all(&trail::LISTED, values![line.id]).await?;
    Ok(rows.into_iter().map(|row| Id::from_uuid(row.id)).collect())
}

async fn shown(uow: &Uow, rows: Vec<EntryRow>) -> Result<Vec<Line>, StoreError> {
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let details = match (row.owner_id, &row.sealed) {
            (Some(owner), Some(sealed)) => {
                match uow.open::<Personal<String>>(owner, "audit_entry", row.id, sealed).await {
                    Ok(details) => Some(details),
                    Err(StoreError::Seal(SealError::Erased)) => None,
                    Err(error) => return Err(error),
                }
            }
            _ => None,
        };
        lines.push(Line {
            id: row.id,
            sequence: row.sequence,
            at: row.at,
            account: row.account_id.map(Id::from_uuid),
            action: row.action,
            woman: row.woman_id.map(Id::from_uuid),
            listed: row.listed,
            details,
        });
    }
    Ok(lines)
}
