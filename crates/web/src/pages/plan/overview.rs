//! Needs and plan of one woman: change over time, the plan, and what can be done with it now.

use access::action::act;
use access::audit::Entry;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use casework::assessment::{self, Offered, instrument};
use casework::plan::{
    self, AgreeDraft, NotNow, Plan, PlanError, PlanState, Progress, Step, WhoAgrees,
};
use jiff::civil::Date;
use kernel::Id;

use super::panels::{self, NeedsPanel, PlanPanel, about};
use super::{choices, said};
use crate::errors::PageError;
use crate::form::Choice;
use crate::page;
use crate::pages::women::{Band, Tab};
use crate::parts::{Link, Notice, Tone};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};
use crate::{Fields, Form};

/// `GET /women/{reference}/plan`.
#[derive(Debug, Template)]
#[template(path = "plan/overview.html")]
pub struct PlanPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Her band.
    pub band: Band,
    /// Change over time.
    pub needs: Option<NeedsPanel>,
    /// The plan in her words.
    pub panel: PlanPanel,
    /// The version that is not agreed yet.
    pub open: Option<Plan>,
    /// The version that holds.
    pub agreed: Option<Plan>,
    /// Who has to agree.
    pub rule: WhoAgrees,
    /// Questionnaires that can be done.
    pub tools: Vec<Link>,
    /// Questionnaires whose wording is not loaded.
    pub closed_tools: Vec<String>,
    /// Every version, in words.
    pub versions: Vec<String>,
    /// Whether the reader may write, and a case is open.
    pub may_write: bool,
    /// Fields `on`, `name`, `why`.
    pub form: Form,
    /// How far a goal has come.
    pub progress: Vec<Choice>,
}

impl PlanPage {
    fn is(&self, code: &str) -> bool {
        self.open.as_ref().is_some_and(|plan| plan.state.code() == code)
    }

    fn asks(&self, code: &str) -> bool {
        self.rule.code() == code
    }

    fn why_returned(&self) -> String {
        match self.open.as_ref().map(|plan| &plan.state) {
            Some(PlanState::Returned { why, .. }) => why.reveal().clone(),
            _ => String::new(),
        }
    }

    fn due(&self, due: Option<&Date>) -> String {
        due.map(|day| self.t.date(*day)).unwrap_or_default()
    }

    /// Whether what is drawn is the version being written, because none is agreed yet.
    fn ready_to_agree(&self) -> bool {
        self.is("sent") || (self.asks("she") && (self.is("draft") || self.is("returned")))
    }
}

fn today(form: Form, day: Date) -> Form {
    form.with("on-day", day.day()).with("on-month", day.month()).with("on-year", day.year())
}

async fn load(staff: &Staff, reference: &str, form: Form) -> Result<PlanPage, PageError> {
    let t = staff.t;
    let mut uow = staff.read().await?;
    let band = Band::open(staff, &mut uow, reference, Tab::Plan).await?;
    let permit = staff.permit::<act::ReadPlan>(&mut uow, band.woman).await?;
    let plans = plan::plans(&mut uow, &permit).await?;
    let offered = assessment::offered(&mut uow, &permit).await?;
    let case = band.cases.first().filter(|case| case.closed.is_none()).map(|case| case.id);
    let rule = match case {
        Some(case) => plan::who_agrees(&mut uow, &permit, case, staff.ctx.today()).await?,
        None => WhoAgrees::She,
    };
    let gate = &staff.desk.gate;
    let may = gate.may::<act::WritePlan>(&staff.ctx, &mut uow, &band.actor, band.woman).await?;
    let needs = panels::needs(staff, &mut uow, &band).await?;
    drop(uow);
    staff.entered(Entry::of(&permit)).await?;
    let mut tools = Vec::new();
    let mut closed_tools = Vec::new();
    for one in &offered {
        match one {
            Offered::Open(open) => {
                let tool = open.instrument();
                let href = band.href(&format!("plan/assess/{}", tool.code));
                let own = tool.code == instrument::OWN;
                let name = if own { t.say("plan-assess").to_string() } else { tool.name.clone() };
                tools.push(Link::new(href, name));
            }
            Offered::WordingMissing { name, .. } => closed_tools.push(name.clone()),
        }
    }
    let current = |plan: &&Plan| Some(plan.case) == case;
    let open = plans
        .iter()
        .filter(current)
        .find(|plan| !matches!(plan.state, PlanState::Agreed(_) | PlanState::Superseded { .. }));
    let agreed = plans.iter().find(|plan| matches!(plan.state, PlanState::Agreed(_)));
    Ok(PlanPage {
        t,
        shell: staff.shell(Room::Women),
        needs,
        panel: PlanPanel::new(t, &plans),
        open: open.cloned(),
        agreed: agreed.cloned(),
        rule,
        tools,
        closed_tools,
        versions: plans.iter().map(|plan| about(t, plan)).collect(),
        may_write: may && case.is_some(),
        form,
        progress: choices(t, "plan-progress", Progress::ALL.iter().map(|one| one.code())),
        band,
    })
}

