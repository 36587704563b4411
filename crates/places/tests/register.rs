//! The built-in register against known answers, and against the sources where they are at hand
//! (folder `shared` beside the repository, or `ALONGSIDE_SHARED`).

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stderr)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use kernel::{Outcode, Sector};
use places::{Grid, Located, Nation, NotLocated, Places, Precision, UnknownArea, distance_km};

fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("ALONGSIDE_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let path = root.join("data").join(path);
    if path.exists() {
        return Some(path);
    }
    eprintln!("SKIPPED: {} is absent; set ALONGSIDE_SHARED to check against it", path.display());
    None
}

fn rows(path: &PathBuf) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_path(path).unwrap().deserialize().map(|row| row.unwrap()).collect()
}

fn code<'a>(located: &Located<'a>) -> Option<&'a str> {
    located.local_authority.map(|authority| authority.code.as_str())
}

#[test]
fn every_built_in_row_is_read() {
    let places = Places::built_in();
    assert!(places.problems().is_empty(), "{:?}", places.problems());
    assert_eq!(places.sectors().count(), 10_846);
    let table = include_str!("../../../data/places/sectors.csv");
    let written: BTreeSet<&str> =
        table.lines().skip(1).filter_map(|l| l.split(',').next()).collect();
    let read: BTreeSet<&str> = places.sectors().map(|(sector, _)| sector.text()).collect();
    assert_eq!(read, written, "read as another sector");
    assert_eq!(places.areas().len(), 44);
    assert_eq!(places.areas().iter().filter(|a| a.nation != Nation::Scotland).count(), 43);
    assert_eq!(places.local_authorities().len(), 361);
    assert_eq!(places.prisons().len(), 12);
    assert_eq!(places.probation_regions().len(), 12);
}

#[test]
fn each_authority_of_england_wales_and_scotland_has_a_police_area() {
    let places = Places::built_in();
    let mut counts = BTreeMap::new();
    for authority in places.local_authorities() {
        let area = authority
            .police_area_code
            .as_deref()
            .and_then(|code| places.areas().iter().find(|area| area.code == code));
        *counts.entry(authority.nation.code()).or_insert(0) += 1;
        match authority.nation {
            Nation::NorthernIreland => assert!(area.is_none()),
            nation => assert_eq!(area.map(|a| a.nation), Some(nation), "{}", authority.name),
        }
    }
    assert_eq!(counts, BTreeMap::from([("E", 296), ("N", 11), ("S", 32), ("W", 22)]));
}

#[test]
fn probation_regions_share_out_all_forty_three_areas() {
    let places = Places::built_in();
    let mut seen = BTreeSet::new();
    for region in places.probation_regions() {
        for code in &region.police_area_codes {
            assert!(seen.insert(code.clone()), "{code} is in two regions");
            let area = places.area_by_any_name(code).unwrap();
            assert_eq!(area.probation_region, Some(region.letter));
        }
    }
    assert_eq!(seen.len(), 43);
    let names = |letter: char| -> Vec<&str> {
        let codes = &places.probation_region(letter).unwrap().police_area_codes;
        codes.iter().map(|code| places.area_by_any_name(code).unwrap().name.as_str()).collect()
    };
    assert_eq!(names('j'), ["City of London", "Metropolitan Police"]);
    assert_eq!(names('L'), ["Greater Manchester"]);
    assert!(names('I').contains(&"Northamptonshire"));
    assert!(places.probation_region('M').is_none());
}

#[test]
fn london_in_sentencing_figures_is_two_police_areas_together() {
    let places = Places::built_in();
    for name in ["London", "Metropolitan Police", "City of London", "London, City of"] {
        let area = places.figures_area(name).unwrap();
        assert_eq!(area.name, "London");
        let names: Vec<&str> = area.areas.iter().map(|area| area.name.as_str()).collect();
        assert_eq!(names, ["City of London", "Metropolitan Police"]);
    }
    assert!(matches!(places.area_by_any_name("London"), Err(UnknownArea::Several { .. })));
    assert_eq!(places.figures_area("Kent").unwrap().areas.len(), 1);
    assert!(places.figures_area("Police Scotland").is_err());
    let names: BTreeSet<&str> =
        places.areas().iter().filter_map(|area| area.figures_name.as_deref()).collect();
    assert_eq!(names.len(), 42);
}

