//! The rows that a query of the feed asks for, in order of id.

use jiff::civil::Time;
use places::{Point, PostcodeText, UnitFile, distance_km};
use uuid::Uuid;

use super::index::Index;
use super::place::read_place_in;
use super::rows::Row;
use super::words::worth;
use crate::model::{Area, Schedule};
use crate::open_referral::ServicesQuery;

impl Index {
    /// The ids of the services that the query asks for, all pages, in order of id. A postcode that is
    /// not known is in no area, so nothing serves it.
    #[must_use]
    pub fn services(&self, query: &ServicesQuery, units: Option<&UnitFile>) -> Vec<Uuid> {
        let Some(place) = self.feed_place(query, units) else { return Vec::new() };
        let numbers = self.of_terms(query);
        let by_words = query.search.as_deref().map(|text| self.with_words(text));
        let kept = |number: u32| {
            let row = self.rows.get(usize::try_from(number).ok()?)?;
            let worded = by_words.as_ref().is_none_or(|rows| rows.binary_search(&number).is_ok());
            (worded && self.admits(row, query, &place)).then_some(row.id)
        };
        match numbers {
            Some(numbers) => numbers.into_iter().filter_map(kept).collect(),
            None => {
                (0..u32::try_from(self.rows.len()).unwrap_or(u32::MAX)).filter_map(kept).collect()
            }
        }
    }

    /// The rows with a term or taxonomy that is asked for; none where none is.
    fn of_terms(&self, query: &ServicesQuery) -> Option<Vec<u32>> {
        if query.taxonomy_terms.is_empty() && query.taxonomies.is_empty() {
            return None;
        }
        let rows = |ids: &[Uuid], map: &std::collections::HashMap<Uuid, Vec<u32>>| {
            let mut rows: Vec<u32> =
                ids.iter().filter_map(|id| map.get(id)).flatten().copied().collect();
            rows.sort_unstable();
            rows.dedup();
            rows
        };
        let by_term = rows(&query.taxonomy_terms, &self.by_term);
        let by_taxonomy = rows(&query.taxonomies, &self.by_taxonomy);
        Some(match (query.taxonomy_terms.is_empty(), query.taxonomies.is_empty()) {
            (true, _) => by_taxonomy,
            (_, true) => by_term,
            _ => by_term.into_iter().filter(|row| by_taxonomy.binary_search(row).is_ok()).collect(),
        })
    }

    /// The rows in which every word stands, or whose needs it names.
    fn with_words(&self, text: &str) -> Vec<u32> {
        let asked = self.understand(text);
        let mut rows: Option<Vec<u32>> = None;
        let mut narrow = |mut next: Vec<u32>| {
            next.sort_unstable();
            next.dedup();
            rows = Some(match rows.take() {
                None => next,
                Some(rows) => {
                    rows.into_iter().filter(|row| next.binary_search(row).is_ok()).collect()
                }
            });
        };
        if !asked.terms.is_empty() {
            let of_terms = asked.terms.iter().filter_map(|term| self.by_term.get(&term.id()));
            let named =
                worth(text).iter().flat_map(|word| self.rows_with(word)).collect::<Vec<_>>();
            narrow(of_terms.flatten().copied().chain(named).collect());
        }
        for word in &asked.words {
            narrow(self.rows_with(word));
        }
        // Words that say nothing leave everything.
        rows.unwrap_or_else(|| (0..u32::try_from(self.rows.len()).unwrap_or(u32::MAX)).collect())
    }

    /// The place of the query: none where it names one that is not known.
    fn feed_place(&self, query: &ServicesQuery, units: Option<&UnitFile>) -> Option<FeedPlace> {
        let Some(postcode) = &query.postcode else { return Some(FeedPlace::default()) };
        let sought = read_place_in(units, &text_of(postcode)).ok()?;
        let numbers = |areas: &[Area]| {
            areas.iter().filter_map(|area| self.shared.number_of(area)).collect::<Vec<u16>>()
        };
        let mut areas = numbers(&sought.around);
        areas.extend(numbers(&sought.partly));
        Some(FeedPlace { asked: true, areas, point: sought.point })
    }

    fn admits(&self, row: &Row, query: &ServicesQuery, place: &FeedPlace) -> bool {
        // A service that names no area is not known to serve elsewhere.
        let served = !place.asked
            || row.areas.is_empty()
            || row.areas.iter().any(|area| place.areas.contains(area));
        let near = query.proximity.is_none_or(|metres| {
            place.point.is_some_and(|point| {
                row.points.iter().any(|own| distance_km(*own, point) * 1000.0 <= metres)
            })
        });
        let organisation =
            query.organisations.is_empty() || query.organisations.contains(&row.organisation);
        let changed = query.modified_after.is_none_or(|at| row.modified >= at.as_microsecond());
        let old_enough = query.minimum_age.is_none_or(|age| row.age_to.is_none_or(|to| to >= age));
        let young_enough =
            query.maximum_age.is_none_or(|age| row.age_from.is_none_or(|from| from <= age));
        served
            && near
            && organisation
            && changed
            && old_enough
            && young_enough
            && self.open(row, query)
    }

    fn open(&self, row: &Row, query: &ServicesQuery) -> bool {
        if query.days.is_empty() && query.start_time.is_none() && query.end_time.is_none() {
            return true;
        }
        let number = usize::try_from(row.hours).unwrap_or(usize::MAX);
        let rules: &[Schedule] = self.shared.hours.get(number).map_or(&[], Vec::as_slice);
        rules.iter().any(|rule| {
            let on =
                query.days.is_empty() || rule.days.iter().any(|day| query.days.contains(&day.day));
            let (opens, closes) =
                (rule.opens.unwrap_or(Time::MIN), rule.closes.unwrap_or(Time::MAX));
            let late = closes < opens;
            on && query.start_time.is_none_or(|from| late || closes > from)
                && query.end_time.is_none_or(|to| opens <= to)
        })
    }
}

/// A postcode, or a part of one, as it is written.
pub(crate) fn text_of(postcode: &PostcodeText) -> String {
    match postcode {
        PostcodeText::Whole(postcode) => postcode.text().to_owned(),
        PostcodeText::Sector(sector) => sector.text().to_owned(),
        PostcodeText::Outcode(outcode) => outcode.text().to_owned(),
    }
}

/// A place as the feed uses it.
#[derive(Default)]
struct FeedPlace {
    asked: bool,
    areas: Vec<u16>,
    point: Option<Point>,
}
