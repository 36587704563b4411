//! Who offers a service: a charity, a company, a council.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::key::{Extra, Ident};
use super::service::{Attribute, Contact, Phone};

/// An organisation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Organisation {
    /// Its id.
    pub ident: Ident,
    /// Its name.
    pub name: String,
    /// Another name that it goes by.
    #[serde(default)]
    pub other_name: Option<String>,
    /// What it is. Open Referral UK wants one; where a source gives none, the feed says its name.
    #[serde(default)]
    pub description: Option<String>,
    /// Its mailbox.
    #[serde(default)]
    pub email: Option<String>,
    /// Its page.
    #[serde(default)]
    pub website: Option<String>,
    /// Address of its picture.
    #[serde(default)]
    pub logo: Option<String>,
    /// An address that names it in other registers.
    #[serde(default)]
    pub uri: Option<String>,
    /// The organisation it is part of.
    #[serde(default)]
    pub parent: Option<Uuid>,
    /// Charity and company numbers.
    #[serde(default)]
    pub identifiers: Vec<OrganisationIdentifier>,
    /// Its telephones.
    #[serde(default)]
    pub phones: Vec<Phone>,
    /// Its people, by post and not by person where it can be.
    #[serde(default)]
    pub contacts: Vec<Contact>,
    /// What a taxonomy says of it.
    #[serde(default)]
    pub attributes: Vec<Attribute>,
    /// What we do not read.
    #[serde(default)]
    pub extra: Extra,
}

/// A number in a register.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrganisationIdentifier {
    /// Its id.
    pub ident: Ident,
    /// The register by its code at org-id.guide, `GB-CHC`.
    #[serde(default)]
    pub scheme: Option<String>,
    /// The register in words.
    pub kind: String,
    /// The number.
    pub number: String,
    /// What we do not read.
    #[serde(default)]
    pub extra: Extra,
}

impl Organisation {
    /// One with a name and nothing else.
    #[must_use]
    pub fn named(ident: Ident, name: impl Into<String>) -> Self {
        Self {
            ident,
            name: name.into(),
            other_name: None,
            description: None,
            email: None,
            website: None,
            logo: None,
            uri: None,
            parent: None,
            identifiers: Vec::new(),
            phones: Vec::new(),
            contacts: Vec::new(),
            attributes: Vec::new(),
            extra: Extra::default(),
        }
    }
}
