//! Outcomes of her case for each programme that funds it: what our own tool proposes, and what a
//! worker judges, with the evidence.

use access::action::act;
use access::audit::Entry;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use casework::assessment::{self, Assessment, changes, instrument};
use casework::outcome::{
    self, Judgement, JudgementDraft, OutcomeError, OutcomeResult, Proposal, mapping,
};
use casework::programme::framework::{self, OutcomeFramework};

use super::{choices, said};
use crate::errors::PageError;
use crate::form::Choice;
use crate::page;
use crate::pages::women::{Band, Tab};
use crate::parts::{Tag, Tone};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};
use crate::{Fields, Form};

/// An outcome that was judged.
#[derive(Debug, Clone)]
pub struct Judged {
    /// For whom.
    pub programme: String,
    /// The outcome.
    pub outcome: String,
    /// What became of it.
    pub tag: Tag,
    /// What it rests on.
    pub evidence: String,
    /// The day.
    pub on: String,
}

/// `GET /women/{reference}/outcomes`.
#[derive(Debug, Template)]
#[template(path = "plan/outcomes.html")]
pub struct OutcomesPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Her band.
    pub band: Band,
    /// What was judged and counts.
    pub judged: Vec<Judged>,
    /// What our own tool proposes, in words.
    pub proposals: Vec<String>,
    /// Every outcome that can be judged: programme and item.
    pub items: Vec<Choice>,
    /// What may become of it.
    pub results: Vec<Choice>,
    /// Whether the reader may judge.
    pub may_write: bool,
    /// Fields `item`, `result`, `on`, `evidence`.
    pub form: Form,
}

fn tone(result: OutcomeResult) -> Tone {
    match result {
        OutcomeResult::Achieved => Tone::Green,
        OutcomeResult::Partly => Tone::Amber,
        OutcomeResult::Not => Tone::Quiet,
    }
}

/// A programme of the case with its framework.
struct Counted {
    programme: uuid::Uuid,
    name: String,
    framework: &'static OutcomeFramework,
}

fn words_of(counted: &[Counted], code: &str, item: &str) -> String {
    let framework = counted.iter().map(|one| one.framework).find(|one| one.code == code);
    let framework = framework.or_else(|| framework::by_code(code));
    let found = framework.and_then(|one| one.items.iter().find(|known| known.code == item));
    found.map_or_else(|| item.to_owned(), |known| known.outcome.clone())
}

fn proposals(
    all: &[Assessment],
    framework: &str,
    day: jiff::civil::Date,
) -> Vec<(String, Proposal)> {
    let mut own: Vec<&Assessment> = all
        .iter()
        .filter(|one| one.instrument == instrument::OWN && one.corrected_by.is_none())
        .collect();
    let Some(now) = own.first().copied() else { return Vec::new() };
    own.retain(|one| one.case == now.case && one.instrument_version == now.instrument_version);
    let Some(before) = own.last().copied() else { return Vec::new() };
    if before.id == now.id {
        return Vec::new();
    }
    let version = now.instrument_version;
    let Some(found) = mapping::in_force(instrument::OWN, version, framework, day) else {
        return Vec::new();
    };
    let changes = changes(before.scores.reveal(), now.scores.reveal());
    found.propose(&changes).into_iter().map(|one| (found.code.clone(), one)).collect()
}

