//! How well an entry is known and to whom it may be shown: listing, confirmation and its age, facts
//! that expire.
//!
//! An imported entry is unlisted to the public until its provider confirms it. A confirmation is
//! asked for again every six months and grows old in steps, see decision 0122.

use jiff::civil::Date;
use jiff::{Span, ToSpan as _};
use serde::{Deserialize, Serialize};

use super::service::Phone;

/// After so many months "still right?" is asked again.
pub const SINKS: i64 = 6;
/// So many days the question may lie before the entry sinks in lists.
pub const GRACE: i64 = 28;
/// After so many months it is shown as unconfirmed.
pub const TELLS: i64 = 9;
/// After so many months it is not shown.
pub const HIDES: i64 = 12;
/// So many days a capacity or a waiting time is believed when its teller set no end.
pub const CAPACITY_LASTS: i64 = 28;

/// To whom an entry may be shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Listing {
    /// To everybody, once confirmed.
    Public,
    /// To those who refer.
    ProfessionalsOnly,
    /// Everybody may know that it is there; the way to it is a telephone line and nothing else.
    HelplineOnly {
        /// The line.
        line: Phone,
    },
}

/// Whether the provider has said that the entry is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confirmation {
    /// Never; it was taken in from a source.
    Never,
    /// On that day.
    On(Date),
}

/// How fresh an entry is on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Freshness {
    /// Confirmed lately, or asked again and still within the days of grace.
    Fresh {
        /// When it was confirmed.
        checked: Date,
    },
    /// Asked again and not answered: stands lower in lists.
    Sinking {
        /// When it was confirmed.
        checked: Date,
    },
    /// Shown as unconfirmed: for long not answered, or never confirmed.
    Unconfirmed {
        /// When it was last confirmed; none where never.
        checked: Option<Date>,
    },
    /// Too old to be shown to anybody but its owner and its editors.
    Hidden {
        /// When it was confirmed.
        checked: Date,
    },
}

impl Confirmation {
    /// How fresh it is on that day. A confirmation dated after `today` counts as of today.
    #[must_use]
    pub fn freshness(self, today: Date) -> Freshness {
        let Self::On(checked) = self else { return Freshness::Unconfirmed { checked: None } };
        let past = |span: Span| checked.checked_add(span).is_ok_and(|end| today >= end);
        if past(HIDES.months()) {
            Freshness::Hidden { checked }
        } else if past(TELLS.months()) {
            Freshness::Unconfirmed { checked: Some(checked) }
        } else if past(SINKS.months().days(GRACE)) {
            Freshness::Sinking { checked }
        } else {
            Freshness::Fresh { checked }
        }
    }

    /// Is it time to ask "still right?" again?
    #[must_use]
    pub fn is_due(self, today: Date) -> bool {
        match self {
            Self::Never => true,
            Self::On(checked) => checked.checked_add(SINKS.months()).is_ok_and(|end| today >= end),
        }
    }
}

impl Freshness {
    /// The last confirmation, where there was one.
    #[must_use]
    pub const fn checked(self) -> Option<Date> {
        match self {
            Self::Fresh { checked } | Self::Sinking { checked } | Self::Hidden { checked } => {
                Some(checked)
            }
            Self::Unconfirmed { checked } => checked,
        }
    }
}

/// A fact that was true on a day and is not believed for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated<T> {
    /// The fact.
    pub value: T,
    /// When it was told.
    pub told: Date,
    /// The first day on which it is no longer believed.
    pub until: Date,
}

impl<T> Dated<T> {
    /// A fact told on that day, believed for [`CAPACITY_LASTS`] days.
    #[must_use]
    pub fn told(value: T, told: Date) -> Self {
        let until = told.checked_add(CAPACITY_LASTS.days()).unwrap_or(Date::MAX);
        Self { value, told, until }
    }

    /// The fact, if it is believed on that day.
    #[must_use]
    pub fn on(&self, day: Date) -> Option<&T> {
        (day < self.until).then_some(&self.value)
    }
}

/// Whether referrals are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capacity {
    /// Taken; how many places are free is not said.
    Taking,
    /// So many places are free; at least one.
    Free(u16),
    /// Full: names go on a list.
    WaitingList,
    /// None are taken now.
    Closed,
}

impl Capacity {
    /// May a referral be sent? A list is a yes: it is taken, and waits.
    #[must_use]
    pub const fn takes_referrals(self) -> bool {
        !matches!(self, Self::Closed)
    }
}

/// How long a woman waits from referral to first meeting, in whole weeks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Waiting {
    /// Weeks, rounded up; 0 is within the week.
    pub weeks: u8,
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_confirmation_grows_old_in_steps() {
        let confirmed = Confirmation::On(date(2026, 1, 31));
        let on = |day| confirmed.freshness(day);
        let checked = date(2026, 1, 31);
        assert_eq!(on(date(2026, 1, 1)), Freshness::Fresh { checked });
        assert_eq!(on(date(2026, 8, 27)), Freshness::Fresh { checked });
        assert_eq!(on(date(2026, 8, 28)), Freshness::Sinking { checked });
        assert_eq!(on(date(2026, 10, 31)), Freshness::Unconfirmed { checked: Some(checked) });
        assert_eq!(on(date(2027, 1, 30)), Freshness::Unconfirmed { checked: Some(checked) });
        assert_eq!(on(date(2027, 1, 31)), Freshness::Hidden { checked });
        assert!(!confirmed.is_due(date(2026, 7, 30)) && confirmed.is_due(date(2026, 7, 31)));
    }

    #[test]
    fn what_was_never_confirmed_is_unconfirmed_at_any_age() {
        let never = Confirmation::Never.freshness(date(2030, 1, 1));
        assert_eq!(never, Freshness::Unconfirmed { checked: None });
        assert!(Confirmation::Never.is_due(date(2026, 1, 1)));
    }

    #[test]
    fn a_free_place_is_believed_for_four_weeks() {
        let free = Dated::told(Capacity::Free(2), date(2026, 11, 1));
        assert_eq!(free.on(date(2026, 11, 28)), Some(&Capacity::Free(2)));
        assert_eq!(free.on(date(2026, 11, 29)), None);
    }
}