pub(super) async fn show(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let form = today(Form::blank(staff.t), staff.ctx.today());
    Ok(page::show(&load(&staff, &reference, form).await?))
}

/// Begins, sends, takes back, returns or agrees a plan, or marks a step, by the button `do`.
pub(super) async fn change(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let ctx = &staff.ctx;
    let mut uow = staff.begin().await?;
    let band = Band::open(&staff, &mut uow, &reference, Tab::Plan).await?;
    let permit = staff.permit::<act::WritePlan>(&mut uow, band.woman).await?;
    let mut read = fields.read();
    let row =
        |name: &str| fields.first(name).parse::<uuid::Uuid>().map_err(|_| PageError::NotFound);
    let case = band.cases.first().filter(|case| case.closed.is_none()).map(|case| case.id);
    let case = case.ok_or(PageError::NotFound)?;
    let done = match fields.first("do") {
        "begin" => match plan::begin_plan(ctx, &mut uow, &permit, case).await {
            Ok(_) => {
                uow.commit().await?;
                return Ok(page::see_other(band.href("plan/write")));
            }
            Err(PlanError::BeingWritten(_)) => {
                return Ok(page::see_other(band.href("plan/write")));
            }
            Err(error) => return Err(error.into()),
        },
        "send" => plan::send_plan(ctx, &mut uow, &permit, Id::from_uuid(row("plan")?)).await,
        "take-back" => {
            plan::take_plan_back(ctx, &mut uow, &permit, Id::from_uuid(row("plan")?)).await
        }
        "return" => {
            let id = Id::from_uuid(row("plan")?);
            plan::return_plan(ctx, &mut uow, &permit, id, fields.first("why")).await
        }
        "agree" => {
            let id = Id::from_uuid(row("plan")?);
            let on = read.date("on").must(key("plan-on-needed"));
            let name = read.line("name").may();
            let (Ok(on), Ok(name)) = (on, name) else {
                drop(uow);
                let form = Form::refused(staff.t, &fields, read.errors());
                return Ok(page::refused(&load(&staff, &reference, form).await?));
            };
            let rule = plan::who_agrees(&mut uow, &permit, case, ctx.today()).await?;
            let draft = AgreeDraft { rule, on, name: name.unwrap_or_default().into() };
            plan::agree_plan(ctx, &mut uow, &permit, id, &draft).await
        }
        "step" => {
            let id = Id::from_uuid(row("step")?);
            let step = match fields.first("done") {
                "yes" => Step::Done(ctx.today()),
                _ => Step::Open,
            };
            plan::mark_step(ctx, &mut uow, &permit, id, step).await
        }
        "progress" => {
            let id = Id::from_uuid(row("goal")?);
            let progress = Progress::from_code(fields.first("progress"));
            let progress = progress.ok_or(PageError::Unreadable)?;
            plan::set_progress(ctx, &mut uow, &permit, id, progress).await
        }
        _ => return Err(PageError::Unreadable),
    };
    let (field, words) = match done {
        Ok(()) => {
            uow.commit().await?;
            return Ok(page::see_other(band.href("plan")));
        }
        Err(PlanError::ReasonNeeded) => ("why", key("plan-why-needed")),
        Err(PlanError::NotNow(NotNow::NameMissing)) => ("name", key("plan-name-needed")),
        Err(PlanError::NotNow(NotNow::ImpossibleDay) | PlanError::ImpossibleDate) => {
            ("on", key("plan-day-cannot-be"))
        }
        Err(PlanError::NotNow(_) | PlanError::Gaps(_)) => {
            let refused = done.err();
            drop(uow);
            let form = today(Form::blank(staff.t), ctx.today());
            let mut again = load(&staff, &reference, form).await?;
            let notice = Notice::new(Tone::Amber, staff.t.say("plan-not-done"));
            again.shell = again.shell.notice(notice.sentence(why_not(staff.t, refused.as_ref())));
            return Ok(page::refused(&again));
        }
        Err(error) => return Err(error.into()),
    };
    read.refuse(field, words);
    drop(uow);
    let form = Form::refused(staff.t, &fields, read.errors());
    Ok(page::refused(&load(&staff, &reference, form).await?))
}

fn why_not(t: Text, refused: Option<&PlanError>) -> String {
    match refused {
        Some(PlanError::NotNow(NotNow::AnotherMustAgree)) => said(t, "plan-not", "another"),
        Some(PlanError::NotNow(NotNow::MustBeSentFirst)) => said(t, "plan-not", "unsent"),
        Some(PlanError::Gaps(_)) => said(t, "plan-not", "complete"),
        _ => said(t, "plan-not", "now"),
    }
}
