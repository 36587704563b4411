//! The place where the public side finds the directory that is valid now.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::SystemTime;

use super::Served;
use crate::snapshot::{NotRead, Snapshot};

/// Looks after one file. Whoever asks gets the directory that was last read whole; a damaged file
/// changes nothing.
#[derive(Debug)]
pub struct Shelf {
    path: PathBuf,
    now: RwLock<Option<Arc<Served>>>,
    seen: Mutex<Option<Stamp>>,
}

/// What came of looking at the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refreshed {
    /// It is the one that was looked at last.
    Same,
    /// Another was read; it holds so many services.
    Anew(usize),
}

/// By what a file is taken for the same: length, when it was written, and which file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    long: u64,
    written: Option<SystemTime>,
    file: u64,
}

impl Stamp {
    fn of(path: &Path) -> Result<Self, NotRead> {
        let about = fs::metadata(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => NotRead::NotThere,
            _ => NotRead::Disk(error),
        })?;
        #[cfg(unix)]
        let file = std::os::unix::fs::MetadataExt::ino(&about);
        #[cfg(not(unix))]
        let file = 0;
        Ok(Self { long: about.len(), written: about.modified().ok(), file })
    }
}

impl Shelf {
    /// One over a file that may not be there yet. Nothing is read before [`Self::refresh`].
    #[must_use]
    pub fn at(path: PathBuf) -> Self {
        Self { path, now: RwLock::new(None), seen: Mutex::new(None) }
    }

    /// The directory that is valid now; none where none was ever read.
    #[must_use]
    pub fn served(&self) -> Option<Arc<Served>> {
        self.now.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Looks whether the file is another than at the last look, and reads it if so. Reads from the
    /// disk and computes: not for a thread that answers requests. Of two at a time one waits.
    ///
    /// # Errors
    /// [`NotRead`], once for each file that cannot be read; the last good directory stays.
    pub fn refresh(&self) -> Result<Refreshed, NotRead> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let stamp = Stamp::of(&self.path)?;
        if *seen == Some(stamp) {
            return Ok(Refreshed::Same);
        }
        // Also when it cannot be read: it is not read again until it is another.
        *seen = Some(stamp);
        let served = Arc::new(Served::of(Snapshot::read(&self.path)?)?);
        let count = served.len();
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Some(served);
        Ok(Refreshed::Anew(count))
    }
}
