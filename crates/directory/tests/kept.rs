//! The directory as it is kept: imports, withheld places, what is published of it; on both databases.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions
)]

#[path = "house/mod.rs"]
mod house;

use std::collections::BTreeSet;

use access::{Role, act};
use directory::intake::{Taken, TakenEntry};
use directory::invented::invented;
use directory::model::*;
use directory::service::{
    DirectoryError, Extent, How, Keep, SourceKind, Withholding, begin_import, by_service, changes,
    history, imports, lift, sources, undo_import, withhold,
};
use directory::{Audience, Shown};
use house::*;
use jiff::ToSpan as _;
use kernel::ctx::Seeded;
use serde_json::json;
use store::dialect;

#[tokio::test]
async fn every_statement_prepares_and_every_column_is_registered_on_both_databases() {
    for keeper in Keeper::on_each_database().await {
        let db = &keeper.store().db;
        for statement in directory::STATEMENTS.iter().copied().flatten() {
            dialect::prepare(db, statement.sql)
                .await
                .unwrap_or_else(|e| panic!("{}: {e}", statement.name));
        }
        for (statement, fragment) in directory::FRAGMENTS {
            let whole = statement.with(*fragment);
            dialect::prepare(db, whole.as_str())
                .await
                .unwrap_or_else(|e| panic!("{}: {e}", fragment.name));
        }
        let columns = || directory::COLUMNS.iter().copied().flatten();
        let ours: BTreeSet<&str> = columns().map(|column| column.table).collect();
        let registered: BTreeSet<_> =
            columns().map(|c| (c.table.to_owned(), c.column.to_owned())).collect();
        let tables = dialect::tables(db).await.unwrap();
        let there: BTreeSet<_> = tables
            .iter()
            .filter(|table| ours.contains(table.name.as_str()))
            .flat_map(|table| table.columns.iter().map(|(c, _)| (table.name.clone(), c.clone())))
            .collect();
        assert_eq!(registered, there);
    }
}

