//! Reads a definition from TOML, and names file, line and word of everything that is not in the
//! language.

use std::collections::BTreeSet;

use serde::Deserialize;
use toml::{Spanned, Value};

use super::words::{Count, Dim, Distinct, NOT_KNOWN, Number, Values, When};
use super::{
    Breakdown, Condition, Definition, Figure, Line, MOST_FIGURES, MOST_LINES, Measure, Question,
};
use crate::period::PeriodKind;

/// Something in a file that is not a definition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: {message}")]
pub struct DefinitionFault {
    /// The file's name.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The word that is wrong, when it is one.
    pub word: String,
    /// What is wrong and what would be right.
    pub message: String,
}

impl DefinitionFault {
    pub(super) fn whole_file(file: &str, why: &str) -> Self {
        let (file, word) = (file.to_owned(), String::new());
        Self { message: format!("the file {why}"), line: 1, file, word }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: Spanned<String>,
    #[serde(default)]
    about: String,
    #[serde(rename = "for")]
    kinds: Vec<Spanned<String>>,
    #[serde(default)]
    programmes: Vec<String>,
    period: Spanned<String>,
    due_working_days: Option<u16>,
    small_numbers: Option<Spanned<i64>>,
    #[serde(default)]
    notes: Vec<String>,
    #[serde(default)]
    figure: Vec<Spanned<RawFigure>>,
    #[serde(default)]
    question: Vec<Spanned<RawQuestion>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFigure {
    code: Spanned<String>,
    label: Spanned<String>,
    #[serde(default)]
    note: String,
    count: Spanned<String>,
    #[serde(rename = "in")]
    when: Option<Spanned<String>>,
    distinct: Option<Spanned<String>>,
    #[serde(rename = "where")]
    conditions: Option<Spanned<toml::Table>>,
    where_not: Option<Spanned<toml::Table>>,
    share_of: Option<Spanned<String>>,
    average: Option<Spanned<String>>,
    sum: Option<Spanned<String>>,
    by: Option<Spanned<String>>,
    bands: Option<Spanned<Vec<i64>>>,
    #[serde(default)]
    rows: Vec<Spanned<RawLine>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLine {
    code: String,
    label: String,
    of: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawQuestion {
    code: Spanned<String>,
    label: Spanned<String>,
    #[serde(default)]
    hint: String,
    words: Option<u32>,
}

/// The ages at which bands begin where a file says nothing else.
const USUAL_BANDS: [i64; 5] = [18, 25, 35, 45, 55];

struct Reader<'t> {
    file: &'t str,
    text: &'t str,
    faults: Vec<DefinitionFault>,
}

pub(super) fn read(file: &str, code: &str, text: &str) -> Result<Definition, Vec<DefinitionFault>> {
    let mut reader = Reader { file, text, faults: Vec::new() };
    if !is_code(code) {
        reader.fault(0, code, "the file's name may hold small letters, digits and hyphens only");
        return Err(reader.faults);
    }
    let raw: File = match toml::from_str(text) {
        Ok(raw) => raw,
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            let word = error.span().and_then(|span| text.get(span)).unwrap_or_default();
            let word: String = word.lines().next().unwrap_or_default().chars().take(60).collect();
            let message: String = error.message().chars().take(400).collect();
            reader.fault(at, &word, &message);
            return Err(reader.faults);
        }
    };
    let definition = reader.definition(code, raw);
    if reader.faults.is_empty() { Ok(definition) } else { Err(reader.faults) }
}

fn is_code(code: &str) -> bool {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
    !code.is_empty() && code.len() <= 60 && code.bytes().all(fits)
}

fn is_open_code(code: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_' || c == '.';
    !code.is_empty() && code.len() <= 60 && code.chars().all(fits)
}

fn listed<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    words.into_iter().collect::<Vec<_>>().join(", ")
}

impl Reader<'_> {
    fn fault(&mut self, at: usize, word: &str, message: &str) {
        let before = self.text.get(..at).unwrap_or_default();
        self.faults.push(DefinitionFault {
            file: self.file.to_owned(),
            line: before.matches('\n').count() + 1,
            word: word.to_owned(),
            message: message.to_owned(),
        });
    }

    fn unknown(&mut self, word: &Spanned<String>, what: &str, known: &str) {
        let shown: String = word.get_ref().chars().take(60).collect();
        let message = format!("“{shown}” is not {what}; known are: {known}");
        self.fault(word.span().start, &shown, &message);
    }

    fn text_of(&mut self, text: Spanned<String>, what: &str) -> String {
        let (at, text) = (text.span().start, text.into_inner());
        if text.trim().is_empty() || text.chars().count() > 300 {
            self.fault(at, "", &format!("{what} must have 1 to 300 characters"));
        }
        text
    }

