//! The crate on real databases: a small house with two organisations, its people and women.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use kernel::ctx::{AccountMark, Actor, OrganisationMark, Seeded, SetClock};
use kernel::{Ctx, Id};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRunner};
use store::{Place, Store, SubjectKind, dialect, values};
use testkit::{Database, postgres_or_skip, ran_on};

use crate::accounts::{self, Email, NewAccount};
use crate::action::{Team, Woman, act};
use crate::audit::{self, AuditLog, Broken, Entry, HeadFile};
use crate::emergency::{self, EmergencyError, Finding};
use crate::records::{self, NameShown, Sight, Support};
use crate::sessions::{self, Stage, Token};
use crate::sign_in::{self, Attempt, Begun, HashedPassword, SecondStep, SignInError};
use crate::sql::IdRow;
use crate::{COLUMNS, Denied, Gate, MIGRATIONS, Refusal, Role, VisibleWomen, sql};

const PASSWORD: &str = "three random words";

mod tamper {
    store::statements! {
        CHANGE = "update audit_entry set action = 'see-band' where sequence = 5";
        REMOVE = "delete from audit_entry where sequence = 5";
        CUT = "delete from audit_entry where sequence > (select max(sequence) - 10 from audit_entry)";
        REWIND = "update audit_head set sequence = sequence - 10";
        REWIND_CHAIN = "update audit_head set chain = (select chain from audit_entry where audit_entry.sequence = audit_head.sequence)";
        FILL = "pragma max_page_count = 1";
        RECHAIN = "update audit_entry set chain = $1 where sequence >= 5";
    }
}

pub(super) struct House {
    pub(super) store: Store,
    clock: Arc<SetClock>,
    pub(super) ctx: Ctx,
    pub(super) gate: Gate,
    organisation: Id<OrganisationMark>,
    team: Id<Team>,
    other_team: Id<Team>,
    _folder: tempfile::TempDir,
}

impl House {
    async fn on(database: Option<String>) -> Self {
        ran_on(if database.is_some() { Database::Postgres } else { Database::Sqlite });
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(SetClock::new("2026-03-03T10:00:00Z".parse().unwrap()));
        let visitor = Ctx::new(clock.clone(), Arc::new(Seeded::new(7)), Actor::Visitor);
        let place = Place { folder: folder.path().to_owned(), database };
        let store = Store::create(&visitor, place, MIGRATIONS).await.unwrap();
        let mut uow = store.begin().await.unwrap();
        let organisation =
            accounts::found_organisation(&visitor, &mut uow, "Ashgrove Women's Centre")
                .await
                .unwrap();
        let ctx = visitor.acting_as(Actor::System { organisation });
        let gate = Gate::shipped().unwrap();
        let permit = gate.permit_place::<act::ManageTeams>(&ctx, &mut uow).await.unwrap();
        let team = accounts::add_team(&ctx, &mut uow, &permit, "Through the gate").await.unwrap();
        let other_team = accounts::add_team(&ctx, &mut uow, &permit, "Community").await.unwrap();
        uow.commit().await.unwrap();
        Self { store, clock, ctx, gate, organisation, team, other_team, _folder: folder }
    }

    pub(super) async fn embedded() -> Self {
        Self::on(None).await
    }

    /// The same house on each database that this machine has.
    async fn both() -> Vec<Self> {
        let mut houses = vec![Self::embedded().await];
        if let Some(url) = postgres_or_skip() {
            houses.push(Self::on(Some(url)).await);
        }
        houses
    }

    pub(super) async fn account(&self, email: &str, roles: &[Role]) -> Id<AccountMark> {
        let password = HashedPassword::of(&self.ctx, PASSWORD.into()).await.unwrap();
        let mut uow = self.store.begin().await.unwrap();
        let permit = self.gate.permit_place(&self.ctx, &mut uow).await.unwrap();
        let new = NewAccount {
            name: "Kay Invented".into(),
            email: Email::parse(email).unwrap(),
            password,
        };
        let account = accounts::create(&self.ctx, &mut uow, &permit, new).await.unwrap();
        let permit = self.gate.permit_account(&self.ctx, &mut uow, account).await.unwrap();
        let roles: BTreeSet<Role> = roles.iter().copied().collect();
        let teams = BTreeSet::from([self.team]);
        accounts::set_roles(&self.ctx, &mut uow, &permit, &roles, &teams).await.unwrap();
        uow.commit().await.unwrap();
        account
    }

    pub(super) fn as_account(&self, account: Id<AccountMark>) -> Ctx {
        self.ctx.acting_as(Actor::Account { account, organisation: self.organisation })
    }

