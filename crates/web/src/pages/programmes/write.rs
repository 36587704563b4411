//! Adding a programme and changing one: what stands in its agreement, its own rules, where it works,
//! and why it is for women only.
//!
//! Not for who is funded by it; that stands on each woman's record.

use std::collections::BTreeSet;

use access::act;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use casework::programme::service::{self, ProgrammeError};
use casework::programme::{
    Answer, Answers, Delivery, EqualityNote, FunderKind, OpenTo, PlanAgreedBy, Programme,
    ProgrammeDraft, ProgrammeKind, framework,
};
use places::Places;

use super::{address, answer_words, found, plan_words};
use crate as web;
use crate::errors::PageError;
use crate::form::{Choice, Errors, Noted};
use crate::page;
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};
use crate::{Fields, Form};

/// `GET /programmes/new` and `GET /programmes/{reference}/change`.
#[derive(Debug, Template)]
#[template(path = "programmes/write.html")]
pub struct WritePage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// The programme that is changed; nothing for a new one.
    pub there: Option<(String, String)>,
    /// Where the form goes.
    pub action: String,
    /// Everything of the programme.
    pub form: Form,
}

impl WritePage {
    fn new(staff: &Staff, there: Option<&Programme>, form: Form) -> Self {
        let there = there.map(|one| (address(&one.draft.reference), one.draft.name.clone()));
        Self {
            t: staff.t,
            shell: staff.shell(Room::Programmes),
            action: there.as_ref().map_or_else(
                || "/programmes/new".to_owned(),
                |(address, _)| format!("{address}/change"),
            ),
            there,
            form,
        }
    }

    fn kinds(&self) -> Vec<Choice> {
        let words = |kind| kind_words(self.t, kind);
        ProgrammeKind::ALL.iter().map(|kind| Choice::new(kind.code(), words(*kind))).collect()
    }

    fn funder_kinds(&self) -> Vec<Choice> {
        FunderKind::ALL
            .iter()
            .map(|kind| {
                let words = match kind {
                    FunderKind::Probation => key("programme-funder-probation"),
                    FunderKind::Pcc => key("programme-funder-pcc"),
                    FunderKind::Health => key("programme-funder-health"),
                    FunderKind::Council => key("programme-funder-council"),
                    FunderKind::Trust => key("programme-funder-trust"),
                    FunderKind::Other => key("programme-funder-other"),
                };
                Choice::new(kind.code(), self.t.say(words))
            })
            .collect()
    }

    fn answers(&self) -> Vec<Choice> {
        Answer::ALL
            .iter()
            .map(|answer| Choice::new(answer.code(), answer_words(self.t, *answer)))
            .collect()
    }

    fn agreed_by(&self) -> Vec<Choice> {
        PlanAgreedBy::ALL
            .iter()
            .map(|who| Choice::new(who.code(), plan_words(self.t, *who)))
            .collect()
    }

    fn frameworks(&self) -> Vec<Choice> {
        let none = Choice::new("", self.t.say("programme-framework-none"));
        let all = framework::built_in().iter().map(|one| Choice::new(&one.code, &one.name));
        std::iter::once(none).chain(all).collect()
    }

    fn areas(&self) -> Vec<Choice> {
        areas()
    }
}

/// What sort of agreement it is.
pub(in crate::pages) fn kind_words(t: Text, kind: ProgrammeKind) -> String {
    t.say(match kind {
        ProgrammeKind::Probation => key("programme-kind-probation"),
        ProgrammeKind::Pcc => key("programme-kind-pcc"),
        ProgrammeKind::Grant => key("programme-kind-grant"),
        ProgrammeKind::Other => key("programme-kind-other"),
    })
    .to_string()
}

/// The police areas that a programme can cover.
fn areas() -> Vec<Choice> {
    Places::built_in().areas().iter().map(|area| Choice::new(&area.code, &area.name)).collect()
}

