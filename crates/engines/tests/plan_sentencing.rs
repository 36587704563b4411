//! `plan sentencing` and `plan figures` as they are called: the examples of their help, what bad
//! input is told, and the same bytes for the same seed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn run(folder: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_alongside-engines"))
        .current_dir(folder)
        .args(words)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// The commands that a help text shows, run from a copy of the root's data so that nothing is left
/// behind.
fn examples(help: &str) -> Vec<Vec<String>> {
    help.lines()
        .filter_map(|line| line.trim().strip_prefix("alongside-engines "))
        .map(|line| line.split_whitespace().map(str::to_owned).collect())
        .collect()
}

fn playground() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for part in ["scenarios", "figures"] {
        let to = folder.path().join("data").join(part);
        std::fs::create_dir_all(&to).unwrap();
        for file in std::fs::read_dir(root().join("data").join(part)).unwrap() {
            let file = file.unwrap().path();
            std::fs::copy(&file, to.join(file.file_name().unwrap())).unwrap();
        }
    }
    folder
}

#[test]
fn each_example_of_the_help_runs_as_printed() {
    let folder = playground();
    for command in ["sentencing", "figures"] {
        let help = said(&run(folder.path(), &["plan", command, "--help"]));
        let examples = examples(&help);
        assert!(examples.len() >= 2, "{help}");
        for example in examples {
            let words: Vec<&str> = example.iter().map(String::as_str).collect();
            let output = run(folder.path(), &words);
            assert!(output.status.success(), "{words:?}: {}", said(&output));
        }
    }
    for file in
        ["months.csv", "years.csv", "areas.csv", "assumptions.csv", "report.html", "report-1.svg"]
    {
        let text = std::fs::read_to_string(folder.path().join("one-in-two").join(file)).unwrap();
        assert!(text.len() > 200, "{file}");
    }
    let tidy = std::fs::read_to_string(folder.path().join("figures.csv")).unwrap();
    assert!(tidy.contains("women sentenced to immediate custody,London,2024"), "{tidy}");
}

#[test]
fn the_same_seed_writes_the_same_bytes_and_another_does_not() {
    let folder = playground();
    let words =
        |seed: &'static str| ["plan", "sentencing", "--draws", "20", "--seed", seed, "--json"];
    let one = run(folder.path(), &words("3"));
    assert!(one.status.success(), "{}", said(&one));
    assert_eq!(one.stdout, run(folder.path(), &words("3")).stdout);
    assert_ne!(one.stdout, run(folder.path(), &words("4")).stdout);
    let told: serde_json::Value = serde_json::from_slice(&one.stdout).unwrap();
    assert_eq!(told["draws"], 20);
    for key in
        ["years", "children", "who_pays", "assumptions", "sources", "tornado", "law", "not_counted"]
    {
        assert!(told[key].as_array().is_some_and(|list| !list.is_empty()), "{key}");
    }
}

#[test]
fn every_scenario_that_ships_runs() {
    let folder = playground();
    for file in std::fs::read_dir(root().join("data/scenarios")).unwrap() {
        let file = file.unwrap().file_name().into_string().unwrap();
        if !file.ends_with(".toml") {
            continue;
        }
        let output = run(
            folder.path(),
            &["plan", "sentencing", &format!("data/scenarios/{file}"), "--draws", "10"],
        );
        assert!(output.status.success(), "{file}: {}", said(&output));
    }
}

/// A scenario of one's own over the Act, and what is said of it.
fn told_of(lines: &str) -> String {
    let folder = playground();
    let head = "name = \"mine\"\ntitle = \"Mine\"\nquestion = \"What if?\"\nbuilds_on = \"sentencing-act-2026.toml\"\n\
                compare_with = \"sentencing-act-2026.toml\"\n";
    let file = folder.path().join("data/scenarios/mine.toml");
    std::fs::write(&file, format!("{head}{lines}")).unwrap();
    let output = run(
        folder.path(),
        &["plan", "sentencing", "data/scenarios/mine.toml", "--draws", "10", "--out", "mine"],
    );
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(!folder.path().join("mine").exists(), "something was left behind");
    let said = said(&output);
    assert_eq!(said.trim().lines().count(), 1, "one sentence: {said}");
    said
}

