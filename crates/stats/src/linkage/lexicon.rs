//! Each distinct text of a column once, under a number: what is compared, counted and blocked on is
//! then a number of four bytes. Number 0 is the missing value.

use std::hash::Hasher as _;

use hashbrown::HashTable;

/// Distinct texts, numbered from 1 in the order in which they were first met.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    text: Vec<u8>,
    ends: Vec<u32>,
    places: HashTable<u32>,
}

impl Lexicon {
    /// The number of a text, which is added where it is new; 0 for the empty text.
    pub fn number(&mut self, text: &[u8]) -> u32 {
        if text.is_empty() {
            return 0;
        }
        let Self { text: all, ends, places } = self;
        let known = |id: u32| span(all, ends, id);
        match places.find(hash(text), |&id| known(id) == text) {
            Some(&id) => id,
            None => {
                all.extend_from_slice(text);
                ends.push(all.len() as u32);
                let id = ends.len() as u32;
                places.insert_unique(hash(text), id, |&id| hash(span(all, ends, id)));
                id
            }
        }
    }

    /// The text under a number; empty for 0.
    #[must_use]
    pub fn text(&self, id: u32) -> &[u8] {
        span(&self.text, &self.ends, id)
    }

    /// How many numbers there are, 0 among them.
    #[must_use]
    pub fn numbers(&self) -> usize {
        self.ends.len() + 1
    }

    /// Gives back the memory that was needed to find texts; afterwards nothing may be added.
    pub fn close(&mut self) {
        self.places = HashTable::new();
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

fn span<'a>(text: &'a [u8], ends: &[u32], id: u32) -> &'a [u8] {
    let id = id as usize;
    match id {
        0 => &[],
        1 => &text[..ends[0] as usize],
        _ => &text[ends[id - 2] as usize..ends[id - 1] as usize],
    }
}

/// The same everywhere and always, unlike the standard library's.
pub(super) fn hash(text: &[u8]) -> u64 {
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write(text);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_one_number_and_a_number_one_text() {
        let mut lexicon = Lexicon::default();
        let ids: Vec<u32> =
            ["ann", "", "bea", "ann"].iter().map(|t| lexicon.number(t.as_bytes())).collect();
        assert_eq!(ids, [1, 0, 2, 1]);
        assert_eq!((lexicon.text(0), lexicon.text(2)), (&b""[..], &b"bea"[..]));
        assert_eq!(lexicon.numbers(), 3);
    }
}
