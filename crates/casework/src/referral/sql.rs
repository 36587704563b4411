//! The SQL of referrals, first words and messages.

use sqlx::FromRow;
use uuid::Uuid;

store::statements! {
    /// A new referral.
    ADD = "insert into referral (id, organisation_id, made_at, made_by, reference, programme_id, source, urgency, via, received_at, answer_due_at, custody, interpreter, name_hidden, named, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    /// One by id.
    BY_ID = "select id, version, reference, programme_id, source, urgency, via, received_at, answer_due_at, woman_id, custody, interpreter, name_hidden, named, sealed from referral where organisation_id = $1 and id = $2";
    /// Whether a reference is taken.
    REFERENCE_TAKEN = "select count(*) as many from referral where organisation_id = $1 and reference = $2";
    /// One by reference.
    BY_REFERENCE = "select id, version, reference, programme_id, source, urgency, via, received_at, answer_due_at, woman_id, custody, interpreter, name_hidden, named, sealed from referral where organisation_id = $1 and reference = $2";
    /// Referrals without an end, the most urgent clock first.
    OPEN = "select r.id, r.version, r.reference, r.programme_id, r.source, r.urgency, r.via, r.received_at, r.answer_due_at, r.woman_id, r.custody, r.interpreter, r.name_hidden, r.named, r.sealed from referral r where r.organisation_id = $1 and r.ended_at is null order by r.answer_due_at, r.received_at, r.id limit 500";
    /// How many wait for an answer; the waiting list is not among them.
    AWAITING = "select count(*) as many from referral r where r.organisation_id = $1 and r.ended_at is null and not exists (select 1 from referral_event e where e.referral_id = r.id and e.kind = 'waiting')";
    /// The events of the referrals without an end.
    OPEN_EVENTS = "select v.referral_id, v.at, v.kind, v.reason, v.made_by from referral r cross join referral_event v where v.referral_id = r.id and r.organisation_id = $1 and r.ended_at is null order by v.at, v.id";
    /// The referrals that came from or belong to one woman.
    OF_WOMAN = "select id, version, reference, programme_id, source, urgency, via, received_at, answer_due_at, woman_id, custody, interpreter, name_hidden, named, sealed from referral where organisation_id = $1 and woman_id = $2 order by received_at";
    /// What happened to one.
    EVENTS = "select referral_id, at, kind, reason, made_by from referral_event where organisation_id = $1 and referral_id = $2 order by at, id";
    /// Something happened.
    ADD_EVENT = "insert into referral_event (id, organisation_id, made_at, made_by, referral_id, at, kind, reason, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// Nothing more is to be decided about it.
    END_REFERRAL = "update referral set ended_at = $3 where organisation_id = $1 and id = $2 and ended_at is null";
    /// What is hard.
    NEEDS = "select need, complexity from referral_need where organisation_id = $1 and referral_id = $2";
    /// One thing that is hard.
    ADD_NEED = "insert into referral_need (id, organisation_id, made_at, made_by, referral_id, need, complexity) values ($1, $2, $3, $4, $5, $6, $7)";
    /// Forget what was said to be hard, before it is written anew.
    DROP_NEEDS = "delete from referral_need where organisation_id = $1 and referral_id = $2";
    /// The same referral, said better.
    CHANGE = "update referral set version = version + 1, programme_id = $4, source = $5, urgency = $6, custody = $7, interpreter = $8, name_hidden = $9, named = $10, sealed = $11 where organisation_id = $1 and id = $2 and version = $3";
    /// It is hers now.
    SET_WOMAN = "update referral set version = version + 1, woman_id = $3 where organisation_id = $1 and id = $2 and woman_id is null";
    /// A way to find it.
    ADD_BLIND = "insert into referral_blind (id, organisation_id, made_at, made_by, referral_id, kind, blind) values ($1, $2, $3, $4, $5, $6, $7)";
    /// No way to find it any more.
    DROP_BLINDS = "delete from referral_blind where organisation_id = $1 and referral_id = $2";
    /// Women who share something with a referral.
    WOMEN_ALIKE = "select distinct w.woman_id as id, b.kind from referral_blind b join woman_blind w on w.organisation_id = b.organisation_id and w.kind = b.kind and w.blind = b.blind where b.organisation_id = $1 and b.referral_id = $2";
    /// Other open referrals that share something with it.
    REFERRALS_ALIKE = "select distinct o.referral_id as id, o.kind from referral_blind b join referral_blind o on o.organisation_id = b.organisation_id and o.kind = b.kind and o.blind = b.blind and o.referral_id <> b.referral_id where b.organisation_id = $1 and b.referral_id = $2 and not exists (select 1 from referral_event e where e.referral_id = o.referral_id and e.kind in ('accepted', 'signposted', 'declined', 'returned', 'withdrawn', 'duplicate'))";
    /// The referrals that carry a number of another service, newest first.
    BY_BLIND = "select r.id from referral r where r.organisation_id = $1 and r.id in (select b.referral_id from referral_blind b where b.organisation_id = $1 and b.kind = $2 and b.blind = $3) order by r.received_at desc, r.id";
    /// Referrals that ended without her being taken on, before an instant, and still can be opened.
    PAST_KEEPING = "select distinct r.id from referral r join referral_event e on e.referral_id = r.id where r.organisation_id = $1 and r.woman_id is null and r.sealed is not null and e.kind in ('signposted', 'declined', 'returned', 'withdrawn', 'duplicate') and e.at < $2";
    /// Nothing said is left.
    FORGET = "update referral set version = version + 1, sealed = null, named = 0 where organisation_id = $1 and id = $2 and woman_id is null";
    /// No note of its events is left.
    FORGET_EVENTS = "update referral_event set sealed = null where organisation_id = $1 and referral_id = $2";
    /// No message of it is left.
    FORGET_MESSAGES = "delete from message where organisation_id = $1 and referral_id = $2 and owner_id = $2";
    /// A first word.
    ADD_WORD = "insert into first_word (id, organisation_id, made_at, made_by, at, sealed) values ($1, $2, $3, $4, $5, $6)";
    /// First words that nobody has named yet.
    OPEN_WORDS = "select id, at, made_by, sealed from first_word where organisation_id = $1 and woman_id is null and referral_id is null order by at desc, id limit 200";
    /// One first word that nobody has named yet.
    OPEN_WORD = "select id, at, made_by, sealed from first_word where organisation_id = $1 and id = $2 and woman_id is null and referral_id is null";
    /// The first words of one woman.
    WORDS_OF_WOMAN = "select id, at, made_by, sealed from first_word where organisation_id = $1 and woman_id = $2 order by at, id";
    /// It is hers.
    WORD_IS_HERS = "update first_word set woman_id = $3 where organisation_id = $1 and id = $2 and woman_id is null";
    /// It became a referral.
    WORD_IS_REFERRAL = "update first_word set referral_id = $3 where organisation_id = $1 and id = $2 and woman_id is null and referral_id is null";
    /// The first words behind a referral.
    WORDS_OF_REFERRAL = "select id, at, made_by, sealed from first_word where organisation_id = $1 and referral_id = $2 order by at, id";
    /// A message to send.
    ADD_MESSAGE = "insert into message (id, organisation_id, made_at, made_by, woman_id, referral_id, owner_id, channel, due_at, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// Messages that are due.
    DUE_MESSAGES = "select id, woman_id, referral_id, owner_id, channel, due_at, sent_at, refused_why, sealed from message where organisation_id = $1 and sent_at is null and refused_why is null and due_at <= $2 order by due_at, id limit 200";
    /// This node sends it, and no other until then: changes a row only for the first that asks.
    CLAIM_MESSAGE = "update message set claimed_until = $4 where organisation_id = $1 and id = $2 and sent_at is null and refused_why is null and due_at <= $3 and (claimed_until is null or claimed_until <= $3)";
    /// Every message, newest first, for the outbox of the demo.
    OUTBOX = "select id, woman_id, referral_id, owner_id, channel, due_at, sent_at, refused_why, sealed from message where organisation_id = $1 order by made_at desc, id limit 200";
    /// It was sent.
    SENT = "update message set sent_at = $3 where organisation_id = $1 and id = $2 and sent_at is null and refused_why is null";
    /// It will not be sent.
    REFUSED = "update message set refused_why = $3 where organisation_id = $1 and id = $2 and sent_at is null";
    /// Whether a drop was collected before.
    COLLECTED = "select id from referral where id = $1";
}

