//! Her own copy, to print or as PDF: nothing of the house on it. The page that shows it says first
//! what to look at with her; that part is not printed.

use access::action::act;
use access::audit::Entry;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use casework::plan::{self, CopyStep, CopyWho, HerCopy, PlanState, her_copy};
use documents::{Document, Passage, PlanCopy, PlanGoal, PlanStep, PrintSize};

use crate::errors::PageError;
use crate::page;
use crate::pages::women::{Band, Tab};
use crate::printing;
use crate::shell::{Room, Shell, Staff};
use crate::text::Text;

/// The PDF's name, the same for everybody: it stays in a list of downloads.
const FILE_NAME: &str = "plan.pdf";

/// `GET /women/{reference}/plan/copy`.
#[derive(Debug, Template)]
#[template(path = "plan/copy.html")]
pub struct CopyPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// The way back.
    pub back: String,
    /// The other size.
    pub other: String,
    /// Whether it is in big print.
    pub is_big: bool,
    /// Where it is as PDF, where that can be made now.
    pub pdf: Option<String>,
    /// The copy.
    pub copy: HerCopy,
}

impl CopyPage {
    fn line(&self, step: &CopyStep) -> String {
        let who = who(self.t, step);
        let what = step.what.as_str();
        match (step.done_on, step.due) {
            (Some(_), _) => {
                self.t.say("plan-copy-done").with("who", who).with("what", what).to_string()
            }
            (None, Some(due)) => {
                let due = self.t.date(due);
                let line = self.t.say("plan-copy-due").with("who", who).with("what", what);
                line.with("due", due).to_string()
            }
            (None, None) => {
                self.t.say("plan-copy-step").with("who", who).with("what", what).to_string()
            }
        }
    }
}

fn who(t: Text, step: &CopyStep) -> String {
    match &step.who {
        CopyWho::Me => t.say("plan-copy-me").to_string(),
        CopyWho::MyWorker => t.say("plan-copy-worker").to_string(),
        CopyWho::Somebody => t.say("plan-copy-somebody").to_string(),
        CopyWho::Named(name) => name.clone(),
    }
}

/// The copy as it is set: the same words as on the page, and no more.
fn paper(t: Text, copy: &HerCopy, size: PrintSize) -> Document {
    let step = |step: &CopyStep| PlanStep {
        what: step.what.clone().into(),
        about: match (step.done_on, step.due) {
            (Some(_), _) => t.say("plan-pdf-done").with("who", who(t, step)).to_string(),
            (None, Some(due)) => {
                t.say("plan-pdf-due").with("who", who(t, step)).with("due", t.date(due)).to_string()
            }
            (None, None) => who(t, step),
        }
        .into(),
        is_done: step.done_on.is_some(),
    };
    let goals = copy.goals.iter().map(|goal| PlanGoal {
        words: goal.words.clone().into(),
        reached: goal.reached.then(|| t.say("plan-copy-reached").to_string()),
        steps: goal.steps.iter().map(step).collect(),
    });
    let helps = (!copy.helps.trim().is_empty()).then(|| Passage {
        heading: t.say("plan-copy-helps").to_string(),
        words: copy.helps.clone().into(),
    });
    let title = t.say("plan-copy-title").to_string();
    Document::PlanCopy(PlanCopy { title, size, goals: goals.collect(), helps })
}

pub(super) async fn show(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    page_of(&staff, &reference, PrintSize::Usual).await
}

pub(super) async fn show_big(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    page_of(&staff, &reference, PrintSize::Big).await
}

pub(super) async fn pdf(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    pdf_of(&staff, &reference, PrintSize::Usual).await
}

pub(super) async fn pdf_big(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    pdf_of(&staff, &reference, PrintSize::Big).await
}

/// Her copy, for whoever may read her plan, with the entry that must be made before it leaves.
struct Opened {
    band: Band,
    copy: HerCopy,
    entry: Entry,
}

async fn open(staff: &Staff, reference: &str) -> Result<Opened, PageError> {
    let mut uow = staff.read().await?;
    let band = Band::open(staff, &mut uow, reference, Tab::Plan).await?;
    let permit = staff.permit::<act::ReadPlan>(&mut uow, band.woman).await?;
    let plans = plan::plans(&mut uow, &permit).await?;
    drop(uow);
    let entry = Entry::of(&permit);
    let agreed = plans.iter().find(|plan| matches!(plan.state, PlanState::Agreed(_)));
    let Some(shown) = agreed.or_else(|| plans.first()) else {
        staff.entered(entry).await?;
        return Err(PageError::NotFound);
    };
    let names: Vec<&str> =
        band.worker.split(", ").chain([staff.who.name.reveal().as_str()]).collect();
    let copy = her_copy(shown, &names);
    Ok(Opened { band, copy, entry })
}

async fn page_of(staff: &Staff, reference: &str, size: PrintSize) -> Result<Response, PageError> {
    let Opened { band, copy, entry } = open(staff, reference).await?;
    staff.entered(entry).await?;
    let (other, pdf) = match size {
        PrintSize::Usual => ("plan/copy/big", "plan/copy/pdf"),
        PrintSize::Big => ("plan/copy", "plan/copy/big/pdf"),
    };
    Ok(page::show(&CopyPage {
        t: staff.t,
        shell: staff.shell(Room::Women),
        back: band.href("plan"),
        other: band.href(other),
        is_big: size == PrintSize::Big,
        pdf: staff.pdf_at(band.href(pdf)),
        copy,
    }))
}

async fn pdf_of(staff: &Staff, reference: &str, size: PrintSize) -> Result<Response, PageError> {
    let Opened { copy, entry, .. } = open(staff, reference).await?;
    staff.printing.ready()?;
    staff.entered(entry.details("her copy as PDF")).await?;
    let pdf = staff.printing.set(staff.t, paper(staff.t, &copy, size)).await?;
    printing::answer(pdf, FILE_NAME)
}
