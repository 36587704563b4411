//! Somebody who works while she is recorded, and says what is done when, and only when, it is.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use access::accounts::{Email, NewAccount, add_team, create, found_organisation, set_roles};
use access::action::{Team, Woman};
use access::audit::{self, Entry};
use access::sign_in::HashedPassword;
use access::{AuditLog, Gate, Role, act};
use casework::record::{
    EraseDraft, EraseGround, Identity, WomanDraft, create_woman, erase_woman, read_woman,
};
use casework::referral::drops::{DropFolder, DropKey, Dropped};
use casework::referral::model::{
    Custody, Interpreter, NameShown, ReceiptBy, Said, Source, Urgency,
};
use casework::referral::service::collect_drops;
use casework::safety::{self, Disclosure, RiskKind, ToldDraft, ToldWho, ToldWords};
use kernel::ctx::{AccountMark, OrganisationMark, Seeded, SetClock};
use kernel::{Actor, Ctx, Id};
use store::{Place, RootKey, Store, Uow, backup};
use uuid::Uuid;

use crate::acknowledged::sequence;
use crate::steps;

const TOLD: &str = "ALONGSIDE_TEST_WORKER";

/// The folders of one installation under one root.
pub fn data(root: &Path) -> PathBuf {
    root.join("data")
}

/// See [`data`].
pub fn drops(root: &Path) -> PathBuf {
    root.join("front").join("drops")
}

/// See [`data`].
pub fn backups(root: &Path) -> PathBuf {
    root.join("elsewhere").join("backups")
}

/// See [`data`]. Below it, a folder for each backup that was brought back.
pub fn restored(root: &Path) -> PathBuf {
    root.join("restored")
}

/// Circumstances of the program itself.
pub fn circumstances(seed: u64) -> (Ctx, Arc<SetClock>) {
    let clock = Arc::new(SetClock::new("2026-11-24T18:00:00Z".parse().unwrap()));
    let chance = Arc::new(Seeded::new(seed));
    let shared: Arc<dyn kernel::Clock> = Arc::<SetClock>::clone(&clock);
    (Ctx::new(shared, chance, Actor::Visitor), clock)
}

macro_rules! say {
    ($($words:tt)*) => {{
        println!($($words)*);
        std::io::stdout().flush().unwrap();
    }};
}

pub struct Worker {
    root: PathBuf,
    seed: u64,
    ctx: Ctx,
    clock: Arc<SetClock>,
    store: Store,
    gate: Gate,
    organisation: Id<OrganisationMark>,
    team: Id<Team>,
    women: Vec<Id<Woman>>,
}

impl Worker {
    /// Tells the process that `command` starts what to do.
    pub fn told(command: &mut Command, root: &Path, seed: u64, rounds: u64) {
        command.env(TOLD, format!("{seed}\n{rounds}\n{}", root.display()));
    }

    /// Works, if this process was told to. Ends the process, in every second one without closing
    /// anything.
    pub fn work_if_told() -> bool {
        let Ok(told) = std::env::var(TOLD) else { return false };
        let told: Vec<&str> = told.lines().collect();
        let (seed, rounds): (u64, u64) = (told[0].parse().unwrap(), told[1].parse().unwrap());
        let root = Path::new(told[2]);
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        runtime.unwrap().block_on(async {
            let mut worker = Self::begin(root, seed).await;
            let (log, kept) = AuditLog::start(worker.store.clone());
            for round in 0..rounds {
                worker.round(&log, round).await;
            }
            if seed.is_multiple_of(2) {
                drop(log);
                kept.await.unwrap();
                worker.store.close().await;
            } else {
                std::process::exit(0);
            }
        });
        true
    }

    /// Makes an installation with one person who may do everything that this test does.
    async fn begin(root: &Path, seed: u64) -> Self {
        let (ctx, clock) = circumstances(seed);
        let gate = Gate::shipped().unwrap();
        let store = Store::create(&ctx, Place::embedded(data(root)), &steps()).await.unwrap();
        let password = HashedPassword::of(&ctx, "a long password of nobody".into()).await.unwrap();
        let mut uow = store.begin().await.unwrap();
        let organisation = found_organisation(&ctx, &mut uow, "Teasel House").await.unwrap();
        let system = ctx.acting_as(Actor::System { organisation });
        let permit = gate.permit_place::<act::ManageTeams>(&system, &mut uow).await.unwrap();
        let team = add_team(&system, &mut uow, &permit, "Newport").await.unwrap();
        let permit = gate.permit_place::<act::ManageAccounts>(&system, &mut uow).await.unwrap();
        let email = Email::parse("nia@example.org").unwrap();
        let new = NewAccount { name: "Nia".to_owned().into(), email, password };
        let account: Id<AccountMark> = create(&system, &mut uow, &permit, new).await.unwrap();
        let permit =
            gate.permit_account::<act::ChangeRoles>(&system, &mut uow, account).await.unwrap();
        let roles =
            BTreeSet::from([Role::Caseworker, Role::SafeguardingLead, Role::GovernanceLead]);
        set_roles(&system, &mut uow, &permit, &roles, &BTreeSet::from([team])).await.unwrap();
        uow.commit().await.unwrap();
        audit::write_heads(&store).await.unwrap();
        say!("made {} {}", organisation.uuid(), account.uuid());
        let ctx = ctx.acting_as(Actor::Account { account, organisation });
        let root = root.to_owned();
        Self { root, seed, ctx, clock, store, gate, organisation, team, women: Vec::new() }
    }

