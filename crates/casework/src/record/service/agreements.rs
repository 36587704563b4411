//! The agreement to support, consents she may refuse at no cost, and the lawful basis of each
//! purpose.
//!
//! Consent is not what the support stands on: a woman on an order cannot give it freely (UK GDPR,
//! recital 43). It is asked only for what she may refuse.

use access::Permit;
use access::action::{Settings, Woman, act};
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::{Ctx, time};
use sqlx::FromRow;
use store::{Uow, values};
use uuid::Uuid;

use super::{day, some_day};
use crate::codes::coded;
use crate::fault::Fault;
use crate::record::sql;
use crate::trail;

coded! {
    /// How she signed.
    HowSigned {
        /// On paper, with her.
        OnPaper = "on_paper",
        /// On a screen, with her.
        OnScreen = "on_screen",
        /// She said so and a worker wrote it down; she could not sign.
        Spoken = "spoken",
    }
}

coded! {
    /// What she may refuse at no cost.
    ConsentPurpose {
        /// Telling her story, without her name.
        Story = "story",
        /// Research.
        Research = "research",
        /// Sharing that her support does not need.
        OptionalSharing = "optional_sharing",
        /// Being in touch after closing.
        ContactAfterClosing = "contact_after_closing",
    }
}

/// The agreement to support, to be signed.
#[derive(Debug, Clone)]
pub struct AgreementDraft {
    /// The version of the wording.
    pub wording_version: String,
    /// The day.
    pub signed_on: Date,
    /// How.
    pub how: HowSigned,
}

/// A signed agreement.
#[derive(Debug, Clone)]
pub struct Agreement {
    /// The version of the wording.
    pub wording_version: String,
    /// The day.
    pub signed_on: Date,
    /// How.
    pub how: HowSigned,
    /// When it was written down.
    pub made_at: Timestamp,
    /// By whom.
    pub made_by: Option<Uuid>,
}

#[derive(FromRow)]
struct AgreementRow {
    wording_version: String,
    signed_on: String,
    how: String,
    made_at: i64,
    made_by: Option<Uuid>,
}

/// She signed the agreement to support.
///
/// # Errors
/// [`Fault::ImpossibleDate`] on a day to come; [`Fault::ReasonNeeded`] without a wording.
pub async fn sign_agreement(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteRecord>,
    draft: &AgreementDraft,
) -> Result<(), Fault> {
    trail::wrote(ctx, uow, permit, "agreement signed").await?;
    if draft.signed_on > ctx.today() {
        return Err(Fault::ImpossibleDate);
    }
    if draft.wording_version.trim().is_empty() {
        return Err(Fault::ReasonNeeded);
    }
    uow.execute(
        &sql::ADD_AGREEMENT,
        values![
            ctx.new_uuid(),
            permit.organisation(),
            permit.id(),
            draft.wording_version.trim(),
            draft.signed_on,
            draft.how.code(),
            ctx.now(),
            ctx.account()
        ],
    )
    .await?;
    Ok(())
}

/// What she signed, the newest first.
///
/// # Errors
/// By what is wrong.
pub async fn agreements(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadRecord>,
) -> Result<Vec<Agreement>, Fault> {
    let rows: Vec<AgreementRow> =
        uow.all(&sql::AGREEMENTS, values![permit.organisation(), permit.id()]).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Agreement {
                signed_on: day("agreement.signed_on", &row.signed_on)?,
                how: HowSigned::from_code(&row.how).ok_or(Fault::UnknownCode("agreement.how"))?,
                wording_version: row.wording_version,
                made_at: time::from_micros(row.made_at),
                made_by: row.made_by,
            })
        })
        .collect()
}

/// A consent to be given.
#[derive(Debug, Clone)]
pub struct ConsentDraft {
    /// For what.
    pub purpose: ConsentPurpose,
    /// The version of the wording.
    pub wording_version: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Option<Date>,
}

/// A consent, past or present.
#[derive(Debug, Clone)]
pub struct Consent {
    /// Its row.
    pub id: Uuid,
    /// For what.
    pub purpose: ConsentPurpose,
    /// The version of the wording.
    pub wording_version: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Option<Date>,
    /// The day she withdrew it.
    pub withdrawn: Option<Date>,
    /// When it was written down.
    pub made_at: Timestamp,
}

impl Consent {
    /// Whether it holds on that day.
    #[must_use]
    pub fn holds(&self, on: Date) -> bool {
        self.withdrawn.is_none() && self.from <= on && self.until.is_none_or(|until| until >= on)
    }
}

#[derive(FromRow)]
struct ConsentRow {
    id: Uuid,
    purpose: String,
    wording_version: String,
    from_on: String,
    until_on: Option<String>,
    withdrawn_on: Option<String>,
    made_at: i64,
}

/// She consents; what she consented to before for the same purpose ends today.
///
/// # Errors
/// [`Fault::ImpossibleDate`] when it would end before it begins, or begins after today.
pub async fn give_consent(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteRecord>,
    draft: &ConsentDraft,
) -> Result<(), Fault> {
    trail::wrote(ctx, uow, permit, "consent given").await?;
    if draft.from > ctx.today() || draft.until.is_some_and(|until| until < draft.from) {
        return Err(Fault::ImpossibleDate);
    }
    if draft.wording_version.trim().is_empty() {
        return Err(Fault::ReasonNeeded);
    }
    withdraw_consent(ctx, uow, permit, draft.purpose).await?;
    uow.execute(
        &sql::ADD_CONSENT,
        values![
            ctx.new_uuid(),
            permit.organisation(),
            permit.id(),
            draft.purpose.code(),
            draft.wording_version.trim(),
            draft.from,
            draft.until,
            ctx.now(),
            ctx.account()
        ],
    )
    .await?;
    Ok(())
}

