//! The pages of returns, as a centre manager opens them on a real installation: each is read
//! strictly, and the funder's file leaves only after she confirmed again who she is.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions
)]

mod shared;

use std::collections::BTreeSet;
use std::sync::Arc;

use access::accounts::{self, Email, NewAccount};
use access::audit::AuditLog;
use access::sign_in::HashedPassword;
use access::{Gate, Role};
use axum::Router;
use axum::extract::Request;
use axum::middleware::{self, Next};
use kernel::{Actor, Ctx};
use serde_json::json;
use shared::{ask, get, nia, post};
use store::{SubjectKind, values};
use testkit::{House, page_is_sound};
use uuid::Uuid;
use web::desk::Desk;
use web::{App, Site};

mod put {
    store::statements! {
        FUNDER = "insert into funder (id, organisation_id, made_at, name, kind) values ($1, $2, 0, 'Usk Valley Fund', 'trust')";
        PROGRAMME = "insert into programme (id, organisation_id, made_at, reference, name, kind, funder_id, ours, women_only, answers, answer_days, plan_agreed_by, return_months, small_numbers, facts) values ($1, $2, 0, $3, $4, $5, $6, 1, 1, '', 2, 'she', 3, 5, '{}')";
        WOMAN = "insert into woman (id, organisation_id, reference, ethnicity, disability, interpreter, care_experienced, primary_carer, name_change, made_at, sealed) values ($1, $2, $3, $4, 'no', 'no', 'not_asked', 'no', 1, 0, $5)";
        CASE = "insert into support_case (id, organisation_id, woman_id, opened_at, made_at) values ($1, $2, $3, $4, 0)";
        FUNDING = "insert into funding (id, organisation_id, case_id, woman_id, programme_id, from_on, made_at) values ($1, $2, $3, $4, $5, '2026-08-03', 0)";
        SESSION = "insert into support_session (id, organisation_id, reference, kind, starts_at, minutes, staff_id, happened, made_at) values ($1, $2, $3, 'one_to_one', $4, 60, $5, 'yes', 0)";
        ATTENDANCE = "insert into attendance (id, organisation_id, session_id, woman_id, case_id, required, state, minutes, made_at) values ($1, $2, $3, $4, $5, 0, $6, 50, 0)";
        LISTED = "select listed as many from audit_entry where organisation_id = $1 and action = 'open-return-rows' order by sequence desc limit 1";
        RUNS = "select count(*) as many from return_run where organisation_id = $1";
    }
}

#[derive(sqlx::FromRow)]
struct Many {
    many: i64,
}

struct Centre {
    manager: Router,
    confirmed: Router,
    house: House,
    organisation: Uuid,
}

fn router(house: &House, gate: &Gate, who: web::SignedIn) -> Router {
    let (audit, _task) = AuditLog::start(house.store.clone());
    let desk = Desk { store: house.store.clone(), gate: gate.clone(), audit };
    let clock = Arc::<kernel::ctx::SetClock>::clone(&house.clock);
    let app = App::new(clock, Arc::new(kernel::ctx::Seeded::new(9)), Site::default());
    web::house(app.with_desk(desk)).0.layer(middleware::from_fn(
        move |mut request: Request, next: Next| {
            request.extensions_mut().insert(who.clone());
            next.run(request)
        },
    ))
}

