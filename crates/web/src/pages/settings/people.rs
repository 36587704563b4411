//! People: who has an account, what she may do, and helping somebody back in.
//!
//! A first password is made here, shown once, and handed over in person: a password sent by e-mail
//! is read by whoever reads the e-mail.

use std::collections::BTreeSet;

use access::accounts::{self, AccountError, Email, NewAccount, Person};
use access::action::Team;
use access::sign_in::{self, SignInError};
use access::{Denied, Refusal, Role, act};
use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use kernel::{Id, Personal, Reference};
use store::Uow;

use super::{Corner, Corners, corners, role_name};
use crate::errors::PageError;
use crate::form::{Choice, Errors, Fields, Form};
use crate::page;
use crate::parts::{Empty, Facts, Notice, Row, Tag, Tone, Work};
use crate::routes::{Needs, Routes};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};

const ACCOUNTS: Needs = Needs::action("ManageAccounts");

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/settings/people", ACCOUNTS, list)
        .get("/settings/people/new", ACCOUNTS, blank)
        .post("/settings/people/new", ACCOUNTS, add)
        .get("/settings/people/{reference}", ACCOUNTS, show)
        .post("/settings/people/{reference}/roles", Needs::action("ChangeRoles"), set_roles)
        .post("/settings/people/{reference}/close", Needs::action("CloseAccount"), close)
        .post("/settings/people/{reference}/reopen", Needs::action("CloseAccount"), reopen)
        .post("/settings/people/{reference}/reset", ACCOUNTS, reset)
}

/// `GET /settings/people`.
#[derive(Debug, Template)]
#[template(path = "settings/people.html")]
pub struct PeoplePage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Where else in settings.
    pub corners: Corners,
    /// Who works here now.
    pub open: Work,
    /// Whose account is closed.
    pub closed: Work,
}

async fn list(staff: Staff) -> Result<Response, PageError> {
    let t = staff.t;
    let mut uow = staff.read().await?;
    let permit = staff.place::<act::ManageAccounts>(&mut uow).await?;
    let mut people = accounts::everybody(&mut uow, &permit).await?;
    let (actor, corners) = corners(&staff, &mut uow, Corner::People).await?;
    let teams = accounts::teams(&mut uow, &actor).await?;
    people.sort_by_key(|person| person.name.reveal().to_lowercase());
    let row = |person: &Person| {
        let row = Row::new(format!("/settings/people/{}", person.reference), person.name.reveal());
        let row = row.more(does_what(t, person, &teams));
        match person.roles.is_empty() && person.closed_at.is_none() {
            true => row.tag(Tag::new(Tone::Amber, t.say("settings-no-role"))),
            false => row,
        }
    };
    let (open, closed): (Vec<_>, Vec<_>) =
        people.iter().partition(|person| person.closed_at.is_none());
    let page = PeoplePage {
        t,
        shell: staff.shell(Room::Settings),
        corners,
        open: Work::new(open.into_iter().map(row).collect()),
        closed: Work::new(closed.into_iter().map(row).collect()),
    };
    Ok(page::show(&page))
}

/// "Caseworker, safeguarding lead · Cardiff team".
fn does_what(t: Text, person: &Person, teams: &[(Id<Team>, String)]) -> String {
    let roles: Vec<String> =
        person.roles.iter().map(|role| t.say(role_name(*role)).to_string()).collect();
    let teams: Vec<&str> = teams
        .iter()
        .filter(|(team, _)| person.teams.contains(team))
        .map(|(_, name)| name.as_str())
        .collect();
    [roles.join(", "), teams.join(", ")]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

/// `GET /settings/people/new`: `name` and `email`.
#[derive(Debug, Template)]
#[template(path = "settings/person_new.html")]
pub struct NewPersonPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Where else in settings.
    pub corners: Corners,
    /// Fields `name` and `email`.
    pub form: Form,
}

/// After making an account or helping somebody back in: her password, shown once.
#[derive(Debug, Template)]
#[template(path = "settings/password_once.html")]
pub struct PasswordOncePage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Where else in settings.
    pub corners: Corners,
    /// Whose.
    pub name: Personal<String>,
    /// What she signs in with.
    pub email: Personal<String>,
    /// The password.
    pub password: Personal<String>,
    /// Where her account is kept.
    pub next: String,
}

async fn blank(staff: Staff) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    staff.place::<act::ManageAccounts>(&mut uow).await?;
    let (_, corners) = corners(&staff, &mut uow, Corner::People).await?;
    let form = Form::blank(staff.t);
    let shell = staff.shell(Room::Settings);
    Ok(page::show(&NewPersonPage { t: staff.t, shell, corners, form }))
}

