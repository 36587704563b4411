//! Checking the chains, and the head file beside the data that shows when their end was cut off.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use store::{Store, StoreError, Uow, disk, values};
use uuid::Uuid;

use super::{first_link, link};
use crate::sql::{EntryRow, HeadRow, IdRow, trail};

const FILE: &str = "audit.head";
const MARK: &str = "audit heads";

/// What is wrong with a chain, at its first broken link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// This entry was changed, or it and all before it were written anew without the key.
    Altered(i64),
    /// This entry is missing from the middle.
    Missing(i64),
    /// Everything after this entry was cut off.
    CutOff {
        /// The last entry that is there.
        last: i64,
        /// The entry that is known to have been there.
        known: i64,
    },
    /// The chain fits itself but not what was noted beside the data at this entry.
    Replaced(i64),
}

/// One organisation's chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainReport {
    /// The organisation.
    pub organisation: Uuid,
    /// Entries that were read.
    pub entries: i64,
    /// The first broken link, or nothing.
    pub broken: Option<Broken>,
}

/// The state of the head file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeadFile {
    /// There, and written by this installation.
    Good,
    /// Not there.
    Missing,
    /// There, but not written by this installation's key.
    Forged,
}

/// What `audit verify` found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Each chain.
    pub chains: Vec<ChainReport>,
    /// The file beside the data.
    pub head_file: HeadFile,
}

impl Report {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.head_file == HeadFile::Good && self.chains.iter().all(|chain| chain.broken.is_none())
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    organisation: Uuid,
    sequence: i64,
    chain: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
struct Noted {
    heads: Vec<Head>,
    mac: Vec<u8>,
}

/// Notes where each chain ends: in a file beside the data, and in the key store. Done every
/// minute, when the program stops, after an import, and before a backup. Returns the file, so that
/// a backup can take it along.
///
/// # Errors
/// By what is wrong with the store or the file. A chain that is shorter than what was noted before
/// is refused, and the note kept: it is the proof that the end was cut off.
pub async fn write_heads(store: &Store) -> Result<PathBuf, StoreError> {
    let noted = read_noted(store).await?;
    let mut uow = store.read().await?;
    let rows: Vec<HeadRow> = uow.all(&trail::HEADS, values![]).await?;
    for head in noted.iter().flat_map(|noted| &noted.heads) {
        let now = rows.iter().find(|row| row.organisation_id == head.organisation);
        if now.is_none_or(|row| row.sequence < head.sequence) {
            return Err(StoreError::Other(
                "an audit trail is shorter than was noted; run `alongside audit verify`".to_owned(),
            ));
        }
    }
    drop(uow);
    renew_heads(store).await
}

/// Notes the ends as they are now, also when they lie further back. Only for `restore`, which puts
/// an older state in place knowingly and enters that it did.
///
/// # Errors
/// By what is wrong with the store or the file.
pub async fn renew_heads(store: &Store) -> Result<PathBuf, StoreError> {
    let mut uow = store.read().await?;
    let rows: Vec<HeadRow> = uow.all(&trail::HEADS, values![]).await?;
    let heads: Vec<Head> = rows
        .into_iter()
        .map(|row| Head {
            organisation: row.organisation_id,
            sequence: row.sequence,
            chain: row.chain,
        })
        .collect();
    let noted = Noted { mac: mac(&uow, &heads), heads };
    let text = serde_json::to_vec(&noted)
        .map_err(|_| StoreError::Other("the audit heads cannot be written down".to_owned()))?;
    drop(uow);
    let path = store.place.folder.join(FILE);
    disk::write_whole(&path, &text).map_err(|source| StoreError::File {
        doing: format!("could not write {}", path.display()),
        source,
    })?;
    if store.keys.mark(MARK).await?.as_deref() != Some(text.as_slice()) {
        store.keys.set_mark(MARK, text).await?;
    }
    Ok(path)
}

/// The notes that this installation wrote, from the file and from the key store.
async fn read_noted(store: &Store) -> Result<Vec<Noted>, StoreError> {
    let file = fs::read(store.place.folder.join(FILE)).ok();
    let mark = store.keys.mark(MARK).await?;
    let uow = store.read().await?;
    Ok([file, mark]
        .into_iter()
        .flatten()
        .filter_map(|text| serde_json::from_slice::<Noted>(&text).ok())
        .filter(|noted| mac(&uow, &noted.heads) == noted.mac)
        .collect())
}

fn mac(uow: &Uow, heads: &[Head]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for head in heads {
        bytes.extend_from_slice(head.organisation.as_bytes());
        bytes.extend_from_slice(&head.sequence.to_le_bytes());
        bytes.extend_from_slice(&head.chain);
    }
    uow.keys().root().digest("audit head", &[&bytes]).to_vec()
}

/// Reads every chain from its first entry and names the first broken link of each.
///
/// # Errors
/// By what is wrong with the store.
pub async fn verify(store: &Store) -> Result<Report, StoreError> {
    let file = fs::read(store.place.folder.join(FILE)).ok();
    let mark = store.keys.mark(MARK).await?;
    let mut uow = store.read().await?;
    let mut known: BTreeMap<Uuid, Vec<Head>> = BTreeMap::new();
    let mut head_file = HeadFile::Missing;
    for (text, is_file) in [(file, true), (mark, false)] {
        let Some(text) = text else { continue };
        let noted: Option<Noted> = serde_json::from_slice(&text).ok();
        match noted {
            Some(noted) if mac(&uow, &noted.heads) == noted.mac => {
                for head in noted.heads {
                    known.entry(head.organisation).or_default().push(head);
                }
                if is_file {
                    head_file = HeadFile::Good;
                }
            }
            _ if is_file => head_file = HeadFile::Forged,
            _ => {}
        }
    }
    let rows: Vec<HeadRow> = uow.all(&trail::HEADS, values![]).await?;
    for row in rows {
        known.entry(row.organisation_id).or_default().push(Head {
            organisation: row.organisation_id,
            sequence: row.sequence,
            chain: row.chain,
        });
    }
    let mut chains = Vec::new();
    for (organisation, heads) in known {
        chains.push(check_chain(&mut uow, organisation, &heads).await?);
    }
    Ok(Report { chains, head_file })
}

async fn check_chain(
    uow: &mut Uow,
    organisation: Uuid,
    heads: &[Head],
) -> Result<ChainReport, StoreError> {
    let mut chain = first_link(uow, organisation);
    let mut last = 0i64;
    let report = |last, broken| ChainReport { organisation, entries: last, broken };
    loop {
        let rows: Vec<EntryRow> = uow.all(&trail::ENTRIES, values![organisation, last]).await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            if row.sequence != last + 1 {
                return Ok(report(last, Some(Broken::Missing(last + 1))));
            }
            let listed: Vec<Uuid> = if row.listed == 0 {
                Vec::new()
            } else {
                let women: Vec<IdRow> = uow.all(&trail::LISTED, values![row.id]).await?;
                women.into_iter().map(|woman| woman.id).collect()
            };
            let expected = link(uow, organisation, &chain, &row, &listed);
            if expected != row.chain {
                return Ok(report(last, Some(Broken::Altered(row.sequence))));
            }
            chain = expected;
            last = row.sequence;
            let replaced =
                heads.iter().any(|head| head.sequence == last && head.chain != row.chain);
            if replaced {
                return Ok(report(last, Some(Broken::Replaced(last))));
            }
        }
    }
    let known = heads.iter().map(|head| head.sequence).max().unwrap_or(0);
    let broken = (known > last).then_some(Broken::CutOff { last, known });
    Ok(report(last, broken))
}
