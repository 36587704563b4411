//! Statements of returns that are not facts: programmes, answers, what was downloaded, what was
//! entered elsewhere, and probation's report.

use sqlx::FromRow;
use uuid::Uuid;

store::statements! {
    /// The programmes of an organisation.
    PROGRAMMES = "select p.id, p.reference, p.name, p.kind, p.small_numbers, p.starts_on, \
        p.ends_on, f.name as funder from programme p join funder f on f.id = p.funder_id \
        where p.organisation_id = $1 and p.ours = 1 order by p.name, p.reference";
    /// One of them by its reference.
    PROGRAMME = "select p.id, p.reference, p.name, p.kind, p.small_numbers, p.starts_on, \
        p.ends_on, f.name as funder from programme p join funder f on f.id = p.funder_id \
        where p.organisation_id = $1 and p.reference = $2";
    /// One of them by its id.
    PROGRAMME_BY_ID = "select p.id, p.reference, p.name, p.kind, p.small_numbers, p.starts_on, \
        p.ends_on, f.name as funder from programme p join funder f on f.id = p.funder_id \
        where p.organisation_id = $1 and p.id = $2";

    /// What was written in answer to a return's questions.
    ANSWERS = "select id, question, version, sealed from return_answer \
        where organisation_id = $1 and programme_id = $2 and definition = $3 and period = $4";
    /// A first answer.
    ADD_ANSWER = "insert into return_answer (id, organisation_id, programme_id, definition, \
        period, question, made_at, made_by, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// An answer changed, when nobody else changed it since.
    CHANGE_ANSWER = "update return_answer set sealed = $4, version = version + 1 \
        where organisation_id = $1 and id = $2 and version = $3";

    /// A copy of what a download said.
    ADD_RUN = "insert into return_run (id, organisation_id, programme_id, definition, period, \
        format, digest, made_at, made_by, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// What was downloaded of a return, the newest first.
    RUNS = "select id, format, digest, made_at, made_by, sealed from return_run \
        where organisation_id = $1 and programme_id = $2 and definition = $3 and period = $4 \
        order by made_at desc, id desc limit 50";

    /// What is already entered in the funder's own system.
    ENTERED = "select kind, row_id, at from entered_elsewhere \
        where organisation_id = $1 and programme_id = $2";
    /// A row is entered there.
    ADD_ENTERED = "insert into entered_elsewhere (id, organisation_id, programme_id, woman_id, \
        kind, row_id, at, made_at, made_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
        on conflict (organisation_id, programme_id, kind, row_id) do nothing";
    /// It was not entered after all.
    DROP_ENTERED = "delete from entered_elsewhere where organisation_id = $1 \
        and programme_id = $2 and kind = $3 and row_id = $4";
    /// By which reference the funder knows each case.
    EXTERNAL_REFERENCES = "select id, case_id, woman_id, sealed from funding \
        where organisation_id = $1 and programme_id = $2 and sealed is not null \
        order by from_on, id";

    /// The rows of probation's report.
    RM_ROWS = "select r.id, r.referral_id, r.case_id, r.owner_id, r.last_report_id, r.sealed \
        from rm_row r where r.organisation_id = $1 and r.programme_id = $2 \
        order by r.made_at, r.id";
    /// The newest report.
    NEWEST_REPORT = "select id, at from rm_report where organisation_id = $1 \
        and programme_id = $2 order by at desc, id desc limit 1";
}

/// A programme.
#[derive(Debug, FromRow)]
pub struct ProgrammeRow {
    /// Column `id`.
    pub id: Uuid,
    /// Column `reference`.
    pub reference: String,
    /// Column `name`.
    pub name: String,
    /// Column `kind`.
    pub kind: String,
    /// Column `small_numbers`.
    pub small_numbers: i64,
    /// Column `starts_on`.
    pub starts_on: Option<String>,
    /// Column `ends_on`.
    pub ends_on: Option<String>,
    /// Column `funder`.
    pub funder: String,
}

/// An answer.
#[derive(FromRow)]
pub struct AnswerRow {
    /// Column `id`.
    pub id: Uuid,
    /// Column `question`.
    pub question: String,
    /// Column `version`.
    pub version: i64,
    /// Column `sealed`.
    pub sealed: Vec<u8>,
}

/// A download.
#[derive(FromRow)]
pub struct RunRow {
    /// Column `id`.
    pub id: Uuid,
    /// Column `format`.
    pub format: String,
    /// Column `digest`.
    pub digest: Vec<u8>,
    /// Column `made_at`.
    pub made_at: i64,
    /// Column `made_by`.
    pub made_by: Option<Uuid>,
    /// Column `sealed`.
    pub sealed: Vec<u8>,
}

/// A row entered elsewhere.
#[derive(Debug, FromRow)]
pub struct EnteredRow {
    /// Column `kind`.
    pub kind: String,
    /// Column `row_id`.
    pub row_id: Uuid,
    /// Column `at`.
    pub at: i64,
}

/// A funder's reference of a case.
#[derive(FromRow)]
pub struct ExternalRow {
    /// Column `id`.
    pub id: Uuid,
    /// Column `case_id`.
    pub case_id: Uuid,
    /// Column `woman_id`.
    pub woman_id: Uuid,
    /// Column `sealed`.
    pub sealed: Vec<u8>,
}

/// A row of probation's report.
#[derive(FromRow)]
pub struct RmRow {
    /// Column `id`.
    pub id: Uuid,
    /// Column `referral_id`.
    pub referral_id: Option<Uuid>,
    /// Column `case_id`.
    pub case_id: Option<Uuid>,
    /// Column `owner_id`.
    pub owner_id: Uuid,
    /// Column `last_report_id`.
    pub last_report_id: Uuid,
    /// Column `sealed`.
    pub sealed: Vec<u8>,
}

/// A report.
#[derive(Debug, FromRow)]
pub struct ReportRow {
    /// Column `id`.
    pub id: Uuid,
    /// Column `at`.
    pub at: i64,
}
