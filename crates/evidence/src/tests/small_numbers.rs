//! That a hidden number stays hidden: checked with another way of working numbers out than the one
//! that hides them.

use std::collections::BTreeSet;

use proptest::prelude::*;
use uuid::Uuid;

use crate::count::Cell;
use crate::small::{Candidate, Hidden, Place, hidden};

fn cell(people: impl IntoIterator<Item = u128>) -> Cell {
    let people: BTreeSet<Uuid> = people.into_iter().map(Uuid::from_u128).collect();
    Cell {
        value: people.len() as i64,
        rows: people.iter().copied().collect(),
        behind: people.iter().copied().collect(),
        shares: people.iter().map(|person| (*person, 1)).collect(),
        people,
    }
}

/// A table of lines with as many women each, and their total.
fn table(lines: &[usize]) -> Vec<(Cell, Place)> {
    let mut next = 0u128;
    let mut cells: Vec<(Cell, Place)> = Vec::new();
    for line in lines {
        let end = next + *line as u128;
        cells.push((cell(next..end), Place::Line));
        next = end;
    }
    cells.insert(0, (cell(0..next), Place::Total));
    cells
}

fn verdicts(cells: &[(Cell, Place)], threshold: i64) -> Vec<Option<Hidden>> {
    let candidates: Vec<_> =
        cells.iter().map(|(cell, place)| Candidate { cell, table: 0, place: *place }).collect();
    hidden(&candidates, threshold)
}

#[test]
fn a_second_line_is_hidden_so_that_the_first_cannot_be_taken_from_the_total() {
    use Hidden::{Small, WouldTell};
    // Women by age: 18 to 24, 25 to 34, 35 to 44, 45 and over.
    let found = verdicts(&table(&[11, 17, 12, 8]), 10);
    assert_eq!(found, [None, Some(WouldTell), None, None, Some(Small)]);
}

#[test]
fn nought_is_hidden_like_any_other_small_number() {
    let found = verdicts(&table(&[20, 0, 15]), 5);
    assert_eq!(found[2], Some(Hidden::Small));
    assert_eq!(found[3], Some(Hidden::WouldTell));
    assert_eq!(found[0], None);
}

#[test]
fn hidden_lines_that_add_up_to_little_take_another_with_them() {
    // Four hidden together would still be known to be at most three.
    let found = verdicts(&table(&[30, 1, 1, 1, 9]), 5);
    assert_eq!(found[5], Some(Hidden::WouldTell));
}

#[test]
fn an_agreement_without_a_threshold_hides_nothing() {
    for threshold in [0, 1] {
        assert!(verdicts(&table(&[1, 0, 2]), threshold).iter().all(Option::is_none));
    }
}

#[test]
fn many_appointments_of_two_women_are_small() {
    let mut many = cell(0..2);
    many.value = 40;
    many.shares = many.people.iter().map(|person| (*person, 20)).collect();
    assert_eq!(verdicts(&[(many, Place::Total)], 5), [Some(Hidden::Small)]);
}

#[test]
fn a_number_is_not_worked_out_from_two_tables_of_the_same_women() {
    // The total of one table is shown elsewhere as a figure of its own.
    let first = table(&[20, 3]);
    let again = cell(0..23);
    let mut candidates: Vec<Candidate<'_>> =
        first.iter().map(|(cell, place)| Candidate { cell, table: 0, place: *place }).collect();
    candidates.push(Candidate { cell: &again, table: 1, place: Place::Total });
    let found = hidden(&candidates, 5);
    // Either both totals go or both lines do; the small line cannot be taken from what is left.
    assert_eq!(found[2], Some(Hidden::Small));
    assert!(found[1].is_some() || (found[0].is_some() && found[3].is_some()));
}

/// Every number that sums and differences of shown cells tell, tried one by one.
fn told(vectors: &[Vec<i64>], wanted: &[i64]) -> bool {
    fn search(vectors: &[Vec<i64>], rest: Vec<i64>) -> bool {
        if rest.iter().all(|value| *value == 0) {
            return true;
        }
        let Some((first, others)) = vectors.split_first() else { return false };
        [0, 1, -1].into_iter().any(|times| {
            let rest = rest.iter().zip(first).map(|(a, b)| a - times * b).collect();
            search(others, rest)
        })
    }
    search(vectors, wanted.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Women of two tables and a figure or two over the same women, as a return has them.
    #[test]
    fn no_hidden_number_can_be_worked_out_from_those_shown(
        women in prop::collection::vec((0usize..4, 0usize..3, any::<bool>()), 0..40),
        threshold in prop::sample::select(vec![3i64, 5, 10]),
    ) {
        let all: Vec<u128> = (0..women.len() as u128).collect();
        let of = |keep: &dyn Fn(&(usize, usize, bool)) -> bool| {
            cell(all.iter().zip(&women).filter(|(_, w)| keep(w)).map(|(id, _)| *id))
        };
        let mut cells: Vec<(Cell, usize, Place)> = vec![(of(&|_| true), 0, Place::Total)];
        for line in 0..4 {
            cells.push((of(&|w| w.0 == line), 0, Place::Line));
        }
        cells.push((of(&|w| w.2), 1, Place::Total));
        for line in 0..3 {
            cells.push((of(&|w| w.2 && w.1 == line), 1, Place::Line));
        }
        cells.push((of(&|w| !w.2), 2, Place::Total));
        let candidates: Vec<_> = cells
            .iter()
            .map(|(cell, table, place)| Candidate { cell, table: *table, place: *place })
            .collect();
        let found = hidden(&candidates, threshold);

        let vector = |cell: &Cell| -> Vec<i64> {
            all.iter()
                .map(|id| i64::from(cell.people.contains(&Uuid::from_u128(*id))))
                .collect()
        };
        let shown: Vec<Vec<i64>> = cells
            .iter()
            .zip(&found)
            .filter(|(_, verdict)| verdict.is_none())
            .map(|((cell, ..), _)| vector(cell))
            .collect();
        for ((cell, ..), verdict) in cells.iter().zip(&found) {
            if verdict.is_none() {
                prop_assert!(cell.value >= threshold);
            }
            if *verdict == Some(Hidden::Small) && cell.value > 0 {
                prop_assert!(!told(&shown, &vector(cell)));
            }
        }
        // In a table whose total is shown, each hidden line may be anything from nought to the sum
        // of the hidden ones: that range is at least as wide as the threshold.
        for table in [0, 1] {
            let total = cells.iter().zip(&found)
                .find(|((_, t, place), _)| *t == table && *place == Place::Total);
            if total.is_some_and(|(_, verdict)| verdict.is_none()) {
                let held: Vec<i64> = cells.iter().zip(&found)
                    .filter(|((_, t, place), verdict)| {
                        *t == table && *place == Place::Line && verdict.is_some()
                    })
                    .map(|((cell, ..), _)| cell.value)
                    .collect();
                if !held.is_empty() {
                    prop_assert!(held.len() >= 2);
                    prop_assert!(held.iter().sum::<i64>() >= threshold);
                }
            }
        }
    }
}
