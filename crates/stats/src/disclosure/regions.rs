//! How tables with different bands, merged areas and populations within populations lie over each
//! other: the regions that a reader could work out by taking one from the other. Not for tables that
//! share no people.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::ledger::Entry;
use super::safe::Shown;
use super::table::{Bounds, Key, MOST_CELLS, Sum};

/// A region: of which population, and which atoms of each variable.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Region {
    population: String,
    atoms: BTreeMap<String, BTreeSet<usize>>,
}

/// Everything that a reader of these entries could set against each other.
#[derive(Debug, Default)]
pub(super) struct Regions {
    index: HashMap<Region, usize>,
    pub regions: Vec<Region>,
    pub sums: Vec<Sum>,
    pub known: Vec<Bounds>,
    /// Of whom something could be uncovered: not of a cell where nobody can be.
    pub asked: Vec<bool>,
    /// Two entries say different things of one cell.
    pub contradictory: bool,
}

/// There are too many regions to be checked exactly.
pub(super) struct TooMany;

impl Regions {
    pub fn of(entries: &[&Entry]) -> Result<Self, TooMany> {
        let atoms = atoms(entries);
        let mut made = Self::default();
        for entry in entries {
            for (key, shown) in entry.published.cells() {
                let at = made.place(region(&atoms, &entry.about.population, key));
                made.learn(at, *shown, entry);
            }
            made.add_sums(&atoms, entry);
        }
        made.split()?;
        for entry in entries {
            if let Some(whole) = &entry.about.within {
                made.take_apart(whole, &entry.about.population);
            }
        }
        made.tie(&atoms, entries);
        if made.regions.len() > MOST_CELLS { Err(TooMany) } else { Ok(made) }
    }

    fn place(&mut self, region: Region) -> usize {
        if let Some(&at) = self.index.get(&region) {
            return at;
        }
        let at = self.regions.len();
        self.index.insert(region.clone(), at);
        self.regions.push(region);
        self.known.push(Bounds::UNKNOWN);
        self.asked.push(true);
        at
    }

    fn learn(&mut self, at: usize, shown: Shown, entry: &Entry) {
        let told = match shown {
            Shown::Hidden => return,
            Shown::CannotBe => {
                self.asked[at] = false;
                Bounds::exactly(0)
            }
            Shown::Count(n) => match entry.rule.base {
                None => Bounds::exactly(n),
                Some(base) => {
                    let slack = base.get() - 1;
                    // A reader knows the threshold too.
                    let low = n.saturating_sub(slack).max(entry.rule.threshold.get());
                    Bounds { low: low.min(n + slack), high: Some(n + slack) }
                }
            },
        };
        let had = self.known[at];
        let low = had.low.max(told.low);
        let high = match (had.high, told.high) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        if high.is_some_and(|high| high < low) {
            self.contradictory = true;
        } else {
            self.known[at] = Bounds { low, high };
        }
    }

    /// The sums of a published table, in its own categories.
    fn add_sums(&mut self, atoms: &Atoms, entry: &Entry) {
        let population = &entry.about.population;
        for shape in entry.published.shapes() {
            let lines = shape.variables.iter().zip(&shape.categories);
            for key in entry.published.cells().keys() {
                if !key.0.keys().all(|v| shape.variables.contains(v)) {
                    continue;
                }
                let missing = lines.clone().find(|(v, _)| key.category(v).is_none());
                if let Some((variable, categories)) = missing {
                    let parts = categories
                        .iter()
                        .map(|c| self.place(region(atoms, population, &key.with(variable, c))))
                        .collect();
                    let total = self.place(region(atoms, population, key));
                    self.sums.push(Sum { total, parts });
                }
            }
        }
    }

    /// Splits each region that has several atoms into regions of one atom each.
    fn split(&mut self) -> Result<(), TooMany> {
        let mut at = 0;
        while at < self.regions.len() {
            if self.regions.len() > MOST_CELLS {
                return Err(TooMany);
            }
            let several = self.regions[at].atoms.iter().find(|(_, set)| set.len() > 1);
            if let Some((variable, set)) = several {
                let (variable, set) = (variable.clone(), set.clone());
                let nobody = self.known[at] == Bounds::exactly(0) && !self.asked[at];
                let parts = set
                    .into_iter()
                    .map(|atom| {
                        let mut part = self.regions[at].clone();
                        part.atoms.insert(variable.clone(), BTreeSet::from([atom]));
                        let part = self.place(part);
                        if nobody {
                            self.known[part] = Bounds::exactly(0);
                            self.asked[part] = false;
                        }
                        part
                    })
                    .collect();
                self.sums.push(Sum { total: at, parts });
            }
            at += 1;
        }
        Ok(())
    }

