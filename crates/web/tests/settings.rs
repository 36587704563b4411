//! The pages of settings and of emergency access, rendered with example values and read strictly.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions
)]

mod shared;

use access::audit::{Broken, HeadFile};
use access::passkeys::Question;
use askama::Template;
use kernel::Reference;
use shared::shell;
use testkit::page_is_sound;
use web::form::{Choice, Fields, Form};
use web::pages::settings::{
    AccountPage, Answer, AuditPage, CheckedPage, Corner, Corners, EmergencyPage, ErasePage,
    ErasedPage, KnownPage, LookedPage, NewPersonPage, PasskeyPage, PasswordOncePage, PeoplePage,
    PersonPage, PromisesPage, ReviewsPage, RulesPage, SettingsPage, ShownEntry, ShownPasskey,
    ShownSession, Strip, TeamsPage, Theme, Waiting,
};
use web::parts::{Clock, Due, Facts, Link, Pager, Row, Work};
use web::{Room, Text};

const EVERYWHERE: [Corner; 9] = [
    Corner::Home,
    Corner::Account,
    Corner::People,
    Corner::Teams,
    Corner::Reviews,
    Corner::Threshold,
    Corner::Audit,
    Corner::Rules,
    Corner::Promises,
];

fn t() -> Text {
    Text::default()
}

fn corners(here: Corner) -> Corners {
    Corners::new(t(), here, EVERYWHERE.to_vec())
}

fn reference() -> Reference {
    Reference::parse("7KQW4RMT").unwrap()
}

fn refused(field: &str, key: &'static str) -> Form {
    let typed = Fields::default().with("name", "Kay");
    let mut read = typed.read();
    read.refuse(field, key);
    Form::refused(t(), &typed, read.errors())
}

#[test]
fn the_first_page_leads_to_everything_one_may_see_and_nothing_else() {
    let settings = || shell(Room::Settings);
    let page = SettingsPage { t: t(), shell: settings(), corners: corners(Corner::Home) };
    let html = page.render().unwrap();
    page_is_sound(&html);
    assert!(html.contains("/settings/audit"));
    let few = Corners::new(t(), Corner::Home, vec![Corner::Home, Corner::Account]);
    let html = SettingsPage { t: t(), shell: settings(), corners: few }.render().unwrap();
    page_is_sound(&html);
    assert!(!html.contains("/settings/audit"));
}

#[test]
fn the_pages_of_people_and_teams_are_sound() {
    let settings = || shell(Room::Settings);
    let people = || corners(Corner::People);
    let somebody = || Work::new(vec![Row::new("/settings/people/7KQW4RMT", "Nia Prosser")]);
    for (open, closed) in [(somebody(), somebody()), (Work::default(), Work::default())] {
        let page = PeoplePage { t: t(), shell: settings(), corners: people(), open, closed };
        page_is_sound(&page.render().unwrap());
    }
    for form in [Form::blank(t()), refused("name", "settings-name-missing")] {
        let page = NewPersonPage { t: t(), shell: settings(), corners: people(), form };
        page_is_sound(&page.render().unwrap());
    }
    let once = PasswordOncePage {
        t: t(),
        shell: settings(),
        corners: people(),
        name: "Nia Prosser".into(),
        email: "nia@example.org".into(),
        password: "7KQW-4RMT-7KQW-4RMT".into(),
        next: "/settings/people/7KQW4RMT".to_owned(),
    };
    page_is_sound(&once.render().unwrap());
    for (is_open, form) in [(true, Some(Form::blank(t()))), (false, None)] {
        let page = PersonPage {
            t: t(),
            shell: settings(),
            corners: people(),
            reference: "7KQW4RMT".to_owned(),
            name: "Nia Prosser".into(),
            facts: Facts::new().fact("Work e-mail", "nia@example.org"),
            is_open,
            form,
            not_now: None,
            may_close: true,
            roles: vec![Choice::new("caseworker", "Caseworker")],
            teams: Vec::new(),
        };
        page_is_sound(&page.render().unwrap());
    }
    for form in [Form::blank(t()), refused("name", "settings-team-missing")] {
        let teams = vec![("Community".to_owned(), 0), ("Through the gate".to_owned(), 3)];
        let corners = corners(Corner::Teams);
        page_is_sound(
            &TeamsPage { t: t(), shell: settings(), corners, teams, form }.render().unwrap(),
        );
    }
}

