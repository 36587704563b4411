//! What the edge promises of every answer, asked over the real router.

mod shared;

use axum::response::Response;
use axum::{Router, body::Body};
use shared::{app, ask, get, post, signed_in};
use testkit::page_is_sound;
use web::errors::{Clash, ClashField, Stopped, WhoCan};
use web::{Fields, Needs, PageError, Routes, edge, page};

/// A house with one form and one page for every error.
fn house() -> Router {
    let routes = web::pages::routes()
        .post("/echo", Needs::SignedIn, async |fields: Fields| fields.first("text").to_owned())
        .post("/open", Needs::Anybody, async |fields: Fields| fields.first("text").to_owned())
        .get("/panics", Needs::Anybody, panics)
        .get("/broken", Needs::Anybody, async || PageError::broken("a fault of ours"));
    let (router, _) = routes.finish(app());
    edge::guarded(router, app())
}

#[allow(clippy::panic, reason = "what a fault of ours would do, with a name in it")]
async fn panics() -> Response {
    panic!("Kay Morgan, 07700 900418")
}

#[tokio::test]
async fn every_answer_carries_the_rules_for_browsers() {
    for path in ["/style", "/nowhere", "/broken", &web::assets::stylesheet()] {
        let answer = ask(&signed_in(house()), get(path)).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'"), "{path}");
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
    }
}

#[tokio::test]
async fn nothing_is_kept_on_the_device_but_the_look() {
    let house = signed_in(house());
    for path in ["/style", "/nowhere", "/broken"] {
        assert_eq!(ask(&house, get(path)).await.header("cache-control"), "no-store", "{path}");
    }
    for path in [web::assets::stylesheet(), web::assets::script(), web::assets::mark()] {
        let answer = ask(&house, get(&path)).await;
        assert_eq!(answer.status, 200);
        assert!(answer.header("cache-control").contains("immutable"), "{path}");
    }
    let old = ask(&house, get("/assets/alongside-000000000000.css")).await;
    assert_eq!(old.status, 404);
}

#[tokio::test]
async fn only_what_is_nobodys_is_compressed() {
    let house = signed_in(house());
    let zipped = |path: &str| {
        let mut request = get(path);
        request.headers_mut().insert("accept-encoding", "gzip".parse().unwrap());
        request
    };
    let sheet = ask(&house, zipped(&web::assets::stylesheet())).await;
    assert_eq!(sheet.header("content-encoding"), "gzip");
    let page = ask(&house, zipped("/signed-out")).await;
    assert_eq!((page.status.as_u16(), page.header("content-encoding")), (200, ""));
}

#[tokio::test]
async fn a_form_sent_from_another_site_is_refused() {
    let house = signed_in(house());
    let sent = |name: &'static str, value: &str| {
        let mut request = post("/open", "text=hello");
        request.headers_mut().remove("origin");
        request.headers_mut().remove("sec-fetch-site");
        request.headers_mut().insert(name, value.parse().unwrap());
        request
    };
    assert_eq!(ask(&house, post("/open", "text=hello")).await.body, "hello");
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let answer = ask(&house, sent(name, value)).await;
        assert_eq!(answer.status, 403, "{name}: {value}");
        assert!(answer.body.contains("not sent from our page"));
        page_is_sound(&answer.body);
    }
    // An old telephone says only where it comes from.
    assert_eq!(ask(&house, sent("origin", "http://localhost")).await.status, 200);
}

#[tokio::test]
async fn nobody_reaches_a_staff_page_without_signing_in() {
    let house = house();
    let page = ask(&house, get("/style")).await;
    assert_eq!((page.status.as_u16(), page.header("location")), (303, "/sign-in"));
    let form = ask(&house, post("/echo", "text=hello")).await;
    assert_eq!(form.status, 401);
    assert!(!form.body.contains("hello"));
    page_is_sound(&form.body);
    assert_eq!(ask(&signed_in(house), post("/echo", "text=hello")).await.body, "hello");
}

#[tokio::test]
async fn a_million_letters_come_out_as_they_went_in_and_nine_megabytes_do_not_enter() {
    let text = "é\r\n".repeat(250_000);
    let sent = format!("text={}", text.replace('é', "%C3%A9").replace("\r\n", "%0D%0A"));
    assert_eq!(ask(&house(), post("/open", sent)).await.body, text);
    let answer = ask(&house(), post("/open", vec![b'a'; 9 * 1024 * 1024])).await;
    assert_eq!(answer.status, 413);
    page_is_sound(&answer.body);
}

