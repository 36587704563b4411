//! What she answered, and the scores that follow from it.

use std::collections::BTreeMap;

use access::action::Woman;
use jiff::civil::Date;
use kernel::{Id, Personal};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::instrument::{Instrument, Opens, Scoring};
use crate::codes::coded;
use crate::need::NeedArea;
use crate::record::Case;

/// Labels an [`Id`] as an assessment's.
#[derive(Debug)]
pub enum AssessmentMark {}

coded! {
    /// When in her support an assessment is done.
    Occasion {
        /// At the start.
        Baseline = "baseline",
        /// Looking again; they are numbered.
        Review = "review",
        /// At the end.
        Exit = "exit",
        /// After the end.
        FollowUp = "follow_up",
    }
}

coded! {
    /// Who filled it in.
    DoneHow {
        /// The worker and she together.
        WithHer = "with_her",
        /// She herself.
        ByHer = "by_her",
        /// The worker, from what is known.
        WithoutHer = "without_her",
    }
}

/// Answers by item code. What is not in it was not answered: missing, never nought.
pub type Answers = BTreeMap<String, u8>;

/// Scores by area, higher is harder. What is not in it is missing.
pub type Scores = BTreeMap<NeedArea, u8>;

/// An assessment as filled in.
#[derive(Debug, Clone)]
pub struct AssessmentDraft {
    /// The case it belongs to.
    pub case: Id<Case>,
    /// When in her support.
    pub occasion: Occasion,
    /// The day; not after today.
    pub done_on: Date,
    /// Who filled it in.
    pub how: DoneHow,
    /// Her answers.
    pub answers: Personal<Answers>,
    /// What she says about it, in her words.
    pub her_words: Personal<String>,
    /// Where she sees it otherwise than the worker.
    pub disagrees: Personal<String>,
}

/// Something in an assessment that cannot be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerError {
    /// The day is still to come.
    DayToCome,
    /// Nothing was answered.
    NothingAnswered,
    /// The questionnaire has no such item.
    UnknownItem(String),
    /// The answer does not stand on the item's scale.
    OffTheScale(String),
}

