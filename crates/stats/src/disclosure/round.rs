//! Rounding with a stable key: a cell always rounds the same way, so that asking again teaches
//! nothing. Not for rounding money or rates.

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use super::table::Key;

/// What counts are rounded to: 2 or more. Five is the custom of national statistics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct Base(u64);

impl Base {
    /// Five.
    pub const FIVE: Self = Self(5);

    /// As a number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl TryFrom<u64> for Base {
    type Error = BaseError;

    fn try_from(base: u64) -> Result<Self, BaseError> {
        if (2..=1000).contains(&base) { Ok(Self(base)) } else { Err(BaseError) }
    }
}

impl From<Base> for u64 {
    fn from(base: Base) -> Self {
        base.0
    }
}

/// A base that rounds nothing, or everything away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("counts are rounded to a base from 2 to 1000; 5 is usual")]
pub struct BaseError;

/// What decides which way a cell rounds. Whoever holds it can undo some of the rounding: it is kept
/// like a key, and never published.
#[derive(Clone, PartialEq, Eq)]
pub struct RoundingKey([u8; 32]);

impl RoundingKey {
    /// Of 32 random octets.
    #[must_use]
    pub const fn new(octets: [u8; 32]) -> Self {
        Self(octets)
    }
}

impl std::fmt::Debug for RoundingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RoundingKey(…)")
    }
}

/// Whether shown counts are rounded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rounding {
    /// Shown as counted.
    AsCounted,
    /// To a base, up or down as the key has it for the cell; right on average.
    To {
        /// The base.
        base: Base,
        /// The key.
        key: RoundingKey,
    },
}

impl Rounding {
    /// The base, if there is one.
    #[must_use]
    pub const fn base(&self) -> Option<Base> {
        match self {
            Self::AsCounted => None,
            Self::To { base, .. } => Some(*base),
        }
    }

    /// Rounds the count of a cell of a population. One more person never rounds to less.
    ///
    /// Source: unbiased random rounding (Willenborg and de Waal 2001, ch. 6), its chance drawn once
    /// a cell from HMAC-SHA-256 instead of anew each time.
    #[must_use]
    pub fn round(&self, population: &str, cell: &Key, count: u64) -> u64 {
        match self {
            Self::AsCounted => count,
            Self::To { base, key } => {
                let base = base.get();
                let over = count % base;
                let up = over > 0 && key.draw(population, cell, base) < over;
                count - over + if up { base } else { 0 }
            }
        }
    }
}

impl RoundingKey {
    /// A whole number under `base`, always the same for the same cell.
    fn draw(&self, population: &str, cell: &Key, base: u64) -> u64 {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return 0 };
        // Lengths come before texts, so that no two cells write the same octets.
        let mut write = |text: &str| {
            mac.update(&u64::try_from(text.len()).unwrap_or(u64::MAX).to_le_bytes());
            mac.update(text.as_bytes());
        };
        write(population);
        for (variable, category) in &cell.0 {
            write(variable);
            write(category);
        }
        let octets = mac.finalize().into_bytes();
        let mut first = [0_u8; 8];
        first.copy_from_slice(&octets[..8]);
        u64::from_le_bytes(first) % base
    }
}
