//! Counts a definition over the facts. Every number keeps the ids of the rows behind it.
//!
//! Not for what a funder may see of it (`small`, `report`).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use uuid::Uuid;

use crate::definition::words::{Count, Dim, Distinct, NOT_KNOWN, Number, Values};
use crate::definition::{Breakdown, Condition, Definition, Figure, Measure};
use crate::facts::{Facts, Row};
use crate::period::Period;

/// The line of a table for what the funder's form has no line for.
pub const NOT_IN_FORM: &str = "not_in_form";

/// A return counted: true numbers and the rows behind each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Which period.
    pub period: Period,
    /// In the order of the definition.
    pub figures: Vec<CountedFigure>,
}

/// One figure counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedFigure {
    /// Its code.
    pub code: String,
    /// The rows it says something of; of a share the part.
    pub cell: Cell,
    /// Of a share, the whole.
    pub whole: Option<Cell>,
    /// Of an average, in hundredths, rounded half away from nought; nothing when there are no rows.
    pub average: Option<i64>,
    /// The table under it, line by line.
    pub lines: Vec<CountedLine>,
}

/// One line of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedLine {
    /// Its code.
    pub code: String,
    /// Its words.
    pub label: String,
    /// Its rows.
    pub cell: Cell,
}

/// A number and what it was counted from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// The number.
    pub value: i64,
    /// The rows behind it; where women are counted, the women.
    pub rows: Vec<Uuid>,
    /// The same rows as the facts know them, for opening: where women are counted, their cases.
    pub behind: Vec<Uuid>,
    /// How much of the number each person is behind; a row without a woman stands for itself.
    pub shares: BTreeMap<Uuid, i64>,
    /// The women behind it, and rows without one.
    pub people: BTreeSet<Uuid>,
}

/// A figure that does not agree with its rows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{figure}{}: {why}", line.as_ref().map(|line| format!(", line {line}")).unwrap_or_default())]
pub struct Mismatch {
    /// Which figure.
    pub figure: String,
    /// Which line of its table.
    pub line: Option<String>,
    /// What does not agree.
    pub why: String,
}

/// The code of a band: `18-24`, `55+`, `under-18`.
#[must_use]
pub fn band_code(bands: &[i64], place: usize) -> String {
    let from = place.checked_sub(1).and_then(|before| bands.get(before));
    match (from, bands.get(place)) {
        (Some(from), Some(next)) => format!("{from}-{}", next - 1),
        (Some(from), None) => format!("{from}+"),
        (None, Some(next)) => format!("under-{next}"),
        (None, None) => NOT_KNOWN.to_owned(),
    }
}

/// Every band of a list, and the code of an age that is not known.
#[must_use]
pub fn band_codes(bands: &[i64]) -> Vec<String> {
    let mut codes: Vec<String> = (0..=bands.len()).map(|place| band_code(bands, place)).collect();
    codes.push(NOT_KNOWN.to_owned());
    codes
}

fn band_words(code: &str) -> String {
    if let Some(age) = code.strip_prefix("under-") {
        format!("Under {age}")
    } else if let Some(age) = code.strip_suffix('+') {
        format!("{age} and over")
    } else {
        match code.split_once('-') {
            Some((from, to)) => format!("{from} to {to}"),
            None => "Not known".to_owned(),
        }
    }
}

/// The words of an outcome of any framework that the program carries; else its code.
fn item_words(code: &str) -> String {
    casework::programme::framework::built_in()
        .iter()
        .flat_map(|framework| &framework.items)
        .find(|item| item.code == code)
        .map_or_else(|| code.to_owned(), |item| format!("{code}: {}", item.outcome))
}

/// Counts every figure of a definition.
#[must_use]
pub fn count(definition: &Definition, facts: &Facts) -> Counted {
    let figures = definition.figures.iter().map(|figure| count_one(definition, figure, facts));
    Counted { period: facts.period, figures: figures.collect() }
}

