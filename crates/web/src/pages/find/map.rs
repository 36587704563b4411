//! The map beside the list: postcode sectors round the place as dots, answers as pins. No tiles, no
//! other host. A place that keeps its address private is never a pin.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::sync::LazyLock;

use directory::model::Area;
use places::{Places, Point, distance_km};

/// Half of the drawing's width, in its own units.
const HALF: f64 = 40.0;
/// No map shows less, in kilometres from its middle.
const NEAREST: f64 = 16.0;
/// Nor more.
const FARTHEST: f64 = 60.0;
/// Dots nearer to each other than this are one dot.
const GRID: f64 = 1.1;

/// A pin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// As written.
    pub x: String,
    /// As written.
    pub y: String,
    /// Where its number is written.
    pub text_y: String,
    /// The number of the answer.
    pub number: usize,
    /// Does it not fit?
    pub is_off: bool,
}

/// A map, ready to be written as SVG.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Map {
    /// Sectors.
    pub land: String,
    /// Sectors of the council that the place lies in.
    pub here: String,
    /// Answers with an address that may be shown.
    pub pins: Vec<Pin>,
    /// How far it is from the middle to an edge, in whole miles.
    pub miles: u32,
}

/// An answer that may be drawn.
pub(super) struct Drawn {
    pub(super) point: Point,
    pub(super) number: usize,
    pub(super) is_off: bool,
}

struct Sector {
    point: Point,
    authority: Option<&'static str>,
}

static SECTORS: LazyLock<Vec<Sector>> = LazyLock::new(|| {
    let all = Places::built_in().sectors();
    all.map(|(_, place)| Sector {
        point: place.point,
        authority: place.local_authority.map(|one| one.code.as_str()),
    })
    .collect()
});

/// Draws what lies round a place. None where nothing could be marked on it.
pub(super) fn drawn(middle: Point, areas: &[Area], answers: &[Drawn]) -> Option<Map> {
    let far = answers.iter().map(|one| distance_km(one.point, middle));
    let far = far.filter(|km| *km <= FARTHEST).fold(0.0, f64::max);
    let radius = (far * 1.15).clamp(NEAREST, FARTHEST);
    let scale = HALF / radius;
    let east = 111.32 * middle.lat.to_radians().cos() * scale;
    let at =
        |point: Point| ((point.lon - middle.lon) * east, (middle.lat - point.lat) * 110.57 * scale);
    let is_in = |(x, y): (f64, f64)| x.abs() <= HALF && y.abs() <= HALF;
    let council = areas.iter().find_map(|area| match area {
        Area::LocalAuthority(code) => Some(code.as_str()),
        _ => None,
    });
    let (mut land, mut here, mut drawn) = (String::new(), String::new(), HashSet::new());
    for sector in SECTORS.iter() {
        let (x, y) = at(sector.point);
        let cell = ((x / GRID).round().to_bits(), (y / GRID).round().to_bits());
        if !is_in((x, y)) || !drawn.insert(cell) {
            continue;
        }
        let is_here = council.is_some() && sector.authority == council;
        let path = if is_here { &mut here } else { &mut land };
        let _ = write!(path, "M{x:.1} {y:.1}h0");
    }
    let pins: Vec<Pin> = answers
        .iter()
        .filter_map(|one| {
            let (x, y) = at(one.point);
            is_in((x, y)).then(|| Pin {
                x: format!("{x:.1}"),
                y: format!("{y:.1}"),
                text_y: format!("{:.1}", y + 1.3),
                number: one.number,
                is_off: one.is_off,
            })
        })
        .collect();
    let miles = format!("{:.0}", radius * 0.621_371).parse().unwrap_or_default();
    (!pins.is_empty()).then_some(Map { land, here, pins, miles })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_stands_where_its_place_is_and_the_land_round_it_is_drawn() {
        let newport = Point { lat: 51.588, lon: -2.998 };
        let north = Point { lat: 51.588 + 0.09, lon: -2.998 };
        let answers = [
            Drawn { point: newport, number: 1, is_off: false },
            Drawn { point: north, number: 2, is_off: true },
        ];
        let map = drawn(newport, &[], &answers).unwrap();
        assert_eq!((map.pins[0].x.as_str(), map.pins[0].y.as_str()), ("0.0", "0.0"));
        assert!(map.pins[1].y.starts_with("-2"), "north is up: {}", map.pins[1].y);
        assert!(map.land.matches('M').count() > 30);
        assert!(map.land.len() < 30_000, "an old phone has to read it");
        assert!(drawn(newport, &[], &[]).is_none());
    }
}
