//! How a form is shown: label above, then hint, then error, then the field, with what was typed still
//! in it, and the error's words the same beside the field and in the summary.
//!
//! `{{ form.line("name").label(t.say("women-name")).hint(t.say("women-name-hint")) }}`

use std::fmt::Display;

use askama::Template;

use super::fields::Fields;
use super::read::Errors;
use crate::parts::Icon;
use crate::text::Text;

/// A form on a page: blank, filled from a row, or refused with what was typed.
#[derive(Debug, Clone, Default)]
pub struct Form {
    t: Text,
    typed: Fields,
    errors: Errors,
    prefix: String,
}

impl Form {
    /// Nothing typed yet.
    #[must_use]
    pub fn blank(t: Text) -> Self {
        Self { t, ..Self::default() }
    }

    /// Filled with these answers, for instance from the row that is to be edited.
    #[must_use]
    pub fn filled(t: Text, fields: Fields) -> Self {
        Self { t, typed: fields, ..Self::default() }
    }

    /// As it was typed, with what is not right. Show it with status 422.
    #[must_use]
    pub fn refused(t: Text, typed: &Fields, errors: Errors) -> Self {
        Self { t, typed: typed.clone(), errors, prefix: String::new() }
    }

    /// Fills one field.
    #[must_use]
    pub fn with(self, name: impl Into<String>, value: impl ToString) -> Self {
        Self { typed: self.typed.with(name, value), ..self }
    }

    /// Tells the ids of this form from those of another one on the same page.
    #[must_use]
    pub fn prefixed(self, prefix: impl Into<String>) -> Self {
        Self { prefix: prefix.into(), ..self }
    }

    /// Whether something is not right.
    #[must_use]
    pub const fn is_refused(&self) -> bool {
        !self.errors.is_empty()
    }

    /// `Error: ` for the front of the title when something is not right, else nothing.
    #[must_use]
    pub fn error_word(&self) -> String {
        if self.is_refused() {
            format!("{} ", self.t.say("form-error-title"))
        } else {
            String::new()
        }
    }

    /// The summary: first on the page, takes the focus, each line leads to its field. Writes nothing
    /// when all is right.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let lines =
            self.errors.iter().map(|error| (self.id(&error.field), said(self.t, error))).collect();
        Summary { t: self.t, id: self.id("errors"), lines }
    }

    /// What was typed into this field.
    #[must_use]
    pub fn typed(&self, name: &str) -> &str {
        self.typed.first(name)
    }

    /// Everything that was typed or ticked in fields of this name.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<String> {
        self.typed.all(name).map(str::to_owned).collect()
    }

    /// A line of text.
    #[must_use]
    pub fn line(&self, name: &str) -> Field {
        self.field(name, Kind::Input("text"))
    }

    /// A text of several lines.
    #[must_use]
    pub fn long(&self, name: &str) -> Field {
        self.field(name, Kind::Long)
    }

    /// An e-mail address.
    #[must_use]
    pub fn email(&self, name: &str) -> Field {
        self.field(name, Kind::Input("email"))
    }

    /// A telephone number.
    #[must_use]
    pub fn phone(&self, name: &str) -> Field {
        self.field(name, Kind::Input("tel")).width(12)
    }

    /// A password. What was typed is never sent back.
    #[must_use]
    pub fn password(&self, name: &str) -> Field {
        Field { value: String::new(), ..self.field(name, Kind::Input("password")) }
    }

    /// A whole number or a short code of figures.
    #[must_use]
    pub fn figures(&self, name: &str) -> Field {
        let field = self.field(name, Kind::Input("text")).width(4);
        Field { figures: true, ..field }
    }

    /// A time of day, as people write it.
    #[must_use]
    pub fn time(&self, name: &str) -> Field {
        self.field(name, Kind::Input("text")).width(8)
    }

    /// A date in three boxes: a picker is slow for a date of birth and differs on every telephone.
    #[must_use]
    pub fn date(&self, name: &str) -> Field {
        self.field(name, Kind::Date)
    }

    /// One of a list that is too long for radios.
    #[must_use]
    pub fn select(&self, name: &str) -> Field {
        self.field(name, Kind::Select)
    }

    /// One of a few.
    #[must_use]
    pub fn radios(&self, name: &str) -> Field {
        self.field(name, Kind::Choices("radio"))
    }

    /// Any of a few.
    #[must_use]
    pub fn checks(&self, name: &str) -> Field {
        self.field(name, Kind::Choices("checkbox"))
    }

    /// One box by itself.
    #[must_use]
    pub fn tick(&self, name: &str) -> Field {
        self.field(name, Kind::Tick)
    }

    /// What the page carries along unseen: a version, never anything of hers in the clear.
    #[must_use]
    pub fn hidden(&self, name: &str) -> Field {
        self.field(name, Kind::Hidden)
    }

    fn field(&self, name: &str, kind: Kind) -> Field {
        let boxes = ["day", "month", "year"]
            .map(|part| self.typed.first(&format!("{name}-{part}")).to_owned());
        Field {
            t: self.t,
            kind,
            id: self.id(name),
            name: name.to_owned(),
            label: String::new(),
            hint: String::new(),
            error: self.errors.of(name).map(|error| said(self.t, error)),
            value: self.typed.first(name).to_owned(),
            values: self.typed.all(name).map(str::to_owned).collect(),
            boxes,
            choices: Vec::new(),
            width: 0,
            rows: 4,
            figures: false,
            look: Look::Plain,
            heading: false,
            quiet: false,
            wide: false,
            autocomplete: "off".to_owned(),
            saved: String::new(),
        }
    }

    fn id(&self, name: &str) -> String {
        let name: String = name
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '-' })
            .collect();
        if self.prefix.is_empty() { name } else { format!("{}-{name}", self.prefix) }
    }
}

