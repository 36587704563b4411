//! Two invented centres and the people who work there.

use std::collections::BTreeSet;

use access::accounts::{self, Email, NewAccount};
use access::action::Team;
use access::sign_in::HashedPassword;
use access::{Gate, Role, act};
use kernel::ctx::{AccountMark, OrganisationMark};
use kernel::{Actor, Ctx, Id};
use store::Store;

use crate::DemoError;

/// The password of everybody in the demo.
pub const PASSWORD: &str = "teasel-house-demo";

/// Somebody to sign in as.
#[derive(Debug, Clone)]
pub struct DemoSignIn {
    /// Her role in words.
    pub role: &'static str,
    /// Her role as a code.
    pub code: &'static str,
    /// Her address.
    pub email: String,
    /// Her password.
    pub password: &'static str,
    /// Her account.
    pub account: Id<AccountMark>,
}

/// An invented centre.
#[derive(Debug, Clone)]
pub struct Centre {
    /// The organisation.
    pub organisation: Id<OrganisationMark>,
    /// Its name.
    pub name: &'static str,
    /// Its teams, at least one.
    pub teams: Vec<Id<Team>>,
    /// Its people.
    pub people: Vec<Colleague>,
}

/// Somebody who works there.
#[derive(Debug, Clone)]
pub struct Colleague {
    /// Her account.
    pub account: Id<AccountMark>,
    /// Her name.
    pub name: &'static str,
    /// Her roles.
    pub roles: Vec<Role>,
    /// The team she is in, by its place in [`Centre::teams`].
    pub team: usize,
}

impl Centre {
    /// Somebody who works there, for what needs a name when nobody is signed in.
    #[must_use]
    pub fn somebody(&self) -> Option<Id<AccountMark>> {
        self.people.first().map(|one| one.account)
    }

    /// The account of the person with this first name.
    #[must_use]
    pub fn account_of(&self, first_name: &str) -> Option<Id<AccountMark>> {
        let named = |one: &&Colleague| one.name.starts_with(first_name);
        self.people.iter().find(named).map(|one| one.account)
    }
}

struct Invented {
    name: &'static str,
    email: &'static str,
    roles: &'static [Role],
    team: usize,
    /// In words and as a code, when she is among the sign-ins.
    shown: Option<(&'static str, &'static str)>,
}

const fn invented(
    name: &'static str,
    email: &'static str,
    roles: &'static [Role],
    team: usize,
    shown: Option<(&'static str, &'static str)>,
) -> Invented {
    Invented { name, email, roles, team, shown }
}

const TEASEL_HOUSE: &[Invented] = &[
    invented(
        "Nia Prosser",
        "nia@teasel-house.example.org",
        &[Role::Caseworker],
        0,
        Some(("Caseworker", "caseworker")),
    ),
    invented(
        "Ruth Adeyemi",
        "ruth@teasel-house.example.org",
        &[Role::CentreManager],
        0,
        Some(("Manager", "manager")),
    ),
    invented(
        "Bronwen Achebe",
        "bronwen@teasel-house.example.org",
        &[Role::SafeguardingLead, Role::Caseworker],
        0,
        Some(("Safeguarding lead", "safeguarding_lead")),
    ),
    invented(
        "Carys Meredew",
        "carys@teasel-house.example.org",
        &[Role::Caseworker],
        1,
        Some(("Caseworker of another team", "caseworker_other_team")),
    ),
    invented(
        "Mona Lisle",
        "mona@teasel-house.example.org",
        &[Role::Volunteer],
        0,
        Some(("Volunteer", "volunteer")),
    ),
    invented(
        "Sal Whitby",
        "sal@teasel-house.example.org",
        &[Role::FrontDesk],
        0,
        Some(("Front desk", "front_desk")),
    ),
    invented(
        "Ines Harbord",
        "ines@teasel-house.example.org",
        &[Role::GovernanceLead],
        0,
        Some(("Information governance lead", "governance_lead")),
    ),
    invented(
        "Win Okonjo",
        "win@teasel-house.example.org",
        &[Role::Administrator],
        0,
        Some(("Administrator", "administrator")),
    ),
    invented("Dilys Parr", "dilys@teasel-house.example.org", &[Role::Caseworker], 0, None),
    invented("Teg Rowland", "teg@teasel-house.example.org", &[Role::Caseworker], 1, None),
    invented(
        "Funmi Blyth",
        "funmi@teasel-house.example.org",
        &[Role::Analyst],
        0,
        Some(("Analyst", "analyst")),
    ),
];

