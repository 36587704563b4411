//! Areas that a service serves, by their official codes.
//!
//! A commissioned service takes a woman because of where she lives, not because it is near; so an
//! area is what a search asks first. A name that may mean two areas is read as the narrower: a
//! service is then asked about once too often, and never promised where it does not go.

use std::collections::HashMap;
use std::sync::LazyLock;

use places::{Grid, Located, Nation, Places, Point};
use serde::{Deserialize, Serialize};

use super::key::{Extra, Ident};

/// An area.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Area {
    /// A local authority of the lowest tier, by its present code.
    LocalAuthority(String),
    /// A police area, by its code.
    PoliceArea(String),
    /// A region of England, by its code.
    Region(String),
    /// A nation.
    Nation(Nation),
    /// All of it.
    UnitedKingdom,
}

/// The text is no code of an area that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no area has that code")]
pub struct NotAnArea;

/// The areas that a service serves, as one source names them together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServiceArea {
    /// Its id.
    pub ident: Ident,
    /// The name, as given.
    #[serde(default)]
    pub name: Option<String>,
    /// The areas it stands for; empty where the name was not understood.
    #[serde(default)]
    pub areas: Vec<Area>,
    /// A drawn border, as given.
    #[serde(default)]
    pub extent: Option<String>,
    /// What the border is written in.
    #[serde(default)]
    pub extent_type: Option<String>,
    /// An address that names it.
    #[serde(default)]
    pub uri: Option<String>,
    /// What we do not read.
    #[serde(default)]
    pub extra: Extra,
}

const NATIONS: [(Nation, &str); 4] = [
    (Nation::England, "E92000001"),
    (Nation::Wales, "W92000004"),
    (Nation::Scotland, "S92000003"),
    (Nation::NorthernIreland, "N92000002"),
];
const UNITED_KINGDOM: &str = "K02000001";

impl Area {
    /// Its official code.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::LocalAuthority(code) | Self::PoliceArea(code) | Self::Region(code) => code,
            Self::Nation(nation) => {
                NATIONS.iter().find(|(one, _)| one == nation).map_or("", |(_, code)| code)
            }
            Self::UnitedKingdom => UNITED_KINGDOM,
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        let places = Places::built_in();
        match self {
            Self::LocalAuthority(code) => {
                places.local_authority(code).map_or(code, |authority| &authority.name)
            }
            Self::PoliceArea(code) => places
                .areas()
                .iter()
                .find(|area| area.code == *code)
                .map_or(code, |area| &area.name),
            Self::Region(code) => places
                .regions()
                .iter()
                .find(|region| region.code == *code)
                .map_or(code, |region| &region.name),
            Self::Nation(nation) => nation.name(),
            Self::UnitedKingdom => "the United Kingdom",
        }
    }

    /// How wide it is: 0 a local authority, 4 the kingdom.
    #[must_use]
    pub const fn width(&self) -> u8 {
        match self {
            Self::LocalAuthority(_) => 0,
            Self::PoliceArea(_) => 1,
            Self::Region(_) => 2,
            Self::Nation(_) => 3,
            Self::UnitedKingdom => 4,
        }
    }

    /// The area with a code, also one that a local authority had before.
    ///
    /// # Errors
    /// [`NotAnArea`].
    pub fn from_code(code: &str) -> Result<Self, NotAnArea> {
        let code = code.trim();
        if code == UNITED_KINGDOM {
            return Ok(Self::UnitedKingdom);
        }
        if let Some((nation, _)) = NATIONS.iter().find(|(_, own)| *own == code) {
            return Ok(Self::Nation(*nation));
        }
        let places = Places::built_in();
        if let Some(authority) = places.local_authority(code) {
            return Ok(Self::LocalAuthority(authority.code.clone()));
        }
        if places.areas().iter().any(|area| area.code == code) {
            return Ok(Self::PoliceArea(code.to_owned()));
        }
        let region = places.regions().iter().any(|region| region.code == code);
        region.then(|| Self::Region(code.to_owned())).ok_or(NotAnArea)
    }

    /// Does the place lie in it? A place that is known too loosely for an area of this kind (an
    /// outcode over two authorities) does not.
    #[must_use]
    pub fn covers(&self, place: &Located<'_>) -> bool {
        match self {
            Self::LocalAuthority(code) => {
                place.local_authority.is_some_and(|authority| authority.code == *code)
            }
            Self::PoliceArea(code) => place.police_area.is_some_and(|area| area.code == *code),
            Self::Region(code) => place.region.is_some_and(|region| region.code == *code),
            Self::Nation(nation) => place.nation == *nation,
            Self::UnitedKingdom => true,
        }
    }

    /// Is all of the other area in this one?
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        if self == other || *self == Self::UnitedKingdom {
            return true;
        }
        if self.width() <= other.width() {
            return false;
        }
        let places = Places::built_in();
        let mut authorities = places.local_authorities().iter().filter(|one| match other {
            Self::LocalAuthority(code) => one.code == *code,
            Self::PoliceArea(code) => one.police_area_code.as_ref() == Some(code),
            Self::Region(code) => one.region_code == *code,
            Self::Nation(nation) => one.nation == *nation,
            Self::UnitedKingdom => true,
        });
        authorities.all(|one| match self {
            Self::LocalAuthority(_) => false,
            Self::PoliceArea(code) => one.police_area_code.as_ref() == Some(code),
            Self::Region(code) => one.region_code == *code,
            Self::Nation(nation) => one.nation == *nation,
            Self::UnitedKingdom => true,
        })
    }
}

