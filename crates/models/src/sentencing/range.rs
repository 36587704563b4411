//! A number that is only known as a range, with where it comes from. Draws are triangular: the
//! least assuming shape that keeps a low, a most likely and a high value. Not for combining
//! ranges: that is what draws are for.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Low, most likely, high; low <= mid <= high.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// No draw is lower.
    pub low: f64,
    /// The most likely value, used where one value is needed.
    pub mid: f64,
    /// No draw is higher.
    pub high: f64,
}

impl Range {
    /// A range in order; `None` when it is not.
    #[must_use]
    pub fn new(low: f64, mid: f64, high: f64) -> Option<Self> {
        (low.is_finite() && high.is_finite() && low <= mid && mid <= high).then_some(Self {
            low,
            mid,
            high,
        })
    }

    /// A number that is known.
    #[must_use]
    pub const fn fixed(value: f64) -> Self {
        Self { low: value, mid: value, high: value }
    }

    /// The value below which a share `u` of draws lie (inverse of the triangular distribution).
    #[must_use]
    pub fn quantile(&self, u: f64) -> f64 {
        let (low, mid, high) = (self.low, self.mid, self.high);
        let width = high - low;
        if width <= 0.0 {
            return mid;
        }
        if u < (mid - low) / width {
            low + (u * width * (mid - low)).sqrt()
        } else {
            high - ((1.0 - u) * width * (high - mid)).sqrt()
        }
    }
}

/// Which parameter of a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ParamId(pub usize);

/// A parameter: its name in the scenario file, its range, its source.
#[derive(Debug, Clone, PartialEq)]
pub struct Param {
    /// Its path in the file, `side_effects.up_tariff`; also what its draws are keyed by, so that two
    /// scenarios that share a parameter share its draws.
    pub key: String,
    /// What it is, in words.
    pub label: String,
    /// The range.
    pub range: Range,
    /// Where it comes from; an assumption says that it is one.
    pub source: String,
}

impl Param {
    /// Its value in one draw of one seed. The same key, seed and draw always give the same value.
    #[must_use]
    pub fn draw(&self, seed: u64, draw: u64) -> f64 {
        self.range.quantile(uniform(&self.key, seed, draw))
    }
}

/// A uniform number for a key, a seed and a draw.
pub(crate) fn uniform(key: &str, seed: u64, draw: u64) -> f64 {
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ fnv(key));
    rng.set_stream(draw);
    rng.random::<f64>()
}

/// A standard normal number for a key, a seed and a draw (Box and Muller 1958).
pub(crate) fn normal(key: &str, seed: u64, draw: u64) -> f64 {
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ fnv(key));
    rng.set_stream(draw);
    let (u, v) = (1.0 - rng.random::<f64>(), rng.random::<f64>());
    (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}

/// Standard normal numbers one after another, for a seed and a draw.
pub(crate) fn walk(seed: u64, draw: u64) -> impl FnMut() -> f64 {
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ fnv("walk"));
    rng.set_stream(draw);
    move || {
        let (u, v) = (1.0 - rng.random::<f64>(), rng.random::<f64>());
        (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    }
}

/// Fowler, Noll and Vo's hash of a name (FNV-1a, 64 bits): the same on every machine.
fn fnv(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
