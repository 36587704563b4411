-- A password that somebody else made and handed over opens nothing but the page that changes it.
alter table credential add column handed_over bigint not null default 0
    check (handed_over in (0, 1));
