//! The check of probation's 27-column performance report against our own records: where both hold a
//! fact and they do not say the same, and which referrals only one of them knows.
//!
//! Nothing is changed here. Where the report lacks something, it is entered there (`entered`); where
//! our record is wrong, it is mended in her record.

use std::collections::{BTreeMap, BTreeSet};

use access::action::Programme;
use access::{Permit, act};
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::ctx::OrganisationMark;
use kernel::{Ctx, Id, Personal, time};
use serde::Deserialize;
use store::{SealError, StoreError, Uow, values};
use uuid::Uuid;

use crate::definition::Definition;
use crate::facts::{self, CaseFact, Facts};
use crate::period::{Period, PeriodKind};
use crate::sql::{self, ReportRow, RmRow};

/// A column in which both hold a fact and they differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differs {
    /// The column of the report.
    pub column: &'static str,
    /// What it is, in words.
    pub what: &'static str,
    /// What our records say.
    pub ours: Personal<String>,
    /// What the report says.
    pub theirs: Personal<String>,
}

/// One row of the report beside our records.
#[derive(Debug, Clone)]
pub struct RowChecked {
    /// By which reference they know the referral.
    pub theirs: Personal<String>,
    /// The woman and her short reference here.
    pub woman: Option<(Uuid, String)>,
    /// Where they differ.
    pub differs: Vec<Differs>,
}

/// The report beside our records.
#[derive(Debug, Clone, Default)]
pub struct ReportChecked {
    /// When the newest report was read, in microseconds; nothing when there is none.
    pub report_at: Option<i64>,
    /// Rows of the newest report.
    pub rows: usize,
    /// Rows that agree in everything both hold.
    pub agree: usize,
    /// Rows that differ.
    pub differing: Vec<RowChecked>,
    /// Rows whose referral has no funded case here.
    pub without_case: Vec<RowChecked>,
    /// Women with a funded case that the newest report does not name.
    pub not_in_report: Vec<(Uuid, String)>,
}

impl ReportChecked {
    /// Every woman it names, for the audit trail.
    #[must_use]
    pub fn women(&self) -> BTreeSet<Uuid> {
        let rows = self.differing.iter().chain(&self.without_case);
        let named = rows.filter_map(|row| row.woman.as_ref());
        named.chain(&self.not_in_report).map(|(id, _)| *id).collect()
    }
}

#[derive(Deserialize)]
struct Kept {
    row: BTreeMap<String, String>,
}

/// Checks the newest report of a programme.
///
/// # Errors
/// By what is wrong with the store.
pub async fn check_report(
    ctx: &Ctx,
    uow: &mut Uow,
    permit: &Permit<Programme, act::OpenReturnRows>,
) -> Result<ReportChecked, StoreError> {
    check_of(ctx, uow, permit.organisation(), permit.id()).await
}

pub(crate) async fn check_of(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Id<OrganisationMark>,
    programme: Id<Programme>,
) -> Result<ReportChecked, StoreError> {
    let key = values![organisation, programme];
    let newest: Option<ReportRow> = uow.optional(&sql::NEWEST_REPORT, key).await?;
    let Some(newest) = newest else { return Ok(ReportChecked::default()) };
    let period = Period::containing(PeriodKind::Month, ctx.today());
    let everything = Definition::everything();
    let facts =
        facts::load(ctx, uow, organisation.uuid(), programme.uuid(), &everything, period).await?;
    let by_referral: BTreeMap<Uuid, &CaseFact> =
        facts.cases.iter().filter_map(|case| Some((case.referral?, case))).collect();
    let rows: Vec<RmRow> = uow.all(&sql::RM_ROWS, key).await?;
    let mut checked = ReportChecked { report_at: Some(newest.at), ..ReportChecked::default() };
    let mut named = BTreeSet::new();
    for row in rows.into_iter().filter(|row| row.last_report_id == newest.id) {
        let kept = match uow.open::<Kept>(row.owner_id, "rm_row", row.id, &row.sealed).await {
            Ok(kept) => kept,
            Err(StoreError::Seal(SealError::Erased)) => continue,
            Err(error) => return Err(error),
        };
        checked.rows += 1;
        let by_case = row.case_id.and_then(|id| facts.case(id));
        let case = by_case.or_else(|| by_referral.get(&row.referral_id?).copied());
        let theirs = kept.row.get("referral_ref").cloned().unwrap_or_default().into();
        let Some(case) = case else {
            checked.without_case.push(RowChecked { theirs, woman: None, differs: Vec::new() });
            continue;
        };
        named.insert(case.id);
        let differs = compare(&kept.row, &ours(&facts, case));
        if differs.is_empty() {
            checked.agree += 1;
        } else {
            let woman = woman_of(&facts, case);
            checked.differing.push(RowChecked { theirs, woman: Some(woman), differs });
        }
    }
    checked.not_in_report = facts
        .cases
        .iter()
        .filter(|case| case.from < time::london(time::from_micros(newest.at)).date())
        .filter(|case| !named.contains(&case.id))
        .map(|case| woman_of(&facts, case))
        .collect();
    Ok(checked)
}

