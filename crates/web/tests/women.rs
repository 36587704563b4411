//! The pages of a woman's record, as a caseworker opens them on a real installation: each is read
//! strictly, and what they promise about safe contact is tried through them.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod shared;

use std::collections::BTreeSet;

use access::accounts::{self, Email, NewAccount};
use access::action::act;
use access::audit::AuditLog;
use access::sign_in::HashedPassword;
use access::{Gate, Role};
use axum::Router;
use axum::extract::Request;
use axum::middleware::{self, Next};
use kernel::Actor;
use shared::{ask, get, nia, post};
use store::Migration;
use testkit::{House, page_is_sound};
use web::desk::Desk;
use web::{App, Site};

struct Centre {
    router: Router,
    team: String,
    nia: String,
    _house: House,
}

fn steps() -> Vec<Migration> {
    [access::MIGRATIONS, casework::MIGRATIONS].concat()
}

impl Centre {
    async fn open() -> Self {
        let house = House::sqlite(&steps()).await;
        let gate = Gate::shipped().unwrap();
        let mut uow = house.store.begin().await.unwrap();
        let organisation =
            accounts::found_organisation(&house.ctx, &mut uow, "Teasel House").await.unwrap();
        let system = house.ctx.acting_as(Actor::System { organisation });
        let permit = gate.permit_place::<act::ManageTeams>(&system, &mut uow).await.unwrap();
        let team = accounts::add_team(&system, &mut uow, &permit, "Community").await.unwrap();
        uow.commit().await.unwrap();
        let password = HashedPassword::of(&system, "three random words".into()).await.unwrap();
        let mut uow = house.store.begin().await.unwrap();
        let permit = gate.permit_place(&system, &mut uow).await.unwrap();
        let email = Email::parse("nia@example.org").unwrap();
        let new = NewAccount { name: "Nia Prosser".into(), email, password };
        let account = accounts::create(&system, &mut uow, &permit, new).await.unwrap();
        let permit = gate.permit_account(&system, &mut uow, account).await.unwrap();
        let roles = BTreeSet::from([Role::CentreManager, Role::Caseworker]);
        accounts::set_roles(&system, &mut uow, &permit, &roles, &BTreeSet::from([team]))
            .await
            .unwrap();
        let actor = gate.actor(&system, &mut uow).await.unwrap();
        let people = accounts::colleagues(&mut uow, &actor).await.unwrap();
        uow.commit().await.unwrap();
        let (audit, _task) = AuditLog::start(house.store.clone());
        let desk = Desk { store: house.store.clone(), gate, audit };
        let clock = std::sync::Arc::<kernel::ctx::SetClock>::clone(&house.clock);
        let chance = std::sync::Arc::new(kernel::ctx::Seeded::new(9));
        let app = App::new(clock, chance, Site::default()).with_desk(desk);
        let who = web::SignedIn { account, organisation, ..nia() };
        let router = web::house(app).0.layer(middleware::from_fn(
            move |mut request: Request, next: Next| {
                request.extensions_mut().insert(who.clone());
                next.run(request)
            },
        ));
        let nia = people[0].reference.clone();
        Self { router, team: team.uuid().to_string(), nia, _house: house }
    }

    async fn page(&self, path: &str) -> String {
        let answer = ask(&self.router, get(path)).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        page_is_sound(&answer.body);
        answer.body
    }

    /// Sends a form and gives where it leads, or fails with the page that refused it.
    async fn send(&self, path: &str, body: &str) -> String {
        let answer = ask(&self.router, post(path, body.to_owned())).await;
        assert_eq!(answer.status, 303, "{path}: {}", answer.body);
        answer.header("location").to_owned()
    }

    /// Sends a form that is to be answered with its own page again.
    async fn refused(&self, path: &str, body: &str) -> String {
        let answer = ask(&self.router, post(path, body.to_owned())).await;
        assert_eq!(answer.status, 422, "{path}: {}", answer.body);
        page_is_sound(&answer.body);
        answer.body
    }