#[test]
fn an_unknown_name_is_refused_by_name() {
    let refused = Places::built_in().area_by_any_name("Borsetshire").unwrap_err();
    assert_eq!(refused, UnknownArea::NotKnown { name: "Borsetshire".into() });
    assert!(refused.to_string().contains("Borsetshire"));
    assert!(Places::built_in().area_by_any_name("").is_err());
    assert!(Places::built_in().area_by_any_name("Police").is_err());
}

#[test]
fn no_two_areas_answer_to_one_name() {
    let places = Places::built_in();
    for area in places.areas() {
        for name in [&area.code, &area.name, &area.slug].into_iter().chain(&area.other_names) {
            let called: Vec<_> =
                places.areas().iter().filter(|other| other.is_called(name)).collect();
            assert_eq!(called, [area], "{name}");
        }
    }
}

#[test]
fn a_postcode_finds_its_sector_authority_police_area_region_and_nation() {
    let found = Places::built_in().by_postcode_text("m1 1ae").unwrap();
    assert_eq!(found.precision, Precision::Sector);
    assert_eq!(found.local_authority.unwrap().name, "Manchester");
    assert_eq!(found.police_area.unwrap().slug, "greater-manchester");
    assert_eq!(found.region.unwrap().name, "North West");
    assert_eq!(found.nation, Nation::England);

    let scottish = Places::built_in().by_postcode_text("AB10 1AB").unwrap();
    assert_eq!(scottish.police_area.unwrap().name, "Police Scotland");
    assert_eq!(scottish.region.unwrap().name, "Scotland");
    let welsh = Places::built_in().by_postcode_text("CF10 1").unwrap();
    assert_eq!(
        (welsh.police_area.unwrap().name.as_str(), welsh.nation),
        ("South Wales", Nation::Wales)
    );
}

#[test]
fn an_outcode_has_an_authority_only_where_it_lies_in_one() {
    let places = Places::built_in();
    let plain = places.by_postcode_text("M1").unwrap();
    assert_eq!(plain.precision, Precision::Outcode);
    assert_eq!(plain.local_authority.unwrap().name, "Manchester");
    let divided = places.by_postcode_text("AB12").unwrap();
    assert_eq!(
        (divided.local_authority, divided.police_area.unwrap().slug.as_str()),
        (None, "police-scotland")
    );
}

#[test]
fn what_is_not_covered_is_said_and_not_guessed() {
    let places = Places::built_in();
    for (text, why) in [
        ("BT1 5GS", NotLocated::NorthernIreland),
        ("bt1", NotLocated::NorthernIreland),
        ("JE2 3AB", NotLocated::CrownDependency),
        ("GY1", NotLocated::CrownDependency),
        ("IM1 1AA", NotLocated::CrownDependency),
        ("AA1 1AA", NotLocated::Unknown),
        ("M1 9ZZ", NotLocated::Unknown),
        ("help", NotLocated::NotAPostcode),
        ("", NotLocated::NotAPostcode),
    ] {
        assert_eq!(places.by_postcode_text(text).unwrap_err(), why, "{text}");
    }
}

#[test]
fn five_sectors_have_no_authority_and_say_so() {
    let places = Places::built_in();
    let unknown: Vec<String> = places
        .sectors()
        .filter(|(_, located)| located.local_authority.is_none())
        .map(|(sector, located)| {
            assert!(located.police_area.is_none() && located.region.is_none());
            assert_eq!(located.nation, Nation::England);
            sector.text().to_owned()
        })
        .collect();
    assert_eq!(unknown, ["B42 9", "CT5 9", "GU20 5", "PR5 9", "SE1P 6"]);
}

#[test]
fn each_prison_lies_near_the_sector_of_its_postcode() {
    let places = Places::built_in();
    for prison in places.prisons() {
        let sector = places.by_postcode_text(&prison.postcode).unwrap();
        let away = distance_km(prison.point, sector.point);
        assert!(away < 10.0, "{} is {away} km from {}", prison.name, prison.postcode);
    }
    assert_eq!(places.prison("STI").unwrap().name, "Styal");
}

