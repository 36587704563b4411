//! Programmes: a list, a page for each contract or grant, and what differs between probation's
//! report and our records.

mod report;

pub use report::{DifferenceRow, ReportPage};

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use casework::programme::{self, Answer, Delivery, PlanAgreedBy, Programme};

use crate as web;
use crate::errors::PageError;
use crate::page;
use crate::parts::{Facts, Row, Tag, Tone, Work};
use crate::routes::{Needs, Routes};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};

/// The routes of programmes. A programme holds nothing about anybody.
pub fn routes() -> Routes {
    Routes::new()
        .get("/programmes", Needs::SignedIn, list)
        .get("/programmes/{reference}", Needs::SignedIn, show)
        .get("/programmes/{reference}/report", Needs::action("ReadInbox"), report::show)
        .post("/programmes/{reference}/report", Needs::action("Triage"), report::settle)
}

/// Every programme.
#[derive(Debug, Template)]
#[template(path = "programmes/list.html")]
pub struct ListPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Delivered here.
    pub ours: Work,
    /// Known from published lists.
    pub known: Work,
}

/// One programme.
#[derive(Debug, Template)]
#[template(path = "programmes/show.html")]
pub struct ProgrammePage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Which.
    pub programme: Programme,
    /// What stands in its agreement.
    pub facts: Facts,
}

impl ProgrammePage {
    /// The page of a programme.
    #[must_use]
    pub fn of(t: Text, shell: Shell, programme: Programme) -> Self {
        let facts = facts(t, &programme);
        Self { t, shell, programme, facts }
    }

    fn report(&self) -> String {
        format!("/programmes/{}/report", in_address(&self.programme.draft.reference))
    }
}

async fn list(staff: Staff) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    let all = programme::service::programmes(&mut uow, staff.who.organisation).await?;
    let rows = |delivery| {
        let kept = all.iter().filter(|each| each.draft.delivery == delivery);
        Work::new(kept.map(|each| row(staff.t, each)).collect())
    };
    Ok(page::show(&ListPage {
        t: staff.t,
        shell: staff.shell(Room::Programmes),
        ours: rows(Delivery::Ours),
        known: rows(Delivery::Known),
    }))
}

fn row(t: Text, programme: &Programme) -> Row {
    let draft = &programme.draft;
    let row = Row::new(format!("/programmes/{}", in_address(&draft.reference)), &draft.name)
        .more(format!("{}, {}", draft.reference, draft.funder));
    match draft.ends_on {
        Some(day) => {
            row.tag(Tag::new(Tone::Quiet, t.say(key("programme-until")).with("day", t.date(day))))
        }
        None => row,
    }
}

/// A reference may hold a slash or a blank.
fn in_address(reference: &str) -> String {
    percent_encoding::utf8_percent_encode(reference, percent_encoding::NON_ALPHANUMERIC).to_string()
}

async fn found(staff: &Staff, reference: &str) -> Result<Programme, PageError> {
    let mut uow = staff.read().await?;
    let organisation = staff.who.organisation;
    programme::service::programme_by_reference(&mut uow, organisation, reference)
        .await?
        .ok_or(PageError::NotFound)
}

async fn show(staff: Staff, Path(reference): Path<String>) -> Result<Response, PageError> {
    let programme = found(&staff, &reference).await?;
    Ok(page::show(&ProgrammePage::of(staff.t, staff.shell(Room::Programmes), programme)))
}

fn facts(t: Text, programme: &Programme) -> Facts {
    let draft = &programme.draft;
    let days = |day: Option<jiff::civil::Date>| {
        day.map_or_else(|| t.say(key("programme-open")).to_string(), |day| t.date(day))
    };
    let ages = match (draft.minimum_age, draft.maximum_age) {
        (Some(least), Some(most)) => {
            t.say(key("programme-ages-both")).with("least", least).with("most", most).to_string()
        }
        (Some(least), None) => t.say(key("programme-ages-from")).with("least", least).to_string(),
        (None, Some(most)) => t.say(key("programme-ages-to")).with("most", most).to_string(),
        (None, None) => t.say(key("programme-ages-any")).to_string(),
    };
    let places = places::Places::built_in();
    let areas: Vec<String> = draft
        .areas
        .iter()
        .map(|code| {
            places.area_by_any_name(code).map_or_else(|_| code.clone(), |area| area.name.clone())
        })
        .collect();
    let answers: Vec<String> = draft
        .answers
        .iter()
        .map(|answer| {
            t.say(match answer {
                Answer::Accept => key("triage-accept"),
                Answer::Wait => key("triage-wait"),
                Answer::Signpost => key("triage-signpost"),
                Answer::Decline => key("triage-decline"),
                Answer::Return => key("triage-return"),
            })
            .to_string()
        })
        .collect();
    let agreed = t.say(match draft.plan_agreed_by {
        PlanAgreedBy::She => key("programme-plan-she"),
        PlanAgreedBy::Colleague => key("programme-plan-colleague"),
        PlanAgreedBy::Practitioner => key("programme-plan-practitioner"),
    });
    let providers: Vec<&str> =
        draft.facts.providers.iter().map(|provider| provider.name.as_str()).collect();
    let mut facts = Facts::new()
        .fact(t.say(key("programme-funder")), &draft.funder)
        .fact(t.say(key("programme-starts")), days(draft.starts_on))
        .fact(t.say(key("programme-ends")), days(draft.ends_on))
        .fact(t.say(key("programme-ages")), ages)
        .fact(t.say(key("programme-answers")), answers.join(", "))
        .fact(
            t.say(key("programme-clock")),
            t.say(key("programme-clock-days")).with("days", i64::from(draft.answer_days)),
        )
        .fact(t.say(key("programme-plan")), agreed);
    for (name, value) in [
        (key("programme-region"), draft.facts.region.clone()),
        (key("programme-areas"), areas.join(", ")),
        (key("programme-providers"), providers.join(", ")),
        (key("programme-source"), draft.facts.source.clone()),
    ] {
        if !value.is_empty() {
            facts = facts.fact(t.say(name), value);
        }
    }
    facts
}
