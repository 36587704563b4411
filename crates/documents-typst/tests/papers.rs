//! Each document, set by the program itself and read again by another library: its words, its tags,
//! and what it must not say.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use documents::{
    Document, Fact, Figure, FigureLine, LARGEST_REQUEST, Language, Notes, Passage, PlanCopy,
    PlanGoal, PlanStep, Press, PressError, PrintSize, ReportChart, ReportPaper, ReportPart,
    ReportSection, ReportSource, ReportTable, Request, ReturnPaper, SheetLine, VisitSheet, exit,
};
use lopdf::Object;

const PROGRAM: &str = env!("CARGO_BIN_EXE_alongside-documents");

fn set(document: Document) -> Pdf {
    let press = Press::at(PathBuf::from(PROGRAM));
    Pdf::read(press.set(&Request::new(Language::English, document)).unwrap().into_bytes())
}

/// A PDF as another library reads it.
struct Pdf {
    bytes: Vec<u8>,
    inside: lopdf::Document,
}

impl Pdf {
    fn read(bytes: Vec<u8>) -> Self {
        let inside = lopdf::Document::load_mem(&bytes).unwrap();
        Self { bytes, inside }
    }

    /// Its words, with one space between them.
    fn words(&self) -> String {
        let pages: Vec<u32> = self.inside.get_pages().keys().copied().collect();
        let text = self.inside.extract_text(&pages).unwrap();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Its letters, without any space or mark of a possible break.
    fn letters(&self) -> String {
        letters(&self.words())
    }

    /// The kinds of tag in it.
    fn tags(&self) -> Vec<String> {
        let kinds = self.inside.objects.values().filter_map(|object| {
            let dictionary = object.as_dict().ok()?;
            dictionary.get(b"P").ok()?;
            let kind = dictionary.get(b"S").ok()?.as_name().ok()?;
            Some(String::from_utf8_lossy(kind).into_owned())
        });
        kinds.collect()
    }

    fn has_tag(&self, tag: &str) -> bool {
        self.tags().iter().any(|there| there == tag)
    }

    /// Whether it claims PDF/UA-1, which the program only does after checking.
    fn claims_the_standard(&self) -> bool {
        self.bytes.windows(10).any(|part| part == b"pdfuaid:pa")
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{200B}').collect()
}

fn goal(words: &str) -> PlanGoal {
    PlanGoal { words: words.into(), reached: None, steps: Vec::new() }
}

fn plan(goals: Vec<PlanGoal>) -> PlanCopy {
    PlanCopy { title: "My plan".to_owned(), size: PrintSize::Usual, goals, helps: None }
}

fn her_plan() -> PlanCopy {
    let mut door = goal("My own front door");
    door.steps = vec![
        PlanStep {
            what: "Ring the council".into(),
            about: "I, by 1 December 2026".into(),
            is_done: false,
        },
        PlanStep {
            what: "Write the letter".into(),
            about: "My worker, done".into(),
            is_done: true,
        },
    ];
    let mut sleep = goal("Sleep through the night");
    sleep.reached = Some("reached".to_owned());
    let helps =
        Passage { heading: "What helps me".to_owned(), words: "A walk\n\nRinging Jade".into() };
    PlanCopy { helps: Some(helps), ..plan(vec![door, sleep]) }
}

fn sheet(lines: i64) -> VisitSheet {
    VisitSheet {
        title: "Visit sheet".to_owned(),
        day: "Tuesday 24 November 2026".to_owned(),
        columns: ["Line", "Reference", "Initials", "Seen", "Minutes", "To remember"]
            .map(str::to_owned),
        lines: (1..=lines)
            .map(|number| SheetLine {
                number,
                reference: "7KQW-4RMT".to_owned(),
                initials: "K. M.".into(),
            })
            .collect(),
    }
}

fn a_return() -> ReturnPaper {
    let figure = |label: &str, value: &str| Figure {
        label: label.to_owned(),
        note: String::new(),
        value: value.to_owned(),
        of: String::new(),
        is_held: false,
        lines: Vec::new(),
    };
    let line =
        |label: &str, value: &str| FigureLine { label: label.to_owned(), value: value.to_owned() };
    ReturnPaper {
        title: "Grant report".to_owned(),
        organisation: "Teasel House".to_owned(),
        period: "July to September 2026".to_owned(),
        facts: vec![Fact { name: "Funder".to_owned(), value: "Usk Valley Fund".to_owned() }],
        figures_heading: "The figures".to_owned(),
        figures: vec![
            figure("Women supported", "114"),
            Figure {
                lines: vec![line("18 to 24", "9"), line("55 and over", "not shown")],
                ..figure("New women, by age", "48")
            },
            Figure { is_held: true, ..figure("Pregnant at first contact", "not shown") },
        ],
        columns: ["Row", "Number"].map(str::to_owned),
        answers: vec![Passage { heading: "What changed?".to_owned(), words: "They spoke.".into() }],
        notes: Some(Notes {
            heading: "Said with it".to_owned(),
            sentences: vec!["A note.".to_owned()],
        }),
    }
}

#[test]
fn her_plan_comes_out_with_her_words_and_tags_that_a_screen_reader_follows() {
    for size in [PrintSize::Usual, PrintSize::Big] {
        let pdf = set(Document::PlanCopy(PlanCopy { size, ..her_plan() }));
        let words = pdf.words();
        for wanted in [
            "My plan",
            "My own front door",
            "Ring the council",
            "I, by 1 December 2026",
            "My worker, done",
            "reached",
            "What helps me",
            "Ringing Jade",
        ] {
            assert!(words.contains(wanted), "{wanted} is not in: {words}");
        }
        assert!(pdf.claims_the_standard());
        for tag in ["H1", "L", "LI", "LBody"] {
            assert!(pdf.has_tag(tag), "no {tag} in {:?}", pdf.tags());
        }
    }
}

#[test]
fn a_paper_says_in_which_language_it_is_and_what_it_is_called_and_nothing_of_who_made_it_when() {
    let press = Press::at(PathBuf::from(PROGRAM));
    for (language, code) in [(Language::English, "en-GB"), (Language::Welsh, "cy-GB")] {
        let request = Request::new(language, Document::PlanCopy(her_plan()));
        let pdf = Pdf::read(press.set(&request).unwrap().into_bytes());
        let catalog = pdf.inside.catalog().unwrap();
        assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), code.as_bytes());
        let marked = catalog.get(b"MarkInfo").unwrap();
        let marked = pdf.inside.dereference(marked).unwrap().1.as_dict().unwrap();
        assert!(matches!(marked.get(b"Marked"), Ok(Object::Boolean(true))));
        let info = pdf.inside.trailer.get(b"Info").unwrap();
        let info = pdf.inside.dereference(info).unwrap().1.as_dict().unwrap();
        assert_eq!(info.get(b"Title").unwrap().as_str().unwrap(), b"My plan");
        for not in [&b"Author"[..], b"CreationDate", b"ModDate", b"Creator"] {
            assert!(info.get(not).is_err(), "{}", String::from_utf8_lossy(not));
        }
    }
}

