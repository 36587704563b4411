//! The facts of one programme up to the end of one period: loaded once, then counted in memory, so
//! that every figure of a return, and every row behind it, comes from the same rows.
//!
//! Coded columns only. Her date of birth is opened where a return asks for ages, and nothing else
//! that is sealed.

mod load;
pub mod sql;

use std::borrow::Cow;
use std::collections::HashMap;

use jiff::civil::Date;
use kernel::PartialDate;
use uuid::Uuid;

pub use load::load;

use crate::definition::words::{Count, Dim, NOT_KNOWN, Number, When, ethnic_group};
use crate::period::Period;

/// Everything that a return of this programme and period can count.
#[derive(Debug)]
pub struct Facts {
    /// The period.
    pub period: Period,
    /// The present day; a period may not be over yet.
    pub today: Date,
    /// By id; a merged record leads to the one it proved to be.
    pub women: HashMap<Uuid, WomanFact>,
    /// By funded case.
    pub cases: Vec<CaseFact>,
    /// Place of a case in `cases`.
    pub case_at: HashMap<Uuid, usize>,
    /// As received.
    pub referrals: Vec<ReferralFact>,
    /// By time.
    pub sessions: Vec<SessionFact>,
    /// By time.
    pub attendances: Vec<AttendanceFact>,
    /// By time.
    pub visits: Vec<VisitFact>,
    /// As made.
    pub plans: Vec<PlanFact>,
    /// By day.
    pub assessments: Vec<AssessmentFact>,
    /// One a case, questionnaire and area.
    pub changes: Vec<ChangeFact>,
    /// By day.
    pub outcomes: Vec<OutcomeFact>,
}

/// A woman's coded columns.
#[derive(Debug, Clone)]
pub struct WomanFact {
    /// Who she proved to be; her own id when there is no merge.
    pub id: Uuid,
    /// Her short reference.
    pub reference: String,
    /// Born, when a return asks for ages and it is known.
    pub born: Option<PartialDate>,
    ethnicity: String,
    religion: String,
    disability: String,
    interpreter: String,
    gender: String,
    care_experienced: String,
    primary_carer: String,
}

/// A case while the programme funds it.
#[derive(Debug, Clone)]
pub struct CaseFact {
    /// The case.
    pub id: Uuid,
    /// Whose.
    pub woman: Uuid,
    /// Opened, or funded from, whichever is later.
    pub from: Date,
    /// Closed, or funded until, whichever is earlier.
    pub until: Option<Date>,
    /// Why it was closed.
    pub close_reason: Option<String>,
    /// Her first attended session.
    pub started: Option<Date>,
    /// The referral it came from.
    pub referral: Option<Uuid>,
    /// When that was received.
    pub received: Option<Date>,
    source: String,
    custody: String,
    needs: Vec<String>,
    goals: Vec<String>,
}

/// A referral.
#[derive(Debug, Clone)]
pub struct ReferralFact {
    /// The referral.
    pub id: Uuid,
    /// The woman, once accepted.
    pub woman: Option<Uuid>,
    /// Its short reference.
    pub reference: String,
    /// Received.
    pub received: Date,
    /// First answered.
    pub answered: Option<Date>,
    source: String,
    urgency: String,
    custody: String,
    via: String,
    /// The last decision.
    pub answer: String,
    /// Whether its clock was kept.
    pub in_time: &'static str,
    needs: Vec<String>,
}

/// A session to which women of the programme were expected.
#[derive(Debug, Clone)]
pub struct SessionFact {
    /// The session.
    pub id: Uuid,
    /// Its day.
    pub day: Date,
    /// Women of the programme.
    pub women: Vec<Uuid>,
    kind: String,
    happened: String,
}

/// One woman at one session.
#[derive(Debug, Clone)]
pub struct AttendanceFact {
    /// The attendance.
    pub id: Uuid,
    /// The session.
    pub session: Uuid,
    /// Who.
    pub woman: Uuid,
    /// Her case.
    pub case: Uuid,
    /// Its day.
    pub day: Date,
    /// When it begins, in microseconds.
    pub starts_at: i64,
    /// How long she was there; nothing when she was not.
    pub minutes: Option<i64>,
    /// What happened.
    pub state: String,
    /// The kind of session.
    pub kind: String,
    /// Probation's word about an absence.
    pub probation: Option<String>,
    /// Whether she had to come.
    pub required: bool,
    happened: String,
}

/// A visit to the drop-in.
#[derive(Debug, Clone)]
pub struct VisitFact {
    /// The visit.
    pub id: Uuid,
    /// The woman, once named.
    pub woman: Option<Uuid>,
    /// Its day.
    pub day: Date,
}

