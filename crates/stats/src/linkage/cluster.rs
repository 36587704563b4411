//! Who belongs together: connected components of the pairs above a threshold, with a guard against
//! chaining, where one wrong pair joins two persons. What was linked can be unlinked: clusters are made
//! from the links that stand, and from nothing else. Not for scoring.

use std::collections::HashMap;

/// A pair that is taken to be one person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// A row.
    pub left: u32,
    /// Another row.
    pub right: u32,
    /// Its match weight.
    pub weight: f64,
}

/// What keeps a wrong pair from joining two persons.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guard {
    /// A cluster of more records than this is taken apart at its weakest links.
    pub largest: usize,
    /// A link below this weight is cut where it alone joins two groups of three records or more.
    pub bridge: f64,
}

impl Guard {
    /// Cuts nothing: plain connected components.
    pub const NONE: Self = Self { largest: usize::MAX, bridge: f64::NEG_INFINITY };
}

/// Clusters, each named by its first row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clusters {
    /// The first row of the cluster that each row is in.
    pub of: Vec<u32>,
    /// Links that the guard cut.
    pub cut: usize,
}

impl Clusters {
    /// Of so many rows, by links in any order.
    #[must_use]
    pub fn new(rows: usize, links: &[Link], guard: Guard) -> Self {
        let mut forest = Forest::new(rows);
        for link in links {
            forest.join(link.left, link.right);
        }
        let mut cut = 0;
        let large = forest.suspects(guard);
        if !large.is_empty() {
            let mut of_group: HashMap<u32, Vec<Link>> = HashMap::new();
            for link in links {
                let root = forest.root(link.left);
                if large.contains(&root) {
                    of_group.entry(root).or_default().push(*link);
                }
            }
            let mut groups: Vec<(u32, Vec<Link>)> = of_group.into_iter().collect();
            groups.sort_unstable_by_key(|(root, _)| *root);
            for root in &large {
                forest.dissolve(*root);
            }
            for (_, mut links) in groups {
                // Strongest first; equal weights in the order of rows, so that chance decides nothing.
                links.sort_by(|a, b| {
                    b.weight.total_cmp(&a.weight).then((a.left, a.right).cmp(&(b.left, b.right)))
                });
                cut += forest.rejoin(&links, guard);
            }
        }
        Self { of: (0..rows as u32).map(|row| forest.root(row)).collect(), cut }
    }

    /// How many there are, those of one record among them.
    #[must_use]
    pub fn count(&self) -> usize {
        self.of.iter().enumerate().filter(|(row, of)| *row == **of as usize).count()
    }
}

/// Union by first row: the root of a cluster is its first row.
struct Forest {
    parent: Vec<u32>,
    members: HashMap<u32, Vec<u32>>,
}

impl Forest {
    fn new(rows: usize) -> Self {
        Self { parent: (0..rows as u32).collect(), members: HashMap::new() }
    }

