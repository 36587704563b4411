//! Outcome mappings: what a change in our own tool proposes for a funder's outcome, as data.
//!
//! A mapping proposes, a worker judges: no figure comes out of it by itself. A new version is a new
//! file; a judgement keeps the code of the mapping that proposed it. An outcome without a row is
//! not proposed, because our tool does not measure it.

use std::sync::LazyLock;

use jiff::civil::Date;

use super::model::OutcomeResult;
use crate::assessment::Change;
use crate::need::NeedArea;
use crate::programme::framework::{self, OutcomeFramework};

const INDEX: &str = include_str!("../../../../data/programmes/outcome-mappings/index.csv");
const TABLES: [(&str, &str); 2] = [
    (
        "alongside-needs-1-wos-2025-1",
        include_str!(
            "../../../../data/programmes/outcome-mappings/alongside-needs-1-wos-2025-1.csv"
        ),
    ),
    (
        "alongside-needs-1-generic-grant-1",
        include_str!(
            "../../../../data/programmes/outcome-mappings/alongside-needs-1-generic-grant-1.csv"
        ),
    ),
];

/// One row: an area of our tool and an outcome of a funder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingRow {
    /// The area.
    pub area: NeedArea,
    /// The outcome's code in the framework.
    pub item: String,
    /// Easier by so many points proposes "achieved".
    pub achieved_at: u8,
    /// Easier by so many points proposes "partly".
    pub partly_at: u8,
}

/// A mapping in one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeMapping {
    /// Its code; a new version is a new code.
    pub code: String,
    /// Its version.
    pub version: u16,
    /// The instrument.
    pub instrument: String,
    /// The instrument's version.
    pub instrument_version: u16,
    /// The framework's code.
    pub framework: String,
    /// From this day.
    pub from: Date,
    /// Until this day; none while in force.
    pub until: Option<Date>,
    /// Where it comes from.
    pub source: String,
    /// Its rows.
    pub rows: Vec<MappingRow>,
}

/// Why a table of a mapping is refused. Rows count from 1, without the head.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// The head is not `area,item,achieved_at,partly_at`.
    #[error("the first line must be: area,item,achieved_at,partly_at")]
    OtherColumns,
    /// A row cannot be read.
    #[error("row {0} cannot be read")]
    NotARow(usize),
    /// A need area is not one of the thirteen.
    #[error("row {0}: no such need area")]
    UnknownArea(usize),
    /// The framework has no such outcome.
    #[error("row {0}: the framework has no such outcome")]
    UnknownItem(usize),
    /// The points do not fit: partly must be at least 1 and at most what achieved asks.
    #[error("row {0}: the points do not fit")]
    OddPoints(usize),
}

/// Reads the rows of a mapping to a framework.
///
/// # Errors
/// The first thing that is wrong.
pub fn read_rows(
    table: &str,
    framework: &OutcomeFramework,
) -> Result<Vec<MappingRow>, MappingError> {
    let mut reader = csv::Reader::from_reader(table.trim_start_matches('\u{feff}').as_bytes());
    let head = reader.headers().map_err(|_| MappingError::OtherColumns)?;
    if head.iter().map(str::trim).ne(["area", "item", "achieved_at", "partly_at"]) {
        return Err(MappingError::OtherColumns);
    }
    let mut rows = Vec::new();
    for (index, record) in reader.records().enumerate() {
        let row = index + 1;
        let record = record.map_err(|_| MappingError::NotARow(row))?;
        let field = |column: usize| record.get(column).map(str::trim).unwrap_or_default();
        let area = NeedArea::from_code(field(0)).ok_or(MappingError::UnknownArea(row))?;
        let item = field(1).to_owned();
        if !framework.items.iter().any(|known| known.code == item) {
            return Err(MappingError::UnknownItem(row));
        }
        let points =
            |column: usize| field(column).parse::<u8>().map_err(|_| MappingError::NotARow(row));
        let (achieved_at, partly_at) = (points(2)?, points(3)?);
        if partly_at == 0 || partly_at > achieved_at {
            return Err(MappingError::OddPoints(row));
        }
        rows.push(MappingRow { area, item, achieved_at, partly_at });
    }
    Ok(rows)
}

/// The mappings that the program carries.
#[must_use]
pub fn built_in() -> &'static [OutcomeMapping] {
    static BUILT_IN: LazyLock<Vec<OutcomeMapping>> = LazyLock::new(|| {
        let index = csv::Reader::from_reader(INDEX.as_bytes()).into_records();
        // What cannot be read is left out; a test holds that nothing is.
        index.filter_map(Result::ok).filter_map(|line| listed(&line)).collect()
    });
    &BUILT_IN
}

