//! The exact methods on networks of OR-Library's kind: its own optima where the files are at hand
//! (folder `shared`), seeded networks, and properties that must hold whatever the instance.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions
)]

use models::siting::network::{NoWay, Road, all_pairs, seeded};
use models::siting::{
    Answer, Distances, Objective, Problem, Question, Spot, Thoroughness, Unfit, knee,
};

fn ask(problem: &Problem, new: usize, objective: Objective) -> Answer {
    let thoroughness = Thoroughness::Proven;
    problem.answer(&Question { new, objective, thoroughness, seed: 1, stop: &|| false }).unwrap()
}

fn network(nodes: usize, seed: u64) -> Problem {
    let cells = all_pairs(nodes, &seeded(nodes, seed)).unwrap();
    let demand = (0..nodes as u64).map(|k| 1 + (k * 7 + seed) % 5).collect();
    Problem::new(demand, Distances::Table { sites: nodes, cells }, vec![], None).unwrap()
}

#[test]
fn or_library_optima_are_proven() {
    let root = std::env::var_os("ALONGSIDE_SHARED").map_or_else(
        || std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        std::path::PathBuf::from,
    );
    let folder = root.join("data/sector/orlib_pmed");
    if !folder.is_dir() {
        eprintln!("SKIPPED: {} is absent; set ALONGSIDE_SHARED", folder.display());
        return;
    }
    // Of the median as the folder's optima.csv has them; of the centre by the cover of all nodes.
    let optima = std::fs::read_to_string(folder.join("optima.csv")).unwrap();
    for row in optima.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let text = std::fs::read_to_string(folder.join(format!("{}.txt", cells[0]))).unwrap();
        let mut numbers = text.split_whitespace().map(|n| n.parse::<u32>().unwrap());
        let mut next = || numbers.next().unwrap();
        let (nodes, count, p) = (next() as usize, next(), next() as usize);
        let roads: Vec<Road> =
            (0..count).map(|_| Road { from: next() - 1, to: next() - 1, length: next() }).collect();
        let distances = Distances::Table { sites: nodes, cells: all_pairs(nodes, &roads).unwrap() };
        let problem = Problem::new(vec![1; nodes], distances, vec![], None).unwrap();
        let answer = ask(&problem, p, Objective::Median);
        assert_eq!(answer.value.to_string(), cells[4], "{}", cells[0]);
        assert!(answer.is_proven(), "{}", cells[0]);
        let centre = ask(&problem, p, Objective::Centre);
        assert!(centre.is_proven());
        let within = u32::try_from(centre.value).unwrap();
        assert_eq!(ask(&problem, p, Objective::Cover { within }).value, 0, "{}", cells[0]);
        if within > 0 {
            let less = ask(&problem, p, Objective::Cover { within: within - 1 });
            assert!(less.bound > 0, "{}: nobody is nearer than the centre says", cells[0]);
        }
    }
}

#[test]
fn each_site_more_never_makes_it_worse() {
    for seed in 0..4 {
        let problem = network(60, seed);
        for objective in [Objective::Median, Objective::Centre, Objective::Cover { within: 40 }] {
            let values: Vec<u64> = (1..=14).map(|p| ask(&problem, p, objective).value).collect();
            assert!(values.windows(2).all(|w| w[1] <= w[0]), "{objective:?} {values:?}");
        }
    }
}

