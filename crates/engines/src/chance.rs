//! A secret of the machine's own making. The one place of this crate that throws dice: no result of
//! an engine depends on it but which way a rounded count goes, and that must not be guessed.

use crate::Trouble;

/// A key that nobody else has.
///
/// # Errors
///
/// When the machine gives no randomness.
pub(crate) fn key() -> Result<[u8; 32], Trouble> {
    let mut key = [0_u8; 32];
    getrandom::fill(&mut key)
        .map_err(|why| Trouble::Said(format!("no random key could be made: {why}")))?;
    Ok(key)
}
