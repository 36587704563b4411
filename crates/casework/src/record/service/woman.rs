//! Making, reading and editing a woman's record, and the numbers others know her by.

use access::action::{Caseload, Inbox, Team, Woman, act};
use access::{Act, Permit, records};
use jiff::civil::Date;
use kernel::ctx::OrganisationMark;
use kernel::{Ctx, Id, Identifier, IdentifierKind, Personal, Reference, Validity, name, time};
use sqlx::FromRow;
use store::{SubjectKind, Uow, values};
use uuid::Uuid;

use super::day;
use crate::fault::Fault;
use crate::record::model::{
    Asked, Ethnicity, GenderCode, HeldIdentifier, Identity, Religion, SealedIdentifier, Source,
    WomanDraft, WomanRecord, merge,
};
use crate::record::{case::CaseEventKind, sql};
use crate::timeline::{TimelineItem, TimelineTone};
use crate::trail;

/// Tries for a reference that nobody has yet; one of 25,000,000,000 is taken rarely.
const REFERENCE_TRIES: usize = 8;

#[derive(FromRow)]
struct WomanRow {
    id: Uuid,
    organisation_id: Uuid,
    reference: String,
    ethnicity: Option<String>,
    religion: Option<String>,
    disability: String,
    interpreter: String,
    gender_code: Option<String>,
    care_experienced: String,
    primary_carer: String,
    merged_into: Option<Uuid>,
    version: i64,
    made_at: i64,
    sealed: Vec<u8>,
}

#[derive(FromRow)]
struct Changes {
    changes: i64,
}

#[derive(FromRow)]
struct Count {
    many: i64,
}

#[derive(FromRow)]
struct IdentifierRow {
    id: Uuid,
    kind: String,
    validity: String,
    source: String,
    seen_on: String,
    sealed: Vec<u8>,
}

/// Makes a woman's record with a key and a reference of its own, held by a team. Search before you
/// create.
///
/// # Errors
/// [`Fault::Draft`] for what cannot be.
pub async fn create_woman(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Caseload, act::AddWoman>,
    team: Id<Team>,
    draft: &WomanDraft,
) -> Result<(Id<Woman>, Reference), Fault> {
    let (woman, reference) = insert(ctx, uow, permit.organisation(), draft).await?;
    records::open(ctx, uow, permit, woman, team).await?;
    trail::did(ctx, uow, permit, Some(woman)).await?;
    Ok((woman, reference))
}

/// As [`create_woman`], for a woman whose referral is accepted.
///
/// # Errors
/// [`Fault::Draft`] for what cannot be.
pub async fn create_woman_from_referral(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Inbox, act::Triage>,
    team: Id<Team>,
    draft: &WomanDraft,
) -> Result<(Id<Woman>, Reference), Fault> {
    let (woman, reference) = insert(ctx, uow, permit.organisation(), draft).await?;
    records::open_from_referral(ctx, uow, permit, woman, team).await?;
    trail::did(ctx, uow, permit, Some(woman)).await?;
    Ok((woman, reference))
}

async fn insert(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    draft: &WomanDraft,
) -> Result<(Id<Woman>, Reference), Fault> {
    draft.check(ctx.today()).map_err(Fault::Draft)?;
    let woman: Id<Woman> = ctx.new_id();
    let id = woman.uuid();
    uow.new_key(ctx, id, SubjectKind::Woman);
    let reference = free_reference(ctx, uow, organisation.uuid()).await?;
    let change = next_name_change(uow, organisation.uuid()).await?;
    let sealed = uow.seal(ctx, id, "woman", id, &draft.identity).await?;
    uow.execute(
        &sql::ADD_WOMAN,
        values![
            id,
            organisation,
            reference.compact(),
            draft.ethnicity.code(),
            draft.religion.code(),
            draft.disability.code(),
            draft.interpreter.code(),
            draft.gender.code(),
            draft.care_experienced.code(),
            draft.primary_carer.code(),
            change,
            ctx.now(),
            ctx.account(),
            sealed
        ],
    )
    .await?;
    write_blinds(ctx, uow, organisation, woman, &draft.identity, &[]).await?;
    Ok((woman, reference))
}

