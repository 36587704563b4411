//! Our taxonomies and their terms as the feed serves them.

use serde_json::Value;

use super::body::Profile;
use super::parts::Body;
use crate::model::{Ident, Taxonomy, taxonomies};

/// A taxonomy, with its terms in [`crate::open_referral::Detail::Full`] style when `terms` asks so.
#[must_use]
pub fn taxonomy(taxonomy: Taxonomy, profile: Profile) -> Value {
    let mut body = Body::of(&Ident::of(taxonomy.id()), profile);
    body.set("name", taxonomy.words());
    body.set("description", taxonomy.description());
    body.set("version", "1");
    body.close()
}

/// A term: its place among [`taxonomies`] is its order in the feed.
#[must_use]
pub fn taxonomy_term(term: &crate::model::TaxonomyTerm, profile: Profile) -> Value {
    let mut body = Body::of(&Ident::of(term.id), profile);
    body.set("name", term.name);
    body.set("description", term.description.as_str());
    body.uuid("parent_id", term.parent);
    body.set("taxonomy", term.taxonomy.words());
    body.set("taxonomy_id", term.taxonomy.id().to_string());
    body.set("term", term.code);
    body.close()
}

/// The attribute that says that a term of ours holds of a service.
pub(super) fn held(
    service: &Ident,
    taxonomy: Taxonomy,
    code: &str,
    profile: Profile,
) -> Option<Value> {
    let id = taxonomy.term_id(code);
    let term = taxonomies().iter().find(|term| term.id == id)?;
    let own = crate::model::derived_id(&["attribute", &service.id.to_string(), &id.to_string()]);
    let mut body = Body::of(&Ident::of(own), profile);
    body.set("link_type", "service");
    body.set("link_id", service.id.to_string());
    body.set("taxonomy_term_id", id.to_string());
    body.set("taxonomy_term", taxonomy_term(term, profile));
    Some(body.close())
}
