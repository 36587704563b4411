//! Pages that say what did not happen, why, and what to do next. Worded kindly, and a fault of ours
//! tells the reader a reference and nothing else.
//!
//! A handler returns [`PageError`]; the edge turns it into a page in the reader's language, and does
//! the same for every bare error of the router (no such address, wrong method, too large).
//!
//! Not for: a form that is not right; that shows itself again (`page::refused`).

use access::Refusal;
use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Personal};

use crate::app::App;
use crate::assets;
use crate::page;
use crate::shell::asked_language;
use crate::text::{Text, key};

/// Whom to ask for a record that one cannot see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhoCan {
    /// Not said: that alone would tell that she is known here.
    Unsaid,
    /// A team of the organisation, and whom to ask there, with how to reach her at work.
    Team {
        /// "Cardiff team".
        team: String,
        /// "Anwen Idris, on 029 2018 0144".
        ask: Personal<String>,
    },
    /// What the policies say: somebody with another role, or she herself in an emergency.
    By(Refusal),
}

/// What keeps us from saving or opening records for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// No room left on the disk.
    DiskFull,
    /// The disk cannot be written.
    ReadOnly,
    /// The record of who looked cannot be written, so no record opens.
    AuditUnwritable,
    /// Too much at once.
    Busy,
}

/// Why there is no PDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoPdf {
    /// The program that makes them is not installed, or not built yet.
    NotThere,
    /// There is too much to print.
    TooLarge,
    /// A fault of ours.
    Failed,
}

/// A field that two people changed, with both texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClashField {
    /// Its name in the form.
    pub name: String,
    /// What it is called on the page.
    pub label: String,
    /// What stands there now.
    pub theirs: Personal<String>,
    /// What was typed and not saved.
    pub yours: Personal<String>,
}

/// Two people edited the same thing. Nothing is overwritten: the second one sees both texts and
/// decides. Fields that only one of them changed are already joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// Who saved first.
    pub by: Personal<String>,
    /// When, as shown: "2:14pm".
    pub at: String,
    /// Where the form is sent again.
    pub action: String,
    /// Where the saved state can be read.
    pub back: String,
    /// What clashes.
    pub fields: Vec<ClashField>,
    /// Everything else of the form, carried along, with the newest `version`.
    pub carried: Vec<(String, Personal<String>)>,
}

/// Why there is no page as asked for.
#[derive(Debug, Clone, thiserror::Error)]
pub enum PageError {
    /// 401: nobody is signed in.
    #[error("nobody is signed in")]
    NotSignedIn,
    /// 403: the policies say no.
    #[error("not allowed")]
    Forbidden(WhoCan),
    /// 403: allowed, once she has confirmed who she is again.
    #[error("must confirm again")]
    ConfirmAgain,
    /// 403: sent from a page that is not ours.
    #[error("sent from another site")]
    FromElsewhere,
    /// 404: nothing there, or nothing she may know of.
    #[error("nothing there")]
    NotFound,
    /// 405.
    #[error("wrong method")]
    WrongMethod,
    /// 409.
    #[error("somebody else changed it")]
    Clash(Box<Clash>),
    /// 413.
    #[error("too large")]
    TooLarge,
    /// 400: not a form in UTF-8.
    #[error("cannot be read")]
    Unreadable,
    /// 429: too often; try again after so many seconds.
    #[error("too often")]
    TooOften {
        /// Seconds to wait.
        seconds: u32,
    },
    /// 503.
    #[error("stopped: {0:?}")]
    Stopped(Stopped),
    /// 503: the page prints from the browser instead.
    #[error("no PDF: {0:?}")]
    NoPdf(NoPdf),
    /// 500: a fault of ours. The cause is for the log and holds nothing personal.
    #[error("broken: {0}")]
    Broken(String),
}

impl PageError {
    /// A fault of ours, from any error. Errors of this house hold nothing personal.
    pub fn broken(cause: impl std::fmt::Display) -> Self {
        Self::Broken(cause.to_string())
    }

