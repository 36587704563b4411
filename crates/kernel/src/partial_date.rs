//! Dates as people know them: to the day, the month, the year, or only "about thirty".
//!
//! Not for instants: those are `jiff::Timestamp`. A date that is partly known is kept as it is known;
//! a missing day is never filled in with the first of the month. Mostly a date of birth, so `Debug`
//! shows how precise it is and not what it is.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::time;

/// Earliest year that a typed date may have.
const FIRST_YEAR: i16 = 1900;
/// Latest year that a typed date may have.
const LAST_YEAR: i16 = 2199;

/// A date with its precision. Made only by reading, so it always exists in the calendar.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PartialDate(Known);

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Known {
    Day(Date),
    /// The first day of the month.
    Month(Date),
    Year(i16),
    /// First and last year it can have been.
    Years(i16, i16),
}

/// How much of a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Precision {
    /// The very day.
    Day,
    /// Month and year.
    Month,
    /// Only the year.
    Year,
    /// Only a span of years, from an age that somebody guessed.
    Estimated,
}

/// A box of the date field on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateBox {
    /// The first box.
    Day,
    /// The second box.
    Month,
    /// The third box.
    Year,
}

impl fmt::Display for DateBox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
        })
    }
}

/// Why the three boxes are no date. Every case names the box to put right, see
/// [`TypedDateError::in_box`]; none repeats what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TypedDateError {
    /// All three boxes are empty.
    #[error("no date was given")]
    Empty,
    /// This box is empty and is needed: the year always, the month when there is a day.
    #[error("the {0} is missing")]
    Missing(DateBox),
    /// This box holds something else than a number (or, for a month, its name).
    #[error("the {0} must be a number")]
    NotANumber(DateBox),
    /// The number is too small or too large: day 32, month 13, year 1066.
    #[error("the {0} cannot be right")]
    OutOfRange(DateBox),
    /// The year was given with fewer than four digits, so the century is not known.
    #[error("the year must have four digits, such as 1994")]
    ShortYear,
    /// That month has no such day, for instance 31 June or 29 February 2025.
    #[error("that month has no such day")]
    NoSuchDay,
    /// The whole of it lies after today.
    #[error("the date is in the future")]
    Future(DateBox),
}

impl TypedDateError {
    /// The box to which the error belongs, and to which the error summary links.
    #[must_use]
    pub const fn in_box(self) -> DateBox {
        match self {
            Self::Missing(which)
            | Self::NotANumber(which)
            | Self::OutOfRange(which)
            | Self::Future(which) => which,
            Self::Empty | Self::NoSuchDay => DateBox::Day,
            Self::ShortYear => DateBox::Year,
        }
    }
}

/// A stored text that is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a stored date: 1994-05-09, 1994-05, 1994 or 1990/1994")]
pub struct NotADate;

/// An age that is known only within bounds, in whole years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AgeRange {
    /// She is at least so old.
    pub least: i16,
    /// She is at most so old.
    pub most: i16,
}

impl AgeRange {
    /// `31`, `31 or 32`, `30 to 35`.
    #[must_use]
    pub fn spelt(self) -> String {
        match self.most - self.least {
            0 => self.least.to_string(),
            1 => format!("{} or {}", self.least, self.most),
            _ => format!("{} to {}", self.least, self.most),
        }
    }
}

impl PartialDate {
    /// A date known to the day.
    #[must_use]
    pub const fn day(date: Date) -> Self {
        Self(Known::Day(date))
    }

    /// The years in which somebody was born who is thought to be this old on that day. Ages out of
    /// order are turned round.
    #[must_use]
    pub fn born_about(age: AgeRange, on: Date) -> Self {
        let (least, most) = (age.least.min(age.most), age.least.max(age.most));
        let first = on.year().saturating_sub(most).saturating_sub(1).clamp(0, 9999);
        let last = on.year().saturating_sub(least).clamp(first, 9999);
        Self(Known::Years(first, last))
    }

