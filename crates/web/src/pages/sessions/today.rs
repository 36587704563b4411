//! Today: what is to be done, each line leading to where it is dealt with.

use access::act;
use access::action::Woman;
use access::audit::Entry;
use access::{VisibleWomen, emergency};
use askama::Template;
use axum::response::Response;
use casework::contact::overrides_to_review;
use casework::record::{consents, read_identity, tasks_of_owner};
use casework::referral::service::inbox;
use casework::safety::{Due as SafetyDue, SharingState, board, sharings_to_review};
use casework::session::service::{own_day, own_women, unrecorded};
use casework::session::{Days, Session, SessionKind};
use jiff::ToSpan as _;
use jiff::civil::Date;
use kernel::{Id, time};
use store::Uow;

use super::common::{Choosing, contact, failed, kind_key};
use crate::errors::PageError;
use crate::page;
use crate::pages::safety::{place_of, to_do};
use crate::parts::{Clock, Due, Row, Tag, Tone, Work};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};

/// How far ahead a consent that ends is shown, in days.
const CONSENT_DAYS: i64 = 30;

/// One panel of Today.
#[derive(Debug)]
pub struct TodayPanel {
    /// Its anchor.
    pub id: &'static str,
    /// Its heading.
    pub heading: String,
    /// Softer, beside it.
    pub more: String,
    /// Its rows.
    pub work: Work,
    /// How many.
    pub many: usize,
    /// In the day line, after the count.
    pub glance: String,
    /// `late`, `soon` or nothing.
    pub state: &'static str,
}

/// The first page after signing in.
#[derive(Debug, Template)]
#[template(path = "sessions/today.html")]
pub struct TodayPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// The day.
    pub day: String,
    /// The greeting.
    pub greeting: String,
    /// Whether the reader has a calendar.
    pub has_calendar: bool,
    /// Whether the reader records drop-ins.
    pub has_drop_in: bool,
    /// Panels with something in them, the wide ones first.
    pub panels: Vec<TodayPanel>,
}

impl TodayPage {
    /// Appointments and tasks stand in the wide column.
    fn is_wide(&self, panel: &TodayPanel) -> bool {
        matches!(panel.id, "appointments" | "to-record" | "tasks")
    }
}

/// What is known of a woman for a row.
struct Known {
    called: String,
    href: String,
    band: crate::parts::SafeContact,
}

struct Seeing<'s> {
    staff: &'s Staff,
    listed: Vec<Id<Woman>>,
}

impl Seeing<'_> {
    /// Her name and how to reach her, or nothing when she is out of sight.
    async fn known(&mut self, uow: &mut Uow, woman: Id<Woman>) -> Result<Option<Known>, PageError> {
        let permit = match self.staff.permit::<act::SeeBand>(uow, woman).await {
            Ok(permit) => permit,
            Err(PageError::Forbidden(_) | PageError::NotFound) => return Ok(None),
            Err(other) => return Err(other),
        };
        let record = match read_identity(uow, &permit).await.map_err(failed) {
            Ok(record) => record,
            Err(PageError::NotFound) => return Ok(None),
            Err(other) => return Err(other),
        };
        let identity = &record.draft.identity;
        let called = match self.staff.permit::<act::SeeName>(uow, woman).await {
            Ok(_) => identity.called().to_owned(),
            Err(_) => identity.initials(),
        };
        let ours = [self.staff.who.organisation_name.clone()];
        let standing = casework::contact::standing(&self.staff.ctx, uow, &permit, &ours);
        let reach = standing.await.map_err(failed)?.reach(self.staff.ctx.now());
        let href = format!("/women/{}", record.reference.compact());
        let band = contact(self.staff.t, &reach, &href);
        self.listed.push(woman);
        Ok(Some(Known { called, href, band }))
    }
}

fn due(t: Text, today: Date, on: Date) -> Clock {
    if on < today {
        let days = on.until(today).map(|span| span.get_days()).unwrap_or_default();
        Clock::new(Due::Late, t.say("today-days-late").with("count", i64::from(days)))
    } else if on == today {
        Clock::new(Due::Soon, t.say("today-due-today"))
    } else {
        Clock::new(Due::Fine, t.date(on))
    }
}

