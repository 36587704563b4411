-- Keeping the directory true: who owns an entry, changes that wait, links that confirm, problems that
-- were reported, entries that are one, and who wants to know. Mailboxes and words are sealed.
alter table directory_entry add column edited bigint not null default 0;
alter table directory_entry add column asked_at bigint;
create index directory_entry_confirmed on directory_entry (organisation_id, standing, confirmed_on);

create table directory_owner (
    id uuid primary key,
    organisation_id uuid not null,
    made_at bigint not null,
    made_by uuid,
    provider_id uuid not null,
    service_id uuid,
    ended_at bigint,
    sealed bytea not null
);
create index directory_owner_of on directory_owner (organisation_id, provider_id);

create table directory_edit (
    id uuid primary key,
    organisation_id uuid not null,
    made_at bigint not null,
    made_by uuid,
    entry_id uuid not null references directory_entry (id),
    base bigint not null,
    by_whom text not null check (by_whom in ('owner', 'staff', 'source')),
    state text not null check (state in ('waiting', 'approved', 'declined')),
    answered_at bigint,
    answered_by uuid,
    sealed bytea not null
);
create index directory_edit_state on directory_edit (organisation_id, state);
create index directory_edit_of on directory_edit (entry_id);

create table directory_link (
    id uuid primary key,
    organisation_id uuid not null,
    made_at bigint not null,
    made_by uuid,
    digest bytea not null,
    purpose text not null check (purpose in ('confirm')),
    entry_id uuid not null references directory_entry (id),
    expires_at bigint not null,
    used_at bigint
);
create unique index directory_link_digest on directory_link (organisation_id, digest);
create index directory_link_of on directory_link (entry_id);

create table directory_problem (
    id uuid primary key,
    organisation_id uuid not null,
    made_at bigint not null,
    made_by uuid,
    reference text not null,
    entry_id uuid not null references directory_entry (id),
    kind text not null check (kind in ('contact', 'gone', 'wrong', 'danger')),
    answered_at bigint,
    answered_by uuid,
    sealed bytea not null
);
create unique index directory_problem_reference on directory_problem (organisation_id, reference);
create index directory_problem_open on directory_problem (organisation_id, answered_at);
create index directory_problem_of on directory_problem (entry_id);

create table directory_merge (
    id uuid primary key,
    organisation_id uuid not null,
    made_at bigint not null,
    made_by uuid,
    entry_id uuid not null references directory_entry (id),
    into_id uuid not null references directory_entry (id),
    parted_at bigint,
    parted_by uuid
);
create index directory_merge_of on directory_merge (entry_id);
create index directory_merge_into on directory_merge (into_id);

create table directory_watcher (
    id uuid primary key,
    organisation_id uuid not null,
    made_at bigint not null,
    account_id uuid not null,
    entry_id uuid not null references directory_entry (id),
    seen bigint not null
);
create unique index directory_watcher_once on directory_watcher (account_id, entry_id);
create index directory_watcher_of on directory_watcher (entry_id);
