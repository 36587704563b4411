//! Levels of a pair: the conditions of settings, bound to the columns of records. Not for weights (see
//! `score`).

use super::condition::{Condition, Measure, Sides, Step, Value};
use super::feature::{Feature, NO_DAY};
use super::measure;
use super::records::Records;
use super::settings::{Comparison, Rule};

/// Settings ask for a column that the records do not have, or for what cannot be done with it.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum BindError {
    /// No such column.
    #[error("the settings name a column {0}, which the records do not have")]
    NoColumn(String),
    /// Two columns are set against each other that do not share a lexicon.
    #[error("columns {0} and {1} cannot be set against each other")]
    Apart(String, String),
    /// More than one list in one blocking rule.
    #[error("blocking rule {0}: only one of its columns may hold a list")]
    Lists(String),
}

/// A column and what is made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Operand {
    column: u32,
    feature: u32,
}

impl Operand {
    pub(super) const fn column(self) -> usize {
        self.column as usize
    }
}

/// A measure that is taken once for a pair, however many levels ask for it.
#[derive(Debug, PartialEq)]
struct Slot {
    measure: Measure,
    left: Operand,
    right: Operand,
    cap: u32,
}

#[derive(Debug)]
enum Test {
    Otherwise,
    All(Vec<Test>),
    Any(Vec<Test>),
    MissingLeft(Operand),
    MissingRight(Operand),
    Same(Operand, Operand),
    SameText(Operand, Operand),
    AtLeast(usize, f64),
    AtMost(usize, f64),
    Within(Operand, Operand, f64),
    Sharing(Operand, Operand, usize),
    BestAtLeast(Measure, Operand, Operand, f64),
    BestAtMost(Measure, Operand, Operand, u32),
}

/// A comparison, bound.
#[derive(Debug)]
struct Bound {
    levels: Vec<Test>,
    slots: Vec<Slot>,
}

/// A blocking rule, bound.
#[derive(Debug)]
pub(super) struct BoundRule {
    pub(super) equal: Vec<(Operand, Operand)>,
    pub(super) list: Option<(Operand, Operand)>,
    besides: Bound,
    /// Both sides read the same values, so that left and right may change places.
    pub(super) even: bool,
}

/// Tells the level of each comparison for a pair of rows.
#[derive(Debug)]
pub struct Comparer<'a> {
    pub(super) records: &'a Records,
    features: Vec<Feature>,
    comparisons: Vec<Bound>,
}

/// Measures already taken of one pair in one comparison.
struct Taken {
    values: [f64; 16],
    known: u16,
}

impl<'a> Comparer<'a> {
    /// Binds comparisons to records.
    ///
    /// # Errors
    ///
    /// A column is absent.
    pub fn new(records: &'a Records, comparisons: &[Comparison]) -> Result<Self, BindError> {
        let mut comparer = Self { records, features: Vec::new(), comparisons: Vec::new() };
        for comparison in comparisons {
            let mut bound = Bound { levels: Vec::new(), slots: Vec::new() };
            for level in &comparison.levels {
                let test = comparer.test(&level.condition, &mut bound.slots)?;
                bound.levels.push(test);
            }
            comparer.comparisons.push(bound);
        }
        Ok(comparer)
    }

    /// How many comparisons.
    #[must_use]
    pub fn width(&self) -> usize {
        self.comparisons.len()
    }

    /// The place of the level that holds, for each comparison, in the order of the settings.
    pub fn levels(&self, left: u32, right: u32, into: &mut [u8]) {
        let (left, right) = (self.records.row(left), self.records.row(right));
        for (comparison, level) in self.comparisons.iter().zip(into) {
            let mut taken = Taken { values: [0.0; 16], known: 0 };
            *level = comparison
                .levels
                .iter()
                .position(|test| self.holds(test, &comparison.slots, left, right, &mut taken))
                .unwrap_or(comparison.levels.len() - 1) as u8;
        }
    }

