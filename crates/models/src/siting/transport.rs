//! Who goes where when places are limited: the cheapest allocation of demand to open sites
//! (transportation problem, by successive shortest ways with potentials: Edmonds and Karp, Journal
//! of the ACM 19, 1972). Demand may be split between sites: the women of an area are many persons.
//! Not the choice of sites: `capacitated`.

/// Not allowed.
pub(super) const NEVER: i64 = i64::MAX;

/// An allocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Flow {
    /// Cost of all of it.
    pub cost: i64,
    /// Place by place, how many go to each site.
    pub amounts: Vec<i64>,
}

/// The cheapest allocation of `supply` to sites of `room`, at `cost` (place by place, one number a
/// site, [`NEVER`] where forbidden). `None` where there is none.
pub(super) fn allocate(supply: &[i64], room: &[i64], cost: &[i64]) -> Option<Flow> {
    let (n, s) = (supply.len(), room.len());
    let mut left = room.to_vec();
    let mut amounts = vec![0_i64; n * s];
    // Places are nodes 0 to n, sites follow. Under these potentials no arc has a negative length.
    let mut potential = vec![0_i64; n + s];
    let mut far = vec![NEVER; n + s];
    let mut done = vec![false; n + s];
    let mut from = vec![usize::MAX; n + s];
    for start in 0..n {
        let mut rest = supply[start];
        while rest > 0 {
            far.fill(NEVER);
            done.fill(false);
            far[start] = 0;
            let end = loop {
                let nearest = (0..n + s).filter(|&v| !done[v] && far[v] != NEVER);
                let node = nearest.min_by_key(|&v| far[v])?;
                done[node] = true;
                if node < n {
                    for k in 0..s {
                        let c = cost[node * s + k];
                        if c != NEVER && !done[n + k] {
                            let there = far[node] + c + potential[node] - potential[n + k];
                            if there < far[n + k] {
                                (far[n + k], from[n + k]) = (there, node);
                            }
                        }
                    }
                } else {
                    let k = node - n;
                    if left[k] > 0 {
                        break k;
                    }
                    // A full site may send on some of those it holds.
                    for i in 0..n {
                        if amounts[i * s + k] > 0 && !done[i] {
                            let c = cost[i * s + k];
                            let there = far[node] - c + potential[node] - potential[i];
                            if there < far[i] {
                                (far[i], from[i]) = (there, node);
                            }
                        }
                    }
                }
            };
            let length = far[n + end];
            for v in 0..n + s {
                if done[v] {
                    potential[v] += far[v] - length;
                }
            }
            let mut most = rest.min(left[end]);
            let mut site = n + end;
            while from[site] != start {
                let place = from[site];
                site = from[place];
                most = most.min(amounts[place * s + site - n]);
            }
            let mut site = n + end;
            loop {
                let place = from[site];
                amounts[place * s + site - n] += most;
                if place == start {
                    break;
                }
                site = from[place];
                amounts[place * s + site - n] -= most;
            }
            left[end] -= most;
            rest -= most;
        }
    }
    let total = amounts.iter().zip(cost).filter(|(a, _)| **a > 0).map(|(a, c)| a * c).sum();
    Some(Flow { cost: total, amounts })
}
