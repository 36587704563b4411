//! Reads what `match` needs: complete rows only, categories as noughts and ones. Says what was left
//! out, and never what stands in a row.

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;

use super::{Match, said};
use crate::Trouble;
use crate::table::{Column, Wanted, for_each_batch};

/// More categories than this is a date, an identifier or free text.
const MOST_CATEGORIES: usize = 50;

/// Complete rows.
pub struct Rows {
    /// Names of the covariates, categories each with its own.
    pub names: Vec<String>,
    /// Row by row.
    pub values: Vec<f64>,
    pub treated: Vec<bool>,
    pub outcome: Vec<f64>,
    pub strata: Option<Vec<u32>>,
    /// What each row is called.
    pub ids: Ids,
    /// Rows of the file that lack something.
    pub incomplete: usize,
    /// What a reader should know.
    pub remarks: Vec<String>,
}

/// What rows are called.
pub enum Ids {
    /// By their place in the file, from 1.
    Places(Vec<u32>),
    /// By a column.
    Named(Column),
}

impl Ids {
    pub fn write(&self, row: usize, line: &mut Vec<u8>) {
        match self {
            Self::Places(places) => {
                let place = places.get(row).copied().unwrap_or_default();
                line.extend_from_slice(place.to_string().as_bytes());
            }
            Self::Named(column) => crate::files::csv_field(line, column.get(row)),
        }
    }
}

impl Rows {
    pub fn width(&self) -> usize {
        self.names.len()
    }
}

/// A covariate while it is read.
enum Reading {
    Numbers(Vec<f64>),
    Words { codes: Vec<Option<u32>>, levels: BTreeMap<String, u32> },
}

pub fn read(asked: &Match) -> Result<Rows, Trouble> {
    let mut wanted: Vec<&str> = vec![&asked.treat, &asked.outcome];
    wanted.extend(asked.covariates.iter().map(String::as_str));
    let fixed = wanted.len();
    if let Some(twice) = repeated(&wanted) {
        return Err(Trouble::Said(format!(
            "column {twice} is named twice among --treat, --outcome and --covariates: each has one part to play"
        )));
    }
    if let Some(unknown) = asked.categories.iter().find(|c| !asked.covariates.contains(c)) {
        return Err(Trouble::Said(format!("--categories names {unknown}, which is no covariate")));
    }
    let place = |wanted: &mut Vec<_>, name| match wanted.iter().position(|have| *have == name) {
        Some(at) => at,
        None => {
            wanted.push(name);
            wanted.len() - 1
        }
    };
    let exact: Vec<usize> =
        asked.exact.iter().map(|name| place(&mut wanted, name.as_str())).collect();
    let id = asked.id.as_deref().map(|name| place(&mut wanted, name));
    let mut making = Making::default();
    let remarks = for_each_batch(&asked.file, Wanted::Named(&wanted), &mut |batch| {
        let columns = batch.columns();
        let (Some(treat), Some(outcome)) = (columns.first(), columns.get(1)) else {
            return Err(said("the file has no columns"));
        };
        let before = making.treated.len();
        for (at, text) in treat.iter().enumerate() {
            making.treated.push(yes_or_no(text).ok_or_else(|| {
                Trouble::Said(format!(
                    "column {}: record {} is neither 1 nor 0, yes nor no",
                    treat.name(),
                    before.saturating_add(at).saturating_add(1)
                ))
            })?);
        }
        making.outcome.extend(outcomes(outcome, before)?);
        let covariates = columns.get(2..fixed).unwrap_or_default();
        if making.covariates.is_empty() {
            let forced = |c: &Column| asked.categories.iter().any(|name| name == c.name());
            making.covariates = covariates.iter().map(|c| begin(c, forced(c))).collect();
        }
        covariates
            .par_iter()
            .zip(making.covariates.par_iter_mut())
            .try_for_each(|(column, reading)| grow(column, reading, before))?;
        if !exact.is_empty() {
            for row in 0..batch.rows() {
                let values = exact.iter().filter_map(|at| columns.get(*at)).map(|c| c.get(row));
                making.stratum(&values.collect::<Vec<_>>());
            }
        }
        if let Some(column) = id.and_then(|at| columns.get(at)) {
            making.ids.get_or_insert_with(|| Column::new(column.name())).append(column)?;
        }
        Ok(())
    })?;
    making.finish(asked, remarks)
}

fn repeated<'a>(names: &[&'a str]) -> Option<&'a str> {
    let mut seen = HashSet::new();
    names.iter().find(|name| !seen.insert(**name)).copied()
}

