//! The session layer: from the cookie to somebody who is signed in.
//!
//! The cookie holds a random token and nothing else, lives until the browser closes, is sent to us
//! only from our own pages, and cannot be read by script. A visitor of the public pages gets none.

use access::sessions::{self, Stage, Token};
use access::{Denied, accounts, act, sign_in};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use casework::referral::service::awaiting;
use kernel::{Actor, Ctx, Personal};
use std::net::SocketAddr;
use store::Uow;

use crate::app::{App, Site};
use crate::desk::Desk;
use crate::errors::PageError;
use crate::shell::{Room, SignedIn};
use crate::text::Language;

/// The session as the door knows it: also half way through signing in.
#[derive(Debug, Clone)]
pub struct AtTheDoor(pub sessions::SignedIn);

/// Where a request comes from, for counting failed tries. Kept only as a keyed digest.
#[derive(Debug, Clone)]
pub struct CameFrom(pub Personal<String>);

/// Puts [`SignedIn`] into requests that carry a live session. Stands outside the edge's rules.
pub async fn layer(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let came_from = CameFrom(address_of(app.site(), &request).into());
    request.extensions_mut().insert(came_from);
    if let (Some(desk), Some(token)) = (app.desk(), token_of(app.site(), request.headers())) {
        match recognise(&app, desk, &token).await {
            Ok(Some((door, signed_in))) => {
                request.extensions_mut().insert(AtTheDoor(door));
                if let Some(signed_in) = signed_in {
                    request.extensions_mut().insert(signed_in);
                }
            }
            Ok(None) => {}
            Err(error) => return error.into_response(),
        }
    }
    next.run(request).await
}

/// The network address of a request. What a proxy says of it counts only from the proxy we know;
/// anybody else could write what she likes there.
fn address_of(site: &Site, request: &Request) -> String {
    let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>() else {
        return String::new();
    };
    let said = request.headers().get("x-forwarded-for").and_then(|value| value.to_str().ok());
    match said.and_then(|list| list.rsplit(',').next()) {
        Some(last) if site.behind_proxy == Some(peer.ip()) => last.trim().to_owned(),
        _ => peer.ip().to_string(),
    }
}

async fn recognise(
    app: &App,
    desk: &Desk,
    token: &Token,
) -> Result<Option<(sessions::SignedIn, Option<SignedIn>)>, PageError> {
    let nobody = app.ctx(Actor::Visitor);
    let mut uow = desk.store.read().await?;
    let found = who_is(desk, &nobody, &mut uow, token).await?;
    // A node has so many connections, and nobody holds one while she waits for another.
    drop(uow);
    if let Some((session, _)) = &found {
        sessions::note_seen(&nobody, &desk.store, session).await?;
    }
    Ok(found)
}

async fn who_is(
    desk: &Desk,
    nobody: &Ctx,
    uow: &mut Uow,
    token: &Token,
) -> Result<Option<(sessions::SignedIn, Option<SignedIn>)>, PageError> {
    let Some(session) = sessions::find(nobody, uow, token).await? else {
        return Ok(None);
    };
    if session.stage != Stage::Full {
        return Ok(Some((session, None)));
    }
    let ctx = session.acting(nobody);
    let actor = desk.gate.actor(&ctx, uow).await?;
    let Some(herself) = accounts::holder(uow, &session).await? else { return Ok(None) };
    if herself.closed_at.is_some() {
        return Ok(None);
    }
    // Whoever handed her the password knows it: until it is hers alone she opens nothing.
    if sign_in::is_password_handed_over(uow, &session).await? {
        return Ok(Some((session, None)));
    }
    let organisations = accounts::organisations(uow).await?;
    let organisation_name = organisations
        .into_iter()
        .find(|(id, _)| *id == session.organisation)
        .map(|(_, name)| name)
        .unwrap_or_default();
    let enters = [
        (Room::Today, desk.gate.may_enter::<act::ReadToday>(&actor)),
        (Room::Women, desk.gate.may_enter::<act::SearchWomen>(&actor)),
        (Room::Referrals, desk.gate.may_enter::<act::ReadInbox>(&actor)),
        (Room::Calendar, desk.gate.may_enter::<act::ReadCalendar>(&actor)),
        (Room::Safety, desk.gate.may_enter::<act::ReadSafetyBoard>(&actor)),
        (Room::Programmes, desk.gate.may_enter::<act::ReadReturns>(&actor)),
        (Room::Returns, desk.gate.may_enter::<act::ReadReturns>(&actor)),
        (Room::Settings, true),
    ];
    let waiting = match desk.gate.permit_place::<act::ReadInbox>(&ctx, uow).await {
        Ok(permit) => awaiting(uow, &permit).await?,
        Err(Denied::Refused(_)) => 0,
        Err(Denied::Store(error)) => return Err(error.into()),
    };
    let signed_in = SignedIn {
        account: session.account,
        organisation: session.organisation,
        name: herself.name,
        organisation_name,
        language: Language::English,
        rooms: enters.into_iter().filter(|(_, may)| *may).map(|(room, _)| room).collect(),
        waiting,
        confirmed_at: session.step_up_at,
    };
    Ok(Some((session, Some(signed_in))))
}

/// The cookie's name. `__Host-` makes a browser insist on TLS and on this very host (RFC 6265bis).
const fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-alongside" } else { "alongside" }
}

fn token_of(site: &Site, headers: &HeaderMap) -> Option<Token> {
    let name = cookie_name(site.is_https());
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| Token::from_cookie(value))
}

/// Hands the browser its new token with this answer.
#[must_use]
pub fn begin(site: &Site, token: &Token, response: Response) -> Response {
    set_cookie(site, token.reveal(), "", response)
}

/// Takes the token back.
#[must_use]
pub fn forget(site: &Site, response: Response) -> Response {
    set_cookie(site, "", "; Max-Age=0", response)
}

fn set_cookie(site: &Site, value: &str, also: &str, mut response: Response) -> Response {
    let https = site.is_https();
    let secure = if https { "; Secure" } else { "" };
    let name = cookie_name(https);
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{also}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// The browser in words, so that a list of sessions can be read: "Firefox on Windows".
#[must_use]
pub fn browser_in_words(headers: &HeaderMap) -> Personal<String> {
    let agent = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let first = |choices: &[(&str, &'static str)]| {
        choices.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    // Order matters: Edge also says Chrome, Chrome also says Safari.
    let browser = first(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(only), None) | (None, Some(only)) => only.to_owned(),
        (None, None) => String::new(),
    }
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others_and_has_another_name_behind_tls() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("a=b; alongside=abc; c=d"));
        let plain = Site::default();
        assert_eq!(token_of(&plain, &headers).unwrap().reveal(), "abc");
        let tls = Site { public_url: "https://centre.example.org".to_owned(), ..plain };
        assert!(token_of(&tls, &headers).is_none());
    }

    #[test]
    fn a_browser_is_told_in_words() {
        let mut headers = HeaderMap::new();
        let agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36 Edg/131.0";
        headers.insert(header::USER_AGENT, HeaderValue::from_static(agent));
        assert_eq!(browser_in_words(&headers).reveal(), "Edge on Windows");
    }
}
