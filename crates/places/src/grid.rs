//! Points on the ground: the National Grid in metres, WGS 84 in degrees, and how far apart two are.
//!
//! The grid is turned into degrees by the inverse Transverse Mercator projection on Airy's
//! ellipsoid and the seven-parameter Helmert shift ("A guide to coordinate systems in Great
//! Britain", Ordnance Survey, annexes B, C and section 6.6): good to about five metres, which is
//! less than a postcode is wide. Not for surveying: that needs the OSTN15 grid of shifts.

/// A place on the British National Grid (EPSG:27700), whole metres.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Grid {
    /// Metres east of the false origin, 0 to 700,000.
    pub easting: u32,
    /// Metres north of the false origin, 0 to 1,300,000.
    pub northing: u32,
}

/// A place in degrees (WGS 84, EPSG:4326).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east; west is negative.
    pub lon: f64,
}

/// An ellipsoid's half axes in metres.
struct Ellipsoid {
    a: f64,
    b: f64,
}

const AIRY_1830: Ellipsoid = Ellipsoid { a: 6_377_563.396, b: 6_356_256.909 };
const WGS_84: Ellipsoid = Ellipsoid { a: 6_378_137.0, b: 6_356_752.314_245 };

/// Scale on the central meridian of the National Grid.
const F0: f64 = 0.999_601_271_7;
/// True origin of the National Grid: 49° N, 2° W, at E 400,000 N -100,000.
const LAT0: f64 = 49.0;
const LON0: f64 = -2.0;
const E0: f64 = 400_000.0;
const N0: f64 = -100_000.0;

/// Mean radius of the earth in kilometres (IUGG).
const EARTH_KM: f64 = 6_371.008_8;

impl Grid {
    /// The same place in degrees, within about five metres.
    #[must_use]
    pub fn point(self) -> Point {
        let (lat, lon) = unproject(f64::from(self.easting), f64::from(self.northing));
        let (lat, lon) = osgb36_to_wgs84(lat, lon);
        Point { lat: lat.to_degrees(), lon: lon.to_degrees() }
    }
}

/// Kilometres between two points as the crow flies, over a sphere (haversine). Half a per cent off
/// at worst, which is far less than a road adds.
#[must_use]
pub fn distance_km(from: Point, to: Point) -> f64 {
    let (lat1, lat2) = (from.lat.to_radians(), to.lat.to_radians());
    let half_lat = (lat2 - lat1) / 2.0;
    let half_lon = (to.lon - from.lon).to_radians() / 2.0;
    let h = half_lat.sin().powi(2) + lat1.cos() * lat2.cos() * half_lon.sin().powi(2);
    2.0 * EARTH_KM * h.sqrt().min(1.0).asin()
}

/// Metres along the meridian from the true origin to a latitude in radians.
fn meridional_arc(lat: f64) -> f64 {
    let n = (AIRY_1830.a - AIRY_1830.b) / (AIRY_1830.a + AIRY_1830.b);
    let (n2, n3) = (n * n, n * n * n);
    let (minus, plus) = (lat - LAT0.to_radians(), lat + LAT0.to_radians());
    AIRY_1830.b
        * F0
        * ((1.0 + n + 1.25 * n2 + 1.25 * n3) * minus
            - (3.0 * n + 3.0 * n2 + 21.0 / 8.0 * n3) * minus.sin() * plus.cos()
            + (15.0 / 8.0 * (n2 + n3)) * (2.0 * minus).sin() * (2.0 * plus).cos()
            - 35.0 / 24.0 * n3 * (3.0 * minus).sin() * (3.0 * plus).cos())
}

/// Grid metres to OSGB 36 latitude and longitude in radians.
fn unproject(easting: f64, northing: f64) -> (f64, f64) {
    let e2 = 1.0 - (AIRY_1830.b * AIRY_1830.b) / (AIRY_1830.a * AIRY_1830.a);
    let mut lat = LAT0.to_radians() + (northing - N0) / (AIRY_1830.a * F0);
    // Converges in four or five rounds; the bound only makes sure that it always ends.
    for _ in 0..20 {
        let left = northing - N0 - meridional_arc(lat);
        if left.abs() < 0.000_01 {
            break;
        }
        lat += left / (AIRY_1830.a * F0);
    }
    let (sin, cos, tan) = (lat.sin(), lat.cos(), lat.tan());
    let nu = AIRY_1830.a * F0 / (1.0 - e2 * sin * sin).sqrt();
    let rho = AIRY_1830.a * F0 * (1.0 - e2) / (1.0 - e2 * sin * sin).powf(1.5);
    let eta2 = nu / rho - 1.0;
    let (t2, t4, t6) = (tan.powi(2), tan.powi(4), tan.powi(6));
    let d = easting - E0;
    let vii = tan / (2.0 * rho * nu);
    let viii = tan / (24.0 * rho * nu.powi(3)) * (5.0 + 3.0 * t2 + eta2 - 9.0 * t2 * eta2);
    let ix = tan / (720.0 * rho * nu.powi(5)) * (61.0 + 90.0 * t2 + 45.0 * t4);
    let x = 1.0 / (cos * nu);
    let xi = 1.0 / (6.0 * cos * nu.powi(3)) * (nu / rho + 2.0 * t2);
    let xii = 1.0 / (120.0 * cos * nu.powi(5)) * (5.0 + 28.0 * t2 + 24.0 * t4);
    let xiia = 1.0 / (5040.0 * cos * nu.powi(7)) * (61.0 + 662.0 * t2 + 1320.0 * t4 + 720.0 * t6);
    (
        lat - vii * d.powi(2) + viii * d.powi(4) - ix * d.powi(6),
        LON0.to_radians() + x * d - xi * d.powi(3) + xii * d.powi(5) - xiia * d.powi(7),
    )
}

