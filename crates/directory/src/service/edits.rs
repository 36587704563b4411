//! Changes that wait beside an approved entry, from its owner, from staff, or from a source whose word
//! would overwrite somebody's: an editor approves or declines each.

use access::Permit;
use access::action::{Directory, act};
use jiff::Timestamp;
use kernel::Ctx;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{StoreError, Uow, values};
use uuid::Uuid;

use super::entries::{self, Deed, Kept};
use super::{DirectoryError, How, Keeper, Standing, did};
use crate::codes::coded;
use crate::model::{Confirmation, Entry, ServicePlace, Visibility};
use crate::sql::{self, EditRow};

const TABLE: &str = "directory_edit";

coded! {
    /// Whose change it is.
    EditBy {
        /// Her who owns the entry.
        Owner = "owner" "Its provider",
        /// Somebody who works with the directory.
        Staff = "staff" "A colleague",
        /// The source that it came from, after it was changed here.
        Source = "source" "Its source",
    }
}

coded! {
    /// How a change stands.
    EditState {
        /// An editor has not looked.
        Waiting = "waiting" "Waiting for an editor",
        /// It is in the entry.
        Approved = "approved" "Approved",
        /// It is not.
        Declined = "declined" "Declined",
    }
}

/// A change that was proposed.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// Its row.
    pub id: Uuid,
    /// The service whose entry it is.
    pub service: Uuid,
    /// Which version it was made on.
    pub base: i64,
    /// Whose it is.
    pub by: EditBy,
    /// How it stands.
    pub state: EditState,
    /// When it was proposed.
    pub at: Timestamp,
    /// What the entry would say.
    pub proposed: Entry,
    /// What was said with it.
    pub note: String,
    /// What the editor answered.
    pub answer: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct SealedEdit {
    proposed: Entry,
    note: String,
    #[serde(default)]
    answer: Option<String>,
    #[serde(default)]
    record: Option<Value>,
}

/// Proposes that an entry say something else. What is published stays as it is until an editor
/// approves.
///
/// # Errors
/// [`DirectoryError::NotFound`] when there is no such entry; [`DirectoryError::OtherEntry`] when the
/// proposal is of another service or organisation.
pub async fn propose(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Directory, act::ProposeEdit>,
    by: EditBy,
    proposed: Entry,
    note: &str,
) -> Result<Uuid, DirectoryError> {
    let keeper = permit.organisation();
    let kept = entries::by_service(uow, keeper, proposed.service.ident.id).await?;
    let kept = kept.filter(|kept| kept.standing == Standing::Kept);
    let kept = kept.ok_or(DirectoryError::NotFound)?;
    let same_origin = kept.entry.origin == proposed.origin;
    if !same_origin || kept.entry.organisation.ident != proposed.organisation.ident {
        return Err(DirectoryError::OtherEntry);
    }
    did(ctx, uow, permit, format!("change of {} proposed", proposed.service.ident.id)).await?;
    let sealed = SealedEdit { proposed, note: note.to_owned(), answer: None, record: None };
    write(ctx, uow, keeper, &kept, by, &sealed).await
}

/// What a source says of an entry that was changed here waits for an editor.
pub(super) async fn from_source(
    ctx: &Ctx,
    uow: &mut Uow,
    keeper: Keeper,
    kept: &Kept,
    proposed: Entry,
    record: &Value,
) -> Result<(), DirectoryError> {
    // Of what a source says only the newest counts.
    uow.execute(&sql::END_SOURCE_EDITS, values![keeper, kept.id, ctx.now()]).await?;
    let note = "Its source says something else than what was changed here.".to_owned();
    let sealed = SealedEdit { proposed, note, answer: None, record: Some(record.clone()) };
    write(ctx, uow, keeper, kept, EditBy::Source, &sealed).await?;
    Ok(())
}

async fn write(
    ctx: &Ctx,
    uow: &mut Uow,
    keeper: Keeper,
    kept: &Kept,
    by: EditBy,
    edit: &SealedEdit,
) -> Result<Uuid, DirectoryError> {
    let id = ctx.new_uuid();
    let sealed = uow.seal(ctx, keeper.uuid(), TABLE, id, edit).await?;
    let row =
        values![id, keeper, ctx.now(), ctx.account(), kept.id, kept.number, by.code(), sealed];
    uow.execute(&sql::ADD_EDIT, row).await?;
    Ok(id)
}

/// The changes that wait, oldest first.
///
/// # Errors
/// By what is wrong with the store.
pub async fn waiting_edits(
    uow: &mut Uow,
    permit: &Permit<Directory, act::EditDirectory>,
) -> Result<Vec<Edit>, DirectoryError> {
    let keeper = permit.organisation();
    let rows: Vec<EditRow> = uow.all(&sql::WAITING_EDITS, values![keeper]).await?;
    let mut edits = Vec::with_capacity(rows.len());
    for row in rows {
        let sealed = uow.open(keeper.uuid(), TABLE, row.id, &row.sealed).await?;
        edits.push(read(row, sealed)?);
    }
    Ok(edits)
}

