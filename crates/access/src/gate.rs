//! The gate: reads the facts, asks the policies, hands out the permit.

use std::collections::BTreeSet;
use std::sync::Arc;

use kernel::ctx::{AccountMark, Actor};
use kernel::{Ctx, Id};
use store::{StoreError, Uow, values};

use crate::action::{Act, Deed, Programme, Referral, Woman};
use crate::book::{PolicyBook, PolicyFault};
use crate::decided::Decided;
use crate::facts::{
    AccountFacts, ActorFacts, Bond, DeedFacts, Known, Place, PlaceFacts, ProgrammeFacts, Proof,
    ReferralFacts, Standing, WomanFacts,
};
use crate::permit::Permit;
use crate::records;
use crate::refusal::{Refusal, Refused};
use crate::role::Role;
use crate::sql::{AccountRow, CodeRow, IdRow, people};

/// How long a confirmation of who she is counts: five minutes, in microseconds.
pub const STEP_UP_LASTS: i64 = 5 * 60 * 1_000_000;

/// Why there is no permit.
#[derive(Debug, thiserror::Error)]
pub enum Denied {
    /// The policies say no.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The facts could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Asks the policies about facts it reads itself. Cheap to clone; one policy book serves all.
#[derive(Debug, Clone)]
pub struct Gate {
    book: Arc<PolicyBook>,
    decided: Arc<Decided>,
    step_up_at: Option<i64>,
}

impl Gate {
    /// The gate with the policies that ship with the program.
    ///
    /// # Errors
    /// [`PolicyFault`] when they cannot be used.
    pub fn shipped() -> Result<Self, PolicyFault> {
        Ok(Self {
            book: Arc::new(PolicyBook::shipped()?),
            decided: Arc::default(),
            step_up_at: None,
        })
    }

    /// The same gate for a session in which she confirmed again who she is at this instant.
    #[must_use]
    pub fn stepped_up(&self, at: Option<i64>) -> Self {
        Self { step_up_at: at, ..self.clone() }
    }

    /// The policies, for Settings.
    #[must_use]
    pub fn book(&self) -> &PolicyBook {
        &self.book
    }

    /// What is true of the actor of this context now.
    ///
    /// # Errors
    /// [`Denied::Refused`] for a visitor and for an account that is not there.
    pub async fn actor(&self, ctx: &Ctx, uow: &mut Uow) -> Result<ActorFacts, Denied> {
        let proof = match self.step_up_at {
            Some(at) if at <= ctx.now_micros() && ctx.now_micros() - at <= STEP_UP_LASTS => {
                Proof::Again
            }
            _ => Proof::Once,
        };
        match ctx.actor {
            Actor::System { organisation } => Ok(ActorFacts {
                actor: ctx.actor,
                organisation,
                teams: BTreeSet::new(),
                roles: BTreeSet::new(),
                standing: Standing::Open,
                // Whoever runs the command line holds the key file.
                proof: Proof::Again,
            }),
            Actor::Account { account, organisation } => {
                let row: Option<AccountRow> =
                    uow.optional(&people::ACCOUNT, values![account]).await?;
                let row = row
                    .filter(|row| row.organisation_id == organisation.uuid())
                    .ok_or_else(nobody)?;
                let roles: Vec<CodeRow> = uow.all(&people::ROLES, values![account]).await?;
                let teams: Vec<IdRow> = uow.all(&people::TEAMS_OF, values![account]).await?;
                Ok(ActorFacts {
                    actor: ctx.actor,
                    organisation,
                    teams: teams.into_iter().map(|team| Id::from_uuid(team.id)).collect(),
                    roles: roles.iter().filter_map(|row| Role::parse(&row.code).ok()).collect(),
                    standing: match row.closed_at {
                        None => Standing::Open,
                        Some(_) => Standing::Closed,
                    },
                    proof,
                })
            }
            Actor::Visitor => Err(nobody().into()),
        }
    }

