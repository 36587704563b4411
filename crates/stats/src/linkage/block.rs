//! Which pairs are looked at: records sorted by what a rule asks to be equal, every pair of each block
//! numbered from nought, so that any stretch of the numbers can be worked on by any thread and nothing
//! is held in memory but one number a record. A pair is kept at its first rule. Not for scoring.

use rayon::prelude::*;

use super::compare::{BoundRule, Comparer, first_shared};
use super::lexicon::hash;
use super::settings::LinkType;

/// The blocks of one rule.
#[derive(Debug)]
pub(super) struct Blocks<'a> {
    comparer: &'a Comparer<'a>,
    rules: &'a [BoundRule],
    place: usize,
    link: LinkType,
    /// Rows that take the left place, by key.
    left: Vec<u32>,
    /// Rows that take the right place, where they are not the same.
    right: Option<Vec<u32>>,
    /// Where the partners of each left row begin; absent where that is the row after it.
    partners: Option<Vec<u32>>,
    /// Pairs before each left row, and all at the end.
    before: Vec<u64>,
    /// The key of each left row, for lists only.
    keys: Vec<u64>,
    only_new: bool,
}

impl<'a> Blocks<'a> {
    pub(super) fn of(
        comparer: &'a Comparer<'a>,
        rules: &'a [BoundRule],
        place: usize,
        link: LinkType,
    ) -> Self {
        let rule = &rules[place];
        let only_new = comparer.records.fresh.is_some();
        let split = !rule.even || only_new;
        let mut left = keyed(comparer, rule, Side::Left);
        let mut blocks = Self {
            comparer,
            rules,
            place,
            link,
            left: Vec::new(),
            right: None,
            partners: None,
            before: Vec::with_capacity(left.len() + 1),
            keys: Vec::new(),
            only_new,
        };
        let mut pairs = 0_u64;
        if split {
            let right = if rule.even { left.clone() } else { keyed(comparer, rule, Side::Right) };
            if rule.even {
                left.retain(|&(_, row)| comparer.records.is_new(row));
            }
            let mut partners = Vec::with_capacity(left.len());
            let (mut from, mut to) = (0, 0);
            for &(key, _) in &left {
                blocks.before.push(pairs);
                if to == 0 || from >= right.len() || right[from].0 != key || to <= from {
                    from = to.max(from);
                    while from < right.len() && right[from].0 < key {
                        from += 1;
                    }
                    to = from;
                    while to < right.len() && right[to].0 == key {
                        to += 1;
                    }
                }
                partners.push(from as u32);
                pairs += (to - from) as u64;
            }
            blocks.partners = Some(partners);
            blocks.right = Some(right.iter().map(|&(_, row)| row).collect());
        } else {
            let mut end = 0;
            for (at, &(key, _)) in left.iter().enumerate() {
                blocks.before.push(pairs);
                if end <= at {
                    end = at + 1;
                    while end < left.len() && left[end].0 == key {
                        end += 1;
                    }
                }
                pairs += (end - at - 1) as u64;
            }
        }
        blocks.before.push(pairs);
        if rule.list.is_some() {
            blocks.keys = left.iter().map(|&(key, _)| key).collect();
        }
        blocks.left = left.iter().map(|&(_, row)| row).collect();
        blocks
    }

    /// How many pairs the blocks hold, before those are left out that an earlier rule keeps.
    pub(super) fn pairs(&self) -> u64 {
        self.before.last().copied().unwrap_or(0)
    }

    /// Gives each kept pair numbered from `from` to before `to`.
    pub(super) fn each(&self, from: u64, to: u64, mut give: impl FnMut(u32, u32)) {
        if from >= to {
            return;
        }
        let mut at = self.before.partition_point(|&before| before <= from) - 1;
        let mut number = from;
        while number < to {
            let end = self.before[at + 1].min(to);
            if end > number {
                let first = (number - self.before[at]) as usize;
                let begin = match &self.partners {
                    Some(partners) => partners[at] as usize,
                    None => at + 1,
                };
                let others = self.right.as_ref().unwrap_or(&self.left);
                for &other in &others[begin + first..begin + first + (end - number) as usize] {
                    self.admit(at, self.left[at], other, &mut give);
                }
                number = end;
            }
            at += 1;
        }
    }