fn filled(t: Text, programme: &Programme) -> Form {
    let draft = &programme.draft;
    let number = |number: Option<i64>| number.map(|n| n.to_string()).unwrap_or_default();
    let mut fields = Fields::default()
        .with("version", programme.version)
        .with("reference", &draft.reference)
        .with("name", &draft.name)
        .with("kind", draft.kind.code())
        .with("funder", &draft.funder)
        .with("funder_kind", draft.funder_kind.code())
        .with("delivery", if draft.delivery == Delivery::Ours { "ours" } else { "known" })
        .with("least", number(draft.minimum_age))
        .with("most", number(draft.maximum_age))
        .with("open_to", if draft.open_to == OpenTo::Women { "women" } else { "anybody" })
        .with("framework", draft.framework.as_deref().unwrap_or_default())
        .with("days", draft.answer_days)
        .with("agreed", draft.plan_agreed_by.code())
        .with("months", draft.return_months)
        .with("small", draft.small_numbers)
        .with("summary", &draft.facts.summary);
    fields = with_day(fields, "starts", draft.starts_on);
    fields = with_day(fields, "ends", draft.ends_on);
    for answer in draft.answers.iter() {
        fields = fields.with("answers", answer.code());
    }
    for area in &draft.areas {
        fields = fields.with("areas", area);
    }
    if let Some(note) = &draft.facts.women_only {
        fields = fields
            .with("ground", &note.ground)
            .with("aim", &note.aim)
            .with("proportionate", &note.proportionate)
            .with("decided_by", &note.decided_by)
            .with("instead", &note.instead);
        fields = with_day(fields, "review", note.review_on);
    }
    Form::filled(t, fields)
}

fn with_day(fields: Fields, name: &str, day: Option<jiff::civil::Date>) -> Fields {
    match day {
        None => fields,
        Some(day) => fields
            .with(format!("{name}-day"), day.day())
            .with(format!("{name}-month"), day.month())
            .with(format!("{name}-year"), day.year()),
    }
}

/// What was typed, on top of what stands there: providers, activities and source stay.
fn read_draft(fields: &Fields, there: Option<&Programme>) -> Result<ProgrammeDraft, Errors> {
    let mut read = fields.read();
    let reference = match there {
        Some(one) => Ok(one.draft.reference.clone()),
        None => read.line_up_to("reference", 40).must(key("programme-reference-needed")),
    };
    let name = read.line("name").must(key("programme-name-needed"));
    let kind = read.choice("kind", ProgrammeKind::from_code).must(key("programme-kind-needed"));
    let funder = read.line("funder").must(key("programme-funder-needed"));
    let funder_kind =
        read.choice("funder_kind", FunderKind::from_code).must(key("programme-funder-kind-needed"));
    let delivery = read
        .choice("delivery", |code| match code {
            "ours" => Some(Delivery::Ours),
            "known" => Some(Delivery::Known),
            _ => None,
        })
        .must(key("programme-delivery-needed"));
    let starts = read.date("starts").may();
    let ends = read.date("ends").may();
    let least = read.whole("least", 0..=120).may();
    let most = read.whole("most", 0..=120).may();
    let open_to = read
        .choice("open_to", |code| match code {
            "women" => Some(OpenTo::Women),
            "anybody" => Some(OpenTo::Anybody),
            _ => None,
        })
        .must(key("programme-open-to-needed"));
    let known = |code: &str| framework::by_code(code).map(|one| one.code.clone());
    let framework = read.choice("framework", known).may();
    let answers = read.choices("answers", Answer::from_code).must(key("programme-answers-needed"));
    let days = read.whole("days", 1..=60).must(key("programme-days-needed"));
    let agreed =
        read.choice("agreed", PlanAgreedBy::from_code).must(key("programme-agreed-needed"));
    let months = read.whole("months", 0..=60).must(key("programme-months-needed"));
    let small = read.whole("small", 0..=100).must(key("programme-small-needed"));
    let codes: BTreeSet<String> = areas().into_iter().map(|area| area.code).collect();
    let areas = read.choices("areas", |code| codes.get(code).cloned()).may();
    let summary = read.long("summary").may();
    let note = read_note(&mut read, open_to == Ok(OpenTo::Women), delivery == Ok(Delivery::Ours));
    if let (Ok(Some(first)), Ok(Some(last))) = (starts, ends)
        && last < first
    {
        read.refuse("ends", key("programme-ends-before"));
    }
    if let (Ok(Some(least)), Ok(Some(most))) = (least, most)
        && most < least
    {
        read.refuse("most", key("programme-ages-wrong"));
    }
    let small_number = |number: u32| u16::try_from(number).unwrap_or(u16::MAX);
    let draft = (|| {
        let mut facts = there.map(|one| one.draft.facts.clone()).unwrap_or_default();
        facts.summary = summary?.unwrap_or_default();
        facts.women_only = note?;
        Ok::<_, Noted>(ProgrammeDraft {
            reference: reference?,
            name: name?,
            kind: kind?,
            funder: funder?,
            funder_kind: funder_kind?,
            delivery: delivery?,
            starts_on: starts?,
            ends_on: ends?,
            minimum_age: least?.map(i64::from),
            maximum_age: most?.map(i64::from),
            open_to: open_to?,
            framework: framework?,
            answers: Answers::new(answers?),
            answer_days: small_number(days?),
            plan_agreed_by: agreed?,
            return_months: small_number(months?),
            small_numbers: small_number(small?),
            areas: areas?.unwrap_or_default().into_iter().collect(),
            facts,
        })
    })();
    match draft {
        Ok(draft) if read.is_right() => Ok(draft),
        _ => Err(read.errors()),
    }
}

