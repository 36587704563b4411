//! The register of withheld places: what no entry of any source may tell.
//!
//! One refuge stands in several lists: its own, a council's, another charity's. Withholding one of
//! them would be worth nothing while another brings the address, so publishing asks this register
//! about every place and every text.

use std::collections::{BTreeSet, HashMap};
use std::fmt;

use uuid::Uuid;

use super::entry::Entry;
use super::location::{Location, Spot, Visibility};

/// How near a point must be to a withheld place to be taken for it, in kilometres.
const SAME_POINT_KM: f64 = 0.05;
/// What stands where an address was taken out of a text.
const KEPT: &str = "[address kept private]";
/// Lines of an address shorter than this are not looked for in texts: they would be found anywhere.
const SHORTEST_LINE: usize = 6;

/// One withheld place. Its `Debug` shows nothing.
#[derive(Clone, PartialEq)]
pub struct WithheldPlace {
    location: Uuid,
    organisation: Uuid,
    postcodes: Vec<String>,
    lines: Vec<String>,
    point: Option<places::Point>,
    /// Latitude and longitude to a hundredth, as a text would have them.
    points: Vec<String>,
}

/// All withheld places.
#[derive(Clone, Debug, Default)]
pub struct Withheld {
    places: Vec<WithheldPlace>,
    by_location: HashMap<Uuid, Vec<usize>>,
    by_organisation: HashMap<Uuid, Vec<usize>>,
    by_postcode: HashMap<String, Vec<usize>>,
    by_cell: HashMap<(i64, i64), Vec<usize>>,
}

impl WithheldPlace {
    /// What to look for, if this place is withheld or shown by its area only.
    #[must_use]
    pub fn of(organisation: Uuid, location: &Location) -> Option<Self> {
        if location.visibility() == Visibility::Public {
            return None;
        }
        let spot = location.spot_for_its_owner();
        let addresses = &spot.addresses;
        Some(Self {
            location: location.ident.id,
            organisation,
            postcodes: addresses
                .iter()
                .filter_map(|address| address.postcode.as_deref())
                .map(packed)
                .filter(|postcode| postcode.len() >= 5)
                .collect(),
            lines: addresses
                .iter()
                .filter_map(|address| address.street.as_deref())
                .map(folded)
                .filter(|line| line.len() >= SHORTEST_LINE)
                .collect(),
            point: spot.point(),
            points: spot
                .point()
                .map(|point| vec![cut(point.lat), cut(point.lon)])
                .unwrap_or_default(),
        })
    }

    /// Is this the same place, whoever lists it?
    fn is(&self, organisation: Uuid, location: &Location) -> bool {
        let Some(spot) = location.public_spot() else { return false };
        let same_line = spot.addresses.iter().any(|address| {
            let line = address.street.as_deref().map(folded).unwrap_or_default();
            self.lines.iter().any(|own| line.contains(own.as_str()))
        });
        let same_postcode = spot.addresses.iter().any(|address| {
            let postcode = address.postcode.as_deref().map(packed).unwrap_or_default();
            self.postcodes.contains(&postcode)
        });
        let own = organisation == self.organisation;
        let told_by_point_alone = spot.addresses.iter().all(|address| address.street.is_none());
        (same_postcode && (same_line || own || self.lines.is_empty() || told_by_point_alone))
            || (self.is_at(spot) && (own || same_line || told_by_point_alone))
            || (same_line && own)
    }

    fn is_at(&self, spot: &Spot) -> bool {
        let Some(point) = spot.point() else { return false };
        self.point.is_some_and(|own| {
            (own.lat - point.lat).abs() < 0.01 && places::distance_km(own, point) < SAME_POINT_KM
        })
    }
}

impl Withheld {
    /// The withheld places of these entries.
    #[must_use]
    pub fn of<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Self {
        let mut register = Self::default();
        for entry in entries {
            register.note(entry);
        }
        register
    }

    /// Adds those of one entry.
    pub fn note(&mut self, entry: &Entry) {
        let organisation = entry.organisation.ident.id;
        for at in &entry.places {
            self.places_of_one(WithheldPlace::of(organisation, &at.location));
        }
    }

