//! Safe contact: what was agreed, setting and confirming it, what makes it stale; and asking the
//! gate before a text, a call or a voicemail, with its answer and the way past it in an emergency.

use std::collections::BTreeMap;

use access::action::act;
use access::audit::Entry;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use casework::Fault;
use casework::contact::{
    self, AgreedWords, Answer, AttemptDraft, Confirmed, FirstName, NumberShows, RuleDraft,
    RuleError, SafeContactRule, StaleMark, StaleWhy, Terms, WhoMayAnswer,
};
use jiff::Timestamp;
use kernel::hours::Window;
use kernel::{Personal, WeekHours};
use uuid::Uuid;

use super::band::{Band, Tab, our_names};
use super::words::{capital, refusal, said, shape};
use crate::errors::PageError;
use crate::form::Choice;
use crate::page;
use crate::parts::{Channel, Facts};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};
use crate::{Fields, Form};

/// A rule as shown.
#[derive(Debug, Clone)]
pub struct RuleRow {
    /// Its row, to confirm or replace it by.
    pub id: String,
    /// The channel, and what she said of it.
    pub heading: String,
    /// What was agreed.
    pub facts: Facts,
    /// Whether it is a yes, so that it can be confirmed.
    pub is_yes: bool,
}

/// `GET /women/{reference}/contact`.
#[derive(Debug, Template)]
#[template(path = "women/contact.html")]
pub struct ContactPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Her band.
    pub band: Band,
    /// Each channel with its answer now.
    pub channels: Vec<Channel>,
    /// Her rules in force.
    pub rules: Vec<RuleRow>,
    /// Whether the reader may change them.
    pub may_write: bool,
    /// Field `why`.
    pub form: Form,
    /// What can make them stale.
    pub reasons: Vec<Choice>,
    /// How she confirmed.
    pub hows: Vec<Choice>,
}

/// A new rule, or one that takes another's place.
#[derive(Debug, Template)]
#[template(path = "women/contact_rule.html")]
pub struct RulePage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Her band.
    pub band: Band,
    /// The fields of a rule.
    pub form: Form,
    /// Answers of each choice, by field.
    pub choices: BTreeMap<&'static str, Vec<Choice>>,
}

/// What the gate said.
#[derive(Debug, Clone)]
pub struct GateAnswer {
    /// In one line.
    pub heading: String,
    /// Why.
    pub why: String,
    /// What her rules allow instead, each with its shape.
    pub instead: Vec<(&'static str, String)>,
}

/// Asking the gate.
#[derive(Debug, Template)]
#[template(path = "women/attempt.html")]
pub struct AttemptPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Her band.
    pub band: Band,
    /// Fields `channel`, `to`, `words`, `shows`, `reason`.
    pub form: Form,
    /// Answers of each choice, by field.
    pub choices: BTreeMap<&'static str, Vec<Choice>>,
    /// A yes: go on, with these instructions.
    pub allowed: Option<Facts>,
    /// A no.
    pub refused: Option<GateAnswer>,
}

impl AttemptPage {
    fn of(&self, field: &str) -> &[Choice] {
        self.choices.get(field).map_or(&[], Vec::as_slice)
    }
}

impl RulePage {
    fn of(&self, field: &str) -> &[Choice] {
        self.choices.get(field).map_or(&[], Vec::as_slice)
    }
}

/// Each channel with its answer, for a list of channels.
pub(super) fn channels_of(t: Text, band: &Band, now: Timestamp) -> Vec<Channel> {
    let reach = band.standing.reach(now);
    let mut channels = Vec::new();
    for of_channel in &reach.channels {
        let name = said(t, "channel-name", of_channel.channel.code());
        let words = match &of_channel.answer {
            Ok(None) => name,
            Ok(Some(until)) => {
                t.say("contact-until").with("way", name).with("time", t.time(*until)).to_string()
            }
            Err(contact::Refused::OutsideHours { .. }) => {
                t.say("contact-not-now").with("way", name).to_string()
            }
            Err(_) => t.say("contact-no").with("way", name).to_string(),
        };
        channels.push(Channel::new(shape(&of_channel.answer), words));
    }
    channels
}

