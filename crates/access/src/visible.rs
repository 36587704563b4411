//! Which women an actor may see in a list, as a condition for SQL.
//!
//! The same facts as the policies, put the other way round: the policies answer "may she see this
//! woman?", a list must ask "which women may she see?". A property test on random worlds shows
//! that both never disagree, first in memory, then against real SQL on both databases.

use std::collections::BTreeSet;

use kernel::ctx::{AccountMark, OrganisationMark};
use kernel::{Ctx, Id};
use store::{Fragment, StoreError, Uow, Value, values};
use uuid::Uuid;

#[cfg(test)]
use crate::action::Team;
use crate::action::Woman;
use crate::facts::{ActorFacts, Standing};
#[cfg(test)]
use crate::facts::{Bond, WomanFacts};
use crate::records;
use crate::role::Role;
use crate::sql::{self, SpanRow};

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

    /// Its bit in the statement's parameter.
    const fn bit(self) -> i64 {
        match self {
            Self::Organisation => 1,
            Self::Teams => 2,
            Self::Assigned => 4,
            Self::Volunteer => 8,
            Self::Emergency => 16,
            Self::Named => 32,
        }
    }
}

/// The women in sight of one actor at one instant.
#[derive(Debug, Clone)]
pub struct VisibleWomen {
    pub(crate) organisation: Id<OrganisationMark>,
    pub(crate) account: Option<Id<AccountMark>>,
    #[cfg(test)]
    pub(crate) teams: BTreeSet<Id<Team>>,
    pub(crate) ways: BTreeSet<Way>,
    pub(crate) barred: BTreeSet<Id<Woman>>,
    pub(crate) now: i64,
}

impl VisibleWomen {
    /// The condition. It stands behind a statement that reads `record` and has a `where`.
    pub const FRAGMENT: Fragment = sql::sight::SIGHT;

    /// Where a statement's own parameters begin: `$13`.
    pub const FIRST_FREE: usize = 13;

    /// Reads what is true now and puts it as the condition of a list.
    ///
    /// # Errors
    /// By what is wrong with the store.
    pub async fn load(ctx: &Ctx, uow: &mut Uow, actor: &ActorFacts) -> Result<Self, StoreError> {
        let Some(account) = actor.account() else { return Ok(Self::of(actor)) };
        let barred = records::linked_women(uow, account).await?;
        let now = uow.moment(ctx).as_microsecond();
        let mut spans: Vec<SpanRow> =
            uow.all(&sql::records::EMERGENCY_OF, values![account]).await?;
        spans.extend(uow.all::<SpanRow>(&sql::records::NAMED_OF, values![account]).await?);
        // Where nothing of hers is live now is no matter, and the same list is asked for the same way.
        let now = if spans.iter().any(|span| span.is_live(now)) { now } else { 0 };
        Ok(Self { barred, now, ..Self::of(actor) })
    }

    /// The first twelve parameters of a statement with [`Self::FRAGMENT`].
    #[must_use]
    pub fn values(&self) -> Vec<Value> {
        let account = self.account.map_or(Uuid::nil(), Id::uuid);
        let mut values =
            vec![Value::from(self.organisation), Value::from(account), Value::from(self.now)];
        // An account has at most as many links as there are places; the rest hold no woman's id.
        let barred = self.barred.iter().map(|woman| woman.uuid());
        let places = barred.chain(std::iter::repeat(Uuid::nil())).take(records::MOST_LINKS);
        values.extend(places.map(Value::from));
        values.push(Value::from(self.ways.iter().map(|way| way.bit()).sum::<i64>()));
        values
    }

    /// What the actor's roles bring into sight.
    pub(crate) fn of(actor: &ActorFacts) -> Self {
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
            #[cfg(test)]
            teams: actor.teams().clone(),
            ways,
            barred: BTreeSet::new(),
            now: 0,
        }
    }

    /// Whether no woman at all is in sight.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ways.is_empty()
    }

    /// The same condition as the SQL, for one woman whose facts are at hand.
    #[cfg(test)]
    pub(crate) fn holds(&self, woman: &WomanFacts) -> bool {
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