    /// A permit for one action on a woman's record.
    ///
    /// # Errors
    /// [`Denied::Refused`] says who can; the same words for a record that is not there and for one
    /// of another organisation.
    pub async fn permit<A: Act<On = Woman>>(
        &self,
        ctx: &Ctx,
        uow: &mut Uow,
        woman: Id<Woman>,
    ) -> Result<Permit<Woman, A>, Denied> {
        let actor = self.actor(ctx, uow).await?;
        self.permit_as(ctx, uow, &actor, woman).await
    }

    /// The same for an actor whose facts this request has read already.
    ///
    /// # Errors
    /// As [`Self::permit`].
    pub async fn permit_as<A: Act<On = Woman>>(
        &self,
        ctx: &Ctx,
        uow: &mut Uow,
        actor: &ActorFacts,
        woman: Id<Woman>,
    ) -> Result<Permit<Woman, A>, Denied> {
        let facts = records::facts(ctx, uow, actor, woman).await?;
        let facts = facts.ok_or(Refused { action: A::ACTION, refusal: Refusal::NotHere })?;
        self.granted::<Woman, A>(actor, &facts)
    }

    /// A permit for one action on a place of the house, such as the inbox.
    ///
    /// # Errors
    /// [`Denied::Refused`] says who can.
    pub async fn permit_place<A: Act>(
        &self,
        ctx: &Ctx,
        uow: &mut Uow,
    ) -> Result<Permit<A::On, A>, Denied>
    where
        A::On: Place,
    {
        let actor = self.actor(ctx, uow).await?;
        let facts = PlaceFacts { organisation: actor.organisation() };
        self.granted::<A::On, A>(&actor, &facts)
    }

    /// A permit for one action on an account.
    ///
    /// # Errors
    /// As [`Self::permit`].
    pub async fn permit_account<A: Act<On = AccountMark>>(
        &self,
        ctx: &Ctx,
        uow: &mut Uow,
        account: Id<AccountMark>,
    ) -> Result<Permit<AccountMark, A>, Denied> {
        let actor = self.actor(ctx, uow).await?;
        let row: Option<AccountRow> = uow.optional(&people::ACCOUNT, values![account]).await?;
        let row = row.ok_or(Refused { action: A::ACTION, refusal: Refusal::NotHere })?;
        let facts = AccountFacts { account, organisation: Id::from_uuid(row.organisation_id) };
        self.granted::<AccountMark, A>(&actor, &facts)
    }

    /// A permit for one action on a programme, whose room says what its agreement allows.
    ///
    /// # Errors
    /// As [`Self::permit`].
    pub async fn permit_programme<A: Act<On = Programme>>(
        &self,
        ctx: &Ctx,
        uow: &mut Uow,
        programme: ProgrammeAgreement,
    ) -> Result<Permit<Programme, A>, Denied> {
        let actor = self.actor(ctx, uow).await?;
        let facts = ProgrammeFacts {
            programme: programme.programme,
            organisation: programme.organisation,
            nameless_rows: programme.rows == Rows::Nameless,
            viewers: programme.viewers,
        };
        self.granted::<Programme, A>(&actor, &facts)
    }

    /// A permit to read the answer to a referral, which its room says who made.
    ///
    /// # Errors
    /// As [`Self::permit`].
    pub async fn permit_referral<A: Act<On = Referral>>(
        &self,
        ctx: &Ctx,
        uow: &mut Uow,
        referral: ReferralOrigin,
    ) -> Result<Permit<Referral, A>, Denied> {
        let actor = self.actor(ctx, uow).await?;
        let facts = ReferralFacts {
            referral: referral.referral,
            organisation: referral.organisation,
            made_by: referral.made_by,
        };
        self.granted::<Referral, A>(&actor, &facts)
    }

    /// A permit to review something that was done at once, which its room says who did.
    ///
    /// # Errors
    /// As [`Self::permit`].
    pub async fn permit_review<A: Act<On = Deed>>(
        &self,
        ctx: &Ctx,
        uow: &mut Uow,
        deed: DeedDone,
    ) -> Result<Permit<Deed, A>, Denied> {
        let actor = self.actor(ctx, uow).await?;
        let linked = match (actor.account(), deed.about) {
            (Some(account), Some(woman)) => {
                records::linked_women(uow, account).await?.contains(&woman)
            }
            _ => false,
        };
        let facts = DeedFacts {
            deed: deed.deed,
            organisation: deed.organisation,
            done_by: deed.done_by,
            bonds: linked.then_some(Bond::Barred).into_iter().collect(),
        };
        self.granted::<Deed, A>(&actor, &facts)
    }

