//! Who funds her support: which programmes count her, from when until when, and how each funder's
//! own system calls her. One woman's support can count to several programmes at once.

use access::action::act;
use access::audit::Entry;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use casework::Fault;
use casework::programme::{self, Delivery, Programme};
use casework::record::{self, Funding, FundingDraft};
use kernel::Personal;
use uuid::Uuid;

use super::band::{Band, Tab};
use crate::errors::PageError;
use crate::form::Choice;
use crate::page;
use crate::parts::{Tag, Tone};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};
use crate::{Fields, Form};

/// One funding as shown.
#[derive(Debug, Clone)]
pub struct FundingRow {
    /// Its row, to end it by.
    pub id: String,
    /// The programme's page.
    pub href: String,
    /// The programme's name.
    pub name: String,
    /// Funder, and what sort of agreement it is.
    pub funder: String,
    /// From when until when, and for which case where there are several.
    pub dates: String,
    /// How the funder's own system calls her.
    pub external: Personal<String>,
    /// Whether it counts her today.
    pub state: Tag,
    /// Whether it can still be ended.
    pub goes_on: bool,
}

/// `GET /women/{reference}/funding`.
#[derive(Debug, Template)]
#[template(path = "women/funding.html")]
pub struct FundingPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Her band.
    pub band: Band,
    /// Who funds her, the newest first.
    pub fundings: Vec<FundingRow>,
    /// Whether the reader may write.
    pub may_write: bool,
    /// Whether she has a case that can be funded.
    pub has_case: bool,
    /// Fields `programme`, `from`, `until`, `external`.
    pub form: Form,
    /// Fields `funding`, `last`.
    pub ending: Form,
    /// The programmes delivered here.
    pub programmes: Vec<Choice>,
    /// What can be ended.
    pub endable: Vec<Choice>,
}

fn shown(t: Text, one: &Funding, programmes: &[Programme], today: jiff::civil::Date) -> FundingRow {
    let programme = programmes.iter().find(|other| other.id.uuid() == one.programme);
    let until = one.until.map(|day| t.date(day));
    let dates = match until {
        Some(until) => t.say("funding-from-until").with("until", until),
        None => t.say("funding-from"),
    };
    let (tone, word) = if one.until.is_some_and(|until| until < today) {
        (Tone::Quiet, "funding-over")
    } else if one.from > today {
        (Tone::Violet, "funding-to-come")
    } else {
        (Tone::Green, "funding-now")
    };
    let funder = programme.map(|one| {
        let kind = crate::pages::programmes::kind_words(t, one.draft.kind);
        format!("{}, {kind}", one.draft.funder)
    });
    FundingRow {
        id: one.id.to_string(),
        href: programme
            .map(|one| crate::pages::programmes::address(&one.draft.reference))
            .unwrap_or_default(),
        name: programme.map(|one| one.draft.name.clone()).unwrap_or_default(),
        funder: funder.unwrap_or_default(),
        dates: dates.with("from", t.date(one.from)).to_string(),
        external: one.external.clone(),
        state: Tag::new(tone, t.say(word)),
        goes_on: one.until.is_none_or(|until| until >= today),
    }
}

async fn load(
    staff: &Staff,
    reference: &str,
    form: Form,
    ending: Form,
) -> Result<FundingPage, PageError> {
    let t = staff.t;
    let mut uow = staff.read().await?;
    let band = Band::open(staff, &mut uow, reference, Tab::Funding).await?;
    let permit = staff.permit::<act::ReadFunding>(&mut uow, band.woman).await?;
    let gate = &staff.desk.gate;
    let may_write =
        gate.may::<act::WriteFunding>(&staff.ctx, &mut uow, &band.actor, band.woman).await?;
    let found = record::fundings(&mut uow, &permit).await?;
    let all = programme::service::programmes(&mut uow, band.actor.organisation()).await?;
    drop(uow);
    staff.entered(Entry::of(&permit)).await?;
    let today = staff.ctx.today();
    let fundings: Vec<FundingRow> =
        found.iter().rev().map(|one| shown(t, one, &all, today)).collect();
    let ours = all.iter().filter(|one| one.draft.delivery == Delivery::Ours);
    let choice = |one: &Programme| {
        let draft = &one.draft;
        Choice::new(&draft.reference, &draft.name)
            .hint(format!("{}, {}", draft.funder, draft.reference))
    };
    Ok(FundingPage {
        t,
        shell: staff.shell(Room::Women),
        has_case: band.cases.first().is_some_and(|case| case.closed.is_none()),
        band,
        programmes: ours.map(choice).collect(),
        endable: fundings
            .iter()
            .filter(|one| one.goes_on)
            .map(|one| Choice::new(&one.id, &one.name).hint(&one.dates))
            .collect(),
        fundings,
        may_write,
        form,
        ending: ending.prefixed("end"),
    })
}

