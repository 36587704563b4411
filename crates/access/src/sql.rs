//! The only SQL of this crate, and the rows it gives.

use sqlx::FromRow;
use uuid::Uuid;

/// Organisations, teams, accounts and what they hold.
pub mod people {
    store::statements! {
        /// A new organisation.
        ADD_ORGANISATION = "insert into organisation (id, name, made_at) values ($1, $2, $3)";
        /// Every organisation.
        ORGANISATIONS = "select id, name from organisation order by made_at, id";
        /// A new team.
        ADD_TEAM = "insert into team (id, organisation_id, name, made_at) values ($1, $2, $3, $4)";
        /// The teams that work now.
        TEAMS = "select id, name from team where organisation_id = $1 and ended_at is null order by name, id";
        /// A new account.
        ADD_ACCOUNT = "insert into account (id, organisation_id, reference, email_blind, made_at, made_by, sealed) values ($1, $2, $3, $4, $5, $6, $7)";
        /// One account.
        ACCOUNT = "select id, organisation_id, reference, closed_at, sealed from account where id = $1";
        /// The account with this address.
        ACCOUNT_BY_EMAIL = "select id, organisation_id, reference, closed_at, sealed from account where email_blind = $1";
        /// The account with this reference, in its organisation.
        ACCOUNT_BY_REFERENCE = "select id, organisation_id, reference, closed_at, sealed from account where organisation_id = $1 and reference = $2";
        /// Every account of an organisation.
        ACCOUNTS = "select id, organisation_id, reference, closed_at, sealed from account where organisation_id = $1 order by made_at, id";
        /// Closes an account.
        CLOSE_ACCOUNT = "update account set closed_at = $2, version = version + 1 where id = $1 and closed_at is null";
        /// Opens it again.
        REOPEN_ACCOUNT = "update account set closed_at = null, version = version + 1 where id = $1";
        /// Gives a role.
        GIVE_ROLE = "insert into account_role (id, account_id, role, given_at, given_by) values ($1, $2, $3, $4, $5)";
        /// Takes a role.
        END_ROLE = "update account_role set ended_at = $3, ended_by = $4 where account_id = $1 and role = $2 and ended_at is null";
        /// The roles she has.
        ROLES = "select role as code from account_role where account_id = $1 and ended_at is null";
        /// Puts her into a team.
        JOIN_TEAM = "insert into account_team (id, account_id, team_id, given_at, given_by) values ($1, $2, $3, $4, $5)";
        /// Takes her out of a team.
        LEAVE_TEAM = "update account_team set ended_at = $3, ended_by = $4 where account_id = $1 and team_id = $2 and ended_at is null";
        /// Her teams, as far as they work now.
        TEAMS_OF = "select t.id from account_team a join team t on t.id = a.team_id join account c on c.id = a.account_id where a.account_id = $1 and a.ended_at is null and t.ended_at is null and t.organisation_id = c.organisation_id";
        /// The roles of several.
        ROLES_OF_MANY = concat!("select account_id as owner_id, role as code from account_role where account_id in (", store::of_many!(), ") and ended_at is null");
        /// The teams of several.
        TEAMS_OF_MANY = concat!("select a.account_id as owner_id, t.id from account_team a join team t on t.id = a.team_id join account c on c.id = a.account_id where a.account_id in (", store::of_many!(), ") and a.ended_at is null and t.ended_at is null and t.organisation_id = c.organisation_id");
    }

    /// Roles, for several accounts at once.
    pub const ROLES_AHEAD: store::Ahead = store::Ahead { each: ROLES, many: ROLES_OF_MANY };
    /// Teams, for several accounts at once.
    pub const TEAMS_AHEAD: store::Ahead = store::Ahead { each: TEAMS_OF, many: TEAMS_OF_MANY };
}

