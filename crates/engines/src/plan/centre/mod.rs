//! `plan centre`: how long women wait for a centre's first offer, by formula and by the twin, what
//! it costs, and what the end of a grant does to the list. Not for the methods (crate `models`).

mod file;
mod report;

use std::path::PathBuf;

use clap::Args;
use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan as _};
use models::capacity::{Arrivals, Never, Outlook, Queue, Spread, Twin, outlook};
use serde_json::{Value, json};

use super::siting::number;
use crate::Trouble;
use file::Centre;

/// Runs as it stands, from the repository's root.
pub const EXAMPLE: &str = "\
An invented centre whose grant for two workers ends on 31 March:
  alongside-engines plan centre data/siting/centre.toml

Exit codes: 0 done; 1 could not be done, nothing was written; 2 the command line is wrong.
docs/manual/plan-centre.md tells the rest.";

/// Working days played before the centre starts, so that it does not start empty.
const SETTLING: u32 = 520;
/// Runs of the twin.
const RUNS: u32 = 400;

/// What a women's centre can hold.
#[derive(Debug, Args)]
pub struct Ask {
    /// The centre: `data/siting/centre.toml` shows every key.
    #[arg(value_name = "CENTRE.toml")]
    centre: PathBuf,
    /// Where chance begins; the same seed gives the same answer.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Also a page, charts and a table by month into this folder.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// One JSON object instead of words.
    #[arg(long)]
    json: bool,
}

/// Everything that was worked out.
struct Told {
    centre: Centre,
    seed: u64,
    /// Women a working day.
    per_day: f64,
    now: Result<Queue, Never>,
    /// With the grant's workers gone.
    then: Option<Result<Queue, Never>>,
    /// Workers that would keep the target for nine in ten.
    enough: Option<u32>,
    months: Vec<Date>,
    outlook: Outlook,
    /// The same without the grant's end.
    otherwise: Option<Outlook>,
}

impl Ask {
    /// Works it out and says it.
    ///
    /// # Errors
    ///
    /// A sentence that says what to mend; nothing is left half-written.
    pub fn run(self, said: &mut dyn std::io::Write) -> Result<(), Trouble> {
        let name = self.centre.display().to_string();
        let text = std::fs::read_to_string(&self.centre)
            .map_err(|why| Trouble::File { path: name.clone(), why })?;
        let told = Told::of(file::read(&name, &text)?, self.seed)?;
        let mut lines = if self.json { vec![told.json().to_string()] } else { told.words() };
        if let Some(folder) = &self.out {
            let written = report::write(&told, folder)?;
            if !self.json {
                lines.extend(written);
            }
        }
        let text = lines.join("\n");
        writeln!(said, "{text}").map_err(|why| Trouble::File { path: "output".to_owned(), why })
    }
}

/// Working days, Monday to Friday, from `from` up to `until`. Bank holidays are counted as worked.
fn working_days(from: Date, until: Date) -> u32 {
    let mut count = 0;
    let mut day = from;
    while day < until {
        if !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            count += 1;
        }
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    count
}

