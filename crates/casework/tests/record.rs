//! The woman's record on real databases, by people who may and people who may not.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions
)]

use std::collections::BTreeSet;

use access::accounts::{self, Email, NewAccount};
use access::action::{Act, Team, Woman, act};
use access::sign_in::HashedPassword;
use access::{Gate, Permit, Role, VisibleWomen};
use casework::Fault;
use casework::contact::{self, *};
use casework::record::{self, *};
use jiff::SignedDuration;
use kernel::ctx::{AccountMark, OrganisationMark};
use kernel::{
    Actor, Ctx, Id, Identifier, IdentifierKind, PartialDate, Personal, Reference, WeekHours,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRunner};
use store::{Migration, Uow, dialect};
use testkit::House;

struct Centre {
    house: House,
    gate: Gate,
    system: Ctx,
    organisation: Id<OrganisationMark>,
    team: Id<Team>,
}

fn steps() -> Vec<Migration> {
    [access::MIGRATIONS, casework::MIGRATIONS].concat()
}

const OURS: &[String] = &[];

impl Centre {
    async fn in_house(house: House) -> Self {
        let mut uow = house.store.begin().await.unwrap();
        let organisation =
            accounts::found_organisation(&house.ctx, &mut uow, "Teasel House").await.unwrap();
        let system = house.ctx.acting_as(Actor::System { organisation });
        let gate = Gate::shipped().unwrap();
        let permit = gate.permit_place::<act::ManageTeams>(&system, &mut uow).await.unwrap();
        let team = accounts::add_team(&system, &mut uow, &permit, "Community").await.unwrap();
        uow.commit().await.unwrap();
        Self { house, gate, system, organisation, team }
    }

    async fn embedded() -> Self {
        Self::in_house(House::sqlite(&steps()).await).await
    }

    async fn on_each_database() -> Vec<Self> {
        let mut centres = Vec::new();
        for house in House::on_each_database(&steps()).await {
            centres.push(Self::in_house(house).await);
        }
        centres
    }

    async fn person(&self, email: &str, role: Role) -> Ctx {
        let password = HashedPassword::of(&self.system, "three random words".into()).await.unwrap();
        let mut uow = self.begin().await;
        let permit = self.gate.permit_place(&self.system, &mut uow).await.unwrap();
        let new = NewAccount {
            name: "Nia Prosser".into(),
            email: Email::parse(email).unwrap(),
            password,
        };
        let account: Id<AccountMark> =
            accounts::create(&self.system, &mut uow, &permit, new).await.unwrap();
        let permit = self.gate.permit_account(&self.system, &mut uow, account).await.unwrap();
        let (roles, teams) = (BTreeSet::from([role]), BTreeSet::from([self.team]));
        accounts::set_roles(&self.system, &mut uow, &permit, &roles, &teams).await.unwrap();
        uow.commit().await.unwrap();
        self.system.acting_as(Actor::Account { account, organisation: self.organisation })
    }

    async fn begin(&self) -> Uow {
        self.house.store.begin().await.unwrap()
    }

    async fn may<A: Act<On = Woman>>(
        &self,
        ctx: &Ctx,
        uow: &mut Uow,
        woman: Id<Woman>,
    ) -> Permit<Woman, A> {
        self.gate.permit(ctx, uow, woman).await.unwrap()
    }

    async fn add(&self, ctx: &Ctx, draft: &WomanDraft) -> (Id<Woman>, Reference) {
        let mut uow = self.begin().await;
        let permit = self.gate.permit_place::<act::AddWoman>(ctx, &mut uow).await.unwrap();
        let added = record::create_woman(ctx, &mut uow, &permit, self.team, draft).await.unwrap();
        uow.commit().await.unwrap();
        added
    }

    async fn ask(&self, ctx: &Ctx, woman: Id<Woman>, draft: &AttemptDraft) -> Result<(), Refused> {
        let mut uow = self.begin().await;
        let permit = self.may(ctx, &mut uow, woman).await;
        let answer =
            contact::record_contact_attempt(ctx, &mut uow, &permit, OURS, draft).await.unwrap();
        uow.commit().await.unwrap();
        answer.map(|yes| drop(yes.send(ctx.now()).unwrap()))
    }
}

