//! The real clock and the system's chance. Everything else gets them handed in.

use std::sync::Arc;

use jiff::Timestamp;
use kernel::{Actor, Chance, Clock, Ctx};

/// The clock of this machine.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "the one place where the real time comes in")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The system's source of randomness.
#[derive(Debug, Clone, Copy)]
pub struct SystemChance;

impl Chance for SystemChance {
    fn fill(&self, bytes: &mut [u8]) {
        // Without randomness no key and no id can be made; to go on would be worse than to stop.
        if getrandom::fill(bytes).is_err() {
            std::process::abort();
        }
    }
}

/// The circumstances of a command given on this machine.
#[must_use]
pub fn ctx() -> Ctx {
    Ctx::new(Arc::new(SystemClock), Arc::new(SystemChance), Actor::Visitor)
}
