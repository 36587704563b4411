//! Her own copy, to print: nothing of the house on it. The page that shows it says first what to
//! look at with her; that part is not printed.

use access::action::act;
use access::audit::Entry;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use casework::plan::{self, CopyStep, CopyWho, HerCopy, PlanState, her_copy};

use crate::errors::PageError;
use crate::page;
use crate::pages::women::{Band, Tab};
use crate::shell::{Room, Shell, Staff};
use crate::text::Text;

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
    /// The copy.
    pub copy: HerCopy,
}

impl CopyPage {
    fn line(&self, step: &CopyStep) -> String {
        let who = match &step.who {
            CopyWho::Me => self.t.say("plan-copy-me").to_string(),
            CopyWho::MyWorker => self.t.say("plan-copy-worker").to_string(),
            CopyWho::Somebody => self.t.say("plan-copy-somebody").to_string(),
            CopyWho::Named(name) => name.clone(),
        };
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

pub(super) async fn show(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let (other, size) = ("plan/copy/big", Size::Usual);
    page_of(&staff, &reference, size, other).await
}

pub(super) async fn show_big(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    page_of(&staff, &reference, Size::Big, "plan/copy").await
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Size {
    Usual,
    Big,
}

async fn page_of(
    staff: &Staff,
    reference: &str,
    size: Size,
    other: &str,
) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    let band = Band::open(staff, &mut uow, reference, Tab::Plan).await?;
    let permit = staff.permit::<act::ReadPlan>(&mut uow, band.woman).await?;
    let plans = plan::plans(&mut uow, &permit).await?;
    drop(uow);
    staff.entered(Entry::of(&permit)).await?;
    let agreed = plans.iter().find(|plan| matches!(plan.state, PlanState::Agreed(_)));
    let shown = agreed.or_else(|| plans.first()).ok_or(PageError::NotFound)?;
    let names: Vec<&str> =
        band.worker.split(", ").chain([staff.who.name.reveal().as_str()]).collect();
    Ok(page::show(&CopyPage {
        t: staff.t,
        shell: staff.shell(Room::Women),
        back: band.href("plan"),
        other: band.href(other),
        is_big: size == Size::Big,
        copy: her_copy(shown, &names),
    }))
}
