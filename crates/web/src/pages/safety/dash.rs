//! A DASH result: how many answers, and the worker's own judgement.
//!
//! The list's questions are its authors' and stand nowhere here; a centre uses its own form.

use access::act;
use access::audit::Entry;
use axum::extract::Path;
use axum::response::Response;
use casework::safety::{
    self, DASH_QUESTIONS, DashDraft, DashScore, Escalation, Judgement, SafetyError,
};
use store::Uow;

use super::hers::find;
use super::view::{DashPage, choices};
use crate::errors::PageError;
use crate::form::{Fields, Form, Noted, Reader};
use crate::page;
use crate::pages::women::Band;
use crate::shell::{Room, Staff};
use crate::text::key;

async fn shown(
    staff: &Staff,
    uow: &mut Uow,
    band: Band,
    form: Form,
) -> Result<DashPage, PageError> {
    let permit = staff.permit::<act::ReadSafety>(uow, band.woman).await?;
    let threshold = safety::threshold(uow, &permit).await?.get();
    let codes: Vec<&str> = Judgement::ALL.iter().map(|judgement| judgement.code()).collect();
    let judgements = choices(staff.t, "judgement", &codes);
    let shell = staff.shell(Room::Women);
    Ok(DashPage { t: staff.t, shell, band, form, threshold, judgements })
}

pub(super) async fn ask(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    let band = find(&staff, &mut uow, &reference).await?;
    let permit = staff.permit::<act::WriteSafety>(&mut uow, band.woman).await?;
    let today = staff.ctx.today();
    let form = Form::blank(staff.t)
        .with("on-day", today.day())
        .with("on-month", today.month())
        .with("on-year", today.year());
    let page = shown(&staff, &mut uow, band, form).await?;
    drop(uow);
    staff.entered(Entry::of(&permit)).await?;
    Ok(page::show(&page))
}

/// Counts that were left empty are none: the list may be half gone through.
fn draft(read: &mut Reader<'_>) -> Result<DashDraft, Noted> {
    let most = u32::from(DASH_QUESTIONS);
    let mut count = |field: &str| {
        let typed = read.whole(field, 0..=most).may();
        typed.map(|many| u8::try_from(many.unwrap_or_default()).unwrap_or(DASH_QUESTIONS))
    };
    let (yes, no, dont_know) = (count("yes"), count("no"), count("dont_know"));
    let done_on = read.date("on").may();
    let judgement = read.choice("judgement", |code| Judgement::parse(code).ok()).may();
    let escalation = read.choice("escalation", |code| Escalation::parse(code).ok()).may();
    let why = read.long("why").may();
    Ok(DashDraft {
        score: DashScore { yes: yes?, no: no?, dont_know: dont_know? },
        done_on: done_on?,
        judgement: judgement?.unwrap_or(Judgement::NotYet),
        escalation: escalation?.unwrap_or(Escalation::NotSeen),
        why: why?.unwrap_or_default().into(),
    })
}

pub(super) async fn take(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let band = find(&staff, &mut uow, &reference).await?;
    let permit = staff.permit::<act::WriteSafety>(&mut uow, band.woman).await?;
    let mut read = fields.read();
    if let Ok(draft) = draft(&mut read) {
        match safety::record_dash(&staff.ctx, &mut uow, &permit, &draft).await {
            Ok(_) => {
                uow.commit().await?;
                return Ok(page::see_other(format!("/women/{reference}/safety#maracs")));
            }
            Err(SafetyError::TooManyAnswers) => {
                read.refuse("yes", key("safety-dash-too-many"));
            }
            Err(SafetyError::InTheFuture) => {
                read.refuse("on", key("safety-day-to-come"));
            }
            Err(error) => return Err(error.into()),
        }
    }
    drop(uow);
    let mut uow = staff.read().await?;
    let form = Form::refused(staff.t, &fields, read.errors());
    let page = shown(&staff, &mut uow, band, form).await?;
    drop(uow);
    staff.entered(Entry::of(&permit)).await?;
    Ok(page::refused(&page))
}
