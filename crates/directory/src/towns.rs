//! Towns that people name when asked where they are. Not a gazetteer of every village: who lives in
//! one gives a postcode or its first half.

use std::sync::LazyLock;

use places::{Located, Places};

use crate::model::Area;

const TOWNS: &str = include_str!("../../../data/directory/towns.csv");

/// A town.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Town {
    /// Its name.
    pub name: String,
    /// The first half of a postcode in its middle.
    pub outcode: String,
    /// The council that it lies in.
    pub authority: Area,
}

static ALL: LazyLock<Vec<Town>> = LazyLock::new(|| {
    let mut reader = csv::Reader::from_reader(TOWNS.as_bytes());
    reader
        .records()
        .filter_map(|record| {
            let record = record.ok()?;
            Some(Town {
                name: record.get(0)?.to_owned(),
                outcode: record.get(1)?.to_owned(),
                authority: Area::from_code(record.get(2)?).ok()?,
            })
        })
        .collect()
});

impl Town {
    /// All of them, in order of name.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &ALL
    }

    /// Its middle: the point of its outcode, in the council that the table names.
    #[must_use]
    pub fn located(&self) -> Option<Located<'static>> {
        let places = Places::built_in();
        let mut found = places.by_postcode_text(&self.outcode).ok()?;
        let authority = places.local_authority(self.authority.code())?;
        found.local_authority = Some(authority);
        found.police_area = authority
            .police_area_code
            .as_ref()
            .and_then(|code| places.areas().iter().find(|area| area.code == *code));
        found.region = places.regions().iter().find(|region| region.code == authority.region_code);
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_town_is_where_its_outcode_is() {
        assert_eq!(TOWNS.lines().count() - 1, Town::all().len());
        for town in Town::all() {
            let found = town.located().unwrap_or_else(|| panic!("{}", town.name));
            assert!(found.local_authority.is_some() && found.region.is_some(), "{}", town.name);
            let near = Places::built_in().sectors().any(|(sector, place)| {
                sector.outcode().text() == town.outcode && town.authority.covers(&place)
            });
            assert!(near, "{}", town.name);
        }
    }
}
