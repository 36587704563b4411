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
pub(crate) fn to_do(t: Text, item: &DueItem) -> String {
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

/// The part of her Safety page where it is dealt with.
pub(crate) fn place_of(item: &DueItem) -> &'static str {
    use safety::Due as What;
    match item.what {
        What::Send(..) => "maracs",
        What::Tell(_) | What::Concern(..) => "concerns",
        What::Check(_) | What::Review(..) => "risks",
        What::ReviewSharing(..) => "shared",
        What::Plan => "plan",
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

/// One danger that stands.
#[derive(Debug, Clone)]
pub struct RiskShown {
    /// Its row.
    pub row: String,
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
    /// By when it is looked at again.
    pub clock: Clock,
}

/// A line about something that is over, with what was written then.
#[derive(Debug, Clone)]
pub struct PastShown {
    /// What and when.
    pub line: String,
    /// Why.
    pub words: Personal<String>,
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
    /// Counts edits.
    pub version: i64,
    /// About whom.
    pub about: String,
    /// Where it stands.
    pub state: Tag,
    /// When it was raised, and by whom.
    pub meta: String,
    /// Which child it is about, for those who may read her family; nothing when none was named.
    pub child: Option<Personal<String>>,
    /// Whether it is about a child at all.
    pub of_child: bool,
    /// What was said.
    pub said: Personal<String>,
    /// What she wants to happen.
    pub her_wish: Personal<String>,
    /// Why the threshold was judged so.
    pub why: Personal<String>,
    /// Everybody who was told.
    pub told: Vec<ToldShown>,
    /// When, by whom and with what it was closed.
    pub closed: Option<PastShown>,
    /// Whether it is open.
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
    /// What happened so far: how it was sent, what was agreed, why it was closed.
    pub steps: Vec<PastShown>,
    /// Whether it still waits to be accepted.
    pub can_accept: bool,
    /// Whether the meeting, or the first talk, is still to come.
    pub can_meet: bool,
    /// What that is called.
    pub met_label: String,
    /// Whether it is open.
    pub is_open: bool,
}

/// One DASH result.
#[derive(Debug, Clone)]
pub struct DashShown {
    /// The day.
    pub on: String,
    /// The counts.
    pub counts: String,
    /// The judgement.
    pub judgement: Tag,
    /// Whether it gets worse; empty when that was not seen.
    pub worse: String,
    /// Why.
    pub why: Personal<String>,
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
    /// With whom by name, what, and why: each a paragraph.
    pub words: Vec<Personal<String>>,
    /// What the review found.
    pub review: Personal<String>,
    /// Its id, for its form.
    pub row: String,
    /// What the reader may do with it now.
    pub step: SharingStep,
}

/// What somebody may do with a sharing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SharingStep {
    /// Nothing, or nothing here.
    None,
    /// Sign it off, or say why not: another proposed it.
    SignOff,
    /// Say that it has been shared: it was signed off.
    Share,
}

/// What the reader may do on her Safety page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct May {
    /// Judge, close, refer on.
    pub write: bool,
    /// Write down who was told.
    pub tell: bool,
    /// Write down what was shared at once.
    pub share: bool,
    /// Review what others did at once.
    pub review: bool,
    /// Propose sharing that is not urgent, and share what was signed off.
    pub propose: bool,
    /// Sign off what another proposed.
    pub approve: bool,
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
    /// What the reader may do.
    pub may: May,
    /// What is due.
    pub due: Work,
    /// Dangers that stand.
    pub risks: Vec<RiskShown>,
    /// Dangers judged anew or over.
    pub past_risks: Vec<PastShown>,
    /// The parts of her safety plan that hold something: name and words.
    pub plan: Vec<(String, Personal<String>)>,
    /// Version and date of the plan.
    pub plan_meta: String,
    /// When, to whom and how it was handed on.
    pub plan_handed: Option<PastShown>,
    /// Concerns.
    pub concerns: Vec<ConcernShown>,
    /// High-risk referrals.
    pub maracs: Vec<MaracShown>,
    /// DASH results.
    pub dashes: Vec<DashShown>,
    /// What was shared.
    pub sharings: Vec<SharingShown>,
    /// Who can be told.
    pub who: Vec<Choice>,
    /// How great a danger can be judged.
    pub levels: Vec<Choice>,
    /// Who can have said it.
    pub sources: Vec<Choice>,
    /// What can come of a concern.
    pub outcomes: Vec<Choice>,
    /// Her children on the record, for those who may read her family; empty for others.
    pub children: Vec<Choice>,
    /// Why a high-risk referral can be closed.
    pub ends: Vec<Choice>,
}

