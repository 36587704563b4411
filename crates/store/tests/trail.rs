//! A write to a woman's record and its audit entry are committed together, or neither is.
#![allow(clippy::unwrap_used)]

use store::{Migration, values};
use testkit::House;

mod sql {
    store::statements! {
        NOTE = "insert into note (id, woman_id) values ($1, $2)";
        CHANGE = "update note set woman_id = $1";
        ENTRY = "insert into audit_entry (id) values ($1)";
        ROOM = "insert into room (id) values ($1)";
    }
}

#[tokio::test]
async fn a_write_to_a_womans_record_without_an_audit_entry_is_not_committed() {
    const STEPS: &[Migration] = &[Migration {
        room: "notes",
        number: 1,
        sql: "create table audit_head (id uuid primary key);
              create table audit_entry (id uuid primary key);
              create table note (id uuid primary key, woman_id uuid not null);
              create table room (id uuid primary key)",
    }];
    for house in House::on_each_database(STEPS).await {
        let new = || house.ctx.new_uuid();
        let mut uow = house.store.begin().await.unwrap();
        uow.execute(&sql::NOTE, values![new(), new()]).await.unwrap();
        let refused = uow.commit().await.unwrap_err().to_string();
        assert!(refused.contains("note was written without an audit entry"), "{refused}");

        let mut uow = house.store.begin().await.unwrap();
        uow.execute(&sql::NOTE, values![new(), new()]).await.unwrap();
        uow.execute(&sql::ENTRY, values![new()]).await.unwrap();
        uow.commit().await.unwrap();
        let mut uow = house.store.begin().await.unwrap();
        uow.execute(&sql::CHANGE, values![new()]).await.unwrap();
        assert!(uow.commit().await.is_err());
        let mut uow = house.store.begin().await.unwrap();
        uow.execute(&sql::ROOM, values![new()]).await.unwrap();
        uow.commit().await.unwrap();
    }
}
