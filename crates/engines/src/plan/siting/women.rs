//! The built-in problem: women sentenced to immediate custody by police area, small units that could
//! stand in the middle of any area's postcodes, and the women's prisons of England. Not for other
//! places (`posed`).

use models::siting::{Distances, PER_UNIT, Problem, Spot, Units};
use places::{Grid, Places};

use super::posed::{Named, Posed, capacities, fixed};
use super::{Ask, Counted};
use crate::Trouble;
use crate::table::{Table, Wanted};

const WOMEN: &str = include_str!("../../../../../data/siting/women-by-area.csv");
const PRISONS: &str = include_str!("../../../../../data/siting/prisons.csv");

/// An area with its women.
#[derive(Debug, Clone, serde::Deserialize)]
pub(super) struct Area {
    pub area: String,
    pub women_sentenced_to_custody: u32,
    pub of_which_under_six_months: u32,
    pub easting: u32,
    pub northing: u32,
}

/// What a prison is for.
#[derive(Debug, serde::Deserialize)]
struct Function {
    code: String,
    function: String,
    /// Operational capacity in 2006, where it was found.
    places: Option<f64>,
}

/// A prison with its point, what it held in 2006 where that is known.
pub(super) struct Standing {
    pub code: String,
    pub spot: Spot,
    pub places: Option<f64>,
}

/// The twelve prisons.
pub(super) fn standing() -> Result<Vec<Standing>, Trouble> {
    let functions: Vec<Function> = built_in(PRISONS)?;
    let each = Places::built_in().prisons().iter().map(|prison| Standing {
        code: prison.code.clone(),
        spot: Spot::earth(prison.point.lat, prison.point.lon),
        places: functions.iter().find(|f| f.code == prison.code).and_then(|f| f.places),
    });
    Ok(each.collect())
}

/// Rows of a table that the program carries.
pub(super) fn built_in<T: serde::de::DeserializeOwned>(text: &str) -> Result<Vec<T>, Trouble> {
    let rows: Result<Vec<T>, csv::Error> =
        csv::Reader::from_reader(text.as_bytes()).deserialize().collect();
    rows.map_err(|e| Trouble::Said(format!("a built-in table is broken: {e}")))
}

/// The 42 areas.
pub(super) fn areas() -> Result<Vec<Area>, Trouble> {
    built_in(WOMEN)
}

/// Poses it.
pub(super) fn pose(ask: &Ask) -> Result<Posed, Trouble> {
    let areas = areas()?;
    let own_points = ask.points.as_deref().map(read_points).transpose()?;
    let mut named = Vec::new();
    for area in &areas {
        let at = match &own_points {
            None => {
                let point = Grid { easting: area.easting, northing: area.northing }.point();
                (point.lat, point.lon)
            }
            Some(points) => {
                let found = points.iter().find(|p| p.name == area.area).and_then(|p| p.at);
                found.ok_or_else(|| {
                    Trouble::Said(format!("--points: there is no row for “{}”", area.area))
                })?
            }
        };
        named.push(Named { name: area.area.clone(), at: Some(at) });
    }
    let mut sites = named.clone();
    let (prisons, wanted) = prisons(&ask.fixed)?;
    let mut existing: Vec<usize> = (sites.len()..).take(prisons.len()).collect();
    sites.extend(prisons);
    existing.extend(fixed(&wanted, &sites)?);
    let own = vec![None; sites.len()];
    let capacity = room(&ask.capacity, &own, &sites, named.len())?;
    let spot = |n: &Named| n.at.map_or(Spot::earth(0.0, 0.0), |(lat, lon)| Spot::earth(lat, lon));
    let demand = areas.iter().map(|area| {
        u64::from(match ask.demand {
            Counted::All => area.women_sentenced_to_custody,
            Counted::UnderSixMonths => area.of_which_under_six_months,
        })
    });
    let distances = Distances::Points {
        places: named.iter().map(spot).collect(),
        sites: sites.iter().map(spot).collect(),
    };
    let problem = Problem::new(demand.collect(), distances, existing, capacity)
        .map_err(|e| Trouble::Said(e.to_string()))?;
    let counted = match ask.demand {
        Counted::All => "women sentenced to immediate custody",
        Counted::UnderSixMonths => "women sentenced to less than six months in custody",
    };
    Ok(Posed {
        problem,
        places: named,
        sites,
        units: Units { demand: 1.0, distance: PER_UNIT },
        people: counted.to_owned(),
        lengths: "miles".to_owned(),
        own_p: None,
        sources: vec![
            "Ministry of Justice, Criminal Justice Statistics 2024 (2025 edition), by police area \
             (OGL v3)"
                .to_owned(),
            places::ATTRIBUTION.to_owned(),
            "Women's prisons: prison register, Ministry of Justice (MIT); which of them take from \
             court is general knowledge, not verified"
                .to_owned(),
        ],
        remarks: Vec::new(),
    })
}

