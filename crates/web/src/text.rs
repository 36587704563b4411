//! What the pages say, from Fluent catalogues in `locales/`: one file a room, English complete,
//! Welsh as far as it has come (a phrase without Welsh is said in English).
//!
//! A template asks its [`Text`] for a phrase: `{{ t.say("today-tasks").with("count", tasks) }}`.
//! A phrase is an ordinary string to askama and is escaped as such, with everything filled into it.
//! Not for: free text that somebody typed, and not for HTML; a catalogue holds words only.

use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::memoizer::MemoizerKind;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use jiff::Timestamp;
use jiff::civil::Date;
use unic_langid::LanguageIdentifier;

/// Every catalogue: language, file name, text.
const SOURCES: &[(&str, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/catalogues.rs"));

static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle("en"));
static WELSH: LazyLock<Bundle> = LazyLock::new(|| bundle("cy"));

type Bundle = FluentBundle<FluentResource>;

/// A language that pages can be read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Language {
    /// Complete.
    #[default]
    English,
    /// Where a phrase is not there yet, English stands in.
    Welsh,
}

impl Language {
    /// The value of an HTML `lang` attribute.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en-GB",
            Self::Welsh => "cy",
        }
    }

    /// As stored and as used in `?lang=`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Welsh => "cy",
        }
    }

    /// Reads a code or the beginning of an `Accept-Language` header: Welsh only when Welsh is
    /// what is asked for first.
    #[must_use]
    pub fn asked_for(header: &str) -> Self {
        let first = header.trim_start().get(..2).unwrap_or_default();
        if first.eq_ignore_ascii_case("cy") { Self::Welsh } else { Self::English }
    }
}

/// Says phrases in one language. A single byte: copy it freely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Text {
    language: Language,
}

impl Text {
    /// Phrases in this language.
    #[must_use]
    pub const fn new(language: Language) -> Self {
        Self { language }
    }

    /// The language.
    #[must_use]
    pub const fn language(self) -> Language {
        self.language
    }

    /// The phrase under this key, to which values may be added with [`Phrase::with`].
    #[must_use]
    pub const fn say<'a>(self, key: &'a str) -> Phrase<'a> {
        Phrase { text: self, key, values: None }
    }

    /// `3 March 2026`.
    #[must_use]
    pub fn date(self, date: Date) -> String {
        let month = self.say(MONTHS.get(month_index(date)).copied().unwrap_or_default());
        format!("{} {month} {}", date.day(), date.year())
    }

    /// `Tuesday 3 March 2026`.
    #[must_use]
    pub fn weekday_date(self, date: Date) -> String {
        let day = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or_default();
        let day = self.say(WEEKDAYS.get(day).copied().unwrap_or_default());
        format!("{day} {}", self.date(date))
    }

    /// `2:30pm`, in London.
    #[must_use]
    pub fn time(self, at: Timestamp) -> String {
        kernel::time::clock_time(at)
    }

    /// `3 March 2026, 2:30pm`, in London.
    #[must_use]
    pub fn moment(self, at: Timestamp) -> String {
        format!("{}, {}", self.date(kernel::time::london(at).date()), self.time(at))
    }

    fn find(self, key: &str, values: Option<&FluentArgs<'_>>) -> Option<Cow<'static, str>> {
        let chosen: &'static Bundle = match self.language {
            Language::English => &ENGLISH,
            Language::Welsh => &WELSH,
        };
        spoken(chosen, key, values).or_else(|| spoken(&ENGLISH, key, values))
    }
}

const MONTHS: [&str; 12] = [
    "month-january",
    "month-february",
    "month-march",
    "month-april",
    "month-may",
    "month-june",
    "month-july",
    "month-august",
    "month-september",
    "month-october",
    "month-november",
    "month-december",
];
const WEEKDAYS: [&str; 7] = [
    "weekday-monday",
    "weekday-tuesday",
    "weekday-wednesday",
    "weekday-thursday",
    "weekday-friday",
    "weekday-saturday",
    "weekday-sunday",
];

fn month_index(date: Date) -> usize {
    usize::try_from(date.month()).unwrap_or(1).saturating_sub(1)
}

/// Marks a key in Rust code that is handed to [`Text::say`] later, so that the test which looks for
/// keys without English finds it: `Stage::Open => key("stage-open")`.
#[must_use]
pub const fn key(key: &'static str) -> &'static str {
    key
}

/// A phrase waiting for its values. It becomes text when it is shown.
#[derive(Debug)]
pub struct Phrase<'a> {
    text: Text,
    key: &'a str,
    values: Option<FluentArgs<'a>>,
}

impl<'a> Phrase<'a> {
    /// Fills `{ $name }`. Whole numbers choose the plural and are shown with commas.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Filling) -> Self {
        self.values.get_or_insert_default().set(name, value.filling());
        self
    }
}

impl fmt::Display for Phrase<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.text.find(self.key, self.values.as_ref()) {
            Some(words) => f.write_str(&words),
            // Never silent: the page check fails on these brackets, and a reader can report it.
            None => write!(f, "⟦{}⟧", self.key),
        }
    }
}