    /// Those of `whole` who are not of `part`, region by region that both have.
    fn take_apart(&mut self, whole: &str, part: &str) {
        let shared: Vec<(usize, usize, Region)> = self
            .regions
            .iter()
            .enumerate()
            .filter(|(_, region)| region.population == whole)
            .filter_map(|(at, region)| {
                let other = Region { population: part.to_owned(), atoms: region.atoms.clone() };
                self.index.get(&other).map(|&inner| (at, inner, region.clone()))
            })
            .collect();
        for (total, inner, mut region) in shared {
            region.population = format!("{whole} \u{2216} {part}");
            let rest = self.place(region);
            if !self.asked[total] {
                self.known[rest] = Bounds::exactly(0);
                self.asked[rest] = false;
            }
            self.sums.push(Sum { total, parts: vec![inner, rest] });
        }
    }

    /// Three or more tables of one population by different variables are tied by their joint table,
    /// where it is small enough: their shared totals alone say less than a reader can work out.
    fn tie(&mut self, atoms: &Atoms, entries: &[&Entry]) {
        let mut by_population: BTreeMap<&str, BTreeSet<BTreeSet<&String>>> = BTreeMap::new();
        for entry in entries {
            let shapes = by_population.entry(&entry.about.population).or_default();
            shapes.extend(entry.published.shapes().iter().map(|s| s.variables.iter().collect()));
        }
        for (population, shapes) in by_population {
            let union: BTreeSet<&String> = shapes.iter().flatten().copied().collect();
            let sizes = union.iter().map(|v| atoms.get(*v).map_or(1, Atomised::count));
            let size = sizes.fold(1_usize, usize::saturating_mul);
            if shapes.len() < 3 || shapes.contains(&union) || size > 600 {
                continue;
            }
            let mut joint = vec![BTreeMap::new()];
            for variable in &union {
                let count = atoms.get(*variable).map_or(0, Atomised::count);
                joint = joint
                    .iter()
                    .flat_map(|cell: &BTreeMap<String, BTreeSet<usize>>| {
                        (0..count).map(move |atom| {
                            let mut cell = cell.clone();
                            cell.insert((*variable).clone(), BTreeSet::from([atom]));
                            cell
                        })
                    })
                    .collect();
            }
            let placed: Vec<(usize, BTreeMap<String, BTreeSet<usize>>)> = joint
                .into_iter()
                .map(|cell| {
                    let region = Region { population: population.to_owned(), atoms: cell.clone() };
                    let at = self.place(region);
                    // Nobody published it; it only ties the others together.
                    self.asked[at] = false;
                    (at, cell)
                })
                .collect();
            for shape in &shapes {
                let inner: Vec<usize> = (0..self.regions.len())
                    .filter(|&at| {
                        let region = &self.regions[at];
                        region.population == population
                            && region.atoms.keys().collect::<BTreeSet<_>>() == *shape
                            && region.atoms.values().all(|set| set.len() == 1)
                    })
                    .collect();
                for total in inner {
                    let own = self.regions[total].atoms.clone();
                    let parts = placed
                        .iter()
                        .filter(|(_, cell)| own.iter().all(|(v, a)| cell.get(v) == Some(a)))
                        .map(|(at, _)| *at)
                        .collect();
                    self.sums.push(Sum { total, parts });
                }
            }
        }
    }
}

type Atoms = HashMap<String, Atomised>;

/// The finest pieces into which a variable's categories, of all tables, fall.
#[derive(Debug)]
struct Atomised {
    of_category: HashMap<String, BTreeSet<usize>>,
    count: usize,
}

impl Atomised {
    const fn count(&self) -> usize {
        self.count
    }
}

fn region(atoms: &Atoms, population: &str, key: &Key) -> Region {
    let sets = key.0.iter().map(|(variable, category)| {
        let known = atoms.get(variable).and_then(|a| a.of_category.get(category));
        (variable.clone(), known.cloned().unwrap_or_default())
    });
    Region { population: population.to_owned(), atoms: sets.collect() }
}

