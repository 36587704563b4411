//! How hard life is, what she wants, and what became of it: assessments, plans, outcomes.

use access::act;
use casework::assessment::instrument::{self, OWN, Opens};
use casework::assessment::{
    Answers, AssessmentDraft, DoneHow, Occasion, OpenInstrument, SelfHarm, record_assessment,
};
use casework::need::NeedArea;
use casework::outcome::{
    ContactAfter, ExitReviewDraft, JudgementDraft, OutcomeResult, hold_exit_review, judge_outcome,
};
use casework::plan::{
    ActionOwner, ActionText, AgreeDraft, GoalText, OnHerCopy, PlanText, Progress, WhoAgrees,
    agree_plan, begin_plan, plan, save_plan, send_plan, set_progress,
};
use casework::programme::framework;
use casework::record::CloseReason;
use casework::safety::{Level, RiskDraft, RiskKind, RiskWords, Source, judge_risk, risks};
use jiff::ToSpan as _;
use jiff::civil::Date;
use kernel::Personal;
use store::Uow;

use crate::DemoError;
use crate::begin::Begun;
use crate::hands::{Hands, With};
use crate::house::House;
use crate::life::Life;
use crate::past::{Past, worked};
use crate::people::{below, draw, fraction};
use crate::shares::REACHED;
use crate::support::Detail;
use crate::words::{
    CHANGED, EVIDENCE, HER_STEPS, HER_WORDS, OUR_STEPS, PRACTITIONERS, goals, sentence,
};

fn own() -> Result<OpenInstrument, DemoError> {
    let own = instrument::by_code(OWN).and_then(instrument::Instrument::open_own);
    own.ok_or_else(|| DemoError::Casework("the own need tool is not there".to_owned()))
}

/// What she answers: hard where it is a need, less so each time she is asked again.
fn answers(past: &Past, life: &Life, open: &OpenInstrument, again: u32) -> Answers {
    let ctx = past.ctx();
    let mut answers = Answers::new();
    for item in &open.instrument().items {
        let hard = match item.area {
            Some(area) if life.needs.contains(&area) => {
                (5 + below(ctx, 6)).saturating_sub(again * below(ctx, 3)).min(10)
            }
            Some(_) if fraction(ctx) < 0.12 => continue,
            Some(_) => below(ctx, 4),
            None if item.opens == Some(Opens::SelfHarmCheck) => {
                u32::from(again == 0 && fraction(ctx) < 0.1)
            }
            None => continue,
        };
        let hard = u8::try_from(hard).unwrap_or(0);
        // The scale turns itself round where a high answer is good.
        answers.insert(item.code.clone(), item.scale.hardness(hard));
    }
    answers
}

