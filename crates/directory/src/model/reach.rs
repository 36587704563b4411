//! Whom a service is for, at which point of the justice system, and who may send her.
//!
//! What a source does not say is [`Said::Unknown`] or an empty set, never a no: an answer says "ask
//! about this" instead of leaving a service out.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::codes::coded;

coded! {
    /// An answer that may not have been given.
    Said {
        /// Yes.
        Yes = "yes" "Yes",
        /// No.
        No = "no" "No",
        /// Nobody has said.
        Unknown = "unknown" "Not known",
    }
}

coded! {
    /// Whether it is for women alone. A women-only service rests on an exception of the Equality Act
    /// 2010 (schedule 3, part 7), which its provider records; the directory only repeats it.
    WomenOnly {
        /// Women only.
        Yes = "women_only" "Women only",
        /// For everybody, with times or groups for women only.
        Times = "women_only_times" "Everybody, with times for women only",
        /// For everybody.
        No = "everybody" "Women and men",
        /// Nobody has said.
        Unknown = "unknown" "Not known",
    }
}

coded! {
    /// Something about her that a service may be able to meet, or not.
    Circumstance {
        /// Children come with her.
        Children = "children" "Children can come too",
        /// She is pregnant.
        Pregnant = "pregnant" "Pregnant women",
        /// Her leave to be here says no recourse to public funds.
        NoRecourse = "no_recourse" "No recourse to public funds",
        /// She needs a way in without steps.
        StepFree = "step_free" "Step-free",
        /// She uses British Sign Language.
        SignLanguage = "sign_language" "British Sign Language",
    }
}

coded! {
    /// Where she is in the justice system.
    LegalStage {
        /// Arrested or under investigation; the police may divert her.
        PoliceDiversion = "police_diversion" "Arrested or under investigation",
        /// A caution with conditions or another resolution without a court.
        OutOfCourt = "out_of_court" "A caution or another way without a court",
        /// Charged, or waiting to be sentenced.
        AwaitingSentence = "awaiting_sentence" "Waiting for court or to be sentenced",
        /// A community order or a suspended sentence.
        Community = "community" "A community order or suspended sentence",
        /// Out of prison under supervision.
        Licence = "licence" "On licence",
        /// In prison.
        Custody = "custody" "In prison",
        /// None of these.
        None = "none" "None of these",
    }
}

coded! {
    /// Who may send her. The codes are those of casework's referrals.
    Referrer {
        /// She herself.
        Herself = "herself" "Herself",
        /// A police officer.
        Police = "police" "Police",
        /// A liaison and diversion team.
        Liaison = "liaison" "Liaison and diversion",
        /// A court or its staff.
        Court = "court" "Court",
        /// A probation practitioner.
        Probation = "probation" "Probation",
        /// A prison.
        Prison = "prison" "Prison",
        /// A GP, hospital, midwife or drug service.
        Health = "health" "Health services",
        /// A council: housing, social care.
        Council = "council" "Council",
        /// Another charity, a friend.
        Other = "other" "Another charity or a friend",
    }
}

/// Ages in whole years, both ends taken in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Ages {
    /// Youngest, where said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<u8>,
    /// Oldest, where said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<u8>,
}

impl Ages {
    /// Is a woman of this age taken?
    #[must_use]
    pub fn take(self, age: u8) -> bool {
        self.from.is_none_or(|from| age >= from) && self.to.is_none_or(|to| age <= to)
    }
}

/// Whom a service is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Eligibility {
    /// For women alone?
    pub women_only: WomenOnly,
    /// Ages.
    #[serde(default)]
    pub ages: Ages,
    /// What it can meet; what is missing is not known.
    #[serde(default)]
    pub circumstances: BTreeMap<Circumstance, Said>,
    /// Languages other than English in which it can work, by ISO 639 code. Empty is not known.
    #[serde(default)]
    pub languages: BTreeSet<String>,
    /// At which points of the justice system; empty is not said.
    #[serde(default)]
    pub stages: BTreeSet<LegalStage>,
    /// Who may send her; empty is not said.
    #[serde(default)]
    pub referrers: BTreeSet<Referrer>,
}

impl Default for Eligibility {
    fn default() -> Self {
        Self {
            women_only: WomenOnly::Unknown,
            ages: Ages::default(),
            circumstances: BTreeMap::new(),
            languages: BTreeSet::new(),
            stages: BTreeSet::new(),
            referrers: BTreeSet::new(),
        }
    }
}

impl Eligibility {
    /// Can it meet this?
    #[must_use]
    pub fn meets(&self, circumstance: Circumstance) -> Said {
        self.circumstances.get(&circumstance).copied().unwrap_or(Said::Unknown)
    }

    /// Is a woman at this stage taken?
    #[must_use]
    pub fn takes_at(&self, stage: LegalStage) -> Said {
        said_in(&self.stages, stage)
    }

    /// May they send her?
    #[must_use]
    pub fn takes_from(&self, referrer: Referrer) -> Said {
        said_in(&self.referrers, referrer)
    }
}

fn said_in<T: Ord>(set: &BTreeSet<T>, one: T) -> Said {
    match (set.is_empty(), set.contains(&one)) {
        (true, _) => Said::Unknown,
        (false, true) => Said::Yes,
        (false, false) => Said::No,
    }
}
