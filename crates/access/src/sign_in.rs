//! Signing in: password, then a code from an app or a recovery code; lock-out after failures.
//!
//! An address that nobody has takes as long and fails in the same words as a wrong password.

use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Argon2, PasswordHash};
use kernel::ctx::{AccountMark, OrganisationMark};
use kernel::{Ctx, Id, Personal};
use serde::{Deserialize, Serialize};
use store::{Store, StoreError, Uow, values};
use totp_rs::{Algorithm, Builder, Secret, Totp};

use crate::accounts::Email;
use crate::action::{Settings, act};
use crate::audit::{Entry, record_in};
use crate::permit::Permit;
use crate::sessions::{self, SignedIn, Stage, Token};
use crate::sql::{AccountRow, CredentialRow, IdRow, LockoutRow, people, signing};

/// Letters a password needs: the NCSC's three random words are longer.
pub const SHORTEST_PASSWORD: usize = 12;
const LONGEST_PASSWORD: usize = 1024;
const RECOVERY_CODES: usize = 10;
const MINUTE: i64 = 60 * 1_000_000;
/// Failures with one address before it waits; a network address is shared by a whole centre.
const FREE_FAILURES: i64 = 5;
const FREE_FAILURES_OF_ADDRESS: i64 = 50;
const LONGEST_WAIT: i64 = 15 * MINUTE;
/// After a day without a failure the count begins anew.
const FORGET_AFTER: i64 = 24 * 60 * MINUTE;

/// Compared with when nobody has the address: as costly as a real one, and fits no password.
const NOBODYS_HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGF0IGFsbC4u$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Why signing in, or confirming, did not go on.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Address, password or code is wrong; the page does not say which.
    #[error("that did not match")]
    Wrong,
    /// Too many failures. Try again at this instant (microseconds since 1970 UTC).
    #[error("too many tries; wait a while")]
    Locked {
        /// When.
        until: i64,
    },
    /// The password is too short or too long.
    #[error("a password needs {SHORTEST_PASSWORD} letters at least, 1,000 at most")]
    PasswordLength,
    /// The session is not at this step, or over.
    #[error("begin again with the password")]
    BeginAgain,
    /// Hashing failed; the log of the program says how.
    #[error("the password could not be checked")]
    Hashing,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a credential holds, sealed with the account's key.
#[derive(Serialize, Deserialize)]
pub(crate) struct Secrets {
    password: String,
    code_secret: Option<Vec<u8>>,
    /// A secret that she has not confirmed with a code yet.
    pending: Option<Vec<u8>>,
    recovery: Vec<Vec<u8>>,
}

/// A password, hashed with argon2id. Made before a unit of work begins, because it takes a while.
pub struct HashedPassword {
    hash: String,
    /// Whether somebody else made it, so that she must make it her own.
    pub(crate) handed_over: bool,
}

impl std::fmt::Debug for HashedPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HashedPassword")
    }
}

impl HashedPassword {
    /// Hashes it on a thread where it holds nobody up.
    ///
    /// # Errors
    /// [`SignInError::PasswordLength`].
    pub async fn of(ctx: &Ctx, password: Personal<String>) -> Result<Self, SignInError> {
        let length = password.reveal().chars().count();
        if !(SHORTEST_PASSWORD..=LONGEST_PASSWORD).contains(&length) {
            return Err(SignInError::PasswordLength);
        }
        let salt: [u8; 16] = ctx.random();
        let hash = tokio::task::spawn_blocking(move || {
            Argon2::default()
                .hash_password_with_salt(password.reveal().as_bytes(), &salt)
                .map(|hash| hash.to_string())
        });
        match hash.await {
            Ok(Ok(hash)) => Ok(Self { hash, handed_over: false }),
            _ => Err(SignInError::Hashing),
        }
    }

    pub(crate) fn into_secrets(self) -> Secrets {
        Secrets { password: self.hash, code_secret: None, pending: None, recovery: Vec::new() }
    }
}

