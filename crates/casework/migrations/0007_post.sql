-- Posts for women only, each with its ground: Equality Act 2010, schedule 9, paragraph 1. Nothing
-- here is about who holds one.
create table women_only_post (
    id uuid primary key,
    organisation_id uuid not null,
    made_at bigint not null,
    made_by uuid,
    title text not null,
    note text not null,
    ended_at bigint
);
create index women_only_post_of on women_only_post (organisation_id, title);