async fn add(staff: Staff, fields: Fields) -> Result<Response, PageError> {
    let mut read = fields.read();
    let name = read.line("name").must(key("settings-name-missing"));
    let email = read
        .line("email")
        .parsed(|typed| Email::parse(&typed).map_err(|_| key("settings-email-wrong")))
        .must(key("settings-email-missing"));
    let (Ok(name), Ok(email)) = (name, email) else {
        return refused_new(&staff, &fields, read.errors()).await;
    };
    let (password, hashed) =
        sign_in::first_password(&staff.ctx).await.map_err(PageError::broken)?;
    let mut uow = staff.begin().await?;
    let permit = staff.place::<act::ManageAccounts>(&mut uow).await?;
    let name: Personal<String> = name.into();
    let address = email.reveal().to_owned();
    let new = NewAccount { name: name.clone(), email, password: hashed };
    let account = match accounts::create(&staff.ctx, &mut uow, &permit, new).await {
        Ok(account) => account,
        Err(AccountError::AddressTaken) => {
            drop(uow);
            let mut errors = Errors::new();
            errors.add("email", key("settings-email-taken"));
            return refused_new(&staff, &fields, errors).await;
        }
        Err(AccountError::Store(error)) => return Err(error.into()),
    };
    let everybody = accounts::everybody(&mut uow, &permit).await?;
    let (_, corners) = corners(&staff, &mut uow, Corner::People).await?;
    uow.commit().await?;
    let made = everybody.into_iter().find(|person| person.id == account);
    let next = made.map_or_else(
        || Corner::People.href().to_owned(),
        |person| format!("/settings/people/{}", person.reference),
    );
    let shell = staff.shell(Room::Settings);
    let email = address.into();
    Ok(page::show(&PasswordOncePage { t: staff.t, shell, corners, name, email, password, next }))
}

async fn refused_new(
    staff: &Staff,
    fields: &Fields,
    errors: Errors,
) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    staff.place::<act::ManageAccounts>(&mut uow).await?;
    let (_, corners) = corners(staff, &mut uow, Corner::People).await?;
    let form = Form::refused(staff.t, fields, errors);
    let shell = staff.shell(Room::Settings);
    Ok(page::refused(&NewPersonPage { t: staff.t, shell, corners, form }))
}

/// `GET /settings/people/{reference}`.
#[derive(Debug, Template)]
#[template(path = "settings/person.html")]
pub struct PersonPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Where else in settings.
    pub corners: Corners,
    /// Her reference, for the addresses of the forms.
    pub reference: String,
    /// Her name.
    pub name: Personal<String>,
    /// What is known.
    pub facts: Facts,
    /// Whether she may sign in.
    pub is_open: bool,
    /// Fields `role` and `team`, when they can be changed now.
    pub form: Option<Form>,
    /// Why they cannot, or what to do first.
    pub not_now: Option<Notice>,
    /// Whether this administrator may close the account: never her own.
    pub may_close: bool,
    /// Every role, as a box.
    pub roles: Vec<Choice>,
    /// Every team, as a box.
    pub teams: Vec<Choice>,
}

/// What was just done, as the address says it.
#[derive(Debug, Default, serde::Deserialize)]
struct Said {
    #[serde(default)]
    done: String,
}

async fn found(staff: &Staff, uow: &mut Uow, typed: &str) -> Result<Person, PageError> {
    staff.place::<act::ManageAccounts>(uow).await?;
    let reference = Reference::parse(typed).map_err(|_| PageError::NotFound)?;
    let actor = staff.desk.gate.actor(&staff.ctx, uow).await?;
    accounts::by_reference(uow, &actor, &reference).await?.ok_or(PageError::NotFound)
}

async fn show(
    staff: Staff,
    Path(reference): Path<String>,
    Query(said): Query<Said>,
) -> Result<Response, PageError> {
    let t = staff.t;
    let mut uow = staff.read().await?;
    let person = found(&staff, &mut uow, &reference).await?;
    let (actor, corners) = corners(&staff, &mut uow, Corner::People).await?;
    let teams = accounts::teams(&mut uow, &actor).await?;
    let gate = &staff.desk.gate;
    let at = format!("/settings/people/{}", person.reference);
    let change = gate.permit_account::<act::ChangeRoles>(&staff.ctx, &mut uow, person.id).await;
    let (form, not_now) = match change {
        Ok(_) => (Some(filled(t, &person)), None),
        Err(Denied::Refused(refused)) if refused.refusal == Refusal::ConfirmAgain => {
            let notice = Notice::new(Tone::Amber, t.say("settings-roles-confirm"))
                .sentence(t.say("settings-roles-confirm-why"))
                .link(format!("/confirm?then={at}"), t.say("error-to-confirm"));
            (None, Some(notice))
        }
        Err(Denied::Refused(_)) => {
            let notice = Notice::new(Tone::Quiet, t.say("settings-roles-own"))
                .sentence(t.say("settings-roles-own-why"));
            (None, Some(notice))
        }
        Err(Denied::Store(error)) => return Err(error.into()),
    };
    let close = gate.permit_account::<act::CloseAccount>(&staff.ctx, &mut uow, person.id).await;
    let mut shell = staff.shell(Room::Settings);
    let done = match said.done.as_str() {
        "roles" => Some(key("settings-done-roles")),
        "closed" => Some(key("settings-done-closed")),
        "reopened" => Some(key("settings-done-reopened")),
        _ => None,
    };
    if let Some(done) = done {
        shell = shell.notice(Notice::new(Tone::Green, t.say(done)));
    }
    let state = match person.closed_at {
        None => t.say("settings-open").to_string(),
        Some(at) => t
            .say("settings-closed-on")
            .with("day", t.moment(kernel::time::from_micros(at)))
            .to_string(),
    };
    let does = does_what(t, &person, &teams);
    let nothing = t.say("settings-no-role").to_string();
    let facts = Facts::new()
        .fact(t.say("settings-email"), person.email.reveal())
        .fact(t.say("settings-does"), if does.is_empty() { nothing } else { does })
        .fact(t.say("settings-state"), state);
    let page = PersonPage {
        t,
        shell,
        corners,
        reference: person.reference,
        name: person.name,
        facts,
        is_open: person.closed_at.is_none(),
        form,
        not_now,
        may_close: close.is_ok(),
        roles: role_choices(t),
        teams: teams.iter().map(|(id, name)| Choice::new(id.uuid(), name)).collect(),
    };
    Ok(page::show(&page))
}

