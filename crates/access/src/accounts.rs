//! Organisations, teams and the accounts of the people who work there.

use std::collections::{BTreeMap, BTreeSet};

use kernel::ctx::{AccountMark, OrganisationMark};
use kernel::{Ctx, Id, Personal, Reference};
use serde::{Deserialize, Serialize};
use store::{SealError, StoreError, SubjectKind, Uow, values};
use uuid::Uuid;

use crate::action::{Settings, Team, act};
use crate::audit::{Entry, record_in};
use crate::facts::ActorFacts;
use crate::permit::Permit;
use crate::role::Role;
use crate::sessions::SignedIn;
use crate::sign_in::HashedPassword;
use crate::sql::{AccountRow, CodeRow, IdRow, NamedRow, people, signing};

/// An e-mail address, as somebody signs in with it: trimmed, lower case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Email(Personal<String>);

/// The text is no e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address: something like name@example.org")]
pub struct NotAnEmail;

impl Email {
    /// Reads an address.
    ///
    /// # Errors
    /// [`NotAnEmail`] when it has not one `@` with something on both sides, or a space in it.
    pub fn parse(text: &str) -> Result<Self, NotAnEmail> {
        let text = text.trim().to_lowercase();
        let (name, host) = text.split_once('@').ok_or(NotAnEmail)?;
        let plain = |part: &str| {
            !part.is_empty() && !part.contains(|c: char| c == '@' || c.is_whitespace())
        };
        match plain(name) && plain(host) && text.len() <= 254 {
            true => Ok(Self(text.into())),
            false => Err(NotAnEmail),
        }
    }

    /// The address.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }

    /// What it is found by. Addresses are unique in an installation, so no organisation is in it.
    pub(crate) fn blind(&self, uow: &Uow) -> Vec<u8> {
        uow.blind(Uuid::nil(), "account e-mail", self.reveal())
    }
}

/// Why an account was not made or changed.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Somebody signs in with this address already.
    #[error("somebody has an account with this e-mail address")]
    AddressTaken,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    name: Personal<String>,
    email: Email,
}

/// An account to be made.
#[derive(Debug)]
pub struct NewAccount {
    /// Her name.
    pub name: Personal<String>,
    /// The address she signs in with.
    pub email: Email,
    /// Her first password.
    pub password: HashedPassword,
}

/// An account, to be shown.
#[derive(Debug, Clone)]
pub struct Person {
    /// Its id.
    pub id: Id<AccountMark>,
    /// Its short reference, for a URL.
    pub reference: String,
    /// Her name.
    pub name: Personal<String>,
    /// Her address.
    pub email: Email,
    /// Her roles.
    pub roles: BTreeSet<Role>,
    /// Her teams.
    pub teams: BTreeSet<Id<Team>>,
    /// When the account was closed, in microseconds since 1970 UTC.
    pub closed_at: Option<i64>,
}

/// Founds an organisation. Only setup calls it, before there is anybody to ask.
///
/// # Errors
/// By what is wrong with the store.
pub async fn found_organisation(
    ctx: &Ctx,
    uow: &mut Uow,
    name: &str,
) -> Result<Id<OrganisationMark>, StoreError> {
    let id: Id<OrganisationMark> = ctx.new_id();
    uow.new_key(ctx, id.uuid(), SubjectKind::Organisation);
    uow.execute(&people::ADD_ORGANISATION, values![id, name, ctx.now()]).await?;
    record_in(ctx, uow, Entry::plain(id, ctx.account(), "found-organisation")).await?;
    Ok(id)
}

/// Every organisation of the installation with its name, which is public.
///
/// # Errors
/// By what is wrong with the store.
pub async fn organisations(
    uow: &mut Uow,
) -> Result<Vec<(Id<OrganisationMark>, String)>, StoreError> {
    let rows: Vec<NamedRow> = uow.all(&people::ORGANISATIONS, values![]).await?;
    Ok(rows.into_iter().map(|row| (Id::from_uuid(row.id), row.name)).collect())
}

/// Makes a team.
///
/// # Errors
/// By what is wrong with the store.
pub async fn add_team(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Settings, act::ManageTeams>,
    name: &str,
) -> Result<Id<Team>, StoreError> {
    let id: Id<Team> = ctx.new_id();
    uow.execute(&people::ADD_TEAM, values![id, permit.organisation(), name, ctx.now()]).await?;
    record_in(ctx, uow, Entry::about_place(permit)).await?;
    Ok(id)
}

