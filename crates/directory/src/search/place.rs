//! The place that somebody typed: a postcode or a part of one, a town, a council, a county, a police
//! area, a region or a nation; typing errors forgiven, and said.

use std::collections::HashMap;
use std::sync::LazyLock;

use places::{Located, NotLocated, Places, Point, PostcodeText, UnitFile};

use crate::model::{Area, area_named, areas_around, reference_point};
use crate::towns::Town;

/// A place as the search uses it. Its `Debug` shows nothing.
#[derive(Clone, PartialEq)]
pub struct Sought {
    /// From where distances are counted.
    pub point: Option<Point>,
    /// Areas that hold all of the place, narrowest first.
    pub around: Vec<Area>,
    /// Areas that hold a part of it: the councils of an outcode or a county.
    pub partly: Vec<Area>,
    /// What was understood: `NP20`, a town, a council. A whole postcode is cut to its first half.
    pub label: String,
    /// Was a typing error put right? Then a page says what was understood.
    pub guessed: bool,
}

/// Why no place was understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAPlace {
    /// A postcode that is not covered or not known.
    #[error(transparent)]
    Postcode(#[from] NotLocated),
    /// No town or area is called so.
    #[error(
        "no town, council or police area of that name is known; a postcode or its first half always works"
    )]
    NotKnown,
}

/// Reads a place, postcodes down to their sector.
///
/// # Errors
/// [`NotAPlace`], without what was typed.
pub fn read_place(text: &str) -> Result<Sought, NotAPlace> {
    read_place_in(None, text)
}

/// Reads a place, postcodes down to the postcode where the full file is loaded.
///
/// # Errors
/// [`NotAPlace`], without what was typed.
pub fn read_place_in(units: Option<&UnitFile>, text: &str) -> Result<Sought, NotAPlace> {
    let places = Places::built_in();
    let text = text.trim();
    if text.chars().any(|c| c.is_ascii_digit()) {
        let found = match units {
            Some(units) => places.by_postcode_text_in(units, text),
            None => places.by_postcode_text(text),
        };
        let located = found?;
        let typed = PostcodeText::parse(text).map_err(NotLocated::from)?;
        return Ok(sought(&located, typed.outcode().text()));
    }
    named(&folded(text)).or_else(|| guessed(&folded(text))).ok_or(NotAPlace::NotKnown)
}

fn sought(located: &Located<'_>, label: &str) -> Sought {
    let around = areas_around(located);
    let known_to = around.first().map_or(4, Area::width);
    let partly = if known_to == 0 { Vec::new() } else { councils_of(label) };
    Sought { point: Some(located.point), around, partly, label: label.to_owned(), guessed: false }
}

/// The councils and police areas that an outcode lies in.
fn councils_of(outcode: &str) -> Vec<Area> {
    static BY_OUTCODE: LazyLock<HashMap<String, Vec<Area>>> = LazyLock::new(|| {
        let mut found: HashMap<String, Vec<Area>> = HashMap::new();
        for (sector, place) in Places::built_in().sectors() {
            let of_it = found.entry(sector.outcode().text().to_owned()).or_default();
            for area in areas_around(&place) {
                if area.width() <= 2 && !of_it.contains(&area) {
                    of_it.push(area);
                }
            }
        }
        found
    });
    BY_OUTCODE.get(outcode).cloned().unwrap_or_default()
}

/// A town or area with exactly this name.
fn named(name: &str) -> Option<Sought> {
    if name.is_empty() {
        return None;
    }
    if let Some(town) = Town::all().iter().find(|town| folded(&town.name) == name) {
        let located = town.located()?;
        return Some(Sought { partly: Vec::new(), ..sought(&located, &town.name) });
    }
    let areas = area_named(name);
    match areas.as_slice() {
        [] => None,
        [one] => Some(of_area(one)),
        several => Some(of_several(several, name)),
    }
}

fn of_area(area: &Area) -> Sought {
    let mut around = vec![area.clone()];
    for wider in wider_than(area) {
        if wider.contains(area) && !around.contains(&wider) {
            around.push(wider);
        }
    }
    Sought {
        point: reference_point(area),
        partly: inside(area),
        around,
        label: area.name().to_owned(),
        guessed: false,
    }
}

