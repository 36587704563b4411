//! What is made of a column's distinct texts, once for each: a part of it, its date, its sound, its
//! items. Not for comparing.

use rphonetic::{DoubleMetaphone, Encoder as _};

use super::condition::{Beginning, Step};
use super::lexicon::Lexicon;
use super::measure::Word;

/// No date.
pub(super) const NO_DAY: i32 = i32::MIN;

/// Between the items of a list in one cell.
pub const LIST_SEPARATOR: u8 = b'|';

/// A value made of each distinct text.
#[derive(Debug)]
pub(super) struct Feature {
    pub(super) lexicon: usize,
    pub(super) steps: Vec<Step>,
    pub(super) shape: Shape,
    /// The texts that are short, by number, where they are measured.
    words: Vec<Word>,
}

#[derive(Debug)]
pub(super) enum Shape {
    /// The text itself.
    Plain,
    /// Another text; `of[id]` is its number.
    Made { of: Vec<u32>, texts: Lexicon },
    /// A day, counted from 1970-01-01, or [`NO_DAY`].
    Day { of: Vec<u32>, days: Vec<i32> },
    /// Items in the order of their numbers, each once.
    List { ends: Vec<u32>, items: Vec<u32>, texts: Lexicon },
}

impl Feature {
    pub(super) fn make(lexicon: usize, source: &Lexicon, steps: &[Step]) -> Self {
        let shape = match steps {
            [] => Shape::Plain,
            [Step::Date] => {
                let days: Vec<i32> =
                    (0..source.numbers()).map(|id| day(source.text(id as u32))).collect();
                // Two spellings of one day are equal days: 1990-1-2 and 1990-01-02.
                let mut texts = Lexicon::default();
                let of = days
                    .iter()
                    .map(|&day| if day == NO_DAY { 0 } else { texts.number(&day.to_le_bytes()) })
                    .collect();
                Shape::Day { of, days }
            }
            _ => {
                let mut texts = Lexicon::default();
                let of = (0..source.numbers())
                    .map(|id| texts.number(&made(source.text(id as u32), steps)))
                    .collect();
                texts.close();
                Shape::Made { of, texts }
            }
        };
        Self { lexicon, steps: steps.to_vec(), shape, words: Vec::new() }
    }

    pub(super) fn make_list(lexicon: usize, source: &Lexicon, steps: &[Step]) -> Self {
        let (mut texts, mut ends, mut items) = (Lexicon::default(), Vec::new(), Vec::new());
        for id in 0..source.numbers() {
            let mut own: Vec<u32> = source
                .text(id as u32)
                .split(|&byte| byte == LIST_SEPARATOR)
                .map(|item| texts.number(&made(item.trim_ascii(), steps)))
                .filter(|&id| id != 0)
                .collect();
            own.sort_unstable();
            own.dedup();
            items.extend(own);
            ends.push(items.len() as u32);
        }
        texts.close();
        let shape = Shape::List { ends, items, texts };
        Self { lexicon, steps: steps.to_vec(), shape, words: Vec::new() }
    }

    /// The number of what is made of a text; 0 where that is missing. A list is missing when empty.
    pub(super) fn number(&self, id: u32) -> u32 {
        match &self.shape {
            Shape::Plain => id,
            Shape::Made { of, .. } | Shape::Day { of, .. } => of[id as usize],
            Shape::List { .. } => u32::from(!self.items(id).is_empty()),
        }
    }

    /// Keeps the short texts where measures read them.
    pub(super) fn keep_words(&mut self, source: &Lexicon) {
        if self.words.is_empty() {
            let numbers = match &self.shape {
                Shape::Plain => source.numbers(),
                Shape::Made { texts, .. } => texts.numbers(),
                Shape::Day { .. } | Shape::List { .. } => 0,
            };
            self.words = (0..numbers as u32)
                .map(|number| Word::new(self.text(source, number)).unwrap_or(Word::LONG))
                .collect();
        }
    }

    pub(super) fn word(&self, number: u32) -> Option<&Word> {
        self.words.get(number as usize).filter(|word| !word.is_long())
    }

    pub(super) fn items(&self, id: u32) -> &[u32] {
        match &self.shape {
            Shape::List { ends, items, .. } => {
                let from = if id == 0 { 0 } else { ends[id as usize - 1] };
                &items[from as usize..ends[id as usize] as usize]
            }
            _ => &[],
        }
    }

    pub(super) fn day(&self, id: u32) -> i32 {
        match &self.shape {
            Shape::Day { days, .. } => days[id as usize],
            _ => NO_DAY,
        }
    }

    /// The text under a number that [`Feature::number`] or [`Feature::items`] gave.
    pub(super) fn text<'a>(&'a self, source: &'a Lexicon, number: u32) -> &'a [u8] {
        match &self.shape {
            Shape::Plain => source.text(number),
            Shape::Made { texts, .. } | Shape::List { texts, .. } => texts.text(number),
            Shape::Day { .. } => &[],
        }
    }
}