fn choices<C: Copy>(
    t: Text,
    family: &str,
    all: &[C],
    code: impl Fn(C) -> &'static str,
) -> Vec<Choice> {
    all.iter().map(|value| Choice::new(code(*value), said(t, family, code(*value)))).collect()
}

fn confirmed_choices(t: Text) -> Vec<Choice> {
    choices(t, "confirmed", Confirmed::ALL, Confirmed::code)
}

fn rule_choices(t: Text) -> BTreeMap<&'static str, Vec<Choice>> {
    let days = ["mo", "tu", "we", "th", "fr", "sa", "su"];
    BTreeMap::from([
        ("channel", choices(t, "channel-name", contact::Channel::ALL, contact::Channel::code)),
        ("answer", choices(t, "answer", Answer::ALL, Answer::code)),
        ("confirmed", confirmed_choices(t)),
        ("shows", choices(t, "shows", NumberShows::ALL, NumberShows::code)),
        ("who", choices(t, "who-answers", WhoMayAnswer::ALL, WhoMayAnswer::code)),
        ("kind", choices(t, "agreed-words", &["none", "only", "signed", "anything"], |code| code)),
        ("days", choices(t, "day", &days, |code| code)),
    ])
}

fn rule_row(t: Text, rule: &SafeContactRule) -> RuleRow {
    let terms = rule.terms.reveal();
    let mut facts = Facts::new();
    let mut add = |name: &'static str, value: String| {
        if !value.trim().is_empty() {
            facts = std::mem::take(&mut facts).fact(t.say(name), value);
        }
    };
    add("contact-value", terms.value.clone());
    if rule.answer == Answer::Yes {
        add("contact-hours", capital(&terms.hours.spelt()));
        add("contact-words", agreed(t, &terms.words));
        if let Some(shows) = terms.number_shows {
            add("contact-shows", said(t, "shows", shows.code()));
        }
        if let Some(who) = terms.who_may_answer {
            let words = said(t, "who-answers", who.code());
            add("contact-who", words);
        }
        add("contact-check-word", terms.check_word.clone());
    }
    add("contact-note", terms.note.clone());
    let how = said(t, "confirmed", rule.confirmed.code());
    let on = rule.confirmed_on.map(|on| t.date(on)).unwrap_or_default();
    add("contact-confirmed", format!("{how}\n{on}"));
    if let Some(by) = rule.good_until().filter(|_| rule.answer == Answer::Yes) {
        add("contact-ask-again", t.date(by));
    }
    let way = said(t, "channel-name", rule.channel.code());
    let heading = match rule.answer {
        Answer::Yes => t.say("contact-yes").with("way", way).to_string(),
        Answer::No => t.say("contact-no").with("way", way).to_string(),
    };
    RuleRow { id: rule.id.to_string(), heading, facts, is_yes: rule.answer == Answer::Yes }
}

fn agreed(t: Text, words: &AgreedWords) -> String {
    match words {
        AgreedWords::None => t.say("agreed-words-none").to_string(),
        AgreedWords::OnlyThese(phrases) => phrases.join("\n"),
        AgreedWords::SignedWith(name) => {
            t.say("contact-signed").with("name", name.as_str()).to_string()
        }
        AgreedWords::AnythingToHer => t.say("agreed-words-anything").to_string(),
    }
}