/// A first password, to be handed over in person: two references, sixteen letters and figures without
/// look-alikes, about 78 bits, in groups of four that can be read out and typed. Whoever gets it must
/// make it her own.
///
/// # Errors
/// By what is wrong with hashing.
pub async fn first_password(ctx: &Ctx) -> Result<(Personal<String>, HashedPassword), SignInError> {
    let password: Personal<String> =
        format!("{}-{}", ctx.new_reference(), ctx.new_reference()).into();
    let hashed = HashedPassword::of(ctx, password.clone()).await?;
    Ok((password, HashedPassword { handed_over: true, ..hashed }))
}

/// Whether an installation insists on codes. A demo does not, so that it can be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondStep {
    /// Whoever has none sets them up before anything else.
    Required,
    /// Whoever has none goes on with the password alone.
    IfSetUp,
}

/// Who tries to sign in.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// The address as typed.
    pub email: Personal<String>,
    /// The password as typed.
    pub password: Personal<String>,
    /// The network address it comes from. Kept only as a keyed digest.
    pub address: Personal<String>,
    /// The browser in words.
    pub browser: Personal<String>,
}

/// How far the password led. The token goes into the cookie.
#[derive(Debug)]
pub enum Begun {
    /// A code is due: [`finish_with_code`].
    Code(Token),
    /// Codes must be set up: [`set_up_codes`], [`confirm_codes`].
    Enrol(Token),
    /// Signed in.
    Full(Token),
}

/// The first step.
///
/// # Errors
/// [`SignInError::Wrong`] and [`SignInError::Locked`], whether or not the address has an account.
pub async fn begin(
    ctx: &Ctx,
    store: &Store,
    attempt: Attempt,
    second_step: SecondStep,
) -> Result<Begun, SignInError> {
    let email = Email::parse(attempt.email.reveal()).ok();
    let mut uow = store.begin().await?;
    let typed = attempt.email.reveal().trim().to_lowercase();
    let by_account = Lock::of(&uow, "account", &typed);
    let by_address = Lock::of(&uow, "address", attempt.address.reveal());
    let tried = count_try(ctx, &mut uow, &by_account).await?;
    let tried_address = count_try(ctx, &mut uow, &by_address).await?;
    let found = match &email {
        Some(email) => find_account(&mut uow, email).await?,
        None => None,
    };
    uow.commit().await?;
    let locked = tried.locked_until.max(tried_address.locked_until);
    if let Some(until) = locked {
        return Err(SignInError::Locked { until });
    }
    let hash =
        found.as_ref().map_or(NOBODYS_HASH.to_owned(), |found| found.secrets.password.clone());
    let right = matches(hash, attempt.password).await?;

    let mut uow = store.begin().await?;
    let Some(found) = found.filter(|found| right && found.open) else {
        return Err(SignInError::Wrong);
    };
    // The try was counted before it was checked, so that many at once cannot slip past the count.
    forgive(&mut uow, &by_account, &tried).await?;
    forgive(&mut uow, &by_address, &tried_address).await?;
    let stage = match (found.secrets.code_secret.is_some(), second_step) {
        (true, _) => Stage::Code,
        (false, SecondStep::Required) => Stage::Enrol,
        (false, SecondStep::IfSetUp) => Stage::Full,
    };
    let (account, organisation) = (found.account, found.organisation);
    let token =
        sessions::start(ctx, &mut uow, account, organisation, stage, &attempt.browser).await?;
    if stage == Stage::Full {
        uow.execute(&signing::CLEAR_LOCKOUT, values![by_account.subject]).await?;
        record_in(ctx, &mut uow, Entry::plain(organisation, Some(account), "sign-in")).await?;
    }
    uow.commit().await?;
    Ok(match stage {
        Stage::Code => Begun::Code(token),
        Stage::Enrol => Begun::Enrol(token),
        Stage::Full => Begun::Full(token),
    })
}

