//! Answers of the feed: JSON or lines of it, for any site, and errors in plain sentences.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::Query;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use directory::open_referral::{Form, Paging, Profile};
use directory::served::{Selection, Served};
use directory::snapshot::NotRead;
use serde_json::json;

use super::Parsed;
use crate::app::App;
use crate::edge::NotPersonal;

/// So many rows are read and sent at once when everything is streamed.
const AT_ONCE: usize = 128;
const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");
const NDJSON: HeaderValue = HeaderValue::from_static("application/x-ndjson; charset=utf-8");

/// Who asks, for what. Nothing of it is kept or written down.
pub(super) struct Caller {
    pub(super) app: App,
    pub(super) profile: Profile,
    uri: Uri,
    holds: Option<HeaderValue>,
    served: Option<Arc<Served>>,
}

impl Caller {
    pub(super) fn new(app: App, profile: Profile, uri: Uri, headers: &HeaderMap) -> Self {
        let served = app.directory().and_then(|shelf| shelf.served());
        let holds = headers.get(header::IF_NONE_MATCH).cloned();
        Self { app, profile, uri, holds, served }
    }

    /// The directory that this answer is made of, from its beginning to its end.
    pub(super) fn served(&self) -> Option<Arc<Served>> {
        self.served.clone()
    }

    /// Reads the query; what cannot be understood is answered with 400.
    pub(super) fn query<T>(
        &self,
        parse: impl FnOnce(Vec<(&str, &str)>) -> Parsed<T>,
    ) -> Result<T, Box<Response>> {
        let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(&self.uri)
            .map_err(|_| Box::new(fault(StatusCode::BAD_REQUEST, "The query cannot be read.")))?;
        let pairs = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        parse(pairs).map_err(|error| {
            let mut said = error.to_string();
            said.push('.');
            Box::new(wrong(StatusCode::BAD_REQUEST, &said, Some(error.parameter)))
        })
    }

    /// The same address answers the same while the directory is the same.
    fn tag(&self) -> Option<HeaderValue> {
        let digest = self.served.as_ref().map_or("none", |served| served.digest());
        let digest = digest.get(..32).unwrap_or(digest);
        HeaderValue::from_str(&format!("W/\"{digest}\"")).ok()
    }

    /// Where somebody is or what she seeks is to be kept in no cache of a browser or an office.
    fn asks_about_somebody(&self) -> bool {
        let query = self.uri.query().unwrap_or_default();
        query.split('&').any(|pair| {
            let name = pair.split('=').next().unwrap_or_default();
            !matches!(name, "" | "page" | "per_page" | "perPage" | "format" | "full" | "minimal")
        })
    }
}

/// One answer in JSON, or that the caller has it already.
pub(super) fn body(caller: &Caller, json: Vec<u8>) -> Response {
    let tag = caller.tag();
    let has_it = tag.is_some()
        && caller.holds.as_ref().zip(tag.as_ref()).is_some_and(|(holds, tag)| {
            let (holds, tag) = (holds.to_str().unwrap_or_default(), tag.to_str().unwrap_or("-"));
            holds.split(',').any(|one| one.trim() == tag || one.trim() == "*")
        });
    let mut response = match has_it {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => ([(header::CONTENT_TYPE, JSON)], json).into_response(),
    };
    if let Some(tag) = tag {
        response.headers_mut().insert(header::ETAG, tag);
    }
    open(caller, response)
}

/// A page, or everything line by line.
pub(super) fn listed(
    caller: &Caller,
    selection: Selection,
    paging: Paging,
    form: Form,
) -> Response {
    match form {
        Form::Json => match selection.page(paging) {
            Ok(json) => body(caller, json),
            Err(error) => unreadable(&error),
        },
        Form::Ndjson => {
            let lines = futures_util::stream::try_unfold(0, move |from| {
                let lines = selection.lines(from..from.saturating_add(AT_ONCE));
                let is_over = from >= selection.len();
                async move {
                    if is_over {
                        return Ok(None);
                    }
                    // Others get their turn between two parts.
                    tokio::task::yield_now().await;
                    lines.map(|lines| Some((Bytes::from(lines), from + AT_ONCE)))
                }
            });
            let response = ([(header::CONTENT_TYPE, NDJSON)], Body::from_stream(lines));
            open(caller, response.into_response())
        }
    }
}

/// Anybody's page may read it.
fn open(caller: &Caller, mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    let keep = match caller.asks_about_somebody() {
        true => "no-store",
        false => "public, max-age=60",
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    response.extensions_mut().insert(NotPersonal);
    response
}

/// What went wrong, in a sentence.
pub(super) fn fault(status: StatusCode, said: &str) -> Response {
    wrong(status, said, None)
}

fn wrong(status: StatusCode, said: &str, parameter: Option<&str>) -> Response {
    let mut error = json!({ "status": status.as_u16(), "message": said });
    if let (Some(parameter), serde_json::Value::Object(fields)) = (parameter, &mut error) {
        fields.insert("parameter".to_owned(), parameter.into());
    }
    let body = json!({ "error": error }).to_string();
    let head = [
        (header::CONTENT_TYPE, JSON),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    ];
    (status, head, body).into_response()
}

/// There is none with that id, or not any more.
pub(super) fn not_found(what: &str) -> Response {
    fault(StatusCode::NOT_FOUND, &format!("There is no {what} with this id."))
}

/// The file cannot be read; its error holds nothing of anybody.
pub(super) fn unreadable(error: &NotRead) -> Response {
    tracing::error!(%error, "the public directory could not be read");
    let said = "The directory cannot be read at the moment. Please try again in a minute.";
    let mut response = fault(StatusCode::SERVICE_UNAVAILABLE, said);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    response
}
