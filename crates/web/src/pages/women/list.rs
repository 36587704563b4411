//! The list of women in sight, and the search: a reference, any number, a name however spelt, a
//! date of birth. A search posts, so that no name stands in an address.

use access::action::{Caseload, Woman, act};
use access::audit::Entry;
use access::{ActorFacts, Permit, Role, VisibleWomen, accounts, records};
use askama::Template;
use axum::extract::RawQuery;
use axum::response::Response;
use casework::contact;
use casework::need::NeedArea;
use casework::programme::{self, Delivery, Programme, Site, SiteKind};
use casework::record::{
    self, InSight, Likeness, Narrowing, PrisonFilter, Probe, StageFilter, WomanRecord,
    WorkerFilter, refresh_names,
};
use kernel::ctx::OrganisationMark;
use kernel::{Id, Identifier, PartialDate, Personal, Reference, Validity};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
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

/// A filter that is on, with the way to take it off.
#[derive(Debug, Clone)]
pub struct Chip {
    /// The list without it.
    pub href: String,
    /// What it says.
    pub words: String,
}

/// `GET /women` and `POST /women`.
#[derive(Debug, Template)]
#[template(path = "women/list.html")]
pub struct WomenPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Fields `q`, `w`, `s`, `n`, `p`, `g`.
    pub form: Form,
    /// What the list can be narrowed by.
    pub filters: Filters,
    /// The filters that are on.
    pub chips: Vec<Chip>,
    /// How many are in sight, in words.
    pub count: String,
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

/// What a list can be narrowed by. Empty where it would show the reader nothing.
#[derive(Debug, Clone, Default)]
pub struct Filters {
    /// Whose women.
    pub workers: Vec<Choice>,
    /// How far their cases have come.
    pub stages: Vec<Choice>,
    /// What is hard.
    pub needs: Vec<Choice>,
    /// In prison, and where.
    pub prisons: Vec<Choice>,
    /// Who funds their support.
    pub programmes: Vec<Choice>,
}

/// What is asked for: the text, where the page begins, and the filters as sent. Holds no name but
/// in the text, which is posted.
struct Asked {
    text: String,
    after: Option<Reference>,
    narrowing: Narrowing,
    chosen: Vec<(&'static str, String)>,
}

impl Asked {
    fn read(fields: &Fields, sites: &[Site], programmes: &[Programme]) -> Self {
        let prison = match fields.first("p") {
            "any" => PrisonFilter::AnyPrison,
            other => sites
                .iter()
                .find(|site| site.id.to_string() == other)
                .map_or(PrisonFilter::Anywhere, |site| PrisonFilter::At(site.id)),
        };
        let programme = programmes.iter().find(|one| one.draft.reference == fields.first("g"));
        let narrowing = Narrowing {
            worker: WorkerFilter::from_code(fields.first("w")).unwrap_or_default(),
            stages: fields.all("s").filter_map(StageFilter::from_code).collect(),
            needs: fields.all("n").filter_map(NeedArea::from_code).collect(),
            prison,
            programme: programme.map(|one| one.id.uuid()),
        };
        // Only what was understood is handed on, each once.
        let mut chosen = Vec::new();
        if narrowing.worker != WorkerFilter::Anyone {
            chosen.push(("w", narrowing.worker.code().to_owned()));
        }
        chosen.extend(narrowing.stages.iter().map(|stage| ("s", stage.code().to_owned())));
        chosen.extend(narrowing.needs.iter().map(|need| ("n", need.code().to_owned())));
        match prison {
            PrisonFilter::Anywhere => {}
            PrisonFilter::AnyPrison => chosen.push(("p", "any".to_owned())),
            PrisonFilter::At(site) => chosen.push(("p", site.to_string())),
        }
        chosen.extend(programme.map(|one| ("g", one.draft.reference.clone())));
        Self {
            text: fields.first("q").trim().to_owned(),
            after: Reference::parse(fields.first("after")).ok(),
            narrowing,
            chosen,
        }
    }

    /// The address of the list with these filters, leaving one out.
    fn href(&self, without: Option<usize>, after: Option<Reference>) -> String {
        let kept = self.chosen.iter().enumerate().filter(|(at, _)| Some(*at) != without);
        let mut pairs: Vec<String> = kept
            .map(|(_, (name, value))| {
                let value = utf8_percent_encode(value, NON_ALPHANUMERIC);
                format!("{name}={value}")
            })
            .collect();
        pairs.extend(after.map(|after| format!("after={}", after.compact())));
        if pairs.is_empty() { "/women".to_owned() } else { format!("/women?{}", pairs.join("&")) }
    }