async fn free_reference(ctx: &Ctx, uow: &mut Uow, organisation: Uuid) -> Result<Reference, Fault> {
    for _ in 0..REFERENCE_TRIES {
        let reference = ctx.new_reference();
        let values = values![organisation, reference.compact()];
        let taken: Count = uow.one(&sql::REFERENCE_TAKEN, values).await?;
        if taken.many == 0 {
            return Ok(reference);
        }
    }
    Err(Fault::AlreadyDone)
}

/// Counts one more change of a name, so that every node's index in memory learns of it. The
/// counter's row makes two edits of one organisation wait for each other, so no count is skipped.
pub(crate) async fn next_name_change(uow: &mut Uow, organisation: Uuid) -> Result<i64, Fault> {
    uow.execute(&sql::COUNT_NAME_CHANGE, values![organisation]).await?;
    Ok(uow.one::<Changes>(&sql::NAME_CHANGES, values![organisation]).await?.changes)
}

/// Reads her record.
///
/// # Errors
/// [`Fault::NotFound`] when there is none.
pub async fn read_woman(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadRecord>,
) -> Result<WomanRecord, Fault> {
    load(uow, permit.organisation(), permit.id()).await
}

/// Reads her record for a list or the band: what to call her and what stands beside it.
///
/// # Errors
/// [`Fault::NotFound`] when there is none.
pub async fn read_identity(
    uow: &mut Uow,
    permit: &Permit<Woman, act::SeeBand>,
) -> Result<WomanRecord, Fault> {
    load(uow, permit.organisation(), permit.id()).await
}

/// Her short reference, which reveals nothing, for whoever may do anything at all with her record:
/// so the audit can lead to it without her name.
///
/// # Errors
/// [`Fault::NotFound`] when there is none.
pub async fn reference<A: Act<On = Woman>>(
    uow: &mut Uow,
    permit: &Permit<Woman, A>,
) -> Result<Reference, Fault> {
    let sought = values![permit.organisation(), permit.id()];
    let row: Option<ReferenceRow> = uow.optional(&sql::WOMAN_REFERENCE, sought).await?;
    let row = row.ok_or(Fault::NotFound)?;
    Reference::parse(&row.reference).map_err(|_| Fault::UnknownCode("woman.reference"))
}

#[derive(FromRow)]
struct ReferenceRow {
    reference: String,
}

pub(crate) async fn load(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    woman: Id<Woman>,
) -> Result<WomanRecord, Fault> {
    let row: Option<WomanRow> = uow.optional(&sql::WOMAN, values![organisation, woman]).await?;
    let row = row.ok_or(Fault::NotFound)?;
    let identity: Identity = uow.open(row.id, "woman", row.id, &row.sealed).await?;
    let asked = |column, code: &str| Asked::from_code(code).ok_or(Fault::UnknownCode(column));
    let coded = |code: &Option<String>| code.clone().unwrap_or_else(|| "not_asked".to_owned());
    Ok(WomanRecord {
        id: Id::from_uuid(row.id),
        organisation: Id::from_uuid(row.organisation_id),
        reference: Reference::parse(&row.reference)
            .map_err(|_| Fault::UnknownCode("woman.reference"))?,
        version: row.version,
        draft: WomanDraft {
            identity,
            ethnicity: Ethnicity::from_code(&coded(&row.ethnicity))
                .ok_or(Fault::UnknownCode("woman.ethnicity"))?,
            religion: Religion::from_code(&coded(&row.religion))
                .ok_or(Fault::UnknownCode("woman.religion"))?,
            disability: asked("woman.disability", &row.disability)?,
            interpreter: asked("woman.interpreter", &row.interpreter)?,
            gender: GenderCode::from_code(&coded(&row.gender_code))
                .ok_or(Fault::UnknownCode("woman.gender_code"))?,
            care_experienced: asked("woman.care_experienced", &row.care_experienced)?,
            primary_carer: asked("woman.primary_carer", &row.primary_carer)?,
        },
        merged_into: row.merged_into.map(Id::from_uuid),
        made_at: time::from_micros(row.made_at),
    })
}

