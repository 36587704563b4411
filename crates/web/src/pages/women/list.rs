//! The list of women in sight, and the search: a reference, any number, a name however spelt, a
//! date of birth. A search posts, so that no name stands in an address.

use access::action::{Caseload, act};
use access::audit::Entry;
use access::{ActorFacts, Permit, VisibleWomen, accounts, records};
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use casework::contact;
use casework::record::{
    self, CaseFilter, Likeness, Probe, WomanRecord, WorkerFilter, refresh_names,
};
use kernel::{Identifier, PartialDate, Personal, Reference, Validity};
use serde::Deserialize;
use store::Uow;

use super::band::{born, name_for, our_names};
use super::words::{record_href, safe_contact, said, stage_tag};
use crate::errors::PageError;
use crate::form::Choice;
use crate::page;
use crate::parts::{Link, Pager, SafeContact, Tag};
use crate::shell::{Room, Shell, Staff};
use crate::text::Text;
use crate::{Fields, Form};

/// Women shown after a search, at most. Whoever sees more than this says more about her.
const MOST_FOUND: usize = 50;

/// One row of the list.
#[derive(Debug, Clone)]
pub struct WomanRow {
    /// Her record.
    pub href: String,
    /// What to call her, or initials.
    pub name: Personal<String>,
    /// Her legal name where it is another one.
    pub also: Personal<String>,
    /// Born.
    pub born: Personal<String>,
    /// What stands in addresses.
    pub reference: Reference,
    /// How far her case has come.
    pub stage: Option<Tag>,
    /// Who supports her.
    pub worker: String,
    /// How it is safe to reach her now.
    pub contact: SafeContact,
}

/// `GET /women` and `POST /women`.
#[derive(Debug, Template)]
#[template(path = "women/list.html")]
pub struct WomenPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Fields `q`, `w`, `s`.
    pub form: Form,
    /// Whose women.
    pub workers: Vec<Choice>,
    /// How far their cases have come.
    pub cases: Vec<Choice>,
    /// How many are in sight.
    pub count: i64,
    /// What is shown, in words.
    pub heading: String,
    /// The women.
    pub rows: Vec<WomanRow>,
    /// The next page.
    pub pager: Option<Pager>,
    /// That somebody of this name and date of birth is known elsewhere in the organisation.
    pub known_elsewhere: bool,
    /// Whether the reader may add a woman.
    pub may_add: bool,
}

/// The page after a woman, with the filters. Holds no name.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    after: String,
    #[serde(default)]
    w: String,
    #[serde(default)]
    s: String,
}

pub(super) async fn show(staff: Staff, Query(asked): Query<Asked>) -> Result<Response, PageError> {
    answer(&staff, "", &asked).await
}

pub(super) async fn search(staff: Staff, fields: Fields) -> Result<Response, PageError> {
    let asked = Asked {
        after: String::new(),
        w: fields.first("w").to_owned(),
        s: fields.first("s").to_owned(),
    };
    answer(&staff, fields.first("q").trim(), &asked).await
}

async fn answer(staff: &Staff, text: &str, asked: &Asked) -> Result<Response, PageError> {
    let t = staff.t;
    if !text.is_empty() {
        refresh_names(&staff.desk.store, &staff.names).await?;
    }
    let mut uow = staff.read().await?;
    let permit = staff.place::<act::SearchWomen>(&mut uow).await?;
    let actor = staff.desk.gate.actor(&staff.ctx, &mut uow).await?;
    let sight = VisibleWomen::load(&staff.ctx, &mut uow, &actor).await?;
    let worker = WorkerFilter::from_code(&asked.w).unwrap_or(WorkerFilter::Anyone);
    let case = CaseFilter::from_code(&asked.s).unwrap_or(CaseFilter::Any);
    let count = record::count_women(&mut uow, &permit, &sight).await?;
    let (found, next, known_elsewhere) = if text.is_empty() {
        let after = Reference::parse(&asked.after).ok();
        let page = record::list_women(&mut uow, &permit, &sight, worker, case, after).await?;
        (page.women, page.next, false)
    } else {
        let (found, known) = find(staff, &mut uow, &permit, &sight, &actor, text).await?;
        (found, None, known)
    };
    let rows = rows(staff, &mut uow, &actor, &found).await?;
    drop(uow);
    let shown = found.iter().map(|woman| woman.id).collect();
    let mut entry = Entry::about_place(&permit).listing(shown);
    if !text.is_empty() {
        entry = entry.details(text.to_owned());
    }
    staff.entered(entry).await?;
    let form = Form::blank(t).with("q", text).with("w", worker.code()).with("s", case.code());
    let pager = next.map(|next| {
        let href = format!("/women?after={}&w={}&s={}", next.compact(), worker.code(), case.code());
        let more = t.say("women-shown").with("count", rows.len());
        let after = t.say("women-next").with("reference", next.to_string());
        Pager::new(t.say("women-more"), more).after(Some(Link::new(href, after)))
    });
    let heading = if text.is_empty() {
        t.say("women-newest").to_string()
    } else {
        t.say("women-sounds-like").with("text", text).to_string()
    };
    let choice = |family: &str, code: &str| Choice::new(code, said(t, family, code));
    Ok(page::show(&WomenPage {
        t,
        shell: staff.shell(Room::Women),
        form,
        workers: WorkerFilter::ALL.iter().map(|w| choice("filter-worker", w.code())).collect(),
        cases: CaseFilter::ALL.iter().map(|c| choice("filter-case", c.code())).collect(),
        count,
        heading,
        rows,
        pager,
        known_elsewhere,
        may_add: staff.desk.gate.may_enter::<act::AddWoman>(&actor),
    }))
}

