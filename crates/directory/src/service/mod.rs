//! The use-cases of the directory. Each that writes takes a permit and leaves an audit entry in the
//! same unit of work.
//!
//! An organisation keeps the directory; organisations that *offer* services are public facts in it.
//! Not for fetching a feed (the command line does), nor for pages.

mod edits;
mod entries;
mod imports;
mod links;
mod merges;
mod owners;
mod problems;
mod shown;
mod undo;
mod withhold;

use access::action::Resource;
use access::audit::{Entry as Deed, record_in};
use access::{Act, Permit};
use kernel::Ctx;
use kernel::ctx::OrganisationMark;
use store::{StoreError, Uow, values};

use crate::codes::coded;
use crate::sql;

pub use edits::{Edit, EditBy, EditState, approve, decline, propose, waiting_edits};
pub use entries::{Kept, Version, by_service, changes, history};
pub use imports::{
    Arrival, Extent, Import, ImportReport, Source, SourceDraft, SourceKind, begin_import, imports,
    sources,
};
pub use links::{Due, ask, confirm, confirm_by_link, due};
pub use merges::{changed_since_seen, merge, part, proposed_merges, seen, unwatch, watch};
pub use owners::{Owned, Owner, end_owner, name_owner, owners};
pub use problems::{
    Problem, ProblemDraft, ProblemKind, answer_problem, answer_to, open_problems, report_problem,
};
pub use shown::{Counts, publish_all, register};
pub use undo::{Undone, undo_import};
pub use withhold::{Keep, Withholding, lift, withhold};

/// The organisation that keeps the directory.
pub type Keeper = kernel::Id<OrganisationMark>;

/// A use-case of the directory failed. Nothing of it was kept. Holds no address and no text of an
/// entry.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// There is no such entry, place or import.
    #[error("there is no such entry, place or import in the directory")]
    NotFound,
    /// The import was taken back already.
    #[error("this import was taken back before")]
    AlreadyUndone,
    /// Somebody changed the entry meanwhile.
    #[error("somebody changed this entry meanwhile; look at it again")]
    Stale,
    /// Words are missing where somebody must say why, or who gave leave.
    #[error("a reason is needed")]
    ReasonNeeded,
    /// A name of a source without a letter or digit in it.
    #[error("a source needs a name of letters or digits")]
    Nameless,
    /// The name is that of a source of another kind.
    #[error("another source has this name; choose another with --name")]
    NameTaken,
    /// The proposal is of another service or organisation than the entry.
    #[error("a change cannot make an entry that of another service or organisation")]
    OtherEntry,
    /// Somebody answered it before.
    #[error("this was answered before")]
    AlreadyAnswered,
    /// Not a mailbox.
    #[error("this is no e-mail address")]
    NotAMailbox,
    /// The link is not good, for whatever reason.
    #[error("this link is not good any more; ask for a new one")]
    LinkNotGood,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

coded! {
    /// By what a version of an entry came to be.
    How {
        /// A source said it.
        Import = "import" "Taken in from its source",
        /// An import was taken back.
        Undo = "undo" "Put back as it was before an import",
        /// An address was withheld.
        Withhold = "withhold" "Address withheld",
        /// An address is shown again.
        Lift = "lift" "Address shown again",
        /// Somebody's change was approved.
        Edit = "edit" "Changed here",
        /// Its provider said that it is right.
        Confirm = "confirm" "Confirmed by its provider",
        /// Another entry was merged into it.
        Merge = "merge" "Merged",
        /// It was parted again.
        Part = "part" "Parted again",
    }
}

coded! {
    /// How an entry stands.
    Standing {
        /// It is part of the directory.
        Kept = "kept" "In the directory",
        /// The import that brought it was taken back.
        TakenBack = "taken_back" "Taken back",
        /// It is the same as another, which is shown in its place.
        Merged = "merged" "The same as another",
    }
}

/// The audit entry of a deed. `what` is in our own words and holds nothing of an entry.
async fn did<R: Resource, A: Act<On = R>>(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<R, A>,
    what: String,
) -> Result<(), StoreError> {
    record_in(ctx, uow, Deed::about_place(permit).details(what)).await?;
    changed(uow, permit.organisation()).await
}

/// Notes that something changed, for whoever publishes.
async fn changed(uow: &mut Uow, keeper: Keeper) -> Result<(), StoreError> {
    uow.execute(&sql::CHANGED, values![keeper]).await?;
    Ok(())
}