/// A county: several councils under one name. Around it is what holds all of them.
fn of_several(areas: &[Area], name: &str) -> Sought {
    let first = areas.first().cloned().unwrap_or(Area::UnitedKingdom);
    let wider = wider_than(&first);
    let around = wider.into_iter().filter(|wide| areas.iter().all(|area| wide.contains(area)));
    let points: Vec<Point> = areas.iter().filter_map(reference_point).collect();
    let count = u32::try_from(points.len()).map_or(1.0, f64::from).max(1.0);
    let mean = |of: fn(&Point) -> f64| points.iter().map(of).sum::<f64>() / count;
    Sought {
        point: (!points.is_empty()).then(|| Point { lat: mean(|p| p.lat), lon: mean(|p| p.lon) }),
        around: around.collect(),
        partly: areas.to_vec(),
        label: name.to_owned(),
        guessed: false,
    }
}

/// The areas that a council, or one council of a wider area, lies in.
fn wider_than(area: &Area) -> Vec<Area> {
    let places = Places::built_in();
    let council = places.local_authorities().iter().find(|one| match area {
        Area::LocalAuthority(code) => one.code == *code,
        Area::PoliceArea(code) => one.police_area_code.as_ref() == Some(code),
        Area::Region(code) => one.region_code == *code,
        Area::Nation(nation) => one.nation == *nation,
        Area::UnitedKingdom => false,
    });
    let Some(council) = council else { return vec![Area::UnitedKingdom] };
    let police = council.police_area_code.clone().map(Area::PoliceArea);
    let region = Area::from_code(&council.region_code).ok();
    let nation = Some(Area::Nation(council.nation));
    let mut found: Vec<Area> =
        [police, region, nation, Some(Area::UnitedKingdom)].into_iter().flatten().collect();
    found.dedup();
    found
}

/// The councils inside a police area or a region, and a region's police areas.
fn inside(area: &Area) -> Vec<Area> {
    let places = Places::built_in();
    let mut found = Vec::new();
    for one in places.local_authorities() {
        let council = Area::LocalAuthority(one.code.clone());
        if *area != council && area.width() <= 2 && area.contains(&council) {
            let police = one.police_area_code.clone().map(Area::PoliceArea);
            for part in police.into_iter().chain([council]) {
                if part != *area && part.width() < area.width() && !found.contains(&part) {
                    found.push(part);
                }
            }
        }
    }
    found
}

/// Every name that can be guessed at, folded.
static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let towns = Town::all().iter().map(|town| folded(&town.name));
    let councils = Places::built_in().local_authorities().iter();
    let councils = councils.map(|one| folded(one.name.split(',').next().unwrap_or_default()));
    let police = Places::built_in().areas().iter().map(|area| folded(&area.name));
    let mut all: Vec<String> = towns.chain(councils).chain(police).collect();
    all.sort();
    all.dedup();
    all
});

/// The one name nearest to what was typed: one error in five letters, two in eight. None where two
/// are equally near: Wigan and Wigton are not to be guessed between.
fn guessed(typed: &str) -> Option<Sought> {
    let allowed = match typed.chars().count() {
        0..=4 => return None,
        5..=7 => 1,
        _ => 2,
    };
    let mut best: Option<(usize, &str)> = None;
    let mut tied = false;
    for name in NAMES.iter() {
        if name.len().abs_diff(typed.len()) > 2 {
            continue;
        }
        let apart = strsim::osa_distance(name, typed);
        match best {
            Some((least, _)) if apart > least => {}
            Some((least, _)) if apart == least => tied = true,
            _ => (best, tied) = (Some((apart, name.as_str())), false),
        }
    }
    let (apart, name) = best.filter(|(apart, _)| *apart <= allowed && !tied)?;
    let found = named(name)?;
    Some(Sought { guessed: apart > 0, ..found })
}

/// Lower case, without signs and without the words that only lead up to a place.
fn folded(text: &str) -> String {
    let plain = crate::model::plain_words(text);
    let words: Vec<&str> = plain.split(' ').collect();
    let lead = words
        .iter()
        .take_while(|word| matches!(**word, "in" | "near" | "around" | "at" | "by" | "from" | "nr"))
        .count();
    let rest = words.get(lead..).unwrap_or_default();
    rest.join(" ").replace("saint ", "st ")
}

