//! The proof that somebody may do one thing to one resource.

use std::fmt;
use std::marker::PhantomData;

use kernel::Id;
use kernel::ctx::{Actor, OrganisationMark};

use crate::action::{Act, Action};

/// The actor may do `A` to this resource. Made only by this crate, out of a Cedar decision.
///
/// A permit is for one use-case: it is not stored, not cloned and not sent anywhere, because the
/// facts it stands on may change.
pub struct Permit<R, A> {
    id: Id<R>,
    organisation: Id<OrganisationMark>,
    actor: Actor,
    act: PhantomData<fn() -> A>,
}

impl<R, A: Act<On = R>> Permit<R, A> {
    pub(crate) const fn granted(
        id: Id<R>,
        organisation: Id<OrganisationMark>,
        actor: Actor,
    ) -> Self {
        Self { id, organisation, actor, act: PhantomData }
    }

    /// What it may be done to.
    #[must_use]
    pub const fn id(&self) -> Id<R> {
        self.id
    }

    /// The organisation that holds it, which is the actor's own.
    #[must_use]
    pub const fn organisation(&self) -> Id<OrganisationMark> {
        self.organisation
    }

    /// Who may do it.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        self.actor
    }

    /// What may be done, for the audit trail.
    #[must_use]
    pub const fn action(&self) -> Action {
        A::ACTION
    }
}

impl<R, A: Act<On = R>> fmt::Debug for Permit<R, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Permit({} {})", A::ACTION.code(), self.id.uuid())
    }
}