#[tokio::test]
async fn what_cannot_be_read_is_a_clear_page_and_not_a_changed_text() {
    let broken = ask(&house(), post("/open", "text=%FF")).await;
    assert_eq!(broken.status, 400);
    page_is_sound(&broken.body);
    let mut json = post("/open", "{}");
    json.headers_mut().insert("content-type", "application/json".parse().unwrap());
    assert_eq!(ask(&house(), json).await.status, 400);
}

#[tokio::test]
async fn the_routers_own_errors_are_pages_too() {
    for (request, status) in
        [(get("/nowhere"), 404), (get("/open"), 405), (post("/style", Body::empty()), 405)]
    {
        let answer = ask(&signed_in(house()), request).await;
        assert_eq!(answer.status.as_u16(), status);
        page_is_sound(&answer.body);
    }
}

#[tokio::test]
async fn a_fault_of_ours_tells_a_reference_and_nothing_else() {
    for path in ["/broken", "/panics"] {
        let answer = ask(&house(), get(path)).await;
        assert_eq!(answer.status, 500, "{path}");
        page_is_sound(&answer.body);
        assert!(!answer.body.contains("Kay"), "{path}");
        assert!(!answer.body.contains("a fault of ours"), "{path}");
        assert!(answer.body.contains("Read this to them"), "{path}");
    }
}

#[tokio::test]
async fn every_error_is_a_sound_page_with_its_status() {
    let errors = [
        (PageError::NotSignedIn, 401),
        (PageError::Forbidden(WhoCan::Unsaid), 403),
        (PageError::Forbidden(WhoCan::By(access::Refusal::AskSafeguardingLead)), 403),
        (
            PageError::Forbidden(WhoCan::Team {
                team: "Cardiff team".to_owned(),
                ask: "Anwen Idris, on 029 2018 0144".into(),
            }),
            403,
        ),
        (PageError::TooOften { seconds: 61 }, 429),
        (PageError::Stopped(Stopped::DiskFull), 503),
        (PageError::Stopped(Stopped::ReadOnly), 503),
        (PageError::Stopped(Stopped::AuditUnwritable), 503),
        (PageError::Stopped(Stopped::Busy), 503),
        (PageError::Clash(Box::new(clash())), 409),
    ];
    for (error, status) in errors {
        let name = error.to_string();
        let routes = Routes::new().get("/x", Needs::Anybody, async move || error.clone());
        let router = edge::guarded(routes.finish(app()).0, app());
        let answer = ask(&router, get("/x")).await;
        assert_eq!(answer.status.as_u16(), status, "{name}");
        page_is_sound(&answer.body);
        if matches!(status, 429 | 503) {
            assert!(!answer.header("retry-after").is_empty(), "{name}");
        }
    }
}

fn clash() -> Clash {
    Clash {
        by: "Ruth Adeyemi".into(),
        at: "2:14pm".to_owned(),
        action: "/x".to_owned(),
        back: "/x".to_owned(),
        fields: vec![ClashField {
            name: "goal".to_owned(),
            label: "Her goal".to_owned(),
            theirs: "<b>Front</b> door".into(),
            yours: "Own front door".into(),
        }],
        carried: vec![("version".to_owned(), "4".to_owned().into())],
    }
}

#[tokio::test]
async fn a_clash_shows_both_texts_and_carries_the_rest() {
    let routes =
        Routes::new().get("/x", Needs::Anybody, async || PageError::Clash(Box::new(clash())));
    let router = edge::guarded(routes.finish(app()).0, app());
    let body = ask(&router, get("/x")).await.body;
    assert!(body.contains("&#60;b&#62;Front&#60;/b&#62; door"));
    assert!(body.contains("Own front door</textarea>"));
    assert!(body.contains(r#"name="version" value="4""#));
}

#[tokio::test]
async fn the_table_lists_every_route_with_what_it_needs() {
    let (_, table) = web::house(app());
    let style = table.iter().find(|route| route.path == "/style").unwrap();
    assert_eq!((style.method, style.needs), ("GET", Needs::SignedIn));
    let mut sorted = table.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(sorted, table, "sorted, and no route twice");
    let _ = page::see_other("/");
}
