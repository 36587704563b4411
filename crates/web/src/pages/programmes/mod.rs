//! Programmes: a list, a page for each contract or grant, and what differs between probation's
//! report and our records.

mod report;
mod sites;
mod write;

pub use report::{DifferenceRow, ReportPage};
pub use sites::SitesPage;
pub use write::WritePage;

pub(super) use write::kind_words;

use access::act;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use casework::programme::{
    self, Answer, Delivery, PlanAgreedBy, Programme, ProviderPart, framework,
};

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
        .get("/programmes/new", Needs::action("ManageProgrammes"), write::blank)
        .post("/programmes/new", Needs::action("ManageProgrammes"), write::add)
        .get("/programmes/sites", Needs::SignedIn, sites::show)
        .post("/programmes/sites", Needs::action("ManageProgrammes"), sites::add_site)
        .post("/programmes/rooms", Needs::action("ManageProgrammes"), sites::add_room)
        .get("/programmes/{reference}/change", Needs::action("ManageProgrammes"), write::change)
        .post("/programmes/{reference}/change", Needs::action("ManageProgrammes"), write::save)
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
    /// Whether the reader may add one.
    pub may_write: bool,
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
    /// Why it is for women only, as far as it is said.
    pub women: Facts,
    /// What is done, need by need.
    pub activities: Vec<ActivityGroup>,
    /// Whether the reader may change it.
    pub may_write: bool,
    /// Whether the reader may see what differs from probation's report.
    pub may_report: bool,
}

/// What is done for one need.
#[derive(Debug, Clone)]
pub struct ActivityGroup {
    /// The category of need, in the source's words.
    pub need: String,
    /// What is done, each once, with how and where.
    pub rows: Vec<(String, String, String)>,
}

impl ProgrammePage {
    /// The page of a programme.
    #[must_use]
    pub fn of(t: Text, shell: Shell, programme: Programme) -> Self {
        let facts = facts(t, &programme);
        let women = women_only(t, &programme);
        let mut activities: Vec<ActivityGroup> = Vec::new();
        for each in &programme.draft.facts.activities {
            let row = (each.activity.clone(), each.method.clone(), each.place.clone());
            match activities.iter_mut().find(|group| group.need == each.need) {
                Some(group) if group.rows.contains(&row) => {}
                Some(group) => group.rows.push(row),
                None => {
                    activities.push(ActivityGroup { need: each.need.clone(), rows: vec![row] });
                }
            }
        }
        Self { t, shell, programme, facts, women, activities, may_write: false, may_report: false }
    }

    fn href(&self, page: &str) -> String {
        format!("{}/{page}", address(&self.programme.draft.reference))
    }

    fn is_ours(&self) -> bool {
        self.programme.draft.delivery == Delivery::Ours
    }
}

/// Why it is for women only. A women-only programme of ours without a word about it says so.
fn women_only(t: Text, programme: &Programme) -> Facts {
    let Some(note) = &programme.draft.facts.women_only else { return Facts::new() };
    let mut facts = Facts::new();
    for (name, value) in [
        (key("equality-ground"), note.ground.clone()),
        (key("equality-aim"), note.aim.clone()),
        (key("equality-proportionate"), note.proportionate.clone()),
        (key("equality-decided"), note.decided_by.clone()),
        (key("equality-review"), note.review_on.map(|day| t.date(day)).unwrap_or_default()),
        (key("equality-instead"), note.instead.clone()),
    ] {
        if !value.is_empty() {
            facts = facts.fact(t.say(name), value);
        }
    }
    facts
}

/// The address of a programme's page.
pub(super) fn address(reference: &str) -> String {
    format!("/programmes/{}", in_address(reference))
}

/// An answer to a referral in words.
fn answer_words(t: Text, answer: Answer) -> String {
    t.say(match answer {
        Answer::Accept => key("triage-accept"),
        Answer::Wait => key("triage-wait"),
        Answer::Signpost => key("triage-signpost"),
        Answer::Decline => key("triage-decline"),
        Answer::Return => key("triage-return"),
    })
    .to_string()
}

/// Who agrees a plan, in words.
fn plan_words(t: Text, who: PlanAgreedBy) -> String {
    t.say(match who {
        PlanAgreedBy::She => key("programme-plan-she"),
        PlanAgreedBy::Colleague => key("programme-plan-colleague"),
        PlanAgreedBy::Practitioner => key("programme-plan-practitioner"),
    })
    .to_string()
}

async fn list(staff: Staff) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    let actor = staff.desk.gate.actor(&staff.ctx, &mut uow).await?;
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
        may_write: staff.desk.gate.may_enter::<act::ManageProgrammes>(&actor),
    }))
}

fn row(t: Text, programme: &Programme) -> Row {
    let draft = &programme.draft;
    let row = Row::new(address(&draft.reference), &draft.name)
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
    let mut uow = staff.read().await?;
    let actor = staff.desk.gate.actor(&staff.ctx, &mut uow).await?;
    let page = ProgrammePage::of(staff.t, staff.shell(Room::Programmes), programme);
    let gate = &staff.desk.gate;
    Ok(page::show(&ProgrammePage {
        may_write: gate.may_enter::<act::ManageProgrammes>(&actor),
        may_report: gate.may_enter::<act::ReadInbox>(&actor),
        ..page
    }))
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
    let answers: Vec<String> = draft.answers.iter().map(|one| answer_words(t, one)).collect();
    let agreed = plan_words(t, draft.plan_agreed_by);
    let providers = |part: ProviderPart| {
        let of_part = draft.facts.providers.iter().filter(|one| one.part == part);
        of_part.map(|one| one.name.as_str()).collect::<Vec<_>>().join("\n")
    };
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
        .fact(t.say(key("programme-plan")), agreed)
        .fact(
            t.say(key("programme-back")),
            t.say(key("programme-back-months")).with("months", i64::from(draft.return_months)),
        )
        .fact(
            t.say(key("programme-small")),
            t.say(key("programme-small-below")).with("least", i64::from(draft.small_numbers)),
        );
    if let Some(framework) = draft.framework.as_deref().and_then(framework::by_code) {
        facts = facts.fact(t.say(key("programme-framework")), &framework.name);
    }
    for (name, value) in [
        (key("programme-region"), draft.facts.region.clone()),
        (key("programme-areas"), areas.join("\n")),
        (key("programme-prime"), providers(ProviderPart::Prime)),
        (key("programme-subcontractors"), providers(ProviderPart::Subcontractor)),
        (key("programme-source"), draft.facts.source.clone()),
    ] {
        if !value.is_empty() {
            facts = facts.fact(t.say(name), value);
        }
    }
    facts
}
