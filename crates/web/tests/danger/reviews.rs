//! What was done at once is looked at by another person: contact past her rule, and urgent sharing.

use crate::safety_house::{Centre, hidden};

const REVIEWS: &str = "/settings/reviews";
const PAST_HER_RULE: &str = "channel=text&to=07700+900418&words=Please+ring.+Nia\
    &shows=workers_mobile&reason=He+is+on+his+way+to+her";

async fn overridden() -> Centre {
    let centre = Centre::open().await;
    let path = format!("{}/contact/override", centre.kay);
    assert_eq!(centre.post_status("nia", &path, PAST_HER_RULE).await, 200);
    centre
}

#[tokio::test]
async fn a_contact_past_her_rule_is_reviewed_by_somebody_else_and_then_is_gone() {
    let centre = overridden().await;
    for lead in ["ruth", "bronwen", "dilys"] {
        let today = centre.page(lead, "/").await;
        assert!(today.contains(r##"href="/settings/reviews#overrides""##), "{lead}");
        let page = centre.page(lead, REVIEWS).await;
        assert!(page.contains("He is on his way to her") && page.contains("07700 900418"));
        assert!(page.contains("Review by Wednesday 25 November 2026"), "{page}");
    }
    let page = centre.page("bronwen", REVIEWS).await;
    let deed = hidden(&page, "overrides-title", "deed");
    let path = format!("{REVIEWS}/override");
    let again = centre.refused("bronwen", &path, &format!("deed={deed}&words=+")).await;
    assert!(again.contains("Say what you found"));
    let found = format!("deed={deed}&words=Right%3A+she+was+warned+in+time");
    assert_eq!(centre.send("bronwen", &path, &found).await, "/settings/reviews?done=reviewed");
    let page = centre.page("ruth", REVIEWS).await;
    assert!(page.contains("Nothing waits for a review"));
    assert!(!centre.page("ruth", "/").await.contains("/settings/reviews#overrides"));
    // The second reviewer is shown what is left, and nothing is written twice.
    assert_eq!(centre.post_status("ruth", &path, &found).await, 200);
    let record = centre.page("nia", &centre.kay).await;
    assert!(record.contains("Going past her rule was reviewed: text"));
    assert!(!record.contains("she was warned in time"), "the finding stays with the review");
}

#[tokio::test]
async fn nobody_reviews_her_own_override_or_one_about_somebody_she_is_linked_to() {
    let centre = Centre::open().await;
    let path = format!("{}/contact/override", centre.kay);
    assert_eq!(centre.post_status("dilys", &path, PAST_HER_RULE).await, 200);
    centre.bar("ruth").await;
    for lead in ["dilys", "ruth"] {
        let page = centre.page(lead, REVIEWS).await;
        assert!(!page.contains("He is on his way"), "{lead}");
        assert!(!centre.page(lead, "/").await.contains("#overrides"), "{lead}");
    }
    let page = centre.page("bronwen", REVIEWS).await;
    let deed = hidden(&page, "overrides-title", "deed");
    let body = format!("deed={deed}&words=All+fine");
    for lead in ["dilys", "ruth"] {
        let answered = centre.post_status(lead, &format!("{REVIEWS}/override"), &body).await;
        assert_eq!(answered, 200, "the list of what is hers to review: nothing");
    }
    assert!(centre.page("bronwen", REVIEWS).await.contains("He is on his way"), "still waits");
}

#[tokio::test]
async fn whoever_reviews_nothing_comes_to_no_review() {
    let centre = overridden().await;
    for who in ["nia", "mona", "win", "carys"] {
        assert_eq!(centre.status(who, REVIEWS).await, 403, "{who}");
        for path in ["/settings/reviews/override", "/settings/reviews/sharing"] {
            let answered = centre.post_status(who, path, "deed=&words=Fine").await;
            assert_eq!(answered, 403, "{who} {path}");
        }
        assert!(!centre.page("nia", "/").await.contains("#overrides"));
    }
}

#[tokio::test]
async fn what_a_reviewer_read_is_entered_for_each_woman() {
    let centre = overridden().await;
    let looked = format!("{}/who-looked", centre.kay);
    let before = centre.page("ruth", &looked).await.matches("Saw her in a list").count();
    centre.page("bronwen", REVIEWS).await;
    let after = centre.page("ruth", &looked).await.matches("Saw her in a list").count();
    assert_eq!(after, before + 1);
}

#[tokio::test]
async fn a_volunteer_shares_at_once_and_another_person_reviews_it() {
    let centre = Centre::open().await;
    let path = format!("{}/safety/shared", centre.kay);
    let form = centre.page("mona", &path).await;
    assert!(form.contains("Ring 999 first") && !form.contains(" required"));
    let again = centre.refused("mona", &path, "items=Her+name").await;
    assert!(again.contains("Choose whom you told") && again.contains("Her name"));
    // The clock of the house stands at ten in the morning.
    let later = "recipient=police&at=11%3A30pm&items=Her+name";
    assert!(centre.refused("mona", &path, later).await.contains("This time is still to come"));
    let tomorrow = "recipient=police&on-day=25&on-month=11&on-year=2026";
    assert!(centre.refused("mona", &path, tomorrow).await.contains("This time is still to come"));
    let body = "recipient=police&name=PC+Hughes&items=Her+name+and+where+she+is\
        &why=He+waits+outside&at=9%3A40am&told=no&not_told=He+was+beside+her&basis=safeguarding";
    let kept = centre.send("mona", &path, body).await;
    assert_eq!(kept, format!("{path}/kept"));
    let kept = centre.page("mona", &kept).await;
    assert!(kept.contains("Somebody else looks at it") && !kept.contains("/safety\""));
    assert_eq!(centre.status("mona", &format!("{}/safety", centre.kay)).await, 403);

    let safety = centre.page("bronwen", &format!("{}/safety", centre.kay)).await;
    assert!(safety.contains("Police, 24 November 2026, 9:40am"), "{safety}");
    assert!(safety.contains(r##"href="/settings/reviews#shared""##));
    let hers = centre.page("nia", &format!("{}/safety", centre.kay)).await;
    assert!(!hers.contains("/settings/reviews"), "she reviews nothing");
    assert!(centre.page("ruth", "/").await.contains(r##"href="/settings/reviews#shared""##));
    let page = centre.page("ruth", REVIEWS).await;
    for said in ["PC Hughes", "Her name and where she is", "He waits outside", "He was beside her"]
    {
        assert!(page.contains(said), "{said}");
    }
    let deed = hidden(&page, "shared-title", "deed");
    let path = format!("{REVIEWS}/sharing");
    let none = centre.refused("ruth", &path, &format!("deed={deed}")).await;
    assert!(none.contains("Say what you found"));
    let found = format!("deed={deed}&words=Right%2C+tell+her+when+it+is+safe");
    centre.send("ruth", &path, &found).await;
    let safety = centre.page("nia", &format!("{}/safety", centre.kay)).await;
    assert!(safety.contains("Reviewed") && safety.contains("Right, tell her when it is safe"));
    assert!(centre.page("bronwen", REVIEWS).await.contains("Nothing waits for a review"));
}

#[tokio::test]
async fn whoever_does_not_work_with_her_shares_nothing_about_her() {
    let centre = Centre::open().await;
    for who in ["carys", "win"] {
        for path in ["safety/shared", "safety/shared/kept"] {
            let path = format!("{}/{path}", centre.kay);
            assert_eq!(centre.status(who, &path).await, super::refusal(who), "{who}");
        }
        let path = format!("{}/safety/shared", centre.kay);
        let answered = centre.post_status(who, &path, "recipient=police").await;
        assert_eq!(answered, super::refusal(who), "{who}");
    }
    let jo = format!("{}/safety/shared", centre.jo);
    assert_eq!(
        centre.status("mona", &jo).await,
        404,
        "a volunteer shares about her own woman only, and learns of no other"
    );
}
