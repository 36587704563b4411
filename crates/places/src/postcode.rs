//! What somebody types when asked for a postcode: a whole one, its sector, or only its first half.
//!
//! Reads form only; whether the place exists is for [`crate::Places`] to say. A whole postcode is
//! personal (fifteen homes on average), so a [`UnitPostcode`] shows nothing in `Debug`.

use std::fmt;

/// The first half of a postcode: `AB10`, `E1W`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Outcode([u8; 4]);

/// A postcode without its last two letters: `AB10 1`. About three thousand people.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sector {
    outcode: Outcode,
    digit: u8,
}

/// A whole postcode: `AB10 1AB`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitPostcode {
    sector: Sector,
    letters: [u8; 2],
}

/// A typed postcode, as far as it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostcodeText {
    /// All of it.
    Unit(UnitPostcode),
    /// All but the last two letters.
    Sector(Sector),
    /// Only the first half.
    Outcode(Outcode),
}

/// The text has not the form of a postcode. Carries nothing of what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("that is not a postcode: it looks like M1 1AE, or its first half, M1")]
pub struct NotAPostcode;

impl Outcode {
    /// Reads a first half in upper or lower case, with nothing around it.
    ///
    /// # Errors
    /// When the text has not the form of an outcode.
    pub fn parse(text: &str) -> Result<Self, NotAPostcode> {
        let mut chars = [b' '; 4];
        let mut length = 0;
        for (slot, byte) in chars.iter_mut().zip(text.bytes()) {
            *slot = byte.to_ascii_uppercase();
            length += 1;
        }
        if length != text.len() {
            return Err(NotAPostcode);
        }
        let (letters, digit, last) = match chars {
            [a, d, b' ', b' '] => ([a, b'A'], d, b'0'),
            [a, b, d, b' '] if b.is_ascii_alphabetic() => ([a, b], d, b'0'),
            [a, d, x, b' '] => ([a, b'A'], d, x),
            [a, b, d, x] => ([a, b], d, x),
        };
        let formed = letters.iter().all(u8::is_ascii_uppercase)
            && digit.is_ascii_digit()
            && (last.is_ascii_digit() || last.is_ascii_uppercase());
        if formed { Ok(Self(chars)) } else { Err(NotAPostcode) }
    }

    /// The letters it starts with: `AB` of `AB10`.
    #[must_use]
    pub fn post_town_letters(&self) -> &str {
        self.as_str()
            .trim_end_matches(|c: char| !c.is_ascii_alphabetic())
            .split(|c: char| c.is_ascii_digit())
            .next()
            .unwrap_or_default()
    }

    /// The text in upper case, without spaces.
    #[must_use]
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default().trim_end()
    }
}

impl Sector {
    /// The sector of an outcode with its digit, 0 to 9.
    ///
    /// # Errors
    /// When `digit` is not a digit.
    pub fn new(outcode: Outcode, digit: char) -> Result<Self, NotAPostcode> {
        let digit = u8::try_from(digit).map_err(|_| NotAPostcode)?;
        if digit.is_ascii_digit() { Ok(Self { outcode, digit }) } else { Err(NotAPostcode) }
    }

    /// Reads `AB10 1`, in either case, with or without its space.
    ///
    /// # Errors
    /// When the text has not the form of a sector.
    pub fn parse(text: &str) -> Result<Self, NotAPostcode> {
        let text = text.trim();
        let digit = text.chars().next_back().ok_or(NotAPostcode)?;
        let rest = text.strip_suffix(digit).ok_or(NotAPostcode)?;
        Self::new(Outcode::parse(rest.trim_end())?, digit)
    }

    /// Its first half.
    #[must_use]
    pub const fn outcode(&self) -> Outcode {
        self.outcode
    }
}

impl UnitPostcode {
    /// Reads a whole postcode in either case, spaced in any way.
    ///
    /// # Errors
    /// When the text is not a whole postcode.
    pub fn parse(text: &str) -> Result<Self, NotAPostcode> {
        match PostcodeText::parse(text)? {
            PostcodeText::Unit(unit) => Ok(unit),
            PostcodeText::Sector(_) | PostcodeText::Outcode(_) => Err(NotAPostcode),
        }
    }

    /// The sector it lies in.
    #[must_use]
    pub const fn sector(&self) -> Sector {
        self.sector
    }

    /// Upper case with one space: `AB10 1AB`. Personal; never for a log line.
    #[must_use]
    pub fn text(&self) -> String {
        let [a, b] = self.letters;
        format!("{}{}{}", self.sector, char::from(a), char::from(b))
    }

    /// Its last two letters as a number, 0 to 675.
    pub(crate) fn letters_index(&self) -> u64 {
        let [a, b] = self.letters;
        u64::from(a.saturating_sub(b'A')) * 26 + u64::from(b.saturating_sub(b'A'))
    }
}

