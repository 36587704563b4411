//! What the finder answers, held against a matcher that looks at every entry by itself.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions
)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use directory::invented::invented;
use directory::model::*;
use directory::open_referral::ServicesQuery;
use directory::search::*;
use directory::towns::Town;
use directory::{Audience, Published, publish};
use jiff::civil::{Date, date};
use kernel::ctx::Seeded;
use proptest::prelude::*;
use uuid::Uuid;

fn today() -> Date {
    date(2026, 11, 22)
}

fn published(count: usize) -> Vec<Published> {
    let entries = invented(&Seeded::new(3), today(), count);
    let withheld = Withheld::of(&entries);
    entries
        .iter()
        .enumerate()
        .filter_map(|(nth, entry)| {
            let mut entry = entry.clone();
            // Some name no area, as feeds do.
            if nth % 9 == 0 {
                entry.service.areas.clear();
            }
            publish(&entry, &withheld, Audience::Professional, today()).ok()
        })
        .collect()
}

static ENTRIES: LazyLock<BTreeMap<Uuid, Published>> =
    LazyLock::new(|| published(1500).into_iter().map(|one| (one.service.ident.id, one)).collect());
static INDEX: LazyLock<Index> = LazyLock::new(|| Index::build(ENTRIES.values()));

/// Whether a service's areas hold the place or a part of it, from the entry alone.
fn serves(one: &Published, place: &Sought) -> Option<bool> {
    let areas: Vec<&Area> = one.service.areas.iter().flat_map(|area| &area.areas).collect();
    if areas.is_empty() {
        return None;
    }
    Some(areas.iter().any(|area| place.around.contains(area) || place.partly.contains(area)))
}

fn distance(one: &Published, place: &Sought) -> Option<f64> {
    let points = one.places.iter().filter_map(|at| at.point());
    let point = place.point?;
    points.map(|own| places::distance_km(own, point)).min_by(f64::total_cmp)
}

fn words_of(text: &str) -> BTreeSet<String> {
    let lower = text.to_lowercase().replace(['’', '\''], "");
    lower.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect()
}

/// Is this reason true of the entry?
fn is_true(reason: &Reason, one: &Published, query: &Query) -> bool {
    let (service, whom) = (&one.service, &one.service.eligibility);
    match reason {
        Reason::Need(term) => service.needs.contains(term),
        Reason::NeedArea { asked, has } => {
            service.needs.contains(has)
                && has.need() == asked.need()
                && !service.needs.contains(asked)
        }
        Reason::Word { word, found } => {
            let text = match found {
                WhereFound::Name => service.name.clone(),
                WhereFound::Organisation => one.organisation.name.clone(),
                WhereFound::Description => service.description.clone().unwrap(),
            };
            // A typing error may have been put right.
            let words = words_of(&text);
            words.iter().any(|own| strsim::osa_distance(own, word) <= 2)
        }
        Reason::Serves(area) => {
            query.place.as_ref().unwrap().around.contains(area)
                && service.areas.iter().any(|own| own.areas.contains(area))
        }
        Reason::ServesPart(area) => {
            query.place.as_ref().unwrap().partly.contains(area)
                && service.areas.iter().any(|own| own.areas.contains(area))
        }
        Reason::Near(km) => {
            let away = distance(one, query.place.as_ref().unwrap()).unwrap();
            (away - f64::from(*km)).abs() <= 0.5 && away <= 40.0
        }
        Reason::Age => whom.ages.take(query.woman.age.unwrap()),
        Reason::Meets(what) => whom.meets(*what) == Said::Yes,
        Reason::Speaks(code) => {
            whom.languages.contains(code) && query.woman.languages.contains(code)
        }
        Reason::Stage(stage) => whom.takes_at(*stage) == Said::Yes,
        Reason::Referrer(referrer) => whom.takes_from(*referrer) == Said::Yes,
        Reason::WomenOnly => whom.women_only == WomenOnly::Yes,
        Reason::WomenOnlyTimes => whom.women_only == WomenOnly::Times,
        Reason::Open => {
            let at = query.open_at.unwrap();
            let own = service.schedules.iter();
            let there = one.places.iter().flat_map(|at| &at.schedules);
            own.chain(there).any(|rule| rule.is_open_at(at))
        }
        Reason::TakesReferrals(told) => service.capacity.is_some_and(|capacity| {
            capacity.told == *told
                && capacity.on(today()).is_some_and(|value| value.takes_referrals())
        }),
    }
}