fn today_in(staff: &Staff, field: &str) -> Form {
    let today = staff.ctx.today();
    Form::blank(staff.t)
        .with(format!("{field}-day"), today.day())
        .with(format!("{field}-month"), today.month())
        .with(format!("{field}-year"), today.year())
}

pub(super) async fn show(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let (form, ending) = (today_in(&staff, "from"), today_in(&staff, "last"));
    Ok(page::show(&load(&staff, &reference, form, ending).await?))
}

pub(super) async fn add(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut read = fields.read();
    let programme = read.line("programme").must(key("funding-programme-needed"));
    let from = read.date("from").must(key("funding-from-needed"));
    let until = read.date("until").may();
    let external = read.line("external").may();
    if let (Ok(programme), Ok(from), Ok(until), Ok(external)) = (programme, from, until, external) {
        let mut uow = staff.begin().await?;
        let band = Band::open(&staff, &mut uow, &reference, Tab::Funding).await?;
        let permit = staff.permit::<act::WriteFunding>(&mut uow, band.woman).await?;
        let reading = staff.permit::<act::ReadFunding>(&mut uow, band.woman).await?;
        let organisation = band.actor.organisation();
        let chosen =
            programme::service::programme_by_reference(&mut uow, organisation, &programme).await?;
        let chosen = chosen.filter(|one| one.draft.delivery == Delivery::Ours);
        let case = band.cases.first().filter(|case| case.closed.is_none());
        let there = record::fundings(&mut uow, &reading).await?;
        match (chosen, case) {
            (None, _) => {
                read.refuse("programme", key("funding-programme-needed"));
            }
            (_, None) => {
                read.refuse("programme", key("funding-no-case"));
            }
            (Some(chosen), Some(case)) => {
                let twice = there.iter().any(|one| {
                    one.programme == chosen.id.uuid()
                        && one.case == case.id
                        && one.until.is_none_or(|last| last >= from)
                        && until.is_none_or(|last| last >= one.from)
                });
                let draft = FundingDraft {
                    case: case.id,
                    programme: chosen.id.uuid(),
                    from,
                    until,
                    external: external.unwrap_or_default().into(),
                };
                if twice {
                    read.refuse("programme", key("funding-twice"));
                } else {
                    match record::fund_case(&staff.ctx, &mut uow, &permit, &draft).await {
                        Ok(_) => {
                            uow.commit().await?;
                            return Ok(page::see_other(band.href("funding")));
                        }
                        Err(Fault::ImpossibleDate) => {
                            read.refuse("until", key("funding-ends-before"));
                        }
                        Err(other) => return Err(other.into()),
                    }
                }
            }
        }
    }
    let form = Form::refused(staff.t, &fields, read.errors());
    let ending = today_in(&staff, "last");
    Ok(page::refused(&load(&staff, &reference, form, ending).await?))
}

pub(super) async fn end(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut read = fields.read();
    let which =
        read.choice("funding", |id| id.parse::<Uuid>().ok()).must(key("funding-which-needed"));
    let last = read.date("last").must(key("funding-last-needed"));
    if let (Ok(which), Ok(last)) = (which, last) {
        let mut uow = staff.begin().await?;
        let band = Band::open(&staff, &mut uow, &reference, Tab::Funding).await?;
        let permit = staff.permit::<act::WriteFunding>(&mut uow, band.woman).await?;
        match record::end_funding(&staff.ctx, &mut uow, &permit, which, last).await {
            Ok(()) => {
                uow.commit().await?;
                return Ok(page::see_other(band.href("funding")));
            }
            Err(Fault::NotFound) => {
                read.refuse("last", key("funding-ends-before"));
            }
            Err(other) => return Err(other.into()),
        }
    }
    let ending = Form::refused(staff.t, &fields, read.errors());
    let form = today_in(&staff, "from");
    Ok(page::refused(&load(&staff, &reference, form, ending).await?))
}
