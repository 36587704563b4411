//! Problems from files: OR-Library's p-median format and a CSV of places. What is wrong in a file is
//! told in one sentence. Not for the built-in women's figures (`women`).

use std::collections::BTreeMap;
use std::path::Path;

use models::siting::network::{self, Road};
use models::siting::{Distances, PER_UNIT, Problem, Spot, Units, count_demand};

use super::Ask;
use crate::Trouble;
use crate::plan::not_known;
use crate::table::{Table, Wanted};

/// A place or site by name.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Named {
    /// What it is called.
    pub name: String,
    /// Latitude and longitude where it is on the earth.
    pub at: Option<(f64, f64)>,
}

/// A problem with its names and units.
#[derive(Debug)]
pub(super) struct Posed {
    pub problem: Problem,
    pub places: Vec<Named>,
    pub sites: Vec<Named>,
    pub units: Units,
    /// What demand counts: "women a year".
    pub people: String,
    /// What distance is in: "miles".
    pub lengths: String,
    /// The number that the file itself asks for.
    pub own_p: Option<usize>,
    /// Where the figures are from, for the end of the answer.
    pub sources: Vec<String>,
    /// What the reader noticed.
    pub remarks: Vec<String>,
}

impl Posed {
    /// A distance in the user's units as whole units of the problem.
    pub fn length(&self, distance: f64) -> Result<u32, Trouble> {
        let wrong = || Trouble::Said("--within wants a distance of nought or more".to_owned());
        if !(distance.is_finite() && distance >= 0.0) {
            return Err(wrong());
        }
        whole(distance * self.units.distance).ok_or_else(wrong)
    }
}

/// Rounds to a whole number, where it is one that fits.
pub(super) fn whole(number: f64) -> Option<u32> {
    format!("{:.0}", number.round()).parse().ok()
}

/// What each site holds: `None` where nothing limits.
pub(super) fn capacities(
    given: &[String],
    own: &[Option<f64>],
    sites: &[Named],
    per: f64,
) -> Result<Option<Vec<u64>>, Trouble> {
    if given.is_empty() && own.iter().all(Option::is_none) {
        return Ok(None);
    }
    let names: Vec<&str> = sites.iter().map(|s| s.name.as_str()).collect();
    let mut room: Vec<Option<f64>> = own.to_vec();
    let number = |text: &str| {
        text.trim().parse::<f64>().ok().filter(|c| c.is_finite() && *c >= 0.0).ok_or_else(|| {
            Trouble::Said(format!("--capacity: “{text}” is not a number of nought or more"))
        })
    };
    for one in given {
        match one.split_once('=') {
            None => {
                let all = number(one)?;
                // Of a site that the file or a later NAME=NUMBER knows better, that stands.
                for room in room.iter_mut().filter(|r| r.is_none()) {
                    *room = Some(all);
                }
            }
            Some((name, amount)) => {
                let place = names.iter().position(|n| n.eq_ignore_ascii_case(name.trim()));
                let place = place.ok_or_else(|| not_known("--capacity: site", name, &names))?;
                if let Some(slot) = room.get_mut(place) {
                    *slot = Some(number(amount)?);
                }
            }
        }
    }
    // No number: no limit, as for prisons whose present capacity nobody has published.
    let whole = room.into_iter().map(|r| match r {
        None => Some(u64::MAX / 1024),
        Some(r) => format!("{:.0}", (r * per).round()).parse::<u64>().ok(),
    });
    let whole: Option<Vec<u64>> = whole.collect();
    whole.map(Some).ok_or_else(|| Trouble::Said("--capacity: a number is too large".to_owned()))
}

/// The places of names in a list of sites.
pub(super) fn fixed(given: &[String], sites: &[Named]) -> Result<Vec<usize>, Trouble> {
    let names: Vec<&str> = sites.iter().map(|s| s.name.as_str()).collect();
    let mut found = Vec::new();
    for name in given.iter().map(|n| n.trim()).filter(|n| !n.is_empty()) {
        let place = names.iter().position(|n| n.eq_ignore_ascii_case(name));
        let place = place.ok_or_else(|| not_known("--fixed: site", name, &names))?;
        if found.contains(&place) {
            return Err(Trouble::Said(format!("--fixed names “{name}” twice")));
        }
        found.push(place);
    }
    Ok(found)
}

