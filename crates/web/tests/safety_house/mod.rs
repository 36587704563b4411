//! A centre with people in several roles, whose pages are asked for by name. Everybody is invented.
#![allow(dead_code, unreachable_pub, reason = "each test file uses some of it")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use access::accounts::{self, Email, NewAccount};
use access::action::{Woman, act};
use access::audit::AuditLog;
use access::records::{self, Support};
use access::sign_in::HashedPassword;
use access::{Gate, Role};
use axum::Router;
use axum::extract::Request;
use axum::middleware::{self, Next};
use casework::record::{self, Identity, WomanDraft};
use kernel::ctx::{AccountMark, Seeded, SetClock};
use kernel::{Actor, Ctx, Id};
use testkit::{House, page_is_sound};
use web::desk::Desk;
use web::{App, SignedIn, Site};

use crate::shared::{Answer, ask, get, nia, post};

/// Everybody who works there: name, roles, and whether she is in the women's team.
const PEOPLE: [(&str, &[Role], bool); 7] = [
    ("nia", &[Role::Caseworker], true),
    ("dilys", &[Role::Caseworker, Role::SafeguardingLead], true),
    ("bronwen", &[Role::SafeguardingLead], false),
    ("ruth", &[Role::CentreManager], false),
    ("carys", &[Role::Caseworker], false),
    ("mona", &[Role::Volunteer], true),
    ("win", &[Role::Administrator], false),
];

/// The centre, with Kay Morgan and Jo Bevan on record; Mona is Kay's volunteer.
pub struct Centre {
    router: Router,
    /// `/women/…` of Kay Morgan.
    pub kay: String,
    /// `/women/…` of Jo Bevan.
    pub jo: String,
    /// Kay's row.
    pub kay_id: Id<Woman>,
    /// Accounts by name.
    pub accounts: BTreeMap<&'static str, Id<AccountMark>>,
    /// The clock of every request.
    pub clock: Arc<SetClock>,
    gate: Gate,
    system: Ctx,
    house: House,
}

impl Centre {
    pub async fn open() -> Self {
        let house = House::sqlite(&[access::MIGRATIONS, casework::MIGRATIONS].concat()).await;
        let gate = Gate::shipped().unwrap();
        let mut uow = house.store.begin().await.unwrap();
        let organisation =
            accounts::found_organisation(&house.ctx, &mut uow, "Teasel House").await.unwrap();
        let system = house.ctx.acting_as(Actor::System { organisation });
        let permit = gate.permit_place::<act::ManageTeams>(&system, &mut uow).await.unwrap();
        let team = accounts::add_team(&system, &mut uow, &permit, "Community").await.unwrap();
        let other = accounts::add_team(&system, &mut uow, &permit, "Valleys").await.unwrap();
        let mut people: BTreeMap<String, SignedIn> = BTreeMap::new();
        let mut known = BTreeMap::new();
        for (name, roles, in_team) in PEOPLE {
            let password = HashedPassword::of(&system, "three random words".into()).await.unwrap();
            let permit = gate.permit_place(&system, &mut uow).await.unwrap();
            let email = Email::parse(&format!("{name}@example.org")).unwrap();
            let new = NewAccount { name: name.into(), email, password };
            let account = accounts::create(&system, &mut uow, &permit, new).await.unwrap();
            let permit = gate.permit_account(&system, &mut uow, account).await.unwrap();
            let roles: BTreeSet<Role> = roles.iter().copied().collect();
            let teams = BTreeSet::from([if in_team { team } else { other }]);
            accounts::set_roles(&system, &mut uow, &permit, &roles, &teams).await.unwrap();
            let who = SignedIn { account, organisation, name: name.into(), ..nia() };
            people.insert(name.to_owned(), who);
            known.insert(name, account);
        }
        let mut women = Vec::new();
        for name in ["Kay Morgan", "Jo Bevan"] {
            let permit = gate.permit_place::<act::AddWoman>(&system, &mut uow).await.unwrap();
            let identity = Identity { legal_name: name.to_owned(), ..Identity::default() };
            let draft = WomanDraft { identity, ..WomanDraft::default() };
            let made = record::create_woman(&system, &mut uow, &permit, team, &draft).await;
            women.push(made.unwrap());
        }
        let kay_id = women[0].0;
        let permit = gate.permit::<act::AssignWorker>(&system, &mut uow, kay_id).await.unwrap();
        records::assign(&system, &mut uow, &permit, known["mona"], Support::Volunteer)
            .await
            .unwrap();
        uow.commit().await.unwrap();
        let (audit, _task) = AuditLog::start(house.store.clone());
        let desk = Desk { store: house.store.clone(), gate: gate.clone(), audit };
        let clock = Arc::<SetClock>::clone(&house.clock);
        let shared = Arc::<SetClock>::clone(&clock);
        let app = App::new(shared, Arc::new(Seeded::new(9)), Site::default()).with_desk(desk);
        let router = web::house(app).0.layer(middleware::from_fn(
            move |mut request: Request, next: Next| {
                let name = request.headers().get("x-who").and_then(|name| name.to_str().ok());
                let who = people.get(name.unwrap_or_default()).cloned();
                if let Some(who) = who {
                    request.extensions_mut().insert(who);
                }
                next.run(request)
            },
        ));
        let address = |at: usize| format!("/women/{}", women[at].1.compact());
        let (kay, jo) = (address(0), address(1));
        Self { router, kay, jo, kay_id, accounts: known, clock, gate, system, house }
    }

