//! Settings: people and teams, one's own account, the rules and what they guarantee, audit and
//! reviews; and what goes with them on a record: emergency access, who looked, who asked.
//!
//! Not for: what a rule says. That stands in the policies, and these pages show it.

mod account;
mod acts;
mod audit;
mod emergency;
mod erase;
mod known;
mod law;
mod looked;
mod passkeys;
mod people;
mod reviews;
mod rules;
mod teams;
mod threshold;
mod women_only;

use access::action::{Deed, Woman};
use access::gate::DeedDone;
use access::{ActorFacts, Denied, Permit, Role, act};
use askama::Template;
use axum::response::Response;
use casework::record;
use kernel::{Id, Reference};
use store::Uow;

use crate::errors::PageError;
use crate::page;
use crate::parts::{Row, Work};
use crate::routes::{Needs, Routes};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};

pub use account::{AccountPage, ShownSession};
pub use acts::done_in_words;
pub use audit::{AuditPage, CheckedPage, ShownEntry};
pub use emergency::{EmergencyPage, Strip, strip};
pub use erase::{ErasePage, ErasedPage};
pub use known::{Answer, KnownPage, asked_notice};
pub use law::{BasisRow, LawPage};
pub use looked::LookedPage;
pub use passkeys::{PasskeyPage, ShownPasskey};
pub use people::{NewPersonPage, PasswordOncePage, PeoplePage, PersonPage};
pub use reviews::{ReviewsPage, Waiting};
pub use rules::{PromisesPage, RulesPage, Theme};
pub use teams::TeamsPage;
pub use threshold::ThresholdPage;
pub use women_only::{NoteRow, WomenOnlyPage};

/// The routes of settings, and of emergency access, who looked and who asked.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/settings", Needs::SignedIn, home)
        .and(people::routes())
        .and(teams::routes())
        .and(account::routes())
        .and(passkeys::routes())
        .and(rules::routes())
        .and(audit::routes())
        .and(reviews::routes())
        .and(threshold::routes())
        .and(emergency::routes())
        .and(looked::routes())
        .and(erase::routes())
        .and(known::routes())
        .and(law::routes())
        .and(women_only::routes())
}

/// A place within settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Corner {
    /// Everything she may see.
    Home,
    /// Accounts.
    People,
    /// Teams.
    Teams,
    /// Her own account.
    Account,
    /// The policies.
    Rules,
    /// What they guarantee.
    Promises,
    /// The audit trail.
    Audit,
    /// What waits for a review.
    Reviews,
    /// On which law each purpose stands.
    Law,
    /// Why services and posts are for women only.
    WomenOnly,
    /// From how many yes answers a MARAC referral is due.
    Threshold,
}

impl Corner {
    const fn href(self) -> &'static str {
        match self {
            Self::Home => "/settings",
            Self::People => "/settings/people",
            Self::Teams => "/settings/teams",
            Self::Account => "/settings/account",
            Self::Rules => "/settings/rules",
            Self::Promises => "/settings/promises",
            Self::Audit => "/settings/audit",
            Self::Reviews => "/settings/reviews",
            Self::Law => "/settings/lawful-bases",
            Self::WomenOnly => "/settings/women-only",
            Self::Threshold => "/settings/threshold",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Home => key("settings-home"),
            Self::People => key("settings-people"),
            Self::Teams => key("settings-teams"),
            Self::Account => key("settings-account"),
            Self::Rules => key("settings-rules"),
            Self::Promises => key("settings-promises"),
            Self::Audit => key("settings-audit"),
            Self::Reviews => key("settings-reviews"),
            Self::Law => key("settings-law"),
            Self::WomenOnly => key("settings-women-only"),
            Self::Threshold => key("settings-threshold"),
        }
    }

    const fn about(self) -> &'static str {
        match self {
            Self::Home => key("settings-home-about"),
            Self::People => key("settings-people-about"),
            Self::Teams => key("settings-teams-about"),
            Self::Account => key("settings-account-about"),
            Self::Rules => key("settings-rules-about"),
            Self::Promises => key("settings-promises-about"),
            Self::Audit => key("settings-audit-about"),
            Self::Reviews => key("settings-reviews-about"),
            Self::Law => key("settings-law-about"),
            Self::WomenOnly => key("settings-women-only-about"),
            Self::Threshold => key("settings-threshold-about"),
        }
    }
}

/// The navigation within settings: only what leads somewhere for her.
#[derive(Debug, Clone, Template)]
#[template(
    source = r#"<nav class="subnav" aria-label="{{ t.say("settings-parts") }}"><details class="fold"><summary>{{ t.say("nav-current").with("place", t.say(here.name())) }}</summary></details><ul role="list">{% for place in places %}<li><a href="{{ place.href() }}"{% if *place == here %} aria-current="page"{% endif %}>{{ t.say(place.name()) }}</a></li>{% endfor %}</ul></nav>"#,
    ext = "html"
)]
pub struct Corners {
    t: Text,
    here: Corner,
    places: Vec<Corner>,
}

