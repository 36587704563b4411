//! Places of a country as dots by their coordinates. No coastline and no tiles: the points of the
//! land, when given, show where one is. Not for finding a way.

use super::canvas::{Canvas, Form, Stand, broken, count};
use super::{Place, PlaceKind};

/// How wide a map is, in pixels, and the most it is high.
const WIDE: f64 = 460.0;
const HIGHEST: f64 = 640.0;
/// Room about the outermost places, for their circles.
const ROOM: f64 = 26.0;
/// The radius of the largest demand.
const LARGEST: f64 = 16.0;

pub(super) fn draw(form: Form, land: &[(f64, f64)], places: &[Place], weight: &str) -> Canvas {
    let spots: Vec<(f64, f64)> =
        places.iter().map(|place| (place.longitude, place.latitude)).collect();
    let ground = Ground::under(land.iter().chain(&spots).copied());
    // On a page the sheet shrinks with the window, so its words are larger.
    let (letters, line) = match form {
        Form::Page => (40, 25.0),
        Form::File => (56, 19.0),
    };
    let words = broken(&format!("Circles: {weight}, by their area"), letters);
    let mut canvas = Canvas::fixed(form, WIDE, ground.high + count(words.len()) * line + 8.0);
    for at in land {
        canvas.circle("land", ground.at(*at), 1.2);
    }
    let most = places.iter().filter_map(|place| match place.kind {
        PlaceKind::Demand { weight, .. } if weight.is_finite() => Some(weight),
        _ => None,
    });
    let most = most.fold(0.0, f64::max);
    for (place, spot) in places.iter().zip(&spots) {
        if let PlaceKind::Demand { to: Some(to), .. } = place.kind
            && let Some(served) = spots.get(to)
        {
            canvas.line("to", ground.at(*spot), ground.at(*served));
        }
    }
    for (place, spot) in places.iter().zip(&spots) {
        if let PlaceKind::Demand { weight, .. } = place.kind
            && weight > 0.0
            && most > 0.0
        {
            // The area is what is seen, so the radius goes by the root.
            canvas.circle("demand", ground.at(*spot), (weight / most).sqrt() * LARGEST);
        }
    }
    let mut number = 0;
    for (place, spot) in places.iter().zip(&spots) {
        let class = match place.kind {
            PlaceKind::Demand { .. } => continue,
            PlaceKind::Site => "pin",
            PlaceKind::Fixed => "pin-fixed",
        };
        number += 1;
        let (x, y) = ground.at(*spot);
        if place.kind == PlaceKind::Site {
            canvas.circle(class, (x, y), 11.5);
        } else {
            canvas.slab(class, (x - 11.0 / WIDE, x + 11.0 / WIDE), y, 22.0);
        }
        canvas.text("pin-text", (x, y + 5.0), Stand::About, &number.to_string());
    }
    if most > 0.0 {
        for (words, number) in words.iter().zip(1..) {
            let y = ground.high + count(number) * line - 4.0;
            canvas.text("soft", (0.0, y), Stand::After, words);
        }
    }
    canvas
}

/// From degrees to the sheet: plate carrée with the middle latitude true, which is right to about a
/// hundredth over a country of this size.
struct Ground {
    west: f64,
    north: f64,
    /// Pixels a degree.
    across: f64,
    down: f64,
    /// The sheet's height.
    high: f64,
    /// What is left over at each side.
    aside: f64,
}

impl Ground {
    fn under(points: impl Iterator<Item = (f64, f64)>) -> Self {
        let none = (f64::INFINITY, f64::NEG_INFINITY, f64::INFINITY, f64::NEG_INFINITY);
        let (west, east, south, north) = points
            .filter(|(x, y)| x.is_finite() && y.is_finite())
            .fold(none, |(west, east, south, north), (x, y)| {
                (west.min(x), east.max(x), south.min(y), north.max(y))
            });
        let (west, east, south, north) =
            if west > east { (0.0, 1.0, 0.0, 1.0) } else { (west, east, south, north) };
        let narrow = f64::midpoint(south, north).to_radians().cos().max(0.05);
        // At least a tenth of a degree, or one place alone would have no scale.
        let (wide, tall) = (((east - west) * narrow).max(0.1), (north - south).max(0.1));
        let down = ((WIDE - 2.0 * ROOM) / wide).min((HIGHEST - 2.0 * ROOM) / tall);
        let across = down * narrow;
        let aside = (WIDE - (east - west) * across) / 2.0;
        Self { west, north, across, down, high: (north - south) * down + 2.0 * ROOM, aside }
    }

    /// A place as the canvas wants it: a share across, pixels down.
    fn at(&self, (longitude, latitude): (f64, f64)) -> (f64, f64) {
        let x = self.aside + (longitude - self.west) * self.across;
        (x / WIDE, ROOM + (self.north - latitude) * self.down)
    }
}

/// The number of each site on the map, in the order of the places; `None` for a demand.
pub(super) fn numbers(places: &[Place]) -> Vec<Option<f64>> {
    let mut number = 0;
    let numbered = places.iter().map(|place| match place.kind {
        PlaceKind::Demand { .. } => None,
        PlaceKind::Site | PlaceKind::Fixed => {
            number += 1;
            Some(count(number))
        }
    });
    numbered.collect()
}
