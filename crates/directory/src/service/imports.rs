//! Taking in what a source says: new entries, changed ones, and those that say what they said before.
//!
//! An import is one thing with a reference, which can be undone whole. It is read page by page into
//! an [`Arrival`]; nothing of it is kept before [`Arrival::finish`] and the commit.

use std::collections::{HashMap, HashSet};

use access::Permit;
use access::action::{Directory, act};
use jiff::Timestamp;
use kernel::Ctx;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{StoreError, Uow, values};
use uuid::Uuid;

use super::entries::{self, Deed, Which};
use super::{DirectoryError, How, Keeper, Standing, did, edits};
use crate::codes::coded;
use crate::intake::{Intake, Quality, Taken, TakenEntry};
use crate::model::{Entry, IdRegister, Kind, SourceName};
use crate::sql::{self, HeadRow, ImportRow, SourceRow};

/// The most of an import's troubles that are kept in words; the rest is counted.
const TROUBLES_KEPT: usize = 1_000;

coded! {
    /// What a source is.
    SourceKind {
        /// A feed of Open Referral UK that is read again and again.
        Feed = "feed" "Open Referral UK feed",
        /// A document of services.
        Document = "document" "Document of services",
        /// A package of tables.
        Package = "package" "HSDS package",
        /// A table by a mapping.
        Table = "table" "Table by a mapping",
        /// Probation's contracts.
        Contracts = "contracts" "Probation’s contracts",
        /// Facts that the program brings along.
        Carried = "carried" "Published facts carried by the program",
        /// Invented services.
        Invented = "invented" "Invented, for a demo",
    }
}

/// A source to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceDraft {
    /// Its short name; entries, ids and facts are known by it.
    pub name: SourceName,
    /// What it is.
    pub kind: SourceKind,
    /// Where it is: an address or the name of a file.
    pub address: String,
}

/// A source, as it was last read.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Its row.
    pub id: Uuid,
    /// Its short name.
    pub name: SourceName,
    /// What it is.
    pub kind: SourceKind,
    /// Where it is.
    pub address: String,
    /// When it was last read.
    pub read_at: Option<Timestamp>,
    /// How good it was then.
    pub quality: Quality,
    /// The newest day of change that it told, to ask only for what is newer.
    pub newest: Option<Timestamp>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct SealedSource {
    address: String,
    #[serde(default)]
    quality: Quality,
    #[serde(default)]
    newest: Option<Timestamp>,
}

/// One import, as it was made.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// Its reference.
    pub reference: String,
    /// From which source.
    pub source: String,
    /// When.
    pub at: Timestamp,
    /// When it was taken back.
    pub undone_at: Option<Timestamp>,
    /// What it came to.
    pub report: ImportReport,
}

/// What an import came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// Its reference.
    #[serde(skip)]
    pub reference: String,
    /// Entries that are new.
    #[serde(skip)]
    pub added: usize,
    /// Entries that the source told otherwise than before.
    #[serde(skip)]
    pub changed: usize,
    /// Entries that it told as before.
    #[serde(skip)]
    pub unchanged: usize,
    /// Entries that were changed here and that the source now tells otherwise: what it says waits for an
    /// editor.
    #[serde(default)]
    pub waiting: usize,
    /// Entries of this source that it did not tell of this time. They stay as they are. Not counted
    /// where only a part was asked for.
    pub not_told: Option<usize>,
    /// How many things could not be read.
    #[serde(skip)]
    pub troubles: usize,
    /// The first thousand of them in words; they hold no value of a record.
    pub told: Vec<String>,
    /// How good the source is.
    pub quality: Quality,
}

/// Whether all of a source was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// What is newer than the last time.
    Newer,
}

/// An import under way.
#[derive(Debug)]
pub struct Arrival {
    /// What readers of documents need: hand it to them.
    pub intake: Intake,
    keeper: Keeper,
    id: Uuid,
    source: Uuid,
    draft: SourceDraft,
    known: HashMap<Uuid, HeadRow>,
    seen: HashSet<Uuid>,
    newest: Option<Timestamp>,
    report: ImportReport,
}

/// Begins an import from a source, which is written down when it is new.
///
/// # Errors
/// [`DirectoryError::NameTaken`] when the name is that of a source of another kind.
pub async fn begin_import(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Directory, act::ImportDirectory>,
    draft: SourceDraft,
) -> Result<Arrival, DirectoryError> {
    let keeper = permit.organisation();
    if draft.name.text().is_empty() {
        return Err(DirectoryError::Nameless);
    }
    let known = source_named(uow, keeper, &draft.name).await?;
    if known.as_ref().is_some_and(|known| known.kind != draft.kind) {
        return Err(DirectoryError::NameTaken);
    }
    let newest = known.as_ref().and_then(|known| known.newest);
    let source = match known {
        Some(known) => known.id,
        None => add_source(ctx, uow, keeper, &draft).await?,
    };
    let reference = ctx.new_reference().to_string();
    did(ctx, uow, permit, format!("import {reference}")).await?;
    let id = ctx.new_uuid();
    let sealed = uow.seal(ctx, keeper.uuid(), "directory_import", id, &Value::Null).await?;
    let row = values![id, keeper, ctx.now(), ctx.account(), reference.as_str(), source, sealed];
    uow.execute(&sql::ADD_IMPORT, row).await?;
    let heads = entries::heads(uow, keeper).await?;
    let mut intake = Intake::new(draft.name.clone(), ctx.today());
    if heads.iter().any(|head| head.source_id != Some(source)) {
        entries::each(uow, keeper, Which::All, |kept| {
            if kept.source != Some(source) {
                note_ids(&mut intake.ids, &kept.entry);
            }
        })
        .await?;
    }
    let known = heads.into_iter().map(|head| (head.service_id, head)).collect();
    let report = ImportReport { reference, ..ImportReport::default() };
    let seen = HashSet::new();
    Ok(Arrival { intake, keeper, id, source, draft, known, seen, newest, report })
}

