//! What the family pages show, already in words.

use askama::Template;
use kernel::Personal;

use crate::form::{Choice, Form};
use crate::pages::women::Band;
use crate::parts::Tag;
use crate::shell::Shell;
use crate::text::Text;

/// A child, as little as is held.
#[derive(Debug, Clone)]
pub struct ChildShown {
    /// Its row.
    pub row: String,
    /// Counts edits.
    pub version: i64,
    /// First name, or that none is held.
    pub name: Personal<String>,
    /// Age, with whom, social care, contact: names and words, those not known left out.
    pub facts: Vec<(String, Personal<String>)>,
    /// That whoever has care of the child is a danger to her.
    pub warning: Option<Tag>,
    /// The row as it is, to be changed.
    pub form: Form,
}

/// An adult near her.
#[derive(Debug, Clone)]
pub struct AdultShown {
    /// Its row.
    pub row: String,
    /// Counts edits.
    pub version: i64,
    /// Name as she says it, or who it is to her.
    pub name: Personal<String>,
    /// Who it is to her.
    pub relation: String,
    /// That this adult is a danger to her.
    pub danger: Option<Tag>,
    /// Children whom this adult has care of.
    pub cares_for: Personal<String>,
    /// A note.
    pub note: Personal<String>,
    /// The row as it is, to be changed.
    pub form: Form,
}

/// `GET /women/{reference}/family`.
#[derive(Debug, Template)]
#[template(path = "family/family.html")]
pub struct FamilyPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Her band.
    pub band: Band,
    /// A form that was refused, or a blank one.
    pub form: Form,
    /// Whether the reader may change anything.
    pub may_write: bool,
    /// Whether she may write down danger.
    pub may_tell: bool,
    /// Her children.
    pub children: Vec<ChildShown>,
    /// The adults near her, those who are a danger first.
    pub adults: Vec<AdultShown>,
    /// With whom a child can live.
    pub lives: Vec<Choice>,
    /// What social care can do.
    pub care: Vec<Choice>,
    /// What a court can say about contact.
    pub orders: Vec<Choice>,
    /// About how old.
    pub ages: Vec<Choice>,
    /// Adults on this page who can have care of a child.
    pub carers: Vec<Choice>,
    /// Who an adult can be to her.
    pub relations: Vec<Choice>,
}

impl FamilyPage {
    /// The form that adds a row, as it was typed where it was refused.
    #[must_use]
    pub fn adding(&self, what: &str, blank: Form) -> Form {
        let form = if self.is_asking(what, "new") { self.form.clone() } else { blank };
        form.prefixed(prefix(what, "new"))
    }

    /// The form that changes a row, as it was typed where it was refused.
    #[must_use]
    pub fn changing(&self, what: &str, row: &str, filled: &Form) -> Form {
        let form = if self.is_asking(what, row) { self.form.clone() } else { filled.clone() };
        form.prefixed(prefix(what, row))
    }

    /// Whether this form was sent and refused; then it stands open.
    #[must_use]
    pub fn is_asking(&self, what: &str, row: &str) -> bool {
        self.form.is_refused() && self.form.typed("what") == what && self.form.typed("row") == row
    }

    /// A blank form of a child: what nobody has asked is not known.
    #[must_use]
    pub fn blank_child(&self) -> Form {
        Form::blank(self.t)
            .with("lives_with", "not_known")
            .with("social_care", "not_known")
            .with("contact_order", "not_known")
    }

    /// Whether the refused form is still on the page: somebody else may have taken its row off.
    #[must_use]
    pub fn shows_refused(&self) -> bool {
        let row = self.form.typed("row");
        self.may_write
            && (row == "new"
                || match self.form.typed("what") {
                    "child" => self.children.iter().any(|child| child.row == row),
                    "adult" => self.adults.iter().any(|adult| adult.row == row),
                    _ => false,
                })
    }
}

/// What tells the ids of one small form from those of the others.
pub(super) fn prefix(what: &str, row: &str) -> String {
    format!("{what}-{row}")
}

/// A pair that is or was kept apart.
#[derive(Debug, Clone)]
pub struct PairShown {
    /// Its row.
    pub row: String,
    /// From whom.
    pub who: Personal<String>,
    /// Her record, when it is a woman whose record the reader may open.
    pub href: Option<String>,
    /// From when until when.
    pub span: String,
    /// Whether it holds today, begins later, or is over.
    pub state: Tag,
    /// Whether it can still be lifted.
    pub can_lift: bool,
    /// Why; nothing where the reason stands in a record that the reader may not open.
    pub why: Option<Personal<String>>,
    /// Why it was lifted.
    pub lifted: Personal<String>,
    /// Who wrote it down, and when.
    pub meta: String,
}

/// `GET /women/{reference}/apart`: for leads only.
#[derive(Debug, Template)]
#[template(path = "family/apart.html")]
pub struct ApartPage {
    /// Words.
    pub t: Text,
    /// Frame.
    pub shell: Shell,
    /// Her band.
    pub band: Band,
    /// A form that was refused, or a blank one.
    pub form: Form,
    /// Every pair, those that hold first.
    pub pairs: Vec<PairShown>,
    /// Colleagues from whom she can be kept apart.
    pub colleagues: Vec<Choice>,
}

impl ApartPage {
    /// The form of this kind and row: as it was typed where it was refused, blank elsewhere.
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

    /// Whether the refused form is still on the page: somebody else may have lifted its pair.
    #[must_use]
    pub fn shows_refused(&self) -> bool {
        let row = self.form.typed("row");
        row == "new" || self.pairs.iter().any(|pair| pair.row == row && pair.can_lift)
    }
}
