//! `alongside user`: for whoever looks after the machine when nobody is left who could help inside the
//! program. Whoever runs it can read the key file and so could read everything; what it does stands in
//! the audit trail as done by the program. Not for everyday accounts: Settings has them.

use std::collections::BTreeSet;

use access::accounts::{self, Email, NewAccount, Person};
use access::action::Settings;
use access::{Gate, Permit, Role, act, sign_in};
use clap::{Args, Subcommand};
use kernel::{Actor, Ctx, Personal};
use store::{Store, Uow};

use crate::installation::{self, Installation};
use crate::real;
use crate::speech::say;
use crate::trouble::Trouble;

#[derive(Debug, Subcommand)]
pub enum User {
    /// Who can sign in, and as what
    #[command(after_help = "Example: alongside user list --data /var/lib/alongside")]
    List {
        #[command(flatten)]
        whose: Whose,
    },
    /// A new password for somebody who cannot sign in: her codes, passkeys and sessions end
    #[command(
        after_help = "Example: alongside user reset ruth@centre.example.org --data /var/lib/alongside\n\nMake sure first that it is she who asks. She chooses her own password when she signs in."
    )]
    Reset {
        /// The address she signs in with
        email: String,
        #[command(flatten)]
        whose: Whose,
    },
    /// Open a closed account again
    #[command(
        after_help = "Example: alongside user reopen ruth@centre.example.org --data /var/lib/alongside"
    )]
    Reopen {
        /// The address she signs in with
        email: String,
        #[command(flatten)]
        whose: Whose,
    },
    /// Make an account, when nobody is left who could
    #[command(
        after_help = "Example: alongside user add --name \"Ruth Example\" --email ruth@centre.example.org --role administrator --role manager --data /var/lib/alongside"
    )]
    Add {
        /// Her name
        #[arg(long)]
        name: String,
        /// The address she signs in with
        #[arg(long)]
        email: String,
        /// What she does; more than one in a small centre
        #[arg(long = "role", value_name = "ROLE", required = true, value_parser = role)]
        roles: Vec<Role>,
        #[command(flatten)]
        whose: Whose,
    },
}

/// Which organisation of which installation.
#[derive(Debug, Clone, Args)]
pub struct Whose {
    #[command(flatten)]
    installation: Installation,
    /// The organisation, where the installation has several
    /// [default: the one in the settings, or the first]
    #[arg(long, value_name = "NAME")]
    organisation: Option<String>,
}

fn role(code: &str) -> Result<Role, String> {
    Role::parse(code).map_err(|_| {
        let known: Vec<&str> = Role::ALL.iter().map(|role| role.code()).collect();
        format!("it is one of {}", known.join(", "))
    })
}

impl User {
    pub async fn run(self) -> Result<(), Trouble> {
        match self {
            Self::List { whose } => list(&whose).await,
            Self::Reset { email, whose } => reset(&email, &whose).await,
            Self::Reopen { email, whose } => reopen(&email, &whose).await,
            Self::Add { name, email, roles, whose } => add(&name, &email, roles, &whose).await,
        }
    }
}

/// An open installation, and the program itself as the one who acts in it.
struct Office {
    store: Store,
    gate: Gate,
    ctx: Ctx,
}

fn said(error: impl std::fmt::Display) -> Trouble {
    Trouble::Said(error.to_string())
}

impl Office {
    async fn open(whose: &Whose) -> Result<Self, Trouble> {
        let store = whose.installation.open().await?;
        let organisation =
            installation::organisation(&store, whose.organisation.as_deref()).await?;
        let ctx = real::ctx().acting_as(Actor::System { organisation });
        Ok(Self { store, gate: Gate::shipped().map_err(said)?, ctx })
    }

    async fn permit(
        &self,
        uow: &mut Uow,
    ) -> Result<Permit<Settings, act::ManageAccounts>, Trouble> {
        self.gate.permit_place(&self.ctx, uow).await.map_err(said)
    }