/// Puts a proposed change into its entry. `seen` is the version of the entry that the editor saw.
/// Whatever the change says, a place that is hidden stays hidden; its owner's change counts as her word
/// that the entry is right.
///
/// # Errors
/// [`DirectoryError::Stale`] when the entry was changed since the editor saw it,
/// [`DirectoryError::AlreadyAnswered`], [`DirectoryError::NotFound`].
pub async fn approve(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Directory, act::EditDirectory>,
    edit: Uuid,
    seen: i64,
    answer: &str,
) -> Result<(), DirectoryError> {
    let keeper = permit.organisation();
    let (row, mut sealed) = waiting(uow, keeper, edit).await?;
    let kept = entries::by_id(uow, keeper, row.entry_id).await?;
    if kept.number != seen || kept.standing != Standing::Kept {
        return Err(DirectoryError::Stale);
    }
    did(ctx, uow, permit, format!("change of {} approved", row.service_id)).await?;
    let by = EditBy::from_code(&row.by_whom).ok_or(StoreError::Damaged)?;
    let proposed = sealed.proposed.clone();
    let (entry, said) = match by {
        EditBy::Source => (kept.entry.clone().receive(proposed), None),
        EditBy::Owner | EditBy::Staff => {
            (edited(ctx, &kept.entry, proposed, by), kept.said.clone())
        }
    };
    let deed = match by {
        // Its source and the directory agree again.
        EditBy::Source => Deed { record: sealed.record.as_ref(), ..Deed::of(How::Edit) },
        EditBy::Owner | EditBy::Staff => Deed::of(How::Edit),
    };
    entries::change(ctx, uow, keeper, &kept, &entry, said, deed).await?;
    let is_ours = by != EditBy::Source;
    uow.execute(&sql::SET_EDITED, values![keeper, kept.id, is_ours]).await?;
    sealed.answer = Some(answer.to_owned());
    answered(ctx, uow, keeper, &row, EditState::Approved, &sealed).await
}

/// Declines a proposed change, with words for whoever proposed it.
///
/// # Errors
/// [`DirectoryError::ReasonNeeded`], [`DirectoryError::AlreadyAnswered`], [`DirectoryError::NotFound`].
pub async fn decline(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Directory, act::EditDirectory>,
    edit: Uuid,
    answer: &str,
) -> Result<(), DirectoryError> {
    if answer.trim().is_empty() {
        return Err(DirectoryError::ReasonNeeded);
    }
    let keeper = permit.organisation();
    let (row, mut sealed) = waiting(uow, keeper, edit).await?;
    did(ctx, uow, permit, format!("change of {} declined", row.service_id)).await?;
    sealed.answer = Some(answer.to_owned());
    answered(ctx, uow, keeper, &row, EditState::Declined, &sealed).await
}

async fn waiting(
    uow: &mut Uow,
    keeper: Keeper,
    edit: Uuid,
) -> Result<(EditRow, SealedEdit), DirectoryError> {
    let row: Option<EditRow> = uow.optional(&sql::EDIT, values![keeper, edit]).await?;
    let row = row.ok_or(DirectoryError::NotFound)?;
    if row.state != EditState::Waiting.code() {
        return Err(DirectoryError::AlreadyAnswered);
    }
    let sealed = uow.open(keeper.uuid(), TABLE, row.id, &row.sealed).await?;
    Ok((row, sealed))
}

async fn answered(
    ctx: &Ctx,
    uow: &mut Uow,
    keeper: Keeper,
    row: &EditRow,
    state: EditState,
    sealed: &SealedEdit,
) -> Result<(), DirectoryError> {
    let sealed = uow.seal(ctx, keeper.uuid(), TABLE, row.id, sealed).await?;
    let values = values![keeper, row.id, state.code(), ctx.now(), ctx.account(), sealed];
    match uow.execute(&sql::ANSWER_EDIT, values).await? {
        0 => Err(DirectoryError::AlreadyAnswered),
        _ => Ok(()),
    }
}

/// The entry as proposed, with each hidden place as hidden as before: a place may be written anew by
/// its owner, but only lifting shows it, and leaving it out of a proposal does not end its protection.
fn edited(ctx: &Ctx, now: &Entry, proposed: Entry, by: EditBy) -> Entry {
    let mut places: Vec<ServicePlace> = Vec::with_capacity(proposed.places.len());
    let hidden = |at: &&ServicePlace| at.location.visibility() != Visibility::Public;
    for mut at in proposed.places {
        let own = now.places.iter().filter(hidden);
        let own = own.into_iter().find(|own| own.location.ident.id == at.location.ident.id);
        if let Some(own) = own {
            let spot = at.location.spot_for_its_owner().clone();
            at.location = own.location.clone().rewritten_by_its_owner(spot);
        }
        places.push(at);
    }
    for own in now.places.iter().filter(hidden) {
        if !places.iter().any(|at| at.location.ident.id == own.location.ident.id) {
            places.push(own.clone());
        }
    }
    let confirmation = match by {
        EditBy::Owner => Confirmation::On(ctx.today()),
        EditBy::Staff | EditBy::Source => now.confirmation,
    };
    Entry { places, confirmation, origin: now.origin.clone(), ..proposed }
}

fn read(row: EditRow, sealed: SealedEdit) -> Result<Edit, DirectoryError> {
    Ok(Edit {
        id: row.id,
        service: row.service_id,
        base: row.base,
        by: EditBy::from_code(&row.by_whom).ok_or(StoreError::Damaged)?,
        state: EditState::from_code(&row.state).ok_or(StoreError::Damaged)?,
        at: Timestamp::from_microsecond(row.made_at).map_err(|_| StoreError::Damaged)?,
        proposed: sealed.proposed,
        note: sealed.note,
        answer: sealed.answer,
    })
}
