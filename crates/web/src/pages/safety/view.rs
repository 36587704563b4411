//! What the safety pages show. Codes become words here, through the catalogue.

use askama::Template;
use casework::safety::{self, DueItem};
use jiff::civil::Date;
use kernel::Personal;

use super::phrases::coded;
use crate::form::{Choice, Form};
use crate::pages::women::Band;
use crate::parts::{Clock, Due, Tag, Tone, Work};
use crate::shell::Shell;
use crate::text::Text;

/// A clock for a due day.
pub(super) fn clock(t: Text, on: Date, today: Date) -> Clock {
    let words = match on.cmp(&today) {
        std::cmp::Ordering::Less => t.say("safety-was-due").with("date", t.date(on)).to_string(),
        std::cmp::Ordering::Equal => t.say("safety-due-today").to_string(),
        std::cmp::Ordering::Greater => t.say("safety-due-on").with("date", t.date(on)).to_string(),
    };
    let due = match on.cmp(&today) {
        std::cmp::Ordering::Less => Due::Late,
        std::cmp::Ordering::Equal => Due::Soon,
        std::cmp::Ordering::Greater => Due::Fine,
    };
    Clock::new(due, words)
}

/// What is to be done, in words.
pub(super) fn to_do(t: Text, item: &DueItem) -> String {
    use safety::Due as What;
    match item.what {
        What::Send(kind, _) => coded(t, "send", kind.code()),
        What::Tell(about) => coded(t, "tell", about.code()),
        What::Check(kind) => coded(t, "check", kind.code()),
        What::Review(kind, _) => {
            t.say("safety-review-risk").with("what", coded(t, "risk", kind.code())).to_string()
        }
        What::ReviewSharing(to, _) => {
            t.say("safety-review-sharing").with("who", coded(t, "who", to.code())).to_string()
        }
        What::Concern(about, _) => coded(t, "open", about.code()),
        What::Plan => t.say("safety-review-plan").to_string(),
    }
}

/// The tone of a level of danger. The word says the same.
pub(super) fn level_tag(t: Text, level: safety::Level) -> Tag {
    let tone = match level {
        safety::Level::ToCheck | safety::Level::Medium => Tone::Amber,
        safety::Level::Low => Tone::Plain,
        safety::Level::High | safety::Level::VeryHigh => Tone::Red,
    };
    Tag::new(tone, coded(t, "level", level.code()))
}

/// The answers of a set of codes.
pub(super) fn choices(t: Text, group: &str, codes: &[&str]) -> Vec<Choice> {
    codes.iter().map(|code| Choice::new(code, coded(t, group, code))).collect()
}

/// `GET /women/{reference}/told`: something she told me. Every field may stay empty.
#[derive(Debug, Template)]
#[template(path = "safety/told.html")]
pub struct ToldPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Her band.
    pub band: Band,
    /// The fields.
    pub form: Form,
    /// Kinds of danger.
    pub dangers: Vec<Choice>,
    /// Who can have been told.
    pub who: Vec<Choice>,
}

/// After it was written down: what is still to do.
#[derive(Debug, Template)]
#[template(path = "safety/kept.html")]
pub struct KeptPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Her band.
    pub band: Band,
    /// What is still to do, where she may read it.
    pub due: Option<Work>,
}

/// One danger.
#[derive(Debug, Clone)]
pub struct RiskShown {
    /// What.
    pub what: String,
    /// How great.
    pub level: Tag,
    /// Who said it, and when.
    pub meta: String,
    /// What was said.
    pub said: Personal<String>,
    /// What was done.
    pub done: Personal<String>,
    /// By when it is looked at again; nothing once it ended.
    pub clock: Option<Clock>,
}

/// Somebody who was told.
#[derive(Debug, Clone)]
pub struct ToldShown {
    /// Who and when.
    pub line: String,
    /// Name and answer.
    pub words: Personal<String>,
}

/// One concern.
#[derive(Debug, Clone)]
pub struct ConcernShown {
    /// Its row.
    pub row: String,
    /// About whom.
    pub about: String,
    /// Where it stands.
    pub state: Tag,
    /// When it was raised.
    pub meta: String,
    /// What was said.
    pub said: Personal<String>,
    /// Everybody who was told.
    pub told: Vec<ToldShown>,
    /// Whether somebody can still be told of it.
    pub is_open: bool,
}

/// One high-risk referral.
#[derive(Debug, Clone)]
pub struct MaracShown {
    /// Its row.
    pub row: String,
    /// Counts edits.
    pub version: i64,
    /// MARAC or IDVA.
    pub kind: String,
    /// Why it is due.
    pub why: String,
    /// Where it stands.
    pub state: Tag,
    /// By when; nothing once it was sent.
    pub clock: Option<Clock>,
    /// That it repeats one of the twelve months before.
    pub is_repeat: bool,
}

/// Something shared.
#[derive(Debug, Clone)]
pub struct SharingShown {
    /// With whom, and when.
    pub line: String,
    /// Where it stands.
    pub state: Tag,
    /// By when another reviews it.
    pub clock: Option<Clock>,
}

/// `GET /women/{reference}/safety`.
#[derive(Debug, Template)]
#[template(path = "safety/hers.html")]
pub struct SafetyPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Her band.
    pub band: Band,
    /// A form that was refused, or a blank one.
    pub form: Form,
    /// What is due.
    pub due: Work,
    /// Dangers that stand.
    pub risks: Vec<RiskShown>,
    /// The parts of her safety plan that hold something: name and words.
    pub plan: Vec<(String, Personal<String>)>,
    /// Version and date of the plan.
    pub plan_meta: String,
    /// Concerns.
    pub concerns: Vec<ConcernShown>,
    /// High-risk referrals.
    pub maracs: Vec<MaracShown>,
    /// What was shared.
    pub sharings: Vec<SharingShown>,
    /// Who can be told.
    pub who: Vec<Choice>,
}

impl SafetyPage {
    /// The small form beside one row: refused for the row it was sent for, blank for the others.
    #[must_use]
    pub fn asking(&self, row: &str) -> Form {
        let form =
            if self.form.typed("row") == row { self.form.clone() } else { Form::blank(self.t) };
        form.prefixed(row)
    }
}

/// `GET /women/{reference}/safety/plan`.
#[derive(Debug, Template)]
#[template(path = "safety/plan.html")]
pub struct PlanPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Her band.
    pub band: Band,
    /// The parts, `copy`, and the hidden version it began `from`.
    pub form: Form,
    /// Name and label of each part.
    pub parts: Vec<(&'static str, String)>,
    /// What somebody else wrote meanwhile, where it differs.
    pub theirs: Vec<(String, Personal<String>)>,
}

/// `GET /women/{reference}/safety/plan/sheet`: to print. It holds no name of hers and none of ours
/// in its own words, because paper is found.
#[derive(Debug, Template)]
#[template(path = "safety/sheet.html")]
pub struct PlanSheet {
    /// Words.
    pub t: Text,
    /// Frame, which print leaves out.
    pub shell: Shell,
    /// Her band, for the way back only.
    pub band: Band,
    /// When it was written.
    pub date: String,
    /// Whether she says that it is safe to carry.
    pub may_carry: bool,
    /// The parts that hold something.
    pub parts: Vec<(String, Personal<String>)>,
}

/// `GET /safety`: what is due, over all women she may see.
#[derive(Debug, Template)]
#[template(path = "safety/board.html")]
pub struct BoardPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Overdue.
    pub late: Work,
    /// Due today.
    pub today: Work,
}
