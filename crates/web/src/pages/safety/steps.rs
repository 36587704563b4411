//! The small forms beside the rows of her Safety page: a danger judged or over, a concern told,
//! judged or closed, a referral sent, heard or closed, the plan handed on.
//!
//! An error is only for what cannot be. When somebody else was faster, the page is shown as it stands
//! now, with what was typed still in the form.

use access::act;
use axum::extract::Path;
use axum::response::Response;
use casework::safety::{
    self, HandOn, Level, Outcome, ReferralEnd, RiskDraft, RiskWords, SafetyError, SentWith, Source,
    Threshold, ToldDraft, ToldWho, ToldWords,
};
use kernel::{Id, time};
use store::Uow;

use super::hers::{again, find};
use crate::errors::PageError;
use crate::form::{Fields, Reader};
use crate::page;
use crate::shell::Staff;
use crate::text::key;

/// The row that a hidden field names. A form of ours always sends one.
pub(super) fn row<T>(fields: &Fields) -> Result<Id<T>, PageError> {
    let id: Result<uuid::Uuid, _> = fields.first("row").parse();
    id.map(Id::from_uuid).map_err(|_| PageError::Unreadable)
}

fn version(fields: &Fields) -> Result<i64, PageError> {
    fields.first("version").parse().map_err(|_| PageError::Unreadable)
}

pub(super) fn back(reference: &str, place: &str) -> Response {
    page::see_other(format!("/women/{reference}/safety#{place}"))
}

/// Keeps what was done, or notes beside which field it cannot be. `Ok(true)` when it is kept.
pub(super) async fn settle(
    done: Result<(), SafetyError>,
    uow: Uow,
    read: &mut Reader<'_>,
    field: &str,
) -> Result<bool, PageError> {
    match done {
        Ok(()) => {
            uow.commit().await?;
            return Ok(true);
        }
        Err(SafetyError::ChangedMeanwhile) => read.refuse(field, key("safety-changed-meanwhile")),
        Err(SafetyError::InTheFuture) => read.refuse(field, key("safety-day-to-come")),
        Err(error) => return Err(error.into()),
    };
    Ok(false)
}

/// `POST …/safety/risk`: judged anew, or over.
pub(super) async fn risk(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let band = find(&staff, &mut uow, &reference).await?;
    let permit = staff.permit::<act::WriteSafety>(&mut uow, band.woman).await?;
    let risk = row(&fields)?;
    let mut read = fields.read();
    let kept = match fields.first("what") {
        "judge" => {
            let reads = staff.permit::<act::ReadSafety>(&mut uow, band.woman).await?;
            let before = safety::risks(&mut uow, &reads).await?;
            let kind = before.iter().find(|one| one.id == risk).ok_or(PageError::NotFound)?.kind;
            let level = read
                .choice("level", |code| {
                    Level::parse(code).ok().filter(|level| *level != Level::ToCheck)
                })
                .must(key("safety-level-missing"));
            let source = read.choice("source", |code| Source::parse(code).ok()).may();
            let said = read.long("said").may();
            let done = read.long("done").may();
            let review_by = read
                .date("review")
                .parsed(|day| match day < staff.ctx.today() {
                    true => Err(key("safety-review-past")),
                    false => Ok(day),
                })
                .may();
            match (level, source, said, done, review_by) {
                (Ok(level), Ok(source), Ok(said), Ok(done), Ok(review_by)) => {
                    let words = RiskWords {
                        said: said.unwrap_or_default().into(),
                        done: done.unwrap_or_default().into(),
                        ..RiskWords::default()
                    };
                    let source = source.unwrap_or(Source::WeSaw);
                    let draft = RiskDraft { kind, level, source, review_by, words };
                    let judged = safety::judge_risk(&staff.ctx, &mut uow, &permit, risk, &draft);
                    let judged = judged.await.map(|_| ());
                    settle(judged, uow, &mut read, "level").await?
                }
                _ => {
                    drop(uow);
                    false
                }
            }
        }
        "over" => match read.long("why").must(key("safety-over-why-missing")) {
            Ok(why) => {
                let over = safety::end_risk(&staff.ctx, &mut uow, &permit, risk, why.into()).await;
                settle(over, uow, &mut read, "why").await?
            }
            Err(_) => {
                drop(uow);
                false
            }
        },
        _ => return Err(PageError::Unreadable),
    };
    if kept {
        return Ok(back(&reference, "risks"));
    }
    again(&staff, &reference, &fields, read.errors()).await
}

/// `POST …/safety/told`: somebody was told of a concern.
pub(super) async fn told(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let band = find(&staff, &mut uow, &reference).await?;
    let permit = staff.permit::<act::RecordDanger>(&mut uow, band.woman).await?;
    let mut read = fields.read();
    let who = read.choice("who", |code| ToldWho::parse(code).ok()).must(key("safety-who-missing"));
    let at = read.time("at").may();
    let name = read.line("told_name").may();
    let (Ok(who), Ok(at), Ok(name)) = (who, at, name) else {
        drop(uow);
        return again(&staff, &reference, &fields, read.errors()).await;
    };
    let at = at.map(|at| time::at_london(staff.ctx.today().to_datetime(at)));
    let name = name.unwrap_or_default().into();
    let draft = ToldDraft { who, at, words: ToldWords { name, ..ToldWords::default() } };
    match safety::add_told(&staff.ctx, &mut uow, &permit, row(&fields)?, &draft).await {
        Ok(_) => uow.commit().await?,
        Err(SafetyError::InTheFuture) => {
            drop(uow);
            read.refuse("at", key("safety-in-the-future"));
            return again(&staff, &reference, &fields, read.errors()).await;
        }
        Err(error) => return Err(error.into()),
    }
    Ok(back(&reference, "concerns"))
}

