//! What may be held of a child and of an adult near her: as little as is needed.

use jiff::civil::Date;
use kernel::{Id, Personal};
use serde::{Deserialize, Serialize};

use crate::safety::WhoWhen;

crate::safety::safety_codes! {
    /// With whom a child lives.
    LivesWith {
        /// With her.
        Her = "her",
        /// With the other parent.
        OtherParent = "other_parent",
        /// With family or friends.
        Family = "family",
        /// Fostered.
        Foster = "foster",
        /// In a children's home.
        Residential = "residential",
        /// With her in a mother and baby unit.
        MotherAndBaby = "mother_and_baby",
        /// Adopted.
        Adopted = "adopted",
        /// On their own.
        Independent = "independent",
        /// Elsewhere.
        Other = "other",
        /// Not known or not asked.
        NotKnown = "not_known",
    }

    /// What social care does, in the words of the Children Act 1989.
    SocialCare {
        /// Nothing that we know.
        None = "none",
        /// Early help.
        EarlyHelp = "early_help",
        /// Child in need (section 17).
        InNeed = "in_need",
        /// Enquiries (section 47).
        Enquiries = "enquiries",
        /// Child protection plan.
        Protection = "protection",
        /// Before court: pre-proceedings.
        PreProceedings = "pre_proceedings",
        /// In court.
        Proceedings = "proceedings",
        /// Looked after.
        LookedAfter = "looked_after",
        /// Not known or not asked.
        NotKnown = "not_known",
    }

    /// What a court says about contact.
    ContactOrder {
        /// No order.
        None = "none",
        /// Unsupervised.
        Unsupervised = "unsupervised",
        /// Supervised.
        Supervised = "supervised",
        /// Letters only.
        Indirect = "indirect",
        /// No contact.
        NoContact = "no_contact",
        /// Not known or not asked.
        NotKnown = "not_known",
    }

    /// Who an adult is to her.
    Relation {
        /// Partner.
        Partner = "partner",
        /// Former partner.
        ExPartner = "ex_partner",
        /// Parent.
        Parent = "parent",
        /// Brother or sister.
        Sibling = "sibling",
        /// A grown-up child.
        GrownChild = "grown_child",
        /// Other family, hers or his.
        OtherFamily = "other_family",
        /// Friend.
        Friend = "friend",
        /// Somebody she was charged with.
        CoDefendant = "co_defendant",
        /// Somebody who uses her.
        Exploiter = "exploiter",
        /// A worker of another service.
        Professional = "professional",
        /// Somebody else.
        Other = "other",
    }

    /// About how old a child is, where no date of birth is known.
    AgeBand {
        /// Not born yet.
        Unborn = "unborn",
        /// Under one.
        UnderOne = "under_1",
        /// One to four.
        OneToFour = "1_to_4",
        /// Five to ten.
        FiveToTen = "5_to_10",
        /// Eleven to fifteen.
        ElevenToFifteen = "11_to_15",
        /// Sixteen or seventeen.
        SixteenToSeventeen = "16_to_17",
        /// Grown up.
        Grown = "18_and_over",
    }
}

/// Whether an adult is a risk to her.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RiskToHer {
    /// Yes.
    Yes,
    /// Not as far as anybody has said.
    #[default]
    NotSaid,
}

/// How old a child is, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Born {
    /// The date of birth.
    On(Date),
    /// About.
    About(AgeBand),
}

/// A child as it stands on her record.
#[derive(Debug, Clone)]
pub struct Child {
    /// Its row.
    pub id: Id<Child>,
    /// What is held.
    pub draft: ChildDraft,
    /// Written down.
    pub made: WhoWhen,
    /// Counts edits.
    pub version: i64,
}

/// What may be held of a child. Only a first name is personal, and even that may be left out.
#[derive(Debug, Clone)]
pub struct ChildDraft {
    /// With whom.
    pub lives_with: LivesWith,
    /// Social-care status.
    pub social_care: SocialCare,
    /// Contact order.
    pub contact_order: ContactOrder,
    /// First name, age, a note.
    pub words: ChildWords,
}

/// What stands sealed of a child.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ChildWords {
    /// First name only.
    #[serde(default)]
    pub first_name: Personal<String>,
    /// Date of birth or age band.
    #[serde(default)]
    pub born: Personal<Option<Born>>,
    /// The adult on her record who has care of the child, when that is not she.
    #[serde(default)]
    pub carer: Personal<Option<Id<Relationship>>>,
    /// A note, such as the next contact.
    #[serde(default)]
    pub note: Personal<String>,
}

/// An adult near her as it stands on her record.
#[derive(Debug, Clone)]
pub struct Relationship {
    /// Its row.
    pub id: Id<Relationship>,
    /// What is held.
    pub draft: RelationshipDraft,
    /// Written down.
    pub made: WhoWhen,
    /// Counts edits.
    pub version: i64,
}

/// What may be held of an adult near her.
#[derive(Debug, Clone)]
pub struct RelationshipDraft {
    /// Who it is to her.
    pub relation: Relation,
    /// Whether a risk to her.
    pub risk: RiskToHer,
    /// Name and note.
    pub words: RelationshipWords,
}

/// What stands sealed of an adult near her.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RelationshipWords {
    /// Name, as she says it.
    #[serde(default)]
    pub name: Personal<String>,
    /// A note, such as where he lives or what he may not know.
    #[serde(default)]
    pub note: Personal<String>,
}
