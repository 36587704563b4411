//! Who acts, when, and by what chance.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{Timestamp, civil::Date};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use uuid::Uuid;

use crate::id::{Id, Reference};
use crate::time;

/// Tells the time. The real one stands in the program; tests set theirs.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// Gives random bytes: from the system in the program, from a seed in tests and demo data.
pub trait Chance: Send + Sync {
    /// Fills the whole slice.
    fn fill(&self, bytes: &mut [u8]);
}

/// Labels an [`Id`] as an account's.
#[derive(Debug)]
pub enum AccountMark {}
/// Labels an [`Id`] as an organisation's.
#[derive(Debug)]
pub enum OrganisationMark {}

/// Who does it. Every audit entry carries one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Actor {
    /// A signed-in member of staff or a volunteer, in her organisation.
    Account {
        /// Her account.
        account: Id<AccountMark>,
        /// The organisation she acts for.
        organisation: Id<OrganisationMark>,
    },
    /// The program itself, for instance a nightly job or an import run from the command line.
    System {
        /// The organisation it is done for.
        organisation: Id<OrganisationMark>,
    },
    /// Somebody on a public page. Nothing is known of her and nothing is kept.
    Visitor,
}

/// The circumstances of one use-case. Cheap to clone; made at the edge and handed down first.
#[derive(Clone)]
pub struct Ctx {
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
    /// Who acts.
    pub actor: Actor,
}

impl std::fmt::Debug for Ctx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ctx").field("actor", &self.actor).finish_non_exhaustive()
    }
}

impl Ctx {
    /// A context for this actor.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, chance: Arc<dyn Chance>, actor: Actor) -> Self {
        Self { clock, chance, actor }
    }

    /// The same clock and chance for another actor.
    #[must_use]
    pub fn acting_as(&self, actor: Actor) -> Self {
        Self { actor, ..self.clone() }
    }

    /// The organisation in whose name the actor acts; a visitor has none.
    #[must_use]
    pub fn organisation(&self) -> Option<Id<OrganisationMark>> {
        match self.actor {
            Actor::Account { organisation, .. } | Actor::System { organisation } => {
                Some(organisation)
            }
            Actor::Visitor => None,
        }
    }

    /// The account that acts, when it is one.
    #[must_use]
    pub fn account(&self) -> Option<Id<AccountMark>> {
        match self.actor {
            Actor::Account { account, .. } => Some(account),
            Actor::System { .. } | Actor::Visitor => None,
        }
    }

    /// The present instant.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The present instant as stored: microseconds since 1970, UTC.
    #[must_use]
    pub fn now_micros(&self) -> i64 {
        self.clock.now().as_microsecond()
    }

    /// Today's date in London.
    #[must_use]
    pub fn today(&self) -> Date {
        time::london(self.now()).date()
    }

    /// Random bytes.
    #[must_use]
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0u8; N];
        self.chance.fill(&mut bytes);
        bytes
    }

    /// A new id: version 7, so that rows made together stand together in an index.
    #[must_use]
    pub fn new_id<T>(&self) -> Id<T> {
        let millis = u64::try_from(self.now().as_millisecond()).unwrap_or(0);
        let id = uuid::Builder::from_unix_timestamp_millis(millis, &self.random()).into_uuid();
        Id::from_uuid(id)
    }

    /// A new bare id, for a row that no type names.
    #[must_use]
    pub fn new_uuid(&self) -> Uuid {
        self.new_id::<()>().uuid()
    }

    /// A new short reference.
    #[must_use]
    pub fn new_reference(&self) -> Reference {
        Reference::from_random(|| {
            let [byte] = self.random::<1>();
            byte
        })
    }
}

/// Chance from a seed: the same seed gives the same bytes on every machine.
pub struct Seeded(Mutex<ChaCha20Rng>);

impl Seeded {
    /// Starts from the seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(ChaCha20Rng::seed_from_u64(seed)))
    }
}

impl Chance for Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes);
    }
}

/// A clock that stands still until it is moved.
pub struct SetClock(Mutex<Timestamp>);

impl SetClock {
    /// Starts at this instant.
    #[must_use]
    pub fn new(at: Timestamp) -> Self {
        Self(Mutex::new(at))
    }

    /// Moves to another instant, forward or back.
    pub fn set(&self, at: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = at;
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
