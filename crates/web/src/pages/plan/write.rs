//! Writing the plan: every goal with its steps on one page, with room for one more of each, so that
//! it works without script. Two people who write at once are shown what each wrote.

use access::action::act;
use access::audit::Entry;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use casework::need::NeedArea;
use casework::plan::{
    self, ActionOwner, ActionText, GoalText, OnHerCopy, Plan, PlanClash, PlanError, PlanField,
    PlanState, PlanText, Saved,
};
use uuid::Uuid;

use super::{choices, said};
use crate::errors::PageError;
use crate::form::{Choice, Noted, Reader};
use crate::page;
use crate::pages::women::{Band, Tab};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};
use crate::{Fields, Form};

/// Goals that one form may hold, and steps of a goal: more than any plan that helps.
const MOST_GOALS: usize = 40;
const MOST_STEPS: usize = 40;
/// Empty places for new steps under each goal.
const NEW_STEPS: usize = 2;

/// A goal of the form: its number and the numbers of its steps.
#[derive(Debug, Clone)]
pub struct GoalForm {
    /// From 0.
    pub number: usize,
    /// How many steps, the empty ones too.
    pub steps: Vec<usize>,
    /// Whether it is the place for a new one.
    pub is_new: bool,
}

/// A field that two people changed, with both texts.
#[derive(Debug, Clone)]
pub struct ClashShown {
    /// Which field.
    pub label: String,
    /// What stands there.
    pub theirs: String,
    /// What was just written.
    pub mine: String,
}

/// `GET /women/{reference}/plan/write`.
#[derive(Debug, Template)]
#[template(path = "plan/write.html")]
pub struct WritePage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Her band.
    pub band: Band,
    /// Why it came back; empty when it did not.
    pub returned: String,
    /// The goals.
    pub goals: Vec<GoalForm>,
    /// What two people wrote differently.
    pub clashes: Vec<ClashShown>,
    /// Everything typed.
    pub form: Form,
    /// Parts of life.
    pub needs: Vec<Choice>,
    /// Who does a step.
    pub owners: Vec<Choice>,
}

impl WritePage {
    fn field(&self, goal: &GoalForm, name: &str) -> String {
        format!("goal-{}-{name}", goal.number)
    }

    fn step(&self, goal: &GoalForm, step: &usize, name: &str) -> String {
        format!("goal-{}-step-{step}-{name}", goal.number)
    }
}

/// The form of a plan's text, with empty places for a goal and steps.
fn filled(text: &PlanText, version: i64) -> Fields {
    let mut fields = Fields::default().with("version", version).with("helps", &text.helps);
    for (g, goal) in text.goals.iter().enumerate() {
        let name = |part: &str| format!("goal-{g}-{part}");
        fields = fields
            .with(name("id"), goal.id.map(|id| id.to_string()).unwrap_or_default())
            .with(name("words"), &goal.words)
            .with(name("need"), goal.need.code())
            .with(name("note"), &goal.note);
        if goal.copy == OnHerCopy::LeftOut {
            fields = fields.with(name("left_out"), "yes");
        }
        for (s, step) in goal.actions.iter().enumerate() {
            let name = |part: &str| format!("goal-{g}-step-{s}-{part}");
            fields = fields
                .with(name("id"), step.id.map(|id| id.to_string()).unwrap_or_default())
                .with(name("what"), &step.what)
                .with(name("owner"), step.owner.code())
                .with(name("who"), &step.who);
            if step.name == OnHerCopy::Shown {
                fields = fields.with(name("named"), "yes");
            }
            if let Some(due) = step.due {
                fields = fields
                    .with(name("due-day"), due.day())
                    .with(name("due-month"), due.month())
                    .with(name("due-year"), due.year());
            }
        }
    }
    fields
}

/// How many goals and steps a form holds, with one more of each.
fn shape(fields: &Fields) -> Vec<GoalForm> {
    let mut goals = Vec::new();
    for number in 0..MOST_GOALS {
        let there = fields.has(&format!("goal-{number}-words"));
        let held = (0..MOST_STEPS)
            .take_while(|step| fields.has(&format!("goal-{number}-step-{step}-what")))
            .count();
        let filled = (0..held)
            .filter(|step| !fields.first(&format!("goal-{number}-step-{step}-what")).is_empty())
            .count();
        let steps = held.max(filled + NEW_STEPS).min(MOST_STEPS);
        let empty = fields.first(&format!("goal-{number}-words")).trim().is_empty();
        goals.push(GoalForm { number, steps: (0..steps).collect(), is_new: !there || empty });
        if !there || empty {
            break;
        }
    }
    goals
}

