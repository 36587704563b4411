//! Her case: opening it, a pause, looking back before the end, closing, and coming back.

use access::action::act;
use access::audit::Entry;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use casework::Fault;
use casework::programme::{self, Programme};
use casework::record::{
    self, Case, CaseDraft, CloseDraft, CloseReason, ClosingWarning, FundingDraft, PauseReason,
    ReturnRule, Stage,
};
use jiff::civil::Date;
use kernel::{Id, Personal};
use store::Uow;

use super::band::{Band, Tab};
use super::words::{begun, said};
use crate::errors::PageError;
use crate::form::Choice;
use crate::page;
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};
use crate::{Fields, Form};

/// `GET /women/{reference}/case`.
#[derive(Debug, Template)]
#[template(path = "women/case.html")]
pub struct ClosePage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Her band.
    pub band: Band,
    /// How far her case has come; nothing when she never had one.
    pub stage: Option<Stage>,
    /// Since when it is closed and why; empty while it is not.
    pub closed: String,
    /// What is not finished.
    pub warnings: Vec<String>,
    /// Whether the reader may close it.
    pub may_close: bool,
    /// Whether the reader may change it.
    pub may_write: bool,
    /// Fields `on`, `reason`, `note`.
    pub form: Form,
    /// Why it is closed.
    pub reasons: Vec<Choice>,
    /// Why it is paused.
    pub pauses: Vec<Choice>,
    /// What coming back would be, by the programme she comes back to.
    pub returns: Vec<Choice>,
}

impl ClosePage {
    fn is(&self, wanted: &str) -> bool {
        match self.stage {
            None => wanted == "none",
            Some(Stage::Closed) => wanted == "closed",
            Some(Stage::Paused) => wanted == "paused" || wanted == "going",
            Some(_) => wanted == "going",
        }
    }
}

async fn load(staff: &Staff, reference: &str, form: Form) -> Result<ClosePage, PageError> {
    let t = staff.t;
    let mut uow = staff.read().await?;
    let band = Band::open(staff, &mut uow, reference, Tab::Case).await?;
    let permit = staff.permit::<act::ReadRecord>(&mut uow, band.woman).await?;
    let gate = &staff.desk.gate;
    let close =
        gate.permit_as::<act::CloseCase>(&staff.ctx, &mut uow, &band.actor, band.woman).await.ok();
    let may_write =
        gate.may::<act::WriteRecord>(&staff.ctx, &mut uow, &band.actor, band.woman).await?;
    let open = band.cases.first().filter(|case| case.closed.is_none());
    let mut warnings = Vec::new();
    if let (Some(close), Some(case)) = (&close, open) {
        for warning in record::closing_warnings(&mut uow, close, case.id).await? {
            warnings.push(match warning {
                ClosingWarning::OpenTasks(many) => {
                    t.say("case-open-tasks").with("count", many).to_string()
                }
                ClosingWarning::SafetyPlanNotHandedOn => t.say("case-safety-plan-open").to_string(),
                ClosingWarning::NoExitReview => t.say("case-no-exit-review").to_string(),
            });
        }
    }
    let returns = returns(staff, &mut uow, &band).await?;
    let returns = returns.into_iter().map(|one| one.choice(t, staff.ctx.today())).collect();
    drop(uow);
    staff.entered(Entry::of(&permit)).await?;
    Ok(ClosePage {
        t,
        shell: staff.shell(Room::Women),
        stage: band.cases.first().map(|case| case.stage),
        closed: band.cases.first().and_then(|case| case.closed).map_or_else(
            String::new,
            |(on, reason)| {
                let words = said(t, "case-reason", reason.code());
                let phrase = t.say("case-was-closed").with("on", t.date(on));
                phrase.with("reason", words).to_string()
            },
        ),
        band,
        warnings,
        may_close: close.is_some(),
        may_write,
        form,
        reasons: CloseReason::ALL
            .iter()
            .map(|reason| Choice::new(reason.code(), begun(&said(t, "case-reason", reason.code()))))
            .collect(),
        pauses: PauseReason::ALL
            .iter()
            .map(|reason| Choice::new(reason.code(), said(t, "pause", reason.code())))
            .collect(),
        returns,
    })
}

/// One way of coming back: a programme that funded the case closed last, and what it says.
struct Return {
    programme: Programme,
    closed: Date,
}

impl Return {
    fn rule(&self) -> ReturnRule {
        match i8::try_from(self.programme.draft.return_months) {
            Ok(0) => ReturnRule::NewCase,
            Ok(months) => ReturnRule::SameCaseWithin(months),
            Err(_) => ReturnRule::SameCaseWithin(i8::MAX),
        }
    }

    fn choice(&self, t: Text, today: Date) -> Choice {
        let draft = &self.programme.draft;
        let months = i64::from(draft.return_months);
        let hint = if self.rule().same_case(self.closed, today) {
            t.say("case-return-same").with("day", t.date(self.closed)).with("months", months)
        } else if months == 0 {
            t.say("case-return-always-new")
        } else {
            t.say("case-return-new").with("day", t.date(self.closed)).with("months", months)
        };
        Choice::new(&draft.reference, &draft.name).hint(hint)
    }
}

