//! The pages of safety: her Safety sub-page, "Something she told me", and the safety board.
//!
//! What is missing never stops somebody who writes danger down; errors are only for what cannot be.

mod board;
mod hers;
mod phrases;
mod plan;
mod told;
mod view;

pub use phrases::TIMELINE;
pub use view::{
    BoardPage, ConcernShown, KeptPage, MaracShown, PlanPage, PlanSheet, RiskShown, SafetyPage,
    SharingShown, ToldPage, ToldShown,
};

use crate::routes::{Needs, Routes};

/// This room's routes.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/safety", Needs::action("ReadSafetyBoard"), board::show)
        .get("/women/{reference}/safety", Needs::action("ReadSafety"), hers::show)
        .post("/women/{reference}/safety/sent", Needs::action("WriteSafety"), hers::sent)
        .post("/women/{reference}/safety/told", Needs::action("RecordDanger"), hers::told)
        .get("/women/{reference}/safety/plan", Needs::action("WriteSafety"), plan::ask)
        .post("/women/{reference}/safety/plan", Needs::action("WriteSafety"), plan::take)
        .get("/women/{reference}/safety/plan/sheet", Needs::action("ReadSafety"), plan::sheet)
        .get("/women/{reference}/told", Needs::action("RecordDanger"), told::ask)
        .post("/women/{reference}/told", Needs::action("RecordDanger"), told::take)
        .get("/women/{reference}/told/kept", Needs::action("RecordDanger"), told::kept)
}
