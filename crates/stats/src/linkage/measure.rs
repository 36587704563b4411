//! How alike two texts are: Jaro, Jaro–Winkler, Levenshtein, Damerau–Levenshtein. On bytes of UTF-8, as
//! DuckDB has them, so that a weight here is the weight there. Not for deciding which is used (see
//! `settings`).

/// A text of up to fifteen bytes in sixteen, the last of which is its length: what most names, dates
/// and identifiers are. It lies where it is read, and is compared with a few steps of arithmetic.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word([u8; 16]);

impl Word {
    /// What stands for a text that is too long.
    pub(super) const LONG: Self = Self([0xff; 16]);

    pub(super) fn new(text: &[u8]) -> Option<Self> {
        let mut bytes = [0; 16];
        bytes.get_mut(..text.len()).filter(|room| room.len() < 16)?.copy_from_slice(text);
        bytes[15] = text.len() as u8;
        Some(Self(bytes))
    }

    pub(super) fn is_long(&self) -> bool {
        self.0[15] > 15
    }

    fn len(self) -> usize {
        usize::from(self.0[15])
    }

    fn bytes(&self) -> &[u8] {
        &self.0[..self.len()]
    }

    /// A bit for each place where a byte stands.
    fn places(self, byte: u8) -> u32 {
        const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
        let spread = u64::from(byte) * 0x0101_0101_0101_0101;
        let [a, b] = [0, 8].map(|from| {
            let mut half = [0; 8];
            half.copy_from_slice(&self.0[from..from + 8]);
            let differing = u64::from_le_bytes(half) ^ spread;
            // The high bit of each byte that is nought, then those bits side by side.
            let nought = !(((differing & LOW) + LOW) | differing | LOW);
            (nought >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
        });
        (a as u32 | (b as u32) << 8) & ((1 << self.len()) - 1)
    }
}

/// [`jaro_winkler`] of short texts, the same to the last bit.
pub(super) fn jaro_of_words(a: &Word, b: &Word) -> f64 {
    let (x, y) = (a.bytes(), b.bytes());
    if x.is_empty() || y.is_empty() {
        return f64::from(x.len() == y.len());
    }
    let window = (x.len().max(y.len()) / 2).saturating_sub(1);
    let (mut taken_a, mut taken_b) = (0_u32, 0_u32);
    for (i, &byte) in x.iter().enumerate() {
        let near = (2_u32 << (i + window)).wrapping_sub(1) & !((1 << i.saturating_sub(window)) - 1);
        let free = b.places(byte) & near & !taken_b;
        taken_b |= free & free.wrapping_neg();
        taken_a |= u32::from(free != 0) << i;
    }
    jaro_from(x, y, taken_a.into(), taken_b.into())
}

/// [`levenshtein`] of short texts. Source: Myers 1999, as Hyyrö 2003 has it.
pub(super) fn levenshtein_of_words(a: &Word, b: &Word, cap: u32) -> u32 {
    let over = cap.saturating_add(1);
    if a.len().abs_diff(b.len()) > cap as usize {
        return over;
    }
    if a.len() == 0 || b.len() == 0 {
        return (a.len().max(b.len()) as u32).min(over);
    }
    let (mut up, mut down) = (u32::MAX, 0_u32);
    let last = 1 << (a.len() - 1);
    let mut steps = a.len() as u32;
    for &byte in b.bytes() {
        let x = a.places(byte) | down;
        let diagonal = ((up.wrapping_add(x & up)) ^ up) | x;
        let less = up & diagonal;
        let more = down | !(up | diagonal);
        if more & last != 0 {
            steps += 1;
        } else if less & last != 0 {
            steps -= 1;
        }
        let x = more << 1 | 1;
        down = x & diagonal;
        up = less << 1 | !(x | diagonal);
    }
    steps.min(over)
}

/// [`damerau_levenshtein`] of short texts: a swap saves at most every second step, so most pairs are
/// too far apart by the quicker count already.
pub(super) fn damerau_of_words(a: &Word, b: &Word, cap: u32) -> u32 {
    let quick = levenshtein_of_words(a, b, cap.saturating_mul(2).saturating_add(1));
    if quick <= 1 {
        return quick.min(cap.saturating_add(1));
    }
    if quick > cap.saturating_mul(2) {
        return cap.saturating_add(1);
    }
    damerau_levenshtein(a.bytes(), b.bytes(), cap)
}

/// Jaro similarity, from 0 (nothing shared) to 1 (equal). Source: Jaro 1989.
#[must_use]
pub fn jaro(a: &[u8], b: &[u8]) -> f64 {
    if a.is_empty() && b.is_empty() {
        return 1.0;
    }
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let (matches, differing) =
        if a.len() <= 64 && b.len() <= 64 { matched_short(a, b) } else { matched_long(a, b) };
    similarity(a.len(), b.len(), matches, differing)
}

fn similarity(a: usize, b: usize, matches: usize, differing: usize) -> f64 {
    if matches == 0 {
        return 0.0;
    }
    let m = matches as f64;
    let t = (differing / 2) as f64;
    (m / a as f64 + m / b as f64 + (m - t) / m) / 3.0
}

fn jaro_from(a: &[u8], b: &[u8], taken_a: u64, taken_b: u64) -> f64 {
    similarity(a.len(), b.len(), taken_a.count_ones() as usize, differing(a, b, taken_a, taken_b))
}

/// Jaro–Winkler similarity: Jaro, raised by a common beginning of up to four bytes where it exceeds
/// 0.7, by a tenth of what is missing to 1 for each. Source: Winkler 1990.
#[must_use]
pub fn jaro_winkler(a: &[u8], b: &[u8]) -> f64 {
    raised(jaro(a, b), a, b)
}

/// [`jaro_winkler`] of short texts.
pub(super) fn jaro_winkler_of_words(a: &Word, b: &Word) -> f64 {
    raised(jaro_of_words(a, b), a.bytes(), b.bytes())
}

fn raised(jaro: f64, a: &[u8], b: &[u8]) -> f64 {
    if jaro <= 0.7 {
        return jaro;
    }
    let prefix = a.iter().zip(b).take(4).take_while(|(x, y)| x == y).count();
    jaro + 0.1 * prefix as f64 * (1.0 - jaro)
}

/// Matches and half-transpositions, with the taken places of each text as bits of one word.
fn matched_short(a: &[u8], b: &[u8]) -> (usize, usize) {
    let window = (a.len().max(b.len()) / 2).saturating_sub(1);
    let (mut taken_a, mut taken_b) = (0_u64, 0_u64);
    let mut matches = 0;
    for (i, &x) in a.iter().enumerate() {
        let from = i.saturating_sub(window);
        let to = (i + window + 1).min(b.len());
        for (j, &y) in b.iter().enumerate().take(to).skip(from) {
            if x == y && taken_b >> j & 1 == 0 {
                taken_a |= 1 << i;
                taken_b |= 1 << j;
                matches += 1;
                break;
            }
        }
    }
    (matches, differing(a, b, taken_a, taken_b))
}

/// How many of the taken bytes, in order, are not the same.
fn differing(a: &[u8], b: &[u8], taken_a: u64, taken_b: u64) -> usize {
    let mut differing = 0;
    let (mut left_a, mut left_b) = (taken_a, taken_b);
    while left_a != 0 {
        let (i, j) = (left_a.trailing_zeros() as usize, left_b.trailing_zeros() as usize);
        differing += usize::from(a[i] != b[j]);
        left_a &= left_a - 1;
        left_b &= left_b - 1;
    }
    differing
}

fn matched_long(a: &[u8], b: &[u8]) -> (usize, usize) {
    let window = (a.len().max(b.len()) / 2).saturating_sub(1);
    let mut taken = vec![false; b.len()];
    let mut from_a = Vec::new();
    for (i, &x) in a.iter().enumerate() {
        let from = i.saturating_sub(window);
        let to = (i + window + 1).min(b.len());
        if let Some(j) = (from..to).find(|&j| b[j] == x && !taken[j]) {
            taken[j] = true;
            from_a.push(x);
        }
    }
    let from_b = b.iter().zip(&taken).filter_map(|(&y, &taken)| taken.then_some(y));
    let differing = from_a.iter().zip(from_b).filter(|(x, y)| **x != *y).count();
    (from_a.len(), differing)
}

/// Levenshtein distance, or `cap + 1` where it is more than `cap`. Source: Levenshtein 1966.
#[must_use]
pub fn levenshtein(a: &[u8], b: &[u8], cap: u32) -> u32 {
    let (a, b) = differing_middle(a, b);
    let over = cap.saturating_add(1);
    if a.len().abs_diff(b.len()) > cap as usize {
        return over;
    }
    if a.is_empty() || b.is_empty() {
        return (a.len().max(b.len()) as u32).min(over);
    }
    if cap == 1 {
        // Neither end agrees: one substitution is the only single step left.
        return if a.len() == 1 && b.len() == 1 { 1 } else { 2 };
    }
    with_row(b.len() + 1, |row| {
        for (j, cell) in row.iter_mut().enumerate() {
            *cell = j as u32;
        }
        for (i, &x) in a.iter().enumerate() {
            let mut diagonal = row[0];
            row[0] = i as u32 + 1;
            let mut least = row[0];
            for (j, &y) in b.iter().enumerate() {
                let replaced = diagonal + u32::from(x != y);
                diagonal = row[j + 1];
                row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
                least = least.min(row[j + 1]);
            }
            if least > cap {
                return over;
            }
        }
        row[b.len()].min(over)
    })
}

/// Damerau–Levenshtein distance (neighbours swapped count one, and may be edited between), or
/// `cap + 1` where it is more than `cap`. Source: Lowrance and Wagner 1975.
#[must_use]
pub fn damerau_levenshtein(a: &[u8], b: &[u8], cap: u32) -> u32 {
    let (a, b) = differing_middle(a, b);
    let over = cap.saturating_add(1);
    if a.len().abs_diff(b.len()) > cap as usize {
        return over;
    }
    if a.is_empty() || b.is_empty() {
        return (a.len().max(b.len()) as u32).min(over);
    }
    if cap == 1 {
        let swapped = a.len() == 2 && b.len() == 2 && a[0] == b[1] && a[1] == b[0];
        return if swapped || (a.len() == 1 && b.len() == 1) { 1 } else { 2 };
    }
    let width = b.len() + 2;
    let far = (a.len() + b.len()) as u32;
    // The last row before this one in which each byte of b stood in a.
    let mut met = [0_u32; 64];
    let mut many = if b.len() > 64 { vec![0_u32; b.len()] } else { Vec::new() };
    let last_row: &mut [u32] = if b.len() > 64 { &mut many } else { &mut met };
    with_row((a.len() + 2) * width, |cells| {
        cells[0] = far;
        for i in 0..=a.len() {
            cells[(i + 1) * width] = far;
            cells[(i + 1) * width + 1] = i as u32;
        }
        for j in 0..=b.len() {
            cells[j + 1] = far;
            cells[width + j + 1] = j as u32;
        }
        for (i, &x) in a.iter().enumerate() {
            let mut last_column = 0;
            let mut least = u32::MAX;
            for (j, &y) in b.iter().enumerate() {
                let (k, l) = (last_row[j] as usize, last_column);
                let cost = u32::from(x != y);
                if cost == 0 {
                    last_column = j + 1;
                }
                let replaced = cells[(i + 1) * width + j + 1] + cost;
                let taken = cells[(i + 1) * width + j + 2] + 1;
                let put = cells[(i + 2) * width + j + 1] + 1;
                let swapped =
                    cells[k * width + l] + (i - k.min(i)) as u32 + 1 + (j - l.min(j)) as u32;
                let best = replaced.min(taken).min(put).min(swapped);
                cells[(i + 2) * width + j + 2] = best;
                least = least.min(best);
            }
            for (row, &y) in last_row.iter_mut().zip(b) {
                if x == y {
                    *row = i as u32 + 1;
                }
            }
            // A later swap reaches back at most one row more than the least of this one allows.
            if least > cap.saturating_add(1) {
                return over;
            }
        }
        cells[(a.len() + 1) * width + b.len() + 1].min(over)
    })
}

/// What is left when the common beginning and end are taken off: no distance depends on them.
fn differing_middle<'a>(mut a: &'a [u8], mut b: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    let prefix = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    (a, b) = (&a[prefix..], &b[prefix..]);
    let suffix = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    (&a[..a.len() - suffix], &b[..b.len() - suffix])
}

