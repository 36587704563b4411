//! The SQL of programmes, sites and rooms.

use sqlx::FromRow;
use uuid::Uuid;

store::statements! {
    /// A funder by name.
    FUNDER_BY_NAME = "select id from funder where organisation_id = $1 and name = $2";
    /// A new funder.
    ADD_FUNDER = "insert into funder (id, organisation_id, made_at, made_by, name, kind) values ($1, $2, $3, $4, $5, $6)";
    /// Every programme of an organisation, its own first.
    PROGRAMMES = "select p.id, p.version, p.reference, p.name, p.kind, f.name as funder, f.kind as funder_kind, p.ours, p.starts_on, p.ends_on, p.minimum_age, p.maximum_age, p.women_only, p.framework, p.answers, p.answer_days, p.plan_agreed_by, p.return_months, p.small_numbers, p.facts from programme p join funder f on f.id = p.funder_id where p.organisation_id = $1 order by p.ours desc, p.name, p.reference";
    /// One by its reference.
    PROGRAMME_BY_REFERENCE = "select p.id, p.version, p.reference, p.name, p.kind, f.name as funder, f.kind as funder_kind, p.ours, p.starts_on, p.ends_on, p.minimum_age, p.maximum_age, p.women_only, p.framework, p.answers, p.answer_days, p.plan_agreed_by, p.return_months, p.small_numbers, p.facts from programme p join funder f on f.id = p.funder_id where p.organisation_id = $1 and p.reference = $2";
    /// One by its id.
    PROGRAMME_BY_ID = "select p.id, p.version, p.reference, p.name, p.kind, f.name as funder, f.kind as funder_kind, p.ours, p.starts_on, p.ends_on, p.minimum_age, p.maximum_age, p.women_only, p.framework, p.answers, p.answer_days, p.plan_agreed_by, p.return_months, p.small_numbers, p.facts from programme p join funder f on f.id = p.funder_id where p.organisation_id = $1 and p.id = $2";
    /// A new programme.
    ADD_PROGRAMME = "insert into programme (id, organisation_id, made_at, made_by, reference, name, kind, funder_id, ours, starts_on, ends_on, minimum_age, maximum_age, women_only, framework, answers, answer_days, plan_agreed_by, return_months, small_numbers, facts) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)";
    /// The same programme with other facts.
    CHANGE_PROGRAMME = "update programme set version = version + 1, name = $4, kind = $5, funder_id = $6, ours = $7, starts_on = $8, ends_on = $9, minimum_age = $10, maximum_age = $11, women_only = $12, framework = $13, answers = $14, answer_days = $15, plan_agreed_by = $16, return_months = $17, small_numbers = $18, facts = $19 where organisation_id = $1 and id = $2 and version = $3";
    /// The areas of every programme.
    AREAS = "select programme_id, area_code from programme_area where organisation_id = $1 order by area_code";
    /// The areas of one programme.
    AREAS_OF = "select programme_id, area_code from programme_area where organisation_id = $1 and programme_id = $2 order by area_code";
    /// One more area.
    ADD_AREA = "insert into programme_area (id, organisation_id, made_at, made_by, programme_id, area_code) values ($1, $2, $3, $4, $5, $6)";
    /// An area it no longer covers.
    DROP_AREA = "delete from programme_area where organisation_id = $1 and programme_id = $2 and area_code = $3";
    /// A post for women only.
    ADD_POST = "insert into women_only_post (id, organisation_id, made_at, made_by, title, note) values ($1, $2, $3, $4, $5, $6)";
    /// A post that is no longer.
    END_POST = "update women_only_post set ended_at = $3 where organisation_id = $1 and id = $2 and ended_at is null";
    /// The posts for women only.
    POSTS = "select id, title, note from women_only_post where organisation_id = $1 and ended_at is null order by title, id";
    /// Every site.
    SITES = "select id, name, kind from site where organisation_id = $1 order by name";
    /// A new site.
    ADD_SITE = "insert into site (id, organisation_id, made_at, made_by, name, kind) values ($1, $2, $3, $4, $5, $6)";
    /// Every room.
    ROOMS = "select id, site_id, name from room where organisation_id = $1 order by name";
    /// A new room, at a site of the same organisation.
    ADD_ROOM = "insert into room (id, organisation_id, made_at, made_by, site_id, name) select $1, s.organisation_id, $3, $4, s.id, $6 from site s where s.organisation_id = $2 and s.id = $5";
}

/// One id.
#[derive(Debug, FromRow)]
pub struct IdRow {
    /// The id.
    pub id: Uuid,
}

/// A programme with its funder.
#[derive(Debug, FromRow)]
#[allow(missing_docs, reason = "the columns say what they are; see columns.rs")]
pub struct ProgrammeRow {
    pub id: Uuid,
    pub version: i64,
    pub reference: String,
    pub name: String,
    pub kind: String,
    pub funder: String,
    pub funder_kind: String,
    pub ours: i64,
    pub starts_on: Option<String>,
    pub ends_on: Option<String>,
    pub minimum_age: Option<i64>,
    pub maximum_age: Option<i64>,
    pub women_only: i64,
    pub framework: Option<String>,
    pub answers: String,
    pub answer_days: i64,
    pub plan_agreed_by: String,
    pub return_months: i64,
    pub small_numbers: i64,
    pub facts: String,
}

/// An area of a programme.
#[derive(Debug, FromRow)]
pub struct AreaRow {
    /// Which programme.
    pub programme_id: Uuid,
    /// The code of a police area.
    pub area_code: String,
}

/// A site.
#[derive(Debug, FromRow)]
pub struct SiteRow {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Its coded kind.
    pub kind: String,
}

/// A room.
#[derive(Debug, FromRow)]
pub struct RoomRow {
    /// Its id.
    pub id: Uuid,
    /// Its site.
    pub site_id: Uuid,
    /// Its name.
    pub name: String,
}