fn listed(line: &csv::StringRecord) -> Option<OutcomeMapping> {
    let field = |column: usize| line.get(column).map(str::trim).filter(|text| !text.is_empty());
    let code = field(0)?;
    let (_, table) = TABLES.into_iter().find(|(known, _)| *known == code)?;
    let framework = framework::by_code(field(4)?)?;
    Some(OutcomeMapping {
        code: code.to_owned(),
        version: field(1)?.parse().ok()?,
        instrument: field(2)?.to_owned(),
        instrument_version: field(3)?.parse().ok()?,
        framework: framework.code.clone(),
        from: field(5)?.parse().ok()?,
        until: field(6).map(str::parse).transpose().ok()?,
        source: field(7)?.to_owned(),
        rows: read_rows(table, framework).ok()?,
    })
}

/// The mapping that is in force on a day, the newest version first.
#[must_use]
pub fn in_force(
    instrument: &str,
    instrument_version: u16,
    framework: &str,
    day: Date,
) -> Option<&'static OutcomeMapping> {
    built_in()
        .iter()
        .filter(|mapping| {
            mapping.instrument == instrument
                && mapping.instrument_version == instrument_version
                && mapping.framework == framework
                && mapping.from <= day
                && mapping.until.is_none_or(|until| day <= until)
        })
        .max_by_key(|mapping| mapping.version)
}

/// What a mapping proposes for one outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The outcome's code.
    pub item: String,
    /// What it proposes.
    pub result: OutcomeResult,
    /// The change it rests on.
    pub change: Change,
}

impl OutcomeMapping {
    /// Proposes results from changes. An area that was not answered both times proposes nothing.
    #[must_use]
    pub fn propose(&self, changes: &[Change]) -> Vec<Proposal> {
        let mut proposals = Vec::new();
        for row in &self.rows {
            let change = changes.iter().find(|change| change.area == row.area);
            let Some((change, before, now)) =
                change.and_then(|change| Some((*change, change.before?, change.now?)))
            else {
                continue;
            };
            let easier = before.saturating_sub(now);
            let result = if easier >= row.achieved_at {
                OutcomeResult::Achieved
            } else if easier >= row.partly_at {
                OutcomeResult::Partly
            } else {
                OutcomeResult::Not
            };
            proposals.push(Proposal { item: row.item.clone(), result, change });
        }
        proposals
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mapping_that_ships_is_read_whole() {
        assert_eq!(built_in().len(), TABLES.len());
        for mapping in built_in() {
            assert!(!mapping.rows.is_empty(), "{}", mapping.code);
            let (_, table) = TABLES.into_iter().find(|(code, _)| *code == mapping.code).unwrap();
            assert_eq!(mapping.rows.len(), table.lines().count() - 1);
        }
    }

    #[test]
    fn a_mapping_proposes_only_where_she_answered_both_times() {
        let day = "2026-11-24".parse().unwrap();
        let mapping = in_force("alongside-needs", 1, "generic-grant", day).unwrap();
        let change = |area, before, now| Change { area, before, now };
        let proposed = mapping.propose(&[
            change(NeedArea::Money, Some(8), Some(3)),
            change(NeedArea::Abuse, Some(6), Some(5)),
            change(NeedArea::MentalHealth, Some(4), Some(6)),
            change(NeedArea::Work, None, Some(0)),
            change(NeedArea::Family, Some(9), None),
        ]);
        let results: Vec<_> =
            proposed.iter().map(|proposal| (proposal.item.as_str(), proposal.result)).collect();
        assert_eq!(
            results,
            [
                ("G-SAFE1", OutcomeResult::Partly),
                ("G-HOME2", OutcomeResult::Achieved),
                ("G-HLTH2", OutcomeResult::Not),
            ]
        );
    }

    #[test]
    fn before_it_is_in_force_or_for_another_version_nothing_is_proposed() {
        let early = "2026-10-31".parse().unwrap();
        assert!(in_force("alongside-needs", 1, "wos-2025", early).is_none());
        let day = "2026-11-24".parse().unwrap();
        assert!(in_force("alongside-needs", 2, "wos-2025", day).is_none());
    }

    #[test]
    fn a_table_that_does_not_fit_its_framework_is_refused_by_row() {
        let framework = framework::by_code("wos-2025").unwrap();
        let read =
            |row: &str| read_rows(&format!("area,item,achieved_at,partly_at\n{row}\n"), framework);
        assert_eq!(read("money,FBD9,3,1"), Err(MappingError::UnknownItem(1)));
        assert_eq!(read("garden,FBD1,3,1"), Err(MappingError::UnknownArea(1)));
        assert_eq!(read("money,FBD1,1,3"), Err(MappingError::OddPoints(1)));
        assert_eq!(read("money,FBD1,3,0"), Err(MappingError::OddPoints(1)));
        assert_eq!(read("money,FBD1,three,1"), Err(MappingError::NotARow(1)));
        assert_eq!(read_rows("a,b\n", framework), Err(MappingError::OtherColumns));
    }
}