/// The second step: six digits from the app, or a recovery code. Gives a new token.
///
/// # Errors
/// [`SignInError::Wrong`], [`SignInError::Locked`], [`SignInError::BeginAgain`].
pub async fn finish_with_code(
    ctx: &Ctx,
    store: &Store,
    half_way: &SignedIn,
    code: &Personal<String>,
) -> Result<Token, SignInError> {
    if half_way.stage != Stage::Code {
        return Err(SignInError::BeginAgain);
    }
    check_code(ctx, store, half_way, code).await?;
    promote(ctx, store, half_way).await
}

/// What an app needs for making codes.
#[derive(Debug, Clone)]
pub struct CodeSetup {
    /// The secret, to be typed in: base 32.
    pub secret: Personal<String>,
    /// The address for a QR picture: `otpauth://…`.
    pub uri: Personal<String>,
}

/// Makes a new secret for codes. The old one, if any, holds until the new one is confirmed.
///
/// # Errors
/// [`SignInError::BeginAgain`] when the session is not at this step.
pub async fn set_up_codes(
    ctx: &Ctx,
    store: &Store,
    session: &SignedIn,
    email: &Email,
) -> Result<CodeSetup, SignInError> {
    if session.stage == Stage::Code {
        return Err(SignInError::BeginAgain);
    }
    let bytes: [u8; 20] = ctx.random();
    let totp = totp(&bytes, email.reveal())?;
    let mut uow = store.begin().await?;
    let (row, mut secrets) = load_secrets(&mut uow, session.account).await?;
    secrets.pending = Some(bytes.to_vec());
    save_secrets(ctx, &mut uow, session.account, row.second_step != 0, &secrets).await?;
    uow.commit().await?;
    let uri = totp.to_url().map_err(|_| SignInError::Hashing)?;
    Ok(CodeSetup { secret: Secret::new_stack(bytes).to_base32().into(), uri: uri.into() })
}

/// Confirms the new secret with a code. Gives the recovery codes, shown once, and a new token.
///
/// # Errors
/// [`SignInError::Wrong`] when the code does not fit.
pub async fn confirm_codes(
    ctx: &Ctx,
    store: &Store,
    session: &SignedIn,
    code: &Personal<String>,
) -> Result<(Vec<Personal<String>>, Token), SignInError> {
    if session.stage == Stage::Code {
        return Err(SignInError::BeginAgain);
    }
    let mut uow = store.begin().await?;
    let (_, mut secrets) = load_secrets(&mut uow, session.account).await?;
    let pending = secrets.pending.take().ok_or(SignInError::BeginAgain)?;
    let step = step_of(ctx, &pending, code)?.ok_or(SignInError::Wrong)?;
    if uow.execute(&signing::TAKE_CODE, values![session.account, step]).await? == 0 {
        return Err(SignInError::Wrong);
    }
    secrets.code_secret = Some(pending);
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| recovery_code(ctx)).collect();
    secrets.recovery = codes.iter().map(|code| recovery_digest(&uow, code)).collect();
    save_secrets(ctx, &mut uow, session.account, true, &secrets).await?;
    let entry = Entry::plain(session.organisation, Some(session.account), "set-up-codes");
    record_in(ctx, &mut uow, entry).await?;
    uow.commit().await?;
    let token = promote(ctx, store, session).await?;
    Ok((codes.into_iter().map(Personal::new).collect(), token))
}

/// Confirms again who she is, with a code when she has codes, otherwise with the password; before
/// an export, an erasure or a change of roles. Counts for five minutes.
///
/// # Errors
/// As [`finish_with_code`].
pub async fn step_up(
    ctx: &Ctx,
    store: &Store,
    session: &SignedIn,
    proof: &Personal<String>,
) -> Result<(), SignInError> {
    if session.stage != Stage::Full {
        return Err(SignInError::BeginAgain);
    }
    let mut uow = store.read().await?;
    let (row, _) = load_secrets(&mut uow, session.account).await?;
    drop(uow);
    if row.second_step != 0 {
        check_code(ctx, store, session, proof).await?;
    } else {
        check_password(ctx, store, session, proof).await?;
    }
    let mut uow = store.begin().await?;
    uow.execute(&signing::STEPPED_UP, values![session.session, ctx.now()]).await?;
    let entry = Entry::plain(session.organisation, Some(session.account), "step-up");
    record_in(ctx, &mut uow, entry).await?;
    uow.commit().await?;
    Ok(())
}

