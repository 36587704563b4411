//! The directory that everybody may see, written into the folder between both sides whenever
//! something of it changed and whenever a new day makes an entry older.
//!
//! Not for what only professionals see: that never leaves the staff side.

use std::path::Path;

use directory::Audience;
use directory::service::{Keeper, changes, publish_all};
use directory::snapshot::SnapshotWriter;
use jiff::civil::Date;
use store::Store;

use crate::trouble::Trouble;

/// As of when the file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsOf {
    changes: i64,
    day: Date,
}

/// Writes the file if it is not as of now. Says as of when it is then.
///
/// # Errors
/// By what is wrong; the file before is untouched then.
pub async fn renew(
    store: &Store,
    keeper: Keeper,
    today: Date,
    path: &Path,
    before: Option<AsOf>,
) -> Result<AsOf, Trouble> {
    let mut uow = store.read().await?;
    let now = AsOf { changes: changes(&mut uow, keeper).await?, day: today };
    if before == Some(now) {
        return Ok(now);
    }
    drop(uow);
    let (store, path) = (store.clone(), path.to_owned());
    let here = tokio::runtime::Handle::current();
    // Deciding about a hundred thousand entries takes seconds of a processor: not on a thread that
    // answers pages.
    tokio::task::spawn_blocking(move || here.block_on(write(&store, keeper, today, &path)))
        .await
        .map_err(|_| Trouble::Said("publishing stopped".to_owned()))??;
    Ok(now)
}

async fn write(store: &Store, keeper: Keeper, today: Date, path: &Path) -> Result<usize, Trouble> {
    let said = |error: &dyn std::fmt::Display| Trouble::Said(format!("publishing: {error}"));
    let mut writer = SnapshotWriter::begin(path, today, None).map_err(|error| said(&error))?;
    let mut uow = store.read().await?;
    let mut wrong = None;
    publish_all(&mut uow, keeper, Audience::Public, today, |entry| {
        if wrong.is_none() {
            wrong = writer.add(&entry).err();
        }
    })
    .await
    .map_err(|error| said(&error))?;
    match wrong {
        Some(error) => Err(said(&error)),
        None => writer.finish().map_err(|error| said(&error)),
    }
}
