//! Everything she was asked, and putting an assessment right: the wrong one stays, marked and with
//! the reason, and counts nowhere any more.

use access::accounts;
use access::action::act;
use access::audit::Entry;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use casework::assessment::{self, Assessment, AssessmentError, OpenInstrument, SelfHarm};
use store::Uow;

use super::assess::{self, field_of};
use super::said;
use crate::errors::PageError;
use crate::form::Errors;
use crate::page;
use crate::pages::women::{Band, Tab};
use crate::parts::{Tag, Tone};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};
use crate::{Fields, Form};

/// One assessment as shown.
#[derive(Debug, Clone)]
pub struct AnswersRow {
    /// The questionnaire and the occasion.
    pub name: String,
    /// When, how, and who wrote it down.
    pub meta: String,
    /// Whether it still counts.
    pub state: Tag,
    /// Why it took the place of another; empty when it did not.
    pub corrects_why: String,
    /// Question and answer.
    pub answers: Vec<(String, String)>,
    /// What she said about it.
    pub her_words: String,
    /// Where it is put right; nothing when it was, or when the reader may not.
    pub correct: Option<String>,
}

/// `GET /women/{reference}/plan/answers`.
#[derive(Debug, Template)]
#[template(path = "plan/answers.html")]
pub struct AnswersPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Her band.
    pub band: Band,
    /// Her assessments, the newest first.
    pub rows: Vec<AnswersRow>,
}

/// Her assessments in the order in which they were written down. An address names one by its place,
/// which never changes: nothing is taken out, and what is new comes behind.
async fn in_order(staff: &Staff, uow: &mut Uow, band: &Band) -> Result<Vec<Assessment>, PageError> {
    let permit = staff.permit::<act::ReadNeeds>(uow, band.woman).await?;
    let mut all = assessment::assessments(uow, &permit).await?;
    all.sort_by_key(|one| (one.made_at, one.id));
    Ok(all)
}

