//! Links that let somebody without an account do one thing, once: say that an entry is right.
//!
//! A link holds 256 random bits and a signature. The database keeps a keyed digest of it, bound to the
//! entry and to what it is for, so that neither a guess, nor a link for another entry, nor the database
//! itself opens anything. Every way in which a link is not good has the same answer.

use access::Permit;
use access::action::{Directory, act};
use data_encoding::BASE64URL_NOPAD;
use jiff::{SignedDuration, Timestamp};
use kernel::{Ctx, Personal};
use store::{Uow, values};
use uuid::Uuid;

use super::entries::{self, Deed, Kept};
use super::owners::owners_of;
use super::{DirectoryError, How, Keeper, Standing, did};
use crate::model::{Confirmation, GRACE};
use crate::sql::{self, DueRow, LinkRow};

/// So many days a link is good: as long as an entry may wait before it sinks, twice.
const GOOD_FOR_DAYS: i64 = 56;
const SECRET_BYTES: usize = 32;
const CONFIRM: &str = "confirm";

/// An entry whose provider is to be asked "still right?".
#[derive(Debug)]
pub struct Due {
    /// The service.
    pub service: Uuid,
    /// Its name.
    pub name: String,
    /// Whom to ask: the mailboxes of its owners.
    pub to: Vec<Personal<String>>,
    /// When it was last confirmed.
    pub confirmation: Confirmation,
    /// When its owners were last asked.
    pub asked: Option<Timestamp>,
}

/// Entries whose owners are to be asked today: those that were not confirmed for six months or never,
/// that have an owner, and whose owner was not asked in the last four weeks.
///
/// # Errors
/// By what is wrong with the store.
pub async fn due(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Directory, act::EditDirectory>,
) -> Result<Vec<Due>, DirectoryError> {
    let keeper = permit.organisation();
    let before = ctx.now() - SignedDuration::from_hours(24 * GRACE);
    let rows: Vec<DueRow> = uow.all(&sql::MAY_BE_DUE, values![keeper, before]).await?;
    let mut found = Vec::new();
    for row in rows {
        let confirmed = row.confirmed_on.as_deref().and_then(|day| day.parse().ok());
        let confirmation = confirmed.map_or(Confirmation::Never, Confirmation::On);
        if !confirmation.is_due(ctx.today()) {
            continue;
        }
        let kept = entries::by_id(uow, keeper, row.id).await?;
        if kept.entry.run.is_over(ctx.today()) {
            continue;
        }
        let to = owners_of(uow, keeper, &kept.entry).await?;
        if !to.is_empty() {
            let asked = row.asked_at.and_then(|at| Timestamp::from_microsecond(at).ok());
            let name = kept.entry.service.name;
            let service = kept.entry.service.ident.id;
            found.push(Due { service, name, to, confirmation, asked });
        }
    }
    Ok(found)
}

/// Makes a link by which an entry is confirmed, for a letter to its owners, and notes that they were
/// asked. What comes back is told to nobody else and is not kept.
///
/// # Errors
/// [`DirectoryError::NotFound`] when there is no such entry, or it is not kept.
pub async fn ask(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Directory, act::EditDirectory>,
    service: Uuid,
) -> Result<Personal<String>, DirectoryError> {
    let keeper = permit.organisation();
    let kept = kept(uow, keeper, service).await?;
    did(ctx, uow, permit, format!("asked about {service}")).await?;
    let secret: [u8; SECRET_BYTES] = ctx.random();
    let signature = signature(uow, keeper, &kept, &secret);
    let digest = digest(uow, keeper, kept.id, &secret);
    let expires = ctx.now() + SignedDuration::from_hours(24 * GOOD_FOR_DAYS);
    let id = ctx.new_uuid();
    let row = values![id, keeper, ctx.now(), ctx.account(), digest, CONFIRM, kept.id, expires];
    uow.execute(&sql::ADD_LINK, row).await?;
    uow.execute(&sql::ASKED, values![keeper, kept.id, ctx.now()]).await?;
    Ok(Personal::new(BASE64URL_NOPAD.encode(&[secret, signature].concat())))
}

