//! PDFs on pages: her plan, a visit sheet, a return. In place of the program that sets type stands one
//! that gives back the content it is given, so that each test reads what would be on the paper.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod shared;

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;

use access::accounts::{self, Email, NewAccount};
use access::action::{Team, act};
use access::audit::AuditLog;
use access::sign_in::HashedPassword;
use access::{Gate, Role};
use axum::Router;
use axum::extract::Request;
use axum::middleware::{self, Next};
use documents::Press;
use kernel::ctx::{OrganisationMark, Seeded, SetClock};
use kernel::{Actor, Ctx, Id};
use shared::{Answer, ask, get, nia, post};
use store::values;
use tempfile::TempDir;
use testkit::{House, page_is_sound};
use web::{App, Desk, Printing, Site};

mod put {
    store::statements! {
        FUNDER = "insert into funder (id, organisation_id, made_at, name, kind) values ($1, $2, 0, 'Usk Valley Fund', 'trust')";
        PROGRAMME = "insert into programme (id, organisation_id, made_at, reference, name, kind, funder_id, ours, women_only, answers, answer_days, plan_agreed_by, return_months, small_numbers, facts) values ($1, $2, 0, 'SS-1', 'Safer Starts', 'grant', $3, 1, 1, '', 2, 'she', 3, 5, '{}')";
        RUNS = "select format from return_run where organisation_id = $1";
        ENTRIES = "select count(*) as many from audit_entry where organisation_id = $1 and action = $2";
    }
}

#[derive(sqlx::FromRow)]
struct Format {
    format: String,
}

#[derive(sqlx::FromRow)]
struct Many {
    many: i64,
}

/// What the echo says before and after the content.
const ECHO: &str = "#!/bin/sh\nprintf '%%PDF-1.7 '\n/bin/cat\nprintf '\\n%%%%EOF\\n'\n";

struct Centre {
    worker: Router,
    /// The same, just confirmed again.
    confirmed: Router,
    volunteer: Router,
    team: Id<Team>,
    nia: String,
    organisation: Id<OrganisationMark>,
    house: House,
    program: std::path::PathBuf,
    _folder: TempDir,
}

async fn account(
    gate: &Gate,
    ctx: &Ctx,
    house: &House,
    team: Id<Team>,
    name: &str,
    roles: &[Role],
) -> web::SignedIn {
    let password = HashedPassword::of(ctx, "three random words".into()).await.unwrap();
    let mut uow = house.store.begin().await.unwrap();
    let permit = gate.permit_place(ctx, &mut uow).await.unwrap();
    let email = Email::parse(&format!("{}@example.org", name.to_lowercase())).unwrap();
    let new = NewAccount { name: name.into(), email, password };
    let account = accounts::create(ctx, &mut uow, &permit, new).await.unwrap();
    let permit = gate.permit_account(ctx, &mut uow, account).await.unwrap();
    let roles = roles.iter().copied().collect();
    accounts::set_roles(ctx, &mut uow, &permit, &roles, &BTreeSet::from([team])).await.unwrap();
    uow.commit().await.unwrap();
    web::SignedIn { account, ..nia() }
}

impl Centre {
    async fn open() -> Self {
        let steps = [access::MIGRATIONS, casework::MIGRATIONS, evidence::MIGRATIONS].concat();
        let house = House::sqlite(&steps).await;
        let gate = Gate::shipped().unwrap();
        let mut uow = house.store.begin().await.unwrap();
        let organisation =
            accounts::found_organisation(&house.ctx, &mut uow, "Teasel House").await.unwrap();
        let system = house.ctx.acting_as(Actor::System { organisation });
        let permit = gate.permit_place::<act::ManageTeams>(&system, &mut uow).await.unwrap();
        let team = accounts::add_team(&system, &mut uow, &permit, "Community").await.unwrap();
        let funder = system.new_uuid();
        uow.execute(&put::FUNDER, values![funder, organisation]).await.unwrap();
        let row = values![system.new_uuid(), organisation, funder];
        uow.execute(&put::PROGRAMME, row).await.unwrap();
        uow.commit().await.unwrap();
        let roles = [Role::CentreManager, Role::Caseworker];
        let worker = account(&gate, &system, &house, team, "Nia", &roles).await;
        let volunteer = account(&gate, &system, &house, team, "Ffion", &[Role::Volunteer]).await;
        let mut uow = house.store.begin().await.unwrap();
        let actor = gate.actor(&system, &mut uow).await.unwrap();
        let people = accounts::colleagues(&mut uow, &actor).await.unwrap();
        let nia = people.iter().find(|person| person.id == worker.account).unwrap();
        let nia = nia.reference.clone();
        drop(uow);

        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join(Press::PROGRAM);
        let printing = Printing::by(Press::at(program.clone()));
        let (audit, _task) = AuditLog::start(house.store.clone());
        let desk = Desk { store: house.store.clone(), gate, audit };
        let chance = Arc::new(Seeded::new(9));
        let router = |who: web::SignedIn| {
            let desk = desk.clone();
            let clock = Arc::<SetClock>::clone(&house.clock);
            let app =
                App::new(clock, Arc::<Seeded>::clone(&chance), Site::default()).with_desk(desk);
            let who = web::SignedIn { organisation, ..who };
            web::house(app.with_printing(printing.clone())).0.layer(middleware::from_fn(
                move |mut request: Request, next: Next| {
                    request.extensions_mut().insert(who.clone());
                    next.run(request)
                },
            ))
        };
        let confirmed_at = Some(house.ctx.now_micros());
        Self {
            worker: router(worker.clone()),
            confirmed: router(web::SignedIn { confirmed_at, ..worker }),
            volunteer: router(volunteer),
            team,
            nia,
            organisation,
            program,
            house,
            _folder: folder,
        }
    }