    async fn woman(&self, team: Id<Team>) -> Id<Woman> {
        let mut uow = self.store.begin().await.unwrap();
        let woman: Id<Woman> = self.ctx.new_id();
        uow.new_key(&self.ctx, woman.uuid(), SubjectKind::Woman);
        let permit = self.gate.permit_place(&self.ctx, &mut uow).await.unwrap();
        records::open(&self.ctx, &mut uow, &permit, woman, team).await.unwrap();
        uow.commit().await.unwrap();
        woman
    }

    async fn refusal(&self, ctx: &Ctx, woman: Id<Woman>) -> Option<Refusal> {
        let mut uow = self.store.read().await.unwrap();
        match self.gate.permit::<act::ReadRecord>(ctx, &mut uow, woman).await {
            Ok(_) => None,
            Err(Denied::Refused(refused)) => Some(refused.refusal),
            Err(Denied::Store(error)) => panic!("{error}"),
        }
    }

    pub(super) fn forward(&self, by: SignedDuration) {
        let now: Timestamp = self.ctx.now();
        self.clock.set(now + by);
    }

    async fn read_by(&self, ctx: &Ctx, woman: Id<Woman>, log: &AuditLog) {
        let mut uow = self.store.read().await.unwrap();
        let permit = self.gate.permit::<act::ReadRecord>(ctx, &mut uow, woman).await.unwrap();
        drop(uow);
        log.read_entry(ctx, Entry::of(&permit).details("opened".to_owned())).await.unwrap();
    }
}

#[tokio::test]
async fn every_statement_and_fragment_prepares_on_both_databases() {
    for house in House::both().await {
        for statement in sql::STATEMENTS.into_iter().flatten() {
            dialect::prepare(&house.store.db, statement.sql)
                .await
                .unwrap_or_else(|error| panic!("{}: {error}", statement.name));
        }
        for (statement, fragment) in sql::sight::FRAGMENTS {
            dialect::prepare(&house.store.db, statement.with(*fragment).as_str())
                .await
                .unwrap_or_else(|error| panic!("{}: {error}", fragment.name));
        }
    }
}

#[test]
fn every_column_of_the_tables_is_in_the_register() {
    let mut table = "";
    let mut columns = BTreeSet::new();
    for line in MIGRATIONS.iter().flat_map(|step| step.sql.lines()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        if let ["alter", "table", altered, "add", "column", column, ..] = words[..] {
            columns.insert((altered, column));
        } else if let Some(rest) = line.strip_prefix("create table ") {
            table = rest.trim_end_matches(" (");
        } else if line.starts_with("    ") && !line.trim_start().starts_with("--") {
            let word = line.split_whitespace().next().unwrap();
            if !["check", "unique", "primary"].iter().any(|other| word.starts_with(other)) {
                columns.insert((table, word));
            }
        }
    }
    let registered: BTreeSet<_> =
        COLUMNS.iter().map(|column| (column.table, column.column)).collect();
    assert_eq!(columns, registered);
}

#[tokio::test]
async fn a_caseworker_opens_her_teams_women_and_is_told_who_can_for_others() {
    for house in House::both().await {
        let kay = house.as_account(house.account("kay@example.org", &[Role::Caseworker]).await);
        let hers = house.woman(house.team).await;
        let others = house.woman(house.other_team).await;
        assert_eq!(house.refusal(&kay, hers).await, None);
        assert_eq!(house.refusal(&kay, others).await, Some(Refusal::EmergencyAccess));
        assert_eq!(house.refusal(&kay, house.ctx.new_id()).await, Some(Refusal::NotHere));
    }
}

#[tokio::test]
async fn nobody_of_another_organisation_learns_even_that_a_record_is_there() {
    let house = House::embedded().await;
    let woman = house.woman(house.team).await;
    let mut uow = house.store.begin().await.unwrap();
    let elsewhere =
        accounts::found_organisation(&house.ctx, &mut uow, "Another Centre").await.unwrap();
    uow.commit().await.unwrap();
    let stranger = house.ctx.acting_as(Actor::System { organisation: elsewhere });
    assert_eq!(house.refusal(&stranger, woman).await, Some(Refusal::NotHere));
    let forged = house.account("kay@example.org", &[Role::CentreManager]).await;
    let forged = house.ctx.acting_as(Actor::Account { account: forged, organisation: elsewhere });
    assert_eq!(house.refusal(&forged, woman).await, Some(Refusal::AccountClosed));
}

#[tokio::test]
async fn a_sealed_link_bars_her_from_her_own_record_in_lists_too() {
    for house in House::both().await {
        let account = house.account("kay@example.org", &[Role::CentreManager]).await;
        let kay = house.as_account(account);
        let woman = house.woman(house.team).await;
        let mut uow = house.store.begin().await.unwrap();
        let permit = house.gate.permit(&house.ctx, &mut uow, woman).await.unwrap();
        records::bar(&house.ctx, &mut uow, &permit, account).await.unwrap();
        uow.commit().await.unwrap();
        assert_eq!(house.refusal(&kay, woman).await, Some(Refusal::OwnRecord));
        let mut uow = house.store.begin().await.unwrap();
        let actor = house.gate.actor(&kay, &mut uow).await.unwrap();
        let sight = VisibleWomen::load(&kay, &mut uow, &actor).await.unwrap();
        let statement = sql::records::IN_SIGHT.with(VisibleWomen::FRAGMENT);
        let seen: Vec<IdRow> = uow.all(&statement, &sight.values()).await.unwrap();
        assert!(seen.is_empty());
        records::lift_bar(&house.ctx, &mut uow, &permit, account).await.unwrap();
        uow.commit().await.unwrap();
        assert_eq!(house.refusal(&kay, woman).await, None);
    }
}

