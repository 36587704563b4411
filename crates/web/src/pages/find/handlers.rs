//! What the finder does with a request.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use directory::model::{Said, Status, WomenOnly};
use directory::search::{Answer, Misfit, Query};
use directory::served::Served;
use directory::snapshot::NotRead;
use directory::{Published, PublishedPlace, Reached, Shown};
use places::Point;

use super::card::{Card, Eyes, stage_fit_key};
use super::helplines::{Helpline, helpline_of, helplines};
use super::map::{self, Drawn};
use super::pages::{FindPage, Found, ServicePage, SheetPage, SheetRow, big};
use super::question::{AT_ONCE, Question, nation_of, term_words};
use super::{hours, question};
use crate::app::App;
use crate::errors::PageError;
use crate::form::{Errors, Fields, Form};
use crate::page;
use crate::parts::Facts;
use crate::routes::{Needs, Routes};
use crate::shell::{PublicRoom, PublicShell, Visitor};
use crate::text::{Text, key};

/// So many that do not fit are shown.
const UNFIT: usize = 5;

/// The routes of the finder. A search is sent, so that nothing stands in an address; only a link that
/// somebody asked for carries a place and a need.
pub fn routes() -> Routes {
    Routes::new()
        .get("/find-support", Needs::Anybody, start)
        .post("/find-support", Needs::Anybody, search)
        .post("/find-support/sheet", Needs::Anybody, sheet)
        .get("/find-support/{service}", Needs::Anybody, service)
}

/// Whether this process has a public side, and the directory if there is one yet.
fn served(app: &App) -> Result<Option<Arc<Served>>, PageError> {
    Ok(app.directory().ok_or(PageError::NotFound)?.served())
}

async fn start(
    State(app): State<App>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let fields =
        Fields::parse(query.unwrap_or_default().as_bytes()).map_err(|_| PageError::Unreadable)?;
    if fields.has("place") || fields.has("need") {
        return answer(&app, &visitor, &fields);
    }
    let has_directory = served(&app)?.is_some();
    let form = Form::blank(visitor.t);
    Ok(page::show_public(&blank(&visitor, form, has_directory, Vec::new())))
}

async fn search(
    State(app): State<App>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    answer(&app, &visitor, &fields)
}

fn blank(
    visitor: &Visitor,
    form: Form,
    has_directory: bool,
    lines: Vec<&'static Helpline>,
) -> FindPage {
    let helplines = if lines.is_empty() { helplines().iter().collect() } else { lines };
    FindPage {
        t: visitor.t,
        shell: visitor.shell(PublicRoom::Find),
        form,
        helplines,
        found: None,
        has_directory,
    }
}

fn answer(app: &App, visitor: &Visitor, fields: &Fields) -> Result<Response, PageError> {
    let served = served(app)?;
    let asked = match Question::read(fields, visitor.ctx.now()) {
        Ok(asked) => asked,
        Err(errors) => return Ok(refused(visitor, fields, errors, served.is_some())),
    };
    let nation = asked.query.place.as_ref().and_then(nation_of);
    let lines: Vec<&Helpline> = match nation.and_then(helpline_of) {
        Some(line) => vec![line],
        None => helplines().iter().collect(),
    };
    let form = Form::filled(visitor.t, fields.clone());
    let mut page = blank(visitor, form, served.is_some(), lines);
    if let Some(served) = served {
        let share = fields.has("share").then(|| {
            let own = app.site().public_url.trim_end_matches('/');
            format!("{own}/find-support?{}", asked.shared())
        });
        page.found = Some(found(visitor, &served, asked, share)?);
    }
    Ok(page::show(&page))
}

fn refused(visitor: &Visitor, fields: &Fields, errors: Errors, has_directory: bool) -> Response {
    let is_northern_ireland =
        errors.of("place").is_some_and(|error| error.key == key("find-wrong-ni"));
    let line = is_northern_ireland.then(|| helpline_of(places::Nation::NorthernIreland));
    let form = Form::refused(visitor.t, fields, errors);
    page::refused(&blank(visitor, form, has_directory, line.flatten().into_iter().collect()))
}

