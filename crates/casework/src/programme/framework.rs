//! Outcome frameworks: the outcomes that a funder counts, as data.
//!
//! A framework is a CSV in `data/programmes/outcome-frameworks/` and one line of its `index.csv`; a
//! centre may load a further one in the same form. Not for judging an outcome, nor for mapping our
//! own indicators to a framework: those are the woman's record and the programme's settings.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jiff::civil::Date;

use crate::need::NeedArea;

const INDEX: &str = include_str!("../../../../data/programmes/outcome-frameworks/index.csv");
/// The frameworks that the program carries, by code; a test holds that the index lists the same.
const TABLES: [(&str, &str); 2] = [
    ("wos-2025", include_str!("../../../../data/programmes/outcome-frameworks/wos-2025.csv")),
    (
        "generic-grant",
        include_str!("../../../../data/programmes/outcome-frameworks/generic-grant.csv"),
    ),
];

/// The outcomes one funder counts, in one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeFramework {
    /// Its code, `wos-2025`. A new version is a new code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// In force from this day.
    pub from: Option<Date>,
    /// And until this day; none while in force.
    pub until: Option<Date>,
    /// Where it was read, or that it is our own.
    pub source: String,
    /// Its outcomes, in the funder's order.
    pub items: Vec<OutcomeItem>,
}

/// One outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeItem {
    /// Under which heading the funder lists it.
    pub category: String,
    /// Its code within the framework.
    pub code: String,
    /// What is reached, in plain words with "she" left out: "finds a home".
    pub outcome: String,
    /// The need area in which it counts.
    pub need: NeedArea,
}

/// Why a table of outcomes is refused. Rows count from 1, without the head.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameworkError {
    /// The head is not `category,code,outcome,need_area`.
    #[error("the first line must be: category,code,outcome,need_area")]
    OtherColumns,
    /// A row has not four fields, or cannot be read.
    #[error("row {row} cannot be read: it needs category, code, outcome and need area")]
    NotARow {
        /// Which row.
        row: usize,
    },
    /// A need area is not one of the thirteen codes.
    #[error("row {row}: there is no need area “{word}”")]
    UnknownNeed {
        /// Which row.
        row: usize,
        /// The word as it stands.
        word: String,
    },
    /// A code comes twice.
    #[error("row {row}: the code “{code}” is there already")]
    Twice {
        /// Which row.
        row: usize,
        /// The code.
        code: String,
    },
    /// No outcome at all.
    #[error("the table has no outcome")]
    Empty,
}

/// Reads a table of outcomes: CSV with the columns category, code, outcome, need_area.
///
/// # Errors
/// The first thing that is wrong; see [`FrameworkError`].
pub fn read_items(table: &str) -> Result<Vec<OutcomeItem>, FrameworkError> {
    // A spreadsheet saves a mark before the first column that is no part of its name.
    let table = table.trim_start_matches('\u{feff}');
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let head = reader.headers().map_err(|_| FrameworkError::OtherColumns)?;
    if head.iter().map(str::trim).ne(["category", "code", "outcome", "need_area"]) {
        return Err(FrameworkError::OtherColumns);
    }
    let mut items = Vec::new();
    let mut codes = BTreeSet::new();
    for (index, record) in reader.records().enumerate() {
        let row = index + 1;
        let record = record.map_err(|_| FrameworkError::NotARow { row })?;
        let field = |column: usize| {
            let text = record.get(column).map(str::trim).filter(|text| !text.is_empty());
            text.map(str::to_owned).ok_or(FrameworkError::NotARow { row })
        };
        let (category, code, outcome, word) = (field(0)?, field(1)?, field(2)?, field(3)?);
        let Some(need) = NeedArea::from_code(&word) else {
            return Err(FrameworkError::UnknownNeed { row, word });
        };
        if !codes.insert(code.clone()) {
            return Err(FrameworkError::Twice { row, code });
        }
        items.push(OutcomeItem { category, code, outcome, need });
    }
    if items.is_empty() { Err(FrameworkError::Empty) } else { Ok(items) }
}

