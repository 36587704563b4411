//! Known sizes and differences, and that they fit together.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use proptest::prelude::*;
use stats::power::{
    Against, Demands, Direction, PowerError, design_effect, detectable_mean, detectable_rate,
    treated_for_mean, treated_for_rate,
};

fn seen(treated: f64, against: Against) -> f64 {
    let usual = Demands::default();
    100.0 * detectable_rate(0.28, treated, against, Direction::Lower, usual).unwrap()
}

#[test]
fn against_a_group_without_error_of_its_own_114_women_see_eleven_point_eight() {
    assert!((seen(114.0, Against::Unlimited) - 11.8).abs() < 0.05);
    assert!((seen(717.0, Against::Unlimited) - 4.7).abs() < 0.05);
    let five = treated_for_rate(0.28, 0.23, Against::Unlimited, Demands::default());
    assert_eq!(five, Ok(633));
}

#[test]
fn with_two_equal_arms_it_takes_nearly_twice_as_many() {
    let arm = treated_for_rate(0.28, 0.23, Against::Ratio(1.0), Demands::default()).unwrap();
    assert!((1_185..=1_195).contains(&arm), "{arm}");
    // 2.8016·sqrt((0.28·0.72 + 0.1324·0.8676)/114) = 0.1476.
    assert!((seen(114.0, Against::Ratio(1.0)) - 14.76).abs() < 0.05);
}

#[test]
fn means_follow_the_same_formula() {
    // 2·(1.959964 + 0.841621)²·(10/5)² = 62.8 an arm.
    let usual = Demands::default();
    assert_eq!(treated_for_mean(10.0, 10.0, 5.0, Against::Ratio(1.0), usual), Ok(63));
    let d = detectable_mean(10.0, 10.0, 63.0, Against::Fixed(63.0), usual).unwrap();
    assert!(d < 5.0 && d > 4.98);
}

#[test]
fn clusters_cost_what_their_design_effect_says() {
    let effect = design_effect(20.0, 0.05);
    assert!((effect - 1.95).abs() < 1e-12);
    let clustered = Demands { design_effect: effect, ..Demands::default() };
    let n = treated_for_rate(0.28, 0.23, Against::Unlimited, clustered).unwrap();
    assert_eq!(n, 1_235); // 632.92 × 1.95
}

#[test]
fn what_has_no_answer_says_why() {
    let usual = Demands::default();
    let same = treated_for_rate(0.28, 0.28, Against::Unlimited, usual);
    assert_eq!(same, Err(PowerError::NoDifference));
    let few = treated_for_rate(0.28, 0.23, Against::Fixed(300.0), usual);
    assert_eq!(few, Err(PowerError::ComparisonTooSmall));
    let rate = treated_for_rate(28.0, 23.0, Against::Unlimited, usual);
    assert_eq!(rate, Err(PowerError::Rate));
    let nobody = detectable_rate(0.28, 0.0, Against::Unlimited, Direction::Lower, usual);
    assert_eq!(nobody, Err(PowerError::Size));
    let one = detectable_rate(0.28, 3.0, Against::Unlimited, Direction::Lower, usual);
    assert_eq!(one, Err(PowerError::TooFew));
    let idle = Demands { power: 0.01, ..usual };
    let idle = detectable_rate(0.28, 114.0, Against::Unlimited, Direction::Lower, idle);
    assert_eq!(idle, Err(PowerError::Demands));
}

proptest! {
    /// The size that a difference needs sees that difference, and one fewer does not.
    #[test]
    fn size_and_difference_are_each_others_answer(
        base in 0.05..0.95_f64, share in 0.05..0.9_f64, ratio in 0.3..10.0_f64,
    ) {
        let usual = Demands::default();
        let against = Against::Ratio(ratio);
        let other = base * (1.0 - share);
        let n = treated_for_rate(base, other, against, usual).unwrap() as f64;
        let at = |n: f64| detectable_rate(base, n, against, Direction::Lower, usual);
        prop_assert!(at(n).unwrap() <= base * share + 1e-9);
        if n > 2.0 {
            prop_assert!(at(n - 1.0).map_or(true, |d| d >= base * share - 1e-9));
        }
    }
}