/// Missing is `Some(None)`; what is neither is `None`.
fn yes_or_no(text: &str) -> Option<Option<bool>> {
    match text {
        "1" | "1.0" => Some(Some(true)),
        "0" | "0.0" => Some(Some(false)),
        "" | "NA" | "NaN" | "nan" | "NULL" | "null" => Some(None),
        _ => match text.to_ascii_lowercase().as_str() {
            "yes" | "true" | "y" | "t" => Some(Some(true)),
            "no" | "false" | "n" | "f" => Some(Some(false)),
            _ => None,
        },
    }
}

fn outcomes(column: &Column, before: usize) -> Result<Vec<f64>, Trouble> {
    let read = |(at, text): (usize, &str)| match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ => match yes_or_no(text) {
            Some(Some(yes)) => Ok(f64::from(u8::from(yes))),
            Some(None) => Ok(f64::NAN),
            None => Err(not_a_number(column, before.saturating_add(at))),
        },
    };
    column.iter().enumerate().map(read).collect()
}

fn not_a_number(column: &Column, row: usize) -> Trouble {
    Trouble::Said(format!(
        "column {}: record {} is not a number; mend it, leave it empty if it is not known, or name the column in --categories",
        column.name(),
        row.saturating_add(1)
    ))
}

fn is_missing(text: &str) -> bool {
    matches!(text, "" | "NA" | "NaN" | "nan" | "NULL" | "null")
}

/// A column whose first known value is no number holds categories.
fn begin(column: &Column, forced: bool) -> Reading {
    let first = column.iter().find(|text| !is_missing(text));
    if forced || first.is_some_and(|text| text.parse::<f64>().is_err()) {
        Reading::Words { codes: Vec::new(), levels: BTreeMap::new() }
    } else {
        Reading::Numbers(Vec::new())
    }
}

fn grow(column: &Column, reading: &mut Reading, before: usize) -> Result<(), Trouble> {
    match reading {
        Reading::Numbers(numbers) => {
            numbers.reserve(column.len());
            for (at, text) in column.iter().enumerate() {
                numbers.push(if is_missing(text) {
                    f64::NAN
                } else {
                    text.parse::<f64>()
                        .ok()
                        .filter(|x| x.is_finite())
                        .ok_or_else(|| not_a_number(column, before.saturating_add(at)))?
                });
            }
        }
        Reading::Words { codes, levels } => {
            for text in column.iter() {
                if is_missing(text) {
                    codes.push(None);
                } else if let Some(code) = levels.get(text) {
                    codes.push(Some(*code));
                } else {
                    if levels.len() >= MOST_CATEGORIES {
                        return Err(Trouble::Said(format!(
                            "column {} has more than {MOST_CATEGORIES} different values: if it holds dates or names it cannot be matched on as it is; turn dates into ages or years",
                            column.name()
                        )));
                    }
                    let code = u32::try_from(levels.len()).unwrap_or(u32::MAX);
                    levels.insert(text.to_owned(), code);
                    codes.push(Some(code));
                }
            }
        }
    }
    Ok(())
}

#[derive(Default)]
struct Making {
    treated: Vec<Option<bool>>,
    outcome: Vec<f64>,
    covariates: Vec<Reading>,
    strata: Vec<Option<u32>>,
    numbers: HashMap<String, u32>,
    ids: Option<Column>,
}

impl Making {
    fn stratum(&mut self, values: &[&str]) {
        if values.iter().any(|v| is_missing(v)) {
            self.strata.push(None);
            return;
        }
        // No value holds the separator of units.
        let key = values.join("\u{1f}");
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        self.strata.push(Some(*self.numbers.entry(key).or_insert(next)));
    }

