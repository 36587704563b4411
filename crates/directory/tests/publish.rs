//! What others may see of an entry: nothing of a place that is kept private, by any way.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions
)]

use directory::model::*;
use directory::{Audience, NotShown, Reached, Shown, publish};
use jiff::civil::{Date, date};
use uuid::Uuid;

const STREET: &str = "14 Swallow Lane";
const POSTCODE: &str = "NP20 4ZZ";

fn today() -> Date {
    date(2026, 11, 22)
}

fn ident(number: u128) -> Ident {
    Ident::of(Uuid::from_u128(number))
}

fn spot() -> Spot {
    let address = Address {
        ident: ident(90),
        attention: None,
        street: Some(STREET.into()),
        city: Some("Newport".into()),
        region: None,
        county: Some("Gwent".into()),
        postcode: Some(POSTCODE.into()),
        country: Some("GB".into()),
        kind: LocationKind::Physical,
        extra: Extra::default(),
    };
    Spot {
        name: Some("Swallow House".into()),
        latitude: Some(51.5871),
        longitude: Some(-2.9983),
        addresses: vec![address],
        ..Spot::default()
    }
}

/// A confirmed public entry at Swallow Lane; organisation and place by number.
fn entry(number: u128, organisation: u128) -> Entry {
    let mut service = Service::named(ident(number), "Room to breathe");
    service.description = Some("We are at 14, Swallow Lane, Newport NP204ZZ. Ring first.".into());
    service.url = Some("https://maps.example.org/?q=51.58713,-2.99829".into());
    service.extra.0.insert("map".into(), "51.5871,-2.9983".into());
    let location = Location::public(ident(number + 1000), LocationKind::Physical, spot());
    Entry {
        origin: None,
        organisation: Organisation::named(ident(organisation), "Teasel House"),
        service,
        places: vec![ServicePlace {
            ident: ident(number + 2000),
            location,
            schedules: Vec::new(),
            extra: Extra::default(),
        }],
        listing: Listing::Public,
        confirmation: Confirmation::On(date(2026, 10, 12)),
        run: Run::default(),
        provenance: Provenance::all(SourceName::new("teasel"), date(2026, 10, 12)),
    }
}

fn hidden(mut entry: Entry) -> Entry {
    let gwent = area_named("Gwent").remove(0);
    let at = entry.places.remove(0);
    let location = at.location.withhold(Some(gwent), date(2026, 1, 1));
    entry.places.push(ServicePlace { location, ..at });
    entry
}

fn everything(published: &directory::Published) -> String {
    serde_json::to_string(published).unwrap() + &format!("{published:?}")
}

fn tells(text: &str) -> Option<&'static str> {
    ["Swallow", "swallow", "NP204ZZ", "NP20 4ZZ", "51.58", "2.998"]
        .into_iter()
        .find(|secret| text.contains(secret))
}

#[test]
fn nothing_of_a_withheld_place_is_published_to_anybody() {
    let entry = hidden(entry(1, 50));
    let withheld = Withheld::of([&entry]);
    for audience in [Audience::Public, Audience::Professional] {
        let published = publish(&entry, &withheld, audience, today()).unwrap();
        assert_eq!(tells(&everything(&published)), None);
        assert!(matches!(&published.places[0].shown, Shown::Private { area: Some(_) }));
        assert_ne!(published.places[0].ident, entry.places[0].ident);
    }
}

#[test]
fn another_source_that_lists_the_same_house_publishes_nothing_of_it_either() {
    let own = hidden(entry(1, 50));
    let withheld = Withheld::of([&own]);
    // A council's list: another organisation, service and place id, the same house.
    let councils = entry(2, 51);
    let published = publish(&councils, &withheld, Audience::Public, today()).unwrap();
    assert_eq!(tells(&everything(&published)), None);
    // The same list with the point alone.
    let mut by_point = entry(3, 52);
    let bare = Spot { latitude: Some(51.5871), longitude: Some(-2.9983), ..Spot::default() };
    by_point.places[0].location = Location::public(ident(77), LocationKind::Physical, bare);
    by_point.service.description = None;
    let published = publish(&by_point, &withheld, Audience::Public, today()).unwrap();
    assert_eq!(tells(&everything(&published)), None);
    // A neighbour in the same postcode, with a street of her own, is left alone.
    let mut neighbour = entry(4, 53);
    let mut there = spot();
    there.addresses[0].street = Some("2 Market Square".into());
    (there.name, there.latitude) = (Some("Library".into()), None);
    neighbour.places[0].location = Location::public(ident(78), LocationKind::Physical, there);
    let published = publish(&neighbour, &withheld, Audience::Public, today()).unwrap();
    assert!(published.places[0].is_open());
}

