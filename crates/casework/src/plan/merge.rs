//! Two people edited one plan: every goal and step is laid over the other's by its id, every field
//! by [`kernel::merge_field`]. Whatever either of them wrote is in the outcome: merged, or shown as a
//! clash with both wordings. A goal that one removed while the other wrote on it stays.
//!
//! Not for progress and dates of steps done: those are single deeds, not text.

use kernel::{Merged, merge_field};
use uuid::Uuid;

use super::model::{ActionText, GoalText, PlanText};

/// A field of a plan that two people changed to different values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanField {
    /// What helps her.
    Helps,
    /// The part of life of a goal.
    Need,
    /// Her words.
    Words,
    /// The worker's note.
    Note,
    /// Whether the goal stands on her copy.
    Copy,
    /// What is to be done.
    What,
    /// Who does it.
    Owner,
    /// The name of whoever does it.
    Who,
    /// Whether that name stands on her copy.
    Name,
    /// By when.
    Due,
}

/// A true clash: both texts, for the second person to choose from.
#[derive(Clone, PartialEq, Eq)]
pub struct PlanClash {
    /// Which field.
    pub field: PlanField,
    /// The goal it is in, if any.
    pub goal: Option<Uuid>,
    /// The step it is in, if any.
    pub action: Option<Uuid>,
    /// What the second person wrote. Codes and dates as text.
    pub mine: String,
    /// What stands in the record.
    pub theirs: String,
}

/// Shows where, never the words.
impl std::fmt::Debug for PlanClash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PlanClash({:?})", self.field)
    }
}

/// What became of two edits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergedPlan {
    /// The plan; a field that clashes holds what the second person wrote.
    pub text: PlanText,
    /// The clashes. While there is one, nothing is stored.
    pub clashes: Vec<PlanClash>,
}

/// Gives an id to every goal and step that is new in `mine`. An id that `base` does not hold in
/// that place, or that comes twice, is taken for new: a page cannot reach into another plan.
#[must_use]
pub fn with_ids(base: &PlanText, mut mine: PlanText, mut fresh: impl FnMut() -> Uuid) -> PlanText {
    let mut seen = Vec::new();
    for goal in &mut mine.goals {
        let known = base.goals.iter().find(|b| b.id.is_some() && b.id == goal.id);
        let known = known.filter(|b| !seen.contains(&b.id));
        goal.id = known.map_or_else(|| Some(fresh()), |b| b.id);
        seen.push(goal.id);
        for action in &mut goal.actions {
            let of_goal = known.map_or(&[][..], |b| &b.actions);
            let known = of_goal.iter().find(|b| b.id.is_some() && b.id == action.id);
            let known = known.filter(|b| !seen.contains(&b.id));
            action.id = known.map_or_else(|| Some(fresh()), |b| b.id);
            seen.push(action.id);
        }
    }
    mine
}

/// Lays two edits of `base` over each other. Every goal and step carries its id ([`with_ids`]).
#[must_use]
pub fn merge_plans(base: &PlanText, mine: PlanText, theirs: PlanText) -> MergedPlan {
    // What only one of them changed stands as she left it, also in its order.
    if theirs == *base {
        return MergedPlan { text: mine, clashes: Vec::new() };
    }
    if mine == *base {
        return MergedPlan { text: theirs, clashes: Vec::new() };
    }
    let mut clashes = Clashes::default();
    let helps = clashes.field(PlanField::Helps, &base.helps, mine.helps, theirs.helps);
    let goals = weave(&base.goals, mine.goals, theirs.goals, |base, mine, theirs| {
        clashes.goal = base.id;
        merge_goal(base, mine, theirs, &mut clashes)
    });
    MergedPlan { text: PlanText { helps, goals }, clashes: clashes.found }
}

