//! How alike two texts are: Jaro, Jaro–Winkler, Levenshtein, Damerau–Levenshtein. On bytes of UTF-8, as
//! DuckDB has them, so that a weight here is the weight there. Not for deciding which is used (see
//! `settings`).

/// Jaro similarity, from 0 (nothing shared) to 1 (equal). Source: Jaro 1989.
#[must_use]
pub fn jaro(a: &[u8], b: &[u8]) -> f64 {
    if a.is_empty() && b.is_empty() {
        return 1.0;
    }
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let (matches, transpositions) =
        if a.len() <= 64 && b.len() <= 64 { matched_short(a, b) } else { matched_long(a, b) };
    if matches == 0 {
        return 0.0;
    }
    let m = matches as f64;
    let t = (transpositions / 2) as f64;
    (m / a.len() as f64 + m / b.len() as f64 + (m - t) / m) / 3.0
}

/// Jaro–Winkler similarity: Jaro, raised by a common beginning of up to four bytes where it exceeds
/// 0.7, by a tenth of what is missing to 1 for each. Source: Winkler 1990.
#[must_use]
pub fn jaro_winkler(a: &[u8], b: &[u8]) -> f64 {
    let jaro = jaro(a, b);
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
    let mut differing = 0;
    let (mut left_a, mut left_b) = (taken_a, taken_b);
    while left_a != 0 {
        let (i, j) = (left_a.trailing_zeros() as usize, left_b.trailing_zeros() as usize);
        differing += usize::from(a[i] != b[j]);
        left_a &= left_a - 1;
        left_b &= left_b - 1;
    }
    (matches, differing)
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
        let mut last_row = [0_u32; 256];
        for (i, &x) in a.iter().enumerate() {
            let mut last_column = 0;
            let mut least = u32::MAX;
            for (j, &y) in b.iter().enumerate() {
                let (k, l) = (last_row[usize::from(y)] as usize, last_column);
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
            last_row[usize::from(x)] = i as u32 + 1;
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
    }
}
