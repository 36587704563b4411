//! The embedded database as its callers see it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::sync::Arc;

use kernel::ctx::{Seeded, SetClock};
use kernel::{Actor, Ctx};
use sqlx::FromRow;
use store::{Migration, Place, SealError, Store, StoreError, SubjectKind, values};

mod sql {
    store::statements! {
        ADD = "insert into note (id, owner_id, sealed, seen, made_at) values ($1, $2, $3, $4, $5)";
        BY_ID = "select owner_id, sealed, seen, made_at, closed_on from note where id = $1";
        COUNT = "select count(*) as many from note";
    }
}

const STEPS: &[Migration] = &[Migration {
    room: "notes",
    number: 1,
    sql: "create table note (id uuid primary key, owner_id uuid not null, sealed bytea not null, \
          seen bigint not null, made_at bigint not null, closed_on text)",
}];

#[derive(FromRow)]
struct Note {
    owner_id: uuid::Uuid,
    sealed: Vec<u8>,
    seen: i64,
    made_at: i64,
    closed_on: Option<String>,
}

#[derive(FromRow)]
struct Count {
    many: i64,
}

fn ctx() -> Ctx {
    let clock = SetClock::new("2026-11-21T18:00:00Z".parse().unwrap());
    Ctx::new(Arc::new(clock), Arc::new(Seeded::new(1)), Actor::Visitor)
}

async fn count(store: &Store) -> i64 {
    store.read().await.unwrap().one::<Count>(&sql::COUNT, values![]).await.unwrap().many
}

async fn add_note(store: &Store, ctx: &Ctx, text: &str) -> (uuid::Uuid, uuid::Uuid) {
    let (owner, id) = (ctx.new_uuid(), ctx.new_uuid());
    let mut uow = store.begin().await.unwrap();
    uow.new_key(ctx, owner, SubjectKind::Woman);
    let sealed = uow.seal(ctx, owner, "note", id, &text).await.unwrap();
    uow.execute(&sql::ADD, values![id, owner, sealed, true, ctx.now()]).await.unwrap();
    uow.commit().await.unwrap();
    (owner, id)
}

#[tokio::test]
async fn what_was_committed_is_there_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    let ctx = ctx();
    let store = Store::create(&ctx, Place::embedded(folder.path()), STEPS).await.unwrap();
    let (owner, id) = add_note(&store, &ctx, "Ŵyn 🌼 '; drop table note; --").await;
    store.close().await;

    let store = Store::open(Place::embedded(folder.path()), STEPS).await.unwrap();
    let mut uow = store.read().await.unwrap();
    let note: Note = uow.one(&sql::BY_ID, values![id]).await.unwrap();
    assert_eq!((note.owner_id, note.seen, note.closed_on), (owner, 1, None));
    assert_eq!(note.made_at, ctx.now_micros());
    let text: String = uow.open(owner, "note", id, &note.sealed).await.unwrap();
    assert_eq!(text, "Ŵyn 🌼 '; drop table note; --");
}

#[tokio::test]
async fn a_unit_of_work_that_is_dropped_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let ctx = ctx();
    let store = Store::create(&ctx, Place::embedded(folder.path()), STEPS).await.unwrap();
    let mut uow = store.begin().await.unwrap();
    let values = values![ctx.new_uuid(), ctx.new_uuid(), vec![1u8], false, 1];
    uow.execute(&sql::ADD, values).await.unwrap();
    drop(uow);
    assert_eq!(count(&store).await, 0);
    assert_eq!(store.keys.count().await.unwrap(), 0);
}

#[tokio::test]
async fn a_destroyed_key_opens_nothing_ever_again() {
    let folder = tempfile::tempdir().unwrap();
    let ctx = ctx();
    let store = Store::create(&ctx, Place::embedded(folder.path()), STEPS).await.unwrap();
    let (owner, id) = add_note(&store, &ctx, "hers").await;
    let (under, _) = add_note(&store, &ctx, "a referral's").await;
    store.keys.rewrap(&ctx, under, owner).await.unwrap();
    assert!(store.keys.load(under).await.is_ok());
    store.keys.destroy(owner, ctx.today()).await.unwrap();

    let mut uow = store.read().await.unwrap();
    let note: Note = uow.one(&sql::BY_ID, values![id]).await.unwrap();
    let opened = uow.open::<String>(owner, "note", id, &note.sealed).await;
    assert!(matches!(opened, Err(StoreError::Seal(SealError::Erased))));
    assert!(store.keys.load(under).await.is_err(), "a key under hers goes with hers");
    assert_eq!(store.keys.erasures().await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_wrong_key_a_newer_database_and_an_altered_step_are_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let ctx = ctx();
    let place = Place::embedded(folder.path());
    Store::create(&ctx, place.clone(), STEPS).await.unwrap().close().await;

    let newer = Store::open(place.clone(), &[]).await;
    assert!(matches!(newer, Err(StoreError::Newer { number: 1, .. })));
    let altered = [Migration { sql: "select 1", ..STEPS[0] }];
    assert!(matches!(
        Store::open(place.clone(), &altered).await,
        Err(StoreError::AlteredMigration { .. })
    ));

    std::fs::remove_file(place.key_file()).unwrap();
    assert!(matches!(Store::open(place.clone(), STEPS).await, Err(StoreError::KeyFile(_))));
    store::RootKey::from_bytes([9; 32]).write_new(&place.key_file()).unwrap();
    assert!(matches!(Store::open(place.clone(), STEPS).await, Err(StoreError::WrongKey)));
}

#[tokio::test]
async fn the_files_hold_no_word_of_a_sealed_note() {
    let folder = tempfile::tempdir().unwrap();
    let ctx = ctx();
    let store = Store::create(&ctx, Place::embedded(folder.path()), STEPS).await.unwrap();
    add_note(&store, &ctx, "Bronwen Achebe").await;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(7).any(|w| w == b"Bronwen"));
        assert!(!bytes.starts_with(b"SQLite format 3"));
    }
}

#[tokio::test]
async fn every_statement_of_the_store_can_be_prepared() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(&ctx(), Place::embedded(folder.path()), STEPS).await.unwrap();
    for statement in store::KEY_STATEMENTS {
        store::dialect::prepare(store.keys.db(), statement.sql).await.unwrap();
    }
    for statement in store::migration::MIGRATION_STATEMENTS {
        store::dialect::prepare(&store.db, statement.sql).await.unwrap();
    }
    assert!(store::dialect::prepare(&store.db, "select nothing from nowhere").await.is_err());
    let tables = store::dialect::tables(&store.db).await.unwrap();
    assert!(tables.iter().any(|table| table.name == "note" && table.has("closed_on")));
}
