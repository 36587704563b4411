//! Every statement of the woman's record.

store::statements! {
    /// One more change of a name in the organisation.
    COUNT_NAME_CHANGE = "insert into name_count (organisation_id, changes) values ($1, 1) \
        on conflict (organisation_id) do update set changes = name_count.changes + 1";
    /// How often names changed.
    NAME_CHANGES = "select changes from name_count where organisation_id = $1";
    /// The women whose names changed after that count.
    NAMES_CHANGED_AFTER = "select id, organisation_id, name_change, sealed from woman \
        where organisation_id = $1 and name_change > $2 order by name_change, id limit $3";
    /// How many women an organisation has.
    WOMEN_HERE = "select count(*) as many from woman where organisation_id = $1";
    /// Who they are.
    WOMEN_IDS = "select id from woman where organisation_id = $1";
    /// Every organisation with women.
    NAME_COUNTS = "select organisation_id, changes from name_count order by organisation_id";

    /// A new woman.
    ADD_WOMAN = "insert into woman (id, organisation_id, reference, ethnicity, religion, \
        disability, interpreter, gender_code, care_experienced, primary_carer, \
        name_change, made_at, made_by, sealed) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    /// Her row.
    WOMAN = "select id, organisation_id, reference, ethnicity, religion, disability, interpreter, \
        gender_code, care_experienced, primary_carer, merged_into, \
        version, made_at, sealed from woman where organisation_id = $1 and id = $2";
    /// The rows of several.
    WOMEN_OF_MANY = concat!("select id as owner_id, id, organisation_id, reference, ethnicity, \
        religion, disability, interpreter, gender_code, care_experienced, primary_carer, \
        merged_into, version, made_at, sealed from woman \
        where id in (", store::of_many!(), ") and organisation_id = $21");
    /// The reference of a woman.
    WOMAN_REFERENCE = "select reference from woman where organisation_id = $1 and id = $2";
    /// Her id by the reference of an address.
    WOMAN_BY_REFERENCE = "select id from woman where organisation_id = $1 and reference = $2";
    /// Whether a reference is taken.
    REFERENCE_TAKEN = "select count(*) as many from woman \
        where organisation_id = $1 and reference = $2";
    /// The ids of a list; what access says is in sight stands behind it.
    LIST = "select record.woman_id as id from record \
        join woman on woman.id = record.woman_id where woman.merged_into is null";
    /// Her row after an edit, when nobody else edited it since.
    EDIT_WOMAN = "update woman set ethnicity = $4, religion = $5, disability = $6, \
        interpreter = $7, gender_code = $8, care_experienced = $9, primary_carer = $10, \
        name_change = $11, sealed = $12, version = version + 1 \
        where organisation_id = $1 and id = $2 and version = $3";

    /// A digest to find her by.
    ADD_BLIND = "insert into woman_blind (id, organisation_id, woman_id, kind, blind, made_at) \
        values ($1, $2, $3, $4, $5, $6)";
    /// Her digests, before they are written anew.
    DROP_BLINDS = "delete from woman_blind where organisation_id = $1 and woman_id = $2";
    /// The women with this digest.
    FIND_BLIND = "select distinct b.woman_id as woman_id from woman_blind b \
        join woman w on w.id = b.woman_id \
        where b.organisation_id = $1 and b.kind = $2 and b.blind = $3 and w.merged_into is null";

    /// A number of hers.
    ADD_IDENTIFIER = "insert into identifier (id, organisation_id, woman_id, kind, validity, \
        source, seen_on, made_at, made_by, sealed) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// Her numbers.
    IDENTIFIERS = "select id, kind, validity, source, seen_on, sealed from identifier \
        where organisation_id = $1 and woman_id = $2 and ended_at is null order by made_at, id";
    /// It proved not to be hers.
    END_IDENTIFIER = "update identifier set ended_at = $4 \
        where organisation_id = $1 and woman_id = $2 and id = $3 and ended_at is null";

    /// A new case.
    ADD_CASE = "insert into support_case (id, organisation_id, woman_id, referral_id, opened_at, \
        made_at, made_by) values ($1, $2, $3, $4, $5, $6, $7)";
    /// Her cases, the newest first.
    CASES = "select id, referral_id, opened_at, closed_on, close_reason from support_case \
        where organisation_id = $1 and woman_id = $2 order by opened_at desc, id desc";
    /// A case is closed.
    CLOSE_CASE = "update support_case set closed_on = $4, close_reason = $5, version = version + 1 \
        where organisation_id = $1 and woman_id = $2 and id = $3 and closed_on is null";
    /// A closed case goes on.
    REOPEN_CASE = "update support_case set closed_on = null, close_reason = null, \
        version = version + 1 \
        where organisation_id = $1 and woman_id = $2 and id = $3 and closed_on is not null";
    /// Something happened to a case.
    ADD_CASE_EVENT = "insert into case_event (id, organisation_id, case_id, woman_id, at, kind, \
        reason, made_at, made_by, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// Everything that happened to her cases.
    CASE_EVENTS = "select id, case_id, at, kind, reason, made_by, sealed from case_event \
        where organisation_id = $1 and woman_id = $2 order by at, id";

    /// The first and the last session of a case that she came to.
    ATTENDED = "select \
        (select min(s.starts_at) from attendance a join support_session s on s.id = a.session_id \
            where a.organisation_id = $1 and a.case_id = $2 and a.state in ('attended', 'late')) \
            as first_attended, \
        (select max(s.starts_at) from attendance a join support_session s on s.id = a.session_id \
            where a.organisation_id = $1 and a.case_id = $2 and a.state in ('attended', 'late')) \
            as last_attended";
    /// The cases of several women, each one's newest first.
    CASES_OF_MANY = concat!("select woman_id as owner_id, id, referral_id, opened_at, closed_on, \
        close_reason from support_case where woman_id in (", store::of_many!(), ") \
        and organisation_id = $21 order by opened_at desc, id desc");
    /// Everything that happened to the cases of several women.
    CASE_EVENTS_OF_MANY = concat!("select woman_id as owner_id, id, case_id, at, kind, reason, \
        made_by, sealed from case_event where woman_id in (", store::of_many!(), ") \
        and organisation_id = $21 order by at, id");
    /// The first and the last session that she came to, of several cases.
    ATTENDED_OF_MANY = concat!("select c.id as owner_id, \
        (select min(s.starts_at) from attendance a join support_session s on s.id = a.session_id \
            where a.organisation_id = $21 and a.case_id = c.id \
            and a.state in ('attended', 'late')) as first_attended, \
        (select max(s.starts_at) from attendance a join support_session s on s.id = a.session_id \
            where a.organisation_id = $21 and a.case_id = c.id \
            and a.state in ('attended', 'late')) as last_attended \
        from support_case c where c.id in (", store::of_many!(), ")");
    /// Whether her latest safety plan was not handed on.
    SAFETY_PLAN_NOT_HANDED_ON = "select count(*) as many from safety_plan p \
        where p.organisation_id = $1 and p.woman_id = $2 and p.handed_on is null \
        and p.number = (select max(q.number) from safety_plan q \
            where q.organisation_id = $1 and q.woman_id = $2)";

    /// A programme funds a case.
    ADD_FUNDING = "insert into funding (id, organisation_id, case_id, woman_id, programme_id, \
        from_on, until_on, external_blind, made_at, made_by, sealed) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    /// It no longer does.
    END_FUNDING = "update funding set until_on = $4, version = version + 1 \
        where organisation_id = $1 and woman_id = $2 and id = $3 and from_on <= $4";
    /// Who funds her cases.
    FUNDINGS = "select id, case_id, programme_id, from_on, until_on, sealed from funding \
        where organisation_id = $1 and woman_id = $2 order by from_on, id";
    /// The case that a funder knows by this reference.
    FUNDING_BY_EXTERNAL = "select id, case_id, woman_id from funding \
        where organisation_id = $1 and external_blind = $2 order by from_on desc, id desc";

    /// A task.
    ADD_TASK = "insert into task (id, organisation_id, woman_id, owner_id, due_on, kind, made_at, \
        made_by, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// It is done.
    FINISH_TASK = "update task set done_at = $4, done_by = $5, version = version + 1 \
        where organisation_id = $1 and woman_id = $2 and id = $3 and done_at is null";
    /// Somebody's own task, whoever it is about, is done.
    FINISH_OWN_TASK = "update task set done_at = $4, done_by = $3, version = version + 1 \
        where organisation_id = $1 and id = $2 and owner_id = $3 and done_at is null";
    /// Her open tasks.
    TASKS_OF_WOMAN = "select id, woman_id, owner_id, due_on, kind, done_at, sealed from task \
        where organisation_id = $1 and woman_id = $2 and done_at is null order by due_on, id";
    /// Somebody's open tasks up to a day.
    TASKS_OF_OWNER = "select id, woman_id, owner_id, due_on, kind, done_at, sealed from task \
        where organisation_id = $1 and owner_id = $2 and done_at is null and due_on <= $3 \
        order by due_on, id limit $4";
    /// How many of her tasks are open.
    OPEN_TASKS = "select count(*) as many from task \
        where organisation_id = $1 and woman_id = $2 and done_at is null";

    /// A purpose's legal basis.
    ADD_LAWFUL_BASIS = "insert into lawful_basis (id, organisation_id, purpose, article6, \
        article9, article10, controller, notice_version, from_on, until_on, made_at, made_by) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    /// A purpose's earlier basis ends the day before the next one begins.
    END_LAWFUL_BASIS = "update lawful_basis set until_on = $4 \
        where organisation_id = $1 and purpose = $2 and until_on is null and from_on < $3";
    /// Whether a purpose has a basis that begins on that day or later.
    LATER_LAWFUL_BASES = "select count(*) as many from lawful_basis \
        where organisation_id = $1 and purpose = $2 and from_on >= $3";
    /// Every basis, past and present.
    LAWFUL_REGISTER = "select purpose, article6, article9, article10, controller, notice_version, \
        from_on, until_on from lawful_basis \
        where organisation_id = $1 order by purpose, from_on desc, id desc";
    /// The bases in force on a day.
    LAWFUL_BASES = "select purpose, article6, article9, article10, controller, notice_version, \
        from_on, until_on from lawful_basis \
        where organisation_id = $1 and from_on <= $2 and (until_on is null or until_on >= $2) \
        order by purpose, from_on";
    /// She signed the agreement to support.
    ADD_AGREEMENT = "insert into agreement (id, organisation_id, woman_id, wording_version, \
        signed_on, how, made_at, made_by) values ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// What she signed.
    AGREEMENTS = "select wording_version, signed_on, how, made_at, made_by from agreement \
        where organisation_id = $1 and woman_id = $2 order by signed_on desc, id desc";
    /// She consents.
    ADD_CONSENT = "insert into consent (id, organisation_id, woman_id, purpose, wording_version, \
        from_on, until_on, made_at, made_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// She withdraws it.
    WITHDRAW_CONSENT = "update consent set withdrawn_on = $4 \
        where organisation_id = $1 and woman_id = $2 and purpose = $3 and withdrawn_on is null";
    /// Her consents, past and present.
    CONSENTS = "select id, purpose, wording_version, from_on, until_on, withdrawn_on, made_at \
        from consent where organisation_id = $1 and woman_id = $2 order by from_on desc, id desc";
}

