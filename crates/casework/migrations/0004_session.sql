-- Sessions: what is booked, what was moved and why, who came, and a drop-in's nameless visits.
-- Owner key of a sealed value is the woman's; of a nameless visit its own until it is named; of a
-- place or a group's name the organisation's. Sites and rooms are tables of a later step.

create table support_session (
    id uuid primary key,
    organisation_id uuid not null,
    reference text not null,
    kind text not null check (kind in ('one_to_one', 'group', 'drop_in', 'outreach',
        'prison_visit', 'court', 'gate', 'call')),
    site_id uuid,
    room_id uuid,
    starts_at bigint not null,
    minutes bigint not null check (minutes between 1 and 720),
    staff_id uuid not null,
    happened text check (happened in ('yes', 'no')),
    recorded_at bigint,
    recorded_by uuid,
    version bigint not null default 1,
    made_at bigint not null,
    made_by uuid,
    sealed bytea,
    unique (organisation_id, reference)
);
create index support_session_day on support_session (organisation_id, starts_at);
create index support_session_staff on support_session (organisation_id, staff_id, starts_at);
create index support_session_room on support_session (organisation_id, room_id, starts_at);

create table session_move (
    id uuid primary key,
    organisation_id uuid not null,
    session_id uuid not null references support_session (id),
    woman_id uuid references woman (id),
    from_at bigint not null,
    to_at bigint,
    from_minutes bigint not null,
    from_room uuid,
    from_staff uuid not null,
    asked_by text not null,
    reason text not null,
    made_at bigint not null,
    made_by uuid,
    sealed bytea
);
create index session_move_session on session_move (session_id, made_at);

create table attendance (
    id uuid primary key,
    organisation_id uuid not null,
    session_id uuid not null references support_session (id),
    woman_id uuid not null references woman (id),
    case_id uuid references support_case (id),
    required bigint not null check (required in (0, 1)),
    state text not null check (state in ('expected', 'attended', 'late', 'missed_reason',
        'missed_no_reason', 'our_fault')),
    probation text check (probation in ('acceptable', 'unacceptable')),
    minutes bigint check (minutes between 0 and 720),
    concern text check (concern in ('her', 'child')),
    recorded_at bigint,
    recorded_by uuid,
    version bigint not null default 1,
    made_at bigint not null,
    made_by uuid,
    sealed bytea,
    unique (session_id, woman_id),
    -- Probation's word is asked only where she has to come under an order or licence.
    check (probation is null or required = 1)
);
create index attendance_woman on attendance (organisation_id, woman_id, session_id);
create index attendance_case on attendance (case_id, state);

create table attendance_earlier (
    id uuid primary key,
    organisation_id uuid not null,
    attendance_id uuid not null references attendance (id),
    woman_id uuid not null references woman (id),
    version bigint not null,
    state text not null,
    probation text,
    minutes bigint,
    concern text,
    recorded_at bigint,
    recorded_by uuid,
    made_at bigint not null,
    made_by uuid,
    sealed bytea not null,
    unique (attendance_id, version)
);

create table drop_in_visit (
    id uuid primary key,
    organisation_id uuid not null,
    session_id uuid not null references support_session (id),
    reference text not null,
    batch uuid not null,
    line bigint not null,
    woman_id uuid references woman (id),
    named_at bigint,
    named_by uuid,
    made_at bigint not null,
    made_by uuid,
    sealed bytea,
    unique (session_id, batch, line),
    unique (session_id, reference)
);
create index drop_in_visit_woman on drop_in_visit (organisation_id, woman_id);

create table visit_sheet (
    id uuid primary key,
    organisation_id uuid not null,
    session_id uuid not null references support_session (id),
    woman_id uuid not null references woman (id),
    line bigint not null,
    made_at bigint not null,
    made_by uuid,
    unique (session_id, woman_id),
    unique (session_id, line)
);
create index visit_sheet_woman on visit_sheet (organisation_id, woman_id);
