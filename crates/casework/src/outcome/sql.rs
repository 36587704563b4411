//! The only SQL of outcomes, and the rows it gives.

use sqlx::FromRow;
use uuid::Uuid;

#[derive(FromRow)]
pub(super) struct JudgementRow {
    pub(super) id: Uuid,
    pub(super) case_id: Uuid,
    pub(super) programme_id: Uuid,
    pub(super) framework: String,
    pub(super) item: String,
    pub(super) result: String,
    pub(super) judged_on: String,
    pub(super) mapping: Option<String>,
    pub(super) superseded_at: Option<i64>,
    pub(super) made_by: Option<Uuid>,
    pub(super) sealed: Vec<u8>,
}

#[derive(FromRow)]
pub(super) struct ReviewRow {
    pub(super) id: Uuid,
    pub(super) case_id: Uuid,
    pub(super) held_on: String,
    pub(super) how: String,
    pub(super) contact_after: String,
    pub(super) made_at: i64,
    pub(super) made_by: Option<Uuid>,
    pub(super) sealed: Vec<u8>,
}

#[derive(FromRow)]
pub(super) struct Count {
    pub(super) many: i64,
}

#[derive(FromRow)]
pub(super) struct FundedRow {
    pub(super) programme_id: Uuid,
    pub(super) name: String,
    pub(super) framework: Option<String>,
}

store::statements! {
    /// The programmes that fund a case, or funded it.
    FUNDED = "select distinct programme.id as programme_id, programme.name, programme.framework from funding join programme on programme.id = funding.programme_id where funding.organisation_id = $1 and funding.woman_id = $2 and funding.case_id = $3 order by programme.name";
    /// Whether a case is hers.
    CASE = "select count(*) as many from support_case where organisation_id = $1 and woman_id = $2 and id = $3";
    /// A new judgement.
    ADD_JUDGEMENT = "insert into outcome_judgement (id, organisation_id, case_id, woman_id, programme_id, framework, item, result, judged_on, mapping, made_at, made_by, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    /// The judgements of the same outcome before it no longer count.
    SUPERSEDE = "update outcome_judgement set superseded_at = $7 where organisation_id = $1 and woman_id = $2 and case_id = $3 and programme_id = $4 and framework = $5 and item = $6 and superseded_at is null";
    /// Her judgements, the newest first.
    JUDGEMENTS = "select id, case_id, programme_id, framework, item, result, judged_on, mapping, superseded_at, made_by, sealed from outcome_judgement where organisation_id = $1 and woman_id = $2 order by judged_on desc, made_at desc, id desc";
    /// A new exit review.
    ADD_REVIEW = "insert into exit_review (id, organisation_id, woman_id, case_id, held_on, how, contact_after, made_at, made_by, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// Her exit reviews, the newest first.
    REVIEWS = "select id, case_id, held_on, how, contact_after, made_at, made_by, sealed from exit_review where organisation_id = $1 and woman_id = $2 order by held_on desc, made_at desc, id desc";
}
