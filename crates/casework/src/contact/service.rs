//! Keeping her rules, and asking the gate: each question and its answer is written down.

use access::action::{Woman, act};
use access::{Act, Permit};
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::ctx::OrganisationMark;
use kernel::{Ctx, Id, Personal, time, working_day};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use store::{Uow, values};
use uuid::Uuid;

use super::gate::{
    Circumstances, Ground, Message, Reachable, Refused, Support, may_reach,
    override_to_prevent_harm,
};
use super::reach::{Reach, reach_now};
use super::rule::{
    Answer, Channel, Confirmed, NumberShows, RuleDraft, SafeContactRule, StaleMark, StaleWhy, Terms,
};
use super::sql;
use crate::codes::coded;
use crate::fault::Fault;
use crate::record::some_day;
use crate::timeline::{TimelineItem, TimelineTone};
use crate::trail;

#[derive(FromRow)]
struct RuleRow {
    id: Uuid,
    channel: String,
    answer: String,
    confirmed_on: Option<String>,
    confirmed_how: String,
    recheck_by: Option<String>,
    made_at: i64,
    sealed: Vec<u8>,
}

#[derive(FromRow)]
struct StaleRow {
    at: i64,
    why: String,
    made_by: Option<Uuid>,
}

#[derive(FromRow)]
struct SupportRow {
    open_cases: i64,
    closed_cases: i64,
    may_contact: i64,
}

#[derive(FromRow)]
struct HistoryRow {
    channel: String,
    answer: String,
    made_at: i64,
    made_by: Option<Uuid>,
    replaces: Option<Uuid>,
}

#[derive(FromRow)]
pub(super) struct AttemptRow {
    pub(super) id: Uuid,
    pub(super) woman_id: Uuid,
    rule_id: Option<Uuid>,
    channel: String,
    at: i64,
    result: String,
    refused_why: Option<String>,
    review_by: Option<String>,
    reviewed_at: Option<i64>,
    reviewed_by: Option<Uuid>,
    pub(super) made_by: Option<Uuid>,
    sealed: Vec<u8>,
}

/// Her rules in force and what is true beside them: all that the gate asks for.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Her rules in force.
    pub rules: Vec<SafeContactRule>,
    /// What is true beside them.
    pub circumstances: Circumstances,
}

impl Standing {
    /// How she can be reached at that instant.
    #[must_use]
    pub fn reach(&self, at: Timestamp) -> Reach {
        reach_now(&self.rules, &self.circumstances, at)
    }
}

/// Her rules as everybody sees them who sees the band of her record. `our_names` are the names of
/// the organisation and its sites.
///
/// # Errors
/// By what is wrong.
pub async fn standing(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::SeeBand>,
    our_names: &[String],
) -> Result<Standing, Fault> {
    load_standing(ctx, uow, permit.organisation(), permit.id(), our_names).await
}

/// Reads ahead what the gate asks for of several women.
pub(crate) async fn read_ahead(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    women: &[Uuid],
) -> Result<(), Fault> {
    let here = values![organisation];
    let each = |woman| values![organisation, woman].to_vec();
    uow.read_ahead(&sql::ahead::RULES, women, here, each).await?;
    uow.read_ahead(&sql::ahead::STALE, women, here, each).await?;
    let today = ctx.today();
    let each = |woman| values![organisation, woman, today].to_vec();
    uow.read_ahead(&sql::ahead::SUPPORT, women, values![organisation, today], each).await?;
    Ok(())
}

async fn load_standing(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    woman: Id<Woman>,
    our_names: &[String],
) -> Result<Standing, Fault> {
    let rows: Vec<RuleRow> = uow.all(&sql::RULES, values![organisation, woman]).await?;
    let mut rules = Vec::with_capacity(rows.len());
    for row in rows {
        let terms: Terms = uow.open(woman.uuid(), "contact_rule", row.id, &row.sealed).await?;
        rules.push(SafeContactRule {
            id: row.id,
            woman,
            channel: channel(&row.channel)?,
            answer: Answer::from_code(&row.answer)
                .ok_or(Fault::UnknownCode("contact_rule.answer"))?,
            confirmed: Confirmed::from_code(&row.confirmed_how)
                .ok_or(Fault::UnknownCode("contact_rule.confirmed_how"))?,
            confirmed_on: some_day("contact_rule.confirmed_on", row.confirmed_on.as_deref())?,
            recheck_by: some_day("contact_rule.recheck_by", row.recheck_by.as_deref())?,
            made_at: time::from_micros(row.made_at),
            terms: Personal::new(terms),
        });
    }
    let stale: Vec<StaleRow> = uow.all(&sql::STALE, values![organisation, woman]).await?;
    let stale = stale
        .into_iter()
        .map(|row| Ok(StaleMark { at: time::from_micros(row.at), why: stale_why(&row.why)? }))
        .collect::<Result<Vec<_>, Fault>>()?;
    let support: SupportRow =
        uow.one(&sql::SUPPORT, values![organisation, woman, ctx.today()]).await?;
    let support = match (support.open_cases, support.closed_cases, support.may_contact) {
        (0, 1.., 0) => Support::Closed,
        (0, 1.., _) => Support::ClosedMayContact,
        _ => Support::Going,
    };
    let our_names = our_names.to_vec();
    Ok(Standing { rules, circumstances: Circumstances { stale, support, our_names } })
}