fn made(text: &[u8], steps: &[Step]) -> Vec<u8> {
    let mut now = String::from_utf8_lossy(text).into_owned();
    for step in steps {
        now = match step {
            Step::Part { from, length } => {
                let rest = now.chars().skip(from.saturating_sub(1));
                match length {
                    Some(length) => rest.take(*length).collect(),
                    None => rest.collect(),
                }
            }
            Step::Upper => now.to_uppercase(),
            Step::Lower => now.to_lowercase(),
            Step::Beginning(beginning) => {
                let end = ending(now.as_bytes(), *beginning);
                now.get(..end).unwrap_or_default().to_owned()
            }
            Step::Date => match day(now.as_bytes()) {
                NO_DAY => String::new(),
                _ => now,
            },
            Step::DoubleMetaphone => DoubleMetaphone::default().encode(&now),
            Step::DoubleMetaphoneAlternate => {
                DoubleMetaphone::default().double_metaphone(&now).alternate()
            }
        };
    }
    now.into_bytes()
}

/// Where the beginning ends; 0 where the text does not begin so.
fn ending(text: &[u8], beginning: Beginning) -> usize {
    if beginning == Beginning::MailName {
        return text.iter().position(|&b| b == b'@').unwrap_or(text.len());
    }
    let letters = text.iter().take(2).take_while(|b| b.is_ascii_alphabetic()).count();
    if letters == 0 || beginning == Beginning::PostcodeArea {
        return letters;
    }
    let is = |at: usize, test: fn(&u8) -> bool| text.get(at).is_some_and(test);
    // The expression may take one letter where two stand, and then needs a digit that is a letter: never.
    if !is(letters, u8::is_ascii_digit) {
        return 0;
    }
    let short = letters + 1;
    let long = short + usize::from(is(short, u8::is_ascii_alphanumeric));
    match beginning {
        Beginning::PostcodeDistrict => long,
        _ => [long, short]
            .into_iter()
            .find(|&end| is(end, |b| *b == b' ') && is(end + 1, u8::is_ascii_digit))
            .map_or(0, |end| end + 2),
    }
}

/// The day of a date written year-month-day, counted from 1970-01-01 by Hinnant's formula.
fn day(text: &[u8]) -> i32 {
    let mut parts = text.split(|&b| b == b'-').map(|part| {
        let short = (1..=4).contains(&part.len()) && part.iter().all(u8::is_ascii_digit);
        short.then(|| part.iter().fold(0_i32, |n, d| n * 10 + i32::from(d - b'0')))
    });
    let (Some(Some(year)), Some(Some(month)), Some(Some(day)), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return NO_DAY;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let longest = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return NO_DAY,
    };
    if day < 1 || day > longest {
        return NO_DAY;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970_and_impossible_dates_are_missing() {
        assert_eq!(day(b"1970-01-01"), 0);
        assert_eq!(day(b"2000-03-01"), 11_017);
        assert_eq!(day(b"1969-12-31"), -1);
        assert_eq!(day(b"2024-2-29"), 19_782);
        for none in ["", "1990-02-30", "1990-13-01", "19900201", "1990-02-1x", "1990-02-01-1"] {
            assert_eq!(day(none.as_bytes()), NO_DAY, "{none}");
        }
    }

    #[test]
    fn a_postcode_begins_as_splinks_expressions_take_it() {
        let begin =
            |text: &str, part| text.get(..ending(text.as_bytes(), part)).unwrap().to_owned();
        for (postcode, sector, district, area) in [
            ("LS1 4AP", "LS1 4", "LS1", "LS"),
            ("EC1A 1BB", "EC1A 1", "EC1A", "EC"),
            ("b33 8th", "b33 8", "b33", "b"),
            ("LS14AP", "", "LS14", "LS"),
            ("1AB", "", "", ""),
            ("LSX 4AP", "", "", "LS"),
        ] {
            assert_eq!(begin(postcode, Beginning::PostcodeSector), sector, "{postcode}");
            assert_eq!(begin(postcode, Beginning::PostcodeDistrict), district, "{postcode}");
            assert_eq!(begin(postcode, Beginning::PostcodeArea), area, "{postcode}");
        }
        assert_eq!(begin("ann@example.org", Beginning::MailName), "ann");
    }

    #[test]
    fn names_that_sound_alike_have_one_code_and_lists_their_items_once() {
        let mut lexicon = Lexicon::default();
        let ids: Vec<u32> = ["smith", "smyth", "jones", "jones| smith|jones"]
            .iter()
            .map(|t| lexicon.number(t.as_bytes()))
            .collect();
        let sound = Feature::make(0, &lexicon, &[Step::DoubleMetaphone]);
        assert_eq!(sound.number(ids[0]), sound.number(ids[1]));
        assert_ne!(sound.number(ids[0]), sound.number(ids[2]));
        let list = Feature::make_list(0, &lexicon, &[]);
        assert_eq!(list.items(ids[3]).len(), 2);
        assert!(list.items(0).is_empty());
        assert!(list.items(ids[3]).contains(&list.items(ids[0])[0]));
    }
}
