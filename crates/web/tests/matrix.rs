//! The authorisation matrix: every route with who comes to it, checked in as
//! `docs/authorisation-matrix.md`; and the real router asked in each role for each page of a woman.
//!
//! The decisions are those of `access`, as its own table has them (that table is checked against the
//! policies by a test of its own). Here stands which of them each route asks for.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions
)]

mod shared;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use access::accounts::{self, Email, NewAccount};
use access::action::Team;
use access::audit::AuditLog;
use access::records::{self, NameShown, Sight};
use access::sign_in::{self, Attempt, Begun, HashedPassword, SecondStep};
use access::{Action, Gate, Role, act};
use axum::Router;
use casework::record::{self, Identity, WomanDraft};
use kernel::ctx::OrganisationMark;
use kernel::{Actor, Ctx, Id, Reference};
use shared::{ask, get};
use testkit::House;
use web::{App, Desk, Needs, Route, Site};

/// What `access` allows: role | relation | actions.
const DECISIONS: &str = include_str!("../../access/policies/authorisation.txt");
const CHECKED_IN: &str = include_str!("../../../docs/authorisation-matrix.md");

/// How a relation is shown in a cell. A relation that is new needs a line here.
const RELATIONS: &[(&str, &str)] = &[
    ("a woman of her team", "team"),
    ("a woman of her team, restricted", "team (r)"),
    ("a woman of her team, name hidden", "team (h)"),
    ("a woman of another team", "other"),
    ("a woman of another team, restricted", "other (r)"),
    ("a woman of another team, name hidden", "other (h)"),
    ("a woman whose worker she is", "worker"),
    ("a woman whose worker she is, restricted, hidden", "worker (r, h)"),
    ("a woman whose volunteer she is", "volunteer"),
    ("a woman whose volunteer she is, name hidden", "volunteer (h)"),
    ("a woman whose volunteer she is, restricted", "volunteer (r)"),
    ("a woman under her emergency access", "emergency"),
    ("a woman for whom she is named", "named"),
    ("a woman she herself", "herself"),
    ("a woman of another organisation", "elsewhere"),
    ("her own referral", "her own"),
    ("another's referral", "another’s"),
    ("a referral without account", "without account"),
    ("a programme she was let into, rows allowed", "let in (rows)"),
    ("a programme she was let into, no rows", "let in"),
    ("a programme she was not let into", "not let in"),
    ("a programme of another organisation", "elsewhere"),
    ("another's account", "another’s"),
    ("her own account", "her own"),
    ("another's deed", "another’s"),
    ("her own deed", "her own"),
    ("another's deed about herself", "about herself"),
    ("Caseload here", "yes"),
    ("Inbox here", "yes"),
    ("Calendar here", "yes"),
    ("Returns here", "yes"),
    ("Settings here", "yes"),
    ("AuditTrail here", "yes"),
];

/// Role, relation and action, as allowed.
fn decisions() -> BTreeSet<(&'static str, &'static str, &'static str)> {
    let mut allowed = BTreeSet::new();
    for line in DECISIONS.lines().filter(|line| !line.starts_with('#')) {
        let mut parts = line.split(" | ");
        let (role, relation) = (parts.next().unwrap(), parts.next().unwrap());
        for action in parts.next().unwrap().split(' ') {
            allowed.insert((role, relation, action));
        }
    }
    assert!(allowed.len() > 500, "the decisions were not read");
    allowed
}

/// One row: the route, what it needs, and for each role where it may.
fn row(route: &Route, action: Action, decisions: &BTreeSet<(&str, &str, &str)>) -> String {
    let mut text = format!("| `{} {}` | {} |", route.method, route.path, action.name());
    for role in Role::ALL {
        let again = format!("{}, confirmed again", role.code());
        let (mut once, mut after) = (Vec::new(), Vec::new());
        for (relation, short) in RELATIONS {
            if decisions.contains(&(role.code(), *relation, action.name())) {
                once.push(*short);
            } else if decisions.contains(&(again.as_str(), *relation, action.name())) {
                after.push(format!("{short}, confirmed"));
            }
        }
        let mut cell: Vec<String> = once.into_iter().map(str::to_owned).collect();
        cell.extend(after);
        write!(text, " {} |", if cell.is_empty() { "–".to_owned() } else { cell.join("; ") })
            .unwrap();
    }
    text
}

