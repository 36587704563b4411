//! A return as data: a TOML file, read and checked once.
//!
//! The language is closed: every word is one of [`words`], and a file with another word is refused
//! with its line. See `data/returns/README.md` for how to write one.

mod parse;
pub mod words;

use std::path::Path;

pub use parse::DefinitionFault;
pub use words::{Count, Dim, Distinct, Number, Values, When};

use crate::period::PeriodKind;

/// The returns that the program carries.
const BUILT_IN: [(&str, &str); 3] = [
    ("prime-month", include_str!("../../../../data/returns/prime-month.toml")),
    ("pcc-quarter", include_str!("../../../../data/returns/pcc-quarter.toml")),
    ("grant-story", include_str!("../../../../data/returns/grant-story.toml")),
];

/// The largest file that is read as a definition, in bytes.
pub const LARGEST_FILE: u64 = 256 * 1024;
/// The most figures of one return.
pub const MOST_FIGURES: usize = 200;
/// The most lines of one table.
pub const MOST_LINES: usize = 100;

/// What a funder asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The name of its file without `.toml`; stands in addresses and rows.
    pub code: String,
    /// Its title.
    pub title: String,
    /// What it is for, in a sentence.
    pub about: String,
    /// The kinds of programme it fits: `probation`, `pcc`, `grant`, `other`.
    pub kinds: Vec<String>,
    /// Programmes by reference, when it is for these alone; empty for every one of its kinds.
    pub programmes: Vec<String>,
    /// How long its period is.
    pub period: PeriodKind,
    /// Working days after the period until it is due.
    pub due_working_days: Option<u16>,
    /// Numbers below this are hidden even where the agreement would show them.
    pub small_numbers: i64,
    /// What it counts, in order.
    pub figures: Vec<Figure>,
    /// What it asks in words, in order.
    pub questions: Vec<Question>,
    /// What the funder's form has no place for, said on the return.
    pub notes: Vec<String>,
}

/// One figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Its code, once in a return.
    pub code: String,
    /// Its words.
    pub label: String,
    /// What else to say about it.
    pub note: String,
    /// What is counted.
    pub count: Count,
    /// Which of them by time.
    pub when: When,
    /// Rows, or the women behind them.
    pub distinct: Distinct,
    /// Which of them otherwise; all must hold.
    pub conditions: Vec<Condition>,
    /// What is said of them.
    pub measure: Measure,
    /// The table under it.
    pub by: Option<Breakdown>,
}

/// What is said of the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measure {
    /// How many they are.
    Count,
    /// Which share they are of those of another figure of the same kind.
    ShareOf(String),
    /// The average of a number.
    Average(Number),
    /// The sum of a number.
    Sum(Number),
}

/// Something that must hold of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// One of its values is one of these.
    Is(Dim, Vec<String>),
    /// None of its values is one of these.
    IsNot(Dim, Vec<String>),
    /// The number is there and within bounds, both included.
    Within(Number, Option<i64>, Option<i64>),
}

/// A table under a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breakdown {
    /// By what.
    pub dim: Dim,
    /// The funder's own lines; empty for a line a code.
    pub lines: Vec<Line>,
    /// Lower ends of bands, for ages.
    pub bands: Vec<i64>,
}

/// One line of a funder's table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its code.
    pub code: String,
    /// Its words.
    pub label: String,
    /// The codes it takes together.
    pub of: Vec<String>,
}

/// Something asked in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its code, once in a return.
    pub code: String,
    /// The question.
    pub label: String,
    /// How to answer it.
    pub hint: String,
    /// The most words of an answer.
    pub words: Option<u32>,
}

impl Definition {
    /// Reads a definition. `file` is its name for messages, `code` what it is known by.
    ///
    /// # Errors
    /// Every fault, with file, line and word.
    pub fn read(file: &str, code: &str, text: &str) -> Result<Self, Vec<DefinitionFault>> {
        parse::read(file, code, text)
    }

    /// Whether it is for a programme of this kind and reference.
    #[must_use]
    pub fn fits(&self, kind: &str, reference: &str) -> bool {
        if self.programmes.is_empty() {
            self.kinds.iter().any(|known| known == kind)
        } else {
            self.programmes.iter().any(|known| known == reference)
        }
    }