/// What was typed, as a plan. A goal or step without words is not one.
fn typed(read: &mut Reader<'_>, fields: &Fields) -> Result<(i64, PlanText), Noted> {
    let version = read.version("version").must("form-choice");
    let mut right = true;
    let mut text = PlanText { helps: long(read, "helps", &mut right), goals: Vec::new() };
    for g in 0..MOST_GOALS {
        let name = |part: &str| format!("goal-{g}-{part}");
        if !fields.has(&name("words")) {
            break;
        }
        let words = long(read, &name("words"), &mut right);
        let note = long(read, &name("note"), &mut right);
        let need = read.choice(&name("need"), NeedArea::from_code).may();
        let mut actions = Vec::new();
        for s in 0..MOST_STEPS {
            let name = |part: &str| format!("goal-{g}-step-{s}-{part}");
            if !fields.has(&name("what")) {
                break;
            }
            let what = long(read, &name("what"), &mut right);
            let owner = read.choice(&name("owner"), ActionOwner::from_code).may();
            let who = read.line(&name("who")).may();
            let due = read.date(&name("due")).may();
            let (Ok(owner), Ok(who), Ok(due)) = (owner, who, due) else {
                right = false;
                continue;
            };
            if what.is_empty() {
                continue;
            }
            actions.push(ActionText {
                id: fields.first(&name("id")).parse::<Uuid>().ok(),
                what,
                owner: owner.unwrap_or(ActionOwner::She),
                who: who.unwrap_or_default(),
                name: on_copy(fields.has(&name("named"))),
                due,
            });
        }
        let Ok(need) = need else {
            right = false;
            continue;
        };
        if words.is_empty() && actions.is_empty() {
            continue;
        }
        if words.is_empty() {
            read.refuse(&name("words"), key("plan-words-needed"));
            right = false;
        }
        let Some(need) = need else {
            read.refuse(&name("need"), key("plan-need-needed"));
            right = false;
            continue;
        };
        text.goals.push(GoalText {
            id: fields.first(&name("id")).parse::<Uuid>().ok(),
            need,
            words,
            note,
            copy: on_copy(!fields.has(&name("left_out"))),
            actions,
        });
    }
    if right { Ok((version?, text)) } else { Err(Noted) }
}

const fn on_copy(is_shown: bool) -> OnHerCopy {
    if is_shown { OnHerCopy::Shown } else { OnHerCopy::LeftOut }
}

fn long(read: &mut Reader<'_>, field: &str, right: &mut bool) -> String {
    match read.long(field).may() {
        Ok(text) => text.unwrap_or_default(),
        Err(Noted) => {
            *right = false;
            String::new()
        }
    }
}

fn page_of(staff: &Staff, band: Band, plan: &Plan, form: Form, fields: &Fields) -> WritePage {
    let t = staff.t;
    let returned = match &plan.state {
        PlanState::Returned { why, .. } => why.reveal().clone(),
        _ => String::new(),
    };
    let blank = Choice::new("", t.say("plan-choose"));
    let mut needs = vec![blank];
    needs.extend(choices(t, "plan-area", NeedArea::ALL.iter().map(|area| area.code())));
    WritePage {
        t,
        shell: staff.shell(Room::Women),
        band,
        returned,
        goals: shape(fields),
        clashes: Vec::new(),
        form,
        needs,
        owners: choices(t, "plan-owner", ActionOwner::ALL.iter().map(|owner| owner.code())),
    }
}

async fn open(
    staff: &Staff,
    uow: &mut store::Uow,
    reference: &str,
) -> Result<(Band, access::Permit<access::action::Woman, act::WritePlan>, Plan), PageError> {
    let band = Band::open(staff, uow, reference, Tab::Plan).await?;
    let permit = staff.permit::<act::WritePlan>(uow, band.woman).await?;
    let see = staff.permit::<act::ReadPlan>(uow, band.woman).await?;
    let plans = plan::plans(uow, &see).await?;
    let open = plans
        .into_iter()
        .find(|plan| !matches!(plan.state, PlanState::Agreed(_) | PlanState::Superseded { .. }));
    Ok((band, permit, open.ok_or(PageError::NotFound)?))
}

