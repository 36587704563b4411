//! Every parser that reads what a stranger, another program or a tired person wrote, each given any bytes
//! at all. None may panic, hang or take all memory, and what is read must say the same again when it is
//! written and read once more.
//!
//! Two masters: libFuzzer (`main.rs`, by `cargo xtask fuzz`), and a test of `cargo ci` that gives each its
//! seeds and whatever was once found (`crates/cli/tests/parsers.rs`). Not for pages and permissions.

use std::path::Path;
use std::sync::Arc;

use casework::assessment::Instrument;
use casework::contact::FirstName;
use casework::outcome::mapping;
use casework::programme::{carried, crs, framework};
use casework::referral::drops::{DropAddress, DropKey, Dropped};
use casework::referral::form::{Flow, FormKey, FormState};
use casework::rm_import;
use clap::Parser as _;
use kernel::ctx::{Seeded, SetClock};
use kernel::{
    Actor, Ctx, Id, Identifier, IdentifierKind, Outcode, PartialDate, Pence, Postcode, Reference,
    Sector, Validity, WeekHours, name,
};
use stats::linkage::{Dialect, Settings as LinkageSettings};
use store::{Place, RootKey, backup};
use uuid::Uuid;

use crate::answers::Answers;
use crate::settings::Settings;

/// A parser and its name.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: &[Target] = &[
    ("identifiers", identifiers),
    ("postcodes", postcodes),
    ("dates", dates),
    ("names", names),
    ("hours-and-money", hours_and_money),
    ("form-body", form_body),
    ("referral-form", referral_form),
    ("carried-form", carried_form),
    ("drop-sealed", drop_sealed),
    ("drop-opened", drop_opened),
    ("probation-report", probation_report),
    ("contracts", contracts),
    ("carried-tables", carried_tables),
    ("frameworks", frameworks),
    ("instruments", instruments),
    ("return-definitions", return_definitions),
    ("key-sheet", key_sheet),
    ("backup-manifest", backup_manifest),
    ("settings", settings),
    ("setup-answers", setup_answers),
    ("document-requests", document_requests),
    ("linkage-settings", linkage_settings),
    ("engine-tables", engine_tables),
    ("disclose", disclose),
    ("figures-csv", figures_csv),
    ("figures-sheets", figures_sheets),
    ("scenarios", scenarios),
    ("results-text", results_text),
    ("code-point", code_point),
];

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

fn circumstances() -> Ctx {
    let clock = SetClock::new("2026-11-24T10:00:00Z".parse().unwrap());
    Ctx::new(Arc::new(clock), Arc::new(Seeded::new(1)), Actor::Visitor)
}

/// A file with these bytes, for readers that want a path.
fn with_file(ending: &str, bytes: &[u8], then: impl FnOnce(&Path)) {
    let memory = Path::new("/dev/shm");
    let mut builder = tempfile::Builder::new();
    builder.suffix(ending);
    let file = if memory.is_dir() { builder.tempfile_in(memory) } else { builder.tempfile() };
    let file = file.unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    then(file.path());
}

fn identifiers(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    for kind in IdentifierKind::ALL {
        for year in [1999, 2026, 2100] {
            let read = Identifier::read(kind, text, year);
            assert!(
                read.canonical.is_some()
                    == matches!(read.validity, Validity::Valid | Validity::Unverified)
            );
            // The form to match by is a fixed point: else the same number is two women.
            if let Some(canonical) = &read.canonical {
                let again = Identifier::read(kind, canonical.reveal(), year);
                assert!(again.canonical.as_ref().map(|c| c.reveal()) == Some(canonical.reveal()));
            }
        }
    }
    let _ = Identifier::guess(text, 2026);
    if let Ok(reference) = Reference::parse(text) {
        assert!(Reference::parse(&reference.to_string()) == Ok(reference));
        assert!(Reference::parse(&reference.compact()) == Ok(reference));
    }
    if let Ok(email) = access::accounts::Email::parse(text) {
        let _ = email;
    }
}

