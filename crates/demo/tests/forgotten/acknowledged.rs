//! What was said to be done, and looking whether it is there.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::path::Path;

use access::action::{Woman, act};
use access::{Gate, audit};
use casework::record::read_woman;
use casework::referral::drops::{DropFolder, DropKey};
use casework::referral::service::collect_drops;
use casework::safety;
use kernel::ctx::{AccountMark, OrganisationMark};
use kernel::{Actor, Ctx, Id};
use store::{Place, RootKey, SealError, Store, StoreError, Uow, backup, values};
use uuid::Uuid;

use crate::steps;
use crate::worker::{backups, circumstances, data, drops, id, restored};

mod sql {
    store::statements! {
        SEQUENCE = "select sequence from audit_head where organisation_id = $1";
        REFERRALS = "select id from referral where organisation_id = $1";
        WOMEN = "select id from woman where organisation_id = $1";
    }
}

#[derive(sqlx::FromRow)]
struct Sequence {
    sequence: i64,
}

#[derive(sqlx::FromRow)]
struct IdRow {
    id: Uuid,
}

/// How many entries an organisation's trail has.
pub async fn sequence(uow: &mut Uow, organisation: Id<OrganisationMark>) -> i64 {
    uow.one::<Sequence>(&sql::SEQUENCE, values![organisation]).await.unwrap().sequence
}

/// Everything that was acknowledged up to some point.
#[derive(Debug, Clone, Default)]
pub struct Acknowledged {
    many: usize,
    made: Option<(Id<OrganisationMark>, Id<AccountMark>)>,
    /// Each woman, and what she was told of.
    women: BTreeMap<Uuid, BTreeSet<Uuid>>,
    /// It was begun, and she may be gone or not.
    erasing: Option<Uuid>,
    erased: BTreeSet<Uuid>,
    dropped: BTreeSet<Uuid>,
    entries: i64,
    /// The women of whom a backup that is being taken knows, and those that were taken.
    backing_up: BTreeMap<Uuid, BTreeSet<Uuid>>,
    backups: BTreeMap<String, BTreeMap<Uuid, BTreeSet<Uuid>>>,
    restored: BTreeSet<String>,
}

type Missing = String;

fn missing(what: &str) -> impl Fn(&dyn Display) -> Missing {
    move |why| format!("{what}: {why}")
}

impl Acknowledged {
    /// Whether such a line acknowledges something. The test's own harness talks as well.
    pub fn is_one(text: &str) -> bool {
        ["made ", "woman ", "told ", "entered ", "dropped ", "collected ", "noted ", "erased "]
            .iter()
            .chain(&["backed-up ", "restored "])
            .any(|word| text.lines().any(|line| line.contains(word)))
    }

    /// How many.
    pub const fn len(&self) -> usize {
        self.many
    }

    pub fn hear(&mut self, text: &str) {
        for line in text.lines() {
            // The harness says which test it begins, and does not end that line.
            let line = line.rsplit(" ... ").next().unwrap();
            let words: Vec<&str> = line.split(' ').collect();
            self.many += usize::from(Self::is_one(line));
            let entries = match words.as_slice() {
                ["made", organisation, account] => {
                    self.made = Some((Id::from_uuid(id(organisation)), Id::from_uuid(id(account))));
                    continue;
                }
                ["woman", woman, entries] => {
                    self.women.insert(id(woman), BTreeSet::new());
                    entries
                }
                ["told", woman, concerns, entries] => {
                    let concerns = concerns.split(',').map(id);
                    self.women.get_mut(&id(woman)).unwrap().extend(concerns);
                    entries
                }
                ["erasing", woman] => {
                    self.women.remove(&id(woman)).unwrap();
                    self.erasing = Some(id(woman));
                    continue;
                }
                ["erased", woman, entries] => {
                    assert!(self.erasing.take() == Some(id(woman)));
                    self.erased.insert(id(woman));
                    entries
                }
                ["dropped", referral] => {
                    self.dropped.insert(id(referral));
                    continue;
                }
                ["backing-up"] => {
                    self.backing_up = self.women.clone();
                    continue;
                }
                ["backed-up", name] => {
                    self.backups.insert((*name).to_owned(), self.backing_up.clone());
                    continue;
                }
                ["restored", name] => {
                    self.restored.insert((*name).to_owned());
                    continue;
                }
                ["entered" | "collected" | "noted", entries] => entries,
                _ => continue,
            };
            self.entries = self.entries.max(entries.parse().unwrap());
        }
    }

    /// Whether the real program finds all of it in this folder, can go on working in it, and finds
    /// nothing there by half. With `restores`, each backup is also brought back.
    pub async fn is_there(&self, root: &Path, restores: bool) -> Result<(), Missing> {
        let Some((organisation, account)) = self.made else { return Ok(()) };
        let (nobody, _) = circumstances(99);
        let worker = nobody.acting_as(Actor::Account { account, organisation });
        let place = Place::embedded(data(root));
        let store = Store::open(place, &steps()).await.map_err(|e| missing("open")(&e))?;
        let seen = self.in_store(&worker, &nobody, &store, organisation, root).await;
        let seen = match seen {
            Ok(()) => self.in_backups(&worker, &nobody, root, restores).await,
            missing => missing,
        };
        store.close().await;
        seen
    }

