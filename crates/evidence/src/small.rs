//! Small numbers: which cells of a return a funder does not see, so that no hidden one can be worked
//! out from those shown.
//!
//! A number is small when it, or the women behind it, are fewer than the agreement's threshold;
//! nought is small too, since "nobody" also tells something of each. Then as many more are hidden as
//! it takes: in a table whose total is shown, the hidden lines together are at least the threshold,
//! and two or more; and over the whole return, no hidden number is a sum or difference of shown
//! ones. Those inside who are entitled see true counts; this is not for them.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::count::Cell;

/// A cell of the return as this rule sees it.
#[derive(Debug, Clone)]
pub struct Candidate<'c> {
    /// The number and the people behind it.
    pub cell: &'c Cell,
    /// Its table: the total and the lines carry the same number.
    pub table: usize,
    /// Its place there.
    pub place: Place,
}

/// The place of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A line of a table.
    Line,
    /// The part of a share.
    Part,
    /// A figure by itself, and the total of its table.
    Total,
}

/// Why a cell is hidden. Said inside only: a funder who knew would learn more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hidden {
    /// The number itself is small.
    Small,
    /// Another could be worked out from it.
    WouldTell,
}

/// Decides which cells are hidden; `None` is shown. A threshold of nought or one hides nothing.
#[must_use]
pub fn hidden(candidates: &[Candidate<'_>], threshold: i64) -> Vec<Option<Hidden>> {
    let mut verdicts: Vec<Option<Hidden>> = candidates
        .iter()
        .map(|candidate| is_small(candidate.cell, threshold).then_some(Hidden::Small))
        .collect();
    if threshold <= 1 || verdicts.iter().all(Option::is_none) {
        return verdicts;
    }
    let structural = structural_vectors(candidates);
    let real = real_vectors(candidates);
    // Each round hides at least one more cell, so it ends.
    loop {
        let more = narrow_table(candidates, &verdicts, threshold)
            .or_else(|| told(candidates, &verdicts, &structural, Protect::EveryHidden))
            .or_else(|| told(candidates, &verdicts, &real, Protect::SmallOnly));
        match more.and_then(|place| verdicts.get_mut(place)) {
            Some(verdict) => *verdict = Some(Hidden::WouldTell),
            None => return verdicts,
        }
    }
}

fn is_small(cell: &Cell, threshold: i64) -> bool {
    let people = i64::try_from(cell.people.len()).unwrap_or(i64::MAX);
    threshold > 1 && (cell.value < threshold || people < threshold)
}

/// A cell to hide because the hidden lines of its table are known within too narrow bounds.
fn narrow_table(
    candidates: &[Candidate<'_>],
    verdicts: &[Option<Hidden>],
    threshold: i64,
) -> Option<usize> {
    let tables: BTreeSet<usize> = candidates.iter().map(|candidate| candidate.table).collect();
    for table in tables {
        let of_table = || {
            let cells = candidates.iter().zip(verdicts).enumerate();
            cells.filter(move |(_, (candidate, _))| candidate.table == table)
        };
        let total = of_table().find(|(_, (candidate, _))| candidate.place == Place::Total);
        let Some((total_at, (total, None))) = total else { continue };
        let lines: Vec<_> =
            of_table().filter(|(_, (candidate, _))| candidate.place == Place::Line).collect();
        let sum: i64 = lines.iter().map(|(_, (line, _))| line.cell.value).sum();
        let hidden: Vec<_> = lines.iter().filter(|(_, (_, verdict))| verdict.is_some()).collect();
        // Lines that overlap add up to more than the total, and cannot be taken from it.
        if hidden.is_empty() || sum != total.cell.value {
            continue;
        }
        let value: i64 = hidden.iter().map(|(_, (line, _))| line.cell.value).sum();
        let people: BTreeSet<Uuid> =
            hidden.iter().flat_map(|(_, (line, _))| line.cell.people.iter().copied()).collect();
        let many = i64::try_from(people.len()).unwrap_or(i64::MAX);
        if hidden.len() >= 2 && value >= threshold && many >= threshold {
            continue;
        }
        let smallest = lines
            .iter()
            .filter(|(_, (_, verdict))| verdict.is_none())
            .min_by_key(|(at, (line, _))| (line.cell.value, *at));
        return Some(smallest.map_or(total_at, |(at, _)| *at));
    }
    None
}

type Vector = BTreeMap<usize, i64>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Protect {
    EveryHidden,
    SmallOnly,
}

/// Each cell over the people behind it, as somebody who knew them all could add it up.
fn real_vectors(candidates: &[Candidate<'_>]) -> Vec<Vector> {
    let mut columns: BTreeMap<Uuid, usize> = BTreeMap::new();
    let vectors: Vec<Vector> = candidates
        .iter()
        .map(|candidate| {
            let mut vector = Vector::new();
            for (person, share) in candidate.cell.shares.iter().filter(|(_, share)| **share != 0) {
                let next = columns.len();
                vector.insert(*columns.entry(*person).or_insert(next), *share);
            }
            vector
        })
        .collect();
    joined(vectors, columns.len())
}

/// The same with people who do not exist, one for each line of a table: what can be told from how
/// the return is made up, whoever is counted in it.
fn structural_vectors(candidates: &[Candidate<'_>]) -> Vec<Vector> {
    let mut vectors = real_vectors(candidates);
    let columns = vectors.iter().filter_map(|v| v.keys().next_back()).max().map_or(0, |m| m + 1);
    for (at, line) in candidates.iter().enumerate() {
        if line.place != Place::Line {
            continue;
        }
        for (candidate, vector) in candidates.iter().zip(&mut vectors) {
            let total = candidate.place == Place::Total && candidate.table == line.table;
            if total || std::ptr::eq(candidate, line) {
                vector.insert(columns + at, 1);
            }
        }
    }
    vectors
}

/// Takes people together who count alike everywhere: fewer columns, the same sums.
fn joined(vectors: Vec<Vector>, columns: usize) -> Vec<Vector> {
    let mut by_column: Vec<Vec<(usize, i64)>> = vec![Vec::new(); columns];
    for (at, vector) in vectors.iter().enumerate() {
        for (column, share) in vector {
            if let Some(list) = by_column.get_mut(*column) {
                list.push((at, *share));
            }
        }
    }
    let distinct: BTreeSet<Vec<(usize, i64)>> = by_column.into_iter().collect();
    let mut joined = vec![Vector::new(); vectors.len()];
    for (column, list) in distinct.into_iter().enumerate() {
        for (at, share) in list {
            if let Some(vector) = joined.get_mut(at) {
                vector.insert(column, share);
            }
        }
    }
    joined
}

/// A shown cell to hide because some hidden one is a sum of multiples of shown ones.
fn told(
    candidates: &[Candidate<'_>],
    verdicts: &[Option<Hidden>],
    vectors: &[Vector],
    protect: Protect,
) -> Option<usize> {
    let mut basis = Basis::default();
    for (at, (vector, verdict)) in vectors.iter().zip(verdicts).enumerate() {
        if verdict.is_none() {
            basis.add(at, vector);
        }
    }
    for (vector, verdict) in vectors.iter().zip(verdicts) {
        let wanted = match (verdict, protect) {
            (None, _) => false,
            (Some(_), Protect::EveryHidden) | (Some(Hidden::Small), Protect::SmallOnly) => true,
            (Some(Hidden::WouldTell), Protect::SmallOnly) => false,
        };
        if !wanted || vector.is_empty() {
            continue;
        }
        let Some(parts) = basis.parts(vector) else { continue };
        let smallest = parts.into_iter().min_by_key(|at| {
            candidates.get(*at).map(|candidate| (candidate.place, candidate.cell.value, *at))
        });
        if smallest.is_some() {
            return smallest;
        }
    }
    None
}

/// A prime below 2^31: products of two remainders fit in a u64. A sum that holds between whole
/// numbers holds between remainders too, so nothing that can be worked out is missed.
const PRIME: u64 = 2_147_483_647;

/// Remainders by column or by cell; one that is nought is not there.
type Remainders = BTreeMap<usize, u64>;

/// Rows of an elimination, each with the cells it was made from.
#[derive(Default)]
struct Basis {
    rows: Vec<(usize, Remainders, Remainders)>,
}

impl Basis {
    fn add(&mut self, at: usize, vector: &Vector) {
        let (rest, mut made_of) = self.reduce(vector);
        let Some((pivot, value)) = rest.iter().next().map(|(column, value)| (*column, *value))
        else {
            return;
        };
        add_to(&mut made_of, &BTreeMap::from([(at, 1)]), 1);
        let inverse = power(value, PRIME - 2);
        let scale = |map: Remainders| -> Remainders {
            map.into_iter().map(|(key, value)| (key, value * inverse % PRIME)).collect()
        };
        self.rows.push((pivot, scale(rest), scale(made_of)));
    }

    /// The cells of which a vector is made up, when it is.
    fn parts(&self, vector: &Vector) -> Option<Vec<usize>> {
        let (rest, made_of) = self.reduce(vector);
        rest.is_empty().then(|| made_of.into_keys().collect())
    }

    /// What is left of a vector, and minus what was taken from it.
    fn reduce(&self, vector: &Vector) -> (Remainders, Remainders) {
        let prime = i64::try_from(PRIME).unwrap_or(i64::MAX);
        let mut rest: Remainders = vector
            .iter()
            .filter_map(|(column, share)| {
                let value = u64::try_from(share.rem_euclid(prime)).ok()?;
                (value != 0).then_some((*column, value))
            })
            .collect();
        let mut made_of = BTreeMap::new();
        for (pivot, row, of) in &self.rows {
            if let Some(value) = rest.get(pivot).copied() {
                let minus = PRIME - value;
                add_to(&mut rest, row, minus);
                add_to(&mut made_of, of, minus);
            }
        }
        (rest, made_of)
    }
}

fn add_to(map: &mut Remainders, row: &Remainders, times: u64) {
    for (key, value) in row {
        let sum = (map.get(key).copied().unwrap_or(0) + value * times) % PRIME;
        if sum == 0 {
            map.remove(key);
        } else {
            map.insert(*key, sum);
        }
    }
}

fn power(base: u64, mut exponent: u64) -> u64 {
    let (mut result, mut base) = (1, base % PRIME);
    while exponent > 0 {
        if exponent % 2 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        exponent /= 2;
    }
    result
}
