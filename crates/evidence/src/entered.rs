//! What is still to be entered in a funder's own system, such as probation's: attendances and
//! outcomes, each with a text ready to copy, and a tick once it stands there too.
//!
//! The text holds the coded facts only. Summaries and evidence stay in her record: what of them
//! another system may have is decided by whoever copies it, not by this list.

use std::collections::{BTreeMap, HashMap};

use access::action::Programme;
use access::audit::{self, Entry};
use access::{Permit, act};
use jiff::civil::Date;
use kernel::ctx::OrganisationMark;
use kernel::{Ctx, Id, Personal, time};
use serde::Deserialize;
use store::{SealError, StoreError, Uow, values};
use uuid::Uuid;

use crate::definition::Definition;
use crate::definition::words::Dim;
use crate::facts::{self, AttendanceFact, Facts, OutcomeFact};
use crate::period::{Period, PeriodKind};
use crate::service::EvidenceError;
use crate::sql::{self, EnteredRow, ExternalRow};

/// What is entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryKind {
    /// An appointment with what happened.
    Attendance,
    /// A judged outcome.
    Outcome,
}

impl EntryKind {
    /// The code in rows and forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Attendance => "attendance",
            Self::Outcome => "outcome",
        }
    }

    /// Reads it.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Attendance, Self::Outcome].into_iter().find(|kind| kind.code() == code)
    }
}

/// One thing to enter there.
#[derive(Debug, Clone)]
pub struct ToEnter {
    /// What it is.
    pub kind: EntryKind,
    /// Its row.
    pub row: Uuid,
    /// The woman.
    pub woman: Uuid,
    /// Her short reference here.
    pub reference: String,
    /// By which reference they know her case; empty when none is written down.
    pub theirs: Personal<String>,
    /// Its day.
    pub day: Date,
    /// The text to copy.
    pub text: Personal<String>,
    /// When it was ticked, in microseconds; nothing while it is still to enter.
    pub entered_at: Option<i64>,
}

#[derive(Deserialize)]
struct External {
    reference: String,
}

/// Everything recorded for a programme and whether it stands in the funder's system, the oldest
/// first. The women in it stand in the audit trail before the answer leaves: see [`listed`].
///
/// # Errors
/// By what is wrong with the store.
pub async fn still_to_enter(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Programme, act::OpenReturnRows>,
) -> Result<Vec<ToEnter>, StoreError> {
    all_of(ctx, uow, permit.organisation(), permit.id()).await
}

pub(crate) async fn all_of(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    programme: Id<Programme>,
) -> Result<Vec<ToEnter>, StoreError> {
    let period = Period::containing(PeriodKind::Month, ctx.today());
    let everything = Definition::everything();
    let facts =
        facts::load(ctx, uow, organisation.uuid(), programme.uuid(), &everything, period).await?;
    let rows: Vec<EnteredRow> = uow.all(&sql::ENTERED, values![organisation, programme]).await?;
    let entered: HashMap<(String, Uuid), i64> =
        rows.into_iter().map(|row| ((row.kind, row.row_id), row.at)).collect();
    let theirs = their_references(uow, organisation, programme).await?;
    let mut list = Vec::new();
    for row in facts.attendances.iter().filter(|row| row.state != "expected") {
        list.push(one(&facts, &entered, &theirs, Found::Attendance(row)));
    }
    for row in &facts.outcomes {
        list.push(one(&facts, &entered, &theirs, Found::Outcome(row)));
    }
    list.sort_by_key(|entry| (entry.day, entry.row));
    Ok(list)
}

