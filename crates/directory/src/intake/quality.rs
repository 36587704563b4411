//! How good a source is: of how many services an id, a name and the rest can be used. Counted on the
//! records as they came, before anything is mended.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::model::Status;
use crate::web_words::page_address;

/// Counts over the services of a source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quality {
    /// Services.
    pub services: u64,
    /// With an id that is a UUID.
    pub id: u64,
    /// With a status that is allowed.
    pub status: u64,
    /// With a name.
    pub name: u64,
    /// With a description of more than its name.
    pub description: u64,
    /// With a whole address of a page.
    pub url: u64,
    /// With an organisation that has an id and a name.
    pub organisation: u64,
    /// With a telephone, a mailbox or a contact.
    pub contact: u64,
}

impl Quality {
    pub(super) fn count(&mut self, raw: &Value, base: Option<&str>) {
        let text = |name: &str| raw.get(name).and_then(Value::as_str).map_or("", str::trim);
        let list = |value: &Value, name: &str| {
            value.get(name).and_then(Value::as_array).is_some_and(|list| !list.is_empty())
        };
        let organisation = raw.get("organization").unwrap_or(&Value::Null);
        let of_it =
            |name: &str| organisation.get(name).and_then(Value::as_str).map_or("", str::trim);
        let said = [
            Uuid::try_parse(text("id")).is_ok(),
            Status::from_code(text("status")).is_some(),
            !text("name").is_empty(),
            !text("description").is_empty() && text("description") != text("name"),
            page_address(text("url"), None).is_some() && base.is_none_or(|_| true),
            !of_it("id").is_empty() && !of_it("name").is_empty(),
            text("email").contains('@') || list(raw, "phones") || list(raw, "contacts"),
        ];
        self.services += 1;
        for (count, said) in self.counts_mut().into_iter().zip(said) {
            *count += u64::from(said);
        }
    }

    /// The counts of another page beside these.
    pub fn and(&mut self, other: &Self) {
        self.services += other.services;
        for (count, more) in self.counts_mut().into_iter().zip(other.counts()) {
            *count += more;
        }
    }

    /// The counts in the order of the fields.
    #[must_use]
    pub const fn counts(&self) -> [u64; 7] {
        [
            self.id,
            self.status,
            self.name,
            self.description,
            self.url,
            self.organisation,
            self.contact,
        ]
    }

    const fn counts_mut(&mut self) -> [&mut u64; 7] {
        [
            &mut self.id,
            &mut self.status,
            &mut self.name,
            &mut self.description,
            &mut self.url,
            &mut self.organisation,
            &mut self.contact,
        ]
    }

    /// All seven together in whole per cent, rounded down; none for a source without services.
    #[must_use]
    pub fn per_cent(&self) -> Option<u64> {
        let sum: u64 = self.counts().iter().sum();
        sum.saturating_mul(100).checked_div(self.services.saturating_mul(7))
    }
}