async fn assess(
    past: &Past,
    uow: &mut Uow,
    (hands, with): (&Hands, &With<'_>),
    (begun, life): (&Begun, &Life),
    (occasion, on, again): (Occasion, Date, u32),
) -> Result<(), DemoError> {
    let open = own()?;
    past.go_to(on, 16, 0);
    let draft = AssessmentDraft {
        case: begun.case,
        occasion,
        done_on: on,
        how: DoneHow::WithHer,
        answers: Personal::new(answers(past, life, &open, again)),
        her_words: Personal::new(sentence(past.ctx(), &HER_WORDS).to_owned()),
        disagrees: Personal::default(),
    };
    let permit = with.may::<act::WritePlan>()?;
    let recorded = record_assessment(&hands.ctx, uow, &permit, &open, &draft).await?;
    if recorded.self_harm == SelfHarm::CheckOpened {
        past.go_to(on, 16, 20);
        checked(uow, (hands, with), past).await?;
    }
    Ok(())
}

/// The check that an answer opened is made the same hour.
async fn checked(
    uow: &mut Uow,
    (hands, with): (&Hands, &With<'_>),
    past: &Past,
) -> Result<(), DemoError> {
    let found = risks(uow, &with.may::<act::ReadSafety>()?).await?;
    let check = found.iter().find(|risk| risk.level == Level::ToCheck && risk.ended.is_none());
    let Some(check) = check else { return Ok(()) };
    let draft = RiskDraft {
        kind: RiskKind::SelfHarm,
        level: Level::Low,
        source: Source::SheSaid,
        review_by: Some(past.today().saturating_add(20.days())),
        words: RiskWords {
            said: Personal::new("Thoughts now and then, no plan. She rings her sister.".to_owned()),
            done: Personal::new("Asked, listened, wrote the night line on the card.".to_owned()),
            ended: Personal::default(),
        },
    };
    let permit = with.may::<act::WriteSafety>()?;
    judge_risk(&hands.ctx, uow, &permit, check.id, &draft).await?;
    Ok(())
}

/// Assesses with her, agrees a plan, asks again, and judges at the end.
///
/// # Errors
/// By what is wrong.
pub async fn think(
    past: &Past,
    house: &House,
    uow: &mut Uow,
    (hands, with): (&Hands, &With<'_>),
    (begun, life): (&Begun, &Life),
    detail: Detail,
) -> Result<(), DemoError> {
    let until = life.until(past);
    let first = worked(life.opened.saturating_add(8.days())).max(life.opened);
    if first > until {
        return Ok(());
    }
    assess(past, uow, (hands, with), (begun, life), (Occasion::Baseline, first, 0)).await?;
    let planned = worked(first.saturating_add(9.days())).max(first);
    let has_plan = planned <= until && fraction(past.ctx()) < 0.9;
    if has_plan {
        make_plan(past, house, uow, (hands, with), (begun, life), planned).await?;
    }
    let review = worked(first.saturating_add(90.days()));
    if detail == Detail::Whole && review < until {
        assess(past, uow, (hands, with), (begun, life), (Occasion::Review, review, 1)).await?;
    }
    let completed = life.closed.filter(|(_, why)| *why == CloseReason::Completed);
    if let Some((last, _)) = completed {
        assess(past, uow, (hands, with), (begun, life), (Occasion::Exit, last, 2)).await?;
        past.go_to(last, 16, 45);
        let review = ExitReviewDraft {
            case: begun.case,
            held_on: last,
            how: DoneHow::WithHer,
            changed: Personal::new(sentence(past.ctx(), &CHANGED).to_owned()),
            next: Personal::new("The Thursday group stays open to her.".to_owned()),
            about_us: Personal::default(),
            contact_after: ContactAfter::Yes,
        };
        let permit = with.may::<act::WritePlan>()?;
        hold_exit_review(&hands.ctx, uow, &permit, &review).await?;
    }
    let judged = completed.map(|(last, _)| last).or_else(|| {
        let long = (until - life.opened).get_days() > 120 && fraction(past.ctx()) < 0.4;
        long.then(|| worked(until.saturating_sub(5.days())))
    });
    if let Some(on) = judged.filter(|_| has_plan) {
        judge(past, house, uow, (hands, with), (begun, life), on).await?;
    }
    Ok(())
}

async fn make_plan(
    past: &Past,
    house: &House,
    uow: &mut Uow,
    (hands, with): (&Hands, &With<'_>),
    (begun, life): (&Begun, &Life),
    on: Date,
) -> Result<(), DemoError> {
    let ctx = past.ctx();
    past.go_to(on, 11, 0);
    let permit = with.may::<act::WritePlan>()?;
    let id = begin_plan(&hands.ctx, uow, &permit, begun.case).await?;
    let text = PlanText {
        helps: "Texts the day before. Somewhere to put the pram.".to_owned(),
        goals: life.needs.iter().take(3).map(|need| goal(past, *need, on)).collect(),
    };
    past.go_to(on, 11, 30);
    save_plan(&hands.ctx, uow, &permit, id, 1, text).await?;
    let by_practitioner = Some(begun.programme) == house.contract;
    let recent = (past.today() - on).get_days() < 12;
    if by_practitioner {
        send_plan(&hands.ctx, uow, &permit, id).await?;
    }
    if recent && fraction(ctx) < 0.5 {
        // Waits to be agreed.
        return Ok(());
    }
    let agreed_on = worked(on.saturating_add(3.days())).max(on);
    if agreed_on > life.until(past) {
        return Ok(());
    }
    past.go_to(agreed_on, 12, 0);
    let draft = AgreeDraft {
        rule: if by_practitioner { WhoAgrees::Practitioner } else { WhoAgrees::She },
        on: agreed_on.min(past.today()),
        name: if by_practitioner { sentence(ctx, &PRACTITIONERS) } else { "" }.to_owned().into(),
    };
    agree_plan(&hands.ctx, uow, &permit, id, &draft).await?;
    let steps = plan(uow, &with.may::<act::ReadPlan>()?, id).await?;
    past.go_to_some_hour(worked(life.until(past)).max(agreed_on));
    for goal in &steps.goals {
        let reached = if life.closed.is_some() { REACHED.share } else { 0.15 };
        let progress = draw(
            ctx,
            &[(Progress::Reached, reached), (Progress::OnTheWay, 0.7 * (1.0 - reached))],
            Progress::NotStarted,
        );
        if progress != Progress::NotStarted {
            set_progress(&hands.ctx, uow, &permit, goal.id, progress).await?;
        }
    }
    Ok(())
}

fn goal(past: &Past, need: NeedArea, on: Date) -> GoalText {
    let ctx = past.ctx();
    let step = |what: &str, owner, days: i32| ActionText {
        id: None,
        what: what.to_owned(),
        owner,
        who: String::new(),
        name: OnHerCopy::Shown,
        due: Some(on.saturating_add(days.days())),
    };
    GoalText {
        id: None,
        need,
        words: sentence(ctx, &goals(need)).to_owned(),
        note: String::new(),
        copy: OnHerCopy::Shown,
        actions: vec![
            step(sentence(ctx, &HER_STEPS), ActionOwner::She, 14),
            step(sentence(ctx, &OUR_STEPS), ActionOwner::Worker, 10),
        ],
    }
}

async fn judge(
    past: &Past,
    house: &House,
    uow: &mut Uow,
    (hands, with): (&Hands, &With<'_>),
    (begun, life): (&Begun, &Life),
    on: Date,
) -> Result<(), DemoError> {
    let ctx = past.ctx();
    let code = if Some(begun.programme) == house.contract { "wos-2025" } else { "generic-grant" };
    let Some(framework) = framework::by_code(code) else { return Ok(()) };
    past.go_to(on, 17, 0);
    let permit = with.may::<act::WriteFunding>()?;
    for need in life.needs.iter().take(3) {
        // Abuse and sex work map to no outcome of probation's; then there is none to judge.
        let Some(item) = framework.items.iter().find(|item| item.need == *need) else { continue };
        let reached = REACHED.share;
        let draft = JudgementDraft {
            case: begun.case,
            programme: begun.programme.uuid(),
            item: item.code.clone(),
            result: draw(
                ctx,
                &[(OutcomeResult::Achieved, reached), (OutcomeResult::Partly, 0.3)],
                OutcomeResult::Not,
            ),
            on,
            evidence: Personal::new(sentence(ctx, &EVIDENCE).to_owned()),
            mapping: None,
        };
        judge_outcome(&hands.ctx, uow, &permit, framework, &draft).await?;
    }
    Ok(())
}