#[test]
fn a_visit_sheet_comes_out_as_a_table_with_headings_and_goes_on_over_pages() {
    let pdf = set(Document::VisitSheet(sheet(23)));
    let words = pdf.words();
    for wanted in ["Tuesday 24 November 2026", "7KQW-4RMT", "K. M.", "To remember", "23"] {
        assert!(words.contains(wanted), "{wanted} is not in: {words}");
    }
    assert!(pdf.inside.get_pages().len() > 1);
    assert!(pdf.claims_the_standard());
    for tag in ["Table", "TR", "TH", "TD"] {
        assert!(pdf.has_tag(tag), "no {tag}");
    }
    assert!(set(Document::VisitSheet(sheet(0))).words().contains("Visit sheet"));
}

#[test]
fn a_return_comes_out_with_its_figures_tables_answers_and_notes() {
    let pdf = set(Document::Return(a_return()));
    let words = pdf.words();
    for wanted in [
        "Teasel House",
        "Grant report",
        "July to September 2026",
        "Usk Valley Fund",
        "Women supported",
        "114",
        "55 and over",
        "not shown",
        "What changed?",
        "They spoke.",
        "A note.",
    ] {
        assert!(words.contains(wanted), "{wanted} is not in: {words}");
    }
    assert!(pdf.claims_the_standard());
    for tag in ["H1", "H2", "Table", "TH"] {
        assert!(pdf.has_tag(tag), "no {tag}");
    }
    let bare = ReturnPaper {
        facts: Vec::new(),
        figures: Vec::new(),
        answers: Vec::new(),
        notes: None,
        ..a_return()
    };
    assert!(set(Document::Return(bare)).words().contains("The figures"));
}

