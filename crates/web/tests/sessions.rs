//! Today, calendar, booking, recording, groups, drop-in, sheet and desk: each rendered and read
//! strictly, blank, filled and refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod shared;

use askama::Template;
use casework::session::service::SheetLine;
use casework::session::{Duty, SessionKind, Visits};
use shared::shell;
use testkit::page_is_sound;
use web::form::{Choice, Fields};
use web::pages::sessions::{
    BookPage, CalendarPage, DayColumn, DeskPage, DropInPage, GroupPage, HerBand, MovePage,
    NamesPage, NewGroupPage, RecordPage, SheetPage, TickRow, TodayPage, TodayPanel, UnplannedPage,
    Visitor, Wordings,
};
use web::parts::{Link, Reach, Row, SafeContact, Work};
use web::{Form, Room, Text};

fn t() -> Text {
    Text::default()
}

fn band() -> HerBand {
    HerBand {
        called: "Kay Morgan".into(),
        href: "/women/7KQW4RMT".to_owned(),
        contact: SafeContact {
            reach: Reach::Care,
            brief: "Text, until 3:00pm".to_owned(),
            heading: "Take care: Text, until 3:00pm".to_owned(),
            more: String::new(),
            rules: Some(Link::new("/women/7KQW4RMT/contact", "All her rules")),
        },
    }
}

fn choices() -> Vec<Choice> {
    vec![Choice::new("a", "One"), Choice::new("b", "Two")]
}

fn refused(fields: &[&str]) -> Form {
    let typed = Fields::default().with("note", "typed <b>before</b>").with("version", 3);
    let mut read = typed.read();
    for field in fields {
        read.refuse(field, "form-needed");
    }
    Form::refused(t(), &typed, read.errors())
}

fn rendered(page: &impl Template) -> String {
    let html = page.render().unwrap();
    page_is_sound(&html);
    html
}