/// Public ids that are in use are not given out a second time.
fn note_ids(ids: &mut IdRegister, entry: &Entry) {
    let source = entry.origin.as_ref().map_or(&entry.provenance.whole.by, |origin| &origin.source);
    ids.note(&entry.service.ident, Kind::Service, source);
    ids.note(&entry.organisation.ident, Kind::Organisation, source);
    for at in &entry.places {
        ids.note(&at.ident, Kind::ServiceAtLocation, source);
        ids.note(&at.location.ident, Kind::Location, source);
    }
}

impl Arrival {
    /// The newest change that the source told of before this import, to ask only for what is newer.
    #[must_use]
    pub const fn newest(&self) -> Option<Timestamp> {
        self.newest
    }

    /// Takes in what was read of a page or file. May be called any number of times.
    ///
    /// # Errors
    /// By what is wrong with the store; then nothing of the import may be committed.
    pub async fn take(
        &mut self,
        ctx: &Ctx,
        uow: &mut Uow,
        taken: Taken,
    ) -> Result<(), DirectoryError> {
        self.report.quality.and(&taken.quality);
        for error in &taken.errors {
            self.trouble(|| error.to_string());
        }
        for one in taken.entries {
            let service = one.entry.service.ident.id;
            if self.seen.insert(service) {
                self.take_one(ctx, uow, one).await?;
            } else {
                // A page that moved under the reading, or one that is told twice.
                self.trouble(|| format!("service {service}: came before; the first one was kept"));
            }
        }
        Ok(())
    }

    /// Something could not be read.
    pub fn trouble(&mut self, words: impl FnOnce() -> String) {
        self.report.troubles += 1;
        if self.report.told.len() < TROUBLES_KEPT {
            self.report.told.push(words());
        }
    }

    async fn take_one(
        &mut self,
        ctx: &Ctx,
        uow: &mut Uow,
        one: TakenEntry,
    ) -> Result<(), DirectoryError> {
        let TakenEntry { entry, raw } = one;
        self.newest = self.newest.max(entry.service.modified);
        let said = digest(uow, self.keeper, &raw);
        let deed = Deed { how: How::Import, import: Some(self.id), record: Some(&raw) };
        let Some(head) = self.known.get(&entry.service.ident.id) else {
            entries::add(ctx, uow, self.keeper, &entry, Some(self.source), Some(said), deed)
                .await?;
            self.report.added += 1;
            return Ok(());
        };
        let is_kept = head.standing != Standing::TakenBack.code();
        if is_kept && head.said.as_ref() == Some(&said) {
            self.report.unchanged += 1;
            return Ok(());
        }
        let before = entries::by_id(uow, self.keeper, head.id).await?;
        if is_kept && head.edited == 1 {
            // Somebody's words stand there; a source does not overwrite them.
            edits::from_source(ctx, uow, self.keeper, &before, entry, &raw).await?;
            uow.execute(&sql::SAID, values![self.keeper, head.id, said]).await?;
            self.report.waiting += 1;
            return Ok(());
        }
        let after = before.entry.clone().receive(entry);
        entries::change(ctx, uow, self.keeper, &before, &after, Some(said), deed).await?;
        match is_kept {
            true => self.report.changed += 1,
            false => self.report.added += 1,
        }
        Ok(())
    }

