//! Her passkeys: which there are, one more, one less. A new one opens the door without password and
//! code, so she first confirms that it is still her.

use access::gate::STEP_UP_LASTS;
use access::passkeys::{self, HeldPasskey, MOST, Question, Reply};
use access::sign_in::SignInError;
use access::{accounts, sessions};
use askama::Template;
use axum::Extension;
use axum::response::Response;
use kernel::{Personal, time};

use super::account::too_often;
use super::{Corner, Corners, corners};
use crate::errors::PageError;
use crate::form::{Errors, Fields, Form};
use crate::page;
use crate::routes::{Needs, Routes};
use crate::session::AtTheDoor;
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};

/// Letters that a passkey's name may have.
const LONGEST_NAME: usize = 60;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/settings/account/passkey", Needs::SignedIn, ask)
        .post("/settings/account/passkey", Needs::SignedIn, add)
        .post("/settings/account/passkey/end", Needs::SignedIn, end)
}

/// A passkey as shown.
#[derive(Debug, Clone)]
pub struct ShownPasskey {
    /// For the form that ends it.
    pub id: String,
    /// What she called it.
    pub name: Personal<String>,
    /// Since when, and when it was last used.
    pub when: String,
}

impl ShownPasskey {
    fn new(t: Text, held: HeldPasskey) -> Self {
        let since = t.moment(time::from_micros(held.made_at));
        let when = match held.used_at {
            Some(at) => {
                let used = t.moment(time::from_micros(at));
                t.say("settings-session-when").with("since", since).with("used", used).to_string()
            }
            None => t.say("settings-passkey-since").with("since", since).to_string(),
        };
        Self { id: held.id.to_string(), name: held.name, when }
    }

    /// Hers, the oldest first.
    ///
    /// # Errors
    /// By what is wrong with the store.
    pub async fn all(
        t: Text,
        uow: &mut store::Uow,
        of: &sessions::SignedIn,
    ) -> Result<Vec<Self>, PageError> {
        let held = passkeys::list(uow, of).await?;
        Ok(held.into_iter().map(|held| Self::new(t, held)).collect())
    }
}

/// `GET /settings/account/passkey`: a name, and the browser's own question.
#[derive(Debug, Template)]
#[template(path = "settings/passkey.html")]
pub struct PasskeyPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Where else in settings.
    pub corners: Corners,
    /// Field `name`; errors also under `passkey`.
    pub form: Form,
    /// What the browser is asked.
    pub question: Question,
}

/// Whether she confirmed a moment ago that it is still her.
fn confirmed(staff: &Staff) -> Result<(), PageError> {
    let now = staff.ctx.now_micros();
    match staff.who.confirmed_at {
        Some(at) if at <= now && now.saturating_sub(at) <= STEP_UP_LASTS => Ok(()),
        _ => Err(PageError::ConfirmAgain),
    }
}

async fn ask(
    staff: Staff,
    Extension(AtTheDoor(session)): Extension<AtTheDoor>,
) -> Result<Response, PageError> {
    confirmed(&staff)?;
    let form = Form::blank(staff.t);
    Ok(page::show(&shown(&staff, &session, form).await?))
}

async fn shown(
    staff: &Staff,
    session: &sessions::SignedIn,
    form: Form,
) -> Result<PasskeyPage, PageError> {
    let passkeys = staff.passkeys().ok_or(PageError::NotFound)?;
    let mut uow = staff.read().await?;
    let (_, corners) = corners(staff, &mut uow, Corner::Account).await?;
    let holder = accounts::holder(&mut uow, session).await?.ok_or(PageError::NotFound)?;
    drop(uow);
    let store = &staff.desk.store;
    let question = passkeys.ask_new(&staff.ctx, store, session, holder.email.reveal()).await;
    let question = question.map_err(PageError::broken)?;
    Ok(PasskeyPage { t: staff.t, shell: staff.shell(Room::Settings), corners, form, question })
}

async fn add(
    staff: Staff,
    Extension(AtTheDoor(session)): Extension<AtTheDoor>,
    fields: Fields,
) -> Result<Response, PageError> {
    confirmed(&staff)?;
    let passkeys = staff.passkeys().ok_or(PageError::NotFound)?;
    let mut read = fields.read();
    let Ok(name) = read.line_up_to("name", LONGEST_NAME).must(key("settings-passkey-name-missing"))
    else {
        let form = Form::refused(staff.t, &named(&fields), read.errors());
        return Ok(page::refused(&shown(&staff, &session, form).await?));
    };
    let answer = fields.first("answer").to_owned().into();
    let reply = Reply { question: fields.first("question"), answer: &answer };
    let store = &staff.desk.store;
    let mut errors = Errors::new();
    match passkeys.add(&staff.ctx, store, &session, reply, &name).await {
        Ok(()) => return Ok(page::see_other("/settings/account?done=passkey")),
        Err(SignInError::BeginAgain) => errors.add("passkey", key("settings-passkey-too-late")),
        Err(SignInError::Locked { until }) => return Err(too_often(&staff, until)),
        Err(SignInError::Store(error)) => return Err(error.into()),
        Err(_) => {
            let mut uow = staff.read().await?;
            let full = passkeys::list(&mut uow, &session).await?.len() >= MOST;
            let why = if full { "settings-passkey-most" } else { "settings-passkey-wrong" };
            errors.add("passkey", why);
        }
    }
    let form = Form::refused(staff.t, &named(&fields), errors);
    Ok(page::refused(&shown(&staff, &session, form).await?))
}

/// What she typed, without what the browser answered.
fn named(fields: &Fields) -> Fields {
    Fields::default().with("name", fields.first("name"))
}

async fn end(
    staff: Staff,
    Extension(AtTheDoor(session)): Extension<AtTheDoor>,
    fields: Fields,
) -> Result<Response, PageError> {
    if let Ok(passkey) = fields.first("passkey").parse() {
        let mut uow = staff.begin().await?;
        passkeys::end(&staff.ctx, &mut uow, &session, passkey).await?;
        uow.commit().await?;
    }
    Ok(page::see_other("/settings/account?done=passkey-ended"))
}
