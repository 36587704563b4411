//! Finding a woman: search before you create.
//!
//! By identifier, then by exact full name with date of birth, then alike. Each answer says in what
//! way it is alike; none says that two records are one woman, which only a person can.
//!
//! Not for any-part search of names (`names.rs`), and not for who may see the answer: the caller
//! hands every id to access before it shows a name.

use std::collections::{BTreeMap, BTreeSet};

use access::Permit;
use access::action::{Caseload, Woman, act};
use kernel::ctx::OrganisationMark;
use kernel::partial_date::Precision;
use kernel::{Id, Identifier, IdentifierKind, PartialDate, Personal, Reference, name};
use sqlx::FromRow;
use store::{Uow, values};
use uuid::Uuid;

use super::woman::{full_name_text, held_identifiers, identifier_text, load};
use crate::fault::Fault;
use crate::record::sql;

/// How alike two names are that we still call alike, by Jaro-Winkler.
const ALIKE: f64 = 0.88;
/// Records that are opened and compared, at most: those that meet the most digests.
const MOST_COMPARED: usize = 60;

#[derive(FromRow)]
struct FoundRow {
    woman_id: Uuid,
}

#[derive(FromRow)]
struct IdRow {
    id: Uuid,
}

/// Who is looked for.
#[derive(Debug, Clone, Default)]
pub struct Probe {
    /// Her names, as far as they are known.
    pub names: Vec<Personal<String>>,
    /// Born.
    pub born: Option<PartialDate>,
    /// Numbers of hers.
    pub identifiers: Vec<Identifier>,
}

/// In what way a record is like the probe. A page turns each into words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Likeness {
    /// The same number, with its check letter where it has one.
    SameIdentifier(IdentifierKind),
    /// A number of the same kind, and another one: speaks against it.
    OtherIdentifier(IdentifierKind),
    /// The same whole name.
    SameName,
    /// A name that looks alike.
    NameAlike,
    /// A name that sounds alike.
    NameSoundsAlike,
    /// Born on the same day.
    SameBorn,
    /// The dates of birth can be the same day, as far as the vaguer one is known.
    BornCouldBeSame(Precision),
    /// Day and month are swapped.
    BornSwapped,
    /// Born on another day: speaks against it.
    BornDiffers,
}

impl Likeness {
    /// The key of its words.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SameIdentifier(_) => "same-identifier",
            Self::OtherIdentifier(_) => "other-identifier",
            Self::SameName => "same-name",
            Self::NameAlike => "name-alike",
            Self::NameSoundsAlike => "name-sounds-alike",
            Self::SameBorn => "same-born",
            Self::BornCouldBeSame(_) => "born-could-be-same",
            Self::BornSwapped => "born-swapped",
            Self::BornDiffers => "born-differs",
        }
    }

    /// How much it says; below nought it speaks against.
    const fn weight(self) -> i32 {
        match self {
            Self::SameIdentifier(IdentifierKind::Other) => 40,
            Self::SameIdentifier(_) => 100,
            Self::OtherIdentifier(IdentifierKind::Other) => 0,
            Self::OtherIdentifier(_) => -25,
            Self::SameName => 35,
            Self::NameAlike => 25,
            Self::NameSoundsAlike => 15,
            Self::SameBorn => 40,
            Self::BornCouldBeSame(_) => 12,
            Self::BornSwapped => 25,
            Self::BornDiffers => -20,
        }
    }
}

/// A record that may be hers.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Whose record it is.
    pub woman: Id<Woman>,
    /// In what ways it is like the probe, and unlike.
    pub likenesses: Vec<Likeness>,
    /// The same number, or the same whole name with the same date of birth: strong enough that
    /// somebody outside the team may learn that she is known, and whom to ask.
    pub exact: bool,
    /// For the order of the list only.
    pub weight: i32,
}