fn named(legal: &str, born: &str) -> WomanDraft {
    let identity = Identity {
        legal_name: legal.to_owned(),
        born: PartialDate::from_iso(born).ok(),
        ..Identity::default()
    };
    WomanDraft { identity, ..WomanDraft::default() }
}

fn text_rule(ctx: &Ctx) -> RuleDraft {
    RuleDraft {
        channel: Channel::Text,
        answer: Answer::Yes,
        confirmed: Confirmed::InPerson,
        confirmed_on: Some(ctx.today()),
        recheck_by: None,
        terms: Personal::new(Terms {
            value: "07700 900418".to_owned(),
            hours: WeekHours::always(),
            words: AgreedWords::SignedWith(FirstName::parse("Nia").unwrap()),
            number_shows: Some(NumberShows::WorkersMobile),
            ..Terms::default()
        }),
        replaces: None,
    }
}

fn text_her() -> AttemptDraft {
    AttemptDraft {
        channel: Channel::Text,
        to: "07700 900418".into(),
        words: "See you on Tuesday at 11. Nia".into(),
        number_shows: Some(NumberShows::WorkersMobile),
    }
}

#[tokio::test]
async fn every_statement_prepares_and_every_column_is_registered_on_both_databases() {
    for centre in Centre::on_each_database().await {
        let db = &centre.house.store.db;
        for statement in record::STATEMENTS.iter().chain(contact::STATEMENTS) {
            let name = statement.name;
            // A list is only whole with what access puts behind it.
            let text = if name.ends_with("LIST") {
                statement.with(VisibleWomen::FRAGMENT).as_str().to_owned()
            } else {
                statement.sql.to_owned()
            };
            dialect::prepare(db, &text).await.unwrap_or_else(|e| panic!("{name}: {e}"));
        }
        for (statement, fragment) in record::FRAGMENTS {
            // Their parameters follow those of what narrows every list.
            let (_, narrowed) =
                record::FRAGMENTS.iter().find(|(_, one)| one.name.ends_with("NARROWED")).unwrap();
            let mut whole = statement.with(VisibleWomen::FRAGMENT).with(*narrowed);
            if fragment.name != narrowed.name {
                whole = whole.with(*fragment);
            }
            dialect::prepare(db, whole.as_str())
                .await
                .unwrap_or_else(|e| panic!("{}: {e}", fragment.name));
        }
        let ours: BTreeSet<&str> = record::COLUMNS.iter().map(|column| column.table).collect();
        let mut registered: Vec<_> =
            record::COLUMNS.iter().map(|c| (c.table.to_owned(), c.column.to_owned())).collect();
        let mut there = Vec::new();
        for table in dialect::tables(db).await.unwrap() {
            if ours.contains(table.name.as_str()) {
                let columns = table.columns.iter();
                there.extend(columns.map(|(column, _)| (table.name.clone(), column.clone())));
            }
        }
        registered.sort();
        there.sort();
        assert_eq!(registered, there);
    }
}