    async fn add_kay(&self) -> String {
        let form = format!(
            "legal_name=Kayleigh+Ann+Morgan&preferred_name=Kay+Morgan&born-day=9&born-month=5\
             &born-year=1994&team={}",
            self.team
        );
        self.send("/women/new", &form).await
    }
}

const TEXT_RULE: &str = "channel=text&answer=yes&value=07700+900418&days=mo&days=tu&days=we\
    &days=th&days=fr&days=sa&days=su&from=12am&to=12am&kind=signed&first_name=Nia\
    &shows=workers_mobile&confirmed=in_person&confirmed_on-day=24&confirmed_on-month=11\
    &confirmed_on-year=2026";

#[tokio::test]
async fn every_page_of_a_record_is_sound_and_shows_how_she_may_be_reached() {
    let centre = Centre::open().await;
    centre.page("/women").await;
    centre.page("/women/new").await;
    let kay = centre.add_kay().await;
    let pages = [
        "",
        "/identity",
        "/contact",
        "/contact/rule",
        "/contact/try",
        "/consent",
        "/tasks",
        "/case",
    ];
    for page in pages {
        let html = centre.page(&format!("{kay}{page}")).await;
        assert!(html.contains("Do not contact her: nothing is agreed yet"), "{page}");
    }
    centre.send(&format!("{kay}/contact/rule"), TEXT_RULE).await;
    for page in pages {
        let html = centre.page(&format!("{kay}{page}")).await;
        assert!(html.contains("Take care: text only"), "{page}: {html}");
    }
    let list = centre.page("/women").await;
    assert!(list.contains("Kay Morgan") && list.contains("data-state=\"care\""));
}