impl From<Area> for String {
    fn from(area: Area) -> Self {
        area.code().to_owned()
    }
}

impl TryFrom<String> for Area {
    type Error = NotAnArea;
    fn try_from(code: String) -> Result<Self, NotAnArea> {
        Self::from_code(&code)
    }
}

/// The areas that hold a place, narrowest first.
#[must_use]
pub fn areas_around(place: &Located<'_>) -> Vec<Area> {
    let authority = place.local_authority.map(|one| Area::LocalAuthority(one.code.clone()));
    let police = place.police_area.map(|one| Area::PoliceArea(one.code.clone()));
    let region = place.region.filter(|one| one.code.starts_with("E12"));
    let region = region.map(|one| Area::Region(one.code.clone()));
    [authority, police, region, Some(Area::Nation(place.nation)), Some(Area::UnitedKingdom)]
        .into_iter()
        .flatten()
        .collect()
}

/// The areas that a code or a name means: one, or the districts of a county. Empty where it means
/// none that is known.
#[must_use]
pub fn area_named(text: &str) -> Vec<Area> {
    if let Ok(area) = Area::from_code(text) {
        return vec![area];
    }
    let name = folded(text);
    NAMES
        .get(&name)
        .cloned()
        .or_else(|| {
            // "Kent Police" and the like, which only the register of places knows.
            let area = Places::built_in().area_by_any_name(text).ok()?;
            Some(vec![Area::PoliceArea(area.code.clone())])
        })
        .unwrap_or_default()
}

/// The point that stands for an area: the mean of its postcode sectors.
#[must_use]
pub fn reference_point(area: &Area) -> Option<Point> {
    POINTS.get(area).copied()
}

/// Names to areas. What is put in first wins: narrow before wide.
static NAMES: LazyLock<HashMap<String, Vec<Area>>> = LazyLock::new(|| {
    let places = Places::built_in();
    let mut names: HashMap<String, Vec<Area>> = HashMap::new();
    for (nation, _) in NATIONS {
        names.insert(folded(nation.name()), vec![Area::Nation(nation)]);
    }
    for word in ["uk", "united kingdom", "great britain", "uk wide", "nationwide"] {
        names.insert(word.to_owned(), vec![Area::UnitedKingdom]);
    }
    // The region, not the square mile.
    if let Some(london) = places.regions().iter().find(|region| region.name == "London") {
        for word in ["london", "greater london"] {
            names.insert(word.to_owned(), vec![Area::Region(london.code.clone())]);
        }
    }
    for authority in places.local_authorities() {
        let area = Area::LocalAuthority(authority.code.clone());
        for name in [folded(&authority.name), shortened(&authority.name)] {
            names.entry(name).or_insert_with(|| vec![area.clone()]);
        }
    }
    let mut counties: HashMap<String, Vec<Area>> = HashMap::new();
    for authority in places.local_authorities() {
        if let Some(county) = &authority.county {
            let of_it = counties.entry(folded(county)).or_default();
            of_it.push(Area::LocalAuthority(authority.code.clone()));
        }
    }
    for (county, of_it) in counties {
        names.entry(county).or_insert(of_it);
    }
    for police in places.areas() {
        for name in std::iter::once(&police.name).chain(&police.other_names) {
            let area = Area::PoliceArea(police.code.clone());
            names.entry(folded(name)).or_insert_with(|| vec![area]);
        }
    }
    for region in places.regions() {
        if let Ok(area) = Area::from_code(&region.code) {
            names.entry(folded(&region.name)).or_insert_with(|| vec![area]);
        }
    }
    names
});