#[tokio::test]
async fn a_woman_is_found_by_number_by_name_and_birth_and_by_how_she_sounds() {
    for centre in Centre::on_each_database().await {
        let nia = centre.person("nia@example.org", Role::Caseworker).await;
        let (kay, reference) = centre.add(&nia, &named("Kayleigh Ann Morgan", "1994-05-09")).await;
        let (other, _) = centre.add(&nia, &named("Bronwen Achebe", "1979-04-04")).await;
        let mut uow = centre.begin().await;
        let permit = centre.may(&nia, &mut uow, kay).await;
        let number = IdentifierDraft {
            kind: IdentifierKind::Pnc,
            raw: "81/34U".into(),
            source: Source::Document,
            seen_on: nia.today(),
        };
        record::add_identifier(&nia, &mut uow, &permit, &number).await.unwrap();
        let wrong = IdentifierDraft { raw: "81/34V".into(), ..number.clone() };
        let permit = centre.may(&nia, &mut uow, other).await;
        record::add_identifier(&nia, &mut uow, &permit, &wrong).await.unwrap();

        let search = centre.gate.permit_place::<act::SearchWomen>(&nia, &mut uow).await.unwrap();
        let read = |raw: &str| Identifier::read(IdentifierKind::Pnc, raw, 2026);
        let found = record::find_by_identifier(&mut uow, &search, &read("1981/34U")).await.unwrap();
        assert_eq!(found, [kay]);
        let found = record::find_by_identifier(&mut uow, &search, &read("81/34V")).await.unwrap();
        assert!(found.is_empty(), "nobody is matched on a wrong number");
        let found = record::find_by_reference(&mut uow, &search, reference).await.unwrap();
        assert_eq!(found, Some(kay));
        let born = PartialDate::from_iso("1994-05-09").unwrap();
        let name = Personal::from("kayleigh ann MORGAN");
        let found = record::find_by_name_and_birth(&mut uow, &search, &name, &born).await.unwrap();
        assert_eq!(found, [kay]);

        let probe = Probe {
            names: vec!["Kayley Morgan".into()],
            born: PartialDate::from_iso("1994").ok(),
            identifiers: vec![],
        };
        let found = record::possible_duplicates(&mut uow, &search, &probe).await.unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].woman, kay);
        assert!(!found[0].exact, "alike is not known");
        assert!(found[0].likenesses.iter().any(|l| matches!(l, Likeness::BornCouldBeSame(_))));
        let probe = Probe {
            names: vec!["Somebody Else".into()],
            born: None,
            identifiers: vec![read("81/34U")],
        };
        let found = record::possible_duplicates(&mut uow, &search, &probe).await.unwrap();
        assert!(found[0].exact);
        assert_eq!(found[0].likenesses, [Likeness::SameIdentifier(IdentifierKind::Pnc)]);
    }
}

#[tokio::test]
async fn the_list_shows_only_women_in_sight_and_goes_on_by_key() {
    for centre in Centre::on_each_database().await {
        let nia = centre.person("nia@example.org", Role::Caseworker).await;
        let ruth = centre.person("ruth@example.org", Role::Volunteer).await;
        for number in 0..30 {
            centre.house.clock.set(nia.now() + SignedDuration::from_secs(1));
            centre.add(&nia, &named(&format!("Woman {number}"), "1990")).await;
        }
        let mut uow = centre.begin().await;
        let permit = centre.gate.permit_place::<act::SearchWomen>(&nia, &mut uow).await.unwrap();
        let actor = centre.gate.actor(&nia, &mut uow).await.unwrap();
        let sight = VisibleWomen::load(&nia, &mut uow, &actor).await.unwrap();
        let any = Narrowing::default();
        let first = record::list_women(&nia, &mut uow, &permit, &sight, &any, None).await.unwrap();
        assert_eq!(first.women.len(), record::PAGE);
        assert_eq!(first.women[0].draft.identity.legal_name, "Woman 29");
        let second =
            record::list_women(&nia, &mut uow, &permit, &sight, &any, first.next).await.unwrap();
        assert_eq!(second.women.len(), 5);
        assert!(second.next.is_none());
        let count = record::count_women(&mut uow, &permit, &sight).await.unwrap();
        assert_eq!(count, record::InSight::All(30));
        for stage in StageFilter::ALL {
            let narrowing = Narrowing {
                worker: WorkerFilter::Nobody,
                stages: BTreeSet::from([*stage]),
                ..Narrowing::default()
            };
            let page = record::list_women(&nia, &mut uow, &permit, &sight, &narrowing, None);
            let many = if *stage == StageFilter::NoCase { record::PAGE } else { 0 };
            assert_eq!(page.await.unwrap().women.len(), many, "{stage:?}");
        }
        let all: Vec<Id<Woman>> =
            first.women.iter().chain(&second.women).map(|woman| woman.id).collect();
        let seen =
            record::only_in_sight(&nia, &mut uow, &permit, &sight, &any, (&all, 99)).await.unwrap();
        assert_eq!(seen.len(), 30);
        let actor = centre.gate.actor(&ruth, &mut uow).await.unwrap();
        let sight = VisibleWomen::load(&ruth, &mut uow, &actor).await.unwrap();
        let seen =
            record::only_in_sight(&nia, &mut uow, &permit, &sight, &any, (&all, 99)).await.unwrap();
        assert!(seen.is_empty(), "a volunteer sees the women assigned to her");
    }
}

