//! Loads the facts. Each table once, by the programme.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::Date;
use kernel::{Ctx, PartialDate, time};
use serde::Deserialize;
use store::{StoreError, Uow, values};
use uuid::Uuid;

use super::sql::{
    AssessmentRow, AtRow, AttendanceRow, CaseRow, CodeRow, EventRow, OutcomeRow, PlanRow,
    ReferralRow, ScoreRow, SealedRow, VisitRow, WomanRow,
};
use super::{
    AssessmentFact, AttendanceFact, CaseFact, ChangeFact, Facts, OutcomeFact, PlanFact,
    ReferralFact, SessionFact, VisitFact, WomanFact, sql,
};
use crate::definition::words::{Count, Dim, NOT_KNOWN, Number};
use crate::definition::{Condition, Definition, Measure};
use crate::period::Period;

/// The one field of a woman's sealed row that is read here.
#[derive(Deserialize)]
struct Birth {
    #[serde(default)]
    born: Option<PartialDate>,
}

/// Loads what a definition counts, for a programme and a period.
///
/// # Errors
/// By what is wrong with the store.
pub async fn load(
    ctx: &Ctx,
    uow: &mut Uow,
    organisation: Uuid,
    programme: Uuid,
    definition: &Definition,
    period: Period,
) -> Result<Facts, StoreError> {
    let (first, before) = period.instants();
    let since = if definition.looks_back() { 0 } else { first };
    let mut facts = Facts {
        period,
        today: ctx.today(),
        women: HashMap::new(),
        cases: Vec::new(),
        case_at: HashMap::new(),
        referrals: Vec::new(),
        sessions: Vec::new(),
        attendances: Vec::new(),
        visits: Vec::new(),
        plans: Vec::new(),
        assessments: Vec::new(),
        changes: Vec::new(),
        outcomes: Vec::new(),
    };
    let last = period.last();
    let key = values![organisation, programme, last];
    let now = values![organisation, programme, before];
    let pair = values![organisation, programme];

    facts.women = women(uow.all(&sql::WOMEN, pair).await?);
    let needs = lists(uow.all(&sql::REFERRAL_NEEDS, pair).await?);
    let referrals: Vec<ReferralRow> = uow.all(&sql::REFERRALS, now).await?;
    let events: Vec<EventRow> = uow.all(&sql::REFERRAL_EVENTS, now).await?;
    facts.referrals = referral_facts(referrals, &events, needs, before.min(ctx.now_micros()));
    let goals = lists(uow.all(&sql::GOALS, pair).await?);
    let firsts: Vec<AtRow> = uow.all(&sql::FIRST_SESSIONS, now).await?;
    facts.cases = case_facts(uow.all(&sql::CASES, key).await?, &facts.referrals, goals, &firsts);
    facts.case_at = facts.cases.iter().enumerate().map(|(place, case)| (case.id, place)).collect();

    let from = values![organisation, programme, before, since];
    let rows: Vec<AttendanceRow> = uow.all(&sql::ATTENDANCES, from).await?;
    facts.attendances = rows
        .into_iter()
        .map(attendance_fact)
        .filter(|row| facts.case(row.case).is_some_and(|case| case.runs_on(row.day)))
        .collect();
    facts.sessions = session_facts(&facts.attendances);

    if definition.counts(Count::Visits) {
        let from = values![organisation, before, since];
        let rows: Vec<VisitRow> = uow.all(&sql::VISITS, from).await?;
        facts.visits = rows
            .into_iter()
            .map(|row| VisitFact { id: row.id, woman: row.woman_id, day: day_of(row.starts_at) })
            .collect();
        for (id, woman) in women(uow.all(&sql::VISITORS, from).await?) {
            facts.women.entry(id).or_insert(woman);
        }
    }
    let rows: Vec<PlanRow> = uow.all(&sql::PLANS, now).await?;
    facts.plans = rows.into_iter().map(plan_fact).collect();
    let assessments: Vec<AssessmentRow> = uow.all(&sql::ASSESSMENTS, key).await?;
    if definition.counts(Count::Changes) {
        let scores: Vec<ScoreRow> = uow.all(&sql::SCORES, key).await?;
        facts.changes = change_facts(&assessments, scores);
    }
    facts.assessments = assessments.into_iter().filter_map(assessment_fact).collect();
    let rows: Vec<OutcomeRow> = uow.all(&sql::OUTCOMES, key).await?;
    facts.outcomes = rows.into_iter().filter_map(outcome_fact).collect();

    if definition.needs_births() {
        let mut rows: Vec<SealedRow> = uow.all(&sql::BIRTHS, pair).await?;
        if births_of_visitors(definition) {
            let from = values![organisation, before, since];
            let more: Vec<SealedRow> = uow.all(&sql::VISITOR_BIRTHS, from).await?;
            let there: HashSet<Uuid> = rows.iter().map(|row| row.id).collect();
            rows.extend(more.into_iter().filter(|row| !there.contains(&row.id)));
        }
        for row in rows {
            let birth: Birth = uow.open(row.id, "woman", row.id, &row.sealed).await?;
            if let Some(woman) = facts.women.get_mut(&row.id) {
                woman.born = birth.born;
            }
        }
    }
    merge(&mut facts.women);
    Ok(facts)
}

