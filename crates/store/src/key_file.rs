//! The key file: the one secret of an installation, 32 random bytes from which all others come.
//!
//! It stands beside nothing else: without it the database and the key store are noise. It is
//! written in letters that can be typed from a printed recovery sheet.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::{KEY_BYTES, disk};

/// The key file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// It is not where it should be.
    #[error("there is no key file at {0}")]
    Missing(String),
    /// It can be read but is no key: cut, mistyped, or another file.
    #[error("this is not a key of Alongside, or a letter of it is wrong")]
    NotAKey,
    /// The system refused.
    #[error("the key file cannot be read or written: {0}")]
    File(#[from] std::io::Error),
}

/// The root of all keys.
pub struct RootKey(Zeroizing<[u8; KEY_BYTES]>);

impl std::fmt::Debug for RootKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RootKey")
    }
}

impl RootKey {
    /// A key from random bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; KEY_BYTES]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// [`KeyFileError`], by what is wrong.
    pub fn read(path: &Path) -> Result<Self, KeyFileError> {
        match fs::read_to_string(path) {
            Ok(text) => Self::from_words(&text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Err(KeyFileError::Missing(path.display().to_string()))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Writes the key file, readable by its owner alone; it is whole on the disk before it gets
    /// its name, and an existing key is never overwritten.
    ///
    /// # Errors
    /// [`KeyFileError::File`].
    pub fn write_new(&self, path: &Path) -> Result<(), KeyFileError> {
        let half_written = path.with_extension("half-written");
        let _ = fs::remove_file(&half_written);
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let mut file = options.open(&half_written)?;
        file.write_all(self.to_words().as_bytes())?;
        file.sync_all()?;
        if path.exists() {
            fs::remove_file(&half_written)?;
            return Err(KeyFileError::File(std::io::ErrorKind::AlreadyExists.into()));
        }
        fs::rename(&half_written, path)?;
        Ok(path.parent().map_or(Ok(()), disk::sync_folder)?)
    }

    /// The key as eight-letter groups with a check group at the end, for the file and the sheet.
    #[must_use]
    pub fn to_words(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::from("alongside-key-1\n"));
        let check = Sha256::digest(self.0.as_slice());
        let bytes = self.0.iter().chain(check.iter().take(4));
        for (index, byte) in bytes.enumerate() {
            if index > 0 && index % 4 == 0 {
                text.push(if index % 16 == 0 { '\n' } else { ' ' });
            }
            text.push_str(&format!("{byte:02x}"));
        }
        text.push('\n');
        text
    }

    /// Reads a key as printed or typed: spaces, line ends and case do not matter.
    ///
    /// # Errors
    /// [`KeyFileError::NotAKey`].
    pub fn from_words(text: &str) -> Result<Self, KeyFileError> {
        let body = text.trim_start().strip_prefix("alongside-key-1").unwrap_or(text);
        let digits: Zeroizing<Vec<u8>> = Zeroizing::new(
            body.chars()
                .filter(|c| !c.is_whitespace())
                .map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok()))
                .collect::<Option<Vec<u8>>>()
                .ok_or(KeyFileError::NotAKey)?,
        );
        let bytes: Zeroizing<Vec<u8>> = Zeroizing::new(
            digits
                .chunks(2)
                .map(|pair| match pair {
                    [high, low] => Some(high * 16 + low),
                    _ => None,
                })
                .collect::<Option<Vec<u8>>>()
                .ok_or(KeyFileError::NotAKey)?,
        );
        let (key, check) = bytes.split_first_chunk::<KEY_BYTES>().ok_or(KeyFileError::NotAKey)?;
        if Sha256::digest(key).get(..4) != Some(check) {
            return Err(KeyFileError::NotAKey);
        }
        Ok(Self::from_bytes(*key))
    }

    /// A key for one purpose. Knowing one tells nothing about another or about the root
    /// (HKDF-SHA-256, RFC 5869).
    #[must_use]
    pub fn derive(&self, purpose: &str) -> Zeroizing<[u8; KEY_BYTES]> {
        let mut derived = Zeroizing::new([0u8; KEY_BYTES]);
        // Expanding 32 bytes cannot fail: the limit is 255 × 32.
        let _ = Hkdf::<Sha256>::new(Some(b"alongside 1"), self.0.as_slice())
            .expand(purpose.as_bytes(), derived.as_mut_slice());
        derived
    }

    /// A keyed digest for one purpose (HMAC-SHA-256).
    #[must_use]
    pub fn digest(&self, purpose: &str, parts: &[&[u8]]) -> [u8; KEY_BYTES] {
        keyed_digest(&self.derive(purpose), parts)
    }
}

/// HMAC-SHA-256 over parts, each with its length before it, so that parts cannot run together.
#[must_use]
pub(crate) fn keyed_digest(key: &[u8; KEY_BYTES], parts: &[&[u8]]) -> [u8; KEY_BYTES] {
    // HMAC pads a key with zeros to the hash's block of 64 bytes (RFC 2104); doing so here makes
    // the length a type and the call one that cannot fail.
    let mut block = Zeroizing::new([0u8; 64]);
    for (slot, byte) in block.iter_mut().zip(key) {
        *slot = *byte;
    }
    let mut mac = Hmac::<Sha256>::new(&(*block).into());
    for part in parts {
        mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_back_from_its_sheet_however_it_is_typed() {
        let key = RootKey::from_bytes([0xa7; KEY_BYTES]);
        let sheet = key.to_words();
        assert_eq!(RootKey::from_words(&sheet).unwrap().0, key.0);
        let typed = sheet.replace(['\n'], "  ").to_uppercase().replace("ALONGSIDE-KEY-1", "");
        assert_eq!(RootKey::from_words(&typed).unwrap().0, key.0);
    }

    #[test]
    fn a_sheet_with_one_wrong_letter_is_no_key() {
        let sheet = RootKey::from_bytes([0xa7; KEY_BYTES]).to_words().replacen("a7", "a8", 1);
        assert!(matches!(RootKey::from_words(&sheet), Err(KeyFileError::NotAKey)));
        assert!(RootKey::from_words("").is_err());
        assert!(RootKey::from_words("🌼").is_err());
    }

    #[test]
    fn a_key_file_is_never_overwritten() {
        let folder = std::env::temp_dir().join(format!("alongside-key-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("alongside.key");
        let _ = fs::remove_file(&path);
        RootKey::from_bytes([1; KEY_BYTES]).write_new(&path).unwrap();
        assert!(RootKey::from_bytes([2; KEY_BYTES]).write_new(&path).is_err());
        assert_eq!(RootKey::read(&path).unwrap().0.as_slice(), &[1; KEY_BYTES]);
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn purposes_give_different_keys() {
        let key = RootKey::from_bytes([1; KEY_BYTES]);
        assert_ne!(key.derive("database"), key.derive("audit"));
        assert_ne!(key.digest("a", &[b"xy", b"z"]), key.digest("a", &[b"x", b"yz"]));
    }
}
