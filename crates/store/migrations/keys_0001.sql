-- The key store: a database of its own (keys.db, or the schema alongside_keys on PostgreSQL).
create table subject_key (
    owner_id uuid primary key,
    kind text not null check (kind in ('woman', 'referral', 'account', 'organisation', 'group')),
    wrapped_by uuid,
    wrapped bytea not null,
    made_at bigint not null
);
create index subject_key_under on subject_key (wrapped_by);

create table erasure (
    owner_id uuid primary key,
    erased_on text not null
);

create table mark (
    name text primary key,
    value bytea not null
);
