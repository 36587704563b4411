//! Her Family page (children as minimal rows, the adults near her) and the leads' page of who is kept
//! apart from her.
//!
//! Both are kept apart from the rest of the record: they ask for permits of their own, and nothing of
//! them is shown on another page but what a child is called, beside a concern about her or him, to those
//! who may read both.

mod apart;
mod hers;
mod phrases;
mod view;

pub(crate) use hers::child_called;
pub use view::{AdultShown, ApartPage, ChildShown, FamilyPage, PairShown};

use crate::routes::{Needs, Routes};

/// This room's routes.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/women/{reference}/family", Needs::action("ReadFamily"), hers::show)
        .post("/women/{reference}/family/child", Needs::action("WriteFamily"), hers::child)
        .post("/women/{reference}/family/adult", Needs::action("WriteFamily"), hers::adult)
        .get("/women/{reference}/apart", Needs::action("KeepApart"), apart::show)
        .post("/women/{reference}/apart", Needs::action("KeepApart"), apart::change)
}
