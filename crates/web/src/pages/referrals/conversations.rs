//! A conversation before any referral or name: written down in two minutes, and given to her record
//! or to a referral once she says who she is. It allows no contact: how she said she may be reached
//! is only a note.

use access::accounts;
use access::action::act;
use access::audit::Entry;
use askama::Template;
use axum::response::Response;
use casework::record;
use casework::referral::service::{self, FirstWordSaid, NamedAs, ReferralError};
use casework::session;
use kernel::{Personal, time};
use uuid::Uuid;

use super::take;
use crate as web;
use crate::errors::PageError;
use crate::form::{Errors, Fields, Form};
use crate::page;
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};

/// One conversation as shown.
#[derive(Debug, Clone)]
pub struct ConversationRow {
    /// Its id, carried unseen.
    pub id: String,
    /// What to call her, or how a colleague would know her again.
    pub label: Personal<String>,
    /// When, and who wrote it down.
    pub meta: String,
    /// What was said.
    pub words: Personal<String>,
    /// How she said she may be reached.
    pub reach: Personal<String>,
    /// Field `reference`.
    pub form: Form,
}

/// `GET /referrals/conversations`.
#[derive(Debug, Template)]
#[template(path = "referrals/conversations.html")]
pub struct ConversationsPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Those that belong to nobody yet, the newest first.
    pub rows: Vec<ConversationRow>,
    /// Whether the reader may write one down and name one.
    pub may_take: bool,
}

/// `GET /referrals/conversations/new`.
#[derive(Debug, Template)]
#[template(path = "referrals/conversation.html")]
pub struct ConversationPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Fields `label`, `words`, `reach`, `on`, `at`.
    pub form: Form,
    /// Where leaving leads.
    pub back: &'static str,
}

/// What somebody at the front desk sees who may write down, and read nothing afterwards.
#[derive(Debug, Template)]
#[template(path = "referrals/kept.html")]
pub struct KeptPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// What was kept, in words.
    pub words: String,
}

/// After something was written down: on to where it can be read, or a page that says it is kept.
pub(super) async fn kept(
    staff: &Staff,
    path: String,
    words: String,
) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    let actor = staff.desk.gate.actor(&staff.ctx, &mut uow).await?;
    if staff.desk.gate.may_enter::<act::ReadInbox>(&actor) {
        return Ok(page::see_other(path));
    }
    Ok(page::show(&KeptPage { t: staff.t, shell: staff.shell(Room::Referrals), words }))
}

async fn list(
    staff: &Staff,
    refused: Option<(&str, Errors, &Fields)>,
) -> Result<ConversationsPage, PageError> {
    let t = staff.t;
    let mut uow = staff.read().await?;
    let permit = staff.place::<act::ReadInbox>(&mut uow).await?;
    let actor = staff.desk.gate.actor(&staff.ctx, &mut uow).await?;
    let people = accounts::colleagues(&mut uow, &actor).await?;
    let words = service::first_words(&mut uow, &permit).await?;
    drop(uow);
    staff.entered(Entry::about_place(&permit)).await?;
    let rows = words.into_iter().map(|word| {
        let id = word.id.to_string();
        let by = people.iter().find(|person| Some(person.id.uuid()) == word.by);
        let by = by.map(|person| person.name.reveal().clone()).unwrap_or_default();
        let form = match &refused {
            Some((at, errors, fields)) if *at == id => Form::refused(t, fields, errors.clone()),
            _ => Form::blank(t),
        };
        ConversationRow {
            meta: t.say("timeline-meta").with("when", t.moment(word.at)).with("by", by).to_string(),
            label: word.said.label.into(),
            words: word.said.words.into(),
            reach: word.said.reach.into(),
            form: form.prefixed(&id),
            id,
        }
    });
    Ok(ConversationsPage {
        t,
        shell: staff.shell(Room::Referrals),
        rows: rows.collect(),
        may_take: staff.desk.gate.may_enter::<act::TakeReferral>(&actor),
    })
}

pub(super) async fn show(staff: Staff) -> Result<Response, PageError> {
    Ok(page::show(&list(&staff, None).await?))
}

async fn conversation(staff: &Staff, form: Form) -> Result<ConversationPage, PageError> {
    let mut uow = staff.read().await?;
    staff.place::<act::TakeReferral>(&mut uow).await?;
    let actor = staff.desk.gate.actor(&staff.ctx, &mut uow).await?;
    let reads = staff.desk.gate.may_enter::<act::ReadInbox>(&actor);
    let back = if reads { "/referrals/conversations" } else { "/" };
    Ok(ConversationPage { t: staff.t, shell: staff.shell(Room::Referrals), form, back })
}

