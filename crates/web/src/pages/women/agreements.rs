//! The agreement to support, consents she may refuse at no cost, and on which law each purpose
//! stands.

use access::action::act;
use access::audit::Entry;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use casework::Fault;
use casework::record::{self, AgreementDraft, Consent, ConsentDraft, ConsentPurpose, HowSigned};
use jiff::civil::Date;

use super::band::{Band, Tab};
use super::words::{begun, said};
use crate::errors::PageError;
use crate::form::Choice;
use crate::page;
use crate::parts::{Facts, Tag, Tone};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};
use crate::{Fields, Form};

/// One consent as shown.
#[derive(Debug, Clone)]
pub struct ConsentRow {
    /// Its purpose, to withdraw it by.
    pub code: &'static str,
    /// Its purpose in words.
    pub purpose: String,
    /// Whether it holds.
    pub state: Tag,
    /// Since when, until when.
    pub dates: String,
    /// Whether it holds, so that it can be withdrawn.
    pub holds: bool,
}

/// `GET /women/{reference}/consent`.
#[derive(Debug, Template)]
#[template(path = "women/consent.html")]
pub struct AgreementsPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Her band.
    pub band: Band,
    /// What she signed.
    pub agreements: Facts,
    /// Her consents.
    pub consents: Vec<ConsentRow>,
    /// On which law each purpose stands.
    pub bases: Facts,
    /// Whether the reader may write.
    pub may_write: bool,
    /// Fields `signed_on`, `how`, `wording`.
    pub sign: Form,
    /// Fields `purpose`, `from`, `until`, `wording`.
    pub give: Form,
    /// How she can sign.
    pub hows: Vec<Choice>,
    /// What she may refuse.
    pub purposes: Vec<Choice>,
}

fn today(form: Form, field: &str, on: Date) -> Form {
    form.with(format!("{field}-day"), on.day())
        .with(format!("{field}-month"), on.month())
        .with(format!("{field}-year"), on.year())
}

pub(super) async fn show(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let on = staff.ctx.today();
    let sign = today(Form::blank(staff.t).prefixed("sign"), "signed_on", on);
    let give = today(Form::blank(staff.t).prefixed("give"), "from", on);
    let page = load(&staff, &reference, sign, give).await?;
    Ok(page::show(&page))
}

async fn load(
    staff: &Staff,
    reference: &str,
    sign: Form,
    give: Form,
) -> Result<AgreementsPage, PageError> {
    let t = staff.t;
    let on = staff.ctx.today();
    let mut uow = staff.read().await?;
    let band = Band::open(staff, &mut uow, reference, Tab::Consent).await?;
    let permit = staff.permit::<act::ReadRecord>(&mut uow, band.woman).await?;
    let signed = record::agreements(&mut uow, &permit).await?;
    let consents = record::consents(&mut uow, &permit).await?;
    let bases = record::lawful_bases(&mut uow, &permit, on).await?;
    let gate = &staff.desk.gate;
    let may_write =
        gate.may::<act::WriteRecord>(&staff.ctx, &mut uow, &band.actor, band.woman).await?;
    drop(uow);
    staff.entered(Entry::of(&permit)).await?;
    let agreements = signed.iter().fold(Facts::new(), |facts, one| {
        let how = said(t, "signed", one.how.code());
        facts.fact(t.date(one.signed_on), format!("{how}\n{}", one.wording_version))
    });
    let bases = bases.iter().fold(Facts::new(), |facts, basis| {
        let more =
            [Some(basis.article6.as_str()), basis.article9.as_deref(), basis.article10.as_deref()];
        let articles: Vec<&str> = more.into_iter().flatten().collect();
        let purpose = begun(&basis.purpose.replace('_', " "));
        facts.fact(purpose, format!("{}\n{}", articles.join(", "), basis.controller))
    });
    Ok(AgreementsPage {
        t,
        shell: staff.shell(Room::Women),
        band,
        agreements,
        consents: consents.iter().map(|consent| consent_row(t, consent, on)).collect(),
        bases,
        may_write,
        sign,
        give,
        hows: HowSigned::ALL
            .iter()
            .map(|how| Choice::new(how.code(), said(t, "signed", how.code())))
            .collect(),
        purposes: ConsentPurpose::ALL
            .iter()
            .map(|purpose| Choice::new(purpose.code(), said(t, "consent", purpose.code())))
            .collect(),
    })
}

