//! Reviews: emergency access that somebody else opened, right or wrong, within two working days.

use access::emergency::{self, Emergency, EmergencyError, Finding};
use access::{Denied, Refusal, accounts};
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use kernel::{Personal, time};
use store::Uow;

use super::audit::Known;
use super::{Corner, Corners, corners};
use crate::errors::{PageError, WhoCan};
use crate::form::{Errors, Fields, Form};
use crate::page;
use crate::parts::{Clock, Due, Empty, Link, Notice, Tone};
use crate::routes::{Needs, Routes};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};

const REVIEW: Needs = Needs::action("ReviewEmergency");

pub(super) fn routes() -> Routes {
    Routes::new().get("/settings/reviews", REVIEW, list).post("/settings/reviews", REVIEW, review)
}

/// One emergency access that waits.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// For its form. An id, because a deed has no reference; it stands in no address.
    pub id: String,
    /// Who opened it.
    pub who: Personal<String>,
    /// From when until when.
    pub when: String,
    /// Why; nothing when the woman was erased since.
    pub reason: Option<Personal<String>>,
    /// Who looked at her record, for whoever may see that.
    pub record: Option<Link>,
    /// How near the review is.
    pub due: Clock,
    /// Fields `finding` and `words`.
    pub form: Form,
}

/// `GET /settings/reviews`: each with its own small form.
#[derive(Debug, Template)]
#[template(path = "settings/reviews.html")]
pub struct ReviewsPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Where else in settings.
    pub corners: Corners,
    /// The most urgent first.
    pub waiting: Vec<Waiting>,
}

impl ReviewsPage {
    fn refused(&self) -> Option<&Form> {
        self.waiting.iter().map(|waiting| &waiting.form).find(|form| form.is_refused())
    }

    fn error_word(&self) -> String {
        self.refused().map(Form::error_word).unwrap_or_default()
    }

    fn none(&self) -> Empty {
        Empty::done(self.t.say("reviews-none"), self.t.say("reviews-none-more"))
    }
}

/// What was just done, as the address says it.
#[derive(Debug, Default, serde::Deserialize)]
struct Said {
    #[serde(default)]
    done: String,
}

async fn list(staff: Staff, Query(said): Query<Said>) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    let mut page = shown(&staff, &mut uow, None).await?;
    if said.done == "reviewed" {
        let notice = Notice::new(Tone::Green, staff.t.say("reviews-done"));
        page.shell.notices.push(notice);
    }
    Ok(page::show(&page))
}

async fn shown(
    staff: &Staff,
    uow: &mut Uow,
    refused: Option<(&str, &Fields, Errors)>,
) -> Result<ReviewsPage, PageError> {
    let t = staff.t;
    let (actor, corners) = corners(staff, uow, Corner::Reviews).await?;
    if !super::may_review(staff, uow).await? {
        return Err(PageError::Forbidden(WhoCan::By(Refusal::AskManager)));
    }
    let names = accounts::names(uow, &actor).await?;
    let mut known = Known::default();
    let mut waiting = Vec::new();
    for one in emergency::to_review(&staff.ctx, uow, &staff.desk.gate).await? {
        let id = one.id.uuid().to_string();
        let form = match &refused {
            Some((of, fields, errors)) if *of == id => Form::refused(t, fields, errors.clone()),
            _ => Form::blank(t),
        };
        waiting.push(Waiting {
            form: form.prefixed(format!("review-{id}")),
            id,
            who: names.get(&one.account).cloned().unwrap_or_default(),
            when: t
                .say("reviews-when")
                .with("from", t.moment(time::from_micros(one.opened_at)))
                .with("until", t.time(time::from_micros(one.ends_at)))
                .to_string(),
            record: known.link(staff, uow, &actor, one.woman).await?,
            due: due(staff, &one),
            reason: one.reason,
        });
    }
    Ok(ReviewsPage { t, shell: staff.shell(Room::Settings), corners, waiting })
}

fn due(staff: &Staff, one: &Emergency) -> Clock {
    let (t, today) = (staff.t, staff.ctx.today());
    let Some(day) = one.review_by else { return Clock::new(Due::Soon, t.say("reviews-due-soon")) };
    let words = t.say("reviews-due").with("day", t.weekday_date(day));
    match () {
        () if one.is_overdue(today) => {
            Clock::new(Due::Late, t.say("reviews-late").with("day", t.weekday_date(day)))
        }
        () if day == today => Clock::new(Due::Soon, words),
        () => Clock::new(Due::Fine, words),
    }
}

async fn review(staff: Staff, fields: Fields) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let id = fields.first("deed").to_owned();
    let mine = emergency::to_review(&staff.ctx, &mut uow, &staff.desk.gate).await?;
    let Some(one) = mine.into_iter().find(|one| one.id.uuid().to_string() == id) else {
        // Somebody else was first, or it never was hers to review: the list says what is left.
        drop(uow);
        let mut uow = staff.read().await?;
        return Ok(page::show(&shown(&staff, &mut uow, None).await?));
    };
    let mut read = fields.read();
    let finding = read
        .choice("finding", |code| match code {
            "right" => Some(Finding::Right),
            "wrong" => Some(Finding::Wrong),
            "follow_up" => Some(Finding::FollowUp),
            _ => None,
        })
        .must(key("reviews-finding-missing"));
    let words = match finding {
        Ok(Finding::Right) => read.long("words").may().map(Option::unwrap_or_default),
        _ => read.long("words").must(key("reviews-words-missing")),
    };
    let (Ok(finding), Ok(words)) = (finding, words) else {
        let refused = Some((id.as_str(), &fields, read.errors()));
        return Ok(page::refused(&shown(&staff, &mut uow, refused).await?));
    };
    let for_review = emergency::for_review(&staff.ctx, &mut uow, &staff.desk.gate, one.id).await;
    let permit = match for_review {
        Ok((permit, _)) => permit,
        Err(denied @ (Denied::Refused(_) | Denied::Store(_))) => return Err(denied.into()),
    };
    match emergency::review(&staff.ctx, &mut uow, &permit, finding, words.into()).await {
        Ok(()) => uow.commit().await?,
        Err(EmergencyError::Reviewed) => {}
        Err(EmergencyError::Store(error)) => return Err(error.into()),
        Err(error) => return Err(PageError::broken(error)),
    }
    Ok(page::see_other("/settings/reviews?done=reviewed"))
}
