//! The only SQL of sessions, and the shapes of its rows. Every statement filters by organisation.
//!
//! A minute is 60,000,000 microseconds: two sessions overlap when each starts before the other
//! ends. None is longer than 720 minutes ([`super::LONGEST_MINUTES`]), so nothing that began more than
//! 43,200,000,000 microseconds before can still go on: without that bound each booking would read every
//! session that ever was. Lists end without an order, so that the condition on who may be seen can stand behind
//! them; the service sorts.

use sqlx::FromRow;
use uuid::Uuid;

store::statements! {
    /// A session. None where another has this reference already: of a million sessions about twenty
    /// pairs would draw the same.
    ADD_SESSION = "insert into support_session (id, organisation_id, kind, site_id, room_id, starts_at, minutes, staff_id, made_at, made_by, sealed, reference) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (organisation_id, reference) do nothing";
    /// One session.
    SESSION = "select id, reference, kind, site_id, room_id, starts_at, minutes, staff_id, happened, version, sealed from support_session where organisation_id = $1 and id = $2";
    /// The session with this reference.
    SESSION_BY_REFERENCE = "select id from support_session where organisation_id = $1 and reference = $2";
    /// The sessions of some days.
    SESSIONS_BETWEEN = "select id, reference, kind, site_id, room_id, starts_at, minutes, staff_id, happened, version, sealed from support_session where organisation_id = $1 and starts_at >= $2 and starts_at < $3 and (cast($4 as uuid) is null or staff_id = $4) and (cast($5 as uuid) is null or site_id = $5) order by starts_at, id";
    /// Those of a worker that are over without a word about them, oldest first.
    UNRECORDED = "select id, reference, kind, site_id, room_id, starts_at, minutes, staff_id, happened, version, sealed from support_session s where organisation_id = $1 and staff_id = $2 and starts_at >= $3 and starts_at + minutes * 60000000 < $4 and (happened is null or exists (select 1 from attendance a where a.session_id = s.id and a.state = 'expected' and s.happened = 'yes')) order by starts_at, id";
    /// The drop-in of a site that starts on these days.
    DROP_IN = "select id, reference, kind, site_id, room_id, starts_at, minutes, staff_id, happened, version, sealed from support_session where organisation_id = $1 and kind = 'drop_in' and site_id = $2 and starts_at >= $3 and starts_at < $4 order by starts_at, id limit 1";

    /// Another session in the room then.
    ROOM_TAKEN = "select id from support_session where organisation_id = $1 and room_id = $2 and starts_at < $4 and starts_at > $3 - 43200000000 and starts_at + minutes * 60000000 > $3 and id <> $5 and coalesce(happened, 'yes') = 'yes' limit 1";
    /// Another session of the worker then.
    WORKER_BUSY = "select id from support_session where organisation_id = $1 and staff_id = $2 and starts_at < $4 and starts_at > $3 - 43200000000 and starts_at + minutes * 60000000 > $3 and id <> $5 and coalesce(happened, 'yes') = 'yes' limit 1";
    /// Another session of hers then.
    SHE_IS_BUSY = "select s.id from support_session s join attendance a on a.session_id = s.id where s.organisation_id = $1 and a.organisation_id = $1 and a.woman_id = $2 and s.starts_at < $4 and s.starts_at > $3 - 43200000000 and s.starts_at + s.minutes * 60000000 > $3 and s.id <> $5 and coalesce(s.happened, 'yes') = 'yes' limit 1";
    /// Women who are about the same site then, or in the same session.
    WOMEN_NEAR = "select a.woman_id as id from support_session s join attendance a on a.session_id = s.id where s.organisation_id = $1 and s.id = $5 and coalesce(s.happened, 'yes') = 'yes' union select a.woman_id as id from support_session s join attendance a on a.session_id = s.id where s.organisation_id = $1 and s.site_id = $2 and s.starts_at < $4 and s.starts_at > $3 - 43200000000 and s.starts_at + s.minutes * 60000000 > $3 and coalesce(s.happened, 'yes') = 'yes'";
    /// Workers who are about the same site then.
    WORKERS_NEAR = "select distinct s.staff_id as id from support_session s where s.organisation_id = $1 and s.site_id = $2 and s.starts_at < $4 and s.starts_at > $3 - 43200000000 and s.starts_at + s.minutes * 60000000 > $3 and s.id <> $5 and coalesce(s.happened, 'yes') = 'yes'";

    /// Another time, room or worker.
    MOVE_SESSION = "update support_session set starts_at = $4, minutes = $5, room_id = $6, staff_id = $7, version = version + 1 where organisation_id = $1 and id = $2 and version = $3 and happened is null";
    /// What was before.
    ADD_MOVE = "insert into session_move (id, organisation_id, session_id, woman_id, from_at, to_at, from_minutes, from_room, from_staff, asked_by, reason, made_at, made_by, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    /// Every move of a session, oldest first.
    MOVES = "select id, woman_id, from_at, to_at, asked_by, reason, made_at, made_by, sealed from session_move where organisation_id = $1 and session_id = $2 order by made_at, id";
    /// It does not take place.
    CALL_OFF = "update support_session set happened = 'no', recorded_at = $4, recorded_by = $5, version = version + 1 where organisation_id = $1 and id = $2 and version = $3 and happened is null";
    /// Those put down for it are told apart by whose doing it was.
    CALL_OFF_WOMEN = "update attendance set state = $3, recorded_at = $4, recorded_by = $5, version = version + 1 where organisation_id = $1 and session_id = $2 and state = 'expected'";
    /// Who is her worker, the first one first.
    WORKER_OF = "select account_id as id from assignment where organisation_id = $1 and woman_id = $2 and kind = 'worker' and ended_at is null order by from_at, id limit 1";
    /// It took place when somebody came.
    SET_HAPPENED = "update support_session set happened = case when exists (select 1 from attendance a where a.session_id = support_session.id and a.state in ('attended', 'late')) or exists (select 1 from drop_in_visit v where v.session_id = support_session.id) then 'yes' when exists (select 1 from attendance a where a.session_id = support_session.id and a.state = 'expected') then null else 'no' end, recorded_at = coalesce(recorded_at, $3), recorded_by = coalesce(recorded_by, $4), version = version + 1 where organisation_id = $1 and id = $2";

    /// She is put down.
    ADD_ATTENDANCE = "insert into attendance (id, organisation_id, session_id, woman_id, case_id, required, state, made_at, made_by, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (session_id, woman_id) do nothing";
    /// Her line at a session.
    ATTENDANCE = "select id, session_id, woman_id, case_id, required, state, probation, minutes, concern, recorded_at, recorded_by, version, sealed from attendance where organisation_id = $1 and session_id = $2 and woman_id = $3";
    /// Everybody put down for one session.
    ATTENDANCE_OF = "select a.id, a.session_id, a.woman_id, a.case_id, a.required, a.state, a.minutes, a.version from attendance a where a.organisation_id = $1 and a.session_id = $2";
    /// How many are put down for each session of some days.
    PUT_DOWN = "select a.session_id as id, count(*) as many from support_session s cross join attendance a where a.session_id = s.id and s.organisation_id = $1 and s.starts_at >= $2 and s.starts_at < $3 group by a.session_id";
    /// How many visits each drop-in of some days had.
    VISITS_BETWEEN = "select v.session_id as id, count(*) as many, count(v.woman_id) as named from support_session s cross join drop_in_visit v where v.session_id = s.id and s.organisation_id = $1 and s.starts_at >= $2 and s.starts_at < $3 group by v.session_id";
    /// What was recorded.
    RECORD = "update attendance set state = $4, probation = $5, minutes = $6, concern = $7, sealed = $8, recorded_at = coalesce(recorded_at, $9), recorded_by = coalesce(recorded_by, $10), version = version + 1 where organisation_id = $1 and id = $2 and version = $3";
    /// A line as it was before.
    KEEP_EARLIER = "insert into attendance_earlier (id, organisation_id, attendance_id, woman_id, version, state, probation, minutes, concern, recorded_at, recorded_by, made_at, made_by, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    /// Every earlier version of a line, oldest first.
    EARLIER = "select id, version, state, probation, minutes, concern, made_at, made_by, sealed from attendance_earlier where organisation_id = $1 and attendance_id = $2 order by version";
    /// Her sessions, the newest first.
    HERS = "select a.id, a.session_id, a.woman_id, a.case_id, a.required, a.state, a.probation, a.minutes, a.concern, a.recorded_at, a.recorded_by, a.version, a.sealed, s.kind, s.starts_at, s.minutes as booked, s.staff_id, s.happened, s.version as session_version from attendance a join support_session s on s.id = a.session_id where a.organisation_id = $1 and a.woman_id = $2 order by s.starts_at desc, s.id desc";
    /// When she first came, of one case.
    FIRST_CAME = "select s.starts_at as at from attendance a join support_session s on s.id = a.session_id where a.organisation_id = $1 and a.case_id = $2 and a.state in ('attended', 'late') order by s.starts_at limit 1";
    /// How often she came before, of one case.
    CAME_BEFORE = "select count(*) as many from attendance a join support_session s on s.id = a.session_id where a.organisation_id = $1 and a.case_id = $2 and s.starts_at < $3 and a.state in ('attended', 'late')";
    /// A call to her that passed the safe contact gate on that day, by a rule or to prevent harm.
    CALL_PASSED_GATE = "select id from contact_attempt where organisation_id = $1 and woman_id = $2 and channel = 'call' and result in ('allowed', 'override') and at >= $3 and at < $4 limit 1";
    /// Women of an organisation, only so that the fragment behind a list can be prepared.
    WOMEN_ALONE = "select woman.id from woman where woman.organisation_id = $1";
    /// Her open case.
    OPEN_CASE = "select id from support_case where organisation_id = $1 and woman_id = $2 and closed_on is null order by opened_at desc, id desc limit 1";

    /// A visit to a drop-in.
    ADD_VISIT = "insert into drop_in_visit (id, organisation_id, session_id, batch, line, woman_id, named_at, named_by, made_at, made_by, sealed, reference) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (session_id, batch, line) do nothing";
    /// One visit.
    VISIT = "select id, reference, sealed from drop_in_visit where organisation_id = $1 and session_id = $2 and reference = $3";
    /// Visits of a drop-in without a name, as on the paper.
    NAMELESS = "select id, reference, sealed from drop_in_visit where organisation_id = $1 and session_id = $2 and woman_id is null order by made_at, batch, line";
    /// Whether she was ticked at this drop-in.
    HER_VISIT = "select id from drop_in_visit where organisation_id = $1 and session_id = $2 and woman_id = $3 limit 1";
    /// She has a name now.
    NAME_VISIT = "update drop_in_visit set woman_id = $3, named_at = $4, named_by = $5 where organisation_id = $1 and id = $2 and woman_id is null";
    /// Counts of one drop-in.
    COUNT_VISITS = "select count(*) as many, count(woman_id) as named from drop_in_visit where organisation_id = $1 and session_id = $2";

    /// A line on the paper.
    ADD_LINE = "insert into visit_sheet (id, organisation_id, session_id, woman_id, line, made_at, made_by) values ($1, $2, $3, $4, $5, $6, $7)";
    /// What stands of her on paper, and what her initials come from.
    ON_PAPER = "select reference, sealed from woman where organisation_id = $1 and id = $2";
    /// What the front desk expects. `only` is a woman of the session, `closed` counts those whose name or record is not for everybody.
    DESK = "select s.kind, s.room_id, s.site_id, s.starts_at, s.staff_id, (select count(*) from attendance a where a.session_id = s.id) as many, (select a.woman_id from attendance a where a.session_id = s.id order by a.id limit 1) as only_id, (select count(*) from attendance a left join record r on r.woman_id = a.woman_id where a.session_id = s.id and coalesce(r.restricted + r.name_hidden, 1) > 0) as closed from support_session s where s.organisation_id = $1 and s.starts_at >= $2 and s.starts_at < $3 and s.kind in ('one_to_one', 'group', 'drop_in') and coalesce(s.happened, 'yes') = 'yes' order by s.starts_at, s.id";
    /// The lines of a sheet.
    LINES = "select woman_id, line from visit_sheet where organisation_id = $1 and session_id = $2 order by line";
}

