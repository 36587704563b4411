//! Hours of the week at which something may happen, on a London clock: when it is safe to ring her.
//!
//! Not for single dates, holidays or shifts. The default is never: no hours are given by leaving
//! something out.
//!
//! The stored text is a small part of the form that OpenStreetMap uses for opening hours,
//! `Mo-Fr 09:30-15:00; Sa 10:00-12:00,13:00-14:00`; the whole of that form (months, holidays,
//! sunset) would promise more than a worker can agree with a woman, so it is read here and not by a
//! library.

use std::fmt;

use jiff::civil::{Time, Weekday};
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::time;

/// Minutes in a day; the end of a window may be this, midnight.
const DAY: u16 = 24 * 60;

/// Windows of the week. Each begins and ends on the same day; one that runs past midnight is given
/// as two. The minute at which a window ends is outside it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WeekHours {
    /// Monday first. In each day in order, apart from one another.
    days: [Vec<Window>; 7],
}

/// From one minute of the day up to another, which is not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    from: u16,
    to: u16,
}

/// The text is not a set of weekly hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotWeekHours {
    /// A day is not one of Mo Tu We Th Fr Sa Su, or a run of days goes backwards.
    #[error("a day must be one of Mo, Tu, We, Th, Fr, Sa, Su")]
    Day,
    /// A time is not HH:MM from 00:00 to 24:00, or a part is missing.
    #[error("a time must look like 09:30")]
    Time,
    /// A window ends before it begins; one past midnight is to be given as two.
    #[error("hours must end after they begin; give a night as two parts")]
    Backwards,
}

impl Window {
    /// From and to in minutes since midnight, `to` at most 1440.
    ///
    /// # Errors
    /// [`NotWeekHours::Time`] past the end of the day, [`NotWeekHours::Backwards`] when it is empty
    /// or ends before it begins.
    pub const fn new(from: u16, to: u16) -> Result<Self, NotWeekHours> {
        if to > DAY {
            Err(NotWeekHours::Time)
        } else if from >= to {
            Err(NotWeekHours::Backwards)
        } else {
            Ok(Self { from, to })
        }
    }

    /// Minutes since midnight at which it begins.
    #[must_use]
    pub const fn from(self) -> u16 {
        self.from
    }

    /// Minutes since midnight at which it ends.
    #[must_use]
    pub const fn to(self) -> u16 {
        self.to
    }

    /// `9:30am to 3:00pm`.
    #[must_use]
    pub fn spelt(self) -> String {
        format!("{} to {}", spelt_minute(self.from), spelt_minute(self.to))
    }
}

impl WeekHours {
    /// At no time.
    #[must_use]
    pub fn never() -> Self {
        Self::default()
    }

    /// At any time of the week.
    #[must_use]
    pub fn always() -> Self {
        Self { days: std::array::from_fn(|_| vec![Window { from: 0, to: DAY }]) }
    }

    /// The same hours with this window added on that day. Windows that touch become one.
    #[must_use]
    pub fn with(mut self, day: Weekday, window: Window) -> Self {
        if let Some(windows) = self.days.get_mut(place(day)) {
            windows.push(window);
            windows.sort();
            let mut apart: Vec<Window> = Vec::with_capacity(windows.len());
            for next in windows.iter() {
                match apart.last_mut() {
                    Some(last) if next.from <= last.to => last.to = last.to.max(next.to),
                    _ => apart.push(*next),
                }
            }
            *windows = apart;
        }
        self
    }

    /// The windows of one day, in order.
    #[must_use]
    pub fn on(&self, day: Weekday) -> &[Window] {
        self.days.get(place(day)).map_or(&[], Vec::as_slice)
    }

    /// Are there no hours at all?
    #[must_use]
    pub fn is_never(&self) -> bool {
        self.days.iter().all(Vec::is_empty)
    }

    /// Does a London clock show one of these hours at that instant? In the night when the clocks go
    /// back, both passes of the hour count; in the hour that is skipped nothing can.
    #[must_use]
    pub fn contains(&self, at: Timestamp) -> bool {
        let london = time::london(at);
        let minute = minute_of(london.time());
        self.on(london.weekday()).iter().any(|window| (window.from..window.to).contains(&minute))
    }