/// One version of a plan.
#[derive(Debug, Clone)]
pub struct PlanFact {
    /// The plan.
    pub id: Uuid,
    /// Whose.
    pub woman: Uuid,
    /// Her case.
    pub case: Uuid,
    /// Written.
    pub made: Date,
    /// Sent for agreement and still waiting.
    pub waiting: bool,
    /// Agreed.
    pub agreed: Option<Date>,
    agreed_by: Option<String>,
}

/// An assessment.
#[derive(Debug, Clone)]
pub struct AssessmentFact {
    /// The assessment.
    pub id: Uuid,
    /// Whose.
    pub woman: Uuid,
    /// Her case.
    pub case: Uuid,
    /// Its day.
    pub day: Date,
    /// At the start, a review, the end or after.
    pub occasion: String,
    instrument: String,
    how: String,
}

/// How one area changed in one case, from the first assessment to the latest.
#[derive(Debug, Clone)]
pub struct ChangeFact {
    /// The latest score.
    pub id: Uuid,
    /// Whose.
    pub woman: Uuid,
    /// Her case.
    pub case: Uuid,
    /// The day of the latest.
    pub day: Date,
    /// The first score; higher is harder.
    pub first: i64,
    /// The latest.
    pub latest: i64,
    area: String,
    instrument: String,
}

/// An outcome judged for the programme.
#[derive(Debug, Clone)]
pub struct OutcomeFact {
    /// The judgement.
    pub id: Uuid,
    /// Whose.
    pub woman: Uuid,
    /// Her case.
    pub case: Uuid,
    /// Its day.
    pub day: Date,
    /// Achieved, partly or not.
    pub result: String,
    /// The framework's outcome.
    pub item: String,
    /// The framework.
    pub framework: String,
}