    /// Writes down what the import came to. The unit of work is still to be committed; dropped, it
    /// was a rehearsal.
    ///
    /// # Errors
    /// By what is wrong with the store.
    pub async fn finish(
        mut self,
        ctx: &Ctx,
        uow: &mut Uow,
        extent: Extent,
    ) -> Result<ImportReport, DirectoryError> {
        if extent == Extent::Whole {
            let ours = self.known.values().filter(|head| {
                head.source_id == Some(self.source) && head.standing == Standing::Kept.code()
            });
            let not_told = ours.filter(|head| !self.seen.contains(&head.service_id)).count();
            self.report.not_told = Some(not_told);
        }
        let keeper = self.keeper;
        let sealed =
            uow.seal(ctx, keeper.uuid(), "directory_import", self.id, &self.report).await?;
        let count = |many: usize| i64::try_from(many).unwrap_or(i64::MAX);
        let ImportReport { added, changed, unchanged, troubles, .. } = &self.report;
        let row = values![
            keeper,
            self.id,
            count(*added),
            count(*changed),
            count(*unchanged),
            count(*troubles),
            sealed,
        ];
        uow.execute(&sql::IMPORT_DONE, row).await?;
        let quality = self.report.quality.clone();
        let services = i64::try_from(quality.services).unwrap_or(i64::MAX);
        let per_cent = quality.per_cent().and_then(|of| i64::try_from(of).ok());
        let about = SealedSource { address: self.draft.address, quality, newest: self.newest };
        let sealed = uow.seal(ctx, keeper.uuid(), "directory_source", self.source, &about).await?;
        let kind = self.draft.kind.code();
        let row = values![keeper, self.source, kind, ctx.now(), services, per_cent, sealed];
        uow.execute(&sql::SOURCE_READ, row).await?;
        Ok(self.report)
    }
}

/// A keyed digest of a record: whether a source says the same again is seen without keeping it open.
fn digest(uow: &Uow, keeper: Keeper, raw: &Value) -> Vec<u8> {
    // Objects of serde_json are sorted by name, so the order in which a source writes is no change.
    uow.blind(keeper.uuid(), "directory record", &raw.to_string())
}

async fn source_named(
    uow: &mut Uow,
    keeper: Keeper,
    name: &SourceName,
) -> Result<Option<Source>, DirectoryError> {
    let row: Option<SourceRow> =
        uow.optional(&sql::SOURCE_BY_NAME, values![keeper, name.text()]).await?;
    match row {
        Some(row) => Ok(Some(read_source(uow, keeper, row).await?)),
        None => Ok(None),
    }
}

async fn add_source(
    ctx: &Ctx,
    uow: &mut Uow,
    keeper: Keeper,
    draft: &SourceDraft,
) -> Result<Uuid, DirectoryError> {
    let id = ctx.new_uuid();
    let about = SealedSource { address: draft.address.clone(), ..SealedSource::default() };
    let sealed = uow.seal(ctx, keeper.uuid(), "directory_source", id, &about).await?;
    let (name, kind) = (draft.name.text(), draft.kind.code());
    let row = values![id, keeper, ctx.now(), ctx.account(), name, kind, sealed];
    uow.execute(&sql::ADD_SOURCE, row).await?;
    Ok(id)
}

async fn read_source(uow: &Uow, keeper: Keeper, row: SourceRow) -> Result<Source, DirectoryError> {
    let about: SealedSource =
        uow.open(keeper.uuid(), "directory_source", row.id, &row.sealed).await?;
    Ok(Source {
        id: row.id,
        name: SourceName::new(&row.name),
        kind: SourceKind::from_code(&row.kind).ok_or(StoreError::Damaged)?,
        address: about.address,
        read_at: row.read_at.and_then(|at| Timestamp::from_microsecond(at).ok()),
        quality: about.quality,
        newest: about.newest,
    })
}

/// Every source, by name, with how good it was when it was last read.
///
/// # Errors
/// By what is wrong with the store.
pub async fn sources(
    uow: &mut Uow,
    permit: &Permit<Directory, act::ReadDirectory>,
) -> Result<Vec<Source>, DirectoryError> {
    let keeper = permit.organisation();
    let rows: Vec<SourceRow> = uow.all(&sql::SOURCES, values![keeper]).await?;
    let mut sources = Vec::with_capacity(rows.len());
    for row in rows {
        sources.push(read_source(uow, keeper, row).await?);
    }
    Ok(sources)
}

/// The latest hundred imports, newest first.
///
/// # Errors
/// By what is wrong with the store.
pub async fn imports(
    uow: &mut Uow,
    permit: &Permit<Directory, act::ReadDirectory>,
) -> Result<Vec<Import>, DirectoryError> {
    let keeper = permit.organisation();
    let rows: Vec<ImportRow> = uow.all(&sql::IMPORTS, values![keeper]).await?;
    let mut imports = Vec::with_capacity(rows.len());
    for row in rows {
        imports.push(read_import(uow, keeper, row).await?);
    }
    Ok(imports)
}

pub(super) async fn read_import(
    uow: &Uow,
    keeper: Keeper,
    row: ImportRow,
) -> Result<Import, DirectoryError> {
    let told: ImportReport =
        uow.open(keeper.uuid(), "directory_import", row.id, &row.sealed).await?;
    let count = |many: i64| usize::try_from(many).unwrap_or_default();
    let instant = |at: i64| Timestamp::from_microsecond(at).map_err(|_| StoreError::Damaged);
    Ok(Import {
        source: row.source,
        at: instant(row.made_at)?,
        undone_at: row.undone_at.map(instant).transpose()?,
        report: ImportReport {
            reference: row.reference.clone(),
            added: count(row.added),
            changed: count(row.changed),
            unchanged: count(row.unchanged),
            troubles: count(row.troubles),
            ..told
        },
        reference: row.reference,
    })
}