    /// The program is installed, while everything serves.
    fn install(self, script: &str) -> Self {
        std::fs::write(&self.program, script).unwrap();
        let may_run = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(&self.program, may_run).unwrap();
        self
    }

    async fn page(&self, path: &str) -> String {
        let answer = ask(&self.worker, get(path)).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        page_is_sound(&answer.body);
        answer.body
    }

    async fn send(&self, path: &str, body: &str) -> String {
        let answer = ask(&self.worker, post(path, body.to_owned())).await;
        assert_eq!(answer.status, 303, "{path}: {}", answer.body);
        answer.header("location").to_owned()
    }

    async fn entries(&self, action: &str) -> i64 {
        let mut uow = self.house.store.read().await.unwrap();
        let row: Many = uow.one(&put::ENTRIES, values![self.organisation, action]).await.unwrap();
        row.many
    }

    async fn add_kay(&self) -> String {
        let team = self.team.uuid();
        let form = format!(
            "legal_name=Kayleigh+Morgan&born-day=9&born-month=5&born-year=1994&team={team}"
        );
        self.send("/women/new", &form).await
    }

    /// Kay's plan: one goal on her copy with a step of Owain's, one left out.
    async fn with_plan(&self) -> String {
        let kay = self.add_kay().await;
        self.send(&format!("{kay}/case"), "do=open").await;
        self.send(&format!("{kay}/plan"), "do=begin").await;
        let goals = "version=1&helps=A+walk&goal-0-words=My+%23own+front+door&goal-0-note=Band+B\
            &goal-0-need=accommodation&goal-0-step-0-what=Mend+the+lock\
            &goal-0-step-0-owner=other&goal-0-step-0-who=Owain&goal-0-step-0-due-day=1\
            &goal-0-step-0-due-month=12&goal-0-step-0-due-year=2026";
        self.send(&format!("{kay}/plan/write"), goals).await;
        kay
    }

    /// A prison visit with her on it.
    async fn with_visit(&self) -> String {
        let kay = self.add_kay().await;
        self.send(&format!("{kay}/case"), "do=open").await;
        let her = kay.trim_start_matches("/women/");
        let form = format!(
            "kind=prison_visit&name=Eastwood+Park&women={her}&on-day=1&on-month=12&on-year=2026\
             &at=10%3A00am&minutes=90&staff={}",
            self.nia
        );
        self.send("/calendar/group", &form).await
    }
}

#[track_caller]
fn is_pdf(answer: &Answer, name: &str) {
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.header("content-type"), "application/pdf");
    assert_eq!(answer.header("cache-control"), "no-store");
    let wanted = format!("attachment; filename=\"{name}\"");
    assert_eq!(answer.header("content-disposition"), wanted);
}

#[tokio::test]
async fn her_plan_as_pdf_holds_what_her_copy_holds_and_nothing_of_the_house() {
    let centre = Centre::open().await.install(ECHO);
    let kay = centre.with_plan().await;
    for (page, size) in [("plan/copy", "usual"), ("plan/copy/big", "big")] {
        let path = format!("{kay}/{page}/pdf");
        assert!(centre.page(&format!("{kay}/{page}")).await.contains(&path));
        let before = centre.entries("read-plan").await;
        let pdf = ask(&centre.worker, get(&path)).await;
        is_pdf(&pdf, "plan.pdf");
        for wanted in ["My #own front door", "Mend the lock", "Somebody, by 1 December", size] {
            assert!(pdf.body.contains(wanted), "{wanted}: {}", pdf.body);
        }
        for not in [
            "Owain",
            "Band B",
            "accommodation",
            "Nia",
            "Teasel",
            "Morgan",
            kay.trim_start_matches("/women/"),
        ] {
            assert!(!pdf.body.contains(not), "{not} stands on her copy");
        }
        assert_eq!(centre.entries("read-plan").await, before + 1);
    }
}

#[tokio::test]
async fn whoever_may_not_read_her_plan_gets_no_pdf_of_it() {
    let centre = Centre::open().await.install(ECHO);
    let kay = centre.with_plan().await;
    for page in ["plan/copy/pdf", "plan/copy/big/pdf"] {
        let refused = ask(&centre.volunteer, get(&format!("{kay}/{page}"))).await;
        // She could not learn of this woman, so it is as if there were none.
        assert_eq!(refused.status, 404, "{page}");
        assert!(!refused.body.contains("front door"));
    }
    assert_eq!(centre.entries("read-plan").await, 0);
}

