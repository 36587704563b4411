//! How one entry answers a question: why it fits, what does not, what is not known, and its rank.

use std::cmp::Reverse;

use places::distance_km;
use uuid::Uuid;

use super::index::{Hit, Index};
use super::place::Sought;
use super::query::Query;
use super::reasons::{AreaFit, Misfit, Reason, Unknown};
use super::rows::{Bits, Row, place_of, term_number};
use super::words::{Asked, WhereFound, worth};
use crate::model::{
    Area, Capacity, Circumstance, Freshness, LegalStage, Referrer, Schedule, Status, Term,
    WomenOnly,
};

/// Beyond so many kilometres a service that names no area is not taken to be within reach.
const WITHIN_REACH_KM: f64 = 40.0;

/// One answer. Its body is read by its id.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The service.
    pub id: Uuid,
    /// Its organisation.
    pub organisation: Uuid,
    /// How its area meets the place.
    pub area: AreaFit,
    /// Kilometres to its nearest place, or to the middle of that place's area where it is kept
    /// private; none where it has none or no place was named.
    pub distance_km: Option<f64>,
    /// Why it fits.
    pub reasons: Vec<Reason>,
    /// What does not; empty for a service that fits.
    pub misfits: Vec<Misfit>,
    /// What is not known.
    pub unknowns: Vec<Unknown>,
    /// How fresh it is.
    pub freshness: Freshness,
    pub(super) rank: Rank,
}

/// Smaller is better: fewer misfits; what was asked for; the area; confirmed at all; about how near;
/// not sinking; how near.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    misfits: usize,
    relevance: Reverse<u32>,
    area: AreaFit,
    unconfirmed: bool,
    ring: usize,
    sinking: bool,
    metres: u32,
    unknowns: usize,
}

/// Kilometres within which places count as equally near before freshness is asked.
const RINGS_KM: [f64; 6] = [3.0, 8.0, 16.0, 32.0, 64.0, 128.0];

/// A question, made ready to be held against many rows.
pub(super) struct Sight<'a> {
    pub(super) query: &'a Query,
    pub(super) place: Option<Numbered<'a>>,
    asked: &'a Asked,
    terms: Vec<(Term, usize, Bits)>,
    /// How many words worth looking for she typed.
    words: usize,
    index: &'a Index,
}

/// A place with its areas as the index numbers them.
pub(super) struct Numbered<'a> {
    sought: &'a Sought,
    pub(super) around: Vec<u16>,
    pub(super) partly: Vec<u16>,
}

impl<'a> Sight<'a> {
    pub(super) fn new(index: &'a Index, query: &'a Query, asked: &'a Asked) -> Self {
        let numbers = |areas: &[Area]| -> Vec<u16> {
            areas.iter().filter_map(|area| index.shared.number_of(area)).collect()
        };
        let place = query.place.as_ref().map(|sought| Numbered {
            sought,
            around: numbers(&sought.around),
            partly: numbers(&sought.partly),
        });
        let terms = asked
            .terms
            .iter()
            .map(|term| {
                let of_area = Term::all().filter(|other| other.need() == term.need());
                (*term, term_number(*term), Bits::of(of_area.map(term_number)))
            })
            .collect();
        let words = worth(&query.words).len();
        Self { query, place, asked, terms, words, index }
    }
}

#[derive(Default)]
struct Findings {
    reasons: Vec<Reason>,
    misfits: Vec<Misfit>,
    unknowns: Vec<Unknown>,
    relevance: u32,
}