/// Lists that stand only with `VisibleWomen::FRAGMENT` behind them: their own parameters begin at
/// `$13`.
pub mod seen {
    store::statements! {
        /// Women in sight who are put down for the sessions of some days.
        BETWEEN = "select a.id, a.session_id, a.woman_id, a.case_id, a.required, a.state, a.minutes, a.version from attendance a join support_session s on s.id = a.session_id join record on record.woman_id = a.woman_id where a.organisation_id = $1 and s.starts_at >= $13 and s.starts_at < $14 and (cast($15 as uuid) is null or s.staff_id = $15) and (cast($16 as uuid) is null or s.site_id = $16)";
        /// Women in sight with an open case, or who never had one, for ticking: a drop-in comes first.
        WOMEN = "select woman.id, woman.reference, woman.sealed, record.name_hidden from woman join record on record.woman_id = woman.id where woman.organisation_id = $1 and woman.merged_into is null and (exists (select 1 from support_case c where c.woman_id = woman.id and c.closed_on is null) or not exists (select 1 from support_case c where c.woman_id = woman.id))";
        /// Women in sight who are somebody's own: her worker's or volunteer's.
        OWN = "select distinct woman.id, woman.reference, woman.sealed, record.name_hidden from woman join record on record.woman_id = woman.id join assignment own on own.woman_id = woman.id where woman.organisation_id = $1 and woman.merged_into is null and own.account_id = $2 and own.ended_at is null";
        /// Women in sight who are put down for the sessions of some days.
        NAMES_BETWEEN = "select woman.id, woman.reference, woman.sealed, record.name_hidden from woman join record on record.woman_id = woman.id where woman.organisation_id = $1 and woman.id in (select a.woman_id from attendance a join support_session s on s.id = a.session_id where a.organisation_id = $1 and s.starts_at >= $13 and s.starts_at < $14)";
        /// Women in sight who are put down for one session.
        AT = "select a.id, a.session_id, a.woman_id, a.case_id, a.required, a.state, a.minutes, a.version from attendance a join record on record.woman_id = a.woman_id where a.organisation_id = $1 and a.session_id = $13";
    }
}

