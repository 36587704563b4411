//! A centre with two workers, a front desk and a woman with an open case, on each database.

use std::collections::BTreeSet;

use access::accounts::{Email, NewAccount, add_team, create, found_organisation, set_roles};
use access::action::{Team, Woman};
use access::facts::Place;
use access::sign_in::HashedPassword;
use access::{Act, Gate, Permit, Role, act};
use casework::record::{Case, CaseDraft, WomanDraft, create_woman, open_case};
use kernel::ctx::OrganisationMark;
use kernel::{Actor, Ctx, Id, Personal};
use store::{Migration, Store, Uow};
use testkit::House;

/// One centre on one database.
pub struct Centre {
    house: House,
    gate: Gate,
    organisation: Id<OrganisationMark>,
    team: Id<Team>,
    /// Nia, a caseworker.
    pub nia: Ctx,
    /// Carys, her colleague.
    pub carys: Ctx,
    /// The program itself, which may set things up.
    pub system: Ctx,
    /// Kay, whom they support.
    pub kay: Id<Woman>,
    /// Her open case.
    pub case: Id<Case>,
}

impl Centre {
    /// One on each database.
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
        uow.commit().await.unwrap();
        let (nia, kay) = (system.clone(), Id::from_uuid(system.new_uuid()));
        let case = Id::from_uuid(system.new_uuid());
        let mut centre =
            Self { house, gate, organisation, team, carys: nia.clone(), nia, system, kay, case };
        centre.nia = centre.caseworker("nia").await;
        centre.carys = centre.caseworker("carys").await;
        (centre.kay, centre.case) = centre.woman("Kay").await;
        centre
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.house.store
    }

    async fn caseworker(&self, name: &str) -> Ctx {
        let system = &self.system;
        let mut uow = self.store().begin().await.unwrap();
        let permit = self.place::<act::ManageAccounts>(system, &mut uow).await;
        let new = NewAccount {
            name: name.into(),
            email: Email::parse(&format!("{name}@example.org")).unwrap(),
            password: HashedPassword::of(system, "a long password of nobody".into()).await.unwrap(),
        };
        let account = create(system, &mut uow, &permit, new).await.unwrap();
        let permit =
            self.gate.permit_account::<act::ChangeRoles>(system, &mut uow, account).await.unwrap();
        let (roles, teams) = (BTreeSet::from([Role::Caseworker]), BTreeSet::from([self.team]));
        set_roles(system, &mut uow, &permit, &roles, &teams).await.unwrap();
        uow.commit().await.unwrap();
        system.acting_as(Actor::Account { account, organisation: self.organisation })
    }

    /// A woman of the team with an open case.
    pub async fn woman(&self, name: &str) -> (Id<Woman>, Id<Case>) {
        let mut uow = self.store().begin().await.unwrap();
        let permit = self.place::<act::AddWoman>(&self.nia, &mut uow).await;
        let mut draft = WomanDraft::default();
        draft.identity.legal_name = name.to_owned();
        let made = create_woman(&self.nia, &mut uow, &permit, self.team, &draft).await;
        let (woman, _) = made.unwrap();
        let permit = self.gate.permit(&self.nia, &mut uow, woman).await.unwrap();
        let draft =
            CaseDraft { referral: None, opened_at: self.nia.now(), note: Personal::default() };
        let case = open_case(&self.nia, &mut uow, &permit, &draft).await.unwrap();
        uow.commit().await.unwrap();
        (woman, case)
    }

    /// A permit on Kay's record.
    pub async fn permit<A: Act<On = Woman>>(&self, who: &Ctx, uow: &mut Uow) -> Permit<Woman, A> {
        self.gate.permit(who, uow, self.kay).await.unwrap()
    }

    /// A permit on another woman's record.
    pub async fn permit_on<A: Act<On = Woman>>(
        &self,
        who: &Ctx,
        uow: &mut Uow,
        woman: Id<Woman>,
    ) -> Permit<Woman, A> {
        self.gate.permit(who, uow, woman).await.unwrap()
    }

    /// A permit on a place of the house.
    pub async fn place<A: Act>(&self, who: &Ctx, uow: &mut Uow) -> Permit<A::On, A>
    where
        A::On: Place,
    {
        self.gate.permit_place(who, uow).await.unwrap()
    }

    /// How many entries the audit trail of Kay has.
    pub async fn entries(&self) -> usize {
        let mut uow = self.store().begin().await.unwrap();
        let permit = self.gate.permit::<act::ReadWhoLooked>(&self.system, &mut uow, self.kay).await;
        let newest = i64::MAX;
        access::audit::about(&mut uow, &permit.unwrap(), newest).await.unwrap().len()
    }
}