    fn definition(&mut self, code: &str, raw: File) -> Definition {
        const KINDS: [&str; 4] = ["probation", "pcc", "grant", "other"];
        for kind in &raw.kinds {
            if !KINDS.contains(&kind.get_ref().as_str()) {
                self.unknown(kind, "a kind of programme", &listed(KINDS));
            }
        }
        let period = PeriodKind::ALL.into_iter().find(|p| p.code() == raw.period.get_ref());
        if period.is_none() {
            let known = listed(PeriodKind::ALL.iter().map(|kind| kind.code()));
            self.unknown(&raw.period, "a period", &known);
        }
        if raw.figure.len() > MOST_FIGURES {
            self.fault(0, "", &format!("a return has at most {MOST_FIGURES} figures"));
        }
        if raw.figure.is_empty() && raw.question.is_empty() {
            self.fault(0, "", "a return needs at least one [[figure]] or [[question]]");
        }
        let small = raw.small_numbers.map_or(0, |small| {
            if !(0..=1000).contains(small.get_ref()) {
                self.fault(small.span().start, "", "small_numbers must lie between 0 and 1000");
            }
            small.into_inner()
        });
        let title = self.text_of(raw.title, "the title");
        let mut codes = BTreeSet::new();
        let raws = raw.figure.into_iter().take(MOST_FIGURES).map(Spanned::into_inner);
        let mut shares = Vec::new();
        let mut figures = Vec::new();
        for figure in raws {
            self.own_code(&figure.code, &mut codes);
            if let Some(share) = &figure.share_of {
                shares.push((figures.len(), share.clone()));
            }
            figures.push(self.figure(figure));
        }
        for (at, share) in shares {
            self.share(&figures, at, &share);
        }
        let questions = raw
            .question
            .into_iter()
            .map(Spanned::into_inner)
            .map(|question| {
                self.own_code(&question.code, &mut codes);
                Question {
                    code: question.code.into_inner(),
                    label: self.text_of(question.label, "a question's label"),
                    hint: question.hint,
                    words: question.words,
                }
            })
            .collect();
        Definition {
            code: code.to_owned(),
            title,
            about: raw.about,
            kinds: raw.kinds.into_iter().map(Spanned::into_inner).collect(),
            programmes: raw.programmes,
            period: period.unwrap_or(PeriodKind::Month),
            due_working_days: raw.due_working_days,
            small_numbers: small,
            figures,
            questions,
            notes: raw.notes,
        }
    }

    fn own_code(&mut self, code: &Spanned<String>, codes: &mut BTreeSet<String>) {
        if !is_code(code.get_ref()) {
            self.unknown(code, "a code", "small letters, digits, hyphens and underscores");
        } else if !codes.insert(code.get_ref().clone()) {
            let message = format!("“{}” stands here a second time", code.get_ref());
            self.fault(code.span().start, code.get_ref(), &message);
        }
    }

    fn share(&mut self, figures: &[Figure], at: usize, share: &Spanned<String>) {
        let this = figures.get(at);
        let whole = figures.iter().find(|figure| figure.code == *share.get_ref());
        match (this, whole) {
            (_, None) => {
                let known = listed(figures.iter().map(|figure| figure.code.as_str()));
                self.unknown(share, "a figure of this return", &known);
            }
            (Some(this), Some(whole))
                if this.count != whole.count
                    || this.distinct != whole.distinct
                    || whole.measure != Measure::Count =>
            {
                let message = "share_of must name a plain count of the same rows, with the same \
                               `count` and `distinct`";
                self.fault(share.span().start, share.get_ref(), message);
            }
            _ => {}
        }
    }