    /// The first instant from `at` on that is within these hours: `at` itself when it is, `None` when
    /// there are no hours.
    #[must_use]
    pub fn next_within(&self, at: Timestamp) -> Option<Timestamp> {
        if self.contains(at) {
            return Some(at);
        }
        let zone = time::london_zone();
        let today = time::london(at).date();
        // Fifteen days, because the only window of a week can fall wholly into the hour that the
        // clocks skip. Being within begins where a window does (twice in the hour that comes twice)
        // or where the clocks change into one.
        let starts = (0..15_i64).flat_map(|ahead| {
            let date = today.saturating_add(ahead.days());
            self.on(date.weekday()).iter().filter_map(move |window| {
                let hour = i8::try_from(window.from / 60).ok()?;
                let minute = i8::try_from(window.from % 60).ok()?;
                Some(date.at(hour, minute, 0, 0))
            })
        });
        let readings = starts.flat_map(|start| {
            let reading = zone.to_ambiguous_zoned(start);
            [reading.clone().earlier(), reading.later()]
                .into_iter()
                .flatten()
                .map(|z| z.timestamp())
        });
        let changes = zone.following(at).take(1).map(|change| change.timestamp());
        readings.chain(changes).filter(|start| *start >= at && self.contains(*start)).min()
    }

    /// Reads the stored text; an empty text is never.
    ///
    /// # Errors
    /// [`NotWeekHours`], saying what kind of part is wrong.
    pub fn parse(text: &str) -> Result<Self, NotWeekHours> {
        let mut hours = Self::never();
        for rule in text.split(';').map(str::trim).filter(|rule| !rule.is_empty()) {
            let (days, windows) = rule.split_once(' ').ok_or(NotWeekHours::Time)?;
            let days = read_days(days)?;
            for window in windows.split(',') {
                let (from, to) = window.trim().split_once('-').ok_or(NotWeekHours::Time)?;
                let window = Window::new(read_minute(from)?, read_minute(to)?)?;
                hours = days.iter().fold(hours, |hours, day| hours.with(*day, window));
            }
        }
        Ok(hours)
    }

    /// Hours in words: `weekdays 9:30am to 3:00pm`, `Mondays and Saturdays 10:00am to midday and
    /// 1:00pm to 2:00pm; Sundays at any time`, `at any time`, `never`.
    #[must_use]
    pub fn spelt(&self) -> String {
        if self.is_never() {
            return "never".to_owned();
        }
        let spelt: Vec<String> = self
            .alike()
            .into_iter()
            .map(|(days, windows)| match windows {
                [Window { from: 0, to: DAY }] if days.len() == 7 => "at any time".to_owned(),
                [Window { from: 0, to: DAY }] => format!("{} at any time", spelt_days(&days)),
                windows => {
                    let windows: Vec<String> = windows.iter().map(|w| w.spelt()).collect();
                    format!("{} {}", spelt_days(&days), listed(&windows))
                }
            })
            .collect();
        spelt.join("; ")
    }

    /// Days that have the same hours, gathered, in order of their first day; days without are left
    /// out.
    fn alike(&self) -> Vec<(Vec<Weekday>, &[Window])> {
        let mut groups: Vec<(Vec<Weekday>, &[Window])> = Vec::new();
        for day in WEEK {
            let windows = self.on(day);
            match groups.iter_mut().find(|(_, same)| *same == windows) {
                _ if windows.is_empty() => {}
                Some((days, _)) => days.push(day),
                None => groups.push((vec![day], windows)),
            }
        }
        groups
    }
}