#[test]
fn the_order_of_places_and_sites_changes_nothing() {
    for seed in 0..6 {
        let n = 50;
        let problem = network(n, seed);
        // 7 has no common divisor with 50: a permutation.
        let to = |k: usize| (k * 7 + 3) % n;
        let mut cells = vec![0; n * n];
        let mut demand = vec![0; n];
        for a in 0..n {
            demand[to(a)] = problem.demand()[a];
            for b in 0..n {
                cells[to(a) * n + to(b)] = problem.distances().between(a, b);
            }
        }
        let other =
            Problem::new(demand, Distances::Table { sites: n, cells }, vec![], None).unwrap();
        for objective in [Objective::Median, Objective::Centre, Objective::Cover { within: 30 }] {
            for p in [3, 9] {
                let (one, two) = (ask(&problem, p, objective), ask(&other, p, objective));
                assert_eq!((one.value, one.bound), (two.value, two.bound), "{objective:?} {p}");
            }
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_answer_on_one_or_many_threads() {
    let problem = network(120, 3);
    let once = ask(&problem, 8, Objective::Median);
    let handles: Vec<_> = (0..4)
        .map(|_| {
            let problem = problem.clone();
            std::thread::spawn(move || ask(&problem, 8, Objective::Median))
        })
        .collect();
    for handle in handles {
        assert_eq!(handle.join().unwrap(), once);
    }
}

#[test]
fn a_quick_answer_states_a_gap_that_holds() {
    for seed in 0..8 {
        let problem = network(150, seed);
        let best = ask(&problem, 12, Objective::Median).value;
        let question = Question {
            new: 12,
            objective: Objective::Median,
            thoroughness: Thoroughness::Quick,
            seed: 1,
            stop: &|| false,
        };
        let quick = problem.answer(&question).unwrap();
        assert!(quick.bound <= best && best <= quick.value, "{} {best}", quick.bound);
        assert!(quick.gap() < 0.02, "{}", quick.gap());
    }
}

#[test]
fn lists_that_are_cut_short_still_bound_truly() {
    // Enough pairs that each place keeps its nearest sites only.
    let mut state = 7_u64;
    let mut next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / (1_u64 << 31) as f64
    };
    let spots: Vec<Spot> = (0..3_300).map(|_| Spot::plane(next() * 90.0, next() * 70.0)).collect();
    let demand = (0..3_300).map(|k| 1 + k % 9).collect();
    let distances = Distances::Points { places: spots.clone(), sites: spots };
    let problem = Problem::new(demand, distances, vec![5], None).unwrap();
    let question = Question {
        new: 60,
        objective: Objective::Median,
        thoroughness: Thoroughness::Quick,
        seed: 1,
        stop: &|| false,
    };
    let answer = problem.answer(&question).unwrap();
    assert!(answer.gap() < 0.02, "{}", answer.gap());
    // The value is the true one, reckoned anew from the points.
    let sum: u64 = answer
        .allocation
        .iter()
        .map(|a| a.amount * u64::from(problem.distances().between(a.place, a.site.unwrap())))
        .sum();
    assert_eq!(sum, answer.value);
    assert!(answer.bound <= answer.value && answer.bound > 0);
}

#[test]
fn patience_that_ends_leaves_the_best_so_far_with_its_gap() {
    let problem = network(200, 2);
    let question = Question {
        new: 10,
        objective: Objective::Median,
        thoroughness: Thoroughness::Proven,
        seed: 1,
        stop: &|| true,
    };
    let answer = problem.answer(&question).unwrap();
    let best = ask(&problem, 10, Objective::Median).value;
    assert!(answer.bound <= best && best <= answer.value);
}

#[test]
fn what_does_not_fit_is_said() {
    let table = |cells: Vec<u32>| Distances::Table { sites: 2, cells };
    let new = |demand, cells, fixed, room| Problem::new(demand, table(cells), fixed, room).err();
    assert_eq!(new(vec![0, 0], vec![1; 4], vec![], None), Some(Unfit::NoDemand));
    assert_eq!(
        new(vec![1, 1], vec![1; 3], vec![], None),
        Some(Unfit::Shape { there: 3, wanted: 4 })
    );
    assert_eq!(new(vec![1, 1], vec![1; 4], vec![2], None), Some(Unfit::Fixed(2)));
    assert_eq!(new(vec![1, 1], vec![1; 4], vec![1, 1], None), Some(Unfit::Fixed(1)));
    assert_eq!(new(vec![u64::MAX / 4, 1], vec![1; 4], vec![], None), Some(Unfit::TooLarge));
    let problem =
        Problem::new(vec![3, 1], table(vec![0, 1, 1, 0]), vec![], Some(vec![1, 2])).unwrap();
    let question = Question {
        new: 2,
        objective: Objective::Median,
        thoroughness: Thoroughness::Proven,
        seed: 1,
        stop: &|| false,
    };
    let said = problem.answer(&question).unwrap_err();
    assert_eq!(said, Unfit::CannotHold { demand: 4, hold: 3, asked: 2 });
    let said = problem.answer(&Question { new: 3, ..question }).unwrap_err();
    assert_eq!(said, Unfit::TooFewSites { asked: 3, there: 2 });
    let road = Road { from: 0, to: 1, length: 4 };
    assert_eq!(all_pairs(3, &[road]), Err(NoWay::Unreachable { from: 1, to: 3 }));
}

#[test]
fn the_last_length_of_a_road_counts() {
    let roads = [Road { from: 0, to: 1, length: 9 }, Road { from: 1, to: 0, length: 4 }];
    assert_eq!(all_pairs(2, &roads).unwrap(), vec![0, 4, 4, 0]);
}

#[test]
fn the_knee_is_where_the_curve_lies_farthest_below_its_chord() {
    assert_eq!(knee(&[100.0, 60.0, 30.0, 25.0, 20.0]), Some(2));
    assert_eq!(knee(&[4.0, 3.0, 2.0, 1.0]), None);
    assert_eq!(knee(&[4.0]), None);
}