pub(super) fn weigh(row: &Row, sight: &Sight<'_>, hits: &[Hit]) -> Answer {
    let mut f = Findings::default();
    needs(row, sight, hits, &mut f);
    let (area, distance_km) = area(row, sight, &mut f);
    whom(row, sight, &mut f);
    when(row, sight, &mut f);
    let rank = Rank {
        misfits: f.misfits.len(),
        relevance: Reverse(f.relevance),
        area,
        unconfirmed: matches!(
            row.freshness,
            Freshness::Unconfirmed { .. } | Freshness::Hidden { .. }
        ),
        ring: distance_km.map_or(RINGS_KM.len(), |km| {
            RINGS_KM.iter().position(|ring| km <= *ring).unwrap_or(RINGS_KM.len())
        }),
        sinking: matches!(row.freshness, Freshness::Sinking { .. }),
        metres: distance_km.map_or(u32::MAX, |km| whole(km * 1000.0)),
        unknowns: f.unknowns.len(),
    };
    Answer {
        id: row.id,
        organisation: row.organisation,
        area,
        distance_km,
        reasons: f.reasons,
        misfits: f.misfits,
        unknowns: f.unknowns,
        freshness: row.freshness,
        rank,
    }
}

/// A number of metres or kilometres without its parts.
fn whole(number: f64) -> u32 {
    format!("{number:.0}").parse().unwrap_or(u32::MAX)
}

fn needs(row: &Row, sight: &Sight<'_>, hits: &[Hit], f: &mut Findings) {
    let mut met = false;
    for (term, number, of_area) in &sight.terms {
        if row.terms.has(*number) {
            f.reasons.push(Reason::Need(*term));
            // What a service is called by is what it does most.
            f.relevance += if row.named.has(*number) { 80 } else { 60 };
            met = true;
        } else if row.terms.meets(*of_area) {
            let has = Term::all()
                .find(|other| other.need() == term.need() && row.terms.has(term_number(*other)));
            if let Some(has) = has {
                f.reasons.push(Reason::NeedArea { asked: *term, has });
                // Somebody who asks for the wide thing is served by any part of it.
                f.relevance += if term.is_area() {
                    50
                } else if has.is_area() {
                    40
                } else {
                    15
                };
                met = true;
            }
        }
    }
    for hit in hits {
        f.reasons.push(Reason::Word { word: hit.word.clone(), found: hit.found });
        f.relevance += match hit.found {
            WhereFound::Name => hit.weight * 4,
            WhereFound::Organisation => hit.weight * 4 + 1,
            WhereFound::Description => hit.weight,
        };
    }
    // All her words together in its name: she seeks this one, and "house" is no need of hers.
    let in_names = hits.iter().filter(|hit| hit.found != WhereFound::Description).count();
    if in_names > 1 && in_names == sight.words {
        f.relevance += 100;
    }
    let by_name = hits.iter().any(|hit| hit.found != WhereFound::Description);
    let words = hits.iter().any(|hit| hit.must);
    if !sight.terms.is_empty() && !met && !by_name {
        f.misfits.push(Misfit::Need);
    }
    if !sight.asked.words.is_empty() && !words && !met {
        f.misfits.push(Misfit::Words);
    }
}

fn area(row: &Row, sight: &Sight<'_>, f: &mut Findings) -> (AreaFit, Option<f64>) {
    let Some(place) = &sight.place else { return (AreaFit::NotAsked, None) };
    let distance = place.sought.point.and_then(|point| {
        let all = row.points.iter().map(|own| distance_km(*own, point));
        all.min_by(f64::total_cmp)
    });
    let first = |areas: &[u16]| areas.iter().find(|area| row.areas.contains(area)).copied();
    let name = |number: u16| sight.index.shared.area_of(number).cloned();
    if let Some(area) = first(&place.around).and_then(name) {
        f.reasons.push(Reason::Serves(area));
        return (AreaFit::Serves, distance);
    }
    if let Some(area) = first(&place.partly).and_then(name) {
        f.reasons.push(Reason::ServesPart(area));
        return (AreaFit::ServesPart, distance);
    }
    if !row.areas.is_empty() {
        f.misfits.push(Misfit::Area);
        return (AreaFit::No, distance);
    }
    match distance {
        Some(km) if km <= WITHIN_REACH_KM => {
            f.reasons.push(Reason::Near(whole(km)));
            f.unknowns.push(Unknown::Area);
            (AreaFit::Near, distance)
        }
        Some(km) => {
            f.misfits.push(Misfit::Far(whole(km)));
            (AreaFit::No, distance)
        }
        None => {
            f.unknowns.push(Unknown::Area);
            (AreaFit::NotSaid, None)
        }
    }
}