/// Changes her password and ends every session, this one too. Gives a new token.
///
/// # Errors
/// [`SignInError::Wrong`] when the old password is.
pub async fn change_password(
    ctx: &Ctx,
    store: &Store,
    session: &SignedIn,
    old: &Personal<String>,
    new: HashedPassword,
) -> Result<Token, SignInError> {
    if session.stage != Stage::Full {
        return Err(SignInError::BeginAgain);
    }
    check_password(ctx, store, session, old).await?;
    let mut uow = store.begin().await?;
    let (row, mut secrets) = load_secrets(&mut uow, session.account).await?;
    secrets.password = new.hash;
    save_secrets(ctx, &mut uow, session.account, row.second_step != 0, &secrets).await?;
    uow.execute(&signing::SET_HANDED_OVER, values![session.account, false]).await?;
    let ended = values![session.account, ctx.now(), "password changed"];
    uow.execute(&signing::END_SESSIONS, ended).await?;
    let entry = Entry::plain(session.organisation, Some(session.account), "change-password");
    record_in(ctx, &mut uow, entry).await?;
    let (account, organisation) = (session.account, session.organisation);
    let token =
        sessions::start(ctx, &mut uow, account, organisation, Stage::Full, &session.browser)
            .await?;
    uow.commit().await?;
    Ok(token)
}

/// Helps somebody back in: a new password, no codes, no passkeys, every session ended. The administrator has
/// made sure who she is, outside the program.
///
/// # Errors
/// [`SignInError::Wrong`] when the account is of another organisation.
pub async fn reset(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Settings, act::ManageAccounts>,
    account: Id<AccountMark>,
    password: HashedPassword,
) -> Result<(), SignInError> {
    let row: Option<AccountRow> = uow.optional(&people::ACCOUNT, values![account]).await?;
    if row.is_none_or(|row| row.organisation_id != permit.organisation().uuid()) {
        return Err(SignInError::Wrong);
    }
    save_secrets(ctx, uow, account, false, &password.into_secrets()).await?;
    uow.execute(&signing::SET_HANDED_OVER, values![account, true]).await?;
    uow.execute(&signing::END_PASSKEYS, values![account, ctx.now()]).await?;
    uow.execute(&signing::END_SESSIONS, values![account, ctx.now(), "reset"]).await?;
    record_in(ctx, uow, Entry::about_place(permit)).await?;
    Ok(())
}

/// Whether somebody else made the password of whoever's session this is, and handed it over.
///
/// # Errors
/// By what is wrong with the store.
pub async fn is_password_handed_over(
    uow: &mut Uow,
    session: &SignedIn,
) -> Result<bool, StoreError> {
    let found: Option<IdRow> =
        uow.optional(&signing::HANDED_OVER, values![session.account]).await?;
    Ok(found.is_some())
}

async fn promote(ctx: &Ctx, store: &Store, from: &SignedIn) -> Result<Token, SignInError> {
    let mut uow = store.begin().await?;
    let ended = values![from.session, from.account, ctx.now(), "went on"];
    // A half-way session leads in once only.
    if uow.execute(&signing::END_SESSION, ended).await? == 0 {
        return Err(SignInError::BeginAgain);
    }
    let (account, organisation) = (from.account, from.organisation);
    let token =
        sessions::start(ctx, &mut uow, account, organisation, Stage::Full, &from.browser).await?;
    record_in(ctx, &mut uow, Entry::plain(organisation, Some(account), "sign-in")).await?;
    uow.commit().await?;
    Ok(token)
}

struct Found {
    account: Id<AccountMark>,
    organisation: Id<OrganisationMark>,
    open: bool,
    secrets: Secrets,
}

async fn find_account(uow: &mut Uow, email: &Email) -> Result<Option<Found>, StoreError> {
    let blind = email.blind(uow);
    let row: Option<AccountRow> = uow.optional(&people::ACCOUNT_BY_EMAIL, values![blind]).await?;
    let Some(row) = row else { return Ok(None) };
    let account = Id::from_uuid(row.id);
    let (_, secrets) = load_secrets(uow, account).await?;
    let organisation = Id::from_uuid(row.organisation_id);
    Ok(Some(Found { account, organisation, open: row.closed_at.is_none(), secrets }))
}