impl SafetyPage {
    /// A small form beside one row: as it was typed where it was refused, blank elsewhere.
    #[must_use]
    pub fn asking(&self, what: &str, row: &str) -> Form {
        let form = if self.is_asking(what, row) { self.form.clone() } else { Form::blank(self.t) };
        form.prefixed(prefix(what, row))
    }

    /// Whether this form was sent and refused; then it stands open.
    #[must_use]
    pub fn is_asking(&self, what: &str, row: &str) -> bool {
        self.form.is_refused() && self.form.typed("what") == what && self.form.typed("row") == row
    }

    /// Whether the refused form is still on the page: somebody else may have closed its row.
    #[must_use]
    pub fn shows_refused(&self) -> bool {
        let row = self.form.typed("row");
        let marac = |can: fn(&MaracShown) -> bool| {
            self.maracs.iter().any(|marac| marac.row == row && can(marac))
        };
        match self.form.typed("what") {
            "judge" | "over" => self.may.write && self.risks.iter().any(|risk| risk.row == row),
            "told" => {
                self.may.tell && self.concerns.iter().any(|one| one.row == row && one.is_open)
            }
            "threshold" | "close" => {
                self.may.write && self.concerns.iter().any(|one| one.row == row && one.is_open)
            }
            "met" => self.may.write && marac(|marac| marac.can_meet),
            "end" => self.may.write && marac(|marac| marac.is_open),
            "sign" => {
                self.sharings.iter().any(|one| one.row == row && one.step == SharingStep::SignOff)
            }
            "hand" => self.may.write && !self.plan.is_empty() && self.plan_handed.is_none(),
            _ => false,
        }
    }
}

/// What tells the ids of one small form from those of the others.
pub(super) fn prefix(what: &str, row: &str) -> String {
    format!("{what}-{row}")
}

/// `GET /women/{reference}/safety/dash`: counts and judgement only.
#[derive(Debug, Template)]
#[template(path = "safety/dash.html")]
pub struct DashPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Her band.
    pub band: Band,
    /// Fields `on`, `yes`, `no`, `dont_know`, `judgement`, `escalation`, `why`.
    pub form: Form,
    /// From how many yes answers a referral is due here.
    pub threshold: u8,
    /// The worker's own judgement.
    pub judgements: Vec<Choice>,
}

/// `GET /women/{reference}/safety/shared`: what was shared at once to prevent serious harm.
#[derive(Debug, Template)]
#[template(path = "safety/shared.html")]
pub struct SharedPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Her band.
    pub band: Band,
    /// Fields `recipient`, `name`, `items`, `why`, `on`, `at`, `told`, `not_told`, `basis`.
    pub form: Form,
    /// With whom.
    pub recipients: Vec<Choice>,
    /// On what basis.
    pub bases: Vec<Choice>,
}

/// `GET /women/{reference}/safety/raise`: a concern that comes from what was seen, not from her words.
#[derive(Debug, Template)]
#[template(path = "safety/raise.html")]
pub struct RaisePage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Her band.
    pub band: Band,
    /// Fields `about`, `child`, `said`, `her_wish`, `told`, `told_name`, `told_at`.
    pub form: Form,
    /// Her children on the record, for those who may read her family; empty for others.
    pub children: Vec<Choice>,
    /// Who can be told.
    pub who: Vec<Choice>,
}

/// `GET /women/{reference}/safety/sharing`: what should be shared when another has signed it off.
#[derive(Debug, Template)]
#[template(path = "safety/propose.html")]
pub struct ProposePage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Her band.
    pub band: Band,
    /// Fields `recipient`, `name`, `items`, `why`, `told`, `not_told`, `basis`.
    pub form: Form,
    /// With whom.
    pub recipients: Vec<Choice>,
    /// On what basis.
    pub bases: Vec<Choice>,
}

/// After it was written down.
#[derive(Debug, Template)]
#[template(path = "safety/shared_kept.html")]
pub struct SharedKeptPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Her band.
    pub band: Band,
    /// Whether the reader may go on to her Safety page.
    pub may_read: bool,
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
