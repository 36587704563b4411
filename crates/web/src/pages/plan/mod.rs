//! Needs and plan: assessing with her, the plan in her words, her own copy, outcomes, looking back.
//!
//! Every page stands in the frame of her record. Not for closing the case itself (women).

mod answers;
mod assess;
mod copy;
mod outcomes;
mod overview;
pub mod panels;
mod review;
mod write;

pub use answers::{AnswersPage, AnswersRow};
pub use assess::{AssessPage, Question};
pub use copy::CopyPage;
pub use outcomes::{Judged, OutcomesPage};
pub use overview::PlanPage;
pub use panels::{NeedsPanel, PlanPanel};
pub use review::ReviewPage;
pub use write::{ClashShown, GoalForm, WritePage};

use casework::assessment::AssessmentError;
use casework::outcome::OutcomeError;
use casework::plan::PlanError;

use crate::errors::PageError;
use crate::form::Choice;
use crate::routes::{Needs, Routes};
use crate::text::Text;

/// The routes of this room.
#[must_use]
pub fn routes() -> Routes {
    let (read, write) = (Needs::action("ReadPlan"), Needs::action("WritePlan"));
    Routes::new()
        .get("/women/{reference}/plan", read, overview::show)
        .post("/women/{reference}/plan", write, overview::change)
        .get("/women/{reference}/plan/answers", Needs::action("ReadNeeds"), answers::show)
        .get("/women/{reference}/plan/answers/{number}", write, answers::ask)
        .post("/women/{reference}/plan/answers/{number}", write, answers::correct)
        .get("/women/{reference}/plan/assess/{instrument}", write, assess::blank)
        .post("/women/{reference}/plan/assess/{instrument}", write, assess::record)
        .get("/women/{reference}/plan/write", write, write::show)
        .post("/women/{reference}/plan/write", write, write::save)
        .get("/women/{reference}/plan/copy", read, copy::show)
        .get("/women/{reference}/plan/copy/big", read, copy::show_big)
        .get("/women/{reference}/plan/copy/pdf", read, copy::pdf)
        .get("/women/{reference}/plan/copy/big/pdf", read, copy::pdf_big)
        .get("/women/{reference}/plan/review", write, review::show)
        .post("/women/{reference}/plan/review", write, review::hold)
        .get("/women/{reference}/outcomes", Needs::action("ReadFunding"), outcomes::show)
        .post("/women/{reference}/outcomes", Needs::action("WriteFunding"), outcomes::judge)
}

impl From<PlanError> for PageError {
    fn from(error: PlanError) -> Self {
        match error {
            PlanError::Store(error) => error.into(),
            PlanError::NotFound => Self::NotFound,
            other => Self::broken(other),
        }
    }
}

impl From<AssessmentError> for PageError {
    fn from(error: AssessmentError) -> Self {
        match error {
            AssessmentError::Store(error) => error.into(),
            AssessmentError::NotFound | AssessmentError::NotOpen => Self::NotFound,
            other => Self::broken(other),
        }
    }
}

impl From<OutcomeError> for PageError {
    fn from(error: OutcomeError) -> Self {
        match error {
            OutcomeError::Store(error) => error.into(),
            OutcomeError::NotFound => Self::NotFound,
            other => Self::broken(other),
        }
    }
}

/// The words of a code: `said(t, "plan-area", "mental_health")` asks for `plan-area-mental-health`.
fn said(t: Text, family: &str, code: &str) -> String {
    let code = code.replace('_', "-");
    t.say(&format!("{family}-{code}")).to_string()
}

/// Codes as answers of a form.
fn choices(t: Text, family: &str, codes: impl IntoIterator<Item = &'static str>) -> Vec<Choice> {
    codes.into_iter().map(|code| Choice::new(code, said(t, family, code))).collect()
}
