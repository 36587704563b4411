//! Use-cases of sessions.

pub mod book;
pub mod day;
pub mod drop_in;
mod read;
pub mod record;
mod slot;
mod trail;
pub mod visit;

pub use book::{
    Authority, Invited, Move, MoveDraft, book, call_off, call_off_several, moves, put_down,
    reschedule,
};
pub use day::{
    Expected, Held, Part, Tickable, address, between, expected, find, first_came, hers,
    named_between, one, own_day, own_women, tickable, timeline_items, unrecorded,
};
pub use drop_in::{
    DropInDraft, Label, Named, NamelessVisit, count_visits, enter_visits, name_visit, nameless,
    open_drop_in, tick,
};
pub use record::{
    Earlier, Ended, GroupEntry, Opened, Recorded, Unplanned, both_texts, earlier, open, record,
    record_group, record_unplanned, record_walk_in,
};
pub use visit::{SheetLine, make_sheet, sheet};