#[tokio::test]
async fn nothing_reaches_her_until_she_said_so_and_nothing_after_she_moved() {
    for centre in Centre::on_each_database().await {
        let nia = centre.person("nia@example.org", Role::Caseworker).await;
        let (kay, _) = centre.add(&nia, &named("Kay Morgan", "1994-05-09")).await;
        assert_eq!(centre.ask(&nia, kay, &text_her()).await, Err(Refused::Unknown));

        let mut uow = centre.begin().await;
        let permit = centre.may(&nia, &mut uow, kay).await;
        let rule = contact::set_contact_rule(&nia, &mut uow, &permit, OURS, &text_rule(&nia))
            .await
            .unwrap();
        uow.commit().await.unwrap();
        assert_eq!(centre.ask(&nia, kay, &text_her()).await, Ok(()));

        centre.house.clock.set(nia.now() + SignedDuration::from_hours(24));
        let mut uow = centre.begin().await;
        let permit = centre.may::<act::WriteContact>(&nia, &mut uow, kay).await;
        let mark = StaleMark { at: nia.now(), why: StaleWhy::Moved };
        contact::mark_stale(&nia, &mut uow, &permit, mark).await.unwrap();
        uow.commit().await.unwrap();
        assert!(matches!(
            centre.ask(&nia, kay, &text_her()).await,
            Err(Refused::Stale { why: StaleWhy::Moved, .. })
        ));

        centre.house.clock.set(nia.now() + SignedDuration::from_hours(1));
        let mut uow = centre.begin().await;
        let permit = centre.may(&nia, &mut uow, kay).await;
        let how = Confirmed::ByVoice;
        contact::confirm_rule(&nia, &mut uow, &permit, OURS, rule, how).await.unwrap();
        uow.commit().await.unwrap();
        assert_eq!(centre.ask(&nia, kay, &text_her()).await, Ok(()));

        let mut uow = centre.begin().await;
        let permit = centre.may(&nia, &mut uow, kay).await;
        let attempts = contact::attempts(&mut uow, &permit).await.unwrap();
        let results: Vec<_> = attempts.iter().map(|attempt| attempt.result).collect();
        use AttemptResult::{Allowed, Refused as No};
        assert_eq!(results, [Allowed, No, Allowed, No], "each question and answer is kept");
        let lines = record::timeline_items(&mut uow, &permit).await.unwrap();
        assert!(lines.iter().any(|line| line.title_key == "timeline-contact-stale"));
    }
}