store::fragments! {
    /// Whoever supports them.
    ANY_WORKER behind LIST = "";
    /// My own women.
    MY_WOMEN behind LIST = "and exists (select 1 from assignment x \
        where x.woman_id = record.woman_id and x.account_id = $2 and x.ended_at is null)";
    /// Women without a worker.
    NOBODYS behind LIST = "and not exists (select 1 from assignment x \
        where x.woman_id = record.woman_id and x.kind = 'worker' and x.ended_at is null)";
    /// By stage, need, prison and programme: a mask of stages in `$13`, of needs in `$14`, the
    /// prison in `$15` to `$17` (nought for any woman, 1 for any prison, 2 for the one in `$16`;
    /// since an instant), the programme in `$18` and `$19` (nought for any, 1 for this one), today
    /// in `$20`. The stage is that of the newest case, and says the same as `case::stage`.
    NARROWED behind LIST = "and (cast($13 as bigint) = 0 or (cast($13 as bigint) & coalesce(( \
            select cast(case \
            when exists (select 1 from case_event e where e.case_id = c.id and e.kind = 'closed' \
                and not exists (select 1 from case_event r where r.case_id = c.id \
                    and r.kind = 'resumed' and r.at >= e.at)) then 128 \
            when exists (select 1 from case_event e where e.case_id = c.id and e.kind = 'paused' \
                and not exists (select 1 from case_event r where r.case_id = c.id \
                    and r.kind = 'resumed' and r.at >= e.at)) then 64 \
            when exists (select 1 from case_event e where e.case_id = c.id \
                and e.kind = 'exit_review' \
                and not exists (select 1 from case_event r where r.case_id = c.id \
                    and r.kind = 'resumed' and r.at >= e.at)) then 32 \
            when exists (select 1 from plan p where p.case_id = c.id and p.agreed_at is not null) \
                and exists (select 1 from attendance a join support_session s \
                    on s.id = a.session_id where a.case_id = c.id \
                    and a.state in ('attended', 'late') and s.starts_at > ( \
                        select min(p.agreed_at) from plan p where p.case_id = c.id)) then 16 \
            when exists (select 1 from plan p where p.case_id = c.id and p.agreed_at is not null) \
                then 8 \
            when exists (select 1 from case_event e where e.case_id = c.id \
                and e.kind = 'engaged') \
                or exists (select 1 from attendance a where a.case_id = c.id \
                    and a.state in ('attended', 'late')) then 4 \
            else 2 end as bigint) from support_case c \
            where c.organisation_id = $1 and c.woman_id = record.woman_id \
            order by c.opened_at desc, c.id desc limit 1), 1)) <> 0) \
        and (cast($14 as bigint) = 0 \
            or exists (select 1 from assessment_score s join assessment a on a.id = s.assessment_id \
                where s.organisation_id = $1 and s.woman_id = record.woman_id \
                and a.instrument = 'alongside-needs' and s.score >= 5 \
                and (cast($14 as bigint) & case s.area when 'accommodation' then 1 \
                    when 'work' then 2 when 'physical_health' then 4 when 'mental_health' then 8 \
                    when 'drugs_alcohol' then 16 when 'money' then 32 when 'family' then 64 \
                    when 'pregnancy' then 128 when 'choices' then 256 when 'abuse' then 512 \
                    when 'sex_work' then 1024 when 'relationships' then 2048 \
                    when 'legal' then 4096 else 0 end) <> 0 \
                and not exists (select 1 from assessment_score t \
                    join assessment b on b.id = t.assessment_id \
                    where t.organisation_id = $1 and t.woman_id = s.woman_id and t.area = s.area \
                    and b.instrument = a.instrument and (b.done_on > a.done_on \
                        or (b.done_on = a.done_on and b.made_at > a.made_at)))) \
            or exists (select 1 from goal g join plan p on p.id = g.plan_id \
                where g.organisation_id = $1 and g.woman_id = record.woman_id \
                and p.superseded_at is null and g.dropped_at is null \
                and g.progress in ('not_started', 'on_the_way') \
                and (cast($14 as bigint) & case g.need when 'accommodation' then 1 \
                    when 'work' then 2 when 'physical_health' then 4 when 'mental_health' then 8 \
                    when 'drugs_alcohol' then 16 when 'money' then 32 when 'family' then 64 \
                    when 'pregnancy' then 128 when 'choices' then 256 when 'abuse' then 512 \
                    when 'sex_work' then 1024 when 'relationships' then 2048 \
                    when 'legal' then 4096 else 0 end) <> 0)) \
        and (cast($15 as bigint) = 0 \
            or (cast($15 as bigint) = 1 and exists (select 1 from support_case c \
                join case_event p on p.case_id = c.id and p.kind = 'paused' \
                    and p.reason = 'custody' \
                where c.organisation_id = $1 and c.woman_id = record.woman_id \
                and c.closed_on is null and not exists (select 1 from case_event r \
                    where r.case_id = c.id and r.kind = 'resumed' and r.at >= p.at))) \
            or exists (select 1 from attendance a join support_session s on s.id = a.session_id \
                where a.organisation_id = $1 and a.woman_id = record.woman_id \
                and s.kind = 'prison_visit' and s.starts_at >= $17 \
                and (s.happened is null or s.happened = 'yes') \
                and (cast($15 as bigint) = 1 or s.site_id = $16))) \
        and (cast($18 as bigint) = 0 or exists (select 1 from funding f \
            where f.organisation_id = $1 and f.woman_id = record.woman_id \
            and f.programme_id = $19 and (f.until_on is null or f.until_on >= $20)))";
    /// One page, after a record. Ids are made in the order of time, so the newest comes first.
    PAGE_AFTER behind LIST = "and record.woman_id < $21 order by record.woman_id desc limit $22";
    /// So many of them and no more.
    AT_MOST behind LIST = "limit $13";
    /// Some of them.
    AMONG behind LIST = "and record.woman_id in ($21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40)";
}

/// What a list shows of several women at once.
pub mod ahead {
    use store::Ahead;

    pub const WOMEN: Ahead = Ahead { each: super::WOMAN, many: super::WOMEN_OF_MANY };
    pub const CASES: Ahead = Ahead { each: super::CASES, many: super::CASES_OF_MANY };
    pub const CASE_EVENTS: Ahead =
        Ahead { each: super::CASE_EVENTS, many: super::CASE_EVENTS_OF_MANY };
    /// By case.
    pub const ATTENDED: Ahead = Ahead { each: super::ATTENDED, many: super::ATTENDED_OF_MANY };
}
