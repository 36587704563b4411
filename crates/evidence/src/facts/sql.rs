//! The facts of a programme, as rows. Coded plain columns only; a date of birth is the one thing
//! opened, and only where an age is asked. `$1` is the organisation, `$2` the programme, `$3` the
//! last day or the instant before which, `$4` the instant from which.

use sqlx::FromRow;
use uuid::Uuid;

store::statements! {
    /// The cases that the programme funds.
    CASES = "select f.case_id, f.woman_id, f.from_on, f.until_on, c.opened_at, c.closed_on, \
        c.close_reason, c.referral_id from funding f join support_case c on c.id = f.case_id \
        where f.organisation_id = $1 and f.programme_id = $2 and f.from_on <= $3 \
        order by f.from_on, f.id";
    /// The women of these cases and of the programme's referrals, and those they proved to be.
    WOMEN = "select w.id, w.reference, w.ethnicity, w.religion, w.disability, w.interpreter, \
        w.gender_code, w.care_experienced, w.primary_carer, w.merged_into from woman w \
        where w.organisation_id = $1 and (w.id in (select f.woman_id from funding f \
        where f.organisation_id = $1 and f.programme_id = $2) \
        or w.id in (select r.woman_id from referral r \
        where r.organisation_id = $1 and r.programme_id = $2) \
        or w.id in (select m.merged_into from woman m join funding f on f.woman_id = m.id \
        where f.organisation_id = $1 and f.programme_id = $2) \
        or w.id in (select m.merged_into from woman m join referral r on r.woman_id = m.id \
        where r.organisation_id = $1 and r.programme_id = $2))";
    /// Their sealed rows, for the date of birth.
    BIRTHS = "select w.id, w.sealed from woman w where w.organisation_id = $1 \
        and (w.id in (select f.woman_id from funding f \
        where f.organisation_id = $1 and f.programme_id = $2) \
        or w.id in (select r.woman_id from referral r \
        where r.organisation_id = $1 and r.programme_id = $2) \
        or w.id in (select m.merged_into from woman m join funding f on f.woman_id = m.id \
        where f.organisation_id = $1 and f.programme_id = $2) \
        or w.id in (select m.merged_into from woman m join referral r on r.woman_id = m.id \
        where r.organisation_id = $1 and r.programme_id = $2))";
    /// The women who came to a drop-in, with their coded columns.
    VISITORS = "select w.id, w.reference, w.ethnicity, w.religion, w.disability, w.interpreter, \
        w.gender_code, w.care_experienced, w.primary_carer, w.merged_into from woman w \
        where w.organisation_id = $1 and w.id in (select v.woman_id from drop_in_visit v \
        join support_session s on s.id = v.session_id where v.organisation_id = $1 \
        and s.starts_at < $2 and s.starts_at >= $3)";
    /// Their sealed rows.
    VISITOR_BIRTHS = "select w.id, w.sealed from woman w \
        where w.organisation_id = $1 and w.id in (select v.woman_id from drop_in_visit v \
        join support_session s on s.id = v.session_id where v.organisation_id = $1 \
        and s.starts_at < $2 and s.starts_at >= $3)";
    /// Every attended session of these cases that could be the first, by its time.
    FIRST_SESSIONS = "select a.case_id as id, min(s.starts_at) as at from attendance a \
        join support_session s on s.id = a.session_id \
        join funding f on f.case_id = a.case_id \
        where a.organisation_id = $1 and f.organisation_id = $1 and f.programme_id = $2 \
        and s.starts_at < $3 and a.state in ('attended', 'late') group by a.case_id";
    /// Appointments of these cases.
    ATTENDANCES = "select a.id, a.woman_id, a.case_id, a.session_id, a.state, a.required, \
        a.probation, a.minutes, a.recorded_at, s.kind, s.starts_at, s.minutes as planned, \
        s.happened from attendance a join support_session s on s.id = a.session_id \
        where a.organisation_id = $1 and s.starts_at < $3 and s.starts_at >= $4 \
        and a.case_id in (select f.case_id from funding f \
        where f.organisation_id = $1 and f.programme_id = $2) order by s.starts_at, a.id";
    /// Visits to a drop-in of the whole centre.
    VISITS = "select v.id, v.woman_id, s.starts_at from drop_in_visit v \
        join support_session s on s.id = v.session_id \
        where v.organisation_id = $1 and s.starts_at < $2 and s.starts_at >= $3 \
        order by s.starts_at, v.id";
    /// Referrals to the programme, and those that led to a case it funds.
    REFERRALS = "select r.id, r.woman_id, r.reference, r.source, r.urgency, r.custody, r.via, \
        r.received_at, r.answer_due_at from referral r \
        where r.organisation_id = $1 and r.received_at < $3 and (r.programme_id = $2 \
        or r.id in (select c.referral_id from support_case c join funding f on f.case_id = c.id \
        where f.organisation_id = $1 and f.programme_id = $2)) order by r.received_at, r.id";
    /// What was decided about them.
    REFERRAL_EVENTS = "select e.referral_id as id, e.kind, e.at from referral_event e \
        join referral r on r.id = e.referral_id \
        where e.organisation_id = $1 and e.at < $3 and (r.programme_id = $2 \
        or r.id in (select c.referral_id from support_case c join funding f on f.case_id = c.id \
        where f.organisation_id = $1 and f.programme_id = $2)) order by e.at, e.id";
    /// What they are about.
    REFERRAL_NEEDS = "select n.referral_id as id, n.need as code from referral_need n \
        join referral r on r.id = n.referral_id \
        where n.organisation_id = $1 and (r.programme_id = $2 \
        or r.id in (select c.referral_id from support_case c join funding f on f.case_id = c.id \
        where f.organisation_id = $1 and f.programme_id = $2)) order by n.referral_id, n.need";
    /// Plans of these cases.
    PLANS = "select p.id, p.woman_id, p.case_id, p.number, p.sent_at, p.agreed_on, p.agreed_by, \
        p.superseded_at, p.made_at from plan p \
        where p.organisation_id = $1 and p.made_at < $3 and p.case_id in \
        (select f.case_id from funding f where f.organisation_id = $1 and f.programme_id = $2) \
        order by p.made_at, p.id";
    /// Need areas of the goals in their plans.
    GOALS = "select p.case_id as id, g.need as code from goal g join plan p on p.id = g.plan_id \
        where g.organisation_id = $1 and p.superseded_at is null and p.case_id in \
        (select f.case_id from funding f where f.organisation_id = $1 and f.programme_id = $2) \
        group by p.case_id, g.need order by p.case_id, g.need";
    /// Assessments of these cases.
    ASSESSMENTS = "select a.id, a.woman_id, a.case_id, a.instrument, a.occasion, a.how, \
        a.done_on from assessment a where a.organisation_id = $1 and a.done_on <= $3 \
        and a.corrected_by is null and a.case_id in \
        (select f.case_id from funding f where f.organisation_id = $1 and f.programme_id = $2) \
        order by a.done_on, a.made_at, a.id";
    /// Their scores.
    SCORES = "select s.id, s.assessment_id, s.area, s.score from assessment_score s \
        join assessment a on a.id = s.assessment_id \
        where s.organisation_id = $1 and a.done_on <= $3 and a.corrected_by is null \
        and a.case_id in (select f.case_id from funding f \
        where f.organisation_id = $1 and f.programme_id = $2)";
    /// Outcomes judged for the programme.
    OUTCOMES = "select o.id, o.woman_id, o.case_id, o.framework, o.item, o.result, o.judged_on \
        from outcome_judgement o where o.organisation_id = $1 and o.programme_id = $2 \
        and o.judged_on <= $3 and o.superseded_at is null order by o.judged_on, o.id";
}