/// Mean distance to the nearest of the prisons that take from court, for the same women.
pub(super) fn nearest_prison(ask: &Ask) -> Result<f64, Trouble> {
    let (prisons, _) = prisons(&["court-prisons".to_owned()])?;
    let spots: Vec<Spot> =
        prisons.iter().filter_map(|p| p.at).map(|(lat, lon)| Spot::earth(lat, lon)).collect();
    let (mut sum, mut women) = (0.0, 0.0);
    for area in areas()? {
        let point = Grid { easting: area.easting, northing: area.northing }.point();
        let from = Spot::earth(point.lat, point.lon);
        let nearest = spots.iter().map(|&to| from.to(to)).min().unwrap_or(0);
        let number = f64::from(match ask.demand {
            Counted::All => area.women_sentenced_to_custody,
            Counted::UnderSixMonths => area.of_which_under_six_months,
        });
        sum += number * f64::from(nearest) / PER_UNIT;
        women += number;
    }
    Ok(if women > 0.0 { sum / women } else { 0.0 })
}

/// Capacities, of which a bare number is for the units and never for prisons.
fn room(
    given: &[String],
    own: &[Option<f64>],
    sites: &[Named],
    areas: usize,
) -> Result<Option<Vec<u64>>, Trouble> {
    let mut room = capacities(given, own, sites, 1.0)?;
    let named: Vec<&str> = given.iter().filter_map(|g| Some(g.split_once('=')?.0.trim())).collect();
    for (slot, site) in room.iter_mut().flatten().zip(sites).skip(areas) {
        if !named.iter().any(|n| n.eq_ignore_ascii_case(&site.name)) {
            *slot = u64::MAX / 1024;
        }
    }
    Ok(room)
}

/// The prisons that `--fixed` asks for, and its other names.
fn prisons(given: &[String]) -> Result<(Vec<Named>, Vec<String>), Trouble> {
    let functions: Vec<Function> = built_in(PRISONS)?;
    let places = Places::built_in();
    let from_court = |code: &str| {
        functions.iter().any(|f| f.code == code && f.function.contains("takes from court"))
    };
    let (mut found, mut others): (Vec<Named>, Vec<String>) = (Vec::new(), Vec::new());
    let add = |code: &str, found: &mut Vec<Named>| {
        let Some(prison) = places.prison(code) else { return false };
        let at = Some((prison.point.lat, prison.point.lon));
        let named = Named { name: prison.code.clone(), at };
        if !found.contains(&named) {
            found.push(named);
        }
        true
    };
    for name in given.iter().map(|n| n.trim()) {
        match name {
            "court-prisons" | "all-prisons" => {
                for prison in places.prisons() {
                    if name == "all-prisons" || from_court(&prison.code) {
                        add(&prison.code, &mut found);
                    }
                }
            }
            _ => {
                if !add(&name.to_uppercase(), &mut found) {
                    others.push(name.to_owned());
                }
            }
        }
    }
    Ok((found, others))
}

/// Points by area from a file.
fn read_points(path: &std::path::Path) -> Result<Vec<Named>, Trouble> {
    let table = Table::read(path, Wanted::Named(&["police_force_area", "lat", "lon"]))?;
    let names = table.column("police_force_area")?;
    let (lats, lons) = (table.column("lat")?.numbers()?, table.column("lon")?.numbers()?);
    let mut points = Vec::new();
    for ((name, lat), lon) in names.iter().zip(lats).zip(lons) {
        let area = Places::built_in()
            .figures_area(name)
            .map_err(|e| Trouble::Said(format!("{}: {e}", path.display())))?;
        if !lat.is_finite() || !lon.is_finite() {
            return Err(Trouble::Said(format!("{}: {name} has no point", path.display())));
        }
        points.push(Named { name: area.name.to_owned(), at: Some((lat, lon)) });
    }
    Ok(points)
}
