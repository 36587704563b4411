//! The pages of a woman's record, as a caseworker opens them on a real installation: each is read
//! strictly, and what they promise about safe contact is tried through them.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

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

/// A programme of ours, added through its page.
const PROGRAMME: &str = "reference=SAFER-26&name=Safer+Starts&kind=pcc&funder=A+commissioner\
    &funder_kind=pcc&delivery=ours&starts-day=1&starts-month=4&starts-year=2026&least=18\
    &open_to=women&answers=accept&answers=decline&days=2&agreed=she&months=6&small=5\
    &areas=E23000036&summary=Support+in+the+community\
    &ground=Schedule+3,+paragraph+27&aim=Safety&proportionate=Nothing+less+would+do\
    &decided_by=The+trustees&review-day=1&review-month=4&review-year=2027\
    &instead=The+open+hub+in+town";

#[tokio::test]
async fn a_programme_is_added_read_and_changed_and_a_women_only_one_says_on_which_ground() {
    let centre = Centre::open().await;
    centre.page("/programmes/new").await;
    let html = centre.refused("/programmes/new", "open_to=women&delivery=ours").await;
    for words in ["Enter the reference", "Choose what sort of agreement", "Enter the ground"] {
        assert!(html.contains(words), "{words}");
    }
    let upside_down = PROGRAMME.replace("&least=18", "&least=18&most=17");
    assert!(
        centre.refused("/programmes/new", &upside_down).await.contains("below the youngest"),
        "ages"
    );
    let address = centre.send("/programmes/new", PROGRAMME).await;
    let html = centre.page(&address).await;
    for words in [
        "Safer Starts",
        "The same case within 6 months",
        "Counts below 5 are not shown",
        "Schedule 3, paragraph 27",
        "The open hub in town",
        "Avon and Somerset",
    ] {
        assert!(html.contains(words), "{words}: {html}");
    }
    assert!(centre.refused("/programmes/new", PROGRAMME).await.contains("already"));
    assert!(centre.page("/programmes").await.contains("SAFER-26"));
    let change = format!("{address}/change");
    let html = centre.page(&change).await;
    assert!(html.contains("value=\"1\"") && html.contains("The trustees"));
    let changed = format!("version=1&{}", PROGRAMME.replace("months=6", "months=0"));
    centre.send(&change, &changed).await;
    assert!(centre.page(&address).await.contains("Always a new case"));
    // Somebody else had it open from before: what she typed stays, and saving again is a choice.
    let html = centre.refused(&change, &changed).await;
    assert!(html.contains("changed this programme meanwhile") && html.contains("value=\"2\""));

    let sites = "/programmes/sites";
    centre.page(sites).await;
    centre.refused(sites, "").await;
    centre.send(sites, "name=HMP+Eastwood+Park&kind=prison").await;
    assert!(centre.refused(sites, "name=HMP+Eastwood+Park&kind=prison").await.contains("already"));
    centre.send(sites, "name=The+old+school&kind=centre").await;
    let html = centre.page(sites).await;
    let site = html.split("<option value=\"").nth(2).unwrap().split('"').next().unwrap();
    let room = format!("site={site}&room=Garden+room");
    assert_eq!(centre.send("/programmes/rooms", &room).await, sites);
    assert!(centre.refused("/programmes/rooms", &room).await.contains("already"));
    assert!(centre.refused("/programmes/rooms", "").await.contains("Choose the site"));
    assert!(centre.page(sites).await.contains("Garden room"));
}

