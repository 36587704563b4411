//! The register of this crate's columns, beside its migrations.

use store::Migration;

/// The steps of this crate's tables.
pub const MIGRATIONS: &[Migration] = &[
    Migration { room: "access", number: 1, sql: include_str!("../migrations/0001_access.sql") },
    Migration { room: "access", number: 2, sql: include_str!("../migrations/0002_asked.sql") },
    Migration {
        room: "access",
        number: 3,
        sql: include_str!("../migrations/0003_handed_over.sql"),
    },
    Migration { room: "access", number: 4, sql: include_str!("../migrations/0004_passkeys.sql") },
];

store::columns! {
    /// Every column of this crate.
    pub COLUMNS:
    organisation {
        id: Internal Plain "random id";
        name: Public Plain "the organisation's name";
        made_at: Internal Plain "when it was made";
        version: Internal Plain "counts edits";
    }
    team {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        name: Internal Plain "the team's name; the page asks not to use a person's";
        made_at: Internal Plain "when it was made";
        ended_at: Internal Plain "when it ended";
    }
    account {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        reference: Internal Plain "random short reference";
        email_blind: Personal Blind "keyed digest of the e-mail address she signs in with";
        made_at: Internal Plain "when it was made";
        made_by: Internal Plain "account that made it";
        closed_at: Internal Plain "when it was closed";
        version: Internal Plain "counts edits";
        sealed: Personal Sealed "name and e-mail address";
    }
    account_role {
        id: Internal Plain "random id";
        account_id: Internal Plain "the account";
        role: Internal Plain "the role";
        given_at: Internal Plain "from when";
        given_by: Internal Plain "account that gave it";
        ended_at: Internal Plain "until when";
        ended_by: Internal Plain "account that took it";
    }
    account_team {
        id: Internal Plain "random id";
        account_id: Internal Plain "the account";
        team_id: Internal Plain "the team";
        given_at: Internal Plain "from when";
        given_by: Internal Plain "account that gave it";
        ended_at: Internal Plain "until when";
        ended_by: Internal Plain "account that took it";
    }
    credential {
        account_id: Internal Plain "the account";
        changed_at: Internal Plain "when it was last changed";
        second_step: Internal Plain "whether codes are set up";
        last_code_step: Internal Plain "time step of the last code taken, so that no code is taken twice";
        version: Internal Plain "counts edits";
        handed_over: Internal Plain "whether somebody else made the password and handed it over";
        sealed: Personal Sealed "argon2id hash of the password, secret of the codes, hashes of the recovery codes";
    }
    session {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        account_id: Internal Plain "the account";
        token_hash: Internal Blind "digest of the cookie's random token";
        stage: Internal Plain "which steps of signing in are done";
        made_at: Internal Plain "when it began";
        seen_at: Internal Plain "when it was last used";
        step_up_at: Internal Plain "when she last confirmed who she is";
        ended_at: Internal Plain "when it ended";
        ended_why: Internal Plain "why it ended";
        sealed: Personal Sealed "the browser in words, so that she knows the session again";
    }
    passkey {
        id: Internal Plain "random id";
        account_id: Internal Plain "the account";
        credential_blind: Internal Blind "keyed digest of the credential's id";
        made_at: Internal Plain "when it was added";
        used_at: Internal Plain "when it last opened the door";
        ended_at: Internal Plain "when it was taken away";
        sealed: Personal Sealed "its name, public key and counter";
    }
    passkey_answered {
        question: Internal Plain "random number of a question that was answered";
        until_at: Internal Plain "until when it could have been answered again";
    }
    lockout {
        subject: Personal Blind "keyed digest of the e-mail address or network address";
        kind: Internal Plain "which of the two";
        failures: Internal Plain "failures in a row";
        last_at: Internal Plain "when the last one was";
        until_at: Internal Plain "until when it waits";
    }
    record {
        woman_id: Internal Plain "random id of the woman";
        organisation_id: Internal Plain "the organisation that holds her record";
        team_id: Internal Plain "the team that works with her";
        restricted: Internal Plain "whether only named workers see it";
        name_hidden: Internal Plain "whether her name is hidden";
        made_at: Internal Plain "when it was opened";
        version: Internal Plain "counts edits";
    }
    assignment {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        woman_id: Internal Plain "the woman";
        account_id: Internal Plain "who supports her";
        kind: Internal Plain "worker or volunteer";
        from_at: Internal Plain "from when";
        given_by: Internal Plain "account that assigned";
        ended_at: Internal Plain "until when";
        ended_by: Internal Plain "account that ended it";
    }
    self_link {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        account_id: Internal Plain "the account that is barred";
        set_at: Internal Plain "from when";
        set_by: Internal Plain "safeguarding lead who set it";
        ended_at: Internal Plain "until when";
        ended_by: Internal Plain "safeguarding lead who lifted it";
        sealed: Special Sealed "the woman who is she or is linked to her";
    }
    emergency_access {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        woman_id: Internal Plain "the woman";
        account_id: Internal Plain "who opened it";
        opened_at: Internal Plain "from when";
        ends_at: Internal Plain "until when, eight hours at most";
        review_by: Internal Plain "the day by which another must have looked at it";
        reviewed_at: Internal Plain "when that was";
        reviewed_by: Internal Plain "who that was";
        finding: Internal Plain "what she found, coded";
        sealed: Special Sealed "the reason";
        review_sealed: Special Sealed "what the reviewer wrote";
    }
    named_request {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        woman_id: Internal Plain "the woman";
        account_id: Internal Plain "who is named";
        kind: Internal Plain "subject access or review";
        from_at: Internal Plain "from when";
        until_at: Internal Plain "until when";
        given_by: Internal Plain "account that named her";
    }
    audit_head {
        organisation_id: Internal Plain "the organisation";
        sequence: Internal Plain "number of its last entry";
        chain: Internal Plain "keyed digest of its last entry";
    }
    audit_entry {
        id: Internal Plain "random id";
        organisation_id: Internal Plain "the organisation";
        sequence: Internal Plain "number of the entry";
        at: Internal Plain "when";
        account_id: Internal Plain "who; nobody when the program itself acted";
        action: Internal Plain "what, coded";
        woman_id: Internal Plain "about whom";
        owner_id: Internal Plain "whose key seals the details";
        listed: Internal Plain "how many women a list showed";
        sealed: Special Sealed "details: the search as typed, what was changed";
        chain: Internal Plain "keyed digest of this entry and the one before";
    }
    audit_listed {
        entry_id: Internal Plain "the entry";
        position: Internal Plain "place in the list";
        woman_id: Internal Plain "a woman whom the list showed";
    }
}
