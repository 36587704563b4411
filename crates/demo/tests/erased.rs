//! A woman with a whole story is erased: from the live data, and from yesterday's backup when it is
//! restored with today's keys. Everybody else is still there.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions
)]

use std::collections::BTreeMap;

use access::action::{Woman, act};
use access::{Gate, audit};
use casework::record::{EraseDraft, EraseGround, erase_woman};
use demo::{Wish, invent};
use kernel::ctx::OrganisationMark;
use kernel::{Actor, Id};
use store::erase::Erased;
use store::{Place, RootKey, Store, copy};
use testkit::{BareRow, Cell, House, bare_rows};
use uuid::Uuid;

fn steps() -> Vec<store::Migration> {
    [access::MIGRATIONS, casework::MIGRATIONS, evidence::MIGRATIONS].concat()
}

fn id_in(row: &BareRow, column: &str) -> Option<Uuid> {
    row.cells.iter().find_map(|(name, cell)| match cell {
        Cell::Bytes(bytes) if name == column => Uuid::from_slice(bytes).ok(),
        _ => None,
    })
}

fn holds(row: &BareRow, id: Uuid) -> bool {
    row.cells.iter().any(|(_, cell)| matches!(cell, Cell::Bytes(b) if b == id.as_bytes()))
}

/// A copy by way of a backup, so that both databases are read in the same way.
async fn restored(
    house: &House,
    folder: &std::path::Path,
    data: &std::path::Path,
    into: &str,
) -> (Store, Erased) {
    let key = RootKey::read(&house.store.place.key_file()).unwrap();
    let place = Place::embedded(folder.join(into));
    let shared = casework::SHARED;
    let done =
        store::backup::restore(&house.ctx, folder, data, key, place.clone(), &steps(), shared)
            .await
            .unwrap();
    let store = Store::open(place, &steps()).await.unwrap();
    audit::renew_heads(&store).await.unwrap();
    (store, done.erased)
}

/// The woman of this centre of whom most is written down.
fn best_known(rows: &[BareRow], organisation: Id<OrganisationMark>) -> Id<Woman> {
    let mut written = BTreeMap::<Uuid, usize>::new();
    for row in rows.iter().filter(|row| id_in(row, "organisation_id") == Some(organisation.uuid()))
    {
        if let (Some(woman), false) = (id_in(row, "woman_id"), row.table.starts_with("audit")) {
            *written.entry(woman).or_default() += 1;
        }
    }
    let most = written.into_iter().max_by_key(|(_, many)| *many).unwrap();
    assert!(most.1 > 60, "a whole story has more than {} rows", most.1);
    Id::from_uuid(most.0)
}

fn without(mut counts: BTreeMap<String, i64>, erased: &Erased) -> BTreeMap<String, i64> {
    for (table, many) in erased {
        *counts.get_mut(table).unwrap() -= *many as i64;
    }
    counts
}

#[tokio::test]
async fn nothing_of_an_erased_woman_is_left_here_or_in_yesterdays_backup_and_all_else_is() {
    for house in House::on_each_database(&steps()).await {
        let wish = Wish { women: 12, seed: 3, sessions: None };
        let sign_ins = invent(&house.ctx, &house.store, &wish, |_| {}).await.unwrap();
        let lead = sign_ins.iter().find(|one| one.code == "governance_lead").unwrap().account;
        let folder = tempfile::tempdir().unwrap();
        let back_up = async || {
            store::backup::back_up(&house.ctx, &house.store, &steps(), folder.path()).await.unwrap()
        };
        audit::write_heads(&house.store).await.unwrap();
        let yesterday = back_up().await;
        let (before, _) = restored(&house, folder.path(), &yesterday.data, "before").await;
        let rows = bare_rows(&before.place).await;
        let account =
            rows.iter().find(|r| r.table == "account" && id_in(r, "id") == Some(lead.uuid()));
        let organisation = Id::from_uuid(id_in(account.unwrap(), "organisation_id").unwrap());
        let woman = best_known(&rows, organisation);

        // A day later somebody decides.
        house.clock.set(house.ctx.now() + jiff::SignedDuration::from_hours(24));
        let ctx = house.ctx.acting_as(Actor::Account { account: lead, organisation });
        let gate = Gate::shipped().unwrap();
        let draft = EraseDraft {
            ground: EraseGround::SheAsked,
            decided: "Trustees, minute 14 of 2 November".to_owned().into(),
        };
        let mut uow = house.store.begin().await.unwrap();
        assert!(
            gate.permit::<act::EraseWoman>(&ctx, &mut uow, woman).await.is_err(),
            "she has not confirmed who she is"
        );
        let gate = gate.stepped_up(Some(ctx.now_micros()));
        let permit = gate.permit::<act::EraseWoman>(&ctx, &mut uow, woman).await.unwrap();
        let erased = erase_woman(&ctx, &mut uow, &permit, &draft).await.unwrap();
        uow.commit().await.unwrap();
        assert!(erased["woman"] == 1 && erased["plan"] > 0 && erased["support_session"] > 0);

        let mut here = copy::counts(&house.store.db).await.unwrap();
        let mut expected = without(yesterday.manifest.rows.clone(), &erased);
        *expected.get_mut("audit_entry").unwrap() += 2;
        assert_eq!(here, expected);
        assert!(here.remove("support_session").unwrap() > 0, "a group session stays");
        assert!(audit::verify(&house.store).await.unwrap().is_whole());
        assert!(house.store.keys.load(woman.uuid()).await.is_err());

        // Today's backup brings today's keys; yesterday's data is restored with them.
        back_up().await;
        let (after, gone) = restored(&house, folder.path(), &yesterday.data, "after").await;
        assert_eq!(gone, erased);
        let counts = copy::counts(&after.db).await.unwrap();
        assert_eq!(counts, without(yesterday.manifest.rows.clone(), &erased));
        assert!(audit::verify(&after).await.unwrap().is_whole());
        for row in bare_rows(&after.place).await {
            let hers = holds(&row, woman.uuid());
            assert!(!hers || row.table.starts_with("audit"), "{} still names her", row.table);
        }
    }
}
