//! What a service is and does, apart from where it is met.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::area::ServiceArea;
use super::key::{Extra, Ident};
use super::reach::Eligibility;
use super::schedule::Schedule;
use super::standing::{Capacity, Dated, Waiting};
use super::taxonomy::Term;
use crate::codes::coded;

coded! {
    /// Whether it runs, in the words of Open Referral UK.
    Status {
        /// It runs.
        Active = "active" "Running",
        /// It does not run now.
        Inactive = "inactive" "Not running",
        /// It has ended.
        Defunct = "defunct" "Ended",
        /// It is closed for a time.
        TemporarilyClosed = "temporarily closed" "Closed for a time",
    }
}

/// A service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Service {
    /// Its id.
    pub ident: Ident,
    /// Its name.
    pub name: String,
    /// Another name that it goes by.
    #[serde(default)]
    pub other_name: Option<String>,
    /// What it does, as plain text.
    #[serde(default)]
    pub description: Option<String>,
    /// Its page.
    #[serde(default)]
    pub url: Option<String>,
    /// Its mailbox.
    #[serde(default)]
    pub email: Option<String>,
    /// Whether it runs.
    pub status: Status,
    /// What it costs, in words.
    #[serde(default)]
    pub fees: Option<String>,
    /// What it is accredited by.
    #[serde(default)]
    pub accreditations: Option<String>,
    /// When a source says that it was last checked.
    #[serde(default)]
    pub assured: Option<Date>,
    /// The mailbox of who checked it.
    #[serde(default)]
    pub assurer_email: Option<String>,
    /// What must be known at once.
    #[serde(default)]
    pub alert: Option<String>,
    /// When it was last changed.
    #[serde(default)]
    pub modified: Option<Timestamp>,
    /// What it helps with.
    #[serde(default)]
    pub needs: BTreeSet<Term>,
    /// Whom it is for.
    #[serde(default)]
    pub eligibility: Eligibility,
    /// The areas that it serves; empty is not said.
    #[serde(default)]
    pub areas: Vec<ServiceArea>,
    /// When it is open, wherever it is.
    #[serde(default)]
    pub schedules: Vec<Schedule>,
    /// In which languages it works.
    #[serde(default)]
    pub languages: Vec<Language>,
    /// Who pays for it.
    #[serde(default)]
    pub funding: Vec<Funding>,
    /// What it costs.
    #[serde(default)]
    pub costs: Vec<CostOption>,
    /// How it is reached.
    #[serde(default)]
    pub contacts: Vec<Contact>,
    /// Telephones that belong to no contact.
    #[serde(default)]
    pub phones: Vec<Phone>,
    /// What other taxonomies say of it.
    #[serde(default)]
    pub attributes: Vec<Attribute>,
    /// Whether it takes referrals, as of a day.
    #[serde(default)]
    pub capacity: Option<Dated<Capacity>>,
    /// How long one waits, as of a day.
    #[serde(default)]
    pub waiting: Option<Dated<Waiting>>,
    /// What we do not read.
    #[serde(default)]
    pub extra: Extra,
}

impl Service {
    /// One with a name, running, and nothing else said.
    #[must_use]
    pub fn named(ident: Ident, name: impl Into<String>) -> Self {
        Self {
            ident,
            name: name.into(),
            other_name: None,
            description: None,
            url: None,
            email: None,
            status: Status::Active,
            fees: None,
            accreditations: None,
            assured: None,
            assurer_email: None,
            alert: None,
            modified: None,
            needs: BTreeSet::new(),
            eligibility: Eligibility::default(),
            areas: Vec::new(),
            schedules: Vec::new(),
            languages: Vec::new(),
            funding: Vec::new(),
            costs: Vec::new(),
            contacts: Vec::new(),
            phones: Vec::new(),
            attributes: Vec::new(),
            capacity: None,
            waiting: None,
            extra: Extra::default(),
        }
    }
}

/// A language in which it works.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Language {
    /// Its id.
    pub ident: Ident,
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
    /// Its ISO 639 code.
    #[serde(default)]
    pub code: Option<String>,
    /// What we do not read.
    #[serde(default)]
    pub extra: Extra,
}

/// Who pays.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Funding {
    /// Its id.
    pub ident: Ident,
    /// In words.
    #[serde(default)]
    pub source: Option<String>,
    /// What we do not read.
    #[serde(default)]
    pub extra: Extra,
}

/// What it costs for some.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CostOption {
    /// Its id.
    pub ident: Ident,
    /// From when.
    #[serde(default)]
    pub from: Option<Date>,
    /// Until when.
    #[serde(default)]
    pub to: Option<Date>,
    /// For whom.
    #[serde(default)]
    pub option: Option<String>,
    /// In pounds, or in the currency that stands in what we do not read.
    #[serde(default)]
    pub amount: Option<f64>,
    /// Per what.
    #[serde(default)]
    pub per: Option<String>,
    /// What we do not read.
    #[serde(default)]
    pub extra: Extra,
}

/// A way to somebody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    /// Its id.
    pub ident: Ident,
    /// A name.
    #[serde(default)]
    pub name: Option<String>,
    /// A post.
    #[serde(default)]
    pub title: Option<String>,
    /// A mailbox.
    #[serde(default)]
    pub email: Option<String>,
    /// Telephones.
    #[serde(default)]
    pub phones: Vec<Phone>,
    /// What a taxonomy says of it.
    #[serde(default)]
    pub attributes: Vec<Attribute>,
    /// What we do not read.
    #[serde(default)]
    pub extra: Extra,
}

/// A telephone line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Phone {
    /// Its id.
    pub ident: Ident,
    /// The number as given.
    pub number: String,
    /// When and for what.
    #[serde(default)]
    pub description: Option<String>,
    /// Languages spoken there.
    #[serde(default)]
    pub languages: Vec<Language>,
    /// What we do not read.
    #[serde(default)]
    pub extra: Extra,
}

/// That a term of somebody's taxonomy holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attribute {
    /// Its id.
    pub ident: Ident,
    /// What it holds of, by its kind.
    #[serde(default)]
    pub link_type: Option<String>,
    /// What it holds of, by its id.
    #[serde(default)]
    pub link: Option<Uuid>,
    /// The term.
    #[serde(default)]
    pub term: Option<ForeignTerm>,
    /// What we do not read.
    #[serde(default)]
    pub extra: Extra,
}

/// A term of another taxonomy than ours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ForeignTerm {
    /// Its id.
    pub ident: Ident,
    /// Its name.
    pub name: String,
    /// What it means.
    #[serde(default)]
    pub description: Option<String>,
    /// The term above it.
    #[serde(default)]
    pub parent: Option<Uuid>,
    /// Its taxonomy by name.
    #[serde(default)]
    pub taxonomy: Option<String>,
    /// Its taxonomy by id.
    #[serde(default)]
    pub taxonomy_id: Option<Uuid>,
    /// Its address.
    #[serde(default)]
    pub uri: Option<String>,
    /// Its short form (`term`, `code`).
    #[serde(default)]
    pub short: Option<String>,
    /// What we do not read.
    #[serde(default)]
    pub extra: Extra,
}
