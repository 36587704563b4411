//! Something she told me: one page, one unit of work, the same day.
//!
//! A worker at six o'clock, alone in the centre, with her coat on: she can send this with nothing
//! filled in and has still raised the danger, the concern and the stale contact. What she leaves
//! out stands as still to do, for tomorrow's lead to see. Nothing here refuses a missing field.

use std::collections::BTreeSet;

use access::action::Woman;
use access::{Permit, act};
use kernel::{Ctx, Id};
use store::Uow;

use crate::contact::{StaleMark, StaleWhy};

use super::marac::{self, MaracDraft, Raised};
use super::{concern, plan, risk, sharing};
use crate::safety::model::{
    About, Basis, Concern, ConcernDraft, ConcernWords, Criterion, Level, MaracKind, PlanWords,
    Risk, RiskDraft, RiskKind, RiskWords, SafetyPlan, Sharing, SharingDraft, SharingWords,
    SheWasTold, Source, ToldDraft, Words,
};
use crate::safety::{Hers, SafetyError, trail};

/// Whether she is, in the worker's judgement, at high risk of serious harm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HighRisk {
    /// Yes: a MARAC and IDVA referral is due today.
    Yes,
    /// No.
    No,
    /// Not sure, or not answered: the danger stands as still to be checked today.
    #[default]
    NotSure,
}

/// Whether a child is at risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ChildAtRisk {
    /// Yes: a concern about a child is raised as well.
    Yes,
    /// No, or not answered.
    #[default]
    NotSaid,
}

/// What she told, as far as anybody had time to write it down. Every field may be left alone.
#[derive(Debug, Clone, Default)]
pub struct Disclosure {
    /// What she said, in her words.
    pub said: Words,
    /// What the dangers are; none chosen means from others.
    pub dangers: BTreeSet<RiskKind>,
    /// Whether a child is at risk.
    pub child: ChildAtRisk,
    /// The worker's judgement.
    pub high_risk: HighRisk,
    /// What was done about it now.
    pub done: Words,
    /// What she wants to happen.
    pub her_wish: Words,
    /// Who was told, and when.
    pub told: Vec<ToldDraft>,
    /// Whether she was told that it is passed on.
    pub she_was_told: Option<SheWasTold>,
    /// The beginning of her safety plan.
    pub plan: PlanWords,
}

/// What was written down, and what is still to do.
#[derive(Debug, Clone)]
pub struct Disclosed {
    /// One a danger.
    pub risks: Vec<Id<Risk>>,
    /// About her, and about a child when one is at risk.
    pub concerns: Vec<Id<Concern>>,
    /// Each telling outside our organisation, for review the next working day.
    pub shared: Vec<Id<Sharing>>,
    /// The safety plan that was started or added to.
    pub plan: Option<Id<SafetyPlan>>,
    /// MARAC and IDVA referrals that are due.
    pub due: Vec<Raised>,
}

/// Writes a disclosure down.
///
/// # Errors
/// [`SafetyError::InTheFuture`] for a telling that cannot have happened; the store. Nothing else.
pub async fn disclose(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::RecordDanger>,
    told: &Disclosure,
) -> Result<Disclosed, SafetyError> {
    let hers = Hers::from(permit);
    let dangers = if told.dangers.is_empty() {
        BTreeSet::from([RiskKind::FromOthers])
    } else {
        told.dangers.clone()
    };
    let abuse = dangers.contains(&RiskKind::FromOthers);

    let mut risks = Vec::new();
    for kind in &dangers {
        risks.push(risk::add(ctx, uow, hers, &risk_of(*kind, told)).await?);
    }
    let mut concerns = Vec::new();
    for about in concerned(told.child) {
        concerns.push(concern::add(ctx, uow, hers, &concern_of(*about, told)).await?);
    }
    let mut shared = Vec::new();
    for draft in told.told.iter().filter_map(|one| sharing_of(one, told)) {
        shared.push(sharing::at_once(ctx, uow, hers, &draft).await?);
    }
    let plan = plan::start(ctx, uow, hers, &told.plan).await?;
    let due = if abuse { refer_on(ctx, uow, hers, told).await? } else { Vec::new() };
    if abuse {
        // He may know by now that she spoke, or read her telephone: no rule can be trusted.
        let mark = StaleMark { at: ctx.now(), why: StaleWhy::AbuseDisclosed };
        crate::contact::mark_stale(ctx, uow, permit, mark).await?;
    }
    // One deed, one entry: the concern about her leads to the rest, made in the same instant.
    match concerns.first() {
        Some(concern) => trail::wrote(ctx, uow, permit, "concern", *concern).await?,
        None => trail::wrote(ctx, uow, permit, "woman", hers.woman).await?,
    }
    Ok(Disclosed { risks, concerns, shared, plan, due })
}

fn risk_of(kind: RiskKind, told: &Disclosure) -> RiskDraft {
    let level = match (kind, told.high_risk) {
        (RiskKind::FromOthers, HighRisk::Yes) => Level::VeryHigh,
        // "No" says that it is not high, not how great it is: somebody still has to judge.
        _ => Level::ToCheck,
    };
    RiskDraft {
        kind,
        level,
        source: Source::SheSaid,
        review_by: None,
        words: RiskWords {
            said: told.said.clone(),
            done: told.done.clone(),
            ended: Words::default(),
        },
    }
}

const fn concerned(child: ChildAtRisk) -> &'static [About] {
    match child {
        ChildAtRisk::Yes => &[About::Adult, About::Child],
        ChildAtRisk::NotSaid => &[About::Adult],
    }
}

fn concern_of(about: About, told: &Disclosure) -> ConcernDraft {
    ConcernDraft {
        about,
        child: None,
        words: ConcernWords {
            said: told.said.clone(),
            her_wish: told.her_wish.clone(),
            ..ConcernWords::default()
        },
        told: told.told.clone(),
    }
}

/// Telling somebody outside is sharing, and is reviewed as such.
fn sharing_of(one: &ToldDraft, told: &Disclosure) -> Option<SharingDraft> {
    let recipient = one.who.outside()?;
    Some(SharingDraft {
        recipient,
        basis: Basis::Safeguarding,
        at: one.at,
        told: told.she_was_told.unwrap_or(SheWasTold::NotRecorded),
        words: SharingWords {
            name: one.words.name.clone(),
            items: Words::default(),
            why: told.said.clone(),
            ..SharingWords::default()
        },
    })
}

async fn refer_on(
    ctx: &Ctx,
    uow: &mut Uow,
    hers: Hers,
    told: &Disclosure,
) -> Result<Vec<Raised>, SafetyError> {
    let mut due = Vec::new();
    for kind in MaracKind::ALL {
        // A new incident within twelve months is a repeat, whatever anybody judges it to be.
        let repeated = marac::repeated(ctx, uow, hers, *kind).await?;
        let criterion = match (told.high_risk, repeated) {
            (HighRisk::Yes, _) => Criterion::Judgement,
            (HighRisk::No | HighRisk::NotSure, Some(_)) => Criterion::Repeat,
            (HighRisk::No | HighRisk::NotSure, None) => continue,
        };
        let draft = MaracDraft { criterion, why: told.said.clone() };
        due.push(marac::add(ctx, uow, hers, *kind, &draft).await?);
    }
    Ok(due)
}
