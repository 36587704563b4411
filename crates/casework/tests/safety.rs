//! Safety as its callers meet it, on a small centre with people in it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions
)]

use std::collections::BTreeSet;

use access::accounts::{self, Email, NewAccount};
use access::action::{Team, Woman};
use access::gate::DeedDone;
use access::records::{self, Support};
use access::sign_in::HashedPassword;
use access::{Act, Denied, Gate, Permit, Refusal, Role, act};
use casework::safety::{
    About, Basis, ConcernDraft, ConcernState, ConcernWords, Criterion, DashDraft, DashScore,
    Disclosure, Due, Escalation, HighRisk, Judgement, Level, MaracState, PlanDraft, PlanWords,
    Raised, Recipient, RiskDraft, RiskKind, RiskWords, SafetyError, SentWith, SharingDraft,
    SharingState, SharingWords, SheWasTold, SignOff, Source, ToldDraft, ToldWho, ToldWords, Words,
    Written,
};
use casework::{family, keep_apart, safety};
use jiff::civil::{Date, date};
use kernel::ctx::{AccountMark, Actor, OrganisationMark};
use kernel::{Ctx, Id};
use store::{Migration, SubjectKind, Uow, dialect, values};
use testkit::House;

mod sql {
    store::statements! {
        ADD_WOMAN = "insert into woman (id, organisation_id, reference, disability, interpreter, care_experienced, primary_carer, name_change, made_at, sealed) values ($1, $2, $3, 'not_asked', 'not_asked', 'not_asked', 'not_asked', 0, $4, $5)";
        STALE = "select count(*) as many from contact_stale where woman_id = $1";
        ENTRIES = "select count(*) as many from audit_entry where woman_id = $1";
    }
}

#[derive(sqlx::FromRow)]
struct Count {
    many: i64,
}

fn steps() -> Vec<Migration> {
    [access::MIGRATIONS, casework::MIGRATIONS].concat()
}

struct Centre {
    house: House,
    gate: Gate,
    system: Ctx,
    organisation: Id<OrganisationMark>,
    team: Id<Team>,
}

impl Centre {
    async fn on(house: House) -> Self {
        let gate = Gate::shipped().unwrap();
        let mut uow = house.store.begin().await.unwrap();
        let organisation =
            accounts::found_organisation(&house.ctx, &mut uow, "Teasel House").await.unwrap();
        let system = house.ctx.acting_as(Actor::System { organisation });
        let permit = gate.permit_place::<act::ManageTeams>(&system, &mut uow).await.unwrap();
        let team = accounts::add_team(&system, &mut uow, &permit, "Community").await.unwrap();
        uow.commit().await.unwrap();
        Self { house, gate, system, organisation, team }
    }

    async fn new() -> Self {
        Self::on(House::sqlite(&steps()).await).await
    }

    async fn each() -> Vec<Self> {
        let mut centres = Vec::new();
        for house in House::on_each_database(&steps()).await {
            centres.push(Self::on(house).await);
        }
        centres
    }

    async fn somebody(&self, name: &str, role: Role) -> Ctx {
        let password = HashedPassword::of(&self.system, "three random words".into()).await.unwrap();
        let mut uow = self.house.store.begin().await.unwrap();
        let permit = self.gate.permit_place(&self.system, &mut uow).await.unwrap();
        let email = Email::parse(&format!("{name}@example.org")).unwrap();
        let new = NewAccount { name: name.into(), email, password };
        let account = accounts::create(&self.system, &mut uow, &permit, new).await.unwrap();
        let permit = self.gate.permit_account(&self.system, &mut uow, account).await.unwrap();
        let (roles, teams) = (BTreeSet::from([role]), BTreeSet::from([self.team]));
        accounts::set_roles(&self.system, &mut uow, &permit, &roles, &teams).await.unwrap();
        uow.commit().await.unwrap();
        self.system.acting_as(Actor::Account { account, organisation: self.organisation })
    }

    async fn woman(&self) -> Id<Woman> {
        let mut uow = self.house.store.begin().await.unwrap();
        let woman: Id<Woman> = self.system.new_id();
        uow.new_key(&self.system, woman.uuid(), SubjectKind::Woman);
        let permit = self.gate.permit_place(&self.system, &mut uow).await.unwrap();
        records::open(&self.system, &mut uow, &permit, woman, self.team).await.unwrap();
        let reference = self.system.new_reference().compact();
        let sealed = vec![0u8];
        let row = values![woman, self.organisation, reference, self.system.now(), sealed];
        uow.execute(&sql::ADD_WOMAN, row).await.unwrap();
        uow.commit().await.unwrap();
        woman
    }

    async fn uow(&self) -> Uow {
        self.house.store.begin().await.unwrap()
    }

    async fn permit<A: Act<On = Woman>>(
        &self,
        ctx: &Ctx,
        uow: &mut Uow,
        woman: Id<Woman>,
    ) -> Permit<Woman, A> {
        self.gate.permit(ctx, uow, woman).await.unwrap()
    }

    fn at(&self, text: &str) {
        self.house.clock.set(text.parse().unwrap());
    }

    async fn disclose(
        &self,
        ctx: &Ctx,
        woman: Id<Woman>,
        told: &Disclosure,
    ) -> Result<safety::Disclosed, SafetyError> {
        let mut uow = self.uow().await;
        let permit = self.permit(ctx, &mut uow, woman).await;
        let disclosed = safety::disclose(ctx, &mut uow, &permit, told).await?;
        uow.commit().await?;
        Ok(disclosed)
    }

