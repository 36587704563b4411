//! Safety's only SQL, and the shapes of its rows. Every statement filters by organisation.

use sqlx::FromRow;
use uuid::Uuid;

store::statements! {
    /// A danger.
    ADD_RISK = "insert into risk_item (id, organisation_id, woman_id, kind, level, source, review_by, made_at, made_by, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// One danger of hers.
    RISK = "select id, kind, level, source, review_by, ended_at, ended_by, made_at, made_by, sealed from risk_item where organisation_id = $1 and woman_id = $2 and id = $3";
    /// Her dangers, those that stand first.
    RISKS = "select id, kind, level, source, review_by, ended_at, ended_by, made_at, made_by, sealed from risk_item where organisation_id = $1 and woman_id = $2 order by case when ended_at is null then 0 else 1 end, made_at desc, id desc";
    /// A danger is over, or judged anew.
    END_RISK = "update risk_item set ended_at = $4, ended_by = $5, replaced_by = $6, sealed = $7 where organisation_id = $1 and woman_id = $2 and id = $3 and ended_at is null";
    /// Open checks of one kind that nobody has done yet.
    OPEN_CHECK = "select id from risk_item where organisation_id = $1 and woman_id = $2 and kind = $3 and level = 'to_check' and ended_at is null order by made_at, id";

    /// A version of her safety plan.
    ADD_PLAN = "insert into safety_plan (id, organisation_id, woman_id, number, review_by, made_at, made_by, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// Her safety plans, the newest first.
    PLANS = "select id, number, review_by, handed_on, made_at, made_by, sealed from safety_plan where organisation_id = $1 and woman_id = $2 order by number desc";
    /// The plan that stands.
    LAST_PLAN = "select id, number, review_by, handed_on, made_at, made_by, sealed from safety_plan where organisation_id = $1 and woman_id = $2 order by number desc limit 1";
    /// A plan is handed on.
    HAND_PLAN_ON = "update safety_plan set handed_on = $4, handed_by = $5, sealed = $6 where organisation_id = $1 and woman_id = $2 and id = $3 and handed_on is null";

    /// A concern.
    ADD_CONCERN = "insert into concern (id, organisation_id, woman_id, child_id, about, tell_by, made_at, made_by, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// One concern of hers.
    CONCERN = "select id, child_id, about, tell_by, threshold, outcome, closed_at, closed_by, made_at, made_by, version, sealed from concern where organisation_id = $1 and woman_id = $2 and id = $3";
    /// Her concerns, open ones first.
    CONCERNS = "select id, child_id, about, tell_by, threshold, outcome, closed_at, closed_by, made_at, made_by, version, sealed from concern where organisation_id = $1 and woman_id = $2 order by case when closed_at is null then 0 else 1 end, made_at desc, id desc";
    /// Whether a child is on her record.
    HER_CHILD = "select id from child where organisation_id = $1 and woman_id = $2 and id = $3 and ended_at is null";
    /// A concern is about this child, or about none that is on her record.
    TIE_CONCERN = "update concern set child_id = $5, version = version + 1 where organisation_id = $1 and woman_id = $2 and id = $3 and version = $4 and about = 'child' and closed_at is null";
    /// The threshold is judged.
    DECIDE_CONCERN = "update concern set threshold = $5, decided_at = $6, decided_by = $7, sealed = $8, version = version + 1 where organisation_id = $1 and woman_id = $2 and id = $3 and version = $4 and closed_at is null";
    /// A concern is closed.
    CLOSE_CONCERN = "update concern set outcome = $5, closed_at = $6, closed_by = $7, sealed = $8, version = version + 1 where organisation_id = $1 and woman_id = $2 and id = $3 and version = $4 and closed_at is null";
    /// Somebody was told.
    ADD_TOLD = "insert into concern_told (id, organisation_id, concern_id, woman_id, who, at, made_at, made_by, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// Everybody who was told of her concerns, oldest first.
    TOLD = "select id, concern_id, who, at, made_at, made_by, sealed from concern_told where organisation_id = $1 and woman_id = $2 order by at, id";

    /// A DASH result.
    ADD_DASH = "insert into dash_result (id, organisation_id, woman_id, done_on, yes, no, dont_know, judgement, escalation, made_at, made_by, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    /// Her DASH results, the newest first.
    DASHES = "select id, done_on, yes, no, dont_know, judgement, escalation, made_at, made_by, sealed from dash_result where organisation_id = $1 and woman_id = $2 order by done_on desc, made_at desc, id desc";

    /// A high-risk referral that is due.
    ADD_MARAC = "insert into marac (id, organisation_id, woman_id, kind, criterion, identified_at, due_on, repeat_of, made_at, made_by, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    /// One of hers.
    MARAC = "select id, kind, criterion, identified_at, due_on, sent_at, sent_by, consent, repeat_of, accepted_at, met_on, close_reason, made_by, version, sealed from marac where organisation_id = $1 and woman_id = $2 and id = $3";
    /// All of hers, the newest first.
    MARACS = "select id, kind, criterion, identified_at, due_on, sent_at, sent_by, consent, repeat_of, accepted_at, met_on, close_reason, made_by, version, sealed from marac where organisation_id = $1 and woman_id = $2 order by identified_at desc, id desc";
    /// The one of this kind that is due and not sent.
    UNSENT_MARAC = "select id from marac where organisation_id = $1 and woman_id = $2 and kind = $3 and sent_at is null and closed_at is null order by identified_at, id limit 1";
    /// The one of this kind that was sent and is still to be heard.
    UNHEARD_MARAC = "select id from marac where organisation_id = $1 and woman_id = $2 and kind = $3 and sent_at is not null and met_on is null and closed_at is null order by identified_at desc, id desc limit 1";
    /// The newest of this kind that was sent, with what dates it.
    LAST_SENT_MARAC = "select id, sent_at, met_on from marac where organisation_id = $1 and woman_id = $2 and kind = $3 and sent_at is not null order by sent_at desc, id desc limit 1";
    /// It is sent.
    SEND_MARAC = "update marac set sent_at = $5, sent_by = $6, consent = $7, sealed = $8, version = version + 1 where organisation_id = $1 and woman_id = $2 and id = $3 and version = $4 and sent_at is null and closed_at is null";
    /// It is accepted.
    ACCEPT_MARAC = "update marac set accepted_at = $5, version = version + 1 where organisation_id = $1 and woman_id = $2 and id = $3 and version = $4 and sent_at is not null and accepted_at is null and closed_at is null";
    /// The meeting was held.
    MEET_MARAC = "update marac set accepted_at = coalesce(accepted_at, $6), met_on = $5, sealed = $7, version = version + 1 where organisation_id = $1 and woman_id = $2 and id = $3 and version = $4 and sent_at is not null and met_on is null and closed_at is null";
    /// It is closed.
    CLOSE_MARAC = "update marac set close_reason = $5, closed_at = $6, closed_by = $7, sealed = $8, version = version + 1 where organisation_id = $1 and woman_id = $2 and id = $3 and version = $4 and closed_at is null";

    /// Something was shared at once, or is proposed.
    ADD_SHARING = "insert into sharing (id, organisation_id, woman_id, recipient_kind, basis, at, told, urgent, review_by, made_at, made_by, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    /// One of hers.
    SHARING = "select id, recipient_kind, basis, at, told, urgent, approved_at, approved_by, refused_at, review_by, reviewed_at, reviewed_by, made_at, made_by, version, sealed from sharing where organisation_id = $1 and woman_id = $2 and id = $3";
    /// All of hers, the newest first.
    SHARINGS = "select id, recipient_kind, basis, at, told, urgent, approved_at, approved_by, refused_at, review_by, reviewed_at, reviewed_by, made_at, made_by, version, sealed from sharing where organisation_id = $1 and woman_id = $2 order by made_at desc, id desc";
    /// Whose it is and who did it, for a reviewer.
    SHARING_OF = "select woman_id, made_by from sharing where organisation_id = $1 and id = $2 and urgent = 1";
    /// Sharing at once that nobody has reviewed, the one due first on top.
    SHARINGS_TO_REVIEW = "select id, woman_id, made_by from sharing where organisation_id = $1 and urgent = 1 and reviewed_at is null order by review_by, id limit $2";
    /// Sharing that waits for a sign-off, the oldest first.
    SHARINGS_TO_SIGN_OFF = "select id, woman_id, made_by from sharing where organisation_id = $1 and urgent = 0 and approved_at is null and refused_at is null order by made_at, id limit $2";
    /// It was reviewed by another.
    REVIEW_SHARING = "update sharing set reviewed_at = $3, reviewed_by = $4, sealed = $5, version = version + 1 where organisation_id = $1 and id = $2 and urgent = 1 and reviewed_at is null and (made_by is null or made_by <> $4)";
    /// It was signed off by another.
    APPROVE_SHARING = "update sharing set approved_at = $4, approved_by = $5, sealed = $6, version = version + 1 where organisation_id = $1 and woman_id = $2 and id = $3 and urgent = 0 and approved_at is null and refused_at is null and (made_by is null or made_by <> $5)";
    /// Sign-off was refused.
    REFUSE_SHARING = "update sharing set refused_at = $4, approved_by = $5, sealed = $6, version = version + 1 where organisation_id = $1 and woman_id = $2 and id = $3 and urgent = 0 and approved_at is null and refused_at is null and (made_by is null or made_by <> $5)";
    /// What was signed off is shared now.
    SHARE = "update sharing set at = $4, version = version + 1 where organisation_id = $1 and woman_id = $2 and id = $3 and urgent = 0 and approved_at is not null and at is null";

    /// The local threshold.
    THRESHOLD = "select marac_threshold from safety_setting where organisation_id = $1";
    /// Sets it.
    SET_THRESHOLD = "insert into safety_setting (id, organisation_id, marac_threshold, made_at, made_by) values ($1, $2, $3, $4, $5) on conflict (organisation_id) do update set marac_threshold = excluded.marac_threshold, made_at = excluded.made_at, made_by = excluded.made_by";

    /// Dangers to look at again, of the organisation or (with $3) of one woman.
    DUE_RISKS = "select id, woman_id, kind as what, level as more, review_by as due_on, made_at from risk_item where organisation_id = $1 and ended_at is null and review_by <= $2 and (woman_id = $3 or $3 is null)";
    /// High-risk referrals not yet sent.
    DUE_MARACS = "select id, woman_id, kind as what, criterion as more, due_on, identified_at as made_at from marac where organisation_id = $1 and sent_at is null and closed_at is null and due_on <= $2 and (woman_id = $3 or $3 is null)";
    /// Sharing at once that nobody reviewed.
    DUE_SHARINGS = "select id, woman_id, recipient_kind as what, basis as more, review_by as due_on, made_at from sharing where organisation_id = $1 and urgent = 1 and reviewed_at is null and review_by <= $2 and (woman_id = $3 or $3 is null)";
    /// Concerns of which nobody outside the page was told.
    DUE_CONCERNS = "select id, woman_id, about as what, 'untold' as more, tell_by as due_on, made_at from concern where organisation_id = $1 and closed_at is null and tell_by <= $2 and (woman_id = $3 or $3 is null) and not exists (select 1 from concern_told t where t.concern_id = concern.id)";
    /// Concerns that are open and of which somebody was told: for the safeguarding lead.
    OPEN_CONCERNS = "select id, woman_id, about as what, coalesce(threshold, 'not_judged') as more, tell_by as due_on, made_at from concern where organisation_id = $1 and closed_at is null and tell_by <= $2 and (woman_id = $3 or $3 is null) and exists (select 1 from concern_told t where t.concern_id = concern.id)";
    /// Plans to go through again: only the newest of a woman, and not one handed on.
    DUE_PLANS = "select id, woman_id, 'plan' as what, '' as more, review_by as due_on, made_at from safety_plan where organisation_id = $1 and handed_on is null and review_by <= $2 and (woman_id = $3 or $3 is null) and number = (select max(p.number) from safety_plan p where p.woman_id = safety_plan.woman_id)";
}