#[tokio::test]
async fn a_voicemail_without_a_rule_is_refused_and_a_text_with_one_goes_on() {
    let centre = Centre::open().await;
    let kay = centre.add_kay().await;
    let attempt = format!("{kay}/contact/try");
    let voicemail = "channel=voicemail&to=07700+900418&words=Please+ring&shows=withheld";
    let html = centre.refused(&attempt, voicemail).await;
    assert!(html.contains("Not by voicemail. Nothing was sent."));
    assert!(html.contains("Nothing is agreed for this number"));
    centre.send(&format!("{kay}/contact/rule"), TEXT_RULE).await;
    let text = "channel=text&to=07700+900418&words=See+you+at+11.+Nia&shows=workers_mobile";
    let answer = ask(&centre.router, post(&attempt, text)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    page_is_sound(&answer.body);
    assert!(answer.body.contains("Her rule allows it"));
    let telling = "channel=text&to=07700+900418&words=Teasel+House+here.+Nia&shows=workers_mobile";
    assert!(centre.refused(&attempt, telling).await.contains("tell who we are"));
    centre.send(&format!("{kay}/contact/stale"), "why=moved").await;
    assert!(centre.refused(&attempt, text).await.contains("she moved"));
    let past = format!("{kay}/contact/override");
    centre.refused(&past, text).await;
    let answer = ask(&centre.router, post(&past, format!("{text}&reason=He+is+near"))).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    page_is_sound(&answer.body);
    let overview = centre.page(&kay).await;
    assert!(overview.contains("overridden to prevent harm"));
}

#[tokio::test]
async fn a_rule_that_is_not_complete_says_beside_each_field_what_is_missing() {
    let centre = Centre::open().await;
    let kay = centre.add_kay().await;
    let rule = format!("{kay}/contact/rule");
    let html = centre.refused(&rule, "channel=text&answer=yes&confirmed=in_person").await;
    for words in ["Enter the number", "Choose the days", "what her phone may show", "Enter the day"]
    {
        assert!(html.contains(words), "{words}");
    }
    centre.refused(&rule, "").await;
}

#[tokio::test]
async fn whoever_she_may_already_be_is_shown_before_she_is_added_again() {
    let centre = Centre::open().await;
    let kay = centre.add_kay().await;
    let again = format!(
        "legal_name=Kayley+Morgan&born-day=9&born-month=5&born-year=1994&team={}",
        centre.team
    );
    let html = centre.refused("/women/new", &again).await;
    assert!(html.contains(&kay) && html.contains("Same date of birth"));
    let other = centre.send("/women/new", &format!("{again}&sure=yes")).await;
    assert_ne!(other, kay);
    centre.refused("/women/new", "").await;
}

#[tokio::test]
async fn a_search_finds_her_by_any_part_of_a_name_and_by_date_of_birth() {
    let centre = Centre::open().await;
    let kay = centre.add_kay().await;
    for text in ["morgan+k", "orga", "kay+9+5+1994", &kay.replace("/women/", "")] {
        let answer = ask(&centre.router, post("/women", format!("q={text}"))).await;
        page_is_sound(&answer.body);
        assert!(answer.body.contains(&kay), "{text}");
    }
    let answer = ask(&centre.router, post("/women", "q=nobody+here")).await;
    page_is_sound(&answer.body);
    assert!(!answer.body.contains(&kay));
}

#[tokio::test]
async fn two_people_edit_her_details_and_a_true_clash_shows_both() {
    let centre = Centre::open().await;
    let kay = centre.add_kay().await;
    let base = "base-legal_name=Kayleigh+Ann+Morgan&base-preferred_name=Kay+Morgan\
        &base-born=1994-05-09&born-day=9&born-month=5&born-year=1994\
        &legal_name=Kayleigh+Ann+Morgan&preferred_name=Kay+Morgan";
    let edit = format!("{kay}/identity");
    centre.send(&edit, &format!("{base}&nationality=British")).await;
    centre.send(&edit, &format!("{base}&religion=none")).await;
    let answer = ask(&centre.router, post(&edit, format!("{base}&nationality=Irish"))).await;
    assert_eq!(answer.status, 409);
    assert!(answer.body.contains("British") && answer.body.contains("Irish"));
    centre.refused(&edit, "legal_name=").await;
}

#[tokio::test]
async fn agreement_consent_tasks_and_the_case_are_kept_through_their_pages() {
    let centre = Centre::open().await;
    let kay = centre.add_kay().await;
    let day = "-day=24&{}-month=11&{}-year=2026";
    let on = |field: &str| format!("{field}{}", day.replace("{}", field));
    let sign = format!("{}&how=on_paper&wording=2026-1", on("signed_on"));
    centre.send(&format!("{kay}/consent/sign"), &sign).await;
    centre.refused(&format!("{kay}/consent/sign"), "").await;
    let give = format!("{}&purpose=story&wording=2026-1", on("from"));
    centre.send(&format!("{kay}/consent/give"), &give).await;
    centre.refused(&format!("{kay}/consent/give"), "").await;
    assert!(centre.page(&format!("{kay}/consent")).await.contains("Holds"));
    centre.send(&format!("{kay}/consent/withdraw"), "purpose=story").await;
    assert!(centre.page(&format!("{kay}/consent")).await.contains("Withdrawn"));

    let task = format!("words=Ring+housing&{}&owner={}&kind=other", on("due"), centre.nia);
    centre.send(&format!("{kay}/tasks"), &task).await;
    centre.refused(&format!("{kay}/tasks"), "").await;
    assert!(centre.page(&format!("{kay}/tasks")).await.contains("Ring housing"));

    let case = format!("{kay}/case");
    centre.send(&case, "do=open").await;
    let html = centre.page(&case).await;
    assert!(html.contains("One task is open."));
    centre.send(&case, "do=pause&pause=hospital").await;
    assert!(centre.page(&case).await.contains("Paused"));
    centre.refused(&format!("{case}/close"), "").await;
    centre.send(&format!("{case}/close"), &format!("{}&reason=completed", on("on"))).await;
    // Somebody else's page still shows the form: it leads to what is there now.
    centre.send(&format!("{case}/close"), "").await;
    assert!(centre.page(&kay).await.contains("No contact: her case is closed"));
}

#[tokio::test]
async fn what_is_hard_is_asked_twice_a_plan_is_written_agreed_and_printed_without_a_name() {
    let centre = Centre::open().await;
    let kay = centre.add_kay().await;
    let _ = ask(&centre.router, post(&format!("{kay}/case"), "do=open".to_owned())).await;
    assert!(centre.page(&format!("{kay}/plan")).await.contains("Not asked yet"));

    let tool = format!("{kay}/plan/assess/alongside-needs");
    assert!(centre.page(&tool).await.contains("How safe do you feel?"));
    let nothing = "occasion=baseline&on-day=24&on-month=11&on-year=2026&how=with_her";
    assert!(centre.refused(&tool, nothing).await.contains("Answer at least one question"));
    let first = format!("{nothing}&item-abuse=1&item-money=8&item-work=2");
    assert_eq!(centre.send(&tool, &first).await, format!("{kay}/plan"));
    let again = "occasion=review&on-day=24&on-month=11&on-year=2026&how=with_her\
        &item-abuse=6&item-money=9&her_words=It+is+the+weekends";
    centre.send(&tool, again).await;
    let plan = centre.page(&format!("{kay}/plan")).await;
    assert!(plan.contains("One of 2 is easier"), "{plan}");
    assert!(plan.contains("Money, benefits and debt is harder, by one point."));
    assert!(plan.contains("It is the weekends"));
    let harm = "occasion=review&on-day=24&on-month=11&on-year=2026&how=with_her&item-self_harm=2";
    assert_eq!(centre.send(&tool, harm).await, format!("{kay}/told"));

    assert_eq!(centre.send(&format!("{kay}/plan"), "do=begin").await, format!("{kay}/plan/write"));
    let write = format!("{kay}/plan/write");
    centre.page(&write).await;
    let wordless = "version=1&goal-0-words=&goal-0-step-0-what=Ring";
    assert!(centre.refused(&write, wordless).await.contains("Write the goal in her words"));
    let goals = "version=1&helps=A+walk&goal-0-words=My+own+front+door&goal-0-need=accommodation\
        &goal-0-note=Band+B&goal-0-step-0-what=Mend+the+lock&goal-0-step-0-owner=other\
        &goal-0-step-0-who=Owain&goal-0-step-0-due-day=1&goal-0-step-0-due-month=12\
        &goal-0-step-0-due-year=2026";
    centre.send(&write, goals).await;
    let clash = "version=1&helps=A+bath&do=save";
    let answer = ask(&centre.router, post(&write, clash.to_owned())).await;
    assert_eq!(answer.status, 409);
    page_is_sound(&answer.body);
    assert!(answer.body.contains("A walk") && answer.body.contains("A bath"), "both texts");

    let page = centre.page(&format!("{kay}/plan")).await;
    let id = page.split("name=\"plan\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let agree = format!("do=agree&plan={id}&on-day=25&on-month=11&on-year=2026");
    assert!(centre.refused(&format!("{kay}/plan"), &agree).await.contains("That day cannot be"));
    let agree = format!("do=agree&plan={id}&on-day=24&on-month=11&on-year=2026");
    centre.send(&format!("{kay}/plan"), &agree).await;
    let page = centre.page(&format!("{kay}/plan")).await;
    assert!(page.contains("agreed on 24 November 2026") && page.contains("0 of 1 steps"));
    for copy in ["plan/copy", "plan/copy/big"] {
        let copy = centre.page(&format!("{kay}/{copy}")).await;
        let paper = copy.split("<article").nth(1).unwrap().split("</article").next().unwrap();
        assert!(paper.contains("My own front door") && paper.contains("Somebody: Mend the lock"));
        for not in ["Owain", "Band B", "A place to live", "Nia", "Teasel", "Morgan"] {
            assert!(!paper.contains(not), "{not} stands on her copy");
        }
    }
    let overview = centre.page(&kay).await;
    assert!(overview.contains("My own front door"), "{overview}");
    assert!(overview.contains("One of 2 is easier"), "{overview}");

    assert!(centre.page(&format!("{kay}/outcomes")).await.contains("Nothing judged yet"));
    let review = format!("{kay}/plan/review");
    centre.page(&review).await;
    let held = "on-day=24&on-month=11&on-year=2026&how=with_her&changed=I+open+letters";
    assert!(centre.refused(&review, held).await.contains("whether she was asked"));
    let held = format!("{held}&contact_after=no");
    assert_eq!(centre.send(&review, &held).await, format!("{kay}/case"));
    centre.page(&format!("{kay}/case")).await;
}