/// Does the entry fit, by a reading of its own? Words are left to the test of words.
fn fits(one: &Published, query: &Query, terms: &BTreeSet<Term>) -> bool {
    let (service, whom) = (&one.service, &one.service.eligibility);
    let place = query.place.as_ref().is_none_or(|place| match serves(one, place) {
        Some(serves) => serves,
        None => distance(one, place).is_none_or(|km| km <= 40.0),
    });
    let need = terms.is_empty()
        || terms.iter().any(|asked| service.needs.iter().any(|has| has.need() == asked.need()));
    let circumstances = &query.woman.circumstances;
    let open = query.open_at.is_none_or(|at| {
        let mut rules = service.schedules.iter().filter(|rule| rule.tells_hours()).peekable();
        rules.peek().is_none() || rules.any(|rule| rule.is_open_at(at))
    });
    let taking = !query.taking_referrals
        || service.capacity.is_none_or(|capacity| {
            capacity.on(today()).is_none_or(|value| *value != Capacity::Closed)
        });
    place
        && need
        && query.woman.age.is_none_or(|age| whom.ages.take(age))
        && circumstances.iter().all(|what| whom.meets(*what) != Said::No)
        && query.stage.is_none_or(|stage| whom.takes_at(stage) != Said::No)
        && query.referrer.is_none_or(|referrer| whom.takes_from(referrer) != Said::No)
        && !(query.women_only && whom.women_only == WomenOnly::No)
        && open
        && taking
        && service.status == Status::Active
}

fn any_query() -> impl Strategy<Value = Query> {
    let place = prop::option::of((0..Town::all().len(), 0..4_u8).prop_map(|(town, form)| {
        let town = &Town::all()[town];
        let text = match form {
            0 => town.outcode.clone(),
            1 => town.authority.name().to_owned(),
            2 => format!("{} 1", town.outcode),
            _ => town.name.clone(),
        };
        read_place(&text).or_else(|_| read_place(&town.name)).unwrap()
    }));
    let terms: Vec<Term> = Term::all().collect();
    let needs = prop::collection::btree_set(prop::sample::select(terms), 0..3);
    let woman = (
        prop::option::of(14..90_u8),
        prop::collection::btree_set(prop::sample::select(Circumstance::ALL), 0..3),
        prop::collection::btree_set(prop::sample::select(vec!["pl", "so", "de"]), 0..2),
    );
    let words =
        prop::sample::select(vec!["", "", "teasel", "wren housse", "harebell", "zzqx", "debt"]);
    let hour = prop::option::of((0..7_i64, 0..24_i64));
    (
        place,
        needs,
        woman,
        words,
        prop::option::of(prop::sample::select(LegalStage::ALL)),
        prop::option::of(prop::sample::select(Referrer::ALL)),
        any::<bool>(),
        any::<bool>(),
        hour,
        any::<bool>(),
    )
        .prop_map(
            |(place, needs, woman, words, stage, referrer, women_only, taking, hour, show)| {
                let start: jiff::Timestamp = "2026-11-22T00:00:00Z".parse().unwrap();
                Query {
                    place,
                    needs,
                    words: words.to_owned(),
                    woman: Woman {
                        age: woman.0,
                        circumstances: woman.1,
                        languages: woman.2.into_iter().map(str::to_owned).collect(),
                    },
                    stage,
                    referrer,
                    women_only,
                    taking_referrals: taking,
                    open_at: hour.map(|(day, hour)| {
                        start + jiff::SignedDuration::from_hours(day * 24 + hour)
                    }),
                    unsuitable: if show { Unsuitable::Show } else { Unsuitable::LeaveOut },
                    most: usize::MAX,
                    ..Query::new(today())
                }
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(testkit::cases(400)))]

    #[test]
    fn every_reason_is_true_and_those_that_fit_are_those_that_a_plain_look_finds(query in any_query()) {
        let answers = INDEX.search(&query);
        let mut terms = INDEX.understand(&query.words).terms;
        terms.extend(query.needs.iter().copied());
        for answer in &answers {
            let one = &ENTRIES[&answer.id];
            for reason in &answer.reasons {
                prop_assert!(is_true(reason, one, &query), "{reason:?} of {}", one.service.name);
            }
            if query.words.is_empty() {
                prop_assert_eq!(answer.misfits.is_empty(), fits(one, &query, &terms), "{:?}", answer.misfits);
            }
            if query.unsuitable == Unsuitable::LeaveOut {
                prop_assert!(answer.misfits.is_empty());
            }
        }
        let found: BTreeSet<Uuid> = answers.iter().map(|answer| answer.id).collect();
        prop_assert_eq!(found.len(), answers.len());
        if query.words.is_empty() {
            let expected: BTreeSet<Uuid> = ENTRIES
                .values()
                .filter(|one| query.unsuitable == Unsuitable::Show || fits(one, &query, &terms))
                .map(|one| one.service.ident.id)
                .collect();
            prop_assert_eq!(found, expected);
        }
        // Those that fit stand before those that do not.
        let misfits: Vec<usize> = answers.iter().map(|answer| answer.misfits.len()).collect();
        prop_assert!(misfits.is_sorted());
    }

    #[test]
    fn the_same_question_gets_the_same_answer_in_whatever_order_entries_came(query in any_query(), seed in 0..1000_usize) {
        let mut some: Vec<&Published> = ENTRIES.values().take(200).collect();
        let first = Index::build(some.iter().copied()).search(&query);
        some.rotate_left(seed % 200);
        some.swap(0, 100);
        prop_assert_eq!(Index::build(some).search(&query), first);
    }

    #[test]
    fn the_feed_gives_the_services_that_a_plain_look_finds(
        town in 0..Town::all().len(),
        metres in prop::option::of(0..60_000_u32),
        age in prop::option::of(10..40_u8),
        day in prop::option::of(prop::sample::select(vec!["MO", "SA"])),
        term in prop::option::of(0..40_usize),
    ) {
        let outcode = &Town::all()[town].outcode;
        let metres = metres.map(|metres| metres.to_string());
        let age = age.map(|age| age.to_string());
        let term = term.map(|nth| Term::all().nth(nth % Term::all().len()).unwrap());
        let term_id = term.map(|term| term.id().to_string());
        let mut pairs = vec![("postcode", outcode.as_str())];
        pairs.extend(metres.as_deref().map(|text| ("proximity", text)));
        pairs.extend(age.as_deref().map(|text| ("minimum_age", text)));
        pairs.extend(day.map(|text| ("day", text)));
        pairs.extend(term_id.as_deref().map(|text| ("taxonomy_term_id", text)));
        let query = ServicesQuery::parse(pairs).unwrap();
        let place = read_place(outcode).unwrap();
        let found = INDEX.services(&query, None);
        let expected: Vec<Uuid> = ENTRIES
            .values()
            .filter(|one| serves(one, &place) != Some(false))
            .filter(|one| query.proximity.is_none_or(|most| distance(one, &place).is_some_and(|km| km * 1000.0 <= most)))
            .filter(|one| query.minimum_age.is_none_or(|age| one.service.eligibility.ages.to.is_none_or(|to| to >= age)))
            .filter(|one| query.days.is_empty() || one.service.schedules.iter().any(|rule| rule.days.iter().any(|day| query.days.contains(&day.day))))
            .filter(|one| term.is_none_or(|term| one.service.needs.iter().any(|has| *has == term || (term.is_area() && has.need() == term.need()))))
            .map(|one| one.service.ident.id)
            .collect();
        prop_assert_eq!(found, expected);
    }
}