#[derive(FromRow)]
pub(super) struct IdRow {
    pub id: Uuid,
}

#[derive(FromRow)]
pub(super) struct RiskRow {
    pub id: Uuid,
    pub kind: String,
    pub level: String,
    pub source: String,
    pub review_by: String,
    pub ended_at: Option<i64>,
    pub ended_by: Option<Uuid>,
    pub made_at: i64,
    pub made_by: Option<Uuid>,
    pub sealed: Vec<u8>,
}

#[derive(FromRow)]
pub(super) struct PlanRow {
    pub id: Uuid,
    pub number: i64,
    pub review_by: String,
    pub handed_on: Option<String>,
    pub made_at: i64,
    pub made_by: Option<Uuid>,
    pub sealed: Vec<u8>,
}

#[derive(FromRow)]
pub(super) struct ConcernRow {
    pub id: Uuid,
    pub child_id: Option<Uuid>,
    pub about: String,
    pub tell_by: String,
    pub threshold: Option<String>,
    pub outcome: Option<String>,
    pub closed_at: Option<i64>,
    pub closed_by: Option<Uuid>,
    pub made_at: i64,
    pub made_by: Option<Uuid>,
    pub version: i64,
    pub sealed: Vec<u8>,
}

#[derive(FromRow)]
pub(super) struct ToldRow {
    pub id: Uuid,
    pub concern_id: Uuid,
    pub who: String,
    pub at: i64,
    pub made_at: i64,
    pub made_by: Option<Uuid>,
    pub sealed: Vec<u8>,
}