fn merge_goal(
    base: &GoalText,
    mine: GoalText,
    theirs: GoalText,
    clashes: &mut Clashes,
) -> GoalText {
    clashes.action = None;
    let words = clashes.field(PlanField::Words, &base.words, mine.words, theirs.words);
    let note = clashes.field(PlanField::Note, &base.note, mine.note, theirs.note);
    let need = clashes.field(PlanField::Need, &base.need, mine.need, theirs.need);
    let copy = clashes.field(PlanField::Copy, &base.copy, mine.copy, theirs.copy);
    let actions = weave(&base.actions, mine.actions, theirs.actions, |base, mine, theirs| {
        clashes.action = base.id;
        ActionText {
            id: base.id,
            what: clashes.field(PlanField::What, &base.what, mine.what, theirs.what),
            owner: clashes.field(PlanField::Owner, &base.owner, mine.owner, theirs.owner),
            who: clashes.field(PlanField::Who, &base.who, mine.who, theirs.who),
            name: clashes.field(PlanField::Name, &base.name, mine.name, theirs.name),
            due: clashes.field(PlanField::Due, &base.due, mine.due, theirs.due),
        }
    });
    clashes.action = None;
    GoalText { id: base.id, need, words, note, copy, actions }
}

#[derive(Default)]
struct Clashes {
    goal: Option<Uuid>,
    action: Option<Uuid>,
    found: Vec<PlanClash>,
}

impl Clashes {
    fn field<T: PartialEq + InWords>(
        &mut self,
        field: PlanField,
        base: &T,
        mine: T,
        theirs: T,
    ) -> T {
        match merge_field(base, mine, theirs) {
            Merged::Same(value) | Merged::Mine(value) | Merged::Theirs(value) => value,
            Merged::Clash { mine, theirs } => {
                self.found.push(PlanClash {
                    field,
                    goal: self.goal,
                    action: self.action,
                    mine: mine.in_words(),
                    theirs: theirs.in_words(),
                });
                mine
            }
        }
    }
}

/// A value as a clash carries it.
trait InWords {
    fn in_words(&self) -> String;
}

impl InWords for String {
    fn in_words(&self) -> String {
        self.clone()
    }
}
impl InWords for Option<jiff::civil::Date> {
    fn in_words(&self) -> String {
        self.map(|day| day.to_string()).unwrap_or_default()
    }
}
macro_rules! code_in_words {
    ($($name:ty),*) => {$(
        impl InWords for $name {
            fn in_words(&self) -> String {
                self.code().to_owned()
            }
        }
    )*};
}
code_in_words!(crate::need::NeedArea, super::model::ActionOwner, super::model::OnHerCopy);

/// A piece that keeps its id through edits.
trait Piece: Clone + PartialEq {
    fn id(&self) -> Option<Uuid>;
    /// Without any id, to see whether two new pieces say the same.
    fn bare(&self) -> Self;
}

impl Piece for GoalText {
    fn id(&self) -> Option<Uuid> {
        self.id
    }
    fn bare(&self) -> Self {
        let actions = self.actions.iter().map(Piece::bare).collect();
        Self { id: None, actions, ..self.clone() }
    }
}

impl Piece for ActionText {
    fn id(&self) -> Option<Uuid> {
        self.id
    }
    fn bare(&self) -> Self {
        Self { id: None, ..self.clone() }
    }
}

fn find<T: Piece>(pieces: &[T], id: Option<Uuid>) -> Option<&T> {
    pieces.iter().find(|piece| piece.id() == id)
}

