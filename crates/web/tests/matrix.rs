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
use shared::{ask, get, post};
use testkit::{House, page_is_sound};
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
    ("Directory here", "yes"),
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

/// Pages that tell nothing of her: the reader brings the reference and reads only it.
const TELL_NOTHING: [&str; 2] = ["/women/{reference}/emergency", "/women/{reference}/erase"];

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

    /// Audit entries about a woman, in all organisations.
    async fn entries(&self) -> i64 {
        let mut uow = self.house.store.read().await.unwrap();
        uow.one::<Many>(&sql::ENTRIES, &[]).await.unwrap().many
    }

    async fn status(&self, role: &str, path: &str) -> u16 {
        let mut request = get(path);
        request.headers_mut().insert("cookie", self.cookies[role].parse().unwrap());
        ask(&self.router, request).await.status.as_u16()
    }
}

mod sql {
    store::statements! {
        /// Audit entries about one woman.
        ENTRIES = "select count(*) as many from audit_entry where woman_id is not null";
    }
}

#[derive(sqlx::FromRow)]
struct Many {
    many: i64,
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
    let (mut wrong, mut unseen) = (Vec::new(), Vec::new());
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
                let before = centre.entries().await;
                let got = centre.status(role, &path_to(&met.reference)).await;
                asked += 1;
                let tells = !TELL_NOTHING.contains(&route.path);
                if got == 200 && tells && centre.entries().await == before {
                    unseen.push(format!("{role}, {}: {}", met.relation, route.path));
                }
                // Whoever could learn of her in no other way is told what she is told of nobody.
                let learns = ["SeeBand", "OpenEmergency"]
                    .iter()
                    .any(|seen| decisions.contains(&(role, met.relation, *seen)));
                let again = format!("{role}, confirmed again");
                let right = if decisions.contains(&(role, met.relation, name)) {
                    got == 200 || (empty && got == 404)
                } else if decisions.contains(&(again.as_str(), met.relation, name)) {
                    // She may, once she has confirmed who she is; nobody here has.
                    got == 403
                } else if !learns {
                    got == unknown && matches!(got, 403 | 404)
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
    assert!(unseen.is_empty(), "opened without an audit entry:\n{}", unseen.join("\n"));
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

impl Centre {
    /// Sends a form as somebody in this role.
    async fn send(&self, role: &str, path: &str, body: &str) -> shared::Answer {
        let mut request = post(path, body.to_owned());
        request.headers_mut().insert("cookie", self.cookies[role].parse().unwrap());
        ask(&self.router, request).await
    }

    /// Reads a page as somebody in this role, strictly.
    async fn page(&self, role: &str, path: &str) -> String {
        let mut request = get(path);
        request.headers_mut().insert("cookie", self.cookies[role].parse().unwrap());
        let answer = ask(&self.router, request).await;
        assert_eq!(answer.status, 200, "{role}, {path}: {}", answer.body);
        page_is_sound(&answer.body);
        answer.body
    }
}

#[tokio::test]
async fn the_referrals_that_wait_are_counted_beside_the_inbox_for_whoever_reads_it() {
    let centre = Centre::open().await;
    let waits = |html: &str| html.contains("<span class=\"count\">");
    assert!(!waits(&centre.page("caseworker", "/women").await), "nought is not shown");
    let said = "source=herself&name=Bronwen+Achebe&reason=Rent";
    let taken = centre.send("front_desk", "/referrals/take", said).await;
    assert_eq!(taken.status, 200, "the front desk reads no inbox: {}", taken.body);
    page_is_sound(&taken.body);
    assert!(taken.body.contains("The referral is kept"));
    let html = centre.page("caseworker", "/women").await;
    assert!(html.contains("<span class=\"count\">1<"), "{html}");
    assert!(!waits(&centre.page("volunteer", "/women").await));
}

#[tokio::test]
async fn a_password_that_an_administrator_made_opens_nothing_until_it_is_changed() {
    let centre = Centre::open().await;
    let new = "name=Samina+Dar&email=samina%40example.org";
    let made = centre.send("administrator", "/settings/people/new", new).await;
    assert_eq!(made.status, 200, "{}", made.body);
    let first = made.body.split(['<', '>']);
    let is_password = |part: &&str| {
        part.len() == 19 && part.split('-').count() == 4 && part.split('-').all(|g| g.len() == 4)
    };
    let first = first.map(str::trim).find(is_password).expect("the password is shown once");
    let signed = ask(
        &centre.router,
        post("/sign-in", format!("email=samina%40example.org&password={first}")),
    );
    let signed = signed.await;
    assert_eq!(signed.status, 303, "{}", signed.body);
    let cookie = signed.header("set-cookie").split(';').next().unwrap().to_owned();
    let with = |mut request: axum::extract::Request, cookie: &str| {
        request.headers_mut().insert("cookie", cookie.parse().unwrap());
        request
    };
    for path in ["/", "/settings/account", "/women"] {
        let answer = ask(&centre.router, with(get(path), &cookie)).await;
        assert_eq!(answer.header("location"), "/sign-in", "{path}");
    }
    let door = ask(&centre.router, with(get("/sign-in"), &cookie)).await;
    assert_eq!(door.header("location"), "/first-password");
    let html = ask(&centre.router, with(get("/first-password"), &cookie)).await.body;
    page_is_sound(&html);
    for (body, words) in [
        (String::new(), "Enter the password you were given"),
        (format!("old={first}&new={first}"), "another one than the one you were given"),
        (format!("old={first}&new=short"), "error-summary"),
        ("old=wrong+password+here&new=four+words+of+hers".to_owned(), "error-summary"),
    ] {
        let answer = ask(&centre.router, with(post("/first-password", body), &cookie)).await;
        assert_eq!(answer.status, 422, "{}", answer.body);
        page_is_sound(&answer.body);
        assert!(answer.body.contains(words), "{words}: {}", answer.body);
    }
    let body = format!("old={first}&new=four+words+of+hers");
    let changed = ask(&centre.router, with(post("/first-password", body), &cookie)).await;
    assert_eq!(changed.status, 303);
    let cookie = changed.header("set-cookie").split(';').next().unwrap().to_owned();
    let account = ask(&centre.router, with(get("/settings/account"), &cookie)).await;
    assert_eq!(account.status, 200, "{}", account.body);
    let again = ask(&centre.router, with(get("/first-password"), &cookie)).await;
    assert_eq!(again.header("location"), "/", "there is nothing left to change");
}

#[tokio::test]
async fn a_governance_lead_keeps_the_lawful_bases_and_the_one_before_ends_the_day_before() {
    let centre = Centre::open().await;
    let page = "/settings/lawful-bases";
    assert!(centre.page("governance_lead", page).await.contains("Nothing is written down yet"));
    assert!(!centre.page("manager", page).await.contains("law-new"), "a manager only reads it");
    let refused = centre.send("governance_lead", page, "").await;
    assert_eq!(refused.status, 422);
    page_is_sound(&refused.body);
    let basis = |article: &str, day: &str| {
        format!(
            "purpose=Support&article6={article}&article9=9(2)(h)&controller=Teasel+House\
             &notice=2026-1&from-day={day}&from-month=11&from-year=2026"
        )
    };
    let set = centre.send("governance_lead", page, &basis("6(1)(f)", "1")).await;
    assert_eq!(set.status, 303, "{}", set.body);
    assert_eq!(centre.send("manager", page, &basis("6(1)(e)", "20")).await.status, 403);
    let set = centre.send("governance_lead", page, &basis("6(1)(e)", "20")).await;
    assert_eq!(set.status, 303, "{}", set.body);
    let html = centre.page("manager", page).await;
    assert!(html.contains("1 November 2026 to 19 November 2026"), "{html}");
    assert!(html.contains("6(1)(e)") && html.contains("In force") && html.contains("Over"));
    let earlier = centre.send("governance_lead", page, &basis("6(1)(c)", "10")).await;
    assert_eq!(earlier.status, 422, "history is not written anew");
}

#[tokio::test]
async fn a_manager_writes_down_why_a_post_is_for_women_only_and_ends_it() {
    let centre = Centre::open().await;
    let page = "/settings/women-only";
    assert!(centre.page("administrator", page).await.contains("None is written down"));
    let refused = centre.send("manager", page, "title=Caseworker").await;
    assert_eq!(refused.status, 422);
    page_is_sound(&refused.body);
    let post = "title=Caseworker&ground=Schedule+9,+paragraph+1&aim=Safety&proportionate=Nothing+less\
        &decided_by=The+trustees&review-day=1&review-month=4&review-year=2020";
    assert_eq!(centre.send("administrator", page, post).await.status, 403);
    assert_eq!(centre.send("manager", page, post).await.status, 303);
    let html = centre.page("manager", page).await;
    assert!(
        html.contains("Schedule 9, paragraph 1") && html.contains("Look at it again"),
        "{html}"
    );
    let id = html.split("name=\"post\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let end = format!("{page}/end");
    assert_eq!(centre.send("manager", &end, "").await.status, 422);
    assert_eq!(centre.send("manager", &end, &format!("post={id}")).await.status, 303);
    assert!(centre.page("manager", page).await.contains("None is written down"));
}

#[tokio::test]
async fn a_governance_lead_opens_a_record_only_once_somebody_else_named_her() {
    let centre = Centre::open().await;
    let record = format!("/women/{}", centre.women[0].reference);
    let looked = format!("{record}/who-looked");
    assert_eq!(centre.status("governance_lead", &record).await, 404, "not even that she is known");
    let html = centre.page("manager", &looked).await;
    let lead = html.split("name=\"who\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let form = |until: &str| {
        format!(
            "who={lead}&purpose=subject_access&until-day=24&until-month={until}&until-year=2026"
        )
    };
    for wrong in [String::new(), form("10"), form("11").replace("2026", "2027")] {
        let answer = centre.send("manager", &looked, &wrong).await;
        assert_eq!(answer.status, 422, "{wrong}");
        page_is_sound(&answer.body);
    }
    let herself = centre.send("governance_lead", &looked, &form("12")).await;
    assert_eq!(herself.status, 422, "nobody names herself");
    assert!(herself.body.contains("Somebody else must name you"), "{}", herself.body);
    assert_eq!(centre.send("caseworker", &looked, &form("12")).await.status, 403);
    assert_eq!(centre.send("manager", &looked, &form("12")).await.status, 303);
    assert_eq!(centre.status("governance_lead", &record).await, 200);
    let other = format!("/women/{}", centre.women[1].reference);
    assert_eq!(centre.status("governance_lead", &other).await, 404);
}
