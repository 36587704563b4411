//! A conversation before any referral or name: kept under a key of its own, and given to her record
//! or to a referral once she says who she is.

use access::Permit;
use access::action::{Inbox, Woman, act};
use jiff::Timestamp;
use kernel::{Ctx, time};
use serde::{Deserialize, Serialize};
use store::{SubjectKind, Uow, values};
use uuid::Uuid;

use super::ReferralError;
use crate::referral::model::{ReferralId, says_nothing};
use crate::referral::sql::{self, WordRow};
use crate::timeline::{TimelineItem, TimelineTone};
use crate::trail;

/// What was said.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FirstWordSaid {
    /// What to call her, or how a colleague would know her again. May be empty.
    pub label: String,
    /// What was said.
    pub words: String,
    /// How she said she may be reached. Only a note: it allows nothing.
    pub reach: String,
}

says_nothing!(FirstWordSaid);

/// A first word as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstWord {
    /// Its id.
    pub id: Uuid,
    /// When it was said.
    pub at: Timestamp,
    /// Which account wrote it down.
    pub by: Option<Uuid>,
    /// What was said.
    pub said: FirstWordSaid,
}

/// What a first word became.
#[derive(Debug)]
pub enum NamedAs<'a> {
    /// It belongs to this woman's record.
    Woman(&'a Permit<Woman, act::WriteRecord>),
    /// It belongs to this referral.
    Referral(ReferralId),
}

/// Writes a first word down.
///
/// # Errors
/// By what is wrong with the store.
pub async fn take_first_word(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Inbox, act::TakeReferral>,
    at: Timestamp,
    said: &FirstWordSaid,
) -> Result<Uuid, ReferralError> {
    trail::did(ctx, uow, permit, None).await?;
    let id = ctx.new_uuid();
    uow.new_key(ctx, id, SubjectKind::Referral);
    let sealed = uow.seal(ctx, id, "first_word", id, said).await?;
    let row = values![id, permit.organisation(), ctx.now(), ctx.account(), at, sealed];
    uow.execute(&sql::ADD_WORD, row).await?;
    Ok(id)
}

/// First words that nobody has named yet, newest first.
///
/// # Errors
/// By what is wrong with the store.
pub async fn first_words(
    uow: &mut Uow,
    permit: &Permit<Inbox, act::ReadInbox>,
) -> Result<Vec<FirstWord>, ReferralError> {
    let rows = uow.all(&sql::OPEN_WORDS, values![permit.organisation()]).await?;
    opened(uow, rows).await
}

/// The first words behind a referral, oldest first.
///
/// # Errors
/// By what is wrong with the store.
pub async fn words_of_referral(
    uow: &mut Uow,
    permit: &Permit<Inbox, act::ReadInbox>,
    referral: ReferralId,
) -> Result<Vec<FirstWord>, ReferralError> {
    let rows = uow.all(&sql::WORDS_OF_REFERRAL, values![permit.organisation(), referral]).await?;
    opened(uow, rows).await
}

/// The first words of hers, as lines of her timeline.
///
/// # Errors
/// By what is wrong with the store.
pub async fn first_words_in_time(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadRecord>,
) -> Result<Vec<TimelineItem>, ReferralError> {
    let rows = uow.all(&sql::WORDS_OF_WOMAN, values![permit.organisation(), permit.id()]).await?;
    let words = opened(uow, rows).await?;
    let line = |word: FirstWord| TimelineItem {
        at: word.at,
        tone: TimelineTone::Plain,
        title_key: "timeline-first-word",
        title_args: Vec::new(),
        detail: word.said.words.into(),
        by: word.by,
    };
    Ok(words.into_iter().map(line).collect())
}

/// Gives a first word to whom it belongs. Its key goes under hers at once; with a referral it goes
/// under hers when she is accepted.
///
/// # Errors
/// [`ReferralError::NotFound`] when it was named already.
pub async fn name_first_word(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Inbox, act::TakeReferral>,
    word: Uuid,
    named: NamedAs<'_>,
) -> Result<(), ReferralError> {
    let organisation = permit.organisation();
    let changed = match named {
        NamedAs::Woman(hers) => {
            trail::wrote(ctx, uow, hers, "first word named").await?;
            uow.rewrap_key(ctx, word, hers.id().uuid());
            uow.execute(&sql::WORD_IS_HERS, values![organisation, word, hers.id()]).await?
        }
        NamedAs::Referral(referral) => {
            trail::did(ctx, uow, permit, None).await?;
            uow.execute(&sql::WORD_IS_REFERRAL, values![organisation, word, referral]).await?
        }
    };
    if changed == 0 { Err(ReferralError::NotFound) } else { Ok(()) }
}

async fn opened(uow: &Uow, rows: Vec<WordRow>) -> Result<Vec<FirstWord>, ReferralError> {
    let mut words = Vec::with_capacity(rows.len());
    for row in rows {
        let said = uow.open(row.id, "first_word", row.id, &row.sealed).await?;
        words.push(FirstWord { id: row.id, at: time::from_micros(row.at), by: row.made_by, said });
    }
    Ok(words)
}