#[test]
fn hostile_words_come_out_as_words() {
    let hostile = [
        "#strong[loud] #panic(\"no\") #read(\"/etc/passwd\")",
        "#import \"@preview/x:1.0.0\": *",
        "#sys.inputs #{1 + 1} #let x = 2",
        "$x^2$ *star* _under_ `tick` ~tilde",
        "@someone <label> = not a heading - not a list",
        "\\u{41} \\# \\ https://example.org/?a=b&c=d",
        "</script><script>alert(1)</script> ]] }} ) ]",
        "'; drop table woman; -- \"quoted\"",
        "%PDF-1.7 %%EOF endobj",
        "Ŵyl Ẁ ŷ ẃ Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
        "emoji 😀 and ☀ and ✔",
        "tab\there, line\nthere, \u{7}bell, \u{0}nought",
    ];
    let goals = hostile.iter().map(|words| goal(words)).collect();
    let pdf = set(Document::PlanCopy(plan(goals)));
    let found = pdf.letters();
    for words in hostile {
        let wanted: String = letters(words).chars().filter(|c| !c.is_control()).collect();
        assert!(found.contains(&wanted), "{wanted} is not in: {found}");
    }
    assert!(pdf.claims_the_standard());
}

#[test]
fn words_that_run_from_right_to_left_come_out_whole() {
    let letters_of = |words: &str| {
        let mut letters: Vec<char> = letters(words).chars().collect();
        letters.sort_unstable();
        letters
    };
    let hebrew = "שלום לך";
    let pdf = set(Document::PlanCopy(plan(vec![goal(hebrew)])));
    let found: String = pdf.letters().chars().filter(|c| !c.is_ascii()).collect();
    assert_eq!(letters_of(&found), letters_of(hebrew));
}

#[test]
fn a_sign_that_no_font_here_draws_does_not_keep_the_other_words_from_her() {
    let pdf = set(Document::PlanCopy(plan(vec![goal("Ring 漢字 on Monday")])));
    assert!(pdf.words().contains("on Monday"), "{}", pdf.words());
    assert!(!pdf.claims_the_standard());
    assert!(pdf.has_tag("H1"));
}

#[test]
fn a_long_text_and_a_word_wider_than_the_paper_come_out_to_the_last_letter() {
    let long = format!("{} the end of it", "words and more words ".repeat(3_000));
    let wide = format!("{}Z", "x".repeat(3_000));
    let pdf = set(Document::PlanCopy(plan(vec![goal(&long), goal(&wide)])));
    // Between two pages' words stands the number of a page.
    let found: String =
        pdf.letters().chars().filter(|c| !c.is_ascii_digit() && *c != '/').collect();
    assert_eq!(found.matches("wordsandmorewords").count(), 3_000);
    assert!(found.contains("theendofit"));
    assert_eq!(found.matches('x').count(), 3_000);
    assert!(found.contains("xZ"));
}

#[test]
fn the_same_content_gives_the_same_file() {
    let twice = [(), ()].map(|()| set(Document::Return(a_return())).bytes);
    assert!(twice[0] == twice[1]);
}

