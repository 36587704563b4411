//! What the tests count.

store::statements! {
    /// Women.
    WOMEN = "select count(*) as many from woman";
    /// Referrals.
    REFERRALS = "select count(*) as many from referral";
    /// Contact rules.
    RULES = "select count(*) as many from contact_rule";
    /// Events of cases.
    CASE_EVENTS = "select count(*) as many from case_event";
    /// Attendance.
    ATTENDANCE = "select count(*) as many from attendance";
    /// Scores.
    SCORES = "select count(*) as many from assessment_score";
    /// Goals.
    GOALS = "select count(*) as many from goal";
    /// Judgements.
    JUDGEMENTS = "select count(*) as many from outcome_judgement";
    /// Tasks.
    TASKS = "select count(*) as many from task";
    /// Dangers.
    RISKS = "select count(*) as many from risk_item";
    /// Children.
    CHILDREN = "select count(*) as many from child";
    /// Audit entries.
    ENTRIES = "select count(*) as many from audit_entry";
    /// Women of the centre that has most.
    OF_THE_FIRST = "select count(*) as many from woman group by organisation_id order by many desc limit 1";
    /// White women.
    WHITE = "select count(*) as many from woman where ethnicity like 'white%'";
    /// Attendance recorded.
    RECORDED = "select count(*) as many from attendance where state <> 'expected'";
    /// Attendance kept.
    CAME = "select count(*) as many from attendance where state in ('attended', 'late')";
    /// First assessments.
    ASSESSED = "select count(*) as many from assessment where occasion = 'baseline'";
    /// First assessments in which abuse is hard.
    ABUSE = "select count(*) as many from assessment_score s join assessment a on a.id = s.assessment_id where a.occasion = 'baseline' and s.area = 'abuse' and s.score >= 5";
    /// Referrals that nobody has answered.
    WAITING = "select count(*) as many from referral r where r.woman_id is null and not exists (select 1 from referral_event e where e.referral_id = r.id and e.kind <> 'triaged')";
    /// Numbers of women.
    NUMBERS = "select count(*) as many from woman_blind where kind = 'identifier'";
    /// Numbers that differ.
    DIFFERENT = "select count(distinct blind) as many from woman_blind where kind = 'identifier'";
    /// Messages to be sent.
    MESSAGES = "select count(*) as many from message";
    /// References of women and the days their cases were opened, in order.
    REFERENCES = "select w.reference, c.opened_at from woman w join support_case c on c.woman_id = w.id order by w.reference";
    /// Sessions of somebody between two instants.
    SESSIONS_OF = "select count(*) as many from support_session where staff_id = $1 and starts_at >= $2 and starts_at < $3";
    /// Tasks of somebody that are due.
    TASKS_OF = "select count(*) as many from task where owner_id = $1 and done_at is null and due_on <= $2";
    /// Women whose rules went stale.
    STALE = "select count(distinct woman_id) as many from contact_stale";
    /// Referrals to a conference that are due and not sent.
    MARAC_DUE = "select count(*) as many from marac where sent_at is null";
}