fn channel(code: &str) -> Result<Channel, Fault> {
    Channel::from_code(code).ok_or(Fault::UnknownCode("channel"))
}

fn stale_why(code: &str) -> Result<StaleWhy, Fault> {
    StaleWhy::from_code(code).ok_or(Fault::UnknownCode("contact_stale.why"))
}

/// Writes down a rule; the one it replaces ends. A rule is never changed: what was agreed on which
/// day stays readable.
///
/// # Errors
/// [`Fault::Rule`] when it is not complete; [`Fault::NotFound`] when the replaced one is not hers
/// or has ended.
pub async fn set_contact_rule(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteContact>,
    our_names: &[String],
    draft: &RuleDraft,
) -> Result<Uuid, Fault> {
    trail::wrote(ctx, uow, permit, "safe contact rule set").await?;
    draft.check(ctx.today(), our_names).map_err(Fault::Rule)?;
    let (organisation, woman) = (permit.organisation(), permit.id());
    if let Some(replaced) = draft.replaces {
        let values = values![organisation, woman, replaced, ctx.now()];
        if uow.execute(&sql::END_RULE, values).await? == 0 {
            return Err(Fault::NotFound);
        }
    }
    let id = ctx.new_uuid();
    let sealed = uow.seal(ctx, woman.uuid(), "contact_rule", id, draft.terms.reveal()).await?;
    uow.execute(
        &sql::ADD_RULE,
        values![
            id,
            organisation,
            woman,
            draft.channel.code(),
            draft.answer.code(),
            draft.confirmed_on,
            draft.confirmed.code(),
            draft.recheck_by,
            draft.replaces,
            ctx.now(),
            ctx.account(),
            sealed
        ],
    )
    .await?;
    Ok(id)
}

/// She says again that a rule still holds: the same rule, confirmed today.
///
/// # Errors
/// [`Fault::NotFound`] when it is not hers or has ended.
pub async fn confirm_rule(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::WriteContact>,
    our_names: &[String],
    rule: Uuid,
    how: Confirmed,
) -> Result<Uuid, Fault> {
    let standing = load_standing(ctx, uow, permit.organisation(), permit.id(), our_names).await?;
    let old = standing.rules.into_iter().find(|found| found.id == rule).ok_or(Fault::NotFound)?;
    let draft = RuleDraft {
        channel: old.channel,
        answer: old.answer,
        confirmed: how,
        confirmed_on: Some(ctx.today()),
        recheck_by: None,
        terms: old.terms,
        replaces: Some(rule),
    };
    set_contact_rule(ctx, uow, permit, our_names, &draft).await
}

/// Something happened after which no rule of hers can be trusted. From now on the gate says no. Any
/// permit about her is enough: whoever writes down a disclosure, a release or a move does this in
/// the same unit of work, and it can only make her safer.
///
/// # Errors
/// [`Fault::ImpossibleDate`] when it is still to come.
pub async fn mark_stale<A: Act<On = Woman>>(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, A>,
    mark: StaleMark,
) -> Result<(), Fault> {
    trail::wrote(ctx, uow, permit, "safe contact rules stale").await?;
    if mark.at > ctx.now() {
        return Err(Fault::ImpossibleDate);
    }
    uow.execute(
        &sql::ADD_STALE,
        values![
            ctx.new_uuid(),
            permit.organisation(),
            permit.id(),
            mark.at,
            mark.why.code(),
            ctx.now(),
            ctx.account()
        ],
    )
    .await?;
    Ok(())
}

/// What somebody wants to say to her, and how.
#[derive(Debug, Clone)]
pub struct AttemptDraft {
    /// How.
    pub channel: Channel,
    /// To which number or address.
    pub to: Personal<String>,
    /// What it says.
    pub words: Personal<String>,
    /// What her telephone would show.
    pub number_shows: Option<NumberShows>,
}

