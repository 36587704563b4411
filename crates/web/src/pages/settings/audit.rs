//! The audit trail: what happened last, and whether anything in it was altered.

use std::collections::BTreeMap;

use access::accounts;
use access::action::Woman;
use access::audit::{self, Broken, Entry, HeadFile, Line};
use access::{ActorFacts, Denied, act};
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use casework::record;
use kernel::ctx::AccountMark;
use kernel::{Id, Personal, Reference, time};
use store::Uow;

use super::{Corner, Corners, corners, done_in_words};
use crate::errors::PageError;
use crate::page;
use crate::parts::{Link, Notice, Pager, Tone};
use crate::routes::{Needs, Routes};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};

/// Entries that one page shows; as many as the trail hands out at once.
const AT_ONCE: usize = 100;

pub(super) fn routes() -> Routes {
    Routes::new().get("/settings/audit", Needs::action("ReadAudit"), newest).post(
        "/settings/audit/check",
        Needs::action("VerifyAudit"),
        check,
    )
}

/// One entry, in words.
#[derive(Debug, Clone)]
pub struct ShownEntry {
    /// When.
    pub when: String,
    /// Who.
    pub who: String,
    /// What.
    pub what: String,
    /// Whose record, as far as the reader may know; her reference, never her name.
    pub record: Option<Link>,
    /// "3 women listed", or nothing.
    pub listed: String,
    /// What was searched for or changed.
    pub details: Option<Personal<String>>,
}

/// Where a page of the trail begins: before this number.
#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct From {
    before: Option<i64>,
}

impl From {
    pub(super) fn before(&self) -> i64 {
        self.before.unwrap_or(i64::MAX)
    }
}

/// `GET /settings/audit`.
#[derive(Debug, Template)]
#[template(path = "settings/audit.html")]
pub struct AuditPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Where else in settings.
    pub corners: Corners,
    /// The newest first.
    pub entries: Vec<ShownEntry>,
    /// Older ones.
    pub pager: Pager,
}

async fn newest(staff: Staff, Query(from): Query<From>) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    let permit = staff.place::<act::ReadAudit>(&mut uow).await?;
    let lines = audit::newest(&mut uow, &permit, from.before()).await?;
    let (actor, corners) = corners(&staff, &mut uow, Corner::Audit).await?;
    let names = accounts::names(&mut uow, &actor).await?;
    let mut known = Known::default();
    let mut entries = Vec::with_capacity(lines.len());
    for line in &lines {
        let mut entry = in_words(staff.t, line, &names);
        if let Some(woman) = line.woman {
            entry.record = known.link(&staff, &mut uow, &actor, woman).await?;
        }
        entries.push(entry);
    }
    drop(uow);
    staff.entered(Entry::about_place(&permit)).await?;
    let pager = older(staff.t, Corner::Audit.href(), &lines);
    let shell = staff.shell(Room::Settings);
    Ok(page::show(&AuditPage { t: staff.t, shell, corners, entries, pager }))
}

/// An entry in words, without whose record it is.
pub(super) fn in_words(
    t: Text,
    line: &Line,
    names: &BTreeMap<Id<AccountMark>, Personal<String>>,
) -> ShownEntry {
    let who = match line.account {
        None => t.say("settings-audit-program").to_string(),
        Some(account) => names.get(&account).map_or_else(
            || t.say("settings-audit-somebody").to_string(),
            |name| name.reveal().clone(),
        ),
    };
    let listed = match line.listed {
        0 => String::new(),
        count => t.say("settings-audit-listed").with("count", count).to_string(),
    };
    ShownEntry {
        when: t.moment(time::from_micros(line.at)),
        who,
        what: done_in_words(t, &line.action),
        record: None,
        listed,
        details: line.details.clone(),
    }
}

/// The way to older entries, where there may be some.
pub(super) fn older(t: Text, path: &str, lines: &[Line]) -> Pager {
    let words = t.say("settings-audit-shown").with("count", lines.len());
    let last = lines.last().filter(|_| lines.len() >= AT_ONCE);
    let after = last.map(|line| {
        Link::new(format!("{path}?before={}", line.sequence), t.say("settings-audit-older"))
    });
    Pager::new(t.say("settings-audit-more"), words).after(after)
}

