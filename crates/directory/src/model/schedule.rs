//! When a service is open: a rule that repeats, in the shape that Open Referral UK gives it.
//!
//! Not for bank holidays, which no feed tells; a page says so beside "open now".

use jiff::Timestamp;
use jiff::civil::{Date, Time, Weekday};
use serde::{Deserialize, Serialize};

use super::key::{Extra, Ident};
use crate::codes::coded;

coded! {
    /// How it repeats.
    Frequency {
        /// By weeks.
        Weekly = "WEEKLY" "Every week",
        /// By months.
        Monthly = "MONTHLY" "Every month",
    }
}

/// A weekday, or the nth of a month: `2MO` is the second Monday, `-1FR` the last Friday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NthDay {
    /// Which of the month: 1 to 5 from its beginning, -1 to -5 from its end; none for each.
    pub nth: Option<i8>,
    /// The weekday.
    pub day: Weekday,
}

/// When a service is open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Schedule {
    /// Its id.
    pub ident: Ident,
    /// From which day the rule holds.
    #[serde(default)]
    pub valid_from: Option<Date>,
    /// To which day.
    #[serde(default)]
    pub valid_to: Option<Date>,
    /// The first day on which it happens.
    #[serde(default)]
    pub starts: Option<Date>,
    /// How it repeats; none where not said.
    #[serde(default)]
    pub frequency: Option<Frequency>,
    /// Every so many weeks or months.
    #[serde(default)]
    pub interval: Option<u8>,
    /// On which weekdays.
    #[serde(default)]
    pub days: Vec<NthDay>,
    /// On which days of the month, 1 to 31.
    #[serde(default)]
    pub month_days: Vec<u8>,
    /// Opens at.
    #[serde(default)]
    pub opens: Option<Time>,
    /// Closes at.
    #[serde(default)]
    pub closes: Option<Time>,
    /// In words.
    #[serde(default)]
    pub description: Option<String>,
    /// A page about it.
    #[serde(default)]
    pub link: Option<String>,
    /// How one attends.
    #[serde(default)]
    pub attending: Option<String>,
    /// Notes.
    #[serde(default)]
    pub notes: Option<String>,
    /// What we do not read.
    #[serde(default)]
    pub extra: Extra,
}

const DAYS: [(&str, Weekday); 7] = [
    ("MO", Weekday::Monday),
    ("TU", Weekday::Tuesday),
    ("WE", Weekday::Wednesday),
    ("TH", Weekday::Thursday),
    ("FR", Weekday::Friday),
    ("SA", Weekday::Saturday),
    ("SU", Weekday::Sunday),
];

/// The text is not a weekday of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a day must look like MO or 2MO")]
pub struct NotADay;

impl NthDay {
    /// Reads `MO`, `2MO`, `-1FR`, and the names of days however long.
    ///
    /// # Errors
    /// [`NotADay`].
    pub fn parse(text: &str) -> Result<Self, NotADay> {
        let text = text.trim().to_uppercase();
        let letters = text.trim_start_matches(|c: char| c == '-' || c == '+' || c.is_ascii_digit());
        let nth = text.strip_suffix(letters).filter(|nth| !nth.is_empty());
        let nth = nth.map(|nth| nth.parse::<i8>().map_err(|_| NotADay)).transpose()?;
        if nth.is_some_and(|nth| nth == 0 || !(-5..=5).contains(&nth)) {
            return Err(NotADay);
        }
        let day = DAYS.iter().find(|(code, day)| {
            let name = format!("{day:?}").to_uppercase();
            letters == *code
                || (letters.len() > 2 && name.starts_with(letters.trim_end_matches('S')))
        });
        day.map(|(_, day)| Self { nth, day: *day }).ok_or(NotADay)
    }

    fn falls_on(self, date: Date) -> bool {
        if date.weekday() != self.day {
            return false;
        }
        let from_start = (date.day() - 1) / 7 + 1;
        let from_end = -((date.days_in_month() - date.day()) / 7 + 1);
        self.nth.is_none_or(|nth| nth == from_start || nth == from_end)
    }
}

impl From<NthDay> for String {
    fn from(nth: NthDay) -> Self {
        let code = DAYS.iter().find(|(_, day)| *day == nth.day).map_or("MO", |(code, _)| code);
        nth.nth.map_or_else(|| code.to_owned(), |n| format!("{n}{code}"))
    }
}

impl TryFrom<String> for NthDay {
    type Error = NotADay;
    fn try_from(text: String) -> Result<Self, NotADay> {
        Self::parse(&text)
    }
}

impl Schedule {
    /// A rule that says nothing yet.
    #[must_use]
    pub fn new(ident: Ident) -> Self {
        Self {
            ident,
            valid_from: None,
            valid_to: None,
            starts: None,
            frequency: None,
            interval: None,
            days: Vec::new(),
            month_days: Vec::new(),
            opens: None,
            closes: None,
            description: None,
            link: None,
            attending: None,
            notes: None,
            extra: Extra::default(),
        }
    }

    /// Does it say on which days and at which hours?
    #[must_use]
    pub fn tells_hours(&self) -> bool {
        let tells_days = !self.days.is_empty() || !self.month_days.is_empty();
        self.opens.is_some() && self.closes.is_some() && (tells_days || self.starts.is_some())
    }

