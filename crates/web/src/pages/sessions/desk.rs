//! The front desk: whom to expect today, by initials, and with whom. No record.

use access::act;
use access::audit::Entry;
use askama::Template;
use axum::response::Response;
use casework::session::service::expected;
use casework::session::{Days, SessionKind};

use super::common::{Choosing, kind_key};
use crate::errors::PageError;
use crate::page;
use crate::shell::{Room, Shell, Staff};
use crate::text::Text;

/// One visitor.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// `11:00am`.
    pub time: String,
    /// Initials, or "Visitor", or how many.
    pub who: String,
    /// What for.
    pub kind: String,
    /// Whom to ring.
    pub with: String,
    /// Which room.
    pub place: String,
}

/// Today's visits.
#[derive(Debug, Template)]
#[template(path = "sessions/desk.html")]
pub struct DeskPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// The day.
    pub day: String,
    /// Who is expected.
    pub visitors: Vec<Visitor>,
}

pub(super) async fn show(staff: Staff) -> Result<Response, PageError> {
    let mut uow = staff.read().await?;
    let permit = staff.place::<act::FrontDeskVisits>(&mut uow).await?;
    let today = staff.ctx.today();
    let visits = expected(&mut uow, &permit, Days::one(today)).await?;
    let choosing = Choosing::load(&staff, &mut uow).await?;
    drop(uow);
    let women = visits.iter().filter_map(|visit| visit.woman).collect();
    staff.entered(Entry::about_place(&permit).listing(women)).await?;
    let t = staff.t;
    let visitors = visits.iter().map(|visit| Visitor {
        time: t.time(visit.starts_at),
        who: match &visit.initials {
            Some(initials) => initials.reveal().clone(),
            // Nobody is put down for a drop-in.
            None if visit.kind == SessionKind::DropIn => String::new(),
            None if visit.kind.takes_several() => {
                t.say("session-desk-many").with("count", visit.many).to_string()
            }
            None => t.say("session-desk-visitor").to_string(),
        },
        kind: t.say(kind_key(visit.kind)).to_string(),
        with: choosing.name_of(visit.staff),
        place: choosing.called(visit.site, visit.room),
    });
    Ok(page::show(&DeskPage {
        t,
        shell: staff.shell(Room::Calendar),
        day: t.weekday_date(today),
        visitors: visitors.collect(),
    }))
}
