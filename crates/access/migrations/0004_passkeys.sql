-- Passkeys: what a device of hers signs in with instead of password and code.
create table passkey (
    id uuid primary key,
    account_id uuid not null references account (id),
    credential_blind bytea not null unique,
    made_at bigint not null,
    used_at bigint,
    ended_at bigint,
    sealed bytea not null
);
create index passkey_account on passkey (account_id, made_at);

-- Questions that were answered, until they are too old to be answered again.
create table passkey_answered (
    question bytea primary key,
    until_at bigint not null
);
