//! The paper for a prison visit: a line a woman with her reference and initials, and nothing else
//! that could tell anybody who reads it at the gate. Entered afterwards by its lines.

use access::Permit;
use access::action::Woman;
use access::action::act::ReadSessions;
use kernel::{Ctx, Id, Personal};
use store::{Uow, values};

use super::read::load_session;
use super::trail;
use crate::record::Identity;
use crate::session::SessionError;
use crate::session::model::{SessionId, SessionKind};
use crate::session::sql::{self, OnPaperRow, SheetRow};

/// One line of the paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetLine {
    /// Its number.
    pub line: i64,
    /// She.
    pub woman: Id<Woman>,
    /// Her reference, as on the paper.
    pub reference: String,
    /// `K. M.`
    pub initials: Personal<String>,
}

/// Makes the sheet of a prison visit, or adds lines for women put down since. A line once on paper
/// keeps its number.
///
/// # Errors
/// [`SessionError::WomenOfKind`] when it is no prison visit; [`SessionError::NotFound`] when one of
/// these women is not put down for it.
pub async fn make_sheet(
    ctx: &Ctx,
    uow: &mut Uow,
    session: SessionId,
    women: &[Permit<Woman, ReadSessions>],
) -> Result<Vec<SheetLine>, SessionError> {
    let Some(first) = women.first() else { return Ok(Vec::new()) };
    let organisation = first.organisation();
    if load_session(uow, organisation, session).await?.kind != SessionKind::PrisonVisit {
        return Err(SessionError::WomenOfKind);
    }
    let there: Vec<SheetRow> = uow.all(&sql::LINES, values![organisation, session]).await?;
    let mut next = there.iter().map(|row| row.line).max().unwrap_or(0) + 1;
    for permit in women {
        let woman = permit.id();
        super::read::load_line(uow, organisation, session, woman.uuid()).await?;
        if there.iter().any(|row| row.woman_id == woman.uuid()) {
            continue;
        }
        let id = ctx.new_uuid();
        let row = values![id, organisation, session, woman, next, ctx.now(), ctx.account()];
        uow.execute(&sql::ADD_LINE, row).await?;
        trail::wrote(ctx, uow, permit, "put on a visit sheet").await?;
        next += 1;
    }
    sheet(uow, session, women).await
}

/// The lines of a sheet for the women whom the reader may see, in the order of the paper.
///
/// # Errors
/// By what is wrong with the store.
pub async fn sheet(
    uow: &mut Uow,
    session: SessionId,
    women: &[Permit<Woman, ReadSessions>],
) -> Result<Vec<SheetLine>, SessionError> {
    let Some(first) = women.first() else { return Ok(Vec::new()) };
    let organisation = first.organisation();
    let rows: Vec<SheetRow> = uow.all(&sql::LINES, values![organisation, session]).await?;
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        if !women.iter().any(|permit| permit.id().uuid() == row.woman_id) {
            continue;
        }
        let (reference, initials) = on_paper(uow, organisation.uuid(), row.woman_id).await?;
        let woman = Id::from_uuid(row.woman_id);
        lines.push(SheetLine { line: row.line, woman, reference, initials });
    }
    Ok(lines)
}

/// Her reference and initials.
pub(super) async fn on_paper(
    uow: &mut Uow,
    organisation: uuid::Uuid,
    woman: uuid::Uuid,
) -> Result<(String, Personal<String>), SessionError> {
    let row: OnPaperRow = uow.one(&sql::ON_PAPER, values![organisation, woman]).await?;
    let identity: Identity = uow.open(woman, "woman", woman, &row.sealed).await?;
    Ok((row.reference, Personal::new(identity.initials())))
}