/// Confirms an entry by a link. It works once; with it every other link of the entry ends.
///
/// # Errors
/// [`DirectoryError::LinkNotGood`] for a link that was used, is too old, was changed, is for another
/// entry, or never was.
pub async fn confirm_by_link(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Directory, act::EditDirectory>,
    service: Uuid,
    link: &str,
) -> Result<(), DirectoryError> {
    let keeper = permit.organisation();
    let not_good = || DirectoryError::LinkNotGood;
    let kept = kept(uow, keeper, service).await.map_err(|error| match error {
        DirectoryError::NotFound => not_good(),
        other => other,
    })?;
    let bytes = BASE64URL_NOPAD.decode(link.trim().as_bytes()).map_err(|_| not_good())?;
    let (secret, signed) = bytes.split_first_chunk::<SECRET_BYTES>().ok_or_else(not_good)?;
    // Keyed digests of both are compared, so that the time it takes tells nothing of the right one.
    let root = uow.keys().root();
    let same = |bytes: &[u8]| root.digest("directory link seen", &[bytes]);
    if same(&signature(uow, keeper, &kept, secret)) != same(signed) {
        return Err(not_good());
    }
    let digest = digest(uow, keeper, kept.id, secret);
    let row: Option<LinkRow> =
        uow.optional(&sql::LINK, values![keeper, digest, CONFIRM, kept.id]).await?;
    let row = row.ok_or_else(not_good)?;
    let used = values![keeper, row.id, ctx.now()];
    if uow.execute(&sql::USE_LINK, used).await? == 0 {
        return Err(not_good());
    }
    uow.execute(&sql::END_LINKS, values![keeper, kept.id, ctx.now()]).await?;
    did(ctx, uow, permit, format!("{service} confirmed by link")).await?;
    write_confirmed(ctx, uow, keeper, &kept).await
}

/// Writes down that its provider said, by telephone or in a letter, that an entry is right.
///
/// # Errors
/// [`DirectoryError::NotFound`].
pub async fn confirm(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Directory, act::EditDirectory>,
    service: Uuid,
) -> Result<(), DirectoryError> {
    let keeper = permit.organisation();
    let kept = kept(uow, keeper, service).await?;
    uow.execute(&sql::END_LINKS, values![keeper, kept.id, ctx.now()]).await?;
    did(ctx, uow, permit, format!("{service} confirmed")).await?;
    write_confirmed(ctx, uow, keeper, &kept).await
}

async fn write_confirmed(
    ctx: &Ctx,
    uow: &mut Uow,
    keeper: Keeper,
    kept: &Kept,
) -> Result<(), DirectoryError> {
    let confirmation = Confirmation::On(ctx.today());
    let entry = crate::model::Entry { confirmation, ..kept.entry.clone() };
    let said = kept.said.clone();
    entries::change(ctx, uow, keeper, kept, &entry, said, Deed::of(How::Confirm)).await
}

async fn kept(uow: &mut Uow, keeper: Keeper, service: Uuid) -> Result<Kept, DirectoryError> {
    let found = entries::by_service(uow, keeper, service).await?;
    found.filter(|kept| kept.standing == Standing::Kept).ok_or(DirectoryError::NotFound)
}

fn signature(
    uow: &Uow,
    keeper: Keeper,
    kept: &Kept,
    secret: &[u8; SECRET_BYTES],
) -> [u8; SECRET_BYTES] {
    let keeper = keeper.uuid();
    let parts = [keeper.as_bytes().as_slice(), kept.id.as_bytes(), CONFIRM.as_bytes(), secret];
    uow.keys().root().digest("directory link", &parts)
}

fn digest(uow: &Uow, keeper: Keeper, entry: Uuid, secret: &[u8; SECRET_BYTES]) -> Vec<u8> {
    let bound = format!("{CONFIRM} {entry} {}", BASE64URL_NOPAD.encode(secret));
    uow.blind(keeper.uuid(), "directory link", &bound)
}