pub(super) async fn show(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let t = staff.t;
    let mut uow = staff.read().await?;
    let band = Band::open(&staff, &mut uow, &reference, Tab::Contact).await?;
    let permit = staff.permit::<act::ReadRecord>(&mut uow, band.woman).await?;
    let gate = &staff.desk.gate;
    let may_write =
        gate.may::<act::WriteContact>(&staff.ctx, &mut uow, &band.actor, band.woman).await?;
    drop(uow);
    staff.entered(Entry::of(&permit)).await?;
    let reasons = StaleWhy::marked()
        .map(|why| Choice::new(why.code(), capital(&said(t, "stale", why.code()))))
        .collect();
    Ok(page::show(&ContactPage {
        t,
        shell: staff.shell(Room::Women),
        channels: channels_of(t, &band, staff.ctx.now()),
        rules: band.standing.rules.iter().map(|rule| rule_row(t, rule)).collect(),
        may_write,
        form: Form::blank(t),
        reasons,
        hows: confirmed_choices(t).into_iter().take(2).collect(),
        band,
    }))
}

pub(super) async fn rule(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let t = staff.t;
    let mut uow = staff.read().await?;
    let band = Band::open(&staff, &mut uow, &reference, Tab::Contact).await?;
    let permit = staff.permit::<act::WriteContact>(&mut uow, band.woman).await?;
    drop(uow);
    staff.entered(Entry::of(&permit)).await?;
    let today = staff.ctx.today();
    let mut form = Form::blank(t)
        .with("answer", Answer::Yes.code())
        .with("confirmed", Confirmed::InPerson.code())
        .with("confirmed_on-day", today.day())
        .with("confirmed_on-month", today.month())
        .with("confirmed_on-year", today.year());
    for day in ["mo", "tu", "we", "th", "fr"] {
        form = form.with("days", day);
    }
    let shell = staff.shell(Room::Women);
    Ok(page::show(&RulePage { t, shell, band, form, choices: rule_choices(t) }))
}

/// The hours of a form: days, and one window on each.
fn hours(
    days: &[&'static str],
    from: jiff::civil::Time,
    to: jiff::civil::Time,
) -> Option<WeekHours> {
    let minute = |time: jiff::civil::Time| {
        Some(u16::try_from(time.hour()).ok()? * 60 + u16::try_from(time.minute()).ok()?)
    };
    // Midnight at the end of a day is typed as 12am or 00:00.
    let to = minute(to).map(|to| if to == 0 { 24 * 60 } else { to })?;
    let window = Window::new(minute(from)?, to).ok()?;
    let week = [
        ("mo", jiff::civil::Weekday::Monday),
        ("tu", jiff::civil::Weekday::Tuesday),
        ("we", jiff::civil::Weekday::Wednesday),
        ("th", jiff::civil::Weekday::Thursday),
        ("fr", jiff::civil::Weekday::Friday),
        ("sa", jiff::civil::Weekday::Saturday),
        ("su", jiff::civil::Weekday::Sunday),
    ];
    let chosen = week.iter().filter(|(code, _)| days.contains(code));
    Some(chosen.fold(WeekHours::never(), |hours, (_, day)| hours.with(*day, window)))
}

fn day_code(code: &str) -> Option<&'static str> {
    ["mo", "tu", "we", "th", "fr", "sa", "su"].into_iter().find(|day| *day == code)
}

