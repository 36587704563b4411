//! The SQL of the directory.

use sqlx::FromRow;
use uuid::Uuid;

store::statements! {
    /// A source by its name.
    SOURCE_BY_NAME = "select id, name, kind, read_at, services, per_cent, sealed from directory_source where organisation_id = $1 and name = $2";
    /// Every source, by name.
    SOURCES = "select id, name, kind, read_at, services, per_cent, sealed from directory_source where organisation_id = $1 order by name";
    /// A new source.
    ADD_SOURCE = "insert into directory_source (id, organisation_id, made_at, made_by, name, kind, sealed) values ($1, $2, $3, $4, $5, $6, $7)";
    /// A source was read.
    SOURCE_READ = "update directory_source set kind = $3, read_at = $4, services = $5, per_cent = $6, sealed = $7 where organisation_id = $1 and id = $2";
    /// A new import; its counts follow when it is whole.
    ADD_IMPORT = "insert into directory_import (id, organisation_id, made_at, made_by, reference, source_id, added, changed, unchanged, troubles, sealed) values ($1, $2, $3, $4, $5, $6, 0, 0, 0, 0, $7)";
    /// What an import came to.
    IMPORT_DONE = "update directory_import set added = $3, changed = $4, unchanged = $5, troubles = $6, sealed = $7 where organisation_id = $1 and id = $2";
    /// The latest imports, newest first.
    IMPORTS = "select i.id, i.reference, i.made_at, s.name as source, i.added, i.changed, i.unchanged, i.troubles, i.undone_at, i.sealed from directory_import i join directory_source s on s.id = i.source_id where i.organisation_id = $1 order by i.made_at desc, i.id desc limit 100";
    /// An import by its reference.
    IMPORT_BY_REFERENCE = "select i.id, i.reference, i.made_at, s.name as source, i.added, i.changed, i.unchanged, i.troubles, i.undone_at, i.sealed from directory_import i join directory_source s on s.id = i.source_id where i.organisation_id = $1 and i.reference = $2";
    /// An import was taken back.
    IMPORT_UNDONE = "update directory_import set undone_at = $3, undone_by = $4 where organisation_id = $1 and id = $2 and undone_at is null";
    /// Heads of all entries, without what they say.
    HEADS = "select id, number, service_id, source_id, standing, edited, said from directory_entry where organisation_id = $1 order by id";
    /// Entries with what they say; a fragment tells which.
    ENTRIES = "select e.id, e.number, e.service_id, e.source_id, e.standing, e.said, v.id as version_id, v.sealed from directory_entry e join directory_version v on v.entry_id = e.id and v.number = e.number where e.organisation_id = $1";
    /// A new entry.
    ADD_ENTRY = "insert into directory_entry (id, organisation_id, made_at, made_by, number, service_id, provider_id, source_id, standing, hides, confirmed_on, ends_on, said) values ($1, $2, $3, $4, 1, $5, $6, $7, 'kept', $8, $9, $10, $11)";
    /// An entry has another version.
    CHANGE_ENTRY = "update directory_entry set number = $4, provider_id = $5, standing = $6, hides = $7, confirmed_on = $8, ends_on = $9, said = $10 where organisation_id = $1 and id = $2 and number = $3";
    /// An entry stands otherwise.
    SET_STANDING = "update directory_entry set standing = $3 where organisation_id = $1 and id = $2";
    /// What its source last said, without another version.
    SAID = "update directory_entry set said = $3 where organisation_id = $1 and id = $2";
    /// A new version of an entry.
    ADD_VERSION = "insert into directory_version (id, organisation_id, made_at, made_by, entry_id, number, how, appears, import_id, sealed, record) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    /// The versions of an entry, newest first.
    VERSIONS = "select id, number, how, appears, made_at, made_by, sealed, record from directory_version where entry_id = $2 and organisation_id = $1 order by number desc";
    /// One version of an entry.
    VERSION = "select id, number, how, appears, made_at, made_by, sealed, record from directory_version where entry_id = $2 and organisation_id = $1 and number = $3";
    /// The versions that an import made, with the number that their entry has now.
    VERSIONS_OF_IMPORT = "select v.entry_id, v.number, v.appears, e.number as present from directory_version v join directory_entry e on e.id = v.entry_id where v.import_id = $2 and v.organisation_id = $1 order by v.entry_id";
    /// A place is withheld.
    ADD_WITHHELD = "insert into directory_withheld (id, organisation_id, made_at, made_by, location_id, provider_id, sealed) values ($1, $2, $3, $4, $5, $6, $7)";
    /// Every place that is withheld now.
    WITHHELD = "select id, location_id, provider_id, made_at, sealed from directory_withheld where organisation_id = $1 and lifted_at is null order by id";
    /// What is withheld of one place now.
    WITHHELD_PLACE = "select id, location_id, provider_id, made_at, sealed from directory_withheld where organisation_id = $1 and location_id = $2 and lifted_at is null order by id";
    /// Its owner let it be shown.
    LIFT = "update directory_withheld set lifted_at = $3, lifted_by = $4, sealed = $5 where organisation_id = $1 and id = $2 and lifted_at is null";
    /// Whether an entry's words are ours and not its source's.
    SET_EDITED = "update directory_entry set edited = $3 where organisation_id = $1 and id = $2";
    /// Its owners were asked.
    ASKED = "update directory_entry set asked_at = $3 where organisation_id = $1 and id = $2";
    /// Entries whose owners were not asked of late.
    MAY_BE_DUE = "select id, confirmed_on, asked_at from directory_entry where organisation_id = $1 and standing = 'kept' and (asked_at is null or asked_at <= $2) order by confirmed_on, id";
    /// Names an owner.
    ADD_OWNER = "insert into directory_owner (id, organisation_id, made_at, made_by, provider_id, service_id, sealed) values ($1, $2, $3, $4, $5, $6, $7)";
    /// An owner ends.
    END_OWNER = "update directory_owner set ended_at = $3 where organisation_id = $1 and id = $2 and ended_at is null";
    /// The owners of an organisation's entries.
    OWNERS = "select id, service_id, sealed from directory_owner where organisation_id = $1 and provider_id = $2 and ended_at is null order by id";
    /// A change is proposed.
    ADD_EDIT = "insert into directory_edit (id, organisation_id, made_at, made_by, entry_id, base, by_whom, state, sealed) values ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8)";
    /// The changes that wait.
    WAITING_EDITS = "select d.id, d.entry_id, e.service_id, d.base, d.by_whom, d.state, d.made_at, d.sealed from directory_edit d join directory_entry e on e.id = d.entry_id where d.organisation_id = $1 and d.state = 'waiting' order by d.id";
    /// One change.
    EDIT = "select d.id, d.entry_id, e.service_id, d.base, d.by_whom, d.state, d.made_at, d.sealed from directory_edit d join directory_entry e on e.id = d.entry_id where d.organisation_id = $1 and d.id = $2";
    /// A change is answered.
    ANSWER_EDIT = "update directory_edit set state = $3, answered_at = $4, answered_by = $5, sealed = $6 where organisation_id = $1 and id = $2 and state = 'waiting'";
    /// A source says something newer.
    END_SOURCE_EDITS = "update directory_edit set state = 'declined', answered_at = $3 where organisation_id = $1 and entry_id = $2 and by_whom = 'source' and state = 'waiting'";
    /// A new link.
    ADD_LINK = "insert into directory_link (id, organisation_id, made_at, made_by, digest, purpose, entry_id, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// A link by its digest, for what it is for.
    LINK = "select id from directory_link where organisation_id = $1 and digest = $2 and purpose = $3 and entry_id = $4";
    /// A link is used: once, and while it is good.
    USE_LINK = "update directory_link set used_at = $3 where organisation_id = $1 and id = $2 and used_at is null and expires_at > $3";
    /// The other links of an entry end.
    END_LINKS = "update directory_link set used_at = $3 where organisation_id = $1 and entry_id = $2 and used_at is null";
    /// A problem is reported.
    ADD_PROBLEM = "insert into directory_problem (id, organisation_id, made_at, made_by, reference, entry_id, kind, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// The problems without an answer.
    OPEN_PROBLEMS = "select p.id, p.reference, e.service_id, p.kind, p.made_at, p.sealed from directory_problem p join directory_entry e on e.id = p.entry_id where p.organisation_id = $1 and p.answered_at is null order by p.id";
    /// One problem by its reference.
    PROBLEM = "select p.id, p.reference, e.service_id, p.kind, p.made_at, p.sealed from directory_problem p join directory_entry e on e.id = p.entry_id where p.organisation_id = $1 and p.reference = $2";
    /// A problem is answered.
    ANSWER_PROBLEM = "update directory_problem set answered_at = $3, answered_by = $4, sealed = $5 where organisation_id = $1 and id = $2 and answered_at is null";
    /// Two entries are one.
    ADD_MERGE = "insert into directory_merge (id, organisation_id, made_at, made_by, entry_id, into_id) values ($1, $2, $3, $4, $5, $6)";
    /// They are two again.
    PART = "update directory_merge set parted_at = $3, parted_by = $4 where organisation_id = $1 and entry_id = $2 and parted_at is null";
    /// Whatever was merged into an entry is kept by itself.
    KEEP_PARTED = "update directory_entry set standing = 'kept' where organisation_id = $1 and standing = 'merged' and id in (select entry_id from directory_merge where into_id = $2 and parted_at is null)";
    /// Whatever was merged into an entry is parted.
    PART_ALL = "update directory_merge set parted_at = $3, parted_by = $4 where organisation_id = $1 and into_id = $2 and parted_at is null";
    /// Somebody watches an entry.
    WATCH = "insert into directory_watcher (id, organisation_id, made_at, account_id, entry_id, seen) values ($1, $2, $3, $4, $5, $6) on conflict (account_id, entry_id) do nothing";
    /// She does not any more.
    UNWATCH = "delete from directory_watcher where organisation_id = $1 and account_id = $2 and entry_id in (select id from directory_entry where organisation_id = $1 and service_id = $3)";
    /// What she watches and has not seen.
    WATCHED_CHANGED = "select e.service_id from directory_watcher w join directory_entry e on e.id = w.entry_id where w.organisation_id = $1 and w.account_id = $2 and e.number > w.seen order by e.id";
    /// She has seen it.
    SEEN = "update directory_watcher set seen = (select number from directory_entry where organisation_id = $1 and service_id = $3) where organisation_id = $1 and account_id = $2 and entry_id in (select id from directory_entry where organisation_id = $1 and service_id = $3)";
    /// Something changed.
    CHANGED = "insert into directory_state (organisation_id, changes) values ($1, 1) on conflict (organisation_id) do update set changes = directory_state.changes + 1";
    /// How many times something changed.
    CHANGES = "select changes from directory_state where organisation_id = $1";
}

