//! Dates as spreadsheets have them, into ISO dates; the whole column or not at all, so that a column
//! that merely holds numbers stays as it is.

use jiff::civil::Date;

use super::Column;
use crate::Trouble;

/// Excel's day 60 is a 29 February 1900 that never was; days after it count from 1899-12-30.
const EXCEL_FROM: i32 = 61;
/// 31 December 2099.
const EXCEL_TO: i32 = 73_050;

pub(super) fn to_iso(column: &mut Column) -> Result<Option<String>, Trouble> {
    let mut kinds = Kinds::default();
    for text in column.iter().filter(|text| !text.is_empty()) {
        kinds.see(text);
        if kinds.other {
            return Ok(None);
        }
    }
    let (convert, remark): (fn(&str) -> Option<Date>, &str) = match kinds {
        Kinds { day_first: 0, month_first: 0, either: 0, serial, .. } if serial > 0 => {
            (serial_date, "held Excel's numbers of days and was read as dates")
        }
        Kinds { serial: 0, month_first: 0, day_first, either, .. } if day_first + either > 0 => {
            (day_first_date, "was read as day/month/year")
        }
        Kinds { serial: 0, day_first: 0, month_first, .. } if month_first > 0 => {
            (month_first_date, "was read as month/day/year")
        }
        Kinds { serial: 0, day_first: 0, month_first: 0, either: 0, .. } => return Ok(None),
        _ => {
            return Err(Trouble::Said(format!(
                "column {} holds dates of several kinds; write them all as year-month-day (2026-11-22)",
                column.name
            )));
        }
    };
    let mut iso = Column::new(&column.name);
    for text in column.iter() {
        match convert(text) {
            Some(date) => iso.push(&date.to_string())?,
            None => iso.push(text)?,
        }
    }
    *column = iso;
    Ok(Some(format!("column {} {remark}", column.name)))
}

#[derive(Default)]
struct Kinds {
    serial: u64,
    day_first: u64,
    month_first: u64,
    either: u64,
    other: bool,
}

impl Kinds {
    fn see(&mut self, text: &str) {
        if serial_date(text).is_some() {
            self.serial = self.serial.saturating_add(1);
            return;
        }
        match (day_first_date(text), month_first_date(text)) {
            (Some(_), Some(_)) => self.either = self.either.saturating_add(1),
            (Some(_), None) => self.day_first = self.day_first.saturating_add(1),
            (None, Some(_)) => self.month_first = self.month_first.saturating_add(1),
            (None, None) => self.other = true,
        }
    }
}

fn serial_date(text: &str) -> Option<Date> {
    let days: i32 = text.parse().ok().filter(|days| (EXCEL_FROM..=EXCEL_TO).contains(days))?;
    jiff::civil::date(1899, 12, 30).checked_add(jiff::Span::new().days(days)).ok()
}

fn day_first_date(text: &str) -> Option<Date> {
    let [day, month, year] = parts(text)?;
    date(year, month, day)
}

fn month_first_date(text: &str) -> Option<Date> {
    let [month, day, year] = parts(text)?;
    date(year, month, day)
}

fn date(year: i32, month: i32, day: i32) -> Option<Date> {
    Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
}

/// Three numbers, the last of four digits, between strokes, dots or hyphens.
fn parts(text: &str) -> Option<[i32; 3]> {
    let mut numbers = text.split(['/', '.', '-']);
    let (a, b, c) = (numbers.next()?, numbers.next()?, numbers.next()?);
    let short =
        |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if numbers.next().is_some() || !short(a) || !short(b) || c.len() != 4 {
        return None;
    }
    Some([a.parse().ok()?, b.parse().ok()?, c.parse().ok()?])
}
