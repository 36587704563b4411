//! Instruments: questionnaires as data, read from a file and checked once.
//!
//! Others' questionnaires have only their form here; their words come from a file that a centre
//! loads, and until then there is no [`OpenInstrument`], so nothing can be asked or recorded with
//! them. Not for answers (`model`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::need::NeedArea;

/// The files that the program carries.
const FILES: [&str; 3] = [
    include_str!("../../../../data/instruments/alongside-needs-1.toml"),
    include_str!("../../../../data/instruments/phq-9-1.toml"),
    include_str!("../../../../data/instruments/gad-7-1.toml"),
];

/// The code of the tool of our own.
pub const OWN: &str = "alongside-needs";

/// Which end of a scale is the hard one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Harder {
    /// A high answer is hard.
    High,
    /// A high answer is good: "how safe I feel, 10 is safest".
    Low,
}

/// Where the words of a questionnaire are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wording {
    /// In the file itself.
    Own,
    /// In a file that a centre loads; where a digest stands, only with exactly that wording.
    Loaded {
        /// SHA-256 of the wording, in hexadecimal.
        sha256: Option<String>,
    },
}

/// How an area's score comes from its items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scoring {
    /// An item is the score of its area.
    Each,
    /// The items of an area are added; one missing leaves the score missing.
    Sum,
}

/// What an answer above the lowest opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opens {
    /// The check of self-harm, due the same day.
    SelfHarmCheck,
}

/// A scale of whole numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    /// Its code in the file.
    pub code: String,
    /// The lowest answer.
    pub lowest: u8,
    /// The highest answer.
    pub highest: u8,
    /// Which end is hard.
    pub harder: Harder,
    /// Words for the lowest end; empty until they are loaded.
    pub lowest_words: String,
    /// Words for the highest end.
    pub highest_words: String,
    /// Words for each point from the lowest, or none.
    pub answers: Vec<String>,
}

impl Scale {
    /// Whether the answer stands on the scale.
    #[must_use]
    pub fn holds(&self, answer: u8) -> bool {
        (self.lowest..=self.highest).contains(&answer)
    }

    /// How hard an answer says it is: on a scale where high is good it is turned round, so that in
    /// every score a higher number is harder.
    #[must_use]
    pub fn hardness(&self, answer: u8) -> u8 {
        match self.harder {
            Harder::High => answer,
            Harder::Low => self.highest.saturating_sub(answer).saturating_add(self.lowest),
        }
    }

    /// The answer behind a hardness, for showing it as she was asked.
    #[must_use]
    pub fn as_asked(&self, hardness: u8) -> u8 {
        // Turning round twice gives the answer again.
        self.hardness(hardness)
    }
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its code.
    pub code: String,
    /// The part of life it is about; none gives no score.
    pub area: Option<NeedArea>,
    /// Its scale.
    pub scale: Scale,
    /// The question; empty until the wording is loaded.
    pub text: String,
    /// What is said below it.
    pub hint: String,
    /// What an answer above the lowest opens.
    pub opens: Option<Opens>,
}

/// A questionnaire in one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instrument {
    /// Its code.
    pub code: String,
    /// Its version, from 1.
    pub version: u16,
    /// Its name.
    pub name: String,
    /// Where its form comes from.
    pub source: String,
    /// Where its words are.
    pub wording: Wording,
    /// How scores are made.
    pub scoring: Scoring,
    /// Said above the questions.
    pub introduction: String,
    /// Its questions in order.
    pub items: Vec<Item>,
}

/// Why a file is no questionnaire.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InstrumentError {
    /// The file is not in the form that `data/instruments/README.md` describes.
    #[error("the file is not in the form of a questionnaire: {0}")]
    NotReadable(String),
    /// Two items or scales carry one code.
    #[error("the code “{0}” stands twice")]
    Twice(String),
    /// An item names a scale that is not there.
    #[error("there is no scale “{0}”")]
    UnknownScale(String),
    /// An item names a part of life that is none of the thirteen.
    #[error("there is no need area “{0}”")]
    UnknownArea(String),
    /// A scale whose ends or answers do not fit.
    #[error("the scale “{0}” has ends or answers that do not fit")]
    OddScale(String),
    /// A questionnaire of one's own without the words of an item.
    #[error("the item “{0}” has no words")]
    NoWords(String),
    /// Others' wording stands in a definition file, where it must not.
    #[error("the item “{0}” carries wording; others' wording is loaded and never kept here")]
    WordsOfOthers(String),
    /// Two items are the score of one area.
    #[error("two items are the score of “{0}”")]
    TwoScores(&'static str),
    /// No item at all.
    #[error("the questionnaire has no item")]
    Empty,
}

