//! The SQL of probation's report.

use sqlx::FromRow;
use uuid::Uuid;

store::statements! {
    /// The last report of a programme with this content.
    REPORT_BY_DIGEST = "select id from rm_report where organisation_id = $1 and programme_id = $2 and digest = $3 order by at desc limit 1";
    /// A report was imported.
    ADD_REPORT = "insert into rm_report (id, organisation_id, made_at, made_by, programme_id, at, rows, digest) values ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// The row of one of probation's referrals.
    ROW = "select id, version, referral_id, owner_id, differences, sealed from rm_row where organisation_id = $1 and programme_id = $2 and referral_blind = $3";
    /// One row by id.
    ROW_BY_ID = "select id, version, referral_id, owner_id, differences, sealed from rm_row where organisation_id = $1 and id = $2";
    /// A new row.
    ADD_ROW = "insert into rm_row (id, organisation_id, made_at, made_by, programme_id, referral_blind, crn_blind, referral_id, owner_id, last_report_id, differences, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    /// The same row, saying something else.
    CHANGE_ROW = "update rm_row set version = version + 1, crn_blind = $4, last_report_id = $5, differences = $6, sealed = $7 where organisation_id = $1 and id = $2 and version = $3";
    /// The report that said a row last.
    LAST_REPORT = "select last_report_id as id from rm_row where organisation_id = $1 and id = $2";
    /// Rows with differences that wait for somebody.
    DIFFERING = "select id, version, referral_id, owner_id, differences, sealed from rm_row where organisation_id = $1 and programme_id = $2 and differences > 0 order by made_at, id limit 500";
}

/// One id.
#[derive(Debug, FromRow)]
pub struct IdRow {
    /// The id.
    pub id: Uuid,
}

/// A row of probation's report as kept.
#[derive(Debug, FromRow)]
#[allow(missing_docs, reason = "the columns say what they are; see referral/columns.rs")]
pub struct KeptRow {
    pub id: Uuid,
    pub version: i64,
    pub referral_id: Option<Uuid>,
    pub owner_id: Uuid,
    pub differences: i64,
    pub sealed: Vec<u8>,
}
