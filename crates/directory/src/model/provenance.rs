//! Who said what, and when: each fact of an entry carries its source and date.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::key::SourceName;
use crate::codes::coded;

coded! {
    /// A fact of an entry that has its own source and date.
    Field {
        /// Names of service and organisation.
        Name = "name" "Name",
        /// What it does.
        Description = "description" "What it does",
        /// Web pages, mailboxes, telephones, contacts.
        Contact = "contact" "How to reach it",
        /// Where it is met.
        Places = "places" "Where it is",
        /// The areas it serves.
        Areas = "areas" "Areas it serves",
        /// What it helps with.
        Needs = "needs" "What it helps with",
        /// Whom it is for.
        Eligibility = "eligibility" "Whom it is for",
        /// At which stage, and who may refer.
        Referral = "referral" "Who may refer, and when",
        /// Opening times.
        Schedule = "schedule" "Opening times",
        /// What it costs.
        Cost = "cost" "What it costs",
        /// Free places and waiting.
        Capacity = "capacity" "Places and waiting",
        /// How long it runs.
        Run = "run" "How long it runs",
    }
}

/// Who said something, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The source: a feed, a file, or the provider.
    pub by: SourceName,
    /// On which day.
    pub on: Date,
}

/// The sources of an entry's facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Of every fact that is not listed by itself.
    pub whole: Told,
    /// Of facts that came from elsewhere or later.
    #[serde(default)]
    pub facts: BTreeMap<Field, Told>,
}

impl Provenance {
    /// Everything from one source on one day.
    #[must_use]
    pub const fn all(by: SourceName, on: Date) -> Self {
        Self { whole: Told { by, on }, facts: BTreeMap::new() }
    }

    /// Who said this fact, and when.
    #[must_use]
    pub fn of(&self, field: Field) -> &Told {
        self.facts.get(&field).unwrap_or(&self.whole)
    }

    /// The same with this fact told by another.
    #[must_use]
    pub fn with(mut self, field: Field, told: Told) -> Self {
        self.facts.insert(field, told);
        self
    }
}
