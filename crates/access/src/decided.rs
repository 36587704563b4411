//! Answers of the policies that were given already.
//!
//! A question about a woman holds no more of her than her class ([`Class`]): the policies see no id of
//! hers, so who asks, what and her class are the whole question, and the same question has the same
//! answer for as long as the program runs with these policies. A list of 25 women asks some five
//! different questions where it asked fifty. Not for facts: those are read anew each time.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use kernel::Id;
use kernel::ctx::OrganisationMark;

use crate::action::{Action, Team};
use crate::facts::{ActorFacts, Bond, Target};

/// What a question holds of its target.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Class {
    /// A woman's record.
    Woman {
        organisation: Id<OrganisationMark>,
        team: Id<Team>,
        restricted: bool,
        name_hidden: bool,
        bonds: Vec<Bond>,
    },
    /// A place of the house.
    Place(&'static str, Id<OrganisationMark>),
}

impl Class {
    /// Nothing for a target of which a question holds more: it is asked each time.
    fn of(target: Target<'_>) -> Option<Self> {
        match target {
            Target::Woman(woman) => Some(Self::Woman {
                organisation: woman.organisation,
                team: woman.team,
                restricted: woman.restricted,
                name_hidden: woman.name_hidden,
                bonds: woman.bonds.iter().copied().collect(),
            }),
            Target::Place(kind, place) => Some(Self::Place(kind, place.organisation)),
            Target::Referral(_) | Target::Programme(_) | Target::Account(_) | Target::Deed(_) => {
                None
            }
        }
    }
}

/// Answers that are kept at most; with one more all are forgotten.
const MOST: usize = 20_000;

/// The answers, by who asked.
#[derive(Debug, Default)]
pub(crate) struct Decided(Mutex<Answers>);

#[derive(Debug, Default)]
struct Answers {
    of: HashMap<ActorFacts, HashMap<(Action, Class), bool>>,
    many: usize,
}

impl Decided {
    /// The answer, asked for when this is a new question.
    pub(crate) fn answer(
        &self,
        actor: &ActorFacts,
        action: Action,
        target: Target<'_>,
        ask: impl FnOnce() -> bool,
    ) -> bool {
        let Some(class) = Class::of(target) else { return ask() };
        let asked = (action, class);
        if let Some(answer) = self.lock().of.get(actor).and_then(|answers| answers.get(&asked)) {
            return *answer;
        }
        let answer = ask();
        let mut known = self.lock();
        if known.many >= MOST {
            *known = Answers::default();
        }
        known.many += 1;
        if let Some(answers) = known.of.get_mut(actor) {
            answers.insert(asked, answer);
        } else {
            known.of.insert(actor.clone(), HashMap::from([(asked, answer)]));
        }
        answer
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Answers> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
