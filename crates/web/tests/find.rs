//! The finder, asked over the real router: what a woman finds, what the pages keep to themselves, and
//! that they are sound in both languages.
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
use directory::invented::invented;
use directory::model::{Entry, Withheld};
use directory::served::{Served, Shelf};
use directory::{Audience, publish, snapshot};
use jiff::civil::date;
use kernel::ctx::Seeded;
use shared::{Answer, app, ask, get, post};
use tempfile::TempDir;
use testkit::page_is_sound;

struct House {
    router: Router,
    entries: Vec<Entry>,
    served: Arc<Served>,
    _folder: TempDir,
}

/// A house with invented services, on Tuesday 24 November 2026 at 9am.
fn house(count: usize) -> House {
    let today = date(2026, 11, 24);
    let entries = invented(&Seeded::new(7), today, count);
    let withheld = Withheld::of(&entries);
    let shown = |entry| publish(entry, &withheld, Audience::Public, today).ok();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("directory");
    snapshot::write(&path, today, entries.iter().filter_map(shown)).unwrap();
    let shelf = Shelf::at(path);
    shelf.refresh().unwrap();
    let served = shelf.served().unwrap();
    let (router, _) = web::house(app().with_directory(Arc::new(shelf)));
    House { router, entries, served, _folder: folder }
}

impl House {
    async fn asks(&self, question: &str) -> Answer {
        let answer = ask(&self.router, post("/find-support", question.to_owned())).await;
        assert_eq!(answer.status, 200, "{question}");
        answer
    }
}

#[tokio::test]
async fn she_finds_help_by_the_first_half_of_her_postcode_and_reads_why() {
    let house = house(900);
    let start = ask(&house.router, get("/find-support")).await;
    page_is_sound(&start.body);
    assert!(start.body.contains("Find support near you") && start.body.contains("tel:999"));
    let found = house.asks("place=LS1&need=money").await;
    page_is_sound(&found.body);
    assert!(found.body.contains("could help"));
    assert!(found.body.contains("Helps with") && found.body.contains("Serves all of"));
    assert!(found.body.contains("href=\"tel:07700900"));
    assert_eq!(found.header("cache-control"), "no-store");
    // Leeds is in England, so that is the line she is given.
    assert!(found.body.contains("0808 2000 247") && !found.body.contains("0808 80 10 800"));
    let more =
        house.asks("place=LS1&need=money&age=34&stage=awaiting_sentence&about=children").await;
    page_is_sound(&more.body);
    assert!(more.body.contains("age 34") && more.body.contains("children with you"));
}

#[tokio::test]
async fn what_does_not_fit_is_shown_with_the_reason_and_never_among_those_that_do() {
    let house = house(900);
    let found = house.asks("place=Leeds&age=60&about=step_free").await;
    let (fit, unfit) = found.body.split_once("id=\"unfit\"").expect("some do not fit");
    assert!(!fit.contains("data-state=\"no\""));
    assert!(unfit.contains("data-state=\"no\"") && unfit.contains("Does not fit"));
}

#[tokio::test]
async fn a_place_that_is_not_understood_is_told_beside_the_field_and_at_the_top() {
    let house = house(60);
    for (question, words) in [
        ("place=nowhere+at+all", "We do not know a town or council of that name"),
        ("place=BT1+1AA", "That is in Northern Ireland"),
        ("place=JE2+3AB", "Channel Islands"),
        ("", "Give a place, or choose what would help"),
        ("place=LS1&age=old", "Write a whole number"),
        ("place=LS1&need=gold", "Choose one of the answers offered"),
    ] {
        let answer = ask(&house.router, post("/find-support", question)).await;
        assert_eq!(answer.status, 422, "{question}");
        page_is_sound(&answer.body);
        assert_eq!(answer.body.matches(words).count(), 2, "{question}");
        assert!(answer.body.contains("<title>Error: Near you"));
    }
    let there = ask(&house.router, post("/find-support", "place=BT1+1AA")).await;
    assert!(there.body.contains("0808 802 1414"), "the line that answers there");
}

