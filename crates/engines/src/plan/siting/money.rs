//! What units would cost and how many women they could take, as ranges from published figures, and
//! what siting alone does not mend. For the built-in women's problem only; not a budget.

use super::said::number;
use super::women::built_in;
use crate::Trouble;

const FIGURES: &str = include_str!("../../../../../data/siting/planning-figures.csv");

/// A published figure.
#[derive(Debug, Clone, serde::Deserialize)]
pub(super) struct Figure {
    pub figure: String,
    pub low: f64,
    pub high: f64,
    pub date: String,
    pub source: String,
    pub note: String,
}

/// The published figures that planning needs.
pub(super) struct Figures(Vec<Figure>);

impl Figures {
    /// Those that the program carries.
    pub fn built_in() -> Result<Self, Trouble> {
        Ok(Self(built_in(FIGURES)?))
    }

    /// One of them.
    pub fn get(&self, name: &str) -> Result<&Figure, Trouble> {
        let found = self.0.iter().find(|f| f.figure == name);
        found.ok_or_else(|| Trouble::Said(format!("the built-in figure {name} is missing")))
    }

    /// All, for the list of sources.
    pub fn all(&self) -> &[Figure] {
        &self.0
    }
}

/// What so many units mean in places, women and money: one sentence each.
pub(super) fn lines(units: f64, women: f64, nearest: f64) -> Result<Vec<String>, Trouble> {
    let figures = Figures::built_in()?;
    let built = figures.get("small_unit_built")?;
    let places = figures.get("small_unit_places")?;
    let a_year = figures.get("small_unit_women_a_year")?;
    let run = figures.get("prison_place_per_year")?;
    let centre = figures.get("womens_centre_per_woman")?;
    let published = figures.get("distance_from_home_published")?;
    let whole = |n: f64| number(n, 0);
    let million = |n: f64| number(n / 1e6, 1);
    Ok(vec![
        format!(
            "Money: {} units of the kind built or planned ({} to {} places each) cost £{} to £{} \
             million to build ({}), and £{} to £{} million a year to run if a place costs what a \
             prison place does (£{}, {}); a small unit may well cost more a place.",
            whole(units),
            whole(places.low),
            whole(places.high),
            million(units * built.low),
            million(units * built.high),
            built.date,
            million(units * places.low * run.low),
            million(units * places.high * run.high),
            whole(run.low),
            run.date
        ),
        format!(
            "A unit of {} places was planned for about {} women a year, so {} units would take \
             about {} of {} women a year. The others still go where they go now.",
            whole(places.low),
            whole(a_year.low),
            whole(units),
            whole((units * a_year.low).min(women)),
            whole(women)
        ),
        format!(
            "Support at a women's centre instead costs £{} to £{} a woman ({}): for {} women £{} \
             to £{} million.",
            whole(centre.low),
            whole(centre.high),
            centre.date,
            whole(women),
            million(women * centre.low),
            million(women * centre.high)
        ),
        "Staff: no published number of staff a place was found, so none is given.".to_owned(),
        format!(
            "Allocation matters as much as siting: women are held {} to {} miles from home on \
             average by the published figures ({}), while the nearest of these prisons is {} miles \
             away on average as the crow flies. Much of the distance comes from where women are \
             sent, not from where prisons stand, and no new site mends that.",
            whole(published.low),
            whole(published.high),
            published.date,
            number(nearest, 1)
        ),
        format!("Consent and delay are not in the model: {}.", built.note),
    ])
}
