//! Published Data Lab results, their words, and a reader of reports.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use proptest::prelude::*;
use stats::jdl::{
    Comparison, Measure, Method, Outcome, Place, ResultError, Spread, Told, Unsafe, Verdict, Who,
    check, effective_size, means, rates, word,
};

fn published(n: u64, treated: f64, comparison: f64) -> (f64, f64, Told) {
    let size = Comparison::Unlimited;
    let figure = rates(n as f64, treated / 100.0, comparison / 100.0, size, Method::Wald).unwrap();
    let d = figure.difference;
    let interval = (100.0 * d.low, 100.0 * d.high);
    let told = Told {
        measure: Measure::Rate,
        who: Who::Women,
        submitted: None,
        analysed: Some(n),
        treated: Some(treated),
        comparison: Some(comparison),
        interval: Some(interval),
        p: Some(d.p),
        number_needed: d.number_needed,
        reoffended: None,
    };
    (interval.0, interval.1, told)
}

#[test]
fn three_published_intervals_are_met_within_a_point_and_two_fifths() {
    for (n, treated, comparison, low, high) in [
        (231, 26.0, 35.0, -14.0, -2.0), // Langley House Trust, 2015
        (72, 31.0, 43.0, -23.0, -1.0),  // Blue Sky, 2013
        (805, 18.0, 23.0, -8.0, -2.0),  // Prisoners' Education Trust, Open University, 2014
    ] {
        let (ours_low, ours_high, _) = published(n, treated, comparison);
        assert!((ours_low - low).abs() <= 1.4, "{ours_low} for {low}");
        assert!((ours_high - high).abs() <= 1.4, "{ours_high} for {high}");
    }
}

#[test]
fn six_known_significances_are_worded_rightly() {
    let verdict = |n, t, c| word(&published(n, t, c).2).verdict;
    assert_eq!(verdict(231, 26.0, 35.0), Some(Verdict::Lower));
    assert_eq!(verdict(72, 31.0, 43.0), Some(Verdict::Lower));
    assert_eq!(verdict(805, 18.0, 23.0), Some(Verdict::Lower));
    assert_eq!(verdict(114, 25.0, 28.0), Some(Verdict::Inconclusive));
    assert_eq!(verdict(89, 17.0, 29.0), Some(Verdict::Lower));
    let mut employment = published(9041, 40.0, 33.0).2;
    employment.measure = Measure::Employment;
    let said = word(&employment);
    assert_eq!((said.verdict, said.place), (Some(Verdict::Higher), Place::Summary));
    assert!(said.text().contains("higher by between 6 and 8"), "{}", said.text());
}

#[test]
fn brighton_is_never_called_effective_nor_without_effect() {
    let said = word(&published(114, 25.0, 28.0).2);
    let text = said.text();
    assert_eq!(said.verdict, Some(Verdict::Inconclusive));
    assert!(text.contains("could be lower by as many as 11 or higher by as many as 5"), "{text}");
    assert!(text.contains("More women would be needed"), "{text}");
    for never in ["works", "effective", "no effect", "the same", "does not work", "significant"] {
        assert!(!text.contains(never), "{never}: {text}");
    }
}

#[test]
fn the_words_of_a_significant_result_are_these() {
    let mut told = published(231, 26.0, 35.0).2;
    told.submitted = Some(775);
    told.who = Who::People;
    told.interval = Some((-14.0, -2.0));
    told.p = None;
    assert_eq!(
        word(&told).sentences,
        [
            "The rate of proven reoffending within a year was 26 in every 100 for those supported, and 35 in every 100 in the comparison group.",
            "The rate of proven reoffending within a year was lower by between 2 and 14 people in every 100; this is statistically significant (95 per cent interval).",
            "231 of 775 people submitted were analysed; those who were not may differ from them.",
        ]
    );
}

#[test]
fn few_reoffenders_are_read_with_care_and_have_no_time() {
    let said = word(&published(89, 17.0, 29.0).2);
    assert_eq!(said.place, Place::WithCare);
    assert!(said.text().contains("Few reoffended: treat with care."));
    let mut time = published(114, 25.0, 28.0).2;
    (time.measure, time.reoffended) = (Measure::Time, Some(29.0));
    (time.treated, time.comparison, time.interval) =
        (Some(120.0), Some(140.0), Some((-30.0, -5.0)));
    assert_eq!(word(&time).place, Place::Withheld);
    time.reoffended = Some(30.0);
    let said = word(&time);
    assert!(said.text().contains("was shorter by between 5 and 30 days"), "{}", said.text());
}