store::fragments! {
    /// Five hundred of all, after one.
    AFTER behind ENTRIES = "and e.id > $2 order by e.id limit 500";
    /// Five hundred of those that are kept, after one.
    KEPT_AFTER behind ENTRIES = "and e.standing = 'kept' and e.id > $2 order by e.id limit 500";
    /// Five hundred of those with a place that not everybody may know, after one.
    HIDING_AFTER behind ENTRIES = "and e.hides = 1 and e.id > $2 order by e.id limit 500";
    /// Five hundred of an organisation's, after one.
    OF_PROVIDER_AFTER behind ENTRIES = "and e.provider_id = $3 and e.id > $2 order by e.id limit 500";
    /// The one of a service.
    OF_SERVICE behind ENTRIES = "and e.service_id = $2";
    /// The one with an id.
    WITH_ID behind ENTRIES = "and e.id = $2";
}

/// A source.
#[derive(Debug, FromRow)]
#[allow(missing_docs, reason = "the columns say what they are; see columns.rs")]
pub struct SourceRow {
    pub id: Uuid,
    pub name: String,
    pub kind: String,
    pub read_at: Option<i64>,
    pub services: Option<i64>,
    pub per_cent: Option<i64>,
    pub sealed: Vec<u8>,
}

/// An import with the name of its source.
#[derive(Debug, FromRow)]
#[allow(missing_docs, reason = "the columns say what they are; see columns.rs")]
pub struct ImportRow {
    pub id: Uuid,
    pub reference: String,
    pub made_at: i64,
    pub source: String,
    pub added: i64,
    pub changed: i64,
    pub unchanged: i64,
    pub troubles: i64,
    pub undone_at: Option<i64>,
    pub sealed: Vec<u8>,
}

