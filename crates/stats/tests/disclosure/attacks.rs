use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;
use stats::disclosure::{
    Audience, Base, Ledger, Protected, Refusal, Rounding, RoundingKey, Shown, Threshold,
};

use super::tables::{about, table};

fn publish(
    ledger: &mut Ledger,
    rows: &[(&[&str], u64)],
    variable: &[&str],
    population: &str,
) -> Result<(), Refusal> {
    let made = Protected::make(vec![table(variable, rows)], Threshold::PUBLIC).unwrap();
    ledger.publish(&made, &Rounding::AsCounted, about(population)).map(drop)
}

#[test]
fn bands_that_differ_by_a_year_do_not_uncover_the_women_of_that_year() {
    let mut ledger = Ledger::default();
    publish(&mut ledger, &[(&["18-24"], 20), (&["25+"], 40)], &["age"], "Q1").unwrap();
    let again = publish(&mut ledger, &[(&["18-25"], 22), (&["26+"], 38)], &["age"], "Q1");
    assert!(matches!(again, Err(Refusal::Uncovers { .. })), "{again:?}");
    // Twelve women of one year are enough; and a refusal leaves the ledger as it was.
    assert_eq!(ledger.entries().len(), 1);
    publish(&mut ledger, &[(&["18-25"], 32), (&["26+"], 28)], &["age"], "Q1").unwrap();
    assert_eq!(ledger.entries().len(), 2);
}

#[test]
fn an_area_is_not_uncovered_by_merging_it_with_another() {
    let mut ledger = Ledger::default();
    let merged: &[(&[&str], u64)] = &[(&["Avon + Devon"], 24), (&["Kent"], 30)];
    publish(&mut ledger, merged, &["area"], "Q1").unwrap();
    let parted: &[(&[&str], u64)] = &[(&["Avon"], 21), (&["Devon + Kent"], 33)];
    let again = publish(&mut ledger, parted, &["area"], "Q1");
    assert!(matches!(again, Err(Refusal::Uncovers { .. })), "{again:?}");
}

#[test]
fn a_part_of_the_people_does_not_uncover_the_rest() {
    let mut ledger = Ledger::default();
    let all: &[(&[&str], u64)] = &[(&["Avon"], 50), (&["Devon"], 40)];
    publish(&mut ledger, all, &["area"], "all").unwrap();
    let part = [(&["Avon"] as &[&str], 47), (&["Devon"], 25)];
    let made = Protected::make(vec![table(&["area"], &part)], Threshold::PUBLIC).unwrap();
    let mut without_prison = about("without those met in prison");
    without_prison.within = Some("all".to_owned());
    let told = ledger.publish(&made, &Rounding::AsCounted, without_prison.clone());
    assert!(matches!(told, Err(Refusal::Uncovers { .. })), "{told:?}");
    // Nobody was said to lie within anything: then they are other people.
    let mut unknown = without_prison;
    unknown.within = Some("never published".to_owned());
    let told = ledger.publish(&made, &Rounding::AsCounted, unknown);
    assert_eq!(told, Err(Refusal::NoSuchPopulation));
}

#[test]
fn a_figure_corrected_by_one_is_refused_for_the_same_people() {
    let mut ledger = Ledger::default();
    publish(&mut ledger, &[(&["A"], 20), (&["B"], 40)], &["site"], "Q1").unwrap();
    let again = publish(&mut ledger, &[(&["A"], 21), (&["B"], 40)], &["site"], "Q1");
    assert!(matches!(again, Err(Refusal::SaysOtherwise { .. })), "{again:?}");
    publish(&mut ledger, &[(&["A"], 20), (&["B"], 40)], &["site"], "Q1").unwrap();
}

#[test]
fn two_funders_returns_are_held_against_each_other() {
    let mut ledger = Ledger::default();
    let mut give = |rows: &[(&[&str], u64)], funder: &str, threshold: u64| {
        let made = Protected::make(vec![table(&["age"], rows)], Threshold::new(threshold)).unwrap();
        let mut of = about("Q1");
        of.audience = Audience::Named(funder.to_owned());
        ledger.publish(&made, &Rounding::AsCounted, of).map(drop)
    };
    give(&[(&["18-24"], 20), (&["25+"], 40)], "one", 5).unwrap();
    // Two years: 3 women. Laid side by side, the two returns tell.
    let other = give(&[(&["18-26"], 23), (&["27+"], 37)], "two", 5);
    assert!(matches!(other, Err(Refusal::Uncovers { .. })), "{other:?}");
    // A funder whose agreement shows everything learns nothing new by it.
    give(&[(&["18-26"], 23), (&["27+"], 37)], "three", 0).unwrap();
}