/// The woman of a reference, in the searcher's organisation.
///
/// # Errors
/// By what is wrong.
pub async fn find_by_reference(
    uow: &mut Uow,
    permit: &Permit<Caseload, act::SearchWomen>,
    reference: Reference,
) -> Result<Option<Id<Woman>>, Fault> {
    let values = values![permit.organisation(), reference.compact()];
    let row: Option<IdRow> = uow.optional(&sql::WOMAN_BY_REFERENCE, values).await?;
    Ok(row.map(|row| Id::from_uuid(row.id)))
}

/// The women who hold this number. A wrong number finds nobody.
///
/// # Errors
/// By what is wrong.
pub async fn find_by_identifier(
    uow: &mut Uow,
    permit: &Permit<Caseload, act::SearchWomen>,
    identifier: &Identifier,
) -> Result<Vec<Id<Woman>>, Fault> {
    let Some(text) = identifier_text(identifier) else { return Ok(Vec::new()) };
    let found = with_blind(uow, permit.organisation(), "identifier", &text).await?;
    Ok(found.into_iter().map(Id::from_uuid).collect())
}

/// The women of exactly this whole name and date of birth.
///
/// # Errors
/// By what is wrong.
pub async fn find_by_name_and_birth(
    uow: &mut Uow,
    permit: &Permit<Caseload, act::SearchWomen>,
    full_name: &Personal<String>,
    born: &PartialDate,
) -> Result<Vec<Id<Woman>>, Fault> {
    let text = full_name_text(full_name.reveal(), born);
    let found = with_blind(uow, permit.organisation(), "full_name", &text).await?;
    Ok(found.into_iter().map(Id::from_uuid).collect())
}

async fn with_blind(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    kind: &'static str,
    text: &str,
) -> Result<Vec<Uuid>, Fault> {
    let blind = uow.blind(organisation.uuid(), kind, text);
    let rows: Vec<FoundRow> = uow.all(&sql::FIND_BLIND, values![organisation, kind, blind]).await?;
    Ok(rows.into_iter().map(|row| row.woman_id).collect())
}

/// The records that may be hers, the likeliest first, each with its reasons. The caller shows those
/// that access lets the searcher see, and of the others only that an exact one is known.
///
/// # Errors
/// By what is wrong.
pub async fn possible_duplicates(
    uow: &mut Uow,
    permit: &Permit<Caseload, act::SearchWomen>,
    probe: &Probe,
) -> Result<Vec<Candidate>, Fault> {
    let organisation = permit.organisation();
    let mut candidates = Vec::new();
    for woman in worth_comparing(uow, organisation, probe).await? {
        if let Some(candidate) = compare(uow, organisation, Id::from_uuid(woman), probe).await? {
            candidates.push(candidate);
        }
    }
    candidates.sort_by_key(|candidate| (std::cmp::Reverse(candidate.weight), candidate.woman));
    Ok(candidates)
}