/// Why a wording cannot be loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WordingError {
    /// The file is not in the form that `data/instruments/README.md` describes.
    #[error("the file is not in the form of a wording: {0}")]
    NotReadable(String),
    /// The questionnaire has its own words and takes no others.
    #[error("this questionnaire has its own words")]
    HasItsOwn,
    /// It is the wording of another questionnaire or version.
    #[error("this is the wording of another questionnaire or version")]
    OfAnother,
    /// An item or answer has no words, or empty ones.
    #[error("the words of “{0}” are missing")]
    Missing(String),
    /// Words for something that is not in the questionnaire.
    #[error("the questionnaire has no “{0}”")]
    Unknown(String),
    /// The definition asks for another wording.
    #[error("this is not the wording that the questionnaire asks for")]
    OtherWording,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    code: String,
    version: u16,
    name: String,
    source: String,
    wording: WordingKind,
    wording_sha256: Option<String>,
    scoring: Scoring,
    #[serde(default)]
    introduction: String,
    #[serde(default)]
    scale: Vec<ScaleFile>,
    #[serde(default)]
    item: Vec<ItemFile>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum WordingKind {
    Own,
    Loaded,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScaleFile {
    code: String,
    lowest: u8,
    highest: u8,
    harder: Harder,
    #[serde(default)]
    lowest_words: String,
    #[serde(default)]
    highest_words: String,
    #[serde(default)]
    answers: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemFile {
    code: String,
    area: Option<String>,
    scale: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    hint: String,
    opens: Option<Opens>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordingFile {
    instrument: String,
    version: u16,
    #[serde(default)]
    item: Vec<ItemWords>,
    #[serde(default)]
    answer: Vec<AnswerWords>,
}

impl WordingFile {
    fn read(text: &str) -> Result<Self, WordingError> {
        toml::from_str(text.trim_start_matches('\u{feff}'))
            .map_err(|error| WordingError::NotReadable(error.message().to_owned()))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemWords {
    code: String,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerWords {
    scale: String,
    value: u8,
    text: String,
}

impl Instrument {
    /// Reads a definition.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn read(text: &str) -> Result<Self, InstrumentError> {
        let file: File = toml::from_str(text.trim_start_matches('\u{feff}'))
            .map_err(|error| InstrumentError::NotReadable(error.message().to_owned()))?;
        let scales = scales(file.scale)?;
        let mut items = Vec::new();
        let (mut codes, mut scored) = (BTreeSet::new(), BTreeSet::new());
        for item in file.item {
            if !codes.insert(item.code.clone()) {
                return Err(InstrumentError::Twice(item.code));
            }
            match file.wording {
                WordingKind::Own if item.text.trim().is_empty() => {
                    return Err(InstrumentError::NoWords(item.code));
                }
                WordingKind::Loaded if !item.text.is_empty() || !item.hint.is_empty() => {
                    return Err(InstrumentError::WordsOfOthers(item.code));
                }
                WordingKind::Own | WordingKind::Loaded => {}
            }
            let area = match item.area {
                None => None,
                Some(code) => {
                    Some(NeedArea::from_code(&code).ok_or(InstrumentError::UnknownArea(code))?)
                }
            };
            if let (Some(area), Scoring::Each) = (area, file.scoring)
                && !scored.insert(area)
            {
                return Err(InstrumentError::TwoScores(area.code()));
            }
            let scale = scales.get(&item.scale).cloned();
            items.push(Item {
                code: item.code,
                area,
                scale: scale.ok_or(InstrumentError::UnknownScale(item.scale))?,
                text: item.text,
                hint: item.hint,
                opens: item.opens,
            });
        }
        if items.is_empty() {
            return Err(InstrumentError::Empty);
        }
        Ok(Self {
            code: file.code,
            version: file.version,
            name: file.name,
            source: file.source,
            wording: match file.wording {
                WordingKind::Own => Wording::Own,
                WordingKind::Loaded => Wording::Loaded { sha256: file.wording_sha256 },
            },
            scoring: file.scoring,
            introduction: file.introduction,
            items,
        })
    }

    /// The scale of an area, when one item alone is its score.
    #[must_use]
    pub fn scale_of(&self, area: NeedArea) -> Option<&Scale> {
        match self.scoring {
            Scoring::Each => {
                self.items.iter().find(|item| item.area == Some(area)).map(|item| &item.scale)
            }
            Scoring::Sum => None,
        }
    }

    /// The highest score that an area can have.
    #[must_use]
    pub fn highest_score(&self, area: NeedArea) -> u8 {
        let of_area = self.items.iter().filter(|item| item.area == Some(area));
        of_area.fold(0, |sum: u8, item| sum.saturating_add(item.scale.highest))
    }

    /// Opens it with its own words.
    #[must_use]
    pub fn open_own(&self) -> Option<OpenInstrument> {
        match self.wording {
            Wording::Own => Some(OpenInstrument { instrument: self.clone(), sha256: None }),
            Wording::Loaded { .. } => None,
        }
    }

    /// Opens it with a wording that a centre has the right to use.
    ///
    /// # Errors
    /// What is missing from the file or too much in it.
    pub fn open_with(&self, wording: &str) -> Result<OpenInstrument, WordingError> {
        let Wording::Loaded { sha256: asked } = &self.wording else {
            return Err(WordingError::HasItsOwn);
        };
        let file = WordingFile::read(wording)?;
        if file.instrument != self.code || file.version != self.version {
            return Err(WordingError::OfAnother);
        }
        let mut instrument = self.clone();
        for words in &file.item {
            if !self.items.iter().any(|item| item.code == words.code) {
                return Err(WordingError::Unknown(words.code.clone()));
            }
        }
        for item in &mut instrument.items {
            let words = file.item.iter().find(|words| words.code == item.code);
            let text = words.map_or("", |words| words.text.trim());
            if text.is_empty() {
                return Err(WordingError::Missing(item.code.clone()));
            }
            item.text = text.to_owned();
            item.scale.answers = answers_of(&item.scale, &file.answer)?;
        }
        for words in &file.answer {
            if !self.items.iter().any(|item| item.scale.code == words.scale) {
                return Err(WordingError::Unknown(words.scale.clone()));
            }
        }
        let digest = digest(&instrument);
        if asked.as_ref().is_some_and(|asked| !asked.eq_ignore_ascii_case(&digest)) {
            return Err(WordingError::OtherWording);
        }
        Ok(OpenInstrument { instrument, sha256: Some(digest) })
    }
}

fn scales(files: Vec<ScaleFile>) -> Result<BTreeMap<String, Scale>, InstrumentError> {
    let mut scales = BTreeMap::new();
    for file in files {
        let points = usize::from(file.highest.saturating_sub(file.lowest)) + 1;
        let fits = file.answers.is_empty() || file.answers.len() == points;
        if file.lowest >= file.highest || file.highest > 100 || !fits {
            return Err(InstrumentError::OddScale(file.code));
        }
        let scale = Scale {
            code: file.code.clone(),
            lowest: file.lowest,
            highest: file.highest,
            harder: file.harder,
            lowest_words: file.lowest_words,
            highest_words: file.highest_words,
            answers: file.answers,
        };
        if scales.insert(file.code.clone(), scale).is_some() {
            return Err(InstrumentError::Twice(file.code));
        }
    }
    Ok(scales)
}

fn answers_of(scale: &Scale, words: &[AnswerWords]) -> Result<Vec<String>, WordingError> {
    let mut answers = Vec::new();
    for value in scale.lowest..=scale.highest {
        let found = words.iter().find(|w| w.scale == scale.code && w.value == value);
        let text = found.map_or("", |words| words.text.trim());
        if text.is_empty() {
            return Err(WordingError::Missing(format!("{} {value}", scale.code)));
        }
        answers.push(text.to_owned());
    }
    Ok(answers)
}

/// SHA-256 of the words in the order of the items, each with its answers, one a line.
fn digest(instrument: &Instrument) -> String {
    let mut hash = Sha256::new();
    for item in &instrument.items {
        for line in std::iter::once(&item.text).chain(&item.scale.answers) {
            hash.update(line.as_bytes());
            hash.update(b"\n");
        }
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A questionnaire whose words are at hand. Nothing is asked or recorded without one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenInstrument {
    instrument: Instrument,
    sha256: Option<String>,
}

impl OpenInstrument {
    /// The questionnaire with its words.
    #[must_use]
    pub const fn instrument(&self) -> &Instrument {
        &self.instrument
    }

    /// The digest of a loaded wording; none for words of our own.
    #[must_use]
    pub fn sha256(&self) -> Option<&str> {
        self.sha256.as_deref()
    }
}

/// The questionnaires that the program carries.
#[must_use]
pub fn built_in() -> &'static [Instrument] {
    static BUILT_IN: LazyLock<Vec<Instrument>> =
        // What cannot be read is left out rather than keep a centre from starting; a test holds
        // that nothing is.
        LazyLock::new(|| FILES.iter().filter_map(|file| Instrument::read(file).ok()).collect());
    &BUILT_IN
}

/// The definition file that the program carries for a wording; none for a questionnaire that it does
/// not know.
///
/// # Errors
/// [`WordingError`] when the text is not in the form of a wording.
pub fn definition_for(wording: &str) -> Result<Option<&'static str>, WordingError> {
    let asked = WordingFile::read(wording)?;
    let fits = |file: &&&str| {
        Instrument::read(file)
            .is_ok_and(|one| one.code == asked.instrument && one.version == asked.version)
    };
    Ok(FILES.iter().find(fits).copied())
}

/// One of them.
#[must_use]
pub fn by_code(code: &str) -> Option<&'static Instrument> {
    built_in().iter().find(|instrument| instrument.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A questionnaire of nobody: invented words on the form of another's.
    fn wording() -> String {
        let mut text = String::from("instrument = \"gad-7\"\nversion = 1\n");
        for code in 1..=7 {
            text.push_str(&format!("[[item]]\ncode = \"{code}\"\ntext = \"Invented {code}?\"\n"));
        }
        for value in 0..=3 {
            text.push_str(&format!(
                "[[answer]]\nscale = \"days\"\nvalue = {value}\ntext = \"Answer {value}\"\n"
            ));
        }
        text
    }

    #[test]
    fn every_file_that_ships_is_read_and_ours_asks_about_all_thirteen_areas() {
        assert_eq!(built_in().len(), FILES.len());
        for file in FILES {
            Instrument::read(file).unwrap();
        }
        let own = by_code(OWN).unwrap();
        let areas: Vec<_> = own.items.iter().filter_map(|item| item.area).collect();
        assert_eq!(areas, NeedArea::ALL);
        for area in NeedArea::ALL {
            assert_eq!(own.highest_score(*area), 10);
        }
        let opens: Vec<_> = own.items.iter().filter(|item| item.opens.is_some()).collect();
        assert_eq!(opens.len(), 1);
        assert_eq!(opens[0].area, None);
        assert!(own.open_own().is_some());
    }

    #[test]
    fn feeling_safe_is_turned_round_and_back_and_nothing_else_is() {
        let own = by_code(OWN).unwrap();
        let safe = own.scale_of(NeedArea::Abuse).unwrap();
        assert_eq!(safe.hardness(10), 0);
        assert_eq!(safe.hardness(1), 9);
        for answer in 0..=10 {
            assert_eq!(safe.as_asked(safe.hardness(answer)), answer);
            assert_eq!(own.scale_of(NeedArea::Money).unwrap().hardness(answer), answer);
        }
    }

    #[test]
    fn a_questionnaire_of_others_ships_without_a_word_and_opens_only_with_its_wording() {
        let gad = by_code("gad-7").unwrap();
        assert!(gad.items.iter().all(|item| item.text.is_empty() && item.hint.is_empty()));
        assert!(gad.open_own().is_none());
        let open = gad.open_with(&wording()).unwrap();
        assert_eq!(open.instrument().items[6].text, "Invented 7?");
        assert_eq!(open.sha256().unwrap().len(), 64);
        assert_eq!(gad.highest_score(NeedArea::MentalHealth), 21);
        assert_eq!(
            gad.open_with(&wording().replace("Invented 3?", " ")),
            Err(WordingError::Missing("3".to_owned()))
        );
        assert_eq!(
            gad.open_with(&wording().replace("code = \"7\"", "code = \"8\"")),
            Err(WordingError::Unknown("8".to_owned()))
        );
        assert_eq!(
            gad.open_with(&wording().replace("gad-7", "phq-9")),
            Err(WordingError::OfAnother)
        );
        assert_eq!(by_code(OWN).unwrap().open_with(&wording()), Err(WordingError::HasItsOwn));
    }

    #[test]
    fn where_one_exact_wording_is_asked_for_no_other_opens_it() {
        let right = by_code("gad-7").unwrap().open_with(&wording()).unwrap();
        let file = FILES[2].replace(
            "wording = \"loaded\"",
            &format!("wording = \"loaded\"\nwording_sha256 = \"{}\"", right.sha256().unwrap()),
        );
        let exact = Instrument::read(&file).unwrap();
        assert!(exact.open_with(&wording()).is_ok());
        let other = wording().replace("Answer 2", "Answer two");
        assert_eq!(exact.open_with(&other), Err(WordingError::OtherWording));
    }

    #[test]
    fn a_definition_that_carries_others_wording_or_does_not_fit_is_refused() {
        let with_words =
            FILES[2].replacen("scale = \"days\"\n\n", "scale = \"days\"\ntext = \"x\"\n\n", 1);
        assert_eq!(
            Instrument::read(&with_words),
            Err(InstrumentError::WordsOfOthers("1".to_owned()))
        );
        let own = FILES[0];
        let cases = [
            (own.replacen("area = \"work\"", "area = \"garden\"", 1), "garden"),
            (own.replacen("area = \"work\"", "area = \"money\"", 1), "money"),
            (own.replacen("scale = \"safe\"", "scale = \"soft\"", 1), "soft"),
            (own.replacen("highest = 3", "highest = 4", 1), "thoughts"),
            (own.replacen("code = \"work\"", "code = \"money\"", 1), "money"),
            (own.replacen("version = 1", "version = \"one\"", 1), "form"),
            (String::new(), "form"),
        ];
        for (text, names) in cases {
            let error = Instrument::read(&text).unwrap_err().to_string();
            assert!(error.contains(names), "{error}");
        }
    }
}