const RULE: &str = "kind = \"suspend\"\nup_to_months = 12\ninstead = \"suspended sentence\"\n\
    exceptions = { low = 0.1, mid = 0.2, high = 0.3, source = \"mine\" }\nramp = { value = 1, source = \"mine\" }\nsource = \"mine\"\n";

#[test]
fn an_unknown_key_is_named_with_the_nearest_known_one() {
    let said = told_of("[side_effects]\nup_tarif = { value = 0.1, source = \"mine\" }\n");
    assert!(
        said.contains("'side_effects.up_tarif' is not a key here; did you mean 'up_tariff'?"),
        "{said}"
    );
    let said = told_of("yeers = 3\n");
    assert!(said.contains("did you mean 'years'?"), "{said}");
    let said = told_of(&format!(
        "[[law]]\nid = \"x\"\nname = \"x\"\nfrom = \"2026-05-01\"\nexeptions = 1\n{RULE}"
    ));
    assert!(said.contains("'law.x.exeptions'") && said.contains("'exceptions'"), "{said}");
}

#[test]
fn two_laws_that_say_two_things_are_refused() {
    let said = told_of(&format!(
        "[[law]]\nid = \"second\"\nname = \"A second rule\"\nfrom = \"2026-03-22\"\n{RULE}"
    ));
    assert!(said.contains("say two things of the same sentences from the same day"), "{said}");
}

#[test]
fn dates_out_of_order_are_refused() {
    let said = told_of(&format!(
        "[[law]]\nid = \"late\"\nname = \"A late rule\"\nfrom = \"2040-01-01\"\n{RULE}"
    ));
    assert!(said.contains("begins on 2040-01-01, after the scenario ends in 2031-03"), "{said}");
    let said = told_of(&format!(
        "[[law]]\nid = \"none\"\nname = \"No day\"\nfrom = \"2026-02-30\"\n{RULE}"
    ));
    assert!(said.contains("'2026-02-30' is none"), "{said}");
    let said = told_of("from = \"2009-01\"\n");
    assert!(said.contains("the dates are out of order"), "{said}");
}

#[test]
fn ranges_names_and_shares_that_cannot_be_are_refused() {
    for (lines, wanted) in [
        (
            "[orders]\nsuspended_months = { low = 24, mid = 18, high = 12, source = \"mine\" }\n",
            "low <= mid <= high",
        ),
        (
            "[orders]\nsuspended_months = { value = 18 }\n",
            "'orders.suspended_months.source' is missing",
        ),
        (
            "[[centre]]\narea = \"Nottingamshire\"\nwomen_a_year = 100\nfrom = \"2026-10-01\"\n",
            "did you mean 'Nottinghamshire'?",
        ),
        (
            "[[centre]]\narea = \"Kent\"\nwomen_a_year = -1\nfrom = \"2026-10-01\"\n",
            "must not be below 0",
        ),
        (
            "[[unit]]\narea = \"Kent\"\nplaces = -1\nfrom = \"2028-10-01\"\nbands = []\n",
            "'unit.Kent.places' must not be below 0",
        ),
        (
            "[[unit]]\narea = \"Kent\"\nserves = [\"Susex\"]\nplaces = 12\nfrom = \"2028-10-01\"\nbands = []\n",
            "did you mean 'Sussex'?",
        ),
        (
            "[[unit]]\narea = \"Kent\"\nplaces = 12\nfrom = \"2028-10-01\"\nbands = [\"3 to 6 mnths\"]\n",
            "did you mean '3 to 6 months'?",
        ),
        ("years = 0\n", "'years' must be between 1 and 25"),
        ("name = \"twice\"\n", "line"),
    ] {
        let said = told_of(lines);
        assert!(said.contains(wanted), "{said}");
    }
    let folder = playground();
    let output = run(folder.path(), &["plan", "sentencing", "remand-tst.toml"]);
    assert!(
        said(&output).contains("the nearest that ships is 'remand-test.toml'"),
        "{}",
        said(&output)
    );
}

