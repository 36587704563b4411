//! What can be done with a woman's record: `(ctx, uow, permit, draft)`.

mod agreements;
mod cases;
mod erase;
mod find;
mod list;
mod tasks;
mod woman;

pub use agreements::{
    Agreement, AgreementDraft, Basis, Consent, ConsentDraft, ConsentPurpose, HowSigned, agreements,
    basis_register, consents, give_consent, lawful_bases, set_lawful_basis, sign_agreement,
    withdraw_consent,
};
pub use cases::{
    CaseDraft, CloseDraft, Funding, FundingDraft, cases, close_case, closing_warnings, end_funding,
    fund_case, funding_by_external, fundings, note_engaged, open_case, pause_case, resume_case,
    return_to_case, start_exit_review,
};
pub use erase::{EraseDraft, EraseGround, erase_woman};
pub use find::{
    Candidate, Likeness, Probe, find_by_identifier, find_by_name_and_birth, find_by_reference,
    possible_duplicates,
};
pub use list::{
    InSight, Narrowing, PAGE, PrisonFilter, StageFilter, WomenPage, WorkerFilter, by_address,
    count_women, list_women, only_in_sight, read_rows_ahead,
};
pub use tasks::{Task, TaskDraft, TaskKind, add_task, finish_task, tasks_of_owner, tasks_of_woman};
pub use woman::{
    IdentifierDraft, add_identifier, create_woman, create_woman_from_referral, edit_woman,
    end_identifier, identifiers, read_identity, read_woman, reference, timeline_items,
};

pub(crate) use tasks::put_task;
pub(crate) use woman::held_identifiers;

use jiff::civil::Date;

use crate::fault::Fault;

/// Reads a stored day.
pub(crate) fn day(column: &'static str, text: &str) -> Result<Date, Fault> {
    text.parse().map_err(|_| Fault::UnknownCode(column))
}

/// Reads a stored day that may be missing.
pub(crate) fn some_day(column: &'static str, text: Option<&str>) -> Result<Option<Date>, Fault> {
    text.map(|text| day(column, text)).transpose()
}
