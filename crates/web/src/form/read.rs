//! What a form means: each answer parsed once into its type, and every fault collected, so that
//! somebody who made three mistakes reads of all three at once.

use std::ops::RangeInclusive;

use jiff::civil::{Date, Time};
use kernel::Reference;

use super::fields::Fields;

/// The longest one-line answer, in characters.
const LONGEST_LINE: usize = 300;
/// The longest text, in characters.
const LONGEST_TEXT: usize = 1_100_000;

/// The fault of one field, as a key of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name in the form.
    pub field: String,
    /// What to say, beside the field and in the summary in the same words.
    pub key: &'static str,
    /// Values of the phrase. Never what was typed.
    pub values: Vec<(&'static str, String)>,
}

/// The faults of a form, in the order of its fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Errors(Vec<FieldError>);

impl Errors {
    /// None yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Adds a fault. A field keeps its first one only: two sentences beside one box confuse.
    pub fn add(&mut self, field: impl Into<String>, key: &'static str) {
        self.keep(FieldError { field: field.into(), key, values: Vec::new() });
    }

    fn keep(&mut self, error: FieldError) {
        if self.of(&error.field).is_none() {
            self.0.push(error);
        }
    }

    /// The fault of this field.
    #[must_use]
    pub fn of(&self, field: &str) -> Option<&FieldError> {
        self.0.iter().find(|error| error.field == field)
    }

    /// Every fault, in order.
    pub fn iter(&self) -> impl Iterator<Item = &FieldError> {
        self.0.iter()
    }
}

/// The answer was not right; that it was not is already among the reader's errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Noted;

/// Reads typed answers and collects what was not right.
#[derive(Debug)]
pub struct Reader<'a> {
    fields: &'a Fields,
    errors: Errors,
}

type Fault = (&'static str, Vec<(&'static str, String)>);

/// One answer read: nothing, something, or a fault. Say which of them are acceptable with
/// [`Answer::must`] or [`Answer::may`]; otherwise nothing is recorded.
#[must_use = "say must() or may(), or a fault is lost"]
#[derive(Debug)]
pub struct Answer<'r, T> {
    errors: &'r mut Errors,
    field: String,
    value: Result<Option<T>, Fault>,
}

impl<'r, T> Answer<'r, T> {
    /// It must be answered; `key` is what to say when it was not.
    ///
    /// # Errors
    /// [`Noted`] when it was not answered, or not rightly.
    pub fn must(self, key: &'static str) -> Result<T, Noted> {
        match self.value {
            Ok(Some(value)) => Ok(value),
            Ok(None) => {
                self.errors.add(self.field, key);
                Err(Noted)
            }
            Err(fault) => Err(note(self.errors, self.field, fault)),
        }
    }

    /// It may be left empty.
    ///
    /// # Errors
    /// [`Noted`] when it was answered, but not rightly.
    pub fn may(self) -> Result<Option<T>, Noted> {
        match self.value {
            Ok(value) => Ok(value),
            Err(fault) => Err(note(self.errors, self.field, fault)),
        }
    }

    /// Refines the value, or says by a key why it is not one:
    /// `read.line("crn").parsed(|text| Crn::parse(&text).map_err(|_| "crn-bad"))`.
    pub fn parsed<U>(self, parse: impl FnOnce(T) -> Result<U, &'static str>) -> Answer<'r, U> {
        let value = match self.value {
            Ok(Some(value)) => parse(value).map(Some).map_err(|key| (key, Vec::new())),
            Ok(None) => Ok(None),
            Err(fault) => Err(fault),
        };
        Answer { errors: self.errors, field: self.field, value }
    }
}

fn note(errors: &mut Errors, field: String, (key, values): Fault) -> Noted {
    errors.keep(FieldError { field, key, values });
    Noted
}

impl<'a> Reader<'a> {
    pub(super) const fn new(fields: &'a Fields) -> Self {
        Self { fields, errors: Errors::new() }
    }

    /// The faults so far.
    #[must_use]
    pub fn errors(self) -> Errors {
        self.errors
    }

    /// Whether every answer read so far was right.
    #[must_use]
    pub const fn is_right(&self) -> bool {
        self.errors.is_empty()
    }

    /// Notes a fault that only a comparison of fields, or a room, could find.
    pub fn refuse(&mut self, field: &str, key: &'static str) -> Noted {
        self.errors.add(field, key);
        Noted
    }