    /// Whether the permit would be given, for pages that show only what leads somewhere.
    ///
    /// # Errors
    /// By what is wrong with the store.
    pub async fn may<A: Act<On = Woman>>(
        &self,
        ctx: &Ctx,
        uow: &mut Uow,
        actor: &ActorFacts,
        woman: Id<Woman>,
    ) -> Result<bool, StoreError> {
        let facts = records::facts(ctx, uow, actor, woman).await?;
        Ok(facts.is_some_and(|facts| self.opens::<Woman, A>(actor, &facts)))
    }

    /// The same for a place of the house.
    #[must_use]
    pub fn may_enter<A: Act>(&self, actor: &ActorFacts) -> bool
    where
        A::On: Place,
    {
        let facts = PlaceFacts { organisation: actor.organisation() };
        self.opens::<A::On, A>(actor, &facts)
    }

    /// What the actor may do with a woman's record, read once for a whole page.
    ///
    /// # Errors
    /// By what is wrong with the store.
    pub async fn facts_of(
        &self,
        ctx: &Ctx,
        uow: &mut Uow,
        actor: &ActorFacts,
        woman: Id<Woman>,
    ) -> Result<Option<WomanFacts>, StoreError> {
        records::facts(ctx, uow, actor, woman).await
    }

    /// Decides by facts that this crate read.
    ///
    /// # Errors
    /// [`Denied::Refused`] says who can.
    pub fn granted<R: Known, A: Act<On = R>>(
        &self,
        actor: &ActorFacts,
        facts: &R::Facts,
    ) -> Result<Permit<R, A>, Denied> {
        if self.opens::<R, A>(actor, facts) {
            let (id, organisation) = R::identity(facts);
            return Ok(Permit::granted(id, organisation, actor.actor));
        }
        Err(self.book.refuse(actor, A::ACTION, R::target(facts)).into())
    }

    /// Whether the permit would be given by facts that this crate read, for pages that show only what
    /// leads somewhere. Who can instead is not looked for, which costs more than the answer.
    #[must_use]
    pub fn opens<R: Known, A: Act<On = R>>(&self, actor: &ActorFacts, facts: &R::Facts) -> bool {
        let target = R::target(facts);
        let ask = || self.book.allows(actor, A::ACTION, target);
        self.decided.answer(actor, A::ACTION, target, ask)
    }
}

fn nobody() -> Refused {
    Refused { action: crate::Action::ReadPolicies, refusal: Refusal::AccountClosed }
}

/// Whether a programme's agreement lets its viewers see rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// Figures only.
    None,
    /// Rows without identity.
    Nameless,
}

/// What the room of programmes says of one.
#[derive(Debug, Clone)]
pub struct ProgrammeAgreement {
    /// The programme.
    pub programme: Id<Programme>,
    /// The organisation that holds it.
    pub organisation: Id<kernel::ctx::OrganisationMark>,
    /// Whether its viewers see rows.
    pub rows: Rows,
    /// Accounts that were let in.
    pub viewers: BTreeSet<Id<AccountMark>>,
}

/// What the room of referrals says of one.
#[derive(Debug, Clone, Copy)]
pub struct ReferralOrigin {
    /// The referral.
    pub referral: Id<Referral>,
    /// The organisation that received it.
    pub organisation: Id<kernel::ctx::OrganisationMark>,
    /// The account that made it, when one did.
    pub made_by: Option<Id<AccountMark>>,
}

/// What a room says of something done at once.
#[derive(Debug, Clone, Copy)]
pub struct DeedDone {
    /// The deed.
    pub deed: Id<Deed>,
    /// The organisation in which it was done.
    pub organisation: Id<kernel::ctx::OrganisationMark>,
    /// Who did it.
    pub done_by: Id<AccountMark>,
    /// About whom.
    pub about: Option<Id<Woman>>,
}
