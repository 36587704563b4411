//! What is asked: places with demand, sites, distances between them, what stands already, and how
//! much each site can hold. Right by construction. Not for reading files (crate `engines`).

/// Why a problem cannot be posed, in words that say what to mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// No place of demand, or none with any demand.
    #[error("there is no demand: give at least one place with demand above nought")]
    NoDemand,
    /// No site to choose.
    #[error("there is no site to choose from")]
    NoSites,
    /// Fewer sites than are to be chosen.
    #[error("{asked} sites are to be chosen and there are {there} to choose from")]
    TooFewSites {
        /// To be chosen.
        asked: usize,
        /// To choose from.
        there: usize,
    },
    /// Nothing would be open.
    #[error("no site is to be opened and none stands already: ask for at least one")]
    NothingOpen,
    /// A fixed site that is none, or named twice.
    #[error("fixed site {0} is not among the sites, or is named twice")]
    Fixed(usize),
    /// The table of distances has another shape.
    #[error("{there} distances are given where places times sites is {wanted}")]
    Shape {
        /// Given.
        there: usize,
        /// Places times sites.
        wanted: usize,
    },
    /// One capacity a site is wanted.
    #[error("{there} capacities are given for {sites} sites")]
    Capacities {
        /// Given.
        there: usize,
        /// Sites.
        sites: usize,
    },
    /// The largest choice cannot hold the demand.
    #[error(
        "the demand is {demand} and the {asked} largest sites together with those that stand hold \
         {hold}: raise the capacity or open more"
    )]
    CannotHold {
        /// All demand.
        demand: u64,
        /// The most that a choice can hold.
        hold: u64,
        /// How many may be chosen.
        asked: usize,
    },
    /// Too many pairs for a method that looks at all.
    #[error(
        "the worst distance and capacities are reckoned for up to ten million pairs of place and \
         site: give fewer"
    )]
    TooMany,
    /// No choice serves everybody, or none was found before patience ended.
    #[error(
        "no choice that serves everybody was found in the time given: allow more, or open more"
    )]
    NoChoice,
    /// Numbers beyond what whole-number arithmetic holds.
    #[error("demand times distance is too large to be summed exactly: give coarser units")]
    TooLarge,
}

/// Distances from each place to each site, in whole units.
#[derive(Debug, Clone)]
pub enum Distances {
    /// Place by place, one number a site.
    Table {
        /// How many sites a row has.
        sites: usize,
        /// Rows one after the other.
        cells: Vec<u32>,
    },
    /// Points, between which the distance is reckoned when asked.
    Points {
        /// Where the places are.
        places: Vec<Spot>,
        /// Where the sites are.
        sites: Vec<Spot>,
    },
}

/// A point from which distances are reckoned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Spot {
    /// On a plane: x and y, in the units of the answer times [`PER_UNIT`].
    Plane([f64; 2]),
    /// On the earth: a vector of length one. Distance in thousandths of a mile.
    Earth([f64; 3]),
}

/// Distances between points are kept in thousandths.
pub const PER_UNIT: f64 = 1000.0;
/// Miles of the earth's radius, as the reference answers took it.
pub const EARTH_MILES: f64 = 3958.8;

impl Spot {
    /// A point in the plane, in the user's units.
    #[must_use]
    pub fn plane(x: f64, y: f64) -> Self {
        Self::Plane([x * PER_UNIT, y * PER_UNIT])
    }

    /// A point on the earth in degrees.
    #[must_use]
    pub fn earth(lat: f64, lon: f64) -> Self {
        let (lat, lon) = (lat.to_radians(), lon.to_radians());
        Self::Earth([lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()])
    }

    /// Distance in thousandths: straight in the plane, as the crow flies on the earth (the chord
    /// between two unit vectors gives the same as the haversine formula).
    #[must_use]
    pub fn to(self, other: Self) -> u32 {
        let straight = self.squared(other).sqrt();
        let far = match self {
            Self::Plane(_) => straight,
            Self::Earth(_) => 2.0 * EARTH_MILES * PER_UNIT * (straight / 2.0).min(1.0).asin(),
        };
        // `as` stops at the type's ends.
        far.round() as u32
    }

    /// The square of the straight line between two, through the earth where they are on it.
    fn squared(self, other: Self) -> f64 {
        match (self, other) {
            (Self::Plane(a), Self::Plane(b)) => (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2),
            (Self::Earth(a), Self::Earth(b)) => {
                (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2) + (a[2] - b[2]).powi(2)
            }
            // A plane and the earth have no distance: the readers never mix them.
            _ => f64::INFINITY,
        }
    }
}

impl Distances {
    /// From a place to a site.
    #[must_use]
    pub fn between(&self, place: usize, site: usize) -> u32 {
        match self {
            Self::Table { sites, cells } => cells[place * sites + site],
            Self::Points { places, sites } => places[place].to(sites[site]),
        }
    }

    /// A place's distances to every site, into `row`.
    pub(super) fn row(&self, place: usize, row: &mut Vec<u32>) {
        row.clear();
        match self {
            Self::Table { sites, cells } => {
                row.extend_from_slice(&cells[place * sites..(place + 1) * sites]);
            }
            Self::Points { places, sites } => {
                let from = places[place];
                row.extend(sites.iter().map(|&to| from.to(to)));
            }
        }
    }