#[test]
fn a_row_on_fewer_than_ten_is_withheld_and_does_not_say_how_many() {
    let said = word(&published(61, 13.0, 29.0).2);
    assert_eq!((said.place, said.verdict), (Place::Withheld, None));
    assert!(!said.text().contains("13") && !said.text().contains('8'), "{}", said.text());
}

#[test]
fn minus_nought_is_nought_and_figures_that_do_not_add_are_owned_up_to() {
    let mut told = published(717, 25.4, 27.6).2;
    told.interval = Some((-13.0, -0.2));
    let text = word(&told).text();
    assert!(text.contains("lower by between 0 and 13"), "{text}");
    assert!(!text.contains("-0"), "{text}");
    assert!(text.contains("Figures are rounded one by one: the difference is -2"), "{text}");
    told.measure = Measure::FrequencyBy(Outcome::Summary);
    (told.treated, told.comparison, told.interval) =
        (Some(0.5), Some(0.8), Some((-0.455, -0.1449)));
    let text = word(&told).text();
    assert!(text.contains("lower by between 0.14 and 0.46 offences a person"), "{text}");
}

#[test]
fn a_result_without_an_interval_says_nothing_of_a_difference() {
    let mut told = published(114, 25.0, 28.0).2;
    (told.interval, told.measure) = (None, Measure::Frequency);
    (told.treated, told.comparison) = (Some(0.88), None);
    let said = word(&told);
    assert_eq!((said.place, said.verdict), (Place::NoInterval, None));
}

#[test]
fn the_number_needed_is_the_first_that_suffices() {
    let needed =
        |n: f64, size| rates(n, 0.25, 0.28, size, Method::Wald).unwrap().difference.number_needed;
    // t·sqrt(0.1875/n) <= 0.03: z alone would ask for 801.
    let n = needed(114.0, Comparison::Unlimited).unwrap();
    assert!((801..=806).contains(&n), "{n}");
    let at = |n: u64| rates(n as f64, 0.25, 0.28, Comparison::Unlimited, Method::Wald).unwrap();
    assert!(at(n).difference.high <= 1e-12 && at(n - 1).difference.high > 0.0);
    // Its own error alone is larger than the difference: no number suffices.
    assert_eq!(needed(114.0, Comparison::Effective(500.0)), None);
    assert!(needed(114.0, Comparison::Effective(5_000.0)).unwrap() > n);
}

#[test]
fn welchs_t_agrees_with_a_textbook() {
    // R: t.test of samples with these means and variances gives df 28.0, p 0.0389 (two-sided).
    let one = Spread { n: 15.0, mean: 12.0, variance: 9.0 };
    let other = Spread { n: 15.0, mean: 14.366, variance: 9.0 };
    let d = means(one, other).unwrap().difference;
    // 2.366 / sqrt(18/15) = 2.1599; t(28) two-sided p = 0.03948.
    assert!((d.p - 0.0395).abs() < 2e-4, "{}", d.p);
    // t(28; 0.975) = 2.048407.
    assert!((d.half_width - 2.048_407 * (1.2_f64).sqrt()).abs() < 1e-5);
}

#[test]
fn wilsons_interval_keeps_inside_what_is_possible() {
    // Newcombe 1998, table II, 56/70 against 48/80: 0.0524 to 0.3339.
    let size = Comparison::Effective(80.0);
    let d = rates(70.0, 56.0 / 70.0, 48.0 / 80.0, size, Method::Wilson).unwrap().difference;
    assert!((d.low - 0.0524).abs() < 5e-5 && (d.high - 0.3339).abs() < 5e-5, "{d:?}");
    let none = rates(10.0, 0.0, 0.02, Comparison::Effective(50.0), Method::Wilson).unwrap();
    assert!(none.treated.low.abs() < 1e-12 && none.difference.low >= -1.0);
}

#[test]
fn weights_count_as_their_effective_size() {
    assert!((effective_size(&[1.0; 40]) - 40.0).abs() < 1e-12);
    assert!((effective_size(&[3.0, 1.0]) - 1.6).abs() < 1e-12);
    assert!(effective_size(&[]).abs() < 1e-12);
}

#[test]
fn what_cannot_be_reckoned_is_said() {
    let odd = |n, t| rates(n, t, 0.3, Comparison::Unlimited, Method::Wald).unwrap_err();
    assert_eq!(odd(1.0, 0.2), ResultError::TooFew);
    assert_eq!(odd(f64::NAN, 0.2), ResultError::TooFew);
    assert_eq!(odd(50.0, 25.0), ResultError::Rate);
    assert_eq!(odd(50.0, f64::NAN), ResultError::Rate);
    assert_eq!(odd(50.0, 0.0), ResultError::NoSpread);
}

