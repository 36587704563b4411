//! Public ids of what the directory publishes, and what a source calls the same thing.
//!
//! Open Referral UK asks for a UUID on everything; most sources have something else. A source's id
//! that is a UUID and free is kept, so that others who know it find it again; any other becomes a
//! UUID version 5 of source and id, the same on every machine and at every import.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha1::{Digest as _, Sha1};
use uuid::Uuid;

/// Under which version 5 ids of this directory are made.
const NAMESPACE: Uuid = Uuid::from_u128(0x8f0d_6e0a_53c1_4b6e_9a37_1f64_d2c8_70b5);

/// A public id, and what the source called the same thing where that was no UUID or was taken.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Ident {
    /// The id in feeds and addresses.
    pub id: Uuid,
    /// The source's own id, where it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<String>,
}

impl Ident {
    /// An id that was a UUID from the first.
    #[must_use]
    pub const fn of(id: Uuid) -> Self {
        Self { id, original: None }
    }
}

/// The short stable name of a source: `bristol-council`, `crs`. Letters, digits and dashes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourceName(String);

impl SourceName {
    /// Takes a name, with anything but letters and digits made a dash, in lower case.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let words: Vec<String> = name
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        Self(words.join("-"))
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// What kind of thing an id names. Two kinds of one source may share a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A service.
    Service,
    /// An organisation.
    Organisation,
    /// A place.
    Location,
    /// A service at a place.
    ServiceAtLocation,
    /// Anything that hangs on these: a schedule, a contact, a cost.
    Part,
}

impl Kind {
    /// The word from which version 5 ids are made; never change it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Organisation => "organisation",
            Self::Location => "location",
            Self::ServiceAtLocation => "service-at-location",
            Self::Part => "part",
        }
    }
}

/// The UUID version 5 of these texts, which are told apart by a sign that stands in none of them.
#[must_use]
pub fn derived_id(parts: &[&str]) -> Uuid {
    let mut hash = Sha1::new();
    hash.update(NAMESPACE.as_bytes());
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0x1f]);
    }
    let digest = hash.finalize();
    let bytes: [u8; 16] = digest.first_chunk::<16>().copied().unwrap_or_default();
    uuid::Builder::from_sha1_bytes(bytes).into_uuid()
}

/// Whose each public id is, so that two sources never share one.
#[derive(Debug, Clone, Default)]
pub struct IdRegister {
    taken: HashMap<Uuid, (Kind, SourceName, String)>,
}

impl IdRegister {
    /// Notes an id that is in use, as a store reads it back.
    pub fn note(&mut self, ident: &Ident, kind: Kind, source: &SourceName) {
        let original = ident.original.clone().unwrap_or_else(|| ident.id.to_string());
        self.taken.insert(ident.id, (kind, source.clone(), original));
    }

    /// The public id for what a source calls `original`. The same source, kind and text are
    /// answered the same for ever.
    pub fn ident(&mut self, kind: Kind, source: &SourceName, original: &str) -> Ident {
        let original = original.trim();
        if let Ok(id) = Uuid::try_parse(original)
            && !id.is_nil()
        {
            let text = id.to_string();
            let owner = self.taken.get(&id);
            if owner.is_none_or(|(k, s, o)| *k == kind && s == source && *o == text) {
                self.taken.insert(id, (kind, source.clone(), text));
                return Ident::of(id);
            }
        }
        let id = derived_id(&[kind.word(), source.text(), original]);
        self.taken.insert(id, (kind, source.clone(), original.to_owned()));
        Ident { id, original: Some(original.to_owned()) }
    }
}

/// What a source says beyond what we read. Kept, and given back in the extended profile, so that
/// nothing is lost on the way through.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Extra(pub BTreeMap<String, Value>);

impl Extra {
    /// Is there nothing more?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "ac148810-d857-441c-9679-408f346de14b";

    #[test]
    fn a_uuid_is_kept_while_it_is_free_and_a_number_becomes_one() {
        let (bristol, leeds) = (SourceName::new("Bristol Council"), SourceName::new("leeds"));
        let mut ids = IdRegister::default();
        let first = ids.ident(Kind::Service, &bristol, ID);
        assert_eq!(first, Ident::of(ID.parse().unwrap()));
        assert_eq!(ids.ident(Kind::Service, &bristol, ID), first);
        let second = ids.ident(Kind::Service, &leeds, ID);
        assert_ne!(second.id, first.id);
        assert_eq!(second.original.as_deref(), Some(ID));
        assert_eq!(ids.ident(Kind::Service, &leeds, ID), second);
        let third = ids.ident(Kind::Service, &leeds, "4711");
        assert_eq!(third.id.get_version_num(), 5);
        assert_ne!(ids.ident(Kind::Service, &bristol, "4711").id, third.id);
        assert_ne!(ids.ident(Kind::Organisation, &leeds, "4711").id, third.id);
    }

    #[test]
    fn a_derived_id_never_changes() {
        assert_eq!(
            derived_id(&["service", "leeds", "4711"]),
            derived_id(&["service", "leeds", "4711"])
        );
        assert_ne!(derived_id(&["a", "bc"]), derived_id(&["ab", "c"]));
    }
}
