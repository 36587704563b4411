//! The period of a return: a month, a quarter or a year, whole days of London time.
//!
//! A year runs from April to March, as grants and commissioners count; `calendar_year` is the other.
//! Quarters are those of both: January, April, July, October.

use jiff::ToSpan as _;
use jiff::civil::Date;
use kernel::time;
use serde::{Deserialize, Serialize};

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodKind {
    /// A calendar month.
    Month,
    /// Three months.
    Quarter,
    /// April to March.
    Year,
    /// January to December.
    CalendarYear,
}

impl PeriodKind {
    /// Every kind, for messages.
    pub const ALL: [Self; 4] = [Self::Month, Self::Quarter, Self::Year, Self::CalendarYear];

    /// The word in a definition.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
            Self::CalendarYear => "calendar_year",
        }
    }

    const fn months(self) -> i8 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year | Self::CalendarYear => 12,
        }
    }
}

/// One period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    kind: PeriodKind,
    first: Date,
}

impl Period {
    /// The period of this kind in which a day lies.
    #[must_use]
    pub fn containing(kind: PeriodKind, day: Date) -> Self {
        let month = match kind {
            PeriodKind::Month => day.month(),
            PeriodKind::Quarter => (day.month() - 1) / 3 * 3 + 1,
            PeriodKind::Year => 4,
            PeriodKind::CalendarYear => 1,
        };
        let year = match kind {
            PeriodKind::Year if day.month() < 4 => day.year().saturating_sub(1),
            _ => day.year(),
        };
        Self { kind, first: Date::new(year, month, 1).unwrap_or(day) }
    }

    /// The last period of this kind that ended before a day.
    #[must_use]
    pub fn ended_before(kind: PeriodKind, day: Date) -> Self {
        Self::containing(kind, day).before()
    }

    /// Reads what [`Self::code`] writes: `2026-09`, `2026-q3`, `2026-27`-style years as `y2026`,
    /// calendar years as `c2026`. `None` for any other text.
    #[must_use]
    pub fn from_code(kind: PeriodKind, code: &str) -> Option<Self> {
        let digits = |text: &str, many: usize| {
            (text.len() == many && text.bytes().all(|b| b.is_ascii_digit()))
                .then(|| text.parse::<i16>().ok())
                .flatten()
        };
        let (year, month) = match kind {
            PeriodKind::Month => {
                let (year, month) = code.split_once('-')?;
                (digits(year, 4)?, i8::try_from(digits(month, 2)?).ok()?)
            }
            PeriodKind::Quarter => {
                let (year, quarter) = code.split_once("-q")?;
                let quarter = i8::try_from(digits(quarter, 1)?).ok()?;
                ((digits(year, 4)?), quarter.checked_mul(3)?.checked_sub(2)?)
            }
            PeriodKind::Year => (digits(code.strip_prefix('y')?, 4)?, 4),
            PeriodKind::CalendarYear => (digits(code.strip_prefix('c')?, 4)?, 1),
        };
        if !(1900..=2200).contains(&year) {
            return None;
        }
        Some(Self { kind, first: Date::new(year, month, 1).ok()? })
    }

    /// The short text that an address and a row carry.
    #[must_use]
    pub fn code(&self) -> String {
        let year = self.first.year();
        match self.kind {
            PeriodKind::Month => format!("{year}-{:02}", self.first.month()),
            PeriodKind::Quarter => format!("{year}-q{}", (self.first.month() + 2) / 3),
            PeriodKind::Year => format!("y{year}"),
            PeriodKind::CalendarYear => format!("c{year}"),
        }
    }

    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> PeriodKind {
        self.kind
    }

    /// Its first day.
    #[must_use]
    pub const fn first(&self) -> Date {
        self.first
    }

    /// Its last day.
    #[must_use]
    pub fn last(&self) -> Date {
        self.next().first.saturating_sub(1.day())
    }

    /// The one after it.
    #[must_use]
    pub fn next(&self) -> Self {
        Self { kind: self.kind, first: self.first.saturating_add(self.kind.months().months()) }
    }

    /// The one before it.
    #[must_use]
    pub fn before(&self) -> Self {
        Self { kind: self.kind, first: self.first.saturating_sub(self.kind.months().months()) }
    }

    /// Whether a day lies in it.
    #[must_use]
    pub fn holds(&self, day: Date) -> bool {
        self.first <= day && day <= self.last()
    }

    /// The instants from which and before which it runs, in microseconds, by London's clock.
    #[must_use]
    pub fn instants(&self) -> (i64, i64) {
        let at = |day: Date| time::at_london(day.at(0, 0, 0, 0)).as_microsecond();
        (at(self.first), at(self.next().first))
    }

    /// `September 2026`, `July to September 2026`, `April 2026 to March 2027`, `2026`.
    #[must_use]
    pub fn words(&self) -> String {
        let (first, last) = (self.first, self.last());
        match self.kind {
            PeriodKind::Month => first.strftime("%B %Y").to_string(),
            PeriodKind::Quarter => {
                format!("{} to {}", first.strftime("%B"), last.strftime("%B %Y"))
            }
            PeriodKind::Year => {
                format!("{} to {}", first.strftime("%B %Y"), last.strftime("%B %Y"))
            }
            PeriodKind::CalendarYear => first.year().to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_period_is_read_back_from_its_code_and_meets_its_neighbours() {
        for kind in PeriodKind::ALL {
            let mut day = date(2024, 1, 1);
            while day < date(2027, 1, 1) {
                let period = Period::containing(kind, day);
                assert!(period.holds(day), "{kind:?} {day}");
                assert_eq!(Period::from_code(kind, &period.code()), Some(period));
                assert_eq!(period.next().before(), period);
                assert_eq!(period.last().saturating_add(1.day()), period.next().first());
                day = day.saturating_add(13.days());
            }
        }
    }

    #[test]
    fn words_are_those_of_a_letter() {
        let day = date(2026, 2, 9);
        let words = |kind| Period::containing(kind, day).words();
        assert_eq!(words(PeriodKind::Month), "February 2026");
        assert_eq!(words(PeriodKind::Quarter), "January to March 2026");
        assert_eq!(words(PeriodKind::Year), "April 2025 to March 2026");
        assert_eq!(words(PeriodKind::CalendarYear), "2026");
    }

    #[test]
    fn a_period_begins_and_ends_by_londons_clock() {
        let (from, before) = Period::containing(PeriodKind::Month, date(2026, 7, 9)).instants();
        let show = |at| kernel::time::from_micros(at).to_string();
        assert_eq!(show(from), "2026-06-30T23:00:00Z");
        assert_eq!(show(before), "2026-07-31T23:00:00Z");
    }

    #[test]
    fn a_text_that_is_no_period_is_none() {
        for code in ["", "2026-13", "2026-q5", "2026-q0", "26-09", "2026-9", "2026-1é", "y99999"] {
            for kind in PeriodKind::ALL {
                assert_eq!(Period::from_code(kind, code), None, "{code}");
            }
        }
    }
}
