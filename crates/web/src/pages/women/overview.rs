//! The overview of a record: reaching her safely, her timeline, and the panels other rooms add.

use access::accounts;
use access::action::act;
use access::audit::Entry;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use casework::contact::{self, Answer};
use casework::record::{self, HeldIdentifier};
use casework::referral;
use casework::safety;
use casework::session;
use casework::timeline::{TimelineItem, TimelineTone, in_order};

use super::band::{Band, Tab};
use super::contact::channels_of;
use super::words::said;
use crate::errors::PageError;
use crate::page;
use crate::pages::plan::panels::{self, NeedsPanel, PlanPanel};
use crate::parts::{Channel, Event, Facts, Notice, Timeline, Tone};
use crate::shell::{Room, Shell, Staff};
use crate::text::Text;

/// `GET /women/{reference}`.
#[derive(Debug, Template)]
#[template(path = "women/overview.html")]
pub struct OverviewPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Her band.
    pub band: Band,
    /// Each channel with its answer.
    pub channels: Vec<Channel>,
    /// What was agreed, channel by channel.
    pub rules: Facts,
    /// Details of hers.
    pub details: Facts,
    /// Whether the reader may read her reference numbers.
    pub reads_numbers: bool,
    /// How hard things are, for whoever may read what her assessments say.
    pub needs: Option<NeedsPanel>,
    /// The plan in her words, for whoever may read it.
    pub plan: Option<PlanPanel>,
    /// What happened, the newest first.
    pub timeline: Timeline,
    /// Whether the reader may change details.
    pub may_write: bool,
}

pub(super) async fn show(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let t = staff.t;
    let mut uow = staff.read().await?;
    let band = Band::open(&staff, &mut uow, &reference, Tab::Overview).await?;
    let permit = staff.permit::<act::ReadRecord>(&mut uow, band.woman).await?;
    let found = record::read_woman(&mut uow, &permit).await?;
    let numbers = match staff.permit::<act::ReadNumbers>(&mut uow, band.woman).await {
        Ok(permit) => Some(record::identifiers(&mut uow, &permit).await?),
        Err(PageError::Forbidden(_)) => None,
        Err(error) => return Err(error),
    };
    let mut items = record::timeline_items(&mut uow, &permit).await?;
    items.extend(referral::service::first_words_in_time(&mut uow, &permit).await?);
    match staff.permit::<act::ReadSafety>(&mut uow, band.woman).await {
        Ok(permit) => items.extend(safety::timeline_lines(&mut uow, &permit).await?),
        // A volunteer reads the timeline without it.
        Err(PageError::Forbidden(_)) => {}
        Err(error) => return Err(error),
    }
    let plan = panels::for_overview(&staff, &mut uow, &band).await?;
    let plan = plan.map(|(plan, lines)| {
        items.extend(lines);
        plan
    });
    let needs = panels::needs(&staff, &mut uow, &band).await?;
    let gate = &staff.desk.gate;
    if gate.may::<act::ReadSessions>(&staff.ctx, &mut uow, &band.actor, band.woman).await? {
        let sessions = staff.permit::<act::ReadSessions>(&mut uow, band.woman).await?;
        items.extend(session::service::timeline_items(&staff.ctx, &mut uow, &sessions).await?);
    }
    in_order(&mut items);
    let people = accounts::colleagues(&mut uow, &band.actor).await?;
    let name_of = |id: Option<uuid::Uuid>| {
        people
            .iter()
            .find(|person| Some(person.id.uuid()) == id)
            .map(|person| person.name.reveal().clone())
    };
    let gate = &staff.desk.gate;
    let may_write =
        gate.may::<act::WriteRecord>(&staff.ctx, &mut uow, &band.actor, band.woman).await?;
    let asked = crate::pages::settings::asked_notice(&staff, &mut uow, &permit).await?;
    drop(uow);
    staff.entered(Entry::of(&permit)).await?;
    let mut shell = staff.shell(Room::Women);
    shell.notices.extend(asked);
    if may_write && band.cases.is_empty() {
        let notice = Notice::new(Tone::Amber, t.say("case-none"));
        shell.notices.push(notice.link(band.href("case"), t.say("case-open")));
    }
    let events = items.iter().map(|item| event(t, item, name_of(item.by))).collect();
    let page = OverviewPage {
        t,
        shell,
        channels: channels_of(t, &band, staff.ctx.now()),
        rules: rules(t, &band),
        details: details(t, &found, numbers.as_deref().unwrap_or_default()),
        reads_numbers: numbers.is_some(),
        needs,
        plan,
        timeline: Timeline::new(events),
        may_write,
        band,
    };
    Ok(page::show(&page))
}

/// One line of the timeline in words.
fn event(t: Text, item: &TimelineItem, by: Option<String>) -> Event {
    let mut heading = t.say(item.title_key);
    for (name, code) in &item.title_args {
        heading = match *name {
            // The phrase itself chooses its words by this code.
            "code" | "number" => heading.with(name, code.clone()),
            _ => heading.with(name, said(t, family(name), code)),
        };
    }
    let when = t.moment(item.at);
    let meta = match by {
        Some(by) => t.say("timeline-meta").with("when", when).with("by", by).to_string(),
        None => when,
    };
    let event = Event::new(heading, meta).body(item.detail.reveal());
    match item.tone {
        TimelineTone::Plain => event,
        TimelineTone::Green => event.tone(Tone::Green),
        TimelineTone::Amber => event.tone(Tone::Amber),
        TimelineTone::Red => event.tone(Tone::Red),
        TimelineTone::Ahead => event.ahead(),
    }
}

/// The family of words that a filled-in code belongs to.
fn family(argument: &str) -> &str {
    match argument {
        "reason" => "case-reason",
        "why" => "stale",
        other => other,
    }
}

fn rules(t: Text, band: &Band) -> Facts {
    let mut facts = Facts::new();
    for rule in band.standing.rules.iter().filter(|rule| rule.answer == Answer::Yes) {
        let terms = rule.terms.reveal();
        let hours = t.say("contact-hours-are").with("hours", terms.hours.spelt());
        let mut lines = vec![terms.value.clone(), hours.to_string()];
        lines.push(terms.note.clone());
        lines.retain(|line| !line.trim().is_empty());
        facts = facts.fact(said(t, "channel-name", rule.channel.code()), lines.join("\n"));
    }
    match contact::ask_again_by(&band.standing) {
        Some(by) => facts.fact(t.say("contact-ask-again"), t.date(by)),
        None => facts,
    }
}

fn details(t: Text, found: &record::WomanRecord, numbers: &[HeldIdentifier]) -> Facts {
    let draft = &found.draft;
    let identity = &draft.identity;
    let mut facts = Facts::new();
    let mut add = |key: &'static str, value: String| {
        if !value.trim().is_empty() {
            facts = std::mem::take(&mut facts).fact(t.say(key), value);
        }
    };
    add("women-legal-name", identity.legal_name.clone());
    add("women-other-names", identity.other_names.join("\n"));
    add("women-languages", identity.languages.join("\n"));
    if draft.interpreter == record::Asked::Yes {
        add("women-interpreter", said(t, "asked", draft.interpreter.code()));
    }
    add("women-what-helps", identity.what_helps.clone());
    for number in numbers {
        let kind = said(t, "identifier", number.identifier.kind.code());
        let check = said(t, "validity", number.identifier.validity.code());
        let raw = number.identifier.raw.reveal();
        facts = std::mem::take(&mut facts).fact(kind, format!("{raw}\n{check}"));
    }
    facts
}