fn births_of_visitors(definition: &Definition) -> bool {
    definition.figures.iter().any(|figure| {
        figure.count == Count::Visits
            && (figure.uses(Dim::Age)
                || figure.uses(Dim::AgeAtEnd)
                || figure.measure == Measure::Average(Number::Age)
                || figure
                    .conditions
                    .iter()
                    .any(|condition| matches!(condition, Condition::Within(Number::Age, ..))))
    })
}

fn day_of(micros: i64) -> Date {
    time::london(time::from_micros(micros)).date()
}

/// An unreadable day is left out with its row; the register of columns says days are ISO text.
fn day(text: &str) -> Option<Date> {
    text.parse().ok()
}

fn asked(code: Option<String>) -> String {
    match code {
        Some(code) if code != "not_asked" && !code.is_empty() => code,
        _ => NOT_KNOWN.to_owned(),
    }
}

fn women(rows: Vec<WomanRow>) -> HashMap<Uuid, WomanFact> {
    rows.into_iter()
        .map(|row| {
            let fact = WomanFact {
                id: row.merged_into.unwrap_or(row.id),
                reference: row.reference,
                born: None,
                ethnicity: asked(row.ethnicity),
                religion: asked(row.religion),
                disability: asked(Some(row.disability)),
                interpreter: asked(Some(row.interpreter)),
                gender: asked(row.gender_code),
                care_experienced: asked(Some(row.care_experienced)),
                primary_carer: asked(Some(row.primary_carer)),
            };
            (row.id, fact)
        })
        .collect()
}

/// Lets every merged record lead to the last of its chain. A chain that runs in a circle ends where
/// it began.
fn merge(women: &mut HashMap<Uuid, WomanFact>) {
    let next: HashMap<Uuid, Uuid> = women.iter().map(|(id, woman)| (*id, woman.id)).collect();
    for (id, woman) in women.iter_mut() {
        let mut at = *id;
        for _ in 0..8 {
            match next.get(&at) {
                Some(further) if *further != at => at = *further,
                _ => break,
            }
        }
        woman.id = at;
    }
    let shown: Vec<(Uuid, WomanFact)> = women
        .iter()
        .filter(|(id, woman)| **id != woman.id)
        .filter_map(|(id, woman)| Some((*id, women.get(&woman.id)?.clone())))
        .collect();
    women.extend(shown);
}

fn lists(rows: Vec<CodeRow>) -> HashMap<Uuid, Vec<String>> {
    let mut lists: HashMap<Uuid, Vec<String>> = HashMap::new();
    for row in rows {
        lists.entry(row.id).or_default().push(row.code);
    }
    lists
}