#[derive(Debug, Clone)]
struct OneWoman {
    mine: bool,
    restricted: bool,
    assigned: bool,
    volunteer: bool,
    emergency: bool,
    named: bool,
    barred: bool,
}

#[tokio::test]
async fn the_list_in_sql_and_the_policies_never_disagree_in_random_worlds() {
    for house in House::both().await {
        let some = || prop::bool::weighted(0.3);
        let woman = (some(), some(), some(), some(), some(), some(), prop::bool::weighted(0.1))
            .prop_map(|(mine, restricted, assigned, volunteer, emergency, named, barred)| {
                OneWoman { mine, restricted, assigned, volunteer, emergency, named, barred }
            });
        let world = prop::collection::vec(woman, 12);
        let mut runner = TestRunner::new(Config::default());
        let sets: [&[Role]; 6] = [
            &[Role::Caseworker],
            &[Role::CentreManager, Role::Administrator],
            &[Role::Volunteer, Role::FrontDesk],
            &[Role::GovernanceLead, Role::Analyst],
            &[Role::Funder, Role::Referrer],
            &[Role::Caseworker, Role::Volunteer, Role::GovernanceLead],
        ];
        for (number, roles) in sets.into_iter().enumerate() {
            let account = house.account(&format!("p{number}@example.org"), roles).await;
            let kay = house.as_account(account);
            let world = world.new_tree(&mut runner).unwrap().current();
            let (mut women, mut barred) = (Vec::new(), 0);
            for facts in &world {
                let team = if facts.mine { house.team } else { house.other_team };
                let woman = house.woman(team).await;
                women.push(woman);
                let (ctx, gate) = (&house.ctx, &house.gate);
                let mut uow = house.store.begin().await.unwrap();
                let permit = gate.permit(ctx, &mut uow, woman).await.unwrap();
                if facts.assigned {
                    records::assign(ctx, &mut uow, &permit, account, Support::Worker)
                        .await
                        .unwrap();
                }
                if facts.volunteer {
                    records::assign(ctx, &mut uow, &permit, account, Support::Volunteer)
                        .await
                        .unwrap();
                }
                if facts.restricted {
                    let permit = gate.permit(ctx, &mut uow, woman).await.unwrap();
                    let name = NameShown::ToAll;
                    records::guard(ctx, &mut uow, &permit, Sight::Restricted, name).await.unwrap();
                }
                if facts.named {
                    let permit = gate.permit(ctx, &mut uow, woman).await.unwrap();
                    let (until, purpose) =
                        (ctx.now() + SignedDuration::from_hours(1), records::NamedFor::Review);
                    records::name_for_request(ctx, &mut uow, &permit, account, purpose, until)
                        .await
                        .unwrap();
                }
                if facts.emergency
                    && let Ok(permit) = gate.permit(&kay, &mut uow, woman).await
                {
                    let (why, long) = ("rang in fear".into(), emergency::LONGEST);
                    emergency::open(&kay, &mut uow, &permit, why, long).await.unwrap();
                }
                if facts.barred && barred < records::MOST_LINKS {
                    let permit = gate.permit(ctx, &mut uow, woman).await.unwrap();
                    records::bar(ctx, &mut uow, &permit, account).await.unwrap();
                    barred += 1;
                }
                uow.commit().await.unwrap();
            }
            let mut uow = house.store.read().await.unwrap();
            let actor = house.gate.actor(&kay, &mut uow).await.unwrap();
            let sight = VisibleWomen::load(&kay, &mut uow, &actor).await.unwrap();
            let statement = sql::records::IN_SIGHT.with(VisibleWomen::FRAGMENT);
            let listed: Vec<IdRow> = uow.all(&statement, &sight.values()).await.unwrap();
            let listed: BTreeSet<_> = listed.into_iter().map(|row| row.id).collect();
            for (woman, facts) in women.iter().zip(&world) {
                let may =
                    house.gate.may::<act::SeeBand>(&kay, &mut uow, &actor, *woman).await.unwrap();
                assert_eq!(listed.contains(&woman.uuid()), may, "{roles:?} {facts:?}");
            }
        }
    }
}

