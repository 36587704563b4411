//! What a drawn scenario has to say: words for the terminal, tables, an object for programs and a
//! report. Every figure is a median with its ranges; receptions and population always stand beside
//! each other. Not for drawing (crate `models`).

mod report;
mod tables;
mod words;

use models::sentencing::check::Check;
use models::sentencing::draws::{Drawn, Follow, Lever, Part as Share, Split, Spread, Year};
use models::sentencing::{CountedBy, Setting};

use super::scenario::Loaded;
use crate::report::Numeral;

/// A drawn scenario.
pub struct Told<'a> {
    pub loaded: &'a Loaded,
    pub drawn: &'a Drawn,
    pub tornado: &'a [Lever],
    pub split: &'a Split,
    /// Both models at the end, and the seconds that the twin took.
    pub check: Option<&'a (Check, f64)>,
    pub seed: u64,
    pub command: String,
}

/// What the model cannot know.
const CANNOT: [&str; 6] = [
    "What judges and magistrates will do: how often exceptions are used is a range that nobody has measured yet.",
    "New offences, and what the police and prosecutors will charge.",
    "Orders that courts gave before: no published count of women's suspended sentences by length was carried, so only \
     orders that follow from the law or from remand are followed, and breaches of older orders stand inside the published sentences.",
    "Whether neighbours consent: a unit of 12 beds in Swansea met 215 objections and years of appeal.",
    "How long building takes.",
    "What the Act's later steps (release at a third) will be in practice; their day is an assumption.",
];

/// What is not counted for want of a figure.
const NOT_COUNTED: [&str; 4] = [
    "Local authorities (children taken into care): no unit cost is held. Not counted is not nought.",
    "Health: no unit cost is held.",
    "Work, benefits and housing: no unit cost is held.",
    "Victims and the police: no unit cost is held.",
];

/// What a small unit is in this model, and what it is not.
const UNITS: &str = "A unit shortens no sentence and keeps nobody out of custody: it is where some of the women in prison are, \
                     nearer to home. Its places are counted as prison places, for no cost of running one is held. Women inside are \
                     shared out to areas as the last published year's sentences are.";

/// Said in place of a tornado in which nothing moves.
const SAME: &str =
    "Both send the same women to prison: no number of the model moves the difference.";

fn whole(value: f64) -> String {
    Numeral::WHOLE.write(value)
}

fn signed(value: f64) -> String {
    Numeral::WHOLE.signed().write(value)
}

fn in_words(spread: &Spread, write: fn(f64) -> String) -> String {
    format!(
        "{} (50 %: {} to {}; 90 %: {} to {})",
        write(spread.median),
        write(spread.low50),
        write(spread.high50),
        write(spread.low90),
        write(spread.high90)
    )
}

impl Told<'_> {
    fn scenario(&self) -> &Setting {
        &self.loaded.scenario
    }

    fn name(&self, what: Follow) -> String {
        let band = |b: usize| {
            self.scenario().bands.get(b).map_or_else(String::new, |band| band.name.clone())
        };
        match what {
            Follow::Population => "women in prison".to_owned(),
            Follow::Receptions => "sent to prison under sentence".to_owned(),
            Follow::Inside(b) => format!("inside under sentence, {}", band(b)),
            Follow::Received(b) => format!("sent to prison under sentence, {}", band(b)),
            Follow::Remand => "inside on remand".to_owned(),
            Follow::Recall => "inside on recall".to_owned(),
            Follow::Remanded => "remanded".to_owned(),
            Follow::Recalled => "recalled".to_owned(),
            Follow::InUnits => "of the women in prison, in small units".to_owned(),
            Follow::Curfew => "under home detention curfew".to_owned(),
            Follow::Suspended => "on a suspended sentence that the model follows".to_owned(),
            Follow::Community => "on a community order that the model follows".to_owned(),
            Follow::TurnedAway => "turned away from custody".to_owned(),
            Follow::Activated => "suspended sentences activated".to_owned(),
            Follow::DrawnIn => "drawn in who would have had less".to_owned(),
        }
    }

    /// Remand, recall and women inside are followed only where the place has figures of them.
    fn followed(&self) -> bool {
        self.scenario().remand.is_some()
    }

    fn last(&self, what: Follow) -> Option<&Year> {
        self.drawn.years.iter().filter(|year| year.what == what).max_by_key(|year| year.year)
    }

    /// Children affected a year: each published estimate for itself, moved as receptions move.
    fn children(&self) -> Vec<(String, f64, Spread)> {
        let setting = self.scenario();
        let Some(year) = self.last(Follow::Receptions) else { return Vec::new() };
        setting
            .children
            .iter()
            .map(|estimate| {
                let each = estimate.children / setting.children_receptions.max(1.0);
                let spread = Spread {
                    low90: each * year.scenario.low90,
                    low50: each * year.scenario.low50,
                    median: each * year.scenario.median,
                    high50: each * year.scenario.high50,
                    high90: each * year.scenario.high90,
                };
                (estimate.estimate.clone(), estimate.children, spread)
            })
            .collect()
    }

    fn accounts(&self) -> Vec<(String, String, Spread)> {
        self.drawn
            .accounts
            .iter()
            .filter_map(|account| {
                let cost = self.scenario().costs.get(account.cost)?;
                let counted = match cost.by {
                    CountedBy::TurnedAway => " (turned away or drawn in)",
                    _ => "",
                };
                Some((cost.department.clone(), format!("{}{counted}", cost.what), account.pounds))
            })
            .collect()
    }

    /// Each area with its part, where there is more than one.
    fn areas(&self) -> Vec<(&str, &Share)> {
        let names = self.scenario().intake.iter().map(|intake| intake.area.as_str());
        names.zip(&self.split.areas).filter(|_| self.split.areas.len() > 1).collect()
    }

    /// Each offence group with its part, where there is more than one.
    fn offences(&self) -> Vec<(&str, &Share)> {
        let names = self.scenario().offences.iter().map(|offence| offence.name.as_str());
        names.zip(&self.split.offences).filter(|_| self.split.offences.len() > 1).collect()
    }

    /// Whether any number moves the difference between the two laws at all.
    fn hangs_on_something(&self) -> bool {
        self.tornado.iter().any(|lever| lever.width() > 0.0)
    }

    fn has_units(&self) -> bool {
        !self.scenario().units.is_empty() || !self.loaded.compared.units.is_empty()
    }

    fn is_told(&self, what: Follow) -> bool {
        if what == Follow::InUnits && !self.has_units() {
            return false;
        }
        self.followed()
            || matches!(what, Follow::Receptions | Follow::Received(_) | Follow::TurnedAway)
    }

    /// How many places the units of the scenario have, and in how many units.
    fn unit_places(&self) -> (usize, f64) {
        let units = &self.scenario().units;
        (units.len(), units.iter().map(|unit| unit.places).sum())
    }

    /// One sentence of how full the units are.
    fn units_in_words(&self) -> Option<String> {
        let (units, places) = self.unit_places();
        let (held, all) = (self.last(Follow::InUnits)?, self.last(Follow::Population)?);
        Some(format!(
            "{units} small units with {} places hold {} women in year {}, of {} in prison.",
            whole(places),
            in_words(&held.scenario, whole),
            held.year,
            whole(all.scenario.median),
        ))
    }
}

fn capital(text: &str) -> String {
    let mut signs = text.chars();
    signs.next().map_or_else(String::new, |first| first.to_uppercase().chain(signs).collect())
}
