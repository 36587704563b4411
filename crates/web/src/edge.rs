//! The rules of every answer, whatever the page: what a browser may do with it, who may send to us,
//! how much, and what is kept on the device (nothing).
//!
//! Not for: sessions and sign-in, which `access` knows and `cli` puts round this.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode, Version, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::{CsrfLayer, ProtectionError};
use tower_http::timeout::{RequestBodyTimeoutLayer, TimeoutLayer};

use crate::app::App;
use crate::errors::{self, PageError};
use crate::form::LARGEST_BODY;

/// Marks an answer that holds nothing of anybody. Only such an answer is compressed: compressing a
/// secret beside something an attacker chose tells the secret by its length (BREACH, 2013).
#[derive(Debug, Clone, Copy)]
pub struct NotPersonal;

/// How long a body may not move while it is read.
const SILENT: Duration = Duration::from_secs(20);
/// How long a request may take from its headers to its answer, its body included. What is not done by
/// then was not acknowledged, and is rolled back.
const LONGEST: Duration = Duration::from_secs(60);

/// No inline script or style, nothing from another host, no frame, no base. Forms go to us only.
const CONTENT_SECURITY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// `same-origin` and not `no-referrer`: with `no-referrer` a browser also sends `Origin: null` with
/// our own forms, and an old one, without Sec-Fetch-Site, could not be told from another site.
const HEADERS: [(HeaderName, HeaderValue); 9] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY)),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
        ),
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (header::X_DNS_PREFETCH_CONTROL, HeaderValue::from_static("off")),
    (header::X_XSS_PROTECTION, HeaderValue::from_static("0")),
];

/// Puts the edge's rules round a router. From the outside in: headers, compression, error pages,
/// the cross-site guard, the limits of time and size.
pub fn guarded(router: Router, app: App) -> Router {
    let refuse = |_: ProtectionError| PageError::FromElsewhere.into_response();
    router
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(RequestBodyTimeoutLayer::new(SILENT))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, LONGEST))
        .layer(CsrfLayer::new().with_rejection_response(refuse))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(app.clone(), errors::pages))
        .layer(CompressionLayer::new().compress_when(may_compress))
        .layer(middleware::from_fn_with_state(app, headers))
}

fn may_compress(_: StatusCode, _: Version, _: &HeaderMap, extensions: &Extensions) -> bool {
    extensions.get::<NotPersonal>().is_some()
}

fn panicked(_: Box<dyn std::any::Any + Send + 'static>) -> Response {
    // The message of a panic may quote what it stumbled over, so it is not repeated here.
    PageError::broken("a handler panicked").into_response()
}

async fn headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, value);
    }
    // Nothing stays on a shared computer, and the browser's own "back" after sign-out or exit
    // shows nothing. Answers that anybody may keep say so themselves.
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if app.site().is_https() {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=63072000"),
        );
    }
    response
}