fn matrix() -> String {
    let mut text = String::from(
        "# Who comes to which route\n\n\
         Made by the test `every_route_stands_in_the_authorisation_matrix` from the table of routes and the\n\
         decisions of the policies (`crates/access/policies/authorisation.txt`); `ALONGSIDE_BLESS=1 cargo test -p\n\
         web --test matrix` writes it anew. A cell names the relations in which the role may: of women (r) is a\n\
         restricted record, (h) a hidden name; “confirmed” means after confirming again who she is; – is never.\n",
    );
    let table = web::pages::routes().table();
    for (needs, heading) in [
        (Needs::Anybody, "Anybody, unknown to us"),
        (Needs::SignedIn, "Anybody signed in; nothing of any woman"),
    ] {
        write!(text, "\n## {heading}\n\n").unwrap();
        for route in table.iter().filter(|route| route.needs == needs) {
            writeln!(text, "- `{} {}`", route.method, route.path).unwrap();
        }
    }
    text.push_str("\n## By role and relation\n\n| route | action |");
    for role in Role::ALL {
        write!(text, " {} |", role.code().replace('_', " ")).unwrap();
    }
    text.push_str("\n|---|---|");
    text.push_str(&"---|".repeat(Role::ALL.len()));
    text.push('\n');
    let decisions = decisions();
    for route in &table {
        let Needs::Action(name) = route.needs else { continue };
        let Some(action) = Action::named(name) else {
            panic!("{} {} needs {name}, which no policy knows", route.method, route.path)
        };
        writeln!(text, "{}", row(route, action, &decisions)).unwrap();
    }
    text
}

fn differences(was: &str, now: &str) -> Vec<String> {
    let (was, now): (BTreeSet<_>, BTreeSet<_>) = (was.lines().collect(), now.lines().collect());
    let gone = was.difference(&now).map(|line| format!("- {line}"));
    let new = now.difference(&was).map(|line| format!("+ {line}"));
    gone.chain(new).collect()
}

/// Whether a source serves pages without entering them in the table of routes.
fn passes_the_table(source: &str) -> bool {
    let ways = [".route(", ".route_service(", ".nest(", ".fallback(", "Router::new("];
    ways.iter().any(|way| source.contains(way))
}

#[test]
fn a_route_that_is_not_checked_in_is_found() {
    let now = matrix();
    let row = now.lines().find(|line| line.contains("GET /settings/people`")).unwrap();
    let without = now.replace(&format!("{row}\n"), "");
    assert_eq!(differences(&without, &now), [format!("+ {row}")]);
    let opened = now.replace(row, &row.replacen("–", "yes", 1));
    assert_eq!(differences(&opened, &now).len(), 2);
}