async fn load(staff: &Staff, reference: &str, form: Form) -> Result<OutcomesPage, PageError> {
    let t = staff.t;
    let mut uow = staff.read().await?;
    let band = Band::open(staff, &mut uow, reference, Tab::Outcomes).await?;
    let permit = staff.permit::<act::ReadFunding>(&mut uow, band.woman).await?;
    let see = staff.permit::<act::ReadNeeds>(&mut uow, band.woman).await?;
    let mut counted = Vec::new();
    if let Some(case) = band.cases.first() {
        for one in outcome::funded_by(&mut uow, &permit, case.id).await? {
            let code = one.framework.as_deref().unwrap_or_default();
            if let Some(framework) = framework::by_code(code) {
                counted.push(Counted { programme: one.programme, name: one.name, framework });
            }
        }
    }
    let judgements = outcome::judgements(&mut uow, &permit).await?;
    let all = assessment::assessments(&mut uow, &see).await?;
    let gate = &staff.desk.gate;
    let may_write =
        gate.may::<act::WriteFunding>(&staff.ctx, &mut uow, &band.actor, band.woman).await?;
    drop(uow);
    staff.entered(Entry::of(&permit)).await?;
    let mut items = vec![Choice::new("", t.say("plan-choose"))];
    let mut proposed = Vec::new();
    for one in &counted {
        for item in &one.framework.items {
            let code = format!("{}:{}", one.programme, item.code);
            items.push(Choice::new(code, format!("{}: {}", one.name, item.outcome)));
        }
        for (_, proposal) in proposals(&all, &one.framework.code, staff.ctx.today()) {
            proposed.push(
                t.say("outcome-proposed")
                    .with("programme", one.name.as_str())
                    .with("outcome", words_of(&counted, &one.framework.code, &proposal.item))
                    .with("result", said(t, "outcome", proposal.result.code()))
                    .to_string(),
            );
        }
    }
    let judged = |one: &Judgement| Judged {
        programme: counted
            .iter()
            .find(|known| known.programme == one.programme)
            .map(|known| known.name.clone())
            .unwrap_or_default(),
        outcome: words_of(&counted, &one.framework, &one.item),
        tag: Tag::new(tone(one.result), said(t, "outcome", one.result.code())),
        evidence: one.evidence.reveal().clone(),
        on: t.date(one.on),
    };
    Ok(OutcomesPage {
        t,
        shell: staff.shell(Room::Women),
        judged: judgements.iter().filter(|one| one.superseded_at.is_none()).map(judged).collect(),
        proposals: proposed,
        may_write: may_write && items.len() > 1,
        items,
        results: choices(t, "outcome", OutcomeResult::ALL.iter().map(|one| one.code())),
        form,
        band,
    })
}

pub(super) async fn show(
    staff: Staff,
    Path(reference): Path<String>,
) -> Result<Response, PageError> {
    let today = staff.ctx.today();
    let form = Form::blank(staff.t)
        .with("on-day", today.day())
        .with("on-month", today.month())
        .with("on-year", today.year());
    Ok(page::show(&load(&staff, &reference, form).await?))
}

pub(super) async fn judge(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let band = Band::open(&staff, &mut uow, &reference, Tab::Outcomes).await?;
    let permit = staff.permit::<act::WriteFunding>(&mut uow, band.woman).await?;
    let see = staff.permit::<act::ReadFunding>(&mut uow, band.woman).await?;
    let needs = staff.permit::<act::ReadNeeds>(&mut uow, band.woman).await?;
    let case = band.cases.first().map(|case| case.id).ok_or(PageError::NotFound)?;
    let funded = outcome::funded_by(&mut uow, &see, case).await?;
    let mut read = fields.read();
    let chosen = read
        .choice("item", |code| {
            let (programme, item) = code.split_once(':')?;
            let programme: uuid::Uuid = programme.parse().ok()?;
            let one = funded.iter().find(|one| one.programme == programme)?;
            let framework = framework::by_code(one.framework.as_deref()?)?;
            Some((programme, framework, item.to_owned()))
        })
        .must(key("outcome-item-needed"));
    let result = read.choice("result", OutcomeResult::from_code).must(key("outcome-result-needed"));
    let on = read.date("on").must(key("plan-on-needed"));
    let evidence = read.long("evidence").must(key("outcome-evidence-needed"));
    if let (Ok((programme, framework, item)), Ok(result), Ok(on), Ok(evidence)) =
        (chosen, result, on, evidence)
    {
        let all = assessment::assessments(&mut uow, &needs).await?;
        let mapping = proposals(&all, &framework.code, staff.ctx.today())
            .into_iter()
            .find(|(_, proposal)| proposal.item == item)
            .map(|(code, _)| code);
        let draft = JudgementDraft {
            case,
            programme,
            item,
            result,
            on,
            evidence: evidence.into(),
            mapping,
        };
        match outcome::judge_outcome(&staff.ctx, &mut uow, &permit, framework, &draft).await {
            Ok(_) => {
                uow.commit().await?;
                return Ok(page::see_other(band.href("outcomes")));
            }
            Err(OutcomeError::ImpossibleDate) => {
                read.refuse("on", key("plan-day-cannot-be"));
            }
            Err(error) => return Err(error.into()),
        }
    }
    drop(uow);
    let form = Form::refused(staff.t, &fields, read.errors());
    Ok(page::refused(&load(&staff, &reference, form).await?))
}
