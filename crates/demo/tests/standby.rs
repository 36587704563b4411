//! The primary of PostgreSQL dies while several people write, and its standby takes over. Synchronous:
//! whatever was acknowledged is there. Asynchronous, with the line cut a moment before: what was
//! acknowledged since the cut is lost, nothing else, nothing by half, and the trail says how much.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use access::action::{Woman, act};
use access::audit::{self, Broken};
use access::{Gate, accounts};
use casework::safety::{self, Concern, Disclosure, RiskKind, ToldDraft, ToldWho, ToldWords};
use demo::{Wish, invent};
use kernel::ctx::{Seeded, SetClock};
use kernel::{Actor, Ctx, Id};
use store::{Place, Store, values};
use testkit::{Cluster, Replication};

mod sql {
    store::statements! {
        WOMEN = "select id from woman where organisation_id = $1 order by id";
    }
}

#[derive(sqlx::FromRow)]
struct IdRow {
    id: uuid::Uuid,
}

const WRITERS: u64 = 4;

fn steps() -> Vec<store::Migration> {
    [access::MIGRATIONS, casework::MIGRATIONS, evidence::MIGRATIONS].concat()
}

/// Who writes, of whom, into which store.
#[derive(Clone)]
struct Desk {
    store: Store,
    gate: Gate,
    ctx: Ctx,
    woman: Id<Woman>,
}

impl Desk {
    /// A centre with a few women on this server, and a worker of one of them.
    async fn furnished(folder: &std::path::Path, url: String) -> Self {
        let clock = SetClock::new("2026-11-24T18:00:00Z".parse().unwrap());
        let nobody = Ctx::new(Arc::new(clock), Arc::new(Seeded::new(5)), Actor::Visitor);
        let place = Place { folder: folder.to_owned(), database: Some(url) };
        let store = Store::create(&nobody, place, &steps()).await.unwrap();
        let wish = Wish { women: 8, seed: 3, sessions: None };
        let sign_ins = invent(&nobody, &store, &wish, |_| {}).await.unwrap();
        let nia = sign_ins.into_iter().find(|one| one.code == "caseworker").unwrap();
        let mut uow = store.read().await.unwrap();
        let organisations = accounts::organisations(&mut uow).await.unwrap();
        let organisation = organisations.iter().find(|(_, name)| name == "Teasel House").unwrap().0;
        let ctx = nobody.acting_as(Actor::Account { account: nia.account, organisation });
        let gate = Gate::shipped().unwrap();
        let women: Vec<IdRow> = uow.all(&sql::WOMEN, values![organisation]).await.unwrap();
        let mut hers = None;
        for woman in women {
            let woman = Id::from_uuid(woman.id);
            if gate.permit::<act::ReadSafety>(&ctx, &mut uow, woman).await.is_ok() {
                hers = Some(woman);
            }
        }
        drop(uow);
        Self { store, gate, ctx, woman: hers.unwrap() }
    }

    /// Writes down one disclosure; the concerns that were acknowledged, or nothing when it failed.
    async fn write(&self, words: String) -> Option<Vec<Id<Concern>>> {
        let told = Disclosure {
            said: safety::Words::new(words),
            dangers: BTreeSet::from([RiskKind::FromOthers, RiskKind::Suicide]),
            child: safety::ChildAtRisk::Yes,
            told: vec![ToldDraft { who: ToldWho::Police, at: None, words: ToldWords::default() }],
            ..Disclosure::default()
        };
        let mut uow = self.store.begin().await.ok()?;
        let permit = self.gate.permit(&self.ctx, &mut uow, self.woman).await.ok()?;
        let done = safety::disclose(&self.ctx, &mut uow, &permit, &told).await.ok()?;
        uow.commit().await.ok()?;
        Some(done.concerns)
    }

    /// Dangers, concerns and sharings that stand, and which concerns.
    async fn standing(&self) -> ([usize; 3], BTreeSet<Id<Concern>>) {
        let mut uow = self.store.read().await.unwrap();
        let permit = self.gate.permit(&self.ctx, &mut uow, self.woman).await.unwrap();
        let risks = safety::risks(&mut uow, &permit).await.unwrap().len();
        let concerns = safety::concerns(&mut uow, &permit).await.unwrap();
        let sharings = safety::sharings(&mut uow, &permit).await.unwrap().len();
        ([risks, concerns.len(), sharings], concerns.iter().map(|one| one.id).collect())
    }

