//! When a service is open, in a few words. Bank holidays are not known; the page says so.

use directory::model::{Frequency, NthDay, Schedule};
use jiff::civil::{Date, Time, Weekday};
use jiff::{Timestamp, ToSpan as _};

use crate::text::{Text, key};

/// So many days ahead the next opening is looked for.
const AHEAD: i64 = 14;

/// "Open today until 4:00pm", "Closed now, opens Thursday 10:00am"; none where hours are not told.
pub(super) fn now_or_next(t: Text, rules: &[&Schedule], now: Timestamp) -> Option<String> {
    let london = kernel::time::london(now);
    let (today, time) = (london.date(), london.time());
    let told: Vec<&&Schedule> = rules.iter().filter(|rule| rule.tells_hours()).collect();
    if let Some(open) = told.iter().find(|rule| rule.is_open_at(now)) {
        let until = clock(today, open.closes?);
        return Some(t.say("find-open-until").with("time", until).to_string());
    }
    let opens_on = |day: Date, after: Option<Time>| {
        let times = told.iter().filter(|rule| rule.holds_on(day)).filter_map(|rule| rule.opens);
        times.filter(|opens| after.is_none_or(|after| *opens > after)).min()
    };
    if let Some(opens) = opens_on(today, Some(time)) {
        return Some(t.say("find-opens-today").with("time", clock(today, opens)).to_string());
    }
    (1..=AHEAD).find_map(|ahead| {
        let day = today.checked_add(ahead.days()).ok()?;
        let opens = clock(day, opens_on(day, None)?);
        let when = if ahead < 7 { weekday(t, day.weekday()) } else { t.weekday_date(day) };
        Some(t.say("find-opens-on").with("day", when).with("time", opens).to_string())
    })
}

/// One rule: "Monday, Tuesday and Friday, 9:30am to 4:00pm".
pub(super) fn rule(t: Text, rule: &Schedule) -> Option<String> {
    let day = Date::constant(2026, 1, 5);
    let hours = match (rule.opens, rule.closes) {
        (Some(opens), Some(closes)) => Some(
            t.say("find-from-to")
                .with("from", clock(day, opens))
                .with("to", clock(day, closes))
                .to_string(),
        ),
        _ => None,
    };
    let is_plain = rule.interval.unwrap_or(1) <= 1
        && rule.month_days.is_empty()
        && (rule.frequency != Some(Frequency::Monthly)
            || rule.days.iter().all(|d| d.nth.is_some()));
    let days: Vec<String> = rule.days.iter().map(|one| day_words(t, *one)).collect();
    let said = rule.description.clone().filter(|text| !text.trim().is_empty());
    match (is_plain && !days.is_empty(), hours, said) {
        (true, hours, said) => {
            let mut words = vec![listed(t, &days)];
            words.extend(hours);
            words.extend(said);
            Some(words.join(", "))
        }
        // A rule that is too long for a line: what its provider says of it, and to ask.
        (false, hours, said) => {
            let words: Vec<String> = said.into_iter().chain(hours).collect();
            let ask = t.say("find-some-days").to_string();
            (!words.is_empty()).then(|| format!("{}. {ask}", words.join(", ")))
        }
    }
}

fn day_words(t: Text, one: NthDay) -> String {
    let day = weekday(t, one.day);
    let nth = match one.nth {
        None => return day,
        Some(1) => key("find-nth-1"),
        Some(2) => key("find-nth-2"),
        Some(3) => key("find-nth-3"),
        Some(4) => key("find-nth-4"),
        Some(5) => key("find-nth-5"),
        Some(_) => key("find-nth-last"),
    };
    t.say(nth).with("day", day).to_string()
}

/// "a, b and c".
pub(super) fn listed(t: Text, words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => {
            let first = first.join(", ");
            t.say("find-and").with("first", first).with("last", last).to_string()
        }
    }
}

fn clock(day: Date, time: Time) -> String {
    kernel::time::clock_time(kernel::time::at_london(day.to_datetime(time)))
}

fn weekday(t: Text, day: Weekday) -> String {
    let key = match day {
        Weekday::Monday => key("weekday-monday"),
        Weekday::Tuesday => key("weekday-tuesday"),
        Weekday::Wednesday => key("weekday-wednesday"),
        Weekday::Thursday => key("weekday-thursday"),
        Weekday::Friday => key("weekday-friday"),
        Weekday::Saturday => key("weekday-saturday"),
        Weekday::Sunday => key("weekday-sunday"),
    };
    t.say(key).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use directory::model::Ident;
    use jiff::civil::time;

    fn weekly(days: &[Weekday]) -> Schedule {
        Schedule {
            frequency: Some(Frequency::Weekly),
            days: days.iter().map(|day| NthDay { nth: None, day: *day }).collect(),
            opens: Some(time(9, 30, 0, 0)),
            closes: Some(time(16, 0, 0, 0)),
            ..Schedule::new(Ident::of(uuid::Uuid::nil()))
        }
    }

    #[test]
    fn it_says_until_when_or_when_next() {
        let t = Text::default();
        let own = weekly(&[Weekday::Tuesday, Weekday::Thursday]);
        let said = |at: &str| now_or_next(t, &[&own], at.parse().unwrap()).unwrap();
        // 24 November 2026 is a Tuesday.
        assert_eq!(said("2026-11-24T10:00:00Z"), "Open today until 4:00pm.");
        assert_eq!(said("2026-11-24T08:00:00Z"), "Opens today at 9:30am.");
        assert_eq!(said("2026-11-24T17:00:00Z"), "Closed now, opens Thursday at 9:30am.");
        assert!(now_or_next(t, &[], "2026-11-24T10:00:00Z".parse().unwrap()).is_none());
        assert_eq!(rule(t, &own).unwrap(), "Tuesday and Thursday, 9:30am to 4:00pm");
    }
}