    fn finish(self, asked: &Match, mut remarks: Vec<String>) -> Result<Rows, Trouble> {
        let total = self.treated.len();
        let all_missing = |r: &Reading| match r {
            Reading::Numbers(numbers) => numbers.iter().all(|x| x.is_nan()),
            Reading::Words { codes, .. } => codes.iter().all(Option::is_none),
        };
        if let Some((name, _)) =
            asked.covariates.iter().zip(&self.covariates).find(|(_, r)| all_missing(r))
        {
            return Err(Trouble::Said(format!("column {name} holds no value: leave it out")));
        }
        if self.outcome.iter().all(|y| y.is_nan()) {
            return Err(Trouble::Said(format!("column {} holds no value", asked.outcome)));
        }
        if let Some(ids) = &self.ids {
            unique(ids)?;
        }
        let mut complete: Vec<bool> = self
            .treated
            .iter()
            .zip(&self.outcome)
            .map(|(t, y)| t.is_some() && y.is_finite())
            .collect();
        let mut lacks = |at: usize| {
            if let Some(c) = complete.get_mut(at) {
                *c = false;
            }
        };
        for reading in &self.covariates {
            match reading {
                Reading::Numbers(numbers) => {
                    (numbers.iter().enumerate())
                        .filter(|(_, x)| x.is_nan())
                        .for_each(|(at, _)| lacks(at));
                }
                Reading::Words { codes, .. } => {
                    (codes.iter().enumerate())
                        .filter(|(_, c)| c.is_none())
                        .for_each(|(at, _)| lacks(at));
                }
            }
        }
        (self.strata.iter().enumerate()).filter(|(_, s)| s.is_none()).for_each(|(at, _)| lacks(at));
        let kept: Vec<usize> =
            complete.iter().enumerate().filter(|(_, c)| **c).map(|(at, _)| at).collect();
        let incomplete = total.saturating_sub(kept.len());
        if incomplete > 0 {
            remarks.push(format!(
                "{incomplete} of {total} rows lack a value that is needed and are left out; they may differ from the others."
            ));
        }
        let (names, values) = matrix(&asked.covariates, self.covariates, &kept);
        let of = |at: &usize| *at;
        let ids = match self.ids {
            Some(column) => {
                let mut named = Column::new(column.name());
                for at in &kept {
                    named.push(column.get(*at))?;
                }
                Ids::Named(named)
            }
            None => Ids::Places(
                kept.iter()
                    .map(|at| u32::try_from(at.saturating_add(1)).unwrap_or(u32::MAX))
                    .collect(),
            ),
        };
        let strata = (!self.strata.is_empty())
            .then(|| kept.iter().map(of).filter_map(|at| *self.strata.get(at)?).collect());
        Ok(Rows {
            names,
            values,
            treated: kept.iter().filter_map(|at| *self.treated.get(*at)?).collect(),
            outcome: kept.iter().filter_map(|at| self.outcome.get(*at).copied()).collect(),
            strata,
            ids,
            incomplete,
            remarks,
        })
    }
}

fn unique(ids: &Column) -> Result<(), Trouble> {
    let mut seen: HashMap<&str, usize> = HashMap::with_capacity(ids.len());
    for (row, id) in ids.iter().enumerate() {
        if id.is_empty() {
            return Err(Trouble::Said(format!(
                "column {}: record {} has no identifier",
                ids.name(),
                row.saturating_add(1)
            )));
        }
        if let Some(first) = seen.insert(id, row) {
            return Err(Trouble::Said(format!(
                "column {}: records {} and {} have the same identifier; a person may stand in the file once",
                ids.name(),
                first.saturating_add(1),
                row.saturating_add(1)
            )));
        }
    }
    Ok(())
}

/// Covariates row by row; a column of categories becomes a column of noughts and ones for each but
/// the first by alphabet. Each column is given back as soon as it is copied.
fn matrix(asked: &[String], readings: Vec<Reading>, kept: &[usize]) -> (Vec<String>, Vec<f64>) {
    let mut names = Vec::new();
    for (name, reading) in asked.iter().zip(&readings) {
        match reading {
            Reading::Numbers(_) => names.push(name.clone()),
            Reading::Words { levels, .. } => {
                names.extend(levels.keys().skip(1).map(|level| format!("{name}: {level}")));
            }
        }
    }
    let width = names.len();
    let mut values = vec![0.0; width.saturating_mul(kept.len())];
    let mut at = 0_usize;
    for reading in readings {
        match reading {
            Reading::Numbers(numbers) => {
                for (row, from) in values.chunks_exact_mut(width).zip(kept) {
                    if let (Some(cell), Some(x)) = (row.get_mut(at), numbers.get(*from)) {
                        *cell = *x;
                    }
                }
                at = at.saturating_add(1);
            }
            Reading::Words { codes, levels } => {
                // From code to column: levels are sorted, codes are in order of meeting.
                let places: HashMap<u32, usize> = levels
                    .values()
                    .enumerate()
                    .filter_map(|(rank, code)| Some((*code, rank.checked_sub(1)?)))
                    .collect();
                for (row, from) in values.chunks_exact_mut(width).zip(kept) {
                    let code = codes.get(*from).copied().flatten();
                    if let Some(place) = code.and_then(|code| places.get(&code))
                        && let Some(cell) = row.get_mut(at.saturating_add(*place))
                    {
                        *cell = 1.0;
                    }
                }
                at = at.saturating_add(levels.len().saturating_sub(1));
            }
        }
    }
    (names, values)
}
