//! The handlers of signing in, setting up codes, confirming again and signing out.

use access::accounts;
use access::sessions::{self, Stage};
use access::sign_in::{self as steps, Attempt, Begun, HashedPassword, SignInError};
use axum::extract::{FromRequestParts, Query, State};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::Response;
use kernel::{Actor, Ctx, Personal};

use super::passkey;
use super::{
    CodePage, CodesPage, ConfirmPage, Door, EnrolPage, FirstPasswordPage, HelpPage, PasswordPage,
    RecoveryPage, SignedOutPage,
};
use crate::app::App;
use crate::desk::Desk;
use crate::errors::PageError;
use crate::form::{Errors, Fields, Form};
use crate::page;
use crate::routes::{Needs, Routes};
use crate::session::{self, AtTheDoor, CameFrom};
use crate::shell::{Room, Staff, Visitor};
use crate::text::{Text, key};

/// The routes of the door.
pub fn routes() -> Routes {
    Routes::new()
        .get("/sign-in", Needs::Anybody, ask_password)
        .post("/sign-in", Needs::Anybody, take_password)
        .post("/sign-in/passkey", Needs::Anybody, passkey::take)
        .get("/sign-in/code", Needs::Anybody, ask_code)
        .post("/sign-in/code", Needs::Anybody, take_code)
        .get("/sign-in/recovery", Needs::Anybody, ask_recovery)
        .post("/sign-in/recovery", Needs::Anybody, take_recovery)
        .get("/sign-in/set-up", Needs::Anybody, offer_codes)
        .post("/sign-in/set-up", Needs::Anybody, confirm_codes)
        .get("/sign-in/help", Needs::Anybody, help)
        .get("/first-password", Needs::Anybody, ask_first_password)
        .post("/first-password", Needs::Anybody, take_first_password)
        .get("/confirm", Needs::SignedIn, ask_again)
        .post("/confirm", Needs::SignedIn, take_again)
        .post("/confirm/passkey", Needs::SignedIn, passkey::confirm)
        .post("/sign-out", Needs::Anybody, sign_out)
        .get("/signed-out", Needs::Anybody, signed_out)
}

/// The door with its installation: absent where only the public side runs.
pub(super) struct AtDesk {
    pub(super) desk: Desk,
    door: Door,
    pub(super) ctx: Ctx,
    pub(super) app: App,
    half_way: Option<sessions::SignedIn>,
    came_from: Personal<String>,
}

impl FromRequestParts<App> for AtDesk {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let came_from = parts.extensions.get::<CameFrom>().map(|from| from.0.clone());
        Ok(Self {
            desk: app.desk().cloned().ok_or(PageError::NotFound)?,
            door: Door::new(app.site()),
            ctx: app.ctx(Actor::Visitor),
            app: app.clone(),
            half_way: parts.extensions.get::<AtTheDoor>().map(|door| door.0.clone()),
            came_from: came_from.unwrap_or_default(),
        })
    }
}

impl AtDesk {
    /// The session, when it is at this step.
    pub(super) fn at(&self, stage: Stage) -> Option<&sessions::SignedIn> {
        self.half_way.as_ref().filter(|session| session.stage == stage)
    }

    pub(super) fn password_page(&self, t: Text, form: Form) -> Result<PasswordPage, PageError> {
        let (door, site) = (self.door.clone(), self.app.site());
        let (form_url, demo) = (site.form_url.clone(), site.demo.clone());
        Ok(PasswordPage { t, door, form, passkey: passkey::question(self)?, form_url, demo })
    }
}

async fn ask_password(at: AtDesk, visitor: Visitor) -> Result<Response, PageError> {
    if handed_over(&at).await?.is_some() {
        return Ok(page::see_other("/first-password"));
    }
    if at.at(Stage::Full).is_some() {
        return Ok(page::see_other("/"));
    }
    Ok(page::show(&at.password_page(visitor.t, Form::blank(visitor.t))?))
}