#[tokio::test]
async fn a_number_is_kept_with_what_its_check_said_and_leads_to_a_record_that_has_it_too() {
    let centre = Centre::open().await;
    let kay = centre.add_kay().await;
    let other = centre
        .send("/women/new", &format!("legal_name=Bronwen+Achebe&sure=yes&team={}", centre.team))
        .await;
    let numbers = format!("{kay}/numbers");
    centre.page(&numbers).await;
    let seen = "&source=document&seen-day=24&seen-month=11&seen-year=2026";
    let html = centre.refused(&numbers, "number=81/34U").await;
    assert!(html.contains("Choose which number it is") && html.contains("Enter the day"));
    let ahead = "kind=pnc&number=81/34U&source=document&seen-day=25&seen-month=11&seen-year=2026";
    assert!(centre.refused(&numbers, ahead).await.contains("still to come"));
    centre.send(&numbers, &format!("kind=pnc&number=81/34U{seen}")).await;
    let wrong = format!("kind=pnc&number=81/34V{seen}");
    centre.send(&format!("{other}/numbers"), &wrong).await;
    let html = centre.page(&format!("{other}/numbers")).await;
    assert!(html.contains("81/34V") && html.contains("The check letter is wrong"));
    assert!(!html.contains("has the same number"), "a wrong number matches nobody");
    centre.send(&format!("{other}/numbers"), &format!("kind=pnc&number=1981/34U{seen}")).await;
    let html = centre.page(&numbers).await;
    assert!(html.contains("has the same number") && html.contains(&other), "{html}");
    let id = html.split("name=\"number\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    centre.send(&format!("{numbers}/end"), &format!("number={id}")).await;
    assert!(!centre.page(&numbers).await.contains("81/34U"));
}

#[tokio::test]
async fn who_funds_her_is_added_once_ended_and_decides_what_coming_back_is() {
    let centre = Centre::open().await;
    let kay = centre.add_kay().await;
    let funding = format!("{kay}/funding");
    assert!(centre.page(&funding).await.contains("Open a case first"));
    centre.send("/programmes/new", PROGRAMME).await;
    centre.send(&format!("{kay}/case"), "do=open").await;
    let add = "programme=SAFER-26&from-day=24&from-month=11&from-year=2026&external=AB1234CD";
    assert!(centre.refused(&funding, "").await.contains("Choose a programme"));
    let upside_down = format!("{add}&until-day=23&until-month=11&until-year=2026");
    assert!(centre.refused(&funding, &upside_down).await.contains("cannot end before"));
    centre.send(&funding, add).await;
    let html = centre.page(&funding).await;
    for words in ["Safer Starts", "Counts now", "AB1234CD", "A commissioner"] {
        assert!(html.contains(words), "{words}");
    }
    assert!(centre.refused(&funding, add).await.contains("counts her in that time already"));
    let id = html.split("type=\"radio\" id=\"end-funding\" name=\"funding\" value=\"").nth(1);
    let id = id.unwrap().split('"').next().unwrap().to_owned();
    let end = format!("funding={id}&last-day=24&last-month=11&last-year=2026");
    let early = end.replace("last-day=24", "last-day=1");
    assert!(centre.refused(&format!("{funding}/end"), &early).await.contains("before it begins"));
    centre.send(&format!("{funding}/end"), &end).await;
    assert!(centre.page(&funding).await.contains("24 November 2026 to 24 November 2026"));

    let close = "on-day=24&on-month=11&on-year=2026&reason=completed";
    let case = format!("{kay}/case");
    centre.send(&format!("{case}/close"), close).await;
    let html = centre.page(&case).await;
    assert!(html.contains("within 6 months") && html.contains("is the same case"), "{html}");
    centre.send(&case, "do=return&programme=SAFER-26").await;
    let overview = centre.page(&kay).await;
    assert!(overview.contains("Taken up again"), "the same case goes on");
    centre.send(&format!("{case}/close"), close).await;
    centre.send(&case, "do=return&programme=none").await;
    let overview = centre.page(&kay).await;
    assert_eq!(overview.matches("Case opened").count(), 2, "without a programme it is a new case");
}

#[tokio::test]
async fn the_list_is_narrowed_by_stage_need_prison_and_programme_and_each_filter_comes_off() {
    let centre = Centre::open().await;
    let kay = centre.add_kay().await;
    let bronwen = centre
        .send("/women/new", &format!("legal_name=Bronwen+Achebe&sure=yes&team={}", centre.team))
        .await;
    let case = format!("{kay}/case");
    centre.send(&case, "do=open").await;
    let answers = "occasion=baseline&on-day=24&on-month=11&on-year=2026&how=with_her\
        &item-money=8&item-work=2";
    centre.send(&format!("{kay}/plan/assess/alongside-needs"), answers).await;
    centre.send("/programmes/new", PROGRAMME).await;
    let fund = "programme=SAFER-26&from-day=24&from-month=11&from-year=2026";
    centre.send(&format!("{kay}/funding"), fund).await;
    let only_kay = ["s=open", "n=money", "n=money&n=legal&s=open&s=closed", "g=SAFER-26"];
    for filter in only_kay {
        let html = centre.page(&format!("/women?{filter}")).await;
        assert!(html.contains(&kay) && !html.contains(&bronwen), "{filter}");
        assert!(html.contains("remove this filter"), "{filter}");
    }
    let only_bronwen = centre.page("/women?s=no_case").await;
    assert!(only_bronwen.contains(&bronwen) && !only_bronwen.contains(&kay));
    for nobody in ["n=work", "s=closed", "p=any", "n=money&s=no_case", "w=mine&n=money"] {
        let html = centre.page(&format!("/women?{nobody}")).await;
        assert!(html.contains("Nobody you may see fits"), "{nobody}");
    }
    centre.send(&case, "do=pause&pause=custody").await;
    let html = centre.page("/women?p=any&s=paused").await;
    assert!(html.contains(&kay) && !html.contains(&bronwen));
    assert!(html.contains("href=\"/women?p=any\"") && html.contains("href=\"/women?s=paused\""));
    let answer = ask(&centre.router, post("/women", "q=morgan&n=money")).await;
    page_is_sound(&answer.body);
    assert!(answer.body.contains(&kay));
    let answer = ask(&centre.router, post("/women", "q=morgan&n=legal")).await;
    assert!(!answer.body.contains(&kay), "a search is narrowed too");
    let html = centre.page("/women?q=morgan").await;
    assert!(html.contains(&bronwen), "no name is taken from an address");
    assert!(html.contains("/women/known"));
}

#[tokio::test]
async fn a_conversation_without_a_name_is_kept_and_later_given_to_her_record_or_to_a_referral() {
    let centre = Centre::open().await;
    let kay = centre.add_kay().await;
    let all = "/referrals/conversations";
    assert!(centre.page(all).await.contains("None is waiting"));
    centre.page(&format!("{all}/new")).await;
    let html = centre.refused(all, "label=The+woman+with+the+red+scarf").await;
    assert!(html.contains("Write down what she said") && html.contains("red scarf"));
    let on = "on-day=24&on-month=11&on-year=2026";
    let ahead = format!("words=Asked+about+the+rent&{on}&at=11:59pm");
    assert!(centre.refused(all, &ahead).await.contains("still to come"));
    let said = format!("label=Red+scarf&words=Asked+about+the+rent&reach=Tuesdays&{on}&at=7:00am");
    assert_eq!(centre.send(all, &said).await, all);
    let html = centre.page(all).await;
    for words in ["Red scarf", "Asked about the rent", "It allows no call"] {
        assert!(html.contains(words), "{words}");
    }
    let id = |html: &str| html.split("name=\"word\" value=\"").nth(1).unwrap()[..36].to_owned();
    let word = format!("word={}", id(&html));
    let hers = format!("{all}/hers");
    assert!(centre.refused(&hers, &word).await.contains("Enter the reference"));
    let unknown = format!("{word}&reference=7KQW-4RMT");
    assert!(centre.refused(&hers, &unknown).await.contains("There is no such record"));
    let reference = kay.replace("/women/", "");
    assert_eq!(centre.send(&hers, &format!("{word}&reference={reference}")).await, kay);
    let overview = centre.page(&kay).await;
    assert!(overview.contains("First conversation") && overview.contains("Asked about the rent"));
    assert!(centre.page(all).await.contains("None is waiting"));

    let said = format!("words=Wants+help+with+her+landlord&{on}&at=7:05am");
    centre.send(all, &said).await;
    let word = format!("word={}", id(&centre.page(all).await));
    let answer = ask(&centre.router, post(&format!("{all}/refer"), word.clone())).await;
    assert_eq!(answer.status, 200);
    page_is_sound(&answer.body);
    assert!(
        answer.body.contains("Wants help with her landlord") && answer.body.contains(&word[5..])
    );
    let take = format!("{word}&source=herself&name=Bronwen+Achebe&reason=Landlord");
    let referral = centre.send("/referrals/take", &take).await;
    assert!(centre.page(&referral).await.contains("Wants help with her landlord"));
    assert!(centre.page(all).await.contains("None is waiting"));
}

#[tokio::test]
async fn an_assessment_is_put_right_with_a_reason_and_the_wrong_one_stays_marked() {
    let centre = Centre::open().await;
    let kay = centre.add_kay().await;
    centre.send(&format!("{kay}/case"), "do=open").await;
    let all = format!("{kay}/plan/answers");
    assert!(centre.page(&all).await.contains("Nothing yet"));
    let done = "occasion=baseline&on-day=24&on-month=11&on-year=2026&how=with_her";
    centre
        .send(&format!("{kay}/plan/assess/alongside-needs"), &format!("{done}&item-money=2"))
        .await;
    let first = format!("{all}/1");
    assert!(centre.page(&first).await.contains("Why is it put right?"));
    let right = format!("{done}&item-money=9");
    assert!(centre.refused(&first, &right).await.contains("Say why it is put right"));
    assert!(centre.refused(&first, &format!("{done}&why=Slip")).await.contains("at least one"));
    assert_eq!(centre.send(&first, &format!("{right}&why=A+slip+of+the+hand")).await, all);
    let html = centre.page(&all).await;
    for words in ["Put right since", "A slip of the hand", "Counts"] {
        assert!(html.contains(words), "{words}");
    }
    let answer = ask(&centre.router, get(&first)).await;
    assert_eq!(answer.status, 303, "what was put right is not put right again");
    assert!(centre.page("/women?n=money").await.contains(&kay), "the right answer counts");
    let answer = ask(&centre.router, get(&format!("{all}/7"))).await;
    assert_eq!(answer.status, 404);
}

#[tokio::test]
async fn a_group_is_called_off_and_whoever_was_not_told_becomes_a_task() {
    let centre = Centre::open().await;
    let kay = centre.add_kay().await;
    let other = centre
        .send("/women/new", &format!("legal_name=Bronwen+Achebe&sure=yes&team={}", centre.team))
        .await;
    for her in [&kay, &other] {
        centre.send(&format!("{her}/case"), "do=open").await;
    }
    centre.send("/programmes/sites", "name=The+old+school&kind=centre").await;
    let html = centre.page("/calendar/group").await;
    let field = |html: &str, name: &str| {
        let select = html.split(&format!("name=\"{name}\"")).nth(1).unwrap().to_owned();
        let options = select.split("<option value=\"").skip(1);
        let mut codes = options.map(|one| one.split('"').next().unwrap().to_owned());
        codes.find(|code| !code.is_empty()).unwrap()
    };
    let (place, staff) = (field(&html, "place"), field(&html, "staff"));
    let reference = |her: &str| her.replace("/women/", "");
    let book = format!(
        "kind=group&name=Letters+and+debt&on-day=25&on-month=11&on-year=2026&at=2:00pm&minutes=90\
         &place={place}&staff={staff}&women={}&women={}",
        reference(&kay),
        reference(&other)
    );
    let session = centre.send("/calendar/group", &book).await;
    let off = format!("{session}/off");
    assert!(centre.page(&session).await.contains(&off));
    let html = centre.page(&off).await;
    assert!(html.contains("Kay Morgan") && html.contains("Bronwen Achebe"), "{html}");
    let version = html.split("name=\"version\" value=\"").nth(1).unwrap();
    let version = version.split('"').next().unwrap();
    let html = centre.refused(&off, &format!("version={version}")).await;
    assert!(html.contains("error-summary"));
    let why = format!("version={version}&asked=us&reason=ill&told={}", reference(&kay));
    assert_eq!(centre.send(&off, &why).await, session);
    assert!(centre.page(&session).await.contains("did not take place"));
    let tasks = centre.page(&format!("{other}/tasks")).await;
    assert!(tasks.contains("Letters and debt") && tasks.contains("is called off"));
    assert!(!centre.page(&format!("{kay}/tasks")).await.contains("Letters and debt"));
    let answer = ask(&centre.router, get(&off)).await;
    assert_eq!(answer.status, 404, "it is called off once");
}