/// Reads the form of a rule, or says beside each field what is not right.
fn read_rule(
    fields: &Fields,
    today: jiff::civil::Date,
    our_names: &[String],
) -> Result<RuleDraft, crate::Errors> {
    let mut read = fields.read();
    let channel =
        read.choice("channel", contact::Channel::from_code).must(key("contact-which-channel"));
    let answer = read.choice("answer", Answer::from_code).must(key("contact-which-answer"));
    let confirmed = read.choice("confirmed", Confirmed::from_code).must(key("contact-how-known"));
    let confirmed_on = read.date("confirmed_on").may();
    let value = read.line("value").may();
    let shows = read.choice("shows", NumberShows::from_code).may();
    let who = read.choice("who", WhoMayAnswer::from_code).may();
    let check_word = read.line("check_word").may();
    let note = read.long("note").may();
    let days = read.choices("days", day_code).may();
    let from = read.time("from").may();
    let to = read.time("to").may();
    let words = match fields.first("kind") {
        "only" => read.long("phrases").must(key("contact-which-words")).map(|text| {
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            AgreedWords::OnlyThese(lines.map(str::to_owned).collect())
        }),
        "signed" => read
            .line("first_name")
            .parsed(|name| FirstName::parse(&name).map_err(|_| key("contact-one-first-name")))
            .must(key("contact-one-first-name"))
            .map(AgreedWords::SignedWith),
        "anything" => Ok(AgreedWords::AnythingToHer),
        _ => Ok(AgreedWords::None),
    };
    let replaces = fields.first("replaces").parse::<Uuid>().ok();
    let open = match (&days, &from, &to) {
        (Ok(Some(days)), Ok(Some(from)), Ok(Some(to))) => match hours(days, *from, *to) {
            Some(hours) => hours,
            None => {
                read.refuse("to", key("contact-hours-backwards"));
                WeekHours::never()
            }
        },
        _ => WeekHours::never(),
    };
    let (
        Ok(channel),
        Ok(answer),
        Ok(confirmed),
        Ok(confirmed_on),
        Ok(value),
        Ok(number_shows),
        Ok(who_may_answer),
        Ok(check_word),
        Ok(note),
        Ok(words),
    ) = (channel, answer, confirmed, confirmed_on, value, shows, who, check_word, note, words)
    else {
        return Err(read.errors());
    };
    let draft = RuleDraft {
        channel,
        answer,
        confirmed,
        confirmed_on,
        recheck_by: None,
        terms: Personal::new(Terms {
            value: value.unwrap_or_default(),
            hours: open,
            words,
            number_shows,
            who_may_answer,
            check_word: check_word.unwrap_or_default(),
            note: note.unwrap_or_default(),
        }),
        replaces,
    };
    if let Err(faults) = draft.check(today, our_names) {
        for fault in faults {
            let (field, words) = rule_fault(fault);
            read.refuse(field, words);
        }
    }
    if read.is_right() { Ok(draft) } else { Err(read.errors()) }
}

fn rule_fault(fault: RuleError) -> (&'static str, &'static str) {
    match fault {
        RuleError::NoDay => ("confirmed_on", key("contact-when-confirmed")),
        RuleError::FutureDay => ("confirmed_on", key("contact-future")),
        RuleError::RecheckOutOfRange => ("confirmed_on", key("contact-when-confirmed")),
        RuleError::NoValue => ("value", key("contact-which-value")),
        RuleError::NoHours => ("from", key("contact-which-hours")),
        RuleError::NoWords => ("kind", key("contact-which-words")),
        RuleError::NoNumberShows => ("shows", key("contact-which-shows")),
        RuleError::TellingWords(_) => ("phrases", key("contact-telling-words")),
    }
}

pub(super) async fn set(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let t = staff.t;
    let names = our_names(&staff);
    let mut uow = staff.begin().await?;
    let band = Band::open(&staff, &mut uow, &reference, Tab::Contact).await?;
    let permit = staff.permit::<act::WriteContact>(&mut uow, band.woman).await?;
    match read_rule(&fields, staff.ctx.today(), &names) {
        Ok(draft) => {
            contact::set_contact_rule(&staff.ctx, &mut uow, &permit, &names, &draft).await?;
            uow.commit().await?;
            Ok(page::see_other(band.href("contact")))
        }
        Err(errors) => {
            drop(uow);
            staff.entered(Entry::of(&permit)).await?;
            let form = Form::refused(t, &fields, errors);
            let shell = staff.shell(Room::Women);
            Ok(page::refused(&RulePage { t, shell, band, form, choices: rule_choices(t) }))
        }
    }
}

pub(super) async fn confirm(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let band = Band::open(&staff, &mut uow, &reference, Tab::Contact).await?;
    let permit = staff.permit::<act::WriteContact>(&mut uow, band.woman).await?;
    let rule: Uuid = fields.first("rule").parse().map_err(|_| PageError::Unreadable)?;
    let how = Confirmed::from_code(fields.first("how")).ok_or(PageError::Unreadable)?;
    let names = our_names(&staff);
    contact::confirm_rule(&staff.ctx, &mut uow, &permit, &names, rule, how).await?;
    uow.commit().await?;
    Ok(page::see_other(band.href("contact")))
}

