-- Returns: what was made and said, what was written for a grant, and what was already entered in
-- another's system. Figures only; no woman's row is copied. Owner key of sealed text is the
-- organisation's.

-- A copy of what each download said.
create table return_run (
    id uuid primary key,
    organisation_id uuid not null,
    programme_id uuid not null,
    definition text not null,
    period text not null,
    format text not null check (format in ('xlsx', 'csv', 'pdf')),
    digest bytea not null,
    made_at bigint not null,
    made_by uuid,
    sealed bytea not null
);
create index return_run_of on return_run (organisation_id, programme_id, definition, period);

-- What a person wrote in answer to a question of a return.
create table return_answer (
    id uuid primary key,
    organisation_id uuid not null,
    programme_id uuid not null,
    definition text not null,
    period text not null,
    question text not null,
    version bigint not null default 1,
    made_at bigint not null,
    made_by uuid,
    sealed bytea not null,
    unique (organisation_id, programme_id, definition, period, question)
);

-- A row that somebody has entered in the funder's own system.
create table entered_elsewhere (
    id uuid primary key,
    organisation_id uuid not null,
    programme_id uuid not null,
    woman_id uuid not null,
    kind text not null check (kind in ('attendance', 'outcome')),
    row_id uuid not null,
    at bigint not null,
    made_at bigint not null,
    made_by uuid,
    unique (organisation_id, programme_id, kind, row_id)
);
create index entered_elsewhere_woman on entered_elsewhere (woman_id);