fn postcodes(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    if let Ok(postcode) = Postcode::parse(text) {
        assert!(Postcode::parse(postcode.text()).as_ref() == Ok(&postcode));
        assert!(postcode.text().starts_with(postcode.outcode().text()));
        let _ = postcode.sector();
    }
    if let Ok(outcode) = Outcode::parse(text) {
        assert!(Outcode::parse(outcode.text()).as_ref() == Ok(&outcode));
        let _ = outcode.area();
    }
    if let Ok(sector) = Sector::parse(text) {
        assert!(Sector::parse(sector.text()).as_ref() == Ok(&sector));
    }
    let _ = places::PostcodeText::parse(text);
}

fn dates(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let mut parts = text.splitn(3, '\n');
    let mut part = || parts.next().unwrap_or_default();
    let (day, month, year) = (part(), part(), part());
    let today = jiff::civil::date(2026, 11, 24);
    let past = PartialDate::typed_past(day, month, year, today);
    let typed = PartialDate::typed(day, month, year);
    for date in [typed.ok(), past.ok(), PartialDate::from_iso(text).ok()].into_iter().flatten() {
        assert!(PartialDate::from_iso(&date.iso()) == Ok(date));
        assert!(date.earliest() <= date.latest() && date.days_possible() >= 1);
        assert!(date.agrees_with(&date));
        let _ = (date.spelt(), date.age_on(today), date.is_after(today), date.exact());
    }
}

fn names(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let folded = name::fold(text);
    assert!(name::fold(&folded) == folded);
    let _ = (name::words(text), name::index_words(text), name::sound_keys(text));
    let (one, other) = text.split_at_checked(text.len() / 2).unwrap_or((text, ""));
    let likeness = name::likeness(one, other);
    assert!((0.0..=1.0).contains(&likeness) && likeness == name::likeness(other, one));
    let _ = FirstName::parse(text);
}

fn hours_and_money(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    if let Ok(hours) = WeekHours::parse(text) {
        assert!(WeekHours::parse(&String::from(hours.clone())).as_ref() == Ok(&hours));
        let now = circumstances().now();
        let _ = hours.spelt();
        if let Some(next) = hours.next_within(now) {
            assert!(next >= now && hours.contains(next));
        }
    }
    if let Ok(pence) = Pence::parse(text) {
        assert!(Pence::parse(&pence.to_string()) == Ok(pence));
        let _ = (pence.checked_add(pence), pence.checked_sub(pence));
    }
}

fn form_body(bytes: &[u8]) {
    let Ok(fields) = web::Fields::parse(bytes) else { return };
    let mut reader = fields.read();
    for name in ["a", "name", "born", "b"] {
        let _ = (reader.line(name).may(), reader.long(name).may(), reader.secret(name).may());
        let _ = (reader.date(name).may(), reader.time(name).may(), reader.pence(name).may());
        let _ = (reader.whole(name, 0..=1_000_000).may(), reader.version(name).may());
        let _ = (reader.tick(name).may(), reader.reference(name).may());
    }
    assert!(reader.errors().iter().count() <= 4);
}

/// Anybody may fill it in, in any order.
fn referral_form(bytes: &[u8]) {
    let Ok(fields) = web::Fields::parse(bytes) else { return };
    let ctx = circumstances();
    let pairs: Vec<(String, String)> =
        fields.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let key = FormKey::from_bytes([7; 32]);
    for flow in [Flow::Herself, Flow::Professional] {
        let mut state = FormState::begin(&ctx, flow, None);
        for question in flow.questions() {
            let _ = state.answer(&ctx, *question, &pairs);
        }
        let _ = (state.elsewhere(), state.first_open(&ctx));
        assert!(
            key.open(&ctx, &key.seal(&ctx, &state))
                .is_ok_and(|back| back.reference() == state.reference())
        );
        if let Ok(dropped) = state.finish(&ctx) {
            assert!(opens(&ctx, &dropped) && dropped.reference().is_some());
        }
    }
}