    fn figure(&mut self, raw: RawFigure) -> Figure {
        let count = Count::from_code(raw.count.get_ref()).unwrap_or_else(|| {
            let known = listed(Count::ALL.iter().map(|word| word.code()));
            self.unknown(&raw.count, "something that can be counted", &known);
            Count::Women
        });
        let when = raw.when.map_or(When::During, |word| self.when(count, &word));
        let distinct = match (raw.distinct, count) {
            (Some(word), _) => Distinct::from_code(word.get_ref()).unwrap_or_else(|| {
                let known = listed(Distinct::ALL.iter().map(|word| word.code()));
                self.unknown(&word, "a way to count each once", &known);
                Distinct::Rows
            }),
            (None, Count::Women) => Distinct::Women,
            (None, _) => Distinct::Rows,
        };
        // Counting women by their cases' rows would count a woman with two cases twice.
        let distinct = if count == Count::Women { Distinct::Women } else { distinct };
        let mut conditions = self.conditions(count, raw.conditions, Wanted::Is);
        conditions.extend(self.conditions(count, raw.where_not, Wanted::IsNot));
        let mut measures = Vec::new();
        let mut at = raw.code.span().start;
        if let Some(share) = raw.share_of {
            measures.push(Measure::ShareOf(share.into_inner()));
        }
        if let Some(word) = raw.average {
            at = word.span().start;
            measures.push(Measure::Average(self.number(count, &word)));
        }
        if let Some(word) = raw.sum {
            at = word.span().start;
            measures.push(Measure::Sum(self.number(count, &word)));
        }
        if measures.len() > 1 {
            self.fault(at, "", "only one of share_of, average and sum can be asked");
        }
        let measure = measures.pop().unwrap_or(Measure::Count);
        if distinct == Distinct::Women
            && matches!(measure, Measure::Average(_) | Measure::Sum(_))
            && count != Count::Women
        {
            self.fault(at, "", "an average or a sum is of rows; leave out distinct = \"women\"");
        }
        let has_lines = !raw.rows.is_empty();
        let by = match raw.by {
            Some(word) => self.breakdown(count, &word, raw.bands, raw.rows),
            None => {
                if has_lines || raw.bands.is_some() {
                    self.fault(raw.code.span().start, "by", "rows and bands need a `by`");
                }
                None
            }
        };
        if by.is_some() && matches!(measure, Measure::ShareOf(_)) {
            self.fault(raw.code.span().start, "by", "a share has no table; give it to the count");
        }
        Figure {
            label: self.text_of(raw.label, "a figure's label"),
            code: raw.code.into_inner(),
            note: raw.note,
            count,
            when,
            distinct,
            conditions,
            measure,
            by,
        }
    }

    fn when(&mut self, count: Count, word: &Spanned<String>) -> When {
        match When::from_code(word.get_ref()).filter(|when| count.whens().contains(when)) {
            Some(when) => when,
            None => {
                let known = listed(count.whens().iter().map(|when| when.code()));
                self.unknown(word, &format!("a time of {}", count.code()), &known);
                When::During
            }
        }
    }

    fn number(&mut self, count: Count, word: &Spanned<String>) -> Number {
        match Number::from_code(word.get_ref()).filter(|number| count.has_number(*number)) {
            Some(number) => number,
            None => {
                let known = listed(count.numbers().iter().map(|number| number.code()));
                self.unknown(word, &format!("a number of {}", count.code()), &known);
                Number::Age
            }
        }
    }

    fn dim(&mut self, count: Count, word: &Spanned<String>) -> Option<Dim> {
        let dim = Dim::from_code(word.get_ref()).filter(|dim| count.has(*dim));
        if dim.is_none() {
            let dims = count.dims();
            let numbers = count.numbers();
            let known = listed(
                dims.iter().map(|dim| dim.code()).chain(numbers.iter().map(|number| number.code())),
            );
            self.unknown(word, &format!("something {} are told apart by", count.code()), &known);
        }
        dim
    }

    fn conditions(
        &mut self,
        count: Count,
        table: Option<Spanned<toml::Table>>,
        wanted: Wanted,
    ) -> Vec<Condition> {
        let Some(table) = table else { return Vec::new() };
        let span = table.span();
        let mut conditions = Vec::new();
        for (key, value) in table.into_inner() {
            // The table keeps no places of its own words, so each is looked for within it.
            let inside = self.text.get(span.clone()).unwrap_or_default();
            let at = span.start + inside.find(key.as_str()).unwrap_or(0);
            let word = Spanned::new(at..at + key.len(), key.clone());
            if let (Value::Table(bounds), Wanted::Is) = (&value, wanted) {
                let number = self.number(count, &word);
                conditions.push(self.bounds(number, bounds, at));
                continue;
            }
            let Some(dim) = self.dim(count, &word) else { continue };
            if dim.needs_birth() {
                let message = "an age is bounded: age = { at_least = 18, at_most = 24 }";
                self.fault(at, dim.code(), message);
                continue;
            }
            let codes: Vec<Option<String>> = match value {
                Value::String(code) => vec![Some(code)],
                Value::Array(list) => {
                    list.into_iter().map(|code| code.as_str().map(str::to_owned)).collect()
                }
                _ => vec![None],
            };
            let mut known = Vec::new();
            for code in codes {
                match code {
                    Some(code) => {
                        let found = inside.get(at.saturating_sub(span.start)..);
                        let place = found.and_then(|rest| rest.find(code.as_str())).unwrap_or(0);
                        let word = Spanned::new(at + place..at + place + code.len(), code);
                        known.extend(self.value(dim, &word));
                    }
                    None => {
                        let message = format!("{} must be a text or a list of texts", dim.code());
                        self.fault(at, dim.code(), &message);
                    }
                }
            }
            if known.is_empty() && self.faults.is_empty() {
                self.fault(at, dim.code(), "the list is empty, so nothing could ever be counted");
            }
            conditions.push(match wanted {
                Wanted::Is => Condition::Is(dim, known),
                Wanted::IsNot => Condition::IsNot(dim, known),
            });
        }
        conditions
    }

