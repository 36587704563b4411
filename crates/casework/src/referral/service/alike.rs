//! Who she may be already: records and open referrals that share something with a referral.
//!
//! Not for showing those records: a page asks for a permit for each before it opens anything, and
//! says only "known here, ask …" where there is none.

use std::collections::{BTreeMap, BTreeSet};

use access::Permit;
use access::action::{Inbox, act};
use kernel::Id;
use store::{Uow, values};
use uuid::Uuid;

use super::ReferralError;
use crate::referral::model::{ReferralId, WomanId};
use crate::referral::sql::{self, AlikeRow};

/// What two share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alike {
    /// A whole, valid number of another service.
    Identifier,
    /// A full name, folded.
    FullName,
    /// A date of birth.
    Born,
    /// A word of a name.
    NameWord,
    /// How a name sounds.
    NameSound,
}

impl Alike {
    fn from_kind(kind: &str) -> Option<Self> {
        Some(match kind {
            "identifier" => Self::Identifier,
            "full_name" => Self::FullName,
            "born" => Self::Born,
            "name_word" => Self::NameWord,
            "name_sound" => Self::NameSound,
            _ => return None,
        })
    }
}

/// How sure it is, in words that a page can use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// A number, or the full name with the date of birth.
    VeryLikely,
    /// A name's word or sound with the date of birth.
    Likely,
    /// The full name alone.
    Possible,
}

impl Likeness {
    /// What these shared things come to; nothing when they are too common to mean anything.
    #[must_use]
    pub fn of(shared: &BTreeSet<Alike>) -> Option<Self> {
        let has = |what| shared.contains(&what);
        if has(Alike::Identifier) || (has(Alike::FullName) && has(Alike::Born)) {
            Some(Self::VeryLikely)
        } else if has(Alike::Born) && (has(Alike::NameWord) || has(Alike::NameSound)) {
            Some(Self::Likely)
        } else if has(Alike::FullName) {
            Some(Self::Possible)
        } else {
            None
        }
    }
}

/// A record that may be hers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlikeWoman {
    /// Whose.
    pub woman: WomanId,
    /// How sure.
    pub likeness: Likeness,
    /// What both share.
    pub shared: BTreeSet<Alike>,
}

/// An open referral that may be about her.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlikeReferral {
    /// Which.
    pub referral: ReferralId,
    /// How sure.
    pub likeness: Likeness,
    /// What both share.
    pub shared: BTreeSet<Alike>,
}

/// At most so many are proposed.
const MOST: usize = 8;

/// Records and open referrals that share something with this one, most likely first.
///
/// # Errors
/// By what is wrong with the store.
pub async fn alike(
    uow: &mut Uow,
    permit: &Permit<Inbox, act::ReadInbox>,
    referral: ReferralId,
) -> Result<(Vec<AlikeWoman>, Vec<AlikeReferral>), ReferralError> {
    let key = values![permit.organisation(), referral];
    let women: Vec<AlikeRow> = uow.all(&sql::WOMEN_ALIKE, key).await?;
    let referrals: Vec<AlikeRow> = uow.all(&sql::REFERRALS_ALIKE, key).await?;
    let women = ranked(women).map(|(id, likeness, shared)| AlikeWoman {
        woman: Id::from_uuid(id),
        likeness,
        shared,
    });
    let referrals = ranked(referrals).map(|(id, likeness, shared)| AlikeReferral {
        referral: Id::from_uuid(id),
        likeness,
        shared,
    });
    Ok((women.collect(), referrals.collect()))
}

fn ranked(rows: Vec<AlikeRow>) -> impl Iterator<Item = (Uuid, Likeness, BTreeSet<Alike>)> {
    let mut shared: BTreeMap<Uuid, BTreeSet<Alike>> = BTreeMap::new();
    for row in rows {
        if let Some(what) = Alike::from_kind(&row.kind) {
            shared.entry(row.id).or_default().insert(what);
        }
    }
    let mut found: Vec<_> = shared
        .into_iter()
        .filter_map(|(id, what)| Some((id, Likeness::of(&what)?, what)))
        .collect();
    found.sort_by_key(|(id, likeness, what)| (*likeness, usize::MAX - what.len(), *id));
    found.into_iter().take(MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_common_first_name_alone_proposes_nobody() {
        let shared = |what: &[Alike]| Likeness::of(&what.iter().copied().collect());
        assert_eq!(shared(&[Alike::NameWord, Alike::NameSound]), None);
        assert_eq!(shared(&[Alike::Born]), None);
        assert_eq!(shared(&[Alike::Born, Alike::NameSound]), Some(Likeness::Likely));
        assert_eq!(shared(&[Alike::FullName]), Some(Likeness::Possible));
        assert_eq!(shared(&[Alike::Identifier]), Some(Likeness::VeryLikely));
    }
}
