//! The facts of a woman's record: who holds it, which team works with her, who is assigned, who
//! is barred. Not for what the record says; that is casework.

use std::collections::BTreeSet;

use kernel::ctx::{AccountMark, OrganisationMark};
use kernel::{Ctx, Id};
use store::{SealError, StoreError, Uow, values};
use uuid::Uuid;

use crate::action::{Caseload, Team, Woman, act};
use crate::audit::{Entry, record_in};
use crate::facts::{ActorFacts, Bond, WomanFacts};
use crate::permit::Permit;
use crate::sql::{AssignedRow, CodeRow, RecordRow, SealedRow, SpanRow, records};

/// The most women one account can be barred from; the places in a list's statement.
pub const MOST_LINKS: usize = 8;

/// How somebody supports a woman.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Support {
    /// As her worker.
    Worker,
    /// As her volunteer.
    Volunteer,
}

impl Support {
    const fn code(self) -> &'static str {
        match self {
            Self::Worker => "worker",
            Self::Volunteer => "volunteer",
        }
    }

    fn parse(code: &str) -> Option<Self> {
        [Self::Worker, Self::Volunteer].into_iter().find(|kind| kind.code() == code)
    }
}

/// Who may see a record beside those assigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Her team.
    Team,
    /// Only those assigned, managers and safeguarding leads.
    Restricted,
}

/// Whether her name shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameShown {
    /// To everybody who sees the record.
    ToAll,
    /// Only to those who work with her, managers and safeguarding leads.
    Hidden,
}

/// Why an account could not be barred.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// It is barred from as many records as it can be.
    #[error("an account can be barred from {MOST_LINKS} records at most")]
    TooMany,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Opens the record of a woman who was just added. Her key is made in the same unit of work.
///
/// # Errors
/// By what is wrong with the store.
pub async fn open(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Caseload, act::AddWoman>,
    woman: Id<Woman>,
    team: Id<Team>,
) -> Result<(), StoreError> {
    insert(ctx, uow, permit.organisation(), woman, team).await?;
    record_in(ctx, uow, Entry::about_place(permit).on(woman)).await
}

/// Opens the record of a woman whose referral was accepted.
///
/// # Errors
/// By what is wrong with the store.
pub async fn open_from_referral(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<crate::action::Inbox, act::Triage>,
    woman: Id<Woman>,
    team: Id<Team>,
) -> Result<(), StoreError> {
    insert(ctx, uow, permit.organisation(), woman, team).await?;
    record_in(ctx, uow, Entry::about_place(permit).on(woman)).await
}

async fn insert(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    woman: Id<Woman>,
    team: Id<Team>,
) -> Result<(), StoreError> {
    let row = values![woman, organisation, team, ctx.now()];
    uow.execute(&records::ADD_RECORD, row).await?;
    Ok(())
}

/// Assigns somebody to her. Whoever was assigned before stays assigned.
///
/// # Errors
/// By what is wrong with the store.
pub async fn assign(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::AssignWorker>,
    account: Id<AccountMark>,
    support: Support,
) -> Result<(), StoreError> {
    let (woman, by) = (permit.id(), ctx.account());
    if supporters(uow, woman).await?.contains(&(account, support)) {
        return Ok(());
    }
    let organisation = permit.organisation();
    let kind = support.code();
    let row = values![ctx.new_uuid(), organisation, woman, account, kind, ctx.now(), by];
    uow.execute(&records::ASSIGN, row).await?;
    let words = format!("{kind} {account:?}");
    record_in(ctx, uow, Entry::of(permit).details(words)).await
}

/// Ends an assignment; the row stays, with its end.
///
/// # Errors
/// [`StoreError::NotFound`] when she was not assigned.
pub async fn end_assignment(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::AssignWorker>,
    account: Id<AccountMark>,
    support: Support,
) -> Result<(), StoreError> {
    let row = values![permit.id(), account, support.code(), ctx.now(), ctx.account()];
    if uow.execute(&records::END_ASSIGNMENT, row).await? == 0 {
        return Err(StoreError::NotFound);
    }
    let words = format!("no longer {} {account:?}", support.code());
    record_in(ctx, uow, Entry::of(permit).details(words)).await
}

