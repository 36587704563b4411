//! Her own copy of the plan, to take with her: plain, and safe if somebody else finds it.
//!
//! Nothing of the house stands on it: no need area, no worker's note, no reference, no name of an
//! organisation. Another person is "somebody" unless she chose to have the name there, and a goal
//! that she would rather not carry is left out. Not for layout, which is a page's.

use jiff::civil::Date;

use super::model::{ActionOwner, OnHerCopy, Plan, Progress};

/// Who does a step, as her copy says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CopyWho {
    /// She.
    Me,
    /// Her worker, without a name.
    MyWorker,
    /// Somebody, without a name.
    Somebody,
    /// Somebody whose name she chose to have there.
    Named(String),
}

/// A step on her copy.
#[derive(Clone, PartialEq, Eq)]
pub struct CopyStep {
    /// Who.
    pub who: CopyWho,
    /// What.
    pub what: String,
    /// By when.
    pub due: Option<Date>,
    /// When it was done.
    pub done_on: Option<Date>,
}

/// A goal on her copy.
#[derive(Clone, PartialEq, Eq)]
pub struct CopyGoal {
    /// Her words.
    pub words: String,
    /// Whether it is reached.
    pub reached: bool,
    /// The steps.
    pub steps: Vec<CopyStep>,
}

/// Her copy, and what to look at with her before it is printed.
#[derive(Clone, PartialEq, Eq)]
pub struct HerCopy {
    /// What helps her.
    pub helps: String,
    /// The goals that she carries with her.
    pub goals: Vec<CopyGoal>,
    /// How many goals are left out.
    pub left_out: usize,
    /// Names that she did not choose to have there, but that stand in the words. Shown to the
    /// worker above the copy, never on it; her words are not changed behind her back.
    pub names_in_words: Vec<String>,
}

/// Shows how much, never what.
impl std::fmt::Debug for HerCopy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "HerCopy({} goals)", self.goals.len())
    }
}

/// Makes her copy. `other_names` are names that must be looked for in the words besides those of
/// the steps: her worker's, her children's, whoever the record knows as a risk.
#[must_use]
pub fn her_copy(plan: &Plan, other_names: &[&str]) -> HerCopy {
    let shown = |goal: &&super::model::Goal| {
        goal.text.copy == OnHerCopy::Shown && goal.progress != Progress::NoLongerWanted
    };
    let mut copy = HerCopy {
        helps: plan.helps.reveal().clone(),
        goals: Vec::new(),
        left_out: plan.goals.iter().filter(|goal| !shown(goal)).count(),
        names_in_words: Vec::new(),
    };
    let mut chosen: Vec<&str> = Vec::new();
    let mut hidden: Vec<&str> = other_names.to_vec();
    for goal in &plan.goals {
        for action in &goal.actions {
            match action.text.name {
                OnHerCopy::Shown => chosen.push(&action.text.who),
                OnHerCopy::LeftOut => hidden.push(&action.text.who),
            }
        }
    }
    for goal in plan.goals.iter().filter(shown) {
        let steps = goal.actions.iter().map(|action| CopyStep {
            who: match (action.text.owner, action.text.name) {
                (ActionOwner::She, _) => CopyWho::Me,
                (_, OnHerCopy::Shown) if !action.text.who.trim().is_empty() => {
                    CopyWho::Named(action.text.who.trim().to_owned())
                }
                (ActionOwner::Worker, _) => CopyWho::MyWorker,
                (ActionOwner::Other, _) => CopyWho::Somebody,
            },
            what: action.text.what.clone(),
            due: action.text.due,
            done_on: action.done_on,
        });
        copy.goals.push(CopyGoal {
            words: goal.text.words.clone(),
            reached: goal.progress == Progress::Reached,
            steps: steps.collect(),
        });
    }
    let chosen: Vec<String> = chosen.iter().flat_map(|name| words(name)).collect();
    let printed: Vec<String> = std::iter::once(copy.helps.as_str())
        .chain(copy.goals.iter().flat_map(|goal| {
            std::iter::once(goal.words.as_str())
                .chain(goal.steps.iter().map(|step| step.what.as_str()))
        }))
        .flat_map(words)
        .collect();
    for name in hidden {
        let found = words(name).into_iter().any(|word| {
            word.chars().count() > 1 && !chosen.contains(&word) && printed.contains(&word)
        });
        let name = name.trim().to_owned();
        if found && !copy.names_in_words.contains(&name) {
            copy.names_in_words.push(name);
        }
    }
    copy
}

