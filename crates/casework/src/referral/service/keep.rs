//! Retention: a referral that did not lead to support is forgotten after its time. Its key is
//! destroyed, so it is gone from every data backup too; codes and dates are left for counting.

use access::audit::{Entry, Unattended, record_in};
use jiff::SignedDuration;
use kernel::ctx::OrganisationMark;
use kernel::{Ctx, Id};
use store::{Store, values};

use super::ReferralError;
use crate::referral::sql::{self, IdRow, WordRow};

/// Days a referral is kept that did not lead to support. A setting; unverified with any regulator.
pub const KEEP_DAYS: u16 = 365;

/// What a run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forgotten {
    /// Referrals whose key was destroyed.
    pub referrals: usize,
}

/// Forgets referrals that ended more than `keep_days` ago without support. One that was accepted is
/// part of her record and never touched here.
///
/// # Errors
/// By what is wrong with the store. What was forgotten before the error stays forgotten.
pub async fn forget_old_referrals(
    ctx: &Ctx,
    store: &Store,
    organisation: Id<OrganisationMark>,
    keep_days: u16,
) -> Result<Forgotten, ReferralError> {
    let kept_since = ctx.now() - SignedDuration::from_hours(24 * i64::from(keep_days));
    let due: Vec<IdRow> =
        store.read().await?.all(&sql::PAST_KEEPING, values![organisation, kept_since]).await?;
    for IdRow { id } in &due {
        let mut uow = store.begin().await?;
        let words: Vec<WordRow> =
            uow.all(&sql::WORDS_OF_REFERRAL, values![organisation, *id]).await?;
        if uow.execute(&sql::FORGET, values![organisation, *id]).await? == 0 {
            // Accepted a moment ago after all.
            continue;
        }
        uow.execute(&sql::DROP_BLINDS, values![organisation, *id]).await?;
        uow.execute(&sql::FORGET_EVENTS, values![organisation, *id]).await?;
        uow.execute(&sql::FORGET_MESSAGES, values![organisation, *id]).await?;
        let entry = Entry::by_the_program(organisation, Unattended::ForgetReferral);
        record_in(ctx, &mut uow, entry).await?;
        uow.commit().await?;
        for key in words.iter().map(|word| word.id).chain([*id]) {
            store.keys.destroy(key, ctx.today()).await?;
        }
    }
    Ok(Forgotten { referrals: due.len() })
}