pub(super) async fn show(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    let (band, permit, plan) = open(&staff, &mut uow, &reference).await?;
    drop(uow);
    staff.entered(Entry::of(&permit)).await?;
    if plan.state.editable().is_err() {
        return Ok(page::see_other(band.href("plan")));
    }
    let fields = filled(&plan.text(), plan.version);
    let form = Form::filled(staff.t, fields.clone());
    Ok(page::show(&page_of(&staff, band, &plan, form, &fields)))
}

pub(super) async fn save(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let (band, permit, current) = open(&staff, &mut uow, &reference).await?;
    let mut read = fields.read();
    let Ok((version, text)) = typed(&mut read, &fields) else {
        let form = Form::refused(staff.t, &fields, read.errors());
        return Ok(page::refused(&page_of(&staff, band, &current, form, &fields)));
    };
    match plan::save_plan(&staff.ctx, &mut uow, &permit, current.id, version, text).await {
        Ok(Saved::Version(_)) => {
            uow.commit().await?;
            let to = if fields.first("do") == "more" { "plan/write" } else { "plan" };
            Ok(page::see_other(band.href(to)))
        }
        Ok(Saved::Clash { text, clashes, version }) => {
            // Nothing is stored; the form goes on from the version that stands.
            let fields = filled(&text, version);
            let form = Form::filled(staff.t, fields.clone());
            let mut again = page_of(&staff, band, &current, form, &fields);
            again.clashes = clashes.iter().map(|clash| shown(staff.t, clash)).collect();
            Ok(page::with_status(axum::http::StatusCode::CONFLICT, &again))
        }
        Err(PlanError::NotNow(_)) => Ok(page::see_other(band.href("plan"))),
        Err(error) => Err(error.into()),
    }
}

fn shown(t: Text, clash: &PlanClash) -> ClashShown {
    let (label, family) = match clash.field {
        PlanField::Helps => (key("plan-helps"), None),
        PlanField::Need => (key("plan-need"), Some("plan-area")),
        PlanField::Words => (key("plan-words"), None),
        PlanField::Note => (key("plan-note"), None),
        PlanField::Copy => (key("plan-left-out"), Some("plan-oncopy")),
        PlanField::What => (key("plan-what"), None),
        PlanField::Owner => (key("plan-owner"), Some("plan-owner")),
        PlanField::Who => (key("plan-who"), None),
        PlanField::Name => (key("plan-named"), Some("plan-oncopy")),
        PlanField::Due => (key("plan-due"), None),
    };
    let words = |text: &str| match family {
        Some(family) => said(t, family, text),
        None if clash.field == PlanField::Due => {
            text.parse().map(|day| t.date(day)).unwrap_or_else(|_| text.to_owned())
        }
        None => text.to_owned(),
    };
    ClashShown {
        label: t.say(label).to_string(),
        theirs: words(&clash.theirs),
        mine: words(&clash.mine),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_goes_into_its_form_and_comes_out_unchanged() {
        let text = PlanText {
            helps: "A walk\nby the canal".to_owned(),
            goals: vec![GoalText {
                id: Some(Uuid::from_u128(7)),
                need: NeedArea::Money,
                words: "<b>Stop</b> 'opening' letters".to_owned(),
                note: "ŵ 🌼".to_owned(),
                copy: OnHerCopy::LeftOut,
                actions: vec![ActionText {
                    id: Some(Uuid::from_u128(8)),
                    what: "Ring them".to_owned(),
                    owner: ActionOwner::Other,
                    who: "Jade".to_owned(),
                    name: OnHerCopy::Shown,
                    due: "2026-12-01".parse().ok(),
                }],
            }],
        };
        let fields = filled(&text, 3);
        let mut read = fields.read();
        let (version, back) = typed(&mut read, &fields).unwrap();
        assert_eq!(version, 3);
        assert!(back == text);
        let goals = shape(&fields);
        assert_eq!(goals.len(), 2, "one more goal can be written");
        assert_eq!(goals[0].steps.len(), 1 + NEW_STEPS);
        assert!(goals[1].is_new);
    }

    #[test]
    fn a_goal_with_steps_and_no_words_or_no_part_of_life_is_asked_about() {
        let fields = Fields::default()
            .with("version", 1)
            .with("goal-0-words", "")
            .with("goal-0-step-0-what", "Ring them");
        let mut read = fields.read();
        assert!(typed(&mut read, &fields).is_err());
        let errors = read.errors();
        assert!(errors.of("goal-0-words").is_some() && errors.of("goal-0-need").is_some());
    }
}