/// Reads the problem that is asked for.
pub(super) fn read(ask: &Ask) -> Result<Posed, Trouble> {
    if let Some(seeded) = ask.problem.strip_prefix("seeded:") {
        return seeded_network(ask, seeded);
    }
    let path = Path::new(&ask.problem);
    if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv")) {
        return comma(ask, path);
    }
    let text = std::fs::read_to_string(path).map_err(|why| {
        if why.kind() == std::io::ErrorKind::NotFound && !ask.problem.contains(['/', '.']) {
            return not_known("--problem", &ask.problem, &["women", "seeded:"]);
        }
        Trouble::File { path: ask.problem.clone(), why }
    })?;
    or_library(ask, &text)
}

/// OR-Library's p-median file: nodes, roads and p; then a road a line.
fn or_library(ask: &Ask, text: &str) -> Result<Posed, Trouble> {
    let name = &ask.problem;
    let mut numbers = text.split_whitespace();
    let mut next = |what: &str| {
        let word = numbers.next().ok_or_else(|| {
            Trouble::Said(format!("{name} ends where {what} should stand: is it cut off?"))
        })?;
        word.parse::<u32>().map_err(|_| {
            Trouble::Said(format!(
                "{name}: {what} is not a whole number of nought or more (a CSV of places must end \
                 in .csv)"
            ))
        })
    };
    let nodes = next("the number of nodes")?;
    let count = next("the number of roads")?;
    let p = next("the number of sites")?;
    if nodes == 0 || nodes > 20_000 {
        return Err(Trouble::Said(format!("{name}: {nodes} nodes; 1 to 20,000 can be read")));
    }
    let mut roads = Vec::new();
    for k in 1..=count {
        let road = format!("road {k} of {count}");
        let from = next(&road)?;
        let to = next(&road)?;
        let length = next(&road)?;
        for end in [from, to] {
            if end == 0 || end > nodes {
                return Err(Trouble::Said(format!(
                    "{name}: {road} leads to node {end}; nodes are 1 to {nodes}"
                )));
            }
        }
        roads.push(Road { from: from.saturating_sub(1), to: to.saturating_sub(1), length });
    }
    network_problem(ask, nodes, &roads, p)
}

fn seeded_network(ask: &Ask, text: &str) -> Result<Posed, Trouble> {
    let wrong =
        || Trouble::Said("--problem seeded: wants three numbers, seeded:NODES:P:SEED".to_owned());
    let parts: Option<Vec<u64>> = text.split(':').map(|n| n.parse().ok()).collect();
    let parts = parts.ok_or_else(wrong)?;
    let [nodes, p, seed] = parts.as_slice() else { return Err(wrong()) };
    let nodes = u32::try_from(*nodes).ok().filter(|n| (2..=5_000).contains(n));
    let (Some(nodes), Ok(p)) = (nodes, u32::try_from(*p)) else {
        return Err(Trouble::Said("--problem seeded: takes 2 to 5,000 nodes".to_owned()));
    };
    let count = usize::try_from(nodes).unwrap_or(0);
    network_problem(ask, nodes, &network::seeded(count, *seed), p)
}

fn network_problem(ask: &Ask, nodes: u32, roads: &[Road], p: u32) -> Result<Posed, Trouble> {
    let count = usize::try_from(nodes).unwrap_or(0);
    let cells = network::all_pairs(count, roads)
        .map_err(|e| Trouble::Said(format!("{}: {e}", ask.problem)))?;
    let names: Vec<Named> = (1..=nodes).map(|n| Named { name: n.to_string(), at: None }).collect();
    let existing = fixed(&ask.fixed, &names)?;
    let capacity = capacities(&ask.capacity, &vec![None; count], &names, 1.0)?;
    let distances = Distances::Table { sites: count, cells };
    let problem = Problem::new(vec![1; count], distances, existing, capacity)
        .map_err(|e| Trouble::Said(format!("{}: {e}", ask.problem)))?;
    Ok(Posed {
        problem,
        places: names.clone(),
        sites: names,
        units: Units { demand: 1.0, distance: 1.0 },
        people: "nodes".to_owned(),
        lengths: "units".to_owned(),
        own_p: usize::try_from(p).ok(),
        sources: Vec::new(),
        remarks: Vec::new(),
    })
}

const HEADINGS: [&str; 9] = ["name", "demand", "lat", "lon", "x", "y", "site", "fixed", "capacity"];