/// Why it is for women only. Where we deliver a women-only programme, all of it must be said:
/// Equality Act 2010, schedule 3, paragraphs 26 to 28.
fn read_note(
    read: &mut crate::form::Reader<'_>,
    women_only: bool,
    ours: bool,
) -> Result<Option<EqualityNote>, Noted> {
    if !women_only {
        return Ok(None);
    }
    if !ours {
        // Somebody else's contract: they answer for its ground.
        return Ok(None);
    }
    let ground = read.line("ground").must(key("programme-ground-needed"));
    let aim = read.long("aim").must(key("programme-aim-needed"));
    let proportionate = read.long("proportionate").must(key("programme-proportionate-needed"));
    let decided_by = read.line("decided_by").must(key("programme-decided-needed"));
    let review_on = read.date("review").must(key("programme-review-needed"));
    let instead = read.line("instead").must(key("programme-instead-needed"));
    Ok(Some(EqualityNote {
        ground: ground?,
        aim: aim?,
        proportionate: proportionate?,
        decided_by: decided_by?,
        review_on: Some(review_on?),
        instead: instead?,
    }))
}

pub(super) async fn blank(staff: Staff) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    staff.place::<act::ManageProgrammes>(&mut uow).await?;
    drop(uow);
    let mut form = Form::blank(staff.t)
        .with("delivery", "ours")
        .with("open_to", "women")
        .with("days", 2)
        .with("months", 6)
        .with("small", 5)
        .with("agreed", PlanAgreedBy::She.code());
    for answer in Answer::ALL {
        form = form.with("answers", answer.code());
    }
    Ok(page::show(&WritePage::new(&staff, None, form)))
}

pub(super) async fn add(staff: Staff, fields: Fields) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let permit = staff.place::<act::ManageProgrammes>(&mut uow).await?;
    let errors = match read_draft(&fields, None) {
        Err(errors) => errors,
        Ok(draft) => {
            let there =
                service::programme_by_reference(&mut uow, permit.organisation(), &draft.reference)
                    .await?;
            if there.is_some() {
                let mut errors = Errors::new();
                errors.add("reference", key("programme-taken"));
                errors
            } else {
                service::save_programme(&staff.ctx, &mut uow, &permit, &draft).await?;
                uow.commit().await?;
                return Ok(page::see_other(address(&draft.reference)));
            }
        }
    };
    drop(uow);
    let form = Form::refused(staff.t, &fields, errors);
    Ok(page::refused(&WritePage::new(&staff, None, form)))
}

pub(super) async fn change(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    staff.place::<act::ManageProgrammes>(&mut uow).await?;
    drop(uow);
    let programme = found(&staff, &reference).await?;
    let form = filled(staff.t, &programme);
    Ok(page::show(&WritePage::new(&staff, Some(&programme), form)))
}

pub(super) async fn save(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let programme = found(&staff, &reference).await?;
    let mut uow = staff.begin().await?;
    let permit = staff.place::<act::ManageProgrammes>(&mut uow).await?;
    let version: i64 = fields.first("version").parse().map_err(|_| PageError::Unreadable)?;
    let errors = match read_draft(&fields, Some(&programme)) {
        Err(errors) => errors,
        Ok(draft) => {
            let (ctx, id) = (&staff.ctx, programme.id);
            match service::change_programme(ctx, &mut uow, &permit, id, version, &draft).await {
                Ok(()) => {
                    uow.commit().await?;
                    return Ok(page::see_other(address(&reference)));
                }
                // What was typed stays on the page; saving again from it is then a choice.
                Err(ProgrammeError::Stale) => {
                    let mut errors = Errors::new();
                    errors.add("name", key("programme-stale"));
                    errors
                }
                Err(other) => return Err(other.into()),
            }
        }
    };
    drop(uow);
    let form = Form::refused(staff.t, &newest(&fields, &programme), errors);
    Ok(page::refused(&WritePage::new(&staff, Some(&programme), form)))
}

/// What was typed, with the version that stands there now.
fn newest(fields: &Fields, programme: &Programme) -> Fields {
    let kept = fields.iter().filter(|(name, _)| *name != "version");
    kept.fold(Fields::default().with("version", programme.version), |kept, (name, value)| {
        kept.with(name, value)
    })
}

impl From<ProgrammeError> for PageError {
    fn from(error: ProgrammeError) -> Self {
        match error {
            ProgrammeError::Store(error) => error.into(),
            ProgrammeError::NotFound => Self::NotFound,
            other => Self::broken(other),
        }
    }
}