impl AssessmentDraft {
    /// Everything that cannot be.
    ///
    /// # Errors
    /// All of it, in the order of the answers.
    pub fn check(&self, instrument: &Instrument, today: Date) -> Result<(), Vec<AnswerError>> {
        let mut errors = Vec::new();
        if self.done_on > today {
            errors.push(AnswerError::DayToCome);
        }
        if self.answers.reveal().is_empty() {
            errors.push(AnswerError::NothingAnswered);
        }
        for (code, answer) in self.answers.reveal() {
            match instrument.items.iter().find(|item| item.code == *code) {
                None => errors.push(AnswerError::UnknownItem(code.clone())),
                Some(item) if !item.scale.holds(*answer) => {
                    errors.push(AnswerError::OffTheScale(code.clone()));
                }
                Some(_) => {}
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}

/// The scores of an instrument's areas. Where an item is not answered, its area has no score.
#[must_use]
pub fn scores(instrument: &Instrument, answers: &Answers) -> Scores {
    let mut scores = Scores::new();
    for area in NeedArea::ALL {
        let of_area = || instrument.items.iter().filter(|item| item.area == Some(*area));
        let hard = |item: &super::instrument::Item| {
            answers.get(&item.code).map(|answer| item.scale.hardness(*answer))
        };
        let score = match instrument.scoring {
            Scoring::Each => of_area().find_map(hard),
            // An empty sum would be nought; an area that is not asked has no score at all.
            Scoring::Sum if of_area().next().is_none() => None,
            Scoring::Sum => of_area()
                .try_fold(0u8, |sum, item| hard(item).map(|score| sum.saturating_add(score))),
        };
        if let Some(score) = score {
            scores.insert(*area, score);
        }
    }
    scores
}

/// Whether an answer opens the check of self-harm.
#[must_use]
pub fn opens_self_harm_check(instrument: &Instrument, answers: &Answers) -> bool {
    instrument.items.iter().any(|item| {
        item.opens == Some(Opens::SelfHarmCheck)
            && answers.get(&item.code).is_some_and(|answer| *answer > item.scale.lowest)
    })
}

/// What is sealed of an assessment.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct SealedAssessment {
    pub(crate) answers: Answers,
    #[serde(default)]
    pub(crate) her_words: String,
    #[serde(default)]
    pub(crate) disagrees: String,
    /// Why an earlier one was corrected by this one.
    #[serde(default)]
    pub(crate) corrects_why: String,
}

/// An assessment as read.
#[derive(Debug, Clone)]
pub struct Assessment {
    /// Its id.
    pub id: Id<AssessmentMark>,
    /// Whose.
    pub woman: Id<Woman>,
    /// The case.
    pub case: Id<Case>,
    /// The instrument's code.
    pub instrument: String,
    /// Its version.
    pub instrument_version: u16,
    /// When in her support.
    pub occasion: Occasion,
    /// Which review it is, from 1; none for the others.
    pub review: Option<u16>,
    /// The day.
    pub done_on: Date,
    /// Who filled it in.
    pub how: DoneHow,
    /// The one that corrects it.
    pub corrected_by: Option<Id<AssessmentMark>>,
    /// Her answers.
    pub answers: Personal<Answers>,
    /// The scores, higher is harder.
    pub scores: Personal<Scores>,
    /// What she says about it.
    pub her_words: Personal<String>,
    /// Where she sees it otherwise.
    pub disagrees: Personal<String>,
    /// Why it corrects an earlier one; empty when it does not.
    pub corrects_why: Personal<String>,
    /// Who wrote it down.
    pub made_by: Option<Uuid>,
    /// When it was written down, in microseconds.
    pub made_at: jiff::Timestamp,
}

/// Which occasion comes next: the start first, then looking again.
#[must_use]
pub fn next_occasion(so_far: &[Occasion]) -> Occasion {
    if so_far.contains(&Occasion::Exit) {
        Occasion::FollowUp
    } else if so_far.contains(&Occasion::Baseline) {
        Occasion::Review
    } else {
        Occasion::Baseline
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::instrument::{OWN, by_code};
    use proptest::prelude::*;

    fn answers(of: &[(&str, u8)]) -> Answers {
        of.iter().map(|(code, answer)| ((*code).to_owned(), *answer)).collect()
    }

    #[test]
    fn what_was_not_answered_has_no_score_and_nought_is_a_score() {
        let own = by_code(OWN).unwrap();
        let scores = scores(own, &answers(&[("money", 0), ("abuse", 9), ("self_harm", 2)]));
        assert_eq!(scores.len(), 2);
        assert_eq!(scores.get(&NeedArea::Money), Some(&0));
        assert_eq!(scores.get(&NeedArea::Abuse), Some(&1), "9 of 10 safe is not hard");
        assert_eq!(scores.get(&NeedArea::Work), None);
    }

    #[test]
    fn a_sum_with_one_missing_item_is_missing() {
        let phq = by_code("phq-9").unwrap();
        let mut all: Answers = (1..=9).map(|code| (code.to_string(), 2)).collect();
        assert_eq!(scores(phq, &all).get(&NeedArea::MentalHealth), Some(&18));
        all.remove("4");
        assert!(scores(phq, &all).is_empty());
    }

    #[test]
    fn an_answer_about_self_harm_above_nought_opens_the_check_and_nought_or_silence_does_not() {
        let own = by_code(OWN).unwrap();
        assert!(!opens_self_harm_check(own, &answers(&[("money", 10)])));
        assert!(!opens_self_harm_check(own, &answers(&[("self_harm", 0)])));
        for answer in 1..=3 {
            assert!(opens_self_harm_check(own, &answers(&[("self_harm", answer)])));
        }
        assert!(opens_self_harm_check(by_code("phq-9").unwrap(), &answers(&[("9", 1)])));
    }

    #[test]
    fn an_answer_off_its_scale_or_to_nothing_or_of_tomorrow_is_named() {
        let today = "2026-11-24".parse().unwrap();
        let draft = AssessmentDraft {
            case: Id::from_uuid(Uuid::nil()),
            occasion: Occasion::Baseline,
            done_on: "2026-11-25".parse().unwrap(),
            how: DoneHow::WithHer,
            answers: answers(&[("self_harm", 4), ("garden", 1), ("money", 10)]).into(),
            her_words: Personal::default(),
            disagrees: Personal::default(),
        };
        let own = by_code(OWN).unwrap();
        assert_eq!(
            draft.check(own, today),
            Err(vec![
                AnswerError::DayToCome,
                AnswerError::UnknownItem("garden".to_owned()),
                AnswerError::OffTheScale("self_harm".to_owned()),
            ])
        );
        let empty = AssessmentDraft { answers: Personal::default(), ..draft };
        assert!(empty.check(own, today).unwrap_err().contains(&AnswerError::NothingAnswered));
    }

    #[test]
    fn the_start_comes_first_then_reviews_and_after_the_end_following_up() {
        assert_eq!(next_occasion(&[]), Occasion::Baseline);
        assert_eq!(next_occasion(&[Occasion::Baseline, Occasion::Review]), Occasion::Review);
        assert_eq!(next_occasion(&[Occasion::Baseline, Occasion::Exit]), Occasion::FollowUp);
    }

    proptest! {
        #[test]
        fn every_score_is_of_an_answered_item_and_on_its_scale(
            given in prop::collection::btree_map(0usize..14, 0u8..=3, 0..14)
        ) {
            let own = by_code(OWN).unwrap();
            let answers: Answers = given
                .iter()
                .map(|(index, answer)| (own.items[*index].code.clone(), *answer))
                .collect();
            let scores = scores(own, &answers);
            let scored = own
                .items
                .iter()
                .filter(|item| item.area.is_some() && answers.contains_key(&item.code))
                .count();
            prop_assert_eq!(scores.len(), scored);
            prop_assert!(scores.values().all(|score| *score <= 10));
        }
    }
}
