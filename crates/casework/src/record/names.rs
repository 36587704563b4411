//! Any part of a name, found at once: an index that is held only in memory.
//!
//! No part of a name is ever stored, because a table of letter groups would give the names away.
//! After start the names are read in the background; whoever changes a name tells this node after
//! the commit, and a counter in the database tells the other nodes.
//!
//! One buffer an organisation holds the folded names of all its women behind one another, each
//! with a mark before and after it; a search runs over it once for its longest word. That is faster
//! than a clever structure until there are millions, and there is nothing to keep in balance.
//!
//! Not for deciding who may see whom: what is found are ids, which the caller hands to access.

use std::collections::{HashMap, HashSet};
use std::sync::{PoisonError, RwLock};

use access::action::Woman;
use kernel::ctx::OrganisationMark;
use kernel::{Id, name};
use memchr::memmem;
use sqlx::FromRow;
use store::{SealError, Store, StoreError, values};
use uuid::Uuid;

use super::model::Identity;
use super::sql;
use crate::fault::Fault;

/// Stands between two women and occurs in no folded name.
const MARK: u8 = b'\n';
/// Women read from the database at a time.
const PAGE: i64 = 500;
/// Letters of a name that are kept for searching.
const LONGEST: usize = 400;

/// The names of every organisation, in memory.
#[derive(Default)]
pub struct NameIndex {
    organisations: RwLock<HashMap<Id<OrganisationMark>, Names>>,
}

impl std::fmt::Debug for NameIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NameIndex")
    }
}

/// The names of one organisation.
#[derive(Default)]
struct Names {
    buffer: Vec<u8>,
    /// Where each woman's entry begins, in the order of the buffer; nobody where she moved on.
    entries: Vec<(usize, Option<Id<Woman>>)>,
    /// The place of each woman in `entries`.
    places: HashMap<Id<Woman>, usize>,
    /// How many entries are nobody's.
    gone: usize,
    /// The count of changes up to which the names are known.
    seen: i64,
}

impl NameIndex {
    /// An empty index.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes up a woman's names, instead of what was known before. Call it after the commit.
    pub fn put(&self, organisation: Id<OrganisationMark>, woman: Id<Woman>, identity: &Identity) {
        let entry = entry(identity);
        let mut all = self.organisations.write().unwrap_or_else(PoisonError::into_inner);
        all.entry(organisation).or_default().put(woman, &entry);
    }

    /// Forgets a woman: she was erased, or her record was merged into another.
    pub fn forget(&self, organisation: Id<OrganisationMark>, woman: Id<Woman>) {
        let mut all = self.organisations.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(names) = all.get_mut(&organisation) {
            names.forget(woman);
        }
    }

    fn keep_only(&self, organisation: Id<OrganisationMark>, here: &HashSet<Id<Woman>>) {
        let mut all = self.organisations.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(names) = all.get_mut(&organisation) {
            let known: Vec<Id<Woman>> = names.places.keys().copied().collect();
            for gone in known.into_iter().filter(|woman| !here.contains(woman)) {
                names.forget(gone);
            }
        }
    }

    /// How many women of an organisation are in the index.
    #[must_use]
    pub fn len(&self, organisation: Id<OrganisationMark>) -> usize {
        let all = self.organisations.read().unwrap_or_else(PoisonError::into_inner);
        all.get(&organisation).map_or(0, |names| names.places.len())
    }

    /// Whether no woman of the organisation is in the index.
    #[must_use]
    pub fn is_empty(&self, organisation: Id<OrganisationMark>) -> bool {
        self.len(organisation) == 0
    }

    /// The women in whose names every word of the text occurs, as any part, in no order; at most
    /// `limit`. A text without letters finds nobody.
    #[must_use]
    pub fn search(
        &self,
        organisation: Id<OrganisationMark>,
        text: &str,
        limit: usize,
    ) -> Vec<Id<Woman>> {
        let all = self.organisations.read().unwrap_or_else(PoisonError::into_inner);
        all.get(&organisation).map_or_else(Vec::new, |names| names.search(text, limit))
    }

    fn seen(&self, organisation: Id<OrganisationMark>) -> i64 {
        let all = self.organisations.read().unwrap_or_else(PoisonError::into_inner);
        all.get(&organisation).map_or(0, |names| names.seen)
    }

    fn set_seen(&self, organisation: Id<OrganisationMark>, seen: i64) {
        let mut all = self.organisations.write().unwrap_or_else(PoisonError::into_inner);
        let names = all.entry(organisation).or_default();
        names.seen = names.seen.max(seen);
    }
}

