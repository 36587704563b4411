//! Which women an actor may see in a list, as a condition for SQL.
//!
//! The same facts as the policies, put the other way round: the policies answer "may she see this
//! woman?", a list must ask "which women may she see?". A property test on random worlds shows
//! that both never disagree, first against [`VisibleWomen::holds`], then against real SQL.

use std::collections::BTreeSet;

use kernel::Id;
use kernel::ctx::{AccountMark, OrganisationMark};

use crate::action::Team;
use crate::facts::{ActorFacts, Bond, Standing, WomanFacts};
use crate::role::Role;

/// A way by which women come into sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// All women of the organisation.
    Organisation,
    /// Women of her teams whose record is not restricted.
    Teams,
    /// Women whose worker she is.
    Assigned,
    /// Women whose volunteer she is and whose record is not restricted.
    Volunteer,
    /// Women to whom her emergency access is live.
    Emergency,
    /// Women for whose request or review she is named.
    Named,
}

impl Way {
    /// Every way, in the order in which statements join them.
    pub const ALL: [Self; 6] = [
        Self::Organisation,
        Self::Teams,
        Self::Assigned,
        Self::Volunteer,
        Self::Emergency,
        Self::Named,
    ];
}

/// The women in sight of one actor at one instant.
#[derive(Debug, Clone)]
pub struct VisibleWomen {
    pub(crate) organisation: Id<OrganisationMark>,
    pub(crate) account: Option<Id<AccountMark>>,
    pub(crate) teams: BTreeSet<Id<Team>>,
    pub(crate) ways: BTreeSet<Way>,
}

impl VisibleWomen {
    /// What the actor's roles bring into sight.
    #[must_use]
    pub fn of(actor: &ActorFacts) -> Self {
        let mut ways = BTreeSet::new();
        if actor.standing == Standing::Open {
            if actor.is_system() {
                ways.insert(Way::Organisation);
            }
            for role in actor.roles() {
                ways.extend(ways_of(*role));
            }
        }
        Self {
            organisation: actor.organisation(),
            account: actor.account(),
            teams: actor.teams().clone(),
            ways,
        }
    }

    /// Whether no woman at all is in sight.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ways.is_empty()
    }

    /// The same condition as the SQL, for one woman whose facts are at hand.
    #[must_use]
    pub fn holds(&self, woman: &WomanFacts) -> bool {
        woman.organisation == self.organisation
            && !woman.bonds.contains(&Bond::Barred)
            && self.ways.iter().any(|way| match way {
                Way::Organisation => true,
                Way::Teams => !woman.restricted && self.teams.contains(&woman.team),
                Way::Assigned => woman.bonds.contains(&Bond::Assigned),
                Way::Volunteer => !woman.restricted && woman.bonds.contains(&Bond::Volunteer),
                Way::Emergency => woman.bonds.contains(&Bond::Emergency),
                Way::Named => woman.bonds.contains(&Bond::Named),
            })
    }
}

const fn ways_of(role: Role) -> &'static [Way] {
    match role {
        Role::CentreManager | Role::SafeguardingLead => &[Way::Organisation, Way::Emergency],
        Role::Caseworker => &[Way::Teams, Way::Assigned, Way::Emergency],
        Role::Volunteer => &[Way::Volunteer],
        Role::GovernanceLead => &[Way::Named],
        Role::FrontDesk | Role::Referrer | Role::Analyst | Role::Funder | Role::Administrator => {
            &[]
        }
    }
}
