//! Who she is: names, numbers, cases, tasks, agreements and consents; and finding her again.
//!
//! Not for how it is safe to reach her (contact).

mod case;
mod columns;
mod model;
mod names;
mod service;
mod sql;

pub use case::{
    Case, CaseEvent, CaseEventKind, CaseSigns, CloseReason, ClosingWarning, PauseReason,
    ReturnRule, Stage, SupportCase, stage,
};
pub use columns::COLUMNS;
pub use model::{
    Asked, DraftError, DraftWarning, Ethnicity, FieldClash, GenderCode, HeldIdentifier, Identity,
    Religion, Source, WomanDraft, WomanRecord, merge,
};
pub use names::{NameIndex, fill_names, refresh_names};
pub use service::*;
pub(crate) use service::{held_identifiers, put_task, some_day};
pub use sql::{ALL as STATEMENTS, FRAGMENTS};