/// The questionnaire, where its words are at hand.
async fn instrument_of(
    staff: &Staff,
    uow: &mut Uow,
    code: &str,
) -> Result<Option<OpenInstrument>, PageError> {
    match assessment::open_instrument(uow, staff.who.organisation, code).await {
        Ok(open) => Ok(Some(open)),
        Err(AssessmentError::NotOpen) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

fn answers_of(one: &Assessment, open: Option<&OpenInstrument>) -> Vec<(String, String)> {
    let items = open.map(|open| open.instrument().items.as_slice()).unwrap_or_default();
    let words = |(code, answer): (&String, &u8)| {
        let item = items.iter().find(|item| item.code == *code);
        let place = item.map(|item| usize::from(answer.saturating_sub(item.scale.lowest)));
        let chosen = item.zip(place).and_then(|(item, place)| item.scale.answers.get(place));
        (
            item.map_or_else(|| code.clone(), |item| item.text.clone()),
            chosen.cloned().unwrap_or_else(|| answer.to_string()),
        )
    };
    one.answers.reveal().iter().map(words).collect()
}

pub(super) async fn show(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let t = staff.t;
    let mut uow = staff.read().await?;
    let band = Band::open(&staff, &mut uow, &reference, Tab::Plan).await?;
    let permit = staff.permit::<act::ReadNeeds>(&mut uow, band.woman).await?;
    let gate = &staff.desk.gate;
    let may = gate.may::<act::WritePlan>(&staff.ctx, &mut uow, &band.actor, band.woman).await?;
    let people = accounts::colleagues(&mut uow, &band.actor).await?;
    let mut rows = Vec::new();
    for (at, one) in in_order(&staff, &mut uow, &band).await?.iter().enumerate() {
        let open = instrument_of(&staff, &mut uow, &one.instrument).await?;
        let name = open
            .as_ref()
            .map_or_else(|| one.instrument.clone(), |open| open.instrument().name.clone());
        let by = people.iter().find(|person| Some(person.id.uuid()) == one.made_by);
        let by = by.map(|person| person.name.reveal().clone()).unwrap_or_default();
        let how = said(t, "plan-how", one.how.code());
        let when = format!("{}, {how}", t.date(one.done_on));
        let counts = one.corrected_by.is_none();
        let (tone, word) = if counts {
            (Tone::Green, key("plan-answers-count"))
        } else {
            (Tone::Quiet, key("plan-answers-corrected"))
        };
        rows.push(AnswersRow {
            name: format!("{name}: {}", said(t, "plan-occasion", one.occasion.code())),
            meta: t.say("timeline-meta").with("when", when).with("by", by).to_string(),
            state: Tag::new(tone, t.say(word)),
            corrects_why: one.corrects_why.reveal().clone(),
            answers: answers_of(one, open.as_ref()),
            her_words: one.her_words.reveal().clone(),
            correct: (may && counts && open.is_some())
                .then(|| band.href(&format!("plan/answers/{}", at + 1))),
        });
    }
    drop(uow);
    staff.entered(Entry::of(&permit)).await?;
    rows.reverse();
    Ok(page::show(&AnswersPage { t, shell: staff.shell(Room::Women), band, rows }))
}

/// The assessment of an address, and the questionnaire that it answered.
async fn of_number(
    staff: &Staff,
    uow: &mut Uow,
    band: &Band,
    number: &str,
) -> Result<(Assessment, OpenInstrument), PageError> {
    let number: usize = number.parse().map_err(|_| PageError::NotFound)?;
    let place = number.checked_sub(1).ok_or(PageError::NotFound)?;
    let all = in_order(staff, uow, band).await?;
    let one = all.into_iter().nth(place).ok_or(PageError::NotFound)?;
    let open = instrument_of(staff, uow, &one.instrument).await?.ok_or(PageError::NotFound)?;
    Ok((one, open))
}

fn page_of(
    staff: &Staff,
    band: Band,
    open: &OpenInstrument,
    number: &str,
    form: Form,
) -> assess::AssessPage {
    let action = band.href(&format!("plan/answers/{number}"));
    assess::AssessPage { action, corrects: true, ..assess::page_of(staff, band, open, form) }
}

pub(super) async fn ask(
    staff: Staff,
    Path((reference, number)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    let band = Band::open(&staff, &mut uow, &reference, Tab::Plan).await?;
    let permit = staff.permit::<act::WritePlan>(&mut uow, band.woman).await?;
    let (one, open) = of_number(&staff, &mut uow, &band, &number).await?;
    drop(uow);
    staff.entered(Entry::of(&permit)).await?;
    if one.corrected_by.is_some() {
        return Ok(page::see_other(band.href("plan/answers")));
    }
    let mut form = Form::blank(staff.t)
        .with("occasion", one.occasion.code())
        .with("how", one.how.code())
        .with("on-day", one.done_on.day())
        .with("on-month", one.done_on.month())
        .with("on-year", one.done_on.year())
        .with("her_words", one.her_words.reveal())
        .with("disagrees", one.disagrees.reveal());
    for (code, answer) in one.answers.reveal() {
        form = form.with(field_of(code), answer);
    }
    Ok(page::show(&page_of(&staff, band, &open, &number, form)))
}

pub(super) async fn correct(
    staff: Staff,
    Path((reference, number)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let band = Band::open(&staff, &mut uow, &reference, Tab::Plan).await?;
    let permit = staff.permit::<act::WritePlan>(&mut uow, band.woman).await?;
    let (one, open) = of_number(&staff, &mut uow, &band, &number).await?;
    let refused = |errors| {
        let form = Form::refused(staff.t, &fields, errors);
        Ok::<_, PageError>(form)
    };
    let mut errors = Errors::new();
    let form = match assess::read_draft(&fields, &open, one.case) {
        Err(errors) => refused(errors)?,
        Ok(_) if fields.first("why").trim().is_empty() => {
            errors.add("why", key("plan-correct-why-needed"));
            refused(errors)?
        }
        Ok(draft) => {
            let (ctx, why) = (&staff.ctx, fields.first("why"));
            let done =
                assessment::correct_assessment(ctx, &mut uow, &permit, one.id, &open, &draft, why);
            match done.await {
                Ok(recorded) => {
                    uow.commit().await?;
                    return Ok(page::see_other(match recorded.self_harm {
                        SelfHarm::CheckOpened => band.href("told"),
                        SelfHarm::NothingSaid => band.href("plan/answers"),
                    }));
                }
                // Somebody else was faster; the page shows how it stands now.
                Err(AssessmentError::AlreadyCorrected) => {
                    return Ok(page::see_other(band.href("plan/answers")));
                }
                Err(AssessmentError::Answers(_)) => {
                    errors.add("on", key("plan-day-cannot-be"));
                    refused(errors)?
                }
                Err(other) => return Err(other.into()),
            }
        }
    };
    drop(uow);
    Ok(page::refused(&page_of(&staff, band, &open, &number, form)))
}
