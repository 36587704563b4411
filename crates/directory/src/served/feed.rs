//! What a query of the feed selects, and its bodies: pages with their envelope, or all of it line by
//! line.

use std::ops::Range;
use std::sync::Arc;

use places::{Point, UnitFile, distance_km};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{OrganisationRow, PlaceRow, Served, nth, place_at};
use crate::model::{Taxonomy, plain_words, taxonomies};
use crate::open_referral::{
    Detail, Envelope, Feed, OrganisationsQuery, Paging, Profile, ServiceAtLocationsQuery,
    ServicesQuery, TaxonomiesQuery, TaxonomyTermsQuery, organisation, service, service_at_location,
    taxonomy, taxonomy_term,
};
use crate::search::read_place_in;
use crate::snapshot::{BodyKind, NotRead};

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Services.
    Services,
    /// Services at their places.
    ServicesAtLocations,
    /// Organisations.
    Organisations {
        /// Their services in full.
        full_service: bool,
    },
}

/// The rows that a query selects, in order of id, ready to be written.
#[derive(Debug, Clone)]
pub struct Selection {
    rows: Rows,
    detail: Detail,
    profile: Profile,
}

#[derive(Debug, Clone)]
enum Rows {
    /// Of a directory.
    Of { served: Arc<Served>, kind: Kind, numbers: Numbers },
    /// Our own few taxonomies and their terms.
    Ours(Vec<Value>),
}

#[derive(Debug, Clone)]
enum Numbers {
    All(usize),
    These(Vec<u32>),
}

impl Numbers {
    fn len(&self) -> usize {
        match self {
            Self::All(count) => *count,
            Self::These(numbers) => numbers.len(),
        }
    }

    fn at(&self, nth: usize) -> Option<u32> {
        match self {
            Self::All(count) => u32::try_from(nth).ok().filter(|_| nth < *count),
            Self::These(numbers) => numbers.get(nth).copied(),
        }
    }
}

impl Selection {
    /// The services that a query asks for.
    #[must_use]
    pub fn services(
        served: Arc<Served>,
        query: &ServicesQuery,
        profile: Profile,
        units: Option<&UnitFile>,
    ) -> Self {
        let numbers = served.services(query, units);
        let rows = Rows::Of { served, kind: Kind::Services, numbers };
        Self { rows, detail: query.detail, profile }
    }

    /// The services at places that a query asks for. A distance is that of the place itself.
    #[must_use]
    pub fn at_locations(
        served: Arc<Served>,
        query: &ServiceAtLocationsQuery,
        profile: Profile,
        units: Option<&UnitFile>,
    ) -> Self {
        let query = &query.0;
        let numbers = match served.services(query, units) {
            Numbers::All(_) => Numbers::All(served.places.len()),
            Numbers::These(rows) => {
                let near = near(query, units);
                let is_kept = |place: &PlaceRow| {
                    rows.binary_search(&place.row).is_ok()
                        && near.as_ref().is_none_or(|near| near.holds(place.point))
                };
                let kept = served.places.iter().enumerate().filter(|(_, place)| is_kept(place));
                Numbers::These(kept.filter_map(|(at, _)| u32::try_from(at).ok()).collect())
            }
        };
        let rows = Rows::Of { served, kind: Kind::ServicesAtLocations, numbers };
        Self { rows, detail: query.detail, profile }
    }

    /// The organisations that a query asks for: those in whose name or description every word stands.
    #[must_use]
    pub fn organisations(
        served: Arc<Served>,
        query: &OrganisationsQuery,
        profile: Profile,
    ) -> Self {
        let numbers = match query.search.as_deref().map(plain_words) {
            None => Numbers::All(served.organisations.len()),
            Some(sought) => {
                let words: Vec<&str> = sought.split(' ').filter(|word| !word.is_empty()).collect();
                let has_all = |own: &OrganisationRow| {
                    words.iter().all(|word| own.words.split(' ').any(|one| one == *word))
                };
                let kept = served.organisations.iter().enumerate().filter(|(_, one)| has_all(one));
                Numbers::These(kept.filter_map(|(at, _)| u32::try_from(at).ok()).collect())
            }
        };
        let kind = Kind::Organisations { full_service: query.full_service };
        let rows = Rows::Of { served, kind, numbers };
        Self { rows, detail: query.detail, profile }
    }