/// Room for a table of distances: on the stack where it is small, as it nearly always is.
fn with_row<T>(cells: usize, work: impl FnOnce(&mut [u32]) -> T) -> T {
    if cells <= 400 { work(&mut [0; 400][..cells]) } else { work(&mut vec![0; cells]) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_word_is_short() {
        assert!(Word::new(b"fifteen-letters").is_some());
        assert!(Word::new(b"sixteen-letters!").is_none());
    }

    #[test]
    fn the_measures_give_what_their_papers_give() {
        // Winkler's own table of examples.
        for (a, b, expected) in [
            ("martha", "marhta", 0.961),
            ("dwayne", "duane", 0.840),
            ("dixon", "dicksonx", 0.813),
            ("jones", "johnson", 0.832),
        ] {
            let got = jaro_winkler(a.as_bytes(), b.as_bytes());
            assert!((got - expected).abs() < 5e-4, "{a} {b}: {got}");
        }
        assert_eq!(levenshtein(b"kitten", b"sitting", 9), 3);
        assert_eq!(levenshtein(b"kitten", b"sitting", 2), 3);
        assert_eq!(levenshtein(b"kitten", b"sitting", 1), 2);
        // A swap with a letter put between is two steps; restricted variants call it three.
        assert_eq!(damerau_levenshtein(b"ca", b"abc", 9), 2);
        assert_eq!(damerau_levenshtein(b"19900213", b"19900231", 1), 1);
    }

    proptest! {
        #[test]
        fn the_measures_agree_with_another_implementation(a in "[a-e]{0,12}", b in "[a-e]{0,12}", cap in 1_u32..9) {
            let (x, y) = (a.as_bytes(), b.as_bytes());
            prop_assert!((jaro_winkler(x, y) - strsim::jaro_winkler(&a, &b)).abs() < 1e-12);
            prop_assert_eq!(matched_short(x, y), matched_long(x, y));
            let lev = strsim::levenshtein(&a, &b) as u32;
            prop_assert_eq!(levenshtein(x, y, cap), lev.min(cap + 1));
            let damerau = strsim::damerau_levenshtein(&a, &b) as u32;
            prop_assert_eq!(damerau_levenshtein(x, y, cap), damerau.min(cap + 1));
        }

        #[test]
        fn short_texts_measure_as_long_ones_do(a in "[a-c\u{80}-\u{82}]{0,7}", b in "[a-c\u{80}-\u{82}]{0,7}", cap in 1_u32..9) {
            let (x, y) = (a.as_bytes(), b.as_bytes());
            let (v, w) = (Word::new(x).unwrap(), Word::new(y).unwrap());
            prop_assert_eq!(jaro_winkler_of_words(&v, &w).to_bits(), jaro_winkler(x, y).to_bits());
            prop_assert_eq!(levenshtein_of_words(&v, &w, cap), levenshtein(x, y, cap));
            prop_assert_eq!(damerau_of_words(&v, &w, cap), damerau_levenshtein(x, y, cap));
        }
    }
}
