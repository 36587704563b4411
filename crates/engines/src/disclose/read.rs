//! Tables of counts from files. Totals in the file are taken out: they are reckoned again.

use std::path::Path;

use stats::disclosure::{CountTable, Tally};

use crate::Trouble;
use crate::table::{Column, Table, Wanted};

/// The variable that `--among` adds: counted, and the others of those among whom it was counted.
pub const COUNTED: &str = "counted";
/// Those who were counted.
pub const YES: &str = "yes";
/// The others.
pub const NO: &str = "no";

/// A table, and what a reader should know.
pub fn table(
    path: &Path,
    count: &str,
    among: Option<&str>,
) -> Result<(CountTable, Vec<String>), Trouble> {
    let file = Table::read(path, Wanted::All)?;
    let counts = file.column(count)?;
    let among = among.map(|name| file.column(name)).transpose()?;
    let is_variable =
        |c: &&Column| c.name() != count && among.is_none_or(|among| c.name() != among.name());
    let columns: Vec<&Column> = file.columns().iter().filter(is_variable).collect();
    let mut variables: Vec<String> = columns.iter().map(|c| c.name().to_owned()).collect();
    if among.is_some() {
        if variables.iter().any(|v| v == COUNTED) {
            return Err(Trouble::Said(format!("with --among no column may be called {COUNTED}")));
        }
        variables.push(COUNTED.to_owned());
    }
    let mut remarks = file.remarks().to_vec();
    let mut rows = Vec::new();
    let mut totals = 0_usize;
    for row in 0..file.rows() {
        let mut categories: Vec<String> = columns.iter().map(|c| c.get(row).to_owned()).collect();
        if categories.iter().any(|c| c.eq_ignore_ascii_case("total")) {
            totals = totals.saturating_add(1);
            continue;
        }
        if categories.iter().any(String::is_empty) {
            return Err(Trouble::Said(format!(
                "{}: record {} lacks a category; name it \"not known\" if it is not",
                path.display(),
                row.saturating_add(1)
            )));
        }
        let counted = tally(path, counts, row)?;
        match among {
            None => rows.push((categories, counted)),
            Some(column) => {
                let whole = tally(path, column, row)?;
                let others = whole.count().checked_sub(counted.count()).ok_or_else(|| {
                    Trouble::Said(format!(
                        "{}: record {} counts more than there are in {}",
                        path.display(),
                        row.saturating_add(1),
                        column.name()
                    ))
                })?;
                let mut rest = categories.clone();
                categories.push(YES.to_owned());
                rest.push(NO.to_owned());
                rows.push((categories, counted));
                let nobody = whole == Tally::CannotBe;
                rows.push((rest, if nobody { Tally::CannotBe } else { Tally::Of(others) }));
            }
        }
    }
    if totals > 0 {
        remarks.push(format!(
            "{totals} rows of totals are left out: totals are reckoned from the cells."
        ));
    }
    let made = CountTable::read(&variables, &rows)
        .map_err(|why| Trouble::Said(format!("{}: {why}", path.display())))?;
    Ok((made, remarks))
}

fn tally(path: &Path, column: &Column, row: usize) -> Result<Tally, Trouble> {
    match column.get(row) {
        "-" => Ok(Tally::CannotBe),
        text => text.parse::<u64>().map(Tally::Of).map_err(|_| {
            Trouble::Said(format!(
                "{}: column {}, record {} is not a whole number of people (a dash says that nobody can be there)",
                path.display(),
                column.name(),
                row.saturating_add(1)
            ))
        }),
    }
}