pub(super) async fn blank(staff: Staff) -> Result<Response, PageError> {
    let now = time::london(staff.ctx.now());
    let form = Form::blank(staff.t)
        .with("on-day", now.day())
        .with("on-month", now.month())
        .with("on-year", now.year())
        .with("at", staff.t.time(staff.ctx.now()));
    Ok(page::show(&conversation(&staff, form).await?))
}

pub(super) async fn add(staff: Staff, fields: Fields) -> Result<Response, PageError> {
    let mut read = fields.read();
    let words = read.long("words").must(key("conversation-words-needed"));
    let label = read.line("label").may();
    let reach = read.line("reach").may();
    let on = read.date("on").must(key("conversation-on-needed"));
    let at = read.time("at").must(key("conversation-at-needed"));
    if let (Ok(words), Ok(label), Ok(reach), Ok(on), Ok(at)) = (words, label, reach, on, at) {
        match session::london_start(on.to_datetime(at)) {
            Ok(at) if at <= staff.ctx.now() => {
                let mut uow = staff.begin().await?;
                let permit = staff.place::<act::TakeReferral>(&mut uow).await?;
                let said = FirstWordSaid {
                    label: label.unwrap_or_default(),
                    words,
                    reach: reach.unwrap_or_default(),
                };
                service::take_first_word(&staff.ctx, &mut uow, &permit, at, &said).await?;
                uow.commit().await?;
                let told = staff.t.say("conversation-kept").to_string();
                return kept(&staff, "/referrals/conversations".to_owned(), told).await;
            }
            _ => {
                read.refuse("on", key("conversation-to-come"));
            }
        }
    }
    let form = Form::refused(staff.t, &fields, read.errors());
    Ok(page::refused(&conversation(&staff, form).await?))
}

fn word_of(fields: &Fields) -> Result<Uuid, PageError> {
    fields.first("word").parse().map_err(|_| PageError::Unreadable)
}

/// She has a record here: the conversation goes into it.
pub(super) async fn hers(staff: Staff, fields: Fields) -> Result<Response, PageError> {
    let word = word_of(&fields)?;
    let mut read = fields.read();
    let reference = read.reference("reference").must(key("conversation-reference-needed"));
    if let Ok(reference) = reference {
        let mut uow = staff.begin().await?;
        let permit = staff.place::<act::TakeReferral>(&mut uow).await?;
        let actor = staff.desk.gate.actor(&staff.ctx, &mut uow).await?;
        match record::by_address(&mut uow, &actor, reference).await {
            Ok(woman) => {
                let hers = staff.permit::<act::WriteRecord>(&mut uow, woman).await?;
                let named = NamedAs::Woman(&hers);
                match service::name_first_word(&staff.ctx, &mut uow, &permit, word, named).await {
                    Ok(()) => {
                        uow.commit().await?;
                        let path = format!("/women/{}", reference.compact());
                        return Ok(page::see_other(path));
                    }
                    // Somebody else was faster; the page shows how it stands now.
                    Err(ReferralError::NotFound) => {
                        return Ok(page::see_other("/referrals/conversations"));
                    }
                    Err(other) => return Err(other.into()),
                }
            }
            Err(casework::Fault::NotFound) => {
                read.refuse("reference", key("conversation-reference-unknown"));
            }
            Err(other) => return Err(other.into()),
        }
    }
    let word = word.to_string();
    Ok(page::refused(&list(&staff, Some((&word, read.errors(), &fields))).await?))
}

/// She wants to be referred: the page that takes a referral, with what was said.
pub(super) async fn refer(staff: Staff, fields: Fields) -> Result<Response, PageError> {
    let word = word_of(&fields)?;
    let mut uow = staff.read().await?;
    let permit = staff.place::<act::ReadInbox>(&mut uow).await?;
    staff.place::<act::TakeReferral>(&mut uow).await?;
    let words = service::first_words(&mut uow, &permit).await?;
    let Some(found) = words.into_iter().find(|one| one.id == word) else {
        return Ok(page::see_other("/referrals/conversations"));
    };
    drop(uow);
    staff.entered(Entry::about_place(&permit)).await?;
    let form = Form::blank(staff.t)
        .with("custody", "not_known")
        .with("urgency", "usual")
        .with("source", casework::referral::Source::Herself.code())
        .with("word", word)
        .with("called", &found.said.label)
        .with("when", &found.said.reach)
        .with("reason", &found.said.words);
    take::from_conversation(&staff, form).await
}
