//! This slice's lines of her timeline: assessments, plans, steps done, looking back.

use access::Permit;
use access::action::{Woman, act};
use jiff::civil::Date;
use kernel::{Personal, time};
use store::{StoreError, Uow};

use super::hers::Hers;
use super::model::PlanState;
use super::service::{PlanError, all};
use crate::assessment::{self, AssessmentError, Occasion};
use crate::outcome::{self, OutcomeError};
use crate::timeline::{TimelineItem, TimelineTone};

/// Lines of assessments, plans and exit reviews. What she said about herself is not in them: a line
/// leads to where it stands.
///
/// # Errors
/// By what is wrong with the store.
pub async fn timeline_items(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadPlan>,
) -> Result<Vec<TimelineItem>, PlanError> {
    let hers = Hers::from(permit);
    let mut items = Vec::new();
    let line = |on: Date, tone, title_key, by| TimelineItem {
        at: noon(on),
        tone,
        title_key,
        title_args: Vec::new(),
        detail: Personal::default(),
        by,
    };
    for one in assessment::all(uow, hers).await.map_err(of_assessment)? {
        if one.corrected_by.is_some() {
            continue;
        }
        let title = match one.occasion {
            Occasion::Baseline => "timeline-assessment-baseline",
            Occasion::Review => "timeline-assessment-review",
            Occasion::Exit => "timeline-assessment-exit",
            Occasion::FollowUp => "timeline-assessment-follow-up",
        };
        items.push(TimelineItem {
            title_args: one.review.map(|n| ("number", n.to_string())).into_iter().collect(),
            ..line(one.done_on, TimelineTone::Green, title, one.made_by)
        });
    }
    for plan in all(uow, hers).await? {
        let number = || vec![("number", plan.number.to_string())];
        match &plan.state {
            PlanState::Draft | PlanState::Superseded { .. } => {}
            PlanState::Sent { at, by } => items.push(TimelineItem {
                at: *at,
                title_args: number(),
                ..line(Date::ZERO, TimelineTone::Plain, "timeline-plan-sent", *by)
            }),
            PlanState::Returned { at, why } => items.push(TimelineItem {
                at: *at,
                title_args: number(),
                detail: why.clone(),
                ..line(Date::ZERO, TimelineTone::Amber, "timeline-plan-returned", None)
            }),
            PlanState::Agreed(agreed) => items.push(TimelineItem {
                title_args: number(),
                ..line(agreed.on, TimelineTone::Green, "timeline-plan-agreed", agreed.account)
            }),
        }
        if !matches!(plan.state, PlanState::Agreed(_)) {
            continue;
        }
        for action in plan.goals.iter().flat_map(|goal| &goal.actions) {
            if let Some(on) = action.done_on {
                items.push(TimelineItem {
                    detail: action.text.what.clone().into(),
                    ..line(on, TimelineTone::Green, "timeline-step-done", None)
                });
            }
        }
    }
    for review in outcome::all_reviews(uow, hers).await.map_err(of_outcome)? {
        let title = "timeline-exit-review-held";
        items.push(line(review.review.held_on, TimelineTone::Plain, title, review.made_by));
    }
    Ok(items)
}

/// A day without an hour stands at noon.
fn noon(on: Date) -> jiff::Timestamp {
    time::at_london(on.at(12, 0, 0, 0))
}

fn of_assessment(error: AssessmentError) -> PlanError {
    match error {
        AssessmentError::UnknownCode(column) => PlanError::UnknownCode(column),
        AssessmentError::Store(error) => error.into(),
        // Reading meets no other.
        _ => StoreError::NotFound.into(),
    }
}

fn of_outcome(error: OutcomeError) -> PlanError {
    match error {
        OutcomeError::UnknownCode(column) => PlanError::UnknownCode(column),
        OutcomeError::Store(error) => error.into(),
        _ => StoreError::NotFound.into(),
    }
}
