//! Files as the Ministry publishes them, to figures: ODS, XLSX, XLS and CSV, each sheet searched for
//! a table. Two shapes are known: long (a row a count, with columns for year, area, sex, outcome,
//! length) and wide (a row a thing, a column a date). Rows that are not about women are left out
//! where a file says sex; what was read, and what not, is said. Not for judging the figures.

use std::collections::BTreeMap;
use std::path::Path;

use calamine::{Data, Reader as _};

use super::tidy::{self, Figure};
use crate::Trouble;

/// What a file held.
#[derive(Debug, Default)]
pub struct Held {
    /// Its figures.
    pub figures: Vec<Figure>,
    /// What was read as what, and what was not.
    pub remarks: Vec<String>,
}

/// A sheet as texts.
type Rows = Vec<Vec<String>>;

/// Reads a file.
///
/// # Errors
///
/// It cannot be read, or no table of it is understood.
pub fn read(path: &Path) -> Result<Held, Trouble> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("file").to_owned();
    let ending =
        path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    let mut held = Held::default();
    match ending.as_str() {
        "csv" | "txt" | "tsv" => {
            let bytes = std::fs::read(path)
                .map_err(|why| Trouble::File { path: path.display().to_string(), why })?;
            let text = match std::str::from_utf8(&bytes) {
                Ok(text) => text.to_owned(),
                Err(_) => {
                    held.remarks.push(format!("{name}: read as Windows-1252, for it is no UTF-8"));
                    encoding_rs::WINDOWS_1252.decode(&bytes).0.into_owned()
                }
            };
            let text = text.trim_start_matches('\u{feff}');
            let heading: Vec<String> = text
                .lines()
                .next()
                .unwrap_or_default()
                .split(',')
                .map(|name| name.trim_matches('"').to_owned())
                .collect();
            if tidy::is_tidy(&heading) {
                held.figures = tidy::parse(&name, text)?;
                held.remarks
                    .push(format!("{name}: {} figures in our own form", held.figures.len()));
                return Ok(held);
            }
            // Published files have titles above their tables and notes below: rows of any length.
            let separator = if ending == "tsv" { b'\t' } else { b',' };
            let mut reader = csv::ReaderBuilder::new()
                .flexible(true)
                .has_headers(false)
                .delimiter(separator)
                .from_reader(text.as_bytes());
            let mut rows: Rows = Vec::new();
            for (at, row) in reader.records().enumerate() {
                let row =
                    row.map_err(|why| Trouble::Said(format!("{name}, line {}: {why}", at + 1)))?;
                rows.push(row.iter().map(str::to_owned).collect());
            }
            sheet(&name, "", &rows, &mut held);
        }
        "ods" | "xlsx" | "xls" | "xlsb" | "xlsm" => {
            let mut book = calamine::open_workbook_auto(path)
                .map_err(|why| Trouble::Said(format!("{}: {why}", path.display())))?;
            for (title, range) in book.worksheets() {
                let rows: Rows = range.rows().map(|row| row.iter().map(cell).collect()).collect();
                sheet(&name, &title, &rows, &mut held);
            }
        }
        other => {
            return Err(Trouble::Said(format!(
                "{}: a file ending in '{other}' is not read; ODS, XLSX, XLS and CSV are",
                path.display()
            )));
        }
    }
    if held.figures.is_empty() {
        return Err(Trouble::Said(format!(
            "{}: no table was understood; wanted is a heading with a year and a count (long), or dates along the top \
             (wide). docs/manual/plan-figures.md shows both",
            path.display()
        )));
    }
    Ok(held)
}

