//! Entries as they are kept: a head, and a version for each approved state, sealed.

use jiff::Timestamp;
use kernel::Ctx;
use serde_json::Value;
use store::{StoreError, Uow, values};
use uuid::Uuid;

use super::{DirectoryError, How, Keeper, Standing};
use crate::model::{Confirmation, Entry, Visibility};
use crate::sql::{self, ChangesRow, EntryRow, HeadRow, VersionRow};

const TABLE: &str = "directory_version";

/// An entry as it stands. Holds places that not everybody may know: show it to its owner and its
/// editors only, and publish by [`crate::publish`].
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// Its row.
    pub id: Uuid,
    /// Number of its present version, from 1.
    pub number: i64,
    /// Which source it came from; none where it was written here.
    pub source: Option<Uuid>,
    /// How it stands.
    pub standing: Standing,
    /// What it says.
    pub entry: Entry,
    /// Keyed digest of what its source last said.
    pub(super) said: Option<Vec<u8>>,
}

/// One approved state of an entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// Its number, from 1.
    pub number: i64,
    /// By what it came to be.
    pub how: How,
    /// When.
    pub at: Timestamp,
    /// Which account approved it; none for the program itself.
    pub by: Option<Uuid>,
    /// What the entry said then.
    pub entry: Entry,
    /// The record as the source sent it, where this version came from one.
    pub record: Option<Value>,
}

/// Which entries.
#[derive(Debug, Clone, Copy)]
pub(super) enum Which {
    All,
    Kept,
    Hiding,
    Of(Uuid),
}

/// By what a version comes to be, and what comes with it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deed<'a> {
    pub how: How,
    pub import: Option<Uuid>,
    pub record: Option<&'a Value>,
}

impl Deed<'_> {
    pub(super) const fn of(how: How) -> Self {
        Self { how, import: None, record: None }
    }
}

/// The entry of a service, whatever its standing.
///
/// # Errors
/// By what is wrong with the store.
pub async fn by_service(
    uow: &mut Uow,
    keeper: Keeper,
    service: Uuid,
) -> Result<Option<Kept>, DirectoryError> {
    let of_service = sql::ENTRIES.with(sql::OF_SERVICE);
    let row: Option<EntryRow> = uow.optional(&of_service, values![keeper, service]).await?;
    match row {
        Some(row) => Ok(Some(opened(uow, keeper, row).await?)),
        None => Ok(None),
    }
}

pub(super) async fn by_id(uow: &mut Uow, keeper: Keeper, id: Uuid) -> Result<Kept, DirectoryError> {
    let with_id = sql::ENTRIES.with(sql::WITH_ID);
    let row: Option<EntryRow> = uow.optional(&with_id, values![keeper, id]).await?;
    let row = row.ok_or(DirectoryError::NotFound)?;
    opened(uow, keeper, row).await
}

/// The versions of an entry, newest first.
///
/// # Errors
/// By what is wrong with the store.
pub async fn history(
    uow: &mut Uow,
    keeper: Keeper,
    entry: Uuid,
) -> Result<Vec<Version>, DirectoryError> {
    let rows: Vec<VersionRow> = uow.all(&sql::VERSIONS, values![keeper, entry]).await?;
    let mut versions = Vec::with_capacity(rows.len());
    for row in rows {
        versions.push(version(uow, keeper, row).await?);
    }
    Ok(versions)
}

/// How many times anything of the directory changed. Another number is a reason to publish again.
///
/// # Errors
/// By what is wrong with the store.
pub async fn changes(uow: &mut Uow, keeper: Keeper) -> Result<i64, StoreError> {
    let row: Option<ChangesRow> = uow.optional(&sql::CHANGES, values![keeper]).await?;
    Ok(row.map_or(0, |row| row.changes))
}

pub(super) async fn version_of(
    uow: &mut Uow,
    keeper: Keeper,
    entry: Uuid,
    number: i64,
) -> Result<Version, DirectoryError> {
    let row: Option<VersionRow> =
        uow.optional(&sql::VERSION, values![keeper, entry, number]).await?;
    version(uow, keeper, row.ok_or(DirectoryError::NotFound)?).await
}

async fn version(uow: &Uow, keeper: Keeper, row: VersionRow) -> Result<Version, DirectoryError> {
    let entry = uow.open(keeper.uuid(), TABLE, row.id, &row.sealed).await?;
    let record = match &row.record {
        Some(sealed) => Some(uow.open(keeper.uuid(), TABLE, row.id, sealed).await?),
        None => None,
    };
    Ok(Version {
        number: row.number,
        how: How::from_code(&row.how).ok_or(StoreError::Damaged)?,
        at: Timestamp::from_microsecond(row.made_at).map_err(|_| StoreError::Damaged)?,
        by: row.made_by,
        entry,
        record,
    })
}

