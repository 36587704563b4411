//! What a decision stands on. Only this crate can make facts, from rows; so nobody can talk
//! herself into a permit with facts of her own.

use std::collections::BTreeSet;

use kernel::Id;
use kernel::ctx::{AccountMark, Actor, OrganisationMark};

use crate::action::{
    AuditTrail, Calendar, Caseload, Deed, Directory, Inbox, Programme, Referral, Resource, Returns,
    Settings, Team, Woman,
};
use crate::role::Role;

/// Whether she confirmed who she is a second time a short while ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Proof {
    /// Signed in, no more.
    Once,
    /// Confirmed again within the last minutes.
    Again,
}

/// Whether an account is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// May sign in.
    Open,
    /// Closed; does nothing.
    Closed,
}

/// What is true of the actor now.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ActorFacts {
    pub(crate) actor: Actor,
    pub(crate) organisation: Id<OrganisationMark>,
    pub(crate) teams: BTreeSet<Id<Team>>,
    pub(crate) roles: BTreeSet<Role>,
    pub(crate) standing: Standing,
    pub(crate) proof: Proof,
}

impl ActorFacts {
    /// Her account; the program itself has none.
    #[must_use]
    pub fn account(&self) -> Option<Id<AccountMark>> {
        match self.actor {
            Actor::Account { account, .. } => Some(account),
            Actor::System { .. } | Actor::Visitor => None,
        }
    }

    /// The organisation she acts in.
    #[must_use]
    pub fn organisation(&self) -> Id<OrganisationMark> {
        self.organisation
    }

    /// Her roles. The program itself has none and is known by its actor.
    #[must_use]
    pub fn roles(&self) -> &BTreeSet<Role> {
        &self.roles
    }

    /// Her teams.
    #[must_use]
    pub fn teams(&self) -> &BTreeSet<Id<Team>> {
        &self.teams
    }

    /// Whether the program itself acts.
    #[must_use]
    pub fn is_system(&self) -> bool {
        matches!(self.actor, Actor::System { .. })
    }
}

/// A live bond between the actor and a woman.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bond {
    /// She is the woman's worker.
    Assigned,
    /// She is the woman's volunteer.
    Volunteer,
    /// She is the woman, or linked to her.
    Barred,
    /// Her emergency access is live.
    Emergency,
    /// She is named for a live request or review.
    Named,
}

/// What is true of a woman's record now, as far as this actor goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WomanFacts {
    pub(crate) woman: Id<Woman>,
    pub(crate) organisation: Id<OrganisationMark>,
    pub(crate) team: Id<Team>,
    pub(crate) restricted: bool,
    pub(crate) name_hidden: bool,
    pub(crate) bonds: BTreeSet<Bond>,
}

impl WomanFacts {
    /// Whose record it is.
    #[must_use]
    pub fn woman(&self) -> Id<Woman> {
        self.woman
    }

    /// The team that works with her.
    #[must_use]
    pub fn team(&self) -> Id<Team> {
        self.team
    }

    /// Whether only those assigned, managers and safeguarding leads see it.
    #[must_use]
    pub fn is_restricted(&self) -> bool {
        self.restricted
    }

    /// Whether her name is hidden.
    #[must_use]
    pub fn hides_name(&self) -> bool {
        self.name_hidden
    }

    /// The actor's live bonds with her.
    #[must_use]
    pub fn bonds(&self) -> &BTreeSet<Bond> {
        &self.bonds
    }
}

/// What is true of a referral.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferralFacts {
    pub(crate) referral: Id<Referral>,
    pub(crate) organisation: Id<OrganisationMark>,
    pub(crate) made_by: Option<Id<AccountMark>>,
}

/// What is true of a programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgrammeFacts {
    pub(crate) programme: Id<Programme>,
    pub(crate) organisation: Id<OrganisationMark>,
    pub(crate) nameless_rows: bool,
    pub(crate) viewers: BTreeSet<Id<AccountMark>>,
}

/// What is true of an account that somebody changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountFacts {
    pub(crate) account: Id<AccountMark>,
    pub(crate) organisation: Id<OrganisationMark>,
}

/// What is true of a deed under review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeedFacts {
    pub(crate) deed: Id<Deed>,
    pub(crate) organisation: Id<OrganisationMark>,
    pub(crate) done_by: Id<AccountMark>,
    pub(crate) bonds: BTreeSet<Bond>,
}

/// A place of the house, one in each organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceFacts {
    pub(crate) organisation: Id<OrganisationMark>,
}

/// A resource of which facts can be told.
pub trait Known: Resource + Sized {
    /// Its facts.
    type Facts: std::fmt::Debug;
    /// Its id and organisation.
    fn identity(facts: &Self::Facts) -> (Id<Self>, Id<OrganisationMark>);
    /// The same facts, for the decision.
    fn target(facts: &Self::Facts) -> Target<'_>;
}

/// The facts of any resource.
#[derive(Debug, Clone, Copy)]
pub enum Target<'a> {
    /// A woman's record.
    Woman(&'a WomanFacts),
    /// A referral.
    Referral(&'a ReferralFacts),
    /// A programme.
    Programme(&'a ProgrammeFacts),
    /// An account.
    Account(&'a AccountFacts),
    /// A deed.
    Deed(&'a DeedFacts),
    /// A place of the house, by its entity type.
    Place(&'static str, &'a PlaceFacts),
}

macro_rules! known {
    ($resource:ty, $facts:ty, $variant:ident, $id:ident) => {
        impl Known for $resource {
            type Facts = $facts;
            fn identity(facts: &Self::Facts) -> (Id<Self>, Id<OrganisationMark>) {
                (facts.$id, facts.organisation)
            }
            fn target(facts: &Self::Facts) -> Target<'_> {
                Target::$variant(facts)
            }
        }
    };
}
known!(Woman, WomanFacts, Woman, woman);
known!(Referral, ReferralFacts, Referral, referral);
known!(Programme, ProgrammeFacts, Programme, programme);
known!(AccountMark, AccountFacts, Account, account);
known!(Deed, DeedFacts, Deed, deed);

/// A resource of which each organisation has exactly one.
pub trait Place: Known<Facts = PlaceFacts> {}

macro_rules! places {
    ($($place:ty,)*) => {$(
        impl Known for $place {
            type Facts = PlaceFacts;
            fn identity(facts: &Self::Facts) -> (Id<Self>, Id<OrganisationMark>) {
                (Id::from_uuid(facts.organisation.uuid()), facts.organisation)
            }
            fn target(facts: &Self::Facts) -> Target<'_> {
                Target::Place(<$place as Resource>::KIND, facts)
            }
        }
        impl Place for $place {}
    )*};
}
places!(Caseload, Inbox, Calendar, Returns, Settings, AuditTrail, Directory,);
