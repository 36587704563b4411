//! Sharing that is not urgent: proposed, signed off by another, then shared.
//!
//! Not for danger: whoever has to share at once does so and writes it down after (`shared`).

use access::act;
use access::audit::Entry;
use axum::extract::Path;
use axum::response::Response;
use casework::safety::{
    self, Basis, Recipient, SafetyError, SharingDraft, SharingWords, SheWasTold, SignOff,
};

use super::hers::{again, find};
use super::steps::{back, row, settle};
use super::view::{ProposePage, choices};
use crate::errors::PageError;
use crate::form::{Fields, Form, Noted, Reader};
use crate::page;
use crate::pages::women::Band;
use crate::shell::{Room, Staff};
use crate::text::key;

fn shown(staff: &Staff, band: Band, form: Form) -> ProposePage {
    let recipients: Vec<&str> = Recipient::ALL.iter().map(|one| one.code()).collect();
    let bases: Vec<&str> = Basis::ALL.iter().map(|one| one.code()).collect();
    ProposePage {
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
    let permit = staff.permit::<act::ProposeSharing>(&mut uow, band.woman).await?;
    drop(uow);
    staff.entered(Entry::of(&permit)).await?;
    Ok(page::show(&shown(&staff, band, Form::blank(staff.t))))
}

/// Unlike sharing at once, nothing is taken for granted: who, what, why and on what basis are what
/// the other person signs off.
fn draft(read: &mut Reader<'_>) -> Result<SharingDraft, Noted> {
    let recipient = read
        .choice("recipient", |code| Recipient::parse(code).ok())
        .must(key("safety-propose-who-missing"));
    let name = read.line("name").may();
    let items = read.long("items").must(key("safety-propose-items-missing"));
    let why = read.long("why").must(key("safety-propose-why-missing"));
    let told = read
        .choice("told", |code| SheWasTold::parse(code).ok())
        .must(key("safety-propose-told-missing"));
    let not_told = match told {
        Ok(SheWasTold::No) => {
            read.long("not_told").must(key("safety-propose-not-told-missing")).map(Some)
        }
        _ => read.long("not_told").may(),
    };
    let basis = read
        .choice("basis", |code| Basis::parse(code).ok())
        .must(key("safety-propose-basis-missing"));
    Ok(SharingDraft {
        recipient: recipient?,
        basis: basis?,
        at: None,
        told: told?,
        words: SharingWords {
            name: name?.unwrap_or_default().into(),
            items: items?.into(),
            why: why?.into(),
            not_told: not_told?.unwrap_or_default().into(),
            ..SharingWords::default()
        },
    })
}

pub(super) async fn propose(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let band = find(&staff, &mut uow, &reference).await?;
    let permit = staff.permit::<act::ProposeSharing>(&mut uow, band.woman).await?;
    let mut read = fields.read();
    if let Ok(draft) = draft(&mut read) {
        safety::propose_sharing(&staff.ctx, &mut uow, &permit, &draft).await?;
        uow.commit().await?;
        return Ok(back(&reference, "shared"));
    }
    drop(uow);
    staff.entered(Entry::of(&permit)).await?;
    let form = Form::refused(staff.t, &fields, read.errors());
    Ok(page::refused(&shown(&staff, band, form)))
}

/// `POST …/safety/sharing/answer`: another signs it off, or says why not.
pub(super) async fn answer(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let band = find(&staff, &mut uow, &reference).await?;
    let permit = staff.permit::<act::ApproveSharing>(&mut uow, band.woman).await?;
    let sharing = row(&fields)?;
    let mut read = fields.read();
    let (said, words) = match fields.first("do") {
        "yes" => (SignOff::Yes, read.long("words").may().map(Option::unwrap_or_default)),
        "no" => (SignOff::No, read.long("words").must(key("safety-sign-off-why-missing"))),
        _ => return Err(PageError::Unreadable),
    };
    let kept = match words {
        Ok(words) => {
            let ctx = &staff.ctx;
            match safety::sign_off(ctx, &mut uow, &permit, sharing, said, words.into()).await {
                Err(SafetyError::AnotherMustReview) => {
                    read.refuse("words", key("safety-sign-off-own"));
                    drop(uow);
                    false
                }
                done => settle(done, uow, &mut read, "words").await?,
            }
        }
        Err(_) => {
            drop(uow);
            false
        }
    };
    if kept {
        return Ok(back(&reference, "shared"));
    }
    again(&staff, &reference, &fields, read.errors()).await
}

/// `POST …/safety/sharing/done`: what was signed off has been shared.
pub(super) async fn done(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let band = find(&staff, &mut uow, &reference).await?;
    let permit = staff.permit::<act::ProposeSharing>(&mut uow, band.woman).await?;
    match safety::share_signed_off(&staff.ctx, &mut uow, &permit, row(&fields)?).await {
        Ok(()) => uow.commit().await?,
        // Somebody else has just said so: the page shows what stands.
        Err(SafetyError::ChangedMeanwhile) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(back(&reference, "shared"))
}