impl askama::filters::HtmlSafe for Corners {}

impl Corners {
    /// These places, standing in one of them.
    #[must_use]
    pub fn new(t: Text, here: Corner, places: Vec<Corner>) -> Self {
        Self { t, here, places }
    }

    fn work(&self) -> Work {
        let others = self.places.iter().filter(|place| **place != Corner::Home);
        let row = |place: &Corner| {
            Row::new(place.href(), self.t.say(place.name())).more(self.t.say(place.about()))
        };
        Work::new(others.map(row).collect())
    }
}

/// Who she is, and the places in settings that she may see.
async fn corners(
    staff: &Staff,
    uow: &mut Uow,
    here: Corner,
) -> Result<(ActorFacts, Corners), PageError> {
    let gate = &staff.desk.gate;
    let actor = gate.actor(&staff.ctx, uow).await?;
    let reviews = may_review(staff, uow).await?;
    let places = [
        (Corner::Home, true),
        (Corner::Account, true),
        (Corner::People, gate.may_enter::<act::ManageAccounts>(&actor)),
        (Corner::Teams, gate.may_enter::<act::ManageTeams>(&actor)),
        (Corner::Reviews, reviews),
        (Corner::Threshold, gate.may_enter::<act::ManageForms>(&actor)),
        (Corner::Law, gate.may_enter::<act::ReadSettings>(&actor)),
        (Corner::WomenOnly, gate.may_enter::<act::ReadSettings>(&actor)),
        (Corner::Audit, gate.may_enter::<act::ReadAudit>(&actor)),
        (Corner::Rules, gate.may_enter::<act::ReadPolicies>(&actor)),
        (Corner::Promises, gate.may_enter::<act::ReadPolicies>(&actor)),
    ];
    let places = places.into_iter().filter(|(_, may)| *may).map(|(place, _)| place).collect();
    Ok((actor, Corners::new(staff.t, here, places)))
}

/// The leave of somebody who reviews what others did at once, if she does. Asked of the policies
/// about a deed that nobody has done, so that no role is named here.
async fn reviewer(
    staff: &Staff,
    uow: &mut Uow,
) -> Result<Option<Permit<Deed, act::ReviewEmergency>>, PageError> {
    let ctx = &staff.ctx;
    let Some(organisation) = ctx.organisation() else { return Ok(None) };
    let deed = DeedDone { deed: ctx.new_id(), organisation, done_by: ctx.new_id(), about: None };
    match staff.desk.gate.permit_review::<act::ReviewEmergency>(ctx, uow, deed).await {
        Ok(permit) => Ok(Some(permit)),
        Err(Denied::Refused(_)) => Ok(None),
        Err(Denied::Store(error)) => Err(error.into()),
    }
}

/// Whether she reviews what others did at once.
///
/// # Errors
/// By what is wrong with the store.
pub async fn may_review(staff: &Staff, uow: &mut Uow) -> Result<bool, PageError> {
    Ok(reviewer(staff, uow).await?.is_some())
}

/// The woman of a reference in an address. The same answer for one that is not here, one of another
/// organisation, and what is no reference.
async fn woman_at(
    staff: &Staff,
    uow: &mut Uow,
    typed: &str,
) -> Result<(Id<Woman>, Reference), PageError> {
    let reference = Reference::parse(typed).map_err(|_| PageError::NotFound)?;
    let permit = staff.place::<act::SearchWomen>(uow).await?;
    let found = record::find_by_reference(uow, &permit, reference).await?;
    found.map(|woman| (woman, reference)).ok_or(PageError::NotFound)
}

/// What a role is called.
#[must_use]
pub const fn role_name(role: Role) -> &'static str {
    match role {
        Role::Caseworker => key("settings-role-caseworker"),
        Role::CentreManager => key("settings-role-manager"),
        Role::SafeguardingLead => key("settings-role-safeguarding"),
        Role::Volunteer => key("settings-role-volunteer"),
        Role::FrontDesk => key("settings-role-front-desk"),
        Role::Referrer => key("settings-role-referrer"),
        Role::GovernanceLead => key("settings-role-governance"),
        Role::Analyst => key("settings-role-analyst"),
        Role::Funder => key("settings-role-funder"),
        Role::Administrator => key("settings-role-administrator"),
    }
}

/// `GET /settings`: what she may see here.
#[derive(Debug, Template)]
#[template(path = "settings/home.html")]
pub struct SettingsPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// What she may see.
    pub corners: Corners,
}

async fn home(staff: Staff) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    let (_, corners) = corners(&staff, &mut uow, Corner::Home).await?;
    let shell = staff.shell(Room::Settings);
    Ok(page::show(&SettingsPage { t: staff.t, shell, corners }))
}