    /// The status of the answer.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::NotSignedIn => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) | Self::ConfirmAgain | Self::FromElsewhere => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::Clash(_) => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::TooOften { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Stopped(_) | Self::NoPdf(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// The edge writes the page, because it knows the reader's language.
impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Template)]
#[template(path = "errors/error.html")]
struct ErrorPage {
    t: Text,
    stylesheet: String,
    mark: String,
    heading: &'static str,
    sentences: Vec<String>,
    /// Shown in figures of one width, to be read out.
    reference: Option<String>,
    way_on: (String, &'static str),
}

#[derive(Template)]
#[template(path = "errors/clash.html")]
struct ClashPage {
    t: Text,
    stylesheet: String,
    mark: String,
    clash: Clash,
}

/// Turns errors into pages. It stands round the whole router.
pub(crate) async fn pages(State(app): State<App>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let t = Text::new(asked_language(app.site(), &parts));
    let path = parts.uri.path().to_owned();
    let wants_page = !path.starts_with("/api/") && !path.starts_with("/open-referral/");
    let response = next.run(Request::from_parts(parts, body)).await;
    let Some(error) = error_of(&response) else { return response };
    if !wants_page {
        return response;
    }
    let mut page = written(&app, t, error, &path);
    for (name, value) in response.headers() {
        if name == header::ALLOW || name == header::RETRY_AFTER {
            page.headers_mut().insert(name, value.clone());
        }
    }
    page
}

/// The error behind an answer: ours, or the router's own without a page.
fn error_of(response: &Response) -> Option<PageError> {
    if let Some(error) = response.extensions().get::<PageError>() {
        return Some(error.clone());
    }
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
    if kind.is_some_and(|kind| !kind.starts_with("text/plain")) {
        return None;
    }
    match response.status() {
        StatusCode::NOT_FOUND => Some(PageError::NotFound),
        StatusCode::METHOD_NOT_ALLOWED => Some(PageError::WrongMethod),
        StatusCode::PAYLOAD_TOO_LARGE => Some(PageError::TooLarge),
        StatusCode::FORBIDDEN => Some(PageError::FromElsewhere),
        StatusCode::REQUEST_TIMEOUT => Some(PageError::Stopped(Stopped::Busy)),
        status if status.is_client_error() => Some(PageError::Unreadable),
        status if status.is_server_error() => Some(PageError::broken(status)),
        _ => None,
    }
}

fn written(app: &App, t: Text, error: PageError, path: &str) -> Response {
    let status = error.status();
    let mut reference = None;
    let mut retry = None;
    let mut way_on = None;
    let mut emergency = None;
    let mut page_instead = None;
    let say = |key: &str| t.say(key).to_string();
    let (heading, sentences) = match error {
        PageError::NotSignedIn => {
            (key("error-signed-out-title"), vec![say("error-signed-out"), say("error-keep-typed")])
        }
        PageError::Forbidden(who) => {
            if who == WhoCan::By(Refusal::EmergencyAccess) {
                emergency = emergency_of(path);
            }
            let title = match path.starts_with("/women/") {
                true => key("error-forbidden-title"),
                false => key("error-forbidden-page-title"),
            };
            (title, who_can(t, &who))
        }
        PageError::ConfirmAgain => {
            way_on = Some((confirm_for(path), key("error-to-confirm")));
            (key("error-confirm-title"), vec![say("error-confirm")])
        }
        PageError::FromElsewhere => (key("error-elsewhere-title"), vec![say("error-elsewhere")]),
        PageError::NotFound => (key("error-not-found-title"), vec![say("error-not-found")]),
        PageError::WrongMethod => (key("error-method-title"), vec![say("error-method")]),
        PageError::Clash(clash) => {
            let (stylesheet, mark) = (assets::stylesheet(), assets::mark());
            return page::with_status(status, &ClashPage { t, stylesheet, mark, clash: *clash });
        }
        PageError::TooLarge => {
            (key("error-too-large-title"), vec![say("error-too-large"), say("error-keep-typed")])
        }
        PageError::Unreadable => {
            (key("error-unreadable-title"), vec![say("error-unreadable"), say("error-keep-typed")])
        }
        PageError::TooOften { seconds } => {
            retry = Some(seconds);
            let minutes = seconds.div_ceil(60).max(1);
            let wait = t.say("error-too-often").with("minutes", minutes).to_string();
            (key("error-too-often-title"), vec![wait])
        }
        PageError::Stopped(stopped) => {
            retry = Some(60);
            let why = match stopped {
                Stopped::DiskFull => key("error-disk-full"),
                Stopped::ReadOnly => key("error-read-only"),
                Stopped::AuditUnwritable => key("error-audit"),
                Stopped::Busy => key("error-busy"),
            };
            (key("error-stopped-title"), vec![say(why), say("error-keep-typed")])
        }
        PageError::NoPdf(why) => {
            page_instead = Some(printed_instead(path));
            let why = match why {
                NoPdf::NotThere => key("error-pdf-not-there"),
                NoPdf::TooLarge => key("error-pdf-too-large"),
                NoPdf::Failed => key("error-pdf-failed"),
            };
            (key("error-pdf-title"), vec![say(why), say("error-pdf-print")])
        }
        PageError::Broken(cause) => {
            let number = app.ctx(Actor::Visitor).new_reference().to_string();
            tracing::error!(reference = %number, cause, "a page could not be made");
            reference = Some(number);
            (key("error-broken-title"), vec![say("error-broken"), say("error-keep-typed")])
        }
    };
    let way_on = match (way_on, &emergency, &page_instead) {
        (_, Some(address), _) => (address.clone(), key("emergency-open-link")),
        (_, _, Some(address)) => (address.clone(), key("error-pdf-to-page")),
        (Some(way_on), ..) => way_on,
        _ if status == StatusCode::UNAUTHORIZED => ("/sign-in".to_owned(), key("error-to-sign-in")),
        _ => ("/".to_owned(), key("error-to-start")),
    };
    let (stylesheet, mark) = (assets::stylesheet(), assets::mark());
    let page = ErrorPage { t, stylesheet, mark, heading, sentences, reference, way_on };
    let mut response = match page.render() {
        Ok(html) => (
            status,
            [(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))],
            html,
        )
            .into_response(),
        Err(_) => status.into_response(),
    };
    if let Some(seconds) = retry {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// The page that prints what this address would have given as PDF.
fn printed_instead(path: &str) -> String {
    let page = path.strip_suffix("/pdf").or_else(|| path.strip_suffix("/file"));
    page.unwrap_or("/").to_owned()
}

/// Where she confirms who she is, and from there back to the page whose form was sent.
fn confirm_for(path: &str) -> String {
    let page = path.strip_suffix("/file").unwrap_or("/");
    let then = percent_encoding::utf8_percent_encode(page, percent_encoding::NON_ALPHANUMERIC);
    format!("/confirm?then={then}")
}

/// Where emergency access to the record of this address is opened.
fn emergency_of(path: &str) -> Option<String> {
    let reference = path.strip_prefix("/women/")?.split('/').next()?;
    let reference = kernel::Reference::parse(reference).ok()?;
    Some(format!("/women/{}/emergency", reference.compact()))
}

fn who_can(t: Text, who: &WhoCan) -> Vec<String> {
    match who {
        WhoCan::Unsaid => vec![t.say("error-forbidden").to_string()],
        WhoCan::Team { team, ask } => vec![
            t.say("error-forbidden-team").with("team", team).with("ask", ask.reveal()).to_string(),
            t.say("error-forbidden-emergency").to_string(),
        ],
        WhoCan::By(refusal) => vec![t.say(words_for(*refusal)).to_string()],
    }
}

const fn words_for(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::NotHere => key("error-not-found"),
        Refusal::AccountClosed => key("error-forbidden-closed"),
        Refusal::OwnRecord => key("error-forbidden-own"),
        Refusal::AnotherMustReview => key("error-forbidden-another"),
        Refusal::ConfirmAgain => key("error-confirm"),
        Refusal::EmergencyAccess => key("error-forbidden-emergency"),
        Refusal::AskWorker => key("error-forbidden-worker"),
        Refusal::AskManager => key("error-forbidden-manager"),
        Refusal::AskSafeguardingLead => key("error-forbidden-lead"),
        Refusal::AskGovernanceLead => key("error-forbidden-governance"),
        Refusal::AskAdministrator => key("error-forbidden-administrator"),
    }
}