    async fn due(&self, ctx: &Ctx, woman: Id<Woman>, until: Date) -> Vec<safety::DueItem> {
        let mut uow = self.uow().await;
        let permit = self.permit(ctx, &mut uow, woman).await;
        safety::due_of(&mut uow, &permit, until).await.unwrap()
    }

    async fn many(&self, statement: &store::Statement, woman: Id<Woman>) -> i64 {
        self.uow().await.one::<Count>(statement, values![woman]).await.unwrap().many
    }

    async fn refusal<A: Act<On = Woman>>(&self, ctx: &Ctx, woman: Id<Woman>) -> Option<Refusal> {
        let mut uow = self.uow().await;
        match self.gate.permit::<A>(ctx, &mut uow, woman).await {
            Ok(_) => None,
            Err(Denied::Refused(refused)) => Some(refused.refusal),
            Err(Denied::Store(error)) => panic!("{error}"),
        }
    }
}

fn account(ctx: &Ctx) -> Id<AccountMark> {
    ctx.account().unwrap()
}

fn words(text: &str) -> Words {
    Words::new(text.to_owned())
}

fn police() -> ToldDraft {
    ToldDraft { who: ToldWho::Police, at: None, words: ToldWords::default() }
}

#[tokio::test]
async fn at_six_on_a_friday_a_worker_writes_it_down_with_nothing_filled_in() {
    for centre in Centre::each().await {
        let nia = centre.somebody("nia", Role::Caseworker).await;
        let woman = centre.woman().await;
        centre.at("2026-11-27T18:00:00Z");
        let before = centre.many(&sql::ENTRIES, woman).await;
        let disclosed = centre.disclose(&nia, woman, &Disclosure::default()).await.unwrap();
        assert_eq!((disclosed.risks.len(), disclosed.concerns.len()), (1, 1));
        assert!(disclosed.plan.is_some() && disclosed.due.is_empty());
        assert_eq!(centre.many(&sql::STALE, woman).await, 1, "her contact rules are stale");
        assert_eq!(
            centre.many(&sql::ENTRIES, woman).await - before,
            2,
            "the deed, and the stale contact"
        );

        let due = centre.due(&nia, woman, date(2026, 11, 27)).await;
        let what: Vec<Due> = due.iter().map(|item| item.what).collect();
        assert_eq!(
            what,
            [Due::Tell(safety::About::Adult), Due::Check(RiskKind::FromOthers)],
            "what was left out stands as still to do that evening"
        );
        assert!(due.iter().all(|item| item.is_late(date(2026, 11, 28))));
    }
}

#[tokio::test]
async fn a_disclosure_becomes_concern_plan_and_marac_the_same_day() {
    for centre in Centre::each().await {
        let nia = centre.somebody("nia", Role::Caseworker).await;
        let woman = centre.woman().await;
        let told = Disclosure {
            said: words("He held her by the throat on Sunday."),
            dangers: BTreeSet::from([RiskKind::FromOthers, RiskKind::Suicide]),
            child: safety::ChildAtRisk::Yes,
            high_risk: HighRisk::Yes,
            told: vec![police()],
            plan: PlanWords { way_out: words("Back gate, then her sister."), ..Default::default() },
            ..Disclosure::default()
        };
        let disclosed = centre.disclose(&nia, woman, &told).await.unwrap();
        assert_eq!(disclosed.risks.len(), 2);
        assert_eq!(disclosed.concerns.len(), 2, "about her and about a child");
        assert_eq!(disclosed.shared.len(), 1, "telling the police is sharing");
        assert_eq!(disclosed.due.len(), 2, "MARAC and IDVA");

        let mut uow = centre.uow().await;
        let read = centre.permit(&nia, &mut uow, woman).await;
        for marac in safety::maracs(&mut uow, &read).await.unwrap() {
            assert_eq!(marac.due_on, date(2026, 11, 24), "the same working day");
            assert_eq!(
                (marac.criterion, marac.state),
                (Criterion::Judgement, MaracState::Identified)
            );
        }
        for concern in safety::concerns(&mut uow, &read).await.unwrap() {
            assert_eq!(concern.state, ConcernState::Told);
            assert_eq!(concern.told[0].at, centre.system.now());
            assert_eq!(concern.words.said, told.said);
        }
        let plan = safety::standing_plan(&mut uow, &read).await.unwrap().unwrap();
        assert_eq!((plan.number, plan.review_by), (1, date(2026, 11, 25)));
        assert_eq!(plan.words.way_out.reveal(), "Back gate, then her sister.");
        let shared = safety::sharings(&mut uow, &read).await.unwrap();
        let now = centre.system.now();
        assert_eq!(shared[0].state, SharingState::ToReview { at: now, by: date(2026, 11, 25) });
        let events = safety::timeline(&mut uow, &read).await.unwrap();
        assert!(events.len() >= 8, "{}", events.len());
    }
}

#[tokio::test]
async fn a_volunteer_can_write_down_what_she_was_told_and_read_no_safety() {
    let centre = Centre::new().await;
    let bea = centre.somebody("bea", Role::Volunteer).await;
    let woman = centre.woman().await;
    let mut uow = centre.uow().await;
    let assign = centre.permit(&centre.system, &mut uow, woman).await;
    records::assign(&centre.system, &mut uow, &assign, account(&bea), Support::Volunteer)
        .await
        .unwrap();
    uow.commit().await.unwrap();
    centre.disclose(&bea, woman, &Disclosure::default()).await.unwrap();
    assert!(centre.refusal::<act::ReadSafety>(&bea, woman).await.is_some());
}

