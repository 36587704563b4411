//! Inbox, triage, taking a referral and programmes: every page read strictly, with hostile text in it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod shared;

use askama::Template;
use casework::programme::{carried, contracts};
use kernel::Id;
use shared::{app, shell};
use testkit::page_is_sound;
use web::form::Choice;
use web::pages::programmes::{DifferenceRow, ProgrammePage, ReportPage};
use web::pages::referrals::{AlikeRow, InboxPage, TakePage, TriagePage};
use web::parts::{Clock, Due, Facts};
use web::{Form, Room, Text};

const HOSTILE: &str = "<script>alert('Siân')</script> \" onload=x {{ t }} \u{202e}";

#[test]
fn an_inbox_with_nothing_in_it_is_a_sound_page() {
    let ctx = app().ctx(kernel::Actor::Visitor);
    let page = InboxPage::of(Text::default(), shell(Room::Referrals), &ctx, &[]);
    page_is_sound(&page.render().unwrap());
}

#[test]
fn the_page_that_takes_a_referral_is_sound_blank_and_completing() {
    for completes in [false, true] {
        let page = TakePage {
            t: Text::default(),
            shell: shell(Room::Referrals),
            form: Form::blank(Text::default()).with("version", 3).with("reason", HOSTILE),
            action: "/referrals/take".to_owned(),
            completes,
            programmes: vec![Choice::new("SAFER", HOSTILE)],
        };
        let html = page.render().unwrap();
        page_is_sound(&html);
        assert!(!html.contains("<script>alert"));
    }
}

#[test]
fn triage_shows_both_sides_and_lets_no_text_out_of_its_place() {
    let row = |reference: &str| AlikeRow {
        reference: reference.to_owned(),
        name: HOSTILE.to_owned(),
        born: "1995-02-14".to_owned(),
        alike: vec!["Same: date of birth".to_owned()],
        exact: reference.is_empty(),
    };
    for named in [false, true] {
        let page = TriagePage {
            t: Text::default(),
            shell: shell(Room::Referrals),
            form: Form::blank(Text::default()),
            heading: HOSTILE.to_owned(),
            reference: kernel::Reference::parse("7KQW4RMT").unwrap(),
            came: "20 November 2026, 2:10pm, Police".to_owned(),
            clock: Some(Clock::new(Due::Soon, "By 5:00pm today")),
            named,
            born: "1995".to_owned(),
            reach: Facts::new().fact("Number", HOSTILE),
            herself: named,
            alike: vec![row("7KQW-4RMT"), row("")],
            same: vec!["7KQW4RMX".to_owned()],
            fits: Vec::new(),
            before: vec![("24 November 2026".to_owned(), "Asked about the rent".to_owned())],
            said: Facts::new().fact("Why now", HOSTILE),
            answers: vec![Choice::new("accept", "Accept").hint("A case is opened")],
            teams: vec![Choice::new("1", "Newport")],
            workers: vec![Choice::new("", "Not yet")],
            told: vec![("Accept".to_owned(), "Thank you".to_owned())],
            state: "In triage.".to_owned(),
            record: named.then(|| "/women/7KQW4RMT".to_owned()),
        };
        let html = page.render().unwrap();
        page_is_sound(&html);
        assert!(!html.contains("<script>alert"));
    }
}

#[test]
fn every_carried_contract_has_a_sound_page_of_its_own() {
    let carried = carried::built_in();
    for contract in &carried.contracts {
        let programme = casework::programme::Programme {
            id: Id::from_uuid(uuid::Uuid::from_u128(1)),
            version: 1,
            draft: contracts::draft_of(contract, &carried.providers),
        };
        let page = ProgrammePage::of(Text::default(), shell(Room::Programmes), programme);
        page_is_sound(&page.render().unwrap());
    }
}

#[test]
fn what_differs_from_probations_report_is_shown_with_both_texts() {
    let page = ReportPage {
        t: Text::default(),
        shell: shell(Room::Programmes),
        name: "Safer Starts".to_owned(),
        address: "/programmes/SAFER".to_owned(),
        rows: vec![DifferenceRow {
            row: "1".to_owned(),
            version: 1,
            reference: "AB1234CD".to_owned(),
            column: "end_of_sentence_date".to_owned(),
            ours: "2027-01-31".to_owned(),
            theirs: HOSTILE.to_owned(),
        }],
        stale: Some("report-stale"),
    };
    let html = page.render().unwrap();
    page_is_sound(&html);
    assert!(html.contains("2027-01-31") && !html.contains("<script>alert"));
}
