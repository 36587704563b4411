//! `CENTRE.toml`: what a centre is. An unknown key is named with the nearest known one, and a number
//! out of order is told in one sentence. Not for the working out.

use jiff::civil::Date;
use models::capacity::Stay;
use toml::{Table, Value};

use crate::Trouble;
use crate::plan::not_known;

/// A centre as it was written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Centre {
    pub name: String,
    pub starts: Date,
    pub months: u32,
    pub workers: u32,
    pub caseload: u32,
    pub target_days: f64,
    pub stay: Stay,
    /// Women a week by route.
    pub routes: Vec<(String, f64)>,
    /// Share of a week by day, Monday to Friday; they sum to one.
    pub weekdays: [f64; 5],
    pub cost: Option<(f64, f64)>,
    pub grant: Option<Grant>,
}

/// A grant that ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Grant {
    pub ends: Date,
    pub workers: u32,
}

const TOP: [&str; 11] = [
    "name",
    "starts",
    "months",
    "workers",
    "caseload",
    "target_days",
    "sessions",
    "routes",
    "weekdays",
    "cost",
    "grant",
];
const SESSIONS: [&str; 4] = ["least", "mean", "most", "working_days_between"];
const WEEKDAYS: [&str; 5] = ["monday", "tuesday", "wednesday", "thursday", "friday"];
const COST: [&str; 2] = ["per_woman_low", "per_woman_high"];
const GRANT: [&str; 2] = ["ends", "workers"];

/// Reads a centre.
pub(super) fn read(name: &str, text: &str) -> Result<Centre, Trouble> {
    let table: Table = text
        .parse()
        .map_err(|e: toml::de::Error| Trouble::Said(format!("{name}: {}", e.message())))?;
    let file = Part { file: name, section: "", table: &table };
    file.only(&TOP)?;
    let sessions = file.part("sessions")?.ok_or_else(|| file.lacks("[sessions]"))?;
    sessions.only(&SESSIONS)?;
    let stay = Stay::by_sessions(
        sessions.count("least")?,
        sessions.number("mean")?,
        sessions.count("most")?,
        sessions.number("working_days_between")?,
    )
    .map_err(|e| file.wrong(&e.to_string()))?;
    let routes = file.part("routes")?.ok_or_else(|| file.lacks("[routes]"))?;
    let mut by_route = Vec::new();
    for key in routes.table.keys() {
        by_route.push((key.clone(), routes.number(key)?));
    }
    if by_route.iter().all(|(_, women)| *women == 0.0) {
        return Err(file.wrong("[routes] brings no women: give at least one route a number"));
    }
    let mut weekdays = [0.2; 5];
    if let Some(days) = file.part("weekdays")? {
        days.only(&WEEKDAYS)?;
        for (slot, day) in weekdays.iter_mut().zip(WEEKDAYS) {
            *slot = if days.table.contains_key(day) { days.number(day)? } else { 0.0 };
        }
        let all: f64 = weekdays.iter().sum();
        if all <= 0.0 {
            return Err(file.wrong("[weekdays]: on at least one day women must come"));
        }
        weekdays = weekdays.map(|day| day / all);
    }
    let cost = match file.part("cost")? {
        None => None,
        Some(cost) => {
            cost.only(&COST)?;
            let (low, high) = (cost.number("per_woman_low")?, cost.number("per_woman_high")?);
            if low > high {
                return Err(file.wrong("[cost]: per_woman_low is above per_woman_high"));
            }
            Some((low, high))
        }
    };
    let starts = file.date("starts")?;
    let months = file.count("months")?;
    if !(1..=60).contains(&months) {
        return Err(file.wrong("months must be 1 to 60"));
    }
    let workers = file.count("workers")?;
    let grant = match file.part("grant")? {
        None => None,
        Some(grant) => {
            grant.only(&GRANT)?;
            let grant = Grant { ends: grant.date("ends")?, workers: grant.count("workers")? };
            if grant.ends < starts {
                return Err(file.wrong("[grant] ends before the centre starts: mend the dates"));
            }
            if grant.workers > workers {
                return Err(file.wrong(&format!(
                    "[grant] pays {} workers and the centre has {workers}",
                    grant.workers
                )));
            }
            Some(grant)
        }
    };
    let caseload = file.count("caseload")?;
    if workers == 0 || caseload == 0 || workers.saturating_mul(caseload) > 100_000 {
        return Err(file.wrong("workers times caseload must be 1 to 100,000 places"));
    }
    Ok(Centre {
        name: file.text("name")?,
        starts,
        months,
        workers,
        caseload,
        target_days: file.number("target_days")?,
        stay,
        routes: by_route,
        weekdays,
        cost,
        grant,
    })
}

/// A section of a file.
struct Part<'a> {
    file: &'a str,
    section: &'a str,
    table: &'a Table,
}

impl<'a> Part<'a> {
    fn wrong(&self, what: &str) -> Trouble {
        Trouble::Said(format!("{}: {what}", self.file))
    }

    fn lacks(&self, key: &str) -> Trouble {
        let section =
            if self.section.is_empty() { String::new() } else { format!(" in [{}]", self.section) };
        self.wrong(&format!("{key} is missing{section}"))
    }

    /// Refuses what is not known.
    fn only(&self, known: &[&str]) -> Result<(), Trouble> {
        let stranger = self.table.keys().find(|key| !known.contains(&key.as_str()));
        let section =
            if self.section.is_empty() { String::new() } else { format!("[{}] ", self.section) };
        stranger.map_or(Ok(()), |key| {
            Err(not_known(&format!("{}: {section}key", self.file), key, known))
        })
    }

    fn get(&self, key: &str) -> Result<&'a Value, Trouble> {
        self.table.get(key).ok_or_else(|| self.lacks(key))
    }

    fn part(&self, section: &'a str) -> Result<Option<Part<'a>>, Trouble> {
        match self.table.get(section) {
            None => Ok(None),
            Some(Value::Table(table)) => Ok(Some(Part { file: self.file, section, table })),
            Some(_) => Err(self.wrong(&format!("{section} wants a section of its own"))),
        }
    }

    fn number(&self, key: &str) -> Result<f64, Trouble> {
        let number = match self.get(key)? {
            Value::Float(number) => Some(*number),
            Value::Integer(number) => i32::try_from(*number).ok().map(f64::from),
            _ => None,
        };
        number
            .filter(|n| n.is_finite() && *n >= 0.0)
            .ok_or_else(|| self.wrong(&format!("{key} wants a number of nought or more")))
    }

    fn count(&self, key: &str) -> Result<u32, Trouble> {
        let whole = self.get(key)?.as_integer().and_then(|n| u32::try_from(n).ok());
        whole.ok_or_else(|| self.wrong(&format!("{key} wants a whole number of nought or more")))
    }

    fn text(&self, key: &str) -> Result<String, Trouble> {
        let text = self.get(key)?.as_str().map(str::to_owned);
        text.ok_or_else(|| self.wrong(&format!("{key} wants words in quotation marks")))
    }

    fn date(&self, key: &str) -> Result<Date, Trouble> {
        let text = match self.get(key)? {
            Value::Datetime(date) => date.to_string(),
            Value::String(text) => text.clone(),
            _ => String::new(),
        };
        text.parse().map_err(|_| self.wrong(&format!("{key} wants a date, as in 2027-03-31")))
    }
}