/// The programmes that funded the case closed last, for whoever may read who funds her.
async fn returns(staff: &Staff, uow: &mut Uow, band: &Band) -> Result<Vec<Return>, PageError> {
    if band.cases.iter().any(|case| case.closed.is_none()) {
        return Ok(Vec::new());
    }
    let last = band.cases.iter().filter_map(|case| Some((case.closed?.0, case.id))).max();
    let Some((closed, case)) = last else { return Ok(Vec::new()) };
    let gate = &staff.desk.gate;
    let permit = gate.permit_as::<act::ReadFunding>(&staff.ctx, uow, &band.actor, band.woman).await;
    let Ok(permit) = permit else { return Ok(Vec::new()) };
    let organisation = band.actor.organisation();
    let mut returns: Vec<Return> = Vec::new();
    for funding in record::fundings(uow, &permit).await? {
        let id = Id::from_uuid(funding.programme);
        let there = returns.iter().any(|one| one.programme.id == id);
        if funding.case != case || there {
            continue;
        }
        let programme = programme::service::programme(uow, organisation, id).await?;
        returns.extend(programme.map(|programme| Return { programme, closed }));
    }
    Ok(returns)
}

pub(super) async fn show(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let on = staff.ctx.today();
    let form = Form::blank(staff.t)
        .with("programme", "none")
        .with("on-day", on.day())
        .with("on-month", on.month())
        .with("on-year", on.year());
    Ok(page::show(&load(&staff, &reference, form).await?))
}

pub(super) async fn change(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let ctx = &staff.ctx;
    let mut uow = staff.begin().await?;
    let band = Band::open(&staff, &mut uow, &reference, Tab::Case).await?;
    let permit = staff.permit::<act::WriteRecord>(&mut uow, band.woman).await?;
    let note = fields.first("note");
    let case = band.cases.first().map(|case| case.id);
    let done = match (fields.first("do"), case) {
        ("open", _) => {
            let draft = CaseDraft { referral: None, opened_at: ctx.now(), note: note.into() };
            record::open_case(ctx, &mut uow, &permit, &draft).await.map(|_| ())
        }
        ("return", _) => {
            let draft = CaseDraft { referral: None, opened_at: ctx.now(), note: note.into() };
            let all = returns(&staff, &mut uow, &band).await?;
            let chosen =
                all.iter().find(|one| one.programme.draft.reference == fields.first("programme"));
            // Without a programme that says otherwise, coming back begins a new case.
            let rule = chosen.map_or(ReturnRule::NewCase, Return::rule);
            match record::return_to_case(ctx, &mut uow, &permit, rule, &draft).await {
                Ok(case) => match chosen {
                    Some(chosen) if band.cases.iter().all(|old| old.id != case) => {
                        fund_from_today(&staff, &mut uow, &band, case, chosen).await
                    }
                    _ => Ok(()),
                },
                Err(fault) => Err(fault),
            }
        }
        ("pause", Some(case)) => {
            let reason =
                PauseReason::from_code(fields.first("pause")).unwrap_or(PauseReason::HerRequest);
            record::pause_case(ctx, &mut uow, &permit, case, reason, note).await
        }
        ("resume", Some(case)) => record::resume_case(ctx, &mut uow, &permit, case, note).await,
        ("review", Some(case)) => {
            record::start_exit_review(ctx, &mut uow, &permit, case, note).await
        }
        _ => return Err(PageError::Unreadable),
    };
    match done {
        Ok(()) => uow.commit().await?,
        // Somebody else was faster; the page shows how it stands now.
        Err(Fault::AlreadyDone) => drop(uow),
        Err(other) => return Err(other.into()),
    }
    Ok(page::see_other(band.href("case")))
}

/// A new case counts to the programme she comes back to.
async fn fund_from_today(
    staff: &Staff,
    uow: &mut Uow,
    band: &Band,
    case: Id<Case>,
    chosen: &Return,
) -> Result<(), Fault> {
    let gate = &staff.desk.gate;
    let permit =
        gate.permit_as::<act::WriteFunding>(&staff.ctx, uow, &band.actor, band.woman).await;
    let Ok(permit) = permit else { return Ok(()) };
    let draft = FundingDraft {
        case,
        programme: chosen.programme.id.uuid(),
        from: staff.ctx.today(),
        until: None,
        external: Personal::default(),
    };
    record::fund_case(&staff.ctx, uow, &permit, &draft).await.map(|_| ())
}

pub(super) async fn close(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut read = fields.read();
    let on = read.date("on").must(key("case-when-closed"));
    let reason = read.choice("reason", CloseReason::from_code).must(key("case-why-closed"));
    let note = read.long("note").may();
    if let (Ok(on), Ok(reason), Ok(note)) = (on, reason, note) {
        let mut uow = staff.begin().await?;
        let band = Band::open(&staff, &mut uow, &reference, Tab::Case).await?;
        let permit = staff.permit::<act::CloseCase>(&mut uow, band.woman).await?;
        let open = band.cases.iter().find(|case| case.closed.is_none());
        let case = open.ok_or(PageError::NotFound)?.id;
        let note = Personal::new(note.unwrap_or_default());
        let draft = CloseDraft { case, on, reason, note };
        match record::close_case(&staff.ctx, &mut uow, &permit, &draft).await {
            Ok(()) => {
                uow.commit().await?;
                return Ok(page::see_other(band.href("")));
            }
            Err(Fault::ImpossibleDate) => {
                read.refuse("on", key("case-impossible-date"));
            }
            Err(Fault::AlreadyDone) => return Ok(page::see_other(band.href("case"))),
            Err(other) => return Err(other.into()),
        }
    }
    let form = Form::refused(staff.t, &fields, read.errors());
    let page = load(&staff, &reference, form).await?;
    if !page.is("going") {
        return Ok(page::see_other(page.band.href("case")));
    }
    Ok(page::refused(&page))
}
