//! Collecting what the public side dropped.

use access::audit::{Entry, Unattended, record_in};
use kernel::{Ctx, Id, Reference};
use store::{Store, values};

use super::ReferralError;
use super::answer::subject;
use super::outbox::{QueuedMessage, queue_receipt_to_her, queue_to_professional};
use super::take::{Written, free_reference, write_down};
use crate::programme;
use crate::referral::drops::{DropError, DropFolder, DropKey, Dropped};
use crate::referral::model::{ReceiptBy, ReferralDraft, Source, Via};
use crate::referral::sql::{self, IdRow};

/// What a collection did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Collected {
    /// New referrals.
    pub new: usize,
    /// Drops that had been collected before, for instance when somebody pressed Send twice.
    pub again: usize,
    /// Drops that do not open, put aside.
    pub do_not_open: usize,
}

/// Opens every drop into a referral. Each is removed only after its referral is committed, so a
/// crash in between loses nothing and makes nothing twice. One that cannot be written down stays where
/// it is and does not hold up those behind it.
///
/// # Errors
/// The first thing that was wrong with the store or the folder; all that could be collected is.
pub async fn collect_drops(
    ctx: &Ctx,
    store: &Store,
    key: &DropKey,
    folder: &DropFolder,
) -> Result<Collected, CollectError> {
    let mut collected = Collected::default();
    let mut stopped = None;
    for waiting in folder.waiting()? {
        let opened = waiting.read().and_then(|sealed| key.open(&sealed));
        // Without a reference it could never be written down, however often it was tried.
        let opened = opened.and_then(|dropped| match dropped.reference() {
            Some(reference) => Ok((dropped, reference)),
            None => Err(DropError::DoesNotOpen),
        });
        let (dropped, reference) = match opened {
            Ok(opened) => opened,
            Err(DropError::DoesNotOpen) => {
                waiting.put_aside()?;
                collected.do_not_open += 1;
                continue;
            }
            // Gone: another collection was faster.
            Err(DropError::Folder(error)) if error.kind() == std::io::ErrorKind::NotFound => {
                continue;
            }
            Err(other) => return Err(other.into()),
        };
        match collect_one(ctx, store, key, &dropped, reference).await {
            Ok(true) => collected.new += 1,
            Ok(false) => collected.again += 1,
            Err(error) => {
                stopped.get_or_insert(error);
                continue;
            }
        }
        match waiting.remove() {
            Err(DropError::Folder(error)) if error.kind() == std::io::ErrorKind::NotFound => {}
            removed => removed?,
        }
    }
    stopped.map_or(Ok(collected), |error| Err(error.into()))
}

/// Collecting stopped.
#[derive(Debug, thiserror::Error)]
pub enum CollectError {
    /// The folder or a drop.
    #[error(transparent)]
    Drop(#[from] DropError),
    /// The referral could not be written down.
    #[error(transparent)]
    Referral(#[from] ReferralError),
}

/// Writes one drop down; false when it was there already.
async fn collect_one(
    ctx: &Ctx,
    store: &Store,
    key: &DropKey,
    dropped: &Dropped,
    reference: Reference,
) -> Result<bool, ReferralError> {
    let organisation = key.address().organisation;
    let mut uow = store.begin().await?;
    let there: Option<IdRow> = uow.optional(&sql::COLLECTED, values![dropped.id]).await?;
    if there.is_some() {
        return Ok(false);
    }
    let programme = match dropped.programme.as_deref() {
        None => None,
        Some(reference) => {
            programme::service::programme_by_reference(&mut uow, organisation, reference)
                .await?
                .map(|programme| programme.id)
        }
    };
    let draft = ReferralDraft {
        programme,
        source: dropped.source,
        urgency: dropped.urgency,
        via: Via::Public,
        // The public side's clock, unless it runs ahead of ours.
        received_at: dropped.sent_at().min(ctx.now()),
        custody: dropped.custody,
        interpreter: dropped.interpreter,
        name_shown: dropped.name_shown,
        needs: dropped.needs.iter().copied().collect(),
        said: dropped.said.clone(),
    };
    // Another referral may have drawn the same. Then what stood on the page she sent from leads to that
    // one; that hers never arrives would be worse, and a receipt names the new one.
    let reference = free_reference(ctx, &mut uow, organisation, reference).await?;
    let at = Written { id: Id::from_uuid(dropped.id), reference };
    let taken = write_down(ctx, &mut uow, organisation, at, &draft).await?;
    let text = format!("Thank you, your message has reached us. {reference}");
    match (dropped.source, dropped.receipt) {
        (_, ReceiptBy::Page) => {}
        (Source::Herself, by) => {
            let to = match by {
                ReceiptBy::Text => dropped.said.reach.number.clone(),
                ReceiptBy::Email | ReceiptBy::Page => dropped.said.reach.email.clone(),
            };
            let message = QueuedMessage { to, subject: subject(reference), text };
            queue_receipt_to_her(ctx, &mut uow, organisation, taken.id, by, &message).await?;
        }
        (_, ReceiptBy::Email | ReceiptBy::Text) => {
            let to = dropped.said.referrer.as_ref().map_or("", |r| r.email.trim());
            if !to.is_empty() {
                let message =
                    QueuedMessage { to: to.to_owned(), subject: subject(reference), text };
                queue_to_professional(ctx, &mut uow, organisation, taken.id, &message).await?;
            }
        }
    }
    let entry = Entry::by_the_program(organisation, Unattended::CollectReferral);
    record_in(ctx, &mut uow, entry).await?;
    uow.commit().await?;
    Ok(true)
}