#[tokio::test]
async fn an_override_goes_at_once_and_another_reviews_it_the_next_working_day() {
    for centre in Centre::on_each_database().await {
        let nia = centre.person("nia@example.org", Role::CentreManager).await;
        let lead = centre.person("lead@example.org", Role::SafeguardingLead).await;
        let (kay, _) = centre.add(&nia, &named("Kay Morgan", "1994-05-09")).await;
        let mut uow = centre.begin().await;
        let permit = centre.may(&nia, &mut uow, kay).await;
        let (text, blank) = (text_her(), Personal::from(" "));
        let no_reason = contact::override_gate(&nia, &mut uow, &permit, &text, &blank).await;
        assert!(matches!(no_reason, Err(Fault::ReasonNeeded)));
        let reason = Personal::from("He is on his way to her");
        let yes =
            contact::override_gate(&nia, &mut uow, &permit, &text_her(), &reason).await.unwrap();
        assert_eq!(yes.ground(), Ground::PreventHarm);
        uow.commit().await.unwrap();

        let mut uow = centre.begin().await;
        let hers = contact::overrides_to_review(&nia, &mut uow, &centre.gate).await.unwrap();
        assert!(hers.is_empty(), "nobody reviews her own override");
        let waiting = contact::overrides_to_review(&lead, &mut uow, &centre.gate).await.unwrap();
        assert_eq!(waiting.len(), 1);
        let attempt = &waiting[0].attempt;
        assert_eq!(attempt.reason.reveal(), "He is on his way to her");
        // The house's clock stands on Tuesday 24 November 2026.
        assert_eq!(attempt.review_by.unwrap().to_string(), "2026-11-25");
        let own = access::gate::DeedDone {
            deed: Id::from_uuid(attempt.id),
            organisation: centre.organisation,
            done_by: nia.account().unwrap(),
            about: Some(kay),
        };
        let refused = centre.gate.permit_review::<act::ReviewOverride>(&nia, &mut uow, own).await;
        assert!(refused.is_err(), "nor by asking for it directly");
        let permit = &waiting[0].permit;
        let finding = Personal::from("Right: she was warned in time");
        contact::review_override(&lead, &mut uow, permit, &finding).await.unwrap();
        let again = contact::review_override(&lead, &mut uow, permit, &finding).await;
        assert!(matches!(again, Err(Fault::AlreadyDone)));
        let left = contact::overrides_to_review(&lead, &mut uow, &centre.gate).await.unwrap();
        assert!(left.is_empty());
    }
}

#[tokio::test]
async fn a_case_is_opened_paused_closed_and_closing_ends_contact() {
    for centre in Centre::on_each_database().await {
        let nia = centre.person("nia@example.org", Role::CentreManager).await;
        let (kay, _) = centre.add(&nia, &named("Kay Morgan", "1994-05-09")).await;
        let mut uow = centre.begin().await;
        let write = centre.may::<act::WriteRecord>(&nia, &mut uow, kay).await;
        let draft = CaseDraft { referral: None, opened_at: nia.now(), note: "Came in".into() };
        let case = record::open_case(&nia, &mut uow, &write, &draft).await.unwrap();
        let twice = record::open_case(&nia, &mut uow, &write, &draft).await;
        assert!(matches!(twice, Err(Fault::AlreadyDone)));
        let contact = centre.may(&nia, &mut uow, kay).await;
        contact::set_contact_rule(&nia, &mut uow, &contact, OURS, &text_rule(&nia)).await.unwrap();
        centre.house.clock.set(nia.now() + SignedDuration::from_hours(1));
        record::pause_case(&nia, &mut uow, &write, case, PauseReason::Hospital, "").await.unwrap();
        let band = centre.may(&nia, &mut uow, kay).await;
        assert_eq!(record::cases(&mut uow, &band).await.unwrap()[0].stage, Stage::Paused);
        centre.house.clock.set(nia.now() + SignedDuration::from_hours(1));
        record::resume_case(&nia, &mut uow, &write, case, "").await.unwrap();
        let task = TaskDraft {
            owner: nia.account().unwrap(),
            due: nia.today(),
            kind: TaskKind::Other,
            words: "Ring the housing officer".into(),
        };
        let task = record::add_task(&nia, &mut uow, &write, &task).await.unwrap();
        centre.house.clock.set(nia.now() + SignedDuration::from_hours(1));
        let close = centre.may(&nia, &mut uow, kay).await;
        let warnings = record::closing_warnings(&mut uow, &close, case).await.unwrap();
        assert!(warnings.contains(&ClosingWarning::OpenTasks(1)));
        let draft = CloseDraft {
            case,
            on: nia.today(),
            reason: CloseReason::Completed,
            note: Personal::default(),
        };
        record::close_case(&nia, &mut uow, &close, &draft).await.unwrap();
        record::finish_task(&nia, &mut uow, &write, task).await.unwrap();
        uow.commit().await.unwrap();
        assert_eq!(centre.ask(&nia, kay, &text_her()).await, Err(Refused::Closed));

        let mut uow = centre.begin().await;
        let consent = ConsentDraft {
            purpose: ConsentPurpose::ContactAfterClosing,
            wording_version: "2026-1".to_owned(),
            from: nia.today(),
            until: None,
        };
        record::give_consent(&nia, &mut uow, &write, &consent).await.unwrap();
        uow.commit().await.unwrap();
        assert_eq!(centre.ask(&nia, kay, &text_her()).await, Ok(()));
        let mut uow = centre.begin().await;
        let purpose = ConsentPurpose::ContactAfterClosing;
        record::withdraw_consent(&nia, &mut uow, &write, purpose).await.unwrap();
        uow.commit().await.unwrap();
        assert_eq!(centre.ask(&nia, kay, &text_her()).await, Err(Refused::Closed));

        centre.house.clock.set(nia.now() + SignedDuration::from_hours(1));
        let mut uow = centre.begin().await;
        let draft = CaseDraft { referral: None, opened_at: nia.now(), note: "Back".into() };
        let same = ReturnRule::SameCaseWithin(6);
        let back = record::return_to_case(&nia, &mut uow, &write, same, &draft).await.unwrap();
        assert_eq!(back, case);
        let cases = record::cases(&mut uow, &band).await.unwrap();
        assert_eq!((cases.len(), cases[0].stage), (1, Stage::Open));
    }
}

