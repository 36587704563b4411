//! The index: rows in order of id, words to rows, areas to rows.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use uuid::Uuid;

use super::answer::{Answer, Sight, weigh};
use super::query::{Query, Unsuitable};
use super::rows::{Row, Shared};
use super::words::{Asked, WhereFound, closest, forgiven, understand, worth};
use crate::model::{Taxonomy, WomenOnly};
use crate::publish::Published;

/// The most words of one description that are held.
const WORDS_OF_ONE: usize = 60;

/// An index over the entries of one audience. Immutable: a change makes a new one.
#[derive(Debug)]
pub struct Index {
    pub(super) rows: Vec<Row>,
    pub(super) shared: Shared,
    /// Each word, in order, with where it stands: row number times four, and where in it.
    vocabulary: Vec<(Box<str>, Box<[u32]>)>,
    /// Rows by area, and those that say none.
    by_area: HashMap<u16, Vec<u32>>,
    without_area: Vec<u32>,
    pub(super) by_term: HashMap<Uuid, Vec<u32>>,
    pub(super) by_taxonomy: HashMap<Uuid, Vec<u32>>,
}

const fn mark(found: WhereFound) -> u32 {
    match found {
        WhereFound::Name => 0,
        WhereFound::Organisation => 1,
        WhereFound::Description => 2,
    }
}

const fn found_at(mark: u32) -> WhereFound {
    match mark % 4 {
        0 => WhereFound::Name,
        1 => WhereFound::Organisation,
        _ => WhereFound::Description,
    }
}

impl Index {
    /// Builds it. Of two entries with one id the first counts. Entries may come one by one from a
    /// store: none is kept.
    #[must_use]
    pub fn build(entries: impl IntoIterator<Item = impl std::borrow::Borrow<Published>>) -> Self {
        let mut shared = Shared::default();
        let mut rows: Vec<(Row, Held)> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        let mut words: HashMap<Box<str>, Vec<(u32, u32)>> = HashMap::new();
        for entry in entries {
            let entry = entry.borrow();
            if !seen.insert(entry.service.ident.id) {
                continue;
            }
            let number = u32::try_from(rows.len()).unwrap_or(u32::MAX);
            for (word, found) in words_of(entry) {
                words.entry(word.into()).or_default().push((number, mark(found)));
            }
            rows.push((shared.row(entry), Held::of(entry)));
        }
        // In order of id, whatever the order in which they came.
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by_key(|at| rows.get(*at).map(|(row, _)| row.id));
        let mut renumbered = vec![0_u32; rows.len()];
        for (new, old) in order.iter().enumerate() {
            if let Some(slot) = renumbered.get_mut(*old) {
                *slot = u32::try_from(new).unwrap_or(u32::MAX);
            }
        }
        rows.sort_by_key(|(row, _)| row.id);
        let new_number = |old: u32| {
            let old = usize::try_from(old).unwrap_or(usize::MAX);
            renumbered.get(old).copied().unwrap_or(u32::MAX)
        };
        let mut vocabulary: Vec<(Box<str>, Box<[u32]>)> = words
            .into_iter()
            .map(|(word, at)| {
                let mut marks: Vec<u32> = at
                    .into_iter()
                    .map(|(row, mark)| new_number(row).saturating_mul(4).saturating_add(mark))
                    .collect();
                marks.sort_unstable();
                (word, marks.into_boxed_slice())
            })
            .collect();
        vocabulary.sort_by(|(a, _), (b, _)| a.cmp(b));
        let mut index = Self {
            rows: Vec::with_capacity(rows.len()),
            shared,
            vocabulary,
            by_area: HashMap::new(),
            without_area: Vec::new(),
            by_term: HashMap::new(),
            by_taxonomy: HashMap::new(),
        };
        for (row, held) in rows {
            index.add(row, held);
        }
        index
    }

    fn add(&mut self, row: Row, held: Held) {
        let number = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        for area in &row.areas {
            self.by_area.entry(*area).or_default().push(number);
        }
        if row.areas.is_empty() {
            self.without_area.push(number);
        }
        for term in held.terms {
            self.by_term.entry(term).or_default().push(number);
        }
        for taxonomy in held.taxonomies {
            self.by_taxonomy.entry(taxonomy).or_default().push(number);
        }
        self.rows.push(row);
    }

    /// How many entries it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Does it hold none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// What her words are understood to ask for.
    #[must_use]
    pub fn understand(&self, words: &str) -> Asked {
        let known = |word: &str| !self.standing(word).is_empty();
        let nearest = |word: &str| {
            let all = self.vocabulary.iter().map(|(word, _)| &**word);
            closest(word, all, forgiven(word.chars().count()))
        };
        understand(words, known, nearest)
    }

    /// Where a word stands.
    fn standing(&self, word: &str) -> &[u32] {
        let at = self.vocabulary.binary_search_by(|(other, _)| (**other).cmp(word));
        at.ok().and_then(|at| self.vocabulary.get(at)).map_or(&[], |(_, marks)| marks)
    }

    /// The rows in which a word stands.
    pub(super) fn rows_with(&self, word: &str) -> Vec<u32> {
        let mut rows: Vec<u32> = self.standing(word).iter().map(|mark| mark / 4).collect();
        rows.dedup();
        rows
    }