#[test]
fn a_finer_table_for_a_funder_does_not_bind_what_the_public_sees() {
    let mut ledger = Ledger::default();
    let rows: &[(&[&str], u64)] = &[(&["A"], 6), (&["B"], 40), (&["C"], 30)];
    let fine = Protected::make(vec![table(&["site"], rows)], Threshold::new(5)).unwrap();
    let mut funder = about("Q1");
    funder.audience = Audience::Named("one".to_owned());
    ledger.publish(&fine, &Rounding::AsCounted, funder).unwrap();
    publish(&mut ledger, rows, &["site"], "Q1").unwrap();
    let shown = ledger.recall(ledger.entries()[1].id).unwrap();
    let hidden = shown.value().cells().values().filter(|s| **s == Shown::Hidden).count();
    assert_eq!(hidden, 2);
}

#[test]
fn a_ledger_keeps_what_was_shown_and_never_what_was_hidden() {
    let mut ledger = Ledger::default();
    publish(&mut ledger, &[(&["A"], 7), (&["B"], 41), (&["C"], 33)], &["site"], "Q1").unwrap();
    let written = serde_json::to_string(&ledger).unwrap();
    assert!(!written.contains(":7") && !written.contains(":33"), "{written}");
    assert!(written.contains("41"), "{written}");
    let read: Ledger = serde_json::from_str(&written).unwrap();
    assert_eq!(read, ledger);
}

/// Random publications one after the other, out of one set of women whose band of years and area are
/// known to the test: whatever was let through, no single year and no single area falls under the
/// threshold by taking one table from another.
#[test]
fn nothing_goes_through_the_ledger_that_a_subtraction_would_uncover() {
    let mut rng = ChaCha12Rng::seed_from_u64(12);
    let full = std::env::var_os("ALONGSIDE_DEEP").is_some();
    let (mut through, mut refused) = (0, 0);
    for _ in 0..if full { 10_000 } else { 1_000 } {
        let years: Vec<u64> = (0..8).map(|_| rng.random_range(0..18)).collect();
        let mut ledger = Ledger::default();
        let mut cuts_shown: Vec<(usize, u64)> = Vec::new();
        let rounding = match rng.random_range(0..3) {
            0 => Rounding::To { base: Base::FIVE, key: RoundingKey::new([3; 32]) },
            _ => Rounding::AsCounted,
        };
        for _ in 0..4 {
            let cut = rng.random_range(1..8);
            let (young, old) = (years[..cut].iter().sum(), years[cut..].iter().sum());
            let labels = [format!("18-{}", 17 + cut), format!("{}-25", 18 + cut)];
            let rows = [(&[labels[0].as_str()] as &[&str], young), (&[labels[1].as_str()], old)];
            let made = Protected::make(vec![table(&["age"], &rows)], Threshold::PUBLIC).unwrap();
            match ledger.publish(&made, &rounding, about("Q1")) {
                Ok(shown) => {
                    through += 1;
                    let key = stats::disclosure::Key::of([("age", labels[0].as_str())]);
                    if let Shown::Count(n) = shown.cell(&key).unwrap().value()
                        && matches!(rounding, Rounding::AsCounted)
                    {
                        cuts_shown.push((cut, *n));
                    }
                }
                Err(Refusal::Uncovers { .. }) => refused += 1,
                Err(why) => panic!("{why}"),
            }
        }
        cuts_shown.sort_unstable();
        cuts_shown.dedup();
        for pair in cuts_shown.windows(2) {
            let between = pair[1].1 - pair[0].1;
            assert!(between >= 10, "{between} women between two cuts");
        }
    }
    println!("{through} through, {refused} refused");
    assert!(through > 500 && refused > 200);
}