/// How many.
#[derive(Debug, FromRow)]
pub struct CountRow {
    /// The count.
    pub many: i64,
}

/// One id.
#[derive(Debug, FromRow)]
pub struct IdRow {
    /// The id.
    pub id: Uuid,
}

/// Something that is alike, and in what.
#[derive(Debug, FromRow)]
pub struct AlikeRow {
    /// A woman or a referral.
    pub id: Uuid,
    /// What both share.
    pub kind: String,
}

/// A referral.
#[derive(Debug, FromRow)]
#[allow(missing_docs, reason = "the columns say what they are; see columns.rs")]
pub struct ReferralRow {
    pub id: Uuid,
    pub version: i64,
    pub reference: String,
    pub programme_id: Option<Uuid>,
    pub source: String,
    pub urgency: String,
    pub via: String,
    pub received_at: i64,
    pub answer_due_at: i64,
    pub woman_id: Option<Uuid>,
    pub custody: String,
    pub interpreter: String,
    pub name_hidden: i64,
    pub named: i64,
    pub sealed: Option<Vec<u8>>,
}

/// An event.
#[derive(Debug, FromRow)]
#[allow(missing_docs, reason = "the columns say what they are; see columns.rs")]
pub struct EventRow {
    pub referral_id: Uuid,
    pub at: i64,
    pub kind: String,
    pub reason: Option<String>,
    pub made_by: Option<Uuid>,
}

/// A need.
#[derive(Debug, FromRow)]
pub struct NeedRow {
    /// Coded area.
    pub need: String,
    /// Coded complexity.
    pub complexity: String,
}

/// A first word.
#[derive(Debug, FromRow)]
#[allow(missing_docs, reason = "the columns say what they are; see columns.rs")]
pub struct WordRow {
    pub id: Uuid,
    pub at: i64,
    pub made_by: Option<Uuid>,
    pub sealed: Vec<u8>,
}

/// A message.
#[derive(Debug, FromRow)]
#[allow(missing_docs, reason = "the columns say what they are; see columns.rs")]
pub struct MessageRow {
    pub id: Uuid,
    pub woman_id: Option<Uuid>,
    pub referral_id: Option<Uuid>,
    pub owner_id: Uuid,
    pub channel: String,
    pub due_at: i64,
    pub sent_at: Option<i64>,
    pub refused_why: Option<String>,
    pub sealed: Vec<u8>,
}
