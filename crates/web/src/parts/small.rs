//! Tags, clocks, notices, links: a word with its tone.

use std::fmt::Display;

use askama::Template;

use super::icon::Icon;
use super::part;

/// What a colour means here. It always comes with a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Nothing in particular.
    #[default]
    Quiet,
    /// Outlined: a draft.
    Plain,
    /// Under way.
    Violet,
    /// Done or safe.
    Green,
    /// Take care.
    Amber,
    /// Stop, or missing.
    Red,
}

impl Tone {
    /// The value of `data-tone`; empty for [`Tone::Quiet`].
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Quiet => "",
            Self::Plain => "plain",
            Self::Violet => "violet",
            Self::Green => "green",
            Self::Amber => "amber",
            Self::Red => "red",
        }
    }
}

/// A word in a tint.
#[derive(Debug, Clone, Template)]
#[template(
    source = r#"<span class="tag"{% if tone != Tone::Quiet %} data-tone="{{ tone.name() }}"{% endif %}>{% if let Some(icon) = icon %}{{ icon }}{% endif %}{{ word }}</span>"#,
    ext = "html"
)]
pub struct Tag {
    tone: Tone,
    word: String,
    icon: Option<Icon>,
}

impl Tag {
    /// A tag of this tone with this word.
    #[must_use]
    pub fn new(tone: Tone, word: impl Display) -> Self {
        Self { tone, word: word.to_string(), icon: None }
    }

    /// Adds a drawing before the word.
    #[must_use]
    pub fn icon(self, icon: Icon) -> Self {
        Self { icon: Some(icon), ..self }
    }
}

/// How near a due time is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Past.
    Late,
    /// Today.
    Soon,
    /// There is time.
    Fine,
}

impl Due {
    const fn name(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Soon => "soon",
            Self::Fine => "fine",
        }
    }
}

/// When something is due, in words, with a clock face.
#[derive(Debug, Clone, Template)]
#[template(
    source = r#"<span class="clock" data-state="{{ due.name() }}">{{ Icon::Clock }}{{ words }}</span>"#,
    ext = "html"
)]
pub struct Clock {
    due: Due,
    words: String,
}

impl Clock {
    /// `Clock::new(Due::Late, "4 days late")`.
    #[must_use]
    pub fn new(due: Due, words: impl Display) -> Self {
        Self { due, words: words.to_string() }
    }
}

/// A link by itself.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(source = r#"<a href="{{ href }}">{{ words }}</a>"#, ext = "html")]
pub struct Link {
    /// Where to; an address of our own.
    pub href: String,
    /// What it is called, meaningful without its surroundings.
    pub words: String,
}

impl Link {
    /// A link.
    #[must_use]
    pub fn new(href: impl Display, words: impl Display) -> Self {
        Self { href: href.to_string(), words: words.to_string() }
    }
}

/// The way back, above the page head.
#[derive(Debug, Clone, Template)]
#[template(
    source = r#"<a class="crumb" href="{{ link.href }}">{{ Icon::Back }}{{ link.words }}</a>"#,
    ext = "html"
)]
pub struct Back {
    link: Link,
}

impl Back {
    /// A way back with the name of the place it leads to.
    #[must_use]
    pub fn new(href: impl Display, words: impl Display) -> Self {
        Self { link: Link::new(href, words) }
    }
}

/// A filter in force, with the link that takes it away.
#[derive(Debug, Clone, Template)]
#[template(
    source = r#"<li><a href="{{ link.href }}">{{ link.words }} {{ Icon::Cross }}<span class="hidden-visually">: {{ remove }}</span></a></li>"#,
    ext = "html"
)]
pub struct Chip {
    link: Link,
    remove: String,
}

impl Chip {
    /// The filter in words, and where the list without it is. `remove` is read out only:
    /// `t.say("list-remove-filter")`.
    #[must_use]
    pub fn new(href: impl Display, words: impl Display, remove: impl Display) -> Self {
        Self { link: Link::new(href, words), remove: remove.to_string() }
    }
}

/// Something to know, with a heading. Never for errors in a form.
#[derive(Debug, Clone, Template)]
#[template(
    source = r#"<div class="notice"{% if tone != Tone::Quiet %} data-tone="{{ tone.name() }}"{% endif %}>{{ icon }}<div><h2>{{ heading }}</h2>{% for sentence in sentences %}<p>{{ sentence }}</p>{% endfor %}{% if let Some(link) = link %}<p>{{ link }}</p>{% endif %}</div></div>"#,
    ext = "html"
)]
pub struct Notice {
    tone: Tone,
    icon: Icon,
    heading: String,
    sentences: Vec<String>,
    link: Option<Link>,
}

impl Notice {
    /// A notice of this tone; its drawing follows from the tone.
    #[must_use]
    pub fn new(tone: Tone, heading: impl Display) -> Self {
        let icon = match tone {
            Tone::Green => Icon::Go,
            Tone::Amber => Icon::Care,
            Tone::Red => Icon::Stop,
            Tone::Quiet | Tone::Plain | Tone::Violet => Icon::Know,
        };
        Self { tone, icon, heading: heading.to_string(), sentences: Vec::new(), link: None }
    }

    /// Adds a sentence.
    #[must_use]
    pub fn sentence(mut self, words: impl Display) -> Self {
        self.sentences.push(words.to_string());
        self
    }

    /// Adds the way onwards, for instance to undo.
    #[must_use]
    pub fn link(self, href: impl Display, words: impl Display) -> Self {
        Self { link: Some(Link::new(href, words)), ..self }
    }
}

part!(Tag Clock Link Back Chip Notice);
