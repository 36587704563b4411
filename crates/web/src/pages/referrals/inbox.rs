//! What waits for an answer, the most urgent clock first.

use access::action::act;
use access::audit::Entry;
use askama::Template;
use axum::response::Response;
use casework::referral::service::{self, Listed};
use casework::referral::state::State;
use jiff::SignedDuration;
use kernel::Ctx;

use crate as web;
use crate::errors::PageError;
use crate::page;
use crate::pages::refer::source_key;
use crate::parts::{Clock, Due, Row, Tag, Tone, Work};
use crate::shell::{Room, Shell, Staff};
use crate::text::{Text, key};

/// The inbox.
#[derive(Debug, Template)]
#[template(path = "referrals/inbox.html")]
pub struct InboxPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// To be answered.
    pub open: Work,
    /// Without a person.
    pub nobody: Work,
    /// On the waiting list.
    pub waiting: Work,
}

impl InboxPage {
    /// The page of these referrals.
    #[must_use]
    pub fn of(t: Text, shell: Shell, ctx: &Ctx, listed: &[Listed]) -> Self {
        let rows = |keep: &dyn Fn(&Listed) -> bool| {
            Work::new(
                listed.iter().filter(|each| keep(each)).map(|each| row(t, ctx, each)).collect(),
            )
        };
        let waits = |each: &Listed| matches!(each.state, State::Waiting(_));
        Self {
            t,
            shell,
            open: rows(&|each| each.named && !waits(each)),
            nobody: rows(&|each| !each.named && !waits(each)),
            waiting: rows(&waits),
        }
    }
}

fn row(t: Text, ctx: &Ctx, each: &Listed) -> Row {
    let name = match (each.name.is_empty(), each.age) {
        (true, _) => {
            t.say(key("referrals-nobody")).with("reference", each.reference.to_string()).to_string()
        }
        (false, Some(age)) => format!("{}, {age}", each.name),
        (false, None) => each.name.clone(),
    };
    let more = format!("{}, {}", t.say(source_key(each.source)), t.moment(each.received_at));
    let row = Row::new(format!("/referrals/{}", each.reference.compact()), name).more(more);
    match each.state {
        State::Waiting(since) => {
            let day = t.date(kernel::time::london(since).date());
            row.tag(Tag::new(Tone::Quiet, t.say(key("referrals-waits")).with("since", day)))
        }
        _ => row.clock(clock(t, ctx, each.answer_due_at)),
    }
}

/// When an answer is due, in words.
pub(super) fn clock(t: Text, ctx: &Ctx, due: jiff::Timestamp) -> Clock {
    let left = due.duration_since(ctx.now());
    if left < SignedDuration::ZERO {
        return Clock::new(Due::Late, t.say(key("referrals-late")).with("due", t.moment(due)));
    }
    let today = kernel::time::london(due).date() == ctx.today();
    let words = if today {
        t.say(key("referrals-due-today")).with("time", t.time(due)).to_string()
    } else {
        t.say(key("referrals-due")).with("due", t.moment(due)).to_string()
    };
    Clock::new(if today { Due::Soon } else { Due::Fine }, words)
}

pub(super) async fn show(staff: Staff) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    let permit = staff.place::<act::ReadInbox>(&mut uow).await?;
    let listed = service::inbox(&staff.ctx, &mut uow, &permit).await?;
    let page = InboxPage::of(staff.t, staff.shell(Room::Referrals), &staff.ctx, &listed);
    staff.entered(Entry::about_place(&permit)).await?;
    Ok(page::show(&page))
}
