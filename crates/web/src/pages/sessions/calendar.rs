//! The week: what is booked, of one worker or one site, in London days.

use std::collections::HashMap;

use access::VisibleWomen;
use access::act;
use access::action::Woman;
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use casework::session::service::{Part, Tickable, between, named_between};
use casework::session::{Days, Session, SessionKind};
use jiff::civil::Date;
use kernel::{Id, time};

use super::common::{Choosing, kind_key, listed};
use super::record::state_key;
use crate::errors::PageError;
use crate::form::{Choice, Form};
use crate::page;
use crate::parts::{Link, Row, Tag, Tone, Work};
use crate::shell::{Room, Shell, Staff};
use crate::text::Text;

/// One day of the week.
#[derive(Debug)]
pub struct DayColumn {
    /// Its anchor.
    pub id: String,
    /// "Tuesday 24 November".
    pub name: String,
    /// Whether it is today.
    pub is_today: bool,
    /// What is booked.
    pub work: Work,
}

/// A week.
#[derive(Debug, Template)]
#[template(path = "sessions/calendar.html")]
pub struct CalendarPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// The filter.
    pub form: Form,
    /// Workers.
    pub workers: Vec<Choice>,
    /// Sites.
    pub sites: Vec<Choice>,
    /// The week before and after.
    pub around: [Link; 2],
    /// "Week of 23 November 2026".
    pub heading: String,
    /// Monday to Sunday.
    pub days: Vec<DayColumn>,
}

/// What stands in the address: a Monday, a colleague's and a site's name. Nothing of any woman.
pub(super) type Asked = Query<HashMap<String, String>>;

pub(super) async fn show(staff: Staff, Query(asked): Asked) -> Result<Response, PageError> {
    let given = |name: &str| asked.get(name).map(String::as_str).unwrap_or_default();
    let mut uow = staff.read().await?;
    let permit = staff.place::<act::ReadCalendar>(&mut uow).await?;
    let actor = staff.desk.gate.actor(&staff.ctx, &mut uow).await?;
    let sees = VisibleWomen::load(&staff.ctx, &mut uow, &actor).await?;
    let choosing = Choosing::load(&staff, &mut uow).await?;
    let day: Date = given("week").parse().unwrap_or_else(|_| staff.ctx.today());
    let week = Days::week_of(day);
    let mine = asked.is_empty();
    let part = Part {
        staff: match mine {
            true => Some(staff.who.account),
            false => choosing.worker(given("staff")),
        },
        site: choosing.place(given("site")).map(|(site, _)| site),
    };
    let sessions = between(&mut uow, &permit, &sees, week, part).await?;
    let women: HashMap<Id<Woman>, Tickable> = named_between(&mut uow, &permit, &sees, week)
        .await?
        .into_iter()
        .map(|one| (one.woman, one))
        .collect();
    drop(uow);
    let shown = sessions.iter().flat_map(|session| session.women.iter().map(|line| line.woman));
    listed(&staff, &permit, shown.collect()).await?;

    let t = staff.t;
    let of_day = |day: Date| {
        let rows = sessions
            .iter()
            .filter(|session| session.day() == day)
            .map(|session| row(&staff, &choosing, &women, session))
            .collect();
        DayColumn {
            id: format!("d{day}"),
            name: t.weekday_date(day),
            is_today: day == staff.ctx.today(),
            work: Work::new(rows),
        }
    };
    let chosen = part.staff.map(|id| choosing.reference_of(id)).unwrap_or_default();
    let site = given("site");
    let link = |spans: i32, words| {
        let monday = week.moved(spans).first();
        let site = percent_encoding::utf8_percent_encode(site, percent_encoding::NON_ALPHANUMERIC);
        Link::new(format!("/calendar?week={monday}&staff={chosen}&site={site}"), words)
    };
    Ok(page::show(&CalendarPage {
        t,
        shell: staff.shell(Room::Calendar),
        form: Form::blank(t).with("week", week.first()).with("staff", &chosen).with("site", site),
        workers: everybody(t.say("session-every-worker"), choosing.workers(staff.who.account)),
        sites: everybody(t.say("session-every-site"), choosing.sites()),
        around: [link(-1, t.say("session-week-before")), link(1, t.say("session-week-after"))],
        heading: t.say("session-week-of").with("date", t.date(week.first())).to_string(),
        days: week.each().map(of_day).collect(),
    }))
}

fn everybody(words: impl std::fmt::Display, mut choices: Vec<Choice>) -> Vec<Choice> {
    choices.insert(0, Choice::new("", words));
    choices
}

fn row(
    staff: &Staff,
    choosing: &Choosing,
    women: &HashMap<Id<Woman>, Tickable>,
    session: &Session,
) -> Row {
    let t = staff.t;
    let kind = t.say(kind_key(session.kind)).to_string();
    let address = session.reference.compact();
    let place = choosing.called(session.site, session.room);
    let place = if place.is_empty() { session.place.place.clone() } else { place };
    let with = choosing.name_of(session.staff);
    let more: Vec<&str> =
        [place.as_str(), with.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
    let more = more.join(". ");
    let machine = time::london(session.starts_at).strftime("%Y-%m-%dT%H:%M").to_string();
    let only = session.women.first().filter(|_| !session.kind.takes_several());
    let row = match only.and_then(|line| Some((line, women.get(&line.woman)?))) {
        Some((line, her)) => {
            let href = format!("/women/{}/sessions/{address}", her.reference.compact());
            let row = Row::new(href, her.called.reveal()).more(format!("{kind}. {more}"));
            if line.state.is_recorded() {
                row.tag(Tag::new(Tone::Green, t.say(state_key(line.state))))
            } else {
                row
            }
        }
        // Somebody else's woman: that the time and room are taken, and nothing more.
        None if !session.kind.takes_several() => {
            Row::new(format!("#d{}", session.day()), t.say("session-taken")).more(more)
        }
        None => {
            let href = match session.kind {
                SessionKind::DropIn => format!("/drop-in/{address}"),
                _ => format!("/sessions/{address}"),
            };
            let name = match session.place.group.as_str() {
                "" => kind,
                group => group.to_owned(),
            };
            Row::new(href, name).more(more)
        }
    };
    let row = row.at(machine, t.time(session.starts_at));
    match session.waits_to_be_recorded(staff.ctx.now()) && session.staff == staff.who.account {
        true => row.tag(Tag::new(Tone::Amber, t.say("session-to-record"))),
        false => row,
    }
}