fn whom(row: &Row, sight: &Sight<'_>, f: &mut Findings) {
    let query = sight.query;
    if let Some(age) = query.woman.age {
        let takes =
            row.age_from.is_none_or(|from| age >= from) && row.age_to.is_none_or(|to| age <= to);
        match (takes, row.age_from.or(row.age_to)) {
            (false, _) => f.misfits.push(Misfit::Age),
            (true, Some(_)) => f.reasons.push(Reason::Age),
            (true, None) => {}
        }
    }
    for one in &query.woman.circumstances {
        let number = place_of(Circumstance::ALL, one);
        if row.met.has(number) {
            f.reasons.push(Reason::Meets(*one));
        } else if row.not_met.has(number) {
            f.misfits.push(Misfit::Meets(*one));
        } else {
            f.unknowns.push(Unknown::Meets(*one));
        }
    }
    if !query.woman.languages.is_empty() {
        let number = usize::try_from(row.languages).unwrap_or(usize::MAX);
        let spoken = sight.index.shared.languages.get(number).map_or(&[][..], Vec::as_slice);
        match spoken.iter().find(|code| query.woman.languages.contains(*code)) {
            Some(code) => f.reasons.push(Reason::Speaks(code.clone())),
            // Interpreters are seldom listed, so a language that is not told of is no no.
            None => f.unknowns.push(Unknown::Languages),
        }
    }
    if let Some(stage) = query.stage {
        if row.stages.is_empty() {
            f.unknowns.push(Unknown::Stage);
        } else if row.stages.has(place_of(LegalStage::ALL, &stage)) {
            f.reasons.push(Reason::Stage(stage));
        } else {
            f.misfits.push(Misfit::Stage(stage));
        }
    }
    if let Some(referrer) = query.referrer {
        if row.referrers.is_empty() {
            f.unknowns.push(Unknown::Referrer);
        } else if row.referrers.has(place_of(Referrer::ALL, &referrer)) {
            f.reasons.push(Reason::Referrer(referrer));
        } else {
            f.misfits.push(Misfit::Referrer(referrer));
        }
    }
    match (row.women_only, query.women_only) {
        (WomenOnly::Yes, _) => f.reasons.push(Reason::WomenOnly),
        (WomenOnly::Times, true) => f.reasons.push(Reason::WomenOnlyTimes),
        (WomenOnly::No, true) => f.misfits.push(Misfit::WomenOnly),
        (WomenOnly::Unknown, true) => f.unknowns.push(Unknown::WomenOnly),
        (_, false) => {}
    }
}

fn when(row: &Row, sight: &Sight<'_>, f: &mut Findings) {
    let query = sight.query;
    if let Some(at) = query.open_at {
        let number = usize::try_from(row.hours).unwrap_or(usize::MAX);
        let rules: &[Schedule] = sight.index.shared.hours.get(number).map_or(&[], Vec::as_slice);
        if rules.is_empty() {
            f.unknowns.push(Unknown::Hours);
        } else if rules.iter().any(|rule| rule.is_open_at(at)) {
            f.reasons.push(Reason::Open);
        } else {
            f.misfits.push(Misfit::Closed);
        }
    }
    let told = row.capacity.filter(|capacity| capacity.on(query.today).is_some());
    match (told, query.taking_referrals) {
        (Some(told), _) if told.value.takes_referrals() => {
            f.reasons.push(Reason::TakesReferrals(told.told));
        }
        (Some(told), true) if told.value == Capacity::Closed => {
            f.misfits.push(Misfit::TakesNoReferrals(told.told));
        }
        (None, true) => f.unknowns.push(Unknown::Capacity),
        _ => {}
    }
    if row.status != Status::Active {
        f.misfits.push(Misfit::NotRunning(row.status));
    }
}