pub(super) async fn show(staff: Staff) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    let permit = match staff.place::<act::ReadToday>(&mut uow).await {
        Ok(permit) => permit,
        // Whoever has no day here, for instance an administrator, begins in her first room.
        Err(PageError::Forbidden(who)) => {
            let room = staff.who.rooms.iter().find(|room| **room != Room::Today);
            return room.map(|room| page::see_other(room.href())).ok_or(PageError::Forbidden(who));
        }
        Err(other) => return Err(other),
    };
    let at_the_desk = staff.place::<act::FrontDeskVisits>(&mut uow).await.is_ok();
    if at_the_desk && !staff.who.rooms.contains(&Room::Women) {
        return Ok(page::see_other("/front-desk"));
    }
    let actor = staff.desk.gate.actor(&staff.ctx, &mut uow).await?;
    let sees = VisibleWomen::load(&staff.ctx, &mut uow, &actor).await?;
    let choosing = Choosing::load(&staff, &mut uow).await?;
    let mut seeing = Seeing { staff: &staff, listed: Vec::new() };
    let today = staff.ctx.today();
    let mut panels = Vec::new();

    let day = own_day(&staff.ctx, &mut uow, &permit, &sees, Days::one(today)).await?;
    let waiting = unrecorded(&staff.ctx, &mut uow, &permit, &sees).await?;
    panels.extend(appointments(&mut seeing, &mut uow, &choosing, &day).await?);
    panels.extend(to_record(&mut seeing, &mut uow, &waiting).await?);
    panels.extend(tasks(&mut seeing, &mut uow, &permit).await?);
    panels.extend(referrals(&staff, &mut uow).await?);
    panels.extend(safety(&mut seeing, &mut uow).await?);
    panels.extend(reviews(&staff, &mut uow).await?);
    panels.extend(contact_and_consents(&mut seeing, &mut uow, &permit, &sees).await?);
    let listed = seeing.listed;
    let has_drop_in = match staff.place::<act::RecordDropIn>(&mut uow).await {
        Ok(_) => true,
        Err(PageError::Forbidden(_)) => false,
        Err(error) => return Err(error),
    };
    drop(uow);
    staff.entered(Entry::about_place(&permit).listing(listed)).await?;

    let t = staff.t;
    let hour = time::london(staff.ctx.now()).hour();
    let greeting = match hour {
        0..12 => key("today-morning"),
        12..17 => key("today-afternoon"),
        _ => key("today-evening"),
    };
    let first = staff.who.name.reveal().split_whitespace().next().unwrap_or_default().to_owned();
    Ok(page::show(&TodayPage {
        t,
        shell: staff.shell(Room::Today),
        day: t.weekday_date(today),
        greeting: t.say(greeting).with("name", first).to_string(),
        has_calendar: staff.who.rooms.contains(&Room::Calendar),
        has_drop_in,
        panels,
    }))
}