#[tokio::test]
async fn a_telling_that_lies_in_the_future_is_asked_again_and_nothing_is_kept() {
    let centre = Centre::new().await;
    let nia = centre.somebody("nia", Role::Caseworker).await;
    let woman = centre.woman().await;
    let later = Some("2026-11-24T10:00:01Z".parse().unwrap());
    let told =
        Disclosure { told: vec![ToldDraft { at: later, ..police() }], ..Disclosure::default() };
    let refused = centre.disclose(&nia, woman, &told).await;
    assert!(matches!(refused, Err(SafetyError::InTheFuture)));
    assert!(centre.due(&nia, woman, date(2027, 12, 31)).await.is_empty());
}

async fn send_all(centre: &Centre, ctx: &Ctx, woman: Id<Woman>, consent: SentWith) {
    let mut uow = centre.uow().await;
    let read = centre.permit(ctx, &mut uow, woman).await;
    let write = centre.permit(ctx, &mut uow, woman).await;
    for marac in safety::maracs(&mut uow, &read).await.unwrap() {
        if marac.state == MaracState::Identified {
            let version = (marac.id, marac.version);
            safety::send_marac(ctx, &mut uow, &write, version, None, consent, words("By e-mail"))
                .await
                .unwrap();
        }
    }
    uow.commit().await.unwrap();
}

#[tokio::test]
async fn a_new_incident_within_twelve_months_is_a_repeat_and_after_that_is_not() {
    let centre = Centre::new().await;
    let nia = centre.somebody("nia", Role::Caseworker).await;
    let woman = centre.woman().await;
    let high = Disclosure { high_risk: HighRisk::Yes, ..Disclosure::default() };
    let low = Disclosure { high_risk: HighRisk::No, ..Disclosure::default() };
    let first = centre.disclose(&nia, woman, &high).await.unwrap();
    assert!(matches!(first.due[..], [Raised::New(_), Raised::New(_)]));
    let again = centre.disclose(&nia, woman, &high).await.unwrap();
    assert!(matches!(again.due[..], [Raised::DueAlready(_), Raised::DueAlready(_)]), "not doubled");
    send_all(&centre, &nia, woman, SentWith::NotSafeToAsk).await;

    centre.at("2027-11-24T10:00:00Z");
    let repeat = centre.disclose(&nia, woman, &low).await.unwrap();
    assert!(matches!(repeat.due[..], [Raised::Repeat(_), Raised::Repeat(_)]), "to the day");
    send_all(&centre, &nia, woman, SentWith::With).await;

    centre.at("2028-11-25T10:00:00Z");
    let after = centre.disclose(&nia, woman, &low).await.unwrap();
    assert!(after.due.is_empty(), "a year and a day later no repeat, and nobody judged it high");
}

#[tokio::test]
async fn a_result_belongs_to_the_referral_that_waits_and_after_the_meeting_is_a_repeat() {
    for centre in Centre::each().await {
        let nia = centre.somebody("nia", Role::Caseworker).await;
        let woman = centre.woman().await;
        let high = Disclosure { high_risk: HighRisk::Yes, ..Disclosure::default() };
        centre.disclose(&nia, woman, &high).await.unwrap();
        send_all(&centre, &nia, woman, SentWith::NotSafeToAsk).await;
        let result = DashDraft {
            done_on: None,
            score: DashScore { yes: 16, no: 6, dont_know: 2 },
            judgement: Judgement::High,
            escalation: Escalation::Seen,
            why: Words::default(),
        };
        let mut uow = centre.uow().await;
        let write = centre.permit(&nia, &mut uow, woman).await;
        let read = centre.permit(&nia, &mut uow, woman).await;
        let dashed = safety::record_dash(&nia, &mut uow, &write, &result).await.unwrap();
        assert!(matches!(dashed.due[..], [Raised::Unheard(_), Raised::Unheard(_)]));
        assert_eq!(safety::maracs(&mut uow, &read).await.unwrap().len(), 2);
        for marac in safety::maracs(&mut uow, &read).await.unwrap() {
            let version = (marac.id, marac.version);
            safety::marac_met(&nia, &mut uow, &write, version, nia.today(), words("Locks"))
                .await
                .unwrap();
        }
        let dashed = safety::record_dash(&nia, &mut uow, &write, &result).await.unwrap();
        assert!(matches!(dashed.due[..], [Raised::Repeat(_), Raised::Repeat(_)]));
        uow.commit().await.unwrap();
        // A disclosure is an incident also while one waits to be heard.
        send_all(&centre, &nia, woman, SentWith::NotSafeToAsk).await;
        let again = centre.disclose(&nia, woman, &high).await.unwrap();
        assert!(matches!(again.due[..], [Raised::Repeat(_), Raised::Repeat(_)]));
    }
}