fn opens(ctx: &Ctx, dropped: &Dropped) -> bool {
    let (key, address) = drop_key();
    let sealed = address.seal(ctx, dropped).unwrap();
    key.open(&sealed).is_ok_and(|back| back == *dropped)
}

fn carried_form(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let ctx = circumstances();
    assert!(FormKey::from_bytes([7; 32]).open(&ctx, text).is_err(), "nobody else sealed it");
}

fn drop_key() -> (DropKey, DropAddress) {
    let key = DropKey::from_seed(Id::from_uuid(Uuid::from_u128(5)), &[5; 32].into()).unwrap();
    let address = key.address();
    (key, address)
}

/// Whoever took over the public side can put any bytes there.
fn drop_sealed(bytes: &[u8]) {
    assert!(drop_key().0.open(bytes).is_err(), "nobody sealed it");
}

/// And, for the public key is public, seal whatever she likes.
fn drop_opened(bytes: &[u8]) {
    let Ok(dropped) = serde_json::from_slice::<Dropped>(bytes) else { return };
    let ctx = circumstances();
    assert!(opens(&ctx, &dropped));
    let received = dropped.sent_at().min(ctx.now());
    let _ = kernel::working_day::add_working_days(received, 2);
    let _ = (kernel::time::spelt(kernel::time::london(received).date()), dropped.reference());
}

fn probation_report(bytes: &[u8]) {
    let Ok(report) = rm_import::read(bytes) else { return };
    for (_, row) in &report.rows {
        assert!(row.differs(row).is_empty());
        for column in rm_import::COLUMNS {
            let _ = (row.value(column), row.instant(column), row.date(column));
        }
    }
    let _ = format!("{:?}", report.faults);
}

fn contracts(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let known = [("PROVIDER".to_owned(), "Invented".to_owned())].into_iter().collect();
    let _ = crs::read_contract(text, &known).map_err(|why| why.to_string());
    if let Ok(providers) = crs::Providers::read(text) {
        let _ = providers.iter().count();
    }
}

fn carried_tables(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let mut parts = text.split('\u{1}');
    let mut part = || parts.next().unwrap_or_default();
    let read = carried::read(part(), part(), part());
    let _ = format!("{:?}", read.problems);
}

fn frameworks(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let _ = framework::read_items(text).map_err(|why| why.to_string());
    let known = framework::built_in().first().unwrap();
    let _ = mapping::read_rows(text, known).map_err(|why| why.to_string());
}

fn instruments(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let _ = Instrument::read(text).map_err(|why| why.to_string());
}

fn return_definitions(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    match evidence::Definition::read("invented.toml", "invented", text) {
        Ok(read) => {
            let _ = (read.needs_births(), read.looks_back(), read.fits("grant", "x"));
        }
        Err(faults) => {
            assert!(!faults.is_empty());
            for fault in faults {
                let _ = fault.to_string();
            }
        }
    }
}

fn key_sheet(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    if let Ok(key) = RootKey::from_words(text) {
        let sheet = key.to_words();
        assert!(RootKey::from_words(&sheet).is_ok_and(|again| again.to_words() == sheet));
    }
}

/// The file stands behind its manifest: a line of manifest, then the file.
fn backup_manifest(bytes: &[u8]) {
    let at = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    let (manifest, file) = bytes.split_at(at);
    with_file(".db", file, |path| {
        let beside = path.with_extension("manifest.json");
        std::fs::write(&beside, manifest).unwrap();
        assert!(backup::verify(&RootKey::from_bytes([7; 32]), path).is_err(), "nobody signed it");
        std::fs::remove_file(beside).unwrap();
    });
}

fn settings(bytes: &[u8]) {
    let folder =
        tempfile::tempdir_in(if Path::new("/dev/shm").is_dir() { "/dev/shm" } else { "/tmp" });
    let folder = folder.unwrap();
    std::fs::write(folder.path().join("settings.toml"), bytes).unwrap();
    let place = Place::embedded(folder.path());
    match Settings::of(&place) {
        Ok(read) => {
            read.write(&place).unwrap();
            assert!(Settings::of(&place).is_ok_and(|again| again == read));
        }
        Err(why) => {
            let _ = why.to_string();
        }
    }
}

