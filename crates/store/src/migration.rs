//! Steps of the database: numbered in each room, one text for both databases, forward only, never
//! edited after release.

use sha2::{Digest as _, Sha256};
use sqlx::{AssertSqlSafe, FromRow, PgPool};

use crate::db::Db;
use crate::uow::Tx;
use crate::{StoreError, memory, planner, values};

/// One step.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// The room it belongs to.
    pub room: &'static str,
    /// Its number in that room, from 1.
    pub number: i64,
    /// Its text. Types are `uuid`, `bigint`, `text` and `bytea`, which both databases know.
    pub sql: &'static str,
}

mod sql {
    crate::statements! {
        /// The steps that ran.
        RAN = "select room, number, digest from migration order by room, number";
        /// One more ran.
        ADD = "insert into migration (room, number, digest, ran_at) values ($1, $2, $3, $4)";
    }
}
pub use sql::ALL as MIGRATION_STATEMENTS;

const REGISTER: &str = "create table if not exists migration (
    room text not null,
    number bigint not null,
    digest bytea not null,
    ran_at bigint not null,
    primary key (room, number)
)";

#[derive(FromRow)]
struct Ran {
    room: String,
    number: i64,
    digest: Vec<u8>,
}

/// Checks that nothing ran which this program does not know, or knows otherwise. Returns the steps
/// that are still to run.
///
/// # Errors
/// [`StoreError::Newer`] or [`StoreError::AlteredMigration`].
pub async fn check<'s>(db: &Db, steps: &'s [Migration]) -> Result<Vec<&'s Migration>, StoreError> {
    let mut tx = db.begin_write().await?;
    let due = due(&mut tx, steps).await?;
    tx.commit().await?;
    Ok(due)
}

/// Runs the steps that are due, all in one transaction. Returns how many ran.
///
/// # Errors
/// As [`check`], and whatever a step meets; then none of them ran.
pub async fn run(db: &Db, steps: &[Migration], now: i64) -> Result<usize, StoreError> {
    let mut tx = db.begin_write().await?;
    let due = due(&mut tx, steps).await?;
    for step in &due {
        tx.script(step.sql).await.map_err(|error| match error {
            StoreError::Other(text) => {
                StoreError::Other(format!("step {} {}: {text}", step.room, step.number))
            }
            other => other,
        })?;
        let digest = Sha256::digest(step.sql.as_bytes()).to_vec();
        tx.execute(&sql::ADD, values![step.room, step.number, digest, now]).await?;
    }
    if !due.is_empty() {
        planner::tell(&mut tx).await?;
    }
    tx.commit().await?;
    Ok(due.len())
}

/// Gives `to` the same tables as `from` has, by the steps that made them.
pub(crate) async fn same_steps(from: &Db, to: &Db, steps: &[Migration]) -> Result<(), StoreError> {
    let mut tx = from.begin_read().await?;
    let ran: Vec<Ran> = tx.all(&sql::RAN, values![]).await?;
    let steps: Vec<Migration> = steps
        .iter()
        .filter(|s| ran.iter().any(|r| r.room == s.room && r.number == s.number))
        .copied()
        .collect();
    run(to, &steps, 0).await?;
    Ok(())
}

async fn due<'s>(tx: &mut Tx, steps: &'s [Migration]) -> Result<Vec<&'s Migration>, StoreError> {
    if let Tx::Postgres(postgres) = tx {
        // Two nodes that start together: the second waits here and finds nothing to do.
        sqlx::raw_sql("select pg_advisory_xact_lock(724461)").execute(&mut **postgres).await?;
    }
    tx.script(REGISTER).await?;
    tx.script(memory::TABLE).await?;
    let ran: Vec<Ran> = tx.all(&sql::RAN, values![]).await?;
    for row in &ran {
        let known = steps.iter().find(|s| s.room == row.room && s.number == row.number);
        match known {
            None => {
                return Err(StoreError::Newer { room: row.room.clone(), number: row.number });
            }
            Some(step) if Sha256::digest(step.sql.as_bytes()).as_slice() != row.digest => {
                return Err(StoreError::AlteredMigration {
                    room: row.room.clone(),
                    number: row.number,
                });
            }
            Some(_) => {}
        }
    }
    Ok(steps
        .iter()
        .filter(|s| !ran.iter().any(|r| r.room == s.room && r.number == s.number))
        .collect())
}

pub(crate) async fn make_schema(pool: &PgPool, schema: &str) -> Result<(), StoreError> {
    // The schema's name comes from this crate, never from outside.
    sqlx::raw_sql(AssertSqlSafe(format!("create schema if not exists {schema}")))
        .execute(pool)
        .await?;
    Ok(())
}
