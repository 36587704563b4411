//! The formulas and the twin against each other on a grid of a hundred cases, and against what is
//! known exactly.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions
)]

use models::capacity::{Arrivals, Never, Queue, Stay, Twin, erlang_c};

/// Mean wait of a settled queue by the twin, with its standard error over runs.
fn played(places: u32, per_day: f64, stay: &Stay, runs: u64, days: u32) -> (f64, f64) {
    let twin = Twin::new(Arrivals::Even(per_day), stay.clone(), vec![(0.0, places)]).unwrap();
    let settled = f64::from(days) / 5.0;
    let means: Vec<f64> = (0..runs)
        .map(|run| {
            let waits: Vec<f64> = twin
                .play(days, 11, run)
                .offers
                .iter()
                .filter(|(came, _)| *came > settled)
                .map(|(_, wait)| *wait)
                .collect();
            waits.iter().sum::<f64>() / waits.len() as f64
        })
        .collect();
    let mean = means.iter().sum::<f64>() / runs as f64;
    let square = means.iter().map(|m| (m - mean).powi(2)).sum::<f64>() / (runs as f64 - 1.0);
    (mean, (square / runs as f64).sqrt())
}

#[test]
fn formulas_and_twin_agree_on_a_hundred_cases() {
    let stays = [
        Stay::Exponential(10.0),
        Stay::Fixed(10.0),
        Stay::by_sessions(3, 10.0, 20, 1.0).unwrap(),
        Stay::by_sessions(1, 10.0, 12, 1.0).unwrap(),
    ];
    let deep = std::env::var_os("ALONGSIDE_DEEP").is_some();
    let (runs, women) = if deep { (60, 8_000.0) } else { (24, 1_000.0) };
    let mut cases = 0;
    let mut worst: f64 = 0.0;
    for stay in &stays {
        for places in [1, 2, 4, 8, 16] {
            for busy in [0.4, 0.55, 0.7, 0.8, 0.88] {
                cases += 1;
                let per_day = busy * f64::from(places) / stay.mean();
                let queue = Queue::new(places, per_day, stay.mean(), stay.spread()).unwrap();
                let days = (women / per_day) as u32;
                let (mean, error) = played(places, per_day, stay, runs, days);
                let told = queue.mean_wait();
                // Exact for one place and for exponential stays; else the approximation is good to
                // four in a hundred, or a fiftieth of a day.
                let exact = places == 1 || stay.spread() == 1.0;
                let own = if exact { 0.0 } else { (0.04 * told).max(0.02) };
                let off = (mean - told).abs();
                worst = worst.max((off - own) / error);
                assert!(
                    off <= 4.0 * error + own,
                    "{stay:?} {places} places {busy} busy: twin {mean:.4} ± {error:.4}, \
                     formula {told:.4}"
                );
            }
        }
    }
    assert_eq!(cases, 100);
    println!("farthest apart: {worst:.2} standard errors beyond what the formula allows");
}

#[test]
fn erlang_c_is_as_the_tables_have_it() {
    // One place: the chance to wait is the load. Two places at load 1: 1/3. Ten at 8: 0.4092.
    assert!((erlang_c(1, 0.7) - 0.7).abs() < 1e-12);
    assert!((erlang_c(2, 1.0) - 1.0 / 3.0).abs() < 1e-12);
    assert!((erlang_c(10, 8.0) - 0.409_18).abs() < 1e-4, "{}", erlang_c(10, 8.0));
}

#[test]
fn one_place_waits_as_pollaczek_and_khinchine_found() {
    let queue = Queue::new(1, 0.08, 10.0, 0.25).unwrap();
    let told = 0.08 * 100.0 * 1.25 / (2.0 * (1.0 - 0.8));
    assert!((queue.mean_wait() - told).abs() < 1e-9, "{} {told}", queue.mean_wait());
}

#[test]
fn too_many_for_the_places_is_said_with_how_fast_the_list_grows() {
    assert_eq!(Queue::new(10, 1.5, 10.0, 1.0), Err(Never::Grows(0.5)));
    assert_eq!(Queue::new(0, 1.5, 10.0, 1.0), Err(Never::Empty));
}

#[test]
fn sessions_keep_their_least_mean_and_most() {
    let stay = Stay::by_sessions(3, 10.0, 20, 5.0).unwrap();
    assert!((stay.mean() - 50.0).abs() < 1e-6);
    let Stay::Sessions { least, chances, .. } = &stay else { panic!("sessions") };
    assert_eq!((*least, chances.len()), (3, 18));
    assert!((chances.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    assert!(Stay::by_sessions(3, 21.0, 20, 5.0).is_err());
}

#[test]
fn nobody_is_lost_when_a_grant_ends() {
    let stay = Stay::by_sessions(3, 10.0, 20, 5.0).unwrap();
    let arrivals = Arrivals::ByWeekday([2.0, 1.0, 1.0, 0.5, 0.0]);
    let twin = Twin::new(arrivals, stay, vec![(0.0, 60), (250.0, 30)]).unwrap();
    for run in 0..20 {
        let played = twin.play(500, 3, run);
        let left = played.came - played.offers.len();
        assert_eq!(left, played.still_waiting.len());
        assert!(played.left_held <= played.offers.len());
        let waits = |from: f64, until: f64| {
            let some: Vec<f64> = played
                .offers
                .iter()
                .filter(|(came, _)| (from..until).contains(came))
                .map(|(_, wait)| *wait)
                .collect();
            some.iter().sum::<f64>() / some.len() as f64
        };
        assert!(waits(300.0, 500.0) > waits(100.0, 250.0));
        // Fridays bring nobody.
        assert!(played.offers.iter().all(|(came, _)| came.floor() as u64 % 5 != 4));
    }
}

#[test]
fn the_same_seed_plays_the_same_run() {
    let stay = Stay::by_sessions(3, 10.0, 20, 5.0).unwrap();
    let twin = Twin::new(Arrivals::Even(1.0), stay, vec![(0.0, 55)]).unwrap();
    assert_eq!(twin.play(300, 9, 4), twin.play(300, 9, 4));
    assert_ne!(twin.play(300, 9, 4).offers, twin.play(300, 9, 5).offers);
}
