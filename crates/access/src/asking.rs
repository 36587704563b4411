//! Asking whether a woman is known: how often, and whom to ask then.
//!
//! Somebody outside her team learns that she is known and whom to ask, nothing else. So that nobody
//! can go through a list of names, an account may ask so many times an hour. The count is read from
//! the audit trail: it survives a restart, holds on every web node, and cannot be reset without
//! breaking the chain. What was asked for is not kept: a name that nobody here knows is nobody's
//! business, and one that is known stands in her own trail.
//!
//! Not for the search itself, which is casework's.

use kernel::ctx::AccountMark;
use kernel::{Ctx, Id};
use store::{StoreError, Uow, values};

use crate::accounts;
use crate::action::{Caseload, Woman, act};
use crate::audit::{Entry, record_in};
use crate::facts::ActorFacts;
use crate::gate::{Denied, Gate};
use crate::records::{self, Support};
use crate::sql::{EntryRow, TimesRow, trail};
use crate::{Permit, Role};

/// How often an account may ask within [`WITHIN`].
pub const MOST: i64 = 10;
/// The hour in which questions are counted, in microseconds.
pub const WITHIN: i64 = 60 * 60 * 1_000_000;

/// How long her team sees on the record who asked: four weeks, in microseconds.
pub const SHOWN_FOR: i64 = 28 * 24 * WITHIN;

/// Why a question was not put.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// Too often; ask again at this instant (microseconds since 1970 UTC).
    #[error("too many questions within an hour")]
    TooOften {
        /// When.
        until: i64,
    },
    /// Only a person asks.
    #[error("only somebody signed in can ask")]
    NoPerson,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Counts a question before it is answered, and enters it in the audit trail. Commit before
/// anything is answered, also when nobody is found.
///
/// # Errors
/// [`AskError`], by what is wrong.
pub async fn count(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Caseload, act::AddWoman>,
) -> Result<(), AskError> {
    let account = ctx.account().ok_or(AskError::NoPerson)?;
    let organisation = permit.organisation();
    let since = ctx.now_micros().saturating_sub(WITHIN);
    let asked: TimesRow = uow.one(&trail::ASKED, values![organisation, account, since]).await?;
    if asked.times >= MOST {
        let first = asked.first_at.unwrap_or(since);
        return Err(AskError::TooOften { until: first.saturating_add(WITHIN) });
    }
    record_in(ctx, uow, Entry::plain(organisation, Some(account), "ask-if-known")).await?;
    Ok(())
}

/// Whom somebody outside the team may ask about a woman.
#[derive(Debug, Clone)]
pub struct WhomToAsk {
    /// The team's name.
    pub team: String,
    /// Her workers; where she has none, the caseworkers of the team.
    pub people: Vec<accounts::Person>,
}

/// That she is known and whom to ask, entered in her trail so that her team sees who asked. Nothing
/// where the policies do not let this actor learn even that.
///
/// # Errors
/// By what is wrong with the store.
pub async fn whom_to_ask(
    ctx: &Ctx,
    uow: &mut Uow,
    gate: &Gate,
    actor: &ActorFacts,
    woman: Id<Woman>,
) -> Result<Option<WhomToAsk>, StoreError> {
    let permit = match gate.permit_as::<act::KnowSheIsKnown>(ctx, uow, actor, woman).await {
        Ok(permit) => permit,
        Err(Denied::Refused(_)) => return Ok(None),
        Err(Denied::Store(error)) => return Err(error),
    };
    let Some(facts) = records::facts(ctx, uow, actor, woman).await? else { return Ok(None) };
    let workers: Vec<Id<AccountMark>> = records::supported_by(uow, &permit)
        .await?
        .into_iter()
        .filter(|(_, support)| *support == Support::Worker)
        .map(|(account, _)| account)
        .collect();
    let mut people = accounts::colleagues(uow, actor).await?;
    people.retain(|person| match workers.is_empty() {
        false => workers.contains(&person.id),
        true => person.teams.contains(&facts.team) && person.roles.contains(&Role::Caseworker),
    });
    let teams = accounts::teams(uow, actor).await?;
    let team = teams.into_iter().find(|(id, _)| *id == facts.team).map(|(_, name)| name);
    record_in(ctx, uow, Entry::of(&permit)).await?;
    Ok(Some(WhomToAsk { team: team.unwrap_or_default(), people }))
}

/// Somebody outside the team was told that a woman is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// When, in microseconds since 1970 UTC.
    pub at: i64,
    /// Who.
    pub account: Id<AccountMark>,
}

/// Who was told lately that she is known, newest first, for her team to see on her record.
///
/// # Errors
/// By what is wrong with the store.
pub async fn who_asked(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadRecord>,
) -> Result<Vec<Asked>, StoreError> {
    let since = ctx.now_micros().saturating_sub(SHOWN_FOR);
    let sought = values![permit.organisation(), permit.id(), since];
    let rows: Vec<EntryRow> = uow.all(&trail::WHO_ASKED, sought).await?;
    let asked = rows
        .into_iter()
        .filter_map(|row| Some(Asked { at: row.at, account: Id::from_uuid(row.account_id?) }));
    Ok(asked.collect())
}
