//! What the staff side works on: the open installation, the policies and the audit trail.
//!
//! A process that serves the public side only has no desk, so a page for staff cannot exist there
//! (architecture, wall 11). Handlers reach it through [`Staff`], which knows who is acting, and so
//! cannot read or write for nobody.

use access::action::Woman;
use access::audit::{AuditLog, AuditUnavailable, Entry};
use access::{Act, Denied, Gate, Permit, Refusal};
use kernel::Id;
use store::{Store, StoreError, Uow};

use crate::errors::{PageError, Stopped, WhoCan};
use crate::shell::Staff;

/// The staff side's installation. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The data and the keys.
    pub store: Store,
    /// The policies.
    pub gate: Gate,
    /// Where reads are entered before an answer leaves.
    pub audit: AuditLog,
}

impl Staff {
    /// Begins a unit of work that reads one moment.
    ///
    /// # Errors
    /// [`PageError::Stopped`] and others by what is wrong.
    pub async fn read(&self) -> Result<Uow, PageError> {
        Ok(self.desk.store.read().await?)
    }

    /// Begins a unit of work that writes. Its audit entry goes into it ([`access::audit::record_in`]).
    ///
    /// # Errors
    /// As [`Self::read`].
    pub async fn begin(&self) -> Result<Uow, PageError> {
        Ok(self.desk.store.begin().await?)
    }

    /// A permit for one action on a woman's record.
    ///
    /// # Errors
    /// [`PageError::Forbidden`] says who can; [`PageError::NotFound`] for a record that is not
    /// here, which tells nothing.
    pub async fn permit<A: Act<On = Woman>>(
        &self,
        uow: &mut Uow,
        woman: Id<Woman>,
    ) -> Result<Permit<Woman, A>, PageError> {
        Ok(self.desk.gate.permit(&self.ctx, uow, woman).await?)
    }

    /// A permit for one action on a place of the house, such as the inbox.
    ///
    /// # Errors
    /// As [`Self::permit`].
    pub async fn place<A: Act>(&self, uow: &mut Uow) -> Result<Permit<A::On, A>, PageError>
    where
        A::On: access::facts::Place,
    {
        Ok(self.desk.gate.permit_place(&self.ctx, uow).await?)
    }

    /// Enters a read in the audit trail. Call it before the page is shown: an answer that nobody
    /// wrote down does not leave.
    ///
    /// # Errors
    /// [`PageError::Stopped`] when the trail cannot be written; then nothing is shown.
    pub async fn entered(&self, entry: Entry) -> Result<(), PageError> {
        Ok(self.desk.audit.read_entry(&self.ctx, entry).await?)
    }
}

impl From<StoreError> for PageError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound | StoreError::Seal(store::SealError::Erased) => Self::NotFound,
            StoreError::DiskFull => Self::Stopped(Stopped::DiskFull),
            StoreError::ReadOnly => Self::Stopped(Stopped::ReadOnly),
            StoreError::Busy => Self::Stopped(Stopped::Busy),
            other => Self::broken(other),
        }
    }
}

impl From<AuditUnavailable> for PageError {
    fn from(error: AuditUnavailable) -> Self {
        match error {
            AuditUnavailable::Erased => Self::NotFound,
            AuditUnavailable::DiskFull | AuditUnavailable::ReadOnly | AuditUnavailable::Failed => {
                Self::Stopped(Stopped::AuditUnwritable)
            }
        }
    }
}

impl From<Denied> for PageError {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Store(error) => error.into(),
            Denied::Refused(refused) => match refused.refusal {
                Refusal::NotHere => Self::NotFound,
                Refusal::ConfirmAgain => Self::ConfirmAgain,
                refusal => Self::Forbidden(WhoCan::By(refusal)),
            },
        }
    }
}