#[tokio::test]
async fn judgement_alone_makes_a_referral_due_and_thirteen_answers_without_it_do_not() {
    let centre = Centre::new().await;
    let nia = centre.somebody("nia", Role::Caseworker).await;
    let draft = |yes, judgement| DashDraft {
        done_on: None,
        score: DashScore { yes, no: 24 - yes, dont_know: 0 },
        judgement,
        escalation: Escalation::NotSeen,
        why: Words::default(),
    };
    let cases = [
        (0, Judgement::High, 2),
        (13, Judgement::Medium, 0),
        (14, Judgement::NotYet, 2),
        (14, Judgement::Standard, 2),
    ];
    for (yes, judgement, due) in cases {
        let woman = centre.woman().await;
        let mut uow = centre.uow().await;
        let permit = centre.permit(&nia, &mut uow, woman).await;
        let draft = draft(yes, judgement);
        let dashed = safety::record_dash(&nia, &mut uow, &permit, &draft).await.unwrap();
        assert_eq!(dashed.due.len(), due, "{yes} {judgement:?}");
        let score = DashScore { yes: 20, no: 5, dont_know: 0 };
        let too_many = DashDraft { score, ..draft };
        let refused = safety::record_dash(&nia, &mut uow, &permit, &too_many).await;
        assert!(matches!(refused, Err(SafetyError::TooManyAnswers)));
    }
}

#[tokio::test]
async fn a_local_threshold_of_ten_makes_ten_enough() {
    let centre = Centre::new().await;
    let nia = centre.somebody("nia", Role::Caseworker).await;
    let una = centre.somebody("una", Role::CentreManager).await;
    let woman = centre.woman().await;
    let mut uow = centre.uow().await;
    let settings = centre.gate.permit_place(&una, &mut uow).await.unwrap();
    for yes in [12, 10] {
        let ten = safety::MaracThreshold::new(yes).unwrap();
        safety::set_threshold(&una, &mut uow, &settings, ten).await.unwrap();
    }
    let permit = centre.permit(&nia, &mut uow, woman).await;
    let draft = DashDraft {
        done_on: None,
        score: DashScore { yes: 10, no: 0, dont_know: 0 },
        judgement: Judgement::NotYet,
        escalation: Escalation::NotSeen,
        why: Words::default(),
    };
    assert_eq!(safety::record_dash(&nia, &mut uow, &permit, &draft).await.unwrap().due.len(), 2);
}

#[tokio::test]
async fn a_referral_is_sent_accepted_met_and_closed_in_that_order_only() {
    let centre = Centre::new().await;
    let nia = centre.somebody("nia", Role::Caseworker).await;
    let woman = centre.woman().await;
    let high = Disclosure { high_risk: HighRisk::Yes, ..Disclosure::default() };
    let id = centre.disclose(&nia, woman, &high).await.unwrap().due[0].id();
    let mut uow = centre.uow().await;
    let write = centre.permit(&nia, &mut uow, woman).await;
    let read = centre.permit(&nia, &mut uow, woman).await;
    let early = safety::accept_marac(&nia, &mut uow, &write, (id, 1)).await;
    assert!(matches!(early, Err(SafetyError::ChangedMeanwhile)), "nothing was sent yet");
    let (with, how) = (SentWith::SheSaidNo, words("Secure e-mail"));
    safety::send_marac(&nia, &mut uow, &write, (id, 1), None, with, how.clone()).await.unwrap();
    let twice = safety::send_marac(&nia, &mut uow, &write, (id, 2), None, with, how).await;
    assert!(matches!(twice, Err(SafetyError::ChangedMeanwhile)));
    safety::accept_marac(&nia, &mut uow, &write, (id, 2)).await.unwrap();
    let tomorrow = date(2026, 11, 25);
    let ahead = safety::marac_met(&nia, &mut uow, &write, (id, 3), tomorrow, words("")).await;
    assert!(matches!(ahead, Err(SafetyError::InTheFuture)));
    let today = date(2026, 11, 24);
    safety::marac_met(&nia, &mut uow, &write, (id, 3), today, words("Locks")).await.unwrap();
    let end = safety::ReferralEnd::ActionsDone;
    safety::close_marac(&nia, &mut uow, &write, (id, 4), end, words("")).await.unwrap();
    let all = safety::maracs(&mut uow, &read).await.unwrap();
    let marac = all.iter().find(|marac| marac.id == id).unwrap();
    assert_eq!(marac.state, MaracState::Closed(end));
    assert_eq!(marac.consent, Some(SentWith::SheSaidNo));
    assert_eq!(marac.words.actions.reveal(), "Locks");
}

fn sharing() -> SharingDraft {
    SharingDraft {
        recipient: Recipient::Police,
        basis: Basis::VitalInterest,
        at: None,
        told: SheWasTold::NotRecorded,
        words: SharingWords::default(),
    }
}