    /// The same installation on another server.
    async fn moved_to(&self, url: String) -> Self {
        let place = Place { database: Some(url), ..self.store.place.clone() };
        Self { store: Store::open(place, &steps()).await.unwrap(), ..self.clone() }
    }
}

fn is_whole(before: [usize; 3], now: [usize; 3]) -> bool {
    let [risks, concerns, sharings] = [now[0] - before[0], now[1] - before[1], now[2] - before[2]];
    risks == concerns && concerns == 2 * sharings
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_is_there_after_the_standby_took_over_from_a_dead_primary() {
    let Some(primary) = Cluster::primary() else { return };
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::furnished(folder.path(), primary.url()).await;
    let standby = primary.standby(Replication::Synchronous);
    let (before, _) = desk.standing().await;
    let enough = Arc::new(AtomicUsize::new(0));
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (desk, enough) = (desk.clone(), Arc::clone(&enough));
            tokio::spawn(async move {
                let mut acknowledged = Vec::new();
                // Writes until the primary is gone.
                while let Some(written) = desk.write(format!("writer {writer}")).await {
                    acknowledged.extend(written);
                    enough.fetch_add(1, Ordering::Relaxed);
                }
                acknowledged
            })
        })
        .collect();
    while enough.load(Ordering::Relaxed) < 60 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    primary.kill();
    let mut acknowledged = BTreeSet::new();
    for writer in writers {
        acknowledged.extend(writer.await.unwrap());
    }
    standby.promote();
    let desk = desk.moved_to(standby.url()).await;
    let (now, there) = desk.standing().await;
    let lost = acknowledged.difference(&there).count();
    eprintln!("synchronous: {} concerns acknowledged, {lost} lost", acknowledged.len());
    assert_eq!(lost, 0);
    assert!(is_whole(before, now), "a disclosure by half: {before:?} {now:?}");
    assert!(audit::verify(&desk.store).await.unwrap().chains.iter().all(|c| c.broken.is_none()));
    assert!(desk.write("on the new primary".to_owned()).await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_asynchronous_standby_lacks_what_it_did_not_hear_and_the_trail_says_how_much() {
    let Some(primary) = Cluster::primary() else { return };
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::furnished(folder.path(), primary.url()).await;
    let standby = primary.standby(Replication::Asynchronous);
    let (before, _) = desk.standing().await;
    let mut heard = BTreeSet::new();
    for _ in 0..20 {
        heard.extend(desk.write("while the line stands".to_owned()).await.unwrap());
    }
    // The standby has written down all that was sent when it stops listening.
    let noted = audit::verify(&desk.store).await.unwrap();
    standby.catch_up_with(&primary);
    standby.cut_off();
    let mut unheard = BTreeSet::new();
    for _ in 0..7 {
        unheard.extend(desk.write("after the cut".to_owned()).await.unwrap());
    }
    audit::write_heads(&desk.store).await.unwrap();
    let whole = audit::verify(&desk.store).await.unwrap();
    assert!(whole.is_whole(), "{whole:?}");
    let entries = |report: &audit::Report| report.chains.iter().map(|c| c.entries).sum::<i64>();
    primary.kill();
    standby.promote();

    let desk = desk.moved_to(standby.url()).await;
    let (now, there) = desk.standing().await;
    assert!(heard.is_subset(&there), "what was heard is there");
    assert!(unheard.is_disjoint(&there), "what was not heard is not");
    assert!(is_whole(before, now), "a disclosure by half: {before:?} {now:?}");
    let report = audit::verify(&desk.store).await.unwrap();
    let lost: i64 = report
        .chains
        .iter()
        .filter_map(|chain| match chain.broken {
            Some(Broken::CutOff { last, known }) => Some(known - last),
            _ => None,
        })
        .sum();
    eprintln!("asynchronous: {} concerns and {lost} entries of the trail lost", unheard.len());
    assert_eq!(lost, entries(&whole) - entries(&noted), "{report:?}");
    assert!(audit::write_heads(&desk.store).await.is_err(), "nobody covers the loss up");
}