fn said_to(input: &[u8]) -> Output {
    let mut child = Command::new(PROGRAM)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The program may have heard enough before everything is said.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

#[test]
fn what_is_no_whole_request_is_refused_by_a_code_of_its_own_and_never_quoted() {
    let document = Document::PlanCopy(plan(vec![goal("Kay Morgan")]));
    let whole = Request::new(Language::English, document).written().unwrap();
    let text = String::from_utf8(whole.clone()).unwrap();
    let large = vec![b' '; LARGEST_REQUEST + 1];
    for (input, code, word) in [
        (&b""[..], exit::NOT_UNDERSTOOD, "no request"),
        (&whole[..whole.len() / 2], exit::NOT_UNDERSTOOD, "only a part"),
        (&b"\xFF\xFE"[..], exit::NOT_UNDERSTOOD, "no request"),
        (text.replace("plan_copy", "Kay Morgan").as_bytes(), exit::NOT_UNDERSTOOD, "no request"),
        (
            text.replace("\"version\":2", "\"version\":9").as_bytes(),
            exit::OTHER_VERSION,
            "version 9",
        ),
        (&large[..], exit::TOO_LARGE, "larger than"),
    ] {
        let said = said_to(input);
        let words = String::from_utf8(said.stderr).unwrap();
        assert_eq!(said.status.code(), Some(code.into()), "{words}");
        assert!(said.stdout.is_empty());
        assert!(words.contains(word) && !words.contains("Kay"), "{words}");
    }
    assert_eq!(said_to(&whole).status.code(), Some(0));
}

fn a_report() -> ReportPaper {
    let table = |caption: &str| ReportTable {
        caption: caption.to_owned(),
        columns: vec!["Covariate".to_owned(), "Before".to_owned(), "After".to_owned()],
        are_figures: vec![false, true, true],
        rows: vec![vec!["Age".to_owned(), "31.0".to_owned(), "2.4".to_owned()]],
    };
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"720\" height=\"100\">\
               <path d=\"M10.25 10.25L700.25 90.25\" stroke=\"#000\"/>\
               <text x=\"20\" y=\"40\" font-family=\"DejaVu Sans\">drawnwords</text></svg>";
    ReportPaper {
        kicker: "Matched comparison".to_owned(),
        title: "Were they alike?".to_owned(),
        summary: "First.\n\nSecond.".to_owned(),
        sections: vec![ReportSection {
            heading: "Balance".to_owned(),
            parts: vec![
                ReportPart::Paragraph("A paragraph with #strong[no] markup.".to_owned()),
                ReportPart::List(vec!["One sentence.".to_owned()]),
                ReportPart::Notice(Fact {
                    name: "Take care".to_owned(),
                    value: "Few reoffended.".to_owned(),
                }),
                ReportPart::Facts(vec![Fact { name: "Sent".to_owned(), value: "212".to_owned() }]),
                ReportPart::Table(table("A table by itself")),
                ReportPart::Chart(ReportChart {
                    title: "A love plot".to_owned(),
                    description: "After matching nothing differs by more than 6%.".to_owned(),
                    caption: "Without their signs.".to_owned(),
                    svg: svg.to_owned(),
                    table: table("The same as a table"),
                }),
            ],
        }],
        assumptions_heading: "What was assumed".to_owned(),
        assumptions: vec!["Nothing hidden.".to_owned()],
        sources_heading: "Sources".to_owned(),
        sources: vec![ReportSource {
            words: "A paper".to_owned(),
            address: Some("https://example.org/paper".to_owned()),
        }],
        made_heading: "How this was made".to_owned(),
        made: vec![Fact { name: "Command".to_owned(), value: "match".to_owned() }],
    }
}

#[test]
fn a_report_has_its_charts_in_words_and_its_tables_as_tables() {
    let pdf = set(Document::Report(a_report()));
    let words = pdf.words();
    for wanted in [
        "Were they alike?",
        "Second.",
        "#strong[no]",
        "Few reoffended.",
        "A table by itself",
        "The same as a table",
        "Without their signs.",
        "Nothing hidden.",
        "A paper",
    ] {
        assert!(words.contains(wanted), "{wanted} is not in: {words}");
    }
    for tag in ["Figure", "Table", "TH", "L"] {
        assert!(pdf.has_tag(tag), "{tag} is not in {:?}", pdf.tags());
    }
    assert!(pdf.claims_the_standard());
}

#[test]
fn a_picture_that_names_a_file_or_another_host_is_not_set() {
    for named in ["/etc/hostname.png", "https://elsewhere.example/a.png"] {
        let mut report = a_report();
        let Some(ReportPart::Chart(chart)) = report.sections[0].parts.last_mut() else {
            panic!("the last part is the chart")
        };
        let image = format!("<image href=\"{named}\" width=\"9\" height=\"9\"/></svg>");
        chart.svg = chart.svg.replace("</svg>", &image);
        let request = Request::new(Language::English, Document::Report(report));
        let said = Press::at(PathBuf::from(PROGRAM)).set(&request);
        assert!(matches!(said, Err(PressError::Broken(Some(5)))), "{named}: {said:?}");
    }
}
