//! The directory as strangers meet it: a snapshot, an index over it, and which organisations and
//! places stand in it. Immutable; a new snapshot makes a new one, and whoever reads the old one goes
//! on reading it.
//!
//! Entries and bodies stay in the file and are read from there; memory holds some two hundred bytes
//! an entry and the words of the index.
//!
//! Not for who may see what: a snapshot holds nothing that is not for everybody.

mod feed;
mod shelf;

pub use feed::{Kind, Selection};
pub use shelf::{Refreshed, Shelf};

use std::collections::HashMap;
use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use places::Point;
use uuid::Uuid;

use crate::model::plain_words;
use crate::publish::{Published, Reached, Shown};
use crate::search::Index;
use crate::snapshot::{NotRead, Snapshot};

/// A directory that is served.
#[derive(Debug)]
pub struct Served {
    snapshot: Snapshot,
    index: Index,
    /// In order of service id.
    rows: Vec<Row>,
    /// In order of id.
    organisations: Vec<OrganisationRow>,
    /// Which rows are each organisation's, one after the other.
    of_organisations: Vec<u32>,
    /// Places of which something may be told, in order of service.
    places: Vec<PlaceRow>,
    /// The same in order of their own id.
    places_by_id: Vec<u32>,
}

#[derive(Debug)]
struct Row {
    id: Uuid,
    /// Where it lies in the snapshot.
    nth: u32,
    modified: Timestamp,
}

#[derive(Debug)]
struct OrganisationRow {
    id: Uuid,
    /// The row that tells most of it.
    told_by: u32,
    services: Range<u32>,
    /// Its name and what it is, in plain words, for the feed's search.
    words: Box<str>,
}

#[derive(Debug)]
struct PlaceRow {
    id: Uuid,
    row: u32,
    nth: u16,
    point: Option<Point>,
}

/// What is gathered of an organisation while entries are read.
struct Gathered {
    services: Vec<Uuid>,
    told_by: Uuid,
    by_line: bool,
    words: Box<str>,
}

impl Served {
    /// Reads every entry of a snapshot once.
    ///
    /// # Errors
    /// [`NotRead`] when an entry is not one of this version.
    pub fn of(snapshot: Snapshot) -> Result<Self, NotRead> {
        let mut rows: Vec<Row> = Vec::with_capacity(snapshot.len());
        let mut seen: std::collections::HashSet<Uuid> = std::collections::HashSet::new();
        let mut organisations: HashMap<Uuid, Gathered> = HashMap::new();
        let mut places: Vec<(Uuid, PlaceRow)> = Vec::new();
        let mut trouble = None;
        let entries = (0..snapshot.len()).map_while(|nth| match snapshot.entry(nth) {
            Ok(entry) => {
                if seen.insert(entry.service.ident.id) {
                    rows.push(Row {
                        id: entry.service.ident.id,
                        nth: u32::try_from(nth).unwrap_or(u32::MAX),
                        modified: modified(&entry),
                    });
                    gather(&mut organisations, &entry);
                    places.extend(places_of(&entry));
                }
                Some(entry)
            }
            Err(error) => {
                trouble = Some(error);
                None
            }
        });
        let index = Index::build(entries);
        if let Some(error) = trouble {
            return Err(error);
        }
        rows.sort_by_key(|row| row.id);
        rows.shrink_to_fit();
        let at = |id: Uuid| {
            let found = rows.binary_search_by_key(&id, |row| row.id).unwrap_or(usize::MAX);
            u32::try_from(found).unwrap_or(u32::MAX)
        };
        let mut all: Vec<(Uuid, Gathered)> = organisations.into_iter().collect();
        all.sort_by_key(|(id, _)| *id);
        let mut of_organisations: Vec<u32> = Vec::with_capacity(rows.len());
        let mut organisations: Vec<OrganisationRow> = Vec::with_capacity(all.len());
        for (id, gathered) in all {
            let from = u32::try_from(of_organisations.len()).unwrap_or(u32::MAX);
            of_organisations.extend(gathered.services.iter().map(|service| at(*service)));
            let to = u32::try_from(of_organisations.len()).unwrap_or(u32::MAX);
            organisations.push(OrganisationRow {
                id,
                told_by: at(gathered.told_by),
                services: from..to,
                words: gathered.words,
            });
        }
        places.sort_by_key(|(service, place)| (*service, place.nth));
        let places: Vec<PlaceRow> = places
            .into_iter()
            .map(|(service, place)| PlaceRow { row: at(service), ..place })
            .collect();
        let mut places_by_id: Vec<u32> =
            (0..u32::try_from(places.len()).unwrap_or(u32::MAX)).collect();
        places_by_id.sort_by_key(|number| place_at(&places, *number).map(|place| place.id));
        Ok(Self { snapshot, index, rows, organisations, of_organisations, places, places_by_id })
    }