    /// Reads the three boxes. The day may be left empty, and the month with it. A month may be
    /// written out or cut short, in English, or written out in Welsh.
    ///
    /// # Errors
    /// [`TypedDateError`]; never its `Future`.
    pub fn typed(day: &str, month: &str, year: &str) -> Result<Self, TypedDateError> {
        let [day, month, year] = [day, month, year].map(str::trim);
        match (day.is_empty(), month.is_empty(), year.is_empty()) {
            (true, true, true) => return Err(TypedDateError::Empty),
            (false, true, _) => return Err(TypedDateError::Missing(DateBox::Month)),
            (_, _, true) => return Err(TypedDateError::Missing(DateBox::Year)),
            _ => {}
        }
        // Checked in the order of the boxes, so the first error shown is the first on the page.
        let day_number = match day {
            "" => None,
            day => Some(number_in(DateBox::Day, day, 1, 31)?),
        };
        let month_number = match (month, month_by_name(month)) {
            ("", _) => None,
            (_, Some(named)) => Some(named),
            (month, None) => Some(number_in(DateBox::Month, month, 1, 12)?),
        };
        if year.len() < 4 && year.bytes().all(|b| b.is_ascii_digit()) {
            return Err(TypedDateError::ShortYear);
        }
        let year = number_in(DateBox::Year, year, FIRST_YEAR, LAST_YEAR)?;
        let on = |month, day| real_date(year, month, day).ok_or(TypedDateError::NoSuchDay);
        match (month_number, day_number) {
            (Some(month), Some(day)) => on(month, day).map(|date| Self(Known::Day(date))),
            (Some(month), None) => on(month, 1).map(|date| Self(Known::Month(date))),
            (None, _) => Ok(Self(Known::Year(year))),
        }
    }

    /// As [`PartialDate::typed`], for something that has happened, such as a birth. This month and
    /// this year are not in the future.
    ///
    /// # Errors
    /// [`TypedDateError`]; its `Future` names the largest box that is too late.
    pub fn typed_past(
        day: &str,
        month: &str,
        year: &str,
        today: Date,
    ) -> Result<Self, TypedDateError> {
        let date = Self::typed(day, month, year)?;
        if !date.is_after(today) {
            return Ok(date);
        }
        let first = date.earliest();
        Err(TypedDateError::Future(if first.year() > today.year() {
            DateBox::Year
        } else if first.month() > today.month() {
            DateBox::Month
        } else {
            DateBox::Day
        }))
    }

    /// Reads the stored text.
    ///
    /// # Errors
    /// [`NotADate`] for anything that [`PartialDate::iso`] does not write.
    pub fn from_iso(text: &str) -> Result<Self, NotADate> {
        let known = if let Some((first, last)) = text.split_once('/') {
            let (first, last) = (iso_number(first, 4)?, iso_number(last, 4)?);
            if first > last {
                return Err(NotADate);
            }
            Known::Years(first, last)
        } else {
            let mut parts = text.split('-');
            let year = iso_number(parts.next().unwrap_or_default(), 4)?;
            let month = parts.next().map(|part| iso_number(part, 2)).transpose()?;
            let day = parts.next().map(|part| iso_number(part, 2)).transpose()?;
            match (month, day, parts.next()) {
                (None, None, None) => Known::Year(year),
                (Some(month), None, None) => {
                    Known::Month(real_date(year, month, 1).ok_or(NotADate)?)
                }
                (Some(month), Some(day), None) => {
                    Known::Day(real_date(year, month, day).ok_or(NotADate)?)
                }
                _ => return Err(NotADate),
            }
        };
        Ok(Self(known))
    }

    /// The text as stored: `1994-05-09`, `1994-05`, `1994`, or for an estimate the years between
    /// which it lies, `1990/1994` (ISO 8601).
    #[must_use]
    pub fn iso(&self) -> String {
        match self.0 {
            Known::Day(date) => date.to_string(),
            Known::Month(first) => format!("{:04}-{:02}", first.year(), first.month()),
            Known::Year(year) => format!("{year:04}"),
            Known::Years(first, last) => format!("{first:04}/{last:04}"),
        }
    }

