//! A form as it was sent: names and texts, in order, unchanged.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use percent_encoding::percent_decode;

use super::read::Reader;
use crate::errors::PageError;

/// The largest form that is read, in bytes as sent. A text of a million letters may be three times
/// as long on its way (`%E2%80%99` is one apostrophe), and there may be two of them.
pub const LARGEST_BODY: usize = 8 * 1024 * 1024;

/// More answers than any form of ours has; a body with more is not a form of ours.
const MOST_ANSWERS: usize = 10_000;

/// What somebody typed. Its `Debug` shows nothing.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Fields {
    answers: Vec<(String, String)>,
}

impl std::fmt::Debug for Fields {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Fields({} answers)", self.answers.len())
    }
}

/// The body is not a form in UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the body is not a form in UTF-8 with at most {MOST_ANSWERS} answers")]
pub struct Unreadable;

impl Fields {
    /// Reads `application/x-www-form-urlencoded`. Unlike most readers it refuses bytes that are not
    /// UTF-8 instead of changing them: what was acknowledged must come out as it went in.
    ///
    /// # Errors
    /// [`Unreadable`] for broken UTF-8 or for more answers than any form has.
    pub fn parse(body: &[u8]) -> Result<Self, Unreadable> {
        let mut answers = Vec::new();
        for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let name = decoded(halves.next().unwrap_or_default())?;
            let value = decoded(halves.next().unwrap_or_default())?;
            answers.push((name, value));
            if answers.len() > MOST_ANSWERS {
                return Err(Unreadable);
            }
        }
        Ok(Self { answers })
    }

    /// A form with one more answer; for filling a form from a row and for tests.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.answers.push((name.into(), value.to_string()));
        self
    }

    /// The first answer of this name as it was typed; empty when there is none.
    #[must_use]
    pub fn first(&self, name: &str) -> &str {
        let found = self.answers.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// Every answer of this name, in order.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.answers.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// Whether a field or a button of this name was sent.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.answers.iter().any(|(n, _)| n == name)
    }

    /// Names and answers in the order in which they were sent.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.answers.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Begins to read typed values.
    #[must_use]
    pub fn read(&self) -> Reader<'_> {
        Reader::new(self)
    }
}

fn decoded(bytes: &[u8]) -> Result<String, Unreadable> {
    let spaced: Vec<u8> = bytes.iter().map(|b| if *b == b'+' { b' ' } else { *b }).collect();
    percent_decode(&spaced).decode_utf8().map(std::borrow::Cow::into_owned).map_err(|_| Unreadable)
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = PageError;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
        let is_form = kind.is_some_and(|kind| {
            kind.split(';').next().is_some_and(|kind| {
                kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
            })
        });
        if !is_form {
            return Err(PageError::Unreadable);
        }
        let body =
            Bytes::from_request(request, state).await.map_err(|rejection| {
                match rejection.status() {
                    StatusCode::PAYLOAD_TOO_LARGE => PageError::TooLarge,
                    _ => PageError::Unreadable,
                }
            })?;
        Self::parse(&body).map_err(|Unreadable| PageError::Unreadable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_text_comes_out_as_it_went_in(texts in prop::collection::vec(any::<String>(), 0..6)) {
            let body: Vec<String> = texts
                .iter()
                .map(|text| {
                    let value = percent_encoding::utf8_percent_encode(
                        text,
                        percent_encoding::NON_ALPHANUMERIC,
                    );
                    format!("t={value}")
                })
                .collect();
            let fields = Fields::parse(body.join("&").as_bytes()).unwrap();
            prop_assert_eq!(fields.all("t").collect::<Vec<_>>(), texts);
        }

        #[test]
        fn any_bytes_are_a_form_or_a_clear_no(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Fields::parse(&bytes);
        }
    }

    #[test]
    fn broken_utf8_is_refused_and_not_changed() {
        assert_eq!(Fields::parse(b"name=%FF%FE"), Err(Unreadable));
    }

    #[test]
    fn answers_of_one_name_are_all_kept() {
        let fields = Fields::parse(b"need=debt&need=housing&name=Si%C3%A2n+Powell").unwrap();
        assert_eq!(fields.all("need").collect::<Vec<_>>(), ["debt", "housing"]);
        assert_eq!(fields.first("name"), "Siân Powell");
        assert!(!fields.has("born"));
    }

    #[test]
    fn what_was_typed_does_not_show_in_a_debug_line() {
        assert!(!format!("{:?}", Fields::default().with("name", "Kay")).contains("Kay"));
    }
}
