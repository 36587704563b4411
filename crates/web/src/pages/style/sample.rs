//! Example values for the style sheet, all invented.

use askama::Template;

use crate::form::{Fields, Form};
use crate::parts::{
    Back, BeforeAfter, Channel, Channels, Chip, Clock, Due, Empty, Event, Facts, Icon, Link,
    Notice, Pager, Progress, Reach, Row, SafeContact, Scored, Step, Tag, Tasks, Timeline, Tone,
    Work,
};
use crate::shell::Shell;
use crate::text::Text;

/// `GET /style`.
#[derive(Template)]
#[template(path = "style/style.html")]
pub struct StylePage {
    t: Text,
    shell: Shell,
    good: Form,
    refused: Form,
    contacts: Vec<SafeContact>,
    rows: Work,
    chart: BeforeAfter,
}

impl StylePage {
    /// The page.
    #[must_use]
    pub fn new(t: Text, shell: Shell) -> Self {
        let good = Form::filled(
            t,
            Fields::default()
                .with("name", "Kay Morgan")
                .with("note", "She wants to bring her sister next time.")
                .with("given", "writing")
                .with("need", "housing")
                .with("came", "came")
                .with("told", "yes")
                .with("born-day", "9")
                .with("born-month", "5")
                .with("born-year", "1994"),
        );
        let wrong = Fields::default()
            .with("number", "A1234B")
            .with("release-day", "30")
            .with("release-month", "2")
            .with("release-year", "2027");
        let mut read = wrong.read();
        read.refuse("number", "style-error-number");
        let _ = read.date("release").may();
        let _ = read.choice("how", |_| Some(())).must("style-error-how");
        let refused = Form::refused(t, &wrong, read.errors()).prefixed("wrong");
        let contact = |reach, brief: &str, heading: &str, more: &str| SafeContact {
            reach,
            brief: t.say(brief).to_string(),
            heading: t.say(heading).to_string(),
            more: t.say(more).to_string(),
            rules: Some(Link::new("#contact", t.say("style-contact-rules"))),
        };
        let contacts = vec![
            contact(Reach::Go, "style-go-brief", "style-go", "style-go-more"),
            contact(Reach::Care, "style-care-brief", "style-care", "style-care-more"),
            contact(Reach::Stop, "style-stop-brief", "style-stop", "style-stop-more"),
        ];
        let rows = Work::new(vec![
            Row::new("#rows", "Kay Morgan")
                .more(t.say("style-row-more"))
                .at("11:00", "11:00am")
                .contact(contacts.get(1).cloned().unwrap_or_else(|| {
                    contact(Reach::Stop, "style-stop-brief", "style-stop", "style-stop-more")
                })),
            Row::new("#rows", "Destiny Okafor")
                .more(t.say("style-row-court"))
                .at("13:15", "1:15pm")
                .tag(Tag::new(Tone::Amber, t.say("style-tag-record"))),
            Row::new("#rows", t.say("style-row-task"))
                .clock(Clock::new(Due::Late, t.say("style-clock-late"))),
        ]);
        let chart = BeforeAfter::new(t, "hard", t.say("style-chart-title"), t.say("style-chart"))
            .occasions(t.say("month-august"), t.say("chart-now"))
            .rows(vec![
                Scored::new(t.say("style-part-safe"), Some(9), Some(4)),
                Scored::new(t.say("style-part-home"), Some(8), Some(5)),
                Scored::new(t.say("style-part-money"), None, Some(3)),
                Scored::new(t.say("style-part-drugs"), Some(3), Some(4)),
            ]);
        Self { t, shell, good, refused, contacts, rows, chart }
    }

    fn channels(&self) -> Channels {
        Channel::list(vec![
            Channel::new(Reach::Go, self.t.say("style-channel-person")),
            Channel::new(Reach::Care, self.t.say("style-how-text")),
            Channel::new(Reach::Stop, self.t.say("style-channel-voicemail")),
        ])
    }

    fn facts(&self) -> Facts {
        Facts::new()
            .fact(self.t.say("style-fact-reference"), "7KQW-4RMT")
            .fact(self.t.say("style-fact-worker"), "Nia Prosser")
            .change("#summary", self.t.say("list-change"))
    }

    fn tasks(&self) -> Tasks {
        let t = self.t;
        Tasks::new(vec![
            Step::new(t.say("style-task-contact"), Tag::new(Tone::Green, t.say("style-tag-done")))
                .href("#summary"),
            Step::new(
                t.say("style-task-needs"),
                Tag::new(Tone::Violet, t.say("style-tag-started")),
            )
            .href("#summary"),
            Step::new(t.say("style-task-plan"), Tag::new(Tone::Quiet, t.say("style-tag-not-yet")))
                .hint(t.say("style-task-plan-hint")),
        ])
    }

    fn timeline(&self) -> Timeline {
        let t = self.t;
        Timeline::new(vec![
            Event::new(t.say("style-event-ahead"), "26 November, 10:00am").ahead(),
            Event::new(t.say("style-event-step"), "17 November, Nia").tone(Tone::Green),
            Event::new(t.say("style-event-happened"), "12 November").href("#timeline"),
            Event::new(t.say("style-event-not"), "9 November")
                .tone(Tone::Red)
                .body(t.say("style-event-body")),
        ])
    }

    fn pager(&self) -> Pager {
        Pager::new(self.t.say("style-pager-name"), self.t.say("style-pager"))
            .before(Some(Link::new("#nav", self.t.say("style-pager-before"))))
            .after(Some(Link::new("#nav", self.t.say("style-pager-after"))))
    }
}