fn said(t: Text, error: &super::FieldError) -> String {
    let mut phrase = t.say(error.key);
    for (name, value) in &error.values {
        // Bounds are numbers and want their commas and plurals.
        phrase = match value.parse::<i64>() {
            Ok(number) => phrase.with(name, number),
            Err(_) => phrase.with(name, value),
        };
    }
    phrase.to_string()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Input(&'static str),
    Long,
    Date,
    Select,
    Choices(&'static str),
    Tick,
    Hidden,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Plain,
    Inline,
    Tight,
    Picks,
    PicksOne,
}

impl Look {
    const fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Inline => "choices-inline",
            Self::Tight => "choices-tight",
            Self::Picks => "picks",
            Self::PicksOne => "picks picks-one",
        }
    }
}

/// One of several answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// As sent.
    pub code: String,
    /// As shown.
    pub words: String,
    /// Softer, under it; may be empty.
    pub hint: String,
}

impl Choice {
    /// An answer.
    #[must_use]
    pub fn new(code: impl Display, words: impl Display) -> Self {
        Self { code: code.to_string(), words: words.to_string(), hint: String::new() }
    }

    /// With a softer line under it.
    #[must_use]
    pub fn hint(self, words: impl Display) -> Self {
        Self { hint: words.to_string(), ..self }
    }
}

/// A field, with its label, hint, error and value.
///
/// Browsers are told neither to remember nor to spell-check what is typed here: on a shared computer
/// a list of former entries tells one woman's name to the next, and some spell-checkers send the
/// text away.
#[derive(Clone, Template)]
#[template(path = "parts/field.html")]
pub struct Field {
    t: Text,
    kind: Kind,
    id: String,
    name: String,
    label: String,
    hint: String,
    error: Option<String>,
    value: String,
    values: Vec<String>,
    boxes: [String; 3],
    choices: Vec<Choice>,
    width: u8,
    rows: u8,
    figures: bool,
    look: Look,
    heading: bool,
    quiet: bool,
    wide: bool,
    autocomplete: String,
    saved: String,
}

impl Field {
    /// What is asked for. Every field but a hidden one has it.
    #[must_use]
    pub fn label(self, words: impl Display) -> Self {
        Self { label: words.to_string(), ..self }
    }

    /// How to answer.
    #[must_use]
    pub fn hint(self, words: impl Display) -> Self {
        Self { hint: words.to_string(), ..self }
    }

    /// About so many letters wide: 2, 4, 8 or 12.
    #[must_use]
    pub fn width(self, letters: u8) -> Self {
        Self { width: letters, ..self }
    }

