//! PDFs on pages: whether there are any here now, and handing one over.
//!
//! The program that sets them may be missing, or still be built while this one serves. Then a page
//! says so and how to print from the browser, and nothing is read or written for a paper that will
//! not come. Not for: what stands on a paper; each page that has one says that.

use std::sync::Arc;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use documents::{Document, Pdf, Press, PressError, Request};
use tokio::sync::Semaphore;

use crate::errors::{NoPdf, PageError};
use crate::shell::Staff;
use crate::text::{Language, Text};

/// How many documents are set at once; more wait their turn, for the machine is small.
const AT_ONCE: usize = 2;

/// The way to the program that sets documents. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Printing {
    press: Option<Press>,
    turns: Arc<Semaphore>,
}

impl Default for Printing {
    fn default() -> Self {
        Self { press: None, turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Printing {
    /// Documents are set by this program, once it is there.
    #[must_use]
    pub fn by(press: Press) -> Self {
        Self { press: Some(press), ..Self::default() }
    }

    /// Whether a PDF could be made now.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.press.as_ref().is_some_and(Press::is_there)
    }

    /// Goes on only where a PDF could be made now. A handler asks this after the permit and before
    /// anything is entered in the audit trail.
    ///
    /// # Errors
    /// [`NoPdf::NotThere`].
    pub fn ready(&self) -> Result<(), PageError> {
        if self.is_ready() { Ok(()) } else { Err(PageError::NoPdf(NoPdf::NotThere)) }
    }

    /// Sets a document, in its turn.
    ///
    /// # Errors
    /// [`PageError::NoPdf`] says why there is none.
    pub async fn set(&self, t: Text, document: Document) -> Result<Pdf, PageError> {
        let language = match t.language() {
            Language::English => documents::Language::English,
            Language::Welsh => documents::Language::Welsh,
        };
        let request = Request::new(language, document);
        let press = self.press.clone().ok_or(PageError::NoPdf(NoPdf::NotThere))?;
        let _turn = Arc::clone(&self.turns).acquire_owned().await.map_err(PageError::broken)?;
        let set = tokio::task::spawn_blocking(move || press.set(&request)).await;
        set.map_err(PageError::broken)?.map_err(|error| {
            PageError::NoPdf(match error {
                PressError::NotThere => NoPdf::NotThere,
                PressError::TooLarge | PressError::TooSlow => NoPdf::TooLarge,
                other => {
                    tracing::error!(error = %other, "a PDF could not be made");
                    NoPdf::Failed
                }
            })
        })
    }
}

/// Hands a PDF over to be kept. `name` says nothing of anybody: it stays in the list of downloads.
pub(crate) fn answer(pdf: Pdf, name: &str) -> Result<Response, PageError> {
    let name = format!("attachment; filename=\"{name}\"");
    let name = HeaderValue::from_str(&name).map_err(PageError::broken)?;
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((head, pdf.into_bytes()).into_response())
}

impl Staff {
    /// The address of a PDF, where one could be made now.
    pub(crate) fn pdf_at(&self, address: impl Into<String>) -> Option<String> {
        self.printing.is_ready().then(|| address.into())
    }
}