fn referral_facts(
    rows: Vec<ReferralRow>,
    events: &[EventRow],
    mut needs: HashMap<Uuid, Vec<String>>,
    now: i64,
) -> Vec<ReferralFact> {
    const DECISIONS: [&str; 7] =
        ["accepted", "waiting", "signposted", "declined", "returned", "withdrawn", "duplicate"];
    let mut by_referral: HashMap<Uuid, Vec<&EventRow>> = HashMap::new();
    for event in events {
        by_referral.entry(event.id).or_default().push(event);
    }
    rows.into_iter()
        .map(|row| {
            let events = by_referral.remove(&row.id).unwrap_or_default();
            let decided = |event: &&&EventRow| DECISIONS.contains(&event.kind.as_str());
            let answered = events
                .iter()
                .find(|event| decided(event) || event.kind == "answered")
                .map(|event| event.at);
            let in_time = match answered {
                Some(at) if at <= row.answer_due_at => "yes",
                Some(_) => "no",
                None if row.answer_due_at < now => "no",
                None => NOT_KNOWN,
            };
            let answer = events.iter().rev().find(decided).map(|event| event.kind.clone());
            ReferralFact {
                id: row.id,
                woman: row.woman_id,
                reference: row.reference,
                received: day_of(row.received_at),
                answered: answered.map(day_of),
                source: row.source,
                urgency: row.urgency,
                custody: row.custody,
                via: row.via,
                answer: answer.unwrap_or_else(|| NOT_KNOWN.to_owned()),
                in_time,
                needs: needs.remove(&row.id).unwrap_or_default(),
            }
        })
        .collect()
}

fn case_facts(
    rows: Vec<CaseRow>,
    referrals: &[ReferralFact],
    mut goals: HashMap<Uuid, Vec<String>>,
    firsts: &[AtRow],
) -> Vec<CaseFact> {
    let referrals: HashMap<Uuid, &ReferralFact> =
        referrals.iter().map(|referral| (referral.id, referral)).collect();
    let firsts: HashMap<Uuid, Date> = firsts.iter().map(|row| (row.id, day_of(row.at))).collect();
    let mut cases: Vec<CaseFact> = Vec::new();
    let mut places: HashMap<Uuid, usize> = HashMap::new();
    for row in rows {
        let Some(funded) = day(&row.from_on) else { continue };
        let from = funded.max(day_of(row.opened_at));
        let closed = row.closed_on.as_deref().and_then(day);
        let funded_until = row.until_on.as_deref().and_then(day);
        let until = [closed, funded_until].into_iter().flatten().min();
        let reason = match (until, closed) {
            (Some(until), Some(closed)) if closed <= until => row.close_reason,
            (Some(_), _) => Some("funding_ended".to_owned()),
            (None, _) => None,
        };
        // Funded again after a gap: one case, from the first day to the last.
        if let Some(case) = places.get(&row.case_id).and_then(|place| cases.get_mut(*place)) {
            case.from = case.from.min(from);
            if case.until.is_some_and(|day| until.is_none_or(|later| later >= day)) {
                (case.until, case.close_reason) = (until, reason);
            }
            continue;
        }
        let referral = row.referral_id.and_then(|id| referrals.get(&id).copied());
        let code = |of: fn(&ReferralFact) -> &String| {
            referral.map_or_else(|| NOT_KNOWN.to_owned(), |referral| of(referral).clone())
        };
        places.insert(row.case_id, cases.len());
        cases.push(CaseFact {
            id: row.case_id,
            woman: row.woman_id,
            from,
            until,
            close_reason: reason,
            started: firsts.get(&row.case_id).copied(),
            referral: row.referral_id,
            received: referral.map(|referral| referral.received),
            source: code(|referral| &referral.source),
            custody: code(|referral| &referral.custody),
            needs: referral.map(|referral| referral.needs.clone()).unwrap_or_default(),
            goals: goals.remove(&row.case_id).unwrap_or_default(),
        });
    }
    cases
}

