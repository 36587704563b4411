//! One invented woman after another.

use jiff::civil::Date;
use kernel::Ctx;

use crate::shares::{AGES, ETHNICITY};

const FIRST: [&str; 96] = [
    "Aaliyah",
    "Abigail",
    "Adele",
    "Agnieszka",
    "Aisha",
    "Alys",
    "Amber",
    "Amina",
    "Angharad",
    "Anita",
    "Anwen",
    "Ayesha",
    "Becky",
    "Bethan",
    "Bronwen",
    "Carly",
    "Carol",
    "Catrin",
    "Ceri",
    "Chantelle",
    "Charlene",
    "Chloe",
    "Dawn",
    "Deborah",
    "Destiny",
    "Donna",
    "Efa",
    "Elin",
    "Emma",
    "Esther",
    "Fatima",
    "Gemma",
    "Gwen",
    "Hannah",
    "Hollie",
    "Ioana",
    "Jade",
    "Jasmine",
    "Jo",
    "Joanne",
    "Jodie",
    "Julie",
    "Karen",
    "Kay",
    "Kayleigh",
    "Kelly",
    "Kerry",
    "Kirsty",
    "Latoya",
    "Laura",
    "Leanne",
    "Lina",
    "Lisa",
    "Llio",
    "Lorraine",
    "Lowri",
    "Lucy",
    "Mandy",
    "Marcia",
    "Mari",
    "Maria",
    "Marta",
    "Megan",
    "Michelle",
    "Monika",
    "Naomi",
    "Natalie",
    "Nia",
    "Nicola",
    "Olivia",
    "Paige",
    "Priya",
    "Rachel",
    "Rebecca",
    "Rhian",
    "Roxanne",
    "Ruth",
    "Sabrina",
    "Sadie",
    "Samantha",
    "Sara",
    "Shanice",
    "Sharon",
    "Shelley",
    "Siân",
    "Simone",
    "Sophie",
    "Stacey",
    "Tamika",
    "Tanya",
    "Tara",
    "Tina",
    "Tracey",
    "Vanessa",
    "Yasmin",
    "Zoë",
];

/// Family names are put together from two halves, so that none is anybody's.
const NAME_BEGINS: [&str; 40] = [
    "Alder", "Ash", "Barley", "Bracken", "Bramble", "Bryn", "Cinder", "Clover", "Copper", "Corn",
    "Daisy", "Dew", "Elder", "Fennel", "Fern", "Finch", "Flint", "Gorse", "Hazel", "Heron",
    "Honey", "Ivy", "Juniper", "Kestrel", "Larch", "Linden", "Mallow", "Marl", "Nettle", "Oat",
    "Pebble", "Plover", "Quill", "Rowan", "Sedge", "Sorrel", "Tansy", "Thistle", "Wren", "Yarrow",
];
const NAME_ENDS: [&str; 30] = [
    "acre", "beck", "brae", "brook", "combe", "croft", "dell", "dene", "fold", "garth", "gate",
    "hithe", "holt", "hurst", "lea", "leigh", "mere", "moor", "ness", "quay", "ridge", "rigg",
    "shaw", "stead", "stow", "thorpe", "wold", "wick", "worth", "yard",
];

/// An invented woman: her name, birth and number, before anything happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// First name.
    pub first: String,
    /// Family name.
    pub family: String,
    /// Born on.
    pub born: Date,
    /// A telephone number of the range kept for drama.
    pub telephone: String,
    /// A code of the harmonised ethnic groups.
    pub ethnicity: &'static str,
}

/// Draws from a share list; the last one when rounding leaves a gap.
pub fn draw<T: Copy>(ctx: &Ctx, choices: &[(T, f64)], or: T) -> T {
    let mut left = fraction(ctx);
    for (choice, share) in choices {
        if left < *share {
            return *choice;
        }
        left -= share;
    }
    choices.last().map_or(or, |(choice, _)| *choice)
}

/// An even number from 0 up to 1.
pub fn fraction(ctx: &Ctx) -> f64 {
    f64::from(u32::from_le_bytes(ctx.random())) / (f64::from(u32::MAX) + 1.0)
}

/// An even whole number from 0 to below `below`; 0 when that is 0.
pub fn below(ctx: &Ctx, below: u32) -> u32 {
    let wide = u64::from(u32::from_le_bytes(ctx.random())) * u64::from(below);
    u32::try_from(wide >> 32).unwrap_or(0)
}

fn one_of(ctx: &Ctx, list: &'static [&'static str]) -> &'static str {
    let length = u32::try_from(list.len()).unwrap_or(0);
    usize::try_from(below(ctx, length)).ok().and_then(|n| list.get(n)).copied().unwrap_or("Kay")
}

/// The next invented woman.
#[must_use]
pub fn person(ctx: &Ctx, today: Date) -> Person {
    let (youngest, oldest) =
        draw(ctx, &AGES.map(|(from, to, share)| ((from, to), share)), (30, 39));
    let span = u32::try_from(oldest - youngest + 1).unwrap_or(1);
    let age = youngest + i16::try_from(below(ctx, span)).unwrap_or(0);
    let day_of_year = i16::try_from(below(ctx, 365) + 1).unwrap_or(1);
    let born = Date::new(today.year() - age, 1, 1)
        .and_then(|first| first.checked_add(jiff::Span::new().days(i64::from(day_of_year) - 1)))
        .unwrap_or(today);
    Person {
        first: one_of(ctx, &FIRST).to_owned(),
        family: format!("{}{}", one_of(ctx, &NAME_BEGINS), one_of(ctx, &NAME_ENDS)),
        born,
        telephone: format!("07700 900{:03}", below(ctx, 1000)),
        ethnicity: draw(ctx, &ETHNICITY, "not_asked"),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use kernel::Actor;
    use kernel::ctx::{Seeded, SetClock};

    use super::*;

    fn ctx(seed: u64) -> Ctx {
        let clock = SetClock::new("2026-11-24T10:00:00Z".parse().unwrap());
        Ctx::new(Arc::new(clock), Arc::new(Seeded::new(seed)), Actor::Visitor)
    }

    #[test]
    fn the_same_seed_invents_the_same_women() {
        let (one, two, three) = (ctx(1), ctx(1), ctx(2));
        let today = one.today();
        let women = |ctx: &Ctx| (0..50).map(|_| person(ctx, today)).collect::<Vec<_>>();
        let first = women(&one);
        assert_eq!(first, women(&two));
        assert_ne!(first, women(&three));
    }

    #[test]
    fn invented_women_are_grown_up_and_as_many_of_each_group_as_the_shares_say() {
        let ctx = ctx(3);
        let today = ctx.today();
        let women: Vec<Person> = (0..5000).map(|_| person(&ctx, today)).collect();
        assert!(women.iter().all(|w| kernel::time::age_on(w.born, today) >= 17));
        let white = women.iter().filter(|w| w.ethnicity == "white").count();
        assert!((3850..=4150).contains(&white), "{white} of 5000 where 4000 are expected");
        let names: std::collections::BTreeSet<_> =
            women.iter().map(|w| (&w.first, &w.family)).collect();
        assert!(names.len() > 4600, "{} different names", names.len());
    }
}
