//! The list of women in sight of one person: filtered in SQL by what access says she may see.

use std::collections::BTreeSet;

use access::action::{Caseload, Woman, act};
use access::{Permit, VisibleWomen};
use kernel::{Ctx, Id, Reference};
use sqlx::FromRow;
use store::{Fragment, Uow, Value, values};
use uuid::Uuid;

use super::woman::load;
use crate::codes::coded;
use crate::fault::Fault;
use crate::need::NeedArea;
use crate::record::model::WomanRecord;
use crate::record::sql;

/// Women on one page of the list.
pub const PAGE: usize = 25;
/// Ids asked for at a time when a search is narrowed to what is in sight.
const TOGETHER: usize = 20;

coded! {
    /// Whose women.
    #[derive(Default)]
    WorkerFilter {
        /// Everybody's.
        #[default]
        Anyone = "anyone",
        /// Mine.
        Mine = "mine",
        /// Nobody's yet.
        Nobody = "nobody",
    }
}

coded! {
    /// How far a woman's newest case has come.
    StageFilter {
        /// She has no case yet.
        NoCase = "no_case",
        /// Opened; she has not been yet.
        Open = "open",
        /// She came to a first session.
        Engaged = "engaged",
        /// A plan is agreed.
        Planned = "planned",
        /// She came again after the plan was agreed.
        Delivering = "delivering",
        /// Looking back with her before closing.
        ExitReview = "exit_review",
        /// Paused.
        Paused = "paused",
        /// Closed.
        Closed = "closed",
    }
}

/// In which prison she is visited. Custody itself has no row yet, so this goes by visits and by
/// cases that are paused for prison.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PrisonFilter {
    /// In prison or not.
    #[default]
    Anywhere,
    /// Visited or to be visited in any prison, or her case is paused because she is in prison.
    AnyPrison,
    /// Visited or to be visited at this site.
    At(Uuid),
}

/// What a list is narrowed to. Nothing chosen means all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrowing {
    /// Whose women.
    pub worker: WorkerFilter,
    /// Any of these stages.
    pub stages: BTreeSet<StageFilter>,
    /// Any of these needs: hard in the newest answers (5 or more of 10), or a goal still open in her
    /// plan.
    pub needs: BTreeSet<NeedArea>,
    /// In prison.
    pub prison: PrisonFilter,
    /// Funded by this programme now or later.
    pub programme: Option<Uuid>,
}

/// How far back a visit to prison still says where she is: twelve weeks.
const VISITED_WITHIN: i64 = 12 * 7 * 24;

/// One bit for each of `all` that is chosen; nought when none is.
fn mask<T: Ord>(all: &[T], chosen: &BTreeSet<T>) -> i64 {
    all.iter().zip(0..62).filter(|(one, _)| chosen.contains(one)).map(|(_, bit)| 1i64 << bit).sum()
}