/// A cell as text; dates as ISO days.
fn cell(data: &Data) -> String {
    match data {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(text) => text.trim().to_owned(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(yes) => yes.to_string(),
        Data::DateTime(time) => {
            let (year, month, day, ..) = time.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::DateTimeIso(text) => text.get(..10).unwrap_or(text).to_owned(),
        Data::DurationIso(text) => text.clone(),
    }
}

/// What a heading means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Means {
    Date,
    Area,
    Sex,
    Outcome,
    Length,
    Count,
}

fn means(heading: &str) -> Option<Means> {
    let heading = heading.trim().to_lowercase();
    let is = |words: &[&str]| words.iter().any(|word| heading == *word);
    if is(&["year", "year of appearance", "date", "quarter", "month", "period", "year ending"]) {
        Some(Means::Date)
    } else if is(&["police force area", "pfa", "area", "police force", "region name", "geography"])
    {
        Some(Means::Area)
    } else if is(&["sex", "gender", "sex of offender"]) {
        Some(Means::Sex)
    } else if is(&[
        "outcome",
        "sentence outcome",
        "sentence type",
        "disposal",
        "outcome type",
        "measure",
        "custody type",
    ]) {
        Some(Means::Outcome)
    } else if is(&[
        "custodial sentence length",
        "sentence length",
        "sentence_len",
        "length of sentence",
    ]) {
        Some(Means::Length)
    } else if is(&[
        "count",
        "freq",
        "number",
        "sentenced",
        "value",
        "total",
        "population",
        "offenders sentenced",
    ]) {
        Some(Means::Count)
    } else {
        None
    }
}

fn sheet(file: &str, title: &str, rows: &Rows, held: &mut Held) {
    let place = if title.is_empty() { file.to_owned() } else { format!("{file}, sheet '{title}'") };
    let before = held.figures.len();
    for (at, row) in rows.iter().enumerate().take(40) {
        let known: Vec<(usize, Means)> =
            row.iter().enumerate().filter_map(|(i, heading)| Some((i, means(heading)?))).collect();
        let has = |wanted: Means| known.iter().any(|(_, means)| *means == wanted);
        if has(Means::Date) && has(Means::Count) {
            long(&place, rows.get(at + 1..).unwrap_or_default(), &known, held);
            break;
        }
        let dates: Vec<(usize, String)> =
            row.iter().enumerate().skip(1).filter_map(|(i, text)| Some((i, date(text)?))).collect();
        if dates.len() >= 2 {
            wide(&place, rows, at, &dates, held);
            break;
        }
    }
    if held.figures.len() == before
        && rows.iter().any(|row| row.iter().any(|cell| !cell.is_empty()))
    {
        held.remarks.push(format!("{place}: no table was understood"));
    }
}

/// A count a row. Counts of the same place, date and thing are added up, as offence groups are.
fn long(place: &str, rows: &[Vec<String>], known: &[(usize, Means)], held: &mut Held) {
    let at = |row: &[String], wanted: Means| -> Option<String> {
        let (index, _) = known.iter().find(|(_, means)| *means == wanted)?;
        row.get(*index).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let has = |wanted: Means| known.iter().any(|(_, means)| *means == wanted);
    let mut sums: BTreeMap<(String, String, String), f64> = BTreeMap::new();
    let (mut others, mut unread) = (0_usize, 0_usize);
    for row in rows.iter().filter(|row| row.iter().any(|cell| !cell.is_empty())) {
        if has(Means::Sex) && !at(row, Means::Sex).is_some_and(|sex| is_women(&sex)) {
            others += 1;
            continue;
        }
        let date = at(row, Means::Date).and_then(|text| date(&text));
        let count = at(row, Means::Count).and_then(|text| number(&text));
        let (Some(date), Some(count)) = (date, count) else {
            unread += 1;
            continue;
        };
        let area = at(row, Means::Area)
            .map_or_else(|| "England and Wales".to_owned(), |area| an_area(&area));
        let outcome = at(row, Means::Outcome).unwrap_or_else(|| "women counted".to_owned());
        let custody = outcome.to_lowercase().contains("immediate custody")
            || (!has(Means::Outcome) && has(Means::Length));
        let series = if custody {
            "women sentenced to immediate custody".to_owned()
        } else {
            format!("women, {outcome}")
        };
        *sums.entry((series.clone(), area.clone(), date.clone())).or_default() += count;
        if let Some(length) = at(row, Means::Length).filter(|length| custody && under_six(length)) {
            let _ = length;
            *sums.entry((format!("{series}, under 6 months"), area, date)).or_default() += count;
        }
    }
    held.remarks.push(format!(
        "{place}: a row a count; {} figures, {others} rows not about women left out, {unread} rows without a date or count",
        sums.len()
    ));
    for ((series, area, date), value) in sums {
        held.figures.push(figure(place, series, area, date, value));
    }
}

/// A thing a row, a date a column.
fn wide(place: &str, rows: &Rows, heading: usize, dates: &[(usize, String)], held: &mut Held) {
    let first = dates.first().map_or(1, |(index, _)| *index);
    let mut under = String::new();
    let mut women: Option<bool> = None;
    let (mut read, mut others) = (0_usize, 0_usize);
    for row in rows.iter().skip(heading + 1) {
        let labels: Vec<&str> =
            row.iter().take(first).map(String::as_str).filter(|label| !label.is_empty()).collect();
        let label = labels.join(", ");
        if label.is_empty() {
            continue;
        }
        let counts: Vec<(&str, f64)> = dates
            .iter()
            .filter_map(|(index, date)| Some((date.as_str(), number(row.get(*index)?)?)))
            .collect();
        if is_women(&label) || label.to_lowercase().starts_with("women") {
            women = Some(true);
            under = if counts.is_empty() { label.clone() } else { under };
        } else if is_men_or_all(&label) {
            women = Some(false);
        }
        if counts.is_empty() {
            if women.is_none() {
                under = label;
            }
            continue;
        }
        if women == Some(false) {
            others += 1;
            continue;
        }
        let lower = label.to_lowercase();
        let series = if lower.contains("female") && lower.contains("population")
            || lower == "female"
            || lower == "females"
        {
            "women in prison".to_owned()
        } else if women == Some(true) && lower == "remand" {
            "women on remand".to_owned()
        } else if women.is_none() {
            label.clone()
        } else {
            format!("women, {label}")
        };
        for (date, value) in counts {
            held.figures.push(figure(
                place,
                series.clone(),
                "England and Wales".to_owned(),
                date.to_owned(),
                value,
            ));
            read += 1;
        }
    }
    let _ = under;
    held.remarks.push(format!(
        "{place}: dates along the top; {read} figures, {others} rows not about women left out"
    ));
}

fn figure(place: &str, series: String, area: String, date: String, value: f64) -> Figure {
    Figure {
        series,
        area,
        date,
        value: Some(value),
        low: None,
        high: None,
        unit: "women".to_owned(),
        edition: place.to_owned(),
        source: place.to_owned(),
        collected: String::new(),
        licence: "as the file says".to_owned(),
        note: String::new(),
    }
}

fn is_women(text: &str) -> bool {
    let text = text.to_lowercase();
    let text =
        text.trim_start_matches(|sign: char| sign.is_ascii_digit() || sign == ':' || sign == ' ');
    text.starts_with("female") || text.starts_with("women") || text == "f"
}

fn is_men_or_all(text: &str) -> bool {
    let text = text.to_lowercase();
    let text =
        text.trim_start_matches(|sign: char| sign.is_ascii_digit() || sign == ':' || sign == ' ');
    text.starts_with("male")
        || text.starts_with("men")
        || text.starts_with("all ")
        || text.starts_with("total")
        || text == "m"
        || text == "all"
}

fn under_six(length: &str) -> bool {
    let text = length.to_lowercase();
    (text.contains("6 months") || text.contains("six months"))
        && (text.contains("less than")
            || text.contains("under")
            || text.contains("up to")
            || text.contains("below"))
        || text.contains("less than 1 month")
        || text.contains("3 months")
        || text.contains("1 month")
}

/// Police areas by the one register of areas; a name that it does not know stays as it is.
fn an_area(name: &str) -> String {
    let plain =
        name.trim_start_matches(|sign: char| sign.is_ascii_digit() || sign == ':' || sign == ' ');
    match plain.replace('&', "and").as_str() {
        "Metropolitan Police"
        | "City of London"
        | "Metropolitan"
        | "Metropolitan Police Service" => "London".to_owned(),
        "Dyfed-Powys" => "Dyfed Powys".to_owned(),
        other => other.to_owned(),
    }
}

/// A number with thousands' commas; `..`, `-` and notes are none.
fn number(text: &str) -> Option<f64> {
    let text: String = text.trim().chars().filter(|sign| *sign != ',' && *sign != ' ').collect();
    let value: f64 = text.parse().ok()?;
    value.is_finite().then_some(value)
}

/// A year, a month or a day, as ISO: `2014`, `Jan-14`, `30 June 2019`, `2019-06-30`, `Dec 2023`.
fn date(text: &str) -> Option<String> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let text = text.trim().to_lowercase();
    let year = |text: &str| -> Option<i32> {
        let number: i32 = text.parse().ok()?;
        match (text.len(), number) {
            (4, 1900..=2100) => Some(number),
            (2, _) => Some(2000 + number),
            _ => None,
        }
    };
    let four = |text: &str| (text.len() == 4).then(|| year(text)).flatten();
    if let Some(year) = four(text.strip_suffix(".0").unwrap_or(&text)) {
        return Some(year.to_string());
    }
    let parts: Vec<&str> = text
        .split(|sign: char| !sign.is_ascii_alphanumeric())
        .filter(|part| {
            !part.is_empty() && !["year", "ending", "quarter", "as", "at"].contains(part)
        })
        .collect();
    let month = |text: &str| {
        let start = text.get(..3)?;
        MONTHS.iter().position(|month| *month == start).map(|index| index + 1)
    };
    match parts.as_slice() {
        [y, m, d] if four(y).is_some() && m.parse::<u32>().is_ok() => {
            let (month, day): (u32, u32) = (m.parse().ok()?, d.parse().ok()?);
            ((1..=12).contains(&month) && (1..=31).contains(&day))
                .then(|| format!("{y}-{month:02}-{day:02}"))
        }
        [d, m, y] if month(m).is_some() => {
            let day: u32 =
                d.trim_end_matches(|sign: char| sign.is_ascii_alphabetic()).parse().ok()?;
            (1..=31).contains(&day).then_some(())?;
            Some(format!("{}-{:02}-{day:02}", year(y)?, month(m)?))
        }
        [m, y] if month(m).is_some() => Some(format!("{}-{:02}", year(y)?, month(m)?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_the_ministry_writes_them() {
        for (text, iso) in [
            ("2014", "2014"),
            ("2014.0", "2014"),
            ("Jan-14", "2014-01"),
            ("Dec 2023", "2023-12"),
            ("30 June 2019", "2019-06-30"),
            ("30th Sept 2025", "2025-09-30"),
            ("2019-06-30", "2019-06-30"),
            ("Year ending March 2024", "2024-03"),
        ] {
            assert_eq!(date(text).as_deref(), Some(iso), "{text}");
        }
        for none in ["Female", "5,398", "", "Table 1.1", "99", "31 31 2019"] {
            assert_eq!(date(none), None, "{none}");
        }
    }

    #[test]
    fn codes_before_a_name_are_no_part_of_it() {
        assert!(is_women("02: Female"));
        assert!(!is_women("01: Male"));
        assert!(is_men_or_all("All persons"));
        assert_eq!(an_area("12: Devon & Cornwall"), "Devon and Cornwall");
        assert_eq!(an_area("Metropolitan Police"), "London");
    }
}
