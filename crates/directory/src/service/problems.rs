//! Problem reports: anybody says that something in an entry is wrong, and gets an answer.

use access::Permit;
use access::action::{Directory, act};
use jiff::Timestamp;
use kernel::{Ctx, Personal, Reference};
use serde::{Deserialize, Serialize};
use store::{StoreError, Uow, values};
use uuid::Uuid;

use super::{DirectoryError, did, entries};
use crate::codes::coded;
use crate::sql::{self, ProblemRow};
use crate::web_words::mailbox;

const TABLE: &str = "directory_problem";
/// The most that somebody may write.
const LONGEST: usize = 4_000;

coded! {
    /// What is wrong.
    ProblemKind {
        /// A telephone, mailbox or page does not work.
        Contact = "contact" "A telephone, e-mail or page does not work",
        /// It is not there any more.
        Gone = "gone" "The service is not there any more",
        /// Something that it says is wrong.
        Wrong = "wrong" "Something is wrong",
        /// It tells where a place is that should not be known.
        Danger = "danger" "It tells an address that should be private",
    }
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemDraft {
    /// About which service.
    pub service: Uuid,
    /// What is wrong.
    pub kind: ProblemKind,
    /// In words, up to 4,000 signs.
    pub words: String,
    /// Where an answer may go, if anywhere.
    pub reply_to: Option<String>,
}

/// A report that waits for an answer, or has one.
#[derive(Debug)]
pub struct Problem {
    /// Its reference.
    pub reference: String,
    /// About which service.
    pub service: Uuid,
    /// What is wrong.
    pub kind: ProblemKind,
    /// When it was reported.
    pub at: Timestamp,
    /// In words.
    pub words: Personal<String>,
    /// Where an answer may go.
    pub reply_to: Option<Personal<String>>,
    /// The answer.
    pub answer: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct SealedProblem {
    words: String,
    #[serde(default)]
    reply_to: Option<String>,
    #[serde(default)]
    answer: Option<String>,
}

/// Takes a report. Returns its reference, under which the answer is found.
///
/// # Errors
/// [`DirectoryError::NotFound`] when there is no such entry, [`DirectoryError::ReasonNeeded`] without a
/// word, [`DirectoryError::NotAMailbox`].
pub async fn report_problem(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Directory, act::ProposeEdit>,
    draft: &ProblemDraft,
) -> Result<String, DirectoryError> {
    let keeper = permit.organisation();
    let words: String = draft.words.trim().chars().take(LONGEST).collect();
    if words.is_empty() {
        return Err(DirectoryError::ReasonNeeded);
    }
    let reply_to = match &draft.reply_to {
        Some(typed) => Some(mailbox(typed).ok_or(DirectoryError::NotAMailbox)?),
        None => None,
    };
    let kept = entries::by_service(uow, keeper, draft.service).await?;
    let kept = kept.ok_or(DirectoryError::NotFound)?;
    did(ctx, uow, permit, format!("problem of {} reported", draft.service)).await?;
    let (id, reference) = (ctx.new_uuid(), ctx.new_reference().to_string());
    let sealed = SealedProblem { words, reply_to, answer: None };
    let sealed = uow.seal(ctx, keeper.uuid(), TABLE, id, &sealed).await?;
    let kind = draft.kind.code();
    let row =
        values![id, keeper, ctx.now(), ctx.account(), reference.as_str(), kept.id, kind, sealed];
    uow.execute(&sql::ADD_PROBLEM, row).await?;
    Ok(reference)
}

/// The reports without an answer; those of danger first, then the oldest.
///
/// # Errors
/// By what is wrong with the store.
pub async fn open_problems(
    uow: &mut Uow,
    permit: &Permit<Directory, act::EditDirectory>,
) -> Result<Vec<Problem>, DirectoryError> {
    let keeper = permit.organisation();
    let rows: Vec<ProblemRow> = uow.all(&sql::OPEN_PROBLEMS, values![keeper]).await?;
    let mut problems = Vec::with_capacity(rows.len());
    for row in rows {
        let sealed: SealedProblem = uow.open(keeper.uuid(), TABLE, row.id, &row.sealed).await?;
        problems.push(Problem {
            reference: row.reference,
            service: row.service_id,
            kind: ProblemKind::from_code(&row.kind).ok_or(StoreError::Damaged)?,
            at: Timestamp::from_microsecond(row.made_at).map_err(|_| StoreError::Damaged)?,
            words: Personal::new(sealed.words),
            reply_to: sealed.reply_to.map(Personal::new),
            answer: sealed.answer,
        });
    }
    problems.sort_by_key(|problem| (problem.kind != ProblemKind::Danger, problem.at));
    Ok(problems)
}

/// Answers a report. Whoever has its reference may read the answer, so it holds nothing that the entry
/// does not.
///
/// # Errors
/// [`DirectoryError::ReasonNeeded`] without a word, [`DirectoryError::AlreadyAnswered`],
/// [`DirectoryError::NotFound`].
pub async fn answer_problem(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Directory, act::EditDirectory>,
    reference: &str,
    answer: &str,
) -> Result<(), DirectoryError> {
    if answer.trim().is_empty() {
        return Err(DirectoryError::ReasonNeeded);
    }
    let keeper = permit.organisation();
    let typed = Reference::parse(reference).map_err(|_| DirectoryError::NotFound)?.to_string();
    let row: Option<ProblemRow> =
        uow.optional(&sql::PROBLEM, values![keeper, typed.as_str()]).await?;
    let row = row.ok_or(DirectoryError::NotFound)?;
    let mut sealed: SealedProblem = uow.open(keeper.uuid(), TABLE, row.id, &row.sealed).await?;
    sealed.answer = Some(answer.to_owned());
    let sealed = uow.seal(ctx, keeper.uuid(), TABLE, row.id, &sealed).await?;
    did(ctx, uow, permit, format!("problem {typed} answered")).await?;
    let values = values![keeper, row.id, ctx.now(), ctx.account(), sealed];
    match uow.execute(&sql::ANSWER_PROBLEM, values).await? {
        0 => Err(DirectoryError::AlreadyAnswered),
        _ => Ok(()),
    }
}

/// The answer to a report, for whoever made it: none while there is none.
///
/// # Errors
/// [`DirectoryError::NotFound`].
pub async fn answer_to(
    uow: &mut Uow,
    permit: &Permit<Directory, act::ProposeEdit>,
    reference: &str,
) -> Result<Option<String>, DirectoryError> {
    let keeper = permit.organisation();
    let typed = Reference::parse(reference).map_err(|_| DirectoryError::NotFound)?.to_string();
    let row: Option<ProblemRow> =
        uow.optional(&sql::PROBLEM, values![keeper, typed.as_str()]).await?;
    let row = row.ok_or(DirectoryError::NotFound)?;
    let sealed: SealedProblem = uow.open(keeper.uuid(), TABLE, row.id, &row.sealed).await?;
    Ok(sealed.answer)
}
