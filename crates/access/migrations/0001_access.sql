-- Who works here, who may see which record, and who looked.
-- Owner keys: rows of an account are sealed with the account's key; reasons of emergency access and
-- audit details about a woman with hers, so that they go when she is erased.

create table organisation (
    id uuid primary key,
    name text not null,
    made_at bigint not null,
    version bigint not null default 1
);

create table team (
    id uuid primary key,
    organisation_id uuid not null references organisation (id),
    name text not null,
    made_at bigint not null,
    ended_at bigint
);
create index team_organisation on team (organisation_id);

create table account (
    id uuid primary key,
    organisation_id uuid not null references organisation (id),
    reference text not null unique,
    email_blind bytea not null unique,
    made_at bigint not null,
    made_by uuid,
    closed_at bigint,
    version bigint not null default 1,
    sealed bytea not null
);
create index account_organisation on account (organisation_id, made_at);

create table account_role (
    id uuid primary key,
    account_id uuid not null references account (id),
    role text not null,
    given_at bigint not null,
    given_by uuid,
    ended_at bigint,
    ended_by uuid
);
create index account_role_account on account_role (account_id, ended_at);

create table account_team (
    id uuid primary key,
    account_id uuid not null references account (id),
    team_id uuid not null references team (id),
    given_at bigint not null,
    given_by uuid,
    ended_at bigint,
    ended_by uuid
);
create index account_team_account on account_team (account_id, team_id, ended_at);

create table credential (
    account_id uuid primary key references account (id),
    changed_at bigint not null,
    second_step bigint not null check (second_step in (0, 1)),
    -- A code is taken once: no code of this time step or an earlier one counts again.
    last_code_step bigint not null default 0,
    version bigint not null default 1,
    sealed bytea not null
);

create table session (
    id uuid primary key,
    organisation_id uuid not null,
    account_id uuid not null references account (id),
    token_hash bytea not null unique,
    stage text not null check (stage in ('code', 'enrol', 'full')),
    made_at bigint not null,
    seen_at bigint not null,
    step_up_at bigint,
    ended_at bigint,
    ended_why text,
    sealed bytea not null
);
create index session_account on session (account_id, ended_at);

create table lockout (
    subject bytea primary key,
    kind text not null check (kind in ('account', 'address')),
    failures bigint not null,
    last_at bigint not null,
    until_at bigint not null
);

create table record (
    woman_id uuid primary key,
    organisation_id uuid not null references organisation (id),
    team_id uuid not null references team (id),
    restricted bigint not null check (restricted in (0, 1)),
    name_hidden bigint not null check (name_hidden in (0, 1)),
    made_at bigint not null,
    version bigint not null default 1
);
create index record_team on record (organisation_id, team_id);

create table assignment (
    id uuid primary key,
    organisation_id uuid not null,
    woman_id uuid not null references record (woman_id),
    account_id uuid not null references account (id),
    kind text not null check (kind in ('worker', 'volunteer')),
    from_at bigint not null,
    given_by uuid,
    ended_at bigint,
    ended_by uuid
);
create index assignment_woman on assignment (woman_id, ended_at);
create index assignment_account on assignment (account_id, kind, ended_at, woman_id);

create table self_link (
    id uuid primary key,
    organisation_id uuid not null,
    account_id uuid not null references account (id),
    set_at bigint not null,
    set_by uuid,
    ended_at bigint,
    ended_by uuid,
    sealed bytea not null
);
create index self_link_account on self_link (account_id, ended_at);

create table emergency_access (
    id uuid primary key,
    organisation_id uuid not null,
    woman_id uuid not null references record (woman_id),
    account_id uuid not null references account (id),
    opened_at bigint not null,
    ends_at bigint not null,
    review_by text not null,
    reviewed_at bigint,
    reviewed_by uuid,
    finding text check (finding in ('right', 'wrong', 'follow_up')),
    sealed bytea not null,
    review_sealed bytea,
    check (ends_at > opened_at and ends_at <= opened_at + 28800000000)
);
create index emergency_account on emergency_access (account_id, ends_at, woman_id);
create index emergency_review on emergency_access (organisation_id, reviewed_at, review_by);

create table named_request (
    id uuid primary key,
    organisation_id uuid not null,
    woman_id uuid not null references record (woman_id),
    account_id uuid not null references account (id),
    kind text not null check (kind in ('subject_access', 'review')),
    from_at bigint not null,
    until_at bigint not null,
    given_by uuid
);
create index named_request_account on named_request (account_id, until_at, woman_id);

create table audit_head (
    organisation_id uuid primary key,
    sequence bigint not null,
    chain bytea not null
);

create table audit_entry (
    id uuid primary key,
    organisation_id uuid not null,
    sequence bigint not null,
    at bigint not null,
    account_id uuid,
    action text not null,
    woman_id uuid,
    owner_id uuid,
    listed bigint not null,
    sealed bytea,
    chain bytea not null,
    unique (organisation_id, sequence)
);
create index audit_woman on audit_entry (organisation_id, woman_id, sequence);

create table audit_listed (
    entry_id uuid not null references audit_entry (id),
    position bigint not null,
    woman_id uuid not null,
    primary key (entry_id, position)
);
create index audit_listed_woman on audit_listed (woman_id);
