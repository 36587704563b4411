//! Her safety plan: the form, and the sheet that she may carry if she says that is safe.

use access::act;
use access::audit::Entry;
use axum::extract::Path;
use axum::response::Response;
use casework::safety::{self, Copy, PlanDraft, PlanWords, SafetyPlan, Words, Written};
use kernel::{Personal, time};

use super::hers::{find, parts};
use super::phrases::coded;
use super::view::{PlanPage, PlanSheet};
use crate::errors::PageError;
use crate::form::{Fields, Form};
use crate::page;
use crate::pages::women::Band;
use crate::shell::{Room, Staff};
use crate::text::key;

fn filled(staff: &Staff, plan: Option<&SafetyPlan>) -> Form {
    let number = plan.map_or(0, |plan| plan.number);
    let mut form = Form::blank(staff.t).with("from", number);
    if let Some(plan) = plan {
        for (part, words) in plan.words.parts() {
            form = form.with(part, words.reveal());
        }
        form = form.with("copy", plan.words.copy.code());
    }
    form
}

fn shown(
    staff: &Staff,
    band: Band,
    form: Form,
    theirs: Vec<(String, Personal<String>)>,
) -> PlanPage {
    let blank = PlanWords::default();
    let parts = blank.parts().map(|(part, _)| (part, coded(staff.t, "plan", part)));
    let (t, shell) = (staff.t, staff.shell(Room::Women));
    PlanPage { t, shell, band, form, parts: parts.to_vec(), theirs }
}

pub(super) async fn ask(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    let band = find(&staff, &mut uow, &reference).await?;
    let woman = band.woman;
    staff.permit::<act::WriteSafety>(&mut uow, woman).await?;
    let permit = staff.permit::<act::ReadSafety>(&mut uow, woman).await?;
    let plan = safety::standing_plan(&mut uow, &permit).await?;
    drop(uow);
    staff.entered(Entry::of(&permit)).await?;
    let form = filled(&staff, plan.as_ref());
    Ok(page::show(&shown(&staff, band, form, Vec::new())))
}

pub(super) async fn take(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let band = find(&staff, &mut uow, &reference).await?;
    let woman = band.woman;
    let permit = staff.permit::<act::WriteSafety>(&mut uow, woman).await?;
    let mut read = fields.read();
    let mut words = PlanWords::default();
    let mut right = true;
    for (part, slot) in words.parts_mut() {
        match read.long(part).may() {
            Ok(text) => *slot = Words::new(text.unwrap_or_default()),
            Err(_) => right = false,
        }
    }
    words.copy = Copy::parse(fields.first("copy")).unwrap_or(Copy::NotAsked);
    let from = fields.first("from").parse().map_err(|_| PageError::Unreadable)?;
    if !right {
        let form = Form::refused(staff.t, &fields, read.errors());
        return Ok(page::refused(&shown(&staff, band, form, Vec::new())));
    }
    let draft = PlanDraft { from, words, review_by: None };
    match safety::write_plan(&staff.ctx, &mut uow, &permit, draft).await? {
        Written::Version(_) => uow.commit().await?,
        Written::Clash { theirs, parts: clashing, joined } => {
            // Both texts are shown: hers in the box, the other beside it; the next save joins.
            let mut again = Fields::default().with("from", theirs.number);
            for (part, said) in joined.parts() {
                again = again.with(part, said.reveal());
            }
            again = again.with("copy", joined.copy.code());
            for part in &clashing {
                read.refuse(part, key("safety-plan-clash"));
            }
            let form = Form::refused(staff.t, &again, read.errors());
            let stands = theirs.words.parts().into_iter();
            let stands = stands.filter(|(part, _)| clashing.contains(part));
            let theirs =
                stands.map(|(part, said)| (coded(staff.t, "plan", part), said.clone())).collect();
            return Ok(page::refused(&shown(&staff, band, form, theirs)));
        }
    }
    Ok(page::see_other(format!("/women/{reference}/safety")))
}

pub(super) async fn sheet(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    let band = find(&staff, &mut uow, &reference).await?;
    let woman = band.woman;
    let permit = staff.permit::<act::ReadSafety>(&mut uow, woman).await?;
    let plan = safety::standing_plan(&mut uow, &permit).await?;
    let plan = plan.ok_or(PageError::NotFound)?;
    drop(uow);
    staff.entered(Entry::of(&permit)).await?;
    let t = staff.t;
    Ok(page::show(&PlanSheet {
        t,
        shell: staff.shell(Room::Women),
        band,
        date: t.date(time::london(plan.made.at).date()),
        may_carry: plan.words.copy == Copy::SafeToCarry,
        parts: parts(t, &plan.words),
    }))
}