fn role_choices(t: Text) -> Vec<Choice> {
    let choice = |role: Role| Choice::new(role.code(), t.say(role_name(role)));
    Role::ALL.into_iter().map(choice).collect()
}

fn filled(t: Text, person: &Person) -> Form {
    let mut fields = Fields::default();
    for role in &person.roles {
        fields = fields.with("role", role.code());
    }
    for team in &person.teams {
        fields = fields.with("team", team.uuid());
    }
    Form::filled(t, fields)
}

async fn set_roles(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let person = found(&staff, &mut uow, &reference).await?;
    let gate = &staff.desk.gate;
    let permit = gate.permit_account(&staff.ctx, &mut uow, person.id).await?;
    let actor = gate.actor(&staff.ctx, &mut uow).await?;
    let teams = accounts::teams(&mut uow, &actor).await?;
    let team_of =
        |code: &str| teams.iter().map(|(id, _)| *id).find(|id| id.uuid().to_string() == code);
    let mut read = fields.read();
    let roles = read.choices("role", |code| Role::parse(code).ok()).may();
    let teams = read.choices("team", team_of).may();
    // Both are boxes that this page offered; anything else was not sent by it.
    let (Ok(roles), Ok(teams)) = (roles, teams) else { return Err(PageError::Unreadable) };
    let roles: BTreeSet<Role> = roles.unwrap_or_default().into_iter().collect();
    let teams: BTreeSet<Id<Team>> = teams.unwrap_or_default().into_iter().collect();
    accounts::set_roles(&staff.ctx, &mut uow, &permit, &roles, &teams).await?;
    uow.commit().await?;
    Ok(page::see_other(format!("/settings/people/{}?done=roles", person.reference)))
}

async fn close(staff: Staff, Path(reference): Path<String>) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let person = found(&staff, &mut uow, &reference).await?;
    let permit = staff.desk.gate.permit_account(&staff.ctx, &mut uow, person.id).await?;
    accounts::close(&staff.ctx, &mut uow, &permit).await?;
    uow.commit().await?;
    Ok(page::see_other(format!("/settings/people/{}?done=closed", person.reference)))
}

async fn reopen(staff: Staff, Path(reference): Path<String>) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let person = found(&staff, &mut uow, &reference).await?;
    let permit = staff.desk.gate.permit_account(&staff.ctx, &mut uow, person.id).await?;
    accounts::reopen(&staff.ctx, &mut uow, &permit).await?;
    uow.commit().await?;
    Ok(page::see_other(format!("/settings/people/{}?done=reopened", person.reference)))
}

/// A new password and no codes, for somebody who cannot sign in.
async fn reset(staff: Staff, Path(reference): Path<String>) -> Result<Response, PageError> {
    let (password, hashed) =
        sign_in::first_password(&staff.ctx).await.map_err(PageError::broken)?;
    let mut uow = staff.begin().await?;
    let person = found(&staff, &mut uow, &reference).await?;
    let permit = staff.place::<act::ManageAccounts>(&mut uow).await?;
    match sign_in::reset(&staff.ctx, &mut uow, &permit, person.id, hashed).await {
        Ok(()) => {}
        Err(SignInError::Store(error)) => return Err(error.into()),
        Err(error) => return Err(PageError::broken(error)),
    }
    let (_, corners) = corners(&staff, &mut uow, Corner::People).await?;
    uow.commit().await?;
    let page = PasswordOncePage {
        t: staff.t,
        shell: staff.shell(Room::Settings),
        corners,
        name: person.name,
        email: person.email.reveal().to_owned().into(),
        password,
        next: format!("/settings/people/{}", person.reference),
    };
    Ok(page::show(&page))
}

impl PeoplePage {
    fn nobody(&self) -> Empty {
        Empty::unfound(self.t.say("settings-nobody"), self.t.say("settings-nobody-more"))
    }
}
