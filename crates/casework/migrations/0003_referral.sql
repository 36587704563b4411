-- Referrals in, first words before any referral, probation's report rows, and messages to send.
-- Programmes are a table of a later step, so nothing here has a foreign key to them.
-- Owner key of a referral is its own id until she is accepted; then it lies under hers.
create table referral (
    id uuid primary key,
    organisation_id uuid not null,
    made_at bigint not null,
    made_by uuid,
    version bigint not null default 1,
    reference text not null,
    programme_id uuid,
    source text not null check (source in ('herself', 'police', 'liaison', 'court', 'probation',
        'prison', 'health', 'council', 'other')),
    urgency text not null check (urgency in ('today', 'week', 'usual')),
    via text not null check (via in ('public', 'staff', 'import')),
    received_at bigint not null,
    answer_due_at bigint not null,
    woman_id uuid references woman (id),
    custody text not null check (custody in ('community', 'prison', 'not_known')),
    interpreter text not null check (interpreter in ('yes', 'no', 'not_asked')),
    name_hidden bigint not null default 0 check (name_hidden in (0, 1)),
    named bigint not null check (named in (0, 1)),
    sealed bytea
);
create unique index referral_reference on referral (organisation_id, reference);
create index referral_due on referral (organisation_id, answer_due_at);
create index referral_woman on referral (woman_id);

create table referral_need (
    id uuid primary key,
    organisation_id uuid not null,
    made_at bigint not null,
    made_by uuid,
    referral_id uuid not null references referral (id),
    need text not null,
    complexity text not null check (complexity in ('low', 'medium', 'high', 'not_known'))
);
create unique index referral_need_once on referral_need (referral_id, need);

create table referral_event (
    id uuid primary key,
    organisation_id uuid not null,
    made_at bigint not null,
    made_by uuid,
    referral_id uuid not null references referral (id),
    at bigint not null,
    kind text not null check (kind in ('triaged', 'accepted', 'waiting', 'signposted', 'declined',
        'returned', 'withdrawn', 'duplicate', 'answered')),
    reason text,
    sealed bytea
);
create index referral_event_of on referral_event (referral_id, at);

create table referral_blind (
    id uuid primary key,
    organisation_id uuid not null,
    made_at bigint not null,
    made_by uuid,
    referral_id uuid not null references referral (id),
    kind text not null check (kind in ('name_word', 'name_sound', 'full_name', 'born',
        'identifier')),
    blind bytea not null
);
create index referral_blind_find on referral_blind (organisation_id, kind, blind);
create index referral_blind_of on referral_blind (referral_id);

create table first_word (
    id uuid primary key,
    organisation_id uuid not null,
    made_at bigint not null,
    made_by uuid,
    at bigint not null,
    woman_id uuid references woman (id),
    referral_id uuid references referral (id),
    sealed bytea not null
);
create index first_word_open on first_word (organisation_id, at);
create index first_word_referral on first_word (referral_id);

create table rm_report (
    id uuid primary key,
    organisation_id uuid not null,
    made_at bigint not null,
    made_by uuid,
    programme_id uuid not null,
    at bigint not null,
    rows bigint not null,
    digest bytea not null
);
create index rm_report_of on rm_report (organisation_id, programme_id, at);

create table rm_row (
    id uuid primary key,
    organisation_id uuid not null,
    made_at bigint not null,
    made_by uuid,
    version bigint not null default 1,
    programme_id uuid not null,
    referral_blind bytea not null,
    crn_blind bytea,
    referral_id uuid references referral (id),
    case_id uuid references support_case (id),
    owner_id uuid not null,
    last_report_id uuid not null references rm_report (id),
    differences bigint not null,
    sealed bytea not null
);
create unique index rm_row_once on rm_row (organisation_id, programme_id, referral_blind);
create index rm_row_referral on rm_row (referral_id);

create table message (
    id uuid primary key,
    organisation_id uuid not null,
    made_at bigint not null,
    made_by uuid,
    woman_id uuid references woman (id),
    referral_id uuid references referral (id),
    owner_id uuid not null,
    channel text not null check (channel in ('text', 'email')),
    due_at bigint not null,
    sent_at bigint,
    refused_why text,
    sealed bytea not null
);
create index message_due on message (organisation_id, sent_at, due_at);