    fn root(&mut self, row: u32) -> u32 {
        let mut at = row;
        while self.parent[at as usize] != at {
            let up = self.parent[self.parent[at as usize] as usize];
            self.parent[at as usize] = up;
            at = up;
        }
        at
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b) as usize] = a.min(b);
    }

    /// Roots of clusters that a guard has to look at: with fewer than six records none has two groups
    /// of three.
    fn suspects(&mut self, guard: Guard) -> std::collections::BTreeSet<u32> {
        let looks_at =
            if guard.bridge > f64::NEG_INFINITY { guard.largest.min(5) } else { guard.largest };
        if looks_at == usize::MAX {
            return std::collections::BTreeSet::new();
        }
        let rows = self.parent.len() as u32;
        let mut sizes = vec![0_u32; rows as usize];
        for row in 0..rows {
            sizes[self.root(row) as usize] += 1;
        }
        let large: std::collections::BTreeSet<u32> =
            (0..rows).filter(|&row| sizes[row as usize] as usize > looks_at).collect();
        for row in 0..rows {
            let root = self.root(row);
            if large.contains(&root) {
                self.members.entry(root).or_default().push(row);
            }
        }
        large
    }

    fn dissolve(&mut self, root: u32) {
        for row in self.members.remove(&root).unwrap_or_default() {
            self.parent[row as usize] = row;
        }
    }

    /// Joins one suspect cluster anew, without what the guard cuts; gives how many links it cut.
    fn rejoin(&mut self, links: &[Link], guard: Guard) -> usize {
        let weak = weak_bridges(links, guard.bridge);
        let mut sizes: HashMap<u32, usize> = HashMap::new();
        let mut cut = 0;
        for (link, weak) in links.iter().zip(weak) {
            if weak {
                cut += 1;
                continue;
            }
            let (a, b) = (self.root(link.left), self.root(link.right));
            if a == b {
                continue;
            }
            let size = sizes.get(&a).copied().unwrap_or(1) + sizes.get(&b).copied().unwrap_or(1);
            if size > guard.largest {
                cut += 1;
                continue;
            }
            self.join(a, b);
            sizes.insert(a.min(b), size);
        }
        cut
    }
}

/// Which links are bridges (their loss parts the cluster), below a weight, with three records or more
/// on either side. Source: Tarjan 1974, without recursion.
fn weak_bridges(links: &[Link], below: f64) -> Vec<bool> {
    let mut places: HashMap<u32, usize> = HashMap::new();
    let mut near: Vec<Vec<(usize, usize)>> = Vec::new();
    for (number, link) in links.iter().enumerate() {
        let mut place = |row: u32| {
            *places.entry(row).or_insert_with(|| {
                near.push(Vec::new());
                near.len() - 1
            })
        };
        let (a, b) = (place(link.left), place(link.right));
        near[a].push((b, number));
        near[b].push((a, number));
    }
    let n = near.len();
    let (mut met, mut low, mut below_it) = (vec![0_usize; n], vec![0_usize; n], vec![1_usize; n]);
    let mut weak = vec![false; links.len()];
    let mut clock = 0;
    // Each place with the link that led to it and the next neighbour to look at.
    let mut path: Vec<(usize, usize, usize)> = Vec::new();
    if n > 0 {
        clock += 1;
        (met[0], low[0]) = (clock, clock);
        path.push((0, usize::MAX, 0));
    }
    while let Some(&mut (at, through, ref mut next)) = path.last_mut() {
        if let Some(&(other, number)) = near[at].get(*next) {
            *next += 1;
            if number == through {
                continue;
            }
            if met[other] == 0 {
                clock += 1;
                (met[other], low[other]) = (clock, clock);
                path.push((other, number, 0));
            } else {
                low[at] = low[at].min(met[other]);
            }
            continue;
        }
        path.pop();
        if let Some(&(from, ..)) = path.last() {
            low[from] = low[from].min(low[at]);
            below_it[from] += below_it[at];
            let side = below_it[at];
            if low[at] > met[from] && side >= 3 && n - side >= 3 && links[through].weight < below {
                weak[through] = true;
            }
        }
    }
    weak
}

/// Links by the batch that brought them, so that a batch can be taken back: clusters are then exactly
/// what they were before it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trail {
    batches: Vec<(u64, Vec<Link>)>,
}

impl Trail {
    /// Adds the links of a batch.
    pub fn link(&mut self, batch: u64, links: Vec<Link>) {
        self.batches.push((batch, links));
    }

    /// Takes a batch back; gives how many links went.
    pub fn unlink(&mut self, batch: u64) -> usize {
        let before: usize = self.batches.iter().map(|(_, links)| links.len()).sum();
        self.batches.retain(|(of, _)| *of != batch);
        before - self.batches.iter().map(|(_, links)| links.len()).sum::<usize>()
    }

