//! The world without prisons: a schedule that closes all, and each limit that can bind.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions
)]

use models::siting::closing::{End, World};

/// Three areas in a row, ten miles apart, and a prison at either end.
fn row() -> World {
    World {
        need: vec![40, 20, 30],
        between: vec![0, 10, 20, 10, 0, 10, 20, 10, 0],
        to_prison: vec![2, 25, 12, 15, 22, 5],
        prisons: vec![60, 60],
        unit: 10,
        a_year: 2,
        years: 10,
        limit: None,
    }
}

#[test]
fn prisons_close_as_units_open_and_everybody_has_a_place() {
    let schedule = row().close().unwrap();
    let End::Closed(year) = schedule.end else { panic!("{:?}", schedule.end) };
    assert!((5..=7).contains(&year), "{year}: nine units of ten are needed, two a year");
    for year in &schedule.years {
        let places: u64 = year.open.iter().map(|&p| row().prisons[p]).sum();
        assert!(places + u64::from(year.units) * 10 >= 90, "{year:?}");
        assert!(year.mean <= schedule.limit + 1e-9, "{year:?}");
        assert!(year.open.len() >= year.least_open, "{year:?}");
    }
    assert!(schedule.years.windows(2).all(|w| w[1].open.len() <= w[0].open.len()));
}

#[test]
fn too_few_places_are_the_limit_that_binds() {
    let schedule = World { years: 3, ..row() }.close().unwrap();
    assert_eq!(schedule.end, End::Capacity { short: 30, enough_in: 5 });
}

#[test]
fn too_few_places_to_stand_are_the_limit_that_binds() {
    // One unit of a hundred holds all, and is ten miles or more from most.
    let world = World { unit: 100, a_year: 1, years: 1, limit: Some(3.0), ..row() };
    let today = World { limit: None, ..world.clone() }.close().unwrap();
    assert!(today.limit > 3.0, "the limit is below today's mean already");
    let schedule = world.close().unwrap();
    let End::Distance { least_mean } = schedule.end else { panic!("{:?}", schedule.end) };
    assert!((least_mean - 70.0 * 10.0 / 90.0).abs() < 1e-9, "{least_mean}");
}

#[test]
fn prisons_that_do_not_hold_everybody_today_are_said() {
    assert!(World { prisons: vec![40, 40], ..row() }.close().is_err());
}
