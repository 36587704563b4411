//! Keeping pairs, and the one question that every booking asks.

use access::action::Woman;
use access::{Permit, act};
use kernel::ctx::AccountMark;
use kernel::{Ctx, Id};
use store::{StoreError, Uow, values};

use super::model::{Answer, Apart, Pair, PairWords, Person, Slot, Span, judge};
use super::sql;
use crate::safety::{Hers, SafetyError, Words, day, one_changed, stamp, trail};

const TABLE: &str = "keep_apart";

/// From whom she is kept apart. For another woman the lead must be allowed on both records.
#[derive(Debug)]
pub enum Other<'p> {
    /// Another woman.
    Woman(&'p Permit<Woman, act::KeepApart>),
    /// A worker or volunteer.
    Worker(Id<AccountMark>),
}

/// A pair to keep apart.
#[derive(Debug, Clone)]
pub struct PairDraft {
    /// From when until when.
    pub span: Span,
    /// Why. Sealed; leads only.
    pub why: Words,
}

/// Keeps her apart from another woman or from a worker.
///
/// # Errors
/// [`SafetyError::OneAndTheSame`]; [`SafetyError::EndsBeforeItStarts`].
pub async fn keep_apart(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::KeepApart>,
    other: Other<'_>,
    draft: &PairDraft,
) -> Result<Id<Pair>, SafetyError> {
    let (other_woman, worker) = match other {
        Other::Woman(other) if other.id() == permit.id() => return Err(SafetyError::OneAndTheSame),
        Other::Woman(other) => (Some(other.id()), None),
        Other::Worker(account) => (None, Some(account)),
    };
    let Span { from, until } = draft.span;
    if Span::new(from, until).is_none() {
        return Err(SafetyError::EndsBeforeItStarts);
    }
    let hers = Hers::from(permit);
    let id: Id<Pair> = ctx.new_id();
    let words = PairWords { why: draft.why.clone(), lifted: Words::default() };
    let sealed = hers.seal(ctx, uow, TABLE, id.uuid(), &words).await?;
    let Hers { organisation, woman, by } = hers;
    uow.execute(
        &sql::ADD,
        values![id, organisation, woman, other_woman, worker, from, until, ctx.now(), by, sealed],
    )
    .await?;
    trail::wrote(ctx, uow, permit, TABLE, id).await?;
    Ok(id)
}

/// Sets the last day of a pair, found from either of the two, and says why.
///
/// # Errors
/// [`SafetyError::ChangedMeanwhile`] when it had ended by then, or had not begun;
/// [`StoreError::NotFound`] when she does not stand in it.
pub async fn end_pair(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::KeepApart>,
    pair: Id<Pair>,
    last_day: jiff::civil::Date,
    lifted: Words,
) -> Result<(), SafetyError> {
    let Hers { organisation, woman, by } = Hers::from(permit);
    let row: sql::PairRow = uow.one(&sql::ONE, values![organisation, woman, pair]).await?;
    let words: PairWords = uow.open(row.woman_id, TABLE, row.id, &row.sealed).await?;
    let words = PairWords { lifted, ..words };
    let sealed = uow.seal(ctx, row.woman_id, TABLE, row.id, &words).await?;
    let values = values![organisation, woman, pair, last_day, by, sealed];
    one_changed(uow.execute(&sql::END, values).await?)?;
    trail::wrote(ctx, uow, permit, TABLE, pair).await
}

/// Every pair in which she stands, with the reason, for the leads' page.
///
/// # Errors
/// By what is wrong with the store.
pub async fn pairs(
    uow: &mut Uow,
    permit: &Permit<Woman, act::KeepApart>,
) -> Result<Vec<Pair>, SafetyError> {
    let hers = Hers::from(permit);
    let rows: Vec<sql::PairRow> =
        uow.all(&sql::OF_WOMAN, values![hers.organisation, hers.woman]).await?;
    let mut pairs = Vec::with_capacity(rows.len());
    for row in rows {
        // The reason stands under the key of the woman for whom it was written.
        let words: PairWords = uow.open(row.woman_id, TABLE, row.id, &row.sealed).await?;
        let (other_woman, worker) = (row.other_woman_id, row.worker_id);
        pairs.push(Pair {
            id: Id::from_uuid(row.id),
            apart: apart(row.woman_id, (other_woman, worker), &row.from_on, row.until_on)?,
            words,
            made: stamp(row.made_at, row.made_by),
        });
    }
    Ok(pairs)
}

/// Whether somebody may be booked into a slot. Asked at every booking, move and tick.
///
/// It takes no permit, against the rule for confidential rows, because its answer is one bit and
/// anybody who books must get it: the front desk, a volunteer, the program itself. It tells
/// neither who nor why. See decision 0044.
///
/// # Errors
/// By what is wrong with the store.
pub async fn check(uow: &mut Uow, who: Person, slot: &Slot) -> Result<Answer, StoreError> {
    if slot.with.is_empty() {
        return Ok(Answer::Free);
    }
    let rows: Vec<sql::LiveRow> = match who {
        Person::Woman(woman) => {
            uow.all(&sql::LIVE_OF_WOMAN, values![slot.organisation, woman, slot.on]).await?
        }
        Person::Worker(worker) => {
            uow.all(&sql::LIVE_OF_WORKER, values![slot.organisation, worker, slot.on]).await?
        }
    };
    let pairs: Vec<Apart> = rows
        .into_iter()
        .map(|row| {
            let others = (row.other_woman_id, row.worker_id);
            apart(row.woman_id, others, &row.from_on, row.until_on)
        })
        .collect::<Result<_, _>>()?;
    Ok(judge(&pairs, who, slot.on, &slot.with))
}

fn apart(
    woman: uuid::Uuid,
    others: (Option<uuid::Uuid>, Option<uuid::Uuid>),
    from: &str,
    until: Option<String>,
) -> Result<Apart, StoreError> {
    let other = match others {
        (Some(other), None) => Person::Woman(Id::from_uuid(other)),
        (None, Some(worker)) => Person::Worker(Id::from_uuid(worker)),
        (None, None) | (Some(_), Some(_)) => return Err(StoreError::Damaged),
    };
    let until = until.as_deref().map(day).transpose()?;
    Ok(Apart { woman: Id::from_uuid(woman), other, span: Span { from: day(from)?, until } })
}
