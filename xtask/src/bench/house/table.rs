//! The house's table in docs/benchmarks.md, with what others were measured at. Not for figures that this
//! run did not measure.

use std::fmt::Write as _;
use std::path::Path;

use super::Measured;
use super::journey::Deed;
use crate::Stop;
use crate::bench::machine;
use crate::bench::table::between;

const FIRST: &str = "<!-- house: begin -->";
const LAST: &str = "<!-- house: end -->";

/// The table in Markdown: a column a size, a row a promise.
pub(in crate::bench) fn written(all: &[Measured]) -> String {
    let mut table = format!("{}\n\n| | goal |", machine::sentence());
    for one in all {
        let _ = write!(table, " {} |", one.name.trim_start_matches("house-"));
    }
    let _ = write!(table, "\n|---|---:|{}\n", "---:|".repeat(all.len()));
    let number = &[Deed::SearchNumber];
    let searches = &[Deed::SearchName, Deed::SearchNumber];
    type Row<'a> = (&'a str, &'a str, &'a dyn Fn(&Measured) -> String);
    let rows: [Row<'_>; 17] = [
        ("women in the worker’s sight", "", &|one| one.women.to_string()),
        ("journey at 25/s: 95 of 100 within, ms", "40", &|one| ms(one.journey.within(95, &[]))),
        ("99 of 100", "120", &|one| ms(one.journey.within(99, &[]))),
        ("search, 95 of 100, ms", "40", &|one| ms(one.journey.within(95, searches))),
        ("search by number, 95 of 100, ms", "40", &|one| ms(one.journey.within(95, number))),
        ("search by number, half", "", &|one| ms(one.journey.within(50, number))),
        ("open a record, 95 of 100, ms", "25", &|one| ms(one.journey.within(95, &[Deed::Open]))),
        ("open a record, half", "", &|one| ms(one.journey.within(50, &[Deed::Open]))),
        ("record a session, 95 of 100, ms", "40", &|one| {
            ms(one.journey.within(95, &[Deed::Record]))
        }),
        ("record a session, half", "", &|one| ms(one.journey.within(50, &[Deed::Record]))),
        ("as fast as it can: answers a second", "≥ 800", &|one| format!("{:.0}", one.saturated)),
        ("processor time an answer, client too, ms", "2.5", &|one| format!("{:.2}", one.cost)),
        ("99 of 100 within then, ms", "", &|one| ms(one.saturated_p99)),
        ("memory at most, MB", "250", &|one| format!("{:.0}", one.peak)),
        ("start to first page, ms", "500", &|one| format!("{:.0}", one.cold)),
        ("a year’s return, ms (women counted)", "2000 (5,000)", &|one| {
            format!("{:.0} ({})", one.returned, one.counted)
        }),
        ("journey beside it, 99 of 100 within, ms", "120", &|one| ms(one.beside.within(99, &[]))),
    ];
    for (what, goal, of) in rows {
        let _ = write!(table, "| {what} | {goal} |");
        for one in all {
            let _ = write!(table, " {} |", of(one));
        }
        table.push('\n');
    }
    table
}

fn ms(time: f64) -> String {
    format!("{time:.1}")
}

/// Puts the table between its two marks.
pub(in crate::bench) fn keep(file: &Path, table: &str) -> Result<(), Stop> {
    between(file, (FIRST, LAST), table)
}
