//! Doing an assessment, reading them, and loading others' wording.

use std::collections::BTreeSet;

use access::action::{Settings, Woman, act};
use access::{Act, Permit};
use jiff::civil::Date;
use kernel::ctx::OrganisationMark;
use kernel::{Ctx, Id, time};
use store::{StoreError, Uow, values};

use super::instrument::{Instrument, OpenInstrument, Wording, WordingError, built_in};
use super::model::{
    AnswerError, Assessment, AssessmentDraft, AssessmentMark, DoneHow, Occasion, Scores,
    SealedAssessment, opens_self_harm_check, scores,
};
use super::sql::{self, AssessmentRow, Count, ScoreRow, WordingRow};
use super::{InstrumentError, instrument};
use crate::need::NeedArea;
use crate::plan::hers::Hers;
use crate::trail;

const TABLE: &str = "assessment";

/// An assessment could not be kept or read. Holds no personal data.
#[derive(Debug, thiserror::Error)]
pub enum AssessmentError {
    /// There is no such assessment or case of hers.
    #[error("no such assessment or case")]
    NotFound,
    /// What was filled in cannot be.
    #[error("what was filled in cannot be")]
    Answers(Vec<AnswerError>),
    /// Somebody else corrected it before.
    #[error("somebody else corrected it before")]
    AlreadyCorrected,
    /// Say why it is corrected.
    #[error("a reason is needed")]
    ReasonNeeded,
    /// The questionnaire's words are not loaded, or there is no such questionnaire.
    #[error("the wording of this questionnaire is not loaded")]
    NotOpen,
    /// The definition is none.
    #[error(transparent)]
    Instrument(#[from] InstrumentError),
    /// The wording does not fit.
    #[error(transparent)]
    Wording(#[from] WordingError),
    /// A stored code that this version does not know.
    #[error("column {0} holds a code that this version does not know")]
    UnknownCode(&'static str),
    /// The check of self-harm could not be opened; nothing was kept.
    #[error(transparent)]
    Safety(#[from] crate::safety::SafetyError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the answers about self-harm led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SelfHarm {
    /// Nothing to check.
    NothingSaid,
    /// The check is open: talk with her today.
    CheckOpened,
}

/// An assessment that was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded {
    /// Its id.
    pub id: Id<AssessmentMark>,
    /// Whether the check of self-harm is open now. The page says so before anything else.
    pub self_harm: SelfHarm,
}

/// Keeps an assessment, its scores, and opens the check of self-harm where an answer asks for it,
/// all in one unit of work.
///
/// # Errors
/// [`AssessmentError::Answers`] for what cannot be; [`AssessmentError::NotFound`] when the case is
/// not hers.
pub async fn record_assessment(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WritePlan>,
    open: &OpenInstrument,
    draft: &AssessmentDraft,
) -> Result<Recorded, AssessmentError> {
    let id = add(ctx, uow, permit.into(), open, draft, String::new()).await?;
    trail::wrote(ctx, uow, permit, "assessment done").await?;
    Ok(Recorded { id, self_harm: check_self_harm(ctx, uow, permit, open, draft).await? })
}

/// Puts an assessment right: the wrong one stays, marked, and no longer counts.
///
/// # Errors
/// As [`record_assessment`]; [`AssessmentError::ReasonNeeded`] without a reason,
/// [`AssessmentError::AlreadyCorrected`] when another stands in its place.
pub async fn correct_assessment(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WritePlan>,
    wrong: Id<AssessmentMark>,
    open: &OpenInstrument,
    draft: &AssessmentDraft,
    why: &str,
) -> Result<Recorded, AssessmentError> {
    if why.trim().is_empty() {
        return Err(AssessmentError::ReasonNeeded);
    }
    let hers = Hers::from(permit);
    let found = all(uow, hers).await?.into_iter().find(|one| one.id == wrong);
    let found = found.ok_or(AssessmentError::NotFound)?;
    if found.corrected_by.is_some() {
        return Err(AssessmentError::AlreadyCorrected);
    }
    let new_id: Id<AssessmentMark> = ctx.new_id();
    let values = values![hers.organisation, hers.woman, wrong, new_id];
    if uow.execute(&sql::CORRECTED, values).await? == 0 {
        return Err(AssessmentError::AlreadyCorrected);
    }
    uow.execute(&sql::DROP_SCORES, values![hers.organisation, wrong]).await?;
    add_as(ctx, uow, hers, new_id, open, draft, why.to_owned()).await?;
    trail::wrote(ctx, uow, permit, "assessment corrected").await?;
    Ok(Recorded { id: new_id, self_harm: check_self_harm(ctx, uow, permit, open, draft).await? })
}

async fn check_self_harm(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WritePlan>,
    open: &OpenInstrument,
    draft: &AssessmentDraft,
) -> Result<SelfHarm, AssessmentError> {
    if !opens_self_harm_check(open.instrument(), draft.answers.reveal()) {
        return Ok(SelfHarm::NothingSaid);
    }
    // Her own words about it belong to the check; the answers stay in the assessment.
    let said = draft.her_words.reveal().clone();
    crate::safety::open_self_harm_check(ctx, uow, permit, said.into()).await?;
    Ok(SelfHarm::CheckOpened)
}

async fn add(
    ctx: &Ctx,
    uow: &mut Uow,
    hers: Hers,
    open: &OpenInstrument,
    draft: &AssessmentDraft,
    why: String,
) -> Result<Id<AssessmentMark>, AssessmentError> {
    let id = ctx.new_id();
    add_as(ctx, uow, hers, id, open, draft, why).await?;
    Ok(id)
}

async fn add_as(
    ctx: &Ctx,
    uow: &mut Uow,
    hers: Hers,
    id: Id<AssessmentMark>,
    open: &OpenInstrument,
    draft: &AssessmentDraft,
    why: String,
) -> Result<(), AssessmentError> {
    let instrument = open.instrument();
    draft.check(instrument, ctx.today()).map_err(AssessmentError::Answers)?;
    let Hers { organisation, woman, by } = hers;
    let of_her: Count = uow.one(&sql::CASE, values![organisation, woman, draft.case]).await?;
    if of_her.many == 0 {
        return Err(AssessmentError::NotFound);
    }
    let review = match draft.occasion {
        Occasion::Review => {
            let occasion = draft.occasion.code();
            let values =
                values![organisation, woman, draft.case, instrument.code.as_str(), occasion];
            let so_far: Count = uow.one(&sql::MANY, values).await?;
            Some(so_far.many + 1)
        }
        Occasion::Baseline | Occasion::Exit | Occasion::FollowUp => None,
    };
    let sealed = SealedAssessment {
        answers: draft.answers.reveal().clone(),
        her_words: draft.her_words.reveal().clone(),
        disagrees: draft.disagrees.reveal().clone(),
        corrects_why: why,
    };
    let sealed = hers.seal(ctx, uow, TABLE, id.uuid(), &sealed).await?;
    uow.execute(
        &sql::ADD,
        values![
            id,
            organisation,
            woman,
            draft.case,
            instrument.code.as_str(),
            i64::from(instrument.version),
            open.sha256(),
            draft.occasion.code(),
            review,
            draft.done_on,
            draft.how != DoneHow::WithoutHer,
            draft.how.code(),
            ctx.now(),
            by,
            sealed
        ],
    )
    .await?;
    for (area, score) in scores(instrument, draft.answers.reveal()) {
        let row = ctx.new_uuid();
        let score = i64::from(score);
        let values = values![row, organisation, id, woman, area.code(), score, ctx.now(), by];
        uow.execute(&sql::ADD_SCORE, values).await?;
    }
    Ok(())
}

/// Her assessments, the newest first; those that were corrected are marked.
///
/// # Errors
/// By what is wrong with the store.
pub async fn assessments(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadNeeds>,
) -> Result<Vec<Assessment>, AssessmentError> {
    all(uow, permit.into()).await
}

/// One assessment.
///
/// # Errors
/// [`AssessmentError::NotFound`] when it is not hers.
pub async fn assessment(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadNeeds>,
    id: Id<AssessmentMark>,
) -> Result<Assessment, AssessmentError> {
    let all = all(uow, permit.into()).await?;
    all.into_iter().find(|one| one.id == id).ok_or(AssessmentError::NotFound)
}

pub(crate) async fn all(uow: &mut Uow, hers: Hers) -> Result<Vec<Assessment>, AssessmentError> {
    let values = values![hers.organisation, hers.woman];
    let rows: Vec<AssessmentRow> = uow.all(&sql::OF_WOMAN, values).await?;
    let scores: Vec<ScoreRow> = uow.all(&sql::SCORES, values).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let of_this = scores.iter().filter(|score| score.assessment_id == row.id);
        let of_this = of_this.map(read_score).collect::<Result<Scores, _>>()?;
        found.push(read(uow, hers, row, of_this).await?);
    }
    Ok(found)
}

fn read_score(row: &ScoreRow) -> Result<(NeedArea, u8), AssessmentError> {
    let area = NeedArea::from_code(&row.area)
        .ok_or(AssessmentError::UnknownCode("assessment_score.area"))?;
    let score = u8::try_from(row.score)
        .map_err(|_| AssessmentError::UnknownCode("assessment_score.score"))?;
    Ok((area, score))
}

async fn read(
    uow: &Uow,
    hers: Hers,
    row: AssessmentRow,
    scores: Scores,
) -> Result<Assessment, AssessmentError> {
    let sealed: SealedAssessment = hers.open(uow, TABLE, row.id, &row.sealed).await?;
    let unknown = AssessmentError::UnknownCode;
    let number = |column, value: i64| u16::try_from(value).map_err(|_| unknown(column));
    Ok(Assessment {
        id: Id::from_uuid(row.id),
        woman: hers.woman,
        case: Id::from_uuid(row.case_id),
        instrument: row.instrument,
        instrument_version: number("assessment.instrument_version", row.instrument_version)?,
        occasion: Occasion::from_code(&row.occasion).ok_or(unknown("assessment.occasion"))?,
        review: match row.review_number {
            None => None,
            Some(value) => Some(number("assessment.review_number", value)?),
        },
        done_on: day("assessment.done_on", &row.done_on)?,
        how: DoneHow::from_code(&row.how).ok_or(unknown("assessment.how"))?,
        corrected_by: row.corrected_by.map(Id::from_uuid),
        answers: sealed.answers.into(),
        scores: scores.into(),
        her_words: sealed.her_words.into(),
        disagrees: sealed.disagrees.into(),
        corrects_why: sealed.corrects_why.into(),
        made_by: row.made_by,
        made_at: time::from_micros(row.made_at),
    })
}

fn day(column: &'static str, text: &str) -> Result<Date, AssessmentError> {
    text.parse().map_err(|_| AssessmentError::UnknownCode(column))
}

/// A wording as loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadedWording {
    /// The instrument's code.
    pub instrument: String,
    /// Its version.
    pub version: u16,
    /// SHA-256 of its words, in hexadecimal.
    pub sha256: String,
    /// Whether the very same was loaded before; then nothing was changed.
    pub known: bool,
}

/// Loads others' wording from a file, and with it a definition where the program carries none.
/// `right` says by what right the centre uses it.
///
/// # Errors
/// [`AssessmentError::Instrument`] or [`AssessmentError::Wording`] for what is wrong with the
/// files; [`AssessmentError::ReasonNeeded`] when the right is not said.
pub async fn load_wording(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Settings, act::ManageForms>,
    definition: &str,
    wording: &str,
    right: &str,
) -> Result<LoadedWording, AssessmentError> {
    if right.trim().is_empty() {
        return Err(AssessmentError::ReasonNeeded);
    }
    let instrument = Instrument::read(definition)?;
    let open = instrument.open_with(wording)?;
    let sha256 = open.sha256().unwrap_or_default().to_owned();
    let (code, version) = (instrument.code, instrument.version);
    let values = values![permit.organisation(), code.as_str()];
    let before: Option<WordingRow> = uow.optional(&sql::WORDING, values).await?;
    if before.is_some_and(|row| row.definition == definition && row.wording == wording) {
        return Ok(LoadedWording { instrument: code, version, sha256, known: true });
    }
    let id = ctx.new_uuid();
    uow.execute(
        &sql::ADD_WORDING,
        values![
            id,
            permit.organisation(),
            code.as_str(),
            i64::from(version),
            sha256.as_str(),
            definition,
            wording,
            right.trim(),
            ctx.now(),
            ctx.account()
        ],
    )
    .await?;
    trail::did(ctx, uow, permit, None).await?;
    Ok(LoadedWording { instrument: code, version, sha256, known: false })
}

/// A questionnaire as offered on the page that starts an assessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offered {
    /// It can be done.
    Open(Box<OpenInstrument>),
    /// It is known, but its wording is not loaded.
    WordingMissing {
        /// Its code.
        code: String,
        /// Its name.
        name: String,
    },
}

