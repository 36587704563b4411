-- Who pays, for what, where it happens. Nothing here is about a person.
create table funder (
    id uuid primary key,
    organisation_id uuid not null,
    made_at bigint not null,
    made_by uuid,
    name text not null,
    kind text not null check (kind in ('probation', 'pcc', 'health', 'council', 'trust', 'other'))
);
create unique index funder_name on funder (organisation_id, name);

create table programme (
    id uuid primary key,
    organisation_id uuid not null,
    made_at bigint not null,
    made_by uuid,
    version bigint not null default 1,
    reference text not null,
    name text not null,
    kind text not null check (kind in ('probation', 'pcc', 'grant', 'other')),
    funder_id uuid not null references funder (id),
    ours bigint not null check (ours in (0, 1)),
    starts_on text,
    ends_on text,
    minimum_age bigint,
    maximum_age bigint,
    women_only bigint not null check (women_only in (0, 1)),
    framework text,
    answers text not null,
    answer_days bigint not null,
    plan_agreed_by text not null check (plan_agreed_by in ('she', 'colleague', 'practitioner')),
    return_months bigint not null,
    small_numbers bigint not null,
    facts text not null
);
create unique index programme_reference on programme (organisation_id, reference);

create table programme_area (
    id uuid primary key,
    organisation_id uuid not null,
    made_at bigint not null,
    made_by uuid,
    programme_id uuid not null references programme (id),
    area_code text not null
);
create unique index programme_area_once on programme_area (programme_id, area_code);

create table site (
    id uuid primary key,
    organisation_id uuid not null,
    made_at bigint not null,
    made_by uuid,
    name text not null,
    kind text not null check (kind in ('centre', 'outreach', 'prison', 'court', 'other'))
);
create unique index site_name on site (organisation_id, name);

create table room (
    id uuid primary key,
    organisation_id uuid not null,
    made_at bigint not null,
    made_by uuid,
    site_id uuid not null references site (id),
    name text not null
);
create unique index room_name on room (site_id, name);
