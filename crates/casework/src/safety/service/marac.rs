//! MARAC and IDVA referrals: seen, sent with or without her consent, accepted, met, closed.

use access::action::Woman;
use access::{Permit, act};
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::{Ctx, Id, time};
use store::{Uow, values};

use crate::safety::model::{
    Criterion, Marac, MaracKind, MaracState, MaracWords, ReferralEnd, SentWith, Words,
};
use crate::safety::service::risk::RaisesDanger;
use crate::safety::trail;
use crate::safety::{Hers, SafetyError, day, due, one_changed, sql, stamp};

const TABLE: &str = "marac";

/// High risk that somebody saw.
#[derive(Debug, Clone)]
pub struct MaracDraft {
    /// Why it is due.
    pub criterion: Criterion,
    /// What makes the risk high.
    pub why: Words,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Raised {
    /// A referral is due.
    New(Id<Marac>),
    /// A referral is due, as a repeat of the one within twelve months.
    Repeat(Id<Marac>),
    /// One was due already and not sent yet; this joins it.
    DueAlready(Id<Marac>),
    /// One was sent and is still to be heard; a result belongs to it.
    Unheard(Id<Marac>),
}

impl Raised {
    /// The referral that is due.
    #[must_use]
    pub const fn id(self) -> Id<Marac> {
        match self {
            Self::New(id) | Self::Repeat(id) | Self::DueAlready(id) | Self::Unheard(id) => id,
        }
    }
}

/// Puts a referral on record as due the same working day. A worker's judgement alone is enough:
/// nothing here asks for a score. A new incident within twelve months of one sent is its repeat.
///
/// # Errors
/// By what is wrong with the store.
pub async fn raise_marac<A: RaisesDanger>(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, A>,
    kind: MaracKind,
    draft: &MaracDraft,
) -> Result<Raised, SafetyError> {
    let raised = add(ctx, uow, permit.into(), kind, draft).await?;
    trail::wrote(ctx, uow, permit, TABLE, raised.id()).await?;
    Ok(raised)
}

pub(super) async fn add(
    ctx: &Ctx,
    uow: &mut Uow,
    hers: Hers,
    kind: MaracKind,
    draft: &MaracDraft,
) -> Result<Raised, SafetyError> {
    let Hers { organisation, woman, by } = hers;
    let unsent: Option<sql::IdRow> =
        uow.optional(&sql::UNSENT_MARAC, values![organisation, woman, kind]).await?;
    if let Some(row) = unsent {
        return Ok(Raised::DueAlready(Id::from_uuid(row.id)));
    }
    let repeat_of = repeated(ctx, uow, hers, kind).await?;
    let id: Id<Marac> = ctx.new_id();
    let due_on = due::same_working_day(ctx.now());
    let words = MaracWords { why: draft.why.clone(), ..MaracWords::default() };
    let sealed = hers.seal(ctx, uow, TABLE, id.uuid(), &words).await?;
    uow.execute(
        &sql::ADD_MARAC,
        values![
            id,
            organisation,
            woman,
            kind,
            draft.criterion,
            ctx.now(),
            due_on,
            repeat_of,
            ctx.now(),
            by,
            sealed
        ],
    )
    .await?;
    Ok(if repeat_of.is_some() { Raised::Repeat(id) } else { Raised::New(id) })
}

/// A result that says high risk. It is no incident of its own: while a referral of this kind was sent
/// and is still to be heard, the result belongs to that one. See decision 0072.
pub(super) async fn add_by_result(
    ctx: &Ctx,
    uow: &mut Uow,
    hers: Hers,
    kind: MaracKind,
    draft: &MaracDraft,
) -> Result<Raised, SafetyError> {
    let values = values![hers.organisation, hers.woman, kind];
    let unheard: Option<sql::IdRow> = uow.optional(&sql::UNHEARD_MARAC, values).await?;
    match unheard {
        Some(row) => Ok(Raised::Unheard(Id::from_uuid(row.id))),
        None => add(ctx, uow, hers, kind, draft).await,
    }
}

/// The referral of the twelve months before: dated by its meeting, or by when it was sent where no
/// meeting is on record, whichever is later.
pub(super) async fn repeated(
    ctx: &Ctx,
    uow: &mut Uow,
    hers: Hers,
    kind: MaracKind,
) -> Result<Option<Id<Marac>>, SafetyError> {
    let last: Option<sql::SentRow> =
        uow.optional(&sql::LAST_SENT_MARAC, values![hers.organisation, hers.woman, kind]).await?;
    let Some(row) = last else { return Ok(None) };
    let sent_on = time::london(time::from_micros(row.sent_at)).date();
    let met_on = row.met_on.as_deref().map(day).transpose()?;
    let dated = met_on.map_or(sent_on, |met| met.max(sent_on));
    Ok((dated >= due::repeat_since(ctx.now())).then(|| Id::from_uuid(row.id)))
}

/// It was sent. With her consent if it was safe to ask, without it if not; never held back.
///
/// # Errors
/// [`SafetyError::ChangedMeanwhile`] when it was sent or closed before.
pub async fn send_marac(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteSafety>,
    (marac, version): (Id<Marac>, i64),
    at: Option<Timestamp>,
    consent: SentWith,
    how: Words,
) -> Result<(), SafetyError> {
    let hers = Hers::from(permit);
    let at = crate::safety::checked_now(ctx, at)?;
    let words = MaracWords { sent: how, ..words_of(uow, hers, marac).await? };
    let sealed = hers.seal(ctx, uow, TABLE, marac.uuid(), &words).await?;
    let Hers { organisation, woman, by } = hers;
    let values = values![organisation, woman, marac, version, at, by, consent, sealed];
    one_changed(uow.execute(&sql::SEND_MARAC, values).await?)?;
    trail::wrote(ctx, uow, permit, TABLE, marac).await
}

/// It was accepted.
///
/// # Errors
/// [`SafetyError::ChangedMeanwhile`] when it was not sent yet, or accepted or closed before.
pub async fn accept_marac(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteSafety>,
    (marac, version): (Id<Marac>, i64),
) -> Result<(), SafetyError> {
    let values = values![permit.organisation(), permit.id(), marac, version, ctx.now()];
    one_changed(uow.execute(&sql::ACCEPT_MARAC, values).await?)?;
    trail::wrote(ctx, uow, permit, TABLE, marac).await
}

/// The meeting was held, or the adviser first spoke with her; with the actions agreed. A meeting
/// that was held was accepted, whether or not anybody wrote that down.
///
/// # Errors
/// [`SafetyError::InTheFuture`] for a day still to come; [`SafetyError::ChangedMeanwhile`].
pub async fn marac_met(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteSafety>,
    (marac, version): (Id<Marac>, i64),
    on: Date,
    actions: Words,
) -> Result<(), SafetyError> {
    if on > ctx.today() {
        return Err(SafetyError::InTheFuture);
    }
    let hers = Hers::from(permit);
    let words = MaracWords { actions, ..words_of(uow, hers, marac).await? };
    let sealed = hers.seal(ctx, uow, TABLE, marac.uuid(), &words).await?;
    let Hers { organisation, woman, .. } = hers;
    let values = values![organisation, woman, marac, version, on, ctx.now(), sealed];
    one_changed(uow.execute(&sql::MEET_MARAC, values).await?)?;
    trail::wrote(ctx, uow, permit, TABLE, marac).await
}

/// It is closed, with a reason; also one that proved not to be needed and was never sent.
///
/// # Errors
/// [`SafetyError::ChangedMeanwhile`].
pub async fn close_marac(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteSafety>,
    (marac, version): (Id<Marac>, i64),
    end: ReferralEnd,
    closed: Words,
) -> Result<(), SafetyError> {
    let hers = Hers::from(permit);
    let words = MaracWords { closed, ..words_of(uow, hers, marac).await? };
    let sealed = hers.seal(ctx, uow, TABLE, marac.uuid(), &words).await?;
    let Hers { organisation, woman, by } = hers;
    let values = values![organisation, woman, marac, version, end, ctx.now(), by, sealed];
    one_changed(uow.execute(&sql::CLOSE_MARAC, values).await?)?;
    trail::wrote(ctx, uow, permit, TABLE, marac).await
}

/// Her referrals of both kinds, the newest first.
///
/// # Errors
/// By what is wrong with the store.
pub async fn maracs(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadSafety>,
) -> Result<Vec<Marac>, SafetyError> {
    let hers = Hers::from(permit);
    let rows: Vec<sql::MaracRow> =
        uow.all(&sql::MARACS, values![hers.organisation, hers.woman]).await?;
    let mut maracs = Vec::with_capacity(rows.len());
    for row in rows {
        maracs.push(read(uow, hers, row).await?);
    }
    Ok(maracs)
}

async fn words_of(uow: &mut Uow, hers: Hers, marac: Id<Marac>) -> Result<MaracWords, SafetyError> {
    let row: sql::MaracRow =
        uow.one(&sql::MARAC, values![hers.organisation, hers.woman, marac]).await?;
    Ok(hers.open(uow, TABLE, row.id, &row.sealed).await?)
}

async fn read(uow: &Uow, hers: Hers, row: sql::MaracRow) -> Result<Marac, SafetyError> {
    let met_on = row.met_on.as_deref().map(day).transpose()?;
    let end = row.close_reason.as_deref().map(ReferralEnd::parse).transpose()?;
    Ok(Marac {
        id: Id::from_uuid(row.id),
        kind: MaracKind::parse(&row.kind)?,
        criterion: Criterion::parse(&row.criterion)?,
        identified: stamp(row.identified_at, row.made_by),
        due_on: day(&row.due_on)?,
        repeat_of: row.repeat_of.map(Id::from_uuid),
        consent: row.consent.as_deref().map(SentWith::parse).transpose()?,
        sent: row.sent_at.map(|at| stamp(at, row.sent_by)),
        state: MaracState::of(row.sent_at, row.accepted_at, met_on, end),
        words: hers.open(uow, TABLE, row.id, &row.sealed).await?,
        version: row.version,
    })
}