    /// Our taxonomies.
    #[must_use]
    pub fn taxonomies(query: &TaxonomiesQuery, profile: Profile) -> Self {
        let kept = Taxonomy::ALL.iter().filter(|one| {
            said(query.search.as_deref(), &format!("{} {}", one.words(), one.description()))
        });
        let values = kept.map(|one| taxonomy(*one, profile)).collect();
        Self { rows: Rows::Ours(values), detail: Detail::Full, profile }
    }

    /// Their terms.
    #[must_use]
    pub fn terms(query: &TaxonomyTermsQuery, profile: Profile) -> Self {
        let kept = taxonomies().iter().filter(|term| {
            query.taxonomy.is_none_or(|id| term.taxonomy.id() == id)
                && (!query.top_only || term.parent.is_none())
                && query.parent.is_none_or(|id| term.parent == Some(id))
                && said(query.search.as_deref(), &format!("{} {}", term.name, term.description))
        });
        let values = kept.map(|term| taxonomy_term(term, profile)).collect();
        Self { rows: Rows::Ours(values), detail: Detail::Full, profile }
    }

    /// Nothing: there is no directory yet.
    #[must_use]
    pub const fn nothing() -> Self {
        Self { rows: Rows::Ours(Vec::new()), detail: Detail::Summary, profile: Profile::Plain }
    }

    /// How many rows, on all pages.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.rows {
            Rows::Of { numbers, .. } => numbers.len(),
            Rows::Ours(values) => values.len(),
        }
    }

    /// Are there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One page with its envelope.
    ///
    /// # Errors
    /// [`NotRead`].
    pub fn page(&self, paging: Paging) -> Result<Vec<u8>, NotRead> {
        let rows = paging.rows(self.len());
        let mut envelope = Envelope::of(paging, self.len(), vec![(); rows.len()]);
        envelope.contents.clear();
        let mut out = serde_json::to_vec(&envelope).unwrap_or_default();
        // `contents` is the last member and stands there empty: its rows go in before `]}`.
        out.truncate(out.len().saturating_sub(2));
        let first = rows.start;
        for nth in rows {
            if nth > first {
                out.push(b',');
            }
            self.put(nth, &mut out)?;
        }
        out.extend_from_slice(b"]}");
        Ok(out)
    }

    /// Some rows, each on a line of its own.
    ///
    /// # Errors
    /// [`NotRead`].
    pub fn lines(&self, rows: Range<usize>) -> Result<Vec<u8>, NotRead> {
        let mut out = Vec::new();
        for nth in rows.start.min(self.len())..rows.end.min(self.len()) {
            self.put(nth, &mut out)?;
            out.push(b'\n');
        }
        Ok(out)
    }

    fn put(&self, nth: usize, out: &mut Vec<u8>) -> Result<(), NotRead> {
        match &self.rows {
            Rows::Ours(values) => {
                let value = values.get(nth).map(ToString::to_string);
                out.extend_from_slice(value.unwrap_or_default().as_bytes());
                Ok(())
            }
            Rows::Of { served, kind, numbers } => {
                let Some(number) = numbers.at(nth) else { return Ok(()) };
                let body = served.body(*kind, number, self.detail, self.profile)?;
                out.extend_from_slice(&body);
                Ok(())
            }
        }
    }
}

/// Do all words sought stand in the text?
fn said(sought: Option<&str>, text: &str) -> bool {
    let Some(sought) = sought.map(plain_words) else { return true };
    let text = plain_words(text);
    sought.split(' ').all(|word| text.split(' ').any(|own| own == word))
}

/// Within so many metres of a point.
struct Near {
    point: Option<Point>,
    metres: f64,
}

impl Near {
    fn holds(&self, own: Option<Point>) -> bool {
        match (self.point, own) {
            (Some(point), Some(own)) => distance_km(own, point) * 1000.0 <= self.metres,
            _ => false,
        }
    }
}

fn near(query: &ServicesQuery, units: Option<&UnitFile>) -> Option<Near> {
    let metres = query.proximity?;
    let text = query.postcode.as_ref().map(crate::search::text_of)?;
    let point = read_place_in(units, &text).ok().and_then(|sought| sought.point);
    Some(Near { point, metres })
}

impl Served {
    /// A service, all of it.
    ///
    /// # Errors
    /// [`NotRead`].
    pub fn service_body(&self, id: Uuid, profile: Profile) -> Result<Option<Vec<u8>>, NotRead> {
        let body = |number| self.body(Kind::Services, number, Detail::Full, profile);
        self.row_of(id).map(body).transpose()
    }