    /// Adds one place of an organisation, as a row of a register tells it. A public place adds nothing.
    pub fn note_place(&mut self, organisation: Uuid, location: &Location) {
        self.places_of_one(WithheldPlace::of(organisation, location));
    }

    fn places_of_one(&mut self, place: Option<WithheldPlace>) {
        let Some(place) = place else { return };
        let index = self.places.len();
        self.by_location.entry(place.location).or_default().push(index);
        self.by_organisation.entry(place.organisation).or_default().push(index);
        for postcode in &place.postcodes {
            self.by_postcode.entry(postcode.clone()).or_default().push(index);
        }
        if let Some(point) = place.point {
            self.by_cell.entry(cell(point)).or_default().push(index);
        }
        self.places.push(place);
    }

    /// Is nothing withheld?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Is this place, listed by whomever, one of them?
    #[must_use]
    pub fn holds(&self, organisation: Uuid, location: &Location) -> bool {
        self.by_location.contains_key(&location.ident.id)
            || self.alike(organisation, location).next().is_some()
    }

    /// Those that are the same place as this one, whoever lists it. Only those are held against it that
    /// share its organisation, a postcode or the cell that its point lies in: no other can be the same.
    fn alike<'a>(
        &'a self,
        organisation: Uuid,
        location: &'a Location,
    ) -> impl Iterator<Item = usize> + 'a {
        let mut near: BTreeSet<usize> = BTreeSet::new();
        near.extend(self.by_organisation.get(&organisation).into_iter().flatten());
        if let Some(spot) = location.public_spot() {
            for address in &spot.addresses {
                let postcode = address.postcode.as_deref().map(packed).unwrap_or_default();
                near.extend(self.by_postcode.get(&postcode).into_iter().flatten());
            }
            let (north, east) = spot.point().map_or((i64::MIN, 0), cell);
            for (up, right) in (-1..=1).flat_map(|up| (-1..=1).map(move |right| (up, right))) {
                let there = (north.saturating_add(up), east.saturating_add(right));
                near.extend(self.by_cell.get(&there).into_iter().flatten());
            }
        }
        near.into_iter().filter(move |index| {
            self.places.get(*index).is_some_and(|place| place.is(organisation, location))
        })
    }

    /// What may not be told of an entry: the places of its organisation, and those that it lists as
    /// its own.
    #[must_use]
    pub fn secrets_of(&self, entry: &Entry) -> Secrets<'_> {
        let organisation = entry.organisation.ident.id;
        let own = self.by_organisation.get(&organisation).into_iter().flatten().copied();
        let mut about: BTreeSet<usize> = own.collect();
        for at in &entry.places {
            let by_id = self.by_location.get(&at.location.ident.id).into_iter().flatten();
            about.extend(by_id);
            about.extend(self.alike(organisation, &at.location));
        }
        Secrets { register: self, about }
    }
}

/// What may not be told of one entry.
#[derive(Debug)]
pub struct Secrets<'a> {
    register: &'a Withheld,
    about: BTreeSet<usize>,
}

impl Secrets<'_> {
    /// Does it concern no withheld place?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.about.is_empty()
    }

    /// A text with every withheld postcode and address line taken out. A postcode goes from any
    /// text; a line only with its postcode or from a text of an entry that it concerns, for "1 High
    /// Street" is in every town.
    #[must_use]
    pub fn masked(&self, text: &str) -> String {
        let mut about = self.about.clone();
        let signs = packed(text);
        for postcode in postcodes_in(&signs) {
            about.extend(self.register.by_postcode.get(postcode).into_iter().flatten());
        }
        let mut text = text.to_owned();
        for place in about.into_iter().filter_map(|index| self.register.places.get(index)) {
            let has_point = !place.points.is_empty();
            if has_point && place.points.iter().all(|part| text.contains(part.as_str())) {
                // A link to a map, or coordinates in a sentence: nothing of it is worth keeping.
                return KEPT.to_owned();
            }
            for postcode in &place.postcodes {
                text = without(&text, postcode, |c| c.to_uppercase().next().unwrap_or(c));
            }
            for line in &place.lines {
                let line: String = line.chars().filter(|c| c.is_alphanumeric()).collect();
                text = without(&text, &line, |c| c.to_lowercase().next().unwrap_or(c));
            }
        }
        text
    }
}

