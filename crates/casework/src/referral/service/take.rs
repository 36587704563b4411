//! Writing a referral down, and saying it better afterwards.

use access::Permit;
use access::action::{Inbox, act};
use jiff::Timestamp;
use kernel::ctx::OrganisationMark;
use kernel::{Ctx, Id, Reference, name, working_day};
use store::{StoreError, SubjectKind, Uow, values};
use uuid::Uuid;

use super::ReferralError;
use super::inbox::load;
use crate::programme;
use crate::referral::model::{NameShown, ReferralDraft, ReferralId, Said};
use crate::referral::sql::{self, CountRow};
use crate::trail;

/// Working days to answer where no programme says otherwise.
const ANSWER_DAYS: u16 = 2;

/// Where the person came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenFrom {
    /// Nobody spoke with her before.
    Nothing,
    /// A first word, which belongs to this referral from now on.
    FirstWord(Uuid),
}

/// A referral was written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// Its id.
    pub id: ReferralId,
    /// Its reference, for the receipt.
    pub reference: Reference,
    /// When the answer is due.
    pub answer_due_at: Timestamp,
}

/// Writes a referral down, under a key of its own.
///
/// # Errors
/// [`ReferralError::Nameless`]; [`ReferralError::NotFound`] when the first word was named already.
pub async fn take_referral(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Inbox, act::TakeReferral>,
    draft: &ReferralDraft,
    from: TakenFrom,
) -> Result<Taken, ReferralError> {
    if !draft.said.is_named() {
        return Err(ReferralError::Nameless);
    }
    trail::did(ctx, uow, permit, None).await?;
    let reference = free_reference(ctx, uow, permit.organisation(), ctx.new_reference()).await?;
    let at = Written { id: ctx.new_id(), reference };
    let taken = write_down(ctx, uow, permit.organisation(), at, draft).await?;
    if let TakenFrom::FirstWord(word) = from {
        let row = values![permit.organisation(), word, taken.id];
        if uow.execute(&sql::WORD_IS_REFERRAL, row).await? == 0 {
            return Err(ReferralError::NotFound);
        }
    }
    Ok(taken)
}

/// References that are drawn until one is free.
const REFERENCES_TRIED: usize = 8;

/// This reference, or another when a referral of the organisation has it: of 10,000 referrals one pair
/// in five hundred organisations has the same.
///
/// # Errors
/// By what is wrong with the store.
pub(crate) async fn free_reference(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    wanted: Reference,
) -> Result<Reference, StoreError> {
    let mut reference = wanted;
    for _ in 0..REFERENCES_TRIED {
        let taken: CountRow =
            uow.one(&sql::REFERENCE_TAKEN, values![organisation, reference.compact()]).await?;
        if taken.many == 0 {
            return Ok(reference);
        }
        reference = ctx.new_reference();
    }
    Err(StoreError::Other("no reference was free for a referral".to_owned()))
}

/// Says a referral better: completes one without a person, adds what was learnt.
///
/// # Errors
/// [`ReferralError::Stale`] when somebody changed it since `version`.
pub async fn change_referral(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Inbox, act::TakeReferral>,
    id: ReferralId,
    version: i64,
    draft: &ReferralDraft,
) -> Result<(), ReferralError> {
    if !draft.said.is_named() {
        return Err(ReferralError::Nameless);
    }
    let organisation = permit.organisation();
    let there = load(uow, organisation, id).await?.ok_or(ReferralError::NotFound)?;
    if there.version != version {
        return Err(ReferralError::Stale);
    }
    trail::did(ctx, uow, permit, there.woman).await?;
    rewrite(ctx, uow, organisation, id, version, draft).await
}