    /// One line: spaces at both ends go, everything else stays.
    pub fn line(&mut self, field: &str) -> Answer<'_, String> {
        self.line_up_to(field, LONGEST_LINE)
    }

    /// One line of at most so many characters.
    pub fn line_up_to(&mut self, field: &str, longest: usize) -> Answer<'_, String> {
        let typed = self.fields.first(field).trim();
        let value = if typed.is_empty() {
            Ok(None)
        } else if typed.contains(['\n', '\r', '\0']) {
            Err(("form-one-line", Vec::new()))
        } else {
            within(typed.to_owned(), longest)
        };
        self.answer(field, value)
    }

    /// A text of any number of lines, unchanged but for line ends: browsers send CR LF for each.
    pub fn long(&mut self, field: &str) -> Answer<'_, String> {
        let typed = self.fields.first(field).replace("\r\n", "\n");
        let value = if typed.trim().is_empty() {
            Ok(None)
        } else if typed.contains('\0') {
            // Neither a keyboard nor PostgreSQL knows it.
            Err(("form-strange-letter", Vec::new()))
        } else {
            within(typed, LONGEST_TEXT)
        };
        self.answer(field, value)
    }

    /// A password or code: not trimmed, not shortened; only its length is bounded.
    pub fn secret(&mut self, field: &str) -> Answer<'_, String> {
        let typed = self.fields.first(field);
        let value = if typed.is_empty() { Ok(None) } else { within(typed.to_owned(), 1_000) };
        self.answer(field, value)
    }

    /// A date in three boxes, `name-day`, `name-month`, `name-year`; the month also as a word.
    pub fn date(&mut self, field: &str) -> Answer<'_, Date> {
        let part = |part: &str| self.fields.first(&format!("{field}-{part}")).trim();
        let value = date_from(part("day"), part("month"), part("year"));
        self.answer(field, value.map_err(|key| (key, Vec::new())))
    }

    /// A time as people write it: 2:30pm, 2.30 pm, 14:30, 9am.
    pub fn time(&mut self, field: &str) -> Answer<'_, Time> {
        let typed = self.fields.first(field).trim();
        let value = if typed.is_empty() {
            Ok(None)
        } else {
            time_from(typed).map(Some).ok_or(("form-time", Vec::new()))
        };
        self.answer(field, value)
    }

    /// A whole number within bounds, which the fault names.
    pub fn whole(&mut self, field: &str, bounds: RangeInclusive<u32>) -> Answer<'_, u32> {
        let typed = self.fields.first(field).trim().replace(',', "");
        let value = if typed.is_empty() {
            Ok(None)
        } else {
            match typed.parse::<u32>() {
                Ok(number) if bounds.contains(&number) => Ok(Some(number)),
                _ => Err((
                    "form-whole-number",
                    vec![("from", bounds.start().to_string()), ("to", bounds.end().to_string())],
                )),
            }
        };
        self.answer(field, value)
    }

    /// Money in pence from pounds as typed: 12, 12.50, £1,200.
    pub fn pence(&mut self, field: &str) -> Answer<'_, i64> {
        let typed = self.fields.first(field).trim().replace([',', '£'], "");
        let value = if typed.is_empty() {
            Ok(None)
        } else {
            pence_from(&typed).map(Some).ok_or(("form-money", Vec::new()))
        };
        self.answer(field, value)
    }

    /// One of a set, by its code. A code that was never offered is a fault, not a default.
    pub fn choice<T>(
        &mut self,
        field: &str,
        from_code: impl FnOnce(&str) -> Option<T>,
    ) -> Answer<'_, T> {
        let typed = self.fields.first(field);
        let value = if typed.is_empty() {
            Ok(None)
        } else {
            from_code(typed).map(Some).ok_or(("form-choice", Vec::new()))
        };
        self.answer(field, value)
    }

    /// Any of a set, by their codes, in the order sent; `None` when none is ticked.
    pub fn choices<T>(
        &mut self,
        field: &str,
        from_code: impl Fn(&str) -> Option<T>,
    ) -> Answer<'_, Vec<T>> {
        let codes = self.fields.all(field).filter(|code| !code.is_empty());
        let value = match codes.map(from_code).collect::<Option<Vec<T>>>() {
            Some(chosen) if chosen.is_empty() => Ok(None),
            Some(chosen) => Ok(Some(chosen)),
            None => Err(("form-choice", Vec::new())),
        };
        self.answer(field, value)
    }

    /// Whether a box by itself is ticked. `Some(())` lets `must` ask for it.
    pub fn tick(&mut self, field: &str) -> Answer<'_, ()> {
        let value = Ok(self.fields.has(field).then_some(()));
        self.answer(field, value)
    }

    /// A reference as read from a sheet or over the telephone.
    pub fn reference(&mut self, field: &str) -> Answer<'_, Reference> {
        let typed = self.fields.first(field).trim();
        let value = if typed.is_empty() {
            Ok(None)
        } else {
            Reference::parse(typed).map(Some).map_err(|_| ("form-reference", Vec::new()))
        };
        self.answer(field, value)
    }

    /// The version of the row that this form was filled from; a form without it is not ours.
    pub fn version(&mut self, field: &str) -> Answer<'_, i64> {
        let value = self.fields.first(field).parse().map(Some);
        self.answer(field, value.map_err(|_| ("form-choice", Vec::new())))
    }

    fn answer<T>(&mut self, field: &str, value: Result<Option<T>, Fault>) -> Answer<'_, T> {
        Answer { errors: &mut self.errors, field: field.to_owned(), value }
    }
}

