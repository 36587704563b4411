//! Every row behind a figure, and everything that is missing.

use access::action::act;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use evidence::missing::{Gap, GapKind};
use evidence::service;
use kernel::Id;

use super::show::{RowView, gap_words, spaced, table_of};
use super::{address, asked_for, permit, piece, programme};
use crate as web;
use crate::errors::PageError;
use crate::page;
use crate::shell::{Room, Shell, Staff};
use crate::text::Text;

/// `GET …/rows/{figure}` and `…/rows/{figure}/{line}`.
#[derive(Debug, Template)]
#[template(path = "returns/rows.html")]
pub struct RowsPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// The return, and where it is.
    pub back: (String, String),
    /// The figure, and the line when it is one.
    pub heading: String,
    /// How many rows, in words.
    pub sentence: String,
    /// Headings after reference and day.
    pub headings: Vec<String>,
    /// The rows.
    pub rows: Vec<RowView>,
}

/// A kind of gap with its places.
#[derive(Debug, Clone)]
pub struct MissingBlock {
    /// Where on the page.
    pub id: &'static str,
    /// How many of what.
    pub heading: String,
    /// Reference, day, and where it is mended.
    pub at: Vec<(String, String, String)>,
}

/// `GET …/missing`.
#[derive(Debug, Template)]
#[template(path = "returns/missing.html")]
pub struct MissingPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// The return, and where it is.
    pub back: (String, String),
    /// What is missing.
    pub blocks: Vec<MissingBlock>,
}

pub(super) async fn of_figure(
    staff: Staff,
    Path((reference, code, period, figure)): Path<(String, String, String, String)>,
) -> Result<Response, PageError> {
    rows(&staff, (&reference, &code, &period), &figure, None).await
}

pub(super) async fn of_line(
    staff: Staff,
    Path((reference, code, period, figure, line)): Path<(String, String, String, String, String)>,
) -> Result<Response, PageError> {
    rows(&staff, (&reference, &code, &period), &figure, Some(&line)).await
}

async fn rows(
    staff: &Staff,
    (reference, code, period): (&str, &str, &str),
    figure: &str,
    line: Option<&str>,
) -> Result<Response, PageError> {
    let t = staff.t;
    let (definition, period) = asked_for(staff, code, period)?;
    let mut uow = staff.read().await?;
    let programme = programme(staff, &mut uow, reference).await?;
    let reading = permit::<act::ReadReturn>(staff, &mut uow, &programme).await?;
    let opening = permit::<act::OpenReturnRows>(staff, &mut uow, &programme).await?;
    let made = service::make(&staff.ctx, &mut uow, &reading, &definition, period).await?;
    drop(uow);
    let found = service::rows(&opening, &made, figure, line)?;
    staff.entered(service::opened(&opening, &found)).await?;
    let counted = made.counted.figures.iter().find(|counted| counted.code == figure);
    let label = definition.figure(figure).map(|figure| figure.label.clone()).unwrap_or_default();
    let line = counted
        .and_then(|counted| counted.lines.iter().find(|known| Some(known.code.as_str()) == line));
    let (headings, views) = table_of(&found, t);
    Ok(page::show(&RowsPage {
        t,
        shell: staff.shell(Room::Returns),
        back: (
            format!("{}, {}", definition.title, period.words()),
            address(&programme, &definition, period),
        ),
        heading: match line {
            Some(line) => format!("{label}: {}", line.label),
            None => label,
        },
        sentence: t.say("returns-rows-many").with("many", found.len()).to_string(),
        headings,
        rows: views,
    }))
}

/// Where a gap is mended.
fn mended_at(kind: GapKind, reference: &str) -> String {
    let reference = piece(reference);
    match kind {
        GapKind::NoAnswer => format!("/referrals/{reference}"),
        GapKind::NoAttendance => format!("/women/{reference}/sessions"),
        GapKind::NoOutcome => format!("/women/{reference}/outcomes"),
        GapKind::PlanWaiting | GapKind::NoAssessment => format!("/women/{reference}/plan"),
        GapKind::NotAsked(_) | GapKind::NoBirth => format!("/women/{reference}/identity"),
    }
}

pub(super) async fn missing(
    staff: Staff,
    Path((reference, code, period)): Path<(String, String, String)>,
) -> Result<Response, PageError> {
    let t = staff.t;
    let (definition, period) = asked_for(&staff, &code, &period)?;
    let mut uow = staff.read().await?;
    let programme = programme(&staff, &mut uow, &reference).await?;
    let reading = permit::<act::ReadReturn>(&staff, &mut uow, &programme).await?;
    let opening = permit::<act::OpenReturnRows>(&staff, &mut uow, &programme).await?;
    let made = service::make(&staff.ctx, &mut uow, &reading, &definition, period).await?;
    drop(uow);
    let places = made.gaps.iter().flat_map(|gap| &gap.at);
    let women: std::collections::BTreeSet<_> = places.filter_map(|at| at.woman).collect();
    let entry = access::audit::Entry::about_place(&opening)
        .listing(women.into_iter().map(Id::from_uuid).collect());
    staff.entered(entry).await?;
    let block = |gap: &Gap| MissingBlock {
        id: gap.kind.code(),
        heading: t.say(gap_words(gap.kind)).with("many", gap.at.len()).to_string(),
        at: gap
            .at
            .iter()
            .map(|at| (spaced(&at.reference), t.date(at.day), mended_at(gap.kind, &at.reference)))
            .collect(),
    };
    Ok(page::show(&MissingPage {
        t,
        shell: staff.shell(Room::Returns),
        back: (
            format!("{}, {}", definition.title, period.words()),
            address(&programme, &definition, period),
        ),
        blocks: made.gaps.iter().map(block).collect(),
    }))
}
