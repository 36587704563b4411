use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;
use stats::matching::{
    Left, Light, MatchError, Nearest, Order, Radius, Replacement, Ties, balance, balances,
    doubly_robust, e_value, effect, fit, nearest, radius, rosenbaum,
};

/// Rows of two covariates, treatment by a known law, an outcome with a known effect of −0.1.
fn world(n: usize, seed: u64) -> (Vec<f64>, Vec<bool>, Vec<f64>) {
    let mut rng = ChaCha12Rng::seed_from_u64(seed);
    let (mut rows, mut treated, mut outcome) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..n {
        let (a, b) = (rng.random::<f64>() * 4.0 - 2.0, f64::from(rng.random_range(0_u32..2)));
        let is = rng.random::<f64>() < 1.0 / (1.0 + (1.5 - 0.8 * a - 0.5 * b).exp());
        rows.extend([a, b]);
        treated.push(is);
        let chance = 0.5 + 0.15 * a - 0.1 * b - if is { 0.1 } else { 0.0 };
        outcome.push(f64::from(u8::from(rng.random::<f64>() < chance)));
    }
    (rows, treated, outcome)
}

#[test]
fn a_known_law_is_found_again_and_its_gradient_is_nought() {
    let (rows, treated, _) = world(40_000, 1);
    let fitted = fit(&rows, 2, &treated).unwrap();
    assert!((fitted.coefficients[0].unwrap() - 0.8).abs() < 0.06);
    assert!((fitted.coefficients[1].unwrap() - 0.5).abs() < 0.08);
    assert!((fitted.intercept + 1.5).abs() < 0.08);
    // At a maximum of the likelihood, residuals are nought along every column.
    for column in 0..2 {
        let along: f64 = fitted
            .scores
            .iter()
            .zip(&treated)
            .enumerate()
            .map(|(i, (s, t))| rows[2 * i + column] * (f64::from(u8::from(*t)) - s))
            .sum();
        assert!(along.abs() < 1e-6, "{along}");
    }
}

#[test]
fn the_number_of_threads_changes_no_digit() {
    let (rows, treated, _) = world(30_000, 2);
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| fit(&rows, 2, &treated).unwrap())
    };
    assert_eq!(with(1), with(3));
}

#[test]
fn constant_columns_and_copies_are_left_out_and_named() {
    let (rows, treated, _) = world(500, 3);
    let wide: Vec<f64> =
        rows.chunks(2).flat_map(|r| [7.0, r[0], 2.0 * r[0] + 1.0, r[1], r[0] - r[1]]).collect();
    let fitted = fit(&wide, 5, &treated).unwrap();
    assert_eq!(fitted.coefficients[0], Err(Left::Constant));
    assert_eq!(fitted.coefficients[2], Err(Left::Follows));
    assert_eq!(fitted.coefficients[4], Err(Left::Follows));
    let narrow = fit(&rows, 2, &treated).unwrap();
    for (a, b) in fitted.scores.iter().zip(&narrow.scores) {
        assert!((a - b).abs() < 1e-9);
    }
    let constant = vec![1.0; 500];
    assert_eq!(fit(&constant, 1, &treated), Err(MatchError::NothingToMatchOn));
}

#[test]
fn separation_does_not_pass_silently() {
    let (mut rows, treated, _) = world(400, 4);
    // The second column is the treatment itself.
    for (row, t) in rows.chunks_mut(2).zip(&treated) {
        row[1] = f64::from(u8::from(*t));
    }
    assert_eq!(fit(&rows, 2, &treated), Err(MatchError::Separation { column: 1 }));
    // Quasi-complete: only treated rows ever have it.
    let (mut rows, treated, _) = world(400, 5);
    for (i, (row, t)) in rows.chunks_mut(2).zip(&treated).enumerate() {
        row[1] = f64::from(u8::from(*t && i % 3 == 0));
    }
    assert_eq!(fit(&rows, 2, &treated), Err(MatchError::Separation { column: 1 }));
}