async fn matches(hash: String, password: Personal<String>) -> Result<bool, SignInError> {
    let checked = tokio::task::spawn_blocking(move || {
        let hash = PasswordHash::new(&hash)?;
        Argon2::default().verify_password(password.reveal().as_bytes(), &hash)
    });
    Ok(checked.await.map_err(|_| SignInError::Hashing)?.is_ok())
}

async fn check_password(
    ctx: &Ctx,
    store: &Store,
    session: &SignedIn,
    password: &Personal<String>,
) -> Result<(), SignInError> {
    let (lock, tried, secrets) = counted(ctx, store, session).await?;
    if !matches(secrets.password, password.clone()).await? {
        return Err(SignInError::Wrong);
    }
    let mut uow = store.begin().await?;
    forgive(&mut uow, &lock, &tried).await?;
    uow.commit().await?;
    Ok(())
}

/// Checks six digits or a recovery code, and uses it up.
async fn check_code(
    ctx: &Ctx,
    store: &Store,
    session: &SignedIn,
    code: &Personal<String>,
) -> Result<(), SignInError> {
    let (lock, tried, _) = counted(ctx, store, session).await?;
    let mut uow = store.begin().await?;
    let (row, mut secrets) = load_secrets(&mut uow, session.account).await?;
    let secret = secrets.code_secret.clone().ok_or(SignInError::BeginAgain)?;
    match step_of(ctx, &secret, code)? {
        Some(step) => {
            // RFC 6238, 5.2: a code is accepted once.
            let taken = values![session.account, step];
            if step <= row.last_code_step || uow.execute(&signing::TAKE_CODE, taken).await? == 0 {
                return Err(SignInError::Wrong);
            }
        }
        None => {
            let digest = recovery_digest(&uow, code.reveal());
            let before = secrets.recovery.len();
            secrets.recovery.retain(|known| *known != digest);
            if secrets.recovery.len() == before {
                return Err(SignInError::Wrong);
            }
            save_secrets(ctx, &mut uow, session.account, true, &secrets).await?;
        }
    }
    forgive(&mut uow, &lock, &tried).await?;
    uow.commit().await?;
    Ok(())
}

/// Counts a try of somebody whose session is known, and reads her secrets.
async fn counted(
    ctx: &Ctx,
    store: &Store,
    session: &SignedIn,
) -> Result<(Lock, Tried, Secrets), SignInError> {
    let mut uow = store.begin().await?;
    let lock = Lock::of(&uow, "account", &session.account.uuid().to_string());
    let tried = count_try(ctx, &mut uow, &lock).await?;
    let (_, secrets) = load_secrets(&mut uow, session.account).await?;
    uow.commit().await?;
    match tried.locked_until {
        Some(until) => Err(SignInError::Locked { until }),
        None => Ok((lock, tried, secrets)),
    }
}

async fn load_secrets(
    uow: &mut Uow,
    account: Id<AccountMark>,
) -> Result<(CredentialRow, Secrets), StoreError> {
    let row: CredentialRow = uow.one(&signing::CREDENTIAL, values![account]).await?;
    let secrets = uow.open(account.uuid(), "credential", account.uuid(), &row.sealed).await?;
    Ok((row, secrets))
}

async fn save_secrets(
    ctx: &Ctx,
    uow: &mut Uow,
    account: Id<AccountMark>,
    second_step: bool,
    secrets: &Secrets,
) -> Result<(), StoreError> {
    let id = account.uuid();
    let sealed = uow.seal(ctx, id, "credential", id, secrets).await?;
    uow.execute(&signing::SET_CREDENTIAL, values![account, ctx.now(), second_step, sealed]).await?;
    Ok(())
}