fn within(text: String, longest: usize) -> Result<Option<String>, Fault> {
    if text.chars().count() > longest {
        return Err(("form-too-long", vec![("most", longest.to_string())]));
    }
    Ok(Some(text))
}

fn date_from(day: &str, month: &str, year: &str) -> Result<Option<Date>, &'static str> {
    match (day.is_empty(), month.is_empty(), year.is_empty()) {
        (true, true, true) => return Ok(None),
        (true, _, _) => return Err("form-date-day"),
        (_, true, _) => return Err("form-date-month"),
        (_, _, true) => return Err("form-date-year"),
        (false, false, false) => {}
    }
    if year.len() != 4 {
        return Err("form-date-four-figures");
    }
    let month = month_from(month).ok_or("form-date-real")?;
    let (Ok(day), Ok(year)) = (day.parse(), year.parse()) else { return Err("form-date-real") };
    Date::new(year, month, day).map(Some).map_err(|_| "form-date-real")
}

fn month_from(typed: &str) -> Option<i8> {
    if let Ok(number) = typed.parse() {
        return Some(number);
    }
    let word = typed.to_lowercase();
    let english = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let welsh = [
        "ionawr",
        "chwefror",
        "mawrth",
        "ebrill",
        "mai",
        "mehefin",
        "gorffennaf",
        "awst",
        "medi",
        "hydref",
        "tachwedd",
        "rhagfyr",
    ];
    // Three letters tell every English month from every other; Welsh is taken whole, because "mai"
    // and "mawrth" begin like months of the other language.
    let index = welsh.iter().position(|name| *name == word).or_else(|| {
        (word.chars().count() >= 3)
            .then(|| english.iter().position(|name| name.starts_with(word.as_str())))
            .flatten()
    })?;
    i8::try_from(index + 1).ok()
}

fn time_from(typed: &str) -> Option<Time> {
    let plain: String = typed.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let (digits, half) = if let Some(digits) = plain.strip_suffix("am") {
        (digits, Some(0))
    } else if let Some(digits) = plain.strip_suffix("pm") {
        (digits, Some(12))
    } else {
        match plain.as_str() {
            "noon" | "midday" => return Time::new(12, 0, 0, 0).ok(),
            other => (other, None),
        }
    };
    let (hour, minute) = match digits.split_once([':', '.']) {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute),
        Some(_) => return None,
        // "2" alone could be either half of the day; "2pm" could not.
        None if half.is_some() => (digits, "00"),
        None => return None,
    };
    let (hour, minute): (i8, i8) = (hour.parse().ok()?, minute.parse().ok()?);
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    Time::new(hour, minute, 0, 0).ok()
}

