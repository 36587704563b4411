//! Who looked at one record: opened, changed, or saw her in a list.

use access::audit::{self, Entry};
use access::records::{self, NameError, NamedFor};
use access::{Denied, Refusal, Role, accounts, act};
use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use jiff::civil::Time;
use kernel::{Reference, time};

use super::audit::{From, ShownEntry, in_words, older};
use super::woman_at;
use crate::errors::PageError;
use crate::form::{Choice, Fields, Form};
use crate::page;
use crate::parts::Pager;
use crate::routes::{Needs, Routes};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};

const MIDNIGHT: Time = Time::midnight();

pub(super) fn routes() -> Routes {
    const LOOKED: Needs = Needs::action("ReadWhoLooked");
    Routes::new().get("/women/{reference}/who-looked", LOOKED, looked).post(
        "/women/{reference}/who-looked",
        LOOKED,
        name,
    )
}

/// `GET /women/{reference}/who-looked`. It names nobody but those who looked: whoever answers for
/// the audit need not know the woman's name.
#[derive(Debug, Template)]
#[template(path = "settings/looked.html")]
pub struct LookedPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Whose record.
    pub reference: Reference,
    /// The newest first.
    pub entries: Vec<ShownEntry>,
    /// Older ones.
    pub pager: Pager,
    /// Fields `who`, `purpose`, `until`.
    pub form: Form,
    /// Who can be named: governance leads but the reader herself.
    pub leads: Vec<Choice>,
    /// Whether the reader may erase the record, once she has confirmed who she is.
    pub may_erase: bool,
    /// Whether the reader may open the record itself.
    pub may_read: bool,
}

async fn looked(
    staff: Staff,
    Path(typed): Path<String>,
    Query(from): Query<From>,
) -> Result<Response, PageError> {
    let until = staff.ctx.today().saturating_add(jiff::Span::new().days(30));
    let form = Form::blank(staff.t)
        .with("until-day", until.day())
        .with("until-month", until.month())
        .with("until-year", until.year());
    Ok(page::show(&load(&staff, &typed, &from, form).await?))
}

/// Names a governance lead for a request or review of this record.
async fn name(
    staff: Staff,
    Path(typed): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut read = fields.read();
    let who = read.reference("who").must(key("naming-who-needed"));
    let purpose = read
        .choice("purpose", |code| match code {
            "subject_access" => Some(NamedFor::SubjectAccess),
            "review" => Some(NamedFor::Review),
            _ => None,
        })
        .must(key("naming-for-needed"));
    let until = read.date("until").must(key("naming-until-needed"));
    if let (Ok(who), Ok(purpose), Ok(until)) = (who, purpose, until) {
        let today = staff.ctx.today();
        let last = today.saturating_add(jiff::Span::new().months(3));
        let mut uow = staff.begin().await?;
        let (woman, reference) = woman_at(&staff, &mut uow, &typed).await?;
        let permit = staff.permit::<act::ReadWhoLooked>(&mut uow, woman).await?;
        let actor = staff.desk.gate.actor(&staff.ctx, &mut uow).await?;
        let lead = accounts::by_reference(&mut uow, &actor, &who).await?;
        let lead = lead
            .filter(|lead| lead.closed_at.is_none() && lead.roles.contains(&Role::GovernanceLead));
        // To the end of that day.
        let ends = until.tomorrow().ok().map(|day| time::at_london(day.to_datetime(MIDNIGHT)));
        match (lead, ends) {
            (None, _) => {
                read.refuse("who", key("naming-who-needed"));
            }
            (Some(lead), Some(ends)) if until >= today && until <= last => {
                let (ctx, lead) = (&staff.ctx, lead.id);
                match records::name_for_request(ctx, &mut uow, &permit, lead, purpose, ends).await {
                    Ok(()) => {
                        uow.commit().await?;
                        let path = format!("/women/{}/who-looked", reference.compact());
                        return Ok(page::see_other(path));
                    }
                    Err(NameError::Herself) => {
                        read.refuse("who", key("naming-herself"));
                    }
                    Err(NameError::Store(error)) => return Err(error.into()),
                }
            }
            _ => {
                read.refuse("until", key("naming-until-wrong"));
            }
        }
    }
    let form = Form::refused(staff.t, &fields, read.errors());
    Ok(page::refused(&load(&staff, &typed, &From::default(), form).await?))
}

async fn load(
    staff: &Staff,
    typed: &str,
    from: &From,
    form: Form,
) -> Result<LookedPage, PageError> {
    let t = staff.t;
    let mut uow = staff.read().await?;
    let (woman, reference) = woman_at(staff, &mut uow, typed).await?;
    let permit = staff.permit::<act::ReadWhoLooked>(&mut uow, woman).await?;
    let gate = &staff.desk.gate;
    let may_erase = match gate.permit::<act::EraseWoman>(&staff.ctx, &mut uow, woman).await {
        Ok(_) => true,
        Err(Denied::Refused(no)) => no.refusal == Refusal::ConfirmAgain,
        Err(Denied::Store(error)) => return Err(error.into()),
    };
    let lines = audit::about(&mut uow, &permit, from.before()).await?;
    let actor = gate.actor(&staff.ctx, &mut uow).await?;
    let may_read = gate.may::<act::ReadRecord>(&staff.ctx, &mut uow, &actor, woman).await?;
    let names = accounts::names(&mut uow, &actor).await?;
    let colleagues = accounts::colleagues(&mut uow, &actor).await?;
    let leads = colleagues
        .iter()
        .filter(|one| one.roles.contains(&Role::GovernanceLead) && one.id != staff.who.account);
    let leads = leads.map(|one| Choice::new(&one.reference, one.name.reveal())).collect();
    drop(uow);
    let entries = lines.iter().map(|line| {
        let mut entry = in_words(t, line, &names);
        if line.woman.is_none() {
            entry.what = t.say("settings-looked-listed").to_string();
            entry.listed = String::new();
        }
        entry
    });
    let entries = entries.collect();
    staff.entered(Entry::of(&permit)).await?;
    let path = format!("/women/{}/who-looked", reference.compact());
    let pager = older(t, &path, &lines);
    let shell = staff.shell(Room::Women);
    Ok(LookedPage { t, shell, reference, entries, pager, form, leads, may_erase, may_read })
}

impl LookedPage {
    fn record(&self) -> String {
        format!("/women/{}", self.reference.compact())
    }
}