/// An entry without what it says.
#[derive(Debug, Clone, FromRow)]
#[allow(missing_docs, reason = "the columns say what they are; see columns.rs")]
pub struct HeadRow {
    pub id: Uuid,
    pub number: i64,
    pub service_id: Uuid,
    pub source_id: Option<Uuid>,
    pub standing: String,
    pub edited: i64,
    pub said: Option<Vec<u8>>,
}

/// An entry with what it says.
#[derive(Debug, FromRow)]
#[allow(missing_docs, reason = "the columns say what they are; see columns.rs")]
pub struct EntryRow {
    pub id: Uuid,
    pub number: i64,
    pub service_id: Uuid,
    pub source_id: Option<Uuid>,
    pub standing: String,
    pub said: Option<Vec<u8>>,
    pub version_id: Uuid,
    pub sealed: Vec<u8>,
}

/// A version.
#[derive(Debug, FromRow)]
#[allow(missing_docs, reason = "the columns say what they are; see columns.rs")]
pub struct VersionRow {
    pub id: Uuid,
    pub number: i64,
    pub how: String,
    pub appears: i64,
    pub made_at: i64,
    pub made_by: Option<Uuid>,
    pub sealed: Vec<u8>,
    pub record: Option<Vec<u8>>,
}

/// A version that an import made.
#[derive(Debug, FromRow)]
#[allow(missing_docs, reason = "the columns say what they are; see columns.rs")]
pub struct ImportedRow {
    pub entry_id: Uuid,
    pub number: i64,
    pub appears: i64,
    pub present: i64,
}

