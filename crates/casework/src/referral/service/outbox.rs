//! Messages that leave: a row in the same unit of work as what caused it, sent later by a job.
//!
//! To a professional, at the address she or he gave, with a reference and no case fact. To a woman,
//! only through the safe contact gate, asked when the message is queued and again when it is sent.
//! Not for SMTP or a text carrier: the sender takes what [`release`] hands out.

use jiff::{SignedDuration, Timestamp};
use kernel::ctx::OrganisationMark;
use kernel::{Ctx, Id, Personal, WeekHours, time};
use serde::{Deserialize, Serialize};
use store::{Uow, values};
use uuid::Uuid;

use super::ReferralError;
use super::inbox::load;
use crate::contact::{
    self, AgreedWords, Channel, Circumstances, Confirmed, Message, NumberShows, Reachable,
    SafeContactRule, Support, Terms,
};
use crate::referral::model::{ReceiptBy, ReferralId, Source, says_nothing};
use crate::referral::sql::{self, MessageRow};

/// What a message holds.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuedMessage {
    /// E-mail address or telephone number.
    pub to: String,
    /// Subject of an e-mail.
    pub subject: String,
    /// The text.
    pub text: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum To {
    #[serde(rename = "professional")]
    Professional,
    #[serde(rename = "her")]
    Her,
}

#[derive(Serialize, Deserialize)]
struct SealedMessage {
    to_whom: To,
    #[serde(flatten)]
    message: QueuedMessage,
}

says_nothing!(QueuedMessage);

/// A message that is due, ready for a carrier.
#[derive(Debug)]
pub enum Outgoing {
    /// To a professional.
    Professional(QueuedMessage),
    /// To a woman, with the gate's yes for this minute.
    Her {
        /// The yes; it holds address and words.
        reachable: Reachable,
        /// Subject of an e-mail.
        subject: String,
    },
}

/// A row of the outbox.
#[derive(Debug)]
pub struct OutboxRow {
    /// Its id.
    pub id: Uuid,
    /// Text or e-mail.
    pub by: ReceiptBy,
    /// When it is due.
    pub due_at: Timestamp,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// Why it was not.
    pub refused_why: Option<String>,
    /// What it holds.
    pub message: QueuedMessage,
}

/// Queues an e-mail to a professional.
pub(crate) async fn queue_to_professional(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    referral: ReferralId,
    message: &QueuedMessage,
) -> Result<(), ReferralError> {
    queue(ctx, uow, organisation, referral, To::Professional, ReceiptBy::Email, message).await
}

/// Queues the receipt of a form that she sent herself, when she said that it is safe. A refusal of
/// the gate is no error: the page has shown the reference.
pub(crate) async fn queue_receipt_to_her(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    referral: ReferralId,
    by: ReceiptBy,
    message: &QueuedMessage,
) -> Result<(), ReferralError> {
    if gate(referral, by, ctx.now(), ctx.now(), message).is_ok() {
        queue(ctx, uow, organisation, referral, To::Her, by, message).await?;
    }
    Ok(())
}

async fn queue(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    referral: ReferralId,
    to_whom: To,
    by: ReceiptBy,
    message: &QueuedMessage,
) -> Result<(), ReferralError> {
    let id = ctx.new_uuid();
    let whole = SealedMessage { to_whom, message: message.clone() };
    let sealed = uow.seal(ctx, referral.uuid(), "message", id, &whole).await?;
    let row = values![
        id,
        organisation,
        ctx.now(),
        ctx.account(),
        None::<Uuid>,
        referral,
        referral,
        by.code(),
        ctx.now(),
        sealed,
    ];
    uow.execute(&sql::ADD_MESSAGE, row).await?;
    Ok(())
}

/// Asks the safe contact gate about a receipt. The rule is her own form, which counts for a
/// fortnight; the only words agreed are the receipt's own.
fn gate(
    referral: ReferralId,
    by: ReceiptBy,
    said_at: Timestamp,
    now: Timestamp,
    message: &QueuedMessage,
) -> Result<Reachable, &'static str> {
    let channel = match by {
        ReceiptBy::Text => Channel::Text,
        ReceiptBy::Email => Channel::Email,
        ReceiptBy::Page => return Err("unknown"),
    };
    // She has no record yet; the referral stands for her.
    let woman = Id::from_uuid(referral.uuid());
    let number_shows = channel.shows_a_number().then_some(NumberShows::Centre);
    let rule = SafeContactRule {
        id: referral.uuid(),
        woman,
        channel,
        answer: contact::Answer::Yes,
        confirmed: Confirmed::HerOwnForm,
        confirmed_on: Some(time::london(said_at).date()),
        recheck_by: None,
        made_at: said_at,
        terms: Personal::new(Terms {
            value: message.to.clone(),
            hours: WeekHours::always(),
            words: AgreedWords::OnlyThese(vec![message.text.clone()]),
            number_shows,
            ..Terms::default()
        }),
    };
    let circumstances =
        Circumstances { stale: Vec::new(), support: Support::Going, our_names: Vec::new() };
    let asked = Message {
        woman,
        channel,
        to: Personal::new(message.to.clone()),
        words: Personal::new(message.text.clone()),
        number_shows,
        at: now,
    };
    contact::may_reach(&[rule], &circumstances, asked).map_err(|refused| refused.code())
}