#[tokio::test]
async fn what_was_shared_at_once_is_reviewed_by_another_person_the_next_working_day() {
    let centre = Centre::new().await;
    let lead = centre.somebody("lead", Role::SafeguardingLead).await;
    let other = centre.somebody("other", Role::SafeguardingLead).await;
    let woman = centre.woman().await;
    // Christmas Eve, a Thursday: Friday is Christmas Day, Monday stands for Boxing Day.
    centre.at("2026-12-24T18:00:00Z");
    let mut uow = centre.uow().await;
    let permit = centre.permit(&lead, &mut uow, woman).await;
    let id = safety::share_at_once(&lead, &mut uow, &permit, &sharing()).await.unwrap();
    let read = centre.permit(&lead, &mut uow, woman).await;
    let now = lead.now();
    let state = safety::sharings(&mut uow, &read).await.unwrap()[0].state;
    assert_eq!(state, SharingState::ToReview { at: now, by: date(2026, 12, 29) });

    let deed = DeedDone {
        deed: Id::from_uuid(id.uuid()),
        organisation: centre.organisation,
        done_by: account(&lead),
        about: Some(woman),
    };
    let own = centre.gate.permit_review::<act::ReviewSharing>(&lead, &mut uow, deed).await;
    assert!(matches!(own, Err(Denied::Refused(r)) if r.refusal == Refusal::AnotherMustReview));
    // Even with a permit got by naming somebody else as the doer, the row knows who did it.
    let lied = DeedDone { done_by: account(&other), ..deed };
    let permit = centre.gate.permit_review(&lead, &mut uow, lied).await.unwrap();
    let refused = safety::review_sharing(&lead, &mut uow, &permit, words("Fine")).await;
    assert!(matches!(refused, Err(SafetyError::AnotherMustReview)));

    let permit = centre.gate.permit_review(&other, &mut uow, deed).await.unwrap();
    safety::review_sharing(&other, &mut uow, &permit, words("Right to share")).await.unwrap();
    let twice = safety::review_sharing(&other, &mut uow, &permit, words("")).await;
    assert!(matches!(twice, Err(SafetyError::ChangedMeanwhile)));
    let shared = safety::sharings(&mut uow, &read).await.unwrap();
    assert!(matches!(shared[0].state, SharingState::Reviewed { .. }));
    assert_eq!(shared[0].words.review.reveal(), "Right to share");
}

#[tokio::test]
async fn sharing_that_is_not_urgent_is_signed_off_by_another_before_it_is_shared() {
    let centre = Centre::new().await;
    let nia = centre.somebody("nia", Role::Caseworker).await;
    let una = centre.somebody("una", Role::CentreManager).await;
    let lead = centre.somebody("lead", Role::SafeguardingLead).await;
    let woman = centre.woman().await;
    assert!(centre.refusal::<act::ApproveSharing>(&nia, woman).await.is_some());
    let mut uow = centre.uow().await;
    let propose = centre.permit(&una, &mut uow, woman).await;
    let id = safety::propose_sharing(&una, &mut uow, &propose, &sharing()).await.unwrap();
    let unsigned = safety::share_signed_off(&una, &mut uow, &propose, id).await;
    assert!(matches!(unsigned, Err(SafetyError::ChangedMeanwhile)));
    let own = centre.permit(&una, &mut uow, woman).await;
    let own = safety::sign_off(&una, &mut uow, &own, id, SignOff::Yes, words("")).await;
    assert!(matches!(own, Err(SafetyError::AnotherMustReview)));
    let approve = centre.permit(&lead, &mut uow, woman).await;
    safety::sign_off(&lead, &mut uow, &approve, id, SignOff::Yes, words("")).await.unwrap();
    safety::share_signed_off(&una, &mut uow, &propose, id).await.unwrap();
    let read = centre.permit(&una, &mut uow, woman).await;
    let shared = safety::sharings(&mut uow, &read).await.unwrap();
    assert_eq!(shared[0].state, SharingState::Shared(una.now()));
}

#[tokio::test]
async fn an_answer_about_self_harm_opens_one_check_that_stays_until_somebody_judges_it() {
    let centre = Centre::new().await;
    let nia = centre.somebody("nia", Role::Caseworker).await;
    let woman = centre.woman().await;
    let mut uow = centre.uow().await;
    let plan = centre.permit::<act::WritePlan>(&nia, &mut uow, woman).await;
    let first = safety::open_self_harm_check(&nia, &mut uow, &plan, words("3 of 10")).await;
    let first = first.unwrap();
    let again = safety::open_self_harm_check(&nia, &mut uow, &plan, words("2 of 10")).await;
    assert_eq!(again.unwrap(), first);
    let write = centre.permit(&nia, &mut uow, woman).await;
    let judged = RiskDraft {
        kind: RiskKind::SelfHarm,
        level: Level::Low,
        source: Source::SheSaid,
        review_by: None,
        words: RiskWords::default(),
    };
    safety::judge_risk(&nia, &mut uow, &write, first, &judged).await.unwrap();
    let twice = safety::judge_risk(&nia, &mut uow, &write, first, &judged).await;
    assert!(matches!(twice, Err(SafetyError::ChangedMeanwhile)));
    drop(uow);
    let mut uow = centre.uow().await;
    let plan = centre.permit::<act::WritePlan>(&nia, &mut uow, woman).await;
    safety::open_self_harm_check(&nia, &mut uow, &plan, words("1 of 10")).await.unwrap();
    uow.commit().await.unwrap();
    let due = centre.due(&nia, woman, date(2026, 11, 24)).await;
    assert_eq!(due.len(), 1);
    assert_eq!(due[0].what, Due::Check(RiskKind::SelfHarm));
}

