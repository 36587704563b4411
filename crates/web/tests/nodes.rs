//! Two web nodes on one PostgreSQL: whoever signed in on one is signed in on the other, a name that one
//! was told is found by the other, and what one refuses the other refuses. Everybody is invented.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod shared;

use std::collections::BTreeSet;
use std::sync::Arc;

use access::accounts::{self, Email, NewAccount};
use access::action::act;
use access::audit::AuditLog;
use access::sign_in::{HashedPassword, SecondStep};
use access::{Gate, Role};
use axum::Router;
use axum::http::Request;
use casework::record::{self, Identity, WomanDraft};
use kernel::ctx::{Seeded, SetClock};
use kernel::{Actor, Ctx};
use shared::{Answer, ask, get, post};
use store::{Place, Store};
use testkit::postgres_or_skip;
use web::desk::Desk;
use web::{App, Site};

const PASSWORD: &str = "three random words";

fn steps() -> Vec<store::Migration> {
    [access::MIGRATIONS, casework::MIGRATIONS].concat()
}

/// A process of its own, as far as it knows: its own store, index of names and router.
struct Node {
    store: Store,
    router: Router,
}

impl Node {
    fn on(store: Store, seed: u64) -> Self {
        let (audit, _task) = AuditLog::start(store.clone());
        let desk = Desk { store: store.clone(), gate: Gate::shipped().unwrap(), audit };
        let clock = SetClock::new("2026-11-24T10:00:00Z".parse().unwrap());
        let site = Site { second_step: SecondStep::IfSetUp, ..Site::default() };
        let app = App::new(Arc::new(clock), Arc::new(Seeded::new(seed)), site).with_desk(desk);
        Self { store, router: web::house(app).0 }
    }

    async fn asked(&self, cookie: &str, mut request: Request<axum::body::Body>) -> Answer {
        request.headers_mut().insert("cookie", cookie.parse().unwrap());
        ask(&self.router, request).await
    }

    async fn sign_in(&self, password: &str) -> Answer {
        let body = format!("email=nia%40example.org&password={}", password.replace(' ', "+"));
        ask(&self.router, post("/sign-in", body)).await
    }
}

fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

/// Two nodes, and a centre with Nia in it.
async fn two_nodes(folder: &std::path::Path, url: String) -> (Node, Node, Ctx) {
    let clock = SetClock::new("2026-11-24T10:00:00Z".parse().unwrap());
    let nobody = Ctx::new(Arc::new(clock), Arc::new(Seeded::new(1)), Actor::Visitor);
    let place = Place { folder: folder.to_owned(), database: Some(url) };
    let store = Store::create(&nobody, place.clone(), &steps()).await.unwrap();
    let gate = Gate::shipped().unwrap();
    let mut uow = store.begin().await.unwrap();
    let organisation = accounts::found_organisation(&nobody, &mut uow, "Teasel House").await;
    let system = nobody.acting_as(Actor::System { organisation: organisation.unwrap() });
    let permit = gate.permit_place::<act::ManageTeams>(&system, &mut uow).await.unwrap();
    let team = accounts::add_team(&system, &mut uow, &permit, "Community").await.unwrap();
    let password = HashedPassword::of(&system, PASSWORD.into()).await.unwrap();
    let email = Email::parse("nia@example.org").unwrap();
    let permit = gate.permit_place(&system, &mut uow).await.unwrap();
    let new = NewAccount { name: "Nia Prosser".into(), email, password };
    let account = accounts::create(&system, &mut uow, &permit, new).await.unwrap();
    let permit = gate.permit_account(&system, &mut uow, account).await.unwrap();
    let (roles, teams) = (BTreeSet::from([Role::Caseworker]), BTreeSet::from([team]));
    accounts::set_roles(&system, &mut uow, &permit, &roles, &teams).await.unwrap();
    uow.commit().await.unwrap();
    let other = Store::open(place, &steps()).await.unwrap();
    (Node::on(store, 2), Node::on(other, 3), system)
}

async fn add_woman(system: &Ctx, node: &Node, name: &str) {
    let gate = Gate::shipped().unwrap();
    let mut uow = node.store.begin().await.unwrap();
    let actor = gate.actor(system, &mut uow).await.unwrap();
    let (team, _) = accounts::teams(&mut uow, &actor).await.unwrap()[0].clone();
    let permit = gate.permit_place::<act::AddWoman>(system, &mut uow).await.unwrap();
    let identity = Identity { legal_name: name.to_owned(), ..Identity::default() };
    let draft = WomanDraft { identity, ..WomanDraft::default() };
    record::create_woman(system, &mut uow, &permit, team, &draft).await.unwrap();
    uow.commit().await.unwrap();
}

#[tokio::test]
async fn a_session_begun_on_one_node_is_open_on_the_other_and_ends_on_both() {
    let Some(url) = postgres_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (one, other, _) = two_nodes(folder.path(), url).await;
    let answer = one.sign_in(PASSWORD).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let hers = cookie(&answer);
    for node in [&one, &other] {
        assert_eq!(node.asked(&hers, get("/women")).await.status, 200);
    }
    let out = other.asked(&hers, post("/sign-out", "")).await;
    assert_eq!(out.status, 303, "{}", out.body);
    for node in [&one, &other] {
        assert_ne!(node.asked(&hers, get("/women")).await.status, 200);
    }
}

#[tokio::test]
async fn a_name_that_one_node_was_told_is_found_by_any_part_on_the_other() {
    let Some(url) = postgres_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (one, other, system) = two_nodes(folder.path(), url).await;
    let hers = cookie(&one.sign_in(PASSWORD).await);
    let finds = async |node: &Node, part: &str| {
        let page = node.asked(&hers, post("/women", format!("q={part}"))).await;
        page.body.contains("Quillstead")
    };
    assert!(!finds(&one, "uillst").await && !finds(&other, "uillst").await);
    add_woman(&system, &one, "Angharad Quillstead").await;
    assert!(finds(&other, "uillst").await && finds(&one, "uillst").await);
    add_woman(&system, &other, "Lowri Quillstead").await;
    assert!(finds(&one, "owri").await && finds(&other, "owri").await);
}

#[tokio::test]
async fn failures_on_one_node_count_on_the_other() {
    let Some(url) = postgres_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (one, other, _) = two_nodes(folder.path(), url).await;
    for nth in 0..5 {
        let node = if nth % 2 == 0 { &one } else { &other };
        assert_eq!(node.sign_in("not her password").await.status, 422);
    }
    // The right password waits too, on both.
    for node in [&one, &other] {
        assert_ne!(node.sign_in(PASSWORD).await.status, 303);
    }
}