/// Every questionnaire, our own first.
///
/// # Errors
/// By what is wrong with the store.
pub async fn offered<A: Act<On = Woman>>(
    uow: &mut Uow,
    permit: &Permit<Woman, A>,
) -> Result<Vec<Offered>, AssessmentError> {
    let loaded: Vec<WordingRow> = uow.all(&sql::WORDINGS, values![permit.organisation()]).await?;
    let mut offered: Vec<Offered> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut opened = Vec::new();
    for row in loaded {
        let open = Instrument::read(&row.definition)?.open_with(&row.wording)?;
        if seen.insert(open.instrument().code.clone()) {
            opened.push(Offered::Open(Box::new(open)));
        }
    }
    for instrument in built_in() {
        match instrument.open_own() {
            Some(open) => offered.push(Offered::Open(Box::new(open))),
            None if seen.contains(&instrument.code) => {}
            None => offered.push(Offered::WordingMissing {
                code: instrument.code.clone(),
                name: instrument.name.clone(),
            }),
        }
    }
    let own = offered.iter().filter(|one| matches!(one, Offered::Open(_))).count();
    offered.splice(own..own, opened);
    Ok(offered)
}

/// Opens a questionnaire by its code.
///
/// # Errors
/// [`AssessmentError::NotOpen`] when there is none, or its wording is not loaded.
pub async fn open_instrument(
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    code: &str,
) -> Result<OpenInstrument, AssessmentError> {
    if let Some(known) = instrument::by_code(code)
        && known.wording == Wording::Own
    {
        return known.open_own().ok_or(AssessmentError::NotOpen);
    }
    let row: Option<WordingRow> = uow.optional(&sql::WORDING, values![organisation, code]).await?;
    let row = row.ok_or(AssessmentError::NotOpen)?;
    Ok(Instrument::read(&row.definition)?.open_with(&row.wording)?)
}