    /// Answers, best first: those that fit, then (where asked) those that do not, with what does not.
    #[must_use]
    pub fn search(&self, query: &Query) -> Vec<Answer> {
        let mut asked = self.understand(&query.words);
        asked.terms.extend(query.needs.iter().copied());
        let found = self.found(&asked, &query.words);
        let sight = Sight::new(self, query, &asked);
        let mut answers: Vec<Answer> = match (query.unsuitable, &sight.place) {
            (Unsuitable::LeaveOut | Unsuitable::ShowThere, Some(place)) => {
                let mut near: Vec<u32> = self.without_area.clone();
                for area in place.around.iter().chain(&place.partly) {
                    near.extend(self.by_area.get(area).into_iter().flatten());
                }
                near.sort_unstable();
                near.dedup();
                near.into_iter().filter_map(|number| self.answer(number, &sight, &found)).collect()
            }
            _ => {
                let all = 0..u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
                all.filter_map(|number| self.answer(number, &sight, &found)).collect()
            }
        };
        answers.sort_by(|a, b| a.rank.cmp(&b.rank).then(a.id.cmp(&b.id)));
        answers.truncate(query.most);
        answers
    }

    fn answer(&self, number: u32, sight: &Sight<'_>, found: &Found) -> Option<Answer> {
        let row = self.rows.get(usize::try_from(number).ok()?)?;
        let answer = weigh(row, sight, found.get(&number).map_or(&[], Vec::as_slice));
        let kept = match sight.query.unsuitable {
            Unsuitable::LeaveOut => answer.misfits.is_empty(),
            Unsuitable::Show => true,
            Unsuitable::ShowThere => sight.place.is_some() || answer.misfits.is_empty(),
        };
        kept.then_some(answer)
    }

    /// In which rows each of her words stands. Words that were understood as a need are looked for in
    /// names too: "Teasel House" is a name, though a house is a need.
    fn found(&self, asked: &Asked, typed: &str) -> Found {
        let mut found = Found::new();
        for (word, right) in wanted(asked, typed) {
            let must = asked.words.contains(&right);
            for mark in self.standing(&right) {
                let at = found_at(*mark);
                if must || at != WhereFound::Description {
                    let weight = rarity(self.rows.len(), self.standing(&right).len());
                    let hit = Hit { word: word.clone(), found: at, must, weight };
                    found.entry(mark / 4).or_default().push(hit);
                }
            }
        }
        found
    }
}

/// Each word worth looking for, as typed and as understood.
pub(super) fn wanted(asked: &Asked, typed: &str) -> BTreeMap<String, String> {
    worth(typed)
        .into_iter()
        .map(|word| {
            let right = asked.put_right.get(&word).cloned().unwrap_or_else(|| word.clone());
            (word, right)
        })
        .collect()
}

/// 1 for a word that stands everywhere, up to 16 for one that stands once in many.
fn rarity(rows: usize, standing: usize) -> u32 {
    (rows / standing.max(1)).max(1).ilog2().clamp(1, 16)
}

/// A word that stands in a row.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    pub(super) word: String,
    pub(super) found: WhereFound,
    pub(super) must: bool,
    pub(super) weight: u32,
}

type Found = HashMap<u32, Vec<Hit>>;

/// Under which terms and taxonomies an entry is filed.
struct Held {
    terms: BTreeSet<Uuid>,
    taxonomies: BTreeSet<Uuid>,
}

impl Held {
    fn of(entry: &Published) -> Self {
        let service = &entry.service;
        let whom = &service.eligibility;
        let mut held = Self { terms: BTreeSet::new(), taxonomies: BTreeSet::new() };
        let mut file = |taxonomy: Taxonomy, code: &str| {
            held.terms.insert(taxonomy.term_id(code));
            held.taxonomies.insert(taxonomy.id());
        };
        for term in &service.needs {
            file(Taxonomy::Needs, term.code());
            file(Taxonomy::Needs, term.need().code());
        }
        if whom.women_only != WomenOnly::Unknown {
            file(Taxonomy::For, whom.women_only.code());
        }
        let met = whom.circumstances.iter().filter(|(_, said)| **said == crate::model::Said::Yes);
        met.for_each(|(one, _)| file(Taxonomy::For, one.code()));
        whom.stages.iter().for_each(|one| file(Taxonomy::Stages, one.code()));
        whom.referrers.iter().for_each(|one| file(Taxonomy::Referrers, one.code()));
        for term in service.attributes.iter().filter_map(|one| one.term.as_ref()) {
            held.terms.insert(term.ident.id);
            held.taxonomies.extend(term.taxonomy_id);
        }
        held
    }
}

/// The words of an entry, each once in its best place.
pub(super) fn words_of(entry: &Published) -> BTreeMap<String, WhereFound> {
    let service = &entry.service;
    let mut found = BTreeMap::new();
    let names = [Some(&service.name), service.other_name.as_ref()];
    for word in names.into_iter().flatten().flat_map(|name| worth(name)) {
        found.entry(word).or_insert(WhereFound::Name);
    }
    let organisation = [Some(&entry.organisation.name), entry.organisation.other_name.as_ref()];
    for word in organisation.into_iter().flatten().flat_map(|name| worth(name)) {
        found.entry(word).or_insert(WhereFound::Organisation);
    }
    for word in worth(service.description.as_deref().unwrap_or_default()) {
        if found.len() >= WORDS_OF_ONE {
            break;
        }
        found.entry(word).or_insert(WhereFound::Description);
    }
    found
}