store::fragments! {
    /// The newest of a list that somebody ticks. More than that nobody ticks; she searches.
    NEWEST behind WOMEN_ALONE = "order by woman.made_at desc limit 1000";
}

#[derive(FromRow)]
pub(super) struct IdRow {
    pub id: Uuid,
}

#[derive(FromRow)]
pub(super) struct SessionRow {
    pub id: Uuid,
    pub reference: String,
    pub kind: String,
    pub site_id: Option<Uuid>,
    pub room_id: Option<Uuid>,
    pub starts_at: i64,
    pub minutes: i64,
    pub staff_id: Uuid,
    pub happened: Option<String>,
    pub version: i64,
    pub sealed: Option<Vec<u8>>,
}

#[derive(FromRow)]
pub(super) struct MoveRow {
    pub id: Uuid,
    pub woman_id: Option<Uuid>,
    pub from_at: i64,
    pub to_at: Option<i64>,
    pub asked_by: String,
    pub reason: String,
    pub made_at: i64,
    pub made_by: Option<Uuid>,
    pub sealed: Option<Vec<u8>>,
}

#[derive(FromRow)]
pub(super) struct LineRow {
    pub id: Uuid,
    pub session_id: Uuid,
    pub woman_id: Uuid,
    pub case_id: Option<Uuid>,
    pub required: i64,
    pub state: String,
    pub minutes: Option<i64>,
    pub version: i64,
}