#[test]
fn a_page_served_past_the_table_is_found() {
    assert!(passes_the_table(r#"Router::new().route("/women/all", get(everybody))"#));
    assert!(!passes_the_table(r#"Routes::new().get("/women", Needs::SignedIn, list)"#));
}

#[test]
fn every_route_stands_in_the_authorisation_matrix() {
    let now = matrix();
    if std::env::var_os("ALONGSIDE_BLESS").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/authorisation-matrix.md");
        std::fs::write(path, &now).unwrap();
        return;
    }
    let differing = differences(CHECKED_IN, &now);
    assert!(
        CHECKED_IN == now,
        "routes and docs/authorisation-matrix.md differ; read the difference, then write it anew \
         with ALONGSIDE_BLESS=1:\n{}",
        differing.join("\n")
    );
}

#[test]
fn every_relation_of_the_decisions_has_a_word_in_the_matrix() {
    let known: BTreeSet<_> = RELATIONS.iter().map(|(name, _)| *name).collect();
    let strange: BTreeSet<_> = decisions()
        .into_iter()
        .map(|(_, relation, _)| relation)
        .filter(|relation| !known.contains(relation))
        .collect();
    assert!(strange.is_empty(), "{strange:?}");
}

#[test]
fn no_page_is_served_past_the_table_of_routes() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    let mut folders = vec![std::path::PathBuf::from(root)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.ends_with("src/routes.rs") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            if passes_the_table(&text) {
                found.push(path);
            }
        }
    }
    assert!(found.is_empty(), "routes that the matrix cannot see: {found:?}");
}

/// Pages of something that is not there yet in this house: a plan, a safety plan. Whoever may see
/// them is told that there is nothing; whoever may not is refused as everywhere.
const NOT_THERE_YET: [&str; 6] = [
    "/women/{reference}/plan/copy",
    "/women/{reference}/plan/copy/big",
    "/women/{reference}/plan/copy/big/pdf",
    "/women/{reference}/plan/copy/pdf",
    "/women/{reference}/plan/write",
    "/women/{reference}/safety/plan/sheet",
];

/// A woman as one role meets her.
struct Met {
    relation: &'static str,
    reference: String,
}

struct Centre {
    house: House,
    router: Router,
    /// The cookie of each role.
    cookies: BTreeMap<&'static str, String>,
    women: Vec<Met>,
}

const PASSWORD: &str = "three random words";

impl Centre {
    async fn open() -> Self {
        let steps = [access::MIGRATIONS, casework::MIGRATIONS].concat();
        let house = House::sqlite(&steps).await;
        let gate = Gate::shipped().unwrap();
        let ours = found(&house, &gate, "Teasel House").await;
        let theirs = found(&house, &gate, "Ashgrove").await;
        let mut accounts = BTreeMap::new();
        for role in Role::ALL {
            let email = format!("{}@example.org", role.code());
            add_account(&house, &gate, &ours, &email, role).await;
            accounts.insert(role.code(), email);
        }
        let women = vec![
            Met {
                relation: "a woman of her team",
                reference: add_woman(&house, &gate, &ours, ours.team, Sight::Team).await,
            },
            Met {
                relation: "a woman of another team",
                reference: add_woman(&house, &gate, &ours, ours.other_team, Sight::Team).await,
            },
            Met {
                relation: "a woman of her team, restricted",
                reference: add_woman(&house, &gate, &ours, ours.team, Sight::Restricted).await,
            },
            Met {
                relation: "a woman of another organisation",
                reference: add_woman(&house, &gate, &theirs, theirs.team, Sight::Team).await,
            },
        ];
        let (audit, _task) = AuditLog::start(house.store.clone());
        let site = Site { second_step: SecondStep::IfSetUp, ..Site::default() };
        let desk = Desk { store: house.store.clone(), gate, audit };
        let clock: std::sync::Arc<dyn kernel::Clock> = house.clock.clone();
        let chance = std::sync::Arc::new(kernel::ctx::Seeded::new(3));
        let (router, _) = web::house(App::new(clock, chance, site).with_desk(desk));
        let mut cookies = BTreeMap::new();
        for (role, email) in accounts {
            let attempt = Attempt {
                email: email.into(),
                password: PASSWORD.to_owned().into(),
                address: String::new().into(),
                browser: String::new().into(),
            };
            let begun = sign_in::begin(&house.ctx, &house.store, attempt, SecondStep::IfSetUp);
            let Ok(Begun::Full(token)) = begun.await else { panic!("{role} cannot sign in") };
            cookies.insert(role, format!("alongside={}", token.reveal()));
        }
        Self { house, router, cookies, women }
    }

    async fn status(&self, role: &str, path: &str) -> u16 {
        let mut request = get(path);
        request.headers_mut().insert("cookie", self.cookies[role].parse().unwrap());
        ask(&self.router, request).await.status.as_u16()
    }
}

struct Founded {
    organisation: Id<OrganisationMark>,
    team: Id<Team>,
    other_team: Id<Team>,
}

impl Founded {
    fn ctx(&self, house: &House) -> Ctx {
        house.ctx.acting_as(Actor::System { organisation: self.organisation })
    }
}

async fn found(house: &House, gate: &Gate, name: &str) -> Founded {
    let mut uow = house.store.begin().await.unwrap();
    let organisation = accounts::found_organisation(&house.ctx, &mut uow, name).await.unwrap();
    let ctx = house.ctx.acting_as(Actor::System { organisation });
    let permit = gate.permit_place::<act::ManageTeams>(&ctx, &mut uow).await.unwrap();
    let team = accounts::add_team(&ctx, &mut uow, &permit, "Community").await.unwrap();
    let other_team = accounts::add_team(&ctx, &mut uow, &permit, "Through the gate").await.unwrap();
    uow.commit().await.unwrap();
    Founded { organisation, team, other_team }
}

async fn add_account(house: &House, gate: &Gate, at: &Founded, email: &str, role: Role) {
    let ctx = at.ctx(house);
    let password = HashedPassword::of(&ctx, PASSWORD.to_owned().into()).await.unwrap();
    let mut uow = house.store.begin().await.unwrap();
    let permit = gate.permit_place(&ctx, &mut uow).await.unwrap();
    let new = NewAccount {
        name: "Invented Person".into(),
        email: Email::parse(email).unwrap(),
        password,
    };
    let account = accounts::create(&ctx, &mut uow, &permit, new).await.unwrap();
    let permit = gate.permit_account(&ctx, &mut uow, account).await.unwrap();
    let (roles, teams) = (BTreeSet::from([role]), BTreeSet::from([at.team]));
    accounts::set_roles(&ctx, &mut uow, &permit, &roles, &teams).await.unwrap();
    uow.commit().await.unwrap();
}

async fn add_woman(
    house: &House,
    gate: &Gate,
    at: &Founded,
    team: Id<Team>,
    sight: Sight,
) -> String {
    let ctx = at.ctx(house);
    let mut uow = house.store.begin().await.unwrap();
    let permit = gate.permit_place(&ctx, &mut uow).await.unwrap();
    let identity = Identity { legal_name: "Kay Invented".to_owned(), ..Identity::default() };
    let draft = WomanDraft { identity, ..WomanDraft::default() };
    let (woman, reference) =
        record::create_woman(&ctx, &mut uow, &permit, team, &draft).await.unwrap();
    let permit = gate.permit::<act::RestrictRecord>(&ctx, &mut uow, woman).await.unwrap();
    records::guard(&ctx, &mut uow, &permit, sight, NameShown::ToAll).await.unwrap();
    uow.commit().await.unwrap();
    reference.compact()
}

#[tokio::test]
async fn every_page_of_a_woman_opens_in_the_real_router_exactly_for_whom_the_policies_say() {
    let centre = Centre::open().await;
    let decisions = decisions();
    let nowhere = Reference::from_random({
        let mut byte = 0u8;
        move || {
            byte = byte.wrapping_add(37);
            byte
        }
    });
    let mut wrong = Vec::new();
    let mut asked = 0;
    for route in web::pages::routes().table() {
        let Needs::Action(name) = route.needs else { continue };
        let on_woman = Action::named(name).is_some_and(|action| action.on() == "Woman");
        if route.method != "GET" || !on_woman || !route.path.contains("{reference}") {
            continue;
        }
        // Where a page shows one thing of hers by another reference, there is none in this house.
        let empty = route.path.matches('{').count() > 1 || NOT_THERE_YET.contains(&route.path);
        let path_to = |reference: &str| {
            let path = route.path.replace("{reference}", reference);
            let parts = path.split('/').map(|part| if part.starts_with('{') { "1" } else { part });
            parts.collect::<Vec<_>>().join("/")
        };
        for role in Role::ALL.map(Role::code) {
            let unknown = centre.status(role, &path_to(&nowhere.compact())).await;
            for met in &centre.women {
                let got = centre.status(role, &path_to(&met.reference)).await;
                asked += 1;
                // Whoever could learn of her in no other way is told what she is told of nobody.
                let learns = ["SeeBand", "OpenEmergency"]
                    .iter()
                    .any(|seen| decisions.contains(&(role, met.relation, *seen)));
                let right = if !learns {
                    got == unknown && matches!(got, 403 | 404)
                } else if decisions.contains(&(role, met.relation, name)) {
                    got == 200 || (empty && got == 404)
                } else {
                    got == 403
                };
                if !right {
                    wrong.push(format!("{role}, {}: {} said {got}", met.relation, route.path));
                }
            }
        }
    }
    assert!(asked >= 80, "only {asked} pages were asked for");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    drop(centre.house);
}

#[tokio::test]
async fn places_of_the_house_open_exactly_for_whom_the_policies_say() {
    let centre = Centre::open().await;
    let decisions = decisions();
    let mut wrong = Vec::new();
    for route in web::pages::routes().table() {
        let Needs::Action(name) = route.needs else { continue };
        let action = Action::named(name).unwrap();
        let relation = match action.on() {
            "Deed" => "another's deed".to_owned(),
            "Woman" | "Account" | "Programme" | "Referral" => continue,
            place => format!("{place} here"),
        };
        if route.method != "GET" || route.path.contains('{') {
            continue;
        }
        for role in Role::ALL.map(Role::code) {
            let got = centre.status(role, route.path).await;
            let may = decisions.contains(&(role, relation.as_str(), name));
            // The first page leads whoever has no day of her own to a place that she has.
            let leads_on = route.path == "/" && got == 303;
            if got != if may { 200 } else { 403 } && !leads_on {
                wrong.push(format!("{role}: {} said {got}", route.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