fn count_one(definition: &Definition, figure: &Figure, facts: &Facts) -> CountedFigure {
    let mut rows = selected(figure, facts);
    let mut whole = None;
    if let Measure::ShareOf(code) = &figure.measure {
        let of = definition.figure(code).map(|of| selected(of, facts)).unwrap_or_default();
        let of_cell = cell(figure, &of, facts);
        // A share is of the whole: a row that is not among its rows is not part of it.
        let known: BTreeSet<Uuid> = of_cell.rows.iter().copied().collect();
        rows.retain(|row| keys(figure, *row, facts).iter().any(|key| known.contains(key)));
        whole = Some(of_cell);
    }
    let lines = figure.by.as_ref().map(|by| lines(figure, by, &rows, facts)).unwrap_or_default();
    let average = match figure.measure {
        Measure::Average(number) => average(&rows, number, facts),
        _ => None,
    };
    let cell = cell(figure, &rows, facts);
    CountedFigure { code: figure.code.clone(), cell, whole, average, lines }
}

/// The rows that a figure is about. Where it is of a number, only rows that have it.
fn selected<'f>(figure: &Figure, facts: &'f Facts) -> Vec<Row<'f>> {
    let number = match figure.measure {
        Measure::Average(number) | Measure::Sum(number) => Some(number),
        Measure::Count | Measure::ShareOf(_) => None,
    };
    facts
        .rows(figure.count)
        .into_iter()
        .filter(|row| holds(figure, *row, facts))
        .filter(|row| number.is_none_or(|number| row.number(number, facts).is_some()))
        .collect()
}

fn holds(figure: &Figure, row: Row<'_>, facts: &Facts) -> bool {
    row.at(figure.when, facts)
        && figure.conditions.iter().all(|condition| match condition {
            Condition::Is(dim, wanted) => has_code(row, *dim, wanted, facts),
            Condition::IsNot(dim, unwanted) => !has_code(row, *dim, unwanted, facts),
            Condition::Within(number, least, most) => {
                row.number(*number, facts).is_some_and(|value| {
                    least.is_none_or(|least| value >= least)
                        && most.is_none_or(|most| value <= most)
                })
            }
        })
}

fn has_code(row: Row<'_>, dim: Dim, wanted: &[String], facts: &Facts) -> bool {
    row.codes(dim, &[], facts).iter().any(|code| wanted.iter().any(|wanted| wanted == code))
}

/// What is counted once of a row: the row, or the women behind it.
fn keys(figure: &Figure, row: Row<'_>, facts: &Facts) -> Vec<Uuid> {
    match figure.distinct {
        Distinct::Rows => vec![row.id()],
        Distinct::Women => people(row, facts),
    }
}

fn people(row: Row<'_>, facts: &Facts) -> Vec<Uuid> {
    let women = row.women(facts);
    if women.is_empty() { vec![row.id()] } else { women }
}

