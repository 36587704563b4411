//! The stylesheet and the script, built into the program and named by their content, so that a
//! browser may keep them for a year and never shows a page with last month's look.
//!
//! Not for: anything that differs between two people. These answers are public and stored.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::edge::NotPersonal;

const SHEET: &str = include_str!(concat!(env!("OUT_DIR"), "/alongside.css"));
const SCRIPT: &str = include_str!("../assets/alongside.js");
const MARK: &str = include_str!("../assets/mark.svg");

static SHEET_NAME: LazyLock<String> = LazyLock::new(|| named(SHEET, "css"));
static SCRIPT_NAME: LazyLock<String> = LazyLock::new(|| named(SCRIPT, "js"));
static MARK_NAME: LazyLock<String> = LazyLock::new(|| named(MARK, "svg"));

/// Where the stylesheet is: `/assets/alongside-0123456789ab.css`.
#[must_use]
pub fn stylesheet() -> String {
    format!("/assets/{}", *SHEET_NAME)
}

/// Where the script is.
#[must_use]
pub fn script() -> String {
    format!("/assets/{}", *SCRIPT_NAME)
}

/// Where the mark for the browser's tab is.
#[must_use]
pub fn mark() -> String {
    format!("/assets/{}", *MARK_NAME)
}

/// `GET /assets/{name}`.
pub async fn serve(Path(name): Path<String>) -> Response {
    let (kind, body) = match name {
        name if name == *SHEET_NAME => ("text/css; charset=utf-8", SHEET),
        name if name == *SCRIPT_NAME => ("text/javascript; charset=utf-8", SCRIPT),
        name if name == *MARK_NAME => ("image/svg+xml", MARK),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    response.extensions_mut().insert(NotPersonal);
    response
}

fn named(content: &str, ending: &str) -> String {
    let digest = Sha256::digest(content.as_bytes());
    let hash: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("alongside-{hash}.{ending}")
}