fn attendance_fact(row: AttendanceRow) -> AttendanceFact {
    let came = matches!(row.state.as_str(), "attended" | "late");
    AttendanceFact {
        id: row.id,
        session: row.session_id,
        woman: row.woman_id,
        case: row.case_id,
        day: day_of(row.starts_at),
        starts_at: row.starts_at,
        minutes: came.then_some(row.minutes.unwrap_or(row.planned)),
        state: row.state,
        kind: row.kind,
        probation: row.probation,
        required: row.required != 0,
        happened: asked(row.happened),
    }
}

fn session_facts(attendances: &[AttendanceFact]) -> Vec<SessionFact> {
    let mut places: HashMap<Uuid, usize> = HashMap::new();
    let mut sessions: Vec<SessionFact> = Vec::new();
    for row in attendances {
        let place = *places.entry(row.session).or_insert(sessions.len());
        match sessions.get_mut(place) {
            Some(session) => session.women.push(row.woman),
            None => sessions.push(SessionFact {
                id: row.session,
                day: row.day,
                women: vec![row.woman],
                kind: row.kind.clone(),
                happened: row.happened.clone(),
            }),
        }
    }
    sessions
}

fn plan_fact(row: PlanRow) -> PlanFact {
    let agreed = row.agreed_on.as_deref().and_then(day);
    PlanFact {
        id: row.id,
        woman: row.woman_id,
        case: row.case_id,
        made: day_of(row.made_at),
        waiting: row.sent_at.is_some() && agreed.is_none() && row.superseded_at.is_none(),
        agreed,
        agreed_by: row.agreed_by,
    }
}

fn assessment_fact(row: AssessmentRow) -> Option<AssessmentFact> {
    Some(AssessmentFact {
        id: row.id,
        woman: row.woman_id,
        case: row.case_id,
        day: day(&row.done_on)?,
        occasion: row.occasion,
        instrument: row.instrument,
        how: row.how,
    })
}

/// The first and the latest score of each case, questionnaire and area, where there are two.
/// `assessments` stand in the order of their days.
fn change_facts(assessments: &[AssessmentRow], scores: Vec<ScoreRow>) -> Vec<ChangeFact> {
    let mut by_assessment: HashMap<Uuid, Vec<ScoreRow>> = HashMap::new();
    for score in scores {
        by_assessment.entry(score.assessment_id).or_default().push(score);
    }
    type Key = (Uuid, String, String);
    let mut changes: BTreeMap<Key, (i64, Option<ChangeFact>)> = BTreeMap::new();
    for assessment in assessments {
        let Some(on) = day(&assessment.done_on) else { continue };
        for score in by_assessment.remove(&assessment.id).unwrap_or_default() {
            let key = (assessment.case_id, assessment.instrument.clone(), score.area.clone());
            match changes.entry(key) {
                std::collections::btree_map::Entry::Vacant(entry) => {
                    entry.insert((score.score, None));
                }
                std::collections::btree_map::Entry::Occupied(mut entry) => {
                    let first = entry.get().0;
                    entry.get_mut().1 = Some(ChangeFact {
                        id: score.id,
                        woman: assessment.woman_id,
                        case: assessment.case_id,
                        day: on,
                        first,
                        latest: score.score,
                        area: score.area,
                        instrument: assessment.instrument.clone(),
                    });
                }
            }
        }
    }
    let mut changes: Vec<ChangeFact> =
        changes.into_values().filter_map(|(_, change)| change).collect();
    changes.sort_by_key(|change| (change.day, change.id));
    changes
}

fn outcome_fact(row: OutcomeRow) -> Option<OutcomeFact> {
    Some(OutcomeFact {
        id: row.id,
        woman: row.woman_id,
        case: row.case_id,
        day: day(&row.judged_on)?,
        result: row.result,
        item: row.item,
        framework: row.framework,
    })
}