#[tokio::test]
async fn emergency_access_ends_by_itself_and_is_reviewed_by_another() {
    for house in House::both().await {
        let kay = house.as_account(
            house.account("kay@example.org", &[Role::Caseworker, Role::GovernanceLead]).await,
        );
        let lead =
            house.as_account(house.account("lead@example.org", &[Role::SafeguardingLead]).await);
        let woman = house.woman(house.other_team).await;
        let mut uow = house.store.begin().await.unwrap();
        let permit = house.gate.permit(&kay, &mut uow, woman).await.unwrap();
        let nothing =
            emergency::open(&kay, &mut uow, &permit, "  ".into(), emergency::LONGEST).await;
        assert!(matches!(nothing, Err(EmergencyError::NoReason)));
        let long = SignedDuration::from_hours(9);
        let too_long = emergency::open(&kay, &mut uow, &permit, "why".into(), long).await;
        assert!(matches!(too_long, Err(EmergencyError::TooLong)));
        let why = "She rang from the station; her worker is away.";
        let opened =
            emergency::open(&kay, &mut uow, &permit, why.into(), emergency::LONGEST).await.unwrap();
        uow.commit().await.unwrap();
        assert_eq!(house.refusal(&kay, woman).await, None);

        let mut uow = house.store.begin().await.unwrap();
        assert!(emergency::to_review(&kay, &mut uow, &house.gate).await.unwrap().is_empty());
        let own = emergency::for_review(&kay, &mut uow, &house.gate, opened).await;
        assert!(matches!(own, Err(Denied::Refused(r)) if r.refusal == Refusal::AnotherMustReview));
        let waiting = emergency::to_review(&lead, &mut uow, &house.gate).await.unwrap();
        assert_eq!(waiting.len(), 1);
        assert_eq!(waiting[0].reason.as_ref().unwrap().reveal(), why);
        assert_eq!(waiting[0].review_by.unwrap().to_string(), "2026-03-05");
        let (permit, _) =
            emergency::for_review(&lead, &mut uow, &house.gate, opened).await.unwrap();
        emergency::review(&lead, &mut uow, &permit, Finding::Right, "Right to.".into())
            .await
            .unwrap();
        let twice = emergency::review(&lead, &mut uow, &permit, Finding::Wrong, "No.".into()).await;
        assert!(matches!(twice, Err(EmergencyError::Reviewed)));
        uow.commit().await.unwrap();

        house.forward(emergency::LONGEST);
        assert_eq!(house.refusal(&kay, woman).await, Some(Refusal::EmergencyAccess));
    }
}

/// As the door does: finds the session and notes that it was used.
async fn seen(house: &House, token: &Token) -> Option<sessions::SignedIn> {
    let mut uow = house.store.read().await.unwrap();
    let found = sessions::find(&house.ctx, &mut uow, token).await.unwrap();
    drop(uow);
    if let Some(session) = &found {
        sessions::note_seen(&house.ctx, &house.store, session).await.unwrap();
    }
    found
}

async fn session(house: &House, token: &Token) -> sessions::SignedIn {
    seen(house, token).await.unwrap()
}

/// Whoever has this address, signed in where codes are not asked for.
pub(super) async fn signed_in(house: &House, email: &str) -> sessions::SignedIn {
    let attempt = Attempt {
        email: email.into(),
        password: PASSWORD.into(),
        address: "192.0.2.7".into(),
        browser: "Firefox on Windows".into(),
    };
    match sign_in::begin(&house.ctx, &house.store, attempt, SecondStep::IfSetUp).await {
        Ok(Begun::Full(token)) => session(house, &token).await,
        other => panic!("{other:?}"),
    }
}

async fn try_password(house: &House, email: &str, password: &str) -> Result<Begun, SignInError> {
    let attempt = Attempt {
        email: email.into(),
        password: password.into(),
        address: "192.0.2.7".into(),
        browser: "Firefox on Windows".into(),
    };
    sign_in::begin(&house.ctx, &house.store, attempt, SecondStep::Required).await
}

fn code_at(house: &House, secret: &str) -> String {
    let totp = totp_rs::Builder::new()
        .with_algorithm(totp_rs::Algorithm::SHA1)
        .with_secret(totp_rs::Secret::try_from_base32(secret).unwrap())
        .build()
        .unwrap();
    totp.generate(u64::try_from(house.ctx.now().as_second()).unwrap()).to_string()
}