    /// A service at a place, all of it.
    ///
    /// # Errors
    /// [`NotRead`].
    pub fn at_location_body(&self, id: Uuid, profile: Profile) -> Result<Option<Vec<u8>>, NotRead> {
        let key = |number: &u32| place_at(&self.places, *number).map(|place| place.id);
        let found = self.places_by_id.binary_search_by_key(&Some(id), key).ok();
        let number = found.and_then(|at| self.places_by_id.get(at)).copied();
        number
            .map(|number| self.body(Kind::ServicesAtLocations, number, Detail::Full, profile))
            .transpose()
    }

    /// An organisation with its services; these in full where asked.
    ///
    /// # Errors
    /// [`NotRead`].
    pub fn organisation_body(
        &self,
        id: Uuid,
        full_service: bool,
        profile: Profile,
    ) -> Result<Option<Vec<u8>>, NotRead> {
        let found = self.organisations.binary_search_by_key(&id, |one| one.id).ok();
        let number = found.and_then(|at| u32::try_from(at).ok());
        let kind = Kind::Organisations { full_service };
        number.map(|number| self.body(kind, number, Detail::Full, profile)).transpose()
    }

    /// The rows that a query asks for.
    fn services(&self, query: &ServicesQuery, units: Option<&UnitFile>) -> Numbers {
        let asks_for_all = ServicesQuery {
            paging: query.paging,
            form: query.form,
            detail: query.detail,
            ..ServicesQuery::default()
        };
        if *query == asks_for_all {
            return Numbers::All(self.rows.len());
        }
        let ids = self.index.services(query, units);
        Numbers::These(ids.into_iter().filter_map(|id| self.row_of(id)).collect())
    }

    fn feed(&self, profile: Profile) -> Feed {
        let assurer_email = self.snapshot.assurer_email().map(str::to_owned);
        Feed { base: String::new(), assurer_email, profile }
    }

    fn body(
        &self,
        kind: Kind,
        number: u32,
        detail: Detail,
        profile: Profile,
    ) -> Result<Vec<u8>, NotRead> {
        match kind {
            Kind::Services => self.service_at(number, detail, profile),
            Kind::ServicesAtLocations => {
                let gone = NotRead::Line { line: 0 };
                let Some(place) = place_at(&self.places, number) else { return Err(gone) };
                let entry = self.entry_at(place.row)?;
                let at =
                    entry.places.get(usize::from(place.nth)).ok_or(NotRead::Line { line: 0 })?;
                let body = service_at_location(&entry, at, &self.feed(profile), detail);
                Ok(text(&body.unwrap_or_default()))
            }
            Kind::Organisations { full_service } => {
                let one = usize::try_from(number).ok().and_then(|at| self.organisations.get(at));
                let one = one.ok_or(NotRead::Line { line: 0 })?;
                let entry = self.entry_at(one.told_by)?;
                let mut body = organisation(&entry.organisation, &self.feed(profile), detail);
                if full_service || detail == Detail::Full {
                    let of_service = if full_service { Detail::Full } else { Detail::Summary };
                    let services = self.services_of(one).iter().map(|service| {
                        let body = self.service_at(*service, of_service, profile)?;
                        let mut body: Value = serde_json::from_slice(&body).unwrap_or_default();
                        // It stands inside its organisation.
                        if let Value::Object(fields) = &mut body {
                            fields.remove("organization");
                        }
                        Ok(body)
                    });
                    let services = services.collect::<Result<Vec<Value>, NotRead>>()?;
                    if let Value::Object(fields) = &mut body {
                        fields.insert("services".to_owned(), services.into());
                    }
                }
                Ok(text(&body))
            }
        }
    }

    fn service_at(
        &self,
        number: u32,
        detail: Detail,
        profile: Profile,
    ) -> Result<Vec<u8>, NotRead> {
        let row = self.row(number)?;
        match (detail, profile) {
            (Detail::Minimal, _) => {
                let modified = row.modified.to_string();
                let body =
                    json!({"id": row.id, "modified_date": modified, "last_modified": modified});
                Ok(text(&body))
            }
            (Detail::Summary, Profile::Plain) => self.snapshot.body(nth(row), BodyKind::Summary),
            (Detail::Full, Profile::Plain) => self.snapshot.body(nth(row), BodyKind::Full),
            (_, Profile::Extended) => {
                let entry = self.entry_at(number)?;
                Ok(text(&service(&entry, &self.feed(profile), detail)))
            }
        }
    }
}

fn text(value: &Value) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}
