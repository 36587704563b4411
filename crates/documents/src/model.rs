//! The content of a document, in words as they are printed. Closed and versioned: a program of
//! another version says so and prints nothing, instead of printing half.

use kernel::Personal;
use serde::{Deserialize, Serialize};

use crate::report::ReportPaper;

/// The version of this model. Any change of a field counts it up.
pub const VERSION: u32 = 2;

/// The most bytes that a request may have. A long plan has a few thousand.
pub const LARGEST_REQUEST: usize = 512 * 1024;

/// One document to set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    version: u32,
    /// In which language its words are.
    pub language: Language,
    /// What stands in it.
    pub document: Document,
}

/// Why a request cannot be read. Says nothing of what stands in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is longer than [`LARGEST_REQUEST`].
    #[error("the request is larger than {LARGEST_REQUEST} bytes")]
    TooLarge,
    /// It is of another version.
    #[error("the request is of version {0}, and this program knows version {VERSION}")]
    OtherVersion(u32),
    /// It is no request, or only a part of one.
    #[error("this is no request, or only a part of one")]
    NotUnderstood,
}

impl Request {
    /// A request of this version.
    #[must_use]
    pub const fn new(language: Language, document: Document) -> Self {
        Self { version: VERSION, language, document }
    }

    /// As the program reads it.
    ///
    /// # Errors
    /// [`Unreadable::TooLarge`].
    pub fn written(&self) -> Result<Vec<u8>, Unreadable> {
        let written = serde_json::to_vec(self).map_err(|_| Unreadable::NotUnderstood)?;
        if written.len() > LARGEST_REQUEST { Err(Unreadable::TooLarge) } else { Ok(written) }
    }

    /// Reads what [`Self::written`] wrote.
    ///
    /// # Errors
    /// As [`Unreadable`] says. What serde would say is left out, for it quotes.
    pub fn read(written: &[u8]) -> Result<Self, Unreadable> {
        #[derive(Deserialize)]
        struct Head {
            version: u32,
        }
        if written.len() > LARGEST_REQUEST {
            return Err(Unreadable::TooLarge);
        }
        let head: Head = serde_json::from_slice(written).map_err(|_| Unreadable::NotUnderstood)?;
        if head.version != VERSION {
            return Err(Unreadable::OtherVersion(head.version));
        }
        serde_json::from_slice(written).map_err(|_| Unreadable::NotUnderstood)
    }
}

/// The language of a document; screen readers ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// `en-GB`.
    English,
    /// `cy`.
    Welsh,
}

/// What stands in a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "content", rename_all = "snake_case", deny_unknown_fields)]
pub enum Document {
    /// Her own copy of her plan.
    PlanCopy(PlanCopy),
    /// The paper for a prison visit.
    VisitSheet(VisitSheet),
    /// A return to a funder.
    Return(ReturnPaper),
    /// What an engine worked out, with charts and tables.
    Report(ReportPaper),
}

/// How large the print is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrintSize {
    /// 13 points.
    Usual,
    /// 20 points.
    Big,
}

/// Her own copy of her plan. It has no place for a name, a reference or an organisation: whoever
/// finds it learns nothing but her words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanCopy {
    /// "My plan".
    pub title: String,
    /// How large the print is.
    pub size: PrintSize,
    /// What she carries with her.
    pub goals: Vec<PlanGoal>,
    /// What helps her, when she wrote it.
    pub helps: Option<Passage>,
}

/// A goal in her words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanGoal {
    /// Her words.
    pub words: Personal<String>,
    /// "reached", when it is.
    pub reached: Option<String>,
    /// The steps.
    pub steps: Vec<PlanStep>,
}

/// A step towards a goal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanStep {
    /// What is to be done.
    pub what: Personal<String>,
    /// By whom, by when, or that it is done: "I, by 1 December 2026".
    pub about: Personal<String>,
    /// Whether its box is ticked.
    pub is_done: bool,
}

/// A heading with what stands below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passage {
    /// The heading.
    pub heading: String,
    /// The words; an empty line begins a new paragraph.
    pub words: Personal<String>,
}

