//! Use-cases of returns: which there are, making one, opening rows, writing answers, downloading.
//!
//! A download needs a permit that is only given to somebody who confirmed again who she is, is
//! entered in the audit trail in the same unit of work, and leaves a copy of what it said.

use std::collections::BTreeMap;

use access::action::{Programme, Returns};
use access::audit::{self, Entry};
use access::gate::{ProgrammeAgreement, Rows};
use access::{Permit, act};
use jiff::civil::Date;
use kernel::ctx::OrganisationMark;
use kernel::{Ctx, Id, Personal};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::{StoreError, Uow, values};
use uuid::Uuid;

use crate::count::{self, Cell, Counted, Mismatch};
use crate::definition::words::{Count, Dim, NOT_KNOWN, Number};
use crate::definition::{Definition, Figure};
use crate::export::{self, ExportError, FileType};
use crate::facts::{self, Facts, Row};
use crate::missing::{Gap, gaps};
use crate::period::Period;
use crate::report::{Audience, Heading, Held, Report, held, report, threshold};
use crate::sql::{self, AnswerRow, ProgrammeRow, RunRow};

/// The longest answer that is taken, in characters.
pub const LONGEST_ANSWER: usize = 20_000;

/// Why a return could not be made or changed.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A figure does not agree with its rows; no return is shown then.
    #[error("the figures do not agree with their rows")]
    DoesNotReconcile(Vec<Mismatch>),
    /// There is no such figure or line.
    #[error("the return has no such figure")]
    NoSuchFigure,
    /// The definition asks no such question.
    #[error("the return asks no such question")]
    NoSuchQuestion,
    /// The answer is too long.
    #[error("an answer may have {LONGEST_ANSWER} characters")]
    TooLong,
    /// Somebody else changed the answer meanwhile.
    #[error("somebody else changed this answer")]
    Stale,
    /// The file could not be written.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// A report could not be put into or taken out of its kept form.
    #[error("the kept copy could not be written")]
    Copy,
}

/// A programme as returns see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgrammeLine {
    /// The programme.
    pub id: Id<Programme>,
    /// Its reference.
    pub reference: String,
    /// Its name.
    pub name: String,
    /// `probation`, `pcc`, `grant`, `other`.
    pub kind: String,
    /// The funder's name.
    pub funder: String,
    /// Numbers below this are hidden from the funder.
    pub small_numbers: i64,
    /// Its first day.
    pub starts_on: Option<Date>,
    /// Its last day.
    pub ends_on: Option<Date>,
}

impl From<ProgrammeRow> for ProgrammeLine {
    fn from(row: ProgrammeRow) -> Self {
        let day = |text: Option<String>| text.and_then(|text| text.parse().ok());
        Self {
            id: Id::from_uuid(row.id),
            reference: row.reference,
            name: row.name,
            kind: row.kind,
            funder: row.funder,
            small_numbers: row.small_numbers,
            starts_on: day(row.starts_on),
            ends_on: day(row.ends_on),
        }
    }
}

impl ProgrammeLine {
    /// What access asks to decide about it.
    #[must_use]
    pub fn agreement(&self, organisation: Id<OrganisationMark>) -> ProgrammeAgreement {
        ProgrammeAgreement {
            programme: self.id,
            organisation,
            rows: Rows::None,
            viewers: std::collections::BTreeSet::new(),
        }
    }
}

/// The programmes of the organisation.
///
/// # Errors
/// By what is wrong with the store.
pub async fn programmes(
    uow: &mut Uow,
    permit: &Permit<Returns, act::ReadReturns>,
) -> Result<Vec<ProgrammeLine>, StoreError> {
    let rows: Vec<ProgrammeRow> = uow.all(&sql::PROGRAMMES, values![permit.organisation()]).await?;
    Ok(rows.into_iter().map(ProgrammeLine::from).collect())
}

/// A programme by its reference, to ask for a permit about it.
///
/// # Errors
/// By what is wrong with the store.
pub async fn programme(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    reference: &str,
) -> Result<Option<ProgrammeLine>, StoreError> {
    let row: Option<ProgrammeRow> =
        uow.optional(&sql::PROGRAMME, values![organisation, reference]).await?;
    Ok(row.map(ProgrammeLine::from))
}