#[tokio::test]
async fn a_funders_own_reference_finds_the_case_again() {
    let centre = Centre::embedded().await;
    let nia = centre.person("nia@example.org", Role::CentreManager).await;
    let (kay, _) = centre.add(&nia, &named("Kay Morgan", "1994-05-09")).await;
    let mut uow = centre.begin().await;
    let write = centre.may::<act::WriteRecord>(&nia, &mut uow, kay).await;
    let draft = CaseDraft { referral: None, opened_at: nia.now(), note: Personal::default() };
    let case = record::open_case(&nia, &mut uow, &write, &draft).await.unwrap();
    let permit = centre.may(&nia, &mut uow, kay).await;
    let draft = FundingDraft {
        case,
        programme: nia.new_uuid(),
        from: nia.today(),
        until: None,
        external: "AB 1234 CD".into(),
    };
    let funding = record::fund_case(&nia, &mut uow, &permit, &draft).await.unwrap();
    let import = centre.gate.permit_place(&centre.system, &mut uow).await.unwrap();
    let found = record::funding_by_external(&mut uow, &import, "ab1234cd").await.unwrap();
    assert_eq!(found, Some((funding, case, kay)));
    let permit = centre.may(&nia, &mut uow, kay).await;
    assert_eq!(
        record::fundings(&mut uow, &permit).await.unwrap()[0].external.reveal(),
        "AB 1234 CD"
    );
}