/// A panel, unless there is nothing in it.
fn panel(
    t: Text,
    (id, heading, glance): (&'static str, &'static str, &'static str),
    state: &'static str,
    rows: Vec<Row>,
) -> Option<TodayPanel> {
    let many = rows.len();
    (many > 0).then(|| TodayPanel {
        id,
        heading: t.say(heading).to_string(),
        more: String::new(),
        work: Work::new(rows),
        many,
        glance: t.say(glance).with("count", i64::try_from(many).unwrap_or(i64::MAX)).to_string(),
        state,
    })
}

async fn row_of(
    seeing: &mut Seeing<'_>,
    uow: &mut Uow,
    session: &Session,
    place: &str,
) -> Result<Row, PageError> {
    let t = seeing.staff.t;
    let kind = t.say(kind_key(session.kind)).to_string();
    let more = if place.is_empty() { kind.clone() } else { format!("{kind}. {place}") };
    let address = session.reference.compact();
    let several = session.kind.takes_several();
    let row = match session.women.first().filter(|_| !several) {
        Some(line) => match seeing.known(uow, line.woman).await? {
            Some(her) => {
                let href = format!("{}/sessions/{address}", her.href);
                Row::new(href, her.called).more(more).contact(her.band)
            }
            None => Row::new(format!("/sessions/{address}"), kind).more(place),
        },
        None if session.kind == SessionKind::DropIn => {
            let counted = t
                .say("today-visits")
                .with("count", session.visits.all)
                .with("nameless", session.visits.nameless);
            Row::new(format!("/drop-in/{address}"), kind).more(counted)
        }
        None => {
            let name = if session.place.group.is_empty() { &kind } else { &session.place.group };
            let many = t.say("today-put-down").with("count", session.put_down);
            Row::new(format!("/sessions/{address}"), name).more(format!("{more}. {many}"))
        }
    };
    Ok(row)
}

async fn appointments(
    seeing: &mut Seeing<'_>,
    uow: &mut Uow,
    choosing: &Choosing,
    day: &[Session],
) -> Result<Option<TodayPanel>, PageError> {
    let t = seeing.staff.t;
    let now = seeing.staff.ctx.now();
    let mut rows = Vec::new();
    for session in day {
        let place = choosing.called(session.site, session.room);
        let place = if place.is_empty() { session.place.place.clone() } else { place };
        let row = row_of(seeing, uow, session, &place).await?;
        let machine = time::london(session.starts_at).strftime("%Y-%m-%dT%H:%M").to_string();
        let row = row.at(machine, t.time(session.starts_at));
        rows.push(match session.waits_to_be_recorded(now) {
            true => row.tag(Tag::new(Tone::Amber, t.say("session-to-record"))),
            false => row,
        });
    }
    let words = ("appointments", key("today-appointments"), key("today-glance-appointments"));
    Ok(panel(t, words, "", rows))
}

async fn to_record(
    seeing: &mut Seeing<'_>,
    uow: &mut Uow,
    waiting: &[Session],
) -> Result<Option<TodayPanel>, PageError> {
    let t = seeing.staff.t;
    let today = seeing.staff.ctx.today();
    let mut rows = Vec::new();
    for session in waiting.iter().filter(|session| session.day() < today) {
        let row = row_of(seeing, uow, session, "").await?;
        rows.push(row.clock(Clock::new(Due::Late, t.moment(session.starts_at))));
    }
    let words = ("to-record", key("today-to-record"), key("today-glance-to-record"));
    Ok(panel(t, words, "late", rows))
}

async fn tasks(
    seeing: &mut Seeing<'_>,
    uow: &mut Uow,
    permit: &access::Permit<access::action::Calendar, act::ReadToday>,
) -> Result<Option<TodayPanel>, PageError> {
    let (t, today) = (seeing.staff.t, seeing.staff.ctx.today());
    let owner = seeing.staff.who.account;
    let mut rows = Vec::new();
    let mut late = false;
    for task in tasks_of_owner(uow, permit, owner, today).await.map_err(failed)? {
        let clock = due(t, today, task.due);
        late |= task.due < today;
        let row = match task.woman {
            None => Row::new("/", task.words.reveal()),
            Some(woman) => match seeing.known(uow, woman).await? {
                Some(her) => Row::new(her.href, task.words.reveal()).more(her.called),
                None => continue,
            },
        };
        rows.push(row.clock(clock));
    }
    let words = ("tasks", key("today-tasks"), key("today-glance-tasks"));
    Ok(panel(t, words, if late { "late" } else { "soon" }, rows))
}

async fn referrals(staff: &Staff, uow: &mut Uow) -> Result<Option<TodayPanel>, PageError> {
    let permit = match staff.place::<act::ReadInbox>(uow).await {
        Ok(permit) => permit,
        Err(PageError::Forbidden(_)) => return Ok(None),
        Err(other) => return Err(other),
    };
    let (t, today, now) = (staff.t, staff.ctx.today(), staff.ctx.now());
    let listed = inbox(&staff.ctx, uow, &permit).await.map_err(PageError::broken)?;
    let mut rows = Vec::new();
    let mut state = "";
    for referral in listed {
        let on = time::london(referral.answer_due_at).date();
        let clock = if referral.answer_due_at < now {
            state = "late";
            Clock::new(Due::Late, t.moment(referral.answer_due_at))
        } else if on == today {
            if state.is_empty() {
                state = "soon";
            }
            Clock::new(Due::Soon, t.say("today-by").with("time", t.time(referral.answer_due_at)))
        } else {
            Clock::new(Due::Fine, t.weekday_date(on))
        };
        let name = match referral.name.is_empty() {
            true => t.say("today-nobody-named").to_string(),
            false => match referral.age {
                Some(age) => format!("{}, {age}", referral.name),
                None => referral.name.clone(),
            },
        };
        let href = format!("/referrals/{}", referral.reference.compact());
        rows.push(Row::new(href, name).clock(clock));
    }
    let words = ("referrals", key("today-referrals"), key("today-glance-referrals"));
    Ok(panel(t, words, state, rows))
}

async fn safety(seeing: &mut Seeing<'_>, uow: &mut Uow) -> Result<Option<TodayPanel>, PageError> {
    let permit = match seeing.staff.place::<act::ReadSafetyBoard>(uow).await {
        Ok(permit) => permit,
        Err(PageError::Forbidden(_)) => return Ok(None),
        Err(other) => return Err(other),
    };
    let (t, today) = (seeing.staff.t, seeing.staff.ctx.today());
    let items = board(&seeing.staff.ctx, uow, &permit).await.map_err(PageError::broken)?;
    let mut rows = Vec::new();
    // A review of what was shared stands under "To review", for whoever may do it.
    for item in items.iter().filter(|item| !matches!(item.what, SafetyDue::ReviewSharing(..))) {
        // The band alone does not open safety: a volunteer sees none of it.
        match seeing.staff.permit::<act::ReadSafety>(uow, item.woman).await {
            Ok(_) => {}
            Err(PageError::Forbidden(_) | PageError::NotFound) => continue,
            Err(other) => return Err(other),
        }
        if let Some(her) = seeing.known(uow, item.woman).await? {
            let href = format!("{}/safety#{}", her.href, place_of(item));
            let row = Row::new(href, her.called).more(to_do(t, item));
            rows.push(row.clock(due(t, today, item.on)));
        }
    }
    let words = ("safety", key("today-safety"), key("today-glance-safety"));
    Ok(panel(t, words, "late", rows))
}

/// What others did at once and she may review. Her own deeds never appear: the policies refuse them.
async fn reviews(staff: &Staff, uow: &mut Uow) -> Result<Option<TodayPanel>, PageError> {
    let (t, today, ctx, gate) = (staff.t, staff.ctx.today(), &staff.ctx, &staff.desk.gate);
    let mut rows = Vec::new();
    let mut late = false;
    let mut add = |href: &str, words: &'static str, by: Option<Date>| {
        late |= by.is_some_and(|by| by < today);
        let row = Row::new(href, t.say(words));
        rows.push(match by {
            Some(by) => row.clock(due(t, today, by)),
            None => row,
        });
    };
    for waiting in overrides_to_review(ctx, uow, gate).await? {
        let by = waiting.attempt.review_by;
        add("/settings/reviews#overrides", key("today-review-override"), by);
    }
    for waiting in sharings_to_review(ctx, uow, gate).await? {
        let by = match waiting.sharing.state {
            SharingState::ToReview { by, .. } => Some(by),
            _ => None,
        };
        add("/settings/reviews#shared", key("today-review-sharing"), by);
    }
    for waiting in emergency::to_review(ctx, uow, gate).await? {
        let by = waiting.review_by;
        add("/settings/reviews#emergency", key("today-review-emergency"), by);
    }
    let words = ("reviews", key("today-reviews"), key("today-glance-reviews"));
    Ok(panel(t, words, if late { "late" } else { "soon" }, rows))
}

