//! The pages of the finder.

use askama::Template;
use directory::model::{Circumstance, LegalStage, Referrer, Term};

use super::card::{Call, Card, language_of};
use super::helplines::Helpline;
use super::map::Map;
use super::question::{LANGUAGES, about_key, first_key, stage_key, term_words};
use crate as web;
use crate::form::{Choice, Form};
use crate::parts::Facts;
use crate::shell::PublicShell;
use crate::text::Text;

/// The form, and what was found.
#[derive(Debug, Template)]
#[template(path = "find/page.html")]
pub struct FindPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: PublicShell,
    /// The question.
    pub form: Form,
    /// Helplines to show: the place's own, or all.
    pub helplines: Vec<&'static Helpline>,
    /// What was found; none before anything was asked.
    pub found: Option<Found>,
    /// Is there a directory at all?
    pub has_directory: bool,
}

/// What was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// What was asked, in a few words, without the place.
    pub asked: String,
    /// The place as it was understood; empty where none was named.
    pub place: String,
    /// Was the place guessed at?
    pub guessed: bool,
    /// Words that were put right: as typed, as understood.
    pub put_right: Vec<(String, String)>,
    /// How many fit.
    pub total: usize,
    /// Those that are shown.
    pub fits: Vec<Card>,
    /// Those that are near and do not fit.
    pub unfit: Vec<Card>,
    /// The next step of "show more", where there is more.
    pub more: Option<usize>,
    /// Where they are.
    pub map: Option<Map>,
    /// The link to share, where it was asked for.
    pub share: Option<String>,
    /// What was asked, for the page's own buttons.
    pub again: Vec<(String, String)>,
}

impl FindPage {
    fn lang(&self) -> &'static str {
        language_of(self.t)
    }

    fn needs(&self) -> Vec<Choice> {
        let areas = Term::all().filter(|term| term.is_area());
        areas.map(|term| Choice::new(term.code(), big(&term_words(self.t, term)))).collect()
    }

    fn stages(&self) -> Vec<Choice> {
        let words = |stage: &LegalStage| {
            Choice::new(stage.code(), big(&self.t.say(stage_key(*stage)).to_string()))
        };
        LegalStage::ALL.iter().map(words).collect()
    }

    fn firsts(&self) -> Vec<Choice> {
        let words = |first: &Referrer| Choice::new(first.code(), self.t.say(first_key(*first)));
        Referrer::ALL.iter().map(words).collect()
    }

    fn abouts(&self) -> Vec<Choice> {
        let words = |one: &Circumstance| {
            Choice::new(one.code(), big(&self.t.say(about_key(*one)).to_string()))
        };
        Circumstance::ALL.iter().map(words).collect()
    }

    fn languages(&self) -> Vec<Choice> {
        LANGUAGES.iter().map(|(code, key)| Choice::new(code, self.t.say(key))).collect()
    }

    /// Is more than the place and the need filled in?
    fn tells_more(&self) -> bool {
        let is_said = |name: &&str| !self.form.typed(name).is_empty();
        let first = self.form.typed("first");
        ["words", "age", "stage", "about", "language", "only"].iter().any(is_said)
            || !(first.is_empty() || first == Referrer::Herself.code())
    }
}

/// With a capital letter, as a line of its own begins.
pub(super) fn big(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// One service.
#[derive(Debug, Template)]
#[template(path = "find/service.html")]
pub struct ServicePage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: PublicShell,
    /// Its name.
    pub name: String,
    /// Who offers it.
    pub organisation: String,
    /// Must be known at once; may be empty.
    pub alert: String,
    /// What it does, by paragraphs.
    pub about: Vec<String>,
    /// Telephones.
    pub calls: Vec<Call>,
    /// Its mailbox; may be empty.
    pub email: String,
    /// Its own page; may be empty.
    pub website: String,
    /// Where it is.
    pub places: Vec<Facts>,
    /// That an address is kept private, or that there is only a line.
    pub place: String,
    /// Open now, or when next; may be empty.
    pub now: String,
    /// When it is open.
    pub hours: Vec<String>,
    /// Whom it is for, what it costs, who may refer.
    pub facts: Facts,
    /// When it was last confirmed.
    pub checked: String,
    /// Who said so.
    pub told: String,
    /// Helplines.
    pub helplines: Vec<&'static Helpline>,
}

impl ServicePage {
    fn lang(&self) -> &'static str {
        language_of(self.t)
    }
}

/// The list on paper: nothing of who asked, nor from where.
#[derive(Debug, Template)]
#[template(path = "find/sheet.html")]
pub struct SheetPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: PublicShell,
    /// The day.
    pub date: String,
    /// What is on it.
    pub rows: Vec<SheetRow>,
    /// Helplines.
    pub helplines: Vec<&'static Helpline>,
}

impl SheetPage {
    fn lang(&self) -> &'static str {
        language_of(self.t)
    }
}

/// One service on paper.
#[derive(Debug, Clone)]
pub struct SheetRow {
    /// Its name.
    pub name: String,
    /// Who offers it; may be empty.
    pub organisation: String,
    /// Its facts.
    pub facts: Facts,
    /// When it was last confirmed.
    pub checked: String,
}