    fn bounds(&mut self, number: Number, bounds: &toml::Table, at: usize) -> Condition {
        let (mut least, mut most) = (None, None);
        for (word, value) in bounds {
            match (word.as_str(), value.as_integer()) {
                ("at_least", Some(bound)) => least = Some(bound),
                ("at_most", Some(bound)) => most = Some(bound),
                _ => {
                    let shown: String = word.chars().take(60).collect();
                    let message =
                        format!("“{shown}” is not a bound; known are whole at_least and at_most");
                    self.fault(at, &shown, &message);
                }
            }
        }
        if least.is_none() && most.is_none() {
            self.fault(at, number.code(), "a bound needs at_least, at_most or both");
        }
        Condition::Within(number, least, most)
    }

    fn value(&mut self, dim: Dim, word: &Spanned<String>) -> Option<String> {
        let code = word.get_ref();
        let fits = match dim.values() {
            Values::Closed(list) => list.iter().any(|(known, _)| known == code),
            Values::Open | Values::Bands => is_open_code(code),
        };
        if fits {
            return Some(code.clone());
        }
        let known = match dim.values() {
            Values::Closed(list) => listed(list.iter().map(|(known, _)| *known)),
            Values::Open | Values::Bands => "letters, digits, hyphens, dots".to_owned(),
        };
        self.unknown(word, &format!("a value of {}", dim.code()), &known);
        None
    }

    fn breakdown(
        &mut self,
        count: Count,
        word: &Spanned<String>,
        bands: Option<Spanned<Vec<i64>>>,
        rows: Vec<Spanned<RawLine>>,
    ) -> Option<Breakdown> {
        let dim = self.dim(count, word)?;
        let bands = match (bands, dim.needs_birth()) {
            (Some(bands), true) => {
                let rising = bands.get_ref().windows(2).all(|two| matches!(two, [a, b] if a < b));
                let ages = bands.get_ref().iter().all(|age| (0..=120).contains(age));
                if bands.get_ref().is_empty() || bands.get_ref().len() > 30 || !rising || !ages {
                    let message = "bands are 1 to 30 rising ages at which each begins";
                    self.fault(bands.span().start, "bands", message);
                }
                bands.into_inner()
            }
            (Some(bands), false) => {
                self.fault(bands.span().start, "bands", "bands are for age and age_at_end");
                Vec::new()
            }
            (None, true) => USUAL_BANDS.to_vec(),
            (None, false) => Vec::new(),
        };
        if rows.len() > MOST_LINES {
            self.fault(
                word.span().start,
                "rows",
                &format!("a table has at most {MOST_LINES} rows"),
            );
        }
        let (mut codes, mut taken) = (BTreeSet::new(), BTreeSet::new());
        let mut lines = Vec::new();
        for row in rows {
            let at = row.span().start;
            let row = row.into_inner();
            if row.code.is_empty() || row.code.chars().count() > 60 {
                self.fault(at, &row.code, "a row's code must have 1 to 60 characters");
            } else if !codes.insert(row.code.clone()) {
                self.fault(at, &row.code, &format!("row “{}” stands here twice", row.code));
            }
            let mut of = Vec::new();
            for value in row.of {
                if !taken.insert(value.get_ref().clone()) {
                    let message =
                        format!("“{}” is in two rows, so it would count twice", value.get_ref());
                    self.fault(value.span().start, value.get_ref(), &message);
                }
                let fits = match dim.values() {
                    Values::Bands => Some(value.into_inner()),
                    _ => self.value(dim, &value),
                };
                of.extend(fits);
            }
            lines.push(Line { code: row.code, label: row.label, of });
        }
        if dim.needs_birth() {
            let known = crate::count::band_codes(&bands);
            for line in &lines {
                for code in line.of.iter().filter(|code| !known.contains(code)) {
                    let message = format!(
                        "“{code}” is not a band; known are: {}",
                        listed(known.iter().map(String::as_str).chain([NOT_KNOWN]))
                    );
                    self.fault(word.span().start, code, &message);
                }
            }
        }
        Some(Breakdown { dim, lines, bands })
    }
}

#[derive(Clone, Copy)]
enum Wanted {
    Is,
    IsNot,
}