    /// Bars somebody from Kay's record, because she is linked to her.
    pub async fn bar(&self, name: &str) {
        let mut uow = self.house.store.begin().await.unwrap();
        let permit = self.gate.permit(&self.system, &mut uow, self.kay_id).await.unwrap();
        let account = self.accounts[name];
        records::bar(&self.system, &mut uow, &permit, account).await.unwrap();
        uow.commit().await.unwrap();
    }

    async fn asked(&self, who: &str, mut request: Request) -> Answer {
        request.headers_mut().insert("x-who", who.parse().unwrap());
        ask(&self.router, request).await
    }

    /// What a page answers to her.
    pub async fn status(&self, who: &str, path: &str) -> u16 {
        self.asked(who, get(path)).await.status.as_u16()
    }

    /// What a form answers to her.
    pub async fn post_status(&self, who: &str, path: &str, body: &str) -> u16 {
        self.asked(who, post(path, body.to_owned())).await.status.as_u16()
    }

    /// A page that opens, read strictly.
    pub async fn page(&self, who: &str, path: &str) -> String {
        let answer = self.asked(who, get(path)).await;
        assert_eq!(answer.status, 200, "{who} {path}: {}", answer.body);
        page_is_sound(&answer.body);
        answer.body
    }

    /// Sends a form that is kept; where it leads.
    pub async fn send(&self, who: &str, path: &str, body: &str) -> String {
        let answer = self.asked(who, post(path, body.to_owned())).await;
        assert_eq!(answer.status, 303, "{who} {path}: {}", answer.body);
        answer.header("location").to_owned()
    }

    /// Sends a form that is answered with its page again, read strictly.
    pub async fn refused(&self, who: &str, path: &str, body: &str) -> String {
        let answer = self.asked(who, post(path, body.to_owned())).await;
        assert_eq!(answer.status, 422, "{who} {path}: {}", answer.body);
        page_is_sound(&answer.body);
        answer.body
    }
}

/// The value of the first hidden field of this name after this text.
pub fn hidden(html: &str, after: &str, name: &str) -> String {
    let rest = html.split_once(after).unwrap_or_else(|| panic!("no {after:?} in {html}")).1;
    let start = rest.split(&format!(r#"name="{name}" value=""#)).nth(1).unwrap();
    start.split('"').next().unwrap().to_owned()
}