    pub(super) fn rule(&mut self, rule: &Rule) -> Result<BoundRule, BindError> {
        let mut bound = BoundRule {
            equal: Vec::new(),
            list: None,
            besides: Bound { levels: Vec::new(), slots: Vec::new() },
            even: true,
        };
        for sides in &rule.blocking.equal {
            bound.even &= sides.left == sides.right;
            if rule.lists.contains(&sides.left.column) || rule.lists.contains(&sides.right.column) {
                if bound.list.is_some() {
                    return Err(BindError::Lists(rule.sql.clone()));
                }
                bound.list = Some(self.sides(sides, Kind::List)?);
            } else {
                bound.equal.push(self.sides(sides, Kind::Single)?);
            }
        }
        for condition in &rule.blocking.besides {
            let test = self.test(condition, &mut bound.besides.slots)?;
            bound.besides.levels.push(test);
        }
        Ok(bound)
    }

    /// Binds a single value.
    pub(super) fn bind(&mut self, value: &Value) -> Result<Operand, BindError> {
        self.operand(value, Kind::Single)
    }

    /// What must hold besides the equalities.
    pub(super) fn besides(&self, rule: &BoundRule, left: u32, right: u32) -> bool {
        let mut taken = Taken { values: [0.0; 16], known: 0 };
        let Bound { levels, slots } = &rule.besides;
        if levels.is_empty() {
            return true;
        }
        let (left, right) = (self.records.row(left), self.records.row(right));
        levels.iter().all(|test| self.holds(test, slots, left, right, &mut taken))
    }

    /// Whether a rule holds for a pair.
    pub(super) fn meets(&self, rule: &BoundRule, left: u32, right: u32) -> bool {
        let (a, b) = (self.records.row(left), self.records.row(right));
        rule.equal.iter().all(|&(l, r)| {
            let number = self.number_in(l, a);
            number != 0 && number == self.number_in(r, b)
        }) && rule
            .list
            .is_none_or(|(l, r)| first_shared(self.items_in(l, a), self.items_in(r, b)).is_some())
            && self.besides(rule, left, right)
    }

    pub(super) fn number(&self, operand: Operand, row: u32) -> u32 {
        self.number_in(operand, self.records.row(row))
    }

    pub(super) fn items(&self, operand: Operand, row: u32) -> &[u32] {
        self.items_in(operand, self.records.row(row))
    }

    fn number_in(&self, operand: Operand, row: &[u32]) -> u32 {
        self.features[operand.feature as usize].number(row[operand.column as usize])
    }

    fn text_in(&self, operand: Operand, row: &[u32]) -> &[u8] {
        let feature = &self.features[operand.feature as usize];
        let number = feature.number(row[operand.column as usize]);
        feature.text(&self.records.lexicons[feature.lexicon], number)
    }

    fn items_in(&self, operand: Operand, row: &[u32]) -> &[u32] {
        self.features[operand.feature as usize].items(row[operand.column as usize])
    }

    fn holds(
        &self,
        test: &Test,
        slots: &[Slot],
        left: &[u32],
        right: &[u32],
        taken: &mut Taken,
    ) -> bool {
        match test {
            Test::Otherwise => true,
            Test::All(parts) => parts.iter().all(|t| self.holds(t, slots, left, right, taken)),
            Test::Any(parts) => parts.iter().any(|t| self.holds(t, slots, left, right, taken)),
            Test::MissingLeft(operand) => self.number_in(*operand, left) == 0,
            Test::MissingRight(operand) => self.number_in(*operand, right) == 0,
            Test::Same(l, r) => {
                let number = self.number_in(*l, left);
                number != 0 && number == self.number_in(*r, right)
            }
            Test::SameText(l, r) => {
                let text = self.text_in(*l, left);
                !text.is_empty() && text == self.text_in(*r, right)
            }
            // NaN stands for a missing side, and is neither at least nor at most anything.
            Test::AtLeast(slot, bound) => self.take(*slot, slots, left, right, taken) >= *bound,
            Test::AtMost(slot, bound) => self.take(*slot, slots, left, right, taken) <= *bound,
            Test::Within(l, r, seconds) => {
                let day = |operand: Operand, row: &[u32]| {
                    self.features[operand.feature as usize].day(row[operand.column as usize])
                };
                let (a, b) = (day(*l, left), day(*r, right));
                a != NO_DAY && b != NO_DAY && f64::from(a.abs_diff(b)) * 86_400.0 <= *seconds
            }
            Test::Sharing(l, r, least) => {
                shared(self.items_in(*l, left), self.items_in(*r, right)) >= *least
            }
            Test::BestAtLeast(measure, l, r, bound) => {
                self.any_pair(*l, *r, left, right, |a, b| alike(*measure, a, b) >= *bound)
            }
            Test::BestAtMost(measure, l, r, bound) => {
                self.any_pair(*l, *r, left, right, |a, b| steps(*measure, a, b, *bound) <= *bound)
            }
        }
    }