/// The text as stored; read back by [`WeekHours::parse`].
impl fmt::Display for WeekHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (days, windows)) in self.alike().into_iter().enumerate() {
            let days = runs(&days)
                .into_iter()
                .map(|(first, last)| match (short(first), short(last)) {
                    (first, last) if first == last => first.to_owned(),
                    (first, last) => format!("{first}-{last}"),
                })
                .collect::<Vec<_>>()
                .join(",");
            let windows = windows
                .iter()
                .map(|w| {
                    let clock = |m: u16| format!("{:02}:{:02}", m / 60, m % 60);
                    format!("{}-{}", clock(w.from), clock(w.to))
                })
                .collect::<Vec<_>>()
                .join(",");
            write!(f, "{}{days} {windows}", if index == 0 { "" } else { "; " })?;
        }
        Ok(())
    }
}

impl TryFrom<String> for WeekHours {
    type Error = NotWeekHours;
    fn try_from(text: String) -> Result<Self, NotWeekHours> {
        Self::parse(&text)
    }
}

impl From<WeekHours> for String {
    fn from(hours: WeekHours) -> Self {
        hours.to_string()
    }
}

const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// Monday is 0.
fn place(day: Weekday) -> usize {
    usize::try_from(day.to_monday_zero_offset()).unwrap_or(0)
}

const fn short(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Mo",
        Weekday::Tuesday => "Tu",
        Weekday::Wednesday => "We",
        Weekday::Thursday => "Th",
        Weekday::Friday => "Fr",
        Weekday::Saturday => "Sa",
        Weekday::Sunday => "Su",
    }
}

const fn plural(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Mondays",
        Weekday::Tuesday => "Tuesdays",
        Weekday::Wednesday => "Wednesdays",
        Weekday::Thursday => "Thursdays",
        Weekday::Friday => "Fridays",
        Weekday::Saturday => "Saturdays",
        Weekday::Sunday => "Sundays",
    }
}

/// Runs of days that follow one another, as first and last.
fn runs(days: &[Weekday]) -> Vec<(Weekday, Weekday)> {
    let mut runs: Vec<(Weekday, Weekday)> = Vec::new();
    for day in days {
        match runs.last_mut() {
            Some((_, last)) if place(*last) + 1 == place(*day) => *last = *day,
            _ => runs.push((*day, *day)),
        }
    }
    runs
}

fn spelt_days(days: &[Weekday]) -> String {
    match runs(days).as_slice() {
        [(Weekday::Monday, Weekday::Sunday)] => "every day".to_owned(),
        [(Weekday::Monday, Weekday::Friday)] => "weekdays".to_owned(),
        [(Weekday::Saturday, Weekday::Sunday)] => "weekends".to_owned(),
        [(first, last)] if place(*last) > place(*first) + 1 => {
            format!("{} to {}", plural(*first), plural(*last))
        }
        _ => listed(&days.iter().map(|day| plural(*day).to_owned()).collect::<Vec<_>>()),
    }
}

/// `a`, `a and b`, `a, b and c`.
fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

fn spelt_minute(minute: u16) -> String {
    let (hour, rest) = (minute / 60, minute % 60);
    match (hour, rest) {
        (0 | 24, 0) => "midnight".to_owned(),
        (12, 0) => "midday".to_owned(),
        _ => {
            let half = if hour < 12 { "am" } else { "pm" };
            let shown = if hour.is_multiple_of(12) { 12 } else { hour % 12 };
            format!("{shown}:{rest:02}{half}")
        }
    }
}

fn minute_of(time: Time) -> u16 {
    u16::try_from(time.hour()).unwrap_or(0) * 60 + u16::try_from(time.minute()).unwrap_or(0)
}

fn read_day(text: &str) -> Result<Weekday, NotWeekHours> {
    WEEK.into_iter().find(|day| short(*day) == text).ok_or(NotWeekHours::Day)
}

fn read_days(text: &str) -> Result<Vec<Weekday>, NotWeekHours> {
    let mut days = Vec::new();
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (place(read_day(first)?), place(read_day(last)?));
        if last < first {
            return Err(NotWeekHours::Day);
        }
        days.extend(WEEK.into_iter().skip(first).take(last - first + 1));
    }
    Ok(days)
}