async fn take_password(
    at: AtDesk,
    visitor: Visitor,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut read = fields.read();
    let email = read.line("email").must(key("sign-in-email-missing"));
    let password = read.secret("password").must(key("sign-in-password-missing"));
    let (Ok(email), Ok(password)) = (email, password) else {
        let form = Form::refused(visitor.t, &fields, read.errors());
        return Ok(page::refused(&at.password_page(visitor.t, form)?));
    };
    let attempt = Attempt {
        email: email.into(),
        password: password.into(),
        address: at.came_from.clone(),
        browser: session::browser_in_words(&headers),
    };
    let site = at.app.site();
    match steps::begin(&at.ctx, &at.desk.store, attempt, site.second_step).await {
        Ok(Begun::Code(token)) => {
            Ok(session::begin(site, &token, page::see_other("/sign-in/code")))
        }
        Ok(Begun::Enrol(token)) => {
            Ok(session::begin(site, &token, page::see_other("/sign-in/set-up")))
        }
        Ok(Begun::Full(token)) => Ok(session::begin(site, &token, page::see_other("/"))),
        Err(error) => {
            let errors = told(&at.ctx, error, "email", key("sign-in-wrong"))?;
            let form = Form::refused(visitor.t, &fields, errors);
            Ok(page::refused(&at.password_page(visitor.t, form)?))
        }
    }
}

/// Turns a refusal into words beside the field. Whether the address, the password or the code was
/// wrong is not said.
pub(super) fn told(
    ctx: &Ctx,
    error: SignInError,
    field: &str,
    wrong: &'static str,
) -> Result<Errors, PageError> {
    let mut errors = Errors::new();
    match error {
        SignInError::Wrong => errors.add(field, wrong),
        SignInError::BeginAgain => errors.add(field, key("sign-in-begin-again")),
        SignInError::PasswordLength => errors.add(field, key("sign-in-password-length")),
        SignInError::Locked { until } => {
            let seconds = until.saturating_sub(ctx.now_micros()) / 1_000_000;
            let seconds = u32::try_from(seconds.max(1)).unwrap_or(u32::MAX);
            return Err(PageError::TooOften { seconds });
        }
        SignInError::Hashing => return Err(PageError::broken(error)),
        SignInError::Store(error) => return Err(error.into()),
    }
    Ok(errors)
}

async fn ask_code(at: AtDesk, visitor: Visitor) -> Response {
    if at.at(Stage::Code).is_none() {
        return page::see_other("/sign-in");
    }
    let form = Form::blank(visitor.t);
    page::show(&CodePage { t: visitor.t, door: at.door.clone(), form })
}

async fn take_code(at: AtDesk, visitor: Visitor, fields: Fields) -> Result<Response, PageError> {
    let t = visitor.t;
    let door = at.door.clone();
    finish(&at, t, &fields, move |form| page::refused(&CodePage { t, door, form })).await
}

async fn ask_recovery(at: AtDesk, visitor: Visitor) -> Response {
    if at.at(Stage::Code).is_none() {
        return page::see_other("/sign-in");
    }
    let form = Form::blank(visitor.t);
    page::show(&RecoveryPage { t: visitor.t, door: at.door.clone(), form })
}

async fn take_recovery(
    at: AtDesk,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    let t = visitor.t;
    let door = at.door.clone();
    finish(&at, t, &fields, move |form| page::refused(&RecoveryPage { t, door, form })).await
}

