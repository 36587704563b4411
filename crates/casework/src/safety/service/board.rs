//! What is due: one woman's flags, and the safety board of the safeguarding lead.

use access::action::{Caseload, Woman};
use access::{Permit, act};
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::ctx::OrganisationMark;
use kernel::{Ctx, Id, time};
use store::{Statement, Uow, values};
use uuid::Uuid;

use crate::safety::model::{
    About, Basis, Criterion, Level, MaracKind, Recipient, RiskKind, Threshold,
};
use crate::safety::{SafetyError, day, due, sql};

/// What has to be done, in the order in which it matters on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    /// A MARAC or IDVA referral is to be sent.
    Send(MaracKind, Criterion),
    /// Nobody has been told of a concern.
    Tell(About),
    /// A danger was raised and nobody has checked it with her.
    Check(RiskKind),
    /// A danger is to be looked at again.
    Review(RiskKind, Level),
    /// Sharing at once is to be reviewed by another person.
    ReviewSharing(Recipient, Basis),
    /// An open concern waits for its threshold or its outcome.
    Concern(About, Option<Threshold>),
    /// A safety plan is to be gone through again.
    Plan,
}

/// One thing that is due.
#[derive(Debug, Clone)]
pub struct DueItem {
    /// What.
    pub what: Due,
    /// Whose.
    pub woman: Id<Woman>,
    /// The row where it is dealt with.
    pub row: Uuid,
    /// By when.
    pub on: Date,
    /// Since when it stands.
    pub since: Timestamp,
}

impl DueItem {
    /// Whether its day is over.
    #[must_use]
    pub fn is_late(&self, today: Date) -> bool {
        self.on < today
    }
}

/// What is due on her record by that day, the most pressing first.
///
/// # Errors
/// By what is wrong with the store.
pub async fn due_of(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadSafety>,
    until: Date,
) -> Result<Vec<DueItem>, SafetyError> {
    collect(uow, permit.organisation(), until, Some(permit.id())).await
}

/// What is due in the organisation by today, and at a weekend by the next working day, so that
/// nothing raised on a Saturday waits unseen until Monday; the most overdue first; the women to whom the actor
/// has no access are left out by the caller with the same facts that the policies use.
///
/// # Errors
/// By what is wrong with the store.
pub async fn board(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Caseload, act::ReadSafetyBoard>,
) -> Result<Vec<DueItem>, SafetyError> {
    collect(uow, permit.organisation(), due::same_working_day(ctx.now()), None).await
}

/// Reads what is due off a row.
type ReadsDue = fn(&sql::DueRow) -> Result<Due, SafetyError>;

async fn collect(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    until: Date,
    woman: Option<Id<Woman>>,
) -> Result<Vec<DueItem>, SafetyError> {
    let lists: [(&Statement, ReadsDue); 6] = [
        (&sql::DUE_MARACS, to_send),
        (&sql::DUE_CONCERNS, to_tell),
        (&sql::DUE_RISKS, to_review),
        (&sql::DUE_SHARINGS, to_review_sharing),
        (&sql::OPEN_CONCERNS, to_close),
        (&sql::DUE_PLANS, |_| Ok(Due::Plan)),
    ];
    let mut items = Vec::new();
    for (statement, what) in lists {
        let rows: Vec<sql::DueRow> =
            uow.all(statement, values![organisation, until, woman]).await?;
        for row in rows {
            items.push(DueItem {
                what: what(&row)?,
                woman: Id::from_uuid(row.woman_id),
                row: row.id,
                on: day(&row.due_on)?,
                since: time::from_micros(row.made_at),
            });
        }
    }
    items.sort_by_key(|item| (item.on, item.what, item.since));
    Ok(items)
}

fn to_send(row: &sql::DueRow) -> Result<Due, SafetyError> {
    Ok(Due::Send(MaracKind::parse(&row.what)?, Criterion::parse(&row.more)?))
}

fn to_tell(row: &sql::DueRow) -> Result<Due, SafetyError> {
    Ok(Due::Tell(About::parse(&row.what)?))
}

fn to_review(row: &sql::DueRow) -> Result<Due, SafetyError> {
    let kind = RiskKind::parse(&row.what)?;
    Ok(match Level::parse(&row.more)? {
        Level::ToCheck => Due::Check(kind),
        level => Due::Review(kind, level),
    })
}

fn to_review_sharing(row: &sql::DueRow) -> Result<Due, SafetyError> {
    Ok(Due::ReviewSharing(Recipient::parse(&row.what)?, Basis::parse(&row.more)?))
}

fn to_close(row: &sql::DueRow) -> Result<Due, SafetyError> {
    Ok(Due::Concern(About::parse(&row.what)?, Threshold::parse(&row.more).ok()))
}