fn setup_answers(bytes: &[u8]) {
    with_file(".toml", bytes, |path| {
        let _ = Answers::read(path).map_err(|why| why.to_string());
    });
}

fn document_requests(bytes: &[u8]) {
    if let Ok(read) = documents::Request::read(bytes)
        && let Ok(written) = read.written()
    {
        assert!(documents::Request::read(&written).is_ok_and(|again| again == read));
    }
}

fn linkage_settings(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    match LinkageSettings::from_json(text) {
        Ok(read) => {
            let _ = (read.domains(), read.date_columns(), read.untrained());
            assert!(LinkageSettings::from_json(&read.to_json()).is_ok());
            for dialect in [Dialect::DuckDb, Dialect::Spark] {
                let _ = read.spelt_for(dialect).map(|spelt| spelt.to_json());
            }
        }
        Err(why) => {
            let _ = why.to_string();
        }
    }
}

/// CSV in any encoding, or Parquet by its first four bytes.
fn engine_tables(bytes: &[u8]) {
    use engines::table::{Table, Wanted};
    with_file(".csv", bytes, |path| {
        let _ = engines::table::heading(path);
        let Ok(table) = Table::read(path, Wanted::All) else { return };
        for column in table.columns() {
            assert!(column.len() == table.rows());
            let _ = column.numbers();
            let _ = column.clone().dates_to_iso();
        }
        let first: Vec<&str> = table.columns().iter().take(1).map(|c| c.name()).collect();
        let _ = Table::read(path, Wanted::Named(&first));
    });
}

#[derive(clap::Parser)]
struct Disclosing {
    #[command(flatten)]
    asked: engines::disclose::Disclose,
}

fn disclose(bytes: &[u8]) {
    with_file(".csv", bytes, |path| {
        let path = path.display().to_string();
        let words = ["disclose", path.as_str(), "--threshold", "10"];
        let _ = Disclosing::parse_from(words).asked.run(&mut Vec::new());
    });
}

fn figures_csv(bytes: &[u8]) {
    with_file(".csv", bytes, |path| {
        let _ = engines::plan::figures::sheets::read(path)
            .map(|held| engines::plan::figures::checks::check(&held.figures).len());
    });
}

/// A whole spreadsheet, or else the one sheet inside of it: few changes of a packed file leave one.
fn figures_sheets(bytes: &[u8]) {
    let read = |ending: &str, bytes: &[u8]| {
        with_file(ending, bytes, |path| {
            let _ = engines::plan::figures::sheets::read(path);
        });
    };
    if bytes.starts_with(b"PK") {
        read(".xlsx", bytes);
        read(".ods", bytes);
    } else if bytes.starts_with(b"\xD0\xCF") {
        read(".xls", bytes);
    } else {
        read(".xlsx", &spreadsheet(bytes));
    }
}

fn spreadsheet(sheet: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    use zip::write::SimpleFileOptions;
    const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
    const ROOT: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    const BOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    const RELS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    let mut whole = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let plain = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in [
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", ROOT.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet),
    ] {
        whole.start_file(name, plain).unwrap();
        whole.write_all(content).unwrap();
    }
    whole.finish().unwrap().into_inner()
}

fn scenarios(bytes: &[u8]) {
    // One that names another file would read whatever lies on this disk.
    with_file(".toml", bytes, |path| {
        let figures = engines::plan::figures::tidy::shipped().unwrap();
        let path = path.display().to_string();
        let _ = engines::plan::sentencing::scenario::load(&path, &figures);
    });
}

fn results_text(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    for finding in stats::jdl::check(text, None) {
        assert!(text.chars().count() >= finding.sentence.chars().count());
    }
}

fn code_point(bytes: &[u8]) {
    let Ok(opened) = places::read_code_point_open(std::io::Cursor::new(bytes)) else { return };
    let _ = opened.take(10_000).count();
}
