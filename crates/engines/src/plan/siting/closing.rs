//! `--close-prisons`: the world without women's prisons, year by year. Not for where a given number
//! of units is best (`Ask::run`).

use clap::Args;
use models::siting::closing::{End, Schedule, World};
use models::siting::{PER_UNIT, Spot};
use places::Grid;
use serde_json::json;

use super::money::Figures;
use super::said::number;
use super::{Ask, Counted, posed, women};
use crate::Trouble;

/// How prisons would close.
#[derive(Debug, Args)]
pub(super) struct Closing {
    /// For women: how fast the prisons could close while units open, instead of siting.
    #[arg(long, help_heading = "A world without women's prisons")]
    close_prisons: bool,
    /// Places of a unit.
    #[arg(long, default_value_t = 16, help_heading = "A world without women's prisons")]
    unit_places: u32,
    /// Units that open each year.
    #[arg(long, default_value_t = 8, help_heading = "A world without women's prisons")]
    units_a_year: u32,
    /// Years to look at.
    #[arg(long, default_value_t = 30, help_heading = "A world without women's prisons")]
    years: u32,
    /// Women who need a place; without it those in prison on 19 May 2025.
    #[arg(long, value_name = "N", help_heading = "A world without women's prisons")]
    women: Option<u32>,
    /// Mean distance in miles not to be passed; without it that of the nearest free place today.
    #[arg(long, value_name = "MILES", help_heading = "A world without women's prisons")]
    mean_limit: Option<f64>,
}

impl Closing {
    /// Whether it is asked for.
    pub const fn is_asked(&self) -> bool {
        self.close_prisons
    }
}

/// Works it out and says it.
pub(super) fn run(ask: &Ask) -> Result<String, Trouble> {
    let closing = &ask.closing;
    if ask.problem != "women" {
        return Err(Trouble::Said("--close-prisons goes with --problem women only".to_owned()));
    }
    if ask.out.is_some() {
        return Err(Trouble::Said("--close-prisons prints; it takes no --out".to_owned()));
    }
    if !(1..=1000).contains(&closing.unit_places)
        || !(1..=100).contains(&closing.units_a_year)
        || !(1..=100).contains(&closing.years)
    {
        return Err(Trouble::Said(
            "--unit-places wants 1 to 1,000, --units-a-year and --years 1 to 100".to_owned(),
        ));
    }
    if closing.mean_limit.is_some_and(|m| !m.is_finite() || m < 0.0) {
        return Err(Trouble::Said("--mean-limit wants miles of nought or more".to_owned()));
    }
    let figures = Figures::built_in()?;
    let wanted = closing.women.map_or(figures.get("women_in_prison")?.low, f64::from);
    let areas = women::areas()?;
    let count = |a: &women::Area| {
        f64::from(match ask.demand {
            Counted::All => a.women_sentenced_to_custody,
            Counted::UnderSixMonths => a.of_which_under_six_months,
        })
    };
    let need = share_out(&areas.iter().map(count).collect::<Vec<_>>(), wanted);
    let spots: Vec<Spot> = areas
        .iter()
        .map(|a| {
            let point = Grid { easting: a.easting, northing: a.northing }.point();
            Spot::earth(point.lat, point.lon)
        })
        .collect();
    let prisons = women::standing()?;
    // Places by prison were published in 2006 only: shared out in those proportions, the prison
    // without a figure as the mean of the others, to today's total.
    let known: Vec<f64> = prisons.iter().filter_map(|p| p.places).collect();
    let mean =
        known.iter().sum::<f64>() / f64::from(u32::try_from(known.len().max(1)).unwrap_or(1));
    let shares: Vec<f64> = prisons.iter().map(|p| p.places.unwrap_or(mean)).collect();
    let total = figures.get("places_in_womens_prisons")?.low;
    let world = World {
        need,
        between: spots.iter().flat_map(|a| spots.iter().map(|b| a.to(*b))).collect(),
        to_prison: spots.iter().flat_map(|a| prisons.iter().map(|p| a.to(p.spot))).collect(),
        prisons: share_out(&shares, total),
        unit: u64::from(closing.unit_places),
        a_year: closing.units_a_year,
        years: closing.years,
        limit: closing.mean_limit.map(|m| m * PER_UNIT),
    };
    let schedule = world.close().map_err(|e| Trouble::Said(e.to_string()))?;
    let codes: Vec<&str> = prisons.iter().map(|p| p.code.as_str()).collect();
    Ok(if ask.json {
        as_json(&schedule, &codes).to_string()
    } else {
        words(ask, &schedule, &codes, wanted, total).join("\n")
    })
}

