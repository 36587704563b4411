//! Helplines by nation, from `data/public/helplines.csv`: numbers never come from a template.

use std::sync::LazyLock;

use jiff::civil::Date;
use places::Nation;

use crate::text::{Language, Text, key};

const TABLE: &str = include_str!("../../../../../data/public/helplines.csv");

/// A helpline for domestic abuse, free, by day and by night.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Helpline {
    /// For which nation.
    pub nation: Nation,
    name: String,
    name_cy: String,
    /// The number as it is written.
    pub number: String,
    /// The number for texts, where there is one.
    pub text: Option<String>,
    /// When the number was last looked up.
    pub checked: Date,
}

static ALL: LazyLock<Vec<Helpline>> = LazyLock::new(|| {
    let mut reader = csv::Reader::from_reader(TABLE.as_bytes());
    let rows = reader.records().filter_map(Result::ok).filter_map(|row| {
        Some(Helpline {
            nation: match row.get(0)? {
                "england" => Nation::England,
                "wales" => Nation::Wales,
                "scotland" => Nation::Scotland,
                "northern_ireland" => Nation::NorthernIreland,
                _ => return None,
            },
            name: row.get(1)?.to_owned(),
            name_cy: row.get(2)?.to_owned(),
            number: row.get(3)?.to_owned(),
            text: row.get(4).filter(|text| !text.is_empty()).map(str::to_owned),
            checked: row.get(8)?.parse().ok()?,
        })
    });
    rows.collect()
});

/// Every helpline, England's first.
#[must_use]
pub fn helplines() -> &'static [Helpline] {
    &ALL
}

/// The one of a nation.
#[must_use]
pub fn helpline_of(nation: Nation) -> Option<&'static Helpline> {
    ALL.iter().find(|one| one.nation == nation)
}

impl Helpline {
    /// Its name.
    #[must_use]
    pub fn name(&self, t: &Text) -> &str {
        match t.language() {
            Language::English => &self.name,
            Language::Welsh => &self.name_cy,
        }
    }

    /// When its number was last looked up, in words.
    #[must_use]
    pub fn checked_on(&self, t: &Text) -> String {
        t.date(self.checked)
    }

    /// The key of its nation's name.
    #[must_use]
    pub const fn nation_key(&self) -> &'static str {
        match self.nation {
            Nation::England => key("find-nation-england"),
            Nation::Wales => key("find-nation-wales"),
            Nation::Scotland => key("find-nation-scotland"),
            Nation::NorthernIreland => key("find-nation-northern-ireland"),
        }
    }

    /// As a link dials it.
    #[must_use]
    pub fn dial(&self) -> String {
        dial(&self.number)
    }
}

/// The figures of a number, for `tel:`.
#[must_use]
pub fn dial(number: &str) -> String {
    number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_nation_has_one_free_number_with_the_day_on_which_it_was_checked() {
        assert_eq!(helplines().len(), 4);
        for nation in [Nation::England, Nation::Wales, Nation::Scotland, Nation::NorthernIreland] {
            let line = helpline_of(nation).unwrap();
            // Freephone numbers stand on no telephone bill.
            assert!(line.dial().starts_with("080") && line.dial().len() == 11, "{nation:?}");
            assert!(line.checked >= jiff::civil::date(2026, 11, 22));
        }
        let sources = TABLE.lines().skip(1).map(|row| row.matches("https://").count());
        assert!(sources.into_iter().all(|count| count == 2), "two sources a row");
    }
}