#[tokio::test]
async fn two_people_who_write_the_plan_keep_both_and_see_a_true_clash() {
    let centre = Centre::new().await;
    let nia = centre.somebody("nia", Role::Caseworker).await;
    let woman = centre.woman().await;
    let mut uow = centre.uow().await;
    let permit = centre.permit(&nia, &mut uow, woman).await;
    let draft = |from, words| PlanDraft { from, words, review_by: None };
    let plan = |signs: &str, people: &str| PlanWords {
        signs: words(signs),
        people: words(people),
        ..PlanWords::default()
    };
    let written = async |uow: &mut Uow, from, words| {
        safety::write_plan(&nia, uow, &permit, draft(from, words)).await.unwrap()
    };
    assert!(matches!(written(&mut uow, 0, plan("a", "b")).await, Written::Version(_)));
    assert!(matches!(written(&mut uow, 1, plan("a", "her sister")).await, Written::Version(_)));
    let Written::Version(merged) = written(&mut uow, 1, plan("cannot sleep", "b")).await else {
        panic!("different parts merge");
    };
    assert_eq!(merged.number, 3);
    assert_eq!(merged.words.people.reveal(), "her sister");
    assert_eq!(merged.words.signs.reveal(), "cannot sleep");
    let Written::Clash { theirs, parts, joined } = written(&mut uow, 1, plan("hides", "b")).await
    else {
        panic!("the same part clashes");
    };
    assert_eq!(parts, ["signs"]);
    assert_eq!(theirs.words.signs.reveal(), "cannot sleep");
    assert_eq!(
        (joined.signs.reveal().as_str(), joined.people.reveal().as_str()),
        ("hides", "her sister")
    );
    let read = centre.permit(&nia, &mut uow, woman).await;
    assert_eq!(safety::plans(&mut uow, &read).await.unwrap().len(), 3, "a clash stores nothing");
}

#[tokio::test]
async fn a_concern_that_nobody_told_of_is_raised_about_one_child_of_hers_and_of_nobody_elses() {
    for centre in Centre::each().await {
        let nia = centre.somebody("nia", Role::Caseworker).await;
        let (kay, jo) = (centre.woman().await, centre.woman().await);
        let child = family::ChildDraft {
            lives_with: family::LivesWith::Her,
            social_care: family::SocialCare::NotKnown,
            contact_order: family::ContactOrder::NotKnown,
            words: family::ChildWords { first_name: "Osian".into(), ..Default::default() },
        };
        let mut uow = centre.uow().await;
        let write = centre.permit(&nia, &mut uow, kay).await;
        let osian = family::add_child(&nia, &mut uow, &write, &child).await.unwrap();
        let write = centre.permit(&nia, &mut uow, jo).await;
        let anothers = family::add_child(&nia, &mut uow, &write, &child).await.unwrap();
        let about = |child| ConcernDraft {
            about: About::Child,
            child,
            words: ConcernWords {
                said: words("The school rang: bruises."),
                ..ConcernWords::default()
            },
            told: Vec::new(),
        };
        let permit = centre.permit::<act::WriteSafety>(&nia, &mut uow, kay).await;
        let refused = safety::raise_concern(&nia, &mut uow, &permit, &about(Some(anothers))).await;
        assert!(matches!(refused, Err(SafetyError::ChangedMeanwhile)), "another woman's child");
        let concern = safety::raise_concern(&nia, &mut uow, &permit, &about(None)).await.unwrap();
        let anothers = safety::tie_concern(&nia, &mut uow, &permit, (concern, 1), Some(anothers));
        assert!(matches!(anothers.await, Err(SafetyError::ChangedMeanwhile)));
        safety::tie_concern(&nia, &mut uow, &permit, (concern, 1), Some(osian)).await.unwrap();
        let again = safety::tie_concern(&nia, &mut uow, &permit, (concern, 1), None).await;
        assert!(matches!(again, Err(SafetyError::ChangedMeanwhile)), "an older version");
        let adult = ConcernDraft { about: About::Adult, ..about(None) };
        let adult = safety::raise_concern(&nia, &mut uow, &permit, &adult).await.unwrap();
        let tied = safety::tie_concern(&nia, &mut uow, &permit, (adult, 1), Some(osian)).await;
        assert!(matches!(tied, Err(SafetyError::ChangedMeanwhile)), "it is about an adult");
        let read = centre.permit(&nia, &mut uow, kay).await;
        let all = safety::concerns(&mut uow, &read).await.unwrap();
        let raised = all.iter().find(|one| one.id == concern).unwrap();
        assert_eq!((raised.child, raised.state), (Some(osian), ConcernState::Raised));
        assert_eq!(raised.words.said.reveal(), "The school rang: bruises.");
        assert_eq!(raised.tell_by, date(2026, 11, 24), "somebody is told the same working day");
        uow.commit().await.unwrap();
    }
}

