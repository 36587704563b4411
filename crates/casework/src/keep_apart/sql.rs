//! The only SQL about who is kept apart.

use sqlx::FromRow;
use uuid::Uuid;

store::statements! {
    /// A pair.
    ADD = "insert into keep_apart (id, organisation_id, woman_id, other_woman_id, worker_id, from_on, until_on, made_at, made_by, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// A pair gets its last day. It is never deleted: past bookings were right at their time.
    END = "update keep_apart set until_on = $4, ended_by = $5, sealed = $6 where organisation_id = $1 and (woman_id = $2 or other_woman_id = $2) and id = $3 and from_on <= $4 and (until_on is null or until_on > $4)";
    /// One pair in which she stands.
    ONE = "select id, woman_id, other_woman_id, worker_id, from_on, until_on, made_at, made_by, sealed from keep_apart where organisation_id = $1 and (woman_id = $2 or other_woman_id = $2) and id = $3";
    /// Pairs in which a woman stands, whichever is named first.
    OF_WOMAN = "select id, woman_id, other_woman_id, worker_id, from_on, until_on, made_at, made_by, sealed from keep_apart where organisation_id = $1 and (woman_id = $2 or other_woman_id = $2) order by from_on desc, id desc";
    /// Pairs of a woman that are live on a day.
    LIVE_OF_WOMAN = "select woman_id, other_woman_id, worker_id, from_on, until_on from keep_apart where organisation_id = $1 and (woman_id = $2 or other_woman_id = $2) and from_on <= $3 and (until_on is null or until_on >= $3)";
    /// Pairs of a worker that are live on a day.
    LIVE_OF_WORKER = "select woman_id, other_woman_id, worker_id, from_on, until_on from keep_apart where organisation_id = $1 and worker_id = $2 and from_on <= $3 and (until_on is null or until_on >= $3)";
}

#[derive(FromRow)]
pub(super) struct PairRow {
    pub id: Uuid,
    pub woman_id: Uuid,
    pub other_woman_id: Option<Uuid>,
    pub worker_id: Option<Uuid>,
    pub from_on: String,
    pub until_on: Option<String>,
    pub made_at: i64,
    pub made_by: Option<Uuid>,
    pub sealed: Vec<u8>,
}

#[derive(FromRow)]
pub(super) struct LiveRow {
    pub woman_id: Uuid,
    pub other_woman_id: Option<Uuid>,
    pub worker_id: Option<Uuid>,
    pub from_on: String,
    pub until_on: Option<String>,
}