/// Hands her to another team.
///
/// # Errors
/// By what is wrong with the store.
pub async fn move_to_team(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::AssignWorker>,
    team: Id<Team>,
) -> Result<(), StoreError> {
    uow.execute(&records::SET_TEAM, values![permit.id(), team]).await?;
    record_in(ctx, uow, Entry::of(permit).details(format!("team {team:?}"))).await
}

/// Restricts the record or opens it, hides the name or shows it.
///
/// # Errors
/// By what is wrong with the store.
pub async fn guard(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::RestrictRecord>,
    sight: Sight,
    name: NameShown,
) -> Result<(), StoreError> {
    let restricted = sight == Sight::Restricted;
    let hidden = name == NameShown::Hidden;
    uow.execute(&records::SET_GUARD, values![permit.id(), restricted, hidden]).await?;
    let words = format!("sight {sight:?}, name {name:?}");
    record_in(ctx, uow, Entry::of(permit).details(words)).await
}

/// Who supports her now. Any permit on her record will do.
///
/// # Errors
/// By what is wrong with the store.
pub async fn supported_by<A: crate::Act<On = Woman>>(
    uow: &mut Uow,
    permit: &Permit<Woman, A>,
) -> Result<Vec<(Id<AccountMark>, Support)>, StoreError> {
    supporters(uow, permit.id()).await
}

async fn supporters(
    uow: &mut Uow,
    woman: Id<Woman>,
) -> Result<Vec<(Id<AccountMark>, Support)>, StoreError> {
    let rows: Vec<AssignedRow> = uow.all(&records::ASSIGNED_TO, values![woman]).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((Id::from_uuid(row.account_id), Support::parse(&row.kind)?)))
        .collect())
}

/// Bars an account from this record, because the woman is she or is linked to her.
///
/// # Errors
/// [`LinkError::TooMany`]; others by what is wrong with the store.
pub async fn bar(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::LinkAccount>,
    account: Id<AccountMark>,
) -> Result<(), LinkError> {
    let linked = linked_women(uow, account).await?;
    if linked.contains(&permit.id()) {
        return Ok(());
    }
    if linked.len() >= MOST_LINKS {
        return Err(LinkError::TooMany);
    }
    let id = ctx.new_uuid();
    let woman = permit.id().uuid();
    let sealed = uow.seal(ctx, account.uuid(), "self_link", id, &woman).await?;
    let row = values![id, permit.organisation(), account, ctx.now(), ctx.account(), sealed];
    uow.execute(&records::ADD_LINK, row).await?;
    // Without the account: the trail of her record must not tell whose sister works here.
    record_in(ctx, uow, Entry::of(permit)).await?;
    Ok(())
}

/// Lifts the bar.
///
/// # Errors
/// By what is wrong with the store.
pub async fn lift_bar(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::LinkAccount>,
    account: Id<AccountMark>,
) -> Result<(), StoreError> {
    for (link, woman) in links(uow, account).await? {
        if woman == permit.id() {
            uow.execute(&records::END_LINK, values![link, ctx.now(), ctx.account()]).await?;
            record_in(ctx, uow, Entry::of(permit)).await?;
        }
    }
    Ok(())
}

/// The women from whose records an account is barred.
pub(crate) async fn linked_women(
    uow: &mut Uow,
    account: Id<AccountMark>,
) -> Result<BTreeSet<Id<Woman>>, StoreError> {
    Ok(links(uow, account).await?.into_iter().map(|(_, woman)| woman).collect())
}