async fn finish(
    at: &AtDesk,
    t: Text,
    fields: &Fields,
    again: impl FnOnce(Form) -> Response,
) -> Result<Response, PageError> {
    let Some(half_way) = at.at(Stage::Code) else {
        return Ok(page::see_other("/sign-in"));
    };
    let mut read = fields.read();
    let Ok(code) = read.line("code").must(key("sign-in-code-missing")) else {
        return Ok(again(Form::refused(t, fields, read.errors())));
    };
    match steps::finish_with_code(&at.ctx, &at.desk.store, half_way, &code.into()).await {
        Ok(token) => Ok(session::begin(at.app.site(), &token, page::see_other("/"))),
        Err(error) => {
            let errors = told(&at.ctx, error, "code", key("sign-in-code-wrong"))?;
            Ok(again(Form::refused(t, fields, errors)))
        }
    }
}

/// Codes can be set up half way through the first sign-in, or later from Settings.
async fn offer_codes(at: AtDesk, visitor: Visitor) -> Result<Response, PageError> {
    let Some(session) = at.half_way.as_ref().filter(|s| s.stage != Stage::Code) else {
        return Ok(page::see_other("/sign-in"));
    };
    show_setup(&at, session, visitor.t, Form::blank(visitor.t)).await.map(|page| page::show(&page))
}

async fn show_setup(
    at: &AtDesk,
    session: &sessions::SignedIn,
    t: Text,
    form: Form,
) -> Result<EnrolPage, PageError> {
    let mut uow = at.desk.store.read().await?;
    let holder = accounts::holder(&mut uow, session).await?.ok_or(PageError::NotFound)?;
    drop(uow);
    let setup = steps::set_up_codes(&at.ctx, &at.desk.store, session, &holder.email).await;
    let setup = match setup {
        Ok(setup) => setup,
        Err(SignInError::Store(error)) => return Err(error.into()),
        Err(error) => return Err(PageError::broken(error)),
    };
    let secret = spaced(setup.secret.reveal());
    Ok(EnrolPage { t, door: at.door.clone(), form, secret, uri: setup.uri })
}

/// In groups of four, to be typed into an app.
fn spaced(secret: &str) -> Personal<String> {
    let mut words = String::new();
    for (index, letter) in secret.chars().enumerate() {
        if index > 0 && index % 4 == 0 {
            words.push(' ');
        }
        words.push(letter);
    }
    words.into()
}

async fn confirm_codes(
    at: AtDesk,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    let t = visitor.t;
    let Some(session) = at.half_way.as_ref().filter(|s| s.stage != Stage::Code) else {
        return Ok(page::see_other("/sign-in"));
    };
    let mut read = fields.read();
    let Ok(code) = read.line("code").must(key("sign-in-code-missing")) else {
        let form = Form::refused(t, &fields, read.errors());
        return show_setup(&at, session, t, form).await.map(|page| page::refused(&page));
    };
    match steps::confirm_codes(&at.ctx, &at.desk.store, session, &code.into()).await {
        Ok((codes, token)) => {
            let page = CodesPage { t, door: at.door.clone(), codes };
            Ok(session::begin(at.app.site(), &token, page::show(&page)))
        }
        Err(error) => {
            let errors = told(&at.ctx, error, "code", key("sign-in-code-wrong"))?;
            let form = Form::refused(t, &fields, errors);
            show_setup(&at, session, t, form).await.map(|page| page::refused(&page))
        }
    }
}

/// The session of somebody whose password another made, and who has not changed it yet.
async fn handed_over(at: &AtDesk) -> Result<Option<&sessions::SignedIn>, PageError> {
    let Some(session) = at.at(Stage::Full) else { return Ok(None) };
    let mut uow = at.desk.store.read().await?;
    let waits = steps::is_password_handed_over(&mut uow, session).await?;
    Ok(waits.then_some(session))
}

async fn ask_first_password(at: AtDesk, visitor: Visitor) -> Result<Response, PageError> {
    if handed_over(&at).await?.is_none() {
        return Ok(page::see_other("/"));
    }
    let (t, door) = (visitor.t, at.door.clone());
    Ok(page::show(&FirstPasswordPage { t, door, form: Form::blank(t) }))
}

