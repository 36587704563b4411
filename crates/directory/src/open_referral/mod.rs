//! Open Referral UK 3.0, outwards: bodies, pages and queries. What comes in is read by
//! [`crate::intake`].
//!
//! A body is made of a [`crate::Published`] entry and of nothing else, so no address that is kept
//! private can stand in one. Absent fields are left out, never null: null fails the national
//! validator. Not for HTTP: paths, caching and streaming are the web's.
//!
//! ```text
//! GET /                    api_details
//! GET /services            ServicesQuery  -> Envelope of service(…, Detail::Summary | Full | Minimal)
//! GET /services/{id}                         service(…, Detail::Full)
//! GET /organizations[/id]  OrganisationsQuery -> organisation
//! GET /service_at_locations[/id] ServiceAtLocationsQuery -> service_at_location
//! GET /taxonomies, /taxonomy_terms  TaxonomiesQuery, TaxonomyTermsQuery -> taxonomy, taxonomy_term
//! ```

mod body;
mod page;
mod pairs;
mod parts;
mod query;
mod terms;

pub use body::{
    Detail, Feed, Profile, api_details, organisation, service, service_at_location,
    service_at_locations,
};
pub use page::{DEFAULT_SIZE, Envelope, LARGEST_SIZE, Paging};
pub use query::{
    Form, OrganisationsQuery, QueryError, ServiceAtLocationsQuery, ServicesQuery, TaxonomiesQuery,
    TaxonomyTermsQuery,
};
pub use terms::{taxonomy, taxonomy_term};