/// The paper for a prison visit: references and initials, and room to write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitSheet {
    /// "Visit sheet": the document's title.
    pub title: String,
    /// The day.
    pub day: String,
    /// The headings of line, reference, initials, came, minutes, note.
    pub columns: [String; 6],
    /// A line a woman.
    pub lines: Vec<SheetLine>,
}

/// One line of a visit sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetLine {
    /// Its number.
    pub number: i64,
    /// Her reference.
    pub reference: String,
    /// Her initials.
    pub initials: Personal<String>,
}

/// A return to a funder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnPaper {
    /// What the return is called.
    pub title: String,
    /// Who returns it.
    pub organisation: String,
    /// "July to September 2026".
    pub period: String,
    /// Programme, funder, when it was counted.
    pub facts: Vec<Fact>,
    /// The heading over the figures.
    pub figures_heading: String,
    /// The figures.
    pub figures: Vec<Figure>,
    /// The headings of a figure's own table: row, number.
    pub columns: [String; 2],
    /// Questions with their answers.
    pub answers: Vec<Passage>,
    /// What is said with it.
    pub notes: Option<Notes>,
}

/// A name and a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
}

/// A figure of a return.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// Its words.
    pub label: String,
    /// What else to say about it; may be empty.
    pub note: String,
    /// The number as shown.
    pub value: String,
    /// What it is of: "41 of 48"; may be empty.
    pub of: String,
    /// Whether it is held back, and the value says so.
    pub is_held: bool,
    /// The table under it.
    pub lines: Vec<FigureLine>,
}

/// A line of a figure's table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FigureLine {
    /// Its words.
    pub label: String,
    /// The number as shown.
    pub value: String,
}

/// Sentences under a heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notes {
    /// The heading.
    pub heading: String,
    /// The sentences.
    pub sentences: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Request {
        Request::new(
            Language::English,
            Document::VisitSheet(VisitSheet {
                title: "Visit sheet".to_owned(),
                day: "Tuesday 24 November 2026".to_owned(),
                columns: ["1", "2", "3", "4", "5", "6"].map(str::to_owned),
                lines: vec![SheetLine {
                    number: 1,
                    reference: "7KQW 4RMT".to_owned(),
                    initials: "K. M.".into(),
                }],
            }),
        )
    }

    #[test]
    fn a_request_reads_back_as_it_was_written() {
        let written = sheet().written().unwrap();
        assert_eq!(Request::read(&written).unwrap(), sheet());
    }

    #[test]
    fn half_a_request_and_one_with_a_strange_field_are_not_understood() {
        let written = sheet().written().unwrap();
        for end in 0..written.len() {
            assert_eq!(Request::read(&written[..end]), Err(Unreadable::NotUnderstood));
        }
        let text = String::from_utf8(written).unwrap();
        for strange in [
            text.replacen("\"title\"", "\"tilte\"", 1),
            text.replacen("visit_sheet", "visit_list", 1),
            text.replacen("{\"version\"", "{\"more\":1,\"version\"", 1),
            text.replacen("\"number\"", "\"name\":\"Kay\",\"number\"", 1),
        ] {
            assert_eq!(Request::read(strange.as_bytes()), Err(Unreadable::NotUnderstood));
        }
    }

    #[test]
    fn another_version_is_named_and_nothing_of_it_is_read() {
        let later = br#"{"version":3,"document":{"kind":"poster"}}"#;
        assert_eq!(Request::read(later), Err(Unreadable::OtherVersion(3)));
    }

    #[test]
    fn a_request_that_is_too_large_is_neither_written_nor_read() {
        let mut large = sheet();
        if let Document::VisitSheet(sheet) = &mut large.document {
            sheet.title = "x".repeat(LARGEST_REQUEST);
        }
        assert_eq!(large.written(), Err(Unreadable::TooLarge));
        let bytes = vec![b' '; LARGEST_REQUEST + 1];
        assert_eq!(Request::read(&bytes), Err(Unreadable::TooLarge));
    }

    #[test]
    fn a_debug_line_of_a_request_shows_no_initials() {
        assert!(!format!("{:?}", sheet()).contains("K. M."));
    }
}
