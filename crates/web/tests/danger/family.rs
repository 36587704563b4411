//! Children and adults near her, and who is kept apart: what the pages keep, and who is refused.

use crate::safety_house::{Centre, hidden};

impl Centre {
    async fn family(&self) -> String {
        self.page("nia", &format!("{}/family", self.kay)).await
    }

    async fn write_family(&self, what: &str, body: &str) -> String {
        let path = format!("{}/family/{what}", self.kay);
        self.send("nia", &path, &format!("what={what}&{body}")).await
    }

    async fn apart(&self, who: &str) -> String {
        self.page(who, &format!("{}/apart", self.kay)).await
    }

    fn jo_reference(&self) -> String {
        self.jo.rsplit('/').next().unwrap().to_owned()
    }
}

/// Row and version of the thing with this name.
fn row(html: &str, name: &str) -> String {
    let (row, version) = (hidden(html, name, "row"), hidden(html, name, "version"));
    format!("row={row}&version={version}")
}

#[tokio::test]
async fn a_child_is_a_first_name_an_age_and_who_has_care() {
    let centre = Centre::open().await;
    let empty = centre.family().await;
    assert!(empty.contains("No child is written down") && empty.contains("Nobody is written down"));
    centre
        .write_family(
            "adult",
            "row=new&do=add&name=Dane&relation=ex_partner&danger=yes&note=Knows+the+school",
        )
        .await;
    let page = centre.family().await;
    assert!(page.contains("A danger to her") && page.contains("Former partner"));
    let dane = hidden(&page, r#"id="adults""#, "row");
    let path = format!("{}/family/child", centre.kay);
    let born = "born-day=25&born-month=11&born-year=2026";
    let ahead = format!("what=child&row=new&do=add&first_name=Osian&{born}");
    let again = centre.refused("nia", &path, &ahead).await;
    assert!(again.contains("This day is still to come") && again.contains("Osian"));
    let body = format!(
        "row=new&do=add&first_name=Osian&age=5_to_10&lives_with=other_parent&carer={dane}\
         &social_care=enquiries&contact_order=supervised&note=Saturdays"
    );
    let back = centre.write_family("child", &body).await;
    assert_eq!(back, format!("{}/family#children", centre.kay));
    let page = centre.family().await;
    for shown in ["Five to ten", "Dane (Former partner)", "Child protection enquiries", "Saturdays"]
    {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(page.contains("With somebody who is a danger to her"));
    assert!(page.contains("Has care of Osian"));

    let child = row(&page, r#"id="children""#);
    let body = "do=change&first_name=Osian&born-day=3&born-month=3&born-year=2019&lives_with=her";
    centre.write_family("child", &format!("{child}&{body}")).await;
    let page = centre.family().await;
    assert!(page.contains("Born 3 March 2019, 7 years old"), "{page}");
    assert!(!page.contains("With somebody who is a danger"));
    // Written from the page as it was before: asked again, with what was typed.
    let stale = format!("what=child&{child}&do=change&first_name=Osh");
    let again = centre.refused("nia", &path, &stale).await;
    assert!(again.contains("Somebody else has just changed this") && again.contains("Osh"));

    let child = row(&page, r#"id="children""#);
    centre.write_family("child", &format!("{child}&do=off")).await;
    assert!(!centre.family().await.contains("Osian"));
    // Twice is no fault.
    centre.write_family("child", &format!("{child}&do=off")).await;
}

#[tokio::test]
async fn an_adult_is_changed_and_taken_off_and_a_new_partner_stops_contact() {
    let centre = Centre::open().await;
    let path = format!("{}/family/adult", centre.kay);
    let none = centre.refused("nia", &path, "what=adult&row=new&do=add&name=Lee&relation=").await;
    assert!(none.contains("Choose who it is to her"));
    centre.write_family("adult", "row=new&do=add&name=Lee&relation=partner").await;
    assert!(!centre.page("nia", &centre.kay).await.contains("Safe contact must be asked again"));
    let adult = row(&centre.family().await, r#"id="adults""#);
    centre.write_family("adult", &format!("{adult}&do=change&relation=partner&lately=yes")).await;
    let record = centre.page("nia", &centre.kay).await;
    assert!(record.contains("Safe contact must be asked again: she has a new partner"), "{record}");
    let adult = row(&centre.family().await, r#"id="adults""#);
    centre.write_family("adult", &format!("{adult}&do=off")).await;
    assert!(centre.family().await.contains("Nobody is written down"));
}

#[tokio::test]
async fn family_stays_closed_to_whoever_needs_none_of_it() {
    let centre = Centre::open().await;
    centre.write_family("child", "row=new&do=add&first_name=Osian").await;
    for who in ["mona", "carys", "win"] {
        let no = super::refusal(who);
        assert_eq!(centre.status(who, &format!("{}/family", centre.kay)).await, no, "{who}");
        for what in ["child", "adult"] {
            let path = format!("{}/family/{what}", centre.kay);
            let body = format!("what={what}&row=new&do=add&relation=friend");
            assert_eq!(centre.post_status(who, &path, &body).await, no, "{who} {what}");
        }
    }
    // A volunteer is not even offered the page; nothing of it stands on those that she may open.
    let record = centre.page("mona", &centre.kay).await;
    for not in ["Osian", "/family\"", "/safety\"", "/apart\""] {
        assert!(!record.contains(not), "{not}");
    }
    assert!(centre.page("nia", &centre.kay).await.contains("/family\""));
    assert!(!centre.page("nia", &centre.kay).await.contains("Osian"));
    // A child of Kay's is not changed through Jo's record.
    let child = row(&centre.family().await, r#"id="children""#);
    let body = format!("what=child&{child}&do=off");
    centre.send("nia", &format!("{}/family/child", centre.jo), &body).await;
    assert!(centre.family().await.contains("Osian"));
}

#[tokio::test]
async fn a_lead_keeps_two_women_apart_and_lifts_it_with_a_reason() {
    let centre = Centre::open().await;
    let path = format!("{}/apart", centre.kay);
    let add = |body: &str| format!("what=add&row=new&{body}");
    for (body, said) in [
        ("why=Charged+together".to_owned(), "Enter another woman’s reference"),
        ("reference=7KQW-4RMT&why=x".to_owned(), "may open"),
        (format!("reference={}&worker=&why=", centre.jo_reference()), "Say why they are kept"),
        (
            format!("reference={}&why=x", centre.kay.rsplit('/').next().unwrap()),
            "her own reference",
        ),
        (
            format!(
                "reference={}&why=x&from-day=2&from-month=12&from-year=2026\
                 &until-day=1&until-month=12&until-year=2026",
                centre.jo_reference()
            ),
            "must not lie before the first",
        ),
    ] {
        let page = centre.refused("bronwen", &path, &add(&body)).await;
        assert!(page.contains(said), "{body}: {page}");
    }
    let body = add(&format!("reference={}&why=Charged+together", centre.jo_reference()));
    centre.send("bronwen", &path, &body).await;
    assert!(centre.refused("ruth", &path, &body).await.contains("kept apart already"));
    let page = centre.apart("ruth").await;
    assert!(page.contains("Jo Bevan") && page.contains("Charged together"));
    let from_jo = centre.page("ruth", &format!("{}/apart", centre.jo)).await;
    assert!(from_jo.contains("Kay Morgan") && from_jo.contains("Charged together"));

    let pair = hidden(&page, r#"id="pairs""#, "row");
    let lift = format!("what=lift&row={pair}");
    let none = centre.refused("ruth", &path, &lift).await;
    assert!(none.contains("Say why they may meet again"));
    let early = format!("{lift}&why=Both+say+so&on-day=1&on-month=1&on-year=2026");
    assert!(centre.refused("ruth", &path, &early).await.contains("had not begun"));
    // Found from the other of the two as well.
    let from_jo = format!("{}/apart", centre.jo);
    centre.send("ruth", &from_jo, &format!("{lift}&why=Both+say+so")).await;
    let page = centre.apart("bronwen").await;
    assert!(page.contains("24 November 2026 to 24 November 2026") && page.contains("Both say so"));
    assert!(!page.contains(r#"value="lift""#), "it ends today already");
}

#[tokio::test]
async fn a_worker_is_kept_apart_and_whoever_books_learns_neither_who_nor_why() {
    let centre = Centre::open().await;
    let path = format!("{}/apart", centre.kay);
    let page = centre.apart("bronwen").await;
    let option = page.split(">nia</option>").next().unwrap().rsplit("value=\"").next().unwrap();
    let nia = option.split('"').next().unwrap();
    let body = format!("what=add&row=new&worker={nia}&why=She+is+her+cousin");
    centre.send("bronwen", &path, &body).await;
    assert!(centre.apart("ruth").await.contains("She is her cousin"));
    for who in ["nia", "mona", "carys", "win"] {
        assert_eq!(centre.status(who, &path).await, super::refusal(who), "{who}");
        assert_eq!(centre.post_status(who, &path, &body).await, super::refusal(who), "{who}");
    }
    for page in ["", "/safety", "/family", "/sessions"] {
        let page = centre.page("nia", &format!("{}{page}", centre.kay)).await;
        assert!(!page.contains("cousin") && !page.contains("/apart"), "{page}");
    }
}

#[tokio::test]
async fn a_lead_linked_to_one_of_the_two_reads_neither_her_name_nor_the_reason_in_her_record() {
    let centre = Centre::open().await;
    // Written for Kay, so that the reason stands in Kay's record.
    let body = format!("what=add&row=new&reference={}&why=Kay+fears+her", centre.jo_reference());
    centre.send("bronwen", &format!("{}/apart", centre.kay), &body).await;
    let from_jo = centre.page("ruth", &format!("{}/apart", centre.jo)).await;
    assert!(from_jo.contains("Kay Morgan") && from_jo.contains("Kay fears her"));
    centre.bar("ruth").await;
    assert_eq!(centre.status("ruth", &format!("{}/apart", centre.kay)).await, 403);
    let page = centre.page("ruth", &format!("{}/apart", centre.jo)).await;
    assert!(page.contains("A woman whose record you cannot open"));
    assert!(!page.contains("Kay Morgan") && !page.contains("Kay fears her"));
}

#[tokio::test]
async fn the_local_threshold_is_set_by_those_who_keep_forms_and_used_at_once() {
    let centre = Centre::open().await;
    let path = "/settings/threshold";
    for who in ["nia", "mona", "bronwen", "carys"] {
        assert_eq!(centre.status(who, path).await, 403, "{who}");
        assert_eq!(centre.post_status(who, path, "threshold=10").await, 403, "{who}");
    }
    assert!(centre.page("ruth", path).await.contains(r#"value="14""#));
    for wrong in ["", "0", "25", "ten"] {
        centre.refused("ruth", path, &format!("threshold={wrong}")).await;
    }
    let next = centre.send("win", path, "threshold=10").await;
    assert!(centre.page("ruth", &next).await.contains("The threshold is saved"));
    assert!(centre.page("ruth", path).await.contains(r#"value="10""#));
    let dash = format!("{}/safety/dash", centre.kay);
    assert!(centre.page("nia", &dash).await.contains("From 10 yes answers"));
    centre.send("nia", &dash, "on-day=24&on-month=11&on-year=2026&yes=10").await;
    let safety = centre.page("nia", &format!("{}/safety", centre.kay)).await;
    assert!(safety.contains("Send the MARAC referral"));
}