    /// The day as of which it was made.
    #[must_use]
    pub const fn made_on(&self) -> Date {
        self.snapshot.made_on()
    }

    /// Another text for anything that is not the same directory.
    #[must_use]
    pub fn digest(&self) -> &str {
        self.snapshot.digest()
    }

    /// How many services it holds.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// Does it hold none?
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The index by which the finder searches.
    #[must_use]
    pub const fn index(&self) -> &Index {
        &self.index
    }

    /// An entry, read from the file.
    ///
    /// # Errors
    /// [`NotRead`].
    pub fn entry(&self, id: Uuid) -> Result<Option<Published>, NotRead> {
        match self.row_of(id) {
            Some(number) => self.entry_at(number).map(Some),
            None => Ok(None),
        }
    }

    fn row_of(&self, id: Uuid) -> Option<u32> {
        let found = self.rows.binary_search_by_key(&id, |row| row.id).ok()?;
        u32::try_from(found).ok()
    }

    fn row(&self, number: u32) -> Result<&Row, NotRead> {
        let row = usize::try_from(number).ok().and_then(|at| self.rows.get(at));
        row.ok_or(NotRead::Line { line: 0 })
    }

    fn entry_at(&self, number: u32) -> Result<Published, NotRead> {
        self.snapshot.entry(nth(self.row(number)?))
    }

    fn services_of(&self, organisation: &OrganisationRow) -> &[u32] {
        let from = usize::try_from(organisation.services.start).unwrap_or_default();
        let to = usize::try_from(organisation.services.end).unwrap_or_default();
        self.of_organisations.get(from..to).unwrap_or_default()
    }
}

fn nth(row: &Row) -> usize {
    usize::try_from(row.nth).unwrap_or(usize::MAX)
}

fn place_at(places: &[PlaceRow], number: u32) -> Option<&PlaceRow> {
    usize::try_from(number).ok().and_then(|at| places.get(at))
}

/// When it was last changed, as its bodies say it.
fn modified(entry: &Published) -> Timestamp {
    entry.service.modified.unwrap_or_else(|| {
        let told = entry.provenance.whole.on.to_zoned(TimeZone::UTC);
        told.map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
    })
}

fn gather(organisations: &mut HashMap<Uuid, Gathered>, entry: &Published) {
    let (organisation, service) = (&entry.organisation, entry.service.ident.id);
    let by_line = matches!(entry.reached, Reached::ByLine(_));
    let gathered = organisations.entry(organisation.ident.id).or_insert_with(|| Gathered {
        services: Vec::new(),
        told_by: service,
        by_line: true,
        words: Box::default(),
    });
    gathered.services.push(service);
    // An entry that is reached by its line tells least of its organisation; of the others the one with
    // the least id, so that the same directory gives the same answer.
    let is_better = (by_line, service) < (gathered.by_line, gathered.told_by);
    if gathered.words.is_empty() || is_better {
        gathered.by_line = by_line;
        gathered.told_by = service;
        let said = organisation.description.as_deref().unwrap_or_default();
        let other = organisation.other_name.as_deref().unwrap_or_default();
        gathered.words = plain_words(&format!("{} {other} {said}", organisation.name)).into();
    }
}

fn places_of(entry: &Published) -> Vec<(Uuid, PlaceRow)> {
    let told = |shown: &Shown| !matches!(shown, Shown::Private { .. });
    let places = entry.places.iter().enumerate().filter(|(_, at)| told(&at.shown));
    places
        .map(|(nth, at)| {
            let place = PlaceRow {
                id: at.ident.id,
                row: 0,
                nth: u16::try_from(nth).unwrap_or(u16::MAX),
                point: at.point(),
            };
            (entry.service.ident.id, place)
        })
        .collect()
}