/// One funding of a case.
#[derive(Debug, FromRow)]
pub struct CaseRow {
    /// Column `case_id`.
    pub case_id: Uuid,
    /// Column `woman_id`.
    pub woman_id: Uuid,
    /// Column `from_on`.
    pub from_on: String,
    /// Column `until_on`.
    pub until_on: Option<String>,
    /// Column `opened_at`.
    pub opened_at: i64,
    /// Column `closed_on`.
    pub closed_on: Option<String>,
    /// Column `close_reason`.
    pub close_reason: Option<String>,
    /// Column `referral_id`.
    pub referral_id: Option<Uuid>,
}

/// A woman's coded columns.
#[derive(Debug, FromRow)]
pub struct WomanRow {
    /// Column `id`.
    pub id: Uuid,
    /// Column `reference`.
    pub reference: String,
    /// Column `ethnicity`.
    pub ethnicity: Option<String>,
    /// Column `religion`.
    pub religion: Option<String>,
    /// Column `disability`.
    pub disability: String,
    /// Column `interpreter`.
    pub interpreter: String,
    /// Column `gender_code`.
    pub gender_code: Option<String>,
    /// Column `care_experienced`.
    pub care_experienced: String,
    /// Column `primary_carer`.
    pub primary_carer: String,
    /// Column `merged_into`.
    pub merged_into: Option<Uuid>,
}