pub(crate) async fn rewrite(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    id: ReferralId,
    version: i64,
    draft: &ReferralDraft,
) -> Result<(), ReferralError> {
    let sealed = uow.seal(ctx, id.uuid(), "referral", id.uuid(), &draft.said).await?;
    let row = values![
        organisation,
        id,
        version,
        draft.programme,
        draft.source.code(),
        draft.urgency.code(),
        draft.custody.code(),
        draft.interpreter.code(),
        draft.name_shown == NameShown::Hidden,
        draft.said.is_named(),
        sealed,
    ];
    if uow.execute(&sql::CHANGE, row).await? == 0 {
        return Err(ReferralError::Stale);
    }
    uow.execute(&sql::DROP_NEEDS, values![organisation, id]).await?;
    add_needs(ctx, uow, organisation, id, draft).await?;
    uow.execute(&sql::DROP_BLINDS, values![organisation, id]).await?;
    add_blinds(ctx, uow, organisation, id, &draft.said).await?;
    Ok(())
}

/// Under which id and reference a referral is written down.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written {
    pub(crate) id: ReferralId,
    pub(crate) reference: Reference,
}

/// Writes the rows of a new referral and makes its key.
pub(crate) async fn write_down(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    at: Written,
    draft: &ReferralDraft,
) -> Result<Taken, ReferralError> {
    let Written { id, reference } = at;
    let days = match draft.programme {
        None => ANSWER_DAYS,
        Some(programme) => programme::service::programme(uow, organisation, programme)
            .await?
            .map_or(ANSWER_DAYS, |p| p.draft.answer_days),
    };
    let answer_due_at = working_day::add_working_days(draft.received_at, days);
    uow.new_key_unless_left(ctx, id.uuid(), SubjectKind::Referral).await?;
    let sealed = uow.seal(ctx, id.uuid(), "referral", id.uuid(), &draft.said).await?;
    let row = values![
        id,
        organisation,
        ctx.now(),
        ctx.account(),
        reference.compact(),
        draft.programme,
        draft.source.code(),
        draft.urgency.code(),
        draft.via.code(),
        draft.received_at,
        answer_due_at,
        draft.custody.code(),
        draft.interpreter.code(),
        draft.name_shown == NameShown::Hidden,
        draft.said.is_named(),
        sealed,
    ];
    uow.execute(&sql::ADD, row).await?;
    add_needs(ctx, uow, organisation, id, draft).await?;
    add_blinds(ctx, uow, organisation, id, &draft.said).await?;
    Ok(Taken { id, reference, answer_due_at })
}

async fn add_needs(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    id: ReferralId,
    draft: &ReferralDraft,
) -> Result<(), StoreError> {
    for (need, complexity) in &draft.needs {
        let row = values![
            ctx.new_uuid(),
            organisation,
            ctx.now(),
            ctx.account(),
            id,
            need.code(),
            complexity.code(),
        ];
        uow.execute(&sql::ADD_NEED, row).await?;
    }
    Ok(())
}

/// Writes down by what a referral is found again: the same digests as a woman's record, so that one
/// can be held against the other.
pub(crate) async fn add_blinds(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    id: ReferralId,
    said: &Said,
) -> Result<(), StoreError> {
    for (kind, blind) in blinds_of(uow, organisation.uuid(), said, ctx.today().year()) {
        let row = values![ctx.new_uuid(), organisation, ctx.now(), ctx.account(), id, kind, blind];
        uow.execute(&sql::ADD_BLIND, row).await?;
    }
    Ok(())
}

/// Every digest by which what was said can be found. Each once.
pub(crate) fn blinds_of(
    uow: &Uow,
    organisation: Uuid,
    said: &Said,
    this_year: i16,
) -> Vec<(&'static str, Vec<u8>)> {
    let mut texts: Vec<(&'static str, String)> = Vec::new();
    for each in said.names() {
        texts.extend(name::index_words(each).into_iter().map(|word| ("name_word", word)));
        texts.extend(name::sound_keys(each).into_iter().map(|sound| ("name_sound", sound)));
        texts.push(("full_name", name::fold(each)));
    }
    texts.extend(said.born().map(|born| ("born", born.iso())));
    texts.extend(said.checked_identifiers(this_year).into_iter().filter_map(|identifier| {
        let canonical = identifier.canonical?;
        Some(("identifier", format!("{}:{}", identifier.kind.code(), canonical.reveal())))
    }));
    texts.sort();
    texts.dedup();
    texts
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(kind, text)| (kind, uow.blind(organisation, kind, &text)))
        .collect()
}