impl Told {
    fn of(centre: Centre, seed: u64) -> Result<Self, Trouble> {
        let said = |e: &dyn std::error::Error| Trouble::Said(e.to_string());
        let a_week: f64 = centre.routes.iter().map(|(_, women)| women).sum();
        let per_day = a_week / 5.0;
        let (stay, spread) = (centre.stay.mean(), centre.stay.spread());
        let queue = |workers: u32| {
            Queue::new(workers.saturating_mul(centre.caseload), per_day, stay, spread)
        };
        let now = queue(centre.workers);
        let then = centre.grant.map(|g| queue(centre.workers.saturating_sub(g.workers)));
        let enough = (1..=centre.workers.saturating_mul(4).saturating_add(40)).find(|&workers| {
            queue(workers).is_ok_and(|q| q.offered_within(centre.target_days) >= 0.9)
        });
        // The twin begins on the Monday of the week in which the centre starts.
        let back = i64::from(centre.starts.weekday().to_monday_zero_offset());
        let monday = centre
            .starts
            .checked_sub(back.days())
            .map_err(|_| Trouble::Said("starts is too early a date".to_owned()))?;
        let index = |date: Date| SETTLING.saturating_add(working_days(monday, date));
        let mut months = Vec::new();
        for month in 1..=centre.months {
            let span = Span::new().months(i64::from(month));
            let end = centre.starts.checked_add(span).and_then(Date::yesterday);
            months.push(end.map_err(|e| said(&e))?);
        }
        let after = |day: Date| index(day.tomorrow().unwrap_or(day));
        let marks: Vec<u32> = months.iter().map(|&m| after(m).saturating_sub(1)).collect();
        let last = months.last().map_or(SETTLING, |&m| after(m));
        let start = f64::from(index(centre.starts));
        let ends = centre.grant.map(|g| {
            let day_after = g.ends.tomorrow().unwrap_or(g.ends);
            f64::from(index(day_after))
        });
        let stretches = ends.map_or_else(
            || vec![(start, f64::from(last))],
            |ends| vec![(start, ends), (ends, f64::from(last).max(ends))],
        );
        let rates = centre.weekdays.map(|share| a_week * share);
        let places = centre.workers.saturating_mul(centre.caseload);
        let mut changes = vec![(0.0, places)];
        if let (Some(ends), Some(grant)) = (ends, centre.grant) {
            let left = centre.workers.saturating_sub(grant.workers);
            changes.push((ends, left.saturating_mul(centre.caseload)));
        }
        let play = |changes: Vec<(f64, u32)>| -> Result<Outlook, Trouble> {
            let twin = Twin::new(Arrivals::ByWeekday(rates), centre.stay.clone(), changes)
                .map_err(|e| said(&e))?;
            let target = centre.target_days;
            Ok(outlook(&twin, last, RUNS, seed, &marks, &stretches, target))
        };
        let outlook = play(changes)?;
        let otherwise = match centre.grant {
            None => None,
            Some(_) => Some(play(vec![(0.0, places)])?),
        };
        Ok(Self { centre, seed, per_day, now, then, enough, months, outlook, otherwise })
    }

    fn places(&self) -> u32 {
        self.centre.workers.saturating_mul(self.centre.caseload)
    }

    fn queue_words(&self, queue: &Result<Queue, Never>) -> String {
        match queue {
            Err(never) => format!("{never}"),
            Ok(q) => format!(
                "{}% of places in use; mean wait {} working days (M/G/c; {} if stays were \
                 exponential, M/M/c); {} wait on a usual day; {}% offered a place within {} days",
                number(100.0 * q.busy(), 0),
                number(q.mean_wait(), 1),
                number(q.mean_wait_mmc(), 1),
                number(q.waiting(), 1),
                number(100.0 * q.offered_within(self.centre.target_days), 0),
                number(self.centre.target_days, 0)
            ),
        }
    }

    /// What women cost a year: low and high.
    fn cost(&self) -> Option<(f64, f64)> {
        let began = self.outlook.began_a_year.median;
        self.centre.cost.map(|(low, high)| (low * began, high * began))
    }

