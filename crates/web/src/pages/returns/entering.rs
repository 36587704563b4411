//! What is still to be entered in the funder's own system, and the check of probation's report.

use access::action::act;
use access::audit::Entry;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use evidence::entered::{self, EntryKind, Tick, ToEnter};
use evidence::probation::{self, RowChecked};
use kernel::{Id, Personal, time};
use uuid::Uuid;

use super::{permit, piece, programme};
use crate as web;
use crate::errors::PageError;
use crate::form::Fields;
use crate::page;
use crate::shell::{Room, Shell, Staff};
use crate::text::Text;

/// The most that stand on one page; what is older comes first.
const MOST: usize = 200;

/// One thing to enter.
#[derive(Debug, Clone)]
pub struct EnterRow {
    /// Kind and row, as the form sends them.
    pub value: String,
    /// Her short reference here, and her record.
    pub woman: (String, String),
    /// By which reference they know her.
    pub theirs: Personal<String>,
    /// The text to copy.
    pub text: Personal<String>,
    /// When it was entered, in words; empty while it is not.
    pub entered: String,
}

/// `GET /returns/{programme}/still-to-enter`.
#[derive(Debug, Template)]
#[template(path = "returns/enter.html")]
pub struct EnterPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// The programme's name.
    pub name: String,
    /// Where the form goes.
    pub address: String,
    /// Still to enter.
    pub open: Vec<EnterRow>,
    /// How many more there are than stand here.
    pub more: usize,
    /// Entered, the newest first.
    pub done: Vec<EnterRow>,
}

/// A row of the report that needs a look.
#[derive(Debug, Clone)]
pub struct CheckedRow {
    /// By which reference they know the referral.
    pub theirs: Personal<String>,
    /// Her short reference here, and her record.
    pub woman: Option<(String, String)>,
    /// What differs: what it is, ours, theirs.
    pub differs: Vec<(&'static str, String, String)>,
}

/// `GET /returns/{programme}/report-check`.
#[derive(Debug, Template)]
#[template(path = "returns/check.html")]
pub struct CheckPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// The programme's name.
    pub name: String,
    /// When the report was read and what came of it, in a sentence; of none, that there is none.
    pub sentence: String,
    /// Rows that differ.
    pub differing: Vec<CheckedRow>,
    /// Rows without a case here.
    pub without_case: Vec<CheckedRow>,
    /// Women whom the report does not name.
    pub not_in_report: Vec<(String, String)>,
}

fn record(reference: &str) -> (String, String) {
    (reference.to_owned(), format!("/women/{}", piece(reference)))
}

fn enter_row(entry: &ToEnter, t: Text) -> EnterRow {
    EnterRow {
        value: format!("{}:{}", entry.kind.code(), entry.row),
        woman: record(&entry.reference),
        theirs: entry.theirs.clone(),
        text: entry.text.clone(),
        entered: entry.entered_at.map_or_else(String::new, |at| {
            t.say("returns-entered-at").with("when", t.moment(time::from_micros(at))).to_string()
        }),
    }
}

pub(super) async fn show(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let t = staff.t;
    let mut uow = staff.read().await?;
    let programme = programme(&staff, &mut uow, &reference).await?;
    let permit = permit::<act::OpenReturnRows>(&staff, &mut uow, &programme).await?;
    let list = entered::still_to_enter(&staff.ctx, &mut uow, &permit).await?;
    drop(uow);
    let (open, mut done): (Vec<ToEnter>, Vec<ToEnter>) =
        list.into_iter().partition(|entry| entry.entered_at.is_none());
    let more = open.len().saturating_sub(MOST);
    let open: Vec<ToEnter> = open.into_iter().take(MOST).collect();
    done.sort_by_key(|entry| std::cmp::Reverse(entry.entered_at));
    done.truncate(20);
    let listed: Vec<ToEnter> = open.iter().chain(&done).cloned().collect();
    staff.entered(entered::listed(&permit, &listed)).await?;
    Ok(page::show(&EnterPage {
        t,
        shell: staff.shell(Room::Returns),
        name: programme.name,
        address: format!("/returns/{}/still-to-enter", piece(&programme.reference)),
        open: open.iter().map(|entry| enter_row(entry, t)).collect(),
        more,
        done: done.iter().map(|entry| enter_row(entry, t)).collect(),
    }))
}

pub(super) async fn tick(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let (name, tick) =
        if fields.has("back") { ("back", Tick::NotEntered) } else { ("entered", Tick::Entered) };
    let mut rows: Vec<(EntryKind, Uuid)> = Vec::new();
    for value in fields.all(name) {
        let (kind, row) = value.split_once(':').ok_or(PageError::Unreadable)?;
        let kind = EntryKind::from_code(kind).ok_or(PageError::Unreadable)?;
        rows.push((kind, row.parse().map_err(|_| PageError::Unreadable)?));
    }
    let mut uow = staff.begin().await?;
    let programme = programme(&staff, &mut uow, &reference).await?;
    let permit = permit::<act::OpenReturnRows>(&staff, &mut uow, &programme).await?;
    entered::tick(&staff.ctx, &mut uow, &permit, &rows, tick).await?;
    uow.commit().await?;
    Ok(page::see_other(format!("/returns/{}/still-to-enter", piece(&programme.reference))))
}

fn checked(row: RowChecked) -> CheckedRow {
    CheckedRow {
        theirs: row.theirs,
        woman: row.woman.map(|(_, reference)| record(&reference)),
        differs: row
            .differs
            .into_iter()
            .map(|differs| (differs.what, differs.ours.into_inner(), differs.theirs.into_inner()))
            .collect(),
    }
}

pub(super) async fn check(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let t = staff.t;
    let mut uow = staff.read().await?;
    let programme = programme(&staff, &mut uow, &reference).await?;
    let permit = permit::<act::OpenReturnRows>(&staff, &mut uow, &programme).await?;
    let found = probation::check_report(&staff.ctx, &mut uow, &permit).await?;
    drop(uow);
    let women = found.women().into_iter().map(Id::from_uuid).collect();
    staff.entered(Entry::about_place(&permit).listing(women)).await?;
    let sentence = match found.report_at {
        None => t.say("returns-check-none").to_string(),
        Some(at) => t
            .say("returns-check-lead")
            .with("when", t.moment(time::from_micros(at)))
            .with("rows", found.rows)
            .with("agree", found.agree)
            .to_string(),
    };
    Ok(page::show(&CheckPage {
        t,
        shell: staff.shell(Room::Returns),
        name: programme.name,
        sentence,
        differing: found.differing.into_iter().map(checked).collect(),
        without_case: found.without_case.into_iter().map(checked).collect(),
        not_in_report: found.not_in_report.iter().map(|(_, reference)| record(reference)).collect(),
    }))
}