    /// How much is known.
    #[must_use]
    pub const fn precision(&self) -> Precision {
        match self.0 {
            Known::Day(_) => Precision::Day,
            Known::Month(_) => Precision::Month,
            Known::Year(_) => Precision::Year,
            Known::Years(..) => Precision::Estimated,
        }
    }

    /// The day, when it is known.
    #[must_use]
    pub const fn exact(&self) -> Option<Date> {
        match self.0 {
            Known::Day(date) => Some(date),
            Known::Month(_) | Known::Year(_) | Known::Years(..) => None,
        }
    }

    /// The first day it can be.
    #[must_use]
    pub fn earliest(&self) -> Date {
        match self.0 {
            Known::Day(date) | Known::Month(date) => date,
            Known::Year(year) | Known::Years(year, _) => real_date(year, 1, 1).unwrap_or(Date::MIN),
        }
    }

    /// The last day it can be.
    #[must_use]
    pub fn latest(&self) -> Date {
        match self.0 {
            Known::Day(date) => date,
            Known::Month(first) => first.last_of_month(),
            Known::Year(year) | Known::Years(_, year) => {
                real_date(year, 12, 31).unwrap_or(Date::MAX)
            }
        }
    }

    /// Does the whole of it lie after that day?
    #[must_use]
    pub fn is_after(&self, day: Date) -> bool {
        self.earliest() > day
    }

    /// Could both be the same day? For comparing two records of who may be one woman.
    #[must_use]
    pub fn agrees_with(&self, other: &Self) -> bool {
        self.earliest() <= other.latest() && other.earliest() <= self.latest()
    }

    /// How old somebody born then is on that day; `None` when nobody could be born yet. When she may
    /// or may not be born yet, the range begins at nought.
    #[must_use]
    pub fn age_on(&self, day: Date) -> Option<AgeRange> {
        if self.is_after(day) {
            return None;
        }
        let youngest = self.latest().min(day);
        Some(AgeRange {
            least: time::age_on(youngest, day),
            most: time::age_on(self.earliest(), day),
        })
    }

    /// `9 May 1994`, `May 1994`, `1994`, `between 1990 and 1994`.
    #[must_use]
    pub fn spelt(&self) -> String {
        match self.0 {
            Known::Day(date) => time::spelt(date),
            Known::Month(first) => first.strftime("%B %Y").to_string(),
            Known::Year(year) => year.to_string(),
            Known::Years(first, last) if first == last => format!("about {first}"),
            Known::Years(first, last) => format!("between {first} and {last}"),
        }
    }

    /// Days from the earliest to the latest day it can be, both counted; one when it is exact.
    #[must_use]
    pub fn days_possible(&self) -> i64 {
        self.latest()
            .saturating_add(1.day())
            .duration_until(self.earliest())
            .as_hours()
            .unsigned_abs()
            .div_euclid(24)
            .try_into()
            .unwrap_or(i64::MAX)
    }
}

impl fmt::Debug for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PartialDate({:?})", self.precision())
    }
}

impl TryFrom<String> for PartialDate {
    type Error = NotADate;
    fn try_from(text: String) -> Result<Self, NotADate> {
        Self::from_iso(&text)
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        date.iso()
    }
}

fn real_date(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A stored number has exactly that many digits.
fn iso_number(text: &str, width: usize) -> Result<i16, NotADate> {
    if text.len() == width && text.bytes().all(|b| b.is_ascii_digit()) {
        text.parse().map_err(|_| NotADate)
    } else {
        Err(NotADate)
    }
}

fn number_in(which: DateBox, text: &str, low: i16, high: i16) -> Result<i16, TypedDateError> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(TypedDateError::NotANumber(which));
    }
    // Digits that do not fit into a number are out of range too.
    text.parse()
        .ok()
        .filter(|number| (low..=high).contains(number))
        .ok_or(TypedDateError::OutOfRange(which))
}