impl Centre {
    async fn open(women: usize) -> Self {
        let steps = [access::MIGRATIONS, casework::MIGRATIONS, evidence::MIGRATIONS].concat();
        let house = House::sqlite(&steps).await;
        let gate = Gate::shipped().unwrap();
        let mut uow = house.store.begin().await.unwrap();
        let organisation =
            accounts::found_organisation(&house.ctx, &mut uow, "Teasel House").await.unwrap();
        let system = house.ctx.acting_as(Actor::System { organisation });
        let password = HashedPassword::of(&system, "three random words".into()).await.unwrap();
        let permit = gate.permit_place(&system, &mut uow).await.unwrap();
        let email = Email::parse("bronwen@example.org").unwrap();
        let new = NewAccount { name: "Bronwen Achebe".into(), email, password };
        let account = accounts::create(&system, &mut uow, &permit, new).await.unwrap();
        let permit = gate.permit_account(&system, &mut uow, account).await.unwrap();
        let roles = BTreeSet::from([Role::CentreManager]);
        accounts::set_roles(&system, &mut uow, &permit, &roles, &BTreeSet::new()).await.unwrap();
        let funder = system.new_uuid();
        uow.execute(&put::FUNDER, values![funder, organisation]).await.unwrap();
        let mut programmes = Vec::new();
        for (reference, name, kind) in
            [("SS/2214 a", "Safer Starts", "grant"), ("PRJ-1", "Through the gate", "probation")]
        {
            let id = system.new_uuid();
            uow.execute(&put::PROGRAMME, values![id, organisation, reference, name, kind, funder])
                .await
                .unwrap();
            programmes.push(id);
        }
        for n in 0..women {
            for programme in &programmes {
                let ctx = &system;
                woman(ctx, &mut uow, organisation.uuid(), *programme, account.uuid(), n).await;
            }
        }
        uow.commit().await.unwrap();
        let who = web::SignedIn { account, organisation, ..nia() };
        let manager = router(&house, &gate, who.clone());
        let now = Some(system.now_micros());
        let confirmed = router(&house, &gate, web::SignedIn { confirmed_at: now, ..who });
        Self { manager, confirmed, house, organisation: organisation.uuid() }
    }

    async fn page(&self, path: &str) -> String {
        let answer = ask(&self.manager, get(path)).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        page_is_sound(&answer.body);
        answer.body
    }
}

async fn woman(
    ctx: &Ctx,
    uow: &mut store::Uow,
    organisation: Uuid,
    programme: Uuid,
    staff: Uuid,
    n: usize,
) {
    let id = ctx.new_uuid();
    uow.new_key(ctx, id, SubjectKind::Woman);
    let born = ["1990-05-09", "2004-02-29"][n % 2];
    let identity = json!({ "legal_name": "Invented <b>Person</b>", "born": born });
    let sealed = uow.seal(ctx, id, "woman", id, &identity).await.unwrap();
    let reference = ctx.new_reference().compact();
    let ethnicity = ["white_british", "not_asked"][n % 2];
    uow.execute(&put::WOMAN, values![id, organisation, reference, ethnicity, sealed])
        .await
        .unwrap();
    let case = ctx.new_uuid();
    let opened = kernel::time::at_london(jiff::civil::date(2026, 8, 3).at(12, 0, 0, 0));
    uow.execute(&put::CASE, values![case, organisation, id, opened]).await.unwrap();
    uow.execute(&put::FUNDING, values![ctx.new_uuid(), organisation, case, id, programme])
        .await
        .unwrap();
    for (day, state) in [(10, "attended"), (17, "missed_reason"), (24, "expected")] {
        let session = ctx.new_uuid();
        let reference = ctx.new_reference().compact();
        let at = kernel::time::at_london(jiff::civil::date(2026, 8, day).at(14, 30, 0, 0));
        uow.execute(&put::SESSION, values![session, organisation, reference, at, staff])
            .await
            .unwrap();
        let row = values![ctx.new_uuid(), organisation, session, id, case, state];
        uow.execute(&put::ATTENDANCE, row).await.unwrap();
    }
}

const GRANT: &str = "/returns/SS%2F2214%20a/grant%2Dstory/2026%2Dq3";