#[tokio::test]
async fn every_page_of_a_service_and_the_sheet_are_sound_in_both_languages() {
    let house = house(120);
    let ids: Vec<_> = house.entries.iter().map(|entry| entry.service.ident.id).collect();
    let mut shown = 0;
    for id in ids {
        let listed = house.served.entry(id).unwrap().is_some();
        for (lang, words) in [("", "Who it is for"), ("?lang=cy", "I bwy y mae")] {
            let page = ask(&house.router, get(&format!("/find-support/{id}{lang}"))).await;
            assert_eq!(page.status == 200, listed);
            if listed {
                shown += 1;
                page_is_sound(&page.body);
                assert!(page.body.contains(words));
                assert_eq!(page.header("cache-control"), "no-store");
            }
        }
    }
    assert!(shown > 150);
    for lang in ["", "?lang=cy"] {
        for path in ["/find-support", "/find-support/sheet"] {
            let sent = post(&format!("{path}{lang}"), "place=Leeds&need=accommodation");
            let page = ask(&house.router, sent).await;
            assert_eq!(page.status, 200);
            page_is_sound(&page.body);
            assert_eq!(page.body.contains("lang=\"cy\">\n<head"), !lang.is_empty());
            // What she reads next is in the same language.
            let forms = page.body.matches("action=\"/find-support").count();
            let kept = page.body.matches("action=\"/find-support?lang=cy").count()
                + page.body.matches("action=\"/find-support/sheet?lang=cy").count();
            assert!(lang.is_empty() || forms == kept, "{path}");
        }
    }
}

#[tokio::test]
async fn the_sheet_holds_nothing_of_who_asked() {
    let house = house(900);
    let question = "place=LS1+4AP&need=money&age=34&about=pregnant&words=my+landlord";
    let sheet = ask(&house.router, post("/find-support/sheet", question)).await;
    assert_eq!(sheet.status, 200);
    for hers in ["LS1 4", "LS1", "34", "landlord", "mile", "value=\""] {
        assert!(!sheet.body.split("<main").nth(1).unwrap().contains(hers), "{hers}");
    }
    assert!(sheet.body.contains("Telephone") && sheet.body.contains("24 November 2026"));
}

#[tokio::test]
async fn a_link_is_made_only_when_asked_for_and_holds_half_of_the_postcode() {
    let house = house(300);
    let question = "place=LS1+4AP&need=money&age=34&about=pregnant";
    let link = "http://localhost/find-support?place=LS1&#38;need=money";
    assert!(!house.asks(question).await.body.contains(link));
    let shared = house.asks(&format!("{question}&share=yes")).await;
    assert!(shared.body.contains(link));
    let opened = ask(&house.router, get("/find-support?place=LS1&need=money")).await;
    assert_eq!(opened.header("cache-control"), "no-store");
    page_is_sound(&opened.body);
    assert!(opened.body.contains("could help"));
}

#[tokio::test]
async fn no_page_sets_a_cookie_names_a_need_in_its_title_or_loads_from_elsewhere() {
    let house = house(300);
    let id = house.served.index().search(&directory::search::Query::new(date(2026, 11, 24)))[0].id;
    let answers = [
        ask(&house.router, get("/find-support")).await,
        house.asks("place=LS1&need=abuse").await,
        ask(&house.router, get(&format!("/find-support/{id}"))).await,
        ask(&house.router, post("/find-support/sheet", "place=LS1&need=abuse")).await,
    ];
    let neutral = ["Near you", "Near you", "One place", "A list to print"];
    for (answer, title) in answers.iter().zip(neutral) {
        assert_eq!(answer.status, 200);
        assert!(answer.headers.get("set-cookie").is_none());
        assert!(answer.body.contains(&format!("<title>{title} – Alongside</title>")));
        for loading in ["src=\"http", "url(", "<iframe", "<img", "@import"] {
            assert!(!answer.body.contains(loading), "{loading}");
        }
        // The way out is the first link of the page.
        let first = answer.body.split("<a ").nth(1).unwrap();
        assert!(first.starts_with("data-exit"), "{title}");
        assert!(answer.body.contains("class=\"exit\""));
    }
}