fn cell(figure: &Figure, rows: &[Row<'_>], facts: &Facts) -> Cell {
    let mut cell = Cell::default();
    let mut seen = BTreeSet::new();
    for row in rows {
        cell.behind.push(row.id());
        for key in keys(figure, *row, facts) {
            if seen.insert(key) {
                cell.rows.push(key);
            }
        }
        let people = people(*row, facts);
        let amount = match figure.measure {
            Measure::Sum(number) => row.number(number, facts).unwrap_or(0),
            _ => 1,
        };
        match figure.distinct {
            Distinct::Women => {
                for person in &people {
                    cell.shares.insert(*person, 1);
                }
            }
            Distinct::Rows => {
                // A session of several women belongs to none of them alone.
                let owner = match people.as_slice() {
                    [person] => *person,
                    _ => row.id(),
                };
                *cell.shares.entry(owner).or_insert(0) += amount;
            }
        }
        cell.people.extend(people);
    }
    cell.value = cell.shares.values().sum();
    cell
}

fn average(rows: &[Row<'_>], number: Number, facts: &Facts) -> Option<i64> {
    let values: Vec<i64> = rows.iter().filter_map(|row| row.number(number, facts)).collect();
    let many = i64::try_from(values.len()).ok().filter(|many| *many > 0)?;
    let sum: i64 = values.iter().sum();
    let (doubled, sign) = (sum.checked_mul(200)?.checked_abs()?, sum.signum());
    Some(sign * ((doubled + many) / (2 * many)))
}

fn lines(figure: &Figure, by: &Breakdown, rows: &[Row<'_>], facts: &Facts) -> Vec<CountedLine> {
    let mut by_code: HashMap<String, Vec<Row<'_>>> = HashMap::new();
    for row in rows {
        let codes: BTreeSet<String> = row
            .codes(by.dim, &by.bands, facts)
            .into_iter()
            .map(|code| known(by.dim, &code).to_owned())
            .collect();
        for code in codes {
            by_code.entry(code).or_default().push(*row);
        }
    }
    let mut lines: Vec<(String, String, Vec<String>)> = if by.lines.is_empty() {
        let codes: Vec<String> = match by.dim.values() {
            Values::Closed(list) => list.iter().map(|(code, _)| (*code).to_owned()).collect(),
            Values::Bands => band_codes(&by.bands),
            Values::Open => {
                let mut codes: Vec<String> = by_code.keys().cloned().collect();
                codes.sort();
                codes
            }
        };
        codes
            .into_iter()
            .map(|code| {
                let label = match by.dim.values() {
                    Values::Bands => band_words(&code),
                    Values::Open if by.dim == Dim::Item => item_words(&code),
                    _ => by.dim.words_of(&code),
                };
                (code.clone(), label, vec![code])
            })
            .collect()
    } else {
        by.lines
            .iter()
            .map(|line| (line.code.clone(), line.label.clone(), line.of.clone()))
            .collect()
    };
    let rest = rest(by, &lines, &by_code);
    if let Some(rest) = rest {
        lines.push((NOT_IN_FORM.to_owned(), "Not in this form".to_owned(), rest));
    }
    lines
        .into_iter()
        .map(|(code, label, of)| {
            let mut seen = BTreeSet::new();
            let rows: Vec<Row<'_>> = of
                .iter()
                .filter_map(|code| by_code.get(code))
                .flatten()
                .filter(|row| seen.insert(row.id()))
                .copied()
                .collect();
            CountedLine { code, label, cell: cell(figure, &rows, facts) }
        })
        .collect()
}

/// A code that is not in a closed list, from a damaged row or a newer program, is not known.
fn known(dim: Dim, code: &str) -> &str {
    match dim.values() {
        Values::Closed(list) if !list.iter().any(|(known, _)| *known == code) => NOT_KNOWN,
        _ => code,
    }
}

/// The codes that no line takes. Whether there is such a line depends on the definition alone where
/// the codes are known, so that its being there tells nothing.
fn rest(
    by: &Breakdown,
    lines: &[(String, String, Vec<String>)],
    by_code: &HashMap<String, Vec<Row<'_>>>,
) -> Option<Vec<String>> {
    let mut all: BTreeSet<String> = match by.dim.values() {
        Values::Closed(list) => list.iter().map(|(code, _)| (*code).to_owned()).collect(),
        Values::Bands => band_codes(&by.bands).into_iter().collect(),
        Values::Open => BTreeSet::new(),
    };
    all.extend(by_code.keys().cloned());
    for (_, _, of) in lines {
        for code in of {
            all.remove(code);
        }
    }
    let whole_form = matches!(by.dim.values(), Values::Open) && !by.lines.is_empty();
    (!all.is_empty() || whole_form).then(|| all.into_iter().collect())
}

/// Proves that each number is what its rows say, each row belongs to it, none is there twice, and
/// none that belongs is left out.
///
/// # Errors
/// Every figure and line that does not agree.
pub fn reconcile(
    definition: &Definition,
    counted: &Counted,
    facts: &Facts,
) -> Result<(), Vec<Mismatch>> {
    let mut mismatches = Vec::new();
    for (figure, found) in definition.figures.iter().zip(&counted.figures) {
        let mut wrong = |line: Option<&str>, why: &str| {
            mismatches.push(Mismatch {
                figure: figure.code.clone(),
                line: line.map(str::to_owned),
                why: why.to_owned(),
            });
        };
        let rows: HashMap<Uuid, Row<'_>> =
            facts.rows(figure.count).into_iter().map(|row| (row.id(), row)).collect();
        let check = |cell: &Cell| -> Option<&'static str> {
            let unique: BTreeSet<Uuid> = cell.behind.iter().copied().collect();
            if unique.len() != cell.behind.len() {
                return Some("a row is there twice");
            }
            let mut keyed = BTreeSet::new();
            let mut sum = 0;
            for id in &cell.behind {
                let Some(row) = rows.get(id).filter(|row| holds(figure, **row, facts)) else {
                    return Some("a row behind it does not belong to it");
                };
                keyed.extend(keys(figure, *row, facts));
                if let Measure::Sum(number) = figure.measure {
                    sum += row.number(number, facts).unwrap_or(0);
                }
            }
            let listed: BTreeSet<Uuid> = cell.rows.iter().copied().collect();
            if listed != keyed || listed.len() != cell.rows.len() {
                return Some("the rows listed are not those behind it");
            }
            let said = match figure.measure {
                Measure::Sum(_) => sum,
                _ => i64::try_from(keyed.len()).unwrap_or(i64::MAX),
            };
            (said != cell.value).then_some("the number is not what its rows say")
        };
        if let Some(why) = check(&found.cell) {
            wrong(None, why);
        }
        if !matches!(figure.measure, Measure::ShareOf(_)) {
            let expected =
                rows.values().filter(|row| holds(figure, **row, facts)).filter(|row| match figure
                    .measure
                {
                    Measure::Average(number) | Measure::Sum(number) => {
                        row.number(number, facts).is_some()
                    }
                    _ => true,
                });
            if expected.count() != found.cell.behind.len() {
                wrong(None, "a row that belongs to it is left out");
            }
        }
        let all: BTreeSet<Uuid> = found.cell.behind.iter().copied().collect();
        let mut covered = BTreeSet::new();
        for line in &found.lines {
            if let Some(why) = check(&line.cell) {
                wrong(Some(&line.code), why);
            }
            let listed: BTreeSet<Uuid> = line.cell.behind.iter().copied().collect();
            let belong: BTreeSet<Uuid> = rows
                .values()
                .filter(|row| all.contains(&row.id()))
                .filter(|row| {
                    let by = figure.by.as_ref();
                    by.is_some_and(|by| stands_in(by, &found.lines, &line.code, **row, facts))
                })
                .map(|row| row.id())
                .collect();
            if listed != belong {
                wrong(Some(&line.code), "the rows of the line are not those that belong to it");
            }
            covered.extend(listed);
        }
        if figure.by.is_some() && covered != all {
            wrong(None, "the lines together are not the figure");
        }
    }
    if mismatches.is_empty() { Ok(()) } else { Err(mismatches) }
}

/// Whether a row belongs to a line, asked of the row and the definition alone.
fn stands_in(
    by: &Breakdown,
    lines: &[CountedLine],
    line: &str,
    row: Row<'_>,
    facts: &Facts,
) -> bool {
    let codes = row.codes(by.dim, &by.bands, facts);
    let mut codes = codes.iter().map(|code| known(by.dim, code));
    let takes = |line: &str, code: &str| match by.lines.iter().find(|found| found.code == line) {
        Some(defined) => defined.of.iter().any(|of| of == code),
        None => by.lines.is_empty() && line == code,
    };
    if line == NOT_IN_FORM {
        let named = || lines.iter().filter(|line| line.code != NOT_IN_FORM);
        codes.any(|code| !named().any(|line| takes(&line.code, code)))
    } else {
        codes.any(|code| takes(line, code))
    }
}

/// What is counted, in words, for opening rows.
#[must_use]
pub const fn rows_are(count: Count) -> &'static str {
    match count {
        Count::Women | Count::Cases => "case",
        Count::Referrals => "referral",
        Count::Sessions => "session",
        Count::Attendances => "appointment",
        Count::Plans => "plan",
        Count::Assessments | Count::Changes => "assessment",
        Count::Outcomes => "outcome",
        Count::Visits => "visit",
    }
}