#[derive(FromRow)]
pub(super) struct DashRow {
    pub id: Uuid,
    pub done_on: String,
    pub yes: i64,
    pub no: i64,
    pub dont_know: i64,
    pub judgement: String,
    pub escalation: i64,
    pub made_at: i64,
    pub made_by: Option<Uuid>,
    pub sealed: Vec<u8>,
}

#[derive(FromRow)]
pub(super) struct MaracRow {
    pub id: Uuid,
    pub kind: String,
    pub criterion: String,
    pub identified_at: i64,
    pub due_on: String,
    pub sent_at: Option<i64>,
    pub sent_by: Option<Uuid>,
    pub consent: Option<String>,
    pub repeat_of: Option<Uuid>,
    pub accepted_at: Option<i64>,
    pub met_on: Option<String>,
    pub close_reason: Option<String>,
    pub made_by: Option<Uuid>,
    pub version: i64,
    pub sealed: Vec<u8>,
}

#[derive(FromRow)]
pub(super) struct SentRow {
    pub id: Uuid,
    pub sent_at: i64,
    pub met_on: Option<String>,
}

#[derive(FromRow)]
pub(super) struct SharingRow {
    pub id: Uuid,
    pub recipient_kind: String,
    pub basis: String,
    pub at: Option<i64>,
    pub told: String,
    pub urgent: i64,
    pub approved_at: Option<i64>,
    pub approved_by: Option<Uuid>,
    pub refused_at: Option<i64>,
    pub review_by: Option<String>,
    pub reviewed_at: Option<i64>,
    pub reviewed_by: Option<Uuid>,
    pub made_at: i64,
    pub made_by: Option<Uuid>,
    pub version: i64,
    pub sealed: Vec<u8>,
}

#[derive(FromRow)]
pub(super) struct SharingOf {
    pub woman_id: Uuid,
    pub made_by: Option<Uuid>,
}

#[derive(FromRow)]
pub(super) struct SharingWaits {
    pub id: Uuid,
    pub woman_id: Uuid,
    pub made_by: Option<Uuid>,
}

#[derive(FromRow)]
pub(super) struct ThresholdRow {
    pub marac_threshold: i64,
}

#[derive(FromRow)]
pub(super) struct DueRow {
    pub id: Uuid,
    pub woman_id: Uuid,
    pub what: String,
    pub more: String,
    pub due_on: String,
    pub made_at: i64,
}
