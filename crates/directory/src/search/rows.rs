//! What the index holds of an entry: small numbers, no text and no address.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use places::Point;
use uuid::Uuid;

use super::words::named_in;
use crate::model::{
    Area, Capacity, Circumstance, Dated, Extra, Freshness, Ident, LegalStage, Referrer, Said,
    Schedule, Status, Term, WomenOnly,
};
use crate::publish::Published;

/// A set of small numbers in one word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Bits(u64);

impl Bits {
    pub(super) fn of(numbers: impl IntoIterator<Item = usize>) -> Self {
        Self(
            numbers
                .into_iter()
                .filter(|number| *number < 64)
                .fold(0, |set, number| set | 1 << number),
        )
    }

    pub(super) const fn has(self, number: usize) -> bool {
        number < 64 && self.0 >> number & 1 == 1
    }

    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// One entry.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) id: Uuid,
    pub(super) organisation: Uuid,
    pub(super) terms: Bits,
    /// Those of them that its name says.
    pub(super) named: Bits,
    pub(super) areas: Box<[u16]>,
    pub(super) points: Box<[Point]>,
    /// Which of the sets of opening times.
    pub(super) hours: u32,
    /// Which of the sets of languages.
    pub(super) languages: u32,
    pub(super) age_from: Option<u8>,
    pub(super) age_to: Option<u8>,
    pub(super) women_only: WomenOnly,
    pub(super) met: Bits,
    pub(super) not_met: Bits,
    pub(super) stages: Bits,
    pub(super) referrers: Bits,
    pub(super) capacity: Option<Dated<Capacity>>,
    pub(super) freshness: Freshness,
    pub(super) status: Status,
    /// When it was last changed, microseconds.
    pub(super) modified: i64,
}

/// Values that many rows share, each kept once.
#[derive(Debug, Default)]
pub(super) struct Shared {
    areas: Vec<Area>,
    area_numbers: HashMap<Area, u16>,
    pub(super) hours: Vec<Vec<Schedule>>,
    hour_numbers: HashMap<String, u32>,
    pub(super) languages: Vec<Vec<String>>,
    language_numbers: BTreeMap<Vec<String>, u32>,
}

pub(super) fn place_of<T: PartialEq>(all: &[T], one: &T) -> usize {
    all.iter().position(|other| other == one).unwrap_or(63)
}

pub(super) fn term_number(term: Term) -> usize {
    Term::all().position(|other| other == term).unwrap_or(63)
}

impl Shared {
    pub(super) fn area(&mut self, area: &Area) -> u16 {
        if let Some(number) = self.area_numbers.get(area) {
            return *number;
        }
        let number = u16::try_from(self.areas.len()).unwrap_or(u16::MAX);
        self.areas.push(area.clone());
        self.area_numbers.insert(area.clone(), number);
        number
    }

    pub(super) fn number_of(&self, area: &Area) -> Option<u16> {
        self.area_numbers.get(area).copied()
    }

    pub(super) fn area_of(&self, number: u16) -> Option<&Area> {
        self.areas.get(usize::from(number))
    }

    /// Opening times without their texts and ids, so that equal ones are one.
    fn hours_of(&mut self, schedules: Vec<Schedule>) -> u32 {
        let rules: Vec<Schedule> = schedules
            .into_iter()
            .filter(Schedule::tells_hours)
            .map(|rule| Schedule {
                description: None,
                link: None,
                attending: None,
                notes: None,
                extra: Extra::default(),
                ident: Ident::of(Uuid::nil()),
                ..rule
            })
            .collect();
        let key = serde_json::to_string(&rules).unwrap_or_default();
        let next = u32::try_from(self.hours.len()).unwrap_or(u32::MAX);
        let number = *self.hour_numbers.entry(key).or_insert(next);
        if number == next {
            self.hours.push(rules);
        }
        number
    }

    fn languages_of(&mut self, codes: Vec<String>) -> u32 {
        let next = u32::try_from(self.languages.len()).unwrap_or(u32::MAX);
        let number = *self.language_numbers.entry(codes.clone()).or_insert(next);
        if number == next {
            self.languages.push(codes);
        }
        number
    }

    /// The row of an entry.
    pub(super) fn row(&mut self, published: &Published) -> Row {
        let service = &published.service;
        let whom = &service.eligibility;
        let said = |answer| {
            let of_it = whom.circumstances.iter().filter(move |(_, said)| **said == answer);
            Bits::of(of_it.map(|(one, _)| place_of(Circumstance::ALL, one)))
        };
        let mut areas: Vec<u16> =
            service.areas.iter().flat_map(|one| &one.areas).map(|area| self.area(area)).collect();
        areas.sort_unstable();
        areas.dedup();
        let schedules =
            service.schedules.iter().chain(published.places.iter().flat_map(|at| &at.schedules));
        let hours = self.hours_of(schedules.cloned().collect());
        let languages = self.languages_of(whom.languages.iter().cloned().collect());
        Row {
            id: service.ident.id,
            organisation: published.organisation.ident.id,
            terms: Bits::of(service.needs.iter().map(|term| term_number(*term))),
            named: Bits::of(
                named_in(&service.name)
                    .into_iter()
                    .filter(|term| service.needs.contains(term))
                    .map(term_number),
            ),
            areas: areas.into(),
            points: published.places.iter().filter_map(|at| at.point()).collect(),
            hours,
            languages,
            age_from: whom.ages.from,
            age_to: whom.ages.to,
            women_only: whom.women_only,
            met: said(Said::Yes),
            not_met: said(Said::No),
            stages: Bits::of(whom.stages.iter().map(|one| place_of(LegalStage::ALL, one))),
            referrers: Bits::of(whom.referrers.iter().map(|one| place_of(Referrer::ALL, one))),
            capacity: service.capacity,
            freshness: published.freshness,
            status: service.status,
            modified: service
                .modified
                .map_or_else(|| told_at(published.provenance.whole.on), |at| at.as_microsecond()),
        }
    }
}

fn told_at(day: Date) -> i64 {
    day.to_zoned(jiff::tz::TimeZone::UTC).map_or(0, |zoned| zoned.timestamp().as_microsecond())
}
