//! One line of a woman's timeline. Each slice gives its own lines; the record puts them in order.

use jiff::Timestamp;
use kernel::Personal;

/// The colour of a line's mark; always beside words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimelineTone {
    /// Something that happened.
    Plain,
    /// Something good, or something done.
    Green,
    /// To mind.
    Amber,
    /// Danger, or a session she could not come to.
    Red,
    /// Still to come.
    Ahead,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineItem {
    /// When it happened or will happen.
    pub at: Timestamp,
    /// Its mark.
    pub tone: TimelineTone,
    /// The key of its heading in the catalogue.
    pub title_key: &'static str,
    /// What is filled into the heading: name and value. Codes only, never anything personal.
    pub title_args: Vec<(&'static str, String)>,
    /// A line below it, in the words of whoever wrote it; empty when there is none.
    pub detail: Personal<String>,
    /// Who did it; the page knows her name.
    pub by: Option<uuid::Uuid>,
}

/// Puts lines in order: what is ahead first, then the newest.
pub fn in_order(items: &mut [TimelineItem]) {
    items.sort_by_key(|item| std::cmp::Reverse(item.at));
}
