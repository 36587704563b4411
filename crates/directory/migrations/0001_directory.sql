-- The directory of services. Nothing here is about a woman. What an entry says, in each of its states,
-- and the record as a source sent it are sealed under the key of the organisation that keeps the
-- directory: any of them may hold an address that is withheld today or will be tomorrow.
create table directory_source (
    id uuid primary key,
    organisation_id uuid not null,
    made_at bigint not null,
    made_by uuid,
    name text not null,
    kind text not null check (kind in ('feed', 'document', 'package', 'table', 'contracts', 'carried',
        'invented')),
    read_at bigint,
    services bigint,
    per_cent bigint,
    sealed bytea not null
);
create unique index directory_source_name on directory_source (organisation_id, name);

create table directory_import (
    id uuid primary key,
    organisation_id uuid not null,
    made_at bigint not null,
    made_by uuid,
    reference text not null,
    source_id uuid not null references directory_source (id),
    added bigint not null,
    changed bigint not null,
    unchanged bigint not null,
    troubles bigint not null,
    undone_at bigint,
    undone_by uuid,
    sealed bytea not null
);
create unique index directory_import_reference on directory_import (organisation_id, reference);
create index directory_import_of on directory_import (source_id);

create table directory_entry (
    id uuid primary key,
    organisation_id uuid not null,
    made_at bigint not null,
    made_by uuid,
    number bigint not null,
    service_id uuid not null,
    provider_id uuid not null,
    source_id uuid references directory_source (id),
    standing text not null check (standing in ('kept', 'taken_back', 'merged')),
    hides bigint not null check (hides in (0, 1)),
    confirmed_on text,
    ends_on text,
    said bytea
);
create unique index directory_entry_service on directory_entry (organisation_id, service_id);
create index directory_entry_in_order on directory_entry (organisation_id, id);
create index directory_entry_provider on directory_entry (organisation_id, provider_id);
create index directory_entry_hides on directory_entry (organisation_id, hides);
create index directory_entry_source on directory_entry (source_id);

create table directory_version (
    id uuid primary key,
    organisation_id uuid not null,
    made_at bigint not null,
    made_by uuid,
    entry_id uuid not null references directory_entry (id),
    number bigint not null,
    how text not null check (how in ('import', 'undo', 'withhold', 'lift', 'edit', 'confirm', 'merge',
        'part')),
    appears bigint not null check (appears in (0, 1)),
    import_id uuid references directory_import (id),
    sealed bytea not null,
    record bytea
);
create unique index directory_version_number on directory_version (entry_id, number);
create index directory_version_import on directory_version (import_id);

-- Places that no source brings back. A row stays in force until its owner lifts it.
create table directory_withheld (
    id uuid primary key,
    organisation_id uuid not null,
    made_at bigint not null,
    made_by uuid,
    location_id uuid not null,
    provider_id uuid not null,
    lifted_at bigint,
    lifted_by uuid,
    sealed bytea not null
);
create index directory_withheld_place on directory_withheld (organisation_id, location_id);

-- Counts what changed, so that whoever publishes knows when to do it again.
create table directory_state (
    organisation_id uuid primary key,
    changes bigint not null
);
