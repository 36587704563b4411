//! Passkeys: signing in by the lock of her own device, without password or code. W3C Web
//! Authentication Level 3 by webauthn-rs; a passkey always proves that she was there and was verified
//! (PIN, finger or face), so it stands for both steps.
//!
//! A question to the browser is kept nowhere: it is sealed into a hidden field, lasts ten minutes,
//! and is answered once. The page that asks at sign-in names no account, so it tells nothing about
//! who works here. Not for how a page asks the browser: `web` does that.

use kernel::ctx::AccountMark;
use kernel::{Ctx, Id, Personal};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use store::{Store, StoreError, SubjectKey, Uow, values};
use uuid::Uuid;
use webauthn_rs::prelude::{
    CredentialID, DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};
use webauthn_rs_proto::ResidentKeyRequirement;

use crate::audit::{Entry, record_in};
use crate::sessions::{self, SignedIn, Stage, Token};
use crate::sign_in::SignInError;
use crate::sql::{AccountRow, PasskeyRow, people, signing};

/// How long a question may wait for its answer: ten minutes, in microseconds.
const LASTS: i64 = 10 * 60 * 1_000_000;
/// Where a sealed question stands, so that one cannot be passed off as another.
const ASKED_AT_DOOR: &str = "passkey question at the door 1";
const ASKED_FOR_NEW: &str = "passkey question for a new one 1";
/// Passkeys that one account may hold.
pub const MOST: usize = 10;

/// The place that passkeys are made for: the address of this installation.
#[derive(Debug, Clone)]
pub struct Passkeys(Webauthn);

/// What a page asks the browser.
#[derive(Debug, Clone)]
pub struct Question {
    /// Options in the JSON form of Web Authentication Level 3, 5.1.8 and 5.1.9.
    pub options: String,
    /// The hidden field that must come back with the answer.
    pub sealed: String,
}

/// A passkey that she has.
#[derive(Debug, Clone)]
pub struct HeldPasskey {
    /// To end it by.
    pub id: Uuid,
    /// What she called it.
    pub name: Personal<String>,
    /// When it was added, in microseconds since 1970 UTC.
    pub made_at: i64,
    /// When it last opened the door.
    pub used_at: Option<i64>,
}

/// What a row holds, sealed with the account's key.
#[derive(Serialize, Deserialize)]
struct Held {
    name: String,
    passkey: Passkey,
}

#[derive(Serialize, Deserialize)]
struct Asked<T> {
    /// Random, so that an answer is taken once.
    question: [u8; 16],
    at: i64,
    /// Whom it was put to; nobody at the door.
    account: Option<Uuid>,
    state: T,
}

impl Passkeys {
    /// For an installation that is reached by this address. Nothing where the address is no domain
    /// name: browsers make passkeys for names only.
    #[must_use]
    pub fn of(public_url: &str, name: &str) -> Option<Self> {
        let origin = Url::parse(public_url).ok()?;
        let host = origin.domain()?.to_owned();
        WebauthnBuilder::new(&host, &origin).ok()?.rp_name(name).build().ok().map(Self)
    }

    /// The question at the door, and before something leaves the house: any passkey of this place.
    ///
    /// # Errors
    /// [`SignInError::Hashing`] when no question could be made.
    pub fn ask(&self, ctx: &Ctx, store: &Store) -> Result<Question, SignInError> {
        let (options, state) =
            self.0.start_discoverable_authentication().map_err(|_| SignInError::Hashing)?;
        seal(ctx, store, ASKED_AT_DOOR, None, &options.public_key, state)
    }

    /// The question that makes a new passkey for her.
    ///
    /// # Errors
    /// [`SignInError::BeginAgain`] unless she is signed in; by what is wrong with the store.
    pub async fn ask_new(
        &self,
        ctx: &Ctx,
        store: &Store,
        session: &SignedIn,
        address: &str,
    ) -> Result<Question, SignInError> {
        if session.stage != Stage::Full {
            return Err(SignInError::BeginAgain);
        }
        let mut uow = store.read().await?;
        let known: Vec<CredentialID> = held(&mut uow, session.account)
            .await?
            .into_iter()
            .map(|(_, held)| held.passkey.cred_id().clone())
            .collect();
        drop(uow);
        let (mut options, state) = self
            .0
            .start_passkey_registration(session.account.uuid(), address, address, Some(known))
            .map_err(|_| SignInError::Hashing)?;
        // She signs in without saying who she is: the device must keep her account with the key.
        if let Some(wanted) = options.public_key.authenticator_selection.as_mut() {
            wanted.resident_key = Some(ResidentKeyRequirement::Required);
            wanted.require_resident_key = true;
        }
        let account = Some(session.account.uuid());
        seal(ctx, store, ASKED_FOR_NEW, account, &options.public_key, state)
    }