    async fn round(&mut self, log: &AuditLog, round: u64) {
        self.clock.set(self.ctx.now() + jiff::SignedDuration::from_secs(61));
        if round.is_multiple_of(4) {
            self.take_on(round).await;
        }
        self.disclose(round).await;
        self.look(log).await;
        if round % 3 == 1 {
            self.refer(round);
        }
        if round % 6 == 5 {
            self.collect().await;
        }
        if round % 10 == 9 {
            audit::write_heads(&self.store).await.unwrap();
            say!("noted {}", self.sequence().await);
        }
        if round % 12 == 11 {
            self.erase().await;
        }
        if round % 15 == 7 {
            say!("backing-up");
            audit::write_heads(&self.store).await.unwrap();
            let to = backups(&self.root);
            let taken = backup::back_up(&self.ctx, &self.store, &steps(), &to).await.unwrap();
            let name = taken.data.file_name().unwrap().to_string_lossy();
            say!("backed-up {name}");
            let key = RootKey::read(&self.store.place.key_file()).unwrap();
            let into = Place::embedded(restored(&self.root).join(name.as_ref()));
            let (steps, shared) = (steps(), casework::SHARED);
            backup::restore(&self.ctx, &to, &taken.data, key, into, &steps, shared).await.unwrap();
            say!("restored {name}");
        }
    }

    async fn take_on(&mut self, round: u64) {
        let identity =
            Identity { legal_name: format!("Kay Invented {round}"), ..Identity::default() };
        let draft = WomanDraft { identity, ..WomanDraft::default() };
        let mut uow = self.store.begin().await.unwrap();
        let permit = self.gate.permit_place::<act::AddWoman>(&self.ctx, &mut uow).await.unwrap();
        let made = create_woman(&self.ctx, &mut uow, &permit, self.team, &draft).await.unwrap();
        uow.commit().await.unwrap();
        self.women.push(made.0);
        say!("woman {} {}", made.0.uuid(), self.sequence().await);
    }

    async fn disclose(&self, round: u64) {
        let woman = self.women[self.women.len() - 1];
        let told = Disclosure {
            said: safety::Words::new(format!("round {round} of {}", self.seed)),
            dangers: BTreeSet::from([RiskKind::FromOthers, RiskKind::Suicide]),
            child: safety::ChildAtRisk::Yes,
            told: vec![ToldDraft { who: ToldWho::Police, at: None, words: ToldWords::default() }],
            ..Disclosure::default()
        };
        let mut uow = self.store.begin().await.unwrap();
        let permit = self.gate.permit(&self.ctx, &mut uow, woman).await.unwrap();
        let done = safety::disclose(&self.ctx, &mut uow, &permit, &told).await.unwrap();
        uow.commit().await.unwrap();
        let ids: Vec<String> = done.concerns.iter().map(|id| id.uuid().to_string()).collect();
        say!("told {} {} {}", woman.uuid(), ids.join(","), self.sequence().await);
    }

    /// Opens a record: the entry is there before anybody sees anything.
    async fn look(&self, log: &AuditLog) {
        let woman = self.women[0];
        let mut uow = self.store.read().await.unwrap();
        let permit = self.gate.permit::<act::ReadRecord>(&self.ctx, &mut uow, woman).await.unwrap();
        read_woman(&mut uow, &permit).await.unwrap();
        drop(uow);
        log.read_entry(&self.ctx, Entry::of(&permit)).await.unwrap();
        say!("entered {}", self.sequence().await);
    }

    /// As the public side does it.
    fn refer(&self, round: u64) {
        let key = DropKey::of(&self.store.keys, self.organisation).unwrap();
        let dropped = Dropped {
            id: self.ctx.new_uuid(),
            reference: self.ctx.new_reference().compact(),
            sent_at: self.ctx.now_micros(),
            programme: None,
            source: Source::Herself,
            urgency: Urgency::Usual,
            custody: Custody::Community,
            interpreter: Interpreter::NotAsked,
            name_shown: NameShown::Hidden,
            needs: Vec::new(),
            receipt: ReceiptBy::Page,
            said: Said { name: format!("Jo Invented {round}"), ..Said::default() },
        };
        let folder = DropFolder::at(drops(&self.root)).unwrap();
        folder.put(&self.ctx, &key.address(), &dropped).unwrap();
        say!("dropped {}", dropped.id);
    }

    async fn collect(&self) {
        let key = DropKey::of(&self.store.keys, self.organisation).unwrap();
        let folder = DropFolder::at(drops(&self.root)).unwrap();
        let system = self.ctx.acting_as(Actor::System { organisation: self.organisation });
        collect_drops(&system, &self.store, &key, &folder).await.unwrap();
        say!("collected {}", self.sequence().await);
    }

    async fn erase(&mut self) {
        let woman = self.women.remove(0);
        say!("erasing {}", woman.uuid());
        let draft = EraseDraft {
            ground: EraseGround::SheAsked,
            decided: "Trustees, minute 14 of 2 November".to_owned().into(),
        };
        let gate = self.gate.clone().stepped_up(Some(self.ctx.now_micros()));
        let mut uow = self.store.begin().await.unwrap();
        let permit = gate.permit::<act::EraseWoman>(&self.ctx, &mut uow, woman).await.unwrap();
        erase_woman(&self.ctx, &mut uow, &permit, &draft).await.unwrap();
        uow.commit().await.unwrap();
        say!("erased {} {}", woman.uuid(), self.sequence().await);
    }

    async fn sequence(&self) -> i64 {
        let mut uow: Uow = self.store.read().await.unwrap();
        sequence(&mut uow, self.organisation).await
    }
}

/// The id in a text.
pub fn id(text: &str) -> Uuid {
    text.parse().unwrap()
}
