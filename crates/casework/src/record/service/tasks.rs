//! Things somebody has to do, with a day and an owner.

use access::Permit;
use access::action::{Calendar, Woman, act};
use jiff::civil::Date;
use kernel::ctx::{AccountMark, OrganisationMark};
use kernel::{Ctx, Id, Personal};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use store::{Uow, values};
use uuid::Uuid;

use super::day;
use crate::codes::coded;
use crate::fault::Fault;
use crate::record::sql;
use crate::trail;

coded! {
    /// What sort of task it is.
    TaskKind {
        /// Anything.
        Other = "other",
        /// Something at a session worried the worker.
        Worry = "worry",
        /// Ask her again how it is safe to reach her.
        AskContactAgain = "ask_contact_again",
        /// Answer whoever referred her.
        AnswerReferrer = "answer_referrer",
        /// Review a risk or a safety plan.
        ReviewSafety = "review_safety",
        /// Enter it in the funder's own system.
        EnterElsewhere = "enter_elsewhere",
    }
}

/// A task to be added.
#[derive(Debug, Clone)]
pub struct TaskDraft {
    /// Whose task it is.
    pub owner: Id<AccountMark>,
    /// The day it is due.
    pub due: Date,
    /// What sort.
    pub kind: TaskKind,
    /// What is to be done.
    pub words: Personal<String>,
}

/// A task as read.
#[derive(Debug, Clone)]
pub struct Task {
    /// Its row.
    pub id: Uuid,
    /// Whom it is about.
    pub woman: Option<Id<Woman>>,
    /// Whose task it is.
    pub owner: Id<AccountMark>,
    /// The day it is due.
    pub due: Date,
    /// What sort.
    pub kind: TaskKind,
    /// What is to be done.
    pub words: Personal<String>,
}

#[derive(FromRow)]
struct TaskRow {
    id: Uuid,
    woman_id: Option<Uuid>,
    owner_id: Uuid,
    due_on: String,
    kind: String,
    sealed: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    words: String,
}

/// Adds a task about a woman.
///
/// # Errors
/// [`Fault::ReasonNeeded`] when nothing is to be done.
pub async fn add_task(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteRecord>,
    draft: &TaskDraft,
) -> Result<Uuid, Fault> {
    trail::wrote(ctx, uow, permit, "task added").await?;
    if draft.words.reveal().trim().is_empty() {
        return Err(Fault::ReasonNeeded);
    }
    put_task(ctx, uow, permit.organisation(), permit.id(), draft).await
}

/// Writes a task about her for whoever called off a session of several, who need not be allowed to
/// write her record. The caller writes it into the trail.
pub(crate) async fn put_task(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    woman: Id<Woman>,
    draft: &TaskDraft,
) -> Result<Uuid, Fault> {
    let id = ctx.new_uuid();
    let inside = Sealed { words: draft.words.reveal().clone() };
    let sealed = uow.seal(ctx, woman.uuid(), "task", id, &inside).await?;
    let (kind, by) = (draft.kind.code(), ctx.account());
    let row = values![id, organisation, woman, draft.owner, draft.due, kind, ctx.now(), by, sealed];
    uow.execute(&sql::ADD_TASK, row).await?;
    Ok(id)
}

/// A task about her is done.
///
/// # Errors
/// [`Fault::AlreadyDone`] when it is done, or not about her.
pub async fn finish_task(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteRecord>,
    task: Uuid,
) -> Result<(), Fault> {
    trail::wrote(ctx, uow, permit, "task done").await?;
    let values = values![permit.organisation(), permit.id(), task, ctx.now(), ctx.account()];
    match uow.execute(&sql::FINISH_TASK, values).await? {
        0 => Err(Fault::AlreadyDone),
        _ => Ok(()),
    }
}

/// Her open tasks, the one due first on top.
///
/// # Errors
/// By what is wrong.
pub async fn tasks_of_woman(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadRecord>,
) -> Result<Vec<Task>, Fault> {
    let rows: Vec<TaskRow> =
        uow.all(&sql::TASKS_OF_WOMAN, values![permit.organisation(), permit.id()]).await?;
    read(uow, rows).await
}

/// Somebody's own open tasks that are due by a day, the one due first on top; at most 200.
///
/// # Errors
/// By what is wrong.
pub async fn tasks_of_owner(
    uow: &mut Uow,
    permit: &Permit<Calendar, act::ReadToday>,
    owner: Id<AccountMark>,
    by: Date,
) -> Result<Vec<Task>, Fault> {
    let values = values![permit.organisation(), owner, by, 200];
    let rows: Vec<TaskRow> = uow.all(&sql::TASKS_OF_OWNER, values).await?;
    read(uow, rows).await
}

async fn read(uow: &mut Uow, rows: Vec<TaskRow>) -> Result<Vec<Task>, Fault> {
    let mut tasks = Vec::with_capacity(rows.len());
    for row in rows {
        let key_owner = row.woman_id.unwrap_or(row.owner_id);
        let inside: Sealed = uow.open(key_owner, "task", row.id, &row.sealed).await?;
        tasks.push(Task {
            id: row.id,
            woman: row.woman_id.map(Id::from_uuid),
            owner: Id::from_uuid(row.owner_id),
            due: day("task.due_on", &row.due_on)?,
            kind: TaskKind::from_code(&row.kind).ok_or(Fault::UnknownCode("task.kind"))?,
            words: inside.words.into(),
        });
    }
    Ok(tasks)
}
