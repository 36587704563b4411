//! A centre with a team, workers and women, for tests that speak as them.
#![allow(dead_code, reason = "each test file uses what it needs")]

use std::collections::BTreeSet;

use access::accounts::{Email, NewAccount, add_team, create, found_organisation, set_roles};
use access::action::{Team, Woman};
use access::facts::Place;
use access::sign_in::HashedPassword;
use access::{Act, Gate, Permit, Role, VisibleWomen, act};
use casework::record::{CaseDraft, Identity, WomanDraft, create_woman, open_case};
use jiff::Timestamp;
use kernel::ctx::{AccountMark, OrganisationMark};
use kernel::{Actor, Ctx, Id};
use store::{Migration, Store, Uow};
use testkit::House;
use uuid::Uuid;

/// One centre on one database.
pub struct Centre {
    house: House,
    gate: Gate,
    pub organisation: Id<OrganisationMark>,
    pub team: Id<Team>,
    pub site: Uuid,
    pub room: Uuid,
}

/// Somebody who works there.
pub struct Worker {
    pub ctx: Ctx,
    pub account: Id<AccountMark>,
    gate: Gate,
}

impl Worker {
    pub async fn woman<A: Act<On = Woman>>(
        &self,
        uow: &mut Uow,
        woman: Id<Woman>,
    ) -> Permit<Woman, A> {
        self.gate.permit(&self.ctx, uow, woman).await.unwrap()
    }

    pub async fn place<A: Act>(&self, uow: &mut Uow) -> Permit<A::On, A>
    where
        A::On: Place,
    {
        self.gate.permit_place(&self.ctx, uow).await.unwrap()
    }

    pub async fn sees(&self, uow: &mut Uow) -> VisibleWomen {
        let actor = self.gate.actor(&self.ctx, uow).await.unwrap();
        VisibleWomen::load(&self.ctx, uow, &actor).await.unwrap()
    }
}

impl Centre {
    pub async fn on_each_database() -> Vec<Self> {
        let steps: &'static [Migration] =
            [access::MIGRATIONS, casework::MIGRATIONS].concat().leak();
        let mut centres = Vec::new();
        for house in House::on_each_database(steps).await {
            centres.push(Self::found(house).await);
        }
        centres
    }

    async fn found(house: House) -> Self {
        let gate = Gate::shipped().unwrap();
        let mut uow = house.store.begin().await.unwrap();
        let organisation = found_organisation(&house.ctx, &mut uow, "Teasel House").await.unwrap();
        let system = house.ctx.acting_as(Actor::System { organisation });
        let permit = gate.permit_place::<act::ManageTeams>(&system, &mut uow).await.unwrap();
        let team = add_team(&system, &mut uow, &permit, "Newport").await.unwrap();
        let (site, room) = (system.new_uuid(), system.new_uuid());
        uow.commit().await.unwrap();
        Self { house, gate, organisation, team, site, room }
    }

    pub fn store(&self) -> &Store {
        &self.house.store
    }

    pub fn clock(&self, at: Timestamp) {
        self.house.clock.set(at);
    }

    fn system(&self) -> Ctx {
        self.house.ctx.acting_as(Actor::System { organisation: self.organisation })
    }

    pub async fn worker(&self, name: &str) -> Worker {
        self.somebody(name, Role::Caseworker, Some(self.team)).await
    }

    pub async fn lead(&self) -> Worker {
        self.somebody("lead", Role::SafeguardingLead, None).await
    }

    pub async fn front_desk(&self) -> Worker {
        self.somebody("desk", Role::FrontDesk, None).await
    }

    pub async fn worker_of_another_team(&self, name: &str) -> Worker {
        let system = self.system();
        let mut uow = self.store().begin().await.unwrap();
        let permit = self.gate.permit_place::<act::ManageTeams>(&system, &mut uow).await.unwrap();
        let team = add_team(&system, &mut uow, &permit, "Cardiff").await.unwrap();
        uow.commit().await.unwrap();
        self.somebody(name, Role::Caseworker, Some(team)).await
    }

    async fn somebody(&self, name: &str, role: Role, team: Option<Id<Team>>) -> Worker {
        let system = self.system();
        let password = "a long password of nobody".into();
        let password = HashedPassword::of(&system, password).await.unwrap();
        let mut uow = self.store().begin().await.unwrap();
        let permit =
            self.gate.permit_place::<act::ManageAccounts>(&system, &mut uow).await.unwrap();
        let new = NewAccount {
            name: name.into(),
            email: Email::parse(&format!("{name}@example.org")).unwrap(),
            password,
        };
        let account = create(&system, &mut uow, &permit, new).await.unwrap();
        let permit =
            self.gate.permit_account::<act::ChangeRoles>(&system, &mut uow, account).await.unwrap();
        let (roles, teams) = (BTreeSet::from([role]), team.into_iter().collect());
        set_roles(&system, &mut uow, &permit, &roles, &teams).await.unwrap();
        uow.commit().await.unwrap();
        let actor = Actor::Account { account, organisation: self.organisation };
        Worker { ctx: system.acting_as(actor), account, gate: self.gate.clone() }
    }

    /// A woman of the team, with an open case.
    pub async fn woman_without_a_case(&self, name: &str) -> Id<Woman> {
        let system = self.system();
        let mut uow = self.store().begin().await.unwrap();
        let permit = self.gate.permit_place::<act::AddWoman>(&system, &mut uow).await.unwrap();
        let identity = Identity { legal_name: name.to_owned(), ..Identity::default() };
        let draft = WomanDraft { identity, ..WomanDraft::default() };
        let made = create_woman(&system, &mut uow, &permit, self.team, &draft).await;
        let (woman, _) = made.unwrap();
        uow.commit().await.unwrap();
        woman
    }

    pub async fn woman(&self, name: &str) -> Id<Woman> {
        let woman = self.woman_without_a_case(name).await;
        let system = self.system();
        let mut uow = self.store().begin().await.unwrap();
        let permit = self.gate.permit::<act::WriteRecord>(&system, &mut uow, woman).await.unwrap();
        let (referral, note) = (None, "".into());
        let case = CaseDraft { referral, opened_at: system.now(), note };
        open_case(&system, &mut uow, &permit, &case).await.unwrap();
        uow.commit().await.unwrap();
        woman
    }
}
