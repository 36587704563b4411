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
    HEADS = "select id, number, service_id, source_id, standing, said from directory_entry where organisation_id = $1 order by id";
    /// Entries with what they say; a fragment tells which.
    ENTRIES = "select e.id, e.number, e.service_id, e.source_id, e.standing, e.said, v.id as version_id, v.sealed from directory_entry e join directory_version v on v.entry_id = e.id and v.number = e.number where e.organisation_id = $1";
    /// A new entry.
    ADD_ENTRY = "insert into directory_entry (id, organisation_id, made_at, made_by, number, service_id, provider_id, source_id, standing, hides, confirmed_on, ends_on, said) values ($1, $2, $3, $4, 1, $5, $6, $7, 'kept', $8, $9, $10, $11)";
    /// An entry has another version.
    CHANGE_ENTRY = "update directory_entry set number = $4, provider_id = $5, standing = $6, hides = $7, confirmed_on = $8, ends_on = $9, said = $10 where organisation_id = $1 and id = $2 and number = $3";
    /// An entry stands otherwise.
    SET_STANDING = "update directory_entry set standing = $3 where organisation_id = $1 and id = $2";
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

/// How many times something changed.
#[derive(Debug, FromRow)]
pub struct ChangesRow {
    /// The count.
    pub changes: i64,
}