/// A return made: facts, true counts, and what the funder may see of them.
#[derive(Debug)]
pub struct ReturnMade {
    /// Its definition.
    pub definition: Definition,
    /// The facts it was counted from.
    pub facts: Facts,
    /// True numbers with their rows.
    pub counted: Counted,
    /// What it is of.
    pub heading: Heading,
    /// What is held back from the funder, figure by figure.
    pub held: Vec<Held>,
    /// What is missing.
    pub gaps: Vec<Gap>,
    /// What was written in answer to its questions, by question.
    pub answers: BTreeMap<String, Answer>,
}

/// An answer as it stands.
#[derive(Debug, Clone)]
pub struct Answer {
    row: Uuid,
    /// Counts changes; changing asks for it.
    pub version: i64,
    /// What was written.
    pub text: Personal<String>,
}

impl ReturnMade {
    /// The report for somebody, with the answers.
    #[must_use]
    pub fn report(&self, audience: Audience) -> Report {
        let mut report = report(&self.definition, &self.counted, &self.heading, audience);
        for answer in &mut report.answers {
            if let Some(written) = self.answers.get(&answer.code) {
                answer.answer.clone_from(written.text.reveal());
            }
        }
        report
    }

    /// The questions that nobody has answered.
    #[must_use]
    pub fn unanswered(&self) -> usize {
        let answered = |code: &str| {
            self.answers.get(code).is_some_and(|answer| !answer.text.reveal().trim().is_empty())
        };
        self.definition.questions.iter().filter(|question| !answered(&question.code)).count()
    }
}

/// Makes a return, and proves that each figure agrees with its rows before anybody sees it.
///
/// # Errors
/// [`EvidenceError::DoesNotReconcile`]; else by what is wrong with the store.
pub async fn make(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Programme, act::ReadReturn>,
    definition: &Definition,
    period: Period,
) -> Result<ReturnMade, EvidenceError> {
    let of = (permit.organisation(), permit.id());
    make_for(ctx, uow, of, definition, period).await
}

pub(crate) async fn make_for(
    ctx: &Ctx,
    uow: &mut Uow,
    (organisation, programme): (Id<OrganisationMark>, Id<Programme>),
    definition: &Definition,
    period: Period,
) -> Result<ReturnMade, EvidenceError> {
    let row: ProgrammeRow =
        uow.one(&sql::PROGRAMME_BY_ID, values![organisation, programme]).await?;
    let heading = Heading {
        reference: row.reference,
        programme: row.name,
        funder: row.funder,
        small_numbers: row.small_numbers,
        counted_at: ctx.now_micros(),
    };
    let facts =
        facts::load(ctx, uow, organisation.uuid(), programme.uuid(), definition, period).await?;
    let counted = count::count(definition, &facts);
    count::reconcile(definition, &counted, &facts).map_err(EvidenceError::DoesNotReconcile)?;
    let held = held(&counted, threshold(definition, &heading));
    let gaps = gaps(definition, &facts, ctx.now_micros());
    let answers = answers(uow, organisation, programme, definition, period).await?;
    Ok(ReturnMade { definition: definition.clone(), facts, counted, heading, held, gaps, answers })
}

async fn answers(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    programme: Id<Programme>,
    definition: &Definition,
    period: Period,
) -> Result<BTreeMap<String, Answer>, StoreError> {
    let key = values![organisation, programme, definition.code.as_str(), period.code()];
    let rows: Vec<AnswerRow> = uow.all(&sql::ANSWERS, key).await?;
    let mut answers = BTreeMap::new();
    for row in rows {
        let text: String =
            uow.open(organisation.uuid(), "return_answer", row.id, &row.sealed).await?;
        let answer = Answer { row: row.id, version: row.version, text: text.into() };
        answers.insert(row.question, answer);
    }
    Ok(answers)
}

/// A row behind a figure, for those who may open it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowShown {
    /// The row's own id.
    pub id: Uuid,
    /// The women it is about, with their short references.
    pub women: Vec<(Uuid, String)>,
    /// The referral's short reference, where it is one.
    pub referral: Option<String>,
    /// The day it happened.
    pub day: Date,
    /// What it says, by heading.
    pub says: Vec<(&'static str, String)>,
}