impl Narrowing {
    /// The parameters of the fragment, `$13` to `$20`.
    fn values(&self, ctx: &Ctx) -> [Value; 8] {
        let visited_since = || {
            let since = ctx.now().saturating_sub(jiff::Span::new().hours(VISITED_WITHIN));
            since.unwrap_or(ctx.now())
        };
        // Where nobody asks about prison since when is no matter.
        let (prison, site, since) = match self.prison {
            PrisonFilter::Anywhere => (0i64, Uuid::nil(), jiff::Timestamp::UNIX_EPOCH),
            PrisonFilter::AnyPrison => (1, Uuid::nil(), visited_since()),
            PrisonFilter::At(site) => (2, site, visited_since()),
        };
        [
            Value::from(mask(StageFilter::ALL, &self.stages)),
            Value::from(mask(NeedArea::ALL, &self.needs)),
            Value::from(prison),
            Value::from(site),
            Value::from(since),
            Value::from(self.programme.is_some()),
            Value::from(self.programme.unwrap_or(Uuid::nil())),
            Value::from(ctx.today()),
        ]
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

#[derive(FromRow)]
struct IdRow {
    id: Uuid,
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
/// What a filter asks about her may be more than the reader may read of her: whoever shows the list
/// leaves out the women for whom that is so.
///
/// # Errors
/// By what is wrong.
pub async fn list_women(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Caseload, act::SearchWomen>,
    visible: &VisibleWomen,
    narrowing: &Narrowing,
    after: Option<Reference>,
) -> Result<WomenPage, Fault> {
    let after = match after {
        None => Uuid::max(),
        Some(reference) => super::find::find_by_reference(uow, permit, reference)
            .await?
            .map_or(Uuid::max(), Id::uuid),
    };
    let mut values = visible.values();
    values.extend(narrowing.values(ctx));
    let one_more = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    values.extend([Value::from(after), Value::from(one_more)]);
    let statement = sql::LIST
        .with(VisibleWomen::FRAGMENT)
        .with(narrowing.worker.fragment())
        .with(sql::NARROWED)
        .with(sql::PAGE_AFTER);
    let rows: Vec<IdRow> = uow.all(&statement, &values).await?;
    let more = rows.len() > PAGE;
    let mut women = Vec::with_capacity(PAGE);
    let ids: Vec<Uuid> = rows.iter().take(PAGE).map(|row| row.id).collect();
    read_women_ahead(uow, permit.organisation(), &ids).await?;
    for row in rows.into_iter().take(PAGE) {
        women.push(load(uow, permit.organisation(), Id::from_uuid(row.id)).await?);
    }
    let next = women.last().filter(|_| more).map(|woman| woman.reference);
    Ok(WomenPage { women, next })
}

async fn read_women_ahead(
    uow: &mut Uow,
    organisation: Id<kernel::ctx::OrganisationMark>,
    women: &[Uuid],
) -> Result<(), Fault> {
    let each = |woman| values![organisation, woman].to_vec();
    Ok(uow.read_ahead(&sql::ahead::WOMEN, women, values![organisation], each).await?)
}

/// Reads ahead what a list shows of these women beside their own rows: who may see what of them, how
/// it is safe to reach them, how far their cases have come. Whoever shows it asks for a permit for
/// each, as ever; nothing is shown by this.
///
/// # Errors
/// By what is wrong.
pub async fn read_rows_ahead(
    ctx: &Ctx,
    uow: &mut Uow,
    actor: &access::ActorFacts,
    women: &[WomanRecord],
) -> Result<(), Fault> {
    let ids: Vec<Uuid> = women.iter().map(|woman| woman.id.uuid()).collect();
    let organisation = actor.organisation();
    access::records::read_ahead(uow, actor, &ids).await?;
    crate::contact::read_ahead(ctx, uow, organisation, &ids).await?;
    super::cases::read_cases_ahead(uow, organisation, &ids).await
}

/// How many women are in sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InSight {
    /// So many.
    All(usize),
    /// More than this.
    MoreThan(usize),
}

/// Women that are counted one by one. Nobody needs to know of how many thousands she sees the first
/// page, and counting them would cost more than the page.
const COUNTED: usize = 500;

/// How many women are in sight.
///
/// # Errors
/// By what is wrong.
pub async fn count_women(
    uow: &mut Uow,
    _permit: &Permit<Caseload, act::SearchWomen>,
    visible: &VisibleWomen,
) -> Result<InSight, Fault> {
    let mut values = visible.values();
    values.push(Value::from(i64::try_from(COUNTED + 1).unwrap_or(i64::MAX)));
    let statement = sql::LIST.with(VisibleWomen::FRAGMENT).with(sql::AT_MOST);
    let some: Vec<IdRow> = uow.all(&statement, &values).await?;
    Ok(if some.len() > COUNTED { InSight::MoreThan(COUNTED) } else { InSight::All(some.len()) })
}

/// Of these women the ones in sight that fit, in the order given; at most `limit`.
///
/// # Errors
/// By what is wrong.
pub async fn only_in_sight(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Caseload, act::SearchWomen>,
    visible: &VisibleWomen,
    narrowing: &Narrowing,
    (women, limit): (&[Id<Woman>], usize),
) -> Result<Vec<WomanRecord>, Fault> {
    let statement = sql::LIST
        .with(VisibleWomen::FRAGMENT)
        .with(narrowing.worker.fragment())
        .with(sql::NARROWED)
        .with(sql::AMONG);
    let mut found = Vec::new();
    for some in women.chunks(TOGETHER) {
        let mut values = visible.values();
        values.extend(narrowing.values(ctx));
        let ids = some.iter().map(|woman| woman.uuid()).chain(std::iter::repeat(Uuid::nil()));
        values.extend(ids.take(TOGETHER).map(Value::from));
        let rows: Vec<IdRow> = uow.all(&statement, &values).await?;
        let seen: BTreeSet<Uuid> = rows.iter().map(|row| row.id).collect();
        let ids: Vec<Uuid> = rows.into_iter().map(|row| row.id).collect();
        read_women_ahead(uow, permit.organisation(), &ids).await?;
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
