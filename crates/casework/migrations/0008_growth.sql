-- Several web nodes send from one outbox: each message is claimed by one of them for a while.
alter table message add column claimed_until bigint;
create index message_referral on message (referral_id);
create index message_made on message (organisation_id, made_at);

-- The masthead counts open referrals on every page, so an open one is known without its events.
alter table referral add column ended_at bigint;
update referral set ended_at = (select min(e.at) from referral_event e
    where e.referral_id = referral.id
    and e.kind in ('accepted', 'signposted', 'declined', 'returned', 'withdrawn', 'duplicate'));
create index referral_open on referral (organisation_id, answer_due_at) where ended_at is null;

-- What a page of hers asks for by her id.
create index funding_woman on funding (woman_id);
create index first_word_woman on first_word (woman_id);
create index safety_plan_due on safety_plan (organisation_id, review_by) where handed_on is null;