/// Credentials, sessions, lock-out.
pub mod signing {
    store::statements! {
        /// Her first credential.
        ADD_CREDENTIAL = "insert into credential (account_id, changed_at, second_step, handed_over, sealed) values ($1, $2, $3, $4, $5)";
        /// Her credential.
        CREDENTIAL = "select second_step, last_code_step, sealed from credential where account_id = $1";
        /// Whether somebody else made her password: a row when so.
        HANDED_OVER = "select account_id as id from credential where account_id = $1 and handed_over = 1";
        /// Her password is hers alone, or was made by somebody else.
        SET_HANDED_OVER = "update credential set handed_over = $2 where account_id = $1";
        /// Changes it.
        SET_CREDENTIAL = "update credential set changed_at = $2, second_step = $3, sealed = $4, version = version + 1 where account_id = $1";
        /// Uses up a code: changes a row only when the code is newer than the last one taken.
        TAKE_CODE = "update credential set last_code_step = $2 where account_id = $1 and last_code_step < $2";
        /// A new session.
        ADD_SESSION = "insert into session (id, organisation_id, account_id, token_hash, stage, made_at, seen_at, step_up_at, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        /// The session with this token.
        SESSION = "select s.id, s.organisation_id, s.account_id, s.stage, s.made_at, s.seen_at, s.step_up_at, s.sealed from session s join account a on a.id = s.account_id where s.token_hash = $1 and s.ended_at is null and a.closed_at is null";
        /// Her open sessions.
        SESSIONS_OF = "select id, organisation_id, account_id, stage, made_at, seen_at, step_up_at, sealed from session where account_id = $1 and ended_at is null and seen_at > $2 and made_at > $3 order by seen_at desc, id";
        /// It was used.
        SEEN = "update session set seen_at = $2 where id = $1";
        /// She confirmed again who she is.
        STEPPED_UP = "update session set step_up_at = $2 where id = $1";
        /// Ends one of her sessions.
        END_SESSION = "update session set ended_at = $3, ended_why = $4 where id = $1 and account_id = $2 and ended_at is null";
        /// Ends all of them.
        END_SESSIONS = "update session set ended_at = $2, ended_why = $3 where account_id = $1 and ended_at is null";
        /// A new passkey.
        ADD_PASSKEY = "insert into passkey (id, account_id, credential_blind, made_at, sealed) values ($1, $2, $3, $4, $5)";
        /// The passkey with this credential.
        PASSKEY = "select id, account_id, made_at, used_at, ended_at, sealed from passkey where credential_blind = $1";
        /// Her passkeys.
        PASSKEYS_OF = "select id, account_id, made_at, used_at, ended_at, sealed from passkey where account_id = $1 and ended_at is null order by made_at, id";
        /// It opened the door, and counted.
        PASSKEY_USED = "update passkey set used_at = $2, sealed = $3 where id = $1";
        /// Ends one of hers.
        END_PASSKEY = "update passkey set ended_at = $3 where id = $1 and account_id = $2 and ended_at is null";
        /// Ends all of them.
        END_PASSKEYS = "update passkey set ended_at = $2 where account_id = $1 and ended_at is null";
        /// A question was answered: changes a row only the first time.
        TAKE_QUESTION = "insert into passkey_answered (question, until_at) values ($1, $2) on conflict (question) do nothing";
        /// Forgets questions that are too old to be answered again.
        FORGET_QUESTIONS = "delete from passkey_answered where until_at < $1";
        /// How often in a row it failed.
        LOCKOUT = "select failures, last_at, until_at from lockout where subject = $1";
        /// It failed again.
        FAILED = "insert into lockout (subject, kind, failures, last_at, until_at) values ($1, $2, $3, $4, $5) on conflict (subject) do update set failures = excluded.failures, last_at = excluded.last_at, until_at = excluded.until_at";
        /// It went well.
        CLEAR_LOCKOUT = "delete from lockout where subject = $1";
    }
}

