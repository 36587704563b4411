//! Backup and restore, on both databases and from each to the other.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::path::Path;

use sqlx::FromRow;
use store::backup::{RestoreError, back_up, newest, restore};
use store::{Migration, Place, RootKey, Store, StoreError, SubjectKind, values};
use testkit::House;
use uuid::Uuid;

mod sql {
    store::statements! {
        ADD_WOMAN = "insert into woman (id, sealed, merged_into) values ($1, $2, $3)";
        ADD_NOTE = "insert into note (id, woman_id, sealed, level, said) values ($1, $2, $3, $4, $5)";
        NOTES = "select id, woman_id, sealed from note order by id";
    }
}

const STEPS: &[Migration] = &[Migration {
    room: "notes",
    number: 1,
    sql: "create table woman (id uuid primary key, sealed bytea not null, merged_into uuid references woman (id));
          create table note (id uuid primary key, woman_id uuid not null references woman (id), sealed bytea, level bigint, said text);
          create table audit_entry (id uuid primary key, woman_id uuid)",
}];

#[derive(FromRow)]
struct Note {
    id: Uuid,
    woman_id: Uuid,
    sealed: Option<Vec<u8>>,
}

async fn add_woman(house: &House, merged_into: Option<Uuid>) -> Uuid {
    let ctx = &house.ctx;
    let (woman, note) = (ctx.new_uuid(), ctx.new_uuid());
    let mut uow = house.store.begin().await.unwrap();
    uow.new_key(ctx, woman, SubjectKind::Woman);
    let sealed = uow.seal(ctx, woman, "woman", woman, &"Bronwen").await.unwrap();
    uow.execute(&sql::ADD_WOMAN, values![woman, sealed, merged_into]).await.unwrap();
    let sealed = uow.seal(ctx, woman, "note", note, &"what she said").await.unwrap();
    uow.execute(&sql::ADD_NOTE, values![note, woman, sealed, 3, None::<&str>]).await.unwrap();
    uow.commit().await.unwrap();
    woman
}

fn key_of(house: &House) -> RootKey {
    RootKey::read(&house.store.place.key_file()).unwrap()
}

async fn restore_into(
    house: &House,
    backup: &Path,
    place: Place,
) -> Result<store::backup::Restored, RestoreError> {
    let data = newest(backup)?;
    restore(&house.ctx, backup, &data, key_of(house), place, STEPS, &[]).await
}

async fn opened(store: &Store) -> Vec<Result<String, StoreError>> {
    let mut uow = store.read().await.unwrap();
    let notes: Vec<Note> = uow.all(&sql::NOTES, values![]).await.unwrap();
    let mut texts = Vec::new();
    for note in notes {
        texts.push(uow.open(note.woman_id, "note", note.id, &note.sealed.unwrap()).await);
    }
    texts
}

#[tokio::test]
async fn a_backup_of_either_database_is_restored_with_equal_counts() {
    for house in House::on_each_database(STEPS).await {
        let first = add_woman(&house, None).await;
        add_woman(&house, Some(first)).await;
        let folder = tempfile::tempdir().unwrap();
        let backup = back_up(&house.ctx, &house.store, STEPS, folder.path()).await.unwrap();
        let fresh = tempfile::tempdir().unwrap();
        let place = Place::embedded(fresh.path().join("restored"));
        let restored = restore_into(&house, folder.path(), place.clone()).await.unwrap();
        assert_eq!(restored.rows, backup.manifest.rows);
        assert_eq!(restored.rows["note"], 2);
        let store = Store::open(place, STEPS).await.unwrap();
        assert!(
            opened(&store).await.iter().all(|text| text.as_deref().unwrap() == "what she said")
        );
    }
}

#[tokio::test]
async fn a_centre_that_outgrows_its_machine_restores_its_backup_into_postgresql() {
    let house = House::sqlite(STEPS).await;
    let first = add_woman(&house, None).await;
    add_woman(&house, Some(first)).await;
    let folder = tempfile::tempdir().unwrap();
    let backup = back_up(&house.ctx, &house.store, STEPS, folder.path()).await.unwrap();
    let Some(url) = testkit::postgres_or_skip() else { return };
    let fresh = tempfile::tempdir().unwrap();
    let place = Place { folder: fresh.path().join("restored"), database: Some(url) };
    let restored = restore_into(&house, folder.path(), place.clone()).await.unwrap();
    assert_eq!(restored.rows, backup.manifest.rows);
    let store = Store::open(place, STEPS).await.unwrap();
    assert!(opened(&store).await.iter().all(Result::is_ok));
}

#[tokio::test]
async fn whoever_was_erased_since_is_not_in_yesterdays_backup_either() {
    for house in House::on_each_database(STEPS).await {
        let gone = add_woman(&house, None).await;
        add_woman(&house, None).await;
        let folder = tempfile::tempdir().unwrap();
        let yesterday = back_up(&house.ctx, &house.store, STEPS, folder.path()).await.unwrap();
        house.store.keys.destroy(gone, house.ctx.today()).await.unwrap();
        let erased = store::erase::erase_rows(&house.store.db, &[gone], &[]).await.unwrap();
        assert_eq!((erased["woman"], erased["note"]), (1, 1));
        house.clock.set("2026-11-25T10:00:00Z".parse().unwrap());
        back_up(&house.ctx, &house.store, STEPS, folder.path()).await.unwrap();

        let fresh = tempfile::tempdir().unwrap();
        let place = Place::embedded(fresh.path().join("restored"));
        let key = key_of(&house);
        let restored =
            restore(&house.ctx, folder.path(), &yesterday.data, key, place.clone(), STEPS, &[])
                .await
                .unwrap();
        assert_eq!(restored.erased, erased);
        assert_eq!(restored.rows["note"], yesterday.manifest.rows["note"] - 1);
        let store = Store::open(place, STEPS).await.unwrap();
        assert_eq!(opened(&store).await.len(), 1);
        assert!(opened(&store).await.iter().all(Result::is_ok));
    }
}

