//! Teams: whose women somebody sees follows from them.

use access::{accounts, act};
use askama::Template;
use axum::response::Response;

use super::{Corner, Corners, corners};
use crate::errors::PageError;
use crate::form::{Fields, Form};
use crate::page;
use crate::routes::{Needs, Routes};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};

const TEAMS: Needs = Needs::action("ManageTeams");

pub(super) fn routes() -> Routes {
    Routes::new().get("/settings/teams", TEAMS, list).post("/settings/teams", TEAMS, add)
}

/// `GET /settings/teams`: the teams, and a field `name` for another one.
#[derive(Debug, Template)]
#[template(path = "settings/teams.html")]
pub struct TeamsPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Where else in settings.
    pub corners: Corners,
    /// The teams by name, each with how many work in it now.
    pub teams: Vec<(String, usize)>,
    /// Field `name`.
    pub form: Form,
}

async fn list(staff: Staff) -> Result<Response, PageError> {
    let form = Form::blank(staff.t);
    Ok(page::show(&shown(&staff, form).await?))
}

async fn shown(staff: &Staff, form: Form) -> Result<TeamsPage, PageError> {
    let mut uow = staff.read().await?;
    staff.place::<act::ManageTeams>(&mut uow).await?;
    let (actor, corners) = corners(staff, &mut uow, Corner::Teams).await?;
    let people = accounts::colleagues(&mut uow, &actor).await?;
    let teams = accounts::teams(&mut uow, &actor).await?.into_iter().map(|(id, name)| {
        (name, people.iter().filter(|person| person.teams.contains(&id)).count())
    });
    let teams = teams.collect();
    Ok(TeamsPage { t: staff.t, shell: staff.shell(Room::Settings), corners, teams, form })
}

async fn add(staff: Staff, fields: Fields) -> Result<Response, PageError> {
    let mut read = fields.read();
    let Ok(name) = read.line_up_to("name", 80).must(key("settings-team-missing")) else {
        let form = Form::refused(staff.t, &fields, read.errors());
        return Ok(page::refused(&shown(&staff, form).await?));
    };
    let mut uow = staff.begin().await?;
    let permit = staff.place::<act::ManageTeams>(&mut uow).await?;
    accounts::add_team(&staff.ctx, &mut uow, &permit, &name).await?;
    uow.commit().await?;
    Ok(page::see_other(Corner::Teams.href()))
}
