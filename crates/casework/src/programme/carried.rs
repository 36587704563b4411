//! The contracts that the program brings along as facts in `data/programmes/`, so that the demo
//! needs no file outside the repository; and the writer of those tables.
//!
//! Descriptions are not carried, only names: see decision 0015. To make the tables again after the
//! source has changed: `cargo run -p casework --example carry_contracts -- SOURCE_FOLDER
//! data/programmes`.

use std::sync::LazyLock;

use csv::StringRecord;

use super::crs::{Activity, Admits, Contract, Level, Method, Providers, Reach, Stage};
use crate::need::NeedArea;

const CONTRACTS: &str = include_str!("../../../../data/programmes/crs-contracts.csv");
const ACTIVITIES: &str = include_str!("../../../../data/programmes/crs-activities.csv");
const PROVIDERS: &str = include_str!("../../../../data/programmes/providers.csv");

const CONTRACT_COLUMNS: [&str; 12] = [
    "reference",
    "kind",
    "title",
    "police_area",
    "probation_region",
    "admits",
    "minimum_age",
    "maximum_age",
    "hide_before",
    "hide_after",
    "prime",
    "subcontractors",
];
const ACTIVITY_COLUMNS: [&str; 7] =
    ["contract", "need_area", "level", "stage", "activity", "methods", "places"];

/// Contracts with the providers they name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Carried {
    /// By reference.
    pub contracts: Vec<Contract>,
    /// The providers that these contracts name.
    pub providers: Providers,
    /// Rows that could not be read; empty in a sound program.
    pub problems: Vec<String>,
}

/// The three tables as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tables {
    /// `crs-contracts.csv`.
    pub contracts: String,
    /// `crs-activities.csv`.
    pub activities: String,
    /// `providers.csv`.
    pub providers: String,
}

static BUILT_IN: LazyLock<Carried> = LazyLock::new(|| read(CONTRACTS, ACTIVITIES, PROVIDERS));

/// The contracts that the program carries.
#[must_use]
pub fn built_in() -> &'static Carried {
    &BUILT_IN
}

/// Writes contracts as tables: facts and names, each activity that is told twice once.
///
/// # Errors
/// Only what the writer of CSV can fail of; not met when writing to memory.
pub fn write(contracts: &[Contract], providers: &Providers) -> Result<Tables, csv::Error> {
    let mut contract_rows = csv::Writer::from_writer(Vec::new());
    let mut activity_rows = csv::Writer::from_writer(Vec::new());
    let mut provider_rows = csv::Writer::from_writer(Vec::new());
    contract_rows.write_record(CONTRACT_COLUMNS)?;
    activity_rows.write_record(ACTIVITY_COLUMNS)?;
    provider_rows.write_record(["code", "name"])?;
    for contract in contracts {
        let (area, region) = match &contract.reach {
            Reach::PoliceArea(slug) => (slug.clone(), String::new()),
            Reach::ProbationRegion(letter) => (String::new(), letter.to_string()),
        };
        contract_rows.write_record([
            contract.reference.clone(),
            contract.kind.clone(),
            contract.title.clone(),
            area,
            region,
            contract.admits.code().to_owned(),
            contract.minimum_age.to_string(),
            contract.maximum_age.map(|age| age.to_string()).unwrap_or_default(),
            contract.hide_before.to_string(),
            contract.hide_after.map(|day| day.to_string()).unwrap_or_default(),
            contract.prime.clone(),
            contract.subcontractors.join(" "),
        ])?;
        let mut told: Vec<[String; 7]> = Vec::new();
        for activity in &contract.activities {
            let methods: Vec<&str> = activity.methods.iter().map(|method| method.code()).collect();
            let row = [
                contract.reference.clone(),
                activity.need.map(NeedArea::code).unwrap_or_default().to_owned(),
                activity.level.map(Level::code).unwrap_or_default().to_owned(),
                activity.stage.map(Stage::code).unwrap_or_default().to_owned(),
                activity.name.clone().unwrap_or_default(),
                methods.join(" "),
                activity.places.join("; "),
            ];
            if !told.contains(&row) {
                activity_rows.write_record(&row)?;
                told.push(row);
            }
        }
    }
    let named = |code: &str| {
        contracts.iter().any(|contract| {
            contract.prime == code || contract.subcontractors.iter().any(|sub| sub == code)
        })
    };
    for (code, name) in providers.iter().filter(|(code, _)| named(code)) {
        provider_rows.write_record([code, name])?;
    }
    Ok(Tables {
        contracts: text(contract_rows)?,
        activities: text(activity_rows)?,
        providers: text(provider_rows)?,
    })
}