    fn words(&self) -> Vec<String> {
        let centre = &self.centre;
        let mut lines = vec![format!(
            "{}: {} workers with {} women each hold {} at a time; {} women come a week and stay {} \
             working days on average.",
            centre.name,
            centre.workers,
            centre.caseload,
            self.places(),
            number(self.per_day * 5.0, 1),
            number(centre.stay.mean(), 0)
        )];
        lines.push(format!("Settled, by formula: {}.", self.queue_words(&self.now)));
        if let (Some(then), Some(grant)) = (&self.then, centre.grant) {
            lines.push(format!(
                "Settled after the grant's {} workers have gone: {}.",
                grant.workers,
                self.queue_words(then)
            ));
        }
        let target = number(centre.target_days, 0);
        lines.push(match self.enough {
            Some(workers) => format!(
                "{workers} workers would offer nine in ten a place within {target} working days."
            ),
            None => format!("No number of workers tried offers nine in ten within {target} days."),
        });
        let stretch = |spread: Option<&Spread>, share: Option<&Spread>| {
            let (Some(wait), Some(share)) = (spread, share) else { return String::new() };
            format!(
                "mean wait {} working days (90% of runs {} to {}), {}% within {target} days",
                number(wait.median, 1),
                number(wait.low_90, 1),
                number(wait.high_90, 1),
                number(100.0 * share.median, 0)
            )
        };
        let (wait, share) = (&self.outlook.wait, &self.outlook.in_time);
        let from = if centre.grant.is_some() { "until the grant ends" } else { "over all months" };
        lines.push(format!(
            "Played out {RUNS} times, {from}: {}.",
            stretch(wait.first(), share.first())
        ));
        if let Some(grant) = centre.grant {
            lines.push(format!("After {}: {}.", grant.ends, stretch(wait.get(1), share.get(1))));
        }
        for (month, spread) in self.months.iter().zip(&self.outlook.waiting) {
            lines.push(format!(
                "  {month}: {} wait (90% of runs {} to {})",
                number(spread.median, 0),
                number(spread.low_90, 0),
                number(spread.high_90, 0)
            ));
        }
        if let (Some(otherwise), Some(end)) = (&self.otherwise, self.outlook.waiting.last())
            && let Some(kept) = otherwise.waiting.last()
        {
            lines.push(format!(
                "Had the grant gone on, {} would wait at the end instead of {}.",
                number(kept.median, 0),
                number(end.median, 0)
            ));
        }
        if let Some((low, high)) = self.cost() {
            lines.push(format!(
                "{} women begin a year; at £{} to £{} a woman that is £{} to £{} a year.",
                number(self.outlook.began_a_year.median, 0),
                number(centre.cost.map_or(0.0, |c| c.0), 0),
                number(centre.cost.map_or(0.0, |c| c.1), 0),
                number(low, 0),
                number(high, 0)
            ));
        }
        lines
    }

    fn json(&self) -> Value {
        let queue = |queue: &Result<Queue, Never>| match queue {
            Err(never) => json!({"settles": false, "why": never.to_string()}),
            Ok(q) => json!({
                "settles": true,
                "busy": q.busy(),
                "must_wait": q.must_wait(),
                "mean_wait_days_mgc": q.mean_wait(),
                "mean_wait_days_mmc": q.mean_wait_mmc(),
                "waiting": q.waiting(),
                "offered_within_target": q.offered_within(self.centre.target_days),
            }),
        };
        let spread = |s: &Spread| {
            json!({"low_90": s.low_90, "low_50": s.low_50, "median": s.median,
                   "high_50": s.high_50, "high_90": s.high_90})
        };
        let month = |outlook: &Outlook| -> Vec<Value> {
            let each = self.months.iter().zip(&outlook.waiting).zip(&outlook.held);
            each.map(|((m, w), h)| {
                json!({"until": m.to_string(), "waiting": spread(w), "held": spread(h)})
            })
            .collect()
        };
        json!({
            "centre": self.centre.name,
            "places": self.places(),
            "women_a_week": self.per_day * 5.0,
            "stay_days": self.centre.stay.mean(),
            "formula": queue(&self.now),
            "formula_after_grant": self.then.as_ref().map(queue),
            "workers_for_target": self.enough,
            "wait_days": self.outlook.wait.iter().map(spread).collect::<Vec<_>>(),
            "offered_in_time": self.outlook.in_time.iter().map(spread).collect::<Vec<_>>(),
            "months": month(&self.outlook),
            "months_with_grant_kept": self.otherwise.as_ref().map(month),
            "women_begin_a_year": spread(&self.outlook.began_a_year),
            "cost_a_year": self.cost().map(|(low, high)| json!({"low": low, "high": high})),
            "runs": RUNS,
            "seed": self.seed,
        })
    }
}