/// Edits her record. `base` is what the page was filled with: two people who edit different fields
/// both keep their edit.
///
/// # Errors
/// [`Fault::Clash`] with both texts when both changed one field; [`Fault::Draft`] for what cannot
/// be.
pub async fn edit_woman(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteRecord>,
    base: &WomanDraft,
    mine: WomanDraft,
) -> Result<WomanRecord, Fault> {
    trail::wrote(ctx, uow, permit, "details edited").await?;
    let (organisation, woman) = (permit.organisation(), permit.id());
    let stored = load(uow, organisation, woman).await?;
    let merged = merge(base, mine, stored.draft.clone()).map_err(Fault::Clash)?;
    merged.check(ctx.today()).map_err(Fault::Draft)?;
    let change = next_name_change(uow, organisation.uuid()).await?;
    let sealed = uow.seal(ctx, woman.uuid(), "woman", woman.uuid(), &merged.identity).await?;
    let changed = uow
        .execute(
            &sql::EDIT_WOMAN,
            values![
                organisation,
                woman,
                stored.version,
                merged.ethnicity.code(),
                merged.religion.code(),
                merged.disability.code(),
                merged.interpreter.code(),
                merged.gender.code(),
                merged.care_experienced.code(),
                merged.primary_carer.code(),
                change,
                sealed
            ],
        )
        .await?;
    if changed == 0 {
        // Another node committed between our read and our write; the caller begins again.
        return Err(Fault::Store(store::StoreError::Busy));
    }
    let held = held_identifiers(uow, organisation, woman).await?;
    write_blinds(ctx, uow, organisation, woman, &merged.identity, &held).await?;
    load(uow, organisation, woman).await
}

/// A number of hers as somebody wrote it down.
#[derive(Debug, Clone)]
pub struct IdentifierDraft {
    /// Whose number it is.
    pub kind: IdentifierKind,
    /// As typed.
    pub raw: Personal<String>,
    /// Where it came from.
    pub source: Source,
    /// When it was seen.
    pub seen_on: Date,
}

/// Writes down a number. A wrong one is kept as typed, and never matched.
///
/// # Errors
/// [`Fault::ImpossibleDate`] when it was seen on a day to come.
pub async fn add_identifier(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteRecord>,
    draft: &IdentifierDraft,
) -> Result<Identifier, Fault> {
    trail::wrote(ctx, uow, permit, "identifier added").await?;
    if draft.seen_on > ctx.today() {
        return Err(Fault::ImpossibleDate);
    }
    let (organisation, woman) = (permit.organisation(), permit.id());
    let read = Identifier::read(draft.kind, draft.raw.reveal(), ctx.today().year());
    let id = ctx.new_uuid();
    let inside = SealedIdentifier {
        raw: read.raw.reveal().clone(),
        canonical: read.canonical.as_ref().map(|canonical| canonical.reveal().clone()),
    };
    let sealed = uow.seal(ctx, woman.uuid(), "identifier", id, &inside).await?;
    uow.execute(
        &sql::ADD_IDENTIFIER,
        values![
            id,
            organisation,
            woman,
            read.kind.code(),
            read.validity.code(),
            draft.source.code(),
            draft.seen_on,
            ctx.now(),
            ctx.account(),
            sealed
        ],
    )
    .await?;
    if let Some(text) = identifier_text(&read) {
        add_blind(ctx, uow, organisation, woman, "identifier", &text).await?;
    }
    Ok(read)
}

/// A number proved not to be hers: it stays to be seen in the audit trail and finds her no more.
///
/// # Errors
/// [`Fault::NotFound`] when it is not hers or has ended.
pub async fn end_identifier(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteRecord>,
    identifier: Uuid,
) -> Result<(), Fault> {
    trail::wrote(ctx, uow, permit, "identifier ended").await?;
    let (organisation, woman) = (permit.organisation(), permit.id());
    let values = values![organisation, woman, identifier, ctx.now()];
    if uow.execute(&sql::END_IDENTIFIER, values).await? == 0 {
        return Err(Fault::NotFound);
    }
    let record = load(uow, organisation, woman).await?;
    let held = held_identifiers(uow, organisation, woman).await?;
    write_blinds(ctx, uow, organisation, woman, &record.draft.identity, &held).await
}

/// Her numbers.
///
/// # Errors
/// By what is wrong.
pub async fn identifiers(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadNumbers>,
) -> Result<Vec<HeldIdentifier>, Fault> {
    held_identifiers(uow, permit.organisation(), permit.id()).await
}

