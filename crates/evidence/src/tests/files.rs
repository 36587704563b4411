//! That both files say the same, and that nothing in them runs.

use std::io::Read as _;

use proptest::prelude::*;

use crate::export::{HEAD, csv, file_name, safe_cell, table, xlsx};
use crate::report::{AnswerShown, Audience, FigureShown, LineShown, Report, Shown, decimal};

fn report(words: &str) -> Report {
    let line = |code: &str, shown| LineShown { code: code.into(), label: words.into(), shown };
    let figure = |code: &str, shown, lines| FigureShown {
        code: code.into(),
        label: words.into(),
        note: String::new(),
        shown,
        lines,
    };
    Report {
        audience: Audience::Funder,
        definition: "ours".into(),
        title: words.into(),
        programme_reference: "SS 22/14".into(),
        programme: words.into(),
        funder: words.into(),
        period: "2026-q3".into(),
        period_words: "July to September 2026".into(),
        counted_at: 1_790_000_000_000_000,
        threshold: 5,
        figures: vec![
            figure(
                "a",
                Shown::Count(62),
                vec![line("x", Shown::Hidden), line("y", Shown::Count(9))],
            ),
            figure("b", Shown::Share { percent: 85, part: 41, whole: 48 }, vec![]),
            figure("c", Shown::Average { hundredths: -225, of: 36 }, vec![]),
            figure("d", Shown::Nothing, vec![]),
        ],
        answers: vec![AnswerShown {
            code: "q".into(),
            question: words.into(),
            answer: words.into(),
        }],
        notes: vec![words.into()],
    }
}

/// The records of a CSV after its head of figures, up to the empty line.
fn of_csv(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap());
    let all: Vec<Vec<String>> =
        reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
    let from = all.iter().position(|row| row.first().is_some_and(|c| c == HEAD[0])).unwrap() + 1;
    all.into_iter().skip(from).take_while(|row| row.len() == HEAD.len()).collect()
}

/// The cells of the first sheet of a workbook, read by its XML.
fn of_workbook(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut file = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let (sheet, strings) = (file("xl/worksheets/sheet1.xml"), file("xl/sharedStrings.xml"));
    assert!(!sheet.contains("<f>"), "no formula");
    let unescaped = |text: &str| {
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
    };
    let strings: Vec<String> = strings
        .split("<si><t")
        .skip(1)
        .map(|part| {
            let text = part.split_once('>').unwrap().1.split_once("</t>").unwrap().0;
            unescaped(text)
        })
        .collect();
    let mut rows = Vec::new();
    for row in sheet.split("<row ").skip(1) {
        let mut cells = vec![String::new(); 8];
        for cell in row.split("<c r=\"").skip(1) {
            let column = usize::from(cell.as_bytes()[0] - b'A');
            let Some((_, rest)) = cell.split_once("<v>") else { continue };
            let value = rest.split_once("</v>").unwrap().0;
            cells[column] = if cell.split_once('>').unwrap().0.contains("t=\"s\"") {
                strings[value.parse::<usize>().unwrap()].clone()
            } else {
                value.to_owned()
            };
        }
        rows.push(cells);
    }
    rows
}

/// The table of figures of a workbook.
fn of_xlsx(bytes: &[u8]) -> Vec<Vec<String>> {
    let rows = of_workbook(bytes);
    let from = rows.iter().position(|row| row[0] == HEAD[0]).unwrap() + 1;
    rows.into_iter().skip(from).collect()
}

#[test]
fn the_workbook_and_the_csv_say_the_same() {
    let report = report("Women");
    let (from_csv, from_xlsx) = (of_csv(&csv(&report).unwrap()), of_xlsx(&xlsx(&report).unwrap()));
    assert_eq!(from_csv.len(), table(&report).len());
    assert_eq!(from_csv, from_xlsx);
    assert_eq!(from_csv[1][4], "", "a hidden number stands in no cell");
    assert_eq!(from_csv[1][7], "not shown");
    assert_eq!(from_csv[3][4..7], ["85", "41", "48"]);
    assert_eq!(from_csv[4][4], "-2.25");
    assert_eq!(from_csv[4][7], "−2.25 (over 36)");
}

#[test]
fn a_cell_that_would_run_gets_an_apostrophe_and_a_number_stays_one() {
    for (cell, safe) in [
        ("=1+1", "'=1+1"),
        ("+44 7700 900123", "'+44 7700 900123"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("-2.25", "-2.25"),
        ("85% (41 of 48)", "85% (41 of 48)"),
        ("Women – all", "Women – all"),
        ("", ""),
    ] {
        assert_eq!(safe_cell(cell), safe, "{cell:?}");
    }
}

#[test]
fn the_file_has_a_plain_name() {
    assert_eq!(file_name(&report("x"), "csv"), "ss-22-14-ours-2026-q3.csv");
}

#[test]
fn nought_never_carries_a_minus() {
    assert_eq!(decimal(0), "0.00");
    assert_eq!(decimal(-5), "-0.05");
    assert_eq!(decimal(-225), "-2.25");
}

#[test]
fn a_text_of_a_million_characters_goes_into_a_workbook_whole() {
    let long = "é😀x".repeat(333_334);
    let rows = of_workbook(&xlsx(&report(&long)).unwrap());
    let column = |at: usize| rows.iter().map(|row| row[at].as_str()).collect::<String>();
    assert!(column(1).contains(&long) && column(3).contains(&long), "whole, cell under cell");
    let bytes = csv(&report(&long)).unwrap();
    assert!(String::from_utf8(bytes).unwrap().contains(&long));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn whatever_somebody_wrote_no_cell_of_a_csv_runs(words in any::<String>()) {
        let bytes = csv(&report(&words)).unwrap();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true)
            .from_reader(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap());
        let mut whole = false;
        for record in reader.records() {
            for cell in record.unwrap().iter() {
                whole |= cell.strip_prefix('\'').unwrap_or(cell) == words || cell == words;
                let number = cell.parse::<f64>().is_ok();
                let first = cell.chars().next().unwrap_or('x');
                prop_assert!(number || !"=+-@\t\r".contains(first), "{cell:?}");
            }
        }
        prop_assert!(whole, "nothing is lost");
    }

    #[test]
    fn whatever_somebody_wrote_the_workbook_is_written(words in any::<String>()) {
        let bytes = xlsx(&report(&words)).unwrap();
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        archive.by_name("xl/sharedStrings.xml").unwrap().read_to_string(&mut text).unwrap();
        let allowed = |c: char| matches!(c, '\n' | '\t' | '\r' | '\u{7f}'..='\u{9f}');
        let control = text.chars().any(|c| c.is_control() && !allowed(c));
        prop_assert!(!control);
    }
}
