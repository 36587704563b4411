//! Why a service fits, what does not, and what is not known: each a value that a page words in the
//! reader's language.

use jiff::civil::Date;

use super::words::WhereFound;
use crate::model::{Area, Circumstance, LegalStage, Referrer, Status, Term};

/// How the area that a service serves meets the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AreaFit {
    /// It serves all of the place.
    Serves,
    /// It serves a part of what was named: an outcode or county lies in several areas.
    ServesPart,
    /// It names no area; it is near.
    Near,
    /// It names no area, and how far it is is not known.
    NotSaid,
    /// It serves elsewhere, or is too far.
    No,
    /// No place was named.
    NotAsked,
}

/// Why a service fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// It helps with what was asked.
    Need(Term),
    /// It helps with the area of life that what was asked belongs to.
    NeedArea {
        /// What was asked.
        asked: Term,
        /// What it helps with.
        has: Term,
    },
    /// A word stands in it.
    Word {
        /// As typed.
        word: String,
        /// Where it stands, spelt right.
        found: WhereFound,
    },
    /// It serves the area, which holds all of the place.
    Serves(Area),
    /// It serves the area, which holds a part of the place.
    ServesPart(Area),
    /// It is so many kilometres away, whole, and names no area.
    Near(u32),
    /// It takes women of her age.
    Age,
    /// It can meet this.
    Meets(Circumstance),
    /// It works in this language.
    Speaks(String),
    /// It takes women at her stage.
    Stage(LegalStage),
    /// It takes referrals from them.
    Referrer(Referrer),
    /// It is for women only.
    WomenOnly,
    /// It has times for women only.
    WomenOnlyTimes,
    /// It is open at the instant.
    Open,
    /// It took referrals on that day, and that is still believed.
    TakesReferrals(Date),
}

/// What does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misfit {
    /// It helps with none of what was asked.
    Need,
    /// None of her words stand in it.
    Words,
    /// It serves other areas.
    Area,
    /// It names no area and is too far, in whole kilometres.
    Far(u32),
    /// It takes others than women of her age.
    Age,
    /// It cannot meet this.
    Meets(Circumstance),
    /// It takes women at other stages.
    Stage(LegalStage),
    /// It takes referrals from others.
    Referrer(Referrer),
    /// It is not for women only.
    WomenOnly,
    /// It is closed at the instant.
    Closed,
    /// It took no referrals on that day, and that is still believed.
    TakesNoReferrals(Date),
    /// It is closed for a time, or does not run.
    NotRunning(Status),
}

/// What is not known: ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unknown {
    /// Which area it serves.
    Area,
    /// Whether it can meet this.
    Meets(Circumstance),
    /// Whether it works in any of the languages.
    Languages,
    /// At which stages it takes women.
    Stage,
    /// Who may refer.
    Referrer,
    /// Whether it is for women only.
    WomenOnly,
    /// When it is open.
    Hours,
    /// Whether it takes referrals.
    Capacity,
}
