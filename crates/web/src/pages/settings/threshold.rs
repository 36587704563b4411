//! The local MARAC threshold: from how many yes answers a referral is due, as the area's partnership
//! has agreed it.
//!
//! Not for judgement: a worker's own always suffices, whatever stands here.

use access::act;
use askama::Template;
use axum::response::Response;
use casework::safety::{self, DASH_QUESTIONS, MaracThreshold};

use super::{Corner, Corners, corners};
use crate::errors::PageError;
use crate::form::{Fields, Form};
use crate::page;
use crate::parts::{Notice, Tone};
use crate::routes::{Needs, Routes};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};

const FORMS: Needs = Needs::action("ManageForms");

pub(super) fn routes() -> Routes {
    Routes::new().get("/settings/threshold", FORMS, show).post("/settings/threshold", FORMS, set)
}

/// `GET /settings/threshold`: field `threshold`.
#[derive(Debug, Template)]
#[template(path = "settings/threshold.html")]
pub struct ThresholdPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Where else in settings.
    pub corners: Corners,
    /// Field `threshold`.
    pub form: Form,
}

async fn shown(staff: &Staff, form: Option<Form>) -> Result<ThresholdPage, PageError> {
    let mut uow = staff.read().await?;
    let permit = staff.place::<act::ManageForms>(&mut uow).await?;
    let standing = safety::local_threshold(&mut uow, &permit).await?;
    let (_, corners) = corners(staff, &mut uow, Corner::Threshold).await?;
    let form = form.unwrap_or_else(|| Form::blank(staff.t).with("threshold", standing.get()));
    Ok(ThresholdPage { t: staff.t, shell: staff.shell(Room::Settings), corners, form })
}

async fn show(
    staff: Staff,
    axum::extract::Query(said): axum::extract::Query<Said>,
) -> Result<Response, PageError> {
    let mut page = shown(&staff, None).await?;
    if said.done == "saved" {
        page.shell.notices.push(Notice::new(Tone::Green, staff.t.say("threshold-saved")));
    }
    Ok(page::show(&page))
}

/// What was just done, as the address says it.
#[derive(Debug, Default, serde::Deserialize)]
struct Said {
    #[serde(default)]
    done: String,
}

async fn set(staff: Staff, fields: Fields) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let permit = staff.place::<act::ManageForms>(&mut uow).await?;
    let mut read = fields.read();
    let typed = read.whole("threshold", 1..=u32::from(DASH_QUESTIONS));
    let typed = typed.must(key("threshold-missing")).ok();
    let threshold = typed.and_then(|yes| u8::try_from(yes).ok()).and_then(MaracThreshold::new);
    let Some(threshold) = threshold else {
        drop(uow);
        let form = Form::refused(staff.t, &fields, read.errors());
        return Ok(page::refused(&shown(&staff, Some(form)).await?));
    };
    safety::set_threshold(&staff.ctx, &mut uow, &permit, threshold).await?;
    uow.commit().await?;
    Ok(page::see_other("/settings/threshold?done=saved"))
}
