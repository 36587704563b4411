//! Change over time: each area before and now, and what may honestly be said about it.

use super::model::Scores;
use crate::need::NeedArea;

/// Which way an area went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Easier by so many points.
    Easier(u8),
    /// The same.
    Same,
    /// Harder by so many points. It is said as plainly as easier.
    Harder(u8),
    /// Asked only then: nothing can be said.
    OnlyBefore,
    /// Asked only now: nothing can be said.
    OnlyNow,
}

/// One area, then and now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// The area.
    pub area: NeedArea,
    /// How hard it was; missing when it was not answered.
    pub before: Option<u8>,
    /// How hard it is.
    pub now: Option<u8>,
}

impl Change {
    /// Which way it went.
    #[must_use]
    pub const fn direction(self) -> Direction {
        match (self.before, self.now) {
            (Some(before), Some(now)) if now < before => Direction::Easier(before - now),
            (Some(before), Some(now)) if now > before => Direction::Harder(now - before),
            (Some(_), Some(_)) => Direction::Same,
            (Some(_), None) => Direction::OnlyBefore,
            (None, _) => Direction::OnlyNow,
        }
    }
}

/// What the sentence under the chart says. Nothing is left out because it is not good news.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Areas answered both times.
    pub compared: usize,
    /// Of them easier now.
    pub easier: usize,
    /// Of them the same.
    pub same: usize,
    /// Of them harder, each by how much, the most first.
    pub harder: Vec<(NeedArea, u8)>,
    /// Answered only one of the two times.
    pub not_compared: usize,
}

/// Every area that was answered at least once, in the order in which they are asked.
#[must_use]
pub fn changes(before: &Scores, now: &Scores) -> Vec<Change> {
    NeedArea::ALL
        .iter()
        .map(|area| Change {
            area: *area,
            before: before.get(area).copied(),
            now: now.get(area).copied(),
        })
        .filter(|change| change.before.is_some() || change.now.is_some())
        .collect()
}

/// The same with the hardest at the start first: the order in which a chart is read.
#[must_use]
pub fn hardest_first(mut changes: Vec<Change>) -> Vec<Change> {
    changes.sort_by_key(|change| std::cmp::Reverse(change.before.max(change.now)));
    changes
}

/// Counts changes for the sentence.
#[must_use]
pub fn summary(changes: &[Change]) -> Summary {
    let mut summary = Summary::default();
    for change in changes {
        match change.direction() {
            Direction::Easier(_) => summary.easier += 1,
            Direction::Same => summary.same += 1,
            Direction::Harder(by) => summary.harder.push((change.area, by)),
            Direction::OnlyBefore | Direction::OnlyNow => summary.not_compared += 1,
        }
    }
    summary.compared = summary.easier + summary.same + summary.harder.len();
    summary.harder.sort_by_key(|(area, by)| (std::cmp::Reverse(*by), *area));
    summary
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn scores() -> impl Strategy<Value = Scores> {
        prop::collection::btree_map(0usize..13, 0u8..=10, 0..=13).prop_map(|scores| {
            scores.into_iter().map(|(index, score)| (NeedArea::ALL[index], score)).collect()
        })
    }

    #[test]
    fn a_missing_answer_is_never_taken_for_nought() {
        let before: Scores = [(NeedArea::Money, 8)].into();
        let now: Scores = [(NeedArea::Work, 0)].into();
        let changes = changes(&before, &now);
        assert!(changes.iter().all(|change| matches!(
            change.direction(),
            Direction::OnlyBefore | Direction::OnlyNow
        )));
        let summary = summary(&changes);
        assert_eq!((summary.compared, summary.not_compared), (0, 2));
    }

    #[test]
    fn harder_is_named_with_its_points_the_most_first() {
        let before: Scores =
            [(NeedArea::Money, 8), (NeedArea::Work, 2), (NeedArea::Family, 1)].into();
        let now: Scores = [(NeedArea::Money, 3), (NeedArea::Work, 3), (NeedArea::Family, 6)].into();
        let summary = summary(&changes(&before, &now));
        assert_eq!(summary.easier, 1);
        assert_eq!(summary.harder, vec![(NeedArea::Family, 5), (NeedArea::Work, 1)]);
    }

    proptest! {
        #[test]
        fn every_area_answered_is_counted_once_and_turning_time_round_turns_the_direction(
            before in scores(), now in scores()
        ) {
            let there = summary(&changes(&before, &now));
            let back = summary(&changes(&now, &before));
            let answered = NeedArea::ALL
                .iter()
                .filter(|area| before.contains_key(area) || now.contains_key(area))
                .count();
            prop_assert_eq!(there.compared + there.not_compared, answered);
            prop_assert_eq!(there.easier, back.harder.len());
            prop_assert_eq!(there.same, back.same);
        }
    }
}
