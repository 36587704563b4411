//! Triage and every answer but acceptance, and the words a referrer reads.
//!
//! The words reveal nothing beyond what she agreed to: never a need, a name, an address or a
//! reason, and whether she was taken on only when she agreed that the referrer learns it. Somebody
//! who poses as a professional to find her must learn nothing here.

use access::Permit;
use access::action::{Inbox, act};
use kernel::{Ctx, Reference};
use serde::{Deserialize, Serialize};
use store::{Uow, values};
use uuid::Uuid;

use super::ReferralError;
use super::inbox::load;
use super::outbox::{QueuedMessage, queue_to_professional};
use crate::programme::{self, Answer, Answers};
use crate::referral::model::{Referral, ReferralId, Source, says_nothing};
use crate::referral::sql;
use crate::referral::state::{EventKind, Reason, Step};
use crate::trail;

/// What somebody decided.
#[derive(Clone)]
pub struct Decision {
    /// The step.
    pub step: Step,
    /// Why; due when it is declined, returned or taken back.
    pub reason: Option<Reason>,
    /// Why in words, for us only.
    pub note: String,
    /// The service she was offered, by name; due when she is signposted.
    pub service: String,
}

says_nothing!(Decision);

/// What a referrer reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerWords {
    /// Subject of an e-mail: the reference and nothing else.
    pub subject: String,
    /// The words.
    pub text: String,
}

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
pub(super) struct EventNote {
    pub(super) note: String,
    pub(super) service: String,
    pub(super) told: String,
}

/// The words a referrer reads after this event; nothing where none are due.
#[must_use]
pub fn answer_words(referral: &Referral, after: EventKind) -> Option<AnswerWords> {
    if referral.draft.source == Source::Herself {
        return None;
    }
    let what = match after {
        EventKind::Triaged | EventKind::Answered | EventKind::Withdrawn => return None,
        _ if !referral.draft.said.agreed.answer => {
            "It has reached us and has been dealt with. We cannot tell you more."
        }
        EventKind::Accepted => "We have accepted it and will make contact.",
        EventKind::Waiting => "It is on our waiting list. We will make contact when there is room.",
        EventKind::Signposted => "We are not the right service for it, and have offered another.",
        EventKind::Declined => "We are not able to take it on.",
        EventKind::Returned => "We are not able to take it on, and return it to you.",
        EventKind::Duplicate => "We have this referral already, and will answer that one.",
    };
    let reference = referral.reference;
    Some(AnswerWords {
        subject: subject(reference),
        text: format!("Thank you for your referral {reference}. {what}"),
    })
}

pub(super) fn subject(reference: Reference) -> String {
    format!("Reference {reference}")
}

/// Begins triage, or gives any answer but acceptance. The referrer's answer is queued in the same
/// unit of work when the referral has an e-mail address for it.
///
/// # Errors
/// [`ReferralError`], by what is missing or not allowed.
pub async fn decide(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Inbox, act::Triage>,
    id: ReferralId,
    decision: &Decision,
) -> Result<Option<AnswerWords>, ReferralError> {
    let organisation = permit.organisation();
    let referral = load(uow, organisation, id).await?.ok_or(ReferralError::NotFound)?;
    let answers = answers_of(uow, organisation, &referral).await?;
    referral.state().check(decision.step, &answers)?;
    match decision.step {
        // Accepting makes a record, so it has a way of its own.
        Step::Answer(Answer::Accept) => return Err(ReferralError::WithoutPerson),
        Step::Answer(Answer::Decline | Answer::Return) | Step::Withdraw
            if decision.reason.is_none() =>
        {
            return Err(ReferralError::ReasonMissing);
        }
        Step::Answer(Answer::Signpost) if decision.service.trim().is_empty() => {
            return Err(ReferralError::ServiceMissing);
        }
        _ => {}
    }
    trail::did(ctx, uow, permit, None).await?;
    let note = EventNote {
        note: decision.note.clone(),
        service: decision.service.clone(),
        told: String::new(),
    };
    let kind = decision.step.event();
    add_event(ctx, uow, &referral, organisation, kind, decision.reason, &note).await?;
    answer_referrer(ctx, uow, organisation, &referral, kind).await
}

/// Queues the answer, and writes down that the referrer was told. Returns the words, also when they
/// have to be given by hand because there is no e-mail address.
pub(super) async fn answer_referrer(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: kernel::Id<kernel::ctx::OrganisationMark>,
    referral: &Referral,
    after: EventKind,
) -> Result<Option<AnswerWords>, ReferralError> {
    let Some(words) = answer_words(referral, after) else { return Ok(None) };
    let email = referral.draft.said.referrer.as_ref().map_or("", |r| r.email.trim());
    if !email.is_empty() {
        let message = QueuedMessage {
            to: email.to_owned(),
            subject: words.subject.clone(),
            text: words.text.clone(),
        };
        queue_to_professional(ctx, uow, organisation, referral.id, &message).await?;
        let note = EventNote { told: words.text.clone(), ..EventNote::default() };
        add_event(ctx, uow, referral, organisation, EventKind::Answered, None, &note).await?;
    }
    Ok(Some(words))
}

/// Writes down that the referrer was told by telephone or in person.
///
/// # Errors
/// [`ReferralError::NotFound`].
pub async fn told_by_hand(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Inbox, act::Triage>,
    id: ReferralId,
    words: &str,
) -> Result<(), ReferralError> {
    let organisation = permit.organisation();
    let referral = load(uow, organisation, id).await?.ok_or(ReferralError::NotFound)?;
    trail::did(ctx, uow, permit, None).await?;
    let note = EventNote { told: words.to_owned(), ..EventNote::default() };
    add_event(ctx, uow, &referral, organisation, EventKind::Answered, None, &note).await
}

/// The answers that the referral's programme allows; all of them when it has none yet.
pub(super) async fn answers_of(
    uow: &mut Uow,
    organisation: kernel::Id<kernel::ctx::OrganisationMark>,
    referral: &Referral,
) -> Result<Answers, ReferralError> {
    let Some(id) = referral.draft.programme else { return Ok(Answers::all()) };
    let programme = programme::service::programme(uow, organisation, id).await?;
    Ok(programme.map_or_else(Answers::all, |p| p.draft.answers))
}

pub(super) async fn add_event(
    ctx: &Ctx,
    uow: &mut Uow,
    referral: &Referral,
    organisation: kernel::Id<kernel::ctx::OrganisationMark>,
    kind: EventKind,
    reason: Option<Reason>,
    note: &EventNote,
) -> Result<(), ReferralError> {
    let event: Uuid = ctx.new_uuid();
    let sealed = uow.seal(ctx, referral.id.uuid(), "referral_event", event, note).await?;
    let row = values![
        event,
        organisation,
        ctx.now(),
        ctx.account(),
        referral.id,
        ctx.now(),
        kind.code(),
        reason.map(Reason::code),
        sealed,
    ];
    uow.execute(&sql::ADD_EVENT, row).await?;
    if kind.ends() {
        uow.execute(&sql::END_REFERRAL, values![organisation, referral.id, ctx.now()]).await?;
    }
    Ok(())
}