/// Whole numbers in proportion to `shares` that sum to `total` (largest remainders).
fn share_out(shares: &[f64], total: f64) -> Vec<u64> {
    let all: f64 = shares.iter().sum();
    let exact: Vec<f64> = shares.iter().map(|s| s * total / all.max(1e-9)).collect();
    let floor = |x: &f64| posed::whole(x.floor()).unwrap_or(0);
    let mut whole: Vec<u64> = exact.iter().map(|x| u64::from(floor(x))).collect();
    let given: u64 = whole.iter().sum();
    let rest = u64::from(posed::whole(total).unwrap_or(0)).saturating_sub(given);
    let mut order: Vec<usize> = (0..exact.len()).collect();
    let part = |k: usize| exact.get(k).map_or(0.0, |x| x.fract());
    order.sort_by(|&a, &b| part(b).total_cmp(&part(a)).then(a.cmp(&b)));
    for k in order.into_iter().take(usize::try_from(rest).unwrap_or(0)) {
        if let Some(slot) = whole.get_mut(k) {
            *slot = slot.saturating_add(1);
        }
    }
    whole
}

fn words(ask: &Ask, schedule: &Schedule, codes: &[&str], women: f64, total: f64) -> Vec<String> {
    let closing = &ask.closing;
    let limit = number(schedule.limit / PER_UNIT, 1);
    let mut lines = vec![format!(
        "{} women need a place; the twelve prisons hold {}. {} units of {} places open a year; the \
         mean distance to a place is not to pass {limit} miles.",
        number(women, 0),
        number(total, 0),
        closing.units_a_year,
        closing.unit_places
    )];
    let mut before = usize::MAX;
    for year in &schedule.years {
        if year.open.len() != before || year.year % 5 == 0 {
            let open: Vec<&str> = year.open.iter().filter_map(|&p| codes.get(p).copied()).collect();
            lines.push(format!(
                "  year {:>2}: {:>4} units, {:>2} prisons open ({} at least, for want of places), \
                 mean {} miles{}{}",
                year.year,
                year.units,
                year.open.len(),
                year.least_open,
                number(year.mean / PER_UNIT, 1),
                if open.is_empty() { "" } else { ": " },
                open.join(" ")
            ));
        }
        before = year.open.len();
    }
    lines.push(match schedule.end {
        End::Closed(year) => format!(
            "All twelve could be closed in year {year}, with everybody placed and the mean within \
             the limit each year."
        ),
        End::Capacity { short, enough_in } => format!(
            "Proven: in {} years no schedule closes all. Capacity binds: all units together lack \
             {short} places. At this pace they hold everybody in year {enough_in}; fewer women in \
             prison (--women), larger units or more a year bring it nearer.",
            closing.years
        ),
        End::Distance { least_mean } => format!(
            "Proven: in {} years no schedule closes all. Distance binds: the best places for so \
             many units leave a mean of {} miles.",
            closing.years,
            number(least_mean / PER_UNIT, 1)
        ),
        End::NotFound => "No schedule was found by the rules followed, and no proof that there is \
                          none."
            .to_owned(),
    });
    lines.push(
        "Taken as given: need in proportion to women sentenced in 2024; places by prison in the \
         proportions of 2006 (the only published; Peterborough as the mean) to the total of May \
         2025; within an area nobody travels; women are placed as near as places allow, which is \
         not how it is done now; the next unit opens where women without a place in their area \
         travel most; stays, security and consent are not in the model."
            .to_owned(),
    );
    lines
}

fn as_json(schedule: &Schedule, codes: &[&str]) -> serde_json::Value {
    let years: Vec<serde_json::Value> = schedule
        .years
        .iter()
        .map(|y| {
            let open: Vec<&str> = y.open.iter().filter_map(|&p| codes.get(p).copied()).collect();
            json!({"year": y.year, "units": y.units, "prisons_open": open,
                   "least_open": y.least_open, "mean_miles": y.mean / PER_UNIT})
        })
        .collect();
    let end = match schedule.end {
        End::Closed(year) => json!({"closed_in": year}),
        End::Capacity { short, enough_in } => {
            json!({"binds": "capacity", "short": short, "enough_in": enough_in})
        }
        End::Distance { least_mean } => {
            json!({"binds": "distance", "least_mean_miles": least_mean / PER_UNIT})
        }
        End::NotFound => json!({"binds": "not found"}),
    };
    json!({"limit_miles": schedule.limit / PER_UNIT, "years": years, "end": end})
}