/// Every run of five to seven signs that ends as a postcode does: a digit and two letters.
fn postcodes_in(signs: &str) -> impl Iterator<Item = &str> {
    signs.as_bytes().windows(3).enumerate().flat_map(move |(at, three)| {
        let inward = matches!(three, [d, a, b]
            if d.is_ascii_digit() && a.is_ascii_alphabetic() && b.is_ascii_alphabetic());
        let widths = inward.then_some(2..=4).into_iter().flatten();
        widths.filter_map(move |outward| signs.get(at.checked_sub(outward)?..at + 3))
    })
}

/// Which cell of a hundredth of a degree a point lies in: never under 500 metres wide in Britain, so
/// that two points within fifty lie in the same or in neighbouring ones.
fn cell(point: places::Point) -> (i64, i64) {
    let hundredths = |degrees: f64| format!("{:.0}", degrees * 100.0).parse().unwrap_or(i64::MIN);
    (hundredths(point.lat), hundredths(point.lon))
}

/// Degrees without their sign, cut after two places: `51.58` begins every closer reading of it.
fn cut(degrees: f64) -> String {
    let text = format!("{:.6}", degrees.abs());
    let whole = text.split('.').next().map_or(0, str::len);
    text.get(..whole + 3).unwrap_or(&text).to_owned()
}

/// Letters and digits in capitals.
fn packed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// Words in lower case with one blank between.
fn folded(text: &str) -> String {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect::<Vec<_>>()
        .join(" ")
}

/// The text without each run of signs whose letters and digits are `wanted`, whatever stands
/// between them, where the run is not inside a longer word.
fn without(text: &str, wanted: &str, fold: impl Fn(char) -> char) -> String {
    let wanted: Vec<char> = wanted.chars().collect();
    if wanted.is_empty() {
        return text.to_owned();
    }
    let signs: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(sign) = signs.get(at) {
        let after_word = at
            .checked_sub(1)
            .and_then(|before| signs.get(before))
            .is_some_and(|before| before.is_alphanumeric());
        match run_of(&signs, at, &wanted, &fold) {
            Some(end) if !after_word && sign.is_alphanumeric() => {
                out.push_str(KEPT);
                at = end;
            }
            _ => {
                out.push(*sign);
                at += 1;
            }
        }
    }
    out
}

/// The end of the run that begins at `at` and spells `wanted`.
fn run_of(
    signs: &[char],
    at: usize,
    wanted: &[char],
    fold: &impl Fn(char) -> char,
) -> Option<usize> {
    let mut here = at;
    for letter in wanted {
        while !signs.get(here)?.is_alphanumeric() {
            here += 1;
        }
        if fold(*signs.get(here)?) != *letter {
            return None;
        }
        here += 1;
    }
    let goes_on = signs.get(here).is_some_and(|next| next.is_alphanumeric());
    (!goes_on).then_some(here)
}

impl fmt::Debug for WithheldPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WithheldPlace(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn register() -> Withheld {
        let mut register = Withheld::default();
        register.places_of_one(Some(WithheldPlace {
            location: Uuid::from_u128(1),
            organisation: Uuid::from_u128(2),
            postcodes: vec!["ZZ99ZZ".into()],
            lines: vec!["14 swallow lane".into()],
            point: None,
            points: Vec::new(),
        }));
        register
    }

    #[test]
    fn a_withheld_address_is_taken_out_of_every_text_however_it_is_written() {
        let register = register();
        let own = Secrets { register: &register, about: [0].into() };
        let other = Secrets { register: &register, about: BTreeSet::new() };
        let masked = |who: &Secrets<'_>, text| who.masked(text);
        assert_eq!(masked(&own, "Come to 14, Swallow Lane!"), "Come to [address kept private]!");
        assert_eq!(
            masked(&other, "At 14 swallow-lane, Town, zz9 9zz."),
            "At [address kept private], Town, [address kept private]."
        );
        assert_eq!(masked(&other, "14 Swallow Lane"), "14 Swallow Lane");
        assert_eq!(masked(&own, "114 Swallow Lanes"), "114 Swallow Lanes");
        assert_eq!(masked(&other, "Étage ZZ99ZZ"), "Étage [address kept private]");
        assert_eq!(masked(&other, "room ZZ99ZZ7"), "room ZZ99ZZ7");
    }
}
