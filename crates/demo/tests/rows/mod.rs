//! Counting rows of an invented installation.

mod sql;

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;
use kernel::ctx::AccountMark;
use kernel::{Id, time};
use sqlx::FromRow;
use store::{Statement, Uow, values};

#[derive(FromRow)]
struct Many {
    many: i64,
}

#[derive(FromRow)]
struct Reference {
    reference: String,
    opened_at: i64,
}

/// What can be counted.
#[derive(Clone, Copy)]
pub enum Counted {
    Women,
    WomenOfTheFirstCentre,
    White,
    Recorded,
    Came,
    Assessed,
    HardByAbuse,
    Waiting,
    Numbers,
    DifferentNumbers,
    Messages,
}

async fn count(uow: &mut Uow, statement: &Statement) -> i64 {
    uow.one::<Many>(statement, &[]).await.unwrap().many
}

/// How many.
pub async fn many(uow: &mut Uow, what: Counted) -> i64 {
    let statement = match what {
        Counted::Women => sql::WOMEN,
        Counted::WomenOfTheFirstCentre => sql::OF_THE_FIRST,
        Counted::White => sql::WHITE,
        Counted::Recorded => sql::RECORDED,
        Counted::Came => sql::CAME,
        Counted::Assessed => sql::ASSESSED,
        Counted::HardByAbuse => sql::ABUSE,
        Counted::Waiting => sql::WAITING,
        Counted::Numbers => sql::NUMBERS,
        Counted::DifferentNumbers => sql::DIFFERENT,
        Counted::Messages => sql::MESSAGES,
    };
    count(uow, &statement).await
}

/// The rows of each table that fills up.
pub async fn counts(uow: &mut Uow) -> BTreeMap<&'static str, i64> {
    let tables = [
        ("women", sql::WOMEN),
        ("referrals", sql::REFERRALS),
        ("rules", sql::RULES),
        ("case events", sql::CASE_EVENTS),
        ("attendance", sql::ATTENDANCE),
        ("scores", sql::SCORES),
        ("goals", sql::GOALS),
        ("judgements", sql::JUDGEMENTS),
        ("tasks", sql::TASKS),
        ("dangers", sql::RISKS),
        ("children", sql::CHILDREN),
        ("entries", sql::ENTRIES),
    ];
    let mut counts = BTreeMap::new();
    for (name, statement) in tables {
        counts.insert(name, count(uow, &statement).await);
    }
    counts
}

/// Each woman’s reference, and when her case was opened.
pub async fn each(uow: &mut Uow) -> Vec<(String, i64)> {
    let rows: Vec<Reference> = uow.all(&sql::REFERENCES, &[]).await.unwrap();
    rows.into_iter().map(|row| (row.reference, row.opened_at)).collect()
}

/// A worker’s day.
#[derive(Debug)]
pub struct Day {
    pub appointments: i64,
    pub tasks_due: i64,
    pub stale: i64,
    pub marac_due: i64,
}

/// What stands on her day.
pub async fn day_of(uow: &mut Uow, who: Id<AccountMark>, today: Date) -> Day {
    let begins = time::at_london(today.at(0, 0, 0, 0));
    let ends = time::at_london(today.saturating_add(1.day()).at(0, 0, 0, 0));
    let sessions = values![who, begins, ends];
    let tasks = values![who, today];
    Day {
        appointments: uow.one::<Many>(&sql::SESSIONS_OF, sessions).await.unwrap().many,
        tasks_due: uow.one::<Many>(&sql::TASKS_OF, tasks).await.unwrap().many,
        stale: count(uow, &sql::STALE).await,
        marac_due: count(uow, &sql::MARAC_DUE).await,
    }
}
