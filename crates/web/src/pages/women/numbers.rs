//! Her numbers: PNC, CRO, prison number and so on. Adding one, and ending one that is not hers.
//!
//! A number that its own check letter refuses is kept as it was read and marked; nobody is ever
//! matched on it.

use access::action::act;
use access::audit::Entry;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use casework::Fault;
use casework::record::{self, IdentifierDraft, Source};
use kernel::{IdentifierKind, Personal, Validity};
use uuid::Uuid;

use super::band::{Band, Tab};
use super::words::{record_href, said};
use crate::errors::PageError;
use crate::form::Choice;
use crate::page;
use crate::parts::{Link, Tag, Tone};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};
use crate::{Fields, Form};

/// One number as shown.
#[derive(Debug, Clone)]
pub struct NumberRow {
    /// Its row, to end it by.
    pub id: String,
    /// What kind.
    pub kind: String,
    /// As it was read.
    pub number: Personal<String>,
    /// What its check said.
    pub check: Tag,
    /// From where, and when it was seen.
    pub more: String,
    /// Other records in the reader's sight with the same number.
    pub others: Vec<Link>,
}

/// `GET /women/{reference}/numbers`.
#[derive(Debug, Template)]
#[template(path = "women/numbers.html")]
pub struct NumbersPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Her band.
    pub band: Band,
    /// Her numbers.
    pub numbers: Vec<NumberRow>,
    /// Whether the reader may write.
    pub may_write: bool,
    /// Fields `kind`, `number`, `source`, `seen`.
    pub form: Form,
    /// What kinds there are.
    pub kinds: Vec<Choice>,
    /// Where a number can come from.
    pub sources: Vec<Choice>,
}

async fn load(staff: &Staff, reference: &str, form: Form) -> Result<NumbersPage, PageError> {
    let t = staff.t;
    let (gate, ctx) = (&staff.desk.gate, &staff.ctx);
    let mut uow = staff.read().await?;
    let band = Band::open(staff, &mut uow, reference, Tab::Overview).await?;
    let permit = staff.permit::<act::ReadNumbers>(&mut uow, band.woman).await?;
    let may_write = gate.may::<act::WriteRecord>(ctx, &mut uow, &band.actor, band.woman).await?;
    let search = staff.place::<act::SearchWomen>(&mut uow).await?;
    let (mut numbers, mut seen) = (Vec::new(), Vec::new());
    for held in record::identifiers(&mut uow, &permit).await? {
        let mut others = Vec::new();
        if held.identifier.validity == Validity::Valid {
            for woman in record::find_by_identifier(&mut uow, &search, &held.identifier).await? {
                if woman == band.woman {
                    continue;
                }
                let see = gate.permit_as::<act::SeeBand>(ctx, &mut uow, &band.actor, woman).await;
                if let Ok(see) = see {
                    let other = record::reference(&mut uow, &see).await?;
                    let words = t.say("numbers-same").with("reference", other.to_string());
                    others.push(Link::new(record_href(&other, ""), words));
                    seen.push(woman);
                }
            }
        }
        let tone = match held.identifier.validity {
            Validity::Valid => Tone::Green,
            Validity::Unverified => Tone::Quiet,
            Validity::BadCheckLetter | Validity::BadFormat => Tone::Amber,
        };
        let source = said(t, "numbers-source", held.source.code());
        numbers.push(NumberRow {
            id: held.id.to_string(),
            kind: said(t, "identifier", held.identifier.kind.code()),
            number: held.identifier.raw.clone(),
            check: Tag::new(tone, said(t, "validity", held.identifier.validity.code())),
            more: t
                .say("numbers-seen")
                .with("source", source)
                .with("day", t.date(held.seen_on))
                .to_string(),
            others,
        });
    }
    drop(uow);
    staff.entered(Entry::of(&permit)).await?;
    if !seen.is_empty() {
        staff.entered(Entry::about_place(&search).listing(seen)).await?;
    }
    let kinds = IdentifierKind::ALL.iter().map(|kind| kind.code());
    let sources = [Source::Herself, Source::Document, Source::Referral];
    Ok(NumbersPage {
        t,
        shell: staff.shell(Room::Women),
        band,
        numbers,
        may_write,
        form,
        kinds: kinds.map(|code| Choice::new(code, said(t, "identifier", code))).collect(),
        sources: sources
            .iter()
            .map(|from| Choice::new(from.code(), said(t, "numbers-source", from.code())))
            .collect(),
    })
}

pub(super) async fn show(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let today = staff.ctx.today();
    let form = Form::blank(staff.t)
        .with("seen-day", today.day())
        .with("seen-month", today.month())
        .with("seen-year", today.year());
    Ok(page::show(&load(&staff, &reference, form).await?))
}

pub(super) async fn add(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut read = fields.read();
    let kind = read.choice("kind", IdentifierKind::from_code).must(key("numbers-kind-needed"));
    let number = read.line_up_to("number", 60).must(key("numbers-number-needed"));
    let source = read.choice("source", Source::from_code).must(key("numbers-source-needed"));
    let seen = read.date("seen").must(key("numbers-seen-needed"));
    if let (Ok(kind), Ok(number), Ok(source), Ok(seen_on)) = (kind, number, source, seen) {
        let mut uow = staff.begin().await?;
        let band = Band::open(&staff, &mut uow, &reference, Tab::Overview).await?;
        let permit = staff.permit::<act::WriteRecord>(&mut uow, band.woman).await?;
        let draft = IdentifierDraft { kind, raw: number.into(), source, seen_on };
        match record::add_identifier(&staff.ctx, &mut uow, &permit, &draft).await {
            Ok(_) => {
                uow.commit().await?;
                return Ok(page::see_other(band.href("numbers")));
            }
            Err(Fault::ImpossibleDate) => {
                read.refuse("seen", key("numbers-seen-later"));
            }
            Err(other) => return Err(other.into()),
        }
    }
    let form = Form::refused(staff.t, &fields, read.errors());
    Ok(page::refused(&load(&staff, &reference, form).await?))
}

pub(super) async fn end(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let number: Uuid = fields.first("number").parse().map_err(|_| PageError::Unreadable)?;
    let mut uow = staff.begin().await?;
    let band = Band::open(&staff, &mut uow, &reference, Tab::Overview).await?;
    let permit = staff.permit::<act::WriteRecord>(&mut uow, band.woman).await?;
    match record::end_identifier(&staff.ctx, &mut uow, &permit, number).await {
        Ok(()) => uow.commit().await?,
        // Somebody else was faster; the page shows how it stands now.
        Err(Fault::NotFound) => drop(uow),
        Err(other) => return Err(other.into()),
    }
    Ok(page::see_other(band.href("numbers")))
}