fn read_minute(text: &str) -> Result<u16, NotWeekHours> {
    let part = |text: &str| {
        let two_digits = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
        if two_digits { text.parse::<u16>().ok() } else { None }
    };
    let (hour, minute) = text.split_once(':').ok_or(NotWeekHours::Time)?;
    part(hour)
        .zip(part(minute))
        .filter(|(_, minute)| *minute < 60)
        .map(|(hour, minute)| hour * 60 + minute)
        .filter(|minutes| *minutes <= DAY)
        .ok_or(NotWeekHours::Time)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hours(text: &str) -> WeekHours {
        WeekHours::parse(text).unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn hours_are_on_a_london_clock_in_winter_and_summer() {
        let school_hours = hours("Mo-Fr 09:30-15:00");
        assert!(school_hours.contains(at("2026-01-05T09:30:00Z")));
        assert!(!school_hours.contains(at("2026-01-05T09:29:59Z")));
        assert!(!school_hours.contains(at("2026-01-05T15:00:00Z")), "the end is outside");
        assert!(school_hours.contains(at("2026-07-06T08:30:00Z")));
        assert!(!school_hours.contains(at("2026-07-06T14:00:00Z")));
        assert!(!school_hours.contains(at("2026-01-10T10:00:00Z")), "Saturday");
    }

    #[test]
    fn the_day_is_londons_also_after_midnight_in_summer() {
        let tuesday = hours("Tu 00:00-01:00");
        assert!(tuesday.contains(at("2026-07-06T23:30:00Z")));
        assert!(!tuesday.contains(at("2026-07-07T23:30:00Z")));
    }

    #[test]
    fn the_hour_that_is_skipped_holds_nothing_and_the_hour_that_comes_twice_counts_twice() {
        let night = hours("Su 01:00-02:00");
        // 29 March 2026: from 00:59:59 the clock goes to 02:00.
        assert!(!night.contains(at("2026-03-29T00:59:59Z")));
        assert!(!night.contains(at("2026-03-29T01:00:00Z")));
        // 25 October 2026: 01:30 comes at 00:30 and at 01:30 UTC.
        assert!(night.contains(at("2026-10-25T00:30:00Z")));
        assert!(night.contains(at("2026-10-25T01:30:00Z")));
        assert!(!night.contains(at("2026-10-25T02:00:00Z")));
        let next = night.next_within(at("2026-03-28T12:00:00Z"));
        assert_eq!(next, Some(at("2026-04-05T00:00:00Z")));
    }

    #[test]
    fn the_next_safe_time_may_begin_where_the_clocks_change() {
        // The clock goes from 00:59 to 02:00, into the middle of these hours.
        let early = hours("Su 01:08-02:09");
        let change = at("2026-03-29T01:00:00Z");
        assert_eq!(early.next_within(at("2026-03-28T18:28:00Z")), Some(change));
        // 01:30 comes a second time at 01:30 UTC.
        let late = hours("Su 01:30-02:00");
        let second = at("2026-10-25T01:30:00Z");
        assert_eq!(late.next_within(at("2026-10-25T01:10:00Z")), Some(second));
        // 01:59 is followed by 01:00, which is within these hours again.
        let again = hours("Su 00:30-01:30");
        let back = at("2026-10-25T01:00:00Z");
        assert_eq!(again.next_within(at("2026-10-25T00:45:00Z")), Some(back));
    }

    #[test]
    fn the_next_safe_time_is_told() {
        let school_hours = hours("Mo-Fr 09:30-15:00");
        let next = |text| school_hours.next_within(at(text)).map(time::spelt_with_time).unwrap();
        assert_eq!(next("2026-03-27T18:00:00Z"), "30 March 2026, 9:30am");
        assert_eq!(next("2026-03-30T05:00:00Z"), "30 March 2026, 9:30am");
        assert_eq!(next("2026-03-30T10:00:00Z"), "30 March 2026, 11:00am");
        assert_eq!(WeekHours::never().next_within(at("2026-03-30T10:00:00Z")), None);
    }

    #[test]
    fn hours_left_out_are_never() {
        assert!(WeekHours::default().is_never() && hours("").is_never());
        assert!(!hours("").contains(at("2026-01-05T10:00:00Z")));
        assert!(WeekHours::always().contains(at("2026-01-05T00:00:00Z")));
        assert!(WeekHours::always().contains(at("2026-01-05T23:59:59Z")));
    }

    #[test]
    fn hours_are_spelt_out() {
        let spelt = |text: &str| hours(text).spelt();
        assert_eq!(spelt("Mo-Fr 09:30-15:00"), "weekdays 9:30am to 3:00pm");
        assert_eq!(spelt("Sa,Su 00:00-24:00"), "weekends at any time");
        assert_eq!(spelt("Mo-Su 12:00-24:00"), "every day midday to midnight");
        assert_eq!(spelt("Mo-We 09:00-10:00"), "Mondays to Wednesdays 9:00am to 10:00am");
        assert_eq!(
            spelt("Mo,Sa 10:00-12:30,13:00-14:00; Su 00:30-01:00"),
            "Mondays and Saturdays 10:00am to 12:30pm and 1:00pm to 2:00pm; \
             Sundays 12:30am to 1:00am"
        );
        assert_eq!(WeekHours::always().spelt(), "at any time");
        assert_eq!(spelt(""), "never");
    }

    #[test]
    fn windows_that_touch_become_one() {
        let joined = hours("Mo 09:00-10:00,10:00-11:00; Mo 10:30-12:00");
        assert_eq!(joined.to_string(), "Mo 09:00-12:00");
        assert_eq!(hours("Mo 09:00-10:00; Tu-Th 09:00-10:00").to_string(), "Mo-Th 09:00-10:00");
    }

    #[test]
    fn what_is_no_hours_says_what_is_wrong() {
        let why = |text: &str| WeekHours::parse(text).unwrap_err();
        for text in ["Mon 09:00-10:00", "Fr-Mo 09:00-10:00", ",Mo 09:00-10:00", "mo 09:00-10:00"] {
            assert_eq!(why(text), NotWeekHours::Day, "{text}");
        }
        for text in ["Mo", "Mo 9:00-10:00", "Mo 09:60-10:00", "Mo 09:00", "Mo 09:00-24:01"] {
            assert_eq!(why(text), NotWeekHours::Time, "{text}");
        }
        for text in ["Mo 10:00-09:00", "Mo 10:00-10:00", "Fr 22:00-02:00"] {
            assert_eq!(why(text), NotWeekHours::Backwards, "{text}");
        }
    }

    prop_compose! {
        fn any_hours()(parts in prop::collection::vec((0usize..7, 0u16..1440, 1u16..=1440), 0..12))
            -> WeekHours {
            parts.into_iter().fold(WeekHours::never(), |hours, (day, from, length)| {
                hours.with(WEEK[day], Window::new(from, (from + length).min(DAY)).unwrap())
            })
        }
    }

    proptest! {
        #[test]
        fn stored_hours_are_read_back(hours in any_hours()) {
            prop_assert_eq!(WeekHours::parse(&hours.to_string()), Ok(hours.clone()));
            let json = serde_json::to_string(&hours).unwrap();
            prop_assert_eq!(serde_json::from_str::<WeekHours>(&json).unwrap(), hours);
        }

        #[test]
        fn the_next_safe_time_is_safe_and_nothing_before_it_is(
            hours in any_hours(),
            start in 1_750_000_000i64..1_800_000_000,
        ) {
            let start = Timestamp::from_second(start).unwrap();
            match hours.next_within(start) {
                None => prop_assert!(hours.is_never()),
                Some(next) => {
                    prop_assert!(hours.contains(next) && next >= start);
                    let gap = next.as_second() - start.as_second();
                    for step in 0..50 {
                        let between = start.as_second() + gap * step / 50;
                        let between = Timestamp::from_second(between).unwrap();
                        prop_assert!(between == next || !hours.contains(between));
                    }
                }
            }
        }

        #[test]
        fn any_text_is_hours_or_a_clear_no(text in any::<String>()) {
            let _ = WeekHours::parse(&text);
        }
    }
}
