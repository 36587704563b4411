//! The inbox with its clocks, triage on one page, taking a referral, and completing one without a
//! person.
//!
//! Not for probation's report (module `rm`), nor for the public form (`refer`).

mod conversations;
mod inbox;
mod take;
mod triage;

pub use conversations::{ConversationPage, ConversationRow, ConversationsPage, KeptPage};
pub use inbox::InboxPage;
pub use take::TakePage;
pub use triage::{AlikeRow, TriagePage};

use casework::Fault;
use casework::referral::service::ReferralError;
use kernel::Reference;

use crate::errors::PageError;
use crate::routes::{Needs, Routes};

/// The routes of referrals.
pub fn routes() -> Routes {
    Routes::new()
        .get("/referrals", Needs::action("ReadInbox"), inbox::show)
        .get("/referrals/take", Needs::action("TakeReferral"), take::blank)
        .post("/referrals/take", Needs::action("TakeReferral"), take::save)
        .get("/referrals/conversations", Needs::action("ReadInbox"), conversations::show)
        .post("/referrals/conversations", Needs::action("TakeReferral"), conversations::add)
        .get("/referrals/conversations/new", Needs::action("TakeReferral"), conversations::blank)
        .post("/referrals/conversations/hers", Needs::action("TakeReferral"), conversations::hers)
        .post("/referrals/conversations/refer", Needs::action("TakeReferral"), conversations::refer)
        .get("/referrals/{reference}", Needs::action("ReadInbox"), triage::show)
        .post("/referrals/{reference}", Needs::action("Triage"), triage::decide)
        .get("/referrals/{reference}/person", Needs::action("TakeReferral"), take::person)
        .post("/referrals/{reference}/person", Needs::action("TakeReferral"), take::complete)
}

/// Reads the reference of an address.
fn reference(text: &str) -> Result<Reference, PageError> {
    Reference::parse(text).map_err(|_| PageError::NotFound)
}

impl From<ReferralError> for PageError {
    fn from(error: ReferralError) -> Self {
        match error {
            ReferralError::Store(error) | ReferralError::Record(Fault::Store(error)) => {
                error.into()
            }
            ReferralError::NotFound | ReferralError::Record(Fault::NotFound) => Self::NotFound,
            other => Self::broken(other),
        }
    }
}
