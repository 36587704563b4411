//! Sessions: a random token in a cookie, its keyed digest in the database.
//!
//! Thirty minutes without use or twelve hours in all end a session; so does closing the account.

use kernel::ctx::{AccountMark, Actor, OrganisationMark};
use kernel::{Ctx, Id, Personal};
use store::{Store, StoreError, Uow, values};
use uuid::Uuid;

use crate::audit::{Entry, record_in};
use crate::sql::{SessionRow, signing};

/// A session not used for this long is over: thirty minutes, in microseconds.
pub const IDLE: i64 = 30 * MINUTE;
/// A session older than this is over: twelve hours.
pub const LONGEST: i64 = 12 * 60 * MINUTE;
/// How long the step between password and code may take.
pub const HALF_WAY: i64 = 10 * MINUTE;
const MINUTE: i64 = 60 * 1_000_000;

/// The token of a session, as the cookie carries it: 64 hex digits.
#[derive(Debug, Clone)]
pub struct Token(Personal<String>);

impl Token {
    pub(crate) fn new(ctx: &Ctx) -> Self {
        let bytes: [u8; 32] = ctx.random();
        Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into())
    }

    /// Reads a cookie's text. What is no token simply finds no session.
    #[must_use]
    pub fn from_cookie(text: &str) -> Self {
        Self(text.to_owned().into())
    }

    /// The text for the cookie.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }

    fn digest(&self, uow: &Uow) -> Vec<u8> {
        uow.keys().root().digest("session token", &[self.reveal().as_bytes()]).to_vec()
    }
}

/// Which steps of signing in are done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The password was right; the code is due.
    Code,
    /// The password was right; codes must be set up before anything else.
    Enrol,
    /// Signed in.
    Full,
}

impl Stage {
    const fn code(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Enrol => "enrol",
            Self::Full => "full",
        }
    }

    fn parse(code: &str) -> Self {
        match code {
            "full" => Self::Full,
            "enrol" => Self::Enrol,
            _ => Self::Code,
        }
    }
}

/// A live session.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The session's id, to end it by.
    pub session: Uuid,
    /// Whose it is.
    pub account: Id<AccountMark>,
    /// Her organisation.
    pub organisation: Id<OrganisationMark>,
    /// Which steps are done. Only [`Stage::Full`] may see a page beyond signing in.
    pub stage: Stage,
    /// When it began, in microseconds since 1970 UTC.
    pub made_at: i64,
    /// When it was last used.
    pub seen_at: i64,
    /// When she last confirmed who she is. For [`crate::Gate::stepped_up`].
    pub step_up_at: Option<i64>,
    /// The browser in words.
    pub browser: Personal<String>,
}

impl SignedIn {
    /// The context in which she acts. Nobody acts before she is wholly signed in.
    #[must_use]
    pub fn acting(&self, ctx: &Ctx) -> Ctx {
        ctx.acting_as(match self.stage {
            Stage::Full => {
                Actor::Account { account: self.account, organisation: self.organisation }
            }
            Stage::Code | Stage::Enrol => Actor::Visitor,
        })
    }

    fn is_live(&self, now: i64) -> bool {
        let longest = if self.stage == Stage::Full { LONGEST } else { HALF_WAY };
        now - self.seen_at <= IDLE && now - self.made_at <= longest
    }
}

pub(crate) async fn start(
    ctx: &Ctx,
    uow: &mut Uow,
    account: Id<AccountMark>,
    organisation: Id<OrganisationMark>,
    stage: Stage,
    browser: &Personal<String>,
) -> Result<Token, StoreError> {
    let (token, id, now) = (Token::new(ctx), ctx.new_uuid(), ctx.now_micros());
    let sealed = uow.seal(ctx, account.uuid(), "session", id, browser).await?;
    let (digest, stage) = (token.digest(uow), stage.code());
    let row = values![id, organisation, account, digest, stage, now, now, None::<i64>, sealed];
    uow.execute(&signing::ADD_SESSION, row).await?;
    Ok(token)
}

/// The live session of a token. Nothing when there is none. Whoever lets her in notes it
/// ([`note_seen`]).
///
/// # Errors
/// By what is wrong with the store.
pub async fn find(ctx: &Ctx, uow: &mut Uow, token: &Token) -> Result<Option<SignedIn>, StoreError> {
    let digest = token.digest(uow);
    let row: Option<SessionRow> = uow.optional(&signing::SESSION, values![digest]).await?;
    let Some(row) = row else { return Ok(None) };
    let found = opened(uow, row).await?;
    Ok(found.is_live(ctx.now_micros()).then_some(found))
}

/// Notes that a session was used.
///
/// # Errors
/// By what is wrong with the store.
pub async fn note_seen(ctx: &Ctx, store: &Store, session: &SignedIn) -> Result<(), StoreError> {
    let now = ctx.now_micros();
    // A minute is exact enough for half an hour, and spares a write at every page. After the clock was
    // set back the half hour begins anew by the clock as it is.
    if (now - session.seen_at).abs() > MINUTE {
        let mut uow = store.begin().await?;
        uow.execute(&signing::SEEN, values![session.session, now]).await?;
        uow.commit().await?;
    }
    Ok(())
}

/// Her live sessions, the newest use first.
///
/// # Errors
/// By what is wrong with the store.
pub async fn list(ctx: &Ctx, uow: &mut Uow, of: &SignedIn) -> Result<Vec<SignedIn>, StoreError> {
    let now = ctx.now_micros();
    let rows: Vec<SessionRow> =
        uow.all(&signing::SESSIONS_OF, values![of.account, now - IDLE, now - LONGEST]).await?;
    let mut sessions = Vec::new();
    for row in rows {
        sessions.push(opened(uow, row).await?);
    }
    Ok(sessions)
}

/// Ends one of her sessions: this one to sign out, another to turn it out.
///
/// # Errors
/// By what is wrong with the store.
pub async fn end(ctx: &Ctx, uow: &mut Uow, of: &SignedIn, session: Uuid) -> Result<(), StoreError> {
    let row = values![session, of.account, ctx.now(), "ended by her"];
    uow.execute(&signing::END_SESSION, row).await?;
    record_in(ctx, uow, Entry::plain(of.organisation, Some(of.account), "end-session")).await
}

async fn opened(uow: &Uow, row: SessionRow) -> Result<SignedIn, StoreError> {
    let browser = uow.open(row.account_id, "session", row.id, &row.sealed).await?;
    Ok(SignedIn {
        session: row.id,
        account: Id::from_uuid(row.account_id),
        organisation: Id::from_uuid(row.organisation_id),
        stage: Stage::parse(&row.stage),
        made_at: row.made_at,
        seen_at: row.seen_at,
        step_up_at: row.step_up_at,
        browser,
    })
}