#[derive(FromRow)]
pub(super) struct AttendanceRow {
    pub id: Uuid,
    pub session_id: Uuid,
    pub woman_id: Uuid,
    pub case_id: Option<Uuid>,
    pub required: i64,
    pub state: String,
    pub probation: Option<String>,
    pub minutes: Option<i64>,
    pub concern: Option<String>,
    pub recorded_at: Option<i64>,
    pub recorded_by: Option<Uuid>,
    pub version: i64,
    pub sealed: Option<Vec<u8>>,
}

#[derive(FromRow)]
pub(super) struct EarlierRow {
    pub id: Uuid,
    pub version: i64,
    pub state: String,
    pub probation: Option<String>,
    pub minutes: Option<i64>,
    pub concern: Option<String>,
    pub made_at: i64,
    pub made_by: Option<Uuid>,
    pub sealed: Vec<u8>,
}

#[derive(FromRow)]
pub(super) struct HersRow {
    #[sqlx(flatten)]
    pub line: AttendanceRow,
    pub kind: String,
    pub starts_at: i64,
    pub booked: i64,
    pub staff_id: Uuid,
    pub happened: Option<String>,
    pub session_version: i64,
}

#[derive(FromRow)]
pub(super) struct AtRow {
    pub at: i64,
}

#[derive(FromRow)]
pub(super) struct ManyRow {
    pub many: i64,
}

#[derive(FromRow)]
pub(super) struct CountRow {
    pub id: Uuid,
    pub many: i64,
}

#[derive(FromRow)]
pub(super) struct VisitCountRow {
    pub id: Uuid,
    pub many: i64,
    pub named: i64,
}

#[derive(FromRow)]
pub(super) struct VisitTotalRow {
    pub many: i64,
    pub named: i64,
}

#[derive(FromRow)]
pub(super) struct VisitRow {
    pub id: Uuid,
    pub reference: String,
    pub sealed: Option<Vec<u8>>,
}

#[derive(FromRow)]
pub(super) struct SheetRow {
    pub woman_id: Uuid,
    pub line: i64,
}

#[derive(FromRow)]
pub(super) struct OnPaperRow {
    pub reference: String,
    pub sealed: Vec<u8>,
}

#[derive(FromRow)]
pub(super) struct DeskRow {
    pub kind: String,
    pub room_id: Option<Uuid>,
    pub site_id: Option<Uuid>,
    pub starts_at: i64,
    pub staff_id: Uuid,
    pub many: i64,
    pub only_id: Option<Uuid>,
    pub closed: i64,
}

#[derive(FromRow)]
pub(super) struct WomanRow {
    pub id: Uuid,
    pub reference: String,
    pub sealed: Vec<u8>,
    pub name_hidden: i64,
}