pub(crate) async fn held_identifiers(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    woman: Id<Woman>,
) -> Result<Vec<HeldIdentifier>, Fault> {
    let rows: Vec<IdentifierRow> = uow.all(&sql::IDENTIFIERS, values![organisation, woman]).await?;
    let mut held = Vec::with_capacity(rows.len());
    for row in rows {
        let inside: SealedIdentifier =
            uow.open(woman.uuid(), "identifier", row.id, &row.sealed).await?;
        held.push(HeldIdentifier {
            id: row.id,
            identifier: Identifier {
                kind: IdentifierKind::from_code(&row.kind)
                    .ok_or(Fault::UnknownCode("identifier.kind"))?,
                raw: inside.raw.into(),
                canonical: inside.canonical.map(Personal::new),
                validity: Validity::from_code(&row.validity)
                    .ok_or(Fault::UnknownCode("identifier.validity"))?,
            },
            source: Source::from_code(&row.source)
                .ok_or(Fault::UnknownCode("identifier.source"))?,
            seen_on: day("identifier.seen_on", &row.seen_on)?,
        });
    }
    Ok(held)
}

/// What an identifier is found by; nothing when it is wrong, so that nothing matches on it.
pub(crate) fn identifier_text(identifier: &Identifier) -> Option<String> {
    let canonical = identifier.canonical.as_ref()?;
    Some(format!("{}:{}", identifier.kind.code(), canonical.reveal()))
}

/// What a whole name with a date of birth is found by.
pub(crate) fn full_name_text(full_name: &str, born: &kernel::PartialDate) -> String {
    format!("{}|{}", name::fold(full_name), born.iso())
}

/// Writes her digests anew, after a change of what they are of.
async fn write_blinds(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    woman: Id<Woman>,
    identity: &Identity,
    held: &[HeldIdentifier],
) -> Result<(), Fault> {
    uow.execute(&sql::DROP_BLINDS, values![organisation, woman]).await?;
    let mut texts: Vec<(&'static str, String)> = Vec::new();
    for full_name in identity.all_names() {
        texts.extend(name::index_words(full_name).into_iter().map(|word| ("name_word", word)));
        texts.extend(name::sound_keys(full_name).into_iter().map(|key| ("name_sound", key)));
        if let Some(born) = &identity.born {
            texts.push(("full_name", full_name_text(full_name, born)));
        }
    }
    texts.extend(identity.born.as_ref().map(|born| ("born", born.iso())));
    texts.extend(held.iter().filter_map(|h| Some(("identifier", identifier_text(&h.identifier)?))));
    texts.sort();
    texts.dedup();
    for (kind, text) in texts.iter().take(MOST_BLINDS) {
        add_blind(ctx, uow, organisation, woman, kind, text).await?;
    }
    Ok(())
}

/// Digests kept for one woman. A name of a megabyte is kept whole and found by its first words.
const MOST_BLINDS: usize = 200;

async fn add_blind(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    woman: Id<Woman>,
    kind: &'static str,
    text: &str,
) -> Result<(), Fault> {
    let blind = uow.blind(organisation.uuid(), kind, text);
    let values = values![ctx.new_uuid(), organisation, woman, kind, blind, ctx.now()];
    uow.execute(&sql::ADD_BLIND, values).await?;
    Ok(())
}

/// The record's own lines of her timeline: cases, safe contact, agreements, consents.
///
/// # Errors
/// By what is wrong.
pub async fn timeline_items(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadRecord>,
) -> Result<Vec<TimelineItem>, Fault> {
    let mut items = Vec::new();
    for case in super::cases::load_cases(uow, permit.organisation(), permit.id()).await? {
        for event in case.events {
            let tone = match event.kind {
                CaseEventKind::Paused => TimelineTone::Amber,
                CaseEventKind::Engaged | CaseEventKind::Closed => TimelineTone::Green,
                CaseEventKind::Opened | CaseEventKind::Resumed | CaseEventKind::ExitReview => {
                    TimelineTone::Plain
                }
            };
            items.push(TimelineItem {
                at: event.at,
                tone,
                title_key: event.kind.timeline_key(),
                title_args: event.reason.iter().map(|code| ("reason", code.clone())).collect(),
                detail: event.note,
                by: event.by,
            });
        }
    }
    items.extend(crate::contact::timeline_items(uow, permit).await?);
    for agreement in super::agreements::agreements(uow, permit).await? {
        items.push(TimelineItem {
            at: agreement.made_at,
            tone: TimelineTone::Plain,
            title_key: "timeline-agreement-signed",
            title_args: Vec::new(),
            detail: Personal::default(),
            by: agreement.made_by,
        });
    }
    Ok(items)
}