/// A withheld place.
#[derive(Debug, FromRow)]
#[allow(missing_docs, reason = "the columns say what they are; see columns.rs")]
pub struct WithheldRow {
    pub id: Uuid,
    pub location_id: Uuid,
    pub provider_id: Uuid,
    pub made_at: i64,
    pub sealed: Vec<u8>,
}

/// An entry that may be due for a question.
#[derive(Debug, FromRow)]
#[allow(missing_docs, reason = "the columns say what they are; see columns.rs")]
pub struct DueRow {
    pub id: Uuid,
    pub confirmed_on: Option<String>,
    pub asked_at: Option<i64>,
}

/// An owner.
#[derive(Debug, FromRow)]
#[allow(missing_docs, reason = "the columns say what they are; see columns.rs")]
pub struct OwnerRow {
    pub id: Uuid,
    pub service_id: Option<Uuid>,
    pub sealed: Vec<u8>,
}

/// A proposed change, with the service of its entry.
#[derive(Debug, FromRow)]
#[allow(missing_docs, reason = "the columns say what they are; see columns.rs")]
pub struct EditRow {
    pub id: Uuid,
    pub entry_id: Uuid,
    pub service_id: Uuid,
    pub base: i64,
    pub by_whom: String,
    pub state: String,
    pub made_at: i64,
    pub sealed: Vec<u8>,
}

/// A link.
#[derive(Debug, FromRow)]
pub struct LinkRow {
    /// Its id.
    pub id: Uuid,
}

/// A problem, with the service of its entry.
#[derive(Debug, FromRow)]
#[allow(missing_docs, reason = "the columns say what they are; see columns.rs")]
pub struct ProblemRow {
    pub id: Uuid,
    pub reference: String,
    pub service_id: Uuid,
    pub kind: String,
    pub made_at: i64,
    pub sealed: Vec<u8>,
}

/// An entry that somebody watches.
#[derive(Debug, FromRow)]
pub struct WatchedRow {
    /// Its service.
    pub service_id: Uuid,
}

/// How many times something changed.
#[derive(Debug, FromRow)]
pub struct ChangesRow {
    /// The count.
    pub changes: i64,
}