    /// A figure by its code.
    #[must_use]
    pub fn figure(&self, code: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.code == code)
    }

    /// Whether some figure needs dates of birth, which are sealed.
    #[must_use]
    pub fn needs_births(&self) -> bool {
        self.figures.iter().any(|figure| {
            figure.by.as_ref().is_some_and(|by| by.dim.needs_birth())
                || matches!(figure.measure, Measure::Average(Number::Age))
                || figure.conditions.iter().any(|condition| match condition {
                    Condition::Is(dim, _) | Condition::IsNot(dim, _) => dim.needs_birth(),
                    Condition::Within(number, ..) => *number == Number::Age,
                })
        })
    }

    /// Whether some figure tells rows apart by this.
    #[must_use]
    pub fn uses(&self, dim: Dim) -> bool {
        self.figures.iter().any(|figure| figure.uses(dim))
    }

    /// Whether some figure counts this.
    #[must_use]
    pub fn counts(&self, count: Count) -> bool {
        self.figures.iter().any(|figure| figure.count == count)
    }

    /// Whether some figure goes back to the programme's beginning.
    #[must_use]
    pub fn looks_back(&self) -> bool {
        self.figures.iter().any(|figure| figure.when == When::SoFar)
    }
}

impl Figure {
    /// Whether it tells rows apart by this.
    #[must_use]
    pub fn uses(&self, dim: Dim) -> bool {
        self.by.as_ref().is_some_and(|by| by.dim == dim)
            || self.conditions.iter().any(|condition| match condition {
                Condition::Is(known, _) | Condition::IsNot(known, _) => *known == dim,
                Condition::Within(..) => false,
            })
    }
}

/// Every return of an installation, and what is wrong with those that cannot be used.
#[derive(Debug, Clone, Default)]
pub struct Definitions {
    /// By code.
    pub usable: Vec<Definition>,
    /// Faults of files, each with its line.
    pub faults: Vec<DefinitionFault>,
}

impl Definitions {
    /// The returns that the program carries.
    #[must_use]
    pub fn built_in() -> Self {
        let mut all = Self::default();
        for (code, text) in BUILT_IN {
            all.add(&format!("{code}.toml"), code, text);
        }
        all
    }

    /// The carried returns and those in `FOLDER/returns`. A file of the same name takes the place of
    /// a carried one. A file that cannot be used is a fault and takes nothing else with it.
    #[must_use]
    pub fn of_installation(folder: &Path) -> Self {
        let mut all = Self::built_in();
        let Ok(entries) = std::fs::read_dir(folder.join("returns")) else { return all };
        let mut paths: Vec<_> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths.into_iter().filter(|path| path.extension().is_some_and(|e| e == "toml")) {
            let file = path.file_name().map(|name| name.to_string_lossy().into_owned());
            let file = file.unwrap_or_default();
            let code = path.file_stem().map(|name| name.to_string_lossy().into_owned());
            match text_of(&path) {
                Ok(text) => all.add(&file, &code.unwrap_or_default(), &text),
                Err(why) => all.faults.push(DefinitionFault::whole_file(&file, &why)),
            }
        }
        all
    }

    fn add(&mut self, file: &str, code: &str, text: &str) {
        match Definition::read(file, code, text) {
            Ok(definition) => {
                self.usable.retain(|known| known.code != definition.code);
                self.usable.push(definition);
            }
            Err(faults) => self.faults.extend(faults),
        }
    }

    /// A return by its code.
    #[must_use]
    pub fn by_code(&self, code: &str) -> Option<&Definition> {
        self.usable.iter().find(|definition| definition.code == code)
    }

    /// The returns for a programme of this kind and reference.
    pub fn fitting<'d>(
        &'d self,
        kind: &'d str,
        reference: &'d str,
    ) -> impl Iterator<Item = &'d Definition> + 'd {
        self.usable.iter().filter(move |definition| definition.fits(kind, reference))
    }
}

fn text_of(path: &Path) -> Result<String, String> {
    let length = std::fs::metadata(path).map_err(|_| "cannot be read".to_owned())?.len();
    if length > LARGEST_FILE {
        return Err(format!("is larger than {LARGEST_FILE} bytes"));
    }
    let bytes = std::fs::read(path).map_err(|_| "cannot be read".to_owned())?;
    String::from_utf8(bytes).map_err(|_| "is not a text in UTF-8".to_owned())
}

impl Definition {
    /// A definition that counts nothing for a funder and looks at everything up to the end of a
    /// month, for the lists that are no return.
    pub(crate) fn everything() -> Self {
        Self {
            code: "everything".to_owned(),
            title: String::new(),
            about: String::new(),
            kinds: Vec::new(),
            programmes: Vec::new(),
            period: PeriodKind::Month,
            due_working_days: None,
            small_numbers: 0,
            figures: vec![Figure {
                code: "attendances".to_owned(),
                label: String::new(),
                note: String::new(),
                count: Count::Attendances,
                when: When::SoFar,
                distinct: Distinct::Rows,
                conditions: Vec::new(),
                measure: Measure::Count,
                by: None,
            }],
            questions: Vec::new(),
            notes: Vec::new(),
        }
    }
}