/// Who may see which record, and why.
pub mod records {
    store::statements! {
        /// A new record.
        ADD_RECORD = "insert into record (woman_id, organisation_id, team_id, restricted, name_hidden, made_at) values ($1, $2, $3, 0, 0, $4)";
        /// One record.
        RECORD = "select organisation_id, team_id, restricted, name_hidden from record where woman_id = $1";
        /// The records in sight; the fragments of `visible` stand behind it.
        IN_SIGHT = "select record.woman_id as id from record where record.organisation_id = $1";
        /// Moves her to another team.
        SET_TEAM = "update record set team_id = $2, version = version + 1 where woman_id = $1";
        /// Restricts the record or opens it, hides the name or shows it.
        SET_GUARD = "update record set restricted = $2, name_hidden = $3, version = version + 1 where woman_id = $1";
        /// The kinds of her live assignments.
        ASSIGNED_AS = "select kind as code from assignment where woman_id = $1 and account_id = $2 and ended_at is null";
        /// Who supports her now.
        ASSIGNED_TO = "select account_id, kind from assignment where woman_id = $1 and ended_at is null order by from_at, id";
        /// Assigns.
        ASSIGN = "insert into assignment (id, organisation_id, woman_id, account_id, kind, from_at, given_by) values ($1, $2, $3, $4, $5, $6, $7)";
        /// Ends an assignment.
        END_ASSIGNMENT = "update assignment set ended_at = $4, ended_by = $5 where woman_id = $1 and account_id = $2 and kind = $3 and ended_at is null";
        /// Her sealed links.
        LINKS = "select id, sealed from self_link where account_id = $1 and ended_at is null order by set_at, id";
        /// Bars her.
        ADD_LINK = "insert into self_link (id, organisation_id, account_id, set_at, set_by, sealed) values ($1, $2, $3, $4, $5, $6)";
        /// Lifts a bar.
        END_LINK = "update self_link set ended_at = $2, ended_by = $3 where id = $1 and ended_at is null";
        /// Her emergency access to the record, live and over.
        EMERGENCY_TO = "select id, opened_at as from_at, ends_at as until_at from emergency_access where woman_id = $1 and account_id = $2";
        /// Her emergency access to any record, live and over.
        EMERGENCY_OF = "select id, opened_at as from_at, ends_at as until_at from emergency_access where account_id = $1";
        /// Opens emergency access.
        OPEN_EMERGENCY = "insert into emergency_access (id, organisation_id, woman_id, account_id, opened_at, ends_at, review_by, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8)";
        /// Ends it before its time.
        END_EMERGENCY = "update emergency_access set ends_at = $3 where id = $1 and account_id = $2 and ends_at > $3 and opened_at < $3";
        /// One emergency access.
        EMERGENCY = "select id, organisation_id, woman_id, account_id, opened_at, ends_at, review_by, reviewed_at, sealed from emergency_access where id = $1";
        /// Those that nobody has reviewed.
        EMERGENCY_TO_REVIEW = "select id, organisation_id, woman_id, account_id, opened_at, ends_at, review_by, reviewed_at, sealed from emergency_access where organisation_id = $1 and reviewed_at is null order by review_by, opened_at, id";
        /// It was reviewed.
        REVIEW_EMERGENCY = "update emergency_access set reviewed_at = $2, reviewed_by = $3, finding = $4, review_sealed = $5 where id = $1 and reviewed_at is null";
        /// For which requests and reviews about her she was or is named.
        NAMED_TO = "select id, from_at, until_at from named_request where woman_id = $1 and account_id = $2";
        /// For which requests and reviews about anybody she was or is named.
        NAMED_OF = "select id, from_at, until_at from named_request where account_id = $1";
        /// The records of several women.
        RECORD_OF_MANY = concat!("select woman_id as owner_id, organisation_id, team_id, restricted, name_hidden from record where woman_id in (", store::of_many!(), ")");
        /// The kinds of her live assignments to several women.
        ASSIGNED_AS_OF_MANY = concat!("select woman_id as owner_id, kind as code from assignment where woman_id in (", store::of_many!(), ") and account_id = $21 and ended_at is null");
        /// Who supports several women now.
        ASSIGNED_TO_OF_MANY = concat!("select woman_id as owner_id, account_id, kind from assignment where woman_id in (", store::of_many!(), ") and ended_at is null order by from_at, id");
        /// Her emergency access to the records of several women.
        EMERGENCY_TO_MANY = concat!("select woman_id as owner_id, id, opened_at as from_at, ends_at as until_at from emergency_access where woman_id in (", store::of_many!(), ") and account_id = $21");
        /// For which requests and reviews about several women she was or is named.
        NAMED_TO_MANY = concat!("select woman_id as owner_id, id, from_at, until_at from named_request where woman_id in (", store::of_many!(), ") and account_id = $21");
        /// Names her.
        NAME_FOR_REQUEST = "insert into named_request (id, organisation_id, woman_id, account_id, kind, from_at, until_at, given_by) values ($1, $2, $3, $4, $5, $6, $7, $8)";
    }

