//! How much of a postcode somebody typed: all of it, its sector, or only its first half.
//!
//! Form is the kernel's business ([`kernel::postcode`]); whether the place exists is for
//! [`crate::Places`] to say.

use kernel::postcode::NotAPostcode;
use kernel::{Outcode, Postcode, Sector};

/// A typed postcode, as far as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PostcodeText {
    /// All of it.
    Whole(Postcode),
    /// All but the last two letters.
    Sector(Sector),
    /// Only the first half.
    Outcode(Outcode),
}

impl PostcodeText {
    /// Reads what was typed: `M1 1AE`, `m11ae`, `M1 1`, `M1`. Without its space `B11` is the
    /// outcode and not the sector `B1 1`.
    ///
    /// # Errors
    /// When it is none of these: what is wrong with it as a whole postcode.
    pub fn parse(typed: &str) -> Result<Self, NotAPostcode> {
        let mut parts = typed.split_whitespace();
        let second = parts.nth(1).filter(|_| parts.next().is_none());
        let spaced_sector = second.is_some_and(|second| second.len() == 1);
        if let (true, Ok(sector)) = (spaced_sector, Sector::parse(typed)) {
            return Ok(Self::Sector(sector));
        }
        if let Ok(outcode) = Outcode::parse(typed) {
            return Ok(Self::Outcode(outcode));
        }
        Postcode::parse(typed)
            .map(Self::Whole)
            .or_else(|why| Sector::parse(typed).map(Self::Sector).map_err(|_| why))
    }

    /// Its first half.
    #[must_use]
    pub const fn outcode(&self) -> &Outcode {
        match self {
            Self::Whole(postcode) => postcode.outcode(),
            Self::Sector(sector) => sector.outcode(),
            Self::Outcode(outcode) => outcode,
        }
    }
}

/// A sector as eight bytes, its text and blanks: what the file of postcodes holds, in the order of
/// the text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SectorKey(pub(crate) [u8; 8]);

impl From<&Sector> for SectorKey {
    fn from(sector: &Sector) -> Self {
        let mut key = [b' '; 8];
        // The longest text is "AB10 1".
        for (slot, byte) in key.iter_mut().zip(sector.text().bytes()) {
            *slot = byte;
        }
        Self(key)
    }
}

/// The last two letters of a postcode as a number, 0 to 675.
pub(crate) fn letters_index(postcode: &Postcode) -> u64 {
    let letters = postcode.text().as_bytes().last_chunk::<2>().copied().unwrap_or_default();
    letters.iter().fold(0, |sum, letter| sum * 26 + u64::from(letter.saturating_sub(b'A')) % 26)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_postcode_is_read_as_what_it_is() {
        let outcode = |text: &str| Ok(PostcodeText::Outcode(Outcode::parse(text).unwrap()));
        let sector = |text: &str| Ok(PostcodeText::Sector(Sector::parse(text).unwrap()));
        let whole = |text: &str| Ok(PostcodeText::Whole(Postcode::parse(text).unwrap()));
        for (typed, read) in [
            ("b11", outcode("B11")),
            (" m 1", outcode("M1")),
            ("b1 1", sector("B11")),
            ("AB101", sector("AB10 1")),
            ("AB10 1", sector("AB10 1")),
            ("m11ae", whole("M1 1AE")),
            ("AB10  1ab", whole("AB10 1AB")),
        ] {
            assert_eq!(PostcodeText::parse(typed), read, "{typed}");
        }
        for typed in ["", "help", "M1 1AE M1", "M1 1A"] {
            assert!(PostcodeText::parse(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn keys_stand_in_the_order_of_their_texts() {
        let key = |text: &str| SectorKey::from(&Sector::parse(text).unwrap());
        assert!(key("AB1 9") < key("AB10 1") && key("AB10 1") < key("AB10 2"));
        assert_eq!(&key("M1 1").0, b"M1 1    ");
        assert_eq!(letters_index(&Postcode::parse("M1 1AA").unwrap()), 0);
        assert_eq!(letters_index(&Postcode::parse("M1 1ZZ").unwrap()), 675);
    }
}
