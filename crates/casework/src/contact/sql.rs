//! Every statement of safe contact.

store::statements! {
    /// A rule.
    ADD_RULE = "insert into contact_rule (id, organisation_id, woman_id, channel, answer, \
        confirmed_on, confirmed_how, recheck_by, replaces, made_at, made_by, sealed) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    /// Another rule takes its place.
    END_RULE = "update contact_rule set ended_at = $4 \
        where organisation_id = $1 and woman_id = $2 and id = $3 and ended_at is null";
    /// Her rules in force.
    RULES = "select id, channel, answer, confirmed_on, confirmed_how, recheck_by, made_at, sealed \
        from contact_rule where organisation_id = $1 and woman_id = $2 and ended_at is null \
        order by made_at, id";
    /// Her rules, past and present, without what they say.
    RULE_HISTORY = "select id, channel, answer, confirmed_on, confirmed_how, made_at, made_by, \
        ended_at, replaces from contact_rule where organisation_id = $1 and woman_id = $2 \
        order by made_at, id";
    /// Something happened that makes her rules stale.
    ADD_STALE = "insert into contact_stale (id, organisation_id, woman_id, at, why, made_at, \
        made_by) values ($1, $2, $3, $4, $5, $6, $7)";
    /// Everything that happened.
    STALE = "select at, why, made_by from contact_stale \
        where organisation_id = $1 and woman_id = $2 order by at, id";
    /// Whether a case of hers is open, was closed, and whether contact afterwards is agreed.
    SUPPORT = "select \
        (select count(*) from support_case c where c.organisation_id = $1 and c.woman_id = $2 \
            and c.closed_on is null) as open_cases, \
        (select count(*) from support_case c where c.organisation_id = $1 and c.woman_id = $2 \
            and c.closed_on is not null) as closed_cases, \
        (select count(*) from consent n where n.organisation_id = $1 and n.woman_id = $2 \
            and n.purpose = 'contact_after_closing' and n.withdrawn_on is null \
            and n.from_on <= $3 and (n.until_on is null or n.until_on >= $3)) as may_contact";
    /// The rules in force of several women.
    RULES_OF_MANY = concat!("select woman_id as owner_id, id, channel, answer, confirmed_on, \
        confirmed_how, recheck_by, made_at, sealed from contact_rule \
        where woman_id in (", store::of_many!(), ") and organisation_id = $21 \
        and ended_at is null order by made_at, id");
    /// Everything that happened, for several.
    STALE_OF_MANY = concat!("select woman_id as owner_id, at, why, made_by from contact_stale \
        where woman_id in (", store::of_many!(), ") and organisation_id = $21 order by at, id");
    /// Whether cases are open or closed and contact agreed, of several.
    SUPPORT_OF_MANY = concat!("select w.id as owner_id, \
        (select count(*) from support_case c where c.organisation_id = $21 and c.woman_id = w.id \
            and c.closed_on is null) as open_cases, \
        (select count(*) from support_case c where c.organisation_id = $21 and c.woman_id = w.id \
            and c.closed_on is not null) as closed_cases, \
        (select count(*) from consent n where n.organisation_id = $21 and n.woman_id = w.id \
            and n.purpose = 'contact_after_closing' and n.withdrawn_on is null \
            and n.from_on <= $22 and (n.until_on is null or n.until_on >= $22)) as may_contact \
        from woman w where w.id in (", store::of_many!(), ")");
    /// An attempt and the gate's answer.
    ADD_ATTEMPT = "insert into contact_attempt (id, organisation_id, woman_id, rule_id, channel, \
        at, result, refused_why, review_by, made_at, made_by, sealed) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    /// Her attempts, the newest first.
    ATTEMPTS = "select id, woman_id, rule_id, channel, at, result, refused_why, review_by, \
        reviewed_at, reviewed_by, made_by, sealed from contact_attempt \
        where organisation_id = $1 and woman_id = $2 order by at desc, id desc limit $3";
    /// One attempt.
    ATTEMPT = "select id, woman_id, rule_id, channel, at, result, refused_why, review_by, \
        reviewed_at, reviewed_by, made_by, sealed from contact_attempt \
        where organisation_id = $1 and id = $2";
    /// Overrides that nobody has reviewed, the one due first on top.
    OVERRIDES_TO_REVIEW = "select id, woman_id, rule_id, channel, at, result, refused_why, \
        review_by, reviewed_at, reviewed_by, made_by, sealed from contact_attempt \
        where organisation_id = $1 and result = 'override' and reviewed_at is null \
        order by review_by, id limit $2";
    /// An override is reviewed.
    REVIEW_OVERRIDE = "update contact_attempt set reviewed_at = $3, reviewed_by = $4, sealed = $5 \
        where organisation_id = $1 and id = $2 and result = 'override' and reviewed_at is null";
}

/// What the gate asks for, of several women at once.
pub mod ahead {
    use store::Ahead;

    pub const RULES: Ahead = Ahead { each: super::RULES, many: super::RULES_OF_MANY };
    pub const STALE: Ahead = Ahead { each: super::STALE, many: super::STALE_OF_MANY };
    pub const SUPPORT: Ahead = Ahead { each: super::SUPPORT, many: super::SUPPORT_OF_MANY };
}