/// Women who meet the probe in a number, in the whole name, or in enough sounds and words of it.
async fn worth_comparing(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    probe: &Probe,
) -> Result<Vec<Uuid>, Fault> {
    let mut points: BTreeMap<Uuid, u32> = BTreeMap::new();
    let mut texts: BTreeSet<(&'static str, String, u32)> = BTreeSet::new();
    for full_name in probe.names.iter().map(Personal::reveal) {
        texts.extend(name::index_words(full_name).into_iter().map(|word| ("name_word", word, 2)));
        texts.extend(name::sound_keys(full_name).into_iter().map(|key| ("name_sound", key, 2)));
    }
    texts.extend(probe.born.as_ref().map(|born| ("born", born.iso(), 3)));
    texts.extend(
        probe.identifiers.iter().filter_map(|i| Some(("identifier", identifier_text(i)?, 100))),
    );
    for (kind, text, worth) in texts.into_iter().take(64) {
        for woman in with_blind(uow, organisation, kind, &text).await? {
            *points.entry(woman).or_default() += worth;
        }
    }
    // One sound by itself is half a town; a sound and a word of one name is a likeness.
    let mut found: Vec<(u32, Uuid)> = points
        .into_iter()
        .filter(|(_, points)| *points >= 3)
        .map(|(woman, points)| (points, woman))
        .collect();
    found.sort_by_key(|(points, woman)| (std::cmp::Reverse(*points), *woman));
    Ok(found.into_iter().take(MOST_COMPARED).map(|(_, woman)| woman).collect())
}

async fn compare(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    woman: Id<Woman>,
    probe: &Probe,
) -> Result<Option<Candidate>, Fault> {
    let record = load(uow, organisation, woman).await?;
    let held = held_identifiers(uow, organisation, woman).await?;
    let mut likenesses = Vec::new();
    for sought in &probe.identifiers {
        let of_kind = || held.iter().filter(|h| h.identifier.kind == sought.kind);
        let Some(text) = identifier_text(sought) else { continue };
        if of_kind().any(|h| identifier_text(&h.identifier).as_ref() == Some(&text)) {
            likenesses.push(Likeness::SameIdentifier(sought.kind));
        } else if of_kind().any(|h| h.identifier.canonical.is_some()) {
            likenesses.push(Likeness::OtherIdentifier(sought.kind));
        }
    }
    let names = record.draft.identity.all_names();
    likenesses.extend(name_likeness(&names, &probe.names));
    likenesses.extend(born_likeness(record.draft.identity.born.as_ref(), probe.born.as_ref()));
    let weight: i32 = likenesses.iter().map(|likeness| likeness.weight()).sum();
    let same_number = likenesses
        .iter()
        .any(|l| matches!(l, Likeness::SameIdentifier(kind) if *kind != IdentifierKind::Other));
    let same_person =
        likenesses.contains(&Likeness::SameName) && likenesses.contains(&Likeness::SameBorn);
    let exact = same_number || same_person;
    let worth_showing = exact || weight >= 15;
    Ok(worth_showing.then_some(Candidate { woman, likenesses, exact, weight }))
}

fn name_likeness(names: &[&str], sought: &[Personal<String>]) -> Option<Likeness> {
    let pairs = || {
        sought
            .iter()
            .flat_map(|probe| names.iter().map(move |name| (probe.reveal().as_str(), *name)))
    };
    let same = |(a, b): (&str, &str)| !name::fold(a).is_empty() && name::fold(a) == name::fold(b);
    if pairs().any(same) {
        return Some(Likeness::SameName);
    }
    if pairs().any(|(a, b)| name::likeness(a, b) >= ALIKE) {
        return Some(Likeness::NameAlike);
    }
    // Every word of the shorter name must be heard in the other: one surname is half a town.
    let heard = |words: &[String], other: &str| {
        let other = name::sound_keys(other);
        words.iter().all(|word| name::sound_keys(word).iter().any(|key| other.contains(key)))
    };
    let sounds = |(a, b): (&str, &str)| {
        let (a_words, b_words) = (name::words(a), name::words(b));
        match (a_words.len(), b_words.len()) {
            (0, _) | (_, 0) => false,
            (of_a, of_b) if of_a <= of_b => heard(&a_words, b),
            _ => heard(&b_words, a),
        }
    };
    pairs().any(sounds).then_some(Likeness::NameSoundsAlike)
}

fn born_likeness(held: Option<&PartialDate>, sought: Option<&PartialDate>) -> Option<Likeness> {
    let (held, sought) = (held?, sought?);
    match (held.exact(), sought.exact()) {
        (Some(a), Some(b)) if a == b => Some(Likeness::SameBorn),
        (Some(a), Some(b))
            if a.year() == b.year() && a.month() == b.day() && a.day() == b.month() =>
        {
            Some(Likeness::BornSwapped)
        }
        (Some(_), Some(_)) => Some(Likeness::BornDiffers),
        _ if held.agrees_with(sought) => {
            let vaguer = if held.days_possible() > sought.days_possible() { held } else { sought };
            Some(Likeness::BornCouldBeSame(vaguer.precision()))
        }
        _ => Some(Likeness::BornDiffers),
    }
}
