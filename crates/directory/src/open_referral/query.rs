//! What may be asked of the feed, read from the query of an address. A wrong value is an error that
//! names its parameter and what it should be, and never the value: it may be her postcode.

use jiff::Timestamp;
use jiff::civil::{Time, Weekday};
use places::PostcodeText;
use uuid::Uuid;

use super::body::Detail;
use super::page::Paging;
use super::pairs::{Pairs, instant};
use crate::model::NthDay;

/// A value that cannot be understood: answered with 400.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{parameter} must be {wanted}")]
pub struct QueryError {
    /// Which parameter.
    pub parameter: &'static str,
    /// What it must be.
    pub wanted: &'static str,
}

/// In which form the answer is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Form {
    /// One page.
    #[default]
    Json,
    /// All of it, one a line, without pages.
    Ndjson,
}

/// `GET /services`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ServicesQuery {
    /// Free words.
    pub search: Option<String>,
    /// Which page.
    pub paging: Paging,
    /// In which form.
    pub form: Form,
    /// How much of each: `minimal` and `full`. Minimal without a page size is all on one page.
    pub detail: Detail,
    /// With any of these terms.
    pub taxonomy_terms: Vec<Uuid>,
    /// With any term of these taxonomies.
    pub taxonomies: Vec<Uuid>,
    /// Of any of these organisations.
    pub organisations: Vec<Uuid>,
    /// Changed at this instant or later.
    pub modified_after: Option<Timestamp>,
    /// Taking somebody of this age or older.
    pub minimum_age: Option<u8>,
    /// Taking somebody of this age or younger.
    pub maximum_age: Option<u8>,
    /// Open at this time or later.
    pub start_time: Option<Time>,
    /// Open at this time or earlier.
    pub end_time: Option<Time>,
    /// Open on any of these days.
    pub days: Vec<Weekday>,
    /// Serving this place.
    pub postcode: Option<PostcodeText>,
    /// Within so many metres of it.
    pub proximity: Option<f64>,
}

/// `GET /service_at_locations`: the same without ages and times.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ServiceAtLocationsQuery(pub ServicesQuery);

/// `GET /organizations`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OrganisationsQuery {
    /// Free words.
    pub search: Option<String>,
    /// Which page.
    pub paging: Paging,
    /// In which form.
    pub form: Form,
    /// How much of each.
    pub detail: Detail,
    /// Their services in full.
    pub full_service: bool,
}

/// `GET /taxonomies`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TaxonomiesQuery {
    /// Free words.
    pub search: Option<String>,
    /// Which page.
    pub paging: Paging,
    /// In which form.
    pub form: Form,
}

/// `GET /taxonomy_terms`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TaxonomyTermsQuery {
    /// Free words.
    pub search: Option<String>,
    /// Which page.
    pub paging: Paging,
    /// In which form.
    pub form: Form,
    /// Of this taxonomy.
    pub taxonomy: Option<Uuid>,
    /// Only those with none above them.
    pub top_only: bool,
    /// Below this term.
    pub parent: Option<Uuid>,
}

impl ServicesQuery {
    /// Reads the pairs of a query, decoded. Names that mean nothing here are passed over.
    ///
    /// # Errors
    /// [`QueryError`], naming the first parameter that cannot be understood.
    pub fn parse<'a>(
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, QueryError> {
        let pairs = Pairs(pairs.into_iter().collect());
        let age = |parameter| {
            pairs.read(parameter, "a whole number of years", |text| text.parse::<u8>().ok())
        };
        let time = |parameter| {
            pairs.read(parameter, "a time such as 09:30", |text| {
                (text.len() >= 4).then(|| text.parse::<Time>().ok())?
            })
        };
        let detail = pairs.detail()?;
        let mut paging = pairs.paging()?;
        let sized = pairs.get("per_page").or_else(|| pairs.get("perPage")).is_some();
        if detail == Detail::Minimal && !sized {
            paging.size = u32::MAX;
        }
        let query = Self {
            search: pairs.search(),
            paging,
            form: pairs.form()?,
            detail,
            taxonomy_terms: pairs.ids("taxonomy_term_id")?,
            taxonomies: pairs.ids("taxonomy_id")?,
            organisations: pairs.ids("organization_id")?,
            modified_after: pairs.read(
                "modified_after",
                "an instant such as 2026-03-03T14:30:00Z, or a date",
                instant,
            )?,
            minimum_age: age("minimum_age")?,
            maximum_age: age("maximum_age")?,
            start_time: time("start_time")?,
            end_time: time("end_time")?,
            days: pairs.list("day", "a day such as MO or Monday", |text| {
                NthDay::parse(text).ok().filter(|day| day.nth.is_none()).map(|day| day.day)
            })?,
            postcode: pairs.read("postcode", "a postcode, or its first half", |text| {
                PostcodeText::parse(text).ok()
            })?,
            proximity: pairs.read("proximity", "a distance in metres", |text| {
                text.parse::<f64>().ok().filter(|metres| (0.0..=2_000_000.0).contains(metres))
            })?,
        };
        if query.proximity.is_some() && query.postcode.is_none() {
            let wanted = "given together with a postcode";
            return Err(QueryError { parameter: "proximity", wanted });
        }
        Ok(query)
    }
}