/// Joins two edited lists. Whoever moved pieces about sets the order, the one who saves now before
/// the other.
fn weave<T: Piece>(
    base: &[T],
    mine: Vec<T>,
    theirs: Vec<T>,
    mut merge: impl FnMut(&T, T, T) -> T,
) -> Vec<T> {
    let mut kept: Vec<T> = Vec::new();
    for piece in base {
        match (find(&mine, piece.id()), find(&theirs, piece.id())) {
            (Some(m), Some(t)) => kept.push(merge(piece, m.clone(), t.clone())),
            // Removed by one: it goes, unless the other wrote on it meanwhile.
            (Some(one), None) | (None, Some(one)) if one != piece => kept.push(one.clone()),
            (Some(_), None) | (None, Some(_) | None) => {}
        }
    }
    let is_new = |piece: &&T| find(base, piece.id()).is_none();
    let new_of_theirs: Vec<T> = theirs.iter().filter(is_new).cloned().collect();
    for piece in mine.iter().filter(is_new) {
        // The same form sent twice adds its new goal once.
        if !new_of_theirs.iter().any(|other| other.bare() == piece.bare()) {
            kept.push(piece.clone());
        }
    }
    kept.extend(new_of_theirs);

    let of_base = |pieces: &[T]| -> Vec<Option<Uuid>> {
        pieces.iter().map(Piece::id).filter(|id| find(base, *id).is_some()).collect()
    };
    let mine_order = of_base(&mine);
    let base_order: Vec<_> =
        of_base(base).into_iter().filter(|id| mine_order.contains(id)).collect();
    let (first, then) = if mine_order == base_order { (&theirs, &mine) } else { (&mine, &theirs) };
    let mut ordered = Vec::with_capacity(kept.len());
    for piece in first.iter().chain(then) {
        if let Some(at) = kept.iter().position(|k| k.id() == piece.id()) {
            ordered.push(kept.remove(at));
        }
    }
    ordered.extend(kept);
    ordered
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::need::NeedArea;
    use crate::plan::model::{ActionOwner, OnHerCopy};
    use proptest::prelude::*;

    fn action(id: u128, what: &str) -> ActionText {
        ActionText {
            id: Some(Uuid::from_u128(id)),
            what: what.to_owned(),
            owner: ActionOwner::She,
            who: String::new(),
            name: OnHerCopy::LeftOut,
            due: None,
        }
    }

    fn goal(id: u128, words: &str, actions: Vec<ActionText>) -> GoalText {
        GoalText {
            id: Some(Uuid::from_u128(id)),
            need: NeedArea::Money,
            words: words.to_owned(),
            note: String::new(),
            copy: OnHerCopy::Shown,
            actions,
        }
    }

    fn plan(goals: Vec<GoalText>) -> PlanText {
        PlanText { helps: String::new(), goals }
    }

    #[test]
    fn two_people_on_different_goals_both_keep_their_words() {
        let base = plan(vec![goal(1, "a", vec![]), goal(2, "b", vec![])]);
        let mut mine = base.clone();
        mine.goals[0].words = "mine".to_owned();
        let mut theirs = base.clone();
        theirs.goals[1].words = "theirs".to_owned();
        theirs.goals.push(goal(3, "new", vec![action(30, "step")]));
        let merged = merge_plans(&base, mine, theirs);
        let words: Vec<_> = merged.text.goals.iter().map(|g| g.words.as_str()).collect();
        assert_eq!(words, ["mine", "theirs", "new"]);
        assert!(merged.clashes.is_empty());
    }

    #[test]
    fn the_same_words_changed_by_both_are_shown_with_both_texts() {
        let base = plan(vec![goal(1, "a", vec![action(10, "s")])]);
        let mut mine = base.clone();
        mine.goals[0].words = "mine".to_owned();
        mine.goals[0].actions[0].what = "my step".to_owned();
        let mut theirs = base.clone();
        theirs.goals[0].words = "theirs".to_owned();
        theirs.goals[0].actions[0].due = Some("2026-12-01".parse().unwrap());
        let merged = merge_plans(&base, mine, theirs);
        assert_eq!(merged.clashes.len(), 1);
        let clash = &merged.clashes[0];
        assert_eq!((clash.mine.as_str(), clash.theirs.as_str()), ("mine", "theirs"));
        assert_eq!(clash.goal, Some(Uuid::from_u128(1)));
        let step = &merged.text.goals[0].actions[0];
        assert_eq!((step.what.as_str(), step.due.is_some()), ("my step", true));
    }

    #[test]
    fn a_goal_removed_by_one_and_written_on_by_the_other_stays() {
        let base = plan(vec![goal(1, "a", vec![]), goal(2, "b", vec![])]);
        let mine = plan(vec![goal(2, "b", vec![])]);
        let mut theirs = base.clone();
        theirs.goals[0].note = "rang them".to_owned();
        let merged = merge_plans(&base, mine.clone(), theirs);
        assert_eq!(merged.text.goals.len(), 2);
        let untouched = merge_plans(&base, mine, base.clone());
        assert_eq!(untouched.text.goals.len(), 1);
    }

    #[test]
    fn a_form_sent_twice_adds_its_new_goal_once() {
        let base = plan(vec![]);
        let first = plan(vec![goal(7, "same", vec![action(70, "step")])]);
        let again = plan(vec![goal(8, "same", vec![action(80, "step")])]);
        assert_eq!(merge_plans(&base, again, first.clone()).text, first);
    }

    #[test]
    fn an_id_of_another_plan_or_one_that_comes_twice_is_taken_for_new() {
        let base = plan(vec![goal(1, "a", vec![action(10, "s")])]);
        let mut next = 100;
        let mut fresh = || {
            next += 1;
            Uuid::from_u128(next)
        };
        let typed = plan(vec![
            goal(1, "a", vec![action(10, "s"), action(10, "twice"), action(66, "foreign")]),
            goal(1, "twice", vec![action(10, "elsewhere")]),
            goal(66, "foreign", vec![]),
        ]);
        let named = with_ids(&base, typed, &mut fresh);
        let ids: Vec<_> = named
            .goals
            .iter()
            .flat_map(|g| std::iter::once(g.id).chain(g.actions.iter().map(|a| a.id)))
            .collect();
        let different: BTreeSet<_> = ids.iter().collect();
        assert_eq!(different.len(), ids.len());
        assert_eq!(ids[0], Some(Uuid::from_u128(1)));
        assert_eq!(ids[1], Some(Uuid::from_u128(10)));
        assert!(!ids.contains(&Some(Uuid::from_u128(66))));
    }

    /// One edit by one of two people.
    #[derive(Debug, Clone)]
    enum Edit {
        Helps(u8),
        Words(usize, u8),
        Note(usize, u8),
        What(usize, usize, u8),
        Who(usize, usize, u8),
        AddGoal(u8),
        AddAction(usize, u8),
        RemoveGoal(usize),
        RemoveAction(usize, usize),
        Move(usize, usize),
    }

    fn edits() -> impl Strategy<Value = Vec<Edit>> {
        let one = prop_oneof![
            (0u8..3).prop_map(Edit::Helps),
            (0usize..4, 0u8..3).prop_map(|(g, w)| Edit::Words(g, w)),
            (0usize..4, 0u8..3).prop_map(|(g, w)| Edit::Note(g, w)),
            (0usize..4, 0usize..3, 0u8..3).prop_map(|(g, a, w)| Edit::What(g, a, w)),
            (0usize..4, 0usize..3, 0u8..3).prop_map(|(g, a, w)| Edit::Who(g, a, w)),
            (0u8..3).prop_map(Edit::AddGoal),
            (0usize..4, 0u8..3).prop_map(|(g, w)| Edit::AddAction(g, w)),
            (0usize..4).prop_map(Edit::RemoveGoal),
            (0usize..4, 0usize..3).prop_map(|(g, a)| Edit::RemoveAction(g, a)),
            (0usize..4, 0usize..4).prop_map(|(a, b)| Edit::Move(a, b)),
        ];
        prop::collection::vec(one, 0..8)
    }

    /// Texts of one person begin with her letter, so that they are told apart; a few are common to
    /// both, so that equal edits happen too.
    fn said(letter: char, word: u8) -> String {
        if word == 0 { "both".to_owned() } else { format!("{letter}{word}") }
    }

    fn edited(base: &PlanText, edits: &[Edit], letter: char, mut next: u128) -> PlanText {
        let mut plan = base.clone();
        for edit in edits {
            next += 1;
            match edit {
                Edit::Helps(w) => plan.helps = said(letter, *w),
                Edit::Words(g, w) => {
                    if let Some(goal) = plan.goals.get_mut(*g) {
                        goal.words = said(letter, *w);
                    }
                }
                Edit::Note(g, w) => {
                    if let Some(goal) = plan.goals.get_mut(*g) {
                        goal.note = said(letter, *w);
                    }
                }
                Edit::What(g, a, w) => {
                    if let Some(step) = plan.goals.get_mut(*g).and_then(|g| g.actions.get_mut(*a)) {
                        step.what = said(letter, *w);
                    }
                }
                Edit::Who(g, a, w) => {
                    if let Some(step) = plan.goals.get_mut(*g).and_then(|g| g.actions.get_mut(*a)) {
                        step.who = said(letter, *w);
                    }
                }
                Edit::AddGoal(w) => plan.goals.push(goal(next, &said(letter, *w), vec![])),
                Edit::AddAction(g, w) => {
                    if let Some(goal) = plan.goals.get_mut(*g) {
                        goal.actions.push(action(next, &said(letter, *w)));
                    }
                }
                Edit::RemoveGoal(g) => {
                    if *g < plan.goals.len() {
                        plan.goals.remove(*g);
                    }
                }
                Edit::RemoveAction(g, a) => {
                    if let Some(goal) = plan.goals.get_mut(*g)
                        && *a < goal.actions.len()
                    {
                        goal.actions.remove(*a);
                    }
                }
                Edit::Move(a, b) => {
                    if *a < plan.goals.len() && *b < plan.goals.len() {
                        plan.goals.swap(*a, *b);
                    }
                }
            }
        }
        plan
    }

    fn texts(plan: &PlanText) -> BTreeSet<String> {
        let mut all = BTreeSet::from([plan.helps.clone()]);
        for goal in &plan.goals {
            all.extend([goal.words.clone(), goal.note.clone()]);
            for step in &goal.actions {
                all.extend([step.what.clone(), step.who.clone()]);
            }
        }
        all
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(testkit::cases(2000)))]

        #[test]
        fn no_text_that_either_of_two_people_wrote_is_ever_lost(
            mine in edits(), theirs in edits()
        ) {
            let base = plan(vec![
                goal(1, "g1", vec![action(10, "s10"), action(11, "s11")]),
                goal(2, "g2", vec![action(20, "s20")]),
                goal(3, "g3", vec![]),
            ]);
            let mine = edited(&base, &mine, 'm', 1000);
            let theirs = edited(&base, &theirs, 't', 2000);
            let merged = merge_plans(&base, mine.clone(), theirs.clone());
            let mut shown = texts(&merged.text);
            for clash in &merged.clashes {
                shown.extend([clash.mine.clone(), clash.theirs.clone()]);
            }
            let old = texts(&base);
            for text in texts(&mine).union(&texts(&theirs)) {
                prop_assert!(old.contains(text) || shown.contains(text), "{text} is gone");
            }
            // A goal that neither removed is there, once.
            for piece in &base.goals {
                let there = |p: &PlanText| p.goals.iter().filter(|g| g.id == piece.id).count();
                if there(&mine) == 1 && there(&theirs) == 1 {
                    prop_assert_eq!(there(&merged.text), 1);
                }
            }
            let ids: Vec<_> = merged.text.goals.iter().map(|g| g.id).collect();
            prop_assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
            // Nothing invented.
            let known: BTreeSet<_> =
                old.union(&texts(&mine)).cloned().collect::<BTreeSet<_>>();
            let known: BTreeSet<_> = known.union(&texts(&theirs)).cloned().collect();
            prop_assert!(shown.is_subset(&known));
            // Alone, nobody meets a clash.
            prop_assert_eq!(
                merge_plans(&base, mine.clone(), base.clone()),
                MergedPlan { text: mine, clashes: Vec::new() }
            );
        }
    }
}