#[tokio::test]
async fn children_are_never_in_reach_of_a_funder_a_volunteer_or_the_front_desk() {
    let centre = Centre::new().await;
    let nia = centre.somebody("nia", Role::Caseworker).await;
    let woman = centre.woman().await;
    let mut uow = centre.uow().await;
    let write = centre.permit(&nia, &mut uow, woman).await;
    let draft = family::ChildDraft {
        lives_with: family::LivesWith::Family,
        social_care: family::SocialCare::InNeed,
        contact_order: family::ContactOrder::Supervised,
        words: family::ChildWords { first_name: "Osian".into(), ..Default::default() },
    };
    let child = family::add_child(&nia, &mut uow, &write, &draft).await.unwrap();
    family::change_child(&nia, &mut uow, &write, (child, 1), &draft).await.unwrap();
    let stale = family::change_child(&nia, &mut uow, &write, (child, 1), &draft).await;
    assert!(matches!(stale, Err(SafetyError::ChangedMeanwhile)));
    let adult = family::RelationshipDraft {
        relation: family::Relation::ExPartner,
        risk: family::RiskToHer::Yes,
        words: family::RelationshipWords::default(),
    };
    family::add_relationship(&nia, &mut uow, &write, &adult).await.unwrap();
    let read = centre.permit(&nia, &mut uow, woman).await;
    let children = family::children(&mut uow, &read).await.unwrap();
    assert_eq!(children[0].draft.words.first_name.reveal(), "Osian");
    let adults = family::relationships(&mut uow, &read).await.unwrap();
    assert_eq!(adults[0].draft.risk, family::RiskToHer::Yes);
    uow.commit().await.unwrap();

    let outside = [Role::Funder, Role::Analyst, Role::FrontDesk, Role::Referrer, Role::Volunteer];
    for role in outside.into_iter().chain([Role::Administrator]) {
        let ctx = centre.somebody(role.code(), role).await;
        let mut uow = centre.uow().await;
        let assign = centre.permit(&centre.system, &mut uow, woman).await;
        records::assign(&centre.system, &mut uow, &assign, account(&ctx), Support::Volunteer)
            .await
            .unwrap();
        uow.commit().await.unwrap();
        assert!(centre.refusal::<act::ReadFamily>(&ctx, woman).await.is_some(), "{role}");
        assert!(centre.refusal::<act::WriteFamily>(&ctx, woman).await.is_some(), "{role}");
    }
}

#[tokio::test]
async fn a_pair_is_kept_apart_whoever_is_booked_second_and_only_in_its_days() {
    for centre in Centre::each().await {
        use keep_apart::{Answer, Person, Slot};
        let lead = centre.somebody("lead", Role::SafeguardingLead).await;
        let nia = centre.somebody("nia", Role::Caseworker).await;
        let (kay, jo, third) = (centre.woman().await, centre.woman().await, centre.woman().await);
        assert!(centre.refusal::<act::KeepApart>(&nia, kay).await.is_some(), "leads only");
        let mut uow = centre.uow().await;
        let of_kay = centre.permit(&lead, &mut uow, kay).await;
        let of_jo = centre.permit(&lead, &mut uow, jo).await;
        let span = keep_apart::Span { from: date(2026, 11, 24), until: Some(date(2026, 12, 24)) };
        let draft = keep_apart::PairDraft { span, why: words("co-defendants") };
        let other = keep_apart::Other::Woman(&of_jo);
        let pair = keep_apart::keep_apart(&lead, &mut uow, &of_kay, other, &draft).await.unwrap();
        let other = keep_apart::Other::Worker(account(&nia));
        keep_apart::keep_apart(&lead, &mut uow, &of_kay, other, &draft).await.unwrap();
        let herself = keep_apart::Other::Woman(&of_kay);
        let herself = keep_apart::keep_apart(&lead, &mut uow, &of_kay, herself, &draft).await;
        assert!(matches!(herself, Err(SafetyError::OneAndTheSame)));

        let (kay, jo, third) = (Person::Woman(kay), Person::Woman(jo), Person::Woman(third));
        let worker = Person::Worker(account(&nia));
        let organisation = centre.organisation;
        let slot =
            |on, with: &[Person]| Slot { organisation, on, with: with.iter().copied().collect() };
        let in_days = date(2026, 12, 24);
        for (who, there) in [(kay, jo), (jo, kay), (kay, worker), (worker, kay)] {
            let asked = slot(in_days, &[third, there]);
            let answer = keep_apart::check(&mut uow, who, &asked).await.unwrap();
            assert_eq!(answer, Answer::NotThisSlot);
            for day in [date(2026, 11, 23), date(2026, 12, 25)] {
                let answer = keep_apart::check(&mut uow, who, &slot(day, &[there])).await.unwrap();
                assert_eq!(answer, Answer::Free);
            }
        }
        for (who, there) in [(jo, worker), (worker, jo), (third, kay), (kay, third)] {
            let answer = keep_apart::check(&mut uow, who, &slot(in_days, &[there])).await.unwrap();
            assert_eq!(answer, Answer::Free);
        }
        let seen_from_jo = keep_apart::pairs(&mut uow, &of_jo).await.unwrap();
        assert_eq!(seen_from_jo[0].words.why.reveal(), "co-defendants");
        let last = date(2026, 11, 30);
        keep_apart::end_pair(&lead, &mut uow, &of_jo, pair, last, words("both agree"))
            .await
            .unwrap();
        let lifted = keep_apart::pairs(&mut uow, &of_kay).await.unwrap();
        let lifted = lifted.iter().find(|one| one.id == pair).unwrap();
        assert_eq!(lifted.words.why.reveal(), "co-defendants");
        assert_eq!(lifted.words.lifted.reveal(), "both agree");
        let after = slot(date(2026, 12, 1), &[jo]);
        assert_eq!(keep_apart::check(&mut uow, kay, &after).await.unwrap(), Answer::Free);
    }
}

