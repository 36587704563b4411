//! A worker writes down one danger after the other, and the program is killed in the middle, again and
//! again. Whatever was said to be written is there; nothing is there by half; the trail is whole.
//!
//! The writer is this test itself, started once more as a process that can be killed: eight times, 200
//! times with `ALONGSIDE_DEEP=1`, as often as one likes by `cargo xtask crash --kills N`. Not for a machine that loses power: a process that is
//! killed leaves what it gave to the system, and only the system's own loss would show an unsynced write.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::print_stdout, reason = "the writer tells by it what is written")]

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use access::action::{Woman, act};
use access::{Gate, accounts, audit};
use casework::safety::{self, Concern, Disclosure, RiskKind, ToldDraft, ToldWho, ToldWords};
use demo::{Wish, invent};
use kernel::ctx::{AccountMark, OrganisationMark, Seeded, SetClock};
use kernel::{Actor, Ctx, Id};
use store::{Place, Store, values};
use testkit::House;
use uuid::Uuid;

mod sql {
    store::statements! {
        WOMEN = "select id from woman where organisation_id = $1 order by id";
    }
}

#[derive(sqlx::FromRow)]
struct IdRow {
    id: Uuid,
}

const NAME: &str = "whatever_was_acknowledged_outlives_a_kill_and_nothing_is_there_by_half";
const WRITER: &str = "ALONGSIDE_TEST_WRITER";

fn steps() -> Vec<store::Migration> {
    [access::MIGRATIONS, casework::MIGRATIONS, evidence::MIGRATIONS].concat()
}

/// What the writer is told: where, who writes, of whom, and a seed that no other writer had.
struct Task {
    folder: String,
    organisation: Id<OrganisationMark>,
    account: Id<AccountMark>,
    woman: Id<Woman>,
    seed: u64,
}

impl Task {
    fn as_text(&self) -> String {
        let Self { folder, organisation, account, woman, seed } = self;
        format!("{}\n{}\n{}\n{seed}\n{folder}", organisation.uuid(), account.uuid(), woman.uuid())
    }

    fn of(text: &str) -> Self {
        let lines: Vec<&str> = text.lines().collect();
        let id = |at: usize| -> Uuid { lines[at].parse().unwrap() };
        Self {
            organisation: Id::from_uuid(id(0)),
            account: Id::from_uuid(id(1)),
            woman: Id::from_uuid(id(2)),
            seed: lines[3].parse().unwrap(),
            folder: lines[4].to_owned(),
        }
    }

    fn ctx(&self) -> Ctx {
        let clock = SetClock::new("2026-11-24T18:00:00Z".parse().unwrap());
        let actor = Actor::Account { account: self.account, organisation: self.organisation };
        Ctx::new(Arc::new(clock), Arc::new(Seeded::new(self.seed)), actor)
    }

    async fn store(&self) -> Store {
        Store::open(Place::embedded(Path::new(&self.folder)), &steps()).await.unwrap()
    }

    /// Writes until it is killed. A line is printed when, and only when, a disclosure is committed.
    async fn write(&self) {
        let (ctx, store, gate) = (self.ctx(), self.store().await, Gate::shipped().unwrap());
        for nth in 0_u64.. {
            let told = Disclosure {
                said: safety::Words::new(format!("{} of writer {}", nth, self.seed)),
                dangers: BTreeSet::from([RiskKind::FromOthers, RiskKind::Suicide]),
                child: safety::ChildAtRisk::Yes,
                told: vec![ToldDraft {
                    who: ToldWho::Police,
                    at: None,
                    words: ToldWords::default(),
                }],
                ..Disclosure::default()
            };
            let mut uow = store.begin().await.unwrap();
            let permit = gate.permit(&ctx, &mut uow, self.woman).await.unwrap();
            let done = safety::disclose(&ctx, &mut uow, &permit, &told).await.unwrap();
            uow.commit().await.unwrap();
            let ids: Vec<String> = done.concerns.iter().map(|id| id.uuid().to_string()).collect();
            println!("written {}", ids.join(" "));
            std::io::stdout().flush().unwrap();
            if nth % 10 == 9 {
                audit::write_heads(&store).await.unwrap();
            }
        }
    }

