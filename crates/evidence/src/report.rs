//! A return as it is shown: to the funder with small numbers hidden, inside with true counts.
//!
//! [`Report`] holds figures and words only, never a row; it is what the workbook, the CSV, the PDF
//! and the kept copy are made from, so that they cannot differ.

use serde::{Deserialize, Serialize};

use crate::count::Counted;
use crate::definition::{Definition, Figure, Measure};
use crate::small::{Candidate, Hidden, Place, hidden};

/// For whom a report is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// The funder, as the agreement says.
    Funder,
    /// Those inside who are entitled to true counts.
    Inside,
}

/// A return for one programme and period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// For whom.
    pub audience: Audience,
    /// The code of its definition.
    pub definition: String,
    /// Its title.
    pub title: String,
    /// The programme's reference.
    pub programme_reference: String,
    /// The programme's name.
    pub programme: String,
    /// The funder's name.
    pub funder: String,
    /// The period's code.
    pub period: String,
    /// The period in words.
    pub period_words: String,
    /// When it was counted, in microseconds.
    pub counted_at: i64,
    /// Numbers below this are hidden; nought hides nothing.
    pub threshold: i64,
    /// In the order of the definition.
    pub figures: Vec<FigureShown>,
    /// Answers to its questions.
    pub answers: Vec<AnswerShown>,
    /// What to say with it: what is hidden, what is missing, what the form has no place for.
    pub notes: Vec<String>,
}

/// A figure as shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureShown {
    /// Its code.
    pub code: String,
    /// Its words.
    pub label: String,
    /// What else to say about it.
    pub note: String,
    /// The number.
    pub shown: Shown,
    /// The table under it.
    pub lines: Vec<LineShown>,
}

/// A line as shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineShown {
    /// Its code.
    pub code: String,
    /// Its words.
    pub label: String,
    /// The number.
    pub shown: Shown,
}

/// A number as shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// A count.
    Count(i64),
    /// A share: whole per cent, and both numbers.
    Share {
        /// Rounded to the nearest whole, halves up.
        percent: i64,
        /// How many.
        part: i64,
        /// Of how many.
        whole: i64,
    },
    /// An average in hundredths, and over how many rows.
    Average {
        /// In hundredths.
        hundredths: i64,
        /// Over how many.
        of: i64,
    },
    /// A sum.
    Sum(i64),
    /// There is nothing to say it of.
    Nothing,
    /// Hidden as a small number, or so that a small one cannot be worked out.
    Hidden,
}

impl Shown {
    /// `62`, `85% (41 of 48)`, `−2.25 (over 36)`, `not shown`. Words carry the minus sign of print:
    /// a hyphen at their beginning would be the beginning of a formula to a spreadsheet.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Count(many) | Self::Sum(many) => many.to_string(),
            Self::Share { percent, part, whole } => format!("{percent}% ({part} of {whole})"),
            Self::Average { hundredths, of } => {
                format!("{} (over {of})", decimal(hundredths).replace('-', "\u{2212}"))
            }
            Self::Nothing => "nothing to count".to_owned(),
            Self::Hidden => "not shown".to_owned(),
        }
    }

    /// The number alone, as a spreadsheet takes it; nothing when there is none.
    #[must_use]
    pub fn number(self) -> Option<String> {
        match self {
            Self::Count(many) | Self::Sum(many) => Some(many.to_string()),
            Self::Share { percent, .. } => Some(percent.to_string()),
            Self::Average { hundredths, .. } => Some(decimal(hundredths)),
            Self::Nothing | Self::Hidden => None,
        }
    }

    /// What the number is of: `whole`, of a share or an average.
    #[must_use]
    pub const fn of(self) -> Option<(i64, i64)> {
        match self {
            Self::Share { part, whole, .. } => Some((part, whole)),
            _ => None,
        }
    }
}

/// `-2.25`; nought never carries a minus.
#[must_use]
pub fn decimal(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let size = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}", size / 100, size % 100)
}

/// An answer to one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerShown {
    /// The question's code.
    pub code: String,
    /// The question.
    pub question: String,
    /// What was written; empty when nothing was.
    pub answer: String,
}

/// Of what a report is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// The programme's reference.
    pub reference: String,
    /// The programme's name.
    pub programme: String,
    /// The funder's name.
    pub funder: String,
    /// Numbers below this are hidden by the agreement.
    pub small_numbers: i64,
    /// When it was counted, in microseconds.
    pub counted_at: i64,
}