    async fn in_store(
        &self,
        worker: &Ctx,
        nobody: &Ctx,
        store: &Store,
        organisation: Id<OrganisationMark>,
        root: &Path,
    ) -> Result<(), Missing> {
        trail_is_whole(store, self.entries).await?;
        let gate = Gate::shipped().unwrap();
        for (woman, told) in &self.women {
            let found = hers(&gate, worker, store, *woman, told).await;
            found.map_err(|why| format!("woman {woman}: {why}"))?;
        }
        for woman in &self.erased {
            let key = store.keys.load(*woman).await;
            if !matches!(key, Err(StoreError::Seal(SealError::Erased))) {
                return Err(format!("the key of the erased woman {woman} is back"));
            }
        }
        // It goes on: what was dropped is collected now, if it was not before.
        let system = nobody.acting_as(Actor::System { organisation });
        let key = DropKey::of(&store.keys, organisation).unwrap();
        let folder = DropFolder::at(drops(root)).map_err(|e| missing("drops")(&e))?;
        let collected = collect_drops(&system, store, &key, &folder).await;
        let collected = collected.map_err(|e| missing("collecting")(&e))?;
        if collected.do_not_open > 0 {
            return Err(format!("{} drops do not open", collected.do_not_open));
        }
        let mut uow = store.read().await.map_err(|e| missing("read")(&e))?;
        let referrals = ids(&mut uow, &sql::REFERRALS, organisation).await?;
        let women = ids(&mut uow, &sql::WOMEN, organisation).await?;
        drop(uow);
        for dropped in &self.dropped {
            if !referrals.contains(dropped) {
                return Err(format!("the dropped referral {dropped} is nowhere"));
            }
        }
        for owner in referrals.iter().chain(&women) {
            // Her key goes before her rows do: somebody whose erasure was cut short has none.
            let key = store.keys.load(*owner).await;
            if key.is_err() && self.erasing != Some(*owner) {
                return Err(format!("{owner} has rows and no key"));
            }
        }
        if let Some(woman) = self.erased.iter().find(|woman| women.contains(woman)) {
            return Err(format!("the erased woman {woman} has rows"));
        }
        audit::write_heads(store).await.map_err(|e| missing("noting heads")(&e))?;
        trail_is_whole(store, self.entries).await
    }

    async fn in_backups(
        &self,
        worker: &Ctx,
        nobody: &Ctx,
        root: &Path,
        restores: bool,
    ) -> Result<(), Missing> {
        let (folder, place) = (backups(root), Place::embedded(data(root)));
        for (name, known) in &self.backups {
            let file = folder.join("data").join(name);
            let key = || RootKey::read(&place.key_file()).unwrap();
            backup::verify(&key(), &file).map_err(|e| missing("backup")(&e))?;
            let keys = folder.join("keys").join("keys.db");
            backup::verify(&key(), &keys).map_err(|e| missing("backup of keys")(&e))?;
            let (steps, shared) = (steps(), casework::SHARED);
            let into = if self.restored.contains(name) {
                Place::embedded(restored(root).join(name))
            } else if restores {
                let into = Place::embedded(root.join("restored now").join(name));
                let place = into.clone();
                let done =
                    backup::restore(nobody, &folder, &file, key(), place, &steps, shared).await;
                done.map_err(|e| missing("restore")(&e))?;
                into
            } else {
                continue;
            };
            let store = Store::open(into, &steps).await.map_err(|e| missing("restored")(&e))?;
            audit::renew_heads(&store).await.map_err(|e| missing("restored")(&e))?;
            let gate = Gate::shipped().unwrap();
            for (woman, told) in known {
                if self.women.contains_key(woman) {
                    let found = hers(&gate, worker, &store, *woman, told).await;
                    found.map_err(|why| format!("woman {woman} of {name}: {why}"))?;
                }
            }
            store.close().await;
        }
        Ok(())
    }
}

async fn trail_is_whole(store: &Store, entries: i64) -> Result<(), Missing> {
    let report = audit::verify(store).await.map_err(|e| missing("audit")(&e))?;
    let read = report.chains.iter().map(|chain| chain.entries).max().unwrap_or(0);
    if report.is_whole() && read >= entries {
        return Ok(());
    }
    Err(format!("the trail has {read} of {entries} entries: {report:?}"))
}

async fn ids(
    uow: &mut Uow,
    statement: &store::Statement,
    organisation: Id<OrganisationMark>,
) -> Result<BTreeSet<Uuid>, Missing> {
    let rows: Result<Vec<IdRow>, _> = uow.all(statement, values![organisation]).await;
    Ok(rows.map_err(|e| missing("rows")(&e))?.into_iter().map(|row| row.id).collect())
}

/// Her record opens, everything told is there, and no disclosure by half.
async fn hers(
    gate: &Gate,
    ctx: &Ctx,
    store: &Store,
    woman: Uuid,
    told: &BTreeSet<Uuid>,
) -> Result<(), Missing> {
    let woman: Id<Woman> = Id::from_uuid(woman);
    let no = |why: &dyn std::fmt::Debug| format!("{why:?}");
    let mut uow = store.read().await.map_err(|e| no(&e))?;
    let permit = gate.permit::<act::ReadRecord>(ctx, &mut uow, woman).await.map_err(|e| no(&e))?;
    read_woman(&mut uow, &permit).await.map_err(|e| no(&e))?;
    let permit = gate.permit::<act::ReadSafety>(ctx, &mut uow, woman).await.map_err(|e| no(&e))?;
    let risks = safety::risks(&mut uow, &permit).await.map_err(|e| no(&e))?.len();
    let concerns = safety::concerns(&mut uow, &permit).await.map_err(|e| no(&e))?;
    let sharings = safety::sharings(&mut uow, &permit).await.map_err(|e| no(&e))?.len();
    if risks != concerns.len() || risks != 2 * sharings {
        return Err(format!("{risks} dangers, {} concerns, {sharings} sharings", concerns.len()));
    }
    match told.iter().find(|id| !concerns.iter().any(|one| one.id.uuid() == **id)) {
        None => Ok(()),
        Some(concern) => Err(format!("the concern {concern} was said to be written")),
    }
}