    /// Keeps the new passkey that the browser made. Ask first that she confirmed who she is.
    ///
    /// # Errors
    /// [`SignInError::Wrong`] when answer and question do not fit, or she has [`MOST`] already;
    /// [`SignInError::BeginAgain`] when the question is too old or was put to somebody else.
    pub async fn add(
        &self,
        ctx: &Ctx,
        store: &Store,
        session: &SignedIn,
        reply: Reply<'_>,
        name: &str,
    ) -> Result<(), SignInError> {
        let asked: Asked<PasskeyRegistration> = open(ctx, store, ASKED_FOR_NEW, reply.question)?;
        if session.stage != Stage::Full || asked.account != Some(session.account.uuid()) {
            return Err(SignInError::BeginAgain);
        }
        let answer: RegisterPublicKeyCredential =
            serde_json::from_str(reply.answer.reveal()).map_err(|_| SignInError::Wrong)?;
        let passkey = self
            .0
            .finish_passkey_registration(&answer, &asked.state)
            .map_err(|_| SignInError::Wrong)?;
        let mut uow = store.begin().await?;
        take(ctx, &mut uow, &asked).await?;
        let blind = blind(&uow, passkey.cred_id().as_ref());
        let taken: Option<PasskeyRow> =
            uow.optional(&signing::PASSKEY, values![blind.clone()]).await?;
        let many = held(&mut uow, session.account).await?.len();
        if taken.is_some() || many >= MOST {
            return Err(SignInError::Wrong);
        }
        let id = ctx.new_uuid();
        let held = Held { name: name.to_owned(), passkey };
        let sealed = uow.seal(ctx, session.account.uuid(), "passkey", id, &held).await?;
        let row = values![id, session.account, blind, ctx.now(), sealed];
        uow.execute(&signing::ADD_PASSKEY, row).await?;
        let entry = Entry::plain(session.organisation, Some(session.account), "add-passkey");
        record_in(ctx, &mut uow, entry).await?;
        uow.commit().await?;
        Ok(())
    }

    /// Signs in by a passkey. Gives the token of a full session.
    ///
    /// # Errors
    /// [`SignInError::Wrong`] for a passkey we do not hold, an account that is closed, or an answer
    /// that does not fit; [`SignInError::BeginAgain`] when the question is too old or was answered.
    pub async fn begin(
        &self,
        ctx: &Ctx,
        store: &Store,
        reply: Reply<'_>,
        browser: &Personal<String>,
    ) -> Result<Token, SignInError> {
        let (mut uow, account) = self.prove(ctx, store, reply).await?;
        let row: AccountRow = uow.one(&people::ACCOUNT, values![account]).await?;
        if row.closed_at.is_some() {
            return Err(SignInError::Wrong);
        }
        let organisation = Id::from_uuid(row.organisation_id);
        let token =
            sessions::start(ctx, &mut uow, account, organisation, Stage::Full, browser).await?;
        record_in(ctx, &mut uow, Entry::plain(organisation, Some(account), "sign-in")).await?;
        uow.commit().await?;
        Ok(token)
    }

    /// Confirms again who she is, by a passkey of hers. Counts as [`crate::sign_in::step_up`] does.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub async fn step_up(
        &self,
        ctx: &Ctx,
        store: &Store,
        session: &SignedIn,
        reply: Reply<'_>,
    ) -> Result<(), SignInError> {
        if session.stage != Stage::Full {
            return Err(SignInError::BeginAgain);
        }
        let (mut uow, account) = self.prove(ctx, store, reply).await?;
        if account != session.account {
            return Err(SignInError::Wrong);
        }
        uow.execute(&signing::STEPPED_UP, values![session.session, ctx.now()]).await?;
        let entry = Entry::plain(session.organisation, Some(session.account), "step-up");
        record_in(ctx, &mut uow, entry).await?;
        uow.commit().await?;
        Ok(())
    }

    /// Whose passkey answered. The unit of work has taken the question and counted the use.
    async fn prove(
        &self,
        ctx: &Ctx,
        store: &Store,
        reply: Reply<'_>,
    ) -> Result<(Uow, Id<AccountMark>), SignInError> {
        let asked: Asked<DiscoverableAuthentication> =
            open(ctx, store, ASKED_AT_DOOR, reply.question)?;
        let answer: PublicKeyCredential =
            serde_json::from_str(reply.answer.reveal()).map_err(|_| SignInError::Wrong)?;
        let (account, credential) =
            self.0.identify_discoverable_authentication(&answer).map_err(|_| SignInError::Wrong)?;
        let mut uow = store.begin().await?;
        let found = values![blind(&uow, credential)];
        let row: Option<PasskeyRow> = uow.optional(&signing::PASSKEY, found).await?;
        let row = row.filter(|row| row.account_id == account && row.ended_at.is_none());
        let row = row.ok_or(SignInError::Wrong)?;
        let mut held: Held = uow.open(account, "passkey", row.id, &row.sealed).await?;
        let proof = self
            .0
            .finish_discoverable_authentication_v2(&answer, asked.state.clone(), &held.passkey)
            .map_err(|_| SignInError::Wrong)?;
        take(ctx, &mut uow, &asked).await?;
        held.passkey.update_credential(&proof);
        let sealed = uow.seal(ctx, account, "passkey", row.id, &held).await?;
        uow.execute(&signing::PASSKEY_USED, values![row.id, ctx.now(), sealed]).await?;
        Ok((uow, Id::from_uuid(account)))
    }
}