#[tokio::test]
async fn two_people_edit_one_record_and_a_true_clash_shows_both_texts() {
    for centre in Centre::on_each_database().await {
        let nia = centre.person("nia@example.org", Role::Caseworker).await;
        let base = named("Kay Morgan", "1994-05-09");
        let (kay, _) = centre.add(&nia, &base).await;
        let mut uow = centre.begin().await;
        let write = centre.may(&nia, &mut uow, kay).await;
        let mut first = base.clone();
        first.identity.nationality = "British".to_owned();
        record::edit_woman(&nia, &mut uow, &write, &base, first).await.unwrap();
        let mut second = base.clone();
        second.religion = Religion::None;
        let merged = record::edit_woman(&nia, &mut uow, &write, &base, second).await.unwrap();
        assert_eq!(merged.draft.identity.nationality, "British");
        assert_eq!(merged.draft.religion, Religion::None);
        let mut third = base.clone();
        third.identity.nationality = "Irish".to_owned();
        match record::edit_woman(&nia, &mut uow, &write, &base, third).await {
            Err(Fault::Clash(clashes)) => {
                assert_eq!(clashes[0].theirs.reveal(), "British");
                assert_eq!(clashes[0].mine.reveal(), "Irish");
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn another_node_learns_of_new_and_changed_names_and_forgets_the_erased() {
    for centre in Centre::on_each_database().await {
        let nia = centre.person("nia@example.org", Role::Caseworker).await;
        let base = named("Kay Morgan", "1994-05-09");
        let (kay, _) = centre.add(&nia, &base).await;
        let node = NameIndex::new();
        record::fill_names(&centre.house.store, &node).await.unwrap();
        assert_eq!(node.search(centre.organisation, "orga", 9), [kay]);
        let mut uow = centre.begin().await;
        let write = centre.may(&nia, &mut uow, kay).await;
        let mut changed = base.clone();
        changed.identity.legal_name = "Kay Llewellyn".to_owned();
        record::edit_woman(&nia, &mut uow, &write, &base, changed).await.unwrap();
        uow.commit().await.unwrap();
        record::refresh_names(&centre.house.store, &node).await.unwrap();
        assert!(node.search(centre.organisation, "morgan", 9).is_empty());
        assert_eq!(node.search(centre.organisation, "ewell", 9), [kay]);
    }
}

/// Texts that break programs: SQL, HTML, emoji, Welsh, right-to-left, controls, and whatever
/// proptest thinks of.
fn hostile(runner: &mut TestRunner, number: usize) -> String {
    const FIXED: [&str; 12] = [
        "'; drop table woman; --",
        "<script>alert(1)</script>",
        "Ŵyn ŷ Ô’r Llŷn",
        "\u{202E}עברית العربية\u{202C}",
        "👩🏽‍🤝‍👩🏻 🏳️‍🌈",
        "\u{0}\u{1}\u{7f}",
        "a\u{301}\u{301}\u{301}",
        "{{ 7 * 7 }} ${7*7} %s %n",
        "\r\n.\r\n",
        "=cmd|' /C calc'!A0",
        "\\\"\\\\u0000",
        "NULL",
    ];
    let made = any::<String>().new_tree(runner).unwrap().current();
    format!("{}{made}", FIXED[number % FIXED.len()])
}

#[tokio::test]
async fn ten_thousand_hostile_texts_go_in_and_come_out_unchanged() {
    for centre in Centre::on_each_database().await {
        let nia = centre.person("nia@example.org", Role::Caseworker).await;
        let mut runner = TestRunner::new(Config::default());
        let mut texts: Vec<String> = (0..testkit::cases(10_000) as usize)
            .map(|number| hostile(&mut runner, number))
            .collect();
        texts.push("Ŵ".repeat(524_288));
        // Many texts a woman, as names and notes: what matters is that each goes in and comes out.
        for group in texts.chunks(50) {
            let identity = Identity {
                legal_name: format!("N{}", group[0]),
                other_names: group.to_vec(),
                what_helps: group.concat(),
                ..Identity::default()
            };
            let draft = WomanDraft { identity, ..WomanDraft::default() };
            let (woman, _) = centre.add(&nia, &draft).await;
            let mut uow = centre.begin().await;
            let write = centre.may(&nia, &mut uow, woman).await;
            let case =
                CaseDraft { referral: None, opened_at: nia.now(), note: group.concat().into() };
            record::open_case(&nia, &mut uow, &write, &case).await.unwrap();
            let read = centre.may(&nia, &mut uow, woman).await;
            let back = record::read_woman(&mut uow, &read).await.unwrap();
            assert!(back.draft == draft, "a text changed on its way");
            let band = centre.may(&nia, &mut uow, woman).await;
            let cases = record::cases(&mut uow, &band).await.unwrap();
            let note = cases[0].events[0].note.reveal();
            assert!(note.trim().is_empty() || *note == group.concat());
            uow.commit().await.unwrap();
        }
    }
}
