//! An object of a source under reading: each field is taken out once, and what is left at the end is
//! what we do not read.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::plain_text::plain_text;
use super::trouble::{Log, Trouble};
use crate::model::{Extra, Ident, Kind, SourceName, derived_id};
use crate::web_words::{mailbox, page_address};

/// The most of a long text, in characters.
const LONGEST: usize = 20_000;
/// The most of a name.
const LONGEST_NAME: usize = 300;

/// An object under reading.
pub(super) struct Fields<'a> {
    map: Map<String, Value>,
    path: String,
    /// What hangs here is named after this where it has no id of its own.
    pub(super) root: String,
    pub(super) source: &'a SourceName,
    pub(super) base: Option<&'a str>,
    pub(super) log: &'a mut Log,
}

impl<'a> Fields<'a> {
    pub(super) fn new(
        map: Map<String, Value>,
        source: &'a SourceName,
        base: Option<&'a str>,
        log: &'a mut Log,
    ) -> Self {
        Self { map, path: String::new(), root: String::new(), source, base, log }
    }

    pub(super) fn note(&mut self, name: &str, trouble: Trouble) {
        let field = format!("{}{name}", self.path);
        self.log.note(field, trouble);
    }

    /// Takes the first of these that is there and not null.
    pub(super) fn take(&mut self, names: &[&str]) -> Option<Value> {
        let found = names.iter().position(|name| self.map.get(*name).is_some_and(|v| !v.is_null()));
        let value = self.map.remove(*names.get(found?)?)?;
        Some(value)
    }

    fn scalar(&mut self, names: &[&str]) -> Option<String> {
        match self.take(names)? {
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            _ => {
                self.note(names.first().copied().unwrap_or_default(), Trouble::NotText);
                None
            }
        }
    }

    /// A text without mark-up; none where it is empty.
    pub(super) fn text(&mut self, names: &[&str]) -> Option<String> {
        let text = plain_text(&self.scalar(names)?);
        let text = self.cut(names, text, LONGEST);
        (!text.trim().is_empty()).then_some(text)
    }

    /// A short text in one line.
    pub(super) fn name(&mut self, names: &[&str]) -> Option<String> {
        let text = plain_text(&self.scalar(names)?);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = self.cut(names, text, LONGEST_NAME);
        (!text.is_empty()).then_some(text)
    }

    fn cut(&mut self, names: &[&str], text: String, longest: usize) -> String {
        let Some((end, _)) = text.char_indices().nth(longest) else { return text };
        self.note(names.first().copied().unwrap_or_default(), Trouble::TooLong);
        text.get(..end).unwrap_or_default().to_owned()
    }

    fn read<T>(
        &mut self,
        names: &[&str],
        trouble: Trouble,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.scalar(names)?;
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let value = read(text);
        if value.is_none() {
            self.note(names.first().copied().unwrap_or_default(), trouble);
        }
        value
    }

    pub(super) fn page(&mut self, names: &[&str]) -> Option<String> {
        let base = self.base;
        self.read(names, Trouble::NotAPage, |text| page_address(text, base))
    }

    pub(super) fn mail(&mut self, names: &[&str]) -> Option<String> {
        self.read(names, Trouble::NotAMailbox, mailbox)
    }

    pub(super) fn date(&mut self, names: &[&str]) -> Option<Date> {
        self.read(names, Trouble::NotADate, date)
    }

    pub(super) fn time(&mut self, names: &[&str]) -> Option<Time> {
        self.read(names, Trouble::NotATime, time)
    }

    pub(super) fn instant(&mut self, names: &[&str]) -> Option<Timestamp> {
        self.read(names, Trouble::NotAnInstant, instant)
    }

    pub(super) fn number(&mut self, names: &[&str]) -> Option<f64> {
        self.read(names, Trouble::NotANumber, |text| {
            text.trim_start_matches('£').parse::<f64>().ok().filter(|number| number.is_finite())
        })
    }

    /// A whole number that fits; a fraction is an error and not rounded.
    pub(super) fn small(&mut self, names: &[&str]) -> Option<u8> {
        self.read(names, Trouble::NotANumber, |text| {
            let text = text.strip_suffix(".0").unwrap_or(text);
            text.parse::<u8>().ok()
        })
    }

    pub(super) fn uuid(&mut self, names: &[&str]) -> Option<Uuid> {
        let known = names.iter().find(|name| {
            let value = self.map.get(**name).and_then(Value::as_str);
            value.is_some_and(|text| Uuid::try_parse(text.trim()).is_ok())
        })?;
        let value = self.map.remove(*known)?;
        Uuid::try_parse(value.as_str()?.trim()).ok()
    }

    /// The source's own id, as text.
    pub(super) fn own_id(&mut self) -> Option<String> {
        let text = self.scalar(&["id"])?;
        let text = text.trim();
        (!text.is_empty()).then(|| text.chars().take(200).collect())
    }

    /// The id of a part: kept where it is a UUID, else made of the source's id or its place here.
    pub(super) fn part_ident(&mut self, place: &str) -> Ident {
        let own = self.own_id();
        if let Some(id) = own.as_deref().and_then(|text| Uuid::try_parse(text).ok()) {
            return Ident::of(id);
        }
        let (root, source) = (self.root.clone(), self.source.text());
        let id = match &own {
            Some(own) => derived_id(&[Kind::Part.word(), source, &root, place, own]),
            None => derived_id(&[Kind::Part.word(), source, &root, place]),
        };
        Ident { id, original: own }
    }