#[tokio::test]
async fn what_is_due_for_one_woman_and_for_all_is_the_same_on_both_databases() {
    for centre in Centre::each().await {
        let nia = centre.somebody("nia", Role::Caseworker).await;
        let lead = centre.somebody("lead", Role::SafeguardingLead).await;
        let (kay, jo) = (centre.woman().await, centre.woman().await);
        let high = Disclosure {
            dangers: BTreeSet::from([RiskKind::FromOthers, RiskKind::Suicide]),
            child: safety::ChildAtRisk::Yes,
            high_risk: HighRisk::Yes,
            told: vec![police()],
            ..Default::default()
        };
        centre.disclose(&nia, kay, &high).await.unwrap();
        centre.disclose(&nia, jo, &Disclosure::default()).await.unwrap();
        centre.at("2027-03-01T09:00:00Z");
        let mut uow = centre.uow().await;
        let permit = centre.gate.permit_place(&lead, &mut uow).await.unwrap();
        let all = safety::board(&lead, &mut uow, &permit).await.unwrap();
        drop(uow);
        let mut one_by_one = 0;
        for woman in [kay, jo] {
            let hers = centre.due(&nia, woman, lead.today()).await;
            let of_all: Vec<_> = all.iter().filter(|item| item.woman == woman).collect();
            let rows = |items: &[&safety::DueItem]| {
                items.iter().map(|item| (item.what, item.row, item.on)).collect::<Vec<_>>()
            };
            assert_eq!(rows(&hers.iter().collect::<Vec<_>>()), rows(&of_all));
            one_by_one += hers.len();
        }
        assert_eq!(one_by_one, all.len());
        // Each of the six lists has something in it.
        for wanted in [
            |what: &Due| matches!(what, Due::Send(..)),
            |what: &Due| matches!(what, Due::Tell(_)),
            |what: &Due| matches!(what, Due::Check(_)),
            |what: &Due| matches!(what, Due::Review(..)),
            |what: &Due| matches!(what, Due::ReviewSharing(..)),
            |what: &Due| matches!(what, Due::Concern(..)),
            |what: &Due| matches!(what, Due::Plan),
        ] {
            assert!(all.iter().any(|item| wanted(&item.what)));
        }
    }
}

#[tokio::test]
async fn reviewers_find_what_was_shared_at_once_but_not_their_own_on_both_databases() {
    for centre in Centre::each().await {
        let lead = centre.somebody("lead", Role::SafeguardingLead).await;
        let other = centre.somebody("other", Role::CentreManager).await;
        let nia = centre.somebody("nia", Role::Caseworker).await;
        let woman = centre.woman().await;
        let mut uow = centre.uow().await;
        let permit = centre.permit(&lead, &mut uow, woman).await;
        safety::share_at_once(&lead, &mut uow, &permit, &sharing()).await.unwrap();
        for nobody in [&lead, &nia] {
            let waiting = safety::sharings_to_review(nobody, &mut uow, &centre.gate).await;
            assert!(waiting.unwrap().is_empty());
        }
        let waiting = safety::sharings_to_review(&other, &mut uow, &centre.gate).await.unwrap();
        assert_eq!((waiting.len(), waiting[0].woman), (1, woman));
        safety::review_sharing(&other, &mut uow, &waiting[0].permit, words("Right")).await.unwrap();
        let left = safety::sharings_to_review(&other, &mut uow, &centre.gate).await.unwrap();
        assert!(left.is_empty());
    }
}

#[tokio::test]
async fn the_safety_board_shows_what_is_due_until_it_is_done() {
    let centre = Centre::new().await;
    let nia = centre.somebody("nia", Role::Caseworker).await;
    let lead = centre.somebody("lead", Role::SafeguardingLead).await;
    let desk = centre.somebody("desk", Role::FrontDesk).await;
    let woman = centre.woman().await;
    let high = Disclosure { high_risk: HighRisk::Yes, told: vec![police()], ..Default::default() };
    centre.disclose(&nia, woman, &high).await.unwrap();
    centre.at("2026-11-26T09:00:00Z");
    let mut uow = centre.uow().await;
    assert!(centre.gate.permit_place::<act::ReadSafetyBoard>(&desk, &mut uow).await.is_err());
    let permit = centre.gate.permit_place(&lead, &mut uow).await.unwrap();
    let items = safety::board(&lead, &mut uow, &permit).await.unwrap();
    let sends = items.iter().filter(|item| matches!(item.what, Due::Send(..))).count();
    assert_eq!(sends, 2);
    assert!(items.iter().any(|item| matches!(item.what, Due::ReviewSharing(..))));
    assert!(items.iter().all(|item| item.is_late(lead.today())));
    drop(uow);
    send_all(&centre, &nia, woman, SentWith::With).await;
    let mut uow = centre.uow().await;
    let permit = centre.gate.permit_place(&lead, &mut uow).await.unwrap();
    let items = safety::board(&lead, &mut uow, &permit).await.unwrap();
    assert!(!items.iter().any(|item| matches!(item.what, Due::Send(..))));
}

#[tokio::test]
async fn every_statement_prepares_and_every_column_is_registered() {
    for centre in Centre::each().await {
        let db = &centre.house.store.db;
        for register in [safety::STATEMENTS, family::STATEMENTS, keep_apart::STATEMENTS] {
            for statement in register {
                dialect::prepare(db, statement.sql)
                    .await
                    .unwrap_or_else(|error| panic!("{}: {error}", statement.name));
            }
        }
        let known: BTreeSet<(&str, &str)> =
            safety::COLUMNS.iter().map(|column| (column.table, column.column)).collect();
        let tables: BTreeSet<&str> = known.iter().map(|(table, _)| *table).collect();
        let mut there = BTreeSet::new();
        let all = dialect::tables(db).await.unwrap();
        for table in all.iter().filter(|table| tables.contains(table.name.as_str())) {
            for (column, _) in &table.columns {
                there.insert((table.name.as_str(), column.as_str()));
            }
        }
        assert_eq!(there, known);
    }
}