/// Answers that fit, and those there that do not but could be asked all the same.
fn sorted(served: &Served, query: &Query) -> (Vec<Answer>, Vec<Answer>) {
    let all = served.index().search(query);
    let (fit, not): (Vec<Answer>, Vec<Answer>) =
        all.into_iter().partition(|answer| answer.misfits.is_empty());
    let is_worth_asking = |answer: &Answer| {
        answer.misfits.len() <= 2
            && !answer.misfits.iter().any(|misfit| {
                matches!(misfit, Misfit::Need | Misfit::Words | Misfit::Area | Misfit::Far(_))
            })
    };
    (fit, not.into_iter().filter(is_worth_asking).take(UNFIT).collect())
}

fn found(
    visitor: &Visitor,
    served: &Served,
    asked: Question,
    share: Option<String>,
) -> Result<Found, PageError> {
    let t = visitor.t;
    let eyes = Eyes { t, now: visitor.ctx.now() };
    let query = &asked.query;
    let from = query.place.as_ref().and_then(|place| place.point);
    let (fit, not) = sorted(served, query);
    let shown = (asked.more * AT_ONCE).min(fit.len());
    let mut drawn: Vec<Drawn> = Vec::new();
    let mut cards = |answers: &[Answer], before: usize| -> Result<Vec<Card>, PageError> {
        let mut cards = Vec::with_capacity(answers.len());
        for (nth, answer) in answers.iter().enumerate() {
            let Some(entry) = read(served.entry(answer.id))? else { continue };
            let number = before + nth + 1;
            if let Some(point) = nearest(&entry, from) {
                drawn.push(Drawn { point, number, is_off: !answer.misfits.is_empty() });
            }
            cards.push(eyes.card(number, &entry, answer, from));
        }
        Ok(cards)
    };
    let fits = cards(fit.get(..shown).unwrap_or_default(), 0)?;
    let unfit = cards(&not, fits.len())?;
    let place = query.place.as_ref();
    let map = from.and_then(|from| {
        map::drawn(from, place.map(|place| place.around.as_slice()).unwrap_or_default(), &drawn)
    });
    let put_right = served.index().understand(&query.words).put_right.into_iter().collect();
    Ok(Found {
        asked: asked.in_words(t).join(", "),
        place: place.map(|place| place.label.clone()).unwrap_or_default(),
        guessed: place.is_some_and(|place| place.guessed),
        put_right,
        total: fit.len(),
        more: (shown < fit.len()).then_some(asked.more + 1),
        fits,
        unfit,
        map,
        share,
        again: asked.again,
    })
}

/// The open place of an entry that is nearest.
fn nearest(entry: &Published, from: Option<Point>) -> Option<Point> {
    let from = from?;
    let open = entry.places.iter().filter(|at| at.is_open()).filter_map(PublishedPlace::point);
    let far = |point: &Point| places::distance_km(*point, from);
    open.min_by(|one, other| far(one).total_cmp(&far(other)))
}

fn read<T>(result: Result<T, NotRead>) -> Result<T, PageError> {
    result.map_err(PageError::broken)
}

async fn service(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let served = served(&app)?.ok_or(PageError::NotFound)?;
    let id = uuid::Uuid::try_parse(&id).map_err(|_| PageError::NotFound)?;
    let entry = read(served.entry(id))?.ok_or(PageError::NotFound)?;
    Ok(page::show(&service_page(&visitor, &entry)))
}