#[tokio::test]
async fn an_import_says_what_is_new_changed_and_as_before_and_a_second_run_changes_nothing() {
    for keeper in Keeper::on_each_database().await {
        let mut records = vec![service(1, "Room to breathe"), service(2, "Money advice")];
        let first = keeper.takes("newport", &records).await;
        assert_eq!((first.added, first.changed, first.unchanged), (2, 0, 0));
        let again = keeper.takes("newport", &records).await;
        assert_eq!((again.added, again.changed, again.unchanged), (0, 0, 2));
        assert_eq!(again.not_told, Some(0));
        records[0]["description"] = json!("Two people to talk to.");
        records[1] = service(3, "Gardening");
        records.push(json!({"description": "nothing to find it by"}));
        let third = keeper.takes("newport", &records).await;
        assert_eq!((third.added, third.changed, third.unchanged), (1, 1, 0));
        assert_eq!((third.not_told, third.troubles), (Some(1), 2), "{:?}", third.told);
        assert!(third.told.iter().any(|line| line.starts_with("row 3: id is missing")));
        assert_eq!(
            keeper.entry(id(1)).await.service.description.as_deref(),
            Some("Two people to talk to.")
        );
        // What the source did not tell of stays, and nothing of it is public before it is confirmed.
        assert_eq!(keeper.entry(id(2)).await.service.name, "Money advice");
        assert_eq!(keeper.shown_to(Audience::Professional).await.len(), 3);
        assert!(keeper.shown_to(Audience::Public).await.is_empty());

        let mut uow = keeper.store().read().await.unwrap();
        let manager = keeper.program();
        let permit = manager.may(&mut uow).await;
        let source = sources(&mut uow, &permit).await.unwrap().remove(0);
        assert_eq!((source.name.text(), source.quality.services), ("newport", 3));
        let made = imports(&mut uow, &permit).await.unwrap();
        assert_eq!(made.len(), 3);
        let last = made.iter().find(|one| one.reference == third.reference).unwrap();
        assert_eq!(last.report.told, third.told);
        let kept = by_service(&mut uow, keeper.id, id(1)).await.unwrap().unwrap();
        let versions = history(&mut uow, keeper.id, kept.id).await.unwrap();
        assert_eq!(versions.iter().map(|v| v.number).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(versions[0].record.as_ref(), Some(&records[0]));
        assert_eq!(versions[1].entry.service.description.as_deref(), Some("Somebody to talk to."));
    }
}

#[tokio::test]
async fn a_rehearsal_says_the_same_and_keeps_nothing() {
    for keeper in Keeper::on_each_database().await {
        let records = [service(1, "Room to breathe")];
        let said = keeper.try_takes("newport", &records, Extent::Whole, Then::LeaveIt).await;
        assert_eq!(said.added, 1);
        let mut uow = keeper.store().read().await.unwrap();
        assert!(by_service(&mut uow, keeper.id, id(1)).await.unwrap().is_none());
        assert_eq!(changes(&mut uow, keeper.id).await.unwrap(), 0);
        drop(uow);
        assert_eq!(keeper.takes("newport", &records).await.added, 1);
    }
}

#[tokio::test]
async fn two_sources_never_share_an_id_and_each_keeps_its_own() {
    for keeper in Keeper::on_each_database().await {
        keeper.takes("newport", &[service(1, "Room to breathe")]).await;
        let second = keeper.takes("cardiff", &[service(1, "Another room")]).await;
        assert_eq!((second.added, second.changed), (1, 0));
        assert_eq!(keeper.takes("cardiff", &[service(1, "Another room")]).await.unchanged, 1);
        assert_eq!(keeper.entry(id(1)).await.service.name, "Room to breathe");
        let shown = keeper.shown_to(Audience::Professional).await;
        let other = shown.iter().find(|one| one.service.name == "Another room").unwrap();
        assert_eq!(other.service.ident.original, Some(id(1).to_string()));
        let mut uow = keeper.store().begin().await.unwrap();
        let program = keeper.program();
        let permit = program.may(&mut uow).await;
        let as_feed = draft("newport", SourceKind::Feed);
        let taken = begin_import(&program.ctx, &mut uow, &permit, as_feed).await;
        assert!(matches!(taken, Err(DirectoryError::NameTaken)));
    }
}

#[tokio::test]
async fn an_import_is_taken_back_whole_but_not_what_was_changed_since() {
    for keeper in Keeper::on_each_database().await {
        keeper
            .takes("newport", &[service(1, "First"), service(2, "Second"), service(3, "Third")])
            .await;
        let mut records =
            [service(1, "First, new"), service(2, "Second, new"), service(4, "Fourth")];
        let wrong = keeper.takes("newport", &records).await;
        records[1]["name"] = json!("Second, newer");
        keeper.takes("newport", &records).await;

        let manager = keeper.person(Role::CentreManager).await;
        let mut uow = keeper.store().begin().await.unwrap();
        let permit = manager.may(&mut uow).await;
        let undone = undo_import(&manager.ctx, &mut uow, &permit, &wrong.reference).await.unwrap();
        assert_eq!((undone.taken_back, undone.put_back, undone.left), (1, 1, 1));
        let twice = undo_import(&manager.ctx, &mut uow, &permit, &wrong.reference).await;
        assert!(matches!(twice, Err(DirectoryError::AlreadyUndone)));
        let none = undo_import(&manager.ctx, &mut uow, &permit, "NOSUCH").await;
        assert!(matches!(none, Err(DirectoryError::NotFound)));
        uow.commit().await.unwrap();

        let names: BTreeSet<String> = keeper
            .shown_to(Audience::Professional)
            .await
            .into_iter()
            .map(|one| one.service.name)
            .collect();
        assert_eq!(names, ["First", "Second, newer", "Third"].map(str::to_owned).into());
        // The next reading brings again what the source still says.
        let next = keeper.takes("newport", &records).await;
        assert_eq!((next.added, next.changed, next.unchanged), (1, 1, 1));
        let mut uow = keeper.store().read().await.unwrap();
        let kept = by_service(&mut uow, keeper.id, id(1)).await.unwrap().unwrap();
        let how: Vec<How> =
            history(&mut uow, keeper.id, kept.id).await.unwrap().iter().map(|v| v.how).collect();
        assert_eq!(how, [How::Import, How::Undo, How::Import, How::Import]);
    }
}

fn withholding(number: u128) -> Withholding {
    Withholding {
        service: id(number),
        location: id(number + 20_000),
        keep: Keep::Withheld(area_named("Gwent").into_iter().next()),
        reason: "It is a refuge; its manager rang.".into(),
    }
}

async fn everything(keeper: &Keeper) -> String {
    let mut all = String::new();
    for audience in [Audience::Public, Audience::Professional] {
        for one in keeper.shown_to(audience).await {
            all += &serde_json::to_string(&one).unwrap();
        }
    }
    all
}

#[tokio::test]
async fn a_withheld_address_stays_withheld_whatever_any_source_says_until_its_owner_lifts_it() {
    for keeper in Keeper::on_each_database().await {
        let refuge = at_swallow_lane(service(1, "A safe place"));
        let wrong = keeper.takes("newport", std::slice::from_ref(&refuge)).await;
        assert!(tells(&everything(&keeper).await).is_some());

        let worker = keeper.person(Role::Caseworker).await;
        let mut uow = keeper.store().begin().await.unwrap();
        let permit = worker.may(&mut uow).await;
        let silent = Withholding { reason: " ".into(), ..withholding(1) };
        let refused = withhold(&worker.ctx, &mut uow, &permit, &silent).await;
        assert!(matches!(refused, Err(DirectoryError::ReasonNeeded)));
        let done = withhold(&worker.ctx, &mut uow, &permit, &withholding(1)).await.unwrap();
        assert_eq!(done, 1);
        uow.commit().await.unwrap();
        assert_eq!(tells(&everything(&keeper).await), None);

        // The same feed, with another word; another feed under other ids; the first import undone and
        // read again: nothing brings it back.
        let mut said_again = refuge.clone();
        said_again["description"] = json!("We are at 14 Swallow Lane.");
        assert_eq!(keeper.takes("newport", &[said_again]).await.changed, 1);
        keeper.takes("council", &[at_swallow_lane(service(7, "Women’s housing"))]).await;
        assert_eq!(tells(&everything(&keeper).await), None);
        let mut uow = keeper.store().begin().await.unwrap();
        let program = keeper.program();
        let permit = program.may(&mut uow).await;
        undo_import(&program.ctx, &mut uow, &permit, &wrong.reference).await.unwrap();
        uow.commit().await.unwrap();
        keeper.takes("newport", std::slice::from_ref(&refuge)).await;
        assert_eq!(tells(&everything(&keeper).await), None);
        let shown = keeper.shown_to(Audience::Professional).await;
        let hers = shown.iter().find(|one| one.service.name == "A safe place").unwrap();
        assert!(matches!(&hers.places[0].shown, Shown::Private { area: Some(_) }));

        // Only a lead or manager who has just said again who she is, with words of the owner's leave.
        let mut uow = keeper.store().begin().await.unwrap();
        assert!(worker.stepped_up().asks::<act::LiftWithheld>(&mut uow).await.is_err());
        drop(uow);
        let lead = keeper.person(Role::SafeguardingLead).await;
        let mut uow = keeper.store().begin().await.unwrap();
        assert!(lead.asks::<act::LiftWithheld>(&mut uow).await.is_err());
        let permit = lead.stepped_up().may(&mut uow).await;
        let place = (id(1), id(20_001));
        let silent = lift(&lead.ctx, &mut uow, &permit, place.0, place.1, "").await;
        assert!(matches!(silent, Err(DirectoryError::ReasonNeeded)));
        let leave = "The refuge has moved; its manager wrote on 23 November.";
        let done = lift(&lead.ctx, &mut uow, &permit, place.0, place.1, leave).await.unwrap();
        assert_eq!(done, 1);
        uow.commit().await.unwrap();
        assert!(tells(&everything(&keeper).await).is_some());
    }
}

#[tokio::test]
async fn withholding_one_service_of_a_house_withholds_the_others_that_are_met_there() {
    for keeper in Keeper::on_each_database().await {
        let mut second = at_swallow_lane(service(2, "Group on Mondays"));
        second["organization"] = service(1, "")["organization"].clone();
        second["service_at_locations"][0]["location"]["id"] = json!(id(20_001));
        keeper.takes("newport", &[at_swallow_lane(service(1, "A safe place")), second]).await;
        let worker = keeper.person(Role::Caseworker).await;
        let mut uow = keeper.store().begin().await.unwrap();
        let permit = worker.may(&mut uow).await;
        let area = area_named("Newport").remove(0);
        let some = Withholding { keep: Keep::AreaOnly(area), ..withholding(1) };
        assert_eq!(withhold(&worker.ctx, &mut uow, &permit, &some).await.unwrap(), 2);
        // Less may be told than before, and never more.
        assert_eq!(withhold(&worker.ctx, &mut uow, &permit, &withholding(1)).await.unwrap(), 2);
        assert_eq!(withhold(&worker.ctx, &mut uow, &permit, &some).await.unwrap(), 0);
        uow.commit().await.unwrap();
        assert_eq!(tells(&everything(&keeper).await), None);
    }
}

#[tokio::test]
async fn nothing_that_was_withheld_lies_open_in_the_database_its_log_or_a_backup() {
    for keeper in Keeper::on_each_database().await {
        keeper.takes("newport", &[at_swallow_lane(service(1, "A safe place"))]).await;
        let worker = keeper.person(Role::Caseworker).await;
        let mut uow = keeper.store().begin().await.unwrap();
        let permit = worker.may(&mut uow).await;
        withhold(&worker.ctx, &mut uow, &permit, &withholding(1)).await.unwrap();
        uow.commit().await.unwrap();
        let scratch = tempfile::tempdir().unwrap();
        let backup = scratch.path().join("backup");
        store::backup::back_up(&keeper.house.ctx, keeper.store(), &steps(), &backup).await.unwrap();
        let mut taken = testkit::carried_away(keeper.store()).await;
        testkit::files_under(&backup, &mut taken);
        assert!(taken.len() > 2);
        for (what, bytes) in taken {
            let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
            let hex: String = "Swallow".bytes().map(|byte| format!("{byte:02x}")).collect();
            for secret in ["Swallow", "NP20 4ZZ", "51.5871", "2.9983", &hex] {
                assert!(!text.contains(secret), "{what} tells {secret}");
            }
        }
    }
}

#[tokio::test]
async fn invented_entries_are_published_and_grow_old() {
    for keeper in Keeper::on_each_database().await {
        let entries = invented(&Seeded::new(7), keeper.house.ctx.today(), 60);
        assert_eq!(keeper.keeps(entries).await.added, 60);
        let public = keeper.shown_to(Audience::Public).await.len();
        let professional = keeper.shown_to(Audience::Professional).await.len();
        assert!(public > 30 && professional >= public, "{public} {professional}");
        let later = keeper.house.ctx.now().checked_add((24 * 400).hours()).unwrap();
        keeper.house.clock.set(later);
        assert!(keeper.shown_to(Audience::Public).await.is_empty());
    }
}

#[tokio::test]
async fn who_may_do_what_with_the_directory_goes_by_role() {
    for keeper in Keeper::on_each_database().await {
        for role in Role::ALL {
            let person = keeper.person(role).await;
            let mut uow = keeper.store().begin().await.unwrap();
            let reads = person.asks::<act::ReadDirectory>(&mut uow).await.is_ok();
            let withholds = person.asks::<act::WithholdPlace>(&mut uow).await.is_ok();
            let imports = person.asks::<act::ImportDirectory>(&mut uow).await.is_ok();
            use Role::{CentreManager, FrontDesk, SafeguardingLead, Volunteer};
            let staff = [Role::Caseworker, CentreManager, SafeguardingLead].contains(&role);
            assert_eq!(reads, staff || [Volunteer, FrontDesk].contains(&role), "{role}");
            assert_eq!(withholds, staff, "{role}");
            assert_eq!(imports, role == CentreManager, "{role}");
        }
        let mut uow = keeper.store().read().await.unwrap();
        assert_eq!(changes(&mut uow, keeper.id).await.unwrap(), 0);
    }
}

/// Twice is not only a matter of one page: feeds move while they are read.
#[tokio::test]
async fn a_service_that_comes_on_two_pages_is_taken_once() {
    for keeper in Keeper::on_each_database().await {
        let program = keeper.program();
        let mut uow = keeper.store().begin().await.unwrap();
        let permit = program.may(&mut uow).await;
        let source = draft("newport", SourceKind::Feed);
        let mut arrival = begin_import(&program.ctx, &mut uow, &permit, source).await.unwrap();
        let entry = invented(&Seeded::new(7), keeper.house.ctx.today(), 1).remove(0);
        for _ in 0..2 {
            let one = TakenEntry { entry: entry.clone(), raw: json!({}) };
            let taken = Taken { entries: vec![one], ..Taken::default() };
            arrival.take(&program.ctx, &mut uow, taken).await.unwrap();
        }
        let report = arrival.finish(&program.ctx, &mut uow, Extent::Newer).await.unwrap();
        assert_eq!((report.added, report.troubles, report.not_told), (1, 1, None));
    }
}
