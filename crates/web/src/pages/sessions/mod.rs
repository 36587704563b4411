//! Today, the calendar, booking, recording, groups, drop-in, visit sheets and the front desk.

mod book;
mod calendar;
mod common;
mod desk;
mod drop_in;
mod group;
mod hers;
mod moving;
mod off;
mod record;
mod sheet;
mod today;
mod unplanned;

pub use book::BookPage;
pub use calendar::{CalendarPage, DayColumn};
pub use common::HerBand;
pub use desk::{DeskPage, Visitor};
pub use drop_in::{DropInPage, NamesPage};
pub use group::{GroupPage, NewGroupPage, TickRow};
pub use hers::HersPage;
pub use moving::MovePage;
pub use off::{OffPage, ToTell};
pub use record::{RecordPage, Wordings};
pub use sheet::SheetPage;
pub use today::{TodayPage, TodayPanel};
pub use unplanned::UnplannedPage;

use crate::routes::{Needs, Routes};
use crate::text::key;

/// The headings of her sessions on the timeline, asked for by what casework says of each.
pub const TIMELINE: &[&str] = &[
    key("timeline-session-ahead"),
    key("timeline-session-ahead-group"),
    key("timeline-session-ahead-call"),
    key("timeline-session-ahead-prison"),
    key("timeline-session-ahead-court"),
    key("timeline-session-ahead-gate"),
    key("timeline-session-to-record"),
    key("timeline-session-came"),
    key("timeline-session-came-group"),
    key("timeline-session-came-drop-in"),
    key("timeline-session-came-call"),
    key("timeline-session-came-prison"),
    key("timeline-session-came-court"),
    key("timeline-session-came-gate"),
    key("timeline-session-came-late"),
    key("timeline-session-missed"),
    key("timeline-session-missed-no-reason"),
    key("timeline-session-our-fault"),
];

/// This room's routes.
#[must_use]
pub fn routes() -> Routes {
    const HERS: &str = "/women/{reference}/sessions/{session}";
    const HER_MOVE: &str = "/women/{reference}/sessions/{session}/move";
    const UNPLANNED: &str = "/women/{reference}/sessions/unplanned";
    Routes::new()
        .get(UNPLANNED, Needs::action("RecordAttendance"), unplanned::blank)
        .post(UNPLANNED, Needs::action("RecordAttendance"), unplanned::save)
        .get("/", Needs::action("ReadToday"), today::show)
        .get("/calendar", Needs::action("ReadCalendar"), calendar::show)
        .get("/calendar/group", Needs::action("ReadCalendar"), group::blank)
        .post("/calendar/group", Needs::action("BookSession"), group::book_it)
        .get("/women/{reference}/sessions", Needs::action("ReadSessions"), hers::show)
        .get("/women/{reference}/sessions/book", Needs::action("BookSession"), book::blank)
        .post("/women/{reference}/sessions/book", Needs::action("BookSession"), book::book_it)
        .get(HER_MOVE, Needs::action("BookSession"), moving::blank)
        .post(HER_MOVE, Needs::action("BookSession"), moving::move_it)
        .get(HERS, Needs::action("RecordAttendance"), record::show)
        .post(HERS, Needs::action("RecordAttendance"), record::save)
        .get("/sessions/{session}", Needs::action("ReadCalendar"), group::show)
        .post("/sessions/{session}", Needs::action("RecordAttendance"), group::tick)
        .get("/sessions/{session}/off", Needs::action("ReadCalendar"), off::ask)
        .post("/sessions/{session}/off", Needs::action("ReadCalendar"), off::call_it_off)
        .get("/sessions/{session}/sheet", Needs::action("ReadSessions"), sheet::show)
        .get("/sessions/{session}/sheet/pdf", Needs::action("ReadSessions"), sheet::pdf)
        .get("/drop-in", Needs::action("RecordDropIn"), drop_in::choose)
        .post("/drop-in", Needs::action("RecordDropIn"), drop_in::open)
        .get("/drop-in/{session}", Needs::action("RecordDropIn"), drop_in::show)
        .post("/drop-in/{session}", Needs::action("RecordDropIn"), drop_in::enter)
        .get("/drop-in/{session}/names", Needs::action("RecordDropIn"), drop_in::names)
        .post("/drop-in/{session}/names", Needs::action("RecordDropIn"), drop_in::name)
        .get("/front-desk", Needs::action("FrontDeskVisits"), desk::show)
}
