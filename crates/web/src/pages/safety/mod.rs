//! The pages of safety: her Safety sub-page with its small forms, "Something she told me", a concern
//! that nobody told of, what was shared at once or is proposed to be shared, and the safety board.
//!
//! What is missing never stops somebody who writes danger down; errors are only for what cannot be.

mod board;
mod dash;
mod hers;
mod phrases;
mod plan;
mod raise;
mod shared;
mod sharing;
mod shown;
mod steps;
mod told;
mod view;

pub use phrases::TIMELINE;
pub(crate) use phrases::coded;
pub use view::{
    BoardPage, ConcernShown, DashPage, DashShown, KeptPage, MaracShown, May, PastShown, PlanPage,
    PlanSheet, ProposePage, RaisePage, RiskShown, SafetyPage, SharedKeptPage, SharedPage,
    SharingShown, SharingStep, ToldPage, ToldShown,
};
pub(crate) use view::{place_of, to_do};

use crate::routes::{Needs, Routes};

const SHARE: Needs = Needs::action("ShareToPreventHarm");
const PROPOSE: Needs = Needs::action("ProposeSharing");

/// This room's routes.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/safety", Needs::action("ReadSafetyBoard"), board::show)
        .get("/women/{reference}/safety", Needs::action("ReadSafety"), hers::show)
        .post("/women/{reference}/safety/risk", Needs::action("WriteSafety"), steps::risk)
        .post("/women/{reference}/safety/told", Needs::action("RecordDanger"), steps::told)
        .post("/women/{reference}/safety/concern", Needs::action("WriteSafety"), steps::concern)
        .post("/women/{reference}/safety/sent", Needs::action("WriteSafety"), steps::sent)
        .post("/women/{reference}/safety/referral", Needs::action("WriteSafety"), steps::referral)
        .get("/women/{reference}/safety/dash", Needs::action("WriteSafety"), dash::ask)
        .post("/women/{reference}/safety/dash", Needs::action("WriteSafety"), dash::take)
        .get("/women/{reference}/safety/raise", Needs::action("WriteSafety"), raise::ask)
        .post("/women/{reference}/safety/raise", Needs::action("WriteSafety"), raise::take)
        .get("/women/{reference}/safety/shared", SHARE, shared::ask)
        .post("/women/{reference}/safety/shared", SHARE, shared::take)
        .get("/women/{reference}/safety/shared/kept", SHARE, shared::kept)
        .get("/women/{reference}/safety/sharing", PROPOSE, sharing::ask)
        .post("/women/{reference}/safety/sharing", PROPOSE, sharing::propose)
        .post(
            "/women/{reference}/safety/sharing/answer",
            Needs::action("ApproveSharing"),
            sharing::answer,
        )
        .post("/women/{reference}/safety/sharing/done", PROPOSE, sharing::done)
        .get("/women/{reference}/safety/plan", Needs::action("WriteSafety"), plan::ask)
        .post("/women/{reference}/safety/plan", Needs::action("WriteSafety"), plan::take)
        .post("/women/{reference}/safety/plan/on", Needs::action("WriteSafety"), steps::hand_on)
        .get("/women/{reference}/safety/plan/sheet", Needs::action("ReadSafety"), plan::sheet)
        .get("/women/{reference}/told", Needs::action("RecordDanger"), told::ask)
        .post("/women/{reference}/told", Needs::action("RecordDanger"), told::take)
        .get("/women/{reference}/told/kept", Needs::action("RecordDanger"), told::kept)
}
