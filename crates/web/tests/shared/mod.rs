//! Invented staff and an application for the tests of this crate.
#![allow(dead_code, unreachable_pub, reason = "each test file uses some of it")]
#![allow(clippy::unwrap_used, reason = "only tests use this")]

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, Response, StatusCode};
use axum::middleware::{self, Next};
use http_body_util::BodyExt;
use kernel::ctx::{Seeded, SetClock};
use tower::ServiceExt;
use web::{App, Language, Room, Shell, SignedIn, Site};

/// A caseworker.
pub fn nia() -> SignedIn {
    SignedIn {
        account: uuid::Uuid::from_u128(1).into(),
        organisation: uuid::Uuid::from_u128(2).into(),
        name: "Nia Prosser".into(),
        organisation_name: "Teasel House".to_owned(),
        language: Language::English,
        rooms: vec![Room::Today, Room::Women, Room::Referrals, Room::StyleSheet],
        waiting: 3,
        confirmed_at: None,
    }
}

/// The shell of a page of hers.
pub fn shell(room: Room) -> Shell {
    Shell::new(&Site::default(), &nia(), room)
}

/// An application on a clock that stands still.
pub fn app() -> App {
    let clock = SetClock::new("2026-11-24T09:00:00Z".parse().unwrap());
    App::new(Arc::new(clock), Arc::new(Seeded::new(7)), Site::default())
}

/// The router with Nia signed in.
pub fn signed_in(router: Router) -> Router {
    router.layer(middleware::from_fn(async |mut request: Request, next: Next| {
        request.extensions_mut().insert(nia());
        next.run(request).await
    }))
}

/// One answer: its status, headers and body.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// Asks the router.
pub async fn ask(router: &Router, request: Request<Body>) -> Answer {
    let response: Response<Body> = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    }
}

/// A page asked for.
pub fn get(path: &str) -> Request<Body> {
    Request::builder().uri(path).header("host", "localhost").body(Body::empty()).unwrap()
}

/// A form sent from our own page.
pub fn post(path: &str, body: impl Into<Body>) -> Request<Body> {
    Request::builder()
        .method("POST")
        .uri(path)
        .header("host", "localhost")
        .header("origin", "http://localhost")
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body.into())
        .unwrap()
}