/// `POST …/safety/concern`: the threshold is judged, the child named, or the concern is closed.
pub(super) async fn concern(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let band = find(&staff, &mut uow, &reference).await?;
    let permit = staff.permit::<act::WriteSafety>(&mut uow, band.woman).await?;
    let concern = (row(&fields)?, version(&fields)?);
    let ctx = &staff.ctx;
    let mut read = fields.read();
    let words = read.long("why").may();
    let kept = match fields.first("what") {
        "threshold" => {
            let judged = read.choice("judged", |code| Threshold::parse(code).ok());
            let judged = judged.must(key("safety-threshold-missing"));
            if let (Ok(judged), Ok(words)) = (judged, words) {
                let why = words.unwrap_or_default().into();
                let done =
                    safety::decide_concern(ctx, &mut uow, &permit, concern, judged, why).await;
                settle(done, uow, &mut read, "judged").await?
            } else {
                drop(uow);
                false
            }
        }
        "child" => match super::raise::child(&mut read) {
            Ok(child) => {
                let done = safety::tie_concern(ctx, &mut uow, &permit, concern, child).await;
                settle(done, uow, &mut read, "child").await?
            }
            Err(_) => {
                drop(uow);
                false
            }
        },
        "close" => {
            let outcome = read.choice("outcome", |code| Outcome::parse(code).ok());
            let outcome = outcome.must(key("safety-outcome-missing"));
            if let (Ok(outcome), Ok(words)) = (outcome, words) {
                let words = words.unwrap_or_default().into();
                let done =
                    safety::close_concern(ctx, &mut uow, &permit, concern, outcome, words).await;
                settle(done, uow, &mut read, "outcome").await?
            } else {
                drop(uow);
                false
            }
        }
        _ => return Err(PageError::Unreadable),
    };
    if kept {
        return Ok(back(&reference, "concerns"));
    }
    again(&staff, &reference, &fields, read.errors()).await
}

/// `POST …/safety/sent`: a referral was sent. It is never refused for a missing answer.
pub(super) async fn sent(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let band = find(&staff, &mut uow, &reference).await?;
    let permit = staff.permit::<act::WriteSafety>(&mut uow, band.woman).await?;
    // A referral that was sent is never refused for a missing answer: it is then "not recorded".
    let consent = SentWith::parse(fields.first("consent")).unwrap_or(SentWith::NotRecorded);
    let how = fields.first("how").trim().to_owned().into();
    let marac = (row(&fields)?, version(&fields)?);
    match safety::send_marac(&staff.ctx, &mut uow, &permit, marac, None, consent, how).await {
        Ok(()) => uow.commit().await?,
        // Somebody else has just sent it: the page shows what stands.
        Err(SafetyError::ChangedMeanwhile) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(back(&reference, "maracs"))
}

/// `POST …/safety/referral`: accepted, heard, or closed.
pub(super) async fn referral(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let band = find(&staff, &mut uow, &reference).await?;
    let permit = staff.permit::<act::WriteSafety>(&mut uow, band.woman).await?;
    let marac = (row(&fields)?, version(&fields)?);
    let ctx = &staff.ctx;
    let mut read = fields.read();
    let kept = match fields.first("what") {
        "accepted" => match safety::accept_marac(ctx, &mut uow, &permit, marac).await {
            Ok(()) => {
                uow.commit().await?;
                true
            }
            // Somebody else was faster; nothing was typed, so the page says it all.
            Err(SafetyError::ChangedMeanwhile) => true,
            Err(error) => return Err(error.into()),
        },
        "met" => {
            let on = read.date("on").must(key("safety-met-when"));
            let actions = read.long("actions").may();
            if let (Ok(on), Ok(actions)) = (on, actions) {
                let actions = actions.unwrap_or_default().into();
                let done = safety::marac_met(ctx, &mut uow, &permit, marac, on, actions).await;
                settle(done, uow, &mut read, "on").await?
            } else {
                drop(uow);
                false
            }
        }
        "end" => {
            let end = read.choice("end", |code| ReferralEnd::parse(code).ok());
            let end = end.must(key("safety-end-missing"));
            let words = read.long("words").may();
            if let (Ok(end), Ok(words)) = (end, words) {
                let words = words.unwrap_or_default().into();
                let done = safety::close_marac(ctx, &mut uow, &permit, marac, end, words).await;
                settle(done, uow, &mut read, "end").await?
            } else {
                drop(uow);
                false
            }
        }
        _ => return Err(PageError::Unreadable),
    };
    if kept {
        return Ok(back(&reference, "maracs"));
    }
    again(&staff, &reference, &fields, read.errors()).await
}

/// `POST …/safety/plan/on`: her safety plan is handed on.
pub(super) async fn hand_on(
    staff: Staff,
    Path(reference): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let mut uow = staff.begin().await?;
    let band = find(&staff, &mut uow, &reference).await?;
    let permit = staff.permit::<act::WriteSafety>(&mut uow, band.woman).await?;
    let mut read = fields.read();
    let to = read.line("to").must(key("safety-hand-to-missing"));
    let how = read.line("how").may();
    let on = read.date("on").may();
    let kept = if let (Ok(to), Ok(how), Ok(on)) = (to, how, on) {
        let draft = HandOn { to: to.into(), how: how.unwrap_or_default().into(), on };
        let done = safety::hand_plan_on(&staff.ctx, &mut uow, &permit, draft).await;
        settle(done, uow, &mut read, "on").await?
    } else {
        drop(uow);
        false
    };
    if kept {
        return Ok(back(&reference, "plan"));
    }
    again(&staff, &reference, &fields, read.errors()).await
}
