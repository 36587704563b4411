//! Sites and rooms: where support happens. A prison or court that is visited is a site too.

use access::act;
use askama::Template;
use axum::response::Response;
use casework::programme::service::{self, ProgrammeError};
use casework::programme::{Site, SiteKind};
use uuid::Uuid;

use crate as web;
use crate::errors::PageError;
use crate::form::{Choice, Errors};
use crate::page;
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};
use crate::{Fields, Form};

/// `GET /programmes/sites`.
#[derive(Debug, Template)]
#[template(path = "programmes/sites.html")]
pub struct SitesPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Every site with its rooms.
    pub sites: Vec<Site>,
    /// Whether the reader may add one.
    pub may_write: bool,
    /// Fields `name`, `kind`.
    pub site: Form,
    /// Fields `site`, `room`.
    pub room: Form,
}

impl SitesPage {
    fn kinds(&self) -> Vec<Choice> {
        let kinds = SiteKind::ALL.iter();
        kinds.map(|kind| Choice::new(kind.code(), self.kind(*kind))).collect()
    }

    fn kind(&self, kind: SiteKind) -> String {
        self.t
            .say(match kind {
                SiteKind::Centre => key("site-kind-centre"),
                SiteKind::Outreach => key("site-kind-outreach"),
                SiteKind::Prison => key("site-kind-prison"),
                SiteKind::Court => key("site-kind-court"),
                SiteKind::Other => key("site-kind-other"),
            })
            .to_string()
    }

    fn choices(&self) -> Vec<Choice> {
        self.sites.iter().map(|site| Choice::new(site.id, &site.name)).collect()
    }
}

async fn load(staff: &Staff, site: Form, room: Form) -> Result<SitesPage, PageError> {
    let mut uow = staff.read().await?;
    let actor = staff.desk.gate.actor(&staff.ctx, &mut uow).await?;
    let sites = service::sites(&mut uow, staff.who.organisation).await?;
    Ok(SitesPage {
        t: staff.t,
        shell: staff.shell(Room::Programmes),
        sites,
        may_write: staff.desk.gate.may_enter::<act::ManageProgrammes>(&actor),
        site,
        room: room.prefixed("room"),
    })
}

pub(super) async fn show(staff: Staff) -> Result<Response, PageError> {
    let (site, room) = (Form::blank(staff.t), Form::blank(staff.t));
    Ok(page::show(&load(&staff, site, room).await?))
}

pub(super) async fn add_site(staff: Staff, fields: Fields) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let permit = staff.place::<act::ManageProgrammes>(&mut uow).await?;
    let mut read = fields.read();
    let name = read.line_up_to("name", 120).must(key("site-name-needed"));
    let kind = read.choice("kind", SiteKind::from_code).must(key("site-kind-needed"));
    if let (Ok(name), Ok(kind)) = (name, kind) {
        match service::add_site(&staff.ctx, &mut uow, &permit, &name, kind).await {
            Ok(_) => {
                uow.commit().await?;
                return Ok(page::see_other("/programmes/sites"));
            }
            Err(ProgrammeError::Taken) => {
                read.refuse("name", key("site-taken"));
            }
            Err(other) => return Err(other.into()),
        }
    }
    drop(uow);
    let site = Form::refused(staff.t, &fields, read.errors());
    Ok(page::refused(&load(&staff, site, Form::blank(staff.t)).await?))
}

pub(super) async fn add_room(staff: Staff, fields: Fields) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let permit = staff.place::<act::ManageProgrammes>(&mut uow).await?;
    let mut read = fields.read();
    let site = read.choice("site", |id| id.parse::<Uuid>().ok()).must(key("room-site-needed"));
    let name = read.line_up_to("room", 120).must(key("room-name-needed"));
    let mut errors = read.errors();
    if let (Ok(site), Ok(name)) = (site, name) {
        match service::add_room(&staff.ctx, &mut uow, &permit, site, &name).await {
            Ok(_) => {
                uow.commit().await?;
                return Ok(page::see_other("/programmes/sites"));
            }
            Err(ProgrammeError::Taken) => {
                errors = Errors::new();
                errors.add("room", key("room-taken"));
            }
            Err(other) => return Err(other.into()),
        }
    }
    drop(uow);
    let room = Form::refused(staff.t, &fields, errors);
    Ok(page::refused(&load(&staff, Form::blank(staff.t), room).await?))
}