    fn any_pair(
        &self,
        l: Operand,
        r: Operand,
        left: &[u32],
        right: &[u32],
        holds: impl Fn(&[u8], &[u8]) -> bool,
    ) -> bool {
        let feature = &self.features[l.feature as usize];
        let lexicon = &self.records.lexicons[feature.lexicon];
        self.items_in(l, left).iter().any(|&a| {
            self.items_in(r, right)
                .iter()
                .any(|&b| holds(feature.text(lexicon, a), feature.text(lexicon, b)))
        })
    }

    fn take(
        &self,
        at: usize,
        slots: &[Slot],
        left: &[u32],
        right: &[u32],
        taken: &mut Taken,
    ) -> f64 {
        if at < 16 && taken.known >> at & 1 == 1 {
            return taken.values[at];
        }
        let slot = &slots[at];
        let feature = &self.features[slot.left.feature as usize];
        let a = feature.number(left[slot.left.column as usize]);
        let b = feature.number(right[slot.right.column as usize]);
        let value = if a == 0 || b == 0 {
            f64::NAN
        } else if let (Some(x), Some(y)) = (feature.word(a), feature.word(b)) {
            match slot.measure {
                Measure::Jaro => measure::jaro_of_words(x, y),
                Measure::JaroWinkler => measure::jaro_winkler_of_words(x, y),
                Measure::Levenshtein => measure::levenshtein_of_words(x, y, slot.cap).into(),
                Measure::DamerauLevenshtein => measure::damerau_of_words(x, y, slot.cap).into(),
            }
        } else {
            let lexicon = &self.records.lexicons[feature.lexicon];
            let (x, y) = (feature.text(lexicon, a), feature.text(lexicon, b));
            match slot.measure {
                Measure::Jaro | Measure::JaroWinkler => alike(slot.measure, x, y),
                Measure::Levenshtein | Measure::DamerauLevenshtein => {
                    f64::from(steps(slot.measure, x, y, slot.cap))
                }
            }
        };
        if at < 16 {
            taken.values[at] = value;
            taken.known |= 1 << at;
        }
        value
    }

    fn test(&mut self, condition: &Condition, slots: &mut Vec<Slot>) -> Result<Test, BindError> {
        Ok(match condition {
            Condition::Otherwise => Test::Otherwise,
            Condition::All(parts) => Test::All(
                parts.iter().map(|part| self.test(part, slots)).collect::<Result<_, _>>()?,
            ),
            Condition::Any(parts) => Test::Any(
                parts.iter().map(|part| self.test(part, slots)).collect::<Result<_, _>>()?,
            ),
            Condition::MissingLeft(value) => Test::MissingLeft(self.operand(value, Kind::Single)?),
            Condition::MissingRight(value) => {
                Test::MissingRight(self.operand(value, Kind::Single)?)
            }
            Condition::Same(sides) => {
                let l = self.operand(&sides.left, Kind::Single)?;
                let r = self.operand(&sides.right, Kind::Single)?;
                if l.feature == r.feature { Test::Same(l, r) } else { Test::SameText(l, r) }
            }
            Condition::Alike(measure, sides, bound) => {
                Test::AtLeast(self.slot(*measure, sides, 0, slots)?, *bound)
            }
            Condition::Near(measure, sides, bound) => {
                Test::AtMost(self.slot(*measure, sides, *bound, slots)?, f64::from(*bound))
            }
            Condition::Within(sides, seconds) => {
                let (l, r) = self.sides(sides, Kind::Single)?;
                Test::Within(l, r, *seconds)
            }
            Condition::Sharing(sides, least) => {
                let (l, r) = self.sides(sides, Kind::List)?;
                Test::Sharing(l, r, *least)
            }
            Condition::BestAlike(measure, sides, bound) => {
                let (l, r) = self.sides(sides, Kind::List)?;
                Test::BestAtLeast(*measure, l, r, *bound)
            }
            Condition::BestNear(measure, sides, bound) => {
                let (l, r) = self.sides(sides, Kind::List)?;
                Test::BestAtMost(*measure, l, r, *bound)
            }
        })
    }

