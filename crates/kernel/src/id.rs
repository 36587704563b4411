//! Ids inside, references outside.
//!
//! An [`Id`] is a UUID version 7 and never leaves the house. A [`Reference`] is what a URL, a
//! receipt or a printed sheet carries: short, random, and without letters that look alike, so that
//! it can be read down a telephone and tells nothing about when or in which order a row was made.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use uuid::Uuid;

/// The id of a `T`. `T` is only a label: an `Id<Woman>` cannot be handed where an `Id<Case>` is due.
pub struct Id<T>(Uuid, PhantomData<fn() -> T>);

impl<T> Id<T> {
    /// Wraps an id that was read from a row.
    #[must_use]
    pub const fn from_uuid(id: Uuid) -> Self {
        Self(id, PhantomData)
    }

    /// The bare id, for a statement's parameter.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.0
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
impl<T> From<Uuid> for Id<T> {
    fn from(id: Uuid) -> Self {
        Self::from_uuid(id)
    }
}
impl<T> From<Id<T>> for Uuid {
    fn from(id: Id<T>) -> Self {
        id.0
    }
}
impl<T> serde::Serialize for Id<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
impl<'de, T> serde::Deserialize<'de> for Id<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(Self::from_uuid)
    }
}

/// Letters and digits of a reference: no 0 O, 1 I L, 2 Z, 5 S, 8 B, and no U or V beside each other
/// to be misread; no vowel, so no word can arise.
const ALPHABET: &[u8; 20] = b"34679CDFGHJKMNPQRTWX";
const LENGTH: usize = 8;

/// A short random reference such as `7KQW-4RMT`: 8 of 20 letters, about 34 bits.
///
/// It is looked up together with the organisation and behind sign-in, or, for a receipt, says
/// nothing at all; it is never a capability by itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Reference([u8; LENGTH]);

/// The text is not a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a reference: eight letters or digits such as 7KQW-4RMT")]
pub struct NotAReference;

impl Reference {
    /// Makes a reference from random bytes. Bytes of 240 and above are skipped to keep the choice
    /// even (240 is a multiple of 20), so more bytes than letters are asked for.
    #[must_use]
    pub fn from_random(mut next_byte: impl FnMut() -> u8) -> Self {
        let mut letters = [0u8; LENGTH];
        for letter in &mut letters {
            let byte = loop {
                let byte = next_byte();
                if byte < 240 {
                    break byte;
                }
            };
            *letter = ALPHABET.get(usize::from(byte % 20)).copied().unwrap_or(b'3');
        }
        Self(letters)
    }

    /// Reads a reference as somebody typed it: case, spaces and the dash do not matter.
    ///
    /// # Errors
    /// [`NotAReference`] when it does not hold exactly eight letters of the alphabet.
    pub fn parse(text: &str) -> Result<Self, NotAReference> {
        let mut letters = [0u8; LENGTH];
        let mut slots = letters.iter_mut();
        for byte in text.bytes().filter(|b| !b.is_ascii_whitespace() && *b != b'-') {
            let byte = byte.to_ascii_uppercase();
            if !ALPHABET.contains(&byte) {
                return Err(NotAReference);
            }
            *slots.next().ok_or(NotAReference)? = byte;
        }
        if slots.next().is_some() {
            return Err(NotAReference);
        }
        Ok(Self(letters))
    }

    /// The eight letters without the dash, as stored and as used in a URL.
    #[must_use]
    pub fn compact(&self) -> String {
        self.0.iter().map(|b| char::from(*b)).collect()
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, letter) in self.0.iter().enumerate() {
            if index == 4 {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(*letter))?;
        }
        Ok(())
    }
}
impl fmt::Debug for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_reference_is_read_back_however_it_is_typed(bytes in prop::collection::vec(0u8..240, 8)) {
            let mut bytes = bytes.into_iter();
            let reference = Reference::from_random(|| bytes.next().unwrap());
            prop_assert_eq!(Reference::parse(&reference.to_string()), Ok(reference));
            prop_assert_eq!(Reference::parse(&reference.compact().to_lowercase()), Ok(reference));
        }

        #[test]
        fn any_text_is_a_reference_or_a_clear_no(text in ".*") {
            let _ = Reference::parse(&text);
        }
    }

    #[test]
    fn seven_or_nine_letters_are_no_reference() {
        assert_eq!(Reference::parse("7KQW4RM"), Err(NotAReference));
        assert_eq!(Reference::parse("7KQW4RMTT"), Err(NotAReference));
    }
}