/// The references of records, each asked for once a page.
#[derive(Debug, Default)]
pub(super) struct Known(BTreeMap<Id<Woman>, Option<Reference>>);

impl Known {
    /// A link to who looked at her, for whoever may see that.
    pub(super) async fn link(
        &mut self,
        staff: &Staff,
        uow: &mut Uow,
        actor: &ActorFacts,
        woman: Id<Woman>,
    ) -> Result<Option<Link>, PageError> {
        let reference = match self.0.get(&woman) {
            Some(known) => *known,
            None => {
                let reference = reference(staff, uow, actor, woman).await?;
                self.0.insert(woman, reference);
                reference
            }
        };
        Ok(reference.map(|reference| {
            let path = format!("/women/{}/who-looked", reference.compact());
            Link::new(path, reference)
        }))
    }
}

async fn reference(
    staff: &Staff,
    uow: &mut Uow,
    actor: &ActorFacts,
    woman: Id<Woman>,
) -> Result<Option<Reference>, PageError> {
    let gate = &staff.desk.gate;
    match gate.permit_as::<act::ReadWhoLooked>(&staff.ctx, uow, actor, woman).await {
        Ok(permit) => match record::reference(uow, &permit).await {
            Ok(reference) => Ok(Some(reference)),
            Err(casework::Fault::NotFound) => Ok(None),
            Err(other) => Err(other.into()),
        },
        Err(Denied::Refused(_)) => Ok(None),
        Err(Denied::Store(error)) => Err(error.into()),
    }
}

/// `POST /settings/audit/check`: what checking the chain found.
#[derive(Debug, Template)]
#[template(path = "settings/audit_checked.html")]
pub struct CheckedPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Where else in settings.
    pub corners: Corners,
    /// What was found, and what to do.
    pub notices: Vec<Notice>,
}

async fn check(staff: Staff) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    let permit = staff.place::<act::VerifyAudit>(&mut uow).await?;
    let (_, corners) = corners(&staff, &mut uow, Corner::Audit).await?;
    drop(uow);
    let report = audit::verify(&staff.desk.store).await?;
    staff.entered(Entry::about_place(&permit)).await?;
    // Of another organisation's chain nothing is said here.
    let ours =
        report.chains.iter().find(|chain| chain.organisation == permit.organisation().uuid());
    let notices = CheckedPage::found(
        staff.t,
        ours.map_or(0, |chain| chain.entries),
        ours.and_then(|chain| chain.broken),
        report.head_file,
    );
    let shell = staff.shell(Room::Settings);
    Ok(page::show(&CheckedPage { t: staff.t, shell, corners, notices }))
}

impl CheckedPage {
    /// What was found, in words.
    #[must_use]
    pub fn found(
        t: Text,
        entries: i64,
        broken: Option<Broken>,
        head_file: HeadFile,
    ) -> Vec<Notice> {
        let chain = match broken {
            None => Notice::new(Tone::Green, t.say("settings-check-whole").with("count", entries))
                .sentence(t.say("settings-check-whole-means")),
            Some(broken) => {
                let what = match broken {
                    Broken::Altered(at) => t.say("settings-check-altered").with("number", at),
                    Broken::Missing(at) => t.say("settings-check-missing").with("number", at),
                    Broken::CutOff { last, known } => t
                        .say("settings-check-cut")
                        .with("last", last)
                        .with("gone", known.saturating_sub(last)),
                    Broken::Replaced(at) => t.say("settings-check-replaced").with("number", at),
                };
                Notice::new(Tone::Red, t.say("settings-check-broken"))
                    .sentence(what)
                    .sentence(t.say("settings-check-do"))
            }
        };
        let head = match head_file {
            HeadFile::Good => None,
            HeadFile::Missing => Some((Tone::Amber, key("settings-check-head-missing"))),
            HeadFile::Forged => Some((Tone::Red, key("settings-check-head-forged"))),
        };
        let head = head.map(|(tone, words)| {
            Notice::new(tone, t.say("settings-check-head")).sentence(t.say(words))
        });
        [Some(chain), head].into_iter().flatten().collect()
    }
}