/// Every name of hers, folded, each once.
fn entry(identity: &Identity) -> Vec<u8> {
    let mut names: Vec<String> = Vec::new();
    for full_name in identity.all_names() {
        let cut: String = full_name.chars().take(LONGEST).collect();
        let folded = name::fold(&cut);
        if !folded.is_empty() && !names.contains(&folded) {
            names.push(folded);
        }
    }
    names.join(" ").into_bytes()
}

impl Names {
    fn put(&mut self, woman: Id<Woman>, entry: &[u8]) {
        self.forget(woman);
        if self.gone > 1_000 && self.gone > self.places.len() / 4 {
            self.close_gaps();
        }
        self.places.insert(woman, self.entries.len());
        self.entries.push((self.buffer.len(), Some(woman)));
        self.buffer.extend_from_slice(entry);
        self.buffer.push(MARK);
    }

    fn forget(&mut self, woman: Id<Woman>) {
        if let Some(place) = self.places.remove(&woman)
            && let Some(entry) = self.entries.get_mut(place)
        {
            entry.1 = None;
            self.gone += 1;
        }
    }

    /// Writes the buffer anew without what is nobody's.
    fn close_gaps(&mut self) {
        let mut kept = Self { seen: self.seen, ..Self::default() };
        for (place, (_, woman)) in self.entries.iter().enumerate() {
            if let Some(woman) = woman {
                kept.places.insert(*woman, kept.entries.len());
                kept.entries.push((kept.buffer.len(), Some(*woman)));
                kept.buffer.extend_from_slice(self.bytes_of(place));
                kept.buffer.push(MARK);
            }
        }
        *self = kept;
    }

    /// The names of one entry, without its mark.
    fn bytes_of(&self, place: usize) -> &[u8] {
        let begin = self.entries.get(place).map_or(0, |(begin, _)| *begin);
        let end = self.entries.get(place + 1).map_or(self.buffer.len(), |(next, _)| *next);
        self.buffer.get(begin..end.saturating_sub(1)).unwrap_or_default()
    }

    fn search(&self, text: &str, limit: usize) -> Vec<Id<Woman>> {
        let cut: String = text.chars().take(LONGEST).collect();
        let mut words = name::words(&cut);
        // The longest word is the rarest: the scan stops least often for it.
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let Some((first, rest)) = words.split_first() else { return Vec::new() };
        let finder = memmem::Finder::new(first.as_bytes());
        let others: Vec<memmem::Finder<'_>> =
            rest.iter().map(|word| memmem::Finder::new(word.as_bytes())).collect();
        let mut found = Vec::new();
        let mut from = 0;
        while found.len() < limit {
            let Some(at) = self.buffer.get(from..).and_then(|rest| finder.find(rest)) else {
                break;
            };
            // The entry that holds the place: the last one that begins at or before it.
            let place = self.entries.partition_point(|(begin, _)| *begin <= from + at);
            let place = place.saturating_sub(1);
            let names = self.bytes_of(place);
            let whole = others.iter().all(|other| other.find(names).is_some());
            if let (true, Some((_, Some(woman)))) = (whole, self.entries.get(place)) {
                found.push(*woman);
            }
            from = self.entries.get(place + 1).map_or(self.buffer.len(), |(next, _)| *next);
        }
        found
    }
}

#[derive(FromRow)]
struct NameRow {
    id: Uuid,
    organisation_id: Uuid,
    name_change: i64,
    sealed: Vec<u8>,
}

#[derive(FromRow)]
struct Count {
    many: i64,
}

#[derive(FromRow)]
struct IdRow {
    id: Uuid,
}

#[derive(FromRow)]
struct CountRow {
    organisation_id: Uuid,
    changes: i64,
}

/// Reads the names of every organisation, and afterwards what changed since. Run it in the
/// background after start.
///
/// # Errors
/// By what is wrong; what was read stays.
pub async fn fill_names(store: &Store, index: &NameIndex) -> Result<(), Fault> {
    refresh_names(store, index).await
}

/// Reads the names that changed since the last time, on whichever node. Cheap when nothing did.
///
/// # Errors
/// By what is wrong; what was read stays.
pub async fn refresh_names(store: &Store, index: &NameIndex) -> Result<(), Fault> {
    let mut uow = store.read().await?;
    let counts: Vec<CountRow> = uow.all(&sql::NAME_COUNTS, values![]).await?;
    drop(uow);
    for CountRow { organisation_id, changes } in counts {
        let organisation = Id::from_uuid(organisation_id);
        if index.seen(organisation) >= changes {
            continue;
        }
        while index.seen(organisation) < changes {
            if !read_page(store, index, organisation).await? {
                break;
            }
        }
        index.set_seen(organisation, changes);
        forget_who_is_gone(store, index, organisation).await?;
    }
    Ok(())
}

