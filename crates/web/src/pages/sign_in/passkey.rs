//! Passkeys at the door: signing in by one, and confirming by one that it is still her.
//!
//! The form that asks the browser is shown by script alone; without script there are password and code.

use access::passkeys::{Question, Reply};
use access::sessions::Stage;
use access::sign_in::SignInError;
use axum::http::HeaderMap;
use axum::response::Response;

use super::ConfirmPage;
use super::door::{AtDesk, told};
use crate::errors::PageError;
use crate::form::{Fields, Form};
use crate::page;
use crate::session;
use crate::shell::{Room, Staff, Visitor};
use crate::text::key;

/// The question of this page, where this installation can have passkeys.
pub(super) fn question(at: &AtDesk) -> Result<Option<Question>, PageError> {
    let Some(passkeys) = at.app.site().passkeys() else { return Ok(None) };
    passkeys.ask(&at.ctx, &at.desk.store).map(Some).map_err(PageError::broken)
}

/// `POST /sign-in/passkey`: the hidden fields `question` and `answer`.
pub(super) async fn take(
    at: AtDesk,
    visitor: Visitor,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, PageError> {
    let site = at.app.site();
    let passkeys = site.passkeys().ok_or(PageError::NotFound)?;
    let answer = fields.first("answer").to_owned().into();
    let reply = Reply { question: fields.first("question"), answer: &answer };
    let browser = session::browser_in_words(&headers);
    match passkeys.begin(&at.ctx, &at.desk.store, reply, &browser).await {
        Ok(token) => Ok(session::begin(site, &token, page::see_other("/"))),
        Err(error) => {
            let errors = refused(&at, error)?;
            // What the browser answered does not stand in the page that asks again.
            let form = Form::refused(visitor.t, &Fields::default(), errors);
            Ok(page::refused(&at.password_page(visitor.t, form)?))
        }
    }
}

/// `POST /confirm/passkey`: the hidden fields `question`, `answer` and `then`.
pub(super) async fn confirm(
    at: AtDesk,
    staff: Staff,
    fields: Fields,
) -> Result<Response, PageError> {
    let Some(session) = at.at(Stage::Full) else {
        return Ok(page::see_other("/sign-in"));
    };
    let passkeys = at.app.site().passkeys().ok_or(PageError::NotFound)?;
    let answer = fields.first("answer").to_owned().into();
    let reply = Reply { question: fields.first("question"), answer: &answer };
    match passkeys.step_up(&at.ctx, &at.desk.store, session, reply).await {
        Ok(()) => Ok(page::see_other(fields.first("then"))),
        Err(error) => {
            let errors = refused(&at, error)?;
            let form = Form::refused(staff.t, &Fields::default(), errors);
            let page = ConfirmPage {
                t: staff.t,
                shell: staff.shell(Room::Settings),
                form: form.with("then", fields.first("then")),
                passkey: question(&at)?,
            };
            Ok(page::refused(&page))
        }
    }
}

fn refused(at: &AtDesk, error: SignInError) -> Result<crate::form::Errors, PageError> {
    told(&at.ctx, error, "passkey", key("sign-in-passkey-wrong"))
}
