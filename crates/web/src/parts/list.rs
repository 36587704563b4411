//! Lists: work rows, facts, tasks, timeline, pager, empty states, progress.

use std::fmt::Display;

use askama::Template;

use super::contact::SafeContact;
use super::icon::Icon;
use super::part;
use super::small::{Clock, Link, Tag, Tone};

/// What stands at the end of a row of work. Each writes its own HTML.
#[derive(Debug, Clone)]
enum End {
    Tag(Tag),
    Clock(Clock),
    Contact(SafeContact),
}

/// One row of work. The whole row is one link.
#[derive(Debug, Clone)]
pub struct Row {
    link: Link,
    more: String,
    /// Machine-readable and shown, for instance `("11:00", "11:00am")`.
    time: Option<(String, String)>,
    ends: Vec<End>,
}

impl Row {
    /// A row that leads to `href`.
    #[must_use]
    pub fn new(href: impl Display, words: impl Display) -> Self {
        Self { link: Link::new(href, words), more: String::new(), time: None, ends: Vec::new() }
    }

    /// A second line, softer.
    #[must_use]
    pub fn more(self, words: impl Display) -> Self {
        Self { more: words.to_string(), ..self }
    }

    /// The time before it: as HTML's `datetime` and as shown.
    #[must_use]
    pub fn at(self, machine: impl Display, shown: impl Display) -> Self {
        Self { time: Some((machine.to_string(), shown.to_string())), ..self }
    }

    /// A tag at its end.
    #[must_use]
    pub fn tag(mut self, tag: Tag) -> Self {
        self.ends.push(End::Tag(tag));
        self
    }

    /// A clock at its end.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.ends.push(End::Clock(clock));
        self
    }

    /// How she may be reached, at its end. Due wherever a woman's name leads to an action.
    #[must_use]
    pub fn contact(mut self, contact: SafeContact) -> Self {
        self.ends.push(End::Contact(contact));
        self
    }
}

/// Rows of work, in the order in which they should be dealt with.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "parts/work.html")]
pub struct Work {
    rows: Vec<Row>,
}

impl Work {
    /// These rows.
    #[must_use]
    pub fn new(rows: Vec<Row>) -> Self {
        Self { rows }
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn timed(&self) -> bool {
        self.rows.iter().any(|row| row.time.is_some())
    }
}

#[derive(Debug, Clone)]
struct Fact {
    name: String,
    value: Vec<String>,
    change: Option<(String, String)>,
}

/// A summary list: names and values, each with a way to change it.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "parts/facts.html")]
pub struct Facts {
    facts: Vec<Fact>,
}

impl Facts {
    /// An empty list.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a fact. Lines of the value stay lines.
    #[must_use]
    pub fn fact(mut self, name: impl Display, value: impl Display) -> Self {
        let value = value.to_string().lines().map(str::to_owned).collect();
        self.facts.push(Fact { name: name.to_string(), value, change: None });
        self
    }

    /// Gives the fact added last a way to change it: where, and `t.say("list-change")`.
    #[must_use]
    pub fn change(mut self, href: impl Display, words: impl Display) -> Self {
        if let Some(last) = self.facts.last_mut() {
            last.change = Some((href.to_string(), words.to_string()));
        }
        self
    }

    /// Whether it holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }
}

/// One step of a [`Tasks`] list.
#[derive(Debug, Clone)]
pub struct Step {
    words: String,
    href: Option<String>,
    tag: Tag,
    hint: String,
}

impl Step {
    /// A step with how far it is. Without a link it cannot be done yet; say why in the hint.
    #[must_use]
    pub fn new(words: impl Display, tag: Tag) -> Self {
        Self { words: words.to_string(), href: None, tag, hint: String::new() }
    }

    /// Where it is done.
    #[must_use]
    pub fn href(self, href: impl Display) -> Self {
        Self { href: Some(href.to_string()), ..self }
    }

    /// A soft line under it.
    #[must_use]
    pub fn hint(self, words: impl Display) -> Self {
        Self { hint: words.to_string(), ..self }
    }
}

/// A task list: steps that may be done in any order, each with its state in a word.
#[derive(Debug, Clone, Default, Template)]
#[template(
    source = r#"<ul class="tasks" role="list">{% for step in steps %}<li>{% if let Some(href) = step.href %}<a href="{{ href }}">{{ step.words }}</a>{% else %}<span>{{ step.words }}</span>{% endif %}{{ step.tag }}{% if !step.hint.is_empty() %}<p class="hint small">{{ step.hint }}</p>{% endif %}</li>{% endfor %}</ul>"#,
    ext = "html"
)]
pub struct Tasks {
    steps: Vec<Step>,
}

impl Tasks {
    /// These steps.
    #[must_use]
    pub fn new(steps: Vec<Step>) -> Self {
        Self { steps }
    }
}

/// One event of a [`Timeline`].
#[derive(Debug, Clone)]
pub struct Event {
    mark: &'static str,
    heading: String,
    meta: String,
    body: Vec<String>,
    link: Option<Link>,
}

