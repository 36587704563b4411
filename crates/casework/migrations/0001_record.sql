-- The woman's record: who she is, how she may be reached, her cases, tasks and agreements.
-- Which team holds a record, whether it is restricted and whether its name is hidden stand in access.
-- Owner key of every row about a woman is her id; of a task without a woman, the organisation's.

create table woman (
    id uuid primary key,
    organisation_id uuid not null,
    reference text not null,
    ethnicity text,
    religion text,
    disability text not null,
    interpreter text not null,
    gender_code text,
    care_experienced text not null,
    primary_carer text not null,
    merged_into uuid,
    -- The organisation's count of changed names at her last change: what another node reads to keep
    -- its index of names in memory fresh.
    name_change bigint not null,
    version bigint not null default 1,
    made_at bigint not null,
    made_by uuid,
    sealed bytea not null,
    unique (organisation_id, reference)
);
create index woman_made on woman (organisation_id, made_at, id);
create index woman_name_change on woman (organisation_id, name_change);

create table name_count (
    organisation_id uuid primary key,
    changes bigint not null
);

create table woman_blind (
    id uuid primary key,
    organisation_id uuid not null,
    woman_id uuid not null references woman (id),
    kind text not null check (kind in ('name_word', 'name_sound', 'full_name', 'born', 'identifier')),
    blind bytea not null,
    made_at bigint not null
);
create index woman_blind_find on woman_blind (organisation_id, kind, blind, woman_id);
create index woman_blind_woman on woman_blind (woman_id);

create table identifier (
    id uuid primary key,
    organisation_id uuid not null,
    woman_id uuid not null references woman (id),
    kind text not null,
    validity text not null,
    source text not null,
    seen_on text not null,
    ended_at bigint,
    made_at bigint not null,
    made_by uuid,
    sealed bytea not null
);
create index identifier_woman on identifier (organisation_id, woman_id);

create table contact_rule (
    id uuid primary key,
    organisation_id uuid not null,
    woman_id uuid not null references woman (id),
    channel text not null,
    answer text not null check (answer in ('yes', 'no')),
    confirmed_on text,
    confirmed_how text not null,
    recheck_by text,
    ended_at bigint,
    replaces uuid,
    made_at bigint not null,
    made_by uuid,
    sealed bytea not null
);
create index contact_rule_woman on contact_rule (organisation_id, woman_id, ended_at);

create table contact_stale (
    id uuid primary key,
    organisation_id uuid not null,
    woman_id uuid not null references woman (id),
    at bigint not null,
    why text not null,
    made_at bigint not null,
    made_by uuid
);
create index contact_stale_woman on contact_stale (organisation_id, woman_id, at);

create table contact_attempt (
    id uuid primary key,
    organisation_id uuid not null,
    woman_id uuid not null references woman (id),
    rule_id uuid references contact_rule (id),
    channel text not null,
    at bigint not null,
    result text not null check (result in ('allowed', 'refused', 'override')),
    refused_why text,
    review_by text,
    reviewed_at bigint,
    reviewed_by uuid,
    made_at bigint not null,
    made_by uuid,
    sealed bytea not null
);
create index contact_attempt_woman on contact_attempt (organisation_id, woman_id, at);
create index contact_attempt_review on contact_attempt (organisation_id, result, reviewed_at);

create table support_case (
    id uuid primary key,
    organisation_id uuid not null,
    woman_id uuid not null references woman (id),
    -- The referral is a table of a later step, so no foreign key.
    referral_id uuid,
    opened_at bigint not null,
    closed_on text,
    close_reason text,
    version bigint not null default 1,
    made_at bigint not null,
    made_by uuid
);
create index support_case_woman on support_case (organisation_id, woman_id, opened_at);

create table case_event (
    id uuid primary key,
    organisation_id uuid not null,
    case_id uuid not null references support_case (id),
    woman_id uuid not null references woman (id),
    at bigint not null,
    kind text not null
        check (kind in ('opened', 'engaged', 'paused', 'resumed', 'exit_review', 'closed')),
    reason text,
    made_at bigint not null,
    made_by uuid,
    sealed bytea
);
create index case_event_case on case_event (case_id, at);
create index case_event_woman on case_event (organisation_id, woman_id, at);

create table funding (
    id uuid primary key,
    organisation_id uuid not null,
    case_id uuid not null references support_case (id),
    woman_id uuid not null references woman (id),
    programme_id uuid not null,
    from_on text not null,
    until_on text,
    external_blind bytea,
    version bigint not null default 1,
    made_at bigint not null,
    made_by uuid,
    sealed bytea
);
create index funding_case on funding (organisation_id, case_id);
create index funding_programme on funding (organisation_id, programme_id, from_on);
create index funding_external on funding (organisation_id, external_blind);

create table task (
    id uuid primary key,
    organisation_id uuid not null,
    woman_id uuid references woman (id),
    owner_id uuid not null,
    due_on text not null,
    kind text not null,
    done_at bigint,
    done_by uuid,
    version bigint not null default 1,
    made_at bigint not null,
    made_by uuid,
    sealed bytea not null
);
create index task_owner on task (organisation_id, owner_id, done_at, due_on);
create index task_woman on task (organisation_id, woman_id, done_at);

create table lawful_basis (
    id uuid primary key,
    organisation_id uuid not null,
    purpose text not null,
    article6 text not null,
    article9 text,
    article10 text,
    controller text not null,
    notice_version text not null,
    from_on text not null,
    until_on text,
    made_at bigint not null,
    made_by uuid
);
create index lawful_basis_purpose on lawful_basis (organisation_id, purpose, from_on);

create table agreement (
    id uuid primary key,
    organisation_id uuid not null,
    woman_id uuid not null references woman (id),
    wording_version text not null,
    signed_on text not null,
    how text not null,
    made_at bigint not null,
    made_by uuid
);
create index agreement_woman on agreement (organisation_id, woman_id, signed_on);

create table consent (
    id uuid primary key,
    organisation_id uuid not null,
    woman_id uuid not null references woman (id),
    purpose text not null,
    wording_version text not null,
    from_on text not null,
    until_on text,
    withdrawn_on text,
    made_at bigint not null,
    made_by uuid
);
create index consent_woman on consent (organisation_id, woman_id, purpose);