fn service_page(visitor: &Visitor, entry: &Published) -> ServicePage {
    let t = visitor.t;
    let eyes = Eyes { t, now: visitor.ctx.now() };
    let service = &entry.service;
    let rules: Vec<_> =
        service.schedules.iter().chain(entry.places.iter().flat_map(|at| &at.schedules)).collect();
    let paragraphs = service.description.as_deref().unwrap_or_default().lines();
    let paragraphs = paragraphs.map(str::trim).filter(|line| !line.is_empty());
    let told = entry.provenance.whole.on;
    ServicePage {
        t,
        shell: visitor.shell(PublicRoom::Find),
        name: service.name.clone(),
        organisation: entry.organisation.name.clone(),
        alert: alert(t, entry),
        about: paragraphs.map(str::to_owned).collect(),
        calls: eyes.calls(entry),
        email: service.email.clone().or(entry.organisation.email.clone()).unwrap_or_default(),
        website: service.url.clone().or(entry.organisation.website.clone()).unwrap_or_default(),
        places: entry.places.iter().filter_map(|at| place_facts(t, at)).collect(),
        place: if entry.places.iter().any(PublishedPlace::is_open) {
            String::new()
        } else {
            eyes.place(entry)
        },
        now: hours::now_or_next(t, &rules, eyes.now).unwrap_or_default(),
        hours: rules.iter().filter_map(|rule| hours::rule(t, rule)).collect(),
        facts: facts(&eyes, entry),
        checked: eyes.checked(entry.freshness),
        told: t.say("find-told").with("date", t.date(told)).to_string(),
        helplines: helplines().iter().collect(),
    }
}

/// What must be known at once: that it does not run now, and what its provider says.
fn alert(t: Text, entry: &Published) -> String {
    let closed =
        (entry.service.status != Status::Active).then(|| t.say("find-no-running").to_string());
    closed.into_iter().chain(entry.service.alert.clone()).collect::<Vec<_>>().join(" ")
}

fn place_facts(t: Text, at: &PublishedPlace) -> Option<Facts> {
    let Shown::Open { spot, .. } = &at.shown else { return None };
    let mut lines: Vec<String> = spot.name.clone().into_iter().collect();
    for address in spot.addresses.iter().take(1) {
        let parts = [&address.street, &address.city, &address.county, &address.postcode];
        lines.extend(parts.into_iter().flatten().filter(|part| !part.is_empty()).cloned());
        // Many a town is its own county.
        lines.dedup();
    }
    let mut facts = Facts::new().fact(t.say("find-address"), lines.join("\n"));
    let ways: Vec<String> =
        spot.accessibility.iter().filter_map(|one| one.description.clone()).collect();
    if !ways.is_empty() {
        facts = facts.fact(t.say("find-way-in"), ways.join("\n"));
    }
    Some(facts)
}

/// Whom it is for, where, at what cost, by which way.
fn facts(eyes: &Eyes, entry: &Published) -> Facts {
    let t = eyes.t;
    let service = &entry.service;
    let whom = &service.eligibility;
    let mut facts = Facts::new();
    let needs: Vec<String> = service.needs.iter().map(|need| term_words(t, *need)).collect();
    if !needs.is_empty() {
        facts = facts.fact(t.say("find-helps-with"), big(&hours::listed(t, &needs)));
    }
    let women = match whom.women_only {
        WomenOnly::Yes => key("find-fit-women"),
        WomenOnly::Times => key("find-fit-women-times"),
        WomenOnly::No => key("find-no-women"),
        WomenOnly::Unknown => key("find-ask-women"),
    };
    let mut for_whom = vec![t.say(women).to_string(), eyes.ages(entry)];
    for (one, said) in &whom.circumstances {
        for_whom.push(match said {
            Said::Yes => t.say(super::card::met(*one)).to_string(),
            Said::No => t.say(super::card::not_met(*one)).to_string(),
            Said::Unknown => continue,
        });
    }
    facts = facts.fact(t.say("find-for-whom"), for_whom.join("\n"));
    let areas = service.areas.iter().flat_map(|area| &area.areas).map(|area| area.name());
    let mut areas: Vec<String> = areas.map(str::to_owned).collect();
    areas.dedup();
    if !areas.is_empty() {
        facts = facts.fact(t.say("find-areas"), hours::listed(t, &areas));
    }
    facts = facts.fact(t.say("find-who-refers"), who_refers(eyes, entry));
    if !whom.stages.is_empty() {
        let stages: Vec<String> =
            whom.stages.iter().map(|stage| t.say(stage_fit_key(*stage)).to_string()).collect();
        facts = facts.fact(t.say("find-stages"), stages.join("\n"));
    }
    let languages: Vec<String> = whom.languages.iter().map(|code| eyes.spoken(code)).collect();
    if !languages.is_empty() {
        facts = facts.fact(t.say("find-languages"), hours::listed(t, &languages));
    }
    let costs_nothing =
        !service.costs.is_empty() && service.costs.iter().all(|cost| cost.amount == Some(0.0));
    match service.fees.as_deref().filter(|fees| !fees.trim().is_empty()) {
        Some(fees) if !costs_nothing => facts = facts.fact(t.say("find-cost"), fees),
        _ if costs_nothing => facts = facts.fact(t.say("find-cost"), t.say("find-cost-free")),
        _ => {}
    }
    let today = kernel::time::london(eyes.now).date();
    if let Some(waiting) = &service.waiting
        && let Some(weeks) = waiting.on(today)
    {
        let words = t
            .say("find-waiting-weeks")
            .with("weeks", weeks.weeks)
            .with("date", t.date(waiting.told));
        facts = facts.fact(t.say("find-waiting"), words);
    }
    facts
}

