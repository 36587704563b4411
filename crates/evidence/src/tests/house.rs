//! A house with a programme, its women and what happened to them, written straight into the tables
//! so that every number is known beforehand.

use jiff::civil::{Date, date};
use kernel::ctx::{AccountMark, Actor, OrganisationMark};
use kernel::{Ctx, Id};
use serde_json::json;
use store::{SubjectKind, Uow, values};
use uuid::Uuid;

use access::action::Programme;
use access::audit::{Entry, Unattended, record_in};
use access::{Gate, Permit, Role, act};

mod put {
    store::statements! {
        FUNDER = "insert into funder (id, organisation_id, made_at, name, kind) values ($1, $2, 0, $3, 'trust')";
        PROGRAMME = "insert into programme (id, organisation_id, made_at, reference, name, kind, funder_id, ours, women_only, answers, answer_days, plan_agreed_by, return_months, small_numbers, facts) values ($1, $2, 0, $3, 'Safer Starts', $4, $5, 1, 1, '', 2, 'she', 3, $6, '{}')";
        WOMAN = "insert into woman (id, organisation_id, reference, ethnicity, disability, interpreter, care_experienced, primary_carer, name_change, made_at, sealed) values ($1, $2, $3, $4, 'no', 'no', 'not_asked', $5, 1, 0, $6)";
        MERGE = "update woman set merged_into = $2 where id = $1";
        REFERRAL = "insert into referral (id, organisation_id, made_at, reference, programme_id, source, urgency, via, received_at, answer_due_at, woman_id, custody, interpreter, named) values ($1, $2, 0, $3, $4, $5, 'usual', 'public', $6, $7, $8, 'community', 'no', 1)";
        REFERRAL_EVENT = "insert into referral_event (id, organisation_id, made_at, referral_id, at, kind) values ($1, $2, 0, $3, $4, $5)";
        REFERRAL_NEED = "insert into referral_need (id, organisation_id, made_at, referral_id, need, complexity) values ($1, $2, 0, $3, $4, 'low')";
        CASE = "insert into support_case (id, organisation_id, woman_id, referral_id, opened_at, closed_on, close_reason, made_at) values ($1, $2, $3, $4, $5, $6, $7, 0)";
        FUNDING = "insert into funding (id, organisation_id, case_id, woman_id, programme_id, from_on, until_on, made_at, sealed) values ($1, $2, $3, $4, $5, $6, $7, 0, $8)";
        SESSION = "insert into support_session (id, organisation_id, reference, kind, starts_at, minutes, staff_id, happened, made_at) values ($1, $2, $3, $4, $5, 60, $6, 'yes', 0)";
        ATTENDANCE = "insert into attendance (id, organisation_id, session_id, woman_id, case_id, required, state, minutes, made_at) values ($1, $2, $3, $4, $5, 0, $6, $7, 0)";
        OUTCOME = "insert into outcome_judgement (id, organisation_id, case_id, woman_id, programme_id, framework, item, result, judged_on, made_at, sealed) values ($1, $2, $3, $4, $5, 'generic-grant', $6, $7, $8, 0, $9)";
        ASSESSMENT = "insert into assessment (id, organisation_id, woman_id, case_id, instrument, instrument_version, occasion, done_on, with_her, how, made_at, sealed) values ($1, $2, $3, $4, 'alongside-needs', 1, $5, $6, 1, 'with_her', 0, $7)";
        SCORE = "insert into assessment_score (id, organisation_id, assessment_id, woman_id, area, score, made_at) values ($1, $2, $3, $4, $5, $6, 0)";
        VISIT = "insert into drop_in_visit (id, organisation_id, session_id, reference, batch, line, woman_id, made_at) values ($1, $2, $3, $4, $5, $6, $7, 0)";
        RM_REPORT = "insert into rm_report (id, organisation_id, made_at, programme_id, at, rows, digest) values ($1, $2, 0, $3, $4, 1, $5)";
        RM_ROW = "insert into rm_row (id, organisation_id, made_at, programme_id, referral_blind, referral_id, owner_id, last_report_id, differences, sealed) values ($1, $2, 0, $3, $4, $5, $6, $7, 0, $8)";
        /// Counted by the database itself, past everything that this crate does.
        ATTENDED_IN = "select count(*) as many from attendance a join support_session s on s.id = a.session_id where a.organisation_id = $1 and a.state in ('attended', 'late') and s.starts_at >= $2 and s.starts_at < $3";
        WOMEN_ATTENDED_IN = "select count(distinct a.woman_id) as many from attendance a join support_session s on s.id = a.session_id where a.organisation_id = $1 and a.state in ('attended', 'late') and s.starts_at >= $2 and s.starts_at < $3";
        MINUTES_IN = "select cast(sum(a.minutes) as bigint) as many from attendance a join support_session s on s.id = a.session_id where a.organisation_id = $1 and a.state in ('attended', 'late') and s.starts_at >= $2 and s.starts_at < $3";
        OPENED_BY_SOURCE = "select count(*) as many from support_case c join referral r on r.id = c.referral_id where c.organisation_id = $1 and r.source = $2 and c.opened_at >= $3 and c.opened_at < $4";
        RUNS = "select count(*) as many from return_run where organisation_id = $1";
        ENTRIES = "select count(*) as many from audit_entry where organisation_id = $1 and action = $2";
    }
}
pub(super) use put::{ATTENDED_IN, ENTRIES, MINUTES_IN, OPENED_BY_SOURCE, RUNS, WOMEN_ATTENDED_IN};