async fn links(
    uow: &mut Uow,
    account: Id<AccountMark>,
) -> Result<Vec<(Uuid, Id<Woman>)>, StoreError> {
    let rows: Vec<SealedRow> = uow.all(&records::LINKS, values![account]).await?;
    let mut links = Vec::new();
    for row in rows {
        match uow.open::<Uuid>(account.uuid(), "self_link", row.id, &row.sealed).await {
            Ok(woman) => links.push((row.id, Id::from_uuid(woman))),
            // The account's own key was destroyed, so nobody signs in with it any more.
            Err(StoreError::Seal(SealError::Erased)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(links)
}

/// What a named request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedFor {
    /// A woman asked what is held about her.
    SubjectAccess,
    /// A review, for instance of an emergency access.
    Review,
}

/// Why nobody was named.
#[derive(Debug, thiserror::Error)]
pub enum NameError {
    /// Nobody names herself: then "only when named" would mean "whenever she likes".
    #[error("somebody else must name you")]
    Herself,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Names an information governance lead for a request or review of one record, until an instant.
///
/// # Errors
/// [`NameError::Herself`]; others by what is wrong with the store.
pub async fn name_for_request(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadWhoLooked>,
    account: Id<AccountMark>,
    purpose: NamedFor,
    until: jiff::Timestamp,
) -> Result<(), NameError> {
    if ctx.account() == Some(account) {
        return Err(NameError::Herself);
    }
    let kind = match purpose {
        NamedFor::SubjectAccess => "subject_access",
        NamedFor::Review => "review",
    };
    let (organisation, by) = (permit.organisation(), ctx.account());
    let row =
        values![ctx.new_uuid(), organisation, permit.id(), account, kind, ctx.now(), until, by];
    uow.execute(&records::NAME_FOR_REQUEST, row).await?;
    let words = format!("named {account:?} for {kind}");
    record_in(ctx, uow, Entry::of(permit).details(words)).await?;
    Ok(())
}

/// Reads ahead what decisions about several women stand on, and who supports them, for a list.
///
/// # Errors
/// By what is wrong with the store.
pub async fn read_ahead(
    uow: &mut Uow,
    actor: &ActorFacts,
    women: &[Uuid],
) -> Result<(), StoreError> {
    uow.read_ahead(&records::ahead::RECORD, women, &[], |woman| values![woman].to_vec()).await?;
    uow.read_ahead(&records::ahead::ASSIGNED_TO, women, &[], |woman| values![woman].to_vec())
        .await?;
    if let Some(account) = actor.account() {
        let hers = values![account];
        let each = |woman| values![woman, account].to_vec();
        uow.read_ahead(&records::ahead::ASSIGNED_AS, women, hers, each).await?;
        uow.read_ahead(&records::ahead::EMERGENCY_TO, women, hers, each).await?;
        uow.read_ahead(&records::ahead::NAMED_TO, women, hers, each).await?;
    }
    Ok(())
}

/// Reads what is true of a record now, as far as this actor goes.
pub(crate) async fn facts(
    ctx: &Ctx,
    uow: &mut Uow,
    actor: &ActorFacts,
    woman: Id<Woman>,
) -> Result<Option<WomanFacts>, StoreError> {
    let row: Option<RecordRow> = uow.optional(&records::RECORD, values![woman]).await?;
    let Some(row) = row else { return Ok(None) };
    let mut bonds = BTreeSet::new();
    if let Some(account) = actor.account() {
        let assigned: Vec<CodeRow> =
            uow.all(&records::ASSIGNED_AS, values![woman, account]).await?;
        bonds.extend(assigned.iter().filter_map(|row| Support::parse(&row.code)).map(|support| {
            match support {
                Support::Worker => Bond::Assigned,
                Support::Volunteer => Bond::Volunteer,
            }
        }));
        if linked_women(uow, account).await?.contains(&woman) {
            bonds.insert(Bond::Barred);
        }
        let now = uow.moment(ctx).as_microsecond();
        for (statement, bond) in
            [(records::EMERGENCY_TO, Bond::Emergency), (records::NAMED_TO, Bond::Named)]
        {
            let spans: Vec<SpanRow> = uow.all(&statement, values![woman, account]).await?;
            bonds.extend(spans.iter().any(|span| span.is_live(now)).then_some(bond));
        }
    }
    Ok(Some(WomanFacts {
        woman,
        organisation: Id::from_uuid(row.organisation_id),
        team: Id::from_uuid(row.team_id),
        restricted: row.restricted != 0,
        name_hidden: row.name_hidden != 0,
        bonds,
    }))
}