/// The Helmert shift from OSGB 36 to WGS 84, radians in and out, at height nought.
fn osgb36_to_wgs84(lat: f64, lon: f64) -> (f64, f64) {
    let e2 = 1.0 - (AIRY_1830.b * AIRY_1830.b) / (AIRY_1830.a * AIRY_1830.a);
    let nu = AIRY_1830.a / (1.0 - e2 * lat.sin().powi(2)).sqrt();
    let (x, y, z) =
        (nu * lat.cos() * lon.cos(), nu * lat.cos() * lon.sin(), nu * (1.0 - e2) * lat.sin());

    let second = |s: f64| (s / 3600.0).to_radians();
    let (rx, ry, rz) = (second(0.1502), second(0.2470), second(0.8421));
    let scale = 1.0 - 20.4894e-6;
    let x2 = 446.448 + scale * x - rz * y + ry * z;
    let y2 = -125.157 + rz * x + scale * y - rx * z;
    let z2 = 542.060 - ry * x + rx * y + scale * z;

    let e2 = 1.0 - (WGS_84.b * WGS_84.b) / (WGS_84.a * WGS_84.a);
    let p = x2.hypot(y2);
    let mut lat = z2.atan2(p * (1.0 - e2));
    for _ in 0..10 {
        let nu = WGS_84.a / (1.0 - e2 * lat.sin().powi(2)).sqrt();
        let next = (z2 + e2 * nu * lat.sin()).atan2(p);
        let done = (next - lat).abs() < 1e-12;
        lat = next;
        if done {
            break;
        }
    }
    (lat, y2.atan2(x2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn degrees(d: f64, m: f64, s: f64) -> f64 {
        d + m / 60.0 + s / 3600.0
    }

    #[test]
    fn the_surveys_own_worked_example_comes_out_to_a_millimetre() {
        // Annex C of the guide: E 651409.903 N 313177.270 is 52° 39' 27.2531" N 1° 43' 4.5177" E.
        let (lat, lon) = unproject(651_409.903, 313_177.270);
        assert!((lat.to_degrees() - degrees(52.0, 39.0, 27.2531)).abs() < 1e-8);
        assert!((lon.to_degrees() - degrees(1.0, 43.0, 4.5177)).abs() < 1e-8);
    }

    #[test]
    fn the_shift_to_wgs_84_is_within_five_metres() {
        // The same water tower by satellite: 52° 39' 28.8282" N 1° 42' 57.8663" E.
        let ours = Grid { easting: 651_410, northing: 313_177 }.point();
        let surveyed =
            Point { lat: degrees(52.0, 39.0, 28.8282), lon: degrees(1.0, 42.0, 57.8663) };
        assert!(distance_km(ours, surveyed) < 0.005, "{}", distance_km(ours, surveyed));
    }

    #[test]
    fn distances_have_known_answers() {
        let north_pole = Point { lat: 90.0, lon: 0.0 };
        let equator = Point { lat: 0.0, lon: 77.0 };
        assert!((distance_km(north_pole, equator) - 10_007.557).abs() < 0.01);
        let (far, opposite) = (Point { lat: 0.0, lon: 0.0 }, Point { lat: 0.0, lon: 180.0 });
        assert!((distance_km(far, opposite) - 20_015.115).abs() < 0.01);
        assert!(distance_km(equator, equator).abs() < f64::EPSILON);
        // London (Charing Cross) to Edinburgh Castle: 534 km by crow.
        let london = Point { lat: 51.5074, lon: -0.1278 };
        let edinburgh = Point { lat: 55.9486, lon: -3.1999 };
        assert!((distance_km(london, edinburgh) - 534.0).abs() < 1.5);
    }
}