/// SHA-1, six digits, thirty seconds: what every authenticator app understands.
fn totp(secret: &[u8], account: &str) -> Result<Totp, SignInError> {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(1)
        .with_step_duration(30)
        .with_secret(secret.to_vec())
        .with_account_name(account)
        .with_issuer(Some("Alongside"))
        .build()
        .map_err(|_| SignInError::Hashing)
}

/// The time step whose code this is, among the last, this and the next.
fn step_of(ctx: &Ctx, secret: &[u8], code: &Personal<String>) -> Result<Option<i64>, SignInError> {
    let digits: String = code.reveal().chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(None);
    }
    let now = u64::try_from(ctx.now().as_second()).unwrap_or(0);
    let step = totp(secret, "")?.check(&digits, now);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

/// Sixteen letters of the reference alphabet, about 69 bits: `7KQW-4RMT-C9DF-HJ3N`.
fn recovery_code(ctx: &Ctx) -> String {
    format!("{}-{}", ctx.new_reference(), ctx.new_reference())
}

fn recovery_digest(uow: &Uow, code: &str) -> Vec<u8> {
    let plain: String =
        code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    uow.keys().root().digest("recovery code", &[plain.as_bytes()]).to_vec()
}

/// Whose failures are counted: a keyed digest, so that the table names nobody.
struct Lock {
    kind: &'static str,
    subject: Vec<u8>,
}

impl Lock {
    fn of(uow: &Uow, kind: &'static str, subject: &str) -> Self {
        let digest =
            uow.keys().root().digest("lock-out", &[kind.as_bytes(), subject.as_bytes()]).to_vec();
        Self { kind, subject: digest }
    }
}

/// A try that was counted, and what stood there before.
struct Tried {
    before: Option<LockoutRow>,
    locked_until: Option<i64>,
}

/// Counts a try as failed until it is forgiven. While locked, nothing is counted, so that waiting
/// always ends.
async fn count_try(ctx: &Ctx, uow: &mut Uow, lock: &Lock) -> Result<Tried, StoreError> {
    let now = ctx.now_micros();
    let before: Option<LockoutRow> =
        uow.optional(&signing::LOCKOUT, values![lock.subject.clone()]).await?;
    let mut before = before.filter(|row| now - row.last_at <= FORGET_AFTER);
    // The clock was set back since. Nobody waits longer than she was told: the wait begins anew now.
    if let Some(row) = before.as_mut().filter(|row| row.last_at > now) {
        (row.until_at, row.last_at) = (now + (row.until_at - row.last_at).max(0), now);
        let row = values![lock.subject.clone(), lock.kind, row.failures, row.last_at, row.until_at];
        uow.execute(&signing::FAILED, row).await?;
    }
    if let Some(until) = before.as_ref().map(|row| row.until_at).filter(|until| *until > now) {
        return Ok(Tried { before, locked_until: Some(until) });
    }
    let failures = before.as_ref().map_or(0, |row| row.failures) + 1;
    let free = if lock.kind == "account" { FREE_FAILURES } else { FREE_FAILURES_OF_ADDRESS };
    // One minute after the fifth failure, two after the sixth, and so on up to a quarter of an hour.
    let wait = (failures - free + 1).clamp(0, 4);
    let wait = if wait == 0 { 0 } else { (MINUTE << (wait - 1)).min(LONGEST_WAIT) };
    let wait = if failures - free + 1 > 4 { LONGEST_WAIT } else { wait };
    let row = values![lock.subject.clone(), lock.kind, failures, now, now + wait];
    uow.execute(&signing::FAILED, row).await?;
    Ok(Tried { before, locked_until: None })
}

async fn forgive(uow: &mut Uow, lock: &Lock, tried: &Tried) -> Result<(), StoreError> {
    match &tried.before {
        None => {
            uow.execute(&signing::CLEAR_LOCKOUT, values![lock.subject.clone()]).await?;
        }
        Some(row) => {
            let (failures, last, until) = (row.failures, row.last_at, row.until_at);
            let row = values![lock.subject.clone(), lock.kind, failures, last, until];
            uow.execute(&signing::FAILED, row).await?;
        }
    }
    Ok(())
}
