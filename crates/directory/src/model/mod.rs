//! What the directory holds: an [`Entry`] is one service of one organisation, the places where it is
//! met, whom it is for, and how well all this is known.
//!
//! Not for what strangers see: that is a [`crate::Published`], which only [`crate::publish`] makes.

mod area;
mod entry;
mod key;
mod location;
mod organisation;
mod provenance;
mod reach;
mod schedule;
mod service;
mod standing;
mod taxonomy;
mod withheld;

pub use area::{Area, NotAnArea, ServiceArea, area_named, areas_around, reference_point};
pub use entry::{Entry, Origin, Run};
pub use key::{Extra, IdRegister, Ident, Kind, SourceName, derived_id};
pub use location::{
    Accessibility, Address, Location, LocationKind, OwnersLeave, ServicePlace, Spot, Visibility,
};
pub use organisation::{Organisation, OrganisationIdentifier};
pub use provenance::{Field, Provenance, Told};
pub use reach::{Ages, Circumstance, Eligibility, LegalStage, Referrer, Said, WomenOnly};
pub use schedule::{Frequency, NthDay, Schedule};
pub use service::{
    Attribute, Contact, CostOption, ForeignTerm, Funding, Language, Phone, Service, Status,
};
pub use standing::{
    CAPACITY_LASTS, Capacity, Confirmation, Dated, Freshness, GRACE, HIDES, Listing, SINKS, TELLS,
    Waiting,
};
pub(crate) use taxonomy::plain as plain_words;
pub use taxonomy::{Need, Taxonomy, TaxonomyTerm, Term, taxonomies};
pub use withheld::{Secrets, Withheld, WithheldPlace};