    /// What a decision about each of several women stands on, and who supports them.
    pub mod ahead {
        use store::Ahead;

        /// Her record.
        pub const RECORD: Ahead = Ahead { each: super::RECORD, many: super::RECORD_OF_MANY };
        /// The actor's assignments.
        pub const ASSIGNED_AS: Ahead =
            Ahead { each: super::ASSIGNED_AS, many: super::ASSIGNED_AS_OF_MANY };
        /// Who supports her.
        pub const ASSIGNED_TO: Ahead =
            Ahead { each: super::ASSIGNED_TO, many: super::ASSIGNED_TO_OF_MANY };
        /// The actor's emergency access.
        pub const EMERGENCY_TO: Ahead =
            Ahead { each: super::EMERGENCY_TO, many: super::EMERGENCY_TO_MANY };
        /// Whether the actor is named.
        pub const NAMED_TO: Ahead = Ahead { each: super::NAMED_TO, many: super::NAMED_TO_MANY };
    }
}

/// The condition of a list. A list of women joins `record`, puts `SIGHT` behind its own condition
/// and begins its own parameters at `$13`; the first twelve are `VisibleWomen::values`.
pub mod sight {
    use super::records::IN_SIGHT;
    store::fragments! {
        /// Her organisation, none of her own or linked records, and one of the ways in `$12`:
        /// 1 all, 2 her teams, 4 assigned, 8 as a volunteer, 16 emergency access, 32 named.
        SIGHT behind IN_SIGHT = "and record.organisation_id = $1 and record.woman_id not in ($4, $5, $6, $7, $8, $9, $10, $11) and ((cast($12 as bigint) & 1) = 1 or ((cast($12 as bigint) & 2) = 2 and record.restricted = 0 and record.team_id in (select x.team_id from account_team x join team t on t.id = x.team_id where x.account_id = $2 and x.ended_at is null and t.ended_at is null)) or ((cast($12 as bigint) & 4) = 4 and record.woman_id in (select x.woman_id from assignment x where x.account_id = $2 and x.kind = 'worker' and x.ended_at is null)) or ((cast($12 as bigint) & 8) = 8 and record.restricted = 0 and record.woman_id in (select x.woman_id from assignment x where x.account_id = $2 and x.kind = 'volunteer' and x.ended_at is null)) or ((cast($12 as bigint) & 16) = 16 and record.woman_id in (select x.woman_id from emergency_access x where x.account_id = $2 and x.opened_at <= $3 and x.ends_at > $3)) or ((cast($12 as bigint) & 32) = 32 and record.woman_id in (select x.woman_id from named_request x where x.account_id = $2 and x.from_at <= $3 and x.until_at > $3)))";
    }
}