/// Safe-contact rules gone stale and consents that end, of the women whose worker she is.
async fn contact_and_consents(
    seeing: &mut Seeing<'_>,
    uow: &mut Uow,
    permit: &access::Permit<access::action::Calendar, act::ReadToday>,
    sees: &VisibleWomen,
) -> Result<Vec<TodayPanel>, PageError> {
    let staff = seeing.staff;
    let (t, today) = (staff.t, staff.ctx.today());
    let until = today.saturating_add(CONSENT_DAYS.days());
    let (mut stale, mut ending) = (Vec::new(), Vec::new());
    for one in own_women(uow, permit, sees).await? {
        let Ok(band) = staff.permit::<act::SeeBand>(uow, one.woman).await else { continue };
        let ours = [staff.who.organisation_name.clone()];
        let standing = casework::contact::standing(&staff.ctx, uow, &band, &ours);
        let reach = standing.await.map_err(failed)?.reach(staff.ctx.now());
        let href = format!("/women/{}", one.reference.compact());
        let asks = matches!(reach.headline, casework::contact::Headline::AskAgain { .. });
        if asks {
            let row = Row::new(format!("{href}/contact"), one.called.reveal());
            stale.push(row.contact(contact(t, &reach, &href)));
            seeing.listed.push(one.woman);
        }
        let Ok(reads) = staff.permit::<act::ReadRecord>(uow, one.woman).await else { continue };
        for consent in consents(uow, &reads).await.map_err(failed)? {
            let Some(end) = consent.until.filter(|_| consent.withdrawn.is_none()) else { continue };
            if today <= end && end <= until {
                let row = Row::new(format!("{href}/consent"), one.called.reveal());
                ending.push(row.clock(due(t, today, end)));
                seeing.listed.push(one.woman);
            }
        }
    }
    let contact = ("contact", key("today-contact"), key("today-glance-contact"));
    let consents = ("consents", key("today-consents"), key("today-glance-consents"));
    let panels = [panel(t, contact, "", stale), panel(t, consents, "", ending)];
    Ok(panels.into_iter().flatten().collect())
}