#[derive(sqlx::FromRow)]
pub(super) struct Many {
    pub(super) many: i64,
}

/// Micros of a day at noon in London.
pub(super) fn noon(day: Date) -> i64 {
    kernel::time::at_london(day.at(12, 0, 0, 0)).as_microsecond()
}

pub(super) struct House {
    pub(super) inner: testkit::House,
    pub(super) gate: Gate,
    pub(super) organisation: Id<OrganisationMark>,
    /// The program itself, for this organisation.
    pub(super) ctx: Ctx,
    /// A centre manager.
    pub(super) manager: Ctx,
    pub(super) programme: Id<Programme>,
    funder: Uuid,
}

/// What one woman brings along.
#[derive(Clone)]
pub(super) struct Story {
    pub(super) ethnicity: &'static str,
    pub(super) carer: &'static str,
    pub(super) born: Option<&'static str>,
    pub(super) source: &'static str,
    pub(super) needs: Vec<&'static str>,
    pub(super) opened: Date,
    pub(super) closed: Option<(Date, &'static str)>,
    pub(super) sessions: Vec<(Date, &'static str, &'static str)>,
    pub(super) outcomes: Vec<(&'static str, &'static str, Date)>,
    pub(super) scores: Vec<(Date, i64)>,
}

impl Default for Story {
    fn default() -> Self {
        Self {
            ethnicity: "white_british",
            carer: "no",
            born: Some("1990-05-09"),
            source: "police",
            needs: vec!["accommodation"],
            opened: date(2026, 8, 3),
            closed: None,
            sessions: Vec::new(),
            outcomes: Vec::new(),
            scores: Vec::new(),
        }
    }
}

pub(super) struct Put {
    pub(super) woman: Uuid,
    pub(super) referral: Uuid,
    pub(super) attendances: Vec<Uuid>,
}

impl House {
    pub(super) async fn both(kind: &str, small: i64) -> Vec<Self> {
        let steps = [access::MIGRATIONS, casework::MIGRATIONS, crate::MIGRATIONS].concat();
        let mut houses = Vec::new();
        for inner in testkit::House::on_each_database(&steps).await {
            houses.push(Self::furnish(inner, kind, small).await);
        }
        houses
    }

    pub(super) async fn embedded(kind: &str, small: i64) -> Self {
        let steps = [access::MIGRATIONS, casework::MIGRATIONS, crate::MIGRATIONS].concat();
        Self::furnish(testkit::House::sqlite(&steps).await, kind, small).await
    }