#[test]
fn too_few_and_no_numbers_are_told() {
    let (rows, _, _) = world(10, 6);
    let one: Vec<bool> = (0..10).map(|i| i == 3).collect();
    assert_eq!(fit(&rows, 2, &one), Err(MatchError::FewTreated { found: 1 }));
    let all: Vec<bool> = (0..10).map(|i| i != 3).collect();
    assert_eq!(fit(&rows, 2, &all), Err(MatchError::FewControls { found: 1 }));
    let half: Vec<bool> = (0..10).map(|i| i % 2 == 0).collect();
    let mut hole = rows.clone();
    hole[7] = f64::NAN;
    assert_eq!(fit(&hole, 2, &half), Err(MatchError::NotANumber { row: 4 }));
    assert_eq!(fit(&rows, 3, &half), Err(MatchError::Lengths));
    assert_eq!(fit(&[], 0, &half), Err(MatchError::NothingToMatchOn));
}

#[test]
fn each_way_finds_the_known_effect_and_balances_what_was_not() {
    let (rows, treated, outcome) = world(20_000, 7);
    let scores = fit(&rows, 2, &treated).unwrap().scores;
    let how = Nearest {
        ratio: 3,
        replacement: Replacement::With(Ties::ByPlace),
        caliper: Some(0.05),
        order: Order::LargestFirst,
    };
    let near = nearest(&scores, &treated, None, &how).unwrap();
    let wide: Radius = radius(&scores, &treated, None, &outcome, 0.01).unwrap();
    for (matched, within) in [(&near, None), (&wide.matched, Some(&wide))] {
        let found = effect(matched, within, &scores, &treated, &outcome).unwrap();
        let difference = found.difference.unwrap();
        assert!((found.att + 0.1).abs() < 0.03, "{}", found.att);
        assert!(difference.low < -0.1 && -0.1 < difference.high);
        let interval = found.abadie_imbens.unwrap();
        assert!(interval.low < found.att && found.att < interval.high);
        let again = doubly_robust(matched, &rows, &[0, 1], 2, &treated, &outcome).unwrap();
        assert!((again - found.att).abs() < 0.01, "{again}");
        let first = balance(rows.iter().step_by(2).copied(), &treated, &matched.weights);
        let every = balances(&rows, 2, &treated, &matched.weights);
        assert!((every[0].after - first.after).abs() < 1e-6);
        assert!((every[0].before - first.before).abs() < 1e-6);
        assert!(first.before.abs() > 40.0 && first.light() == Light::Green, "{first:?}");
    }
}

#[test]
fn known_e_values_and_bounds() {
    // VanderWeele and Ding 2017: a risk ratio of 3.9 has E-value 7.26; 1.8 at the limit has 3.0.
    let e = e_value(0.39, 0.1, 0.08, 0.7).unwrap();
    assert!((e.estimate - 7.26).abs() < 0.005 && (e.interval - 3.0).abs() < 0.005, "{e:?}");
    let across = e_value(0.25, 0.28, -0.11, 0.05).unwrap();
    assert!((across.interval - 1.0).abs() < 1e-12);
    assert_eq!(e_value(0.0, 0.28, -0.3, -0.2), None);
    // 110 pairs that differ, 92 of one kind: by hand, binomial upper tail at Γ/(1+Γ) is 0.025.
    let n = 220;
    let scores: Vec<f64> = (0..n).map(|i| f64::from(i / 2)).collect();
    let treated: Vec<bool> = (0..n).map(|i| i % 2 == 0).collect();
    let how = Nearest {
        ratio: 1,
        replacement: Replacement::Without,
        caliper: Some(0.5),
        order: Order::AsGiven,
    };
    let matched = nearest(&scores, &treated, None, &how).unwrap();
    let outcome: Vec<f64> =
        (0..n).map(|i| if (i / 2 < 92) == (i % 2 == 0) { 1.0 } else { 0.0 }).collect();
    let gamma = rosenbaum(&matched, &outcome).unwrap();
    // The Clopper–Pearson lower limit of 92 in 110 is 0.7536: odds 3.06.
    assert!((gamma - 3.06).abs() < 0.05, "{gamma}");
    let nothing = rosenbaum(&matched, &vec![1.0; 220]);
    assert_eq!(nothing, Some(1.0));
}