impl PostcodeText {
    /// Reads what was typed: `M1 1AE`, `m11ae`, `M1 1`, `M1`. Without a space `B11` is the outcode.
    ///
    /// # Errors
    /// When it is none of these.
    pub fn parse(text: &str) -> Result<Self, NotAPostcode> {
        // Nobody's postcode is longer, and a megabyte of text should not be walked.
        if text.len() > 40 {
            return Err(NotAPostcode);
        }
        let mut parts = text.split_whitespace();
        let (first, second, third) = (parts.next(), parts.next(), parts.next());
        match (first, second, third) {
            (Some(outward), Some(inward), None) => Self::of_halves(outward, inward),
            (Some(whole), None, None) => {
                if let Ok(outcode) = Outcode::parse(whole) {
                    return Ok(Self::Outcode(outcode));
                }
                let cut = whole.len().saturating_sub(3);
                match (whole.get(..cut), whole.get(cut..)) {
                    (Some(outward), Some(inward)) if Self::of_halves(outward, inward).is_ok() => {
                        Self::of_halves(outward, inward)
                    }
                    _ => Sector::parse(whole).map(Self::Sector),
                }
            }
            _ => Err(NotAPostcode),
        }
    }

    fn of_halves(outward: &str, inward: &str) -> Result<Self, NotAPostcode> {
        let outcode = Outcode::parse(outward)?;
        match inward.as_bytes() {
            [digit] => Sector::new(outcode, char::from(*digit)).map(Self::Sector),
            [digit, a, b] => {
                let sector = Sector::new(outcode, char::from(*digit))?;
                let letters = [a.to_ascii_uppercase(), b.to_ascii_uppercase()];
                // Royal Mail leaves C I K M O V out of the second half: they are misread.
                let formed =
                    letters.iter().all(|l| l.is_ascii_uppercase() && !b"CIKMOV".contains(l));
                if formed {
                    Ok(Self::Unit(UnitPostcode { sector, letters }))
                } else {
                    Err(NotAPostcode)
                }
            }
            _ => Err(NotAPostcode),
        }
    }

    /// Its first half.
    #[must_use]
    pub const fn outcode(&self) -> Outcode {
        match self {
            Self::Unit(unit) => unit.sector.outcode,
            Self::Sector(sector) => sector.outcode,
            Self::Outcode(outcode) => *outcode,
        }
    }
}

impl fmt::Display for Outcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
impl fmt::Display for Sector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.outcode, char::from(self.digit))
    }
}
impl fmt::Debug for Outcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Outcode({self})")
    }
}
impl fmt::Debug for Sector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sector({self})")
    }
}
impl fmt::Debug for UnitPostcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnitPostcode(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_postcode_is_read_however_it_is_spaced_or_cased() {
        for text in ["AB10 1AB", "ab101ab", " Ab10   1aB ", "AB101AB"] {
            assert_eq!(UnitPostcode::parse(text).unwrap().text(), "AB10 1AB");
        }
        for (text, whole) in [("m11ae", "M1 1AE"), ("E1W 3SS", "E1W 3SS"), ("w1a1aa", "W1A 1AA")] {
            assert_eq!(UnitPostcode::parse(text).unwrap().text(), whole);
        }
    }

    #[test]
    fn a_part_of_a_postcode_is_read_as_what_it_is() {
        assert_eq!(
            PostcodeText::parse("b11"),
            Ok(PostcodeText::Outcode(Outcode::parse("B11").unwrap()))
        );
        assert_eq!(
            PostcodeText::parse("b1 1"),
            Ok(PostcodeText::Sector(Sector::parse("B1 1").unwrap()))
        );
        assert_eq!(
            PostcodeText::parse("AB101"),
            Ok(PostcodeText::Sector(Sector::parse("AB10 1").unwrap()))
        );
        assert_eq!(Outcode::parse("SE1P").unwrap().post_town_letters(), "SE");
        assert_eq!(Outcode::parse("M1").unwrap().post_town_letters(), "M");
    }

    #[test]
    fn what_is_not_a_postcode_is_refused() {
        for text in [
            "",
            " ",
            "M",
            "11",
            "M1 1CE",
            "M1 11E",
            "M1  1A",
            "AB10 1AB 2",
            "Å1 1AE",
            "M1-1AE",
            "ABC1 1AA",
            "M1 é",
        ] {
            assert_eq!(PostcodeText::parse(text), Err(NotAPostcode), "{text}");
        }
        assert_eq!(PostcodeText::parse(&"M".repeat(1_000_000)), Err(NotAPostcode));
    }

    #[test]
    fn a_whole_postcode_never_shows_itself_in_debug() {
        let unit = UnitPostcode::parse("AB10 1AB").unwrap();
        assert!(!format!("{unit:?}{:?}", PostcodeText::Unit(unit)).contains("AB10"));
    }
}