/// January first; English, then Welsh.
const MONTHS: [(&str, &str); 12] = [
    ("january", "ionawr"),
    ("february", "chwefror"),
    ("march", "mawrth"),
    ("april", "ebrill"),
    ("may", "mai"),
    ("june", "mehefin"),
    ("july", "gorffennaf"),
    ("august", "awst"),
    ("september", "medi"),
    ("october", "hydref"),
    ("november", "tachwedd"),
    ("december", "rhagfyr"),
];

fn month_by_name(text: &str) -> Option<i16> {
    let name = text.trim_end_matches('.').to_lowercase();
    let is_named = |(english, welsh): &(&str, &str)| {
        (name.len() >= 3 && english.starts_with(&name)) || name == *welsh
    };
    (1..).zip(&MONTHS).find(|(_, month)| is_named(month)).map(|(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn iso(day: &str, month: &str, year: &str) -> Result<String, TypedDateError> {
        PartialDate::typed(day, month, year).map(|date| date.iso())
    }

    #[test]
    fn a_date_is_kept_as_precisely_as_it_is_known() {
        assert_eq!(iso("9", "5", "1994"), Ok("1994-05-09".into()));
        assert_eq!(iso(" 09 ", "May", "1994"), Ok("1994-05-09".into()));
        assert_eq!(iso("", "Sept.", "1994"), Ok("1994-09".into()));
        assert_eq!(iso("1", "Mehefin", "1994"), Ok("1994-06-01".into()));
        assert_eq!(iso("", "", "1994"), Ok("1994".into()));
        assert_eq!(iso("29", "2", "2024"), Ok("2024-02-29".into()));
    }

    #[test]
    fn each_error_names_the_box_to_put_right() {
        use DateBox::{Day, Month, Year};
        use TypedDateError as E;
        assert_eq!(iso("", " ", ""), Err(E::Empty));
        assert_eq!(iso("9", "", "1994"), Err(E::Missing(Month)));
        assert_eq!(iso("9", "5", ""), Err(E::Missing(Year)));
        assert_eq!(iso("nine", "5", "1994"), Err(E::NotANumber(Day)));
        assert_eq!(iso("9", "Mayhem", "1994"), Err(E::NotANumber(Month)));
        assert_eq!(iso("9", "5", "-994"), Err(E::NotANumber(Year)));
        assert_eq!(iso("32", "5", "1994"), Err(E::OutOfRange(Day)));
        assert_eq!(iso("0", "5", "1994"), Err(E::OutOfRange(Day)));
        assert_eq!(iso("9", "13", "1994"), Err(E::OutOfRange(Month)));
        assert_eq!(iso("9", "5", "99999999"), Err(E::OutOfRange(Year)));
        assert_eq!(iso("9", "5", "1066"), Err(E::OutOfRange(Year)));
        assert_eq!(iso("9", "5", "94"), Err(E::ShortYear));
        assert_eq!(iso("31", "6", "1994"), Err(E::NoSuchDay));
        assert_eq!(iso("29", "2", "2025"), Err(E::NoSuchDay));
        assert_eq!(E::ShortYear.in_box(), Year);
        assert_eq!(E::NoSuchDay.in_box(), Day);
        assert_eq!(E::Missing(Month).to_string(), "the month is missing");
    }

    #[test]
    fn a_birth_cannot_lie_in_the_future_but_this_month_can_be_hers() {
        let past = |d, m, y| PartialDate::typed_past(d, m, y, date(2026, 3, 3)).map(|p| p.iso());
        assert_eq!(past("3", "3", "2026"), Ok("2026-03-03".into()));
        assert_eq!(past("", "3", "2026"), Ok("2026-03".into()));
        assert_eq!(past("", "", "2026"), Ok("2026".into()));
        assert_eq!(past("4", "3", "2026"), Err(TypedDateError::Future(DateBox::Day)));
        assert_eq!(past("", "4", "2026"), Err(TypedDateError::Future(DateBox::Month)));
        assert_eq!(past("1", "1", "2027"), Err(TypedDateError::Future(DateBox::Year)));
        assert!(PartialDate::typed("1", "1", "2027").is_ok(), "an expected date may lie ahead");
    }

    #[test]
    fn stored_text_is_read_back_and_nothing_else_is() {
        for text in ["1994-05-09", "1994-05", "1994", "1990/1994"] {
            let read = PartialDate::from_iso(text).unwrap();
            assert_eq!(read.iso(), text);
            let json = serde_json::to_string(&read).unwrap();
            assert_eq!(serde_json::from_str::<PartialDate>(&json).unwrap(), read);
        }
        for text in ["", "94", "1994-5", "1994-13", "1994-02-30", "1994-05-09-1", "1994/1990", "-1"]
        {
            assert_eq!(PartialDate::from_iso(text), Err(NotADate), "{text}");
        }
    }

    #[test]
    fn an_age_is_as_certain_as_the_date() {
        let age = |text: &str| {
            let born = PartialDate::from_iso(text).unwrap();
            born.age_on(date(2026, 5, 9)).map(AgeRange::spelt)
        };
        assert_eq!(age("1994-05-09").unwrap(), "32");
        assert_eq!(age("1994-05-10").unwrap(), "31");
        assert_eq!(age("1994-05").unwrap(), "31 or 32");
        assert_eq!(age("1994-04").unwrap(), "32");
        assert_eq!(age("1994").unwrap(), "31 or 32");
        assert_eq!(age("1990/1994").unwrap(), "31 to 36");
        assert_eq!(age("2026").unwrap(), "0");
        assert_eq!(age("2026-05-10"), None);
    }

    #[test]
    fn dates_are_spelt_out() {
        let spelt = |text: &str| PartialDate::from_iso(text).unwrap().spelt();
        assert_eq!(spelt("1994-05-09"), "9 May 1994");
        assert_eq!(spelt("1994-05"), "May 1994");
        assert_eq!(spelt("1994"), "1994");
        assert_eq!(spelt("1990/1994"), "between 1990 and 1994");
    }

    #[test]
    fn dates_agree_when_they_can_be_the_same_day() {
        let agree = |a: &str, b: &str| {
            PartialDate::from_iso(a).unwrap().agrees_with(&PartialDate::from_iso(b).unwrap())
        };
        assert!(agree("1994", "1994-05-09") && agree("1990/1994", "1994-05"));
        assert!(!agree("1994-05-09", "1994-05-10") && !agree("1994-04", "1994-05"));
    }

    #[test]
    fn a_debug_line_does_not_show_the_date() {
        assert_eq!(format!("{:?}", PartialDate::day(date(1994, 5, 9))), "PartialDate(Day)");
    }

    #[test]
    fn a_vaguer_date_leaves_more_days_open() {
        let days = |text: &str| PartialDate::from_iso(text).unwrap().days_possible();
        assert_eq!((days("1994-05-09"), days("1994-05"), days("2024")), (1, 31, 366));
    }

    proptest! {
        #[test]
        fn a_guessed_age_is_within_what_is_kept(least in 0i16..100, more in 0i16..10, day in 1i8..=28) {
            let guess = AgeRange { least, most: least + more };
            let on = date(2026, 5, day);
            let kept = PartialDate::born_about(guess, on);
            let age = kept.age_on(on).unwrap();
            prop_assert!(age.least <= guess.least && guess.most <= age.most);
            prop_assert!(age.most - guess.most <= 1 && guess.least - age.least <= 1);
            prop_assert_eq!(PartialDate::from_iso(&kept.iso()).map(|d| d.iso()), Ok(kept.iso()));
        }

        #[test]
        fn any_text_is_a_date_or_a_clear_no(day in ".*", month in ".*", year in ".*") {
            let _ = (PartialDate::typed(&day, &month, &year), PartialDate::from_iso(&year));
        }

        #[test]
        fn any_age_can_be_noted(least in any::<i16>(), most in any::<i16>()) {
            let kept = PartialDate::born_about(AgeRange { least, most }, date(2026, 5, 9));
            prop_assert!(PartialDate::from_iso(&kept.iso()).is_ok());
        }
    }
}