pub(super) async fn stale(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let band = Band::open(&staff, &mut uow, &reference, Tab::Contact).await?;
    let permit = staff.permit::<act::WriteContact>(&mut uow, band.woman).await?;
    // Whatever was chosen, even nothing, somebody doubts the rules: that alone makes them stale.
    let why = StaleWhy::from_code(fields.first("why"))
        .filter(|why| *why != StaleWhy::Aged)
        .unwrap_or(StaleWhy::Doubted);
    let mark = StaleMark { at: staff.ctx.now(), why };
    contact::mark_stale(&staff.ctx, &mut uow, &permit, mark).await?;
    uow.commit().await?;
    Ok(page::see_other(band.href("contact")))
}

fn attempt_choices(t: Text) -> BTreeMap<&'static str, Vec<Choice>> {
    BTreeMap::from([
        ("channel", choices(t, "channel-name", contact::Channel::ALL, contact::Channel::code)),
        ("shows", choices(t, "shows", NumberShows::ALL, NumberShows::code)),
    ])
}

/// The form filled from the rule of the channel that is asked for, or of the first yes.
fn attempt_form(t: Text, band: &Band) -> Form {
    let yes = band.standing.rules.iter().find(|rule| rule.answer == Answer::Yes);
    let Some(rule) = yes else { return Form::blank(t) };
    let terms = rule.terms.reveal();
    let form = Form::blank(t).with("channel", rule.channel.code()).with("to", &terms.value);
    match terms.number_shows {
        Some(shows) => form.with("shows", shows.code()),
        None => form,
    }
}

pub(super) async fn attempt(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let t = staff.t;
    let mut uow = staff.read().await?;
    let band = Band::open(&staff, &mut uow, &reference, Tab::Contact).await?;
    let permit = staff.permit::<act::ContactWoman>(&mut uow, band.woman).await?;
    drop(uow);
    staff.entered(Entry::of(&permit)).await?;
    let form = attempt_form(t, &band);
    let shell = staff.shell(Room::Women);
    let choices = attempt_choices(t);
    Ok(page::show(&AttemptPage { t, shell, band, form, choices, allowed: None, refused: None }))
}

fn read_attempt(fields: &Fields) -> Result<AttemptDraft, crate::Errors> {
    let mut read = fields.read();
    let channel =
        read.choice("channel", contact::Channel::from_code).must(key("contact-which-channel"));
    let to = read.line("to").may();
    let words = read.long("words").may();
    let shows = read.choice("shows", NumberShows::from_code).may();
    match (channel, to, words, shows) {
        (Ok(channel), Ok(to), Ok(words), Ok(number_shows)) => Ok(AttemptDraft {
            channel,
            to: to.unwrap_or_default().into(),
            words: words.unwrap_or_default().into(),
            number_shows,
        }),
        _ => Err(read.errors()),
    }
}

pub(super) async fn ask(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    answer(staff, &reference, fields, Way::ThroughTheGate).await
}

pub(super) async fn over(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    answer(staff, &reference, fields, Way::ToPreventHarm).await
}

enum Way {
    ThroughTheGate,
    ToPreventHarm,
}

