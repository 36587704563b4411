//! The cohort model and its twin on invented settings: nobody lost, Little's law, agreement, and
//! the same bytes for the same seed. Figures of real places are tested in crate `engines`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::float_cmp
)]

mod invented;

use invented::{island, world};
use models::sentencing::draws::{Follow, Race};
use models::sentencing::{
    Areas, Date, Law, ParamId, Provision, Range, Setting, Unit, World, cohort, micro,
};
use proptest::prelude::*;

#[test]
fn nobody_is_lost_in_any_month() {
    let setting = island();
    for areas in [Areas::Together, Areas::Each] {
        for draw in 0..20 {
            let values = setting.draw(7, draw);
            let before = invented::before(&setting);
            let (_, told) =
                cohort::run(&World::build(&before, &values, areas, setting.intake_from, 240), None);
            let (path, _) = cohort::run(
                &World::build(&setting, &values, areas, setting.intake_from, 240),
                Some(&told),
            );
            for (month, totals) in path.months.iter().enumerate() {
                let should = path.at_start + totals.entered - totals.left;
                let off = (totals.everyone() / should - 1.0).abs();
                assert!(
                    off < 1e-9,
                    "month {month}: {} women where {should} should be",
                    totals.everyone()
                );
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn nobody_is_lost_whatever_the_numbers(values in proptest::collection::vec(0.0_f64..1.0, 64), seed in 0_u64..1000) {
        let setting = island();
        let drawn: Vec<f64> = setting
            .params
            .iter()
            .zip(values.iter().cycle())
            .map(|(param, u)| param.range.quantile(*u))
            .collect();
        let before = invented::before(&setting);
        let (_, told) = cohort::run(&World::build(&before, &drawn, Areas::Together, setting.intake_from, 120), None);
        let (path, _) = cohort::run(&World::build(&setting, &drawn, Areas::Together, setting.intake_from, 120), Some(&told));
        let last = path.months.last().unwrap();
        let should = path.at_start + last.entered - last.left;
        prop_assert!((last.everyone() / should - 1.0).abs() < 1e-9, "seed {}", seed);
        prop_assert!(last.inside.iter().all(|women| *women >= -1e-9));
    }
}

#[test]
fn a_steady_state_is_littles_law_to_nine_figures() {
    // No recall, no returns, no law: women in each band are sentences a month times months served.
    let setting = invented::still(&island());
    let world = world(&setting, 1200);
    let (path, _) = cohort::run(&world, None);
    let last = path.months.last().unwrap();
    let served = invented::months_served(&setting);
    for (band, months) in served.iter().enumerate() {
        let littles = last.received[band] * months;
        let off = (last.inside[band] / littles - 1.0).abs();
        assert!(
            off < 1e-9,
            "band {band}: {} inside, Little's law says {littles}",
            last.inside[band]
        );
    }
    // And remand: women remanded a month times mean stay.
    let stay = invented::mean_stay(&setting);
    let remanded: f64 = last.on_remand.iter().sum();
    assert!((remanded / stay - 1.0).abs() < 1e-9, "{remanded} on remand, Little's law says {stay}");
}

#[test]
fn the_law_before_gives_back_the_published_sentences() {
    let setting = invented::before(&island());
    let world = world(&setting, 120);
    let (path, told) = cohort::run(&world, None);
    assert_eq!(told.overflow, 0.0);
    for totals in &path.months {
        assert!((totals.receptions() / 500.0 - 1.0).abs() < 1e-9, "{}", totals.receptions());
    }
    // And the same law run on what it told is itself.
    let (again, _) = cohort::run(&world, Some(&told));
    for (a, b) in path.months.iter().zip(&again.months) {
        assert!((a.population() / b.population() - 1.0).abs() < 1e-9);
    }
}

#[test]
fn the_twin_agrees_with_the_cohort_within_sampling_error() {
    let setting = island();
    let before = invented::before(&setting);
    let values = setting.middle();
    let months = 120;
    let (_, told) = cohort::run(
        &World::build(&before, &values, Areas::Together, setting.intake_from, months),
        None,
    );
    let world = World::build(&setting, &values, Areas::Together, setting.intake_from, months);
    let (path, _) = cohort::run(&world, Some(&told));
    let runs = if std::env::var_os("ALONGSIDE_DEEP").is_some() { 60 } else { 10 };
    // The twin begins with nobody: warmed on the first month until its longest stock is full.
    let twins: Vec<_> = (0..runs).map(|seed| micro::run(&world, &told, 120, seed)).collect();
    let mut worst = 0.0_f64;
    let mut check = |what: &str, month: usize, cohort: f64, twin: Vec<f64>| {
        let n = twin.len() as f64;
        let mean = twin.iter().sum::<f64>() / n;
        let sd = (twin.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
        // At least Poisson's own error, so that a lucky small spread does not decide.
        let error = (sd / n.sqrt()).max((cohort.max(1.0) / n).sqrt() * 0.5);
        let z = (mean - cohort) / error;
        worst = worst.max(z.abs());
        assert!(
            z.abs() < 4.5,
            "{what}, month {month}: cohort {cohort:.1}, twin {mean:.1} +- {error:.1}"
        );
    };
    for month in [59, 83, 119] {
        let totals = &path.months[month];
        check(
            "population",
            month,
            totals.population(),
            twins.iter().map(|t| f64::from(t[month].population())).collect(),
        );
        check(
            "remand",
            month,
            totals.on_remand.iter().sum(),
            twins.iter().map(|t| f64::from(t[month].on_remand)).collect(),
        );
        check(
            "recall",
            month,
            totals.on_recall.iter().sum(),
            twins.iter().map(|t| f64::from(t[month].on_recall)).collect(),
        );
        for band in 0..totals.inside.len() {
            check(
                "inside",
                month,
                totals.inside[band],
                twins.iter().map(|t| f64::from(t[month].inside[band])).collect(),
            );
        }
    }
    for band in 0..setting.bands.len() {
        let year = |t: &dyn Fn(usize) -> f64| (108..120).map(t).sum::<f64>();
        let cohort = year(&|m| path.months[m].received[band]);
        let twin = twins.iter().map(|t| year(&|m| f64::from(t[m].received[band]))).collect();
        check("received in the last year", 119, cohort, twin);
    }
    for twin in &twins {
        let last = twin.last().unwrap();
        assert_eq!(last.entered - last.left, last.everyone);
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_one_thread_and_on_many() {
    let (scenario, before) = (island(), invented::before(&island()));
    let race = Race::new(&scenario, &before, &before);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| format!("{:?} {:?}", race.draw(24, 5), race.tornado()))
    };
    let one = on(1);
    assert_eq!(one, on(4));
    assert_eq!(one, on(1));
    assert_ne!(one, format!("{:?} {:?}", race.draw(24, 6), race.tornado()));
}

#[test]
fn areas_add_up_to_the_place_and_their_order_changes_nothing() {
    let setting = island();
    let mut turned = setting.clone();
    turned.intake.reverse();
    let run = |setting: &models::sentencing::Setting, areas| {
        let before = invented::before(setting);
        let (_, told) = cohort::run(
            &World::build(&before, &setting.middle(), areas, setting.intake_from, 96),
            None,
        );
        cohort::run(
            &World::build(setting, &setting.middle(), areas, setting.intake_from, 96),
            Some(&told),
        )
        .0
    };
    let (each, back, together) =
        (run(&setting, Areas::Each), run(&turned, Areas::Each), run(&setting, Areas::Together));
    let sums = |path: &cohort::Path| {
        (path.inside_by_key.iter().sum::<f64>(), path.months[95].population())
    };
    for (a, b) in [
        (sums(&each).1, sums(&back).1),
        (sums(&each).1, sums(&together).1),
        (sums(&each).0, sums(&back).0),
    ] {
        assert!((a / b - 1.0).abs() < 1e-9, "{a} {b}");
    }
    let (first, last) = (each.inside_by_key[0], back.inside_by_key[back.inside_by_key.len() - 2]);
    assert!((first / last - 1.0).abs() < 1e-9, "{first} {last}");
}

#[test]
fn side_effects_undo_part_of_what_the_law_does() {
    let with = island();
    let mut without = island();
    without.side_effects = None;
    let before = invented::before(&with);
    let last = |scenario: &models::sentencing::Setting| {
        let race = Race::new(scenario, &before, &before);
        let (path, compared) = race.middle();
        path.months.last().unwrap().population() - compared.months.last().unwrap().population()
    };
    assert!(
        last(&without) < last(&with) && last(&with) < 0.0,
        "{} {}",
        last(&without),
        last(&with)
    );
}

/// The island with units, each `(area, places, first year, bands, remand)`, and women in units in
/// each of its months.
fn with_units(units: &[(&str, f64, i32, &[usize], bool)]) -> (Setting, Vec<cohort::Totals>) {
    let mut setting = island();
    setting.units = units
        .iter()
        .map(|(area, places, year, bands, remand)| Unit {
            area: (*area).to_owned(),
            places: *places,
            from: Date::new(*year, 1, 1).unwrap(),
            bands: bands.to_vec(),
            remand: *remand,
            serves: vec![(*area).to_owned()],
        })
        .collect();
    setting.check().unwrap();
    let before = invented::before(&setting);
    let months = Race::new(&setting, &before, &before).middle().0.months;
    (setting, months)
}

#[test]
fn a_unit_holds_whom_it_has_places_for_from_the_day_it_opens_and_no_more_than_there_are() {
    let opens = |year: i32| usize::try_from(12 * (year - 2010)).unwrap();
    let (_, none) = with_units(&[]);
    let (_, small) = with_units(&[("North", 10.0, 2017, &[0, 1, 2], false)]);
    for (t, (month, without)) in small.iter().zip(&none).enumerate() {
        let held = if t < opens(2017) { 0.0 } else { 10.0 };
        assert!((month.in_units - held).abs() < 1e-9, "month {t}: {}", month.in_units);
        // It moves nobody out of custody and sends nobody there.
        assert_eq!(month.population(), without.population());
        assert_eq!(without.in_units, 0.0);
    }
    // A third of the island's sentences are the North's: so are the women who could be there.
    let (_, huge) = with_units(&[("North", 1e6, 2017, &[2], false)]);
    let last = huge.last().unwrap();
    assert!((last.in_units - last.inside[2] / 3.0).abs() < 1e-9);
    let (_, with_remand) = with_units(&[("North", 1e6, 2017, &[2], true)]);
    let last = with_remand.last().unwrap();
    let remand: f64 = last.on_remand.iter().sum();
    assert!((last.in_units - (last.inside[2] + remand) / 3.0).abs() < 1e-9);
}

#[test]
fn nobody_is_in_two_units_and_halves_of_a_unit_hold_what_the_whole_holds() {
    let one =
        |units: &[(&str, f64, i32, &[usize], bool)]| with_units(units).1.last().unwrap().in_units;
    let all = one(&[("North", 1e6, 2016, &[2, 3], false)]);
    let twice = [("North", 1e6, 2016, &[2, 3][..], false), ("North", 1e6, 2016, &[3], false)];
    assert!((one(&twice) - all).abs() < 1e-9);
    let halves = [("South", 15.0, 2016, &[2][..], false), ("South", 15.0, 2016, &[2], false)];
    let whole = one(&[("South", 30.0, 2016, &[2], false)]);
    assert!((one(&halves) - whole).abs() < 1e-9 && (whole - 30.0).abs() < 1e-9);
}

#[test]
fn areas_and_offence_groups_each_add_up_to_the_whole() {
    let (scenario, before) = (island(), invented::before(&island()));
    let split = Race::new(&scenario, &before, &before).split(1, 3);
    assert_eq!((split.areas.len(), split.offences.len()), (2, 2));
    let sum = |parts: &[models::sentencing::draws::Part]| {
        parts
            .iter()
            .map(|p| [p.inside.median, p.received_more.median])
            .fold([0.0; 2], |a, b| [a[0] + b[0], a[1] + b[1]])
    };
    let (areas, offences) = (sum(&split.areas), sum(&split.offences));
    for (a, b) in areas.into_iter().zip(offences) {
        assert!((a - b).abs() < 1e-6 * a.abs().max(1.0), "{a} {b}");
    }
    assert!(areas[0] > 0.0 && areas[1] < 0.0);
}

#[test]
fn more_exceptions_leave_more_women_in_prison() {
    let before = invented::before(&island());
    let mut last = f64::NEG_INFINITY;
    for share in [0.1, 0.25, 0.5, 0.9] {
        let mut scenario = island();
        let id = scenario.params.iter().position(|param| param.key == "exceptions").unwrap();
        scenario.fix(ParamId(id), share);
        let path = Race::new(&scenario, &before, &before).middle().0;
        let inside = path.months.last().unwrap().population();
        assert!(inside > last);
        last = inside;
    }
}

#[test]
fn a_range_stays_a_range_and_is_in_order() {
    let (scenario, before) = (island(), invented::before(&island()));
    let drawn = Race::new(&scenario, &before, &before).draw(60, 1);
    for ranges in &drawn.ranges {
        for spread in ranges.scenario.iter().chain(&ranges.difference) {
            assert!(spread.low90 <= spread.low50 && spread.low50 <= spread.median);
            assert!(spread.median <= spread.high50 && spread.high50 <= spread.high90);
        }
    }
    let wide = drawn.ranges.iter().find(|ranges| ranges.what == Follow::Population).unwrap();
    assert!(wide.scenario.last().unwrap().high90 > wide.scenario.last().unwrap().low90);
}

#[test]
fn a_setting_that_contradicts_itself_says_how() {
    let mut setting = island();
    let again = setting.laws.iter().find(|law| law.id == "rule").unwrap().clone();
    setting.laws.push(Law { id: "other".to_owned(), name: "the same again".to_owned(), ..again });
    let said = setting.check().unwrap_err().to_string();
    assert!(said.contains("two things of the same sentences"), "{said}");
    let mut setting = island();
    setting.laws.push(Law {
        id: "late".to_owned(),
        name: "too late".to_owned(),
        from: Date::new(2099, 1, 1).unwrap(),
        provision: Provision::Breach { activated: ParamId(0) },
        source: String::new(),
    });
    assert!(setting.check().unwrap_err().to_string().contains("after the scenario ends"));
    let mut setting = island();
    let id = setting.params.iter().position(|param| param.key == "exceptions").unwrap();
    setting.params[id].range = Range { low: 0.5, mid: 1.0, high: 1.5 };
    assert!(setting.check().unwrap_err().to_string().contains("between 0 and 1"));
}