/// Reads the tables that [`write`] makes. A row that cannot be read is named in the problems.
#[must_use]
pub fn read(contracts: &str, activities: &str, providers: &str) -> Carried {
    let mut problems = Vec::new();
    let providers: Providers = rows("providers.csv", providers, &mut problems, |row| {
        Some((row.get(0)?.to_owned(), row.get(1)?.to_owned()))
    })
    .into_iter()
    .collect();
    let activities = rows("crs-activities.csv", activities, &mut problems, |row| {
        Some((row.get(0)?.to_owned(), activity(row)?))
    });
    let mut contracts =
        rows("crs-contracts.csv", contracts, &mut problems, |row| contract(row, &providers));
    for (reference, activity) in activities {
        match contracts.iter_mut().find(|contract| contract.reference == reference) {
            Some(contract) => contract.activities.push(activity),
            None => problems.push(format!("crs-activities.csv: no contract {reference}")),
        }
    }
    Carried { contracts, providers, problems }
}

fn contract(row: &StringRecord, providers: &Providers) -> Option<Contract> {
    let register = places::Places::built_in();
    let reach = match (field(row, 3), field(row, 4)) {
        (Some(slug), None) => Reach::PoliceArea(register.area_by_any_name(slug).ok()?.slug.clone()),
        (None, Some(letter)) => {
            Reach::ProbationRegion(register.probation_region(letter.chars().next()?)?.letter)
        }
        _ => return None,
    };
    let prime = row.get(10)?.to_owned();
    let subcontractors: Vec<String> = row.get(11)?.split_whitespace().map(str::to_owned).collect();
    if std::iter::once(&prime).chain(&subcontractors).any(|code| providers.name(code).is_none()) {
        return None;
    }
    Some(Contract {
        reference: row.get(0)?.to_owned(),
        kind: row.get(1)?.to_owned(),
        title: row.get(2)?.to_owned(),
        reach,
        admits: Admits::from_code(row.get(5)?)?,
        minimum_age: row.get(6)?.parse().ok()?,
        maximum_age: field(row, 7).map(str::parse).transpose().ok()?,
        hide_before: row.get(8)?.parse().ok()?,
        hide_after: field(row, 9).map(str::parse).transpose().ok()?,
        prime,
        subcontractors,
        activities: Vec::new(),
        unread: Vec::new(),
    })
}

fn activity(row: &StringRecord) -> Option<Activity> {
    Some(Activity {
        need: coded(row, 1, NeedArea::from_code)?,
        level: coded(row, 2, Level::from_code)?,
        stage: coded(row, 3, Stage::from_code)?,
        name: field(row, 4).map(str::to_owned),
        description: None,
        methods: row.get(5)?.split_whitespace().map(Method::from_code).collect::<Option<_>>()?,
        places: row.get(6)?.split("; ").filter(|p| !p.is_empty()).map(str::to_owned).collect(),
    })
}

/// A coded field: none where it is empty; the row is refused where the code is not known.
fn coded<T>(
    row: &StringRecord,
    column: usize,
    from_code: impl Fn(&str) -> Option<T>,
) -> Option<Option<T>> {
    field(row, column).map_or(Some(None), |code| from_code(code).map(Some))
}

fn field(row: &StringRecord, column: usize) -> Option<&str> {
    row.get(column).filter(|text| !text.is_empty())
}

fn rows<T>(
    file: &str,
    table: &str,
    problems: &mut Vec<String>,
    read: impl Fn(&StringRecord) -> Option<T>,
) -> Vec<T> {
    let mut found = Vec::new();
    for (index, row) in csv::Reader::from_reader(table.as_bytes()).records().enumerate() {
        match row.ok().and_then(|row| read(&row)) {
            Some(row) => found.push(row),
            None => problems.push(format!("{file}, row {}", index + 1)),
        }
    }
    found
}

fn text(writer: csv::Writer<Vec<u8>>) -> Result<String, csv::Error> {
    let bytes = writer.into_inner().map_err(|failed| failed.into_error())?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