    /// Candidates as keys that sort by distance from a place (upper half, good to a part in a
    /// million), with the candidate's number in the lower half.
    pub(super) fn ranks(&self, place: usize, candidates: &[usize], keys: &mut Vec<u64>) {
        keys.clear();
        match self {
            Self::Table { sites, cells } => {
                let row = &cells[place * sites..(place + 1) * sites];
                let each = candidates.iter().enumerate();
                keys.extend(each.map(|(k, &s)| (u64::from(row[s]) << 32) | k as u64));
            }
            Self::Points { places, sites } => {
                let from = places[place];
                keys.extend(candidates.iter().enumerate().map(|(k, &s)| {
                    // Bits of a float that is not negative sort as the float does.
                    let rank = (from.squared(sites[s]) as f32).to_bits();
                    (u64::from(rank) << 32) | k as u64
                }));
            }
        }
    }

    fn sites(&self) -> usize {
        match self {
            Self::Table { sites, .. } => *sites,
            Self::Points { sites, .. } => sites.len(),
        }
    }
}

/// A siting problem without its number and objective.
#[derive(Debug, Clone)]
pub struct Problem {
    demand: Vec<u64>,
    distances: Distances,
    existing: Vec<usize>,
    capacity: Option<Vec<u64>>,
    farthest: u32,
}

impl Problem {
    /// Poses a problem: demand by place (whole numbers: people, or thousandths of them), the
    /// distances, the sites that stand already, and what each site holds if that is limited.
    ///
    /// # Errors
    ///
    /// [`Unfit`] where the parts do not fit together.
    pub fn new(
        demand: Vec<u64>,
        distances: Distances,
        existing: Vec<usize>,
        capacity: Option<Vec<u64>>,
    ) -> Result<Self, Unfit> {
        let sites = distances.sites();
        if demand.iter().all(|&w| w == 0) {
            return Err(Unfit::NoDemand);
        }
        if sites == 0 {
            return Err(Unfit::NoSites);
        }
        let farthest = match &distances {
            Distances::Table { cells, .. } => {
                let wanted = demand.len() * sites;
                if cells.len() != wanted {
                    return Err(Unfit::Shape { there: cells.len(), wanted });
                }
                cells.iter().copied().max().unwrap_or(0)
            }
            Distances::Points { places, sites } => {
                if places.len() != demand.len() {
                    let wanted = demand.len() * sites.len();
                    return Err(Unfit::Shape { there: places.len() * sites.len(), wanted });
                }
                // Never more than the way through the first site twice.
                let from = sites[0];
                let ends = places.iter().chain(sites.iter()).map(|p| p.to(from)).max().unwrap_or(0);
                ends.checked_mul(2).ok_or(Unfit::TooLarge)?
            }
        };
        let mut seen = vec![false; sites];
        for &site in &existing {
            if site >= sites || std::mem::replace(&mut seen[site], true) {
                return Err(Unfit::Fixed(site));
            }
        }
        if let Some(capacity) = &capacity
            && capacity.len() != sites
        {
            return Err(Unfit::Capacities { there: capacity.len(), sites });
        }
        let total: u128 = demand.iter().map(|&w| u128::from(w)).sum();
        // The bounds add up what each of the sites could earn.
        let sums = total * u128::from(farthest.max(1)) * (sites as u128 + 2);
        if sums > (1_u128 << 60) || farthest >= u32::MAX / 2 {
            return Err(Unfit::TooLarge);
        }
        Ok(Self { demand, distances, existing, capacity, farthest })
    }

    /// How many places of demand.
    #[must_use]
    pub fn places(&self) -> usize {
        self.demand.len()
    }

    /// How many sites, those that stand included.
    #[must_use]
    pub fn sites(&self) -> usize {
        self.distances.sites()
    }

    /// Demand by place.
    #[must_use]
    pub fn demand(&self) -> &[u64] {
        &self.demand
    }

    /// All demand.
    #[must_use]
    pub fn total_demand(&self) -> u64 {
        self.demand.iter().sum()
    }

    /// The distances.
    #[must_use]
    pub const fn distances(&self) -> &Distances {
        &self.distances
    }

    /// What stands already.
    #[must_use]
    pub fn existing(&self) -> &[usize] {
        &self.existing
    }

    /// What each site holds, where that is limited.
    #[must_use]
    pub fn capacity(&self) -> Option<&[u64]> {
        self.capacity.as_deref()
    }

    /// No distance is longer.
    pub(super) const fn farthest(&self) -> u32 {
        self.farthest
    }

    /// Whether `new` more can be chosen and everything be served.
    pub(super) fn admits(&self, new: usize) -> Result<(), Unfit> {
        let there = self.sites() - self.existing.len();
        if new > there {
            return Err(Unfit::TooFewSites { asked: new, there });
        }
        if new + self.existing.len() == 0 {
            return Err(Unfit::NothingOpen);
        }
        Ok(())
    }

    /// Whether the largest choice of `new` holds all demand.
    pub(super) fn holds(&self, new: usize) -> Result<(), Unfit> {
        let Some(capacity) = &self.capacity else { return Ok(()) };
        let stands: u64 = self.existing.iter().map(|&s| capacity[s]).fold(0, u64::saturating_add);
        let mut rest: Vec<u64> = (0..capacity.len())
            .filter(|s| !self.existing.contains(s))
            .map(|s| capacity[s])
            .collect();
        rest.sort_unstable_by(|a, b| b.cmp(a));
        let hold = rest.iter().take(new).fold(stands, |sum, &c| sum.saturating_add(c));
        let demand = self.total_demand();
        if hold < demand {
            return Err(Unfit::CannotHold { demand, hold, asked: new });
        }
        Ok(())
    }
}
