//! When safety falls due, in working days of England and Wales.
//!
//! Due dates never hold anything back: danger is recorded, shared and referred on at any hour.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use kernel::{time, working_day};

use super::model::Level;

/// The same working day: the day itself in London when it is one, at whatever hour, else the next.
///
/// What is seen at six on a Friday evening is due on that Friday and stands as overdue from
/// Saturday; putting it off to Monday would hide a dangerous weekend. See decision 0043.
#[must_use]
pub fn same_working_day(at: Timestamp) -> Date {
    let day = time::london(at).date();
    if working_day::is_working_day(day) { day } else { working_day::next_working_day(day) }
}

/// The next working day after the instant's day in London, for a review of what was done at once.
#[must_use]
pub fn next_working_day(at: Timestamp) -> Date {
    working_day::next_working_day(time::london(at).date())
}

/// When a danger of this level is looked at again: unchecked the same working day, very high
/// the next, high within a week, medium within four, low within twelve. Our own periods; a worker may set
/// another day. See decision 0043.
#[must_use]
pub fn review_of(level: Level, at: Timestamp) -> Date {
    let day = time::london(at).date();
    match level {
        Level::ToCheck => same_working_day(at),
        Level::VeryHigh => next_working_day(at),
        Level::High => day.saturating_add(7.days()),
        Level::Medium => day.saturating_add(28.days()),
        Level::Low => day.saturating_add(84.days()),
    }
}

/// When a safety plan is gone through with her again: within four weeks.
#[must_use]
pub fn plan_review(at: Timestamp) -> Date {
    time::london(at).date().saturating_add(28.days())
}

/// The first day whose referrals make a new incident a repeat: twelve months back, with that day.
#[must_use]
pub fn repeat_since(at: Timestamp) -> Date {
    time::london(at).date().saturating_sub(12.months())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_seen_on_friday_at_six_is_due_that_friday_and_reviewed_on_monday() {
        let friday = at("2026-11-27T18:00:00Z");
        assert_eq!(same_working_day(friday), date(2026, 11, 27));
        assert_eq!(next_working_day(friday), date(2026, 11, 30));
    }

    #[test]
    fn what_is_seen_on_saturday_is_due_on_monday_and_reviewed_on_monday() {
        let saturday = at("2026-11-28T09:00:00Z");
        assert_eq!(same_working_day(saturday), date(2026, 11, 30));
        assert_eq!(next_working_day(saturday), date(2026, 11, 30));
    }

    #[test]
    fn christmas_and_its_substitute_day_are_no_working_days() {
        // Boxing Day 2026 is a Saturday; its substitute is Monday 28 December.
        let christmas_eve = at("2026-12-24T16:00:00Z");
        assert_eq!(same_working_day(christmas_eve), date(2026, 12, 24));
        assert_eq!(next_working_day(christmas_eve), date(2026, 12, 29));
        assert_eq!(same_working_day(at("2026-12-25T10:00:00Z")), date(2026, 12, 29));
    }

    #[test]
    fn half_past_midnight_in_a_london_summer_is_already_the_next_day() {
        let late = at("2026-07-06T23:30:00Z");
        assert_eq!(same_working_day(late), date(2026, 7, 7));
        assert_eq!(next_working_day(late), date(2026, 7, 8));
    }

    #[test]
    fn good_friday_moves_a_review_to_tuesday() {
        assert_eq!(next_working_day(at("2027-03-25T12:00:00Z")), date(2027, 3, 30));
    }

    #[test]
    fn twelve_months_back_from_the_end_of_february_is_a_day_that_exists() {
        assert_eq!(repeat_since(at("2028-02-29T12:00:00Z")), date(2027, 2, 28));
        assert_eq!(repeat_since(at("2026-11-24T12:00:00Z")), date(2025, 11, 24));
    }

    #[test]
    fn the_graver_the_sooner() {
        let monday = at("2026-11-23T12:00:00Z");
        let mut levels = Level::ALL.to_vec();
        levels.retain(|level| *level != Level::ToCheck);
        let days: Vec<Date> = levels.iter().map(|level| review_of(*level, monday)).collect();
        assert!(days.windows(2).all(|pair| pair[0] > pair[1]), "{days:?}");
        assert_eq!(review_of(Level::ToCheck, monday), date(2026, 11, 23));
    }
}