/// The audit trail.
pub mod trail {
    store::statements! {
        /// The organisation's first head.
        ADD_HEAD = "insert into audit_head (organisation_id, sequence, chain) values ($1, 0, $2) on conflict (organisation_id) do nothing";
        /// Takes the next number, and with it the lock on the chain.
        NEXT = "update audit_head set sequence = sequence + 1 where organisation_id = $1 returning sequence, chain";
        /// The new head.
        SET_HEAD = "update audit_head set chain = $2 where organisation_id = $1";
        /// Every head.
        HEADS = "select organisation_id, sequence, chain from audit_head order by organisation_id";
        /// An entry.
        ADD_ENTRY = "insert into audit_entry (id, organisation_id, sequence, at, account_id, action, woman_id, owner_id, listed, sealed, chain) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        /// A woman whom a list showed.
        ADD_LISTED = "insert into audit_listed (entry_id, position, woman_id) values ($1, $2, $3)";
        /// Five that a list showed, one after the other.
        ADD_FIVE_LISTED = "insert into audit_listed (entry_id, position, woman_id) values ($1, $2, $3), ($1, cast($2 as bigint) + 1, $4), ($1, cast($2 as bigint) + 2, $5), ($1, cast($2 as bigint) + 3, $6), ($1, cast($2 as bigint) + 4, $7)";
        /// A whole page of the list of women, one after the other.
        ADD_PAGE_LISTED = "insert into audit_listed (entry_id, position, woman_id) values ($1, $2, $3), ($1, cast($2 as bigint) + 1, $4), ($1, cast($2 as bigint) + 2, $5), ($1, cast($2 as bigint) + 3, $6), ($1, cast($2 as bigint) + 4, $7), ($1, cast($2 as bigint) + 5, $8), ($1, cast($2 as bigint) + 6, $9), ($1, cast($2 as bigint) + 7, $10), ($1, cast($2 as bigint) + 8, $11), ($1, cast($2 as bigint) + 9, $12), ($1, cast($2 as bigint) + 10, $13), ($1, cast($2 as bigint) + 11, $14), ($1, cast($2 as bigint) + 12, $15), ($1, cast($2 as bigint) + 13, $16), ($1, cast($2 as bigint) + 14, $17), ($1, cast($2 as bigint) + 15, $18), ($1, cast($2 as bigint) + 16, $19), ($1, cast($2 as bigint) + 17, $20), ($1, cast($2 as bigint) + 18, $21), ($1, cast($2 as bigint) + 19, $22), ($1, cast($2 as bigint) + 20, $23), ($1, cast($2 as bigint) + 21, $24), ($1, cast($2 as bigint) + 22, $25), ($1, cast($2 as bigint) + 23, $26), ($1, cast($2 as bigint) + 24, $27)";
        /// The next entries of a chain.
        ENTRIES = "select id, sequence, at, account_id, action, woman_id, owner_id, listed, sealed, chain from audit_entry where organisation_id = $1 and sequence > $2 order by sequence limit 1000";
        /// The newest entries before a number.
        NEWEST = "select id, sequence, at, account_id, action, woman_id, owner_id, listed, sealed, chain from audit_entry where organisation_id = $1 and sequence < $2 order by sequence desc limit 100";
        /// Who looked at a woman, newest first: opened, or shown in a list.
        ABOUT = "select id, sequence, at, account_id, action, woman_id, owner_id, listed, sealed, chain from audit_entry where organisation_id = $1 and sequence < $3 and (woman_id = $2 or id in (select l.entry_id from audit_listed l where l.woman_id = $2)) order by sequence desc limit 100";
        /// How often an account asked whether a woman is known, since an instant, and when first.
        ASKED = "select count(*) as times, min(at) as first_at from audit_entry where organisation_id = $1 and account_id = $2 and action = 'ask-if-known' and at > $3";
        /// Who asked whether a woman is known and was told, since an instant, newest first.
        WHO_ASKED = "select id, sequence, at, account_id, action, woman_id, owner_id, listed, sealed, chain from audit_entry where organisation_id = $1 and woman_id = $2 and action = 'know-she-is-known' and at > $3 order by sequence desc limit 20";
        /// The women whom an entry's list showed.
        LISTED = "select woman_id as id from audit_listed where entry_id = $1 order by position";
    }
}

/// Every statement of this crate, for the test that prepares each.
pub const STATEMENTS: [&[store::Statement]; 4] =
    [people::ALL, signing::ALL, records::ALL, trail::ALL];

/// A row of one id.
#[derive(Debug, FromRow)]
pub(crate) struct IdRow {
    pub(crate) id: Uuid,
}

/// Something that is so from one instant until just before another, in microseconds.
#[derive(Debug, FromRow)]
pub(crate) struct SpanRow {
    pub(crate) id: Uuid,
    pub(crate) from_at: i64,
    pub(crate) until_at: i64,
}

