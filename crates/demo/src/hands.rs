//! Who does what in the demo: a worker with what she may do, as the policies decide it. Nothing is
//! written here that she could not have written herself.

use access::action::{Calendar, Caseload, Inbox, Woman};
use access::{Act, ActorFacts, Gate, Permit, WomanFacts, act};
use kernel::ctx::{AccountMark, OrganisationMark};
use kernel::{Actor, Ctx, Id};
use store::Uow;

use crate::DemoError;
use crate::past::Past;

/// A worker at her desk.
pub struct Hands {
    /// She acts.
    pub ctx: Ctx,
    /// Her account; none for the program itself.
    pub account: Option<Id<AccountMark>>,
    /// Her first name, with which she signs.
    pub first_name: String,
    gate: Gate,
    facts: ActorFacts,
    /// She may take referrals.
    pub take: Permit<Inbox, act::TakeReferral>,
    /// She may answer them.
    pub triage: Permit<Inbox, act::Triage>,
    /// She may add a woman.
    pub add: Permit<Caseload, act::AddWoman>,
    /// She may see the calendar.
    pub calendar: Permit<Calendar, act::ReadCalendar>,
    /// She may take a drop-in.
    pub drop_in: Permit<Calendar, act::RecordDropIn>,
}

impl Hands {
    /// A worker's.
    ///
    /// # Errors
    /// [`DemoError::Denied`] when her roles do not allow a caseworker's work.
    pub async fn of(
        past: &Past,
        uow: &mut Uow,
        gate: &Gate,
        organisation: Id<OrganisationMark>,
        (account, name): (Id<AccountMark>, &str),
    ) -> Result<Self, DemoError> {
        let ctx = past.acting_as(Actor::Account { account, organisation });
        let first_name = name.split_whitespace().next().unwrap_or(name).to_owned();
        Self::made(ctx, uow, gate, Some(account), first_name).await
    }

    /// The program's own, for what comes in by the public form.
    ///
    /// # Errors
    /// [`DemoError::Denied`].
    pub async fn nobodys(
        past: &Past,
        uow: &mut Uow,
        gate: &Gate,
        organisation: Id<OrganisationMark>,
    ) -> Result<Self, DemoError> {
        let ctx = past.acting_as(Actor::System { organisation });
        Self::made(ctx, uow, gate, None, String::new()).await
    }

    async fn made(
        ctx: Ctx,
        uow: &mut Uow,
        gate: &Gate,
        account: Option<Id<AccountMark>>,
        first_name: String,
    ) -> Result<Self, DemoError> {
        Ok(Self {
            facts: gate.actor(&ctx, uow).await?,
            take: gate.permit_place(&ctx, uow).await?,
            triage: gate.permit_place(&ctx, uow).await?,
            add: gate.permit_place(&ctx, uow).await?,
            calendar: gate.permit_place(&ctx, uow).await?,
            drop_in: gate.permit_place(&ctx, uow).await?,
            gate: gate.clone(),
            ctx,
            account,
            first_name,
        })
    }

    /// What she may do with one woman's record, as things stand now.
    ///
    /// # Errors
    /// [`DemoError::Denied`] when there is no such record.
    pub async fn with(&self, uow: &mut Uow, woman: Id<Woman>) -> Result<With<'_>, DemoError> {
        let facts = self.gate.facts_of(&self.ctx, uow, &self.facts, woman).await?;
        let facts = facts.ok_or_else(|| DemoError::Denied("no such record".to_owned()))?;
        Ok(With { hands: self, facts })
    }
}

/// A worker with one woman's record before her.
pub struct With<'h> {
    hands: &'h Hands,
    facts: WomanFacts,
}

impl With<'_> {
    /// A permit for one action.
    ///
    /// # Errors
    /// [`DemoError::Denied`] when the policies refuse it.
    pub fn may<A: Act<On = Woman>>(&self) -> Result<Permit<Woman, A>, DemoError> {
        Ok(self.hands.gate.granted::<Woman, A>(&self.hands.facts, &self.facts)?)
    }
}