/// The words of a text in lower case, without what stands round them.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::need::NeedArea;
    use crate::plan::model::{ActionText, Goal, GoalText, PlanAction, PlanState};
    use kernel::Id;
    use uuid::Uuid;

    fn step(owner: ActionOwner, what: &str, who: &str, name: OnHerCopy) -> ActionText {
        ActionText {
            id: Some(Uuid::from_u128(9)),
            what: what.to_owned(),
            owner,
            who: who.to_owned(),
            name,
            due: None,
        }
    }

    fn goal(words: &str, copy: OnHerCopy, steps: Vec<ActionText>) -> Goal {
        Goal {
            id: Id::from_uuid(Uuid::from_u128(1)),
            progress: Progress::OnTheWay,
            actions: steps
                .iter()
                .map(|text| PlanAction {
                    id: Id::from_uuid(Uuid::from_u128(9)),
                    text: text.clone(),
                    done_on: None,
                })
                .collect(),
            text: GoalText {
                id: Some(Uuid::from_u128(1)),
                need: NeedArea::Abuse,
                words: words.to_owned(),
                note: "Band B, Carys goes with her".to_owned(),
                copy,
                actions: steps,
            },
        }
    }

    fn plan(goals: Vec<Goal>) -> Plan {
        Plan {
            id: Id::from_uuid(Uuid::from_u128(3)),
            woman: Id::from_uuid(Uuid::from_u128(4)),
            case: Id::from_uuid(Uuid::from_u128(5)),
            number: 2,
            version: 1,
            state: PlanState::Draft,
            helps: "A walk by the canal".into(),
            goals,
            made_at: "2026-11-24T10:00:00Z".parse().unwrap(),
            made_by: None,
        }
    }

    #[test]
    fn her_copy_names_nobody_she_did_not_choose_and_holds_no_note_and_no_need() {
        let steps = vec![
            step(ActionOwner::She, "Ring the council", "", OnHerCopy::LeftOut),
            step(ActionOwner::Worker, "Write the letter", "Carys", OnHerCopy::LeftOut),
            step(ActionOwner::Other, "Come along", "Jade", OnHerCopy::Shown),
            step(ActionOwner::Other, "Mend the lock", "Owain", OnHerCopy::LeftOut),
        ];
        let copy = her_copy(&plan(vec![goal("My own front door", OnHerCopy::Shown, steps)]), &[]);
        let who: Vec<_> = copy.goals[0].steps.iter().map(|step| step.who.clone()).collect();
        assert_eq!(
            who,
            [CopyWho::Me, CopyWho::MyWorker, CopyWho::Named("Jade".to_owned()), CopyWho::Somebody]
        );
        assert!(copy.names_in_words.is_empty());
    }

    #[test]
    fn a_goal_she_would_rather_not_carry_is_left_out_and_counted() {
        let copy = her_copy(
            &plan(vec![
                goal("My own front door", OnHerCopy::Shown, vec![]),
                goal("Be safe from him", OnHerCopy::LeftOut, vec![]),
            ]),
            &[],
        );
        assert_eq!((copy.goals.len(), copy.left_out), (1, 1));
        assert_eq!(copy.goals[0].words, "My own front door");
    }

    #[test]
    fn a_name_in_the_words_that_she_did_not_choose_is_pointed_out_and_her_words_stay() {
        let steps = vec![
            step(ActionOwner::Other, "Owain’s brother mends it", "Owain Price", OnHerCopy::LeftOut),
            step(ActionOwner::Other, "Jade comes along", "Jade", OnHerCopy::Shown),
        ];
        let words = "Have Lee two nights, then three";
        let copy = her_copy(&plan(vec![goal(words, OnHerCopy::Shown, steps)]), &["Lee", "Ann"]);
        assert_eq!(copy.names_in_words, ["Lee", "Owain Price"]);
        assert_eq!(copy.goals[0].words, words);
    }
}
