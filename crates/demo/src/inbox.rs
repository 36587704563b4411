//! Referrals that did not lead to support, and those that wait for an answer now.

use casework::programme::Answer;
use casework::referral::service::{Decision, TakenFrom, decide, take_referral};
use casework::referral::{Reason, ReferralDraft, Referrer, Source, Step, Via};
use jiff::ToSpan as _;
use store::Uow;

use crate::DemoError;
use crate::begin::referral_of;
use crate::hands::Hands;
use crate::house::House;
use crate::life::Life;
use crate::past::{Past, worked};
use crate::people::{below, fraction};
use crate::words::pick;

/// How many wait in the inbox of the first centre.
pub const WAITING: u32 = 12;

/// Of the women referred, how many are not taken on. Chosen.
const NOT_TAKEN: f64 = 0.12;

/// Now and then, a referral beside hers that went another way.
///
/// # Errors
/// By what is wrong.
pub async fn sometimes_another(
    past: &Past,
    house: &House,
    uow: &mut Uow,
    hands: &Hands,
    beside: &Life,
) -> Result<(), DemoError> {
    let ctx = past.ctx();
    if fraction(ctx) >= NOT_TAKEN {
        return Ok(());
    }
    let other = Life { nth: 900_000 + beside.nth % 100_000, ..Life::drawn(past, beside.nth) };
    // The contract knows two answers, the grants know them all.
    let draft = ReferralDraft {
        programme: Some(house.grant.unwrap_or(house.commissioner)),
        ..referral_of(past, house, &other)
    };
    let taken = take_referral(&hands.ctx, uow, &hands.take, &draft, TakenFrom::Nothing).await?;
    past.go_to_some_hour(other.opened);
    let (step, reason, service) = pick(
        ctx,
        &[
            (Step::Answer(Answer::Signpost), None, "Citizens’ advice, Tuesdays"),
            (Step::Answer(Answer::Decline), Some(Reason::SupportedElsewhere), ""),
            (Step::Answer(Answer::Decline), Some(Reason::NotEligible), ""),
            (Step::Withdraw, Some(Reason::SheSaidNo), ""),
        ],
        (Step::Withdraw, Some(Reason::SheSaidNo), ""),
    );
    let decision = Decision { step, reason, note: String::new(), service: service.to_owned() };
    decide(&hands.ctx, uow, &hands.triage, taken.id, &decision).await?;
    Ok(())
}

/// Those who wait: the newest came this morning, the oldest is a day late. The first says the same
/// name and day of birth as somebody whom we know, so that triage has a choice to make.
///
/// # Errors
/// By what is wrong.
pub async fn waiting(
    past: &Past,
    house: &House,
    uow: &mut Uow,
    (nobody, hands): (&Hands, &Hands),
    known: Option<&Life>,
) -> Result<(), DemoError> {
    let ctx = past.ctx();
    for nth in 0..WAITING {
        let mut life = Life::drawn(past, 800_000 + nth);
        if nth == 0
            && let Some(known) = known
        {
            life.person = known.person.clone();
            life.source = Source::Police;
        }
        let days = i32::try_from(nth / 3).unwrap_or(0);
        life.referred = worked(past.days_ago(days));
        let mut draft = referral_of(past, house, &life);
        // Not later than now, however early in the day the demo is made.
        let back = i64::from(20 + 35 * nth);
        let received = draft.received_at.min(past.now().saturating_sub(back.minutes())?);
        draft.received_at = past.go(received);
        if let Some(referrer) = &mut draft.said.referrer {
            *referrer = Referrer {
                email: format!("referrer{nth}@agency.example.org"),
                telephone: format!("07700 900{:03}", below(ctx, 1000)),
                ..referrer.clone()
            };
        }
        let by = if draft.via == Via::Public { nobody } else { hands };
        let taken = take_referral(&by.ctx, uow, &by.take, &draft, TakenFrom::Nothing).await?;
        if nth % 4 == 3 {
            past.go(past.now().saturating_sub(10.minutes())?);
            let triage = Decision {
                step: Step::Triage,
                reason: None,
                note: "Rang the referrer; asked how it is safe to reach her.".to_owned(),
                service: String::new(),
            };
            decide(&hands.ctx, uow, &hands.triage, taken.id, &triage).await?;
        }
    }
    Ok(())
}
