//! How good links are where the truth is known: precision, recall and F1 of pairs and of clusters, for
//! all and for each subgroup. Not for linking.

use std::collections::HashMap;

/// Counts of pairs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Quality {
    /// Pairs that are said to be one person and are.
    pub right: u64,
    /// Pairs that are said to be one person.
    pub said: u64,
    /// Pairs that are one person.
    pub real: u64,
}

impl Quality {
    /// The share of what is said that is right; absent where nothing is said.
    #[must_use]
    pub fn precision(&self) -> Option<f64> {
        (self.said > 0).then(|| self.right as f64 / self.said as f64)
    }

    /// The share of what is real that is said; absent where nothing is real.
    #[must_use]
    pub fn recall(&self) -> Option<f64> {
        (self.real > 0).then(|| self.right as f64 / self.real as f64)
    }

    /// The harmonic mean of both; absent where nothing is said and nothing is real.
    #[must_use]
    pub fn f1(&self) -> Option<f64> {
        let both = self.said + self.real;
        (both > 0).then(|| 2.0 * self.right as f64 / both as f64)
    }
}

/// Pairs within groups: of `k` rows with one number, k(k−1)/2. Number 0 is nobody's.
#[must_use]
pub fn pairs_within(groups: &[u32]) -> u64 {
    let mut sizes: HashMap<u32, u64> = HashMap::new();
    for &group in groups.iter().filter(|group| **group != 0) {
        *sizes.entry(group).or_default() += 1;
    }
    sizes.values().map(|&k| k * (k - 1) / 2).sum()
}

/// Pairs of one truth in two different sources.
#[must_use]
pub fn pairs_between(groups: &[u32], sources: &[u16]) -> u64 {
    let mut of_source: HashMap<(u32, u16), u64> = HashMap::new();
    for (&group, &source) in groups.iter().zip(sources).filter(|(group, _)| **group != 0) {
        *of_source.entry((group, source)).or_default() += 1;
    }
    let within: u64 = of_source.values().map(|&k| k * (k - 1) / 2).sum();
    pairs_within(groups) - within
}

/// The quality of clusters. Rows of unknown truth (0) count for nothing.
#[must_use]
pub fn of_clusters(clusters: &[u32], truth: &[u32]) -> Quality {
    let mut both: HashMap<(u32, u32), u64> = HashMap::new();
    let mut said: HashMap<u32, u64> = HashMap::new();
    for (&cluster, &truth) in clusters.iter().zip(truth).filter(|(_, truth)| **truth != 0) {
        *both.entry((cluster, truth)).or_default() += 1;
        *said.entry(cluster).or_default() += 1;
    }
    let pairs = |k: u64| k * (k - 1) / 2;
    Quality {
        right: both.values().map(|&k| pairs(k)).sum(),
        said: said.values().map(|&k| pairs(k)).sum(),
        real: pairs_within(truth),
    }
}

/// The quality of clusters by subgroup: a pair belongs to a subgroup when either of its records does,
/// so that an error across two groups is seen in both. In the order of the groups' numbers, 0 (missing)
/// first.
#[must_use]
pub fn by_group(clusters: &[u32], truth: &[u32], groups: &[u32]) -> Vec<(u32, Quality)> {
    let mut sizes: HashMap<u32, usize> = HashMap::new();
    for &group in groups {
        *sizes.entry(group).or_default() += 1;
    }
    let whole = of_clusters(clusters, truth);
    let mut names: Vec<u32> = sizes.into_keys().collect();
    names.sort_unstable();
    // Pairs that touch a group are all pairs less those wholly outside it.
    let mut parts: HashMap<u32, Vec<usize>> = HashMap::new();
    let cluster_rows = rows_of(clusters, truth);
    let truth_rows = rows_of(truth, truth);
    for (row, &group) in groups.iter().enumerate() {
        parts.entry(group).or_default().push(row);
    }
    names
        .into_iter()
        .map(|name| {
            let mut quality = Quality::default();
            let rows = parts.get(&name).map_or(&[][..], Vec::as_slice);
            for &row in rows.iter().filter(|row| truth[**row] != 0) {
                // Within the group each pair is met from both ends and counts half from each.
                let count = |others: &[u32], test: &dyn Fn(usize) -> bool| {
                    others
                        .iter()
                        .map(|&other| other as usize)
                        .filter(|&other| other != row && test(other))
                        .map(|other| if groups[other] == name { 1 } else { 2 })
                        .sum::<u64>()
                };
                if let Some(others) = cluster_rows.get(&clusters[row]) {
                    quality.said += count(others, &|_| true);
                    quality.right += count(others, &|other| truth[other] == truth[row]);
                }
                if let Some(others) = truth_rows.get(&truth[row]) {
                    quality.real += count(others, &|_| true);
                }
            }
            let halved = Quality {
                right: quality.right / 2,
                said: quality.said / 2,
                real: quality.real / 2,
            };
            debug_assert!(halved.said <= whole.said);
            (name, halved)
        })
        .collect()
}

fn rows_of(groups: &[u32], truth: &[u32]) -> HashMap<u32, Vec<u32>> {
    let mut rows: HashMap<u32, Vec<u32>> = HashMap::new();
    for (row, (&group, _)) in groups.iter().zip(truth).enumerate().filter(|(_, (_, t))| **t != 0) {
        rows.entry(group).or_default().push(row as u32);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_wrong_pair_and_one_missed_pair_are_counted() {
        // Truth: {1,2,3}, {4,5}. Said: {1,2}, {3,4,5}.
        let quality = of_clusters(&[0, 0, 2, 2, 2], &[1, 1, 1, 2, 2]);
        assert_eq!(quality, Quality { right: 2, said: 4, real: 4 });
        assert_eq!(quality.precision(), Some(0.5));
        assert_eq!(quality.f1(), Some(0.5));
        assert_eq!(Quality::default().f1(), None);
    }

    #[test]
    fn a_pair_across_two_groups_is_seen_in_both() {
        let of = by_group(&[0, 0, 2, 2, 2], &[1, 1, 1, 2, 2], &[1, 1, 1, 2, 2]);
        assert_eq!(of[0], (1, Quality { right: 1, said: 3, real: 3 }));
        assert_eq!(of[1], (2, Quality { right: 1, said: 3, real: 1 }));
    }

    #[test]
    fn pairs_between_sources_leave_those_within_one_out() {
        assert_eq!(pairs_between(&[1, 1, 1, 0], &[0, 0, 1, 1]), 2);
    }
}
