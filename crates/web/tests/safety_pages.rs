//! The pages of safety, rendered with example values and read strictly. Everybody is invented.

mod shared;

use askama::Template;
use shared::shell;
use testkit::page_is_sound;
use web::form::{Choice, Fields};
use web::pages::safety::{
    BoardPage, ConcernShown, KeptPage, MaracShown, RiskShown, SafetyPage, SharingShown, ToldPage,
    ToldShown,
};
use web::parts::{Clock, Due, Row, Tag, Tone, Work};
use web::{Form, Room, Text};

fn choices() -> Vec<Choice> {
    vec![Choice::new("police", "Police"), Choice::new("idva", "IDVA")]
}

fn due() -> Work {
    Work::new(vec![
        Row::new("/women/7KQW4RMT/safety", "Send the MARAC referral")
            .clock(Clock::new(Due::Late, "Was due 23 November 2026")),
    ])
}

fn told(form: Form) -> String {
    let page = ToldPage {
        t: Text::default(),
        shell: shell(Room::Women),
        name: "Kay Morgan".into(),
        reference: "7KQW4RMT".to_owned(),
        form,
        dangers: choices(),
        who: choices(),
    };
    page.render().unwrap()
}

#[test]
fn something_she_told_me_asks_for_nothing_that_must_be_filled() {
    let blank = told(Form::blank(Text::default()));
    page_is_sound(&blank);
    assert!(!blank.contains("required"), "no field may hold her up");
    assert!(blank.contains("Ring 999 first"));
}

#[test]
fn a_time_still_to_come_is_asked_again_with_every_word_kept() {
    let typed = Fields::default().with("said", "He was at the gate.").with("told_at", "11:30pm");
    let mut read = typed.read();
    read.refuse("told_at", "safety-in-the-future");
    let again = told(Form::refused(Text::default(), &typed, read.errors()));
    page_is_sound(&again);
    assert!(again.contains("He was at the gate."));
    assert!(again.contains("This time is still to come"));
}

fn hers(form: Form, filled: bool) -> SafetyPage {
    let clock = || Some(Clock::new(Due::Soon, "Due today"));
    let risk = RiskShown {
        what: "Danger from somebody".to_owned(),
        level: Tag::new(Tone::Red, "Very high"),
        meta: "She said, 24 November 2026, 6:00pm".to_owned(),
        said: "<b>He</b> was at the gate.".into(),
        done: "Walked her to the bus.".into(),
        clock: clock(),
    };
    let concern = |row: &str| ConcernShown {
        row: row.to_owned(),
        about: "About an adult".to_owned(),
        state: Tag::new(Tone::Amber, "Told"),
        meta: "24 November 2026, 6:00pm".to_owned(),
        said: "He was at the gate.".into(),
        told: vec![ToldShown { line: "Police, 6:02pm".to_owned(), words: "PC Invented".into() }],
        is_open: true,
    };
    let marac = |row: &str| MaracShown {
        row: row.to_owned(),
        version: 1,
        kind: "MARAC referral".to_owned(),
        why: "Somebody’s judgement".to_owned(),
        state: Tag::new(Tone::Red, "Not sent yet"),
        clock: clock(),
        is_repeat: true,
    };
    let shared = SharingShown {
        line: "Police, 6:02pm".to_owned(),
        state: Tag::new(Tone::Amber, "To be reviewed"),
        clock: clock(),
    };
    SafetyPage {
        t: Text::default(),
        shell: shell(Room::Women),
        name: "Kay Morgan".into(),
        reference: "7KQW4RMT".to_owned(),
        form,
        due: if filled { due() } else { Work::new(Vec::new()) },
        risks: if filled { vec![risk] } else { Vec::new() },
        plan: if filled { vec![("What to take".into(), "Keys".into())] } else { Vec::new() },
        plan_meta: if filled { "Version 1".to_owned() } else { String::new() },
        concerns: if filled { vec![concern("a1"), concern("a2")] } else { Vec::new() },
        maracs: if filled { vec![marac("b1"), marac("b2")] } else { Vec::new() },
        sharings: if filled { vec![shared] } else { Vec::new() },
        who: choices(),
    }
}

#[test]
fn her_safety_page_is_sound_empty_and_full_and_keeps_her_words_as_text() {
    let t = Text::default();
    page_is_sound(&hers(Form::blank(t), false).render().unwrap());
    let full = hers(Form::blank(t), true).render().unwrap();
    page_is_sound(&full);
    assert!(full.contains("&#60;b&#62;He"));
    assert_eq!(full.matches(r#"name="version" value="1""#).count(), 2);
}

#[test]
fn the_board_and_the_page_after_are_sound() {
    let t = Text::default();
    for due in [Some(due()), Some(Work::new(Vec::new())), None] {
        let page = KeptPage {
            t,
            shell: shell(Room::Women),
            name: "Kay Morgan".into(),
            reference: "7KQW4RMT".to_owned(),
            due,
        };
        page_is_sound(&page.render().unwrap());
    }
    for (late, today) in [(due(), Work::new(Vec::new())), (Work::new(Vec::new()), due())] {
        let page = BoardPage { t, shell: shell(Room::Safety), late, today };
        page_is_sound(&page.render().unwrap());
    }
}