/// She withdraws a consent. It can always be done and asks for no reason. Returns whether there was
/// one.
///
/// # Errors
/// By what is wrong.
pub async fn withdraw_consent(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteRecord>,
    purpose: ConsentPurpose,
) -> Result<u64, Fault> {
    trail::wrote(ctx, uow, permit, "consent withdrawn").await?;
    let values = values![permit.organisation(), permit.id(), purpose.code(), ctx.today()];
    Ok(uow.execute(&sql::WITHDRAW_CONSENT, values).await?)
}

/// Her consents, past and present, the newest first.
///
/// # Errors
/// By what is wrong.
pub async fn consents(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadRecord>,
) -> Result<Vec<Consent>, Fault> {
    let rows: Vec<ConsentRow> =
        uow.all(&sql::CONSENTS, values![permit.organisation(), permit.id()]).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Consent {
                id: row.id,
                purpose: ConsentPurpose::from_code(&row.purpose)
                    .ok_or(Fault::UnknownCode("consent.purpose"))?,
                from: day("consent.from_on", &row.from_on)?,
                until: some_day("consent.until_on", row.until_on.as_deref())?,
                withdrawn: some_day("consent.withdrawn_on", row.withdrawn_on.as_deref())?,
                wording_version: row.wording_version,
                made_at: time::from_micros(row.made_at),
            })
        })
        .collect()
}

/// The lawful basis of one purpose, with the articles as they are cited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// Coded purpose, such as `support`.
    pub purpose: String,
    /// UK GDPR Article 6, such as `6(1)(f)`.
    pub article6: String,
    /// UK GDPR Article 9 condition.
    pub article9: Option<String>,
    /// DPA 2018 Schedule 1 condition for Article 10.
    pub article10: Option<String>,
    /// Who decides about the data.
    pub controller: String,
    /// The version of the privacy notice.
    pub notice_version: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Option<Date>,
}

#[derive(FromRow)]
struct Count {
    many: i64,
}

#[derive(FromRow)]
struct BasisRow {
    purpose: String,
    article6: String,
    article9: Option<String>,
    article10: Option<String>,
    controller: String,
    notice_version: String,
    from_on: String,
    until_on: Option<String>,
}

/// Writes down the lawful basis of a purpose. Nothing is deleted: the one before it ends the day
/// before.
///
/// # Errors
/// [`Fault::ImpossibleDate`] when it would end before it begins, or begin no later than one that is
/// written down already.
pub async fn set_lawful_basis(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Settings, act::ManageRetention>,
    basis: &Basis,
) -> Result<(), Fault> {
    if basis.until.is_some_and(|until| until < basis.from) {
        return Err(Fault::ImpossibleDate);
    }
    let (organisation, purpose) = (permit.organisation(), basis.purpose.as_str());
    let later: Count =
        uow.one(&sql::LATER_LAWFUL_BASES, values![organisation, purpose, basis.from]).await?;
    if later.many > 0 {
        return Err(Fault::ImpossibleDate);
    }
    trail::did(ctx, uow, permit, None).await?;
    let last = basis.from.yesterday().map_err(|_| Fault::ImpossibleDate)?;
    let ended = values![organisation, purpose, basis.from, last];
    uow.execute(&sql::END_LAWFUL_BASIS, ended).await?;
    uow.execute(
        &sql::ADD_LAWFUL_BASIS,
        values![
            ctx.new_uuid(),
            permit.organisation(),
            basis.purpose.as_str(),
            basis.article6.as_str(),
            basis.article9.as_deref(),
            basis.article10.as_deref(),
            basis.controller.as_str(),
            basis.notice_version.as_str(),
            basis.from,
            basis.until,
            ctx.now(),
            ctx.account()
        ],
    )
    .await?;
    Ok(())
}

/// The lawful bases in force on a day.
///
/// # Errors
/// By what is wrong.
pub async fn lawful_bases(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadRecord>,
    on: Date,
) -> Result<Vec<Basis>, Fault> {
    let rows: Vec<BasisRow> =
        uow.all(&sql::LAWFUL_BASES, values![permit.organisation(), on]).await?;
    read_bases(rows)
}

/// The whole register of lawful bases, past and present, by purpose.
///
/// # Errors
/// By what is wrong.
pub async fn basis_register(
    uow: &mut Uow,
    permit: &Permit<Settings, act::ReadSettings>,
) -> Result<Vec<Basis>, Fault> {
    let rows: Vec<BasisRow> =
        uow.all(&sql::LAWFUL_REGISTER, values![permit.organisation()]).await?;
    read_bases(rows)
}

fn read_bases(rows: Vec<BasisRow>) -> Result<Vec<Basis>, Fault> {
    rows.into_iter()
        .map(|row| {
            Ok(Basis {
                from: day("lawful_basis.from_on", &row.from_on)?,
                until: some_day("lawful_basis.until_on", row.until_on.as_deref())?,
                purpose: row.purpose,
                article6: row.article6,
                article9: row.article9,
                article10: row.article10,
                controller: row.controller,
                notice_version: row.notice_version,
            })
        })
        .collect()
}
