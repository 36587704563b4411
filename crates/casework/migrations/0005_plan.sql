-- Assessments, plans, outcomes and the exit review. Owner key of every row about a woman is her id.

-- Others' questionnaires, loaded by a centre from a file that it has the right to use. Not personal.
create table instrument_wording (
    id uuid primary key,
    organisation_id uuid not null,
    instrument text not null,
    instrument_version bigint not null,
    digest text not null,
    definition text not null,
    wording text not null,
    right_words text not null,
    made_at bigint not null,
    made_by uuid
);
create index instrument_wording_of on instrument_wording (organisation_id, instrument);

create table assessment (
    id uuid primary key,
    organisation_id uuid not null,
    woman_id uuid not null references woman (id),
    case_id uuid not null references support_case (id),
    instrument text not null,
    instrument_version bigint not null,
    wording_digest text,
    occasion text not null check (occasion in ('baseline', 'review', 'exit', 'follow_up')),
    review_number bigint,
    done_on text not null,
    with_her bigint not null check (with_her in (0, 1)),
    how text not null check (how in ('with_her', 'by_her', 'without_her')),
    corrected_by uuid,
    made_at bigint not null,
    made_by uuid,
    sealed bytea not null
);
create index assessment_woman on assessment (organisation_id, woman_id, done_on);
create index assessment_case on assessment (organisation_id, case_id, occasion);

-- Higher is harder, also where she was asked the other way round.
create table assessment_score (
    id uuid primary key,
    organisation_id uuid not null,
    assessment_id uuid not null references assessment (id),
    woman_id uuid not null references woman (id),
    area text not null,
    score bigint not null check (score >= 0),
    made_at bigint not null,
    made_by uuid,
    unique (assessment_id, area)
);
create index assessment_score_woman on assessment_score (organisation_id, woman_id);

create table plan (
    id uuid primary key,
    organisation_id uuid not null,
    woman_id uuid not null references woman (id),
    case_id uuid not null references support_case (id),
    number bigint not null,
    sent_at bigint,
    sent_by uuid,
    returned_at bigint,
    agreed_at bigint,
    agreed_on text,
    agreed_by text check (agreed_by in ('she', 'colleague', 'practitioner')),
    agreed_account uuid,
    superseded_at bigint,
    version bigint not null default 1,
    made_at bigint not null,
    made_by uuid,
    sealed bytea not null,
    unique (case_id, number)
);
create index plan_woman on plan (organisation_id, woman_id, number);

-- The whole text of each saved version: what a page began from, so that two people's edits can be
-- laid over each other, and nothing written is ever gone.
create table plan_text (
    id uuid primary key,
    organisation_id uuid not null,
    plan_id uuid not null references plan (id),
    woman_id uuid not null references woman (id),
    version bigint not null,
    made_at bigint not null,
    made_by uuid,
    sealed bytea not null,
    unique (plan_id, version)
);

create table goal (
    id uuid primary key,
    organisation_id uuid not null,
    plan_id uuid not null references plan (id),
    woman_id uuid not null references woman (id),
    -- The same goal in the version before.
    follows uuid,
    need text not null,
    position bigint not null,
    progress text not null
        check (progress in ('not_started', 'on_the_way', 'reached', 'no_longer_wanted')),
    dropped_at bigint,
    version bigint not null default 1,
    made_at bigint not null,
    made_by uuid,
    sealed bytea not null
);
create index goal_plan on goal (organisation_id, plan_id, position);
create index goal_woman on goal (organisation_id, woman_id);

create table plan_action (
    id uuid primary key,
    organisation_id uuid not null,
    goal_id uuid not null references goal (id),
    plan_id uuid not null references plan (id),
    woman_id uuid not null references woman (id),
    -- The same step in the version before.
    follows uuid,
    owner text not null check (owner in ('she', 'worker', 'other')),
    position bigint not null,
    due_on text,
    done_on text,
    dropped_at bigint,
    version bigint not null default 1,
    made_at bigint not null,
    made_by uuid,
    sealed bytea not null
);
create index plan_action_plan on plan_action (organisation_id, plan_id);
create index plan_action_due on plan_action (organisation_id, done_on, due_on);
create index plan_action_woman on plan_action (organisation_id, woman_id);

create table outcome_judgement (
    id uuid primary key,
    organisation_id uuid not null,
    case_id uuid not null references support_case (id),
    woman_id uuid not null references woman (id),
    programme_id uuid not null,
    framework text not null,
    item text not null,
    result text not null check (result in ('achieved', 'partly', 'not')),
    judged_on text not null,
    -- The mapping that proposed it, when one did.
    mapping text,
    superseded_at bigint,
    made_at bigint not null,
    made_by uuid,
    sealed bytea not null
);
create index outcome_judgement_case on outcome_judgement (organisation_id, case_id);
create index outcome_judgement_programme
    on outcome_judgement (organisation_id, programme_id, judged_on);
create index outcome_judgement_woman on outcome_judgement (organisation_id, woman_id);

create table exit_review (
    id uuid primary key,
    organisation_id uuid not null,
    woman_id uuid not null references woman (id),
    case_id uuid not null references support_case (id),
    held_on text not null,
    how text not null check (how in ('with_her', 'by_her', 'without_her')),
    contact_after text not null check (contact_after in ('yes', 'no', 'not_asked')),
    made_at bigint not null,
    made_by uuid,
    sealed bytea not null
);
create index exit_review_woman on exit_review (organisation_id, woman_id);
create index exit_review_case on exit_review (organisation_id, case_id, held_on);
