//! Something was shared at once to prevent serious harm: written down in two minutes, after the deed.
//!
//! Not for asking leave. Whoever works with her may share at once; another person looks at it by the
//! next working day (`settings/reviews`). Only the person or service it went to is asked for.

use access::act;
use access::audit::Entry;
use axum::extract::Path;
use axum::response::Response;
use casework::safety::{
    self, Basis, Recipient, SafetyError, SharingDraft, SharingWords, SheWasTold,
};
use jiff::Timestamp;
use kernel::time;

use super::hers::find;
use super::view::{SharedKeptPage, SharedPage, choices};
use crate::errors::PageError;
use crate::form::{Fields, Form, Noted, Reader};
use crate::page;
use crate::pages::women::Band;
use crate::shell::{Room, Staff};
use crate::text::key;

fn shown(staff: &Staff, band: Band, form: Form) -> SharedPage {
    let recipients: Vec<&str> = Recipient::ALL.iter().map(|one| one.code()).collect();
    let bases: Vec<&str> = Basis::ALL.iter().map(|one| one.code()).collect();
    SharedPage {
        t: staff.t,
        shell: staff.shell(Room::Women),
        band,
        form,
        recipients: choices(staff.t, "who", &recipients),
        bases: choices(staff.t, "basis", &bases),
    }
}

pub(super) async fn ask(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    let band = find(&staff, &mut uow, &reference).await?;
    let permit = staff.permit::<act::ShareToPreventHarm>(&mut uow, band.woman).await?;
    drop(uow);
    staff.entered(Entry::of(&permit)).await?;
    let form = Form::blank(staff.t).with("basis", Basis::Safeguarding.code());
    Ok(page::show(&shown(&staff, band, form)))
}

fn draft(staff: &Staff, read: &mut Reader<'_>) -> Result<SharingDraft, Noted> {
    let recipient = read
        .choice("recipient", |code| Recipient::parse(code).ok())
        .must(key("safety-shared-who-missing"));
    let name = read.line("name").may();
    let items = read.long("items").may();
    let why = read.long("why").may();
    let on = read.date("on").may();
    let at = read.time("at").may();
    let told = read.choice("told", |code| SheWasTold::parse(code).ok()).may();
    let not_told = read.long("not_told").may();
    let basis = read.choice("basis", |code| Basis::parse(code).ok()).may();
    let at: Option<Timestamp> = match (on?, at?) {
        (None, None) => None,
        (on, Some(at)) => {
            let on = on.unwrap_or_else(|| staff.ctx.today());
            Some(time::at_london(on.to_datetime(at)))
        }
        // A day without a time: midday of that day, or now when that is still to come.
        (Some(on), None) if on <= staff.ctx.today() => {
            Some(time::at_london(on.at(12, 0, 0, 0)).min(staff.ctx.now()))
        }
        (Some(on), None) => Some(time::at_london(on.at(12, 0, 0, 0))),
    };
    Ok(SharingDraft {
        recipient: recipient?,
        basis: basis?.unwrap_or(Basis::Safeguarding),
        at,
        told: told?.unwrap_or(SheWasTold::NotRecorded),
        words: SharingWords {
            name: name?.unwrap_or_default().into(),
            items: items?.unwrap_or_default().into(),
            why: why?.unwrap_or_default().into(),
            not_told: not_told?.unwrap_or_default().into(),
            ..SharingWords::default()
        },
    })
}

pub(super) async fn take(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let band = find(&staff, &mut uow, &reference).await?;
    let permit = staff.permit::<act::ShareToPreventHarm>(&mut uow, band.woman).await?;
    let mut read = fields.read();
    if let Ok(draft) = draft(&staff, &mut read) {
        match safety::share_at_once(&staff.ctx, &mut uow, &permit, &draft).await {
            Ok(_) => {
                uow.commit().await?;
                return Ok(page::see_other(format!("/women/{reference}/safety/shared/kept")));
            }
            Err(SafetyError::InTheFuture) => {
                read.refuse("at", key("safety-in-the-future"));
            }
            Err(error) => return Err(error.into()),
        }
    }
    drop(uow);
    staff.entered(Entry::of(&permit)).await?;
    let form = Form::refused(staff.t, &fields, read.errors());
    Ok(page::refused(&shown(&staff, band, form)))
}

pub(super) async fn kept(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    let band = find(&staff, &mut uow, &reference).await?;
    let permit = staff.permit::<act::ShareToPreventHarm>(&mut uow, band.woman).await?;
    let gate = &staff.desk.gate;
    let may_read =
        gate.may::<act::ReadSafety>(&staff.ctx, &mut uow, &band.actor, band.woman).await?;
    drop(uow);
    staff.entered(Entry::of(&permit)).await?;
    let shell = staff.shell(Room::Women);
    Ok(page::show(&SharedKeptPage { t: staff.t, shell, band, may_read }))
}