#[derive(Clone, Copy)]
enum Found<'f> {
    Attendance(&'f AttendanceFact),
    Outcome(&'f OutcomeFact),
}

fn one(
    facts: &Facts,
    entered: &HashMap<(String, Uuid), i64>,
    theirs: &BTreeMap<Uuid, Personal<String>>,
    found: Found<'_>,
) -> ToEnter {
    let (kind, row, woman, case, day, text) = match found {
        Found::Attendance(row) => {
            (EntryKind::Attendance, row.id, row.woman, row.case, row.day, attendance_text(row))
        }
        Found::Outcome(row) => {
            (EntryKind::Outcome, row.id, row.woman, row.case, row.day, outcome_text(row))
        }
    };
    let fact = facts.woman(woman);
    ToEnter {
        kind,
        row,
        woman: fact.map_or(woman, |woman| woman.id),
        reference: fact.map(|woman| woman.reference.clone()).unwrap_or_default(),
        theirs: theirs.get(&case).cloned().unwrap_or_else(|| Personal::new(String::new())),
        day,
        text: text.into(),
        entered_at: entered.get(&(kind.code().to_owned(), row)).copied(),
    }
}

async fn their_references(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    programme: Id<Programme>,
) -> Result<BTreeMap<Uuid, Personal<String>>, StoreError> {
    let rows: Vec<ExternalRow> =
        uow.all(&sql::EXTERNAL_REFERENCES, values![organisation, programme]).await?;
    let mut references = BTreeMap::new();
    for row in rows {
        match uow.open::<External>(row.woman_id, "funding", row.id, &row.sealed).await {
            Ok(external) => {
                references.insert(row.case_id, Personal::new(external.reference));
            }
            // She was erased; her rows go with the next run.
            Err(StoreError::Seal(SealError::Erased)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(references)
}

/// `Appointment on 3 August 2026, 2:30pm (one to one). She attended, on time. 50 minutes.`
fn attendance_text(row: &AttendanceFact) -> String {
    let at = time::spelt_with_time(time::from_micros(row.starts_at));
    let happened = match row.state.as_str() {
        "attended" => "She attended, on time.",
        "late" => "She attended and came late.",
        "missed_reason" => "She did not attend and gave a reason.",
        "missed_no_reason" => "She did not attend and gave no reason.",
        "our_fault" => "It did not take place, through us.",
        _ => "What happened is not written down.",
    };
    let mut text = format!(
        "Appointment on {at} ({}). {happened}",
        Dim::Kind.words_of(&row.kind).to_lowercase()
    );
    if let Some(minutes) = row.minutes {
        text.push_str(&format!(" {minutes} minutes."));
    }
    match row.probation.as_deref() {
        Some("acceptable") => text.push_str(" The absence was acceptable."),
        Some("unacceptable") => text.push_str(" The absence was not acceptable."),
        _ => {}
    }
    text
}

/// `Outcome ACC1 (finds a home or a tenancy): achieved. Judged on 3 August 2026.`
fn outcome_text(row: &OutcomeFact) -> String {
    let item = casework::programme::framework::by_code(&row.framework)
        .and_then(|framework| framework.items.iter().find(|item| item.code == row.item));
    let words = item.map(|item| format!(" ({})", item.outcome)).unwrap_or_default();
    format!(
        "Outcome {}{words}: {}. Judged on {}.",
        row.item,
        Dim::Result.words_of(&row.result).to_lowercase(),
        time::spelt(row.day)
    )
}

/// The audit entry of the list: every woman on it, once.
#[must_use]
pub fn listed(permit: &Permit<Programme, act::OpenReturnRows>, list: &[ToEnter]) -> Entry {
    let women: std::collections::BTreeSet<Uuid> = list.iter().map(|entry| entry.woman).collect();
    Entry::about_place(permit).listing(women.into_iter().map(Id::from_uuid).collect())
}

/// Whether a row stands there now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tick {
    /// It was entered.
    Entered,
    /// It was not, after all.
    NotEntered,
}

/// Ticks rows as entered, or takes ticks back. Rows that are not of this programme are left alone.
/// Returns how many changed.
///
/// # Errors
/// By what is wrong with the store.
pub async fn tick(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Programme, act::OpenReturnRows>,
    rows: &[(EntryKind, Uuid)],
    tick: Tick,
) -> Result<u64, EvidenceError> {
    let (done, women) = tick_of(ctx, uow, (permit.organisation(), permit.id()), rows, tick).await?;
    let entry = Entry::about_place(permit).listing(women.into_iter().map(Id::from_uuid).collect());
    audit::record_in(ctx, uow, entry).await?;
    Ok(done)
}

pub(crate) async fn tick_of(
    ctx: &Ctx,
    uow: &mut Uow,
    (organisation, programme): (Id<OrganisationMark>, Id<Programme>),
    rows: &[(EntryKind, Uuid)],
    tick: Tick,
) -> Result<(u64, std::collections::BTreeSet<Uuid>), EvidenceError> {
    let list = all_of(ctx, uow, organisation, programme).await?;
    let mut done = 0;
    let mut women = std::collections::BTreeSet::new();
    for entry in list.iter().filter(|entry| rows.contains(&(entry.kind, entry.row))) {
        women.insert(entry.woman);
        done += match tick {
            Tick::Entered => {
                let row = values![
                    ctx.new_uuid(),
                    organisation,
                    programme,
                    entry.woman,
                    entry.kind.code(),
                    entry.row,
                    ctx.now(),
                    ctx.now(),
                    ctx.account()
                ];
                uow.execute(&sql::ADD_ENTERED, row).await?
            }
            Tick::NotEntered => {
                let row = values![organisation, programme, entry.kind.code(), entry.row];
                uow.execute(&sql::DROP_ENTERED, row).await?
            }
        };
    }
    Ok((done, women))
}
