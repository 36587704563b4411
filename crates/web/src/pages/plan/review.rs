//! Looking back with her: what changed, what comes next, whether we may be in touch after closing.
//! From here it goes on to closing.

use access::action::act;
use access::audit::Entry;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use casework::Fault;
use casework::assessment::{self, DoneHow};
use casework::outcome::{self, ContactAfter, ExitReviewDraft, OutcomeError};
use casework::record;

use super::choices;
use super::panels::NeedsPanel;
use crate::errors::PageError;
use crate::form::Choice;
use crate::page;
use crate::pages::women::{Band, Tab};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};
use crate::{Fields, Form};

/// `GET /women/{reference}/plan/review`.
#[derive(Debug, Template)]
#[template(path = "plan/review.html")]
pub struct ReviewPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Her band.
    pub band: Band,
    /// Change over time, to look at together.
    pub needs: NeedsPanel,
    /// Who is there.
    pub how: Vec<Choice>,
    /// Contact after closing.
    pub contact: Vec<Choice>,
    /// Fields `on`, `how`, `changed`, `next`, `about_us`, `contact_after`.
    pub form: Form,
}

async fn load(staff: &Staff, reference: &str, form: Form) -> Result<ReviewPage, PageError> {
    let t = staff.t;
    let mut uow = staff.read().await?;
    let band = Band::open(staff, &mut uow, reference, Tab::Plan).await?;
    let permit = staff.permit::<act::WritePlan>(&mut uow, band.woman).await?;
    let see = staff.permit::<act::ReadNeeds>(&mut uow, band.woman).await?;
    let all = assessment::assessments(&mut uow, &see).await?;
    drop(uow);
    staff.entered(Entry::of(&permit)).await?;
    Ok(ReviewPage {
        t,
        shell: staff.shell(Room::Women),
        band,
        needs: NeedsPanel::new(t, &all),
        how: choices(t, "plan-how", DoneHow::ALL.iter().map(|one| one.code())),
        contact: choices(t, "review-contact", ContactAfter::ALL.iter().map(|one| one.code())),
        form,
    })
}

pub(super) async fn show(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let today = staff.ctx.today();
    let form = Form::blank(staff.t)
        .with("how", DoneHow::WithHer.code())
        .with("on-day", today.day())
        .with("on-month", today.month())
        .with("on-year", today.year());
    Ok(page::show(&load(&staff, &reference, form).await?))
}

pub(super) async fn hold(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let band = Band::open(&staff, &mut uow, &reference, Tab::Plan).await?;
    let permit = staff.permit::<act::WritePlan>(&mut uow, band.woman).await?;
    let case = band.cases.first().map(|case| case.id).ok_or(PageError::NotFound)?;
    let mut read = fields.read();
    let on = read.date("on").must(key("plan-on-needed"));
    let how = read.choice("how", DoneHow::from_code).must(key("plan-how-needed"));
    let changed = read.long("changed").must(key("review-changed-needed"));
    let next = read.long("next").may();
    let about_us = read.long("about_us").may();
    let contact =
        read.choice("contact_after", ContactAfter::from_code).must(key("review-contact-needed"));
    if let (Ok(held_on), Ok(how), Ok(changed), Ok(next), Ok(about_us), Ok(contact_after)) =
        (on, how, changed, next, about_us, contact)
    {
        let draft = ExitReviewDraft {
            case,
            held_on,
            how,
            changed: changed.into(),
            next: next.unwrap_or_default().into(),
            about_us: about_us.unwrap_or_default().into(),
            contact_after,
        };
        match outcome::hold_exit_review(&staff.ctx, &mut uow, &permit, &draft).await {
            Ok(_) => {
                let write = staff.permit::<act::WriteRecord>(&mut uow, band.woman).await?;
                match record::start_exit_review(&staff.ctx, &mut uow, &write, case, "").await {
                    Ok(()) | Err(Fault::AlreadyDone) => uow.commit().await?,
                    Err(fault) => return Err(fault.into()),
                }
                // A yes to being in touch is a consent of its own, on its own page.
                let to = if contact_after == ContactAfter::Yes { "consent" } else { "case" };
                return Ok(page::see_other(band.href(to)));
            }
            Err(OutcomeError::ImpossibleDate) => {
                read.refuse("on", key("plan-day-cannot-be"));
            }
            Err(error) => return Err(error.into()),
        }
    }
    drop(uow);
    let form = Form::refused(staff.t, &fields, read.errors());
    Ok(page::refused(&load(&staff, &reference, form).await?))
}
