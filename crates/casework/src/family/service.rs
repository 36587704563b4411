//! Writing and reading children and relationships, only ever with a family permit.

use access::action::Woman;
use access::{Permit, act};
use kernel::{Ctx, Id};
use store::{Uow, values};

use super::model::{
    Child, ChildDraft, ContactOrder, LivesWith, Relation, Relationship, RelationshipDraft,
    RiskToHer, SocialCare,
};
use super::sql;
use crate::safety::{Hers, SafetyError, one_changed, stamp, trail};

const CHILD: &str = "child";
const RELATIONSHIP: &str = "relationship";

/// Adds a child.
///
/// # Errors
/// By what is wrong with the store.
pub async fn add_child(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteFamily>,
    draft: &ChildDraft,
) -> Result<Id<Child>, SafetyError> {
    let hers = Hers::from(permit);
    let id: Id<Child> = ctx.new_id();
    let sealed = hers.seal(ctx, uow, CHILD, id.uuid(), &draft.words).await?;
    let Hers { organisation, woman, by } = hers;
    uow.execute(
        &sql::ADD_CHILD,
        values![
            id,
            organisation,
            woman,
            draft.lives_with,
            draft.social_care,
            draft.contact_order,
            ctx.now(),
            by,
            sealed
        ],
    )
    .await?;
    trail::wrote(ctx, uow, permit, CHILD, id).await?;
    Ok(id)
}

/// Changes what is held of a child.
///
/// # Errors
/// [`SafetyError::ChangedMeanwhile`] when another version stands now.
pub async fn change_child(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteFamily>,
    (child, version): (Id<Child>, i64),
    draft: &ChildDraft,
) -> Result<(), SafetyError> {
    let hers = Hers::from(permit);
    let sealed = hers.seal(ctx, uow, CHILD, child.uuid(), &draft.words).await?;
    let Hers { organisation, woman, .. } = hers;
    let rows = uow
        .execute(
            &sql::CHANGE_CHILD,
            values![
                organisation,
                woman,
                child,
                version,
                draft.lives_with,
                draft.social_care,
                draft.contact_order,
                sealed
            ],
        )
        .await?;
    one_changed(rows)?;
    trail::wrote(ctx, uow, permit, CHILD, child).await
}

/// Takes a child off the record: the row was wrong, or is needed no longer.
///
/// # Errors
/// [`SafetyError::ChangedMeanwhile`].
pub async fn end_child(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteFamily>,
    (child, version): (Id<Child>, i64),
) -> Result<(), SafetyError> {
    let values = values![permit.organisation(), permit.id(), child, version, ctx.now()];
    one_changed(uow.execute(&sql::END_CHILD, values).await?)?;
    trail::wrote(ctx, uow, permit, CHILD, child).await
}

/// Her children.
///
/// # Errors
/// By what is wrong with the store.
pub async fn children(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadFamily>,
) -> Result<Vec<Child>, SafetyError> {
    let hers = Hers::from(permit);
    let rows: Vec<sql::ChildRow> =
        uow.all(&sql::CHILDREN, values![hers.organisation, hers.woman]).await?;
    let mut children = Vec::with_capacity(rows.len());
    for row in rows {
        children.push(Child {
            id: Id::from_uuid(row.id),
            draft: ChildDraft {
                lives_with: LivesWith::parse(&row.lives_with)?,
                social_care: SocialCare::parse(&row.social_care)?,
                contact_order: ContactOrder::parse(&row.contact_order)?,
                words: hers.open(uow, CHILD, row.id, &row.sealed).await?,
            },
            made: stamp(row.made_at, row.made_by),
            version: row.version,
        });
    }
    Ok(children)
}

/// Adds an adult near her.
///
/// # Errors
/// By what is wrong with the store.
pub async fn add_relationship(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteFamily>,
    draft: &RelationshipDraft,
) -> Result<Id<Relationship>, SafetyError> {
    let hers = Hers::from(permit);
    let id: Id<Relationship> = ctx.new_id();
    let sealed = hers.seal(ctx, uow, RELATIONSHIP, id.uuid(), &draft.words).await?;
    let risk = draft.risk == RiskToHer::Yes;
    let Hers { organisation, woman, by } = hers;
    let values = values![id, organisation, woman, draft.relation, risk, ctx.now(), by, sealed];
    uow.execute(&sql::ADD_RELATIONSHIP, values).await?;
    trail::wrote(ctx, uow, permit, RELATIONSHIP, id).await?;
    Ok(id)
}

/// Changes what is held of an adult near her.
///
/// # Errors
/// [`SafetyError::ChangedMeanwhile`].
pub async fn change_relationship(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteFamily>,
    (relationship, version): (Id<Relationship>, i64),
    draft: &RelationshipDraft,
) -> Result<(), SafetyError> {
    let hers = Hers::from(permit);
    let sealed = hers.seal(ctx, uow, RELATIONSHIP, relationship.uuid(), &draft.words).await?;
    let risk = draft.risk == RiskToHer::Yes;
    let Hers { organisation, woman, .. } = hers;
    let values = values![organisation, woman, relationship, version, draft.relation, risk, sealed];
    one_changed(uow.execute(&sql::CHANGE_RELATIONSHIP, values).await?)?;
    trail::wrote(ctx, uow, permit, RELATIONSHIP, relationship).await
}

/// An adult is no longer near her, or was written down by mistake.
///
/// # Errors
/// [`SafetyError::ChangedMeanwhile`].
pub async fn end_relationship(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteFamily>,
    (relationship, version): (Id<Relationship>, i64),
) -> Result<(), SafetyError> {
    let values = values![permit.organisation(), permit.id(), relationship, version, ctx.now()];
    one_changed(uow.execute(&sql::END_RELATIONSHIP, values).await?)?;
    trail::wrote(ctx, uow, permit, RELATIONSHIP, relationship).await
}

/// The adults near her, those who are a risk to her first.
///
/// # Errors
/// By what is wrong with the store.
pub async fn relationships(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadFamily>,
) -> Result<Vec<Relationship>, SafetyError> {
    let hers = Hers::from(permit);
    let rows: Vec<sql::RelationshipRow> =
        uow.all(&sql::RELATIONSHIPS, values![hers.organisation, hers.woman]).await?;
    let mut relationships = Vec::with_capacity(rows.len());
    for row in rows {
        let risk = if row.is_risk == 1 { RiskToHer::Yes } else { RiskToHer::NotSaid };
        relationships.push(Relationship {
            id: Id::from_uuid(row.id),
            draft: RelationshipDraft {
                relation: Relation::parse(&row.kind)?,
                risk,
                words: hers.open(uow, RELATIONSHIP, row.id, &row.sealed).await?,
            },
            made: stamp(row.made_at, row.made_by),
            version: row.version,
        });
    }
    Ok(relationships)
}
