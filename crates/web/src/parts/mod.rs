//! The parts that pages are made of, each as a value that writes its own HTML: whoever uses one
//! cannot forget its word, its shape or its label. `templates/parts.html` holds the frames (panel,
//! page head) that have a body; everything on one line is here. All of them stand on `/style`.
//!
//! Not for: deciding anything. What a rule or a clock says is decided in a room.

mod chart;
mod contact;
mod icon;
mod list;
mod small;

pub use chart::{BeforeAfter, Scored};
pub use contact::{Block, Brief, Channel, Channels, Reach, SafeContact};
pub use icon::Icon;
pub use list::{Empty, Event, Facts, Pager, Progress, Row, Step, Tasks, Timeline, Work};
pub use small::{Back, Chip, Clock, Due, Link, Notice, Tag, Tone};

/// Shows a template as a part of another one, unescaped: its own values are already escaped.
macro_rules! part {
    ($($name:ident)*) => {
        $(impl askama::filters::HtmlSafe for $name {})*
    };
}
pub(crate) use part;
