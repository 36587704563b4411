//! Assessments: how hard each part of life is, asked with her, again and again.
//!
//! Questionnaires are data (`instrument`), scores follow from answers (`model`), change is computed
//! and never typed (`change`). Not for danger: an answer about self-harm opens the check of `safety`.

pub mod change;
pub mod instrument;
mod model;
mod service;
mod sql;

pub use change::{Change, Direction, Summary, changes, hardest_first, summary};
pub use instrument::{Instrument, InstrumentError, OpenInstrument, WordingError};
pub use model::{
    AnswerError, Answers, Assessment, AssessmentDraft, AssessmentMark, DoneHow, Occasion, Scores,
    next_occasion, opens_self_harm_check, scores,
};
pub(crate) use service::all;
pub use service::{
    AssessmentError, LoadedWording, Offered, Recorded, SelfHarm, assessment, assessments,
    correct_assessment, load_wording, offered, open_instrument, record_assessment,
};
pub use sql::ALL as STATEMENTS;
