//! Sealing: XChaCha20-Poly1305 with the key of the person a row is about.
//!
//! A sealed value is bound to its table, its row and its owner by the associated data, so that a
//! ciphertext moved to another row does not open. Values are padded to steps of 64 bytes: a length
//! says little about a note and nothing about a name.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::KEY_BYTES;

const VERSION: u8 = 1;
const NONCE_BYTES: usize = 24;
const STEP: usize = 64;
const LENGTH_BYTES: usize = 4;

/// A sealed value could not be made or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The owner's key was destroyed: she was erased.
    #[error("the key of this row is gone: its owner was erased")]
    Erased,
    /// The ciphertext was changed, cut, or belongs to another row or key.
    #[error("a sealed value does not open with its key")]
    DoesNotOpen,
    /// The value inside has another shape than this version expects, or is larger than 4 GB.
    #[error("a sealed value has a shape that this version does not know")]
    UnknownShape,
}

/// The key of one person, draft or organisation.
pub struct SubjectKey {
    cipher: XChaCha20Poly1305,
    bytes: Zeroizing<[u8; KEY_BYTES]>,
}

impl std::fmt::Debug for SubjectKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SubjectKey")
    }
}

impl SubjectKey {
    /// A key from its bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; KEY_BYTES]) -> Self {
        Self { cipher: XChaCha20Poly1305::new(&bytes.into()), bytes: Zeroizing::new(bytes) }
    }

    pub(crate) fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.bytes
    }

    /// Seals bytes. `place` says where the value stands; opening asks for the same words.
    ///
    /// # Errors
    /// [`SealError::UnknownShape`] when the value is larger than the cipher can take.
    pub fn seal_bytes(
        &self,
        nonce: [u8; NONCE_BYTES],
        place: &[u8],
        plain: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        let length = u32::try_from(plain.len()).map_err(|_| SealError::UnknownShape)?;
        let padded = (LENGTH_BYTES + plain.len()).next_multiple_of(STEP);
        let mut message = Zeroizing::new(Vec::with_capacity(padded));
        message.extend_from_slice(&length.to_le_bytes());
        message.extend_from_slice(plain);
        message.resize(padded, 0);
        let sealed = self
            .cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: &message, aad: place })
            .map_err(|_| SealError::UnknownShape)?;
        let mut whole = Vec::with_capacity(1 + NONCE_BYTES + sealed.len());
        whole.push(VERSION);
        whole.extend_from_slice(&nonce);
        whole.extend_from_slice(&sealed);
        Ok(whole)
    }

    /// Opens bytes sealed for this place.
    ///
    /// # Errors
    /// [`SealError::DoesNotOpen`] for any change of key, place or text.
    pub fn open_bytes(&self, place: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (version, rest) = sealed.split_first().ok_or(SealError::DoesNotOpen)?;
        if *version != VERSION {
            return Err(SealError::UnknownShape);
        }
        let (nonce, message) =
            rest.split_first_chunk::<NONCE_BYTES>().ok_or(SealError::DoesNotOpen)?;
        let padded = Zeroizing::new(
            self.cipher
                .decrypt(&XNonce::from(*nonce), Payload { msg: message, aad: place })
                .map_err(|_| SealError::DoesNotOpen)?,
        );
        let (length, text) =
            padded.split_first_chunk::<LENGTH_BYTES>().ok_or(SealError::DoesNotOpen)?;
        let length =
            usize::try_from(u32::from_le_bytes(*length)).map_err(|_| SealError::DoesNotOpen)?;
        text.get(..length).map(|t| Zeroizing::new(t.to_vec())).ok_or(SealError::DoesNotOpen)
    }

    /// Seals a value for one row of a table.
    ///
    /// # Errors
    /// As [`Self::seal_bytes`].
    pub fn seal<T: Serialize>(
        &self,
        nonce: [u8; NONCE_BYTES],
        table: &str,
        row: Uuid,
        value: &T,
    ) -> Result<Vec<u8>, SealError> {
        let plain = Zeroizing::new(serde_json::to_vec(value).map_err(|_| SealError::UnknownShape)?);
        self.seal_bytes(nonce, &place(table, row), &plain)
    }

    /// Opens a value of one row of a table.
    ///
    /// # Errors
    /// As [`Self::open_bytes`], or [`SealError::UnknownShape`] when it is no `T`.
    pub fn open<T: DeserializeOwned>(
        &self,
        table: &str,
        row: Uuid,
        sealed: &[u8],
    ) -> Result<T, SealError> {
        let plain = self.open_bytes(&place(table, row), sealed)?;
        serde_json::from_slice(&plain).map_err(|_| SealError::UnknownShape)
    }
}

fn place(table: &str, row: Uuid) -> Vec<u8> {
    let mut place = Vec::with_capacity(table.len() + 17);
    place.extend_from_slice(table.as_bytes());
    place.push(0);
    place.extend_from_slice(row.as_bytes());
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> SubjectKey {
        SubjectKey::from_bytes([byte; KEY_BYTES])
    }

    #[test]
    fn a_sealed_value_opens_only_with_its_key_in_its_row_and_unchanged() {
        let row = Uuid::from_u128(7);
        let sealed = key(1).seal([9; 24], "woman", row, &"Llio Ŵyn 🌼").unwrap();
        assert_eq!(key(1).open::<String>("woman", row, &sealed).unwrap(), "Llio Ŵyn 🌼");
        assert_eq!(key(2).open::<String>("woman", row, &sealed), Err(SealError::DoesNotOpen));
        assert_eq!(key(1).open::<String>("child", row, &sealed), Err(SealError::DoesNotOpen));
        let other = Uuid::from_u128(8);
        assert_eq!(key(1).open::<String>("woman", other, &sealed), Err(SealError::DoesNotOpen));
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert!(key(1).open::<String>("woman", row, &changed).is_err(), "byte {index}");
        }
        for cut in 0..sealed.len() {
            assert!(key(1).open::<String>("woman", row, &sealed[..cut]).is_err(), "cut {cut}");
        }
    }

    #[test]
    fn a_short_and_a_shorter_name_seal_to_the_same_length() {
        let row = Uuid::from_u128(7);
        let jo = key(1).seal([9; 24], "woman", row, &"Jo").unwrap();
        let bronwen = key(1).seal([9; 24], "woman", row, &"Bronwen Achebe-Llewellyn").unwrap();
        assert_eq!(jo.len(), bronwen.len());
    }
}
