//! Working days of England and Wales, for every clock that runs in working days.
//!
//! Not for a centre's own opening hours, and not for Scotland or Northern Ireland, whose bank
//! holidays differ.
//!
//! Source of the dates: the list "UK bank holidays", England and Wales, on gov.uk/bank-holidays, as
//! far as it is published; beyond it, the same rule: Banking and Financial Dealings Act 1971,
//! schedule 1, with the substitute days that the yearly proclamation gives to Christmas Day, Boxing
//! Day and New Year's Day when they fall on a weekend. A single extra holiday (a coronation) can be
//! proclaimed at a few months' notice and then has to be added here.

use jiff::civil::{Date, Weekday, date};
use jiff::{Timestamp, ToSpan};

use crate::time;

/// A working day ends at five in the afternoon, London time.
const DAY_ENDS_AT_HOUR: i8 = 17;

const NEW_YEAR: &str = "New Year's Day";
const GOOD_FRIDAY: &str = "Good Friday";
const EASTER_MONDAY: &str = "Easter Monday";
const EARLY_MAY: &str = "Early May bank holiday";
const SPRING: &str = "Spring bank holiday";
const SUMMER: &str = "Summer bank holiday";
const CHRISTMAS: &str = "Christmas Day";
const BOXING: &str = "Boxing Day";

/// In order. Where the day itself falls on a weekend, its substitute stands here.
const BANK_HOLIDAYS: [(Date, &str); 40] = [
    (date(2024, 1, 1), NEW_YEAR),
    (date(2024, 3, 29), GOOD_FRIDAY),
    (date(2024, 4, 1), EASTER_MONDAY),
    (date(2024, 5, 6), EARLY_MAY),
    (date(2024, 5, 27), SPRING),
    (date(2024, 8, 26), SUMMER),
    (date(2024, 12, 25), CHRISTMAS),
    (date(2024, 12, 26), BOXING),
    (date(2025, 1, 1), NEW_YEAR),
    (date(2025, 4, 18), GOOD_FRIDAY),
    (date(2025, 4, 21), EASTER_MONDAY),
    (date(2025, 5, 5), EARLY_MAY),
    (date(2025, 5, 26), SPRING),
    (date(2025, 8, 25), SUMMER),
    (date(2025, 12, 25), CHRISTMAS),
    (date(2025, 12, 26), BOXING),
    (date(2026, 1, 1), NEW_YEAR),
    (date(2026, 4, 3), GOOD_FRIDAY),
    (date(2026, 4, 6), EASTER_MONDAY),
    (date(2026, 5, 4), EARLY_MAY),
    (date(2026, 5, 25), SPRING),
    (date(2026, 8, 31), SUMMER),
    (date(2026, 12, 25), CHRISTMAS),
    (date(2026, 12, 28), BOXING),
    (date(2027, 1, 1), NEW_YEAR),
    (date(2027, 3, 26), GOOD_FRIDAY),
    (date(2027, 3, 29), EASTER_MONDAY),
    (date(2027, 5, 3), EARLY_MAY),
    (date(2027, 5, 31), SPRING),
    (date(2027, 8, 30), SUMMER),
    (date(2027, 12, 27), CHRISTMAS),
    (date(2027, 12, 28), BOXING),
    (date(2028, 1, 3), NEW_YEAR),
    (date(2028, 4, 14), GOOD_FRIDAY),
    (date(2028, 4, 17), EASTER_MONDAY),
    (date(2028, 5, 1), EARLY_MAY),
    (date(2028, 5, 29), SPRING),
    (date(2028, 8, 28), SUMMER),
    (date(2028, 12, 25), CHRISTMAS),
    (date(2028, 12, 26), BOXING),
];

/// The first day whose year is on the list. Before it only weekends are known.
#[must_use]
pub const fn known_from() -> Date {
    date(2024, 1, 1)
}

/// The last day whose year is on the list. After it only weekends count as days off, so a clock that
/// runs past it may end a day early; the page that shows such a clock, and `doctor`, should say so.
#[must_use]
pub const fn known_until() -> Date {
    date(2028, 12, 31)
}

/// The bank holiday's name, when that day is one in England and Wales.
#[must_use]
pub fn bank_holiday(day: Date) -> Option<&'static str> {
    BANK_HOLIDAYS.iter().find(|(holiday, _)| *holiday == day).map(|(_, name)| *name)
}