#[test]
fn today_leads_from_its_day_line_to_each_panel_and_is_calm_when_nothing_waits() {
    let row = Row::new("/women/7KQW4RMT/sessions/4RMT7KQW", "Kay Morgan").contact(band().contact);
    let panel = |id, state| TodayPanel {
        id,
        heading: "Appointments".to_owned(),
        more: String::new(),
        work: Work::new(vec![row.clone().at("2026-11-24T11:00", "11:00am")]),
        many: 1,
        glance: "appointment".to_owned(),
        state,
    };
    let mut page = TodayPage {
        t: t(),
        shell: shell(Room::Today),
        day: "Tuesday 24 November".to_owned(),
        greeting: "Good morning, Nia".to_owned(),
        has_calendar: true,
        has_drop_in: true,
        panels: vec![panel("appointments", ""), panel("referrals", "late")],
    };
    let html = rendered(&page);
    assert!(html.contains(r##"<a href="#referrals"><b>1</b>"##));
    assert!(html.contains(r#"data-state="care""#), "her name leads to an action: how to reach her");
    page.panels.clear();
    assert!(rendered(&page).contains("Nothing waits for you today"));
}

#[test]
fn a_week_shows_each_day_and_a_booked_row() {
    let day = |n: u8, work| DayColumn {
        id: format!("d2026-11-{n}"),
        name: format!("{n} November"),
        is_today: n == 24,
        work,
    };
    let row = Row::new("/sessions/4RMT7KQW", "Letters and debt").at("2026-11-24T11:00", "11:00am");
    let page = CalendarPage {
        t: t(),
        shell: shell(Room::Calendar),
        form: Form::blank(t()).with("week", "2026-11-23"),
        workers: choices(),
        sites: choices(),
        around: [
            Link::new("/calendar?week=2026-11-16", "The week before"),
            Link::new("/calendar?week=2026-11-30", "The week after"),
        ],
        heading: "Week of 23 November 2026".to_owned(),
        days: vec![day(23, Work::default()), day(24, Work::new(vec![row]))],
    };
    let html = rendered(&page);
    assert!(html.contains("Nothing booked") && html.contains("Letters and debt"));
}

#[test]
fn a_booking_is_sound_blank_warned_and_refused() {
    let mut page = BookPage {
        t: t(),
        action: "/women/7KQW4RMT/sessions".to_owned(),
        shell: shell(Room::Calendar),
        band: band(),
        form: Form::blank(t()),
        kinds: choices(),
        places: choices(),
        workers: choices(),
        warned: Vec::new(),
    };
    rendered(&page);
    page.warned = vec!["room-taken"];
    let html = rendered(&page);
    assert!(html.contains("Another session has this room then"));
    assert!(html.contains(r#"name="accepted" value="room-taken""#));
    page.form = refused(&["at"]);
    rendered(&page);
    let page = NewGroupPage {
        t: t(),
        shell: shell(Room::Calendar),
        form: refused(&["name"]),
        kinds: choices(),
        women: choices(),
        places: choices(),
        workers: choices(),
        warned: vec!["far-ahead"],
    };
    rendered(&page);
}

#[test]
fn what_was_not_booked_is_recorded_on_one_page() {
    let mut page = UnplannedPage {
        t: t(),
        action: "/women/7KQW4RMT/sessions/unplanned".to_owned(),
        shell: shell(Room::Calendar),
        band: band(),
        form: Form::blank(t()),
        kinds: choices(),
        places: choices(),
        gate_first: false,
    };
    assert!(rendered(&page).contains("Did anything worry you?"));
    page.gate_first = true;
    page.form = refused(&["rang", "at"]);
    assert!(rendered(&page).contains("Nothing you typed is lost"));
}

#[test]
fn a_move_asks_who_and_why() {
    let page = MovePage {
        t: t(),
        action: "/women/7KQW4RMT/sessions".to_owned(),
        shell: shell(Room::Calendar),
        band: band(),
        now: "24 November 2026, 2:00pm".to_owned(),
        form: refused(&["asked", "reason"]),
        places: choices(),
        workers: choices(),
        warned: Vec::new(),
    };
    let html = rendered(&page);
    assert!(html.contains("Who asked?") && html.contains("Call it off instead"));
}

#[test]
fn recording_asks_what_this_session_needs_and_shows_a_clash_in_both_texts() {
    let mut page = RecordPage {
        t: t(),
        action: "/women/7KQW4RMT/sessions".to_owned(),
        shell: shell(Room::Calendar),
        band: band(),
        heading: "One-to-one, number 9".to_owned(),
        when: "24 November 2026, 11:00am, Room 2".to_owned(),
        move_href: Some("/women/7KQW4RMT/sessions/4RMT7KQW/move".to_owned()),
        form: Form::blank(t()).with("version", 1),
        duty: Duty::Chosen,
        kind: SessionKind::OneToOne,
        moved: vec!["Moved from 17 November 2026, 11:00am.".to_owned()],
        recorded: String::new(),
        gate_first: false,
        clashes: Vec::new(),
    };
    let html = rendered(&page);
    assert!(html.contains("Did she come?") && html.contains("Did anything worry you?"));
    assert!(!html.contains("Probation") && !html.contains("Who rang?"));
    assert!(html.contains("Leave it as a draft"));
    page.duty = Duty::Required;
    page.kind = SessionKind::Call;
    page.recorded = "24 November 2026, 11:47am".to_owned();
    page.gate_first = true;
    page.form = refused(&["rang", "why", "state"]);
    page.clashes = vec![Wordings {
        label: "In a line or two".to_owned(),
        yours: "the children".into(),
        theirs: "<i>the flat</i>".into(),
    }];
    let html = rendered(&page);
    assert!(html.contains("the children") && html.contains("&#60;i&#62;the flat"));
    assert!(html.contains("typed &#60;b&#62;before"), "what was typed is gone");
    assert!(html.contains("Ask her rule") && html.contains("Why are you changing it?"));
}

#[test]
fn a_group_is_ticked_by_name_and_tells_of_women_out_of_sight_only_how_many() {
    let row = |reference: &str, state| TickRow {
        reference: reference.to_owned(),
        called: "Lina <Haddad>".into(),
        line: String::new(),
        version: 1,
        state,
        said: "Came".to_owned(),
    };
    let page = GroupPage {
        t: t(),
        shell: shell(Room::Calendar),
        heading: "Letters and debt".to_owned(),
        when: "Tuesday 24 November, 2:00pm to 3:30pm".to_owned(),
        action: "/sessions/4RMT7KQW".to_owned(),
        sheet: Some("/sessions/4RMT7KQW/sheet".to_owned()),
        form: Form::blank(t()),
        rows: vec![row("7KQW4RMT", ""), row("4RMT7KQW", "attended")],
        others: choices(),
        unseen: 2,
        off: Some("/sessions/4RMT7KQW/off".to_owned()),
        is_off: true,
    };
    let html = rendered(&page);
    assert!(html.contains("did not take place"));
    assert!(html.contains("2 more women are put down"));
    assert!(html.contains("Lina &#60;Haddad&#62;"));
}

#[test]
fn a_drop_in_is_opened_counted_and_named() {
    let mut page = DropInPage {
        t: t(),
        shell: shell(Room::Calendar),
        when: String::new(),
        action: String::new(),
        form: refused(&["site", "on"]),
        visits: Visits::default(),
        women: Vec::new(),
        sites: choices(),
    };
    rendered(&page);
    page.action = "/drop-in/4RMT7KQW".to_owned();
    page.when = "24 November 2026, 10:00am, Kitchen".to_owned();
    page.visits = Visits { all: 14, named: 12, nameless: 2 };
    page.form = refused(&["more"]);
    page.women = choices();
    let html = rendered(&page);
    assert!(html.contains("14 visits") && html.contains("2 without a name"));
    let names = NamesPage {
        t: t(),
        shell: shell(Room::Calendar),
        action: "/drop-in/4RMT7KQW/names".to_owned(),
        form: refused(&["visit", "woman"]),
        back: "/drop-in/4RMT7KQW".to_owned(),
        may_add: true,
        visits: choices(),
        women: choices(),
    };
    rendered(&names);
}

#[test]
fn the_sheet_and_the_desk_hold_no_name() {
    let line = SheetLine {
        line: 1,
        woman: uuid::Uuid::from_u128(9).into(),
        reference: "7KQW4RMT".to_owned(),
        initials: "K. M.".into(),
    };
    let sheet = SheetPage {
        t: t(),
        shell: shell(Room::Calendar),
        when: "Thursday 26 November".to_owned(),
        back: "/sessions/4RMT7KQW".to_owned(),
        pdf: Some("/sessions/4RMT7KQW/sheet/pdf".to_owned()),
        lines: vec![line],
    };
    assert!(rendered(&sheet).contains("K. M."));
    let visitor = Visitor {
        time: "11:00am".to_owned(),
        who: "K. M.".to_owned(),
        kind: "One-to-one".to_owned(),
        with: "Nia Prosser".to_owned(),
        place: "Teasel House: Room 2".to_owned(),
    };
    let mut desk = DeskPage {
        t: t(),
        shell: shell(Room::Calendar),
        day: "Tuesday 24 November".to_owned(),
        visitors: vec![visitor],
    };
    assert!(rendered(&desk).contains("K. M."));
    desk.visitors.clear();
    assert!(rendered(&desk).contains("Nobody is expected today"));
}