/// The teams of the actor's organisation, by name.
///
/// # Errors
/// By what is wrong with the store.
pub async fn teams(
    uow: &mut Uow,
    actor: &ActorFacts,
) -> Result<Vec<(Id<Team>, String)>, StoreError> {
    let rows: Vec<NamedRow> = uow.all(&people::TEAMS, values![actor.organisation()]).await?;
    Ok(rows.into_iter().map(|row| (Id::from_uuid(row.id), row.name)).collect())
}

/// Makes an account, without any role.
///
/// # Errors
/// [`AccountError::AddressTaken`]; others by what is wrong with the store.
pub async fn create(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Settings, act::ManageAccounts>,
    new: NewAccount,
) -> Result<Id<AccountMark>, AccountError> {
    let blind = new.email.blind(uow);
    let taken: Option<AccountRow> =
        uow.optional(&people::ACCOUNT_BY_EMAIL, values![blind.clone()]).await?;
    if taken.is_some() {
        return Err(AccountError::AddressTaken);
    }
    let id: Id<AccountMark> = ctx.new_id();
    let reference: Reference = ctx.new_reference();
    uow.new_key(ctx, id.uuid(), SubjectKind::Account);
    let content = Sealed { name: new.name, email: new.email };
    let sealed = uow.seal(ctx, id.uuid(), "account", id.uuid(), &content).await?;
    let (organisation, by) = (permit.organisation(), ctx.account());
    let row = values![id, organisation, reference.compact(), blind, ctx.now(), by, sealed];
    uow.execute(&people::ADD_ACCOUNT, row).await?;
    // Made by a person for another: she must make it her own.
    let handed_over = new.password.handed_over || ctx.account().is_some();
    let secrets = new.password.into_secrets();
    let sealed = uow.seal(ctx, id.uuid(), "credential", id.uuid(), &secrets).await?;
    uow.execute(&signing::ADD_CREDENTIAL, values![id, ctx.now(), false, handed_over, sealed])
        .await?;
    record_in(ctx, uow, Entry::about_place(permit)).await?;
    Ok(id)
}

/// Sets which roles and teams she has: gives what is new, ends what is not named.
///
/// # Errors
/// By what is wrong with the store.
pub async fn set_roles(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<AccountMark, act::ChangeRoles>,
    roles: &BTreeSet<Role>,
    teams: &BTreeSet<Id<Team>>,
) -> Result<(), StoreError> {
    let (account, by) = (permit.id(), ctx.account());
    let (had_roles, had_teams) = roles_and_teams(uow, account).await?;
    for role in roles.difference(&had_roles) {
        let row = values![ctx.new_uuid(), account, role.code(), ctx.now(), by];
        uow.execute(&people::GIVE_ROLE, row).await?;
    }
    for role in had_roles.difference(roles) {
        uow.execute(&people::END_ROLE, values![account, role.code(), ctx.now(), by]).await?;
    }
    for team in teams.difference(&had_teams) {
        let row = values![ctx.new_uuid(), account, *team, ctx.now(), by];
        uow.execute(&people::JOIN_TEAM, row).await?;
    }
    for team in had_teams.difference(teams) {
        uow.execute(&people::LEAVE_TEAM, values![account, *team, ctx.now(), by]).await?;
    }
    let named: Vec<&str> = roles.iter().map(|role| role.code()).collect();
    let entry = Entry::about_place(permit).details(format!("{account:?}: {}", named.join(", ")));
    record_in(ctx, uow, entry).await
}

/// Closes an account and ends its sessions. Nothing of it is deleted.
///
/// # Errors
/// By what is wrong with the store.
pub async fn close(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<AccountMark, act::CloseAccount>,
) -> Result<(), StoreError> {
    uow.execute(&people::CLOSE_ACCOUNT, values![permit.id(), ctx.now()]).await?;
    uow.execute(&signing::END_SESSIONS, values![permit.id(), ctx.now(), "account closed"]).await?;
    record_in(ctx, uow, Entry::about_place(permit)).await
}