/// Neither a weekend nor a bank holiday.
#[must_use]
pub fn is_working_day(day: Date) -> bool {
    !is_weekend(day) && bank_holiday(day).is_none()
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The first working day after that day.
#[must_use]
pub fn next_working_day(day: Date) -> Date {
    let mut next = day.saturating_add(1.day());
    while !is_working_day(next) && next < Date::MAX {
        next = next.saturating_add(1.day());
    }
    next
}

/// When a clock of `n` working days that starts now runs out: at 5:00pm in London on its last day.
///
/// The day it starts on does not count, whatever the hour: what comes in on Monday with two working
/// days to answer is due on Wednesday at 5:00pm, what comes in on Saturday on Tuesday at 5:00pm.
/// `n` = 0 means today: the end of this working day, or of the next one when today is none or has
/// already ended.
#[must_use]
pub fn add_working_days(at: Timestamp, n: u16) -> Timestamp {
    let start = time::london(at).date();
    if n == 0 {
        let end = end_of(start);
        return if is_working_day(start) && at <= end {
            end
        } else {
            end_of(next_working_day(start))
        };
    }
    end_of((0..n).fold(start, |day, _| next_working_day(day)))
}

fn end_of(day: Date) -> Timestamp {
    time::at_london(day.at(DAY_ENDS_AT_HOUR, 0, 0, 0))
}

/// How many working days come after `from`, up to `to` and with it; below nought when `to` is
/// earlier. From Monday to Wednesday of a plain week: 2.
#[must_use]
pub fn working_days_between(from: Date, to: Date) -> i64 {
    if to < from {
        return -working_days_between(to, from);
    }
    let days = from.duration_until(to).as_hours() / 24;
    // Whole weeks hold five weekdays each; the days left over are looked at one by one.
    let rest_from = from.saturating_add((days / 7 * 7).days());
    let mut weekdays = days / 7 * 5;
    let mut day = rest_from;
    while day < to {
        day = day.saturating_add(1.day());
        weekdays += i64::from(!is_weekend(day));
    }
    let holidays = BANK_HOLIDAYS.iter().filter(|(day, _)| from < *day && *day <= to).count();
    weekdays - i64::try_from(holidays).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn due(at: &str, n: u16) -> String {
        time::spelt_with_time(add_working_days(at.parse().unwrap(), n))
    }

    /// Easter Sunday by the calendar's own rule (Meeus, Astronomical Algorithms, chapter 8).
    fn easter(year: i16) -> Date {
        let (golden, century, rest) = (year % 19, year / 100, year % 100);
        let (leap, skip) = (century / 4, century % 4);
        let moon = (century - (century + 8) / 25 + 1) / 3;
        let epact = (19 * golden + century - leap - moon + 15) % 30;
        let sunday = (32 + 2 * skip + 2 * (rest / 4) - epact - rest % 4) % 7;
        let late = (golden + 11 * epact + 22 * sunday) / 451;
        let sum = epact + sunday - 7 * late + 114;
        let (month, day) = (i8::try_from(sum / 31).unwrap(), i8::try_from(sum % 31 + 1).unwrap());
        date(year, month, day)
    }

    /// The list worked out again from the rules, without looking at it.
    fn by_rule(year: i16) -> Vec<Date> {
        let on_weekday = |mut day: Date, step: i64| {
            while day.weekday() != Weekday::Monday {
                day = day.saturating_add(step.days());
            }
            day
        };
        let mut found = Vec::new();
        let mut or_substitute = |mut day: Date| {
            while is_weekend(day) || found.contains(&day) {
                day = day.saturating_add(1.day());
            }
            found.push(day);
        };
        or_substitute(date(year, 1, 1));
        // Christmas keeps its weekday; Boxing Day moves on past it.
        or_substitute(date(year, 12, 25));
        or_substitute(date(year, 12, 26));
        found.push(easter(year).saturating_add((-2).days()));
        found.push(easter(year).saturating_add(1.day()));
        found.push(on_weekday(date(year, 5, 1), 1));
        found.push(on_weekday(date(year, 5, 31), -1));
        found.push(on_weekday(date(year, 8, 31), -1));
        found.sort();
        found
    }

    #[test]
    fn the_list_of_bank_holidays_follows_from_the_rules() {
        let listed: Vec<Date> = BANK_HOLIDAYS.iter().map(|(day, _)| *day).collect();
        let due: Vec<Date> =
            (known_from().year()..=known_until().year()).flat_map(by_rule).collect();
        assert_eq!(listed, due);
    }

    #[test]
    fn substitute_days_are_days_off() {
        assert_eq!(bank_holiday(date(2026, 12, 28)), Some("Boxing Day"));
        assert_eq!(bank_holiday(date(2027, 12, 27)), Some("Christmas Day"));
        assert_eq!(bank_holiday(date(2027, 12, 28)), Some("Boxing Day"));
        assert_eq!(bank_holiday(date(2028, 1, 3)), Some("New Year's Day"));
        assert!(is_working_day(date(2026, 12, 29)) && !is_working_day(date(2026, 12, 26)));
        assert!(is_working_day(date(2026, 3, 17)), "St Patrick's Day is not a holiday here");
    }

    #[test]
    fn a_clock_of_two_working_days_ends_at_five_on_the_second() {
        assert_eq!(due("2026-03-02T09:00:00Z", 2), "4 March 2026, 5:00pm");
        assert_eq!(due("2026-03-02T23:30:00Z", 2), "4 March 2026, 5:00pm");
        assert_eq!(due("2026-03-05T09:00:00Z", 2), "9 March 2026, 5:00pm");
        assert_eq!(due("2026-03-07T09:00:00Z", 2), "10 March 2026, 5:00pm");
    }

    #[test]
    fn a_clock_runs_over_easter_and_the_change_to_summer_time() {
        // Thursday before Good Friday 2026: the next working days are Tuesday and Wednesday.
        assert_eq!(due("2026-04-02T15:00:00Z", 2), "8 April 2026, 5:00pm");
        assert_eq!(
            add_working_days("2026-03-27T12:00:00Z".parse().unwrap(), 1),
            "2026-03-30T16:00:00Z".parse().unwrap()
        );
        // Half past midnight in London on Tuesday is still Monday in UTC.
        assert_eq!(due("2026-07-06T23:30:00Z", 1), "8 July 2026, 5:00pm");
        assert_eq!(due("2026-12-24T10:00:00Z", 2), "30 December 2026, 5:00pm");
    }

    #[test]
    fn a_clock_of_no_days_is_due_today_while_today_lasts() {
        assert_eq!(due("2026-03-02T09:00:00Z", 0), "2 March 2026, 5:00pm");
        assert_eq!(due("2026-03-02T17:00:01Z", 0), "3 March 2026, 5:00pm");
        assert_eq!(due("2026-03-07T09:00:00Z", 0), "9 March 2026, 5:00pm");
    }

    #[test]
    fn after_the_last_known_year_only_weekends_are_days_off() {
        assert_eq!(known_until(), date(2028, 12, 31));
        assert!(is_working_day(date(2029, 1, 1)));
        assert!(!is_working_day(date(2029, 1, 6)));
    }

    #[test]
    fn working_days_between_two_dates_are_counted() {
        assert_eq!(working_days_between(date(2026, 3, 2), date(2026, 3, 4)), 2);
        assert_eq!(working_days_between(date(2026, 3, 4), date(2026, 3, 2)), -2);
        assert_eq!(working_days_between(date(2026, 3, 6), date(2026, 3, 8)), 0);
        assert_eq!(working_days_between(date(2026, 4, 2), date(2026, 4, 8)), 2);
        // 366 days of 2024 hold 262 weekdays, of which eight are holidays.
        assert_eq!(working_days_between(date(2023, 12, 31), date(2024, 12, 31)), 254);
    }

    #[test]
    fn the_ends_of_the_calendar_do_no_harm() {
        let _ = working_days_between(Date::MIN, Date::MAX);
        let _ = (add_working_days(Timestamp::MAX, 9), add_working_days(Timestamp::MIN, 9));
    }

    proptest! {
        #[test]
        fn counting_and_adding_agree(day in 0i64..1500, n in 1u16..40) {
            let from = date(2024, 1, 1).saturating_add(day.days());
            let at = time::at_london(from.at(9, 0, 0, 0));
            let end = time::london(add_working_days(at, n));
            prop_assert!(is_working_day(end.date()));
            prop_assert_eq!((end.hour(), end.minute()), (17, 0));
            prop_assert_eq!(working_days_between(from, end.date()), i64::from(n));
        }
    }
}