#[tokio::test]
async fn where_the_program_is_not_there_the_page_says_so_and_comes_round_when_it_is() {
    let centre = Centre::open().await;
    let kay = centre.with_plan().await;
    let copy = centre.page(&format!("{kay}/plan/copy")).await;
    assert!(copy.contains("There is no PDF just now") && !copy.contains("plan/copy/pdf"));
    let before = centre.entries("read-plan").await;
    let refused = ask(&centre.worker, get(&format!("{kay}/plan/copy/pdf"))).await;
    assert_eq!(refused.status, 503);
    page_is_sound(&refused.body);
    assert!(refused.body.contains("print the page itself"));
    assert!(refused.body.contains(&format!("href=\"{kay}/plan/copy\"")), "{}", refused.body);
    assert_eq!(centre.entries("read-plan").await, before, "nothing was read");
    let centre = centre.install(ECHO);
    assert!(centre.page(&format!("{kay}/plan/copy")).await.contains("plan/copy/pdf"));
    is_pdf(&ask(&centre.worker, get(&format!("{kay}/plan/copy/pdf"))).await, "plan.pdf");
}

#[tokio::test]
async fn a_program_that_fails_is_our_fault_and_the_page_prints_all_the_same() {
    let centre = Centre::open().await.install("#!/bin/sh\nexit 5\n");
    let kay = centre.with_plan().await;
    let failed = ask(&centre.worker, get(&format!("{kay}/plan/copy/pdf"))).await;
    assert_eq!(failed.status, 503);
    page_is_sound(&failed.body);
    assert!(failed.body.contains("could not be made"));
    centre.page(&format!("{kay}/plan/copy")).await;
}

#[tokio::test]
async fn a_visit_sheet_as_pdf_holds_reference_and_initials_and_no_name_and_no_prison() {
    let centre = Centre::open().await.install(ECHO);
    let visit = centre.with_visit().await;
    let page = centre.page(&format!("{visit}/sheet")).await;
    assert!(page.contains(&format!("{visit}/sheet/pdf")));
    let pdf = ask(&centre.worker, get(&format!("{visit}/sheet/pdf"))).await;
    is_pdf(&pdf, "sheet.pdf");
    assert!(pdf.body.contains("K. M.") && pdf.body.contains("1 December 2026"), "{}", pdf.body);
    for not in ["Kayleigh", "Morgan", "Eastwood", "Teasel", "Nia"] {
        assert!(!pdf.body.contains(not), "{not} stands on the sheet");
    }
    let refused = ask(&centre.volunteer, get(&format!("{visit}/sheet/pdf"))).await;
    assert_eq!(refused.status, 403);
}

const RETURN: &str = "/returns/SS%2D1/grant%2Dstory/2026%2Dq3";

#[tokio::test]
async fn a_return_leaves_as_pdf_only_after_she_confirmed_again_and_is_kept_like_any_download() {
    let centre = Centre::open().await.install(ECHO);
    assert!(centre.page(RETURN).await.contains("value=\"pdf\""));
    let path = format!("{RETURN}/file");
    let runs = async || {
        let mut uow = centre.house.store.read().await.unwrap();
        let rows: Vec<Format> = uow.all(&put::RUNS, values![centre.organisation]).await.unwrap();
        rows.into_iter().map(|row| row.format).collect::<Vec<_>>()
    };
    let refused = ask(&centre.worker, post(&path, "file=pdf")).await;
    assert_eq!(refused.status, 403);
    let volunteer = ask(&centre.volunteer, post(&path, "file=pdf")).await;
    assert_eq!(volunteer.status, 403);
    assert!(runs().await.is_empty());
    let pdf = ask(&centre.confirmed, post(&path, "file=pdf")).await;
    is_pdf(&pdf, "ss-1-grant-story-2026-q3.pdf");
    for wanted in ["Usk Valley Fund", "Safer Starts (SS-1)", "Women supported", "Teasel House"] {
        assert!(pdf.body.contains(wanted), "{wanted}: {}", pdf.body);
    }
    assert_eq!(runs().await, ["pdf"]);
    assert_eq!(centre.entries("export-return").await, 1);
    assert!(centre.page(RETURN).await.contains("PDF"));
}

#[tokio::test]
async fn a_return_that_could_not_be_made_is_not_kept_as_handed_over() {
    let centre = Centre::open().await;
    let path = format!("{RETURN}/file");
    assert!(centre.page(RETURN).await.contains("There is no PDF just now"));
    let absent = ask(&centre.confirmed, post(&path, "file=pdf")).await;
    assert_eq!(absent.status, 503);
    let centre = centre.install("#!/bin/sh\nexit 5\n");
    let failed = ask(&centre.confirmed, post(&path, "file=pdf")).await;
    assert_eq!(failed.status, 503);
    assert!(failed.body.contains("href=\"/returns/SS"));
    let mut uow = centre.house.store.read().await.unwrap();
    let rows: Vec<Format> = uow.all(&put::RUNS, values![centre.organisation]).await.unwrap();
    assert!(rows.is_empty());
}
