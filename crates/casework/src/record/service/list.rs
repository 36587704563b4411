//! The list of women in sight of one person: filtered in SQL by what access says she may see.

use std::collections::BTreeSet;

use access::action::{Caseload, Woman, act};
use access::{Permit, VisibleWomen};
use kernel::{Id, Reference};
use sqlx::FromRow;
use store::{Fragment, Uow, Value, values};
use uuid::Uuid;

use super::woman::load;
use crate::codes::coded;
use crate::fault::Fault;
use crate::record::model::WomanRecord;
use crate::record::sql;

/// Women on one page of the list.
pub const PAGE: usize = 25;
/// Ids asked for at a time when a search is narrowed to what is in sight.
const TOGETHER: usize = 20;

coded! {
    /// Whose women.
    WorkerFilter {
        /// Everybody's.
        Anyone = "anyone",
        /// Mine.
        Mine = "mine",
        /// Nobody's yet.
        Nobody = "nobody",
    }
}

coded! {
    /// How far their case has come.
    CaseFilter {
        /// All.
        Any = "any",
        /// A case is open.
        Open = "open",
        /// A case is paused.
        Paused = "paused",
        /// Every case is closed.
        Closed = "closed",
    }
}

impl WorkerFilter {
    const fn fragment(self) -> Fragment {
        match self {
            Self::Anyone => sql::ANY_WORKER,
            Self::Mine => sql::MY_WOMEN,
            Self::Nobody => sql::NOBODYS,
        }
    }
}

impl CaseFilter {
    const fn fragment(self) -> Fragment {
        match self {
            Self::Any => sql::ANY_CASE,
            Self::Open => sql::OPEN_CASE,
            Self::Paused => sql::PAUSED_CASE,
            Self::Closed => sql::CLOSED_CASE,
        }
    }
}

#[derive(FromRow)]
struct IdRow {
    id: Uuid,
}

#[derive(FromRow)]
struct Count {
    many: i64,
}

/// One page of the list.
#[derive(Debug)]
pub struct WomenPage {
    /// The women, the newest record first.
    pub women: Vec<WomanRecord>,
    /// The key of the next page: the reference of the last woman here.
    pub next: Option<Reference>,
}

/// One page of the women in sight, the newest record first, after the woman of a reference.
///
/// # Errors
/// By what is wrong.
pub async fn list_women(
    uow: &mut Uow,
    permit: &Permit<Caseload, act::SearchWomen>,
    visible: &VisibleWomen,
    worker: WorkerFilter,
    case: CaseFilter,
    after: Option<Reference>,
) -> Result<WomenPage, Fault> {
    let after = match after {
        None => Uuid::max(),
        Some(reference) => super::find::find_by_reference(uow, permit, reference)
            .await?
            .map_or(Uuid::max(), Id::uuid),
    };
    let mut values = visible.values();
    let one_more = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    values.extend([Value::from(after), Value::from(one_more)]);
    let statement = sql::LIST
        .with(VisibleWomen::FRAGMENT)
        .with(worker.fragment())
        .with(case.fragment())
        .with(sql::PAGE_AFTER);
    let rows: Vec<IdRow> = uow.all(&statement, &values).await?;
    let more = rows.len() > PAGE;
    let mut women = Vec::with_capacity(PAGE);
    for row in rows.into_iter().take(PAGE) {
        women.push(load(uow, permit.organisation(), Id::from_uuid(row.id)).await?);
    }
    let next = women.last().filter(|_| more).map(|woman| woman.reference);
    Ok(WomenPage { women, next })
}

/// How many women are in sight.
///
/// # Errors
/// By what is wrong.
pub async fn count_women(
    uow: &mut Uow,
    _permit: &Permit<Caseload, act::SearchWomen>,
    visible: &VisibleWomen,
) -> Result<i64, Fault> {
    let statement = sql::COUNT_LIST.with(VisibleWomen::FRAGMENT);
    Ok(uow.one::<Count>(&statement, &visible.values()).await?.many)
}

/// Of these women the ones in sight, in the order given; at most `limit`.
///
/// # Errors
/// By what is wrong.
pub async fn only_in_sight(
    uow: &mut Uow,
    permit: &Permit<Caseload, act::SearchWomen>,
    visible: &VisibleWomen,
    women: &[Id<Woman>],
    limit: usize,
) -> Result<Vec<WomanRecord>, Fault> {
    let statement = sql::LIST.with(VisibleWomen::FRAGMENT).with(sql::AMONG);
    let mut found = Vec::new();
    for some in women.chunks(TOGETHER) {
        let mut values = visible.values();
        let ids = some.iter().map(|woman| woman.uuid()).chain(std::iter::repeat(Uuid::nil()));
        values.extend(ids.take(TOGETHER).map(Value::from));
        let rows: Vec<IdRow> = uow.all(&statement, &values).await?;
        let seen: BTreeSet<Uuid> = rows.into_iter().map(|row| row.id).collect();
        for woman in some.iter().filter(|woman| seen.contains(&woman.uuid())) {
            found.push(load(uow, permit.organisation(), *woman).await?);
            if found.len() == limit {
                return Ok(found);
            }
        }
    }
    Ok(found)
}

/// The woman whose record has this reference, in the actor's own organisation. Only an id: whoever
/// wants more asks access for a permit.
///
/// # Errors
/// [`Fault::NotFound`] when there is none.
pub async fn by_address(
    uow: &mut Uow,
    actor: &access::ActorFacts,
    reference: Reference,
) -> Result<Id<Woman>, Fault> {
    let values = values![actor.organisation(), reference.compact()];
    let row: Option<IdRow> = uow.optional(&sql::WOMAN_BY_REFERENCE, values).await?;
    row.map(|row| Id::from_uuid(row.id)).ok_or(Fault::NotFound)
}