    async fn furnish(inner: testkit::House, kind: &str, small: i64) -> Self {
        let gate = Gate::shipped().unwrap();
        let mut uow = inner.store.begin().await.unwrap();
        let organisation =
            access::accounts::found_organisation(&inner.ctx, &mut uow, "Teasel House")
                .await
                .unwrap();
        let ctx = inner.ctx.acting_as(Actor::System { organisation });
        let password = access::sign_in::HashedPassword::of(&ctx, "three random words".into());
        let new = access::accounts::NewAccount {
            name: "Bronwen Achebe".into(),
            email: access::accounts::Email::parse("bronwen@example.org").unwrap(),
            password: password.await.unwrap(),
        };
        let permit = gate.permit_place(&ctx, &mut uow).await.unwrap();
        let account = access::accounts::create(&ctx, &mut uow, &permit, new).await.unwrap();
        let permit = gate.permit_account(&ctx, &mut uow, account).await.unwrap();
        let roles = [Role::CentreManager].into_iter().collect();
        access::accounts::set_roles(&ctx, &mut uow, &permit, &roles, &Default::default())
            .await
            .unwrap();
        let funder = ctx.new_uuid();
        uow.execute(&put::FUNDER, values![funder, organisation, "Usk Valley Community Fund"])
            .await
            .unwrap();
        let programme: Id<Programme> = ctx.new_id();
        uow.execute(
            &put::PROGRAMME,
            values![programme, organisation, "SS-2214", kind, funder, small],
        )
        .await
        .unwrap();
        uow.commit().await.unwrap();
        let manager = ctx.acting_as(Actor::Account { account, organisation });
        Self { inner, gate, organisation, ctx, manager, programme, funder }
    }

    pub(super) async fn another_programme(&self, reference: &str) -> Id<Programme> {
        let programme: Id<Programme> = self.ctx.new_id();
        let mut uow = self.inner.store.begin().await.unwrap();
        let row = values![programme, self.organisation, reference, "grant", self.funder, 0i64];
        uow.execute(&put::PROGRAMME, row).await.unwrap();
        uow.commit().await.unwrap();
        programme
    }

    pub(super) fn account(&self) -> Id<AccountMark> {
        self.manager.account().unwrap()
    }

    pub(super) async fn permit<A: access::Act<On = Programme>>(
        &self,
        uow: &mut Uow,
    ) -> Result<Permit<Programme, A>, access::Denied> {
        let line = crate::service::programme(uow, self.organisation, "SS-2214").await?.unwrap();
        let agreement = line.agreement(self.organisation);
        self.gate.permit_programme::<A>(&self.manager, uow, agreement).await
    }

    pub(super) async fn export_permit(
        &self,
        uow: &mut Uow,
    ) -> Permit<Programme, act::ExportReturn> {
        let gate = self.gate.stepped_up(Some(self.ctx.now_micros()));
        let line = crate::service::programme(uow, self.organisation, "SS-2214").await.unwrap();
        let agreement = line.unwrap().agreement(self.organisation);
        gate.permit_programme(&self.manager, uow, agreement).await.unwrap()
    }

    /// Commits rows that were put there past the services, with the entry that a service would make.
    async fn keep(&self, mut uow: Uow) {
        let entry = Entry::by_the_program(self.organisation, Unattended::CollectReferral);
        record_in(&self.ctx, &mut uow, entry).await.unwrap();
        uow.commit().await.unwrap();
    }

    pub(super) async fn put(&self, stories: &[Story]) -> Vec<Put> {
        let mut uow = self.inner.store.begin().await.unwrap();
        let mut all = Vec::new();
        for story in stories {
            all.push(self.put_one(&mut uow, story, self.programme).await);
        }
        self.keep(uow).await;
        all
    }

    pub(super) async fn put_for(&self, story: &Story, programme: Id<Programme>) -> Put {
        let mut uow = self.inner.store.begin().await.unwrap();
        let put = self.put_one(&mut uow, story, programme).await;
        self.keep(uow).await;
        put
    }