fn consent_row(t: Text, consent: &Consent, on: Date) -> ConsentRow {
    let holds = consent.holds(on);
    let state = match (holds, consent.withdrawn) {
        (true, _) => Tag::new(Tone::Green, t.say("consent-holds")),
        (false, Some(_)) => Tag::new(Tone::Quiet, t.say("consent-withdrawn")),
        (false, None) => Tag::new(Tone::Quiet, t.say("consent-expired")),
    };
    let from = t.date(consent.from);
    let dates = match consent.withdrawn.or(consent.until) {
        Some(until) => t.say("consent-from-until").with("from", from).with("until", t.date(until)),
        None => t.say("consent-from").with("from", from),
    };
    ConsentRow {
        code: consent.purpose.code(),
        purpose: said(t, "consent", consent.purpose.code()),
        state,
        dates: dates.to_string(),
        holds,
    }
}

pub(super) async fn sign(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut read = fields.read();
    let signed_on = read.date("signed_on").must(key("consent-when"));
    let how = read.choice("how", HowSigned::from_code).must(key("consent-how"));
    let wording = read.line("wording").must(key("consent-which-wording"));
    if let (Ok(signed_on), Ok(how), Ok(wording_version)) = (signed_on, how, wording) {
        let draft = AgreementDraft { wording_version, signed_on, how };
        let mut uow = staff.begin().await?;
        let band = Band::open(&staff, &mut uow, &reference, Tab::Consent).await?;
        let permit = staff.permit::<act::WriteRecord>(&mut uow, band.woman).await?;
        match record::sign_agreement(&staff.ctx, &mut uow, &permit, &draft).await {
            Ok(()) => {
                uow.commit().await?;
                return Ok(page::see_other(band.href("consent")));
            }
            Err(Fault::ImpossibleDate) => {
                read.refuse("signed_on", key("consent-impossible-date"));
            }
            Err(other) => return Err(other.into()),
        }
    }
    let sign = Form::refused(staff.t, &fields, read.errors()).prefixed("sign");
    let give = today(Form::blank(staff.t).prefixed("give"), "from", staff.ctx.today());
    Ok(page::refused(&load(&staff, &reference, sign, give).await?))
}

pub(super) async fn give(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut read = fields.read();
    let purpose = read.choice("purpose", ConsentPurpose::from_code).must(key("consent-which"));
    let from = read.date("from").must(key("consent-when"));
    let until = read.date("until").may();
    let wording = read.line("wording").must(key("consent-which-wording"));
    if let (Ok(purpose), Ok(from), Ok(until), Ok(wording_version)) = (purpose, from, until, wording)
    {
        let draft = ConsentDraft { purpose, wording_version, from, until };
        let mut uow = staff.begin().await?;
        let band = Band::open(&staff, &mut uow, &reference, Tab::Consent).await?;
        let permit = staff.permit::<act::WriteRecord>(&mut uow, band.woman).await?;
        match record::give_consent(&staff.ctx, &mut uow, &permit, &draft).await {
            Ok(()) => {
                uow.commit().await?;
                return Ok(page::see_other(band.href("consent")));
            }
            Err(Fault::ImpossibleDate) => {
                read.refuse("from", key("consent-impossible-date"));
            }
            Err(other) => return Err(other.into()),
        }
    }
    let give = Form::refused(staff.t, &fields, read.errors()).prefixed("give");
    let sign = today(Form::blank(staff.t).prefixed("sign"), "signed_on", staff.ctx.today());
    Ok(page::refused(&load(&staff, &reference, sign, give).await?))
}

pub(super) async fn withdraw(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let purpose =
        ConsentPurpose::from_code(fields.first("purpose")).ok_or(PageError::Unreadable)?;
    let mut uow = staff.begin().await?;
    let band = Band::open(&staff, &mut uow, &reference, Tab::Consent).await?;
    let permit = staff.permit::<act::WriteRecord>(&mut uow, band.woman).await?;
    record::withdraw_consent(&staff.ctx, &mut uow, &permit, purpose).await?;
    uow.commit().await?;
    Ok(page::see_other(band.href("consent")))
}