/// Hands over every entry of a kind, five hundred at a time, so that a large directory needs little
/// memory. In the order in which they came in.
pub(super) async fn each(
    uow: &mut Uow,
    keeper: Keeper,
    which: Which,
    mut take: impl FnMut(Kept),
) -> Result<(), DirectoryError> {
    let statement = sql::ENTRIES.with(match which {
        Which::All => sql::AFTER,
        Which::Kept => sql::KEPT_AFTER,
        Which::Hiding => sql::HIDING_AFTER,
        Which::Of(_) => sql::OF_PROVIDER_AFTER,
    });
    let mut after = Uuid::nil();
    loop {
        let rows: Vec<EntryRow> = match which {
            Which::Of(provider) => uow.all(&statement, values![keeper, after, provider]).await?,
            _ => uow.all(&statement, values![keeper, after]).await?,
        };
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.id;
        for row in rows {
            take(opened(uow, keeper, row).await?);
        }
    }
}

/// The heads of all entries.
pub(super) async fn heads(uow: &mut Uow, keeper: Keeper) -> Result<Vec<HeadRow>, StoreError> {
    uow.all(&sql::HEADS, values![keeper]).await
}

async fn opened(uow: &Uow, keeper: Keeper, row: EntryRow) -> Result<Kept, DirectoryError> {
    let entry = uow.open(keeper.uuid(), TABLE, row.version_id, &row.sealed).await?;
    Ok(Kept {
        id: row.id,
        number: row.number,
        source: row.source_id,
        standing: Standing::from_code(&row.standing).ok_or(StoreError::Damaged)?,
        entry,
        said: row.said,
    })
}

/// Writes a new entry down, in its first version.
pub(super) async fn add(
    ctx: &Ctx,
    uow: &mut Uow,
    keeper: Keeper,
    entry: &Entry,
    source: Option<Uuid>,
    said: Option<Vec<u8>>,
    deed: Deed<'_>,
) -> Result<Uuid, DirectoryError> {
    let id = ctx.new_uuid();
    let (confirmed, ends) = days(entry);
    let row = values![
        id,
        keeper,
        ctx.now(),
        ctx.account(),
        entry.service.ident.id,
        entry.organisation.ident.id,
        source,
        hides(entry),
        confirmed,
        ends,
        said,
    ];
    uow.execute(&sql::ADD_ENTRY, row).await?;
    add_version(ctx, uow, keeper, (id, 1), entry, true, deed).await?;
    Ok(id)
}

/// Writes another version of an entry down. One that was taken back is kept again by it.
pub(super) async fn change(
    ctx: &Ctx,
    uow: &mut Uow,
    keeper: Keeper,
    before: &Kept,
    entry: &Entry,
    said: Option<Vec<u8>>,
    deed: Deed<'_>,
) -> Result<(), DirectoryError> {
    let appears = before.standing == Standing::TakenBack;
    let standing = if appears { Standing::Kept } else { before.standing };
    let (confirmed, ends) = days(entry);
    let row = values![
        keeper,
        before.id,
        before.number,
        before.number + 1,
        entry.organisation.ident.id,
        standing.code(),
        hides(entry),
        confirmed,
        ends,
        said,
    ];
    if uow.execute(&sql::CHANGE_ENTRY, row).await? == 0 {
        return Err(DirectoryError::Stale);
    }
    add_version(ctx, uow, keeper, (before.id, before.number + 1), entry, appears, deed).await
}

async fn add_version(
    ctx: &Ctx,
    uow: &mut Uow,
    keeper: Keeper,
    (entry_id, number): (Uuid, i64),
    entry: &Entry,
    appears: bool,
    deed: Deed<'_>,
) -> Result<(), DirectoryError> {
    let id = ctx.new_uuid();
    let sealed = uow.seal(ctx, keeper.uuid(), TABLE, id, entry).await?;
    let record = match deed.record {
        Some(record) => Some(uow.seal(ctx, keeper.uuid(), TABLE, id, record).await?),
        None => None,
    };
    let row = values![
        id,
        keeper,
        ctx.now(),
        ctx.account(),
        entry_id,
        number,
        deed.how.code(),
        appears,
        deed.import,
        sealed,
        record,
    ];
    uow.execute(&sql::ADD_VERSION, row).await?;
    Ok(())
}

fn hides(entry: &Entry) -> bool {
    entry.places.iter().any(|at| at.location.visibility() != Visibility::Public)
}

const fn days(entry: &Entry) -> (Option<jiff::civil::Date>, Option<jiff::civil::Date>) {
    let confirmed = match entry.confirmation {
        Confirmation::Never => None,
        Confirmation::On(day) => Some(day),
    };
    (confirmed, entry.run.hide_after)
}