async fn answer(
    staff: Staff,
    reference: &str,
    fields: Fields,
    way: Way,
) -> Result<Response, PageError> {
    let t = staff.t;
    let names = our_names(&staff);
    let mut uow = staff.begin().await?;
    let band = Band::open(&staff, &mut uow, reference, Tab::Contact).await?;
    let permit = staff.permit::<act::ContactWoman>(&mut uow, band.woman).await?;
    let mut form = Form::filled(t, fields.clone());
    let (mut allowed, mut refused) = (None, None);
    match read_attempt(&fields) {
        Err(errors) => form = Form::refused(t, &fields, errors),
        Ok(draft) => match way {
            Way::ThroughTheGate => {
                let said =
                    contact::record_contact_attempt(&staff.ctx, &mut uow, &permit, &names, &draft);
                match said.await? {
                    Ok(yes) => allowed = Some(go_on(t, &band, yes.channel())),
                    Err(no) => refused = Some(gate_answer(t, &band, &draft, no, staff.ctx.now())),
                }
            }
            Way::ToPreventHarm => {
                let reason = Personal::from(fields.first("reason"));
                let said = contact::override_gate(&staff.ctx, &mut uow, &permit, &draft, &reason);
                match said.await {
                    Ok(yes) => allowed = Some(overridden(t, yes.channel())),
                    Err(Fault::ReasonNeeded) => {
                        let mut read = fields.read();
                        read.refuse("reason", key("gate-reason-needed"));
                        form = Form::refused(t, &fields, read.errors());
                    }
                    Err(other) => return Err(other.into()),
                }
            }
        },
    }
    uow.commit().await?;
    if form.is_refused() {
        staff.entered(Entry::of(&permit)).await?;
    }
    let no = form.is_refused() || refused.is_some();
    let shell = staff.shell(Room::Women);
    let choices = attempt_choices(t);
    let page = AttemptPage { t, shell, band, form, choices, allowed, refused };
    Ok(if no { page::refused(&page) } else { page::show(&page) })
}

/// What to mind, once the gate said yes.
fn go_on(t: Text, band: &Band, channel: contact::Channel) -> Facts {
    let mut facts =
        Facts::new().fact(t.say("gate-yes-way"), said(t, "channel-name", channel.code()));
    let rules = band.standing.rules.iter();
    let rule = rules.filter(|rule| rule.channel == channel).find(|r| r.answer == Answer::Yes);
    if let Some(rule) = rule {
        let terms = rule.terms.reveal();
        facts = facts.fact(t.say("contact-words"), agreed(t, &terms.words));
        if let Some(who) = terms.who_may_answer {
            facts = facts.fact(t.say("contact-who"), said(t, "who-answers", who.code()));
        }
        if !terms.check_word.is_empty() {
            facts = facts.fact(t.say("contact-check-word"), &terms.check_word);
        }
        if !terms.note.is_empty() {
            facts = facts.fact(t.say("contact-note"), &terms.note);
        }
    }
    facts
}

fn overridden(t: Text, channel: contact::Channel) -> Facts {
    Facts::new()
        .fact(t.say("gate-yes-way"), said(t, "channel-name", channel.code()))
        .fact(t.say("gate-override-what"), t.say("gate-override-reviewed"))
}

fn gate_answer(
    t: Text,
    band: &Band,
    draft: &AttemptDraft,
    refused: contact::Refused,
    now: Timestamp,
) -> GateAnswer {
    let way = said(t, "channel", draft.channel.code());
    let mut instead: Vec<(&'static str, String)> = Vec::new();
    for of_channel in band.standing.reach(now).channels {
        let name = said(t, "channel-name", of_channel.channel.code());
        match of_channel.answer {
            Ok(None) => instead.push(("yes", name)),
            Ok(Some(until)) => {
                let words = t.say("contact-until").with("way", name).with("time", t.time(until));
                instead.push(("yes", words.to_string()));
            }
            Err(contact::Refused::OutsideHours { next: Some(next) }) => {
                let words = t.say("contact-from").with("way", name).with("moment", t.moment(next));
                instead.push(("unknown", words.to_string()));
            }
            Err(_) => {}
        }
    }
    if instead.is_empty() {
        instead.push(("unknown", t.say("gate-through-referrer").to_string()));
        instead.push(("unknown", t.say("gate-in-person").to_string()));
    }
    GateAnswer {
        heading: t.say("gate-refused").with("way", way).to_string(),
        why: refusal(t, refused),
        instead,
    }
}

impl GateAnswer {
    /// The drawing beside a way that is allowed instead.
    fn icon(state: &str) -> crate::parts::Icon {
        match state {
            "yes" => crate::parts::Icon::Go,
            _ => crate::parts::Icon::Care,
        }
    }
}
