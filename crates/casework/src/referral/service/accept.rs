//! Taking her on: a record made or joined, a case opened, and everything said under her key.

use access::Permit;
use access::action::{Inbox, Team, Woman, act};
use kernel::ctx::OrganisationMark;
use kernel::{Ctx, Id, Identifier, Personal};
use store::{Uow, values};

use super::ReferralError;
use super::answer::{AnswerWords, EventNote, add_event, answer_referrer, answers_of};
use super::inbox::load;
use crate::programme::Answer;
use crate::record::{
    self, Asked, CaseDraft, IdentifierDraft, Identity, Probe, Source as IdentifierSource,
    WomanDraft,
};
use crate::referral::model::{Interpreter, Referral, ReferralId, Said, Source, WomanId};
use crate::referral::sql::{self, WordRow};
use crate::referral::state::{EventKind, Step};
use crate::trail;

/// What acceptance did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// Whose record.
    pub woman: WomanId,
    /// What the referrer reads; nothing when she referred herself.
    pub answer: Option<AnswerWords>,
}

/// Who she may be already, for [`record::possible_duplicates`].
#[must_use]
pub fn probe_of(said: &Said, this_year: i16) -> Probe {
    Probe {
        names: said.names().map(Personal::from).collect(),
        born: said.born(),
        identifiers: said.checked_identifiers(this_year),
    }
}

/// What a new record takes over from a referral. Only what was said: nothing is inferred, and what
/// nobody asked stays "not asked".
#[must_use]
pub fn woman_draft(referral: &Referral) -> WomanDraft {
    let said = &referral.draft.said;
    let legal = if said.name.trim().is_empty() { &said.called } else { &said.name };
    WomanDraft {
        identity: Identity {
            legal_name: legal.clone(),
            preferred_name: said.called.clone(),
            other_names: said.other_names.clone(),
            born: said.born(),
            languages: if said.language.trim().is_empty() {
                Vec::new()
            } else {
                vec![said.language.clone()]
            },
            ..Identity::default()
        },
        interpreter: match referral.draft.interpreter {
            Interpreter::Yes => Asked::Yes,
            Interpreter::No => Asked::No,
            Interpreter::NotAsked => Asked::NotAsked,
        },
        ..WomanDraft::default()
    }
}

/// Makes a record of a referral, before it is accepted. Search first: [`probe_of`].
///
/// # Errors
/// [`ReferralError::WithoutPerson`] when nobody is named; [`ReferralError::Record`].
pub async fn make_record(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Inbox, act::Triage>,
    team: Id<Team>,
    id: ReferralId,
) -> Result<WomanId, ReferralError> {
    let referral = may_accept(uow, permit.organisation(), id).await?;
    let (woman, _) =
        record::create_woman_from_referral(ctx, uow, permit, team, &woman_draft(&referral)).await?;
    Ok(woman)
}

/// Accepts a referral into a record, hers already or made a moment ago by [`make_record`]: writes down the numbers that were said, opens a case, puts the
/// referral's key and those of its first words under hers, and answers the referrer.
///
/// # Errors
/// [`ReferralError`], by what is missing or not allowed.
pub async fn accept(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Inbox, act::Triage>,
    hers: &Permit<Woman, act::WriteRecord>,
    id: ReferralId,
    note: &str,
) -> Result<Accepted, ReferralError> {
    let organisation = permit.organisation();
    let referral = may_accept(uow, organisation, id).await?;
    let woman = hers.id();
    if hers.organisation() != organisation {
        return Err(ReferralError::NotFound);
    }
    if uow.execute(&sql::SET_WOMAN, values![organisation, id, woman]).await? == 0 {
        return Err(ReferralError::Stale);
    }
    write_numbers(ctx, uow, &referral, hers).await?;
    let case = CaseDraft {
        referral: Some(id.uuid()),
        opened_at: ctx.now(),
        note: Personal::new(note.to_owned()),
    };
    match record::open_case(ctx, uow, hers, &case).await {
        // She has an open case: the referral joins it.
        Ok(_) | Err(crate::Fault::AlreadyDone) => {}
        Err(fault) => return Err(fault.into()),
    }
    let words: Vec<WordRow> = uow.all(&sql::WORDS_OF_REFERRAL, values![organisation, id]).await?;
    for word in &words {
        uow.execute(&sql::WORD_IS_HERS, values![organisation, word.id, woman]).await?;
        uow.rewrap_key(ctx, word.id, woman.uuid());
    }
    let event = EventNote { note: note.to_owned(), ..EventNote::default() };
    add_event(ctx, uow, &referral, organisation, EventKind::Accepted, None, &event).await?;
    let answer = answer_referrer(ctx, uow, organisation, &referral, EventKind::Accepted).await?;
    uow.rewrap_key(ctx, id.uuid(), woman.uuid());
    trail::wrote(ctx, uow, hers, "referral accepted").await?;
    Ok(Accepted { woman, answer })
}

async fn may_accept(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    id: ReferralId,
) -> Result<Referral, ReferralError> {
    let referral = load(uow, organisation, id).await?.ok_or(ReferralError::NotFound)?;
    let answers = answers_of(uow, organisation, &referral).await?;
    referral.state().check(Step::Answer(Answer::Accept), &answers)?;
    if referral.draft.said.is_named() { Ok(referral) } else { Err(ReferralError::WithoutPerson) }
}

/// Numbers that she does not hold yet. A wrong one is written down as typed and never matched.
async fn write_numbers(
    ctx: &Ctx,
    uow: &mut Uow,
    referral: &Referral,
    write: &Permit<Woman, act::WriteRecord>,
) -> Result<(), ReferralError> {
    let organisation = write.organisation();
    let held = record::held_identifiers(uow, organisation, write.id()).await?;
    let source = match referral.draft.source {
        Source::Herself => IdentifierSource::Herself,
        _ => IdentifierSource::Referral,
    };
    let seen_on = kernel::time::london(referral.draft.received_at).date();
    for said in &referral.draft.said.identifiers {
        let read = Identifier::read(said.kind, &said.raw, ctx.today().year());
        let there = held.iter().any(|held| {
            held.identifier.kind == said.kind
                && (held.identifier.raw == read.raw
                    || (read.canonical.is_some() && held.identifier.canonical == read.canonical))
        });
        if !there {
            let draft = IdentifierDraft {
                kind: said.kind,
                raw: Personal::new(said.raw.clone()),
                source,
                seen_on: seen_on.min(ctx.today()),
            };
            record::add_identifier(ctx, uow, write, &draft).await?;
        }
    }
    Ok(())
}