#[tokio::test]
async fn she_signs_in_with_password_and_code_and_no_code_counts_twice() {
    let house = House::embedded().await;
    house.account("kay@example.org", &[Role::CentreManager]).await;
    let email = Email::parse("Kay@example.org ").unwrap();
    let Ok(Begun::Enrol(token)) = try_password(&house, " KAY@example.org", PASSWORD).await else {
        panic!("the first time leads to setting up codes")
    };
    let enrolling = session(&house, &token).await;
    assert_eq!(enrolling.acting(&house.ctx).actor, Actor::Visitor);
    let setup = sign_in::set_up_codes(&house.ctx, &house.store, &enrolling, &email).await.unwrap();
    assert!(setup.uri.reveal().starts_with("otpauth://totp/Alongside:kay"));
    let code = code_at(&house, setup.secret.reveal());
    let (recovery, token) =
        sign_in::confirm_codes(&house.ctx, &house.store, &enrolling, &code.clone().into())
            .await
            .unwrap();
    assert_eq!(session(&house, &token).await.stage, Stage::Full);

    let Ok(Begun::Code(half)) = try_password(&house, "kay@example.org", PASSWORD).await else {
        panic!("now a code is due")
    };
    let half = session(&house, &half).await;
    assert_eq!(half.acting(&house.ctx).actor, Actor::Visitor);
    let again = sign_in::finish_with_code(&house.ctx, &house.store, &half, &code.into()).await;
    assert!(matches!(again, Err(SignInError::Wrong)), "the same code counts once");
    house.forward(SignedDuration::from_secs(30));
    let code = code_at(&house, setup.secret.reveal());
    let full =
        sign_in::finish_with_code(&house.ctx, &house.store, &half, &code.into()).await.unwrap();
    assert_eq!(session(&house, &full).await.stage, Stage::Full);

    let Ok(Begun::Code(half)) = try_password(&house, "kay@example.org", PASSWORD).await else {
        panic!("a code is due")
    };
    let half = session(&house, &half).await;
    let typed = recovery[0].reveal().to_lowercase().replace('-', " ");
    sign_in::finish_with_code(&house.ctx, &house.store, &half, &typed.clone().into())
        .await
        .unwrap();
    let Ok(Begun::Code(half)) = try_password(&house, "kay@example.org", PASSWORD).await else {
        panic!("a code is due")
    };
    let half = session(&house, &half).await;
    let twice = sign_in::finish_with_code(&house.ctx, &house.store, &half, &typed.into()).await;
    assert!(matches!(twice, Err(SignInError::Wrong)));
}