/// One row of any kind.
#[derive(Debug, Clone, Copy)]
pub enum Row<'f> {
    /// A case, also where women are counted.
    Case(&'f CaseFact),
    /// A referral.
    Referral(&'f ReferralFact),
    /// A session.
    Session(&'f SessionFact),
    /// An attendance.
    Attendance(&'f AttendanceFact),
    /// A visit.
    Visit(&'f VisitFact),
    /// A plan.
    Plan(&'f PlanFact),
    /// An assessment.
    Assessment(&'f AssessmentFact),
    /// A change.
    Change(&'f ChangeFact),
    /// An outcome.
    Outcome(&'f OutcomeFact),
}

impl Facts {
    /// Every row of a kind.
    #[must_use]
    pub fn rows(&self, count: Count) -> Vec<Row<'_>> {
        match count {
            Count::Women | Count::Cases => self.cases.iter().map(Row::Case).collect(),
            Count::Referrals => self.referrals.iter().map(Row::Referral).collect(),
            Count::Sessions => self.sessions.iter().map(Row::Session).collect(),
            Count::Attendances => self.attendances.iter().map(Row::Attendance).collect(),
            Count::Visits => self.visits.iter().map(Row::Visit).collect(),
            Count::Plans => self.plans.iter().map(Row::Plan).collect(),
            Count::Assessments => self.assessments.iter().map(Row::Assessment).collect(),
            Count::Changes => self.changes.iter().map(Row::Change).collect(),
            Count::Outcomes => self.outcomes.iter().map(Row::Outcome).collect(),
        }
    }

    /// The case of a row.
    #[must_use]
    pub fn case(&self, id: Uuid) -> Option<&CaseFact> {
        self.cases.get(*self.case_at.get(&id)?)
    }

    /// The woman behind an id, by who she proved to be.
    #[must_use]
    pub fn woman(&self, id: Uuid) -> Option<&WomanFact> {
        self.women.get(&id)
    }

    /// The day up to which a period can be looked at: its last, or today while it runs.
    #[must_use]
    pub fn until(&self) -> Date {
        self.period.last().min(self.today)
    }
}

impl<'f> Row<'f> {
    /// The row's own id.
    #[must_use]
    pub fn id(self) -> Uuid {
        match self {
            Self::Case(row) => row.id,
            Self::Referral(row) => row.id,
            Self::Session(row) => row.id,
            Self::Attendance(row) => row.id,
            Self::Visit(row) => row.id,
            Self::Plan(row) => row.id,
            Self::Assessment(row) => row.id,
            Self::Change(row) => row.id,
            Self::Outcome(row) => row.id,
        }
    }

    /// The women behind it, by who they proved to be.
    #[must_use]
    pub fn women(self, facts: &Facts) -> Vec<Uuid> {
        let ids: Vec<Uuid> = match self {
            Self::Case(row) => vec![row.woman],
            Self::Referral(row) => row.woman.into_iter().collect(),
            Self::Session(row) => row.women.clone(),
            Self::Attendance(row) => vec![row.woman],
            Self::Visit(row) => row.woman.into_iter().collect(),
            Self::Plan(row) => vec![row.woman],
            Self::Assessment(row) => vec![row.woman],
            Self::Change(row) => vec![row.woman],
            Self::Outcome(row) => vec![row.woman],
        };
        ids.into_iter().map(|id| facts.woman(id).map_or(id, |woman| woman.id)).collect()
    }

    /// The day it happened; of a case the day it was opened.
    #[must_use]
    pub fn day(self) -> Date {
        match self {
            Self::Case(row) => row.from,
            Self::Referral(row) => row.received,
            Self::Session(row) => row.day,
            Self::Attendance(row) => row.day,
            Self::Visit(row) => row.day,
            Self::Plan(row) => row.made,
            Self::Assessment(row) => row.day,
            Self::Change(row) => row.day,
            Self::Outcome(row) => row.day,
        }
    }

    fn case(self, facts: &'f Facts) -> Option<&'f CaseFact> {
        match self {
            Self::Case(row) => Some(row),
            Self::Attendance(row) => facts.case(row.case),
            Self::Plan(row) => facts.case(row.case),
            Self::Assessment(row) => facts.case(row.case),
            Self::Change(row) => facts.case(row.case),
            Self::Outcome(row) => facts.case(row.case),
            Self::Referral(_) | Self::Session(_) | Self::Visit(_) => None,
        }
    }

    /// Whether it belongs to the period in this way.
    #[must_use]
    pub fn at(self, when: When, facts: &Facts) -> bool {
        let period = facts.period;
        let within = |day: Option<Date>| day.is_some_and(|day| period.holds(day));
        match (self, when) {
            (Self::Case(case), When::During) => {
                case.from <= period.last() && case.until.is_none_or(|day| day >= period.first())
            }
            (Self::Case(case), When::Opened) => within(Some(case.from)),
            (Self::Case(case), When::Started) => within(case.started),
            (Self::Case(case), When::Closed) => within(case.until),
            (Self::Case(case), When::OpenAtEnd) => case.is_open_on(period.last()),
            (Self::Referral(row), When::Answered) => within(row.answered),
            (Self::Plan(row), When::Agreed) => within(row.agreed),
            (_, When::SoFar) => self.day() <= period.last(),
            (_, When::During) => within(Some(self.day())),
            _ => false,
        }
    }

    /// Its codes in a dimension; never none, since what is missing has a code too.
    #[must_use]
    pub fn codes(self, dim: Dim, bands: &[i64], facts: &'f Facts) -> Vec<Cow<'f, str>> {
        let on = match dim {
            Dim::Age => self.day(),
            Dim::AgeAtEnd => facts.period.last(),
            _ => return self.plain_codes(dim, facts).into_iter().map(Cow::Borrowed).collect(),
        };
        let woman = self.women(facts).first().and_then(|id| facts.woman(*id));
        vec![Cow::Owned(band(woman, on, bands))]
    }

    fn plain_codes(self, dim: Dim, facts: &'f Facts) -> Vec<&'f str> {
        let known =
            |code: Option<&'f str>| vec![code.filter(|c| !c.is_empty()).unwrap_or(NOT_KNOWN)];
        let yes = |yes: bool| vec![if yes { "yes" } else { "no" }];
        let all = |codes: &'f [String]| match codes {
            [] => vec![NOT_KNOWN],
            codes => codes.iter().map(String::as_str).collect(),
        };
        let case = self.case(facts);
        let woman = || {
            let ids = self.women(facts);
            ids.first().and_then(|id| facts.woman(*id))
        };
        match (dim, self) {
            (Dim::Ethnicity, _) => known(woman().map(|w| w.ethnicity.as_str())),
            (Dim::EthnicGroup, _) => {
                vec![woman().map_or(NOT_KNOWN, |w| ethnic_group(&w.ethnicity))]
            }
            (Dim::Religion, _) => known(woman().map(|w| w.religion.as_str())),
            (Dim::Disability, _) => known(woman().map(|w| w.disability.as_str())),
            (Dim::Interpreter, _) => known(woman().map(|w| w.interpreter.as_str())),
            (Dim::Gender, _) => known(woman().map(|w| w.gender.as_str())),
            (Dim::CareExperienced, _) => known(woman().map(|w| w.care_experienced.as_str())),
            (Dim::PrimaryCarer, _) => known(woman().map(|w| w.primary_carer.as_str())),
            (Dim::Source, Self::Referral(row)) => known(Some(&row.source)),
            (Dim::Custody, Self::Referral(row)) => known(Some(&row.custody)),
            (Dim::Need, Self::Referral(row)) => all(&row.needs),
            (Dim::Urgency, Self::Referral(row)) => known(Some(&row.urgency)),
            (Dim::Via, Self::Referral(row)) => known(Some(&row.via)),
            (Dim::Answer, Self::Referral(row)) => known(Some(&row.answer)),
            (Dim::InTime, Self::Referral(row)) => vec![row.in_time],
            (Dim::Source, _) => known(case.map(|case| case.source.as_str())),
            (Dim::Custody, _) => known(case.map(|case| case.custody.as_str())),
            (Dim::Need, _) => case.map_or_else(|| vec![NOT_KNOWN], |case| all(&case.needs)),
            (Dim::Goal, _) => case.map_or_else(|| vec![NOT_KNOWN], |case| all(&case.goals)),
            (Dim::State, _) => {
                let open = case.is_some_and(|case| case.is_open_on(facts.period.last()));
                vec![if open { "open" } else { "closed" }]
            }
            (Dim::CloseReason, _) => {
                let closed = case.filter(|case| !case.is_open_on(facts.period.last()));
                known(closed.and_then(|case| case.close_reason.as_deref()))
            }
            (Dim::Started, _) => {
                yes(case
                    .is_some_and(|case| case.started.is_some_and(|day| day <= facts.period.last())))
            }
            (Dim::Kind, Self::Session(row)) => known(Some(&row.kind)),
            (Dim::Kind, Self::Attendance(row)) => known(Some(&row.kind)),
            (Dim::Happened, Self::Session(row)) => known(Some(&row.happened)),
            (Dim::Happened, Self::Attendance(row)) => known(Some(&row.happened)),
            (Dim::Attendance, Self::Attendance(row)) => known(Some(&row.state)),
            (Dim::Required, Self::Attendance(row)) => yes(row.required),
            (Dim::Probation, Self::Attendance(row)) => known(row.probation.as_deref()),
            (Dim::Agreed, Self::Plan(row)) => {
                yes(row.agreed.is_some_and(|day| day <= facts.period.last()))
            }
            (Dim::AgreedBy, Self::Plan(row)) => known(row.agreed_by.as_deref()),
            (Dim::Occasion, Self::Assessment(row)) => known(Some(&row.occasion)),
            (Dim::How, Self::Assessment(row)) => known(Some(&row.how)),
            (Dim::Instrument, Self::Assessment(row)) => known(Some(&row.instrument)),
            (Dim::Instrument, Self::Change(row)) => known(Some(&row.instrument)),
            (Dim::Area, Self::Change(row)) => known(Some(&row.area)),
            (Dim::Direction, Self::Change(row)) => vec![match row.latest - row.first {
                0 => "same",
                harder if harder > 0 => "worse",
                _ => "better",
            }],
            (Dim::Result, Self::Outcome(row)) => known(Some(&row.result)),
            (Dim::Item, Self::Outcome(row)) => known(Some(&row.item)),
            (Dim::Framework, Self::Outcome(row)) => known(Some(&row.framework)),
            (Dim::Named, Self::Visit(row)) => yes(row.woman.is_some()),
            _ => vec![NOT_KNOWN],
        }
    }

    /// One of its numbers, when it has it.
    #[must_use]
    pub fn number(self, number: Number, facts: &Facts) -> Option<i64> {
        match (number, self) {
            (Number::Wait, Self::Case(case)) => {
                let from = case.received.unwrap_or(case.from);
                let started = case.started.filter(|day| *day <= facts.period.last())?;
                Some(kernel::working_day::working_days_between(from, started).max(0))
            }
            (Number::Minutes, Self::Attendance(row)) => row.minutes,
            (Number::Change, Self::Change(row)) => Some(row.latest - row.first),
            (Number::Age, _) => {
                let woman = self.women(facts).first().and_then(|id| facts.woman(*id))?;
                let age = woman.born.as_ref()?.age_on(self.day())?;
                (age.least == age.most).then_some(i64::from(age.least))
            }
            _ => None,
        }
    }
}

impl CaseFact {
    /// Whether it is open on a day, by the end of that day.
    #[must_use]
    pub fn is_open_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| until > day)
    }

    /// Whether the programme funds it on a day.
    #[must_use]
    pub fn runs_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| until >= day)
    }
}

impl WomanFact {
    /// Whether a coded column was never asked.
    #[must_use]
    pub fn lacks_ethnicity(&self) -> bool {
        self.ethnicity == NOT_KNOWN
    }
}

/// The band of an age, as `18-24`; a date of birth that two bands fit is not known.
fn band(woman: Option<&WomanFact>, day: Date, bands: &[i64]) -> String {
    let age = woman.and_then(|woman| woman.born.as_ref()).and_then(|born| born.age_on(day));
    let Some(age) = age else { return NOT_KNOWN.to_owned() };
    let place = |years: i16| bands.iter().filter(|from| **from <= i64::from(years)).count();
    if place(age.least) != place(age.most) {
        return NOT_KNOWN.to_owned();
    }
    crate::count::band_code(bands, place(age.least))
}