    fn slot(
        &mut self,
        measure: Measure,
        sides: &Sides,
        cap: u32,
        slots: &mut Vec<Slot>,
    ) -> Result<usize, BindError> {
        let (left, right) = self.sides(sides, Kind::Single)?;
        let known = slots
            .iter_mut()
            .enumerate()
            .find(|(_, s)| (s.measure, s.left, s.right) == (measure, left, right));
        if let Some((place, slot)) = known {
            slot.cap = slot.cap.max(cap);
            return Ok(place);
        }
        let source = &self.records.lexicons[self.features[left.feature as usize].lexicon];
        self.features[left.feature as usize].keep_words(source);
        slots.push(Slot { measure, left, right, cap });
        Ok(slots.len() - 1)
    }

    fn sides(&mut self, sides: &Sides, kind: Kind) -> Result<(Operand, Operand), BindError> {
        let (l, r) = (self.operand(&sides.left, kind)?, self.operand(&sides.right, kind)?);
        if l.feature != r.feature {
            return Err(BindError::Apart(sides.left.column.clone(), sides.right.column.clone()));
        }
        Ok((l, r))
    }

    fn operand(&mut self, value: &Value, kind: Kind) -> Result<Operand, BindError> {
        let column = self
            .records
            .column(&value.column)
            .ok_or_else(|| BindError::NoColumn(value.column.clone()))?;
        let lexicon = self.records.columns[column].lexicon;
        let feature = self.feature(lexicon, &value.steps, kind);
        Ok(Operand { column: column as u32, feature: feature as u32 })
    }

    fn feature(&mut self, lexicon: usize, steps: &[Step], kind: Kind) -> usize {
        use super::feature::Shape;
        let known = self.features.iter().position(|feature| {
            feature.lexicon == lexicon
                && feature.steps == steps
                && matches!(feature.shape, Shape::List { .. }) == matches!(kind, Kind::List)
        });
        known.unwrap_or_else(|| {
            let source = &self.records.lexicons[lexicon];
            self.features.push(match kind {
                Kind::Single => Feature::make(lexicon, source, steps),
                Kind::List => Feature::make_list(lexicon, source, steps),
            });
            self.features.len() - 1
        })
    }
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Single,
    List,
}

fn alike(measure: Measure, a: &[u8], b: &[u8]) -> f64 {
    match measure {
        Measure::Jaro => measure::jaro(a, b),
        _ => measure::jaro_winkler(a, b),
    }
}

fn steps(measure: Measure, a: &[u8], b: &[u8], cap: u32) -> u32 {
    match measure {
        Measure::Levenshtein => measure::levenshtein(a, b, cap),
        _ => measure::damerau_levenshtein(a, b, cap),
    }
}

/// How many items two sorted lists share.
fn shared(a: &[u32], b: &[u32]) -> usize {
    a.iter().filter(|item| b.binary_search(item).is_ok()).count()
}

/// The least item that two sorted lists share.
pub(super) fn first_shared(a: &[u32], b: &[u32]) -> Option<u32> {
    a.iter().copied().find(|item| b.binary_search(item).is_ok())
}
