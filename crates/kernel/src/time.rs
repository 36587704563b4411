//! Instants are stored in UTC and shown in London time, always; dates are spelt out.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// The London zone. The zone database is built into the program, so it cannot be missing; UTC
/// stands in only to keep this function total.
#[must_use]
pub fn london_zone() -> TimeZone {
    TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC)
}

/// An instant as a clock in London shows it.
#[must_use]
pub fn london(at: Timestamp) -> Zoned {
    at.to_zoned(london_zone())
}

/// A stored instant, in microseconds since 1970 UTC. Values out of range become the nearest end.
#[must_use]
pub fn from_micros(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(if micros < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}

/// The instant that a London clock shows as this date and time. In the hour that the clocks skip,
/// the later reading; in the hour that comes twice, the first.
#[must_use]
pub fn at_london(when: DateTime) -> Timestamp {
    london_zone().to_ambiguous_zoned(when).compatible().map_or(Timestamp::MIN, |z| z.timestamp())
}

/// `3 March 2026`.
#[must_use]
pub fn spelt(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// `2:30pm`.
#[must_use]
pub fn clock_time(at: Timestamp) -> String {
    london(at).strftime("%-I:%M%P").to_string()
}

/// `3 March 2026, 2:30pm`.
#[must_use]
pub fn spelt_with_time(at: Timestamp) -> String {
    format!("{}, {}", spelt(london(at).date()), clock_time(at))
}

/// Whole years lived on that day: a woman born on 29 February turns a year older on 1 March.
#[must_use]
pub fn age_on(born: Date, day: Date) -> i16 {
    let had_birthday = (day.month(), day.day()) >= (born.month(), born.day());
    day.year() - born.year() - i16::from(!had_birthday)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn summer_and_winter_are_shown_in_london_time() {
        let winter: Timestamp = "2026-01-05T14:30:00Z".parse().unwrap();
        let summer: Timestamp = "2026-07-06T13:30:00Z".parse().unwrap();
        assert_eq!(spelt_with_time(winter), "5 January 2026, 2:30pm");
        assert_eq!(spelt_with_time(summer), "6 July 2026, 2:30pm");
    }

    #[test]
    fn age_turns_on_the_birthday() {
        assert_eq!(age_on(date(1994, 5, 9), date(2026, 5, 8)), 31);
        assert_eq!(age_on(date(1994, 5, 9), date(2026, 5, 9)), 32);
        assert_eq!(age_on(date(2004, 2, 29), date(2026, 2, 28)), 21);
    }
}