fn woman_of(facts: &Facts, case: &CaseFact) -> (Uuid, String) {
    facts
        .woman(case.woman)
        .map_or_else(|| (case.woman, String::new()), |woman| (woman.id, woman.reference.clone()))
}

/// What our records hold of the facts that the report holds too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ours {
    /// The referral was received.
    pub received: Option<Date>,
    /// The first plan was agreed.
    pub plan_agreed: Option<Date>,
    /// The first attended session.
    pub first_session: Option<Date>,
    /// Sessions attended.
    pub attended: i64,
    /// Sum of judgements in halves: two achieved, one partly.
    pub outcome_halves: Option<i64>,
    /// The case was closed.
    pub closed: Option<Date>,
}

fn ours(facts: &Facts, case: &CaseFact) -> Ours {
    let judged: Vec<i64> = facts
        .outcomes
        .iter()
        .filter(|row| row.case == case.id)
        .map(|row| match row.result.as_str() {
            "achieved" => 2,
            "partly" => 1,
            _ => 0,
        })
        .collect();
    let attended = facts
        .attendances
        .iter()
        .filter(|row| row.case == case.id && matches!(row.state.as_str(), "attended" | "late"));
    Ours {
        received: case.received,
        plan_agreed: facts
            .plans
            .iter()
            .filter(|plan| plan.case == case.id)
            .filter_map(|plan| plan.agreed)
            .min(),
        first_session: case.started,
        attended: i64::try_from(attended.count()).unwrap_or(i64::MAX),
        outcome_halves: (!judged.is_empty()).then(|| judged.iter().sum()),
        closed: case.until,
    }
}

/// Compares one row of the report with our records. Days are compared in London time.
#[must_use]
pub fn compare(row: &BTreeMap<String, String>, ours: &Ours) -> Vec<Differs> {
    let value = |column: &str| row.get(column).map_or("", |text| text.trim());
    let mut differs = Vec::new();
    let mut add = |column, what, ours: String, theirs: String| {
        let (ours, theirs) = (Personal::new(ours), Personal::new(theirs));
        differs.push(Differs { column, what, ours, theirs });
    };
    let days: [(&'static str, &'static str, Option<Date>); 4] = [
        ("date_referral_received", "Referral received", ours.received),
        ("date_of_first_action_plan_approval", "First plan agreed", ours.plan_agreed),
        ("date_of_first_attended_session", "First session attended", ours.first_session),
        ("concluded_at", "Closed", ours.closed),
    ];
    let none = || "nothing".to_owned();
    for (column, what, here) in days {
        let text = value(column);
        match (day_of(text), here) {
            (Some(theirs), Some(here)) if theirs == here => {}
            (None, None) if text.is_empty() => {}
            (theirs, here) => add(
                column,
                what,
                here.map_or_else(none, time::spelt),
                theirs.map_or_else(
                    || if text.is_empty() { none() } else { text.to_owned() },
                    time::spelt,
                ),
            ),
        }
    }
    let text = value("count_of_sessions_attended");
    let theirs = if text.is_empty() { Some(0) } else { text.parse::<i64>().ok() };
    if theirs != Some(ours.attended) {
        let theirs = if text.is_empty() { none() } else { text.to_owned() };
        add("count_of_sessions_attended", "Sessions attended", ours.attended.to_string(), theirs);
    }
    let text = value("outcomes_achieved");
    let theirs = (!text.is_empty()).then(|| halves(text));
    if theirs != ours.outcome_halves.map(Some) {
        let here = ours.outcome_halves.map_or_else(none, |halves| {
            format!("{}{}", halves / 2, if halves % 2 == 0 { "" } else { ".5" })
        });
        let theirs = if text.is_empty() { none() } else { text.to_owned() };
        add("outcomes_achieved", "Outcomes achieved", here, theirs);
    }
    differs
}

/// A decimal as halves, when it is a whole number of them.
fn halves(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let whole: i64 = whole.parse().ok().filter(|whole| *whole >= 0)?;
    match part.trim_end_matches('0') {
        "" => whole.checked_mul(2),
        "5" => whole.checked_mul(2)?.checked_add(1),
        _ => None,
    }
}

/// The day of a column, which holds an instant with or without a zone, or a date.
fn day_of(text: &str) -> Option<Date> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(time::london(at).date());
    }
    // Without a zone the report means UTC; a space for the letter T is usual there.
    let civil = text.replacen(' ', "T", 1);
    if let Ok(at) = format!("{civil}Z").parse::<Timestamp>() {
        return Some(time::london(at).date());
    }
    text.parse().ok()
}