const LANTERN_YARD: &[Invented] = &[
    invented(
        "Orla Quinby",
        "orla@lantern-yard.example.org",
        &[Role::Caseworker],
        0,
        Some(("Caseworker of another centre", "caseworker_elsewhere")),
    ),
    invented(
        "Hester Vane",
        "hester@lantern-yard.example.org",
        &[Role::CentreManager, Role::SafeguardingLead, Role::Administrator],
        0,
        Some(("Manager of another centre", "manager_elsewhere")),
    ),
];

/// Founds both centres with their people.
///
/// # Errors
/// By what is wrong.
pub async fn found(
    ctx: &Ctx,
    store: &Store,
    gate: &Gate,
) -> Result<(Vec<Centre>, Vec<DemoSignIn>), DemoError> {
    let mut sign_ins = Vec::new();
    let house = centre(
        ctx,
        store,
        gate,
        "Teasel House",
        &["Newport", "Valleys"],
        TEASEL_HOUSE,
        &mut sign_ins,
    );
    let house = house.await?;
    let yard =
        centre(ctx, store, gate, "Lantern Yard", &["Lantern Yard"], LANTERN_YARD, &mut sign_ins);
    let yard = yard.await?;
    Ok((vec![house, yard], sign_ins))
}

async fn centre(
    ctx: &Ctx,
    store: &Store,
    gate: &Gate,
    name: &'static str,
    team_names: &[&str],
    invented: &[Invented],
    sign_ins: &mut Vec<DemoSignIn>,
) -> Result<Centre, DemoError> {
    // Hashing is slow on purpose, so it is done before the unit of work begins.
    let mut hashed = Vec::new();
    for _ in invented {
        hashed.push(HashedPassword::of(ctx, PASSWORD.to_owned().into()).await?);
    }
    let mut uow = store.begin().await?;
    let organisation = accounts::found_organisation(ctx, &mut uow, name).await?;
    let ctx = &ctx.acting_as(Actor::System { organisation });
    let teams_permit = gate.permit_place::<act::ManageTeams>(ctx, &mut uow).await?;
    let mut teams = Vec::new();
    for team in team_names {
        teams.push(accounts::add_team(ctx, &mut uow, &teams_permit, team).await?);
    }
    let accounts_permit = gate.permit_place::<act::ManageAccounts>(ctx, &mut uow).await?;
    let mut people = Vec::new();
    for (one, password) in invented.iter().zip(hashed) {
        let email = Email::parse(one.email)?;
        let new = NewAccount { name: one.name.into(), email, password };
        let account = accounts::create(ctx, &mut uow, &accounts_permit, new).await?;
        let permit = gate.permit_account::<act::ChangeRoles>(ctx, &mut uow, account).await?;
        let roles: BTreeSet<Role> = one.roles.iter().copied().collect();
        let joined: BTreeSet<Id<Team>> = teams.get(one.team).copied().into_iter().collect();
        accounts::set_roles(ctx, &mut uow, &permit, &roles, &joined).await?;
        people.push(Colleague {
            account,
            name: one.name,
            roles: one.roles.to_vec(),
            team: one.team,
        });
        if let Some((role, code)) = one.shown {
            let email = one.email.to_owned();
            sign_ins.push(DemoSignIn { role, code, email, password: PASSWORD, account });
        }
    }
    uow.commit().await?;
    Ok(Centre { organisation, name, teams, people })
}
