//! Distances over a network of roads: shortest ways between all pairs (Dijkstra, Numerische
//! Mathematik 1, 1959), and seeded networks made as those of OR-Library are (Beasley 1985). Not for
//! reading OR-Library's files (crate `engines`).

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A road between two nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Road {
    /// One end, from nought.
    pub from: u32,
    /// The other end.
    pub to: u32,
    /// Its length.
    pub length: u32,
}

/// Why a network gives no distances.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoWay {
    /// A road leads to a node that is not there.
    #[error("a road leads to node {0}, which is not there")]
    Node(u32),
    /// Two nodes without a way between them.
    #[error("there is no way from node {from} to node {to}: add the road that joins them")]
    Unreachable {
        /// From, counted from one as the files do.
        from: u32,
        /// To, counted from one.
        to: u32,
    },
    /// A way longer than can be reckoned with.
    #[error("the way from node {from} to node {to} is too long: give coarser units")]
    TooLong {
        /// From, counted from one.
        from: u32,
        /// To, counted from one.
        to: u32,
    },
}

/// Shortest distances between all pairs of `nodes` nodes, row by row.
///
/// # Errors
///
/// [`NoWay`] where a pair has none.
pub fn all_pairs(nodes: usize, roads: &[Road]) -> Result<Vec<u32>, NoWay> {
    // Where a pair of nodes is given twice, the last counts, as OR-Library's notes ask.
    let mut last = std::collections::BTreeMap::new();
    for road in roads {
        for end in [road.from, road.to] {
            if end as usize >= nodes {
                return Err(NoWay::Node(end.saturating_add(1)));
            }
        }
        last.insert((road.from.min(road.to), road.from.max(road.to)), road.length);
    }
    let mut begin = vec![0_usize; nodes + 1];
    for &(a, b) in last.keys() {
        begin[a as usize + 1] += 1;
        begin[b as usize + 1] += 1;
    }
    for k in 0..nodes {
        begin[k + 1] += begin[k];
    }
    let mut fill = begin.clone();
    let mut ways = vec![(0_u32, 0_u32); last.len() * 2];
    for (&(a, b), &length) in &last {
        for (x, y) in [(a, b), (b, a)] {
            ways[fill[x as usize]] = (y, length);
            fill[x as usize] += 1;
        }
    }
    let mut cells = vec![0; nodes * nodes];
    let mut far = vec![u64::MAX; nodes];
    let mut queue = std::collections::BinaryHeap::new();
    for from in 0..nodes {
        far.fill(u64::MAX);
        far[from] = 0;
        queue.push(std::cmp::Reverse((0_u64, from as u32)));
        while let Some(std::cmp::Reverse((d, node))) = queue.pop() {
            let node = node as usize;
            if d > far[node] {
                continue;
            }
            for &(to, length) in &ways[begin[node]..begin[node + 1]] {
                let there = d + u64::from(length);
                if there < far[to as usize] {
                    far[to as usize] = there;
                    queue.push(std::cmp::Reverse((there, to)));
                }
            }
        }
        for (to, &d) in far.iter().enumerate() {
            let (a, b) = (from as u32 + 1, to as u32 + 1);
            if d == u64::MAX {
                return Err(NoWay::Unreachable { from: a, to: b });
            }
            cells[from * nodes + to] = u32::try_from(d)
                .ok()
                .filter(|&d| d < u32::MAX / 4)
                .ok_or(NoWay::TooLong { from: a, to: b })?;
        }
    }
    Ok(cells)
}

/// A seeded network of OR-Library's construction: n²/50 roads of length 1 to 100, of which a walk
/// through all nodes makes sure that each can be reached.
#[must_use]
pub fn seeded(nodes: usize, seed: u64) -> Vec<Road> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut below = |n: u64| (rng.next_u64() % n.max(1)) as u32;
    let wanted = (nodes * nodes / 50).max(nodes.saturating_sub(1));
    let mut seen = std::collections::BTreeSet::new();
    let mut roads = Vec::with_capacity(wanted);
    for k in 1..nodes as u32 {
        seen.insert((k - 1, k));
        roads.push(Road { from: k - 1, to: k, length: 1 + below(100) });
    }
    let most = nodes * nodes.saturating_sub(1) / 2;
    while roads.len() < wanted.min(most) {
        let (a, b) = (below(nodes as u64), below(nodes as u64));
        if a != b && seen.insert((a.min(b), a.max(b))) {
            roads.push(Road { from: a, to: b, length: 1 + below(100) });
        }
    }
    roads
}