#[test]
fn the_attribution_names_all_three_owners_and_the_licence() {
    for part in
        ["OS data", "Royal Mail data", "National Statistics data", "Open Government Licence v3.0"]
    {
        assert!(places::ATTRIBUTION.contains(part));
    }
    assert!(!places::ATTRIBUTION.contains("  "));
}

#[test]
fn sectors_and_outcodes_stand_where_the_source_has_them() {
    let places = Places::built_in();
    let Some(path) = shared("directory/gb-postcode-sectors.csv") else { return };
    let source = rows(&path);
    assert_eq!(source.len(), 10_846);
    for row in &source {
        let here = places.sector(&Sector::parse(&row["sector"]).unwrap()).unwrap();
        let grid = Grid {
            easting: row["easting"].parse().unwrap(),
            northing: row["northing"].parse().unwrap(),
        };
        assert_eq!(here.grid, grid);
        assert_eq!(code(&here).unwrap_or_default(), row["main_lad_code"]);
        assert!(row["country_code"].starts_with(here.nation.code()));
        let (lat, lon): (f64, f64) = (row["lat"].parse().unwrap(), row["lon"].parse().unwrap());
        assert!((here.point.lat - lat).abs() < 3e-5, "{}", row["sector"]);
        assert!((here.point.lon - lon).abs() < 3e-5, "{}", row["sector"]);
    }
    let outcodes = rows(&shared("directory/gb-outcodes.csv").unwrap());
    for row in &outcodes {
        let here = places.outcode(&Outcode::parse(&row["outcode"]).unwrap()).unwrap();
        let (easting, northing): (u32, u32) =
            (row["easting"].parse().unwrap(), row["northing"].parse().unwrap());
        assert!(here.grid.easting.abs_diff(easting) <= 2, "{}", row["outcode"]);
        assert!(here.grid.northing.abs_diff(northing) <= 2, "{}", row["outcode"]);
        if let Some(authority) = code(&here) {
            assert_eq!(authority, row["main_lad_code"], "{}", row["outcode"]);
        }
    }
    assert_eq!(outcodes.len(), 2_863);
}

#[test]
fn every_name_in_every_source_finds_its_area() {
    let places = Places::built_in();
    let Some(path) = shared("directory/lad-utla-police-region.csv") else { return };
    for row in rows(&path) {
        let authority = places.local_authority(&row["lad_code"]).unwrap();
        assert_eq!(authority.name, row["lad_name"]);
        if !row["police_area_name"].is_empty() {
            let area = places.area_by_any_name(&row["police_area_name"]).unwrap();
            assert_eq!(area.code, row["police_area_code"]);
            assert_eq!(authority.police_area_code.as_deref(), Some(area.code.as_str()));
        }
    }
    for file in [
        "sector/women_custody_by_pfa_2014_2024.csv",
        "sector/women_imprisonment_rate_by_pfa_2014_2022.csv",
        "sector/women_population_by_pfa_2019.csv",
        "sector/pfa_reference_points_approx.csv",
    ] {
        let names: BTreeSet<String> = rows(&shared(file).unwrap())
            .into_iter()
            .map(|row| places.figures_area(&row["police_force_area"]).unwrap().name.to_owned())
            .collect();
        assert_eq!(names.len(), 42, "{file}");
    }
    let mut slugs = 0;
    for entry in std::fs::read_dir(shared("directory/crs-contracts").unwrap()).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        if let Some((_, rest)) = text.split_once("\"pcc_region_code\": \"") {
            let slug = rest.split('"').next().unwrap();
            assert_eq!(places.area_by_any_name(slug).unwrap().slug, slug);
            slugs += 1;
        }
        if let Some((_, rest)) = text.split_once("\"nps_region_code\": \"") {
            assert!(places.probation_region(rest.chars().next().unwrap()).is_some());
            slugs += 1;
        }
    }
    assert_eq!(slugs, 58);
    assert_eq!(places.local_authority("E08000016").unwrap().name, "Barnsley");
    assert_eq!(places.local_authority("E08000019").unwrap().name, "Sheffield");
}