impl Event {
    /// What happened, and when and by whom.
    #[must_use]
    pub fn new(heading: impl Display, meta: impl Display) -> Self {
        Self {
            mark: "",
            heading: heading.to_string(),
            meta: meta.to_string(),
            body: Vec::new(),
            link: None,
        }
    }

    /// Its tone: green for a step forward, red for what went wrong.
    #[must_use]
    pub fn tone(self, tone: Tone) -> Self {
        Self { mark: tone.name(), ..self }
    }

    /// Still to come.
    #[must_use]
    pub fn ahead(self) -> Self {
        Self { mark: "ahead", ..self }
    }

    /// Adds a text; its lines stay lines.
    #[must_use]
    pub fn body(mut self, words: impl Display) -> Self {
        self.body.extend(words.to_string().lines().map(str::to_owned));
        self
    }

    /// Makes the heading a link.
    #[must_use]
    pub fn href(mut self, href: impl Display) -> Self {
        self.link = Some(Link::new(href, &self.heading));
        self
    }
}

/// Events, the newest first.
#[derive(Debug, Clone, Default, Template)]
#[template(
    source = r#"<ol class="timeline" role="list">{% for event in events %}<li{% if !event.mark.is_empty() %} data-tone="{{ event.mark }}"{% endif %}><h3>{% if let Some(link) = event.link %}{{ link }}{% else %}{{ event.heading }}{% endif %}</h3><p class="meta">{{ event.meta }}</p>{% for line in event.body %}<p>{{ line }}</p>{% endfor %}</li>{% endfor %}</ol>"#,
    ext = "html"
)]
pub struct Timeline {
    events: Vec<Event>,
}

impl Timeline {
    /// These events.
    #[must_use]
    pub fn new(events: Vec<Event>) -> Self {
        Self { events }
    }

    /// Whether nothing has happened.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }
}

/// Paging by key ("next, after …"), never by page number: a list of 50,000 answers as fast as a
/// list of 50.
#[derive(Debug, Clone, Template)]
#[template(
    source = r#"<nav class="pager" aria-label="{{ name }}"><p class="soft">{{ words }}</p><div class="row">{% if let Some(link) = before %}<a class="button button-second button-small" href="{{ link.href }}">{{ Icon::Back }}{{ link.words }}</a>{% endif %}{% if let Some(link) = after %}<a class="button button-second button-small" href="{{ link.href }}">{{ link.words }}{{ Icon::Onward }}</a>{% endif %}</div></nav>"#,
    ext = "html"
)]
pub struct Pager {
    name: String,
    words: String,
    before: Option<Link>,
    after: Option<Link>,
}

impl Pager {
    /// `name` tells this navigation from others ("More women"); `words` says what is shown.
    #[must_use]
    pub fn new(name: impl Display, words: impl Display) -> Self {
        Self { name: name.to_string(), words: words.to_string(), before: None, after: None }
    }

    /// The page before, if there is one.
    #[must_use]
    pub fn before(self, link: Option<Link>) -> Self {
        Self { before: link, ..self }
    }

    /// The page after, if there is one.
    #[must_use]
    pub fn after(self, link: Option<Link>) -> Self {
        Self { after: link, ..self }
    }
}

/// An empty list says why it is empty and what to do next.
#[derive(Debug, Clone, Template)]
#[template(
    source = r#"<div class="empty">{{ icon }}<h3>{{ heading }}</h3><p>{{ sentence }}{% if let Some(link) = link %} {{ link }}{% endif %}</p></div>"#,
    ext = "html"
)]
pub struct Empty {
    icon: Icon,
    heading: String,
    sentence: String,
    link: Option<Link>,
}

impl Empty {
    /// All is done.
    #[must_use]
    pub fn done(heading: impl Display, sentence: impl Display) -> Self {
        Self::with_icon(Icon::Go, heading, sentence)
    }

    /// Nothing was found.
    #[must_use]
    pub fn unfound(heading: impl Display, sentence: impl Display) -> Self {
        Self::with_icon(Icon::Find, heading, sentence)
    }

    /// With another drawing.
    #[must_use]
    pub fn with_icon(icon: Icon, heading: impl Display, sentence: impl Display) -> Self {
        Self { icon, heading: heading.to_string(), sentence: sentence.to_string(), link: None }
    }

    /// What to do instead.
    #[must_use]
    pub fn link(self, href: impl Display, words: impl Display) -> Self {
        Self { link: Some(Link::new(href, words)), ..self }
    }
}

/// So many of so many, with a bar.
#[derive(Debug, Clone, Template)]
#[template(
    source = r#"<div class="progress"><progress max="{{ of }}" value="{{ done }}" aria-label="{{ name }}: {{ words }}">{{ words }}</progress><span>{{ words }}</span></div>"#,
    ext = "html"
)]
pub struct Progress {
    name: String,
    words: String,
    done: u32,
    of: u32,
}

impl Progress {
    /// `words` says it: "3 of 5 steps".
    #[must_use]
    pub fn new(name: impl Display, words: impl Display, done: u32, of: u32) -> Self {
        let (name, words) = (name.to_string(), words.to_string());
        Self { name, words, done: done.min(of), of: of.max(1) }
    }
}

part!(Work Facts Tasks Timeline Pager Empty Progress);
