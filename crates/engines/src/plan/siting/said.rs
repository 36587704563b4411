//! The answer in words and as JSON. Not for charts and pages.

use models::siting::knee;
use serde_json::{Value, json};

use super::money::Figure;
use super::posed::Posed;
use super::{Aim, Ask, Solved};

/// Everything that was worked out.
pub(super) struct Told<'a> {
    pub ask: &'a Ask,
    pub posed: &'a Posed,
    pub main: Solved,
    /// Without the new sites, where something stands already.
    pub before: Option<Solved>,
    /// By number of new sites.
    pub curve: Vec<(usize, Solved)>,
    /// Staff, money and what siting does not mend; for the women's problem.
    pub money: Vec<String>,
    /// The published figures behind it.
    pub figures: Vec<Figure>,
    pub seconds: f64,
}

/// A place and how far its people go.
pub(super) struct PlaceLine<'a> {
    pub name: &'a str,
    pub demand: f64,
    pub now: Option<f64>,
    pub before: Option<f64>,
    /// Sites it goes to, most first.
    pub to: Vec<&'a str>,
}

/// A number with commas.
pub(in crate::plan) fn number(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |d| ("-", d));
    let mut grouped = String::new();
    for (k, digit) in digits.chars().enumerate() {
        if k > 0 && digits.len().saturating_sub(k).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let dot = if rest.is_empty() { "" } else { "." };
    format!("{sign}{grouped}{dot}{rest}")
}