impl AttemptDraft {
    fn message(&self, woman: Id<Woman>, at: Timestamp) -> Message {
        Message {
            woman,
            channel: self.channel,
            to: self.to.clone(),
            words: self.words.clone(),
            number_shows: self.number_shows,
            at,
        }
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct SealedAttempt {
    pub(super) words: String,
    #[serde(default)]
    pub(super) to: String,
    #[serde(default)]
    pub(super) reason: String,
    #[serde(default)]
    pub(super) review: String,
}

coded! {
    /// How an attempt ended.
    AttemptResult {
        /// The gate let it through.
        Allowed = "allowed",
        /// The gate refused; nothing was sent.
        Refused = "refused",
        /// A worker overrode the gate to prevent serious harm.
        Override = "override",
    }
}

/// Asks the gate about a message to be sent, a call to be made or a visit, now, and writes the
/// question and the answer down. A refusal is an answer, not a fault: the unit of work is to be
/// committed either way.
///
/// # Errors
/// By what is wrong.
pub async fn record_contact_attempt(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::ContactWoman>,
    our_names: &[String],
    draft: &AttemptDraft,
) -> Result<Result<Reachable, Refused>, Fault> {
    trail::wrote(ctx, uow, permit, "gate asked").await?;
    let (organisation, woman) = (permit.organisation(), permit.id());
    let standing = load_standing(ctx, uow, organisation, woman, our_names).await?;
    let message = draft.message(woman, ctx.now());
    let answer = may_reach(&standing.rules, &standing.circumstances, message);
    let (rule, result, why) = match &answer {
        Ok(yes) => match yes.ground() {
            Ground::Rule(rule) => (Some(rule), AttemptResult::Allowed, None),
            Ground::PreventHarm => (None, AttemptResult::Override, None),
        },
        Err(refused) => (None, AttemptResult::Refused, Some(refused.code())),
    };
    let outcome = Outcome { rule, result, why, review_by: None };
    write_attempt(ctx, uow, organisation, woman, draft, outcome, "").await?;
    Ok(answer)
}

/// Overrides the gate at once to prevent serious harm. Somebody else reviews it by the end of the
/// next working day; nothing waits for that.
///
/// # Errors
/// [`Fault::ReasonNeeded`] without a reason.
pub async fn override_gate(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Woman, act::ContactWoman>,
    draft: &AttemptDraft,
    reason: &Personal<String>,
) -> Result<Reachable, Fault> {
    trail::wrote(ctx, uow, permit, "gate overridden").await?;
    let (organisation, woman) = (permit.organisation(), permit.id());
    let message = draft.message(woman, ctx.now());
    let yes = override_to_prevent_harm(message, reason.reveal())
        .map_err(|_no_reason| Fault::ReasonNeeded)?;
    let outcome = Outcome {
        rule: None,
        result: AttemptResult::Override,
        why: None,
        review_by: Some(working_day::next_working_day(ctx.today())),
    };
    write_attempt(ctx, uow, organisation, woman, draft, outcome, reason.reveal()).await?;
    Ok(yes)
}

struct Outcome {
    rule: Option<Uuid>,
    result: AttemptResult,
    why: Option<&'static str>,
    review_by: Option<Date>,
}

async fn write_attempt(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    woman: Id<Woman>,
    draft: &AttemptDraft,
    outcome: Outcome,
    reason: &str,
) -> Result<(), Fault> {
    let id = ctx.new_uuid();
    let inside = SealedAttempt {
        words: draft.words.reveal().clone(),
        to: draft.to.reveal().clone(),
        reason: reason.to_owned(),
        review: String::new(),
    };
    let sealed = uow.seal(ctx, woman.uuid(), "contact_attempt", id, &inside).await?;
    uow.execute(
        &sql::ADD_ATTEMPT,
        values![
            id,
            organisation,
            woman,
            outcome.rule,
            draft.channel.code(),
            ctx.now(),
            outcome.result.code(),
            outcome.why,
            outcome.review_by,
            ctx.now(),
            ctx.account(),
            sealed
        ],
    )
    .await?;
    Ok(())
}

/// An attempt as read.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// Its row; the deed that is reviewed.
    pub id: Uuid,
    /// To whom.
    pub woman: Id<Woman>,
    /// The rule that allowed it.
    pub rule: Option<Uuid>,
    /// How.
    pub channel: Channel,
    /// When.
    pub at: Timestamp,
    /// How it ended.
    pub result: AttemptResult,
    /// The code of the refusal.
    pub refused_why: Option<String>,
    /// To be reviewed by that day.
    pub review_by: Option<Date>,
    /// When and by whom it was reviewed.
    pub reviewed: Option<(Timestamp, Uuid)>,
    /// Who did it.
    pub by: Option<Uuid>,
    /// To which number or address.
    pub to: Personal<String>,
    /// What it said.
    pub words: Personal<String>,
    /// Why the gate was overridden.
    pub reason: Personal<String>,
    /// What the review said.
    pub review: Personal<String>,
}

pub(super) async fn read_attempt(uow: &mut Uow, row: AttemptRow) -> Result<Attempt, Fault> {
    let inside: SealedAttempt =
        uow.open(row.woman_id, "contact_attempt", row.id, &row.sealed).await?;
    Ok(Attempt {
        id: row.id,
        woman: Id::from_uuid(row.woman_id),
        rule: row.rule_id,
        channel: channel(&row.channel)?,
        at: time::from_micros(row.at),
        result: AttemptResult::from_code(&row.result)
            .ok_or(Fault::UnknownCode("contact_attempt.result"))?,
        refused_why: row.refused_why,
        review_by: some_day("contact_attempt.review_by", row.review_by.as_deref())?,
        reviewed: row.reviewed_at.map(time::from_micros).zip(row.reviewed_by),
        by: row.made_by,
        to: inside.to.into(),
        words: inside.words.into(),
        reason: inside.reason.into(),
        review: inside.review.into(),
    })
}

/// Her attempts, the newest first; at most 50.
///
/// # Errors
/// By what is wrong.
pub async fn attempts(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadRecord>,
) -> Result<Vec<Attempt>, Fault> {
    let values = values![permit.organisation(), permit.id(), 50];
    let rows: Vec<AttemptRow> = uow.all(&sql::ATTEMPTS, values).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        found.push(read_attempt(uow, row).await?);
    }
    Ok(found)
}