#[test]
fn figures_that_do_not_add_up_end_with_code_four() {
    let folder = playground();
    let file = folder.path().join("mine.csv");
    let head = "series,area,date,value,low,high,unit,edition,source,collected,licence,note\n";
    std::fs::write(
        &file,
        format!("{head}share of women,Kent,2024,1.4,,,share,,mine,2026-11-22,mine,\n"),
    )
    .unwrap();
    let output = run(folder.path(), &["plan", "figures", "mine.csv", "--alone"]);
    assert_eq!(output.status.code(), Some(4), "{}", said(&output));
    assert!(said(&output).contains("1.4 is more than a share can be"), "{}", said(&output));
}

#[test]
fn workbooks_of_both_kinds_are_read_and_men_left_out() {
    let folder = playground();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("Table_1_1").unwrap();
    sheet.write(0, 0, "Table 1.1: prison population by sex (invented)").unwrap();
    for (column, text) in ["", "30 June 2024", "30 June 2025"].into_iter().enumerate() {
        sheet.write(3, column as u16, text).unwrap();
    }
    for (row, (label, a, b)) in [
        ("Males", 83_000.0, 84_000.0),
        ("Remand", 15_000.0, 16_000.0),
        ("Females", 3_600.0, 3_580.0),
        ("Remand", 800.0, 900.0),
    ]
    .into_iter()
    .enumerate()
    {
        let row = row as u32 + 4;
        sheet.write(row, 0, label).unwrap();
        sheet.write(row, 1, a).unwrap();
        sheet.write(row, 2, b).unwrap();
    }
    book.save(folder.path().join("population.xlsx")).unwrap();
    ods(&folder.path().join("population.ods"));
    for file in ["population.xlsx", "population.ods"] {
        let output = run(folder.path(), &["plan", "figures", file, "--alone", "--out", "tidy.csv"]);
        assert!(output.status.success(), "{file}: {}", said(&output));
        let tidy = std::fs::read_to_string(folder.path().join("tidy.csv")).unwrap();
        assert!(
            tidy.contains("women in prison,England and Wales,2025-06-30,3580"),
            "{file}: {tidy}"
        );
        assert!(
            tidy.contains("women on remand,England and Wales,2024-06-30,800"),
            "{file}: {tidy}"
        );
        assert!(!tidy.contains("83000") && !tidy.contains("15000"), "{file}: {tidy}");
    }
    std::fs::write(folder.path().join("none.csv"), "just,words\nno,dates\n").unwrap();
    let output = run(folder.path(), &["plan", "figures", "none.csv"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("no table was understood"), "{}", said(&output));
}

/// The same table as an OpenDocument spreadsheet, as small as one can be.
fn ods(path: &Path) {
    use std::io::Write as _;
    let cell = |text: &str| match text.parse::<f64>() {
        Ok(_) => format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{text}\"><text:p>{text}</text:p></table:table-cell>"
        ),
        Err(_) => format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        ),
    };
    let rows: String = [
        ["Table", "", ""],
        ["Sex", "30 June 2024", "30 June 2025"],
        ["Males", "83000", "84000"],
        ["Remand", "15000", "16000"],
        ["Females", "3600", "3580"],
        ["Remand", "800", "900"],
    ]
    .iter()
    .map(|row| {
        format!(
            "<table:table-row>{}</table:table-row>",
            row.iter().map(|text| cell(text)).collect::<String>()
        )
    })
    .collect();
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content \
         xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" office:version=\"1.2\"><office:body>\
         <office:spreadsheet><table:table table:name=\"T\">{rows}</table:table></office:spreadsheet></office:body>\
         </office:document-content>"
    );
    let mut zip = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    zip.start_file("mimetype", stored).unwrap();
    zip.write_all(b"application/vnd.oasis.opendocument.spreadsheet").unwrap();
    for (name, text) in [
        ("content.xml", content.as_str()),
        (
            "META-INF/manifest.xml",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><manifest:manifest \
             xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"></manifest:manifest>",
        ),
    ] {
        zip.start_file(name, stored).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
}
