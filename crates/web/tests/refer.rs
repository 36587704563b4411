//! The public form as a stranger meets it: one question a page, no trace, and nothing accepted that
//! was changed on its way.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions
)]

mod shared;

use std::sync::Arc;

use axum::Router;
use casework::referral::drops::{DropFolder, DropKey};
use casework::referral::form::FormKey;
use kernel::Actor;
use kernel::ctx::{Seeded, SetClock};
use shared::{ask, get, post};
use testkit::{House, page_is_sound};
use web::front::Front;
use web::{App, Site, edge};

struct Public {
    router: Router,
    folder: DropFolder,
    key: DropKey,
    _house: House,
}

async fn public() -> Public {
    let house = House::sqlite(&[]).await;
    let clock = SetClock::new("2026-11-24T09:00:00Z".parse().unwrap());
    let app = App::new(Arc::new(clock), Arc::new(Seeded::new(7)), Site::default());
    let ctx = app.ctx(Actor::Visitor);
    let key = DropKey::of(&house.store.keys, ctx.new_id()).unwrap();
    let folder = DropFolder::at(house.folder.path().join("drops")).unwrap();
    let front = Front::new(&ctx, key.address(), folder.clone(), FormKey::for_this_process(&ctx));
    let app = app.with_front(front);
    let (router, _) = web::pages::routes().finish(app.clone());
    Public { router: edge::guarded(router, app), folder, key, _house: house }
}

fn state_of(body: &str) -> String {
    let (_, rest) = body.split_once("name=\"state\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

const HERS: [(&str, &str); 6] = [
    ("q3", "called=Anwen&name=Anwen+Mathias"),
    ("q4", "way=text&number=07700+900412&when=mornings"),
    ("q5", "lives=NP20+4AB"),
    ("q7", "need=abuse&needs=He+has+my+bank+card"),
    ("q8", "risk=He+said+he+will+find+me"),
    ("q9", "receipt=text"),
];
const SECRETS: [&str; 6] = ["Anwen", "Mathias", "07700", "NP20", "bank card", "find me"];

#[tokio::test]
async fn a_woman_refers_herself_and_the_receipt_reveals_nothing() {
    let public = public().await;
    let start = ask(&public.router, get("/refer")).await;
    assert_eq!(start.status, 200);
    page_is_sound(&start.body);
    assert!(start.body.contains("999"));
    let mut page = ask(&public.router, post("/refer", "who=herself")).await;
    for (at, typed) in HERS {
        page_is_sound(&page.body);
        assert!(page.body.contains(&format!("value=\"{at}\"")), "{at}");
        assert_eq!(page.header("set-cookie"), "");
        let state = state_of(&page.body);
        for secret in SECRETS {
            assert!(!state.contains(secret));
        }
        page = ask(&public.router, post("/refer/next", format!("state={state}&at={at}&{typed}")))
            .await;
        assert_eq!(page.status, 200, "{at}");
    }
    assert!(page.body.contains("Look over it"), "the page before sending");
    let state = state_of(&page.body);
    assert!(public.folder.waiting().unwrap().is_empty(), "nothing is kept before it is sent");
    let receipt = ask(&public.router, post("/refer/send", format!("state={state}"))).await;
    assert_eq!(receipt.status, 200);
    page_is_sound(&receipt.body);
    for secret in SECRETS {
        assert!(!receipt.body.contains(secret), "{secret} on the receipt");
    }
    assert_eq!(receipt.header("set-cookie"), "");
    let waiting = public.folder.waiting().unwrap();
    assert_eq!(waiting.len(), 1);
    let opened = public.key.open(&waiting[0].read().unwrap()).unwrap();
    assert_eq!(opened.said.needs, "He has my bank card");
    assert!(receipt.body.contains(&opened.reference().unwrap().to_string()));
}

#[tokio::test]
async fn a_changed_hidden_field_is_a_clear_page_and_nothing_is_accepted() {
    let public = public().await;
    let page = ask(&public.router, post("/refer", "who=herself")).await;
    let state = state_of(&page.body);
    let mut changed: Vec<char> = state.chars().collect();
    changed[50] = if changed[50] == 'A' { 'B' } else { 'A' };
    let changed: String = changed.into_iter().collect();
    for body in [
        format!("state={changed}&at=q3&called=Anwen"),
        "state=&at=q3&called=Anwen".to_owned(),
        format!("state={state}&at=q1&your_name=Anwen"),
        format!("state={state}&at=nowhere"),
    ] {
        let answer = ask(&public.router, post("/refer/next", body.clone())).await;
        assert_eq!(answer.status, 422);
        page_is_sound(&answer.body);
        assert!(answer.body.contains("begin again") || answer.body.contains("Begin again"));
        assert!(!answer.body.contains("Anwen"));
    }
    let sent = ask(&public.router, post("/refer/send", format!("state={changed}"))).await;
    assert_eq!(sent.status, 422);
    // Skipping to the end leads back to the first open question.
    let early = ask(&public.router, post("/refer/send", format!("state={state}"))).await;
    assert!(early.body.contains("value=\"q3\""));
    assert!(public.folder.waiting().unwrap().is_empty());
}

#[tokio::test]
async fn what_is_wrong_stands_beside_the_field_and_what_was_typed_is_still_there() {
    let public = public().await;
    let page = ask(&public.router, post("/refer", "who=professional")).await;
    let state = state_of(&page.body);
    let body = format!("state={state}&at=q1&source=police&your_name=PC+%3Cb%3ERees");
    let answer = ask(&public.router, post("/refer/next", body.clone())).await;
    assert_eq!(answer.status, 422);
    page_is_sound(&answer.body);
    assert!(answer.body.contains("Say for whom you work"));
    assert!(answer.body.contains("PC &#60;b&#62;Rees") || answer.body.contains("PC &lt;b&gt;Rees"));
    let nobody = ask(&public.router, post("/refer", "who=everybody")).await;
    assert_eq!(nobody.status, 422);
}

#[tokio::test]
async fn one_address_cannot_send_without_end() {
    let public = public().await;
    let mut page = ask(&public.router, post("/refer", "who=herself")).await;
    for (at, typed) in HERS {
        let state = state_of(&page.body);
        page = ask(&public.router, post("/refer/next", format!("state={state}&at={at}&{typed}")))
            .await;
    }
    let body = format!("state={}", state_of(&page.body));
    for _ in 0..40 {
        assert_eq!(ask(&public.router, post("/refer/send", body.clone())).await.status, 200);
    }
    assert_eq!(ask(&public.router, post("/refer/send", body.clone())).await.status, 429);
}