#[tokio::test]
async fn a_manager_opens_the_list_a_return_its_rows_and_what_is_missing() {
    let centre = Centre::open(12).await;
    let list = centre.page("/returns").await;
    assert!(list.contains("Safer Starts") && list.contains(GRANT), "{list}");
    assert!(list.contains("/returns/PRJ%2D1/still-to-enter"));

    let page = centre.page(GRANT).await;
    assert!(page.contains("Women supported") && page.contains("July to September 2026"));
    assert!(page.contains("Open the 12 rows"));
    assert!(page.contains("past appointments without attendance"));
    let mut uow = centre.house.store.read().await.unwrap();
    let listed: Many = uow.one(&put::LISTED, values![centre.organisation]).await.unwrap();
    assert!(listed.many > 0, "whose references stand on the page is in the audit trail");
    drop(uow);

    let rows = centre.page(&format!("{GRANT}/rows/reached")).await;
    assert_eq!(rows.matches("<td class=\"mono nowrap\">").count(), 12);
    let line = centre.page(&format!("{GRANT}/rows/new/18%2D24")).await;
    assert_eq!(line.matches("<td class=\"mono nowrap\">").count(), 6);
    let missing = centre.page(&format!("{GRANT}/missing")).await;
    assert!(missing.contains("/sessions"));

    for path in ["/returns/none/grant-story/2026-q3", "/returns/PRJ-1/none/2026-q3"] {
        assert_eq!(ask(&centre.manager, get(path)).await.status, 404, "{path}");
    }
    let other = format!("{GRANT}/rows/nothing");
    assert_eq!(ask(&centre.manager, get(&other)).await.status, 404);
}

#[tokio::test]
async fn a_return_without_women_is_a_page_too() {
    let centre = Centre::open(0).await;
    let page = centre.page(GRANT).await;
    assert!(page.contains("Nothing is missing") || page.contains("Draft"));
    centre.page("/returns/PRJ-1/prime-month/2026-08").await;
    centre.page("/returns/PRJ-1/still-to-enter").await;
    centre.page("/returns/PRJ-1/report-check").await;
}

#[tokio::test]
async fn the_funders_file_leaves_only_after_she_confirmed_again() {
    let centre = Centre::open(12).await;
    let path = format!("{GRANT}/file");
    let refused = ask(&centre.manager, post(&path, "file=csv")).await;
    assert_ne!(refused.status, 200);
    let file = ask(&centre.confirmed, post(&path, "file=csv")).await;
    assert_eq!(file.status, 200, "{}", file.body);
    assert!(file.header("content-disposition").contains("ss-2214-a-grant-story-2026-q3.csv"));
    assert!(file.body.contains("reached,Women supported,,,12,"), "{}", file.body);
    let workbook = ask(&centre.confirmed, post(&path, "file=xlsx")).await;
    assert_eq!(workbook.status, 200);
    let mut uow = centre.house.store.read().await.unwrap();
    let runs: Many = uow.one(&put::RUNS, values![centre.organisation]).await.unwrap();
    assert_eq!(runs.many, 2);
    drop(uow);
    assert!(centre.page(GRANT).await.contains("XLSX"));
}

#[tokio::test]
async fn an_answer_is_kept_as_written_and_two_writers_see_both_texts() {
    let centre = Centre::open(1).await;
    let path = format!("{GRANT}/answer");
    let first = "question=difference&version=&text=%3Cb%3EOne%3C%2Fb%3E+%26+two";
    assert_eq!(ask(&centre.manager, post(&path, first)).await.status, 303);
    let page = centre.page(GRANT).await;
    assert!(page.contains("&#60;b&#62;One&#60;/b&#62; &#38; two"), "{page}");
    let second = "question=difference&version=&text=Three";
    let clash = ask(&centre.manager, post(&path, second)).await;
    assert_eq!(clash.status, 409);
    page_is_sound(&clash.body);
    assert!(clash.body.contains("Three") && clash.body.contains("One"));
}

#[tokio::test]
async fn what_is_entered_at_probation_is_ticked_and_can_be_taken_back() {
    let centre = Centre::open(2).await;
    let path = "/returns/PRJ-1/still-to-enter";
    let page = centre.page(path).await;
    assert!(page.contains("Appointment on 10 August 2026, 2:30pm (one to one). She attended"));
    let value = page.split("name=\"entered\" value=\"").nth(1).unwrap();
    let value = value.split('"').next().unwrap().replace(':', "%3A");
    let done = ask(&centre.manager, post(path, format!("entered={value}"))).await;
    assert_eq!(done.status, 303);
    let page = centre.page(path).await;
    assert!(page.contains("Not entered after all"));
    let back = ask(&centre.manager, post(path, format!("back={value}"))).await;
    assert_eq!(back.status, 303);
    assert!(!centre.page(path).await.contains("Not entered after all"));
    assert_ne!(ask(&centre.manager, post(path, "entered=nonsense")).await.status, 303);
}
