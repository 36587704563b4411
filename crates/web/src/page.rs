//! Answers with a page.
//!
//! Not for: an answer with a woman's record before its audit entry is committed. Render after the
//! commit, never before.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::edge::NotPersonal;
use crate::errors::PageError;

/// The page, with status 200.
#[must_use]
pub fn show(page: &impl Template) -> Response {
    with_status(StatusCode::OK, page)
}

/// The page again, with what was typed and what is not right: status 422.
#[must_use]
pub fn refused(page: &impl Template) -> Response {
    with_status(StatusCode::UNPROCESSABLE_ENTITY, page)
}

/// A public page with nothing of anybody in it; it may be compressed.
#[must_use]
pub fn show_public(page: &impl Template) -> Response {
    let mut response = with_status(StatusCode::OK, page);
    response.extensions_mut().insert(NotPersonal);
    response
}

/// The page with another status.
#[must_use]
pub fn with_status(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => (
            status,
            [(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))],
            html,
        )
            .into_response(),
        Err(error) => PageError::broken(error).into_response(),
    }
}

/// Go on to this page of ours (303), so that reloading it sends nothing twice. `path` is our own:
/// anything else leads to the first page, so that no form can send somebody away.
#[must_use]
pub fn see_other(path: impl AsRef<str>) -> Response {
    let path = path.as_ref();
    let ours = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
    let place = HeaderValue::from_str(if ours { path } else { "/" })
        .unwrap_or_else(|_| HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_never_leaves_the_house() {
        for place in ["//evil.example", "https://evil.example", "/\\evil.example", "", "/a\nb"] {
            assert_eq!(see_other(place).headers()[header::LOCATION], "/", "{place:?}");
        }
        assert_eq!(see_other("/women/7KQW4RMT").headers()[header::LOCATION], "/women/7KQW4RMT");
    }
}