/// A CSV of places: `name`, `demand`, `lat` and `lon` or `x` and `y`; where wanted `site` and
/// `fixed` (yes or no) and `capacity`.
fn comma(ask: &Ask, path: &Path) -> Result<Posed, Trouble> {
    let table = Table::read(path, Wanted::All)?;
    let mut remarks = table.remarks().to_vec();
    for column in table.columns() {
        let name = column.name();
        if HEADINGS.contains(&name) {
            continue;
        }
        if crate::plan::nearest(name, &HEADINGS).is_some() {
            return Err(not_known(&format!("{}: column", path.display()), name, &HEADINGS));
        }
        remarks.push(format!("column “{name}” is not used"));
    }
    let has = |name: &str| table.columns().iter().any(|c| c.name() == name);
    let (up, across) = if has("lat") || has("lon") { ("lat", "lon") } else { ("y", "x") };
    let on_earth = up == "lat";
    let trouble = |what: String| Trouble::Said(format!("{}: {what}", path.display()));
    let names = table.column("name")?;
    let demand = table.column("demand")?.numbers()?;
    let (ups, acrosses) = (table.column(up)?.numbers()?, table.column(across)?.numbers()?);
    let yes = |column: &str, otherwise: bool| -> Result<Vec<bool>, Trouble> {
        if !has(column) {
            return Ok(vec![otherwise; table.rows()]);
        }
        let each = table.column(column)?.iter().zip(1_usize..).map(|(text, row)| {
            match text.to_ascii_lowercase().as_str() {
                "" => Ok(otherwise),
                "yes" | "y" | "1" | "true" => Ok(true),
                "no" | "n" | "0" | "false" => Ok(false),
                _ => Err(trouble(format!("record {row}: column {column} is neither yes nor no"))),
            }
        });
        each.collect()
    };
    let (may, stands) = (yes("site", true)?, yes("fixed", false)?);
    let room = if has("capacity") {
        table.column("capacity")?.numbers()?
    } else {
        vec![f64::NAN; table.rows()]
    };
    // In order of name, so that the order of a file changes nothing.
    let mut rows: BTreeMap<&str, usize> = BTreeMap::new();
    for (row, name) in names.iter().enumerate() {
        let record = row.saturating_add(1);
        if name.is_empty() {
            return Err(trouble(format!("record {record} has no name")));
        }
        if let Some(before) = rows.insert(name, row) {
            let before = before.saturating_add(1);
            return Err(trouble(format!("records {before} and {record} have the same name")));
        }
    }
    let counted = count_demand(&demand).map_err(|e| trouble(e.to_string()))?;
    let (mut weights, mut places, mut spots) = (Vec::new(), Vec::new(), Vec::new());
    let (mut sites, mut site_spots, mut own) = (Vec::new(), Vec::new(), Vec::new());
    let mut existing = Vec::new();
    for (&name, &row) in &rows {
        let record = row.saturating_add(1);
        let at = (ups.get(row).copied(), acrosses.get(row).copied());
        let (Some(a), Some(b)) = at else { continue };
        if !a.is_finite() || !b.is_finite() {
            return Err(trouble(format!("record {record} has no {up} or no {across}")));
        }
        if on_earth && !((-90.0..=90.0).contains(&a) && (-180.0..=180.0).contains(&b)) {
            return Err(trouble(format!(
                "record {record} is nowhere on earth: lat is -90 to 90, lon -180 to 180"
            )));
        }
        let spot = if on_earth { Spot::earth(a, b) } else { Spot::plane(b, a) };
        let named = Named { name: name.to_owned(), at: on_earth.then_some((a, b)) };
        weights.push(counted.0.get(row).copied().unwrap_or(0));
        places.push(named.clone());
        spots.push(spot);
        let fixed_here = stands.get(row).copied().unwrap_or(false);
        if may.get(row).copied().unwrap_or(true) || fixed_here {
            if fixed_here {
                existing.push(sites.len());
            }
            let capacity = room.get(row).copied().unwrap_or(f64::NAN);
            if capacity < 0.0 {
                return Err(trouble(format!("record {record} has a capacity below nought")));
            }
            sites.push(named);
            site_spots.push(spot);
            own.push(capacity.is_finite().then_some(capacity));
        }
    }
    for site in fixed(&ask.fixed, &sites)? {
        if !existing.contains(&site) {
            existing.push(site);
        }
    }
    existing.sort_unstable();
    let capacity = capacities(&ask.capacity, &own, &sites, counted.1)?;
    let distances = Distances::Points { places: spots, sites: site_spots };
    let problem =
        Problem::new(weights, distances, existing, capacity).map_err(|e| trouble(e.to_string()))?;
    Ok(Posed {
        problem,
        places,
        sites,
        units: Units { demand: counted.1, distance: PER_UNIT },
        people: "demand".to_owned(),
        lengths: if on_earth { "miles" } else { "units" }.to_owned(),
        own_p: None,
        sources: Vec::new(),
        remarks,
    })
}
