//! What differs between probation's report and our records, and how somebody settles it.

use access::action::act;
use access::audit::Entry;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use casework::rm_import::{self, Choice, RmError};

use super::{found, in_address};
use crate as web;
use crate::errors::PageError;
use crate::form::Fields;
use crate::page;
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};

/// One fact with two texts.
#[derive(Debug, Clone)]
pub struct DifferenceRow {
    /// The row.
    pub row: String,
    /// Its version.
    pub version: i64,
    /// Probation's reference.
    pub reference: String,
    /// Which column.
    pub column: String,
    /// What stands here.
    pub ours: String,
    /// What the report says.
    pub theirs: String,
}

/// The page.
#[derive(Debug, Template)]
#[template(path = "programmes/report.html")]
pub struct ReportPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// The programme's name.
    pub name: String,
    /// Its address.
    pub address: String,
    /// What differs.
    pub rows: Vec<DifferenceRow>,
    /// Said when somebody else was faster.
    pub stale: Option<&'static str>,
}

async fn report_page(
    staff: &Staff,
    reference: &str,
    stale: Option<&'static str>,
) -> Result<ReportPage, PageError> {
    let programme = found(staff, reference).await?;
    let mut uow = staff.read().await?;
    let permit = staff.place::<act::ReadInbox>(&mut uow).await?;
    let differing = rm_import::differing_rows(&mut uow, &permit, programme.id).await?;
    drop(uow);
    staff.entered(Entry::about_place(&permit)).await?;
    let rows = differing
        .into_iter()
        .flat_map(|row| {
            let (id, version) = (row.id.to_string(), row.version);
            let reference = row.row.value("referral_ref").to_owned();
            row.differences.into_iter().map(move |difference| DifferenceRow {
                row: id.clone(),
                version,
                reference: reference.clone(),
                column: difference.column,
                ours: difference.ours,
                theirs: difference.theirs,
            })
        })
        .collect();
    Ok(ReportPage {
        t: staff.t,
        shell: staff.shell(Room::Programmes),
        name: programme.draft.name,
        address: format!("/programmes/{}", in_address(&programme.draft.reference)),
        rows,
        stale,
    })
}

pub(super) async fn show(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    Ok(page::show(&report_page(&staff, &reference, None).await?))
}

pub(super) async fn settle(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let row: uuid::Uuid = fields.first("row").parse().map_err(|_| PageError::NotFound)?;
    let version: i64 = fields.first("version").parse().map_err(|_| PageError::NotFound)?;
    let choice = match fields.first("choice") {
        "ours" => Choice::Ours,
        "theirs" => Choice::Theirs,
        _ => return Err(PageError::NotFound),
    };
    let column = fields.first("column");
    let mut uow = staff.begin().await?;
    let permit = staff.place::<act::Triage>(&mut uow).await?;
    match rm_import::settle(&staff.ctx, &mut uow, &permit, row, version, column, choice).await {
        Ok(()) => {
            uow.commit().await?;
            Ok(page::see_other(format!("/programmes/{}/report", in_address(&reference))))
        }
        Err(RmError::Stale) => {
            drop(uow);
            let stale = Some(key("report-stale"));
            Ok(page::refused(&report_page(&staff, &reference, stale).await?))
        }
        Err(error) => Err(error.into()),
    }
}

impl From<RmError> for PageError {
    fn from(error: RmError) -> Self {
        match error {
            RmError::Store(error) => error.into(),
            RmError::Referral(error) => error.into(),
            other => Self::broken(other),
        }
    }
}
