//! What a report promises to whoever opens it: every chart says itself in words and in a table, the
//! file needs nothing from elsewhere, no text is read as markup, and the same report is the same file.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions
)]

// The house's strict reader of pages; the crate that holds it also links the databases.
#[path = "../../testkit/src/page.rs"]
#[allow(dead_code)]
mod page;
#[path = "../examples/report/sample.rs"]
mod sample;

use engines::report::{Axis, Chart, Line, Numeral, Plot, Point, Report, Stroke, Table};

#[test]
fn a_report_is_a_sound_page() {
    let html = sample::report().html();
    // The reader is for pages without a stylesheet inside.
    let (before, rest) = html.split_once("<style>").unwrap();
    let (_, after) = rest.split_once("</style>").unwrap();
    page::page_is_sound(&format!("{before}{after}"));
}

#[test]
fn a_report_asks_nothing_of_anywhere() {
    let html = sample::report().html();
    for word in ["<script", "<link", "src=", "@import", "url(", "style=\""] {
        assert!(!html.contains(word), "{word}");
    }
    assert!(html.contains("default-src 'none'"));
}

#[test]
fn no_text_is_read_as_markup() {
    let mean = "<b onclick=\"x\">&amp; 'so'</b>";
    let mut report = sample::report();
    report.title = mean.to_owned();
    report.sources[0].words = mean.to_owned();
    let mut chart = sample::beside();
    chart.title = mean.to_owned();
    chart.description = mean.to_owned();
    let Plot::Ranges { ranges, .. } = &mut chart.plot else { panic!("ranges") };
    ranges[0].name = mean.to_owned();
    let svg = chart.svg();
    let html = report.with("More", vec![chart.into()]).html();
    for written in [svg, html] {
        assert!(!written.contains("<b onclick"), "markup got through");
        assert!(written.contains("&amp;amp; ") || written.contains("&#38;amp; "));
    }
}

#[test]
fn every_chart_says_itself_in_words_and_in_a_table() {
    let report = sample::report();
    assert_eq!(report.charts().count(), 7);
    for chart in report.charts() {
        let svg = chart.svg();
        let read = roxmltree::Document::parse(&svg).unwrap();
        let root = read.root_element();
        let named = |tag: &str| {
            let child = root
                .children()
                .find(|child| child.has_tag_name(tag) || child.tag_name().name() == tag);
            child.map(|child| {
                (child.attribute("id").unwrap().to_owned(), child.text().unwrap().to_owned())
            })
        };
        let (title, words) = named("title").unwrap();
        assert_eq!(words, chart.title);
        let (desc, words) = named("desc").unwrap();
        assert_eq!(words, chart.description);
        assert_eq!(root.attribute("role"), Some("img"));
        assert_eq!(root.attribute("aria-labelledby"), Some(format!("{title} {desc}").as_str()));
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        let table = chart.table();
        assert!(!table.rows.is_empty());
        assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
    }
    let html = report.html();
    let tables = html.matches("<table").count();
    assert_eq!(tables, 7 + 1);
    assert_eq!(html.matches("role=\"img\"").count(), 7);
}

#[test]
fn the_table_of_lines_holds_every_number_that_is_drawn() {
    let line = |name: &str, ups: &[f64]| Line {
        name: name.to_owned(),
        stroke: Stroke::Line,
        points: (0..)
            .zip(ups)
            .map(|(at, up)| Point { across: 2026.0 + f64::from(at) / 12.0, up: *up })
            .collect(),
        bands: vec![],
    };
    let chart = Chart::new(
        "Women",
        "Two lines.",
        Plot::Lines {
            across: Axis::years("Month"),
            up: Axis::of("women", Numeral::WHOLE),
            lines: vec![line("one", &[3.0, 4.0, f64::NAN]), line("two", &[30.0])],
            marks: vec![],
        },
    );
    let Table { rows, .. } = chart.table();
    assert_eq!(
        rows,
        [["January 2026", "3", "30"], ["February 2026", "4", ""], ["March 2026", "not known", ""],]
    );
}

#[test]
fn the_same_report_is_the_same_file() {
    assert_eq!(sample::report().html(), sample::report().html());
    assert_eq!(sample::map().svg(), sample::map().svg());
}

#[test]
fn charts_of_nothing_can_still_be_drawn() {
    let across = Axis::of("x", Numeral::WHOLE);
    for plot in [
        Plot::Lines { across: across.clone(), up: across.clone(), lines: vec![], marks: vec![] },
        Plot::Bars { across: across.clone(), bars: vec![] },
        Plot::Ranges { across: across.clone(), ranges: vec![] },
        Plot::Tornado { across, middle: f64::NAN, levers: vec![] },
        Plot::Love { covariates: vec![], thresholds: vec![] },
        Plot::Map { land: vec![], places: vec![], weight: "women".to_owned() },
    ] {
        let chart = Chart::new("Nothing", "Nothing was counted.", plot);
        let svg = chart.svg();
        assert!(roxmltree::Document::parse(&svg).is_ok(), "{svg}");
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        assert!(chart.table().rows.is_empty());
    }
}

#[test]
fn a_report_without_the_program_for_documents_is_written_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    // Beside a test's own program nothing else stands.
    let written = Report::new("", "Short", "Nothing more.").write(folder.path(), "report").unwrap();
    assert!(written.html.is_file());
    let why = written.pdf.unwrap_err().to_string();
    assert!(why.contains("alongside-documents") && !why.contains('\n'), "{why}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}