impl Told<'_> {
    /// Names of the new sites.
    pub fn new_names(&self, solved: &Solved) -> Vec<&str> {
        let sites = &self.posed.sites;
        solved.answer.new.iter().filter_map(|&s| Some(sites.get(s)?.name.as_str())).collect()
    }

    fn place(&self, place: usize) -> &str {
        self.posed.places.get(place).map_or("", |p| p.name.as_str())
    }

    fn site(&self, site: usize) -> &str {
        self.posed.sites.get(site).map_or("", |s| s.name.as_str())
    }

    /// What the value of an answer says, in words.
    fn value(&self, solved: &Solved) -> String {
        let (reading, lengths) = (&solved.reading, &self.posed.lengths);
        let covered = reading.demand - reading.value;
        match self.ask.objective {
            Aim::Median | Aim::Centre => format!(
                "mean distance {} {lengths}, the farthest {}",
                number(reading.mean, 2),
                number(reading.worst, 2)
            ),
            Aim::Cover => format!(
                "{} of {} within {} {lengths} ({}%), mean distance {}",
                number(covered, 0),
                number(reading.demand, 0),
                number(self.ask.within.unwrap_or(0.0), 0),
                number(100.0 * covered / reading.demand.max(1e-9), 1),
                number(reading.mean, 2)
            ),
        }
    }

    fn proof(solved: &Solved) -> String {
        if solved.answer.is_proven() {
            "proven: no other choice is better".to_owned()
        } else {
            format!(
                "not proven the best: at most {:.3}% from it (value {}, bound {})",
                100.0 * solved.answer.gap(),
                number(solved.reading.value, 0),
                number(solved.reading.bound, 0)
            )
        }
    }

    /// Whether it is the built-in problem.
    pub fn is_women(&self) -> bool {
        self.ask.problem == "women"
    }

    /// Every place, in order of name.
    pub fn by_place(&self) -> Vec<PlaceLine<'_>> {
        let before = self.before.as_ref().map(|b| &b.reading.places);
        let each = self.main.reading.places.iter().enumerate();
        each.map(|(k, place)| PlaceLine {
            name: self.place(k),
            demand: place.demand,
            now: place.distance,
            before: before.and_then(|b| b.get(k)?.distance),
            to: place.to.iter().map(|(site, _)| self.site(*site)).collect(),
        })
        .collect()
    }

    /// Open sites with what they are and how much they serve.
    pub fn open_sites(&self) -> Vec<(&str, &'static str, f64)> {
        let held = |site: usize| self.main.reading.held.get(site).copied().unwrap_or(0.0);
        let stands = self.posed.problem.existing().iter().map(|&s| (s, "stands"));
        let new = self.main.answer.new.iter().map(|&s| (s, "new"));
        stands.chain(new).map(|(s, kind)| (self.site(s), kind, held(s))).collect()
    }

    /// What matters most, in a few sentences.
    pub fn summary(&self) -> Vec<String> {
        let posed = self.posed;
        let mut lines = Vec::new();
        let aim = match self.ask.objective {
            Aim::Median => "least mean distance (p-median)",
            Aim::Centre => "least longest distance (p-centre)",
            Aim::Cover => "most within the distance (maximal cover)",
        };
        lines.push(format!(
            "{} places, {} {}; {} sites to choose from, {} stand already. Sought: {aim}.",
            posed.places.len(),
            number(self.main.reading.demand, 0),
            posed.people,
            posed.sites.len().saturating_sub(posed.problem.existing().len()),
            posed.problem.existing().len()
        ));
        if let Some(before) = &self.before {
            lines.push(format!("Without new sites: {}.", self.value(before)));
        }
        let names = self.new_names(&self.main);
        lines.push(format!("{} new: {}.", names.len(), names.join("; ")));
        lines.push(format!("With them: {}.", self.value(&self.main)));
        lines.push(format!("{}.", sentence(&Self::proof(&self.main))));
        let unserved: f64 = self.main.reading.places.iter().map(|p| p.unserved).sum();
        if unserved > 0.0 {
            lines.push(format!("{} find no room within the distance.", number(unserved, 0)));
        }
        lines.extend(self.farthest());
        lines
    }

    /// In words.
    pub fn words(&self) -> String {
        let posed = self.posed;
        let mut lines = self.summary();
        lines.extend(self.curve_lines());
        lines.extend(self.money.iter().cloned());
        lines.extend(posed.remarks.iter().map(|r| format!("Noticed: {r}.")));
        lines.extend(posed.sources.iter().map(|s| format!("Source: {}.", s.trim_end_matches('.'))));
        lines.push(format!("{:.2} seconds, {} branches.", self.seconds, self.main.answer.branches));
        lines.join("\n")
    }

    /// The five places whose people still travel farthest.
    fn farthest(&self) -> Vec<String> {
        let mut far: Vec<(f64, usize)> = self
            .main
            .reading
            .places
            .iter()
            .enumerate()
            .filter(|(_, p)| p.demand > 0.0)
            .filter_map(|(k, p)| Some((p.distance?, k)))
            .collect();
        far.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let each: Vec<String> = far
            .iter()
            .take(5)
            .map(|&(d, k)| format!("{} {}", self.place(k), number(d, 1)))
            .collect();
        vec![format!("Still far ({}): {}.", self.posed.lengths, each.join("; "))]
    }

    /// The curve as the mean distance, the longest, or what is not covered.
    pub fn curve_values(&self) -> Vec<f64> {
        let each = self.curve.iter().map(|(_, s)| match self.ask.objective {
            Aim::Median => s.reading.mean,
            Aim::Centre => s.reading.worst,
            Aim::Cover => s.reading.value,
        });
        each.collect()
    }

    fn curve_lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (new, solved) in &self.curve {
            lines.push(format!(
                "{new:>4} new: {} ({}) {}",
                self.value(solved),
                if solved.answer.is_proven() { "proven" } else { "not proven" },
                self.new_names(solved).join("; ")
            ));
        }
        if let Some((new, _)) = knee(&self.curve_values()).and_then(|k| self.curve.get(k)) {
            lines.push(format!(
                "Of these numbers the curve bends most at {new}: up to there each new site buys \
                 much, beyond it less."
            ));
        }
        lines
    }

    fn solved(&self, solved: &Solved) -> Value {
        let reading = &solved.reading;
        json!({
            "new": self.new_names(solved),
            "value": reading.value,
            "bound": reading.bound,
            "proven": solved.answer.is_proven(),
            "gap": solved.answer.gap(),
            "mean_distance": reading.mean,
            "worst_distance": reading.worst,
            "branches": solved.answer.branches,
        })
    }

    /// One object.
    pub fn json(&self) -> String {
        let posed = self.posed;
        let before = self.before.as_ref();
        let places: Vec<Value> = self
            .main
            .reading
            .places
            .iter()
            .enumerate()
            .map(|(k, p)| {
                let was = before.and_then(|b| b.reading.places.get(k)?.distance);
                let to: Vec<Value> =
                    p.to.iter().map(|(s, n)| json!({"site": self.site(*s), "amount": n})).collect();
                json!({
                    "name": self.place(k),
                    "demand": p.demand,
                    "distance": p.distance,
                    "distance_before": was,
                    "unserved": p.unserved,
                    "to": to,
                })
            })
            .collect();
        let curve: Vec<Value> = self
            .curve
            .iter()
            .map(|(new, s)| {
                let mut value = self.solved(s);
                if let Some(map) = value.as_object_mut() {
                    map.insert("count".to_owned(), json!(new));
                }
                value
            })
            .collect();
        let bend = knee(&self.curve_values()).and_then(|k| self.curve.get(k)).map(|(n, _)| *n);
        let object = json!({
            "problem": self.ask.problem,
            "objective": format!("{:?}", self.ask.objective).to_lowercase(),
            "within": self.ask.within,
            "demand": self.main.reading.demand,
            "distance_in": posed.lengths,
            "fixed": posed.problem.existing().iter().map(|&s| self.site(s)).collect::<Vec<_>>(),
            "answer": self.solved(&self.main),
            "before": before.map(|b| self.solved(b)),
            "places": places,
            "curve": curve,
            "knee": bend,
            "money": self.money,
            "seed": self.ask.seed,
            "sources": posed.sources,
            "remarks": posed.remarks,
            "seconds": self.seconds,
        });
        object.to_string()
    }
}

/// With a capital.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
