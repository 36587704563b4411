//! What was read is remembered until it is written, whoever writes it, and never beyond.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use store::{Db, Migration, Store, Uow, values};
use testkit::House;
use uuid::Uuid;

mod sql {
    store::statements! {
        ADD = "insert into room (id, name) values ($1, $2)";
        NAME = "select name from room where id = $1";
        RENAME = "update room set name = $2 where id = $1";
        RENAME_AND_TELL = "update room set name = $2 where id = $1 returning name";
        REMOVE = "delete from room where id = $1";
        HANG = "insert into key_hook (id, room_id, name) values ($1, $2, $3)";
        BOTH = "select room.name from room join key_hook on key_hook.room_id = room.id where room.id = $1";
        /// Changes what no unit of work knows of, so that a test can see who asked the database.
        BEHIND = "update room set name = name || '!'";
    }
}

const STEPS: &[Migration] = &[Migration {
    room: "rooms",
    number: 1,
    sql: "create table room (id uuid primary key, name text not null);
          create table key_hook (id uuid primary key, room_id uuid not null, name text not null)",
}];

#[derive(sqlx::FromRow)]
struct Name {
    name: String,
}

async fn name(uow: &mut Uow, room: Uuid) -> Option<String> {
    uow.optional::<Name>(&sql::NAME, values![room]).await.unwrap().map(|row| row.name)
}

async fn name_now(store: &Store, room: Uuid) -> Option<String> {
    name(&mut store.read().await.unwrap(), room).await
}

async fn with_a_room(house: &House) -> Uuid {
    let room = house.ctx.new_uuid();
    let mut uow = house.store.begin().await.unwrap();
    uow.execute(&sql::ADD, values![room, "Kitchen"]).await.unwrap();
    uow.commit().await.unwrap();
    room
}

async fn rename(store: &Store, room: Uuid, to: &str) {
    let mut uow = store.begin().await.unwrap();
    uow.execute(&sql::RENAME, values![room, to]).await.unwrap();
    uow.commit().await.unwrap();
}

/// Changes every name without a unit of work, so that no note is left.
async fn change_unseen(house: &House) {
    let changed = match &house.store.db {
        Db::Sqlite { writer, .. } => {
            sqlx::query(sql::BEHIND.sql).execute(writer).await.unwrap().rows_affected()
        }
        Db::Postgres(pool) => {
            sqlx::query(sql::BEHIND.sql).execute(pool).await.unwrap().rows_affected()
        }
    };
    assert!(changed > 0);
}

#[tokio::test]
async fn what_was_read_is_not_asked_for_again_until_it_is_written() {
    for house in House::on_each_database(STEPS).await {
        let room = with_a_room(&house).await;
        assert_eq!(name_now(&house.store, room).await.as_deref(), Some("Kitchen"));
        change_unseen(&house).await;
        assert_eq!(name_now(&house.store, room).await.as_deref(), Some("Kitchen"), "remembered");
        rename(&house.store, room, "Studio").await;
        assert_eq!(name_now(&house.store, room).await.as_deref(), Some("Studio"));
        let mut uow = house.store.begin().await.unwrap();
        let _: Option<Name> =
            uow.optional(&sql::RENAME_AND_TELL, values![room, "Garden"]).await.unwrap();
        uow.commit().await.unwrap();
        assert_eq!(name_now(&house.store, room).await.as_deref(), Some("Garden"));
        let mut uow = house.store.begin().await.unwrap();
        uow.execute(&sql::REMOVE, values![room]).await.unwrap();
        uow.commit().await.unwrap();
        assert_eq!(name_now(&house.store, room).await, None);
    }
}

#[tokio::test]
async fn what_is_not_kept_is_not_remembered() {
    for house in House::on_each_database(STEPS).await {
        let room = with_a_room(&house).await;
        assert_eq!(name_now(&house.store, room).await.as_deref(), Some("Kitchen"));
        let mut dropped = house.store.begin().await.unwrap();
        dropped.execute(&sql::RENAME, values![room, "Studio"]).await.unwrap();
        assert_eq!(name(&mut dropped, room).await.as_deref(), Some("Studio"));
        drop(dropped);
        assert_eq!(name_now(&house.store, room).await.as_deref(), Some("Kitchen"));
    }
}

#[tokio::test]
async fn a_write_to_another_table_is_no_reason_to_ask_again_and_to_one_of_two_is() {
    for house in House::on_each_database(STEPS).await {
        let room = with_a_room(&house).await;
        let hang = async |name: &str| {
            let mut uow = house.store.begin().await.unwrap();
            uow.execute(&sql::HANG, values![house.ctx.new_uuid(), room, name]).await.unwrap();
            uow.commit().await.unwrap();
        };
        let both = async || {
            let mut uow = house.store.read().await.unwrap();
            uow.all::<Name>(&sql::BOTH, values![room]).await.unwrap().len()
        };
        assert_eq!(name_now(&house.store, room).await.as_deref(), Some("Kitchen"));
        assert_eq!(both().await, 0);
        change_unseen(&house).await;
        hang("front").await;
        assert_eq!(name_now(&house.store, room).await.as_deref(), Some("Kitchen"), "remembered");
        assert_eq!(both().await, 1);
    }
}

#[tokio::test]
async fn another_process_that_writes_is_heard_of() {
    for house in House::on_each_database(STEPS).await {
        let room = with_a_room(&house).await;
        assert_eq!(name_now(&house.store, room).await.as_deref(), Some("Kitchen"));
        let other = Store::open(house.store.place.clone(), STEPS).await.unwrap();
        rename(&other, room, "Studio").await;
        assert_eq!(name_now(&house.store, room).await.as_deref(), Some("Studio"));
        rename(&house.store, room, "Garden").await;
        assert_eq!(name_now(&other, room).await.as_deref(), Some("Garden"));
        other.close().await;
    }
}

#[tokio::test]
async fn who_began_before_a_write_sees_what_was_and_tells_nobody() {
    for house in House::on_each_database(STEPS).await {
        let (room, spare) = (with_a_room(&house).await, with_a_room(&house).await);
        let mut before = house.store.read().await.unwrap();
        // The moment of a unit of work is that of its first question.
        assert_eq!(name(&mut before, spare).await.as_deref(), Some("Kitchen"));
        rename(&house.store, room, "Studio").await;
        assert_eq!(name_now(&house.store, room).await.as_deref(), Some("Studio"));
        assert_eq!(name(&mut before, room).await.as_deref(), Some("Kitchen"));
        assert_eq!(name(&mut before, room).await.as_deref(), Some("Kitchen"));
        assert_eq!(name_now(&house.store, room).await.as_deref(), Some("Studio"));
        drop(before);
        assert_eq!(name_now(&house.store, room).await.as_deref(), Some("Studio"));
    }
}

#[tokio::test]
async fn whatever_is_written_and_read_in_turns_is_never_out_of_date() {
    for house in House::on_each_database(STEPS).await {
        let room = with_a_room(&house).await;
        let readers = (0..4).map(|_| {
            let store = house.store.clone();
            tokio::spawn(async move {
                let mut last = 0_u32;
                for _ in 0..200 {
                    let name = name_now(&store, room).await.unwrap();
                    let number = name.parse().unwrap_or(0);
                    assert!(number >= last, "{number} after {last}");
                    last = number;
                }
            })
        });
        let readers: Vec<_> = readers.collect();
        for number in 1..=60_u32 {
            rename(&house.store, room, &number.to_string()).await;
            let seen = name_now(&house.store, room).await.unwrap();
            assert_eq!(seen, number.to_string());
        }
        for reader in readers {
            reader.await.unwrap();
        }
    }
}