    /// So many lines high.
    #[must_use]
    pub fn rows(self, rows: u8) -> Self {
        Self { rows, ..self }
    }

    /// As wide as its panel.
    #[must_use]
    pub fn wide(self) -> Self {
        Self { wide: true, ..self }
    }

    /// Adds an answer.
    #[must_use]
    pub fn choice(mut self, code: impl Display, words: impl Display) -> Self {
        self.choices.push(Choice::new(code, words));
        self
    }

    /// Adds an answer with a hint.
    #[must_use]
    pub fn choice_with_hint(
        mut self,
        code: impl Display,
        words: impl Display,
        hint: impl Display,
    ) -> Self {
        self.choices.push(Choice::new(code, words).hint(hint));
        self
    }

    /// Adds these answers.
    #[must_use]
    pub fn choices(mut self, choices: &[Choice]) -> Self {
        self.choices.extend_from_slice(choices);
        self
    }

    /// Answers beside each other.
    #[must_use]
    pub fn inline(self) -> Self {
        Self { look: Look::Inline, ..self }
    }

    /// Answers close together, for a filter.
    #[must_use]
    pub fn tight(self) -> Self {
        Self { look: Look::Tight, ..self }
    }

    /// Answers as large boxes, beside each other.
    #[must_use]
    pub fn picks(self) -> Self {
        Self { look: Look::Picks, ..self }
    }

    /// Answers as large boxes, one under the other.
    #[must_use]
    pub fn picks_one(self) -> Self {
        Self { look: Look::PicksOne, ..self }
    }

    /// Hides the label from sight where the heading above says the same.
    #[must_use]
    pub fn quiet(self) -> Self {
        Self { quiet: true, ..self }
    }

    /// Makes the label the page's heading: one question a page, for the public.
    #[must_use]
    pub fn heading(self) -> Self {
        Self { heading: true, ..self }
    }

    /// Lets the browser fill it in: her own e-mail and password at sign-in, nothing else.
    #[must_use]
    pub fn autocomplete(self, token: impl Display) -> Self {
        Self { autocomplete: token.to_string(), ..self }
    }

    /// "Draft saved at 11:47am", under a long text.
    #[must_use]
    pub fn saved(self, words: impl Display) -> Self {
        Self { saved: words.to_string(), ..self }
    }

    fn is_chosen(&self, choice: &Choice) -> bool {
        self.values.contains(&choice.code)
    }

    /// The first answer carries the field's id, so that the summary leads to it.
    fn choice_id(&self, index: usize) -> String {
        if index == 0 { self.id.clone() } else { format!("{}-{}", self.id, index + 1) }
    }

    fn described_by(&self) -> String {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.id));
        let error = self.error.is_some().then(|| format!("{}-error", self.id));
        [hint, error].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    fn date_boxes(&self) -> [DateBox<'_>; 3] {
        let [day, month, year] = &self.boxes;
        // The summary leads to the field's id, so the first box carries it.
        [
            DateBox { id: self.id.clone(), part: "day", key: "form-day", width: 2, value: day },
            DateBox {
                id: format!("{}-month", self.id),
                part: "month",
                key: "form-month",
                width: 4,
                value: month,
            },
            DateBox {
                id: format!("{}-year", self.id),
                part: "year",
                key: "form-year",
                width: 4,
                value: year,
            },
        ]
    }
}

struct DateBox<'a> {
    id: String,
    part: &'static str,
    key: &'static str,
    width: u8,
    value: &'a str,
}

/// [`Form::summary`].
#[derive(Debug, Clone, Template)]
#[template(
    source = r##"{% if !lines.is_empty() %}<section class="error-summary" role="alert" aria-labelledby="{{ id }}" tabindex="-1"><h2 id="{{ id }}">{{ t.say("form-errors").with("count", lines.len()) }}</h2><ul>{% for (field, words) in lines %}<li><a href="#{{ field }}">{{ words }}</a></li>{% endfor %}</ul></section>{% endif %}"##,
    ext = "html"
)]
pub struct Summary {
    t: Text,
    id: String,
    lines: Vec<(String, String)>,
}

impl askama::filters::HtmlSafe for Field {}
impl askama::filters::HtmlSafe for Summary {}