    /// Whether the reader may read of her what the filters ask about.
    async fn may_ask(
        &self,
        staff: &Staff,
        uow: &mut Uow,
        actor: &ActorFacts,
        woman: Id<Woman>,
    ) -> Result<bool, PageError> {
        let (gate, ctx) = (&staff.desk.gate, &staff.ctx);
        let asks = &self.narrowing;
        Ok((asks.needs.is_empty() || gate.may::<act::ReadNeeds>(ctx, uow, actor, woman).await?)
            && (asks.prison == PrisonFilter::Anywhere
                || gate.may::<act::ReadSessions>(ctx, uow, actor, woman).await?)
            && (asks.programme.is_none()
                || gate.may::<act::ReadFunding>(ctx, uow, actor, woman).await?))
    }
}

pub(super) async fn show(staff: Staff, RawQuery(query): RawQuery) -> Result<Response, PageError> {
    let query = query.unwrap_or_default();
    let mut fields = Fields::parse(query.as_bytes()).map_err(|_| PageError::Unreadable)?;
    // A text to search for is never taken from an address.
    if fields.has("q") {
        fields = fields
            .iter()
            .filter(|(name, _)| *name != "q")
            .fold(Fields::default(), |kept, (name, value)| kept.with(name, value));
    }
    answer(&staff, &fields).await
}

pub(super) async fn search(staff: Staff, fields: Fields) -> Result<Response, PageError> {
    answer(&staff, &fields).await
}

async fn answer(staff: &Staff, fields: &Fields) -> Result<Response, PageError> {
    let t = staff.t;
    if !fields.first("q").trim().is_empty() {
        refresh_names(&staff.desk.store, &staff.names).await?;
    }
    let mut uow = staff.read().await?;
    let permit = staff.place::<act::SearchWomen>(&mut uow).await?;
    let actor = staff.desk.gate.actor(&staff.ctx, &mut uow).await?;
    let organisation = actor.organisation();
    let sites = prisons(&mut uow, organisation).await?;
    let programmes = ours(&mut uow, organisation).await?;
    let asked = Asked::read(fields, &sites, &programmes);
    let sight = VisibleWomen::load(&staff.ctx, &mut uow, &actor).await?;
    let count = match record::count_women(&mut uow, &permit, &sight).await? {
        InSight::All(many) => t.say("women-in-sight").with("count", many).to_string(),
        InSight::MoreThan(many) => t.say("women-in-sight-more").with("count", many).to_string(),
    };
    let (found, next, known_elsewhere) = if asked.text.is_empty() {
        let (found, next) = one_page(staff, &mut uow, &permit, &sight, &actor, &asked).await?;
        (found, next, false)
    } else {
        let (found, known) = find(staff, &mut uow, &permit, &sight, &actor, &asked).await?;
        (found, None, known)
    };
    let rows = rows(staff, &mut uow, &actor, &found).await?;
    drop(uow);
    let shown = found.iter().map(|woman| woman.id).collect();
    let mut entry = Entry::about_place(&permit).listing(shown);
    let mut details: Vec<String> =
        asked.chosen.iter().map(|(name, value)| format!("{name}={value}")).collect();
    details.insert(0, asked.text.clone());
    details.retain(|part| !part.is_empty());
    if !details.is_empty() {
        entry = entry.details(details.join(" "));
    }
    staff.entered(entry).await?;
    let filters = Filters::of(t, &actor, &sites, &programmes);
    let mut form = Form::blank(t).with("q", &asked.text);
    for (name, value) in &asked.chosen {
        form = form.with(*name, value);
    }
    for (name, none) in [("w", WorkerFilter::Anyone.code()), ("p", "all"), ("g", "all")] {
        if form.typed(name).is_empty() {
            form = form.with(name, none);
        }
    }
    let pager = next.map(|next| {
        let href = asked.href(None, Some(next));
        let more = t.say("women-shown").with("count", rows.len());
        let after = t.say("women-next").with("reference", next.to_string());
        Pager::new(t.say("women-more"), more).after(Some(Link::new(href, after)))
    });
    let heading = if asked.text.is_empty() {
        t.say("women-newest").to_string()
    } else {
        t.say("women-sounds-like").with("text", asked.text.as_str()).to_string()
    };
    Ok(page::show(&WomenPage {
        t,
        shell: staff.shell(Room::Women),
        chips: chips(&asked, &filters),
        filters,
        form,
        count,
        heading,
        rows,
        pager,
        known_elsewhere,
        may_add: staff.desk.gate.may_enter::<act::AddWoman>(&actor),
    }))
}

/// The prisons where this organisation visits.
async fn prisons(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
) -> Result<Vec<Site>, PageError> {
    let mut sites = programme::service::sites(uow, organisation).await?;
    sites.retain(|site| site.kind == SiteKind::Prison);
    Ok(sites)
}

/// The programmes it delivers.
async fn ours(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
) -> Result<Vec<Programme>, PageError> {
    let mut programmes = programme::service::programmes(uow, organisation).await?;
    programmes.retain(|one| one.draft.delivery == Delivery::Ours);
    Ok(programmes)
}

impl Filters {
    fn of(t: Text, actor: &ActorFacts, sites: &[Site], programmes: &[Programme]) -> Self {
        let choice = |family: &str, code: &str| Choice::new(code, said(t, family, code));
        // What a reader may never read of anybody is not offered. The rows are checked one by one
        // all the same.
        let any_of = |roles: &[Role]| actor.roles().iter().any(|role| roles.contains(role));
        let reads_plans =
            any_of(&[Role::Caseworker, Role::CentreManager, Role::Volunteer, Role::GovernanceLead]);
        let reads_funding = any_of(&[Role::Caseworker, Role::CentreManager, Role::GovernanceLead]);
        let mut filters = Self {
            workers: WorkerFilter::ALL.iter().map(|w| choice("filter-worker", w.code())).collect(),
            stages: StageFilter::ALL.iter().map(|s| choice("filter-stage", s.code())).collect(),
            ..Self::default()
        };
        if reads_plans {
            let areas = NeedArea::ALL.iter();
            filters.needs = areas.map(|need| Choice::new(need.code(), need.words())).collect();
            filters.prisons.push(Choice::new("all", t.say("filter-prison-all")));
            filters.prisons.push(Choice::new("any", t.say("filter-prison-any")));
            let at = sites.iter().map(|site| Choice::new(site.id, &site.name));
            filters.prisons.extend(at);
        }
        if reads_funding && !programmes.is_empty() {
            filters.programmes.push(Choice::new("all", t.say("filter-programme-all")));
            let all = programmes.iter().map(|one| &one.draft);
            filters.programmes.extend(all.map(|one| Choice::new(&one.reference, &one.name)));
        }
        filters
    }

