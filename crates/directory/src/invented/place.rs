//! Invented houses in real towns.

use super::{Draw, ident, part};
use crate::model::{Accessibility, Address, Extra, Location, LocationKind, Spot};
use crate::towns::Town;

const STREETS: [&str; 12] = [
    "Bell", "Mill", "Chapel", "Station", "Market", "Priory", "Canal", "Orchard", "School",
    "Bridge", "Castle", "Victoria",
];

pub(super) fn location(draw: &mut Draw<'_>, town: &Town, number: usize) -> Location {
    let ident = ident("location", number);
    let point = town.located().map(|place| place.point);
    let mut off = |scale: f64| {
        let step = u32::try_from(draw.below(2001)).unwrap_or(1000);
        (f64::from(step) / 1000.0 - 1.0) * scale
    };
    let (north, east) = (off(0.02), off(0.03));
    let rounded = |degrees: f64| (degrees * 100_000.0).round() / 100_000.0;
    let street = draw.pick(&STREETS).copied().unwrap_or("Bell");
    let address = Address {
        ident: part(&ident, "address"),
        attention: None,
        street: Some(format!("{} {street} Walk", 1 + draw.below(90))),
        city: Some(town.name.clone()),
        region: None,
        county: Some(town.authority.name().to_owned()),
        // Units from 9AA up; that one of them may exist does not make the house real.
        postcode: Some(format!("{} 9{}{}", town.outcode, letter(number), letter(number / 20))),
        country: Some("GB".into()),
        kind: LocationKind::Physical,
        extra: Extra::default(),
    };
    let spot = Spot {
        name: None,
        latitude: point.map(|point| rounded(point.lat + north)),
        longitude: point.map(|point| rounded(point.lon + east)),
        accessibility: vec![Accessibility {
            ident: part(&ident, "access"),
            description: Some("Ring the bell by the blue door.".into()),
            details: None,
            url: None,
            extra: Extra::default(),
        }],
        addresses: vec![address],
        ..Spot::default()
    };
    Location::public(ident, LocationKind::Physical, spot)
}

fn letter(number: usize) -> char {
    let letters = [
        'A', 'B', 'D', 'E', 'F', 'G', 'H', 'J', 'L', 'N', 'P', 'Q', 'R', 'S', 'T', 'U', 'W', 'X',
        'Y', 'Z',
    ];
    letters.get(number % letters.len()).copied().unwrap_or('A')
}
