//! What is missing from a return, before the funder sees it: what was never asked, written down or
//! judged, with the women it is about, so that it can be mended. Nothing is guessed.

use std::collections::BTreeSet;

use jiff::civil::Date;
use uuid::Uuid;

use crate::definition::Definition;
use crate::definition::words::{Count, Dim, NOT_KNOWN, When};
use crate::facts::{Facts, Row};

/// A kind of gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GapKind {
    /// An appointment is over and nobody wrote down what happened.
    NoAttendance,
    /// A case was closed without any outcome judged.
    NoOutcome,
    /// A referral's clock has run out without an answer.
    NoAnswer,
    /// A plan was sent and is not agreed.
    PlanWaiting,
    /// She started, and no assessment stands at the beginning.
    NoAssessment,
    /// The funder asks, and nobody asked her. “Prefers not to say” is an answer.
    NotAsked(Dim),
    /// The funder asks ages, and her date of birth is not known.
    NoBirth,
}

impl GapKind {
    /// The key of its words.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoAttendance => "no-attendance",
            Self::NoOutcome => "no-outcome",
            Self::NoAnswer => "no-answer",
            Self::PlanWaiting => "plan-waiting",
            Self::NoAssessment => "no-assessment",
            Self::NotAsked(Dim::Religion) => "no-religion",
            Self::NotAsked(Dim::Disability) => "no-disability",
            Self::NotAsked(Dim::Interpreter) => "no-interpreter",
            Self::NotAsked(Dim::Gender) => "no-gender",
            Self::NotAsked(Dim::CareExperienced) => "no-care-experienced",
            Self::NotAsked(Dim::PrimaryCarer) => "no-primary-carer",
            Self::NotAsked(_) => "no-ethnicity",
            Self::NoBirth => "no-birth",
        }
    }
}

/// Something missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// What.
    pub kind: GapKind,
    /// How many figures it can change; nought where it only moves women between lines.
    pub changes: usize,
    /// Where, the oldest first.
    pub at: Vec<GapAt>,
}

/// One place where something is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapAt {
    /// The row: an appointment, a case, a referral, a plan or a woman.
    pub row: Uuid,
    /// The woman, when there is one.
    pub woman: Option<Uuid>,
    /// Her short reference, or the referral's.
    pub reference: String,
    /// Since when.
    pub day: Date,
}

/// Everything that is missing for a definition, the gravest kinds first. `now` in microseconds.
#[must_use]
pub fn gaps(definition: &Definition, facts: &Facts, now: i64) -> Vec<Gap> {
    let period = facts.period;
    let counting = |counts: &[Count]| {
        definition.figures.iter().filter(|figure| counts.contains(&figure.count)).count()
    };
    let woman_at = |row: Uuid, woman: Uuid, day: Date| {
        let fact = facts.woman(woman);
        GapAt {
            row,
            woman: Some(fact.map_or(woman, |fact| fact.id)),
            reference: fact.map(|fact| fact.reference.clone()).unwrap_or_default(),
            day,
        }
    };
    let during: Vec<_> =
        facts.cases.iter().filter(|case| Row::Case(case).at(When::During, facts)).collect();
    let mut gaps = Vec::new();
    let mut add = |kind: GapKind, changes: usize, mut at: Vec<GapAt>| {
        if !at.is_empty() {
            at.sort_by_key(|place| (place.day, place.row));
            gaps.push(Gap { kind, changes, at });
        }
    };

    let touched = definition
        .figures
        .iter()
        .filter(|figure| {
            matches!(figure.count, Count::Attendances | Count::Sessions)
                || figure.when == When::Started
                || figure.uses(Dim::Started)
        })
        .count();
    if touched > 0 {
        let open = facts
            .attendances
            .iter()
            .filter(|row| row.state == "expected" && row.starts_at < now && period.holds(row.day));
        add(
            GapKind::NoAttendance,
            touched,
            open.map(|row| woman_at(row.id, row.woman, row.day)).collect(),
        );
    }
    let outcomes = counting(&[Count::Outcomes]);
    if outcomes > 0 {
        let judged: BTreeSet<Uuid> = facts.outcomes.iter().map(|row| row.case).collect();
        let closed = facts
            .cases
            .iter()
            .filter(|case| Row::Case(case).at(When::Closed, facts) && !judged.contains(&case.id));
        add(
            GapKind::NoOutcome,
            outcomes,
            closed
                .map(|case| woman_at(case.id, case.woman, case.until.unwrap_or(case.from)))
                .collect(),
        );
    }
    let referrals = counting(&[Count::Referrals]);
    if referrals > 0 {
        let late =
            facts.referrals.iter().filter(|row| row.answered.is_none() && row.in_time == "no");
        add(
            GapKind::NoAnswer,
            referrals,
            late.map(|row| GapAt {
                row: row.id,
                woman: row.woman,
                reference: row.reference.clone(),
                day: row.received,
            })
            .collect(),
        );
    }
    let plans = counting(&[Count::Plans]);
    if plans > 0 {
        let waiting = facts.plans.iter().filter(|plan| plan.waiting);
        add(
            GapKind::PlanWaiting,
            plans,
            waiting.map(|plan| woman_at(plan.id, plan.woman, plan.made)).collect(),
        );
    }
    let changes = counting(&[Count::Changes, Count::Assessments]);
    if changes > 0 {
        let assessed: BTreeSet<Uuid> = facts.assessments.iter().map(|row| row.case).collect();
        let without = during.iter().filter(|case| {
            case.started.is_some_and(|day| day <= facts.until()) && !assessed.contains(&case.id)
        });
        add(
            GapKind::NoAssessment,
            changes,
            without.map(|case| woman_at(case.id, case.woman, case.from)).collect(),
        );
    }

    // A woman with two cases is asked once.
    let mut seen = BTreeSet::new();
    let women: Vec<_> = during
        .iter()
        .filter(|case| seen.insert(facts.woman(case.woman).map_or(case.woman, |woman| woman.id)))
        .collect();
    let asked = [
        (Dim::Ethnicity, definition.uses(Dim::Ethnicity) || definition.uses(Dim::EthnicGroup)),
        (Dim::Religion, definition.uses(Dim::Religion)),
        (Dim::Disability, definition.uses(Dim::Disability)),
        (Dim::Interpreter, definition.uses(Dim::Interpreter)),
        (Dim::Gender, definition.uses(Dim::Gender)),
        (Dim::CareExperienced, definition.uses(Dim::CareExperienced)),
        (Dim::PrimaryCarer, definition.uses(Dim::PrimaryCarer)),
    ];
    for (dim, used) in asked {
        if used {
            let without = women.iter().filter(|case| {
                Row::Case(case).codes(dim, &[], facts).iter().any(|c| c == NOT_KNOWN)
            });
            add(
                GapKind::NotAsked(dim),
                0,
                without.map(|case| woman_at(case.woman, case.woman, case.from)).collect(),
            );
        }
    }
    if definition.needs_births() {
        let without = women
            .iter()
            .filter(|case| facts.woman(case.woman).is_none_or(|woman| woman.born.is_none()));
        add(
            GapKind::NoBirth,
            0,
            without.map(|case| woman_at(case.woman, case.woman, case.from)).collect(),
        );
    }
    gaps
}