    /// How many dangers, concerns and sharings stand, and which concerns.
    async fn standing(&self) -> ([usize; 3], BTreeSet<Id<Concern>>) {
        let (ctx, store, gate) = (self.ctx(), self.store().await, Gate::shipped().unwrap());
        let report = audit::verify(&store).await.unwrap();
        assert!(report.is_whole(), "{report:?}");
        let mut uow = store.read().await.unwrap();
        let permit = gate.permit::<act::ReadSafety>(&ctx, &mut uow, self.woman).await.unwrap();
        let risks = safety::risks(&mut uow, &permit).await.unwrap().len();
        let concerns = safety::concerns(&mut uow, &permit).await.unwrap();
        let sharings = safety::sharings(&mut uow, &permit).await.unwrap().len();
        drop(uow);
        store.close().await;
        ([risks, concerns.len(), sharings], concerns.iter().map(|one| one.id).collect())
    }
}

#[tokio::test]
async fn whatever_was_acknowledged_outlives_a_kill_and_nothing_is_there_by_half() {
    if let Ok(task) = std::env::var(WRITER) {
        return Task::of(&task).write().await;
    }
    let house = House::sqlite(&steps()).await;
    let sign_ins =
        invent(&house.ctx, &house.store, &Wish { women: 8, seed: 3, sessions: None }, |_| {}).await;
    let nia = sign_ins.unwrap().into_iter().find(|one| one.code == "caseworker").unwrap();
    let mut uow = house.store.read().await.unwrap();
    let organisations = accounts::organisations(&mut uow).await.unwrap();
    let organisation = organisations.iter().find(|(_, name)| name == "Teasel House").unwrap().0;
    let women: Vec<IdRow> = uow.all(&sql::WOMEN, values![organisation]).await.unwrap();
    drop(uow);
    audit::write_heads(&house.store).await.unwrap();
    house.store.close().await;

    let folder = house.folder.path().display().to_string();
    let mut task = Task {
        folder,
        organisation,
        account: nia.account,
        woman: Id::from_uuid(women[0].id),
        seed: 0,
    };
    // Nia may not work with every woman of the centre; she has one of the first few.
    let gate = Gate::shipped().unwrap();
    let store = task.store().await;
    for woman in &women {
        task.woman = Id::from_uuid(woman.id);
        let mut uow = store.read().await.unwrap();
        if gate.permit::<act::ReadSafety>(&task.ctx(), &mut uow, task.woman).await.is_ok() {
            break;
        }
    }
    store.close().await;

    let (mut before, _) = task.standing().await;
    let mut acknowledged = BTreeSet::new();
    let usual = if std::env::var_os("ALONGSIDE_DEEP").is_some() { 200 } else { 8 };
    let asked = std::env::var("ALONGSIDE_KILLS").ok();
    let kills: u64 = asked.map_or(usual, |kills| kills.parse().unwrap());
    for kill in 1..=kills {
        task.seed = kill;
        let mut writer = Command::new(std::env::current_exe().unwrap())
            .args([NAME, "--exact", "--nocapture"])
            .env(WRITER, task.as_text())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(writer.stdout.take().unwrap()).lines();
        // It has begun to write; then it is killed after a while that nobody knows beforehand.
        let mut heard = Vec::new();
        for line in lines.by_ref() {
            let line = line.unwrap();
            let is_first = line.contains("written ");
            heard.push(line);
            if is_first {
                break;
            }
        }
        let chance: [u8; 1] = Ctx::random(&house.ctx);
        std::thread::sleep(Duration::from_micros(u64::from(chance[0]) * 900));
        writer.kill().unwrap();
        writer.wait().unwrap();
        heard.extend(lines.map_while(Result::ok));
        // A line that was cut in the middle acknowledges nothing that can be looked for.
        for id in heard.iter().filter_map(|line| line.split_once("written ")) {
            acknowledged.extend(id.1.split(' ').filter_map(|id| id.parse::<Uuid>().ok()));
        }
        let (now, concerns) = task.standing().await;
        for id in &acknowledged {
            assert!(
                concerns.contains(&Id::from_uuid(*id)),
                "kill {kill}: {id} was said to be written"
            );
        }
        let new: Vec<usize> = now.iter().zip(&before).map(|(now, before)| now - before).collect();
        assert!(
            new[0] == new[1] && new[1] == 2 * new[2],
            "kill {kill}: a disclosure by half, {new:?}"
        );
        before = now;
    }
    println!("{kills} kills, {} concerns acknowledged, 0 lost", acknowledged.len());
    assert!(acknowledged.len() >= usize::try_from(kills).unwrap());
}