#[tokio::test]
async fn a_cut_or_changed_backup_and_a_full_folder_are_refused_and_nothing_is_touched() {
    let house = House::sqlite(STEPS).await;
    add_woman(&house, None).await;
    let folder = tempfile::tempdir().unwrap();
    let backup = back_up(&house.ctx, &house.store, STEPS, folder.path()).await.unwrap();

    let here = house.store.place.clone();
    let occupied = restore_into(&house, folder.path(), here).await;
    assert!(matches!(occupied, Err(RestoreError::Occupied(_))));

    let fresh = tempfile::tempdir().unwrap();
    let place = Place::embedded(fresh.path().join("restored"));
    let whole = std::fs::read(&backup.data).unwrap();
    for cut in [0, 1, 4096, whole.len() / 2, whole.len() - 1] {
        std::fs::write(&backup.data, &whole[..cut]).unwrap();
        let refused = restore_into(&house, folder.path(), place.clone()).await;
        assert!(matches!(refused, Err(RestoreError::Changed(_))), "cut at {cut}");
        assert!(!place.data_file().exists() && !place.key_file().exists());
    }
    let mut changed = whole.clone();
    changed[5000] ^= 1;
    std::fs::write(&backup.data, &changed).unwrap();
    assert!(restore_into(&house, folder.path(), place.clone()).await.is_err());

    std::fs::write(&backup.data, &whole).unwrap();
    let other = RootKey::from_bytes([3; 32]);
    let wrong = restore(&house.ctx, folder.path(), &backup.data, other, place, STEPS, &[]).await;
    assert!(matches!(wrong, Err(RestoreError::Changed(_))), "another key's backup");

    let empty = tempfile::tempdir().unwrap();
    assert!(matches!(newest(empty.path()), Err(RestoreError::Missing(_))));
}

#[tokio::test]
async fn a_backup_that_is_cut_short_leaves_the_one_before_as_good_as_it_was() {
    let house = House::sqlite(STEPS).await;
    let first = add_woman(&house, None).await;
    let folder = tempfile::tempdir().unwrap();
    let yesterday = back_up(&house.ctx, &house.store, STEPS, folder.path()).await.unwrap();
    let manifest = yesterday.keys.with_extension("manifest.json");
    let next = yesterday.keys.with_extension("next.manifest.json");
    let read = |path: &std::path::Path| std::fs::read(path).unwrap();
    let old = (read(&yesterday.keys), read(&manifest));
    add_woman(&house, Some(first)).await;
    house.clock.set("2026-11-25T10:00:00Z".parse().unwrap());
    let today = back_up(&house.ctx, &house.store, STEPS, folder.path()).await.unwrap();
    assert!(today.keys == yesterday.keys && !next.exists());
    let new = (read(&today.keys), read(&manifest));

    // Cut before the new key store has its name, behind that, and behind all of it.
    let fresh = tempfile::tempdir().unwrap();
    for (nth, (keys, now)) in
        [(&old.0, &old.1), (&new.0, &old.1), (&new.0, &new.1)].into_iter().enumerate()
    {
        std::fs::write(&yesterday.keys, keys).unwrap();
        std::fs::write(&manifest, now).unwrap();
        std::fs::write(&next, &new.1).unwrap();
        for (name, data) in [("yesterday", &yesterday.data), ("today", &today.data)] {
            let place = Place::embedded(fresh.path().join(format!("{name} {nth}")));
            let key = key_of(&house);
            let back =
                restore(&house.ctx, folder.path(), data, key, place, STEPS, &[]).await.unwrap();
            assert_eq!(back.rows["woman"], if name == "today" { 2 } else { 1 });
        }
    }
    std::fs::write(&manifest, "{}").unwrap();
    std::fs::remove_file(&next).unwrap();
    let place = Place::embedded(fresh.path().join("no"));
    let refused = restore_into(&house, folder.path(), place).await;
    assert!(matches!(refused, Err(RestoreError::Changed(_))));
}

#[tokio::test]
async fn a_backup_holds_no_word_of_what_is_sealed_and_no_key_of_a_woman_beside_her_data() {
    let house = House::sqlite(STEPS).await;
    add_woman(&house, None).await;
    let folder = tempfile::tempdir().unwrap();
    let backup = back_up(&house.ctx, &house.store, STEPS, folder.path()).await.unwrap();
    for path in [&backup.data, &backup.keys] {
        let bytes = std::fs::read(path).unwrap();
        assert!(!bytes.windows(7).any(|w| w == b"Bronwen"));
        assert!(!bytes.starts_with(b"SQLite format 3"));
    }
    assert!(!backup.manifest.rows.contains_key("subject_key"));
}
