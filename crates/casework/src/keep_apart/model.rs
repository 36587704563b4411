//! Pairs, and whether a company of people may be together on a day. Pure.

use std::collections::BTreeSet;

use access::action::Woman;
use jiff::civil::Date;
use kernel::Id;
use kernel::ctx::{AccountMark, OrganisationMark};
use serde::{Deserialize, Serialize};

use crate::safety::{WhoWhen, Words};

/// Somebody who comes to a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Person {
    /// A woman we support.
    Woman(Id<Woman>),
    /// A worker or volunteer.
    Worker(Id<AccountMark>),
}

/// Where and when somebody is to be booked in: the day, and everybody who is there already.
///
/// "There" is meant widely: the same room, group, drop-in, lift, prison visit or waiting room.
/// The booking side decides who overlaps; when in doubt, it names the person.
#[derive(Debug, Clone)]
pub struct Slot {
    /// The organisation.
    pub organisation: Id<OrganisationMark>,
    /// The day, in London.
    pub on: Date,
    /// Women and workers there already.
    pub with: BTreeSet<Person>,
}

/// What a booking learns. It holds no reason and nobody, so that none can be shown by mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Answer {
    /// Nothing stands against it.
    Free,
    /// Not this slot. There is nothing else to say.
    NotThisSlot,
}

/// From when until when a pair is kept apart, both days included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first day.
    pub from: Date,
    /// The last day, when there is one.
    pub until: Option<Date>,
}

impl Span {
    /// A span, unless it ends before it starts.
    #[must_use]
    pub fn new(from: Date, until: Option<Date>) -> Option<Self> {
        until.is_none_or(|until| until >= from).then_some(Self { from, until })
    }

    /// Whether that day lies in it.
    #[must_use]
    pub fn holds(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// Two who are kept apart, in no order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Apart {
    /// A woman.
    pub woman: Id<Woman>,
    /// The other: a woman or a worker.
    pub other: Person,
    /// From when until when.
    pub span: Span,
}

impl Apart {
    /// Whether these two are this pair, whichever is named first.
    #[must_use]
    pub fn is_between(&self, one: Person, two: Person) -> bool {
        let woman = Person::Woman(self.woman);
        (woman == one && self.other == two) || (woman == two && self.other == one)
    }
}

/// Whether somebody may join a company on a day.
pub fn judge(pairs: &[Apart], who: Person, on: Date, with: &BTreeSet<Person>) -> Answer {
    let meets = |pair: &Apart| with.iter().any(|there| pair.is_between(who, *there));
    if pairs.iter().any(|pair| pair.span.holds(on) && meets(pair)) {
        Answer::NotThisSlot
    } else {
        Answer::Free
    }
}

/// A pair as the leads' page shows it.
#[derive(Debug, Clone)]
pub struct Pair {
    /// Its row.
    pub id: Id<Pair>,
    /// Who and when.
    pub apart: Apart,
    /// Why they are kept apart, and why they are not any longer.
    pub words: PairWords,
    /// Written down.
    pub made: WhoWhen,
}

/// What stands sealed of a pair, under the key of the woman for whom it was written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairWords {
    /// Why they are kept apart.
    #[serde(default)]
    pub why: Words,
    /// Why it was lifted.
    #[serde(default)]
    pub lifted: Words,
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn person(number: u8) -> Person {
        let id = Uuid::from_u128(u128::from(number % 6));
        if number < 6 { Person::Woman(id.into()) } else { Person::Worker(id.into()) }
    }

    fn pair() -> impl Strategy<Value = Apart> {
        (0u8..6, 0u8..12, 1i8..15, prop::option::of(15i8..28)).prop_map(|(a, b, from, until)| {
            Apart {
                woman: Id::from_uuid(Uuid::from_u128(u128::from(a))),
                other: person(b),
                span: Span {
                    from: date(2026, 11, from),
                    until: until.map(|day| date(2026, 11, day)),
                },
            }
        })
    }

    proptest! {
        #[test]
        fn whoever_is_asked_first_the_answer_is_the_same(
            pairs in prop::collection::vec(pair(), 0..8), one in 0u8..12, two in 0u8..12, day in 1i8..31,
        ) {
            let (one, two, on) = (person(one), person(two), date(2026, 11, day));
            let this = judge(&pairs, one, on, &BTreeSet::from([two]));
            let that = judge(&pairs, two, on, &BTreeSet::from([one]));
            prop_assert_eq!(this, that);
        }

        #[test]
        fn a_slot_is_refused_exactly_when_a_live_pair_meets_in_it(
            pairs in prop::collection::vec(pair(), 0..8), who in 0u8..12,
            with in prop::collection::btree_set(0u8..12, 0..5), day in 1i8..31,
        ) {
            let (who, on) = (person(who), date(2026, 11, day));
            let with: BTreeSet<Person> = with.into_iter().map(person).collect();
            // Said the long way round, over all pairs of people and every day of each span.
            let mut clash = false;
            for pair in &pairs {
                let ends = pair.span.until.unwrap_or(date(2027, 1, 1));
                let mut live = pair.span.from;
                while live <= ends {
                    clash |= live == on
                        && ((Person::Woman(pair.woman) == who && with.contains(&pair.other))
                            || (pair.other == who && with.contains(&Person::Woman(pair.woman))));
                    live = live.tomorrow().unwrap();
                }
            }
            let expected = if clash { Answer::NotThisSlot } else { Answer::Free };
            prop_assert_eq!(judge(&pairs, who, on, &with), expected);
        }

        #[test]
        fn more_company_never_frees_a_slot(
            pairs in prop::collection::vec(pair(), 0..8), who in 0u8..12,
            with in prop::collection::btree_set(0u8..12, 0..5), one_more in 0u8..12, day in 1i8..31,
        ) {
            let (who, on) = (person(who), date(2026, 11, day));
            let mut with: BTreeSet<Person> = with.into_iter().map(person).collect();
            let before = judge(&pairs, who, on, &with);
            with.insert(person(one_more));
            let after = judge(&pairs, who, on, &with);
            prop_assert!(before == Answer::Free || after == Answer::NotThisSlot);
        }
    }

    #[test]
    fn the_first_and_the_last_day_count() {
        let span = Span::new(date(2026, 11, 3), Some(date(2026, 11, 9))).unwrap();
        assert!(span.holds(date(2026, 11, 3)) && span.holds(date(2026, 11, 9)));
        assert!(!span.holds(date(2026, 11, 2)) && !span.holds(date(2026, 11, 10)));
        assert!(Span::new(date(2026, 11, 3), Some(date(2026, 11, 2))).is_none());
    }
}