#[test]
fn without_a_withheld_place_the_address_is_there() {
    let published = publish(&entry(1, 50), &Withheld::default(), Audience::Public, today());
    assert!(tells(&everything(&published.unwrap())).is_some());
}

#[test]
fn distances_to_a_withheld_place_lead_to_the_middle_of_its_area() {
    // Trilateration: whoever asks the distance from many postcodes and solves for the point finds
    // the point of the area, which is the same wherever the house stands.
    let entry = hidden(entry(1, 50));
    let withheld = Withheld::of([&entry]);
    let place = publish(&entry, &withheld, Audience::Public, today()).unwrap().places.remove(0);
    let found = place.point().unwrap();
    let gwent = reference_point(&area_named("Gwent")[0]).unwrap();
    assert_eq!((found.lat, found.lon), (gwent.lat, gwent.lon));
    assert!(places::distance_km(found, spot().point().unwrap()) > 1.0);
}

#[test]
fn who_sees_an_entry_goes_by_listing_confirmation_and_end() {
    let none = Withheld::default();
    let see = |entry: &Entry, who| publish(entry, &none, who, today()).map(|_| ());
    let (public, professional) = (Audience::Public, Audience::Professional);
    let mut one = entry(1, 50);
    assert_eq!(see(&one, public), Ok(()));
    one.confirmation = Confirmation::Never;
    assert_eq!(see(&one, public), Err(NotShown::NotConfirmed));
    assert_eq!(see(&one, professional), Ok(()));
    one.run.hide_after = Some(date(2026, 11, 22));
    assert_eq!(see(&one, professional), Ok(()));
    one.run.hide_after = Some(date(2026, 11, 21));
    assert_eq!(see(&one, professional), Err(NotShown::Over));
    let mut old = entry(2, 50);
    old.confirmation = Confirmation::On(date(2025, 11, 22));
    assert_eq!(see(&old, professional), Err(NotShown::TooOld));
    let mut ours = entry(3, 50);
    ours.listing = Listing::ProfessionalsOnly;
    assert_eq!(see(&ours, public), Err(NotShown::ForProfessionals));
    assert_eq!(see(&ours, professional), Ok(()));
}

#[test]
fn a_service_reached_by_its_line_shows_the_line_and_no_other_way() {
    let mut one = entry(1, 50);
    let phone = |number: &str, id| Phone {
        ident: ident(id),
        number: number.into(),
        description: None,
        languages: Vec::new(),
        extra: Extra::default(),
    };
    one.service.phones = vec![phone("07700 900111", 5)];
    one.service.email = Some("door@example.org".into());
    one.listing = Listing::HelplineOnly { line: phone("07700 900222", 6) };
    let published = publish(&one, &Withheld::default(), Audience::Public, today()).unwrap();
    assert!(published.places.is_empty() && matches!(published.reached, Reached::ByLine(_)));
    let text = serde_json::to_string(&published).unwrap();
    assert!(text.contains("900222") && !text.contains("900111") && !text.contains("door@"));
}

#[test]
fn what_a_source_says_later_changes_the_entry_and_never_what_is_kept_private() {
    let own = hidden(entry(1, 50));
    let mut said = entry(1, 50);
    said.service.name = "Room to breathe, now on Fridays".into();
    said.confirmation = Confirmation::Never;
    // The source gives its house a new id and names a second place beside it.
    said.places[0].location.ident = ident(500);
    said.places[0].ident = ident(501);
    let after = own.receive(said);
    assert_eq!(after.service.name, "Room to breathe, now on Fridays");
    assert_eq!(after.confirmation, Confirmation::On(date(2026, 10, 12)));
    assert_eq!(after.places.len(), 2);
    assert!(after.places.iter().all(|at| at.location.public_spot().is_none()));
    let withheld = Withheld::of([&after]);
    let published = publish(&after, &withheld, Audience::Public, today()).unwrap();
    assert_eq!(tells(&everything(&published)), None);
}

#[test]
fn an_entry_is_stored_and_read_back_whole() {
    let entry = hidden(entry(1, 50));
    let text = serde_json::to_string(&entry).unwrap();
    assert_eq!(serde_json::from_str::<Entry>(&text).unwrap(), entry);
}

#[test]
fn the_needs_are_those_of_casework() {
    let ours: Vec<(&str, &str)> = Need::ALL.iter().map(|n| (n.code(), n.words())).collect();
    let theirs: Vec<(&str, &str)> =
        casework::need::NeedArea::ALL.iter().map(|n| (n.code(), n.words())).collect();
    assert_eq!(ours, theirs);
    let sources: Vec<&str> =
        casework::referral::model::Source::ALL.iter().map(|s| s.code()).collect();
    let referrers: Vec<&str> = Referrer::ALL.iter().map(|r| r.code()).collect();
    assert_eq!(referrers, sources);
}