    /// Whether this group is to stand open: something in it is chosen.
    fn is_open(form: &Form, name: &str) -> bool {
        !matches!(form.typed(name), "" | "all")
    }

    fn words(&self, name: &str, code: &str) -> String {
        let group = match name {
            "w" => &self.workers,
            "s" => &self.stages,
            "n" => &self.needs,
            "p" => &self.prisons,
            _ => &self.programmes,
        };
        group
            .iter()
            .find(|choice| choice.code == code)
            .map_or_else(|| code.to_owned(), |choice| choice.words.clone())
    }
}

/// The filters that are on. A search cannot be kept in a link, so it shows none.
fn chips(asked: &Asked, filters: &Filters) -> Vec<Chip> {
    if !asked.text.is_empty() {
        return Vec::new();
    }
    let all = asked.chosen.iter().enumerate();
    all.map(|(at, (name, code))| Chip {
        href: asked.href(Some(at), None),
        words: filters.words(name, code),
    })
    .collect()
}

/// One page of the list. Women of whom the reader may not read what the filters ask are left out,
/// and the page is filled from those after them; the next page begins after a woman who is shown.
async fn one_page(
    staff: &Staff,
    uow: &mut Uow,
    permit: &Permit<Caseload, act::SearchWomen>,
    sight: &VisibleWomen,
    actor: &ActorFacts,
    asked: &Asked,
) -> Result<(Vec<WomanRecord>, Option<Reference>), PageError> {
    let (mut found, mut after): (Vec<WomanRecord>, _) = (Vec::new(), asked.after);
    loop {
        let ctx = &staff.ctx;
        let page = record::list_women(ctx, uow, permit, sight, &asked.narrowing, after).await?;
        record::read_rows_ahead(ctx, uow, actor, &page.women).await?;
        for woman in page.women {
            if asked.may_ask(staff, uow, actor, woman.id).await? {
                if found.len() == record::PAGE {
                    let last = found.last().map(|woman| woman.reference);
                    return Ok((found, last));
                }
                found.push(woman);
            }
        }
        match page.next {
            None => return Ok((found, None)),
            Some(next) => after = Some(next),
        }
        if found.len() == record::PAGE {
            let last = found.last().map(|woman| woman.reference);
            return Ok((found, last));
        }
    }
}

/// By reference, by number, by any part of a name, then by how a name sounds; in that order.
async fn find(
    staff: &Staff,
    uow: &mut Uow,
    permit: &Permit<Caseload, act::SearchWomen>,
    sight: &VisibleWomen,
    actor: &ActorFacts,
    asked: &Asked,
) -> Result<(Vec<WomanRecord>, bool), PageError> {
    let text = asked.text.as_str();
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
    let some = (ids.as_slice(), MOST_FOUND);
    let fit = record::only_in_sight(&staff.ctx, uow, permit, sight, &asked.narrowing, some).await?;
    record::read_rows_ahead(&staff.ctx, uow, actor, &fit).await?;
    let mut found = Vec::with_capacity(fit.len());
    for woman in fit {
        if asked.may_ask(staff, uow, actor, woman.id).await? {
            found.push(woman);
        }
    }
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
