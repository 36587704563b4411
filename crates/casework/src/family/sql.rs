//! The family's only SQL. Every statement filters by organisation and woman.

use sqlx::FromRow;
use uuid::Uuid;

store::statements! {
    /// A child.
    ADD_CHILD = "insert into child (id, organisation_id, woman_id, lives_with, social_care, contact_order, made_at, made_by, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// What is held of a child changes.
    CHANGE_CHILD = "update child set lives_with = $5, social_care = $6, contact_order = $7, sealed = $8, version = version + 1 where organisation_id = $1 and woman_id = $2 and id = $3 and version = $4 and ended_at is null";
    /// A child's row was wrong, or is needed no longer.
    END_CHILD = "update child set ended_at = $5, version = version + 1 where organisation_id = $1 and woman_id = $2 and id = $3 and version = $4 and ended_at is null";
    /// Her children.
    CHILDREN = "select id, lives_with, social_care, contact_order, version, made_at, made_by, sealed from child where organisation_id = $1 and woman_id = $2 and ended_at is null order by made_at, id";
    /// An adult near her.
    ADD_RELATIONSHIP = "insert into relationship (id, organisation_id, woman_id, kind, is_risk, made_at, made_by, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// What is held of an adult changes.
    CHANGE_RELATIONSHIP = "update relationship set kind = $5, is_risk = $6, sealed = $7, version = version + 1 where organisation_id = $1 and woman_id = $2 and id = $3 and version = $4 and ended_at is null";
    /// It ended.
    END_RELATIONSHIP = "update relationship set ended_at = $5, version = version + 1 where organisation_id = $1 and woman_id = $2 and id = $3 and version = $4 and ended_at is null";
    /// The adults near her, those who are a risk first.
    RELATIONSHIPS = "select id, kind, is_risk, version, made_at, made_by, sealed from relationship where organisation_id = $1 and woman_id = $2 and ended_at is null order by is_risk desc, made_at, id";
}

#[derive(FromRow)]
pub(super) struct ChildRow {
    pub id: Uuid,
    pub lives_with: String,
    pub social_care: String,
    pub contact_order: String,
    pub version: i64,
    pub made_at: i64,
    pub made_by: Option<Uuid>,
    pub sealed: Vec<u8>,
}

#[derive(FromRow)]
pub(super) struct RelationshipRow {
    pub id: Uuid,
    pub kind: String,
    pub is_risk: i64,
    pub version: i64,
    pub made_at: i64,
    pub made_by: Option<Uuid>,
    pub sealed: Vec<u8>,
}
