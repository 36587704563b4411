//! Serves the style sheet, the door and the error pages with invented values on loopback, to look at
//! them in a browser: `cargo run -p web --example look -- 8089`.
//!
//! Not for: real work. It has no database, and everybody is signed in.
#![allow(clippy::print_stderr)]

use std::sync::Arc;

use axum::extract::{Path, Request};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use kernel::{Personal, ctx};
use web::errors::{Clash, ClashField, Stopped, WhoCan};
use web::pages::sign_in::{CodePage, Door, HelpPage, PasswordPage, RecoveryPage, SignedOutPage};
use web::{App, Form, Needs, PageError, Room, SignedIn, Site, Text, edge, page};

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let port = std::env::args().nth(1).and_then(|port| port.parse().ok()).unwrap_or(0u16);
    let clock = ctx::SetClock::new(jiff::Timestamp::UNIX_EPOCH);
    let app = App::new(Arc::new(clock), Arc::new(ctx::Seeded::new(1)), Site::default());
    let routes = web::pages::routes().get("/look/door/{page}", Needs::Anybody, door).get(
        "/look/error/{page}",
        Needs::Anybody,
        error,
    );
    let (router, _) = routes.finish(app.clone());
    let router = edge::guarded(router, app).layer(middleware::from_fn(everybody_is_nia));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    eprintln!("http://localhost:{}/style", listener.local_addr()?.port());
    axum::serve(listener, router).await
}

async fn everybody_is_nia(mut request: Request, next: Next) -> Response {
    request.extensions_mut().insert(SignedIn {
        account: uuid::Uuid::nil().into(),
        organisation: uuid::Uuid::nil().into(),
        name: "Nia Prosser".into(),
        organisation_name: "Teasel House".to_owned(),
        language: web::Language::English,
        rooms: vec![
            Room::Today,
            Room::Women,
            Room::Referrals,
            Room::Calendar,
            Room::Safety,
            Room::Returns,
            Room::Settings,
            Room::StyleSheet,
        ],
        waiting: 3,
        confirmed_at: None,
    });
    next.run(request).await
}

async fn door(Path(name): Path<String>) -> Response {
    let t = Text::default();
    let site = Site { name: "Teasel House Women’s Centre".to_owned(), ..Site::default() };
    let door = Door::new(&site);
    let form = Form::blank(t);
    match name.as_str() {
        "code" => page::show(&CodePage { t, door, form }),
        "recovery" => page::show(&RecoveryPage { t, door, form }),
        "help" => page::show(&HelpPage { t, door }),
        "signed-out" => page::show(&SignedOutPage { t, door }),
        _ => {
            let demo = vec![("Caseworker".to_owned(), "nia@example.org".to_owned())];
            page::show(&PasswordPage { t, door, form, passkey: None, form_url: None, demo })
        }
    }
}

async fn error(Path(name): Path<String>) -> Response {
    match name.as_str() {
        "clash" => PageError::Clash(Box::new(Clash {
            by: "Ruth Adeyemi".into(),
            at: "2:14pm".to_owned(),
            action: "/look/error/clash".to_owned(),
            back: "/style".to_owned(),
            fields: vec![ClashField {
                name: "goal".to_owned(),
                label: "Her goal, in her words".to_owned(),
                theirs: "My own front door.".into(),
                yours: "My own front door,\nwith a lock that he has no key to.".into(),
            }],
            carried: vec![("version".to_owned(), Personal::new("4".to_owned()))],
        })),
        "forbidden" => PageError::Forbidden(WhoCan::Team {
            team: "Cardiff team".to_owned(),
            ask: "Anwen Idris, on 029 2018 0144".into(),
        }),
        "disk-full" => PageError::Stopped(Stopped::DiskFull),
        "audit" => PageError::Stopped(Stopped::AuditUnwritable),
        "too-often" => PageError::TooOften { seconds: 240 },
        "broken" => PageError::broken("an example"),
        _ => PageError::NotFound,
    }
    .into_response()
}