    /// The account with this address.
    async fn person(&self, uow: &mut Uow, email: &str) -> Result<Person, Trouble> {
        let email = Email::parse(email).map_err(said)?;
        let permit = self.permit(uow).await?;
        let found = accounts::everybody(uow, &permit).await?;
        found.into_iter().find(|person| person.email.reveal() == email.reveal()).ok_or_else(|| {
            Trouble::Said(
                "nobody here signs in with this address; `alongside user list` says who does"
                    .to_owned(),
            )
        })
    }
}

async fn list(whose: &Whose) -> Result<(), Trouble> {
    let office = Office::open(whose).await?;
    let mut uow = office.store.read().await?;
    let permit = office.permit(&mut uow).await?;
    for person in accounts::everybody(&mut uow, &permit).await? {
        let roles: Vec<&str> = person.roles.iter().map(|role| role.code()).collect();
        let closed = if person.closed_at.is_some() { ", closed" } else { "" };
        say!(
            "{}  {}  {}{closed}",
            person.email.reveal(),
            person.name.reveal(),
            if roles.is_empty() { "no role".to_owned() } else { roles.join(" ") }
        );
    }
    drop(uow);
    office.store.close().await;
    Ok(())
}

async fn reset(email: &str, whose: &Whose) -> Result<(), Trouble> {
    let office = Office::open(whose).await?;
    let (password, hashed) = sign_in::first_password(&office.ctx).await.map_err(said)?;
    let mut uow = office.store.begin().await?;
    let person = office.person(&mut uow, email).await?;
    let permit = office.permit(&mut uow).await?;
    sign_in::reset(&office.ctx, &mut uow, &permit, person.id, hashed).await.map_err(said)?;
    uow.commit().await?;
    office.store.close().await;
    hand_over(&person.name, &password);
    if person.closed_at.is_some() {
        say!("Her account is closed: `alongside user reopen` opens it.");
    }
    Ok(())
}

async fn reopen(email: &str, whose: &Whose) -> Result<(), Trouble> {
    let office = Office::open(whose).await?;
    let mut uow = office.store.begin().await?;
    let person = office.person(&mut uow, email).await?;
    let permit = office.gate.permit_account(&office.ctx, &mut uow, person.id).await;
    accounts::reopen(&office.ctx, &mut uow, &permit.map_err(said)?).await?;
    uow.commit().await?;
    office.store.close().await;
    say!("{} can sign in again.", person.name.reveal());
    Ok(())
}

async fn add(name: &str, email: &str, roles: Vec<Role>, whose: &Whose) -> Result<(), Trouble> {
    if name.trim().is_empty() {
        return Err(Trouble::Said("an account needs a name".to_owned()));
    }
    let office = Office::open(whose).await?;
    let (password, hashed) = sign_in::first_password(&office.ctx).await.map_err(said)?;
    let email = Email::parse(email).map_err(said)?;
    let name = Personal::new(name.trim().to_owned());
    let mut uow = office.store.begin().await?;
    let permit = office.permit(&mut uow).await?;
    let new = NewAccount { name: name.clone(), email, password: hashed };
    let account = accounts::create(&office.ctx, &mut uow, &permit, new).await.map_err(said)?;
    let actor = office.gate.actor(&office.ctx, &mut uow).await.map_err(said)?;
    // Settings moves her to another one.
    let teams: BTreeSet<_> =
        accounts::teams(&mut uow, &actor).await?.into_iter().take(1).map(|(id, _)| id).collect();
    let permit = office.gate.permit_account(&office.ctx, &mut uow, account).await.map_err(said)?;
    let roles = roles.into_iter().collect();
    accounts::set_roles(&office.ctx, &mut uow, &permit, &roles, &teams).await?;
    uow.commit().await?;
    office.store.close().await;
    hand_over(&name, &password);
    Ok(())
}

/// Shown once. It is hers to change, and nothing opens before she has.
fn hand_over(name: &Personal<String>, password: &Personal<String>) {
    say!("Password for {}: {}", name.reveal(), password.reveal());
    say!(
        "Hand it over in person. It is not shown again, and she chooses her own when she signs in."
    );
}