    /// The clusters of what stands.
    #[must_use]
    pub fn clusters(&self, rows: usize, guard: Guard) -> Clusters {
        let links: Vec<Link> =
            self.batches.iter().flat_map(|(_, links)| links.iter().copied()).collect();
        Clusters::new(rows, &links, guard)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn link(left: u32, right: u32, weight: f64) -> Link {
        Link { left, right, weight }
    }

    #[test]
    fn records_in_a_chain_are_one_cluster_named_by_the_first() {
        let clusters =
            Clusters::new(6, &[link(4, 5, 9.0), link(1, 4, 9.0), link(2, 3, 9.0)], Guard::NONE);
        assert_eq!(clusters.of, [0, 1, 2, 2, 1, 1]);
        assert_eq!((clusters.count(), clusters.cut), (3, 0));
    }

    #[test]
    fn a_weak_link_that_alone_joins_two_persons_is_cut_and_a_strong_one_is_not() {
        let triangle = |a, b, c| [link(a, b, 20.0), link(b, c, 20.0), link(a, c, 20.0)];
        let mut links: Vec<Link> = triangle(0, 1, 2).into_iter().chain(triangle(3, 4, 5)).collect();
        links.push(link(2, 3, 6.0));
        let guard = Guard { largest: 100, bridge: 10.0 };
        let clusters = Clusters::new(6, &links, guard);
        assert_eq!((clusters.of, clusters.cut), (vec![0, 0, 0, 3, 3, 3], 1));
        links[6].weight = 12.0;
        assert_eq!(Clusters::new(6, &links, guard).of, [0; 6]);
        links[6].weight = 6.0;
        links.push(link(1, 4, 6.0));
        assert_eq!(Clusters::new(6, &links, guard).of, [0; 6], "two links support each other");
    }

    #[test]
    fn a_cluster_that_is_too_large_falls_apart_at_its_weakest_links() {
        let links = [link(0, 1, 9.0), link(1, 2, 5.0), link(2, 3, 9.0)];
        let clusters = Clusters::new(4, &links, Guard { largest: 2, bridge: f64::NEG_INFINITY });
        assert_eq!((clusters.of, clusters.cut), (vec![0, 0, 2, 2], 1));
    }

    proptest! {
        #[test]
        fn the_order_of_links_changes_nothing(
            mut links in prop::collection::vec((0_u32..30, 0_u32..30, 0_u8..4), 0..60),
            largest in 2_usize..30,
        ) {
            links.retain(|(a, b, _)| a != b);
            links.sort_unstable();
            links.dedup_by_key(|(a, b, _)| (*a, *b));
            let made = |links: &[(u32, u32, u8)]| {
                let links: Vec<Link> =
                    links.iter().map(|&(a, b, w)| link(a.min(b), a.max(b), f64::from(w))).collect();
                Clusters::new(30, &links, Guard { largest, bridge: 2.0 })
            };
            let before = made(&links);
            links.reverse();
            prop_assert_eq!(&before, &made(&links));
            let mut sizes = [0; 30];
            before.of.iter().for_each(|&of| sizes[of as usize] += 1);
            prop_assert!(sizes.iter().all(|&size| size <= largest));
        }

        #[test]
        fn link_then_unlink_restores(
            first in prop::collection::vec((0_u32..20, 0_u32..20), 0..30),
            then in prop::collection::vec((0_u32..20, 0_u32..20), 0..30),
        ) {
            let links = |pairs: &[(u32, u32)]| {
                pairs.iter().map(|&(a, b)| link(a, b, 5.0)).collect::<Vec<_>>()
            };
            let guard = Guard { largest: 8, bridge: 6.0 };
            let mut trail = Trail::default();
            trail.link(1, links(&first));
            let before = trail.clusters(20, guard);
            trail.link(2, links(&then));
            prop_assert_eq!(trail.unlink(2), then.len());
            prop_assert_eq!(before, trail.clusters(20, guard));
        }
    }
}