fn who_refers(eyes: &Eyes, entry: &Published) -> String {
    let referrers = &entry.service.eligibility.referrers;
    if referrers.is_empty() {
        return eyes.t.say("find-ask-referrer").to_string();
    }
    big(&eyes.referrers(entry))
}

async fn sheet(
    State(app): State<App>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    let found = served(&app)?;
    let asked = match Question::read(&fields, visitor.ctx.now()) {
        Ok(asked) => asked,
        Err(errors) => return Ok(refused(&visitor, &fields, errors, found.is_some())),
    };
    let served = found.ok_or(PageError::NotFound)?;
    let t = visitor.t;
    let eyes = Eyes { t, now: visitor.ctx.now() };
    let (fit, _) = sorted(&served, &asked.query);
    let mut rows = Vec::new();
    for answer in fit.iter().take(AT_ONCE) {
        if let Some(entry) = read(served.entry(answer.id))? {
            rows.push(sheet_row(&eyes, &entry));
        }
    }
    let nation = asked.query.place.as_ref().and_then(question::nation_of);
    let line = nation.and_then(helpline_of);
    // A sheet has no address of its own: the other language begins anew.
    let shell = PublicShell { path: "/find-support".to_owned(), ..visitor.shell(PublicRoom::Find) };
    Ok(page::show(&SheetPage {
        t,
        shell,
        date: t.date(kernel::time::london(eyes.now).date()),
        rows,
        helplines: line.map_or_else(|| helplines().iter().collect(), |line| vec![line]),
    }))
}

fn sheet_row(eyes: &Eyes, entry: &Published) -> SheetRow {
    let t = eyes.t;
    let mut facts = Facts::new();
    let calls: Vec<String> = eyes.calls(entry).into_iter().map(|call| call.number).collect();
    if !calls.is_empty() {
        facts = facts.fact(t.say("find-telephone"), calls.join("\n"));
    }
    let address = entry.places.iter().find_map(|at| match &at.shown {
        Shown::Open { spot, .. } => spot.addresses.first(),
        _ => None,
    });
    let place = match (address, &entry.reached) {
        (Some(address), Reached::AsTold) => {
            let parts = [&address.street, &address.city, &address.postcode];
            parts.into_iter().flatten().cloned().collect::<Vec<_>>().join(", ")
        }
        _ => eyes.place(entry),
    };
    facts = facts.fact(t.say("find-address"), place);
    let of_places = entry.places.iter().flat_map(|at| &at.schedules);
    let rules = entry.service.schedules.iter().chain(of_places);
    let hours: Vec<String> = rules.filter_map(|rule| hours::rule(t, rule)).collect();
    if !hours.is_empty() {
        facts = facts.fact(t.say("find-hours"), hours.join("\n"));
    }
    facts = facts.fact(t.say("find-who-refers"), who_refers(eyes, entry));
    let is_named = entry.service.name.contains(&entry.organisation.name);
    SheetRow {
        name: entry.service.name.clone(),
        organisation: if is_named { String::new() } else { entry.organisation.name.clone() },
        facts,
        checked: eyes.checked(entry.freshness),
    }
}