    /// The objects of a list; a single object counts as a list of one.
    pub(super) fn objects(&mut self, names: &[&str]) -> Vec<Map<String, Value>> {
        let name = names.first().copied().unwrap_or_default().to_owned();
        let mut found = Vec::new();
        let values = match self.take(names) {
            None => return found,
            Some(Value::Array(values)) => values,
            Some(object @ Value::Object(_)) => vec![object],
            Some(_) => {
                self.note(&name, Trouble::WrongShape);
                return found;
            }
        };
        for value in values {
            match value {
                Value::Object(map) => found.push(map),
                Value::Null => {}
                _ => self.note(&name, Trouble::WrongShape),
            }
        }
        found
    }

    /// Reads each object of a list.
    pub(super) fn each<T>(
        &mut self,
        names: &[&str],
        mut read: impl FnMut(&mut Fields<'_>, &str) -> Option<T>,
    ) -> Vec<T> {
        let name = names.first().copied().unwrap_or_default().to_owned();
        let objects = self.objects(names);
        let mut found = Vec::with_capacity(objects.len());
        for (index, map) in objects.into_iter().enumerate() {
            let place = format!("{name}[{}]", index + 1);
            let path = format!("{}{place}.", self.path);
            let root = format!("{}/{place}", self.root);
            let mut inner = Fields {
                map,
                path,
                root,
                source: self.source,
                base: self.base,
                log: &mut *self.log,
            };
            found.extend(read(&mut inner, &place));
        }
        found
    }

    /// Takes these away, for they say only where this hangs.
    pub(super) fn forget(&mut self, names: &[&str]) {
        for name in names {
            self.map.remove(*name);
        }
    }

    /// What is left.
    pub(super) fn rest(&mut self) -> Extra {
        let left = std::mem::take(&mut self.map);
        Extra(left.into_iter().filter(|(_, value)| !value.is_null()).collect())
    }
}

/// A day, also from an instant or as `03/03/2026`.
pub(super) fn date(text: &str) -> Option<Date> {
    let day = text.split(['T', ' ']).next().unwrap_or_default();
    if let Ok(date) = day.parse::<Date>() {
        return Some(date);
    }
    let mut parts = day.split(['/', '.']);
    let (d, m, y) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || y.len() != 4 {
        return None;
    }
    Date::new(y.parse().ok()?, m.parse().ok()?, d.parse().ok()?).ok()
}

/// A time of day, with or without seconds or a zone, `9:30am` too.
pub(super) fn time(text: &str) -> Option<Time> {
    let lower = text.to_ascii_lowercase().replace(' ', "");
    let lower = lower.rsplit('t').next().unwrap_or_default().trim_end_matches('z').to_owned();
    let (lower, afternoon) = match (lower.strip_suffix("am"), lower.strip_suffix("pm")) {
        (Some(rest), _) => (rest.to_owned(), Some(false)),
        (_, Some(rest)) => (rest.to_owned(), Some(true)),
        _ => (lower, None),
    };
    let lower = lower.split('+').next().unwrap_or_default().to_owned();
    let mut parts = lower.split([':', '.']);
    let hour: i8 = parts.next()?.parse().ok()?;
    let minute: i8 = parts.next().map_or(Some(0), |text| text.parse().ok())?;
    let second: i8 = parts.next().map_or(Some(0), |text| text.parse().ok())?;
    let hour = match (afternoon, hour) {
        (Some(_), hour) if !(1..=12).contains(&hour) => return None,
        (Some(true), 12) => 12,
        (Some(true), hour) => hour + 12,
        (Some(false), 12) => 0,
        (None, 24) if minute == 0 => return Time::new(23, 59, 59, 0).ok(),
        (_, hour) => hour,
    };
    Time::new(hour, minute, second, 0).ok()
}

fn instant(text: &str) -> Option<Timestamp> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    let when = text.parse::<DateTime>().ok().or_else(|| Some(date(text)?.at(0, 0, 0, 0)))?;
    when.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil;
    use proptest::prelude::*;

    #[test]
    fn dates_and_times_are_read_as_sources_write_them() {
        let third = Some(civil::date(2026, 3, 3));
        for text in ["2026-03-03", "2026-03-03T10:00:00Z", "03/03/2026", "3.3.2026"] {
            assert_eq!(date(text), third, "{text}");
        }
        for text in ["", "2026-13-01", "31/02/2026", "soon", "3/3/26"] {
            assert_eq!(date(text), None, "{text}");
        }
        for (text, hour, minute) in [
            ("09:30", 9, 30),
            ("9.30am", 9, 30),
            ("12pm", 12, 0),
            ("14:00:00Z", 14, 0),
            ("5:15 PM", 17, 15),
        ] {
            assert_eq!(time(text), Some(civil::time(hour, minute, 0, 0)), "{text}");
        }
        for text in ["", "25:00", "13pm", "noonish"] {
            assert_eq!(time(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_date_a_time_an_instant_or_none(text in ".{0,30}") {
            let _ = (date(&text), time(&text), instant(&text));
        }
    }
}