    async fn put_one(&self, uow: &mut Uow, story: &Story, programme: Id<Programme>) -> Put {
        let (ctx, o) = (&self.ctx, self.organisation);
        let woman = ctx.new_uuid();
        uow.new_key(ctx, woman, SubjectKind::Woman);
        let mut identity = json!({ "legal_name": "Invented Person" });
        if let Some(born) = story.born {
            identity["born"] = json!(born);
        }
        let sealed = uow.seal(ctx, woman, "woman", woman, &identity).await.unwrap();
        let reference = ctx.new_reference().compact();
        let row = values![woman, o, reference, story.ethnicity, story.carer, sealed];
        uow.execute(&put::WOMAN, row).await.unwrap();

        let referral = ctx.new_uuid();
        let (received, due) = (noon(story.opened), noon(story.opened) + 2 * 86_400_000_000);
        let reference = ctx.new_reference().compact();
        let row =
            values![referral, o, reference, programme, story.source, received, due, Some(woman)];
        uow.execute(&put::REFERRAL, row).await.unwrap();
        let event = values![ctx.new_uuid(), o, referral, received + 1, "accepted"];
        uow.execute(&put::REFERRAL_EVENT, event).await.unwrap();
        for need in &story.needs {
            let row = values![ctx.new_uuid(), o, referral, *need];
            uow.execute(&put::REFERRAL_NEED, row).await.unwrap();
        }
        let case = ctx.new_uuid();
        let closed = story.closed.map(|(day, _)| day);
        let reason = story.closed.map(|(_, reason)| reason);
        let row = values![case, o, woman, Some(referral), received, closed, reason];
        uow.execute(&put::CASE, row).await.unwrap();
        let funding = ctx.new_uuid();
        let external = json!({ "reference": "AB1234CD" });
        let sealed = uow.seal(ctx, woman, "funding", funding, &external).await.unwrap();
        let none: Option<Date> = None;
        let row = values![funding, o, case, woman, programme, story.opened, none, sealed];
        uow.execute(&put::FUNDING, row).await.unwrap();

        let mut attendances = Vec::new();
        for (day, kind, state) in &story.sessions {
            let session = ctx.new_uuid();
            let reference = ctx.new_reference().compact();
            let row = values![session, o, reference, *kind, noon(*day), self.account()];
            uow.execute(&put::SESSION, row).await.unwrap();
            let came = matches!(*state, "attended" | "late");
            let minutes = came.then_some(50i64);
            let attendance = ctx.new_uuid();
            let row = values![attendance, o, session, woman, Some(case), *state, minutes];
            uow.execute(&put::ATTENDANCE, row).await.unwrap();
            attendances.push(attendance);
        }
        for (item, result, day) in &story.outcomes {
            let row =
                values![ctx.new_uuid(), o, case, woman, programme, *item, *result, *day, vec![0u8]];
            uow.execute(&put::OUTCOME, row).await.unwrap();
        }
        for (at, (day, score)) in story.scores.iter().enumerate() {
            let assessment = ctx.new_uuid();
            let occasion = if at == 0 { "baseline" } else { "review" };
            let row = values![assessment, o, woman, case, occasion, *day, vec![0u8]];
            uow.execute(&put::ASSESSMENT, row).await.unwrap();
            let row = values![ctx.new_uuid(), o, assessment, woman, "mental_health", *score];
            uow.execute(&put::SCORE, row).await.unwrap();
        }
        Put { woman, referral, attendances }
    }

    pub(super) async fn merge(&self, from: Uuid, into: Uuid) {
        let mut uow = self.inner.store.begin().await.unwrap();
        uow.execute(&put::MERGE, values![from, into]).await.unwrap();
        self.keep(uow).await;
    }

    pub(super) async fn visits(&self, day: Date, women: &[Option<Uuid>]) {
        let mut uow = self.inner.store.begin().await.unwrap();
        let (session, o) = (self.ctx.new_uuid(), self.organisation);
        let reference = self.ctx.new_reference().compact();
        let row = values![session, o, reference, "drop_in", noon(day), self.account()];
        uow.execute(&put::SESSION, row).await.unwrap();
        let batch = self.ctx.new_uuid();
        for (line, woman) in (1i64..).zip(women) {
            let reference = self.ctx.new_reference().compact();
            let row = values![self.ctx.new_uuid(), o, session, reference, batch, line, *woman];
            uow.execute(&put::VISIT, row).await.unwrap();
        }
        self.keep(uow).await;
    }

    /// A report whose rows name a referral of ours, or one that we do not know.
    pub(super) async fn rm_report(&self, at: i64, rows: &[(Option<Uuid>, serde_json::Value)]) {
        let mut uow = self.inner.store.begin().await.unwrap();
        let (report, o) = (self.ctx.new_uuid(), self.organisation);
        let row = values![report, o, self.programme, at, vec![1u8]];
        uow.execute(&put::RM_REPORT, row).await.unwrap();
        for (referral, columns) in rows {
            let (id, owner) = (self.ctx.new_uuid(), self.ctx.new_uuid());
            uow.new_key(&self.ctx, owner, SubjectKind::Referral);
            let kept = json!({ "row": columns, "open": [], "settled": [] });
            let sealed = uow.seal(&self.ctx, owner, "rm_row", id, &kept).await.unwrap();
            let blind = id.as_bytes().to_vec();
            let row = values![id, o, self.programme, blind, *referral, owner, report, sealed];
            uow.execute(&put::RM_ROW, row).await.unwrap();
        }
        self.keep(uow).await;
    }
}
