//! The pages of safety on a real installation: a disclosure from its page to the board, each page
//! read strictly. Everybody is invented.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod shared;

use std::collections::BTreeSet;
use std::sync::Arc;

use access::accounts::{self, Email, NewAccount};
use access::action::act;
use access::audit::AuditLog;
use access::sign_in::HashedPassword;
use access::{Gate, Role};
use axum::Router;
use axum::extract::Request;
use axum::middleware::{self, Next};
use kernel::Actor;
use kernel::ctx::{Seeded, SetClock};
use shared::{ask, get, nia, post};
use testkit::{House, page_is_sound};
use web::desk::Desk;
use web::{App, Site};

struct Centre {
    router: Router,
    kay: String,
    _house: House,
}

impl Centre {
    async fn open() -> Self {
        let house = House::sqlite(&[access::MIGRATIONS, casework::MIGRATIONS].concat()).await;
        let gate = Gate::shipped().unwrap();
        let mut uow = house.store.begin().await.unwrap();
        let organisation =
            accounts::found_organisation(&house.ctx, &mut uow, "Teasel House").await.unwrap();
        let system = house.ctx.acting_as(Actor::System { organisation });
        let permit = gate.permit_place::<act::ManageTeams>(&system, &mut uow).await.unwrap();
        let team = accounts::add_team(&system, &mut uow, &permit, "Community").await.unwrap();
        let password = HashedPassword::of(&system, "three random words".into()).await.unwrap();
        let permit = gate.permit_place(&system, &mut uow).await.unwrap();
        let email = Email::parse("nia@example.org").unwrap();
        let new = NewAccount { name: "Nia Prosser".into(), email, password };
        let account = accounts::create(&system, &mut uow, &permit, new).await.unwrap();
        let permit = gate.permit_account(&system, &mut uow, account).await.unwrap();
        let roles = BTreeSet::from([Role::Caseworker]);
        let teams = BTreeSet::from([team]);
        accounts::set_roles(&system, &mut uow, &permit, &roles, &teams).await.unwrap();
        uow.commit().await.unwrap();
        let (audit, _task) = AuditLog::start(house.store.clone());
        let desk = Desk { store: house.store.clone(), gate, audit };
        let clock = Arc::<SetClock>::clone(&house.clock);
        let app = App::new(clock, Arc::new(Seeded::new(9)), Site::default()).with_desk(desk);
        let who = web::SignedIn { account, organisation, ..nia() };
        let router = web::house(app).0.layer(middleware::from_fn(
            move |mut request: Request, next: Next| {
                request.extensions_mut().insert(who.clone());
                next.run(request)
            },
        ));
        let form =
            format!("legal_name=Kayleigh+Morgan&preferred_name=Kay+Morgan&team={}", team.uuid());
        let answer = ask(&router, post("/women/new", form)).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        let kay = answer.header("location").to_owned();
        Self { router, kay, _house: house }
    }

    async fn page(&self, path: &str) -> String {
        let answer = ask(&self.router, get(path)).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        page_is_sound(&answer.body);
        answer.body
    }

    async fn hers(&self, page: &str) -> String {
        self.page(&format!("{}{page}", self.kay)).await
    }

    async fn send(&self, page: &str, body: &str) -> String {
        let path = format!("{}{page}", self.kay);
        let answer = ask(&self.router, post(&path, body.to_owned())).await;
        assert_eq!(answer.status, 303, "{path}: {}", answer.body);
        answer.header("location").to_owned()
    }

    async fn refused(&self, page: &str, body: &str) -> String {
        let path = format!("{}{page}", self.kay);
        let answer = ask(&self.router, post(&path, body.to_owned())).await;
        assert_eq!(answer.status, 422, "{path}: {}", answer.body);
        page_is_sound(&answer.body);
        answer.body
    }
}

