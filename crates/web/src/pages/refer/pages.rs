//! The pages of the form.

use askama::Template;
use casework::need::NeedArea;
use casework::referral::form::{Elsewhere, Flow, Question};
use casework::referral::{SaidBy, Source, Urgency};

use super::Emergency;
use crate as web;
use crate::form::{Choice, Form};
use crate::parts::Facts;
use crate::shell::PublicShell;
use crate::text::{Text, key};

/// The first page: who fills it in, what to do in danger, whom this service is for.
#[derive(Debug, Template)]
#[template(path = "refer/start.html")]
pub struct StartPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: PublicShell,
    /// The choice.
    pub form: Form,
    /// What to do in danger.
    pub emergencies: &'static [Emergency],
}

/// One question.
#[derive(Debug, Template)]
#[template(path = "refer/question.html")]
pub struct QuestionPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: PublicShell,
    /// What was typed on this page.
    pub form: Form,
    /// Who fills it in.
    pub flow: Flow,
    /// Which question.
    pub question: Question,
    /// The sealed state.
    pub state: String,
    /// Whether what she wrote lies where our law does not run.
    pub elsewhere: Option<Elsewhere>,
}

impl QuestionPage {
    fn number(&self) -> usize {
        self.flow.number(self.question).unwrap_or(1)
    }

    fn of(&self) -> usize {
        self.flow.questions().len()
    }

    fn herself(&self) -> bool {
        self.flow == Flow::Herself
    }

    fn has_back(&self) -> bool {
        self.flow.before(self.question).is_some()
    }

    fn needs_heading(&self) -> String {
        let key = if self.herself() { key("refer-q-needs-own") } else { key("refer-q-needs") };
        self.t.say(key).to_string()
    }

    fn risk_label(&self) -> String {
        let key = if self.herself() { key("refer-risk-own") } else { key("refer-risk") };
        self.t.say(key).to_string()
    }

    fn risk_hint(&self) -> String {
        let key = if self.herself() { key("refer-risk-own-hint") } else { key("refer-risk-hint") };
        self.t.say(key).to_string()
    }

    fn sources(&self) -> Vec<Choice> {
        let sources = Source::ALL.iter().filter(|source| **source != Source::Herself);
        sources.map(|source| Choice::new(source.code(), self.t.say(source_key(*source)))).collect()
    }

    fn needs(&self) -> Vec<Choice> {
        let words = |need: &NeedArea| Choice::new(need.code(), self.t.say(need_key(*need)));
        NeedArea::ALL.iter().map(words).collect()
    }

    fn urgencies(&self) -> Vec<Choice> {
        let words = |urgency: &Urgency| {
            Choice::new(
                urgency.code(),
                self.t.say(match urgency {
                    Urgency::Today => key("refer-urgency-today"),
                    Urgency::Week => key("refer-urgency-week"),
                    Urgency::Usual => key("refer-urgency-usual"),
                }),
            )
        };
        Urgency::ALL.iter().map(words).collect()
    }

    fn said_bys(&self) -> Vec<Choice> {
        let words = |said_by: &SaidBy| {
            Choice::new(
                said_by.code(),
                self.t.say(match said_by {
                    SaidBy::She => key("refer-said-she"),
                    SaidBy::Referrer => key("refer-said-referrer"),
                    SaidBy::Record => key("refer-said-record"),
                    SaidBy::OtherPerson => key("refer-said-other"),
                }),
            )
        };
        SaidBy::ALL.iter().map(words).collect()
    }
}

/// The name of a kind of referrer.
#[must_use]
pub const fn source_key(source: Source) -> &'static str {
    match source {
        Source::Herself => key("refer-source-herself"),
        Source::Police => key("refer-source-police"),
        Source::Liaison => key("refer-source-liaison"),
        Source::Court => key("refer-source-court"),
        Source::Probation => key("refer-source-probation"),
        Source::Prison => key("refer-source-prison"),
        Source::Health => key("refer-source-health"),
        Source::Council => key("refer-source-council"),
        Source::Other => key("refer-source-other"),
    }
}

/// The name of a need.
#[must_use]
pub const fn need_key(need: NeedArea) -> &'static str {
    match need {
        NeedArea::Accommodation => key("refer-need-accommodation"),
        NeedArea::Work => key("refer-need-work"),
        NeedArea::PhysicalHealth => key("refer-need-physical-health"),
        NeedArea::MentalHealth => key("refer-need-mental-health"),
        NeedArea::DrugsAndAlcohol => key("refer-need-drugs-alcohol"),
        NeedArea::Money => key("refer-need-money"),
        NeedArea::Family => key("refer-need-family"),
        NeedArea::Pregnancy => key("refer-need-pregnancy"),
        NeedArea::Choices => key("refer-need-choices"),
        NeedArea::Abuse => key("refer-need-abuse"),
        NeedArea::SexWork => key("refer-need-sex-work"),
        NeedArea::Relationships => key("refer-need-relationships"),
        NeedArea::Legal => key("refer-need-legal"),
    }
}

/// What was answered, before it is sent.
#[derive(Debug, Template)]
#[template(path = "refer/check.html")]
pub struct CheckPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: PublicShell,
    /// The sealed state.
    pub state: String,
    /// Who fills it in.
    pub flow: Flow,
    /// What was answered, question by question.
    pub answers: Vec<(Question, String, Facts)>,
}

/// It was sent. Shows a reference and nothing else.
#[derive(Debug, Template)]
#[template(path = "refer/receipt.html")]
pub struct ReceiptPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: PublicShell,
    /// The reference.
    pub reference: String,
    /// Who filled it in.
    pub flow: Flow,
    /// What to do in danger.
    pub emergencies: &'static [Emergency],
}

impl ReceiptPage {
    fn herself(&self) -> bool {
        self.flow == Flow::Herself
    }
}

/// Nothing was taken; begin again.
#[derive(Debug, Template)]
#[template(path = "refer/again.html")]
pub struct AgainPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: PublicShell,
    /// The key of the sentence that says why.
    pub why: &'static str,
}