    fn admit(&self, at: usize, row: u32, other: u32, give: &mut impl FnMut(u32, u32)) {
        let comparer = self.comparer;
        let rule = &self.rules[self.place];
        let (mut l, mut r) = (row, other);
        if self.only_new {
            if rule.even {
                // Two new records meet twice, a new and an old one once.
                if comparer.records.is_new(other) && row >= other {
                    return;
                }
                (l, r) = (row.min(other), row.max(other));
            } else if !comparer.records.is_new(row) && !comparer.records.is_new(other) {
                return;
            }
        }
        if l >= r || (self.link == LinkType::LinkOnly && comparer.records.same_source(l, r)) {
            return;
        }
        // Keys of more than two parts are mixed and might, once in a universe, agree by chance.
        let mixed = rule.equal.len() + usize::from(rule.list.is_some()) > 2;
        if mixed
            && !rule.equal.iter().all(|&(a, b)| {
                let number = comparer.number(a, l);
                number != 0 && number == comparer.number(b, r)
            })
        {
            return;
        }
        if let Some((a, b)) = rule.list {
            // Records that share several items meet at each; the least of them counts.
            let Some(least) = first_shared(comparer.items(a, l), comparer.items(b, r)) else {
                return;
            };
            let mut parts = self.numbers(rule, l);
            parts.push(least);
            if key(&parts) != self.keys[at] {
                return;
            }
        }
        if !comparer.besides(rule, l, r) {
            return;
        }
        if self.rules[..self.place].iter().any(|earlier| comparer.meets(earlier, l, r)) {
            return;
        }
        give(l, r);
    }

    fn numbers(&self, rule: &BoundRule, left: u32) -> Vec<u32> {
        rule.equal.iter().map(|&(a, _)| self.comparer.number(a, left)).collect()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

/// Rows with their key, sorted; rows where a part is missing are left out.
fn keyed(comparer: &Comparer<'_>, rule: &BoundRule, side: Side) -> Vec<(u64, u32)> {
    let rows = comparer.records.rows as u32;
    let pick = |&(l, r): &_| if side == Side::Left { l } else { r };
    let mut keyed: Vec<(u64, u32)> = match &rule.list {
        None => (0..rows)
            .into_par_iter()
            .with_min_len(4096)
            .filter_map(|row| {
                let mut parts = [0_u32; 8];
                let used = rule.equal.len().min(8);
                for (part, sides) in parts.iter_mut().zip(&rule.equal) {
                    *part = comparer.number(pick(sides), row);
                    if *part == 0 {
                        return None;
                    }
                }
                Some((key(&parts[..used]), row))
            })
            .collect(),
        Some(list) => (0..rows)
            .into_par_iter()
            .with_min_len(4096)
            .flat_map_iter(|row| {
                let mut parts: Vec<u32> =
                    rule.equal.iter().map(|s| comparer.number(pick(s), row)).collect();
                let items = if parts.contains(&0) { &[] } else { comparer.items(pick(list), row) };
                parts.push(0);
                items.iter().map(move |&item| {
                    if let Some(last) = parts.last_mut() {
                        *last = item;
                    }
                    (key(&parts), row)
                })
            })
            .collect(),
    };
    keyed.par_sort_unstable();
    keyed
}

/// Exact for one or two parts, mixed for more.
fn key(parts: &[u32]) -> u64 {
    match *parts {
        [a] => u64::from(a),
        [a, b] => u64::from(a) << 32 | u64::from(b),
        _ => {
            let mut bytes = [0_u8; 32];
            for (place, part) in bytes.chunks_exact_mut(4).zip(parts) {
                place.copy_from_slice(&part.to_le_bytes());
            }
            hash(&bytes)
        }
    }
}