/// The rows behind a figure, or behind one line of its table. The women in them stand in the audit
/// trail before the answer leaves: see [`opened`].
///
/// # Errors
/// [`EvidenceError::NoSuchFigure`].
pub fn rows(
    _permit: &Permit<Programme, act::OpenReturnRows>,
    made: &ReturnMade,
    figure: &str,
    line: Option<&str>,
) -> Result<Vec<RowShown>, EvidenceError> {
    rows_of(made, figure, line)
}

pub(crate) fn rows_of(
    made: &ReturnMade,
    figure: &str,
    line: Option<&str>,
) -> Result<Vec<RowShown>, EvidenceError> {
    let defined = made.definition.figure(figure).ok_or(EvidenceError::NoSuchFigure)?;
    let cell = cell_of(&made.counted, figure, line).ok_or(EvidenceError::NoSuchFigure)?;
    let all: BTreeMap<Uuid, Row<'_>> =
        made.facts.rows(defined.count).into_iter().map(|row| (row.id(), row)).collect();
    let found = cell.behind.iter().filter_map(|id| all.get(id));
    Ok(found.map(|row| shown(defined, *row, &made.facts)).collect())
}

fn cell_of<'c>(counted: &'c Counted, figure: &str, line: Option<&str>) -> Option<&'c Cell> {
    let found = counted.figures.iter().find(|found| found.code == figure)?;
    match line {
        None => Some(&found.cell),
        Some(code) => found.lines.iter().find(|line| line.code == code).map(|line| &line.cell),
    }
}

