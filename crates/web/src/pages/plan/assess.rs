//! Doing an assessment with her: one page, every question may be left out.

use access::action::act;
use access::audit::Entry;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use casework::assessment::{
    self, Answers, AssessmentDraft, AssessmentError, DoneHow, Occasion, OpenInstrument, SelfHarm,
    next_occasion,
};

use casework::record::Case;
use kernel::Id;

use super::choices;
use crate::errors::PageError;
use crate::form::{Choice, Errors};
use crate::page;
use crate::pages::women::{Band, Tab};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};
use crate::{Fields, Form};

/// A question as shown.
#[derive(Debug, Clone)]
pub struct Question {
    /// The field.
    pub field: String,
    /// The question.
    pub text: String,
    /// What is said under it, with what both ends of the scale mean.
    pub hint: String,
    /// The answers, the first of them "not answered".
    pub answers: Vec<Choice>,
}

/// `GET /women/{reference}/plan/assess/{instrument}`.
#[derive(Debug, Template)]
#[template(path = "plan/assess.html")]
pub struct AssessPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Her band.
    pub band: Band,
    /// The questionnaire's name.
    pub name: String,
    /// Said above the questions.
    pub introduction: String,
    /// Where it is sent.
    pub action: String,
    /// The questions.
    pub questions: Vec<Question>,
    /// When in her support.
    pub occasions: Vec<Choice>,
    /// Who fills it in.
    pub how: Vec<Choice>,
    /// What was typed.
    pub form: Form,
    /// Whether it puts another one right, and so asks why.
    pub corrects: bool,
}

fn questions(t: Text, open: &OpenInstrument) -> Vec<Question> {
    let of = |item: &assessment::instrument::Item| {
        let scale = &item.scale;
        let mut answers = vec![Choice::new("", t.say("plan-not-answered"))];
        for value in scale.lowest..=scale.highest {
            let place = usize::from(value.saturating_sub(scale.lowest));
            let words = match scale.answers.get(place) {
                Some(words) => words.clone(),
                None if value == scale.lowest && !scale.lowest_words.is_empty() => {
                    format!("{value}, {}", scale.lowest_words)
                }
                None if value == scale.highest && !scale.highest_words.is_empty() => {
                    format!("{value}, {}", scale.highest_words)
                }
                None => value.to_string(),
            };
            answers.push(Choice::new(value, words));
        }
        Question {
            field: field_of(&item.code),
            text: item.text.clone(),
            hint: item.hint.clone(),
            answers,
        }
    };
    open.instrument().items.iter().map(of).collect()
}

pub(super) fn field_of(code: &str) -> String {
    format!("item-{code}")
}

pub(super) fn page_of(staff: &Staff, band: Band, open: &OpenInstrument, form: Form) -> AssessPage {
    let t = staff.t;
    let instrument = open.instrument();
    AssessPage {
        t,
        shell: staff.shell(Room::Women),
        action: band.href(&format!("plan/assess/{}", instrument.code)),
        band,
        name: instrument.name.clone(),
        introduction: instrument.introduction.clone(),
        questions: questions(t, open),
        occasions: choices(t, "plan-occasion", Occasion::ALL.iter().map(|one| one.code())),
        how: choices(t, "plan-how", DoneHow::ALL.iter().map(|one| one.code())),
        form,
        corrects: false,
    }
}

/// What was filled in, for this case.
pub(super) fn read_draft(
    fields: &Fields,
    open: &OpenInstrument,
    case: Id<Case>,
) -> Result<AssessmentDraft, Errors> {
    let mut read = fields.read();
    let occasion = read.choice("occasion", Occasion::from_code).must(key("plan-occasion-needed"));
    let on = read.date("on").must(key("plan-on-needed"));
    let how = read.choice("how", DoneHow::from_code).must(key("plan-how-needed"));
    let mut answers = Answers::new();
    for item in &open.instrument().items {
        let field = field_of(&item.code);
        let on_scale =
            |code: &str| code.parse::<u8>().ok().filter(|value| item.scale.holds(*value));
        if let Ok(Some(answer)) = read.choice(&field, on_scale).may() {
            answers.insert(item.code.clone(), answer);
        }
    }
    let her_words = read.long("her_words").may();
    let disagrees = read.long("disagrees").may();
    if answers.is_empty() && read.is_right() {
        let first = open.instrument().items.first().map(|item| field_of(&item.code));
        read.refuse(&first.unwrap_or_default(), key("plan-nothing-answered"));
    }
    let (Ok(occasion), Ok(done_on), Ok(how), Ok(her_words), Ok(disagrees), true) =
        (occasion, on, how, her_words, disagrees, read.is_right())
    else {
        return Err(read.errors());
    };
    Ok(AssessmentDraft {
        case,
        occasion,
        done_on,
        how,
        answers: answers.into(),
        her_words: her_words.unwrap_or_default().into(),
        disagrees: disagrees.unwrap_or_default().into(),
    })
}

pub(super) async fn blank(
    staff: Staff,
    Path((reference, instrument)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    let band = Band::open(&staff, &mut uow, &reference, Tab::Plan).await?;
    let permit = staff.permit::<act::WritePlan>(&mut uow, band.woman).await?;
    let see = staff.permit::<act::ReadNeeds>(&mut uow, band.woman).await?;
    let organisation = staff.who.organisation;
    let open = assessment::open_instrument(&mut uow, organisation, &instrument).await?;
    let case = band.cases.first().map(|case| case.id);
    let so_far: Vec<Occasion> = assessment::assessments(&mut uow, &see)
        .await?
        .iter()
        .filter(|one| Some(one.case) == case && one.instrument == instrument)
        .filter(|one| one.corrected_by.is_none())
        .map(|one| one.occasion)
        .collect();
    drop(uow);
    staff.entered(Entry::of(&permit)).await?;
    let today = staff.ctx.today();
    let form = Form::blank(staff.t)
        .with("occasion", next_occasion(&so_far).code())
        .with("how", DoneHow::WithHer.code())
        .with("on-day", today.day())
        .with("on-month", today.month())
        .with("on-year", today.year());
    Ok(page::show(&page_of(&staff, band, &open, form)))
}

pub(super) async fn record(
    staff: Staff,
    Path((reference, instrument)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let band = Band::open(&staff, &mut uow, &reference, Tab::Plan).await?;
    let permit = staff.permit::<act::WritePlan>(&mut uow, band.woman).await?;
    let organisation = staff.who.organisation;
    let open = assessment::open_instrument(&mut uow, organisation, &instrument).await?;
    let case = band.cases.first().map(|case| case.id).ok_or(PageError::NotFound)?;
    let refused = |staff: &Staff, band, errors| {
        let form = Form::refused(staff.t, &fields, errors);
        Ok(page::refused(&page_of(staff, band, &open, form)))
    };
    let draft = match read_draft(&fields, &open, case) {
        Ok(draft) => draft,
        Err(errors) => return refused(&staff, band, errors),
    };
    match assessment::record_assessment(&staff.ctx, &mut uow, &permit, &open, &draft).await {
        Ok(recorded) => {
            uow.commit().await?;
            // Talking with her about it comes before anything else.
            Ok(page::see_other(match recorded.self_harm {
                SelfHarm::CheckOpened => band.href("told"),
                SelfHarm::NothingSaid => band.href("plan"),
            }))
        }
        Err(AssessmentError::Answers(_)) => {
            let mut errors = Errors::new();
            errors.add("on", key("plan-day-cannot-be"));
            refused(&staff, band, errors)
        }
        Err(error) => Err(error.into()),
    }
}