/// The frameworks that the program carries.
#[must_use]
pub fn built_in() -> &'static [OutcomeFramework] {
    static BUILT_IN: LazyLock<Vec<OutcomeFramework>> = LazyLock::new(|| {
        let index = csv::Reader::from_reader(INDEX.as_bytes()).into_records();
        // What cannot be read is left out rather than keep a centre from starting; the test below
        // holds that nothing is.
        index.filter_map(Result::ok).filter_map(|line| listed(&line)).collect()
    });
    &BUILT_IN
}

/// The framework with a code, if the program carries it.
#[must_use]
pub fn by_code(code: &str) -> Option<&'static OutcomeFramework> {
    built_in().iter().find(|framework| framework.code == code)
}

fn listed(line: &csv::StringRecord) -> Option<OutcomeFramework> {
    let code = line.get(0)?;
    let (_, table) = TABLES.into_iter().find(|(known, _)| *known == code)?;
    let day = |column: usize| {
        let text = line.get(column).filter(|text| !text.is_empty());
        text.map(str::parse::<Date>).transpose().ok()
    };
    Some(OutcomeFramework {
        code: code.to_owned(),
        name: line.get(1)?.to_owned(),
        from: day(2)?,
        until: day(3)?,
        source: line.get(4)?.to_owned(),
        items: read_items(table).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "category,code,outcome,need_area\n";

    #[test]
    fn both_frameworks_that_the_program_carries_are_whole() {
        assert_eq!(built_in().len(), TABLES.len());
        for (_, table) in TABLES {
            read_items(table).unwrap();
        }
        let wos = by_code("wos-2025").unwrap();
        assert_eq!((wos.items.len(), wos.from), (21, Some(jiff::civil::date(2025, 4, 1))));
        let grant = by_code("generic-grant").unwrap();
        assert_eq!(grant.items.len(), 12);
        let codes: BTreeSet<_> = grant.items.iter().map(|item| &item.code).collect();
        assert!(wos.items.iter().all(|item| !codes.contains(&item.code)));
    }

    #[test]
    fn the_contract_framework_counts_nothing_for_abuse_or_sex_work_and_the_grant_does() {
        let counts = |code: &str, need: NeedArea| {
            by_code(code).unwrap().items.iter().any(|item| item.need == need)
        };
        for need in [NeedArea::Abuse, NeedArea::SexWork] {
            assert!(!counts("wos-2025", need));
            assert!(counts("generic-grant", need));
        }
    }

    #[test]
    fn a_table_that_is_wrong_is_refused_with_its_row() {
        let read = |rows: &str| read_items(&format!("{HEAD}{rows}")).unwrap_err();
        assert_eq!(read_items("code,outcome\n"), Err(FrameworkError::OtherColumns));
        assert_eq!(read(""), FrameworkError::Empty);
        assert_eq!(
            read("A,A1,finds a home,accommodation\nA,A2\n"),
            FrameworkError::NotARow { row: 2 }
        );
        assert_eq!(read("A,A1,,accommodation\n"), FrameworkError::NotARow { row: 1 });
        let unknown = FrameworkError::UnknownNeed { row: 1, word: "gardens".into() };
        assert_eq!(read("A,A1,digs,gardens\n"), unknown);
        let twice = FrameworkError::Twice { row: 2, code: "A1".into() };
        assert_eq!(read("A,A1,x,money\nA,A1,y,money\n"), twice);
    }

    #[test]
    fn a_table_saved_by_a_spreadsheet_is_read() {
        let items = read_items(
            "\u{feff}category,code,outcome,need_area\r\nHome,H1,\"finds, keeps a home\",accommodation\r\n",
        );
        assert_eq!(items.unwrap()[0].outcome, "finds, keeps a home");
    }
}