/// Finds a place in what was typed into one box: a postcode anywhere, or the longest name of a town or
/// area. The words without it come second.
pub(super) fn find_in_words(text: &str) -> (Option<Sought>, String) {
    let words: Vec<&str> = text.split_whitespace().collect();
    let spans = |most: usize| {
        let count = words.len();
        (1..=most.min(count))
            .rev()
            .flat_map(move |long| (0..=count - long).rev().map(move |at| (at, long)))
    };
    let without = |at: usize, long: usize| {
        let lead = at.checked_sub(1).filter(|before| {
            words.get(*before).is_some_and(|word| {
                matches!(
                    word.to_lowercase().as_str(),
                    "in" | "near" | "around" | "at" | "nr" | "from"
                )
            })
        });
        let kept = words
            .iter()
            .enumerate()
            .filter(|(index, _)| !(at..at + long).contains(index) && Some(*index) != lead);
        kept.map(|(_, word)| *word).collect::<Vec<_>>().join(" ")
    };
    for (at, long) in spans(2) {
        let span = words.get(at..at + long).unwrap_or_default().join(" ");
        if span.chars().any(|c| c.is_ascii_digit())
            && let Ok(found) = read_place(&span)
        {
            return (Some(found), without(at, long));
        }
    }
    // "Reading" is a town and a need: a name that is only a place comes first.
    for needs_too in [false, true] {
        for (at, long) in spans(4) {
            let span = words.get(at..at + long).unwrap_or_default().join(" ");
            if super::words::is_known(&span) == needs_too
                && let Some(found) = named(&folded(&span))
            {
                return (Some(found), without(at, long));
            }
        }
    }
    // A name with a typing error, after a word that leads up to one or at the end.
    for (at, long) in spans(3) {
        let led = at.checked_sub(1).and_then(|before| words.get(before));
        let led = led.is_some_and(|word| {
            matches!(word.to_lowercase().as_str(), "in" | "near" | "around" | "nr")
        });
        let span = words.get(at..at + long).unwrap_or_default().join(" ");
        let is_known_word = super::words::is_known(&span);
        if (led || at + long == words.len())
            && !is_known_word
            && let Some(found) = guessed(&folded(&span))
        {
            return (Some(found), without(at, long));
        }
    }
    (None, words.join(" "))
}

impl std::fmt::Debug for Sought {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sought(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn label(text: &str) -> Option<String> {
        read_place(text).ok().map(|found| found.label)
    }

    #[test]
    fn a_place_is_read_in_every_form_in_which_people_type_it() {
        for (typed, understood) in [
            ("NP20", "NP20"),
            ("np20 4aa", "NP20"),
            ("np204", "NP20"),
            ("Newport", "Newport"),
            ("in newport", "Newport"),
            ("NEAR LEEDS", "Leeds"),
            ("st helens", "St Helens"),
            ("Saint Helens", "St Helens"),
            ("huddersfeild", "Huddersfield"),
            ("Midlesbrough", "Middlesbrough"),
            ("stoke on trent", "Stoke-on-Trent"),
            ("Gwent", "Gwent"),
            ("kings lynn", "King's Lynn"),
            ("West Yorkshire", "West Yorkshire"),
            ("Hackney", "Hackney"),
            ("london", "London"),
            ("wales", "Wales"),
            ("devon", "devon"),
            ("bristol", "Bristol"),
        ] {
            assert_eq!(label(typed).as_deref(), Some(understood), "{typed}");
        }
        for typed in ["", "zz", "nowhere at all", "BT1 1AA", "ZZ99 9ZZ", "12345"] {
            assert!(label(typed).is_none(), "{typed}");
        }
    }

    #[test]
    fn a_place_that_lies_in_two_councils_is_partly_in_each() {
        let found = read_place("M1").unwrap();
        assert!(found.around.iter().any(|area| area.name() == "Greater Manchester"));
        let devon = read_place("Devon").unwrap();
        assert!(devon.partly.iter().any(|area| area.name() == "Exeter"));
        assert!(devon.around.iter().any(|area| area.name() == "Devon and Cornwall"));
        let gwent = read_place("Gwent").unwrap();
        assert!(gwent.partly.iter().any(|area| area.name() == "Newport"));
    }

    #[test]
    fn a_place_is_found_in_one_box_with_the_words() {
        for (typed, place, words) in [
            ("debt help newport", "Newport", "debt help"),
            ("refuge near LS1 4AP", "LS1", "refuge"),
            ("counselling in st helens", "St Helens", "counselling"),
            ("NP20 food bank", "NP20", "food bank"),
            ("housing in huddersfeild", "Huddersfield", "housing"),
        ] {
            let (found, left) = find_in_words(typed);
            assert_eq!((found.unwrap().label.as_str(), left.as_str()), (place, words));
        }
        assert!(find_in_words("someone to talk to").0.is_none());
    }

    proptest! {
        #[test]
        fn any_text_is_a_place_or_none(text in ".{0,40}") {
            let _ = (read_place(&text), find_in_words(&text));
        }
    }
}
