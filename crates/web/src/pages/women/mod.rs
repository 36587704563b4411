//! Women: the list and the search, a woman's record with its band, safe contact, agreements, tasks,
//! and the beginning and end of a case.
//!
//! Every page of a record is opened through [`Band::open`], so that how it is safe to reach her is
//! in view on each of them. Other rooms' pages of a record extend `women/base_record.html`.

mod agreements;
mod band;
mod closing;
mod contact;
mod funding;
mod identity;
mod list;
mod numbers;
mod overview;
mod tasks;
mod words;

pub use agreements::AgreementsPage;
pub use band::{Band, Tab, TabLink};
pub use closing::ClosePage;
pub use contact::{AttemptPage, ContactPage, GateAnswer, RulePage, RuleRow};
pub use funding::{FundingPage, FundingRow};
pub use identity::{DuplicateRow, IdentityPage, NewWomanPage};
pub use list::{Chip, Filters, WomanRow, WomenPage};
pub use numbers::{NumberRow, NumbersPage};
pub use overview::OverviewPage;
pub use tasks::{TaskRow, TasksPage};
pub use words::{safe_contact, stage_tag};

use casework::Fault;

use crate::errors::PageError;
use crate::routes::{Needs, Routes};

/// The routes of this room.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/women", Needs::action("SearchWomen"), list::show)
        .post("/women", Needs::action("SearchWomen"), list::search)
        .get("/women/new", Needs::action("AddWoman"), identity::blank)
        .post("/women/new", Needs::action("AddWoman"), identity::add)
        .get("/women/{reference}", Needs::action("ReadRecord"), overview::show)
        .get("/women/{reference}/identity", Needs::action("WriteRecord"), identity::edit)
        .post("/women/{reference}/identity", Needs::action("WriteRecord"), identity::save)
        .get("/women/{reference}/contact", Needs::action("ReadRecord"), contact::show)
        .get("/women/{reference}/contact/rule", Needs::action("WriteContact"), contact::rule)
        .post("/women/{reference}/contact/rule", Needs::action("WriteContact"), contact::set)
        .post("/women/{reference}/contact/confirm", Needs::action("WriteContact"), contact::confirm)
        .post("/women/{reference}/contact/stale", Needs::action("WriteContact"), contact::stale)
        .get("/women/{reference}/contact/try", Needs::action("ContactWoman"), contact::attempt)
        .post("/women/{reference}/contact/try", Needs::action("ContactWoman"), contact::ask)
        .post("/women/{reference}/contact/override", Needs::action("ContactWoman"), contact::over)
        .get("/women/{reference}/consent", Needs::action("ReadRecord"), agreements::show)
        .post("/women/{reference}/consent/sign", Needs::action("WriteRecord"), agreements::sign)
        .post("/women/{reference}/consent/give", Needs::action("WriteRecord"), agreements::give)
        .post(
            "/women/{reference}/consent/withdraw",
            Needs::action("WriteRecord"),
            agreements::withdraw,
        )
        .get("/women/{reference}/numbers", Needs::action("ReadNumbers"), numbers::show)
        .post("/women/{reference}/numbers", Needs::action("WriteRecord"), numbers::add)
        .post("/women/{reference}/numbers/end", Needs::action("WriteRecord"), numbers::end)
        .get("/women/{reference}/funding", Needs::action("ReadFunding"), funding::show)
        .post("/women/{reference}/funding", Needs::action("WriteFunding"), funding::add)
        .post("/women/{reference}/funding/end", Needs::action("WriteFunding"), funding::end)
        .get("/women/{reference}/tasks", Needs::action("ReadRecord"), tasks::show)
        .post("/women/{reference}/tasks", Needs::action("WriteRecord"), tasks::add)
        .post("/women/{reference}/tasks/done", Needs::action("WriteRecord"), tasks::done)
        .get("/women/{reference}/case", Needs::action("ReadRecord"), closing::show)
        .post("/women/{reference}/case", Needs::action("WriteRecord"), closing::change)
        .post("/women/{reference}/case/close", Needs::action("CloseCase"), closing::close)
}

impl From<Fault> for PageError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Store(error) => error.into(),
            Fault::NotFound | Fault::Seal(store::SealError::Erased) => Self::NotFound,
            other => Self::broken(other),
        }
    }
}