/// Opens a closed account again.
///
/// # Errors
/// By what is wrong with the store.
pub async fn reopen(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<AccountMark, act::CloseAccount>,
) -> Result<(), StoreError> {
    uow.execute(&people::REOPEN_ACCOUNT, values![permit.id()]).await?;
    record_in(ctx, uow, Entry::about_place(permit)).await
}

/// Everybody of the organisation, for Settings, closed accounts too.
///
/// # Errors
/// By what is wrong with the store.
pub async fn everybody(
    uow: &mut Uow,
    permit: &Permit<Settings, act::ManageAccounts>,
) -> Result<Vec<Person>, StoreError> {
    people_of(uow, permit.organisation()).await
}

/// The colleagues of the actor who work there now, for choosing a worker and showing names.
///
/// # Errors
/// By what is wrong with the store.
pub async fn colleagues(uow: &mut Uow, actor: &ActorFacts) -> Result<Vec<Person>, StoreError> {
    let people = people_of(uow, actor.organisation()).await?;
    Ok(people.into_iter().filter(|person| person.closed_at.is_none()).collect())
}

/// What everybody who ever worked there is called, closed accounts too, so that an old entry of the
/// audit trail still names who made it.
///
/// # Errors
/// By what is wrong with the store.
pub async fn names(
    uow: &mut Uow,
    actor: &ActorFacts,
) -> Result<BTreeMap<Id<AccountMark>, Personal<String>>, StoreError> {
    let people = people_of(uow, actor.organisation()).await?;
    Ok(people.into_iter().map(|person| (person.id, person.name)).collect())
}

/// One colleague by her short reference.
///
/// # Errors
/// By what is wrong with the store.
pub async fn by_reference(
    uow: &mut Uow,
    actor: &ActorFacts,
    reference: &Reference,
) -> Result<Option<Person>, StoreError> {
    let found = values![actor.organisation(), reference.compact()];
    match uow.optional::<AccountRow>(&people::ACCOUNT_BY_REFERENCE, found).await? {
        Some(row) => person(uow, row).await,
        None => Ok(None),
    }
}

async fn people_of(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
) -> Result<Vec<Person>, StoreError> {
    let rows: Vec<AccountRow> = uow.all(&people::ACCOUNTS, values![organisation]).await?;
    let mut people = Vec::with_capacity(rows.len());
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    uow.read_ahead(&people::ROLES_AHEAD, &ids, &[], |id| values![id].to_vec()).await?;
    uow.read_ahead(&people::TEAMS_AHEAD, &ids, &[], |id| values![id].to_vec()).await?;
    for row in rows {
        people.extend(person(uow, row).await?);
    }
    Ok(people)
}

async fn person(uow: &mut Uow, row: AccountRow) -> Result<Option<Person>, StoreError> {
    let sealed: Sealed = match uow.open(row.id, "account", row.id, &row.sealed).await {
        Ok(sealed) => sealed,
        Err(StoreError::Seal(SealError::Erased)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let id = Id::from_uuid(row.id);
    let (roles, teams) = roles_and_teams(uow, id).await?;
    Ok(Some(Person {
        id,
        reference: row.reference,
        name: sealed.name,
        email: sealed.email,
        roles,
        teams,
        closed_at: row.closed_at,
    }))
}

async fn roles_and_teams(
    uow: &mut Uow,
    account: Id<AccountMark>,
) -> Result<(BTreeSet<Role>, BTreeSet<Id<Team>>), StoreError> {
    let roles: Vec<CodeRow> = uow.all(&people::ROLES, values![account]).await?;
    let teams: Vec<IdRow> = uow.all(&people::TEAMS_OF, values![account]).await?;
    Ok((
        roles.iter().filter_map(|row| Role::parse(&row.code).ok()).collect(),
        teams.into_iter().map(|team| Id::from_uuid(team.id)).collect(),
    ))
}

/// Whose session it is, for the masthead and for setting up codes.
///
/// # Errors
/// By what is wrong with the store.
pub async fn holder(uow: &mut Uow, of: &SignedIn) -> Result<Option<Person>, StoreError> {
    match uow.optional::<AccountRow>(&people::ACCOUNT, values![of.account]).await? {
        Some(row) => person(uow, row).await,
        None => Ok(None),
    }
}
