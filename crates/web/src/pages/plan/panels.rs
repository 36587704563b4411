//! The two panels that the overview of a record shows as well: change over time, and the plan in her
//! words. Each writes itself, so that another room's page only says `{{ needs }}`.

use access::act;
use askama::Template;
use casework::assessment::{
    self, Assessment, Change, Scores, changes, hardest_first, instrument, summary,
};
use casework::plan::{self, Plan, PlanState, Progress as GoalProgress};
use casework::timeline::TimelineItem;
use store::Uow;

use super::said;
use crate::errors::PageError;
use crate::pages::women::Band;
use crate::parts::{BeforeAfter, Facts, Progress, Scored, Tag, Tone, part};
use crate::shell::Staff;
use crate::text::Text;

/// How hard each part of life is, then and now.
#[derive(Debug, Clone, Template)]
#[template(path = "plan/needs_panel.html")]
pub struct NeedsPanel {
    t: Text,
    done: String,
    chart: Option<BeforeAfter>,
    once: Facts,
    her_words: String,
    disagrees: String,
}

impl NeedsPanel {
    /// The panel of the tool of our own, from her assessments, the newest first.
    #[must_use]
    pub fn new(t: Text, assessments: &[Assessment]) -> Self {
        let mut own: Vec<&Assessment> = assessments
            .iter()
            .filter(|one| one.instrument == instrument::OWN && one.corrected_by.is_none())
            // An answer about self-harm alone opens its check; it says nothing of the areas.
            .filter(|one| !one.scores.reveal().is_empty())
            .collect();
        let now = own.first().copied();
        // Change is told within one episode of support.
        own.retain(|one| now.is_some_and(|now| now.case == one.case));
        let before = own.last().copied().filter(|first| now.is_some_and(|now| now.id != first.id));
        let mut panel = Self {
            t,
            done: String::new(),
            chart: None,
            once: Facts::new(),
            her_words: now.map(|one| one.her_words.reveal().clone()).unwrap_or_default(),
            disagrees: now.map(|one| one.disagrees.reveal().clone()).unwrap_or_default(),
        };
        match (before, now) {
            (Some(before), Some(now)) => {
                let (then, today) = (t.date(before.done_on), t.date(now.done_on));
                panel.done = t
                    .say("plan-done-twice")
                    .with("then", then.as_str())
                    .with("now", today.as_str())
                    .to_string();
                panel.chart =
                    Some(chart(t, before.scores.reveal(), now.scores.reveal(), &then, &today));
            }
            (None, Some(now)) => {
                panel.done = t.say("plan-done-once").with("on", t.date(now.done_on)).to_string();
                for (area, score) in now.scores.reveal() {
                    let words = t.say("plan-score").with("score", i64::from(*score)).to_string();
                    panel.once = std::mem::take(&mut panel.once)
                        .fact(said(t, "plan-area", area.code()), words);
                }
            }
            (_, None) => {}
        }
        panel
    }

    fn is_empty(&self) -> bool {
        self.chart.is_none() && self.once.is_empty()
    }
}

fn chart(t: Text, before: &Scores, now: &Scores, then: &str, today: &str) -> BeforeAfter {
    let changes = hardest_first(changes(before, now));
    let rows = changes
        .iter()
        .map(|change| {
            Scored::new(said(t, "plan-area", change.area.code()), change.before, change.now)
        })
        .collect();
    let title = t.say("plan-chart-title").to_string();
    BeforeAfter::new(t, "needs", title, sentence(t, &changes, then))
        .occasions(then, today)
        .rows(rows)
}

/// The sentence under the chart: what is easier, what is the same, and by name what is harder.
pub(super) fn sentence(t: Text, changes: &[Change], then: &str) -> String {
    let found = summary(changes);
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let mut parts = Vec::new();
    if found.compared == 0 {
        parts.push(t.say("plan-chart-nothing").to_string());
    } else {
        parts.push(
            t.say("plan-chart-easier")
                .with("easier", count(found.easier))
                .with("compared", count(found.compared))
                .with("then", then)
                .to_string(),
        );
    }
    for (area, by) in &found.harder {
        let area = said(t, "plan-area", area.code());
        let words = t.say("plan-chart-harder").with("area", area).with("by", i64::from(*by));
        parts.push(words.to_string());
    }
    if found.same > 0 {
        parts.push(t.say("plan-chart-same").with("same", count(found.same)).to_string());
    }
    if found.not_compared > 0 {
        let many = count(found.not_compared);
        parts.push(t.say("plan-chart-not-compared").with("many", many).to_string());
    }
    parts.join(" ")
}

