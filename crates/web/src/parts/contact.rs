//! How it is safe to contact her: shape, word and colour, in that order. Three sizes of one thing:
//! the block in the band, the channels on a page, the phrase in a list.
//!
//! Not for: deciding. Casework's safe-contact rule decides, and unknown, stale or unconfirmed means
//! no there as here: the default is [`Reach::Stop`].

use std::fmt::Display;

use askama::Template;

use super::icon::Icon;
use super::part;
use super::small::Link;

/// What her rule says just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reach {
    /// A current rule, confirmed with her, allows it now.
    Go,
    /// Allowed with limits that the words beside it name.
    Care,
    /// Not allowed, not known, or not confirmed with her.
    #[default]
    Stop,
}

impl Reach {
    const fn name(self) -> &'static str {
        match self {
            Self::Go => "go",
            Self::Care => "care",
            Self::Stop => "stop",
        }
    }

    const fn icon(self) -> Icon {
        match self {
            Self::Go => Icon::Go,
            Self::Care => Icon::Care,
            Self::Stop => Icon::Stop,
        }
    }
}

/// One channel of hers in words: "Text", "Voicemail: no".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// What her rule says of it.
    pub reach: Reach,
    /// The channel and, when it is a no, that it is.
    pub words: String,
}

impl Channel {
    /// A channel.
    #[must_use]
    pub fn new(reach: Reach, words: impl Display) -> Self {
        Self { reach, words: words.to_string() }
    }
}

/// How to reach her now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SafeContact {
    /// The answer.
    pub reach: Reach,
    /// In a few words, for a list: "Text only, to 3:00pm".
    pub brief: String,
    /// In a sentence, for the band: "Take care: text only, until 3:00pm".
    pub heading: String,
    /// What else to mind: "No calls or voicemail. Sign texts “Nia”."
    pub more: String,
    /// Where all her rules stand.
    pub rules: Option<Link>,
}

impl SafeContact {
    /// The block for the band at the top of her pages.
    #[must_use]
    pub fn block(&self) -> Block<'_> {
        Block { it: self }
    }

    /// The phrase for a row of a list.
    #[must_use]
    pub fn phrase(&self) -> Brief<'_> {
        Brief { it: self }
    }
}

/// [`SafeContact::block`].
#[derive(Template)]
#[template(
    source = r#"<div class="contact" data-state="{{ it.reach.name() }}">{{ it.reach.icon() }}<div><strong>{{ it.heading }}</strong>{% if !it.more.is_empty() || it.rules.is_some() %}<p>{{ it.more }}{% if let Some(link) = it.rules %} {{ link }}{% endif %}</p>{% endif %}</div></div>"#,
    ext = "html"
)]
pub struct Block<'a> {
    it: &'a SafeContact,
}

/// [`SafeContact::phrase`].
#[derive(Template)]
#[template(
    source = r#"<span class="reach" data-state="{{ it.reach.name() }}">{{ it.reach.icon() }}{{ it.brief }}</span>"#,
    ext = "html"
)]
pub struct Brief<'a> {
    it: &'a SafeContact,
}

/// All channels beside each other.
#[derive(Debug, Clone, Template)]
#[template(
    source = r#"<ul class="channels" role="list">{% for channel in channels %}<li data-state="{{ channel.reach.name() }}">{{ channel.reach.icon() }}{{ channel.words }}</li>{% endfor %}</ul>"#,
    ext = "html"
)]
pub struct Channels {
    channels: Vec<Channel>,
}

impl Channel {
    /// Channels as one list.
    #[must_use]
    pub fn list(channels: Vec<Self>) -> Channels {
        Channels { channels }
    }
}

part!(Channels);
impl askama::filters::HtmlSafe for Block<'_> {}
impl askama::filters::HtmlSafe for Brief<'_> {}