static POINTS: LazyLock<HashMap<Area, Point>> = LazyLock::new(|| {
    let mut sums: HashMap<Area, (u64, u64, u64)> = HashMap::new();
    for (_, place) in Places::built_in().sectors() {
        for area in areas_around(&place) {
            let sum = sums.entry(area).or_default();
            sum.0 += u64::from(place.grid.easting);
            sum.1 += u64::from(place.grid.northing);
            sum.2 += 1;
        }
    }
    sums.into_iter()
        .filter_map(|(area, (east, north, count))| {
            let easting = u32::try_from(east.checked_div(count)?).ok()?;
            let northing = u32::try_from(north.checked_div(count)?).ok()?;
            Some((area, Grid { easting, northing }.point()))
        })
        .collect()
});

/// Words in lower case, "&" as "and", without what only says that it is a council.
fn folded(name: &str) -> String {
    let name = super::taxonomy::plain(&name.replace('&', " and "));
    let mut words: Vec<&str> = name.split(' ').collect();
    while words.len() > 1
        && words.last().is_some_and(|last| {
            ["council", "city", "county", "borough", "district", "metropolitan"].contains(last)
        })
        && name.contains("council")
    {
        words.pop();
    }
    if let ["london", "borough", "of", rest @ ..] = words.as_slice() {
        return rest.join(" ");
    }
    words.join(" ")
}

/// "Bristol" for "Bristol, City of". The City of London keeps its name.
fn shortened(name: &str) -> String {
    let short = name.split(',').next().unwrap_or(name);
    let folded = folded(short);
    match folded.as_str() {
        "kingston upon hull" => "hull".to_owned(),
        "london" | "city of london" => "city of london".to_owned(),
        other => other.strip_prefix("city of ").unwrap_or(other).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Vec<String> {
        area_named(text).iter().map(|area| area.name().to_owned()).collect()
    }

    #[test]
    fn names_as_sources_write_them_find_their_area() {
        for (text, name) in [
            ("Bristol", "Bristol, City of"),
            ("bristol city council", "Bristol, City of"),
            ("Hull", "Kingston upon Hull, City of"),
            ("London Borough of Hackney", "Hackney"),
            ("London", "London"),
            ("E23000035", "Avon and Somerset"),
            ("Gwent", "Gwent"),
            ("avon & somerset", "Avon and Somerset"),
            ("North East", "North East"),
            ("Wales", "Wales"),
            ("uk", "the United Kingdom"),
            ("Swansea", "Swansea"),
        ] {
            let expected =
                if text == "E23000035" { named(text)[0].clone() } else { name.to_owned() };
            assert_eq!(named(text), [expected], "{text}");
        }
        assert!(named("Devon").len() > 5 && named("Devon").contains(&"Exeter".to_owned()));
        assert!(area_named("Narnia").is_empty() && area_named("").is_empty());
    }

    #[test]
    fn an_area_holds_what_lies_in_it() {
        let places = Places::built_in();
        let newport = places.by_postcode_text("NP20 4").unwrap();
        let around = areas_around(&newport);
        assert_eq!(
            around.iter().map(Area::name).collect::<Vec<_>>(),
            ["Newport", "Gwent", "Wales", "the United Kingdom"]
        );
        assert!(around.iter().all(|area| area.covers(&newport)));
        for pair in around.windows(2) {
            assert!(pair[1].contains(&pair[0]) && !pair[0].contains(&pair[1]));
        }
        let gwent = &around[1];
        let point = reference_point(gwent).unwrap();
        assert!(places::distance_km(point, newport.point) < 40.0);
    }

    #[test]
    fn an_area_is_stored_by_its_code() {
        let area = area_named("Gwent").remove(0);
        let text = serde_json::to_string(&area).unwrap();
        assert_eq!(serde_json::from_str::<Area>(&text).unwrap(), area);
        assert!(serde_json::from_str::<Area>("\"X1\"").is_err());
    }
}
