//! One's own account: password, codes, and where one is signed in.

use access::accounts;
use access::sessions;
use access::sign_in::{self, HashedPassword, SignInError};
use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::response::Response;
use kernel::{Personal, time};

use super::passkeys::ShownPasskey;
use super::{Corner, Corners, corners};
use crate::app::App;
use crate::errors::PageError;
use crate::form::{Errors, Fields, Form};
use crate::page;
use crate::parts::{Notice, Tone};
use crate::routes::{Needs, Routes};
use crate::session::{self, AtTheDoor};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/settings/account", Needs::SignedIn, show)
        .post("/settings/account/password", Needs::SignedIn, change_password)
        .post("/settings/account/sessions", Needs::SignedIn, end_session)
}

/// One place where she is signed in.
#[derive(Debug, Clone)]
pub struct ShownSession {
    /// For the form that ends it.
    pub id: String,
    /// "Firefox on Windows"; may be empty.
    pub browser: Personal<String>,
    /// When it began.
    pub since: String,
    /// When it was last used.
    pub used: String,
    /// Whether it is this one.
    pub is_here: bool,
}

/// `GET /settings/account`.
#[derive(Debug, Template)]
#[template(path = "settings/account.html")]
pub struct AccountPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Where else in settings.
    pub corners: Corners,
    /// What she signs in with.
    pub email: Personal<String>,
    /// Fields `old` and `new`.
    pub form: Form,
    /// Her passkeys; nothing where this installation can have none.
    pub passkeys: Option<Vec<ShownPasskey>>,
    /// Where she is signed in.
    pub sessions: Vec<ShownSession>,
}

/// What was just done, as the address says it.
#[derive(Debug, Default, serde::Deserialize)]
struct Said {
    #[serde(default)]
    done: String,
}

async fn show(
    staff: Staff,
    Extension(AtTheDoor(session)): Extension<AtTheDoor>,
    Query(said): Query<Said>,
) -> Result<Response, PageError> {
    let form = Form::blank(staff.t);
    let mut page = shown(&staff, &session, form).await?;
    let done = match said.done.as_str() {
        "password" => Some(key("settings-done-password")),
        "session" => Some(key("settings-done-session")),
        "passkey" => Some(key("settings-done-passkey")),
        "passkey-ended" => Some(key("settings-done-passkey-ended")),
        _ => None,
    };
    if let Some(done) = done {
        page.shell.notices.push(Notice::new(Tone::Green, staff.t.say(done)));
    }
    Ok(page::show(&page))
}

async fn shown(
    staff: &Staff,
    session: &sessions::SignedIn,
    form: Form,
) -> Result<AccountPage, PageError> {
    let t = staff.t;
    let mut uow = staff.read().await?;
    let (_, corners) = corners(staff, &mut uow, Corner::Account).await?;
    let holder = accounts::holder(&mut uow, session).await?.ok_or(PageError::NotFound)?;
    let passkeys = match staff.passkeys() {
        Some(_) => Some(ShownPasskey::all(t, &mut uow, session).await?),
        None => None,
    };
    let live = sessions::list(&staff.ctx, &mut uow, session).await?;
    let sessions = live.into_iter().filter(|live| live.stage == sessions::Stage::Full);
    let sessions = sessions.map(|live| ShownSession {
        id: live.session.to_string(),
        browser: live.browser,
        since: t.moment(time::from_micros(live.made_at)),
        used: t.moment(time::from_micros(live.seen_at)),
        is_here: live.session == session.session,
    });
    Ok(AccountPage {
        t,
        shell: staff.shell(Room::Settings),
        corners,
        email: holder.email.reveal().to_owned().into(),
        form,
        passkeys,
        sessions: sessions.collect(),
    })
}

async fn change_password(
    staff: Staff,
    State(app): State<App>,
    Extension(AtTheDoor(session)): Extension<AtTheDoor>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut read = fields.read();
    let old = read.secret("old").must(key("settings-old-missing"));
    let new = read.secret("new").must(key("settings-new-missing"));
    let (Ok(old), Ok(new)) = (old, new) else {
        let form = Form::refused(staff.t, &fields, read.errors());
        return Ok(page::refused(&shown(&staff, &session, form).await?));
    };
    let changed = match HashedPassword::of(&staff.ctx, new.into()).await {
        Ok(new) => {
            let store = &staff.desk.store;
            sign_in::change_password(&staff.ctx, store, &session, &old.into(), new).await
        }
        Err(error) => Err(error),
    };
    let mut errors = Errors::new();
    match changed {
        Ok(token) => {
            let on = page::see_other("/settings/account?done=password");
            return Ok(session::begin(app.site(), &token, on));
        }
        Err(SignInError::Wrong) => errors.add("old", key("settings-old-wrong")),
        Err(SignInError::PasswordLength) => errors.add("new", key("sign-in-password-length")),
        Err(SignInError::Locked { until }) => {
            return Err(too_often(&staff, until));
        }
        Err(SignInError::BeginAgain) => return Err(PageError::NotSignedIn),
        Err(SignInError::Store(error)) => return Err(error.into()),
        Err(error @ SignInError::Hashing) => return Err(PageError::broken(error)),
    }
    let form = Form::refused(staff.t, &fields, errors);
    Ok(page::refused(&shown(&staff, &session, form).await?))
}

/// The page that says how long to wait.
pub(super) fn too_often(staff: &Staff, until: i64) -> PageError {
    let seconds = until.saturating_sub(staff.ctx.now_micros()) / 1_000_000;
    PageError::TooOften { seconds: u32::try_from(seconds.max(1)).unwrap_or(u32::MAX) }
}

async fn end_session(
    staff: Staff,
    Extension(AtTheDoor(session)): Extension<AtTheDoor>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let live = sessions::list(&staff.ctx, &mut uow, &session).await?;
    let chosen = live.iter().find(|live| live.session.to_string() == fields.first("session"));
    // One that is over already needs no ending.
    if let Some(chosen) = chosen {
        sessions::end(&staff.ctx, &mut uow, &session, chosen.session).await?;
        uow.commit().await?;
    }
    Ok(page::see_other("/settings/account?done=session"))
}