/// A woman who was erased leaves no row that changed, only a count that does not fit.
async fn forget_who_is_gone(
    store: &Store,
    index: &NameIndex,
    organisation: Id<OrganisationMark>,
) -> Result<(), Fault> {
    let mut uow = store.read().await?;
    let count: Count = uow.one(&sql::WOMEN_HERE, values![organisation]).await?;
    if usize::try_from(count.many) == Ok(index.len(organisation)) {
        return Ok(());
    }
    let rows: Vec<IdRow> = uow.all(&sql::WOMEN_IDS, values![organisation]).await?;
    index.keep_only(organisation, &rows.iter().map(|row| Id::from_uuid(row.id)).collect());
    Ok(())
}

/// Reads one page in a transaction of its own, so that a large organisation never holds one open.
/// Returns whether there may be more.
async fn read_page(
    store: &Store,
    index: &NameIndex,
    organisation: Id<OrganisationMark>,
) -> Result<bool, Fault> {
    let mut uow = store.read().await?;
    let values = values![organisation, index.seen(organisation), PAGE];
    let rows: Vec<NameRow> = uow.all(&sql::NAMES_CHANGED_AFTER, values).await?;
    let more = i64::try_from(rows.len()).unwrap_or(0) == PAGE;
    for row in rows {
        let (organisation, woman) = (Id::from_uuid(row.organisation_id), Id::from_uuid(row.id));
        match uow.open::<Identity>(row.id, "woman", row.id, &row.sealed).await {
            Ok(identity) => index.put(organisation, woman, &identity),
            Err(StoreError::Seal(SealError::Erased)) => index.forget(organisation, woman),
            Err(other) => return Err(other.into()),
        }
        // Each change has a count of its own, so a page never ends amid equal counts.
        index.set_seen(organisation, row.name_change);
    }
    Ok(more)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn organisation() -> Id<OrganisationMark> {
        Id::from_uuid(Uuid::from_u128(1))
    }

    fn woman(number: u128) -> Id<Woman> {
        Id::from_uuid(Uuid::from_u128(number))
    }

    fn named(name: &str) -> Identity {
        Identity { legal_name: name.to_owned(), ..Identity::default() }
    }

    #[test]
    fn any_part_of_a_name_finds_her_whatever_its_accents() {
        let index = NameIndex::new();
        index.put(organisation(), woman(1), &named("Siân O’Brien-Ŵyn"));
        index.put(organisation(), woman(2), &named("Kayleigh Morgan"));
        let found = |text: &str| index.search(organisation(), text, 10);
        assert_eq!(found("morgan k"), [woman(2)]);
        assert_eq!(found("brien"), [woman(1)]);
        assert_eq!(found("WYN siân"), [woman(1)]);
        assert_eq!(found("org"), [woman(2)]);
        assert!(found("morgan sian").is_empty(), "both words in one woman");
        assert!(found("  ").is_empty());
        assert!(found("\n").is_empty());
        let elsewhere = Id::from_uuid(Uuid::from_u128(2));
        assert!(index.search(elsewhere, "morgan", 10).is_empty(), "another organisation's");
    }

    #[test]
    fn a_changed_name_is_found_by_the_new_one_only_and_a_forgotten_woman_by_none() {
        let index = NameIndex::new();
        for number in 0..3_000 {
            index.put(organisation(), woman(number), &named("Ann Jones"));
        }
        for number in 0..2_000 {
            index.put(organisation(), woman(number), &named("Beth Price"));
        }
        index.forget(organisation(), woman(2_999));
        assert_eq!(index.search(organisation(), "jones", 9_999).len(), 999);
        assert_eq!(index.search(organisation(), "price", 9_999).len(), 2_000);
        assert_eq!(index.len(organisation()), 2_999);
        let found = index.search(organisation(), "ann jones", 9_999);
        assert!(found.contains(&woman(2_000)) && !found.contains(&woman(2_999)));
    }

    #[test]
    fn a_search_looks_at_fifty_thousand_women_in_one_pass() {
        let index = NameIndex::new();
        for number in 0..50_000u128 {
            let name = format!("Woman{} Person{}", number, number * 7 % 50_000);
            index.put(organisation(), woman(number), &named(&name));
        }
        assert_eq!(index.search(organisation(), "woman49999", 50), [woman(49_999)]);
        assert_eq!(index.search(organisation(), "woman", 50).len(), 50);
        assert!(index.search(organisation(), "nobody", 50).is_empty());
    }
}
