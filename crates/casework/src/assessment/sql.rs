//! The only SQL of assessments, and the rows it gives.

use sqlx::FromRow;
use uuid::Uuid;

#[derive(FromRow)]
pub(super) struct AssessmentRow {
    pub(super) id: Uuid,
    pub(super) case_id: Uuid,
    pub(super) instrument: String,
    pub(super) instrument_version: i64,
    pub(super) occasion: String,
    pub(super) review_number: Option<i64>,
    pub(super) done_on: String,
    pub(super) how: String,
    pub(super) corrected_by: Option<Uuid>,
    pub(super) made_at: i64,
    pub(super) made_by: Option<Uuid>,
    pub(super) sealed: Vec<u8>,
}

#[derive(FromRow)]
pub(super) struct ScoreRow {
    pub(super) assessment_id: Uuid,
    pub(super) area: String,
    pub(super) score: i64,
}

#[derive(FromRow)]
pub(super) struct WordingRow {
    pub(super) definition: String,
    pub(super) wording: String,
}

#[derive(FromRow)]
pub(super) struct Count {
    pub(super) many: i64,
}

store::statements! {
    /// A new assessment.
    ADD = "insert into assessment (id, organisation_id, woman_id, case_id, instrument, instrument_version, wording_digest, occasion, review_number, done_on, with_her, how, made_at, made_by, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    /// The score of one area.
    ADD_SCORE = "insert into assessment_score (id, organisation_id, assessment_id, woman_id, area, score, made_at, made_by) values ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// Her assessments, the newest first; those corrected too.
    OF_WOMAN = "select id, case_id, instrument, instrument_version, occasion, review_number, done_on, how, corrected_by, made_at, made_by, sealed from assessment where organisation_id = $1 and woman_id = $2 order by done_on desc, made_at desc, id desc";
    /// Her scores.
    SCORES = "select assessment_id, area, score from assessment_score where organisation_id = $1 and woman_id = $2";
    /// How often it was done with a case on an occasion.
    MANY = "select count(*) as many from assessment where organisation_id = $1 and woman_id = $2 and case_id = $3 and instrument = $4 and occasion = $5 and corrected_by is null";
    /// Whether a case is hers.
    CASE = "select count(*) as many from support_case where organisation_id = $1 and woman_id = $2 and id = $3";
    /// An assessment was wrong; another stands in its place.
    CORRECTED = "update assessment set corrected_by = $4 where organisation_id = $1 and woman_id = $2 and id = $3 and corrected_by is null";
    /// Scores are derived: those of a corrected assessment no longer count anywhere, while its
    /// answers stay where they are.
    DROP_SCORES = "delete from assessment_score where organisation_id = $1 and assessment_id = $2";
    /// A wording that the centre has the right to use.
    ADD_WORDING = "insert into instrument_wording (id, organisation_id, instrument, instrument_version, digest, definition, wording, right_words, made_at, made_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// The wording of an instrument, the newest version first.
    WORDING = "select definition, wording from instrument_wording where organisation_id = $1 and instrument = $2 order by instrument_version desc, made_at desc, id desc limit 1";
    /// Every wording the centre has loaded, the newest version of each first.
    WORDINGS = "select definition, wording from instrument_wording where organisation_id = $1 order by instrument, instrument_version desc, made_at desc, id desc";
}