impl ServiceAtLocationsQuery {
    /// Reads the pairs of a query, decoded.
    ///
    /// # Errors
    /// As [`ServicesQuery::parse`].
    pub fn parse<'a>(
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, QueryError> {
        ServicesQuery::parse(pairs).map(Self)
    }
}

impl OrganisationsQuery {
    /// Reads the pairs of a query, decoded.
    ///
    /// # Errors
    /// [`QueryError`].
    pub fn parse<'a>(
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, QueryError> {
        let pairs = Pairs(pairs.into_iter().collect());
        Ok(Self {
            search: pairs.search(),
            paging: pairs.paging()?,
            form: pairs.form()?,
            detail: pairs.detail()?,
            full_service: pairs.yes("full_service")?,
        })
    }
}

impl TaxonomiesQuery {
    /// Reads the pairs of a query, decoded.
    ///
    /// # Errors
    /// [`QueryError`].
    pub fn parse<'a>(
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, QueryError> {
        let pairs = Pairs(pairs.into_iter().collect());
        Ok(Self { search: pairs.search(), paging: pairs.paging()?, form: pairs.form()? })
    }
}

impl TaxonomyTermsQuery {
    /// Reads the pairs of a query, decoded.
    ///
    /// # Errors
    /// [`QueryError`].
    pub fn parse<'a>(
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, QueryError> {
        let pairs = Pairs(pairs.into_iter().collect());
        Ok(Self {
            search: pairs.search(),
            paging: pairs.paging()?,
            form: pairs.form()?,
            taxonomy: pairs.id("taxonomy_id")?,
            top_only: pairs.yes("top_only")?,
            parent: pairs.id("parent_id")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wrong(name: &str, value: &str) -> Option<&'static str> {
        ServicesQuery::parse([(name, value)]).err().map(|why| why.parameter)
    }

    #[test]
    fn every_parameter_is_read_as_what_it_is_and_a_wrong_one_is_named() {
        let id = "ac148810-d857-441c-9679-408f346de14b";
        let read = ServicesQuery::parse([
            ("search", " debt "),
            ("page", "2"),
            ("perPage", "57"),
            ("format", "ndjson"),
            ("taxonomy_term_id", id),
            ("modified_after", "2026-03-03"),
            ("full", "true"),
            ("minimum_age", "18"),
            ("start_time", "09:30"),
            ("day", "MO,Friday"),
            ("postcode", "np20 4"),
            ("proximity", "2500"),
            ("colour", "blue"),
        ])
        .unwrap();
        assert_eq!(read.search.as_deref(), Some("debt"));
        assert_eq!(read.paging, Paging { page: 2, size: 57 });
        assert_eq!((read.form, read.detail), (Form::Ndjson, Detail::Full));
        assert_eq!(read.days, [Weekday::Monday, Weekday::Friday]);
        assert_eq!(read.proximity, Some(2500.0));
        for (name, value) in [
            ("page", "0"),
            ("page", "-1"),
            ("page", "x"),
            ("per_page", "0"),
            ("per_page", "1001"),
            ("perPage", "1e3"),
            ("format", "xml"),
            ("full", "maybe"),
            ("minimal", "2"),
            ("taxonomy_term_id", "4711"),
            ("taxonomy_id", "x"),
            ("organization_id", "1"),
            ("modified_after", "yesterday"),
            ("minimum_age", "-1"),
            ("maximum_age", "400"),
            ("start_time", "25:00"),
            ("end_time", "9"),
            ("day", "Someday"),
            ("postcode", "nowhere at all"),
            ("proximity", "near"),
        ] {
            assert_eq!(wrong(name, value), Some(name), "{value}");
        }
        assert_eq!(wrong("proximity", "100"), Some("proximity"), "without a postcode");
        assert_eq!(ServicesQuery::parse([("minimal", "true")]).unwrap().paging.size, u32::MAX);
    }

    #[test]
    fn an_error_does_not_repeat_what_was_typed() {
        let why = ServicesQuery::parse([("postcode", "SW1A 2AAX")]).unwrap_err();
        assert!(!format!("{why} {why:?}").contains("SW1A"));
    }

    proptest! {
        #[test]
        fn any_query_is_read_or_refused(name in "[a-z_]{1,16}|page|per_page|postcode|day|modified_after", value in ".{0,40}") {
            let _ = ServicesQuery::parse([(name.as_str(), value.as_str())]);
            let _ = TaxonomyTermsQuery::parse([(name.as_str(), value.as_str())]);
            let _ = OrganisationsQuery::parse([(name.as_str(), value.as_str())]);
        }
    }
}