#[test]
fn unsafe_sentences_of_a_report_are_marked_and_careful_ones_are_not() {
    let reasons = |text: &str| -> Vec<Unsafe> {
        check(text, Some(Verdict::Inconclusive)).into_iter().map(|f| f.why).collect()
    };
    for (text, why) in [
        ("Our programme works.", Unsafe::Works),
        ("The service is effective in supporting women.", Unsafe::Works),
        ("The evaluation showed no effect.", Unsafe::NoEffect),
        ("Reoffending was the same in both groups.", Unsafe::NoEffect),
        ("The service doesn\u{2019}t work.", Unsafe::NoEffect),
        ("This proves our model.", Unsafe::Certain),
        ("The result was almost significant.", Unsafe::Almost),
        ("We cut reoffending by 9%.", Unsafe::Bare),
        ("Fewer than 30 reoffended, 9% fewer than elsewhere.", Unsafe::Bare),
        ("Women we support were less likely to reoffend.", Unsafe::Direction),
        ("Thanks to our mentors fewer women reoffended.", Unsafe::Cause),
    ] {
        assert!(reasons(text).contains(&why), "{text}: {:?}", reasons(text));
    }
    for text in [
        "She works with eleven partner agencies.",
        "Our centre works across Sussex, and what works for one woman may not for another.",
        "We cannot say whether the service works.",
        "Reoffending could be lower by as many as 11 or higher by as many as 5 women in every 100.",
        "The rate of proven reoffending was 25 in every 100.",
        "In 2024 we met 114 women at 3.5 sessions each.",
        "No time is given: fewer than 30 of those supported reoffended.",
    ] {
        assert_eq!(reasons(text), [], "{text}");
    }
}

#[test]
fn a_finding_names_its_sentence_and_a_decimal_point_ends_none() {
    let found = check("We met 3.5 women a day. Our service works.\n\nIt guarantees change", None);
    let told: Vec<_> = found.iter().map(|f| (f.number, f.why)).collect();
    assert_eq!(told, [(2, Unsafe::Works), (3, Unsafe::Certain)]);
    assert_eq!(found[0].sentence, "Our service works.");
}

proptest! {
    /// Whatever the numbers, our own words pass our own reader, and say what the interval says.
    #[test]
    fn our_own_words_are_safe(
        n in prop_oneof![0_u64..60, 60_u64..5_000], treated in 0.0..100.0_f64, comparison in 0.0..100.0_f64,
        low in -40.0..40.0_f64, width in 0.0..40.0_f64, kind in 0_usize..10,
        known in any::<bool>(), needed in proptest::option::of(30_u64..99_999),
    ) {
        let measure = [
            Measure::Rate, Measure::Frequency, Measure::Time, Measure::RateBy(Outcome::Indictable),
            Measure::FrequencyBy(Outcome::EitherWay), Measure::CustodyRate,
            Measure::CustodialFrequency, Measure::Employment, Measure::EmploymentDays,
            Measure::Benefits,
        ][kind];
        let told = Told {
            measure, who: if known { Who::Women } else { Who::People },
            submitted: known.then_some(n * 2), analysed: Some(n),
            treated: known.then_some(treated), comparison: known.then_some(comparison),
            interval: Some((low, low + width)), p: None, number_needed: needed, reoffended: None,
        };
        let said = word(&told);
        let text = said.text();
        prop_assert_eq!(check(&text, said.verdict), vec![], "{}", text);
        prop_assert!(!text.contains("-0 ") && !text.contains("NaN"), "{}", text);
        if said.place == Place::Summary {
            prop_assert_eq!(said.verdict, Some(Verdict::of(low, low + width)));
            prop_assert_eq!(
                text.contains("statistically significant"),
                said.verdict != Some(Verdict::Inconclusive)
            );
            prop_assert_eq!(text.contains("would be needed"), low <= 0.0 && low + width >= 0.0);
        }
    }

    /// A wider comparison group never widens the interval, and the difference is in its middle.
    #[test]
    fn more_people_never_say_less(n in 10_f64..3_000.0, t in 0.01..0.99_f64, c in 0.01..0.99_f64) {
        let size = Comparison::Effective(n);
        let few = rates(n, t, c, size, Method::Wald).unwrap().difference;
        let more = rates(2.0 * n, t, c, size, Method::Wald).unwrap().difference;
        prop_assert!(more.half_width < few.half_width);
        prop_assert!((few.low + few.high - 2.0 * few.difference).abs() < 1e-12);
        prop_assert_eq!(few.p < 0.05, few.half_width < few.difference.abs());
    }
}
