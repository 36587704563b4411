//! Where no service for women is known: police areas by needs, for women only and for anybody.
//!
//! Three things are told apart: somebody serves it; nobody is known to; and it is not known, because
//! what there is has not been confirmed, does not say whether it is for women only or where it goes, or
//! because nothing of that area has been confirmed at all. Not known is never drawn as nothing.

use std::borrow::Borrow;
use std::collections::BTreeMap;

use places::Places;

use crate::model::{Area, Freshness, Need, Status, WomenOnly};
use crate::publish::Published;

/// What is known of one need in one police area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cover {
    /// So many services serve all of it.
    Served(u32),
    /// Services serve parts of it.
    InPart {
        /// How many services.
        services: u32,
        /// How many of its councils they serve together.
        councils: u32,
        /// How many councils it has.
        of: u32,
    },
    /// Nobody is known to, where others of the area are known.
    NoneKnown,
    /// It is not known; so many services might.
    NotKnown {
        /// How many might.
        might: u32,
    },
}

/// One need in one police area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The police area.
    pub area: Area,
    /// The need.
    pub need: Need,
    /// Services for women only.
    pub women_only: Cover,
    /// Services that take women, for them only or not.
    pub anybody: Cover,
}

#[derive(Default, Clone)]
struct Tally {
    whole: u32,
    parts: u32,
    councils: Vec<usize>,
    might: u32,
}

/// How an entry meets a police area.
enum Meets {
    Whole,
    Councils(Vec<usize>),
    Perhaps,
    Not,
}

/// A police area with its councils.
struct Force {
    area: Area,
    councils: Vec<Area>,
    /// Is any confirmed service known to serve it or a part of it?
    looked_at: bool,
    tallies: BTreeMap<(Need, bool), Tally>,
}

/// The table: police areas of England and Wales in order of name, in each the needs in their order.
/// Services that do not run count for nothing.
#[must_use]
pub fn gaps(entries: impl IntoIterator<Item = impl Borrow<Published>>) -> Vec<Gap> {
    let mut forces = forces();
    for entry in entries {
        let entry = entry.borrow();
        if entry.service.status == Status::Active {
            forces.iter_mut().for_each(|force| force.count(entry));
        }
    }
    let cells = forces.iter().flat_map(|force| {
        Need::ALL.iter().map(move |need| Gap {
            area: force.area.clone(),
            need: *need,
            women_only: force.cover(*need, true),
            anybody: force.cover(*need, false),
        })
    });
    cells.collect()
}

fn forces() -> Vec<Force> {
    let places = Places::built_in();
    let of_law = places.areas().iter().filter(|area| area.figures_name.is_some());
    of_law
        .map(|police| {
            let councils = places.local_authorities().iter();
            let own = councils.filter(|one| one.police_area_code.as_ref() == Some(&police.code));
            Force {
                area: Area::PoliceArea(police.code.clone()),
                councils: own.map(|one| Area::LocalAuthority(one.code.clone())).collect(),
                looked_at: false,
                tallies: BTreeMap::new(),
            }
        })
        .collect()
}

impl Force {
    fn meets(&self, entry: &Published) -> Meets {
        let mut areas = entry.service.areas.iter().flat_map(|one| &one.areas).peekable();
        if areas.peek().is_none() {
            return Meets::Perhaps;
        }
        let mut councils = Vec::new();
        for area in areas {
            if area.contains(&self.area) {
                return Meets::Whole;
            }
            councils.extend(self.councils.iter().position(|council| council == area));
        }
        if councils.is_empty() { Meets::Not } else { Meets::Councils(councils) }
    }

    fn count(&mut self, entry: &Published) {
        let meets = self.meets(entry);
        let confirmed =
            matches!(entry.freshness, Freshness::Fresh { .. } | Freshness::Sinking { .. });
        self.looked_at |= confirmed && matches!(meets, Meets::Whole | Meets::Councils(_));
        let needs: std::collections::BTreeSet<Need> =
            entry.service.needs.iter().map(|term| term.need()).collect();
        for need in needs {
            for women_only in [true, false] {
                let known = match (women_only, entry.service.eligibility.women_only) {
                    (false, _) | (true, WomenOnly::Yes) => true,
                    (true, WomenOnly::Unknown) => false,
                    (true, WomenOnly::No | WomenOnly::Times) => continue,
                };
                let tally = self.tallies.entry((need, women_only)).or_default();
                match &meets {
                    Meets::Not => {}
                    Meets::Perhaps => tally.might += 1,
                    _ if !known || !confirmed => tally.might += 1,
                    Meets::Whole => tally.whole += 1,
                    Meets::Councils(councils) => {
                        tally.parts += 1;
                        tally.councils.extend(councils);
                    }
                }
            }
        }
    }

    fn cover(&self, need: Need, women_only: bool) -> Cover {
        let mut tally = self.tallies.get(&(need, women_only)).cloned().unwrap_or_default();
        tally.councils.sort_unstable();
        tally.councils.dedup();
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let (councils, of) = (number(tally.councils.len()), number(self.councils.len()));
        if tally.whole > 0 || (of > 0 && councils == of) {
            Cover::Served(tally.whole + tally.parts)
        } else if tally.parts > 0 {
            Cover::InPart { services: tally.parts, councils, of }
        } else if tally.might > 0 || !self.looked_at {
            Cover::NotKnown { might: tally.might }
        } else {
            Cover::NoneKnown
        }
    }
}