/// By reference, by number, by any part of a name, then by how a name sounds; in that order.
async fn find(
    staff: &Staff,
    uow: &mut Uow,
    permit: &Permit<Caseload, act::SearchWomen>,
    sight: &VisibleWomen,
    actor: &ActorFacts,
    text: &str,
) -> Result<(Vec<WomanRecord>, bool), PageError> {
    let (name, date) = split_date(text);
    let numbers: Vec<Identifier> = Identifier::guess(text, staff.ctx.today().year())
        .into_iter()
        .filter(|number| number.validity == Validity::Valid)
        .collect();
    let mut ids = Vec::new();
    if let Ok(reference) = Reference::parse(text) {
        ids.extend(record::find_by_reference(uow, permit, reference).await?);
    }
    for number in &numbers {
        ids.extend(record::find_by_identifier(uow, permit, number).await?);
    }
    if ids.is_empty() && !name.is_empty() {
        let organisation = actor.organisation();
        ids.extend(staff.names.search(organisation, &name, 20 * MOST_FOUND));
    }
    let probe = Probe {
        names: if name.is_empty() { Vec::new() } else { vec![name.into()] },
        born: date,
        identifiers: numbers,
    };
    let mut known = false;
    for candidate in record::possible_duplicates(uow, permit, &probe).await? {
        if candidate.exact && !ids.contains(&candidate.woman) {
            let gate = &staff.desk.gate;
            known |=
                gate.may::<act::KnowSheIsKnown>(&staff.ctx, uow, actor, candidate.woman).await?;
        }
        let speaks_against = candidate.likenesses.contains(&Likeness::BornDiffers);
        if !ids.contains(&candidate.woman) && !speaks_against {
            ids.push(candidate.woman);
        }
    }
    let mut found = record::only_in_sight(uow, permit, sight, &ids, MOST_FOUND).await?;
    if let Some(date) = date {
        let fits = |woman: &WomanRecord| {
            woman.draft.identity.born.as_ref().is_none_or(|born| born.agrees_with(&date))
        };
        found.retain(fits);
    }
    known &= found.is_empty();
    Ok((found, known))
}

/// A date of birth at the end of what was typed, `morgan 9 5 1994` or `09/05/1994`, and the rest.
fn split_date(text: &str) -> (String, Option<PartialDate>) {
    let parts: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || matches!(c, '/' | '.' | '-')).collect();
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    if let [name @ .., day, month, year] = parts.as_slice()
        && let Ok(date) = PartialDate::typed(day, month, year)
    {
        return (name.join(" "), Some(date));
    }
    (text.to_owned(), None)
}

async fn rows(
    staff: &Staff,
    uow: &mut Uow,
    actor: &ActorFacts,
    found: &[WomanRecord],
) -> Result<Vec<WomanRow>, PageError> {
    let t = staff.t;
    let names = our_names(staff);
    let people = accounts::colleagues(uow, actor).await?;
    let mut rows = Vec::with_capacity(found.len());
    for woman in found {
        let gate = &staff.desk.gate;
        let permit = gate.permit_as::<act::SeeBand>(&staff.ctx, uow, actor, woman.id).await?;
        let sees_name = gate.may::<act::SeeName>(&staff.ctx, uow, actor, woman.id).await?;
        let standing = contact::standing(&staff.ctx, uow, &permit, &names).await?;
        let reach = standing.reach(staff.ctx.now());
        let cases = record::cases(uow, &permit).await?;
        let worker = records::supported_by(uow, &permit)
            .await?
            .iter()
            .filter_map(|(account, _)| people.iter().find(|person| person.id == *account))
            .map(|person| person.name.reveal().clone())
            .collect::<Vec<_>>()
            .join(", ");
        let identity = &woman.draft.identity;
        let legal = identity.legal_name.trim();
        let also = sees_name && legal != identity.called() && !legal.is_empty();
        rows.push(WomanRow {
            href: record_href(&woman.reference, ""),
            name: name_for(woman, sees_name),
            also: Personal::new(if also { legal.to_owned() } else { String::new() }),
            born: if sees_name { born(t, woman, staff.ctx.today()) } else { Personal::default() },
            reference: woman.reference,
            stage: cases.first().map(|case| stage_tag(t, case.stage)),
            worker,
            contact: safe_contact(t, &standing, &reach, None),
        });
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_of_birth_may_stand_behind_a_name_or_alone() {
        let read = |text| {
            let (name, date) = split_date(text);
            (name, date.map(|date| date.iso()))
        };
        let born = Some("1994-05-09".to_owned());
        assert_eq!(read("morgan k 9 5 1994"), ("morgan k".to_owned(), born.clone()));
        assert_eq!(read("09/05/1994"), (String::new(), born.clone()));
        assert_eq!(read("kay 9 May 1994"), ("kay".to_owned(), born));
        assert_eq!(read("Anne-Marie"), ("Anne-Marie".to_owned(), None));
    }
}
