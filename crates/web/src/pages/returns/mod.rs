//! Returns: which there are, one return for a period, the rows behind a figure, what is missing, the
//! funder's file, and what is still to be entered in the funder's own system.
//!
//! Whoever may open rows sees true numbers and, beside them, what the funder sees. Whoever may only
//! read the return sees what the funder sees.

mod entering;
mod list;
mod paper;
mod rows;
mod show;

pub use entering::{CheckPage, CheckedRow, EnterPage, EnterRow};
pub use list::{ProgrammeBlock, ReturnLine, ReturnsPage};
pub use rows::{MissingBlock, MissingPage, RowsPage};
pub use show::{
    FigureView, GapView, LineView, QuestionView, ReturnPage, RowView, RowsView, RunView,
};

use access::action::Programme;
use access::{Act, Permit};
use evidence::service::{self, EvidenceError, ProgrammeLine};
use evidence::{Definition, Definitions, Period};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use store::Uow;

use crate::errors::PageError;
use crate::routes::{Needs, Routes};
use crate::shell::Staff;

/// The routes of this room.
#[must_use]
pub fn routes() -> Routes {
    let rows = Needs::action("OpenReturnRows");
    Routes::new()
        .get("/returns", Needs::action("ReadReturns"), list::show)
        .get("/returns/{programme}/still-to-enter", rows, entering::show)
        .post("/returns/{programme}/still-to-enter", rows, entering::tick)
        .get("/returns/{programme}/report-check", rows, entering::check)
        .get("/returns/{programme}/{definition}/{period}", Needs::action("ReadReturn"), show::show)
        .post("/returns/{programme}/{definition}/{period}/answer", rows, show::answer)
        .post(
            "/returns/{programme}/{definition}/{period}/file",
            Needs::action("ExportReturn"),
            show::download,
        )
        .get("/returns/{programme}/{definition}/{period}/missing", rows, rows::missing)
        .get("/returns/{programme}/{definition}/{period}/rows/{figure}", rows, rows::of_figure)
        .get("/returns/{programme}/{definition}/{period}/rows/{figure}/{line}", rows, rows::of_line)
}

/// A text as one piece of an address.
pub(crate) fn piece(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

pub(super) fn address(
    programme: &ProgrammeLine,
    definition: &Definition,
    period: Period,
) -> String {
    format!(
        "/returns/{}/{}/{}",
        piece(&programme.reference),
        piece(&definition.code),
        piece(&period.code())
    )
}

/// The returns of this installation: those that are built in, and those in its folder.
pub(super) fn definitions(staff: &Staff) -> Definitions {
    Definitions::of_installation(&staff.desk.store.place.folder)
}

pub(super) fn asked_for(
    staff: &Staff,
    definition: &str,
    period: &str,
) -> Result<(Definition, Period), PageError> {
    let all = definitions(staff);
    let definition = all.by_code(definition).ok_or(PageError::NotFound)?;
    let period = Period::from_code(definition.period, period).ok_or(PageError::NotFound)?;
    Ok((definition.clone(), period))
}

/// A programme by the reference in an address.
pub(super) async fn programme(
    staff: &Staff,
    uow: &mut Uow,
    reference: &str,
) -> Result<ProgrammeLine, PageError> {
    let found = service::programme(uow, staff.who.organisation, reference).await?;
    found.ok_or(PageError::NotFound)
}

/// A permit for one action on a programme.
pub(super) async fn permit<A: Act<On = Programme>>(
    staff: &Staff,
    uow: &mut Uow,
    programme: &ProgrammeLine,
) -> Result<Permit<Programme, A>, PageError> {
    let agreement = programme.agreement(staff.who.organisation);
    Ok(staff.desk.gate.permit_programme::<A>(&staff.ctx, uow, agreement).await?)
}

impl From<EvidenceError> for PageError {
    fn from(error: EvidenceError) -> Self {
        match error {
            EvidenceError::Store(error) => error.into(),
            EvidenceError::NoSuchFigure | EvidenceError::NoSuchQuestion => Self::NotFound,
            EvidenceError::TooLong => Self::TooLarge,
            other => Self::broken(other),
        }
    }
}
