//! The small forms of her Safety page: dangers, concerns, referrals, the plan, DASH.

use crate::safety_house::{Centre, hidden};

async fn told() -> Centre {
    let centre = Centre::open().await;
    let body = "said=He+came+back&dangers=from_others&dangers=self_harm&high=yes&child=yes";
    centre.send("nia", &format!("{}/told", centre.kay), body).await;
    centre
}

impl Centre {
    async fn safety(&self, who: &str) -> String {
        self.page(who, &format!("{}/safety", self.kay)).await
    }

    async fn step(&self, step: &str, body: &str) -> String {
        self.send("nia", &format!("{}/safety/{step}", self.kay), body).await
    }

    async fn not(&self, step: &str, body: &str) -> String {
        self.refused("nia", &format!("{}/safety/{step}", self.kay), body).await
    }
}

/// The row and version of the first form of this kind.
fn form(html: &str, what: &str) -> String {
    let mark = format!(r#"name="what" value="{what}""#);
    let row = hidden(html, &mark, "row");
    let body = format!("what={what}&row={row}");
    let rest = html.split_once(&mark).unwrap().1.split("</form>").next().unwrap();
    match rest.contains(r#"name="version""#) {
        true => format!("{body}&version={}", hidden(html, &mark, "version")),
        false => body,
    }
}

#[tokio::test]
async fn a_danger_is_judged_with_a_date_and_ended_with_a_reason() {
    let centre = told().await;
    let page = centre.safety("nia").await;
    let judge = form(&page, "judge");
    let none = centre.not("risk", &format!("{judge}&said=She+sleeps+better")).await;
    assert!(none.contains("Choose how great the danger is now"));
    assert!(none.contains("She sleeps better"), "what was typed stands there");
    let past = "level=medium&review-day=1&review-month=11&review-year=2026";
    assert!(centre.not("risk", &format!("{judge}&{past}")).await.contains("This day is over"));
    let body = "level=medium&source=she_said&said=She+sleeps+better&done=Rang+her+sister\
        &review-day=1&review-month=12&review-year=2026";
    let back = centre.step("risk", &format!("{judge}&{body}")).await;
    assert_eq!(back, format!("{}/safety#risks", centre.kay));
    let page = centre.safety("nia").await;
    assert!(page.contains("Medium") && page.contains("By 1 December 2026"), "{page}");
    assert!(page.contains("Judged again, or over"));

    let over = form(&page, "over");
    let why = centre.not("risk", &over).await;
    assert!(why.contains("Say why this danger is over"));
    centre.step("risk", &format!("{over}&why=She+says+so%2C+twice")).await;
    let page = centre.safety("nia").await;
    assert!(page.contains("She says so, twice"));
    // It is over already: the page shows what stands.
    centre.step("risk", &format!("{over}&why=Again")).await;
    assert!(!centre.safety("nia").await.contains("Again<"));
}

#[tokio::test]
async fn a_concern_is_judged_and_closed_with_what_came_of_it() {
    let centre = told().await;
    let page = centre.safety("nia").await;
    let threshold = form(&page, "threshold");
    let none = centre.not("concern", &threshold).await;
    assert!(none.contains("Choose whether the threshold is met"));
    centre.step("concern", &format!("{threshold}&judged=met&why=The+child+saw+it")).await;
    let page = centre.safety("nia").await;
    assert!(page.contains("Threshold met") && page.contains("The child saw it"));

    // Somebody wrote from the page as it was before: asked again, with what stands now beside it.
    let stale = centre.not("concern", &format!("{threshold}&judged=not_met&why=No")).await;
    assert!(stale.contains("Somebody else has just changed this"));

    let close = form(&page, "close");
    assert!(centre.not("concern", &close).await.contains("Choose what came of it"));
    let outcome = "outcome=childrens_social_care&why=A+worker+visits+on+Monday";
    for _ in 0..2 {
        let close = form(&centre.safety("nia").await, "close");
        centre.step("concern", &format!("{close}&{outcome}")).await;
    }
    let page = centre.safety("bronwen").await;
    assert!(page.contains("Closed: Children’s social care took it on"), "{page}");
    assert!(page.contains("A worker visits on Monday"));
    assert!(!page.contains(r#"value="close""#), "what is closed is not closed again");
    assert!(!centre.page("bronwen", "/safety").await.contains("a child may be at risk"));
}

#[tokio::test]
async fn a_referral_goes_from_sent_to_accepted_heard_and_closed() {
    let centre = told().await;
    let sent = form(&centre.safety("nia").await, "sent");
    centre.step("sent", &format!("{sent}&consent=not_safe_to_ask&how=Secure+e-mail")).await;
    let page = centre.safety("nia").await;
    assert!(page.contains("Without her consent: asking was not safe"), "{page}");
    centre.step("referral", &form(&page, "accepted")).await;
    let page = centre.safety("nia").await;
    assert!(page.contains("Accepted"));
    let met = form(&page, "met");
    assert!(centre.not("referral", &met).await.contains("Enter the day"));
    let ahead = format!("{met}&on-day=25&on-month=11&on-year=2026&actions=Locks");
    assert!(centre.not("referral", &ahead).await.contains("This day is still to come"));
    let held = format!("{met}&on-day=24&on-month=11&on-year=2026&actions=Police+change+the+locks");
    centre.step("referral", &held).await;
    let page = centre.safety("nia").await;
    assert!(page.contains("Police change the locks"));
    let end = form(&page.replacen("value=\"end\"", "", 1), "end");
    let first = form(&page, "end");
    assert!(centre.not("referral", &first).await.contains("Choose why it is closed"));
    centre.step("referral", &format!("{first}&end=actions_done&words=All+done")).await;
    centre.step("referral", &format!("{end}&end=not_needed")).await;
    let page = centre.safety("nia").await;
    assert!(page.contains("Everything agreed is done") && page.contains("Police change the locks"));
    assert!(page.contains("It proved not to be needed") && !page.contains(r#"value="end""#));
}

#[tokio::test]
async fn what_was_told_on_a_sunday_stands_on_her_page_and_the_board_that_day() {
    let centre = Centre::open().await;
    centre.clock.set("2026-11-29T11:00:00Z".parse().unwrap());
    let told = format!("{}/told", centre.kay);
    let kept = centre.send("nia", &told, "dangers=from_others&high=yes").await;
    let kept = centre.page("nia", &kept).await;
    assert!(kept.contains("Send the MARAC referral") && kept.contains("By 30 November 2026"));
    assert!(centre.safety("nia").await.contains("Send the IDVA referral"));
    assert!(centre.page("bronwen", "/safety").await.contains("Send the IDVA referral"));
    assert!(centre.page("bronwen", "/").await.contains("Send the IDVA referral"));
}

#[tokio::test]
async fn a_dash_result_is_counts_and_judgement_and_makes_referrals_due() {
    let centre = Centre::open().await;
    let path = format!("{}/safety/dash", centre.kay);
    let form = centre.page("nia", &path).await;
    assert!(form.contains("From 14 yes answers"));
    let day = "on-day=24&on-month=11&on-year=2026";
    let many = centre.not("dash", &format!("{day}&yes=20&no=4&dont_know=1")).await;
    assert!(many.contains("more than 24 answers"));
    assert!(centre.not("dash", &format!("{day}&yes=25")).await.contains("from 0 to 24"));
    let ahead = "on-day=25&on-month=11&on-year=2026&yes=3";
    assert!(centre.not("dash", ahead).await.contains("This day is still to come"));
    centre.step("dash", &format!("{day}&yes=3&no=20&judgement=standard&escalation=not_seen")).await;
    let page = centre.safety("nia").await;
    assert!(page.contains("3 yes, 20 no, 0 not known.") && page.contains("No referral is due."));
    centre.step("dash", &format!("{day}&yes=3&judgement=high&why=He+has+a+key")).await;
    let page = centre.safety("nia").await;
    assert!(page.contains("Send the MARAC referral") && page.contains("Send the IDVA referral"));
    assert!(page.contains("He has a key"));
}

#[tokio::test]
async fn the_plan_is_handed_on_once_and_then_closing_asks_for_nothing() {
    let centre = Centre::open().await;
    assert!(!centre.safety("nia").await.contains("Hand the plan on"), "there is none yet");
    centre.step("plan", "from=0&signs=cannot+sleep").await;
    let page = centre.safety("nia").await;
    let hand = form(&page, "hand");
    assert!(centre.not("plan/on", &hand).await.contains("Say with whom"));
    let ahead = format!("{hand}&to=Her&on-day=30&on-month=11&on-year=2026");
    assert!(centre.not("plan/on", &ahead).await.contains("This day is still to come"));
    let body = format!(
        "{hand}&to=With+her&how=Read+through+together\
        &on-day=23&on-month=11&on-year=2026"
    );
    centre.step("plan/on", &body).await;
    let page = centre.safety("nia").await;
    assert!(page.contains("Handed on 23 November 2026") && page.contains("Read through together"));
    // A second time it has been done: the page shows it.
    centre.step("plan/on", &body).await;
    centre.step("plan", "from=1&signs=cannot+sleep&people=her+sister").await;
    assert!(!centre.safety("nia").await.contains("Handed on"), "a new version is to be handed on");
}

#[tokio::test]
async fn whoever_may_not_write_safety_changes_none_of_it() {
    let centre = told().await;
    let page = centre.safety("nia").await;
    let steps = [
        ("risk", form(&page, "over")),
        ("concern", form(&page, "close")),
        ("sent", form(&page, "sent")),
        ("referral", form(&page, "end")),
        ("plan/on", "what=hand&row=plan&to=Her".to_owned()),
        ("dash", String::new()),
    ];
    for who in ["carys", "mona", "win"] {
        for (step, body) in &steps {
            let path = format!("{}/safety/{step}", centre.kay);
            let answered = centre.post_status(who, &path, body).await;
            assert_eq!(answered, super::refusal(who), "{who} {step}");
        }
        let path = format!("{}/safety/dash", centre.kay);
        assert_eq!(centre.status(who, &path).await, super::refusal(who), "{who}");
    }
    // Another woman's rows are not reached through a record that is hers.
    let over = format!("{}&why=No", form(&page, "over"));
    let path = format!("{}/safety/risk", centre.jo);
    assert_eq!(centre.post_status("nia", &path, &over).await, 404);
}