fn shown(figure: &Figure, row: Row<'_>, facts: &Facts) -> RowShown {
    let dims: &[(Dim, &'static str)] = match figure.count {
        Count::Women | Count::Cases => {
            &[(Dim::Source, "From"), (Dim::State, "At the end"), (Dim::CloseReason, "Closed")]
        }
        Count::Referrals => {
            &[(Dim::Source, "From"), (Dim::Answer, "Answer"), (Dim::InTime, "By the clock")]
        }
        Count::Sessions => &[(Dim::Kind, "Kind"), (Dim::Happened, "Took place")],
        Count::Attendances => &[(Dim::Kind, "Kind"), (Dim::Attendance, "What happened")],
        Count::Plans => &[(Dim::Agreed, "Agreed"), (Dim::AgreedBy, "By")],
        Count::Assessments => &[(Dim::Occasion, "When"), (Dim::How, "How")],
        Count::Changes => &[(Dim::Area, "Area"), (Dim::Direction, "Change")],
        Count::Outcomes => &[(Dim::Item, "Outcome"), (Dim::Result, "Result")],
        Count::Visits => &[(Dim::Named, "Named")],
    };
    let mut says: Vec<(&'static str, String)> = dims
        .iter()
        .map(|(dim, heading)| {
            let codes = row.codes(*dim, &[], facts);
            let words = codes.iter().map(|code| dim.words_of(code)).collect::<Vec<_>>();
            (*heading, words.join(", "))
        })
        .collect();
    match row {
        Row::Change(change) => {
            says.push(("Score", format!("{} → {}", change.first, change.latest)));
        }
        Row::Case(case) => {
            let started = case.started.filter(|day| *day <= facts.period.last());
            says.push((
                "First session",
                started.map_or_else(|| "not yet".to_owned(), kernel::time::spelt),
            ));
            if let Some(days) = row.number(Number::Wait, facts) {
                says.push(("Waited", format!("{days} working days")));
            }
        }
        Row::Attendance(attendance) => {
            if let Some(minutes) = attendance.minutes {
                says.push(("Minutes", minutes.to_string()));
            }
        }
        _ => {}
    }
    if let Some(by) = &figure.by {
        let codes = row.codes(by.dim, &by.bands, facts);
        if !dims.iter().any(|(dim, _)| *dim == by.dim) && codes.iter().any(|c| c != NOT_KNOWN) {
            let words: Vec<String> = codes.iter().map(|code| by.dim.words_of(code)).collect();
            says.push(("Counted under", words.join(", ")));
        }
    }
    let reference =
        |id: Uuid| facts.woman(id).map(|woman| woman.reference.clone()).unwrap_or_default();
    RowShown {
        id: row.id(),
        women: row.women(facts).into_iter().map(|id| (id, reference(id))).collect(),
        referral: match row {
            Row::Referral(referral) => Some(referral.reference.clone()),
            _ => None,
        },
        day: row.day(),
        says,
    }
}

/// The audit entry of opening rows: every woman in them, once. For the web layer, which enters it
/// before the answer leaves.
#[must_use]
pub fn opened(permit: &Permit<Programme, act::OpenReturnRows>, rows: &[RowShown]) -> Entry {
    let women: std::collections::BTreeSet<Uuid> =
        rows.iter().flat_map(|row| row.women.iter().map(|(id, _)| *id)).collect();
    Entry::about_place(permit).listing(women.into_iter().map(Id::from_uuid).collect())
}

/// What somebody writes in answer to a question. `version` is the one she began from, none for a
/// first answer.
#[derive(Debug, Clone)]
pub struct AnswerDraft {
    /// The question's code.
    pub question: String,
    /// The version she began from.
    pub version: Option<i64>,
    /// What she wrote.
    pub text: Personal<String>,
}

/// Keeps an answer, sealed under the organisation's key.
///
/// # Errors
/// [`EvidenceError::Stale`] when somebody else changed it meanwhile; the others as named.
pub async fn write_answer(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Programme, act::OpenReturnRows>,
    definition: &Definition,
    period: Period,
    draft: &AnswerDraft,
) -> Result<(), EvidenceError> {
    keep_answer(ctx, uow, (permit.organisation(), permit.id()), definition, period, draft).await?;
    let words = format!("answer to {} of {} {}", draft.question, definition.code, period.code());
    audit::record_in(ctx, uow, Entry::about_place(permit).details(words)).await?;
    Ok(())
}

pub(crate) async fn keep_answer(
    ctx: &Ctx,
    uow: &mut Uow,
    (organisation, programme): (Id<OrganisationMark>, Id<Programme>),
    definition: &Definition,
    period: Period,
    draft: &AnswerDraft,
) -> Result<(), EvidenceError> {
    if !definition.questions.iter().any(|question| question.code == draft.question) {
        return Err(EvidenceError::NoSuchQuestion);
    }
    if draft.text.reveal().chars().count() > LONGEST_ANSWER {
        return Err(EvidenceError::TooLong);
    }
    let there = answers(uow, organisation, programme, definition, period).await?;
    let there = there.get(&draft.question);
    if there.map(|answer| answer.version) != draft.version {
        // The same text twice, by a second press of the button, is no clash.
        let same = there.is_some_and(|answer| answer.text.reveal() == draft.text.reveal());
        return if same { Ok(()) } else { Err(EvidenceError::Stale) };
    }
    let id = there.map_or_else(|| ctx.new_uuid(), |answer| answer.row);
    let text = draft.text.reveal();
    let sealed = uow.seal(ctx, organisation.uuid(), "return_answer", id, text).await?;
    let done = match there {
        Some(answer) => {
            let change = values![organisation, id, answer.version, sealed];
            uow.execute(&sql::CHANGE_ANSWER, change).await?
        }
        None => {
            let row = values![
                id,
                organisation,
                programme,
                definition.code.as_str(),
                period.code(),
                draft.question.as_str(),
                ctx.now(),
                ctx.account(),
                sealed
            ];
            uow.execute(&sql::ADD_ANSWER, row).await?
        }
    };
    if done == 1 { Ok(()) } else { Err(EvidenceError::Stale) }
}

/// A file to hand over.
#[derive(Debug)]
pub struct Download {
    /// Its name.
    pub file_name: String,
    /// For the browser.
    pub content_type: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
    /// What it says.
    pub report: Report,
}

/// Makes the funder's file, keeps a copy of what it says, and enters it in the audit trail. Hand the
/// file over only after the unit of work is committed.
///
/// # Errors
/// As [`make`], and when the file cannot be written.
pub async fn download(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Programme, act::ExportReturn>,
    definition: &Definition,
    period: Period,
    file: FileType,
) -> Result<Download, EvidenceError> {
    let of = (permit.organisation(), permit.id());
    let made = make_for(ctx, uow, of, definition, period).await?;
    let report = made.report(Audience::Funder);
    let bytes = match file {
        FileType::Xlsx => export::xlsx(&report)?,
        FileType::Csv => export::csv(&report)?,
    };
    keep_run(ctx, uow, of, &report, file.code()).await?;
    let words = format!("{} {} as {}", definition.code, period.code(), file.code());
    audit::record_in(ctx, uow, Entry::about_place(permit).details(words)).await?;
    Ok(Download {
        file_name: export::file_name(&report, file.code()),
        content_type: file.content_type(),
        bytes,
        report,
    })
}

/// Keeps a copy of what a file said. Also for the PDF, which the documents program makes from the
/// same [`Report`]; `format` is `xlsx`, `csv` or `pdf`.
pub(crate) async fn keep_run(
    ctx: &Ctx,
    uow: &mut Uow,
    (organisation, programme): (Id<OrganisationMark>, Id<Programme>),
    report: &Report,
    format: &'static str,
) -> Result<(), EvidenceError> {
    let id = ctx.new_uuid();
    let json = serde_json::to_vec(report).map_err(|_| EvidenceError::Copy)?;
    let digest = Sha256::digest(&json).to_vec();
    let sealed = uow.seal(ctx, organisation.uuid(), "return_run", id, report).await?;
    let row = values![
        id,
        organisation,
        programme,
        report.definition.as_str(),
        report.period.as_str(),
        format,
        digest,
        ctx.now(),
        ctx.account(),
        sealed
    ];
    uow.execute(&sql::ADD_RUN, row).await?;
    Ok(())
}

/// The report that a PDF is made of. Reads only: setting a PDF takes a moment, and nobody else's
/// writing should wait for it. Before the PDF is handed over, [`keep_pdf`] keeps and enters it.
///
/// # Errors
/// As [`make`].
pub async fn report_for_pdf(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Programme, act::ExportReturn>,
    definition: &Definition,
    period: Period,
) -> Result<Report, EvidenceError> {
    let of = (permit.organisation(), permit.id());
    Ok(make_for(ctx, uow, of, definition, period).await?.report(Audience::Funder))
}

/// Keeps a copy of what a PDF says and enters it in the audit trail, like any other download.
/// Returns the file's name. Hand the PDF over only after the unit of work is committed.
///
/// # Errors
/// By what is wrong with the store.
pub async fn keep_pdf(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Programme, act::ExportReturn>,
    report: &Report,
) -> Result<String, EvidenceError> {
    keep_run(ctx, uow, (permit.organisation(), permit.id()), report, "pdf").await?;
    let words = format!("{} {} as pdf", report.definition, report.period);
    audit::record_in(ctx, uow, Entry::about_place(permit).details(words)).await?;
    Ok(export::file_name(report, "pdf"))
}

/// A download that was made before.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Run {
    /// When, in microseconds.
    pub at: i64,
    /// By which account.
    pub by: Option<Uuid>,
    /// `xlsx`, `csv` or `pdf`.
    pub format: String,
    /// What it said.
    pub report: Report,
}

/// What was downloaded of a return, the newest first.
///
/// # Errors
/// By what is wrong with the store.
pub async fn runs(
    uow: &mut Uow,
    permit: &Permit<Programme, act::ReadReturn>,
    definition: &Definition,
    period: Period,
) -> Result<Vec<Run>, StoreError> {
    runs_of(uow, (permit.organisation(), permit.id()), definition, period).await
}

pub(crate) async fn runs_of(
    uow: &mut Uow,
    (organisation, programme): (Id<OrganisationMark>, Id<Programme>),
    definition: &Definition,
    period: Period,
) -> Result<Vec<Run>, StoreError> {
    let key = values![organisation, programme, definition.code.as_str(), period.code()];
    let rows: Vec<RunRow> = uow.all(&sql::RUNS, key).await?;
    let mut runs = Vec::with_capacity(rows.len());
    for row in rows {
        let report = uow.open(organisation.uuid(), "return_run", row.id, &row.sealed).await?;
        runs.push(Run { at: row.made_at, by: row.made_by, format: row.format, report });
    }
    Ok(runs)
}
