//! Sets one document. The content reaches the template as values, never as markup, so that no name
//! and no sentence can be anything but text.

use documents::{Document, Language, Request};
use serde::Deserialize as _;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Dict, IntoValue as _, Str, Value};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::printable::printable;
use crate::world::OneDocument;

/// Why a document could not be set: a fault of this program, for every content can be set.
#[derive(Debug, thiserror::Error)]
#[error("the document could not be set ({0})")]
pub(crate) struct PaperError(&'static str);

/// The PDF.
pub(crate) fn set(request: &Request) -> Result<Vec<u8>, PaperError> {
    let (template, content) = match &request.document {
        Document::PlanCopy(plan) => ("plan_copy.typ", serde_json::to_value(plan)),
        Document::VisitSheet(sheet) => ("visit_sheet.typ", serde_json::to_value(sheet)),
        Document::Return(paper) => ("return.typ", serde_json::to_value(paper)),
        Document::Report(paper) => ("report.typ", serde_json::to_value(paper)),
    };
    let content = printable(content.map_err(|_| PaperError("the content"))?);
    let content = Value::deserialize(content).map_err(|_| PaperError("the content"))?;
    let (lang, region) = match request.language {
        Language::English => ("en", "GB".into_value()),
        Language::Welsh => ("cy", "GB".into_value()),
    };
    let mut inputs = Dict::new();
    inputs.insert(Str::from("content"), content);
    inputs.insert(Str::from("lang"), lang.into_value());
    inputs.insert(Str::from("region"), region);
    let world = OneDocument::new(template, inputs).map_err(|_| PaperError("a template"))?;
    let document = typst::compile::<PagedDocument>(&world).output;
    let document = document.map_err(|faults| broken("the template", &faults))?;
    let accessible = PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|_| PaperError("PDF/UA"))?;
    // A sign that no font here draws is shown as an empty box. PDF/UA-1 forbids that box, but her
    // words come out all the same: as a tagged PDF that does not claim the standard.
    typst_pdf::pdf(&document, &options(accessible))
        .or_else(|_| typst_pdf::pdf(&document, &options(PdfStandards::default())))
        .map_err(|faults| broken("the PDF", &faults))
}

/// Without the program's name, a date or an author: a paper that is found tells nothing.
fn options(standards: PdfStandards) -> PdfOptions {
    PdfOptions {
        creator: typst::foundations::Smart::Custom(None),
        standards,
        ..PdfOptions::default()
    }
}

/// What went wrong where. A fault's message may quote the content, so only tests see it.
fn broken(what: &'static str, faults: &[SourceDiagnostic]) -> PaperError {
    if cfg!(test) {
        let messages: Vec<_> = faults.iter().map(|fault| (&fault.message, &fault.hints)).collect();
        assert!(messages.is_empty(), "{what}: {messages:?}");
    }
    PaperError(what)
}
