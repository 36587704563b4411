-- Safety: danger and what was done about it; children and others near her; who is kept apart.
-- Owner key of every sealed value is the woman's; of the local settings there is none to seal.

create table risk_item (
    id uuid primary key,
    organisation_id uuid not null,
    woman_id uuid not null references woman (id),
    kind text not null
        check (kind in ('self_harm', 'suicide', 'overdose', 'from_others', 'to_others')),
    level text not null check (level in ('to_check', 'low', 'medium', 'high', 'very_high')),
    source text not null,
    review_by text not null,
    ended_at bigint,
    ended_by uuid,
    replaced_by uuid references risk_item (id),
    made_at bigint not null,
    made_by uuid,
    sealed bytea not null
);
create index risk_item_woman on risk_item (organisation_id, woman_id, ended_at);
create index risk_item_due on risk_item (organisation_id, ended_at, review_by);

create table safety_plan (
    id uuid primary key,
    organisation_id uuid not null,
    woman_id uuid not null references woman (id),
    number bigint not null,
    review_by text not null,
    handed_on text,
    handed_by uuid,
    made_at bigint not null,
    made_by uuid,
    sealed bytea not null,
    unique (woman_id, number)
);
create index safety_plan_woman on safety_plan (organisation_id, woman_id, number);

create table child (
    id uuid primary key,
    organisation_id uuid not null,
    woman_id uuid not null references woman (id),
    lives_with text not null,
    social_care text not null,
    contact_order text not null,
    ended_at bigint,
    version bigint not null default 1,
    made_at bigint not null,
    made_by uuid,
    sealed bytea not null
);
create index child_woman on child (organisation_id, woman_id, ended_at);

create table relationship (
    id uuid primary key,
    organisation_id uuid not null,
    woman_id uuid not null references woman (id),
    kind text not null,
    is_risk bigint not null default 0 check (is_risk in (0, 1)),
    ended_at bigint,
    version bigint not null default 1,
    made_at bigint not null,
    made_by uuid,
    sealed bytea not null
);
create index relationship_woman on relationship (organisation_id, woman_id, ended_at);

create table concern (
    id uuid primary key,
    organisation_id uuid not null,
    woman_id uuid not null references woman (id),
    child_id uuid references child (id),
    about text not null check (about in ('child', 'adult')),
    tell_by text not null,
    threshold text check (threshold in ('met', 'not_met')),
    decided_at bigint,
    decided_by uuid,
    outcome text,
    closed_at bigint,
    closed_by uuid,
    version bigint not null default 1,
    made_at bigint not null,
    made_by uuid,
    sealed bytea not null
);
create index concern_woman on concern (organisation_id, woman_id, closed_at);
create index concern_open on concern (organisation_id, closed_at, made_at);

create table concern_told (
    id uuid primary key,
    organisation_id uuid not null,
    concern_id uuid not null references concern (id),
    woman_id uuid not null references woman (id),
    who text not null,
    at bigint not null,
    made_at bigint not null,
    made_by uuid,
    sealed bytea not null
);
create index concern_told_concern on concern_told (concern_id, at);
create index concern_told_woman on concern_told (organisation_id, woman_id, at);

create table dash_result (
    id uuid primary key,
    organisation_id uuid not null,
    woman_id uuid not null references woman (id),
    done_on text not null,
    yes bigint not null,
    no bigint not null,
    dont_know bigint not null,
    judgement text not null check (judgement in ('not_yet', 'standard', 'medium', 'high')),
    escalation bigint not null check (escalation in (0, 1)),
    made_at bigint not null,
    made_by uuid,
    sealed bytea not null
);
create index dash_result_woman on dash_result (organisation_id, woman_id, made_at);

create table marac (
    id uuid primary key,
    organisation_id uuid not null,
    woman_id uuid not null references woman (id),
    kind text not null check (kind in ('marac', 'idva')),
    criterion text not null
        check (criterion in ('judgement', 'score', 'escalation', 'repeat')),
    identified_at bigint not null,
    due_on text not null,
    sent_at bigint,
    sent_by uuid,
    consent text check (consent in ('with', 'not_safe_to_ask', 'she_said_no', 'not_recorded')),
    repeat_of uuid references marac (id),
    accepted_at bigint,
    met_on text,
    closed_at bigint,
    closed_by uuid,
    close_reason text,
    version bigint not null default 1,
    made_at bigint not null,
    made_by uuid,
    sealed bytea not null
);
create index marac_woman on marac (organisation_id, woman_id, kind, identified_at);
create index marac_due on marac (organisation_id, closed_at, sent_at, due_on);

create table sharing (
    id uuid primary key,
    organisation_id uuid not null,
    woman_id uuid not null references woman (id),
    recipient_kind text not null,
    basis text not null,
    at bigint,
    told text not null check (told in ('yes', 'no', 'not_recorded')),
    urgent bigint not null check (urgent in (0, 1)),
    approved_at bigint,
    approved_by uuid,
    refused_at bigint,
    review_by text,
    reviewed_at bigint,
    reviewed_by uuid,
    version bigint not null default 1,
    made_at bigint not null,
    made_by uuid,
    sealed bytea not null
);
create index sharing_woman on sharing (organisation_id, woman_id, made_at);
create index sharing_review on sharing (organisation_id, urgent, reviewed_at, review_by);

create table keep_apart (
    id uuid primary key,
    organisation_id uuid not null,
    woman_id uuid not null references woman (id),
    other_woman_id uuid references woman (id),
    worker_id uuid,
    from_on text not null,
    until_on text,
    ended_by uuid,
    made_at bigint not null,
    made_by uuid,
    sealed bytea not null,
    -- One other woman or one worker, never both and never herself.
    check ((other_woman_id is null) <> (worker_id is null)),
    check (other_woman_id is null or other_woman_id <> woman_id)
);
create index keep_apart_woman on keep_apart (organisation_id, woman_id);
create index keep_apart_other on keep_apart (organisation_id, other_woman_id);
create index keep_apart_worker on keep_apart (organisation_id, worker_id);

create table safety_setting (
    id uuid primary key,
    organisation_id uuid not null unique,
    marac_threshold bigint not null check (marac_threshold between 1 and 24),
    made_at bigint not null,
    made_by uuid
);