#[tokio::test]
async fn nothing_of_a_withheld_place_stands_on_any_page() {
    let house = house(900);
    let mut everything = String::new();
    for place in ["LS1", "Newport", "M1", "B1", "Bristol", "London", "Sheffield"] {
        everything += &house.asks(&format!("place={place}&more=40")).await.body;
        let sheet = post("/find-support/sheet", format!("place={place}"));
        everything += &ask(&house.router, sheet).await.body;
    }
    let (mut private, mut open) = (0, 0);
    for entry in &house.entries {
        let id = entry.service.ident.id;
        let page = ask(&house.router, get(&format!("/find-support/{id}"))).await;
        if page.status != 200 {
            continue;
        }
        let at = &entry.places[0];
        let address = &at.location.spot_for_its_owner().addresses[0];
        let (street, postcode) =
            (address.street.as_deref().unwrap(), address.postcode.as_deref().unwrap());
        let tells = page.body.contains(street) || page.body.contains(postcode);
        if at.location.public_spot().is_some() {
            open += usize::from(tells);
        } else {
            private += 1;
            assert!(!tells && !everything.contains(postcode));
            let told = page.body.contains("kept private") || page.body.contains("telephone only");
            assert!(told, "it is said that the address is kept private");
        }
    }
    assert!(private > 15 && open > 500, "{private} private, {open} open");
}

/// The page, without what is drawn or counted from where she asked, must be the same wherever a private
/// place stands.
#[tokio::test]
async fn no_distance_and_no_pin_follows_a_private_place() {
    let today = date(2026, 11, 24);
    let page = async |moved: bool| {
        let mut entries = invented(&Seeded::new(7), today, 500);
        for at in entries.iter_mut().flat_map(|entry| &mut entry.places) {
            if moved && at.location.public_spot().is_none() {
                let mut spot = at.location.spot_for_its_owner().clone();
                (spot.latitude, spot.longitude) = (Some(50.1), Some(-5.2));
                at.location = at.location.clone().rewritten_by_its_owner(spot);
            }
        }
        let withheld = Withheld::of(&entries);
        let shown = |entry| publish(entry, &withheld, Audience::Public, today).ok();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("directory");
        snapshot::write(&path, today, entries.iter().filter_map(shown)).unwrap();
        let shelf = Shelf::at(path);
        shelf.refresh().unwrap();
        let (router, _) = web::house(app().with_directory(Arc::new(shelf)));
        let mut pages = String::new();
        for place in ["LS1", "NP20", "M1", "B1", "S1", "BS1", "Leeds", "Truro"] {
            let sent = post("/find-support", format!("place={place}&more=40"));
            pages += &ask(&router, sent).await.body;
        }
        pages
    };
    assert!(page(false).await == page(true).await, "moving a private place changes a page");
}

#[tokio::test]
async fn without_a_directory_the_helplines_are_there_and_without_a_public_side_nothing_is() {
    let folder = tempfile::tempdir().unwrap();
    let shelf = Arc::new(Shelf::at(folder.path().join("directory")));
    let (router, _) = web::house(app().with_directory(shelf));
    for answer in [
        ask(&router, get("/find-support")).await,
        ask(&router, post("/find-support", "place=LS1")).await,
    ] {
        assert_eq!(answer.status, 200);
        page_is_sound(&answer.body);
        assert!(answer.body.contains("The list is not here yet"));
        assert!(answer.body.contains("0808 2000 247"));
    }
    let (staff, _) = web::house(app());
    assert_eq!(ask(&staff, get("/find-support")).await.status, 404);
    let none = ask(&router, get("/find-support/00000000-0000-0000-0000-000000000000")).await;
    assert_eq!(none.status, 404);
}

#[tokio::test]
async fn any_question_is_answered_or_refused_and_never_breaks() {
    let house = house(120);
    let texts = ["'\"<script>", "%00", "%F0%9F%8C%BC", "NP20%0A", "a".repeat(500).as_str()]
        .map(str::to_owned);
    for text in texts {
        for field in ["place", "need", "words", "age", "stage", "first", "about", "only", "more"] {
            let question = format!("place=LS1&{field}={text}&{field}=x&lang=cy");
            let answer = ask(&house.router, post("/find-support", question)).await;
            assert!(matches!(answer.status.as_u16(), 200 | 422), "{field} {text}");
            assert!(!answer.body.contains("<script>"));
        }
    }
}