impl From<Phrase<'_>> for String {
    fn from(phrase: Phrase<'_>) -> Self {
        phrase.to_string()
    }
}

/// What can be filled into a phrase: words and whole numbers.
pub trait Filling {
    /// The value as Fluent takes it.
    fn filling(&self) -> FluentValue<'static>;
}

impl Filling for str {
    fn filling(&self) -> FluentValue<'static> {
        FluentValue::String(Cow::Owned(self.to_owned()))
    }
}
impl Filling for String {
    fn filling(&self) -> FluentValue<'static> {
        self.as_str().filling()
    }
}
impl Filling for Phrase<'_> {
    fn filling(&self) -> FluentValue<'static> {
        FluentValue::String(Cow::Owned(self.to_string()))
    }
}
impl Filling for kernel::Reference {
    fn filling(&self) -> FluentValue<'static> {
        FluentValue::String(Cow::Owned(self.to_string()))
    }
}
impl<T: Filling + ?Sized> Filling for &T {
    fn filling(&self) -> FluentValue<'static> {
        (**self).filling()
    }
}
macro_rules! numbers {
    ($($number:ty)*) => {
        $(impl Filling for $number {
            fn filling(&self) -> FluentValue<'static> {
                FluentValue::from(*self)
            }
        })*
    };
}
numbers!(u8 u16 u32 u64 usize i8 i16 i32 i64);

fn spoken(
    bundle: &'static Bundle,
    key: &str,
    values: Option<&FluentArgs<'_>>,
) -> Option<Cow<'static, str>> {
    let pattern = bundle.get_message(key)?.value()?;
    let mut errors = Vec::new();
    let words = bundle.format_pattern(pattern, values, &mut errors);
    if errors.is_empty() {
        return Some(words);
    }
    // The key is ours and says nothing of anybody; the values are not written down.
    tracing::error!(key, "a phrase was shown without one of its values");
    Some(words)
}

fn bundle(code: &str) -> Bundle {
    // The language decides the plurals. Both codes parse; the empty language stands in only to keep
    // this function total.
    let language: LanguageIdentifier = code.parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // The marks that Fluent puts round values (FSI, PDI) show as boxes in PDF, in plain e-mail and
    // on old phones, and break an exact comparison.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(with_commas));
    for (_, file, source) in SOURCES.iter().filter(|(language, ..)| *language == code) {
        let resource = match FluentResource::try_new((*source).to_owned()) {
            Ok(resource) => resource,
            Err((resource, errors)) => {
                tracing::error!(file, errors = errors.len(), "a text catalogue is malformed");
                resource
            }
        };
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(
                file,
                errors = errors.len(),
                "a phrase is there twice; the first stays"
            );
        }
    }
    bundle
}

fn with_commas<M: MemoizerKind>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let plain = number.as_string();
    let (whole, rest) = plain.split_once('.').map_or((plain.as_ref(), None), |(w, r)| (w, Some(r)));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("−", digits));
    let mut shown = String::from(sign);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    if let Some(rest) = rest {
        shown.push('.');
        shown.push_str(rest);
    }
    Some(shown)
}

/// The catalogues' sources, for the tests that look for missing, doubled and unused keys.
#[must_use]
pub const fn sources() -> &'static [(&'static str, &'static str, &'static str)] {
    SOURCES
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: Text = Text::new(Language::English);

    #[test]
    fn a_phrase_takes_words_and_counts() {
        let said = T.say("form-errors").with("count", 1).to_string();
        assert_eq!(said, "One answer needs another look");
        assert_eq!(
            T.say("form-errors").with("count", 3).to_string(),
            "3 answers need another look"
        );
    }

    #[test]
    fn large_counts_have_commas() {
        let said = T.say("form-errors").with("count", 1_234_567_u32).to_string();
        assert_eq!(said, "1,234,567 answers need another look");
    }

    #[test]
    fn nothing_is_put_round_a_value() {
        let said = T.say("nav-current").with("place", "Today").to_string();
        assert_eq!(said, "Menu: Today");
    }

    #[test]
    fn a_key_that_is_nowhere_shows_itself() {
        assert_eq!(T.say("no-such-key").to_string(), "⟦no-such-key⟧");
    }

    #[test]
    fn a_phrase_without_welsh_is_said_in_english() {
        let welsh = Text::new(Language::Welsh);
        assert_eq!(welsh.say("weekday-monday").to_string(), "Dydd Llun");
        assert_eq!(welsh.say("error-broken-title").to_string(), {
            T.say("error-broken-title").to_string()
        });
    }

    #[test]
    fn dates_are_spelt_in_both_languages() {
        let day = jiff::civil::date(2026, 11, 24);
        assert_eq!(T.weekday_date(day), "Tuesday 24 November 2026");
        assert_eq!(Text::new(Language::Welsh).date(day), "24 Tachwedd 2026");
    }

    #[test]
    fn welsh_is_given_only_to_whom_asks_for_it_first() {
        assert_eq!(Language::asked_for("cy-GB,en;q=0.5"), Language::Welsh);
        assert_eq!(Language::asked_for("en-GB,cy;q=0.5"), Language::English);
        assert_eq!(Language::asked_for("é"), Language::English);
    }
}
