//! On which law each purpose stands: the register of lawful bases, kept by whoever answers for
//! information governance. Nothing is deleted: an earlier basis ends by its date.

use access::act;
use askama::Template;
use axum::response::Response;
use casework::Fault;
use casework::record::{self, Basis};

use super::{Corner, Corners, corners};
use crate::errors::PageError;
use crate::form::{Fields, Form};
use crate::page;
use crate::parts::{Tag, Tone};
use crate::routes::{Needs, Routes};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};

pub(super) fn routes() -> Routes {
    Routes::new().get("/settings/lawful-bases", Needs::action("ReadSettings"), list).post(
        "/settings/lawful-bases",
        Needs::action("ManageRetention"),
        set,
    )
}

/// One basis as shown.
#[derive(Debug, Clone)]
pub struct BasisRow {
    /// For what.
    pub purpose: String,
    /// The articles as they are cited.
    pub articles: String,
    /// Who decides about the data, and the version of the privacy notice.
    pub more: String,
    /// From when until when.
    pub dates: String,
    /// Whether it is in force.
    pub state: Tag,
}

/// `GET /settings/lawful-bases`.
#[derive(Debug, Template)]
#[template(path = "settings/law.html")]
pub struct LawPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Where else in settings.
    pub corners: Corners,
    /// The register, by purpose.
    pub rows: Vec<BasisRow>,
    /// Whether the reader keeps it.
    pub may_write: bool,
    /// Fields `purpose`, `article6`, `article9`, `article10`, `controller`, `notice`, `from`.
    pub form: Form,
}

fn shown(t: Text, basis: &Basis, today: jiff::civil::Date) -> BasisRow {
    let articles =
        [Some(basis.article6.as_str()), basis.article9.as_deref(), basis.article10.as_deref()];
    let (tone, word) = if basis.until.is_some_and(|until| until < today) {
        (Tone::Quiet, key("law-over"))
    } else if basis.from > today {
        (Tone::Violet, key("law-to-come"))
    } else {
        (Tone::Green, key("law-in-force"))
    };
    let dates = match basis.until {
        Some(until) => t.say("funding-from-until").with("until", t.date(until)),
        None => t.say("funding-from"),
    };
    BasisRow {
        purpose: basis.purpose.clone(),
        articles: articles.into_iter().flatten().collect::<Vec<_>>().join(", "),
        more: t
            .say("law-more")
            .with("controller", basis.controller.as_str())
            .with("notice", basis.notice_version.as_str())
            .to_string(),
        dates: dates.with("from", t.date(basis.from)).to_string(),
        state: Tag::new(tone, t.say(word)),
    }
}

async fn load(staff: &Staff, form: Form) -> Result<LawPage, PageError> {
    let t = staff.t;
    let mut uow = staff.read().await?;
    let permit = staff.place::<act::ReadSettings>(&mut uow).await?;
    let (actor, corners) = corners(staff, &mut uow, Corner::Law).await?;
    let register = record::basis_register(&mut uow, &permit).await?;
    let today = staff.ctx.today();
    Ok(LawPage {
        t,
        shell: staff.shell(Room::Settings),
        corners,
        rows: register.iter().map(|basis| shown(t, basis, today)).collect(),
        may_write: staff.desk.gate.may_enter::<act::ManageRetention>(&actor),
        form,
    })
}

async fn list(staff: Staff) -> Result<Response, PageError> {
    let today = staff.ctx.today();
    let form = Form::blank(staff.t)
        .with("controller", &staff.who.organisation_name)
        .with("from-day", today.day())
        .with("from-month", today.month())
        .with("from-year", today.year());
    Ok(page::show(&load(&staff, form).await?))
}

async fn set(staff: Staff, fields: Fields) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let permit = staff.place::<act::ManageRetention>(&mut uow).await?;
    let mut read = fields.read();
    let purpose = read.line_up_to("purpose", 80).must(key("law-purpose-needed"));
    let article6 = read.line_up_to("article6", 80).must(key("law-article6-needed"));
    let article9 = read.line_up_to("article9", 80).may();
    let article10 = read.line_up_to("article10", 80).may();
    let controller = read.line("controller").must(key("law-controller-needed"));
    let notice = read.line_up_to("notice", 40).must(key("law-notice-needed"));
    let from = read.date("from").must(key("law-from-needed"));
    if let (
        Ok(purpose),
        Ok(article6),
        Ok(article9),
        Ok(article10),
        Ok(controller),
        Ok(notice_version),
        Ok(from),
    ) = (purpose, article6, article9, article10, controller, notice, from)
    {
        let basis = Basis {
            purpose,
            article6,
            article9,
            article10,
            controller,
            notice_version,
            from,
            until: None,
        };
        match record::set_lawful_basis(&staff.ctx, &mut uow, &permit, &basis).await {
            Ok(()) => {
                uow.commit().await?;
                return Ok(page::see_other(Corner::Law.href()));
            }
            Err(Fault::ImpossibleDate) => {
                read.refuse("from", key("law-from-before"));
            }
            Err(other) => return Err(other.into()),
        }
    }
    drop(uow);
    let form = Form::refused(staff.t, &fields, read.errors());
    Ok(page::refused(&load(&staff, form).await?))
}
