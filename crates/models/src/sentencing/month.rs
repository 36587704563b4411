//! Months and days as the model counts them. Not a calendar: no weekday, no time of day.

use std::fmt;

/// A month, counted from January of year 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(pub i32);

impl Month {
    /// The month of a year, 1 to 12.
    #[must_use]
    pub const fn new(year: i32, month: i32) -> Self {
        Self(year * 12 + month - 1)
    }

    /// Its year.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// Its number in the year, 1 to 12.
    #[must_use]
    pub const fn of_year(self) -> i32 {
        self.0.rem_euclid(12) + 1
    }

    /// The month in which a position lies.
    #[must_use]
    pub fn containing(position: f64) -> Self {
        Self(position.floor() as i32)
    }

    /// How many months so many years have.
    #[must_use]
    pub fn in_years(years: f64) -> usize {
        (years * 12.0).round().max(0.0) as usize
    }

    /// So many months later.
    #[must_use]
    pub const fn plus(self, months: i32) -> Self {
        Self(self.0 + months)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}", self.year(), self.of_year())
    }
}

/// A day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// Its month.
    pub month: Month,
    /// Its day, 1 to 31.
    pub day: i32,
}

impl Date {
    /// The day of a year and month; `None` when there is no such day.
    #[must_use]
    pub const fn new(year: i32, month: i32, day: i32) -> Option<Self> {
        let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        let longest = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => 0,
        };
        if day < 1 || day > longest {
            None
        } else {
            Some(Self { month: Month::new(year, month), day })
        }
    }

    /// Where it lies on the line of months: the first of a month is that month's number.
    #[must_use]
    pub fn position(self) -> f64 {
        f64::from(self.month.0) + f64::from(self.day - 1) / 31.0
    }
}

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}-{:02}", self.month, self.day)
    }
}
