//! The table of gaps: what is served, what is not known to be, and what is not known.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions
)]

use directory::gaps::{Cover, Gap, gaps};
use directory::model::*;
use directory::{Audience, Published, publish};
use jiff::civil::{Date, date};
use uuid::Uuid;

fn today() -> Date {
    date(2026, 11, 22)
}

/// A confirmed women-only service for a need in areas; areas empty where not said.
fn entry(number: u128, need: Need, areas: &[&str]) -> Entry {
    let mut service = Service::named(Ident::of(Uuid::from_u128(number)), "One");
    service.needs.insert(Term::from(need));
    service.eligibility.women_only = WomenOnly::Yes;
    service.areas = areas
        .iter()
        .map(|name| ServiceArea {
            ident: Ident::of(Uuid::from_u128(9)),
            name: None,
            areas: area_named(name),
            extent: None,
            extent_type: None,
            uri: None,
            extra: Extra::default(),
        })
        .collect();
    Entry {
        origin: None,
        organisation: Organisation::named(Ident::of(Uuid::from_u128(8)), "Two"),
        service,
        places: Vec::new(),
        listing: Listing::Public,
        confirmation: Confirmation::On(date(2026, 11, 1)),
        run: Run::default(),
        provenance: Provenance::all(SourceName::new("own"), date(2026, 11, 1)),
    }
}

fn table(entries: &[Entry]) -> Vec<Gap> {
    let shown = entries.iter().map(|entry| {
        publish(entry, &Withheld::default(), Audience::Professional, today()).unwrap()
    });
    gaps(shown.collect::<Vec<Published>>())
}

fn cell(table: &[Gap], area: &str, need: Need) -> (Cover, Cover) {
    let found = table.iter().find(|gap| gap.area.name() == area && gap.need == need).unwrap();
    (found.women_only, found.anybody)
}

#[test]
fn served_in_part_none_known_and_not_known_are_four_different_things() {
    let table = table(&[
        entry(1, Need::Money, &["Gwent"]),
        entry(2, Need::Work, &["Newport"]),
        entry(3, Need::Abuse, &["Wales"]),
    ]);
    assert_eq!(table.len(), 43 * 13);
    assert_eq!(cell(&table, "Gwent", Need::Money).0, Cover::Served(1));
    let part = Cover::InPart { services: 1, councils: 1, of: 5 };
    assert_eq!(cell(&table, "Gwent", Need::Work).0, part);
    assert_eq!(cell(&table, "Gwent", Need::Abuse).0, Cover::Served(1));
    assert_eq!(cell(&table, "Gwent", Need::Family).0, Cover::NoneKnown);
    assert_eq!(cell(&table, "Dyfed-Powys", Need::Money).0, Cover::NoneKnown);
    // Nothing at all is known of Kent: that is not a gap but a question.
    assert_eq!(cell(&table, "Kent", Need::Money).0, Cover::NotKnown { might: 0 });
}

#[test]
fn what_is_unconfirmed_or_does_not_say_is_not_known() {
    let mut unconfirmed = entry(1, Need::Money, &["Kent Police"]);
    unconfirmed.confirmation = Confirmation::Never;
    let mut unsaid = entry(2, Need::Work, &["Kent Police"]);
    unsaid.service.eligibility.women_only = WomenOnly::Unknown;
    let mut everybody = entry(3, Need::Family, &["Kent Police"]);
    everybody.service.eligibility.women_only = WomenOnly::No;
    let table = table(&[unconfirmed, unsaid, everybody, entry(4, Need::Legal, &[])]);
    let one = Cover::NotKnown { might: 1 };
    assert_eq!(cell(&table, "Kent", Need::Money), (one, one));
    assert_eq!(cell(&table, "Kent", Need::Work), (one, Cover::Served(1)));
    assert_eq!(cell(&table, "Kent", Need::Family), (Cover::NoneKnown, Cover::Served(1)));
    assert_eq!(cell(&table, "Kent", Need::Legal), (one, one));
}

#[test]
fn services_of_every_council_together_serve_the_area() {
    let councils = ["Newport", "Torfaen", "Monmouthshire", "Caerphilly", "Blaenau Gwent"];
    let entries: Vec<Entry> =
        (1..).zip(councils).map(|(nth, name)| entry(nth, Need::Choices, &[name])).collect();
    assert_eq!(cell(&table(&entries), "Gwent", Need::Choices).0, Cover::Served(5));
    assert!(matches!(
        cell(&table(&entries[1..]), "Gwent", Need::Choices).0,
        Cover::InPart { services: 4, councils: 4, of: 5 }
    ));
}