#[test]
fn what_is_kept_private_is_found_by_its_area_and_never_by_its_own_distance() {
    let towns: Vec<Sought> =
        ["Newport", "Leeds", "M1", "EX1"].map(|text| read_place(text).unwrap()).into();
    let mut checked = 0;
    for entry in invented(&Seeded::new(3), today(), 1500) {
        let kept = entry.places.iter().any(|at| at.location.public_spot().is_none());
        let Some(one) = ENTRIES.get(&entry.service.ident.id).filter(|_| kept) else { continue };
        for place in &towns {
            let query = Query {
                place: Some(place.clone()),
                unsuitable: Unsuitable::Show,
                most: usize::MAX,
                ..Query::new(today())
            };
            let answers = INDEX.search(&query);
            let answer = answers.iter().find(|answer| answer.id == one.service.ident.id).unwrap();
            let Some(area) = entry.places[0].location.area() else { continue };
            let middle = reference_point(area).unwrap();
            let told = answer.distance_km;
            let expected =
                (!one.places.is_empty()).then(|| places::distance_km(middle, place.point.unwrap()));
            assert_eq!(told, expected);
            checked += 1;
        }
    }
    assert!(checked > 50);
}

#[test]
fn the_area_that_a_service_serves_comes_before_how_near_it_is() {
    let query = Query {
        place: Some(read_place("NP20").unwrap()),
        unsuitable: Unsuitable::Show,
        most: usize::MAX,
        ..Query::new(today())
    };
    let answers = INDEX.search(&query);
    let fits: Vec<AreaFit> =
        answers.iter().filter(|a| a.misfits.is_empty()).map(|a| a.area).collect();
    assert!(fits.is_sorted() && fits.contains(&AreaFit::Serves));
    let served: Vec<&Answer> = answers
        .iter()
        .filter(|a| {
            a.misfits.is_empty()
                && a.area == AreaFit::Serves
                && a.unknowns.is_empty()
                && matches!(a.freshness, Freshness::Fresh { .. })
        })
        .collect();
    assert!(served.iter().map(|a| a.distance_km.map_or(f64::MAX, f64::round)).is_sorted());
}

#[test]
fn an_index_of_nothing_answers_nothing() {
    let none = Index::build(std::iter::empty::<Published>());
    assert!(none.is_empty() && none.search(&Query::typed("debt in leeds", today())).is_empty());
    assert!(none.services(&ServicesQuery::default(), None).is_empty());
}
