//! Reads the tables of `data/places/`, which are built into the program.
//!
//! A row that cannot be read is set aside and named, never a reason not to start: a centre must be
//! able to open its records even if a later table is wrong. A test holds that none is set aside.

use csv::StringRecord;
use kernel::Sector;

use crate::area::{LocalAuthority, Nation, PoliceArea, ProbationRegion, Region};
use crate::grid::{Grid, Point};
use crate::prison::Prison;

const AREAS: &str = include_str!("../../../data/places/areas.csv");
const AUTHORITIES: &str = include_str!("../../../data/places/local-authorities.csv");
const COUNTIES: &str = include_str!("../../../data/places/upper-tier.csv");
const REGIONS: &str = include_str!("../../../data/places/regions.csv");
const PROBATION: &str = include_str!("../../../data/places/probation-regions.csv");
const PRISONS: &str = include_str!("../../../data/places/prisons.csv");
const SECTORS: &str = include_str!("../../../data/places/sectors.csv");

/// A row of `sectors.csv`.
pub(crate) struct SectorRow {
    pub(crate) sector: Sector,
    pub(crate) grid: Grid,
    pub(crate) postcodes: u32,
    pub(crate) nation: Nation,
    pub(crate) authority_code: Option<String>,
}

/// All tables, and what could not be read of them.
pub(crate) struct Tables {
    pub(crate) areas: Vec<PoliceArea>,
    pub(crate) authorities: Vec<LocalAuthority>,
    pub(crate) regions: Vec<Region>,
    pub(crate) probation: Vec<ProbationRegion>,
    pub(crate) prisons: Vec<Prison>,
    pub(crate) sectors: Vec<SectorRow>,
    pub(crate) problems: Vec<String>,
}

impl Tables {
    pub(crate) fn built_in() -> Self {
        let mut problems = Vec::new();
        let counties =
            rows("upper-tier.csv", COUNTIES, &mut problems, |r| Some((text(r, 0)?, text(r, 1)?)));
        Self {
            areas: rows("areas.csv", AREAS, &mut problems, |r| {
                Some(PoliceArea {
                    code: text(r, 0)?,
                    name: text(r, 1)?,
                    slug: text(r, 2)?,
                    figures_name: text(r, 3),
                    nation: Nation::from_code(r.get(4)?)?,
                    probation_region: r.get(5)?.chars().next(),
                    other_names: listed(r.get(6)?, '|'),
                })
            }),
            authorities: rows("local-authorities.csv", AUTHORITIES, &mut problems, |r| {
                let county = match text(r, 2) {
                    None => None,
                    Some(code) => Some(counties.iter().find(|(c, _)| *c == code)?.1.clone()),
                };
                Some(LocalAuthority {
                    code: text(r, 0)?,
                    name: text(r, 1)?,
                    county,
                    police_area_code: text(r, 3),
                    region_code: text(r, 4)?,
                    nation: Nation::from_code(r.get(5)?)?,
                    older_codes: listed(r.get(6)?, ' '),
                })
            }),
            regions: rows("regions.csv", REGIONS, &mut problems, |r| {
                Some(Region { code: text(r, 0)?, name: text(r, 1)? })
            }),
            probation: rows("probation-regions.csv", PROBATION, &mut problems, |r| {
                Some(ProbationRegion {
                    letter: r.get(0)?.chars().next()?,
                    name: text(r, 1)?,
                    police_area_codes: listed(r.get(2)?, ' '),
                    source: text(r, 3)?,
                })
            }),
            prisons: rows("prisons.csv", PRISONS, &mut problems, |r| {
                Some(Prison {
                    code: text(r, 0)?,
                    name: text(r, 1)?,
                    town: text(r, 2)?,
                    postcode: text(r, 3)?,
                    point: Point { lat: r.get(4)?.parse().ok()?, lon: r.get(5)?.parse().ok()? },
                    source: text(r, 6)?,
                })
            }),
            sectors: rows("sectors.csv", SECTORS, &mut problems, |r| {
                Some(SectorRow {
                    sector: Sector::parse(r.get(0)?).ok()?,
                    grid: Grid {
                        easting: r.get(1)?.parse().ok()?,
                        northing: r.get(2)?.parse().ok()?,
                    },
                    postcodes: r.get(3)?.parse().ok()?,
                    nation: Nation::from_code(r.get(4)?)?,
                    authority_code: text(r, 5),
                })
            }),
            problems,
        }
    }
}

/// A field, none where it is empty.
fn text(record: &StringRecord, column: usize) -> Option<String> {
    record.get(column).filter(|field| !field.is_empty()).map(str::to_owned)
}

fn listed(field: &str, between: char) -> Vec<String> {
    field.split(between).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn rows<T>(
    file: &str,
    table: &str,
    problems: &mut Vec<String>,
    read: impl Fn(&StringRecord) -> Option<T>,
) -> Vec<T> {
    let mut found = Vec::new();
    for (index, record) in csv::Reader::from_reader(table.as_bytes()).records().enumerate() {
        match record.ok().and_then(|record| read(&record)) {
            Some(row) => found.push(row),
            None => problems.push(format!("{file}, row {}", index + 1)),
        }
    }
    found
}