impl SpanRow {
    /// Whether it is so at this instant. Asked here and not in the statement, so that the same rows do
    /// for every instant.
    pub(crate) const fn is_live(&self, now: i64) -> bool {
        self.from_at <= now && now < self.until_at
    }
}

/// A row of one code.
#[derive(Debug, FromRow)]
pub(crate) struct CodeRow {
    pub(crate) code: String,
}

/// How often something happened, and when first.
#[derive(Debug, FromRow)]
pub(crate) struct TimesRow {
    pub(crate) times: i64,
    pub(crate) first_at: Option<i64>,
}

/// A row with a name that is not personal.
#[derive(Debug, FromRow)]
pub(crate) struct NamedRow {
    pub(crate) id: Uuid,
    pub(crate) name: String,
}

#[derive(Debug, FromRow)]
pub(crate) struct AccountRow {
    pub(crate) id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) reference: String,
    pub(crate) closed_at: Option<i64>,
    pub(crate) sealed: Vec<u8>,
}

#[derive(Debug, FromRow)]
pub(crate) struct CredentialRow {
    pub(crate) second_step: i64,
    pub(crate) last_code_step: i64,
    pub(crate) sealed: Vec<u8>,
}

#[derive(Debug, FromRow)]
pub(crate) struct SessionRow {
    pub(crate) id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) account_id: Uuid,
    pub(crate) stage: String,
    pub(crate) made_at: i64,
    pub(crate) seen_at: i64,
    pub(crate) step_up_at: Option<i64>,
    pub(crate) sealed: Vec<u8>,
}

#[derive(Debug, FromRow)]
pub(crate) struct PasskeyRow {
    pub(crate) id: Uuid,
    pub(crate) account_id: Uuid,
    pub(crate) made_at: i64,
    pub(crate) used_at: Option<i64>,
    pub(crate) ended_at: Option<i64>,
    pub(crate) sealed: Vec<u8>,
}

#[derive(Debug, FromRow)]
pub(crate) struct LockoutRow {
    pub(crate) failures: i64,
    pub(crate) last_at: i64,
    pub(crate) until_at: i64,
}

#[derive(Debug, FromRow)]
pub(crate) struct RecordRow {
    pub(crate) organisation_id: Uuid,
    pub(crate) team_id: Uuid,
    pub(crate) restricted: i64,
    pub(crate) name_hidden: i64,
}

#[derive(Debug, FromRow)]
pub(crate) struct AssignedRow {
    pub(crate) account_id: Uuid,
    pub(crate) kind: String,
}

#[derive(Debug, FromRow)]
pub(crate) struct SealedRow {
    pub(crate) id: Uuid,
    pub(crate) sealed: Vec<u8>,
}

#[derive(Debug, FromRow)]
pub(crate) struct EmergencyRow {
    pub(crate) id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) woman_id: Uuid,
    pub(crate) account_id: Uuid,
    pub(crate) opened_at: i64,
    pub(crate) ends_at: i64,
    pub(crate) review_by: String,
    pub(crate) reviewed_at: Option<i64>,
    pub(crate) sealed: Vec<u8>,
}

#[derive(Debug, FromRow)]
pub(crate) struct HeadRow {
    pub(crate) organisation_id: Uuid,
    pub(crate) sequence: i64,
    pub(crate) chain: Vec<u8>,
}

#[derive(Debug, FromRow)]
pub(crate) struct NextRow {
    pub(crate) sequence: i64,
    pub(crate) chain: Vec<u8>,
}

#[derive(Debug, FromRow)]
pub(crate) struct EntryRow {
    pub(crate) id: Uuid,
    pub(crate) sequence: i64,
    pub(crate) at: i64,
    pub(crate) account_id: Option<Uuid>,
    pub(crate) action: String,
    pub(crate) woman_id: Option<Uuid>,
    pub(crate) owner_id: Option<Uuid>,
    pub(crate) listed: i64,
    pub(crate) sealed: Option<Vec<u8>>,
    pub(crate) chain: Vec<u8>,
}