#[tokio::test]
async fn after_five_wrong_passwords_even_the_right_one_waits_also_after_a_restart() {
    let house = House::embedded().await;
    house.account("kay@example.org", &[Role::Caseworker]).await;
    for email in ["kay@example.org", "nobody@example.org"] {
        for _ in 0..5 {
            assert!(matches!(
                try_password(&house, email, "wrong wrong wrong").await,
                Err(SignInError::Wrong)
            ));
        }
        // Known or unknown: the same answer.
        assert!(matches!(
            try_password(&house, email, PASSWORD).await,
            Err(SignInError::Locked { .. })
        ));
    }
    // The store opened again, as after a restart.
    let again = Store::open(house.store.place.clone(), MIGRATIONS).await.unwrap();
    let attempt = Attempt {
        email: "kay@example.org".into(),
        password: PASSWORD.into(),
        address: "192.0.2.8".into(),
        browser: "x".into(),
    };
    let locked = sign_in::begin(&house.ctx, &again, attempt, SecondStep::IfSetUp).await;
    assert!(matches!(locked, Err(SignInError::Locked { .. })));
    house.forward(SignedDuration::from_mins(2));
    assert!(try_password(&house, "kay@example.org", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_session_ends_after_half_an_hour_alone_and_with_its_account() {
    let house = House::embedded().await;
    let account = house.account("kay@example.org", &[Role::CentreManager]).await;
    let attempt = || Attempt {
        email: "kay@example.org".into(),
        password: PASSWORD.into(),
        address: "192.0.2.7".into(),
        browser: "Firefox on Windows".into(),
    };
    let signed = |_: ()| async {
        match sign_in::begin(&house.ctx, &house.store, attempt(), SecondStep::IfSetUp).await {
            Ok(Begun::Full(token)) => token,
            other => panic!("{other:?}"),
        }
    };
    let token = signed(()).await;
    for _ in 0..23 {
        house.forward(SignedDuration::from_mins(30));
        assert!(seen(&house, &token).await.is_some());
    }
    house.forward(SignedDuration::from_mins(31));
    assert!(seen(&house, &token).await.is_none());

    let (first, second) = (signed(()).await, signed(()).await);
    let mine = session(&house, &first).await;
    let other = session(&house, &second).await;
    let mut uow = house.store.begin().await.unwrap();
    assert_eq!(sessions::list(&house.ctx, &mut uow, &mine).await.unwrap().len(), 2);
    sessions::end(&house.ctx, &mut uow, &mine, other.session).await.unwrap();
    uow.commit().await.unwrap();
    assert!(seen(&house, &second).await.is_none());

    let mut uow = house.store.begin().await.unwrap();
    let permit = house.gate.permit_account(&house.ctx, &mut uow, account).await.unwrap();
    accounts::close(&house.ctx, &mut uow, &permit).await.unwrap();
    uow.commit().await.unwrap();
    assert!(seen(&house, &first).await.is_none());
    let closed = sign_in::begin(&house.ctx, &house.store, attempt(), SecondStep::IfSetUp).await;
    assert!(matches!(closed, Err(SignInError::Wrong)));
}

#[tokio::test]
async fn roles_change_only_after_confirming_again_and_never_ones_own() {
    let house = House::embedded().await;
    let other = house.account("kay@example.org", &[Role::Caseworker]).await;
    let me = house.account("admin@example.org", &[Role::Administrator]).await;
    let admin = house.as_account(me);
    let mut uow = house.store.begin().await.unwrap();
    let refused = |result: Result<_, Denied>| match result {
        Err(Denied::Refused(refused)) => refused.refusal,
        Err(Denied::Store(error)) => panic!("{error}"),
        Ok(_) => panic!("allowed"),
    };
    let once = house.gate.permit_account::<act::ChangeRoles>(&admin, &mut uow, other).await;
    assert_eq!(refused(once), Refusal::ConfirmAgain);
    let gate = house.gate.stepped_up(Some(house.ctx.now_micros()));
    assert!(gate.permit_account::<act::ChangeRoles>(&admin, &mut uow, other).await.is_ok());
    let own = gate.permit_account::<act::ChangeRoles>(&admin, &mut uow, me).await;
    assert_eq!(refused(own), Refusal::AskAdministrator);
    house.forward(SignedDuration::from_mins(6));
    let late = gate.permit_account::<act::ChangeRoles>(&admin, &mut uow, other).await;
    assert_eq!(refused(late), Refusal::ConfirmAgain);
}

#[tokio::test]
async fn who_looked_shows_opens_and_lists_and_nothing_after_she_was_erased() {
    for house in House::both().await {
        let kay = house.as_account(house.account("kay@example.org", &[Role::CentreManager]).await);
        let (woman, other) = (house.woman(house.team).await, house.woman(house.team).await);
        let (log, task) = AuditLog::start(house.store.clone());
        house.read_by(&kay, woman, &log).await;
        let mut uow = house.store.read().await.unwrap();
        let list = house.gate.permit_place::<act::SearchWomen>(&kay, &mut uow).await.unwrap();
        let permit = house.gate.permit::<act::ReadWhoLooked>(&kay, &mut uow, woman).await.unwrap();
        drop(uow);
        let entry = Entry::about_place(&list).listing(vec![woman, other]).details("Kay".to_owned());
        log.read_entry(&kay, entry).await.unwrap();
        let mut uow = house.store.read().await.unwrap();
        let lines = audit::about(&mut uow, &permit, i64::MAX).await.unwrap();
        let actions: Vec<_> = lines.iter().map(|line| line.action.as_str()).collect();
        assert_eq!(actions, ["search-women", "read-record", "add-woman"]);
        assert_eq!(lines[1].details.as_ref().unwrap().reveal(), "opened");
        assert!(lines[0].details.is_none(), "a search is not shown to another woman's readers");
        drop(uow);
        house.store.keys.destroy(woman.uuid(), house.ctx.today()).await.unwrap();
        let mut uow = house.store.read().await.unwrap();
        let lines = audit::about(&mut uow, &permit, i64::MAX).await.unwrap();
        assert!(lines.iter().all(|line| line.details.is_none()));
        drop((uow, log));
        task.await.unwrap();
        assert!(audit::verify(&house.store).await.unwrap().is_whole());
    }
}

/// A house with thirty entries and its heads noted.
async fn with_trail() -> House {
    let house = House::embedded().await;
    let kay = house.as_account(house.account("kay@example.org", &[Role::CentreManager]).await);
    let woman = house.woman(house.team).await;
    let (log, task) = AuditLog::start(house.store.clone());
    for _ in 0..30 {
        house.read_by(&kay, woman, &log).await;
    }
    drop(log);
    task.await.unwrap();
    assert!(audit::verify(&house.store).await.unwrap().is_whole());
    house
}

async fn broken_by(house: &House, statements: &[&store::Statement]) -> Broken {
    let mut uow = house.store.begin().await.unwrap();
    for statement in statements {
        uow.execute(*statement, values![]).await.unwrap();
    }
    uow.commit().await.unwrap();
    let report = audit::verify(&house.store).await.unwrap();
    report.chains[0].broken.expect("nothing was found")
}

#[tokio::test]
async fn a_changed_entry_is_found() {
    assert_eq!(broken_by(&with_trail().await, &[&tamper::CHANGE]).await, Broken::Altered(5));
}

#[tokio::test]
async fn a_removed_entry_is_found() {
    assert_eq!(broken_by(&with_trail().await, &[&tamper::REMOVE]).await, Broken::Missing(5));
}

#[tokio::test]
async fn the_last_ten_entries_cut_off_are_found_and_stay_found() {
    let house = with_trail().await;
    let cut = [&tamper::CUT, &tamper::REWIND, &tamper::REWIND_CHAIN];
    let Broken::CutOff { last, known } = broken_by(&house, &cut).await else { panic!() };
    assert_eq!(known - last, 10);
    // A program that goes on does not paper over it.
    assert!(audit::write_heads(&house.store).await.is_err());
    // Without the file, the key store still knows.
    std::fs::remove_file(house.store.place.folder.join("audit.head")).unwrap();
    let report = audit::verify(&house.store).await.unwrap();
    assert_eq!(report.head_file, HeadFile::Missing);
    assert_eq!(report.chains[0].broken, Some(Broken::CutOff { last, known }));
}

#[tokio::test]
async fn a_chain_written_anew_without_the_key_is_found() {
    let house = with_trail().await;
    let mut uow = house.store.begin().await.unwrap();
    let guessed = vec![7u8; 32];
    uow.execute(&tamper::RECHAIN, values![guessed]).await.unwrap();
    uow.commit().await.unwrap();
    let report = audit::verify(&house.store).await.unwrap();
    assert_eq!(report.chains[0].broken, Some(Broken::Altered(5)));
}

#[tokio::test]
async fn a_forged_head_file_is_found() {
    let house = with_trail().await;
    let path = house.store.place.folder.join("audit.head");
    let text =
        std::fs::read_to_string(&path).unwrap().replacen("\"sequence\":", "\"sequence\":1", 1);
    std::fs::write(&path, text).unwrap();
    assert_eq!(audit::verify(&house.store).await.unwrap().head_file, HeadFile::Forged);
}

#[tokio::test]
async fn requests_that_wait_together_all_get_their_entry() {
    for house in House::both().await {
        let kay = house.as_account(house.account("kay@example.org", &[Role::CentreManager]).await);
        let woman = house.woman(house.team).await;
        let (log, task) = AuditLog::start(house.store.clone());
        let mut uow = house.store.read().await.unwrap();
        let permit = house.gate.permit::<act::ReadRecord>(&kay, &mut uow, woman).await.unwrap();
        drop(uow);
        let mut waiting = tokio::task::JoinSet::new();
        for _ in 0..100 {
            let (log, kay, entry) = (log.clone(), kay.clone(), Entry::of(&permit));
            waiting.spawn(async move { log.read_entry(&kay, entry).await });
        }
        while let Some(result) = waiting.join_next().await {
            result.unwrap().unwrap();
        }
        let mut uow = house.store.read().await.unwrap();
        let permit = house.gate.permit::<act::ReadWhoLooked>(&kay, &mut uow, woman).await.unwrap();
        let lines = audit::about(&mut uow, &permit, i64::MAX).await.unwrap();
        assert_eq!(lines.iter().filter(|line| line.action == "read-record").count(), 100);
        drop((uow, log));
        task.await.unwrap();
        assert!(
            house.store.place.folder.join("audit.reserve").metadata().unwrap().len() >= 1 << 24
        );
        assert!(audit::verify(&house.store).await.unwrap().is_whole());
    }
}

#[tokio::test]
async fn every_change_of_who_may_see_a_record_is_in_the_trail() {
    let house = House::embedded().await;
    let account = house.account("kay@example.org", &[Role::Caseworker]).await;
    let kay = house.as_account(account);
    let woman = house.woman(house.other_team).await;
    let (ctx, gate) = (&house.ctx, &house.gate);
    let mut uow = house.store.begin().await.unwrap();
    let to_assign = gate.permit(ctx, &mut uow, woman).await.unwrap();
    let to_restrict = gate.permit(ctx, &mut uow, woman).await.unwrap();
    let to_link = gate.permit(ctx, &mut uow, woman).await.unwrap();
    let to_look = gate.permit::<act::ReadWhoLooked>(ctx, &mut uow, woman).await.unwrap();
    let in_fear = gate.permit(&kay, &mut uow, woman).await.unwrap();
    let day = emergency::LONGEST;
    let opened = emergency::open(&kay, &mut uow, &in_fear, "why".into(), day).await.unwrap();
    house.forward(SignedDuration::from_mins(1));
    emergency::end(&kay, &mut uow, opened).await.unwrap();
    records::assign(ctx, &mut uow, &to_assign, account, Support::Worker).await.unwrap();
    records::end_assignment(ctx, &mut uow, &to_assign, account, Support::Worker).await.unwrap();
    records::move_to_team(ctx, &mut uow, &to_assign, house.team).await.unwrap();
    records::guard(ctx, &mut uow, &to_restrict, Sight::Team, NameShown::Hidden).await.unwrap();
    let until = ctx.now() + SignedDuration::from_hours(1);
    let purpose = records::NamedFor::SubjectAccess;
    records::name_for_request(ctx, &mut uow, &to_look, account, purpose, until).await.unwrap();
    let herself =
        records::name_for_request(&kay, &mut uow, &to_look, account, purpose, until).await;
    assert!(matches!(herself, Err(records::NameError::Herself)));
    records::bar(ctx, &mut uow, &to_link, account).await.unwrap();
    records::lift_bar(ctx, &mut uow, &to_link, account).await.unwrap();
    let mut lines = audit::about(&mut uow, &to_look, i64::MAX).await.unwrap();
    lines.reverse();
    let actions: Vec<_> = lines.iter().map(|line| line.action.as_str()).collect();
    let expected = [
        "add-woman",
        "open-emergency",
        "end-emergency",
        "assign-worker",
        "assign-worker",
        "assign-worker",
        "restrict-record",
        "read-who-looked",
        "link-account",
        "link-account",
    ];
    assert_eq!(actions, expected);
}

#[tokio::test]
async fn a_full_disk_first_costs_the_reserve_then_opens_no_record_and_needs_no_restart() {
    let house = House::embedded().await;
    let kay = house.as_account(house.account("kay@example.org", &[Role::CentreManager]).await);
    let woman = house.woman(house.team).await;
    let (log, task) = AuditLog::start(house.store.clone());
    house.read_by(&kay, woman, &log).await;
    let reserve = house.store.place.folder.join("audit.reserve");
    assert!(reserve.exists());
    let set = async |statement| {
        let mut uow = house.store.begin().await.unwrap();
        uow.execute(&statement, values![]).await.unwrap();
        uow.commit().await.unwrap();
    };
    let mut uow = house.store.read().await.unwrap();
    let permit = house.gate.permit::<act::ReadRecord>(&kay, &mut uow, woman).await.unwrap();
    drop(uow);
    let long = Entry::of(&permit).details("x".repeat(100_000));
    // The first time the reserve makes room, and she works on.
    set(tamper::FILL).await;
    log.read_entry(&kay, long.clone()).await.unwrap();
    assert!(!reserve.exists(), "the reserve was kept while nothing could be written");
    // The second time there is none: nothing opens, and the page can say why.
    set(tamper::FILL).await;
    let full = log.read_entry(&kay, long.clone()).await;
    assert_eq!(full, Err(audit::AuditUnavailable::DiskFull));
    // Space was made; no restart is needed.
    log.read_entry(&kay, long).await.unwrap();
    drop(log);
    task.await.unwrap();
    assert!(audit::verify(&house.store).await.unwrap().is_whole());
}

#[tokio::test]
async fn an_hour_set_back_ends_no_session_early_or_late_lengthens_no_wait_and_breaks_no_trail() {
    let house = House::embedded().await;
    house.account("kay@example.org", &[Role::CentreManager]).await;
    house.account("nia@example.org", &[Role::Caseworker]).await;
    let hour_back = -SignedDuration::from_hours(1);
    let Ok(Begun::Enrol(token)) = try_password(&house, "kay@example.org", PASSWORD).await else {
        panic!("the first time leads to setting up codes")
    };
    drop(token);
    let attempt = Attempt {
        email: "kay@example.org".into(),
        password: PASSWORD.into(),
        address: "192.0.2.7".into(),
        browser: "Firefox on Windows".into(),
    };
    let Ok(Begun::Full(token)) =
        sign_in::begin(&house.ctx, &house.store, attempt, SecondStep::IfSetUp).await
    else {
        panic!("she signs in")
    };
    for _ in 0..5 {
        assert!(try_password(&house, "nia@example.org", "wrong wrong wrong").await.is_err());
    }
    let told = try_password(&house, "nia@example.org", PASSWORD).await;
    assert!(matches!(told, Err(SignInError::Locked { .. })));

    house.forward(hour_back);
    assert!(seen(&house, &token).await.is_some(), "she works on");
    let Err(SignInError::Locked { until }) =
        try_password(&house, "nia@example.org", PASSWORD).await
    else {
        panic!("the wait is not over yet")
    };
    assert!(until - house.ctx.now_micros() <= 60 * 1_000_000, "and is a minute, not an hour more");
    house.forward(SignedDuration::from_secs(61));
    assert!(try_password(&house, "nia@example.org", PASSWORD).await.is_ok());

    house.forward(SignedDuration::from_mins(28));
    assert!(seen(&house, &token).await.is_some(), "in use");
    house.forward(SignedDuration::from_mins(31));
    assert!(
        seen(&house, &token).await.is_none(),
        "half an hour alone is half an hour by the clock as it is"
    );

    // Entries stand in the order in which they were made, whatever the clock said.
    audit::write_heads(&house.store).await.unwrap();
    assert!(audit::verify(&house.store).await.unwrap().is_whole());
    house.forward(hour_back);
    assert!(try_password(&house, "kay@example.org", PASSWORD).await.is_ok());
    audit::write_heads(&house.store).await.unwrap();
    assert!(audit::verify(&house.store).await.unwrap().is_whole());
}
