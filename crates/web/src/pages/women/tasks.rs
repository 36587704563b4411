//! What is to be done for her, by whom and by when.

use access::accounts;
use access::action::act;
use access::audit::Entry;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use casework::Fault;
use casework::record::{self, TaskDraft, TaskKind};
use kernel::Personal;
use uuid::Uuid;

use super::band::{Band, Tab};
use super::words::said;
use crate::errors::PageError;
use crate::form::Choice;
use crate::page;
use crate::parts::{Clock, Due};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};
use crate::{Fields, Form};

/// One task as shown.
#[derive(Debug, Clone)]
pub struct TaskRow {
    /// Its row, to finish it by.
    pub id: String,
    /// What is to be done.
    pub words: Personal<String>,
    /// What sort, and whose.
    pub more: String,
    /// When it is due.
    pub due: Clock,
}

/// `GET /women/{reference}/tasks`.
#[derive(Debug, Template)]
#[template(path = "women/tasks.html")]
pub struct TasksPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Her band.
    pub band: Band,
    /// Open tasks, the one due first on top.
    pub tasks: Vec<TaskRow>,
    /// Whether the reader may write.
    pub may_write: bool,
    /// Fields `words`, `due`, `owner`, `kind`.
    pub form: Form,
    /// Whose task it can be.
    pub owners: Vec<Choice>,
    /// What sort.
    pub kinds: Vec<Choice>,
}

async fn load(staff: &Staff, reference: &str, form: Form) -> Result<TasksPage, PageError> {
    let t = staff.t;
    let today = staff.ctx.today();
    let mut uow = staff.read().await?;
    let band = Band::open(staff, &mut uow, reference, Tab::Tasks).await?;
    let permit = staff.permit::<act::ReadRecord>(&mut uow, band.woman).await?;
    let tasks = record::tasks_of_woman(&mut uow, &permit).await?;
    let people = accounts::colleagues(&mut uow, &band.actor).await?;
    let gate = &staff.desk.gate;
    let may_write =
        gate.may::<act::WriteRecord>(&staff.ctx, &mut uow, &band.actor, band.woman).await?;
    drop(uow);
    staff.entered(Entry::of(&permit)).await?;
    let rows = tasks.into_iter().map(|task| {
        let owner = people.iter().find(|person| person.id == task.owner);
        let name = owner.map(|person| person.name.reveal().as_str()).unwrap_or_default();
        let kind = said(t, "task", task.kind.code());
        let due = match task.due.cmp(&today) {
            std::cmp::Ordering::Less => Due::Late,
            std::cmp::Ordering::Equal => Due::Soon,
            std::cmp::Ordering::Greater => Due::Fine,
        };
        TaskRow {
            id: task.id.to_string(),
            words: task.words,
            more: t.say("task-meta").with("kind", kind).with("owner", name).to_string(),
            due: Clock::new(due, t.date(task.due)),
        }
    });
    Ok(TasksPage {
        t,
        shell: staff.shell(Room::Women),
        tasks: rows.collect(),
        band,
        may_write,
        form,
        owners: people
            .iter()
            .map(|person| Choice::new(&person.reference, person.name.reveal()))
            .collect(),
        kinds: TaskKind::ALL
            .iter()
            .map(|kind| Choice::new(kind.code(), said(t, "task", kind.code())))
            .collect(),
    })
}

pub(super) async fn show(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let form = Form::blank(staff.t).with("kind", TaskKind::Other.code());
    Ok(page::show(&load(&staff, &reference, form).await?))
}

pub(super) async fn add(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut read = fields.read();
    let words = read.long("words").must(key("task-words-needed"));
    let due = read.date("due").must(key("task-due-needed"));
    let owner = read.reference("owner").must(key("task-owner-needed"));
    let kind = read.choice("kind", TaskKind::from_code).must(key("task-kind-needed"));
    if let (Ok(words), Ok(due), Ok(owner), Ok(kind)) = (words, due, owner, kind) {
        let mut uow = staff.begin().await?;
        let band = Band::open(&staff, &mut uow, &reference, Tab::Tasks).await?;
        let permit = staff.permit::<act::WriteRecord>(&mut uow, band.woman).await?;
        match accounts::by_reference(&mut uow, &band.actor, &owner).await? {
            Some(owner) => {
                let draft = TaskDraft { owner: owner.id, due, kind, words: words.into() };
                record::add_task(&staff.ctx, &mut uow, &permit, &draft).await?;
                uow.commit().await?;
                return Ok(page::see_other(band.href("tasks")));
            }
            None => {
                read.refuse("owner", key("task-owner-needed"));
            }
        }
    }
    let form = Form::refused(staff.t, &fields, read.errors());
    Ok(page::refused(&load(&staff, &reference, form).await?))
}

pub(super) async fn done(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let task: Uuid = fields.first("task").parse().map_err(|_| PageError::Unreadable)?;
    let mut uow = staff.begin().await?;
    let band = Band::open(&staff, &mut uow, &reference, Tab::Tasks).await?;
    let permit = staff.permit::<act::WriteRecord>(&mut uow, band.woman).await?;
    match record::finish_task(&staff.ctx, &mut uow, &permit, task).await {
        Ok(()) => uow.commit().await?,
        // Somebody else was faster: it is done, which is what was wanted.
        Err(Fault::AlreadyDone) => drop(uow),
        Err(other) => return Err(other.into()),
    }
    Ok(page::see_other(band.href("tasks")))
}
