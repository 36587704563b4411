//! Posts for women only, each with its ground: Equality Act 2010, schedule 9, paragraph 1. Not about
//! who holds one.

use access::Permit;
use access::action::{Settings, act};
use kernel::Ctx;
use sqlx::FromRow;
use store::{StoreError, Uow, values};
use uuid::Uuid;

use super::model::EqualityNote;
use super::sql;
use crate::trail;

/// A post for women only, to be written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostDraft {
    /// What it is called.
    pub title: String,
    /// Why only a woman can hold it. `instead` is empty: it is for services.
    pub note: EqualityNote,
}

/// A post as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// Its row.
    pub id: Uuid,
    /// What it says.
    pub draft: PostDraft,
}

#[derive(FromRow)]
struct PostRow {
    id: Uuid,
    title: String,
    note: String,
}

/// Writes a post down.
///
/// # Errors
/// By what is wrong with the store.
pub async fn add_post(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Settings, act::ManageProgrammes>,
    draft: &PostDraft,
) -> Result<Uuid, StoreError> {
    trail::did(ctx, uow, permit, None).await?;
    let id = ctx.new_uuid();
    let note = serde_json::to_string(&draft.note)
        .map_err(|_| StoreError::Other("note of a post".to_owned()))?;
    let (organisation, by) = (permit.organisation(), ctx.account());
    let row = values![id, organisation, ctx.now(), by, draft.title.as_str(), note];
    uow.execute(&sql::ADD_POST, row).await?;
    Ok(id)
}

/// Ends a post: it stays to be seen in the audit trail. One that has ended stays as it is.
///
/// # Errors
/// By what is wrong with the store.
pub async fn end_post(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Settings, act::ManageProgrammes>,
    post: Uuid,
) -> Result<(), StoreError> {
    trail::did(ctx, uow, permit, None).await?;
    uow.execute(&sql::END_POST, values![permit.organisation(), post, ctx.now()]).await?;
    Ok(())
}

/// The posts for women only, by name.
///
/// # Errors
/// By what is wrong with the store.
pub async fn posts(
    uow: &mut Uow,
    permit: &Permit<Settings, act::ReadSettings>,
) -> Result<Vec<Post>, StoreError> {
    let rows: Vec<PostRow> = uow.all(&sql::POSTS, values![permit.organisation()]).await?;
    rows.into_iter()
        .map(|row| {
            let note = serde_json::from_str(&row.note).map_err(|_| StoreError::Damaged)?;
            Ok(Post { id: row.id, draft: PostDraft { title: row.title, note } })
        })
        .collect()
}
