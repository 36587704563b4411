//! Printed documents: what stands in one ([`Request`]), and the way to the program that sets it as
//! PDF ([`Press`]).
//!
//! Typesetting itself is a second program, `alongside-documents` (crate `documents-typst`), so that
//! whoever builds or runs Alongside does not wait for it (decision 0085). This crate links none of
//! it. Not for: words, which a page chooses in the reader's language, and not for what may stand on
//! a paper, which each room decides.

mod model;
mod press;
mod report;

pub use model::{
    Document, Fact, Figure, FigureLine, LARGEST_REQUEST, Language, Notes, Passage, PlanCopy,
    PlanGoal, PlanStep, PrintSize, Request, ReturnPaper, SheetLine, Unreadable, VERSION,
    VisitSheet,
};
pub use press::{Pdf, Press, PressError, exit};
pub use report::{ReportChart, ReportPaper, ReportPart, ReportSection, ReportSource, ReportTable};