    /// Does the rule name that day? Without a rule for days only its first day counts.
    #[must_use]
    pub fn holds_on(&self, date: Date) -> bool {
        let before = [self.valid_from, self.starts].into_iter().flatten().any(|from| date < from);
        if before || self.valid_to.is_some_and(|to| date > to) {
            return false;
        }
        if self.days.is_empty() && self.month_days.is_empty() {
            return match (self.frequency, self.starts) {
                (Some(Frequency::Weekly), Some(first)) => {
                    first.weekday() == date.weekday() && self.in_step(date)
                }
                (Some(Frequency::Monthly), Some(first)) => {
                    first.day() == date.day() && self.in_step(date)
                }
                (None, first) => first == Some(date),
                (Some(_), None) => false,
            };
        }
        let by_day = self.days.is_empty() || self.days.iter().any(|day| day.falls_on(date));
        let by_number = self.month_days.is_empty()
            || self.month_days.iter().any(|day| i8::try_from(*day) == Ok(date.day()));
        by_day && by_number && self.in_step(date)
    }

    /// Is the date in a week or month that the interval names, counted from the first?
    fn in_step(&self, date: Date) -> bool {
        let every = i64::from(self.interval.unwrap_or(1).max(1));
        let (Some(first), true) = (self.starts, every > 1) else { return true };
        let apart = match self.frequency {
            Some(Frequency::Monthly) => {
                (i64::from(date.year()) - i64::from(first.year())) * 12 + i64::from(date.month())
                    - i64::from(first.month())
            }
            _ => {
                let monday = |d: Date| {
                    let back = i64::from(d.weekday().to_monday_zero_offset());
                    days_since_epoch(d) - back
                };
                (monday(date) - monday(first)) / 7
            }
        };
        apart % every == 0
    }

    /// Is it open at that instant on a London clock? The closing minute is outside. Hours that end
    /// before they begin run past midnight, into a day that the rule need not name.
    #[must_use]
    pub fn is_open_at(&self, at: Timestamp) -> bool {
        let (Some(opens), Some(closes)) = (self.opens, self.closes) else { return false };
        let london = kernel::time::london(at);
        let (date, time) = (london.date(), london.time());
        if opens < closes {
            return self.holds_on(date) && (opens..closes).contains(&time);
        }
        let yesterday = date.yesterday().ok();
        (self.holds_on(date) && time >= opens)
            || (time < closes && yesterday.is_some_and(|day| self.holds_on(day)))
    }
}

fn days_since_epoch(date: Date) -> i64 {
    let epoch = jiff::civil::date(1970, 1, 1);
    date.since(epoch).map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};
    use uuid::Uuid;

    fn rule(days: &[&str]) -> Schedule {
        Schedule {
            frequency: Some(Frequency::Weekly),
            days: days.iter().map(|day| NthDay::parse(day).unwrap()).collect(),
            opens: Some(time(10, 0, 0, 0)),
            closes: Some(time(16, 0, 0, 0)),
            ..Schedule::new(Ident::of(Uuid::from_u128(1)))
        }
    }

    #[test]
    fn open_now_goes_by_london_time() {
        let tuesdays = rule(&["TU", "THU"]);
        let open = |text: &str| tuesdays.is_open_at(text.parse().unwrap());
        assert!(open("2026-07-07T09:00:00Z"), "ten in summer");
        assert!(!open("2026-01-06T09:59:00Z") && open("2026-01-06T10:00:00Z"));
        assert!(!open("2026-01-06T16:00:00Z") && !open("2026-01-07T12:00:00Z"));
        assert!(open("2026-01-08T12:00:00Z"));
    }

    #[test]
    fn the_second_monday_and_every_other_week_are_told_apart() {
        let mut monthly = rule(&["2MO", "-1FR"]);
        monthly.frequency = Some(Frequency::Monthly);
        let held: Vec<i8> = (1..=30).filter(|d| monthly.holds_on(date(2026, 11, *d))).collect();
        assert_eq!(held, [9, 27]);
        let mut fortnightly = rule(&["WE"]);
        (fortnightly.interval, fortnightly.starts) = (Some(2), Some(date(2026, 11, 2)));
        let held: Vec<i8> = (1..=30).filter(|d| fortnightly.holds_on(date(2026, 11, *d))).collect();
        assert_eq!(held, [4, 18]);
    }

    #[test]
    fn a_night_runs_past_midnight() {
        let mut night = rule(&["FR"]);
        (night.opens, night.closes) = (Some(time(22, 0, 0, 0)), Some(time(2, 0, 0, 0)));
        let open = |text: &str| night.is_open_at(text.parse().unwrap());
        assert!(open("2026-01-09T23:00:00Z") && open("2026-01-10T01:59:00Z"));
        assert!(!open("2026-01-09T01:00:00Z") && !open("2026-01-10T02:00:00Z"));
    }

    #[test]
    fn days_are_read_and_written() {
        for (text, code) in [("mo", "MO"), ("2MO", "2MO"), ("-1fr", "-1FR"), ("Tuesdays", "TU")] {
            assert_eq!(String::from(NthDay::parse(text).unwrap()), code);
        }
        for text in ["", "0MO", "6MO", "XX", "M"] {
            assert_eq!(NthDay::parse(text), Err(NotADay), "{text}");
        }
    }
}