#[test]
fn ones_own_account_never_shows_a_password_that_was_typed() {
    let session = |is_here| ShownSession {
        id: format!("0-{is_here}"),
        browser: if is_here { "Firefox on Linux".into() } else { String::new().into() },
        since: "3 March 2026, 9am".to_owned(),
        used: "3 March 2026, 10am".to_owned(),
        is_here,
    };
    let passkey = ShownPasskey {
        id: "1".to_owned(),
        name: "My <work> phone".into(),
        when: "Since 3 March 2026, 9am. Not used yet.".to_owned(),
    };
    let typed = Fields::default().with("old", "hunter2").with("new", "hunter3");
    let mut read = typed.read();
    read.refuse("old", "settings-old-wrong");
    for form in [Form::blank(t()), Form::refused(t(), &typed, read.errors())] {
        let page = AccountPage {
            t: t(),
            shell: shell(Room::Settings),
            corners: corners(Corner::Account),
            email: "nia@example.org".into(),
            form,
            passkeys: Some(vec![passkey.clone()]),
            sessions: vec![session(true), session(false)],
        };
        let html = page.render().unwrap();
        page_is_sound(&html);
        assert!(!html.contains("hunter"), "a password was sent back");
    }
}

#[test]
fn a_new_passkey_is_asked_for_by_script_alone() {
    for form in [Form::blank(t()), refused("name", "settings-passkey-name-missing")] {
        let question = Question { options: r#"{"challenge":"AA"}"#.into(), sealed: "AAAA".into() };
        let (shell, corners) = (shell(Room::Settings), corners(Corner::Account));
        let html = PasskeyPage { t: t(), shell, corners, form, question }.render().unwrap();
        page_is_sound(&html);
        assert!(html.contains("<noscript>") && html.contains(r#"data-passkey="create""#));
    }
}

#[test]
fn every_rule_and_every_guarantee_can_be_read() {
    let gate = access::Gate::shipped().unwrap();
    let themes = Theme::all(t(), gate.book());
    for theme in &themes {
        assert_ne!(theme.name, theme.code, "the theme {} has no name", theme.code);
    }
    let page =
        RulesPage { t: t(), shell: shell(Room::Settings), corners: corners(Corner::Rules), themes };
    let html = page.render().unwrap();
    page_is_sound(&html);
    assert_eq!(html.matches("<pre").count(), gate.book().rules().len());
    let promises = PromisesPage::promises_of(gate.book());
    assert!(promises.len() >= 20, "{} guarantees", promises.len());
    let page = PromisesPage {
        t: t(),
        shell: shell(Room::Settings),
        corners: corners(Corner::Promises),
        promises,
    };
    page_is_sound(&page.render().unwrap());
}

#[test]
fn the_trail_is_sound_with_entries_and_without() {
    let entry = ShownEntry {
        when: "3 March 2026, 9am".to_owned(),
        who: "Nia Prosser".to_owned(),
        what: "Searched for women".to_owned(),
        record: Some(Link::new("/women/7KQW4RMT/who-looked", reference())),
        listed: "3 women shown".to_owned(),
        details: Some("<script>".into()),
    };
    let pager = || Pager::new("More entries", "One entry shown");
    for entries in [vec![entry.clone()], Vec::new()] {
        let page = AuditPage {
            t: t(),
            shell: shell(Room::Settings),
            corners: corners(Corner::Audit),
            entries: entries.clone(),
            pager: pager(),
        };
        page_is_sound(&page.render().unwrap());
        let page = LookedPage {
            form: Form::blank(t()),
            leads: vec![Choice::new("7KQW4RMT", "Ines Vale")],
            t: t(),
            shell: shell(Room::Women),
            reference: reference(),
            entries,
            pager: pager(),
            may_erase: true,
            may_read: true,
        };
        page_is_sound(&page.render().unwrap());
    }
}

#[test]
fn the_pages_of_erasing_are_sound_and_name_nobody() {
    for form in [Form::blank(t()), refused("decided", "erase-decided-missing")] {
        let shell = shell(Room::Settings);
        let page = ErasePage { t: t(), shell, reference: reference(), form };
        page_is_sound(&page.render().unwrap());
    }
    let rows = vec![("woman".to_owned(), 1), ("plan".to_owned(), 3)];
    let shell = shell(Room::Settings);
    let page = ErasedPage { t: t(), shell, reference: reference(), rows };
    page_is_sound(&page.render().unwrap());
}

#[test]
fn a_broken_chain_is_told_in_plain_words_with_its_first_broken_link() {
    let told = |broken, head| {
        let page = CheckedPage {
            t: t(),
            shell: shell(Room::Settings),
            corners: corners(Corner::Audit),
            notices: CheckedPage::found(t(), 12, broken, head),
        };
        let html = page.render().unwrap();
        page_is_sound(&html);
        html
    };
    assert!(told(None, HeadFile::Good).contains("12 entries read. All are whole"));
    assert!(told(Some(Broken::Altered(5)), HeadFile::Good).contains("Entry 5 was changed"));
    assert!(told(Some(Broken::Missing(5)), HeadFile::Good).contains("Entry 5 is missing"));
    assert!(told(Some(Broken::Replaced(5)), HeadFile::Good).contains("entry 5 is not the one"));
    let cut = told(Some(Broken::CutOff { last: 2, known: 12 }), HeadFile::Missing);
    assert!(cut.contains("The last 10 entries were cut off"));
    assert!(cut.contains("is not there"));
    assert!(told(None, HeadFile::Forged).contains("not written by this installation"));
}

#[test]
fn emergency_access_asks_for_a_reason_and_at_most_eight_hours() {
    for (live_until, form) in [
        (None, Form::blank(t()).with("hours", 1)),
        (Some("3 March 2026, 2:30pm".to_owned()), refused("reason", "emergency-reason-missing")),
    ] {
        let page = EmergencyPage {
            t: t(),
            shell: shell(Room::Women),
            reference: reference(),
            live_until,
            form,
        };
        let html = page.render().unwrap();
        page_is_sound(&html);
        assert!(html.contains("8 hours") && !html.contains("9 hours"));
    }
    let strip = Strip::new(t(), reference(), "2:30pm".to_owned()).to_string();
    assert!(strip.contains("Emergency access until 2:30pm."));
    assert!(strip.contains(r#"action="/women/7KQW4RMT/emergency/end""#));
}

#[test]
fn several_reviews_stand_on_one_page_and_a_refused_one_keeps_its_words() {
    let waiting = |id: &str, form: Form| Waiting {
        id: id.to_owned(),
        who: "Nia Prosser".into(),
        facts: vec![("When".to_owned(), "3 March 2026, 9am, until 10am".into())],
        record: Some(Link::new("/women/7KQW4RMT/who-looked", reference())),
        due: Clock::new(Due::Late, "Was due Monday"),
        form: form.prefixed(format!("review-{id}")),
    };
    let blank = |id: &str| waiting(id, Form::blank(t()));
    let refusing = |id: &str| waiting(id, refused("words", "reviews-found-missing"));
    for (emergencies, overrides, sharings) in [
        (vec![], vec![], vec![]),
        (vec![blank("a"), refusing("b")], vec![], vec![]),
        (vec![blank("a")], vec![blank("b"), refusing("c")], vec![blank("d")]),
        (vec![], vec![], vec![blank("a"), refusing("b")]),
    ] {
        let (shell, corners) = (shell(Room::Settings), corners(Corner::Reviews));
        let proposed = vec![Link::new("/women/7KQW4RMT/safety#shared", "7KQW-4RMT: the council")];
        let page =
            ReviewsPage { t: t(), shell, corners, emergencies, overrides, sharings, proposed };
        page_is_sound(&page.render().unwrap());
    }
}

#[test]
fn whether_she_is_known_is_answered_with_a_team_and_a_colleague_only() {
    let ask = Answer::Ask {
        team: "Community".to_owned(),
        people: vec!["Anwen Idris, anwen@example.org".into()],
        emergency: "/women/7KQW4RMT/emergency".to_owned(),
    };
    let hers = Answer::Hers(Link::new("/women/7KQW4RMT", "Yes. Her record is 7KQW-4RMT"));
    for (answers, form) in [
        (None, Form::blank(t())),
        (None, refused("born", "known-born-missing")),
        (Some(Vec::new()), Form::blank(t())),
        (Some(vec![ask, hers]), Form::blank(t())),
    ] {
        let page = KnownPage { t: t(), shell: shell(Room::Women), form, answers };
        page_is_sound(&page.render().unwrap());
    }
}