fn atoms(entries: &[&Entry]) -> Atoms {
    let mut categories: HashMap<&String, BTreeSet<&String>> = HashMap::new();
    for shape in entries.iter().flat_map(|e| e.published.shapes()) {
        for (variable, known) in shape.variables.iter().zip(&shape.categories) {
            categories.entry(variable).or_default().extend(known);
        }
    }
    categories.into_iter().map(|(v, known)| (v.clone(), atomise(&known))).collect()
}

/// Bands of numbers ("18-24", "25 to 29", "30+", "under 18") are cut at each other's ends; other
/// categories are taken as whole, but for "A + B", which is A and B.
fn atomise(categories: &BTreeSet<&String>) -> Atomised {
    let members = |c: &str| c.split(" + ").map(str::to_owned).collect::<Vec<_>>();
    let bands: Option<Vec<Vec<(u64, u64)>>> = categories
        .iter()
        .map(|c| members(c).iter().map(|m| band(m)).collect::<Option<Vec<_>>>())
        .collect();
    if let Some(bands) = bands {
        let mut cuts: Vec<u64> =
            bands.iter().flatten().flat_map(|&(low, end)| [low, end]).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let of_category = categories
            .iter()
            .zip(&bands)
            .map(|(c, bands)| {
                let inside = |at: &u64| bands.iter().any(|&(low, end)| low <= *at && *at < end);
                let set = cuts.iter().enumerate().filter(|(_, at)| inside(at)).map(|(i, _)| i);
                ((*c).clone(), set.collect())
            })
            .collect();
        return Atomised { of_category, count: cuts.len().saturating_sub(1) };
    }
    let every: BTreeSet<String> = categories.iter().flat_map(|c| members(c)).collect();
    let number: HashMap<&String, usize> = every.iter().enumerate().map(|(i, m)| (m, i)).collect();
    let of_category = categories
        .iter()
        .map(|c| {
            let set = members(c).iter().filter_map(|m| number.get(m).copied()).collect();
            ((*c).clone(), set)
        })
        .collect();
    Atomised { of_category, count: every.len() }
}

/// A band of whole numbers, its end not in it.
fn band(text: &str) -> Option<(u64, u64)> {
    let text = text.trim().to_lowercase().replace(['\u{2013}', '\u{2014}'], "-");
    let number = |t: &str| t.trim().parse::<u64>().ok().filter(|n| *n < u64::MAX);
    for ending in ["+", "and over", "or over", "or more", "and above"] {
        if let Some(start) = text.strip_suffix(ending) {
            return number(start).map(|low| (low, u64::MAX));
        }
    }
    if let Some(end) = text.strip_prefix("under ").or_else(|| text.strip_prefix('<')) {
        return number(end).map(|end| (0, end));
    }
    for ending in ["and under", "or under", "or less"] {
        if let Some(end) = text.strip_suffix(ending) {
            return number(end).map(|end| (0, end + 1));
        }
    }
    let ends = text.split_once('-').or_else(|| text.split_once(" to "));
    match ends {
        Some((low, high)) => {
            let (low, high) = (number(low)?, number(high)?);
            (low <= high).then_some((low, high + 1))
        }
        None => number(&text).map(|n| (n, n + 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_read_as_people_write_them() {
        assert_eq!(band("18-24"), Some((18, 25)));
        assert_eq!(band("18 to 24"), Some((18, 25)));
        assert_eq!(band("18–24"), Some((18, 25)));
        assert_eq!(band("65+"), Some((65, u64::MAX)));
        assert_eq!(band("65 and over"), Some((65, u64::MAX)));
        assert_eq!(band("Under 18"), Some((0, 18)));
        assert_eq!(band("24 or under"), Some((0, 25)));
        assert_eq!(band("30"), Some((30, 31)));
        assert_eq!(band("Devon"), None);
        assert_eq!(band("24-18"), None);
    }

    #[test]
    fn bands_that_overlap_are_cut_at_each_others_ends() {
        let labels = ["18-24", "25+", "18-25", "26+"].map(str::to_owned);
        let cut = atomise(&labels.iter().collect());
        assert_eq!(cut.count(), 3);
        assert_eq!(cut.of_category["18-25"], BTreeSet::from([0, 1]));
        assert_eq!(cut.of_category["25+"], BTreeSet::from([1, 2]));
    }
}