/// The messages that are due, oldest first, for the sender's job.
///
/// # Errors
/// By what is wrong with the store.
pub async fn due_messages(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
) -> Result<Vec<Uuid>, ReferralError> {
    let rows: Vec<MessageRow> =
        uow.all(&sql::DUE_MESSAGES, values![organisation, ctx.now()]).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// How long a message belongs to the node that released it. Longer than a mail server takes; a node that
/// dies meanwhile leaves it to the others.
const CLAIMED: SignedDuration = SignedDuration::from_mins(3);

/// Opens a due message for the sender, who alone has it for three minutes. A receipt to a woman passes the gate again; when the gate
/// says no, or it has waited longer than a day, it is refused for good and nothing is handed out.
///
/// # Errors
/// By what is wrong with the store.
pub async fn release(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    id: Uuid,
) -> Result<Option<Outgoing>, ReferralError> {
    let until = ctx.now().saturating_add(CLAIMED).unwrap_or(ctx.now());
    let claimed = values![organisation, id, ctx.now(), until];
    if uow.execute(&sql::CLAIM_MESSAGE, claimed).await? == 0 {
        return Ok(None);
    }
    let rows: Vec<MessageRow> =
        uow.all(&sql::DUE_MESSAGES, values![organisation, ctx.now()]).await?;
    let Some(row) = rows.into_iter().find(|row| row.id == id) else { return Ok(None) };
    let whole: SealedMessage = uow.open(row.owner_id, "message", row.id, &row.sealed).await?;
    if whole.to_whom == To::Professional {
        return Ok(Some(Outgoing::Professional(whole.message)));
    }
    let why = match still_hers(ctx, uow, organisation, &row).await? {
        Err(why) => why,
        Ok((referral, said_at, by)) => {
            match gate(referral, by, said_at, ctx.now(), &whole.message) {
                Ok(reachable) => {
                    let subject = whole.message.subject;
                    return Ok(Some(Outgoing::Her { reachable, subject }));
                }
                Err(why) => why,
            }
        }
    };
    refuse_message(uow, organisation, id, why).await?;
    Ok(None)
}

async fn still_hers(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    row: &MessageRow,
) -> Result<Result<(ReferralId, Timestamp, ReceiptBy), &'static str>, ReferralError> {
    // A receipt that comes a day later surprises her, and may be read by somebody else.
    let waited = ctx.now().duration_since(time::from_micros(row.due_at));
    if waited > SignedDuration::from_hours(24) {
        return Ok(Err("waited-too-long"));
    }
    let Some(id) = row.referral_id else { return Ok(Err("unknown")) };
    let referral = load(uow, organisation, Id::from_uuid(id)).await?;
    let by = ReceiptBy::from_code(&row.channel).unwrap_or(ReceiptBy::Page);
    Ok(match referral {
        Some(referral) if referral.draft.source == Source::Herself => {
            Ok((referral.id, referral.draft.received_at, by))
        }
        _ => Err("unknown"),
    })
}

/// Writes down that a message was handed to its carrier.
///
/// # Errors
/// By what is wrong with the store.
pub async fn sent(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    id: Uuid,
) -> Result<(), ReferralError> {
    uow.execute(&sql::SENT, values![organisation, id, ctx.now()]).await?;
    Ok(())
}

/// Writes down that a message will not be sent, and why, in a code.
///
/// # Errors
/// By what is wrong with the store.
pub async fn refuse_message(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    id: Uuid,
    why: &str,
) -> Result<(), ReferralError> {
    uow.execute(&sql::REFUSED, values![organisation, id, why]).await?;
    Ok(())
}

/// The outbox, newest first: for the demo, which shows it instead of sending. A message whose key
/// was destroyed is left out.
///
/// # Errors
/// By what is wrong with the store.
pub async fn outbox(
    uow: &mut Uow,
    permit: &access::Permit<access::action::Inbox, access::action::act::ReadInbox>,
) -> Result<Vec<OutboxRow>, ReferralError> {
    let rows: Vec<MessageRow> = uow.all(&sql::OUTBOX, values![permit.organisation()]).await?;
    let mut shown = Vec::with_capacity(rows.len());
    for row in rows {
        let opened: Result<SealedMessage, _> =
            uow.open(row.owner_id, "message", row.id, &row.sealed).await;
        let Ok(whole) = opened else { continue };
        shown.push(OutboxRow {
            id: row.id,
            by: ReceiptBy::from_code(&row.channel).unwrap_or(ReceiptBy::Page),
            due_at: time::from_micros(row.due_at),
            sent_at: row.sent_at.map(time::from_micros),
            refused_why: row.refused_why,
            message: whole.message,
        });
    }
    Ok(shown)
}