/// A goal as the panel shows it.
#[derive(Debug, Clone)]
struct GoalShown {
    words: String,
    note: String,
    tag: Option<Tag>,
    progress: Option<Progress>,
}

/// The plan in her words.
#[derive(Debug, Clone, Template)]
#[template(path = "plan/plan_panel.html")]
pub struct PlanPanel {
    t: Text,
    about: String,
    goals: Vec<GoalShown>,
}

impl PlanPanel {
    /// The panel of the plan that holds now: the agreed one, or else the one being written.
    #[must_use]
    pub fn new(t: Text, plans: &[Plan]) -> Self {
        let agreed = plans.iter().find(|plan| matches!(plan.state, PlanState::Agreed(_)));
        let Some(plan) = agreed.or_else(|| plans.first()) else {
            return Self { t, about: String::new(), goals: Vec::new() };
        };
        Self { t, about: about(t, plan), goals: plan.goals.iter().map(|g| shown(t, g)).collect() }
    }
}

fn shown(t: Text, goal: &casework::plan::Goal) -> GoalShown {
    let (done, of) = goal.steps();
    let (done, of) = (u32::try_from(done).unwrap_or(0), u32::try_from(of).unwrap_or(0));
    let words =
        t.say("plan-steps").with("done", i64::from(done)).with("of", i64::from(of)).to_string();
    let tone = match goal.progress {
        GoalProgress::NotStarted => None,
        GoalProgress::OnTheWay => Some(Tone::Violet),
        GoalProgress::Reached => Some(Tone::Green),
        GoalProgress::NoLongerWanted => Some(Tone::Quiet),
    };
    GoalShown {
        words: goal.text.words.clone(),
        note: goal.text.note.clone(),
        tag: tone.map(|tone| Tag::new(tone, said(t, "plan-progress", goal.progress.code()))),
        progress: (of > 0).then(|| Progress::new(t.say("plan-progress-label"), words, done, of)),
    }
}

/// "Version 2, agreed on 21 September 2026".
pub(super) fn about(t: Text, plan: &Plan) -> String {
    let number = plan.number;
    match &plan.state {
        PlanState::Agreed(agreed) => t
            .say("plan-about-agreed")
            .with("number", number)
            .with("on", t.date(agreed.on))
            .to_string(),
        PlanState::Sent { at, .. } => {
            let at = t.moment(*at);
            t.say("plan-about-sent").with("number", number).with("at", at).to_string()
        }
        PlanState::Returned { .. } => {
            t.say("plan-about-returned").with("number", number).to_string()
        }
        PlanState::Draft => t.say("plan-about-draft").with("number", number).to_string(),
        PlanState::Superseded { .. } => {
            t.say("plan-about-superseded").with("number", number).to_string()
        }
    }
}

/// Her needs, or nothing for whoever may not read what her assessments say.
///
/// # Errors
/// By what is wrong with the store.
pub async fn needs(
    staff: &Staff,
    uow: &mut Uow,
    band: &Band,
) -> Result<Option<NeedsPanel>, PageError> {
    match staff.permit::<act::ReadNeeds>(uow, band.woman).await {
        Ok(permit) => {
            Ok(Some(NeedsPanel::new(staff.t, &assessment::assessments(uow, &permit).await?)))
        }
        Err(PageError::Forbidden(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Her plan and the lines of the timeline, or nothing for whoever may not read her plan.
///
/// # Errors
/// By what is wrong with the store.
pub async fn for_overview(
    staff: &Staff,
    uow: &mut Uow,
    band: &Band,
) -> Result<Option<(PlanPanel, Vec<TimelineItem>)>, PageError> {
    let permit = match staff.permit::<act::ReadPlan>(uow, band.woman).await {
        Ok(permit) => permit,
        Err(PageError::Forbidden(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let plans = plan::plans(uow, &permit).await?;
    let lines = plan::timeline_items(uow, &permit).await?;
    Ok(Some((PlanPanel::new(staff.t, &plans), lines)))
}

part!(NeedsPanel PlanPanel);
