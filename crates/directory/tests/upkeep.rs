//! Keeping the directory true: changes that wait, confirmation by a link, problem reports, entries that
//! are one; on both databases, as those who do it.
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

use access::{Role, act};
use directory::alike::Reason;
use directory::intake::{carried_contracts, known_services};
use directory::model::*;
use directory::service::{
    DirectoryError, EditBy, Extent, Keep, Owned, ProblemDraft, ProblemKind, SourceKind,
    Withholding, answer_problem, answer_to, approve, ask, begin_import, by_service,
    changed_since_seen, confirm, confirm_by_link, decline, due, end_owner, history, lift, merge,
    name_owner, open_problems, owners, part, propose, proposed_merges, report_problem, seen,
    undo_import, unwatch, waiting_edits, watch, withhold,
};
use directory::{Audience, Published};
use house::*;
use jiff::ToSpan as _;
use jiff::civil::date;
use serde_json::json;

fn names(shown: &[Published]) -> Vec<&str> {
    let mut names: Vec<&str> = shown.iter().map(|one| one.service.name.as_str()).collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn a_change_waits_beside_the_entry_until_an_editor_approves_it() {
    for keeper in Keeper::on_each_database().await {
        keeper.takes("newport", &[service(1, "Room to breathe")]).await;
        let worker = keeper.person(Role::Caseworker).await;
        let mut uow = keeper.store().begin().await.unwrap();
        let permit = worker.may(&mut uow).await;
        let mut proposed = keeper.entry(id(1)).await;
        proposed.service.name = "Room to think".into();
        let by = EditBy::Staff;
        propose(&worker.ctx, &mut uow, &permit, by, proposed.clone(), "They rang.").await.unwrap();
        let mut other = proposed.clone();
        other.organisation.ident = Ident::of(id(99));
        let refused = propose(&worker.ctx, &mut uow, &permit, by, other, "").await;
        assert!(matches!(refused, Err(DirectoryError::OtherEntry)));
        assert!(worker.asks::<act::EditDirectory>(&mut uow).await.is_err());
        uow.commit().await.unwrap();
        assert_eq!(keeper.entry(id(1)).await.service.name, "Room to breathe");

        let manager = keeper.person(Role::CentreManager).await;
        let mut uow = keeper.store().begin().await.unwrap();
        let permit = manager.may(&mut uow).await;
        let edit = waiting_edits(&mut uow, &permit).await.unwrap().remove(0);
        assert_eq!((edit.base, edit.note.as_str(), edit.by), (1, "They rang.", EditBy::Staff));
        let stale = approve(&manager.ctx, &mut uow, &permit, edit.id, 7, "").await;
        assert!(matches!(stale, Err(DirectoryError::Stale)));
        approve(&manager.ctx, &mut uow, &permit, edit.id, 1, "Thank you.").await.unwrap();
        let twice = approve(&manager.ctx, &mut uow, &permit, edit.id, 2, "").await;
        assert!(matches!(twice, Err(DirectoryError::AlreadyAnswered)));
        uow.commit().await.unwrap();
        let entry = keeper.entry(id(1)).await;
        assert_eq!(
            (entry.service.name.as_str(), entry.confirmation),
            ("Room to think", Confirmation::Never)
        );

        // From now on its source does not overwrite it: what it says waits too.
        let mut record = service(1, "Room to breathe");
        record["description"] = json!("New words of the source.");
        let report = keeper.takes("newport", &[record.clone()]).await;
        assert_eq!((report.changed, report.waiting), (0, 1));
        assert_eq!(keeper.takes("newport", &[record]).await.unchanged, 1);
        assert_eq!(keeper.entry(id(1)).await.service.name, "Room to think");
        let mut uow = keeper.store().begin().await.unwrap();
        let permit = manager.may(&mut uow).await;
        let edit = waiting_edits(&mut uow, &permit).await.unwrap().remove(0);
        assert_eq!(edit.by, EditBy::Source);
        let silent = decline(&manager.ctx, &mut uow, &permit, edit.id, " ").await;
        assert!(matches!(silent, Err(DirectoryError::ReasonNeeded)));
        decline(&manager.ctx, &mut uow, &permit, edit.id, "Ours is newer.").await.unwrap();
        assert!(waiting_edits(&mut uow, &permit).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn no_change_of_anybody_shows_a_withheld_place() {
    for keeper in Keeper::on_each_database().await {
        keeper.takes("newport", &[at_swallow_lane(service(1, "A safe place"))]).await;
        let manager = keeper.person(Role::CentreManager).await;
        let open = keeper.entry(id(1)).await;
        let mut uow = keeper.store().begin().await.unwrap();
        let permit = manager.may(&mut uow).await;
        let draft = Withholding {
            service: id(1),
            location: id(20_001),
            keep: Keep::Withheld(None),
            reason: "A refuge.".into(),
        };
        withhold(&manager.ctx, &mut uow, &permit, &draft).await.unwrap();
        // The entry as it was open, and one without the place at all.
        let propose_as = manager.may(&mut uow).await;
        let without = Entry { places: Vec::new(), ..open.clone() };
        for proposed in [open, without] {
            let edit =
                propose(&manager.ctx, &mut uow, &propose_as, EditBy::Owner, proposed, "").await;
            let editor = manager.may(&mut uow).await;
            let number = by_service(&mut uow, keeper.id, id(1)).await.unwrap().unwrap().number;
            approve(&manager.ctx, &mut uow, &editor, edit.unwrap(), number, "").await.unwrap();
        }
        uow.commit().await.unwrap();
        keeper.takes("council", &[at_swallow_lane(service(7, "Women’s housing"))]).await;
        // The owner's change counts as her word that it is right, so the public sees it, without the place.
        let shown = keeper.shown_to(Audience::Public).await;
        assert_eq!(names(&shown), ["A safe place"]);
        assert_eq!(tells(&serde_json::to_string(&shown).unwrap()), None);
        let council = keeper.shown_to(Audience::Professional).await;
        assert_eq!(tells(&serde_json::to_string(&council).unwrap()), None);
        let mut uow = keeper.store().begin().await.unwrap();
        let permit = manager.stepped_up().may(&mut uow).await;
        lift(&manager.ctx, &mut uow, &permit, id(1), id(20_001), "She wrote.").await.unwrap();
    }
}

#[tokio::test]
async fn a_link_confirms_its_own_entry_once_and_nothing_else_ever() {
    for keeper in Keeper::on_each_database().await {
        keeper.takes("newport", &[service(1, "First"), service(2, "Second")]).await;
        let program = keeper.program();
        let mut uow = keeper.store().begin().await.unwrap();
        let permit = program.may(&mut uow).await;
        let ctx = &program.ctx;
        let link = ask(ctx, &mut uow, &permit, id(1)).await.unwrap().reveal().clone();
        let second = ask(ctx, &mut uow, &permit, id(1)).await.unwrap().reveal().clone();
        let other = ask(ctx, &mut uow, &permit, id(2)).await.unwrap().reveal().clone();
        assert!(link.len() >= 80 && link != second);
        let not_good =
            |done: Result<(), DirectoryError>| matches!(done, Err(DirectoryError::LinkNotGood));
        // For another entry, cut, changed in any sign, guessed, empty.
        assert!(not_good(confirm_by_link(ctx, &mut uow, &permit, id(2), &link).await));
        assert!(not_good(confirm_by_link(ctx, &mut uow, &permit, id(1), &other).await));
        assert!(not_good(confirm_by_link(ctx, &mut uow, &permit, id(1), &link[..60]).await));
        assert!(not_good(confirm_by_link(ctx, &mut uow, &permit, id(77), &link).await));
        assert!(not_good(confirm_by_link(ctx, &mut uow, &permit, id(1), "").await));
        let guess = format!("{}{}", &other[..43], &link[43..]);
        assert!(not_good(confirm_by_link(ctx, &mut uow, &permit, id(1), &guess).await));
        for at in 0..link.len() - 1 {
            let mut signs: Vec<u8> = link.clone().into_bytes();
            signs[at] = if signs[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(signs).unwrap();
            assert!(
                not_good(confirm_by_link(ctx, &mut uow, &permit, id(1), &changed).await),
                "{at}"
            );
        }
        assert_eq!(keeper_shown(&mut uow, &keeper, id(1)).await, Confirmation::Never);
        confirm_by_link(ctx, &mut uow, &permit, id(1), &format!(" {link}\n")).await.unwrap();
        assert_eq!(keeper_shown(&mut uow, &keeper, id(1)).await, Confirmation::On(ctx.today()));
        // Once; and the other link of the same entry ended with it.
        assert!(not_good(confirm_by_link(ctx, &mut uow, &permit, id(1), &link).await));
        assert!(not_good(confirm_by_link(ctx, &mut uow, &permit, id(1), &second).await));
        uow.commit().await.unwrap();
        assert_eq!(names(&keeper.shown_to(Audience::Public).await), ["First"]);
        // A link that lies too long is not good either.
        keeper.house.clock.set(ctx.now().checked_add((24 * 57).hours()).unwrap());
        let mut uow = keeper.store().begin().await.unwrap();
        let permit = program.may(&mut uow).await;
        assert!(not_good(confirm_by_link(ctx, &mut uow, &permit, id(2), &other).await));
        confirm(ctx, &mut uow, &permit, id(2)).await.unwrap();
        assert_eq!(keeper_shown(&mut uow, &keeper, id(2)).await, Confirmation::On(ctx.today()));
        let digest_only = testkit::carried_away(keeper.store()).await;
        assert!(digest_only.iter().all(|(_, bytes)| {
            !bytes.windows(link.len()).any(|window| window == link.as_bytes())
        }));
    }
}

async fn keeper_shown(uow: &mut store::Uow, keeper: &Keeper, service: uuid::Uuid) -> Confirmation {
    by_service(uow, keeper.id, service).await.unwrap().unwrap().entry.confirmation
}

#[tokio::test]
async fn owners_are_asked_at_six_months_and_again_after_four_weeks() {
    for keeper in Keeper::on_each_database().await {
        keeper.takes("newport", &[service(1, "First"), service(2, "Second")]).await;
        let manager = keeper.person(Role::CentreManager).await;
        let mut uow = keeper.store().begin().await.unwrap();
        let permit = manager.may::<act::EditDirectory>(&mut uow).await;
        assert!(due(&manager.ctx, &mut uow, &permit).await.unwrap().is_empty(), "nobody owns any");
        let provider = keeper.entry(id(1)).await.organisation.ident.id;
        let owned = Owned::Organisation(provider);
        let nonsense = name_owner(&manager.ctx, &mut uow, &permit, owned, "nobody").await;
        assert!(matches!(nonsense, Err(DirectoryError::NotAMailbox)));
        let owner = name_owner(&manager.ctx, &mut uow, &permit, owned, "desk@example.org").await;
        let asked = due(&manager.ctx, &mut uow, &permit).await.unwrap();
        assert_eq!(asked.len(), 1);
        assert_eq!(
            (asked[0].service, asked[0].to[0].reveal().as_str()),
            (id(1), "desk@example.org")
        );
        let link = ask(&manager.ctx, &mut uow, &permit, id(1)).await.unwrap();
        assert!(due(&manager.ctx, &mut uow, &permit).await.unwrap().is_empty());
        let later = |days: i64| {
            let now = "2026-11-24T10:00:00Z".parse::<jiff::Timestamp>().unwrap();
            keeper.house.clock.set(now.checked_add((24 * days).hours()).unwrap());
        };
        later(29);
        assert_eq!(due(&manager.ctx, &mut uow, &permit).await.unwrap().len(), 1);
        confirm_by_link(&manager.ctx, &mut uow, &permit, id(1), link.reveal()).await.unwrap();
        later(29 + 170);
        assert!(due(&manager.ctx, &mut uow, &permit).await.unwrap().is_empty());
        later(29 + 190);
        assert_eq!(due(&manager.ctx, &mut uow, &permit).await.unwrap().len(), 1);
        // Whoever owns the one service is asked before whoever owns all.
        let one = Owned::Service { organisation: provider, service: id(1) };
        name_owner(&manager.ctx, &mut uow, &permit, one, "room@example.org").await.unwrap();
        let asked = due(&manager.ctx, &mut uow, &permit).await.unwrap();
        assert_eq!(
            asked[0].to.iter().map(|to| to.reveal().as_str()).collect::<Vec<_>>(),
            ["room@example.org"]
        );
        end_owner(&manager.ctx, &mut uow, &permit, owner.unwrap()).await.unwrap();
        assert_eq!(owners(&mut uow, &permit, provider).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_problem_is_reported_and_gets_one_answer() {
    for keeper in Keeper::on_each_database().await {
        keeper.takes("newport", &[service(1, "First")]).await;
        let program = keeper.program();
        let mut uow = keeper.store().begin().await.unwrap();
        let permit = program.may(&mut uow).await;
        let draft = ProblemDraft {
            service: id(1),
            kind: ProblemKind::Contact,
            words: "Nobody answers.".into(),
            reply_to: Some("me@example.net".into()),
        };
        let first = report_problem(&program.ctx, &mut uow, &permit, &draft).await.unwrap();
        let danger = ProblemDraft { kind: ProblemKind::Danger, reply_to: None, ..draft.clone() };
        report_problem(&program.ctx, &mut uow, &permit, &danger).await.unwrap();
        let empty = ProblemDraft { words: " ".into(), ..draft.clone() };
        let refused = report_problem(&program.ctx, &mut uow, &permit, &empty).await;
        assert!(matches!(refused, Err(DirectoryError::ReasonNeeded)));
        let nowhere = ProblemDraft { service: id(9), ..draft };
        let refused = report_problem(&program.ctx, &mut uow, &permit, &nowhere).await;
        assert!(matches!(refused, Err(DirectoryError::NotFound)));
        uow.commit().await.unwrap();

        let manager = keeper.person(Role::CentreManager).await;
        let mut uow = keeper.store().begin().await.unwrap();
        let editor = manager.may(&mut uow).await;
        let open = open_problems(&mut uow, &editor).await.unwrap();
        assert_eq!(
            open.iter().map(|one| one.kind).collect::<Vec<_>>(),
            [ProblemKind::Danger, ProblemKind::Contact]
        );
        assert_eq!(open[1].words.reveal(), "Nobody answers.");
        let permit = program.may(&mut uow).await;
        assert_eq!(answer_to(&mut uow, &permit, &first).await.unwrap(), None);
        let words = "The number is mended.";
        answer_problem(&manager.ctx, &mut uow, &editor, &first.to_lowercase(), words)
            .await
            .unwrap();
        let twice = answer_problem(&manager.ctx, &mut uow, &editor, &first, words).await;
        assert!(matches!(twice, Err(DirectoryError::AlreadyAnswered)));
        assert_eq!(answer_to(&mut uow, &permit, &first).await.unwrap().as_deref(), Some(words));
        assert_eq!(open_problems(&mut uow, &editor).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn entries_that_are_one_are_proposed_merged_and_parted_again() {
    for keeper in Keeper::on_each_database().await {
        let alike = |number: u128| {
            let mut one = service(number, "Room to breathe");
            one["organization"]["name"] = json!("Wren Trust");
            one
        };
        let first = keeper.takes("newport", &[alike(1), service(2, "Gardening")]).await;
        keeper.takes("council", &[alike(3)]).await;
        let manager = keeper.person(Role::CentreManager).await;
        let mut uow = keeper.store().begin().await.unwrap();
        let permit = manager.may(&mut uow).await;
        let proposed = proposed_merges(&mut uow, &permit).await.unwrap();
        assert_eq!(proposed.len(), 1);
        assert!(proposed[0].reasons.contains(&Reason::SameName));
        merge(&manager.ctx, &mut uow, &permit, id(3), id(1)).await.unwrap();
        let again = merge(&manager.ctx, &mut uow, &permit, id(3), id(1)).await;
        assert!(matches!(again, Err(DirectoryError::NotFound)));
        assert!(proposed_merges(&mut uow, &permit).await.unwrap().is_empty());
        uow.commit().await.unwrap();
        assert_eq!(
            names(&keeper.shown_to(Audience::Professional).await),
            ["Gardening", "Room to breathe"]
        );
        // What is not shown is still read from its source.
        let mut newer = alike(3);
        newer["description"] = json!("Newer words.");
        assert_eq!(keeper.takes("council", &[newer]).await.changed, 1);
        let mut uow = keeper.store().begin().await.unwrap();
        let permit = manager.may(&mut uow).await;
        part(&manager.ctx, &mut uow, &permit, id(3)).await.unwrap();
        let again = part(&manager.ctx, &mut uow, &permit, id(3)).await;
        assert!(matches!(again, Err(DirectoryError::NotFound)));
        merge(&manager.ctx, &mut uow, &permit, id(3), id(1)).await.unwrap();
        // When the one that is shown is taken back, the other comes into sight again.
        let import = manager.may(&mut uow).await;
        undo_import(&manager.ctx, &mut uow, &import, &first.reference).await.unwrap();
        uow.commit().await.unwrap();
        let shown = keeper.shown_to(Audience::Professional).await;
        assert_eq!(names(&shown), ["Room to breathe"]);
        assert_eq!(shown[0].service.description.as_deref(), Some("Newer words."));
    }
}

#[tokio::test]
async fn whoever_watches_an_entry_learns_that_it_changed() {
    for keeper in Keeper::on_each_database().await {
        keeper.takes("newport", &[service(1, "First"), service(2, "Second")]).await;
        let worker = keeper.person(Role::Caseworker).await;
        let mut uow = keeper.store().begin().await.unwrap();
        let permit = worker.may(&mut uow).await;
        for _ in 0..2 {
            watch(&worker.ctx, &mut uow, &permit, id(1)).await.unwrap();
        }
        watch(&worker.ctx, &mut uow, &permit, id(2)).await.unwrap();
        unwatch(&worker.ctx, &mut uow, &permit, id(2)).await.unwrap();
        uow.commit().await.unwrap();
        keeper.takes("newport", &[service(1, "First, new"), service(2, "Second, new")]).await;
        let mut uow = keeper.store().begin().await.unwrap();
        let news = changed_since_seen(&worker.ctx, &mut uow, &permit).await.unwrap();
        assert_eq!(news, [id(1)]);
        seen(&worker.ctx, &mut uow, &permit, id(1)).await.unwrap();
        assert!(changed_since_seen(&worker.ctx, &mut uow, &permit).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn published_facts_are_for_professionals_and_contracts_that_ended_for_nobody() {
    for keeper in Keeper::on_each_database().await {
        let program = keeper.program();
        let mut uow = keeper.store().begin().await.unwrap();
        let permit = program.may(&mut uow).await;
        let source = draft("published", SourceKind::Carried);
        let mut arrival = begin_import(&program.ctx, &mut uow, &permit, source).await.unwrap();
        let contracts = carried_contracts(&mut arrival.intake);
        assert_eq!(
            (contracts.entries.len(), contracts.errors.len()),
            (58, 0),
            "{:?}",
            contracts.errors
        );
        let over = contracts.entries.iter().filter(|one| one.entry.run.is_over(date(2026, 11, 24)));
        let over = over.count();
        assert!(over > 0 && over < 58, "{over}");
        for one in &contracts.entries {
            assert!(one.entry.places.is_empty() && !one.entry.service.areas[0].areas.is_empty());
        }
        // Six of the published files list no activity.
        let with_needs = contracts.entries.iter().filter(|one| !one.entry.service.needs.is_empty());
        assert_eq!(with_needs.count(), 52);
        let known = known_services(&mut arrival.intake);
        assert_eq!(known.entries.len(), 19);
        assert!(
            known.entries.iter().filter(|one| one.entry.service.areas[0].areas.is_empty()).count()
                <= 5
        );
        arrival.take(&program.ctx, &mut uow, contracts).await.unwrap();
        arrival.take(&program.ctx, &mut uow, known).await.unwrap();
        arrival.finish(&program.ctx, &mut uow, Extent::Whole).await.unwrap();
        uow.commit().await.unwrap();
        assert!(keeper.shown_to(Audience::Public).await.is_empty());
        assert_eq!(keeper.shown_to(Audience::Professional).await.len(), 58 - over + 19);
        let mut uow = keeper.store().read().await.unwrap();
        let tameside = keeper
            .shown_to(Audience::Professional)
            .await
            .into_iter()
            .find(|one| one.service.name.contains("Tameside"))
            .unwrap();
        assert_eq!(tameside.service.areas[0].areas, area_named("Tameside"));
        let kept =
            by_service(&mut uow, keeper.id, tameside.service.ident.id).await.unwrap().unwrap();
        assert!(history(&mut uow, keeper.id, kept.id).await.unwrap()[0].record.is_some());
    }
}
