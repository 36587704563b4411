//! What to do in danger, from `data/public/emergency.csv`: numbers never come from a template.

use std::sync::LazyLock;

const TABLE: &str = include_str!("../../../../../data/public/emergency.csv");

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emergency {
    /// The number.
    pub number: String,
    /// What to do with it.
    pub say: String,
}

static ALL: LazyLock<Vec<Emergency>> = LazyLock::new(|| {
    let mut reader = csv::Reader::from_reader(TABLE.as_bytes());
    reader
        .records()
        .filter_map(Result::ok)
        .filter_map(|row| {
            Some(Emergency { number: row.get(0)?.to_owned(), say: row.get(1)?.to_owned() })
        })
        .collect()
});

/// Every one, the first for danger now.
#[must_use]
pub fn emergencies() -> &'static [Emergency] {
    &ALL
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_emergency_number_is_there_first() {
        assert_eq!(emergencies().first().unwrap().number, "999");
        assert_eq!(emergencies().len(), 3);
    }
}