/// What a form brought back: the sealed question, and what the browser answered.
#[derive(Debug, Clone, Copy)]
pub struct Reply<'a> {
    /// [`Question::sealed`].
    pub question: &'a str,
    /// The credential as JSON.
    pub answer: &'a Personal<String>,
}

/// Her passkeys, the oldest first.
///
/// # Errors
/// By what is wrong with the store.
pub async fn list(uow: &mut Uow, of: &SignedIn) -> Result<Vec<HeldPasskey>, StoreError> {
    let all = held(uow, of.account).await?.into_iter();
    Ok(all
        .map(|(row, held)| HeldPasskey {
            id: row.id,
            name: held.name.into(),
            made_at: row.made_at,
            used_at: row.used_at,
        })
        .collect())
}

/// Ends one of her passkeys. One that is not hers, or over, stays as it is.
///
/// # Errors
/// By what is wrong with the store.
pub async fn end(ctx: &Ctx, uow: &mut Uow, of: &SignedIn, passkey: Uuid) -> Result<(), StoreError> {
    let row = values![passkey, of.account, ctx.now()];
    if uow.execute(&signing::END_PASSKEY, row).await? == 0 {
        return Ok(());
    }
    record_in(ctx, uow, Entry::plain(of.organisation, Some(of.account), "end-passkey")).await
}

async fn held(
    uow: &mut Uow,
    account: Id<AccountMark>,
) -> Result<Vec<(PasskeyRow, Held)>, StoreError> {
    let rows: Vec<PasskeyRow> = uow.all(&signing::PASSKEYS_OF, values![account]).await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let held = uow.open(row.account_id, "passkey", row.id, &row.sealed).await?;
        all.push((row, held));
    }
    Ok(all)
}

/// A credential's id is random and the same wherever it is used: it lies here as a keyed digest.
fn blind(uow: &Uow, credential: &[u8]) -> Vec<u8> {
    uow.keys().root().digest("passkey credential", &[credential]).to_vec()
}

/// Marks a question as answered, and forgets those that could not be answered any more.
async fn take<T: Sync>(ctx: &Ctx, uow: &mut Uow, asked: &Asked<T>) -> Result<(), SignInError> {
    uow.execute(&signing::FORGET_QUESTIONS, values![ctx.now_micros()]).await?;
    let row = values![asked.question.to_vec(), asked.at + LASTS];
    match uow.execute(&signing::TAKE_QUESTION, row).await? {
        0 => Err(SignInError::BeginAgain),
        _ => Ok(()),
    }
}

fn key(store: &Store) -> SubjectKey {
    SubjectKey::from_bytes(*store.keys.root().derive("passkey question"))
}

fn seal<T: Serialize>(
    ctx: &Ctx,
    store: &Store,
    place: &str,
    account: Option<Uuid>,
    options: &impl Serialize,
    state: T,
) -> Result<Question, SignInError> {
    let asked = Asked { question: ctx.random(), at: ctx.now_micros(), account, state };
    let plain = serde_json::to_vec(&asked).map_err(|_| SignInError::Hashing)?;
    let sealed = key(store)
        .seal_bytes(ctx.random(), place.as_bytes(), &plain)
        .map_err(|_| SignInError::Hashing)?;
    let options = serde_json::to_string(options).map_err(|_| SignInError::Hashing)?;
    Ok(Question { options, sealed: data_encoding::BASE64URL_NOPAD.encode(&sealed) })
}

fn open<T: DeserializeOwned>(
    ctx: &Ctx,
    store: &Store,
    place: &str,
    question: &str,
) -> Result<Asked<T>, SignInError> {
    let sealed = data_encoding::BASE64URL_NOPAD
        .decode(question.as_bytes())
        .map_err(|_| SignInError::BeginAgain)?;
    let plain =
        key(store).open_bytes(place.as_bytes(), &sealed).map_err(|_| SignInError::BeginAgain)?;
    let asked: Asked<T> = serde_json::from_slice(&plain).map_err(|_| SignInError::BeginAgain)?;
    // Another node's clock may run a little ahead.
    if ctx.now_micros().saturating_sub(asked.at) > LASTS {
        return Err(SignInError::BeginAgain);
    }
    Ok(asked)
}
