//! Why a service or a post is for women only: each with its ground in the Equality Act 2010, its
//! aim, why that is proportionate, who decided and when to look at it again. A service's note stands
//! with its programme; a post's is kept here.
//!
//! The software never infers anybody's sex or gender and never asks for proof.

use access::act;
use askama::Template;
use axum::response::Response;
use casework::programme::posts::{self, Post, PostDraft};
use casework::programme::{Delivery, EqualityNote, OpenTo, service};
use jiff::civil::Date;
use uuid::Uuid;

use super::{Corner, Corners, corners};
use crate::errors::PageError;
use crate::form::{Choice, Fields, Form};
use crate::page;
use crate::parts::{Facts, Tag, Tone};
use crate::routes::{Needs, Routes};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/settings/women-only", Needs::action("ReadSettings"), list)
        .post("/settings/women-only", Needs::action("ManageProgrammes"), add)
        .post("/settings/women-only/end", Needs::action("ManageProgrammes"), end)
}

/// One service or post as shown.
#[derive(Debug, Clone)]
pub struct NoteRow {
    /// Its name.
    pub name: String,
    /// Where its note is kept; empty for a post.
    pub href: String,
    /// Whether it is complete and looked at in time.
    pub state: Tag,
    /// What it says.
    pub facts: Facts,
}

/// `GET /settings/women-only`.
#[derive(Debug, Template)]
#[template(path = "settings/women_only.html")]
pub struct WomenOnlyPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Where else in settings.
    pub corners: Corners,
    /// Services for women only that are delivered here.
    pub services: Vec<NoteRow>,
    /// Posts for women only.
    pub posts: Vec<NoteRow>,
    /// Whether the reader keeps them.
    pub may_write: bool,
    /// Fields `title`, `ground`, `aim`, `proportionate`, `decided_by`, `review`.
    pub form: Form,
    /// Fields `post`.
    pub ending: Form,
    /// Posts that can be ended.
    pub endable: Vec<Choice>,
}

fn state(t: Text, review_on: Option<Date>, today: Date) -> Tag {
    match review_on {
        None => Tag::new(Tone::Amber, t.say("women-only-no-ground")),
        Some(day) if day < today => Tag::new(Tone::Amber, t.say("women-only-overdue")),
        Some(_) => Tag::new(Tone::Green, t.say("women-only-said")),
    }
}

fn facts(t: Text, note: &EqualityNote) -> Facts {
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

fn post_row(t: Text, post: &Post, today: Date) -> NoteRow {
    let note = &post.draft.note;
    NoteRow {
        name: post.draft.title.clone(),
        href: String::new(),
        state: state(t, note.review_on, today),
        facts: facts(t, note),
    }
}

async fn load(staff: &Staff, form: Form, ending: Form) -> Result<WomenOnlyPage, PageError> {
    let t = staff.t;
    let today = staff.ctx.today();
    let mut uow = staff.read().await?;
    let permit = staff.place::<act::ReadSettings>(&mut uow).await?;
    let (actor, corners) = corners(staff, &mut uow, Corner::WomenOnly).await?;
    let programmes = service::programmes(&mut uow, permit.organisation()).await?;
    let posts = posts::posts(&mut uow, &permit).await?;
    let services = programmes
        .iter()
        .filter(|one| one.draft.delivery == Delivery::Ours && one.draft.open_to == OpenTo::Women);
    let services = services.map(|one| {
        let note = one.draft.facts.women_only.clone().unwrap_or_default();
        NoteRow {
            name: one.draft.name.clone(),
            href: crate::pages::programmes::address(&one.draft.reference),
            state: state(t, note.review_on.filter(|_| !note.ground.is_empty()), today),
            facts: facts(t, &note),
        }
    });
    Ok(WomenOnlyPage {
        t,
        shell: staff.shell(Room::Settings),
        corners,
        services: services.collect(),
        endable: posts.iter().map(|post| Choice::new(post.id, &post.draft.title)).collect(),
        posts: posts.iter().map(|post| post_row(t, post, today)).collect(),
        may_write: staff.desk.gate.may_enter::<act::ManageProgrammes>(&actor),
        form,
        ending: ending.prefixed("end"),
    })
}

async fn list(staff: Staff) -> Result<Response, PageError> {
    let (form, ending) = (Form::blank(staff.t), Form::blank(staff.t));
    Ok(page::show(&load(&staff, form, ending).await?))
}

async fn add(staff: Staff, fields: Fields) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let permit = staff.place::<act::ManageProgrammes>(&mut uow).await?;
    let mut read = fields.read();
    let title = read.line_up_to("title", 120).must(key("women-only-title-needed"));
    let ground = read.line("ground").must(key("programme-ground-needed"));
    let aim = read.long("aim").must(key("programme-aim-needed"));
    let proportionate = read.long("proportionate").must(key("programme-proportionate-needed"));
    let decided_by = read.line("decided_by").must(key("programme-decided-needed"));
    let review = read.date("review").must(key("programme-review-needed"));
    if let (Ok(title), Ok(ground), Ok(aim), Ok(proportionate), Ok(decided_by), Ok(review)) =
        (title, ground, aim, proportionate, decided_by, review)
    {
        let note = EqualityNote {
            ground,
            aim,
            proportionate,
            decided_by,
            review_on: Some(review),
            instead: String::new(),
        };
        posts::add_post(&staff.ctx, &mut uow, &permit, &PostDraft { title, note }).await?;
        uow.commit().await?;
        return Ok(page::see_other(Corner::WomenOnly.href()));
    }
    drop(uow);
    let form = Form::refused(staff.t, &fields, read.errors());
    Ok(page::refused(&load(&staff, form, Form::blank(staff.t)).await?))
}

async fn end(staff: Staff, fields: Fields) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let permit = staff.place::<act::ManageProgrammes>(&mut uow).await?;
    let mut read = fields.read();
    let post = read.choice("post", |id| id.parse::<Uuid>().ok()).must(key("women-only-which"));
    if let Ok(post) = post {
        posts::end_post(&staff.ctx, &mut uow, &permit, post).await?;
        uow.commit().await?;
        return Ok(page::see_other(Corner::WomenOnly.href()));
    }
    drop(uow);
    let ending = Form::refused(staff.t, &fields, read.errors());
    Ok(page::refused(&load(&staff, Form::blank(staff.t), ending).await?))
}