/// A sealed row.
#[derive(FromRow)]
pub struct SealedRow {
    /// Column `id`.
    pub id: Uuid,
    /// Column `sealed`.
    pub sealed: Vec<u8>,
}

/// When something was.
#[derive(Debug, FromRow)]
pub struct AtRow {
    /// Column `id`.
    pub id: Uuid,
    /// Column `at`.
    pub at: i64,
}

/// A code of something.
#[derive(Debug, FromRow)]
pub struct CodeRow {
    /// Column `id`.
    pub id: Uuid,
    /// Column `code`.
    pub code: String,
}

/// An appointment.
#[derive(Debug, FromRow)]
pub struct AttendanceRow {
    /// Column `id`.
    pub id: Uuid,
    /// Column `woman_id`.
    pub woman_id: Uuid,
    /// Column `case_id`.
    pub case_id: Uuid,
    /// Column `session_id`.
    pub session_id: Uuid,
    /// Column `state`.
    pub state: String,
    /// Column `required`.
    pub required: i64,
    /// Column `probation`.
    pub probation: Option<String>,
    /// Column `minutes`.
    pub minutes: Option<i64>,
    /// Column `recorded_at`.
    pub recorded_at: Option<i64>,
    /// Column `kind`.
    pub kind: String,
    /// Column `starts_at`.
    pub starts_at: i64,
    /// Column `planned`.
    pub planned: i64,
    /// Column `happened`.
    pub happened: Option<String>,
}

/// A visit.
#[derive(Debug, FromRow)]
pub struct VisitRow {
    /// Column `id`.
    pub id: Uuid,
    /// Column `woman_id`.
    pub woman_id: Option<Uuid>,
    /// Column `starts_at`.
    pub starts_at: i64,
}

/// A referral.
#[derive(Debug, FromRow)]
pub struct ReferralRow {
    /// Column `id`.
    pub id: Uuid,
    /// Column `woman_id`.
    pub woman_id: Option<Uuid>,
    /// Column `reference`.
    pub reference: String,
    /// Column `source`.
    pub source: String,
    /// Column `urgency`.
    pub urgency: String,
    /// Column `custody`.
    pub custody: String,
    /// Column `via`.
    pub via: String,
    /// Column `received_at`.
    pub received_at: i64,
    /// Column `answer_due_at`.
    pub answer_due_at: i64,
}

/// What was decided about a referral.
#[derive(Debug, FromRow)]
pub struct EventRow {
    /// Column `id`.
    pub id: Uuid,
    /// Column `kind`.
    pub kind: String,
    /// Column `at`.
    pub at: i64,
}

/// A plan.
#[derive(Debug, FromRow)]
pub struct PlanRow {
    /// Column `id`.
    pub id: Uuid,
    /// Column `woman_id`.
    pub woman_id: Uuid,
    /// Column `case_id`.
    pub case_id: Uuid,
    /// Column `sent_at`.
    pub sent_at: Option<i64>,
    /// Column `agreed_on`.
    pub agreed_on: Option<String>,
    /// Column `agreed_by`.
    pub agreed_by: Option<String>,
    /// Column `superseded_at`.
    pub superseded_at: Option<i64>,
    /// Column `made_at`.
    pub made_at: i64,
}

/// An assessment.
#[derive(Debug, FromRow)]
pub struct AssessmentRow {
    /// Column `id`.
    pub id: Uuid,
    /// Column `woman_id`.
    pub woman_id: Uuid,
    /// Column `case_id`.
    pub case_id: Uuid,
    /// Column `instrument`.
    pub instrument: String,
    /// Column `occasion`.
    pub occasion: String,
    /// Column `how`.
    pub how: String,
    /// Column `done_on`.
    pub done_on: String,
}

/// A score.
#[derive(Debug, FromRow)]
pub struct ScoreRow {
    /// Column `id`.
    pub id: Uuid,
    /// Column `assessment_id`.
    pub assessment_id: Uuid,
    /// Column `area`.
    pub area: String,
    /// Column `score`.
    pub score: i64,
}

/// An outcome.
#[derive(Debug, FromRow)]
pub struct OutcomeRow {
    /// Column `id`.
    pub id: Uuid,
    /// Column `woman_id`.
    pub woman_id: Uuid,
    /// Column `case_id`.
    pub case_id: Uuid,
    /// Column `framework`.
    pub framework: String,
    /// Column `item`.
    pub item: String,
    /// Column `result`.
    pub result: String,
    /// Column `judged_on`.
    pub judged_on: String,
}