/// The lines of safe contact in her timeline: what was agreed, what happened, and attempts that
/// were refused or overrode the gate. Never a number, and never the words.
///
/// # Errors
/// By what is wrong.
pub async fn timeline_items(
    uow: &mut Uow,
    permit: &Permit<Woman, act::ReadRecord>,
) -> Result<Vec<TimelineItem>, Fault> {
    let of_her = || values![permit.organisation(), permit.id()].to_vec();
    let mut items = Vec::new();
    let rules: Vec<HistoryRow> = uow.all(&sql::RULE_HISTORY, &of_her()).await?;
    for row in rules {
        let title_key = match row.replaces {
            Some(_) => "timeline-contact-confirmed",
            None => "timeline-contact-agreed",
        };
        items.push(TimelineItem {
            at: time::from_micros(row.made_at),
            tone: TimelineTone::Plain,
            title_key,
            title_args: vec![("channel", row.channel), ("answer", row.answer)],
            detail: Personal::default(),
            by: row.made_by,
        });
    }
    let stale: Vec<StaleRow> = uow.all(&sql::STALE, &of_her()).await?;
    items.extend(stale.into_iter().map(|row| TimelineItem {
        at: time::from_micros(row.at),
        tone: TimelineTone::Amber,
        title_key: "timeline-contact-stale",
        title_args: vec![("why", row.why)],
        detail: Personal::default(),
        by: row.made_by,
    }));
    for attempt in attempts(uow, permit).await? {
        let (tone, title_key) = match attempt.result {
            AttemptResult::Allowed => (TimelineTone::Plain, "timeline-contact-allowed"),
            AttemptResult::Refused => (TimelineTone::Amber, "timeline-contact-refused"),
            AttemptResult::Override => (TimelineTone::Red, "timeline-contact-override"),
        };
        items.push(TimelineItem {
            at: attempt.at,
            tone,
            title_key,
            title_args: vec![("channel", attempt.channel.code().to_owned())],
            detail: attempt.reason,
            by: attempt.by,
        });
        // That it was looked at, and by whom. What was found may be about a colleague: it stays
        // with the review.
        items.extend(attempt.reviewed.map(|(at, by)| TimelineItem {
            at,
            tone: TimelineTone::Green,
            title_key: "timeline-contact-reviewed",
            title_args: vec![("channel", attempt.channel.code().to_owned())],
            detail: Personal::default(),
            by: Some(by),
        }));
    }
    Ok(items)
}

/// The day until which the gate's answer for a channel can last at most, for "ask again by".
#[must_use]
pub fn ask_again_by(standing: &Standing) -> Option<Date> {
    standing
        .rules
        .iter()
        .filter(|rule| rule.answer == Answer::Yes)
        .filter_map(SafeContactRule::good_until)
        .min()
}
