//! How long a phase took, for the summary of a run. The one place of this crate that looks at the
//! machine's clock: no result depends on it.

use std::time::{Duration, Instant};

/// Runs from its making.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Begins now.
    #[must_use]
    #[allow(clippy::disallowed_methods, reason = "seconds of a phase are told, and decide nothing")]
    pub fn begin() -> Self {
        Self(Instant::now())
    }

    /// Since its making.
    #[must_use]
    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}