/// What the funder does not see, and why: by figure, then by line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Of the figure itself.
    pub figure: Option<Hidden>,
    /// Of each line.
    pub lines: Vec<Option<Hidden>>,
}

/// Decides what is held back at a threshold.
#[must_use]
pub fn held(counted: &Counted, threshold: i64) -> Vec<Held> {
    let mut candidates = Vec::new();
    for (table, figure) in counted.figures.iter().enumerate() {
        let place = if figure.whole.is_some() { Place::Part } else { Place::Total };
        candidates.push(Candidate { cell: &figure.cell, table, place });
        if let Some(whole) = &figure.whole {
            candidates.push(Candidate { cell: whole, table, place: Place::Total });
        }
        for line in &figure.lines {
            candidates.push(Candidate { cell: &line.cell, table, place: Place::Line });
        }
    }
    let mut verdicts = hidden(&candidates, threshold).into_iter();
    counted
        .figures
        .iter()
        .map(|figure| {
            let own = verdicts.next().flatten();
            let whole = figure.whole.as_ref().and_then(|_| verdicts.next().flatten());
            let lines = figure.lines.iter().map(|_| verdicts.next().flatten()).collect();
            // A share gives away its part to whoever knows the whole, and the other way round.
            Held { figure: own.or(whole), lines }
        })
        .collect()
}

/// The threshold of a return: the agreement's, or the definition's when that is stricter.
#[must_use]
pub fn threshold(definition: &Definition, heading: &Heading) -> i64 {
    definition.small_numbers.max(heading.small_numbers)
}

/// Makes a report from what was counted.
#[must_use]
pub fn report(
    definition: &Definition,
    counted: &Counted,
    heading: &Heading,
    audience: Audience,
) -> Report {
    let threshold = threshold(definition, heading);
    let held = held(counted, if audience == Audience::Funder { threshold } else { 0 });
    let mut notes = definition.notes.clone();
    let anything =
        held.iter().any(|held| held.figure.is_some() || held.lines.iter().any(Option::is_some));
    if anything {
        notes.push(format!(
            "“Not shown” stands for numbers fewer than {threshold}, and for those from which one \
             of them could be worked out."
        ));
    }
    let figures = definition
        .figures
        .iter()
        .zip(&counted.figures)
        .zip(&held)
        .map(|((figure, found), held)| FigureShown {
            code: figure.code.clone(),
            label: figure.label.clone(),
            note: figure.note.clone(),
            shown: match held.figure {
                Some(_) => Shown::Hidden,
                None => shown(figure, found),
            },
            lines: found
                .lines
                .iter()
                .zip(&held.lines)
                .map(|(line, held)| LineShown {
                    code: line.code.clone(),
                    label: line.label.clone(),
                    shown: match (held, &figure.measure) {
                        (Some(_), _) => Shown::Hidden,
                        (None, Measure::Sum(_)) => Shown::Sum(line.cell.value),
                        (None, _) => Shown::Count(line.cell.value),
                    },
                })
                .collect(),
        })
        .collect();
    Report {
        audience,
        definition: definition.code.clone(),
        title: definition.title.clone(),
        programme_reference: heading.reference.clone(),
        programme: heading.programme.clone(),
        funder: heading.funder.clone(),
        period: counted.period.code(),
        period_words: counted.period.words(),
        counted_at: heading.counted_at,
        threshold,
        figures,
        answers: definition
            .questions
            .iter()
            .map(|question| AnswerShown {
                code: question.code.clone(),
                question: question.label.clone(),
                answer: String::new(),
            })
            .collect(),
        notes,
    }
}

fn shown(figure: &Figure, found: &crate::count::CountedFigure) -> Shown {
    let part = found.cell.value;
    match (&figure.measure, &found.whole, found.average) {
        (Measure::Count, ..) => Shown::Count(part),
        (Measure::Sum(_), ..) => Shown::Sum(part),
        (Measure::Average(_), _, Some(hundredths)) => Shown::Average { hundredths, of: part },
        (Measure::ShareOf(_), Some(whole), _) if whole.value > 0 => {
            let percent = (200 * part + whole.value) / (2 * whole.value);
            Shown::Share { percent, part, whole: whole.value }
        }
        (Measure::Average(_) | Measure::ShareOf(_), ..) => Shown::Nothing,
    }
}
