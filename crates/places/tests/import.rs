//! The official file of postcodes in small: read, written beside the data, found again; and what
//! happens when it is cut off, damaged or something else. All rows are invented but in their form.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stderr)]

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use kernel::Postcode;
use places::{
    CodePointProblem, NotCodePoint, NotImported, NotLoaded, Places, Precision, UnitFile,
    import_units, read_code_point_open,
};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const AB: &str = "\"AB10 1AB\",10,394235,806529,\"S92000003\",\"\",\"S08000020\",\"\",\"S12000033\",\"S13002842\"\n\
    \"AB101AF\",10,394230,806469,\"S92000003\",\"\",\"S08000020\",\"\",\"S12000033\",\"S13002842\"\n\
    \"AB10 1ZZ\",90,0,0,\"S92000003\",\"\",\"S08000020\",\"\",\"S12000033\",\"S13002842\"\n";
const S: &str = "\"S1  2HE\",10,435000,387000,\"E92000001\",\"\",\"\",\"\",\"E08000019\",\"E05000001\"\n\
    \"S1 2HF\",10,435001,nine,\"E92000001\",\"\",\"\",\"\",\"E08000019\",\"E05000001\"\n\
    \"S1 2HG\",10\n\
    \"S1 2HE\",10,1,1,\"E92000001\",\"\",\"\",\"\",\"E08000019\",\"E05000001\"\n\
    \"S1 2HJ\",10,435100,387100,\"E92000001\",\"\",\"\",\"\",\"\",\"\"\n";

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn official() -> Vec<u8> {
    zipped(&[("Doc/licence.txt", "x"), ("Data/CSV/s.csv", S), ("Data/CSV/ab.csv", AB)])
}

fn import(folder: &Path, zip: &[u8]) -> Result<places::ImportReport, NotImported> {
    let file = folder.join("codepo_gb.zip");
    fs::write(&file, zip).unwrap();
    import_units(&file, &folder.join("postcodes.units"))
}

#[test]
fn the_official_file_is_read_row_by_row_and_a_bad_row_is_named() {
    let rows: Vec<_> = read_code_point_open(Cursor::new(official())).unwrap().collect();
    assert_eq!(rows.len(), 8);
    let first = rows[0].as_ref().unwrap();
    assert_eq!(first.postcode.text(), "AB10 1AB");
    assert_eq!(first.grid.map(|g| (g.easting, g.northing)), Some((394_235, 806_529)));
    assert_eq!(first.local_authority_code.as_deref(), Some("S12000033"));
    assert_eq!(rows[2].as_ref().unwrap().grid, None);
    let bad = |line, column| CodePointProblem::Row { file: "Data/CSV/s.csv".into(), line, column };
    assert_eq!(rows[4], Err(bad(2, "the northing")));
    assert_eq!(rows[5], Err(bad(3, "the easting")));
}

#[test]
fn an_imported_postcode_is_found_at_its_own_point() {
    let folder = tempfile::tempdir().unwrap();
    let report = import(folder.path(), &official()).unwrap();
    assert_eq!((report.read, report.written, report.without_place), (6, 4, 1));
    assert_eq!((report.twice, report.rejected, report.problems.len()), (1, 2, 2));

    let units = UnitFile::load(&folder.path().join("postcodes.units")).unwrap();
    assert_eq!(units.len(), 4);
    let place = units.find(&Postcode::parse("S1 2HE").unwrap()).unwrap();
    assert_eq!((place.grid.easting, place.grid.northing), (435_000, 387_000));

    let places = Places::built_in();
    let found = places.by_postcode_text_in(&units, "s12he").unwrap();
    assert_eq!(found.precision, Precision::Unit);
    assert_eq!(found.local_authority.unwrap().name, "Sheffield");
    assert_eq!(found.police_area.unwrap().slug, "south-yorkshire");
    let no_authority = places.by_postcode_text_in(&units, "S1 2HJ").unwrap();
    assert_eq!((no_authority.precision, no_authority.local_authority), (Precision::Unit, None));
    let not_in_file = places.by_postcode_text_in(&units, "AB10 1ZZ").unwrap();
    assert_eq!(not_in_file.precision, Precision::Sector);
    assert_eq!(places.by_postcode_text_in(&units, "S1").unwrap().precision, Precision::Outcode);
}

#[test]
fn a_half_written_zip_is_refused_and_the_old_file_stays() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("postcodes.units");
    import(folder.path(), &official()).unwrap();
    let before = fs::read(&target).unwrap();

    let whole = official();
    let mut damaged = whole.clone();
    let inside = damaged.windows(5).position(|w| w == b"s.csv").unwrap() + 40;
    damaged[inside] ^= 0xFF;
    for (zip, expected) in [
        (&whole[..whole.len() / 2], "half downloaded"),
        (b"<html>not found</html>".as_slice(), "half downloaded"),
        (&zipped(&[("readme.txt", "hello")]), "Data/CSV"),
        (&zipped(&[("Data/CSV/ab.csv", "")]), "no row has a place"),
        (&damaged, "damaged or cut off"),
    ] {
        let refused = import(folder.path(), zip).unwrap_err().to_string();
        assert!(refused.contains(expected), "{refused}");
        assert!(refused.contains("unchanged"), "{refused}");
        assert_eq!(fs::read(&target).unwrap(), before);
    }
    assert!(matches!(read_code_point_open(Cursor::new(b"")), Err(NotCodePoint::NotAWholeZip)));
    let names: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "nothing is left beside: {names:?}");
}

#[test]
fn a_second_import_replaces_the_first() {
    let folder = tempfile::tempdir().unwrap();
    import(folder.path(), &official()).unwrap();
    import(folder.path(), &zipped(&[("Data/CSV/ab.csv", AB)])).unwrap();
    let units = UnitFile::load(&folder.path().join("postcodes.units")).unwrap();
    assert_eq!(units.len(), 2);
}

#[test]
fn a_file_of_postcodes_that_was_cut_off_or_changed_does_not_load() {
    let folder = tempfile::tempdir().unwrap();
    import(folder.path(), &official()).unwrap();
    let path = folder.path().join("postcodes.units");
    let whole = fs::read(&path).unwrap();
    for length in [0, 7, 20, 60, whole.len() - 1] {
        fs::write(&path, &whole[..length]).unwrap();
        assert!(UnitFile::load(&path).is_err(), "{length} bytes");
    }
    for at in 24..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        fs::write(&path, changed).unwrap();
        assert!(matches!(UnitFile::load(&path), Err(NotLoaded::Damaged)), "byte {at}");
    }
    let mut newer = whole;
    newer[8] = 2;
    fs::write(&path, newer).unwrap();
    assert!(matches!(UnitFile::load(&path), Err(NotLoaded::OtherVersion { found: 2 })));
    assert!(matches!(UnitFile::load(&folder.path().join("none")), Err(NotLoaded::Io(_))));
}
