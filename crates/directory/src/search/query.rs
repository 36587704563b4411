//! What is asked of the index.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;

use super::place::{Sought, find_in_words};
use crate::model::{Circumstance, LegalStage, Referrer, Term};

/// What is said of the woman. Nothing of it is kept.
#[derive(Clone, Default, PartialEq)]
pub struct Woman {
    /// Her age in years.
    pub age: Option<u8>,
    /// What a service would have to meet.
    pub circumstances: BTreeSet<Circumstance>,
    /// Languages by ISO 639 code, any of which would do.
    pub languages: BTreeSet<String>,
}

/// Whether services that do not fit are shown, after those that do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Unsuitable {
    /// They are left out.
    #[default]
    LeaveOut,
    /// They are shown, with what does not fit.
    Show,
    /// Those that serve the place, or name no area, are shown with what does not fit; those that serve
    /// elsewhere are left out, and without a place all are.
    ShowThere,
}

/// A question. Its `Debug` shows nothing that was typed.
#[derive(Clone, PartialEq)]
pub struct Query {
    /// Where.
    pub place: Option<Sought>,
    /// What would help, chosen from the list; any of them.
    pub needs: BTreeSet<Term>,
    /// What would help or whom she seeks, in her words.
    pub words: String,
    /// Who she is.
    pub woman: Woman,
    /// Where she is in the justice system.
    pub stage: Option<LegalStage>,
    /// Who would send her.
    pub referrer: Option<Referrer>,
    /// For women only: asked for.
    pub women_only: bool,
    /// Open at this instant: asked for.
    pub open_at: Option<Timestamp>,
    /// Taking referrals: asked for.
    pub taking_referrals: bool,
    /// What becomes of those that do not fit.
    pub unsuitable: Unsuitable,
    /// The day, by which dated facts are believed or not.
    pub today: Date,
    /// The most answers that are given.
    pub most: usize,
}

impl Query {
    /// A question that asks for nothing: everything fits.
    #[must_use]
    pub fn new(today: Date) -> Self {
        Self {
            place: None,
            needs: BTreeSet::new(),
            words: String::new(),
            woman: Woman::default(),
            stage: None,
            referrer: None,
            women_only: false,
            open_at: None,
            taking_referrals: false,
            unsuitable: Unsuitable::LeaveOut,
            today,
            most: 50,
        }
    }

    /// A question typed into one box, "debt help in newport": the place in it is taken out, the rest
    /// are words.
    #[must_use]
    pub fn typed(text: &str, today: Date) -> Self {
        let (place, words) = find_in_words(text);
        Self { place, words, ..Self::new(today) }
    }
}

impl std::fmt::Debug for Query {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Query(…)")
    }
}

impl std::fmt::Debug for Woman {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Woman(…)")
    }
}