/// The value of the first hidden field of this name.
fn hidden(html: &str, name: &str) -> String {
    let start = html.split(&format!(r#"name="{name}" value=""#)).nth(1).unwrap();
    start.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_disclosure_is_sent_empty_and_stands_on_her_page_the_timeline_and_the_board() {
    let centre = Centre::open().await;
    let empty = centre.hers("/safety").await;
    assert!(empty.contains("No danger is written down."));
    let form = centre.hers("/told").await;
    assert!(form.contains("Ring 999 first") && !form.contains(" required"));
    let kept = centre.send("/told", "").await;
    assert_eq!(kept, format!("{}/told/kept", centre.kay));
    let kept = centre.page(&kept).await;
    assert!(kept.contains("Tell somebody: a concern about an adult"));
    let page = centre.hers("/safety").await;
    assert!(page.contains("Danger from somebody") && page.contains("Nobody has been told yet."));
    assert!(centre.hers("").await.contains("Danger seen: from somebody"));
    let board = centre.page("/safety").await;
    assert!(board.contains("Kay Morgan") && board.contains("Judge the danger from others"));
}

#[tokio::test]
async fn a_marac_due_today_is_sent_and_leaves_the_board() {
    let centre = Centre::open().await;
    centre
        .send(
            "/told",
            "said=%3Cb%3EHe+came+back%3C%2Fb%3E&dangers=from_others&high=yes&child=yes&told=police",
        )
        .await;
    for _ in 0..2 {
        let page = centre.hers("/safety").await;
        assert!(page.contains("&#60;b&#62;He came back"), "her words stay text");
        let maracs = page.split(r#"name="what" value="sent""#).nth(1).unwrap();
        let body = format!(
            "row={}&version={}&consent=not_safe_to_ask&how=Secure+e-mail",
            hidden(maracs, "row"),
            hidden(maracs, "version")
        );
        centre.send("/safety/sent", &body).await;
    }
    let page = centre.hers("/safety").await;
    assert!(!page.contains("Send the MARAC referral") && page.contains("To be reviewed"));
    assert!(!centre.page("/safety").await.contains("Send the IDVA referral"));
}

#[tokio::test]
async fn who_was_told_is_added_and_a_time_still_to_come_is_asked_again() {
    let centre = Centre::open().await;
    // The clock of the house stands at ten in the morning.
    let again = centre.refused("/told", "said=He+was+there&told=police&told_at=11%3A30pm").await;
    assert!(again.contains("He was there") && again.contains("This time is still to come"));
    centre.send("/told", "").await;
    let page = centre.hers("/safety").await;
    let told = page.split(r#"name="what" value="told""#).nth(1).unwrap();
    let row = hidden(told, "row");
    let none = centre.refused("/safety/told", &format!("what=told&row={row}")).await;
    assert!(none.contains("Choose who was told"));
    centre
        .send("/safety/told", &format!("what=told&row={row}&who=safeguarding_lead&at=9%3A40am"))
        .await;
    let page = centre.hers("/safety").await;
    assert!(page.contains("Our safeguarding lead, 24 November 2026, 9:40am"));
}

#[tokio::test]
async fn her_plan_is_written_merged_and_printed_only_when_it_is_safe() {
    let centre = Centre::open().await;
    let form = centre.hers("/safety/plan").await;
    assert_eq!(hidden(&form, "from"), "0");
    centre.send("/safety/plan", "from=0&signs=cannot+sleep").await;
    let sheet = centre.hers("/safety/plan/sheet").await;
    assert!(sheet.contains("Do not print this for her") && !sheet.contains("Kay Morgan"));
    centre.send("/safety/plan", "from=1&signs=cannot+sleep&copy=safe_to_carry").await;
    assert!(!centre.hers("/safety/plan/sheet").await.contains("Do not print"));
    centre.send("/safety/plan", "from=1&signs=cannot+sleep&people=her+sister").await;
    let clash = centre.refused("/safety/plan", "from=2&signs=cannot+sleep&people=Jade").await;
    assert!(clash.contains("her sister") && clash.contains("Jade"));
    let saved =
        format!("from={}&signs=cannot+sleep&people=her+sister+Jade", hidden(&clash, "from"));
    centre.send("/safety/plan", &saved).await;
    assert!(centre.hers("/safety").await.contains("her sister Jade"));
}