fn pence_from(typed: &str) -> Option<i64> {
    let (pounds, pence) = match typed.split_once('.') {
        Some((pounds, pence)) if pence.len() == 2 => (pounds, pence),
        Some(_) => return None,
        None => (typed, "00"),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(pounds) || !digits(pence) {
        return None;
    }
    pounds.parse::<i64>().ok()?.checked_mul(100)?.checked_add(pence.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};
    use proptest::prelude::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        pairs.iter().fold(Fields::default(), |fields, (name, value)| fields.with(*name, value))
    }

    fn born(day: &str, month: &str, year: &str) -> Result<Option<Date>, Errors> {
        let fields = fields(&[("b-day", day), ("b-month", month), ("b-year", year)]);
        let mut read = fields.read();
        read.date("b").may().map_err(|Noted| read.errors())
    }

    #[test]
    fn a_date_is_read_from_three_boxes() {
        assert_eq!(born("9", "5", "1994"), Ok(Some(date(1994, 5, 9))));
        assert_eq!(born(" 09 ", "May", "1994"), Ok(Some(date(1994, 5, 9))));
        assert_eq!(born("9", "Tachwedd", "1994"), Ok(Some(date(1994, 11, 9))));
        assert_eq!(born("9", "Mai", "1994"), Ok(Some(date(1994, 5, 9))));
        assert_eq!(born("", "", ""), Ok(None));
    }

    #[test]
    fn a_date_that_cannot_be_is_named_by_what_is_wrong() {
        let key = |d, m, y| born(d, m, y).unwrap_err().of("b").unwrap().key;
        assert_eq!(key("", "5", "1994"), "form-date-day");
        assert_eq!(key("9", "", "1994"), "form-date-month");
        assert_eq!(key("9", "5", ""), "form-date-year");
        assert_eq!(key("9", "5", "94"), "form-date-four-figures");
        assert_eq!(key("30", "2", "1994"), "form-date-real");
        assert_eq!(key("9", "Ma", "1994"), "form-date-real");
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        let read = |typed: &str| time_from(typed);
        assert_eq!(read("2:30pm"), Some(time(14, 30, 0, 0)));
        assert_eq!(read("2.30 PM"), Some(time(14, 30, 0, 0)));
        assert_eq!(read("14:30"), Some(time(14, 30, 0, 0)));
        assert_eq!(read("12am"), Some(time(0, 0, 0, 0)));
        assert_eq!(read("12pm"), Some(time(12, 0, 0, 0)));
        assert_eq!(read("midday"), Some(time(12, 0, 0, 0)));
        for no in ["2", "25:00", "13pm", "2:5pm", "half two", "-1:00", "99am"] {
            assert_eq!(read(no), None, "{no}");
        }
    }

    #[test]
    fn money_is_pence() {
        assert_eq!(pence_from("12"), Some(1_200));
        assert_eq!(pence_from("12.50"), Some(1_250));
        for no in ["12.5", "-3", ".50", "1e3", "99999999999999999999"] {
            assert_eq!(pence_from(no), None, "{no}");
        }
    }

    #[test]
    fn three_mistakes_are_told_at_once_and_each_field_once() {
        let fields = fields(&[("age", "two"), ("kind", "made-up")]);
        let mut read = fields.read();
        let name = read.line("name").must("form-needed");
        let age = read.whole("age", 1..=120).may();
        let kind = read.choice("kind", |code| (code == "a").then_some(())).must("form-needed");
        assert_eq!((name, age, kind), (Err(Noted), Err(Noted), Err(Noted)));
        read.refuse("age", "form-needed");
        let errors = read.errors();
        assert_eq!(errors.len(), 3);
        assert_eq!(errors.of("age").unwrap().key, "form-whole-number");
        assert_eq!(errors.of("kind").unwrap().key, "form-choice");
    }

    #[test]
    fn a_million_letters_are_a_text_but_not_a_line() {
        let long = "é".repeat(1_000_000);
        let fields = fields(&[("note", &long)]);
        let mut read = fields.read();
        assert_eq!(read.long("note").may().unwrap().unwrap(), long);
        assert_eq!(read.line("note").may(), Err(Noted));
        assert_eq!(read.errors().of("note").unwrap().key, "form-too-long");
    }

    proptest! {
        #[test]
        fn a_text_changes_only_in_its_line_ends(text in "[^\r\0]{1,200}") {
            prop_assume!(!text.trim().is_empty());
            let sent = text.replace('\n', "\r\n");
            let fields = fields(&[("note", &sent)]);
            prop_assert_eq!(fields.read().long("note").may(), Ok(Some(text)));
        }

        #[test]
        fn no_text_breaks_a_reader(text in any::<String>()) {
            let _ = time_from(&text);
            let _ = pence_from(&text);
            let _ = date_from(&text, &text, &text);
        }
    }
}