async fn take_first_password(
    at: AtDesk,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    let t = visitor.t;
    let Some(session) = handed_over(&at).await? else { return Ok(page::see_other("/")) };
    let mut read = fields.read();
    let old = read.secret("old").must(key("first-password-old-missing"));
    let new = read.secret("new").must(key("settings-new-missing"));
    if let (Ok(old), Ok(new)) = (&old, &new)
        && old == new
    {
        read.refuse("new", key("first-password-same"));
    }
    let (Ok(old), Ok(new), true) = (old, new, read.is_right()) else {
        let form = Form::refused(t, &fields, read.errors());
        return Ok(page::refused(&FirstPasswordPage { t, door: at.door.clone(), form }));
    };
    let store = &at.desk.store;
    let changed = match HashedPassword::of(&at.ctx, new.into()).await {
        Ok(new) => steps::change_password(&at.ctx, store, session, &old.into(), new).await,
        Err(error) => Err(error),
    };
    match changed {
        Ok(token) => Ok(session::begin(at.app.site(), &token, page::see_other("/"))),
        Err(SignInError::PasswordLength) => {
            let mut errors = Errors::new();
            errors.add("new", key("sign-in-password-length"));
            let form = Form::refused(t, &fields, errors);
            Ok(page::refused(&FirstPasswordPage { t, door: at.door.clone(), form }))
        }
        Err(error) => {
            let errors = told(&at.ctx, error, "old", key("settings-old-wrong"))?;
            let form = Form::refused(t, &fields, errors);
            Ok(page::refused(&FirstPasswordPage { t, door: at.door.clone(), form }))
        }
    }
}

async fn help(at: AtDesk, visitor: Visitor) -> Response {
    page::show(&HelpPage { t: visitor.t, door: at.door.clone() })
}

/// Where to go on after confirming; `see_other` leads nowhere but into this house.
#[derive(Debug, serde::Deserialize)]
struct Then {
    then: Option<String>,
}

async fn ask_again(
    at: AtDesk,
    staff: Staff,
    Query(then): Query<Then>,
) -> Result<Response, PageError> {
    let then = then.then.unwrap_or_else(|| "/returns".to_owned());
    let form = Form::blank(staff.t).with("then", then);
    let passkey = passkey::question(&at)?;
    let shell = staff.shell(Room::Settings);
    Ok(page::show(&ConfirmPage { t: staff.t, shell, form, passkey }))
}

async fn take_again(at: AtDesk, staff: Staff, fields: Fields) -> Result<Response, PageError> {
    let Some(session) = at.at(Stage::Full) else {
        return Ok(page::see_other("/sign-in"));
    };
    let mut read = fields.read();
    let passkey = passkey::question(&at)?;
    let shell = staff.shell(Room::Settings);
    let again = |form| ConfirmPage { t: staff.t, shell, form, passkey };
    let Ok(proof) = read.secret("proof").must(key("confirm-missing")) else {
        return Ok(page::refused(&again(Form::refused(staff.t, &fields, read.errors()))));
    };
    match steps::step_up(&at.ctx, &at.desk.store, session, &proof.into()).await {
        Ok(()) => Ok(page::see_other(fields.first("then"))),
        Err(error) => {
            let errors = told(&at.ctx, error, "proof", key("confirm-wrong"))?;
            Ok(page::refused(&again(Form::refused(staff.t, &fields, errors))))
        }
    }
}

async fn sign_out(at: AtDesk) -> Result<Response, PageError> {
    if let Some(session) = &at.half_way {
        let mut uow = at.desk.store.begin().await?;
        sessions::end(&at.ctx, &mut uow, session, session.session).await?;
        uow.commit().await?;
    }
    Ok(session::forget(at.app.site(), page::see_other("/signed-out")))
}

async fn signed_out(State(app): State<App>, visitor: Visitor) -> Response {
    page::show(&SignedOutPage { t: visitor.t, door: Door::new(app.site()) })
}
