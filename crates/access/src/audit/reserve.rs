//! Sixteen megabytes set aside at start, so that audit goes on after the disk first fills.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

const BYTES: usize = 16 * 1024 * 1024;
const BLOCK: usize = 64 * 1024;

/// The reserve of one installation.
#[derive(Debug)]
pub(super) struct Reserve(PathBuf);

impl Reserve {
    /// Sets it aside, unless it is there. A disk that is too full for it already is no reason not
    /// to start; then there is no reserve, and the first entry that fails says so.
    pub(super) fn set_aside(folder: &Path) -> Self {
        let reserve = Self(folder.join("audit.reserve"));
        let whole = fs::metadata(&reserve.0).is_ok_and(|file| file.len() >= 16 * 1024 * 1024);
        if !whole && let Err(error) = reserve.write() {
            let _ = fs::remove_file(&reserve.0);
            tracing::warn!(kind = ?error.kind(), "no reserve for audit could be set aside");
        }
        reserve
    }

    fn write(&self) -> io::Result<()> {
        let mut file = fs::File::create(&self.0)?;
        // Not zeros: a file system that compresses or leaves holes would set nothing aside.
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let mut block = Vec::with_capacity(BLOCK);
        for _ in 0..BYTES / BLOCK {
            block.clear();
            while block.len() < BLOCK {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                block.extend_from_slice(&state.to_le_bytes());
            }
            file.write_all(&block)?;
        }
        file.sync_all()
    }

    /// Gives it up. Says whether there was one.
    pub(super) fn give_up(&self) -> bool {
        let given = fs::remove_file(&self.0).is_ok();
        if given {
            tracing::error!("the disk is full; the reserve for audit was given up");
        }
        given
    }
}
